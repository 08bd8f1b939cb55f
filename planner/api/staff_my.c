/* An officer's own page: made for a telephone at a door. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/feed.h"
#include "patchplan/service/my.h"

/* Whoever asks, as an officer. PP_E_NOTFOUND: the account is of none. */
static int find_self(const struct pp_exchange *exchange, const char **ret_officer_id,
                     struct pp_error *reterr) {
    *ret_officer_id = exchange->who->officer_id;
    return *ret_officer_id ? 0
                           : pp_fail(reterr, PP_E_NOTFOUND,
                                     "Your account belongs to no officer, so it has no page of its "
                                     "own. An admin can say which officer you are.");
}

/* The address of the own calendar, told once; after that only that there is one. */
static int set_feed(struct pp_exchange *exchange, const char *officer_id, const char *token,
                    struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str address = {0};
    const char *site = exchange->request->site;
    if (!token)
        return pp_service_feed_set(exchange->db, officer_id, page, "feed", reterr);
    pp_str_appendf(&address, "%s/feed/%s", site ? site : "", token);
    struct pp_json *feed = pp_json_new_object();
    pp_json_set(feed, "address", pp_json_new_text(pp_str_text(&address)));
    pp_json_set(feed, "needsSite", pp_json_new_bool(!site || !*site));
    return pp_json_set(page, "feed", feed) ? pp_fail_nomem(reterr) : 0;
}

/* What was recorded is said where it was typed; an address that somebody made up tells nothing else. */
static void set_saved(const struct pp_exchange *exchange, struct pp_json *page) {
    static const char *const told[][3] = {
        {"visit", "savedVisit", "What you found is recorded."},
        {"count", "savedCount", "How many people came is recorded."}};
    const char *saved = pp_fields_get(&exchange->request->query, "saved", "");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        if (strcmp(saved, told[i][0]) != 0)
            continue;
        struct pp_json *json = pp_json_new_object();
        pp_json_set(json, "saved", pp_json_new_text(told[i][2]));
        pp_json_set(page, told[i][1], json);
    }
}

/* What an officer's page says on top: a problem, a question about a visit (taken), the address of the calendar. */
struct said {
    int status;
    const char *problem, *token;
    struct pp_json *ask;
};

static int answer_page(struct pp_exchange *exchange, const struct said *said,
                       struct pp_error *reterr) {
    const char *officer_id = NULL;
    struct pp_json *my = NULL;
    int rc = find_self(exchange, &officer_id, reterr);
    if (!rc)
        rc = pp_service_my_page(exchange->db, officer_id, exchange->request->today,
                                exchange->request->minute, &my, reterr);
    if (rc) {
        pp_json_done(said->ask);
        return rc;
    }
    struct pp_json *page = pp_page_new(exchange, "My day");
    pp_json_set(page, "my", my);
    set_saved(exchange, page);
    pp_json_set(page, "problem", pp_json_new_text(said->problem));
    if (said->ask)
        pp_json_set(page, "ask", said->ask);
    if ((rc = set_feed(exchange, officer_id, said->token, page, reterr)) != 0) {
        pp_json_done(page);
        return rc;
    }
    return pp_page_answer(exchange, said->status, "my", page, reterr);
}

static int answer_my(struct pp_exchange *exchange, int status, const char *problem,
                     struct pp_error *reterr) {
    return answer_page(exchange, &(struct said){.status = status, .problem = problem}, reterr);
}

int pp_answer_my(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_my(exchange, 200, NULL, reterr);
}

/* A visit to be booked for a day off, asked once more. */
static int ask_again(struct pp_exchange *exchange, const struct pp_my_visit_wish *wish,
                     const char *question, struct pp_error *reterr) {
    struct pp_json *ask = pp_json_new_object();
    pp_json_set(ask, "id", pp_json_new_int(wish->home_id));
    pp_json_set(ask, "day", pp_json_new_text(wish->day));
    pp_json_set(ask, "question", pp_json_new_text(question));
    return answer_page(exchange, &(struct said){.status = 409, .ask = ask}, reterr);
}

