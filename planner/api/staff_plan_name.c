/* A draft gets another name, or goes. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/plans.h"

static int answer_page(struct pp_exchange *exchange, int status, const char *problem,
                       struct pp_error *reterr) {
    const char *name = pp_staff_param(exchange, 0);
    struct pp_error why = {0};
    int rc = pp_service_plan_check_draft(exchange->db, name, &why);
    if (rc && rc != PP_E_CONFLICT) {
        *reterr = why;
        return rc;
    }
    struct pp_json *page = pp_page_new(exchange, "Rename or delete a draft");
    pp_json_set(page, "name", pp_json_new_text(name));
    pp_json_set(page, "typed",
                pp_json_new_text(pp_fields_get(&exchange->request->form, "new_name", name)));
    pp_json_set(page, "problem", pp_json_new_text(problem));
    pp_json_set(page, "refused", pp_json_new_text(rc ? why.message : NULL));
    return pp_page_answer(exchange, status, "plan-name", page, reterr);
}

int pp_answer_plan_name(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_page(exchange, 200, NULL, reterr);
}

/* The name under which the plan is found then; NULL: it is gone. */
static int change(struct pp_exchange *exchange, const char **ret_name, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *name = pp_staff_param(exchange, 0), *new_name = pp_fields_get(form, "new_name", "");
    bool deletes = strcmp(pp_fields_get(form, "do", ""), "delete") == 0;
    struct pp_db *db = NULL;
    if (deletes && !*pp_fields_get(form, "sure", ""))
        return pp_fail(reterr, PP_E_INPUT, "Tick that the plan is to be deleted.");
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_plan_check_draft(db, name, reterr);
    if (!rc)
        rc = deletes ? pp_service_plan_delete(db, name, exchange->who->name, reterr)
                     : pp_service_plan_rename(db, name, new_name, exchange->who->name, reterr);
    pp_api_write_end(exchange->api);
    if (!rc)
        *ret_name = deletes ? NULL : new_name;
    return rc;
}

int pp_answer_plan_name_change(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *name = NULL;
    struct pp_error err = {0};
    int rc = change(exchange, &name, &err);
    if (pp_staff_is_for_the_form(rc) || rc == PP_E_EXISTS || rc == PP_E_USAGE)
        return answer_page(exchange, 400, err.message, reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    if (name)
        return pp_staff_redirect(exchange, "/plan/", name, "", reterr);
    pp_response_redirect(exchange->response, "/plans");
    return 0;
}
