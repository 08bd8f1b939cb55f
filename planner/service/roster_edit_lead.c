/* Another named officer for a patch, from a day on, with the visits and drop-ins that go with it; and what is fixed. */
#include "planner/service/roster_edit.h"

#include "patchplan/core/alloc.h"
#include "patchplan/roster/cover.h"
#include "patchplan/roster/practice.h"

/* ---- what is fixed ---- */

/* The patch's pin among those of the problem: to `post_ix`, or -1 none. */
static int put_pin(struct editing *e, int post_ix, struct pp_error *reterr) {
    struct pp_roster_problem *problem = &e->made->problem;
    struct pp_pin *pins =
        pp_arena_alloc(&problem->arena, ((size_t)problem->n_pins + 1) * sizeof *pins);
    int n = 0;
    if (!pins)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < problem->n_pins; i++)
        if (problem->pins[i].patch_ix != e->patch_ix)
            pins[n++] = problem->pins[i];
    if (post_ix >= 0)
        pins[n++] = (struct pp_pin){.patch_ix = e->patch_ix, .post_ix = post_ix};
    problem->pins = pins;
    problem->n_pins = n;
    for (int i = 0; i < e->made->roster.n_leads; i++) {
        struct pp_lead *lead = &e->made->roster.leads[i];
        if (lead->patch_ix == e->patch_ix)
            lead->pinned = post_ix >= 0 && lead->post_ix == post_ix;
    }
    return 0;
}

/* In the file and in hand: the patch is fixed to `post_ix`, or (-1) to nobody. */
static int fix(struct editing *e, int post_ix, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = &e->made->problem;
    const char *officer_id = post_ix >= 0 ? problem->posts[post_ix].officer_id : NULL;
    int rc = e->edit->dry_run
                 ? 0
                 : pp_store_roster_pin(e->db, e->made->plan_id, problem->patches[e->patch_ix].name,
                                       officer_id, reterr);
    return rc ? rc : put_pin(e, post_ix, reterr);
}

/* ---- another named officer ---- */

/* Those who lead the patch now do so until the day before. */
static void end_leads(struct pp_roster *roster, int patch_ix, pp_day from) {
    int n = 0;
    for (int i = 0; i < roster->n_leads; i++) {
        struct pp_lead lead = roster->leads[i];
        if (lead.patch_ix == patch_ix && lead.last_day >= from)
            lead.last_day = from - 1;
        if (lead.first_day <= lead.last_day)
            roster->leads[n++] = lead;
    }
    roster->n_leads = n;
}

int pp_roster_put_lead(const struct pp_roster_problem *problem, int patch_ix, int post_ix,
                       pp_day from, struct pp_roster *roster, struct pp_error *reterr) {
    const struct pp_lead lead = {.patch_ix = patch_ix,
                                 .post_ix = post_ix,
                                 .share_milli = 1000,
                                 .first_day = from,
                                 .last_day = PP_FAR_DAY,
                                 .lent = problem->posts[post_ix].lent};
    end_leads(roster, patch_ix, from);
    return pp_roster_add_lead(roster, &lead, reterr);
}

static bool is_in_that_week(const struct editing *e, pp_day monday) {
    for (pp_day day = monday > e->day ? monday : e->day; day < monday + 7; day++)
        if (pp_post_works(&e->made->problem, e->post_ix, day, PP_HALF_AM) ||
            pp_post_works(&e->made->problem, e->post_ix, day, PP_HALF_PM))
            return true;
    return false;
}

/* Visits still to come go to the new officer, from whoever stands in too, unless the officer is away all of that week.
 * Returns how many the officer then has there. */
static int64_t hand_visits(struct editing *e, const int old[2], int n_old) {
    struct pp_roster *roster = &e->made->roster;
    int64_t n = 0;
    for (int i = 0; i < roster->n_visits; i++) {
        struct pp_visit_row *visit = &roster->visits[i];
        int was = visit->post_ix;
        bool open = visit->state != PP_VISIT_DONE && visit->week_start >= e->day - 6;
        if (visit->patch_ix != e->patch_ix || !open ||
            !(was < 0 || pp_is_among(was, old, n_old) || is_in_that_week(e, visit->week_start)))
            continue;
        visit->post_ix = e->post_ix;
        if (visit->second_post_ix == e->post_ix)
            visit->second_post_ix = was != e->post_ix ? was : -1;
        n++;
    }
    return n;
}

