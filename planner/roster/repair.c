/* Sessions mended where they stand, moved or cancelled, and the sentences that say so. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/roster/dropins.h"
#include "patchplan/roster/practice.h"
#include "planner/roster/diary_parts.h"
#include "planner/roster/judge_parts.h"

static const char *why(const struct pp_diary *diary, const struct pp_session *session) {
    if (!pp_calendar_working(&diary->problem->calendar, session->day))
        return "nobody works that day";
    if (!pp_venue_is_open(diary->problem, session->venue_ix, session->day, session->half))
        return "the venue is shut then";
    return "fewer than two people can be there";
}

static int say(struct pp_diary *diary, const struct pp_session *session, int old_post_ix,
               int new_post_ix, const struct pp_str *text, struct pp_error *reterr) {
    if (text->failed)
        return pp_fail_nomem(reterr);
    bool gone = session->status == PP_SESSION_CANCELLED;
    struct pp_change change = {.what = "session",
                               .kind = gone ? PP_CHANGE_CANCELLED : PP_CHANGE_OTHER,
                               .series = session->series,
                               .base_day = pp_session_base_day(session),
                               .patch_ix = session->n_patches > 0 ? session->patches[0] : -1,
                               .old_post_ix = old_post_ix,
                               .new_post_ix = new_post_ix,
                               .session_id = session->session_id,
                               .first_day = session->day,
                               .last_day = session->day,
                               .text = pp_str_text(text)};
    for (int i = 0; i < session->n_patches; i++)
        change.n_homes += diary->problem->patches[session->patches[i]].n_homes;
    return pp_roster_add_change(diary->roster, &change, reterr);
}

/* "The drop-in at Valley Centre on Monday 29 March 2027 at 10am" */
static void name_session(const struct pp_diary *diary, const struct pp_session *session,
                         struct pp_str *text) {
    pp_str_append(text, "The ");
    roster_append_session(diary->problem, session, text);
    pp_str_append(text, " on ");
    roster_append_time(session->day, session->from_min, text);
}

static int move_to(struct pp_diary *diary, int session_ix, const struct diary_choice *choice,
                   struct pp_error *reterr) {
    struct pp_session *session = &diary->roster->sessions[session_ix];
    const struct pp_roster_venue *venue = &diary->problem->venues[session->venue_ix];
    PP_AUTO_STR struct pp_str text = {0};
    name_session(diary, session, &text);
    pp_str_append(&text, " moves to ");
    roster_append_time(choice->seat.day, venue->from_min[choice->seat.half], &text);
    pp_str_appendf(&text, ", as %s", why(diary, session));
    if (session->was_day == PP_PAST_DAY) {
        session->was_day = session->day;
        session->was_half = (int)session->half;
        session->was_venue_ix = session->venue_ix;
    }
    session->day = choice->seat.day;
    session->half = choice->seat.half;
    session->from_min = venue->from_min[session->half];
    session->to_min = venue->to_min[session->half];
    if (session->status != PP_SESSION_DRAFT)
        session->status = PP_SESSION_MOVED;
    int rc = diary_put_staff(diary, session, &choice->staff, reterr);
    return rc < 0 ? rc : say(diary, session, -1, -1, &text, reterr);
}

static int cancel(struct pp_diary *diary, int session_ix, bool frozen, struct pp_error *reterr) {
    struct pp_session *session = &diary->roster->sessions[session_ix];
    PP_AUTO_STR struct pp_str text = {0};
    name_session(diary, session, &text);
    pp_str_appendf(&text, " is cancelled, as %s%s", why(diary, session),
                   frozen ? ""
                          : " and no half-day of that week, the next or the one before will do");
    session->status = PP_SESSION_CANCELLED;
    return say(diary, session, -1, -1, &text, reterr);
}

static bool same_staff(const struct pp_session *session, const struct diary_staff *staff) {
    if (session->n_posts != staff->n)
        return false;
    for (int i = 0; i < staff->n; i++)
        if (!pp_is_among(staff->posts[i], session->posts, session->n_posts))
            return false;
    return true;
}

