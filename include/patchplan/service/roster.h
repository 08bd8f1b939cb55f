/* The use cases of a roster: build, check, replan, away, edits, records, exports. */
#ifndef PATCHPLAN_SERVICE_ROSTER_H
#define PATCHPLAN_SERVICE_ROSTER_H

#include "patchplan/core/progress.h"
#include "patchplan/core/str.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/roster/build.h"
#include "patchplan/store/plan.h"

/* What is decided beside the lists: each a text NAME=WHAT, kept with the plan until it is taken back. */
enum pp_roster_wish {
    PP_WISH_LEND,        /* "O166=Central": an officer and the team that borrows them */
    PP_WISH_TRAIN,       /* "O17=asb": an officer who counts as having a skill */
    PP_WISH_GO_ALONG,    /* "P04=asb": a patch whose officer is joined by one who has the skill */
    PP_WISH_VENUE_OPEN,  /* "V02=wed-pm": a half-day on which a venue is open too */
    PP_WISH_VENUE_DESKS, /* "V02=3": desks that a venue has */
    PP_WISH_MEET_AT,     /* "P04=V07": a patch that meets there and not at its nearest venue */
    PP_N_ROSTER_WISHES
};
struct pp_roster_wishes {
    const char *const *texts;
    int n;
};
/* "lend": the option of roster build. */
const char *pp_roster_wish_name(enum pp_roster_wish kind);

struct pp_roster_request {
    const char *plan_name; /* NULL: in force, else newest */
    pp_day from;           /* PP_PAST_DAY: the weeks that stand, else this week's Monday */
    int n_weeks;           /* 0: those that stand, else 13 */
    bool replace;          /* give up weeks that stand and are not asked for */
    pp_day anchor;         /* PP_PAST_DAY: setting roster.anchor, else the Monday of `from` */
    pp_day today;          /* what is before it is history */
    const char *const *team_names;
    int n_team_names;
    struct pp_roster_wishes wishes[PP_N_ROSTER_WISHES];
    bool need_told;                   /* options.need_pct; else as the roster before had it */
    struct pp_roster_options options; /* model_dir is filled in */
    double time_limit_s;              /* 55, reading and writing included; 0: none */
    bool check_only, dry_run;
    const char *who;
    struct pp_cancel *cancel;
    const struct pp_progress *progress;
};
/* The weeks that stand, else 13 from today's Monday; all teams, saved; no plan named. */
void pp_roster_request_default(struct pp_roster_request *ret_request);

/* A roster in hand with the problem whose numbers it uses. */
/* How the weeks were chosen. */
enum pp_roster_weeks {
    PP_WEEKS_ASKED,
    PP_WEEKS_STANDING, /* as the roster stands, or what is left of it */
    PP_WEEKS_FROM_NOW, /* none stands: a quarter from this week on */
};

struct pp_roster_in_hand {
    int64_t plan_id;
    enum pp_plan_choice choice; /* how the plan was chosen */
    int64_t seen_audit_id;      /* the newest line of the audit trail before anything was read */
    double opened_s;            /* when that was, on pp_clock_s() */
    struct pp_roster_problem problem;
    struct pp_roster_options options;
    struct pp_roster roster;
    enum pp_roster_weeks weeks; /* of those that are made or looked at */
    int n_changes_before;       /* of roster.changes those are older than what was asked for now */
    struct pp_breach *before;   /* the breaches before an edit, in the roster's arena */
    int n_before;
    pp_day
        leads_from; /* build of the plan in force: the first day on which somebody's officer is another, else the
                          first that was made */
    int64_t n_new_officer; /* and whose: homes that get another named officer by this roster */
    bool in_force;         /* build: look-ups tell of it at once */
    int64_t n_visits_gone; /* of the roster before it: their homes are no longer planned */
    bool stays;            /* stopped before it was whole: the roster that stood was not replaced */
    bool absence_known;    /* away: it stood among the absences before */
    bool is_look;          /* nothing of it is kept */
    struct pp_str
        note; /* away: sentences on days that it does not take; pin: what holds now, who leads what else; made again: who
                 was assigned by hand and gave way */
    bool note_says_it; /* the note tells what was done, also where nothing else changes */
    int n_new_broken;  /* rules that were kept before, or nearer to it, and are broken now */
};
void pp_roster_in_hand_done(struct pp_roster_in_hand *in_hand);

/* Make the roster of a plan and keep it; check_only: supply against demand alone, nothing kept. Weeks before those asked
 * for stay, the next ones join on. PP_E_NOTFOUND: no such plan, team, officer or venue, with the nearest. PP_E_USAGE: a wish that cannot be read. */
int pp_service_roster_build(struct pp_db *db, const struct pp_roster_request *request,
                            struct pp_roster_in_hand *ret_made, struct pp_error *reterr) PP_CHECKED;
int pp_service_roster_load(struct pp_db *db, const char *plan_name,
                           struct pp_roster_in_hand *ret_found, struct pp_error *reterr) PP_CHECKED;
