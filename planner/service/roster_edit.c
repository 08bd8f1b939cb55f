/* A roster changed by hand: who leads, what is fixed, where a drop-in is. A broken rule is listed, never hidden. */
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/cover.h"
#include "patchplan/roster/practice.h"
#include "planner/service/roster_hand.h"

struct editing {
    struct pp_db *db;
    const struct pp_roster_edit *edit;
    struct pp_roster_in_hand *made;
    pp_day day; /* from when on */
    int patch_ix, post_ix;
    struct pp_str what; /* for the journal */
};

static int add_change(struct editing *e, struct pp_change change, const struct pp_str *text,
                      struct pp_error *reterr) {
    if (text->failed)
        return pp_fail_nomem(reterr);
    change.text = pp_str_text(text);
    return pp_roster_add_change(&e->made->roster, &change, reterr);
}

/* Is `day`, told by `option`, one of this roster, and still to come? */
static int need_day(const struct editing *e, const char *option, pp_day day,
                    struct pp_error *reterr) {
    const struct pp_calendar *calendar = &e->made->problem.calendar;
    int rc = pp_roster_need_day(option, day, calendar->first_day, pp_calendar_last_day(calendar),
                                reterr);
    return rc ? rc : pp_roster_refuse_past(option, day, e->edit->today, reterr);
}

/* ---- another named officer ---- */

/* Those who lead the patch now do so until the day before. */
static void end_leads(struct editing *e) {
    struct pp_roster *roster = &e->made->roster;
    int n = 0;
    for (int i = 0; i < roster->n_leads; i++) {
        struct pp_lead lead = roster->leads[i];
        if (lead.patch_ix == e->patch_ix && lead.last_day >= e->day)
            lead.last_day = e->day - 1;
        if (lead.first_day <= lead.last_day)
            roster->leads[n++] = lead;
    }
    roster->n_leads = n;
}

static int put_lead(struct editing *e, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = &e->made->problem;
    const struct pp_lead lead = {.patch_ix = e->patch_ix,
                                 .post_ix = e->post_ix,
                                 .share_milli = 1000,
                                 .first_day = e->day,
                                 .last_day = PP_FAR_DAY,
                                 .lent = problem->posts[e->post_ix].lent};
    end_leads(e);
    return pp_roster_add_lead(&e->made->roster, &lead, reterr);
}

static bool is_in_that_week(const struct editing *e, pp_day monday) {
    for (pp_day day = monday > e->day ? monday : e->day; day < monday + 7; day++)
        if (pp_post_works(&e->made->problem, e->post_ix, day, PP_HALF_AM) ||
            pp_post_works(&e->made->problem, e->post_ix, day, PP_HALF_PM))
            return true;
    return false;
}

/* Visits still to come go to the new officer, from whoever stands in too, unless the officer is away all of that week.
 * Returns how many the officer then has there. */
static int64_t hand_visits(struct editing *e, const int old[2], int n_old) {
    struct pp_roster *roster = &e->made->roster;
    int64_t n = 0;
    for (int i = 0; i < roster->n_visits; i++) {
        struct pp_visit_row *visit = &roster->visits[i];
        int was = visit->post_ix;
        bool open = visit->state != PP_VISIT_DONE && visit->week_start >= e->day - 6;
        if (visit->patch_ix != e->patch_ix || !open ||
            !(was < 0 || pp_is_among(was, old, n_old) || is_in_that_week(e, visit->week_start)))
            continue;
        visit->post_ix = e->post_ix;
        if (visit->second_post_ix == e->post_ix)
            visit->second_post_ix = was != e->post_ix ? was : -1;
        n++;
    }
    return n;
}

/* Does the officer lead another patch of the session? */
static bool leads_another(const struct editing *e, const struct pp_session *session, int post_ix) {
    for (int i = 0; i < session->n_patches; i++) {
        int posts[2];
        int n =
            session->patches[i] == e->patch_ix
                ? 0
                : pp_roster_leads_on(&e->made->roster, session->patches[i], session->day, posts);
        if (pp_is_among(post_ix, posts, n))
            return true;
    }
    return false;
}

static bool is_elsewhere(const struct editing *e, const struct pp_session *session) {
    const struct pp_roster *roster = &e->made->roster;
    for (int i = 0; i < roster->n_sessions; i++) {
        const struct pp_session *other = &roster->sessions[i];
        if (other != session && other->day == session->day && other->half == session->half &&
            other->status != PP_SESSION_CANCELLED &&
            pp_is_among(e->post_ix, other->posts, other->n_posts))
            return true;
    }
    return false;
}

/* Whose place at the session the new officer takes: the old one's; at a drop-in else that of who stands in there and
 * leads none of its patches, else one at a free desk; -1: none. */
static int whose_place(const struct editing *e, const struct pp_session *session, const int old[2],
                       int n_old) {
    int stands_in = -1;
    for (int p = 0; p < session->n_posts; p++) {
        if (leads_another(e, session, session->posts[p]))
            continue;
        if (pp_is_among(session->posts[p], old, n_old))
            return p;
        stands_in = p;
    }
    if (session->kind != PP_SESSION_DROPIN || session->venue_ix < 0)
        return -1;
    if (stands_in >= 0)
        return stands_in;
    return session->n_posts < e->made->problem.venues[session->venue_ix].desks ? session->n_posts
                                                                               : -1;
}

