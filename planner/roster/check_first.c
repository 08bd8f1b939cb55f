/* Arithmetic before solving: what cannot be, whatever is chosen, and what will be tight. Each is necessary: posts that
 * can lead (up to 125 %, pairs fixed beforehand) against patches; caseloads against homes; holders of a skill against
 * patches that need it; desks against patches; for each patch a half-day on which its nearest venue is open and two
 * people of the team are at work; venues within reach; meetings against people at work then. */
#include "patchplan/roster/judge.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/roster/caseload.h"
#include "patchplan/roster/practice.h"
#include "planner/roster/judge_parts.h"
#include "planner/roster/sessions.h"
#include "planner/roster/ways_out.h"

enum { LENT_FTE_MILLI = 800 }; /* who works as much can lead a patch alone */

struct check {
    const struct pp_roster_problem *problem;
    const struct pp_roster_options *options;
    struct pp_roster *roster;
    int *second; /* n_posts: partner of the team under check; -1 */
    bool *lent;  /* n_posts: offered to a team already */
};

static int say(const struct check *check, struct pp_breach *breach, const struct pp_str *text,
               const struct pp_str *fix, struct pp_error *reterr) {
    breach->text = pp_str_text(text);
    breach->fix = fix->len > 0 ? pp_str_text(fix) : NULL;
    if (text->failed || fix->failed)
        return pp_fail_nomem(reterr);
    return pp_roster_add_breach(check->roster, breach, reterr);
}

/* Could lead a patch of the team on some day of the weeks? */
static bool may_lead(const struct pp_roster_problem *problem, int post_ix, int team_ix) {
    const struct pp_post *post = &problem->posts[post_ix];
    return post->team_ix == team_ix && post->role == PP_ROLE_OFFICER &&
           post->starts <= pp_calendar_last_day(&problem->calendar) &&
           post->ends >= problem->calendar.first_day;
}

struct demand { /* of a team */
    int n_patches;
    int64_t weight_milli, lightest_milli, heaviest_milli;
};

static struct demand demand_of(const struct pp_roster_problem *problem, int team_ix) {
    struct demand demand = {.lightest_milli = INT64_MAX};
    for (int p = 0; p < problem->n_patches; p++) {
        const struct pp_roster_patch *patch = &problem->patches[p];
        if (patch->team_ix != team_ix)
            continue;
        demand.n_patches++;
        demand.weight_milli += patch->weight_milli;
        if (patch->weight_milli < demand.lightest_milli)
            demand.lightest_milli = patch->weight_milli;
        if (patch->weight_milli > demand.heaviest_milli)
            demand.heaviest_milli = patch->weight_milli;
    }
    return demand;
}

/* At most so many of the team's patches a post can lead: one for a pair, else as many of the lightest as fit under
 * 125 %; of patches without work all. */
static int places_of_post(const struct check *check, int post_ix, const struct demand *demand) {
    const struct pp_roster_problem *problem = check->problem;
    int64_t cap = pp_post_cap_milli(problem, post_ix, problem->calendar.first_day);
    if (check->second[post_ix] >= 0)
        return 1;
    if (demand->lightest_milli <= 0)
        return demand->n_patches;
    return (int)(cap * PP_CASELOAD_MOST_PCT / (100 * demand->lightest_milli));
}

static int places_of(const struct check *check, int team_ix, const struct demand *demand,
                     int64_t *ret_cap_milli, int *ret_n_posts) {
    const struct pp_roster_problem *problem = check->problem;
    int n = 0;
    *ret_cap_milli = 0;
    *ret_n_posts = 0;
    for (int o = 0; o < problem->n_posts; o++) {
        if (!may_lead(problem, o, team_ix))
            continue;
        *ret_cap_milli += pp_post_cap_milli(problem, o, problem->calendar.first_day);
        ++*ret_n_posts;
        if (check->second[o] < 0 || o < check->second[o])
            n += places_of_post(check, o, demand);
    }
    return n;
}

static bool may_be_lent(const struct pp_roster_problem *problem, int post_ix, int team_ix) {
    const struct pp_post *post = &problem->posts[post_ix];
    return post->team_ix != team_ix && post->name[0] && may_lead(problem, post_ix, post->team_ix);
}

