/* Why a patch has no drop-in, and what would mend it.
 *
 * A patch can meet at a half-day when the venue is open, the team has that half-day of it, and enough people of the
 * team are at work and not elsewhere. Each of these is a rule that can be left out: (bit masks of half-days; no
 * solver). Steps: 1 all rules hold, so no half-day is left. 2 leave rules out one after the other; a rule without
 * which there still is none is not to blame. What stays is a smallest set: without any one of it the patch meets.
 * 3 single ways out, cheapest first, each with its command: somebody lent who leads nothing; another half-day of the
 * venue; desks for two at a nearer one; another venue. */
#include "patchplan/roster/judge.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"
#include "planner/roster/judge_parts.h"
#include "planner/roster/sessions.h"
#include "planner/roster/ways_out.h"

enum blame {
    BLAME_ELSEWHERE = 1, /* people are at other drop-ins, or have had their number of them */
    BLAME_PARTED = 2,    /* other teams have the half-day */
    BLAME_TWO = 4,       /* two people */
    BLAME_DAYS = 8,      /* people's working days */
    BLAME_VENUE = 16,    /* half-days on which the venue is open */
    BLAME_ALL = 31
};
/* In this order rules are left out. */
static const enum blame blames[] = {BLAME_ELSEWHERE, BLAME_PARTED, BLAME_TWO, BLAME_DAYS,
                                    BLAME_VENUE};

struct question {
    const struct pp_roster_problem *problem;
    const struct pp_dropins_ask *ask;
    const struct pp_roster *roster;
    int patch_ix, team_ix, venue_ix;
    bool before;      /* nothing is made yet: what could be, not what is */
    uint64_t *busy;   /* n_posts: half-days at other drop-ins of the two weeks */
    int helper_ix;    /* somebody lent; -1 */
    uint64_t daytime; /* mornings and afternoons */
};

static int most_of(const struct question *question, int post_ix) {
    int most = question->ask->options->dropins_most;
    return question->problem->posts[post_ix].role == PP_ROLE_OFFICER ? most : 2 * most;
}

static int count_slots(uint64_t slots) {
    int n = 0;
    for (; slots; slots &= slots - 1)
        n++;
    return n;
}

static void find_busy(struct question *question) {
    for (int s = 0; s < question->roster->n_sessions; s++) {
        const struct pp_session *session = &question->roster->sessions[s];
        pp_day day = pp_session_base_day(session);
        int half = session->was_half >= 0 ? session->was_half : (int)session->half;
        int slot = pp_calendar_slot(&question->problem->calendar, day, (enum pp_half)half);
        if (session->kind != PP_SESSION_DROPIN || !roster_takes_place(session) || slot < 0)
            continue;
        for (int i = 0; i < session->n_posts; i++)
            question->busy[session->posts[i]] |= UINT64_C(1) << slot;
    }
}

/* Half-days on which somebody could be at one more drop-in under these rules. */
static uint64_t free_slots(const struct question *question, int post_ix, unsigned rules) {
    uint64_t slots =
        rules & BLAME_DAYS ? question->problem->posts[post_ix].works : question->daytime;
    uint64_t busy = question->busy[post_ix];
    if (!(rules & BLAME_ELSEWHERE))
        return slots;
    return count_slots(busy) >= most_of(question, post_ix) ? 0 : slots & ~busy;
}

/* Half-days on which enough people could be there. */
static uint64_t staffed_slots(const struct question *question, unsigned rules) {
    const struct pp_roster_problem *problem = question->problem;
    uint64_t one = 0, two = 0;
    for (int o = 0; o < problem->n_posts; o++) {
        if ((problem->posts[o].team_ix != question->team_ix && o != question->helper_ix) ||
            !pp_post_mostly_there(problem, o))
            continue;
        uint64_t slots = free_slots(question, o, rules);
        two |= one & slots;
        one |= slots;
    }
    return rules & BLAME_TWO ? two : one;
}

