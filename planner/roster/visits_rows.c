/* Homes to the weeks that the counts give their classes, and who visits. */
#include <stdlib.h>
#include <string.h>

#include "planner/roster/visits_parts.h"

/* ---- dealing ---- */

static int by_street(const struct pp_roster_home *a, const struct pp_roster_home *b) {
    if (a->street_ix != b->street_ix)
        return a->street_ix < b->street_ix ? -1 : 1;
    return (a->home_id > b->home_id) - (a->home_id < b->home_id);
}

/* By patch, class, one or two people; then overdue ones by due day, the others by street. */
struct order {
    struct visitor *visitor;
    bool overdue;
};

static int by_class(const void *a, const void *b) {
    const struct order *ox = a, *oy = b;
    const struct visitor *x = ox->visitor, *y = oy->visitor;
    if (x->patch != y->patch)
        return x->patch < y->patch ? -1 : 1;
    if (x->class_ix != y->class_ix)
        return x->class_ix < y->class_ix ? -1 : 1;
    if (x->two != y->two)
        return x->two ? 1 : -1;
    if (ox->overdue && x->due != y->due)
        return x->due < y->due ? -1 : 1;
    return by_street(x->home, y->home);
}

/* The homes list[0..n) of one patch, class and number of people, to weeks in order. */
static void deal_class(struct visit_year *year, const struct order *list, int n) {
    const struct visitor *first = list[0].visitor;
    const struct visit_patch *patch = &year->team.patches[first->patch];
    const int *count = &patch->count[first->two][first->class_ix * VISIT_PLACES];
    int at = 0;
    for (int w = 0; w < VISIT_PLACES; w++)
        for (int k = 0; k < count[w] && at < n; k++)
            list[at++].visitor->week = w;
}

static bool same_class(const struct visitor *a, const struct visitor *b) {
    return a->patch == b->patch && a->class_ix == b->class_ix && a->two == b->two;
}

static int deal(struct visit_year *year, struct pp_error *reterr) {
    struct order *list =
        pp_arena_alloc(&year->team.arena, ((size_t)year->n_visitors + 1) * sizeof *list);
    int n = 0;
    if (!list)
        return visit_fail_memory(reterr);
    for (int v = 0; v < year->n_visitors; v++) {
        struct visitor *visitor = &year->visitors[v];
        if (visitor->class_ix < 0)
            continue;
        list[n++] = (struct order){visitor, year->team.classes[visitor->class_ix].overdue};
    }
    if (n > 0)
        qsort(list, (size_t)n, sizeof *list, by_class);
    for (int from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && same_class(list[from].visitor, list[to].visitor); to++)
            ;
        deal_class(year, &list[from], to - from);
    }
    return 0;
}

/* ---- who visits ---- */

enum { NO_STREET_YET = -2 }; /* -1: of no street */

struct turns { /* of one patch: sharers street by street, by their parts */
    int street;
    int n, post_ix[2], part[2]; /* of the week */
    int now;                    /* whose street it is */
    int *given;                 /* n_posts: homes of the patch so far */
};

static int part_of(const struct pp_roster *roster, int patch_ix, int post_ix) {
    for (int i = 0; i < roster->n_leads; i++)
        if (roster->leads[i].patch_ix == patch_ix && roster->leads[i].post_ix == post_ix)
            return roster->leads[i].share_milli;
    return 1000;
}

static void begin_week(const struct visit_year *year, struct turns *turns, int patch_ix, int week) {
    int named[2];
    int n = visit_leads(year->ask, patch_ix, week, named);
    turns->street = NO_STREET_YET;
    turns->n = 0;
    for (int i = 0; i < n; i++) {
        if (n == 2 && !visit_post_there(year->ask->problem, named[i], week) &&
            visit_post_there(year->ask->problem, named[1 - i], week))
            continue;
        turns->post_ix[turns->n] = named[i];
        turns->part[turns->n++] = part_of(year->ask->with_cover, patch_ix, named[i]);
    }
    if (n == 0) {
        turns->post_ix[0] = year->room.stand_in[patch_ix * VISIT_WEEKS + week];
        turns->part[0] = 1000;
        turns->n = 1;
    }
}

static int next_turn(struct turns *turns, int street) {
    if (street != turns->street || street < 0) {
        turns->street = street;
        turns->now = 0;
        for (int i = 1; i < turns->n; i++)
            if ((int64_t)turns->given[turns->post_ix[i]] * turns->part[turns->now] <
                (int64_t)turns->given[turns->post_ix[turns->now]] * turns->part[i])
                turns->now = i;
    }
    int post_ix = turns->post_ix[turns->now];
    if (post_ix >= 0)
        turns->given[post_ix]++;
    return post_ix;
}

/* ---- the second of two ---- */

static int second_rank(const struct visit_year *year, int patch_ix, int post_ix, int week) {
    const struct pp_roster *roster = year->ask->with_cover;
    const struct pp_post *post = &year->ask->problem->posts[post_ix];
    int named[2];
    int n = visit_leads(year->ask, patch_ix, week, named);
    for (int i = 0; i < n; i++)
        if (named[i] == post_ix)
            return 0;
    for (int i = 0; i < roster->n_buddies; i++)
        if (roster->buddies[i].patch_ix == patch_ix && roster->buddies[i].post_ix == post_ix)
            return 1;
    if (post->team_ix != year->ask->team_ix || post->role == PP_ROLE_TEAM_LEADER)
        return -1;
    return post->role == PP_ROLE_OFFICER ? 3 : 2;
}

