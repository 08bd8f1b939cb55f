#include "patchplan/store/user.h"

#include <string.h>

#include "patchplan/core/alloc.h"

/* ---- accounts ---- */

#define USER                                                                                    \
    "u.user_id, coalesce(u.team_id, 0), u.name, u.role, t.name, u.officer_id, u.password_hash," \
    " u.created_at, u.one_time, u.disabled"

static const char *text_at(struct pp_stmt *stmt, struct pp_arena *arena, int column) {
    return pp_arena_strdup(arena, pp_column_text(stmt, column));
}

/* The columns of USER from `at` on. */
static int read_user(struct pp_stmt *stmt, int at, struct pp_arena *arena, struct pp_user *ret_user,
                     struct pp_error *reterr) {
    *ret_user = (struct pp_user){.user_id = pp_column_int(stmt, at),
                                 .team_id = pp_column_int(stmt, at + 1),
                                 .name = text_at(stmt, arena, at + 2),
                                 .role = text_at(stmt, arena, at + 3),
                                 .team = text_at(stmt, arena, at + 4),
                                 .officer_id = text_at(stmt, arena, at + 5),
                                 .password_hash = text_at(stmt, arena, at + 6),
                                 .created_at = text_at(stmt, arena, at + 7),
                                 .one_time = pp_column_int(stmt, at + 8) != 0,
                                 .disabled = pp_column_int(stmt, at + 9) != 0};
    bool whole =
        ret_user->name && ret_user->role && ret_user->password_hash && ret_user->created_at;
    return whole ? 0 : pp_fail_nomem(reterr);
}

int pp_store_user_find(struct pp_db *db, const char *name, struct pp_arena *arena,
                       struct pp_user *ret_user, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT " USER " FROM user u LEFT JOIN team t USING (team_id)"
                           " WHERE u.name = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, name);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    rc = read_user(stmt, 0, arena, ret_user, reterr);
    return rc ? rc : 1;
}

int pp_store_user_list(struct pp_db *db, struct pp_arena *arena, struct pp_user **ret_users,
                       size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int64_t n_users = 0, n_admins = 0;
    size_t n = 0;
    int rc = pp_store_user_counts(db, &n_users, &n_admins, reterr);
    if (rc || (rc = pp_db_prepare(db,
                                  "SELECT " USER " FROM user u LEFT JOIN team t USING (team_id)"
                                  " ORDER BY u.name LIMIT ?1",
                                  &stmt, reterr)) != 0)
        return rc;
    struct pp_user *users = pp_arena_alloc(arena, ((size_t)n_users + 1) * sizeof *users);
    if (!users)
        return pp_fail_nomem(reterr);
    pp_bind_int(stmt, 1, n_users);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0)
        if ((rc = read_user(stmt, 0, arena, &users[n++], reterr)) != 0)
            return rc;
    if (rc)
        return rc;
    *ret_users = users;
    *ret_n = n;
    return 0;
}

int pp_store_user_put(struct pp_db *db, struct pp_user *user, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "INSERT INTO user (user_id, name, role, team_id, officer_id, password_hash, one_time,"
        " created_at, disabled) VALUES (nullif(?1, 0), ?2, ?3, nullif(?4, 0), ?5, ?6, ?7,"
        " strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?8)"
        " ON CONFLICT (user_id) DO UPDATE SET role = ?3, team_id = nullif(?4, 0), officer_id = ?5,"
        " password_hash = ?6, one_time = ?7, disabled = ?8",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, user->user_id);
    pp_bind_text(stmt, 2, user->name);
    pp_bind_text(stmt, 3, user->role);
    pp_bind_int(stmt, 4, user->team_id);
    pp_bind_text(stmt, 5, user->officer_id);
    pp_bind_text(stmt, 6, user->password_hash);
    pp_bind_int(stmt, 7, user->one_time);
    pp_bind_int(stmt, 8, user->disabled);
    rc = pp_stmt_run(stmt, reterr);
    if (!rc && !user->user_id)
        user->user_id = pp_db_last_id(db);
    return rc;
}

int pp_store_user_counts(struct pp_db *db, int64_t *ret_n_users, int64_t *ret_n_admins,
                         struct pp_error *reterr) {
    int rc = pp_db_query_int(db, "SELECT count(*) FROM user", 0, ret_n_users, reterr);
    return rc ? rc
              : pp_db_query_int(db,
                                "SELECT count(*) FROM user WHERE role = 'admin' AND disabled = 0",
                                0, ret_n_admins, reterr);
}

