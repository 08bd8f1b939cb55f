/* What each home asks for: when it is due, from when on it can be offered, and what stands already. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/roster/visits_parts.h"

enum {
    SETTLE_DUE_WEEK = 2,
    MOST_TRIES = 3,
    TRY_AGAIN_WEEKS = 3, /* the next letter needs two whole weeks */
    LETTER_DAYS = 10
};

int visit_fail_memory(struct pp_error *reterr) {
    return pp_fail(reterr, PP_E_NOMEM, "Memory ran out while visits were planned");
}

/* ---- the time of it ---- */

static int week_of(const struct visit_year *year, pp_day day) {
    pp_day first = year->ask->problem->calendar.first_day;
    return day >= first ? (day - first) / 7 : (day - first - 6) / 7;
}

/* A quarter that is over is planned as if it were to come. */
static pp_day start_of(const struct pp_roster_problem *problem) {
    const struct pp_calendar *calendar = &problem->calendar;
    bool inside =
        problem->today > calendar->first_day && problem->today <= pp_calendar_last_day(calendar);
    return inside ? problem->today : calendar->first_day;
}

/* Letters for a quarter that is still to come go out from today on. */
static pp_day letters_from(const struct pp_roster_problem *problem) {
    pp_day start = start_of(problem);
    return problem->today < start && problem->today > 0 ? problem->today : start;
}

void visit_set_weeks(struct visit_year *year) {
    const struct pp_roster_problem *problem = year->ask->problem;
    pp_day start = start_of(problem), letters = letters_from(problem);
    year->today_week = week_of(year, start);
    year->now_week = week_of(year, year->ask->from > start ? year->ask->from : start);
    year->first_week = year->now_week;
    while (year->first_week < VISIT_WEEKS &&
           pp_calendar_back(&problem->calendar, visit_monday(problem, year->first_week),
                            LETTER_DAYS) < letters)
        year->first_week++;
}

int visit_quarter_weeks(const struct pp_roster_problem *problem) {
    int n = problem->calendar.n_weeks;
    return n < VISIT_WEEKS ? n : VISIT_WEEKS;
}

/* ---- what stands already ---- */

static int by_home(const void *a, const void *b) {
    const struct pp_visit_row *x = *(const struct pp_visit_row *const *)a,
                              *y = *(const struct pp_visit_row *const *)b;
    return (x->home_id > y->home_id) - (x->home_id < y->home_id);
}

/* Made before this visit year: the next visit is due a year later, whatever week stood for that one. */
static bool is_last_years(const struct visit_year *year, const struct visitor *visitor,
                          const struct pp_visit_row *row) {
    return row->state == PP_VISIT_DONE &&
           visitor->home->last_visit < year->ask->problem->calendar.first_day;
}

/* Each visitor's row of the roster that stands, if any. */
static int find_standing(struct visit_year *year, struct pp_error *reterr) {
    const struct pp_roster *now = year->ask->now;
    if (!now || now->n_visits == 0)
        return 0;
    size_t n = (size_t)now->n_visits;
    const struct pp_visit_row **rows = pp_arena_alloc(&year->team.arena, n * sizeof *rows);
    if (!rows)
        return visit_fail_memory(reterr);
    for (size_t i = 0; i < n; i++)
        rows[i] = &now->visits[i];
    qsort(rows, n, sizeof *rows, by_home);
    for (int v = 0; v < year->n_visitors; v++) {
        struct pp_visit_row wanted = {.home_id = year->visitors[v].home->home_id};
        const struct pp_visit_row *key = &wanted;
        const struct pp_visit_row **found = bsearch(&key, rows, n, sizeof *rows, by_home);
        if (found && !is_last_years(year, &year->visitors[v], *found))
            year->visitors[v].stands = *found;
    }
    return 0;
}

