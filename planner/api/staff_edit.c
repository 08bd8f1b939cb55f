/* The editor without JavaScript: tick, see what it would do, do it. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/staff_edit.h"
#include "patchplan/service/why.h"

/* "version" as it stands between the quotes of an ETag. */
static const char *unquoted(const char *etag, struct pp_arena *arena) {
    size_t length = strlen(etag);
    bool is_quoted = length >= 2 && etag[0] == '"' && etag[length - 1] == '"';
    return is_quoted ? pp_arena_strndup(arena, etag + 1, length - 2) : etag;
}

static bool is_any(const struct pp_exchange *exchange) {
    const char *asked = exchange->request->if_match;
    return asked && strcmp(asked, "*") == 0;
}

int pp_staff_version(const struct pp_exchange *exchange, const char **ret_version,
                     struct pp_error *reterr) {
    const struct pp_request *request = exchange->request;
    *ret_version = is_any(exchange)    ? NULL
                   : request->if_match ? unquoted(request->if_match, &exchange->response->arena)
                                       : pp_fields_get(&request->form, "version", NULL);
    return request->if_match && !*ret_version && !is_any(exchange) ? pp_fail_nomem(reterr) : 0;
}

int pp_staff_check_version(const struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *version = NULL;
    int rc = pp_staff_version(exchange, &version, reterr);
    if (rc || version || is_any(exchange))
        return rc;
    return pp_fail(reterr, PP_E_INPUT,
                   "What was sent does not say which version of the plan it is about, so nothing "
                   "was done. Go back, reload the page and send it again.");
}

int pp_staff_stale_status(const struct pp_exchange *exchange) {
    return exchange->request->if_match ? 412 : 409;
}

void pp_staff_answer_stale(struct pp_exchange *exchange) {
    pp_answer_failure(exchange, pp_staff_stale_status(exchange), false,
                      "Somebody changed this plan meanwhile, so nothing was done. Go back, reload "
                      "the page, and look again.");
}

/* What the form says; arrays in the answer's arena. */
static int read_edit(const struct pp_exchange *exchange, struct pp_staff_edit *edit,
                     struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char **units = pp_arena_alloc(&exchange->response->arena, (form->n + 1) * sizeof *units);
    const char *apply = pp_fields_get(form, "apply", "");
    const char *apply_anyway = pp_fields_get(form, "apply-anyway", ""), *unit;
    size_t n = 0;
    if (!units)
        return pp_fail_nomem(reterr);
    while ((unit = pp_fields_at(form, "unit", n)) != NULL)
        units[n++] = unit;
    *edit =
        (struct pp_staff_edit){.change = PP_CHANGE_MOVE,
                               .plan = pp_staff_param(exchange, 0),
                               .patch = exchange->params[1] ? pp_staff_param(exchange, 1) : NULL,
                               .units = units,
                               .n_units = n,
                               .to = *apply          ? apply
                                     : *apply_anyway ? apply_anyway
                                                     : pp_fields_get(form, "to", ""),
                               .who = exchange->who->name,
                               .why = pp_fields_get(form, "why", ""),
                               .anyway = *apply_anyway || *pp_fields_get(form, "anyway", "")};
    return pp_staff_version(exchange, &edit->version, reterr);
}

/* ---- the page ---- */

/* What goes with the page of a patch. */
struct shown {
    int status;
    const char *problem;
    const char *problem_at;         /* the field it is about; NULL: none */
    const char *place;              /* that was asked for and is not there */
    struct pp_json *effect, *since; /* taken; NULL: none */
};

/* What led to this page: a step back is told by what it took back, which is what could be done again. */
static void set_done(const struct pp_exchange *exchange, struct pp_json *page) {
    const char *done = pp_fields_get(&exchange->request->query, "done", "");
    pp_json_set(page, "done", pp_json_new_bool(*done));
    pp_json_set(page, "undone", pp_json_new_bool(strcmp(done, "undo") == 0));
}

