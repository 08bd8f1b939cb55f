/* Consulting people on a draft: making an address, taking it back, what is said through it. */
#include "patchplan/service/consult.h"

#include <string.h>

#include "planner/service/consult.h"
#include "planner/service/hrefs.h"
#include "planner/service/note.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/comments.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/comment.h"
#include "patchplan/store/plan.h"

enum { USUAL_DAYS = 28, MOST_COMMENTS = 1000, MOST_TITLE = 100 };

/* ---- making one ---- */

static int check_wish(const struct pp_consult_wish *wish, pp_day *ret_until,
                      struct pp_error *reterr) {
    size_t length = pp_text_characters(wish->title);
    if (wish->title[strspn(wish->title, " ")] == '\0' || length > MOST_TITLE)
        return pp_fail(reterr, PP_E_INPUT, "Say whom it is for, in at most %d characters.",
                       MOST_TITLE);
    *ret_until = wish->today + USUAL_DAYS;
    if (wish->until && *wish->until && !pp_day_parse(wish->until, ret_until))
        return pp_fail(reterr, PP_E_INPUT,
                       "Until which day? Write it like 9/3/2027, the day before the month.");
    if (*ret_until < wish->today)
        return pp_fail(reterr, PP_E_INPUT, "The last day must not have gone by.");
    return 0;
}

static int begin(struct pp_db *db, const struct pp_consult_wish *wish, pp_day until,
                 const char *token, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    char iso[11], digest[PP_SECRET_DIGEST_SIZE];
    struct pp_consult consult = {.title = wish->title, .until = iso};
    pp_day_iso(until, iso);
    int rc = pp_store_plan_load_brief(db, wish->plan, &plan, NULL, reterr);
    if (!rc && strcmp(plan.state, "draft") != 0)
        rc = pp_fail(reterr, PP_E_CONFLICT,
                     "This plan has been published: everybody can look it up.");
    if (!rc)
        rc = pp_secret_digest(&token, 1, digest, reterr);
    if (rc)
        return rc;
    consult.plan_id = plan.plan_id;
    rc = pp_store_consult_add(db, &consult, digest, wish->user_id, reterr);
    return rc ? rc
              : pp_note_plan(db, wish->who, "share for consultation", plan.plan_id, wish->title,
                             reterr);
}

int pp_service_consult_begin(struct pp_db *db, const struct pp_consult_wish *wish,
                             char ret_token[PP_SECRET_TOKEN_SIZE], struct pp_error *reterr) {
    pp_day until = 0;
    int rc = check_wish(wish, &until, reterr);
    if (!rc)
        rc = pp_secret_token(ret_token, reterr);
    if (!rc)
        rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, begin(db, wish, until, ret_token, reterr), reterr);
}

/* ---- taking it back ---- */

static int get_consult(struct pp_db *db, int64_t consult_id, struct pp_arena *arena,
                       struct pp_consult *ret_consult, struct pp_error *reterr) {
    int rc = pp_store_consult_get(db, consult_id, arena, ret_consult, reterr);
    if (rc == 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such link.");
    return rc < 0 ? rc : 0;
}

int pp_service_consult_plan(struct pp_db *db, int64_t consult_id, struct pp_arena *arena,
                            const char **ret_plan, struct pp_error *reterr) {
    struct pp_consult consult;
    int rc = get_consult(db, consult_id, arena, &consult, reterr);
    if (!rc)
        *ret_plan = consult.plan;
    return rc;
}

static int end(struct pp_db *db, int64_t consult_id, const char *who, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_consult consult;
    int rc = get_consult(db, consult_id, &arena, &consult, reterr);
    if (!rc)
        rc = pp_store_consult_close(db, consult_id, reterr);
    return rc ? rc
              : pp_note_plan(db, who, "end a consultation", consult.plan_id, consult.title, reterr);
}

int pp_service_consult_end(struct pp_db *db, int64_t consult_id, const char *who,
                           struct pp_error *reterr) {
    int rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, end(db, consult_id, who, reterr), reterr);
}

