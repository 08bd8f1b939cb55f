/* Sessions in and out: those that stand are found again, and told what has changed. */
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"
#include "patchplan/core/str.h"
#include "patchplan/roster/practice.h"
#include "planner/store/roster_rows.h"

/* ---- reading ---- */

static const char sessions_sql[] =
    "SELECT s.session_id, s.series, s.uid, s.kind, s.day, s.half_day, s.from_min, s.to_min, "
    "s.venue_id, m.name, t.name, s.status, s.was_day, s.was_half_day, s.was_venue_id, s.sequence, "
    "s.pinned, (SELECT count(*) FROM session_officer o WHERE o.session_id = s.session_id), "
    "(SELECT count(*) FROM session_patch p WHERE p.session_id = s.session_id), s.n_people "
    "FROM session s LEFT JOIN team m USING (team_id) LEFT JOIN tara t USING (tara_id) "
    "WHERE s.plan_id = ?1 AND s.day >= coalesce(?2, '') ORDER BY s.day, s.from_min, s.uid";

static int tara_ix(const struct pp_roster_problem *problem, const char *name) {
    for (int t = 0; name && t < problem->n_taras; t++)
        if (!strcmp(problem->taras[t].name, name))
            return t;
    return -1;
}

/* Lists get their room here; read_lists() fills them. */
static bool take_session(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    const struct pp_roster_problem *problem = reader->problem;
    int n_posts = (int)pp_column_int(stmt, 17), n_patches = (int)pp_column_int(stmt, 18);
    struct pp_session *session = row;
    *session = (struct pp_session){
        .session_id = pp_column_int(stmt, 0),
        .series = pp_roster_text(reader, stmt, 1),
        .uid = pp_roster_text(reader, stmt, 2),
        .kind =
            (enum pp_session_kind)pp_roster_name(pp_session_kind_names, 2, pp_column_text(stmt, 3)),
        .day = pp_roster_day(stmt, 4, PP_PAST_DAY),
        .half = (enum pp_half)pp_roster_half(stmt, 5),
        .from_min = (int)pp_column_int(stmt, 6),
        .to_min = (int)pp_column_int(stmt, 7),
        .venue_ix = pp_roster_venue_at(reader, stmt, 8),
        .team_ix = pp_roster_name(problem->team_names, problem->n_teams, pp_column_text(stmt, 9)),
        .tara_ix = tara_ix(problem, pp_column_text(stmt, 10)),
        .status = (enum pp_session_status)pp_roster_name(
            pp_session_status_names, PP_N_SESSION_STATUS, pp_column_text(stmt, 11)),
        .was_day = pp_roster_day(stmt, 12, PP_PAST_DAY),
        .was_half = pp_roster_half(stmt, 13),
        .was_venue_ix = pp_roster_venue_at(reader, stmt, 14),
        .sequence = (int)pp_column_int(stmt, 15),
        .pinned = pp_column_int(stmt, 16) != 0,
        .counted = !pp_column_is_null(stmt, 19),
        .n_people = (int)pp_column_int(stmt, 19),
        .posts = pp_arena_alloc(reader->arena, (size_t)(n_posts + 1) * sizeof(int)),
        .patches = pp_arena_alloc(reader->arena, (size_t)(n_patches + 1) * sizeof(int)),
    };
    reader->failed |= !session->posts || !session->patches;
    return true;
}

struct member_row {
    int64_t session_id;
    int ix;
};

static bool take_officer(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct member_row *member = row;
    *member = (struct member_row){pp_column_int(stmt, 0), pp_roster_post(reader, stmt, 1)};
    return member->ix >= 0;
}

static bool take_patch(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct member_row *member = row;
    *member = (struct member_row){pp_column_int(stmt, 0), pp_roster_patch(reader, stmt, 1)};
    return member->ix >= 0;
}

/* Members stand by day, from_min, uid as their sessions do: one walk along both. */
static void hand_out(struct pp_session *sessions, int n_sessions, const struct member_row *rows,
                     int n_rows, bool officers) {
    int s = 0;
    for (int i = 0; i < n_rows; i++) {
        while (s < n_sessions && sessions[s].session_id != rows[i].session_id)
            s++;
        if (s == n_sessions)
            return;
        /* The lists are the arena's, made by take_session(). */
        if (officers)
            ((int *)sessions[s].posts)[sessions[s].n_posts++] = rows[i].ix;
        else
            ((int *)sessions[s].patches)[sessions[s].n_patches++] = rows[i].ix;
    }
}

