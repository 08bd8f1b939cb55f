/* Signing in, out, and changing one's password. */
#include <string.h>

#include "planner/api/api.h"
#include "patchplan/core/alloc.h"

static int answer_form(struct pp_exchange *exchange, int status, const char *problem,
                       struct pp_error *reterr) {
    const struct pp_request *request = exchange->request;
    const char *next = pp_fields_get(&request->query, "next", "");
    struct pp_json *page = pp_page_new(exchange, "Sign in");
    pp_json_set(page, "next", pp_json_new_text(pp_fields_get(&request->form, "next", next)));
    pp_json_set(page, "name", pp_json_new_text(pp_fields_get(&request->form, "name", "")));
    pp_json_set(page, "problem", pp_json_new_text(problem));
    return pp_page_answer(exchange, status, "sign-in", page, reterr);
}

int pp_answer_sign_in_form(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_form(exchange, 200, NULL, reterr);
}

static struct pp_sign_in_try try_of(const struct pp_exchange *exchange, const char *name,
                                    const char *password) {
    const struct pp_request *request = exchange->request;
    return (struct pp_sign_in_try){name, password, request->client ? request->client : "",
                                   exchange->api->form_key, request->now};
}

static int remember_wrong(struct pp_exchange *exchange, const struct pp_sign_in_try *try,
                          struct pp_error *reterr) {
    struct pp_db *db = NULL;
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_wrong_password(db, try, reterr);
    pp_api_write_end(exchange->api);
    return rc;
}

/* 0: it is right. PP_E_REFUSED, which is kept, and PP_E_BUSY are for whoever typed it. */
static int check(struct pp_exchange *exchange, const struct pp_sign_in_try *try,
                 int64_t *ret_user_id, struct pp_error *reterr) {
    int rc = pp_service_check_password(exchange->db, try, ret_user_id, &exchange->response->wait_s,
                                       reterr);
    int kept = rc == PP_E_REFUSED ? remember_wrong(exchange, try, reterr) : 0;
    if (rc == PP_E_BUSY)
        pp_response_header(exchange->response, "Retry-After", "900");
    return kept ? kept : rc;
}

/* Where somebody's work begins: an officer's on a page of their own. */
static const char *first_page(enum pp_user_role role) {
    return role == PP_USER_OFFICER ? "/my" : "/staff";
}

/* The session of the browser that signs in is over: two never live side by side behind one cookie. `ret_first`: where to. */
static int begin_session(struct pp_exchange *exchange, int64_t user_id,
                         const struct pp_sign_in_try *try, const char **ret_first,
                         struct pp_error *reterr) {
    struct pp_arena *arena = &exchange->response->arena;
    struct pp_signed_in who = {0};
    bool stale;
    struct pp_db *db = NULL;
    char token[PP_SECRET_TOKEN_SIZE];
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    const char *before = exchange->request->session;
    rc = pp_service_sign_in(db, user_id, try, token, reterr);
    if (!rc && before)
        rc = pp_service_sign_out(db, before, false, reterr);
    if (!rc)
        rc = pp_service_session(db, token, try->now, arena, &who, &stale, reterr);
    pp_api_write_end(exchange->api);
    if (rc < 0)
        return rc;
    *ret_first = first_page(who.role);
    exchange->response->new_session = pp_arena_strdup(arena, token);
    return exchange->response->new_session ? 0 : pp_fail_nomem(reterr);
}

int pp_answer_sign_in(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const struct pp_sign_in_try try =
        try_of(exchange, pp_fields_get(form, "name", ""), pp_fields_get(form, "password", ""));
    const char *next = pp_fields_get(form, "next", "");
    struct pp_error err = {0};
    int64_t user_id = 0;
    int rc = check(exchange, &try, &user_id, &err);
    if (rc == PP_E_REFUSED || rc == PP_E_BUSY)
        return answer_form(exchange, rc == PP_E_BUSY ? 429 : 400, err.message, reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    const char *first = NULL;
    rc = begin_session(exchange, user_id, &try, &first, reterr);
    if (!rc)
        pp_response_redirect(exchange->response, *next ? next : first);
    return rc;
}

int pp_answer_sign_out(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_request *request = exchange->request;
    const char *everywhere = pp_fields_get(&request->form, "everywhere", "");
    struct pp_db *db = NULL;
    if (request->session) {
        int rc = pp_api_write_begin(exchange->api, &db, reterr);
        if (rc)
            return rc;
        rc = pp_service_sign_out(db, request->session, *everywhere != '\0', reterr);
        pp_api_write_end(exchange->api);
        if (rc)
            return rc;
    }
    exchange->response->new_session = "";
    pp_response_redirect(exchange->response, "/");
    return 0;
}

static int answer_account(struct pp_exchange *exchange, int status, const char *problem,
                          struct pp_error *reterr) {
    struct pp_json *page = pp_page_new(exchange, "Your account");
    pp_json_set(page, "problem", pp_json_new_text(problem));
    const char *changed = pp_fields_get(&exchange->request->query, "changed", "");
    pp_json_set(page, "changed", pp_json_new_bool(!problem && *changed != '\0'));
    pp_json_set(page, "mustChange", pp_json_new_bool(exchange->who->must_change));
    pp_json_set(page, "team", pp_json_new_text(exchange->who->team));
    return pp_page_answer(exchange, status, "account", page, reterr);
}

int pp_answer_account(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_account(exchange, 200, NULL, reterr);
}

static int change(struct pp_exchange *exchange, const char *password, struct pp_error *reterr) {
    const struct pp_signed_in *who = exchange->who;
    const struct pp_user_wish wish = {
        .name = who->name, .password = password, .role = -1, .who = who->name};
    char made[PP_SECRET_TOKEN_SIZE];
    struct pp_db *db = NULL;
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_user_passwd(db, &wish, made, reterr);
    pp_api_write_end(exchange->api);
    return rc;
}

int pp_answer_password(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *new_one = pp_fields_get(form, "new", "");
    const struct pp_sign_in_try try =
        try_of(exchange, exchange->who->name, pp_fields_get(form, "old", ""));
    struct pp_error err = {0};
    int64_t user_id = 0;
    int rc = check(exchange, &try, &user_id, &err);
    if (rc == PP_E_BUSY)
        return answer_account(exchange, 429, err.message, reterr);
    if (rc == PP_E_REFUSED)
        return answer_account(exchange, 400, "The password you have now is wrong.", reterr);
    if (!rc && strcmp(new_one, pp_fields_get(form, "again", "")) != 0)
        return answer_account(exchange, 400, "The two new passwords are not the same.", reterr);
    const char *first = NULL;
    if (!rc)
        rc = change(exchange, new_one, &err);
    if (rc == PP_E_INPUT)
        return answer_account(exchange, 400, err.message, reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    /* Every session ended with the old password; this one goes on under a new name. */
    rc = begin_session(exchange, exchange->who->user_id, &try, &first, reterr);
    if (!rc)
        pp_response_redirect(exchange->response, "/account?changed=yes");
    return rc;
}
