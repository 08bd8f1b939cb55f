/* Drop-ins, meetings and visits that lose somebody for a day. */
#include <string.h>

#include "patchplan/core/alloc.h"

#include "planner/roster/away_parts.h"

enum { EARLY_MIN = 10 * 60 }; /* after an evening nothing before 10am */

static bool is_staff(const struct pp_session *session, int post_ix) {
    for (int i = 0; i < session->n_posts; i++)
        if (session->posts[i] == post_ix)
            return true;
    return false;
}

static bool at_work(const struct away *away, int post_ix, pp_day day, enum pp_half half) {
    unsigned needed = half == PP_HALF_AM ? COVER_AM : COVER_PM;
    return (pp_cover_there(&away->team, post_ix, day) & needed) != 0 &&
           (half != PP_HALF_EVENING || pp_post_works(away->problem, post_ix, day, half));
}

/* Is the post in another session of that half-day, or in one that an evening forbids? */
static bool is_taken(const struct away *away, int post_ix, const struct pp_session *session) {
    for (int i = 0; i < away->roster->n_sessions; i++) {
        const struct pp_session *other = &away->roster->sessions[i];
        if (other == session || other->status == PP_SESSION_CANCELLED || !is_staff(other, post_ix))
            continue;
        bool same = other->day == session->day && other->half == session->half;
        bool after = other->day == session->day - 1 && other->half == PP_HALF_EVENING &&
                     session->half == PP_HALF_AM && session->from_min < EARLY_MIN;
        bool before = other->day == session->day + 1 && session->half == PP_HALF_EVENING &&
                      other->half == PP_HALF_AM && other->from_min < EARLY_MIN;
        if (same || after || before)
            return true;
    }
    return false;
}

static bool may_step_in(const struct away *away, int post_ix, const struct pp_session *session) {
    return post_ix >= 0 && post_ix != away->post_ix && !is_staff(session, post_ix) &&
           at_work(away, post_ix, session->day, session->half) && !is_taken(away, post_ix, session);
}

/* Who knows the patches: their buddies, then those who stand in that day. */
static int near_to_patches(const struct away *away, const struct pp_session *session) {
    for (int i = 0; i < session->n_patches; i++) {
        int buddy = away->team.buddies[session->patches[i]];
        if (may_step_in(away, buddy, session))
            return buddy;
    }
    for (int i = 0; i < away->roster->n_covers; i++) {
        const struct pp_cover *row = &away->roster->covers[i];
        for (int k = 0; row->day == session->day && k < session->n_patches; k++)
            if (row->patch_ix == session->patches[k] &&
                may_step_in(away, row->cover_post_ix, session))
                return row->cover_post_ix;
    }
    return -1;
}

static int who_steps_in(const struct away *away, const struct pp_session *session) {
    static const enum pp_role roles[] = {PP_ROLE_COVER, PP_ROLE_AGENCY, PP_ROLE_OFFICER,
                                         PP_ROLE_TEAM_LEADER};
    int who = near_to_patches(away, session);
    for (size_t r = 0; who < 0 && r < sizeof roles / sizeof *roles; r++)
        for (int o = 0; who < 0 && o < away->problem->n_posts; o++)
            if (away->problem->posts[o].role == roles[r] && may_step_in(away, o, session))
                who = o;
    return who;
}

/* The same staff with another in the officer's place, or one less. */
static int set_staff(struct away *away, struct pp_session *session, int new_post_ix,
                     struct pp_error *reterr) {
    int *posts =
        pp_arena_alloc(&away->roster->arena, (size_t)(session->n_posts + 1) * sizeof *posts);
    int n = 0;
    if (!posts)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < session->n_posts; i++) {
        int post_ix = session->posts[i] == away->post_ix ? new_post_ix : session->posts[i];
        if (post_ix >= 0)
            posts[n++] = post_ix;
    }
    session->posts = posts;
    session->n_posts = n;
    session->sequence++;
    return 0;
}

