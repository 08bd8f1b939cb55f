/* The editor without JavaScript: tick, see what it would do, do it. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/staff_edit.h"

/* What the form says; arrays in the answer's arena. */
static int read_edit(const struct pp_exchange *exchange, struct pp_staff_edit *edit,
                     struct pp_error *reterr) {
    const struct pp_request *request = exchange->request;
    const struct pp_fields *form = &request->form;
    const char **units = pp_arena_alloc(&exchange->response->arena, (form->n + 1) * sizeof *units);
    const char *apply = pp_fields_get(form, "apply", ""), *unit;
    size_t n = 0;
    if (!units)
        return pp_fail_nomem(reterr);
    while ((unit = pp_fields_at(form, "unit", n)) != NULL)
        units[n++] = unit;
    const char *version = pp_fields_get(form, "version", NULL);
    *edit =
        (struct pp_staff_edit){.change = PP_CHANGE_MOVE,
                               .plan = pp_staff_param(exchange, 0),
                               .patch = exchange->params[1] ? pp_staff_param(exchange, 1) : NULL,
                               .units = units,
                               .n_units = n,
                               .to = *apply ? apply : pp_fields_get(form, "to", ""),
                               .version = request->if_match ? request->if_match : version,
                               .who = exchange->who->name,
                               .why = pp_fields_get(form, "why", ""),
                               .anyway = *pp_fields_get(form, "anyway", "") != '\0'};
    return 0;
}

/* ---- the page ---- */

static bool is_chosen(const struct pp_staff_edit *edit, const char *unit_id) {
    for (size_t i = 0; i < edit->n_units; i++)
        if (strcmp(edit->units[i], unit_id) == 0)
            return true;
    return false;
}

/* Ticks stay; what is not in the patch (any more) stays chosen too, and is said. */
static void set_chosen(struct pp_json *page, const struct pp_staff_edit *edit) {
    struct pp_json *units = pp_json_get(page, "units"), *elsewhere = pp_json_new_array();
    size_t n_here = 0;
    for (size_t i = 0; i < pp_json_length(units); i++) {
        struct pp_json *unit = pp_json_at(units, i);
        bool chosen = is_chosen(edit, pp_json_text(pp_json_get(unit, "id")));
        pp_json_set(unit, "chosen", pp_json_new_bool(chosen));
        n_here += chosen;
    }
    for (size_t i = 0; i < edit->n_units && n_here < edit->n_units; i++) {
        bool here = false;
        for (size_t u = 0; u < pp_json_length(units) && !here; u++)
            here =
                strcmp(edit->units[i], pp_json_text(pp_json_get(pp_json_at(units, u), "id"))) == 0;
        if (!here)
            pp_json_push(elsewhere, pp_json_new_text(edit->units[i]));
    }
    pp_json_set(page, "elsewhere", elsewhere);
    struct pp_json *targets = pp_json_get(page, "targets");
    for (size_t i = 0; i < pp_json_length(targets); i++) {
        struct pp_json *target = pp_json_at(targets, i);
        bool chosen = edit->to && strcmp(edit->to, pp_json_text(pp_json_get(target, "id"))) == 0;
        pp_json_set(target, "chosen", pp_json_new_bool(chosen));
    }
}

/* What goes with the page of a patch. */
struct shown {
    int status;
    const char *problem;
    struct pp_json *effect, *since; /* taken; NULL: none */
};

static int answer_editor(struct pp_exchange *exchange, const struct pp_staff_edit *edit,
                         const struct shown *shown, struct pp_error *reterr) {
    struct pp_json *patch = NULL;
    int rc = pp_service_patch_editor(exchange->db, edit->plan, edit->patch, &patch, reterr);
    if (rc) {
        pp_json_done(shown->effect);
        pp_json_done(shown->since);
        return rc;
    }
    set_chosen(patch, edit);
    if (edit->why)
        pp_json_set(patch, "why", pp_json_new_text(edit->why));
    char *title = pp_arena_printf(&exchange->response->arena, "Patch %s in plan %s",
                                  pp_json_text(pp_json_get(patch, "id")),
                                  pp_json_text(pp_json_get(patch, "plan")));
    char *etag = pp_arena_printf(&exchange->response->arena, "\"%s\"",
                                 pp_json_text(pp_json_get(patch, "version")));
    struct pp_json *page = pp_page_new(exchange, title);
    pp_json_set(page, "patch", patch);
    pp_json_set(page, "problem", pp_json_new_text(shown->problem));
    if (pp_exchange_check(exchange, PP_MAY_DRAW, 0, NULL) == 0)
        pp_json_set(page, "script", pp_json_new_text("edit"));
    rc = pp_staff_set_comments(exchange, page, edit->plan, pp_json_text(pp_json_get(patch, "id")),
                               false, reterr);
    const char *done = pp_fields_get(&exchange->request->query, "done", "");
    pp_json_set(page, "done", pp_json_new_bool(*done));
    if (shown->effect)
        pp_json_set(page, "effect", shown->effect);
    if (shown->since)
        pp_json_set(page, "since", shown->since);
    if (etag)
        pp_response_header(exchange->response, "ETag", etag);
    if (!rc)
        return pp_page_answer(exchange, shown->status, "patch-edit", page, reterr);
    pp_json_done(page);
    return rc;
}

