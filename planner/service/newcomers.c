#include "planner/service/newcomers.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "patchplan/district/fill.h"
#include "patchplan/graph/neighbours.h"
#include "patchplan/store/lookup.h"
#include "planner/service/given.h"
#include "planner/service/where.h"

enum { MOST_BESIDE = 3 };

struct newcomers {
    struct pp_drawing *drawing;
    int *unit_ix; /* units without a patch; they keep their numbers */
    int n;
    struct pp_filling filling;
    bool from_today; /* no plan there was */
};

static void newcomers_done(struct newcomers *newcomers) { pp_free(newcomers->unit_ix); }

/* ---- joining ---- */

/* Neighbours inside one part only: borders of teams hold for new homes too. */
static int cut_borders(const struct pp_plan *plan, const struct pp_parts *parts,
                       struct pp_arena *arena, struct pp_problem *problem,
                       struct pp_error *reterr) {
    PP_AUTO_FREE struct pp_neighbour *inside =
        pp_alloc_array((size_t)plan->n_neighbours + 1, sizeof *inside);
    struct pp_graph_rows rows = {0};
    int n = 0;
    if (!inside)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < plan->n_neighbours; i++)
        if (parts->part_of_unit[plan->neighbours[i].u] ==
            parts->part_of_unit[plan->neighbours[i].v])
            inside[n++] = plan->neighbours[i];
    int rc = pp_graph_rows(inside, n, plan->n_units, arena, &rows, reterr);
    problem->first = rows.first;
    problem->neighbour = rows.neighbour;
    return rc;
}

static int list(struct newcomers *newcomers, struct pp_error *reterr) {
    const struct pp_plan *plan = newcomers->drawing->plan;
    newcomers->unit_ix = pp_alloc_array((size_t)plan->n_units + 1, sizeof(int));
    if (!newcomers->unit_ix)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++)
        if (plan->patch_of_unit[u] < 0)
            newcomers->unit_ix[newcomers->n++] = u;
    return 0;
}

static int join(struct newcomers *newcomers, struct pp_error *reterr) {
    struct pp_drawing *d = newcomers->drawing;
    struct pp_problem problem = d->whole.problem;
    int rc = list(newcomers, reterr);
    if (rc || newcomers->n == 0)
        return rc;
    rc = cut_borders(d->plan, &d->parts, &d->arena, &problem, reterr);
    return rc ? rc : pp_fill_units(&problem, d->plan->patch_of_unit, &newcomers->filling, reterr);
}

/* ---- what is said ---- */

static int tell_joined(const struct newcomers *newcomers, struct pp_error *reterr) {
    struct pp_drawing *d = newcomers->drawing;
    int64_t n_homes = 0;
    for (int i = 0; i < newcomers->n; i++)
        n_homes += d->plan->units[newcomers->unit_ix[i]].n_homes;
    if (newcomers->n == 0)
        return pp_ground_add_reasonf(&d->ground, reterr, false, NULL,
                                     "Every home had a patch already; nothing moved.");
    return pp_ground_add_reasonf(&d->ground, reterr, false, NULL,
                                 "%lld home%s had no patch and joined one; nothing else moved.",
                                 (long long)n_homes, pp_text_plural(n_homes, "", "s"));
}

/* Room under the upper limit of a patch without its newcomers. */
static int64_t room_of(const struct newcomers *newcomers, int p) {
    const struct pp_plan *plan = newcomers->drawing->plan;
    int64_t weight = plan->patches[p].weight_milli;
    for (int i = 0; i < newcomers->n; i++)
        if (plan->patch_of_unit[newcomers->unit_ix[i]] == p)
            weight -= plan->units[newcomers->unit_ix[i]].weight_milli;
    return pp_patch_limits(plan, &plan->patches[p]).max_milli - weight;
}

/* The patches beside a unit, in its own part, most room first, at most MOST_BESIDE; returns how many. */
static int find_beside(const struct newcomers *newcomers, int u, int *ret_patch) {
    const struct pp_drawing *d = newcomers->drawing;
    int n = 0;
    for (int e = d->whole.problem.first[u]; e < d->whole.problem.first[u + 1]; e++) {
        int v = d->whole.problem.neighbour[e], p = d->plan->patch_of_unit[v], at = 0;
        bool is_known = d->parts.part_of_unit[v] != d->parts.part_of_unit[u];
        for (int i = 0; i < n && !is_known; i++)
            is_known = ret_patch[i] == p;
        if (is_known)
            continue;
        while (at < n && room_of(newcomers, ret_patch[at]) >= room_of(newcomers, p))
            at++;
        n += n < MOST_BESIDE;
        for (int i = n - 1; i > at; i--)
            ret_patch[i] = ret_patch[i - 1];
        if (at < n)
            ret_patch[at] = p;
    }
    return n;
}

