/* Drawing patches for every landlord of a planning file, one landlord after another: in bounded memory, on all
 * cores, taken up again where it was interrupted, or spread over several machines.
 */
#ifndef PATCHPLAN_SERVICE_LANDLORDS_H
#define PATCHPLAN_SERVICE_LANDLORDS_H

#include "patchplan/core/str.h"
#include "patchplan/json/json.h"
#include "patchplan/service/allocate.h"
#include "patchplan/store/landlords.h"

struct pp_landlords_request {
    /* Name of the plan, rules, limits, jobs. Locks, --patches, --from and --new-only are not for it; `command` and
     * `again` lack --plan. max_steps is for all landlords of the file, shared by their size. */
    const struct pp_allocate_request *allocate;
    bool time_limit_told; /* false: 30 seconds, or 135 for each million homes if that is more */
    bool restart;         /* begin anew, also where a run could be taken up again */
    int shard, n_shards;  /* draw this part only, into a file of its own; n_shards 0 = everything */
    const char *into;     /* the shard's file; NULL: beside the planning file */
};

struct pp_landlords_result {
    const char *plan_name;
    const char *path; /* the shard's file; NULL: the plan is in the planning file */
    struct pp_plan
        totals; /* rules, outcome, costs, bound (NAN: not all landlords have one), homes; no units */
    struct pp_plan_landlord *landlords; /* done, by landlord_id */
    int n_landlords, n_wanted;
    int n_before;            /* of those done, already there when this run began */
    int n_failed;            /* tried and not drawn: */
    struct pp_error failure; /* the first of them */
    double seconds;          /* of this run */
    int64_t peak_kib;        /* most memory of this process so far */
    struct pp_arena arena;
};
void pp_landlords_result_done(struct pp_landlords_result *result);

/* Draw what is not drawn yet. Every landlord is saved by one transaction when it is done: a run that is killed leaves
 * a sound file with whole landlords, and the same request goes on from there, provided the rules and what stands
 * in the file are the same; else the draft is replaced. A landlord that cannot be drawn is passed over
 * (n_failed). When time is up no further landlord is begun (PP_OUTCOME_TIME_LIMIT).
 * PP_E_CONFLICT: the name is published, or the draft to be replaced has locks or pins.
 * Memory: what one landlord takes, for each job. */
int pp_service_allocate_landlords(struct pp_db *db, const struct pp_landlords_request *request,
                                  struct pp_landlords_result *ret_result,
                                  struct pp_error *reterr) PP_CHECKED;

/* Are there homes of several landlords to plan? */
int pp_service_landlords_several(struct pp_db *db, bool *ret_several,
                                 struct pp_error *reterr) PP_CHECKED;
/* The landlord called `code`, to be drawn alone as plan `plan_name`. PP_E_NOTFOUND with the nearest code;
 * PP_E_CONFLICT when that plan holds several landlords, which would be lost. */
int pp_service_landlord_choose(struct pp_db *db, const char *code, const char *plan_name,
                               int64_t *ret_landlord_id, struct pp_error *reterr) PP_CHECKED;

/* Bring shards together: the plan they are of replaces the draft of its name, all in one transaction. Every shard of
 * the run must be there, finished, once, and drawn from what stands in `db` now under the same rules
 * (PP_E_CONFLICT, saying which is not). Landlords come in in the order an undivided run with one job has. */
int pp_service_merge(struct pp_db *db, const char *const *paths, int n_paths, const char *who,
                     const struct pp_progress *progress, struct pp_landlords_result *ret_result,
                     struct pp_error *reterr) PP_CHECKED;

/* A few lines for people, appended; and the document with a row for each landlord (owned; NULL: no memory). */
void pp_service_landlords_summary(const struct pp_landlords_result *result, struct pp_str *text);
struct pp_json *pp_service_landlords_json(const struct pp_landlords_result *result);

#endif
