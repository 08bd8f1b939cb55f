#include "planner/api/public.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"

/* Of one ward or place a quarter is a page; of all of them this week and the next are. */
enum { WEEKS_OF_PLACE = 13, WEEKS_OF_ALL = 2 };

static void append_choice(struct pp_str *href, const char *key, const char *chosen) {
    if (!*chosen)
        return;
    pp_str_appendf(href, "&%s=", key);
    pp_str_append_url(href, chosen);
}

/* Addresses of the pages before and after keep the ward and the place. */
static int add_link(struct pp_json *page, const char *key, const struct pp_json *drop_ins,
                    const struct pp_fields *query) {
    PP_AUTO_STR struct pp_str href = {0};
    const char *day = pp_json_text(pp_json_get(drop_ins, key));
    if (!day)
        return 0;
    pp_str_appendf(&href, "/drop-ins?from=%s", day);
    append_choice(&href, "ward", pp_fields_get(query, "ward", ""));
    append_choice(&href, "venue", pp_fields_get(query, "venue", ""));
    return href.failed ? PP_E_NOMEM : pp_json_set(page, key, pp_json_new_text(pp_str_text(&href)));
}

int pp_find_drop_ins(struct pp_exchange *exchange, int n_weeks, struct pp_json **ret_found,
                     struct pp_error *reterr) {
    const struct pp_fields *query = &exchange->request->query;
    const char *from = pp_fields_get(query, "from", "");
    struct pp_drop_ins_wish wish = {.ward = pp_fields_get(query, "ward", ""),
                                    .venue_id = pp_fields_get(query, "venue", ""),
                                    .n_weeks = n_weeks,
                                    .whole_weeks = n_weeks == WEEKS_OF_ALL};
    if (*from && !pp_day_parse(from, &wish.from))
        return pp_fail(reterr, PP_E_INPUT, "'%.40s' is no date; give one such as 9/3/2027.", from);
    return pp_service_public_drop_ins(exchange->db, &wish, pp_exchange_moment(exchange), ret_found,
                                      reterr);
}

int pp_answer_drop_ins(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *query = &exchange->request->query;
    struct pp_json *found = NULL;
    bool of_all = !*pp_fields_get(query, "ward", "") && !*pp_fields_get(query, "venue", "");
    int rc = pp_find_drop_ins(exchange, of_all ? WEEKS_OF_ALL : WEEKS_OF_PLACE, &found, reterr);
    if (rc)
        return rc;
    exchange->response->audience = PP_FOR_ALL;
    struct pp_json *page = pp_page_new(exchange, "Drop-ins");
    rc = add_link(page, "earlier", found, query);
    if (!rc)
        rc = add_link(page, "later", found, query);
    pp_json_set(found, "ofAll", pp_json_new_bool(of_all));
    pp_json_set(page, "found", found);
    if (!rc)
        return pp_page_answer(exchange, 200, "drop-ins", page, reterr);
    pp_json_done(page);
    return pp_fail_nomem(reterr);
}