/* Does the officer lead another patch of the session? */
static bool leads_another(const struct editing *e, const struct pp_session *session, int post_ix) {
    for (int i = 0; i < session->n_patches; i++) {
        int posts[2];
        int n =
            session->patches[i] == e->patch_ix
                ? 0
                : pp_roster_leads_on(&e->made->roster, session->patches[i], session->day, posts);
        if (pp_is_among(post_ix, posts, n))
            return true;
    }
    return false;
}

static bool is_elsewhere(const struct editing *e, const struct pp_session *session) {
    const struct pp_roster *roster = &e->made->roster;
    for (int i = 0; i < roster->n_sessions; i++) {
        const struct pp_session *other = &roster->sessions[i];
        if (other != session && other->day == session->day && other->half == session->half &&
            other->status != PP_SESSION_CANCELLED &&
            pp_is_among(e->post_ix, other->posts, other->n_posts))
            return true;
    }
    return false;
}

/* Whose place at the session the new officer takes: the old one's; at a drop-in else that of who stands in there and
 * leads none of its patches, else one at a free desk; -1: none. */
static int whose_place(const struct editing *e, const struct pp_session *session, const int old[2],
                       int n_old) {
    int stands_in = -1;
    for (int p = 0; p < session->n_posts; p++) {
        if (leads_another(e, session, session->posts[p]))
            continue;
        if (pp_is_among(session->posts[p], old, n_old))
            return p;
        stands_in = p;
    }
    if (session->kind != PP_SESSION_DROPIN || session->venue_ix < 0)
        return -1;
    if (stands_in >= 0)
        return stands_in;
    return session->n_posts < e->made->problem.venues[session->venue_ix].desks ? session->n_posts
                                                                               : -1;
}

/* The patch's drop-ins get the new officer, on days on which that officer works and is nowhere else. */
static int hand_sessions(struct editing *e, const int old[2], int n_old, struct pp_error *reterr) {
    struct pp_roster *roster = &e->made->roster;
    for (int i = 0; i < roster->n_sessions; i++) {
        struct pp_session *session = &roster->sessions[i];
        if (session->day < e->day || session->status == PP_SESSION_CANCELLED ||
            !pp_is_among(e->patch_ix, session->patches, session->n_patches) ||
            pp_is_among(e->post_ix, session->posts, session->n_posts) ||
            !pp_post_works(&e->made->problem, e->post_ix, session->day, session->half) ||
            is_elsewhere(e, session))
            continue;
        int place = whose_place(e, session, old, n_old);
        if (place < 0)
            continue;
        int *posts = pp_arena_alloc(&roster->arena, ((size_t)session->n_posts + 1) * sizeof *posts);
        if (!posts)
            return pp_fail_nomem(reterr);
        for (int p = 0; p < session->n_posts; p++)
            posts[p] = session->posts[p];
        posts[place] = e->post_ix;
        session->n_posts += place == session->n_posts;
        session->posts = posts;
    }
    return 0;
}

static int tell_assigned(struct editing *e, const int old[2], int n_old, int64_t n_visits,
                         struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0}, before = {0}, after = {0};
    const struct pp_roster_problem *problem = &e->made->problem;
    const struct pp_roster_patch *patch = &problem->patches[e->patch_ix];
    char day[32];
    pp_day_long(e->day, day, sizeof day);
    pp_str_appendf(&text, "Patch %s%s: %s %s%s from %s (%d homes, %lld visits)", patch->name,
                   n_old ? "" : ", which had no officer",
                   pp_roster_post_words(problem, e->post_ix, &after),
                   n_old ? "in place of " : "is its named officer",
                   n_old ? pp_roster_post_words(problem, old[0], &before) : "", day, patch->n_homes,
                   (long long)n_visits);
    return edit_add_change(e,
                           (struct pp_change){.what = "lead",
                                              .patch_ix = e->patch_ix,
                                              .old_post_ix = n_old ? old[0] : -1,
                                              .new_post_ix = e->post_ix,
                                              .n_homes = patch->n_homes,
                                              .first_day = e->day,
                                              .last_day = PP_FAR_DAY},
                           &text, reterr);
}

