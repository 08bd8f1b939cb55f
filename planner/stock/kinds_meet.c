/* Where and when people meet: venues, Tenants' and Residents' Associations. */
#include <math.h>
#include <string.h>

#include "planner/stock/reader.h"

#include "patchplan/stock/clean.h"

/* ---- venues ---- */

enum {
    VN_ID,
    VN_NAME,
    VN_POSTCODE,
    VN_EASTING,
    VN_NORTHING,
    VN_WARD,
    VN_DESKS,
    VN_STEP_FREE,
    VN_LOOP,
    VN_MON,
    VN_AM = VN_MON + 5,
    VN_PM,
    VN_EVENING,
    VN_BOOKING,
    VN_HIRE
};
#define OPENS "full=yes,y,open,all day|am=morning|pm=afternoon|closed=no,n,off,shut,-"
#define OPEN_DAY(day) \
    { .name = day, .value = PP_VALUE_CHOICE, .choices = OPENS }
static const struct pp_field venue_fields[] = {
    {.name = "venue_id", .column = true, .filled = true, .listed = true},
    {.name = "name", .aliases = "venue_name", .column = true, .filled = true, .staff = true},
    {.name = "postcode", .value = PP_VALUE_POSTCODE},
    {.name = "easting", .aliases = "x", .value = PP_VALUE_REAL},
    {.name = "northing", .aliases = "y", .value = PP_VALUE_REAL},
    {.name = "ward_code", .aliases = "ward"},
    {.name = "desks", .value = PP_VALUE_INT, .min = 0, .max = 1000},
    {.name = "step_free", .value = PP_VALUE_YES},
    {.name = "hearing_loop", .value = PP_VALUE_YES},
    OPEN_DAY("mon"),
    OPEN_DAY("tue"),
    OPEN_DAY("wed"),
    OPEN_DAY("thu"),
    OPEN_DAY("fri"),
    {.name = "am_hours", .value = PP_VALUE_CLOCK},
    {.name = "pm_hours", .value = PP_VALUE_CLOCK},
    {.name = "evening_hours", .value = PP_VALUE_CLOCK},
    {.name = "booking", .value = PP_VALUE_CHOICE, .choices = "drop-in|appointment=appointments"},
    {.name = "hire_cost", .value = PP_VALUE_REAL, .min = 0, .max = 1e6},
    {0},
};

static bool take_venue_point(struct pp_reader *r, struct pp_venue_record *record) {
    int64_t ix = pp_book_find(r->book, PP_BOOK_POSTCODE, record->postcode);
    const struct pp_book_postcode *at = ix >= 0 ? &r->book->postcodes[ix] : NULL;
    bool spare = at && !isnan(at->x);
    if (!pp_reader_point(r, VN_EASTING, VN_NORTHING, spare, &record->x, &record->y))
        return false;
    if (isnan(record->x) && !spare) {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "no_position", VN_POSTCODE,
                       "give easting and northing, or a known postcode",
                       "neither coordinates nor a known postcode");
        return false;
    }
    if (isnan(record->x)) {
        record->x = at->x;
        record->y = at->y;
    }
    return true;
}

static void take_open_days(struct pp_reader *r, struct pp_venue_record *record) {
    bool open = false;
    for (int day = 0; day < 5; day++) {
        const struct pp_value *value = &r->values[VN_MON + day];
        record->opens[day] = value->given ? value->text : "closed";
        open = open || strcmp(record->opens[day], "closed") != 0;
    }
    if (!open)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "never_open", VN_NAME,
                       "fill in its days, or delete it", "%.60s is open on no weekday%s",
                       record->name,
                       *record->evening_hours ? ", so that its evening_hours never apply" : "");
}

/* "10:00-12:00", as pp_clock_format() writes it; without an end it ends when it begins. */
static void clock_of(const struct pp_value *value, int *ret_from, int *ret_to) {
    if (!value->given || !pp_clock_range(value->text, ret_from, ret_to))
        *ret_from = *ret_to = -1;
    else if (*ret_to < 0)
        *ret_to = *ret_from;
}

enum { MIDDAY = 12 * 60, AM_ENDS = 13 * 60, EVENING_BEGINS = 16 * 60 };

/* Each half-day's hours are of that half of the day, and over before the next begin. */
static bool check_hours(struct pp_reader *r) {
    static const struct {
        int field, from_least, from_most, to_most;
        const char *words;
    } halves[] = {{VN_AM, 0, MIDDAY - 1, AM_ENDS, "begin before midday and end by 1pm"},
                  {VN_PM, MIDDAY, 24 * 60, 24 * 60, "begin at midday or later"},
                  {VN_EVENING, EVENING_BEGINS, 24 * 60, 24 * 60, "begin at 4pm or later"}};
    int ended = -1;
    for (int i = 0; i < 3; i++) {
        const struct pp_value *value = &r->values[halves[i].field];
        int from, to;
        clock_of(value, &from, &to);
        if (from < 0)
            continue;
        if (from < halves[i].from_least || from > halves[i].from_most || to > halves[i].to_most)
            pp_reader_tell(r, PP_SEVERITY_ERROR, "wrong_half", halves[i].field,
                           "correct the hours, or give them in the column of their half-day",
                           "'%s': these hours must %s", value->text, halves[i].words);
        else if (from < ended)
            pp_reader_tell(r, PP_SEVERITY_ERROR, "hours_overlap", halves[i].field,
                           "correct the hours of one of the two",
                           "'%s' begins before the hours of the half-day before it end",
                           value->text);
        ended = to;
    }
    return !r->rejected;
}

