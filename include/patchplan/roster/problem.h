/* All that a roster is made from, flat. Filled by store/roster.h, read by everything in planner/roster.
 *
 * Dense numbers: patch_ix, post_ix, venue_ix, team_ix, ward_ix, skill_ix, language_ix count from 0; -1 =
 * none.
 * Skills and languages are bits of a uint32_t (at most 32 of each: PP_E_INPUT beyond). `arena` owns it all.
 * Order is fixed, for the same bytes each time: patches as in the plan, posts and venues by id, names (teams,
 * wards by code, skills, languages, streets, groups of tenants) by alphabet, homes by patch and home_id.
 */
#ifndef PATCHPLAN_ROSTER_PROBLEM_H
#define PATCHPLAN_ROSTER_PROBLEM_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/access.h"
#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/roster/calendar.h"

enum pp_role { PP_ROLE_OFFICER, PP_ROLE_TEAM_LEADER, PP_ROLE_COVER, PP_ROLE_AGENCY };

struct pp_post {
    const char *officer_id, *name, *public_name, *travel; /* name "" = vacant */
    enum pp_role role;
    int team_ix; /* the team it works in */
    bool lent;   /* by another team, for as long as this roster */
    int fte_milli, caseload_pct;
    pp_day caseload_until; /* PP_FAR_DAY: as long as it lasts; after it 100 % */
    int share_with_ix;     /* declared sharer; -1 */
    /* Bit pp_slot(): the pattern has it; an evening: works that pm and max_evenings > 0. A vacant post has
     * its
     * pattern too; nobody comes: pp_post_works() says no. */
    uint64_t works;
    uint32_t skills, languages;
    bool lone_working;
    int max_evenings;    /* in two weeks */
    pp_day starts, ends; /* PP_PAST_DAY / PP_FAR_DAY when not said */
};

struct pp_absence {
    int post_ix;
    pp_day first_day, last_day;
    int part;                /* -1 whole days, else PP_HALF_AM or PP_HALF_PM */
    bool unplanned, lasting; /* kinds unplanned, long */
};

struct pp_roster_venue {
    const char *venue_id, *name, *ward_code;
    double x, y;
    int desks;
    struct pp_access access; /* as told; what is not said counts as no: */
    bool step_free, hearing_loop, by_appointment;
    uint64_t open; /* bit pp_slot(); evening: evening_hours are given and the day is not closed */
    int from_min[PP_N_HALVES], to_min[PP_N_HALVES]; /* clock, minutes of the day; -1 = no hours */
    int64_t hire_pence;
    const pp_day *closed; /* single closed days, ascending */
    int n_closed;
};

struct pp_roster_patch {
    const char *name;
    int team_ix, ward_ix;
    double x, y; /* middle */
    int share_milli;
    int64_t weight_milli;
    int n_homes;
    int drawn_lead_ix, drawn_sharer_ix; /* the plan's own lead (allocate --posts); -1 */
};

/* So many homes of a patch: of one person's patch today (continuity), needing a skill, a language. */
struct pp_patch_count {
    int patch_ix, of_ix; /* post_ix, skill_ix or language_ix */
    int n_homes;
};

/* Homes of a patch at one point: reach. */
struct pp_reach_group {
    int patch_ix;
    double x, y;
    int n_homes;
    int street_ix; /* -1; where there are several the first by alphabet */
};

enum pp_visit_state {
    PP_VISIT_DUE,
    PP_VISIT_OFFERED,
    PP_VISIT_BOOKED,
    PP_VISIT_DONE,
    PP_VISIT_DECLINED,
    PP_VISIT_NO_ACCESS,
    PP_N_VISIT_STATES
};
extern const char *const pp_visit_state_names[PP_N_VISIT_STATES]; /* in files: "no access" */
struct pp_roster_home {
    int64_t home_id;
    int patch_ix, street_ix; /* street_ix -1 */
    pp_day last_visit;       /* PP_PAST_DAY: never */
    pp_day not_before;       /* PP_PAST_DAY: none */
    enum pp_visit_state state;
    pp_day booked;   /* of a visit that is booked: the day agreed; else PP_PAST_DAY */
    int n_no_access; /* tries without access since the last visit done */
    bool two_person;
    bool new_tenant; /* never visited, and not_before says from when they live there */
};

