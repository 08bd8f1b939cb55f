#include <math.h>
#include <string.h>

#include "planner/publish/roster_marks.h"

#include "patchplan/calendar/ics.h"
#include "patchplan/core/alloc.h"
#include "patchplan/geo/geo.h"
#include "patchplan/roster/practice.h"

/* Whose calendar, by number: at most one of these is not -1. */
struct wanted {
    int post_ix, patch_ix, ward_ix, venue_ix;
};

struct feed {
    const struct pp_roster_sheet *sheet;
    struct wanted wanted;
    int64_t stamp_s;
    const double *lonlat; /* of the venues; NULL when they cannot be placed */
    struct pp_ics *ics;
};

static int find_ward(const struct pp_roster_problem *problem, const char *code) {
    for (int w = 0; w < problem->n_wards; w++)
        if (!strcmp(problem->ward_codes[w], code))
            return w;
    return -1;
}

static int find_wanted(const struct pp_roster_problem *problem, enum pp_feed_of of, const char *id,
                       struct wanted *ret_wanted, struct pp_error *reterr) {
    static const char *const names[] = {"session", "officer", "patch", "ward", "venue"};
    struct wanted wanted = {-1, -1, -1, -1};
    int found = 0;
    if (of == PP_FEED_OFFICER)
        found = wanted.post_ix = pp_post_find(problem, id);
    else if (of == PP_FEED_PATCH)
        found = wanted.patch_ix = pp_roster_patch_find(problem, id);
    else if (of == PP_FEED_WARD)
        found = wanted.ward_ix = find_ward(problem, id);
    else if (of == PP_FEED_VENUE)
        found = wanted.venue_ix = pp_venue_find(problem, id);
    if (found < 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "there is no %s '%s' in this roster", names[of], id);
    *ret_wanted = wanted;
    return 0;
}

static bool is_in_ward(const struct pp_roster_problem *problem, const struct pp_session *session,
                       int ward_ix) {
    const char *code = session->venue_ix >= 0 ? problem->venues[session->venue_ix].ward_code : NULL;
    if (code && !strcmp(code, problem->ward_codes[ward_ix]))
        return true;
    for (int i = 0; i < session->n_patches; i++)
        if (problem->patches[session->patches[i]].ward_ix == ward_ix)
            return true;
    return false;
}

static bool is_wanted(const struct feed *feed, const struct pp_session *session) {
    const struct wanted *wanted = &feed->wanted;
    if (wanted->post_ix >= 0)
        return pp_is_among(wanted->post_ix, session->posts, session->n_posts);
    if (wanted->patch_ix >= 0)
        return pp_is_among(wanted->patch_ix, session->patches, session->n_patches);
    if (wanted->ward_ix >= 0)
        return is_in_ward(feed->sheet->problem, session, wanted->ward_ix);
    return wanted->venue_ix < 0 || session->venue_ix == wanted->venue_ix;
}

/* Was it once meant for the venue whose calendar this is, and is no longer? */
static bool has_left(const struct feed *feed, const struct pp_session *session) {
    return feed->wanted.venue_ix >= 0 && session->was_day != PP_PAST_DAY &&
           session->was_venue_ix == feed->wanted.venue_ix &&
           session->venue_ix != feed->wanted.venue_ix;
}

/* ---- the words of an event ---- */

static void append_when(pp_day day, int from_min, int to_min, struct pp_str *text) {
    char date[40], clock[40];
    pp_day_long(day, date, sizeof date);
    pp_clock_long_range(from_min, to_min, clock);
    pp_str_appendf(text, "%s, %s.\n", date, clock);
}

static void append_move(const struct pp_roster_problem *problem, const struct pp_session *session,
                        struct pp_str *text) {
    char date[40];
    bool other_place = session->was_venue_ix >= 0 && session->was_venue_ix != session->venue_ix;
    if (session->was_day == PP_PAST_DAY ||
        (session->was_day == session->day && session->was_half == (int)session->half &&
         !other_place))
        return;
    pp_day_long(session->was_day, date, sizeof date);
    pp_str_appendf(text, "Moved from %s", date);
    if (other_place)
        pp_str_appendf(text, " at %s", problem->venues[session->was_venue_ix].name);
    pp_str_append(text, ".\n");
}

