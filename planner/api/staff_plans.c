/* The task list, plans, comparing them, history. */
#include <limits.h>
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/today.h"

const char *pp_staff_param(const struct pp_exchange *exchange, int ix) {
    char *name = pp_arena_strdup(&exchange->response->arena, exchange->params[ix]);
    if (name)
        pp_href_name_back(name);
    return name ? name : "";
}

int pp_staff_redirect(struct pp_exchange *exchange, const char *before, const char *name,
                      const char *behind, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str path = {0};
    pp_href_name(&path, before, name);
    pp_str_append(&path, behind);
    if (path.failed)
        return pp_fail_nomem(reterr);
    pp_response_redirect(exchange->response, pp_str_text(&path));
    return 0;
}

int pp_staff_page(const struct pp_exchange *exchange) {
    int64_t page = 1;
    const char *asked = pp_fields_get(&exchange->request->query, "page", "1");
    return pp_text_int(asked, &page) && page > 0 && page < INT_MAX ? (int)page : 1;
}

static bool is_sent(const struct pp_fields *fields, const char *field, const char *value) {
    const char *sent;
    for (size_t i = 0; (sent = pp_fields_at(fields, field, i)) != NULL; i++)
        if (strcmp(sent, value) == 0)
            return true;
    return false;
}

static int mark_sent(struct pp_json *list, const char *key, const struct pp_fields *fields,
                     const char *field) {
    int rc = 0;
    for (size_t i = 0; i < pp_json_length(list) && !rc; i++) {
        struct pp_json *choice = pp_json_at(list, i);
        bool sent = is_sent(fields, field, pp_json_text(pp_json_get(choice, key)));
        rc = pp_json_set(choice, "chosen", pp_json_new_bool(sent));
    }
    return rc;
}

int pp_staff_mark_stage(struct pp_json *form, const struct pp_fields *fields) {
    bool any_ward = pp_fields_at(fields, "ward", 0) != NULL;
    int rc = mark_sent(pp_json_get(form, "plans"), "name", fields, "plan");
    if (!rc)
        rc = mark_sent(pp_json_get(form, "teams"), "name", fields, "team");
    if (!rc)
        rc = mark_sent(pp_json_get(form, "wards"), "code", fields, "ward");
    return rc ? rc : pp_json_set(form, "anyWardChosen", pp_json_new_bool(any_ward));
}

int pp_staff_values(struct pp_exchange *exchange, const struct pp_fields *fields, const char *field,
                    const char *const **ret_values, size_t *ret_n, struct pp_error *reterr) {
    const char **values =
        pp_arena_alloc(&exchange->response->arena, (fields->n + 1) * sizeof *values);
    const char *value;
    size_t n = 0;
    if (!values)
        return pp_fail_nomem(reterr);
    while ((value = pp_fields_at(fields, field, n)) != NULL)
        values[n++] = value;
    *ret_values = values;
    *ret_n = n;
    return 0;
}

int pp_answer_staff(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *sections = NULL;
    int rc = pp_service_tasks(exchange->db, exchange->who->role, exchange->request->today,
                              &sections, reterr);
    return rc ? rc : pp_staff_answer(exchange, "staff", "Your tasks", "sections", sections, reterr);
}

int pp_answer_plans(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *plans = NULL;
    int rc = pp_service_plans_page(exchange->db, exchange->request->today, &plans, reterr);
    if (rc)
        return rc;
    struct pp_json *page = pp_page_new(exchange, "Plans");
    pp_json_set(page, "plans", plans);
    rc = pp_staff_set_today(exchange, page, reterr);
    if (!rc)
        return pp_page_answer(exchange, 200, "plans", page, reterr);
    pp_json_done(page);
    return rc;
}

int pp_answer_plan(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *name = pp_staff_param(exchange, 0);
    const struct pp_fields *query = &exchange->request->query;
    const struct pp_plan_view view = {.team = pp_fields_get(query, "team", ""),
                                      .order = pp_fields_get(query, "order", ""),
                                      .only_outside = *pp_fields_get(query, "outside", ""),
                                      .page = pp_staff_page(exchange),
                                      .today = exchange->request->today};
    struct pp_json *plan = NULL;
    int rc = pp_service_plan_page(exchange->db, name, &view, &plan, reterr);
    if (rc)
        return rc;
    char *title = pp_arena_printf(&exchange->response->arena, "Plan %s", name);
    struct pp_json *page = pp_page_new(exchange, title);
    pp_json_set(page, "plan", plan);
    pp_json_set(page, "map", pp_json_new_bool(true));
    pp_json_set(page, "drawsMap", pp_json_new_bool(true));
    if ((rc = pp_staff_set_comments(exchange, page, name, NULL, true, reterr)) == 0)
        return pp_page_answer(exchange, 200, "plan", page, reterr);
    pp_json_done(page);
    return rc;
}

