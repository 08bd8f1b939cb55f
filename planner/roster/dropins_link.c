/* Lists that follow from others, and a part of a team's drop-ins as a smaller problem of the same kind. */
#include <string.h>

#include "planner/roster/dropins_parts.h"

#include "patchplan/core/alloc.h"

/* For each of `n_to` the numbers that list it: `start` and `to` turned round. */
static int turn(struct dropins *d, const int *start, const int *to, int n, int n_to,
                int **ret_start, int **ret_from) {
    int *begin = pp_arena_alloc(&d->arena, ((size_t)n_to + 1) * sizeof *begin);
    int *from = pp_arena_alloc(&d->arena, ((size_t)start[n] + 1) * sizeof *from);
    if (!begin || !from)
        return -1;
    for (int i = 0; i < start[n]; i++)
        begin[to[i]]++;
    for (int k = 1; k <= n_to; k++)
        begin[k] += begin[k - 1];
    for (int i = n - 1; i >= 0; i--)
        for (int j = start[i + 1] - 1; j >= start[i]; j--)
            from[--begin[to[j]]] = i;
    *ret_start = begin;
    *ret_from = from;
    return 0;
}

/* Own officers that a venue must find desks for at least: of patches that share nobody, counted greedily. */
static int must_host(const struct dropins *d, int venue, char *taken) {
    int n = 0;
    memset(taken, 0, (size_t)d->n_staff);
    for (int i = d->at_start[venue]; i < d->at_start[venue + 1]; i++) {
        int p = d->at[i];
        bool apart = d->mine_start[p] < d->mine_start[p + 1];
        for (int k = d->mine_start[p]; k < d->mine_start[p + 1]; k++)
            apart = apart && !taken[d->mine[k]];
        for (int k = d->mine_start[p]; apart && k < d->mine_start[p + 1]; k++)
            taken[d->mine[k]] = 1;
        n += apart;
    }
    return n;
}

int pp_dropins_data_link(struct dropins *d, struct pp_error *reterr) {
    int *each = pp_arena_alloc(&d->arena, ((size_t)d->n_patches + 1) * sizeof *each);
    char *taken = pp_arena_alloc(&d->arena, (size_t)d->n_staff + 1);
    size_t n_talk = (size_t)d->n_venues * (size_t)d->n_languages + 1;
    d->talk_homes = pp_arena_alloc(&d->arena, n_talk * sizeof *d->talk_homes);
    d->least = pp_arena_alloc(&d->arena, ((size_t)d->n_venues + 1) * sizeof *d->least);
    if (!each || !taken || !d->talk_homes || !d->least)
        return pp_fail_nomem(reterr);
    for (int p = 0; p <= d->n_patches; p++)
        each[p] = p;
    if (turn(d, each, d->near, d->n_patches, d->n_venues, &d->at_start, &d->at) < 0 ||
        turn(d, d->mine_start, d->mine, d->n_patches, d->n_staff, &d->theirs_start, &d->theirs) <
            0 ||
        turn(d, d->sees_start, d->sees, d->n_groups, d->n_venues, &d->seen_start, &d->seen) < 0)
        return pp_fail_nomem(reterr);
    for (int v = 0; v < d->n_venues; v++)
        d->least[v] = (must_host(d, v, taken) + d->desks[v] - 1) / (d->desks[v] ? d->desks[v] : 1);
    for (int i = 0; i < d->n_talks; i++)
        d->talk_homes[d->near[d->talks[i].patch] * d->n_languages + d->talks[i].language] +=
            d->talks[i].homes;
    return 0;
}

/* --- a part ---------------------------------------------------------------------------------------- */

struct parting {
    const struct dropins *d;
    const struct dropins_plan *plan;
    const bool *wanted;
    struct dropins *part;
    int *venue_of, *patch_of; /* in the part; -1 */
};

