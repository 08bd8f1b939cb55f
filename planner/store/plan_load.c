#include "patchplan/store/plan.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/store/plan_rows.h"

/* How rows of the file become places of arrays: sizes first, then rows in the order of the index. */
struct loader {
    struct pp_db *db;
    struct pp_plan *plan;
    int64_t plan_id;
    bool brief;                   /* no units, no neighbours */
    int64_t *team_ids, *ward_ids; /* sorted as plan->team_names, ward_codes */
    int last_team, last_ward;     /* where index_of() found the row before */
    bool failed;                  /* memory ran out in the arena */
};

static void *get(struct loader *loader, size_t n, size_t size) {
    void *memory = pp_arena_alloc(&loader->plan->arena, (n + 1) * size);
    loader->failed |= !memory;
    return memory;
}

static const char *text_of(struct loader *loader, struct pp_stmt *stmt, int column) {
    const char *text = pp_column_text(stmt, column);
    const char *copy = pp_arena_strdup(&loader->plan->arena, text);
    loader->failed |= text && !copy;
    return copy;
}

static int count(struct loader *loader, const char *sql, int *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(loader->db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, loader->plan_id);
    rc = pp_stmt_step(stmt, reterr);
    if (rc > 0)
        *ret_n = (int)pp_column_int(stmt, 0);
    return rc < 0 ? rc : 0;
}

/* Run `sql` for the plan and give each row to `take`, with its number. */
static int each_row(struct loader *loader, const char *sql,
                    void (*take)(struct loader *loader, struct pp_stmt *stmt, int ix), int max,
                    struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(loader->db, sql, &stmt, reterr);
    if (rc)
        return rc;
    if (loader->failed)
        return pp_fail_nomem(reterr);
    pp_bind_int(stmt, 1, loader->plan_id);
    int ix = 0;
    while ((rc = pp_stmt_step(stmt, reterr)) > 0 && ix < max)
        take(loader, stmt, ix++);
    return rc < 0 ? rc : loader->failed ? pp_fail_nomem(reterr) : 0;
}

/* `last` is where the row before had its own: rows of one place follow each other. */
static int index_of(const int64_t *ids, int n, int *last, struct pp_stmt *stmt, int column) {
    if (pp_column_is_null(stmt, column))
        return -1;
    int64_t id = pp_column_int(stmt, column);
    if (*last < n && ids[*last] == id)
        return *last;
    for (int i = 0; i < n; i++)
        if (ids[i] == id)
            return *last = i;
    return -1;
}