/* One offer is made and kept; PP_REPLAN_NONE: all three are made, none kept, but for those that do not
 * pay with changes for balance; options.replan says which one is which. */
int pp_service_roster_replan(struct pp_db *db, const struct pp_roster_request *request,
                             enum pp_replan offer, struct pp_roster_in_hand ret_offers[3],
                             int *ret_n, struct pp_error *reterr) PP_CHECKED;
struct pp_away_wish {
    const char *plan_name, *officer_id, *who;
    pp_day from, to, today;
    int part; /* -1 the whole day, else PP_HALF_AM or PP_HALF_PM */
    bool dry_run;
};
/* An officer is away: the absence is kept, somebody stands in, sessions and visits follow; one transaction.
 * PP_E_NOTFOUND: no such officer, with the nearest. PP_E_INPUT: it ends before it starts. */
int pp_service_roster_away(struct pp_db *db, const struct pp_away_wish *wish,
                           struct pp_roster_in_hand *ret_made, struct pp_error *reterr) PP_CHECKED;
/* The officer is there after all: what was recorded of the days is taken out, and what others took over is theirs
 * again. `to` PP_PAST_DAY: to the end of the absence that covers `from`. PP_E_NOTFOUND: none does. */
int pp_service_roster_back(struct pp_db *db, const struct pp_away_wish *wish,
                           struct pp_roster_in_hand *ret_made, struct pp_error *reterr) PP_CHECKED;
struct pp_leaves_wish {
    const char *plan_name, *officer_id, *who; /* plan_name NULL: in force, else newest */
    pp_day day, today;                        /* day: the last one of the officer */
    bool stays;                               /* they stay after all; `day` is not looked at */
    bool dry_run;
};
/* An officer leaves: the last day is kept (decision 0095), from the day after on somebody stands in, drop-ins and visits
 * follow, and the officer's patches wait for another one; or all of that is taken back, but for patches that somebody else
 * leads by then. One transaction. PP_E_NOTFOUND: no such officer; to stay: it was not told by hand. PP_E_INPUT: a vacant
 * post, or a day before the officer begins. PP_E_CONFLICT: it is known. */
int pp_service_roster_leaves(struct pp_db *db, const struct pp_leaves_wish *wish,
                             struct pp_roster_in_hand *ret_made,
                             struct pp_error *reterr) PP_CHECKED;
enum pp_roster_edit_kind {
    PP_ROSTER_ASSIGN,
    PP_ROSTER_PIN,
    PP_ROSTER_UNPIN,
    PP_ROSTER_MOVE_SESSION,
    PP_ROSTER_CANCEL_SESSION,
    PP_ROSTER_RESTORE_SESSION /* the last thing done to it by hand, or that it is cancelled */
};
struct pp_roster_edit {
    enum pp_roster_edit_kind kind;
    const char *plan_name, *patch, *officer_id, *venue_id, *who; /* venue_id NULL: the same */
    int64_t session_id;
    pp_day day, today; /* PP_PAST_DAY: of assign from today on, of move the same day */
    int half;          /* move; -1: the same */
    bool and_pin;      /* assign: the officer is fixed, too */
    bool own_team;     /* assign: only whom the patch's page offers; PP_E_INPUT for others */
    bool dry_run;
};
/* A broken rule is allowed: it stands among the breaches, and n_new_broken counts it. */
int pp_service_roster_edit(struct pp_db *db, const struct pp_roster_edit *edit,
                           struct pp_roster_in_hand *ret_made, struct pp_error *reterr) PP_CHECKED;

enum { PP_RECORD_DAYS_HELD = 731 }; /* what was recorded is kept for two years */
struct pp_record_wish {
    const char *plan_name, *path, *rejects_path, *who; /* rejects_path NULL: only told */
    const struct pp_table_map *maps;                   /* fields whose columns have other names */
    size_t n_maps;
    pp_day today;
    bool dry_run;
};
struct pp_record_result {
    int64_t n_taken, n_set_aside, n_moved; /* n_moved: visits whose week is another now */
    int64_t
        n_replaced; /* rows that tell another outcome of a home and day than was recorded before */
    bool has_roster, has_reasons; /* has_reasons: a column of reasons, which was not read */
    struct pp_str told;           /* a line for each row set aside: row, column, what to do */
};
void pp_record_result_done(struct pp_record_result *result);
/* CSV property_ref, date, state: what was found at each door; then the visits still to come are
 * placed again. A row with an error is set aside, the others count. */
int pp_service_roster_record_visits(struct pp_db *db, const struct pp_record_wish *wish,
                                    struct pp_record_result *ret_result,
                                    struct pp_error *reterr) PP_CHECKED;
/* CSV people, and session_id or date, half_day, venue_id: how many came. */
int pp_service_roster_record_attendance(struct pp_db *db, const struct pp_record_wish *wish,
                                        struct pp_record_result *ret_result,
                                        struct pp_error *reterr) PP_CHECKED;

