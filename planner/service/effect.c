#include "patchplan/service/effect.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/district/arithmetic.h"
#include "patchplan/store/publication.h"
#include "planner/service/editing.h"
#include "planner/service/find_patch.h"

/* Where a unit's homes are by what is published; asked of the file once. */
struct published {
    bool known;
    const struct pp_published_part *parts;
    int n_parts;
};

struct pp_editor {
    struct pp_editing editing;
    struct pp_db *db;
    struct published *published; /* per unit */
    const char *stamp;           /* of what is published; "" = nothing */
    struct pp_arena arena;       /* of `published` and `stamp` */
};

/* ---- taking up and following ---- */

void pp_editor_free(struct pp_editor *editor) {
    if (!editor)
        return;
    pp_editing_done(&editor->editing);
    pp_arena_done(&editor->arena);
    pp_free(editor);
}

void pp_editor_auto_free(struct pp_editor **editor) { pp_editor_free(*editor); }

const struct pp_plan *pp_editor_plan(const struct pp_editor *editor) {
    return &editor->editing.plan;
}

static int forget_published(struct pp_editor *editor, struct pp_error *reterr) {
    struct pp_arena arena = {0};
    const char *stamp = NULL;
    struct published *published = NULL;
    int rc = pp_store_published_stamp(editor->db, &arena, &stamp, reterr);
    if (!rc && editor->stamp && strcmp(stamp, editor->stamp) == 0) {
        pp_arena_done(&arena);
        return 0;
    }
    if (!rc)
        published =
            pp_arena_alloc(&arena, ((size_t)editor->editing.plan.n_units + 1) * sizeof *published);
    if (rc || !published) {
        pp_arena_done(&arena);
        return rc ? rc : pp_fail_nomem(reterr);
    }
    pp_arena_done(&editor->arena);
    editor->arena = arena;
    editor->stamp = stamp;
    editor->published = published;
    return 0;
}

static int open_in_transaction(struct pp_db *db, const char *plan_name,
                               struct pp_editor **ret_editor, struct pp_error *reterr) {
    PP_AUTO_EDITOR struct pp_editor *editor = pp_alloc(sizeof *editor);
    if (!editor)
        return pp_fail_nomem(reterr);
    editor->db = db;
    int rc = pp_editing_open(&editor->editing, db, plan_name, reterr);
    if (!rc)
        rc = forget_published(editor, reterr);
    if (!rc)
        *ret_editor = PP_STEAL(editor);
    return rc;
}

int pp_editor_open(struct pp_db *db, const char *plan_name, struct pp_editor **ret_editor,
                   struct pp_error *reterr) {
    struct pp_editor *editor = NULL;
    int rc = pp_db_begin_read(db, reterr);
    if (rc)
        return rc;
    rc = open_in_transaction(db, plan_name, &editor, reterr);
    if ((rc = pp_db_end(db, rc, reterr)) != 0) {
        pp_editor_free(editor);
        return rc;
    }
    *ret_editor = editor;
    return 0;
}

/* A plan drawn again under its name has another number, and other blocks perhaps. */
static int check_number(const struct pp_editor *editor, struct pp_error *reterr) {
    int64_t plan_id = 0;
    const char *name = editor->editing.plan.name;
    int rc = pp_store_plan_find(editor->db, name, &plan_id, NULL, reterr);
    if (rc || plan_id == editor->editing.plan.plan_id)
        return rc;
    return pp_fail(reterr, PP_E_CONFLICT, "Plan \"%s\" was drawn again meanwhile.", name);
}

static int refresh(struct pp_editor *editor, struct pp_error *reterr) {
    int rc = check_number(editor, reterr);
    if (!rc)
        rc = pp_editing_reload(&editor->editing, reterr);
    return rc ? rc : forget_published(editor, reterr);
}

int pp_editor_refresh(struct pp_editor *editor, struct pp_error *reterr) {
    int rc = pp_db_begin_read(editor->db, reterr);
    if (rc)
        return rc;
    return pp_db_end(editor->db, refresh(editor, reterr), reterr);
}

int pp_editor_choose(struct pp_editor *editor, const char *place, bool *chosen,
                     struct pp_error *reterr) {
    return pp_editing_choose_units(&editor->editing, place, chosen, reterr);
}

