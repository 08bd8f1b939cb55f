#include "planner/roster/ways_out.h"

void pp_roster_append_build(const struct pp_roster_problem *problem, struct pp_str *command) {
    char from[11];
    pp_day_iso(problem->calendar.first_day, from);
    pp_str_append(command, "patchplan roster build --plan ");
    pp_str_append_word(command, problem->plan_name ? problem->plan_name : "");
    pp_str_appendf(command, " --from %s --weeks %d", from, problem->calendar.n_weeks);
}

void pp_roster_append_option(const char *option, const struct pp_str *what,
                             struct pp_str *command) {
    pp_str_appendf(command, " --%s ", option);
    pp_str_append_word(command, pp_str_text(what));
    command->failed = command->failed || what->failed;
}

void pp_roster_append_decision(const struct pp_roster_problem *problem, const char *option,
                               const struct pp_str *what, struct pp_str *command) {
    pp_roster_append_build(problem, command);
    pp_roster_append_option(option, what, command);
}

void pp_roster_append_loan(const struct pp_roster_problem *problem, int post_ix, int team_ix,
                           struct pp_str *command) {
    PP_AUTO_STR struct pp_str loan = {0};
    pp_str_appendf(&loan, "%s=%s", problem->posts[post_ix].officer_id,
                   problem->team_names[team_ix]);
    pp_roster_append_option("lend", &loan, command);
}

void pp_roster_append_command(const char *command, struct pp_str *fix) {
    pp_str_appendf(fix, "%s%s", fix->len > 0 ? "\n" : "", command);
}
