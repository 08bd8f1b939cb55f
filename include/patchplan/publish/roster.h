/* A roster as tables, spreadsheet and calendars. Writes what it is given; decides nothing. */
#ifndef PATCHPLAN_PUBLISH_ROSTER_H
#define PATCHPLAN_PUBLISH_ROSTER_H

#include "patchplan/core/str.h"
#include "patchplan/roster/result.h"

struct pp_roster_sheet { /* what all of them need */
    const struct pp_roster_problem *problem;
    const struct pp_roster *roster;
    const char *const
        *property_refs; /* by place in roster->visits; may be NULL except for visits */
};
/* CSV of DESIGN 9, written whole: "caseload", "cover", "sessions", "visits". PP_E_USAGE: another kind. */
int pp_publish_roster_csv(const struct pp_roster_sheet *sheet, const char *kind, const char *path,
                          struct pp_error *reterr) PP_CHECKED;
/* Sheets Caseload, Rota, Visits by week, Hours, Measures, Changes. */
int pp_publish_roster_book(const struct pp_roster_sheet *sheet, const char *path,
                           struct pp_error *reterr) PP_CHECKED;
/* One event for each dated session that `wanted` keeps. No home, no leave, no tenant. */
enum pp_feed_of { PP_FEED_ALL, PP_FEED_OFFICER, PP_FEED_PATCH, PP_FEED_WARD, PP_FEED_VENUE };
int pp_publish_roster_ics(const struct pp_roster_sheet *sheet, enum pp_feed_of of, const char *id,
                          int64_t stamp_s, char **ret_text, struct pp_error *reterr) PP_CHECKED;
/* Officers by half-days, weeks A and B, one team: letters D V T S(tanding in) L . - for the terminal. */
int pp_publish_roster_grid(const struct pp_roster_sheet *sheet, int team_ix, bool colours,
                           struct pp_str *text, struct pp_error *reterr) PP_CHECKED;

#endif
