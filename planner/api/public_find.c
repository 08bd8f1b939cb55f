#include "planner/api/public.h"
#include "patchplan/core/alloc.h"

static const char title[] = "Find your housing officer";

int pp_answer_home(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *page = pp_page_new(exchange, title);
    exchange->response->audience = PP_FOR_ALL;
    if (page &&
        pp_page_set_map(exchange, page, "All patches on a map",
                        "Choose a patch on the map to see who looks after it.", NULL) != 0) {
        pp_json_done(page);
        return pp_fail_nomem(reterr);
    }
    return pp_page_answer(exchange, 200, "home", page, reterr);
}

/* The box alone, to stand inside pages of the sites that settings name; what it finds opens outside. */
int pp_answer_embed(struct pp_exchange *exchange, struct pp_error *reterr) {
    int rc = pp_service_public_embed(exchange->db, &exchange->response->arena,
                                     &exchange->response->embed_sites, reterr);
    if (rc)
        return rc;
    exchange->response->audience = PP_FOR_EMBED;
    return pp_page_answer(exchange, 200, "embed", pp_page_new(exchange, title), reterr);
}

/* The form again, with what was typed, what is wrong with it, and what may have been meant (taken; NULL: nothing). */
static int answer_form(struct pp_exchange *exchange, const char *query, int status,
                       const char *problem, struct pp_json *found, struct pp_error *reterr) {
    struct pp_json *page = pp_page_new(exchange, title);
    if (found)
        pp_json_set(page, "found", found);
    pp_json_set(page, "query", pp_json_new_text(query));
    pp_json_set(page, "problem", pp_json_new_text(problem));
    return pp_page_answer(exchange, status, "home", page, reterr);
}

static const char *unknown(const struct pp_exchange *exchange, const char *query) {
    return pp_arena_printf(&exchange->response->arena, "We could not find '%s'.", query);
}

int pp_answer_find(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *query = pp_fields_get(&exchange->request->query, "q", "");
    struct pp_json *found = NULL;
    struct pp_error err = {0};
    int rc =
        pp_service_public_find(exchange->db, query, pp_exchange_moment(exchange), &found, &err);
    exchange->response->audience = PP_FOR_ALL;
    if (rc == PP_E_NOTFOUND || rc == PP_E_INPUT)
        return answer_form(exchange, query, rc == PP_E_INPUT ? 400 : 404, err.message, NULL,
                           reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    const char *go = pp_json_text(pp_json_get(found, "goHref"));
    const char *place = pp_json_text(pp_json_get(found, "place"));
    if (pp_json_get(found, "near"))
        return answer_form(exchange, query, 404, unknown(exchange, query), found, reterr);
    if (go) {
        pp_response_redirect(exchange->response, go);
        pp_json_done(found);
        return 0;
    }
    bool leads = pp_json_text(pp_json_get(found, "leads")) != NULL;
    struct pp_json *page = pp_page_new(exchange, place   ? place
                                                 : leads ? "Choose a ward"
                                                         : "Which one do you mean?");
    pp_json_set(page, "query", pp_json_new_text(query));
    pp_json_set(page, "found", found);
    return pp_page_answer(exchange, 200, place ? "found" : "choices", page, reterr);
}