int pp_editor_choose_unit(const struct pp_editor *editor, const char *unit_id, bool *chosen,
                          struct pp_error *reterr) {
    return pp_editing_choose_unit(&editor->editing, unit_id, chosen, reterr);
}

/* ---- homes changing patch ---- */

static int learn_published(struct pp_editor *editor, const int *units, int n_units,
                           struct pp_error *reterr) {
    PP_AUTO_FREE int *unknown = pp_alloc_array((size_t)n_units + 1, sizeof *unknown);
    struct pp_published_part *parts = NULL;
    size_t n_parts = 0;
    int n = 0;
    if (!unknown)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < n_units; i++)
        if (!editor->published[units[i]].known)
            unknown[n++] = units[i];
    if (!*editor->stamp || n == 0)
        return 0;
    int rc = pp_store_published_parts(editor->db, editor->editing.plan.plan_id, unknown, n,
                                      &editor->arena, &parts, &n_parts, reterr);
    if (rc)
        return rc;
    for (int i = 0; i < n; i++)
        editor->published[unknown[i]].known = true;
    for (size_t i = 0; i < n_parts; i++) {
        struct published *of = &editor->published[parts[i].unit_ix];
        if (of->n_parts++ == 0)
            of->parts = &parts[i];
    }
    return 0;
}

/* Homes of a unit that are elsewhere today (or as published) than in the patch called so. */
static int64_t elsewhere_today(const struct pp_editor *editor, int u, const char *patch) {
    const struct pp_plan_problem *of = &editor->editing.of;
    const struct pp_labels *current = &of->problem.current;
    int64_t n = 0;
    for (int i = current->first[u]; i < current->first[u + 1]; i++)
        if (strcmp(of->current_names[current->label[i]], patch) != 0)
            n += of->current_homes[i];
    return n;
}

static int64_t elsewhere_published(const struct pp_editor *editor, int u, const char *patch) {
    const struct published *of = &editor->published[u];
    int64_t n = 0;
    for (int i = 0; i < of->n_parts; i++)
        if (strcmp(of->parts[i].patch, patch) != 0)
            n += of->parts[i].n_homes;
    return n;
}

static void count_homes(const struct pp_editor *editor, const struct pp_move_effects *all,
                        struct pp_move_effect *move) {
    const struct pp_plan *plan = &editor->editing.plan;
    const char *to = plan->patches[move->effect.to].name;
    for (int i = 0; i < all->n_units; i++) {
        int u = all->units[i], from = plan->patch_of_unit[u];
        if (from == move->effect.to)
            continue;
        move->n_homes += plan->units[u].n_homes;
        for (int side = 0; side < 2; side++) {
            const char *patch = side ? to : plan->patches[from].name;
            move->n_moved_changing[side] += elsewhere_today(editor, u, patch);
            move->n_moved_unpublished[side] += elsewhere_published(editor, u, patch);
        }
    }
    move->n_homes_changing[0] = plan->n_homes_changing;
    move->n_homes_changing[1] =
        plan->n_homes_changing + move->n_moved_changing[1] - move->n_moved_changing[0];
}

/* ---- rules ---- */

static void check_locks(const struct pp_editor *editor, const struct pp_move_effects *all,
                        struct pp_move_effect *move) {
    const struct pp_plan *plan = &editor->editing.plan;
    int to = move->effect.to;
    move->to_is_locked = plan->patches[to].locked;
    for (int i = 0; i < all->n_units; i++) {
        int u = all->units[i], from = plan->patch_of_unit[u];
        if (from == to)
            continue;
        move->n_locked += plan->patches[from].locked;
        move->n_pinned += plan->units[u].pinned;
        if (!pp_editing_is_abroad(&editor->editing, u, to))
            continue;
        bool was_abroad = pp_editing_is_abroad(&editor->editing, u, from);
        move->crosses_a_border |= !was_abroad;
        move->stays_abroad |= was_abroad;
    }
    move->possible =
        !move->to_is_locked && !move->n_locked && !move->n_pinned && !move->effect.empties;
    move->keeps_rules = move->possible && !move->crosses_a_border && !move->stays_abroad;
    for (int i = 0; i < move->effect.n_patches; i++) {
        const struct pp_effect_side *after = &move->effect.patches[i].after;
        move->keeps_rules &= after->inside_limits && after->n_pieces <= 1;
    }
}

static void add_trouble(struct pp_str *text, const char *format, const char *what) {
    pp_str_append(text, text->len ? "; " : "");
    pp_str_appendf(text, format, what);
}

