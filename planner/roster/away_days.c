/* The days that an absence does not take from an officer, in words. */
#include "patchplan/roster/cover.h"
#include "patchplan/roster/practice.h"
#include "planner/roster/judge_parts.h"

static bool has_part(const struct pp_absence *absence, enum pp_half half) {
    return absence->part < 0 || absence->part == (int)half;
}

/* Of the parts of a day that count: how many the officer would work, and how many of them are leave. */
struct day_parts {
    int n_due, n_leave;
};

static struct day_parts look_at(const struct pp_roster_problem *problem,
                                const struct pp_absence *absence, pp_day day) {
    struct day_parts parts = {0};
    for (enum pp_half half = PP_HALF_AM; half <= PP_HALF_PM; half++) {
        if (!has_part(absence, half) || !pp_post_is_due(problem, absence->post_ix, day, half))
            continue;
        parts.n_due++;
        parts.n_leave += !pp_post_works(problem, absence->post_ix, day, half);
    }
    return parts;
}

static void append_leave(const struct pp_roster_problem *problem, int post_ix, pp_day from,
                         pp_day to, struct pp_str *text) {
    if (text->len)
        pp_str_append_char(text, ' ');
    roster_append_post(problem, post_ix, text);
    pp_str_append(text, from == to ? " is on leave already on " : " is on leave already from ");
    roster_append_when(from, -1, text);
    if (from != to) {
        pp_str_append(text, " to ");
        roster_append_when(to, -1, text);
    }
    pp_str_append(text, ": who stands in then stays.");
}

/* Runs of leave, told one by one; returns how many working days there are, on leave or not. */
static int tell_leave(const struct pp_roster_problem *problem, const struct pp_absence *absence,
                      struct pp_str *text) {
    pp_day first = 0, last = 0;
    int n_due = 0, n_run = 0;
    for (pp_day day = absence->first_day; day <= absence->last_day; day++) {
        struct day_parts parts = look_at(problem, absence, day);
        n_due += parts.n_due > 0;
        if (parts.n_due > 0 && parts.n_leave == parts.n_due) {
            first = n_run++ ? first : day;
            last = day;
        } else if (parts.n_due > 0 && n_run) {
            append_leave(problem, absence->post_ix, first, last, text);
            n_run = 0;
        }
    }
    if (n_run)
        append_leave(problem, absence->post_ix, first, last, text);
    return n_due;
}

void pp_cover_away_note(const struct pp_roster_problem *problem, const struct pp_absence *absence,
                        struct pp_str *text) {
    if (tell_leave(problem, absence, text) > 0)
        return;
    if (absence->first_day == absence->last_day) {
        roster_append_when(absence->first_day, absence->part, text);
        pp_str_append(text, " is no working day of ");
        roster_append_post(problem, absence->post_ix, text);
    } else {
        roster_append_post(problem, absence->post_ix, text);
        pp_str_append(text, " works on none of these days");
    }
    pp_str_append(text, ": nobody needs to stand in.");
}
