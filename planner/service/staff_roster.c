/* Rosters for staff's pages: caseloads, hours, drop-ins, who stands in, visits by week. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/staff_roster.h"
#include "patchplan/store/desk.h"
#include "patchplan/store/job.h"
#include "patchplan/store/user.h"

enum { N_WEEKS = 4, MOST_BROKEN_OF_RULE = 5 };

/* A roster being told, of one team or of all. */
struct telling {
    const struct pp_roster_in_hand *in_hand;
    const struct pp_roster_problem *problem;
    const struct pp_roster *roster;
    const struct pp_roster_view *view;
    int team_ix; /* -1: all */
    pp_day from; /* as asked, or where the roster begins */
};

static bool is_of_team(const struct telling *telling, int team_ix) {
    return telling->team_ix < 0 || telling->team_ix == team_ix;
}

static const char *team_name(const struct telling *telling, int team_ix) {
    return pp_plan_name_at(telling->problem->team_names, telling->problem->n_teams, team_ix);
}

static void set_post(const struct telling *telling, struct pp_json *json, const char *key,
                     int post_ix) {
    PP_AUTO_STR struct pp_str room = {0};
    pp_set_text(json, key, pp_roster_post_words(telling->problem, post_ix, &room));
}

static void set_date(struct pp_json *json, const char *key, pp_day day) {
    char words[48];
    pp_day_long(day, words, sizeof words);
    pp_set_text(json, key, words);
}

static bool is_shown(const struct telling *telling, pp_day day) {
    return day >= telling->from && day < telling->from + telling->view->n_days;
}

/* ---- caseloads and hours ---- */

static struct pp_json *caseloads_json(const struct telling *telling) {
    struct pp_json *list = pp_json_new_array();
    for (int i = 0; i < telling->roster->n_leads; i++) {
        const struct pp_lead *lead = &telling->roster->leads[i];
        const struct pp_roster_patch *patch = &telling->problem->patches[lead->patch_ix];
        if (!is_of_team(telling, patch->team_ix))
            continue;
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "patch", patch->name);
        pp_set_text(json, "team", team_name(telling, patch->team_ix));
        set_post(telling, json, "officer", lead->post_ix);
        pp_json_set(json, "shares", pp_json_new_bool(lead->shares));
        pp_set_count(json, "homes", patch->n_homes);
        pp_set_number(json, "workload", (double)patch->weight_milli / 1000, 1);
        pp_json_push(list, json);
    }
    return list;
}

static struct pp_json *hours_json(const struct telling *telling) {
    struct pp_json *list = pp_json_new_array();
    for (int i = 0; i < telling->roster->n_hours; i++) {
        const struct pp_hours *hours = &telling->roster->hours[i];
        int team_ix = telling->problem->posts[hours->post_ix].team_ix;
        if (!is_of_team(telling, team_ix))
            continue;
        double needed = pp_hours_needed(hours);
        double percent = hours->available > 0 ? 100 * needed / hours->available : NAN;
        struct pp_json *json = pp_json_new_object();
        set_post(telling, json, "officer", hours->post_ix);
        pp_set_text(json, "team", team_name(telling, team_ix));
        pp_set_number(json, "available", hours->available / 60, 0);
        pp_set_number(json, "needed", needed / 60, 0);
        pp_set_number(json, "percent", percent, 0);
        pp_json_set(json, "over", pp_json_new_bool(percent > 100.5));
        pp_json_push(list, json);
    }
    return list;
}

/* ---- days ---- */

static void set_names(const struct telling *telling, struct pp_json *json,
                      const struct pp_session *session) {
    PP_AUTO_STR struct pp_str officers = {0};
    PP_AUTO_STR struct pp_str patches = {0};
    for (int i = 0; i < session->n_posts; i++) {
        PP_AUTO_STR struct pp_str room = {0};
        pp_str_appendf(&officers, "%s%s", i ? ", " : "",
                       pp_roster_post_words(telling->problem, session->posts[i], &room));
    }
    for (int i = 0; i < session->n_patches; i++)
        pp_str_appendf(&patches, "%s%s", i ? ", " : "",
                       telling->problem->patches[session->patches[i]].name);
    pp_set_text(json, "officers", pp_str_text(&officers));
    pp_set_text(json, "patches", pp_str_text(&patches));
}

