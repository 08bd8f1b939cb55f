#include "planner/service/plan_reasons.h"

#include "planner/service/hrefs.h"
#include "planner/service/way_out.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/plan.h"

enum { MOST_NOTES = 20 };

struct pp_json *pp_plan_options(const struct pp_plan *plan) {
    struct pp_json *options = NULL;
    return plan->options && pp_json_read_text(plan->options, "options", &options, NULL) == 0
               ? options
               : NULL;
}

/* What is only to be known: the first of many, and how many more there are. */
static struct pp_json *notes_json(const struct pp_plan *plan) {
    PP_AUTO_STR struct pp_str more = {0};
    struct pp_json *notes = pp_json_new_array();
    int n = 0;
    for (int i = 0; i < plan->n_reasons; i++)
        if (!plan->reasons[i].broken && !plan->reasons[i].fix && n++ < MOST_NOTES)
            pp_json_push(notes, pp_json_new_text(plan->reasons[i].text));
    if (n > MOST_NOTES) {
        pp_str_append_count(&more, n - MOST_NOTES, "more of this kind", "more of these kinds");
        pp_json_push(notes, pp_json_new_text(pp_str_text(&more)));
    }
    return notes;
}

static struct pp_json *reason_json(const struct pp_reason *reason, const struct pp_json *options) {
    struct pp_json *json = pp_json_new_object();
    PP_AUTO_STR struct pp_str press = {0};
    bool offered = pp_way_out_say(reason->fix, options, &press);
    pp_set_text(json, "text", reason->text);
    pp_set_text(json, "fix", reason->fix);
    pp_set_text(json, "press", offered ? pp_str_text(&press) : NULL);
    pp_json_set(json, "broken", pp_json_new_bool(reason->broken));
    return json;
}

/* What gave and ways out stay in their order: a way out stands with what it mends. */
int pp_set_plan_reasons(const struct pp_plan *plan, struct pp_json *json) {
    PP_AUTO_JSON struct pp_json *options = pp_plan_options(plan);
    PP_AUTO_STR struct pp_str again = {0};
    struct pp_json *reasons = pp_json_new_array(), *notes = notes_json(plan);
    for (int i = 0; i < plan->n_reasons; i++) {
        const struct pp_reason *reason = &plan->reasons[i];
        if (reason->broken || reason->fix)
            pp_json_push(reasons, reason_json(reason, options));
    }
    pp_str_append(&again, "/plans/draw?like=");
    pp_str_append_url(&again, plan->name);
    pp_set_text(json, "name", plan->name);
    pp_set_href(json, "href", "/plan/", plan->name);
    pp_set_text(json, "againHref", pp_str_text(&again));
    int failed = pp_json_set(json, "anyReasons", pp_json_new_bool(pp_json_length(reasons) > 0));
    failed |= pp_json_set(json, "anyNotes", pp_json_new_bool(pp_json_length(notes) > 0));
    failed |= pp_json_set(json, "reasons", reasons);
    return failed | pp_json_set(json, "notes", notes);
}

int pp_service_plan_reasons(struct pp_db *db, const char *name, struct pp_json **ret_reasons,
                            struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    int rc = pp_store_plan_load_brief(db, name, &plan, NULL, reterr);
    if (!rc && pp_set_plan_reasons(&plan, json) != 0)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        *ret_reasons = PP_STEAL(json);
    return rc;
}

int pp_service_plan_asked(struct pp_db *db, const char *name, struct pp_json **ret_options,
                          struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    int rc = pp_store_plan_load_brief(db, name, &plan, NULL, reterr);
    if (!rc)
        *ret_options = pp_plan_options(&plan);
    return rc;
}
