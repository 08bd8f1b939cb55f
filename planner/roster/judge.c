/* H1 to H12 over a finished roster, from its rows alone: nothing of how it was made is asked. */
#include "planner/roster/judge_parts.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

static bool same_or_unsaid(int said, int found) { return said == found || said == -1; }

/* Does what was said before speak of this breach? */
static bool speaks_of(const struct pp_breach *said, const struct pp_breach *found) {
    bool venue = same_or_unsaid(said->venue_ix, found->venue_ix) || found->rule == PP_RULE_H12;
    bool skill = found->rule != PP_RULE_H3 || said->n_homes == found->n_homes;
    bool load = found->rule != PP_RULE_H2 || llabs(said->n_homes - found->n_homes) <= 1;
    return said->rule == found->rule && said->broken == found->broken &&
           said->patch_ix == found->patch_ix && same_or_unsaid(said->post_ix, found->post_ix) &&
           venue && skill && load && said->day == found->day &&
           same_or_unsaid(said->half, found->half);
}

struct pp_breach judge_breach(const struct judge *judge, enum pp_rule rule, int patch_ix,
                              int post_ix) {
    struct pp_breach breach = pp_breach_of(rule, NULL);
    breach.broken = true;
    breach.patch_ix = patch_ix;
    breach.post_ix = post_ix;
    if (patch_ix >= 0) {
        breach.team_ix = judge->problem->patches[patch_ix].team_ix;
        breach.n_homes = judge->problem->patches[patch_ix].n_homes;
    } else if (post_ix >= 0) {
        breach.team_ix = judge->problem->posts[post_ix].team_ix;
    }
    return breach;
}

/* The sentence of the rooms for the same, used up; NULL: there is none. */
static const struct pp_breach *take_said(struct judge *judge, const struct pp_breach *breach) {
    for (int i = 0; i < judge->n_said; i++)
        if (!judge->used[i] && speaks_of(&judge->said[i], breach)) {
            judge->used[i] = true;
            return &judge->said[i];
        }
    return NULL;
}

int judge_say(struct judge *judge, struct pp_breach *breach, const struct pp_str *text,
              struct pp_error *reterr) {
    const struct pp_breach *said = take_said(judge, breach);
    breach->text = said ? said->text : pp_str_text(text);
    if (said && said->fix)
        breach->fix = said->fix;
    return text->failed ? pp_fail_nomem(reterr)
                        : pp_roster_add_breach(judge->roster, breach, reterr);
}

int judge_say_anew(struct judge *judge, struct pp_breach *breach, const struct pp_str *text,
                   struct pp_error *reterr) {
    (void)take_said(judge, breach);
    breach->text = pp_str_text(text);
    return text->failed ? pp_fail_nomem(reterr)
                        : pp_roster_add_breach(judge->roster, breach, reterr);
}

/* What only its room can say and no row of the roster shows stays: a loan proposed, a meeting on a holiday. A
 * loan of somebody who leads by now is history. */
static bool stays(const struct judge *judge, const struct pp_breach *said) {
    if (said->broken || pp_rule_kind(said->rule)->found_anew)
        return false;
    bool loan = said->rule == PP_RULE_H4 && said->post_ix >= 0;
    for (int i = 0; loan && i < judge->roster->n_leads; i++)
        if (judge->roster->leads[i].post_ix == said->post_ix)
            return false;
    return true;
}

/* Takes the judged breaches out of the roster. */
static int lay_aside(struct judge *judge, struct pp_error *reterr) {
    struct pp_roster *roster = judge->roster;
    int n = 0;
    judge->said = pp_alloc_array((size_t)roster->n_breaches + 1, sizeof *judge->said);
    judge->used = pp_alloc_array((size_t)roster->n_breaches + 1, sizeof *judge->used);
    if (!judge->said || !judge->used)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < roster->n_breaches; i++) {
        if (pp_rule_kind(roster->breaches[i].rule)->judged)
            judge->said[judge->n_said++] = roster->breaches[i];
        else
            roster->breaches[n++] = roster->breaches[i];
    }
    roster->n_breaches = n;
    return 0;
}

static int keep_notes(struct judge *judge, struct pp_error *reterr) {
    int rc = 0;
    for (int i = 0; rc == 0 && i < judge->n_said; i++)
        if (!judge->used[i] && stays(judge, &judge->said[i]))
            rc = pp_roster_add_breach(judge->roster, &judge->said[i], reterr);
    return rc;
}

static void judge_done(struct judge *judge) {
    pp_free(judge->said);
    pp_free(judge->used);
}

int pp_roster_weigh(const struct pp_roster_problem *problem,
                    const struct pp_roster_options *options, struct pp_roster *roster,
                    struct pp_error *reterr) {
    int rc = pp_roster_judge(problem, options, roster, reterr);
    if (rc == 0)
        rc = pp_roster_hours(problem, options, roster, reterr);
    return rc < 0 ? rc : pp_roster_measure(problem, options, roster, reterr);
}

int pp_roster_judge(const struct pp_roster_problem *problem,
                    const struct pp_roster_options *options, struct pp_roster *roster,
                    struct pp_error *reterr) {
    static int (*const rooms[])(struct judge *, struct pp_error *) = {
        judge_leads,  judge_covers, judge_burdens, judge_sessions,
        judge_access, judge_visits, keep_notes};
    PP_AUTO(judge_done)
    struct judge judge = {.problem = problem,
                          .options = options,
                          .roster = roster,
                          .first_day = problem->calendar.first_day,
                          .last_day = pp_calendar_last_day(&problem->calendar)};
    int rc = lay_aside(&judge, reterr);
    for (size_t i = 0; rc == 0 && i < sizeof rooms / sizeof *rooms; i++)
        rc = rooms[i](&judge, reterr);
    return rc;
}
