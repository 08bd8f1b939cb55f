/* Redrawing some teams: two drawings.
 *
 *   1. The region: all units of the patches of those teams, cut out of the whole ground (neighbours are found with
 *      everything in place, so that nothing touches across what stays). It is divided as any plan is.
 *   2. The whole: the patches that stay, home by home, and those of the region, put together as a given plan is.
 */
#include "planner/service/teams_only.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "planner/service/borders.h"
#include "planner/service/given.h"
#include "planner/service/verdict.h"

static const double HEALED =
    0.1; /* so far outside its limits a patch can mostly be mended where it is */

/* What is redrawn. */
struct region {
    int *team_of_patch; /* per given patch its main team, -1 = none */
    bool *is_chosen;    /* per team */
    int *
        team_of_home; /* per home: the chosen team it is redrawn for; -1 = it stays, or is left out */
    struct pp_borders borders; /* of the given plan, where they say more than its rules */
    int64_t n_left_out;        /* homes without a patch elsewhere */
    struct pp_names staying;
};

static void region_done(struct region *region) {
    pp_free(region->team_of_patch);
    pp_free(region->is_chosen);
    pp_free(region->team_of_home);
    pp_names_done(&region->staying);
    pp_borders_done(&region->borders);
}

static int choose_teams(const struct pp_drawing *d, bool *is_chosen, struct pp_error *reterr) {
    const struct pp_plan *plan = d->plan;
    for (int i = 0; i < d->request->n_teams; i++) {
        const char *name = d->request->teams[i];
        int found = -1;
        for (int t = 0; t < plan->n_teams; t++)
            if (pp_text_same_nocase(plan->team_names[t], name))
                found = t;
        const char *nearest = pp_text_nearest(name, plan->team_names, (size_t)plan->n_teams);
        if (found < 0)
            return pp_fail(reterr, PP_E_NOTFOUND, "there is no team called '%s'%s%s%s", name,
                           nearest ? "; did you mean '" : "", nearest ? nearest : "",
                           nearest ? "'?" : "");
        is_chosen[found] = true;
    }
    return 0;
}

/* Per patch the team that most of its weight is in. */
static int find_teams(const struct pp_drawing *d, const struct pp_given *given, int *team_of_patch,
                      struct pp_error *reterr) {
    const struct pp_stock *stock = &d->ground.stock;
    size_t n_teams = (size_t)d->plan->n_teams, n = given->patches.n;
    PP_AUTO_FREE int64_t *weight = pp_alloc_array(n * n_teams + 1, sizeof *weight);
    if (!weight)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < stock->n_homes; i++)
        if (given->patch_of_home[i] >= 0 && stock->homes[i].team_ix >= 0)
            weight[(size_t)given->patch_of_home[i] * n_teams + (size_t)stock->homes[i].team_ix] +=
                stock->homes[i].weight_milli + 1; /* + 1: homes without weight decide last */
    for (size_t p = 0; p < n; p++) {
        int best = -1;
        for (size_t t = 0; t < n_teams; t++)
            if (weight[p * n_teams + t] > 0 &&
                (best < 0 || weight[p * n_teams + t] > weight[p * n_teams + (size_t)best]))
                best = (int)t;
        team_of_patch[p] = best;
    }
    return 0;
}

static int find_region(const struct pp_drawing *d, const struct pp_given *given,
                       struct region *region, struct pp_error *reterr) {
    const struct pp_stock *stock = &d->ground.stock;
    int64_t ix, n_homes = 0;
    region->team_of_patch = pp_alloc_array(given->patches.n + 1, sizeof(int));
    region->is_chosen = pp_alloc_array((size_t)d->plan->n_teams + 1, sizeof(bool));
    region->team_of_home = pp_alloc_array(stock->n_homes + 1, sizeof(int));
    int rc = region->team_of_patch && region->is_chosen && region->team_of_home
                 ? choose_teams(d, region->is_chosen, reterr)
                 : pp_fail_nomem(reterr);
    if (!rc)
        rc = find_teams(d, given, region->team_of_patch, reterr);
    for (size_t p = 0; p < given->patches.n && !rc; p++)
        if (region->team_of_patch[p] < 0 || !region->is_chosen[region->team_of_patch[p]])
            rc = pp_names_add(&region->staying, pp_names_get(&given->patches, (int64_t)p), &ix,
                              reterr);
    for (size_t i = 0; i < stock->n_homes && !rc; i++) {
        int p = given->patch_of_home[i];
        int team = p >= 0 ? region->team_of_patch[p] : stock->homes[i].team_ix;
        bool here = team >= 0 && region->is_chosen[team];
        region->team_of_home[i] = here ? team : -1;
        region->n_left_out += p < 0 && !here;
        n_homes += here;
    }
    if (!rc && n_homes == 0)
        rc =
            pp_fail(reterr, PP_E_NOTFOUND, "no home is in a patch of that team; nothing to redraw");
    return rc;
}

