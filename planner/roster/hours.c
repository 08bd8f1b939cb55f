/* Minutes that each officer needs in the dated weeks, and has.
 *
 * Available: half-days at work x minutes of a half-day (contract / half-days of the pattern). Needed: visits of these
 * weeks (what is offered counts by the take-up, what is booked in full; the second officer the same), drop-ins and
 * meetings with their travel, and the activities of patches. These, a year's x weeks / 52, are spread over the working
 * half-days of the weeks: named officers at work have them by their parts, else who stands in, else nobody. An evening
 * is a need like any other: the hour off for it comes out of the week. O(days x patches x leads). */
#include "patchplan/roster/judge.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"
#include "planner/roster/judge_parts.h"

enum { WEEKS_A_YEAR = 52 };
/* So many of them are leave or bank holidays. */
enum { WORKING_DAYS_A_YEAR = 260, DAYS_OFF_A_YEAR = 34 };

struct account {
    const struct pp_roster_problem *problem;
    const struct pp_roster_options *options;
    const struct pp_roster *roster;
    struct pp_hours *hours; /* n_posts */
    double session_travel;  /* minutes of all of them, also in hours[].travel */
    int *stands_in;         /* n_days x n_patches x 2: post, -1 */
    pp_day first_day, last_day;
    double part_of_year;
};

static void account_done(struct account *account) {
    pp_free(account->hours);
    pp_free(account->stands_in);
}

static void count_available(struct account *account) {
    const struct pp_roster_problem *problem = account->problem;
    for (int o = 0; o < problem->n_posts; o++) {
        double minutes = pp_post_half_day_min(&problem->posts[o], account->options->week_minutes);
        account->hours[o].post_ix = o;
        for (pp_day day = account->first_day; day <= account->last_day; day++)
            for (int half = PP_HALF_AM; half <= PP_HALF_PM; half++)
                if (pp_post_works(problem, o, day, (enum pp_half)half))
                    account->hours[o].available += minutes;
    }
}

static void add_visit(struct account *account, int post_ix, double part) {
    if (post_ix < 0)
        return;
    account->hours[post_ix].visits += part * account->options->visit_minutes;
    account->hours[post_ix].travel += part * pp_visit_travel_min(&account->problem->posts[post_ix]);
}

static void count_visits(struct account *account) {
    for (int i = 0; i < account->roster->n_visits; i++) {
        const struct pp_visit_row *visit = &account->roster->visits[i];
        double part = visit->state == PP_VISIT_BOOKED ? 1 : account->options->take_up;
        if (visit->state == PP_VISIT_DONE || visit->state == PP_VISIT_DECLINED ||
            visit->week_start < account->first_day || visit->week_start > account->last_day)
            continue;
        add_visit(account, visit->post_ix, part);
        if (visit->two_officers)
            add_visit(account, visit->second_post_ix, part);
    }
}

static void count_sessions(struct account *account) {
    for (int s = 0; s < account->roster->n_sessions; s++) {
        const struct pp_session *session = &account->roster->sessions[s];
        if (!roster_takes_place(session) || session->day < account->first_day ||
            session->day > account->last_day)
            continue;
        for (int i = 0; i < session->n_posts; i++) {
            struct pp_hours *hours = &account->hours[session->posts[i]];
            double minutes = session->to_min - session->from_min;
            *(session->kind == PP_SESSION_TARA ? &hours->taras : &hours->dropins) += minutes;
            hours->travel += PP_SESSION_TRAVEL_MIN;
            account->session_travel += PP_SESSION_TRAVEL_MIN;
        }
    }
}

static int *stand_in(const struct account *account, int patch_ix, pp_day day, int half) {
    return &account->stands_in
                [((day - account->first_day) * account->problem->n_patches + patch_ix) * 2 + half];
}

