#include "planner/store/import.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"

/* ---- names and their keys ---- */

static const struct {
    const char *load_sql, *insert_sql;
} sets[PP_BOOK_N_SETS] = {
    [PP_BOOK_LANDLORD] = {"SELECT landlord_id, code FROM landlord ORDER BY 1",
                          "INSERT INTO landlord (code) VALUES (?1)"},
    [PP_BOOK_WARD] = {"SELECT ward_id, code FROM ward ORDER BY 1",
                      "INSERT INTO ward (code) VALUES (?1)"},
    [PP_BOOK_TEAM] = {"SELECT team_id, name FROM team ORDER BY 1",
                      "INSERT INTO team (name) VALUES (?1)"},
    [PP_BOOK_AREA] = {"SELECT area_id, name FROM area ORDER BY 1",
                      "INSERT INTO area (name) VALUES (?1)"},
    [PP_BOOK_NEIGHBOURHOOD] = {"SELECT neighbourhood_id, code FROM neighbourhood ORDER BY 1",
                               "INSERT INTO neighbourhood (code) VALUES (?1)"},
    [PP_BOOK_POSTCODE] = {"SELECT postcode_id, code FROM postcode ORDER BY 1",
                          "INSERT INTO postcode (code) VALUES (?1)"},
    [PP_BOOK_STREET] = {"SELECT street_id, name FROM street ORDER BY 1",
                        "INSERT INTO street (name) VALUES (?1)"},
    [PP_BOOK_ACTIVITY] = {"SELECT activity_id, name FROM activity ORDER BY 1",
                          "INSERT INTO activity (name, minutes) VALUES (?1, 0)"},
    [PP_BOOK_OFFICER] = {"SELECT NULL, officer_id FROM officer", NULL},
    [PP_BOOK_VENUE] = {"SELECT DISTINCT NULL, venue_id FROM venue_day", NULL},
};

static int load_set(struct pp_store_import *import, enum pp_book_set set, struct pp_error *reterr) {
    struct pp_store_ids *ids = &import->ids[set];
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(import->db, sets[set].load_sql, &stmt, reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        int64_t ix;
        rc = pp_book_add(&import->book, set, pp_column_text(stmt, 1), &ix, reterr);
        if (!rc && sets[set].insert_sql)
            rc = pp_reserve(&ids->id, &ids->cap, ids->n + 1, sizeof *ids->id, reterr);
        if (!rc && sets[set].insert_sql)
            ids->id[ids->n++] = pp_column_int(stmt, 0);
    }
    if (!rc && sets[set].insert_sql && !ids->insert)
        rc = pp_db_prepare(import->db, sets[set].insert_sql, &ids->insert, reterr);
    return rc;
}

int pp_store_id(struct pp_store_import *import, enum pp_book_set set, int64_t ix, int64_t *ret_id,
                struct pp_error *reterr) {
    struct pp_store_ids *ids = &import->ids[set];
    while (ix >= (int64_t)ids->n) {
        int rc = pp_reserve(&ids->id, &ids->cap, ids->n + 1, sizeof *ids->id, reterr);
        if (rc)
            return rc;
        pp_bind_text(ids->insert, 1, pp_book_name(&import->book, set, (int64_t)ids->n));
        if ((rc = pp_stmt_run(ids->insert, reterr)) != 0)
            return rc;
        ids->id[ids->n++] = pp_db_last_id(import->db);
    }
    *ret_id = ix < 0 ? -1 : ids->id[ix];
    return 0;
}

int pp_store_bind_id(struct pp_store_import *import, struct pp_stmt *stmt, int at,
                     enum pp_book_set set, int64_t ix, struct pp_error *reterr) {
    int64_t id = -1;
    int rc = ix < 0 ? 0 : pp_store_id(import, set, ix, &id, reterr);
    if (!rc && id >= 0)
        pp_bind_int(stmt, at, id);
    else
        pp_bind_null(stmt, at);
    return rc;
}

