/* Rosters for staff's pages: which view of which team, who can be away, offers. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/roster_make.h"
#include "planner/service/roster_telling.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/staff_roster.h"
#include "patchplan/service/which_plan.h"
#include "patchplan/store/audit.h"
#include "patchplan/store/desk.h"
#include "patchplan/store/leaving.h"
#include "patchplan/store/roster.h"
#include "patchplan/store/user.h"

enum { FOUR_WEEKS = 28 };

bool pp_roster_telling_is_of_team(const struct pp_roster_telling *telling, int team_ix) {
    return telling->team_ix < 0 || telling->team_ix == team_ix;
}

const char *pp_roster_telling_team_name(const struct pp_roster_telling *telling, int team_ix) {
    return pp_plan_name_at(telling->problem->team_names, telling->problem->n_teams, team_ix);
}

void pp_roster_telling_set_post(const struct pp_roster_telling *telling, struct pp_json *json,
                                const char *key, int post_ix) {
    PP_AUTO_STR struct pp_str room = {0};
    pp_set_text(json, key, pp_roster_post_words(telling->problem, post_ix, &room));
}

void pp_roster_telling_set_date(struct pp_json *json, const char *key, pp_day day) {
    char words[48];
    pp_day_long(day, words, sizeof words);
    pp_set_text(json, key, words);
}

void pp_roster_telling_short_day(pp_day day, char ret_text[32]) {
    char words[48];
    pp_day_long(day, words, sizeof words);
    *strrchr(words, ' ') = '\0'; /* the year, then the weekday */
    snprintf(ret_text, 32, "%.31s", strchr(words, ' ') + 1);
}

/* ---- the page ---- */

static const struct view {
    const char *name, *title;
    int n_days; /* that one page of it shows; 0: it has no days */
    int (*tell)(const struct pp_roster_telling *telling, struct pp_json *page,
                struct pp_error *reterr);
} views[] = {{"today", "Today", 1, pp_roster_tell_today},
             {"rota", "Rota", 14, pp_roster_tell_rota},
             {"drop-ins", "Drop-ins", FOUR_WEEKS, pp_roster_tell_drop_ins},
             {"stand-ins", "Who stands in", FOUR_WEEKS, pp_roster_tell_stand_ins},
             {"visits", "Visits", FOUR_WEEKS, pp_roster_tell_visits},
             {"caseloads", "Caseloads", 0, pp_roster_tell_caseloads},
             {"hours", "Hours", 0, pp_roster_tell_hours},
             {"measures", "Measures", 0, pp_roster_tell_measures}};
enum { N_VIEWS = sizeof views / sizeof *views };

static const struct view *find_view(const char *name) {
    for (int v = 0; v < N_VIEWS; v++)
        if (name && strcmp(views[v].name, name) == 0)
            return &views[v];
    return &views[0];
}

/* Where a view is of the team that is told, from a day (PP_PAST_DAY: as it comes). */
static void set_view_href(const struct pp_roster_telling *telling, struct pp_json *json,
                          const char *key, const struct view *view, pp_day from) {
    PP_AUTO_STR struct pp_str href = {0};
    char iso[11];
    pp_href_name(&href, "/roster?plan=", telling->problem->plan_name);
    if (telling->team_ix >= 0)
        pp_href_name(&href, "&team=", pp_roster_telling_team_name(telling, telling->team_ix));
    pp_str_appendf(&href, "&view=%s", view->name);
    if (from != PP_PAST_DAY) {
        pp_day_iso(from, iso);
        pp_str_appendf(&href, "&from=%s", iso);
    }
    pp_set_text(json, key, pp_str_text(&href));
}

static void set_views(const struct pp_roster_telling *telling, const struct view *shown,
                      struct pp_json *page) {
    struct pp_json *list = pp_json_new_array();
    for (int v = 0; v < N_VIEWS; v++) {
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "title", views[v].title);
        pp_json_set(json, "current", pp_json_new_bool(&views[v] == shown));
        set_view_href(telling, json, "href", &views[v], PP_PAST_DAY);
        pp_json_push(list, json);
    }
    pp_json_set(page, "views", list);
    pp_set_text(page, "view", shown->name);
}

