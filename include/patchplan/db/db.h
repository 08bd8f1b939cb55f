/* SQLite, the least of it that the store needs: open safely, bind, step, read, one transaction at a time.
 *
 * The only folder that includes <sqlite3.h>. Knows no table of ours but the migrations it runs.
 * A connection belongs to one thread. Every value is bound, never pasted into SQL.
 */
#ifndef PATCHPLAN_DB_DB_H
#define PATCHPLAN_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/cancel.h"
#include "patchplan/core/error.h"

struct pp_db;
struct pp_stmt;

enum pp_db_mode {
    PP_DB_READ,   /* the file must exist; nothing is ever written */
    PP_DB_WRITE,  /* the file must exist */
    PP_DB_CREATE, /* the file must not exist */
    PP_DB_SCRATCH /* the file must exist and is only read: a private copy of it takes what is written */
};

/* PP_E_EXISTS when there is something at `path`, so that no file can be made there. */
int pp_db_check_new(const char *path, struct pp_error *reterr) PP_CHECKED;

/* Open the planning file at `path`. A file that is no planning file, one from a newer version, one that
 * cannot be written and one that another program is writing are each refused in their own words
 * (PP_E_FORMAT, PP_E_NEWER, PP_E_READONLY, PP_E_BUSY). WAL, foreign keys on, untrusted schema;
 * what is deleted is overwritten.
 * Reading needs no folder that can be written, as long as no changes stand beside the file (FILE-wal).
 * Does not migrate: see migrate.h. Caller closes. */
int pp_db_open(const char *path, enum pp_db_mode mode, struct pp_db **ret_db,
               struct pp_error *reterr) PP_CHECKED;
/* A new SQLite file that is no planning file, to give away (a GeoPackage): no WAL, so that it is one file
 * when it is closed. The caller's SQL says what it is. */
int pp_db_create_plain(const char *path, struct pp_db **ret_db, struct pp_error *reterr) PP_CHECKED;
void pp_db_close(struct pp_db *db); /* rolls back what is open; NULL is fine */
void pp_db_auto_close(struct pp_db **db);
#define PP_AUTO_DB __attribute__((cleanup(pp_db_auto_close)))
const char *pp_db_path(const struct pp_db *db);

/* Long statements stop soon after `cancel` asks to (PP_E_CANCELLED); NULL = never. */
void pp_db_set_cancel(struct pp_db *db, const struct pp_cancel *cancel);

/* Run SQL without parameters or results (several statements allowed). `sql` must be a literal. */
int pp_db_run(struct pp_db *db, const char *sql, struct pp_error *reterr) PP_CHECKED;

/* Transactions nest: the outermost is BEGIN IMMEDIATE, inner ones are savepoints. Typical:
 *   if ((rc = pp_db_begin(db, err)) != 0) return rc;
 *   rc = work(...);
 *   return pp_db_end(db, rc, err);      commits when rc is 0, else rolls back and returns rc
 */
int pp_db_begin(struct pp_db *db, struct pp_error *reterr) PP_CHECKED;
int pp_db_end(struct pp_db *db, int rc, struct pp_error *reterr) PP_CHECKED;
/* The same for reading only, also in a file opened with PP_DB_READ: what several statements see is one
 * state of the file, whatever others write meanwhile. Nobody waits for it. Nothing is written before the
 * pp_db_end(); inside another transaction it is a part of that one. */
int pp_db_begin_read(struct pp_db *db, struct pp_error *reterr) PP_CHECKED;

/* Statements. `sql` must be a literal; parameters ?1, ?2, ... Caller finishes with pp_stmt_done(),
 * before pp_db_close(): the connection keeps what was prepared for the next who asks for the same text. */
int pp_db_prepare(struct pp_db *db, const char *sql, struct pp_stmt **ret_stmt,
                  struct pp_error *reterr) PP_CHECKED;
void pp_stmt_done(struct pp_stmt *stmt); /* NULL is fine */
void pp_stmt_auto_done(struct pp_stmt **stmt);
#define PP_AUTO_STMT __attribute__((cleanup(pp_stmt_auto_done)))

/* Bind parameter `at` (from 1). NULL text binds NULL. Failures surface at the next step. Text is copied,
 * but for _static, where it must stay valid until the statement is reset. */
void pp_bind_null(struct pp_stmt *stmt, int at);
void pp_bind_int(struct pp_stmt *stmt, int at, int64_t value);
void pp_bind_real(struct pp_stmt *stmt, int at, double value); /* NAN binds NULL */
void pp_bind_text(struct pp_stmt *stmt, int at, const char *text);
void pp_bind_text_static(struct pp_stmt *stmt, int at, const char *text);
void pp_bind_blob(struct pp_stmt *stmt, int at, const void *bytes, size_t n_bytes);
/* The value of a column of `from`'s current row, also of another connection, whatever its type. */
void pp_bind_column(struct pp_stmt *stmt, int at, struct pp_stmt *from, int column);

/* One row: returns 1 when there is one, 0 at the end (the statement is then reset, bindings cleared),
 * negative on failure (reset too). */
int pp_stmt_step(struct pp_stmt *stmt, struct pp_error *reterr) PP_CHECKED;
/* Run to the end, ignoring rows; resets. 0 or negative. */
int pp_stmt_run(struct pp_stmt *stmt, struct pp_error *reterr) PP_CHECKED;
void pp_stmt_reset(struct pp_stmt *stmt);

/* Columns of the current row, from 0. Text and blob are borrowed until the next step or reset. */
bool pp_column_is_null(struct pp_stmt *stmt, int column);
int64_t pp_column_int(struct pp_stmt *stmt, int column);
double pp_column_real(struct pp_stmt *stmt, int column);      /* NAN for NULL */
const char *pp_column_text(struct pp_stmt *stmt, int column); /* NULL for NULL */
const void *pp_column_blob(struct pp_stmt *stmt, int column, size_t *ret_n_bytes);

int64_t pp_db_last_id(const struct pp_db *db); /* rowid of the last insert */
int64_t pp_db_changes(const struct pp_db *db); /* rows touched by the last statement */

/* One integer of a query that gives one row and one column (NULL or no row: `otherwise`). Literal SQL. */
int pp_db_query_int(struct pp_db *db, const char *sql, int64_t otherwise, int64_t *ret_value,
                    struct pp_error *reterr) PP_CHECKED;

/* A number that is another as soon as another connection has written the file. */
int pp_db_data_version(struct pp_db *db, int64_t *ret_version, struct pp_error *reterr) PP_CHECKED;

/* All changes into the file itself, so that nothing older stays in what SQLite keeps beside it (FILE-wal). *ret_settled
 * false: somebody was reading all the while (5 s); it happens by itself when they have ended. Outside a transaction. */
int pp_db_settle(struct pp_db *db, bool *ret_settled, struct pp_error *reterr) PP_CHECKED;

/* A consistent copy of the whole file into the new file `path`, also while others write. Copying the file
 * itself would miss rows that WAL keeps beside it. */
int pp_db_backup(struct pp_db *db, const char *path, struct pp_error *reterr) PP_CHECKED;

/* SQLite's own look at the file: PP_OK, or PP_E_FORMAT with the first thing found wrong. */
int pp_db_check_integrity(struct pp_db *db, struct pp_error *reterr) PP_CHECKED;

#endif
