#include "planner/service/rebalance.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "planner/service/find_patch.h"

void pp_rebalance_answer_done(struct pp_rebalance_answer *answer) {
    struct pp_arena arena = answer->arena;
    pp_edit_effect_done(&answer->effect);
    *answer = (struct pp_rebalance_answer){0};
    pp_arena_done(&arena);
}

/* ---- the question ---- */

struct room {
    bool *locked, *around; /* per patch */
    bool *held, *chosen;   /* per unit */
    bool *pinned;          /* per unit: held in any case */
    int *place_of_unit, *place_of_patch;
};

static void room_done(struct room *room) {
    pp_free(room->locked);
    pp_free(room->around);
    pp_free(room->held);
    pp_free(room->pinned);
    pp_free(room->chosen);
    pp_free(room->place_of_unit);
    pp_free(room->place_of_patch);
}

static int make_room(const struct pp_plan *plan, struct room *room, struct pp_error *reterr) {
    size_t n = (size_t)plan->n_units + 1, k = (size_t)plan->n_patches + 1;
    room->locked = pp_alloc_array(k, sizeof *room->locked);
    room->around = pp_alloc_array(k, sizeof *room->around);
    room->held = pp_alloc_array(n, sizeof *room->held);
    room->pinned = pp_alloc_array(n, sizeof *room->pinned);
    room->chosen = pp_alloc_array(n, sizeof *room->chosen);
    room->place_of_unit = pp_alloc_array(n, sizeof *room->place_of_unit);
    room->place_of_patch = pp_alloc_array(k, sizeof *room->place_of_patch);
    return room->locked && room->around && room->held && room->pinned && room->chosen &&
                   room->place_of_unit && room->place_of_patch
               ? 0
               : pp_fail_nomem(reterr);
}

static int mark_around(struct pp_editing *editing, const struct pp_rebalance_ask *ask,
                       struct room *room, struct pp_error *reterr) {
    const struct pp_plan *plan = &editing->plan;
    int rc = 0;
    for (size_t i = 0; !rc && i < ask->n_around; i++) {
        int patch_ix = pp_patch_named(plan, ask->around[i]);
        if (patch_ix >= 0)
            room->around[patch_ix] = true;
        else
            rc = pp_editing_choose_units(editing, ask->around[i], room->chosen, reterr);
    }
    for (int u = 0; u < plan->n_units; u++)
        room->around[plan->patch_of_unit[u]] |= room->chosen[u];
    return rc;
}

/* Pinned units stay, and those that somebody has put where they are. */
static int hold_units(struct pp_editing *editing, const struct pp_rebalance_ask *ask,
                      struct room *room, int *ret_n_by_hand, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const struct pp_plan *plan = &editing->plan;
    int *units = NULL;
    size_t n = 0;
    int rc = ask->also_moved ? 0
                             : pp_store_edit_moved_by(editing->db, plan->plan_id, "move ", &arena,
                                                      &units, &n, reterr);
    for (int u = 0; u < plan->n_units; u++)
        room->held[u] = room->pinned[u] = plan->units[u].pinned;
    *ret_n_by_hand = 0;
    for (size_t i = 0; i < n; i++) {
        *ret_n_by_hand += !room->held[units[i]];
        room->held[units[i]] = true;
    }
    return rc;
}

static void set_places(const struct pp_plan *plan, const struct pp_borders *borders,
                       struct room *room) {
    for (int u = 0; u < plan->n_units; u++)
        room->place_of_unit[u] =
            pp_borders_place(borders, plan, plan->units[u].team_ix, plan->units[u].ward_ix);
    for (int p = 0; p < plan->n_patches; p++) {
        room->place_of_patch[p] =
            pp_borders_place(borders, plan, plan->patches[p].team_ix, plan->patches[p].ward_ix);
        room->locked[p] = plan->patches[p].locked;
    }
}

static int pose(struct pp_editing *editing, const struct pp_rebalance_ask *ask, struct room *room,
                struct pp_healing *healing, struct pp_error *reterr) {
    int rc = make_room(&editing->plan, room, reterr);
    if (!rc)
        rc = mark_around(editing, ask, room, reterr);
    if (!rc)
        rc = hold_units(editing, ask, room, &healing->n_moved_by_hand, reterr);
    if (rc)
        return rc;
    set_places(&editing->plan, &editing->borders, room);
    healing->pinned = room->pinned;
    healing->wish = (struct pp_rebalance_wish){
        .problem = &editing->of.problem,
        .patch_of_unit = editing->plan.patch_of_unit,
        .locked = room->locked,
        .held = room->held,
        .place_of_unit = room->place_of_unit,
        .place_of_patch = room->place_of_patch,
        .around = ask->n_around ? room->around : NULL,
        .cancel = ask->cancel,
        .seed = ask->seed,
    };
    return 0;
}

/* ---- the answer ---- */