/* Can the post lead any patch of the team, from the first day of the weeks to the last? Beginners cannot yet. */
static bool leads_any_all_along(const struct pp_roster_problem *problem, int post_ix,
                                const struct demand *demand) {
    const struct pp_post *post = &problem->posts[post_ix];
    pp_day first = problem->calendar.first_day;
    return post->fte_milli >= LENT_FTE_MILLI && post->starts <= first &&
           post->ends >= pp_calendar_last_day(&problem->calendar) &&
           pp_post_can_carry(problem, post_ix, first, demand->heaviest_milli);
}

/* Full posts that a team has beyond its patches, and has not been asked to lend yet: who has a name can be lent, a
 * vacant post can take a patch. */
static int spare_of(const struct check *check, int team_ix) {
    const struct pp_roster_problem *problem = check->problem;
    struct demand demand = demand_of(problem, team_ix);
    int n = -demand.n_patches;
    for (int o = 0; o < problem->n_posts; o++)
        n += may_lead(problem, o, team_ix) && leads_any_all_along(problem, o, &demand) &&
             !check->lent[o];
    return n > 0 ? n : 0;
}

/* "--lend O31=North" for as many as are short, from teams with more full posts than patches; how many. */
static int append_loans(const struct check *check, int team_ix, int n_short, struct pp_str *fix) {
    const struct pp_roster_problem *problem = check->problem;
    int n = 0;
    for (int t = 0; t < problem->n_teams; t++) {
        int spare = t == team_ix ? 0 : spare_of(check, t);
        for (int o = problem->n_posts - 1; o >= 0 && spare > 0 && n < n_short; o--) {
            if (problem->posts[o].team_ix != t || !may_be_lent(problem, o, team_ix) ||
                problem->posts[o].fte_milli < LENT_FTE_MILLI || check->lent[o])
                continue;
            check->lent[o] = true;
            if (n++ == 0)
                pp_roster_append_build(problem, team_ix, fix);
            pp_roster_append_loan(problem, o, team_ix, fix);
            spare--;
        }
    }
    return n;
}

static int check_supply(const struct check *check, int team_ix, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = check->problem;
    const char *team = pp_roster_team_words(problem, team_ix);
    struct demand demand = demand_of(problem, team_ix);
    int64_t cap_milli = 0;
    int n_posts = 0, places = 0, rc = 0;
    if (demand.n_patches == 0)
        return 0;
    places = places_of(check, team_ix, &demand, &cap_milli, &n_posts);
    if (places < demand.n_patches) {
        struct pp_breach breach = pp_breach_of(PP_RULE_SUPPLY, NULL);
        PP_AUTO_STR struct pp_str text = {0}, fix = {0};
        int n_short = demand.n_patches - places;
        breach.team_ix = team_ix;
        pp_str_appendf(&text, "%s has %d %s and %d %s that can lead %d of them", team,
                       demand.n_patches, pp_text_plural(demand.n_patches, "patch", "patches"),
                       n_posts, pp_text_plural(n_posts, "post", "posts"), places);
        pp_str_appendf(&text,
                       n_short == 1 ? ": one patch stays without an officer"
                                    : ": %d patches stay without an officer",
                       n_short);
        int n_lent = append_loans(check, team_ix, n_short, &fix);
        breach.broken = true;
        if (n_lent < n_short)
            pp_str_clear(&fix); /* half a way out is none */
        if (n_lent < n_short)
            pp_str_appendf(&text, "; no other team has %s to spare: it needs %d more full %s",
                           n_lent > 0 ? "so many" : "an officer", n_short - n_lent,
                           pp_text_plural(n_short - n_lent, "post", "posts"));
        rc = say(check, &breach, &text, &fix, reterr);
    }
    if (rc == 0 && 100 * demand.weight_milli > PP_CASELOAD_SHOWN_PCT * cap_milli) {
        struct pp_breach breach = pp_breach_of(PP_RULE_SUPPLY, NULL);
        PP_AUTO_STR struct pp_str text = {0}, fix = {0};
        breach.team_ix = team_ix;
        pp_str_appendf(&text, "%s has %.0f workload-equivalent homes and caseloads of %.0f in all",
                       team, (double)demand.weight_milli / 1000, (double)cap_milli / 1000);
        if (cap_milli > 0)
            pp_str_appendf(&text, " (%.0f %%)",
                           100 * (double)demand.weight_milli / (double)cap_milli);
        rc = say(check, &breach, &text, &fix, reterr);
    }
    return rc;
}

/* ---------------------------------------------------------------- skills */

