/* Which venue each patch meets at, and which half-days of it belong to which team. */
#include "patchplan/roster/dropins.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"

#include "planner/roster/dropins_own.h"
#include "planner/roster/judge_parts.h"

struct venue_parting {
    const struct pp_roster_problem *problem;
    struct dropins_own *own_of_team; /* n_teams */
    uint64_t *open;                  /* n_teams x n_venues */
    int *near;                       /* n_patches */
    int walk_m;
    struct pp_arena arena;
};

static void parting_done(struct venue_parting *parting) {
    pp_arena_done(&parting->arena);
    pp_free(parting->open);
    pp_free(parting->near);
}

/* Two desks (H8), and open at some time. */
static bool is_usable(const struct pp_roster_venue *venue) {
    return venue->desks >= PP_LEAST_STAFF && venue->open != 0;
}

/* The nearest step-free venue of those that the team has a half-day at, venue_id deciding ties. */
static int nearest(const struct venue_parting *parting, int patch, int team) {
    const struct pp_roster_problem *problem = parting->problem;
    const struct pp_roster_patch *at = &problem->patches[patch];
    int best = -1;
    double least = INFINITY;
    for (int v = 0; v < problem->n_venues; v++) {
        const struct pp_roster_venue *venue = &problem->venues[v];
        double distance_m = roster_away_m(venue, at->x, at->y);
        if (!is_usable(venue) || !venue->step_free || distance_m >= least ||
            !parting->open[team * problem->n_venues + v])
            continue;
        least = distance_m;
        best = v;
    }
    return best;
}

static int n_patches_at(const struct venue_parting *parting, int venue, int team) {
    int n = 0;
    for (int p = 0; p < parting->problem->n_patches; p++)
        n += parting->near[p] == venue && parting->problem->patches[p].team_ix == team;
    return n;
}

/* --- a venue that several teams need ------------------------------------------------------------- */

/* Bits: half-days on which an own officer of the patch works. */
static uint64_t own_works(const struct venue_parting *parting, int patch) {
    const struct pp_roster_problem *problem = parting->problem;
    const struct dropins_own *own = &parting->own_of_team[problem->patches[patch].team_ix];
    uint64_t works = 0;
    for (int i = 0; i < own->n; i++)
        if (own->patch[i] == patch)
            works |= problem->posts[own->post[i]].works;
    return works;
}

/* How much a team wants a half-day: patches whose officer has none yet first, then all who work then. */
static int wish(const struct venue_parting *parting, int venue, int team, uint64_t have, int slot) {
    int wanted = pp_slot_half(slot) == PP_HALF_EVENING ? 0 : 1;
    for (int p = 0; p < parting->problem->n_patches; p++) {
        if (parting->near[p] != venue || parting->problem->patches[p].team_ix != team)
            continue;
        uint64_t works = own_works(parting, p);
        if (works >> slot & 1)
            wanted += works & have ? 2 : 1000;
    }
    return wanted;
}

static uint64_t choose(const struct venue_parting *parting, int venue, int team, uint64_t left,
                       int n) {
    uint64_t have = 0;
    for (; n > 0 && left; n--) {
        int best = -1, most = -1;
        for (int slot = 0; slot < PP_N_SLOTS; slot++) {
            if (!(left >> slot & 1))
                continue;
            int wanted = wish(parting, venue, team, have, slot);
            if (wanted > most) {
                most = wanted;
                best = slot;
            }
        }
        have |= UINT64_C(1) << best;
        left &= ~(UINT64_C(1) << best);
    }
    return have;
}

/* The team with fewest patches there that has not chosen yet; -1: all have. */
static int next_team(const struct venue_parting *parting, int venue) {
    const struct pp_roster_problem *problem = parting->problem;
    int best = -1, fewest = 0;
    for (int t = 0; t < problem->n_teams; t++) {
        int n = n_patches_at(parting, venue, t);
        if (n == 0 || parting->open[t * problem->n_venues + venue])
            continue;
        if (best < 0 || n < fewest) {
            best = t;
            fewest = n;
        }
    }
    return best;
}

static bool has_patches(const struct venue_parting *parting, int venue) {
    for (int p = 0; p < parting->problem->n_patches; p++)
        if (parting->near[p] == venue)
            return true;
    return false;
}

