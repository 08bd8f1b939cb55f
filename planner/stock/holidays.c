/* Bank holidays, as GOV.UK publishes them: an object of divisions, each with its events. */
#include <stdio.h>
#include <string.h>

#include "planner/stock/reader.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/json/json.h"

static const struct pp_field holiday_fields[] = {{.name = "date"}, {0}};

static void take_event(struct pp_reader *r, const char *division, const struct pp_json *event) {
    const char *date = pp_json_text(pp_json_get(event, "date"));
    const char *title = pp_json_text(pp_json_get(event, "title"));
    struct pp_holiday_record record = {division, title ? title : "", 0};
    r->rejected = false;
    r->read->n_rows++;
    pp_str_clear(&r->reasons);
    pp_str_clear(&r->key);
    if (!date || !pp_day_parse(date, &record.day)) {
        pp_reader_tell_value(r, PP_SEVERITY_ERROR, "bad_date", 0, date ? date : "",
                             "write it as 2027-12-27", "the holiday has no date of the calendar");
        PP_AUTO_FREE char *text = pp_json_dump(event, 0);
        pp_reader_reject(r, text ? text : "");
        return;
    }
    char iso[11];
    pp_day_iso(record.day, iso);
    pp_str_appendf(&r->key, "%s\x1f%s", division, iso);
    if (!pp_reader_seen(r, pp_str_text(&r->key)))
        pp_reader_emit(r, NULL, &record);
    r->read->n_good++;
}

static int list_division(void *context, const char *key, struct pp_json *value) {
    (void)value;
    struct pp_str *list = context;
    pp_str_appendf(list, "%s%s", list->len ? ", " : "", key);
    return 0;
}

static int read_holidays(struct pp_reader *r, const char *path, struct pp_error *reterr) {
    const char *division = r->options->division ? r->options->division : "england-and-wales";
    PP_AUTO_JSON struct pp_json *file = NULL;
    int rc = pp_json_read_file(path, 0, &file, reterr);
    if (rc)
        return rc;
    const struct pp_json *events = pp_json_get(pp_json_get(file, division), "events");
    if (pp_json_kind(events) != PP_JSON_ARRAY) {
        PP_AUTO_STR struct pp_str list = {0};
        pp_json_each(file, list_division, &list);
        return pp_fail_at(reterr, PP_E_INPUT, r->file_name, 0, NULL,
                          "has no division '%s'; it has: %.200s. Choose with --division", division,
                          pp_str_text(&list));
    }
    snprintf(r->read->format, sizeof r->read->format, "GOV.UK bank holidays, %s", division);
    for (size_t i = 0; i < pp_json_length(events) && !r->rc; i++) {
        r->at_row = (int64_t)i + 1;
        take_event(r, division, pp_json_at(events, i));
    }
    return r->rc;
}

const struct pp_kind pp_kind_holidays = {
    .name = "holidays",
    .file = "bank-holidays.json",
    .fields = holiday_fields,
    .lists = PP_BOOK_N_SETS,
    .read = read_holidays,
};
