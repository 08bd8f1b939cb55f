/* Publishing by two people: one proposes, another approves. */
#ifndef PATCHPLAN_SERVICE_STAFF_PUBLISH_H
#define PATCHPLAN_SERVICE_STAFF_PUBLISH_H

#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/service/stage.h"

/* What is proposed, what was published, and what a proposal can name:
 *   {"requests":[{"href","plan","from","scope","by","at","stateWords","open"}],
 *    "publications":[{"id","plan","from","scope","by","at","takenBack"}],
 *    "plans":[{"name","noRoster"}],"anyNoRoster","teams":[{"ix","name"}],
 *    "wards":[{"ix","code","name"}],"anyWards"} */
int pp_service_publish_page(struct pp_db *db, pp_day today, struct pp_json **ret_page,
                            struct pp_error *reterr) PP_CHECKED;

struct pp_propose_wish {
    const char *plan, *from; /* from: "9/3/2027" or "2027-03-09" */
    struct pp_stage stage;
    const char *why, *who;
    int64_t user_id;
    pp_day today;
};
/* PP_E_INPUT in words: no such day, a day gone by. PP_E_NOTFOUND: no such plan, team or ward. */
int pp_service_publish_propose(struct pp_db *db, const struct pp_propose_wish *wish,
                               int64_t *ret_request_id, struct pp_error *reterr) PP_CHECKED;

/* A proposal, as whoever decides must see it:
 *   {"id","plan","planHref","from","scope","why","by","at","open","stateWords","decidedBy","decidedAt","isOwn",
 *    "changed": the plan was changed since,"rulesGave": not every rule is kept in it,"nComments": open ones,
 *    "inForce": published and not taken back,"publication","taken":{"at","by","why"} when it was,
 *    while open: "homes","newPatch","newOfficer","noOfficer","against": pp_service_letters_against(),
 *    or null, and what pp_tell_proposal() tells} */
int pp_service_publish_request_page(struct pp_db *db, int64_t request_id, int64_t user_id,
                                    pp_day today, struct pp_json **ret_page,
                                    struct pp_error *reterr) PP_CHECKED;

enum pp_publish_decision { PP_DECIDE_APPROVE, PP_DECIDE_DECLINE, PP_DECIDE_WITHDRAW };
struct pp_decide_wish {
    int64_t request_id, user_id;
    const char *who;
    enum pp_publish_decision decision;
    bool rules_known;     /* that not every rule is kept */
    bool no_roster_known; /* that the plan has none */
    pp_day today;
};
/* One transaction; the history keeps what was before whoever approved, and what they ticked. PP_E_REFUSED: one's own is not approved, another's not withdrawn. PP_E_CONFLICT: decided already, the
 * plan was changed since, or rules gave or there is no roster and that is not said to be known. */
int pp_service_publish_decide(struct pp_db *db, const struct pp_decide_wish *wish,
                              struct pp_error *reterr) PP_CHECKED;

/* What taking a publication back would do: {"id","plan","from","scope","by","at","begun","again":["12,340 homes: plan first,
 * in force from Monday 1 March 2027"],"lettersMade": when letters of that plan and day were last made, null: never, or nobody knows of it any more}. PP_E_NOTFOUND: there is none, or it was taken back. */
int pp_service_take_back_page(struct pp_db *db, int64_t publication_id, pp_day today,
                              struct pp_json **ret_page, struct pp_error *reterr) PP_CHECKED;

#endif
