/* An officer who was to be away is there after all: what others took over is theirs again. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/roster/practice.h"
#include "planner/roster/away_parts.h"
#include "planner/roster/sessions.h"

/* ---- drop-ins and meetings ---- */

/* The last change in which the session lost the officer; NULL: none. */
static const struct pp_change *change_of(const struct away *away, int64_t session_id) {
    for (int i = away->roster->n_changes - 1; i >= 0; i--) {
        const struct pp_change *change = &away->roster->changes[i];
        if (strcmp(change->what, "session") == 0 && change->session_id == session_id &&
            change->old_post_ix == away->post_ix)
            return change;
    }
    return NULL;
}

/* Is `post_ix` among those in whose place, one after the other, `above` is there? */
static bool is_under(const int *under, int n_posts, int above, int post_ix) {
    for (int i = 0; i < n_posts && above >= 0; i++) {
        above = under[above];
        if (above == post_ix)
            return true;
    }
    return false;
}

/* Who stands at the session in the officer's place now, after everybody who came and went since; -1 nobody. What was
 * handed on is followed from change to change: whoever gets a place back is instead of nobody there. */
static int find_standing_in(const struct away *away, const struct pp_session *session,
                            int *ret_came, struct pp_error *reterr) {
    int n_posts = away->problem->n_posts;
    PP_AUTO_FREE int *under = pp_alloc_array((size_t)n_posts + 1, sizeof *under);
    if (!under)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < n_posts; p++)
        under[p] = -1;
    for (int i = 0; i < away->roster->n_changes; i++) {
        const struct pp_change *change = &away->roster->changes[i];
        int gone = change->old_post_ix, came = change->new_post_ix;
        if (strcmp(change->what, "session") == 0 && change->session_id == session->session_id &&
            gone >= 0 && came >= 0 && !is_under(under, n_posts, gone, came))
            under[came] = gone;
    }
    *ret_came = -1;
    for (int i = 0; i < session->n_posts; i++)
        if (is_under(under, n_posts, session->posts[i], away->post_ix))
            *ret_came = session->posts[i];
    return 0;
}

/* In the place of who came; where nobody did, beside the others. */
static int put_staff(struct away *away, struct pp_session *session, int came,
                     struct pp_error *reterr) {
    int *posts =
        pp_arena_alloc(&away->roster->arena, ((size_t)session->n_posts + 1) * sizeof *posts);
    if (!posts)
        return pp_fail_nomem(reterr);
    bool found = false;
    for (int i = 0; i < session->n_posts; i++) {
        bool leaves = came >= 0 && session->posts[i] == came;
        posts[i] = leaves ? away->post_ix : session->posts[i];
        found = found || leaves;
    }
    if (!found)
        posts[session->n_posts++] = away->post_ix;
    session->posts = posts;
    return 0;
}

static int tell_session(struct away *away, const struct pp_session *session, int came,
                        struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_change change = {.what = "session",
                               .patch_ix = session->n_patches > 0 ? session->patches[0] : -1,
                               .old_post_ix = came,
                               .new_post_ix = away->post_ix,
                               .session_id = session->session_id,
                               .first_day = session->day,
                               .last_day = session->day};
    for (int i = 0; i < session->n_patches; i++)
        change.n_homes += away->problem->patches[session->patches[i]].n_homes;
    pp_away_append_session(away, session, &text);
    if (session->status == PP_SESSION_CANCELLED) {
        change.new_post_ix = -1;
        pp_str_appendf(&text, " stays cancelled; to hold it again: patchplan roster restore %lld",
                       (long long)session->session_id);
    } else
        pp_str_appendf(&text, came >= 0 ? ": %s again, instead of %s" : ": %s is there again",
                       pp_away_name(away, away->post_ix), pp_away_name(away, came));
    return pp_away_add_change(away, &change, &text, reterr);
}

/* Who took over could not be told, or the officer is elsewhere by now: that is said, too. */
static int tell_stays(struct away *away, const struct pp_session *session,
                      struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_change change = {.what = "session",
                               .patch_ix = session->n_patches > 0 ? session->patches[0] : -1,
                               .old_post_ix = -1,
                               .new_post_ix = -1,
                               .session_id = session->session_id,
                               .first_day = session->day,
                               .last_day = session->day};
    pp_away_append_session(away, session, &text);
    pp_str_appendf(&text, " stays without %s: it was arranged anew in between",
                   pp_away_name(away, away->post_ix));
    return pp_away_add_change(away, &change, &text, reterr);
}

