/* This morning's sickness: the absence is kept, somebody stands in, sessions and visits follow. */
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/cover.h"
#include "planner/service/roster_hand.h"

static int refuse_days(const struct pp_away_wish *wish, const struct pp_roster_problem *problem,
                       struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str plan = {0};
    char from[32], to[32], next[11];
    pp_day first = problem->calendar.first_day;
    pp_day last = pp_calendar_last_day(&problem->calendar);
    pp_day_long(wish->from, from, sizeof from);
    pp_day_long(wish->to, to, sizeof to);
    if (wish->to < wish->from)
        return pp_fail(reterr, PP_E_INPUT,
                       "that absence ends (%s) before it starts (%s); give the first day, then the "
                       "last",
                       to, from);
    if (wish->from >= first && wish->to <= last)
        return 0;
    pp_day_long(first, from, sizeof from);
    pp_day_long(last, to, sizeof to);
    pp_str_append_word(&plan, problem->plan_name);
    pp_day_iso(pp_calendar_monday(wish->from), next);
    if (wish->from < first)
        return pp_fail(reterr, PP_E_NOTFOUND,
                       "the roster of plan '%s' begins on %s, and nobody stands in by it before: "
                       "give days from then on; until then whoever is asked stands in, and no "
                       "list has to change. Making the weeks before plans those that stand anew, "
                       "too, and homes may get another named officer at once; to see first how "
                       "many: patchplan roster build --from %s --plan %s -n",
                       problem->plan_name, from, next, pp_str_text(&plan));
    pp_day_iso(last + 1, next);
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "the roster of plan '%s' runs from %s to %s; give days inside it, or join the "
                   "next weeks on with: patchplan roster build --plan %s --from %s",
                   problem->plan_name, from, to, pp_str_text(&plan), next);
}

/* Is all of it among the absences already? */
static bool is_recorded(const struct pp_away_wish *wish, const struct pp_roster_problem *problem,
                        int post_ix) {
    for (pp_day day = wish->from; day <= wish->to; day++)
        for (int half = PP_HALF_AM; half <= PP_HALF_PM; half++)
            if ((wish->part < 0 || wish->part == half) &&
                !pp_post_is_absent(problem, post_ix, day, (enum pp_half)half))
                return false;
    return true;
}

/* What is to know of days that the absence does not take. */
static void note_days(const struct pp_away_wish *wish, const struct pp_roster_problem *problem,
                      int post_ix, struct pp_roster_in_hand *made) {
    const struct pp_absence absence = {
        .post_ix = post_ix, .first_day = wish->from, .last_day = wish->to, .part = wish->part};
    pp_cover_away_note(problem, &absence, &made->note);
}

/* The days as they stand first, to be refused before anything is kept. */
static int look_first(struct pp_db *db, const struct pp_away_wish *wish,
                      struct pp_roster_in_hand *made, const char **ret_officer_id,
                      struct pp_arena *arena, struct pp_error *reterr) {
    PP_AUTO(pp_roster_problem_done) struct pp_roster_problem problem = {0};
    struct pp_roster_when when = {.today = wish->today};
    int post_ix = 0;
    int rc = pp_store_roster_dates(db, made->plan_id, &when, reterr);
    if (!rc)
        rc = pp_store_roster_problem(db, made->plan_id, &when, &problem, reterr);
    if (rc)
        return rc;
    rc = pp_roster_find_post(&problem, wish->officer_id, &post_ix, reterr);
    if (!rc)
        rc = refuse_days(wish, &problem, reterr);
    if (!rc && !*problem.posts[post_ix].name)
        rc = pp_fail(reterr, PP_E_INPUT, "%s is a vacant post: nobody is there to be away",
                     problem.posts[post_ix].officer_id);
    if (rc)
        return rc;
    made->absence_known = is_recorded(wish, &problem, post_ix);
    if (!made->absence_known)
        note_days(wish, &problem, post_ix, made);
    *ret_officer_id = pp_arena_strdup(arena, problem.posts[post_ix].officer_id);
    return *ret_officer_id ? 0 : pp_fail_nomem(reterr);
}

static int stand_in(struct pp_db *db, const struct pp_away_wish *wish, const char *officer_id,
                    struct pp_roster_in_hand *made, struct pp_error *reterr) {
    const struct pp_absence absence = {.post_ix = -1,
                                       .first_day = wish->from,
                                       .last_day = wish->to,
                                       .part = wish->part,
                                       .unplanned = true};
    int rc = made->absence_known
                 ? 0
                 : pp_store_roster_add_absence(db, officer_id, &absence, "unplanned", reterr);
    if (!rc)
        rc = pp_roster_hand_load(db, wish->today, made, reterr);
    if (!rc)
        rc = pp_cover_away(&made->problem, pp_post_find(&made->problem, officer_id), wish->from,
                           wish->to, &made->roster, reterr);
    if (!rc)
        rc = pp_roster_hand_judge(made, reterr);
    return rc;
}

/* What was told when the absence was recorded is no change now. */
static void drop_retold(struct pp_roster_in_hand *made) {
    struct pp_change *changes = made->roster.changes;
    int n = made->n_changes_before;
    for (int i = made->n_changes_before; i < made->roster.n_changes; i++) {
        bool told = false;
        for (int k = 0; k < made->n_changes_before && !told; k++)
            told = strcmp(changes[k].text, changes[i].text) == 0;
        if (!told)
            changes[n++] = changes[i];
    }
    made->roster.n_changes = n;
}

static int away(struct pp_db *db, const struct pp_away_wish *wish, struct pp_roster_in_hand *made,
                struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str what = {0};
    const char *officer_id = NULL;
    int rc = pp_roster_hand_open(db, wish->plan_name, made, reterr);
    if (!rc)
        rc = look_first(db, wish, made, &officer_id, &arena, reterr);
    if (!rc)
        rc = stand_in(db, wish, officer_id, made, reterr);
    if (rc)
        return rc;
    if (made->note.failed)
        return pp_fail_nomem(reterr);
    if (made->absence_known)
        drop_retold(made);
    pp_roster_note_days(&what, "away", officer_id, wish);
    return pp_roster_hand_save(db, made, wish->who, 0, pp_str_text(&what), reterr);
}

/* In the rosters of all plans in force that they work by: the absence itself is one. */
static int away_everywhere(struct pp_db *db, const struct pp_away_wish *wish,
                           struct pp_roster_in_hand *made, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_away_wish one = *wish;
    const char **plans = NULL;
    size_t n = 0;
    int rc = pp_roster_plans_worked(db, wish, &arena, &plans, &n, reterr);
    if (rc)
        return rc;
    one.plan_name = plans[0];
    rc = away(db, &one, made, reterr);
    for (size_t i = 1; !rc && i < n; i++) {
        PP_AUTO(pp_roster_in_hand_done)
        struct pp_roster_in_hand beside = {.is_look = made->is_look};
        struct pp_away_wish there = *wish;
        there.plan_name = plans[i];
        if (!pp_roster_clip_days(db, plans[i], &there))
            continue;
        rc = away(db, &there, &beside, reterr);
        if (!rc)
            pp_roster_note_beside(&beside, made);
    }
    return rc;
}

int pp_service_roster_away(struct pp_db *db, const struct pp_away_wish *wish,
                           struct pp_roster_in_hand *ret_made, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    made.is_look = wish->dry_run;
    rc = away_everywhere(db, wish, &made, reterr);
    rc = pp_roster_hand_end(db, wish->dry_run, rc, reterr);
    if (rc)
        return rc;
    *ret_made = made;
    made = (struct pp_roster_in_hand){0};
    return 0;
}
