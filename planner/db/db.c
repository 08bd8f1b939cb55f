#include "patchplan/db/db.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <sqlite3.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "planner/db/file.h"

enum { BUSY_MS = 5000, CANCEL_EVERY_OPS = 20000 };

/* Parsing a short statement takes longer than running it: so many are kept for the next who asks for the same. */
enum { MOST_IDLE = 48 };

struct pp_db {
    sqlite3 *handle;
    char *path;
    const struct pp_cancel *cancel;
    int depth;                     /* open transactions, savepoints included */
    sqlite3_stmt *idle[MOST_IDLE]; /* prepared, not in use, the longest idle first */
    int n_idle;
};

struct pp_stmt {
    struct pp_db *db;
    sqlite3_stmt *handle;
    int bind_failed; /* first SQLite code of a bind that failed, reported by the next step */
};

static int fail_full(const char *path, struct pp_error *reterr) {
    return pp_fail_at(reterr, PP_E_FULL, path, 0, NULL,
                      "the disk is full; nothing of this step was kept, make room and repeat it");
}

/* What SQLite calls an I/O error while it grows the files beside its own may be a full disk too. */
static bool has_no_room(const char *path) {
    enum { LEAST_BYTES = 65536 }; /* one step of those files, twice over */
    struct statvfs disk;
    return statvfs(path, &disk) == 0 && disk.f_bavail < LEAST_BYTES / disk.f_frsize;
}

static int fail_readonly(struct pp_db *db, struct pp_error *reterr) {
    return pp_fail_at(
        reterr, PP_E_READONLY, db->path, 0, NULL,
        sqlite3_db_readonly(db->handle, "main") == 1
            ? "cannot be read alone: changes that it does not hold yet stand beside it, and its "
              "folder cannot be written. Let the program that made them end, or copy the file with "
              "those beside it (-wal, -shm) to a folder of yours"
            : "the planning file or its folder cannot be written; check its permissions");
}

static int fail_sqlite(struct pp_db *db, int code, struct pp_error *reterr) {
    const char *path = db->path;
    switch (code & 0xff) {
    case SQLITE_FULL:
        return fail_full(path, reterr);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return pp_fail_at(
            reterr, PP_E_BUSY, path, 0, NULL,
            "another program is writing this planning file; try again when it has ended");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
        return fail_readonly(db, reterr);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL,
                          "is damaged or no planning file (%s); restore a backup",
                          sqlite3_errmsg(db->handle));
    case SQLITE_NOMEM:
        return pp_fail_nomem(reterr);
    case SQLITE_INTERRUPT:
        return pp_fail(reterr, PP_E_CANCELLED, "stopped as asked; nothing of this step was kept");
    case SQLITE_IOERR:
        if (has_no_room(path))
            return fail_full(path, reterr);
        return pp_fail_at(reterr, PP_E_IO, path, 0, NULL, "cannot be read or written: %s",
                          sqlite3_errmsg(db->handle));
    case SQLITE_CONSTRAINT:
        return pp_fail_at(reterr, PP_E_CONFLICT, path, 0, NULL,
                          "the planning file refuses this: %s", sqlite3_errmsg(db->handle));
    default:
        return pp_fail_at(reterr, PP_E_LIBRARY, path, 0, NULL, "SQLite: %s",
                          sqlite3_errmsg(db->handle));
    }
}

/* Readers too open the file as those who write, where they may: only then the last who closes it can take what stands
 * beside it (-wal, -shm) into it and away. SQLite asks here before it prepares anything that would change it. */
static int only_read(void *context, int action, const char *table, const char *column,
                     const char *database, const char *inside) {
    (void)context, (void)column, (void)inside;
    bool changes = action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE;
    if (!changes || !database || strcmp(database, "main") != 0)
        return SQLITE_OK;
    /* What json_each() or a PRAGMA answers is to SQLite a table that is made for the moment. */
    return strcmp(table, "sqlite_master") == 0 ? SQLITE_OK : SQLITE_DENY;
}

