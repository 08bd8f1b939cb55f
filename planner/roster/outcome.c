/* What a roster has come to: feasible, or with rules that gave. */
#include "patchplan/roster/judge.h"

enum pp_outcome pp_roster_outcome(const struct pp_roster *roster, bool cancelled) {
    if (cancelled)
        return PP_OUTCOME_CANCELLED;
    for (int i = 0; i < roster->n_breaches; i++)
        if (roster->breaches[i].broken)
            return PP_OUTCOME_INFEASIBLE;
    return PP_OUTCOME_FEASIBLE;
}
