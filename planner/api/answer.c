#include <stdio.h>
#include <string.h>

#include "planner/api/api.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/for_pages.h"

/* ---- who asks ---- */

/* The signed-in person of a request, if any: by the trusted proxy's word, else by the session's cookie. */
static int find_who(struct pp_exchange *exchange, struct pp_signed_in *who, bool *ret_stale,
                    struct pp_error *reterr) {
    const struct pp_request *request = exchange->request;
    struct pp_arena *arena = &exchange->response->arena;
    int rc = 0;
    *ret_stale = false;
    if (request->identity)
        rc = pp_service_identity(exchange->db, request->identity, arena, who, reterr);
    else if (request->session)
        rc = pp_service_session(exchange->db, request->session, request->now, arena, who, ret_stale,
                                reterr);
    if (rc <= 0)
        return rc;
    exchange->who = who;
    if (who->csrf)
        return 0;
    char digest[PP_SECRET_DIGEST_SIZE];
    const char *const parts[] = {exchange->api->form_key, who->name};
    if ((rc = pp_secret_digest(parts, 2, digest, reterr)) != 0)
        return rc;
    who->csrf = pp_arena_strdup(arena, digest);
    return who->csrf ? 0 : pp_fail_nomem(reterr);
}

/* A session that is used stays alive; that it was seen is written at most once a minute. */
static void touch_session(struct pp_exchange *exchange) {
    struct pp_db *db = NULL;
    if (pp_api_write_begin(exchange->api, &db, NULL) != 0)
        return;
    int rc = pp_service_session_touch(db, exchange->request->session, exchange->request->now, NULL);
    (void)rc; /* not worth failing the page for: it is tried again at the next */
    pp_api_write_end(exchange->api);
}

int pp_exchange_check(const struct pp_exchange *exchange, enum pp_capability capability,
                      int64_t team_id, struct pp_error *reterr) {
    const struct pp_signed_in *who = exchange->who;
    enum pp_user_role role = who ? who->role : PP_USER_PUBLIC;
    if (pp_service_may(role, capability, who ? who->team_id : 0, team_id))
        return 0;
    return pp_fail(reterr, PP_E_REFUSED, "Your account (%s) may not %s. Ask an admin if it should.",
                   pp_user_role_name(role), pp_capability_words(capability));
}

void pp_exchange_address(const struct pp_exchange *exchange, struct pp_str *address) {
    for (const char *part = exchange->request->path; *part;) {
        size_t length = strcspn(part + 1, "/");
        PP_AUTO_FREE char *folder = pp_strndup(part + 1, length);
        pp_str_append(address, "/");
        pp_str_append_url(address, folder ? folder : "");
        part += length + 1;
    }
}

struct pp_moment pp_exchange_moment(const struct pp_exchange *exchange) {
    return (struct pp_moment){exchange->request->today, exchange->request->minute,
                              &exchange->shelf};
}

/* ---- which route ---- */

/* Does the path fit the pattern? Then what stands for each :name, copied into the arena (NULL: no memory). */
static bool matches(const char *pattern, const char *path, struct pp_arena *arena,
                    const char *params[4]) {
    int n_params = 0;
    while (*pattern) {
        if (*pattern != ':') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        size_t length = strcspn(path, "/");
        pattern += strcspn(pattern, "/");
        if (length == 0 || n_params == 4)
            return false;
        params[n_params++] = pp_arena_strndup(arena, path, length);
        path += length;
    }
    return *path == '\0';
}

static const struct pp_route *find_route(struct pp_exchange *exchange, bool *ret_other_method) {
    size_t n = 0;
    const struct pp_route *routes = pp_api_routes(&n);
    *ret_other_method = false;
    for (size_t i = 0; i < n; i++) {
        if (!matches(routes[i].pattern, exchange->request->path, &exchange->response->arena,
                     exchange->params))
            continue;
        if (routes[i].method == exchange->request->method)
            return &routes[i];
        *ret_other_method = true;
    }
    return NULL;
}

bool pp_exchange_may_open(const struct pp_exchange *exchange, const char *path) {
    size_t n = 0;
    const struct pp_route *routes = pp_api_routes(&n);
    for (size_t i = 0; i < n; i++)
        if (routes[i].method == PP_GET && strcmp(routes[i].pattern, path) == 0)
            return pp_exchange_check(exchange, routes[i].needs, PP_ANY_TEAM, NULL) == 0;
    return false;
}

enum pp_api_lane pp_api_lane(const struct pp_request *request) {
    PP_AUTO(pp_response_done) struct pp_response response = {0};
    struct pp_exchange exchange = {.request = request, .response = &response};
    bool other_method;
    const struct pp_route *route = find_route(&exchange, &other_method);
    return route ? pp_route_lane(route) : PP_LANE_LOOK_UPS;
}

bool pp_api_reads_query(const char *target) {
    PP_AUTO(pp_response_done) struct pp_response response = {0};
    char *path = pp_arena_strndup(&response.arena, target, strcspn(target, "?"));
    const struct pp_request request = {.method = PP_GET, .path = path};
    struct pp_exchange exchange = {.request = &request, .response = &response};
    bool other_method;
    const struct pp_route *route = path ? find_route(&exchange, &other_method) : NULL;
    return !route || route->needs != PP_MAY_LOOK_UP || route->ways & PP_ROUTE_QUERY;
}

