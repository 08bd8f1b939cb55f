/* One drop-in or meeting on staff's pages: where it is, what is known of that place and time, where it could go. */
#include <math.h>

#include "planner/service/hrefs.h"
#include "planner/service/roster_hand.h"
#include "planner/service/roster_telling.h"
#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"

/* A roster and the drop-in in it that is told about. */
struct about {
    const struct pp_roster_problem *problem;
    const struct pp_roster *roster;
    const struct pp_session *session;
};

static const struct pp_session *find_session(const struct pp_roster *roster, int64_t session_id) {
    for (int i = 0; i < roster->n_sessions; i++)
        if (roster->sessions[i].session_id == session_id)
            return &roster->sessions[i];
    return NULL;
}

static bool is_held(const struct pp_session *session) {
    return session->status != PP_SESSION_CANCELLED;
}

/* ---- what is known of a place and a time ---- */

static void push(struct pp_json *lines, const struct pp_str *text) {
    pp_json_push(lines, pp_json_new_text(pp_str_text(text)));
}

/* People at drop-ins there in the same half-day, this one's included. */
static int staff_there(const struct about *about) {
    int n = 0;
    for (int i = 0; i < about->roster->n_sessions; i++) {
        const struct pp_session *other = &about->roster->sessions[i];
        if (is_held(other) && other->venue_ix == about->session->venue_ix &&
            other->day == about->session->day && other->half == about->session->half)
            n += other->n_posts;
    }
    return n;
}

static void tell_venue(const struct about *about, struct pp_json *lines) {
    const struct pp_session *session = about->session;
    PP_AUTO_STR struct pp_str hall = {0}, access = {0};
    if (session->venue_ix < 0)
        return;
    const struct pp_roster_venue *venue = &about->problem->venues[session->venue_ix];
    bool is_open = pp_venue_is_open(about->problem, session->venue_ix, session->day, session->half);
    pp_str_appendf(&hall,
                   "%s is %sopen then. It has %d desks; with this drop-in %d people are there.",
                   venue->name, is_open ? "" : "not ", venue->desks, staff_there(about));
    pp_access_append_sentence(venue->access, &access);
    pp_str_append_char(&access, '.');
    push(lines, &hall);
    push(lines, &access);
}

/* Where else somebody is in that half-day; NULL: nowhere. */
static const struct pp_session *elsewhere(const struct about *about, int post_ix) {
    for (int i = 0; i < about->roster->n_sessions; i++) {
        const struct pp_session *other = &about->roster->sessions[i];
        if (other != about->session && is_held(other) && other->day == about->session->day &&
            other->half == about->session->half &&
            pp_is_among(post_ix, other->posts, other->n_posts))
            return other;
    }
    return NULL;
}

static void tell_officer(const struct about *about, int post_ix, struct pp_json *lines) {
    PP_AUTO_STR struct pp_str text = {0}, room = {0};
    const struct pp_session *other = elsewhere(about, post_ix);
    pp_str_append(&text, pp_roster_post_words(about->problem, post_ix, &room));
    if (!pp_post_works(about->problem, post_ix, about->session->day, about->session->half))
        pp_str_append(&text, " is not at work then.");
    else if (other)
        pp_str_appendf(&text, " is at %s then.", pp_session_venue_name(about->problem, other));
    else
        pp_str_append(&text, " is at work then, and nowhere else.");
    push(lines, &text);
}

/* How far people have to it: from the middle of each patch, as the crow flies. */
static void tell_distance(const struct about *about, int patch_ix, struct pp_json *lines) {
    PP_AUTO_STR struct pp_str text = {0};
    const struct pp_roster_patch *patch = &about->problem->patches[patch_ix];
    if (about->session->venue_ix < 0)
        return;
    const struct pp_roster_venue *venue = &about->problem->venues[about->session->venue_ix];
    pp_str_appendf(&text, "From the middle of patch %s it is %.1f km in a straight line.",
                   patch->name, hypot(patch->x - venue->x, patch->y - venue->y) / 1000);
    push(lines, &text);
}

/* The next drop-in for people of the patch; NULL: none follows. */
static const struct pp_session *find_next(const struct about *about, int patch_ix) {
    const struct pp_session *next = NULL;
    for (int i = 0; i < about->roster->n_sessions; i++) {
        const struct pp_session *other = &about->roster->sessions[i];
        if (is_held(other) && other->kind == PP_SESSION_DROPIN &&
            other->day >= about->session->day && (!next || other->day < next->day) &&
            pp_is_among(patch_ix, other->patches, other->n_patches))
            next = other;
    }
    return next;
}

