#include "patchplan/service/edit.h"

#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/json/json.h"
#include "patchplan/store/audit.h"
#include "patchplan/store/lookup.h"
#include "planner/service/editing.h"
#include "planner/service/find_patch.h"

void pp_edit_effect_done(struct pp_edit_effect *effect) {
    struct pp_arena arena = effect->arena;
    *effect = (struct pp_edit_effect){0};
    pp_arena_done(&arena);
}

/* ---- the effect: the same measures before and after ---- */

/* Fill side 0 (before) or 1 (after) of every patch that `changes` touch. */
static void measure_side(const struct pp_editing *editing, int side, const int *patch_ixs,
                         struct pp_edit_effect *effect) {
    const struct pp_plan *plan = &editing->plan;
    for (size_t i = 0; i < effect->n_patches; i++) {
        const struct pp_patch *patch = &plan->patches[patch_ixs[i]];
        struct pp_patch_effect *row = &effect->patches[i];
        row->weight_milli[side] = patch->weight_milli;
        row->n_homes[side] = patch->n_homes;
        row->mean_distance_m[side] = patch->mean_distance_m;
        row->inside_limits[side] = pp_patch_in_limits(plan, patch);
        row->connected[side] = pp_standing_side(editing->standing, patch_ixs[i]).n_pieces == 1;
    }
    effect->mean_distance_m[side] = pp_plan_mean_distance_m(plan);
    effect->cost[side] = plan->cost;
    effect->n_homes_changing[side] = plan->n_homes_changing;
}

static void note_patch(int *patch_ixs, size_t *n, int patch_ix) {
    for (size_t i = 0; i < *n; i++)
        if (patch_ixs[i] == patch_ix)
            return;
    patch_ixs[(*n)++] = patch_ix;
}

/* Which patches an edit touches: those that receive first, then those that give. */
static int list_patches(const struct pp_editing *editing, const struct pp_edit *edit, bool back,
                        struct pp_edit_effect *effect, int **ret_ixs, struct pp_error *reterr) {
    size_t room = (size_t)editing->plan.n_patches + 1;
    int *ixs = pp_arena_alloc(&effect->arena, room * sizeof *ixs);
    effect->patches = pp_arena_alloc(&effect->arena, room * sizeof *effect->patches);
    if (!ixs || !effect->patches)
        return pp_fail_nomem(reterr);
    for (int giving = 0; giving <= 1; giving++)
        for (size_t i = 0; i < edit->n_changes; i++) {
            const struct pp_edit_change *change = &edit->changes[i];
            if (change->thing != PP_EDIT_UNIT_PATCH)
                continue;
            bool old = giving != (int)back;
            note_patch(ixs, &effect->n_patches, old ? change->old_value : change->new_value);
            if (!giving)
                effect->n_homes += editing->plan.units[change->thing_ix].n_homes;
        }
    for (size_t i = 0; i < effect->n_patches; i++) {
        effect->patches[i].name =
            pp_arena_strdup(&effect->arena, editing->plan.patches[ixs[i]].name);
        if (!effect->patches[i].name)
            return pp_fail_nomem(reterr);
    }
    *ret_ixs = ixs;
    return 0;
}

static bool breaks_a_rule(const struct pp_edit_effect *effect) {
    for (size_t i = 0; i < effect->n_patches; i++) {
        const struct pp_patch_effect *row = &effect->patches[i];
        if ((row->inside_limits[0] && !row->inside_limits[1]) ||
            (row->connected[0] && !row->connected[1]))
            return true;
    }
    return false;
}

static bool crosses_a_border(const struct pp_editing *editing, const struct pp_edit *edit,
                             bool back) {
    for (size_t i = 0; i < edit->n_changes; i++) {
        const struct pp_edit_change *change = &edit->changes[i];
        int to = back ? change->old_value : change->new_value;
        int from = back ? change->new_value : change->old_value;
        if (change->thing == PP_EDIT_UNIT_PATCH &&
            pp_editing_is_abroad(editing, change->thing_ix, to) &&
            !pp_editing_is_abroad(editing, change->thing_ix, from))
            return true;
    }
    return false;
}

/* Work out what `edit` does; the plan in memory is afterwards as it would be. */
static int try_edit(struct pp_editing *editing, const struct pp_edit *edit, bool back,
                    struct pp_edit_effect *effect, struct pp_error *reterr) {
    int *patch_ixs = NULL;
    effect->plan_name = pp_arena_strdup(&effect->arena, editing->plan.name);
    effect->what = pp_arena_strdup(&effect->arena, edit->what);
    if (!effect->plan_name || !effect->what)
        return pp_fail_nomem(reterr);
    int rc = list_patches(editing, edit, back, effect, &patch_ixs, reterr);
    if (rc)
        return rc;
    measure_side(editing, 0, patch_ixs, effect);
    effect->crosses_a_border = crosses_a_border(editing, edit, back);
    if ((rc = pp_editing_apply(editing, edit, back, reterr)) != 0)
        return rc;
    measure_side(editing, 1, patch_ixs, effect);
    effect->breaks_a_rule = effect->crosses_a_border || breaks_a_rule(effect);
    return 0;
}

