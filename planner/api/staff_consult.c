/* Sharing a draft for consultation: an address with an end, taken back at once. And an officer's before and after. */
#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/consult.h"

/* `token`: of an address just made, told this once. */
static int answer_list(struct pp_exchange *exchange, int status, const char *problem,
                       const char *token, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    struct pp_json *consults = NULL;
    int rc = pp_service_consults_json(exchange->db, pp_staff_param(exchange, 0),
                                      exchange->request->today, &consults, reterr);
    if (rc)
        return rc;
    char *title = pp_arena_printf(&exchange->response->arena, "Consult on plan %s",
                                  pp_json_text(pp_json_get(consults, "plan")));
    struct pp_json *page = pp_page_new(exchange, title);
    pp_json_set(page, "problem", pp_json_new_text(problem));
    pp_json_set(page, "whom", pp_json_new_text(problem ? pp_fields_get(form, "title", "") : ""));
    pp_json_set(page, "until", pp_json_new_text(problem ? pp_fields_get(form, "until", "") : ""));
    if (token) {
        const char *site = exchange->request->site;
        PP_AUTO_STR struct pp_str address = {0};
        pp_str_appendf(&address, "%s/consult/%s", site ? site : "", token);
        pp_json_set(page, "address", pp_json_new_text(pp_str_text(&address)));
    }
    pp_json_set(page, "consults", consults);
    return pp_page_answer(exchange, status, "consults", page, reterr);
}

int pp_answer_consults(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_list(exchange, 200, NULL, NULL, reterr);
}

static int begin(struct pp_exchange *exchange, char ret_token[PP_SECRET_TOKEN_SIZE],
                 struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const struct pp_consult_wish wish = {.plan = pp_staff_param(exchange, 0),
                                         .title = pp_fields_get(form, "title", ""),
                                         .until = pp_fields_get(form, "until", ""),
                                         .today = exchange->request->today,
                                         .user_id = exchange->who->user_id,
                                         .who = exchange->who->name};
    struct pp_db *db = NULL;
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_consult_begin(db, &wish, ret_token, reterr);
    pp_api_write_end(exchange->api);
    return rc;
}

int pp_answer_consult_begin(struct pp_exchange *exchange, struct pp_error *reterr) {
    char token[PP_SECRET_TOKEN_SIZE] = "";
    struct pp_error err = {0};
    int rc = begin(exchange, token, &err);
    if (rc == PP_E_INPUT || rc == PP_E_CONFLICT)
        return answer_list(exchange, rc == PP_E_CONFLICT ? 409 : 400, err.message, NULL, reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    if ((rc = pp_exchange_reread(exchange, reterr)) != 0)
        return rc;
    return answer_list(exchange, 200, NULL, token, reterr);
}

int pp_answer_consult_end(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *plan = NULL;
    struct pp_db *db = NULL;
    int64_t consult_id = 0;
    if (!pp_text_int(exchange->params[0], &consult_id))
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such link.");
    int rc = pp_service_consult_plan(exchange->db, consult_id, &exchange->response->arena, &plan,
                                     reterr);
    if (!rc)
        rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_consult_end(db, consult_id, exchange->who->name, reterr);
    pp_api_write_end(exchange->api);
    pp_kept_forget(&exchange->api->consults);
    return rc ? rc : pp_staff_redirect(exchange, "/plan/", plan, "/consult", reterr);
}

/* ---- an officer's own before and after ---- */

int pp_answer_plan_mine(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *plan = pp_staff_param(exchange, 0), *officer = exchange->who->officer_id;
    struct pp_json *person = NULL;
    if (!officer)
        return pp_fail(reterr, PP_E_NOTFOUND,
                       "Your account belongs to no officer, so there is no before and after. An "
                       "admin can say which officer you are.");
    int rc = pp_service_before_after(exchange->db, plan, officer, exchange->request->today, &person,
                                     reterr);
    if (rc)
        return rc;
    char *title =
        pp_arena_printf(&exchange->response->arena, "Your patch today, and in plan %s", plan);
    return pp_staff_answer(exchange, "plan-mine", title, "person", person, reterr);
}
