/* Where things are and what the way costs; straight lines in metres. Private to planner/roster. */
#ifndef PLANNER_ROSTER_PLACES_H
#define PLANNER_ROSTER_PLACES_H

#include "patchplan/roster/problem.h"

/* From a venue to a point. */
double roster_away_m(const struct pp_roster_venue *venue, double x, double y);
/* From a venue to the middle of a patch. */
double roster_venue_m(const struct pp_roster_problem *problem, int venue_ix, int patch_ix);
/* The mean of the middles of the team's patches; 0, 0 when it has none. */
void roster_team_middle(const struct pp_roster_problem *problem, int team_ix, double *ret_x,
                        double *ret_y);
/* There and back by road, so far from each other in a straight line. */
double roster_trip_m(double straight_m);
/* What such a trip is paid, rounded to the penny. */
int roster_fare_pence(double straight_m);

#endif
