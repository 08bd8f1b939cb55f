/* Locked patches and pinned blocks: what they leave behind, and which to release.
 *
 * Releasing a set of locked patches mends a plan when every place they give homes back to, and every place
 * that is wrong now, then fits, and no other locked patch is over or under its limits. The cheapest single
 * one is looked for, by the homes it would set free; where none does, all that matter together. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "planner/service/parts_reasons.h"

enum { MOST_RELEASED = 6 };

bool pp_telling_lock_out(const struct pp_telling *t, const struct pp_part *part) {
    const struct pp_rules *rules = &t->ground->plan->rules;
    return part->locked &&
           (part->weight_milli < rules->min_milli || part->weight_milli > rules->max_milli);
}

/* Homes of a locked part that go back to place `place_ix`. */
static int64_t given_back(const struct pp_telling *t, const struct pp_part *lock, int place_ix) {
    const struct pp_plan *plan = t->ground->plan;
    int64_t weight = 0;
    for (int i = 0; i < lock->n_units; i++) {
        const struct pp_unit *unit = &plan->units[lock->unit_ix[i]];
        weight += pp_parts_place_of(plan, unit) == place_ix ? unit->weight_milli : 0;
    }
    return weight;
}

int64_t pp_telling_weight_back(const struct pp_telling *t, const struct pp_part *part) {
    int64_t weight = part->weight_milli;
    for (int i = 0; i < t->parts->n_parts && !part->locked; i++)
        if (pp_telling_lock_out(t, &t->parts->parts[i]))
            weight += given_back(t, &t->parts->parts[i], part->place_ix);
    return weight;
}

bool pp_telling_touches(const struct pp_telling *t, const struct pp_part *lock, int place_ix) {
    const struct pp_plan *plan = t->ground->plan;
    for (int i = 0; i < lock->n_units && lock->locked; i++)
        if (pp_parts_place_of(plan, &plan->units[lock->unit_ix[i]]) == place_ix)
            return true;
    return false;
}

/* ---- release ---- */

/* Does a place of this weight fit, with the number that was asked for? */
static bool place_fits(const struct pp_telling *t, int p, int64_t weight_milli, int n_released) {
    const struct pp_rules *rules = &t->ground->plan->rules;
    int asked = p >= 0 ? t->parts->parts[p].n_patches_asked : 0, k;
    if (t->n_places <= 1 && t->parts->n_patches_asked > 0)
        asked = t->parts->n_patches_asked - t->n_locks + n_released;
    return asked > 0
               ? pp_arithmetic_fits(weight_milli, rules->min_milli, rules->max_milli, asked)
               : pp_arithmetic_choose_patches(weight_milli, rules->min_milli, rules->max_milli, &k);
}

/* Does place `place_ix` fit once the parts marked in `released` are open again? */
static bool place_mended(const struct pp_telling *t, const bool *released, int place_ix) {
    int p = pp_parts_of_place(t->parts, place_ix);
    int64_t weight = p >= 0 ? t->parts->parts[p].weight_milli : 0, back = 0;
    int n_released = 0;
    for (int i = 0; i < t->parts->n_parts; i++) {
        back += released[i] ? given_back(t, &t->parts->parts[i], place_ix) : 0;
        n_released += released[i];
    }
    if (back == 0 && (p < 0 || !pp_telling_misfits(t, &t->parts->parts[p])))
        return true;
    return place_fits(t, p, weight + back, n_released);
}

static int n_of_places(const struct pp_plan *plan) {
    return plan->rules.within == PP_WITHIN_TEAM   ? plan->n_teams
           : plan->rules.within == PP_WITHIN_WARD ? plan->n_wards
                                                  : 0;
}

static bool mends(const struct pp_telling *t, const bool *released) {
    for (int i = 0; i < t->parts->n_parts; i++)
        if (!released[i] && pp_telling_lock_out(t, &t->parts->parts[i]))
            return false;
    for (int place_ix = -1; place_ix < n_of_places(t->ground->plan); place_ix++)
        if (!place_mended(t, released, place_ix))
            return false;
    return true;
}

/* Of the single locked patches that mend it the one with fewest homes, or -1. */
static int cheapest_release(const struct pp_telling *t, bool *released) {
    int best = -1;
    for (int i = 0; i < t->parts->n_parts; i++) {
        const struct pp_part *part = &t->parts->parts[i];
        if (!part->locked || (best >= 0 && part->n_homes >= t->parts->parts[best].n_homes))
            continue;
        released[i] = true;
        if (mends(t, released))
            best = i;
        released[i] = false;
    }
    return best;
}

/* Does releasing it have anything to do with what is wrong? */
static bool matters(const struct pp_telling *t, const struct pp_part *lock) {
    if (pp_telling_lock_out(t, lock))
        return true;
    for (int i = 0; i < t->parts->n_parts; i++)
        if (pp_telling_misfits(t, &t->parts->parts[i]) &&
            pp_telling_touches(t, lock, t->parts->parts[i].place_ix))
            return true;
    return false;
}

