#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/roster/dropins.h"
#include "patchplan/roster/practice.h"

#include "planner/roster/sessions.h"

enum { MOST_STAFF = 64 };

pp_day pp_session_base_day(const struct pp_session *session) {
    return session->was_day != PP_PAST_DAY ? session->was_day : session->day;
}

bool pp_session_frozen(const struct pp_roster_problem *problem, const struct pp_session *session) {
    for (int i = 0; i < problem->n_kept_sessions; i++)
        if (session->session_id != 0 &&
            problem->kept_sessions[i].session.session_id == session->session_id)
            return problem->kept_sessions[i].frozen;
    return false;
}

/* ---- who is free ---- */

static bool goes_to(const struct pp_session *session, int post_ix) {
    return session->status != PP_SESSION_CANCELLED &&
           pp_is_among(post_ix, session->posts, session->n_posts);
}

static int evenings_of(const struct pp_diary *diary, int post_ix, pp_day day, int except_ix) {
    int n = 0;
    for (int i = 0; i < diary->roster->n_sessions; i++) {
        const struct pp_session *session = &diary->roster->sessions[i];
        n += i != except_ix && session->half == PP_HALF_EVENING && goes_to(session, post_ix) &&
             pp_calendar_fortnight(&diary->problem->calendar, session->day) ==
                 pp_calendar_fortnight(&diary->problem->calendar, day);
    }
    return n;
}

static int sessions_near(const struct pp_diary *diary, int post_ix, pp_day day) {
    int n = 0;
    for (int i = 0; i < diary->roster->n_sessions; i++) {
        const struct pp_session *session = &diary->roster->sessions[i];
        n += goes_to(session, post_ix) &&
             pp_calendar_fortnight(&diary->problem->calendar, session->day) ==
                 pp_calendar_fortnight(&diary->problem->calendar, day);
    }
    return n;
}

static bool is_away(const struct pp_diary *diary, int post_ix, pp_day day) {
    return post_ix == diary->away_post_ix && day >= diary->away_from && day <= diary->away_to &&
           !pp_post_has_absence(diary->problem, post_ix, day);
}

static bool starts_early(const struct pp_session *session) {
    return session->kind == PP_SESSION_DROPIN && session->from_min < PP_LATE_START_MIN;
}

/* Does `other`, where the post goes, leave it free for a session then? */
static bool goes_with(const struct pp_session *other, pp_day day, enum pp_half half, bool early) {
    if (other->day == day && other->half == half)
        return false;
    if (early && other->day == day - 1 && other->half == PP_HALF_EVENING)
        return false;
    return !(half == PP_HALF_EVENING && other->day == day + 1 && starts_early(other));
}

static bool free_for(const struct pp_diary *diary, int post_ix, pp_day day, enum pp_half half,
                     bool early, int except_ix) {
    if (!pp_post_works(diary->problem, post_ix, day, half) || is_away(diary, post_ix, day))
        return false;
    for (int i = 0; i < diary->roster->n_sessions; i++) {
        const struct pp_session *other = &diary->roster->sessions[i];
        if (i != except_ix && goes_to(other, post_ix) && !goes_with(other, day, half, early))
            return false;
    }
    return half != PP_HALF_EVENING || evenings_of(diary, post_ix, day, except_ix) <
                                          diary->problem->posts[post_ix].max_evenings;
}

bool pp_diary_free(const struct pp_diary *diary, int post_ix, pp_day day, enum pp_half half,
                   int except_ix) {
    bool early = except_ix >= 0 && starts_early(&diary->roster->sessions[except_ix]);
    return free_for(diary, post_ix, day, half, early, except_ix);
}

/* ---- staff for a half-day ---- */

struct crew {
    int posts[MOST_STAFF];
    int n, most; /* most: desks */
    int n_lost;  /* patches whose named officer is not there */
};

struct seat { /* where and when staff are looked for */
    int session_ix;
    pp_day day;
    enum pp_half half;
    bool early;
};

static bool take(const struct pp_diary *diary, const struct seat *seat, struct crew *crew,
                 int post_ix) {
    if (crew->n >= crew->most || pp_is_among(post_ix, crew->posts, crew->n) ||
        !free_for(diary, post_ix, seat->day, seat->half, seat->early, seat->session_ix))
        return false;
    crew->posts[crew->n++] = post_ix;
    return true;
}

