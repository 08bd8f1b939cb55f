/* Meetings of tenants' groups, dated by their rule, each with the first who can go: leader, named officer, relief,
 * buddy, another officer. */
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/stock/clean.h"

#include "planner/roster/judge_parts.h"
#include "planner/roster/sessions.h"

enum { EVENING_FROM_MIN = 17 * 60, USUAL_FROM_MIN = 18 * 60, USUAL_MINUTES = 90 };

bool pp_tara_meets(const struct pp_tara_group *tara, pp_day day) {
    struct pp_meeting_rule rule = {tara->nth, tara->weekday, tara->months};
    int year, month, day_of_month;
    pp_day_split(day, &year, &month, &day_of_month);
    return pp_meeting_day(&rule, year, month) == day_of_month;
}

static int start_of(const struct pp_tara_group *tara) {
    return tara->from_min >= 0 ? tara->from_min : USUAL_FROM_MIN;
}

enum pp_half pp_tara_half(const struct pp_tara_group *tara) {
    int from_min = start_of(tara);
    if (from_min < 12 * 60)
        return PP_HALF_AM;
    return from_min < EVENING_FROM_MIN ? PP_HALF_PM : PP_HALF_EVENING;
}

/* How many meetings of the quarter the post goes to already: they are shared out evenly. */
static int meetings_of(const struct pp_diary *diary, int post_ix) {
    int n = 0;
    for (int i = 0; i < diary->roster->n_sessions; i++) {
        const struct pp_session *session = &diary->roster->sessions[i];
        n += session->kind == PP_SESSION_TARA && session->n_posts > 0 &&
             session->posts[0] == post_ix && session->status != PP_SESSION_CANCELLED;
    }
    return n;
}

/* 0 leader, 1 named officer, 2 relief and agency, 3 buddy, 4 another officer of the team; -1: not asked to go. */
static int rank_of(const struct pp_diary *diary, const struct pp_tara_group *tara, pp_day day,
                   int post_ix) {
    const struct pp_post *post = &diary->problem->posts[post_ix];
    const struct pp_roster *leads = diary->with_leads;
    bool ours = post->team_ix == diary->team_ix;
    if (ours && post->role == PP_ROLE_TEAM_LEADER)
        return 0;
    int named[2];
    int n = tara->patch_ix >= 0 ? pp_roster_leads_on(leads, tara->patch_ix, day, named) : 0;
    for (int i = 0; i < n; i++)
        if (named[i] == post_ix)
            return 1;
    if (ours && (post->role == PP_ROLE_COVER || post->role == PP_ROLE_AGENCY))
        return 2;
    for (int i = 0; i < leads->n_buddies; i++)
        if (leads->buddies[i].patch_ix == tara->patch_ix && leads->buddies[i].post_ix == post_ix)
            return 3;
    return ours ? 4 : -1;
}

static int who_goes(const struct pp_diary *diary, int session_ix) {
    const struct pp_session *session = &diary->roster->sessions[session_ix];
    const struct pp_tara_group *tara = &diary->problem->taras[session->tara_ix];
    int best = -1, best_rank = 0, best_n = 0;
    for (int p = 0; p < diary->problem->n_posts; p++) {
        int rank = rank_of(diary, tara, session->day, p);
        if (rank < 0 || !pp_diary_free(diary, p, session->day, session->half, session_ix))
            continue;
        int n = meetings_of(diary, p);
        if (best < 0 || rank < best_rank || (rank == best_rank && n < best_n)) {
            best = p;
            best_rank = rank;
            best_n = n;
        }
    }
    return best;
}

static int say(struct pp_diary *diary, const struct pp_session *session, enum pp_rule rule,
               const struct pp_str *text, struct pp_error *reterr) {
    const struct pp_tara_group *tara = &diary->problem->taras[session->tara_ix];
    struct pp_breach breach = pp_breach_of(rule, pp_str_text(text));
    if (text->failed)
        return pp_fail_nomem(reterr);
    breach.broken = rule == PP_RULE_H6;
    breach.team_ix = diary->team_ix;
    breach.patch_ix = tara->patch_ix;
    breach.venue_ix = session->venue_ix;
    breach.day = session->day;
    breach.half = (int)session->half;
    return pp_roster_add_breach(diary->roster, &breach, reterr);
}

