/* Minutes for visits. A post's week: half-days at work x its minutes of contract, less its dated sessions with 30
 * minutes of travel (beyond the quarter: their mean by week). It goes to the patches it looks after that week,
 * by their homes and its part of them: those it leads, and those it stands in for while they are vacant
 * or their officer is away for long. Ordinary leave moves visits to other weeks and gives no stand-in room. From a
 * patch's minutes go the activities of its homes, a year's / 52. */
#include <string.h>

#include "patchplan/roster/practice.h"
#include "planner/roster/visits_parts.h"

pp_day visit_monday(const struct pp_roster_problem *problem, int week) {
    return problem->calendar.first_day + 7 * week;
}

static int half_days_there(const struct pp_roster_problem *problem, int post_ix, int week) {
    pp_day monday = visit_monday(problem, week);
    int n = 0;
    for (int d = 0; d < PP_N_WEEKDAYS; d++)
        for (int half = PP_HALF_AM; half <= PP_HALF_PM; half++)
            n += pp_post_works(problem, post_ix, monday + d, (enum pp_half)half);
    return n;
}

bool visit_post_there(const struct pp_roster_problem *problem, int post_ix, int week) {
    return half_days_there(problem, post_ix, week) > 0;
}

static int week_of(const struct pp_roster_problem *problem, pp_day day) {
    return (day - problem->calendar.first_day) / 7;
}

/* Minutes of sessions with travel, n_posts x VISIT_WEEKS. */
static void count_sessions(const struct pp_visits_ask *ask, double *minutes) {
    const struct pp_roster_problem *problem = ask->problem;
    int n_weeks = problem->calendar.n_weeks < VISIT_WEEKS ? problem->calendar.n_weeks : VISIT_WEEKS;
    for (int i = 0; i < ask->with_cover->n_sessions; i++) {
        const struct pp_session *session = &ask->with_cover->sessions[i];
        if (session->status == PP_SESSION_CANCELLED || session->day < problem->calendar.first_day)
            continue;
        int week = week_of(problem, session->day);
        for (int k = 0; k < session->n_posts && week < n_weeks; k++)
            minutes[session->posts[k] * VISIT_WEEKS + week] +=
                session->to_min - session->from_min + PP_SESSION_TRAVEL_MIN;
    }
    for (int p = 0; p < problem->n_posts; p++) {
        double sum = 0;
        for (int w = 0; w < n_weeks; w++)
            sum += minutes[p * VISIT_WEEKS + w];
        for (int w = n_weeks; w < VISIT_WEEKS; w++)
            minutes[p * VISIT_WEEKS + w] = sum / n_weeks;
    }
}

static double minutes_of_week(const struct pp_visits_ask *ask, int post_ix, int week,
                              double sessions) {
    double half_day =
        pp_post_half_day_min(&ask->problem->posts[post_ix], ask->options->week_minutes);
    double left = half_day * half_days_there(ask->problem, post_ix, week) - sessions;
    return left > 0 ? left : 0;
}

/* Is the post empty, or its officer away for long, all of the week? */
static bool away_for_long(const struct pp_roster_problem *problem, int post_ix, int week) {
    const struct pp_post *post = &problem->posts[post_ix];
    pp_day monday = visit_monday(problem, week), friday = monday + PP_N_WEEKDAYS - 1;
    if (!post->name[0] || post->starts > friday || post->ends < monday)
        return true;
    if (visit_post_there(problem, post_ix, week))
        return false;
    for (int a = 0; a < problem->n_absences; a++) {
        const struct pp_absence *absence = &problem->absences[a];
        if (absence->post_ix == post_ix && absence->lasting && absence->part < 0 &&
            absence->first_day <= friday && absence->last_day >= monday)
            return true;
    }
    return false;
}

