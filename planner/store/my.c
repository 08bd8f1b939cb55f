#include "patchplan/store/my.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "planner/store/in_force.h"
#include "planner/store/public_rows.h"

/* The plan of a patch `p` is the one in force where the patch is. */
#define IN_FORCE(day, p) p ".plan_id = " PP_SQL_IN_FORCE(day, p ".team_id", p ".ward_id")
#define LEADS_NOW "d.officer_id = ?1 AND ?2 BETWEEN d.first_day AND d.last_day"

static const char *text_at(struct pp_stmt *stmt, struct pp_arena *arena, int column) {
    return pp_arena_strdup(arena, pp_column_text(stmt, column));
}

static pp_day day_at(struct pp_stmt *stmt, int column, pp_day none) {
    pp_day day;
    const char *iso = pp_column_text(stmt, column);
    return iso && pp_day_parse(iso, &day) ? day : none;
}

/* ?1 the officer, ?2 and ?3 the days, ?4 the plan. */
static void bind_wish(struct pp_stmt *stmt, const struct pp_my_wish *wish) {
    char from[11], until[11];
    pp_day_iso(wish->from, from);
    pp_day_iso(wish->until, until);
    pp_bind_text(stmt, 1, wish->officer_id);
    pp_bind_text(stmt, 2, from);
    pp_bind_text(stmt, 3, until);
    pp_bind_int(stmt, 4, wish->plan_id);
}

typedef int (*row_reader)(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                          struct pp_error *reterr);

/* The rows of a statement with the parameters above. */
static int read_rows(struct pp_db *db, const char *sql, const struct pp_my_wish *wish, size_t size,
                     row_reader read, struct pp_arena *arena, void **ret_rows, size_t *ret_n,
                     struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    bind_wish(stmt, wish);
    return pp_public_read_rows(stmt, size, read, arena, ret_rows, ret_n, reterr);
}

/* ---- who ---- */

/* Patches led say which plan; who leads none is served by that of the team. */
static const char officer_sql[] =
    "SELECT o.name, coalesce(t.name, ''), coalesce(l.name, ''), coalesce(l.phone, ''),"
    " (SELECT first_day FROM roster r WHERE r.plan_id = p.plan_id), p.plan_id, o.ends"
    " FROM officer o LEFT JOIN team t USING (team_id)"
    " LEFT JOIN officer l ON l.team_id = o.team_id AND l.role = 'team_leader' AND l.name <> ''"
    " LEFT JOIN (SELECT coalesce((SELECT pp.plan_id FROM plan_lead d JOIN plan_patch pp"
    "  USING (plan_id, patch_ix) WHERE " LEADS_NOW " AND pp.plan_id = " PP_SQL_IN_FORCE(
        "?2", "pp.team_id", "pp.ward_id") " LIMIT 1),"
                                          "  (SELECT " PP_SQL_IN_FORCE(
                                              "?2", "e.team_id",
                                              "NULL") " FROM officer e WHERE e.officer_id = ?1))"
                                                      "  AS plan_id) p WHERE o.officer_id = ?1 AND "
                                                      "?3 = ?3 AND ?4 = ?4 LIMIT 1";

int pp_store_my_officer(struct pp_db *db, const char *officer_id, pp_day day,
                        struct pp_arena *arena, struct pp_my_officer *ret_officer,
                        struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    const struct pp_my_wish wish = {.officer_id = officer_id, .from = day, .until = day};
    int rc = pp_db_prepare(db, officer_sql, &stmt, reterr);
    if (rc)
        return rc;
    bind_wish(stmt, &wish);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc ? rc : pp_fail(reterr, PP_E_NOTFOUND, "There is no such officer any more.");
    *ret_officer = (struct pp_my_officer){.name = text_at(stmt, arena, 0),
                                          .team = text_at(stmt, arena, 1),
                                          .leader = text_at(stmt, arena, 2),
                                          .leader_phone = text_at(stmt, arena, 3),
                                          .first_day = day_at(stmt, 4, PP_PAST_DAY),
                                          .plan_id = pp_column_int(stmt, 5),
                                          .last_day = day_at(stmt, 6, PP_FAR_DAY)};
    if (!ret_officer->name || !ret_officer->leader_phone)
        return pp_fail_nomem(reterr);
    return ret_officer->plan_id != 0;
}

