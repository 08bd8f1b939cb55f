/* Homes: a first list is inserted and nothing else; a later one is compared row by row with what is there,
 * and only what differs is written. */
#include <math.h>
#include <string.h>

#include "planner/store/import.h"
#include "planner/store/import_many.h"

#include "patchplan/core/alloc.h"

struct pp_store_homes {
    bool fresh;                   /* there was no home before this file */
    bool held[PP_HOME_N_COLUMNS]; /* the file says nothing about it */
    struct pp_store_many *many;   /* when fresh */
    struct pp_stmt *insert, *find, *update, *row_of;
    int64_t *row_by_id; /* where this file named a home; 0 = not yet; not when fresh */
    size_t cap_rows;
    bool *landlords; /* by landlord_ix: named in this file */
    size_t cap_landlords;
};

enum { N_COLUMNS = PP_HOME_N_COLUMNS, AT_HOME = PP_HOME_N_PARAMETERS + 1 };

static const char insert_sql[] =
    "INSERT INTO home (" PP_HOME_COLUMNS ", import_id, row) VALUES " PP_HOME_ROW_OF_PARAMETERS
    " ON CONFLICT DO NOTHING";
static const char find_sql[] =
    "SELECT " PP_HOME_COLUMNS ", home_id, ended FROM home WHERE landlord_id = ?1 "
    "AND property_ref = ?2";
static const char update_sql[] =
    "UPDATE home SET (" PP_HOME_COLUMNS ", import_id, row, ended) = (?1, ?2, ?3, "
    "?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, "
    "?19, ?20, ?21, ?22, 0) WHERE home_id = ?23";

static int fill_row(struct pp_store_import *import, const struct pp_home_record *home,
                    int64_t at_row, struct pp_home_columns *ret_row, struct pp_error *reterr) {
    static const char *const statuses[] = {"", "let", "void"};
    const char *const texts[N_COLUMNS] = {
        [1] = home->property_ref,   [2] = home->uprn,
        [3] = home->address,        [8] = home->block_ref,
        [11] = home->property_type, [12] = home->tenure,
        [13] = home->managed_by,    [14] = statuses[home->status],
        [15] = home->current_patch, [18] = home->reason,
        [19] = home->other_ref,
    };
    int rc = pp_store_id(import, PP_BOOK_LANDLORD, home->landlord_ix, &ret_row->ids[0], reterr);
    if (!rc)
        rc = pp_store_id(import, PP_BOOK_STREET, home->street_ix, &ret_row->ids[4], reterr);
    if (!rc)
        rc = pp_store_id(import, PP_BOOK_POSTCODE, home->postcode_ix, &ret_row->ids[5], reterr);
    if (!rc)
        rc = pp_store_id(import, PP_BOOK_WARD, home->ward_ix, &ret_row->ids[9], reterr);
    if (!rc)
        rc = pp_store_id(import, PP_BOOK_NEIGHBOURHOOD, home->neighbourhood_ix, &ret_row->ids[10],
                         reterr);
    memcpy(ret_row->texts, texts, sizeof texts);
    ret_row->reals[6] = home->x;
    ret_row->reals[7] = home->y;
    ret_row->ids[16] = home->included;
    ret_row->ids[17] = home->suppressed;
    ret_row->import_id = import->counts.import_id;
    ret_row->row = at_row;
    return rc;
}

/* Is the home that `stmt` stands on as `row` says? What the file says nothing about is. */
static bool is_same(struct pp_stmt *stmt, const struct pp_home_columns *row, const bool *held) {
    for (int c = 0; c < N_COLUMNS; c++) {
        if (held[c])
            continue;
        const char *text = pp_home_how[c] == PP_HOME_TEXT ? pp_column_text(stmt, c) : NULL;
        if (pp_home_how[c] == PP_HOME_TEXT) {
            if (strcmp(text ? text : "", row->texts[c]) != 0)
                return false;
        } else if (pp_column_is_null(stmt, c)) {
            if (pp_home_how[c] == PP_HOME_REAL ? !isnan(row->reals[c]) : row->ids[c] >= 0)
                return false;
        } else if (pp_home_how[c] == PP_HOME_REAL ? pp_column_real(stmt, c) != row->reals[c]
                                                  : pp_column_int(stmt, c) != row->ids[c]) {
            return false;
        }
    }
    return true;
}