/* ---- what goes wrong ---- */

static int status_of(int code) {
    switch (code) {
    case PP_E_NOTFOUND:
        return 404;
    case PP_E_INPUT:
    case PP_E_USAGE:
    case PP_E_FORMAT:
        return 400;
    case PP_E_CONFLICT:
    case PP_E_EXISTS:
        return 409;
    case PP_E_REFUSED:
        return 403;
    case PP_E_BUSY:
        return 503;
    default:
        return 500;
    }
}

static const char *title_of(int status) {
    switch (status) {
    case 400:
        return "There is a problem";
    case 403:
        return "You may not do this";
    case 404:
        return "Page not found";
    case 405:
        return "This cannot be done here";
    case 409:
    case 412:
        return "Somebody else was quicker";
    case 503:
        return "Please try again in a moment";
    default:
        return "Sorry, there is a problem with the service";
    }
}

/* The body of last resort, when there is no memory for a page. */
static void answer_bare(struct pp_exchange *exchange, int status) {
    struct pp_response *response = exchange->response;
    pp_str_clear(&response->body);
    response->status = status;
    response->content_type = "text/plain; charset=utf-8";
    pp_str_append(&response->body, title_of(status));
}

static struct pp_json *problem_json(int status, const char *detail) {
    PP_AUTO_JSON struct pp_json *problem = pp_json_new_object();
    if (pp_json_set(problem, "type", pp_json_new_text("about:blank")) != 0 ||
        pp_json_set(problem, "title", pp_json_new_text(title_of(status))) != 0 ||
        pp_json_set(problem, "status", pp_json_new_int(status)) != 0 ||
        pp_json_set(problem, "detail", pp_json_new_text(detail)) != 0)
        return NULL;
    return PP_STEAL(problem);
}

/* The page tells whose site it is, also where no route has read the file. */
static struct pp_json *failure_page(struct pp_exchange *exchange, int status) {
    bool reads = !exchange->db && pp_api_read_begin(exchange->api, &exchange->db, NULL) == 0;
    struct pp_json *page = pp_page_new(exchange, title_of(status));
    if (reads) {
        pp_api_read_end(exchange->api, exchange->db);
        exchange->db = NULL;
    }
    return page;
}

void pp_answer_failure(struct pp_exchange *exchange, int status, bool is_json, const char *detail) {
    struct pp_response *response = exchange->response;
    pp_memory_start();
    pp_response_clear(response);
    int rc = 0;
    if (is_json) {
        rc = pp_json_answer(exchange, status, problem_json(status, detail), NULL);
        response->content_type = "application/problem+json";
    } else {
        struct pp_json *page = failure_page(exchange, status);
        pp_json_set(page, "detail", pp_json_new_text(detail));
        rc = pp_page_answer(exchange, status, "error", page, NULL);
    }
    if (rc)
        answer_bare(exchange, status);
}

/* What is nobody's business stays in the log, under a number that the page tells. */
static void answer_inside_failure(struct pp_exchange *exchange, const struct pp_route *route,
                                  const struct pp_error *err, char ret_log[PP_API_LOG_SIZE]) {
    unsigned number = atomic_fetch_add(&exchange->api->n_failures, 1) + 1;
    char detail[160];
    snprintf(detail, sizeof detail,
             "Something went wrong on our side. Try again; if it goes on, tell us this number: %u.",
             number);
    snprintf(ret_log, PP_API_LOG_SIZE, "failure %u at %.100s: %.380s", number, route->pattern,
             err->message);
    pp_answer_failure(exchange, 500, route->ways & PP_ROUTE_JSON, detail);
}

/* ---- may it go on ---- */

/* A form changes something: it must be ours, and of this person's session. */
static int check_form(const struct pp_exchange *exchange, const struct pp_route *route,
                      struct pp_error *reterr) {
    const char *token = pp_fields_get(&exchange->request->form, "csrf", NULL);
    if (exchange->request->is_foreign)
        return pp_fail(reterr, PP_E_REFUSED,
                       "This form was sent from another site, so nothing was changed.");
    if (exchange->who && exchange->who->must_change && route->needs != PP_MAY_SIGN_OUT)
        return pp_fail(reterr, PP_E_REFUSED,
                       "Change your one-time password first; nothing was changed.");
    if (exchange->who && !pp_secret_same(token, exchange->who->csrf))
        return pp_fail(reterr, PP_E_REFUSED,
                       "This form is too old or not from this sign-in, so nothing was changed. "
                       "Go back, reload the page and send it again.");
    return 0;
}

/* "/sign-in?next=" and where they wanted to go. */
static void send_to_sign_in(struct pp_exchange *exchange) {
    PP_AUTO_STR struct pp_str path = {0}, next = {0};
    pp_exchange_address(exchange, &next);
    pp_str_append(&path, "/sign-in?next=");
    pp_str_append_url(&path, pp_str_text(&next));
    pp_response_redirect(exchange->response, pp_str_text(&path));
}

