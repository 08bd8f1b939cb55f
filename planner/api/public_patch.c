#include <stdio.h>

#include "planner/api/api.h"
#include "patchplan/core/alloc.h"

int pp_answer_patch(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *patch = NULL;
    char title[160];
    int rc = pp_service_public_patch(exchange->db, exchange->params[0],
                                     pp_exchange_moment(exchange), &patch, reterr);
    if (rc)
        return rc;
    exchange->response->audience = PP_FOR_ALL;
    snprintf(title, sizeof title, "Patch %s", pp_json_text(pp_json_get(patch, "id")));
    struct pp_json *page = pp_page_new(exchange, title);
    pp_json_set(page, "patch", patch);
    if (page && pp_page_set_map(exchange, page, "On the map",
                                "The area of the patch. Choose another to see its page.",
                                pp_json_text(pp_json_get(patch, "id"))) != 0) {
        pp_json_done(page);
        return pp_fail_nomem(reterr);
    }
    return pp_page_answer(exchange, 200, "patch", page, reterr);
}