/* ---- teams that stay apart ---- */

static int team_with(const struct region *region, int team) {
    const int *group = region->borders.group_of_team;
    int first = 0;
    while (!region->is_chosen[first] || group[first] != group[team])
        first++;
    return first;
}

static bool has_same_teams(const struct pp_plan *a, const struct pp_plan *b) {
    bool same = a->n_teams == b->n_teams;
    for (int t = 0; same && t < a->n_teams; t++)
        same = strcmp(a->team_names[t], b->team_names[t]) == 0;
    return same;
}

/* Of a plan that was opened between some teams only, redrawn with the rules it has: teams that have no patch together
 * stay apart, those that have count as the first of them. */
static int keep_apart(struct pp_drawing *of, const struct pp_given *given, struct region *region,
                      struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str groups = {0};
    struct pp_plan *part = of->plan;
    int n_groups = 0, n_chosen = 0;
    int rc = given->before && !of->request->within_told
                 ? pp_borders_find(given->before, &region->borders, reterr)
                 : 0;
    if (rc || !region->borders.partly || !has_same_teams(given->before, part))
        return rc;
    for (int t = 0; t < part->n_teams; t++) {
        n_chosen += region->is_chosen[t];
        n_groups += region->is_chosen[t] && team_with(region, t) == t;
    }
    if (n_groups < 2)
        return 0;
    if (of->request->posts && n_groups < n_chosen)
        return pp_fail(reterr, PP_E_USAGE,
                       "plan '%s' has patches across the borders of some of these teams and not of "
                       "others; with --posts say which it shall be, --within team or --within none",
                       given->before->name);
    part->rules.within = PP_WITHIN_TEAM;
    for (size_t i = 0; i < of->ground.stock.n_homes; i++)
        if (region->team_of_home[i] >= 0)
            region->team_of_home[i] = team_with(region, region->team_of_home[i]);
    pp_borders_say(&region->borders, given->before, &groups);
    if (groups.failed)
        return pp_fail_nomem(reterr);
    return pp_ground_add_reasonf(&of->ground, reterr, false, NULL,
                                 "Patches cross from team to team only where plan '%s' has patches "
                                 "with homes of both: %s. --within none opens all of these teams.",
                                 given->before->name,
                                 groups.len ? pp_str_text(&groups) : "nowhere");
}

/* ---- the region's ground ---- */

/* Keep the units for which `new_ix` is not -1, renumbered so, with the neighbours among them. */
static void keep_units(struct pp_ground *ground, const int *new_ix, const char **keys) {
    struct pp_plan *plan = ground->plan;
    int n_units = 0, n_neighbours = 0;
    for (int u = 0; u < plan->n_units; u++)
        if (new_ix[u] >= 0) {
            keys[n_units] = ground->unit_key[u];
            plan->units[n_units++] = plan->units[u];
        }
    for (int i = 0; i < plan->n_neighbours; i++) {
        struct pp_neighbour pair = plan->neighbours[i];
        pair.u = new_ix[pair.u];
        pair.v = new_ix[pair.v];
        if (pair.u >= 0 && pair.v >= 0)
            plan->neighbours[n_neighbours++] = pair;
    }
    for (size_t i = 0; i < ground->stock.n_homes; i++)
        if (ground->unit_of_home[i] >= 0)
            ground->unit_of_home[i] = new_ix[ground->unit_of_home[i]];
    plan->n_units = n_units;
    plan->n_neighbours = n_neighbours;
    ground->unit_key = keys;
}