static int list_units(const struct pp_healing *healing, struct pp_rebalance_answer *answer,
                      struct pp_edit *edit, struct pp_error *reterr) {
    const struct pp_plan *plan = &healing->editing->plan;
    size_t n = (size_t)healing->found.n_moved + 1;
    answer->units = pp_arena_alloc(&answer->arena, n * sizeof *answer->units);
    edit->changes = pp_arena_alloc(&answer->arena, n * sizeof *edit->changes);
    if (!answer->units || !edit->changes)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++) {
        int from = plan->patch_of_unit[u], to = healing->found.patch_of_unit[u];
        if (from == to)
            continue;
        struct pp_rebalance_unit *unit = &answer->units[answer->n_units++];
        unit->unit_id = pp_arena_strdup(&answer->arena, plan->units[u].id);
        unit->name = pp_arena_strdup(&answer->arena, plan->units[u].name);
        unit->n_homes = plan->units[u].n_homes;
        unit->from = pp_arena_strdup(&answer->arena, plan->patches[from].name);
        unit->to = pp_arena_strdup(&answer->arena, plan->patches[to].name);
        if (!unit->unit_id || !unit->name || !unit->from || !unit->to)
            return pp_fail_nomem(reterr);
        edit->changes[edit->n_changes++] = (struct pp_edit_change){PP_EDIT_UNIT_PATCH, u, from, to};
    }
    return 0;
}

static const char *name_edit(const struct pp_rebalance_ask *ask, struct pp_arena *arena) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_append(&text, "rebalance");
    for (size_t i = 0; i < ask->n_around; i++)
        pp_str_appendf(&text, "%s %s", i ? "," : " around", ask->around[i]);
    if (ask->also_moved)
        pp_str_append(&text, ", homes moved by hand too");
    return text.failed ? NULL : pp_arena_strdup(arena, pp_str_text(&text));
}

/* The plan as it was read must still stand: the engine worked outside any transaction. */
static int keep(struct pp_editing *editing, const struct pp_healing *healing,
                const struct pp_edit *edit, struct pp_rebalance_answer *answer,
                struct pp_error *reterr) {
    const struct pp_edit_wish wish = {.plan_name = editing->plan.name,
                                      .anyway = true, /* it never makes the whole worse */
                                      .dry_run = healing->ask->dry_run,
                                      .who = healing->ask->who,
                                      .why = healing->ask->why};
    size_t n = (size_t)editing->plan.n_units;
    PP_AUTO_FREE int *before = pp_alloc_array(n + 1, sizeof *before);
    PP_AUTO_FREE bool *locked = pp_alloc_array((size_t)editing->plan.n_patches + 1, sizeof *locked);
    if (!before || !locked)
        return pp_fail_nomem(reterr);
    memcpy(before, editing->plan.patch_of_unit, n * sizeof *before);
    int rc = pp_editing_reload(editing, reterr);
    bool same = !rc && memcmp(before, editing->plan.patch_of_unit, n * sizeof *before) == 0;
    for (int p = 0; same && p < editing->plan.n_patches; p++)
        same = editing->plan.patches[p].locked == healing->wish.locked[p];
    if (!rc && !same)
        rc = pp_fail(reterr, PP_E_CONFLICT,
                     "plan '%s' was edited by somebody else meanwhile; try again",
                     editing->plan.name);
    return rc ? rc : pp_edit_try_and_keep(editing, &wish, edit, false, &answer->effect, reterr);
}

static int keep_in_transaction(struct pp_editing *editing, const struct pp_healing *healing,
                               const struct pp_edit *edit, struct pp_rebalance_answer *answer,
                               struct pp_error *reterr) {
    struct pp_db *db = editing->db;
    int rc = healing->ask->dry_run ? pp_db_begin_read(db, reterr) : pp_db_begin(db, reterr);
    if (rc)
        return rc;
    return pp_db_end(db, keep(editing, healing, edit, answer, reterr), reterr);
}

static void healing_done(struct pp_healing *healing) { pp_rebalance_done(&healing->found); }

static int heal(struct pp_editing *editing, const struct pp_rebalance_ask *ask,
                struct pp_rebalance_answer *answer, struct pp_error *reterr) {
    PP_AUTO(room_done) struct room room = {0};
    PP_AUTO(healing_done) struct pp_healing healing = {.ask = ask, .editing = editing};
    struct pp_edit edit = {.who = ask->who, .why = ask->why};
    int rc = pose(editing, ask, &room, &healing, reterr);
    if (!rc)
        rc = pp_rebalance(&healing.wish, &healing.found, reterr);
    if (rc)
        return rc;
    const struct pp_rebalance *found = &healing.found;
    answer->n_faults[0] = found->n_faults_before;
    answer->n_faults[1] = found->n_faults_after;
    answer->outside_milli[0] = found->outside_before_milli;
    answer->outside_milli[1] = found->outside_after_milli;
    answer->stopped = found->stopped;
    answer->plan_name = pp_arena_strdup(&answer->arena, editing->plan.name);
    edit.what = name_edit(ask, &answer->arena);
    rc = answer->plan_name && edit.what ? 0 : pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_rebalance_explain(&healing, answer, reterr);
    if (!rc && found->n_moved > 0)
        rc = list_units(&healing, answer, &edit, reterr);
    if (!rc && found->n_moved > 0)
        rc = keep_in_transaction(editing, &healing, &edit, answer, reterr);
    return rc;
}

int pp_service_rebalance(struct pp_db *db, const struct pp_rebalance_ask *ask,
                         struct pp_rebalance_answer *ret_answer, struct pp_error *reterr) {
    PP_AUTO(pp_editing_done) struct pp_editing editing = {0};
    struct pp_rebalance_answer answer = {0};
    int rc = pp_db_begin_read(db, reterr);
    if (rc)
        return rc;
    rc = pp_editing_open(&editing, db, ask->plan_name, reterr);
    if ((rc = pp_db_end(db, rc, reterr)) != 0)
        return rc;
    rc = heal(&editing, ask, &answer, reterr);
    if (rc)
        pp_rebalance_answer_done(&answer);
    else
        *ret_answer = answer;
    return rc;
}
