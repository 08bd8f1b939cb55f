/* The outlines of all patches, for maps: drawn once for what is in force, or for a plan as it stands, and kept. */
#include <string.h>

#include "planner/api/api.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/outlines.h"

void pp_outlines_done(struct pp_outlines *outlines) {
    pp_free(outlines->stamp);
    pp_free(outlines->text);
    pthread_mutex_destroy(&outlines->lock);
}

/* Draw anew, under the lock: whoever else asks meanwhile waits and shares. */
static int draw_anew(struct pp_exchange *exchange, struct pp_outlines *kept, const char *stamp,
                     pp_outlines_draw *draw, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = NULL;
    PP_AUTO_FREE char *own_stamp = pp_strdup(stamp);
    int rc = draw(exchange, &json, reterr);
    char *text = rc ? NULL : pp_json_dump(json, 0);
    if (!text || !own_stamp) {
        pp_free(text);
        return rc ? rc : pp_fail_nomem(reterr);
    }
    pp_free(kept->stamp);
    pp_free(kept->text);
    kept->text = text;
    kept->stamp = PP_STEAL(own_stamp);
    return 0;
}

int pp_outlines_answer(struct pp_exchange *exchange, struct pp_outlines *kept, const char *stamp,
                       pp_outlines_draw *draw, struct pp_error *reterr) {
    int rc = 0;
    pthread_mutex_lock(&kept->lock);
    if (!kept->stamp || strcmp(kept->stamp, stamp) != 0)
        rc = draw_anew(exchange, kept, stamp, draw, reterr);
    if (!rc)
        pp_str_append(&exchange->response->body, kept->text);
    pthread_mutex_unlock(&kept->lock);
    exchange->response->content_type = "application/json";
    return rc ? rc : exchange->response->body.failed ? pp_fail_nomem(reterr) : 0;
}

static int draw_in_force(struct pp_exchange *exchange, struct pp_json **ret_json,
                         struct pp_error *reterr) {
    return pp_service_outlines(exchange->db, exchange->request->today, ret_json, reterr);
}

int pp_answer_outlines(struct pp_exchange *exchange, struct pp_error *reterr) {
    PP_AUTO_FREE char *stamp = NULL;
    int rc = pp_service_outlines_stamp(exchange->db, exchange->request->today, &stamp, reterr);
    exchange->response->audience = PP_FOR_ALL;
    return rc ? rc
              : pp_outlines_answer(exchange, &exchange->api->outlines, stamp, draw_in_force,
                                   reterr);
}

int pp_page_set_map(const struct pp_exchange *exchange, struct pp_json *page, const char *title,
                    const char *words, const char *here) {
    if (!exchange->api->has_vendor)
        return 0;
    struct pp_json *map = pp_json_new_object();
    int failed = pp_json_set(page, "map", map);
    failed |= pp_json_set(map, "outlines", pp_json_new_text(PP_OUTLINES));
    failed |= pp_json_set(map, "title", pp_json_new_text(title));
    failed |= pp_json_set(map, "words", pp_json_new_text(words));
    failed |= pp_json_set(map, "here", pp_json_new_text(here));
    return failed ? PP_E_NOMEM : 0;
}