static int name_release(struct pp_telling *t, const bool *released, int n,
                        struct pp_release *ret_release, struct pp_error *reterr) {
    struct pp_arena *arena = &t->ground->plan->arena;
    const char **names = pp_arena_alloc(arena, (size_t)n * sizeof *names);
    PP_AUTO_STR struct pp_str text = {0};
    int64_t n_homes = 0;
    int k = 0;
    for (int i = 0; names && i < t->parts->n_parts; i++) {
        if (!released[i])
            continue;
        pp_str_appendf(&text, "%s%s", k ? pp_text_between(k, n) : "release ",
                       t->parts->parts[i].name);
        names[k++] = t->parts->parts[i].name;
        n_homes += t->parts->parts[i].n_homes;
    }
    pp_str_append(&text, " (");
    pp_str_append_count(&text, n_homes, "home", "homes");
    pp_str_append(&text, ")");
    *ret_release = (struct pp_release){
        names, n, text.failed ? NULL : pp_arena_strdup(arena, pp_str_text(&text))};
    return names && ret_release->text ? 0 : pp_fail_nomem(reterr);
}

int pp_telling_find_release(struct pp_telling *t, struct pp_error *reterr) {
    PP_AUTO_FREE bool *released = pp_alloc_array((size_t)t->parts->n_parts + 1, sizeof *released);
    int n = 0, rc = 0;
    if (!released)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < t->parts->n_parts; i++)
        released[i] = pp_telling_lock_out(t, &t->parts->parts[i]);
    if (t->n_locks_out > 0)
        rc = name_release(t, released, t->n_locks_out, &t->outside, reterr);
    if (rc || t->n_locks == 0 || t->n_heavy > 0 || t->total_wrong)
        return rc;
    memset(released, 0, (size_t)t->parts->n_parts * sizeof *released);
    int best = cheapest_release(t, released);
    if (best >= 0) {
        released[best] = true;
        return name_release(t, released, 1, &t->release, reterr);
    }
    for (int i = 0; i < t->parts->n_parts; i++) {
        released[i] = t->parts->parts[i].locked && matters(t, &t->parts->parts[i]);
        n += released[i];
    }
    return n > 0 && n <= MOST_RELEASED && mends(t, released)
               ? name_release(t, released, n, &t->release, reterr)
               : 0;
}

/* ---- locked patches over or under the limits ---- */

/* Released it mends all, or with other limits: as alone as it is, its homes then count where they lie. */
static int offer_release(const struct pp_telling *t, struct pp_way *ret_way,
                         struct pp_str *ret_text, struct pp_error *reterr) {
    char least[32], most[32];
    *ret_way = (struct pp_way){.unlock = t->release.names, .n_unlock = t->release.n};
    pp_str_appendf(ret_text, " Nearest way out: %s",
                   t->release.n > 0 ? t->release.text : t->outside.text);
    int rc = t->release.n > 0 ? 0 : pp_telling_limits_for_all(t, ret_way, reterr);
    if (!rc && t->release.n == 0) {
        pp_arithmetic_format_homes(ret_way->min_milli, least, sizeof least);
        pp_arithmetic_format_homes(ret_way->max_milli, most, sizeof most);
        pp_str_appendf(ret_text,
                       ", and limits %s to %s for what is then to be divided, which leaves room "
                       "for whole blocks",
                       least, most);
    }
    pp_str_append_char(ret_text, '.');
    return rc;
}

static int tell_lock(const struct pp_telling *t, const struct pp_part *part,
                     struct pp_error *reterr) {
    const struct pp_rules *rules = &t->ground->plan->rules;
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_way way;
    char weight[32], least[32], most[32];
    pp_arithmetic_format_homes(part->weight_milli, weight, sizeof weight);
    pp_arithmetic_format_homes(rules->min_milli, least, sizeof least);
    pp_arithmetic_format_homes(rules->max_milli, most, sizeof most);
    pp_str_appendf(&text,
                   "%s stays as it is, as asked, with %s workload-equivalent homes; %s to %s "
                   "cannot be met there.",
                   part->name, weight, least, most);
    int rc = t->alone ? offer_release(t, &way, &text, reterr) : 0;
    const char *told =
        text.failed ? NULL : pp_arena_strdup(&t->ground->plan->arena, pp_str_text(&text));
    return rc ? rc : pp_telling_add(t, true, told, t->alone ? &way : NULL, reterr);
}

int pp_telling_locks(const struct pp_telling *t, struct pp_error *reterr) {
    int rc = 0;
    for (int i = 0; i < t->parts->n_parts && !rc; i++)
        if (pp_telling_lock_out(t, &t->parts->parts[i]))
            rc = tell_lock(t, &t->parts->parts[i], reterr);
    return rc;
}

/* ---- pinned blocks ---- */

/* What is pinned to one patch of the plan before. */
struct pinned {
    int64_t weight_milli;
    int n_units, n_homes;
    int part, example; /* of one of them */
    bool apart;        /* in several parts */
};

