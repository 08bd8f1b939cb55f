/* A roster into the planning file, in the place of the one before. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/json/json.h"
#include "patchplan/store/audit.h"
#include "planner/store/roster_measures.h"
#include "planner/store/roster_rows.h"

struct saver {
    struct pp_db *db;
    int64_t plan_id;
    const struct pp_roster_saving *saving;
    const struct pp_roster_problem *problem;
    const struct pp_roster *roster;
    int64_t person; /* who saves, by number */
    struct pp_error *reterr;
};

/* One row of a table, its parameters from ?2 on; ?1 is the plan. */
typedef void (*bind_row)(const struct saver *saver, struct pp_stmt *stmt, int ix);

static int put_rows(const struct saver *saver, const char *sql, bind_row bind, int n) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(saver->db, sql, &stmt, saver->reterr);
    for (int i = 0; !rc && i < n; i++) {
        pp_bind_int(stmt, 1, saver->plan_id);
        bind(saver, stmt, i);
        rc = pp_stmt_run(stmt, saver->reterr);
    }
    return rc;
}

static int run(const struct saver *saver, const char *sql, pp_day day) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    char text[11];
    pp_day_iso(day, text);
    int rc = pp_db_prepare(saver->db, sql, &stmt, saver->reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, saver->plan_id);
    if (strstr(sql, "?2"))
        pp_bind_text(stmt, 2, text);
    return pp_stmt_run(stmt, saver->reterr);
}

/* ---- the roster itself ---- */

static char *options_text(const struct pp_roster_options *options) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    const struct {
        const char *key;
        struct pp_json *value;
    } all[] = {
        {"take_up", pp_json_new_real(options->take_up)},
        {"visit_minutes", pp_json_new_int(options->visit_minutes)},
        {"week_minutes", pp_json_new_int(options->week_minutes)},
        {"dropins_most", pp_json_new_int(options->dropins_most)},
        {"reach_m", pp_json_new_int(options->reach_m)},
        {"walk_m", pp_json_new_int(options->walk_m)},
        {"need_pct", pp_json_new_int(options->need_pct)},
        {"frozen_weeks", pp_json_new_int(options->frozen_weeks)},
        {"replan", pp_json_new_int(options->replan)},
    };
    int rc = json ? 0 : PP_E_NOMEM;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        int set = pp_json_set(json, all[i].key, all[i].value);
        rc = rc ? rc : set;
    }
    return rc ? NULL : pp_json_dump(json, 0);
}

static int put_head(const struct saver *saver) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_FREE char *options = options_text(saver->saving->options);
    if (!options)
        return pp_fail_nomem(saver->reterr);
    /* Replaced in place, not deleted: what hangs on it is replaced table by table. */
    int rc = pp_db_prepare(
        saver->db,
        "INSERT INTO roster (plan_id, first_day, n_weeks, anchor, built_at, outcome, options, "
        "seconds) VALUES (?1, ?2, ?3, ?4, strftime('%Y-%m-%dT%H:%M:%SZ'), ?5, ?6, ?7) "
        "ON CONFLICT (plan_id) DO UPDATE SET first_day = ?2, n_weeks = ?3, anchor = ?4, built_at = "
        "excluded.built_at, outcome = ?5, options = ?6, seconds = ?7",
        &stmt, saver->reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, saver->plan_id);
    pp_roster_bind_day(stmt, 2, saver->problem->calendar.first_day);
    pp_bind_int(stmt, 3, saver->problem->calendar.n_weeks);
    pp_roster_bind_day(stmt, 4, saver->problem->calendar.anchor);
    pp_bind_text(stmt, 5, pp_outcome_name(saver->roster->outcome));
    pp_bind_text(stmt, 6, options);
    pp_bind_real(stmt, 7, saver->saving->seconds);
    return pp_stmt_run(stmt, saver->reterr);
}

/* ---- leads: the plan's, dated ---- */