/* Whoever is not fixed may give way. */
static int note_assigned(struct editing *e, struct pp_error *reterr) {
    struct pp_str *note = &e->made->note;
    if (e->edit->and_pin) {
        pp_str_append(note, "It stays so whenever the roster is made again.");
    } else {
        pp_str_append(note, "It may change when the roster is made again, which then says so. To "
                            "fix it: patchplan roster pin ");
        pp_str_append_word(note, e->made->problem.patches[e->patch_ix].name);
    }
    return note->failed ? pp_fail_nomem(reterr) : 0;
}

static int find_both(struct editing *e, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = &e->made->problem;
    int rc = pp_roster_find_patch(problem, e->edit->patch, &e->patch_ix, reterr);
    if (!rc && e->edit->officer_id)
        rc = pp_roster_find_post(problem, e->edit->officer_id, &e->post_ix, reterr);
    return rc;
}

/* A team leader's choice is among the team's own. */
static int check_offered(const struct editing *e, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = &e->made->problem;
    const struct pp_roster_patch *patch = &problem->patches[e->patch_ix];
    PP_AUTO_STR struct pp_str who = {0};
    if (!e->edit->own_team || pp_roster_is_offered(problem, e->patch_ix, e->post_ix, e->day))
        return 0;
    return pp_fail(reterr, PP_E_INPUT,
                   "%s cannot be the named officer of patch %s: choose an officer of %s who is "
                   "there on that day.",
                   pp_roster_post_words(problem, e->post_ix, &who), patch->name,
                   pp_roster_team_words(problem, patch->team_ix));
}

int edit_assign(struct editing *e, struct pp_error *reterr) {
    int old[2] = {-1, -1};
    int rc = find_both(e, reterr);
    if (!rc)
        rc = edit_need_day(e, "--from", e->day, reterr);
    if (!rc)
        rc = check_offered(e, reterr);
    if (rc)
        return rc;
    struct pp_roster_in_hand *made = e->made;
    int n_old = pp_roster_leads_on(&made->roster, e->patch_ix, e->day, old);
    if (n_old == 1 && old[0] == e->post_ix)
        return pp_fail(reterr, PP_E_CONFLICT, "patch %s has %s as its named officer already",
                       made->problem.patches[e->patch_ix].name,
                       made->problem.posts[e->post_ix].officer_id);
    rc = pp_roster_put_lead(&made->problem, e->patch_ix, e->post_ix, e->day, &made->roster, reterr);
    if (!rc)
        rc = hand_sessions(e, old, n_old, reterr);
    if (!rc)
        rc = pp_cover_handed(&made->problem, e->patch_ix, e->day, &made->roster, reterr);
    if (!rc)
        rc = tell_assigned(e, old, n_old, hand_visits(e, old, n_old), reterr);
    pp_roster_assigned_words(&made->problem, e->patch_ix, e->post_ix, &e->what);
    if (!rc && e->edit->and_pin)
        rc = fix(e, e->post_ix, reterr);
    return rc ? rc : note_assigned(e, reterr);
}

/* ---- fixed as it is ---- */

int edit_pin(struct editing *e, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = &e->made->problem;
    int posts[2] = {-1, -1};
    int rc = find_both(e, reterr);
    if (rc)
        return rc;
    bool on = e->edit->kind == PP_ROSTER_PIN;
    const char *name = problem->patches[e->patch_ix].name;
    if (!e->edit->officer_id && on &&
        pp_roster_leads_on(&e->made->roster, e->patch_ix, e->day, posts) > 0)
        e->post_ix = posts[0];
    if (on && e->post_ix >= 0 && problem->posts[e->post_ix].role != PP_ROLE_OFFICER)
        return pp_fail(reterr, PP_E_INPUT,
                       "%s (%s) stands in and staffs drop-ins, but never leads a patch; name an "
                       "officer",
                       problem->posts[e->post_ix].name, problem->posts[e->post_ix].officer_id);
    if (on && e->post_ix < 0)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "patch %s has no named officer to be fixed; name one with --officer", name);
    rc = fix(e, on ? e->post_ix : -1, reterr);
    if (!rc)
        pp_roster_note_pin(e->made, e->patch_ix, on ? e->post_ix : -1, e->day);
    pp_str_appendf(&e->what, "%s %s", on ? "pin" : "unpin", name);
    return rc;
}
