/* The levels of the three models, in the order in which they are solved and held; the head of models/NAME.mod says
 * each in full. Arrays by level have one place more: [0] is unused. */
#ifndef PATCHPLAN_ROSTER_LEVELS_H
#define PATCHPLAN_ROSTER_LEVELS_H

enum pp_caseload_level { /* homes, but for the two of workload-equivalent homes */
                         PP_CASELOAD_WITHOUT =
                             1, /* without a named officer; 2 for each where there is not even a post */
                         PP_CASELOAD_SKILLS,  /* that need a skill their officer has not */
                         PP_CASELOAD_ABOVE,   /* workload-equivalent, above 105 % of a caseload */
                         PP_CASELOAD_CHANGED, /* whose officer changes */
                         PP_CASELOAD_UNEQUAL, /* workload-equivalent, more than 5 % from the mean */
                         PP_CASELOAD_LANGUAGES, /* that need a language; 10 for undeclared sharers */
                         PP_CASELOAD_N_LEVELS = PP_CASELOAD_LANGUAGES
};

enum pp_dropins_level {
    PP_DROPINS_WITHOUT = 1, /* homes without one in the two weeks */
    PP_DROPINS_OWN,         /* homes whose officer is not there, or whose half-day moves */
    PP_DROPINS_EVENINGS,    /* of staff */
    PP_DROPINS_REACH,       /* homes beyond reach or without their language; crowded weekdays */
    PP_DROPINS_PENCE,       /* hire and travel */
    PP_DROPINS_N_LEVELS = PP_DROPINS_PENCE
};

enum pp_visits_level {
    PP_VISITS_WITHOUT = 1, /* homes without a week */
    PP_VISITS_OUTSIDE,     /* weeks outside the window, of all homes */
    PP_VISITS_UNEVEN,      /* homes a week above the mean */
    PP_VISITS_N_LEVELS = PP_VISITS_UNEVEN
};

#endif
