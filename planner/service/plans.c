#include "patchplan/service/plans.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/store/stock.h"

/* "Ravi Dyson"; a post that nobody holds has no name. */
static const char *name_of(const struct pp_stock *stock, const char *officer_id) {
    for (size_t i = 0; officer_id && i < stock->n_officers; i++) {
        const struct pp_stock_officer *officer = &stock->officers[i];
        if (strcmp(officer->officer_id, officer_id) == 0)
            return *officer->public_name ? officer->public_name : officer->name;
    }
    return "";
}

int pp_service_plan_officers(struct pp_db *db, const struct pp_plan *plan, struct pp_arena *arena,
                             const char ***ret_names, struct pp_error *reterr) {
    PP_AUTO(pp_stock_done) struct pp_stock stock = {0};
    struct pp_stock_options options = {.no_homes = true, .no_postcodes = true};
    const char **names = pp_arena_alloc(arena, ((size_t)plan->n_patches + 1) * sizeof *names);
    int rc = names ? pp_stock_load(db, &options, &stock, reterr) : pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches && !rc; p++) {
        const char *lead = name_of(&stock, plan->patches[p].officer_id);
        const char *sharer = name_of(&stock, plan->patches[p].sharer_id);
        names[p] = pp_arena_printf(arena, "%s%s%s",
                                   *lead     ? lead
                                   : *sharer ? ""
                                             : "vacant",
                                   *lead && *sharer ? " and " : "", sharer);
        if (!names[p])
            rc = pp_fail_nomem(reterr);
    }
    if (!rc)
        *ret_names = names;
    return rc;
}
