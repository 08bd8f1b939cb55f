#include "planner/service/plan_patches.h"

#include <stdlib.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/pager.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/measure.h"

/* Of a long table between others; on a phone each row takes some lines. */
enum { ROWS_SHOWN = 25 };

struct row {
    const struct pp_plan *plan;
    const struct pp_patch *patch;
    const char *team, *ward, *officer, *limit;
};

/* ---- orders ---- */

static int by_name(const void *a, const void *b) {
    const struct row *ra = a, *rb = b;
    return pp_text_natural_compare(ra->patch->name, rb->patch->name);
}

static int by_text(const char *a, const char *b) { return strcmp(a ? a : "", b ? b : ""); }

/* Those over or under their limits first, the farthest out before the others. */
static int64_t milli_outside(const struct row *row) {
    struct pp_limits limits = pp_patch_limits(row->plan, row->patch);
    int64_t weight = row->patch->weight_milli;
    return weight > limits.max_milli   ? weight - limits.max_milli
           : weight < limits.min_milli ? limits.min_milli - weight
                                       : 0;
}

static int largest_first(double a, double b, const void *ra, const void *rb) {
    return a != b ? (a < b ? 1 : -1) : by_name(ra, rb);
}

static int by_limits(const void *a, const void *b) {
    return largest_first((double)milli_outside(a), (double)milli_outside(b), a, b);
}

static int by_team(const void *a, const void *b) {
    int order = by_text(((const struct row *)a)->team, ((const struct row *)b)->team);
    return order ? order : by_name(a, b);
}

static int by_ward(const void *a, const void *b) {
    int order = by_text(((const struct row *)a)->ward, ((const struct row *)b)->ward);
    return order ? order : by_name(a, b);
}

static int by_officer(const void *a, const void *b) {
    int order = by_text(((const struct row *)a)->officer, ((const struct row *)b)->officer);
    return order ? order : by_name(a, b);
}

static int by_homes(const void *a, const void *b) {
    const struct row *ra = a, *rb = b;
    return largest_first(ra->patch->n_homes, rb->patch->n_homes, a, b);
}

static int by_workload(const void *a, const void *b) {
    const struct row *ra = a, *rb = b;
    return largest_first((double)ra->patch->weight_milli, (double)rb->patch->weight_milli, a, b);
}

static int by_distance(const void *a, const void *b) {
    const struct row *ra = a, *rb = b;
    return largest_first(ra->patch->mean_distance_m, rb->patch->mean_distance_m, a, b);
}

/* The columns, as they stand; the first order there is stands when nothing else is asked for. */
static const struct {
    const char *key, *title;
    int (*compare)(const void *, const void *);
    bool numeric;
} orders[] = {{"patch", "Patch", by_name, false},
              {"team", "Team", by_team, false},
              {"ward", "Main ward", by_ward, false},
              {"homes", "Homes", by_homes, true},
              {"workload", "Workload-equivalent", by_workload, true},
              {"limits", "Size limits", by_limits, false},
              {"distance", "Average distance", by_distance, true},
              {"officer", "Named officer", by_officer, false}};
enum { N_ORDERS = sizeof orders / sizeof *orders, ORDER_LIMITS = 5 };

static int find_order(const char *key) {
    for (int i = 0; i < N_ORDERS; i++)
        if (strcmp(orders[i].key, key) == 0)
            return i;
    return ORDER_LIMITS;
}

/* ---- addresses ---- */

static void table_href(const struct pp_plan *plan, const struct pp_plan_view *view, int order,
                       struct pp_str *href) {
    pp_href_name(href, "/plan/", plan->name);
    pp_str_appendf(href, "?order=%s", orders[order].key);
    if (*view->team) {
        pp_str_append(href, "&team=");
        pp_str_append_url(href, view->team);
    }
    if (view->only_outside)
        pp_str_append(href, "&outside=yes");
}

static struct pp_json *columns_json(const struct pp_plan *plan, const struct pp_plan_view *view,
                                    int order) {
    struct pp_json *columns = pp_json_new_array();
    for (int i = 0; i < N_ORDERS; i++) {
        PP_AUTO_STR struct pp_str href = {0};
        struct pp_json *column = pp_json_new_object();
        table_href(plan, view, i, &href);
        pp_str_append(&href, "#patches");
        pp_set_text(column, "title", orders[i].title);
        pp_set_text(column, "href", pp_str_text(&href));
        pp_json_set(column, "numeric", pp_json_new_bool(orders[i].numeric));
        bool falls = orders[i].numeric || i == ORDER_LIMITS;
        pp_set_text(column, "sorted", i != order ? NULL : falls ? "descending" : "ascending");
        pp_json_push(columns, column);
    }
    return columns;
}

