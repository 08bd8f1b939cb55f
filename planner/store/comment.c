#include "patchplan/store/comment.h"

#include "patchplan/core/alloc.h"
#include "planner/store/public_rows.h"

#define NOW "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
#define COMMENT                                                                               \
    "SELECT comment_id, c.plan_id, coalesce(c.user_id, 0), coalesce(consult_id, 0), p.name,"  \
    " patch, text, coalesce(u.name, signed), made_at, reply, coalesce(r.name, ''), reply_at," \
    " coalesce(d.name, ''), closed_at, count(*) OVER () FROM comment c JOIN plan p USING "    \
    "(plan_id)"                                                                               \
    " LEFT JOIN user u ON u.user_id = c.user_id LEFT JOIN user r ON r.user_id = reply_by"     \
    " LEFT JOIN user d ON d.user_id = closed_by "
#define CHOSEN                                                              \
    "(?1 = 0 OR plan_id = ?1) AND (?2 = 0 OR coalesce(consult_id, 0) = ?2)" \
    " AND (?3 IS NULL OR patch = ?3) AND (?4 = 0 OR closed_at IS NULL)"

static void bind_choice(struct pp_stmt *stmt, const struct pp_comment_choice *choice) {
    pp_bind_int(stmt, 1, choice->plan_id);
    pp_bind_int(stmt, 2, choice->consult_id);
    pp_bind_text(stmt, 3, choice->patch);
    pp_bind_int(stmt, 4, choice->open_only);
}

static int read_comment(struct pp_stmt *stmt, struct pp_arena *arena,
                        struct pp_comment *ret_comment, struct pp_error *reterr) {
    struct pp_comment comment = {.comment_id = pp_column_int(stmt, 0),
                                 .plan_id = pp_column_int(stmt, 1),
                                 .user_id = pp_column_int(stmt, 2),
                                 .consult_id = pp_column_int(stmt, 3)};
    const char **const texts[] = {&comment.plan,     &comment.patch,    &comment.text,
                                  &comment.by,       &comment.made_at,  &comment.reply,
                                  &comment.reply_by, &comment.reply_at, &comment.closed_by,
                                  &comment.closed_at};
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++) {
        *texts[i] = pp_arena_strdup(arena, pp_column_text(stmt, i + 4));
        if (!*texts[i] && !pp_column_is_null(stmt, i + 4))
            return pp_fail_nomem(reterr);
    }
    *ret_comment = comment;
    return 0;
}

int pp_store_comment_list(struct pp_db *db, const struct pp_comment_choice *choice,
                          struct pp_arena *arena, struct pp_comment **ret_comments, size_t *ret_n,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_comment *comments = NULL;
    size_t n = 0;
    int rc = pp_db_prepare(db,
                           COMMENT "WHERE c.comment_id IN (SELECT comment_id FROM comment WHERE"
                                   " " CHOSEN ") ORDER BY closed_at IS NOT NULL, comment_id DESC",
                           &stmt, reterr);
    if (rc)
        return rc;
    bind_choice(stmt, choice);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if (!comments)
            comments = pp_arena_alloc(arena, (size_t)pp_column_int(stmt, 14) * sizeof *comments);
        if (!comments)
            return pp_fail_nomem(reterr);
        if ((rc = read_comment(stmt, arena, &comments[n++], reterr)) != 0)
            return rc;
    }
    if (rc < 0)
        return rc;
    *ret_comments = comments;
    *ret_n = n;
    return 0;
}

int pp_store_comment_get(struct pp_db *db, int64_t comment_id, struct pp_arena *arena,
                         struct pp_comment *ret_comment, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, COMMENT "WHERE comment_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, comment_id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    rc = read_comment(stmt, arena, ret_comment, reterr);
    return rc ? rc : 1;
}

int pp_store_commented_drafts(struct pp_db *db, struct pp_arena *arena, const char ***ret_plans,
                              size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT DISTINCT plan.name FROM comment JOIN plan USING (plan_id) WHERE"
                           " closed_at IS NULL AND state = 'draft' ORDER BY 1",
                           &stmt, reterr);
    return rc ? rc : pp_public_read_names(stmt, arena, ret_plans, ret_n, reterr);
}

int pp_store_comment_count(struct pp_db *db, const struct pp_comment_choice *choice, int64_t *ret_n,
                           struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT count(*) FROM comment WHERE " CHOSEN, &stmt, reterr);
    if (rc)
        return rc;
    bind_choice(stmt, choice);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_n = pp_column_int(stmt, 0);
    return 0;
}

int pp_store_comment_add(struct pp_db *db, const struct pp_comment *comment,
                         int64_t *ret_comment_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(db,
                      "INSERT INTO comment (plan_id, patch, text, user_id, consult_id, signed,"
                      " made_at) VALUES (?1, ?2, ?3, nullif(?4, 0), nullif(?5, 0), ?6, " NOW ")",
                      &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, comment->plan_id);
    pp_bind_text(stmt, 2, comment->patch);
    pp_bind_text(stmt, 3, comment->text);
    pp_bind_int(stmt, 4, comment->user_id);
    pp_bind_int(stmt, 5, comment->consult_id);
    pp_bind_text(stmt, 6, comment->consult_id ? comment->by : "");
    if ((rc = pp_stmt_run(stmt, reterr)) == 0)
        *ret_comment_id = pp_db_last_id(db);
    return rc;
}

int pp_store_comment_reply(struct pp_db *db, int64_t comment_id, const char *reply, int64_t user_id,
                           struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "UPDATE comment SET reply = ?2, reply_by = ?3, reply_at = " NOW
                           " WHERE comment_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, comment_id);
    pp_bind_text(stmt, 2, reply);
    pp_bind_int(stmt, 3, user_id);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_comment_close(struct pp_db *db, int64_t comment_id, bool closed, int64_t user_id,
                           struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "UPDATE comment SET closed_at = CASE WHEN ?2 THEN " NOW " END,"
                           " closed_by = CASE WHEN ?2 THEN ?3 END WHERE comment_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, comment_id);
    pp_bind_int(stmt, 2, closed);
    pp_bind_int(stmt, 3, user_id);
    return pp_stmt_run(stmt, reterr);
}
