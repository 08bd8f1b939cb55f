/* What is another than it was: two rosters held against each other, and each difference in a sentence.
 *
 * Steps: 1 leads, patch by patch, day by day on which one begins or has ended; what follows on is one. 2 who stands in: rows
 * of the same patch, absence and half-day; a run of days with the same answer is one. 3 drop-ins: found again by number,
 * by name, by series and day, and at last by a patch that they serve in the same fortnight. O(sessions^2). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/judge.h"
#include "patchplan/roster/practice.h"
#include "planner/roster/judge_parts.h"
#include "planner/roster/sessions.h"

struct telling {
    const struct pp_roster_problem *problem;
    const struct pp_roster *before;
    pp_day first_day, last_day; /* of what both have */
    struct pp_roster *roster;
};

static void append_people(const struct pp_roster_problem *problem, const int *posts, int n,
                          struct pp_str *text) {
    for (int i = 0; i < n; i++) {
        pp_str_append(text, i == 0 ? "" : i == n - 1 ? " and " : ", ");
        roster_append_post(problem, posts[i], text);
    }
    if (n == 0)
        pp_str_append(text, "nobody");
}

static int tell(struct telling *telling, struct pp_change *change, struct pp_str *text,
                struct pp_error *reterr) {
    change->text = pp_str_text(text);
    return text->failed ? pp_fail_nomem(reterr)
                        : pp_roster_add_change(telling->roster, change, reterr);
}

/* No named officer is away then: there is none. */
static bool is_vacancy(const struct pp_cover *row) {
    return row->absent_post_ix < 0 || !strcmp(row->reason, "vacant post");
}

/* ---- leads ---- */

struct led { /* who, by day */
    int post_ix[2], n;
};

/* The first day on which somebody works: an officer who leaves on a Friday is missed on Monday. */
static pp_day working_day(const struct pp_calendar *calendar, pp_day day) {
    while (!pp_calendar_working(calendar, day) && day < pp_calendar_last_day(calendar))
        day++;
    return day;
}

/* Was the post, which may be filled by now, still vacant on that day, by who stood in? */
static bool was_vacant(const struct telling *telling, const struct pp_roster *roster, int patch_ix,
                       pp_day day, int post_ix) {
    pp_day next = working_day(&telling->problem->calendar, day);
    for (int i = 0; i < roster->n_covers; i++) {
        const struct pp_cover *row = &roster->covers[i];
        if (row->patch_ix == patch_ix && row->day == next && row->absent_post_ix == post_ix)
            return is_vacancy(row);
    }
    return false;
}

/* Whoever does not work here yet leads nothing. */
static struct led led_on(const struct telling *telling, const struct pp_roster *roster,
                         int patch_ix, pp_day day) {
    struct led led = {.n = 0};
    int posts[2];
    int n = pp_roster_leads_on(roster, patch_ix, day, posts);
    for (int i = 0; i < n; i++) {
        const struct pp_post *post = &telling->problem->posts[posts[i]];
        if (!post->name[0] ||
            (post->starts <= day && !was_vacant(telling, roster, patch_ix, day, posts[i])))
            led.post_ix[led.n++] = posts[i];
    }
    return led;
}

static bool same_led(const struct led *a, const struct led *b) {
    return pp_same_members(a->post_ix, a->n, b->post_ix, b->n);
}

/* The next day on which a row of the patch begins or has ended, at most `next`. */
static pp_day next_day(const struct pp_roster *roster, int patch_ix, pp_day day, pp_day next) {
    for (int i = 0; i < roster->n_leads; i++) {
        const struct pp_lead *lead = &roster->leads[i];
        if (lead->patch_ix != patch_ix)
            continue;
        if (lead->first_day > day && lead->first_day < next)
            next = lead->first_day;
        if (lead->last_day >= day && lead->last_day < next)
            next = lead->last_day + 1;
    }
    return next;
}

static int tell_led(struct telling *telling, int patch_ix, pp_day from, pp_day to,
                    struct pp_error *reterr) {
    const struct pp_roster_problem *problem = telling->problem;
    const struct pp_roster_patch *patch = &problem->patches[patch_ix];
    struct led was = led_on(telling, telling->before, patch_ix, from);
    struct led is = led_on(telling, telling->roster, patch_ix, from);
    struct pp_change change = {.what = "lead",
                               .patch_ix = patch_ix,
                               .old_post_ix = was.n > 0 ? was.post_ix[0] : -1,
                               .new_post_ix = is.n > 0 ? is.post_ix[0] : -1,
                               .n_homes = patch->n_homes,
                               .first_day = working_day(&problem->calendar, from),
                               .last_day =
                                   to < pp_calendar_last_day(&problem->calendar) ? to : PP_FAR_DAY};
    PP_AUTO_STR struct pp_str text = {0}, who = {0}, instead = {0};
    append_people(problem, is.post_ix, is.n, &who);
    append_people(problem, was.post_ix, was.n, &instead);
    change.who = pp_str_text(&who);
    change.instead = pp_str_text(&instead);
    pp_str_appendf(&text, "Patch %s (%d homes): from ", patch->name, patch->n_homes);
    roster_append_when(working_day(&problem->calendar, from), -1, &text);
    if (to < pp_calendar_last_day(&problem->calendar)) {
        pp_str_append(&text, " to ");
        roster_append_when(to, -1, &text);
    }
    pp_str_appendf(&text, " %s instead of %s", change.who, change.instead);
    if (who.failed || instead.failed)
        return pp_fail_nomem(reterr);
    return tell(telling, &change, &text, reterr);
}

