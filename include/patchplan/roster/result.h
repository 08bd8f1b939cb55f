/* What a roster is: leads, cover, sessions, visits, hours, breaches, measures. Flat; `arena` owns all.
 * Sessions are in problem.h, as those that stand already are part of the question. */
#ifndef PATCHPLAN_ROSTER_RESULT_H
#define PATCHPLAN_ROSTER_RESULT_H

#include "patchplan/core/outcome.h"
#include "patchplan/roster/problem.h"
#include "patchplan/roster/rule.h"

/* One row for the named officer, two for sharers, one with post_ix -1 for a patch without any post. */
struct pp_lead {
    int patch_ix, post_ix; /* a vacant post: its number */
    bool shares;           /* role "share", else "lead" */
    int share_milli;       /* of the patch: 1000, or the sharer's part; both add to 1000 */
    pp_day first_day, last_day;
    bool pinned, lent; /* lent: post of another team, dated */
};
struct pp_buddy {
    int patch_ix, post_ix;
};
struct pp_cover {
    pp_day day;
    int half; /* -1 = the whole day */
    int patch_ix;
    int absent_post_ix; /* -1 = a patch without any post */
    int cover_post_ix;  /* -1 = nobody: a breach */
    const char *reason; /* "leave", "vacant post", "not working that day": never why */
};
struct pp_visit_row {
    int64_t home_id;
    int patch_ix, post_ix; /* who visits: lead or who stands in; -1 = nobody */
    pp_day week_start;     /* Monday; PP_PAST_DAY = not placed */
    bool two_officers;
    int second_post_ix;
    enum pp_visit_state state; /* offered inside the quarter, else as it was */
};
struct pp_hours { /* of the dated quarter, minutes */
    int post_ix;
    double available; /* contract less leave and holidays */
    double visits, dropins, taras, activities, travel, standing_in;
};
struct pp_role_hours { /* FTE needed by role */
    const char *role;
    double minutes_a_year, fte;
};

/* One broken rule, or a place too far: said, never smoothed. */
struct pp_breach {
    enum pp_rule rule;
    bool broken; /* false: said, no rule broken */
    int team_ix, patch_ix, post_ix, venue_ix;
    pp_day day; /* PP_PAST_DAY none */
    int half;
    int64_t n_homes;
    const char *text; /* a sentence for people */
    const char
        *fix; /* commands, one a line, cheapest first, each of which mends it alone; NULL: none */
};
struct pp_level_value { /* how good: per team, model and level */
    int team_ix;
    const char *model; /* "caseload", "visits", "dropins" */
    int level;
    double value, bound; /* bound NAN = not known */
    double seconds; /* taken; 0 with options->max_steps, so that the same work tells the same */
    bool proven; /* false: time ended first, or no proof was tried: the value is the best found */
};
struct pp_team_measures { /* team_ix -1: all of it */
    int team_ix;
    double least_per_fte, most_per_fte; /* workload-equivalent homes */
    double spread_per_fte;              /* root of the mean square distance from the mean, / mean */
    double share_inside;                /* of posts with a patch, inside +-5 % of their mean */
    int64_t n_homes, n_keeping_officer, n_in_reach, n_in_reach_own;
    int worst_ward_ix;
    double worst_ward_share;
    double travel_km_of_officer; /* in two weeks */
    int n_evenings, evenings_most, evenings_least;
    int64_t n_visits_outside; /* their month; of homes that are not overdue */
    int64_t n_overdue;        /* homes whose year was up before the first day, not visited since */
    int overdue_weeks;        /* until the last of them has its visit */
    double peak_over_mean;
    int n_sessions, n_changed_after_publication;
    double hire_pounds;
};
enum pp_change_kind { PP_CHANGE_OTHER, PP_CHANGE_CANCELLED };
struct pp_change {    /* what a replan changes */
    const char *what; /* "lead", "cover", "session", "visit" */
    /* Of a session told by the run that cancels it, for the run alone: series and the day the series gives it name
     * the session while its row moves and has no number. Not stored. */
    enum pp_change_kind kind;
    const char *series; /* NULL: none */
    pp_day base_day;
    /* Of a named officer told by the run, in words: "Ann Ash and Bo Lee", and who it was. Not stored. */
    const char *who, *instead;
    int patch_ix, old_post_ix, new_post_ix;
    int64_t session_id, n_homes;
    pp_day first_day, last_day; /* from when to when; PP_PAST_DAY not known, PP_FAR_DAY to stay */
    const char *text;
};
/* Rows in arrays, each with its length and the room it has (cap_x). Who sets an array whole sets cap_x to
 * n_x. */
