/* How a division ended. These are results with reasons, not errors. */
#ifndef PATCHPLAN_CORE_OUTCOME_H
#define PATCHPLAN_CORE_OUTCOME_H

enum pp_outcome {
    PP_OUTCOME_OPTIMAL,    /* gap <= 1e-9 */
    PP_OUTCOME_FEASIBLE,   /* all rules kept, also when the limit stopped it */
    PP_OUTCOME_INFEASIBLE, /* proven impossible, or a rule gave: nearest plan, rules named */
    PP_OUTCOME_TIME_LIMIT, /* no plan inside the limits found, none proven impossible */
    PP_OUTCOME_CANCELLED   /* stopped by the user; best so far */
};

/* "optimal", "feasible", ... as in the JSON */
const char *pp_outcome_name(enum pp_outcome outcome);
int pp_outcome_parse(const char *name);              /* the enum, or -1 */
int pp_outcome_exit_status(enum pp_outcome outcome); /* 0, 0, 4, 5, 130 */

/* Of several questions the one that ended worst speaks: optimal, feasible, time_limit, infeasible, cancelled. */
enum pp_outcome pp_outcome_graver(enum pp_outcome a, enum pp_outcome b);

#endif