/* ---- patches ---- */

static int read_patch(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                      struct pp_error *reterr) {
    (void)reterr;
    struct pp_my_patch patch = {.name = text_at(stmt, arena, 0),
                                .n_homes = pp_column_int(stmt, 1),
                                .shares = pp_column_int(stmt, 2) != 0};
    *(struct pp_my_patch *)row = patch;
    return patch.name ? 0 : PP_E_NOMEM;
}

int pp_store_my_patches(struct pp_db *db, const struct pp_my_wish *wish, struct pp_arena *arena,
                        struct pp_my_patch **ret_patches, size_t *ret_n, struct pp_error *reterr) {
    void *rows = NULL;
    int rc = read_rows(db,
                       "SELECT p.name, p.n_homes, d.role = 'share' FROM plan_lead d JOIN plan_patch"
                       " p USING (plan_id, patch_ix) WHERE " LEADS_NOW
                       " AND " IN_FORCE("?2", "p") " AND ?3 = ?3 AND ?4 = ?4 ORDER BY p.name",
                       wish, sizeof **ret_patches, read_patch, arena, &rows, ret_n, reterr);
    if (!rc)
        *ret_patches = rows;
    return rc;
}

/* ---- visits ---- */

#define MY_VISITS "roster_visit v WHERE v.plan_id = ?4 AND (v.officer_id = ?1 OR v.second_id = ?1)"

static int read_visit(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                      struct pp_error *reterr) {
    (void)reterr;
    struct pp_my_visit visit = {.home_id = pp_column_int(stmt, 0),
                                .address = text_at(stmt, arena, 1),
                                .postcode = text_at(stmt, arena, 2),
                                .patch = text_at(stmt, arena, 3),
                                .state = text_at(stmt, arena, 4),
                                .week = text_at(stmt, arena, 5),
                                .booked = text_at(stmt, arena, 6),
                                .n_tries = (int)pp_column_int(stmt, 7),
                                .two_officers = pp_column_int(stmt, 8) != 0,
                                .found = text_at(stmt, arena, 9)};
    *(struct pp_my_visit *)row = visit;
    return visit.address && visit.postcode && visit.patch && visit.state && visit.week ? 0
                                                                                       : PP_E_NOMEM;
}

int pp_store_my_visits(struct pp_db *db, const struct pp_my_wish *wish, size_t most,
                       struct pp_arena *arena, struct pp_my_visit **ret_visits, size_t *ret_n,
                       struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "SELECT v.home_id, coalesce(h.address, h.property_ref), coalesce(c.code, ''), p.name,"
        " v.state, v.week_start, (SELECT max(day) FROM visit_outcome o WHERE o.home_id ="
        "  v.home_id AND o.state = 'booked' AND v.state = 'booked') AS booked,"
        " coalesce(m.n_no_access, 0), v.two_officers, (SELECT max(day) FROM visit_outcome o"
        "  WHERE o.home_id = v.home_id AND o.state = v.state AND v.state <> 'booked')"
        " FROM (SELECT * FROM " MY_VISITS
        "  AND v.week_start <= ?3 AND (v.state IN ('due', 'offered', 'booked', 'no access')"
        "  OR EXISTS (SELECT 1 FROM visit_outcome o WHERE o.home_id = v.home_id AND o.day >= ?2)))"
        " v JOIN home h USING (home_id) LEFT JOIN postcode c USING (postcode_id)"
        " JOIN plan_patch p ON p.plan_id = v.plan_id AND p.patch_ix = v.patch_ix"
        " LEFT JOIN home_visit m ON m.home_id = v.home_id"
        " WHERE h.ended = 0 ORDER BY v.week_start, booked IS NULL, booked, 2 LIMIT ?5",
        &stmt, reterr);
    if (rc)
        return rc;
    bind_wish(stmt, wish);
    pp_bind_int(stmt, 5, (int64_t)most);
    return pp_public_read_rows(stmt, sizeof **ret_visits, read_visit, arena, ret_visits, ret_n,
                               reterr);
}

