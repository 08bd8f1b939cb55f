#include "patchplan/store/weights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

struct loader {
    struct pp_db *db;
    struct pp_arena *arena;
    struct pp_weights_data *data;
    int64_t *area_ids, *activity_ids; /* in the order of the input */
};

static int count_rows(struct loader *l, const char *sql, int *ret_n, struct pp_error *reterr) {
    int64_t n = 0;
    int rc = pp_db_query_int(l->db, sql, 0, &n, reterr);
    *ret_n = (int)n;
    return rc;
}

static int load_areas(struct loader *l, struct pp_error *reterr) {
    struct pp_weights_input *input = &l->data->input;
    int rc = count_rows(l, "SELECT count(*) FROM neighbourhood", &input->n_areas, reterr);
    size_t room = (size_t)input->n_areas + 1;
    const char **codes = pp_arena_alloc(l->arena, room * sizeof *codes);
    int64_t *n_homes = pp_arena_alloc(l->arena, room * sizeof *n_homes);
    l->data->areas = pp_arena_alloc(l->arena, room * sizeof *l->data->areas);
    if (rc || !codes || !n_homes || !l->data->areas)
        return rc ? rc : pp_fail_nomem(reterr);
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    rc = pp_db_prepare(
        l->db,
        "SELECT n.neighbourhood_id, n.code, n.name, n.weight_milli, n.weight_source = "
        "'modelled', coalesce(h.n, 0), iif(n.weight_source = 'given' AND"
        " json_extract(a.detail, '$.what') LIKE '% to ' || printf('%d.%03d', n.weight_milli / 1000,"
        " n.weight_milli % 1000), substr(a.at, 1, 10), NULL)"
        " FROM neighbourhood n LEFT JOIN (SELECT "
        "neighbourhood_id, count(*) AS n FROM home WHERE included AND NOT ended GROUP "
        "BY 1) h USING (neighbourhood_id)"
        " LEFT JOIN (SELECT object, detail, at, max(audit_id) FROM audit WHERE action = 'weights'"
        " GROUP BY object) a ON a.object = 'neighbourhood ' || n.code ORDER BY n.code",
        &stmt, reterr);
    for (int i = 0; !rc && (rc = pp_stmt_step(stmt, reterr)) > 0; i++) {
        rc = 0;
        l->data->areas[i] = (struct pp_weights_area){
            .neighbourhood_id = pp_column_int(stmt, 0),
            .code = pp_arena_strdup(l->arena, pp_column_text(stmt, 1)),
            .name = pp_arena_strdup(l->arena, pp_column_text(stmt, 2)),
            .n_homes = pp_column_int(stmt, 5),
            .weight_milli = pp_column_is_null(stmt, 3) ? -1 : pp_column_int(stmt, 3),
            .modelled = pp_column_int(stmt, 4),
            .by_hand_day = pp_column_is_null(stmt, 6)
                               ? NULL
                               : pp_arena_strdup(l->arena, pp_column_text(stmt, 6)),
        };
        codes[i] = l->data->areas[i].code;
        n_homes[i] = l->data->areas[i].n_homes;
    }
    input->codes = codes;
    input->n_homes = n_homes;
    return rc;
}

static int load_activities(struct loader *l, struct pp_error *reterr) {
    struct pp_weights_input *input = &l->data->input;
    int rc = count_rows(l, "SELECT count(*) FROM activity", &input->n_activities, reterr);
    size_t room = (size_t)input->n_activities + 1;
    struct pp_weights_activity *activities = pp_arena_alloc(l->arena, room * sizeof *activities);
    l->activity_ids = pp_arena_alloc(l->arena, room * sizeof *l->activity_ids);
    if (rc || !activities || !l->activity_ids)
        return rc ? rc : pp_fail_nomem(reterr);
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    rc = pp_db_prepare(l->db,
                       "SELECT activity_id, name, minutes, done_by, per = 'patch' FROM activity "
                       "ORDER BY name",
                       &stmt, reterr);
    for (int i = 0; !rc && (rc = pp_stmt_step(stmt, reterr)) > 0; i++) {
        rc = 0;
        l->activity_ids[i] = pp_column_int(stmt, 0);
        activities[i] = (struct pp_weights_activity){
            .name = pp_arena_strdup(l->arena, pp_column_text(stmt, 1)),
            .minutes = pp_column_real(stmt, 2),
            .role = (enum pp_weights_role)pp_weights_role_parse(pp_column_text(stmt, 3)),
            .per_patch = pp_column_int(stmt, 4),
        };
    }
    input->activities = activities;
    return rc;
}