int64_t pp_store_ix_of_id(const struct pp_store_import *import, enum pp_book_set set, int64_t id) {
    const struct pp_store_ids *ids = &import->ids[set];
    size_t low = 0, high = ids->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ids->id[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ids->n && ids->id[low] == id ? (int64_t)low : -1;
}

void pp_store_bind_day(struct pp_stmt *stmt, int at, pp_day day) {
    char text[11];
    if (day == PP_NO_DAY) {
        pp_bind_null(stmt, at);
        return;
    }
    pp_day_iso(day, text);
    pp_bind_text(stmt, at, text);
}

/* ---- the book ---- */

static int load_postcode_points(struct pp_store_import *import, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(import->db,
                           "SELECT easting_m, northing_m, ward_id FROM postcode ORDER BY "
                           "postcode_id",
                           &stmt, reterr);
    for (size_t ix = 0; !rc && (rc = pp_stmt_step(stmt, reterr)) > 0; ix++) {
        rc = 0;
        import->book.postcodes[ix] = (struct pp_book_postcode){
            pp_column_real(stmt, 0), pp_column_real(stmt, 1),
            pp_column_is_null(stmt, 2)
                ? -1
                : pp_store_ix_of_id(import, PP_BOOK_WARD, pp_column_int(stmt, 2))};
    }
    return rc;
}

static int load_lists(struct pp_store_import *import, struct pp_error *reterr) {
    static const struct {
        const char *kind;
        enum pp_book_set set;
    } lists[] = {{"postcodes", PP_BOOK_POSTCODE}, {"neighbourhoods", PP_BOOK_NEIGHBOURHOOD},
                 {"teams", PP_BOOK_TEAM},         {"teams", PP_BOOK_WARD},
                 {"wards", PP_BOOK_WARD},         {"activities", PP_BOOK_ACTIVITY},
                 {"officers", PP_BOOK_OFFICER},   {"venues", PP_BOOK_VENUE}};
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(import->db,
                           "SELECT DISTINCT kind FROM import_run WHERE n_added + n_changed > 0",
                           &stmt, reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = 0;
        for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
            if (strcmp(pp_column_text(stmt, 0), lists[i].kind) == 0)
                import->book.has_list[lists[i].set] = true;
    }
    return rc;
}

static int find_home(void *context, const char *property_ref, int64_t *ret_home_id,
                     int64_t *ret_neighbourhood_ix, struct pp_error *reterr) {
    struct pp_store_import *import = context;
    if (!import->put[2]) {
        int rc = pp_db_prepare(import->db,
                               "SELECT home_id, neighbourhood_id FROM home WHERE landlord_id IN "
                               "(SELECT landlord_id FROM landlord) AND property_ref = ?1 LIMIT 1",
                               &import->put[2], reterr);
        if (rc)
            return rc;
    }
    struct pp_stmt *stmt = import->put[2];
    pp_bind_text(stmt, 1, property_ref);
    int rc = pp_stmt_step(stmt, reterr);
    if (rc <= 0)
        return rc;
    *ret_home_id = pp_column_int(stmt, 0);
    *ret_neighbourhood_ix =
        pp_column_is_null(stmt, 1)
            ? -1
            : pp_store_ix_of_id(import, PP_BOOK_NEIGHBOURHOOD, pp_column_int(stmt, 1));
    pp_stmt_reset(stmt);
    return 1;
}

static int find_neighbourhood(void *context, int64_t postcode_ix, int64_t *ret_neighbourhood_ix,
                              struct pp_error *reterr) {
    struct pp_store_import *import = context;
    int64_t postcode_id = 0;
    int rc = pp_store_id(import, PP_BOOK_POSTCODE, postcode_ix, &postcode_id, reterr);
    if (!rc && !import->put[3])
        rc =
            pp_db_prepare(import->db,
                          "SELECT neighbourhood_id FROM home WHERE postcode_id = ?1 AND "
                          "neighbourhood_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT "
                          "1",
                          &import->put[3], reterr);
    if (rc)
        return rc;
    pp_bind_int(import->put[3], 1, postcode_id);
    if ((rc = pp_stmt_step(import->put[3], reterr)) < 0)
        return rc;
    *ret_neighbourhood_ix =
        rc ? pp_store_ix_of_id(import, PP_BOOK_NEIGHBOURHOOD, pp_column_int(import->put[3], 0))
           : -1;
    pp_stmt_reset(import->put[3]);
    return 0;
}

static int load_book(struct pp_store_import *import, struct pp_error *reterr) {
    pp_book_done(&import->book);
    import->book.find_home = find_home;
    import->book.find_neighbourhood = find_neighbourhood;
    import->book.context = import;
    int rc = 0;
    for (int set = 0; set < PP_BOOK_N_SETS && !rc; set++) {
        import->ids[set].n = 0;
        rc = load_set(import, (enum pp_book_set)set, reterr);
    }
    if (!rc)
        rc = load_postcode_points(import, reterr);
    return rc ? rc : load_lists(import, reterr);
}

/* The shapes of the wards as they are now, for the homes of the file to come. */
static int load_ward_shapes(struct pp_store_import *import, struct pp_error *reterr) {
    size_t n = import->ids[PP_BOOK_WARD].n, n_shapes = 0;
    PP_AUTO_FREE struct pp_wkb *shapes = pp_alloc_array(n, sizeof *shapes);
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    pp_locator_free(import->book.wards);
    import->book.wards = NULL;
    int rc = shapes ? pp_db_prepare(import->db,
                                    "SELECT ward_id, shape FROM ward WHERE shape IS NOT NULL",
                                    &stmt, reterr)
                    : pp_fail_nomem(reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = 0;
        size_t n_bytes = 0;
        const void *bytes = pp_column_blob(stmt, 1, &n_bytes);
        int64_t ix = pp_store_ix_of_id(import, PP_BOOK_WARD, pp_column_int(stmt, 0));
        if (ix < 0)
            continue;
        if (!(shapes[ix].data = pp_alloc(n_bytes))) {
            rc = pp_fail_nomem(reterr);
            break;
        }
        memcpy(shapes[ix].data, bytes, n_bytes);
        shapes[ix].n = n_bytes;
        n_shapes++;
    }
    if (!rc && n_shapes)
        rc = pp_locator_new(shapes, n, NULL, 0, &import->book.wards, reterr);
    for (size_t i = 0; shapes && i < n; i++)
        pp_free(shapes[i].data);
    return rc;
}

/* ---- one import ---- */

int pp_store_import_begin(struct pp_db *db, struct pp_store_import **ret_import,
                          struct pp_error *reterr) {
    struct pp_store_import *import = pp_alloc(sizeof *import);
    if (!import)
        return pp_fail_nomem(reterr);
    import->db = db;
    /* Keys come from the book, so that SQLite need not look each of them up again: a fifth of the time. */
    int rc = pp_db_run(db, "PRAGMA cache_size = -32768; PRAGMA foreign_keys = OFF", reterr);
    if (!rc)
        rc = pp_db_begin(db, reterr);
    if (rc) {
        int again = pp_db_run(db, "PRAGMA foreign_keys = ON", NULL);
        (void)again; /* the first failure is the one to tell */
        pp_free(import);
        return rc;
    }
    rc = load_book(import, reterr);
    if (rc) {
        int ignored = pp_store_import_end(import, false, NULL);
        (void)ignored;
        return rc;
    }
    *ret_import = import;
    return 0;
}

static void close_file(struct pp_store_import *import) {
    for (int i = 0; i < PP_STORE_STMTS; i++) {
        pp_stmt_done(import->put[i]);
        import->put[i] = NULL;
    }
    pp_stmt_done(import->find);
    pp_stmt_done(import->reject);
    import->find = import->reject = NULL;
    pp_names_done(&import->stored);
    pp_names_done(&import->set_aside);
    pp_store_homes_free(import->homes);
    import->homes = NULL;
    memset(import->held, 0, sizeof import->held);
    import->in_file = false;
}

/* Undo the file in hand; the transaction round it stays. */
static void drop_file(struct pp_store_import *import) {
    close_file(import);
    int undone = pp_db_end(import->db, PP_E_INPUT, NULL);
    (void)undone; /* gives back the code it was told */
}

int pp_store_import_end(struct pp_store_import *import, bool keep, struct pp_error *reterr) {
    if (import->in_file)
        drop_file(import);
    for (int set = 0; set < PP_BOOK_N_SETS; set++) {
        pp_stmt_done(import->ids[set].insert);
        pp_free(import->ids[set].id);
    }
    pp_book_done(&import->book);
    struct pp_db *db = import->db;
    pp_free(import);
    int rc = pp_db_end(db, keep ? 0 : PP_E_CANCELLED, reterr);
    int again = pp_db_run(db, "PRAGMA foreign_keys = ON", rc ? NULL : reterr);
    return keep && rc ? rc : again;
}

struct pp_book *pp_store_import_book(struct pp_store_import *import) {
    return &import->book;
}

/* ---- one file ---- */

static int load_stored_keys(struct pp_store_import *import, const char *area_name,
                            struct pp_error *reterr) {
    if (!import->kind || !import->kind->keys_sql)
        return 0;
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(import->db, import->kind->keys_sql, &stmt, reterr);
    if (!rc && area_name)
        pp_bind_text(stmt, 1, area_name);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        int64_t ix;
        rc = pp_names_add(&import->stored, pp_column_text(stmt, 0), &ix, reterr);
    }
    return rc;
}

