/* A draft for whoever holds its address: read-only but for comments. Nothing of it is kept by anyone in between; here,
 * what was worked out is until the file is written or a link is taken back, and told to whoever holds the link only. */
#include "planner/api/public.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/consult.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/staff_edit.h"

/* Which page; what was typed when it could not be taken. */
struct view {
    const char *page, *what; /* the template; what stands in its title */
    int status;
    const char *problem;
};

static int answer(struct pp_exchange *exchange, const struct view *view, struct pp_json *consult,
                  struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *title = pp_json_text(pp_json_get(consult, "title"));
    char *whole = pp_arena_printf(&exchange->response->arena, "%s%s%s: a draft to comment on",
                                  view->what, *view->what ? ", " : "", title);
    struct pp_json *page = pp_page_new(exchange, whole);
    PP_AUTO_STR struct pp_str action = {0};
    pp_exchange_address(exchange, &action);
    pp_json_set(page, "problem", pp_json_new_text(view->problem));
    pp_json_set(page, "action", pp_json_new_text(pp_str_text(&action)));
    pp_json_set(page, "typed", pp_json_new_text(pp_fields_get(form, "text", "")));
    pp_json_set(page, "name", pp_json_new_text(pp_fields_get(form, "name", "")));
    pp_json_set(page, "said",
                pp_json_new_bool(*pp_fields_get(&exchange->request->query, "said", "")));
    pp_json_set(page, "consult", consult);
    pp_json_set(page, "map", pp_json_new_bool(true));
    pp_json_set(page, "drawsMap", pp_json_new_bool(true));
    return pp_page_answer(exchange, view->status, view->page, page, reterr);
}

static const char *param(const struct pp_exchange *exchange, int ix) {
    char *name = pp_arena_strdup(&exchange->response->arena,
                                 exchange->params[ix] ? exchange->params[ix] : "");
    if (name)
        pp_href_name_back(name);
    return name ? name : "";
}

static int answer_plan(struct pp_exchange *exchange, int status, const char *problem,
                       struct pp_error *reterr) {
    const struct view view = {"consult", "", status, problem};
    struct pp_json *consult = NULL;
    int rc = pp_service_consult_page(exchange->db, exchange->params[0], exchange->request->today,
                                     &consult, reterr);
    return rc ? rc : answer(exchange, &view, consult, reterr);
}

static int answer_patch(struct pp_exchange *exchange, int status, const char *problem,
                        struct pp_error *reterr) {
    const char *patch = param(exchange, 1);
    const struct view view = {"consult-patch",
                              pp_arena_printf(&exchange->response->arena, "Patch %s", patch),
                              status, problem};
    struct pp_json *consult = NULL;
    int rc = pp_service_consult_patch(exchange->db, exchange->params[0], patch,
                                      exchange->request->today, &consult, reterr);
    return rc ? rc : answer(exchange, &view, consult, reterr);
}

static int answer_officer(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *consult = NULL;
    int rc = pp_service_consult_person(exchange->db, exchange->params[0], param(exchange, 1),
                                       exchange->request->today, &consult, reterr);
    if (rc)
        return rc;
    const char *name = pp_json_text(pp_json_get(pp_json_get(consult, "person"), "name"));
    const struct view view = {"consult-officer", name ? name : "", 200, NULL};
    return answer(exchange, &view, consult, reterr);
}

/* ---- kept ---- */

/* Is the link still good? Asked of the file every time, whatever is kept. */
static int check_link(struct pp_exchange *exchange, const char **ret_plan,
                      struct pp_error *reterr) {
    return pp_service_consult_reads(exchange->db, exchange->params[0], exchange->request->today,
                                    &exchange->response->arena, ret_plan, reterr);
}

/* What is kept of this address for a state of things. */
static int answer_kept(struct pp_exchange *exchange, const char *state, pp_kept_make *make,
                       struct pp_error *reterr) {
    const char *key = pp_arena_printf(&exchange->response->arena, "%s %s", state ? state : "",
                                      exchange->request->path);
    return state && key ? pp_kept_answer(exchange, &exchange->api->consults, key, make, reterr)
                        : pp_fail_nomem(reterr);
}

static int answer_kept_page(struct pp_exchange *exchange, pp_kept_make *make,
                            struct pp_error *reterr) {
    const bool said = *pp_fields_get(&exchange->request->query, "said", "") != '\0';
    const char *plan = NULL;
    int rc = check_link(exchange, &plan, reterr);
    if (rc)
        return rc;
    const char *state =
        pp_arena_printf(&exchange->response->arena, "%llu%s",
                        (unsigned long long)exchange->shelf.generation, said ? " said" : "");
    return answer_kept(exchange, state, make, reterr);
}

