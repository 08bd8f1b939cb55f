/* Greedy: what has no place yet goes where it costs least.
 *
 * Steps: 1 sessions short of staff get the cheapest helpers, else are closed and their patches wait. 2 each patch without
 * a drop-in, in turn, tries every half-day of its venue: with its own officer where one can be there, with the cheapest
 * helpers where a second person is missing; a session that is held already costs only the desk. The half-day whose
 * score is least is taken, of equals the one that more others could join. 3 a language that nobody speaks at a venue
 * brings someone who does to a free desk. 4 venues near to no patch are opened where that brings homes within reach. An
 * officer who still waits for their own drop-in is not used up as a helper.
 * Guarantee: the result keeps H5 to H8; nothing is ever held with fewer than two staff. Cost: patches x half-days x
 * staff. */
#include "planner/roster/dropins_parts.h"

#include <math.h>
#include <string.h>

/* Own drop-ins an officer still waits for. */
static int waiting(const struct dropins_plan *plan, int officer) {
    const struct dropins *d = plan->data;
    int n = 0;
    for (int i = d->theirs_start[officer]; i < d->theirs_start[officer + 1]; i++)
        n += plan->slot[d->theirs[i]] < 0;
    return n;
}

/* Homes that would for the first time be spoken to in their language. */
static int64_t heard(const struct dropins_plan *plan, int officer, int venue) {
    const struct dropins *d = plan->data;
    int64_t homes = 0;
    for (int l = 0; l < d->n_languages; l++)
        if ((d->speaks[officer] >> l & 1) && plan->speaking[venue * d->n_languages + l] == 0)
            homes += d->talk_homes[venue * d->n_languages + l];
    return homes;
}

/* The helper who costs least; -1 when nobody can. */
static int cheapest_helper(const struct dropins_plan *plan, const struct dropins_scale *scale,
                           int venue, int slot) {
    const struct dropins *d = plan->data;
    int best = -1;
    double least = INFINITY;
    for (int o = 0; o < d->n_staff; o++) {
        if (!(d->works[o] >> slot & 1) || !pp_dropins_can(plan, o, venue, slot) ||
            plan->used[o] + waiting(plan, o) >= d->most[o])
            continue;
        double cost = scale->level[PP_DROPINS_PENCE] * d->fare[o * d->n_venues + venue] -
                      scale->level[PP_DROPINS_REACH] * (double)heard(plan, o, venue);
        if (cost < least) {
            least = cost;
            best = o;
        }
    }
    return best;
}

/* Two staff or more. */
static bool enough_staff(struct dropins_plan *plan, const struct dropins_scale *scale, int venue,
                         int slot) {
    while (plan->staff[venue * PP_N_SLOTS + slot] < 2) {
        int helper = cheapest_helper(plan, scale, venue, slot);
        if (helper < 0)
            return false;
        pp_dropins_staff(plan, helper, venue, slot);
    }
    return true;
}

/* A desk for an own officer: the dearest helper goes. */
static void clear_desk(struct dropins_plan *plan, int venue, int slot) {
    const struct dropins *d = plan->data;
    int out = -1;
    if (plan->staff[venue * PP_N_SLOTS + slot] < d->desks[venue])
        return;
    for (int o = 0; o < d->n_staff; o++)
        if (plan->at[o * PP_N_SLOTS + slot] == venue && !pp_dropins_owns(plan, o, venue, slot) &&
            (out < 0 || d->fare[o * d->n_venues + venue] > d->fare[out * d->n_venues + venue]))
            out = o;
    if (out >= 0)
        pp_dropins_unstaff(plan, out, slot);
}

/* The cheapest of a patch's own officers comes, if one can. */
static void bring_own(struct dropins_plan *plan, int patch, int venue, int slot) {
    const struct dropins *d = plan->data;
    int mark, best = -1;
    if (plan->own[patch] > 0 || d->mine_start[patch] == d->mine_start[patch + 1])
        return;
    mark = plan->n_journal;
    clear_desk(plan, venue, slot);
    for (int i = d->mine_start[patch]; i < d->mine_start[patch + 1]; i++) {
        int o = d->mine[i];
        if (pp_dropins_can(plan, o, venue, slot) &&
            (best < 0 || d->fare[o * d->n_venues + venue] < d->fare[best * d->n_venues + venue]))
            best = o;
    }
    if (best >= 0)
        pp_dropins_staff(plan, best, venue, slot);
    else
        pp_dropins_back(plan, mark);
}

