#include "patchplan/roster/practice.h"

#include <string.h>

const int pp_usual_hours[PP_N_HALVES][2] = {
    {10 * 60, 12 * 60}, {14 * 60, 16 * 60}, {18 * 60, 19 * 60 + 30}};

int pp_visit_travel_min(const struct pp_post *post) {
    return post->travel && !strcmp(post->travel, "car") ? PP_CAR_VISIT_TRAVEL_MIN
                                                        : PP_VISIT_TRAVEL_MIN;
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
