/* Who is at a drop-in that was moved by hand, and who was there when it goes back. */
#include "planner/service/roster_edit.h"

#include "patchplan/core/alloc.h"
#include "patchplan/roster/dropins.h"
#include "patchplan/roster/practice.h"

/* ---- moved: whoever is not free then gives way to others of the team ---- */

static int tell_instead(struct editing *e, const struct pp_session *session, int came, int gone,
                        struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0}, room = {0};
    const struct pp_roster_problem *problem = &e->made->problem;
    char day[48];
    pp_day_long(session->day, day, sizeof day);
    pp_str_appendf(&text, "At the drop-in on %s: ", day);
    if (came >= 0)
        pp_str_appendf(&text, "%s instead of ", pp_roster_post_words(problem, came, &room));
    else
        pp_str_append(&text, "without ");
    pp_str_append(&text, pp_roster_post_words(problem, gone, &room));
    pp_str_append(&text, ", who cannot be there then");
    return edit_add_change(e,
                           (struct pp_change){.what = "session",
                                              .patch_ix = -1,
                                              .old_post_ix = gone,
                                              .new_post_ix = came,
                                              .session_id = session->session_id,
                                              .first_day = session->day,
                                              .last_day = session->day},
                           &text, reterr);
}

/* Who is there now and was not, one for each who is gone. */
static int tell_staff(struct editing *e, const struct pp_session *session, const int *before,
                      int n_before, struct pp_error *reterr) {
    int rc = 0, next = 0;
    for (int i = 0; !rc && i < n_before; i++) {
        if (pp_is_among(before[i], session->posts, session->n_posts))
            continue;
        while (next < session->n_posts && pp_is_among(session->posts[next], before, n_before))
            next++;
        rc = tell_instead(e, session, next < session->n_posts ? session->posts[next++] : -1,
                          before[i], reterr);
    }
    return rc;
}

/* "Ann Ash and Bo Lee": those of the team who could be there on that half-day. */
static int name_free(struct editing *e, int session_ix, enum pp_half half, struct pp_str *names) {
    enum { MOST_NAMED = 4 };
    struct pp_roster *roster = &e->made->roster;
    const struct pp_roster_problem *problem = &e->made->problem;
    const struct pp_session *session = &roster->sessions[session_ix];
    PP_AUTO_STR struct pp_str room = {0};
    int n = 0;
    for (int p = 0; p < problem->n_posts; p++)
        if (problem->posts[p].team_ix == session->team_ix &&
            pp_session_free_for(problem, roster, p, session_ix, session->day, half) &&
            n++ < MOST_NAMED)
            pp_str_appendf(names, "%s%s", n > 1 ? ", " : "",
                           pp_roster_post_words(problem, p, &room));
    return n;
}

/* Fewer than two can be there: who could, on the same day. */
static void note_nobody(struct editing *e, int session_ix) {
    struct pp_str *note = &e->made->note;
    pp_str_append(note, "Fewer than two of the team can be there then.");
    for (int half = PP_HALF_AM; half < PP_N_HALVES; half++) {
        PP_AUTO_STR struct pp_str names = {0};
        if (name_free(e, session_ix, (enum pp_half)half, &names) > 0)
            pp_str_appendf(note, " Free in the %s of that day: %s.",
                           pp_half_words((enum pp_half)half), pp_str_text(&names));
    }
}

int edit_find_staff(struct editing *e, struct pp_session *session, struct pp_error *reterr) {
    struct pp_roster *roster = &e->made->roster;
    int session_ix = (int)(session - roster->sessions), n_before = session->n_posts;
    const int *before = session->posts;
    bool enough = false;
    if (session->kind != PP_SESSION_DROPIN)
        return 0;
    int rc = pp_session_staff(&e->made->problem, roster, session_ix, &enough, reterr);
    if (!rc && !enough)
        note_nobody(e, session_ix);
    return rc || !enough ? rc : tell_staff(e, session, before, n_before, reterr);
}

/* ---- back where it was: whoever gave way ---- */

static int swap(struct editing *e, struct pp_session *session, int came, int gone,
                struct pp_error *reterr) {
    int *posts =
        pp_arena_alloc(&e->made->roster.arena, ((size_t)session->n_posts + 1) * sizeof *posts);
    if (!posts)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < session->n_posts; i++)
        posts[i] = session->posts[i] == came ? gone : session->posts[i];
    if (came < 0)
        posts[session->n_posts++] = gone;
    session->posts = posts;
    return 0;
}

int edit_staff_back(struct editing *e, struct pp_session *session, struct pp_error *reterr) {
    struct pp_roster *roster = &e->made->roster;
    int session_ix = (int)(session - roster->sessions), rc = 0;
    for (int i = roster->n_changes - 1; !rc && i >= 0; i--) {
        const struct pp_change *change = &roster->changes[i];
        int came = change->new_post_ix, gone = change->old_post_ix;
        if (change->session_id != session->session_id)
            continue;
        if (came < 0 && gone < 0)
            break; /* that it was moved */
        if (gone >= 0 && !pp_is_among(gone, session->posts, session->n_posts) &&
            (came < 0 || pp_is_among(came, session->posts, session->n_posts)) &&
            pp_session_free_for(&e->made->problem, roster, gone, session_ix, session->day,
                                session->half))
            rc = swap(e, session, came, gone, reterr);
    }
    return rc;
}
