/* What the public pages and the JSON API tell, as JSON: one list of what may be told, for both. Every answer is owned
 * by the caller. */
#ifndef PATCHPLAN_SERVICE_PUBLIC_H
#define PATCHPLAN_SERVICE_PUBLIC_H

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/service/cards.h"

/* When it is asked: what is in force, who is rung, which drop-ins are still to come. */
struct pp_moment {
    pp_day day;
    int minute;                   /* since midnight */
    const struct pp_shelf *shelf; /* what was told at it already; NULL: nothing */
};

/* A patch in force, or, where nothing is, one of today's patches:
 *   {"id","href","calendarHref","isToday","team","areaManager",
 *    "officers":[{"name","phone","phoneHref","email"}],   nobody: []
 *    "contact":{...},                      who to ring today, whoever that is; null: the team
 *    "teamLeader":{...} or null,
 *    "dropIns":[{"date","dateWords","from","to","timeWords","venue","venueId","postcode","stepFree","hearingLoop",
 *                "accessWords","byAppointment","movedWords","cancelled","meeting","patches","forWhom"}],               the next three
 *    "streets":[...],                      those with homes that may be told of; there are others
 *    "streetGroups":[{"letters":"A to C","streets":[...]}],    the same where they are many, with "isFolded": true
 *    "wards":[{"code","name","href","before"}],            before: ", " or " and "
 *    "since","sinceWords","updated","updatedWords"}
 * PP_E_NOTFOUND: no such patch. */
int pp_service_public_patch(struct pp_db *db, const char *name, struct pp_moment moment,
                            struct pp_json **ret_patch, struct pp_error *reterr) PP_CHECKED;
/* A name that was a patch and is none: {"was","id","href","changed","changedWords"} of the patch that most of its homes
 * went to. PP_E_NOTFOUND: it never was one. */
int pp_service_public_retired(struct pp_db *db, const char *name, struct pp_moment moment,
                              struct pp_json **ret_retired, struct pp_error *reterr) PP_CHECKED;
/* Every patch in force, by name: {"patches":[ as above without streets, wards and drop-ins ]}. */
int pp_service_public_patches(struct pp_db *db, struct pp_moment moment,
                              struct pp_json **ret_patches, struct pp_error *reterr) PP_CHECKED;

/* What a query names and whose patch it is:
 *   {"query","place","kind":"postcode|ward|street|estate","split","saysWhere",
 *    "patches":[ a patch as above without its streets, with "where": "numbers up to 23" when the place is split ]}
 * or, where another page tells it all, {"query","goHref"}; when it is part of several names, or of a postcode
 * ("isPart"), or its name leads several wards ("leads", who that is in words), {"query","choices":[{"name","what","href"}],
 * "isPart","leads"}; when it is nearly spelt like some, {"query","near":[...]}.
 * "Rd" is "Road", "Saint" "St", "Ŵ" "w", a house's number in front counts for nothing, and of an address its postcode counts,
 * else the first part between commas that is a name. A building's own name is none: homes alone tell it.
 * Only what is in force, else today's patches; a property reference is not looked up here. PP_E_INPUT: nothing was
 * asked. PP_E_NOTFOUND in words for a place that is unknown or that no patch covers. */
int pp_service_public_find(struct pp_db *db, const char *query, struct pp_moment moment,
                           struct pp_json **ret_found, struct pp_error *reterr) PP_CHECKED;
/* The same for a postcode alone. PP_E_INPUT: what was asked is none. */
int pp_service_public_postcode(struct pp_db *db, const char *postcode, struct pp_moment moment,
                               struct pp_json **ret_found, struct pp_error *reterr) PP_CHECKED;