/* Leads last beyond the quarter when they last until its end. */
static bool leads_in(const struct pp_roster_problem *problem, const struct pp_lead *lead,
                     int week) {
    pp_day monday = visit_monday(problem, week);
    pp_day last = pp_calendar_last_day(&problem->calendar);
    pp_day until = lead->last_day >= last ? PP_FAR_DAY : lead->last_day;
    return lead->post_ix >= 0 && lead->first_day <= monday + PP_N_WEEKDAYS - 1 && until >= monday;
}

int visit_leads(const struct pp_visits_ask *ask, int patch_ix, int week, int ret_post_ix[2]) {
    int n = 0;
    for (int i = 0; i < ask->with_cover->n_leads && n < 2; i++) {
        const struct pp_lead *lead = &ask->with_cover->leads[i];
        if (lead->patch_ix == patch_ix && leads_in(ask->problem, lead, week) &&
            !away_for_long(ask->problem, lead->post_ix, week))
            ret_post_ix[n++] = lead->post_ix;
    }
    return n;
}

static int buddy_of(const struct pp_roster *roster, int patch_ix) {
    for (int i = 0; i < roster->n_buddies; i++)
        if (roster->buddies[i].patch_ix == patch_ix)
            return roster->buddies[i].post_ix;
    return -1;
}

/* Who stands in most days between two days; -1 when nobody does. `days`: n_posts zeroes, left as zeroes. */
static int most_days(const struct pp_roster *roster, int patch_ix, pp_day from, pp_day to,
                     int *days) {
    int best = -1;
    for (int i = 0; i < roster->n_covers; i++) {
        const struct pp_cover *cover = &roster->covers[i];
        if (cover->patch_ix != patch_ix || cover->cover_post_ix < 0 || cover->day < from ||
            cover->day > to)
            continue;
        int post_ix = cover->cover_post_ix;
        days[post_ix]++;
        if (best < 0 || days[post_ix] > days[best] ||
            (days[post_ix] == days[best] && post_ix < best))
            best = post_ix;
    }
    for (int i = 0; i < roster->n_covers; i++)
        if (roster->covers[i].cover_post_ix >= 0)
            days[roster->covers[i].cover_post_ix] = 0;
    return best;
}

static void find_stand_ins(const struct pp_visits_ask *ask, int patch_ix, int *days,
                           int *stand_in) {
    const struct pp_roster_problem *problem = ask->problem;
    const struct pp_roster *roster = ask->with_cover;
    int usual = -1, named[2];
    bool asked = false, ours = problem->patches[patch_ix].team_ix == ask->team_ix;
    for (int w = 0; w < VISIT_WEEKS; w++) {
        stand_in[w] = -1;
        if (!ours || visit_leads(ask, patch_ix, w, named) > 0)
            continue;
        pp_day monday = visit_monday(problem, w);
        stand_in[w] = most_days(roster, patch_ix, monday, monday + 6, days);
        if (stand_in[w] >= 0)
            continue;
        if (!asked)
            usual = most_days(roster, patch_ix, PP_PAST_DAY, PP_FAR_DAY, days);
        asked = true;
        stand_in[w] = usual >= 0 ? usual : buddy_of(roster, patch_ix);
    }
}

/* How much of a post's week belongs to a patch: homes x its part, or all of them when it stands in. */
static double part_of(const struct pp_visits_ask *ask, const struct visit_room *room, int post_ix,
                      int patch_ix, int week) {
    double homes = ask->problem->patches[patch_ix].n_homes;
    double part = room->stand_in[patch_ix * VISIT_WEEKS + week] == post_ix ? homes : 0;
    for (int i = 0; i < ask->with_cover->n_leads; i++) {
        const struct pp_lead *lead = &ask->with_cover->leads[i];
        if (lead->patch_ix == patch_ix && lead->post_ix == post_ix &&
            leads_in(ask->problem, lead, week))
            part += homes * lead->share_milli / 1000;
    }
    return part;
}

