/* What the model of workload factors needs, out of the planning file, and its result back in. */
#ifndef PATCHPLAN_STORE_WEIGHTS_H
#define PATCHPLAN_STORE_WEIGHTS_H

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"
#include "patchplan/stock/weights.h"

/* A neighbourhood as it stands. */
struct pp_weights_area {
    int64_t neighbourhood_id;
    const char *code, *name;
    int64_t n_homes;         /* in the list today and not left out */
    int64_t weight_milli;    /* -1: none */
    bool modelled;           /* by this program, not given in a file */
    const char *by_hand_day; /* "2027-03-09": when somebody set what stands; NULL: nobody did */
};

struct pp_weights_data {
    struct pp_weights_area *areas; /* by code */
    struct pp_weights_input input; /* the same areas; years and cap as asked */
    char first_month[8],
        last_month[8]; /* "2026-04": what was counted; "" when nothing was recorded */
};

/* `first_month`, `last_month` NULL: from the first to the last month that anything is recorded in, both
 * whole. Everything lives in `arena`. O(neighbourhoods x activities + sums). */
int pp_store_weights_load(struct pp_db *db, const char *first_month, const char *last_month,
                          struct pp_arena *arena, struct pp_weights_data *ret_data,
                          struct pp_error *reterr) PP_CHECKED;

/* Keep the modelled factors, one a neighbourhood, in one transaction. `*ret_n_changed` of them differ. */
int pp_store_weights_save(struct pp_db *db, const struct pp_weights_data *data,
                          const struct pp_weights *weights, int64_t *ret_n_changed,
                          struct pp_error *reterr) PP_CHECKED;

/* One factor, given by hand. The caller holds the transaction. */
int pp_store_weight_set(struct pp_db *db, int64_t neighbourhood_id, int64_t weight_milli,
                        struct pp_error *reterr) PP_CHECKED;

#endif