static struct pp_json *drop_ins_json(const struct telling *telling) {
    struct pp_json *list = pp_json_new_array();
    for (int i = 0; i < telling->roster->n_sessions; i++) {
        const struct pp_session *session = &telling->roster->sessions[i];
        if (!is_of_team(telling, session->team_ix) || !is_shown(telling, session->day))
            continue;
        char time[40];
        struct pp_json *json = pp_json_new_object();
        pp_clock_long_range(session->from_min, session->to_min, time);
        pp_json_set(json, "id", pp_json_new_int(session->session_id));
        set_date(json, "date", session->day);
        pp_set_text(json, "time", time);
        pp_set_text(json, "venue",
                    session->venue_ix >= 0 ? telling->problem->venues[session->venue_ix].name
                                           : session->series);
        pp_json_set(json, "isMeeting", pp_json_new_bool(session->kind == PP_SESSION_TARA));
        pp_set_text(json, "status", pp_session_status_names[session->status]);
        pp_json_set(json, "canRestore",
                    pp_json_new_bool(session->status == PP_SESSION_CANCELLED ||
                                     session->status == PP_SESSION_MOVED));
        set_names(telling, json, session);
        pp_json_push(list, json);
    }
    return list;
}

static struct pp_json *stand_ins_json(const struct telling *telling) {
    struct pp_json *list = pp_json_new_array();
    for (int i = 0; i < telling->roster->n_covers; i++) {
        const struct pp_cover *cover = &telling->roster->covers[i];
        const struct pp_roster_patch *patch = &telling->problem->patches[cover->patch_ix];
        if (!is_of_team(telling, patch->team_ix) || !is_shown(telling, cover->day))
            continue;
        struct pp_json *json = pp_json_new_object();
        set_date(json, "date", cover->day);
        pp_set_text(json, "half",
                    cover->half == PP_HALF_AM   ? "morning"
                    : cover->half == PP_HALF_PM ? "afternoon"
                                                : NULL);
        pp_set_text(json, "patch", patch->name);
        set_post(telling, json, "away", cover->absent_post_ix);
        set_post(telling, json, "instead", cover->cover_post_ix);
        pp_json_set(json, "nobody", pp_json_new_bool(cover->cover_post_ix < 0));
        pp_json_push(list, json);
    }
    return list;
}

/* How many visits each officer has in each of the next weeks: numbers, no doors. */
static int visits_json(const struct telling *telling, struct pp_json *list,
                       struct pp_error *reterr) {
    int n_posts = telling->problem->n_posts;
    pp_day monday = telling->from - pp_day_weekday(telling->from);
    PP_AUTO_FREE int *counts = pp_alloc_array((size_t)n_posts * N_WEEKS + 1, sizeof *counts);
    if (!counts)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < telling->roster->n_visits; i++) {
        const struct pp_visit_row *visit = &telling->roster->visits[i];
        int week = visit->week_start >= monday ? (visit->week_start - monday) / 7 : -1;
        if (visit->post_ix >= 0 && week >= 0 && week < N_WEEKS)
            counts[visit->post_ix * N_WEEKS + week]++;
    }
    for (int p = 0; p < n_posts; p++) {
        struct pp_json *json = pp_json_new_object(), *weeks = pp_json_new_array();
        int n = 0;
        for (int week = 0; week < N_WEEKS; week++) {
            n += counts[p * N_WEEKS + week];
            pp_json_push(weeks, pp_json_new_int(counts[p * N_WEEKS + week]));
        }
        set_post(telling, json, "officer", p);
        pp_json_set(json, "weeks", weeks);
        if (n > 0 && is_of_team(telling, telling->problem->posts[p].team_ix))
            pp_json_push(list, json);
        else
            pp_json_done(json);
    }
    return 0;
}

/* ---- the page ---- */

static struct pp_json *teams_json(const struct telling *telling) {
    struct pp_json *list = pp_json_new_array();
    for (int t = 0; t < telling->problem->n_teams; t++) {
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "name", telling->problem->team_names[t]);
        pp_json_set(json, "chosen", pp_json_new_bool(t == telling->team_ix));
        pp_json_push(list, json);
    }
    return list;
}