static bool part_room(struct parting *parting) {
    const struct dropins *d = parting->d;
    struct dropins *part = parting->part;
    size_t n_v = (size_t)d->n_venues + 1, n_p = (size_t)d->n_patches + 1,
           n_o = (size_t)d->n_staff + 1;
    struct pp_arena *arena = &part->arena;
    return (part->patch_ix = pp_arena_alloc(arena, n_p * sizeof(int))) &&
           (part->homes = pp_arena_alloc(arena, n_p * sizeof(int))) &&
           (part->near = pp_arena_alloc(arena, n_p * sizeof(int))) &&
           (part->was = pp_arena_alloc(arena, n_p * sizeof(int))) &&
           (part->mine_start = pp_arena_alloc(arena, n_p * sizeof(int))) &&
           (part->mine =
                pp_arena_alloc(arena, ((size_t)d->mine_start[d->n_patches] + 1) * sizeof(int))) &&
           (part->most = pp_arena_alloc(arena, n_o * sizeof(int))) &&
           (part->nights = pp_arena_alloc(arena, n_o * sizeof(int))) &&
           (part->works = pp_arena_alloc(arena, n_o * sizeof(uint64_t))) &&
           (part->venue_ix = pp_arena_alloc(arena, n_v * sizeof(int))) &&
           (part->desks = pp_arena_alloc(arena, n_v * sizeof(int))) &&
           (part->open = pp_arena_alloc(arena, n_v * sizeof(uint64_t))) &&
           (part->early = pp_arena_alloc(arena, n_v * sizeof(uint64_t))) &&
           (part->hire = pp_arena_alloc(arena, n_v * sizeof(int64_t))) &&
           (part->fare = pp_arena_alloc(arena, n_o * n_v * sizeof(int))) &&
           (part->group_homes = pp_arena_alloc(arena, ((size_t)d->n_groups + 1) * sizeof(int))) &&
           (part->sees_start = pp_arena_alloc(arena, ((size_t)d->n_groups + 1) * sizeof(int))) &&
           (part->sees =
                pp_arena_alloc(arena, ((size_t)d->sees_start[d->n_groups] + 1) * sizeof(int))) &&
           (part->talks = pp_arena_alloc(arena, ((size_t)d->n_talks + 1) * sizeof *part->talks)) &&
           (parting->venue_of = pp_arena_alloc(arena, n_v * sizeof(int))) &&
           (parting->patch_of = pp_arena_alloc(arena, n_p * sizeof(int)));
}

static void part_venues(struct parting *parting) {
    const struct dropins *d = parting->d;
    struct dropins *part = parting->part;
    for (int v = 0; v < d->n_venues; v++) {
        parting->venue_of[v] = -1;
        if (!parting->wanted[v])
            continue;
        int at = parting->venue_of[v] = part->n_venues++;
        part->venue_ix[at] = d->venue_ix[v];
        part->desks[at] = d->desks[v];
        part->open[at] = d->open[v];
        part->early[at] = d->early[v];
        part->hire[at] = d->hire[v];
    }
}

static void part_patches(struct parting *parting) {
    const struct dropins *d = parting->d;
    struct dropins *part = parting->part;
    int n = 0;
    for (int p = 0; p < d->n_patches; p++) {
        parting->patch_of[p] = -1;
        if (!parting->wanted[d->near[p]])
            continue;
        int at = parting->patch_of[p] = part->n_patches++;
        part->patch_ix[at] = d->patch_ix[p];
        part->homes[at] = d->homes[p];
        part->near[at] = parting->venue_of[d->near[p]];
        part->was[at] = d->was[p];
        part->mine_start[at] = n;
        for (int i = d->mine_start[p]; i < d->mine_start[p + 1]; i++)
            part->mine[n++] = d->mine[i];
        part->mine_start[at + 1] = n;
    }
}

