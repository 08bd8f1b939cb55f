/* What the use cases of a roster share: the problem with the wishes of its making, keeping, judging again. */
#ifndef PLANNER_SERVICE_ROSTER_HAND_H
#define PLANNER_SERVICE_ROSTER_HAND_H

#include "patchplan/service/roster.h"
#include "patchplan/store/roster.h"

/* The plan meant by `plan_name`, and the mark by which a change from then on is known. */
int pp_roster_hand_open(struct pp_db *db, const char *plan_name, struct pp_roster_in_hand *in_hand,
                        struct pp_error *reterr) PP_CHECKED;
/* What a piece of work is about, where it names no plan: the plan in force there is meant (decision 0106). */
struct pp_hand_about {
    const char *
        plan_name; /* NULL: by what follows, the first of it that is given; else what stands for the city */
    const char *const *teams; /* PP_E_USAGE when they are not all served by one plan */
    int n_teams;
    const char *patch;
    int64_t session_id; /* 0: none */
    pp_day today;
};
int pp_roster_hand_open_about(struct pp_db *db, const struct pp_hand_about *about,
                              struct pp_roster_in_hand *in_hand,
                              struct pp_error *reterr) PP_CHECKED;
int pp_roster_load_about(struct pp_db *db, const struct pp_hand_about *about,
                         struct pp_roster_in_hand *ret_found, struct pp_error *reterr) PP_CHECKED;
/* Plans by which an officer (an id, or a name) works from `from` to `to` and which have a roster, that first which has all of the
 * days; `plan_name` alone when it is named. Names in `arena`; none: whatever stands for the city (NULL) is in ret_plans[0]. */
int pp_roster_plans_worked(struct pp_db *db, const struct pp_away_wish *wish,
                           struct pp_arena *arena, const char ***ret_plans, size_t *ret_n,
                           struct pp_error *reterr) PP_CHECKED;
/* Days of the wish that the plan's roster has; false: none. */
bool pp_roster_clip_days(struct pp_db *db, const char *plan_name, struct pp_away_wish *wish);
/* What changes in the roster of another plan in force, into the note: a line each. */
void pp_roster_note_beside(const struct pp_roster_in_hand *beside, struct pp_roster_in_hand *made);
/* The problem and the roster as they stand in the file; what is lent and open by wish included. */
int pp_roster_hand_load(struct pp_db *db, pp_day today, struct pp_roster_in_hand *in_hand,
                        struct pp_error *reterr) PP_CHECKED;
/* Hours, measures, rules and outcome once more; counts rules that are newly broken. */
int pp_roster_hand_judge(struct pp_roster_in_hand *in_hand, struct pp_error *reterr) PP_CHECKED;
/* What did not hold in the roster before, copied, so that what is made can be told from it. */
int pp_roster_remember(const struct pp_roster *before, struct pp_roster_in_hand *made,
                       struct pp_error *reterr) PP_CHECKED;
/* Homes whose named officer is another by the changes told since n_changes_before, in how many patches, and from when the
 * first of them; PP_FAR_DAY: none. */
int64_t pp_roster_count_led_anew(const struct pp_roster_in_hand *made, int *ret_n_patches,
                                 pp_day *ret_first);
/* Keep it, with a line in the journal; of a look only check that it could be kept. The transaction is the caller's. */
int pp_roster_hand_save(struct pp_db *db, const struct pp_roster_in_hand *in_hand, const char *who,
                        double seconds, const char *what, struct pp_error *reterr) PP_CHECKED;
/* A line in the journal: `what` was done to `object`. */
int pp_roster_note(struct pp_db *db, const char *who, const char *object, const char *what,
                   struct pp_error *reterr) PP_CHECKED;
/* "away O142 2027-03-04 2027-03-06 am", appended: what the journal keeps of an absence, never why. */
void pp_roster_note_days(struct pp_str *what, const char *verb, const char *officer_id,
                         const struct pp_away_wish *wish);