/* A change of staff is told when the session was published. */
static int change_staff(struct pp_diary *diary, struct pp_session *session,
                        const struct diary_staff *staff, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int gone = -1, come = -1;
    if (same_staff(session, staff))
        return 0;
    for (int i = 0; i < session->n_posts && gone < 0; i++)
        if (!pp_is_among(session->posts[i], staff->posts, staff->n))
            gone = session->posts[i];
    for (int i = 0; i < staff->n && come < 0; i++)
        if (!pp_is_among(staff->posts[i], session->posts, session->n_posts))
            come = staff->posts[i];
    int rc = diary_put_staff(diary, session, staff, reterr);
    if (rc < 0 || session->session_id == 0)
        return rc;
    name_session(diary, session, &text);
    pp_str_append(&text, " has other staff");
    return say(diary, session, gone, come, &text, reterr);
}

static int mend_meeting(struct pp_diary *diary, int session_ix, struct pp_error *reterr) {
    const struct pp_session *session = &diary->roster->sessions[session_ix];
    for (int i = 0; i < session->n_posts; i++)
        if (!pp_diary_free(diary, session->posts[i], session->day, session->half, session_ix))
            return pp_tara_seat(diary, session_ix, reterr);
    return 0;
}

int pp_diary_mend(struct pp_diary *diary, int session_ix, struct pp_error *reterr) {
    struct pp_session *session = &diary->roster->sessions[session_ix];
    if (session->status == PP_SESSION_CANCELLED)
        return 0;
    if (session->kind == PP_SESSION_TARA) /* of a group in no list any more: as it is */
        return session->tara_ix < 0 ? 0 : mend_meeting(diary, session_ix, reterr);
    bool frozen = pp_session_frozen(diary->problem, session);
    struct diary_choice choice = {0};
    struct diary_seat here = {session_ix, session->day, session->half, diary_starts_early(session)};
    bool open = pp_venue_is_open(diary->problem, session->venue_ix, session->day, session->half);
    if (diary_find_staff(diary, &here, &choice.staff) && open)
        return change_staff(diary, session, &choice.staff, reterr);
    if (session->pinned) /* stays, with those who can come: the broken rule is told by the judge */
        return choice.staff.n > 0 ? change_staff(diary, session, &choice.staff, reterr) : 0;
    if (!frozen)
        diary_find_half_day(diary, session_ix, &choice);
    return choice.found ? move_to(diary, session_ix, &choice, reterr)
                        : cancel(diary, session_ix, frozen, reterr);
}

int pp_diary_mend_all(struct pp_diary *diary, pp_day from, pp_day to, struct pp_error *reterr) {
    const struct pp_roster *roster = diary->roster;
    int n = roster->n_sessions; /* mending adds none; what moves later was mended where it stood */
    for (pp_day day = from; day <= to; day++)
        for (int i = 0; i < n; i++) {
            const struct pp_session *session = &roster->sessions[i];
            if (session->team_ix != diary->team_ix || session->day != day)
                continue;
            int rc = pp_diary_mend(diary, i, reterr);
            if (rc < 0)
                return rc;
        }
    return 0;
}

/* ---- after all teams ---- */

/* The change that said it is cancelled is no longer one. */
static void forget_cancelling(struct pp_diary *diary, const struct pp_session *session) {
    struct pp_roster *roster = diary->roster;
    int n = 0;
    for (int i = 0; i < roster->n_changes; i++) {
        const struct pp_change *change = &roster->changes[i];
        bool same = change->kind == PP_CHANGE_CANCELLED &&
                    !strcmp(change->series, session->series) &&
                    change->base_day == pp_session_base_day(session);
        if (!same)
            roster->changes[n++] = *change;
    }
    roster->n_changes = n;
}

int pp_dropins_revive(const struct pp_roster_problem *problem, int team_ix,
                      struct pp_roster *roster, struct pp_error *reterr) {
    struct pp_diary diary = {.problem = problem,
                             .with_leads = roster,
                             .roster = roster,
                             .team_ix = team_ix,
                             .away_post_ix = -1};
    int rc = 0;
    for (int i = 0; i < roster->n_sessions && rc == 0; i++) {
        struct pp_session *session = &roster->sessions[i];
        struct diary_choice choice = {0};
        if (session->team_ix != team_ix || session->status != PP_SESSION_CANCELLED ||
            session->kind != PP_SESSION_DROPIN || session->day < problem->calendar.first_day ||
            pp_session_frozen(problem, session))
            continue;
        diary_find_half_day(&diary, i, &choice);
        if (!choice.found)
            continue;
        forget_cancelling(&diary, session);
        session->status = session->session_id != 0 ? PP_SESSION_PUBLISHED : PP_SESSION_DRAFT;
        rc = move_to(&diary, i, &choice, reterr);
    }
    return rc;
}
