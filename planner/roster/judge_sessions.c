/* Each drop-in and meeting, and its staff: H4 to H9; what was published or pinned: H10, H11. */
#include "planner/roster/judge_parts.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"
#include "planner/roster/sessions.h"

static bool inside(const struct judge *judge, const struct pp_session *session) {
    return roster_takes_place(session) && judge->first_day <= session->day &&
           session->day <= judge->last_day;
}

/* "The drop-in at North Library on Tuesday 9 March 2027 (morning)" */
static void append_session(const struct judge *judge, const struct pp_session *session,
                           struct pp_str *text) {
    pp_str_append(text, "The ");
    roster_append_session(judge->problem, session, text);
    if (session->kind == PP_SESSION_TARA && session->venue_ix >= 0)
        pp_str_appendf(text, " at %s", judge->problem->venues[session->venue_ix].name);
    pp_str_append(text, " on ");
    roster_append_when(session->day, (int)session->half, text);
}

static struct pp_breach breach_of(const struct judge *judge, enum pp_rule rule,
                                  const struct pp_session *session, int post_ix) {
    struct pp_breach breach =
        judge_breach(judge, rule, session->n_patches > 0 ? session->patches[0] : -1, post_ix);
    breach.team_ix = session->team_ix;
    breach.venue_ix = session->venue_ix;
    breach.day = session->day;
    breach.half = (int)session->half;
    breach.n_homes = 0;
    for (int i = 0; i < session->n_patches; i++)
        breach.n_homes += judge->problem->patches[session->patches[i]].n_homes;
    return breach;
}

static int say(struct judge *judge, enum pp_rule rule, const struct pp_session *session,
               const char *what, struct pp_error *reterr) {
    struct pp_breach breach = breach_of(judge, rule, session, -1);
    PP_AUTO_STR struct pp_str text = {0};
    append_session(judge, session, &text);
    pp_str_append(&text, what);
    return judge_say(judge, &breach, &text, reterr);
}

static int say_of(struct judge *judge, enum pp_rule rule, const struct pp_session *session,
                  int post_ix, const char *what, struct pp_error *reterr) {
    struct pp_breach breach = breach_of(judge, rule, session, post_ix);
    PP_AUTO_STR struct pp_str text = {0};
    append_session(judge, session, &text);
    pp_str_append(&text, " has ");
    roster_append_post(judge->problem, post_ix, &text);
    pp_str_append(&text, what);
    return judge_say(judge, &breach, &text, reterr);
}

/* H4, H5 */
static int judge_staff(struct judge *judge, const struct pp_session *session,
                       struct pp_error *reterr) {
    const struct pp_roster_problem *problem = judge->problem;
    int rc = 0;
    for (int i = 0; rc == 0 && i < session->n_posts; i++) {
        int post_ix = session->posts[i];
        if (!pp_post_works(problem, post_ix, session->day, session->half))
            rc = say_of(judge, PP_RULE_H5, session, post_ix, ", who is not at work then", reterr);
        if (rc == 0 && session->team_ix >= 0 && problem->posts[post_ix].team_ix != session->team_ix)
            rc = say_of(judge, PP_RULE_H4, session, post_ix, ", who works in another team", reterr);
    }
    return rc;
}

/* Different people that are not a vacant post. */
static int count_people(const struct judge *judge, const struct pp_session *session) {
    int n = 0;
    for (int i = 0; i < session->n_posts; i++) {
        bool again = !judge->problem->posts[session->posts[i]].name[0];
        for (int j = 0; j < i; j++)
            again = again || session->posts[j] == session->posts[i];
        n += !again;
    }
    return n;
}

/* Staff of all drop-ins at the place and time of this one; 0 when an earlier row speaks for them. */
static int staff_at_venue(const struct judge *judge, int session_ix) {
    const struct pp_session *session = &judge->roster->sessions[session_ix];
    int n = 0;
    for (int i = 0; i < judge->roster->n_sessions; i++) {
        const struct pp_session *other = &judge->roster->sessions[i];
        if (other->kind != PP_SESSION_DROPIN || other->venue_ix != session->venue_ix ||
            other->day != session->day || other->half != session->half || !inside(judge, other))
            continue;
        if (i < session_ix)
            return 0;
        n += other->n_posts;
    }
    return n;
}

static int say_shut(struct judge *judge, const struct pp_session *session,
                    const struct pp_roster_venue *venue, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_append(&text, venue->open ? ": the venue is not open then, but on "
                                     : ": the venue is open on no day");
    if (venue->open)
        roster_append_days(venue->open, &text);
    return say(judge, PP_RULE_H7, session, pp_str_text(&text), reterr);
}