static void append_venue(const struct pp_roster_venue *venue, struct pp_str *text) {
    pp_str_append(text, venue->by_appointment ? "Please book an appointment first.\n"
                                              : "No appointment needed.\n");
    pp_access_append_sentence(venue->access, text);
    pp_str_append(text, ".\n");
}

/* Who is there and for whom: names that officers go by in public, codes of patches; nothing of any home. */
static void describe(const struct pp_roster_problem *problem, const struct pp_session *session,
                     struct pp_str *text) {
    PP_AUTO_STR struct pp_str staff = {0};
    if (session->status == PP_SESSION_CANCELLED)
        pp_str_append(text, "This will not take place.\n");
    append_when(session->day, session->from_min, session->to_min, text);
    append_move(problem, session, text);
    if (session->n_patches > 0) {
        pp_str_append(text, session->n_patches == 1 ? "Patch " : "Patches ");
        pp_roster_patch_list(problem, session->patches, session->n_patches, text);
        pp_str_append(text, ".\n");
    }
    pp_roster_staff(problem, session, true, &staff);
    if (staff.len)
        pp_str_appendf(text, "You can meet: %s.\n", staff.data);
    if (session->venue_ix >= 0 && session->kind == PP_SESSION_DROPIN)
        append_venue(&problem->venues[session->venue_ix], text);
    if (text->len)
        text->data[--text->len] = '\0'; /* the last line break */
}

static void append_uid(const struct pp_session *session, struct pp_str *text) {
    char day[11];
    PP_AUTO_STR struct pp_str name = {0};
    pp_day_iso(session->was_day != PP_PAST_DAY ? session->was_day : session->day, day);
    pp_str_appendf(&name, "%s-%s", session->series, day);
    pp_ics_uid(session->uid ? session->uid : pp_str_text(&name), text);
    text->failed = text->failed || name.failed;
}

/* ---- events ---- */

static void set_place(const struct feed *feed, int venue_ix, struct pp_ics_event *event) {
    event->latitude = event->longitude = NAN;
    if (venue_ix < 0)
        return;
    event->place = feed->sheet->problem->venues[venue_ix].name;
    if (feed->lonlat) {
        event->longitude = feed->lonlat[2 * venue_ix];
        event->latitude = feed->lonlat[2 * venue_ix + 1];
    }
}

static int add_event(const struct feed *feed, const struct pp_session *session,
                     struct pp_error *reterr) {
    const struct pp_roster_problem *problem = feed->sheet->problem;
    PP_AUTO_STR struct pp_str uid = {0}, title = {0}, words = {0};
    bool cancelled = session->status == PP_SESSION_CANCELLED;
    append_uid(session, &uid);
    pp_str_append(&title, cancelled ? "Cancelled: " : "");
    pp_roster_session_title(problem, session, &title);
    describe(problem, session, &words);
    if (uid.failed || title.failed || words.failed)
        return pp_fail_nomem(reterr);
    struct pp_ics_event event = {.uid = uid.data,
                                 .day = session->day,
                                 .from_min = session->from_min,
                                 .to_min = session->to_min,
                                 .summary = title.data,
                                 .description = words.data,
                                 .sequence = session->sequence,
                                 .cancelled = cancelled,
                                 .tentative = session->status == PP_SESSION_DRAFT,
                                 .stamp_s = feed->stamp_s};
    set_place(feed, session->venue_ix, &event);
    return pp_ics_add(feed->ics, &event, reterr);
}