int pp_answer_patch_editor(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_staff_edit nothing = {.plan = pp_staff_param(exchange, 0),
                                          .patch = pp_staff_param(exchange, 1)};
    return answer_editor(exchange, &nothing, &(struct shown){.status = 200}, reterr);
}

/* ---- asking and doing ---- */

/* Whether it is a sentence for whoever filled in the form, to be shown beside it. */
static bool is_for_form(int rc) {
    return rc == PP_E_USAGE || rc == PP_E_CONFLICT || rc == PP_E_INPUT;
}

static int show_effect(struct pp_exchange *exchange, const struct pp_staff_edit *edit,
                       struct shown shown, struct pp_error *reterr) {
    struct pp_error err = {0};
    int rc = pp_service_edit_effect(exchange->db, edit, &shown.effect, &err);
    if (is_for_form(rc) && !shown.since) { /* its sentence says more than ours */
        shown.problem = err.message;
        shown.status = rc == PP_E_CONFLICT ? 409 : 400;
    } else if (rc && !is_for_form(rc)) {
        pp_json_done(shown.since);
        *reterr = err;
        return rc;
    }
    return answer_editor(exchange, edit, &shown, reterr);
}

/* Somebody was quicker: what they did, and one's own choice, still ticked, with what it would do now. */
static int show_both(struct pp_exchange *exchange, const struct pp_staff_edit *edit,
                     struct pp_error *reterr) {
    struct shown shown = {.status = exchange->request->if_match ? 412 : 409,
                          .problem = "Somebody changed this plan while you were choosing. "
                                     "Nothing of yours was done yet and nothing is lost: your "
                                     "choice is below, with what it would do now."};
    int rc = pp_service_edits_since(exchange->db, edit->plan, edit->version, &shown.since, reterr);
    return rc ? rc : show_effect(exchange, edit, shown, reterr);
}

/* With the connection that writes; afterwards what is read is read anew. */
static int apply(struct pp_exchange *exchange, const struct pp_staff_edit *edit,
                 enum pp_edit_end *ret_end, struct pp_error *reterr) {
    struct pp_db *db = NULL;
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_edit_apply(db, edit, ret_end, reterr);
    pp_api_write_end(exchange->api);
    return rc ? rc : pp_exchange_reread(exchange, reterr);
}

static int back_to_patch(struct pp_exchange *exchange, const struct pp_staff_edit *edit,
                         struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str before = {0};
    pp_href_name(&before, "/plan/", edit->plan);
    pp_str_append(&before, "/patch/");
    return pp_staff_redirect(exchange, pp_str_text(&before), edit->patch, "?done=yes", reterr);
}

int pp_answer_patch_move(struct pp_exchange *exchange, struct pp_error *reterr) {
    bool is_apply = *pp_fields_get(&exchange->request->form, "apply", "");
    enum pp_edit_end end = PP_EDIT_STALE;
    struct pp_staff_edit edit;
    struct pp_error err = {0};
    int rc = read_edit(exchange, &edit, reterr);
    if (rc)
        return rc;
    if (!is_apply)
        return show_effect(exchange, &edit, (struct shown){.status = 200}, reterr);
    rc = apply(exchange, &edit, &end, &err);
    if (is_for_form(rc))
        return show_effect(exchange, &edit,
                           (struct shown){.status = rc == PP_E_CONFLICT ? 409 : 400,
                                          .problem = "This could not be done; below it says why."},
                           reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    if (end == PP_EDIT_STALE)
        return show_both(exchange, &edit, reterr);
    if (end == PP_EDIT_BREAKS)
        return show_effect(exchange, &edit,
                           (struct shown){.status = 400,
                                          .problem = "This would break a rule, so it was not done. "
                                                     "Tick that it may, and apply it again."},
                           reterr);
    return back_to_patch(exchange, &edit, reterr);
}

/* Lock, unlock, undo, redo: from the page of a patch, or of the plan. */
int pp_answer_plan_change(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    int change = pp_staff_change_find(pp_fields_get(form, "change", ""));
    enum pp_edit_end end = PP_EDIT_DONE;
    struct pp_staff_edit edit;
    if (change < 0 || change == PP_CHANGE_MOVE)
        return pp_fail(reterr, PP_E_INPUT, "This form says nothing that could be done.");
    int rc = read_edit(exchange, &edit, reterr);
    if (rc)
        return rc;
    edit.change = (enum pp_staff_change)change;
    edit.patch = pp_fields_get(form, "patch", "");
    rc = apply(exchange, &edit, &end, reterr);
    if (!rc && end == PP_EDIT_STALE)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "Somebody changed this plan meanwhile, so nothing was done. Go back, reload "
                       "the page, and look again.");
    if (rc)
        return rc;
    return *edit.patch ? back_to_patch(exchange, &edit, reterr)
                       : pp_staff_redirect(exchange, "/plan/", edit.plan, "", reterr);
}

/* For scripts: the same as the page tells. */
int pp_answer_edit_effect(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_staff_edit edit;
    struct pp_json *effect = NULL;
    int rc = read_edit(exchange, &edit, reterr);
    if (!rc)
        rc = pp_service_edit_effect(exchange->db, &edit, &effect, reterr);
    return rc ? rc : pp_json_answer(exchange, 200, effect, reterr);
}
