/* An officer's own page: my patch, my day, my visits, my drop-ins, days away. */
#ifndef PATCHPLAN_SERVICE_MY_H
#define PATCHPLAN_SERVICE_MY_H

#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"

/* {"name","team","leader","leaderPhone","inForce","starts": the roster's first day when it is still to come,
 *  "date","patches":[{"id","href","homes","shares"}],
 *  "day":[lines of today],
 *  "weeks":[{"from","overdue","visits":[{"id","address","postcode","patch","two","state","isOpen","canSay","isPassed": the day
 *      agreed has gone by,"note"}]}], canSay: what was found can be said, or (isOpen false) changed, as on its day
 *  "dropIns":[{"id","date","time","venue","postcode","patches","isMeeting","state","isOver","people"}],
 *  "standIns":[lines],"away":[lines],"ahead":[{"day","lines"}]: of tomorrow to two weeks on}
 * Visits until the end of next week, drop-ins from two weeks ago for four to come. PP_E_NOTFOUND: no such officer,
 * or the last day has gone by, in words. */
int pp_service_my_page(struct pp_db *db, const char *officer_id, pp_day today, int minute,
                       struct pp_json **ret_page, struct pp_error *reterr) PP_CHECKED;

struct pp_my_visit_wish {
    const char *officer_id, *who;
    int64_t home_id;
    const char *found; /* "in", "not in", "declined", "another day" */
    const char *day;   /* the day agreed, as people write it: of "another day" alone */
    bool sure;         /* also when that is a day off */
    pp_day today;
};
/* What was found at a door, in one transaction; which week is for what changes when the roster is made again. PP_E_INPUT in
 * words: nothing chosen, no such day. PP_E_CONFLICT: the day agreed is a day off, to be asked. PP_E_NOTFOUND: the home is not among the officer's visits. */
int pp_service_my_visit(struct pp_db *db, const struct pp_my_visit_wish *wish,
                        struct pp_error *reterr) PP_CHECKED;

struct pp_my_session_wish {
    const char *officer_id, *who;
    int64_t session_id;
    const char *people; /* how many came, as typed */
    pp_day today;
    int minute; /* now, since midnight */
};
/* PP_E_INPUT: no number, or it has not been held yet. PP_E_NOTFOUND: not a drop-in of the officer's. */
int pp_service_my_session(struct pp_db *db, const struct pp_my_session_wish *wish,
                          struct pp_error *reterr) PP_CHECKED;

#endif
