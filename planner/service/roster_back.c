/* Somebody came in after all: the absence is taken out, and what others took over goes back. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/cover.h"
#include "planner/service/roster_hand.h"

static int fail_there(const struct pp_roster_problem *problem, int post_ix, pp_day day,
                      struct pp_error *reterr) {
    char words[32];
    if (!*problem->posts[post_ix].name)
        return pp_fail(reterr, PP_E_INPUT, "%s is a vacant post: nobody is there to be away",
                       problem->posts[post_ix].officer_id);
    pp_day_long(day, words, sizeof words);
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "no absence of %s (%s) on %s was recorded with 'roster away'. Planned leave is "
                   "taken out of leave.csv, then: patchplan import leave leave.csv --missing end",
                   problem->posts[post_ix].name, problem->posts[post_ix].officer_id, words);
}

/* The last day of the absence that was recorded for `day`; PP_PAST_DAY: none. */
static pp_day end_of_absence(const struct pp_roster_problem *problem, int post_ix, pp_day day) {
    for (int a = 0; a < problem->n_absences; a++) {
        const struct pp_absence *absence = &problem->absences[a];
        if (absence->post_ix == post_ix && absence->unplanned && absence->first_day <= day &&
            day <= absence->last_day)
            return absence->last_day;
    }
    return PP_PAST_DAY;
}

/* The days as they stand, before anything changes; who it is, by officer_id. */
static int look_first(struct pp_db *db, struct pp_away_wish *wish, struct pp_arena *arena,
                      int64_t plan_id, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand before = {.plan_id = plan_id};
    const struct pp_roster_problem *problem = &before.problem;
    int post_ix = -1;
    int rc = pp_roster_hand_load(db, wish->today, &before, reterr);
    if (!rc)
        rc = pp_roster_find_post(problem, wish->officer_id, &post_ix, reterr);
    if (rc)
        return rc;
    pp_day end = end_of_absence(problem, post_ix, wish->from);
    if (wish->to == PP_PAST_DAY)
        wish->to = end;
    if (end == PP_PAST_DAY)
        return fail_there(problem, post_ix, wish->from, reterr);
    if (wish->to < wish->from)
        return pp_fail(reterr, PP_E_INPUT, "give the first day, then the last");
    wish->officer_id = pp_arena_strdup(arena, problem->posts[post_ix].officer_id);
    return wish->officer_id ? 0 : pp_fail_nomem(reterr);
}

/* That the absence is gone; and what of it stays, as someone has been asked to do it. */
static void note_back(const struct pp_away_wish *wish, struct pp_roster_in_hand *made) {
    const struct pp_roster_problem *problem = &made->problem;
    const struct pp_post *post = &problem->posts[pp_post_find(problem, wish->officer_id)];
    char first[32], last[32];
    pp_day_long(wish->from, first, sizeof first);
    pp_day_long(wish->to, last, sizeof last);
    made->note_says_it = true;
    pp_str_appendf(&made->note, "%s (%s) is at work again %s %s", post->name, post->officer_id,
                   wish->from == wish->to ? "on" : "from", first);
    if (wish->from != wish->to)
        pp_str_appendf(&made->note, " to %s", last);
    pp_str_append(&made->note,
                  ": the absence is taken out. Whoever was asked to stand in for other patches in "
                  "their place goes on.");
}

/* Nobody stands in for them in this roster any more; the absence itself is out of the file. */
static int take_back(struct pp_db *db, const struct pp_away_wish *wish,
                     struct pp_roster_in_hand *made, struct pp_error *reterr) {
    int rc = pp_roster_hand_load(db, wish->today, made, reterr);
    if (!rc)
        rc = pp_cover_back(&made->problem, pp_post_find(&made->problem, wish->officer_id),
                           wish->from, wish->to, &made->roster, reterr);
    return rc ? rc : pp_roster_hand_judge(made, reterr);
}

static int save(struct pp_db *db, const struct pp_away_wish *wish,
                const struct pp_roster_in_hand *made, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str what = {0};
    pp_roster_note_days(&what, "back", wish->officer_id, wish);
    return pp_roster_hand_save(db, made, wish->who, 0, pp_str_text(&what), reterr);
}

static int back(struct pp_db *db, struct pp_away_wish *wish, struct pp_arena *arena,
                struct pp_roster_in_hand *made, struct pp_error *reterr) {
    int rc = pp_roster_hand_open(db, wish->plan_name, made, reterr);
    if (!rc)
        rc = look_first(db, wish, arena, made->plan_id, reterr);
    if (!rc)
        rc = pp_store_roster_end_absence(db, wish->officer_id, wish->from, wish->to, reterr);
    if (!rc)
        rc = take_back(db, wish, made, reterr);
    if (rc)
        return rc;
    note_back(wish, made);
    return made->note.failed ? pp_fail_nomem(reterr) : save(db, wish, made, reterr);
}

/* In the roster of another plan in force. */
static int back_beside(struct pp_db *db, const char *plan, const struct pp_away_wish *wish,
                       struct pp_roster_in_hand *made, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done)
    struct pp_roster_in_hand beside = {.is_look = made->is_look};
    struct pp_away_wish there = *wish;
    if (!pp_roster_clip_days(db, plan, &there))
        return 0;
    int rc = pp_roster_hand_open(db, plan, &beside, reterr);
    if (!rc)
        rc = take_back(db, &there, &beside, reterr);
    if (!rc)
        rc = save(db, &there, &beside, reterr);
    if (!rc)
        pp_roster_note_beside(&beside, made);
    return rc;
}

static int back_everywhere(struct pp_db *db, const struct pp_away_wish *wish,
                           struct pp_roster_in_hand *made, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_away_wish asked = *wish;
    const char **plans = NULL;
    size_t n = 0;
    int rc = pp_roster_plans_worked(db, wish, &arena, &plans, &n, reterr);
    if (rc)
        return rc;
    asked.plan_name = plans[0];
    rc = back(db, &asked, &arena, made, reterr);
    for (size_t i = 1; !rc && i < n; i++)
        rc = back_beside(db, plans[i], &asked, made, reterr);
    return rc;
}

int pp_service_roster_back(struct pp_db *db, const struct pp_away_wish *wish,
                           struct pp_roster_in_hand *ret_made, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    made.is_look = wish->dry_run;
    rc = back_everywhere(db, wish, &made, reterr);
    rc = pp_roster_hand_end(db, wish->dry_run, rc, reterr);
    if (rc)
        return rc;
    *ret_made = made;
    made = (struct pp_roster_in_hand){0};
    return 0;
}