static int answer_editor(struct pp_exchange *exchange, const struct pp_staff_edit *edit,
                         const struct shown *shown, struct pp_error *reterr) {
    struct pp_json *patch = NULL;
    int rc = pp_service_patch_editor(exchange->db, edit, &patch, reterr);
    if (rc) {
        pp_json_done(shown->effect);
        pp_json_done(shown->since);
        return rc;
    }
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
    pp_json_set(page, "problemAt", pp_json_new_text(shown->problem_at));
    bool may_draw = pp_exchange_check(exchange, PP_MAY_DRAW, PP_ANY_TEAM, NULL) == 0;
    bool is_draft = pp_json_is_true(pp_json_get(patch, "isDraft"));
    pp_json_set(patch, "canEdit", pp_json_new_bool(is_draft && may_draw));
    if (shown->place)
        pp_json_set(patch, "place", pp_json_new_text(shown->place));
    pp_json_set(page, "drawsMap", pp_json_new_bool(true));
    if (exchange->api->has_vendor)
        pp_json_set(page, "script", pp_json_new_text("edit"));
    rc = pp_staff_set_comments(exchange, page, edit->plan, pp_json_text(pp_json_get(patch, "id")),
                               false, reterr);
    set_done(exchange, page);
    if (shown->effect)
        pp_json_set(page, "effect", shown->effect);
    if (shown->since) {
        pp_json_set(patch, "conflict", pp_json_new_bool(true));
        pp_json_set(page, "since", shown->since);
    }
    if (etag)
        pp_response_header(exchange->response, "ETag", etag);
    if (!rc)
        return pp_page_answer(exchange, shown->status, "patch-edit", page, reterr);
    pp_json_done(page);
    return rc;
}

int pp_answer_patch_editor(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_staff_edit nothing = {.plan = pp_staff_param(exchange, 0),
                                          .patch = pp_staff_param(exchange, 1),
                                          .who = exchange->who->name};
    return answer_editor(exchange, &nothing, &(struct shown){.status = 200}, reterr);
}

/* ---- asking and doing ---- */

static int show_effect(struct pp_exchange *exchange, const struct pp_staff_edit *edit,
                       struct shown shown, struct pp_error *reterr) {
    struct pp_error err = {0};
    int rc = pp_staff_effect(exchange, edit, &shown.effect, &err);
    if (pp_staff_is_for_the_form(rc) && !shown.since) { /* its sentence says more than ours */
        shown.problem = err.message;
        shown.status = rc == PP_E_CONFLICT ? 409 : 400;
    } else if (rc && !pp_staff_is_for_the_form(rc)) {
        pp_json_done(shown.since);
        *reterr = err;
        return rc;
    }
    return answer_editor(exchange, edit, &shown, reterr);
}