static void append_session(const struct away *away, const struct pp_session *session,
                           struct pp_str *text) {
    static const char *const halves[] = {"morning", "afternoon", "evening"};
    char day[32];
    pp_day_long(session->day, day, sizeof day);
    if (session->kind == PP_SESSION_TARA)
        pp_str_appendf(text, "meeting of %s", session->series);
    else
        pp_str_appendf(text, "drop-in at %s",
                       session->venue_ix >= 0 ? away->problem->venues[session->venue_ix].name
                                              : "no place");
    pp_str_appendf(text, " on %s (%s)", day, halves[session->half]);
}

static int tell_session(struct away *away, const struct pp_session *session, int new_post_ix,
                        struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_change change = {.what = "session",
                               .patch_ix = session->n_patches > 0 ? session->patches[0] : -1,
                               .old_post_ix = away->post_ix,
                               .new_post_ix = new_post_ix,
                               .session_id = session->session_id};
    for (int i = 0; i < session->n_patches; i++)
        change.n_homes += away->problem->patches[session->patches[i]].n_homes;
    append_session(away, session, &text);
    if (session->status == PP_SESSION_CANCELLED)
        pp_str_appendf(&text, ": cancelled, as fewer than two would be there without %s",
                       pp_away_name(away, away->post_ix));
    else if (new_post_ix >= 0)
        pp_str_appendf(&text, ": %s instead of %s", pp_away_name(away, new_post_ix),
                       pp_away_name(away, away->post_ix));
    else
        pp_str_appendf(&text, ": without %s", pp_away_name(away, away->post_ix));
    return pp_away_add_change(away, &change, &text, reterr);
}

static int tell_nobody_at(struct away *away, const struct pp_session *session,
                          struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_breach breach = pp_breach_of("H6", NULL);
    pp_str_append(&text, "nobody can go to the ");
    append_session(away, session, &text);
    if (text.failed)
        return pp_fail_nomem(reterr);
    breach.text = text.data;
    breach.broken = true;
    breach.team_ix = session->team_ix;
    breach.patch_ix = session->n_patches > 0 ? session->patches[0] : -1;
    breach.venue_ix = session->venue_ix;
    breach.day = session->day;
    breach.half = (int)session->half;
    return pp_roster_add_breach(away->roster, &breach, reterr);
}

static int mend_session(struct away *away, struct pp_session *session, struct pp_error *reterr) {
    int who = who_steps_in(away, session);
    int rc = set_staff(away, session, who, reterr);
    if (rc == 0 && session->kind == PP_SESSION_DROPIN && session->n_posts < 2)
        session->status = PP_SESSION_CANCELLED;
    if (rc == 0 && session->kind == PP_SESSION_TARA && session->n_posts < 1)
        rc = tell_nobody_at(away, session, reterr);
    return rc < 0 ? rc : tell_session(away, session, who, reterr);
}

int pp_away_sessions(struct away *away, struct pp_error *reterr) {
    int rc = 0;
    for (int i = 0; rc == 0 && i < away->roster->n_sessions; i++) {
        struct pp_session *session = &away->roster->sessions[i];
        if (session->day >= away->from && session->day <= away->to &&
            session->status != PP_SESSION_CANCELLED && is_staff(session, away->post_ix) &&
            !at_work(away, away->post_ix, session->day, session->half))
            rc = mend_session(away, session, reterr);
    }
    return rc;
}

/* --- visits ----------------------------------------------------------------------------------------- */

static bool away_all_week(const struct away *away, pp_day monday) {
    for (pp_day day = monday; day < monday + PP_N_WEEKDAYS; day++)
        if (pp_cover_there(&away->team, away->post_ix, day))
            return false;
    return true;
}

