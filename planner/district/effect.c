/* What a move does. For each patch it touches the members afterwards are gathered, and from them weight, hub
 * and distance (as pp_evaluate() sums them), ward and pieces (a flood) follow from scratch: patches are
 * small, so this is cheaper than keeping sums, and it cannot drift from what is measured. Only the matching
 * with current patches looks at all patches: the rows of those touched are exchanged for the question.
 */
#include "planner/district/standing.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

/* ---- which patches are beside ---- */

static void mark_units(struct pp_standing *s, const int *units, int n_units, bool on) {
    for (int i = 0; i < n_units; i++)
        s->chosen[units[i]] = on;
}

int pp_effect_targets(struct pp_standing *s, const int *units, int n_units, int *ret_patches,
                      int *ret_n, struct pp_error *reterr) {
    const struct pp_problem *problem = s->problem;
    PP_AUTO_FREE bool *beside = pp_alloc_array((size_t)problem->n_patches + 1, sizeof *beside);
    if (!beside)
        return pp_fail_nomem(reterr);
    bool one_patch = true;
    for (int i = 0; i < n_units; i++) {
        int u = units[i], from = s->patch_of[u];
        one_patch &= from == s->patch_of[units[0]];
        for (int e = problem->first[u]; e < problem->first[u + 1]; e++)
            if (s->patch_of[problem->neighbour[e]] != from)
                beside[s->patch_of[problem->neighbour[e]]] = true;
    }
    if (n_units && one_patch)
        beside[s->patch_of[units[0]]] = false;
    int n = 0;
    for (int p = 0; p < problem->n_patches; p++)
        if (beside[p])
            ret_patches[n++] = p;
    *ret_n = n;
    return 0;
}

/* ---- the patches touched ---- */

struct question {
    struct pp_standing *s;
    const int *units; /* all that are asked for, ascending */
    int n_units, to;
    struct pp_arena *arena;
    struct pp_effect *effect;
};

/* Members of a patch after the move into s->member, ascending; returns how many. */
static int members_after(const struct question *q, int patch) {
    struct pp_standing *s = q->s;
    const int *unit = s->unit + s->first[patch];
    int n_before = s->first[patch + 1] - s->first[patch], n = 0, at = 0;
    if (patch != q->to) {
        for (int i = 0; i < n_before; i++)
            if (!s->chosen[unit[i]])
                s->member[n++] = unit[i];
        return n;
    }
    for (int i = 0; i < n_before; i++) {
        for (; at < q->n_units && q->units[at] < unit[i]; at++)
            s->member[n++] = q->units[at];
        at += at < q->n_units && q->units[at] == unit[i];
        s->member[n++] = unit[i];
    }
    for (; at < q->n_units; at++)
        s->member[n++] = q->units[at];
    return n;
}

static struct pp_effect_side side_of(const struct pp_facts *facts) {
    return (struct pp_effect_side){
        .weight_milli = facts->weight_milli,
        .n_units = facts->n_units,
        .inside_limits = facts->outside_milli == 0,
        .hub = facts->hub,
        .distance_cost = facts->distance_cost,
        .mean_distance_m =
            facts->weight_milli > 0 ? facts->weighted_m * 1000.0 / (double)facts->weight_milli : 0,
        .n_pieces = facts->n_pieces,
    };
}

struct pp_effect_side pp_standing_side(const struct pp_standing *standing, int patch_ix) {
    return side_of(&standing->facts[patch_ix]);
}

/* The units of s->member outside its main piece, piece by piece, into the effect. `piece_of` in
 * s->piece_of as the facts left it. */
static int tell_pieces(const struct question *q, int patch, int n, const struct pp_facts *facts,
                       struct pp_error *reterr) {
    const struct pp_standing *s = q->s;
    struct pp_effect *effect = q->effect;
    for (int piece = 0; piece < facts->n_pieces; piece++) {
        if (piece == facts->main_piece)
            continue;
        struct pp_effect_piece *told = &effect->pieces[effect->n_pieces++];
        *told = (struct pp_effect_piece){.patch_ix = patch};
        told->unit_ix = pp_arena_alloc(q->arena, (size_t)n * sizeof *told->unit_ix);
        if (!told->unit_ix)
            return pp_fail_nomem(reterr);
        for (int i = 0; i < n; i++) {
            if (s->piece_of[s->member[i]] != piece)
                continue;
            told->unit_ix[told->n_units++] = s->member[i];
            told->weight_milli += s->problem->weight_milli[s->member[i]];
        }
    }
    return 0;
}

static int make_room(const struct question *q, int n_more, struct pp_error *reterr) {
    struct pp_effect *effect = q->effect;
    size_t n = (size_t)(effect->n_pieces + n_more);
    struct pp_effect_piece *pieces = pp_arena_alloc(q->arena, n * sizeof *pieces);
    if (!pieces)
        return pp_fail_nomem(reterr);
    if (effect->n_pieces)
        memcpy(pieces, effect->pieces, (size_t)effect->n_pieces * sizeof *pieces);
    effect->pieces = pieces;
    return 0;
}

