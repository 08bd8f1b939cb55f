#include "patchplan/store/public.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/store/publication.h"

/* A name may be in several plans that are published at once, in stages: the one in force where the patch is. */
int pp_store_public_patch_find(struct pp_db *db, const char *name, pp_day day,
                               struct pp_arena *arena, struct pp_public_patch *ret_patch,
                               struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    char iso[11];
    int rc = pp_db_prepare(
        db,
        "SELECT pp.plan_id, pp.patch_ix, coalesce(pp.team_id, 0), coalesce(pp.ward_id, 0),"
        " max(pub.first_day), plan.changed_at FROM plan_patch pp JOIN plan USING (plan_id)"
        " JOIN publication pub USING (plan_id) WHERE pp.name = ?1 COLLATE NOCASE"
        " AND pub.first_day <= ?2 AND pub.rolled_back_at IS NULL"
        " GROUP BY pp.plan_id, pp.patch_ix ORDER BY 5 DESC",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_day_iso(day, iso);
    pp_bind_text(stmt, 1, name);
    pp_bind_text(stmt, 2, iso);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        struct pp_public_patch patch = {.plan_id = pp_column_int(stmt, 0),
                                        .patch_ix = (int)pp_column_int(stmt, 1),
                                        .team_id = pp_column_int(stmt, 2),
                                        .ward_id = pp_column_int(stmt, 3)};
        int64_t in_force = 0;
        rc = pp_store_plan_in_force(db, patch.team_id, patch.ward_id, day, &in_force, reterr);
        if (rc)
            return rc;
        if (in_force != patch.plan_id)
            continue;
        patch.since = pp_arena_strdup(arena, pp_column_text(stmt, 4));
        patch.changed_at = pp_arena_strdup(arena, pp_column_text(stmt, 5));
        if (!patch.since || !patch.changed_at)
            return pp_fail_nomem(reterr);
        *ret_patch = patch;
        return 1;
    }
    return rc;
}