/* A unit of the region counts as of the team it is redrawn for, also where it lies beyond that team's border. */
static int cut_out(struct pp_ground *ground, const struct region *region, struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    PP_AUTO_FREE int *new_ix = pp_alloc_array((size_t)plan->n_units + 1, sizeof *new_ix);
    const char **keys = pp_arena_alloc(&plan->arena, ((size_t)plan->n_units + 1) * sizeof *keys);
    if (!new_ix || !keys)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++)
        new_ix[u] = -1;
    for (size_t i = 0; i < ground->stock.n_homes; i++) {
        int u = ground->unit_of_home[i];
        if (u < 0 || region->team_of_home[i] < 0)
            continue;
        new_ix[u] = 0;
        plan->units[u].team_ix = region->team_of_home[i];
    }
    for (int u = 0, n = 0; u < plan->n_units; u++)
        if (new_ix[u] == 0)
            new_ix[u] = n++;
    keep_units(ground, new_ix, keys);
    return 0;
}

static int lay_region(struct pp_drawing *d, const struct pp_given *given,
                      const struct region *region, struct pp_error *reterr) {
    struct pp_ground *ground = &d->ground;
    size_t n_homes = ground->stock.n_homes;
    PP_AUTO_FREE int *piece_of_home = pp_alloc_array(n_homes + 1, sizeof *piece_of_home);
    if (!piece_of_home)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n_homes; i++)
        piece_of_home[i] = region->team_of_home[i] >= 0
                               ? (int)given->patches.n + region->team_of_home[i]
                               : given->patch_of_home[i];
    int rc = pp_ground_make_units(ground, d->plan->rules.max_milli, reterr);
    if (!rc)
        rc = pp_ground_cut_units(ground, piece_of_home, false, reterr);
    if (!rc)
        rc = pp_ground_add_links(ground, d->request->links, d->request->n_links, reterr);
    if (!rc)
        rc = pp_ground_find_neighbours(ground, reterr);
    return rc ? rc : cut_out(ground, region, reterr);
}

/* Locks and pins of the plan there is; a start only from a plan that was named. */
static int find_base(struct pp_drawing *d, const struct pp_given *given,
                     const struct region *region, struct pp_error *reterr) {
    struct pp_allocate_request request = *d->request;
    request.from = given->before ? given->before->name : NULL;
    request.plan_name = "";
    int rc = pp_base_find(&d->ground, &request, &d->base, reterr);
    d->base.is_start = d->request->from != NULL;
    d->base.taken = &region->staying;
    return rc;
}

/* ---- the whole ---- */

/* The patches that stay and those of the region, home by home. */
static int put_together(const struct pp_drawing *region_drawn, const struct pp_given *given,
                        const struct region *region, struct pp_given *whole,
                        struct pp_error *reterr) {
    const struct pp_ground *ground = &region_drawn->ground;
    const struct pp_plan *plan = ground->plan;
    whole->before = given->before;
    whole->request = given->request;
    whole->patch_of_home = pp_alloc_array(ground->stock.n_homes + 1, sizeof *whole->patch_of_home);
    if (!whole->patch_of_home)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < ground->stock.n_homes; i++) {
        int u = ground->unit_of_home[i], p = given->patch_of_home[i];
        const char *name = u >= 0 && region->team_of_home[i] >= 0
                               ? plan->patches[plan->patch_of_unit[u]].name
                           : p >= 0 ? pp_names_get(&given->patches, p)
                                    : NULL;
        int64_t ix = -1;
        int rc = name ? pp_names_add(&whole->patches, name, &ix, reterr) : 0;
        if (rc)
            return rc;
        whole->patch_of_home[i] = (int)ix;
    }
    return 0;
}

/* Today's list knows no borders: two teams are open to each other where a patch has homes of both. */
static int open_as_today(const struct pp_stock *stock, const struct pp_given *given,
                         const struct pp_plan *plan, struct pp_borders *borders,
                         struct pp_error *reterr) {
    PP_AUTO_FREE int *seen = pp_alloc_array(given->patches.n + 1, sizeof *seen);
    if (!seen)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < stock->n_homes; i++) {
        int p = given->patch_of_home[i], team = stock->homes[i].team_ix;
        if (p < 0)
            continue;
        if (seen[p] > 0)
            pp_borders_open(borders, plan, seen[p] - 2, team);
        seen[p] = team + 2;
    }
    return 0;
}