static struct pp_json *teams_json(const struct pp_plan *plan, const char *team) {
    struct pp_json *teams = pp_json_new_array();
    for (int t = 0; t < plan->n_teams; t++) {
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "name", plan->team_names[t]);
        pp_json_set(json, "chosen", pp_json_new_bool(strcmp(plan->team_names[t], team) == 0));
        pp_json_push(teams, json);
    }
    return teams;
}

/* ---- rows ---- */

static struct pp_json *row_json(const struct row *row, const char *folder) {
    const struct pp_patch *patch = row->patch;
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "id", patch->name);
    pp_set_href(json, "href", folder, patch->name);
    pp_set_text(json, "team", row->team);
    pp_set_text(json, "ward", row->ward);
    pp_set_count(json, "homes", patch->n_homes);
    pp_set_number(json, "workload", (double)patch->weight_milli / 1000, 1);
    pp_set_text(json, "limit", row->limit);
    pp_set_number(json, "distance", patch->mean_distance_m, 0);
    pp_set_text(json, "officer", row->officer);
    pp_json_set(json, "locked", pp_json_new_bool(patch->locked));
    return json;
}

/* Those that are asked for; how many of the plan's are over or under their limits. */
static size_t gather(const struct pp_plan *plan, const char *const *officers,
                     const struct pp_plan_view *view, struct row *rows, int64_t *ret_n_outside) {
    size_t n = 0;
    for (int p = 0; p < plan->n_patches; p++) {
        const struct pp_patch *patch = &plan->patches[p];
        struct row row = {plan,
                          patch,
                          pp_plan_name_at(plan->team_names, plan->n_teams, patch->team_ix),
                          pp_plan_name_at(plan->ward_names, plan->n_wards, patch->ward_ix),
                          officers[p],
                          pp_limits_side(pp_patch_limits(plan, patch), patch->weight_milli)};
        *ret_n_outside += row.limit != NULL;
        bool is_of_team = !*view->team || (row.team && strcmp(row.team, view->team) == 0);
        if (is_of_team && (row.limit || !view->only_outside))
            rows[n++] = row;
    }
    return n;
}

int pp_set_plan_patches(const struct pp_plan *plan, const char *const *officers,
                        const struct pp_plan_view *view, struct pp_json *page,
                        struct pp_error *reterr) {
    PP_AUTO_FREE struct row *rows = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *rows);
    PP_AUTO_STR struct pp_str folder = {0}, href = {0};
    struct pp_json *table = pp_json_new_object(), *patches = pp_json_new_array();
    if (pp_json_set(page, "table", table) != 0 || pp_json_set(table, "patches", patches) != 0 ||
        !rows)
        return pp_fail_nomem(reterr);
    int order = find_order(view->order);
    int64_t n_outside = 0;
    size_t n = gather(plan, officers, view, rows, &n_outside);
    qsort(rows, n, sizeof *rows, orders[order].compare);
    struct pp_span span = pp_page_span(n, view->page, ROWS_SHOWN);
    pp_href_name(&folder, "/plan/", plan->name);
    pp_str_append(&folder, "/patch/");
    for (size_t i = span.first; i < span.end; i++)
        pp_json_push(patches, row_json(&rows[i], pp_str_text(&folder)));
    table_href(plan, view, order, &href);
    pp_set_text(table, "team", *view->team ? view->team : NULL);
    pp_set_text(table, "order", orders[order].key);
    pp_set_count(table, "n", (int64_t)n);
    pp_set_count(table, "of", plan->n_patches);
    pp_set_count(table, "nOutside", n_outside);
    pp_json_set(table, "onlyOutside", pp_json_new_bool(view->only_outside));
    int failed = pp_json_set(table, "columns", columns_json(plan, view, order));
    failed |= pp_json_set(table, "teams", teams_json(plan, view->team));
    failed |= pp_set_pager(table, pp_str_text(&href), "#patches", n, span);
    return failed ? pp_fail_nomem(reterr) : 0;
}