/* The week that stands, or VISIT_NOT_PLACED: of the day agreed, else the roster's. */
static int standing_week(const struct visit_year *year, const struct visitor *visitor) {
    pp_day day = visitor->home->booked;
    if (day == PP_PAST_DAY && visitor->stands)
        day = visitor->stands->week_start;
    if (day == PP_PAST_DAY)
        return VISIT_NOT_PLACED;
    int week = week_of(year, day);
    return week >= 0 && week < VISIT_WEEKS ? week : VISIT_NOT_PLACED;
}

/* Done in this visit year, or declined in this roster: stays where it was. */
static bool is_over(const struct visit_year *year, const struct visitor *visitor) {
    const struct pp_roster_home *home = visitor->home;
    bool this_year = home->last_visit >= year->ask->problem->calendar.first_day;
    if (home->state == PP_VISIT_DONE)
        return this_year;
    bool declined_here = visitor->stands && visitor->stands->state == PP_VISIT_DECLINED;
    return home->state == PP_VISIT_DECLINED && (this_year || declined_here);
}

/* Nobody at home at the visit that stands: it is tried again, in a later week. */
static bool is_missed(const struct visit_year *year, const struct visitor *visitor) {
    return standing_week(year, visitor) != VISIT_NOT_PLACED && visitor->stands &&
           visitor->stands->state == PP_VISIT_NO_ACCESS;
}

bool visit_is_lapsed(const struct visit_year *year, const struct visitor *visitor) {
    const struct pp_roster_problem *problem = year->ask->problem;
    if (visitor->home->state != PP_VISIT_BOOKED)
        return false;
    if (visitor->home->booked != PP_PAST_DAY)
        return visitor->home->booked < problem->today &&
               problem->today <= pp_calendar_last_day(&problem->calendar);
    return standing_week(year, visitor) < year->today_week;
}

static bool is_promised(const struct visit_year *year, const struct visitor *visitor) {
    return visitor->home->state == PP_VISIT_OFFERED ||
           (visitor->home->state == PP_VISIT_BOOKED && !visit_is_lapsed(year, visitor));
}

/* By what was recorded, or in the roster that stands, for a day still to come. */
static bool is_booked(const struct visit_year *year, const struct visitor *visitor) {
    return !visit_is_lapsed(year, visitor) &&
           (visitor->home->booked != PP_PAST_DAY ||
            (visitor->stands && visitor->stands->state == PP_VISIT_BOOKED));
}

/* Does the week that stands hold against anything: letters have gone out, or it is booked? */
static bool is_settled(const struct visit_year *year, const struct visitor *visitor) {
    int week = standing_week(year, visitor);
    if (week == VISIT_NOT_PLACED || week < year->today_week || is_missed(year, visitor) ||
        visit_is_lapsed(year, visitor))
        return false;
    return week < year->now_week || is_booked(year, visitor) ||
           (visitor->stands->state == PP_VISIT_OFFERED && week < year->first_week);
}

/* ---- classes ---- */

static int class_of(struct visit_year *year, const struct visit_class *wanted,
                    struct pp_error *reterr) {
    struct visit_team *team = &year->team;
    for (int c = 0; c < team->n_classes; c++)
        if (team->classes[c].due == wanted->due && team->classes[c].first == wanted->first &&
            team->classes[c].overdue == wanted->overdue)
            return c;
    if (team->n_classes == year->cap_classes) {
        int cap = year->cap_classes ? 2 * year->cap_classes : 128;
        struct visit_class *more = pp_arena_alloc(&team->arena, (size_t)cap * sizeof *more);
        if (!more)
            return visit_fail_memory(reterr);
        if (team->n_classes > 0)
            memcpy(more, team->classes, (size_t)team->n_classes * sizeof *more);
        team->classes = more;
        year->cap_classes = cap;
    }
    team->classes[team->n_classes] = *wanted;
    return team->n_classes++;
}

/* That of the first Monday that is not before not_before. */
static int earliest_week(const struct visit_year *year, const struct pp_roster_home *home) {
    return week_of(year, home->not_before + 6);
}

