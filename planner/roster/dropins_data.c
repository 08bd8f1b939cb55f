/* From the problem to the dense numbers of one team. */
#include "planner/roster/dropins_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"

#include "planner/roster/dropins_own.h"
#include "planner/roster/places.h"

void pp_dropins_data_done(struct dropins *data) {
    pp_arena_done(&data->arena);
    *data = (struct dropins){0};
}

struct making {
    const struct pp_dropins_ask *ask;
    const struct pp_roster_problem *problem;
    struct dropins *d;
    struct dropins_own own;
    int *patch_of, *officer_of,
        *venue_of; /* from numbers of the problem to those of the team; -1 */
    bool failed;
};

static void *room(struct making *making, size_t n, size_t size) {
    void *memory = pp_arena_alloc(&making->d->arena, (n + 1) * size);
    making->failed |= !memory;
    return memory;
}

static int *numbers(struct making *making, int n) { return room(making, (size_t)n, sizeof(int)); }

/* --- venues and patches -------------------------------------------------------------------------- */

static bool is_near_to_team(const struct pp_dropins_ask *ask, int venue) {
    for (int p = 0; p < ask->problem->n_patches; p++)
        if (ask->problem->patches[p].team_ix == ask->team_ix && ask->near_of_patch[p] == venue)
            return true;
    return false;
}

/* Morning half-days on which a venue begins before 10 (H6). */
static uint64_t early_slots(const struct pp_roster_venue *venue) {
    uint64_t early = 0;
    if (venue->from_min[PP_HALF_AM] < 0 || venue->from_min[PP_HALF_AM] >= PP_LATE_START_MIN)
        return 0;
    for (int slot = 0; slot < PP_N_SLOTS; slot++)
        if (pp_slot_half(slot) == PP_HALF_AM)
            early |= UINT64_C(1) << slot;
    return early;
}

static void make_venues(struct making *making) {
    const struct pp_roster_problem *problem = making->problem;
    struct dropins *d = making->d;
    int n = problem->n_venues;
    d->venue_ix = numbers(making, n);
    d->desks = numbers(making, n);
    d->open = room(making, (size_t)n, sizeof *d->open);
    d->early = room(making, (size_t)n, sizeof *d->early);
    d->hire = room(making, (size_t)n, sizeof *d->hire);
    making->venue_of = numbers(making, n);
    if (making->failed)
        return;
    for (int v = 0; v < n; v++) {
        const struct pp_roster_venue *venue = &problem->venues[v];
        uint64_t open = venue->desks >= PP_LEAST_STAFF ? making->ask->open[v] : 0;
        making->venue_of[v] = -1;
        if (!open && !is_near_to_team(making->ask, v))
            continue;
        int at = making->venue_of[v] = d->n_venues++;
        d->venue_ix[at] = v;
        d->desks[at] = venue->desks;
        d->open[at] = open;
        d->early[at] = early_slots(venue);
        d->hire[at] = venue->hire_pence;
    }
}

static void make_patches(struct making *making) {
    const struct pp_roster_problem *problem = making->problem;
    struct dropins *d = making->d;
    int n = problem->n_patches;
    d->patch_ix = numbers(making, n);
    d->homes = numbers(making, n);
    d->near = numbers(making, n);
    d->was = numbers(making, n);
    making->patch_of = numbers(making, n);
    for (int p = 0; p < n && !making->failed; p++) {
        int venue = making->ask->near_of_patch[p];
        making->patch_of[p] = -1;
        if (problem->patches[p].team_ix != making->ask->team_ix)
            continue;
        if (venue < 0) {
            d->never += problem->patches[p].n_homes;
            continue;
        }
        int at = making->patch_of[p] = d->n_patches++;
        d->patch_ix[at] = p;
        d->homes[at] = problem->patches[p].n_homes;
        d->near[at] = making->venue_of[venue];
        d->was[at] = -1;
    }
}

/* --- staff --------------------------------------------------------------------------------------- */

static void make_staff(struct making *making) {
    const struct pp_roster_problem *problem = making->problem;
    struct dropins *d = making->d;
    int n = problem->n_posts, usual = making->ask->options->dropins_most;
    d->post_ix = numbers(making, n);
    d->most = numbers(making, n);
    d->nights = numbers(making, n);
    d->works = room(making, (size_t)n, sizeof *d->works);
    d->speaks = room(making, (size_t)n, sizeof *d->speaks);
    making->officer_of = numbers(making, n);
    for (int o = 0; o < n && !making->failed; o++) {
        const struct pp_post *post = &problem->posts[o];
        making->officer_of[o] = -1;
        if (!making->own.staff[o])
            continue;
        int at = making->officer_of[o] = d->n_staff++;
        d->post_ix[at] = o;
        d->most[at] = post->role == PP_ROLE_OFFICER ? usual : 2 * usual;
        d->nights[at] = post->max_evenings;
        d->works[at] = post->works;
        d->speaks[at] = post->languages;
    }
}