/* ---- finding it ---- */

static bool is_over(const struct pp_consult *consult, pp_day today) {
    pp_day until = 0;
    return consult->until && pp_day_parse(consult->until, &until) && today > until;
}

int pp_find_consult(struct pp_db *db, const char *token, pp_day today, struct pp_arena *arena,
                    struct pp_consult *ret_consult, struct pp_error *reterr) {
    char digest[PP_SECRET_DIGEST_SIZE];
    int rc = pp_secret_digest(&token, 1, digest, reterr);
    if (!rc)
        rc = pp_store_consult_find(db, digest, arena, ret_consult, reterr);
    if (rc < 0)
        return rc;
    if (rc == 0 || ret_consult->closed_at || is_over(ret_consult, today))
        return pp_fail(reterr, PP_E_NOTFOUND,
                       "This link leads nowhere: it was not copied whole, the time to comment is "
                       "over, or it was taken back. Ask who sent it.");
    return 0;
}

/* ---- the list for staff ---- */

static struct pp_json *consult_json(const struct pp_consult *consult, pp_day today) {
    PP_AUTO_STR struct pp_str comments = {0};
    struct pp_json *json = pp_json_new_object();
    bool over = is_over(consult, today);
    pp_json_set(json, "id", pp_json_new_int(consult->consult_id));
    pp_set_text(json, "title", consult->title);
    pp_set_day(json, "until", consult->until);
    pp_set_text(json, "by", consult->by);
    pp_set_moment(json, "at", consult->made_at);
    pp_json_set(json, "open", pp_json_new_bool(!consult->closed_at && !over));
    pp_set_text(json, "state", consult->closed_at ? "Taken back" : over ? "Over" : "Open");
    pp_str_append_count(&comments, consult->n_comments, "comment", "comments");
    pp_str_appendf(&comments, ", %lld open", (long long)consult->n_open);
    pp_set_text(json, "comments", pp_str_text(&comments));
    return json;
}

int pp_service_consults_json(struct pp_db *db, const char *plan_name, pp_day today,
                             struct pp_json **ret_consults, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    struct pp_consult *consults = NULL;
    size_t n = 0;
    int rc = pp_store_plan_load_brief(db, plan_name, &plan, NULL, reterr);
    if (!rc)
        rc = pp_store_consult_list(db, plan.plan_id, &arena, &consults, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *json = pp_json_new_object(), *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(list, consult_json(&consults[i], today));
    pp_set_text(json, "plan", plan.name);
    pp_set_href(json, "planHref", "/plan/", plan.name);
    pp_json_set(json, "isDraft", pp_json_new_bool(strcmp(plan.state, "draft") == 0));
    pp_json_set(json, "list", list);
    *ret_consults = json;
    return json ? 0 : pp_fail_nomem(reterr);
}

/* ---- what is said through it ---- */

static int comment(struct pp_db *db, const struct pp_consult_comment *wish,
                   struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_consult consult;
    int rc = pp_find_consult(db, wish->token, wish->today, &arena, &consult, reterr);
    if (rc)
        return rc;
    if (consult.n_comments >= MOST_COMMENTS)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "So many comments came by this link that no more are kept. Ask who sent "
                       "it.");
    if (pp_text_characters(wish->name) > MOST_TITLE)
        return pp_fail(reterr, PP_E_INPUT, "That name is too long: at most %d characters.",
                       MOST_TITLE);
    const struct pp_comment_wish said = {.plan = consult.plan,
                                         .patch = wish->patch,
                                         .text = wish->text,
                                         .consult_id = consult.consult_id,
                                         .who = wish->name};
    return pp_service_comment_add(db, &said, reterr);
}

int pp_service_consult_comment(struct pp_db *db, const struct pp_consult_comment *wish,
                               struct pp_error *reterr) {
    int rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, comment(db, wish, reterr), reterr);
}