/* The other sharer, the buddy, relief and agency, another officer: who is there that week, fewest such visits in
 * it first; -1 when nobody is. n_second: n_posts x VISIT_WEEKS. */
static int find_second(const struct visit_year *year, int patch_ix, int first_ix, int week,
                       int *n_second) {
    const struct pp_roster_problem *problem = year->ask->problem;
    int best = -1, best_rank = 0, best_n = 0;
    for (int p = 0; p < problem->n_posts; p++) {
        int rank = p == first_ix ? -1 : second_rank(year, patch_ix, p, week);
        if (rank < 0 || !visit_post_there(problem, p, week))
            continue;
        int n = n_second[p * VISIT_WEEKS + week];
        if (best < 0 || rank < best_rank || (rank == best_rank && n < best_n)) {
            best = p;
            best_rank = rank;
            best_n = n;
        }
    }
    if (best >= 0)
        n_second[best * VISIT_WEEKS + week]++;
    return best;
}

/* ---- rows ---- */

static enum pp_visit_state state_of(const struct visit_year *year, const struct visitor *visitor) {
    enum pp_visit_state was = visitor->home->state;
    bool lapsed = visit_is_lapsed(year, visitor);
    if (visitor->over)
        return was;
    if (!lapsed && visitor->week < VISIT_WEEKS && visitor->class_ix < 0 &&
        visitor->home->booked != PP_PAST_DAY)
        return PP_VISIT_BOOKED;
    if (visitor->week >= visit_quarter_weeks(year->ask->problem))
        return PP_VISIT_DUE;
    bool booked = was == PP_VISIT_BOOKED || (visitor->stands && visitor->class_ix < 0 &&
                                             visitor->stands->state == PP_VISIT_BOOKED);
    return booked && !lapsed ? PP_VISIT_BOOKED : PP_VISIT_OFFERED;
}

static int by_week(const void *a, const void *b) {
    const struct visitor *x = *(struct visitor *const *)a, *y = *(struct visitor *const *)b;
    if (x->patch != y->patch)
        return x->patch < y->patch ? -1 : 1;
    if (x->week != y->week)
        return x->week < y->week ? -1 : 1;
    return by_street(x->home, y->home);
}

static struct pp_visit_row row_of(const struct visit_year *year, const struct visitor *visitor,
                                  struct turns *turns, int *n_second) {
    const struct pp_roster_home *home = visitor->home;
    struct pp_visit_row row = {.home_id = home->home_id,
                               .patch_ix = home->patch_ix,
                               .post_ix = -1,
                               .week_start = PP_PAST_DAY,
                               .two_officers = visitor->two,
                               .second_post_ix = -1,
                               .state = state_of(year, visitor)};
    int week = visitor->week < VISIT_WEEKS ? visitor->week : 0;
    if (visitor->week < VISIT_WEEKS)
        row.week_start = visit_monday(year->ask->problem, week);
    row.post_ix = next_turn(turns, home->street_ix);
    const struct pp_post *posts = year->ask->problem->posts;
    if (row.post_ix >= 0 && !posts[row.post_ix].lone_working)
        row.two_officers = true;
    if (row.two_officers && visitor->week < VISIT_WEEKS)
        row.second_post_ix = find_second(year, home->patch_ix, row.post_ix, week, n_second);
    return row;
}

int visit_rows_add(struct visit_year *year, struct pp_roster *roster, struct pp_error *reterr) {
    struct pp_arena *arena = &year->team.arena;
    size_t n = (size_t)year->n_visitors + 1;
    struct visitor **list = pp_arena_alloc(arena, n * sizeof *list);
    struct pp_visit_row *rows = pp_arena_alloc(arena, n * sizeof *rows);
    size_t n_posts = (size_t)year->ask->problem->n_posts + 1;
    int *n_second = pp_arena_alloc(arena, n_posts * VISIT_WEEKS * sizeof *n_second);
    struct turns turns = {.given = pp_arena_alloc(arena, n_posts * sizeof(int))};
    int rc =
        list && rows && n_second && turns.given ? deal(year, reterr) : visit_fail_memory(reterr);
    if (rc < 0)
        return rc;
    for (int v = 0; v < year->n_visitors; v++)
        list[v] = &year->visitors[v];
    qsort(list, (size_t)year->n_visitors, sizeof *list, by_week);
    for (int v = 0; v < year->n_visitors; v++) {
        const struct visitor *visitor = list[v];
        if (v == 0 || list[v - 1]->patch != visitor->patch)
            memset(turns.given, 0, n_posts * sizeof *turns.given);
        if (v == 0 || list[v - 1]->patch != visitor->patch || list[v - 1]->week != visitor->week)
            begin_week(year, &turns, visitor->home->patch_ix,
                       visitor->week < VISIT_WEEKS ? visitor->week : 0);
        rows[visitor - year->visitors] = row_of(year, visitor, &turns, n_second);
    }
    for (int v = 0; v < year->n_visitors && rc == 0; v++)
        rc = pp_roster_add_visit(roster, &rows[v], reterr);
    return rc;
}
