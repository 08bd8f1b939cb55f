/* The curve of homes changing patch against distance: several plans, each saved as a draft. */
#ifndef PATCHPLAN_SERVICE_TRADEOFF_H
#define PATCHPLAN_SERVICE_TRADEOFF_H

#include "patchplan/service/allocate.h"

enum { PP_CURVE_LEAST = 5, PP_CURVE_MOST = 9 };

struct pp_curve_point {
    const char *plan; /* the draft's name */
    double keep_m;    /* --keep that gives its cost */
    int64_t n_homes_changing;
    double changing_percent; /* of the homes that have a patch today */
    double mean_distance_m;
    int n_patches, n_in_limits;
    double distance_cost, cost, bound; /* bound NAN = none */
    enum pp_outcome outcome;
    const char
        *dominated_by; /* a plan with no more homes changing and no more distance; NULL = none */
};

struct pp_curve {
    struct pp_curve_point *points; /* fewest homes changing first */
    int n_points;
    int64_t n_known;         /* homes that have a patch today */
    enum pp_outcome outcome; /* the gravest */
    struct pp_arena arena;
};
void pp_curve_done(struct pp_curve *curve);

/* Draw n_points plans (PP_CURVE_LEAST to PP_CURVE_MOST) from nearly today's patches to patches drawn as if nobody had
 * one, and save them as drafts NAME-1, NAME-2, ... after the request's plan name; those that another betters in both
 * are left out, and one more may come of the end that is drawn twice. The time limit is that of all of it. A wish to stop keeps what is drawn so far. */
int pp_service_tradeoff(struct pp_db *db, const struct pp_allocate_request *request, int n_points,
                        struct pp_curve *ret_curve, struct pp_error *reterr) PP_CHECKED;

#endif