/* A single day of work at a time, else as many days as one page shows; PP_PAST_DAY: the roster ends there. */
static pp_day step(const struct pp_roster_telling *telling, const struct view *view,
                   int direction) {
    const struct pp_calendar *calendar = &telling->problem->calendar;
    pp_day first = calendar->first_day, last = pp_calendar_last_day(calendar),
           day = telling->from + direction * view->n_days;
    while (view->n_days == 1 && day >= first && day <= last && !pp_calendar_working(calendar, day))
        day += direction;
    if (day < first && view->n_days > 1 && telling->from > first)
        return first;
    return day >= first && day <= last ? day : PP_PAST_DAY;
}

static void set_steps(const struct pp_roster_telling *telling, const struct view *view,
                      struct pp_json *page) {
    static const struct {
        const char *key, *of_days, *of_day;
        int direction;
    } steps[] = {{"earlier", "Earlier: from ", "The working day before: ", -1},
                 {"later", "Later: from ", "The next working day: ", 1}};
    for (int i = 0; i < 2 && view->n_days; i++) {
        pp_day day = step(telling, view, steps[i].direction);
        if (day == PP_PAST_DAY)
            continue;
        PP_AUTO_STR struct pp_str text = {0};
        char words[48];
        struct pp_json *json = pp_json_new_object();
        pp_day_long(day, words, sizeof words);
        pp_str_appendf(&text, "%s%s", view->n_days == 1 ? steps[i].of_day : steps[i].of_days,
                       words);
        pp_set_text(json, "text", pp_str_text(&text));
        set_view_href(telling, json, "href", view, day);
        pp_json_set(page, steps[i].key, json);
        pp_json_set(page, "steps", pp_json_new_bool(true));
    }
}

/* Inside the roster; today is the next working day when nobody works. */
static void choose_days(struct pp_roster_telling *telling, const struct view *view) {
    const struct pp_calendar *calendar = &telling->problem->calendar;
    pp_day first = calendar->first_day, last = pp_calendar_last_day(calendar),
           from = telling->view->from;
    from = from < first ? first : from > last ? last : from;
    for (pp_day day = from; view->n_days == 1 && day <= last; day++)
        if (pp_calendar_working(calendar, day)) {
            from = day;
            break;
        }
    telling->from = from;
    telling->to = from + view->n_days - 1;
}

static struct pp_json *teams_json(const struct pp_roster_telling *telling) {
    struct pp_json *list = pp_json_new_array();
    for (int t = 0; t < telling->problem->n_teams; t++) {
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "name", telling->problem->team_names[t]);
        pp_json_set(json, "chosen", pp_json_new_bool(t == telling->team_ix));
        pp_json_push(list, json);
    }
    return list;
}

static int tell(struct pp_roster_telling *telling, struct pp_json *page, struct pp_error *reterr) {
    const struct view *view = find_view(telling->view->show);
    pp_json_set(page, "made", pp_json_new_bool(true));
    pp_set_text(page, "plan", telling->problem->plan_name);
    pp_set_href(page, "planHref", "/plan/", telling->problem->plan_name);
    pp_roster_telling_set_date(page, "from", telling->problem->calendar.first_day);
    pp_roster_telling_set_date(page, "until", pp_calendar_last_day(&telling->problem->calendar));
    pp_json_set(page, "weeks", pp_json_new_int(telling->problem->calendar.n_weeks));
    pp_set_text(page, "team",
                telling->team_ix < 0 ? "" : pp_roster_telling_team_name(telling, telling->team_ix));
    pp_json_set(page, "teams", teams_json(telling));
    if (telling->team_ix < 0 && telling->problem->n_teams > 0)
        return pp_roster_tell_teams(telling, page, reterr);
    choose_days(telling, view);
    set_views(telling, view, page);
    set_steps(telling, view, page);
    return view->tell(telling, page, reterr);
}