static int load_period(struct loader *l, const char *first_month, const char *last_month,
                       struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(l->db,
                           "SELECT coalesce(?1, min(month), ''), coalesce(?2, max(month), '') FROM "
                           "intervention",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, first_month);
    pp_bind_text(stmt, 2, last_month);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    snprintf(l->data->first_month, sizeof l->data->first_month, "%.7s", pp_column_text(stmt, 0));
    snprintf(l->data->last_month, sizeof l->data->last_month, "%.7s", pp_column_text(stmt, 1));
    int from_year = 0, from = 0, to_year = 0, to = 0;
    bool dated = sscanf(l->data->first_month, "%4d-%2d", &from_year, &from) == 2 &&
                 sscanf(l->data->last_month, "%4d-%2d", &to_year, &to) == 2;
    l->data->input.years = dated ? (to_year * 12 + to - from_year * 12 - from + 1) / 12.0 : 0;
    return 0;
}

static int position_of_area(const struct loader *l, int64_t id) {
    for (int i = 0; i < l->data->input.n_areas; i++)
        if (l->data->areas[i].neighbourhood_id == id)
            return i;
    return -1;
}

static int position_of_activity(const struct loader *l, int64_t id) {
    for (int i = 0; i < l->data->input.n_activities; i++)
        if (l->activity_ids[i] == id)
            return i;
    return -1;
}

/* Sums come by neighbourhood, so its place is looked up once for all of them. */
static int load_counts(struct loader *l, struct pp_error *reterr) {
    struct pp_weights_input *input = &l->data->input;
    size_t n = (size_t)input->n_areas * (size_t)input->n_activities;
    int64_t *counts = pp_arena_alloc(l->arena, (n + 1) * sizeof *counts);
    if (!counts)
        return pp_fail_nomem(reterr);
    input->counts = counts;
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(l->db,
                           "SELECT neighbourhood_id, activity_id, sum(n) FROM intervention WHERE "
                           "month BETWEEN ?1 AND ?2 GROUP BY 1, 2",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, l->data->first_month);
    pp_bind_text(stmt, 2, l->data->last_month);
    int64_t last_id = -1;
    int area = -1;
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = 0;
        int64_t id = pp_column_int(stmt, 0);
        area = id == last_id ? area : position_of_area(l, id);
        last_id = id;
        int activity = position_of_activity(l, pp_column_int(stmt, 1));
        if (area >= 0 && activity >= 0)
            counts[(size_t)area * (size_t)input->n_activities + (size_t)activity] =
                pp_column_int(stmt, 2);
    }
    return rc;
}

int pp_store_weights_load(struct pp_db *db, const char *first_month, const char *last_month,
                          struct pp_arena *arena, struct pp_weights_data *ret_data,
                          struct pp_error *reterr) {
    struct pp_weights_data data = {.input.cap = 2.0};
    struct loader l = {.db = db, .arena = arena, .data = &data};
    int rc = pp_db_begin_read(db, reterr); /* rows are counted first: none may come in between */
    if (rc)
        return rc;
    rc = load_areas(&l, reterr);
    if (!rc)
        rc = load_activities(&l, reterr);
    if (!rc)
        rc = load_period(&l, first_month, last_month, reterr);
    if (!rc)
        rc = load_counts(&l, reterr);
    rc = pp_db_end(db, rc, reterr);
    if (!rc)
        *ret_data = data;
    return rc;
}

static int save_rows(struct pp_db *db, const struct pp_weights_data *data,
                     const struct pp_weights *weights, int64_t *ret_n_changed,
                     struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(db,
                      "UPDATE neighbourhood SET weight_milli = ?2, weight_source = 'modelled' "
                      "WHERE neighbourhood_id = ?1 AND (weight_milli, weight_source) IS NOT (?2, "
                      "'modelled')",
                      &stmt, reterr);
    int64_t n = 0;
    for (int i = 0; i < weights->n_areas && !rc; i++) {
        pp_bind_int(stmt, 1, data->areas[i].neighbourhood_id);
        pp_bind_int(stmt, 2, weights->weight_milli[i]);
        rc = pp_stmt_run(stmt, reterr);
        n += !rc && weights->weight_milli[i] != data->areas[i].weight_milli;
    }
    if (!rc)
        *ret_n_changed = n;
    return rc;
}

int pp_store_weights_save(struct pp_db *db, const struct pp_weights_data *data,
                          const struct pp_weights *weights, int64_t *ret_n_changed,
                          struct pp_error *reterr) {
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = save_rows(db, data, weights, ret_n_changed, reterr);
    return pp_db_end(db, rc, reterr);
}

int pp_store_weight_set(struct pp_db *db, int64_t neighbourhood_id, int64_t weight_milli,
                        struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "UPDATE neighbourhood SET weight_milli = ?2, weight_source = 'given'"
                           " WHERE neighbourhood_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, neighbourhood_id);
    pp_bind_int(stmt, 2, weight_milli);
    return pp_stmt_run(stmt, reterr);
}