/* "beside it South 3 has room for 8.1, South 4 has no room" */
static void say_beside(const struct newcomers *newcomers, int u, struct pp_str *text) {
    int beside[MOST_BESIDE + 1], n = find_beside(newcomers, u, beside);
    char room[32];
    for (int i = 0; i < n; i++) {
        int64_t room_milli = room_of(newcomers, beside[i]);
        pp_arithmetic_format_homes(room_milli, room, sizeof room);
        pp_str_appendf(text, "%s%s has %s%s", i == 0 ? ": beside it " : ", ",
                       newcomers->drawing->plan->patches[beside[i]].name,
                       room_milli > 0 ? "room for " : "no room", room_milli > 0 ? room : "");
    }
}

/* Draw these teams anew, from the plan that is being made: one command, for each would start from that plan again. */
static int redraw_command(const struct newcomers *newcomers, const bool *teams,
                          struct pp_str *fix) {
    const struct pp_drawing *d = newcomers->drawing;
    PP_AUTO_STR struct pp_str next = {0};
    pp_str_append(fix, "patchplan allocate");
    for (int t = 0; t < d->plan->n_teams; t++) {
        if (!teams[t])
            continue;
        pp_str_append(fix, " --teams ");
        pp_str_append_word(fix, d->plan->team_names[t]);
    }
    pp_str_append(fix, " --from ");
    pp_str_append_word(fix, d->plan->name);
    pp_str_append(fix, " --plan ");
    pp_str_appendf(&next, "%s redrawn", d->plan->name);
    pp_str_append_word(fix, pp_str_text(&next));
    return fix->failed || next.failed ? PP_E_NOMEM : 0;
}

/* What the reason of the last patch over its limit ends with. */
struct ending {
    const char *words, *fix; /* "" and NULL for those before */
};

/* One patch that newcomers took over its limit. */
static int tell_over(const struct newcomers *newcomers, int p, const int *unit_ix, int n,
                     const struct ending *ending, struct pp_error *reterr) {
    struct pp_drawing *d = newcomers->drawing;
    const struct pp_patch *patch = &d->plan->patches[p];
    PP_AUTO_STR struct pp_str text = {0};
    char homes[32], over[32], size[32], limit[32];
    int64_t weight = 0, n_homes = 0, most = pp_patch_limits(d->plan, patch).max_milli;
    for (int i = 0; i < n; i++) {
        weight += d->plan->units[unit_ix[i]].weight_milli;
        n_homes += d->plan->units[unit_ix[i]].n_homes;
    }
    pp_arithmetic_format_homes(patch->weight_milli, size, sizeof size);
    pp_arithmetic_format_homes(most, limit, sizeof limit);
    pp_arithmetic_format_homes(patch->weight_milli - most, over, sizeof over);
    pp_arithmetic_format_homes(weight, homes, sizeof homes);
    pp_str_appendf(
        &text, "%s now has %s workload-equivalent homes, %s over its upper limit of %s, because ",
        patch->name, size, over, limit);
    int rc = pp_where_append(&d->ground, unit_ix, n, &text, reterr);
    if (rc)
        return rc;
    pp_str_appendf(&text, " (%lld home%s, %s workload-equivalent) found no room",
                   (long long)n_homes, pp_text_plural(n_homes, "", "s"), homes);
    if (n == 1)
        say_beside(newcomers, unit_ix[0], &text);
    pp_str_appendf(&text, ".%s", ending->words);
    if (text.failed)
        return pp_fail_nomem(reterr);
    return pp_ground_add_reasonf(&d->ground, reterr, true, ending->fix, "%s", pp_str_text(&text));
}

/* The newcomers of a patch that they took over its limit; how many, 0 when it keeps it. */
static int list_over(const struct newcomers *newcomers, int p, int *ret_unit_ix) {
    const struct pp_plan *plan = newcomers->drawing->plan;
    int n = 0;
    if (plan->patches[p].weight_milli <= pp_patch_limits(plan, &plan->patches[p]).max_milli)
        return 0;
    for (int i = 0; i < newcomers->n; i++)
        if (plan->patch_of_unit[newcomers->unit_ix[i]] == p)
            ret_unit_ix[n++] = newcomers->unit_ix[i];
    return n;
}

static int tell_all_over(const struct newcomers *newcomers, struct pp_error *reterr) {
    const struct pp_plan *plan = newcomers->drawing->plan;
    PP_AUTO_FREE int *unit_ix = pp_alloc_array((size_t)newcomers->n + 1, sizeof *unit_ix);
    PP_AUTO_FREE bool *teams = pp_alloc_array((size_t)plan->n_teams + 1, sizeof *teams);
    PP_AUTO_STR struct pp_str fix = {0};
    int n_teams = 0, last = -1;
    int rc = unit_ix && teams ? 0 : pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches && !rc; p++) {
        int team_ix = plan->patches[p].team_ix;
        if (list_over(newcomers, p, unit_ix) == 0)
            continue;
        last = p;
        n_teams += team_ix >= 0 && !teams[team_ix];
        if (team_ix >= 0)
            teams[team_ix] = true;
    }
    if (!rc && n_teams > 0 && redraw_command(newcomers, teams, &fix))
        rc = pp_fail_nomem(reterr);
    for (int p = 0; p <= last && !rc; p++) {
        int n = list_over(newcomers, p, unit_ix);
        struct ending ending = {"", NULL};
        if (p == last && n_teams > 0)
            ending = (struct ending){
                n_teams == 1 ? " Nearest way out: draw the patches of its team anew, and no others."
                             : " Nearest way out for all of these: draw the patches of their teams "
                               "anew, and no others.",
                fix.len ? pp_str_text(&fix) : NULL};
        if (n > 0)
            rc = tell_over(newcomers, p, unit_ix, n, &ending, reterr);
    }
    return rc;
}

