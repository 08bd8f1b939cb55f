#include "patchplan/service/feed.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/calendar/ics.h"
#include "patchplan/core/alloc.h"
#include "patchplan/store/audit.h"
#include "patchplan/store/feed.h"
#include "patchplan/store/my.h"

enum { DAYS_BACK = 14, DAYS_ON = 92 };

static int digest_of(const char *token, char ret_digest[PP_SECRET_DIGEST_SIZE],
                     struct pp_error *reterr) {
    const char *const parts[] = {"feed", token};
    return pp_secret_digest(parts, 2, ret_digest, reterr);
}

static int note(struct pp_db *db, const char *who, const char *action, const char *officer_id,
                struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str object = {0};
    pp_str_appendf(&object, "officer %s", officer_id);
    return object.failed ? pp_fail_nomem(reterr)
                         : pp_store_audit_add(db, who, action, pp_str_text(&object), NULL, reterr);
}

int pp_service_feed_make(struct pp_db *db, const char *officer_id, const char *who,
                         char ret_token[PP_SECRET_TOKEN_SIZE], struct pp_error *reterr) {
    char token[PP_SECRET_TOKEN_SIZE], digest[PP_SECRET_DIGEST_SIZE];
    int rc = pp_secret_token(token, reterr);
    if (!rc)
        rc = digest_of(token, digest, reterr);
    if (rc || (rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    rc = pp_store_feed_put(db, officer_id, digest, reterr);
    if (!rc)
        rc = note(db, who, "make an address for a calendar", officer_id, reterr);
    if ((rc = pp_db_end(db, rc, reterr)) == 0)
        memcpy(ret_token, token, sizeof token);
    pp_secret_wipe(token, sizeof token);
    return rc;
}

int pp_service_feed_end(struct pp_db *db, const char *officer_id, const char *who,
                        struct pp_error *reterr) {
    bool had = false;
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = pp_store_feed_drop(db, officer_id, &had, reterr);
    if (!rc && had)
        rc = note(db, who, "take back an address of a calendar", officer_id, reterr);
    return pp_db_end(db, rc, reterr);
}

int pp_service_feed_set(struct pp_db *db, const char *officer_id, struct pp_json *page,
                        const char *key, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char *made_at = NULL;
    int rc = pp_store_feed_made(db, officer_id, &arena, &made_at, reterr);
    if (rc <= 0)
        return rc;
    struct pp_json *feed = pp_json_new_object();
    pp_set_moment(feed, "madeAt", made_at);
    return pp_json_set(page, key, feed) ? pp_fail_nomem(reterr) : 0;
}

/* ---- what it holds ---- */

struct feed {
    struct pp_db *db;
    struct pp_arena arena;
    struct pp_my_wish wish;
    struct pp_ics *ics;
    int64_t now_s;
    bool
        has_left; /* the officer: the calendar is empty, so that telephones forget what was in it */
};

static void feed_done(struct feed *feed) {
    pp_ics_free(feed->ics);
    pp_arena_done(&feed->arena);
}

static int open_feed(struct feed *feed, const char *token, pp_day today, struct pp_error *reterr) {
    struct pp_my_officer officer = {0};
    char digest[PP_SECRET_DIGEST_SIZE];
    int rc = digest_of(token, digest, reterr);
    if (!rc)
        rc = pp_store_feed_officer(feed->db, digest, &feed->arena, &feed->wish.officer_id, reterr);
    if (rc == 0)
        rc = pp_fail(reterr, PP_E_NOTFOUND, "There is no calendar at this address any more.");
    if (rc < 0)
        return rc;
    rc =
        pp_store_my_officer(feed->db, feed->wish.officer_id, today, &feed->arena, &officer, reterr);
    feed->wish.plan_id = officer.plan_id;
    feed->has_left = rc >= 0 && officer.last_day < today;
    feed->ics = pp_ics_new("My drop-ins");
    return rc < 0 || feed->ics ? (rc < 0 ? rc : 0) : pp_fail_nomem(reterr);
}

static int add_session(struct feed *feed, const struct pp_my_session *session,
                       struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str uid = {0}, place = {0}, about = {0};
    char name[64];
    snprintf(name, sizeof name, "mine-%lld", (long long)session->session_id);
    pp_ics_uid(name, &uid);
    pp_str_appendf(&place, "%s%s%s", session->venue, *session->postcode ? ", " : "",
                   session->postcode);
    pp_str_appendf(&about, "%s%s", *session->patches ? "For " : "", session->patches);
    if (uid.failed || place.failed || about.failed)
        return pp_fail_nomem(reterr);
    const struct pp_ics_event event = {.uid = pp_str_text(&uid),
                                       .day = session->day,
                                       .from_min = session->from_minute,
                                       .to_min = session->to_minute,
                                       .summary = session->is_meeting ? "Meeting" : "Drop-in",
                                       .place = pp_str_text(&place),
                                       .description = about.len ? pp_str_text(&about) : NULL,
                                       .latitude = NAN,
                                       .longitude = NAN,
                                       .cancelled = strcmp(session->status, "cancelled") == 0,
                                       .stamp_s = feed->now_s};
    return pp_ics_add(feed->ics, &event, reterr);
}

/* For whom is not said: that somebody is away is nobody's business who looks over a shoulder. */
static int add_cover(struct feed *feed, const struct pp_my_cover *cover, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str uid = {0}, summary = {0};
    char name[160], iso[11];
    pp_day_iso(cover->day, iso);
    snprintf(name, sizeof name, "mine-%s-%s-%.100s", iso, cover->part, cover->patch);
    pp_ics_uid(name, &uid);
    pp_str_appendf(&summary, "Standing in: %s%s", cover->patch,
                   strcmp(cover->part, "am") == 0   ? " (morning)"
                   : strcmp(cover->part, "pm") == 0 ? " (afternoon)"
                                                    : "");
    if (uid.failed || summary.failed)
        return pp_fail_nomem(reterr);
    const struct pp_ics_event event = {.uid = pp_str_text(&uid),
                                       .day = cover->day,
                                       .from_min = -1,
                                       .summary = pp_str_text(&summary),
                                       .latitude = NAN,
                                       .longitude = NAN,
                                       .stamp_s = feed->now_s};
    return pp_ics_add(feed->ics, &event, reterr);
}

static int add_events(struct feed *feed, struct pp_error *reterr) {
    struct pp_my_session *sessions = NULL;
    struct pp_my_cover *covers = NULL;
    size_t n_sessions = 0, n_covers = 0;
    int rc =
        pp_store_my_sessions(feed->db, &feed->wish, &feed->arena, &sessions, &n_sessions, reterr);
    if (!rc)
        rc = pp_store_my_covers(feed->db, &feed->wish, &feed->arena, &covers, &n_covers, reterr);
    for (size_t i = 0; !rc && i < n_sessions; i++)
        rc = add_session(feed, &sessions[i], reterr);
    for (size_t i = 0; !rc && i < n_covers; i++)
        rc = covers[i].is_mine ? 0 : add_cover(feed, &covers[i], reterr);
    return rc;
}

int pp_service_feed_text(struct pp_db *db, const char *token, pp_day today, int64_t now_s,
                         char **ret_text, struct pp_error *reterr) {
    PP_AUTO(feed_done)
    struct feed feed = {
        .db = db, .now_s = now_s, .wish = {.from = today - DAYS_BACK, .until = today + DAYS_ON}};
    int rc = open_feed(&feed, token, today, reterr);
    if (!rc && !feed.has_left)
        rc = add_events(&feed, reterr);
    return rc ? rc : pp_ics_text(feed.ics, ret_text, reterr);
}