static void take_venue(struct pp_reader *r) {
    const struct pp_value *v = r->values;
    struct pp_venue_record record = {
        .venue_id = v[VN_ID].text,
        .name = v[VN_NAME].text,
        .postcode = pp_reader_text(r, VN_POSTCODE),
        .am_hours = pp_reader_text(r, VN_AM),
        .pm_hours = pp_reader_text(r, VN_PM),
        .evening_hours = pp_reader_text(r, VN_EVENING),
        .booking = v[VN_BOOKING].given ? v[VN_BOOKING].text : "drop-in",
        .desks = v[VN_DESKS].given ? v[VN_DESKS].whole : 1,
        .hire_cost = v[VN_HIRE].given ? v[VN_HIRE].real : 0,
        .step_free = v[VN_STEP_FREE].given ? v[VN_STEP_FREE].yes : PP_NO_NUMBER,
        .hearing_loop = v[VN_LOOP].given ? v[VN_LOOP].yes : PP_NO_NUMBER,
    };
    if (!check_hours(r) || !take_venue_point(r, &record))
        return;
    record.ward_ix = pp_reader_name(r, PP_BOOK_WARD, VN_WARD, PP_SEVERITY_WARNING);
    take_open_days(r, &record);
    int64_t ix;
    if (pp_reader_keep(r, pp_book_add(r->book, PP_BOOK_VENUE, record.venue_id, &ix, r->reterr)))
        pp_reader_emit(r, NULL, &record);
}

const struct pp_kind pp_kind_venues = {
    .name = "venues",
    .file = "venues.csv",
    .fields = venue_fields,
    .n_key = 1,
    .key = {VN_ID},
    .lists = PP_BOOK_VENUE,
    .take = take_venue,
};

/* ---- tenants' and residents' associations ---- */

enum { TR_NAME, TR_RULE, TR_TIME, TR_NEIGHBOURHOOD, TR_VENUE };
static const struct pp_field tara_fields[] = {
    {.name = "tara", .aliases = "name|group", .filled = true, .staff = true},
    {.name = "rule", .aliases = "meets", .filled = true},
    {.name = "time", .value = PP_VALUE_CLOCK},
    {.name = "neighbourhood_code", .aliases = "neighbourhood"},
    {.name = "venue_id", .aliases = "venue"},
    {0},
};

static bool check_rule(struct pp_reader *r) {
    struct pp_meeting_rule rule;
    if (!pp_meeting_parse(r->values[TR_RULE].text, &rule)) {
        pp_reader_tell(
            r, PP_SEVERITY_ERROR, "bad_rule", TR_RULE,
            "write it like: second Tuesday of the month, not August; a group that meets more "
            "often has a row for each, with a name of its own",
            "'%.80s' does not say on which day of the month", r->values[TR_RULE].text);
        return false;
    }
    if (rule.nth == 5)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "fifth_weekday", TR_RULE,
                       "write last instead of fifth, if that is meant",
                       "most months have no fifth one; they do not meet in those");
    return true;
}

static void take_tara(struct pp_reader *r) {
    if (!check_rule(r))
        return;
    struct pp_tara_record record = {
        .name = r->values[TR_NAME].text,
        .rule = r->values[TR_RULE].text,
        .time = pp_reader_text(r, TR_TIME),
        .neighbourhood_ix =
            pp_reader_name(r, PP_BOOK_NEIGHBOURHOOD, TR_NEIGHBOURHOOD, PP_SEVERITY_WARNING),
        .venue_id = pp_reader_text(r, TR_VENUE),
    };
    if (pp_reader_name(r, PP_BOOK_VENUE, TR_VENUE, PP_SEVERITY_WARNING) < 0)
        record.venue_id = "";
    if (!r->values[TR_NEIGHBOURHOOD].given && !r->values[TR_VENUE].given)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "names_nothing", TR_NEIGHBOURHOOD,
                       "name a neighbourhood or a venue", "no place is named");
    pp_reader_emit(r, NULL, &record);
}

const struct pp_kind pp_kind_tara = {
    .name = "tara",
    .file = "tara_meetings.csv",
    .fields = tara_fields,
    .n_key = 1,
    .key = {TR_NAME},
    .lists = PP_BOOK_N_SETS,
    .take = take_tara,
};
