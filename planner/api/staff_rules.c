/* What counts for how much: settings and workload factors. */
#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/maintain.h"
#include "patchplan/service/staff_rules.h"

/* ---- settings ---- */

/* Which of them whoever asks may change: those of the site an admin alone. */
static void set_may(struct pp_json *settings, bool manages) {
    for (size_t i = 0; i < pp_json_length(settings); i++) {
        struct pp_json *setting = pp_json_at(settings, i);
        bool may = manages || pp_json_is_true(pp_json_get(setting, "isRule"));
        pp_json_set(setting, "may", pp_json_new_bool(may));
    }
}

static int answer_rules(struct pp_exchange *exchange, int status, const char *problem,
                        struct pp_error *reterr) {
    struct pp_json *rules = NULL;
    int rc = pp_service_rules_page(exchange->db, &rules, reterr);
    if (rc)
        return rc;
    bool manages = pp_exchange_check(exchange, PP_MAY_MANAGE, PP_ANY_TEAM, NULL) == 0;
    struct pp_json *groups = pp_json_get(rules, "groups");
    for (size_t i = 0; i < pp_json_length(groups); i++)
        set_may(pp_json_get(pp_json_at(groups, i), "settings"), manages);
    struct pp_json *page = pp_page_new(exchange, "Rules and settings");
    pp_json_set(page, "rules", rules);
    pp_json_set(page, "problem", pp_json_new_text(problem));
    return pp_page_answer(exchange, status, "rules", page, reterr);
}

int pp_answer_rules(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_rules(exchange, 200, NULL, reterr);
}

int pp_answer_rules_set(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *key = pp_fields_get(form, "key", ""), *value = pp_fields_get(form, "value", "");
    struct pp_error err = {0};
    struct pp_db *db = NULL;
    bool is_rule = false;
    int rc = pp_service_rule_find(exchange->db, key, &is_rule, reterr);
    if (!rc && !is_rule)
        rc = pp_exchange_check(exchange, PP_MAY_MANAGE, PP_ANY_TEAM, reterr);
    if (!rc)
        rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_setting_set(db, key, *value ? value : NULL, exchange->who->name, &err);
    pp_api_write_end(exchange->api);
    if (rc == PP_E_USAGE || rc == PP_E_INPUT)
        return answer_rules(exchange, 400, err.message, reterr);
    if (rc)
        *reterr = err;
    else
        pp_response_redirect(exchange->response, "/rules");
    return rc;
}

/* ---- workload factors ---- */

int pp_answer_workload(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *workload = NULL;
    int rc = pp_service_workload_page(exchange->db, &workload, reterr);
    return rc ? rc
              : pp_staff_answer(exchange, "workload", "Workload factors", "workload", workload,
                                reterr);
}

static int answer_area(struct pp_exchange *exchange, int status, const char *problem,
                       struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    struct pp_json *area = NULL;
    int rc = pp_service_workload_area(exchange->db, pp_staff_param(exchange, 0), &area, reterr);
    if (rc)
        return rc;
    char *title = pp_arena_printf(&exchange->response->arena, "Workload factor of %s",
                                  pp_json_text(pp_json_get(area, "code")));
    const char *factor = pp_json_text(pp_json_get(area, "factor"));
    struct pp_json *page = pp_page_new(exchange, title);
    pp_json_set(page, "typed", pp_json_new_text(pp_fields_get(form, "factor", factor)));
    pp_json_set(page, "reason", pp_json_new_text(pp_fields_get(form, "why", "")));
    pp_json_set(page, "area", area);
    pp_json_set(page, "problem", pp_json_new_text(problem));
    return pp_page_answer(exchange, status, "workload-area", page, reterr);
}

int pp_answer_workload_area(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_area(exchange, 200, NULL, reterr);
}

int pp_answer_workload_set(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const struct pp_workload_wish wish = {.code = pp_staff_param(exchange, 0),
                                          .factor = pp_fields_get(form, "factor", ""),
                                          .why = pp_fields_get(form, "why", ""),
                                          .who = exchange->who->name};
    struct pp_error err = {0};
    struct pp_db *db = NULL;
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_workload_set(db, &wish, &err);
    pp_api_write_end(exchange->api);
    if (rc == PP_E_INPUT)
        return answer_area(exchange, 400, err.message, reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    return pp_staff_redirect(exchange, "/workload/", wish.code, "", reterr);
}
