/* Several plans in force: whose rosters an officer works by; and a plan that comes (back) into force takes over the absences
 * that were recorded before. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/cover.h"
#include "patchplan/service/which_plan.h"
#include "planner/service/roster_hand.h"
#include "planner/service/roster_make.h"

/* ---- whose rosters ---- */

static int dates_of(struct pp_db *db, const char *plan_name, pp_day *ret_first, pp_day *ret_last) {
    struct pp_roster_when when = {0};
    struct pp_error none;
    int64_t plan_id = 0;
    int rc = pp_store_plan_find(db, plan_name, &plan_id, NULL, &none);
    if (!rc)
        rc = pp_store_roster_dates(db, plan_id, &when, &none);
    if (rc)
        return rc;
    *ret_first = when.from;
    *ret_last = when.from + 7 * when.n_weeks - 1;
    return 0;
}

bool pp_roster_clip_days(struct pp_db *db, const char *plan_name, struct pp_away_wish *wish) {
    pp_day first = 0, last = 0;
    if (dates_of(db, plan_name, &first, &last) != 0)
        return false;
    wish->from = wish->from > first ? wish->from : first;
    wish->to = wish->to == PP_PAST_DAY || wish->to < last ? wish->to : last;
    return wish->to == PP_PAST_DAY ? wish->from <= last : wish->from <= wish->to;
}

/* Those without a roster last and not counted; the first that has all of the days before all others. */
static size_t sort_worked(struct pp_db *db, const struct pp_away_wish *wish, const char **plans,
                          size_t n) {
    size_t n_made = 0;
    bool has_whole = false;
    for (size_t i = 0; i < n; i++) {
        struct pp_away_wish clipped = *wish;
        pp_day first = 0, last = 0;
        const char *plan = plans[i];
        if (dates_of(db, plan, &first, &last) != 0)
            continue;
        bool whole = pp_roster_clip_days(db, plan, &clipped) && clipped.from == wish->from &&
                     clipped.to == wish->to;
        plans[i] = plans[n_made];
        plans[n_made] = plan;
        if (whole && !has_whole) {
            plans[n_made] = plans[0];
            plans[0] = plan;
            has_whole = true;
        }
        n_made++;
    }
    return n_made;
}

int pp_roster_plans_worked(struct pp_db *db, const struct pp_away_wish *wish,
                           struct pp_arena *arena, const char ***ret_plans, size_t *ret_n,
                           struct pp_error *reterr) {
    const char **plans = pp_arena_alloc(arena, sizeof *plans), *officer_id = NULL;
    size_t n = 0;
    if (!plans)
        return pp_fail_nomem(reterr);
    plans[0] = wish->plan_name;
    int rc = wish->plan_name
                 ? 0
                 : pp_store_officer_meant(db, wish->officer_id, arena, &officer_id, reterr);
    if (!rc && officer_id) {
        pp_day to = wish->to < wish->from ? wish->from : wish->to;
        const char **found = NULL;
        rc = pp_store_plans_of_officer(db, officer_id, wish->from, to, arena, &found, &n, reterr);
        if (!rc && n > 0)
            plans = found;
    }
    if (rc)
        return rc;
    *ret_plans = plans;
    *ret_n = sort_worked(db, wish, plans, n);
    return 0;
}

void pp_roster_note_beside(const struct pp_roster_in_hand *beside, struct pp_roster_in_hand *made) {
    const struct pp_roster *roster = &beside->roster;
    for (int i = beside->n_changes_before; i < roster->n_changes; i++)
        pp_str_appendf(&made->note, "%sBy plan %s, which is in force elsewhere: %s",
                       made->note.len ? "\n" : "", beside->problem.plan_name,
                       roster->changes[i].text);
    made->note_says_it = made->note_says_it || roster->n_changes > beside->n_changes_before;
}

/* ---- a plan that comes (back) into force ---- */

static int stand_in(const struct pp_absence_open *open, struct pp_roster_in_hand *made,
                    struct pp_error *reterr) {
    int post_ix = pp_post_find(&made->problem, open->officer_id);
    return post_ix < 0 ? 0
                       : pp_cover_away(&made->problem, post_ix, open->first_day, open->last_day,
                                       &made->roster, reterr);
}

static int take_over(struct pp_db *db, int64_t plan_id, const char *who, pp_day today,
                     struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {.plan_id = plan_id};
    struct pp_absence_open *open = NULL;
    size_t n = 0;
    int rc = pp_store_absences_open(db, plan_id, today, &arena, &open, &n, reterr);
    if (rc || n == 0)
        return rc;
    rc = pp_roster_hand_load(db, today, &made, reterr);
    for (size_t i = 0; !rc && i < n; i++)
        rc = stand_in(&open[i], &made, reterr);
    if (!rc)
        rc = pp_roster_hand_judge(&made, reterr);
    return rc ? rc
              : pp_roster_hand_save(db, &made, who, 0,
                                    "stand-ins for absences recorded before it came into force",
                                    reterr);
}

int pp_roster_take_over_absences(struct pp_db *db, const char *who, pp_day today,
                                 struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    int64_t *plan_ids = NULL;
    size_t n = 0;
    int rc = pp_store_plans_published(db, &arena, &plan_ids, &n, reterr);
    for (size_t i = 0; !rc && i < n; i++)
        rc = take_over(db, plan_ids[i], who, today, reterr);
    return rc;
}