/* The integer of the one row that `sql` finds for a text: 1, or 0 for none. */
static int find_one(struct pp_db *db, const char *sql, const char *text, int64_t *ret_value,
                    struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, text);
    if ((rc = pp_stmt_step(stmt, reterr)) > 0)
        *ret_value = pp_column_int(stmt, 0);
    return rc;
}

int pp_store_user_team(struct pp_db *db, const char *name, int64_t *ret_team_id,
                       struct pp_error *reterr) {
    return find_one(db, "SELECT team_id FROM team WHERE name = ?1 COLLATE NOCASE", name,
                    ret_team_id, reterr);
}

int pp_store_user_officer(struct pp_db *db, const char *officer_id, struct pp_error *reterr) {
    int64_t found;
    return find_one(db, "SELECT 1 FROM officer WHERE officer_id = ?1", officer_id, &found, reterr);
}

int pp_store_officer_team(struct pp_db *db, const char *officer_id, int64_t *ret_team_id,
                          struct pp_error *reterr) {
    return find_one(db, "SELECT coalesce(team_id, 0) FROM officer WHERE officer_id = ?1",
                    officer_id, ret_team_id, reterr);
}

/* ---- who is signed in ---- */

/* Run a statement of one text and one number. */
static int run_with(struct pp_db *db, const char *sql, const char *text, int64_t number,
                    struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, text);
    pp_bind_int(stmt, 2, number);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_sign_in_add(struct pp_db *db, const struct pp_sign_in *sign_in,
                         struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO sign_in (digest, csrf, user_id, made, seen)"
                           " VALUES (?1, ?2, ?3, ?4, ?5)",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, sign_in->digest);
    pp_bind_text(stmt, 2, sign_in->csrf);
    pp_bind_int(stmt, 3, sign_in->user_id);
    pp_bind_int(stmt, 4, sign_in->made);
    pp_bind_int(stmt, 5, sign_in->seen);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_sign_in_find(struct pp_db *db, const char *digest, struct pp_arena *arena,
                          struct pp_sign_in *ret_sign_in, struct pp_user *ret_user,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT s.csrf, s.made, s.seen, " USER " FROM sign_in s JOIN user u"
                           " USING (user_id) LEFT JOIN team t USING (team_id) WHERE s.digest = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, digest);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    struct pp_user user;
    struct pp_sign_in found = {.digest = digest,
                               .csrf = text_at(stmt, arena, 0),
                               .made = pp_column_int(stmt, 1),
                               .seen = pp_column_int(stmt, 2)};
    rc = read_user(stmt, 3, arena, &user, reterr);
    if (rc || !found.csrf)
        return pp_fail_nomem(reterr);
    found.user_id = user.user_id;
    *ret_sign_in = found;
    *ret_user = user;
    return 1;
}

int pp_store_sign_in_touch(struct pp_db *db, const char *digest, int64_t now,
                           struct pp_error *reterr) {
    return run_with(db, "UPDATE sign_in SET seen = ?2 WHERE digest = ?1", digest, now, reterr);
}

int pp_store_sign_in_drop(struct pp_db *db, const char *digest, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "DELETE FROM sign_in WHERE digest = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, digest);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_sign_in_drop_all(struct pp_db *db, int64_t user_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "DELETE FROM sign_in WHERE user_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, user_id);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_sign_in_drop_old(struct pp_db *db, int64_t made_before, int64_t seen_before,
                              struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "DELETE FROM sign_in WHERE made < ?1 OR seen < ?2", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, made_before);
    pp_bind_int(stmt, 2, seen_before);
    return pp_stmt_run(stmt, reterr);
}

/* ---- wrong passwords ---- */

int pp_store_tries(struct pp_db *db, const char *digest, int64_t since, int64_t *ret_n,
                   struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT count(*) FROM sign_in_try WHERE digest = ?1 AND at >= ?2",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, digest);
    pp_bind_int(stmt, 2, since);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_n = pp_column_int(stmt, 0);
    return 0;
}

int pp_store_tries_add(struct pp_db *db, const char *digest, int64_t now, struct pp_error *reterr) {
    return run_with(db, "INSERT INTO sign_in_try (digest, at) VALUES (?1, ?2)", digest, now,
                    reterr);
}

int pp_store_tries_forget(struct pp_db *db, const char *digest, int64_t before,
                          struct pp_error *reterr) {
    return run_with(db, "DELETE FROM sign_in_try WHERE digest = ?1 OR at < ?2", digest, before,
                    reterr);
}