/* A tenants' and residents' group: it meets on the nth weekday of these months. */
struct pp_tara_group {
    const char *name;
    int nth;              /* 1 .. 5; -1 = the last one */
    int weekday;          /* 0 = Monday .. 6 = Sunday */
    unsigned months;      /* bit 0 = January .. bit 11 = December */
    int from_min, to_min; /* -1 not said */
    int patch_ix;         /* with most homes of its neighbourhood; -1 */
    int team_ix, venue_ix;
};

/* Minutes in a year beside visits and drop-ins, from activities (DESIGN 6), by who does them. */
struct pp_team_work {
    double patch_officer, team_leader, back_office, specialist;
};

enum pp_session_status {
    PP_SESSION_DRAFT,
    PP_SESSION_PUBLISHED,
    PP_SESSION_MOVED,
    PP_SESSION_CANCELLED,
    PP_N_SESSION_STATUS
};
/* In files: "draft", "published", "moved", "cancelled". */
extern const char *const pp_session_status_names[PP_N_SESSION_STATUS];
enum pp_session_kind { PP_SESSION_DROPIN, PP_SESSION_TARA };
/* A dated drop-in or meeting. */
struct pp_session {
    int64_t session_id; /* 0 = new */
    const char *series; /* stable: "V20-A2pm-North East"; for a TARA its name */
    /* Stable for ever, also when moved: series, "-", the day the series gives it. NULL in a new one: store
     * makes
     * it of was_day (when moved) or day. */
    const char *uid;
    enum pp_session_kind kind;
    pp_day day;
    enum pp_half half;
    int from_min, to_min;
    int venue_ix, team_ix, tara_ix; /* -1 none */
    const int *posts;
    int n_posts;
    const int *patches;
    int n_patches;
    enum pp_session_status status;
    pp_day was_day;             /* where the series had it; PP_PAST_DAY: not moved */
    int was_half, was_venue_ix; /* -1 none */
    int sequence;
    bool pinned;
    bool counted; /* who came was counted: n_people */
    int n_people;
};

/* What stands already and must or should stay. */
struct pp_pin {
    int patch_ix, post_ix;
};
/* Of the plan's roster as it stands: published or moved, from `today` on. */
struct pp_kept_session {
    struct pp_session session;
    bool
        frozen; /* inside frozen_weeks of today, or pinned: stays (H10, H11); others count on level 2 */
};

/* What somebody decided beside the lists, in effect here: a loan, a half-day opened. */
struct pp_decision {
    const char *kind; /* as the option of roster build: "lend" */
    const char *text; /* "O166=Central" */
};

struct pp_roster_problem {
    const char *plan_name;
    struct pp_calendar calendar;
    pp_day today;      /* what is before it is history: neither moved nor offered */
    int64_t max_milli; /* of a whole patch: H2 */
    const char *const *team_names;
    int n_teams;
    const char *const *ward_codes, *const *ward_names;
    int n_wards;
    const char *const *skill_names;
    int n_skills;
    const char *const *language_names;
    int n_languages;
    const char *const *street_names;
    int n_streets;
    const struct pp_roster_patch *patches;
    int n_patches;
    const struct pp_post *posts;
    int n_posts;
    const struct pp_absence *absences;
    int n_absences; /* by post, first day; merged */
    const struct pp_roster_venue *venues;
    int n_venues;
    const struct pp_patch_count *kept, *needs, *speaks;
    int n_kept, n_needs, n_speaks;
    const struct pp_reach_group *groups;
    int n_groups;
    const struct pp_roster_home *homes;
    int n_homes; /* by patch, home_id */
    const struct pp_tara_group *taras;
    int n_taras;
    const double *work_minutes_of_patch;     /* n_patches: a year, the patch officer's activities */
    const struct pp_team_work *work_of_team; /* n_teams */
    bool activities_listed; /* without what was done of them (interventions) there are no minutes */
    const struct pp_pin *pins;
    int n_pins;
    const struct pp_kept_session *kept_sessions;
    int n_kept_sessions;
    const int *agreed_venue; /* n_patches: where a patch meets in place of its nearest venue, -1:
                              * there; NULL: all there */
    const struct pp_decision *decisions;
    int n_decisions;
    const int *asked_teams; /* of the run: ways out ask for them again; none: all */
    int n_asked_teams;
    pp_day made_from; /* ways out begin no earlier: what was before stays */
    /* A roster stands, or will when the run is over: ways out make again only the teams they are about. */
    bool others_stand;
    struct pp_arena arena;
};
/* Releases all of it; all-zero is fine. */
void pp_roster_problem_done(struct pp_roster_problem *problem);

