/* Making a roster: the question from the file, the answer into it. */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/db/migrate.h"
#include "patchplan/roster/judge.h"
#include "patchplan/service/maintain.h"
#include "patchplan/store/letters.h"
#include "planner/service/roster_hand.h"
#include "planner/service/roster_make.h"

void pp_roster_request_default(struct pp_roster_request *ret_request) {
    pp_day today = pp_day_today();
    *ret_request = (struct pp_roster_request){
        .from = PP_PAST_DAY, .anchor = PP_PAST_DAY, .today = today, .time_limit_s = 55};
    pp_roster_options_default(&ret_request->options);
}

/* The Monday of a week A: told, else the setting, else left to the store. */
static int find_anchor(struct pp_db *db, const struct pp_roster_request *request,
                       pp_day *ret_anchor, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_setting setting;
    *ret_anchor = request->anchor;
    if (request->anchor != PP_PAST_DAY)
        return 0;
    int rc = pp_service_setting_get(db, "roster.anchor", &arena, &setting, reterr);
    if (!rc && *setting.value && !pp_day_parse(setting.value, ret_anchor))
        rc = pp_fail(reterr, PP_E_INPUT,
                     "the setting 'roster.anchor' holds '%.40s', which is no day; put it right "
                     "with: patchplan settings roster.anchor 2027-01-04",
                     setting.value);
    return rc;
}

/* The share of homes from which on a skill is needed stays as the roster before had it. */
static int need_as_before(struct pp_db *db, struct pp_roster_in_hand *made,
                          struct pp_error *reterr) {
    struct pp_roster_options before;
    int rc = pp_store_roster_options(db, made->plan_id, &before, reterr);
    if (!rc)
        made->options.need_pct = before.need_pct;
    return rc == PP_E_NOTFOUND ? 0 : rc;
}

/* Numbers of the teams wished; none: all. */
static int find_teams(const struct pp_roster_request *request, struct pp_roster_problem *problem,
                      struct pp_error *reterr) {
    int n = request->n_team_names, rc = 0;
    int *teams = pp_arena_alloc(&problem->arena, ((size_t)n + 1) * sizeof *teams);
    if (!teams)
        return pp_fail_nomem(reterr);
    for (int i = 0; !rc && i < n; i++)
        rc = pp_roster_find_team(problem, request->team_names[i], &teams[i], reterr);
    problem->asked_teams = teams;
    problem->n_asked_teams = n;
    return rc;
}

int pp_roster_make_problem(struct pp_db *db, const struct pp_roster_request *request,
                           const struct pp_roster_span *span, struct pp_roster_in_hand *made,
                           struct pp_error *reterr) {
    struct pp_roster_when when = {.from = span->first_day,
                                  .n_weeks = span->n_weeks,
                                  .today = request->today,
                                  .frozen_weeks = request->options.frozen_weeks};
    made->options = request->options;
    int rc = find_anchor(db, request, &when.anchor, reterr);
    if (!rc && !request->need_told)
        rc = need_as_before(db, made, reterr);
    if (!rc)
        rc = pp_store_roster_problem(db, made->plan_id, &when, &made->problem, reterr);
    if (!rc)
        rc = find_teams(request, &made->problem, reterr);
    if (rc)
        return rc;
    made->problem.made_from = span->from;
    made->problem.others_stand = span->stands || !(request->check_only || request->dry_run);
    return pp_roster_wishes_apply(db, made->plan_id, request, &made->problem, reterr);
}

/* What stands, in the numbers of the problem made anew; empty where there is no roster. */
static int read_standing(struct pp_db *db, const struct pp_roster_in_hand *made,
                         const struct pp_roster_span *span, struct pp_roster *now,
                         struct pp_error *reterr) {
    return span->stands ? pp_store_roster_load(db, made->plan_id, &made->problem, now, reterr) : 0;
}

/* ---- who is lent, while a team stays as it is ---- */