/* Someone for a patch whose named officer is not among the crew: another named officer, else the buddy. */
static void take_for_patch(const struct pp_diary *diary, const struct seat *seat, struct crew *crew,
                           int patch_ix, bool room) {
    const struct pp_roster *leads = diary->with_leads;
    int named[2];
    int n = pp_roster_leads_on(leads, patch_ix, seat->day, named);
    for (int i = 0; i < n; i++)
        if (pp_is_among(named[i], crew->posts, crew->n))
            return;
    for (int i = 0; i < n && room; i++)
        if (take(diary, seat, crew, named[i]))
            return;
    crew->n_lost++;
    for (int i = 0; i < leads->n_buddies && room; i++)
        if (leads->buddies[i].patch_ix == patch_ix &&
            take(diary, seat, crew, leads->buddies[i].post_ix))
            return;
}

static int helper_rank(const struct pp_diary *diary, int post_ix) {
    const struct pp_post *post = &diary->problem->posts[post_ix];
    if (post->team_ix != diary->team_ix || !post->name[0])
        return -1;
    if (post->role == PP_ROLE_COVER || post->role == PP_ROLE_AGENCY)
        return 0;
    return post->role == PP_ROLE_OFFICER ? 1 : 2;
}

/* Relief and agency, then officers, then leaders; fewest sessions in those two weeks; by number. */
static bool take_helper(const struct pp_diary *diary, const struct seat *seat, struct crew *crew) {
    int best = -1, best_rank = 0, best_n = 0;
    for (int p = 0; p < diary->problem->n_posts; p++) {
        int rank = helper_rank(diary, p);
        if (rank < 0 || pp_is_among(p, crew->posts, crew->n) || (best >= 0 && rank > best_rank) ||
            !free_for(diary, p, seat->day, seat->half, seat->early, seat->session_ix))
            continue;
        int n = sessions_near(diary, p, seat->day);
        if (best < 0 || rank < best_rank || n < best_n) {
            best = p;
            best_rank = rank;
            best_n = n;
        }
    }
    return best >= 0 && take(diary, seat, crew, best);
}

static bool find_crew(const struct pp_diary *diary, const struct seat *seat, struct crew *crew) {
    const struct pp_session *session = &diary->roster->sessions[seat->session_ix];
    int desks = session->venue_ix >= 0 ? diary->problem->venues[session->venue_ix].desks : 0;
    int wanted = session->n_posts > PP_LEAST_STAFF ? session->n_posts : PP_LEAST_STAFF;
    *crew = (struct crew){.most = desks < MOST_STAFF ? desks : MOST_STAFF};
    for (int i = 0; i < session->n_posts; i++)
        (void)take(diary, seat, crew, session->posts[i]);
    for (int i = 0; i < session->n_patches; i++)
        take_for_patch(diary, seat, crew, session->patches[i], crew->n < wanted);
    while (crew->n < PP_LEAST_STAFF && take_helper(diary, seat, crew))
        ;
    return crew->n >= PP_LEAST_STAFF;
}

static bool same_crew(const struct pp_session *session, const struct crew *crew) {
    if (session->n_posts != crew->n)
        return false;
    for (int i = 0; i < crew->n; i++)
        if (!pp_is_among(crew->posts[i], session->posts, session->n_posts))
            return false;
    return true;
}