struct pp_roster {
    enum pp_outcome outcome;
    struct pp_lead *leads;
    int n_leads, cap_leads;
    struct pp_buddy *buddies;
    int n_buddies, cap_buddies;
    struct pp_cover *covers;
    int n_covers, cap_covers;
    struct pp_session *sessions;
    int n_sessions, cap_sessions;
    struct pp_visit_row *visits;
    int n_visits, cap_visits;
    int64_t
        n_visits_gone; /* left out when it was read: their homes have ended, or are left out of planning */
    struct pp_hours *hours;
    int n_hours, cap_hours;
    struct pp_role_hours *roles;
    int n_roles, cap_roles;
    struct pp_breach *breaches;
    int n_breaches, cap_breaches;
    struct pp_level_value *levels;
    int n_levels, cap_levels;
    struct pp_team_measures *measures;
    int n_measures, cap_measures;
    struct pp_change *changes;
    int n_changes, cap_changes;
    int n_old_changes; /* made again: the first of them were told by earlier runs, and still hold */
    struct pp_arena arena;
};
/* Releases all of it; all-zero is an empty roster. */
void pp_roster_done(struct pp_roster *roster);

/* One more row, copied with its texts and lists into the roster's arena; n adds cost O(n). PP_E_NOMEM. */
int pp_roster_add_lead(struct pp_roster *roster, const struct pp_lead *lead,
                       struct pp_error *reterr) PP_CHECKED;
int pp_roster_add_buddy(struct pp_roster *roster, const struct pp_buddy *buddy,
                        struct pp_error *reterr) PP_CHECKED;
int pp_roster_add_cover(struct pp_roster *roster, const struct pp_cover *cover,
                        struct pp_error *reterr) PP_CHECKED;
int pp_roster_add_session(struct pp_roster *roster, const struct pp_session *session,
                          struct pp_error *reterr) PP_CHECKED;
int pp_roster_add_visit(struct pp_roster *roster, const struct pp_visit_row *visit,
                        struct pp_error *reterr) PP_CHECKED;
int pp_roster_add_hours(struct pp_roster *roster, const struct pp_hours *hours,
                        struct pp_error *reterr) PP_CHECKED;
int pp_roster_add_role(struct pp_roster *roster, const struct pp_role_hours *role,
                       struct pp_error *reterr) PP_CHECKED;
int pp_roster_add_breach(struct pp_roster *roster, const struct pp_breach *breach,
                         struct pp_error *reterr) PP_CHECKED;
int pp_roster_add_level(struct pp_roster *roster, const struct pp_level_value *level,
                        struct pp_error *reterr) PP_CHECKED;
int pp_roster_add_measures(struct pp_roster *roster, const struct pp_team_measures *measures,
                           struct pp_error *reterr) PP_CHECKED;
int pp_roster_add_change(struct pp_roster *roster, const struct pp_change *change,
                         struct pp_error *reterr) PP_CHECKED;

/* All rows of `from` after those of `roster` (teams made apart are joined so); `from` stays its owner's. A
 * copy is an append to an empty one. The outcome is left alone. On failure some rows may have been appended. */
int pp_roster_append(struct pp_roster *roster, const struct pp_roster *from,
                     struct pp_error *reterr) PP_CHECKED;

/* A breach about nothing in particular, to be filled in: all numbers -1, no day, not broken. */
struct pp_breach pp_breach_of(enum pp_rule rule, const char *text);
/* Who leads a patch on a day: 0, 1 or 2 posts (vacant ones too), in the order of the leads. O(leads) */
int pp_roster_leads_on(const struct pp_roster *roster, int patch_ix, pp_day day,
                       int ret_post_ix[2]);

/* Does the post lead any patch on any day? O(leads) */
bool pp_roster_leads_any(const struct pp_roster *roster, int post_ix);

/* All work of an officer in the quarter, minutes. */
double pp_hours_needed(const struct pp_hours *hours);
/* More of it than there are minutes? Half a minute is none. */
bool pp_hours_are_over(const struct pp_hours *hours);

#endif
