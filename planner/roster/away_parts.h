/* One officer away for some days: what the steps of it share. */
#ifndef PLANNER_ROSTER_AWAY_PARTS_H
#define PLANNER_ROSTER_AWAY_PARTS_H

#include "patchplan/core/str.h"

#include "planner/roster/cover_parts.h"

struct away {
    const struct pp_roster_problem *problem;
    int post_ix;
    pp_day from, to;        /* inside the weeks of the roster */
    struct cover_team team; /* `there` knows of the absence */
    struct pp_roster *roster;
};
/* Sessions that lose the officer: mended as in sessions.h, each told. */
int pp_away_sessions(struct away *away, struct pp_error *reterr) PP_CHECKED;
/* Visits of the weeks: to others when the officer is away for all of a week, else only listed. */
int pp_away_visits(struct away *away, struct pp_error *reterr) PP_CHECKED;
/* Sessions that others took over, back to the officer who is there after all; what is cancelled is told. */
int pp_back_sessions(struct away *away, struct pp_error *reterr) PP_CHECKED;
/* Visits that were handed on because the officer was away for all of a week. */
int pp_back_visits(struct away *away, struct pp_error *reterr) PP_CHECKED;
bool pp_away_all_week(const struct away *away, pp_day monday);
/* Appends "The drop-in at North Library on Tuesday 9 March 2027 (morning)". */
void pp_away_append_session(const struct away *away, const struct pp_session *session,
                            struct pp_str *text);
/* "Ann Cole", "nobody". */
const char *pp_away_name(const struct away *away, int post_ix);
/* Appends the change, whose numbers the caller has set all, with the text; it is the roster's copy. */
int pp_away_add_change(struct away *away, struct pp_change *change, const struct pp_str *text,
                       struct pp_error *reterr) PP_CHECKED;

#endif
