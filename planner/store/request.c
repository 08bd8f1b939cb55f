#include "patchplan/store/request.h"

#include "patchplan/core/alloc.h"

#define NOW "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
#define REQUEST                                                                                    \
    "SELECT request_id, r.plan_id, proposed_by, p.name, plan_changed_at, r.first_day, teams, why," \
    " a.name, proposed_at, r.state, coalesce(b.name, ''), decided_at, rolled_back_at,"             \
    " coalesce(r.publication_id, 0), wards FROM publication_request r"                             \
    " LEFT JOIN publication USING (publication_id)"                                                \
    " JOIN plan p ON p.plan_id = r.plan_id JOIN user a ON a.user_id = proposed_by"                 \
    " LEFT JOIN user b ON b.user_id = decided_by "

static int read_request(struct pp_stmt *stmt, struct pp_arena *arena,
                        struct pp_publish_request *ret_request, struct pp_error *reterr) {
    struct pp_publish_request request = {.request_id = pp_column_int(stmt, 0),
                                         .plan_id = pp_column_int(stmt, 1),
                                         .proposed_by = pp_column_int(stmt, 2)};
    const char **const texts[] = {&request.plan,        &request.version,      &request.first_day,
                                  &request.teams,       &request.why,          &request.proposer,
                                  &request.proposed_at, &request.state,        &request.decider,
                                  &request.decided_at,  &request.taken_back_at};
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++) {
        *texts[i] = pp_arena_strdup(arena, pp_column_text(stmt, i + 3));
        if (!*texts[i] && !pp_column_is_null(stmt, i + 3))
            return pp_fail_nomem(reterr);
    }
    request.publication_id = pp_column_int(stmt, 14);
    request.wards = pp_arena_strdup(arena, pp_column_text(stmt, 15));
    if (!request.wards)
        return pp_fail_nomem(reterr);
    *ret_request = request;
    return 0;
}

int pp_store_request_get(struct pp_db *db, int64_t request_id, struct pp_arena *arena,
                         struct pp_publish_request *ret_request, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, REQUEST "WHERE request_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, request_id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    rc = read_request(stmt, arena, ret_request, reterr);
    return rc ? rc : 1;
}

int pp_store_request_list(struct pp_db *db, size_t most, struct pp_arena *arena,
                          struct pp_publish_request **ret_requests, size_t *ret_n,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_publish_request *requests = pp_arena_alloc(arena, (most + 1) * sizeof *requests);
    size_t n = 0;
    int rc = requests ? pp_db_prepare(db,
                                      REQUEST "ORDER BY r.state <> 'open', request_id DESC"
                                              " LIMIT ?1",
                                      &stmt, reterr)
                      : pp_fail_nomem(reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, (int64_t)most);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0)
        if ((rc = read_request(stmt, arena, &requests[n++], reterr)) != 0)
            return rc;
    if (rc)
        return rc;
    *ret_requests = requests;
    *ret_n = n;
    return 0;
}

int pp_store_request_add(struct pp_db *db, const struct pp_publish_request *request,
                         int64_t *ret_request_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO publication_request (plan_id, plan_changed_at, first_day,"
                           " teams, wards, why, proposed_by, proposed_at) VALUES (?1, ?2, ?3,"
                           " ?4, ?5, ?6, ?7, " NOW ")",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, request->plan_id);
    pp_bind_text(stmt, 2, request->version);
    pp_bind_text(stmt, 3, request->first_day);
    pp_bind_text(stmt, 4, request->teams);
    pp_bind_text(stmt, 5, request->wards);
    pp_bind_text(stmt, 6, request->why);
    pp_bind_int(stmt, 7, request->proposed_by);
    if ((rc = pp_stmt_run(stmt, reterr)) == 0)
        *ret_request_id = pp_db_last_id(db);
    return rc;
}

int pp_store_request_decide(struct pp_db *db, int64_t request_id, const char *state,
                            int64_t user_id, int64_t publication_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "UPDATE publication_request SET state = ?2, decided_by = ?3,"
                           " decided_at = " NOW ", publication_id = nullif(?4, 0)"
                           " WHERE request_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, request_id);
    pp_bind_text(stmt, 2, state);
    pp_bind_int(stmt, 3, user_id);
    pp_bind_int(stmt, 4, publication_id);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_open_comments(struct pp_db *db, int64_t plan_id, int64_t *ret_n,
                           struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db, "SELECT count(*) FROM comment WHERE plan_id = ?1 AND closed_at IS NULL", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_n = pp_column_int(stmt, 0);
    return 0;
}
