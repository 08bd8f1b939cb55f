/* Patches that ended outside their limits, or in several pieces, in words. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "planner/service/outside_order.h"
#include "planner/service/verdict.h"
#include "planner/service/ways.h"
#include "planner/service/where.h"

enum { MOST_NAMED = 8, MOST_PLACED = 3, FAR_M = 500 };

/* Why a patch is outside. */
enum cause { CAUSE_TIME, CAUSE_GIVEN, CAUSE_TOTALS, CAUSE_PROVEN, N_CAUSES };

struct outside {
    struct pp_ground *ground;
    const struct pp_ending *ending;
    int *patch; /* those outside, farthest out first */
    int n;
    int n_told; /* outside for other causes, named before these */
};

static void outside_done(struct outside *outside) { pp_free(outside->patch); }

static struct pp_limits limits_of(const struct pp_plan *plan, int p) {
    return pp_patch_limits(plan, &plan->patches[p]);
}

/* How far a patch is outside its limits: above 0 over, below 0 under. */
static int64_t off_by(const void *context, int p) {
    const struct pp_plan *plan = context;
    struct pp_limits limits = limits_of(plan, p);
    return pp_outside_by(plan->patches[p].weight_milli, limits.min_milli, limits.max_milli);
}

static const struct pp_part *part_of(const struct outside *o, int p) {
    const struct pp_plan *plan = o->ground->plan;
    const struct pp_parts *parts = o->ending->parts;
    int hub = plan->patches[p].hub_unit_ix;
    return parts && hub >= 0 ? &parts->parts[parts->part_of_unit[hub]] : NULL;
}

static enum cause cause_of(const struct outside *o, int p) {
    const struct pp_part *part = part_of(o, p);
    if (!part)
        return CAUSE_GIVEN;
    return part->limits_give || part->locked ? CAUSE_TOTALS
           : part->proven                    ? CAUSE_PROVEN
                                             : CAUSE_TIME;
}

/* The patches outside for one cause. */
static int gather(struct pp_ground *ground, const struct pp_ending *ending, enum cause cause,
                  struct outside *o, struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    *o = (struct outside){.ground = ground, .ending = ending};
    o->patch = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *o->patch);
    if (!o->patch)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches; p++)
        if (!pp_patch_in_limits(plan, &plan->patches[p]) && cause_of(o, p) == cause)
            o->patch[o->n++] = p;
    pp_outside_sort(o->patch, o->n, off_by, plan);
    return 0;
}

/* " of 168 to 180" */
static void say_own_limits(const struct pp_plan *plan, int p, struct pp_str *text) {
    struct pp_limits limits = limits_of(plan, p);
    char least[32], most[32];
    pp_arithmetic_format_homes(limits.min_milli, least, sizeof least);
    pp_arithmetic_format_homes(limits.max_milli, most, sizeof most);
    pp_str_appendf(text, " of %s to %s", least, most);
}

/* "3 patches are outside the size limits of 280 to 300: Central 3 (312.25), Central 5 (270)" */
static void name_outside(const struct outside *o, struct pp_str *text) {
    const struct pp_plan *plan = o->ground->plan;
    char homes[32], least[32], most[32];
    pp_arithmetic_format_homes(plan->rules.min_milli, least, sizeof least);
    pp_arithmetic_format_homes(plan->rules.max_milli, most, sizeof most);
    const char *one = o->n_told ? "other is" : "patch is";
    const char *several = o->n_told ? "others are" : "patches are";
    pp_str_appendf(text, "%d %s outside the size limits of %s to %s: ", o->n,
                   o->n == 1 ? one : several, least, most);
    for (int i = 0; i < o->n && i < MOST_NAMED; i++) {
        const struct pp_patch *patch = &plan->patches[o->patch[i]];
        pp_arithmetic_format_homes(patch->weight_milli, homes, sizeof homes);
        pp_str_appendf(text, "%s%s (%s", i == 0 ? "" : ", ", patch->name, homes);
        if (patch->share != 1)
            say_own_limits(plan, o->patch[i], text);
        pp_str_append_char(text, ')');
    }
    if (o->n > MOST_NAMED)
        pp_str_appendf(text, ", and %d more", o->n - MOST_NAMED);
}

