/* A roster weighed: hours, measures, breaches of every rule, and why something cannot be. */
#ifndef PATCHPLAN_ROSTER_JUDGE_H
#define PATCHPLAN_ROSTER_JUDGE_H

#include "patchplan/roster/dropins.h"

/* Before solving: supply against demand by team, skills, desks and half-days of venues, places beyond reach, meetings
 * that clash. Appends breaches with the ways out; broken = true where every roster of these lists breaks a rule by it. */
int pp_roster_check_first(const struct pp_roster_problem *problem,
                          const struct pp_roster_options *options, struct pp_roster *roster,
                          struct pp_error *reterr) PP_CHECKED;
/* Rules, hours and measures of a finished roster, in this order: each in place of what the roster has of it. After a
 * build and after each edit by hand. */
int pp_roster_weigh(const struct pp_roster_problem *problem,
                    const struct pp_roster_options *options, struct pp_roster *roster,
                    struct pp_error *reterr) PP_CHECKED;
/* Hours of every post over the quarter and FTE needed by role over the year, with a breach "hours" (not broken) for
 * each post that has more work than time. Replaces all three. */
int pp_roster_hours(const struct pp_roster_problem *problem,
                    const struct pp_roster_options *options, struct pp_roster *roster,
                    struct pp_error *reterr) PP_CHECKED;
/* Measures of all teams together (team_ix -1), then of each, from leads, sessions and visits. Replaces those there. */
int pp_roster_measure(const struct pp_roster_problem *problem,
                      const struct pp_roster_options *options, struct pp_roster *roster,
                      struct pp_error *reterr) PP_CHECKED;
/* What a post leads on a day; a thousandth of a home is rounding. */
struct pp_caseload {
    pp_day day;
    int64_t load_milli, cap_milli;
    int64_t over; /* of what is shown, in hundredths of a thousandth of a home */
    bool broken;
};
/* The day, from `from` to the last of the weeks, with most over the caseload, of days that break the rule where there are
 * any. O(leads^2) */
struct pp_caseload pp_roster_worst_caseload(const struct pp_roster_problem *problem,
                                            const struct pp_roster *roster, int post_ix,
                                            pp_day from) PP_CHECKED;
/* H1 to H12, "reach", "visits" and "cover" over the finished roster, as it is, from leads, cover, sessions and visits alone:
 * replaces breaches of these rules; those of the rooms keep their sentences where rule, patch, post, venue and day
 * agree. */
int pp_roster_judge(const struct pp_roster_problem *problem,
                    const struct pp_roster_options *options, struct pp_roster *roster,
                    struct pp_error *reterr) PP_CHECKED;
/* For patches without a drop-in: the smallest set of rules to blame (deletion over groups: works of each own
 * officer, open half-days of the venue, desks, two staff, parted half-days) and the single relaxations that mend it, cheapest first: open a
 * half-day, a helper, another venue. */
int pp_roster_explain_dropin(const struct pp_dropins_ask *ask, int patch_ix,
                             struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;
/* optimal never; feasible unless a breach is broken (infeasible) or it was cancelled. */
enum pp_outcome pp_roster_outcome(const struct pp_roster *roster, bool cancelled);
/* PP_E_CONFLICT, with patch and day, when the parts of a patch add to more than the whole on a day: no such roster may be
 * kept. From the first day of the weeks on. O(leads^2) of a patch. */
int pp_roster_check_parts(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                          struct pp_error *reterr) PP_CHECKED;
/* Appends what is another than in `before`: from the first day on "lead" (with the day from which on), from the first day
 * to the last, both included, "cover" (who stands in) and "session" (day, place, patches, staff). */
int pp_roster_list_changes(const struct pp_roster_problem *problem, const struct pp_roster *before,
                           pp_day first_day, pp_day last_day, struct pp_roster *roster,
                           struct pp_error *reterr) PP_CHECKED;

#endif
