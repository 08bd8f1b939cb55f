#include "patchplan/store/purge.h"

/* Comments, consultations, rosters and edits go with their plan. A plan that was ever published stays: letters and
 * bookmarks lead to it. Names go when no line of the history holds their number any more. */
static const struct pp_purge_kind kinds[] = {
    {"rows set aside at imports", "30 days",
     "DELETE FROM rejected_row WHERE import_id IN (SELECT import_id FROM import_run"
     " WHERE date(started_at) < date(?1, '-30 days'))"},
    {"what was found at doors", "24 months",
     "DELETE FROM visit_outcome WHERE day < date(?1, '-24 months')"},
    {"absences", "12 months after they end",
     "DELETE FROM leave WHERE last_day < date(?1, '-12 months')"},
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
    {"lines of the history", "6 years", "DELETE FROM audit WHERE date(at) < date(?1, '-6 years')"},
    {"names in the history", "as long as its lines",
     "DELETE FROM person WHERE ?1 = ?1 AND NOT EXISTS (SELECT 1 FROM audit a"
     " WHERE a.person_id = person.person_id)"},
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