/* A councillor's sheet, by the ward's code or name:
 *   {"code","name","href","calendarHref","csvHref","team","teamLeader","areaManager","councillors":[{...}],"asOf","asOfWords","updated",
 *    "updatedWords","patches":[{"id","href","officers","contact","homes","homesWords","here","hereWords"}],   rounded to tens; null: under ten.
 *                            "contact": who is rung at the moment where that is none of the officers, else null
 *    "dropIns":[...],"meetings":[...],                      of 13 weeks
 *    "places":[{"venue","postcode","accessWords","byAppointment","times":[{"words","forWhom"}],"others":[...]}],
 *                            the drop-ins by place; others: a drop-in each, moved or cancelled
 *    "changes":["Patch L012 has another officer: Ben Day.", ...],"changesSince","changesSinceWords"}
 * PP_E_NOTFOUND: no such ward. */
int pp_service_public_ward(struct pp_db *db, const char *name, struct pp_moment moment,
                           struct pp_json **ret_ward, struct pp_error *reterr) PP_CHECKED;
/* The sheet as it will be on a day to come, with "changes" against the day before, and that day as "ahead","aheadWords". */
int pp_service_public_ward_ahead(struct pp_db *db, const char *name, struct pp_moment moment,
                                 struct pp_json **ret_ward, struct pp_error *reterr) PP_CHECKED;
/* Its patches alone: {"patches":[ as pp_service_public_patch() tells, without streets, wards and drop-ins ]}. */
int pp_service_public_ward_patches(struct pp_db *db, const char *name, struct pp_moment moment,
                                   struct pp_json **ret_patches,
                                   struct pp_error *reterr) PP_CHECKED;
/* Its patches as CSV, guarded against formulas; caller pp_free(). */
int pp_service_public_ward_csv(struct pp_db *db, const char *name, struct pp_moment moment,
                               char **ret_csv, struct pp_error *reterr) PP_CHECKED;

/* Drop-ins by date, of some weeks:
 *   {"from","fromWords","fromShort","until","untilWords","ward":{"code","name"} or null,"wards":[{"code","name","selected"}],
 *    "venues":[{"name","id","selected","calendarHref"}],"days":[{"date","dateWords","dropIns":[...]}],"earlier","later",     first days of the pages beside; null: none
 *    "months":[{"name","from","current"}]}                                   four, from this one on
 * `from` 0: today. `ward`, `venue_id` NULL or "": of all. PP_E_NOTFOUND: no such one. */
struct pp_drop_ins_wish {
    const char *ward, *venue_id;
    pp_day from;
    int n_weeks;      /* 0: four */
    bool whole_weeks; /* these end on a Sunday */
};
int pp_service_public_drop_ins(struct pp_db *db, const struct pp_drop_ins_wish *wish,
                               struct pp_moment moment, struct pp_json **ret_drop_ins,
                               struct pp_error *reterr) PP_CHECKED;

/* Drop-ins as iCalendar, of a patch, a ward (with its meetings), a venue, or all of them; cancelled ones stay in it and
 * say so. Caller pp_free(). `origin`: put before addresses of pages, may be "". PP_E_NOTFOUND: no such one. */
enum pp_calendar_of { PP_CALENDAR_PATCH, PP_CALENDAR_WARD, PP_CALENDAR_VENUE, PP_CALENDAR_ALL };
struct pp_calendar_wish {
    enum pp_calendar_of of;
    const char *id;
    const char *origin;
};
int pp_service_public_calendar(struct pp_db *db, const struct pp_calendar_wish *wish,
                               struct pp_moment moment, char **ret_text,
                               struct pp_error *reterr) PP_CHECKED;

/* The sites that may show the finder inside their pages, blanks between them, in `arena`; NULL: none. */
int pp_service_public_embed(struct pp_db *db, struct pp_arena *arena, const char **ret_sites,
                            struct pp_error *reterr) PP_CHECKED;

/* What every page says of the council:
 *   {"council","office":{"ways":[{"text","href"}]},"repairs","emergency","complaints","access","data","example"}
 * from the settings; null where nothing is set. `example`: a postcode to show how it is typed. */
int pp_service_public_site(struct pp_db *db, struct pp_json **ret_site,
                           struct pp_error *reterr) PP_CHECKED;

#endif