/* Half-days at a venue on which the patch could meet under these rules. */
static uint64_t meeting_slots(const struct question *question, int venue_ix, unsigned rules) {
    uint64_t open =
        rules & BLAME_VENUE ? question->problem->venues[venue_ix].open : question->daytime;
    if ((rules & BLAME_PARTED) && (rules & BLAME_VENUE) && venue_ix == question->venue_ix &&
        question->ask->open)
        open &= question->ask->open[venue_ix];
    return open & staffed_slots(question, rules);
}

static unsigned smallest_blame(const struct question *question) {
    unsigned rules = BLAME_ALL;
    for (size_t i = 0; i < sizeof blames / sizeof *blames; i++)
        if (!meeting_slots(question, question->venue_ix, rules & ~(unsigned)blames[i]))
            rules &= ~(unsigned)blames[i];
    return rules;
}

/* ---------------------------------------------------------------- words */

static const char *const day_names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"};
static const char *const day_codes[] = {"mon", "tue", "wed", "thu", "fri"};

/* "Hal Hazel (O11) works on Monday; Ida Ivy (O12) on Tuesday" */
static void append_officers(const struct question *question, struct pp_str *text) {
    int posts[2];
    int n = pp_roster_leads_on(question->ask->with_leads, question->patch_ix,
                               question->problem->calendar.first_day, posts);
    for (int i = 0; i < n; i++) {
        pp_str_append(text, i > 0 ? " and " : ": ");
        roster_append_post(question->problem, posts[i], text);
        pp_str_append(text, " works on ");
        roster_append_days(question->problem->posts[posts[i]].works, text);
    }
}

static void append_blame(const struct question *question, unsigned rules, struct pp_str *text) {
    const struct pp_roster_problem *problem = question->problem;
    const struct pp_roster_venue *venue = &problem->venues[question->venue_ix];
    const char *team = pp_roster_team_words(problem, question->team_ix);
    pp_str_appendf(text, ". Its nearest step-free venue is %s", venue->name);
    if (rules & BLAME_VENUE) {
        pp_str_append(text, ", open on ");
        roster_append_days(venue->open, text);
    }
    if (rules & BLAME_PARTED) {
        uint64_t left = question->ask->open ? question->ask->open[question->venue_ix] : venue->open;
        pp_str_appendf(text,
                       left ? "; other teams meet there too, %s on "
                            : "; other teams meet there then, and leave no half-day to %s",
                       team);
        if (left)
            roster_append_days(left, text);
    }
    if (rules & BLAME_DAYS) {
        pp_str_appendf(text, "; then %s of %s %s at work",
                       rules & BLAME_TWO ? "fewer than two" : "nobody", team,
                       rules & BLAME_TWO ? "are" : "is");
        append_officers(question, text);
    } else if (rules & BLAME_TWO) {
        pp_str_appendf(text, "; two of %s must be there", team);
    }
    if (rules & BLAME_ELSEWHERE)
        pp_str_append(text, "; who could be there is at other drop-ins, or has as many as allowed");
}

/* ---------------------------------------------------------------- ways out */

struct ways { /* found so far, in order of price */
    struct pp_str text, fix;
    int n;
};

static void add_way(struct ways *ways, const char *words, const struct pp_str *fix) {
    pp_str_append(&ways->text, ways->n++ == 0 ? ". This would mend it: " : "; or ");
    pp_str_append(&ways->text, words);
    pp_roster_append_command(pp_str_text(fix), &ways->fix);
    ways->text.failed = ways->text.failed || fix->failed;
}

/* Somebody of another team who leads nothing. */
static void try_helper(struct question *question, struct ways *ways) {
    const struct pp_roster_problem *problem = question->problem;
    for (int o = 0; o < problem->n_posts; o++) {
        if (problem->posts[o].team_ix == question->team_ix ||
            problem->posts[o].role == PP_ROLE_TEAM_LEADER ||
            pp_roster_leads_any(question->ask->with_leads, o) || !pp_post_mostly_there(problem, o))
            continue;
        question->helper_ix = o;
        uint64_t slots = meeting_slots(question, question->venue_ix, BLAME_ALL);
        question->helper_ix = -1;
        if (!slots)
            continue;
        PP_AUTO_STR struct pp_str words = {0}, fix = {0};
        pp_str_append(&words, "lend ");
        roster_append_post(problem, o, &words);
        pp_str_appendf(&words, " to %s", pp_roster_team_words(problem, question->team_ix));
        pp_roster_append_build(problem, question->team_ix, &fix);
        pp_roster_append_loan(problem, o, question->team_ix, &fix);
        add_way(ways, pp_str_text(&words), &fix);
        return;
    }
}

