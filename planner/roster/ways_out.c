#include "planner/roster/ways_out.h"

void pp_roster_append_build(const struct pp_roster_problem *problem, struct pp_str *command) {
    char from[11];
    pp_day_iso(problem->calendar.first_day, from);
    pp_str_append(command, "patchplan roster build --plan ");
    pp_str_append_word(command, problem->plan_name ? problem->plan_name : "");
    pp_str_appendf(command, " --from %s --weeks %d", from, problem->calendar.n_weeks);
}
