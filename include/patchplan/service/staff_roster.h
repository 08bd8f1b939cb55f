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
 *   {"plan","planHref","planWords": "in force","a draft",...,"severalPlans","plans": those with a roster:[{"name","words","chosen"}],
 *    "made","from","until","weeks","team","teams":[{"name","chosen"}],
 *    "anyByHand","byHand": who was assigned by hand and is not fixed:[{"patch","href","officer"}]}
 * and for all teams, where there are several, each of them in a line:
 *   "city": {"lines":[how good it is],"rules": as of "measures","rows":[{"name","href","patches","broken","anyBroken","over"}]};
 * else "views":[{"title","href","current"}],"view","steps","earlier","later": {"href","text"}, and one of
 *   "today": {"day","otherThan": today when it is another day,"away":[{"officer","part","longUntil": of a long absence}],"standIns":[{"patch","away","instead","nobody","part","until"}],
 *             "dropIns": as below, of this day and the next seven,"rules": those not kept}
 *   "rota": {"weeks":[{"title","heads","rows":[{"officer","days":[{"letters":[{"letter","kind","half","words"}]}]}]}],
 *            "legend":[{"letter","kind","words"}]}
 *   "sessions": {"first","dropIns":[{"id","date","time","venue","isMeeting","isOff","officers","patches","status",
 *                "canRestore","changeHref": of one still to come}]}
 *   "covers": {"first","standIns":[{"patch","away","instead","nobody","days": "4 to 8 January; 11 January"}]}
 *   "heads":[Mondays],"weeksOfLetters": those without visits as letters go out before,"visits": {"rows":[{"officer","weeks":[numbers],"all"}]}       placed, in four weeks
 *   "caseloads": {"rows":[{"patch","patchHref","officer","shares","begins","ends","homes","workload","most","percent","over"}]}
 *   "hours": {"rows":[{"officer","available","needed","percent","over"}]}
 *   "measures": {"lines","rules":[{"title","broken","more","lines":[{"text","ways":[{"words","fix","isForAll"}]}]}]}
 * A plan without a roster: "made" is false. PP_E_NOTFOUND: no such plan, no such team. */
int pp_service_roster_page(struct pp_db *db, const struct pp_roster_view *view,
                           struct pp_json **ret_page, struct pp_error *reterr) PP_CHECKED;

/* The days that were typed; PP_PAST_DAY: none. */
struct pp_away_days {
    pp_day today, from, to;
};
/* Who can be away: {"none": nobody has made a roster,"officers":[{"id","name","team"}],"plan","planHref","first","last":
 * its days,"from","to": what the form begins with,
 *  "outside": of typed days that the roster does not have: {"isBefore","make","makeFrom": the first day of weeks to be made
 *             for them,"insideFrom","insideTo","from","to": the part of them that it has}};
 * only of `team` when it is named. */
int pp_service_away_form(struct pp_db *db, const char *plan, const char *team,
                         const struct pp_away_days *days, struct pp_json **ret_form,
                         struct pp_error *reterr) PP_CHECKED;

/* Absences now and in the next two weeks, and later ones told by hand, of a team (0: of all):
 *   {"soon","later": [{"officer","name","first": ISO,"words": "Tuesday 9 March 2027 to ...","canEnd": told by hand}],"anyLater"} */
int pp_service_away_list(struct pp_db *db, int64_t team_id, pp_day today, struct pp_json **ret_list,
                         struct pp_error *reterr) PP_CHECKED;
/* Who leaves by what was told by hand, of a team (0: of all): [{"officer","name","day"}] */
int pp_service_leaving_list(struct pp_db *db, int64_t team_id, struct pp_json **ret_list,
                            struct pp_error *reterr) PP_CHECKED;
/* The team of a drop-in, 0 for none. PP_E_NOTFOUND. */
int pp_service_session_team(struct pp_db *db, int64_t session_id, int64_t *ret_team_id,
                            struct pp_error *reterr) PP_CHECKED;

