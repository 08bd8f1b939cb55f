/* Drop-ins, meetings and visits that lose somebody for a day. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/roster/practice.h"
#include "planner/roster/away_parts.h"
#include "planner/roster/judge_parts.h"
#include "planner/roster/sessions.h"

/* Who is there now and was not, -1 nobody. */
static int who_came(const struct pp_session *before, const struct pp_session *now) {
    for (int i = 0; i < now->n_posts; i++)
        if (!pp_is_among(now->posts[i], before->posts, before->n_posts))
            return now->posts[i];
    return -1;
}

void pp_away_append_session(const struct away *away, const struct pp_session *session,
                            struct pp_str *text) {
    pp_str_append(text, "The ");
    roster_append_session(away->problem, session, text);
    pp_str_append(text, " on ");
    roster_append_when(session->day, (int)session->half, text);
}

/* Other staff at the same time and place, by name. */
static int tell_staff(struct away *away, const struct pp_session *before,
                      const struct pp_session *now, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int came = who_came(before, now);
    struct pp_change change = {.what = "session",
                               .patch_ix = now->n_patches > 0 ? now->patches[0] : -1,
                               .old_post_ix = away->post_ix,
                               .new_post_ix = came,
                               .session_id = now->session_id,
                               .first_day = now->day,
                               .last_day = now->day};
    for (int i = 0; i < now->n_patches; i++)
        change.n_homes += away->problem->patches[now->patches[i]].n_homes;
    pp_away_append_session(away, now, &text);
    pp_str_append(&text, ": ");
    if (came >= 0)
        pp_str_appendf(&text, "%s instead of %s", pp_away_name(away, came),
                       pp_away_name(away, away->post_ix));
    else
        pp_str_appendf(&text, "without %s", pp_away_name(away, away->post_ix));
    return pp_away_add_change(away, &change, &text, reterr);
}

static int mend_session(struct away *away, struct pp_diary *diary, int session_ix,
                        struct pp_error *reterr) {
    const struct pp_session before = away->roster->sessions[session_ix];
    const struct pp_session *now = &away->roster->sessions[session_ix];
    int n_changes = away->roster->n_changes;
    int rc = pp_diary_mend(diary, session_ix, reterr);
    if (rc < 0 || now->status == PP_SESSION_CANCELLED || now->day != before.day ||
        now->half != before.half || pp_is_among(away->post_ix, now->posts, now->n_posts))
        return rc;
    away->roster->n_changes = n_changes;
    return tell_staff(away, &before, now, reterr);
}

int pp_away_sessions(struct away *away, struct pp_error *reterr) {
    struct pp_diary diary = {.problem = away->problem,
                             .with_leads = away->roster,
                             .roster = away->roster,
                             .team_ix = away->team.team_ix,
                             .away_post_ix = away->post_ix,
                             .away_from = away->from,
                             .away_to = away->to};
    int rc = 0, n = away->roster->n_sessions;
    for (int i = 0; rc == 0 && i < n; i++) {
        const struct pp_session *session = &away->roster->sessions[i];
        if (session->day >= away->from && session->day <= away->to &&
            pp_is_among(away->post_ix, session->posts, session->n_posts))
            rc = mend_session(away, &diary, i, reterr);
    }
    return rc;
}

/* --- visits ----------------------------------------------------------------------------------------- */

bool pp_away_all_week(const struct away *away, pp_day monday) {
    for (pp_day day = monday; day < monday + PP_N_WEEKDAYS; day++)
        if (pp_cover_there(&away->team, away->post_ix, day))
            return false;
    return true;
}

/* The first day of the week on which the officer is now away. */
static pp_day first_day_away(const struct away *away, pp_day monday) {
    pp_day day = monday > away->from ? monday : away->from;
    while (day < monday + PP_N_WEEKDAYS - 1 && !pp_calendar_working(&away->problem->calendar, day))
        day++;
    return day;
}

static int stands_in(const struct away *away, int patch_ix, pp_day monday) {
    for (int i = 0; i < away->roster->n_covers; i++) {
        const struct pp_cover *row = &away->roster->covers[i];
        if (row->patch_ix == patch_ix && row->cover_post_ix >= 0 && row->day >= monday &&
            row->day < monday + PP_N_WEEKDAYS && row->day >= away->from)
            return row->cover_post_ix;
    }
    return -1;
}