/* Helpers that nobody needs any more go home, where that is better. */
static void thank_helpers(struct dropins_plan *plan, const struct dropins_scale *scale, int venue,
                          int slot) {
    const struct dropins *d = plan->data;
    for (int o = 0; o < d->n_staff && plan->staff[venue * PP_N_SLOTS + slot] > 2; o++) {
        if (plan->at[o * PP_N_SLOTS + slot] != venue || pp_dropins_owns(plan, o, venue, slot))
            continue;
        double before = pp_dropins_score(plan, scale);
        int mark = plan->n_journal;
        pp_dropins_unstaff(plan, o, slot);
        if (pp_dropins_score(plan, scale) > before)
            pp_dropins_back(plan, mark);
    }
}

static bool place_at(struct dropins_plan *plan, const struct dropins_scale *scale, int patch,
                     int slot) {
    int venue = plan->data->near[patch];
    if (!plan->held[venue * PP_N_SLOTS + slot])
        pp_dropins_hold(plan, venue, slot);
    pp_dropins_meet(plan, patch, slot);
    bring_own(plan, patch, venue, slot);
    if (!enough_staff(plan, scale, venue, slot))
        return false;
    thank_helpers(plan, scale, venue, slot);
    return true;
}

/* Patches of the venue that still wait and whose own officers work then: they could share the session. */
static int could_join(const struct dropins_plan *plan, int venue, int slot) {
    const struct dropins *d = plan->data;
    int n = 0;
    for (int i = d->at_start[venue]; i < d->at_start[venue + 1]; i++) {
        int p = d->at[i];
        if (plan->slot[p] >= 0)
            continue;
        for (int k = d->mine_start[p]; k < d->mine_start[p + 1]; k++)
            if (d->works[d->mine[k]] >> slot & 1) {
                n++;
                break;
            }
    }
    return n < d->desks[venue] ? n : d->desks[venue];
}

/* The best half-day for one patch; none: it stays without. Of equals the one that more others can join; by chance that
 * counts for more, and the order of equals is shaken. */
static void place_patch(struct dropins_plan *plan, const struct dropins_scale *scale, int patch,
                        struct pp_rng *rng) {
    int venue = plan->data->near[patch], best = -1;
    uint64_t open = plan->data->open[venue];
    double least = INFINITY, without = pp_dropins_score(plan, scale);
    double eager = rng && pp_rng_below(rng, 2) ? 300 * pp_rng_real(rng) : 1;
    for (; open; open &= open - 1) {
        int slot = __builtin_ctzll(open);
        double shaken = rng ? pp_rng_real(rng) - 0.5 : 0;
        bool opens = !plan->held[venue * PP_N_SLOTS + slot];
        if (opens)
            shaken -= eager * could_join(plan, venue, slot);
        if (rng && pp_rng_below(rng, 8) == 0) /* now and then another one */
            shaken += 1000 * pp_rng_real(rng);
        plan->n_journal = 0;
        if (place_at(plan, scale, patch, slot)) {
            double score = pp_dropins_score(plan, scale);
            if (score < without && score + shaken < least) {
                least = score + shaken;
                best = slot;
            }
        }
        pp_dropins_back(plan, 0);
    }
    if (best >= 0)
        (void)place_at(plan, scale, patch, best);
}

/* A venue that is nobody's nearest: one session where it brings homes within reach. */
static void place_extra(struct dropins_plan *plan, const struct dropins_scale *scale, int venue) {
    uint64_t open = plan->data->open[venue];
    double least = pp_dropins_score(plan, scale);
    int best = -1;
    for (; open; open &= open - 1) {
        int slot = __builtin_ctzll(open);
        plan->n_journal = 0;
        pp_dropins_hold(plan, venue, slot);
        if (enough_staff(plan, scale, venue, slot)) {
            double score = pp_dropins_score(plan, scale);
            if (score < least) {
                least = score;
                best = slot;
            }
        }
        pp_dropins_back(plan, 0);
    }
    if (best < 0)
        return;
    pp_dropins_hold(plan, venue, best);
    (void)enough_staff(plan, scale, venue, best);
}

void pp_dropins_end(struct dropins_plan *plan, int venue, int slot) {
    const struct dropins *d = plan->data;
    for (int i = d->at_start[venue]; i < d->at_start[venue + 1]; i++)
        if (plan->slot[d->at[i]] == slot)
            pp_dropins_unmeet(plan, d->at[i]);
    for (int o = 0; o < d->n_staff; o++)
        if (plan->at[o * PP_N_SLOTS + slot] == venue)
            pp_dropins_unstaff(plan, o, slot);
    pp_dropins_unhold(plan, venue, slot);
}

