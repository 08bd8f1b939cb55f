#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planner/stock/reader.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/stock/clean.h"

/* Each reader turns the text of a cell into its value; it tells what is wrong. Reached for cells that hold
 * something only. */
typedef void value_reader(struct pp_reader *r, int f, struct pp_value *value);

void pp_value_check_length(struct pp_reader *r, int f, struct pp_value *value) {
    double most = r->kind->fields[f].max > 0 ? r->kind->fields[f].max : PP_TEXT_MOST;
    size_t n = (double)strlen(value->text) > most ? pp_text_characters(value->text) : 0;
    if ((double)n > most)
        pp_reader_tell(r, PP_SEVERITY_ERROR, "too_long", f, "make it shorter",
                       "'%.40s...' has %zu characters, %.0f are the most", value->text, n, most);
    if (r->kind->fields[f].listed && strchr(value->text, ';'))
        pp_reader_tell(r, PP_SEVERITY_ERROR, "semicolon", f, "write it without the ;",
                       "'%.60s' has a ;, which parts the names of a list", value->text);
}

static void read_postcode(struct pp_reader *r, int f, struct pp_value *value) {
    enum pp_postcode_state state = pp_postcode_clean(value->text, value->room);
    if (state == PP_POSTCODE_BAD) {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "bad_postcode", f, "correct it, as in S5 6NB",
                       "'%.60s' is no postcode", value->text);
        return;
    }
    if (state == PP_POSTCODE_REPAIRED)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "repaired_postcode", f,
                       "nothing, if the repair is right", "'%.60s' was read as %s", value->text,
                       value->room);
    value->text = value->room;
}

static void read_uprn(struct pp_reader *r, int f, struct pp_value *value) {
    switch (pp_uprn_clean(value->text, value->room)) {
    case PP_UPRN_LOST:
        pp_reader_tell(r, PP_SEVERITY_ERROR, "uprn_lost_digits", f,
                       "export the column again as text, or empty the cell",
                       "'%.60s' has lost digits (saved by a spreadsheet)", value->text);
        return;
    case PP_UPRN_BAD:
        pp_reader_tell(
            r, PP_SEVERITY_ERROR, "bad_uprn", f,
            "if these are your own references: --map property_ref=COLUMN; else empty the "
            "cell",
            "'%.60s' is no UPRN (up to 12 digits)", value->text);
        return;
    case PP_UPRN_SHORT:
        pp_reader_tell(r, PP_SEVERITY_WARNING, "short_uprn", f,
                       "look whether the column holds national UPRNs",
                       "'%.60s' looks like the housing system's own number; it is kept apart from "
                       "the national UPRN",
                       value->text);
        value->whole = 1;
        break;
    case PP_UPRN_FINE:
        break;
    }
    value->text = value->room;
}

static bool in_range(struct pp_reader *r, int f, double number) {
    const struct pp_field *field = &r->kind->fields[f];
    if ((field->min == 0 && field->max == 0) || (number >= field->min && number <= field->max))
        return true;
    pp_reader_tell(r, PP_SEVERITY_ERROR, "out_of_range", f, "correct the number",
                   "'%.60s' must be between %g and %g", r->row->values[f], field->min, field->max);
    return false;
}

static void tell_no_number(struct pp_reader *r, int f, const char *what) {
    pp_reader_tell(r, PP_SEVERITY_ERROR, "bad_number", f, "correct the number", "'%.60s' is no %s",
                   r->row->values[f], what);
}

/* Plain digits, as metres mostly are, without the cost of strtod(). */
static bool read_digits(const char *text, double *ret_value) {
    int64_t whole = 0;
    int n = 0;
    for (; isdigit((unsigned char)text[n]) && n < 15; n++)
        whole = whole * 10 + (text[n] - '0');
    if (!n || text[n])
        return false;
    *ret_value = (double)whole;
    return true;
}

static void read_real(struct pp_reader *r, int f, struct pp_value *value) {
    if (!read_digits(value->text, &value->real) && !pp_text_real(value->text, &value->real))
        tell_no_number(r, f, "number");
    else
        in_range(r, f, value->real);
}

