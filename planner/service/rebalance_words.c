/* What could not be healed, in words, with ways out as commands; and the whole answer as JSON. */
#include "planner/service/rebalance.h"

#include <math.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"

enum { MOST_NAMED = 8, MOST_REASONS = 8 };

struct words {
    const struct pp_healing *healing;
    const struct pp_plan *plan;
    struct pp_rebalance_answer *answer;
    struct pp_standing *after;
};

static bool is_outside(const struct words *w, int p) {
    return !pp_standing_side(w->after, p).inside_limits;
}

static bool is_broken(const struct words *w, int p) {
    return is_outside(w, p) || pp_standing_side(w->after, p).n_pieces > 1;
}

static int add_reason(struct words *w, bool broken, const struct pp_str *text,
                      const struct pp_str *fix, struct pp_error *reterr) {
    struct pp_rebalance_answer *answer = w->answer;
    struct pp_reason reason = {.broken = broken,
                               .text = pp_arena_strdup(&answer->arena, pp_str_text(text)),
                               .fix =
                                   fix ? pp_arena_strdup(&answer->arena, pp_str_text(fix)) : NULL};
    if (text->failed || !reason.text || (fix && (fix->failed || !reason.fix)))
        return pp_fail_nomem(reterr);
    if (answer->n_reasons < MOST_REASONS)
        answer->reasons[answer->n_reasons++] = reason;
    return 0;
}

/* "L013 (312.5), L014 (in pieces) and 2 more" of the patches still broken, locked or not. */
static int name_broken(const struct words *w, bool locked, struct pp_str *text) {
    int n = 0;
    for (int p = 0; p < w->plan->n_patches; p++) {
        if (!is_broken(w, p) || w->plan->patches[p].locked != locked || n++ >= MOST_NAMED)
            continue;
        char homes[32];
        struct pp_effect_side side = pp_standing_side(w->after, p);
        pp_arithmetic_format_homes(side.weight_milli, homes, sizeof homes);
        pp_str_appendf(text, "%s%s (%s%s)", n > 1 ? ", " : "", w->plan->patches[p].name, homes,
                       side.n_pieces > 1 ? ", in several pieces" : "");
    }
    if (n > MOST_NAMED)
        pp_str_appendf(text, " and %d more", n - MOST_NAMED);
    return n;
}

static void begin_command(const struct words *w, struct pp_str *fix) {
    pp_str_append(fix, "patchplan rebalance ");
    pp_str_append_word(fix, w->plan->name);
}

/* ---- why ---- */

/* The totals of what was tried: can they be met at all? The sentence when they cannot. */
static bool tell_totals(const struct words *w, struct pp_str *text) {
    const struct pp_problem *problem = &w->healing->editing->of.problem;
    int64_t weight = 0, least = 0, most = 0;
    int n = 0;
    for (int p = 0; p < w->plan->n_patches; p++) {
        if (!w->healing->found.tried[p])
            continue;
        n++;
        weight += pp_standing_side(w->after, p).weight_milli;
        least += problem->min_milli[p];
        most += problem->max_milli[p];
    }
    if (n == 0 || (weight >= least && weight <= most))
        return false;
    char homes[32], limit[32];
    pp_arithmetic_format_homes(weight, homes, sizeof homes);
    pp_arithmetic_format_homes(weight > most ? most : least, limit, sizeof limit);
    pp_str_appendf(text,
                   " The %d patches that could exchange homes for it have %s workload-equivalent "
                   "homes together; inside their size limits they would have at %s %s.",
                   n, homes, weight > most ? "most" : "least", limit);
    return true;
}

static int first_lock_beside(const struct words *w) {
    const struct pp_plan *plan = w->plan;
    for (int i = 0; i < plan->n_neighbours; i++) {
        int a = plan->patch_of_unit[plan->neighbours[i].u];
        int b = plan->patch_of_unit[plan->neighbours[i].v];
        if (w->healing->found.tried[a] && plan->patches[b].locked)
            return b;
        if (w->healing->found.tried[b] && plan->patches[a].locked)
            return a;
    }
    return -1;
}

/* ---- ways out ---- */

static int offer_time(struct words *w, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0}, fix = {0};
    if (!w->healing->found.stopped)
        return 0;
    pp_str_append(&text, "Time ran out before all was tried. More of it may help.");
    begin_command(w, &fix);
    pp_str_appendf(&fix, " --time-limit %g", fmax(20, ceil(2 * w->healing->ask->time_limit_s)));
    return add_reason(w, false, &text, &fix, reterr);
}

