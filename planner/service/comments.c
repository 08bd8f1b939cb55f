#include "patchplan/service/comments.h"

#include <stdlib.h>
#include <string.h>

#include "planner/service/find_patch.h"
#include "planner/service/hrefs.h"
#include "planner/service/note.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/comment.h"
#include "patchplan/store/plan.h"

/* ---- telling ---- */

static struct pp_json *comment_json(const struct pp_comment *comment,
                                    const struct pp_comments_view *view) {
    PP_AUTO_STR struct pp_str folder = {0};
    struct pp_json *json = pp_json_new_object();
    bool is_own = comment->user_id && comment->user_id == view->user_id;
    bool is_open = comment->closed_at == NULL;
    pp_href_name(&folder, "/plan/", comment->plan);
    pp_str_append(&folder, "/patch/");
    pp_json_set(json, "id", pp_json_new_int(comment->comment_id));
    pp_set_text(json, "patch", comment->patch);
    pp_set_href(json, "patchHref", pp_str_text(&folder), comment->patch);
    pp_set_text(json, "text", comment->text);
    pp_set_text(json, "by", comment->by);
    pp_set_moment(json, "at", comment->made_at);
    pp_json_set(json, "isConsulted", pp_json_new_bool(comment->consult_id != 0));
    pp_set_text(json, "reply", comment->reply);
    pp_set_text(json, "replyBy", comment->reply_by);
    pp_set_moment(json, "replyAt", comment->reply_at);
    pp_json_set(json, "open", pp_json_new_bool(is_open));
    pp_set_text(json, "closedBy", comment->closed_by);
    pp_set_moment(json, "closedAt", comment->closed_at);
    pp_json_set(json, "mayAnswer", pp_json_new_bool(view->may_answer));
    pp_json_set(json, "mayClose", pp_json_new_bool(view->may_answer || is_own));
    return json;
}

/* Those about the whole plan first; of a patch the newest first. */
static int by_patch(const void *a, const void *b) {
    const struct pp_comment *ca = a, *cb = b;
    int order = pp_text_natural_compare(ca->patch, cb->patch);
    return order ? order : (ca->comment_id < cb->comment_id) - (ca->comment_id > cb->comment_id);
}

