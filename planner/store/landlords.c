#include "patchplan/store/landlords.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

static int by_size(const void *a, const void *b) {
    const struct pp_landlord *x = a, *y = b;
    if (x->n_groups != y->n_groups)
        return x->n_groups < y->n_groups ? 1 : -1;
    return (x->landlord_id > y->landlord_id) - (x->landlord_id < y->landlord_id);
}

/* All landlords of the file by landlord_id, nothing counted yet. */
static int list(struct pp_db *db, struct pp_arena *arena, struct pp_landlord **ret_landlords,
                int *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int64_t n = 0, most = 0;
    int rc = pp_db_query_int(db, "SELECT count(*) FROM landlord", 0, &most, reterr);
    if (!rc)
        rc = pp_db_prepare(db, "SELECT landlord_id, code FROM landlord ORDER BY landlord_id", &stmt,
                           reterr);
    struct pp_landlord *rows = rc ? NULL : pp_arena_alloc(arena, (size_t)(most + 1) * sizeof *rows);
    if (!rows)
        return rc ? rc : pp_fail_nomem(reterr);
    while (n < most && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rows[n] = (struct pp_landlord){.landlord_id = pp_column_int(stmt, 0),
                                       .code = pp_arena_strdup(arena, pp_column_text(stmt, 1))};
        if (!rows[n++].code)
            return pp_fail_nomem(reterr);
    }
    if (rc < 0)
        return rc;
    *ret_landlords = rows;
    *ret_n = (int)n;
    return 0;
}

static struct pp_landlord *find_id(struct pp_landlord *landlords, int n, int64_t landlord_id) {
    int from = 0;
    while (from < n) {
        int middle = from + (n - from) / 2;
        if (landlords[middle].landlord_id == landlord_id)
            return &landlords[middle];
        if (landlords[middle].landlord_id < landlord_id)
            from = middle + 1;
        else
            n = middle;
    }
    return NULL;
}

static int count(struct pp_db *db, struct pp_landlord *landlords, int n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_landlord *at = NULL;
    int64_t last =
        -1; /* postcode, or the easting of a home without one; -1 for neither: in no unit */
    int rc = pp_db_prepare(db,
                           "SELECT landlord_id, coalesce(postcode_id, CAST(easting_m AS INTEGER), "
                           "-1) FROM home WHERE included AND NOT ended ORDER BY home_id",
                           &stmt, reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        int64_t landlord_id = pp_column_int(stmt, 0), place = pp_column_int(stmt, 1);
        bool same = at && at->landlord_id == landlord_id;
        at = same ? at : find_id(landlords, n, landlord_id);
        rc = 0;
        if (!at)
            continue;
        at->n_homes++;
        at->n_groups += place >= 0 && (!same || place != last);
        last = place;
    }
    return rc;
}

int pp_store_landlords(struct pp_db *db, struct pp_arena *arena, struct pp_landlord **ret_landlords,
                       int *ret_n, struct pp_error *reterr) {
    struct pp_landlord *landlords = NULL;
    int n = 0, n_kept = 0;
    int rc = pp_db_begin_read(db, reterr);
    if (rc)
        return rc;
    rc = list(db, arena, &landlords, &n, reterr);
    if (!rc)
        rc = count(db, landlords, n, reterr);
    if ((rc = pp_db_end(db, rc, reterr)) != 0)
        return rc;
    for (int i = 0; i < n; i++)
        if (landlords[i].n_homes > 0)
            landlords[n_kept++] = landlords[i];
    qsort(landlords, (size_t)n_kept, sizeof *landlords, by_size);
    *ret_landlords = landlords;
    *ret_n = n_kept;
    return 0;
}

int pp_store_landlords_count(struct pp_db *db, int *ret_n, struct pp_error *reterr) {
    int64_t n = 0;
    int rc = pp_db_query_int(db,
                             "SELECT count(*) FROM landlord l WHERE EXISTS (SELECT 1 FROM home h "
                             "WHERE h.landlord_id = l.landlord_id AND h.included AND NOT h.ended)",
                             0, &n, reterr);
    if (!rc)
        *ret_n = (int)n;
    return rc;
}

int pp_store_landlord_find(struct pp_db *db, const char *code, int64_t *ret_landlord_id,
                           struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_landlord *landlords = NULL;
    int n = 0;
    int rc = list(db, &arena, &landlords, &n, reterr);
    const char **codes = rc ? NULL : pp_arena_alloc(&arena, ((size_t)n + 1) * sizeof *codes);
    if (!codes)
        return rc ? rc : pp_fail_nomem(reterr);
    for (int i = 0; i < n; i++) {
        codes[i] = landlords[i].code;
        if (!pp_text_same_nocase(code, codes[i]))
            continue;
        *ret_landlord_id = landlords[i].landlord_id;
        return 0;
    }
    const char *nearest = pp_text_nearest(code, codes, (size_t)n);
    return pp_fail(reterr, PP_E_NOTFOUND, "no home has the landlord '%s'%s%s%s", code,
                   nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

int pp_store_shared_patches(struct pp_db *db, struct pp_names *ret_names, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int64_t ix;
    int rc = pp_db_prepare(db,
                           "SELECT current_patch FROM home WHERE current_patch IS NOT NULL AND "
                           "included AND NOT ended GROUP BY current_patch "
                           "HAVING min(landlord_id) <> max(landlord_id)",
                           &stmt, reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0)
        rc = pp_names_add(ret_names, pp_column_text(stmt, 0), &ix, reterr);
    return rc;
}

int pp_store_has_teams(struct pp_db *db, bool *ret_has, struct pp_error *reterr) {
    int64_t has = 0;
    int rc = pp_db_query_int(db, "SELECT EXISTS (SELECT 1 FROM team)", 0, &has, reterr);
    if (!rc)
        *ret_has = has != 0;
    return rc;
}

int pp_store_stock_mark(struct pp_db *db, struct pp_arena *arena, const char **ret_mark,
                        struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "SELECT (SELECT 'import ' || coalesce(max(import_id), 0) || ' of ' || "
        "coalesce(max(started_at), '-') FROM import_run) || (SELECT ', weights ' || "
        "count(weight_milli) || ' ' || coalesce(sum(weight_milli), 0) || ' ' || "
        "coalesce(sum(weight_milli * (neighbourhood_id % 9973)), 0) FROM neighbourhood)",
        &stmt, reterr);
    if (rc || (rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_mark = pp_arena_strdup(arena, pp_column_text(stmt, 0));
    return *ret_mark ? 0 : pp_fail_nomem(reterr);
}