/* 1: go on; 0: answered already; negative: refused or failed. */
static int check_request(struct pp_exchange *exchange, const struct pp_route *route,
                         struct pp_error *reterr) {
    bool is_post = exchange->request->method == PP_POST;
    if (!exchange->who && route->needs != PP_MAY_LOOK_UP) {
        if (is_post)
            return pp_fail(reterr, PP_E_REFUSED, "Sign in first; nothing was changed.");
        if (route->ways & PP_ROUTE_JSON)
            return pp_fail(reterr, PP_E_REFUSED, "Sign in first.");
        send_to_sign_in(exchange);
        return 0;
    }
    if (exchange->who && exchange->who->must_change && !is_post &&
        strcmp(route->pattern, PP_ACCOUNT) != 0 && route->needs != PP_MAY_LOOK_UP) {
        pp_response_redirect(exchange->response, PP_ACCOUNT);
        return 0;
    }
    int rc = pp_exchange_check(exchange, route->needs, PP_ANY_TEAM, reterr);
    if (!rc && is_post)
        rc = check_form(exchange, route, reterr);
    return rc ? rc : 1;
}

/* With a connection in hand that sees one state of the file. */
static int answer_inside(struct pp_exchange *exchange, const struct pp_route *route,
                         struct pp_signed_in *who, bool *ret_stale, struct pp_error *reterr) {
    int rc = pp_memory_ran_out() ? PP_E_NOMEM : 0; /* what the address names */
    if (!rc && route->needs != PP_MAY_LOOK_UP)
        rc = find_who(exchange, who, ret_stale, reterr);
    if (!rc && (rc = check_request(exchange, route, reterr)) == 1)
        rc = route->answer(exchange, reterr);
    return pp_memory_ran_out() ? pp_fail_nomem(reterr) : rc;
}

static int answer_route(struct pp_exchange *exchange, const struct pp_route *route,
                        struct pp_signed_in *who, struct pp_error *reterr) {
    bool stale = false;
    if (route->needs == PP_MAY_LOOK_UP)
        exchange->shelf = (struct pp_shelf){
            exchange->api->cards,
            pp_api_generation(exchange->api, exchange->request->today, exchange->request->minute)};
    int rc = pp_api_read_begin(exchange->api, &exchange->db, reterr);
    if (rc)
        return rc;
    rc = answer_inside(exchange, route, who, &stale, reterr);
    pp_api_read_end(exchange->api, exchange->db);
    exchange->db = NULL;
    if (stale && exchange->who)
        touch_session(exchange);
    return rc;
}

/* As answer_route() would judge, but for the token, which comes with the form. */
static bool may_send_file(struct pp_exchange *exchange, const struct pp_route *route,
                          int64_t *ret_user_id) {
    struct pp_signed_in who = {0};
    struct pp_error err = {0};
    bool stale = false;
    if (exchange->request->is_foreign || pp_api_read_begin(exchange->api, &exchange->db, &err) != 0)
        return false;
    bool may = find_who(exchange, &who, &stale, &err) == 0 && exchange->who && !who.must_change &&
               pp_exchange_check(exchange, route->needs, PP_ANY_TEAM, &err) == 0;
    *ret_user_id = may ? who.user_id : 0;
    pp_api_read_end(exchange->api, exchange->db);
    return may;
}

enum pp_body pp_api_body(struct pp_api *api, const struct pp_request *request,
                         int64_t *ret_user_id) {
    PP_AUTO(pp_response_done) struct pp_response response = {0};
    struct pp_exchange exchange = {.api = api, .request = request, .response = &response};
    bool other_method;
    const struct pp_route *route = find_route(&exchange, &other_method);
    if (!route)
        return PP_BODY_NONE;
    if (!(route->ways & PP_ROUTE_FILE))
        return PP_BODY_FORM;
    return may_send_file(&exchange, route, ret_user_id) ? PP_BODY_FILE : PP_BODY_UNHEARD;
}

void pp_api_answer(struct pp_api *api, const struct pp_request *request,
                   struct pp_response *response, char ret_log[PP_API_LOG_SIZE]) {
    struct pp_exchange exchange = {.api = api, .request = request, .response = response};
    struct pp_signed_in who = {0};
    struct pp_error err = {0};
    bool other_method = false;
    ret_log[0] = '\0';
    pp_memory_start();
    const struct pp_route *route = find_route(&exchange, &other_method);
    if (!route) {
        pp_answer_failure(&exchange, other_method ? 405 : 404,
                          strncmp(request->path, "/api/", 5) == 0,
                          other_method ? "This address answers in another way."
                                       : "Check the address, or start from the first page.");
        return;
    }
    int rc = answer_route(&exchange, route, &who, &err);
    PP_AUTO_FREE char *said = rc < 0 ? pp_for_pages(err.message) : NULL;
    if (rc < 0 && status_of(rc) == 500)
        answer_inside_failure(&exchange, route, &err, ret_log);
    else if (rc < 0)
        pp_answer_failure(&exchange, status_of(rc), route->ways & PP_ROUTE_JSON, said ? said : "");
}