static bool within_hours(const struct pp_roster_venue *venue, const struct pp_session *session) {
    int from = venue->from_min[session->half], to = venue->to_min[session->half];
    return from < 0 || (from <= session->from_min && session->to_min <= to);
}

/* H7, H9 of a drop-in. A day shut in the two weeks is H7, a single one H9. */
static int judge_venue(struct judge *judge, int session_ix, struct pp_error *reterr) {
    const struct pp_session *session = &judge->roster->sessions[session_ix];
    const struct pp_roster_problem *problem = judge->problem;
    int slot = pp_calendar_slot(&problem->calendar, session->day, session->half);
    if (session->venue_ix < 0)
        return say(judge, PP_RULE_H7, session, " has no venue", reterr);
    const struct pp_roster_venue *venue = &problem->venues[session->venue_ix];
    int rc = 0;
    if (!pp_calendar_working(&problem->calendar, session->day))
        rc = say(judge, PP_RULE_H9, session, ": nobody works on that day", reterr);
    else if (!(venue->open >> slot & 1))
        rc = say_shut(judge, session, venue, reterr);
    else if (!pp_venue_is_open(problem, session->venue_ix, session->day, session->half))
        rc = say(judge, PP_RULE_H9, session, ": the venue is shut on that day", reterr);
    else if (!within_hours(venue, session))
        rc = say(judge, PP_RULE_H7, session, " is longer than the venue is open", reterr);
    if (rc == 0 && staff_at_venue(judge, session_ix) > venue->desks)
        rc = say(judge, PP_RULE_H7, session, " has more staff than desks", reterr);
    return rc;
}

static int say_unattended(struct judge *judge, const struct pp_session *session,
                          struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_appendf(&text,
                   " has nobody who may go: neither the team leader, nor the named officer, nor "
                   "relief, nor the buddy may work then. %s",
                   pp_tara_way_out);
    if (text.failed)
        return pp_fail_nomem(reterr);
    return say(judge, PP_RULE_H6, session, pp_str_text(&text), reterr);
}

static int judge_meeting(struct judge *judge, const struct pp_session *session,
                         struct pp_error *reterr) {
    bool weekday = pp_day_weekday(session->day) < PP_N_WEEKDAYS;
    if (weekday && !pp_calendar_working(&judge->problem->calendar, session->day))
        return say(judge, PP_RULE_H9, session, ": nobody works on that day", reterr);
    if (session->n_posts == 0)
        return say_unattended(judge, session, reterr);
    return 0;
}

static int judge_session(struct judge *judge, int session_ix, struct pp_error *reterr) {
    const struct pp_session *session = &judge->roster->sessions[session_ix];
    int rc = judge_staff(judge, session, reterr);
    if (rc == 0 && session->kind == PP_SESSION_TARA)
        return judge_meeting(judge, session, reterr);
    if (rc == 0)
        rc = judge_venue(judge, session_ix, reterr);
    if (rc == 0 && count_people(judge, session) < 2)
        rc = say(judge, PP_RULE_H8, session, " has fewer than two members of staff", reterr);
    return rc;
}

/* Where somebody is: sorted by person and time. */
struct presence {
    int post_ix;
    pp_day day;
    int half, session_ix;
};

static int by_person_and_time(const void *a, const void *b) {
    const struct presence *x = a, *y = b;
    if (x->post_ix != y->post_ix)
        return x->post_ix < y->post_ix ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->half != y->half)
        return x->half < y->half ? -1 : 1;
    return x->session_ix < y->session_ix ? -1 : x->session_ix > y->session_ix;
}

/* H6 between two presences of one person that follow each other. */
static int judge_pair(struct judge *judge, const struct presence *before,
                      const struct presence *after, struct pp_error *reterr) {
    const struct pp_session *later = &judge->roster->sessions[after->session_ix];
    if (before->post_ix != after->post_ix)
        return 0;
    if (before->day == after->day && before->half == after->half)
        return say_of(judge, PP_RULE_H6, later, after->post_ix, ", who is somewhere else then",
                      reterr);
    if (before->half == PP_HALF_EVENING && after->day == before->day + 1 &&
        after->half == PP_HALF_AM && later->kind == PP_SESSION_DROPIN &&
        later->from_min < PP_LATE_START_MIN)
        return say_of(judge, PP_RULE_H6, later, after->post_ix,
                      ", who worked the evening before: not before 10am", reterr);
    return 0;
}