/* Of a drop-in that is not held: when people of its patches can come next. Patches of the same one are told together, at
 * the first of them, the `at`th. */
static void tell_next(const struct about *about, int at, struct pp_json *lines) {
    PP_AUTO_STR struct pp_str text = {0}, names = {0};
    const int *patches = about->session->patches;
    const struct pp_session *next = find_next(about, patches[at]);
    int n = 0;
    for (int i = 0; i < about->session->n_patches; i++) {
        if (find_next(about, patches[i]) != next)
            continue;
        if (i < at)
            return;
        pp_str_appendf(&names, "%s%s", n++ ? ", " : "", about->problem->patches[patches[i]].name);
    }
    pp_str_appendf(&text, "%s %s: ", n == 1 ? "Patch" : "Patches", pp_str_text(&names));
    if (next) {
        char day[48];
        pp_day_long(next->day, day, sizeof day);
        pp_str_appendf(&text, "the next drop-in is on %s at %s.", day,
                       pp_session_venue_name(about->problem, next));
    } else {
        pp_str_append(&text, "no other drop-in follows in these weeks.");
    }
    push(lines, &text);
}

static struct pp_json *facts_json(const struct about *about) {
    struct pp_json *lines = pp_json_new_array();
    const struct pp_session *session = about->session;
    bool held = is_held(session);
    if (held)
        tell_venue(about, lines);
    for (int i = 0; held && i < session->n_posts; i++)
        tell_officer(about, session->posts[i], lines);
    for (int i = 0; i < session->n_patches; i++)
        if (held)
            tell_distance(about, session->patches[i], lines);
        else if (session->kind == PP_SESSION_DROPIN)
            tell_next(about, i, lines);
    return lines;
}

int pp_service_session_change_json(const struct pp_roster_in_hand *made, int64_t session_id,
                                   struct pp_json **ret_change, struct pp_error *reterr) {
    const struct about about = {&made->problem, &made->roster,
                                find_session(&made->roster, session_id)};
    struct pp_json *json = NULL;
    int rc = pp_service_roster_change_json(made, &json, reterr);
    if (rc)
        return rc;
    if (about.session)
        pp_json_set(json, "facts", facts_json(&about));
    *ret_change = json;
    return 0;
}

/* ---- its page ---- */

static struct pp_json *venues_json(const struct about *about) {
    struct pp_json *list = pp_json_new_array();
    for (int v = 0; v < about->problem->n_venues; v++) {
        const struct pp_roster_venue *venue = &about->problem->venues[v];
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "id", venue->venue_id);
        pp_set_text(json, "name", venue->name);
        pp_json_set(json, "fits", pp_json_new_bool(pp_venue_fits(venue)));
        pp_json_push(list, json);
    }
    return list;
}

static struct pp_json *halves_json(void) {
    struct pp_json *list = pp_json_new_array();
    for (int half = 0; half < PP_N_HALVES; half++) {
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "id", pp_half_name((enum pp_half)half));
        pp_set_text(json, "name", pp_half_words((enum pp_half)half));
        pp_json_push(list, json);
    }
    return list;
}

static struct pp_json *page_json(const struct pp_roster_in_hand *in_hand, const struct about *about,
                                 pp_day today) {
    const struct pp_roster_telling telling = {
        .in_hand = in_hand, .problem = about->problem, .roster = about->roster};
    struct pp_json *json = pp_roster_session_json(&telling, about->session, today);
    pp_set_text(json, "plan", about->problem->plan_name);
    pp_set_text(json, "team", pp_roster_team_words(about->problem, about->session->team_ix));
    pp_json_set(json, "venues", venues_json(about));
    pp_json_set(json, "halves", halves_json());
    pp_json_set(json, "facts", facts_json(about));
    return json;
}

int pp_service_session_page(struct pp_db *db, const char *plan, int64_t session_id, pp_day today,
                            struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand in_hand = {0};
    int rc = pp_roster_load_about(db,
                                  &(struct pp_hand_about){.plan_name = plan && *plan ? plan : NULL,
                                                          .session_id = session_id,
                                                          .today = today},
                                  &in_hand, reterr);
    if (rc)
        return rc;
    const struct about about = {&in_hand.problem, &in_hand.roster,
                                find_session(&in_hand.roster, session_id)};
    if (!about.session)
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such drop-in any more.");
    *ret_page = page_json(&in_hand, &about, today);
    return *ret_page ? 0 : pp_fail_nomem(reterr);
}