int pp_store_my_visit_known(struct pp_db *db, const struct pp_my_wish *wish, int64_t home_id,
                            bool *ret_known, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(db, "SELECT 1 FROM " MY_VISITS " AND ?2 = ?2 AND ?3 = ?3 AND v.home_id = ?5",
                      &stmt, reterr);
    if (rc)
        return rc;
    bind_wish(stmt, wish);
    pp_bind_int(stmt, 5, home_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_known = rc == 1;
    return 0;
}

/* ---- days ---- */

int pp_store_my_day_off(struct pp_db *db, const struct pp_my_wish *wish, pp_day day,
                        const char **ret_why, struct pp_error *reterr) {
    static const struct {
        const char *sql, *why;
    } reasons[] = {
        {"SELECT 1 FROM holiday WHERE day = ?2 AND ?1 = ?1 AND ?3 = ?3 AND ?4 = ?4",
         "is a bank holiday"},
        {"SELECT 1 FROM closure WHERE day = ?2 AND ?1 = ?1 AND ?3 = ?3 AND ?4 = ?4",
         "is a day on which the council is closed"},
        {"SELECT 1 FROM leave WHERE officer_id = ?1 AND ?2 BETWEEN first_day AND last_day AND "
         "part = '' AND ?3 = ?3 AND ?4 = ?4",
         "is a day on which you are away"},
        {"SELECT 1 FROM officer_day WHERE officer_id = ?1 AND weekday = ?3 AND works = 'off' AND "
         "week = iif((CAST(julianday(?2) - julianday(coalesce((SELECT anchor FROM roster WHERE "
         "plan_id = ?4), '2000-01-03')) AS INTEGER) % 14 + 14) % 14 < 7, 'A', 'B')",
         "is none of your working days"},
    };
    char iso[11];
    int weekday = pp_day_weekday(day);
    *ret_why = weekday > 4 ? "is at a weekend" : NULL;
    pp_day_iso(day, iso);
    for (size_t i = 0; !*ret_why && i < sizeof reasons / sizeof *reasons; i++) {
        PP_AUTO_STMT struct pp_stmt *stmt = NULL;
        int rc = pp_db_prepare(db, reasons[i].sql, &stmt, reterr);
        if (rc)
            return rc;
        pp_bind_text(stmt, 1, wish->officer_id);
        pp_bind_text(stmt, 2, iso);
        pp_bind_int(stmt, 3, weekday);
        pp_bind_int(stmt, 4, wish->plan_id);
        if ((rc = pp_stmt_step(stmt, reterr)) < 0)
            return rc;
        if (rc == 1)
            *ret_why = reasons[i].why;
    }
    return 0;
}

static int read_session(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                        struct pp_error *reterr) {
    (void)reterr;
    struct pp_my_session session = {.session_id = pp_column_int(stmt, 0),
                                    .day = day_at(stmt, 1, PP_PAST_DAY),
                                    .from_minute = (int)pp_column_int(stmt, 2),
                                    .to_minute = (int)pp_column_int(stmt, 3),
                                    .venue = text_at(stmt, arena, 4),
                                    .postcode = text_at(stmt, arena, 5),
                                    .status = text_at(stmt, arena, 6),
                                    .patches = text_at(stmt, arena, 7),
                                    .is_meeting = pp_column_int(stmt, 8) != 0,
                                    .n_people =
                                        pp_column_is_null(stmt, 9) ? -1 : pp_column_int(stmt, 9)};
    *(struct pp_my_session *)row = session;
    return session.venue && session.postcode && session.status && session.patches ? 0 : PP_E_NOMEM;
}

int pp_store_my_sessions(struct pp_db *db, const struct pp_my_wish *wish, struct pp_arena *arena,
                         struct pp_my_session **ret_sessions, size_t *ret_n,
                         struct pp_error *reterr) {
    void *rows = NULL;
    int rc = read_rows(
        db,
        "SELECT s.session_id, s.day, s.from_min, s.to_min, coalesce(v.name, t.name, ''),"
        " coalesce(v.postcode, ''), s.status, coalesce((SELECT group_concat(p.name, ', ') FROM"
        "  session_patch sp JOIN plan_patch p ON p.plan_id = s.plan_id AND p.patch_ix = sp.patch_ix"
        "  WHERE sp.session_id = s.session_id), ''), s.kind = 'tara', s.n_people"
        " FROM session s JOIN session_officer o USING (session_id) LEFT JOIN venue v USING"
        " (venue_id) LEFT JOIN tara t USING (tara_id) WHERE o.officer_id = ?1 AND CASE WHEN EXISTS"
        "  (SELECT 1 FROM session_patch sp WHERE sp.session_id = s.session_id) THEN EXISTS (SELECT "
        "1"
        "  FROM session_patch sp JOIN plan_patch p ON p.plan_id = s.plan_id AND p.patch_ix ="
        "  sp.patch_ix WHERE sp.session_id = s.session_id AND " IN_FORCE(
            "s.day", "p") ") ELSE"
                          "  s.plan_id = ?4 END"
                          " AND s.day BETWEEN ?2 AND ?3 ORDER BY s.day, s.from_min",
        wish, sizeof **ret_sessions, read_session, arena, &rows, ret_n, reterr);
    if (!rc)
        *ret_sessions = rows;
    return rc;
}

static int read_cover(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                      struct pp_error *reterr) {
    (void)reterr;
    struct pp_my_cover cover = {.day = day_at(stmt, 0, PP_PAST_DAY),
                                .part = text_at(stmt, arena, 1),
                                .patch = text_at(stmt, arena, 2),
                                .other = text_at(stmt, arena, 3),
                                .is_mine = pp_column_int(stmt, 4) != 0};
    *(struct pp_my_cover *)row = cover;
    return cover.part && cover.patch && cover.other ? 0 : PP_E_NOMEM;
}

int pp_store_my_covers(struct pp_db *db, const struct pp_my_wish *wish, struct pp_arena *arena,
                       struct pp_my_cover **ret_covers, size_t *ret_n, struct pp_error *reterr) {
    void *rows = NULL;
    int rc = read_rows(
        db,
        "SELECT c.day, c.part, p.name, coalesce(o.name, ''), c.absent_id = ?1 FROM roster_cover c"
        " JOIN plan_patch p USING (plan_id, patch_ix) LEFT JOIN officer o ON o.officer_id ="
        " CASE c.absent_id WHEN ?1 THEN c.cover_id ELSE c.absent_id END"
        " WHERE " IN_FORCE("c.day",
                           "p") " AND (c.absent_id = ?1 OR c.cover_id = ?1) AND c.day BETWEEN"
                                " ?2 AND ?3 AND ?4 = ?4 ORDER BY c.day, c.part, p.name",
        wish, sizeof **ret_covers, read_cover, arena, &rows, ret_n, reterr);
    if (!rc)
        *ret_covers = rows;
    return rc;
}

static int read_leave(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                      struct pp_error *reterr) {
    (void)reterr;
    struct pp_my_leave leave = {.first_day = text_at(stmt, arena, 0),
                                .last_day = text_at(stmt, arena, 1),
                                .part = text_at(stmt, arena, 2)};
    *(struct pp_my_leave *)row = leave;
    return leave.first_day && leave.last_day && leave.part ? 0 : PP_E_NOMEM;
}

int pp_store_my_leave(struct pp_db *db, const struct pp_my_wish *wish, size_t most,
                      struct pp_arena *arena, struct pp_my_leave **ret_leave, size_t *ret_n,
                      struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT first_day, last_day, part FROM leave WHERE officer_id = ?1 AND"
                           " last_day >= ?2 AND ?3 = ?3 AND ?4 = ?4 ORDER BY first_day LIMIT ?5",
                           &stmt, reterr);
    if (rc)
        return rc;
    bind_wish(stmt, wish);
    pp_bind_int(stmt, 5, (int64_t)most);
    return pp_public_read_rows(stmt, sizeof **ret_leave, read_leave, arena, ret_leave, ret_n,
                               reterr);
}
