/* One officer away, on top of a roster that stands (cover.h). Steps: the officer is taken out of the days; patches
 * they lead or stand in for get somebody else by the rule of cover.h, day by day; runs of days that say the same are told
 * as one; drop-ins and visits follow in away_sessions.c. Guarantee: no named officer changes, and nothing of another
 * team. O(days x patches x posts). */
#include "planner/roster/away_parts.h"

#include "patchplan/core/alloc.h"

const char *pp_away_name(const struct away *away, int post_ix) {
    return post_ix >= 0 && away->problem->posts[post_ix].name[0]
               ? away->problem->posts[post_ix].name
               : "nobody";
}

int pp_away_add_change(struct away *away, struct pp_change *change, const struct pp_str *text,
                       struct pp_error *reterr) {
    if (text->failed)
        return pp_fail_nomem(reterr);
    change->text = pp_str_text(text);
    return pp_roster_add_change(away->roster, change, reterr);
}

static void take_away(struct away *away) {
    for (pp_day day = away->from; day <= away->to; day++)
        if (pp_calendar_working(&away->problem->calendar, day) &&
            !pp_post_has_absence(away->problem, away->post_ix, day))
            away->team.there[away->post_ix * away->team.n_days + (day - away->team.first_day)] = 0;
}

/* --- who stands in ---------------------------------------------------------------------------------- */

enum { NO_ROW = -2 };

/* Who stood in for a patch on a day, one number for each half; -1 nobody, or NO_ROW. */
struct stood {
    int by[2];
};

static struct stood who_stood(const struct pp_roster *roster, int patch_ix, pp_day day) {
    struct stood stood = {{NO_ROW, NO_ROW}};
    for (int i = 0; i < roster->n_covers; i++) {
        const struct pp_cover *row = &roster->covers[i];
        if (row->patch_ix != patch_ix || row->day != day)
            continue;
        for (int h = 0; h < 2; h++)
            if (row->half < 0 || row->half == h)
                stood.by[h] = row->cover_post_ix;
    }
    return stood;
}

static void drop_rows(struct away *away, int patch_ix, pp_day day) {
    struct pp_roster *roster = away->roster;
    int n = 0;
    for (int i = 0; i < roster->n_covers; i++)
        if (roster->covers[i].patch_ix != patch_ix || roster->covers[i].day != day)
            roster->covers[n++] = roster->covers[i];
    roster->n_covers = n;
    n = 0;
    for (int i = 0; i < roster->n_breaches; i++) { /* that nobody stood in is asked again */
        const struct pp_breach *breach = &roster->breaches[i];
        if (breach->rule != PP_RULE_H1 || breach->patch_ix != patch_ix || breach->day != day)
            roster->breaches[n++] = *breach;
    }
    roster->n_breaches = n;
}

static bool is_touched(const struct away *away, int patch_ix, pp_day day, struct stood stood) {
    int posts[2];
    int n = pp_roster_leads_on(away->roster, patch_ix, day, posts);
    for (int i = 0; i < n; i++)
        if (posts[i] == away->post_ix)
            return true;
    return stood.by[0] == away->post_ix || stood.by[1] == away->post_ix;
}

/* Days in a row on which the same changes: told once. */
struct run {
    int patch_ix, n_days;
    pp_day first, last;
    struct stood old, now;
};

static void append_days(const struct run *run, struct pp_str *text) {
    char day[32];
    pp_day_long(run->first, day, sizeof day);
    pp_str_append(text, day);
    if (run->n_days == 1)
        return;
    pp_day_long(run->last, day, sizeof day);
    pp_str_appendf(text, " to %s, %d days", day, run->n_days);
}

static int tell_run(struct away *away, const struct run *run, struct pp_error *reterr) {
    const struct pp_roster_patch *patch = &away->problem->patches[run->patch_ix];
    bool alike = run->now.by[0] == run->now.by[1];
    int rc = 0;
    for (int h = 0; rc == 0 && run->n_days > 0 && h < (alike ? 1 : 2); h++) {
        PP_AUTO_STR struct pp_str text = {0};
        int old = run->old.by[h], now = run->now.by[h];
        if (now == old && (!alike || run->now.by[1] == run->old.by[1]))
            continue;
        append_days(run, &text);
        if (!alike)
            pp_str_appendf(&text, " in the %s", pp_half_words((enum pp_half)h));
        if (now == NO_ROW)
            pp_str_appendf(&text, ": nobody needs to stand in for patch %s", patch->name);
        else
            pp_str_appendf(&text, ": %s stands in for patch %s (%d homes)", pp_away_name(away, now),
                           patch->name, patch->n_homes);
        struct pp_change change = {.what = "cover",
                                   .patch_ix = run->patch_ix,
                                   .old_post_ix = old < 0 ? away->post_ix : old,
                                   .new_post_ix = now < 0 ? -1 : now,
                                   .n_homes = patch->n_homes,
                                   .first_day = run->first,
                                   .last_day = run->last};
        rc = pp_away_add_change(away, &change, &text, reterr);
    }
    return rc;
}

static bool same_stood(struct stood one, struct stood two) {
    return one.by[0] == two.by[0] && one.by[1] == two.by[1];
}

