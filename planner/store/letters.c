#include "patchplan/store/letters.h"

#include "planner/store/public_rows.h"
#include "planner/store/ward_plans.h"
#include "patchplan/core/alloc.h"
#include "patchplan/roster/calendar.h"

struct walk {
    struct pp_ward_plans before, after; /* the day before, and the day */
    struct pp_stmt *homes, *kept, *kept_today;
    const struct pp_scope *scope;
    const struct pp_letter_visit *visit;
    int64_t plan_id;
    int patch_ix;
    bool in_force, has_officer;
    char day[11], day_before[11];
};

static void walk_done(struct walk *walk) {
    pp_ward_plans_done(&walk->before);
    pp_ward_plans_done(&walk->after);
    pp_stmt_done(walk->homes);
    pp_stmt_done(walk->kept);
    pp_stmt_done(walk->kept_today);
}

static const char homes_sql[] =
    "SELECT h.home_id, coalesce(h.address, ''), coalesce(s.name, ''), coalesce(pc.code, ''),"
    " coalesce(h.ward_id, pc.ward_id, 0), coalesce(w.team_id, 0), coalesce(h.current_patch, ''),"
    " coalesce(h.status, ''), h.suppressed FROM plan_unit pu"
    " CROSS JOIN plan_home ph USING (plan_id, unit_ix) JOIN home h USING (home_id)"
    " LEFT JOIN street s USING (street_id)"
    " LEFT JOIN postcode pc ON pc.postcode_id = h.postcode_id"
    " LEFT JOIN ward w ON w.ward_id = coalesce(h.ward_id, pc.ward_id)"
    " WHERE pu.plan_id = ?1 AND pu.patch_ix = ?2 AND NOT h.ended AND h.included"
    " ORDER BY pc.code, s.name, length(h.address), h.address, h.home_id";

/* Does one of the officers of before stay? ?1 the plan, ?2 its patch, ?3 the day, ?4 the plan of before (or today's
 * patch), ?5 the home, ?6 the day before. */
#define NEW_LEAD                                                                     \
    "EXISTS (SELECT 1 FROM plan_lead n WHERE n.plan_id = ?1 AND n.patch_ix = ?2 AND" \
    " n.officer_id = o.officer_id AND ?3 BETWEEN n.first_day AND n.last_day)"
static const char kept_sql[] =
    "SELECT 1 FROM plan_home ph JOIN plan_unit pu USING (plan_id, unit_ix)"
    " JOIN plan_lead o ON o.plan_id = pu.plan_id AND o.patch_ix = pu.patch_ix"
    " WHERE ph.plan_id = ?4 AND ph.home_id = ?5 AND ?6 BETWEEN o.first_day AND o.last_day"
    " AND " NEW_LEAD;
static const char kept_today_sql[] =
    "SELECT 1 FROM current_officer o WHERE o.patch = ?4 AND " NEW_LEAD;

static int prepare(struct walk *walk, struct pp_db *db, struct pp_error *reterr) {
    int rc = pp_store_plan_is_in_force(db, walk->plan_id, walk->after.day, &walk->in_force, reterr);
    if (!rc)
        rc = pp_db_prepare(db, homes_sql, &walk->homes, reterr);
    if (!rc)
        rc = pp_db_prepare(db, kept_sql, &walk->kept, reterr);
    if (!rc)
        rc = pp_db_prepare(db, kept_today_sql, &walk->kept_today, reterr);
    return rc;
}

/* The home of the current row: in the stage that is asked about? */
static int find_in_stage(struct walk *walk, int64_t ward_id, int64_t team_id, bool *ret_in_stage,
                         struct pp_error *reterr) {
    int64_t plan_id = walk->plan_id;
    *ret_in_stage = pp_scope_holds(walk->scope, team_id, ward_id);
    if (!*ret_in_stage || !walk->in_force)
        return 0;
    int rc = pp_ward_plans_find(&walk->after, ward_id, team_id, &plan_id, reterr);
    *ret_in_stage = plan_id == walk->plan_id;
    return rc;
}

