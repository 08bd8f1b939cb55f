/* What people tell a roster: leave, pins, what was found at a door, how many came. */
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/roster/practice.h"
#include "planner/store/roster_rows.h"

/* ---- names that must be there ---- */

/* "there is no officer 'O17'; did you mean 'O11'?" `sql` lists names; ?1, when it has one, is the plan. */
static int fail_unknown(struct pp_db *db, const char *sql, int64_t plan_id, const char *what,
                        const char *name, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char *known[1024];
    size_t n = 0;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    if (strstr(sql, "?1"))
        pp_bind_int(stmt, 1, plan_id);
    while (n < 1024 && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        known[n] = pp_arena_strdup(&arena, pp_column_text(stmt, 0));
        n += known[n] != NULL;
    }
    if (rc < 0)
        return rc;
    const char *nearest = pp_text_nearest(name, known, n);
    return pp_fail(reterr, PP_E_NOTFOUND, "there is no %s '%.80s'%s%s%s", what, name,
                   nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

/* One number of a statement whose parameters are bound: 1 and the number, 0 when there is no row. */
static int ask(struct pp_stmt *stmt, int64_t *ret_value, struct pp_error *reterr) {
    int rc = pp_stmt_step(stmt, reterr);
    if (rc > 0)
        *ret_value = pp_column_int(stmt, 0);
    pp_stmt_reset(stmt);
    return rc;
}

static int need_officer(struct pp_db *db, const char *officer_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int64_t one = 0;
    int rc = pp_db_prepare(db, "SELECT 1 FROM officer WHERE officer_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, officer_id);
    rc = ask(stmt, &one, reterr);
    if (rc == 0)
        return fail_unknown(db, "SELECT officer_id FROM officer ORDER BY 1", 0, "officer",
                            officer_id, reterr);
    return rc < 0 ? rc : 0;
}

static int need_patch(struct pp_db *db, int64_t plan_id, const char *name, int64_t *ret_patch_ix,
                      struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT patch_ix FROM plan_patch WHERE plan_id = ?1 AND name = ?2",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_text(stmt, 2, name);
    rc = ask(stmt, ret_patch_ix, reterr);
    if (rc == 0)
        return fail_unknown(db, "SELECT name FROM plan_patch WHERE plan_id = ?1 ORDER BY patch_ix",
                            plan_id, "patch", name, reterr);
    return rc < 0 ? rc : 0;
}

/* ---- leave ---- */

int pp_store_roster_add_absence(struct pp_db *db, const char *officer_id,
                                const struct pp_absence *absence, const char *kind,
                                struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    char first[11], last[11];
    pp_day_iso(absence->first_day, first);
    pp_day_iso(absence->last_day, last);
    if (absence->last_day < absence->first_day)
        return pp_fail(reterr, PP_E_INPUT, "the leave of %s ends on %s, before it starts on %s",
                       officer_id, last, first);
    int rc = need_officer(db, officer_id, reterr);
    if (!rc)
        rc = pp_db_prepare(db,
                           "INSERT INTO leave (officer_id, first_day, last_day, part, kind) SELECT "
                           "?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM leave WHERE "
                           "officer_id = ?1 AND first_day = ?2 AND last_day = ?3 AND part = ?4)",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, officer_id);
    pp_bind_text(stmt, 2, first);
    pp_bind_text(stmt, 3, last);
    pp_bind_text(stmt, 4, absence->part < 0 ? "" : pp_half_name((enum pp_half)absence->part));
    pp_bind_text(stmt, 5, kind);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_roster_end_absence(struct pp_db *db, const char *officer_id, pp_day from, pp_day to,
                                struct pp_error *reterr) {
    static const char *const steps[] = {
        "INSERT INTO leave (officer_id, first_day, last_day, part, kind) SELECT officer_id, "
        "date(?3, '+1 day'), last_day, part, kind FROM leave WHERE officer_id = ?1 AND kind = "
        "'unplanned' AND first_day <= ?3 AND last_day > ?3",
        "INSERT INTO leave (officer_id, first_day, last_day, part, kind) SELECT officer_id, "
        "first_day, date(?2, '-1 day'), part, kind FROM leave WHERE officer_id = ?1 AND kind = "
        "'unplanned' AND first_day < ?2 AND last_day >= ?2",
        ("DELETE FROM leave WHERE officer_id = ?1 AND kind = 'unplanned' AND first_day <= ?3 AND "
         "last_day >= ?2"),
    };
    char first[11], last[11];
    int rc = 0;
    pp_day_iso(from, first);
    pp_day_iso(to, last);
    for (size_t i = 0; !rc && i < sizeof steps / sizeof *steps; i++) {
        PP_AUTO_STMT struct pp_stmt *stmt = NULL;
        rc = pp_db_prepare(db, steps[i], &stmt, reterr);
        if (rc)
            return rc;
        pp_bind_text(stmt, 1, officer_id);
        if (strstr(steps[i], "?2"))
            pp_bind_text(stmt, 2, first);
        if (strstr(steps[i], "?3"))
            pp_bind_text(stmt, 3, last);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

/* ---- pins ---- */

int pp_store_roster_free_session(struct pp_db *db, int64_t session_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(db, "UPDATE session SET pinned = 0 WHERE session_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, session_id);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_roster_pin(struct pp_db *db, int64_t plan_id, const char *patch,
                        const char *officer_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int64_t patch_ix = 0;
    int rc = need_patch(db, plan_id, patch, &patch_ix, reterr);
    if (!rc && officer_id)
        rc = need_officer(db, officer_id, reterr);
    if (!rc)
        rc = officer_id
                 ? pp_db_prepare(db,
                                 "INSERT INTO roster_pin (plan_id, patch_ix, officer_id) VALUES "
                                 "(?1, ?2, ?3) ON CONFLICT DO UPDATE SET officer_id = ?3",
                                 &stmt, reterr)
                 : pp_db_prepare(db, "DELETE FROM roster_pin WHERE plan_id = ?1 AND patch_ix = ?2",
                                 &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_int(stmt, 2, patch_ix);
    if (officer_id)
        pp_bind_text(stmt, 3, officer_id);
    return pp_stmt_run(stmt, reterr);
}

/* ---- publishing ---- */

#define DRAFTS_OF_SCOPE                                                                          \
    "plan_id = ?1 AND status = 'draft' AND "                                                     \
    "(NOT EXISTS (SELECT 1 FROM publication_scope c WHERE c.publication_id = ?2) OR EXISTS "     \
    "(SELECT 1 FROM publication_scope c WHERE c.publication_id = ?2 AND c.kind = 'team' AND "    \
    "c.place_id = session.team_id) OR EXISTS (SELECT 1 FROM session_patch s JOIN plan_patch p "  \
    "ON p.plan_id = ?1 AND p.patch_ix = s.patch_ix JOIN publication_scope c ON c.kind = 'ward' " \
    "AND c.place_id = p.ward_id AND c.publication_id = ?2 WHERE s.session_id = "                 \
    "session.session_id))"

int pp_store_roster_count_drafts(struct pp_db *db, int64_t plan_id, int64_t publication_id,
                                 int64_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(db, "SELECT count(*) FROM session WHERE " DRAFTS_OF_SCOPE, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_int(stmt, 2, publication_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_n = pp_column_int(stmt, 0);
    return 0;
}

int pp_store_roster_publish(struct pp_db *db, int64_t plan_id, int64_t publication_id,
                            struct pp_error *reterr) {
    static const char *const steps[] = {
        "UPDATE session SET status = 'published' WHERE " DRAFTS_OF_SCOPE,
        "UPDATE roster SET published_at = strftime('%Y-%m-%dT%H:%M:%SZ') WHERE plan_id = ?1 AND "
        "?2 = ?2",
    };
    int rc = 0;
    for (size_t i = 0; !rc && i < sizeof steps / sizeof *steps; i++) {
        PP_AUTO_STMT struct pp_stmt *stmt = NULL;
        if ((rc = pp_db_prepare(db, steps[i], &stmt, reterr)) != 0)
            return rc;
        pp_bind_int(stmt, 1, plan_id);
        pp_bind_int(stmt, 2, publication_id);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

/* ---- visits ---- */

int pp_store_visit_home(struct pp_db *db, const char *property_ref, int64_t *ret_home_id,
                        struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT max(home_id), count(*) FROM home WHERE property_ref = ?1 AND "
                           "landlord_id IN (SELECT landlord_id FROM landlord)",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, property_ref);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    if (pp_column_int(stmt, 1) == 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "no home has the property_ref '%.80s'", property_ref);
    if (pp_column_int(stmt, 1) > 1)
        return pp_fail(reterr, PP_E_INPUT, "several landlords have a home '%.80s'", property_ref);
    *ret_home_id = pp_column_int(stmt, 0);
    return 0;
}

/* The newest by its day, whenever it was told; on one day what was found, not that it was agreed. */
#define NEWEST_FOUND                                                                  \
    "(SELECT o.state FROM visit_outcome o WHERE o.home_id = ?1 ORDER BY o.day DESC, " \
    "o.state = 'booked' LIMIT 1)"

int pp_store_visit_record(struct pp_db *db, const struct pp_visit_found *found, bool *ret_replaced,
                          struct pp_error *reterr) {
    static const char *const steps[] = {
        /* Another outcome of the same day was a mistake: what is told last holds. */
        "DELETE FROM visit_outcome WHERE home_id = ?1 AND day = ?2 AND state NOT IN (?3, 'booked') "
        "AND ?3 <> 'booked'",
        "UPDATE home_visit SET last_visit = (SELECT max(day) FROM visit_outcome o WHERE o.home_id "
        "= "
        "?1 AND o.state = 'done') WHERE home_id = ?1 AND last_visit = ?2 AND ?3 NOT IN ('done', "
        "'booked') AND changes() > 0",
        /* Booked anew: the day agreed before is no longer so. Nor is it when the visit took place, or is not wanted. */
        "DELETE FROM visit_outcome WHERE home_id = ?1 AND state = 'booked' AND ?3 = 'booked' AND "
        "day <> ?2",
        "DELETE FROM visit_outcome WHERE home_id = ?1 AND state = 'booked' AND day > ?2 AND ?3 IN "
        "('done', 'declined') AND day < date(?2, '+6 months')",
        /* The visit that a list told of is found again when this one turns out to be none. */
        "INSERT OR IGNORE INTO visit_outcome (home_id, day, state) SELECT home_id, last_visit, "
        "'done' FROM home_visit WHERE home_id = ?1 AND last_visit < ?2 AND ?3 = 'done'",
        "INSERT INTO visit_outcome (home_id, day, state, minutes) VALUES (?1, ?2, ?3, "
        "nullif(?4, -1)) ON CONFLICT DO UPDATE SET minutes = coalesce(excluded.minutes, minutes)",
        /* Tries are counted from what was found, so that a row told twice counts once. */
        "INSERT INTO home_visit (home_id, state, last_visit) VALUES (?1, " NEWEST_FOUND ", CASE ?3 "
        "WHEN 'done' THEN ?2 END) ON CONFLICT (home_id) DO UPDATE SET state = " NEWEST_FOUND
        ", last_visit = CASE ?3 WHEN 'done' THEN max(coalesce(last_visit, ''), ?2) ELSE last_visit "
        "END",
        "UPDATE home_visit SET n_no_access = (SELECT count(*) FROM visit_outcome o WHERE o.home_id "
        "= ?1 AND o.state = 'no access' AND o.day > coalesce(home_visit.last_visit, '')) WHERE "
        "home_id = ?1 AND ?2 = ?2 AND ?3 = ?3",
        ("UPDATE roster_visit SET state = " NEWEST_FOUND " WHERE plan_id IN (SELECT plan_id FROM "
         "roster) AND home_id = ?1 AND ?2 = ?2 AND ?3 = ?3"),
    };
    static const char *const told[] = {"booked", "done", "declined", "no access"};
    enum { MINUTES_STEP = 5 };
    char text[11];
    bool replaced = false;
    int rc = 0;
    pp_day_iso(found->day, text);
    if (pp_roster_name(told, 4, found->state) < 0)
        return pp_fail(reterr, PP_E_INPUT,
                       "'%.40s' is no outcome of a visit: booked, done, declined or no access",
                       found->state);
    for (size_t i = 0; !rc && i < sizeof steps / sizeof *steps; i++) {
        PP_AUTO_STMT struct pp_stmt *stmt = NULL;
        if ((rc = pp_db_prepare(db, steps[i], &stmt, reterr)) != 0)
            return rc;
        pp_bind_int(stmt, 1, found->home_id);
        pp_bind_text(stmt, 2, text);
        pp_bind_text(stmt, 3, found->state);
        if (i == MINUTES_STEP)
            pp_bind_int(stmt, 4, found->minutes);
        rc = pp_stmt_run(stmt, reterr);
        replaced = replaced || (i == 0 && pp_db_changes(db) > 0);
    }
    if (!rc && ret_replaced)
        *ret_replaced = replaced;
    return rc;
}

/* ---- who came ---- */

int pp_store_attendance_record(struct pp_db *db, int64_t plan_id, int64_t session_id, int n_people,
                               struct pp_error *reterr) {
    if (n_people < 0)
        return pp_fail(reterr, PP_E_INPUT, "%d people cannot have come to session %lld", n_people,
                       (long long)session_id);
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(db, "UPDATE session SET n_people = ?3 WHERE plan_id = ?1 AND session_id = ?2",
                      &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_int(stmt, 2, session_id);
    pp_bind_int(stmt, 3, n_people);
    rc = pp_stmt_run(stmt, reterr);
    if (rc || pp_db_changes(db) > 0)
        return rc;
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "the roster of this plan has no session %lld; patchplan roster show lists them",
                   (long long)session_id);
}

static bool take_held(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    *(struct pp_held_session *)row = (struct pp_held_session){
        .session_id = pp_column_int(stmt, 0),
        .day = pp_roster_day(stmt, 1, PP_PAST_DAY),
        .half = (enum pp_half)pp_roster_half(stmt, 2),
        .venue_id = pp_roster_text(reader, stmt, 3),
        .venue = pp_roster_text(reader, stmt, 4),
        .cancelled = pp_column_int(stmt, 5) != 0,
        .n_people = (int)pp_column_int(stmt, 6),
    };
    return true;
}

int pp_store_held_sessions(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                           struct pp_held_session **ret_rows, int *ret_n, struct pp_error *reterr) {
    struct pp_roster_reader reader = {
        .db = db, .plan_id = plan_id, .arena = arena, .reterr = reterr};
    return pp_roster_read(&reader,
                          "SELECT session_id, day, half_day, coalesce(venue_id, ''), "
                          "coalesce(v.name, venue_id, 'no venue'), status = 'cancelled', "
                          "coalesce(n_people, -1) FROM "
                          "session LEFT JOIN venue v USING (venue_id) WHERE plan_id = ?1 ORDER BY "
                          "6, 1",
                          take_held, sizeof **ret_rows, ret_rows, ret_n);
}

static bool take_attendance(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    *(struct pp_attendance_row *)row =
        (struct pp_attendance_row){pp_roster_text(reader, stmt, 0), pp_roster_half(stmt, 1),
                                   (int)pp_column_int(stmt, 2), (int)pp_column_int(stmt, 3)};
    return true;
}

int pp_store_attendance(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                        struct pp_attendance_row **ret_rows, int *ret_n, struct pp_error *reterr) {
    struct pp_roster_reader reader = {
        .db = db, .plan_id = plan_id, .arena = arena, .reterr = reterr};
    return pp_roster_read(&reader,
                          "SELECT coalesce(venue_id, ''), half_day, count(*), sum(n_people) FROM "
                          "session WHERE plan_id = ?1 AND n_people IS NOT NULL GROUP BY 1, 2 ORDER "
                          "BY 1, CASE half_day WHEN 'am' THEN 0 WHEN 'pm' THEN 1 ELSE 2 END",
                          take_attendance, sizeof **ret_rows, ret_rows, ret_n);
}

/* ---- what was recorded of each patch ---- */

struct recorded {
    int patch_ix, n, n_timed;
    double minutes;
};

static bool take_recorded(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    (void)reader;
    *(struct recorded *)row =
        (struct recorded){(int)pp_column_int(stmt, 0), (int)pp_column_int(stmt, 1),
                          (int)pp_column_int(stmt, 2), pp_column_real(stmt, 3)};
    return true;
}

#define HOMES_OF_PATCHES                                                                       \
    "FROM plan_home ph JOIN plan_unit u ON u.plan_id = ph.plan_id AND u.unit_ix = ph.unit_ix " \
    "JOIN home h ON h.home_id = ph.home_id "
#define THAT_COUNT "WHERE ph.plan_id = ?1 AND u.patch_ix >= 0 AND h.included AND NOT h.ended "

/* Minutes of a neighbourhood go to patches by their part of its homes. */
static const char work_sql[] =
    "WITH part AS (SELECT u.patch_ix, h.neighbourhood_id, count(*) AS n " HOMES_OF_PATCHES
        THAT_COUNT
    "GROUP BY 1, 2), whole AS (SELECT neighbourhood_id, count(*) AS n FROM home WHERE included AND "
    "NOT ended GROUP BY 1), work AS (SELECT i.neighbourhood_id, sum(i.n * a.minutes) AS minutes "
    "FROM intervention i JOIN activity a USING (activity_id) WHERE a.done_by = 'patch officer' AND "
    "i.month || '-01' BETWEEN ?2 AND ?3 GROUP BY 1) SELECT part.patch_ix, 0, 0, sum(work.minutes * "
    "part.n / "
    "whole.n) FROM part JOIN whole USING (neighbourhood_id) JOIN work USING (neighbourhood_id) "
    "GROUP BY 1";

/* Of what was told of a home twice in a year one visit counts; the minutes are the mean of all that were timed. */
static const char visits_sql[] =
    "SELECT u.patch_ix, count(DISTINCT o.home_id || ' ' || "
    "CAST((julianday(o.day) - julianday(?2)) / ?4 AS INTEGER)), count(o.minutes), "
    "coalesce(sum(o.minutes), 0) " HOMES_OF_PATCHES
    "JOIN visit_outcome o ON o.home_id = ph.home_id " THAT_COUNT
    "AND o.state = 'done' AND o.day >= ?2 AND o.day <= ?3 GROUP BY 1";

int pp_store_roster_recorded(struct pp_db *db, int64_t plan_id, pp_day since, pp_day until,
                             int n_patches, struct pp_arena *arena,
                             struct pp_recorded_row **ret_rows, struct pp_error *reterr) {
    char first[11], last[11];
    pp_day_iso(since, first);
    pp_day_iso(until, last);
    struct pp_roster_reader reader = {.db = db,
                                      .plan_id = plan_id,
                                      .second = first,
                                      .third = last,
                                      .fourth = PP_VISIT_YEAR_DAYS,
                                      .arena = arena,
                                      .reterr = reterr};
    struct recorded *visits = NULL, *work = NULL;
    int n_visits = 0, n_work = 0;
    struct pp_recorded_row *rows = pp_arena_alloc(arena, (size_t)(n_patches + 1) * sizeof *rows);
    if (!rows)
        return pp_fail_nomem(reterr);
    int rc = pp_roster_read(&reader, visits_sql, take_recorded, sizeof *visits, &visits, &n_visits);
    if (!rc)
        rc = pp_roster_read(&reader, work_sql, take_recorded, sizeof *work, &work, &n_work);
    for (int i = 0; !rc && i < n_visits; i++)
        if (visits[i].patch_ix < n_patches)
            rows[visits[i].patch_ix] =
                (struct pp_recorded_row){visits[i].n, visits[i].minutes, visits[i].n_timed, 0};
    for (int i = 0; !rc && i < n_work; i++)
        if (work[i].patch_ix < n_patches)
            rows[work[i].patch_ix].work_minutes = work[i].minutes;
    if (!rc)
        *ret_rows = rows;
    return rc;
}