static void bind_lead(const struct saver *saver, struct pp_stmt *stmt, int ix) {
    const struct pp_lead *lead = &saver->roster->leads[ix];
    pp_day first = saver->problem->calendar.first_day;
    char last[11];
    pp_day_iso(lead->last_day, last);
    pp_bind_int(stmt, 2, lead->patch_ix);
    pp_roster_bind_post(stmt, 3, saver->problem, lead->post_ix);
    pp_bind_text_static(stmt, 4, lead->shares ? "share" : "lead");
    pp_bind_int(stmt, 5, lead->share_milli);
    pp_roster_bind_day(stmt, 6, lead->first_day > first ? lead->first_day : first);
    pp_bind_text(stmt, 7, last);
}

static int put_leads(const struct saver *saver) {
    pp_day first = saver->problem->calendar.first_day;
    int rc = run(saver, "DELETE FROM plan_lead WHERE plan_id = ?1 AND first_day >= ?2", first);
    if (!rc)
        rc = run(saver,
                 "UPDATE plan_lead SET last_day = date(?2, '-1 day') WHERE plan_id = ?1 AND "
                 "last_day >= ?2",
                 first);
    if (!rc)
        rc = put_rows(saver,
                      "INSERT INTO plan_lead (plan_id, patch_ix, officer_id, role, share_milli, "
                      "first_day, last_day) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE ?3 IS NOT NULL "
                      "AND ?6 <= ?7",
                      bind_lead, saver->roster->n_leads);
    return rc;
}

/* ---- rows that are replaced whole ---- */

static void bind_buddy(const struct saver *saver, struct pp_stmt *stmt, int ix) {
    pp_bind_int(stmt, 2, saver->roster->buddies[ix].patch_ix);
    pp_roster_bind_post(stmt, 3, saver->problem, saver->roster->buddies[ix].post_ix);
}

static void bind_cover(const struct saver *saver, struct pp_stmt *stmt, int ix) {
    const struct pp_cover *cover = &saver->roster->covers[ix];
    pp_roster_bind_day(stmt, 2, cover->day);
    pp_bind_text(stmt, 3, cover->half < 0 ? "" : pp_half_name((enum pp_half)cover->half));
    pp_bind_int(stmt, 4, cover->patch_ix);
    pp_bind_text(
        stmt, 5,
        cover->absent_post_ix < 0 ? "" : saver->problem->posts[cover->absent_post_ix].officer_id);
    pp_roster_bind_post(stmt, 6, saver->problem, cover->cover_post_ix);
    pp_bind_text(stmt, 7, cover->reason);
}

static void bind_visit(const struct saver *saver, struct pp_stmt *stmt, int ix) {
    const struct pp_visit_row *visit = &saver->roster->visits[ix];
    pp_bind_int(stmt, 2, visit->home_id);
    pp_bind_int(stmt, 3, visit->patch_ix);
    pp_roster_bind_post(stmt, 4, saver->problem, visit->post_ix);
    pp_roster_bind_post(stmt, 5, saver->problem, visit->two_officers ? visit->second_post_ix : -1);
    pp_roster_bind_day(stmt, 6, visit->week_start);
    pp_bind_int(stmt, 7, visit->two_officers);
    pp_bind_text_static(stmt, 8, pp_visit_state_names[visit->state]);
}

static void bind_hours(const struct saver *saver, struct pp_stmt *stmt, int ix) {
    const struct pp_hours *hours = &saver->roster->hours[ix];
    pp_roster_bind_post(stmt, 2, saver->problem, hours->post_ix);
    pp_bind_real(stmt, 3, hours->available);
    pp_bind_real(stmt, 4, hours->visits);
    pp_bind_real(stmt, 5, hours->dropins);
    pp_bind_real(stmt, 6, hours->taras);
    pp_bind_real(stmt, 7, hours->activities);
    pp_bind_real(stmt, 8, hours->travel);
    pp_bind_real(stmt, 9, hours->standing_in);
}