static int configure(struct pp_db *db, enum pp_db_mode mode, struct pp_error *reterr) {
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    int rc = pp_db_run(db, "PRAGMA foreign_keys = ON; PRAGMA temp_store = FILE", reterr);
    if (!rc && mode == PP_DB_READ)
        sqlite3_set_authorizer(db->handle, only_read, NULL);
    if (!rc && (mode == PP_DB_WRITE || mode == PP_DB_CREATE))
        rc = pp_db_run(db,
                       "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                       " PRAGMA secure_delete = ON",
                       reterr);
    return rc;
}

/* Nobody asks SQLite how much memory it holds, so it need not lock and count at each allocation. Refused, and no
 * harm, when another library started SQLite before us. */
static void count_no_memory(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

static void start_sqlite(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, count_no_memory);
}

/* Before the journal becomes WAL: the mark must stand in the file itself, where pp_db_check_header() looks,
 * also when the program ends without tidying up. */
static int mark_as_ours(struct pp_db *db, struct pp_error *reterr) {
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d", PP_DB_APPLICATION_ID);
    return pp_db_run(db, sql, reterr);
}

/* In the place of the file, opened for reading, a copy of it without a name: in memory, or on the disk where it is
 * large, and gone when it is closed. */
static int become_scratch(struct pp_db *db, struct pp_error *reterr) {
    sqlite3 *file = db->handle, *copy = NULL;
    int code = sqlite3_open_v2("", &copy, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE, NULL);
    sqlite3_backup *copying =
        code == SQLITE_OK ? sqlite3_backup_init(copy, "main", file, "main") : NULL;
    db->handle = copy;
    if (copying) {
        sqlite3_busy_timeout(file, BUSY_MS);
        (void)sqlite3_backup_step(copying, -1);
        code = sqlite3_backup_finish(copying);
    } else if (code == SQLITE_OK) {
        code = sqlite3_errcode(copy);
    }
    sqlite3_close_v2(file);
    if (!copy)
        return pp_fail_nomem(reterr);
    return code == SQLITE_OK ? 0 : fail_sqlite(db, code, reterr);
}

/* As it stands, for reading only; returns SQLite's code. */
static int open_alone(struct pp_db *db, int flags) {
    PP_AUTO_STR struct pp_str uri = {0};
    pp_str_append(&uri, "file:");
    pp_str_append_url(&uri, db->path);
    pp_str_append(&uri, "?immutable=1");
    if (uri.failed)
        return SQLITE_NOMEM;
    return sqlite3_open_v2(pp_str_text(&uri), &db->handle, flags | SQLITE_OPEN_URI, NULL);
}

static int open_handle(struct pp_db *db, enum pp_db_mode mode, struct pp_error *reterr) {
    bool reads = mode == PP_DB_READ || mode == PP_DB_SCRATCH;
    bool may_settle = access(db->path, W_OK) == 0 && pp_db_can_write_beside(db->path);
    int flags = SQLITE_OPEN_NOMUTEX;
    flags |= reads && !may_settle ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    start_sqlite();
    int rc = mode == PP_DB_CREATE ? pp_db_make_private(db->path, reterr) : 0;
    if (rc)
        return rc;
    int code = reads && pp_db_stands_alone(db->path)
                   ? open_alone(db, flags)
                   : sqlite3_open_v2(db->path, &db->handle, flags, NULL);
    if (!db->handle)
        return pp_fail_nomem(reterr);
    if (code != SQLITE_OK)
        return fail_sqlite(db, code, reterr);
    rc = mode == PP_DB_CREATE ? mark_as_ours(db, reterr)
                              : pp_db_check_header(db->handle, db->path, reterr);
    if (!rc && mode == PP_DB_SCRATCH)
        rc = become_scratch(db, reterr);
    return rc ? rc : configure(db, mode, reterr);
}