static int find_kept(struct walk *walk, int64_t old_plan_id, bool *ret_kept,
                     struct pp_error *reterr) {
    struct pp_stmt *stmt = old_plan_id ? walk->kept : walk->kept_today;
    pp_bind_int(stmt, 1, walk->plan_id);
    pp_bind_int(stmt, 2, walk->patch_ix);
    pp_bind_text(stmt, 3, walk->day);
    if (old_plan_id) {
        pp_bind_int(stmt, 4, old_plan_id);
        pp_bind_int(stmt, 5, pp_column_int(walk->homes, 0));
        pp_bind_text(stmt, 6, walk->day_before);
    } else {
        pp_bind_text(stmt, 4, pp_column_text(walk->homes, 6));
    }
    int rc = pp_stmt_step(stmt, reterr);
    *ret_kept = rc > 0;
    pp_stmt_reset(stmt);
    return rc < 0 ? rc : 0;
}

static enum pp_letter_fate fate_of(const struct walk *walk, const struct pp_letter_home *home,
                                   bool kept) {
    if (!walk->has_officer)
        return PP_LETTER_NO_OFFICER;
    if (kept)
        return PP_LETTER_SAME;
    if (pp_column_int(walk->homes, 8))
        return PP_LETTER_SUPPRESSED;
    if (*pp_column_text(walk->homes, 7) == 'v')
        return PP_LETTER_VOID;
    return *home->address && *home->postcode ? PP_LETTER_WRITTEN : PP_LETTER_NO_ADDRESS;
}

static int visit_home(struct walk *walk, struct pp_error *reterr) {
    struct pp_stmt *homes = walk->homes;
    int64_t ward_id = pp_column_int(homes, 4), team_id = pp_column_int(homes, 5), old_plan_id = 0;
    bool in_stage = false, kept = false;
    int rc = find_in_stage(walk, ward_id, team_id, &in_stage, reterr);
    if (rc || !in_stage)
        return rc;
    rc = pp_ward_plans_find(&walk->before, ward_id, team_id, &old_plan_id, reterr);
    if (!rc)
        rc = find_kept(walk, old_plan_id, &kept, reterr);
    if (rc)
        return rc;
    const struct pp_letter_home home = {.address = pp_column_text(homes, 1),
                                        .street = pp_column_text(homes, 2),
                                        .postcode = pp_column_text(homes, 3)};
    return walk->visit->home(walk->visit->context, &home, fate_of(walk, &home, kept), reterr);
}

static int visit_patch(struct walk *walk, struct pp_db *db, int patch_ix, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_patch_contacts contacts = {0};
    int rc = pp_store_patch_contacts(db, walk->plan_id, patch_ix, walk->after.day, &arena,
                                     &contacts, reterr);
    if (!rc)
        rc = walk->visit->patch(walk->visit->context, &contacts, reterr);
    walk->patch_ix = patch_ix;
    walk->has_officer = contacts.n_leads > 0;
    pp_bind_int(walk->homes, 1, walk->plan_id);
    pp_bind_int(walk->homes, 2, patch_ix);
    while (!rc && (rc = pp_stmt_step(walk->homes, reterr)) > 0)
        rc = visit_home(walk, reterr);
    pp_stmt_reset(walk->homes);
    return rc;
}

static int read_ix(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                   struct pp_error *reterr) {
    (void)arena;
    (void)reterr;
    *(int *)row = (int)pp_column_int(stmt, 0);
    return 0;
}