static int tell_patch(struct telling *telling, int patch_ix, struct pp_error *reterr) {
    pp_day end = pp_calendar_last_day(&telling->problem->calendar) + 1;
    int rc = 0;
    for (pp_day day = telling->first_day, next; rc == 0 && day < end; day = next) {
        struct led was = led_on(telling, telling->before, patch_ix, day);
        struct led is = led_on(telling, telling->roster, patch_ix, day);
        for (next = day; next < end;) {
            struct led was_then = led_on(telling, telling->before, patch_ix, next);
            struct led is_then = led_on(telling, telling->roster, patch_ix, next);
            if (!same_led(&was, &was_then) || !same_led(&is, &is_then))
                break;
            next = next_day(telling->roster, patch_ix, next,
                            next_day(telling->before, patch_ix, next, end));
        }
        if (!same_led(&was, &is))
            rc = tell_led(telling, patch_ix, day, next - 1, reterr);
    }
    return rc;
}

/* ---- who stands in ---- */

enum { NO_ROW = -2 };
struct stand_in { /* of one day: before and now */
    const struct pp_cover *row;
    int was, is; /* who; -1 nobody, NO_ROW: there was nothing to cover */
};

/* Whose absence a row is of: a patch without an officer is one, whichever post it waits for. */
static int absentee(const struct pp_cover *row) {
    return is_vacancy(row) ? -1 : row->absent_post_ix;
}

static int by_absence(const void *one, const void *two) {
    const struct pp_cover *a = ((const struct stand_in *)one)->row;
    const struct pp_cover *b = ((const struct stand_in *)two)->row;
    if (a->patch_ix != b->patch_ix)
        return a->patch_ix < b->patch_ix ? -1 : 1;
    if (absentee(a) != absentee(b))
        return absentee(a) < absentee(b) ? -1 : 1;
    if (a->half != b->half)
        return a->half < b->half ? -1 : 1;
    return (a->day > b->day) - (a->day < b->day);
}

static void gather(const struct telling *telling, const struct pp_roster *roster, bool now,
                   struct stand_in *list, int *n) {
    for (int i = 0; i < roster->n_covers; i++) {
        const struct pp_cover *row = &roster->covers[i];
        if (row->day < telling->first_day || row->day > telling->last_day)
            continue;
        list[(*n)++] = (struct stand_in){row, now ? NO_ROW : row->cover_post_ix,
                                         now ? row->cover_post_ix : NO_ROW};
    }
}

/* The two rows of one day become one; what has not changed goes. */
static int fold(struct stand_in *list, int n) {
    int n_left = 0;
    for (int i = 0; i < n; i++) {
        struct stand_in one = list[i];
        if (i + 1 < n && by_absence(&list[i], &list[i + 1]) == 0) {
            i++;
            one.was = one.was == NO_ROW ? list[i].was : one.was;
            one.is = one.is == NO_ROW ? list[i].is : one.is;
        }
        if (one.was != one.is)
            list[n_left++] = one;
    }
    return n_left;
}

/* "Patch P06: from .. to .. (35 days) Ana Bell stands in for Cem Dale" */
static int tell_run(struct telling *telling, const struct stand_in *run, int n,
                    struct pp_error *reterr) {
    const struct pp_roster_problem *problem = telling->problem;
    const struct pp_cover *first = run[0].row;
    const struct pp_roster_patch *patch = &problem->patches[first->patch_ix];
    bool ends = run[0].is == NO_ROW;
    int who = ends ? run[0].was : run[0].is;
    struct pp_change change = {.what = "cover",
                               .patch_ix = first->patch_ix,
                               .old_post_ix = run[0].was >= 0 ? run[0].was : -1,
                               .new_post_ix = run[0].is >= 0 ? run[0].is : -1,
                               .n_homes = patch->n_homes,
                               .first_day = first->day,
                               .last_day = run[n - 1].row->day};
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_appendf(&text, "Patch %s: %s ", patch->name, n > 1 ? "from" : "on");
    roster_append_when(first->day, first->half, &text);
    if (n > 1) {
        pp_str_append(&text, " to ");
        roster_append_when(run[n - 1].row->day, -1, &text);
        pp_str_appendf(&text, " (%d days)", n);
    }
    pp_str_append_char(&text, ' ');
    append_people(problem, &who, who >= 0, &text);
    pp_str_append(&text, ends ? " no longer stands in" : " stands in");
    if (!is_vacancy(first)) {
        pp_str_append(&text, " for ");
        roster_append_post(problem, first->absent_post_ix, &text);
    }
    if (!ends && run[0].was != NO_ROW) {
        pp_str_append(&text, ", instead of ");
        append_people(problem, &run[0].was, run[0].was >= 0, &text);
    }
    return tell(telling, &change, &text, reterr);
}