/* How much a patch could take from, or give to, one that is over or under. */
static int64_t room_for(const struct pp_plan *plan, int q, bool over) {
    int64_t weight = plan->patches[q].weight_milli;
    struct pp_limits limits = limits_of(plan, q);
    int64_t room = over ? limits.max_milli - weight : weight - limits.min_milli;
    return room > 0 && pp_patch_in_limits(plan, &plan->patches[q]) ? room : 0;
}

/* Mark the patches that patch p touches; returns the one with most room for it, or -1. */
static int best_beside(const struct outside *o, int p, bool *touches) {
    const struct pp_plan *plan = o->ground->plan;
    bool over = off_by(plan, p) > 0;
    int best = -1;
    for (int i = 0; i < plan->n_neighbours; i++) {
        int a = plan->patch_of_unit[plan->neighbours[i].u];
        int b = plan->patch_of_unit[plan->neighbours[i].v];
        int q = a == p ? b : b == p ? a : -1;
        if (q < 0 || q == p)
            continue;
        touches[q] = true;
        if (part_of(o, q) == part_of(o, p) && room_for(plan, q, over) > 0 &&
            (best < 0 || room_for(plan, q, over) > room_for(plan, best, over)))
            best = q;
    }
    return best;
}

static void say_beside(const struct outside *o, int p, int beside, struct pp_str *text) {
    const struct pp_plan *plan = o->ground->plan;
    bool over = off_by(plan, p) > 0;
    char room[32];
    if (beside < 0) {
        pp_str_appendf(text, ", and no patch beside it can %s", over ? "take more" : "give any");
        return;
    }
    pp_arithmetic_format_homes(room_for(plan, beside, over), room, sizeof room);
    pp_str_appendf(text, "; beside it %s %s %s", plan->patches[beside].name,
                   over ? "has room for" : "can give", room);
}

/* " Central 3, around Bank Road in Manor Castle, is 12.25 over; beside it Central 4 has room for 8." */
static int place_patch(const struct outside *o, int p, struct pp_str *text,
                       struct pp_error *reterr) {
    const struct pp_plan *plan = o->ground->plan;
    PP_AUTO_FREE int *unit_ix = pp_alloc_array((size_t)plan->n_units + 1, sizeof *unit_ix);
    PP_AUTO_FREE bool *touches = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *touches);
    char off[32];
    int n = 0;
    if (!unit_ix || !touches)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++)
        if (plan->patch_of_unit[u] == p)
            unit_ix[n++] = u;
    pp_str_appendf(text, " %s, around ", plan->patches[p].name);
    int rc = pp_where_append(o->ground, unit_ix, n, text, reterr);
    pp_arithmetic_format_homes(llabs(off_by(plan, p)), off, sizeof off);
    pp_str_appendf(text, ", is %s %s", off, off_by(plan, p) > 0 ? "over" : "under");
    say_beside(o, p, best_beside(o, p, touches), text);
    pp_str_append_char(text, '.');
    return rc;
}

/* NULL when memory ran out. */
static const char *keep_text(struct pp_ground *ground, const struct pp_str *text) {
    return text->failed ? NULL : pp_arena_strdup(&ground->plan->arena, pp_str_text(text));
}

/* A reason that falls when the division is edited. */
static int add_reason(struct pp_ground *ground, bool broken, const char *text, const char *fix,
                      struct pp_error *reterr) {
    const struct pp_reason reason = {
        .broken = broken, .of_division = true, .text = text, .fix = fix};
    return pp_ground_add_reason(ground, reason, reterr);
}

/* ---- ways out ---- */

/* A link to a near patch that does not touch patch p and has room for it; false when there is none.
 * `members` is scratch, n_units long. O(units of the patch x units). */