/* The first week, from 1, in which the home can be visited. */
static int first_week(const struct visit_year *year, const struct visitor *visitor) {
    const struct pp_roster_home *home = visitor->home;
    int first = is_promised(year, visitor) ? year->now_week + 1 : year->first_week + 1;
    if (home->state == PP_VISIT_NO_ACCESS && home->n_no_access >= MOST_TRIES &&
        first <= visit_quarter_weeks(year->ask->problem))
        first = visit_quarter_weeks(year->ask->problem) + 1;
    if (is_missed(year, visitor) && first <= standing_week(year, visitor) + TRY_AGAIN_WEEKS)
        first = standing_week(year, visitor) + TRY_AGAIN_WEEKS + 1;
    if (home->not_before == PP_PAST_DAY)
        return first;
    int week = earliest_week(year, home) + 1;
    return week > first ? week : first;
}

/* The year was up before this week, or the week that stood has gone by without a word. What somebody was promised
 * or was tried in vain has its own window. */
static bool is_overdue(const struct visit_year *year, const struct visitor *visitor) {
    const struct pp_roster_home *home = visitor->home;
    bool gave_up = home->state == PP_VISIT_NO_ACCESS && home->n_no_access >= MOST_TRIES;
    if (gave_up || is_missed(year, visitor) || is_promised(year, visitor))
        return false;
    return visit_is_lapsed(year, visitor) || standing_week(year, visitor) < year->now_week ||
           (visitor->due != PP_PAST_DAY && week_of(year, visitor->due) < year->now_week);
}

/* Of a new tenant: the window ends six weeks from now, or from when they live there. */
static int settle_week(const struct visit_year *year, const struct pp_roster_home *home) {
    int start = year->now_week;
    if (home->not_before != PP_PAST_DAY && earliest_week(year, home) > start)
        start = earliest_week(year, home);
    int week = start + SETTLE_DUE_WEEK;
    return week < VISIT_WEEKS ? week : VISIT_WEEKS;
}

/* From 1; 0 = any week. */
static int due_week(const struct visit_year *year, const struct visitor *visitor) {
    const struct pp_roster_home *home = visitor->home;
    int now = year->now_week + 1;
    if (home->state == PP_VISIT_NO_ACCESS && home->n_no_access >= MOST_TRIES)
        return VISIT_WEEKS;
    if (is_missed(year, visitor)) {
        int again = first_week(year, visitor);
        return again < VISIT_WEEKS ? again : VISIT_WEEKS;
    }
    if (is_overdue(year, visitor) || is_promised(year, visitor))
        return now;
    if (visitor->due == PP_PAST_DAY)
        return home->new_tenant ? settle_week(year, home) : 0;
    int week = week_of(year, visitor->due) + 1;
    return week < VISIT_WEEKS ? week : VISIT_WEEKS;
}

static int classify(struct visit_year *year, struct visitor *visitor, struct pp_error *reterr) {
    const struct pp_roster_home *home = visitor->home;
    visitor->class_ix = -1;
    visitor->week = VISIT_NOT_PLACED;
    visitor->due = pp_home_due_day(home);
    visitor->over = is_over(year, visitor);
    if (visitor->over) {
        int stood = standing_week(year, visitor);
        int week = home->state == PP_VISIT_DONE || stood == VISIT_NOT_PLACED
                       ? week_of(year, home->last_visit)
                       : stood;
        visitor->week = week >= 0 && week < VISIT_WEEKS ? week : stood;
        return 0;
    }
    if (is_settled(year, visitor)) {
        visitor->week = standing_week(year, visitor);
        return 0;
    }
    const struct visit_class wanted = {due_week(year, visitor), first_week(year, visitor),
                                       is_overdue(year, visitor)};
    int c = class_of(year, &wanted, reterr);
    if (c < 0)
        return c;
    visitor->class_ix = c;
    return 0;
}

