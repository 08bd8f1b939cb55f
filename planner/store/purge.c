#include "patchplan/store/purge.h"

/* Comments, consultations, rosters and edits go with their plan. A plan that was ever published stays: letters and
 * bookmarks lead to it. Names go when no line of the history holds their number any more. */
static const struct pp_purge_kind kinds[] = {
    {"rows set aside at imports", "30 days",
     "DELETE FROM rejected_row WHERE import_id IN (SELECT import_id FROM import_run"
     " WHERE date(started_at) < date(?1, '-30 days'))"},
    {"what was wrong in them", "30 days",
     "DELETE FROM finding WHERE severity = 'error' AND row > 0 AND import_id IN"
     " (SELECT import_id FROM import_run WHERE date(started_at) < date(?1, '-30 days'))"},
    /* Before what was found there goes: it says how old the state is. */
    {"homes that did not want a visit, or did not open", "24 months",
     "UPDATE home_visit SET state = 'due', n_no_access = 0"
     " WHERE (state IN ('declined', 'no access') OR n_no_access > 0) AND home_id IN (SELECT home_id"
     "  FROM visit_outcome GROUP BY home_id HAVING max(day) < date(?1, '-24 months'))"},
    {"what was found at doors", "24 months",
     "DELETE FROM visit_outcome WHERE day < date(?1, '-24 months')"},
    {"visits of rosters", "24 months",
     "DELETE FROM roster_visit WHERE coalesce(week_start, (SELECT date(first_day,"
     " '+' || 7 * n_weeks || ' days') FROM roster r WHERE r.plan_id = roster_visit.plan_id)) <"
     " date(?1, '-24 months')"},
    {"absences", "12 months after they end",
     "DELETE FROM leave WHERE last_day < date(?1, '-12 months')"},
    {"who was said to leave", "12 months after the day",
     "DELETE FROM officer_leaving WHERE last_day < date(?1, '-12 months')"},
    {"who stood in for whom", "12 months",
     "DELETE FROM roster_cover WHERE day < date(?1, '-12 months')"},
    {"what was wrong in rosters of a day", "12 months",
     "DELETE FROM roster_breach WHERE day < date(?1, '-12 months')"},
    {"changes of rosters", "12 months",
     "DELETE FROM roster_change WHERE date(at) < date(?1, '-12 months')"},
    {"consultations", "24 months after they end",
     "DELETE FROM consult WHERE coalesce(date(closed_at), until, date(made_at)) <"
     " date(?1, '-24 months')"},
    {"comments", "24 months",
     "DELETE FROM comment WHERE coalesce(date(closed_at), date(made_at)) < date(?1, '-24 months')"},
    {"drafts", "24 months after they were changed",
     "DELETE FROM plan WHERE state = 'draft' AND date(changed_at) < date(?1, '-24 months')"
     " AND NOT EXISTS (SELECT 1 FROM publication p WHERE p.plan_id = plan.plan_id)"},
    {"long work that has ended", "30 days",
     "DELETE FROM job WHERE state IN ('done', 'failed', 'cancelled', 'killed')"
     " AND date(coalesce(ended_at, made_at)) < date(?1, '-30 days')"},
    {"sign-ins", "a day", "DELETE FROM sign_in WHERE made < unixepoch(?1, '-1 day')"},
    {"wrong passwords", "a day", "DELETE FROM sign_in_try WHERE at < unixepoch(?1, '-1 day')"},
    /* From the beginning up to the first that is young enough: what is left is one chain. */
    {"lines of the history", "6 years",
     "DELETE FROM audit WHERE audit_id < coalesce((SELECT min(audit_id) FROM audit"
     " WHERE date(at) >= date(?1, '-6 years')), 1 + (SELECT max(audit_id) FROM audit))"},
    {"who made an edit", "6 years",
     "UPDATE edit SET person_id = NULL WHERE date(at) < date(?1, '-6 years')"
     " AND person_id IS NOT NULL"},
    {"who published", "6 years",
     "UPDATE publication SET person_id = NULL WHERE date(published_at) < date(?1, '-6 years')"
     " AND person_id IS NOT NULL"},
    {"names in the history", "as long as its lines",
     "DELETE FROM person WHERE ?1 = ?1 AND person_id NOT IN (SELECT person_id FROM audit"
     " WHERE person_id IS NOT NULL UNION SELECT person_id FROM edit WHERE person_id IS NOT NULL"
     " UNION SELECT person_id FROM publication WHERE person_id IS NOT NULL"
     " UNION SELECT person_id FROM roster_change WHERE person_id IS NOT NULL)"},
};

const struct pp_purge_kind *pp_store_purge_kind(int ix) {
    return ix >= 0 && ix < (int)(sizeof kinds / sizeof *kinds) ? &kinds[ix] : NULL;
}

int pp_store_purge(struct pp_db *db, const struct pp_purge_kind *kind, pp_day today, int64_t *ret_n,
                   struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    char iso[11];
    int rc = pp_db_prepare(db, kind->sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_day_iso(today, iso);
    pp_bind_text(stmt, 1, iso);
    if ((rc = pp_stmt_run(stmt, reterr)) == 0)
        *ret_n = pp_db_changes(db);
    return rc;
}