static int64_t beyond(int64_t weight_milli, struct pp_limits limits) {
    return weight_milli > limits.max_milli   ? weight_milli - limits.max_milli
           : weight_milli < limits.min_milli ? weight_milli - limits.min_milli
                                             : 0;
}

/* "L079 over by 15.62", "L079 further under, by 3", "L079 from under to over by 2". */
static void tell_size(const char *name, int64_t before_milli, int64_t after_milli,
                      struct pp_str *text) {
    bool over = after_milli > 0, was_outside = before_milli != 0,
         same_side = was_outside && (before_milli > 0) == over;
    bool further = same_side && llabs(after_milli) > llabs(before_milli);
    const char *side = over ? "over" : "under";
    char by[32];
    pp_arithmetic_format_homes(llabs(after_milli), by, sizeof by);
    add_trouble(text, "%s ", name);
    if (was_outside && !same_side)
        pp_str_appendf(text, "from %s to %s by %s", over ? "under" : "over", side, by);
    else if (further)
        pp_str_appendf(text, "further %s, by %s", side, by);
    else
        pp_str_appendf(text, "%s%s by %s", same_side ? "still " : "", side, by);
}

static void tell_patch(const struct pp_plan *plan, const struct pp_effect_patch *row,
                       struct pp_str *text) {
    const char *name = plan->patches[row->patch_ix].name;
    const struct pp_effect_side *before = &row->before, *after = &row->after;
    if (after->n_units == 0) {
        add_trouble(text, "nothing would be left of %s", name);
        return;
    }
    if (!after->inside_limits) {
        struct pp_limits limits = pp_patch_limits(plan, &plan->patches[row->patch_ix]);
        tell_size(name, beyond(before->weight_milli, limits), beyond(after->weight_milli, limits),
                  text);
    }
    if (after->n_pieces > 1)
        add_trouble(text,
                    before->n_pieces > 1 ? "%s still in several pieces" : "%s in several pieces",
                    name);
}

static int tell_trouble(const struct pp_editor *editor, struct pp_move_effects *all,
                        struct pp_move_effect *move, struct pp_error *reterr) {
    const struct pp_plan *plan = &editor->editing.plan;
    PP_AUTO_STR struct pp_str text = {0};
    if (move->keeps_rules)
        return 0;
    if (move->to_is_locked)
        add_trouble(&text, "%s is locked", plan->patches[move->effect.to].name);
    if (move->n_locked)
        add_trouble(&text, "%s is locked", "the patch it would leave");
    if (move->n_pinned)
        add_trouble(&text, "%s pinned where it is", "something in it is");
    if (move->crosses_a_border)
        add_trouble(&text, "it would cross the border of a %s",
                    plan->rules.within == PP_WITHIN_WARD ? "ward" : "team");
    if (move->stays_abroad)
        add_trouble(&text, "it would stay across the border of a %s",
                    plan->rules.within == PP_WITHIN_WARD ? "ward" : "team");
    for (int i = 0; i < move->effect.n_patches; i++)
        tell_patch(plan, &move->effect.patches[i], &text);
    move->trouble = pp_arena_strdup(&all->arena, pp_str_text(&text));
    return text.failed || !move->trouble ? pp_fail_nomem(reterr) : 0;
}

/* ---- asking ---- */

void pp_move_effects_done(struct pp_move_effects *effects) {
    struct pp_arena arena = effects->arena;
    *effects = (struct pp_move_effects){0};
    pp_arena_done(&arena);
}

static void find_mean(const struct pp_plan *plan, struct pp_move_effect *move) {
    double weighted_m = pp_plan_mean_distance_m(plan) * (double)plan->weight_milli,
           after = weighted_m;
    for (int i = 0; i < move->effect.n_patches; i++) {
        const struct pp_effect_patch *row = &move->effect.patches[i];
        after += row->after.mean_distance_m * (double)row->after.weight_milli -
                 row->before.mean_distance_m * (double)row->before.weight_milli;
    }
    if (plan->weight_milli <= 0)
        return;
    move->mean_distance_m[0] = weighted_m / (double)plan->weight_milli;
    move->mean_distance_m[1] = after / (double)plan->weight_milli;
}

