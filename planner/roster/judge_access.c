/* H12: in every four weeks a step-free drop-in of the patch at its nearest open venue. */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"
#include "planner/roster/judge_parts.h"

enum { FOUR_WEEKS = 4 };

static bool opens_in(const struct judge *judge, int venue_ix, pp_day from, pp_day to) {
    for (pp_day day = from; day <= to; day++)
        for (int half = 0; half < PP_N_HALVES; half++)
            if (pp_venue_is_open(judge->problem, venue_ix, day, (enum pp_half)half))
                return true;
    return false;
}

/* Where the patch is to meet: the nearest venue that serves, or the one agreed on; the nearest other one while that is
 * shut all the time. */
static int nearest_in(const struct judge *judge, int patch_ix, pp_day from, pp_day to) {
    const struct pp_roster_problem *problem = judge->problem;
    int nearest = roster_venue_of(problem, patch_ix), best = -1;
    double least_m = INFINITY;
    if (nearest < 0 || opens_in(judge, nearest, from, to))
        return nearest;
    for (int v = 0; v < problem->n_venues; v++) {
        double m = roster_venue_m(problem, v, patch_ix);
        if (pp_venue_serves(&problem->venues[v]) && m < least_m && opens_in(judge, v, from, to)) {
            least_m = m;
            best = v;
        }
    }
    return best;
}

static bool is_for(const struct pp_session *session, int patch_ix) {
    for (int i = 0; i < session->n_patches; i++)
        if (session->patches[i] == patch_ix)
            return true;
    return false;
}

/* Where the patch meets in those weeks: its nearest venue if it does there, else some step-free one, else -1. */
static int meets_at(const struct judge *judge, int patch_ix, int nearest, pp_day from, pp_day to) {
    int at = -1;
    for (int s = 0; s < judge->roster->n_sessions; s++) {
        const struct pp_session *session = &judge->roster->sessions[s];
        if (session->kind != PP_SESSION_DROPIN || !roster_takes_place(session) ||
            session->venue_ix < 0 || session->day < from || session->day > to ||
            !is_for(session, patch_ix) || !judge->problem->venues[session->venue_ix].step_free)
            continue;
        if (session->venue_ix == nearest)
            return nearest;
        at = session->venue_ix;
    }
    return at;
}

struct access { /* of one patch: the weeks that are not served, and where it meets instead */
    int n_missed, nearest, elsewhere;
    pp_day first_missed;
    bool never;
};

static struct access access_of(const struct judge *judge, int patch_ix) {
    int n_weeks = judge->problem->calendar.n_weeks, window = n_weeks;
    struct access access = {.elsewhere = -1, .never = true};
    if (window > FOUR_WEEKS)
        window = FOUR_WEEKS;
    access.nearest = roster_venue_of(judge->problem, patch_ix);
    for (int week = 0; week + window <= n_weeks; week++) {
        pp_day from = judge->first_day + 7 * week, to = from + 7 * window - 1;
        int nearest = nearest_in(judge, patch_ix, from, to);
        int at = meets_at(judge, patch_ix, nearest, from, to);
        access.never = access.never && at < 0;
        if (at >= 0 && at == nearest)
            continue;
        if (access.n_missed++ == 0) {
            access.first_missed = from;
            access.nearest = nearest;
            access.elsewhere = at;
        }
    }
    return access;
}

/* It meets where it was decided, which is not the nearest venue: said, and no rule broken. */
static int say_agreed(struct judge *judge, int patch_ix, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = judge->problem;
    const struct pp_roster_patch *patch = &problem->patches[patch_ix];
    int at = roster_venue_of(problem, patch_ix), nearest = roster_nearest_venue(problem, patch_ix);
    struct pp_breach breach = judge_breach(judge, PP_RULE_H12, patch_ix, -1);
    PP_AUTO_STR struct pp_str text = {0};
    if (at == nearest)
        return 0;
    breach.broken = false;
    breach.venue_ix = nearest;
    pp_str_appendf(&text,
                   "Patch %s in %s (%d homes) meets at %s, as decided, not at %s, which is "
                   "nearer",
                   patch->name, pp_roster_team_words(problem, patch->team_ix), patch->n_homes,
                   problem->venues[at].name, problem->venues[nearest].name);
    return judge_say(judge, &breach, &text, reterr);
}