static void make_mine(struct making *making) {
    const struct dropins_own *own = &making->own;
    struct dropins *d = making->d;
    int n = 0;
    d->mine_start = numbers(making, d->n_patches);
    d->mine = numbers(making, own->n);
    for (int p = 0; p < d->n_patches && !making->failed; p++) {
        d->mine_start[p] = n;
        for (int i = 0; i < own->n; i++)
            if (own->patch[i] == d->patch_ix[p])
                d->mine[n++] = making->officer_of[own->post[i]];
        d->mine_start[p + 1] = n;
    }
}

/* --- how far ------------------------------------------------------------------------------------- */

/* Where an officer sets out: the middle of their first patch, else of the team. */
static const struct pp_roster_patch *first_patch(const struct making *making, int officer) {
    const struct dropins_own *own = &making->own;
    int first = -1;
    for (int i = 0; i < own->n; i++)
        if (own->post[i] == making->d->post_ix[officer] && (first < 0 || own->patch[i] < first))
            first = own->patch[i];
    return first < 0 ? NULL : &making->problem->patches[first];
}

static bool is_own_venue(const struct making *making, int officer, int venue) {
    const struct dropins *d = making->d;
    for (int p = 0; p < d->n_patches; p++)
        if (d->near[p] == venue)
            for (int i = d->mine_start[p]; i < d->mine_start[p + 1]; i++)
                if (d->mine[i] == officer)
                    return true;
    return false;
}

/* Own venues and the two nearest others; all for those without a patch. */
static void make_fares_of(struct making *making, int officer, double x, double y, int n_others) {
    const struct dropins *d = making->d;
    int *fare = d->fare + officer * d->n_venues;
    for (int v = 0; v < d->n_venues; v++) {
        double distance_m = roster_away_m(&making->problem->venues[d->venue_ix[v]], x, y);
        fare[v] = is_own_venue(making, officer, v) ? roster_fare_pence(distance_m) : -1;
    }
    for (; n_others > 0; n_others--) {
        int next = -1;
        double least = INFINITY;
        for (int v = 0; v < d->n_venues; v++) {
            double distance_m = roster_away_m(&making->problem->venues[d->venue_ix[v]], x, y);
            if (fare[v] < 0 && distance_m < least) {
                least = distance_m;
                next = v;
            }
        }
        if (next < 0)
            return;
        fare[next] = roster_fare_pence(least);
    }
}

static void make_fares(struct making *making) {
    struct dropins *d = making->d;
    double x, y;
    d->fare = numbers(making, d->n_staff * d->n_venues);
    if (making->failed)
        return;
    roster_team_middle(making->problem, making->ask->team_ix, &x, &y);
    for (int o = 0; o < d->n_staff; o++) {
        const struct pp_roster_patch *base = first_patch(making, o);
        if (base)
            make_fares_of(making, o, base->x, base->y, 2);
        else
            make_fares_of(making, o, x, y, d->n_venues);
    }
}

/* --- homes within reach, languages --------------------------------------------------------------- */

struct sight {
    int homes, n_words;
    const uint64_t *seen; /* bits of venues */
};

static int by_sight(const void *left, const void *right) {
    const struct sight *a = left, *b = right;
    return memcmp(a->seen, b->seen, (size_t)a->n_words * sizeof *a->seen);
}

static int count_bits(const struct sight *sight) {
    int n = 0;
    for (int w = 0; w < sight->n_words; w++)
        n += __builtin_popcountll(sight->seen[w]);
    return n;
}

/* Equal sights become one group. */
static void merge_sights(struct making *making, struct sight *sights, int n) {
    struct dropins *d = making->d;
    int n_seen = 0;
    qsort(sights, (size_t)n, sizeof *sights, by_sight);
    for (int i = 0; i < n; i++)
        n_seen += count_bits(&sights[i]);
    d->group_homes = numbers(making, n);
    d->sees_start = numbers(making, n);
    d->sees = numbers(making, n_seen);
    for (int i = 0; i < n && !making->failed; i++) {
        bool same = i > 0 && by_sight(&sights[i - 1], &sights[i]) == 0;
        d->group_homes[same ? d->n_groups - 1 : d->n_groups] += sights[i].homes;
        if (same)
            continue;
        int end = d->sees_start[d->n_groups++];
        for (int v = 0; v < d->n_venues; v++)
            if (sights[i].seen[v / 64] >> (v % 64) & 1)
                d->sees[end++] = v;
        d->sees_start[d->n_groups] = end;
    }
}