int pp_db_open(const char *path, enum pp_db_mode mode, struct pp_db **ret_db,
               struct pp_error *reterr) {
    int rc = pp_db_check_file(path, mode, reterr);
    if (rc)
        return rc;
    PP_AUTO_DB struct pp_db *db = pp_alloc(sizeof *db);
    if (!db || !(db->path = pp_strdup(path)))
        return pp_fail_nomem(reterr);
    if ((rc = open_handle(db, mode, reterr)) != 0)
        return rc;
    *ret_db = PP_STEAL(db);
    return 0;
}

int pp_db_create_plain(const char *path, struct pp_db **ret_db, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = pp_alloc(sizeof *db);
    if (!db || !(db->path = pp_strdup(path)))
        return pp_fail_nomem(reterr);
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    start_sqlite();
    int code = sqlite3_open_v2(path, &db->handle, flags, NULL);
    if (!db->handle)
        return pp_fail_nomem(reterr);
    if (code != SQLITE_OK)
        return fail_sqlite(db, code, reterr);
    int rc = pp_db_run(db, "PRAGMA journal_mode = MEMORY", reterr);
    if (!rc)
        *ret_db = PP_STEAL(db);
    return rc;
}

void pp_db_close(struct pp_db *db) {
    if (!db)
        return;
    if (db->handle && !sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    for (int i = 0; i < db->n_idle; i++)
        sqlite3_finalize(db->idle[i]);
    sqlite3_close_v2(db->handle);
    pp_free(db->path);
    pp_free(db);
}

void pp_db_auto_close(struct pp_db **db) { pp_db_close(*db); }

const char *pp_db_path(const struct pp_db *db) { return db->path; }

static int stop_wanted(void *context) { return pp_must_stop(context); }

void pp_db_set_cancel(struct pp_db *db, const struct pp_cancel *cancel) {
    db->cancel = cancel;
    sqlite3_progress_handler(db->handle, cancel ? CANCEL_EVERY_OPS : 0, cancel ? stop_wanted : NULL,
                             (void *)(uintptr_t)cancel);
}

int pp_db_run(struct pp_db *db, const char *sql, struct pp_error *reterr) {
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : fail_sqlite(db, code, reterr);
}

static int run_savepoint(struct pp_db *db, const char *verb, int depth, struct pp_error *reterr) {
    char sql[64];
    snprintf(sql, sizeof sql, "%s level%d", verb, depth);
    return pp_db_run(db, sql, reterr);
}

static int begin(struct pp_db *db, const char *outermost, struct pp_error *reterr) {
    int rc = db->depth == 0 ? pp_db_run(db, outermost, reterr)
                            : run_savepoint(db, "SAVEPOINT", db->depth, reterr);
    if (!rc)
        db->depth++;
    return rc;
}

int pp_db_begin(struct pp_db *db, struct pp_error *reterr) {
    return begin(db, "BEGIN IMMEDIATE", reterr);
}

int pp_db_begin_read(struct pp_db *db, struct pp_error *reterr) {
    return begin(db, "BEGIN DEFERRED", reterr);
}

static void roll_back(struct pp_db *db) {
    /* A roll-back must run even when a stop was asked for, and after SQLite rolled back by itself. */
    sqlite3_progress_handler(db->handle, 0, NULL, NULL);
    if (db->depth > 0) {
        run_savepoint(db, "ROLLBACK TO", db->depth, NULL);
        run_savepoint(db, "RELEASE", db->depth, NULL);
    } else if (!sqlite3_get_autocommit(db->handle)) {
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    }
    pp_db_set_cancel(db, db->cancel);
}

int pp_db_end(struct pp_db *db, int rc, struct pp_error *reterr) {
    db->depth--;
    if (!rc) {
        rc = db->depth == 0 ? pp_db_run(db, "COMMIT", reterr)
                            : run_savepoint(db, "RELEASE", db->depth, reterr);
        if (!rc)
            return 0;
    }
    roll_back(db);
    return rc;
}

/* A statement of the same text that nobody uses, taken out of those kept; NULL: none. */
static sqlite3_stmt *take_idle(struct pp_db *db, const char *sql) {
    for (int i = db->n_idle - 1; i >= 0; i--) {
        sqlite3_stmt *handle = db->idle[i];
        if (strcmp(sqlite3_sql(handle), sql) != 0)
            continue;
        db->n_idle--;
        memmove(&db->idle[i], &db->idle[i + 1], (size_t)(db->n_idle - i) * sizeof *db->idle);
        return handle;
    }
    return NULL;
}

static void keep_idle(struct pp_db *db, sqlite3_stmt *handle) {
    if (db->n_idle == MOST_IDLE) {
        sqlite3_finalize(db->idle[0]);
        db->n_idle--;
        memmove(&db->idle[0], &db->idle[1], (size_t)db->n_idle * sizeof *db->idle);
    }
    db->idle[db->n_idle++] = handle;
}

int pp_db_prepare(struct pp_db *db, const char *sql, struct pp_stmt **ret_stmt,
                  struct pp_error *reterr) {
    struct pp_stmt *stmt = pp_alloc(sizeof *stmt);
    if (!stmt)
        return pp_fail_nomem(reterr);
    stmt->db = db;
    stmt->handle = take_idle(db, sql);
    int code = stmt->handle ? SQLITE_OK
                            : sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                                 &stmt->handle, NULL);
    if (code != SQLITE_OK) {
        pp_free(stmt);
        return fail_sqlite(db, code, reterr);
    }
    *ret_stmt = stmt;
    return 0;
}

