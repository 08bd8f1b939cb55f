/* Changing a draft by hand, by whoever looked at its newest version. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/secret/secret.h"
#include "patchplan/service/edit.h"
#include "patchplan/service/staff_edit.h"
#include "patchplan/service/why.h"
#include "patchplan/store/desk.h"
#include "patchplan/store/plan.h"

static const char *const change_names[PP_N_STAFF_CHANGES] = {"move", "lock", "unlock", "undo",
                                                             "redo"};

int pp_staff_change_find(const char *name) {
    for (int i = 0; i < PP_N_STAFF_CHANGES; i++)
        if (strcmp(name, change_names[i]) == 0)
            return i;
    return -1;
}

/* ---- versions ---- */

/* "PLAN.EDIT.digest": of which drawing, up to which edit, and a digest that any change makes another. */
int pp_service_plan_version(struct pp_db *db, const char *plan, struct pp_arena *arena,
                            const char **ret_version, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena own = {0};
    char digest[PP_SECRET_DIGEST_SIZE];
    const char *state = NULL;
    int64_t plan_id = 0, edit_id = 0;
    int rc = pp_store_plan_find(db, plan, &plan_id, NULL, reterr);
    if (!rc)
        rc = pp_store_plan_version(db, plan_id, &own, &state, &edit_id, reterr);
    if (!rc)
        rc = pp_secret_digest(&state, 1, digest, reterr);
    if (rc)
        return rc;
    *ret_version =
        pp_arena_printf(arena, "%lld.%lld.%.16s", (long long)plan_id, (long long)edit_id, digest);
    return *ret_version ? 0 : pp_fail_nomem(reterr);
}

static struct pp_json *edit_json(const struct pp_edit *edit) {
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "who", edit->who);
    pp_set_moment(json, "at", edit->at);
    pp_set_text(json, "what", edit->what);
    pp_set_text(json, "why", edit->why);
    pp_json_set(json, "undone", pp_json_new_bool(edit->undone));
    return json;
}

static struct pp_json *drawn_again(void) {
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "what", "the plan was drawn again");
    pp_set_text(json, "why", NULL);
    return json;
}

int pp_service_edits_since(struct pp_db *db, const char *plan, const char *version,
                           struct pp_json **ret_edits, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_edit *edits = NULL;
    int64_t plan_id = 0;
    size_t n = 0;
    char *behind = NULL;
    int64_t seen_plan = strtoll(version, &behind, 10);
    int64_t seen_edit = *behind == '.' ? strtoll(behind + 1, NULL, 10) : 0;
    int rc = pp_store_plan_find(db, plan, &plan_id, NULL, reterr);
    if (!rc)
        rc = pp_store_edit_list(db, plan_id, &arena, &edits, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    if (seen_plan != plan_id)
        pp_json_push(list, drawn_again());
    for (size_t i = 0; i < n && seen_plan == plan_id; i++)
        if (edits[i].edit_id > seen_edit || edits[i].undone)
            pp_json_push(list, edit_json(&edits[i]));
    if (n > 0 && pp_json_length(list) == 0) /* numbers of edits taken back are used again */
        pp_json_push(list, edit_json(&edits[0]));
    *ret_edits = list;
    return list ? 0 : pp_fail_nomem(reterr);
}

/* ---- doing it ---- */

typedef int (*edit_step)(struct pp_db *db, const struct pp_edit_wish *wish,
                         struct pp_edit_effect *ret_effect, struct pp_error *reterr);
static const edit_step steps[PP_N_STAFF_CHANGES] = {
    pp_service_move, pp_service_lock, pp_service_lock, pp_service_undo, pp_service_redo};

static int carry_out(struct pp_db *db, const struct pp_staff_edit *edit, enum pp_edit_end *ret_end,
                     struct pp_error *reterr) {
    PP_AUTO(pp_edit_effect_done) struct pp_edit_effect effect = {0};
    bool is_move = edit->change == PP_CHANGE_MOVE;
    const struct pp_edit_wish wish = {.plan_name = edit->plan,
                                      .places = edit->units,
                                      .n_places = is_move ? edit->n_units : 0,
                                      .exact = true,
                                      .patch = is_move ? edit->to : edit->patch,
                                      .on = edit->change == PP_CHANGE_LOCK,
                                      .anyway = edit->anyway || !is_move,
                                      .asks_why = is_move,
                                      .who = edit->who,
                                      .why = edit->why};
    int rc = steps[edit->change](db, &wish, &effect, reterr);
    *ret_end = effect.applied ? PP_EDIT_DONE : effect.lacks_why ? PP_EDIT_WHY : PP_EDIT_BREAKS;
    return rc;
}

static int apply(struct pp_db *db, const struct pp_staff_edit *edit, enum pp_edit_end *ret_end,
                 struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char *version = NULL;
    int rc = pp_service_plan_version(db, edit->plan, &arena, &version, reterr);
    if (rc)
        return rc;
    *ret_end = PP_EDIT_STALE;
    bool is_stale = edit->version && strcmp(edit->version, version) != 0;
    return is_stale ? 0 : carry_out(db, edit, ret_end, reterr);
}

int pp_service_edit_apply(struct pp_db *db, const struct pp_staff_edit *edit,
                          enum pp_edit_end *ret_end, struct pp_error *reterr) {
    if (edit->change == PP_CHANGE_MOVE && (edit->n_units == 0 || !edit->to || !*edit->to))
        return pp_fail(reterr, PP_E_USAGE, "Tick what is to move, and choose where to.");
    int rc = pp_service_check_why(edit->why, reterr);
    if (!rc)
        rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, apply(db, edit, ret_end, reterr), reterr);
}