int pp_store_homes_begin(struct pp_store_import *import, struct pp_error *reterr) {
    int64_t any = 0, max_id = 0;
    int rc = pp_db_query_int(import->db, "SELECT EXISTS (SELECT 1 FROM home)", 0, &any, reterr);
    if (!rc)
        rc = pp_db_query_int(import->db, "SELECT max(home_id) FROM home", 0, &max_id, reterr);
    if (rc)
        return rc;
    struct pp_store_homes *homes = import->homes = pp_alloc(sizeof *homes);
    if (!homes)
        return pp_fail_nomem(reterr);
    homes->fresh = !any;
    homes->cap_rows = (size_t)max_id + 1;
    if (any && !(homes->row_by_id = pp_alloc_array(homes->cap_rows, sizeof *homes->row_by_id)))
        return pp_fail_nomem(reterr);
    if (homes->fresh)
        rc = pp_store_many_new(import->db, &homes->many, reterr);
    if (!rc && homes->fresh) /* made again, faster, when all rows are in */
        rc =
            pp_db_run(import->db, "DROP INDEX home_by_postcode; DROP INDEX home_by_street", reterr);
    if (!rc)
        rc = pp_db_prepare(import->db, insert_sql, &homes->insert, reterr);
    if (!rc)
        rc = pp_db_prepare(import->db, find_sql, &homes->find, reterr);
    if (!rc)
        rc = pp_db_prepare(import->db, update_sql, &homes->update, reterr);
    if (!rc)
        rc = pp_db_prepare(import->db,
                           "SELECT row FROM home WHERE landlord_id = ?1 AND property_ref = ?2",
                           &homes->row_of, reterr);
    return rc;
}

int pp_store_homes_hold(struct pp_store_import *import, int column, bool *ret_any,
                        struct pp_error *reterr) {
    struct pp_store_homes *homes = import->homes;
    *ret_any = !homes->fresh;
    if (homes->fresh)
        return 0;
    homes->held[column] = true;
    return pp_store_held_prepare(import, update_sql, 0, &homes->update, reterr);
}

void pp_store_homes_free(struct pp_store_homes *homes) {
    if (!homes)
        return;
    pp_store_many_free(homes->many);
    pp_stmt_done(homes->insert);
    pp_stmt_done(homes->find);
    pp_stmt_done(homes->update);
    pp_stmt_done(homes->row_of);
    pp_free(homes->row_by_id);
    pp_free(homes->landlords);
    pp_free(homes);
}

/* Room for home `id` and landlord `ix`, zeroed. */
static int see(struct pp_store_homes *homes, int64_t home_id, int64_t row,
               struct pp_error *reterr) {
    size_t before = homes->cap_rows;
    int rc = pp_reserve(&homes->row_by_id, &homes->cap_rows, (size_t)home_id + 1,
                        sizeof *homes->row_by_id, reterr);
    if (rc)
        return rc;
    if (homes->cap_rows > before)
        memset(homes->row_by_id + before, 0, (homes->cap_rows - before) * sizeof *homes->row_by_id);
    homes->row_by_id[home_id] = row;
    return 0;
}

static int see_landlord(struct pp_store_homes *homes, int64_t ix, struct pp_error *reterr) {
    size_t before = homes->cap_landlords;
    int rc = pp_reserve(&homes->landlords, &homes->cap_landlords, (size_t)ix + 1,
                        sizeof *homes->landlords, reterr);
    if (rc)
        return rc;
    if (homes->cap_landlords > before)
        memset(homes->landlords + before, 0, homes->cap_landlords - before);
    homes->landlords[ix] = true;
    return 0;
}

/* The row that the planning file's home of this name came from; 0 = there is none. */
static int row_before(struct pp_store_homes *homes, const struct pp_home_columns *row,
                      int64_t *ret_row, struct pp_error *reterr) {
    pp_bind_int(homes->row_of, 1, row->ids[0]);
    pp_bind_text_static(homes->row_of, 2, row->texts[1]);
    int rc = pp_stmt_step(homes->row_of, reterr);
    if (rc < 0)
        return rc;
    *ret_row = rc ? pp_column_int(homes->row_of, 0) : 0;
    pp_stmt_reset(homes->row_of);
    return 0;
}

static int insert(struct pp_store_import *import, const struct pp_home_columns *row,
                  struct pp_error *reterr) {
    struct pp_store_homes *homes = import->homes;
    pp_home_bind(homes->insert, 1, row);
    int rc = pp_stmt_run(homes->insert, reterr);
    if (rc)
        return rc;
    import->counts.n_added++;
    return see(homes, pp_db_last_id(import->db), row->row, reterr);
}

/* A home of a first list, where what stands twice came from this file. */
static int insert_first(struct pp_store_import *import, const struct pp_home_columns *row,
                        int64_t *ret_twice, struct pp_error *reterr) {
    struct pp_store_many *many = import->homes->many;
    if (!pp_store_many_is_new(many, row->ids[0], row->texts[1])) {
        *ret_twice = pp_store_many_waiting(many, row->ids[0], row->texts[1]);
        int rc = *ret_twice ? 0 : row_before(import->homes, row, ret_twice, reterr);
        if (rc || *ret_twice)
            return rc;
    }
    import->counts.n_added++;
    return pp_store_many_add(many, row, reterr);
}

