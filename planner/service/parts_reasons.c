/* Why patches cannot be made as asked, as far as totals say, and the nearest ways out.
 *
 * What is wrong is gathered first: places (teams, wards, everything) that no number of patches fits, locked
 * patches outside the limits, blocks no patch can hold. One thing wrong is told with its own ways out;
 * several are told one by one, and then once the ways out that mend them all. */
#include "planner/service/parts_reasons.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"

enum { MOST_BESIDE = 2, MOST_PLACES = 40, MOST_NAMED = 12 };

bool pp_telling_number_told(const struct pp_telling *t, const struct pp_part *part) {
    return part->n_patches_asked > 0 || t->parts->n_patches_asked > 0;
}

bool pp_telling_misfits(const struct pp_telling *t, const struct pp_part *part) {
    if (part->locked)
        return false;
    if (part->least > part->most)
        return true;
    return pp_telling_number_told(t, part) && !t->total_wrong &&
           (part->n_patches < part->least || part->n_patches > part->most);
}

static const char *border_word(const struct pp_plan *plan) {
    return plan->rules.within == PP_WITHIN_TEAM   ? "team"
           : plan->rules.within == PP_WITHIN_WARD ? "ward"
                                                  : NULL;
}

/* ---- borders ---- */

/* May every team, or everything, hold whole patches when borders are those of `within`? */
static bool fits_within(const struct pp_telling *t, enum pp_within within) {
    const struct pp_plan *plan = t->ground->plan;
    int n = within == PP_WITHIN_TEAM ? plan->n_teams + 1 : 1, k;
    PP_AUTO_FREE int64_t *total = pp_alloc_array((size_t)n, sizeof *total);
    if (!total)
        return false;
    for (int i = 0; i < t->parts->n_parts; i++) {
        const struct pp_part *part = &t->parts->parts[i];
        for (int j = 0; j < part->n_units && !part->locked; j++) {
            const struct pp_unit *unit = &plan->units[part->unit_ix[j]];
            int place = n > 1 && unit->team_ix >= 0 ? unit->team_ix : n - 1;
            total[place] += unit->weight_milli;
        }
    }
    int told = t->parts->n_patches_asked - t->n_locks;
    if (n == 1 && t->parts->n_patches_asked)
        return pp_arithmetic_fits(total[0], plan->rules.min_milli, plan->rules.max_milli, told);
    for (int i = 0; i < n; i++)
        if (total[i] > 0 && !pp_arithmetic_choose_patches(total[i], plan->rules.min_milli,
                                                          plan->rules.max_milli, &k))
            return false;
    return true;
}

/* The nearest wider borders under which all totals fit. */
static bool wider_border(const struct pp_telling *t, enum pp_within *ret_within) {
    const struct pp_plan *plan = t->ground->plan;
    bool has_teams = plan->rules.within == PP_WITHIN_WARD && plan->n_teams > 0;
    if (plan->rules.within == PP_WITHIN_NONE)
        return false;
    *ret_within = has_teams && fits_within(t, PP_WITHIN_TEAM) ? PP_WITHIN_TEAM : PP_WITHIN_NONE;
    return *ret_within == PP_WITHIN_TEAM || fits_within(t, PP_WITHIN_NONE);
}

/* The parts that share most neighbour pairs with part `p`, most first. */
static int find_beside(const struct pp_telling *t, int p, int ret_parts[MOST_BESIDE],
                       struct pp_error *reterr) {
    const struct pp_plan *plan = t->ground->plan;
    const struct pp_parts *parts = t->parts;
    PP_AUTO_FREE int *n_pairs = pp_alloc_array((size_t)parts->n_parts, sizeof *n_pairs);
    if (!n_pairs)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < plan->n_neighbours; i++) {
        int a = parts->part_of_unit[plan->neighbours[i].u];
        int b = parts->part_of_unit[plan->neighbours[i].v];
        if (a != b && (a == p || b == p) && !parts->parts[a == p ? b : a].locked)
            n_pairs[a == p ? b : a]++;
    }
    int n = 0;
    for (; n < MOST_BESIDE; n++) {
        int best = -1;
        for (int i = 0; i < parts->n_parts; i++)
            if (n_pairs[i] > 0 && (best < 0 || n_pairs[i] > n_pairs[best]))
                best = i;
        if (best < 0)
            break;
        ret_parts[n] = best;
        n_pairs[best] = 0;
    }
    return n;
}

