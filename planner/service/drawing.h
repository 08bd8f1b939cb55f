/* One run of `allocate`, step by step: what the ways to draw (anew, capped, teams only, new homes only)
 * share. */
#ifndef PLANNER_SERVICE_DRAWING_H
#define PLANNER_SERVICE_DRAWING_H

#include "patchplan/service/measure.h"
#include "planner/service/base.h"
#include "planner/service/ground.h"
#include "planner/service/parts.h"
#include "planner/service/posts.h"

/* What one run holds; the steps below each add to it. */
struct pp_drawing {
    const struct pp_allocate_request *request;
    struct pp_plan *plan;
    struct pp_ground ground;
    struct pp_base base;
    struct pp_posts posts; /* with request->posts */
    struct pp_parts parts;
    struct pp_plan_problem whole;
    struct pp_arena arena; /* of `whole` */
    enum pp_outcome outcome;
    double reserve_s;       /* kept back of the time limit for checking and saving */
    int64_t most_changing;  /* homes that may change patch; -1 = any number */
    int64_t n_known;        /* homes with a patch today, where a cap is asked for */
    int64_t least_changing; /* of these, how many must change patch at least, by totals alone */
    bool change_forbidden;  /* totals alone forbid so few */
    int64_t seen_audit_id;  /* the newest line of the audit trail when the homes were read */
};

/* An empty drawing of `plan`, which is borrowed. */
struct pp_drawing pp_drawing_of(struct pp_db *db, const struct pp_allocate_request *request,
                                struct pp_plan *plan);
void pp_drawing_done(struct pp_drawing *d);

/* Until when patches may be divided, on pp_clock_s(); 0 = no limit. */
double pp_drawing_deadline_s(const struct pp_drawing *d);

/* A published plan must never be drawn over (PP_E_CONFLICT); say so before the work, not after. */
int pp_drawing_refuse_published(struct pp_db *db, const char *name,
                                struct pp_error *reterr) PP_CHECKED;
/* The homes, and the rules of the plan. */
int pp_drawing_load(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;
/* Units and neighbours. */
int pp_drawing_lay_ground(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;
/* Parts, pockets, how many patches: all that can be said before anything is solved. */
int pp_drawing_pose(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;
/* The same where the base is found already. */
int pp_drawing_pose_on(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;
/* Fresh patches without names, and the question they make, for a plan that is judged again. Part of posing. */
int pp_drawing_make_patches(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;
/* From plan->patch_of_unit to a named, measured, checked plan with its outcome. */
int pp_drawing_judge(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;
/* Divide, as the request asks, and judge. */
int pp_drawing_divide(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;
/* Saved as a draft; in a dry run only finished. A draft of that name that somebody changed since the homes were
 * read stays as it is: the new one is saved beside it under a name of its own, and a note says so. */
int pp_drawing_save(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;

#endif