static bool goes_on(const struct stand_in *a, const struct stand_in *b) {
    return a->row->patch_ix == b->row->patch_ix && absentee(a->row) == absentee(b->row) &&
           a->row->half == b->row->half && a->was == b->was && a->is == b->is;
}

static int tell_covers(struct telling *telling, struct pp_error *reterr) {
    int n = 0, rc = 0;
    size_t most = (size_t)telling->before->n_covers + (size_t)telling->roster->n_covers + 1;
    PP_AUTO_FREE struct stand_in *list = pp_alloc_array(most, sizeof *list);
    if (!list)
        return pp_fail_nomem(reterr);
    gather(telling, telling->before, false, list, &n);
    gather(telling, telling->roster, true, list, &n);
    qsort(list, (size_t)n, sizeof *list, by_absence);
    n = fold(list, n);
    for (int i = 0, next; rc == 0 && i < n; i = next) {
        for (next = i + 1; next < n && goes_on(&list[i], &list[next]);)
            next++;
        rc = tell_run(telling, &list[i], next - i, reterr);
    }
    return rc;
}

/* ---- drop-ins and meetings ---- */

static bool is_held(const struct pp_session *session) {
    return session->status != PP_SESSION_CANCELLED;
}

static bool is_same_one(const struct pp_session *a, const struct pp_session *b) {
    if (a->session_id > 0 && b->session_id > 0)
        return a->session_id == b->session_id;
    return a->team_ix == b->team_ix && pp_session_base_day(a) == pp_session_base_day(b) &&
           !strcmp(a->series, b->series);
}

/* Has it taken the other's place: a drop-in for one of its patches in the same two weeks? */
static bool replaces(const struct telling *telling, const struct pp_session *old,
                     const struct pp_session *new) {
    if (!is_held(old) || !is_held(new) || old->kind != PP_SESSION_DROPIN ||
        new->kind != PP_SESSION_DROPIN || old->team_ix != new->team_ix ||
        pp_calendar_fortnight(&telling->problem->calendar, old->day) !=
            pp_calendar_fortnight(&telling->problem->calendar, new->day))
        return false;
    for (int i = 0; i < old->n_patches; i++)
        if (pp_is_among(old->patches[i], new->patches, new->n_patches))
            return true;
    return false;
}

static void append_patches(const struct pp_roster_problem *problem,
                           const struct pp_session *session, struct pp_str *text) {
    for (int i = 0; i < session->n_patches; i++)
        pp_str_appendf(text, "%s%s", i ? ", " : "", problem->patches[session->patches[i]].name);
}

/* "drop-in at Valley Centre on Monday 29 March 2027 at 10am (P01, P02)" */
static void append_session(const struct pp_roster_problem *problem,
                           const struct pp_session *session, struct pp_str *text) {
    roster_append_session(problem, session, text);
    pp_str_append(text, " on ");
    roster_append_time(session->day, session->from_min, text);
    if (session->kind == PP_SESSION_DROPIN && session->n_patches > 0) {
        pp_str_append(text, " (");
        append_patches(problem, session, text);
        pp_str_append_char(text, ')');
    }
}

/* What is another, after "The drop-in ..."; false: nothing that people see. */
static bool append_difference(const struct pp_roster_problem *problem, const struct pp_session *old,
                              const struct pp_session *new, struct pp_str *text) {
    const char *and = " ";
    if (is_held(old) != is_held(new)) {
        pp_str_append(text, is_held(old) ? " is cancelled" : " is held after all");
        return true;
    }
    if (!is_held(old))
        return false;
    if (old->day != new->day || old->from_min != new->from_min || old->venue_ix != new->venue_ix) {
        pp_str_append(text, " moves to ");
        roster_append_time(new->day, new->from_min, text);
        if (old->venue_ix != new->venue_ix &&new->venue_ix >= 0)
            pp_str_appendf(text, " at %s", problem->venues[new->venue_ix].name);
        and = ", ";
    }
    if (!pp_same_members(old->patches, old->n_patches, new->patches, new->n_patches)) {
        pp_str_appendf(text, "%sis for ", and);
        append_patches(problem, new, text);
        and = ", ";
    }
    if (!pp_same_members(old->posts, old->n_posts, new->posts, new->n_posts)) {
        pp_str_appendf(text, "%sis held by ", and);
        append_people(problem, new->posts, new->n_posts, text);
        pp_str_append(text, " instead of ");
        append_people(problem, old->posts, old->n_posts, text);
        and = ", ";
    }
    return and[0] == ',';
}