/* The first of the teams beside part `p` with which it comes to whole patches; -1 = none, or the plan just
 * drawn cannot be gone on from. */
static int find_partner(const struct pp_telling *t, int p, const int *beside, int n_beside) {
    const struct pp_allocate_request *request = t->request;
    const struct pp_rules *rules = &t->ground->plan->rules;
    int k;
    if (rules->within != PP_WITHIN_TEAM || !t->alone || t->n_locks > 0 || request->dry_run ||
        request->from || request->n_teams > 0 || request->n_patches > 0 ||
        request->most_changing.told || request->landlord_id)
        return -1;
    for (int i = 0; i < n_beside; i++) {
        int64_t both = t->parts->parts[p].weight_milli + t->parts->parts[beside[i]].weight_milli;
        if (pp_arithmetic_choose_patches(both, rules->min_milli, rules->max_milli, &k))
            return beside[i];
    }
    return -1;
}

/* ---- limits ---- */

/* Half an ordinary block: whole blocks never come out exactly even. */
static int64_t room_of(const struct pp_part *part) {
    return part->weight_milli / (2 * (int64_t)part->n_units) + 1;
}

static int64_t quotient_up(int64_t a, int64_t b) { return a / b + (a % b != 0); }

/* Open the limits to what `weight` in n_patches would hold. */
static void include(int64_t weight_milli, int n_patches, struct pp_way *way) {
    int64_t least = weight_milli / n_patches, most = quotient_up(weight_milli, n_patches);
    way->min_milli = least < way->min_milli ? least : way->min_milli;
    way->max_milli = most > way->max_milli ? most : way->max_milli;
}

int pp_telling_limits_for_all(const struct pp_telling *t, struct pp_way *ret_way,
                              struct pp_error *reterr) {
    const struct pp_plan *plan = t->ground->plan;
    const struct pp_rules *rules = &plan->rules;
    struct pp_way way = {.min_milli = rules->min_milli, .max_milli = rules->max_milli};
    int64_t room = 1;
    int n = 0;
    PP_AUTO_FREE int64_t *totals = pp_alloc_array((size_t)t->parts->n_parts + 1, sizeof *totals);
    if (!totals)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < t->parts->n_parts; i++) {
        const struct pp_part *part = &t->parts->parts[i];
        int64_t weight = pp_telling_weight_back(t, part);
        if (pp_telling_lock_out(t, part))
            continue;
        if (part->locked || pp_telling_number_told(t, part))
            include(weight, part->n_patches, &way);
        else
            totals[n++] = weight;
        if (pp_telling_misfits(t, part))
            room = room_of(part) > room ? room_of(part) : room;
    }
    for (int u = 0; u < plan->n_units; u++)
        if (plan->units[u].weight_milli > way.max_milli)
            way.max_milli = plan->units[u].weight_milli;
    pp_arithmetic_limits_for_all(totals, n, way.min_milli, way.max_milli, &way.min_milli,
                                 &way.max_milli);
    pp_arithmetic_give_room(rules->min_milli, rules->max_milli, room, &way.min_milli,
                            &way.max_milli);
    way.unlock = t->outside.names;
    way.n_unlock = t->outside.n;
    *ret_way = way;
    return 0;
}

/* ---- telling ---- */

int pp_telling_add(const struct pp_telling *t, bool broken, const char *text,
                   const struct pp_way *way, struct pp_error *reterr) {
    struct pp_reason reason = {.broken = broken, .text = text};
    int rc = 0;
    if (way)
        rc = pp_way_command(t->request, way, &t->ground->plan->arena, &reason.fix, reterr);
    return rc ? rc : pp_ground_add_reason(t->ground, reason, reterr);
}

