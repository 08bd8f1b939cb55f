/* What is done for whom: activities, interventions, needs, visits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planner/stock/reader.h"

#include "patchplan/core/alloc.h"

/* ---- activities ---- */

enum { AC_NAME, AC_MINUTES, AC_DONE_BY, AC_PER };
static const struct pp_field activity_fields[] = {
    {.name = "activity", .column = true, .filled = true},
    {.name = "minutes",
     .value = PP_VALUE_REAL,
     .column = true,
     .filled = true,
     .min = 0,
     .max = 100000},
    {.name = "done_by",
     .value = PP_VALUE_CHOICE,
     .choices = "patch officer=officer,housing officer|team leader=leader|back office|specialist"},
    {.name = "per", .value = PP_VALUE_CHOICE, .choices = "home|block|patch"},
    {0},
};

static void take_activity(struct pp_reader *r) {
    struct pp_activity_record record = {
        .name = pp_reader_text(r, AC_NAME),
        .minutes = r->values[AC_MINUTES].real,
        .done_by = r->values[AC_DONE_BY].given ? r->values[AC_DONE_BY].text : "patch officer",
        .per = r->values[AC_PER].given ? r->values[AC_PER].text : "home",
    };
    if (pp_reader_keep(
            r, pp_book_add(r->book, PP_BOOK_ACTIVITY, record.name, &record.activity_ix, r->reterr)))
        pp_reader_emit(r, NULL, &record);
}

const struct pp_kind pp_kind_activities = {
    .name = "activities",
    .file = "activities.csv",
    .fields = activity_fields,
    .n_key = 1,
    .key = {AC_NAME},
    .lists = PP_BOOK_ACTIVITY,
    .take = take_activity,
};

/* ---- interventions: summed to neighbourhood, activity and month, so that no home is kept ---- */

enum { IV_DATE, IV_ACTIVITY, IV_REF, IV_POSTCODE, IV_NEIGHBOURHOOD, IV_COUNT };
static const struct pp_field intervention_fields[] = {
    {.name = "date", .value = PP_VALUE_DATE, .column = true, .filled = true},
    {.name = "activity", .column = true, .filled = true},
    {.name = "property_ref", .aliases = "property_reference|prop_ref"},
    {.name = "postcode", .value = PP_VALUE_POSTCODE},
    {.name = "neighbourhood_code", .aliases = "neighbourhood"},
    {.name = "count", .aliases = "n|number", .value = PP_VALUE_INT, .min = 0, .max = 1e9},
    {0},
};

struct sum {
    int64_t activity_ix, neighbourhood_ix, n;
    int month; /* year x 12 + month from 0 */
};
struct sums {
    struct pp_names keys;
    struct sum *all;
    size_t cap;
};

static int64_t place_of(struct pp_reader *r) {
    int64_t home_id, neighbourhood_ix = -1;
    struct pp_book *book = r->book;
    if (r->values[IV_NEIGHBOURHOOD].given)
        return pp_reader_name(r, PP_BOOK_NEIGHBOURHOOD, IV_NEIGHBOURHOOD, PP_SEVERITY_ERROR);
    if (r->values[IV_REF].given && book->find_home) {
        int found = book->find_home(book->context, r->values[IV_REF].text, &home_id,
                                    &neighbourhood_ix, r->reterr);
        if (!pp_reader_keep(r, found < 0 ? found : 0) || neighbourhood_ix >= 0)
            return neighbourhood_ix;
    }
    int64_t postcode_ix = pp_book_find(book, PP_BOOK_POSTCODE, pp_reader_text(r, IV_POSTCODE));
    if (postcode_ix >= 0 && book->find_neighbourhood)
        pp_reader_keep(
            r, book->find_neighbourhood(book->context, postcode_ix, &neighbourhood_ix, r->reterr));
    if (neighbourhood_ix < 0)
        pp_reader_tell(r, PP_SEVERITY_ERROR, "no_place", -1,
                       "give a neighbourhood_code, or import the homes first",
                       "no neighbourhood is known for this property or postcode");
    return neighbourhood_ix;
}

