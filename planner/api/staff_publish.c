/* Publishing: propose, look, decide, take back. */
#include <stdio.h>
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/publish.h"
#include "patchplan/service/staff_publish.h"

static int answer_list(struct pp_exchange *exchange, int status, const char *problem,
                       struct pp_error *reterr) {
    static const char *const fields[] = {"plan", "from", "why"};
    const struct pp_fields *typed = &exchange->request->form;
    struct pp_json *publish = NULL;
    int rc = pp_service_publish_page(exchange->db, exchange->request->today, &publish, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        pp_json_set(publish, fields[i], pp_json_new_text(pp_fields_get(typed, fields[i], "")));
    if (pp_staff_mark_stage(publish, typed) != 0) {
        pp_json_done(publish);
        return pp_fail_nomem(reterr);
    }
    struct pp_json *page = pp_page_new(exchange, "Publish");
    pp_json_set(page, "publish", publish);
    pp_json_set(page, "problem", pp_json_new_text(problem));
    return pp_page_answer(exchange, status, "publish", page, reterr);
}

int pp_answer_publish(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_list(exchange, 200, NULL, reterr);
}

static int back_to(struct pp_exchange *exchange, int64_t request_id) {
    char path[48];
    snprintf(path, sizeof path, "/publish/%lld", (long long)request_id);
    pp_response_redirect(exchange->response, path);
    return 0;
}

static int propose(struct pp_exchange *exchange, int64_t *ret_request_id, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    struct pp_propose_wish wish = {.plan = pp_fields_get(form, "plan", ""),
                                   .from = pp_fields_get(form, "from", ""),
                                   .why = pp_fields_get(form, "why", ""),
                                   .who = exchange->who->name,
                                   .user_id = exchange->who->user_id,
                                   .today = exchange->request->today};
    struct pp_db *db = NULL;
    int rc =
        pp_staff_values(exchange, form, "team", &wish.stage.teams, &wish.stage.n_teams, reterr);
    if (!rc)
        rc =
            pp_staff_values(exchange, form, "ward", &wish.stage.wards, &wish.stage.n_wards, reterr);
    if (!rc)
        rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_publish_propose(db, &wish, ret_request_id, reterr);
    pp_api_write_end(exchange->api);
    return rc;
}

int pp_answer_propose(struct pp_exchange *exchange, struct pp_error *reterr) {
    int64_t request_id = 0;
    struct pp_error err = {0};
    int rc = propose(exchange, &request_id, &err);
    if (rc == PP_E_INPUT || rc == PP_E_NOTFOUND || rc == PP_E_CONFLICT)
        return answer_list(exchange, rc == PP_E_CONFLICT ? 409 : 400, err.message, reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    return back_to(exchange, request_id);
}

static int number_of(const struct pp_exchange *exchange, int64_t *ret_id, struct pp_error *reterr) {
    if (pp_text_int(exchange->params[0], ret_id))
        return 0;
    return pp_fail(reterr, PP_E_NOTFOUND, "There is no such proposal.");
}

static int answer_proposal(struct pp_exchange *exchange, int64_t request_id, int status,
                           const char *problem, struct pp_error *reterr) {
    struct pp_json *proposal = NULL;
    int rc = pp_service_publish_request_page(exchange->db, request_id, exchange->who->user_id,
                                             exchange->request->today, &proposal, reterr);
    if (rc)
        return rc;
    struct pp_json *page = pp_page_new(exchange, "Proposal to publish");
    pp_json_set(page, "proposal", proposal);
    pp_json_set(page, "problem", pp_json_new_text(problem));
    const char *plan = pp_json_text(pp_json_get(proposal, "plan"));
    if ((rc = pp_staff_set_comments(exchange, page, plan, NULL, true, reterr)) == 0)
        return pp_page_answer(exchange, status, "proposal", page, reterr);
    pp_json_done(page);
    return rc;
}

int pp_answer_proposal(struct pp_exchange *exchange, struct pp_error *reterr) {
    int64_t request_id = 0;
    int rc = number_of(exchange, &request_id, reterr);
    return rc ? rc : answer_proposal(exchange, request_id, 200, NULL, reterr);
}

static int decide(struct pp_exchange *exchange, enum pp_publish_decision decision,
                  struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    struct pp_decide_wish wish = {.user_id = exchange->who->user_id,
                                  .who = exchange->who->name,
                                  .decision = decision,
                                  .today = exchange->request->today,
                                  .rules_known = *pp_fields_get(form, "known", "") != '\0',
                                  .no_roster_known = *pp_fields_get(form, "no-roster", "") != '\0'};
    struct pp_error err = {0};
    struct pp_db *db = NULL;
    int rc = number_of(exchange, &wish.request_id, reterr);
    if (!rc)
        rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_publish_decide(db, &wish, &err);
    pp_api_write_end(exchange->api);
    if (rc == PP_E_CONFLICT)
        return answer_proposal(exchange, wish.request_id, 409, err.message, reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    return back_to(exchange, wish.request_id);
}

int pp_answer_approve(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *decision = pp_fields_get(&exchange->request->form, "decision", "");
    if (strcmp(decision, "approve") == 0)
        return decide(exchange, PP_DECIDE_APPROVE, reterr);
    if (strcmp(decision, "decline") == 0)
        return decide(exchange, PP_DECIDE_DECLINE, reterr);
    return pp_fail(reterr, PP_E_INPUT, "Approve it or decline it.");
}

int pp_answer_withdraw(struct pp_exchange *exchange, struct pp_error *reterr) {
    return decide(exchange, PP_DECIDE_WITHDRAW, reterr);
}

/* ---- taking a publication back ---- */

static int publication_of(const struct pp_exchange *exchange, int64_t *ret_id,
                          struct pp_error *reterr) {
    if (pp_text_int(exchange->params[0], ret_id) && *ret_id > 0)
        return 0;
    return pp_fail(reterr, PP_E_NOTFOUND, "There is no such publication.");
}

static int answer_take_back(struct pp_exchange *exchange, int status, const char *problem,
                            struct pp_error *reterr) {
    int64_t publication_id = 0;
    struct pp_json *taking = NULL;
    int rc = publication_of(exchange, &publication_id, reterr);
    if (!rc)
        rc = pp_service_take_back_page(exchange->db, publication_id, exchange->request->today,
                                       &taking, reterr);
    if (rc == PP_E_NOTFOUND)
        return pp_fail(reterr, rc, "There is no such publication to take back (any more).");
    if (rc)
        return rc;
    struct pp_json *page = pp_page_new(exchange, "Take a publication back");
    pp_json_set(page, "taking", taking);
    pp_json_set(page, "problem", pp_json_new_text(problem));
    return pp_page_answer(exchange, status, "take-back", page, reterr);
}

int pp_answer_take_back(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_take_back(exchange, 200, NULL, reterr);
}

int pp_answer_roll_back(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *why = pp_fields_get(&exchange->request->form, "why", "");
    struct pp_publication taken;
    struct pp_db *db = NULL;
    int64_t publication_id = 0;
    if (why[strspn(why, " \t\r\n")] == '\0')
        return answer_take_back(exchange, 400,
                                "Say why it is taken back: it is kept in the history.", reterr);
    int rc = publication_of(exchange, &publication_id, reterr);
    if (!rc)
        rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_roll_back(db, publication_id, exchange->who->name, why,
                              &exchange->response->arena, &taken, reterr);
    pp_api_write_end(exchange->api);
    if (rc == PP_E_NOTFOUND)
        return pp_fail(reterr, rc, "There is no such publication to take back (any more).");
    if (!rc)
        pp_response_redirect(exchange->response, "/publish");
    return rc;
}