/* The patch's drop-ins get the new officer, on days on which that officer works and is nowhere else. */
static int hand_sessions(struct editing *e, const int old[2], int n_old, struct pp_error *reterr) {
    struct pp_roster *roster = &e->made->roster;
    for (int i = 0; i < roster->n_sessions; i++) {
        struct pp_session *session = &roster->sessions[i];
        if (session->day < e->day || session->status == PP_SESSION_CANCELLED ||
            !pp_is_among(e->patch_ix, session->patches, session->n_patches) ||
            pp_is_among(e->post_ix, session->posts, session->n_posts) ||
            !pp_post_works(&e->made->problem, e->post_ix, session->day, session->half) ||
            is_elsewhere(e, session))
            continue;
        int place = whose_place(e, session, old, n_old);
        if (place < 0)
            continue;
        int *posts = pp_arena_alloc(&roster->arena, ((size_t)session->n_posts + 1) * sizeof *posts);
        if (!posts)
            return pp_fail_nomem(reterr);
        for (int p = 0; p < session->n_posts; p++)
            posts[p] = session->posts[p];
        posts[place] = e->post_ix;
        session->n_posts += place == session->n_posts;
        session->posts = posts;
    }
    return 0;
}

static int tell_assigned(struct editing *e, const int old[2], int n_old, int64_t n_visits,
                         struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0}, before = {0}, after = {0};
    const struct pp_roster_problem *problem = &e->made->problem;
    const struct pp_roster_patch *patch = &problem->patches[e->patch_ix];
    char day[32];
    pp_day_long(e->day, day, sizeof day);
    pp_str_appendf(&text, "Patch %s%s: %s %s%s from %s (%d homes, %lld visits)", patch->name,
                   n_old ? "" : ", which had no officer",
                   pp_roster_post_words(problem, e->post_ix, &after),
                   n_old ? "in place of " : "is its named officer",
                   n_old ? pp_roster_post_words(problem, old[0], &before) : "", day, patch->n_homes,
                   (long long)n_visits);
    return add_change(e,
                      (struct pp_change){.what = "lead",
                                         .patch_ix = e->patch_ix,
                                         .old_post_ix = n_old ? old[0] : -1,
                                         .new_post_ix = e->post_ix,
                                         .n_homes = patch->n_homes,
                                         .first_day = e->day,
                                         .last_day = PP_FAR_DAY},
                      &text, reterr);
}

static int find_both(struct editing *e, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = &e->made->problem;
    int rc = pp_roster_find_patch(problem, e->edit->patch, &e->patch_ix, reterr);
    if (!rc && e->edit->officer_id)
        rc = pp_roster_find_post(problem, e->edit->officer_id, &e->post_ix, reterr);
    return rc;
}

static int assign(struct editing *e, struct pp_error *reterr) {
    int old[2] = {-1, -1};
    int rc = find_both(e, reterr);
    if (!rc)
        rc = need_day(e, "--from", e->day, reterr);
    if (rc)
        return rc;
    struct pp_roster_in_hand *made = e->made;
    int n_old = pp_roster_leads_on(&made->roster, e->patch_ix, e->day, old);
    if (n_old == 1 && old[0] == e->post_ix)
        return pp_fail(reterr, PP_E_CONFLICT, "patch %s has %s as its named officer already",
                       made->problem.patches[e->patch_ix].name,
                       made->problem.posts[e->post_ix].officer_id);
    rc = put_lead(e, reterr);
    if (!rc)
        rc = hand_sessions(e, old, n_old, reterr);
    if (!rc)
        rc = pp_cover_handed(&made->problem, e->patch_ix, e->day, &made->roster, reterr);
    if (!rc)
        rc = tell_assigned(e, old, n_old, hand_visits(e, old, n_old), reterr);
    pp_str_appendf(&e->what, "assign %s to %s", made->problem.posts[e->post_ix].officer_id,
                   made->problem.patches[e->patch_ix].name);
    return rc;
}

/* ---- what is fixed ---- */

/* The patch's pin among those of the problem: to `post_ix`, or -1 none. */
static int put_pin(struct editing *e, int post_ix, struct pp_error *reterr) {
    struct pp_roster_problem *problem = &e->made->problem;
    struct pp_pin *pins =
        pp_arena_alloc(&problem->arena, ((size_t)problem->n_pins + 1) * sizeof *pins);
    int n = 0;
    if (!pins)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < problem->n_pins; i++)
        if (problem->pins[i].patch_ix != e->patch_ix)
            pins[n++] = problem->pins[i];
    if (post_ix >= 0)
        pins[n++] = (struct pp_pin){.patch_ix = e->patch_ix, .post_ix = post_ix};
    problem->pins = pins;
    problem->n_pins = n;
    for (int i = 0; i < e->made->roster.n_leads; i++) {
        struct pp_lead *lead = &e->made->roster.leads[i];
        if (lead->patch_ix == e->patch_ix)
            lead->pinned = post_ix >= 0 && lead->post_ix == post_ix;
    }
    return 0;
}

