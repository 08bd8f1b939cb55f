/* Numbers of practice that every part of a roster counts with, each said once. */
#ifndef PATCHPLAN_ROSTER_PRACTICE_H
#define PATCHPLAN_ROSTER_PRACTICE_H

#include "patchplan/roster/problem.h"

enum {
    PP_LEAST_STAFF = 2,           /* at a drop-in (H8), and desks of a venue for them */
    PP_LATE_START_MIN = 10 * 60,  /* after an evening no drop-in begins before it (H6) */
    PP_SESSION_TRAVEL_MIN = 30,   /* to a drop-in or meeting and back */
    PP_CAR_VISIT_TRAVEL_MIN = 10, /* to a visit by car */
    PP_VISIT_TRAVEL_MIN = 15,     /* to a visit on foot, by cycle, bus, or where it is not said */
    PP_VISIT_YEAR_WEEKS = 52,     /* from one visit to the next */
    PP_VISIT_YEAR_DAYS = 7 * PP_VISIT_YEAR_WEEKS,
    PP_VISIT_NEAR_WEEKS = 4 /* before or after the week in which a visit is due */
};
/* A year after the last visit, at the earliest when the home may be visited; PP_PAST_DAY for one never visited. */
pp_day pp_home_due_day(const struct pp_roster_home *home);
int pp_visit_travel_min(const struct pp_post *post);
/* Minutes of contract that a half-day at work stands for: those of two weeks / half-days of the pattern, evenings apart;
 * 0 where it has none. */
double pp_post_half_day_min(const struct pp_post *post, int week_minutes);
/* Somebody, at work on at least half of the working days of the weeks on which the pattern has them there? O(days) */
bool pp_post_mostly_there(const struct pp_roster_problem *problem, int post_ix);

/* From, to: where a venue is opened, or a drop-in moved, and no hours are listed. */
extern const int pp_usual_hours[PP_N_HALVES][2];

/* Step-free and desks enough: would a patch meet there if it were open? */
bool pp_venue_fits(const struct pp_roster_venue *venue);
/* That, and open on some half-day of the two weeks. */
bool pp_venue_serves(const struct pp_roster_venue *venue);

/* Is `value` in the list of n? */
bool pp_is_among(int value, const int *list, int n);
/* Have two lists the same members, each once, in whatever order? */
bool pp_same_members(const int *a, int n_a, const int *b, int n_b);

#endif