/* The only team there is need not be named. */
static int find_team(struct pp_roster_telling *telling, struct pp_error *reterr) {
    const char *team = telling->view->team;
    telling->team_ix = telling->problem->n_teams == 1 ? 0 : -1;
    for (int t = 0; team && *team && t < telling->problem->n_teams; t++)
        if (pp_text_same_nocase(telling->problem->team_names[t], team))
            telling->team_ix = t;
    if (team && *team &&
        (telling->team_ix < 0 ||
         !pp_text_same_nocase(telling->problem->team_names[telling->team_ix], team)))
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no team %s.", team);
    return 0;
}

static const char *named(const char *name) { return name && *name ? name : NULL; }

/* ---- which plan ---- */

/* What is in force, asked once a page. */
struct standing {
    struct pp_arena arena;
    struct pp_plan_serving *rows;
    size_t n;
};

static void standing_done(struct standing *standing) { pp_arena_done(&standing->arena); }

static void set_plan_words(const struct standing *standing, const struct pp_plan_line *line,
                           bool is_made, const char *team, struct pp_json *json, const char *key) {
    PP_AUTO_STR struct pp_str words = {0};
    pp_plan_serving_words(standing->rows, standing->n, line->plan_id, team, &words);
    if (!words.len)
        pp_str_append(&words, !line->state || strcmp(line->state, "draft") == 0
                                  ? "a draft"
                                  : "published, not in force");
    if (!is_made)
        pp_str_append(&words, ", no roster yet");
    pp_set_text(json, key, pp_str_text(&words));
}

static bool has_roster(struct pp_db *db, int64_t plan_id) {
    struct pp_roster_when when = {0};
    struct pp_error ignored;
    return pp_store_roster_dates(db, plan_id, &when, &ignored) == 0;
}

/* One that is old and that nobody made a roster of is nothing to choose. */
static bool is_offered(const struct pp_plan_line *line, bool is_made) {
    return is_made || !line->state || strcmp(line->state, "draft") == 0;
}

/* The plan that is shown, and which others have a roster or may get one. */
static int set_plans(struct pp_db *db, const struct standing *standing, int64_t shown_id,
                     struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char *team = pp_json_text(pp_json_get(page, "team"));
    struct pp_plan_line *lines = NULL;
    int n = 0, rc = pp_store_plan_list(db, &arena, &lines, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    for (int i = 0; i < n; i++) {
        bool is_shown = lines[i].plan_id == shown_id, is_made = has_roster(db, lines[i].plan_id);
        if (!is_shown && !is_offered(&lines[i], is_made))
            continue;
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "name", lines[i].name);
        set_plan_words(standing, &lines[i], is_made, team, json, "words");
        pp_json_set(json, "chosen", pp_json_new_bool(is_shown));
        pp_json_push(list, json);
        if (is_shown)
            set_plan_words(standing, &lines[i], true, team, page, "planWords");
    }
    pp_json_set(page, "severalPlans", pp_json_new_bool(pp_json_length(list) > 1));
    rc = pp_json_set(page, "plans", list) ? pp_fail_nomem(reterr) : 0;
    return rc ? rc : pp_service_set_stages(standing->rows, standing->n, page, reterr);
}

/* A plan that nobody made a roster of yet is no failure. */
static int tell_none(struct pp_db *db, const struct standing *standing, const char *plan,
                     struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan found = {0};
    int rc = pp_store_plan_load_brief(db, named(plan), &found, NULL, reterr);
    if (rc)
        return rc;
    pp_json_set(page, "made", pp_json_new_bool(false));
    pp_set_text(page, "plan", found.name);
    pp_set_href(page, "planHref", "/plan/", found.name);
    return set_plans(db, standing, found.plan_id, page, reterr);
}

