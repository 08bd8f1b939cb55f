#include "patchplan/store/plans_in_force.h"

#include "patchplan/core/alloc.h"
#include "planner/store/in_force.h"
#include "planner/store/on_day.h"
#include "planner/store/public_rows.h"

/* Homes by the plan that serves them on ?2, and their team. */
#define SERVED                                                                                   \
    "WITH place AS (SELECT coalesce(h.ward_id, c.ward_id) AS ward_id, count(*) AS n FROM home h" \
    " LEFT JOIN postcode c USING (postcode_id) WHERE NOT h.ended AND h.included GROUP BY 1),"    \
    " served AS (SELECT n, w.team_id AS team_id, " PP_SQL_IN_FORCE(                              \
        "?2", "w.team_id", "w.ward_id") " AS plan_id FROM place LEFT JOIN ward w USING (ward_id))"

/* ---- by place ---- */

static int read_serving(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                        struct pp_error *reterr) {
    (void)reterr;
    struct pp_plan_serving serving = {.plan_id = pp_column_int(stmt, 0),
                                      .team_id = pp_column_int(stmt, 1),
                                      .plan = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                                      .team = pp_arena_strdup(arena, pp_column_text(stmt, 3)),
                                      .n_homes = pp_column_int(stmt, 4)};
    *(struct pp_plan_serving *)row = serving;
    return serving.plan && serving.team ? 0 : PP_E_NOMEM;
}

int pp_store_plans_in_force(struct pp_db *db, pp_day day, struct pp_arena *arena,
                            struct pp_plan_serving **ret_rows, size_t *ret_n,
                            struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = pp_prepare_on_day(
        db,
        SERVED " SELECT plan_id, coalesce(team_id, 0), plan.name, coalesce(team.name, ''), sum(n)"
               " FROM served JOIN plan USING (plan_id) LEFT JOIN team USING (team_id)"
               " WHERE ?1 = ?1 GROUP BY 1, 2 ORDER BY team.name IS NULL, team.name, 5 DESC, 1 DESC",
        0, day, &stmt, reterr);
    if (!rc)
        rc =
            pp_public_read_rows(stmt, sizeof **ret_rows, read_serving, arena, &rows, ret_n, reterr);
    if (!rc)
        *ret_rows = rows;
    return rc;
}

