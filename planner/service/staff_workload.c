/* Workload factors for staff's pages: what stands, whence it is, another one by hand. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/staff_rules.h"
#include "patchplan/service/weights.h"
#include "patchplan/service/why.h"
#include "patchplan/store/audit.h"

enum { LINES_SHOWN = 50, MOST_FACTOR_MILLI = 5000 };

/* ---- the history of them ---- */

/* Of a line of the history what a table of factors has; a factor of before is none that was worked out from casework. */
static struct pp_json *line_json(const struct pp_json *line) {
    static const char *const keys[] = {"at", "who", "of", "factorBefore", "factor", "homes", "why"};
    struct pp_json *json = pp_json_new_object();
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        pp_set_text(json, keys[k], pp_json_text(pp_json_get(line, keys[k])));
    return json;
}

/* Changes of workload factors, the newest first: of one neighbourhood, or (NULL) of all. */
static int set_lines(struct pp_db *db, const char *object, struct pp_json *page,
                     struct pp_error *reterr) {
    const struct pp_history_about about = {.action = "weights", .object = object};
    PP_AUTO_JSON struct pp_json *all = NULL;
    struct pp_json *lines = pp_json_new_array();
    int rc = pp_service_history_json(db, &about, LINES_SHOWN, &all, reterr);
    for (size_t i = 0; i < pp_json_length(all) && !rc; i++)
        pp_json_push(lines, line_json(pp_json_at(all, i)));
    pp_json_set(page, "anyLines", pp_json_new_bool(pp_json_length(lines) > 0));
    int failed = pp_json_set(page, "lines", lines);
    return rc || !failed ? rc : pp_fail_nomem(reterr);
}

/* ---- neighbourhoods ---- */

static void set_area(const struct pp_weights_area *area, struct pp_json *json) {
    char factor[24] = "1";
    if (area->weight_milli >= 0)
        pp_text_format_milli(area->weight_milli, factor, sizeof factor);
    pp_set_text(json, "code", area->code);
    pp_set_href(json, "href", "/workload/", area->code);
    pp_set_text(json, "name", area->name);
    pp_set_count(json, "homes", area->n_homes);
    pp_set_text(json, "factor", factor);
    pp_set_text(json, "from",
                area->weight_milli < 0 ? "not given, so 1"
                : area->by_hand_day    ? "changed by hand"
                : area->modelled       ? "worked out from casework"
                                       : "given in the list");
}

static int load_areas(struct pp_db *db, struct pp_arena *arena, struct pp_weights_data *data,
                      struct pp_error *reterr) {
    return pp_store_weights_load(db, NULL, NULL, arena, data, reterr);
}

/* Neighbourhoods in groups by their factor, the highest first. */
static const struct {
    int64_t least_milli;
    const char *title;
} parts[] = {{1500, "Factor 1.5 and more"},
             {1250, "From 1.25 to below 1.5"},
             {1001, "Above 1, below 1.25"},
             {0, "Factor 1 or less: usual homes"}};
enum { N_PARTS = sizeof parts / sizeof *parts };

static int64_t factor_milli(const struct pp_weights_area *area) {
    return area->weight_milli < 0 ? 1000 : area->weight_milli;
}

static int part_of(const struct pp_weights_area *area) {
    int part = 0;
    while (part < N_PARTS - 1 && factor_milli(area) < parts[part].least_milli)
        part++;
    return part;
}

static int by_factor(const void *a, const void *b) {
    const struct pp_weights_area *aa = *(const struct pp_weights_area *const *)a;
    const struct pp_weights_area *ab = *(const struct pp_weights_area *const *)b;
    if (factor_milli(aa) != factor_milli(ab))
        return factor_milli(aa) < factor_milli(ab) ? 1 : -1;
    return strcmp(aa->code, ab->code);
}

static struct pp_json *part_json(int part, const struct pp_weights_area *const *areas, int n) {
    struct pp_json *json = pp_json_new_object(), *list = pp_json_new_array();
    int64_t n_homes = 0;
    for (int i = 0; i < n; i++) {
        if (part_of(areas[i]) != part)
            continue;
        struct pp_json *area = pp_json_new_object();
        set_area(areas[i], area);
        pp_json_push(list, area);
        n_homes += areas[i]->n_homes;
    }
    pp_json_set(json, "ix", pp_json_new_int(part));
    pp_set_text(json, "title", parts[part].title);
    pp_set_count(json, "n", (int64_t)pp_json_length(list));
    pp_set_count(json, "homes", n_homes);
    pp_json_set(json, "any", pp_json_new_bool(pp_json_length(list) > 0));
    pp_json_set(json, "areas", list);
    return json;
}

