/* What counts for how much: settings and workload factors. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/maintain.h"
#include "patchplan/service/staff_rules.h"

/* ---- settings ---- */

/* A value that was refused: it stays in its field, with the reason beside it. */
struct refused {
    const char *key, *value, *problem;
};

/* What whoever asks may change: settings of the site an admin alone. Whether they may not change one of these. */
static bool set_may(struct pp_json *settings, bool manages) {
    bool any_not = false;
    for (size_t i = 0; i < pp_json_length(settings); i++) {
        struct pp_json *setting = pp_json_at(settings, i);
        bool may = manages || pp_json_is_true(pp_json_get(setting, "isRule"));
        pp_json_set(setting, "may", pp_json_new_bool(may));
        any_not |= !may;
    }
    return any_not;
}

static void set_refused(struct pp_json *settings, const struct refused *refused) {
    for (size_t i = 0; i < pp_json_length(settings); i++) {
        struct pp_json *setting = pp_json_at(settings, i);
        if (!pp_json_is(pp_json_get(setting, "key"), refused->key))
            continue;
        pp_json_set(setting, "typed", pp_json_new_text(refused->value));
        pp_json_set(setting, "wrong", pp_json_new_text(refused->problem));
    }
}

/* "Size limits of a patch: saved", after one was; an address that somebody made up tells nothing. */
static int set_saved(struct pp_exchange *exchange, struct pp_json *page, struct pp_error *reterr) {
    const char *key = pp_fields_get(&exchange->request->query, "saved", "");
    PP_AUTO_STR struct pp_str told = {0};
    int rc = *key ? pp_service_rule_told(exchange->db, key, &told, reterr) : 0;
    if (!rc && told.len)
        pp_json_set(page, "saved", pp_json_new_text(pp_str_text(&told)));
    return rc == PP_E_NOTFOUND ? 0 : rc;
}

/* Who changes what they may not. */
static int set_admins(struct pp_exchange *exchange, struct pp_json *rules,
                      struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str admins = {0};
    int rc = pp_service_rule_admins(exchange->db, &admins, reterr);
    if (!rc && admins.len)
        pp_json_set(rules, "admins", pp_json_new_text(pp_str_text(&admins)));
    return rc;
}

static int fill_rules(struct pp_exchange *exchange, const struct refused *refused,
                      struct pp_json *rules, struct pp_error *reterr) {
    bool manages = pp_exchange_check(exchange, PP_MAY_MANAGE, PP_ANY_TEAM, NULL) == 0;
    struct pp_json *groups = pp_json_get(rules, "groups");
    for (size_t i = 0; i < pp_json_length(groups); i++) {
        struct pp_json *group = pp_json_at(groups, i), *settings = pp_json_get(group, "settings");
        pp_json_set(group, "mayNot", pp_json_new_bool(set_may(settings, manages)));
        if (refused)
            set_refused(settings, refused);
    }
    return set_admins(exchange, rules, reterr);
}

/* `refused` NULL: nothing was. */
static int answer_rules(struct pp_exchange *exchange, const struct refused *refused,
                        struct pp_error *reterr) {
    struct pp_json *rules = NULL;
    int rc = pp_service_rules_page(exchange->db, &rules, reterr);
    if (rc)
        return rc;
    struct pp_json *page = pp_page_new(exchange, "Rules and settings");
    rc = fill_rules(exchange, refused, rules, reterr);
    pp_json_set(page, "rules", rules);
    if (refused) {
        char *at = pp_arena_printf(&exchange->response->arena, "set-%s", refused->key);
        pp_json_set(page, "problem", pp_json_new_text(refused->problem));
        pp_json_set(page, "problemAt", pp_json_new_text(at));
    }
    if (!rc && (rc = set_saved(exchange, page, reterr)) == 0)
        return pp_page_answer(exchange, refused ? 400 : 200, "rules", page, reterr);
    pp_json_done(page);
    return rc;
}

int pp_answer_rules(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_rules(exchange, NULL, reterr);
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
    rc = pp_service_rule_set(db, key, value, exchange->who->name, &err);
    pp_api_write_end(exchange->api);
    if (rc == PP_E_INPUT)
        return answer_rules(exchange, &(struct refused){key, value, err.message}, reterr);
    if (!rc)
        return pp_staff_redirect(exchange, "/rules?saved=", key, "", reterr);
    *reterr = err;
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

/* What is wrong with the form, and which of its fields it is about. */
struct area_problem {
    const char *message, *field;
};

static void set_area_problem(const struct area_problem *problem, struct pp_json *page) {
    bool is_why = strcmp(problem->field, "why") == 0;
    pp_json_set(page, "problem", pp_json_new_text(problem->message));
    pp_json_set(page, "problemAt", pp_json_new_text(problem->field));
    pp_json_set(page, is_why ? "wrongWhy" : "wrongFactor", pp_json_new_text(problem->message));
}

/* `problem` NULL: none. */
static int answer_area(struct pp_exchange *exchange, const struct area_problem *problem,
                       struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    struct pp_arena *arena = &exchange->response->arena;
    struct pp_json *area = NULL;
    int rc = pp_service_workload_area(exchange->db, pp_staff_param(exchange, 0), &area, reterr);
    if (rc)
        return rc;
    const char *code = pp_json_text(pp_json_get(area, "code")),
               *name = pp_json_text(pp_json_get(area, "name"));
    const char *factor = pp_json_text(pp_json_get(area, "factor"));
    char *title = pp_arena_printf(arena, "Workload factor of %s", name && *name ? name : code);
    struct pp_json *page = pp_page_new(exchange, title);
    pp_json_set(page, "typed", pp_json_new_text(pp_fields_get(form, "factor", factor)));
    pp_json_set(page, "reason", pp_json_new_text(pp_fields_get(form, "why", "")));
    if (problem)
        set_area_problem(problem, page);
    else if (*pp_fields_get(&exchange->request->query, "saved", ""))
        pp_json_set(page, "saved",
                    pp_json_new_text(pp_arena_printf(arena, "The factor is now %s", factor)));
    pp_json_set(page, "area", area);
    return pp_page_answer(exchange, problem ? 400 : 200, "workload-area", page, reterr);
}

int pp_answer_workload_area(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_area(exchange, NULL, reterr);
}

static int set_workload(struct pp_exchange *exchange, const struct pp_workload_wish *wish,
                        struct pp_error *reterr) {
    struct pp_db *db = NULL;
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_workload_set(db, wish, reterr);
    pp_api_write_end(exchange->api);
    return rc ? rc : pp_staff_redirect(exchange, "/workload/", wish->code, "?saved=yes", reterr);
}

int pp_answer_workload_set(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const struct pp_workload_wish wish = {.code = pp_staff_param(exchange, 0),
                                          .factor = pp_fields_get(form, "factor", ""),
                                          .why = pp_fields_get(form, "why", ""),
                                          .who = exchange->who->name};
    struct pp_error err = {0};
    const char *field = NULL;
    if (pp_service_workload_check(&wish, &field, &err) != 0)
        return answer_area(exchange, &(struct area_problem){err.message, field}, reterr);
    return set_workload(exchange, &wish, reterr);
}
