/* One table says which measure has which name. */
#include "planner/store/roster_measures.h"

#include <math.h>

#define MEASURE(name, kind) \
    { #name, kind, offsetof(struct pp_team_measures, name) }
const struct pp_roster_measure pp_roster_measures[PP_N_ROSTER_MEASURES] = {
    MEASURE(least_per_fte, PP_MEASURE_REAL),
    MEASURE(most_per_fte, PP_MEASURE_REAL),
    MEASURE(spread_per_fte, PP_MEASURE_REAL),
    MEASURE(share_inside, PP_MEASURE_REAL),
    MEASURE(n_homes, PP_MEASURE_INT64),
    MEASURE(n_keeping_officer, PP_MEASURE_INT64),
    MEASURE(n_in_reach, PP_MEASURE_INT64),
    MEASURE(n_in_reach_own, PP_MEASURE_INT64),
    MEASURE(worst_ward_ix, PP_MEASURE_INT),
    MEASURE(worst_ward_share, PP_MEASURE_REAL),
    MEASURE(travel_km_of_officer, PP_MEASURE_REAL),
    MEASURE(n_evenings, PP_MEASURE_INT),
    MEASURE(evenings_most, PP_MEASURE_INT),
    MEASURE(evenings_least, PP_MEASURE_INT),
    MEASURE(n_visits_outside, PP_MEASURE_INT64),
    MEASURE(n_overdue, PP_MEASURE_INT64),
    MEASURE(overdue_weeks, PP_MEASURE_INT),
    MEASURE(peak_over_mean, PP_MEASURE_REAL),
    MEASURE(n_sessions, PP_MEASURE_INT),
    MEASURE(n_changed_after_publication, PP_MEASURE_INT),
    MEASURE(hire_pounds, PP_MEASURE_REAL),
};

double pp_roster_measure_get(const struct pp_team_measures *measures, int which) {
    const char *field = (const char *)measures + pp_roster_measures[which].offset;
    switch (pp_roster_measures[which].kind) {
    case PP_MEASURE_INT:
        return *(const int *)(const void *)field;
    case PP_MEASURE_INT64:
        return (double)*(const int64_t *)(const void *)field;
    case PP_MEASURE_REAL:
        break;
    }
    return *(const double *)(const void *)field;
}

void pp_roster_measure_set(struct pp_team_measures *measures, int which, double value) {
    char *field = (char *)measures + pp_roster_measures[which].offset;
    switch (pp_roster_measures[which].kind) {
    case PP_MEASURE_INT:
        *(int *)(void *)field = (int)lround(value);
        break;
    case PP_MEASURE_INT64:
        *(int64_t *)(void *)field = llround(value);
        break;
    case PP_MEASURE_REAL:
        *(double *)(void *)field = value;
        break;
    }
}