static void make_groups(struct making *making) {
    const struct pp_roster_problem *problem = making->problem;
    struct dropins *d = making->d;
    int n_words = d->n_venues / 64 + 1, n = 0;
    struct sight *sights = room(making, (size_t)problem->n_groups, sizeof *sights);
    uint64_t *words = room(making, (size_t)problem->n_groups * (size_t)n_words, sizeof *words);
    if (making->failed)
        return;
    for (int g = 0; g < problem->n_groups; g++) {
        const struct pp_reach_group *group = &problem->groups[g];
        uint64_t *seen = words + (size_t)n * (size_t)n_words;
        if (problem->patches[group->patch_ix].team_ix != making->ask->team_ix)
            continue;
        for (int v = 0; v < d->n_venues; v++)
            if (roster_away_m(&problem->venues[d->venue_ix[v]], group->x, group->y) <=
                making->ask->options->walk_m)
                seen[v / 64] |= UINT64_C(1) << (v % 64);
        sights[n++] = (struct sight){group->n_homes, n_words, seen};
    }
    merge_sights(making, sights, n);
}

static bool somebody_speaks(const struct dropins *d, int patch, int language) {
    for (int i = d->mine_start[patch]; i < d->mine_start[patch + 1]; i++)
        if (d->speaks[d->mine[i]] >> language & 1)
            return true;
    return false;
}

static void make_talks(struct making *making) {
    const struct pp_roster_problem *problem = making->problem;
    struct dropins *d = making->d;
    d->n_languages = problem->n_languages;
    d->talks = room(making, (size_t)problem->n_speaks, sizeof *d->talks);
    for (int i = 0; i < problem->n_speaks && !making->failed; i++) {
        const struct pp_patch_count *count = &problem->speaks[i];
        int patch = making->patch_of[count->patch_ix];
        if (patch < 0 || count->n_homes <= 0 || somebody_speaks(d, patch, count->of_ix))
            continue;
        int at = 0;
        while (at < d->n_talks &&
               (d->talks[at].patch != patch || d->talks[at].language != count->of_ix))
            at++;
        if (at == d->n_talks)
            d->talks[d->n_talks++] = (struct dropins_talk){patch, count->of_ix, 0};
        d->talks[at].homes += count->n_homes;
    }
}

/* --- where they meet today ----------------------------------------------------------------------- */

enum { WAS_GONE = -2 }; /* told, and not to stay; becomes -1 in the end */

/* A patch may have had more than one half-day: the first of them counts. */
static void was_at(struct making *making, int patch_ix, int venue_ix, int slot) {
    struct dropins *d = making->d;
    int patch = making->patch_of[patch_ix];
    if (patch < 0 || d->was[patch] >= 0 || d->was[patch] == WAS_GONE)
        return;
    bool can_stay =
        d->venue_ix[d->near[patch]] == venue_ix && (d->open[d->near[patch]] >> slot & 1);
    d->was[patch] = can_stay ? slot : WAS_GONE;
    d->gone += can_stay ? 0 : d->homes[patch];
}

static void make_was(struct making *making) {
    const struct pp_timetable *now = making->ask->now;
    const struct pp_roster_problem *problem = making->problem;
    for (int i = 0; now && i < now->n_sessions; i++)
        for (int k = 0; k < now->sessions[i].n_patches; k++)
            was_at(making, now->sessions[i].patches[k], now->sessions[i].venue_ix,
                   now->sessions[i].slot);
    for (int i = 0; !now && i < problem->n_kept_sessions; i++) {
        const struct pp_session *session = &problem->kept_sessions[i].session;
        int slot = pp_dropins_template_slot(&problem->calendar, session);
        for (int k = 0; slot >= 0 && k < session->n_patches; k++)
            was_at(making, session->patches[k], pp_dropins_template_venue(session), slot);
    }
    for (int p = 0; p < making->d->n_patches; p++)
        making->d->was[p] = making->d->was[p] < 0 ? -1 : making->d->was[p];
}

int pp_dropins_data_make(const struct pp_dropins_ask *ask, struct dropins *ret_data,
                         struct pp_error *reterr) {
    PP_AUTO(pp_dropins_data_done) struct dropins data = {.problem = ask->problem};
    struct making making = {.ask = ask, .problem = ask->problem, .d = &data};
    if (pp_dropins_own_make(ask, &data.arena, &making.own) < 0)
        return pp_fail_nomem(reterr);
    make_venues(&making);
    make_patches(&making);
    make_staff(&making);
    make_mine(&making);
    make_fares(&making);
    make_groups(&making);
    if (!making.failed)
        make_talks(&making);
    if (making.failed)
        return pp_fail_nomem(reterr);
    make_was(&making);
    int rc = pp_dropins_data_link(&data, reterr);
    if (rc < 0)
        return rc;
    *ret_data = data;
    data = (struct dropins){0};
    return 0;
}