static bool find_link(const struct outside *o, int p, const bool *touches, int *members, int *ret_u,
                      int *ret_v) {
    const struct pp_plan *plan = o->ground->plan;
    bool over = off_by(plan, p) > 0;
    double best = (double)FAR_M * FAR_M;
    int n = 0;
    *ret_u = -1;
    for (int u = 0; u < plan->n_units; u++)
        if (plan->patch_of_unit[u] == p)
            members[n++] = u;
    for (int v = 0; v < plan->n_units; v++) {
        int q = plan->patch_of_unit[v];
        if (q < 0 || q == p || touches[q] || part_of(o, q) != part_of(o, p) ||
            2 * room_for(plan, q, over) < llabs(off_by(plan, p)))
            continue;
        for (int i = 0; i < n; i++) {
            double dx = plan->units[members[i]].easting_m - plan->units[v].easting_m;
            double dy = plan->units[members[i]].northing_m - plan->units[v].northing_m;
            if (dx * dx + dy * dy >= best)
                continue;
            best = dx * dx + dy * dy;
            *ret_u = members[i];
            *ret_v = v;
        }
    }
    return *ret_u >= 0;
}

static const char *link_name(const struct pp_ground *ground, int unit_ix) {
    const char *key = ground->unit_key ? ground->unit_key[unit_ix] : NULL;
    return key && *key ? key : ground->plan->units[unit_ix].id;
}

static int add_way(const struct outside *o, const struct pp_way *way, const char *text,
                   struct pp_error *reterr) {
    const char *fix = NULL;
    int rc = pp_way_command(o->ending->request, way, &o->ground->plan->arena, &fix, reterr);
    return rc ? rc : add_reason(o->ground, false, text, fix, reterr);
}

static int offer_link(const struct outside *o, struct pp_error *reterr) {
    struct pp_plan *plan = o->ground->plan;
    PP_AUTO_FREE bool *touches = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *touches);
    PP_AUTO_FREE int *members = pp_alloc_array((size_t)plan->n_units + 1, sizeof *members);
    int u, v, p = o->patch[0];
    if (!touches || !members)
        return pp_fail_nomem(reterr);
    best_beside(o, p, touches);
    if (!find_link(o, p, touches, members, &u, &v))
        return 0;
    const char *link =
        pp_arena_printf(&plan->arena, "%s,%s", link_name(o->ground, u), link_name(o->ground, v));
    const struct pp_way way = {.links = &link, .n_links = 1};
    const char *text = pp_arena_printf(
        &plan->arena,
        "Another way out, where people can get across: let %s and %s count as neighbours, so that "
        "%s and %s can share.",
        plan->units[u].name, plan->units[v].name, plan->patches[p].name,
        plan->patches[plan->patch_of_unit[v]].name);
    return link ? add_way(o, &way, text, reterr) : pp_fail_nomem(reterr);
}

/* Limits that the plan as it stands keeps, where they are near those asked for: what a search that was cut
 * short happens to keep is no policy, and one patch alone no reason to open the limits of all. */
static int offer_limits(const struct outside *o, bool first, struct pp_error *reterr) {
    struct pp_plan *plan = o->ground->plan;
    struct pp_way way = {.min_milli = plan->rules.min_milli, .max_milli = plan->rules.max_milli};
    char least[32], most[32];
    if (o->n + o->n_told < 2)
        return 0;
    for (int p = 0; p < plan->n_patches; p++) {
        int64_t weight = plan->patches[p].weight_milli;
        bool out_as_asked = plan->patches[p].locked && off_by(plan, p) != 0;
        if (plan->patches[p].share != 1.0 || out_as_asked)
            return 0;
        way.min_milli = weight < way.min_milli ? weight / 1000 * 1000 : way.min_milli;
        way.max_milli = weight > way.max_milli ? (weight + 999) / 1000 * 1000 : way.max_milli;
    }
    if (!pp_arithmetic_is_near(plan->rules.min_milli, plan->rules.max_milli, way.min_milli,
                               way.max_milli))
        return 0;
    pp_arithmetic_format_homes(way.min_milli, least, sizeof least);
    pp_arithmetic_format_homes(way.max_milli, most, sizeof most);
    return add_way(o, &way,
                   pp_arena_printf(&plan->arena,
                                   "%s way out: limits %s to %s, which this plan keeps.",
                                   first ? "Nearest" : "The other", least, most),
                   reterr);
}

/* More time than there was: twice as much, at least two minutes. */
static int more_time(const struct outside *o, const char **ret_fix, struct pp_error *reterr) {
    const struct pp_allocate_request *request = o->ending->request;
    const struct pp_way way = {.time_limit_s = fmax(120, ceil(2 * request->time_limit_s))};
    return pp_way_command(request, &way, &o->ground->plan->arena, ret_fix, reterr);
}