static void read_int(struct pp_reader *r, int f, struct pp_value *value) {
    char text[32];
    snprintf(text, sizeof text, "%s", value->text);
    size_t n = strlen(text);
    if (n && text[n - 1] == '%')
        text[n - 1] = '\0';
    if (!pp_text_real(text, &value->real) || value->real != floor(value->real) ||
        fabs(value->real) > 1e15)
        tell_no_number(r, f, "whole number");
    else if (in_range(r, f, value->real))
        value->whole = (int64_t)value->real;
}

static void read_milli(struct pp_reader *r, int f, struct pp_value *value) {
    char text[32];
    snprintf(text, sizeof text, "%s", value->text);
    size_t n = strlen(text);
    bool percent = n && text[n - 1] == '%';
    if (percent)
        text[n - 1] = '\0';
    if (!pp_text_milli(text, &value->whole)) {
        tell_no_number(r, f, "number");
        return;
    }
    value->whole = percent ? value->whole / 100 : value->whole;
    in_range(r, f, (double)value->whole / 1000.0);
}

/* "04/05/2026" could be either month; said once for a file. */
static void note_ambiguous(struct pp_reader *r, int f, const char *text) {
    int day = 0, month = 0;
    if (r->said_ambiguous_date || sscanf(text, " %2d/%2d/", &day, &month) != 2 || day > 12 ||
        day == month)
        return;
    r->said_ambiguous_date = true;
    pp_reader_tell(r, PP_SEVERITY_NOTE, "day_before_month", f,
                   "nothing, if the file was made in Britain",
                   "dates like %.20s are read as day/month/year", text);
}

static void read_date(struct pp_reader *r, int f, struct pp_value *value) {
    pp_day day = 0;
    char text[24];
    snprintf(text, sizeof text, "%s", value->text);
    char *clock = strpbrk(text, "T ");
    if (clock && strchr(clock, ':'))
        *clock = '\0'; /* a date-time: the day is what counts */
    int64_t serial;
    if (pp_day_parse(text, &day)) {
        value->whole = day;
        note_ambiguous(r, f, text);
    } else if (pp_text_int(text, &serial) && serial > 20000 && serial < 80000) {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "bad_date", f,
                       "format the column as a date and save the file again",
                       "'%.60s' is a spreadsheet's day number, not a date", value->text);
    } else {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "bad_date", f, "write 2027-03-09 or 9/3/2027",
                       "'%.60s' is no date of the calendar", value->text);
    }
}

static void read_yes(struct pp_reader *r, int f, struct pp_value *value) {
    if (!pp_yes_no(value->text, &value->yes))
        pp_reader_tell(r, PP_SEVERITY_ERROR, "bad_yes_no", f, "write yes or no",
                       "'%.60s' is neither yes nor no", value->text);
}

/* Does `text` equal the `length` bytes at `word`, as header names do? */
static bool is_word(const char *text, const char *word, size_t length) {
    char copy[40];
    if (length >= sizeof copy)
        return false;
    memcpy(copy, word, length);
    copy[length] = '\0';
    return pp_text_same_name(text, copy);
}

/* The word of `choices` that `text` says, into `ret_word`; false when it says none. */
static bool find_choice(const char *choices, const char *text, char *ret_word, size_t size) {
    for (const char *at = choices; *at;) {
        size_t all = strcspn(at, "|"), main = strcspn(at, "=|");
        for (const char *word = at; word < at + all;) {
            size_t length = strcspn(word, "=,|");
            if (is_word(text, word, length)) {
                snprintf(ret_word, size, "%.*s", (int)main, at);
                return true;
            }
            word += length + 1;
        }
        at += all + (at[all] == '|');
    }
    return false;
}

/* The words alone, for the sentence. */
static void list_choices(const char *choices, char *ret_list, size_t size) {
    size_t n = 0;
    ret_list[0] = '\0';
    for (const char *at = choices; *at && n < size;) {
        size_t all = strcspn(at, "|"), main = strcspn(at, "=|");
        n += (size_t)snprintf(ret_list + n, size - n, "%s%.*s", n ? ", " : "", (int)main, at);
        at += all + (at[all] == '|');
    }
}