/* The half-day on which there are people, in both weeks if that can be, as bits; 0: none of them. */
static uint64_t fullest_half_day(uint64_t slots) {
    uint64_t best = 0;
    for (int d = 0; d < PP_N_WEEKDAYS; d++)
        for (int half = PP_HALF_AM; half <= PP_HALF_PM; half++) {
            uint64_t both = UINT64_C(1) << pp_slot(0, d, (enum pp_half)half) |
                            UINT64_C(1) << pp_slot(1, d, (enum pp_half)half);
            if (__builtin_popcountll(both & slots) > __builtin_popcountll(best & slots))
                best = both;
        }
    return best;
}

/* Half-days of the venue that the team would have if it were open on these too: those of others are parted anew. */
static int part_anew(const struct question *question, int venue_ix, uint64_t opened,
                     uint64_t *ret_slots, struct pp_error *reterr) {
    struct pp_roster_problem problem = *question->problem;
    size_t n_venues = (size_t)problem.n_venues;
    *ret_slots = problem.venues[venue_ix].open | opened;
    if (!question->ask->open) /* nothing is parted yet */
        return 0;
    PP_AUTO_FREE struct pp_roster_venue *venues = pp_alloc_array(n_venues, sizeof *venues);
    PP_AUTO_FREE uint64_t *open = pp_alloc_array(n_venues * (size_t)problem.n_teams, sizeof *open);
    PP_AUTO_FREE int *near = pp_alloc_array((size_t)problem.n_patches + 1, sizeof *near);
    if (!venues || !open || !near)
        return pp_fail_nomem(reterr);
    memcpy(venues, problem.venues, n_venues * sizeof *venues);
    venues[venue_ix].open |= opened;
    problem.venues = venues;
    int rc = pp_dropins_part_venues(&problem, question->ask->with_leads, question->ask->options,
                                    open, near, reterr);
    *ret_slots = open[(size_t)question->team_ix * n_venues + (size_t)venue_ix];
    return rc;
}

/* The fewest half-days, fullest first, by which the team comes to one of them; 0: none does. */
static int find_opening(const struct question *question, int venue_ix, uint64_t *ret_opened,
                        struct pp_error *reterr) {
    uint64_t staffed = staffed_slots(question, BLAME_ALL) & question->daytime;
    uint64_t left = staffed & ~question->problem->venues[venue_ix].open, slots = 0, opened = 0;
    int rc = 0;
    for (uint64_t more; rc == 0 && !(slots & staffed) && (more = fullest_half_day(left)) != 0;) {
        opened |= more;
        left &= ~more;
        rc = part_anew(question, venue_ix, opened, &slots, reterr);
    }
    *ret_opened = slots & staffed ? opened : 0;
    return rc;
}

static int try_half_day(const struct question *question, int venue_ix, struct ways *ways,
                        struct pp_error *reterr) {
    const struct pp_roster_problem *problem = question->problem;
    const struct pp_roster_venue *venue = &problem->venues[venue_ix];
    PP_AUTO_STR struct pp_str words = {0}, fix = {0};
    uint64_t opened = 0;
    int n = 0, rc = find_opening(question, venue_ix, &opened, reterr);
    if (rc || !opened)
        return rc;
    pp_str_appendf(&words, "open %s on ", venue->name);
    pp_roster_append_build(problem, question->team_ix, &fix);
    for (int d = 0; d < PP_N_WEEKDAYS; d++)
        for (int half = PP_HALF_AM; half <= PP_HALF_PM; half++) {
            PP_AUTO_STR struct pp_str opening = {0};
            if (!(opened >> pp_slot(0, d, (enum pp_half)half) & 1))
                continue;
            pp_str_appendf(&words, "%s%s %s", n++ > 0 ? " and " : "", day_names[d],
                           half == PP_HALF_AM ? "morning" : "afternoon");
            pp_str_appendf(&opening, "%s=%s-%s", venue->venue_id, day_codes[d],
                           pp_half_name((enum pp_half)half));
            pp_roster_append_option("venue-open", &opening, &fix);
        }
    add_way(ways, pp_str_text(&words), &fix);
    return 0;
}

