/* Words and small questions that the judge, the checks before and the reasons after share. */
#include <math.h>

#include "patchplan/roster/practice.h"

#include "planner/roster/judge_parts.h"

void roster_append_post(const struct pp_roster_problem *problem, int post_ix, struct pp_str *text) {
    const struct pp_post *post = &problem->posts[post_ix];
    if (post->name[0])
        pp_str_appendf(text, "%s (%s)", post->name, post->officer_id);
    else
        pp_str_appendf(text, "the vacant post %s", post->officer_id);
}

void roster_append_when(pp_day day, int half, struct pp_str *text) {
    static const char *const halves[] = {" (morning)", " (afternoon)", " (evening)"};
    char words[32];
    pp_day_long(day, words, sizeof words);
    pp_str_append(text, words);
    pp_str_append(text, half >= 0 ? halves[half] : "");
}

void roster_append_session(const struct pp_roster_problem *problem,
                           const struct pp_session *session, struct pp_str *text) {
    bool meeting = session->kind == PP_SESSION_TARA;
    pp_str_append(text, meeting ? "meeting of " : "drop-in at ");
    pp_str_append(text, meeting ? session->series : pp_session_venue_name(problem, session));
}

void roster_append_time(pp_day day, int from_min, struct pp_str *text) {
    char clock[16];
    roster_append_when(day, -1, text);
    pp_clock_long(from_min, clock);
    pp_str_appendf(text, " at %s", clock);
}

void roster_append_days(uint64_t slots, struct pp_str *text) {
    static const char *const names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"};
    int n = 0;
    for (int d = 0; d < PP_N_WEEKDAYS; d++) {
        bool of[PP_N_HALVES] = {false};
        for (int week = 0; week < 2; week++)
            for (int half = 0; half < PP_N_HALVES; half++)
                of[half] = of[half] || (slots >> pp_slot(week, d, (enum pp_half)half) & 1);
        if (!of[PP_HALF_AM] && !of[PP_HALF_PM])
            continue;
        pp_str_appendf(text, "%s%s%s", n++ > 0 ? ", " : "", names[d],
                       of[PP_HALF_AM] && of[PP_HALF_PM] ? ""
                       : of[PP_HALF_AM]                 ? " morning"
                                                        : " afternoon");
    }
    if (n == 0)
        pp_str_append(text, "no day");
}

int roster_nearest_venue(const struct pp_roster_problem *problem, int patch_ix) {
    int best = -1;
    double least_m = INFINITY;
    for (int v = 0; v < problem->n_venues; v++) {
        double m = roster_venue_m(problem, v, patch_ix);
        if (pp_venue_serves(&problem->venues[v]) && m < least_m) {
            least_m = m;
            best = v;
        }
    }
    return best;
}

int roster_venue_of(const struct pp_roster_problem *problem, int patch_ix) {
    int agreed = problem->agreed_venue ? problem->agreed_venue[patch_ix] : -1;
    return agreed >= 0 && pp_venue_serves(&problem->venues[agreed])
               ? agreed
               : roster_nearest_venue(problem, patch_ix);
}

bool roster_need_counts(const struct pp_roster_problem *problem,
                        const struct pp_roster_options *options,
                        const struct pp_patch_count *need) {
    int64_t n_homes = problem->patches[need->patch_ix].n_homes;
    return need->n_homes > 0 && 100 * (int64_t)need->n_homes >= options->need_pct * n_homes;
}

void roster_append_limit(bool broken, struct pp_str *text) {
    if (broken)
        pp_str_appendf(text, "more than %d %% needs another officer", PP_CASELOAD_MOST_PCT);
    else
        pp_str_appendf(text, "more than %d %% is shown, up to %d %% is allowed",
                       PP_CASELOAD_SHOWN_PCT, PP_CASELOAD_MOST_PCT);
}

bool roster_takes_place(const struct pp_session *session) {
    return session->status != PP_SESSION_CANCELLED;
}