/* The half-day after an evening elsewhere on which an early start is forbidden; one they are at now is allowed. */
static uint64_t morning_after(const struct parting *parting, int officer, int slot) {
    const short *at = parting->plan->at + officer * PP_N_SLOTS;
    uint64_t early = 0;
    if (pp_slot_half(slot) != PP_HALF_EVENING || pp_slot_weekday(slot) == PP_N_WEEKDAYS - 1 ||
        at[slot + 1] >= 0)
        return 0;
    for (int v = 0; v < parting->part->n_venues; v++)
        early |= parting->part->early[v];
    return early & UINT64_C(1) << (slot + 1);
}

/* What an officer has left when their sessions elsewhere stay (H5, H6). */
static void part_officer(struct parting *parting, int officer) {
    const struct dropins *d = parting->d;
    struct dropins *part = parting->part;
    uint64_t works = d->works[officer];
    part->most[officer] = d->most[officer];
    part->nights[officer] = d->nights[officer];
    for (int slot = 0; slot < PP_N_SLOTS; slot++) {
        int venue = parting->plan->at[officer * PP_N_SLOTS + slot];
        bool evening = pp_slot_half(slot) == PP_HALF_EVENING;
        if (venue < 0 || parting->wanted[venue])
            continue;
        part->most[officer]--;
        part->nights[officer] -= evening;
        works &= ~(UINT64_C(1) << slot);
        works &= ~morning_after(parting, officer, slot);
        if (pp_slot_weekday(slot) > 0 && (d->early[venue] >> slot & 1))
            works &= ~(UINT64_C(1) << (slot - 1));
    }
    part->works[officer] = works;
    for (int v = 0; v < d->n_venues; v++)
        if (parting->venue_of[v] >= 0)
            part->fare[officer * part->n_venues + parting->venue_of[v]] =
                d->fare[officer * d->n_venues + v];
}

/* Homes that no drop-in elsewhere reaches. */
static void part_groups(struct parting *parting) {
    const struct dropins *d = parting->d;
    struct dropins *part = parting->part;
    for (int g = 0; g < d->n_groups; g++) {
        bool reached = false;
        int end = part->sees_start[part->n_groups];
        for (int i = d->sees_start[g]; i < d->sees_start[g + 1]; i++) {
            int v = d->sees[i];
            if (parting->venue_of[v] >= 0)
                part->sees[end++] = parting->venue_of[v];
            else
                reached |= parting->plan->n_held[v] > 0;
        }
        if (reached || end == part->sees_start[part->n_groups])
            continue;
        part->group_homes[part->n_groups++] = d->group_homes[g];
        part->sees_start[part->n_groups] = end;
    }
}

static void part_talks(struct parting *parting) {
    const struct dropins *d = parting->d;
    struct dropins *part = parting->part;
    part->n_languages = d->n_languages;
    for (int i = 0; i < d->n_talks; i++)
        if (parting->patch_of[d->talks[i].patch] >= 0) {
            part->talks[part->n_talks] = d->talks[i];
            part->talks[part->n_talks++].patch = parting->patch_of[d->talks[i].patch];
        }
}

int pp_dropins_data_part(const struct dropins *data, const struct dropins_plan *plan,
                         const bool *wanted, struct dropins *ret_part, struct pp_error *reterr) {
    PP_AUTO(pp_dropins_data_done) struct dropins part = {0};
    struct parting parting = {.d = data, .plan = plan, .wanted = wanted, .part = &part};
    if (!part_room(&parting))
        return pp_fail_nomem(reterr);
    part.problem = data->problem;
    part.n_staff = data->n_staff;
    part.post_ix = data->post_ix;
    part.speaks = data->speaks;
    part_venues(&parting);
    part_patches(&parting);
    for (int o = 0; o < data->n_staff; o++)
        part_officer(&parting, o);
    part_groups(&parting);
    part_talks(&parting);
    int rc = pp_dropins_data_link(&part, reterr);
    if (rc < 0)
        return rc;
    *ret_part = part;
    part = (struct dropins){0};
    return 0;
}
