/* Two plans side by side, or a plan beside today's patches. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/service/find_patch.h"
#include "planner/service/hrefs.h"
#include "planner/service/pager.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "patchplan/service/compare.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/today.h"
#include "patchplan/store/moving.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/today.h"

static bool is_one_of(const char *key, const char *const *keys, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return false;
}

/* As the plan's page tells the same: workload-equivalent homes to the hundredth, shares in percent, all else whole. */
static void set_measure(struct pp_json *json, const char *side, const char *key, double value) {
    static const char *const workloads[] = {"weighted_homes", "lightest", "heaviest"};
    char homes[32];
    if (isnan(value)) {
        pp_set_text(json, side, "not proven");
    } else if (is_one_of(key, workloads, sizeof workloads / sizeof *workloads)) {
        pp_arithmetic_format_homes(llround(value * 1000), homes, sizeof homes);
        pp_set_text(json, side, homes);
    } else if (strcmp(key, "gap") == 0) {
        pp_set_number(json, side, value * 100, 1);
    } else {
        pp_set_count(json, side, llround(value));
    }
}

static struct pp_json *measure_json(const struct pp_compare_measure *measure) {
    struct pp_json *json = pp_json_new_object();
    PP_AUTO_STR struct pp_str title = {0};
    size_t n_blanks = strspn(measure->title, " "); /* a part of what stands before it */
    pp_str_appendf(&title, "%s%s", n_blanks ? "of that " : "", measure->title + n_blanks);
    pp_set_text(json, "title", pp_str_text(&title));
    set_measure(json, "a", measure->key, measure->a);
    set_measure(json, "b", measure->key, measure->b);
    return json;
}

/* One patch name, before or after: homes before, homes after, leaving, joining. */
struct row {
    const char *name, *team; /* of the plan compared; NULL: it ends, or has none */
    int64_t counts[4];
};

static struct pp_json *row_json(const struct row *row, const char *shown) {
    static const char *const keys[] = {"a", "b", "leaving", "joining"};
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "id", row->name);
    pp_json_set(json, "shown", pp_json_new_bool(strcmp(row->name, shown) == 0));
    for (int i = 0; i < 4; i++)
        pp_set_count(json, keys[i], row->counts[i]);
    return json;
}

static int by_team(const void *a, const void *b) {
    const struct row *ra = a, *rb = b;
    if (!ra->team || !rb->team) /* those without one behind the others */
        return ra->team ? -1 : rb->team ? 1 : pp_text_natural_compare(ra->name, rb->name);
    int order = strcmp(ra->team, rb->team);
    return order ? order : pp_text_natural_compare(ra->name, rb->name);
}

static bool is_same_team(const struct row *a, const struct row *b) {
    return a->team == b->team || (a->team && b->team && strcmp(a->team, b->team) == 0);
}

/* Rows of one team, from `first`; where the next team begins. */
static size_t push_team(const struct row *rows, size_t n, size_t first, const char *shown,
                        struct pp_json *teams) {
    PP_AUTO_STR struct pp_str words = {0};
    struct pp_json *team = pp_json_new_object(), *patches = pp_json_new_array();
    int64_t leaving = 0;
    size_t end = first;
    for (; end < n && is_same_team(&rows[end], &rows[first]); end++) {
        pp_json_push(patches, row_json(&rows[end], shown));
        leaving += rows[end].counts[2];
    }
    pp_str_append_count(&words, (int64_t)(end - first), "patch differs", "patches differ");
    pp_str_append(&words, ", ");
    pp_str_append_count(&words, leaving, "home leaves one", "homes leave one");
    pp_set_text(team, "name", rows[first].team);
    pp_set_text(team, "words", pp_str_text(&words));
    pp_json_set(team, "patches", patches);
    pp_json_push(teams, team);
    return end;
}

/* The patches that differ, under the teams that they have in `plan`; the one that is `shown` is marked. */
static int set_teams(const struct pp_plan *plan, struct row *rows, size_t n, const char *shown,
                     struct pp_json *json, struct pp_error *reterr) {
    struct pp_json *teams = pp_json_new_array();
    for (size_t i = 0; i < n; i++) {
        int p = pp_patch_named(plan, rows[i].name);
        rows[i].team =
            p < 0 ? NULL
                  : pp_plan_name_at(plan->team_names, plan->n_teams, plan->patches[p].team_ix);
    }
    if (n)
        qsort(rows, n, sizeof *rows, by_team);
    for (size_t i = 0; i < n;)
        i = push_team(rows, n, i, shown, teams);
    pp_set_count(json, "nPatches", (int64_t)n);
    return pp_json_set(json, "teams", teams) == 0 ? 0 : pp_fail_nomem(reterr);
}