/* What is in hand was read before the caller's transaction began. PP_E_CONFLICT with what was changed, by whom and
 * when: keeping it would undo that. */
int pp_roster_hand_unchanged(struct pp_db *db, const struct pp_roster_in_hand *in_hand,
                             struct pp_error *reterr) PP_CHECKED;
/* Commit, or take all of it back: on failure, and for a dry run, which is no failure. */
int pp_roster_hand_end(struct pp_db *db, bool dry_run, int rc, struct pp_error *reterr) PP_CHECKED;

/* PP_E_USAGE when the day told by `option` is none of a roster that runs from `first` to `last`, with what to say
 * instead. */
int pp_roster_need_day(const char *option, pp_day day, pp_day first, pp_day last,
                       struct pp_error *reterr) PP_CHECKED;
/* PP_E_USAGE when that day is before today. */
int pp_roster_refuse_past(const char *option, pp_day day, pp_day today,
                          struct pp_error *reterr) PP_CHECKED;
/* PP_E_CONFLICT when the session was before today, or people were counted at it. */
int pp_roster_refuse_held(struct pp_db *db, struct pp_roster_in_hand *in_hand,
                          const struct pp_session *session, pp_day today,
                          struct pp_error *reterr) PP_CHECKED;

/* What is decided beside the lists, now and when rosters were made before, into the problem: officers lent, half-days
 * opened. An older decision gives way to a newer one on the same, or to NAME=as-listed; one about what is no longer in
 * the file is passed over. */
int pp_roster_wishes_apply(struct pp_db *db, int64_t plan_id,
                           const struct pp_roster_request *request,
                           struct pp_roster_problem *problem, struct pp_error *reterr) PP_CHECKED;
/* Decisions are kept with the plan until they are taken back, so that ways out can be pasted one after the other and
 * later edits are judged by them. */
int pp_roster_wishes_keep(struct pp_db *db, int64_t plan_id,
                          const struct pp_roster_request *request,
                          struct pp_error *reterr) PP_CHECKED;

/* By id, or by name; PP_E_NOTFOUND with the nearest. */
int pp_roster_find_patch(const struct pp_roster_problem *problem, const char *wanted,
                         int *ret_patch_ix, struct pp_error *reterr) PP_CHECKED;
int pp_roster_find_skill(const struct pp_roster_problem *problem, const char *wanted,
                         int *ret_skill_ix, struct pp_error *reterr) PP_CHECKED;
int pp_roster_find_venue(const struct pp_roster_problem *problem, const char *wanted,
                         int *ret_venue_ix, struct pp_error *reterr) PP_CHECKED;
int pp_roster_find_team(const struct pp_roster_problem *problem, const char *wanted,
                        int *ret_team_ix, struct pp_error *reterr) PP_CHECKED;

/* Officers of the patch's team, those lent to it too, who are there on that day; cover, agency and leaders lead nothing. */
bool pp_roster_is_offered(const struct pp_roster_problem *problem, int patch_ix, int post_ix,
                          pp_day day);
/* The patch is led by the post from that day on, whole; whoever did so leads it until the day before. */
int pp_roster_put_lead(const struct pp_roster_problem *problem, int patch_ix, int post_ix,
                       pp_day from, struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;
/* "assign O17 to P04": what the journal says of an officer assigned by hand. */
void pp_roster_assigned_words(const struct pp_roster_problem *problem, int patch_ix, int post_ix,
                              struct pp_str *what);
/* Into the note, a line each: who was assigned by hand, leads from `from` on in the roster before, is not fixed, and leads
 * no longer in the one that was made. */
int pp_roster_note_given_up(struct pp_db *db, const struct pp_roster *before, pp_day from,
                            struct pp_roster_in_hand *made, struct pp_error *reterr) PP_CHECKED;

/* Into the note: the patch is fixed to the post, who leads others on `day` perhaps, or (-1) to nobody any more. */
void pp_roster_note_pin(struct pp_roster_in_hand *made, int patch_ix, int post_ix, pp_day day);

#endif
