#include "patchplan/service/which_plan.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "planner/service/hrefs.h"
#include "patchplan/service/staff.h"

static bool is_of(const struct pp_plan_serving *row, const char *team) {
    return !team || !*team || pp_text_same_nocase(row->team, team);
}

int pp_service_plan_of_team(struct pp_db *db, const char *plan, const char *team, pp_day day,
                            struct pp_arena *arena, const char **ret_plan,
                            struct pp_error *reterr) {
    struct pp_plan_serving *rows = NULL;
    size_t n = 0;
    bool is_named = plan && *plan;
    *ret_plan = is_named ? plan : NULL;
    if (is_named || !team || !*team)
        return 0;
    int rc = pp_store_plans_in_force(db, day, arena, &rows, &n, reterr);
    for (size_t i = 0; !rc && i < n; i++)
        if (is_of(&rows[i], team)) {
            *ret_plan = rows[i].plan; /* most homes first */
            break;
        }
    return rc;
}

int pp_service_plan_of(struct pp_db *db, const char *plan, const char *what, pp_day day,
                       struct pp_arena *arena, const char **ret_plan, struct pp_error *reterr) {
    const char *found = NULL, *officer_id = NULL, **plans = NULL;
    size_t n = 0;
    int rc = pp_service_plan_of_team(db, plan, what, day, arena, &found, reterr);
    if (!rc && !found && what)
        rc = pp_store_plan_of_patch(db, what, day, arena, &found, reterr);
    if (!rc && !found && what)
        rc = pp_store_officer_meant(db, what, arena, &officer_id, reterr);
    if (!rc && officer_id)
        rc = pp_store_plans_of_officer(db, officer_id, day, day, arena, &plans, &n, reterr);
    if (!rc)
        *ret_plan = n > 0 ? plans[0] : found;
    return rc;
}

void pp_plan_serving_words(const struct pp_plan_serving *rows, size_t n, int64_t plan_id,
                           const char *team, struct pp_str *text) {
    size_t n_served = 0, n_asked = 0, n_both = 0, n_told = 0;
    for (size_t i = 0; i < n; i++) {
        bool serves = rows[i].plan_id == plan_id, asked = is_of(&rows[i], team);
        n_served += serves;
        n_asked += asked;
        n_both += serves && asked;
    }
    if (n_served == 0)
        return;
    if (n_served == n || (n_both > 0 && n_both == n_asked)) {
        pp_str_append(text, "in force");
        return;
    }
    if (n_both == 0) {
        pp_str_appendf(text, "not in force in team %s", team);
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (rows[i].plan_id == plan_id && is_of(&rows[i], team))
            pp_str_appendf(text, "%s%s", n_told++ ? ", " : "in force in ",
                           *rows[i].team ? rows[i].team : "places of no team");
}

int pp_service_set_stages(const struct pp_plan_serving *rows, size_t n, struct pp_json *page,
                          struct pp_error *reterr) {
    bool several = false;
    for (size_t i = 1; i < n; i++)
        several = several || rows[i].plan_id != rows[0].plan_id;
    if (!several)
        return 0;
    struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++) {
        PP_AUTO_STR struct pp_str href = {0};
        struct pp_json *json = pp_json_new_object();
        pp_href_name(&href, "/roster?plan=", rows[i].plan);
        pp_href_name(&href, "&team=", rows[i].team);
        pp_set_text(json, "team", *rows[i].team ? rows[i].team : "Places of no team");
        pp_set_text(json, "plan", rows[i].plan);
        pp_set_href(json, "planHref", "/plan/", rows[i].plan);
        pp_set_text(json, "href", pp_str_text(&href));
        pp_set_count(json, "homes", rows[i].n_homes);
        pp_json_push(list, json);
    }
    pp_json_set(page, "severalInForce", pp_json_new_bool(true));
    return pp_json_set(page, "stages", list) ? pp_fail_nomem(reterr) : 0;
}
