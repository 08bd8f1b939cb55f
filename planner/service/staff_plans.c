/* Plans for staff's pages: the list, one plan, the form to draw one. */
#include <math.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/plan_patches.h"
#include "planner/service/plan_reasons.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/allocate.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/maintain.h"
#include "patchplan/service/measure.h"
#include "patchplan/service/plans.h"
#include "patchplan/service/publish.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/comment.h"
#include "patchplan/store/desk.h"
#include "patchplan/store/homes.h"
#include "patchplan/store/today.h"

static bool is_draft(const char *state) { return !state || strcmp(state, "draft") == 0; }

static const char *state_words(const char *state) {
    return is_draft(state) ? "Draft" : strcmp(state, "published") == 0 ? "Published" : "Taken back";
}

/* "Approved, public from Saturday 28 November 2026" until its first day. */
static int set_state(struct pp_db *db, int64_t plan_id, const char *state, pp_day today,
                     struct pp_json *json, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str words = {0};
    pp_day from = today;
    int rc = pp_store_plan_public_from(db, plan_id, &from, reterr);
    if (rc < 0)
        return rc;
    if (from > today)
        pp_say_approved(&words, from);
    else
        pp_str_append(&words, state_words(state));
    pp_set_text(json, "state", state ? state : "draft");
    pp_set_text(json, "stateWords", pp_str_text(&words));
    pp_json_set(json, "isDraft", pp_json_new_bool(is_draft(state)));
    return words.failed ? pp_fail_nomem(reterr) : 0;
}

static struct pp_json *line_json(const struct pp_plan_line *line) {
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "name", line->name);
    pp_set_href(json, "href", "/plan/", line->name);
    pp_json_set(json, "patches", pp_json_new_int(line->n_patches));
    pp_json_set(json, "inLimits", pp_json_new_int(line->n_in_limits));
    pp_json_set(json, "allInLimits", pp_json_new_bool(line->n_in_limits == line->n_patches));
    pp_set_count(json, "homes", line->n_homes);
    pp_set_number(json, "distance", line->mean_distance_m, 0);
    pp_set_moment(json, "changed", line->changed_at);
    return json;
}

/* "2 open comments", where there are any. */
static int set_open_comments(struct pp_db *db, const struct pp_plan_line *line,
                             struct pp_json *json, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str words = {0}, href = {0};
    const struct pp_comment_choice open = {.plan_id = line->plan_id, .open_only = true};
    int64_t n = 0;
    int rc = pp_store_comment_count(db, &open, &n, reterr);
    if (rc || n == 0)
        return rc;
    pp_str_append_count(&words, n, "open comment", "open comments");
    pp_href_name(&href, "/plan/", line->name);
    pp_str_append(&href, "/comments");
    pp_set_text(json, "openComments", pp_str_text(&words));
    pp_set_text(json, "commentsHref", pp_str_text(&href));
    return words.failed || href.failed ? pp_fail_nomem(reterr) : 0;
}

/* What changes against today, by plan. */
struct changing {
    struct pp_today_changing *rows;
    size_t n;
};

static void set_changing(struct pp_json *json, int64_t plan_id, const struct changing *changing) {
    int64_t n_homes = 0;
    for (size_t i = 0; i < changing->n; i++)
        n_homes += changing->rows[i].plan_id == plan_id ? changing->rows[i].n_homes : 0;
    pp_set_count(json, "changing", n_homes);
}

static int list_plans(struct pp_db *db, pp_day today, const struct changing *changing,
                      struct pp_json **ret_plans, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_plan_line *lines = NULL;
    int n = 0;
    int rc = pp_store_plan_list(db, &arena, &lines, &n, reterr);
    if (rc)
        return rc;
    PP_AUTO_JSON struct pp_json *plans = pp_json_new_array();
    for (int i = 0; i < n && !rc; i++) {
        struct pp_json *json = line_json(&lines[i]);
        rc = set_state(db, lines[i].plan_id, lines[i].state, today, json, reterr);
        if (changing)
            set_changing(json, lines[i].plan_id, changing);
        if (!rc)
            rc = set_open_comments(db, &lines[i], json, reterr);
        pp_json_push(plans, json);
    }
    if (rc || !plans)
        return rc ? rc : pp_fail_nomem(reterr);
    *ret_plans = PP_STEAL(plans);
    return 0;
}