/* Which teams the plan opens to each other: those that were, and with no border told all that are drawn anew. */
static int settle_borders(struct pp_plan *plan, const struct pp_drawing *of,
                          const struct pp_given *given, const struct region *region,
                          struct pp_given *whole, struct pp_error *reterr) {
    PP_AUTO(pp_borders_done) struct pp_borders before = {0};
    const struct pp_plan *from = given->before;
    int first = 0, rc = 0;
    if (plan->rules.within != PP_WITHIN_NONE)
        return 0;
    rc = pp_borders_new(plan, &whole->borders, reterr);
    if (!rc && from)
        rc = pp_borders_find(from, &before, reterr);
    if (!rc && !from)
        rc = open_as_today(&of->ground.stock, given, plan, &whole->borders, reterr);
    if (rc)
        return rc;
    if (from && from->rules.within == PP_WITHIN_NONE)
        pp_borders_take(&whole->borders, plan, &before, from);
    while (!region->is_chosen[first])
        first++;
    for (int t = first; t < plan->n_teams && of->plan->rules.within == PP_WITHIN_NONE; t++)
        if (region->is_chosen[t])
            pp_borders_open(&whole->borders, plan, first, t);
    return pp_borders_note(&whole->borders, plan, reterr);
}

/* Reasons were said when the region was judged. */
static int take_reasons(const struct pp_drawing *of, struct pp_drawing *d,
                        struct pp_error *reterr) {
    struct pp_arena *arena = &d->plan->arena;
    d->ground.say = NULL;
    d->ground.n_reasons = 0;
    int rc = 0;
    for (int i = 0; i < of->ground.n_reasons && !rc; i++) {
        struct pp_reason reason = of->ground.reasons[i];
        reason.text = pp_arena_strdup(arena, reason.text);
        reason.fix = reason.fix ? pp_arena_strdup(arena, reason.fix) : NULL;
        rc = pp_ground_add_reason(&d->ground, reason, reterr);
    }
    d->ground.say = of->ground.say;
    return rc;
}

/* ---- what stays ---- */

static bool stays(const struct region *region, const struct pp_patch *patch) {
    return pp_names_find(&region->staying, patch->name) >= 0;
}

/* How far a patch is outside its limits, against the limit. */
static double off_by(const struct pp_plan *plan, const struct pp_patch *patch) {
    struct pp_limits limits = pp_patch_limits(plan, patch);
    double weight = (double)patch->weight_milli;
    return fmax(weight / fmax((double)limits.max_milli, 1) - 1,
                1 - weight / fmax((double)limits.min_milli, 1));
}

/* Patches that stay outside their limits; which teams they are of, and how far out the farthest is. */
static int count_outside(const struct pp_plan *plan, const struct region *region, bool *has_outside,
                         double *ret_farthest) {
    int n = 0;
    *ret_farthest = 0;
    for (int p = 0; p < plan->n_patches; p++) {
        const struct pp_patch *patch = &plan->patches[p];
        if (!stays(region, patch) || pp_patch_in_limits(plan, patch))
            continue;
        n++;
        *ret_farthest = fmax(*ret_farthest, off_by(plan, patch));
        if (patch->team_ix >= 0)
            has_outside[patch->team_ix] = true;
    }
    return n;
}

/* What is a little over or under can be healed where it is; else those teams are drawn anew too. */
static int find_mend(const struct pp_drawing *d, const bool *has_outside, double farthest,
                     const char **ret_fix, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str fix = {0};
    const struct pp_plan *plan = d->plan;
    *ret_fix = NULL;
    pp_str_appendf(&fix, "patchplan %s", farthest <= HEALED ? "rebalance " : "allocate --from ");
    pp_str_append_word(&fix, plan->name);
    if (farthest > HEALED) {
        pp_str_append(&fix, " --plan ");
        pp_str_append_word(&fix, plan->name);
        for (int t = 0; t < plan->n_teams; t++) {
            if (!has_outside[t])
                continue;
            pp_str_append(&fix, " --teams ");
            pp_str_append_word(&fix, plan->team_names[t]);
        }
    }
    *ret_fix = fix.failed ? NULL : pp_arena_strdup(&d->plan->arena, pp_str_text(&fix));
    return *ret_fix ? 0 : pp_fail_nomem(reterr);
}

