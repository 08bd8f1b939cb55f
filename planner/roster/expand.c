/* From the two-week timetable to dated sessions.
 *
 * Steps: 1 what is frozen or pinned stands as it was published. 2 meetings of tenants' groups. 3 for each
 * week the timetable's sessions of week A or B, but for patches that a kept session of those two weeks
 * serves already. 4 each is mended in the order of time (see sessions.h). 5 sorted by day, half-day, venue.
 * A session's series is venue, half-day of the timetable and team; with the day that the series gives it, that
 * names it for ever. Cost O(sessions^2 x posts). */
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/roster/dropins.h"

#include "planner/roster/sessions.h"

struct expansion {
    struct pp_diary diary;
    const struct pp_dropins_ask *ask;
    const struct pp_timetable *timetable;
    bool *met; /* by kept session: stands again */
};

static bool in_quarter(const struct pp_calendar *calendar, pp_day day) {
    return day >= calendar->first_day && day <= pp_calendar_last_day(calendar);
}

static int keep_frozen(struct expansion *x, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = x->diary.problem;
    for (int i = 0; i < problem->n_kept_sessions; i++) {
        const struct pp_kept_session *kept = &problem->kept_sessions[i];
        if (!kept->frozen || kept->session.team_ix != x->diary.team_ix ||
            !in_quarter(&problem->calendar, kept->session.day))
            continue;
        x->met[i] = true;
        int rc = pp_roster_add_session(x->diary.roster, &kept->session, reterr);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static bool is_frozen_row(const struct expansion *x, const struct pp_session *session) {
    return session->kind == PP_SESSION_DROPIN && pp_session_frozen(x->diary.problem, session);
}

/* Does a frozen session serve the patch in the two weeks of `day`? */
static bool is_served(const struct expansion *x, int patch_ix, pp_day day) {
    const struct pp_roster *roster = x->diary.roster;
    for (int i = 0; i < roster->n_sessions; i++) {
        const struct pp_session *session = &roster->sessions[i];
        if (!is_frozen_row(x, session) ||
            pp_calendar_fortnight(&x->diary.problem->calendar, session->day) !=
                pp_calendar_fortnight(&x->diary.problem->calendar, day))
            continue;
        for (int k = 0; k < session->n_patches; k++)
            if (session->patches[k] == patch_ix)
                return true;
    }
    return false;
}

/* Is there a frozen session of that series and day, or on that very half-day at the venue? */
static bool is_standing(const struct expansion *x, const struct pp_session *wanted) {
    const struct pp_roster *roster = x->diary.roster;
    for (int i = 0; i < roster->n_sessions; i++) {
        const struct pp_session *session = &roster->sessions[i];
        if (!is_frozen_row(x, session))
            continue;
        bool same =
            !strcmp(session->series, wanted->series) && pp_session_base_day(session) == wanted->day;
        bool there = session->venue_ix == wanted->venue_ix && session->day == wanted->day &&
                     session->half == wanted->half;
        if (same || there)
            return true;
    }
    return false;
}

/* What was published and is not frozen lends its number to the session of the same name. */
static void take_number(struct expansion *x, struct pp_session *session) {
    const struct pp_roster_problem *problem = x->diary.problem;
    for (int i = 0; i < problem->n_kept_sessions; i++) {
        const struct pp_session *kept = &problem->kept_sessions[i].session;
        if (x->met[i] || kept->kind != session->kind || strcmp(kept->series, session->series) ||
            pp_session_base_day(kept) != session->day)
            continue;
        x->met[i] = true;
        session->session_id = kept->session_id;
        session->uid = kept->uid;
        session->sequence = kept->sequence;
        session->status = PP_SESSION_PUBLISHED;
        return;
    }
}

static void name_series(const struct expansion *x, const struct pp_timetable_session *planned,
                        struct pp_str *name) {
    char slot[6];
    pp_slot_short(planned->slot, slot);
    pp_str_appendf(name, "%s-%s-%s", x->diary.problem->venues[planned->venue_ix].venue_id, slot,
                   pp_roster_team_words(x->diary.problem, x->diary.team_ix));
}

static int add_dated(struct expansion *x, const struct pp_timetable_session *planned, pp_day day,
                     struct pp_error *reterr) {
    const struct pp_roster_venue *venue = &x->diary.problem->venues[planned->venue_ix];
    enum pp_half half = pp_slot_half(planned->slot);
    PP_AUTO_STR struct pp_str series = {0};
    name_series(x, planned, &series);
    struct pp_session session = {.series = pp_str_text(&series),
                                 .kind = PP_SESSION_DROPIN,
                                 .day = day,
                                 .half = half,
                                 .from_min = venue->from_min[half],
                                 .to_min = venue->to_min[half],
                                 .venue_ix = planned->venue_ix,
                                 .team_ix = x->diary.team_ix,
                                 .tara_ix = -1,
                                 .posts = planned->posts,
                                 .n_posts = planned->n_posts,
                                 .status = PP_SESSION_DRAFT,
                                 .was_day = PP_PAST_DAY,
                                 .was_half = -1,
                                 .was_venue_ix = -1};
    int *patches PP_AUTO_FREE = pp_alloc_array((size_t)planned->n_patches + 1, sizeof *patches);
    if (!patches || series.failed)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < planned->n_patches; i++)
        if (!is_served(x, planned->patches[i], day))
            patches[session.n_patches++] = planned->patches[i];
    session.patches = patches;
    bool nobody_left = planned->n_patches > 0 && session.n_patches == 0;
    if (nobody_left || is_standing(x, &session))
        return 0;
    take_number(x, &session);
    pp_dropins_staff_as_before(x->ask, &session);
    return pp_roster_add_session(x->diary.roster, &session, reterr);
}

static int add_week(struct expansion *x, pp_day monday, struct pp_error *reterr) {
    int week = pp_calendar_week(&x->diary.problem->calendar, monday);
    for (int i = 0; i < x->timetable->n_sessions; i++) {
        const struct pp_timetable_session *planned = &x->timetable->sessions[i];
        if (pp_slot_week(planned->slot) != week)
            continue;
        int rc = add_dated(x, planned, monday + pp_slot_weekday(planned->slot), reterr);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* Meetings that were published keep their numbers too. */
static void number_meetings(struct expansion *x, int first_ix) {
    for (int i = first_ix; i < x->diary.roster->n_sessions; i++)
        if (x->diary.roster->sessions[i].status != PP_SESSION_CANCELLED)
            take_number(x, &x->diary.roster->sessions[i]);
}

/* What was published, is not frozen and has no place in the new timetable. */
static int tell_dropped(struct expansion *x, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = x->diary.problem;
    int rc = 0;
    for (int i = 0; i < problem->n_kept_sessions && rc == 0; i++) {
        const struct pp_session *kept = &problem->kept_sessions[i].session;
        if (x->met[i] || kept->team_ix != x->diary.team_ix || kept->kind != PP_SESSION_DROPIN ||
            kept->status == PP_SESSION_CANCELLED || !in_quarter(&problem->calendar, kept->day))
            continue;
        PP_AUTO_STR struct pp_str text = {0};
        char day[40];
        pp_day_long(kept->day, day, sizeof day);
        pp_str_appendf(
            &text, "The drop-in at %s on %s is cancelled: the new two-week timetable has another",
            pp_session_venue_name(problem, kept), day);
        struct pp_change change = {.what = "session",
                                   .patch_ix = kept->n_patches > 0 ? kept->patches[0] : -1,
                                   .old_post_ix = -1,
                                   .new_post_ix = -1,
                                   .session_id = kept->session_id,
                                   .first_day = kept->day,
                                   .last_day = kept->day,
                                   .text = pp_str_text(&text)};
        rc = text.failed ? pp_fail_nomem(reterr)
                         : pp_roster_add_change(x->diary.roster, &change, reterr);
    }
    return rc;
}

static int by_time(const void *a, const void *b) {
    const struct pp_session *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->half != y->half)
        return x->half < y->half ? -1 : 1;
    if (x->venue_ix != y->venue_ix)
        return x->venue_ix < y->venue_ix ? -1 : 1;
    return strcmp(x->series, y->series);
}

static int expand(struct expansion *x, struct pp_error *reterr) {
    const struct pp_calendar *calendar = &x->diary.problem->calendar;
    struct pp_roster *roster = x->diary.roster;
    int first_ix = roster->n_sessions;
    int rc = keep_frozen(x, reterr);
    int first_meeting_ix = roster->n_sessions;
    if (rc == 0)
        rc = pp_tara_add(&x->diary, reterr);
    number_meetings(x, first_meeting_ix);
    for (int week = 0; week < calendar->n_weeks && rc == 0; week++)
        rc = add_week(x, calendar->first_day + 7 * week, reterr);
    if (rc == 0)
        rc = pp_diary_mend_all(&x->diary, calendar->first_day, pp_calendar_last_day(calendar),
                               reterr);
    if (rc == 0)
        rc = tell_dropped(x, reterr);
    if (rc == 0 && roster->n_sessions > first_ix)
        qsort(&roster->sessions[first_ix], (size_t)(roster->n_sessions - first_ix),
              sizeof *roster->sessions, by_time);
    return rc;
}

int pp_dropins_expand(const struct pp_dropins_ask *ask, const struct pp_timetable *timetable,
                      struct pp_roster *roster, struct pp_error *reterr) {
    bool *met PP_AUTO_FREE = pp_alloc_array((size_t)ask->problem->n_kept_sessions + 1, sizeof *met);
    if (!met)
        return pp_fail_nomem(reterr);
    struct expansion x = {.diary = {.problem = ask->problem,
                                    .with_leads = ask->with_leads,
                                    .roster = roster,
                                    .team_ix = ask->team_ix,
                                    .open = ask->open,
                                    .away_post_ix = -1},
                          .ask = ask,
                          .timetable = timetable,
                          .met = met};
    return expand(&x, reterr);
}