int pp_roster_read_sessions(struct pp_roster_reader *reader, struct pp_session **ret_sessions,
                            int *ret_n) {
    struct pp_session *sessions = NULL;
    struct member_row *members = NULL;
    int n = 0, n_members = 0;
    int rc = pp_roster_read(reader, sessions_sql, take_session, sizeof *sessions, &sessions, &n);
    if (!rc)
        rc = pp_roster_read(reader,
                            "SELECT session_id, officer_id FROM session s JOIN session_officer "
                            "USING (session_id) WHERE s.plan_id = ?1 AND s.day >= coalesce(?2, '') "
                            "ORDER BY s.day, s.from_min, s.uid, officer_id",
                            take_officer, sizeof *members, &members, &n_members);
    if (rc)
        return rc;
    hand_out(sessions, n, members, n_members, true);
    rc = pp_roster_read(reader,
                        "SELECT session_id, patch_ix FROM session s JOIN session_patch "
                        "USING (session_id) WHERE s.plan_id = ?1 AND s.day >= coalesce(?2, '') "
                        "ORDER BY s.day, s.from_min, s.uid, patch_ix",
                        take_patch, sizeof *members, &members, &n_members);
    if (rc)
        return rc;
    hand_out(sessions, n, members, n_members, false);
    *ret_sessions = sessions;
    *ret_n = n;
    return 0;
}

/* ---- saving ---- */

struct saver {
    struct pp_db *db;
    int64_t plan_id;
    const struct pp_roster_saving *saving;
    struct pp_error *reterr;
    struct pp_session *old; /* all of the plan, whatever their day */
    int n_old;
    bool *kept;            /* of the old ones: the roster still has it */
    struct pp_names uids;  /* of the old ones, in their order */
    struct pp_names taken; /* of those saved */
    struct pp_stmt *insert, *update, *officer, *patch, *clear_officers, *clear_patches;
};

static void bind_session(struct saver *saver, struct pp_stmt *stmt,
                         const struct pp_session *session) {
    const struct pp_roster_problem *problem = saver->saving->problem;
    pp_bind_int(stmt, 1, saver->plan_id);
    pp_bind_text(stmt, 2, session->uid);
    pp_bind_text(stmt, 3, session->series);
    pp_bind_text_static(stmt, 4, pp_session_kind_names[session->kind]);
    pp_roster_bind_day(stmt, 5, session->day);
    pp_roster_bind_half(stmt, 6, (int)session->half);
    pp_bind_int(stmt, 7, session->from_min);
    pp_bind_int(stmt, 8, session->to_min);
    pp_roster_bind_venue(stmt, 9, problem, session->venue_ix);
    pp_roster_bind_team(stmt, 10, problem, session->team_ix);
    pp_bind_text(stmt, 11, session->tara_ix < 0 ? NULL : problem->taras[session->tara_ix].name);
    pp_bind_text_static(stmt, 12, pp_session_status_names[session->status]);
    pp_roster_bind_day(stmt, 13, session->was_day);
    pp_roster_bind_half(stmt, 14, session->was_day == PP_PAST_DAY ? -1 : session->was_half);
    pp_roster_bind_venue(stmt, 15, problem,
                         session->was_day == PP_PAST_DAY ? -1 : session->was_venue_ix);
    pp_bind_int(stmt, 16, session->sequence);
    pp_bind_int(stmt, 17, session->pinned);
}

static int put_lists(struct saver *saver, int64_t session_id, const struct pp_session *session) {
    const struct pp_roster_problem *problem = saver->saving->problem;
    pp_bind_int(saver->clear_officers, 1, session_id);
    int rc = pp_stmt_run(saver->clear_officers, saver->reterr);
    pp_bind_int(saver->clear_patches, 1, session_id);
    if (!rc)
        rc = pp_stmt_run(saver->clear_patches, saver->reterr);
    for (int i = 0; !rc && i < session->n_posts; i++) {
        pp_bind_int(saver->officer, 1, session_id);
        pp_bind_text(saver->officer, 2, problem->posts[session->posts[i]].officer_id);
        rc = pp_stmt_run(saver->officer, saver->reterr);
    }
    for (int i = 0; !rc && i < session->n_patches; i++) {
        pp_bind_int(saver->patch, 1, session_id);
        pp_bind_int(saver->patch, 2, session->patches[i]);
        rc = pp_stmt_run(saver->patch, saver->reterr);
    }
    return rc;
}