/* How a roster is made again from what stands. */
enum pp_replan {
    PP_REPLAN_NONE, /* made anew */
    PP_REPLAN_LEAST_CHANGE,
    PP_REPLAN_BEST_BALANCE,
    PP_REPLAN_MIXED /* a tenth of a team's homes may change their officer for balance */
};
struct pp_roster_options {
    double take_up;      /* 2/3 */
    int visit_minutes;   /* 30 */
    int week_minutes;    /* of a full-time contract: 2,220 (37 hours) */
    int dropins_most;    /* of an officer in two weeks: 2; relief, agency, leaders: 4 */
    int reach_m, walk_m; /* 1,500 "no place to meet"; 900 = 15 minutes' walk */
    int need_pct;        /* a patch needs a skill from this share of its homes on; 0 = any home */
    int frozen_weeks;    /* 4 */
    enum pp_replan replan;
    /* Cut by work, not by the clock: drop-ins by own search alone, so many steps a team, visits by own plan alone,
     * named officers by a fixed most of simplex iterations. 0 = until time, with the solver. */
    int64_t max_steps;
    const char *model_dir; /* of the .mod files */
    const char *keep_dir;  /* --keep-model; NULL */
};
/* The numbers above; model_dir and keep_dir NULL. */
void pp_roster_options_default(struct pp_roster_options *ret_options);

/* Is the officer at work then (a named person; pattern, leave, start and end, holiday)? Who is away for the
 * afternoon is away for the evening. O(log absences + those of the post) */
bool pp_post_works(const struct pp_roster_problem *problem, int post_ix, pp_day day,
                   enum pp_half half);
/* The same, but for leave: would the officer be at work? O(1) */
bool pp_post_is_due(const struct pp_roster_problem *problem, int post_ix, pp_day day,
                    enum pp_half half);
/* Do the lists have an absence of the post on that half-day? An afternoon's holds for the evening. O(log absences + those
 * of the post) */
bool pp_post_is_absent(const struct pp_roster_problem *problem, int post_ix, pp_day day,
                       enum pp_half half);
/* Do the lists have an absence of the post on that day, of whichever half? O(log absences + those of the post) */
bool pp_post_has_absence(const struct pp_roster_problem *problem, int post_ix, pp_day day);
/* Caseload of a post on a day: max x fte x caseload_pct, in thousandths of a home. After caseload_until 100
 * %. */
int64_t pp_post_cap_milli(const struct pp_roster_problem *problem, int post_ix, pp_day day);
/* Of a caseload: what is more is shown, and what nobody is given. */
enum { PP_CASELOAD_SHOWN_PCT = 105, PP_CASELOAD_MOST_PCT = 125 };
#define PP_CASELOAD_SHOWN (PP_CASELOAD_SHOWN_PCT / 100.0)
#define PP_CASELOAD_MOST (PP_CASELOAD_MOST_PCT / 100.0)
/* Is that work within the most of the post's caseload on that day? */
bool pp_post_can_carry(const struct pp_roster_problem *problem, int post_ix, pp_day day,
                       int64_t weight_milli);
/* Is the venue open then (pattern, closed days, holidays)? One that is in no list any more (-1) never is. */
bool pp_venue_is_open(const struct pp_roster_problem *problem, int venue_ix, pp_day day,
                      enum pp_half half);
/* Where the drop-in is, in words also when the venue is in no list any more. */
const char *pp_session_venue_name(const struct pp_roster_problem *problem,
                                  const struct pp_session *session);
/* For people; "no team" of -1, whom no list puts in a team or in one that is not there. */
const char *pp_roster_team_words(const struct pp_roster_problem *problem, int team_ix);
/* Is the team among those of the run? */
bool pp_roster_team_asked(const struct pp_roster_problem *problem, int team_ix);
/* By id or name; -1 when there is none. O(log n), O(n) for patches. */
int pp_post_find(const struct pp_roster_problem *problem, const char *officer_id);
int pp_venue_find(const struct pp_roster_problem *problem, const char *venue_id);
int pp_roster_patch_find(const struct pp_roster_problem *problem, const char *name);

#endif
