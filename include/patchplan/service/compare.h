/* Two plans side by side: their measures, and which homes are in another patch. */
#ifndef PATCHPLAN_SERVICE_COMPARE_H
#define PATCHPLAN_SERVICE_COMPARE_H

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"

/* One measure of both; NAN where a plan has none. */
struct pp_compare_measure {
    const char *key;   /* "distance_cost" */
    const char *title; /* for people */
    double a, b;
};

/* One patch name, in either or both. */
struct pp_compare_patch {
    const char *name;
    int64_t n_homes_a, n_homes_b;      /* 0: that plan has no such patch */
    int64_t n_leaving, n_joining;      /* homes from a to b */
    int64_t n_ended, n_new;            /* homes that the other plan does not know */
    const char *officer_a, *officer_b; /* ids; NULL = vacant */
};

/* The patches of one team in one plan, summed; mean_distance_m NAN where it has none. */
struct pp_compare_side {
    int n_patches;
    int64_t n_homes, weight_milli;
    double mean_distance_m;
};

/* One team name, in either or both. */
struct pp_compare_team {
    const char *name;
    struct pp_compare_side a, b;
    int64_t n_changing; /* homes that b gives to this team, in another patch than in a */
};

struct pp_compare {
    const char *name_a, *name_b;
    struct pp_compare_measure *measures;
    size_t n_measures;
    struct pp_compare_patch *patches; /* those that differ, by name */
    size_t n_patches;
    struct pp_compare_team *teams; /* all, by name; none where no patch has a team */
    size_t n_teams;
    int64_t n_homes_changing;         /* in both plans, in patches of different names */
    int64_t n_homes_changing_officer; /* in both plans, led by different people, or only once led */
    int64_t n_only_a, n_only_b;       /* homes that one plan knows and the other does not */
    struct pp_arena arena;            /* owns everything above */
};
void pp_compare_done(struct pp_compare *compare);

/* O(homes). PP_E_NOTFOUND: no such plan. */
int pp_service_compare(struct pp_db *db, const char *name_a, const char *name_b,
                       struct pp_compare *ret_compare, struct pp_error *reterr) PP_CHECKED;

/* The document of `compare -f json`; owned by the caller, NULL: memory ran out. */
struct pp_json *pp_service_compare_json(const struct pp_compare *compare);

#endif