static void bind_role(const struct saver *saver, struct pp_stmt *stmt, int ix) {
    pp_bind_text(stmt, 2, saver->roster->roles[ix].role);
    pp_bind_real(stmt, 3, saver->roster->roles[ix].minutes_a_year);
    pp_bind_real(stmt, 4, saver->roster->roles[ix].fte);
}

static void bind_breach(const struct saver *saver, struct pp_stmt *stmt, int ix) {
    const struct pp_breach *breach = &saver->roster->breaches[ix];
    pp_bind_int(stmt, 2, ix);
    pp_bind_text(stmt, 3, pp_rule_kind(breach->rule)->code);
    pp_bind_int(stmt, 4, breach->broken);
    pp_roster_bind_team(stmt, 5, saver->problem, breach->team_ix);
    pp_roster_bind_patch(stmt, 6, breach->patch_ix);
    pp_roster_bind_post(stmt, 7, saver->problem, breach->post_ix);
    pp_roster_bind_venue(stmt, 8, saver->problem, breach->venue_ix);
    pp_roster_bind_day(stmt, 9, breach->day);
    pp_roster_bind_half(stmt, 10, breach->half);
    pp_bind_int(stmt, 11, breach->n_homes);
    pp_bind_text(stmt, 12, breach->text ? breach->text : "");
    pp_bind_text(stmt, 13, breach->fix);
}

static void bind_level(const struct saver *saver, struct pp_stmt *stmt, int ix) {
    const struct pp_level_value *level = &saver->roster->levels[ix];
    pp_roster_bind_team(stmt, 2, saver->problem, level->team_ix);
    pp_bind_text(stmt, 3, level->model);
    pp_bind_int(stmt, 4, level->level);
    pp_bind_real(stmt, 5, level->value);
    pp_bind_real(stmt, 6, level->bound);
    pp_bind_int(stmt, 7, level->proven);
    pp_bind_real(stmt, 8, level->seconds);
}

static void bind_change(const struct saver *saver, struct pp_stmt *stmt, int ix) {
    const struct pp_change *change = &saver->roster->changes[ix];
    pp_bind_int(stmt, 2, ix);
    pp_bind_int(stmt, 3, saver->person);
    pp_bind_text(stmt, 4, change->what);
    pp_roster_bind_patch(stmt, 5, change->patch_ix);
    pp_roster_bind_post(stmt, 6, saver->problem, change->old_post_ix);
    pp_roster_bind_post(stmt, 7, saver->problem, change->new_post_ix);
    if (change->session_id > 0)
        pp_bind_int(stmt, 8, change->session_id);
    pp_bind_int(stmt, 9, change->n_homes);
    pp_bind_text(stmt, 10, change->text ? change->text : "");
    pp_roster_bind_day(stmt, 11, change->first_day);
    pp_roster_bind_day(stmt, 12, change->last_day == PP_FAR_DAY ? PP_PAST_DAY : change->last_day);
}

static int put_measures(const struct saver *saver) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(saver->db,
                           "INSERT INTO roster_measure (plan_id, team_id, name, value) VALUES (?1, "
                           "coalesce((SELECT team_id FROM team WHERE name = ?2), 0), ?3, ?4)",
                           &stmt, saver->reterr);
    for (int i = 0; i < saver->roster->n_measures; i++)
        for (int m = 0; !rc && m < PP_N_ROSTER_MEASURES; m++) {
            const struct pp_team_measures *measures = &saver->roster->measures[i];
            pp_bind_int(stmt, 1, saver->plan_id);
            pp_roster_bind_team(stmt, 2, saver->problem, measures->team_ix);
            pp_bind_text_static(stmt, 3, pp_roster_measures[m].name);
            pp_bind_real(stmt, 4, pp_roster_measure_get(measures, m));
            rc = pp_stmt_run(stmt, saver->reterr);
        }
    return rc;
}

