/* All that a roster is made from, out of the planning file. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/store/letters.h"
#include "planner/store/roster_rows.h"

/* ---- the plan, its teams, wards and patches ---- */

static int read_plan(struct pp_roster_reader *reader) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(reader->db, "SELECT name, max_milli FROM plan WHERE plan_id = ?1", &stmt,
                           reader->reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, reader->plan_id);
    if ((rc = pp_stmt_step(stmt, reader->reterr)) < 0)
        return rc;
    if (rc == 0)
        return pp_fail(reader->reterr, PP_E_NOTFOUND,
                       "that plan is no longer in the planning file");
    reader->problem->plan_name = pp_roster_text(reader, stmt, 0);
    reader->problem->max_milli = pp_column_int(stmt, 1);
    return 0;
}

static bool take_text(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    *(const char **)row = pp_roster_text(reader, stmt, 0);
    return true;
}

static int read_names(struct pp_roster_reader *reader) {
    struct pp_roster_problem *problem = reader->problem;
    int n = 0;
    int rc = pp_roster_read(reader, "SELECT name FROM team ORDER BY name", take_text,
                            sizeof *problem->team_names, &problem->team_names, &problem->n_teams);
    if (!rc)
        rc = pp_roster_read(reader, "SELECT code FROM ward ORDER BY code", take_text,
                            sizeof *problem->ward_codes, &problem->ward_codes, &problem->n_wards);
    if (!rc)
        rc = pp_roster_read(reader,
                            "SELECT CASE name WHEN '' THEN code ELSE name END FROM ward ORDER BY "
                            "code",
                            take_text, sizeof *problem->ward_names, &problem->ward_names, &n);
    return rc;
}

/* Patches stand in the file by patch_ix from 0 on without holes: the number is the place. */
static const char patches_sql[] =
    "SELECT p.name, t.name, w.code, u.easting_m, u.northing_m, p.share_milli, p.weight_milli, "
    "p.n_homes FROM plan_patch p LEFT JOIN team t ON t.team_id = p.team_id LEFT JOIN ward w ON "
    "w.ward_id = p.ward_id LEFT JOIN plan_unit u ON u.plan_id = p.plan_id AND u.unit_ix = "
    "p.hub_unit_ix WHERE p.plan_id = ?1 ORDER BY p.patch_ix";

static bool take_patch(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    const struct pp_roster_problem *problem = reader->problem;
    *(struct pp_roster_patch *)row = (struct pp_roster_patch){
        .name = pp_roster_text(reader, stmt, 0),
        .team_ix = pp_roster_name(problem->team_names, problem->n_teams, pp_column_text(stmt, 1)),
        .ward_ix = pp_roster_name(problem->ward_codes, problem->n_wards, pp_column_text(stmt, 2)),
        .x = pp_column_real(stmt, 3),
        .y = pp_column_real(stmt, 4),
        .share_milli = (int)pp_column_int(stmt, 5),
        .weight_milli = pp_column_int(stmt, 6),
        .n_homes = (int)pp_column_int(stmt, 7),
        .drawn_lead_ix = -1,
        .drawn_sharer_ix = -1,
    };
    return true;
}

/* Everything of a roster is made team by team, and finds a patch by its team. */
static int refuse_teamless(const struct pp_roster_reader *reader) {
    const struct pp_roster_problem *problem = reader->problem;
    for (int p = 0; p < problem->n_patches; p++)
        if (problem->patches[p].team_ix < 0)
            return pp_fail(reader->reterr, PP_E_INPUT,
                           "patch %s of plan '%s' belongs to no team, and a roster is made team by "
                           "team: import teams, then draw the plan again",
                           problem->patches[p].name, problem->plan_name);
    return 0;
}

static int read_patches(struct pp_roster_reader *reader) {
    int rc = pp_roster_read(reader, patches_sql, take_patch, sizeof *reader->patches,
                            &reader->patches, &reader->problem->n_patches);
    reader->problem->patches = reader->patches;
    return rc ? rc : refuse_teamless(reader);
}

/* ---- the time ---- */

static bool take_day(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    (void)reader;
    *(pp_day *)row = pp_roster_day(stmt, 0, PP_PAST_DAY);
    return *(pp_day *)row != PP_PAST_DAY;
}

