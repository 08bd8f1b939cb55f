/* The steps of making a roster: shared by building and replanning. */
#ifndef PLANNER_SERVICE_ROSTER_MAKE_H
#define PLANNER_SERVICE_ROSTER_MAKE_H

#include "patchplan/service/roster.h"

/* The weeks of a roster, and which of them are planned anew. */
struct pp_roster_span {
    pp_day from; /* a Monday: what lies before it stays */
    pp_day first_day;
    int n_weeks;
    enum pp_roster_weeks weeks;
    bool stands; /* there is a roster already: */
    pp_day before_first, before_last;
};
/* What is asked for joins on to what stands. PP_E_USAGE: it would take away what is published or to come, or plan
 * again what has been. */
int pp_roster_span_asked(struct pp_db *db, int64_t plan_id, const struct pp_roster_request *request,
                         struct pp_roster_span *ret_span, struct pp_error *reterr) PP_CHECKED;
/* The weeks that stand; anew from the day asked for, else from this week on. PP_E_NOTFOUND: none stand. */
int pp_roster_span_standing(struct pp_db *db, int64_t plan_id,
                            const struct pp_roster_request *request,
                            struct pp_roster_span *ret_span, struct pp_error *reterr) PP_CHECKED;

/* The question of `made->plan_id`, with what was decided now and when it was made before. */
int pp_roster_make_problem(struct pp_db *db, const struct pp_roster_request *request,
                           const struct pp_roster_span *span, struct pp_roster_in_hand *made,
                           struct pp_error *reterr) PP_CHECKED;
/* The answer, within what the request's time leaves for it: as long as reading took, writing will take. */
int pp_roster_make(struct pp_db *db, const struct pp_roster_request *request,
                   const struct pp_roster_span *span, enum pp_replan replan,
                   struct pp_roster_in_hand *made, struct pp_error *reterr) PP_CHECKED;
/* Into the file, unless a dry run or a check; `what` for the journal. */
int pp_roster_make_keep(struct pp_db *db, const struct pp_roster_request *request, const char *what,
                        const struct pp_roster_in_hand *made, struct pp_error *reterr) PP_CHECKED;

/* The folder for models and data, made where there is none; in it afterwards, values.csv: team, model, level, value. */
int pp_roster_keep_open(const char *folder, struct pp_error *reterr) PP_CHECKED;
int pp_roster_keep_values(const struct pp_roster_in_hand *made, const char *folder,
                          struct pp_error *reterr) PP_CHECKED;

/* Absences from today on that were recorded while other plans were in force: the rosters of plans published now get stand-ins
 * for them, as if each had been recorded now (decision 0106). The transaction is the caller's. */
int pp_roster_take_over_absences(struct pp_db *db, const char *who, pp_day today,
                                 struct pp_error *reterr) PP_CHECKED;

/* Does it serve homes today? */
bool pp_roster_plan_in_force(struct pp_db *db, int64_t plan_id);

#endif