/* What the officer does from `from` on in a team that stays; "" nothing. */
static void work_that_stays(const struct pp_roster_problem *problem, const struct pp_roster *now,
                            int post_ix, pp_day from, int *ret_team_ix, struct pp_str *text) {
    int n_sessions = 0;
    for (int i = 0; i < now->n_leads; i++) {
        const struct pp_lead *lead = &now->leads[i];
        int team_ix = problem->patches[lead->patch_ix].team_ix;
        if (lead->post_ix != post_ix || lead->last_day < from || team_ix < 0 ||
            pp_roster_team_asked(problem, team_ix))
            continue;
        *ret_team_ix = team_ix;
        pp_str_appendf(text, "%s patch %s", text->len ? " and" : " leads",
                       problem->patches[lead->patch_ix].name);
    }
    for (int i = 0; i < now->n_sessions; i++) {
        const struct pp_session *session = &now->sessions[i];
        bool goes = session->day >= from && session->status != PP_SESSION_CANCELLED &&
                    session->team_ix >= 0 && !pp_roster_team_asked(problem, session->team_ix);
        for (int p = 0; goes && p < session->n_posts; p++)
            if (session->posts[p] == post_ix) {
                *ret_team_ix = session->team_ix;
                n_sessions++;
            }
    }
    if (n_sessions)
        pp_str_appendf(text, "%s at %d %s", text->len ? " and is" : " is", n_sessions,
                       pp_text_plural(n_sessions, "drop-in or meeting", "drop-ins and meetings"));
}

static int refuse_two_places(const struct pp_roster_problem *problem, int post_ix, int team_ix,
                             const struct pp_str *work, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str team = {0};
    if (team_ix < 0)
        return 0;
    pp_str_append_word(&team, pp_roster_team_words(problem, team_ix));
    if (team.failed || work->failed)
        return pp_fail_nomem(reterr);
    return pp_fail(reterr, PP_E_USAGE,
                   "%s (%s)%s of %s, which stays as it is: they would be needed in two places. To "
                   "make %s again as well, add: --teams %s",
                   problem->posts[post_ix].name, problem->posts[post_ix].officer_id,
                   pp_str_text(work), pp_roster_team_words(problem, team_ix),
                   pp_roster_team_words(problem, team_ix), pp_str_text(&team));
}

/* Nobody changes teams whose work in a team that is not made again goes on. */
static int check_loans(const struct pp_roster_request *request,
                       const struct pp_roster_problem *problem, const struct pp_roster *now,
                       pp_day from, struct pp_error *reterr) {
    const struct pp_roster_wishes *loans = &request->wishes[PP_WISH_LEND];
    int rc = 0;
    for (int i = 0; !rc && i < loans->n; i++) {
        PP_AUTO_STR struct pp_str work = {0}, officer = {0};
        int post_ix = -1, team_ix = -1;
        pp_str_append_n(&officer, loans->texts[i], strcspn(loans->texts[i], "="));
        rc = officer.failed ? pp_fail_nomem(reterr)
                            : pp_roster_find_post(problem, pp_str_text(&officer), &post_ix, reterr);
        if (rc)
            return rc;
        work_that_stays(problem, now, post_ix, from, &team_ix, &work);
        rc = refuse_two_places(problem, post_ix, team_ix, &work, reterr);
    }
    return rc;
}

/* Writing takes about as long as reading did; 0: no limit. */
static double seconds_left(const struct pp_roster_request *request,
                           const struct pp_roster_in_hand *made) {
    double reading_s = pp_clock_s() - made->opened_s;
    return request->time_limit_s > 0 ? fmax(0.01, request->time_limit_s - 2 * reading_s) : 0;
}

int pp_roster_make(struct pp_db *db, const struct pp_roster_request *request,
                   const struct pp_roster_span *span, enum pp_replan replan,
                   struct pp_roster_in_hand *made, struct pp_error *reterr) {
    PP_AUTO(pp_roster_done) struct pp_roster now = {0};
    char models[512];
    bool goes_on =
        span->stands && (replan || request->n_team_names || span->from > span->first_day);
    const char *keep_dir = made->options.keep_dir;
    int rc = pp_own_folder("models", models, reterr);
    if (!rc && keep_dir)
        rc = pp_roster_keep_open(keep_dir, reterr);
    if (!rc)
        rc = read_standing(db, made, span, &now, reterr);
    if (!rc && made->problem.n_asked_teams)
        rc = check_loans(request, &made->problem, &now, span->from, reterr);
    if (rc)
        return rc;
    made->options.replan = replan;
    made->options.model_dir = models;
    const struct pp_roster_ask ask = {.problem = &made->problem,
                                      .options = &made->options,
                                      .now = goes_on ? &now : NULL,
                                      .from = span->from,
                                      .before = span->stands ? &now : NULL,
                                      .before_first = span->before_first,
                                      .before_last = span->before_last,
                                      .teams = made->problem.asked_teams,
                                      .n_teams = made->problem.n_asked_teams,
                                      .time_limit_s = seconds_left(request, made),
                                      .cancel = request->cancel,
                                      .progress = request->progress};
    rc = pp_roster_build(&ask, &made->roster, reterr);
    made->n_changes_before = made->roster.n_old_changes;
    made->n_visits_gone = now.n_visits_gone;
    made->stays = span->stands && made->roster.outcome == PP_OUTCOME_CANCELLED;
    if (!rc && span->stands)
        rc = pp_roster_remember(&now, made, reterr);
    if (!rc && span->stands && !made->stays)
        rc = pp_roster_note_given_up(db, &now, span->from, made, reterr);
    if (!rc && keep_dir)
        rc = pp_roster_keep_values(made, keep_dir, reterr);
    made->options.model_dir = NULL; /* it was this function's */
    made->options.keep_dir = NULL;
    return rc;
}

