/* Straight lines, roads and fares. */
#include "planner/roster/places.h"

#include <math.h>

static const double road_over_straight = 1.3;
static const double pence_a_km = 45;

double roster_away_m(const struct pp_roster_venue *venue, double x, double y) {
    return hypot(venue->x - x, venue->y - y);
}

double roster_venue_m(const struct pp_roster_problem *problem, int venue_ix, int patch_ix) {
    const struct pp_roster_patch *patch = &problem->patches[patch_ix];
    return roster_away_m(&problem->venues[venue_ix], patch->x, patch->y);
}

void roster_team_middle(const struct pp_roster_problem *problem, int team_ix, double *ret_x,
                        double *ret_y) {
    double x = 0, y = 0;
    int n = 0;
    for (int p = 0; p < problem->n_patches; p++)
        if (problem->patches[p].team_ix == team_ix) {
            x += problem->patches[p].x;
            y += problem->patches[p].y;
            n++;
        }
    *ret_x = n > 0 ? x / n : 0;
    *ret_y = n > 0 ? y / n : 0;
}

double roster_trip_m(double straight_m) { return 2 * road_over_straight * straight_m; }

int roster_fare_pence(double straight_m) {
    return (int)lround(roster_trip_m(straight_m) / 1000 * pence_a_km);
}