/* Somebody for two-person visits beside `first`: nearest officer at work on the day. */
static int second_officer(const struct away *away, int patch_ix, pp_day day, int first) {
    int best = -1;
    for (int o = 0; o < away->problem->n_posts; o++)
        if (o != first && o != away->post_ix && away->problem->posts[o].role == PP_ROLE_OFFICER &&
            pp_cover_there(&away->team, o, day) &&
            (best < 0 || pp_cover_distance_m(&away->team, o, patch_ix) <
                             pp_cover_distance_m(&away->team, best, patch_ix)))
            best = o;
    return best;
}

static bool is_touched(const struct away *away, const struct pp_visit_row *visit, int patch_ix,
                       pp_day monday) {
    return visit->patch_ix == patch_ix && visit->week_start == monday &&
           (visit->post_ix == away->post_ix || visit->second_post_ix == away->post_ix) &&
           (visit->state == PP_VISIT_OFFERED || visit->state == PP_VISIT_BOOKED);
}

/* Visits of a patch in a week that lose the officer: those they would make, and those they would go along to. */
struct handed {
    int patch_ix;
    pp_day monday;
    int n_led, n_second;
    int first_post_ix, second_post_ix; /* who goes along in their place, and with whom */
    bool all_week;
};

static int tell_visits(struct away *away, const struct handed *handed, int n, int new_post_ix,
                       const char *words, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    char day[32];
    struct pp_change change = {.what = "visit",
                               .patch_ix = handed->patch_ix,
                               .old_post_ix = away->post_ix,
                               .new_post_ix = new_post_ix,
                               .n_homes = n,
                               .first_day = handed->monday,
                               .last_day = handed->monday + 6};
    pp_day_long(handed->monday, day, sizeof day);
    pp_str_appendf(&text, "%d %s in patch %s in the week of %s: %s", n,
                   pp_text_plural(n, "visit", "visits"),
                   away->problem->patches[handed->patch_ix].name, day, words);
    return pp_away_add_change(away, &change, &text, reterr);
}

static int tell_second(struct away *away, const struct handed *handed, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str words = {0};
    const char *gone = pp_away_name(away, away->post_ix);
    if (handed->second_post_ix >= 0)
        pp_str_appendf(&words, "%s goes along instead of %s",
                       pp_away_name(away, handed->second_post_ix), gone);
    else
        pp_str_appendf(&words,
                       "%s would go on their own, though two must go: nobody is free to go "
                       "along instead of %s",
                       pp_away_name(away, handed->first_post_ix), gone);
    return tell_visits(away, handed, handed->n_second, handed->second_post_ix, pp_str_text(&words),
                       reterr);
}

static int tell_handed(struct away *away, const struct handed *handed, int who,
                       struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str words = {0};
    const char *gone = pp_away_name(away, away->post_ix);
    int n = handed->all_week ? handed->n_led : handed->n_led + handed->n_second;
    if (handed->all_week)
        pp_str_appendf(&words, "%s instead of %s", pp_away_name(away, who), gone);
    else
        pp_str_appendf(&words, "those on days without %s move to other days of the week", gone);
    int rc = n == 0 ? 0
                    : tell_visits(away, handed, n, handed->all_week ? who : away->post_ix,
                                  pp_str_text(&words), reterr);
    if (rc == 0 && handed->all_week && handed->n_second > 0)
        rc = tell_second(away, handed, reterr);
    return rc;
}

/* The visit to `who`, and somebody to go along where two must: who stands in may not go alone either. */
static void hand_visit(struct away *away, struct pp_visit_row *visit, int who,
                       struct handed *handed) {
    if (visit->post_ix == away->post_ix)
        visit->post_ix = who;
    if (visit->post_ix >= 0 && !away->problem->posts[visit->post_ix].lone_working)
        visit->two_officers = true;
    if (!visit->two_officers ||
        (visit->second_post_ix >= 0 && visit->second_post_ix != away->post_ix &&
         visit->second_post_ix != visit->post_ix))
        return;
    visit->second_post_ix = second_officer(away, handed->patch_ix,
                                           first_day_away(away, handed->monday), visit->post_ix);
    handed->first_post_ix = visit->post_ix;
    handed->second_post_ix = visit->second_post_ix;
}

