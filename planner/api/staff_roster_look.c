/* Look or do: what a step on a roster would do is shown first, on the form it is chosen on; then it is done. */
#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/staff_roster.h"

/* A look that only reads keeps nobody from writing. */
static int run(struct pp_exchange *exchange, const struct pp_staff_step *step,
               struct pp_roster_in_hand *made, struct pp_error *reterr) {
    struct pp_db *db = NULL;
    if (step->is_look && !step->looks_by_writing)
        return step->run(exchange->db, step->wish, made, reterr);
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = step->run(db, step->wish, made, reterr);
    pp_api_write_end(exchange->api);
    return rc;
}

static int look_or_do(struct pp_exchange *exchange, const struct pp_staff_step *step,
                      struct pp_json **ret_change, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    int rc = run(exchange, step, &made, reterr);
    if (rc)
        return rc;
    return step->session_id
               ? pp_service_session_change_json(&made, step->session_id, ret_change, reterr)
               : pp_service_roster_change_json(&made, ret_change, reterr);
}

int pp_staff_look_or_do(struct pp_exchange *exchange, const struct pp_staff_step *step, int rc,
                        struct pp_error *err, struct pp_json **ret_change,
                        struct pp_error *reterr) {
    struct pp_json *change = NULL;
    if (!rc)
        rc = look_or_do(exchange, step, &change, err);
    if (pp_staff_is_for_the_form(rc) || rc == PP_E_NOTFOUND)
        return step->form(exchange,
                          &(struct pp_staff_shown){.status = 400, .problem = err->message}, reterr);
    if (rc) {
        *reterr = *err;
        return rc;
    }
    if (step->is_look)
        return step->form(exchange, &(struct pp_staff_shown){.status = 200, .change = change},
                          reterr);
    *ret_change = change;
    return 1;
}

int pp_staff_run_edit(struct pp_db *db, const void *wish, struct pp_roster_in_hand *ret_made,
                      struct pp_error *reterr) {
    return pp_service_roster_edit(db, wish, ret_made, reterr);
}