/* One number of a statement, with ?1 and the day; 0 where it has no row. */
static int ask_on_day(struct pp_db *db, const char *sql, int64_t id, pp_day day, int64_t *ret_found,
                      struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_prepare_on_day(db, sql, id, day, &stmt, reterr);
    if (rc || (rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_found = rc > 0 ? pp_column_int(stmt, 0) : 0;
    return 0;
}

int pp_store_plan_of_most(struct pp_db *db, int64_t team_id, pp_day day, int64_t *ret_plan_id,
                          struct pp_error *reterr) {
    static const char everywhere[] =
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM publication_scope s WHERE s.publication_id ="
        " p.publication_id) THEN 0 ELSE plan_id END FROM publication p WHERE ?1 = ?1 AND"
        " rolled_back_at IS NULL AND first_day <= ?2"
        " ORDER BY first_day DESC, publication_id DESC LIMIT 1";
    static const char most[] =
        SERVED " SELECT plan_id FROM served WHERE plan_id IS NOT NULL AND (?1 = 0 OR team_id = ?1)"
               " GROUP BY 1 ORDER BY sum(n) DESC, 1 DESC LIMIT 1";
    int64_t plan_id = 0;
    int rc = ask_on_day(db, everywhere, 0, day, &plan_id, reterr);
    if (!rc && plan_id == 0)
        rc = ask_on_day(db, most, team_id, day, &plan_id, reterr);
    if (!rc)
        *ret_plan_id = plan_id;
    return rc;
}

static int read_id(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                   struct pp_error *reterr) {
    (void)arena, (void)reterr;
    *(int64_t *)row = pp_column_int(stmt, 0);
    return 0;
}

int pp_store_plans_published(struct pp_db *db, struct pp_arena *arena, int64_t **ret_plan_ids,
                             size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT DISTINCT plan_id FROM publication JOIN roster USING (plan_id)"
                           " WHERE rolled_back_at IS NULL ORDER BY 1",
                           &stmt, reterr);
    if (!rc)
        rc = pp_public_read_rows(stmt, sizeof **ret_plan_ids, read_id, arena, &rows, ret_n, reterr);
    if (!rc)
        *ret_plan_ids = rows;
    return rc;
}

/* ---- by person ---- */

#define IN_FORCE_ON(day) "pp.plan_id = " PP_SQL_IN_FORCE(day, "pp.team_id", "pp.ward_id")

/* ?1 the officer, ?2 and ?3 the days. */
static const char of_officer_sql[] =
    "WITH work AS (SELECT pp.plan_id, pp.n_homes AS n FROM plan_lead d JOIN plan_patch pp USING"
    " (plan_id, patch_ix) WHERE d.officer_id = ?1 AND d.first_day <= ?3 AND d.last_day >= ?2"
    " AND (" IN_FORCE_ON("?2") " OR " IN_FORCE_ON(
        "?3") ")"
              " UNION ALL SELECT pp.plan_id, 0 FROM roster_cover c JOIN plan_patch pp USING"
              " (plan_id, patch_ix) WHERE c.cover_id = ?1 AND c.day BETWEEN ?2 AND ?3"
              " AND (" IN_FORCE_ON("?2") " OR " IN_FORCE_ON(
                  "?3") "))"
                        " SELECT plan.name FROM work JOIN plan USING (plan_id) GROUP BY plan_id"
                        " ORDER BY sum(n) DESC, plan_id DESC";

static void bind_days(struct pp_stmt *stmt, const char *text, pp_day from, pp_day to) {
    char first[11], last[11];
    pp_day_iso(from, first);
    pp_day_iso(to, last);
    pp_bind_text(stmt, 1, text);
    pp_bind_text(stmt, 2, first);
    pp_bind_text(stmt, 3, last);
}

/* The first column of the only row that is looked at, in the arena; NULL without one. */
static int one_text(struct pp_stmt *stmt, struct pp_arena *arena, const char **ret_text,
                    struct pp_error *reterr) {
    int rc = pp_stmt_step(stmt, reterr);
    if (rc < 0)
        return rc;
    *ret_text = rc > 0 ? pp_arena_strdup(arena, pp_column_text(stmt, 0)) : NULL;
    return rc > 0 && !*ret_text ? pp_fail_nomem(reterr) : 0;
}

/* The team's, as a list of one or none. */
static int of_own_team(struct pp_db *db, const char *officer_id, pp_day day, struct pp_arena *arena,
                       const char ***ret_plans, size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    const char **plans = pp_arena_alloc(arena, sizeof *plans);
    int64_t team_id = 0, plan_id = 0;
    int rc = pp_db_prepare(db, "SELECT coalesce(team_id, 0) FROM officer WHERE officer_id = ?1",
                           &stmt, reterr);
    if (rc || !plans)
        return rc ? rc : pp_fail_nomem(reterr);
    pp_bind_text(stmt, 1, officer_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    team_id = rc > 0 ? pp_column_int(stmt, 0) : 0;
    if ((rc = pp_store_plan_of_most(db, team_id, day, &plan_id, reterr)) != 0)
        return rc;
    PP_AUTO_STMT struct pp_stmt *named = NULL;
    if ((rc = pp_db_prepare(db, "SELECT name FROM plan WHERE plan_id = ?1", &named, reterr)) != 0)
        return rc;
    pp_bind_int(named, 1, plan_id);
    if ((rc = one_text(named, arena, &plans[0], reterr)) != 0)
        return rc;
    *ret_plans = plans;
    *ret_n = plans[0] ? 1 : 0;
    return 0;
}

int pp_store_plans_of_officer(struct pp_db *db, const char *officer_id, pp_day from, pp_day to,
                              struct pp_arena *arena, const char ***ret_plans, size_t *ret_n,
                              struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    const char **plans = NULL;
    size_t n = 0;
    int rc = pp_db_prepare(db, of_officer_sql, &stmt, reterr);
    if (rc)
        return rc;
    bind_days(stmt, officer_id, from, to);
    rc = pp_public_read_names(stmt, arena, &plans, &n, reterr);
    if (rc || n == 0)
        return rc ? rc : of_own_team(db, officer_id, from, arena, ret_plans, ret_n, reterr);
    *ret_plans = plans;
    *ret_n = n;
    return 0;
}

/* ---- by what is named ---- */

int pp_store_plan_of_patch(struct pp_db *db, const char *patch, pp_day day, struct pp_arena *arena,
                           const char **ret_plan, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT plan.name FROM plan_patch pp JOIN plan USING (plan_id) WHERE"
                           " pp.name = ?1 COLLATE NOCASE AND ?3 = ?3 AND " IN_FORCE_ON(
                               "?2") " ORDER BY pp.n_homes DESC LIMIT 1",
                           &stmt, reterr);
    if (rc)
        return rc;
    bind_days(stmt, patch, day, day);
    return one_text(stmt, arena, ret_plan, reterr);
}

int pp_store_plan_of_session(struct pp_db *db, int64_t session_id, struct pp_arena *arena,
                             const char **ret_plan, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db, "SELECT plan.name FROM session JOIN plan USING (plan_id) WHERE session_id = ?1", &stmt,
        reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, session_id);
    return one_text(stmt, arena, ret_plan, reterr);
}