/* Whom making it from the beginning may take a patch from unasked. */
static int set_by_hand(struct pp_db *db, const struct pp_roster_telling *telling,
                       struct pp_json *page, struct pp_error *reterr) {
    struct pp_json *list = NULL;
    int rc = pp_roster_by_hand_json(db, telling->in_hand, telling->team_ix, telling->view->today,
                                    &list, reterr);
    if (rc)
        return rc;
    pp_json_set(page, "anyByHand", pp_json_new_bool(pp_json_length(list) > 0));
    return pp_json_set(page, "byHand", list) ? pp_fail_nomem(reterr) : 0;
}

static int tell_made(struct pp_db *db, const struct standing *standing,
                     struct pp_roster_telling *telling, struct pp_json *page,
                     struct pp_error *reterr) {
    int rc = find_team(telling, reterr);
    if (!rc)
        rc = tell(telling, page, reterr);
    if (!rc)
        rc = set_plans(db, standing, telling->in_hand->plan_id, page, reterr);
    return rc ? rc : set_by_hand(db, telling, page, reterr);
}

int pp_service_roster_page(struct pp_db *db, const struct pp_roster_view *view,
                           struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand in_hand = {0};
    PP_AUTO(standing_done) struct standing standing = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    struct pp_roster_telling telling = {
        .in_hand = &in_hand,
        .problem = &in_hand.problem,
        .roster = &in_hand.roster,
        .view = view,
        .sheet = {.problem = &in_hand.problem, .roster = &in_hand.roster}};
    const char *plan = NULL;
    struct pp_error err = {0};
    int rc = pp_store_plans_in_force(db, view->today, &standing.arena, &standing.rows, &standing.n,
                                     reterr);
    if (!rc)
        rc = pp_service_plan_of_team(db, view->plan, view->team, view->today, &standing.arena,
                                     &plan, reterr);
    if (rc)
        return rc;
    rc = pp_service_roster_load(db, plan, &in_hand, &err);
    if (rc == PP_E_NOTFOUND)
        rc = tell_none(db, &standing, plan, page, reterr);
    else if (rc)
        *reterr = err;
    else
        rc = tell_made(db, &standing, &telling, page, reterr);
    if (!rc)
        *ret_page = PP_STEAL(page);
    return rc;
}

/* ---- away ---- */

/* Whoever has left is not there to be away. */
static struct pp_json *officers_json(const struct pp_roster_telling *telling, pp_day today) {
    struct pp_json *officers = pp_json_new_array();
    for (int p = 0; p < telling->problem->n_posts; p++) {
        const struct pp_post *post = &telling->problem->posts[p];
        if (!*post->name || post->ends < today ||
            !pp_roster_telling_is_of_team(telling, post->team_ix))
            continue;
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "id", post->officer_id);
        pp_set_text(json, "name", post->name);
        pp_set_text(json, "team", pp_roster_telling_team_name(telling, post->team_ix));
        pp_json_push(officers, json);
    }
    return officers;
}

/* "9/3/2027", as people type it. */
static void set_typed_day(struct pp_json *json, const char *key, pp_day day) {
    char text[48];
    int year, month, date;
    pp_day_split(day, &year, &month, &date);
    snprintf(text, sizeof text, "%d/%d/%d", date, month, year);
    pp_set_text(json, key, text);
}

