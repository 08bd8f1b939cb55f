/* The outlines of all patches, for the map: drawn once for what is in force, and kept. */
#include "planner/api/api.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/outlines.h"

static int draw_in_force(struct pp_exchange *exchange, struct pp_str *text,
                         struct pp_error *reterr) {
    struct pp_json *json = NULL;
    int rc = pp_service_outlines(exchange->db, exchange->request->today, &json, reterr);
    return rc ? rc : pp_kept_json(json, text, reterr);
}

int pp_answer_outlines(struct pp_exchange *exchange, struct pp_error *reterr) {
    PP_AUTO_FREE char *stamp = NULL;
    int rc = pp_service_outlines_stamp(exchange->db, exchange->request->today, &stamp, reterr);
    exchange->response->audience = PP_FOR_ALL;
    exchange->response->content_type = "application/json";
    return rc ? rc
              : pp_kept_answer(exchange, &exchange->api->outlines, stamp, draw_in_force, reterr);
}

int pp_page_set_map(const struct pp_exchange *exchange, struct pp_json *page, const char *title,
                    const char *words, const char *here) {
    if (!exchange->api->has_vendor)
        return 0;
    struct pp_json *map = pp_json_new_object();
    int failed = pp_json_set(page, "map", map);
    failed |= pp_json_set(page, "drawsMap", pp_json_new_bool(true));
    failed |= pp_json_set(map, "outlines", pp_json_new_text(PP_OUTLINES));
    failed |= pp_json_set(map, "title", pp_json_new_text(title));
    failed |= pp_json_set(map, "words", pp_json_new_text(words));
    failed |= pp_json_set(map, "here", pp_json_new_text(here));
    return failed ? PP_E_NOMEM : 0;
}