int pp_service_workload_page(struct pp_db *db, struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    struct pp_weights_data data = {0};
    int rc = load_areas(db, &arena, &data, reterr);
    if (!rc)
        rc = set_lines(db, NULL, page, reterr);
    int n = data.input.n_areas;
    PP_AUTO_FREE const struct pp_weights_area **areas =
        pp_alloc_array((size_t)n + 1, sizeof *areas);
    if (rc || !areas)
        return rc ? rc : pp_fail_nomem(reterr);
    for (int i = 0; i < n; i++)
        areas[i] = &data.areas[i];
    qsort(areas, (size_t)n, sizeof *areas, by_factor);
    struct pp_json *list = pp_json_new_array();
    for (int part = 0; part < N_PARTS && n > 0; part++)
        pp_json_push(list, part_json(part, areas, n));
    pp_json_set(page, "anyAreas", pp_json_new_bool(n > 0));
    if (pp_json_set(page, "groups", list) != 0)
        return pp_fail_nomem(reterr);
    *ret_page = PP_STEAL(page);
    return 0;
}

static int find_area(struct pp_db *db, const char *code, struct pp_arena *arena,
                     const struct pp_weights_area **ret_area, struct pp_error *reterr) {
    struct pp_weights_data data = {0};
    int rc = load_areas(db, arena, &data, reterr);
    if (rc)
        return rc;
    for (int i = 0; i < data.input.n_areas; i++)
        if (pp_text_same_nocase(data.areas[i].code, code)) {
            *ret_area = &data.areas[i];
            return 0;
        }
    return pp_fail(reterr, PP_E_NOTFOUND, "There is no neighbourhood %s.", code);
}

/* ---- what casework says ---- */

static double per_100(double rate) { return 100 * rate; }

static struct pp_json *activity_json(const struct pp_weights_data *data,
                                     const struct pp_weights *weights, int area, int a) {
    const struct pp_weights_input *input = &data->input;
    const struct pp_weights_activity *activity = &input->activities[a];
    size_t at = (size_t)area * (size_t)input->n_activities + (size_t)a;
    double exposure = (double)input->n_homes[area] * input->years;
    bool counts = activity->role == PP_WEIGHTS_OFFICER && !activity->per_patch;
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "activity", activity->name);
    pp_set_count(json, "recorded", input->counts[at]);
    pp_set_number(json, "own", exposure > 0 ? per_100((double)input->counts[at] / exposure) : NAN,
                  1);
    pp_set_number(json, "all", per_100(weights->mean[a]), 1);
    pp_set_number(json, "used", per_100(weights->rate[at]), 1);
    pp_set_number(json, "each", counts ? activity->minutes : NAN, 0);
    pp_set_number(json, "minutes", counts ? weights->rate[at] * activity->minutes : NAN, 1);
    pp_set_text(json, "who",
                counts                ? NULL
                : activity->per_patch ? "once for a patch"
                                      : pp_weights_role_name(activity->role));
    return json;
}

/* What the model has for an area, with what stands above its table. */
static struct pp_json *sum_json(const struct pp_weights_data *data,
                                const struct pp_weights *weights, int area) {
    struct pp_json *json = pp_json_new_object(), *rows = pp_json_new_array();
    char factor[24];
    for (int a = 0; a < data->input.n_activities; a++)
        pp_json_push(rows, activity_json(data, weights, area, a));
    pp_text_format_milli(weights->weight_milli[area], factor, sizeof factor);
    pp_set_number(json, "years", data->input.years, 1);
    pp_set_number(json, "minutes", weights->minutes_per_home[area], 1);
    pp_set_number(json, "middle", weights->median_minutes, 1);
    pp_set_text(json, "would", factor);
    pp_json_set(json, "rows", rows);
    return json;
}

/* Under "sum"; where nothing is recorded there is none. */
static int set_sum(struct pp_db *db, const char *code, struct pp_json *page,
                   struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO(pp_weights_done) struct pp_weights weights = {0};
    const struct pp_weights_options usual = {.cap = 2.0};
    struct pp_weights_data data = {0};
    struct pp_error err = {0};
    int rc = pp_service_weights(db, &usual, &arena, &data, &weights, NULL, &err);
    if (rc && rc != PP_E_INPUT)
        *reterr = err;
    if (rc)
        return rc == PP_E_INPUT ? 0 : rc;
    for (int i = 0; i < data.input.n_areas; i++)
        if (pp_text_same_nocase(data.areas[i].code, code))
            pp_json_set(page, "sum", sum_json(&data, &weights, i));
    return 0;
}

