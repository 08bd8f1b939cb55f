#include <stdio.h>

#include "planner/api/public.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"

int pp_answer_retired(struct pp_exchange *exchange, const char *folder, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *retired = NULL;
    PP_AUTO_STR struct pp_str path = {0};
    int rc = pp_service_public_retired(exchange->db, exchange->params[0],
                                       pp_exchange_moment(exchange), &retired, reterr);
    if (rc)
        return rc;
    pp_str_append(&path, folder);
    pp_str_append_url(&path, pp_json_text(pp_json_get(retired, "id")));
    pp_str_append(&path, "?was=");
    pp_str_append_url(&path, exchange->params[0]);
    if (path.failed)
        return pp_fail_nomem(reterr);
    pp_response_redirect(exchange->response, pp_str_text(&path));
    exchange->response->status = 301;
    return 0;
}

/* Who came by a name that is no patch any more is told so; by any other name, nothing. */
static int add_banner(struct pp_exchange *exchange, const char *id, struct pp_json *page,
                      struct pp_error *reterr) {
    const char *was = pp_fields_get(&exchange->request->query, "was", "");
    struct pp_json *retired = NULL;
    struct pp_error err = {0};
    if (!*was)
        return 0;
    int rc =
        pp_service_public_retired(exchange->db, was, pp_exchange_moment(exchange), &retired, &err);
    if (rc == PP_E_NOTFOUND)
        return 0;
    if (rc) {
        *reterr = err;
        return rc;
    }
    if (!pp_text_same_nocase(pp_json_text(pp_json_get(retired, "id")), id)) {
        pp_json_done(retired);
        return 0;
    }
    return pp_json_set(page, "retired", retired) ? pp_fail_nomem(reterr) : 0;
}

int pp_answer_patch(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *patch = NULL;
    struct pp_error err = {0};
    int rc = pp_service_public_patch(exchange->db, exchange->params[0],
                                     pp_exchange_moment(exchange), &patch, &err);
    if (rc == PP_E_NOTFOUND)
        return pp_answer_retired(exchange, "/patch/", reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    const char *id = pp_json_text(pp_json_get(patch, "id"));
    exchange->response->audience = PP_FOR_ALL;
    struct pp_json *page =
        pp_page_new(exchange, pp_arena_printf(&exchange->response->arena, "Patch %s", id));
    rc = add_banner(exchange, id, page, reterr);
    pp_json_set(page, "patch", patch);
    if (!rc && pp_page_set_map(exchange, page, "On the map",
                               "The area of the patch. Choose another to see its page.", id) != 0)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        return pp_page_answer(exchange, 200, "patch", page, reterr);
    pp_json_done(page);
    return rc;
}