int pp_service_plans_json(struct pp_db *db, pp_day today, struct pp_json **ret_plans,
                          struct pp_error *reterr) {
    return list_plans(db, today, NULL, ret_plans, reterr);
}

int pp_service_plans_page(struct pp_db *db, pp_day today, struct pp_json **ret_plans,
                          struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct changing changing = {0};
    int rc = pp_store_plans_changing(db, today, &arena, &changing.rows, &changing.n, reterr);
    return rc ? rc : list_plans(db, today, &changing, ret_plans, reterr);
}

/* ---- one plan ---- */

/* What the commands say of a plan, but for its reasons, which the page lists; what it costs stands apart. */
static int set_summary(const struct pp_plan *plan, struct pp_json *json) {
    PP_AUTO_STR struct pp_str text = {0}, figures = {0};
    pp_service_plan_in_short(plan, &text);
    pp_service_plan_figures(plan, &figures);
    int failed = pp_json_set(json, "lines", pp_lines_for_pages(pp_str_text(&text)));
    return failed | pp_json_set(json, "figures", pp_lines_for_pages(pp_str_text(&figures)));
}

static void set_compare_href(struct pp_json *json, const char *plan) {
    PP_AUTO_STR struct pp_str href = {0};
    pp_str_append(&href, "/plans/compare?plan=");
    pp_str_append_url(&href, plan);
    pp_set_text(json, "compareHref", pp_str_text(&href));
}

static int set_roster_href(struct pp_db *db, const struct pp_plan *plan, struct pp_json *json,
                           struct pp_error *reterr) {
    bool has = false;
    int rc = pp_service_has_roster(db, plan->plan_id, &has, reterr);
    pp_set_href(json, "rosterHref", "/roster?plan=", plan->name);
    pp_json_set(json, "hasRoster", pp_json_new_bool(has));
    return rc;
}

static int plan_json(struct pp_db *db, const struct pp_plan *plan, const struct pp_plan_view *view,
                     struct pp_json *json, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str broken = {0};
    const char **officers = NULL;
    int rc = pp_service_plan_officers(db, plan, &arena, &officers, reterr);
    if (!rc)
        rc = pp_service_plan_broken(db, plan, &broken, reterr);
    if (!rc)
        rc = set_state(db, plan->plan_id, plan->state, view->today, json, reterr);
    if (rc)
        return rc;
    set_compare_href(json, plan->name);
    if ((rc = set_roster_href(db, plan, json, reterr)) != 0)
        return rc;
    pp_set_moment(json, "changed", plan->changed_at);
    if (set_summary(plan, json) != 0 || pp_set_plan_reasons(plan, json) != 0)
        return pp_fail_nomem(reterr);
    pp_set_text(json, "broken", broken.len ? pp_str_text(&broken) : NULL);
    return pp_set_plan_patches(plan, officers, view, json, reterr);
}

int pp_service_plan_page(struct pp_db *db, const char *name, const struct pp_plan_view *view,
                         struct pp_json **ret_plan, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    int rc = pp_store_plan_load_brief(db, name, &plan, NULL, reterr);
    if (!rc)
        rc = plan_json(db, &plan, view, json, reterr);
    if (!rc)
        *ret_plan = PP_STEAL(json);
    return rc;
}

/* ---- the form ---- */

static struct pp_json *team_json(const char *name, size_t ix) {
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "ix", pp_json_new_int((int64_t)ix));
    pp_set_text(json, "name", name);
    return json;
}

int pp_service_draw_form(struct pp_db *db, pp_day today, struct pp_json **ret_form,
                         struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_allocate_request usual;
    const char **names = NULL;
    size_t n = 0;
    struct pp_json *plans = NULL;
    pp_allocate_request_default(&usual);
    int rc = pp_service_settings_size(db, &usual.rules, reterr);
    if (!rc)
        rc = pp_store_team_names(db, &arena, &names, &n, reterr);
    if (!rc)
        rc = pp_service_plans_json(db, today, &plans, reterr);
    if (rc)
        return rc;
    struct pp_json *form = pp_json_new_object(), *teams = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(teams, team_json(names[i], i));
    pp_set_number(form, "least", (double)usual.rules.min_milli / 1000, 0);
    pp_set_number(form, "most", (double)usual.rules.max_milli / 1000, 0);
    pp_json_set(form, "teams", teams);
    pp_json_set(form, "plans", plans);
    *ret_form = form;
    return form ? 0 : pp_fail_nomem(reterr);
}