static bool add_to_sum(struct pp_reader *r, const struct sum *row) {
    if (!r->state && !(r->state = pp_arena_alloc(&r->arena, sizeof(struct sums))))
        return pp_reader_keep(r, pp_fail_nomem(r->reterr));
    struct sums *sums = r->state;
    char key[80];
    snprintf(key, sizeof key, "%lld %d %lld", (long long)row->activity_ix, row->month,
             (long long)row->neighbourhood_ix);
    size_t before = sums->keys.n;
    int64_t ix = 0;
    if (!pp_reader_keep(r, pp_names_add(&sums->keys, key, &ix, r->reterr)) ||
        !pp_reader_keep(
            r, pp_reserve(&sums->all, &sums->cap, (size_t)ix + 1, sizeof *sums->all, r->reterr)))
        return false;
    if (sums->keys.n > before)
        sums->all[ix] = *row;
    else
        sums->all[ix].n += row->n;
    return true;
}

static void take_intervention(struct pp_reader *r) {
    struct sum row = {.n = r->values[IV_COUNT].given ? r->values[IV_COUNT].whole : 1};
    row.activity_ix = pp_reader_name(r, PP_BOOK_ACTIVITY, IV_ACTIVITY, PP_SEVERITY_ERROR);
    row.neighbourhood_ix = place_of(r);
    if (r->rejected || r->rc)
        return;
    int year, month, day;
    pp_day_split((pp_day)r->values[IV_DATE].whole, &year, &month, &day);
    row.month = year * 12 + month - 1;
    add_to_sum(r, &row);
}

static int by_activity_month(const void *a, const void *b) {
    const struct sum *sa = a, *sb = b;
    if (sa->activity_ix != sb->activity_ix)
        return sa->activity_ix < sb->activity_ix ? -1 : 1;
    if (sa->month != sb->month)
        return sa->month < sb->month ? -1 : 1;
    return (sa->neighbourhood_ix > sb->neighbourhood_ix) -
           (sa->neighbourhood_ix < sb->neighbourhood_ix);
}

static void finish_interventions(struct pp_reader *r) {
    struct sums *sums = r->state;
    if (!sums)
        return;
    size_t n = sums->keys.n;
    qsort(sums->all, n, sizeof *sums->all, by_activity_month);
    bool fine = true;
    for (size_t i = 0; i < n && fine; i++) {
        const struct sum *sum = &sums->all[i];
        char month[16];
        snprintf(month, sizeof month, "%04d-%02d", sum->month / 12, sum->month % 12 + 1);
        struct pp_intervention_record record = {
            .neighbourhood_ix = sum->neighbourhood_ix,
            .activity_ix = sum->activity_ix,
            .month = month,
            .n = sum->n,
            .first = i == 0 || sums->all[i - 1].activity_ix != sum->activity_ix ||
                     sums->all[i - 1].month != sum->month,
        };
        fine = pp_reader_emit(r, "", &record);
    }
}

static void free_sums(struct pp_reader *r) {
    struct sums *sums = r->state;
    if (!sums)
        return;
    pp_names_done(&sums->keys);
    pp_free(sums->all);
}

const struct pp_kind pp_kind_interventions = {
    .name = "interventions",
    .file = "interventions.csv",
    .fields = intervention_fields,
    .lists = PP_BOOK_N_SETS,
    .take = take_intervention,
    .finish = finish_interventions,
    .free_state = free_sums,
};

/* ---- needs ---- */

enum { ND_NEIGHBOURHOOD, ND_SKILL, ND_LANGUAGE };
static const struct pp_field need_fields[] = {
    {.name = "neighbourhood_code", .aliases = "neighbourhood", .column = true, .filled = true},
    {.name = "skill"},
    {.name = "language"},
    {0},
};