/* The anchor of the plan's roster, so that building again keeps the weeks as people know them. */
static int find_anchor(struct pp_roster_reader *reader, pp_day *anchor) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(reader->db, "SELECT anchor FROM roster WHERE plan_id = ?1", &stmt,
                           reader->reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, reader->plan_id);
    if ((rc = pp_stmt_step(stmt, reader->reterr)) > 0)
        *anchor = pp_roster_day(stmt, 0, PP_PAST_DAY);
    return rc < 0 ? rc : 0;
}

static int read_calendar(struct pp_roster_reader *reader, const struct pp_roster_when *when) {
    struct pp_calendar wanted = {
        .first_day = when->from, .n_weeks = when->n_weeks, .anchor = when->anchor};
    int rc = when->anchor == PP_PAST_DAY ? find_anchor(reader, &wanted.anchor) : 0;
    reader->second = when->division ? when->division : "england-and-wales";
    if (!rc)
        rc =
            pp_roster_read(reader,
                           "SELECT day FROM holiday WHERE division = ?2 UNION SELECT day FROM "
                           "closure ORDER BY 1",
                           take_day, sizeof *wanted.holidays, &wanted.holidays, &wanted.n_holidays);
    if (!rc)
        rc =
            pp_store_last_holiday(reader->db, when->division, &wanted.last_holiday, reader->reterr);
    if (!rc)
        rc = pp_calendar_make(&wanted, &reader->problem->calendar, reader->reterr);
    reader->problem->today = when->today;
    return rc;
}

/* ---- what stands ---- */

static int read_kept(struct pp_roster_reader *reader, const struct pp_roster_when *when) {
    struct pp_roster_problem *problem = reader->problem;
    struct pp_session *sessions = NULL;
    int n = 0;
    char today[11];
    pp_day_iso(when->today, today);
    reader->second = today;
    int rc = pp_roster_read_sessions(reader, &sessions, &n);
    struct pp_kept_session *kept = pp_arena_alloc(reader->arena, (size_t)(n + 1) * sizeof *kept);
    if (rc || !kept)
        return rc ? rc : pp_fail_nomem(reader->reterr);
    for (int i = 0; i < n; i++) {
        const struct pp_session *session = &sessions[i];
        bool stands =
            session->status == PP_SESSION_PUBLISHED || session->status == PP_SESSION_MOVED;
        bool soon = stands && session->day < when->today + 7 * when->frozen_weeks;
        if (stands || session->pinned)
            kept[problem->n_kept_sessions++] =
                (struct pp_kept_session){*session, soon || session->pinned};
    }
    problem->kept_sessions = kept;
    return 0;
}

static int read_all(struct pp_roster_reader *reader, const struct pp_roster_when *when) {
    int rc = read_plan(reader);
    if (!rc)
        rc = read_names(reader);
    if (!rc)
        rc = read_patches(reader);
    if (!rc)
        rc = read_calendar(reader, when);
    if (!rc)
        rc = pp_roster_read_homes(reader);
    if (!rc)
        rc = pp_roster_read_people(reader);
    if (!rc)
        rc = pp_roster_read_places(reader);
    if (!rc)
        rc = pp_roster_read_work(reader);
    if (!rc)
        rc = read_kept(reader, when);
    if (!rc) /* the gathered homes have been read: their room is given back */
        rc = pp_db_run(reader->db, "DELETE FROM temp.roster_home", reader->reterr);
    return rc ? rc : reader->failed ? pp_fail_nomem(reader->reterr) : 0;
}

int pp_store_roster_problem(struct pp_db *db, int64_t plan_id, const struct pp_roster_when *when,
                            struct pp_roster_problem *ret_problem, struct pp_error *reterr) {
    struct pp_roster_problem problem = {0};
    struct pp_roster_reader reader = {.db = db,
                                      .plan_id = plan_id,
                                      .problem = &problem,
                                      .arena = &problem.arena,
                                      .reterr = reterr};
    int rc = pp_db_begin_read(db, reterr);
    if (!rc)
        rc = pp_db_end(db, read_all(&reader, when), reterr);
    if (rc) {
        pp_roster_problem_done(&problem);
        return rc;
    }
    *ret_problem = problem;
    return 0;
}
