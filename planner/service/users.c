#include "patchplan/service/users.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/store/audit.h"
#include "patchplan/store/publication.h"

enum { MOST_TRIES = 10, MANY_TRIES = 30, TRIES_S = 15 * 60, WAIT_S = 3 };

/* ---- accounts ---- */

static int check_name(const char *name, struct pp_error *reterr) {
    size_t length = strlen(name);
    bool good = length >= 2 && length <= 64;
    for (size_t i = 0; i < length; i++)
        good = good && (isalnum((unsigned char)name[i]) || strchr(".-_@", name[i]));
    return good ? 0
                : pp_fail(reterr, PP_E_INPUT,
                          "'%s' cannot be the name of an account: 2 to 64 letters, digits, dots, "
                          "hyphens, _ and @",
                          name);
}

/* With the nearest that there is. */
static int fail_team(struct pp_db *db, const char *team, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_scope scope = {0};
    int rc = pp_store_scope_teams(db, &team, 1, &arena, &scope, reterr);
    return rc ? rc : pp_fail(reterr, PP_E_NOTFOUND, "there is no team '%s'", team);
}

/* The wish's role, team and officer into the account. */
static int apply_wish(struct pp_db *db, const struct pp_user_wish *wish, struct pp_user *user,
                      struct pp_error *reterr) {
    int rc = 1;
    if (wish->role >= 0)
        user->role = pp_user_role_name((enum pp_user_role)wish->role);
    if (wish->team && !*wish->team)
        user->team_id = 0;
    else if (wish->team)
        rc = pp_store_user_team(db, wish->team, &user->team_id, reterr);
    if (rc == 0)
        return fail_team(db, wish->team, reterr);
    if (rc > 0 && wish->officer_id && *wish->officer_id)
        rc = pp_store_user_officer(db, wish->officer_id, reterr);
    if (rc == 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "there is no officer '%s'", wish->officer_id);
    if (rc > 0 && wish->officer_id)
        user->officer_id = *wish->officer_id ? wish->officer_id : NULL;
    if (rc > 0 && pp_user_role_find(user->role) == PP_USER_TEAM_LEADER && !user->team_id)
        return pp_fail(reterr, PP_E_INPUT, "a team leader needs a team: --team NAME");
    if (rc > 0 && pp_user_role_find(user->role) == PP_USER_OFFICER && !user->officer_id)
        return pp_fail(reterr, PP_E_INPUT,
                       "an officer's account needs the officer whose patch, day and visits it "
                       "shows: --officer OFFICER");
    return rc < 0 ? rc : 0;
}

/* The wished password, else one made here, hashed into `ret_hash`. */
static int settle_password(const struct pp_user_wish *wish, char ret_hash[PP_SECRET_HASH_SIZE],
                           char ret_password[PP_SECRET_TOKEN_SIZE], struct pp_error *reterr) {
    ret_password[0] = '\0';
    int rc = wish->password ? pp_secret_judge_password(wish->password, wish->name, reterr)
                            : pp_secret_token(ret_password, reterr);
    return rc ? rc
              : pp_secret_hash_password(wish->password ? wish->password : ret_password, ret_hash,
                                        reterr);
}

static int tell_audit(struct pp_db *db, const char *who, const char *action, int64_t user_id,
                      struct pp_error *reterr) {
    char object[40];
    snprintf(object, sizeof object, "user %lld", (long long)user_id);
    return pp_store_audit_add(db, who, action, object, NULL, reterr);
}

static int add(struct pp_db *db, const struct pp_user_wish *wish, const char *hash, bool one_time,
               struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_user user = {0};
    int rc = pp_store_user_find(db, wish->name, &arena, &user, reterr);
    if (rc)
        return rc < 0
                   ? rc
                   : pp_fail(reterr, PP_E_EXISTS, "there is an account '%s' already", wish->name);
    user = (struct pp_user){.name = wish->name, .password_hash = hash, .one_time = one_time};
    rc = apply_wish(db, wish, &user, reterr);
    if (!rc)
        rc = pp_store_user_put(db, &user, reterr);
    return rc ? rc : tell_audit(db, wish->who, "user add", user.user_id, reterr);
}