static bool same_place(const struct pp_session *a, const struct pp_session *b) {
    return a->day == b->day && a->half == b->half && a->venue_ix == b->venue_ix;
}

/* What people with the session in their calendars would want to know. */
static bool changed(const struct pp_session *a, const struct pp_session *b) {
    return !same_place(a, b) || a->from_min != b->from_min || a->to_min != b->to_min ||
           (a->status == PP_SESSION_CANCELLED) != (b->status == PP_SESSION_CANCELLED) ||
           !pp_same_members(a->posts, a->n_posts, b->posts, b->n_posts) ||
           !pp_same_members(a->patches, a->n_patches, b->patches, b->n_patches);
}

/* Where the series had it, before it was moved? */
static bool is_back(const struct pp_session *old, const struct pp_session *session) {
    return old->was_day == session->day && old->was_half == (int)session->half &&
           old->was_venue_ix == session->venue_ix;
}

/* A session that stands, as the roster has it now. */
static void carry_over(const struct pp_session *old, struct pp_session *session) {
    bool stood = old->status == PP_SESSION_PUBLISHED || old->status == PP_SESSION_MOVED;
    session->uid = old->uid;
    session->series = old->series;
    session->pinned = session->pinned || old->pinned;
    if (stood && session->status == PP_SESSION_DRAFT)
        session->status = old->status;
    if (stood && session->status != PP_SESSION_CANCELLED && is_back(old, session)) {
        session->status = PP_SESSION_PUBLISHED;
        session->was_day = PP_PAST_DAY;
    } else if (stood && session->status != PP_SESSION_CANCELLED && !same_place(old, session)) {
        session->status = PP_SESSION_MOVED;
        if (session->was_day == PP_PAST_DAY) {
            bool first = old->was_day == PP_PAST_DAY;
            session->was_day = first ? old->day : old->was_day;
            session->was_half = first ? (int)old->half : old->was_half;
            session->was_venue_ix = first ? old->venue_ix : old->was_venue_ix;
        }
    }
    session->sequence = old->sequence + changed(old, session);
}

static int find_old(const struct saver *saver, const struct pp_session *session, const char *uid) {
    for (int i = 0; session->session_id > 0 && i < saver->n_old; i++)
        if (saver->old[i].session_id == session->session_id)
            return i;
    return (int)pp_names_find(&saver->uids, uid);
}

static int put_session(struct saver *saver, const struct pp_session *wanted) {
    struct pp_session session = *wanted;
    PP_AUTO_STR struct pp_str uid = {0};
    char day[11];
    pp_day_iso(wanted->was_day == PP_PAST_DAY ? wanted->day : wanted->was_day, day);
    pp_str_appendf(&uid, "%s-%s", wanted->series, day);
    if (uid.failed)
        return pp_fail_nomem(saver->reterr);
    if (!session.uid || !*session.uid)
        session.uid = pp_str_text(&uid);
    int at = find_old(saver, &session, session.uid);
    if (at >= 0) {
        carry_over(&saver->old[at], &session);
        saver->kept[at] = true;
    }
    if (pp_names_find(&saver->taken, session.uid) >= 0)
        return pp_fail(saver->reterr, PP_E_INPUT, "two sessions of the roster are the same one: %s",
                       session.uid);
    int64_t ignored = 0;
    int rc = pp_names_add(&saver->taken, session.uid, &ignored, saver->reterr);
    if (rc)
        return rc;
    struct pp_stmt *stmt = at >= 0 ? saver->update : saver->insert;
    bind_session(saver, stmt, &session);
    if (at >= 0)
        pp_bind_int(stmt, 18, changed(&saver->old[at], &session));
    rc = pp_stmt_run(stmt, saver->reterr);
    int64_t session_id = at >= 0 ? saver->old[at].session_id : pp_db_last_id(saver->db);
    return rc ? rc : put_lists(saver, session_id, &session);
}

#define SESSION_COLUMNS                                                                \
    "plan_id, uid, series, kind, day, half_day, from_min, to_min, venue_id, team_id, " \
    "tara_id, status, was_day, was_half_day, was_venue_id, sequence, pinned, changed_at"
#define SESSION_VALUES                                                                  \
    "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT team_id FROM team WHERE name = ?10), " \
    "(SELECT tara_id FROM tara WHERE name = ?11), ?12, ?13, ?14, ?15, ?16, ?17"
#define NOW "strftime('%Y-%m-%dT%H:%M:%SZ')"

