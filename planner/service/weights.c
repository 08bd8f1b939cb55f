#include "patchplan/service/weights.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/date.h"
#include "patchplan/core/text.h"
#include "patchplan/store/audit.h"

/* "2026-04", or a day of that month, into "2026-04". */
static bool read_month(const char *text, char ret_month[8]) {
    char day_text[32];
    pp_day day;
    bool month_only = strlen(text) == 7 && text[4] == '-';
    snprintf(day_text, sizeof day_text, "%.20s%s", text, month_only ? "-01" : "");
    if (!pp_day_parse(day_text, &day))
        return false;
    char iso[11];
    pp_day_iso(day, iso);
    snprintf(ret_month, 8, "%.7s", iso);
    return true;
}

static int read_period(const char *period, char ret_first[8], char ret_last[8],
                       struct pp_error *reterr) {
    char from[32];
    const char *colon = strchr(period, ':');
    snprintf(from, sizeof from, "%.*s", colon ? (int)(colon - period) : 0, period);
    if (!colon || !read_month(from, ret_first) || !read_month(colon + 1, ret_last) ||
        strcmp(ret_first, ret_last) > 0)
        return pp_fail(
            reterr, PP_E_USAGE,
            "--period is written FROM:TO, as in 2026-04:2027-03 (both months count), not "
            "'%.60s'",
            period);
    return 0;
}

static int load(struct pp_db *db, const struct pp_weights_options *options, struct pp_arena *arena,
                struct pp_weights_data *ret_data, struct pp_error *reterr) {
    char first[8] = "", last[8] = "";
    int rc = options->period ? read_period(options->period, first, last, reterr) : 0;
    if (!rc)
        rc = pp_store_weights_load(db, *first ? first : NULL, *last ? last : NULL, arena, ret_data,
                                   reterr);
    if (!rc && options->cap > 0)
        ret_data->input.cap = options->cap;
    return rc;
}

static int check_input(const struct pp_weights_data *data, struct pp_error *reterr) {
    if (!data->input.n_activities)
        return pp_fail(reterr, PP_E_INPUT,
                       "there are no activities to model from; import them: patchplan import "
                       "activities FILE");
    if (!*data->first_month)
        return pp_fail(
            reterr, PP_E_INPUT,
            "nothing is recorded to model from; import it: patchplan import interventions "
            "FILE");
    return 0;
}

static int save(struct pp_db *db, const struct pp_weights_options *options,
                const struct pp_weights_data *data, const struct pp_weights *weights,
                int64_t *ret_n_changed, struct pp_error *reterr) {
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = pp_store_weights_save(db, data, weights, ret_n_changed, reterr);
    if (!rc)
        rc = pp_store_audit_add(db, options->who, "weights", "neighbourhoods", NULL, reterr);
    return pp_db_end(db, rc, reterr);
}

int pp_service_weights(struct pp_db *db, const struct pp_weights_options *options,
                       struct pp_arena *arena, struct pp_weights_data *ret_data,
                       struct pp_weights *ret_weights, int64_t *ret_n_changed,
                       struct pp_error *reterr) {
    struct pp_weights_data data = {0};
    int rc = load(db, options, arena, &data, reterr);
    if (!rc && !ret_weights)
        *ret_data = data;
    if (rc || !ret_weights || (rc = check_input(&data, reterr)) != 0)
        return rc;
    struct pp_weights weights = {0};
    rc = pp_weights_model(&data.input, &weights, reterr);
    if (!rc && options->save)
        rc = save(db, options, &data, &weights, ret_n_changed, reterr);
    if (rc) {
        pp_weights_done(&weights);
        return rc;
    }
    *ret_data = data;
    *ret_weights = weights;
    return 0;
}

static int find_area(const struct pp_weights_data *data, const char *code,
                     struct pp_error *reterr) {
    for (int i = 0; i < data->input.n_areas; i++)
        if (pp_text_same_nocase(data->areas[i].code, code))
            return i;
    const char *nearest = pp_text_nearest(code, data->input.codes, (size_t)data->input.n_areas);
    return pp_fail(reterr, PP_E_NOTFOUND, "there is no neighbourhood '%.60s'%s%s%s", code,
                   nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

void pp_weights_say_source(const struct pp_weights_area *area, struct pp_str *text) {
    char day[48];
    pp_day by_hand = 0;
    if (area->by_hand_day && pp_day_parse(area->by_hand_day, &by_hand)) {
        pp_day_long(by_hand, day, sizeof day);
        pp_str_appendf(text, "changed by hand on %s", day);
    } else {
        pp_str_append(text, area->modelled ? "modelled from what was recorded"
                                           : "given in the list of neighbourhoods");
    }
}

static void say_where_from(const struct pp_weights_area *area, struct pp_str *text) {
    pp_str_appendf(text, "%s%s%s: ", area->code, *area->name ? ", " : "", area->name);
    pp_str_append_count(text, area->n_homes, "home", "homes");
    pp_str_append(text, ". ");
    if (area->weight_milli < 0) {
        pp_str_append(text, "It has no workload factor, so its homes count 1.00 each.\n");
        return;
    }
    pp_str_appendf(text, "Its workload factor is %lld.%03lld, ",
                   (long long)(area->weight_milli / 1000), (long long)(area->weight_milli % 1000));
    pp_weights_say_source(area, text);
    pp_str_appendf(text, ": its homes count as %.2f standard homes.\n",
                   (double)(area->weight_milli * area->n_homes) / 1000.0);
}

static int explain_model(const struct pp_weights_data *data, const char *code, struct pp_str *text,
                         struct pp_error *reterr) {
    struct pp_weights weights = {0};
    int rc = pp_weights_model(&data->input, &weights, reterr);
    if (!rc)
        rc = pp_weights_explain(&data->input, &weights, code, text, reterr);
    pp_weights_done(&weights);
    return rc;
}

int pp_service_weights_explain(struct pp_db *db, const struct pp_weights_options *options,
                               const char *code, struct pp_str *text, struct pp_error *reterr) {
    struct pp_arena arena = {0};
    struct pp_weights_data data = {0};
    int rc = load(db, options, &arena, &data, reterr);
    int area = rc ? -1 : find_area(&data, code, reterr);
    if (!rc && area < 0)
        rc = area;
    if (!rc)
        say_where_from(&data.areas[area], text);
    if (!rc && check_input(&data, NULL) == 0)
        rc = explain_model(&data, data.areas[area].code, text, reterr);
    else if (!rc)
        pp_str_append(text, "Nothing is recorded that a model could be made from.\n");
    if (!rc && text->failed)
        rc = pp_fail_nomem(reterr);
    pp_arena_done(&arena);
    return rc;
}