static int set_stand_ins(struct account *account, struct pp_error *reterr) {
    size_t n = 2 * (size_t)(account->last_day - account->first_day + 1) *
               (size_t)account->problem->n_patches;
    account->stands_in = pp_alloc_array(n + 1, sizeof *account->stands_in);
    if (!account->stands_in)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        account->stands_in[i] = -1;
    for (int i = 0; i < account->roster->n_covers; i++) {
        const struct pp_cover *cover = &account->roster->covers[i];
        if (cover->day < account->first_day || cover->day > account->last_day)
            continue;
        for (int half = PP_HALF_AM; half <= PP_HALF_PM; half++)
            if (cover->half < 0 || cover->half == half)
                *stand_in(account, cover->patch_ix, cover->day, half) = cover->cover_post_ix;
    }
    return 0;
}

/* The activities of one patch in one half-day go to who is at work for it. */
static void share_out(struct account *account, int patch_ix, pp_day day, enum pp_half half,
                      double minutes) {
    const struct pp_lead *there[2];
    int n = 0, sum_milli = 0;
    for (int i = 0; i < account->roster->n_leads && n < 2; i++) {
        const struct pp_lead *lead = &account->roster->leads[i];
        if (lead->patch_ix != patch_ix || lead->post_ix < 0 || lead->first_day > day ||
            lead->last_day < day || !pp_post_works(account->problem, lead->post_ix, day, half))
            continue;
        there[n++] = lead;
        sum_milli += lead->share_milli;
    }
    for (int i = 0; i < n && sum_milli > 0; i++)
        account->hours[there[i]->post_ix].activities += minutes * there[i]->share_milli / sum_milli;
    int post_ix = *stand_in(account, patch_ix, day, (int)half);
    if (n == 0 && post_ix >= 0)
        account->hours[post_ix].standing_in += minutes;
}

static void count_activities(struct account *account) {
    const struct pp_roster_problem *problem = account->problem;
    int n_days = 0;
    for (pp_day day = account->first_day; day <= account->last_day; day++)
        n_days += pp_calendar_working(&problem->calendar, day);
    for (pp_day day = account->first_day; day <= account->last_day && n_days > 0; day++)
        for (int p = 0; p < problem->n_patches && problem->work_minutes_of_patch; p++) {
            double minutes =
                problem->work_minutes_of_patch[p] * account->part_of_year / (2.0 * n_days);
            for (int half = PP_HALF_AM; half <= PP_HALF_PM; half++)
                if (pp_calendar_working(&problem->calendar, day))
                    share_out(account, p, day, (enum pp_half)half, minutes);
        }
}

/* A team leader's own work, shared by those the team has. */
static void count_leaders(struct account *account) {
    const struct pp_roster_problem *problem = account->problem;
    for (int t = 0; t < problem->n_teams && problem->work_of_team; t++) {
        int n = 0;
        for (int pass = 0; pass < 2; pass++)
            for (int o = 0; o < problem->n_posts; o++) {
                const struct pp_post *post = &problem->posts[o];
                if (post->team_ix != t || post->role != PP_ROLE_TEAM_LEADER || !post->name[0])
                    continue;
                n += pass == 0;
                if (pass == 1)
                    account->hours[o].activities +=
                        problem->work_of_team[t].team_leader * account->part_of_year / n;
            }
    }
}

/* More than 100 % is said. */
static int say_over(const struct account *account, int post_ix, struct pp_roster *roster,
                    struct pp_error *reterr) {
    const struct pp_hours *hours = &account->hours[post_ix];
    struct pp_breach breach = pp_breach_of(PP_RULE_HOURS, NULL);
    PP_AUTO_STR struct pp_str text = {0};
    if (pp_hours_needed(hours) <= hours->available + 0.5)
        return 0;
    breach.team_ix = account->problem->posts[post_ix].team_ix;
    breach.post_ix = post_ix;
    roster_append_post(account->problem, post_ix, &text);
    pp_str_appendf(&text, " needs %.0f hours in these %d weeks and has %.0f",
                   pp_hours_needed(hours) / 60, account->problem->calendar.n_weeks,
                   hours->available / 60);
    if (hours->available > 0)
        pp_str_appendf(&text, ": %.0f %%", 100 * pp_hours_needed(hours) / hours->available);
    breach.text = pp_str_text(&text);
    return text.failed ? pp_fail_nomem(reterr) : pp_roster_add_breach(roster, &breach, reterr);
}

