/* A shard's rows into the planning file, row by row from one connection to the other: nothing is held in memory,
 * and there may be as many shards as there are files. */
#include "patchplan/store/landlords.h"

#include "planner/store/plan_rows.h"

int pp_store_shard_prepare(struct pp_db *shard, struct pp_error *reterr) {
    return pp_db_run(shard,
                     "PRAGMA foreign_keys = OFF; CREATE INDEX IF NOT EXISTS "
                     "plan_postcode_by_unit ON plan_postcode (plan_id, unit_ix)",
                     reterr);
}

/* ?1 the plan, ?2 the landlord, ?3, ?4, ?5 the units, patches and reasons the plan has. The shard's own numbers
 * begin at f.first_unit_ix and so on; its only plan is the one that is merged. */
#define FROM_SHARD(table, ix, first, n)                                               \
    " FROM plan_landlord f CROSS JOIN " table " s ON s.plan_id = f.plan_id AND s." ix \
    " >= f." first " AND s." ix " < f." first " + f." n " WHERE f.landlord_id = ?2 " ALL_USED
#define ALL_USED "AND ?1 + ?3 + ?4 + ?5 >= 0 "
#define BY_PATCH(table) FROM_SHARD(table, "patch_ix", "first_patch_ix", "n_patches")
#define BY_UNIT(table) FROM_SHARD(table, "unit_ix", "first_unit_ix", "n_units")

/* One landlord's rows of one table, in the order of the inserted columns. The landlord's own row goes first: which
 * of two landlords has a postcode depends on it. */
static const struct {
    const char *select, *insert;
    int n_columns;
} tables[] = {
    {"SELECT ?1, landlord_id, code, outcome, ?3, n_units, ?4, n_patches, ?5, n_reasons, "
     "n_in_limits, limits_give, n_homes, n_without_position, weight_milli, n_homes_changing, cost, "
     "distance_cost, keep_cost, ward_cost, bound, seconds FROM plan_landlord "
     "WHERE landlord_id = ?2",
     "INSERT INTO plan_landlord (plan_id, landlord_id, code, outcome, first_unit_ix, n_units, "
     "first_patch_ix, n_patches, first_reason_ix, n_reasons, n_in_limits, limits_give, n_homes, "
     "n_without_position, weight_milli, n_homes_changing, cost, distance_cost, keep_cost, "
     "ward_cost, bound, seconds) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
     "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
     22},

    {"SELECT ?1, s.patch_ix - f.first_patch_ix + ?4, s.name, s.team_id, s.ward_id, s.share_milli, "
     "s.hub_unit_ix - f.first_unit_ix + ?3, s.weight_milli, s.n_homes, s.distance_cost, "
     "s.mean_distance_m, s.locked" BY_PATCH("plan_patch"),
     "INSERT INTO plan_patch (plan_id, patch_ix, name, team_id, ward_id, share_milli, hub_unit_ix, "
     "weight_milli, n_homes, distance_cost, mean_distance_m, locked) "
     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
     12},

    {"SELECT ?1, s.patch_ix - f.first_patch_ix + ?4, s.officer_id, s.role, s.share_milli, "
     "s.first_day, s.last_day" BY_PATCH("plan_lead"),
     "INSERT INTO plan_lead (plan_id, patch_ix, officer_id, role, share_milli, first_day, "
     "last_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
     7},

    {"SELECT ?1, s.reason_ix - f.first_reason_ix + ?5, s.broken, s.text, "
     "s.fix, s.of_division" FROM_SHARD("plan_reason", "reason_ix", "first_reason_ix", "n_reasons"),
     "INSERT INTO plan_reason (plan_id, reason_ix, broken, text, fix, of_division) "
     "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
     6},

    {"SELECT ?1, s.unit_ix - f.first_unit_ix + ?3, s.unit_id, s.name, s.easting_m, s.northing_m, "
     "s.weight_milli, s.n_homes, s.team_id, s.ward_id, CASE WHEN s.patch_ix < 0 THEN s.patch_ix "
     "ELSE s.patch_ix - f.first_patch_ix + ?4 END, s.pinned, s.cell" BY_UNIT("plan_unit"),
     "INSERT INTO plan_unit (plan_id, unit_ix, unit_id, name, easting_m, northing_m, "
     "weight_milli, n_homes, team_id, ward_id, patch_ix, pinned, cell) "
     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
     13},

    {"SELECT ?1, s.unit_ix - f.first_unit_ix + ?3, s.kind, s.label, s.weight_milli, "
     "s.n_homes" BY_UNIT("plan_label"),
     "INSERT INTO plan_label (plan_id, unit_ix, kind, label, weight_milli, n_homes) "
     "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
     6},

    {"SELECT ?1, s.u - f.first_unit_ix + ?3, s.v - f.first_unit_ix + ?3, s.kind, "
     "s.crosses_barrier" FROM_SHARD("plan_neighbour", "u", "first_unit_ix", "n_units"),
     "INSERT INTO plan_neighbour (plan_id, u, v, kind, crosses_barrier) "
     "VALUES (?1, ?2, ?3, ?4, ?5)",
     5},

    {"SELECT ?1, s.home_id, s.unit_ix - f.first_unit_ix + ?3" BY_UNIT(
         "plan_home") "ORDER BY s.home_id",
     "INSERT INTO plan_home (plan_id, home_id, unit_ix) VALUES (?1, ?2, ?3)", 3},

    {"SELECT ?1, s.postcode_id, s.unit_ix - f.first_unit_ix + ?3" BY_UNIT("plan_postcode"),
     "INSERT INTO plan_postcode (plan_id, postcode_id, unit_ix) "
     "VALUES (?1, ?2, ?3)" PP_PLAN_POSTCODE_TAKEN,
     3},
};

static int copy_rows(struct pp_stmt *from, struct pp_stmt *to, int n_columns,
                     struct pp_error *reterr) {
    int rc;
    while ((rc = pp_stmt_step(from, reterr)) > 0) {
        for (int i = 0; i < n_columns; i++)
            pp_bind_column(to, i + 1, from, i);
        if ((rc = pp_stmt_run(to, reterr)) != 0)
            return rc;
    }
    return rc;
}

int pp_store_shard_copy(struct pp_db *db, struct pp_db *shard, int64_t plan_id, int64_t landlord_id,
                        struct pp_error *reterr) {
    struct pp_plan_at at;
    int rc = pp_plan_find_end(db, plan_id, &at, reterr);
    for (size_t i = 0; !rc && i < sizeof tables / sizeof tables[0]; i++) {
        PP_AUTO_STMT struct pp_stmt *from = NULL, *to = NULL;
        if ((rc = pp_db_prepare(shard, tables[i].select, &from, reterr)) != 0 ||
            (rc = pp_db_prepare(db, tables[i].insert, &to, reterr)) != 0)
            return rc;
        pp_bind_int(from, 1, plan_id);
        pp_bind_int(from, 2, landlord_id);
        pp_bind_int(from, 3, at.first_unit);
        pp_bind_int(from, 4, at.first_patch);
        pp_bind_int(from, 5, at.first_reason);
        rc = copy_rows(from, to, tables[i].n_columns, reterr);
    }
    return rc;
}
