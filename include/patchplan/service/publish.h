/* Put a plan in force from a day, for the whole area or a stage of it, and take it back. */
#ifndef PATCHPLAN_SERVICE_PUBLISH_H
#define PATCHPLAN_SERVICE_PUBLISH_H

#include "patchplan/core/str.h"
#include "patchplan/store/publication.h"

struct pp_publish_wish {
    const char *plan_name;
    pp_day first_day;
    const char *const *team_names; /* none of either: everywhere */
    size_t n_teams;
    const char *const *ward_names; /* codes or names */
    size_t n_wards;
    const char *who;
    bool broken_rules_known; /* publish although rules gave in the plan */
    bool dry_run;            /* only tell the effect */
};

struct pp_publish_answer {
    struct pp_publication_effect effect;
    int64_t publication_id; /* 0: a dry run of what would be a new one */
    bool already;           /* published before, just so: nothing was changed */
    bool has_roster;        /* without one the plan has no drop-ins, and officers only as drawn */
};

/* What it changes, told before it is done; then it is done, unless a dry run, or published so already with no
 * drop-ins made since. Refused in words: an unknown plan, team or ward; a plan whose rules gave, unless that is known;
 * a stage without homes. */
int pp_service_publish(struct pp_db *db, const struct pp_publish_wish *wish,
                       struct pp_publish_answer *ret_answer, struct pp_error *reterr) PP_CHECKED;

/* Has the plan a roster, whoever leads its patches? */
int pp_service_has_roster(struct pp_db *db, int64_t plan_id, bool *ret_has,
                          struct pp_error *reterr) PP_CHECKED;
/* "The roster of this plan begins on ...": what is missing on the public pages from `first_day` until then, where its
 * roster begins later; else nothing is appended. */
int pp_service_say_late_roster(struct pp_db *db, int64_t plan_id, pp_day first_day,
                               struct pp_str *text, struct pp_error *reterr) PP_CHECKED;

/* The publication `publication_id`, or, when 0, the newest, if it is not yet taken back; strings in `arena`. */
int pp_service_find_publication(struct pp_db *db, int64_t publication_id, struct pp_arena *arena,
                                struct pp_publication *ret_found,
                                struct pp_error *reterr) PP_CHECKED;

/* Take back `publication_id`, or, when 0, the newest not yet taken back. What was in force before is in
 * force again. `ret_taken` (strings in `arena`) says which. `why`: kept in the history, NULL: none. */
int pp_service_roll_back(struct pp_db *db, int64_t publication_id, const char *who, const char *why,
                         struct pp_arena *arena, struct pp_publication *ret_taken,
                         struct pp_error *reterr) PP_CHECKED;

#endif
