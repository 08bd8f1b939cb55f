#include <stdlib.h>

#include "patchplan/publish/roster.h"

#include "patchplan/core/alloc.h"

static int compare(const int (*keys)[2], size_t n) {
    for (size_t i = 0; i < n; i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

/* Rows that may go on with one another stand beside each other, by time. */
static int by_chain(const void *a, const void *b) {
    const struct pp_cover *x = *(const struct pp_cover *const *)a;
    const struct pp_cover *y = *(const struct pp_cover *const *)b;
    const int keys[][2] = {{x->cover_post_ix, y->cover_post_ix},
                           {x->patch_ix, y->patch_ix},
                           {x->absent_post_ix, y->absent_post_ix},
                           {x->day, y->day},
                           {x->half, y->half}};
    return compare(keys, sizeof keys / sizeof *keys);
}

static int by_who_stands_in(const void *a, const void *b) {
    const struct pp_cover *x = ((const struct pp_cover_span *)a)->first;
    const struct pp_cover *y = ((const struct pp_cover_span *)b)->first;
    const int keys[][2] = {{x->cover_post_ix, y->cover_post_ix}, {x > y, x < y}};
    return compare(keys, sizeof keys / sizeof *keys);
}

static pp_day next_working(const struct pp_calendar *calendar, pp_day day) {
    do
        day++;
    while (day <= pp_calendar_last_day(calendar) && !pp_calendar_working(calendar, day));
    return day;
}

/* The same people about the same patch, on the next working day or later on the same one? */
static bool goes_on(const struct pp_calendar *calendar, const struct pp_cover *row,
                    const struct pp_cover *next) {
    return next->cover_post_ix == row->cover_post_ix && next->patch_ix == row->patch_ix &&
           next->absent_post_ix == row->absent_post_ix &&
           (next->day == row->day ? next->half > row->half
                                  : next->day == next_working(calendar, row->day));
}

static int choose_rows(const struct pp_roster *roster, pp_day from, pp_day to,
                       const struct pp_cover **ret_rows) {
    int n = 0;
    for (int c = 0; c < roster->n_covers; c++)
        if (roster->covers[c].day >= from && roster->covers[c].day <= to)
            ret_rows[n++] = &roster->covers[c];
    return n;
}

int pp_publish_cover_spans(const struct pp_roster_sheet *sheet, pp_day from, pp_day to,
                           struct pp_arena *arena, struct pp_cover_span **ret_spans, int *ret_n,
                           struct pp_error *reterr) {
    size_t most = (size_t)sheet->roster->n_covers + 1;
    PP_AUTO_FREE const struct pp_cover **rows = pp_alloc_array(most, sizeof *rows);
    struct pp_cover_span *spans = pp_arena_alloc(arena, most * sizeof *spans);
    if (!rows || !spans)
        return pp_fail_nomem(reterr);
    int n_rows = choose_rows(sheet->roster, from, to, rows), n = 0;
    qsort(rows, (size_t)n_rows, sizeof *rows, by_chain);
    for (int i = 0; i < n_rows; i++)
        if (i > 0 && goes_on(&sheet->problem->calendar, rows[i - 1], rows[i]))
            spans[n - 1].last = rows[i];
        else
            spans[n++] = (struct pp_cover_span){rows[i], rows[i]};
    qsort(spans, (size_t)n, sizeof *spans, by_who_stands_in);
    *ret_spans = spans;
    *ret_n = n;
    return 0;
}