static int set_plan_rows(struct pp_db *db, const struct pp_compare *compare, const char *shown,
                         struct pp_json *json, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO_FREE struct row *rows = pp_alloc_array(compare->n_patches + 1, sizeof *rows);
    if (!rows)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < compare->n_patches; i++) {
        const struct pp_compare_patch *row = &compare->patches[i];
        rows[i] = (struct row){
            row->name, NULL, {row->n_homes_a, row->n_homes_b, row->n_leaving, row->n_joining}};
    }
    int rc = pp_store_plan_load_brief(db, compare->name_b, &plan, NULL, reterr);
    return rc ? rc : set_teams(&plan, rows, compare->n_patches, shown, json, reterr);
}

static int compare_plans(struct pp_db *db, const char *a, const char *b, const char *shown,
                         struct pp_json *json, struct pp_error *reterr) {
    PP_AUTO(pp_compare_done) struct pp_compare compare = {0};
    int rc = pp_service_compare(db, a, b, &compare, reterr);
    if (rc)
        return rc;
    struct pp_json *measures = pp_json_new_array();
    for (size_t i = 0; i < compare.n_measures; i++)
        if (!isnan(compare.measures[i].a) || !isnan(compare.measures[i].b))
            pp_json_push(measures, measure_json(&compare.measures[i]));
    pp_set_text(json, "a", compare.name_a);
    pp_set_text(json, "b", compare.name_b);
    pp_set_count(json, "changing", compare.n_homes_changing);
    pp_set_count(json, "changingOfficer", compare.n_homes_changing_officer);
    pp_json_set(json, "anyMeasures", pp_json_new_bool(pp_json_length(measures) > 0));
    pp_json_set(json, "measures", measures);
    return set_plan_rows(db, &compare, shown, json, reterr);
}

/* ---- beside today ---- */

struct beside_today {
    struct pp_names names;
    struct row *rows;
    size_t cap;
    int64_t n_changing, n_changing_officer;
};

static void beside_today_done(struct beside_today *beside) {
    pp_names_done(&beside->names);
    pp_free(beside->rows);
}

static int find_row(struct beside_today *beside, const char *name, size_t *ret_ix,
                    struct pp_error *reterr) {
    size_t n_before = beside->names.n;
    int64_t ix = 0;
    int rc = pp_names_add(&beside->names, name, &ix, reterr);
    if (!rc)
        rc = pp_reserve(&beside->rows, &beside->cap, beside->names.n, sizeof *beside->rows, reterr);
    if (rc)
        return rc;
    if (beside->names.n > n_before)
        beside->rows[ix] = (struct row){.name = name};
    *ret_ix = (size_t)ix;
    return 0;
}

static int add_part(struct beside_today *beside, const struct pp_today_part *part,
                    struct pp_error *reterr) {
    size_t from = 0, to = 0;
    int rc = find_row(beside, part->today, &from, reterr);
    if (!rc)
        rc = find_row(beside, part->patch, &to, reterr);
    if (rc)
        return rc;
    bool moves = from != to;
    beside->rows[from].counts[0] += part->n_homes;
    beside->rows[to].counts[1] += part->n_homes;
    beside->rows[from].counts[2] += moves ? part->n_homes : 0;
    beside->rows[to].counts[3] += moves ? part->n_homes : 0;
    beside->n_changing += moves ? part->n_homes : 0;
    beside->n_changing_officer += part->other_officer ? part->n_homes : 0;
    return 0;
}

/* Rows in which something moves, to the front; how many. */
static size_t keep_moving(struct row *rows, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (rows[i].counts[2] || rows[i].counts[3])
            rows[kept++] = rows[i];
    return kept;
}

static int beside_today_json(struct beside_today *beside, const struct pp_plan *plan,
                             const char *shown, struct pp_json *json, struct pp_error *reterr) {
    pp_set_text(json, "b", plan->name);
    pp_set_count(json, "changing", beside->n_changing);
    pp_set_count(json, "changingOfficer", beside->n_changing_officer);
    return set_teams(plan, beside->rows, keep_moving(beside->rows, beside->names.n), shown, json,
                     reterr);
}

/* "today (in force since 1 March 2027)": what it is called. */
static int set_today(struct pp_db *db, pp_day today, struct pp_arena *arena, struct pp_json *json,
                     struct pp_error *reterr) {
    struct pp_today_told told;
    int rc = pp_service_today_tell(db, today, arena, &told, reterr);
    if (rc)
        return rc;
    const char *name = pp_arena_printf(arena, "today (%s)", told.words);
    return pp_json_set(json, "a", pp_json_new_text(name)) ? pp_fail_nomem(reterr) : 0;
}

static int compare_today(struct pp_db *db, const char *name, const struct pp_compare_view *view,
                         struct pp_json *json, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO(beside_today_done) struct beside_today beside = {0};
    struct pp_today_part *parts = NULL;
    size_t n = 0;
    int rc = pp_store_plan_load_brief(db, name, &plan, NULL, reterr);
    if (!rc)
        rc = pp_store_plan_today(db, plan.plan_id, view->today, &plan.arena, &parts, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++)
        rc = add_part(&beside, &parts[i], reterr);
    if (!rc)
        rc = set_today(db, view->today, &plan.arena, json, reterr);
    return rc ? rc : beside_today_json(&beside, &plan, view->patch, json, reterr);
}