/* Somebody was quicker: what they did, and one's own choice, still ticked, with what it would do now. */
static int show_both(struct pp_exchange *exchange, const struct pp_staff_edit *edit,
                     struct pp_error *reterr) {
    struct shown shown = {.status = pp_staff_stale_status(exchange),
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
    return pp_staff_redirect(exchange, pp_str_text(&before), edit->patch,
                             edit->change == PP_CHANGE_UNDO ? "?done=undo" : "?done=yes", reterr);
}

/* Choose, beside what is chosen, whatever a street, postcode or block means. */
static int choose_place(struct pp_exchange *exchange, struct pp_staff_edit *edit, const char *place,
                        struct pp_error *reterr) {
    struct pp_arena *arena = &exchange->response->arena;
    struct pp_error err = {0};
    const char **found = NULL;
    size_t n = 0;
    int rc = pp_service_edit_choose(exchange->db, edit->plan, place, arena, &found, &n, &err);
    if (rc == PP_E_NOTFOUND || pp_staff_is_for_the_form(rc))
        return answer_editor(exchange, edit,
                             &(struct shown){.status = 400, .problem = err.message, .place = place},
                             reterr);
    const char **all = rc ? NULL : pp_arena_alloc(arena, (edit->n_units + n + 1) * sizeof *all);
    if (!all) {
        *reterr = err;
        return rc ? rc : pp_fail_nomem(reterr);
    }
    for (size_t i = 0; i < edit->n_units + n; i++)
        all[i] = i < edit->n_units ? edit->units[i] : found[i - edit->n_units];
    edit->units = all;
    edit->n_units += n;
    return show_effect(exchange, edit, (struct shown){.status = 200}, reterr);
}

int pp_answer_patch_move(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    bool is_apply = *pp_fields_get(form, "apply", "") || *pp_fields_get(form, "apply-anyway", "");
    const char *place = pp_fields_get(form, "choose", NULL) ? pp_fields_get(form, "place", "") : "";
    enum pp_edit_end end = PP_EDIT_STALE;
    struct pp_staff_edit edit;
    struct pp_error err = {0};
    int rc = read_edit(exchange, &edit, reterr);
    if (rc)
        return rc;
    if (*place)
        return choose_place(exchange, &edit, place, reterr);
    if (!is_apply)
        return show_effect(exchange, &edit, (struct shown){.status = 200}, reterr);
    if ((rc = pp_staff_check_version(exchange, reterr)) != 0)
        return rc;
    if (pp_service_check_why(edit.why, &err) != 0)
        return show_effect(
            exchange, &edit,
            (struct shown){.status = 400, .problem = err.message, .problem_at = "why"}, reterr);
    rc = apply(exchange, &edit, &end, &err);
    if (pp_staff_is_for_the_form(rc))
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
    if (end == PP_EDIT_WHY)
        return show_effect(exchange, &edit,
                           (struct shown){.status = 400,
                                          .problem_at = "why",
                                          .problem = "Say why homes come into another team or ward "
                                                     "than their own; then apply it."},
                           reterr);
    if (end == PP_EDIT_BREAKS)
        return show_effect(exchange, &edit,
                           (struct shown){.status = 400,
                                          .problem = "This would break a rule, so it was not done. "
                                                     "Below it says which; apply it all the same "
                                                     "if it may."},
                           reterr);
    return back_to_patch(exchange, &edit, reterr);
}

/* From the page of a patch both are shown; elsewhere there is nothing to lose. */
static int answer_stale(struct pp_exchange *exchange, const struct pp_staff_edit *edit,
                        struct pp_error *reterr) {
    struct shown shown = {.status = pp_staff_stale_status(exchange),
                          .problem = "Somebody changed this plan meanwhile, so nothing was done. "
                                     "This is how it stands now."};
    if (!*edit->patch) {
        pp_staff_answer_stale(exchange);
        return 0;
    }
    int rc = pp_service_edits_since(exchange->db, edit->plan, edit->version, &shown.since, reterr);
    return rc ? rc : answer_editor(exchange, edit, &shown, reterr);
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
    if (!rc)
        rc = pp_staff_check_version(exchange, reterr);
    if (rc)
        return rc;
    edit.change = (enum pp_staff_change)change;
    edit.patch = pp_fields_get(form, "patch", "");
    rc = apply(exchange, &edit, &end, reterr);
    if (rc)
        return rc;
    if (end == PP_EDIT_STALE)
        return answer_stale(exchange, &edit, reterr);
    return *edit.patch ? back_to_patch(exchange, &edit, reterr)
                       : pp_staff_redirect(exchange, "/plan/", edit.plan, "", reterr);
}

/* For scripts: the same as the page tells, as a piece of it for those that ask for HTML. */
int pp_answer_edit_effect(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *accept = exchange->request->accept;
    struct pp_staff_edit edit;
    struct pp_json *effect = NULL;
    int rc = read_edit(exchange, &edit, reterr);
    if (!rc)
        rc = pp_staff_effect(exchange, &edit, &effect, reterr);
    if (rc)
        return rc;
    return accept && strstr(accept, "text/html")
               ? pp_page_answer(exchange, 200, "effect", effect, reterr)
               : pp_json_answer(exchange, 200, effect, reterr);
}