/* Nobody named a plan and none is in force: say so, and offer the draft that may have been meant. */
static int tell_start(const struct newcomers *newcomers, struct pp_error *reterr) {
    struct pp_drawing *d = newcomers->drawing;
    PP_AUTO_STR struct pp_str fix = {0};
    struct pp_error none = {0};
    const char *draft = NULL;
    if (!newcomers->from_today)
        return 0;
    if (pp_store_draft_newest(d->ground.db, &d->arena, &draft, &none))
        return pp_ground_add_reasonf(&d->ground, reterr, false, NULL,
                                     "Started from today's patches.");
    pp_str_append(&fix, "patchplan allocate --new-only --from ");
    pp_str_append_word(&fix, draft);
    pp_str_append(&fix, " --plan ");
    pp_str_append_word(&fix, draft);
    return fix.failed ? pp_fail_nomem(reterr)
                      : pp_ground_add_reasonf(&d->ground, reterr, false, pp_str_text(&fix),
                                              "Started from today's patches, for no plan is in "
                                              "force; let new homes join draft '%s' instead.",
                                              draft);
}

/* Patches outside their limits that took nobody in were so before. */
static int tell_before(const struct newcomers *newcomers, struct pp_error *reterr) {
    struct pp_drawing *d = newcomers->drawing;
    const struct pp_plan *plan = d->plan;
    PP_AUTO_FREE bool *took = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *took);
    int n = 0;
    if (!took)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < newcomers->n; i++)
        took[plan->patch_of_unit[newcomers->unit_ix[i]]] = true;
    for (int p = 0; p < plan->n_patches; p++)
        n += !pp_patch_in_limits(plan, &plan->patches[p]) &&
             (!took[p] ||
              plan->patches[p].weight_milli < pp_patch_limits(plan, &plan->patches[p]).min_milli);
    if (n == 0)
        return 0;
    return pp_ground_add_reasonf(
        &d->ground, reterr, false, NULL,
        "%d patch%s over or under the size limits already, or since homes went; "
        "nobody was moved for that.",
        n, pp_text_plural(n, " was", "es were"));
}

static int judge(const struct newcomers *newcomers, struct pp_error *reterr) {
    struct pp_drawing *d = newcomers->drawing;
    const struct pp_filling *filling = &newcomers->filling;
    int rc = tell_start(newcomers, reterr);
    if (!rc)
        rc = tell_joined(newcomers, reterr);
    if (!rc)
        rc = tell_all_over(newcomers, reterr);
    if (!rc && filling->n_apart > 0)
        rc = pp_ground_add_reasonf(
            &d->ground, reterr, true, NULL,
            "%d of the new blocks and postcode groups touch%s no patch and went to the "
            "nearest one.",
            filling->n_apart, pp_text_plural(filling->n_apart, "es", ""));
    if (!rc)
        rc = tell_before(newcomers, reterr);
    d->plan->outcome = PP_OUTCOME_FEASIBLE;
    for (int i = 0; i < d->ground.n_reasons; i++)
        if (d->ground.reasons[i].broken)
            d->plan->outcome = PP_OUTCOME_INFEASIBLE;
    return rc;
}

/* Teams that the plan there is kept apart stay apart. */
static int keep_borders(struct pp_plan *plan, struct pp_given *given, struct pp_error *reterr) {
    PP_AUTO(pp_borders_done) struct pp_borders before = {0};
    if (!given->before || plan->rules.within != PP_WITHIN_NONE)
        return 0;
    int rc = pp_borders_find(given->before, &before, reterr);
    if (rc || !before.partly)
        return rc;
    rc = pp_borders_new(plan, &given->borders, reterr);
    if (rc)
        return rc;
    pp_borders_take(&given->borders, plan, &before, given->before);
    return pp_borders_note(&given->borders, plan, reterr);
}

int pp_newcomers_take_in(struct pp_drawing *d, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan before = {0};
    PP_AUTO(pp_given_done) struct pp_given given = {0};
    PP_AUTO(newcomers_done) struct newcomers newcomers = {.drawing = d};
    int n_disconnected = 0; /* in pieces before: nobody moved */
    int rc = pp_given_now(d, &before, &given, reterr);
    given.fill = true;
    newcomers.from_today = !given.before;
    given.request = d->request;
    if (!rc)
        rc = keep_borders(d->plan, &given, reterr);
    if (!rc)
        rc = pp_given_lay(&d->ground, &given, &d->arena, &d->parts, &d->whole, reterr);
    if (!rc)
        rc = join(&newcomers, reterr);
    if (!rc)
        rc = pp_given_measure(&d->ground, &given, &d->whole, &n_disconnected, reterr);
    return rc ? rc : judge(&newcomers, reterr);
}
