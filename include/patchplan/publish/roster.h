/* A roster as tables, spreadsheet and calendars. Writes what it is given; decides nothing.
 *
 * Dates and times in tables are ISO; in the spreadsheet they are real dates; for people they are "Tuesday
 * 5 January 2027" and "10am to midday".
 */
#ifndef PATCHPLAN_PUBLISH_ROSTER_H
#define PATCHPLAN_PUBLISH_ROSTER_H

#include "patchplan/core/str.h"
#include "patchplan/publish/sheet.h"
#include "patchplan/roster/result.h"

struct pp_roster_sheet { /* what all of them need */
    const struct pp_roster_problem *problem;
    const struct pp_roster *roster;
    const char *const
        *property_refs; /* by place in roster->visits; may be NULL except for visits */
    const bool *teams;  /* by team: what the spreadsheet is about; NULL: all of them */
};

/* The table "caseload", "cover", "sessions" or "visits" of docs/formats.md, as CSV or as a JSON array, written whole
 * or not at all; `path` NULL is standard output. PP_E_USAGE: another kind, or visits without property_refs. */
int pp_publish_roster_table(const struct pp_roster_sheet *sheet, const char *kind,
                            enum pp_sheet_format format, const char *path,
                            struct pp_error *reterr) PP_CHECKED;
/* The name of the i-th of these tables; NULL past the last. */
const char *pp_publish_roster_table_name(int i);
/* All of them in a sentence: "'caseload', ... and 'visits'". */
void pp_publish_roster_list_tables(struct pp_str *text);
/* The same as CSV. */
int pp_publish_roster_csv(const struct pp_roster_sheet *sheet, const char *kind, const char *path,
                          struct pp_error *reterr) PP_CHECKED;

/* XLSX with the sheets Caseload, Rota, Visits by week, Hours, Measures, Changes, and Attention when rules are broken
 * or something is to be known. For staff: it holds leave and workloads, but no home. */
int pp_publish_roster_book(const struct pp_roster_sheet *sheet, const char *path,
                           struct pp_error *reterr) PP_CHECKED;

/* iCalendar: one event for each dated session of an officer, a patch, a ward (its venues and its patches) or a
 * venue; cancelled ones stay and say so, and a session that left a venue is cancelled in that venue's calendar.
 * No home, no leave, no tenant. `id` NULL for all. `stamp_s`: when it was made, UTC. Caller pp_free().
 * PP_E_NOTFOUND: an id that does not exist. */
enum pp_feed_of { PP_FEED_ALL, PP_FEED_OFFICER, PP_FEED_PATCH, PP_FEED_WARD, PP_FEED_VENUE };
int pp_publish_roster_ics(const struct pp_roster_sheet *sheet, enum pp_feed_of of, const char *id,
                          int64_t stamp_s, char **ret_text, struct pp_error *reterr) PP_CHECKED;

struct pp_grid_view {
    int team_ix;
    pp_day
        day; /* a day of the weeks shown; PP_PAST_DAY: the first ones with visits, today's or later */
    bool whole; /* with the patches, who stands in for whom, and the sessions of these weeks */
    bool colours;
};
/* Officers of a team by half-days for the terminal, in weeks A and B. Letters: D drop-in, V visits and patch work, T
 * meeting of tenants, S standing in, L leave, H bank holiday or closure, "." at work, "-" not working; colours beside
 * the letters. PP_E_USAGE: a day outside the roster. Appends to `text`. */
int pp_publish_roster_grid(const struct pp_roster_sheet *sheet, const struct pp_grid_view *view,
                           struct pp_str *text, struct pp_error *reterr) PP_CHECKED;

/* What the letters mean; ends with a letter '\0'. */
struct pp_rota_letter {
    char letter;
    const char *kind, *words; /* one word for it, and what people read */
};
extern const struct pp_rota_letter pp_rota_letters[];
/* The same officers, weeks and letters, for who draws them otherwise. */
struct pp_rota_row {
    int post_ix;
    char letters[2][PP_N_WEEKDAYS][PP_N_HALVES]; /* by week; ' ': an evening without a session */
};
struct pp_rota {
    pp_day first_day; /* a Monday */
    int n_weeks;      /* 1 or 2 */
    struct pp_rota_row *rows;
    int n_rows;
};
/* `view->whole` and `view->colours` count for nothing. Rows from the arena. As above. */
int pp_publish_rota(const struct pp_roster_sheet *sheet, const struct pp_grid_view *view,
                    struct pp_arena *arena, struct pp_rota *ret_rota,
                    struct pp_error *reterr) PP_CHECKED;

/* Somebody, or nobody, stands in for the same officer on the same patch on working days in a row: rows of the roster. */
struct pp_cover_span {
    const struct pp_cover *first, *last;
};
/* All of them between two days, those of nobody first, then by who stands in. From the arena. O(n log n) of the rows. */
int pp_publish_cover_spans(const struct pp_roster_sheet *sheet, pp_day from, pp_day to,
                           struct pp_arena *arena, struct pp_cover_span **ret_spans, int *ret_n,
                           struct pp_error *reterr) PP_CHECKED;

/* What a named officer or sharer has of its patch's `whole`, homes or thousandths of them. Sharers' parts are
 * differences of rounded sums, so that they add up to the patch. */
int64_t pp_roster_part(const struct pp_roster *roster, int lead_ix, int64_t whole);
/* Workload-equivalent homes of a named officer on the first day of this lead, over what the post may have; NAN when it
 * may have none. */
double pp_roster_used_share(const struct pp_roster_sheet *sheet, const struct pp_lead *of);

#endif
