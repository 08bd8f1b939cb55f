#include <stdio.h>

#include "planner/api/public.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"

int pp_answer_ward(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *ward = NULL;
    int rc = pp_service_public_ward(exchange->db, exchange->params[0], pp_exchange_moment(exchange),
                                    &ward, reterr);
    if (rc)
        return rc;
    exchange->response->audience = PP_FOR_ALL;
    struct pp_json *page =
        pp_page_new(exchange, pp_arena_printf(&exchange->response->arena, "%s ward",
                                              pp_json_text(pp_json_get(ward, "name"))));
    pp_json_set(ward, "origin", pp_json_new_text(exchange->request->origin));
    pp_json_set(page, "ward", ward);
    return pp_page_answer(exchange, 200, "ward", page, reterr);
}

/* A file to keep, out of `text` (taken). */
static int answer_file(struct pp_exchange *exchange, const char *type, const char *name, char *text,
                       struct pp_error *reterr) {
    struct pp_response *response = exchange->response;
    PP_AUTO_FREE char *mine = text;
    response->audience = PP_FOR_ALL;
    response->content_type = type;
    pp_response_attachment(response, name);
    pp_str_append(&response->body, mine);
    return response->body.failed ? pp_fail_nomem(reterr) : 0;
}

int pp_answer_ward_csv(struct pp_exchange *exchange, struct pp_error *reterr) {
    char *csv = NULL, name[160];
    int rc = pp_service_public_ward_csv(exchange->db, exchange->params[0],
                                        pp_exchange_moment(exchange), &csv, reterr);
    if (rc)
        return rc;
    snprintf(name, sizeof name, "ward %.100s patches.csv", exchange->params[0]);
    return answer_file(exchange, "text/csv; charset=utf-8", name, csv, reterr);
}

static int answer_calendar(struct pp_exchange *exchange, enum pp_calendar_of of,
                           const char *file_name, struct pp_error *reterr) {
    const struct pp_calendar_wish wish = {
        .of = of, .id = exchange->params[0], .origin = exchange->request->origin};
    char *text = NULL, name[160];
    int rc = pp_service_public_calendar(exchange->db, &wish, pp_exchange_moment(exchange), &text,
                                        reterr);
    if (rc)
        return rc;
    snprintf(name, sizeof name, file_name, wish.id ? wish.id : "");
    return answer_file(exchange, "text/calendar; charset=utf-8", name, text, reterr);
}

int pp_answer_calendar(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_calendar(exchange, PP_CALENDAR_ALL, "drop-ins.ics", reterr);
}

int pp_answer_patch_calendar(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_calendar(exchange, PP_CALENDAR_PATCH, "patch %.100s drop-ins.ics", reterr);
}

int pp_answer_ward_calendar(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_calendar(exchange, PP_CALENDAR_WARD, "ward %.100s drop-ins.ics", reterr);
}

int pp_answer_venue_calendar(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_calendar(exchange, PP_CALENDAR_VENUE, "venue %.100s drop-ins.ics", reterr);
}