/* What is not as it should be about one rule, by the words of the table of rules; NULL when there is nothing. */
static struct pp_json *rule_json(const struct telling *telling, enum pp_rule rule, bool broken) {
    PP_AUTO_STR struct pp_str title = {0};
    PP_AUTO_JSON struct pp_json *lines = pp_json_new_array();
    const char *words = pp_rule_kind(rule)->words;
    int n = 0;
    for (int i = 0; i < telling->roster->n_breaches; i++) {
        const struct pp_breach *breach = &telling->roster->breaches[i];
        bool is_of = breach->rule == rule && breach->broken == broken && breach->text;
        if (!is_of || (breach->team_ix >= 0 && !is_of_team(telling, breach->team_ix)) ||
            ++n > MOST_BROKEN_OF_RULE)
            continue;
        PP_AUTO_FREE char *text = pp_for_pages(breach->text);
        pp_json_push(lines, pp_json_new_text(text));
    }
    if (n == 0)
        return NULL;
    struct pp_json *json = pp_json_new_object();
    pp_str_append_char(&title, (char)toupper((unsigned char)words[0]));
    pp_str_append(&title, words + 1);
    pp_set_text(json, "title", pp_str_text(&title));
    pp_json_set(json, "broken", pp_json_new_bool(broken));
    pp_json_set(json, "lines", PP_STEAL(lines));
    pp_json_set(json, "more",
                pp_json_new_int(n > MOST_BROKEN_OF_RULE ? n - MOST_BROKEN_OF_RULE : 0));
    return json;
}

static int set_rules(const struct telling *telling, struct pp_json *page, struct pp_error *reterr) {
    struct pp_json *rules = pp_json_new_array();
    for (int broken = 1; broken >= 0; broken--)
        for (int rule = 0; rule < PP_N_RULES; rule++) {
            struct pp_json *json = rule_json(telling, (enum pp_rule)rule, broken);
            if (json)
                pp_json_push(rules, json);
        }
    pp_json_set(page, "hasRules", pp_json_new_bool(pp_json_length(rules) > 0));
    return pp_json_set(page, "rules", rules) ? pp_fail_nomem(reterr) : 0;
}

static int set_words(const struct telling *telling, struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str lines = {0};
    pp_service_roster_summary(telling->in_hand, &lines);
    if (lines.failed)
        return pp_fail_nomem(reterr);
    pp_json_set(page, "lines", pp_lines_for_pages(pp_str_text(&lines)));
    return 0;
}

/* A table of nothing is not shown, but said. */
static void set_any(struct pp_json *page) {
    static const char *const keys[][2] = {{"standIns", "anyStandIn"},
                                          {"dropIns", "anyDropIn"},
                                          {"visits", "anyVisit"},
                                          {"caseloads", "anyCaseload"},
                                          {"hours", "anyHour"}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        bool any = pp_json_length(pp_json_get(page, keys[i][0])) > 0;
        pp_json_set(page, keys[i][1], pp_json_new_bool(any));
    }
}

static int tell(const struct telling *telling, struct pp_json *page, struct pp_error *reterr) {
    struct pp_json *visits = pp_json_new_array();
    pp_json_set(page, "made", pp_json_new_bool(true));
    pp_set_text(page, "plan", telling->problem->plan_name);
    pp_set_href(page, "planHref", "/plan/", telling->problem->plan_name);
    set_date(page, "from", telling->problem->calendar.first_day);
    pp_json_set(page, "weeks", pp_json_new_int(telling->problem->calendar.n_weeks));
    set_date(page, "shownFrom", telling->from);
    pp_set_text(page, "team", telling->view->team);
    pp_json_set(page, "teams", teams_json(telling));
    pp_json_set(page, "caseloads", caseloads_json(telling));
    pp_json_set(page, "hours", hours_json(telling));
    pp_json_set(page, "dropIns", drop_ins_json(telling));
    pp_json_set(page, "standIns", stand_ins_json(telling));
    int rc = visits_json(telling, visits, reterr);
    pp_json_set(page, "visits", visits);
    set_any(page);
    if (!rc)
        rc = set_rules(telling, page, reterr);
    /* What is said of the whole city is for whoever sees the whole city. */
    return rc || telling->team_ix >= 0 ? rc : set_words(telling, page, reterr);
}