/* What could not be taken is said on the page; what was leads back to it. */
static int end(struct pp_exchange *exchange, int rc, const struct pp_error *err, const char *where,
               struct pp_error *reterr) {
    if (rc == PP_E_INPUT)
        return answer_my(exchange, 400, err->message, reterr);
    if (rc)
        *reterr = *err;
    else
        pp_response_redirect(exchange->response, where);
    return rc;
}

static int number_of(const struct pp_exchange *exchange, int64_t *ret_id, struct pp_error *reterr) {
    if (pp_text_int(exchange->params[0], ret_id))
        return 0;
    return pp_fail(reterr, PP_E_NOTFOUND, "There is nothing of that number.");
}

int pp_answer_my_visit(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    struct pp_my_visit_wish wish = {.who = exchange->who->name,
                                    .found = pp_fields_get(form, "found", ""),
                                    .day = pp_fields_get(form, "day", ""),
                                    .sure = strcmp(pp_fields_get(form, "sure", ""), "yes") == 0,
                                    .today = exchange->request->today};
    struct pp_error err = {0};
    struct pp_db *db = NULL;
    int rc = find_self(exchange, &wish.officer_id, reterr);
    if (!rc)
        rc = number_of(exchange, &wish.home_id, reterr);
    if (!rc)
        rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_my_visit(db, &wish, &err);
    pp_api_write_end(exchange->api);
    if (rc == PP_E_CONFLICT && !wish.sure)
        return ask_again(exchange, &wish, err.message, reterr);
    return end(exchange, rc, &err, "/my?saved=visit#visits", reterr);
}

int pp_answer_my_session(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_my_session_wish wish = {.who = exchange->who->name,
                                      .people =
                                          pp_fields_get(&exchange->request->form, "people", ""),
                                      .today = exchange->request->today,
                                      .minute = exchange->request->minute};
    struct pp_error err = {0};
    struct pp_db *db = NULL;
    int rc = find_self(exchange, &wish.officer_id, reterr);
    if (!rc)
        rc = number_of(exchange, &wish.session_id, reterr);
    if (!rc)
        rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_my_session(db, &wish, &err);
    pp_api_write_end(exchange->api);
    return end(exchange, rc, &err, "/my?saved=count#drop-ins", reterr);
}

/* ---- the own calendar ---- */

int pp_answer_my_feed(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *officer_id = NULL, *wanted = pp_fields_get(&exchange->request->form, "do", "");
    bool makes = strcmp(wanted, "make") == 0;
    char token[PP_SECRET_TOKEN_SIZE] = "";
    struct pp_db *db = NULL;
    int rc = find_self(exchange, &officer_id, reterr);
    if (!rc && !makes && strcmp(wanted, "end") != 0)
        return answer_my(exchange, 400, "Say whether to make an address or to end it.", reterr);
    if (!rc)
        rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = makes ? pp_service_feed_make(db, officer_id, exchange->who->name, token, reterr)
               : pp_service_feed_end(db, officer_id, exchange->who->name, reterr);
    pp_api_write_end(exchange->api);
    if (!rc && !makes)
        pp_response_redirect(exchange->response, "/my#calendar");
    return rc || !makes
               ? rc
               : answer_page(exchange, &(struct said){.status = 200, .token = token}, reterr);
}

/* For the calendar of a telephone, which cannot sign in: whoever has the secret reads it, and nobody keeps it. */
int pp_answer_feed(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_request *request = exchange->request;
    struct pp_response *response = exchange->response;
    PP_AUTO_FREE char *text = NULL;
    int rc = pp_service_feed_text(exchange->db, exchange->params[0], request->today, request->now,
                                  &text, reterr);
    if (rc)
        return rc;
    response->content_type = "text/calendar; charset=utf-8";
    pp_response_attachment(response, "my drop-ins.ics");
    pp_str_append(&response->body, text);
    return response->body.failed ? pp_fail_nomem(reterr) : 0;
}