/* The journal forgets what was undone and replaced; the audit trail does not. */
static int note(const struct pp_editing *editing, const struct pp_edit_wish *wish,
                const struct pp_edit *edit, struct pp_error *reterr) {
    char object[48];
    snprintf(object, sizeof object, "plan %lld", (long long)editing->plan.plan_id);
    PP_AUTO_JSON struct pp_json *detail = pp_json_new_object();
    pp_json_set(detail, "what", pp_json_new_text(edit->what));
    pp_json_set(detail, "why", pp_json_new_text(wish->why));
    PP_AUTO_FREE char *text = detail ? pp_json_dump(detail, 0) : NULL;
    return text ? pp_store_audit_add(editing->db, wish->who, "edit", object, text, reterr)
                : pp_fail_nomem(reterr);
}

static bool lacks_why(const struct pp_edit_wish *wish, const struct pp_edit_effect *effect) {
    const char *why = wish->why ? wish->why : "";
    return wish->asks_why && effect->crosses_a_border && why[strspn(why, " \t\r\n")] == '\0';
}

int pp_edit_try_and_keep(struct pp_editing *editing, const struct pp_edit_wish *wish,
                         const struct pp_edit *edit, bool back, struct pp_edit_effect *effect,
                         struct pp_error *reterr) {
    int rc = try_edit(editing, edit, back, effect, reterr);
    if (rc || wish->dry_run || (effect->breaks_a_rule && !wish->anyway))
        return rc;
    if ((effect->lacks_why = lacks_why(wish, effect)))
        return 0;
    rc = pp_store_plan_update(editing->db, &editing->plan, reterr);
    if (!rc)
        rc = edit->edit_id ? pp_store_edit_mark(editing->db, edit->edit_id, back, reterr)
                           : pp_store_edit_add(editing->db, editing->plan.plan_id, edit, reterr);
    if (!rc)
        rc = note(editing, wish, edit, reterr);
    effect->applied = rc == 0;
    return rc;
}

/* ---- each kind of edit ---- */

static int add_change(struct pp_edit *edit, size_t *cap, struct pp_edit_change change,
                      struct pp_error *reterr) {
    int rc = pp_reserve(&edit->changes, cap, edit->n_changes + 1, sizeof *edit->changes, reterr);
    if (!rc)
        edit->changes[edit->n_changes++] = change;
    return rc;
}

static int choose_all(struct pp_editing *editing, const struct pp_edit_wish *wish, bool *chosen,
                      struct pp_error *reterr) {
    int rc = 0;
    for (size_t i = 0; !rc && i < wish->n_places; i++)
        rc = wish->exact ? pp_editing_choose_unit(editing, wish->places[i], chosen, reterr)
                         : pp_editing_choose_units(editing, wish->places[i], chosen, reterr);
    return rc;
}

static void name_places(struct pp_str *text, const char *verb, const struct pp_edit_wish *wish) {
    pp_str_append(text, verb);
    for (size_t i = 0; i < wish->n_places; i++)
        pp_str_appendf(text, "%s %s", i ? "," : "", wish->places[i]);
}

static int refuse_locked(const struct pp_plan *plan, const struct pp_patch *patch,
                         struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str words = {0};
    pp_str_append_word(&words, plan->name);
    pp_str_append(&words, *patch->name == '-' ? " -- " : " ");
    pp_str_append_word(&words, patch->name);
    return pp_fail(reterr, PP_E_CONFLICT,
                   "patch %s is locked; free it with: patchplan lock --off --plan %s", patch->name,
                   pp_str_text(&words));
}

static int refuse_pinned(const struct pp_plan *plan, const struct pp_unit *unit,
                         struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str words = {0};
    pp_str_append_word(&words, unit->id);
    pp_str_append(&words, " --off --plan ");
    pp_str_append_word(&words, plan->name);
    return pp_fail(reterr, PP_E_CONFLICT,
                   "%s is pinned where it is; free it with: patchplan lock --unit %s", unit->name,
                   pp_str_text(&words));
}

static int refuse_move(const struct pp_editing *editing, int unit_ix, struct pp_error *reterr) {
    const struct pp_unit *unit = &editing->plan.units[unit_ix];
    const struct pp_patch *from = &editing->plan.patches[editing->plan.patch_of_unit[unit_ix]];
    if (unit->pinned)
        return refuse_pinned(&editing->plan, unit, reterr);
    return from->locked ? refuse_locked(&editing->plan, from, reterr) : 0;
}

