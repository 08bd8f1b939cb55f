/* The planning file: refusals in words, transactions, migrations with a backup, consistent copies. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "patchplan/db/db.h"
#include "patchplan/db/migrate.h"

#include "tests/tap.h"

static char folder[] = "/tmp/patchplan-db-XXXXXX";

static const char *at(const char *name) {
    static char paths[4][300];
    static int turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    if (file) {
        fputs(text, file);
        fclose(file);
    }
}

static void test_refusals(void) {
    struct pp_db *db = NULL;
    struct pp_error err = {0};
    is_int(pp_db_open(at("none.db"), PP_DB_WRITE, &db, &err), PP_E_NOTFOUND, "no file");
    ok(strstr(err.message, "none.db' init") || strstr(err.message, "none.db init") != NULL,
       "the refusal says how to make one");
    write_file(at("text.db"), "property_ref,postcode\n");
    is_int(pp_db_open(at("text.db"), PP_DB_WRITE, &db, &err), PP_E_FORMAT, "a CSV is refused");
    is_int(pp_db_open(at("text.db"), PP_DB_CREATE, &db, &err), PP_E_EXISTS, "nothing overwritten");
    is_int(pp_db_open(folder, PP_DB_READ, &db, &err), PP_E_FORMAT, "a folder is refused");
    ok(db == NULL, "outputs untouched on failure");
}

static int64_t count(struct pp_db *db, const char *sql) {
    int64_t n = -1;
    if (pp_db_query_int(db, sql, -1, &n, NULL) != 0)
        return -2;
    return n;
}

/* Another process writes one row more and closes the file. */
static void write_elsewhere(const char *path, const char *sql) {
    pid_t child = fork();
    if (child == 0) {
        struct pp_db *db = NULL;
        int rc = pp_db_open(path, PP_DB_WRITE, &db, NULL);
        rc = rc ? rc : pp_db_run(db, sql, NULL);
        pp_db_close(db);
        _exit(rc ? 1 : 0);
    }
    int status = 1;
    ok(waitpid(child, &status, 0) == child && status == 0, "another process writes");
}

/* Opening the file again must not take away the locks of who has it open: a process that closes it would think
 * itself the last, and tidy up under them. */
static void test_readers(const char *path) {
    struct pp_db *first = NULL, *second = NULL;
    char sql[80];
    ok(pp_db_open(path, PP_DB_READ, &first, NULL) == 0 &&
           count(first, "SELECT count(*) FROM setting WHERE key LIKE 'r%'") == 0,
       "a reader");
    ok(pp_db_open(path, PP_DB_READ, &second, NULL) == 0, "and another in the same process");
    for (int i = 1; i <= 3; i++) {
        snprintf(sql, sizeof sql, "INSERT INTO setting VALUES ('r%d', '')", i);
        write_elsewhere(path, sql);
        is_int(count(first, "SELECT count(*) FROM setting WHERE key LIKE 'r%'"), i,
               "the first sees it");
        is_int(count(second, "SELECT count(*) FROM setting WHERE key LIKE 'r%'"), i,
               "the second too");
    }
    pp_db_close(first);
    pp_db_close(second);
}

static void test_transactions(struct pp_db *db) {
    ok(pp_db_begin(db, NULL) == 0, "begin");
    ok(pp_db_run(db, "INSERT INTO setting VALUES ('a', '1')", NULL) == 0, "insert");
    ok(pp_db_begin(db, NULL) == 0, "an inner one is a savepoint");
    ok(pp_db_run(db, "INSERT INTO setting VALUES ('b', '2')", NULL) == 0, "insert inside");
    is_int(pp_db_end(db, PP_E_INPUT, NULL), PP_E_INPUT, "the inner one gives up");
    is_int(pp_db_end(db, 0, NULL), 0, "the outer one commits");
    is_int(count(db, "SELECT count(*) FROM setting"), 1, "only the outer row is there");
    struct pp_error err = {0};
    is_int(pp_db_run(db, "INSERT INTO setting VALUES ('a', '3')", &err), PP_E_CONFLICT,
           "a broken constraint is a conflict");
}