static int tell_outside(struct pp_drawing *d, const struct pp_given *given,
                        const struct region *region, struct pp_error *reterr) {
    struct pp_plan *plan = d->plan;
    PP_AUTO_FREE bool *has_outside = pp_alloc_array((size_t)plan->n_teams + 1, sizeof *has_outside);
    double farthest;
    struct pp_reason reason = {.of_division = true};
    if (!has_outside)
        return pp_fail_nomem(reterr);
    int n = count_outside(plan, region, has_outside, &farthest);
    if (n == 0)
        return 0;
    plan->outcome = pp_outcome_graver(plan->outcome, PP_OUTCOME_INFEASIBLE);
    reason.text = pp_arena_printf(
        &plan->arena, "%d of the patches elsewhere %s over or under the size limits, as %s %s%s%s.",
        n, pp_text_plural(n, "is", "are"), pp_text_plural(n, "it is", "they are"),
        given->before ? "in '" : "today", given->before ? given->before->name : "",
        given->before ? "'" : "");
    int rc = reason.text ? find_mend(d, has_outside, farthest, &reason.fix, reterr)
                         : pp_fail_nomem(reterr);
    return rc ? rc : pp_ground_add_reason(&d->ground, reason, reterr);
}

/* What stays over or under its limits was so before; the plan breaks that rule all the same. */
static int tell_staying(struct pp_drawing *d, const struct pp_given *given,
                        const struct region *region, struct pp_error *reterr) {
    size_t n = region->staying.n;
    int rc = n == 0 ? 0
                    : pp_ground_add_reasonf(
                          &d->ground, reterr, false, NULL, "%zu patch%s elsewhere stay%s as %s.", n,
                          pp_text_plural((int64_t)n, "", "es"), pp_text_plural((int64_t)n, "s", ""),
                          pp_text_plural((int64_t)n, "it is", "they are"));
    if (!rc)
        rc = tell_outside(d, given, region, reterr);
    if (!rc && region->n_left_out > 0)
        rc = pp_ground_add_reasonf(&d->ground, reterr, false, NULL,
                                   "%lld home%s elsewhere %s no patch and %s left out; --new-only "
                                   "lets them join one.",
                                   (long long)region->n_left_out,
                                   pp_text_plural(region->n_left_out, "", "s"),
                                   pp_text_plural(region->n_left_out, "has", "have"),
                                   pp_text_plural(region->n_left_out, "is", "are"));
    return rc;
}

/* ---- what is proven ---- */

/* A copy of `n` weights that holds nothing where `drops` says so; NULL: no memory. */
static int64_t *without(const int64_t *weight_milli, const bool *drops, const int *first, int n,
                        struct pp_arena *arena) {
    size_t n_all = (size_t)(first ? first[n] : n);
    int64_t *kept = pp_arena_alloc(arena, (n_all + 1) * sizeof *kept);
    for (int u = 0; u < n && kept; u++)
        for (int e = first ? first[u] : u; e < (first ? first[u + 1] : u + 1); e++)
            kept[e] = drops[u] ? 0 : weight_milli[e];
    return kept;
}

/* What the patches that stay cost by themselves: the plan with nothing in all others. */
static int price_staying(const struct pp_drawing *d, const struct region *region, double *ret_cost,
                         struct pp_error *reterr) {
    const struct pp_plan *plan = d->plan;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_problem staying = d->whole.problem;
    struct pp_costs costs;
    int n = staying.n_units;
    bool *drops = pp_arena_alloc(&arena, ((size_t)n + 1) * sizeof *drops);
    double *trips = pp_arena_alloc(&arena, ((size_t)n + 1) * sizeof *trips);
    if (!drops || !trips)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < n; u++) {
        drops[u] = !stays(region, &plan->patches[plan->patch_of_unit[u]]);
        double all = staying.trips ? staying.trips[u] : 1e-3 * (double)staying.weight_milli[u];
        trips[u] = drops[u] ? 0 : all;
    }
    staying.trips = trips;
    staying.weight_milli = without(staying.weight_milli, drops, NULL, n, &arena);
    staying.current.weight_milli =
        without(staying.current.weight_milli, drops, staying.current.first, n, &arena);
    staying.ward.weight_milli =
        without(staying.ward.weight_milli, drops, staying.ward.first, n, &arena);
    if (!staying.weight_milli || !staying.current.weight_milli || !staying.ward.weight_milli)
        return pp_fail_nomem(reterr);
    int rc = pp_evaluate(&staying, plan->patch_of_unit, &costs, NULL, NULL, reterr);
    *ret_cost = costs.total;
    return rc;
}