static int first_other(const struct pp_session *of, const struct pp_session *than) {
    for (int i = 0; of && than && i < of->n_posts; i++)
        if (!pp_is_among(of->posts[i], than->posts, than->n_posts))
            return of->posts[i];
    return -1;
}

/* `old` NULL: a new one; `new` NULL: no longer there. */
static int tell_session(struct telling *telling, const struct pp_session *old,
                        const struct pp_session *new, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = telling->problem;
    const struct pp_session *one = old ? old : new;
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_change change = {.what = "session",
                               .patch_ix = one->n_patches > 0 ? one->patches[0] : -1,
                               .old_post_ix = first_other(old, new),
                               .new_post_ix = first_other(new, old),
                               .session_id = one->session_id,
                               .first_day = (new ? new : old)->day,
                               .last_day = (new ? new : old)->day};
    for (int i = 0; i < one->n_patches; i++)
        change.n_homes += problem->patches[one->patches[i]].n_homes;
    pp_str_append(&text, old ? "The " : "A new ");
    append_session(problem, one, &text);
    if (!new) {
        pp_str_append(&text, " is cancelled");
    } else if (!old) {
        pp_str_append(&text, " is held by ");
        append_people(problem, new->posts, new->n_posts, &text);
    } else if (!append_difference(problem, old, new, &text)) {
        return 0;
    }
    return tell(telling, &change, &text, reterr);
}

static bool in_time(const struct telling *telling, const struct pp_session *session) {
    return session->day >= telling->first_day && session->day <= telling->last_day;
}

/* The number in `roster` of what has become of a session; -1: nothing. */
static int find_again(const struct telling *telling, const struct pp_session *old,
                      const bool *taken, bool by_place) {
    const struct pp_roster *roster = telling->roster;
    for (int i = 0; i < roster->n_sessions; i++) {
        const struct pp_session *new = &roster->sessions[i];
        if (!taken[i] && (by_place ? replaces(telling, old, new) : is_same_one(old, new)))
            return i;
    }
    return -1;
}

static int tell_sessions(struct telling *telling, struct pp_error *reterr) {
    const struct pp_roster *before = telling->before, *roster = telling->roster;
    PP_AUTO_FREE bool *taken = pp_alloc_array((size_t)roster->n_sessions + 1, sizeof *taken);
    PP_AUTO_FREE int *again = pp_alloc_array((size_t)before->n_sessions + 1, sizeof *again);
    int rc = 0;
    if (!taken || !again)
        return pp_fail_nomem(reterr);
    for (int by_place = 0; by_place < 2; by_place++)
        for (int i = 0; i < before->n_sessions; i++) {
            if (by_place && again[i] >= 0)
                continue;
            again[i] = find_again(telling, &before->sessions[i], taken, by_place);
            if (again[i] >= 0)
                taken[again[i]] = true;
        }
    for (int i = 0; rc == 0 && i < before->n_sessions; i++) {
        const struct pp_session *old = &before->sessions[i];
        const struct pp_session *new = again[i] >= 0 ? &roster->sessions[again[i]] : NULL;
        bool given_up = !new && old->day >= telling->problem->today;
        if ((in_time(telling, old) || given_up) && (new || is_held(old)))
            rc = tell_session(telling, old, new, reterr);
    }
    for (int i = 0; rc == 0 && i < roster->n_sessions; i++)
        if (!taken[i] && is_held(&roster->sessions[i]) && in_time(telling, &roster->sessions[i]))
            rc = tell_session(telling, NULL, &roster->sessions[i], reterr);
    return rc;
}

int pp_roster_list_changes(const struct pp_roster_problem *problem, const struct pp_roster *before,
                           pp_day first_day, pp_day last_day, struct pp_roster *roster,
                           struct pp_error *reterr) {
    struct telling telling = {problem, before, first_day, last_day, roster};
    int rc = 0;
    for (int p = 0; rc == 0 && p < problem->n_patches; p++)
        rc = tell_patch(&telling, p, reterr);
    if (rc == 0)
        rc = tell_covers(&telling, reterr);
    return rc ? rc : tell_sessions(&telling, reterr);
}