void pp_stmt_done(struct pp_stmt *stmt) {
    if (!stmt)
        return;
    if (stmt->handle) {
        pp_stmt_reset(stmt);
        keep_idle(stmt->db, stmt->handle);
    }
    pp_free(stmt);
}

void pp_stmt_auto_done(struct pp_stmt **stmt) { pp_stmt_done(*stmt); }

static void note_bind(struct pp_stmt *stmt, int code) {
    if (code != SQLITE_OK && !stmt->bind_failed)
        stmt->bind_failed = code;
}

void pp_bind_null(struct pp_stmt *stmt, int at) {
    note_bind(stmt, sqlite3_bind_null(stmt->handle, at));
}

void pp_bind_int(struct pp_stmt *stmt, int at, int64_t value) {
    note_bind(stmt, sqlite3_bind_int64(stmt->handle, at, value));
}

void pp_bind_real(struct pp_stmt *stmt, int at, double value) {
    note_bind(stmt, isnan(value) ? sqlite3_bind_null(stmt->handle, at)
                                 : sqlite3_bind_double(stmt->handle, at, value));
}

void pp_bind_text(struct pp_stmt *stmt, int at, const char *text) {
    note_bind(stmt, sqlite3_bind_text(stmt->handle, at, text, -1, SQLITE_TRANSIENT));
}

void pp_bind_text_static(struct pp_stmt *stmt, int at, const char *text) {
    note_bind(stmt, sqlite3_bind_text(stmt->handle, at, text, -1, SQLITE_STATIC));
}

void pp_bind_blob(struct pp_stmt *stmt, int at, const void *bytes, size_t n_bytes) {
    note_bind(stmt, bytes ? sqlite3_bind_blob64(stmt->handle, at, bytes, n_bytes, SQLITE_TRANSIENT)
                          : sqlite3_bind_null(stmt->handle, at));
}

void pp_bind_column(struct pp_stmt *stmt, int at, struct pp_stmt *from, int column) {
    note_bind(stmt,
              sqlite3_bind_value(stmt->handle, at, sqlite3_column_value(from->handle, column)));
}

