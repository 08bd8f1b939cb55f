/* Drop-ins that stand already, when a roster is made again with least change. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/roster/dropins_own.h"
#include "planner/roster/sessions.h"

static bool is_of_weeks(const struct pp_dropins_ask *ask, const struct pp_session *session) {
    const struct pp_calendar *calendar = &ask->problem->calendar;
    return session->team_ix == ask->team_ix && session->day >= calendar->first_day &&
           session->day <= pp_calendar_last_day(calendar);
}

int pp_dropins_keep(const struct pp_dropins_ask *ask, struct pp_roster *roster, bool *ret_all_held,
                    struct pp_error *reterr) {
    const struct pp_calendar *calendar = &ask->problem->calendar;
    struct pp_diary diary = {.problem = ask->problem,
                             .with_leads = ask->with_leads,
                             .roster = roster,
                             .team_ix = ask->team_ix,
                             .open = ask->open,
                             .away_post_ix = -1};
    int rc = 0, n_held = 0;
    for (int i = 0; rc == 0 && i < ask->stands->n_sessions; i++) {
        if (!is_of_weeks(ask, &ask->stands->sessions[i]))
            continue;
        n_held += ask->stands->sessions[i].status != PP_SESSION_CANCELLED;
        rc = pp_roster_add_session(roster, &ask->stands->sessions[i], reterr);
    }
    if (rc == 0)
        rc = pp_diary_mend_all(&diary, calendar->first_day, pp_calendar_last_day(calendar), reterr);
    for (int i = 0; rc == 0 && i < roster->n_sessions; i++)
        n_held -= is_of_weeks(ask, &roster->sessions[i]) &&
                  roster->sessions[i].status != PP_SESSION_CANCELLED;
    if (rc == 0)
        *ret_all_held = n_held <= 0;
    return rc;
}

/* ---- the two-week timetable behind dated sessions ---- */

static bool has_place(const struct pp_timetable *timetable, const struct pp_timetable_session *of) {
    for (int i = 0; i < timetable->n_sessions; i++)
        if (timetable->sessions[i].venue_ix == of->venue_ix &&
            timetable->sessions[i].slot == of->slot)
            return true;
    return false;
}

int pp_dropins_timetable_of(const struct pp_dropins_ask *ask, struct pp_timetable *ret_timetable,
                            struct pp_error *reterr) {
    struct pp_timetable timetable = {0};
    size_t n = (size_t)ask->stands->n_sessions + 1;
    timetable.sessions = pp_arena_alloc(&timetable.arena, n * sizeof *timetable.sessions);
    if (!timetable.sessions)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < ask->stands->n_sessions; i++) {
        const struct pp_session *session = &ask->stands->sessions[i];
        struct pp_timetable_session one;
        if (session->kind != PP_SESSION_DROPIN || !is_of_weeks(ask, session) ||
            session->status == PP_SESSION_CANCELLED)
            continue;
        one = (struct pp_timetable_session){
            .venue_ix = pp_dropins_template_venue(session),
            .slot = pp_dropins_template_slot(&ask->problem->calendar, session),
            .posts = session->posts,
            .n_posts = session->n_posts,
            .patches = session->patches,
            .n_patches = session->n_patches};
        if (one.slot >= 0 && one.venue_ix >= 0 && !has_place(&timetable, &one))
            timetable.sessions[timetable.n_sessions++] = one;
    }
    *ret_timetable = timetable;
    return 0;
}

/* ---- its staff ---- */

static bool same_leads(const struct pp_dropins_ask *ask, int patch_ix, pp_day day) {
    int was[2], is[2];
    int n_was = pp_roster_leads_on(ask->stands, patch_ix, day, was);
    int n_is = pp_roster_leads_on(ask->with_leads, patch_ix, day, is);
    return n_was == n_is && memcmp(was, is, (size_t)n_is * sizeof *is) == 0;
}

static bool same_patches(const struct pp_session *a, const struct pp_session *b) {
    return a->n_patches == b->n_patches &&
           (a->n_patches == 0 ||
            memcmp(a->patches, b->patches, (size_t)a->n_patches * sizeof *a->patches) == 0);
}

void pp_dropins_staff_as_before(const struct pp_dropins_ask *ask, struct pp_session *session) {
    for (int i = 0; ask->stands && i < ask->stands->n_sessions; i++) {
        const struct pp_session *stood = &ask->stands->sessions[i];
        if (stood->team_ix != session->team_ix || stood->kind != session->kind ||
            pp_session_base_day(stood) != session->day || strcmp(stood->series, session->series) ||
            stood->status == PP_SESSION_CANCELLED || !same_patches(stood, session))
            continue;
        for (int k = 0; k < session->n_patches; k++)
            if (!same_leads(ask, session->patches[k], session->day))
                return;
        session->posts = stood->posts;
        session->n_posts = stood->n_posts;
        return;
    }
}