static void try_other_venue(const struct question *question, struct ways *ways) {
    const struct pp_roster_problem *problem = question->problem;
    int best = -1;
    double least_m = INFINITY;
    for (int v = 0; v < problem->n_venues; v++) {
        double m = roster_venue_m(problem, v, question->patch_ix);
        if (v == question->venue_ix || m >= least_m || !pp_venue_serves(&problem->venues[v]) ||
            !meeting_slots(question, v, BLAME_ALL))
            continue;
        best = v;
        least_m = m;
    }
    if (best < 0)
        return;
    PP_AUTO_STR struct pp_str words = {0}, fix = {0}, meeting = {0};
    pp_str_appendf(&words, "meet at %s, %.1f km away", problem->venues[best].name, least_m / 1000);
    pp_str_appendf(&meeting, "%s=%s", problem->patches[question->patch_ix].name,
                   problem->venues[best].venue_id);
    pp_roster_append_decision(problem, question->team_ix, "meet-at", &meeting, &fix);
    add_way(ways, pp_str_text(&words), &fix);
}

/* A step-free venue nearer than the patch's own that only lacks desks for two: it becomes the nearest. */
static void try_desks(const struct question *question, struct ways *ways) {
    const struct pp_roster_problem *problem = question->problem;
    int best = -1;
    double least_m = question->venue_ix >= 0
                         ? roster_venue_m(problem, question->venue_ix, question->patch_ix)
                         : INFINITY;
    for (int v = 0; v < problem->n_venues; v++) {
        const struct pp_roster_venue *venue = &problem->venues[v];
        double m = roster_venue_m(problem, v, question->patch_ix);
        if (!venue->step_free || venue->desks >= PP_LEAST_STAFF || m >= least_m ||
            !meeting_slots(question, v, BLAME_ALL))
            continue;
        best = v;
        least_m = m;
    }
    if (best < 0)
        return;
    PP_AUTO_STR struct pp_str words = {0}, fix = {0}, desks = {0};
    pp_str_appendf(&words, "desks for two at %s, %.1f km away", problem->venues[best].name,
                   least_m / 1000);
    pp_str_appendf(&desks, "%s=2", problem->venues[best].venue_id);
    pp_roster_append_decision(problem, question->team_ix, "venue-desks", &desks, &fix);
    add_way(ways, pp_str_text(&words), &fix);
}

/* ---------------------------------------------------------------- the breach */

static int keep(const struct question *question, struct pp_roster *roster,
                const struct pp_str *text, const struct ways *ways, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = question->problem;
    PP_AUTO_STR struct pp_str all = {0};
    pp_str_append(&all, pp_str_text(text));
    pp_str_append(&all, pp_str_text(&ways->text));
    if (all.failed || text->failed || ways->text.failed || ways->fix.failed)
        return pp_fail_nomem(reterr);
    struct pp_breach breach = pp_breach_of(PP_RULE_H12, pp_str_text(&all));
    breach.broken = true;
    breach.team_ix = question->team_ix;
    breach.patch_ix = question->patch_ix;
    breach.venue_ix = question->venue_ix;
    breach.n_homes = problem->patches[question->patch_ix].n_homes;
    breach.fix = ways->fix.len > 0 ? pp_str_text(&ways->fix) : NULL;
    int n = 0;
    for (int i = 0; i < roster->n_breaches; i++) { /* what was said of it without reasons */
        const struct pp_breach *said = &roster->breaches[i];
        if (said->rule != PP_RULE_H12 || said->patch_ix != question->patch_ix ||
            said->day != PP_PAST_DAY)
            roster->breaches[n++] = *said;
    }
    roster->n_breaches = n;
    return pp_roster_add_breach(roster, &breach, reterr);
}