/* What a page was filled into, as what is to be kept. */
static int take_page(struct pp_exchange *exchange, int rc, struct pp_str *text) {
    if (rc)
        return rc;
    *text = exchange->response->body;
    exchange->response->body = (struct pp_str){0};
    return 0;
}

static int make_plan(struct pp_exchange *exchange, struct pp_str *text, struct pp_error *reterr) {
    return take_page(exchange, answer_plan(exchange, 200, NULL, reterr), text);
}

static int make_patch(struct pp_exchange *exchange, struct pp_str *text, struct pp_error *reterr) {
    return take_page(exchange, answer_patch(exchange, 200, NULL, reterr), text);
}

static int make_officer(struct pp_exchange *exchange, struct pp_str *text,
                        struct pp_error *reterr) {
    return take_page(exchange, answer_officer(exchange, reterr), text);
}

static int make_outlines(struct pp_exchange *exchange, struct pp_str *text,
                         struct pp_error *reterr) {
    struct pp_json *outlines = NULL;
    const char *plan = NULL;
    int rc = check_link(exchange, &plan, reterr);
    if (!rc)
        rc =
            pp_service_consult_outlines(exchange->db, exchange->params[0], plan, &outlines, reterr);
    return rc ? rc : pp_kept_json(outlines, text, reterr);
}

/* ?patch= of the picture; NULL: of all. */
static const char *patch_asked(const struct pp_exchange *exchange) {
    const char *patch = pp_fields_get(&exchange->request->query, "patch", "");
    return *patch ? patch : NULL;
}

static int make_picture(struct pp_exchange *exchange, struct pp_str *text,
                        struct pp_error *reterr) {
    const char *plan = NULL;
    int rc = check_link(exchange, &plan, reterr);
    return rc ? rc
              : pp_service_consult_picture(exchange->db, exchange->params[0], plan,
                                           patch_asked(exchange), text, reterr);
}

int pp_answer_consult(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_kept_page(exchange, make_plan, reterr);
}

int pp_answer_consult_patch(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_kept_page(exchange, make_patch, reterr);
}

int pp_answer_consult_officer(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_kept_page(exchange, make_officer, reterr);
}

/* Drawn anew for another state of the plan alone, whatever else is written. */
static int answer_kept_map(struct pp_exchange *exchange, const char *what, pp_kept_make *make,
                           struct pp_error *reterr) {
    struct pp_arena *arena = &exchange->response->arena;
    const char *plan = NULL, *version = NULL;
    int rc = check_link(exchange, &plan, reterr);
    if (!rc)
        rc = pp_service_plan_version(exchange->db, plan, arena, &version, reterr);
    return rc ? rc
              : answer_kept(exchange, pp_arena_printf(arena, "%s %s", version, what), make, reterr);
}

int pp_answer_consult_outlines(struct pp_exchange *exchange, struct pp_error *reterr) {
    exchange->response->content_type = "application/json";
    return answer_kept_map(exchange, "", make_outlines, reterr);
}

int pp_answer_consult_picture(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *patch = patch_asked(exchange);
    exchange->response->content_type = "image/svg+xml";
    return answer_kept_map(exchange, patch ? patch : "", make_picture, reterr);
}

/* ---- comments ---- */

static int say(struct pp_exchange *exchange, const char *patch, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const struct pp_consult_comment wish = {.token = exchange->params[0],
                                            .patch = patch,
                                            .text = pp_fields_get(form, "text", ""),
                                            .name = pp_fields_get(form, "name", ""),
                                            .today = exchange->request->today};
    struct pp_db *db = NULL;
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_consult_comment(db, &wish, reterr);
    pp_api_write_end(exchange->api);
    return rc;
}

/* About the patch of the address, or about the whole where it names none. */
int pp_answer_consult_comment(struct pp_exchange *exchange, struct pp_error *reterr) {
    bool of_patch = exchange->params[1] != NULL;
    struct pp_error err = {0};
    int rc = say(exchange, param(exchange, 1), &err);
    int status = rc == PP_E_CONFLICT ? 409 : 400;
    if (rc == PP_E_INPUT || rc == PP_E_CONFLICT)
        return of_patch ? answer_patch(exchange, status, err.message, reterr)
                        : answer_plan(exchange, status, err.message, reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    PP_AUTO_STR struct pp_str path = {0};
    pp_exchange_address(exchange, &path);
    pp_str_append(&path, "?said=yes");
    pp_response_redirect(exchange->response, pp_str_text(&path));
    return 0;
}