/* The name of the i-th kind of export that is a roster's, as "calendar"; NULL past the last. */
const char *pp_service_roster_export_name(int i);
/* Is it the name of one? */
bool pp_service_roster_exports(const char *kind);
struct pp_roster_export {
    const char *plan_name, *kind, *path,
        *format;                   /* path NULL: CSV goes to stdout, other text to ret_text */
    const char *const *team_names; /* of "roster" as a spreadsheet: these teams alone */
    int n_team_names;              /* 0: all */
    const char *for_whom; /* "officer:ID", "patch:ID", "ward:CODE", "venue:ID"; NULL: all */
};
/* Written whole or not at all. `ret_text`: left alone, or the caller's (pp_free). PP_E_USAGE: an extension that the kind
 * cannot be written as. PP_E_NOTFOUND: no such plan, no roster, nobody called so. */
int pp_service_roster_export(struct pp_db *db, const struct pp_roster_export *wish, char **ret_text,
                             struct pp_error *reterr) PP_CHECKED;

/* NULL: no memory. */
struct pp_json *pp_service_roster_json(const struct pp_roster_in_hand *in_hand);
/* Of one cut short, that it is not the roster that was asked for, and which one stands; nothing of one that is whole. To
 * be said before anything else. */
void pp_service_roster_stopped(const struct pp_roster_in_hand *in_hand, struct pp_str *text);
/* "12 visits are no longer in it: ..."; nothing of none. */
void pp_service_roster_gone(int64_t n_visits, struct pp_str *text);
/* Measures, breaches and ways out for people. */
void pp_service_roster_summary(const struct pp_roster_in_hand *in_hand, struct pp_str *text);
/* The measures of one team, in the same words. */
void pp_service_roster_team_summary(const struct pp_roster_in_hand *in_hand, int team_ix,
                                    struct pp_str *text);
/* That hours needed leave out most of the work, where no list says how much there is; nothing where one does. */
void pp_service_roster_uncounted(const struct pp_roster_in_hand *in_hand, struct pp_str *text);
/* What is not as it should be, the broken rules first; `most` lines of each rule (0: all), then how many more. */
void pp_service_roster_breaches(const struct pp_roster_in_hand *in_hand, int most,
                                struct pp_str *text);
/* Those of n_new_broken alone; `most` as above. */
void pp_service_roster_newly_broken(const struct pp_roster_in_hand *in_hand, int most,
                                    struct pp_str *text);
/* Judge a roster that was loaded by the lists as they are now. Where they have changed so that it breaks rules it
 * kept when it was made, say so with the first of them and what to do; visits to homes that are no longer planned are
 * counted; else `text` stays as it is. The breaches are
 * then those of today. Sheffield: under 1 s. */
int pp_service_roster_outdated(struct pp_roster_in_hand *in_hand, struct pp_str *text,
                               struct pp_error *reterr) PP_CHECKED;
/* Is it about something that was not broken before the edit? */
bool pp_roster_breach_is_new(const struct pp_roster_in_hand *in_hand,
                             const struct pp_breach *breach);
/* "P04 North: Ana Bell to Cem Dale, 287 homes": what has changed since n_changes_before. */
void pp_service_roster_changes(const struct pp_roster_in_hand *in_hand, struct pp_str *text);
/* What a roster made again changes against the one that stood: officers by patch, rules, drop-ins, who stands in, a line
 * each. Nothing of one that is made for the first time. */
void pp_service_roster_effect(const struct pp_roster_in_hand *made, struct pp_str *text);
/* "Ana Bell", "the vacant post O12", "nobody" */
const char *pp_roster_post_words(const struct pp_roster_problem *problem, int post_ix,
                                 struct pp_str *room);
/* The team, patch or officer (name or id) whose name is nearest; NULL: none is near. */
const char *pp_roster_nearest_name(const struct pp_roster_problem *problem, const char *wanted);
/* By id, whole name, or the one person with such a surname or first name. PP_E_NOTFOUND: with the nearest; PP_E_CONFLICT:
 * several, with their ids. */
int pp_roster_find_post(const struct pp_roster_problem *problem, const char *wanted,
                        int *ret_post_ix, struct pp_error *reterr) PP_CHECKED;

struct pp_against_row {
    const char *patch, *officer;
    int homes, visits_recorded;
    double visits_modelled; /* every home once in 52 weeks, of which --take-up are taken up */
    double visit_minutes_modelled, visit_minutes_recorded; /* a visit */
    double work_minutes_modelled, work_minutes_recorded;   /* since the day, beside visits */
};
/* Modelled against recorded since a day, for the review after twelve months; a row for each patch. */
int pp_service_roster_against(struct pp_db *db, const struct pp_roster_in_hand *in_hand,
                              pp_day since, struct pp_arena *arena,
                              struct pp_against_row **ret_rows, struct pp_error *reterr) PP_CHECKED;

#endif