int pp_roster_make_keep(struct pp_db *db, const struct pp_roster_request *request, const char *what,
                        const struct pp_roster_in_hand *made, struct pp_error *reterr) {
    if (request->dry_run || request->check_only || made->stays)
        return 0;
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = pp_roster_hand_unchanged(db, made, reterr);
    if (!rc)
        rc = pp_roster_wishes_keep(db, made->plan_id, request, reterr);
    if (!rc)
        rc = pp_roster_hand_save(db, made, request->who, pp_clock_s() - made->opened_s, what,
                                 reterr);
    return pp_db_end(db, rc, reterr);
}

/* The first roster of a plan in force: whose named officer is another than before the plan, by the rule of letters. */
static int count_by_letters(struct pp_db *db, struct pp_roster_in_hand *made,
                            struct pp_error *reterr) {
    static const struct pp_scope everywhere = {0};
    int64_t n[PP_N_LETTER_FATES];
    int rc = pp_store_letters_count(db, made->plan_id, made->leads_from, &everywhere, n, reterr);
    if (!rc)
        made->n_new_officer = n[PP_LETTER_WRITTEN] + n[PP_LETTER_SUPPRESSED] + n[PP_LETTER_VOID] +
                              n[PP_LETTER_NO_ADDRESS];
    return rc;
}

/* Named officers of a plan in force change by the roster alone: whose do, against the roster that stood. */
static int count_new_officers(struct pp_db *db, const struct pp_roster_request *request,
                              const struct pp_roster_span *span, struct pp_roster_in_hand *made,
                              struct pp_error *reterr) {
    int n_patches = 0;
    pp_day first;
    if (request->check_only || made->stays || !pp_roster_plan_in_force(db, made->plan_id))
        return 0;
    made->in_force = true;
    made->leads_from = span->from;
    if (!span->stands)
        return count_by_letters(db, made, reterr);
    made->n_new_officer = pp_roster_count_led_anew(made, &n_patches, &first);
    if (made->n_new_officer)
        made->leads_from = first;
    return 0;
}

/* A dry run says the same, from a roster that is kept and taken back at once. */
static int look_ahead(struct pp_db *db, const struct pp_roster_request *request,
                      const struct pp_roster_span *span, struct pp_roster_in_hand *made,
                      struct pp_error *reterr) {
    if (request->check_only || made->stays)
        return 0;
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = pp_roster_hand_save(db, made, request->who, 0, "build", reterr);
    if (!rc)
        rc = count_new_officers(db, request, span, made, reterr);
    return pp_roster_hand_end(db, true, rc, reterr);
}

int pp_service_roster_build(struct pp_db *db, const struct pp_roster_request *request,
                            struct pp_roster_in_hand *ret_made, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    struct pp_roster_span span = {0};
    int rc = pp_roster_hand_open_about(db,
                                       &(struct pp_hand_about){.plan_name = request->plan_name,
                                                               .teams = request->team_names,
                                                               .n_teams = request->n_team_names,
                                                               .today = request->today},
                                       &made, reterr);
    if (!rc)
        rc = pp_roster_span_asked(db, made.plan_id, request, &span, reterr);
    if (!rc)
        rc = pp_roster_make_problem(db, request, &span, &made, reterr);
    made.weeks = span.weeks;
    if (!rc && request->check_only)
        rc = pp_roster_check_first(&made.problem, &made.options, &made.roster, reterr);
    else if (!rc)
        rc = pp_roster_make(db, request, &span, 0, &made, reterr);
    if (!rc && request->check_only)
        made.roster.outcome = pp_roster_outcome(&made.roster, false);
    if (!rc)
        rc = pp_roster_make_keep(db, request, "build", &made, reterr);
    if (!rc)
        rc = request->dry_run ? look_ahead(db, request, &span, &made, reterr)
                              : count_new_officers(db, request, &span, &made, reterr);
    if (rc)
        return rc;
    *ret_made = made;
    made = (struct pp_roster_in_hand){0};
    return 0;
}
