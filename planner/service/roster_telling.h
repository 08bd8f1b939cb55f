/* A roster being told on staff's pages: of one team, or of all. */
#ifndef PLANNER_SERVICE_ROSTER_TELLING_H
#define PLANNER_SERVICE_ROSTER_TELLING_H

#include "patchplan/json/json.h"
#include "patchplan/publish/roster.h"
#include "patchplan/service/staff_roster.h"

struct pp_roster_telling {
    const struct pp_roster_in_hand *in_hand;
    const struct pp_roster_problem *problem;
    const struct pp_roster *roster;
    const struct pp_roster_view *view;
    struct pp_roster_sheet sheet; /* of problem and roster */
    int team_ix;                  /* -1: all */
    pp_day from, to;              /* the days shown */
};

bool pp_roster_telling_is_of_team(const struct pp_roster_telling *telling, int team_ix);
const char *pp_roster_telling_team_name(const struct pp_roster_telling *telling, int team_ix);
/* "Ann Ash", "the vacant post O08", "nobody" under `key`. */
void pp_roster_telling_set_post(const struct pp_roster_telling *telling, struct pp_json *json,
                                const char *key, int post_ix);
/* "Monday 4 January 2027" under `key`. */
void pp_roster_telling_set_date(struct pp_json *json, const char *key, pp_day day);
/* "4 January" */
void pp_roster_telling_short_day(pp_day day, char ret_text[32]);

/* A drop-in or meeting as the page has it, with where it can be changed when it is still to come. */
struct pp_json *pp_roster_session_json(const struct pp_roster_telling *telling,
                                       const struct pp_session *session, pp_day today);

/* What would mend a broken rule: [{"words","fix","isForAll": it changes more than the team that is told}]. */
struct pp_json *pp_roster_ways_json(const struct pp_roster_telling *telling,
                                    const struct pp_breach *breach);

/* ---- views: each sets its own key, staff_roster_days.c ---- */

int pp_roster_tell_today(const struct pp_roster_telling *telling, struct pp_json *page,
                         struct pp_error *reterr) PP_CHECKED;
int pp_roster_tell_rota(const struct pp_roster_telling *telling, struct pp_json *page,
                        struct pp_error *reterr) PP_CHECKED;
int pp_roster_tell_drop_ins(const struct pp_roster_telling *telling, struct pp_json *page,
                            struct pp_error *reterr) PP_CHECKED;
int pp_roster_tell_stand_ins(const struct pp_roster_telling *telling, struct pp_json *page,
                             struct pp_error *reterr) PP_CHECKED;

/* ---- staff_roster_work.c ---- */

int pp_roster_tell_visits(const struct pp_roster_telling *telling, struct pp_json *page,
                          struct pp_error *reterr) PP_CHECKED;
int pp_roster_tell_caseloads(const struct pp_roster_telling *telling, struct pp_json *page,
                             struct pp_error *reterr) PP_CHECKED;
int pp_roster_tell_hours(const struct pp_roster_telling *telling, struct pp_json *page,
                         struct pp_error *reterr) PP_CHECKED;
int pp_roster_tell_measures(const struct pp_roster_telling *telling, struct pp_json *page,
                            struct pp_error *reterr) PP_CHECKED;
/* Each team in a line, and how it is as a whole. */
int pp_roster_tell_teams(const struct pp_roster_telling *telling, struct pp_json *page,
                         struct pp_error *reterr) PP_CHECKED;
/* What is not kept, and with `all` what is to know, under "rules". */
int pp_roster_tell_rules(const struct pp_roster_telling *telling, bool all, struct pp_json *page,
                         struct pp_error *reterr) PP_CHECKED;

/* Who was assigned by hand, is not fixed and leads on `from` or later, of a team (-1: of all):
 * [{"patch","href","officer"}] (roster_by_hand.c) */
int pp_roster_by_hand_json(struct pp_db *db, const struct pp_roster_in_hand *found, int team_ix,
                           pp_day from, struct pp_json **ret_list,
                           struct pp_error *reterr) PP_CHECKED;

#endif