/* "West", or "What is left of West beside the locked P1 and P2". */
static const char *name_place(const struct pp_telling *t, const struct pp_part *part) {
    PP_AUTO_STR struct pp_str text = {0};
    const char *names[3] = {0};
    int n = 0;
    for (int i = 0; i < t->parts->n_parts; i++)
        if (pp_telling_touches(t, &t->parts->parts[i], part->place_ix) && n++ < 3)
            names[n - 1] = t->parts->parts[i].name;
    if (n == 0)
        return part->name;
    pp_str_appendf(&text, "What is left of %s beside ", part->name ? part->name : "the whole area");
    if (n > 3)
        pp_str_appendf(&text, "the %d locked patches", n);
    for (int i = 0; i < n && n <= 3; i++)
        pp_str_appendf(&text, "%s%s", i ? pp_text_between(i, n) : "the locked ", names[i]);
    return text.failed ? NULL : pp_arena_strdup(&t->ground->plan->arena, pp_str_text(&text));
}

/* The way out of the arithmetic as one of this run. `partner`: the team to join with, or -1. */
static bool take_way(const struct pp_telling *t, const struct pp_arithmetic_way *from, int p,
                     int partner, struct pp_way *way) {
    const struct pp_part *part = &t->parts->parts[p];
    *way = (struct pp_way){0};
    switch (from->kind) {
    case PP_WAY_FIRST:
        way->unlock = t->release.names;
        way->n_unlock = t->release.n;
        return true;
    case PP_WAY_BORDER:
        way->sets_within = true;
        if (partner >= 0) {
            way->within = PP_WITHIN_NONE;
            way->teams[0] = part->name;
            way->teams[1] = t->parts->parts[partner].name;
            return true;
        }
        return wider_border(t, &way->within);
    case PP_WAY_NUMBER:
        way->part_name = t->n_places > 1 ? part->name : NULL;
        way->n_patches = from->n_patches + (way->part_name ? 0 : t->n_locks);
        return true;
    case PP_WAY_LIMITS:
        way->min_milli = from->min_milli;
        way->max_milli = from->max_milli;
        return true;
    }
    return false;
}

/* The sentence, and which borders the command that follows lets patches cross. */
static const char *with_borders(const struct pp_telling *t, const char *text,
                                const struct pp_way *way) {
    struct pp_arena *arena = &t->ground->plan->arena;
    if (way->teams[0])
        return pp_arena_printf(
            arena,
            "%s What is offered here draws %s and %s anew as one, and leaves all other "
            "patches as they are.",
            text, way->teams[0], way->teams[1]);
    return pp_arena_printf(
        arena, "%s What is offered here draws all patches anew, across the borders of %s.", text,
        t->ground->plan->rules.within == PP_WITHIN_TEAM ? "all teams"
        : way->within == PP_WITHIN_TEAM                 ? "wards, inside their team"
                                                        : "all wards");
}

/* The sentence of one place; with its ways out as commands when nothing else is wrong. A number asked for
 * by name that the place cannot hold has its command in any case. */
static int tell_place(const struct pp_telling *t, int p, struct pp_error *reterr) {
    const struct pp_plan *plan = t->ground->plan;
    const struct pp_part *part = &t->parts->parts[p];
    const char *beside[MOST_BESIDE] = {0};
    struct pp_arithmetic_answer answer = {0};
    enum pp_within within;
    int parts_beside[MOST_BESIDE], n_beside = 0, rc = 0;
    if (wider_border(t, &within) && (n_beside = find_beside(t, p, parts_beside, reterr)) < 0)
        return n_beside;
    for (int i = 0; i < n_beside; i++)
        beside[i] = t->parts->parts[parts_beside[i]].name;
    int partner = find_partner(t, p, parts_beside, n_beside);
    struct pp_arithmetic_ask ask = {
        .place = name_place(t, part),
        .inside = plan->rules.within == PP_WITHIN_TEAM   ? "the team"
                  : plan->rules.within == PP_WITHIN_WARD ? "the ward"
                                                         : NULL,
        .total_milli = part->weight_milli,
        .min_milli = plan->rules.min_milli,
        .max_milli = plan->rules.max_milli,
        .n_patches = pp_telling_number_told(t, part) ? part->n_patches : 0,
        .room_milli = room_of(part),
        .first_way = t->alone ? t->release.text : NULL,
        .beside = beside,
        .n_beside = (size_t)n_beside,
    };
    rc = pp_arithmetic_explain(&ask, &t->ground->plan->arena, &answer, reterr);
    bool told = false;
    for (int i = 0; i < answer.n_ways && !rc && (t->alone || !told); i++) {
        struct pp_way way;
        bool offers = t->alone || (answer.ways[i].kind == PP_WAY_NUMBER && part->n_patches_asked);
        bool works = offers && take_way(t, &answer.ways[i], p, partner, &way);
        const char *text = told ? answer.ways[i].text : answer.text;
        if (works && way.sets_within)
            text = with_borders(t, text, &way);
        rc = pp_telling_add(t, !told, text, works ? &way : NULL, reterr);
        told = true;
    }
    return rc;
}