/* One more day: the run goes on, or is told and another begins. */
static int add_day(struct away *away, struct run *run, pp_day day, struct stood old,
                   struct stood now, struct pp_error *reterr) {
    if (run->n_days > 0 && same_stood(run->old, old) && same_stood(run->now, now)) {
        run->last = day;
        run->n_days++;
        return 0;
    }
    int rc = tell_run(away, run, reterr);
    *run = (struct run){run->patch_ix, 1, day, day, old, now};
    return rc;
}

/* Whoever stands in already and is there goes on; else as the rule says. */
static int cover_again(struct away *away, int patch_ix, pp_day day, struct stood old,
                       struct pp_error *reterr) {
    struct cover_team *team = &away->team;
    unsigned missing = pp_cover_missing(team, away->roster, patch_ix, day);
    drop_rows(away, patch_ix, day);
    pp_cover_count_day(team, away->roster, day);
    for (int h = 1; h >= 0; h--)
        if (old.by[h] >= 0 && old.by[h] != away->post_ix)
            team->before[patch_ix] = old.by[h];
    return missing ? pp_cover_fill(team, patch_ix, day, missing, away->roster, reterr) : 0;
}

static int cover_patch(struct away *away, int patch_ix, struct pp_error *reterr) {
    struct run run = {.patch_ix = patch_ix};
    int rc = 0;
    for (pp_day day = away->from; rc == 0 && day <= away->to; day++) {
        struct stood old = who_stood(away->roster, patch_ix, day);
        if (!pp_calendar_working(&away->problem->calendar, day) ||
            !is_touched(away, patch_ix, day, old))
            continue;
        rc = cover_again(away, patch_ix, day, old, reterr);
        if (rc == 0)
            rc = add_day(away, &run, day, old, who_stood(away->roster, patch_ix, day), reterr);
    }
    return rc < 0 ? rc : tell_run(away, &run, reterr);
}

static int cover_days(struct away *away, struct pp_error *reterr) {
    int rc = 0;
    for (int p = 0; rc == 0 && p < away->problem->n_patches; p++)
        rc = cover_patch(away, p, reterr);
    pp_cover_sort(away->roster);
    return rc;
}

/* --- all of it -------------------------------------------------------------------------------------- */

static int check_days(const struct pp_roster_problem *problem, int post_ix, pp_day from, pp_day to,
                      struct pp_error *reterr) {
    char first[32], last[32];
    if (to < from) {
        pp_day_long(from, first, sizeof first);
        pp_day_long(to, last, sizeof last);
        return pp_fail(reterr, PP_E_INPUT,
                       "%s cannot be away from %s until %s: the last day comes before the first",
                       problem->posts[post_ix].officer_id, first, last);
    }
    pp_day end = pp_calendar_last_day(&problem->calendar);
    if (to >= problem->calendar.first_day && from <= end)
        return 0;
    pp_day_long(problem->calendar.first_day, first, sizeof first);
    pp_day_long(end, last, sizeof last);
    return pp_fail(reterr, PP_E_INPUT,
                   "this roster is dated from %s to %s: give days in these weeks, or build a "
                   "roster for others",
                   first, last);
}

/* The team that goes on without the officer: their own; of who is in none, that of the first patch they lead. */
static int team_without(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                        int post_ix) {
    int team_ix = problem->posts[post_ix].team_ix;
    for (int i = 0; team_ix < 0 && i < roster->n_leads; i++)
        if (roster->leads[i].post_ix == post_ix)
            team_ix = problem->patches[roster->leads[i].patch_ix].team_ix;
    return team_ix;
}

/* Away, or `back` again. */
static int change_days(const struct pp_roster_problem *problem, int post_ix, pp_day from, pp_day to,
                       bool back, struct pp_roster *roster, struct pp_error *reterr) {
    pp_day end = pp_calendar_last_day(&problem->calendar);
    struct away away = {.problem = problem, .post_ix = post_ix, .roster = roster};
    int rc = check_days(problem, post_ix, from, to, reterr);
    if (rc < 0)
        return rc;
    away.from = from > problem->calendar.first_day ? from : problem->calendar.first_day;
    away.to = to < end ? to : end;
    rc = pp_cover_team_make(problem, team_without(problem, roster, post_ix), roster, &away.team,
                            reterr);
    if (rc < 0)
        return rc;
    if (!back)
        take_away(&away);
    rc = cover_days(&away, reterr);
    if (rc == 0)
        rc = back ? pp_back_sessions(&away, reterr) : pp_away_sessions(&away, reterr);
    if (rc == 0)
        rc = back ? pp_back_visits(&away, reterr) : pp_away_visits(&away, reterr);
    pp_cover_team_done(&away.team);
    return rc;
}

int pp_cover_away(const struct pp_roster_problem *problem, int post_ix, pp_day from, pp_day to,
                  struct pp_roster *roster, struct pp_error *reterr) {
    return change_days(problem, post_ix, from, to, false, roster, reterr);
}

int pp_cover_back(const struct pp_roster_problem *problem, int post_ix, pp_day from, pp_day to,
                  struct pp_roster *roster, struct pp_error *reterr) {
    return change_days(problem, post_ix, from, to, true, roster, reterr);
}
