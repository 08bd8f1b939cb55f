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
    const char *show; /* "today", "rota", "drop-ins", "stand-ins", "visits", "caseloads", "hours",
                         "measures"; anything else: the first */
    pp_day from;      /* the first day that is shown */
    pp_day today;
};

/* A plan's roster:
 *   {"plan","planHref","made","from","weeks","team","teams":[{"name","chosen"}]}
 * and for all teams, where there are several, each of them in a line:
 *   "city": {"lines":[how good it is],"rules": as of "measures","rows":[{"name","href","patches","broken","anyBroken","over"}]};
 * else "views":[{"title","href","current"}],"view","steps","earlier","later": {"href","text"}, and one of
 *   "today": {"day","otherThan": today when it is another day,"away":[{"officer","part"}],"standIns":[{"patch","away","instead","nobody","part","until"}],
 *             "dropIns": as below, of this day and the next seven,"rules": those not kept}
 *   "rota": {"weeks":[{"title","heads","rows":[{"officer","days":[{"letters":[{"letter","kind","half","words"}]}]}]}],
 *            "legend":[{"letter","kind","words"}]}
 *   "sessions": {"first","dropIns":[{"id","date","time","venue","isMeeting","isOff","officers","patches","status",
 *                "canRestore"}]}
 *   "covers": {"first","standIns":[{"patch","away","instead","nobody","days": "4 to 8 January; 11 January"}]}
 *   "heads":[Mondays],"visits": {"rows":[{"officer","weeks":[numbers],"all"}]}       placed, in four weeks
 *   "caseloads": {"rows":[{"patch","officer","shares","begins","ends","homes","workload","most","percent","over"}]}
 *   "hours": {"rows":[{"officer","available","needed","percent","over"}]}
 *   "measures": {"lines","rules":[{"title","broken","lines","more"}]}
 * A plan without a roster: "made" is false. PP_E_NOTFOUND: no such plan, no such team. */
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
