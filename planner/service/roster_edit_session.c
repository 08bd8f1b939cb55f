/* A drop-in or meeting moved, cancelled, or put back as it was. What a person chose stays (H11). */
#include "planner/service/roster_edit.h"

#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"

/* ---- sessions ---- */

static int seek_session(struct editing *e, struct pp_session **ret_session,
                        struct pp_error *reterr) {
    struct pp_roster *roster = &e->made->roster;
    for (int i = 0; i < roster->n_sessions; i++)
        if (roster->sessions[i].session_id == e->edit->session_id) {
            *ret_session = &roster->sessions[i];
            return 0;
        }
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "plan '%s' has no session %lld; their numbers are in: patchplan roster show "
                   "--week DATE",
                   e->made->problem.plan_name, (long long)e->edit->session_id);
}

/* One that is still to be held. */
static int find_session(struct editing *e, struct pp_session **ret_session,
                        struct pp_error *reterr) {
    int rc = seek_session(e, ret_session, reterr);
    if (rc || (*ret_session)->status != PP_SESSION_CANCELLED)
        return rc ? rc
                  : pp_roster_refuse_held(e->db, e->made, *ret_session, e->edit->today, reterr);
    return pp_fail(reterr, PP_E_CONFLICT,
                   "session %lld is cancelled already; to hold it again: patchplan roster restore "
                   "%lld",
                   (long long)e->edit->session_id, (long long)e->edit->session_id);
}

/* What was fixed is free for the hand that changes it now. */
static int release(struct editing *e, struct pp_error *reterr) {
    struct pp_roster_problem *problem = &e->made->problem;
    size_t n = (size_t)problem->n_kept_sessions;
    struct pp_kept_session *kept = pp_arena_alloc(&problem->arena, (n + 1) * sizeof *kept);
    if (!kept)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++) {
        kept[i] = problem->kept_sessions[i];
        if (kept[i].session.session_id != e->edit->session_id)
            continue;
        kept[i].session.pinned = false;
        kept[i].frozen = kept[i].frozen && kept[i].session.status != PP_SESSION_DRAFT;
    }
    problem->kept_sessions = kept;
    return 0;
}

static void name_place(const struct editing *e, const struct pp_session *session,
                       struct pp_str *text) {
    char day[32];
    pp_day_long(session->day, day, sizeof day);
    pp_str_appendf(text, "%s in the %s at %s", day, pp_half_words(session->half),
                   session->venue_ix >= 0 ? e->made->problem.venues[session->venue_ix].name
                                          : "no venue");
}

/* The clock of the venue on that half-day; else as long as before, at the usual time. */
static void set_clock(const struct pp_roster_problem *problem, struct pp_session *session) {
    int length = session->to_min - session->from_min;
    int from =
        session->venue_ix >= 0 ? problem->venues[session->venue_ix].from_min[session->half] : -1;
    session->from_min = from >= 0 ? from : pp_usual_hours[session->half][0];
    session->to_min = from >= 0 ? problem->venues[session->venue_ix].to_min[session->half]
                                : session->from_min + length;
}

static bool has_drop_in(const struct editing *e, int patch_ix, pp_day from, pp_day to) {
    const struct pp_roster *roster = &e->made->roster;
    for (int i = 0; i < roster->n_sessions; i++) {
        const struct pp_session *session = &roster->sessions[i];
        if (session->kind == PP_SESSION_DROPIN && session->status != PP_SESSION_CANCELLED &&
            session->day >= from && session->day <= to &&
            pp_is_among(patch_ix, session->patches, session->n_patches))
            return true;
    }
    return false;
}

/* The patches that had it on `day` and now have none in those two weeks, A and B; of weeks before the roster nothing is
 * known. */
static void say_lost(const struct editing *e, const struct pp_session *session, pp_day day,
                     struct pp_str *text) {
    const struct pp_roster_problem *problem = &e->made->problem;
    const struct pp_calendar *calendar = &problem->calendar;
    pp_day from = calendar->anchor + 14 * pp_calendar_fortnight(calendar, day);
    char words[32];
    pp_day_long(from, words, sizeof words);
    for (int i = 0; i < session->n_patches && from >= calendar->first_day; i++)
        if (session->kind == PP_SESSION_DROPIN &&
            !has_drop_in(e, session->patches[i], from, from + 13))
            pp_str_appendf(text, ". Patch %s now has no drop-in in the two weeks from %s",
                           problem->patches[session->patches[i]].name, words);
}

/* What was done to the session in hand, for the trail and for the list of changes. */
static int note_session(struct editing *e, const char *verb, const struct pp_session *session,
                        struct pp_str *text, struct pp_error *reterr) {
    int64_t session_id = e->edit->session_id;
    pp_str_appendf(&e->what, "%s session %lld", verb, (long long)session_id);
    return edit_add_change(e,
                           (struct pp_change){.what = "session",
                                              .patch_ix = -1,
                                              .old_post_ix = -1,
                                              .new_post_ix = -1,
                                              .session_id = session_id,
                                              .first_day = session->day,
                                              .last_day = session->day},
                           text, reterr);
}