static void gather_pinned(const struct pp_telling *t, struct pinned *pinned) {
    const struct pp_plan *plan = t->ground->plan;
    for (int u = 0; u < plan->n_units; u++) {
        int pin = t->base->pin_of_unit[u], part = t->parts->part_of_unit[u];
        if (pin < 0 || t->parts->parts[part].locked)
            continue;
        struct pinned *group = &pinned[pin];
        group->apart |= group->n_units > 0 && group->part != part;
        group->part = part;
        group->example = u;
        group->n_units++;
        group->n_homes += plan->units[u].n_homes;
        group->weight_milli += plan->units[u].weight_milli;
    }
}

static int tell_group(const struct pp_telling *t, const struct pinned *group, const char *name,
                      struct pp_error *reterr) {
    const struct pp_plan *plan = t->ground->plan;
    struct pp_arena *arena = &t->ground->plan->arena;
    const struct pp_way way = {.unlock = &name, .n_unlock = 1};
    char weight[32], most[32];
    pp_arithmetic_format_homes(group->weight_milli, weight, sizeof weight);
    pp_arithmetic_format_homes(plan->rules.max_milli, most, sizeof most);
    bool heavy = group->weight_milli > plan->rules.max_milli;
    const char *text =
        heavy ? pp_arena_printf(arena,
                                "The blocks pinned to %s (%s and others) have %s "
                                "workload-equivalent homes together, and a patch may hold at most "
                                "%s. Nearest way out: release them.",
                                name, plan->units[group->example].name, weight, most)
              : pp_arena_printf(arena,
                                "The blocks pinned to %s (%s and others) lie in several teams or "
                                "wards, and no patch crosses their borders. Nearest way out: "
                                "release them.",
                                name, plan->units[group->example].name);
    return pp_telling_add(t, true, text, &way, reterr);
}

/* Of the patches with pinned blocks in part `p` the one with fewest pinned homes not yet in `names`. */
static int lightest_group(const struct pinned *pinned, int n_groups, int p, const bool *taken) {
    int best = -1;
    for (int g = 0; g < n_groups; g++)
        if (pinned[g].n_units > 0 && pinned[g].part == p && !taken[g] &&
            (best < 0 || pinned[g].n_homes < pinned[best].n_homes))
            best = g;
    return best;
}

/* More patches have pinned blocks in a place than it can hold. */
static int tell_too_many(const struct pp_telling *t, const struct pinned *pinned, int p, int holds,
                         struct pp_error *reterr) {
    const struct pp_part *part = &t->parts->parts[p];
    struct pp_arena *arena = &t->ground->plan->arena;
    int n_groups = t->base->plan.n_patches, n = 0;
    PP_AUTO_FREE bool *taken = pp_alloc_array((size_t)n_groups + 1, sizeof *taken);
    const char **names = pp_arena_alloc(arena, (size_t)part->n_pinned * sizeof *names);
    PP_AUTO_STR struct pp_str list = {0};
    if (!taken || !names)
        return pp_fail_nomem(reterr);
    for (int g; n < part->n_pinned - holds && (g = lightest_group(pinned, n_groups, p, taken)) >= 0;
         n++) {
        taken[g] = true;
        names[n] = t->base->plan.patches[g].name;
        pp_str_appendf(&list, "%s%s", n ? ", " : "", names[n]);
    }
    const struct pp_way way = {.unlock = names, .n_unlock = n};
    const char *text = pp_arena_printf(
        arena,
        "Pinned blocks of %s belong to %d patches, and it can hold %d. Nearest way out: release "
        "the blocks pinned to %s.",
        part->name ? part->name : "the whole area", part->n_pinned, holds, pp_str_text(&list));
    return pp_telling_add(t, true, list.failed ? NULL : text, n ? &way : NULL, reterr);
}

int pp_telling_pins(const struct pp_telling *t, struct pp_error *reterr) {
    int n_groups = t->base->has_plan ? t->base->plan.n_patches : 0, rc = 0;
    PP_AUTO_FREE struct pinned *pinned = pp_alloc_array((size_t)n_groups + 1, sizeof *pinned);
    if (!pinned)
        return pp_fail_nomem(reterr);
    if (n_groups > 0)
        gather_pinned(t, pinned);
    for (int g = 0; g < n_groups && !rc; g++)
        if (pinned[g].apart || pinned[g].weight_milli > t->ground->plan->rules.max_milli)
            rc = tell_group(t, &pinned[g], t->base->plan.patches[g].name, reterr);
    for (int i = 0; i < t->parts->n_parts && !rc; i++) {
        struct pp_part *part = &t->parts->parts[i];
        bool told = pp_telling_number_told(t, part);
        int holds = told && part->n_patches_asked ? part->n_patches_asked : part->most;
        if (part->locked || part->n_pinned <= holds || part->least > part->most)
            continue;
        part->limits_give = true;
        rc = tell_too_many(t, pinned, i, holds, reterr);
    }
    return rc;
}
