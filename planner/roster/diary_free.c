/* Who is free for a session: at work, nowhere else, evenings left, rested after one. */
#include "patchplan/roster/practice.h"
#include "planner/roster/diary_parts.h"

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

int diary_sessions_near(const struct pp_diary *diary, int post_ix, pp_day day) {
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

bool diary_starts_early(const struct pp_session *session) {
    return session->kind == PP_SESSION_DROPIN && session->from_min < PP_LATE_START_MIN;
}

/* Does `other`, where the post goes, leave it free for a session then? */
static bool goes_with(const struct pp_session *other, pp_day day, enum pp_half half, bool early) {
    if (other->day == day && other->half == half)
        return false;
    if (early && other->day == day - 1 && other->half == PP_HALF_EVENING)
        return false;
    return !(half == PP_HALF_EVENING && other->day == day + 1 && diary_starts_early(other));
}

bool diary_free_for(const struct pp_diary *diary, int post_ix, pp_day day, enum pp_half half,
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
    bool early = except_ix >= 0 && diary_starts_early(&diary->roster->sessions[except_ix]);
    return diary_free_for(diary, post_ix, day, half, early, except_ix);
}