/* "7", or "6 to 8" */
static void say_numbers(int least, int most, char *ret_text, size_t size) {
    if (least == most)
        snprintf(ret_text, size, "%d", least);
    else
        snprintf(ret_text, size, "%d to %d", least, most);
}

/* The totals would do, but the place lies in parts that touch nowhere. */
static int tell_components(const struct pp_telling *t, int p, struct pp_error *reterr) {
    const struct pp_part *part = &t->parts->parts[p];
    char least[32], most[32], numbers[32];
    pp_arithmetic_format_homes(t->ground->plan->rules.min_milli, least, sizeof least);
    pp_arithmetic_format_homes(t->ground->plan->rules.max_milli, most, sizeof most);
    say_numbers(part->least, part->most, numbers, sizeof numbers);
    int nearest = part->n_patches < part->least ? part->least : part->most;
    const char *text = pp_arena_printf(
        &t->ground->plan->arena,
        "%s lies in %d parts that do not touch, and no patch reaches from one to another: together "
        "they hold %s patches of %s to %s, not %d. Nearest way out: %d patch%s.",
        part->name ? part->name : "The whole area", part->n_components, numbers, least, most,
        part->n_patches, nearest, pp_text_plural(nearest, "", "es"));
    const struct pp_way way = {
        .part_name = t->n_places > 1 ? part->name : NULL,
        .n_patches = nearest + (t->n_places > 1 ? 0 : t->n_locks),
    };
    return pp_telling_add(t, true, text, t->alone || part->n_patches_asked ? &way : NULL, reterr);
}

static int tell_places(const struct pp_telling *t, struct pp_error *reterr) {
    const struct pp_rules *rules = &t->ground->plan->rules;
    int n_told = 0, rc = 0;
    for (int i = 0; i < t->parts->n_parts && !rc; i++) {
        struct pp_part *part = &t->parts->parts[i];
        if (!pp_telling_misfits(t, part))
            continue;
        part->limits_give = true;
        bool by_total =
            part->least > part->most || !pp_arithmetic_fits(part->weight_milli, rules->min_milli,
                                                            rules->max_milli, part->n_patches);
        if (n_told++ < MOST_PLACES)
            rc = by_total ? tell_place(t, i, reterr) : tell_components(t, i, reterr);
    }
    if (rc || n_told <= MOST_PLACES)
        return rc;
    return pp_ground_add_reasonf(t->ground, reterr, true, NULL,
                                 "%d more %ss like them cannot hold whole patches.",
                                 n_told - MOST_PLACES, border_word(t->ground->plan));
}

/* "West 8 to 9, East 9 to 10, Corner none" */
static void list_ranges(const struct pp_telling *t, struct pp_str *text) {
    char numbers[32];
    int n = 0;
    for (int i = 0; i < t->parts->n_parts; i++) {
        const struct pp_part *part = &t->parts->parts[i];
        if (part->locked || n++ >= MOST_NAMED)
            continue;
        pp_str_appendf(text, "%s%s ", n > 1 ? ", " : "", part->name ? part->name : "the area");
        if (part->least > part->most)
            pp_str_append(text, "none");
        else {
            say_numbers(part->least, part->most, numbers, sizeof numbers);
            pp_str_append(text, numbers);
        }
    }
    if (n > MOST_NAMED)
        pp_str_append(text, " and so on");
}