/* What is held with less than two staff gets helpers or is closed. */
static void mend_sessions(struct dropins_plan *plan, const struct dropins_scale *scale,
                          struct pp_rng *rng) {
    const struct dropins *d = plan->data;
    int n = d->n_venues * PP_N_SLOTS;
    int from = rng && n > 0 ? (int)pp_rng_below(rng, (uint32_t)n) : 0;
    for (int i = 0; i < n; i++) {
        int at = (from + i) % n;
        if (plan->held[at] && !enough_staff(plan, scale, at / PP_N_SLOTS, at % PP_N_SLOTS))
            pp_dropins_end(plan, at / PP_N_SLOTS, at % PP_N_SLOTS);
    }
}

/* The choosy first: how many half-days a patch has with its own officer. */
static int n_choices(const struct dropins *d, int patch) {
    uint64_t works = 0;
    for (int i = d->mine_start[patch]; i < d->mine_start[patch + 1]; i++)
        works |= d->works[d->mine[i]];
    return __builtin_popcountll(d->open[d->near[patch]] & works);
}

/* The next patch without a place: fewest choices first, or any. -1: all were tried. */
static int next_patch(const struct dropins_plan *plan, struct pp_rng *rng) {
    const struct dropins *d = plan->data;
    int best = -1, fewest = 2 * PP_N_SLOTS;
    uint32_t n_seen = 0;
    for (int p = 0; p < d->n_patches; p++) {
        if (plan->slot[p] >= 0 || plan->tried[p])
            continue;
        if (rng) {
            best = pp_rng_below(rng, ++n_seen) == 0 ? p : best;
        } else if (n_choices(d, p) < fewest) {
            fewest = n_choices(d, p);
            best = p;
        }
    }
    return best;
}

static void place_extras(struct dropins_plan *plan, const struct dropins_scale *scale,
                         struct pp_rng *rng) {
    const struct dropins *d = plan->data;
    int from = rng && d->n_venues > 0 ? (int)pp_rng_below(rng, (uint32_t)d->n_venues) : 0;
    for (int i = 0; i < d->n_venues; i++) {
        int v = (from + i) % d->n_venues;
        if (d->at_start[v] == d->at_start[v + 1] && plan->n_held[v] == 0)
            place_extra(plan, scale, v);
    }
}

/* Somebody who speaks the language joins the session of the venue that is the cheapest for them, where that is better. */
static void bring_speaker(struct dropins_plan *plan, const struct dropins_scale *scale, int venue,
                          int language) {
    const struct dropins *d = plan->data;
    double before = pp_dropins_score(plan, scale);
    int best = -1, best_slot = -1;
    for (int slot = 0; slot < PP_N_SLOTS; slot++) {
        if (!plan->held[venue * PP_N_SLOTS + slot])
            continue;
        for (int o = 0; o < d->n_staff; o++)
            if ((d->speaks[o] >> language & 1) && pp_dropins_can(plan, o, venue, slot) &&
                plan->used[o] + waiting(plan, o) < d->most[o] &&
                (best < 0 ||
                 d->fare[o * d->n_venues + venue] < d->fare[best * d->n_venues + venue])) {
                best = o;
                best_slot = slot;
            }
    }
    if (best < 0)
        return;
    plan->n_journal = 0;
    pp_dropins_staff(plan, best, venue, best_slot);
    if (pp_dropins_score(plan, scale) >= before)
        pp_dropins_back(plan, 0);
}

static void bring_speakers(struct dropins_plan *plan, const struct dropins_scale *scale) {
    const struct dropins *d = plan->data;
    for (int v = 0; v < d->n_venues; v++)
        for (int l = 0; l < d->n_languages; l++)
            if (d->talk_homes[v * d->n_languages + l] > 0 &&
                plan->speaking[v * d->n_languages + l] == 0)
                bring_speaker(plan, scale, v, l);
}

void pp_dropins_fill(struct dropins_plan *plan, const struct dropins_scale *scale,
                     struct pp_rng *rng) {
    memset(plan->tried, 0, (size_t)plan->data->n_patches * sizeof *plan->tried);
    mend_sessions(plan, scale, rng);
    for (int p; (p = next_patch(plan, rng)) >= 0;) {
        plan->tried[p] = 1;
        place_patch(plan, scale, p, rng);
    }
    bring_speakers(plan, scale);
    place_extras(plan, scale, rng);
}
