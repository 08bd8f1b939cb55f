/* What size limits would cost: patches, posts and hours for a few limits around the wished ones. By
 * arithmetic on the totals alone; nothing is drawn or saved.
 */
#ifndef PATCHPLAN_SERVICE_STAFFING_H
#define PATCHPLAN_SERVICE_STAFFING_H

#include "patchplan/service/allocate.h"

/* One place (team, ward; NULL = all of them together) under one pair of size limits. */
struct pp_staffing_row {
    int64_t min_milli, max_milli;
    const char *place;
    int64_t n_homes, weight_milli;
    int n_patches; /* whole ones, the number that `allocate` would take */
    int least,
        most; /* the numbers that totals allow, least > most: none; of all: sums over the places */
    bool can_be_met; /* such a number exists; of all: in every place */
    int64_t weight_per_patch_milli;
    /* posts held on the day, in thousandths of a full-time one; -1 = none are listed, or by ward */
    int64_t held_milli;
    bool posts_fit; /* one patch for each post, spare ones allowed; of all: in every place */
    double hours_per_patch; /* the patch officer's recorded work in a year; NAN = not known */
};

struct pp_staffing {
    struct pp_staffing_row *rows; /* by limits, within them by place, all together last */
    int n_rows;
    pp_day day; /* as of which posts are counted */
    bool has_hours;
    double role_hours[4];  /* a year, by enum pp_weights_role; with has_hours */
    struct pp_arena arena; /* owns the rows */
};
void pp_staffing_done(struct pp_staffing *staffing);

/* The wished limits, two steps below and two above: a step is the width of the limits, a fourteenth of their
 * middle in whole homes when they have none; limits that would reach nothing are left out. Of the request
 * count rules, within_told, landlord_id and posts_day. Hours: from activities and interventions over all months
 * recorded, shared out by workload-equivalent homes. */
int pp_service_staffing(struct pp_db *db, const struct pp_allocate_request *request,
                        struct pp_staffing *ret_staffing, struct pp_error *reterr) PP_CHECKED;

#endif
