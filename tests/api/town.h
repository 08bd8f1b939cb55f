/* A planning file in a folder of its own, and requests to the pages over it; no sockets. Include once. */
#ifndef PATCHPLAN_TESTS_API_TOWN_H
#define PATCHPLAN_TESTS_API_TOWN_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "patchplan/api/routes.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/file.h"
#include "patchplan/service/users.h"

#include "tests/tap.h"

static const int64_t NOW = 1800000000; /* 15 January 2027 */

struct town {
    char folder[64], path[80];
    struct pp_db *db;
    struct pp_api *api;
};

__attribute__((unused)) static void town_open(struct town *town) {
    struct pp_error err = {0};
    snprintf(town->folder, sizeof town->folder, "/tmp/patchplan-api-XXXXXX");
    bool made = mkdtemp(town->folder) != NULL;
    snprintf(town->path, sizeof town->path, "%s/town.db", town->folder);
    const struct pp_api_options options = {.db_path = town->path};
    ok(made && pp_service_init(town->path, &err) == 0 &&
           pp_service_open(town->path, true, &town->db, NULL, &err) == 0 &&
           pp_db_run(town->db, "INSERT INTO team (name) VALUES ('North'), ('South')", &err) == 0 &&
           pp_api_open(&options, &town->api, &err) == 0,
       "a planning file and its pages");
    if (err.code)
        printf("# %s\n", err.message);
}

__attribute__((unused)) static void town_close(struct town *town) {
    pp_api_close(town->api);
    pp_db_close(town->db);
    pp_service_discard(town->path);
    rmdir(town->folder);
}

/* An account with this role, signed in; its cookie and the token of its forms. */
struct visitor {
    char token[PP_SECRET_TOKEN_SIZE], csrf[PP_SECRET_DIGEST_SIZE];
};

static int town_user_id(struct town *town, const char *name, enum pp_user_role role,
                        int64_t *ret_user_id) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_user user = {0};
    struct pp_error err = {0};
    int rc = pp_store_user_find(town->db, name, &arena, &user, &err);
    if (rc == 0) {
        user = (struct pp_user){
            .name = name, .role = pp_user_role_name(role), .password_hash = "none"};
        user.team_id = role == PP_USER_TEAM_LEADER;
        rc = pp_store_user_put(town->db, &user, &err);
    }
    *ret_user_id = user.user_id;
    return rc < 0 ? rc : 0;
}

__attribute__((unused)) static struct visitor town_sign_in(struct town *town, const char *name,
                                                           enum pp_user_role role) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const struct pp_sign_in_try try = {.name = name, .client = "", .key = "", .now = NOW};
    struct visitor visitor = {0};
    struct pp_signed_in who = {0};
    struct pp_error err = {0};
    int64_t user_id = 0;
    bool stale = false;
    if (town_user_id(town, name, role, &user_id) != 0 ||
        pp_service_sign_in(town->db, user_id, &try, visitor.token, &err) != 0 ||
        pp_service_session(town->db, visitor.token, NOW, &arena, &who, &stale, &err) != 1)
        ok(false, "%s signs in: %s", name, err.message);
    else
        snprintf(visitor.csrf, sizeof visitor.csrf, "%s", who.csrf);
    return visitor;
}

/* Ask at a time of the request's own; the answer is the caller's (pp_response_done). */
static struct pp_response town_ask_at(struct town *town, struct pp_request request,
                                      const char *session, const char *csrf) {
    char log_line[PP_API_LOG_SIZE];
    struct pp_response response = {0};
    struct pp_field field = {"csrf", csrf};
    request.session = session && *session ? session : NULL;
    request.today = pp_day_from(2027, 1, 15);
    request.minute = 600;
    if (csrf && !request.form.n)
        request.form = (struct pp_fields){&field, 1};
    pp_api_answer(town->api, &request, &response, log_line);
    if (log_line[0])
        printf("# %s\n", log_line);
    return response;
}

__attribute__((unused)) static struct pp_response
town_ask(struct town *town, struct pp_request request, const char *session, const char *csrf) {
    request.now = NOW;
    return town_ask_at(town, request, session, csrf);
}

__attribute__((unused)) static int status_of(const struct pp_response *response) {
    return response->status ? response->status : 200;
}

#endif
