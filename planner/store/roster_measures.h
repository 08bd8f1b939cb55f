/* The measures of a roster by name: how struct pp_team_measures stands in the file. */
#ifndef PLANNER_STORE_ROSTER_MEASURES_H
#define PLANNER_STORE_ROSTER_MEASURES_H

#include <stddef.h>

#include "patchplan/roster/result.h"

enum pp_measure_kind { PP_MEASURE_REAL, PP_MEASURE_INT, PP_MEASURE_INT64 };
struct pp_roster_measure {
    const char *name;
    enum pp_measure_kind kind;
    size_t offset;
};
enum { PP_N_ROSTER_MEASURES = 21 };
extern const struct pp_roster_measure pp_roster_measures[PP_N_ROSTER_MEASURES];
double pp_roster_measure_get(const struct pp_team_measures *measures, int which);
void pp_roster_measure_set(struct pp_team_measures *measures, int which, double value);

#endif
