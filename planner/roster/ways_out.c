/* Ways out as commands that work when pasted. */
#include "planner/roster/ways_out.h"

static void append_team(const struct pp_roster_problem *problem, int team_ix,
                        struct pp_str *command) {
    pp_str_append(command, " --teams ");
    pp_str_append_word(command, pp_roster_team_words(problem, team_ix));
}

/* Does the command name the teams that are made again, and leave the others? */
static bool names_teams(const struct pp_roster_problem *problem) {
    return problem->n_asked_teams > 0 || problem->others_stand;
}

void pp_roster_append_build(const struct pp_roster_problem *problem, int team_ix,
                            struct pp_str *command) {
    char from[11];
    const struct pp_calendar *calendar = &problem->calendar;
    pp_day first = pp_calendar_monday(problem->today), last = pp_calendar_last_day(calendar);
    if (first < calendar->first_day || first > last)
        first = calendar->first_day;
    if (problem->made_from > first)
        first = pp_calendar_monday(problem->made_from);
    pp_day_iso(first, from);
    pp_str_append(command, "patchplan roster build --plan ");
    pp_str_append_word(command, problem->plan_name ? problem->plan_name : "");
    pp_str_appendf(command, " --from %s --weeks %d", from, (last + 1 - first) / 7);
    for (int i = 0; i < problem->n_asked_teams; i++)
        append_team(problem, problem->asked_teams[i], command);
    if (problem->n_asked_teams == 0 && names_teams(problem))
        append_team(problem, team_ix, command);
}

void pp_roster_append_option(const char *option, const struct pp_str *what,
                             struct pp_str *command) {
    pp_str_appendf(command, " --%s ", option);
    pp_str_append_word(command, pp_str_text(what));
    command->failed = command->failed || what->failed;
}

void pp_roster_append_decision(const struct pp_roster_problem *problem, int team_ix,
                               const char *option, const struct pp_str *what,
                               struct pp_str *command) {
    pp_roster_append_build(problem, team_ix, command);
    pp_roster_append_option(option, what, command);
}

void pp_roster_append_loan(const struct pp_roster_problem *problem, int post_ix, int team_ix,
                           struct pp_str *command) {
    PP_AUTO_STR struct pp_str loan = {0};
    pp_str_appendf(&loan, "%s=%s", problem->posts[post_ix].officer_id,
                   pp_roster_team_words(problem, team_ix));
    int from_ix = problem->posts[post_ix].team_ix;
    bool made_again = problem->n_asked_teams > 0 && pp_roster_team_asked(problem, from_ix);
    if (from_ix >= 0 && names_teams(problem) &&
        !made_again) /* it goes on without the one it lends */
        append_team(problem, from_ix, command);
    pp_roster_append_option("lend", &loan, command);
}

bool pp_roster_may_train(const struct pp_roster_problem *problem, int post_ix) {
    const struct pp_post *post = &problem->posts[post_ix];
    return post->name[0] && post->ends >= pp_calendar_last_day(&problem->calendar);
}

int pp_roster_idle_post(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                        const struct pp_cover *row) {
    int team_ix = problem->patches[row->patch_ix].team_ix;
    for (int o = 0; o < problem->n_posts; o++) {
        const struct pp_post *post = &problem->posts[o];
        bool idle = post->name[0] && post->team_ix != team_ix && post->role != PP_ROLE_TEAM_LEADER;
        for (int i = 0; idle && i < roster->n_leads; i++)
            idle = roster->leads[i].post_ix != o;
        for (int half = PP_HALF_AM; idle && half <= PP_HALF_PM; half++)
            idle = (row->half >= 0 && row->half != half) ||
                   pp_post_works(problem, o, row->day, (enum pp_half)half);
        if (idle)
            return o;
    }
    return -1;
}

void pp_roster_append_command(const char *command, struct pp_str *fix) {
    pp_str_appendf(fix, "%s%s", fix->len > 0 ? "\n" : "", command);
}