/* --patches K for all, and the places together can hold fewer or more only. */
static int tell_total(const struct pp_telling *t, struct pp_error *reterr) {
    struct pp_arena *arena = &t->ground->plan->arena;
    PP_AUTO_STR struct pp_str ranges = {0};
    char least[32], most[32], numbers[32], locked[48] = "";
    int asked = t->parts->n_patches_asked;
    int nearest = asked < t->least ? t->least : t->most;
    pp_arithmetic_format_homes(t->ground->plan->rules.min_milli, least, sizeof least);
    pp_arithmetic_format_homes(t->ground->plan->rules.max_milli, most, sizeof most);
    list_ranges(t, &ranges);
    say_numbers(t->least, t->most, numbers, sizeof numbers);
    if (t->n_locks > 0)
        snprintf(locked, sizeof locked, ", %d of them locked", t->n_locks);
    const char *text =
        pp_arena_printf(arena,
                        "%d patch%s asked for, and of patches of %s to %s there can be %s%s: "
                        "%s. Nearest way out: %d patch%s.",
                        asked, pp_text_plural(asked, " was", "es were"), least, most, numbers,
                        locked, pp_str_text(&ranges), nearest, pp_text_plural(nearest, "", "es"));
    for (int i = 0; i < t->parts->n_parts; i++) {
        struct pp_part *part = &t->parts->parts[i];
        part->limits_give |=
            !part->locked && (part->n_patches < part->least || part->n_patches > part->most);
    }
    const struct pp_way way = {.n_patches = nearest};
    return pp_telling_add(t, true, ranges.failed ? NULL : text, &way, reterr);
}

static int tell_heavy(const struct pp_telling *t, struct pp_error *reterr) {
    const struct pp_plan *plan = t->ground->plan;
    int rc = 0;
    for (int u = 0; u < plan->n_units && !rc; u++) {
        const struct pp_unit *unit = &plan->units[u];
        struct pp_way way = {.min_milli = plan->rules.min_milli};
        const char *text = NULL;
        if (unit->weight_milli <= plan->rules.max_milli)
            continue;
        t->parts->parts[t->parts->part_of_unit[u]].limits_give = true;
        rc = pp_arithmetic_explain_heavy(unit->name, unit->weight_milli, plan->rules.min_milli,
                                         plan->rules.max_milli, &t->ground->plan->arena, &text,
                                         &way.max_milli, reterr);
        if (!rc)
            rc = pp_telling_add(t, true, text, t->alone ? &way : NULL, reterr);
    }
    return rc;
}

/* ---- all at once ---- */

/* "16 of 28 wards can be divided as asked: Arbourthorne, ..., and 4 more." */
static int tell_who_fits(const struct pp_telling *t, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int n_fit = 0;
    if (t->n_misfits < 2 || !border_word(t->ground->plan))
        return 0;
    for (int i = 0; i < t->parts->n_parts; i++) {
        const struct pp_part *part = &t->parts->parts[i];
        if (part->locked || pp_telling_misfits(t, part) || n_fit++ >= MOST_NAMED)
            continue;
        pp_str_appendf(&text, "%s%s", n_fit == 1 ? ": " : ", ", part->name);
    }
    if (n_fit > MOST_NAMED)
        pp_str_appendf(&text, " and %d more", n_fit - MOST_NAMED);
    if (text.failed)
        return pp_fail_nomem(reterr);
    if (n_fit == 0)
        return pp_ground_add_reasonf(t->ground, reterr, false, NULL,
                                     "None of the %d %ss can be divided as asked.", t->n_places,
                                     border_word(t->ground->plan));
    return pp_ground_add_reasonf(t->ground, reterr, false, NULL,
                                 "%d of %d %ss can be divided as asked%s.", n_fit, t->n_places,
                                 border_word(t->ground->plan), pp_str_text(&text));
}

