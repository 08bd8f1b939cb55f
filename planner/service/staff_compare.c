/* Two plans side by side, or a plan beside today's patches. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"
#include "patchplan/core/text.h"
#include "patchplan/service/compare.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/today.h"
#include "patchplan/store/moving.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/today.h"

/* Whole numbers without decimals, metres and percents with one. */
static void set_measure(struct pp_json *json, const char *key, double value) {
    if (!isnan(value) && fabs(value - round(value)) < 1e-9)
        pp_set_count(json, key, (int64_t)llround(value));
    else
        pp_set_number(json, key, value, 1);
}

static struct pp_json *measure_json(const struct pp_compare_measure *measure) {
    struct pp_json *json = pp_json_new_object();
    bool is_share = strcmp(measure->key, "gap") == 0;
    pp_set_text(json, "title", measure->title + strspn(measure->title, " "));
    set_measure(json, "a", is_share ? measure->a * 100 : measure->a);
    set_measure(json, "b", is_share ? measure->b * 100 : measure->b);
    return json;
}

static struct pp_json *row_json(const char *name, const int64_t counts[4]) {
    static const char *const keys[] = {"a", "b", "leaving", "joining"};
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "id", name);
    for (int i = 0; i < 4; i++)
        pp_set_count(json, keys[i], counts[i]);
    return json;
}

static int compare_plans(struct pp_db *db, const char *a, const char *b, struct pp_json *json,
                         struct pp_error *reterr) {
    PP_AUTO(pp_compare_done) struct pp_compare compare = {0};
    int rc = pp_service_compare(db, a, b, &compare, reterr);
    if (rc)
        return rc;
    struct pp_json *measures = pp_json_new_array(), *patches = pp_json_new_array();
    for (size_t i = 0; i < compare.n_measures; i++)
        if (!isnan(compare.measures[i].a) || !isnan(compare.measures[i].b))
            pp_json_push(measures, measure_json(&compare.measures[i]));
    for (size_t i = 0; i < compare.n_patches; i++) {
        const struct pp_compare_patch *row = &compare.patches[i];
        const int64_t counts[] = {row->n_homes_a, row->n_homes_b, row->n_leaving, row->n_joining};
        pp_json_push(patches, row_json(row->name, counts));
    }
    pp_set_text(json, "a", compare.name_a);
    pp_set_text(json, "b", compare.name_b);
    pp_set_count(json, "changing", compare.n_homes_changing);
    pp_set_count(json, "changingOfficer", compare.n_homes_changing_officer);
    pp_json_set(json, "anyMeasures", pp_json_new_bool(pp_json_length(measures) > 0));
    pp_json_set(json, "measures", measures);
    return pp_json_set(json, "patches", patches) == 0 ? 0 : pp_fail_nomem(reterr);
}

/* ---- beside today ---- */

/* One patch name, today's or the plan's: homes today, homes then, leaving, joining. */
struct row {
    const char *name;
    int64_t counts[4];
};

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

static int by_name(const void *a, const void *b) {
    const struct row *ra = a, *rb = b;
    return pp_text_natural_compare(ra->name, rb->name);
}

static int beside_today_json(struct beside_today *beside, const char *plan, struct pp_json *json,
                             struct pp_error *reterr) {
    struct pp_json *patches = pp_json_new_array();
    if (beside->names.n)
        qsort(beside->rows, beside->names.n, sizeof *beside->rows, by_name);
    for (size_t i = 0; i < beside->names.n; i++)
        if (beside->rows[i].counts[2] || beside->rows[i].counts[3])
            pp_json_push(patches, row_json(beside->rows[i].name, beside->rows[i].counts));
    pp_set_text(json, "b", plan);
    pp_set_count(json, "changing", beside->n_changing);
    pp_set_count(json, "changingOfficer", beside->n_changing_officer);
    return pp_json_set(json, "patches", patches) == 0 ? 0 : pp_fail_nomem(reterr);
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

static int compare_today(struct pp_db *db, const char *name, pp_day today, struct pp_json *json,
                         struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO(beside_today_done) struct beside_today beside = {0};
    struct pp_today_part *parts = NULL;
    size_t n = 0;
    int rc = pp_store_plan_load_brief(db, name, &plan, NULL, reterr);
    if (!rc)
        rc = pp_store_plan_today(db, plan.plan_id, today, &plan.arena, &parts, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++)
        rc = add_part(&beside, &parts[i], reterr);
    if (!rc)
        rc = set_today(db, today, &plan.arena, json, reterr);
    return rc ? rc : beside_today_json(&beside, plan.name, json, reterr);
}

/* ---- streets, and where it is drawn ---- */

enum { MOST_STREETS = 1000 };

static struct pp_json *street_json(const struct pp_moving_street *row) {
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "street", *row->street ? row->street : "No street known");
    pp_set_text(json, "from", row->from);
    pp_set_text(json, "to", row->to);
    pp_set_count(json, "homes", row->n_homes);
    return json;
}

/* `before` NULL: today. */
static int set_streets(struct pp_db *db, const char *plan, const char *before, pp_day today,
                       struct pp_json *json, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_moving_street *rows = NULL;
    struct pp_json *streets = pp_json_new_array();
    int64_t plan_id = 0, before_id = 0;
    size_t n = 0;
    int rc = pp_store_plan_find(db, plan, &plan_id, NULL, reterr);
    if (!rc && before)
        rc = pp_store_plan_find(db, before, &before_id, NULL, reterr);
    if (!rc)
        rc = pp_store_moving_streets(db, plan_id, before_id, today, &arena, &rows, &n, reterr);
    for (size_t i = 0; i < n && i < MOST_STREETS && !rc; i++)
        pp_json_push(streets, street_json(&rows[i]));
    pp_set_count(json, "nStreets", (int64_t)n);
    if (n > MOST_STREETS)
        pp_set_count(json, "moreStreets", (int64_t)(n - MOST_STREETS));
    pp_json_set(json, "anyMoves", pp_json_new_bool(n > 0));
    int failed = pp_json_set(json, "streets", streets);
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

int pp_service_compare_page(struct pp_db *db, const char *a, const char *b, pp_day today,
                            struct pp_json **ret_compare, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    const char *plan = b ? b : a, *before = b ? a : NULL;
    int rc = b ? compare_plans(db, a, b, json, reterr) : compare_today(db, a, today, json, reterr);
    if (!rc)
        rc = set_streets(db, plan, before, today, json, reterr);
    set_hrefs(plan, before, json);
    if (!rc)
        *ret_compare = PP_STEAL(json);
    return rc;
}
