/* Places that have no drop-in of anybody within reach: a sentence for each ward, with its streets. */
#include <math.h>
#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "planner/roster/judge_parts.h"

enum { STREETS_NAMED = 3 };

/* Homes of a street in a ward that are too far from every venue in use; the farthest of them. */
struct far_street {
    int ward_ix, street_ix, venue_ix, team_ix; /* venue_ix -1: none is in use */
    int64_t n_homes;
    double m;
};

static int by_place(const void *a, const void *b) {
    const struct far_street *x = a, *y = b;
    if (x->ward_ix != y->ward_ix)
        return x->ward_ix < y->ward_ix ? -1 : 1;
    if (x->team_ix != y->team_ix)
        return x->team_ix < y->team_ix ? -1 : 1;
    return (x->street_ix > y->street_ix) - (x->street_ix < y->street_ix);
}

static int by_homes(const void *a, const void *b) {
    const struct far_street *x = a, *y = b;
    if (x->n_homes != y->n_homes)
        return x->n_homes > y->n_homes ? -1 : 1;
    return by_place(a, b);
}

static struct far_street place_of(const struct pp_roster_problem *problem,
                                  const struct pp_reach_group *group, const bool *used) {
    const struct pp_roster_patch *patch = &problem->patches[group->patch_ix];
    struct far_street far = {patch->ward_ix, group->street_ix, -1,
                             patch->team_ix, group->n_homes,   INFINITY};
    if (far.street_ix >= problem->n_streets)
        far.street_ix = -1;
    for (int v = 0; v < problem->n_venues; v++) {
        double m = roster_away_m(&problem->venues[v], group->x, group->y);
        if (used[v] && m < far.m) {
            far.m = m;
            far.venue_ix = v;
        }
    }
    return far;
}

/* Streets by ward and team in ret_streets, room for n_groups; returns how many. */
static int find_streets(const struct pp_roster_problem *problem, const bool *used, double reach_m,
                        struct far_street *ret_streets) {
    int n_places = 0, n = 0;
    for (int g = 0; g < problem->n_groups; g++) {
        struct far_street far = place_of(problem, &problem->groups[g], used);
        if (far.m > reach_m)
            ret_streets[n_places++] = far;
    }
    qsort(ret_streets, (size_t)n_places, sizeof *ret_streets, by_place);
    for (int i = 0; i < n_places; i++) {
        struct far_street *last = &ret_streets[n - 1];
        if (n == 0 || by_place(last, &ret_streets[i]) != 0) {
            ret_streets[n++] = ret_streets[i];
            continue;
        }
        last->n_homes += ret_streets[i].n_homes;
        if (ret_streets[i].m > last->m) {
            last->m = ret_streets[i].m;
            last->venue_ix = ret_streets[i].venue_ix;
        }
    }
    return n;
}

static const char *street_name(const struct pp_roster_problem *problem, int street_ix) {
    return street_ix >= 0 ? problem->street_names[street_ix] : "homes without a street";
}

/* "mostly Hill Top (45 homes), Wood Lane (30) and 12 more streets"; streets by their homes. */
static void append_streets(const struct pp_roster_problem *problem,
                           const struct far_street *streets, int n, struct pp_str *text) {
    int named = n <= STREETS_NAMED + 1 ? n : STREETS_NAMED;
    for (int i = 0; i < named; i++)
        pp_str_appendf(text, "%s%s (%lld%s)",
                       i == 0       ? " "
                       : i + 1 == n ? " and "
                                    : ", ",
                       street_name(problem, streets[i].street_ix), (long long)streets[i].n_homes,
                       i > 0 ? "" : pp_text_plural(streets[i].n_homes, " home", " homes"));
    if (named < n)
        pp_str_appendf(text, " and %d more streets", n - named);
}

static const struct far_street *farthest(const struct far_street *streets, int n) {
    const struct far_street *far = streets;
    for (int i = 1; i < n; i++)
        if (streets[i].m > far->m)
            far = &streets[i];
    return far;
}

static int say_ward(const struct pp_roster_problem *problem, struct far_street *streets, int n,
                    double reach_m, struct pp_roster *roster, struct pp_error *reterr) {
    const struct far_street *far = farthest(streets, n);
    struct pp_breach breach = pp_breach_of(PP_RULE_REACH, NULL);
    PP_AUTO_STR struct pp_str text = {0};
    breach.team_ix = streets->team_ix;
    breach.venue_ix = far->venue_ix;
    for (int i = 0; i < n; i++)
        breach.n_homes += streets[i].n_homes;
    pp_str_appendf(
        &text, "%s has no place to meet within %.1f km for %lld %s:",
        streets->ward_ix >= 0 ? problem->ward_names[streets->ward_ix] : "What lies in no ward",
        reach_m / 1000, (long long)breach.n_homes, pp_text_plural(breach.n_homes, "home", "homes"));
    PP_AUTO_STR struct pp_str end = {0};
    if (far->venue_ix >= 0)
        pp_str_appendf(&end, "; the farthest, %s, is %.1f km from %s",
                       street_name(problem, far->street_ix), far->m / 1000,
                       problem->venues[far->venue_ix].name);
    qsort(streets, (size_t)n, sizeof *streets, by_homes);
    append_streets(problem, streets, n, &text);
    pp_str_append(&text, pp_str_text(&end));
    pp_str_append(&text, ". Offer them a home visit or a phone call");
    breach.text = pp_str_text(&text);
    return text.failed || end.failed ? pp_fail_nomem(reterr)
                                     : pp_roster_add_breach(roster, &breach, reterr);
}

struct ward_part { /* streets[from .. from + n) */
    int from, n;
    int64_t n_homes;
};

static int by_most(const void *a, const void *b) {
    const struct ward_part *x = a, *y = b;
    if (x->n_homes != y->n_homes)
        return x->n_homes > y->n_homes ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

static int split_by_ward(const struct far_street *streets, int n, struct ward_part *ret_wards) {
    int n_wards = 0;
    for (int i = 0; i < n; i++) {
        if (i == 0 || streets[i].ward_ix != streets[i - 1].ward_ix ||
            streets[i].team_ix != streets[i - 1].team_ix)
            ret_wards[n_wards++] = (struct ward_part){i, 0, 0};
        ret_wards[n_wards - 1].n++;
        ret_wards[n_wards - 1].n_homes += streets[i].n_homes;
    }
    qsort(ret_wards, (size_t)n_wards, sizeof *ret_wards, by_most);
    return n_wards;
}

int roster_say_reach(const struct pp_roster_problem *problem,
                     const struct pp_roster_options *options, const bool *used,
                     struct pp_roster *roster, struct pp_error *reterr) {
    size_t most = (size_t)problem->n_groups + 1;
    PP_AUTO_FREE struct far_street *streets = pp_alloc_array(most, sizeof *streets);
    PP_AUTO_FREE struct ward_part *wards = pp_alloc_array(most, sizeof *wards);
    if (!streets || !wards)
        return pp_fail_nomem(reterr);
    int n = find_streets(problem, used, options->reach_m, streets);
    int n_wards = split_by_ward(streets, n, wards), rc = 0;
    for (int w = 0; rc == 0 && w < n_wards; w++)
        rc = say_ward(problem, &streets[wards[w].from], wards[w].n, options->reach_m, roster,
                      reterr);
    return rc;
}
