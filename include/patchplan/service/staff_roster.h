/* Rosters for staff's pages. */
#ifndef PATCHPLAN_SERVICE_STAFF_ROSTER_H
#define PATCHPLAN_SERVICE_STAFF_ROSTER_H

#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/service/roster.h"

struct pp_roster_view {
    const char *plan; /* NULL or "": the one in force, else the newest */
    const char *team; /* only this team's; NULL or "": all */
    pp_day from;      /* drop-ins and who stands in: from this day on */
    int n_days;
};

/* A plan's roster:
 *   {"plan","planHref","made","from","weeks","team","teams":[{"name","chosen"}],"lines":[how good it is],"shownFrom",
 *    "rules":[{"title","broken","lines","more"}]: what is not as it should be, by rule,
 *    "caseloads":[{"patch","team","officer","role","homes","workload"}],
 *    "hours":[{"officer","team","available","needed","percent","over"}],
 *    "dropIns":[{"id","date","time","venue","officers","patches","status"}],
 *    "standIns":[{"date","half","patch","away","instead"}],
 *    "visits":[{"officer","weeks":[{"from","n"}]}]}       placed, in the next four weeks
 * A plan without a roster: "made" is false. PP_E_NOTFOUND: no such plan. */
int pp_service_roster_page(struct pp_db *db, const struct pp_roster_view *view,
                           struct pp_json **ret_page, struct pp_error *reterr) PP_CHECKED;

/* Who can be away: {"none": nobody has made a roster,"officers":[{"id","name","team"}]}; only of `team` when it is named. */
int pp_service_away_form(struct pp_db *db, const char *plan, const char *team,
                         struct pp_json **ret_form, struct pp_error *reterr) PP_CHECKED;

/* Absences told by hand that can be taken back, of a team (0: of all):
 *   [{"officer","name","first": ISO,"words": "Tuesday 9 March 2027 to ..."}] */
int pp_service_away_list(struct pp_db *db, int64_t team_id, pp_day today, struct pp_json **ret_list,
                         struct pp_error *reterr) PP_CHECKED;
/* The team of a drop-in, 0 for none. PP_E_NOTFOUND. */
int pp_service_session_team(struct pp_db *db, int64_t session_id, int64_t *ret_team_id,
                            struct pp_error *reterr) PP_CHECKED;

/* What an absence would do, or did:
 *   {"changes":[lines],"broken":[lines that were not broken before]} */
int pp_service_away_json(const struct pp_roster_in_hand *made, struct pp_json **ret_away,
                         struct pp_error *reterr) PP_CHECKED;

/* The team an officer works in, 0 for none. PP_E_NOTFOUND. */
int pp_service_officer_team(struct pp_db *db, const char *officer_id, int64_t *ret_team_id,
                            struct pp_error *reterr) PP_CHECKED;

/* What a job of `roster replan` without an offer found:
 *   {"job","done","plan","team","from": as asked, absent when not,
 *    "offers":[{"offer","words","patches","homes","dropIns","least","most","broken"}]}
 * PP_E_NOTFOUND: no such job, or another one. */
int pp_service_replan_page(struct pp_db *db, int64_t job_id, struct pp_json **ret_page,
                           struct pp_error *reterr) PP_CHECKED;

#endif