void pp_stmt_reset(struct pp_stmt *stmt) {
    sqlite3_reset(stmt->handle);
    sqlite3_clear_bindings(stmt->handle);
    stmt->bind_failed = 0;
}

int pp_stmt_step(struct pp_stmt *stmt, struct pp_error *reterr) {
    int code = stmt->bind_failed ? stmt->bind_failed : sqlite3_step(stmt->handle);
    if (code == SQLITE_ROW)
        return 1;
    int rc = code == SQLITE_DONE ? 0 : fail_sqlite(stmt->db, code, reterr);
    pp_stmt_reset(stmt);
    return rc;
}

int pp_stmt_run(struct pp_stmt *stmt, struct pp_error *reterr) {
    int rc;
    while ((rc = pp_stmt_step(stmt, reterr)) > 0)
        ;
    return rc;
}

bool pp_column_is_null(struct pp_stmt *stmt, int column) {
    return sqlite3_column_type(stmt->handle, column) == SQLITE_NULL;
}

int64_t pp_column_int(struct pp_stmt *stmt, int column) {
    return sqlite3_column_int64(stmt->handle, column);
}

double pp_column_real(struct pp_stmt *stmt, int column) {
    return pp_column_is_null(stmt, column) ? NAN : sqlite3_column_double(stmt->handle, column);
}

const char *pp_column_text(struct pp_stmt *stmt, int column) {
    return (const char *)sqlite3_column_text(stmt->handle, column);
}

const void *pp_column_blob(struct pp_stmt *stmt, int column, size_t *ret_n_bytes) {
    const void *bytes = sqlite3_column_blob(stmt->handle, column);
    *ret_n_bytes = (size_t)sqlite3_column_bytes(stmt->handle, column);
    return bytes;
}

int64_t pp_db_last_id(const struct pp_db *db) { return sqlite3_last_insert_rowid(db->handle); }

int64_t pp_db_changes(const struct pp_db *db) { return sqlite3_changes64(db->handle); }

int pp_db_query_int(struct pp_db *db, const char *sql, int64_t otherwise, int64_t *ret_value,
                    struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc || (rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_value = rc == 1 && !pp_column_is_null(stmt, 0) ? pp_column_int(stmt, 0) : otherwise;
    return 0;
}

int pp_db_data_version(struct pp_db *db, int64_t *ret_version, struct pp_error *reterr) {
    return pp_db_query_int(db, "PRAGMA data_version", 0, ret_version, reterr);
}

int pp_db_settle(struct pp_db *db, bool *ret_settled, struct pp_error *reterr) {
    int64_t busy = 1;
    int rc = pp_db_query_int(db, "PRAGMA wal_checkpoint(TRUNCATE)", 1, &busy, reterr);
    if (!rc)
        *ret_settled = !busy;
    return rc;
}

int pp_db_backup(struct pp_db *db, const char *path, struct pp_error *reterr) {
    if (access(path, F_OK) == 0)
        return pp_fail_at(reterr, PP_E_EXISTS, path, 0, NULL,
                          "exists already; name a new file for the backup");
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_make_private(path, reterr); /* SQLite takes a file that is empty for none */
    if (rc)
        return rc;
    if ((rc = pp_db_prepare(db, "VACUUM INTO ?1", &stmt, reterr)) == 0) {
        pp_bind_text(stmt, 1, path);
        rc = pp_stmt_run(stmt, reterr);
    }
    if (rc)
        unlink(path);
    return rc;
}

int pp_db_check_integrity(struct pp_db *db, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "PRAGMA integrity_check(1)", &stmt, reterr);
    if (rc || (rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    const char *said = rc == 1 ? pp_column_text(stmt, 0) : NULL;
    if (said && strcmp(said, "ok") == 0)
        return 0;
    return pp_fail_at(reterr, PP_E_FORMAT, db->path, 0, NULL, "is damaged (%s); restore a backup",
                      said ? said : "no answer");
}