/* Would more be mended if what was moved by hand moved too, and not by taking just that back? */
static int try_moved(const struct words *w, bool *ret_helps, struct pp_error *reterr) {
    const struct pp_healing *h = w->healing;
    struct pp_rebalance_wish wish = h->wish;
    struct pp_rebalance found;
    wish.held = h->pinned;
    int rc = pp_rebalance(&wish, &found, reterr);
    if (rc)
        return rc;
    bool others = false;
    for (int u = 0; u < w->plan->n_units; u++)
        others |= !h->wish.held[u] && found.patch_of_unit[u] != h->wish.patch_of_unit[u];
    *ret_helps =
        found.stopped || (others && (found.n_faults_after < h->found.n_faults_after ||
                                     found.outside_after_milli < h->found.outside_after_milli));
    pp_rebalance_done(&found);
    return 0;
}

static int offer_moved(struct words *w, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0}, fix = {0};
    bool helps = false;
    int rc = w->healing->n_moved_by_hand ? try_moved(w, &helps, reterr) : 0;
    if (rc || !helps)
        return rc;
    pp_str_append(&text, "What was moved by hand was left where it is; it may move too.");
    begin_command(w, &fix);
    pp_str_append(&fix, " --also-moved");
    return add_reason(w, false, &text, &fix, reterr);
}

static int offer_unlocking(struct words *w, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0}, fix = {0};
    int lock = first_lock_beside(w);
    if (lock < 0)
        return 0;
    pp_str_appendf(&text, "%s lies beside and is locked. Unlocked, it could take part.",
                   w->plan->patches[lock].name);
    const char *name = w->plan->patches[lock].name;
    pp_str_append(&fix, "patchplan lock --off --plan ");
    pp_str_append_word(&fix, w->plan->name);
    pp_str_append(&fix, *name == '-' ? " -- " : " "); /* else read as an option */
    pp_str_append_word(&fix, name);
    return add_reason(w, false, &text, &fix, reterr);
}

/* The teams that may share patches with a patch still broken: of a plan drawn for some teams only they are drawn anew. */
static void say_group(const struct words *w, struct pp_str *fix) {
    const struct pp_borders *borders = &w->healing->editing->borders;
    int p = 0;
    while (p + 1 < w->plan->n_patches && (!is_broken(w, p) || w->plan->patches[p].locked))
        p++;
    int group = pp_borders_group(borders, w->plan, w->plan->patches[p].team_ix);
    for (int t = 0; t < w->plan->n_teams; t++) {
        if (borders->group_of_team[t] != group)
            continue;
        pp_str_append(fix, " --teams ");
        pp_str_append_word(fix, w->plan->team_names[t]);
    }
}

/* The whole anew, from this plan and by its rules, under a name of its own. */
static int offer_drawing(struct words *w, struct pp_error *reterr) {
    static const char *const within[] = {
        [PP_WITHIN_NONE] = "none", [PP_WITHIN_WARD] = "ward", [PP_WITHIN_TEAM] = "team"};
    PP_AUTO_STR struct pp_str text = {0}, fix = {0}, name = {0};
    char limits[64];
    const struct pp_rules *rules = &w->plan->rules;
    pp_str_append(&text, "Patches can be drawn anew from this plan.");
    pp_str_appendf(&name, "%s again", w->plan->name);
    pp_arithmetic_format_limits(rules->min_milli, rules->max_milli, limits, sizeof limits);
    pp_str_append(&fix, "patchplan allocate --plan ");
    pp_str_append_word(&fix, pp_str_text(&name));
    pp_str_append(&fix, " --from ");
    pp_str_append_word(&fix, w->plan->name);
    pp_str_appendf(&fix, " --size %s", limits);
    if (w->healing->editing->borders.partly)
        say_group(w, &fix);
    else
        pp_str_appendf(&fix, " --within %s", within[rules->within]);
    return name.failed ? pp_fail_nomem(reterr) : add_reason(w, false, &text, &fix, reterr);
}

static int tell_locked(struct words *w, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str names = {0}, text = {0};
    if (name_broken(w, true, &names) == 0)
        return 0;
    pp_str_appendf(&text, "Locked, and so left over or under the limit or in pieces: %s.",
                   pp_str_text(&names));
    return names.failed ? pp_fail_nomem(reterr) : add_reason(w, true, &text, NULL, reterr);
}

/* Without borders among some teams only: which, and that the others stay apart. */
static int tell_borders(struct words *w, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str groups = {0}, text = {0};
    const struct pp_borders *borders = &w->healing->editing->borders;
    if (!borders->partly || w->answer->n_faults[0] == 0)
        return 0;
    pp_borders_say(borders, w->plan, &groups);
    if (groups.len)
        pp_str_appendf(
            &text, "Homes go from team to team only where the plan opened them to each other: %s.",
            pp_str_text(&groups));
    else
        pp_str_append(&text, "Homes stay with their team: the plan opened none to another.");
    return groups.failed ? pp_fail_nomem(reterr) : add_reason(w, false, &text, NULL, reterr);
}