static int by_number(const void *a, const void *b) {
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static int put_crew(struct pp_diary *diary, struct pp_session *session, const struct crew *crew,
                    struct pp_error *reterr) {
    int *posts = pp_arena_alloc(&diary->roster->arena, (size_t)(crew->n + 1) * sizeof *posts);
    if (!posts)
        return pp_fail(reterr, PP_E_NOMEM, "Memory ran out while drop-ins were given staff");
    for (int i = 0; i < crew->n; i++)
        posts[i] = crew->posts[i];
    qsort(posts, (size_t)crew->n, sizeof *posts, by_number);
    session->posts = posts;
    session->n_posts = crew->n;
    return 0;
}

/* ---- another half-day ---- */

static bool may_use(const struct pp_diary *diary, int venue_ix, pp_day day, enum pp_half half) {
    const struct pp_roster_venue *venue = &diary->problem->venues[venue_ix];
    int slot = pp_calendar_slot(&diary->problem->calendar, day, half);
    if (slot < 0 || venue->from_min[half] < 0 ||
        !pp_venue_is_open(diary->problem, venue_ix, day, half))
        return false;
    return !diary->open || (diary->open[venue_ix] >> slot & 1);
}

static bool is_taken(const struct pp_diary *diary, int session_ix, pp_day day, enum pp_half half) {
    const struct pp_session *session = &diary->roster->sessions[session_ix];
    for (int i = 0; i < diary->roster->n_sessions; i++) {
        const struct pp_session *other = &diary->roster->sessions[i];
        if (i != session_ix && other->venue_ix == session->venue_ix && other->day == day &&
            other->half == half && other->status != PP_SESSION_CANCELLED)
            return true;
    }
    return false;
}

struct choice {
    struct seat seat;
    struct crew crew;
    int cost[4]; /* evening, patches without their officer, days away, other half of the day */
    bool found;
};

static bool is_cheaper(const int a[4], const int b[4]) {
    for (int i = 0; i < 4; i++)
        if (a[i] != b[i])
            return a[i] < b[i];
    return false;
}

static void try_half_day(const struct pp_diary *diary, const struct seat *seat,
                         struct choice *best) {
    const struct pp_session *session = &diary->roster->sessions[seat->session_ix];
    struct choice tried = {.seat = *seat, .found = true};
    if (!may_use(diary, session->venue_ix, seat->day, seat->half) ||
        is_taken(diary, seat->session_ix, seat->day, seat->half) ||
        !find_crew(diary, seat, &tried.crew))
        return;
    tried.cost[0] = seat->half == PP_HALF_EVENING && session->half != PP_HALF_EVENING;
    tried.cost[1] = tried.crew.n_lost;
    tried.cost[2] = abs(seat->day - session->day);
    tried.cost[3] = seat->half != session->half;
    if (!best->found || is_cheaper(tried.cost, best->cost))
        *best = tried;
}

static void try_week(const struct pp_diary *diary, int session_ix, pp_day monday,
                     struct choice *best) {
    const struct pp_roster_problem *problem = diary->problem;
    const struct pp_session *session = &diary->roster->sessions[session_ix];
    const struct pp_roster_venue *venue = &problem->venues[session->venue_ix];
    for (pp_day day = monday; day < monday + PP_N_WEEKDAYS; day++) {
        if (day <= problem->today || day < problem->calendar.first_day ||
            day > pp_calendar_last_day(&problem->calendar))
            continue;
        for (int half = 0; half < PP_N_HALVES; half++) {
            if (day == session->day && half == (int)session->half)
                continue;
            struct seat seat = {.session_ix = session_ix,
                                .day = day,
                                .half = (enum pp_half)half,
                                .early = venue->from_min[half] < PP_LATE_START_MIN};
            try_half_day(diary, &seat, best);
        }
    }
}

/* In that week, the next, the one before. Nowhere when the venue is in no list any more. */
static void find_half_day(const struct pp_diary *diary, int session_ix, struct choice *ret_choice) {
    static const int weeks[] = {0, 1, -1};
    const struct pp_session *session = &diary->roster->sessions[session_ix];
    pp_day monday = pp_calendar_monday(session->day);
    for (int i = 0; i < 3 && session->venue_ix >= 0 && !ret_choice->found; i++)
        try_week(diary, session_ix, monday + 7 * weeks[i], ret_choice);
}

/* ---- mending, and saying so ---- */

static const char *why(const struct pp_diary *diary, const struct pp_session *session) {
    if (!pp_calendar_working(&diary->problem->calendar, session->day))
        return "nobody works that day";
    if (!pp_venue_is_open(diary->problem, session->venue_ix, session->day, session->half))
        return "the venue is shut then";
    return "fewer than two people can be there";
}

static int say(struct pp_diary *diary, const struct pp_session *session, int old_post_ix,
               int new_post_ix, const char *text, struct pp_error *reterr) {
    bool gone = session->status == PP_SESSION_CANCELLED;
    struct pp_change change = {.what = "session",
                               .kind = gone ? PP_CHANGE_CANCELLED : PP_CHANGE_OTHER,
                               .series = session->series,
                               .base_day = pp_session_base_day(session),
                               .patch_ix = session->n_patches > 0 ? session->patches[0] : -1,
                               .old_post_ix = old_post_ix,
                               .new_post_ix = new_post_ix,
                               .session_id = session->session_id,
                               .text = text};
    for (int i = 0; i < session->n_patches; i++)
        change.n_homes += diary->problem->patches[session->patches[i]].n_homes;
    return pp_roster_add_change(diary->roster, &change, reterr);
}

/* "The drop-in at Valley Centre on Monday 29 March 2027 at 10am" */
static void name_session(const struct pp_diary *diary, const struct pp_session *session, char *text,
                         size_t size) {
    char day[40], clock[16];
    pp_day_long(session->day, day, sizeof day);
    pp_clock_long(session->from_min, clock);
    snprintf(text, size, "The drop-in at %.120s on %s at %s",
             pp_session_venue_name(diary->problem, session), day, clock);
}

static int move_to(struct pp_diary *diary, int session_ix, const struct choice *choice,
                   struct pp_error *reterr) {
    struct pp_session *session = &diary->roster->sessions[session_ix];
    const struct pp_roster_venue *venue = &diary->problem->venues[session->venue_ix];
    char was[224], day[40], clock[16], text[400];
    name_session(diary, session, was, sizeof was);
    pp_day_long(choice->seat.day, day, sizeof day);
    pp_clock_long(venue->from_min[choice->seat.half], clock);
    snprintf(text, sizeof text, "%s moves to %s at %s, as %s", was, day, clock,
             why(diary, session));
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
    int rc = put_crew(diary, session, &choice->crew, reterr);
    return rc < 0 ? rc : say(diary, session, -1, -1, text, reterr);
}

static int cancel(struct pp_diary *diary, int session_ix, bool frozen, struct pp_error *reterr) {
    struct pp_session *session = &diary->roster->sessions[session_ix];
    char was[224], text[400];
    name_session(diary, session, was, sizeof was);
    snprintf(text, sizeof text, "%s is cancelled, as %s%s", was, why(diary, session),
             frozen ? "" : " and no half-day of that week, the next or the one before will do");
    session->status = PP_SESSION_CANCELLED;
    return say(diary, session, -1, -1, text, reterr);
}

/* A change of staff is told when the session was published. */
static int put_staff(struct pp_diary *diary, struct pp_session *session, const struct crew *crew,
                     struct pp_error *reterr) {
    char was[224], text[400];
    int gone = -1, come = -1;
    if (same_crew(session, crew))
        return 0;
    for (int i = 0; i < session->n_posts && gone < 0; i++)
        if (!pp_is_among(session->posts[i], crew->posts, crew->n))
            gone = session->posts[i];
    for (int i = 0; i < crew->n && come < 0; i++)
        if (!pp_is_among(crew->posts[i], session->posts, session->n_posts))
            come = crew->posts[i];
    int rc = put_crew(diary, session, crew, reterr);
    if (rc < 0 || session->session_id == 0)
        return rc;
    name_session(diary, session, was, sizeof was);
    snprintf(text, sizeof text, "%s has other staff", was);
    return say(diary, session, gone, come, text, reterr);
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
    struct choice choice = {0};
    struct seat here = {session_ix, session->day, session->half, starts_early(session)};
    bool open = pp_venue_is_open(diary->problem, session->venue_ix, session->day, session->half);
    if (find_crew(diary, &here, &choice.crew) && open)
        return put_staff(diary, session, &choice.crew, reterr);
    if (session->pinned) /* stays, with those who can come: the broken rule is told by the judge */
        return choice.crew.n > 0 ? put_staff(diary, session, &choice.crew, reterr) : 0;
    if (!frozen)
        find_half_day(diary, session_ix, &choice);
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
        struct choice choice = {0};
        if (session->team_ix != team_ix || session->status != PP_SESSION_CANCELLED ||
            session->kind != PP_SESSION_DROPIN || session->day < problem->calendar.first_day ||
            pp_session_frozen(problem, session))
            continue;
        find_half_day(&diary, i, &choice);
        if (!choice.found)
            continue;
        forget_cancelling(&diary, session);
        session->status = session->session_id != 0 ? PP_SESSION_PUBLISHED : PP_SESSION_DRAFT;
        rc = move_to(&diary, i, &choice, reterr);
    }
    return rc;
}