static int prepare(struct saver *saver) {
    const struct {
        const char *sql;
        struct pp_stmt **stmt;
    } all[] = {
        {"INSERT INTO session (" SESSION_COLUMNS ") VALUES (" SESSION_VALUES ", " NOW ")",
         &saver->insert},
        {"UPDATE session SET (" SESSION_COLUMNS ") = (" SESSION_VALUES ", CASE WHEN ?18 THEN " NOW
         " ELSE changed_at END) WHERE plan_id = ?1 AND uid = ?2",
         &saver->update},
        {"INSERT OR IGNORE INTO session_officer (session_id, officer_id) VALUES (?1, ?2)",
         &saver->officer},
        {"INSERT OR IGNORE INTO session_patch (session_id, patch_ix) VALUES (?1, ?2)",
         &saver->patch},
        {"DELETE FROM session_officer WHERE session_id = ?1", &saver->clear_officers},
        {"DELETE FROM session_patch WHERE session_id = ?1", &saver->clear_patches},
    };
    int rc = 0;
    for (size_t i = 0; !rc && i < sizeof all / sizeof *all; i++)
        rc = pp_db_prepare(saver->db, all[i].sql, all[i].stmt, saver->reterr);
    return rc;
}

static int read_old(struct saver *saver, struct pp_arena *arena) {
    struct pp_roster_problem names = *saver->saving->problem;
    struct pp_roster_reader reader = {.db = saver->db,
                                      .plan_id = saver->plan_id,
                                      .problem = &names,
                                      .arena = arena,
                                      .reterr = saver->reterr};
    int rc = pp_roster_read_sessions(&reader, &saver->old, &saver->n_old);
    if (rc)
        return rc;
    saver->kept = pp_arena_alloc(arena, (size_t)saver->n_old + 1);
    if (!saver->kept)
        return pp_fail_nomem(saver->reterr);
    int64_t ignored = 0;
    for (int i = 0; !rc && i < saver->n_old; i++)
        rc = pp_names_add(&saver->uids, saver->old[i].uid, &ignored, saver->reterr);
    return rc;
}

/* What has been stays. Of what is still to come and no longer wanted, in these weeks or in weeks given up, what people
 * know of is cancelled, the rest goes. */
static int let_go(struct saver *saver) {
    PP_AUTO_STMT struct pp_stmt *cancel = NULL;
    PP_AUTO_STMT struct pp_stmt *drop = NULL;
    const struct pp_roster_problem *problem = saver->saving->problem;
    int rc = pp_db_prepare(saver->db,
                           "UPDATE session SET status = 'cancelled', sequence = sequence + 1, "
                           "changed_at = " NOW " WHERE session_id = ?1",
                           &cancel, saver->reterr);
    if (!rc)
        rc = pp_db_prepare(saver->db,
                           "DELETE FROM session WHERE session_id = ?1 AND n_people IS NULL", &drop,
                           saver->reterr);
    for (int i = 0; !rc && i < saver->n_old; i++) {
        const struct pp_session *old = &saver->old[i];
        bool stood = old->status == PP_SESSION_PUBLISHED || old->status == PP_SESSION_MOVED;
        bool to_come = old->day >= problem->today;
        bool earlier = old->day < problem->calendar.first_day;
        if (saver->kept[i] || old->status == PP_SESSION_CANCELLED ||
            (!to_come && (stood || earlier)))
            continue;
        struct pp_stmt *stmt = stood ? cancel : drop;
        pp_bind_int(stmt, 1, old->session_id);
        rc = pp_stmt_run(stmt, saver->reterr);
    }
    return rc;
}

int pp_roster_save_sessions(struct pp_db *db, int64_t plan_id,
                            const struct pp_roster_saving *saving, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct saver saver = {.db = db, .plan_id = plan_id, .saving = saving, .reterr = reterr};
    int rc = read_old(&saver, &arena);
    if (!rc)
        rc = prepare(&saver);
    for (int i = 0; !rc && i < saving->roster->n_sessions; i++)
        rc = put_session(&saver, &saving->roster->sessions[i]);
    if (!rc)
        rc = let_go(&saver);
    struct pp_stmt *const all[] = {saver.insert, saver.update,         saver.officer,
                                   saver.patch,  saver.clear_officers, saver.clear_patches};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        pp_stmt_done(all[i]);
    pp_names_done(&saver.uids);
    pp_names_done(&saver.taken);
    return rc;
}