/* ---- streets, and where it is drawn ---- */

/* By the patch left, then the patch joined; streets come by name. */
static int by_patch(const void *a, const void *b) {
    const struct pp_moving_street *ra = a, *rb = b;
    int order = pp_text_natural_compare(ra->from, rb->from);
    if (!order)
        order = pp_text_natural_compare(ra->to, rb->to);
    return order ? order : pp_text_natural_compare(ra->street, rb->street);
}

/* Those that leave or join a patch ("": all) to the front, by patch; how many. */
static size_t keep_streets(struct pp_moving_street *rows, size_t n, const char *patch) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!*patch || strcmp(rows[i].from, patch) == 0 || strcmp(rows[i].to, patch) == 0)
            rows[kept++] = rows[i];
    if (kept)
        qsort(rows, kept, sizeof *rows, by_patch);
    return kept;
}

static struct pp_json *street_json(const struct pp_moving_street *row) {
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "street", *row->street ? row->street : "No street known");
    pp_set_text(json, "from", row->from);
    pp_set_text(json, "to", row->to);
    pp_set_count(json, "homes", row->n_homes);
    return json;
}

static void streets_href(const char *plan, const char *before, const char *patch,
                         struct pp_str *href) {
    pp_str_append(href, "/plans/compare?plan=");
    pp_str_append_url(href, plan);
    pp_str_append(href, "&with=");
    pp_str_append_url(href, before ? before : "");
    pp_str_append(href, "&patch=");
    pp_str_append_url(href, patch);
}

static int load_streets(struct pp_db *db, const char *plan, const char *before, pp_day today,
                        struct pp_arena *arena, struct pp_moving_street **ret_rows, size_t *ret_n,
                        struct pp_error *reterr) {
    int64_t plan_id = 0, before_id = 0;
    int rc = pp_store_plan_find(db, plan, &plan_id, NULL, reterr);
    if (!rc && before)
        rc = pp_store_plan_find(db, before, &before_id, NULL, reterr);
    return rc ? rc
              : pp_store_moving_streets(db, plan_id, before_id, today, arena, ret_rows, ret_n,
                                        reterr);
}

/* `before` NULL: today. */
static int set_streets(struct pp_db *db, const char *plan, const char *before,
                       const struct pp_compare_view *view, struct pp_json *json,
                       struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str href = {0};
    struct pp_moving_street *rows = NULL;
    struct pp_json *streets = pp_json_new_array();
    size_t n = 0;
    int rc = load_streets(db, plan, before, view->today, &arena, &rows, &n, reterr);
    pp_json_set(json, "anyMoves", pp_json_new_bool(n > 0));
    n = keep_streets(rows, n, view->patch);
    struct pp_span span = pp_page_span(n, view->page, PP_ROWS_A_PAGE);
    for (size_t i = span.first; i < span.end && !rc; i++)
        pp_json_push(streets, street_json(&rows[i]));
    streets_href(plan, before, view->patch, &href);
    pp_set_count(json, "nStreets", (int64_t)n);
    pp_set_text(json, "patch", *view->patch ? view->patch : NULL);
    int failed = pp_json_set(json, "streets", streets);
    failed |= pp_set_pager(json, pp_str_text(&href), "#streets", n, span);
    return rc || !failed ? rc : pp_fail_nomem(reterr);
}

/* Addresses of its map: the picture, and what scripts draw it from. */
static void set_hrefs(const char *plan, const char *before, struct pp_json *json) {
    PP_AUTO_STR struct pp_str plan_href = {0}, query = {0}, href = {0};
    pp_href_name(&plan_href, "/plan/", plan);
    pp_str_append_url(&query, before ? before : "");
    pp_str_appendf(&href, "%s/changes.svg?with=%s", pp_str_text(&plan_href), pp_str_text(&query));
    pp_set_text(json, "picture", pp_str_text(&href));
    pp_str_clear(&href);
    pp_str_appendf(&href, "%s/moves?with=%s", pp_str_text(&plan_href), pp_str_text(&query));
    pp_set_text(json, "moves", pp_str_text(&href));
    pp_str_appendf(&plan_href, "/outlines");
    pp_set_text(json, "outlines", pp_str_text(&plan_href));
}

int pp_service_compare_page(struct pp_db *db, const char *a, const char *b,
                            const struct pp_compare_view *view, struct pp_json **ret_compare,
                            struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    const char *plan = b ? b : a, *before = b ? a : NULL;
    int rc = b ? compare_plans(db, a, b, view->patch, json, reterr)
               : compare_today(db, a, view, json, reterr);
    if (!rc)
        rc = set_streets(db, plan, before, view, json, reterr);
    set_hrefs(plan, before, json);
    if (!rc)
        *ret_compare = PP_STEAL(json);
    return rc;
}