static int update(struct pp_store_import *import, const struct pp_home_columns *row,
                  int64_t home_id, struct pp_error *reterr) {
    struct pp_stmt *stmt = import->homes->update;
    pp_home_bind(stmt, 1, row);
    pp_bind_int(stmt, AT_HOME, home_id);
    import->counts.n_changed++;
    return pp_stmt_run(stmt, reterr);
}

static int compare_and_put(struct pp_store_import *import, const struct pp_home_columns *row,
                           int64_t *ret_twice, struct pp_error *reterr) {
    struct pp_store_homes *homes = import->homes;
    struct pp_stmt *stmt = homes->find;
    pp_bind_int(stmt, 1, row->ids[0]);
    pp_bind_text_static(stmt, 2, row->texts[1]);
    int rc = pp_stmt_step(stmt, reterr);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return insert(import, row, reterr);
    int64_t home_id = pp_column_int(stmt, N_COLUMNS);
    bool same = !pp_column_int(stmt, N_COLUMNS + 1) && is_same(stmt, row, homes->held);
    pp_stmt_reset(stmt);
    if ((size_t)home_id < homes->cap_rows && homes->row_by_id[home_id]) {
        *ret_twice = homes->row_by_id[home_id];
        return 0;
    }
    import->counts.n_same += same;
    rc = see(homes, home_id, row->row, reterr);
    return rc || same ? rc : update(import, row, home_id, reterr);
}

int pp_store_homes_put(struct pp_store_import *import, const struct pp_taken *taken,
                       const struct pp_home_record *home, int64_t *ret_twice,
                       struct pp_error *reterr) {
    struct pp_home_columns row;
    int rc = fill_row(import, home, taken->row, &row, reterr);
    if (rc)
        return rc;
    if (import->homes->fresh)
        return insert_first(import, &row, ret_twice, reterr);
    rc = see_landlord(import->homes, home->landlord_ix, reterr);
    return rc ? rc : compare_and_put(import, &row, ret_twice, reterr);
}

/* A home whose row was set aside is still in the list: it must not count as gone. */
int pp_store_homes_rejected(struct pp_store_import *import, const char *property_ref,
                            int64_t landlord_ix, int64_t row, struct pp_error *reterr) {
    struct pp_store_homes *homes = import->homes;
    if (homes->fresh || landlord_ix < 0 || !*property_ref)
        return 0;
    int64_t landlord_id = 0;
    int rc = pp_store_id(import, PP_BOOK_LANDLORD, landlord_ix, &landlord_id, reterr);
    if (rc)
        return rc;
    pp_bind_int(homes->find, 1, landlord_id);
    pp_bind_text(homes->find, 2, property_ref);
    if ((rc = pp_stmt_step(homes->find, reterr)) <= 0)
        return rc;
    int64_t home_id = pp_column_int(homes->find, N_COLUMNS);
    pp_stmt_reset(homes->find);
    bool named = (size_t)home_id < homes->cap_rows && homes->row_by_id[home_id];
    return named ? 0 : see(homes, home_id, row, reterr);
}

/* Homes of the landlords in this file that it does not have: counted, and ended when asked. */
static int end_missing_homes(struct pp_store_import *import, bool end_missing,
                             struct pp_error *reterr) {
    struct pp_store_homes *homes = import->homes;
    PP_AUTO_STMT struct pp_stmt *all = NULL, *end = NULL;
    int rc = pp_db_prepare(import->db, "SELECT home_id, landlord_id FROM home WHERE NOT ended",
                           &all, reterr);
    if (!rc)
        rc =
            pp_db_prepare(import->db, "UPDATE home SET ended = 1 WHERE home_id = ?1", &end, reterr);
    while (!rc && (rc = pp_stmt_step(all, reterr)) > 0) {
        rc = 0;
        size_t id = (size_t)pp_column_int(all, 0);
        int64_t ix = pp_store_ix_of_id(import, PP_BOOK_LANDLORD, pp_column_int(all, 1));
        bool ours = ix >= 0 && (size_t)ix < homes->cap_landlords && homes->landlords[ix];
        if (!ours || (id < homes->cap_rows && homes->row_by_id[id]))
            continue;
        import->counts.n_missing++;
        if (end_missing) {
            pp_bind_int(end, 1, (int64_t)id);
            rc = pp_stmt_run(end, reterr);
        }
    }
    import->counts.ended = end_missing && import->counts.n_missing;
    return rc;
}

int pp_store_homes_end(struct pp_store_import *import, bool end_missing, struct pp_error *reterr) {
    if (!import->homes->fresh)
        return end_missing_homes(import, end_missing, reterr);
    int rc = pp_store_many_flush(import->homes->many, reterr);
    return rc ? rc
              : pp_db_run(import->db,
                          "CREATE INDEX home_by_postcode ON home (postcode_id);"
                          "CREATE INDEX home_by_street ON home (street_id) "
                          "WHERE street_id IS NOT NULL",
                          reterr);
}