int edit_move_session(struct editing *e, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_session *session = NULL;
    const struct pp_roster_edit *edit = e->edit;
    int rc = find_session(e, &session, reterr);
    int venue_ix = rc ? -1 : session->venue_ix;
    pp_day day = rc || edit->day != PP_PAST_DAY ? edit->day : session->day;
    if (!rc)
        rc = edit_need_day(e, "--to", day, reterr);
    if (!rc && edit->venue_id)
        rc = pp_roster_find_venue(&e->made->problem, edit->venue_id, &venue_ix, reterr);
    if (!rc)
        rc = release(e, reterr);
    if (rc)
        return rc;
    pp_str_appendf(&text, "Session %lld moved from ", (long long)edit->session_id);
    name_place(e, session, &text);
    if (session->was_day == PP_PAST_DAY) {
        session->was_day = session->day;
        session->was_half = (int)session->half;
        session->was_venue_ix = session->venue_ix;
    }
    pp_day left = session->day;
    session->day = day;
    if (edit->half >= 0)
        session->half = (enum pp_half)edit->half;
    session->venue_ix = venue_ix;
    if (edit->half >= 0 || edit->venue_id)
        set_clock(&e->made->problem, session);
    if (session->status == PP_SESSION_PUBLISHED)
        session->status = PP_SESSION_MOVED;
    session->pinned = true; /* what a person chose stays (H11) */
    pp_str_append(&text, " to ");
    name_place(e, session, &text);
    say_lost(e, session, left, &text);
    rc = note_session(e, "move", session, &text, reterr);
    return rc ? rc : edit_find_staff(e, session, reterr);
}

int edit_cancel_session(struct editing *e, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_session *session = NULL;
    int rc = find_session(e, &session, reterr);
    if (!rc)
        rc = release(e, reterr);
    if (rc)
        return rc;
    session->status = PP_SESSION_CANCELLED;
    session->pinned = true;
    pp_str_appendf(&text, "Session %lld cancelled: ", (long long)e->edit->session_id);
    name_place(e, session, &text);
    say_lost(e, session, session->day, &text);
    return note_session(e, "cancel", session, &text, reterr);
}

/* ---- what was done to a session by hand, taken back ---- */

/* Known to people, or not yet, as the others of its team are. */
static enum pp_session_status held_as(const struct editing *e, const struct pp_session *session) {
    const struct pp_roster *roster = &e->made->roster;
    for (int i = 0; i < roster->n_sessions; i++) {
        const struct pp_session *other = &roster->sessions[i];
        if (other->team_ix == session->team_ix &&
            (other->status == PP_SESSION_PUBLISHED || other->status == PP_SESSION_MOVED))
            return session->was_day == PP_PAST_DAY ? PP_SESSION_PUBLISHED : PP_SESSION_MOVED;
    }
    return PP_SESSION_DRAFT;
}

static void hold_again(struct editing *e, struct pp_session *session, struct pp_str *text) {
    session->status = held_as(e, session);
    session->pinned = session->was_day != PP_PAST_DAY; /* where it was moved to it stays */
    pp_str_appendf(text, "Session %lld is held again: ", (long long)session->session_id);
    name_place(e, session, text);
}

static void put_back(struct editing *e, struct pp_session *session, struct pp_str *text) {
    bool alike =
        session->was_half == (int)session->half && session->was_venue_ix == session->venue_ix;
    pp_day left = session->day;
    pp_str_appendf(text, "Session %lld moved back from ", (long long)session->session_id);
    name_place(e, session, text);
    session->day = session->was_day;
    session->half = (enum pp_half)session->was_half;
    session->venue_ix = session->was_venue_ix;
    session->was_day = PP_PAST_DAY;
    if (!alike)
        set_clock(&e->made->problem, session);
    if (session->status == PP_SESSION_MOVED)
        session->status = PP_SESSION_PUBLISHED;
    pp_str_append(text, " to ");
    name_place(e, session, text);
    say_lost(e, session, left, text);
}

static int refuse_restore(const struct editing *e, const struct pp_session *session,
                          struct pp_error *reterr) {
    char words[32];
    bool gone = session->status == PP_SESSION_CANCELLED;
    bool moves = !gone && session->was_day != PP_PAST_DAY;
    pp_day day = moves ? session->was_day : session->day;
    pp_day_long(day, words, sizeof words);
    if (!gone && !session->pinned)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "session %lld was neither cancelled nor changed by hand: there is nothing "
                       "to take back",
                       (long long)session->session_id);
    if (day >= e->edit->today)
        return 0;
    return pp_fail(reterr, PP_E_CONFLICT, "session %lld was on %s, which has gone by%s",
                   (long long)session->session_id, words,
                   moves ? "; move it to another day with: patchplan roster move" : "");
}

/* The last thing done to it: cancelled, it is held again; moved, it goes back; fixed, it is free. */
int edit_restore_session(struct editing *e, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_session *session = NULL;
    int rc = seek_session(e, &session, reterr);
    if (!rc)
        rc = refuse_restore(e, session, reterr);
    if (!rc)
        rc = release(e, reterr);
    if (!rc && !e->edit->dry_run)
        rc = pp_store_roster_free_session(e->db, e->edit->session_id, reterr);
    if (rc)
        return rc;
    session->pinned = false;
    if (session->status == PP_SESSION_CANCELLED)
        hold_again(e, session, &text);
    else if (session->was_day != PP_PAST_DAY) {
        put_back(e, session, &text);
        rc = edit_staff_back(e, session, reterr);
    } else {
        pp_str_appendf(&text, "Session %lld is no longer fixed: ", (long long)session->session_id);
        name_place(e, session, &text);
    }
    return rc ? rc : note_session(e, "restore", session, &text, reterr);
}