int visit_classify(struct visit_year *year, struct pp_error *reterr) {
    int rc = find_standing(year, reterr);
    for (int v = 0; v < year->n_visitors && rc == 0; v++)
        rc = classify(year, &year->visitors[v], reterr);
    return rc;
}

/* ---- room, and what takes it first ---- */

static int count_offers(const struct visit_year *year, const struct visit_patch *patch, int week) {
    double minutes = year->ask->options->take_up * patch->each;
    return patch->room[week] > 0 ? (int)floor(patch->room[week] / minutes) : 0;
}

/* Room as whole minutes, and offers. */
static void set_minutes(struct visit_year *year) {
    struct visit_team *team = &year->team;
    for (int p = 0; p < team->n_patches; p++)
        for (int w = 0; w < VISIT_WEEKS; w++) {
            struct visit_patch *patch = &team->patches[p];
            double minutes = year->room.minutes[patch->patch_ix * VISIT_WEEKS + w];
            patch->room[w] = w < year->now_week ? 0 : floor(minutes);
            patch->offers[w] = count_offers(year, patch, w);
        }
    for (int w = 0; w < VISIT_WEEKS; w++)
        team->pool[w] = floor(year->room.pool[w]);
}

/* A visit of the week is spoken for: booked in full, offered by the take-up. Who goes along has no patch if there is
 * such a person with time left, else takes of the patch's own minutes. */
static void take_room(struct visit_year *year, const struct visitor *visitor, int week) {
    struct visit_patch *patch = &year->team.patches[visitor->patch];
    double take_up = year->ask->options->take_up, *pool = &year->team.pool[week];
    bool booked = is_booked(year, visitor);
    double minutes = patch->each * (booked ? 1 : take_up);
    double along = visitor->two ? minutes : 0, of_pool = along < *pool ? along : *pool;
    double left = patch->room[week] - minutes - (along - of_pool);
    int offers = patch->offers[week] - (booked ? (int)ceil(1 / take_up) : 1);
    *pool = floor(*pool - of_pool);
    patch->room[week] = left > 0 ? floor(left) : 0;
    patch->offers[week] = offers > 0 ? offers : 0;
}

/* What stands may keep its week although who goes along takes more of the patch's time; nothing new may come then. */
static void cap_offers(struct visit_year *year) {
    for (int p = 0; p < year->team.n_patches; p++)
        for (int w = 0; w < VISIT_WEEKS; w++) {
            struct visit_patch *patch = &year->team.patches[p];
            int most = count_offers(year, patch, w);
            patch->offers[w] = patch->offers[w] < most ? patch->offers[w] : most;
        }
}

/* What is over or settled takes its room first; then what can keep the week that stands. */
static void keep_standing(struct visit_year *year) {
    for (int v = 0; v < year->n_visitors; v++) {
        const struct visitor *visitor = &year->visitors[v];
        if (visitor->class_ix < 0 && visitor->week >= year->now_week &&
            visitor->week < VISIT_WEEKS && visitor->home->state != PP_VISIT_DECLINED)
            take_room(year, visitor, visitor->week);
    }
    for (int v = 0; v < year->n_visitors; v++) {
        struct visitor *visitor = &year->visitors[v];
        const struct visit_patch *patch = &year->team.patches[visitor->patch];
        int week = standing_week(year, visitor);
        if (visitor->class_ix < 0 || week == VISIT_NOT_PLACED || week < year->first_week ||
            is_missed(year, visitor) || visit_is_lapsed(year, visitor) ||
            visitor->stands->patch_ix != visitor->home->patch_ix ||
            week + 1 < year->team.classes[visitor->class_ix].first || patch->offers[week] == 0)
            continue;
        visitor->week = week;
        visitor->class_ix = -1;
        take_room(year, visitor, week);
    }
}

void visit_set_room(struct visit_year *year) {
    set_minutes(year);
    keep_standing(year);
    cap_offers(year);
}