/* Days that the roster does not have: what can be done about them. */
static void set_outside(const struct pp_roster_telling *telling, const struct pp_away_days *days,
                        struct pp_json *form) {
    const struct pp_calendar *calendar = &telling->problem->calendar;
    pp_day first = calendar->first_day, last = pp_calendar_last_day(calendar);
    pp_day from = days->from == PP_PAST_DAY && days->today < first ? days->today : days->from;
    pp_day to = days->to == PP_PAST_DAY ? from : days->to;
    if (from == PP_PAST_DAY || (from >= first && to <= last) || to < from)
        return;
    struct pp_json *json = pp_json_new_object();
    bool is_before = from < first;
    pp_day make = is_before ? pp_calendar_monday(from) : last + 1;
    char iso[11];
    pp_day_iso(make, iso);
    pp_set_text(json, "makeFrom", iso);
    pp_roster_telling_set_date(json, "make", make);
    pp_json_set(json, "isBefore", pp_json_new_bool(is_before));
    if (to >= first && from <= last) { /* a part of it is inside */
        set_typed_day(json, "from", is_before ? first : from);
        set_typed_day(json, "to", to > last ? last : to);
        pp_roster_telling_set_date(json, "insideFrom", is_before ? first : from);
        pp_roster_telling_set_date(json, "insideTo", to > last ? last : to);
    }
    pp_json_set(form, "outside", json);
}

static void set_away_days(const struct pp_roster_telling *telling, const struct pp_away_days *days,
                          struct pp_json *form) {
    const struct pp_calendar *calendar = &telling->problem->calendar;
    pp_day first = calendar->first_day;
    pp_set_text(form, "plan", telling->problem->plan_name);
    pp_set_href(form, "planHref", "/plan/", telling->problem->plan_name);
    pp_roster_telling_set_date(form, "first", first);
    pp_roster_telling_set_date(form, "last", pp_calendar_last_day(calendar));
    set_typed_day(form, "from", days->today > first ? days->today : first);
    pp_set_text(form, "to", "");
    set_outside(telling, days, form);
}

int pp_service_away_form(struct pp_db *db, const char *plan, const char *team,
                         const struct pp_away_days *days, struct pp_json **ret_form,
                         struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand in_hand = {0};
    const struct pp_roster_view view = {.team = team};
    struct pp_roster_telling telling = {.problem = &in_hand.problem, .view = &view};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_error err = {0};
    int rc = pp_service_plan_of_team(db, plan, team, days->today, &arena, &plan, reterr);
    if (rc)
        return rc;
    rc = pp_service_roster_load(db, named(plan), &in_hand, &err);
    bool is_none = rc == PP_E_NOTFOUND;
    if (rc && !is_none) {
        *reterr = err;
        return rc;
    }
    if (!is_none && (rc = find_team(&telling, reterr)) != 0)
        return rc;
    struct pp_json *form = pp_json_new_object();
    pp_json_set(form, "none", pp_json_new_bool(is_none));
    pp_json_set(form, "officers", officers_json(&telling, days->today));
    if (!is_none)
        set_away_days(&telling, days, form);
    *ret_form = form;
    return form ? 0 : pp_fail_nomem(reterr);
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
    pp_json_set(json, "canEnd", pp_json_new_bool(!line->is_planned));
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
    struct pp_json *json = pp_json_new_object();
    struct pp_json *soon = pp_json_new_array(), *later = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(lines[i].is_later ? later : soon, away_line_json(&lines[i]));
    pp_json_set(json, "anyLater", pp_json_new_bool(pp_json_length(later) > 0));
    pp_json_set(json, "soon", soon);
    pp_json_set(json, "later", later);
    *ret_list = json;
    return json ? 0 : pp_fail_nomem(reterr);
}

/* ---- leaving ---- */

static struct pp_json *leaving_json(const struct pp_leaving *leaving) {
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "officer", leaving->officer_id);
    pp_set_text(json, "name", leaving->name);
    pp_roster_telling_set_date(json, "day", leaving->last_day);
    return json;
}

int pp_service_leaving_list(struct pp_db *db, int64_t team_id, struct pp_json **ret_list,
                            struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_leaving *rows = NULL;
    size_t n = 0;
    int rc = pp_store_leavings(db, team_id, &arena, &rows, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        if (rows[i].is_told)
            pp_json_push(list, leaving_json(&rows[i]));
    *ret_list = list;
    return list ? 0 : pp_fail_nomem(reterr);
}
