/* A roster out of the planning file, in the numbers of its problem. */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/json/json.h"
#include "patchplan/store/plan.h"
#include "planner/store/roster_measures.h"
#include "planner/store/roster_rows.h"

/* ---- its dates and options ---- */

static int find_head(struct pp_db *db, int64_t plan_id, struct pp_stmt **ret_stmt,
                     struct pp_error *reterr) {
    int rc = pp_db_prepare(
        db, "SELECT first_day, n_weeks, anchor, outcome, options FROM roster WHERE plan_id = ?1",
        ret_stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(*ret_stmt, 1, plan_id);
    rc = pp_stmt_step(*ret_stmt, reterr);
    if (rc < 0)
        return rc;
    return rc == 0 ? pp_roster_fail_none(db, plan_id, reterr) : 0;
}

int pp_store_roster_dates(struct pp_db *db, int64_t plan_id, struct pp_roster_when *when,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = find_head(db, plan_id, &stmt, reterr);
    if (rc)
        return rc;
    when->from = pp_roster_day(stmt, 0, PP_PAST_DAY);
    when->n_weeks = (int)pp_column_int(stmt, 1);
    when->anchor = pp_roster_day(stmt, 2, PP_PAST_DAY);
    return 0;
}

int pp_store_roster_count_published(struct pp_db *db, int64_t plan_id, pp_day first_day,
                                    pp_day last_day, int64_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT count(*) FROM session WHERE plan_id = ?1 AND status IN "
                           "('published', 'moved') AND day BETWEEN ?2 AND ?3",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_roster_bind_day(stmt, 2, first_day);
    pp_roster_bind_day(stmt, 3, last_day);
    rc = pp_stmt_step(stmt, reterr);
    if (rc < 0)
        return rc;
    *ret_n = rc ? pp_column_int(stmt, 0) : 0;
    return 0;
}

static void take_number(const struct pp_json *json, const char *key, int *value) {
    double number = 0;
    if (pp_json_number(pp_json_get(json, key), &number))
        *value = (int)lround(number);
}

int pp_store_roster_options(struct pp_db *db, int64_t plan_id,
                            struct pp_roster_options *ret_options, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_JSON struct pp_json *json = NULL;
    struct pp_roster_options options;
    int replan = PP_REPLAN_NONE;
    int rc = find_head(db, plan_id, &stmt, reterr);
    if (!rc)
        rc = pp_json_read_text(pp_column_text(stmt, 4), "the options of a roster", &json, reterr);
    if (rc)
        return rc;
    pp_roster_options_default(&options);
    (void)pp_json_number(pp_json_get(json, "take_up"), &options.take_up);
    take_number(json, "visit_minutes", &options.visit_minutes);
    take_number(json, "week_minutes", &options.week_minutes);
    take_number(json, "dropins_most", &options.dropins_most);
    take_number(json, "reach_m", &options.reach_m);
    take_number(json, "walk_m", &options.walk_m);
    take_number(json, "need_pct", &options.need_pct);
    take_number(json, "frozen_weeks", &options.frozen_weeks);
    take_number(json, "replan", &replan);
    if (replan >= PP_REPLAN_NONE && replan <= PP_REPLAN_MIXED)
        options.replan = (enum pp_replan)replan;
    *ret_options = options;
    return 0;
}

/* ---- rows ---- */

static int team_at(const struct pp_roster_reader *reader, struct pp_stmt *stmt, int column) {
    return pp_roster_name(reader->problem->team_names, reader->problem->n_teams,
                          pp_column_text(stmt, column));
}

static bool take_lead(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_lead *lead = row;
    *lead = (struct pp_lead){
        .patch_ix = pp_roster_patch(reader, stmt, 0),
        .post_ix = pp_roster_post(reader, stmt, 1),
        .shares = !strcmp(pp_column_text(stmt, 2), "share"),
        .share_milli = (int)pp_column_int(stmt, 3),
        .first_day = pp_roster_day(stmt, 4, PP_PAST_DAY),
        .last_day = pp_roster_day(stmt, 5, PP_FAR_DAY),
        .pinned = pp_column_int(stmt, 6) != 0,
    };
    if (lead->patch_ix < 0)
        return false;
    const struct pp_roster_problem *problem = reader->problem;
    lead->lent = lead->post_ix >= 0 &&
                 problem->posts[lead->post_ix].team_ix != problem->patches[lead->patch_ix].team_ix;
    return true;
}

static int add_nobody(struct pp_roster_reader *reader, int patch_ix, pp_day from, pp_day to,
                      struct pp_roster *roster) {
    const struct pp_lead nobody = {patch_ix, -1, false, 1000, from, to, false, false};
    return from > to ? 0 : pp_roster_add_lead(roster, &nobody, reader->reterr);
}

/* The rows of a patch, by first day; days of the roster that none has are nobody's. */
static int add_leads(struct pp_roster_reader *reader, int patch_ix, const struct pp_lead *leads,
                     int n, struct pp_roster *roster) {
    pp_day next = reader->problem->calendar.first_day;
    pp_day end = pp_calendar_last_day(&reader->problem->calendar);
    int rc = 0;
    for (int i = 0; rc == 0 && i < n; i++) {
        if (leads[i].first_day <= end)
            rc = add_nobody(reader, patch_ix, next, leads[i].first_day - 1, roster);
        if (rc == 0)
            rc = pp_roster_add_lead(roster, &leads[i], reader->reterr);
        if (leads[i].last_day >= next)
            next = leads[i].last_day == PP_FAR_DAY ? PP_FAR_DAY : leads[i].last_day + 1;
    }
    return rc || next > end ? rc : add_nobody(reader, patch_ix, next, PP_FAR_DAY, roster);
}

/* By patch, as they were saved. Those that ended before the first day were drawn, or are an earlier roster's. */
static int load_leads(struct pp_roster_reader *reader, struct pp_roster *roster) {
    struct pp_lead *leads = NULL;
    int n = 0;
    int rc = pp_roster_read(
        reader,
        "SELECT l.patch_ix, l.officer_id, l.role, l.share_milli, l.first_day, l.last_day, EXISTS "
        "(SELECT 1 FROM roster_pin p WHERE p.plan_id = l.plan_id AND p.patch_ix = l.patch_ix AND "
        "p.officer_id = l.officer_id) FROM plan_lead l WHERE l.plan_id = ?1 AND l.last_day >= ?2 "
        "ORDER BY l.patch_ix, l.first_day, l.officer_id",
        take_lead, sizeof *leads, &leads, &n);
    for (int p = 0, at = 0, to = 0; !rc && p < reader->problem->n_patches; p++, at = to) {
        while (to < n && leads[to].patch_ix == p)
            to++;
        rc = add_leads(reader, p, leads + at, to - at, roster);
    }
    return rc;
}

static bool take_buddy(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_buddy *buddy = row;
    *buddy = (struct pp_buddy){pp_roster_patch(reader, stmt, 0), pp_roster_post(reader, stmt, 1)};
    return buddy->patch_ix >= 0;
}

static bool take_cover(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_cover *cover = row;
    *cover = (struct pp_cover){
        .day = pp_roster_day(stmt, 0, PP_PAST_DAY),
        .half = pp_roster_half(stmt, 1),
        .patch_ix = pp_roster_patch(reader, stmt, 2),
        .absent_post_ix = pp_roster_post(reader, stmt, 3),
        .cover_post_ix = pp_roster_post(reader, stmt, 4),
        .reason = pp_roster_text(reader, stmt, 5),
    };
    return cover->patch_ix >= 0;
}

static bool take_visit(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_visit_row *visit = row;
    *visit = (struct pp_visit_row){
        .home_id = pp_column_int(stmt, 0),
        .patch_ix = pp_roster_patch(reader, stmt, 1),
        .post_ix = pp_roster_post(reader, stmt, 2),
        .second_post_ix = pp_roster_post(reader, stmt, 3),
        .week_start = pp_roster_day(stmt, 4, PP_PAST_DAY),
        .two_officers = pp_column_int(stmt, 5) != 0,
        .state = pp_roster_visit_state(pp_column_text(stmt, 6)),
    };
    return visit->patch_ix >= 0;
}

static bool take_hours(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_hours *hours = row;
    *hours = (struct pp_hours){
        .post_ix = pp_roster_post(reader, stmt, 0),
        .available = pp_column_real(stmt, 1),
        .visits = pp_column_real(stmt, 2),
        .dropins = pp_column_real(stmt, 3),
        .taras = pp_column_real(stmt, 4),
        .activities = pp_column_real(stmt, 5),
        .travel = pp_column_real(stmt, 6),
        .standing_in = pp_column_real(stmt, 7),
    };
    return hours->post_ix >= 0;
}

static bool take_role(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    *(struct pp_role_hours *)row = (struct pp_role_hours){
        pp_roster_text(reader, stmt, 0), pp_column_real(stmt, 1), pp_column_real(stmt, 2)};
    return true;
}

static bool take_breach(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    *(struct pp_breach *)row = (struct pp_breach){
        .rule = pp_rule_parse(pp_column_text(stmt, 0)),
        .broken = pp_column_int(stmt, 1) != 0,
        .team_ix = team_at(reader, stmt, 2),
        .patch_ix = pp_roster_patch(reader, stmt, 3),
        .post_ix = pp_roster_post(reader, stmt, 4),
        .venue_ix = pp_roster_venue_at(reader, stmt, 5),
        .day = pp_roster_day(stmt, 6, PP_PAST_DAY),
        .half = pp_roster_half(stmt, 7),
        .n_homes = pp_column_int(stmt, 8),
        .text = pp_roster_text(reader, stmt, 9),
        .fix = pp_column_is_null(stmt, 10) ? NULL : pp_roster_text(reader, stmt, 10),
    };
    return true;
}

static bool take_level(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    *(struct pp_level_value *)row = (struct pp_level_value){
        .team_ix = team_at(reader, stmt, 0),
        .model = pp_roster_text(reader, stmt, 1),
        .level = (int)pp_column_int(stmt, 2),
        .value = pp_column_real(stmt, 3),
        .bound = pp_column_real(stmt, 4),
        .proven = pp_column_int(stmt, 5) != 0,
        .seconds = pp_column_real(stmt, 6),
    };
    return true;
}

static bool take_change(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    pp_day first_day = pp_roster_day(stmt, 7, PP_PAST_DAY);
    *(struct pp_change *)row = (struct pp_change){
        .what = pp_roster_text(reader, stmt, 0),
        .patch_ix = pp_roster_patch(reader, stmt, 1),
        .old_post_ix = pp_roster_post(reader, stmt, 2),
        .new_post_ix = pp_roster_post(reader, stmt, 3),
        .session_id = pp_column_is_null(stmt, 4) ? 0 : pp_column_int(stmt, 4),
        .n_homes = pp_column_int(stmt, 5),
        .text = pp_roster_text(reader, stmt, 6),
        .first_day = first_day,
        .last_day = pp_roster_day(stmt, 8, first_day == PP_PAST_DAY ? PP_PAST_DAY : PP_FAR_DAY),
    };
    return true;
}

/* ---- measures: a row for each name, a struct for each team ---- */

struct measure_row {
    int team_ix, which;
    double value;
};

static bool take_measure(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct measure_row *measure = row;
    const char *name = pp_column_text(stmt, 1);
    *measure = (struct measure_row){team_at(reader, stmt, 0), -1, pp_column_real(stmt, 2)};
    for (int m = 0; m < PP_N_ROSTER_MEASURES; m++)
        if (!strcmp(pp_roster_measures[m].name, name))
            measure->which = m;
    return measure->which >= 0;
}

static int load_measures(struct pp_roster_reader *reader, struct pp_roster *roster) {
    struct measure_row *rows = NULL;
    int n = 0;
    int rc = pp_roster_read(reader,
                            "SELECT t.name, m.name, m.value FROM roster_measure m LEFT JOIN team t "
                            "USING (team_id) WHERE m.plan_id = ?1 ORDER BY t.name, m.name",
                            take_measure, sizeof *rows, &rows, &n);
    for (int i = 0; !rc && i < n;) {
        struct pp_team_measures measures = {.team_ix = rows[i].team_ix, .worst_ward_ix = -1};
        for (int team_ix = rows[i].team_ix; i < n && rows[i].team_ix == team_ix; i++)
            pp_roster_measure_set(&measures, rows[i].which, rows[i].value);
        rc = pp_roster_add_measures(roster, &measures, reader->reterr);
    }
    return rc;
}

/* Rows straight into the roster: `rows` and its numbers by name. */
#define LOAD(rows, sql, take)                                                                \
    if (!rc && !(rc = pp_roster_read(reader, sql, take, sizeof *roster->rows, &roster->rows, \
                                     &roster->n_##rows)))                                    \
    roster->cap_##rows = roster->n_##rows

/* A visit still to come to a home that has ended, or is left out of planning, since. */
#define GONE                                                                               \
    "(v.state <> 'done' AND EXISTS (SELECT 1 FROM home h WHERE h.home_id = v.home_id AND " \
    "(h.ended OR NOT h.included)))"

static int count_gone(struct pp_roster_reader *reader, struct pp_roster *roster) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(reader->db,
                           "SELECT count(*) FROM roster_visit v WHERE plan_id = ?1 AND " GONE,
                           &stmt, reader->reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, reader->plan_id);
    rc = pp_stmt_step(stmt, reader->reterr);
    if (rc > 0)
        roster->n_visits_gone = pp_column_int(stmt, 0);
    return rc < 0 ? rc : 0;
}

static int load_rows(struct pp_roster_reader *reader, struct pp_roster *roster) {
    int rc = 0;
    LOAD(buddies,
         "SELECT patch_ix, officer_id FROM roster_buddy WHERE plan_id = ?1 ORDER BY patch_ix",
         take_buddy);
    LOAD(covers,
         "SELECT day, part, patch_ix, absent_id, cover_id, reason FROM roster_cover "
         "WHERE plan_id = ?1 ORDER BY day, patch_ix, part, absent_id",
         take_cover);
    LOAD(visits,
         "SELECT home_id, patch_ix, officer_id, second_id, week_start, two_officers, state "
         "FROM roster_visit v WHERE plan_id = ?1 AND NOT " GONE " ORDER BY patch_ix, home_id",
         take_visit);
    if (!rc)
        rc = count_gone(reader, roster);
    LOAD(hours,
         "SELECT officer_id, available, visits, dropins, taras, activities, travel, standing_in "
         "FROM roster_hours WHERE plan_id = ?1 ORDER BY officer_id",
         take_hours);
    LOAD(roles,
         "SELECT role, minutes_a_year, fte FROM roster_role WHERE plan_id = ?1 ORDER BY role",
         take_role);
    LOAD(breaches,
         "SELECT rule, broken, t.name, patch_ix, officer_id, venue_id, day, half_day, n_homes, "
         "text, fix FROM roster_breach LEFT JOIN team t USING (team_id) WHERE plan_id = ?1 "
         "ORDER BY breach_ix",
         take_breach);
    LOAD(levels,
         "SELECT t.name, model, level, value, bound, proven, seconds FROM roster_level "
         "LEFT JOIN team t USING (team_id) WHERE plan_id = ?1 ORDER BY t.name, model, level",
         take_level);
    LOAD(changes,
         "SELECT what, patch_ix, old_officer_id, new_officer_id, session_id, n_homes, text, "
         "first_day, "
         "last_day FROM roster_change WHERE plan_id = ?1 ORDER BY change_ix",
         take_change);
    return rc;
}

/* Sessions from the first day on; those still to come before it are of weeks given up, and calendars say so. */
static int load_sessions(struct pp_roster_reader *reader, struct pp_roster *roster) {
    char first[11], from[11];
    pp_day first_day = reader->problem->calendar.first_day, today = reader->problem->today;
    pp_day_iso(first_day, first);
    pp_day_iso(today != PP_PAST_DAY && today < first_day ? today : first_day, from);
    reader->second = first;
    int rc = load_leads(reader, roster);
    reader->second = from;
    if (!rc)
        rc = pp_roster_read_sessions(reader, &roster->sessions, &roster->n_sessions);
    roster->cap_sessions = roster->n_sessions;
    reader->second = NULL;
    return rc;
}

static int load_all(struct pp_roster_reader *reader, struct pp_roster *roster) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = find_head(reader->db, reader->plan_id, &stmt, reader->reterr);
    if (rc)
        return rc;
    roster->outcome = (enum pp_outcome)pp_outcome_parse(pp_column_text(stmt, 3));
    if ((rc = load_sessions(reader, roster)) != 0 || (rc = load_rows(reader, roster)) != 0 ||
        (rc = load_measures(reader, roster)) != 0)
        return rc;
    return reader->failed ? pp_fail_nomem(reader->reterr) : 0;
}

int pp_store_roster_load(struct pp_db *db, int64_t plan_id, const struct pp_roster_problem *problem,
                         struct pp_roster *ret_roster, struct pp_error *reterr) {
    struct pp_roster roster = {0};
    struct pp_roster_problem names = *problem; /* read only: a reader may fill one */
    struct pp_roster_reader reader = {
        .db = db, .plan_id = plan_id, .problem = &names, .arena = &roster.arena, .reterr = reterr};
    int rc = pp_db_begin_read(db, reterr);
    if (!rc)
        rc = pp_db_end(db, load_all(&reader, &roster), reterr);
    if (rc) {
        pp_roster_done(&roster);
        return rc;
    }
    *ret_roster = roster;
    return 0;
}

/* ---- the homes of its visits ---- */

static int find_refs(struct pp_stmt *stmt, const struct pp_roster *roster, struct pp_arena *arena,
                     const char **refs, struct pp_error *reterr) {
    for (int i = 0; i < roster->n_visits; i++) {
        pp_bind_int(stmt, 1, roster->visits[i].home_id);
        int rc = pp_stmt_step(stmt, reterr);
        if (rc < 0)
            return rc;
        refs[i] = rc > 0 ? pp_arena_strdup(arena, pp_column_text(stmt, 0)) : "";
        if (!refs[i])
            return pp_fail_nomem(reterr);
        pp_stmt_reset(stmt);
    }
    return 0;
}

int pp_store_roster_refs(struct pp_db *db, const struct pp_roster *roster, struct pp_arena *arena,
                         const char *const **ret_refs, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    const char **refs = pp_arena_alloc(arena, (size_t)(roster->n_visits + 1) * sizeof *refs);
    if (!refs)
        return pp_fail_nomem(reterr);
    int rc = pp_db_prepare(db, "SELECT property_ref FROM home WHERE home_id = ?1", &stmt, reterr);
    if (!rc)
        rc = find_refs(stmt, roster, arena, refs, reterr);
    if (!rc)
        *ret_refs = refs;
    return rc;
}

/* ---- who leads, of a plan with a roster or without ---- */

static bool take_lead_line(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    *(struct pp_lead_line *)row = (struct pp_lead_line){
        (int)pp_column_int(stmt, 0), pp_roster_text(reader, stmt, 1),
        pp_roster_day(stmt, 2, PP_PAST_DAY), pp_roster_day(stmt, 3, PP_FAR_DAY)};
    return true;
}

int pp_store_plan_leads(struct pp_db *db, int64_t plan_id, pp_day today, struct pp_arena *arena,
                        struct pp_lead_line **ret_lines, int *ret_n, struct pp_error *reterr) {
    char since[11];
    pp_day_iso(today, since);
    struct pp_roster_reader reader = {
        .db = db, .plan_id = plan_id, .second = since, .arena = arena, .reterr = reterr};
    return pp_roster_read(&reader,
                          "SELECT patch_ix, coalesce(nullif(public_name, ''), name), first_day, "
                          "last_day FROM plan_lead JOIN officer USING (officer_id) WHERE plan_id = "
                          "?1 AND name <> '' AND last_day >= ?2 ORDER BY "
                          "patch_ix, first_day, plan_lead.role, officer_id",
                          take_lead_line, sizeof **ret_lines, ret_lines, ret_n);
}
