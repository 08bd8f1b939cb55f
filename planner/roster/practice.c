/* Numbers of practice, and questions about posts, homes and venues that every part of a roster asks alike. */
#include "patchplan/roster/practice.h"

#include <string.h>

const int pp_usual_hours[PP_N_HALVES][2] = {
    {10 * 60, 12 * 60}, {14 * 60, 16 * 60}, {18 * 60, 19 * 60 + 30}};

int pp_visit_travel_min(const struct pp_post *post) {
    return post->travel && !strcmp(post->travel, "car") ? PP_CAR_VISIT_TRAVEL_MIN
                                                        : PP_VISIT_TRAVEL_MIN;
}

double pp_post_half_day_min(const struct pp_post *post, int week_minutes) {
    int n = 0;
    for (int slot = 0; slot < PP_N_SLOTS; slot++)
        n += pp_slot_half(slot) != PP_HALF_EVENING && (post->works >> slot & 1);
    return n == 0 ? 0 : 2.0 * week_minutes * post->fte_milli / 1000 / n;
}

static bool in_pattern(const struct pp_post *post, int slot) {
    return slot >= 0 && (post->works >> slot & 1);
}

bool pp_post_mostly_there(const struct pp_roster_problem *problem, int post_ix) {
    const struct pp_calendar *calendar = &problem->calendar;
    const struct pp_post *post = &problem->posts[post_ix];
    int n = 0, n_away = 0;
    for (pp_day day = calendar->first_day; day <= pp_calendar_last_day(calendar); day++) {
        if (!pp_calendar_working(calendar, day) ||
            (!in_pattern(post, pp_calendar_slot(calendar, day, PP_HALF_AM)) &&
             !in_pattern(post, pp_calendar_slot(calendar, day, PP_HALF_PM))))
            continue;
        n++;
        n_away += !pp_post_works(problem, post_ix, day, PP_HALF_AM) &&
                  !pp_post_works(problem, post_ix, day, PP_HALF_PM);
    }
    return post->name && post->name[0] && n > 0 && 2 * n_away <= n;
}

pp_day pp_home_due_day(const struct pp_roster_home *home) {
    if (home->last_visit == PP_PAST_DAY)
        return PP_PAST_DAY;
    pp_day due = home->last_visit + PP_VISIT_YEAR_DAYS;
    return due < home->not_before ? home->not_before : due;
}

bool pp_venue_fits(const struct pp_roster_venue *venue) {
    return venue->step_free && venue->desks >= PP_LEAST_STAFF;
}

bool pp_venue_serves(const struct pp_roster_venue *venue) {
    return pp_venue_fits(venue) && venue->open != 0;
}

bool pp_is_among(int value, const int *list, int n) {
    for (int i = 0; i < n; i++)
        if (list[i] == value)
            return true;
    return false;
}

bool pp_same_members(const int *a, int n_a, const int *b, int n_b) {
    bool same = n_a == n_b;
    for (int i = 0; same && i < n_a; i++)
        same = pp_is_among(a[i], b, n_b);
    return same;
}
