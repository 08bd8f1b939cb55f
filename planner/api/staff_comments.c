/* Comments on drafts: shown on the pages they are about, written, answered, closed. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/comments.h"

static bool may(const struct pp_exchange *exchange, enum pp_capability capability) {
    return pp_exchange_check(exchange, capability, PP_ANY_TEAM, NULL) == 0;
}

int pp_staff_set_comments(const struct pp_exchange *exchange, struct pp_json *page,
                          const char *plan, const char *patch, bool open_only,
                          struct pp_error *reterr) {
    const struct pp_comments_view view = {.plan = plan,
                                          .patch = patch,
                                          .open_only = open_only,
                                          .user_id = exchange->who->user_id,
                                          .may_answer = may(exchange, PP_MAY_DRAW)};
    struct pp_json *comments = NULL;
    int rc = pp_service_comments_json(exchange->db, &view, &comments, reterr);
    if (rc)
        return rc;
    bool is_draft = pp_json_is_true(pp_json_get(comments, "isDraft"));
    pp_json_set(comments, "canAdd", pp_json_new_bool(is_draft && may(exchange, PP_MAY_COMMENT)));
    pp_json_set(comments, "openOnly", pp_json_new_bool(open_only));
    PP_AUTO_STR struct pp_str back = {0};
    pp_exchange_address(exchange, &back);
    pp_json_set(comments, "back", pp_json_new_text(pp_str_text(&back)));
    return pp_json_set(page, "comments", comments) ? pp_fail_nomem(reterr) : 0;
}

/* All of a plan, with what was typed when it could not be taken. */
static int answer_all(struct pp_exchange *exchange, const char *plan, int status,
                      const char *problem, struct pp_error *reterr) {
    char *title = pp_arena_printf(&exchange->response->arena, "Comments on plan %s", plan);
    struct pp_json *page = pp_page_new(exchange, title);
    int rc = pp_staff_set_comments(exchange, page, plan, NULL, false, reterr);
    if (rc) {
        pp_json_done(page);
        return rc;
    }
    struct pp_json *comments = pp_json_get(page, "comments");
    const struct pp_fields *form = &exchange->request->form;
    pp_json_set(page, "problem", pp_json_new_text(problem));
    pp_json_set(comments, "typed", pp_json_new_text(pp_fields_get(form, "text", "")));
    pp_json_set(comments, "about", pp_json_new_text(pp_fields_get(form, "patch", "")));
    return pp_page_answer(exchange, status, "comments-page", page, reterr);
}

int pp_answer_comments(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_all(exchange, pp_staff_param(exchange, 0), 200, NULL, reterr);
}

/* To the page it was written on. */
static void go_back(struct pp_exchange *exchange, const char *otherwise) {
    const char *back = pp_fields_get(&exchange->request->form, "back", "");
    PP_AUTO_STR struct pp_str path = {0};
    pp_str_append(&path, *back ? back : otherwise);
    pp_str_append(&path, "#comments");
    pp_response_redirect(exchange->response, pp_str_text(&path));
}

static int add(struct pp_exchange *exchange, const char *plan, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const struct pp_comment_wish wish = {.plan = plan,
                                         .patch = pp_fields_get(form, "patch", ""),
                                         .text = pp_fields_get(form, "text", ""),
                                         .user_id = exchange->who->user_id,
                                         .who = exchange->who->name};
    struct pp_db *db = NULL;
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_comment_add(db, &wish, reterr);
    pp_api_write_end(exchange->api);
    return rc;
}

int pp_answer_comment_add(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *plan = pp_staff_param(exchange, 0);
    struct pp_error err = {0};
    int rc = add(exchange, plan, &err);
    if (rc == PP_E_INPUT || rc == PP_E_CONFLICT)
        return answer_all(exchange, plan, rc == PP_E_CONFLICT ? 409 : 400, err.message, reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    go_back(exchange, "/plans");
    return 0;
}

int pp_answer_comment_step(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *does = pp_fields_get(form, "do", ""), *reply = pp_fields_get(form, "reply", "");
    bool answer_ends_it = *reply && !*does && *pp_fields_get(form, "then-close", "");
    struct pp_comment_step step = {.user_id = exchange->who->user_id,
                                   .who = exchange->who->name,
                                   .reply = reply,
                                   .close = strcmp(does, "close") == 0 || answer_ends_it,
                                   .reopen = strcmp(does, "open") == 0,
                                   .may_answer = may(exchange, PP_MAY_DRAW)};
    struct pp_db *db = NULL;
    if (!pp_text_int(exchange->params[0], &step.comment_id))
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such comment.");
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_comment_step(db, &step, reterr);
    pp_api_write_end(exchange->api);
    if (!rc)
        go_back(exchange, "/plans");
    return rc;
}
