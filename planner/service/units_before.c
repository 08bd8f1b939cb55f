#include "planner/service/units_before.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/today.h"

static const char *patch_name(const struct pp_plan *plan, int unit_ix) {
    int patch_ix = plan->patch_of_unit[unit_ix];
    return patch_ix < 0 ? NULL : plan->patches[patch_ix].name;
}

static int by_plan(struct pp_db *db, const struct pp_plan *plan, const char *against,
                   struct pp_arena *arena, struct pp_unit_before *before, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan other = {0};
    PP_AUTO(pp_names_done) struct pp_names ids = {0};
    int64_t ix;
    int rc = pp_store_plan_load(db, against, &other, NULL, reterr);
    for (int u = 0; u < other.n_units && !rc; u++)
        rc = pp_names_add(&ids, other.units[u].id, &ix, reterr); /* ids are unique: ix is u */
    for (int u = 0; u < plan->n_units && !rc; u++) {
        ix = pp_names_find(&ids, plan->units[u].id);
        const char *old = ix < 0 ? NULL : patch_name(&other, (int)ix);
        before[u].patch = old ? pp_arena_strdup(arena, old) : NULL;
        before[u].changes = !old || !patch_name(plan, u) || strcmp(old, patch_name(plan, u)) != 0;
        if (old && !before[u].patch)
            rc = pp_fail_nomem(reterr);
    }
    return rc;
}

/* Parts come by unit, so the most so far is of the same one or of one before. */
static int by_today(struct pp_db *db, const struct pp_plan *plan, pp_day today,
                    struct pp_arena *arena, struct pp_unit_before *before,
                    struct pp_error *reterr) {
    struct pp_published_part *parts = NULL;
    size_t n = 0;
    int64_t most = 0;
    int rc = pp_store_units_today(db, plan->plan_id, today, arena, &parts, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++) {
        const struct pp_published_part *part = &parts[i];
        struct pp_unit_before *unit = &before[part->unit_ix];
        if (unit->patch && part->n_homes <= most)
            continue;
        most = part->n_homes;
        unit->patch = part->patch;
        const char *now = patch_name(plan, part->unit_ix);
        unit->changes = !now || strcmp(now, part->patch) != 0;
    }
    return rc;
}

int pp_units_before(struct pp_db *db, const struct pp_plan *plan, const char *against, pp_day today,
                    struct pp_arena *arena, struct pp_unit_before **ret_before,
                    struct pp_error *reterr) {
    size_t n = (size_t)plan->n_units + 1;
    struct pp_unit_before *before = pp_arena_alloc(arena, n * sizeof *before);
    if (!before)
        return pp_fail_nomem(reterr);
    memset(before, 0, n * sizeof *before);
    int rc = against ? by_plan(db, plan, against, arena, before, reterr)
                     : by_today(db, plan, today, arena, before, reterr);
    if (!rc)
        *ret_before = before;
    return rc;
}