int pp_service_user_add(struct pp_db *db, const struct pp_user_wish *wish,
                        char ret_password[PP_SECRET_TOKEN_SIZE], struct pp_error *reterr) {
    char hash[PP_SECRET_HASH_SIZE];
    int rc = check_name(wish->name, reterr);
    if (!rc && wish->role < 0)
        rc = pp_fail(reterr, PP_E_USAGE, "an account needs a role: --role");
    if (!rc)
        rc = settle_password(wish, hash, ret_password, reterr);
    if (rc || (rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    return pp_db_end(db, add(db, wish, hash, !wish->password, reterr), reterr);
}

static int find_account(struct pp_db *db, const char *name, struct pp_arena *arena,
                        struct pp_user *ret_user, struct pp_error *reterr) {
    int rc = pp_store_user_find(db, name, arena, ret_user, reterr);
    if (rc)
        return rc < 0 ? rc : 0;
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "there is no account '%s'; see them all with: patchplan user list", name);
}

static int change_password(struct pp_db *db, const struct pp_user_wish *wish, const char *hash,
                           struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_user user = {0};
    int rc = find_account(db, wish->name, &arena, &user, reterr);
    if (rc)
        return rc;
    user.password_hash = hash;
    user.one_time = !wish->password;
    if ((rc = pp_store_user_put(db, &user, reterr)) != 0 ||
        (rc = pp_store_sign_in_drop_all(db, user.user_id, reterr)) != 0)
        return rc;
    return tell_audit(db, wish->who, "user passwd", user.user_id, reterr);
}

int pp_service_user_passwd(struct pp_db *db, const struct pp_user_wish *wish,
                           char ret_password[PP_SECRET_TOKEN_SIZE], struct pp_error *reterr) {
    char hash[PP_SECRET_HASH_SIZE];
    int rc = settle_password(wish, hash, ret_password, reterr);
    if (rc || (rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    return pp_db_end(db, change_password(db, wish, hash, reterr), reterr);
}

static int enable(struct pp_db *db, const char *name, bool enabled, const char *who,
                  struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_user user = {0};
    int64_t n_users = 0, n_admins = 0;
    int rc = find_account(db, name, &arena, &user, reterr);
    if (!rc)
        rc = pp_store_user_counts(db, &n_users, &n_admins, reterr);
    if (rc)
        return rc;
    bool is_last = !enabled && !user.disabled && n_admins == 1 &&
                   pp_user_role_find(user.role) == PP_USER_ADMIN;
    if (is_last)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "'%s' is the only admin: add another one first, or nobody could undo this",
                       name);
    user.disabled = !enabled;
    if ((rc = pp_store_user_put(db, &user, reterr)) != 0 ||
        (rc = pp_store_sign_in_drop_all(db, user.user_id, reterr)) != 0)
        return rc;
    return tell_audit(db, who, enabled ? "user enable" : "user disable", user.user_id, reterr);
}

int pp_service_user_enable(struct pp_db *db, const char *name, bool enabled, const char *who,
                           struct pp_error *reterr) {
    int rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, enable(db, name, enabled, who, reterr), reterr);
}

int pp_service_user_list(struct pp_db *db, struct pp_arena *arena, struct pp_user **ret_users,
                         size_t *ret_n, struct pp_error *reterr) {
    return pp_store_user_list(db, arena, ret_users, ret_n, reterr);
}

static int free_name(struct pp_db *db, char ret_name[PP_FIRST_USER_SIZE], struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_user taken;
    int rc = 1;
    for (int i = 1; rc == 1 && i < 1000; i++) {
        snprintf(ret_name, PP_FIRST_USER_SIZE, i > 1 ? "admin%d" : "admin", i);
        rc = pp_store_user_find(db, ret_name, &arena, &taken, reterr);
    }
    return rc < 0 ? rc : 0;
}

int pp_service_first_user(struct pp_db *db, char ret_name[PP_FIRST_USER_SIZE],
                          char ret_password[PP_SECRET_TOKEN_SIZE], struct pp_error *reterr) {
    const struct pp_user_wish wish = {.name = ret_name, .role = PP_USER_ADMIN};
    int64_t n_users = 0, n_admins = 0;
    int rc = pp_store_user_counts(db, &n_users, &n_admins, reterr);
    ret_password[0] = '\0';
    if (rc || n_admins)
        return rc;
    rc = free_name(db, ret_name, reterr);
    return rc ? rc : pp_service_user_add(db, &wish, ret_password, reterr);
}

/* ---- signing in ---- */

/* What is kept of a token, or of the name somebody typed. */
static int digest_of(const char *kind, const char *text, char ret_digest[PP_SECRET_DIGEST_SIZE],
                     struct pp_error *reterr) {
    const char *const parts[] = {kind, text};
    return pp_secret_digest(parts, 2, ret_digest, reterr);
}

/* What wrong ones are counted by: the name, and the name from that address. */
struct counted {
    char name[PP_SECRET_DIGEST_SIZE], here[PP_SECRET_DIGEST_SIZE];
};

static int count_by(const struct pp_sign_in_try *try, struct counted *ret_counted,
                    struct pp_error *reterr) {
    char small[65];
    size_t n = 0;
    for (; try->name[n] && n < sizeof small - 1; n++)
        small[n] = (char)tolower((unsigned char)try->name[n]);
    small[n] = '\0';
    const char *const parts[] = {"name and address", try->key, small, try->client};
    int rc = digest_of("name", small, ret_counted->name, reterr);
    return rc ? rc : pp_secret_digest(parts, 4, ret_counted->here, reterr);
}

/* Are there too many wrong ones already? Else how long the answer waits. */
static int judge_tries(struct pp_db *db, const struct pp_sign_in_try *try, int *ret_wait_s,
                       struct pp_error *reterr) {
    struct counted counted;
    int64_t n_of_name = 0, n_here = 0;
    int rc = count_by(try, &counted, reterr);
    if (!rc)
        rc = pp_store_tries(db, counted.here, try->now - TRIES_S, &n_here, reterr);
    if (!rc && n_here >= MOST_TRIES)
        return pp_fail(reterr, PP_E_BUSY,
                       "There were too many wrong passwords for this name from where you are. Wait "
                       "15 minutes.");
    if (!rc)
        rc = pp_store_tries(db, counted.name, try->now - TRIES_S, &n_of_name, reterr);
    if (!rc)
        *ret_wait_s = n_of_name >= MANY_TRIES ? WAIT_S : 0;
    return rc;
}

int pp_service_check_password(struct pp_db *db, const struct pp_sign_in_try *try,
                              int64_t *ret_user_id, int *ret_wait_s, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_user user = {0};
    int rc = judge_tries(db, try, ret_wait_s, reterr);
    if (!rc)
        rc = pp_store_user_find(db, try->name, &arena, &user, reterr);
    if (rc < 0)
        return rc;
    bool known = rc == 1 && !user.disabled && *user.password_hash;
    if (strlen(try->password) <= PP_SECRET_MOST_PASSWORD &&
        pp_secret_check_password(known ? user.password_hash : NULL, try->password)) {
        *ret_user_id = user.user_id;
        return 0;
    }
    return pp_fail(reterr, PP_E_REFUSED, "The name or the password is wrong.");
}

static int keep_wrong(struct pp_db *db, const struct counted *counted, int64_t now,
                      struct pp_error *reterr) {
    int rc = pp_store_tries_forget(db, NULL, now - TRIES_S, reterr);
    if (!rc)
        rc = pp_store_tries_add(db, counted->name, now, reterr);
    return rc ? rc : pp_store_tries_add(db, counted->here, now, reterr);
}

int pp_service_wrong_password(struct pp_db *db, const struct pp_sign_in_try *try,
                              struct pp_error *reterr) {
    struct counted counted;
    int rc = count_by(try, &counted, reterr);
    if (rc || (rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    return pp_db_end(db, keep_wrong(db, &counted, try->now, reterr), reterr);
}

static int begin_session(struct pp_db *db, const struct pp_sign_in *sign_in,
                         const struct counted *counted, struct pp_error *reterr) {
    int rc = pp_store_sign_in_drop_old(db, sign_in->made - PP_SESSION_MOST_S,
                                       sign_in->made - PP_SESSION_IDLE_S, reterr);
    if (!rc)
        rc = pp_store_tries_forget(db, counted->name, sign_in->made - TRIES_S, reterr);
    if (!rc)
        rc = pp_store_tries_forget(db, counted->here, sign_in->made - TRIES_S, reterr);
    return rc ? rc : pp_store_sign_in_add(db, sign_in, reterr);
}

int pp_service_sign_in(struct pp_db *db, int64_t user_id, const struct pp_sign_in_try *try,
                       char ret_token[PP_SECRET_TOKEN_SIZE], struct pp_error *reterr) {
    char token[PP_SECRET_TOKEN_SIZE], csrf[PP_SECRET_TOKEN_SIZE], digest[PP_SECRET_DIGEST_SIZE];
    struct counted counted;
    int rc = pp_secret_token(token, reterr);
    if (!rc)
        rc = pp_secret_token(csrf, reterr);
    if (!rc)
        rc = digest_of("token", token, digest, reterr);
    if (!rc)
        rc = count_by(try, &counted, reterr);
    if (rc || (rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    const struct pp_sign_in sign_in = {digest, csrf, user_id, try->now, try->now};
    rc = pp_db_end(db, begin_session(db, &sign_in, &counted, reterr), reterr);
    if (!rc)
        memcpy(ret_token, token, sizeof token);
    pp_secret_wipe(token, sizeof token);
    return rc;
}

/* ---- who it is ---- */

static struct pp_signed_in signed_in(const struct pp_user *user, const char *csrf) {
    int role = pp_user_role_find(user->role);
    return (struct pp_signed_in){.user_id = user->user_id,
                                 .name = user->name,
                                 .role = role < 0 ? PP_USER_PUBLIC : (enum pp_user_role)role,
                                 .team_id = user->team_id,
                                 .team = user->team,
                                 .officer_id = user->officer_id,
                                 .csrf = csrf,
                                 .must_change = csrf && user->one_time};
}

int pp_service_session(struct pp_db *db, const char *token, int64_t now, struct pp_arena *arena,
                       struct pp_signed_in *ret_who, bool *ret_stale, struct pp_error *reterr) {
    char digest[PP_SECRET_DIGEST_SIZE];
    struct pp_sign_in sign_in;
    struct pp_user user;
    int rc = digest_of("token", token, digest, reterr);
    if (!rc)
        rc = pp_store_sign_in_find(db, digest, arena, &sign_in, &user, reterr);
    if (rc <= 0)
        return rc;
    bool over = now - sign_in.made > PP_SESSION_MOST_S || now - sign_in.seen > PP_SESSION_IDLE_S ||
                now < sign_in.made;
    if (over || user.disabled)
        return 0;
    *ret_who = signed_in(&user, sign_in.csrf);
    *ret_stale = now - sign_in.seen > 60;
    return 1;
}

int pp_service_session_touch(struct pp_db *db, const char *token, int64_t now,
                             struct pp_error *reterr) {
    char digest[PP_SECRET_DIGEST_SIZE];
    int rc = digest_of("token", token, digest, reterr);
    return rc ? rc : pp_store_sign_in_touch(db, digest, now, reterr);
}

int pp_service_identity(struct pp_db *db, const char *name, struct pp_arena *arena,
                        struct pp_signed_in *ret_who, struct pp_error *reterr) {
    struct pp_user user;
    int rc = pp_store_user_find(db, name, arena, &user, reterr);
    if (rc <= 0 || user.disabled)
        return rc < 0 ? rc : 0;
    *ret_who = signed_in(&user, NULL);
    return 1;
}

int pp_service_sign_out(struct pp_db *db, const char *token, bool everywhere,
                        struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    char digest[PP_SECRET_DIGEST_SIZE];
    struct pp_sign_in sign_in;
    struct pp_user user;
    int rc = digest_of("token", token, digest, reterr);
    if (!rc)
        rc = pp_store_sign_in_find(db, digest, &arena, &sign_in, &user, reterr);
    if (rc <= 0)
        return rc;
    return everywhere ? pp_store_sign_in_drop_all(db, user.user_id, reterr)
                      : pp_store_sign_in_drop(db, digest, reterr);
}