/* Work out patch number `at` of the effect, and put what it changes into the totals. */
static int try_patch(const struct question *q, int at, struct pp_totals *totals,
                     struct pp_error *reterr) {
    struct pp_standing *s = q->s;
    struct pp_effect *effect = q->effect;
    struct pp_effect_patch *row = &effect->patches[at];
    const struct pp_facts *before = &s->facts[row->patch_ix];
    int n = members_after(q, row->patch_ix), rc = 0;
    struct pp_facts after;
    pp_standing_work_out(s, row->patch_ix, n, &after);
    row->before = side_of(before);
    row->after = side_of(&after);
    effect->empties |= n == 0;
    effect->breaks |= row->before.inside_limits && !row->after.inside_limits;
    effect->breaks |= after.n_pieces > before->n_pieces;
    if (after.n_pieces > 1)
        rc = make_room(q, after.n_pieces, reterr);
    if (!rc && after.n_pieces > 1)
        rc = tell_pieces(q, row->patch_ix, n, &after, reterr);
    totals->outside_milli += after.outside_milli - before->outside_milli;
    totals->ward_milli += after.ward_milli - before->ward_milli;
    s->tried[row->patch_ix] = after.distance_cost;
    return rc;
}

static int by_number(const void *a, const void *b) {
    const struct pp_effect_patch *pa = a, *pb = b;
    return (pa->patch_ix > pb->patch_ix) - (pa->patch_ix < pb->patch_ix);
}

/* The receiving patch, then each that gives, once, by number. */
static int list_patches(const struct question *q, struct pp_error *reterr) {
    struct pp_standing *s = q->s;
    struct pp_effect *effect = q->effect;
    size_t room = (size_t)q->n_units + 1;
    effect->patches = pp_arena_alloc(q->arena, room * sizeof *effect->patches);
    if (!effect->patches)
        return pp_fail_nomem(reterr);
    effect->patches[effect->n_patches++].patch_ix = q->to;
    s->touched[q->to] = true;
    for (int i = 0; i < q->n_units; i++) {
        int u = q->units[i], from = s->patch_of[u];
        if (from == q->to)
            continue;
        effect->n_units++;
        effect->weight_milli += s->problem->weight_milli[u];
        if (s->touched[from])
            continue;
        s->touched[from] = true;
        effect->patches[effect->n_patches++].patch_ix = from;
    }
    qsort(effect->patches + 1, (size_t)effect->n_patches - 1, sizeof *effect->patches, by_number);
    for (int i = 0; i < effect->n_patches; i++)
        s->touched[effect->patches[i].patch_ix] = false;
    return 0;
}

/* ---- the whole ---- */

static void shift_labels(const struct question *q, int sign) {
    struct pp_standing *s = q->s;
    for (int i = 0; i < q->n_units; i++) {
        if (s->patch_of[q->units[i]] == q->to)
            continue;
        pp_standing_count_labels(s, q->units[i], s->patch_of[q->units[i]], -sign);
        pp_standing_count_labels(s, q->units[i], q->to, sign);
    }
}

static int try_all(const struct question *q, struct pp_error *reterr) {
    struct pp_standing *s = q->s;
    struct pp_effect *effect = q->effect;
    struct pp_totals totals = s->totals;
    int rc = list_patches(q, reterr);
    for (int p = 0; p < s->problem->n_patches; p++)
        s->tried[p] = s->facts[p].distance_cost;
    mark_units(s, q->units, q->n_units, true);
    for (int i = 0; !rc && i < effect->n_patches; i++)
        rc = try_patch(q, i, &totals, reterr);
    mark_units(s, q->units, q->n_units, false);
    if (rc)
        return rc;
    shift_labels(q, 1);
    rc = pp_standing_match(s, &totals.lost_milli, reterr);
    shift_labels(q, -1);
    effect->before = s->costs;
    effect->after = pp_standing_costs(s, &totals, s->tried);
    effect->outside_before_milli = s->totals.outside_milli;
    effect->outside_after_milli = totals.outside_milli;
    return rc;
}

int pp_effect_of(struct pp_standing *s, const int *units, int n_units, int to,
                 struct pp_arena *arena, struct pp_effect *ret_effect, struct pp_error *reterr) {
    struct pp_effect effect = {.to = to};
    const struct question q = {s, units, n_units, to, arena, &effect};
    int rc = try_all(&q, reterr);
    if (!rc)
        *ret_effect = effect;
    return rc;
}

int pp_effect_compare(const struct pp_effect *a, const struct pp_effect *b) {
    if (a->outside_after_milli != b->outside_after_milli)
        return a->outside_after_milli < b->outside_after_milli ? -1 : 1;
    if (a->after.total != b->after.total)
        return a->after.total < b->after.total ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}