/* "changed by hand on Tuesday 9 March 2027", and as how many usual homes its homes count. */
static void set_source(const struct pp_weights_area *area, struct pp_json *page) {
    PP_AUTO_STR struct pp_str source = {0};
    if (area->weight_milli < 0)
        pp_str_append(&source, "not given, so each home counts as one");
    else
        pp_weights_say_source(area, &source);
    pp_set_text(page, "source", pp_str_text(&source));
    pp_set_number(page, "countAs", (double)(factor_milli(area) * area->n_homes) / 1000, 1);
}

int pp_service_workload_area(struct pp_db *db, const char *code, struct pp_json **ret_page,
                             struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    PP_AUTO_STR struct pp_str object = {0};
    const struct pp_weights_area *area = NULL;
    int rc = find_area(db, code, &arena, &area, reterr);
    if (rc)
        return rc;
    pp_str_appendf(&object, "neighbourhood %s", area->code);
    if ((rc = set_lines(db, pp_str_text(&object), page, reterr)) != 0 ||
        (rc = set_sum(db, area->code, page, reterr)) != 0)
        return rc;
    set_area(area, page);
    set_source(area, page);
    *ret_page = PP_STEAL(page);
    return 0;
}

/* ---- another factor ---- */

/* "1,4" is told how it is written. */
static int refuse_factor(const char *typed, struct pp_error *reterr) {
    char pointed[16];
    int64_t milli = 0;
    snprintf(pointed, sizeof pointed, "%s", typed);
    char *comma = strchr(pointed, ',');
    if (comma)
        *comma = '.';
    if (comma && pp_text_milli(pointed, &milli) && milli >= 0 && milli <= MOST_FACTOR_MILLI)
        return pp_fail(reterr, PP_E_INPUT, "Write the factor with a point, not a comma: %s.",
                       pointed);
    return pp_fail(reterr, PP_E_INPUT,
                   "Write the factor as a number from 0 to 5, for example 1.15.");
}

static int read_factor(const char *typed, int64_t *ret_milli, struct pp_error *reterr) {
    int64_t milli = 0;
    if (!pp_text_milli(typed, &milli) || milli < 0 || milli > MOST_FACTOR_MILLI)
        return refuse_factor(typed, reterr);
    *ret_milli = milli;
    return 0;
}

int pp_service_workload_check(const struct pp_workload_wish *wish, const char **ret_field,
                              struct pp_error *reterr) {
    int64_t milli = 0;
    *ret_field = "factor";
    int rc = read_factor(wish->factor, &milli, reterr);
    if (rc)
        return rc;
    *ret_field = "why";
    if (wish->why[strspn(wish->why, " \t\r\n")] == '\0')
        return pp_fail(reterr, PP_E_INPUT, "Say why: it is kept in the history.");
    return pp_service_check_why(wish->why, reterr);
}

static int note_factor(struct pp_db *db, const struct pp_workload_wish *wish,
                       const struct pp_weights_area *area, int64_t milli, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *detail = pp_json_new_object();
    PP_AUTO_STR struct pp_str what = {0}, object = {0};
    char before[24] = "1", after[24];
    if (area->weight_milli >= 0)
        pp_text_format_milli(area->weight_milli, before, sizeof before);
    pp_text_format_milli(milli, after, sizeof after);
    pp_str_appendf(&what, "workload factor %s to %s", before, after);
    pp_str_appendf(&object, "neighbourhood %s", area->code);
    pp_set_text(detail, "what", pp_str_text(&what));
    pp_set_count(detail, "homes", area->n_homes);
    pp_set_text(detail, "why", wish->why);
    PP_AUTO_FREE char *text = detail ? pp_json_dump(detail, 0) : NULL;
    return text ? pp_store_audit_add(db, wish->who, "weights", pp_str_text(&object), text, reterr)
                : pp_fail_nomem(reterr);
}

static int set_factor(struct pp_db *db, const struct pp_workload_wish *wish, int64_t milli,
                      struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const struct pp_weights_area *area = NULL;
    int rc = find_area(db, wish->code, &arena, &area, reterr);
    if (!rc)
        rc = pp_store_weight_set(db, area->neighbourhood_id, milli, reterr);
    return rc ? rc : note_factor(db, wish, area, milli, reterr);
}

int pp_service_workload_set(struct pp_db *db, const struct pp_workload_wish *wish,
                            struct pp_error *reterr) {
    int64_t milli = 0;
    const char *field = NULL;
    int rc = pp_service_workload_check(wish, &field, reterr);
    if (!rc)
        rc = read_factor(wish->factor, &milli, reterr);
    if (!rc)
        rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, set_factor(db, wish, milli, reterr), reterr);
}