static void share_out(const struct pp_visits_ask *ask, struct visit_room *room, int post_ix,
                      const double *sessions, double *parts) {
    const struct pp_roster_problem *problem = ask->problem;
    const struct pp_post *post = &problem->posts[post_ix];
    for (int w = 0; w < VISIT_WEEKS; w++) {
        double minutes = minutes_of_week(ask, post_ix, w, sessions[post_ix * VISIT_WEEKS + w]);
        double sum = 0;
        if (minutes <= 0)
            continue;
        for (int p = 0; p < problem->n_patches; p++)
            sum += parts[p] = part_of(ask, room, post_ix, p, w);
        for (int p = 0; p < problem->n_patches && sum > 0; p++)
            room->minutes[p * VISIT_WEEKS + w] += minutes * parts[p] / sum;
        if (sum <= 0 && post->team_ix == ask->team_ix && post->role != PP_ROLE_TEAM_LEADER)
            room->pool[w] += minutes;
    }
}

static void take_activities(const struct pp_roster_problem *problem, struct visit_room *room) {
    for (int p = 0; p < problem->n_patches && problem->work_minutes_of_patch; p++)
        for (int w = 0; w < VISIT_WEEKS; w++) {
            double *minutes = &room->minutes[p * VISIT_WEEKS + w];
            *minutes -= problem->work_minutes_of_patch[p] / VISIT_WEEKS;
            *minutes = *minutes > 0 ? *minutes : 0;
        }
}

/* Is the post of the team, or does it look after one of its patches? */
static bool touches(const struct pp_visits_ask *ask, const struct visit_room *room, int post_ix) {
    const struct pp_roster_problem *problem = ask->problem;
    if (problem->posts[post_ix].team_ix == ask->team_ix)
        return true;
    for (int p = 0; p < problem->n_patches; p++)
        for (int w = 0; w < VISIT_WEEKS && problem->patches[p].team_ix == ask->team_ix; w++)
            if (part_of(ask, room, post_ix, p, w) > 0)
                return true;
    return false;
}

int visit_room_make(const struct pp_visits_ask *ask, struct pp_arena *arena,
                    struct visit_room *ret_room, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = ask->problem;
    size_t n_cells = ((size_t)problem->n_patches + 1) * VISIT_WEEKS;
    struct visit_room room = {.minutes = pp_arena_alloc(arena, n_cells * sizeof *room.minutes),
                              .stand_in = pp_arena_alloc(arena, n_cells * sizeof *room.stand_in)};
    double *sessions =
        pp_arena_alloc(arena, ((size_t)problem->n_posts + 1) * VISIT_WEEKS * sizeof *sessions);
    double *parts = pp_arena_alloc(arena, ((size_t)problem->n_patches + 1) * sizeof *parts);
    int *days = pp_arena_alloc(arena, ((size_t)problem->n_posts + 1) * sizeof *days);
    if (!room.minutes || !room.stand_in || !sessions || !parts || !days)
        return pp_fail(reterr, PP_E_NOMEM, "Memory ran out while minutes for visits were counted");
    count_sessions(ask, sessions);
    for (int p = 0; p < problem->n_patches; p++)
        find_stand_ins(ask, p, days, &room.stand_in[p * VISIT_WEEKS]);
    for (int post = 0; post < problem->n_posts; post++)
        if (touches(ask, &room, post))
            share_out(ask, &room, post, sessions, parts);
    take_activities(problem, &room);
    *ret_room = room;
    return 0;
}

double visit_minutes_each(const struct pp_visits_ask *ask, int patch_ix) {
    int travel = PP_CAR_VISIT_TRAVEL_MIN;
    for (int i = 0; i < ask->with_cover->n_leads; i++) {
        const struct pp_lead *lead = &ask->with_cover->leads[i];
        if (lead->patch_ix != patch_ix || lead->post_ix < 0)
            continue;
        int own = pp_visit_travel_min(&ask->problem->posts[lead->post_ix]);
        travel = own > travel ? own : travel;
    }
    return ask->options->visit_minutes + travel;
}