const char *const pp_tara_way_out = "Set max_evenings to 1 or more for one of them in the list of "
                                    "officers, or ask the group for a meeting by day";

static int say_nobody(struct pp_diary *diary, const struct pp_session *session,
                      struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_append(&text, "Nobody can go to the ");
    roster_append_session(diary->problem, session, &text);
    pp_str_append(&text, " on ");
    roster_append_time(session->day, session->from_min, &text);
    pp_str_appendf(&text,
                   ": neither the team leader of %s, nor the named officer, nor relief, nor the "
                   "buddy may work then. %s",
                   pp_roster_team_words(diary->problem, diary->team_ix), pp_tara_way_out);
    return say(diary, session, PP_RULE_H6, &text, reterr);
}

int pp_tara_seat(struct pp_diary *diary, int session_ix, struct pp_error *reterr) {
    struct pp_session *session = &diary->roster->sessions[session_ix];
    int post_ix = who_goes(diary, session_ix);
    session->n_posts = 0;
    if (post_ix < 0)
        return say_nobody(diary, session, reterr);
    int *posts = pp_arena_alloc(&diary->roster->arena, sizeof *posts);
    if (!posts)
        return pp_fail(reterr, PP_E_NOMEM, "Memory ran out while meetings were given to people");
    posts[0] = post_ix;
    session->posts = posts;
    session->n_posts = 1;
    return 0;
}

static int cancel_on_holiday(struct pp_diary *diary, struct pp_session *session,
                             struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    char day[40];
    pp_day_long(session->day, day, sizeof day);
    session->status = PP_SESSION_CANCELLED;
    pp_str_appendf(
        &text,
        "The meeting of %s would fall on %s, when nobody works. Ask the group for another day",
        diary->problem->taras[session->tara_ix].name, day);
    return say(diary, session, PP_RULE_H9, &text, reterr);
}

/* Stands it among what is kept already? */
static bool stands(const struct pp_diary *diary, int tara_ix, pp_day day) {
    for (int i = 0; i < diary->roster->n_sessions; i++) {
        const struct pp_session *session = &diary->roster->sessions[i];
        if (session->kind == PP_SESSION_TARA && session->tara_ix == tara_ix &&
            pp_session_base_day(session) == day)
            return true;
    }
    return false;
}

static int add_one(struct pp_diary *diary, int tara_ix, pp_day day, struct pp_error *reterr) {
    const struct pp_tara_group *tara = &diary->problem->taras[tara_ix];
    int from_min = start_of(tara);
    struct pp_session session = {.series = tara->name,
                                 .kind = PP_SESSION_TARA,
                                 .day = day,
                                 .half = pp_tara_half(tara),
                                 .from_min = from_min,
                                 .to_min = tara->to_min > from_min ? tara->to_min
                                                                   : from_min + USUAL_MINUTES,
                                 .venue_ix = tara->venue_ix,
                                 .team_ix = diary->team_ix,
                                 .tara_ix = tara_ix,
                                 .patches = &tara->patch_ix,
                                 .n_patches = tara->patch_ix >= 0,
                                 .status = PP_SESSION_DRAFT,
                                 .was_day = PP_PAST_DAY,
                                 .was_half = -1,
                                 .was_venue_ix = -1};
    int rc = pp_roster_add_session(diary->roster, &session, reterr);
    if (rc < 0)
        return rc;
    int ix = diary->roster->n_sessions - 1;
    if (!pp_calendar_working(&diary->problem->calendar, day))
        return cancel_on_holiday(diary, &diary->roster->sessions[ix], reterr);
    return pp_tara_seat(diary, ix, reterr);
}

int pp_tara_add(struct pp_diary *diary, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = diary->problem;
    pp_day last = pp_calendar_last_day(&problem->calendar);
    for (pp_day day = problem->calendar.first_day; day <= last; day++)
        for (int t = 0; t < problem->n_taras; t++) {
            if (problem->taras[t].team_ix != diary->team_ix ||
                !pp_tara_meets(&problem->taras[t], day) || stands(diary, t, day))
                continue;
            int rc = add_one(diary, t, day, reterr);
            if (rc < 0)
                return rc;
        }
    return 0;
}