static int choice_of(const char *text, const char *const *names, int n) {
    for (int i = 0; text && i < n; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    return 0;
}

static void take_head(struct loader *loader, struct pp_stmt *stmt, int ix) {
    (void)ix;
    struct pp_plan *plan = loader->plan;
    plan->name = text_of(loader, stmt, 0);
    plan->landlord_id = pp_column_int(stmt, 1);
    plan->created_at = text_of(loader, stmt, 2);
    plan->changed_at = text_of(loader, stmt, 3);
    plan->origin = text_of(loader, stmt, 4);
    plan->state = text_of(loader, stmt, 5);
    plan->outcome = (enum pp_outcome)pp_outcome_parse(pp_column_text(stmt, 6));
    plan->options = text_of(loader, stmt, 7);
    plan->rules.min_milli = pp_column_int(stmt, 8);
    plan->rules.max_milli = pp_column_int(stmt, 9);
    plan->rules.within = (enum pp_within)choice_of(pp_column_text(stmt, 10),
                                                   (const char *[]){"none", "ward", "team"}, 3);
    plan->rules.cost_kind = (enum pp_cost_kind)choice_of(
        pp_column_text(stmt, 11), (const char *[]){"distance", "squared"}, 2);
    plan->rules.keep_m = pp_column_real(stmt, 12);
    plan->rules.ward_m = pp_column_real(stmt, 13);
    plan->seed = (uint64_t)pp_column_int(stmt, 14);
    plan->seconds = pp_column_real(stmt, 15);
    plan->cost = pp_column_real(stmt, 16);
    plan->distance_cost = pp_column_real(stmt, 17);
    plan->keep_cost = pp_column_real(stmt, 18);
    plan->ward_cost = pp_column_real(stmt, 19);
    plan->bound = pp_column_real(stmt, 20);
    plan->gap = pp_plan_gap(plan->cost, plan->bound);
    plan->n_homes = pp_column_int(stmt, 21);
    plan->weight_milli = pp_column_int(stmt, 22);
    plan->n_homes_changing = pp_column_int(stmt, 23);
    pp_day_parse(pp_column_text(stmt, 24), &plan->leads_day);
}

static void take_team(struct loader *loader, struct pp_stmt *stmt, int ix) {
    loader->team_ids[ix] = pp_column_int(stmt, 0);
    loader->plan->team_names[ix] = text_of(loader, stmt, 1);
}

static void take_ward(struct loader *loader, struct pp_stmt *stmt, int ix) {
    loader->ward_ids[ix] = pp_column_int(stmt, 0);
    loader->plan->ward_codes[ix] = text_of(loader, stmt, 1);
    loader->plan->ward_names[ix] = text_of(loader, stmt, 2);
}

static void take_patch(struct loader *loader, struct pp_stmt *stmt, int ix) {
    struct pp_plan *plan = loader->plan;
    plan->patches[ix] = (struct pp_patch){
        .name = text_of(loader, stmt, 0),
        .team_ix = index_of(loader->team_ids, plan->n_teams, &loader->last_team, stmt, 1),
        .ward_ix = index_of(loader->ward_ids, plan->n_wards, &loader->last_ward, stmt, 2),
        .share = (double)pp_column_int(stmt, 3) / 1000.0,
        .hub_unit_ix = (int)pp_column_int(stmt, 4),
        .weight_milli = pp_column_int(stmt, 5),
        .n_homes = (int)pp_column_int(stmt, 6),
        .distance_cost = pp_column_real(stmt, 7),
        .mean_distance_m = pp_column_real(stmt, 8),
        .locked = pp_column_int(stmt, 9) != 0,
    };
}

static void take_lead(struct loader *loader, struct pp_stmt *stmt, int ix) {
    (void)ix;
    int64_t patch_ix = pp_column_int(stmt, 0);
    if (patch_ix < 0 || patch_ix >= loader->plan->n_patches)
        return;
    struct pp_patch *patch = &loader->plan->patches[patch_ix];
    const char *officer_id = text_of(loader, stmt, 1);
    patch->is_named |= pp_column_int(stmt, 3) != 0;
    if (!patch->officer_id) {
        patch->officer_id = officer_id;
    } else if (!patch->sharer_id) {
        patch->sharer_id = officer_id;
        patch->sharer_share = (double)pp_column_int(stmt, 2) / 1000.0;
    }
}

static void take_unit(struct loader *loader, struct pp_stmt *stmt, int ix) {
    struct pp_plan *plan = loader->plan;
    struct pp_unit *unit = &plan->units[ix];
    *unit = (struct pp_unit){
        .id = text_of(loader, stmt, 0),
        .name = text_of(loader, stmt, 1),
        .easting_m = pp_column_real(stmt, 2),
        .northing_m = pp_column_real(stmt, 3),
        .weight_milli = pp_column_int(stmt, 4),
        .n_homes = (int)pp_column_int(stmt, 5),
        .team_ix = index_of(loader->team_ids, plan->n_teams, &loader->last_team, stmt, 6),
        .ward_ix = index_of(loader->ward_ids, plan->n_wards, &loader->last_ward, stmt, 7),
        .pinned = pp_column_int(stmt, 9) != 0,
    };
    plan->patch_of_unit[ix] = (int)pp_column_int(stmt, 8);
    size_t n_bytes = 0;
    const void *cell = pp_column_blob(stmt, 10, &n_bytes);
    void *copy = cell ? get(loader, n_bytes, 1) : NULL;
    if (copy) {
        memcpy(copy, cell, n_bytes);
        unit->cell_wkb = copy;
        unit->n_cell_wkb = n_bytes;
    }
}

static void take_neighbour(struct loader *loader, struct pp_stmt *stmt, int ix) {
    loader->plan->neighbours[ix] = (struct pp_neighbour){
        .u = (int)pp_column_int(stmt, 0),
        .v = (int)pp_column_int(stmt, 1),
        .kind = (enum pp_neighbour_kind)pp_neighbour_kind_parse(pp_column_text(stmt, 2)),
        .crosses_barrier = pp_column_int(stmt, 3) != 0,
    };
}

static void take_reason(struct loader *loader, struct pp_stmt *stmt, int ix) {
    loader->plan->reasons[ix] = (struct pp_reason){
        .broken = pp_column_int(stmt, 0) != 0,
        .text = text_of(loader, stmt, 1),
        .fix = text_of(loader, stmt, 2),
        .of_division = pp_column_int(stmt, 3) != 0,
    };
}

static int make_room(struct loader *loader, struct pp_error *reterr) {
    struct pp_plan *plan = loader->plan;
    struct {
        const char *sql;
        int *ret_n;
    } const sizes[] = {
        {"SELECT count(*) FROM team WHERE ?1 = ?1", &plan->n_teams},
        {"SELECT count(*) FROM ward WHERE ?1 = ?1", &plan->n_wards},
        {"SELECT count(*) FROM plan_patch WHERE plan_id = ?1", &plan->n_patches},
        {"SELECT count(*) FROM plan_unit WHERE plan_id = ?1", &plan->n_units},
        {"SELECT count(*) FROM plan_neighbour WHERE plan_id = ?1", &plan->n_neighbours},
        {"SELECT count(*) " PP_PLAN_REASONS, &plan->n_reasons},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        bool large = sizes[i].ret_n == &plan->n_units || sizes[i].ret_n == &plan->n_neighbours;
        if (loader->brief && large)
            continue;
        int rc = count(loader, sizes[i].sql, sizes[i].ret_n, reterr);
        if (rc)
            return rc;
    }
    loader->team_ids = get(loader, (size_t)plan->n_teams, sizeof *loader->team_ids);
    loader->ward_ids = get(loader, (size_t)plan->n_wards, sizeof *loader->ward_ids);
    plan->team_names = get(loader, (size_t)plan->n_teams, sizeof *plan->team_names);
    plan->ward_codes = get(loader, (size_t)plan->n_wards, sizeof *plan->ward_codes);
    plan->ward_names = get(loader, (size_t)plan->n_wards, sizeof *plan->ward_names);
    plan->patches = get(loader, (size_t)plan->n_patches, sizeof *plan->patches);
    plan->units = get(loader, (size_t)plan->n_units, sizeof *plan->units);
    plan->patch_of_unit = get(loader, (size_t)plan->n_units, sizeof *plan->patch_of_unit);
    plan->neighbours = get(loader, (size_t)plan->n_neighbours, sizeof *plan->neighbours);
    plan->reasons = get(loader, (size_t)plan->n_reasons, sizeof *plan->reasons);
    return loader->failed ? pp_fail_nomem(reterr) : 0;
}

static int load_rows(struct loader *loader, struct pp_error *reterr) {
    struct pp_plan *plan = loader->plan;
    struct {
        const char *sql;
        void (*take)(struct loader *loader, struct pp_stmt *stmt, int ix);
        int max;
    } const tables[] = {
        {"SELECT name, landlord_id, created_at, changed_at, origin, state, outcome, options, "
         "min_milli, max_milli, within, cost_kind, keep_m, ward_m, seed, seconds, cost, "
         "distance_cost, keep_cost, ward_cost, " PP_PLAN_BOUND
         ", n_homes, weight_milli, n_homes_changing, " PP_PLAN_LEADS_DAY " "
         "FROM plan p WHERE plan_id = ?1",
         take_head, 1},
        {"SELECT team_id, name FROM team WHERE ?1 = ?1 ORDER BY name", take_team, plan->n_teams},
        {"SELECT ward_id, code, name FROM ward WHERE ?1 = ?1 ORDER BY code", take_ward,
         plan->n_wards},
        {"SELECT name, team_id, ward_id, share_milli, hub_unit_ix, weight_milli, n_homes, "
         "distance_cost, mean_distance_m, locked FROM plan_patch WHERE plan_id = ?1 "
         "ORDER BY patch_ix",
         take_patch, plan->n_patches},
        {"SELECT patch_ix, officer_id, share_milli, EXISTS (SELECT 1 FROM officer o WHERE "
         "o.officer_id = l.officer_id AND o.name <> '') FROM plan_lead l WHERE plan_id = ?1 "
         "AND " PP_PLAN_LEADS_DAY " BETWEEN first_day AND last_day "
         "ORDER BY patch_ix, role, first_day, officer_id",
         take_lead, INT32_MAX},
        {"SELECT unit_id, name, easting_m, northing_m, weight_milli, n_homes, team_id, ward_id, "
         "patch_ix, pinned, cell FROM plan_unit WHERE plan_id = ?1 ORDER BY unit_ix",
         take_unit, plan->n_units},
        {"SELECT u, v, kind, crosses_barrier FROM plan_neighbour WHERE plan_id = ?1 "
         "ORDER BY u, v",
         take_neighbour, plan->n_neighbours},
        {"SELECT broken, text, fix, of_division " PP_PLAN_REASONS " ORDER BY reason_ix",
         take_reason, plan->n_reasons},
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (tables[i].max == 0)
            continue;
        int rc = each_row(loader, tables[i].sql, tables[i].take, tables[i].max, reterr);
        if (rc)
            return rc;
    }
    return 0;
}

static int load_plan(struct pp_db *db, const char *name, bool brief, struct pp_plan *ret_plan,
                     enum pp_plan_choice *ret_choice, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    enum pp_plan_choice choice = PP_PLAN_NAMED;
    struct loader loader = {.db = db, .plan = &plan, .brief = brief};
    int rc = pp_db_begin_read(db, reterr); /* a redraw meanwhile must not mix two plans */
    if (rc)
        return rc;
    rc = pp_store_plan_find(db, name, &loader.plan_id, &choice, reterr);
    if (!rc)
        rc = make_room(&loader, reterr);
    if (!rc)
        rc = load_rows(&loader, reterr);
    if ((rc = pp_db_end(db, rc, reterr)) != 0)
        return rc;
    plan.plan_id = loader.plan_id;
    *ret_plan = plan;
    plan = (struct pp_plan){0};
    if (ret_choice)
        *ret_choice = choice;
    return 0;
}

int pp_store_plan_load(struct pp_db *db, const char *name, struct pp_plan *ret_plan,
                       enum pp_plan_choice *ret_choice, struct pp_error *reterr) {
    return load_plan(db, name, false, ret_plan, ret_choice, reterr);
}

int pp_store_plan_load_brief(struct pp_db *db, const char *name, struct pp_plan *ret_plan,
                             enum pp_plan_choice *ret_choice, struct pp_error *reterr) {
    return load_plan(db, name, true, ret_plan, ret_choice, reterr);
}

/* ---- homes ---- */

int pp_store_plan_homes(struct pp_db *db, int64_t plan_id, struct pp_plan_member **ret_homes,
                        size_t *ret_n_homes, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_FREE struct pp_plan_member *homes = NULL;
    size_t n = 0, cap = 0;
    int rc = pp_db_prepare(
        db, "SELECT home_id, unit_ix FROM plan_home WHERE plan_id = ?1 ORDER BY home_id", &stmt,
        reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if ((rc = pp_reserve(&homes, &cap, n + 1, sizeof *homes, reterr)) != 0)
            return rc;
        homes[n++] = (struct pp_plan_member){pp_column_int(stmt, 0), (int)pp_column_int(stmt, 1)};
    }
    if (rc)
        return rc;
    *ret_homes = PP_STEAL(homes);
    *ret_n_homes = n;
    return 0;
}