static void read_choice(struct pp_reader *r, int f, struct pp_value *value) {
    const struct pp_field *field = &r->kind->fields[f];
    if (find_choice(field->choices, value->text, value->room, sizeof value->room)) {
        value->text = value->room;
        return;
    }
    char list[160];
    list_choices(field->choices, list, sizeof list);
    pp_reader_tell(r, field->lenient ? PP_SEVERITY_WARNING : PP_SEVERITY_ERROR, "unknown_word", f,
                   "use one of the words, or leave it empty", "'%.60s' is none of: %s%s",
                   value->text, list, field->lenient ? "; it is passed over" : "");
    value->given = false;
}

static void read_clock(struct pp_reader *r, int f, struct pp_value *value) {
    int from, to;
    if (!pp_clock_range(value->text, &from, &to)) {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "bad_time", f, "write 18:00-19:30",
                       "'%.60s' is no time of the day", value->text);
        return;
    }
    pp_clock_format(from, to, value->room);
    value->text = value->room;
}

static value_reader *const readers[] = {
    [PP_VALUE_TEXT] = pp_value_check_length,
    [PP_VALUE_POSTCODE] = read_postcode,
    [PP_VALUE_UPRN] = read_uprn,
    [PP_VALUE_REAL] = read_real,
    [PP_VALUE_INT] = read_int,
    [PP_VALUE_MILLI] = read_milli,
    [PP_VALUE_DATE] = read_date,
    [PP_VALUE_YES] = read_yes,
    [PP_VALUE_CHOICE] = read_choice,
    [PP_VALUE_CLOCK] = read_clock,
    [PP_VALUE_EMAIL] = pp_value_check_length,
};

const char *pp_value_tamed(struct pp_reader *r, struct pp_value *value, const char *text) {
    while (isspace((unsigned char)*text))
        text++;
    size_t n = strlen(text);
    bool tame = pp_text_is_tame(text);
    if (tame && (!n || !isspace((unsigned char)text[n - 1])))
        return text;
    if (!pp_reader_keep(r, pp_reserve(&value->copy, &value->cap_copy, n + 1, 1, r->reterr)))
        return "";
    memcpy(value->copy, text, n + 1);
    if (!tame && pp_text_tame(value->copy) > 0)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "unseen_characters", (int)(value - r->values),
                       "type the cell again",
                       "it holds characters that cannot be seen; they are read as blanks");
    return pp_text_trim(value->copy);
}

bool pp_values_read(struct pp_reader *r) {
    for (size_t f = 0; f < r->n_fields; f++) {
        const struct pp_field *field = &r->kind->fields[f];
        struct pp_value *value = &r->values[f];
        const char *text = r->row->values[f];
        value->given = *text != '\0';
        value->text = text;
        if (value->given) {
            value->text = pp_value_tamed(r, value, text);
            value->given = *value->text != '\0';
        }
        value->yes = false;
        value->whole = 0;
        if (value->given)
            readers[field->value](r, (int)f, value);
        else if (field->filled)
            pp_reader_tell(r, PP_SEVERITY_ERROR, "missing_value", (int)f, "fill it in",
                           "the cell is empty");
    }
    return !r->rejected;
}

/* ---- what several kinds ask of a value ---- */

