/* What buddies, cover and a morning's sickness have in common: who of a team is at work, and how near. */
#ifndef PLANNER_ROSTER_COVER_PARTS_H
#define PLANNER_ROSTER_COVER_PARTS_H

#include "patchplan/roster/cover.h"

/* Halves of a working day as bits. */
enum { COVER_AM = 1, COVER_PM = 2, COVER_DAY = COVER_AM | COVER_PM };

struct cover_team {
    const struct pp_roster_problem *problem;
    int team_ix, n_days;
    pp_day first_day;
    unsigned char
        *there;    /* post x day: halves at work; 0 on holidays and for posts of other teams */
    double *x, *y; /* of a post: middle of the first patch it leads, else of the team */
    int *buddies;  /* of a patch; -1 */
    int *stood_in
        [2]; /* patches that a post stands in for in the morning, in the afternoon; of one day */
    int *before; /* who stood in for a patch while the absence went on; -1 */
};
/* Who of all posts is there on each day of the weeks, and where; buddies as in the roster, nobody standing in yet. To be
 * released with pp_cover_team_done(). O(posts x days) */
int pp_cover_team_make(const struct pp_roster_problem *problem, int team_ix,
                       const struct pp_roster *roster, struct cover_team *ret_team,
                       struct pp_error *reterr) PP_CHECKED;
void pp_cover_team_done(struct cover_team *team);

unsigned pp_cover_there(const struct cover_team *team, int post_ix, pp_day day);
/* Halves of the day on which no named officer of the patch is at work. */
unsigned pp_cover_missing(const struct cover_team *team, const struct pp_roster *roster,
                          int patch_ix, pp_day day);
/* Has the patch an officer in post on that day, at work or not? Else it waits for one. */
bool pp_cover_has_officer(const struct cover_team *team, const struct pp_roster *roster,
                          int patch_ix, pp_day day);
double pp_cover_distance_m(const struct cover_team *team, int post_ix, int patch_ix);

/* Chooses for all of `halves`, counts it in stood_in, appends rows and breaches. */
int pp_cover_fill(struct cover_team *team, int patch_ix, pp_day day, unsigned halves,
                  struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;

/* stood_in as the rows of the day have it. */
void pp_cover_count_day(struct cover_team *team, const struct pp_roster *roster, pp_day day);
/* Rows by day, patch, half. */
void pp_cover_sort(struct pp_roster *roster);

#endif
