/* Mending a draft around a patch: shown first, kept after. */
#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/staff_rebalance.h"
#include "patchplan/service/why.h"

static struct pp_staff_rebalance read_wish(const struct pp_exchange *exchange) {
    const struct pp_fields *form = &exchange->request->form;
    return (struct pp_staff_rebalance){.plan = pp_staff_param(exchange, 0),
                                       .around = pp_fields_get(form, "around", ""),
                                       .also_moved = *pp_fields_get(form, "also-moved", ""),
                                       .keep = *pp_fields_get(form, "keep", ""),
                                       .who = exchange->who->name,
                                       .why = pp_fields_get(form, "why", "")};
}

/* To the patch, or to the plan when it was everywhere. */
static int lead_back(struct pp_exchange *exchange, const struct pp_staff_rebalance *wish,
                     struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str before = {0};
    if (!*wish->around)
        return pp_staff_redirect(exchange, "/plan/", wish->plan, "", reterr);
    pp_href_name(&before, "/plan/", wish->plan);
    pp_str_append(&before, "/patch/");
    return pp_staff_redirect(exchange, pp_str_text(&before), wish->around, "?done=yes", reterr);
}

static int keep(struct pp_exchange *exchange, const struct pp_staff_rebalance *wish,
                struct pp_error *reterr) {
    enum pp_edit_end end = PP_EDIT_STALE;
    struct pp_json *page = NULL;
    struct pp_db *db = NULL;
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_staff_rebalance(db, wish, &page, &end, reterr);
    pp_api_write_end(exchange->api);
    pp_json_done(page);
    if (rc)
        return rc;
    if (end != PP_EDIT_STALE)
        return lead_back(exchange, wish, reterr);
    pp_staff_answer_stale(exchange);
    return 0;
}

static int look(struct pp_exchange *exchange, const struct pp_staff_rebalance *wish,
                struct pp_error *reterr) {
    enum pp_edit_end end = PP_EDIT_STALE;
    struct pp_json *answer = NULL;
    int rc = pp_service_staff_rebalance(exchange->db, wish, &answer, &end, reterr);
    if (rc)
        return rc;
    if (end != PP_EDIT_STALE)
        return pp_staff_answer(exchange, "rebalance", "Rebalance", "rebalance", answer, reterr);
    pp_json_done(answer);
    pp_staff_answer_stale(exchange);
    return 0;
}

int pp_answer_rebalance(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_staff_rebalance wish = read_wish(exchange);
    int rc = pp_staff_version(exchange, &wish.version, reterr);
    if (!rc && wish.keep)
        rc = pp_staff_check_version(exchange, reterr);
    if (!rc)
        rc = pp_service_check_why(wish.why, reterr);
    if (rc)
        return rc;
    if (pthread_mutex_trylock(&exchange->api->rebalance_lock) != 0)
        return pp_fail(reterr, PP_E_BUSY,
                       "Somebody else is rebalancing just now. Try again in some seconds.");
    rc = wish.keep ? keep(exchange, &wish, reterr) : look(exchange, &wish, reterr);
    pthread_mutex_unlock(&exchange->api->rebalance_lock);
    return rc;
}
