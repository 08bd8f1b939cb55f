/* The use cases of a roster: build, check, replan, away, edits, records, exports. */
#ifndef PATCHPLAN_SERVICE_ROSTER_H
#define PATCHPLAN_SERVICE_ROSTER_H

#include "patchplan/core/progress.h"
#include "patchplan/core/str.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/roster/build.h"

struct pp_roster_request {
    const char *plan_name; /* NULL: in force, else newest */
    pp_day from;
    int n_weeks;   /* 13 */
    pp_day anchor; /* PP_PAST_DAY: settings roster.anchor, else the Monday of `from` */
    const char *const *team_names;
    int n_team_names;
    struct pp_roster_options options;
    double time_limit_s; /* 55 */
    bool check_only, dry_run;
    const char *who;
    struct pp_cancel *cancel;
    const struct pp_progress *progress;
};
void pp_roster_request_default(struct pp_roster_request *ret_request);

/* A roster in hand with the problem whose numbers it uses. */
struct pp_roster_in_hand {
    int64_t plan_id;
    struct pp_roster_problem problem;
    struct pp_roster roster;
};
void pp_roster_in_hand_done(struct pp_roster_in_hand *in_hand);

int pp_service_roster_build(struct pp_db *db, const struct pp_roster_request *request,
                            struct pp_roster_in_hand *ret_made, struct pp_error *reterr) PP_CHECKED;
int pp_service_roster_load(struct pp_db *db, const char *plan_name,
                           struct pp_roster_in_hand *ret_found, struct pp_error *reterr) PP_CHECKED;
/* `offer` 1..3; 0: compute all three, save none. */
int pp_service_roster_replan(struct pp_db *db, const struct pp_roster_request *request, int offer,
                             struct pp_roster_in_hand ret_offers[3], int *ret_n,
                             struct pp_error *reterr) PP_CHECKED;
struct pp_away_wish {
    const char *plan_name, *officer_id, *who;
    pp_day from, to;
    int part;
    bool dry_run;
};
int pp_service_roster_away(struct pp_db *db, const struct pp_away_wish *wish,
                           struct pp_roster_in_hand *ret_made, struct pp_error *reterr) PP_CHECKED;
enum pp_roster_edit_kind {
    PP_ROSTER_ASSIGN,
    PP_ROSTER_PIN,
    PP_ROSTER_UNPIN,
    PP_ROSTER_MOVE_SESSION,
    PP_ROSTER_CANCEL_SESSION
};
struct pp_roster_edit {
    enum pp_roster_edit_kind kind;
    const char *plan_name, *patch, *officer_id, *venue_id, *who;
    int64_t session_id;
    pp_day day;
    int half;
    bool dry_run;
};
int pp_service_roster_edit(struct pp_db *db, const struct pp_roster_edit *edit,
                           struct pp_roster_in_hand *ret_made, struct pp_error *reterr) PP_CHECKED;
/* CSV property_ref, date, state; then the rest is replanned. Rows set aside are told. */
int pp_service_roster_record_visits(struct pp_db *db, const char *plan_name, const char *path,
                                    struct pp_str *ret_told, int64_t *ret_n_errors,
                                    struct pp_error *reterr) PP_CHECKED;
/* CSV session_id, people; or date, half_day, venue_id, people. */
int pp_service_roster_record_attendance(struct pp_db *db, const char *plan_name, const char *path,
                                        struct pp_str *ret_told, int64_t *ret_n_errors,
                                        struct pp_error *reterr) PP_CHECKED;
int pp_service_roster_export(struct pp_db *db, const char *plan_name, const char *kind,
                             const char *for_whom, const char *path,
                             struct pp_error *reterr) PP_CHECKED;
struct pp_json *pp_service_roster_json(const struct pp_roster_in_hand *in_hand);
/* Measures, breaches and ways out for people. */
void pp_service_roster_summary(const struct pp_roster_in_hand *in_hand, struct pp_str *text);

#endif