/* Another program writes while this one reads: what is read stays one state of the file. */
static void test_reading(struct pp_db *db) {
    static const char sql[] = "SELECT count(*) FROM setting";
    struct pp_db *reader = NULL;
    ok(pp_db_run(db, "PRAGMA wal_checkpoint", NULL) == 0, "the new file is known as ours");
    if (!ok(pp_db_open(at("plan.db"), PP_DB_READ, &reader, NULL) == 0, "a reader"))
        return;
    is_int(pp_db_begin_read(reader, NULL), 0, "begins to read, in a file it cannot write");
    int64_t before = count(reader, sql);
    is_int(pp_db_begin_read(reader, NULL), 0, "an inner one");
    ok(pp_db_run(db, "INSERT INTO setting VALUES ('c', '4')", NULL) == 0, "a writer need not wait");
    is_int(count(reader, sql), before, "the reader sees what it saw");
    is_int(pp_db_end(reader, 0, NULL), 0, "the inner one ends");
    is_int(count(reader, sql), before, "and still");
    is_int(pp_db_end(reader, 0, NULL), 0, "the outer one ends");
    is_int(count(reader, sql), before + 1, "then the reader sees the new row");
    is_int(pp_db_begin_read(reader, NULL), 0, "begins again");
    is_int(pp_db_end(reader, PP_E_INPUT, NULL), PP_E_INPUT, "and gives up");
    ok(pp_db_run(db, "DELETE FROM setting WHERE key = 'c'", NULL) == 0, "nothing is held");
    pp_db_close(reader);
}

static void test_backup(struct pp_db *db) {
    struct pp_db *copy = NULL;
    is_int(pp_db_backup(db, at("copy.db"), NULL), 0, "backup");
    is_int(pp_db_backup(db, at("copy.db"), NULL), PP_E_EXISTS, "a backup is never overwritten");
    is_int(pp_db_open(at("copy.db"), PP_DB_READ, &copy, NULL), 0, "the copy opens");
    is_int(count(copy, "SELECT count(*) FROM setting"), 1, "with the rows that were in the log");
    is_int(pp_db_check_integrity(copy, NULL), 0, "and is whole");
    pp_db_close(copy);
}

static void test_versions(void) {
    char schema[300], backup[512] = "";
    snprintf(schema, sizeof schema, "%s/schema", folder);
    mkdir(schema, 0700);
    write_file(at("schema/001_a.sql"), "CREATE TABLE t (x INTEGER) STRICT;");
    setenv("PATCHPLAN_DATADIR", folder, 1);
    struct pp_db *db = NULL;
    struct pp_error err = {0};
    ok(pp_db_open(at("old.db"), PP_DB_CREATE, &db, NULL) == 0 &&
           pp_db_migrate(db, backup, NULL) == 0,
       "a file of version 1");
    is_text(backup, "", "a new file needs no backup");
    write_file(at("schema/002_b.sql"), "CREATE TABLE u (x INTEGER) STRICT;");
    is_int(pp_db_migrate(db, backup, &err), 0, "brought to version 2");
    ok(access(backup, R_OK) == 0, "after a backup");
    is_int(count(db, "PRAGMA user_version"), 2, "the version is kept");
    write_file(at("schema/003_c.sql"), "CREATE TABLE v (x INTEGER) STRICT; SYNTAX ERROR;");
    ok(pp_db_migrate(db, backup, &err) != 0, "a broken step fails");
    is_int(count(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'v'"), 0, "as a whole");
    unlink(at("schema/003_c.sql"));
    unlink(at("schema/002_b.sql"));
    is_int(pp_db_migrate(db, backup, &err), PP_E_NEWER, "a file from a newer version is refused");
    pp_db_close(db);
}

int main(void) {
    struct pp_db *db = NULL;
    char backup[512], command[400];
    if (!mkdtemp(folder))
        return 1;
    test_refusals();
    ok(pp_db_open(at("plan.db"), PP_DB_CREATE, &db, NULL) == 0, "create");
    ok(pp_db_migrate(db, backup, NULL) == 0, "the project's own schema applies");
    test_transactions(db);
    test_reading(db);
    test_backup(db);
    pp_db_close(db);
    test_readers(at("plan.db"));
    test_versions();
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 ? tap_done() : 1;
}