/* Each table: emptied, then filled. */
static int put_tables(const struct saver *saver) {
    const struct pp_roster *roster = saver->roster;
    const struct {
        const char *clear, *put;
        bind_row bind;
        int n;
    } tables[] = {
        {"DELETE FROM roster_buddy WHERE plan_id = ?1",
         "INSERT INTO roster_buddy (plan_id, patch_ix, officer_id) VALUES (?1, ?2, ?3)", bind_buddy,
         roster->n_buddies},
        {"DELETE FROM roster_cover WHERE plan_id = ?1",
         "INSERT INTO roster_cover (plan_id, day, part, patch_ix, absent_id, cover_id, "
         "reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
         bind_cover, roster->n_covers},
        {"DELETE FROM roster_visit WHERE plan_id = ?1",
         "INSERT INTO roster_visit (plan_id, home_id, patch_ix, officer_id, second_id, week_start, "
         "two_officers, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
         bind_visit, roster->n_visits},
        {"DELETE FROM roster_hours WHERE plan_id = ?1",
         "INSERT INTO roster_hours (plan_id, officer_id, available, visits, dropins, taras, "
         "activities, travel, standing_in) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
         bind_hours, roster->n_hours},
        {"DELETE FROM roster_role WHERE plan_id = ?1",
         "INSERT INTO roster_role (plan_id, role, minutes_a_year, fte) VALUES (?1, ?2, ?3, ?4)",
         bind_role, roster->n_roles},
        {"DELETE FROM roster_breach WHERE plan_id = ?1",
         "INSERT INTO roster_breach (plan_id, breach_ix, rule, broken, team_id, patch_ix, "
         "officer_id, venue_id, day, half_day, n_homes, text, fix) VALUES (?1, ?2, ?3, ?4, (SELECT "
         "team_id FROM team WHERE name = ?5), ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
         bind_breach, roster->n_breaches},
        {"DELETE FROM roster_level WHERE plan_id = ?1",
         "INSERT INTO roster_level (plan_id, team_id, model, level, value, bound, "
         "proven, seconds) VALUES (?1, coalesce((SELECT team_id FROM team WHERE name = ?2), 0), "
         "?3, ?4, ?5, ?6, ?7, ?8)",
         bind_level, roster->n_levels},
        {"DELETE FROM roster_change WHERE plan_id = ?1",
         "INSERT INTO roster_change (plan_id, change_ix, at, person_id, what, patch_ix, "
         "old_officer_id, "
         "new_officer_id, session_id, n_homes, text, first_day, last_day) VALUES (?1, ?2, "
         "strftime('%Y-%m-%dT%H:%M:%SZ'), nullif(?3, 0), ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
         bind_change, roster->n_changes},
    };
    int rc = 0;
    for (size_t i = 0; !rc && i < sizeof tables / sizeof *tables; i++) {
        rc = run(saver, tables[i].clear, 0);
        if (!rc)
            rc = put_rows(saver, tables[i].put, tables[i].bind, tables[i].n);
    }
    return rc;
}

static int save_all(struct saver *saver) {
    int rc = pp_store_person(saver->db, saver->saving->who, &saver->person, saver->reterr);
    if (!rc)
        rc = put_head(saver);
    if (!rc)
        rc = put_leads(saver);
    if (!rc)
        rc = put_tables(saver);
    if (!rc)
        rc = run(saver, "DELETE FROM roster_measure WHERE plan_id = ?1", 0);
    if (!rc)
        rc = put_measures(saver);
    if (!rc)
        rc = pp_roster_save_sessions(saver->db, saver->plan_id, saver->saving, saver->reterr);
    return rc;
}

int pp_store_roster_save(struct pp_db *db, int64_t plan_id, const struct pp_roster_saving *saving,
                         struct pp_error *reterr) {
    struct saver saver = {.db = db,
                          .plan_id = plan_id,
                          .saving = saving,
                          .problem = saving->problem,
                          .roster = saving->roster,
                          .reterr = reterr};
    int rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, save_all(&saver), reterr);
}
