/* Comments on drafts: said, answered, closed. */
#ifndef PATCHPLAN_SERVICE_COMMENTS_H
#define PATCHPLAN_SERVICE_COMMENTS_H

#include "patchplan/db/db.h"
#include "patchplan/json/json.h"

enum { PP_MOST_COMMENT = 2000 }; /* characters */

/* Whose comments are asked for, and by whom. */
struct pp_comments_view {
    const char *plan;
    const char *patch;  /* NULL: of the plan and all its patches; else of this patch alone */
    int64_t consult_id; /* 0: of anybody; else of whoever holds this link */
    bool open_only;
    int64_t user_id; /* who looks; 0: nobody signed in */
    bool may_answer; /* anybody's; one's own is closed by oneself in any case */
};
/* {"plan","planHref","href" of the page with all,"patch","isDraft","n" open,"nWords",
 *  "list":[{"id","patch","begins": the first of its patch, of open ones alone,"patchHref","text","by","at","isConsulted","reply","replyBy","replyAt","open","closedBy",
 *           "closedAt","mayAnswer","mayClose"}]}      open ones first
 * PP_E_NOTFOUND with the nearest name. */
int pp_service_comments_json(struct pp_db *db, const struct pp_comments_view *view,
                             struct pp_json **ret_comments, struct pp_error *reterr) PP_CHECKED;

struct pp_comment_wish {
    const char *plan;
    const char *patch; /* NULL or "": about the plan */
    const char *text;
    int64_t user_id; /* by whom; 0: by somebody consulted */
    int64_t consult_id;
    const char *who; /* the account, or the name that was given */
};
/* One transaction. PP_E_INPUT in words: nothing was written, or too much. PP_E_NOTFOUND: no such plan or patch.
 * PP_E_CONFLICT: the plan has been published. */
int pp_service_comment_add(struct pp_db *db, const struct pp_comment_wish *wish,
                           struct pp_error *reterr) PP_CHECKED;

struct pp_comment_step {
    int64_t comment_id, user_id;
    const char *who;
    const char *reply; /* NULL or "": none */
    bool close, reopen;
    bool may_answer;
};
/* Answer, close, open again: in one transaction. PP_E_NOTFOUND: no such comment. PP_E_REFUSED: another's, and
 * `may_answer` is not set. PP_E_INPUT: too long, or nothing is to be done. */
int pp_service_comment_step(struct pp_db *db, const struct pp_comment_step *step,
                            struct pp_error *reterr) PP_CHECKED;

#endif