/* The first day of the week on which the officer is now away. */
static pp_day first_day_away(const struct away *away, pp_day monday) {
    pp_day day = monday > away->from ? monday : away->from;
    while (day < monday + PP_N_WEEKDAYS - 1 && !pp_calendar_working(&away->problem->calendar, day))
        day++;
    return day;
}

static int stands_in(const struct away *away, int patch_ix, pp_day monday) {
    for (int i = 0; i < away->roster->n_covers; i++) {
        const struct pp_cover *row = &away->roster->covers[i];
        if (row->patch_ix == patch_ix && row->cover_post_ix >= 0 && row->day >= monday &&
            row->day < monday + PP_N_WEEKDAYS && row->day >= away->from)
            return row->cover_post_ix;
    }
    return -1;
}

/* Somebody for two-person visits beside `first`: nearest officer at work on the day. */
static int second_officer(const struct away *away, int patch_ix, pp_day day, int first) {
    int best = -1;
    for (int o = 0; o < away->problem->n_posts; o++)
        if (o != first && o != away->post_ix && away->problem->posts[o].role == PP_ROLE_OFFICER &&
            pp_cover_there(&away->team, o, day) &&
            (best < 0 || pp_cover_distance_m(&away->team, o, patch_ix) <
                             pp_cover_distance_m(&away->team, best, patch_ix)))
            best = o;
    return best;
}

static bool is_touched(const struct away *away, const struct pp_visit_row *visit, int patch_ix,
                       pp_day monday) {
    return visit->patch_ix == patch_ix && visit->week_start == monday &&
           (visit->post_ix == away->post_ix || visit->second_post_ix == away->post_ix) &&
           (visit->state == PP_VISIT_OFFERED || visit->state == PP_VISIT_BOOKED);
}

static int tell_visits(struct away *away, int patch_ix, pp_day monday, int n, bool all_week,
                       struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    char day[32];
    int who = all_week ? stands_in(away, patch_ix, monday) : -1;
    struct pp_change change = {.what = "visit",
                               .patch_ix = patch_ix,
                               .old_post_ix = away->post_ix,
                               .new_post_ix = all_week ? who : away->post_ix,
                               .n_homes = n};
    pp_day_long(monday, day, sizeof day);
    pp_str_appendf(&text, "%d %s in patch %s in the week of %s: ", n, n == 1 ? "visit" : "visits",
                   away->problem->patches[patch_ix].name, day);
    if (all_week)
        pp_str_appendf(&text, "%s instead of %s", pp_away_name(away, who),
                       pp_away_name(away, away->post_ix));
    else
        pp_str_appendf(&text, "those on days without %s move to other days of the week",
                       pp_away_name(away, away->post_ix));
    return pp_away_add_change(away, &change, &text, reterr);
}

static int mend_visits(struct away *away, int patch_ix, pp_day monday, struct pp_error *reterr) {
    bool all_week = away_all_week(away, monday);
    int n = 0, who = stands_in(away, patch_ix, monday);
    for (int i = 0; i < away->roster->n_visits; i++) {
        struct pp_visit_row *visit = &away->roster->visits[i];
        if (!is_touched(away, visit, patch_ix, monday))
            continue;
        n++;
        if (!all_week)
            continue;
        if (visit->post_ix == away->post_ix)
            visit->post_ix = who;
        if (visit->two_officers &&
            (visit->second_post_ix == away->post_ix || visit->second_post_ix == visit->post_ix))
            visit->second_post_ix =
                second_officer(away, patch_ix, first_day_away(away, monday), visit->post_ix);
    }
    return n == 0 ? 0 : tell_visits(away, patch_ix, monday, n, all_week, reterr);
}

int pp_away_visits(struct away *away, struct pp_error *reterr) {
    int rc = 0;
    for (pp_day monday = pp_calendar_monday(away->from); rc == 0 && monday <= away->to; monday += 7)
        for (int p = 0; rc == 0 && p < away->problem->n_patches; p++)
            rc = mend_visits(away, p, monday, reterr);
    return rc;
}