/* ---- one reason for each cause ---- */

static int tell_cause(const struct outside *o, enum cause cause, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    bool can_offer = cause <= CAUSE_GIVEN && o->ending->request && o->ending->request->command;
    bool searched = can_offer && cause == CAUSE_TIME;
    bool by_time = searched && o->ending->request->max_steps == 0;
    const char *fix = NULL;
    int rc = 0;
    if (o->n == 0)
        return 0;
    name_outside(o, &text);
    pp_str_append_char(&text, '.');
    for (int i = 0; i < o->n && i < MOST_PLACED && can_offer && !rc; i++)
        rc = place_patch(o, o->patch[i], &text, reterr);
    if (cause == CAUSE_PROVEN)
        pp_str_append(&text, " It is proven that no plan under these rules has all inside.");
    if (cause == CAUSE_TOTALS)
        pp_str_append(&text, " That follows from what cannot be done.");
    if (searched)
        pp_str_append(&text, " Nothing that is known forbids better; more time may find it.");
    if (!rc && by_time)
        rc = more_time(o, &fix, reterr);
    if (!rc)
        rc = add_reason(o->ground, cause != CAUSE_TIME, keep_text(o->ground, &text), fix, reterr);
    if (!rc && can_offer)
        rc = offer_limits(o, !fix, reterr);
    if (!rc && searched)
        rc = offer_link(o, reterr);
    return rc;
}

/* ---- pieces ---- */

static int root_of(int *parent, int u) {
    while (parent[u] != u)
        u = parent[u] = parent[parent[u]];
    return u;
}

/* Names of the patches that are in several pieces, by joining neighbours of one patch. */
static int name_pieces(const struct pp_plan *plan, struct pp_str *text, struct pp_error *reterr) {
    PP_AUTO_FREE int *parent = pp_alloc_array((size_t)plan->n_units + 1, sizeof *parent);
    PP_AUTO_FREE int *n_pieces = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *n_pieces);
    int n = 0;
    if (!parent || !n_pieces)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++) {
        parent[u] = u;
        n_pieces[plan->patch_of_unit[u]]++;
    }
    for (int i = 0; i < plan->n_neighbours; i++) {
        int u = plan->neighbours[i].u, v = plan->neighbours[i].v;
        if (plan->patch_of_unit[u] != plan->patch_of_unit[v])
            continue;
        int a = root_of(parent, u), b = root_of(parent, v);
        n_pieces[plan->patch_of_unit[u]] -= a != b;
        parent[a] = b;
    }
    for (int p = 0; p < plan->n_patches; p++)
        if (n_pieces[p] > 1 && n++ < MOST_NAMED)
            pp_str_appendf(text, "%s%s", n == 1 ? "" : ", ", plan->patches[p].name);
    if (n > MOST_NAMED)
        pp_str_appendf(text, ", and %d more", n - MOST_NAMED);
    return text->failed ? pp_fail_nomem(reterr) : 0;
}

static int tell_pieces(struct pp_ground *ground, const struct pp_ending *ending,
                       struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str names = {0}, text = {0};
    if (ending->n_disconnected == 0)
        return 0;
    int rc = name_pieces(ground->plan, &names, reterr);
    if (rc)
        return rc;
    pp_str_appendf(&text, "%d patch%s in several pieces that do not touch: %s.",
                   ending->n_disconnected,
                   pp_text_plural(ending->n_disconnected, " lies", "es lie"), pp_str_text(&names));
    return add_reason(ground, ending->outcome == PP_OUTCOME_INFEASIBLE, keep_text(ground, &text),
                      NULL, reterr);
}

int pp_tell_broken(struct pp_ground *ground, const struct pp_ending *ending,
                   struct pp_error *reterr) {
    int rc = 0, n_told = 0;
    for (int cause = N_CAUSES - 1; cause >= 0 && !rc; cause--) {
        PP_AUTO(outside_done) struct outside outside;
        rc = gather(ground, ending, (enum cause)cause, &outside, reterr);
        outside.n_told = n_told;
        n_told += outside.n;
        if (!rc)
            rc = tell_cause(&outside, (enum cause)cause, reterr);
    }
    return rc ? rc : tell_pieces(ground, ending, reterr);
}