/* Fewest patches first: at least two half-days, else by share; what is left is the last one's. */
static void part_venue(struct venue_parting *parting, int venue) {
    const struct pp_roster_problem *problem = parting->problem;
    uint64_t left = problem->venues[venue].open;
    int n_all = 0, n_open = __builtin_popcountll(left);
    for (int t = 0; t < problem->n_teams; t++)
        n_all += n_patches_at(parting, venue, t);
    for (int team; left && (team = next_team(parting, venue)) >= 0;) {
        int n = n_patches_at(parting, venue, team), share = (int)lround((double)n_open * n / n_all);
        uint64_t *open = &parting->open[team * problem->n_venues + venue];
        *open = left; /* so that next_team() passes over it */
        if (next_team(parting, venue) >= 0)
            *open = choose(parting, venue, team, left, share > 2 ? share : 2);
        left &= ~*open;
    }
}

/* A venue that is nobody's nearest: the team with most homes within a walk has it as an extra one. */
static void lend_venue(struct venue_parting *parting, int venue) {
    const struct pp_roster_problem *problem = parting->problem;
    int64_t most = 0;
    int best = -1;
    for (int t = 0; t < problem->n_teams; t++) {
        int64_t homes = 0;
        for (int g = 0; g < problem->n_groups; g++) {
            const struct pp_reach_group *group = &problem->groups[g];
            if (problem->patches[group->patch_ix].team_ix == t &&
                roster_away_m(&problem->venues[venue], group->x, group->y) <= parting->walk_m)
                homes += group->n_homes;
        }
        if (homes > most) {
            most = homes;
            best = t;
        }
    }
    if (best >= 0)
        parting->open[best * problem->n_venues + venue] = problem->venues[venue].open;
}

/* Patches whose team got no half-day at their nearest venue go to the next nearest at which it has one. */
static void send_on(struct venue_parting *parting) {
    const struct pp_roster_problem *problem = parting->problem;
    for (int p = 0; p < problem->n_patches; p++) {
        int team = problem->patches[p].team_ix, v = parting->near[p];
        if (v < 0 || team < 0 || parting->open[team * problem->n_venues + v])
            continue;
        int other = nearest(parting, p, team);
        parting->near[p] = other >= 0 ? other : v;
    }
}

static int prepare(struct venue_parting *parting, const struct pp_roster *with_leads,
                   const struct pp_roster_options *options, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = parting->problem;
    size_t n_teams = (size_t)problem->n_teams;
    parting->own_of_team =
        pp_arena_alloc(&parting->arena, (n_teams + 1) * sizeof *parting->own_of_team);
    parting->open = pp_alloc_array(n_teams * (size_t)problem->n_venues + 1, sizeof *parting->open);
    parting->near = pp_alloc_array((size_t)problem->n_patches + 1, sizeof *parting->near);
    if (!parting->own_of_team || !parting->open || !parting->near)
        return pp_fail_nomem(reterr);
    for (int t = 0; t < problem->n_teams; t++) {
        struct pp_dropins_ask ask = {
            .problem = problem, .options = options, .with_leads = with_leads, .team_ix = t};
        if (pp_dropins_own_make(&ask, &parting->arena, &parting->own_of_team[t]) < 0)
            return pp_fail_nomem(reterr);
    }
    return 0;
}

int pp_dropins_part_venues(const struct pp_roster_problem *problem,
                           const struct pp_roster *with_leads,
                           const struct pp_roster_options *options, uint64_t *ret_open,
                           int *ret_near_of_patch, struct pp_error *reterr) {
    PP_AUTO(parting_done)
    struct venue_parting parting = {.problem = problem, .walk_m = options->walk_m};
    int rc = prepare(&parting, with_leads, options, reterr);
    if (rc < 0)
        return rc;
    for (int p = 0; p < problem->n_patches; p++)
        parting.near[p] = roster_venue_of(problem, p);
    for (int v = 0; v < problem->n_venues; v++) {
        if (!is_usable(&problem->venues[v]))
            continue;
        if (has_patches(&parting, v))
            part_venue(&parting, v);
        else
            lend_venue(&parting, v);
    }
    send_on(&parting);
    size_t n = (size_t)problem->n_teams * (size_t)problem->n_venues;
    memcpy(ret_open, parting.open, n * sizeof *ret_open);
    memcpy(ret_near_of_patch, parting.near, (size_t)problem->n_patches * sizeof *parting.near);
    return 0;
}