/* By id before name before a word of it; of the best of these ways there must be one. */
int pp_store_officer_meant(struct pp_db *db, const char *wanted, struct pp_arena *arena,
                           const char **ret_officer_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "WITH found AS (SELECT officer_id, CASE WHEN lower(officer_id) = lower(?1) THEN 1 WHEN"
        " lower(name) = lower(?1) THEN 2 WHEN instr(' ' || lower(name) || ' ', ' ' || lower(?1) ||"
        " ' ') THEN 3 END AS way FROM officer WHERE ?1 <> '')"
        " SELECT min(officer_id) FROM found WHERE way = (SELECT min(way) FROM found)"
        " HAVING count(*) = 1",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, wanted);
    return one_text(stmt, arena, ret_officer_id, reterr);
}

/* ---- what was recorded while another plan was in force ---- */

static int read_open(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                     struct pp_error *reterr) {
    struct pp_absence_open open = {.officer_id = pp_arena_strdup(arena, pp_column_text(stmt, 0))};
    const char *first = pp_column_text(stmt, 1), *last = pp_column_text(stmt, 2);
    if (!open.officer_id)
        return PP_E_NOMEM;
    if (!pp_day_parse(first, &open.first_day) || !pp_day_parse(last, &open.last_day))
        return pp_fail(reterr, PP_E_FORMAT, "the leave of %s has no days", open.officer_id);
    *(struct pp_absence_open *)row = open;
    return 0;
}

int pp_store_absences_open(struct pp_db *db, int64_t plan_id, pp_day today, struct pp_arena *arena,
                           struct pp_absence_open **ret_rows, size_t *ret_n,
                           struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = pp_prepare_on_day(
        db,
        "WITH away AS (SELECT l.officer_id, max(l.first_day, r.first_day, ?2) AS first,"
        " min(l.last_day, date(r.first_day, '+' || (7 * r.n_weeks - 1) || ' days')) AS last"
        " FROM roster r JOIN leave l WHERE r.plan_id = ?1)"
        " SELECT officer_id, first, last FROM away a WHERE first <= last AND EXISTS (SELECT 1 FROM"
        " plan_lead d WHERE d.plan_id = ?1 AND d.officer_id = a.officer_id AND d.first_day <= "
        "a.last"
        " AND d.last_day >= a.first) AND NOT EXISTS (SELECT 1 FROM roster_cover c WHERE c.plan_id ="
        " ?1 AND c.absent_id = a.officer_id AND c.day BETWEEN a.first AND a.last AND c.reason ="
        " 'leave') ORDER BY 2, 1",
        plan_id, today, &stmt, reterr);
    if (!rc)
        rc = pp_public_read_rows(stmt, sizeof **ret_rows, read_open, arena, &rows, ret_n, reterr);
    if (!rc)
        *ret_rows = rows;
    return rc;
}
