#include "patchplan/service/publish.h"

#include <stdio.h>

#include "planner/service/hrefs.h"
#include "planner/service/roster_make.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/outcome.h"
#include "patchplan/core/str.h"
#include "patchplan/service/stage.h"
#include "patchplan/store/audit.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/roster.h"

static int check_rules(struct pp_db *db, const struct pp_publish_wish *wish, int64_t plan_id,
                       struct pp_error *reterr) {
    enum pp_outcome outcome;
    int rc = pp_store_plan_outcome(db, plan_id, &outcome, reterr);
    if (rc || wish->broken_rules_known || pp_outcome_exit_status(outcome) == 0)
        return rc;
    PP_AUTO_STR struct pp_str word = {0};
    pp_str_append_word(&word, wish->plan_name);
    return pp_fail(reterr, PP_E_CONFLICT,
                   "rules had to give in plan '%s'; see them with: patchplan show %s. To publish "
                   "it all the same, add --broken-rules-known",
                   wish->plan_name, pp_str_text(&word));
}

int pp_service_has_roster(struct pp_db *db, int64_t plan_id, bool *ret_has,
                          struct pp_error *reterr) {
    struct pp_roster_when when = {0};
    struct pp_error err = {0};
    int rc = pp_store_roster_dates(db, plan_id, &when, &err);
    if (rc && rc != PP_E_NOTFOUND) {
        *reterr = err;
        return rc;
    }
    *ret_has = rc == 0;
    return 0;
}

int pp_service_say_late_roster(struct pp_db *db, int64_t plan_id, pp_day first_day,
                               struct pp_str *text, struct pp_error *reterr) {
    struct pp_roster_when when = {0};
    struct pp_error err = {0};
    char begins[48], day[48];
    int rc = pp_store_roster_dates(db, plan_id, &when, &err);
    if (rc && rc != PP_E_NOTFOUND) {
        *reterr = err;
        return rc;
    }
    if (rc || when.from <= first_day)
        return 0;
    pp_day_long(when.from, begins, sizeof begins);
    pp_day_long(first_day, day, sizeof day);
    pp_str_appendf(text,
                   "The roster of this plan begins on %s. Nobody stands in before that day, and "
                   "there are no drop-ins: from %s on, whoever is away stays the contact on the "
                   "public pages. Weeks before it can be made first.",
                   begins, day);
    return text->failed ? pp_fail_nomem(reterr) : 0;
}

static int note_publication(struct pp_db *db, const char *who, const char *action,
                            int64_t publication_id, const char *why, struct pp_error *reterr) {
    char object[48];
    PP_AUTO_JSON struct pp_json *detail = pp_json_new_object();
    if (why && *why)
        pp_set_text(detail, "why", why);
    PP_AUTO_FREE char *text = pp_json_dump(detail, 0);
    snprintf(object, sizeof object, "publication %lld", (long long)publication_id);
    return text ? pp_store_audit_add(db, who, action, object, text, reterr) : pp_fail_nomem(reterr);
}

/* Given twice, by a slip or by two people: a second row would say nothing. New drop-ins are a reason for one. */
static int find_same(struct pp_db *db, const struct pp_publish_wish *wish, int64_t plan_id,
                     const struct pp_scope *scope, struct pp_publish_answer *answer,
                     struct pp_error *reterr) {
    int64_t publication_id = 0, n_drafts = 0;
    int rc =
        pp_store_publication_same(db, plan_id, wish->first_day, scope, &publication_id, reterr);
    if (!rc && publication_id)
        rc = pp_store_roster_count_drafts(db, plan_id, publication_id, &n_drafts, reterr);
    if (!rc && publication_id && n_drafts == 0) {
        answer->publication_id = publication_id;
        answer->already = true;
    }
    return rc;
}

static int publish(struct pp_db *db, const struct pp_publish_wish *wish, struct pp_arena *arena,
                   struct pp_publish_answer *answer, struct pp_error *reterr) {
    const struct pp_stage stage = {wish->team_names, wish->ward_names, wish->n_teams,
                                   wish->n_wards};
    struct pp_scope scope = {0};
    int64_t plan_id = 0;
    /* names first: a slip of the pen is no question of rules */
    int rc = pp_store_plan_find(db, wish->plan_name, &plan_id, NULL, reterr);
    if (!rc)
        rc = pp_stage_find(db, &stage, arena, &scope, reterr);
    if (!rc)
        rc = find_same(db, wish, plan_id, &scope, answer, reterr);
    if (!rc && !answer->already)
        rc = check_rules(db, wish, plan_id, reterr);
    if (!rc)
        rc = pp_store_publication_effect(db, plan_id, wish->first_day, &scope, &answer->effect,
                                         reterr);
    if (!rc && answer->effect.n_homes == 0)
        rc = pp_fail(reterr, PP_E_NOTFOUND,
                     "plan '%s' has no homes in the teams or wards named; nothing was published",
                     wish->plan_name);
    if (!rc)
        rc = pp_service_has_roster(db, plan_id, &answer->has_roster, reterr);
    if (rc || wish->dry_run || answer->already)
        return rc;
    rc = pp_store_publication_add(db, plan_id, wish->first_day, wish->who, &scope,
                                  &answer->publication_id, reterr);
    if (!rc)
        rc = note_publication(db, wish->who, "publish", answer->publication_id, NULL, reterr);
    return rc ? rc : pp_roster_take_over_absences(db, wish->who, pp_day_today(), reterr);
}

int pp_service_publish(struct pp_db *db, const struct pp_publish_wish *wish,
                       struct pp_publish_answer *ret_answer, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_publish_answer answer = {0};
    int rc = wish->dry_run ? 0 : pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = publish(db, wish, &arena, &answer, reterr);
    if (!wish->dry_run)
        rc = pp_db_end(db, rc, reterr);
    if (!rc)
        *ret_answer = answer;
    return rc;
}

static const struct pp_publication *find_publication(const struct pp_publication *rows, size_t n,
                                                     int64_t publication_id) {
    for (size_t i = 0; i < n; i++)
        if (!rows[i].rolled_back_at &&
            (publication_id == 0 || rows[i].publication_id == publication_id))
            return &rows[i];
    return NULL;
}

int pp_service_find_publication(struct pp_db *db, int64_t publication_id, struct pp_arena *arena,
                                struct pp_publication *ret_found, struct pp_error *reterr) {
    struct pp_publication *rows = NULL;
    size_t n = 0;
    int rc = pp_store_publication_list(db, arena, &rows, &n, reterr);
    if (rc)
        return rc;
    const struct pp_publication *found = find_publication(rows, n, publication_id);
    if (!found)
        return pp_fail(
            reterr, PP_E_NOTFOUND,
            "there is no such publication to take back; list them with: patchplan publish "
            "--list");
    *ret_found = *found;
    return 0;
}

int pp_service_roll_back(struct pp_db *db, int64_t publication_id, const char *who, const char *why,
                         struct pp_arena *arena, struct pp_publication *ret_taken,
                         struct pp_error *reterr) {
    struct pp_publication taken = {0};
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = pp_service_find_publication(db, publication_id, arena, &taken, reterr);
    if (!rc)
        rc = pp_store_publication_roll_back(db, taken.publication_id, reterr);
    if (!rc)
        rc = note_publication(db, who, "roll back", taken.publication_id, why, reterr);
    if (!rc)
        rc = pp_roster_take_over_absences(db, who, pp_day_today(), reterr);
    rc = pp_db_end(db, rc, reterr);
    if (!rc)
        *ret_taken = taken;
    return rc;
}