static int add_run(struct pp_store_import *import, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(import->db,
                           "INSERT INTO import_run (kind, file_name, started_at) VALUES (?1, ?2, "
                           "strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, import->kind_name);
    pp_bind_text(stmt, 2, import->file_name);
    rc = pp_stmt_run(stmt, reterr);
    import->counts = (struct pp_import_counts){.import_id = pp_db_last_id(import->db)};
    return rc;
}

static int prepare_file(struct pp_store_import *import, struct pp_error *reterr) {
    int rc = pp_db_prepare(import->db,
                           "INSERT INTO finding (import_id, row, field, value, rule, severity, "
                           "message, remedy) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                           &import->find, reterr);
    if (!rc)
        rc = pp_db_prepare(import->db,
                           "INSERT OR REPLACE INTO rejected_row (import_id, row, content, reason) "
                           "VALUES (?1, ?2, ?3, ?4)",
                           &import->reject, reterr);
    if (!rc && import->kind && import->kind->start_sql)
        rc = pp_db_run(import->db, import->kind->start_sql, reterr);
    for (int i = 0; import->kind && i < PP_STORE_STMTS && !rc; i++)
        if (import->kind->put_sql[i])
            rc = pp_db_prepare(import->db, import->kind->put_sql[i], &import->put[i], reterr);
    return rc;
}

int pp_store_import_file_begin(struct pp_store_import *import, const struct pp_kind *kind,
                               const char *file_name, const char *area_name,
                               struct pp_error *reterr) {
    const char *name = pp_kind_name(kind);
    bool homes = strcmp(name, "homes") == 0;
    snprintf(import->kind_name, sizeof import->kind_name, "%s%s%.60s", name, area_name ? ":" : "",
             area_name ? area_name : "");
    snprintf(import->file_name, sizeof import->file_name, "%.255s", file_name);
    import->kind = homes ? NULL : pp_store_kind_find(name);
    int rc = pp_db_begin(import->db, reterr);
    if (rc)
        return rc;
    import->in_file = true;
    rc = add_run(import, reterr);
    if (!rc)
        rc = load_stored_keys(import, area_name, reterr);
    if (!rc)
        rc = prepare_file(import, reterr);
    if (!rc && homes)
        rc = load_ward_shapes(import, reterr);
    return rc || !homes ? rc : pp_store_homes_begin(import, reterr);
}

/* ---- the sink ---- */

static int take(void *context, const struct pp_taken *taken, const void *record, int64_t *ret_twice,
                struct pp_error *reterr) {
    struct pp_store_import *import = context;
    if (import->homes)
        return pp_store_homes_put(import, taken, record, ret_twice, reterr);
    bool touched = false;
    int rc = import->kind->put(import, record, &touched, reterr);
    bool known = pp_names_find(&import->stored, taken->key) >= 0;
    import->counts.n_added += !known && touched;
    import->counts.n_changed += known && touched;
    import->counts.n_same += !touched;
    return rc;
}

static int find(void *context, const struct pp_finding *finding, struct pp_error *reterr) {
    struct pp_store_import *import = context;
    struct pp_stmt *stmt = import->find;
    pp_bind_int(stmt, 1, import->counts.import_id);
    pp_bind_int(stmt, 2, finding->row);
    pp_bind_text(stmt, 3, finding->field);
    pp_bind_text(stmt, 4, finding->value);
    pp_bind_text(stmt, 5, finding->rule);
    pp_bind_text(stmt, 6, pp_severity_name(finding->severity));
    pp_bind_text(stmt, 7, finding->message);
    pp_bind_text(stmt, 8, finding->remedy);
    return pp_stmt_run(stmt, reterr);
}

static int reject(void *context, const struct pp_taken *taken, int64_t landlord_ix,
                  const char *row_csv, const char *reason, struct pp_error *reterr) {
    struct pp_store_import *import = context;
    struct pp_stmt *stmt = import->reject;
    pp_bind_int(stmt, 1, import->counts.import_id);
    pp_bind_int(stmt, 2, taken->row);
    pp_bind_text(stmt, 3, row_csv);
    pp_bind_text(stmt, 4, reason);
    int rc = pp_stmt_run(stmt, reterr);
    if (rc)
        return rc;
    if (import->homes)
        return pp_store_homes_rejected(import, taken->key, landlord_ix, taken->row, reterr);
    int64_t ix;
    return pp_names_add(&import->set_aside, taken->key, &ix, reterr);
}

static int lack(void *context, const char *field, int64_t *ret_n, struct pp_error *reterr) {
    return pp_store_hold(context, field, ret_n, reterr);
}

struct pp_stock_sink pp_store_import_sink(struct pp_store_import *import) {
    return (struct pp_stock_sink){import, take, find, reject, lack};
}

/* ---- the end of a file ---- */

/* Run `sql` for `key`; prepared into `*stmt` the first time. */
static int run_for_key(struct pp_db *db, const char *sql, struct pp_stmt **stmt, const char *key,
                       struct pp_error *reterr) {
    int rc = *stmt ? 0 : pp_db_prepare(db, sql, stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(*stmt, 1, key);
    return pp_stmt_run(*stmt, reterr);
}

/* A row that was set aside is in the list all the same: a mistake in it ends nobody. */
static int end_missing_keys(struct pp_store_import *import, const struct pp_names *seen,
                            bool end_missing, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *end = NULL;
    int rc = 0;
    for (size_t i = 0; i < import->stored.n && !rc; i++) {
        const char *key = pp_names_get(&import->stored, (int64_t)i);
        if (pp_names_find(seen, key) >= 0 || pp_names_find(&import->set_aside, key) >= 0)
            continue;
        import->counts.n_missing++;
        if (end_missing)
            rc = run_for_key(import->db, import->kind->end_sql, &end, key, reterr);
    }
    import->counts.ended = end_missing && import->counts.n_missing;
    return rc || !import->counts.ended || !import->kind->tidy_sql
               ? rc
               : pp_db_run(import->db, import->kind->tidy_sql, reterr);
}

/* Rules of which more was found than was kept one by one. */
static int keep_more(struct pp_store_import *import, const struct pp_stock_read *read,
                     struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(import->db,
                           "UPDATE finding SET n_more = ?3 WHERE finding_id = (SELECT "
                           "max(finding_id) FROM finding WHERE import_id = ?1 AND rule = ?2)",
                           &stmt, reterr);
    for (size_t i = 0; i < read->n_rules && !rc; i++) {
        if (read->rules[i].n <= PP_FINDINGS_MOST)
            continue;
        pp_bind_int(stmt, 1, import->counts.import_id);
        pp_bind_text(stmt, 2, read->rules[i].rule);
        pp_bind_int(stmt, 3, read->rules[i].n - PP_FINDINGS_MOST);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

static int keep_counts(struct pp_store_import *import, const struct pp_stock_read *read,
                       struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(import->db,
                      "UPDATE import_run SET format = ?2, n_rows = ?3, n_added = ?4, n_changed "
                      "= ?5, n_rejected = ?6, n_missing = ?7, header = ?8 WHERE import_id = ?1",
                      &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, import->counts.import_id);
    pp_bind_text(stmt, 2, read->format);
    pp_bind_int(stmt, 3, read->n_rows);
    pp_bind_int(stmt, 4, import->counts.n_added);
    pp_bind_int(stmt, 5, import->counts.n_changed);
    pp_bind_int(stmt, 6, read->n_rejected);
    pp_bind_int(stmt, 7, import->counts.n_missing);
    pp_bind_text(stmt, 8, read->header_csv ? read->header_csv : "");
    return pp_stmt_run(stmt, reterr);
}

int pp_store_import_file_end(struct pp_store_import *import, const struct pp_stock_read *read,
                             bool end_missing, struct pp_import_counts *ret_counts,
                             struct pp_error *reterr) {
    int rc = 0;
    int64_t ignored_id;
    for (int set = 0; set < PP_BOOK_N_SETS && !rc; set++)
        if (sets[set].insert_sql) /* names that came in but that no row used yet */
            rc = pp_store_id(import, (enum pp_book_set)set, (int64_t)import->book.sets[set].n - 1,
                             &ignored_id, reterr);
    if (!rc)
        rc = import->homes ? pp_store_homes_end(import, end_missing, reterr)
                           : end_missing_keys(import, &read->seen, end_missing, reterr);
    if (!rc)
        rc = keep_more(import, read, reterr);
    if (!rc)
        rc = keep_counts(import, read, reterr);
    if (rc)
        return rc;
    *ret_counts = import->counts;
    close_file(import);
    return pp_db_end(import->db, 0, reterr);
}

int pp_store_import_file_fail(struct pp_store_import *import, const struct pp_error *why,
                              struct pp_error *reterr) {
    if (import->in_file)
        drop_file(import);
    int rc = load_book(import, reterr);
    if (!rc)
        rc = add_run(import, reterr);
    if (!rc)
        rc = prepare_file(import, reterr);
    if (!rc) {
        struct pp_finding finding = {why->row,
                                     why->column,
                                     "",
                                     why->code == PP_E_REFUSED ? "refused" : "unreadable",
                                     PP_SEVERITY_ERROR,
                                     why->message,
                                     "mend the file and import it again"};
        rc = find(import, &finding, reterr);
    }
    close_file(import);
    return rc;
}

/* ---- rows set aside ---- */

int pp_store_rejected_rows(struct pp_db *db, int64_t import_id,
                           int (*visit)(void *context, const char *row_csv, const char *reason,
                                        struct pp_error *reterr),
                           void *context, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT content, reason FROM rejected_row WHERE import_id = ?1 ORDER BY "
                           "row",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, import_id);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0)
        rc = visit(context, pp_column_text(stmt, 0), pp_column_text(stmt, 1), reterr);
    return rc;
}

int pp_store_import_header(struct pp_db *db, int64_t import_id, struct pp_arena *arena,
                           const char **ret_header, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT header FROM import_run WHERE import_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, import_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_header = pp_arena_strdup(arena, rc ? pp_column_text(stmt, 0) : "");
    return *ret_header ? 0 : pp_fail_nomem(reterr);
}
