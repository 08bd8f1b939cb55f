/* What the rooms of the judge share. Private to planner/roster. */
#ifndef PLANNER_ROSTER_JUDGE_PARTS_H
#define PLANNER_ROSTER_JUDGE_PARTS_H

#include "patchplan/core/str.h"
#include "patchplan/roster/judge.h"

#include "planner/roster/places.h"

/* A roster before the judge. What the rooms said before is laid aside: a breach found again keeps its words. */
struct judge {
    const struct pp_roster_problem *problem;
    const struct pp_roster_options *options;
    struct pp_roster *roster;
    struct pp_breach *said;
    bool *used;
    int n_said;
    pp_day first_day, last_day;
};

/* A breach about a patch and a post (-1 none) and their team. */
struct pp_breach judge_breach(const struct judge *judge, enum pp_rule rule, int patch_ix,
                              int post_ix);
/* Adds the breach with `text`, or in the words of who said it before. */
int judge_say(struct judge *judge, struct pp_breach *breach, const struct pp_str *text,
              struct pp_error *reterr) PP_CHECKED;
/* The same, where what the rooms said of it no longer holds. */
int judge_say_anew(struct judge *judge, struct pp_breach *breach, const struct pp_str *text,
                   struct pp_error *reterr) PP_CHECKED;

/* H1 to H5 and H11 of leads. */
int judge_leads(struct judge *judge, struct pp_error *reterr) PP_CHECKED;
/* H1, H4 and H5 of who stands in. */
int judge_covers(struct judge *judge, struct pp_error *reterr) PP_CHECKED;
/* "cover" (not broken): more than one patch beside one's own, for over two weeks in a row. */
int judge_burdens(struct judge *judge, struct pp_error *reterr) PP_CHECKED;
/* H4 to H9 of each session and of its staff; H10, H11 of what was published or pinned. */
int judge_sessions(struct judge *judge, struct pp_error *reterr) PP_CHECKED;
/* H12, and places with no drop-in within reach ("reach"). */
int judge_access(struct judge *judge, struct pp_error *reterr) PP_CHECKED;
/* H5 and H8 of visits; "visits": homes without a week. */
int judge_visits(struct judge *judge, struct pp_error *reterr) PP_CHECKED;

/* "Ann Ash (O03)", "the vacant post O08". */
void roster_append_post(const struct pp_roster_problem *problem, int post_ix, struct pp_str *text);
/* "Tuesday 9 March 2027 (morning)"; half -1: the day alone. */
void roster_append_when(pp_day day, int half, struct pp_str *text);
/* "drop-in at Valley Centre", "meeting of Hill Top TARA". */
void roster_append_session(const struct pp_roster_problem *problem,
                           const struct pp_session *session, struct pp_str *text);
/* "Monday 29 March 2027 at 10am" */
void roster_append_time(pp_day day, int from_min, struct pp_str *text);
/* What H2 asks of so large a caseload. */
void roster_append_limit(bool broken, struct pp_str *text);
/* "Monday, Tuesday morning" of bits pp_slot(), weeks A and B together, evenings left out; "no day". */
void roster_append_days(uint64_t slots, struct pp_str *text);
/* The nearest that serves; -1 none. Ties by venue_id. */
int roster_nearest_venue(const struct pp_roster_problem *problem, int patch_ix);
/* Where the patch is to meet: at the venue agreed on when that serves, else at the nearest. */
int roster_venue_of(const struct pp_roster_problem *problem, int patch_ix);
/* Is the skill asked for by so many homes of the patch? */
bool roster_need_counts(const struct pp_roster_problem *problem,
                        const struct pp_roster_options *options, const struct pp_patch_count *need);
/* A breach "reach" for each ward of a team with homes farther than reach_m from every venue in use, most homes first: its
 * streets, the farthest, and from where. */
int roster_say_reach(const struct pp_roster_problem *problem,
                     const struct pp_roster_options *options, const bool *used,
                     struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;
/* Before anything is made: a breach H12 with its reason and ways out for a patch that can have no drop-in, as its
 * nearest venue is never open when two people of the team are at work. */
int roster_explain_half_days(const struct pp_roster_problem *problem,
                             const struct pp_roster_options *options, int patch_ix,
                             struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;
/* A drop-in or meeting that was not cancelled. */
bool roster_takes_place(const struct pp_session *session);

#endif
