/* Another half-day for a session that cannot be held on its own. */
#include <stdlib.h>

#include "patchplan/roster/practice.h"
#include "planner/roster/diary_parts.h"

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

static bool is_cheaper(const int a[4], const int b[4]) {
    for (int i = 0; i < 4; i++)
        if (a[i] != b[i])
            return a[i] < b[i];
    return false;
}

static void try_half_day(const struct pp_diary *diary, const struct diary_seat *seat,
                         struct diary_choice *best) {
    const struct pp_session *session = &diary->roster->sessions[seat->session_ix];
    struct diary_choice tried = {.seat = *seat, .found = true};
    if (!may_use(diary, session->venue_ix, seat->day, seat->half) ||
        is_taken(diary, seat->session_ix, seat->day, seat->half) ||
        !diary_find_staff(diary, seat, &tried.staff))
        return;
    tried.cost[0] = seat->half == PP_HALF_EVENING && session->half != PP_HALF_EVENING;
    tried.cost[1] = tried.staff.n_lost;
    tried.cost[2] = abs(seat->day - session->day);
    tried.cost[3] = seat->half != session->half;
    if (!best->found || is_cheaper(tried.cost, best->cost))
        *best = tried;
}

static void try_week(const struct pp_diary *diary, int session_ix, pp_day monday,
                     struct diary_choice *best) {
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
            struct diary_seat seat = {.session_ix = session_ix,
                                      .day = day,
                                      .half = (enum pp_half)half,
                                      .early = venue->from_min[half] < PP_LATE_START_MIN};
            try_half_day(diary, &seat, best);
        }
    }
}

void diary_find_half_day(const struct pp_diary *diary, int session_ix,
                         struct diary_choice *ret_choice) {
    static const int weeks[] = {0, 1, -1};
    const struct pp_session *session = &diary->roster->sessions[session_ix];
    pp_day monday = pp_calendar_monday(session->day);
    for (int i = 0; i < 3 && session->venue_ix >= 0 && !ret_choice->found; i++)
        try_week(diary, session_ix, monday + 7 * weeks[i], ret_choice);
}
