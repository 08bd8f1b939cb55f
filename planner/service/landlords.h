/* One run over landlords, as its parts share it: settled, worked off by a crew, drawn one by one. */
#ifndef PLANNER_SERVICE_LANDLORDS_H
#define PLANNER_SERVICE_LANDLORDS_H

#include <pthread.h>

#include "patchplan/service/landlords.h"

enum { PP_MOST_CREW = 64 };

struct pp_country {
    const struct pp_landlords_request *request;
    struct pp_db *source; /* borrowed: where the homes are; belongs to the main thread */
    struct pp_db *
        target; /* borrowed: where the plan goes; NULL in a dry run. Under `lock` once a crew works */
    struct pp_landlord *landlords; /* to draw, largest first */
    int n_landlords;
    int64_t all_groups; /* of the whole file, what other shards and earlier runs draw included */
    struct pp_names shared; /* patches of today that several landlords have */
    struct pp_plan_run run;
    int64_t
        seen_audit_id; /* the newest line of the target's audit trail when the run was asked for */
    double until_s;    /* no landlord is begun after it; 0 = no limit */

    pthread_mutex_t lock;
    int next;                          /* the first landlord nobody has taken */
    int64_t groups_left;               /* of landlords nobody has taken */
    int stop;                          /* a reason to begin no more: PP_E_... */
    struct pp_error stop_error;        /* its words */
    struct pp_landlords_result *found; /* gets landlords as they are done */
    size_t cap_found;
};

/* "E08000019", or what stands for homes of which no landlord is said. */
const char *pp_landlord_label(const char *code);

/* Draw one landlord and hand it over to pp_country_keep(): reads through `reader`. */
struct pp_landlord_task {
    struct pp_country *country;
    const struct pp_landlord *landlord;
    struct pp_db *reader;
    struct pp_cancel *cancel;
    int n_jobs;
    double seconds; /* for all of it; 0 = no limit */
};
int pp_landlord_draw(const struct pp_landlord_task *task, struct pp_error *reterr) PP_CHECKED;

/* Save one landlord's plan (one writer at a time) and note it as done. */
int pp_country_keep(struct pp_country *country, struct pp_db *reader, const struct pp_plan *plan,
                    const struct pp_plan_members *members, struct pp_plan_landlord *share,
                    struct pp_error *reterr) PP_CHECKED;

/* Work off the landlords, several at a time. Stops early at the time limit and when asked to: then `stop` is
 * PP_E_CANCELLED or 0. Failure: what makes going on useless (disk full, no memory). */
int pp_crew_work(struct pp_country *country, struct pp_error *reterr) PP_CHECKED;

/* Sum up what is done into totals, outcome included. */
void pp_landlords_sum(struct pp_landlords_result *result);

#endif
