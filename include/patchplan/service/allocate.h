/* Drawing patches: from the stock of the planning file to a saved, checked plan. */
#ifndef PATCHPLAN_SERVICE_ALLOCATE_H
#define PATCHPLAN_SERVICE_ALLOCATE_H

#include "patchplan/core/cancel.h"
#include "patchplan/core/date.h"
#include "patchplan/core/plan.h"
#include "patchplan/core/progress.h"
#include "patchplan/db/db.h"

/* The most homes that may change patch: a rule that never gives silently. */
struct pp_change_cap {
    bool told;
    double percent; /* of the homes that have a patch today; < 0: `homes` says it */
    int64_t homes;
};

struct pp_allocate_request {
    const char *plan_name; /* the draft to make; a draft of that name is replaced */
    const char *drawn_as;  /* where ways out find what was drawn, "option-1"; NULL: plan_name */
    struct pp_rules rules;
    bool
        within_told; /* false: teams where they are known, else none; rules.within is then ignored */
    bool size_told; /* false and new_only or teams: the size limits of the plan that is filled up */
    bool keep_told, ward_told, cost_told; /* the same of these, also with `teams` */
    const char *const *teams;             /* only patches of these are drawn anew; none = all */
    int n_teams;
    const char *const *patches; /* "137" for all, "Central=12" for a team or ward */
    int n_patches;
    const char *const *locks; /* patches that stay as they stand in `from`, the draft or today */
    int n_locks;
    const char *const *unlocks; /* locked patches and pinned blocks that may change again */
    int n_unlocks;
    const char *const *links; /* "FROM,TO": places that count as neighbours, beside links.csv */
    int n_links;
    struct pp_change_cap most_changing;
    const char *from;    /* a plan to start from and to take locks from; NULL = none */
    bool posts;          /* one patch for each post; its share is the post's */
    pp_day posts_day;    /* as of which posts are counted */
    bool posts_day_told; /* --on; false: today */
    bool dry_run;        /* everything but saving */
    bool new_only;       /* homes without a patch join one; nothing else moves */
    int64_t landlord_id; /* 0 = all */
    bool part_of_plan;   /* one landlord of several: no plan is looked at, for locks or a start */

    double time_limit_s;      /* of the whole call, saving included; 0 = none */
    double started_s;         /* on pp_clock_s(): when the command began */
    struct pp_cancel *cancel; /* its deadline is set by the call; never NULL */
    const struct pp_progress *progress;
    uint64_t seed;
    int n_jobs;        /* 0 = one per core */
    int64_t max_steps; /* 0 = no limit; divided over the teams by their size */

    const char *who; /* for the audit trail; NULL = nobody known */
    const char *
        command; /* this command without --within, --size, --patches, --lock, --unlock, --link: ways
                          out are built on it */
    const char *again;    /* this command again, whole but for its --time-limit */
    const char *uncapped; /* `again` without its --max-change */
    const char *options;  /* as JSON, to be kept with the plan */
    void (*say)(void *context, const char *text); /* told reasons and notes at once; may be NULL */
    void *say_context;
    bool reasons_later; /* reasons are read from the plan: none is said on the way */
};
/* 280 to 300 homes, distance, keep 250, ward 100, seed 1, 30 seconds. */
void pp_allocate_request_default(struct pp_allocate_request *ret_request);

/* Draw and save. What cannot be met is a reason in the plan and an outcome, not an error; the plan is
 * saved all the same. A division that the independent check does not confirm is never saved
 * (PP_E_LIBRARY). `ret_plan` is the caller's: pp_plan_done(). */
int pp_service_allocate(struct pp_db *db, const struct pp_allocate_request *request,
                        struct pp_plan *ret_plan, struct pp_error *reterr) PP_CHECKED;

#endif