int pp_store_public_stand_in(struct pp_db *db, const struct pp_public_patch *patch,
                             const char *officer_id, pp_day day, const char *half,
                             struct pp_arena *arena, struct pp_contact *ret_contact,
                             struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    char iso[11];
    int rc = pp_db_prepare(
        db,
        "SELECT o.officer_id, CASE o.public_name WHEN '' THEN o.name ELSE o.public_name END,"
        " o.phone, o.email FROM roster_cover c JOIN officer o ON o.officer_id = c.cover_id"
        " WHERE c.plan_id = ?1 AND c.day = ?2 AND c.patch_ix = ?3 AND c.part IN ('', ?4)"
        " AND c.absent_id IN ('', ?5) AND o.name <> '' ORDER BY c.absent_id DESC LIMIT 1",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_day_iso(day, iso);
    pp_bind_int(stmt, 1, patch->plan_id);
    pp_bind_text(stmt, 2, iso);
    pp_bind_int(stmt, 3, patch->patch_ix);
    pp_bind_text(stmt, 4, half);
    pp_bind_text(stmt, 5, officer_id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    *ret_contact =
        (struct pp_contact){.officer_id = pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                            .name = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                            .phone = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                            .email = pp_arena_strdup(arena, pp_column_text(stmt, 3))};
    return ret_contact->name ? 1 : pp_fail_nomem(reterr);
}

int pp_store_public_streets(struct pp_db *db, const struct pp_public_patch *patch,
                            struct pp_arena *arena, const char ***ret_names, size_t *ret_n,
                            struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_FREE const char **names = NULL;
    size_t n = 0, cap = 0;
    int rc = pp_db_prepare(
        db,
        "SELECT DISTINCT s.name FROM plan_unit u CROSS JOIN plan_home ph USING (plan_id, unit_ix)"
        " JOIN home h USING (home_id) JOIN street s USING (street_id)"
        " WHERE u.plan_id = ?1 AND u.patch_ix = ?2 AND h.suppressed = 0 ORDER BY s.name",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, patch->plan_id);
    pp_bind_int(stmt, 2, patch->patch_ix);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if ((rc = pp_reserve(&names, &cap, n + 1, sizeof *names, reterr)) != 0)
            return rc;
        names[n] = pp_arena_strdup(arena, pp_column_text(stmt, 0));
        if (!names[n++])
            return pp_fail_nomem(reterr);
    }
    const char **kept = rc ? NULL : pp_arena_alloc(arena, (n + 1) * sizeof *kept);
    if (rc || !kept)
        return rc ? rc : pp_fail_nomem(reterr);
    if (n)
        memcpy(kept, names, n * sizeof *kept);
    *ret_names = kept;
    *ret_n = n;
    return 0;
}

static int read_session(struct pp_stmt *stmt, struct pp_arena *arena,
                        struct pp_public_session *session, struct pp_error *reterr) {
    *session =
        (struct pp_public_session){.session_id = pp_column_int(stmt, 0),
                                   .from_minute = (int)pp_column_int(stmt, 2),
                                   .to_minute = (int)pp_column_int(stmt, 3),
                                   .venue = pp_arena_strdup(arena, pp_column_text(stmt, 4)),
                                   .postcode = pp_arena_strdup(arena, pp_column_text(stmt, 5)),
                                   .step_free = pp_column_int(stmt, 6) != 0,
                                   .hearing_loop = pp_column_int(stmt, 7) != 0,
                                   .by_appointment = pp_column_int(stmt, 8) != 0,
                                   .was_moved = pp_column_int(stmt, 9) != 0};
    if (!session->venue || !session->postcode)
        return pp_fail_nomem(reterr);
    if (!pp_day_parse(pp_column_text(stmt, 1), &session->day))
        return pp_fail(reterr, PP_E_FORMAT, "session %lld has no day",
                       (long long)session->session_id);
    return 0;
}

int pp_store_public_sessions(struct pp_db *db, const struct pp_public_patch *patch, pp_day day,
                             int minute, size_t most, struct pp_arena *arena,
                             struct pp_public_session **ret_sessions, size_t *ret_n,
                             struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_public_session *sessions = pp_arena_alloc(arena, (most + 1) * sizeof *sessions);
    char iso[11];
    size_t n = 0;
    int rc = sessions
                 ? pp_db_prepare(
                       db,
                       "SELECT s.session_id, s.day, s.from_min, s.to_min, coalesce(v.name, ''),"
                       " coalesce(v.postcode, ''), coalesce(v.step_free, 0),"
                       " coalesce(v.hearing_loop, 0), coalesce(v.booking, '') = 'appointment',"
                       " s.status = 'moved' FROM session s JOIN session_patch USING (session_id)"
                       " LEFT JOIN venue v USING (venue_id) WHERE s.plan_id = ?1 AND patch_ix = ?2"
                       " AND s.kind = 'drop-in' AND s.status IN ('published', 'moved')"
                       " AND (s.day > ?3 OR (s.day = ?3 AND s.to_min > ?4))"
                       " ORDER BY s.day, s.from_min, s.session_id LIMIT ?5",
                       &stmt, reterr)
                 : pp_fail_nomem(reterr);
    if (rc)
        return rc;
    pp_day_iso(day, iso);
    pp_bind_int(stmt, 1, patch->plan_id);
    pp_bind_int(stmt, 2, patch->patch_ix);
    pp_bind_text(stmt, 3, iso);
    pp_bind_int(stmt, 4, minute);
    pp_bind_int(stmt, 5, (int64_t)most);
    while (n < most && (rc = pp_stmt_step(stmt, reterr)) > 0)
        if ((rc = read_session(stmt, arena, &sessions[n++], reterr)) != 0)
            return rc;
    if (rc < 0)
        return rc;
    *ret_sessions = sessions;
    *ret_n = n;
    return 0;
}