static int mend_visits(struct away *away, int patch_ix, pp_day monday, struct pp_error *reterr) {
    struct handed handed = {patch_ix, monday, 0, 0, -1, -1, pp_away_all_week(away, monday)};
    int who = stands_in(away, patch_ix, monday);
    for (int i = 0; i < away->roster->n_visits; i++) {
        struct pp_visit_row *visit = &away->roster->visits[i];
        if (!is_touched(away, visit, patch_ix, monday))
            continue;
        handed.n_led += visit->post_ix == away->post_ix;
        handed.n_second += visit->post_ix != away->post_ix;
        if (handed.all_week)
            hand_visit(away, visit, who, &handed);
    }
    return tell_handed(away, &handed, who, reterr);
}

/* Is it a working day of the officer, or was it one of who has left by then? */
static bool is_missed(const struct away *away, pp_day day, enum pp_half half) {
    const struct pp_post *post = &away->problem->posts[away->post_ix];
    int slot = pp_calendar_slot(&away->problem->calendar, day, half);
    return slot >= 0 && (post->works >> slot & 1) && post->starts <= day &&
           pp_calendar_working(&away->problem->calendar, day);
}

static bool is_due_in_week(const struct away *away, pp_day monday) {
    for (pp_day day = away->from; day <= away->to; day++)
        if (pp_calendar_monday(day) == monday &&
            (is_missed(away, day, PP_HALF_AM) || is_missed(away, day, PP_HALF_PM)))
            return true;
    return false;
}

/* ---- weeks that say the same, told once ---- */

static bool is_same_hand(const struct pp_change *a, const struct pp_change *b) {
    const char *x = strstr(a->text, ": "), *y = strstr(b->text, ": ");
    return strcmp(a->what, "visit") == 0 && strcmp(b->what, "visit") == 0 &&
           a->patch_ix == b->patch_ix && a->old_post_ix == b->old_post_ix &&
           a->new_post_ix == b->new_post_ix && x && y && strcmp(x, y) == 0;
}

/* `more` into `change`: "17 visits in patch N1 in the weeks from Monday ... to Sunday ...: Bea Elm instead of Ann Ash" */
static int join(const struct away *away, struct pp_change *change, const struct pp_change *more,
                struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    char first[32], last[32];
    change->n_homes += more->n_homes;
    change->last_day = more->last_day;
    pp_day_long(change->first_day, first, sizeof first);
    pp_day_long(change->last_day, last, sizeof last);
    pp_str_appendf(&text, "%lld visits in patch %s in the weeks from %s to %s%s",
                   (long long)change->n_homes, away->problem->patches[change->patch_ix].name, first,
                   last, strstr(change->text, ": "));
    change->text = pp_arena_strdup(&away->roster->arena, pp_str_text(&text));
    return text.failed || !change->text ? pp_fail_nomem(reterr) : 0;
}

/* Of the changes from `first` on. */
static int fold_weeks(const struct away *away, int first, struct pp_error *reterr) {
    struct pp_roster *roster = away->roster;
    int n = first, rc = 0;
    for (int i = first; i < roster->n_changes && rc == 0; i++) {
        int same = first;
        while (same < n && !is_same_hand(&roster->changes[same], &roster->changes[i]))
            same++;
        if (same < n)
            rc = join(away, &roster->changes[same], &roster->changes[i], reterr);
        else
            roster->changes[n++] = roster->changes[i];
    }
    roster->n_changes = rc ? roster->n_changes : n;
    return rc;
}

int pp_away_visits(struct away *away, struct pp_error *reterr) {
    int rc = 0, n_told = away->roster->n_changes;
    for (pp_day monday = pp_calendar_monday(away->from); monday <= away->to; monday += 7) {
        int n = is_due_in_week(away, monday) ? away->problem->n_patches : 0;
        for (int p = 0; rc == 0 && p < n; p++)
            rc = mend_visits(away, p, monday, reterr);
    }
    return rc ? rc : fold_weeks(away, n_told, reterr);
}
