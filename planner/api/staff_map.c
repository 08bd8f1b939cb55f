/* A plan on a map, for scripts: pages say the same without. */
#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/staff_edit.h"
#include "patchplan/service/staff_map.h"

static int draw_plan(struct pp_exchange *exchange, struct pp_json **ret_json,
                     struct pp_error *reterr) {
    return pp_service_plan_outlines(exchange->db, pp_staff_param(exchange, 0), NULL, 0, ret_json,
                                    reterr);
}

/* ?patch=A&patch=B: these alone, as they are after a change. */
static int answer_some(struct pp_exchange *exchange, size_t n, struct pp_error *reterr) {
    struct pp_json *outlines = NULL;
    const char **names = pp_arena_alloc(&exchange->response->arena, n * sizeof *names);
    if (!names)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        names[i] = pp_fields_at(&exchange->request->query, "patch", i);
    int rc = pp_service_plan_outlines(exchange->db, pp_staff_param(exchange, 0), names, n,
                                      &outlines, reterr);
    return rc ? rc : pp_json_answer(exchange, 200, outlines, reterr);
}

int pp_answer_plan_outlines(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *version = NULL;
    size_t n = 0;
    while (pp_fields_at(&exchange->request->query, "patch", n))
        n++;
    if (n > 0)
        return answer_some(exchange, n, reterr);
    int rc = pp_service_plan_version(exchange->db, pp_staff_param(exchange, 0),
                                     &exchange->response->arena, &version, reterr);
    return rc ? rc
              : pp_outlines_answer(exchange, &exchange->api->plan_outlines, version, draw_plan,
                                   reterr);
}

int pp_answer_plan_units(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *units = NULL;
    int rc = pp_service_plan_units(exchange->db, pp_staff_param(exchange, 0),
                                   pp_staff_param(exchange, 1), &units, reterr);
    return rc ? rc : pp_json_answer(exchange, 200, units, reterr);
}