static int pin(struct editing *e, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = &e->made->problem;
    int posts[2] = {-1, -1};
    int rc = find_both(e, reterr);
    if (rc)
        return rc;
    bool on = e->edit->kind == PP_ROSTER_PIN;
    const char *name = problem->patches[e->patch_ix].name;
    if (!e->edit->officer_id && on &&
        pp_roster_leads_on(&e->made->roster, e->patch_ix, e->day, posts) > 0)
        e->post_ix = posts[0];
    if (on && e->post_ix >= 0 && problem->posts[e->post_ix].role != PP_ROLE_OFFICER)
        return pp_fail(reterr, PP_E_INPUT,
                       "%s (%s) stands in and staffs drop-ins, but never leads a patch; name an "
                       "officer",
                       problem->posts[e->post_ix].name, problem->posts[e->post_ix].officer_id);
    if (on && e->post_ix < 0)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "patch %s has no named officer to be fixed; name one with --officer", name);
    rc = pp_store_roster_pin(e->db, e->made->plan_id, name,
                             on ? problem->posts[e->post_ix].officer_id : NULL, reterr);
    if (!rc)
        rc = put_pin(e, on ? e->post_ix : -1, reterr);
    if (!rc)
        pp_roster_note_pin(e->made, e->patch_ix, on ? e->post_ix : -1, e->day);
    pp_str_appendf(&e->what, "%s %s", on ? "pin" : "unpin", name);
    return rc;
}

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
    return add_change(e,
                      (struct pp_change){.what = "session",
                                         .patch_ix = -1,
                                         .old_post_ix = -1,
                                         .new_post_ix = -1,
                                         .session_id = session_id,
                                         .first_day = session->day,
                                         .last_day = session->day},
                      text, reterr);
}

static int move_session(struct editing *e, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_session *session = NULL;
    const struct pp_roster_edit *edit = e->edit;
    int rc = find_session(e, &session, reterr);
    int venue_ix = rc ? -1 : session->venue_ix;
    pp_day day = rc || edit->day != PP_PAST_DAY ? edit->day : session->day;
    if (!rc)
        rc = need_day(e, "--to", day, reterr);
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
    return note_session(e, "move", session, &text, reterr);
}

static int cancel_session(struct editing *e, struct pp_error *reterr) {
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
static int restore_session(struct editing *e, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_session *session = NULL;
    int rc = seek_session(e, &session, reterr);
    if (!rc)
        rc = refuse_restore(e, session, reterr);
    if (!rc)
        rc = release(e, reterr);
    if (!rc)
        rc = pp_store_roster_free_session(e->db, e->edit->session_id, reterr);
    if (rc)
        return rc;
    session->pinned = false;
    if (session->status == PP_SESSION_CANCELLED)
        hold_again(e, session, &text);
    else if (session->was_day != PP_PAST_DAY)
        put_back(e, session, &text);
    else {
        pp_str_appendf(&text, "Session %lld is no longer fixed: ", (long long)session->session_id);
        name_place(e, session, &text);
    }
    return note_session(e, "restore", session, &text, reterr);
}

/* ---- one edit, whole or not at all ---- */

static int (*const steps[])(struct editing *e, struct pp_error *reterr) = {
    [PP_ROSTER_ASSIGN] = assign,
    [PP_ROSTER_PIN] = pin,
    [PP_ROSTER_UNPIN] = pin,
    [PP_ROSTER_MOVE_SESSION] = move_session,
    [PP_ROSTER_CANCEL_SESSION] = cancel_session,
    [PP_ROSTER_RESTORE_SESSION] = restore_session,
};

static int do_edit(struct editing *e, struct pp_error *reterr) {
    struct pp_roster_in_hand *made = e->made;
    int rc = pp_roster_hand_open(e->db, e->edit->plan_name, made, reterr);
    if (!rc)
        rc = pp_roster_hand_load(e->db, e->edit->today, made, reterr);
    if (rc)
        return rc;
    pp_day first = made->problem.calendar.first_day;
    e->day = e->edit->today > first ? e->edit->today : first;
    if (e->edit->kind == PP_ROSTER_ASSIGN && e->edit->day != PP_PAST_DAY)
        e->day = e->edit->day;
    rc = steps[e->edit->kind](e, reterr);
    if (!rc)
        rc = pp_roster_hand_judge(made, reterr);
    if (!rc)
        rc = pp_roster_hand_save(e->db, made, e->edit->who, 0, pp_str_text(&e->what), reterr);
    return rc;
}

int pp_service_roster_edit(struct pp_db *db, const struct pp_roster_edit *edit,
                           struct pp_roster_in_hand *ret_made, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    struct editing editing = {.db = db, .edit = edit, .made = &made, .patch_ix = -1, .post_ix = -1};
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = do_edit(&editing, reterr);
    pp_str_done(&editing.what);
    rc = pp_roster_hand_end(db, edit->dry_run, rc, reterr);
    if (rc)
        return rc;
    *ret_made = made;
    made = (struct pp_roster_in_hand){0};
    return 0;
}