/* Without any venue that serves: the nearest that only lacks a half-day, opened. */
static int nearest_shut(const struct question *question) {
    const struct pp_roster_problem *problem = question->problem;
    int best = -1;
    double least_m = INFINITY;
    for (int v = 0; v < problem->n_venues; v++) {
        const struct pp_roster_venue *venue = &problem->venues[v];
        double m = roster_venue_m(problem, v, question->patch_ix);
        if (pp_venue_fits(venue) && m < least_m) {
            best = v;
            least_m = m;
        }
    }
    return best;
}

static int explain(struct question *question, struct pp_str *text, struct ways *ways,
                   struct pp_error *reterr) {
    const struct pp_roster_problem *problem = question->problem;
    const struct pp_roster_patch *patch = &problem->patches[question->patch_ix];
    pp_str_appendf(text, "Patch %s in %s (%d homes) %s no drop-in", patch->name,
                   pp_roster_team_words(problem, question->team_ix), patch->n_homes,
                   question->before ? "can have" : "has");
    if (question->venue_ix < 0) {
        int shut = nearest_shut(question), rc = 0;
        pp_str_append(text,
                      ". No step-free venue has two desks and a half-day on which it is open");
        if (shut >= 0)
            rc = try_half_day(question, shut, ways, reterr);
        try_desks(question, ways);
        return rc;
    }
    append_blame(question, smallest_blame(question), text);
    if (!question->before) /* who leads nothing is not known yet */
        try_helper(question, ways);
    int rc = try_half_day(question, question->venue_ix, ways, reterr);
    try_desks(question, ways);
    try_other_venue(question, ways);
    return rc;
}

/* With `before` nothing is said of a patch that could meet. */
static int answer(const struct pp_dropins_ask *ask, int patch_ix, bool before,
                  struct pp_roster *roster, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = ask->problem;
    PP_AUTO_FREE uint64_t *busy = pp_alloc_array((size_t)problem->n_posts + 1, sizeof *busy);
    PP_AUTO_STR struct pp_str text = {0};
    struct ways ways = {0};
    struct question question = {.problem = problem,
                                .ask = ask,
                                .roster = roster,
                                .patch_ix = patch_ix,
                                .team_ix = problem->patches[patch_ix].team_ix,
                                .venue_ix = ask->near_of_patch ? ask->near_of_patch[patch_ix] : -1,
                                .before = before,
                                .busy = busy,
                                .helper_ix = -1};
    if (!busy)
        return pp_fail_nomem(reterr);
    if (question.venue_ix < 0)
        question.venue_ix = roster_venue_of(problem, patch_ix);
    for (int slot = 0; slot < PP_N_SLOTS; slot++)
        if (pp_slot_half(slot) != PP_HALF_EVENING)
            question.daytime |= UINT64_C(1) << slot;
    find_busy(&question);
    if (before && question.venue_ix >= 0 && meeting_slots(&question, question.venue_ix, BLAME_ALL))
        return 0;
    int rc = explain(&question, &text, &ways, reterr);
    if (!rc)
        rc = keep(&question, roster, &text, &ways, reterr);
    pp_str_done(&ways.text);
    pp_str_done(&ways.fix);
    return rc;
}

int pp_roster_explain_dropin(const struct pp_dropins_ask *ask, int patch_ix,
                             struct pp_roster *roster, struct pp_error *reterr) {
    return answer(ask, patch_ix, false, roster, reterr);
}

int roster_explain_half_days(const struct pp_roster_problem *problem,
                             const struct pp_roster_options *options, int patch_ix,
                             struct pp_roster *roster, struct pp_error *reterr) {
    const struct pp_dropins_ask ask = {
        .problem = problem, .options = options, .with_leads = roster};
    return answer(&ask, patch_ix, true, roster, reterr);
}