static int explain(struct words *w, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str names = {0}, text = {0};
    int rc = tell_borders(w, reterr);
    if (!rc)
        rc = tell_locked(w, reterr);
    if (rc || w->answer->n_faults[1] == 0)
        return rc;
    name_broken(w, false, &names);
    pp_str_appendf(&text, "Still over or under the limit, or in pieces: %s.", pp_str_text(&names));
    if (!tell_totals(w, &text) && !w->healing->found.stopped)
        pp_str_append(&text, " No exchange with the patches around them was found that mends it.");
    if ((rc = names.failed ? pp_fail_nomem(reterr) : add_reason(w, true, &text, NULL, reterr)) != 0)
        return rc;
    int (*const ways[])(struct words *, struct pp_error *) = {offer_time, offer_moved,
                                                              offer_unlocking, offer_drawing};
    for (size_t i = 0; !rc && i < sizeof ways / sizeof ways[0]; i++)
        rc = ways[i](w, reterr);
    return rc;
}

int pp_rebalance_explain(const struct pp_healing *healing, struct pp_rebalance_answer *answer,
                         struct pp_error *reterr) {
    PP_AUTO_STANDING struct pp_standing *after = NULL;
    answer->reasons = pp_arena_alloc(&answer->arena, MOST_REASONS * sizeof *answer->reasons);
    if (!answer->reasons)
        return pp_fail_nomem(reterr);
    int rc = pp_standing_new(&healing->editing->of.problem, healing->found.patch_of_unit, &after,
                             reterr);
    struct words words = {healing, &healing->editing->plan, answer, after};
    return rc ? rc : explain(&words, reterr);
}

/* ---- as JSON ---- */

static struct pp_json *patch_json(const struct pp_patch_effect *patch) {
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "patch", pp_json_new_text(patch->name));
    pp_json_set(json, "weighted_homes_before",
                pp_json_new_real((double)patch->weight_milli[0] / 1000.0));
    pp_json_set(json, "weighted_homes", pp_json_new_real((double)patch->weight_milli[1] / 1000.0));
    pp_json_set(json, "homes_before", pp_json_new_int(patch->n_homes[0]));
    pp_json_set(json, "homes", pp_json_new_int(patch->n_homes[1]));
    pp_json_set(json, "inside_limits_before", pp_json_new_bool(patch->inside_limits[0]));
    pp_json_set(json, "inside_limits", pp_json_new_bool(patch->inside_limits[1]));
    pp_json_set(json, "connected_before", pp_json_new_bool(patch->connected[0]));
    pp_json_set(json, "connected", pp_json_new_bool(patch->connected[1]));
    pp_json_set(json, "mean_distance_m_before", pp_json_new_real(patch->mean_distance_m[0]));
    pp_json_set(json, "mean_distance_m", pp_json_new_real(patch->mean_distance_m[1]));
    return json;
}

static struct pp_json *reason_json(const struct pp_reason *reason) {
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "broken", pp_json_new_bool(reason->broken));
    pp_json_set(json, "text", pp_json_new_text(reason->text));
    pp_json_set(json, "fix", pp_json_new_text(reason->fix));
    return json;
}

static struct pp_json *unit_json(const struct pp_rebalance_unit *unit) {
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "unit", pp_json_new_text(unit->unit_id));
    pp_json_set(json, "from", pp_json_new_text(unit->from));
    pp_json_set(json, "to", pp_json_new_text(unit->to));
    return json;
}

struct pp_json *pp_service_rebalance_json(const struct pp_rebalance_answer *answer) {
    struct pp_json *json = pp_json_new_object(), *patches = pp_json_new_array(),
                   *units = pp_json_new_array(), *reasons = pp_json_new_array();
    for (size_t i = 0; i < answer->effect.n_patches; i++)
        pp_json_push(patches, patch_json(&answer->effect.patches[i]));
    for (int i = 0; i < answer->n_units; i++)
        pp_json_push(units, unit_json(&answer->units[i]));
    for (int i = 0; i < answer->n_reasons; i++)
        pp_json_push(reasons, reason_json(&answer->reasons[i]));
    pp_json_set(json, "plan", pp_json_new_text(answer->plan_name));
    pp_json_set(json, "applied", pp_json_new_bool(answer->effect.applied));
    pp_json_set(json, "broken_before", pp_json_new_int(answer->n_faults[0]));
    pp_json_set(json, "broken", pp_json_new_int(answer->n_faults[1]));
    pp_json_set(json, "weighted_homes_outside_limits_before",
                pp_json_new_real((double)answer->outside_milli[0] / 1000.0));
    pp_json_set(json, "weighted_homes_outside_limits",
                pp_json_new_real((double)answer->outside_milli[1] / 1000.0));
    pp_json_set(json, "homes_moved", pp_json_new_int(answer->effect.n_homes));
    pp_json_set(json, "stopped", pp_json_new_bool(answer->stopped));
    pp_json_set(json, "patches", patches);
    pp_json_set(json, "moves", units);
    pp_json_set(json, "reasons", reasons);
    return json;
}