static int give_back(struct away *away, const struct pp_diary *diary, int session_ix,
                     struct pp_error *reterr) {
    struct pp_session *session = &away->roster->sessions[session_ix];
    bool among = pp_is_among(away->post_ix, session->posts, session->n_posts);
    const struct pp_change *change = among ? NULL : change_of(away, session->session_id);
    if (session->status == PP_SESSION_CANCELLED)
        return among && !session->pinned ? tell_session(away, session, -1, reterr) : 0;
    if (!change)
        return 0;
    if (!pp_diary_free(diary, away->post_ix, session->day, session->half, session_ix))
        return tell_stays(away, session, reterr);
    int came = -1;
    int rc = change->new_post_ix < 0 ? 0 : find_standing_in(away, session, &came, reterr);
    if (rc == 0 && change->new_post_ix >= 0 && came < 0)
        return tell_stays(away, session, reterr);
    if (rc)
        return rc;
    rc = put_staff(away, session, came, reterr);
    return rc ? rc : tell_session(away, session, came, reterr);
}

int pp_back_sessions(struct away *away, struct pp_error *reterr) {
    const struct pp_diary diary = {.problem = away->problem,
                                   .with_leads = away->roster,
                                   .roster = away->roster,
                                   .team_ix = away->team.team_ix,
                                   .away_post_ix = -1};
    int rc = 0;
    for (int i = 0; rc == 0 && i < away->roster->n_sessions; i++) {
        const struct pp_session *session = &away->roster->sessions[i];
        if (session->session_id > 0 && session->day >= away->from && session->day <= away->to)
            rc = give_back(away, &diary, i, reterr);
    }
    return rc;
}

/* ---- visits ---- */

/* Visits of the patch in the week that somebody makes who does not lead it. */
static int take_visits(struct away *away, int patch_ix, pp_day monday, const int *leads,
                       int n_leads) {
    int n = 0;
    for (int i = 0; i < away->roster->n_visits; i++) {
        struct pp_visit_row *visit = &away->roster->visits[i];
        bool open = visit->state == PP_VISIT_OFFERED || visit->state == PP_VISIT_BOOKED;
        if (visit->patch_ix != patch_ix || visit->week_start != monday || !open ||
            pp_is_among(visit->post_ix, leads, n_leads))
            continue;
        if (visit->second_post_ix == away->post_ix)
            visit->second_post_ix = visit->post_ix;
        visit->post_ix = away->post_ix;
        n++;
    }
    return n;
}

static int back_in_week(struct away *away, int patch_ix, pp_day monday, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    char day[32];
    int leads[2];
    int n_leads = pp_roster_leads_on(away->roster, patch_ix,
                                     monday > away->from ? monday : away->from, leads);
    if (!pp_is_among(away->post_ix, leads, n_leads) || pp_away_all_week(away, monday))
        return 0;
    int n = take_visits(away, patch_ix, monday, leads, n_leads);
    struct pp_change change = {.what = "visit",
                               .patch_ix = patch_ix,
                               .old_post_ix = -1,
                               .new_post_ix = away->post_ix,
                               .n_homes = n,
                               .first_day = monday,
                               .last_day = monday + 6};
    if (n == 0)
        return 0;
    pp_day_long(monday, day, sizeof day);
    pp_str_appendf(&text, "%d %s in patch %s in the week of %s: %s again", n,
                   pp_text_plural(n, "visit", "visits"), away->problem->patches[patch_ix].name, day,
                   pp_away_name(away, away->post_ix));
    return pp_away_add_change(away, &change, &text, reterr);
}

int pp_back_visits(struct away *away, struct pp_error *reterr) {
    int rc = 0;
    for (pp_day monday = pp_calendar_monday(away->from); rc == 0 && monday <= away->to; monday += 7)
        for (int p = 0; rc == 0 && p < away->problem->n_patches; p++)
            rc = back_in_week(away, p, monday, reterr);
    return rc;
}
