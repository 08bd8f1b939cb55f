#include "patchplan/core/outcome.h"

#include <string.h>

static const struct {
    const char *name;
    int exit_status;
} outcomes[] = {
    [PP_OUTCOME_OPTIMAL] = {"optimal", 0},       [PP_OUTCOME_FEASIBLE] = {"feasible", 0},
    [PP_OUTCOME_INFEASIBLE] = {"infeasible", 4}, [PP_OUTCOME_TIME_LIMIT] = {"time_limit", 5},
    [PP_OUTCOME_CANCELLED] = {"cancelled", 130},
};

const char *pp_outcome_name(enum pp_outcome outcome) { return outcomes[outcome].name; }

int pp_outcome_exit_status(enum pp_outcome outcome) { return outcomes[outcome].exit_status; }

int pp_outcome_parse(const char *name) {
    for (int i = 0; i <= PP_OUTCOME_CANCELLED; i++)
        if (strcmp(outcomes[i].name, name) == 0)
            return i;
    return -1;
}

enum pp_outcome pp_outcome_graver(enum pp_outcome a, enum pp_outcome b) {
    static const int gravity[] = {[PP_OUTCOME_OPTIMAL] = 0,
                                  [PP_OUTCOME_FEASIBLE] = 1,
                                  [PP_OUTCOME_TIME_LIMIT] = 2,
                                  [PP_OUTCOME_INFEASIBLE] = 3,
                                  [PP_OUTCOME_CANCELLED] = 4};
    return gravity[a] > gravity[b] ? a : b;
}
