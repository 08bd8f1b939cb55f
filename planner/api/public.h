/* Handlers of what needs no sign-in: pages, calendars, tables, the JSON API. */
#ifndef PLANNER_API_PUBLIC_H
#define PLANNER_API_PUBLIC_H

#include "planner/api/api.h"

int pp_answer_home(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_find(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_embed(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_patch(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_ward(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_ward_csv(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_drop_ins(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_calendar(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_patch_calendar(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_ward_calendar(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_venue_calendar(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_accessibility(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_privacy(struct pp_exchange *exchange, struct pp_error *reterr);

/* A draft, for whoever holds its address. */
int pp_answer_consult(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_consult_outlines(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_consult_picture(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_consult_patch(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_consult_officer(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_consult_comment(struct pp_exchange *exchange, struct pp_error *reterr);

/* What the query asks: ?ward=&from=. PP_E_INPUT: a date that is none. */
int pp_find_drop_ins(struct pp_exchange *exchange, int n_weeks, struct pp_json **ret_found,
                     struct pp_error *reterr) PP_CHECKED;
/* A name that was a patch and is none: 301 to the patch that most of its homes went to, under `folder` ("/patch/"), with
 * ?was= of the name. PP_E_NOTFOUND in words: it never was one. */
int pp_answer_retired(struct pp_exchange *exchange, const char *folder,
                      struct pp_error *reterr) PP_CHECKED;

#endif