static int count_holders(const struct pp_roster_problem *problem, int team_ix, int skill) {
    int n = 0;
    for (int o = 0; o < problem->n_posts; o++) {
        int in = team_ix < 0 ? problem->posts[o].team_ix : team_ix;
        n += may_lead(problem, o, in) && problem->posts[o].name[0] &&
             (problem->posts[o].skills >> skill & 1);
    }
    return n;
}

/* At most so many patches of the team can be led by somebody who has the skill, whose post may be vacant. */
static int places_with(const struct check *check, int team_ix, int skill) {
    const struct pp_roster_problem *problem = check->problem;
    struct demand demand = demand_of(problem, team_ix);
    int n = 0;
    for (int o = 0; o < problem->n_posts; o++)
        if (may_lead(problem, o, team_ix) && (problem->posts[o].skills >> skill & 1))
            n += places_of_post(check, o, &demand);
    return n;
}

/* "--train O17=asb" for as many as are short, full-time officers first; how many. */
static int append_training(const struct check *check, int team_ix, int skill, int n_short,
                           struct pp_str *fix) {
    const struct pp_roster_problem *problem = check->problem;
    int n = 0;
    for (int whole = 1; whole >= 0; whole--)
        for (int o = 0; o < problem->n_posts && n < n_short; o++) {
            const struct pp_post *post = &problem->posts[o];
            if (!may_lead(problem, o, team_ix) || !pp_roster_may_train(problem, o) ||
                (post->skills >> skill & 1) || (post->fte_milli == 1000) != (whole == 1))
                continue;
            PP_AUTO_STR struct pp_str what = {0};
            pp_str_appendf(&what, "%s=%s", post->officer_id, problem->skill_names[skill]);
            if (n++ == 0)
                pp_roster_append_build(problem, team_ix, fix);
            pp_roster_append_option("train", &what, fix);
        }
    return n;
}

static int check_skill(const struct check *check, int team_ix, int skill, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = check->problem;
    int n_patches = 0, n_holders = count_holders(problem, team_ix, skill);
    struct pp_breach breach = pp_breach_of(PP_RULE_SKILLS, NULL);
    PP_AUTO_STR struct pp_str text = {0}, fix = {0};
    for (int i = 0; i < problem->n_needs; i++) {
        const struct pp_patch_count *need = &problem->needs[i];
        if (need->of_ix != skill || problem->patches[need->patch_ix].team_ix != team_ix ||
            !roster_need_counts(problem, check->options, need))
            continue;
        n_patches++;
        breach.n_homes += need->n_homes;
    }
    if (n_patches <= n_holders)
        return 0;
    breach.team_ix = team_ix;
    pp_str_appendf(&text, "%lld homes in %d %s of %s need the skill '%s', which ",
                   (long long)breach.n_homes, n_patches,
                   pp_text_plural(n_patches, "patch", "patches"),
                   pp_roster_team_words(problem, team_ix), problem->skill_names[skill]);
    if (n_holders > 0)
        pp_str_appendf(&text, "%d of its officers %s", n_holders,
                       pp_text_plural(n_holders, "has", "have"));
    else
        pp_str_append(&text, count_holders(problem, -1, skill) > 0
                                 ? "none of its officers has; other teams have some"
                                 : "no officer of any team has");
    breach.broken = n_patches > places_with(check, team_ix, skill);
    (void)append_training(check, team_ix, skill, n_patches - n_holders, &fix);
    return say(check, &breach, &text, &fix, reterr);
}

/* ---------------------------------------------------------------- venues */

static int count_half_days(uint64_t open) {
    int n = 0;
    for (int slot = 0; slot < PP_N_SLOTS; slot++)
        n += (int)(open >> slot & 1);
    return n;
}

/* Desks of a venue in the two weeks against the patches that meet there, one desk each. */
static int check_desks(const struct check *check, int venue_ix, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = check->problem;
    const struct pp_roster_venue *venue = &problem->venues[venue_ix];
    int n_patches = 0, n_desks = venue->desks * count_half_days(venue->open);
    struct pp_breach breach = pp_breach_of(PP_RULE_DESKS, NULL);
    PP_AUTO_STR struct pp_str text = {0}, fix = {0};
    for (int p = 0; p < problem->n_patches; p++)
        n_patches += roster_nearest_venue(problem, p) == venue_ix;
    if (n_patches <= n_desks)
        return 0;
    breach.venue_ix = venue_ix;
    pp_str_appendf(&text, "%s is nearest for %d patches and has %d desks in two weeks", venue->name,
                   n_patches, n_desks);
    return say(check, &breach, &text, &fix, reterr);
}