int pp_answer_plan_way_out(struct pp_exchange *exchange, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str result = {0};
    struct pp_way_out way;
    int rc = pp_service_plan_way_out(exchange->db, pp_staff_param(exchange, 0),
                                     pp_fields_get(&exchange->request->form, "fix", ""),
                                     &exchange->response->arena, &way, reterr);
    if (rc)
        return rc;
    pp_href_name(&result, "/plan/", way.plan_name);
    return pp_staff_run(exchange,
                        (struct pp_job_wish){.kind = way.title,
                                             .words = way.words,
                                             .n_words = way.n_words,
                                             .result = pp_str_text(&result)},
                        reterr);
}

int pp_answer_plan_history(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *name = pp_staff_param(exchange, 0);
    struct pp_json *lines = NULL;
    int rc = pp_service_plan_history_json(exchange->db, name, &lines, reterr);
    if (rc)
        return rc;
    char *title = pp_arena_printf(&exchange->response->arena, "What was changed in plan %s", name);
    struct pp_json *page = pp_page_new(exchange, title);
    PP_AUTO_STR struct pp_str href = {0};
    pp_href_name(&href, "/plan/", name);
    pp_json_set(page, "plan", pp_json_new_text(name));
    pp_json_set(page, "planHref", pp_json_new_text(pp_str_text(&href)));
    pp_json_set(page, "lines", lines);
    return pp_page_answer(exchange, 200, "history", page, reterr);
}

int pp_answer_history(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *query = &exchange->request->query;
    const struct pp_history_wish all = {"", "", "", "", 1};
    struct pp_history_wish wish = {.who = pp_fields_get(query, "who", ""),
                                   .kind = pp_fields_get(query, "kind", ""),
                                   .from = pp_fields_get(query, "from", ""),
                                   .to = pp_fields_get(query, "to", "")};
    struct pp_json *history = NULL, *record = NULL;
    struct pp_error err = {0};
    if (!pp_text_int(pp_fields_get(query, "page", "1"), &wish.page))
        wish.page = 1;
    int rc = pp_service_history_page(exchange->db, &wish, &history, &err);
    bool mistaken = rc == PP_E_INPUT;
    if (mistaken)
        rc = pp_service_history_page(exchange->db, &all, &history, reterr);
    else if (rc)
        *reterr = err;
    if (rc)
        return rc;
    if ((rc = pp_service_record_json(exchange->db, &record, reterr)) != 0) {
        pp_json_done(history);
        return rc;
    }
    struct pp_json *page = pp_page_new(exchange, "History");
    pp_json_set(page, "history", history);
    pp_json_set(page, "record", record);
    pp_json_set(page, "problem", pp_json_new_text(mistaken ? err.message : NULL));
    return pp_page_answer(exchange, mistaken ? 400 : 200, "history", page, reterr);
}

int pp_staff_set_today(const struct pp_exchange *exchange, struct pp_json *page,
                       struct pp_error *reterr) {
    struct pp_today_told told;
    int rc = pp_service_today_tell(exchange->db, exchange->request->today,
                                   &exchange->response->arena, &told, reterr);
    if (rc)
        return rc;
    return pp_json_set(page, "todayWords", pp_json_new_text(told.words)) ? pp_fail_nomem(reterr)
                                                                         : 0;
}

/* The form alone until two are named; "today" is what homes are in now. */
int pp_answer_compare(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *query = &exchange->request->query;
    const char *plan = pp_fields_get(query, "plan", ""), *with = pp_fields_get(query, "with", "");
    const struct pp_compare_view view = {.patch = pp_fields_get(query, "patch", ""),
                                         .page = pp_staff_page(exchange),
                                         .today = exchange->request->today};
    struct pp_json *compare = NULL, *plans = NULL;
    int rc = pp_service_plans_json(exchange->db, exchange->request->today, &plans, reterr);
    if (!rc && *plan)
        rc = pp_service_compare_page(exchange->db, *with ? with : plan, *with ? plan : NULL, &view,
                                     &compare, reterr);
    if (rc) {
        pp_json_done(plans);
        return rc;
    }
    for (size_t i = 0; i < pp_json_length(plans); i++) {
        struct pp_json *row = pp_json_at(plans, i);
        const struct pp_json *name = pp_json_get(row, "name");
        pp_json_set(row, "isPlan", pp_json_new_bool(pp_json_is(name, plan)));
        pp_json_set(row, "isOther", pp_json_new_bool(pp_json_is(name, with)));
    }
    char *title = !compare
                      ? "Compare plans"
                      : pp_arena_printf(&exchange->response->arena, "What changes from %s to %s",
                                        pp_json_text(pp_json_get(compare, "a")),
                                        pp_json_text(pp_json_get(compare, "b")));
    struct pp_json *page = pp_page_new(exchange, title);
    pp_json_set(page, "plans", plans);
    pp_json_set(page, "drawsMap", pp_json_new_bool(compare != NULL));
    if (compare && exchange->api->has_vendor)
        pp_json_set(page, "script", pp_json_new_text("compare-map"));
    if (compare)
        pp_json_set(page, "compare", compare);
    if ((rc = pp_staff_set_today(exchange, page, reterr)) == 0)
        return pp_page_answer(exchange, 200, "compare", page, reterr);
    pp_json_done(page);
    return rc;
}