/* What a change by hand would do, or did:
 *   {"notes":[lines],"anything": does it do anything,"groups":[{"title","lines"}],"officersStay": no named officer changes,
 *    "broken":[lines that were not broken before]} */
int pp_service_roster_change_json(const struct pp_roster_in_hand *made, struct pp_json **ret_change,
                                  struct pp_error *reterr) PP_CHECKED;

/* A drop-in or meeting of a plan's roster, as of "sessions" of a roster's page, with
 *   {"plan","team","facts":[what is known of its place, its time and its officers],
 *    "venues":[{"id","name","fits"}],"halves":[{"id","name"}]}
 * PP_E_NOTFOUND. */
int pp_service_session_page(struct pp_db *db, const char *plan, int64_t session_id, pp_day today,
                            struct pp_json **ret_page, struct pp_error *reterr) PP_CHECKED;
/* What cancelling or moving it would do, or did: as above, with its "facts" there; of one that is cancelled, when people
 * can come next. */
int pp_service_session_change_json(const struct pp_roster_in_hand *made, int64_t session_id,
                                   struct pp_json **ret_change, struct pp_error *reterr) PP_CHECKED;

/* A patch of a plan's roster, and who of its team may lead it, today or on the roster's first day:
 *   {"plan","patch","href","ownHref": with the plan,"team","homes","workload","day","officer": who leads it then,"canFix": it is somebody,"fixed": who is fixed to it,
 *    "officers":[{"id","name","leads": other patches,"with": workload with this one, on the worst day from then on,
 *    "begins": that day, when it is a later one,"most","percent","over","leadsIt"}]}
 * PP_E_NOTFOUND. */
int pp_service_roster_patch_page(struct pp_db *db, const char *plan, const char *patch,
                                 pp_day today, struct pp_json **ret_page,
                                 struct pp_error *reterr) PP_CHECKED;

/* A way out that the roster offers for one of its broken rules, as `fix` has it; all from the arena. */
struct pp_roster_way_out {
    const char *const *words; /* of its command, behind the program's name */
    size_t n_words;
    const char *only_team;  /* the only team that it changes; NULL: there are more */
    const char *teams;      /* those that are made again; NULL: all */
    const char *text, *why; /* what is decided, and which rule it is about, in words */
    const char *plan;
};
/* PP_E_CONFLICT when the roster does not offer it (any more), so that nothing is run that the program has not written. */
int pp_service_roster_way_out(struct pp_db *db, const char *plan, const char *fix,
                              struct pp_arena *arena, struct pp_roster_way_out *ret_way,
                              struct pp_error *reterr) PP_CHECKED;

/* The team an officer works in, 0 for none. PP_E_NOTFOUND. */
int pp_service_officer_team(struct pp_db *db, const char *officer_id, int64_t *ret_team_id,
                            struct pp_error *reterr) PP_CHECKED;

/* What a job of `roster replan` without an offer found:
 *   {"job","done","plan","team","from": as asked, absent when not,
 *    "isLessThanThree","stands": the words for what stands, null where nothing does,
 *    "offers":[{"offer","words","vacant": "L025, L026","anyGivenUp","givenUp": who was assigned by hand and leads no longer}],
 *    "figures":[{"title","cells":[{"head","text"}]}]: of the team asked for, else of all; what stands, then each offer,
 *    "anyPatch","patches":[{"patch","team","homes","now","cells":[{"head","lines": who, from when on; none: no change}]}]}
 * PP_E_NOTFOUND: no such job, or another one. */
int pp_service_replan_page(struct pp_db *db, int64_t job_id, struct pp_json **ret_page,
                           struct pp_error *reterr) PP_CHECKED;

/* Are these offers those of this plan and team ("": none was chosen), and does all that they were made from still stand, so
 * that the one that is taken comes out as it was shown? PP_E_CONFLICT in words; PP_E_NOTFOUND as above, or of others. */
int pp_service_replan_current(struct pp_db *db, int64_t job_id, const char *plan, const char *team,
                              struct pp_error *reterr) PP_CHECKED;

#endif