static int tell_joint_ways(const struct pp_telling *t, struct pp_error *reterr) {
    static const char *const openings[] = {"Nearest way out for all of them", "The other way out"};
    struct pp_arena *arena = &t->ground->plan->arena;
    struct pp_way limits, release = {.unlock = t->release.names, .n_unlock = t->release.n};
    struct pp_way unlock = {.unlock = t->outside.names, .n_unlock = t->outside.n};
    struct pp_way border = {.sets_within = true};
    char least[32], most[32];
    int n = 0, rc = tell_who_fits(t, reterr);
    if (!rc && t->release.n > 0)
        rc = pp_telling_add(t, false,
                            pp_arena_printf(arena, "%s: %s.", openings[n++ > 0], t->release.text),
                            &release, reterr);
    else if (!rc && t->outside.n > 0)
        rc = pp_telling_add(
            t, false,
            pp_arena_printf(arena, "Nearest way out for what is locked: %s.", t->outside.text),
            &unlock, reterr);
    bool by_places = t->n_misfits == t->n_wrong;
    if (!rc && by_places && wider_border(t, &border.within))
        rc = pp_telling_add(
            t, false,
            pp_arena_printf(arena, "%s: let patches cross the borders of %s.", openings[n++ > 0],
                            t->ground->plan->rules.within == PP_WITHIN_TEAM ? "teams"
                            : border.within == PP_WITHIN_TEAM ? "wards, inside their team"
                                                              : "wards"),
            &border, reterr);
    if (rc || (t->release.n > 0 && t->outside.n > 0))
        return rc;
    if ((rc = pp_telling_limits_for_all(t, &limits, reterr)) != 0)
        return rc;
    pp_arithmetic_format_homes(limits.min_milli, least, sizeof least);
    pp_arithmetic_format_homes(limits.max_milli, most, sizeof most);
    return pp_telling_add(
        t, false,
        pp_arena_printf(arena, "%s: %s%slimits %s to %s, which leaves room for whole blocks.",
                        openings[n > 0], t->outside.n > 0 ? t->outside.text : "",
                        t->outside.n > 0 ? ", and " : "", least, most),
        &limits, reterr);
}

/* Is the number asked for in all one that the places cannot come to together? */
static void judge_total(struct pp_telling *t) {
    int64_t least = t->n_locks, most = t->n_locks;
    for (int i = 0; i < t->parts->n_parts; i++) {
        const struct pp_part *part = &t->parts->parts[i];
        bool none = part->least > part->most;
        int k;
        if (part->locked)
            continue;
        pp_arithmetic_choose_patches(part->weight_milli, t->ground->plan->rules.min_milli,
                                     t->ground->plan->rules.max_milli, &k);
        least += none ? k : part->least;
        most += none ? k : part->most;
    }
    t->least = (int)(least < INT_MAX ? least : INT_MAX);
    t->most = (int)(most < INT_MAX ? most : INT_MAX);
    t->total_wrong = t->n_places > 1 && t->parts->n_patches_asked > 0 &&
                     (t->parts->n_patches_asked < t->least || t->parts->n_patches_asked > t->most);
}

static void count_wrong(struct pp_telling *t) {
    const struct pp_plan *plan = t->ground->plan;
    for (int i = 0; i < t->parts->n_parts; i++) {
        t->n_locks += t->parts->parts[i].locked;
        t->n_places += !t->parts->parts[i].locked;
    }
    judge_total(t);
    for (int i = 0; i < t->parts->n_parts; i++) {
        t->n_misfits += pp_telling_misfits(t, &t->parts->parts[i]);
        t->n_locks_out += pp_telling_lock_out(t, &t->parts->parts[i]);
    }
    for (int u = 0; u < plan->n_units; u++)
        t->n_heavy += plan->units[u].weight_milli > plan->rules.max_milli;
    t->n_wrong = t->n_misfits + t->n_locks_out + t->n_heavy + t->total_wrong;
    t->alone = t->n_wrong == 1;
}

int pp_parts_explain(struct pp_ground *ground, const struct pp_allocate_request *request,
                     const struct pp_base *base, struct pp_parts *parts, struct pp_error *reterr) {
    struct pp_telling t = {.ground = ground, .request = request, .base = base, .parts = parts};
    count_wrong(&t);
    int rc = t.n_wrong > 0 ? pp_telling_find_release(&t, reterr) : 0;
    if (!rc && t.total_wrong)
        rc = tell_total(&t, reterr);
    if (!rc)
        rc = tell_places(&t, reterr);
    if (!rc)
        rc = pp_telling_locks(&t, reterr);
    if (!rc)
        rc = tell_heavy(&t, reterr);
    if (!rc && t.n_wrong > 1)
        rc = tell_joint_ways(&t, reterr);
    return rc ? rc : pp_telling_pins(&t, reterr);
}
