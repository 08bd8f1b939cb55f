/* Users of the web: accounts, signing in and out, sessions. */
#ifndef PATCHPLAN_SERVICE_USERS_H
#define PATCHPLAN_SERVICE_USERS_H

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"
#include "patchplan/secret/secret.h"
#include "patchplan/service/may.h"
#include "patchplan/store/user.h"

/* Somebody signed in; strings in the arena of whoever asked. */
struct pp_signed_in {
    int64_t user_id;
    const char *name; /* of the account: "frances.adair" */
    enum pp_user_role role;
    int64_t team_id;        /* 0: of no team */
    const char *team;       /* NULL: of no team */
    const char *officer_id; /* whose patch, day and visits are "mine"; NULL: nobody's */
    const char *csrf; /* what forms of this session carry; NULL: no session (identity header) */
    bool must_change; /* by a one-time password: nothing else before it is changed */
};

struct pp_user_wish {
    const char *name;
    const char *password;   /* NULL: made, and told */
    int role;               /* of enum pp_user_role; -1: as it is */
    const char *team;       /* NULL: as it is; "" none */
    const char *officer_id; /* NULL: as it is; "" none */
    const char *who;        /* who does it, for the history */
};
/* A new account. `ret_password`: the password when it was made here, else empty. PP_E_EXISTS, PP_E_NOTFOUND (no such
 * team or officer, with the nearest), PP_E_INPUT (a name that is none, a weak password, a role without its team). */
int pp_service_user_add(struct pp_db *db, const struct pp_user_wish *wish,
                        char ret_password[PP_SECRET_TOKEN_SIZE],
                        struct pp_error *reterr) PP_CHECKED;
/* Another password; every session of the account ends. The same outputs. */
int pp_service_user_passwd(struct pp_db *db, const struct pp_user_wish *wish,
                           char ret_password[PP_SECRET_TOKEN_SIZE],
                           struct pp_error *reterr) PP_CHECKED;
/* Never signs in again, until enabled; every session ends. PP_E_CONFLICT: the last admin. */
int pp_service_user_enable(struct pp_db *db, const char *name, bool enabled, const char *who,
                           struct pp_error *reterr) PP_CHECKED;

/* By name; in `arena`. */
int pp_service_user_list(struct pp_db *db, struct pp_arena *arena, struct pp_user **ret_users,
                         size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

/* A file without an admin who may sign in gets one, `admin` or the first free of admin2, admin3 ..., with a one-time
 * password, told once in `ret_password`; else that stays empty. */
enum { PP_FIRST_USER_SIZE = 16 };
int pp_service_first_user(struct pp_db *db, char ret_name[PP_FIRST_USER_SIZE],
                          char ret_password[PP_SECRET_TOKEN_SIZE],
                          struct pp_error *reterr) PP_CHECKED;

/* Sessions: idle for 30 minutes or 8 hours old they end. `now` is seconds since 1970. */
enum { PP_SESSION_IDLE_S = 30 * 60, PP_SESSION_MOST_S = 8 * 60 * 60 };

/* Somebody at an address says to be an account. */
struct pp_sign_in_try {
    const char *name, *password;
    const char *client; /* the address; "" when it has none */
    const char
        *key; /* of this run: without it, what is kept of an address tells nobody which it was */
    int64_t now;
};
/* Is it the account's password? PP_E_REFUSED, in the same words and time whether the name is unknown, the password
 * wrong or the account disabled; PP_E_BUSY after 10 wrong ones for a name from one address within 15 minutes: others may
 * still sign in by that name. `ret_wait_s`: the answer is to be held back for so long, right or wrong, as there were 30
 * wrong ones for the name from anywhere. Reads only, and takes a processor for a tenth of a second. */
int pp_service_check_password(struct pp_db *db, const struct pp_sign_in_try *try,
                              int64_t *ret_user_id, int *ret_wait_s,
                              struct pp_error *reterr) PP_CHECKED;
/* Remember a wrong one. */
int pp_service_wrong_password(struct pp_db *db, const struct pp_sign_in_try *try,
                              struct pp_error *reterr) PP_CHECKED;
/* Begin a session for whom it was right. `ret_token`: for the cookie; its digest is kept. */
int pp_service_sign_in(struct pp_db *db, int64_t user_id, const struct pp_sign_in_try *try,
                       char ret_token[PP_SECRET_TOKEN_SIZE], struct pp_error *reterr) PP_CHECKED;
/* Who the session is; 1 found, 0 not or over. `ret_stale`: it should be touched (seen over a minute ago). */
int pp_service_session(struct pp_db *db, const char *token, int64_t now, struct pp_arena *arena,
                       struct pp_signed_in *ret_who, bool *ret_stale,
                       struct pp_error *reterr) PP_CHECKED;
int pp_service_session_touch(struct pp_db *db, const char *token, int64_t now,
                             struct pp_error *reterr) PP_CHECKED;
/* Who an identity header names: 1 found, 0 no such account or disabled. */
int pp_service_identity(struct pp_db *db, const char *name, struct pp_arena *arena,
                        struct pp_signed_in *ret_who, struct pp_error *reterr) PP_CHECKED;
/* End this session, or every session of its account. */
int pp_service_sign_out(struct pp_db *db, const char *token, bool everywhere,
                        struct pp_error *reterr) PP_CHECKED;

#endif