static int find_team(struct telling *telling, struct pp_error *reterr) {
    const char *team = telling->view->team;
    telling->team_ix = -1;
    for (int t = 0; team && *team && t < telling->problem->n_teams; t++)
        if (pp_text_same_nocase(telling->problem->team_names[t], team))
            telling->team_ix = t;
    if (team && *team && telling->team_ix < 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no team %s.", team);
    return 0;
}

static const char *named(const char *name) { return name && *name ? name : NULL; }

/* A plan that nobody made a roster of yet is no failure. */
static int tell_none(struct pp_db *db, const char *plan, struct pp_json *page,
                     struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan found = {0};
    int rc = pp_store_plan_load_brief(db, named(plan), &found, NULL, reterr);
    if (rc)
        return rc;
    pp_json_set(page, "made", pp_json_new_bool(false));
    pp_set_text(page, "plan", found.name);
    pp_set_href(page, "planHref", "/plan/", found.name);
    return 0;
}

int pp_service_roster_page(struct pp_db *db, const struct pp_roster_view *view,
                           struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand in_hand = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    struct pp_error err = {0};
    int rc = pp_service_roster_load(db, named(view->plan), &in_hand, &err);
    if (rc == PP_E_NOTFOUND) {
        rc = tell_none(db, view->plan, page, reterr);
    } else if (rc) {
        *reterr = err;
    } else {
        pp_day first_day = in_hand.problem.calendar.first_day;
        struct telling telling = {.in_hand = &in_hand,
                                  .problem = &in_hand.problem,
                                  .roster = &in_hand.roster,
                                  .view = view,
                                  .from = view->from < first_day ? first_day : view->from};
        rc = find_team(&telling, reterr);
        if (!rc)
            rc = tell(&telling, page, reterr);
    }
    if (!rc)
        *ret_page = PP_STEAL(page);
    return rc;
}

/* ---- away ---- */

static struct pp_json *officers_json(const struct telling *telling) {
    struct pp_json *officers = pp_json_new_array();
    for (int p = 0; p < telling->problem->n_posts; p++) {
        const struct pp_post *post = &telling->problem->posts[p];
        if (!*post->name || !is_of_team(telling, post->team_ix))
            continue;
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "id", post->officer_id);
        pp_set_text(json, "name", post->name);
        pp_set_text(json, "team", team_name(telling, post->team_ix));
        pp_json_push(officers, json);
    }
    return officers;
}

int pp_service_away_form(struct pp_db *db, const char *plan, const char *team,
                         struct pp_json **ret_form, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand in_hand = {0};
    const struct pp_roster_view view = {.team = team};
    struct telling telling = {.problem = &in_hand.problem, .view = &view};
    struct pp_error err = {0};
    int rc = pp_service_roster_load(db, named(plan), &in_hand, &err);
    bool is_none = rc == PP_E_NOTFOUND;
    if (rc && !is_none) {
        *reterr = err;
        return rc;
    }
    if (!is_none && (rc = find_team(&telling, reterr)) != 0)
        return rc;
    struct pp_json *form = pp_json_new_object();
    pp_json_set(form, "none", pp_json_new_bool(is_none));
    pp_json_set(form, "officers", officers_json(&telling));
    *ret_form = form;
    return form ? 0 : pp_fail_nomem(reterr);
}

int pp_service_away_json(const struct pp_roster_in_hand *made, struct pp_json **ret_away,
                         struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str changes = {0};
    PP_AUTO_STR struct pp_str broken = {0};
    struct pp_json *json = pp_json_new_object();
    pp_service_roster_changes(made, &changes);
    pp_service_roster_newly_broken(made, 0, &broken);
    pp_json_set(json, "changes", pp_lines_for_pages(pp_str_text(&changes)));
    pp_json_set(json, "broken", pp_lines_for_pages(pp_str_text(&broken)));
    *ret_away = json;
    return json && !changes.failed && !broken.failed ? 0 : pp_fail_nomem(reterr);
}

int pp_service_officer_team(struct pp_db *db, const char *officer_id, int64_t *ret_team_id,
                            struct pp_error *reterr) {
    int rc = pp_store_officer_team(db, officer_id, ret_team_id, reterr);
    if (rc)
        return rc < 0 ? rc : 0;
    return pp_fail(reterr, PP_E_NOTFOUND, "There is no officer %s.", officer_id);
}

int pp_service_session_team(struct pp_db *db, int64_t session_id, int64_t *ret_team_id,
                            struct pp_error *reterr) {
    int rc = pp_store_session_team(db, session_id, ret_team_id, reterr);
    if (rc)
        return rc < 0 ? rc : 0;
    return pp_fail(reterr, PP_E_NOTFOUND, "There is no such drop-in any more.");
}