int64_t pp_reader_name(struct pp_reader *r, enum pp_book_set set, int field_ix,
                       enum pp_severity severity) {
    static const char *const words[PP_BOOK_N_SETS] = {
        "landlord", "ward",   "team",     "area",    "neighbourhood",
        "postcode", "street", "activity", "officer", "venue"};
    const struct pp_value *value = &r->values[field_ix];
    if (!value->given)
        return -1;
    int64_t ix = pp_book_find(r->book, set, value->text);
    if (ix >= 0)
        return ix;
    bool makes_list = set == PP_BOOK_WARD || set == PP_BOOK_NEIGHBOURHOOD;
    if (!r->book->has_list[set] && makes_list) {
        pp_reader_keep(r, pp_book_add(r->book, set, value->text, &ix, r->reterr));
        return ix;
    }
    const char *nearest = pp_book_nearest(r->book, set, value->text);
    pp_reader_tell(r, severity, "unknown_name", field_ix,
                   "correct it, or import the list that has it first",
                   "there is no %s '%.60s'%s%s%s", words[set], value->text,
                   nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    return -1;
}

/* Degrees of longitude and latitude where Britain lies, in either order? */
static bool are_degrees(double a, double b) {
    return (fabs(a) <= 9 && b >= 49 && b <= 61) || (fabs(b) <= 9 && a >= 49 && a <= 61);
}

/* Could this be a point of the National Grid in Britain? */
static bool on_grid(double x, double y) { return x >= 0 && x <= 700000 && y >= 0 && y <= 1300000; }

static bool half_point(struct pp_reader *r, int empty_ix) {
    pp_reader_tell(r, PP_SEVERITY_ERROR, "half_point", empty_ix,
                   "fill in both easting and northing, or neither",
                   "only one of easting and northing is given");
    return false;
}

/* "4326", "EPSG:4326"; NULL is not */
static bool is_degrees_crs(const char *crs) {
    return crs && (strcmp(crs, "4326") == 0 || pp_text_same_nocase(crs, "EPSG:4326"));
}

static bool from_degrees(struct pp_reader *r, int field_ix, double lon, double lat, double *ret_x,
                         double *ret_y) {
    double xy[2] = {lon, lat};
    if (!r->geo && !pp_reader_keep(r, pp_geo_new(&r->geo, r->reterr)))
        return false;
    if (!are_degrees(lon, lat) || pp_geo_to_grid(r->geo, xy, 1, NULL) != 0) {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "outside_britain", field_ix,
                       "give longitude as easting and latitude as northing",
                       "%.6g, %.6g is no longitude and latitude in Britain", lon, lat);
        return false;
    }
    *ret_x = xy[0];
    *ret_y = xy[1];
    return true;
}

bool pp_reader_point(struct pp_reader *r, int easting_ix, int northing_ix, bool spare,
                     double *ret_x, double *ret_y) {
    const struct pp_value *e = &r->values[easting_ix], *n = &r->values[northing_ix];
    *ret_x = *ret_y = NAN;
    if (e->given != n->given)
        return half_point(r, e->given ? northing_ix : easting_ix);
    if (!e->given)
        return true;
    double x = e->real, y = n->real;
    if (is_degrees_crs(r->options->crs))
        return from_degrees(r, easting_ix, x, y, ret_x, ret_y);
    if (x == 0 && y == 0) {
        pp_reader_tell(r, spare ? PP_SEVERITY_WARNING : PP_SEVERITY_ERROR, "zero_point", easting_ix,
                       "give its easting and northing, or a known postcode", "0,0 is no position%s",
                       spare ? "; its postcode's is used" : "");
        return spare;
    }
    if (are_degrees(x, y)) {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "degrees", easting_ix,
                       "if the whole column is like this: --crs EPSG:4326",
                       "%.6g, %.6g are degrees of longitude and latitude, not metres", x, y);
        return false;
    }
    if (!on_grid(x, y)) {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "outside_britain", easting_ix,
                       "give metres of the National Grid (EPSG:27700); if easting and northing are "
                       "swapped: --map easting=northing --map northing=easting",
                       "%.10g, %.10g is not in Britain%s", x, y,
                       on_grid(y, x) ? "; the other way round it is" : "");
        return false;
    }
    *ret_x = x;
    *ret_y = y;
    return true;
}

void pp_reader_email(struct pp_reader *r, int field_ix) {
    const struct pp_value *value = &r->values[field_ix];
    if (!value->given)
        return;
    const char *at = strchr(value->text, '@');
    if (!at || at == value->text || !strchr(at, '.') || strchr(value->text, ' ')) {
        pp_reader_tell(r, PP_SEVERITY_WARNING, "odd_email", field_ix, "correct it",
                       "'%.60s' does not look like an email address", value->text);
        return;
    }
    size_t before = r->emails.n;
    int64_t ix;
    if (pp_reader_keep(r, pp_names_add(&r->emails, value->text, &ix, r->reterr)) &&
        r->emails.n == before)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "repeated_email", field_ix,
                       "give each person an own address", "'%.60s' stands here a second time",
                       value->text);
}
