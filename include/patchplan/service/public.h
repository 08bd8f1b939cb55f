/* What the public pages and the JSON API tell, as JSON: one list of what may be told, for both. */
#ifndef PATCHPLAN_SERVICE_PUBLIC_H
#define PATCHPLAN_SERVICE_PUBLIC_H

#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"

/* When it is asked: what is in force, who is rung, which drop-ins are still to come. */
struct pp_moment {
    pp_day day;
    int minute; /* since midnight */
};

/* A patch in force:
 *   {"id","href","team","wardCode","ward","wardHref","areaManager",
 *    "officers":[{"name","phone","phoneHref","email"}],   nobody: []
 *    "contact":{...},                      who to ring today, whoever that is; null: the team
 *    "teamLeader":{...} or null,
 *    "dropIns":[{"date","dateWords","from","to","timeWords","venue","postcode","stepFree","hearingLoop",
 *                "byAppointment","moved"}],               the next three
 *    "streets":[...],
 *    "since","sinceWords","updated","updatedWords"}
 * PP_E_NOTFOUND: no such patch in force. Owned by the caller. */
int pp_service_public_patch(struct pp_db *db, const char *name, struct pp_moment moment,
                            struct pp_json **ret_patch, struct pp_error *reterr) PP_CHECKED;

/* What a query names and whose patch it is:
 *   {"query","place","kind":"postcode|ward|street",
 *    "patches":[ a patch as above without its streets, with "where": "numbers up to 23" when the place is split ]}
 * Only what is in force. PP_E_INPUT: nothing was asked. PP_E_NOTFOUND in words for a place that is unknown or that no
 * patch in force covers; a property reference is not looked up here. */
int pp_service_public_find(struct pp_db *db, const char *query, struct pp_moment moment,
                           struct pp_json **ret_found, struct pp_error *reterr) PP_CHECKED;

#endif