static int refuse_emptying(const struct pp_editing *editing, const struct pp_edit *edit,
                           struct pp_error *reterr) {
    const struct pp_plan *plan = &editing->plan;
    PP_AUTO_FREE int *left = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *left);
    if (!left)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++)
        left[plan->patch_of_unit[u]]++;
    for (size_t i = 0; i < edit->n_changes; i++)
        if (--left[edit->changes[i].old_value] == 0)
            return pp_fail(
                reterr, PP_E_CONFLICT,
                "nothing would be left of patch %s; keep a block or postcode group in it",
                plan->patches[edit->changes[i].old_value].name);
    return 0;
}

/* "move Hartley Tower, S5 6NB, S5 6NC and 10 more to L013": blocks by their names where they were chosen by id. */
static int name_move(const struct pp_plan *plan, const struct pp_edit_wish *wish,
                     struct pp_arena *arena, struct pp_edit *edit, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str what = {0};
    const size_t most = 3;
    pp_str_append(&what, "move");
    for (size_t i = 0; i < edit->n_changes && i < most; i++)
        pp_str_appendf(&what, "%s %s", i ? "," : "", plan->units[edit->changes[i].thing_ix].name);
    if (edit->n_changes > most)
        pp_str_appendf(&what, " and %zu more", edit->n_changes - most);
    pp_str_appendf(&what, " to %s", wish->patch);
    edit->what = what.failed ? NULL : pp_arena_strdup(arena, pp_str_text(&what));
    return edit->what ? 0 : pp_fail_nomem(reterr);
}

static int plan_move(struct pp_editing *editing, const struct pp_edit_wish *wish,
                     struct pp_edit *edit, struct pp_error *reterr) {
    const struct pp_plan *plan = &editing->plan;
    size_t cap = 0;
    int to = -1;
    PP_AUTO_FREE bool *chosen = pp_alloc_array((size_t)plan->n_units + 1, sizeof *chosen);
    if (!chosen)
        return pp_fail_nomem(reterr);
    int rc = pp_find_patch(&editing->plan, wish->patch, &to, reterr);
    if (!rc && plan->patches[to].locked)
        rc = refuse_locked(plan, &plan->patches[to], reterr);
    if (!rc)
        rc = choose_all(editing, wish, chosen, reterr);
    for (int u = 0; !rc && u < plan->n_units; u++) {
        int from = plan->patch_of_unit[u];
        if (!chosen[u] || from == to)
            continue;
        rc = refuse_move(editing, u, reterr);
        if (!rc)
            rc = add_change(edit, &cap, (struct pp_edit_change){PP_EDIT_UNIT_PATCH, u, from, to},
                            reterr);
    }
    if (!rc && edit->n_changes == 0)
        rc = pp_fail(reterr, PP_E_CONFLICT, "this is in patch %s already", plan->patches[to].name);
    if (!rc && wish->exact)
        rc = name_move(plan, wish, &editing->arena, edit, reterr);
    return rc ? rc : refuse_emptying(editing, edit, reterr);
}

static int plan_lock(struct pp_editing *editing, const struct pp_edit_wish *wish,
                     struct pp_edit *edit, struct pp_error *reterr) {
    const struct pp_plan *plan = &editing->plan;
    size_t cap = 0;
    int patch_ix = -1;
    if (wish->patch) {
        int rc = pp_find_patch(&editing->plan, wish->patch, &patch_ix, reterr);
        if (rc || plan->patches[patch_ix].locked == wish->on)
            return rc;
        return add_change(
            edit, &cap,
            (struct pp_edit_change){PP_EDIT_PATCH_LOCKED, patch_ix, !wish->on, wish->on}, reterr);
    }
    PP_AUTO_FREE bool *chosen = pp_alloc_array((size_t)plan->n_units + 1, sizeof *chosen);
    int rc = chosen ? choose_all(editing, wish, chosen, reterr) : pp_fail_nomem(reterr);
    for (int u = 0; !rc && u < plan->n_units; u++)
        if (chosen[u] && plan->units[u].pinned != wish->on)
            rc = add_change(edit, &cap,
                            (struct pp_edit_change){PP_EDIT_UNIT_PINNED, u, !wish->on, wish->on},
                            reterr);
    return rc;
}

typedef int (*planner_of_edit)(struct pp_editing *editing, const struct pp_edit_wish *wish,
                               struct pp_edit *edit, struct pp_error *reterr);