/* In the calendar of the venue it left: the same event, cancelled where it was. */
static int add_departure(const struct feed *feed, const struct pp_session *session,
                         struct pp_error *reterr) {
    const struct pp_roster_problem *problem = feed->sheet->problem;
    const struct pp_roster_venue *old = &problem->venues[session->was_venue_ix];
    PP_AUTO_STR struct pp_str uid = {0}, title = {0}, words = {0};
    enum pp_half half = session->was_half >= 0 ? (enum pp_half)session->was_half : session->half;
    bool has_hours = old->from_min[half] >= 0 && old->to_min[half] > old->from_min[half];
    append_uid(session, &uid);
    pp_str_appendf(&title, "Cancelled: Drop-in at %s", old->name);
    pp_str_append(&words, "This will not take place here.\n");
    if (session->venue_ix >= 0 && session->status != PP_SESSION_CANCELLED) {
        pp_str_appendf(&words, "Moved to %s, ", problem->venues[session->venue_ix].name);
        append_when(session->day, session->from_min, session->to_min, &words);
    }
    if (uid.failed || title.failed || words.failed)
        return pp_fail_nomem(reterr);
    words.data[--words.len] = '\0';
    struct pp_ics_event event = {.uid = uid.data,
                                 .day = session->was_day,
                                 .from_min = has_hours ? old->from_min[half] : session->from_min,
                                 .to_min = has_hours ? old->to_min[half] : session->to_min,
                                 .summary = title.data,
                                 .description = words.data,
                                 .sequence = session->sequence,
                                 .cancelled = true,
                                 .stamp_s = feed->stamp_s};
    set_place(feed, session->was_venue_ix, &event);
    return pp_ics_add(feed->ics, &event, reterr);
}

static int add_events(const struct feed *feed, struct pp_error *reterr) {
    const struct pp_roster *roster = feed->sheet->roster;
    int rc = 0;
    for (int s = 0; s < roster->n_sessions && !rc; s++) {
        const struct pp_session *session = &roster->sessions[s];
        if (is_wanted(feed, session))
            rc = add_event(feed, session, reterr);
        else if (has_left(feed, session))
            rc = add_departure(feed, session, reterr);
    }
    return rc;
}

/* ---- the calendar ---- */

static void append_name(const struct pp_roster_problem *problem, const struct wanted *wanted,
                        struct pp_str *name) {
    if (wanted->post_ix >= 0)
        pp_str_appendf(name, "%s: drop-ins and meetings",
                       pp_roster_post_name(problem, wanted->post_ix));
    else if (wanted->patch_ix >= 0)
        pp_str_appendf(name, "Patch %s: housing drop-ins", problem->patches[wanted->patch_ix].name);
    else if (wanted->ward_ix >= 0)
        pp_str_appendf(name, "%s ward: housing drop-ins", problem->ward_names[wanted->ward_ix]);
    else if (wanted->venue_ix >= 0)
        pp_str_appendf(name, "%s: housing drop-ins", problem->venues[wanted->venue_ix].name);
    else
        pp_str_append(name, "Housing drop-ins");
}

/* Degrees of the venues. Places that cannot be put on the map are left out: their names say where. */
static double *place_venues(const struct pp_roster_problem *problem) {
    PP_AUTO_GEO struct pp_geo *geo = NULL;
    size_t n = (size_t)problem->n_venues;
    PP_AUTO_FREE double *xy = pp_alloc_array(n ? 2 * n : 1, sizeof *xy);
    for (size_t v = 0; xy && v < n; v++) {
        xy[2 * v] = problem->venues[v].x;
        xy[2 * v + 1] = problem->venues[v].y;
    }
    if (!xy || pp_geo_new(&geo, NULL) != 0 || pp_geo_to_lonlat(geo, xy, n, NULL) != 0)
        return NULL;
    return PP_STEAL(xy);
}

int pp_publish_roster_ics(const struct pp_roster_sheet *sheet, enum pp_feed_of of, const char *id,
                          int64_t stamp_s, char **ret_text, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str name = {0};
    PP_AUTO_ICS struct pp_ics *ics = NULL;
    struct feed feed = {.sheet = sheet, .stamp_s = stamp_s};
    int rc = find_wanted(sheet->problem, of, id, &feed.wanted, reterr);
    if (rc)
        return rc;
    append_name(sheet->problem, &feed.wanted, &name);
    feed.ics = ics = name.failed ? NULL : pp_ics_new(name.data);
    if (!ics)
        return pp_fail_nomem(reterr);
    PP_AUTO_FREE double *lonlat = place_venues(sheet->problem);
    feed.lonlat = lonlat;
    rc = add_events(&feed, reterr);
    return rc ? rc : pp_ics_text(ics, ret_text, reterr);
}