/* Where it meets instead, and why that is wrong: shut, too small, or farther than another. */
static void append_elsewhere(const struct judge *judge, int patch_ix, const struct access *access,
                             struct pp_str *text) {
    const struct pp_roster_problem *problem = judge->problem;
    const struct pp_roster_venue *at = &problem->venues[access->elsewhere];
    const char *instead = problem->venues[access->nearest].name;
    int n_weeks = problem->calendar.n_weeks < FOUR_WEEKS ? problem->calendar.n_weeks : FOUR_WEEKS;
    pp_day last = access->first_missed + 7 * n_weeks - 1;
    pp_str_appendf(text, " meets at %s, ", at->name);
    if (!opens_in(judge, access->elsewhere, access->first_missed, last)) {
        pp_str_append(text, "which is closed in the weeks from ");
        roster_append_when(access->first_missed, -1, text);
        pp_str_appendf(text, ": the nearest that is open then is %s", instead);
    } else if (!pp_venue_serves(at)) {
        pp_str_appendf(text, "which has no desks for two: the nearest that has is %s", instead);
    } else if (roster_venue_m(problem, access->elsewhere, patch_ix) <
               roster_venue_m(problem, access->nearest, patch_ix)) {
        pp_str_appendf(text, "not at %s, as decided", instead);
    } else {
        pp_str_appendf(text, "not at %s, which is nearer", instead);
    }
}

/* One breach for a patch: of all the weeks, or of the first four that are missed. */
static int judge_patch(struct judge *judge, int patch_ix, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = judge->problem;
    const struct pp_roster_patch *patch = &problem->patches[patch_ix];
    struct access access = access_of(judge, patch_ix);
    struct pp_breach breach = judge_breach(judge, PP_RULE_H12, patch_ix, -1);
    PP_AUTO_STR struct pp_str text = {0};
    if (access.n_missed == 0)
        return say_agreed(judge, patch_ix, reterr);
    breach.venue_ix = access.nearest;
    pp_str_appendf(&text, "Patch %s in %s (%d homes)", patch->name,
                   pp_roster_team_words(problem, patch->team_ix), patch->n_homes);
    if (access.elsewhere >= 0 && access.nearest >= 0) {
        append_elsewhere(judge, patch_ix, &access, &text);
    } else if (access.never) {
        pp_str_append(&text, " has no drop-in");
    } else {
        breach.day = access.first_missed;
        pp_str_append(&text, " has no drop-in in the four weeks from ");
        roster_append_when(access.first_missed, -1, &text);
    }
    return judge_say(judge, &breach, &text, reterr);
}

static bool *venues_used(const struct judge *judge) {
    bool *used = pp_alloc_array((size_t)judge->problem->n_venues + 1, sizeof *used);
    for (int s = 0; used && s < judge->roster->n_sessions; s++) {
        const struct pp_session *session = &judge->roster->sessions[s];
        if (session->kind == PP_SESSION_DROPIN && roster_takes_place(session) &&
            session->venue_ix >= 0)
            used[session->venue_ix] = true;
    }
    return used;
}

int judge_access(struct judge *judge, struct pp_error *reterr) {
    PP_AUTO_FREE bool *used = venues_used(judge);
    int rc = used ? 0 : pp_fail_nomem(reterr);
    for (int p = 0; rc == 0 && p < judge->problem->n_patches; p++)
        rc = judge_patch(judge, p, reterr);
    return rc < 0 ? rc
                  : roster_say_reach(judge->problem, judge->options, used, judge->roster, reterr);
}