static int try_move(struct pp_editor *editor, struct pp_move_effects *all, int to,
                    struct pp_error *reterr) {
    struct pp_move_effect *move = &all->moves[all->n_moves];
    int rc = pp_effect_of(editor->editing.standing, all->units, all->n_units, to, &all->arena,
                          &move->effect, reterr);
    if (rc)
        return rc;
    check_locks(editor, all, move);
    count_homes(editor, all, move);
    find_mean(&editor->editing.plan, move);
    all->n_moves++;
    return tell_trouble(editor, all, move, reterr);
}

static int rank(const struct pp_move_effect *move) {
    return move->keeps_rules ? 0 : move->possible ? 1 : 2;
}

static int best_first(const void *a, const void *b) {
    const struct pp_move_effect *ma = a, *mb = b;
    int by_rank = rank(ma) - rank(mb);
    return by_rank ? by_rank : pp_effect_compare(&ma->effect, &mb->effect);
}

static int gather(const struct pp_plan *plan, const bool *chosen, struct pp_move_effects *all,
                  struct pp_error *reterr) {
    all->plan_name = pp_arena_strdup(&all->arena, plan->name);
    all->units = pp_arena_alloc(&all->arena, ((size_t)plan->n_units + 1) * sizeof *all->units);
    all->moves = pp_arena_alloc(&all->arena, ((size_t)plan->n_patches + 1) * sizeof *all->moves);
    if (!all->plan_name || !all->units || !all->moves)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++) {
        if (!chosen[u])
            continue;
        all->units[all->n_units++] = u;
        all->n_homes += plan->units[u].n_homes;
        all->weight_milli += plan->units[u].weight_milli;
    }
    return all->n_units ? 0 : pp_fail(reterr, PP_E_USAGE, "nothing is chosen to be moved");
}

static int ask(struct pp_editor *editor, const bool *chosen, int to, struct pp_move_effects *all,
               struct pp_error *reterr) {
    const struct pp_plan *plan = &editor->editing.plan;
    PP_AUTO_FREE int *targets = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *targets);
    int n_targets = 1;
    int rc = targets ? gather(plan, chosen, all, reterr) : pp_fail_nomem(reterr);
    if (!rc)
        rc = learn_published(editor, all->units, all->n_units, reterr);
    if (rc)
        return rc;
    targets[0] = to;
    if (to < 0)
        rc = pp_effect_targets(editor->editing.standing, all->units, all->n_units, targets,
                               &n_targets, reterr);
    for (int i = 0; !rc && i < n_targets; i++)
        rc = try_move(editor, all, targets[i], reterr);
    if (rc)
        return rc;
    if (to >= 0 && all->moves[0].effect.n_units == 0)
        return pp_fail(reterr, PP_E_CONFLICT, "this is in patch %s already",
                       plan->patches[to].name);
    qsort(all->moves, (size_t)all->n_moves, sizeof *all->moves, best_first);
    all->has_published = *editor->stamp != 0;
    return 0;
}

int pp_editor_ask(struct pp_editor *editor, const bool *chosen, int to,
                  struct pp_move_effects *ret_effects, struct pp_error *reterr) {
    struct pp_move_effects all = {0};
    int rc = ask(editor, chosen, to, &all, reterr);
    if (rc)
        pp_move_effects_done(&all);
    else
        *ret_effects = all;
    return rc;
}

int pp_service_move_effects(struct pp_db *db, const char *plan_name, const char *const *places,
                            size_t n_places, const char *patch, struct pp_editor **ret_editor,
                            struct pp_move_effects *ret_effects, struct pp_error *reterr) {
    PP_AUTO_EDITOR struct pp_editor *editor = NULL;
    PP_AUTO_FREE bool *chosen = NULL;
    int to = -1;
    int rc = pp_editor_open(db, plan_name, &editor, reterr);
    if (rc)
        return rc;
    chosen = pp_alloc_array((size_t)editor->editing.plan.n_units + 1, sizeof *chosen);
    if (!chosen)
        return pp_fail_nomem(reterr);
    if (patch)
        rc = pp_find_patch(&editor->editing.plan, patch, &to, reterr);
    for (size_t i = 0; !rc && i < n_places; i++)
        rc = pp_editor_choose(editor, places[i], chosen, reterr);
    if (!rc)
        rc = pp_editor_ask(editor, chosen, to, ret_effects, reterr);
    if (!rc)
        *ret_editor = PP_STEAL(editor);
    return rc;
}