static struct pp_json *away_line_json(const struct pp_away_line *line) {
    PP_AUTO_STR struct pp_str words = {0};
    struct pp_json *json = pp_json_new_object();
    char from[48], to[48];
    pp_day first = 0, last = 0;
    if (pp_day_parse(line->first_day, &first) && pp_day_parse(line->last_day, &last)) {
        pp_day_long(first, from, sizeof from);
        pp_day_long(last, to, sizeof to);
        pp_str_appendf(&words, "%s%s%s%s", from, first < last ? " to " : "", first < last ? to : "",
                       strcmp(line->part, "am") == 0   ? ", the morning"
                       : strcmp(line->part, "pm") == 0 ? ", the afternoon"
                                                       : "");
    }
    pp_set_text(json, "officer", line->officer_id);
    pp_set_text(json, "name", line->name);
    pp_set_text(json, "first", line->first_day);
    pp_set_text(json, "words", pp_str_text(&words));
    return json;
}

int pp_service_away_list(struct pp_db *db, int64_t team_id, pp_day today, struct pp_json **ret_list,
                         struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_away_line *lines = NULL;
    size_t n = 0;
    int rc = pp_store_away_lines(db, team_id, today, &arena, &lines, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(list, away_line_json(&lines[i]));
    *ret_list = list;
    return list ? 0 : pp_fail_nomem(reterr);
}

/* ---- replan ---- */

static struct pp_json *offer_json(const struct pp_json *row) {
    static const char *const words[][2] = {
        {"least", "Least change"}, {"balance", "Best balance"}, {"mixed", "Between the two"}};
    static const char *const keys[][2] = {{"patches_changing_officer", "patches"},
                                          {"homes_changing_officer", "homes"},
                                          {"sessions_changed", "dropIns"},
                                          {"broken_rules", "broken"},
                                          {"least_per_fte", "least"},
                                          {"most_per_fte", "most"}};
    const char *offer = pp_json_text(pp_json_get(row, "offer"));
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "offer", offer);
    for (int i = 0; i < 3; i++)
        if (offer && strcmp(offer, words[i][0]) == 0)
            pp_set_text(json, "words", words[i][1]);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        double value = 0;
        bool known = pp_json_number(pp_json_get(row, keys[i][0]), &value);
        pp_set_count(json, keys[i][1], known ? (int64_t)llround(value) : 0);
    }
    return json;
}

/* What was asked for goes along with the offer that is taken. */
static void set_asked(struct pp_json *page, const struct pp_json *words) {
    static const char *const options[][2] = {
        {"--plan=", "plan"}, {"--teams=", "team"}, {"--from=", "from"}};
    for (size_t i = 0; i < pp_json_length(words); i++) {
        const char *word = pp_json_text(pp_json_at(words, i));
        for (int o = 0; word && o < 3; o++) {
            size_t length = strlen(options[o][0]);
            if (strncmp(word, options[o][0], length) == 0)
                pp_set_text(page, options[o][1], word + length);
        }
    }
}

int pp_service_replan_page(struct pp_db *db, int64_t job_id, struct pp_json **ret_page,
                           struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *words = NULL;
    PP_AUTO_JSON struct pp_json *rows = NULL;
    struct pp_job job;
    int rc = pp_store_job_get(db, job_id, &arena, &job, reterr);
    if (rc == 1)
        rc = pp_json_read_text(job.argv, "job", &words, reterr) == 0 ? 1 : PP_E_FORMAT;
    if (rc < 0)
        return rc;
    const char *second = rc ? pp_json_text(pp_json_at(words, 1)) : NULL;
    if (!second || strcmp(second, "replan") != 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such replan.");
    struct pp_json *page = pp_json_new_object(), *offers = pp_json_new_array();
    if (pp_json_read_text(job.output, "answer", &rows, NULL) == 0)
        for (size_t i = 0; i < pp_json_length(rows); i++)
            pp_json_push(offers, offer_json(pp_json_at(rows, i)));
    pp_json_set(page, "job", pp_json_new_int(job_id));
    pp_json_set(page, "done", pp_json_new_bool(job.state == PP_JOB_DONE));
    pp_json_set(page, "offers", offers);
    set_asked(page, words);
    *ret_page = page;
    return page ? 0 : pp_fail_nomem(reterr);
}