/* What edits leave true: how far this plan is from it is worked out whenever it is shown. */
static int tell_proof(struct pp_drawing *d, const struct region *region, double bound,
                      struct pp_error *reterr) {
    const struct pp_plan *plan = d->plan;
    char least[32], whole[32];
    int n = plan->n_patches - (int)region->staying.n;
    if (region->staying.n == 0 || !(bound > 0))
        return 0;
    pp_text_format_count((int64_t)floor(bound), least, sizeof least);
    pp_text_format_count((int64_t)floor(plan->bound), whole, sizeof whole);
    return pp_ground_add_reasonf(
        &d->ground, reterr, false, NULL,
        PP_PROVEN_IN_PART "with all others left as they are, the patches drawn anew (%d) cost at "
                          "least %s under these rules, and so the whole plan at least %s.",
        n, least, whole);
}

/* What is proven of the region holds for the whole with the rest as it is: distances and wards are sums over patches,
 * and no matching of the whole keeps more than those of the two parts by themselves. */
static int take_verdict(const struct pp_drawing *of, struct pp_drawing *d,
                        const struct region *region, struct pp_error *reterr) {
    struct pp_plan *plan = d->plan;
    const struct pp_plan *part = of->plan;
    double staying_cost = 0;
    int rc = price_staying(d, region, &staying_cost, reterr);
    if (rc)
        return rc;
    plan->outcome = part->outcome;
    plan->bound = part->bound > 0 ? part->bound + staying_cost : NAN;
    if (part->cost >= part->bound && plan->bound > plan->cost)
        plan->bound = plan->cost; /* a rounding above it */
    plan->gap = pp_plan_gap(plan->cost, plan->bound);
    for (int p = 0; p < plan->n_patches; p++)
        for (int q = 0; q < part->n_patches; q++)
            if (strcmp(plan->patches[p].name, part->patches[q].name) == 0)
                plan->patches[p].locked = part->patches[q].locked;
    return tell_proof(d, region, part->bound, reterr);
}

static int draw_region(struct pp_drawing *of, const struct pp_given *given,
                       const struct region *region, struct pp_error *reterr) {
    int rc = lay_region(of, given, region, reterr);
    if (!rc)
        rc = find_base(of, given, region, reterr);
    if (!rc)
        rc = pp_drawing_pose_on(of, reterr);
    return rc ? rc : pp_drawing_divide(of, reterr);
}

int pp_teams_redraw(struct pp_drawing *d, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan before = {0}, part = {0};
    PP_AUTO(pp_given_done) struct pp_given given = {0}, whole = {0};
    PP_AUTO(pp_drawing_done)
    struct pp_drawing of = pp_drawing_of(d->ground.db, d->request, &part);
    PP_AUTO(region_done) struct region region = {0};
    int n_disconnected = 0; /* judged where it was drawn */
    int rc = pp_given_now(d, &before, &given, reterr);
    given.request = d->request;
    if (!rc)
        rc = pp_drawing_load(&of, reterr);
    if (rc)
        return rc;
    part.rules = d->plan->rules;
    rc = find_region(&of, &given, &region, reterr);
    if (!rc)
        rc = keep_apart(&of, &given, &region, reterr);
    if (!rc)
        rc = draw_region(&of, &given, &region, reterr);
    if (!rc)
        rc = put_together(&of, &given, &region, &whole, reterr);
    d->ground.say = NULL;
    if (!rc)
        rc = settle_borders(d->plan, &of, &given, &region, &whole, reterr);
    if (!rc)
        rc = pp_given_lay(&d->ground, &whole, &d->arena, &d->parts, &d->whole, reterr);
    if (!rc)
        rc = pp_given_measure(&d->ground, &whole, &d->whole, &n_disconnected, reterr);
    if (!rc)
        rc = take_reasons(&of, d, reterr);
    if (!rc)
        rc = take_verdict(&of, d, &region, reterr);
    return rc ? rc : tell_staying(d, &given, &region, reterr);
}