static int make_edit(struct pp_db *db, const struct pp_edit_wish *wish, planner_of_edit plan_edit,
                     const char *what, struct pp_edit_effect *effect, struct pp_error *reterr) {
    PP_AUTO(pp_editing_done) struct pp_editing editing = {0};
    struct pp_edit edit = {.who = wish->who, .what = what, .why = wish->why};
    int rc = pp_editing_open(&editing, db, wish->plan_name, reterr);
    if (!rc)
        rc = plan_edit(&editing, wish, &edit, reterr);
    if (!rc && edit.n_changes == 0)
        rc = pp_fail(reterr, PP_E_CONFLICT, "this is so already; nothing was changed");
    if (!rc)
        rc = pp_edit_try_and_keep(&editing, wish, &edit, false, effect, reterr);
    pp_free(edit.changes);
    return rc;
}

static int in_transaction(struct pp_db *db, const struct pp_edit_wish *wish,
                          planner_of_edit plan_edit, const char *what,
                          struct pp_edit_effect *ret_effect, struct pp_error *reterr) {
    int rc = wish->dry_run ? pp_db_begin_read(db, reterr) : pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = make_edit(db, wish, plan_edit, what, ret_effect, reterr);
    rc = pp_db_end(db, rc, reterr);
    if (rc)
        pp_edit_effect_done(ret_effect);
    return rc;
}

int pp_service_move(struct pp_db *db, const struct pp_edit_wish *wish,
                    struct pp_edit_effect *ret_effect, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str what = {0};
    name_places(&what, "move", wish);
    pp_str_appendf(&what, " to %s", wish->patch);
    if (what.failed)
        return pp_fail_nomem(reterr);
    return in_transaction(db, wish, plan_move, pp_str_text(&what), ret_effect, reterr);
}

int pp_service_lock(struct pp_db *db, const struct pp_edit_wish *wish,
                    struct pp_edit_effect *ret_effect, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str what = {0};
    if (wish->patch)
        pp_str_appendf(&what, "%s patch %s", wish->on ? "lock" : "unlock", wish->patch);
    else
        name_places(&what, wish->on ? "pin" : "unpin", wish);
    if (what.failed)
        return pp_fail_nomem(reterr);
    return in_transaction(db, wish, plan_lock, pp_str_text(&what), ret_effect, reterr);
}

/* ---- undo and redo ---- */

static int walk(struct pp_db *db, const struct pp_edit_wish *wish, bool back,
                struct pp_edit_effect *effect, struct pp_error *reterr) {
    PP_AUTO(pp_editing_done) struct pp_editing editing = {0};
    struct pp_edit edit = {0};
    int rc = pp_editing_open(&editing, db, wish->plan_name, reterr);
    if (rc)
        return rc;
    rc = (back ? pp_store_edit_next_undo : pp_store_edit_next_redo)(db, editing.plan.plan_id,
                                                                    &editing.arena, &edit, reterr);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "there is nothing to %s in plan '%s'",
                       back ? "undo" : "redo", editing.plan.name);
    edit.what = pp_arena_printf(&editing.arena, "%s: %s", back ? "undo" : "redo", edit.what);
    if (!edit.what)
        return pp_fail_nomem(reterr);
    return pp_edit_try_and_keep(&editing, wish, &edit, back, effect, reterr);
}

static int walk_in_transaction(struct pp_db *db, const struct pp_edit_wish *wish, bool back,
                               struct pp_edit_effect *ret_effect, struct pp_error *reterr) {
    int rc = wish->dry_run ? pp_db_begin_read(db, reterr) : pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = walk(db, wish, back, ret_effect, reterr);
    rc = pp_db_end(db, rc, reterr);
    if (rc)
        pp_edit_effect_done(ret_effect);
    return rc;
}

int pp_service_undo(struct pp_db *db, const struct pp_edit_wish *wish,
                    struct pp_edit_effect *ret_effect, struct pp_error *reterr) {
    return walk_in_transaction(db, wish, true, ret_effect, reterr);
}

int pp_service_redo(struct pp_db *db, const struct pp_edit_wish *wish,
                    struct pp_edit_effect *ret_effect, struct pp_error *reterr) {
    return walk_in_transaction(db, wish, false, ret_effect, reterr);
}

int pp_service_history(struct pp_db *db, const char *plan_name, struct pp_arena *arena,
                       struct pp_edit **ret_edits, size_t *ret_n, struct pp_error *reterr) {
    int64_t plan_id = 0;
    int rc = plan_name ? 0 : pp_store_draft_newest(db, arena, &plan_name, reterr);
    if (!rc)
        rc = pp_store_plan_find(db, plan_name, &plan_id, NULL, reterr);
    return rc ? rc : pp_store_edit_list(db, plan_id, arena, ret_edits, ret_n, reterr);
}