static void take_need(struct pp_reader *r) {
    struct pp_need_record record = {
        .skill = pp_reader_text(r, ND_SKILL),
        .language = pp_reader_text(r, ND_LANGUAGE),
        .neighbourhood_ix =
            pp_reader_name(r, PP_BOOK_NEIGHBOURHOOD, ND_NEIGHBOURHOOD, PP_SEVERITY_WARNING),
    };
    if (!*record.skill && !*record.language)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "names_nothing", -1, "name a skill or a language",
                       "neither a skill nor a language is named; the row says nothing");
    else if (record.neighbourhood_ix >= 0)
        pp_reader_emit(r, NULL, &record);
}

const struct pp_kind pp_kind_needs = {
    .name = "needs",
    .file = "needs.csv",
    .fields = need_fields,
    .n_key = 3,
    .key = {ND_NEIGHBOURHOOD, ND_SKILL, ND_LANGUAGE},
    .repeats_merge = true,
    .refused = "reason|why|name",
    .lists = PP_BOOK_N_SETS,
    .take = take_need,
};

/* ---- visits ---- */

enum { VS_REF, VS_LAST, VS_TWO, VS_STATE, VS_NOT_BEFORE };
static const struct pp_field visit_fields[] = {
    {.name = "property_ref",
     .aliases = "property_reference|prop_ref",
     .column = true,
     .filled = true},
    {.name = "last_visit", .value = PP_VALUE_DATE},
    {.name = "two_person", .value = PP_VALUE_YES},
    {.name = "state",
     .value = PP_VALUE_CHOICE,
     .choices = "due|offered|booked|done|declined|no access=noaccess"},
    {.name = "not_before", .value = PP_VALUE_DATE},
    {0},
};

static pp_day day_of(const struct pp_value *value) {
    return value->given ? (pp_day)value->whole : PP_NO_DAY;
}

/* The first year of visits that anybody could still ask for. A visit that is due by a list made ahead is told; one
 * further ahead is a year mistyped. */
enum { FIRST_YEAR = 1950, DAYS_AHEAD = 366 };

/* A visit has been made, and not so long ago that the year must be wrong. */
static bool check_last_visit(struct pp_reader *r) {
    const struct pp_value *last = &r->values[VS_LAST];
    if (!last->given)
        return true;
    int64_t days_ahead = r->options->today ? last->whole - r->options->today : 0;
    if (days_ahead > 0)
        pp_reader_tell(r, days_ahead > DAYS_AHEAD ? PP_SEVERITY_ERROR : PP_SEVERITY_WARNING,
                       "visit_to_come", VS_LAST, "correct the year, or empty the cell",
                       "'%.60s' is still to come: is the year right?", last->text);
    else if (last->whole < pp_day_from(FIRST_YEAR, 1, 1))
        pp_reader_tell(r, PP_SEVERITY_ERROR, "visit_too_old", VS_LAST,
                       "correct the year, or empty the cell",
                       "'%.60s' is too long ago to be a visit", last->text);
    return !r->rejected;
}

static void take_visit(struct pp_reader *r) {
    struct pp_visit_record record = {
        .last_visit = day_of(&r->values[VS_LAST]),
        .not_before = day_of(&r->values[VS_NOT_BEFORE]),
        .two_person = r->values[VS_TWO].given && r->values[VS_TWO].yes,
        .state = r->values[VS_STATE].given ? r->values[VS_STATE].text : "due",
    };
    int64_t neighbourhood_ix;
    struct pp_book *book = r->book;
    int found = book->find_home ? book->find_home(book->context, r->values[VS_REF].text,
                                                  &record.home_id, &neighbourhood_ix, r->reterr)
                                : 0;
    if (!pp_reader_keep(r, found < 0 ? found : 0) || !check_last_visit(r))
        return;
    if (found)
        pp_reader_emit(r, NULL, &record);
    else
        pp_reader_tell(r, PP_SEVERITY_ERROR, "unknown_property", VS_REF,
                       "correct it, or import the homes first", "there is no home '%.60s'",
                       r->values[VS_REF].text);
}

const struct pp_kind pp_kind_visits = {
    .name = "visits",
    .file = "visits.csv",
    .fields = visit_fields,
    .n_key = 1,
    .key = {VS_REF},
    .refused = "reason|why|two_person_reason|notes|note|risk",
    .lists = PP_BOOK_N_SETS,
    .take = take_visit,
};