static int check_reach(const struct check *check, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = check->problem;
    PP_AUTO_FREE bool *used = pp_alloc_array((size_t)problem->n_venues + 1, sizeof *used);
    if (!used)
        return pp_fail_nomem(reterr);
    for (int v = 0; v < problem->n_venues; v++)
        used[v] = problem->venues[v].open != 0;
    return roster_say_reach(problem, check->options, used, check->roster, reterr);
}

/* ---------------------------------------------------------------- meetings */

static int count_free(const struct pp_roster_problem *problem, int team_ix, pp_day day,
                      enum pp_half half) {
    int n = 0;
    for (int o = 0; o < problem->n_posts; o++)
        n += problem->posts[o].team_ix == team_ix && pp_post_works(problem, o, day, half);
    return n;
}

/* More meetings of a team at one time than people who may go. */
static int check_meetings(const struct check *check, int team_ix, pp_day day, enum pp_half half,
                          struct pp_error *reterr) {
    const struct pp_roster_problem *problem = check->problem;
    const char *team = pp_roster_team_words(problem, team_ix);
    int n = 0, n_free = 0;
    struct pp_breach breach = pp_breach_of(PP_RULE_MEETINGS, NULL);
    PP_AUTO_STR struct pp_str text = {0}, fix = {0};
    for (int i = 0; i < problem->n_taras; i++) {
        const struct pp_tara_group *tara = &problem->taras[i];
        if (tara->team_ix != team_ix || pp_tara_half(tara) != half || !pp_tara_meets(tara, day))
            continue;
        pp_str_append(&text, n++ > 0 ? " and " : "");
        pp_str_append(&text, tara->name);
    }
    if (n == 0 || !pp_calendar_working(&problem->calendar, day))
        return 0;
    n_free = count_free(problem, team_ix, day, half);
    if (n <= n_free)
        return 0;
    breach.broken = true;
    breach.team_ix = team_ix;
    breach.day = day;
    breach.half = (int)half;
    pp_str_append(&text, n > 1 ? " meet on " : " meets on ");
    roster_append_when(day, (int)half, &text);
    if (n_free > 0)
        pp_str_appendf(&text, ", when %d of %s may work", n_free, team);
    else
        pp_str_appendf(&text, ", when nobody of %s may work", team);
    return say(check, &breach, &text, &fix, reterr);
}

static int check_team(const struct check *check, int team_ix, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = check->problem;
    struct pp_caseload_ask ask = {.problem = problem,
                                  .options = check->options,
                                  .team_ix = team_ix,
                                  .day = problem->calendar.first_day};
    int rc = pp_caseload_pair(&ask, check->second, reterr);
    if (rc == 0)
        rc = check_supply(check, team_ix, reterr);
    for (int s = 0; rc == 0 && s < problem->n_skills; s++)
        rc = check_skill(check, team_ix, s, reterr);
    for (pp_day day = problem->calendar.first_day;
         rc == 0 && day <= pp_calendar_last_day(&problem->calendar); day++)
        for (int half = 0; rc == 0 && half < PP_N_HALVES; half++)
            rc = check_meetings(check, team_ix, day, (enum pp_half)half, reterr);
    return rc;
}

int pp_roster_check_first(const struct pp_roster_problem *problem,
                          const struct pp_roster_options *options, struct pp_roster *roster,
                          struct pp_error *reterr) {
    PP_AUTO_FREE int *second = pp_alloc_array((size_t)problem->n_posts + 1, sizeof *second);
    PP_AUTO_FREE bool *lent = pp_alloc_array((size_t)problem->n_posts + 1, sizeof *lent);
    struct check check = {problem, options, roster, second, lent};
    int rc = second && lent ? 0 : pp_fail_nomem(reterr);
    for (int t = 0; rc == 0 && t < problem->n_teams; t++)
        rc = check_team(&check, t, reterr);
    for (int v = 0; rc == 0 && v < problem->n_venues; v++)
        if (pp_venue_serves(&problem->venues[v]))
            rc = check_desks(&check, v, reterr);
    for (int p = 0; rc == 0 && p < problem->n_patches; p++)
        rc = roster_explain_half_days(problem, options, p, roster, reterr);
    return rc < 0 ? rc : check_reach(&check, reterr);
}