static int set_list(struct pp_db *db, int64_t plan_id, const struct pp_comments_view *view,
                    struct pp_json *json, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str words = {0};
    const struct pp_comment_choice choice = {.plan_id = plan_id,
                                             .consult_id = view->consult_id,
                                             .patch = view->patch,
                                             .open_only = view->open_only};
    struct pp_comment *comments = NULL;
    size_t n = 0;
    int64_t n_open = 0;
    int rc = pp_store_comment_list(db, &choice, &arena, &comments, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    if (view->open_only && n)
        qsort(comments, n, sizeof *comments, by_patch);
    for (size_t i = 0; i < n; i++) {
        struct pp_json *comment = comment_json(&comments[i], view);
        bool begins = i == 0 || strcmp(comments[i].patch, comments[i - 1].patch) != 0;
        pp_json_set(comment, "begins", pp_json_new_bool(view->open_only && begins));
        pp_json_push(list, comment);
        n_open += comments[i].closed_at == NULL;
    }
    pp_str_append_count(&words, n_open, "open comment", "open comments");
    pp_json_set(json, "n", pp_json_new_int(n_open));
    pp_set_text(json, "nWords", pp_str_text(&words));
    return pp_json_set(json, "list", list) == 0 ? 0 : pp_fail_nomem(reterr);
}

int pp_service_comments_json(struct pp_db *db, const struct pp_comments_view *view,
                             struct pp_json **ret_comments, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO_STR struct pp_str href = {0};
    int rc = pp_store_plan_load_brief(db, view->plan, &plan, NULL, reterr);
    if (!rc)
        rc = set_list(db, plan.plan_id, view, json, reterr);
    if (rc)
        return rc;
    pp_href_name(&href, "/plan/", plan.name);
    pp_set_text(json, "plan", plan.name);
    pp_set_text(json, "planHref", pp_str_text(&href));
    pp_str_append(&href, "/comments");
    pp_set_text(json, "href", pp_str_text(&href));
    pp_set_text(json, "patch", view->patch);
    pp_json_set(json, "isDraft", pp_json_new_bool(strcmp(plan.state, "draft") == 0));
    *ret_comments = PP_STEAL(json);
    return 0;
}

/* ---- saying ---- */

static int check_text(const char *text, struct pp_error *reterr) {
    if (pp_text_characters(text) <= PP_MOST_COMMENT)
        return 0;
    return pp_fail(reterr, PP_E_INPUT, "That is too long: at most %d characters.", PP_MOST_COMMENT);
}

static int add(struct pp_db *db, const struct pp_comment_wish *wish, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    struct pp_comment comment = {.text = wish->text,
                                 .patch = "",
                                 .user_id = wish->user_id,
                                 .consult_id = wish->consult_id,
                                 .by = wish->who};
    int64_t comment_id = 0;
    int patch_ix = -1;
    int rc = pp_store_plan_load_brief(db, wish->plan, &plan, NULL, reterr);
    if (!rc && wish->patch && *wish->patch)
        rc = pp_find_patch(&plan, wish->patch, &patch_ix, reterr);
    if (!rc && strcmp(plan.state, "draft") != 0)
        rc = pp_fail(reterr, PP_E_CONFLICT, "This plan has been published; comments are closed.");
    if (rc)
        return rc;
    comment.plan_id = plan.plan_id;
    if (patch_ix >= 0)
        comment.patch = plan.patches[patch_ix].name;
    rc = pp_store_comment_add(db, &comment, &comment_id, reterr);
    return rc ? rc
              : pp_note_plan(db, wish->user_id ? wish->who : NULL, "comment", plan.plan_id, NULL,
                             reterr);
}

int pp_service_comment_add(struct pp_db *db, const struct pp_comment_wish *wish,
                           struct pp_error *reterr) {
    int rc = check_text(wish->text, reterr);
    if (!rc && wish->text[strspn(wish->text, " \t\r\n")] == '\0')
        rc = pp_fail(reterr, PP_E_INPUT, "Write your comment first.");
    if (!rc)
        rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, add(db, wish, reterr), reterr);
}

/* ---- answering ---- */

static int check_step(const struct pp_comment_step *step, const struct pp_comment *comment,
                      struct pp_error *reterr) {
    bool is_own = comment->user_id && comment->user_id == step->user_id;
    bool replies = step->reply && *step->reply;
    if (!step->may_answer && (replies || !is_own))
        return pp_fail(reterr, PP_E_REFUSED,
                       "Comments are answered by who changes the plan. You may close your own.");
    if (!replies && !step->close && !step->reopen)
        return pp_fail(reterr, PP_E_INPUT, "Write an answer, or close the comment.");
    return replies ? check_text(step->reply, reterr) : 0;
}

static int take_step(struct pp_db *db, const struct pp_comment_step *step,
                     struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_comment comment;
    int rc = pp_store_comment_get(db, step->comment_id, &arena, &comment, reterr);
    if (rc <= 0)
        return rc ? rc : pp_fail(reterr, PP_E_NOTFOUND, "There is no such comment any more.");
    rc = check_step(step, &comment, reterr);
    bool replies = step->reply && *step->reply;
    if (!rc && replies)
        rc = pp_store_comment_reply(db, step->comment_id, step->reply, step->user_id, reterr);
    if (!rc && (step->close || step->reopen))
        rc = pp_store_comment_close(db, step->comment_id, step->close, step->user_id, reterr);
    const char *action = replies && step->close ? "answer and close a comment"
                         : replies              ? "answer a comment"
                         : step->close          ? "close a comment"
                                                : "open a comment again";
    return rc ? rc : pp_note_plan(db, step->who, action, comment.plan_id, NULL, reterr);
}

int pp_service_comment_step(struct pp_db *db, const struct pp_comment_step *step,
                            struct pp_error *reterr) {
    int rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, take_step(db, step, reterr), reterr);
}