static void drop_hours_breaches(struct pp_roster *roster) {
    int n = 0;
    for (int i = 0; i < roster->n_breaches; i++)
        if (roster->breaches[i].rule != PP_RULE_HOURS)
            roster->breaches[n++] = roster->breaches[i];
    roster->n_breaches = n;
}

/* Minutes of a year of the people who lead and help: activities, every household's visit, drop-ins and meetings with
 * their travel. */
static double patch_officer_minutes(const struct account *account) {
    const struct pp_roster_problem *problem = account->problem;
    double minutes = 0;
    for (int p = 0; p < problem->n_patches && problem->work_minutes_of_patch; p++)
        minutes += problem->work_minutes_of_patch[p];
    for (int i = 0; i < account->roster->n_visits; i++)
        minutes += (account->roster->visits[i].two_officers ? 2 : 1) * account->options->take_up *
                   (account->options->visit_minutes + PP_VISIT_TRAVEL_MIN);
    for (int o = 0; o < problem->n_posts; o++)
        minutes += (account->hours[o].dropins + account->hours[o].taras) / account->part_of_year;
    return minutes + account->session_travel / account->part_of_year;
}

static int add_roles(const struct account *account, struct pp_roster *roster,
                     struct pp_error *reterr) {
    const struct pp_roster_problem *problem = account->problem;
    struct pp_role_hours roles[] = {{"patch officer", patch_officer_minutes(account), 0},
                                    {"team leader", 0, 0},
                                    {"back office", 0, 0},
                                    {"specialist", 0, 0}};
    double full_time = (double)account->options->week_minutes * WEEKS_A_YEAR *
                       (WORKING_DAYS_A_YEAR - DAYS_OFF_A_YEAR) / WORKING_DAYS_A_YEAR;
    int rc = 0;
    for (int t = 0; t < problem->n_teams && problem->work_of_team; t++) {
        roles[1].minutes_a_year += problem->work_of_team[t].team_leader;
        roles[2].minutes_a_year += problem->work_of_team[t].back_office;
        roles[3].minutes_a_year += problem->work_of_team[t].specialist;
    }
    for (int i = 0; rc == 0 && i < 4; i++) {
        roles[i].fte = roles[i].minutes_a_year / full_time;
        rc = pp_roster_add_role(roster, &roles[i], reterr);
    }
    return rc;
}

int pp_roster_hours(const struct pp_roster_problem *problem,
                    const struct pp_roster_options *options, struct pp_roster *roster,
                    struct pp_error *reterr) {
    PP_AUTO(account_done)
    struct account account = {
        .problem = problem,
        .options = options,
        .roster = roster,
        .hours = pp_alloc_array((size_t)problem->n_posts + 1, sizeof *account.hours),
        .first_day = problem->calendar.first_day,
        .last_day = pp_calendar_last_day(&problem->calendar),
        .part_of_year = (double)problem->calendar.n_weeks / WEEKS_A_YEAR};
    int rc = account.hours ? set_stand_ins(&account, reterr) : pp_fail_nomem(reterr);
    if (rc < 0)
        return rc;
    count_available(&account);
    count_visits(&account);
    count_sessions(&account);
    count_activities(&account);
    count_leaders(&account);
    roster->n_hours = roster->n_roles = 0;
    drop_hours_breaches(roster);
    for (int o = 0; rc == 0 && o < problem->n_posts; o++)
        rc = pp_roster_add_hours(roster, &account.hours[o], reterr);
    for (int o = 0; rc == 0 && o < problem->n_posts; o++)
        rc = say_over(&account, o, roster, reterr);
    return rc < 0 ? rc : add_roles(&account, roster, reterr);
}