static int list_patches(struct pp_db *db, int64_t plan_id, struct pp_arena *arena, int **ret_ixs,
                        size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = pp_db_prepare(db, "SELECT patch_ix FROM plan_patch WHERE plan_id = ?1 ORDER BY name",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    rc = pp_public_read_rows(stmt, sizeof **ret_ixs, read_ix, arena, &rows, ret_n, reterr);
    *ret_ixs = rows;
    return rc;
}

/* `alone`: all homes of the scope, whatever is published. */
static int walk_plan(struct pp_db *db, int64_t plan_id, pp_day from, const struct pp_scope *scope,
                     const struct pp_letter_visit *visit, bool alone, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO(walk_done)
    struct walk walk = {.before = {.db = db, .day = from - 1},
                        .after = {.db = db, .day = from},
                        .scope = scope,
                        .visit = visit,
                        .plan_id = plan_id};
    int *patches = NULL;
    size_t n = 0;
    pp_day_iso(from, walk.day);
    pp_day_iso(from - 1, walk.day_before);
    int rc = list_patches(db, plan_id, &arena, &patches, &n, reterr);
    if (!rc)
        rc = prepare(&walk, db, reterr);
    walk.in_force = walk.in_force && !alone;
    for (size_t i = 0; i < n && !rc; i++)
        rc = visit_patch(&walk, db, patches[i], reterr);
    return rc;
}

int pp_store_letters_each(struct pp_db *db, int64_t plan_id, pp_day from,
                          const struct pp_scope *scope, const struct pp_letter_visit *visit,
                          struct pp_error *reterr) {
    return walk_plan(db, plan_id, from, scope, visit, false, reterr);
}

static int skip_patch(void *context, const struct pp_patch_contacts *patch,
                      struct pp_error *reterr) {
    (void)context;
    (void)patch;
    (void)reterr;
    return 0;
}

static int count_home(void *context, const struct pp_letter_home *home, enum pp_letter_fate fate,
                      struct pp_error *reterr) {
    int64_t *counts = context;
    (void)home;
    (void)reterr;
    counts[fate]++;
    return 0;
}

int pp_store_letters_count(struct pp_db *db, int64_t plan_id, pp_day from,
                           const struct pp_scope *scope, int64_t ret_counts[PP_N_LETTER_FATES],
                           struct pp_error *reterr) {
    int64_t counts[PP_N_LETTER_FATES] = {0};
    const struct pp_letter_visit visit = {skip_patch, count_home, counts};
    int rc = walk_plan(db, plan_id, from, scope, &visit, true, reterr);
    for (int i = 0; !rc && i < PP_N_LETTER_FATES; i++)
        ret_counts[i] = counts[i];
    return rc;
}

static int read_day(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                    struct pp_error *reterr) {
    (void)arena;
    const char *day = pp_column_text(stmt, 0);
    return pp_day_parse(day, row) ? 0 : pp_fail(reterr, PP_E_FORMAT, "'%s' is no day", day);
}

static const char division_most[] = "england-and-wales";

int pp_store_last_holiday(struct pp_db *db, const char *division, pp_day *ret_day,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    pp_day day = PP_PAST_DAY;
    int rc = pp_db_prepare(db, "SELECT max(day) FROM holiday WHERE division = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, division ? division : division_most);
    rc = pp_stmt_step(stmt, reterr);
    if (rc > 0 && pp_column_text(stmt, 0))
        rc = read_day(stmt, NULL, &day, reterr);
    if (rc < 0)
        return rc;
    *ret_day = day;
    return 0;
}

int pp_store_holidays(struct pp_db *db, const char *division, struct pp_arena *arena,
                      pp_day **ret_days, int *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    size_t n = 0;
    int rc = pp_db_prepare(
        db, "SELECT day FROM holiday WHERE division = ?1 UNION SELECT day FROM closure ORDER BY 1",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, division ? division : division_most);
    rc = pp_public_read_rows(stmt, sizeof **ret_days, read_day, arena, &rows, &n, reterr);
    if (rc)
        return rc;
    *ret_days = rows;
    *ret_n = (int)n;
    return 0;
}