/* H5: evenings in two weeks, counted from a week A. */
static int judge_evenings(struct judge *judge, const struct presence *here, int n,
                          struct pp_error *reterr) {
    int rc = 0, n_evenings = 0;
    pp_day weeks = PP_PAST_DAY;
    for (int i = 0; rc == 0 && i < n; i++) {
        const struct pp_calendar *calendar = &judge->problem->calendar;
        pp_day these =
            pp_calendar_monday(here[i].day) - 7 * pp_calendar_week(calendar, here[i].day);
        if (i == 0 || here[i - 1].post_ix != here[i].post_ix || these != weeks)
            n_evenings = 0;
        weeks = these;
        if (here[i].half != PP_HALF_EVENING)
            continue;
        if (++n_evenings == judge->problem->posts[here[i].post_ix].max_evenings + 1)
            rc = say_of(judge, PP_RULE_H5, &judge->roster->sessions[here[i].session_ix],
                        here[i].post_ix, ", whose evenings of those two weeks are all taken",
                        reterr);
    }
    return rc;
}

static int judge_people(struct judge *judge, struct pp_error *reterr) {
    size_t n = 0, cap = 1;
    int rc = 0;
    for (int s = 0; s < judge->roster->n_sessions; s++)
        cap += (size_t)judge->roster->sessions[s].n_posts;
    PP_AUTO_FREE struct presence *here = pp_alloc_array(cap, sizeof *here);
    if (!here)
        return pp_fail_nomem(reterr);
    for (int s = 0; s < judge->roster->n_sessions; s++) {
        const struct pp_session *session = &judge->roster->sessions[s];
        for (int i = 0; inside(judge, session) && i < session->n_posts; i++)
            here[n++] = (struct presence){session->posts[i], session->day, (int)session->half, s};
    }
    qsort(here, n, sizeof *here, by_person_and_time);
    for (size_t i = 1; rc == 0 && i < n; i++)
        rc = judge_pair(judge, &here[i - 1], &here[i], reterr);
    return rc < 0 ? rc : judge_evenings(judge, here, (int)n, reterr);
}

static const struct pp_session *find_again(const struct judge *judge,
                                           const struct pp_session *kept) {
    for (int s = 0; s < judge->roster->n_sessions; s++) {
        const struct pp_session *session = &judge->roster->sessions[s];
        bool same_uid = session->uid && kept->uid && !strcmp(session->uid, kept->uid);
        if (same_uid || (kept->session_id != 0 && session->session_id == kept->session_id))
            return session;
    }
    return NULL;
}

static bool is_listed(const struct judge *judge, const struct pp_session *kept) {
    for (int i = 0; kept->session_id != 0 && i < judge->roster->n_changes; i++)
        if (judge->roster->changes[i].session_id == kept->session_id)
            return true;
    return false;
}

/* H10, H11. A change that the list of changes names is said, and no rule broken; of a pinned one it is. */
static int judge_kept(struct judge *judge, const struct pp_session *kept, struct pp_error *reterr) {
    const struct pp_session *session = find_again(judge, kept);
    if (!roster_takes_place(kept) || kept->day < judge->first_day || kept->day > judge->last_day)
        return 0;
    if (session && roster_takes_place(session) && session->day == kept->day &&
        session->half == kept->half && session->venue_ix == kept->venue_ix)
        return 0;
    struct pp_breach breach = breach_of(judge, kept->pinned ? PP_RULE_H11 : PP_RULE_H10, kept, -1);
    PP_AUTO_STR struct pp_str text = {0};
    breach.broken = kept->pinned || !is_listed(judge, kept);
    append_session(judge, kept, &text);
    pp_str_append(&text, kept->pinned ? " is pinned" : " was published");
    pp_str_append(&text, session && roster_takes_place(session) ? " and is moved"
                                                                : " and does not take place");
    return judge_say(judge, &breach, &text, reterr);
}

int judge_sessions(struct judge *judge, struct pp_error *reterr) {
    int rc = 0;
    for (int s = 0; rc == 0 && s < judge->roster->n_sessions; s++)
        if (inside(judge, &judge->roster->sessions[s]))
            rc = judge_session(judge, s, reterr);
    if (rc == 0)
        rc = judge_people(judge, reterr);
    for (int i = 0; rc == 0 && i < judge->problem->n_kept_sessions; i++)
        if (judge->problem->kept_sessions[i].frozen)
            rc = judge_kept(judge, &judge->problem->kept_sessions[i].session, reterr);
    return rc;
}
