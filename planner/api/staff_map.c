/* A plan on a map, for scripts: pages say the same without. */
#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/outlines.h"
#include "patchplan/service/staff_edit.h"
#include "patchplan/service/staff_map.h"

/* A copy of its own; NULL when there is none or no memory for it, which is no loss but of colours. */
static struct pp_json *copy_of(const struct pp_json *json) {
    struct pp_json *copy = NULL;
    PP_AUTO_FREE char *text = json ? pp_json_dump(json, 0) : NULL;
    return text && pp_json_read_text(text, "colours", &copy, NULL) == 0 ? copy : NULL;
}

/* Patches keep the colours that people have seen them in, of every plan looked at since the program was started. */
static int draw_outlines(struct pp_exchange *exchange, struct pp_outlines_ask ask,
                         struct pp_json **ret_outlines, struct pp_error *reterr) {
    struct pp_seen *seen = &exchange->api->seen_colours;
    pthread_mutex_lock(&seen->lock);
    if (!seen->by_plan)
        seen->by_plan = pp_json_new_object();
    ask.colours = pp_json_get(seen->by_plan, ask.plan);
    int rc = pp_service_plan_outlines(exchange->db, &ask, ret_outlines, reterr);
    struct pp_json *colours = rc ? NULL : copy_of(pp_json_get(*ret_outlines, "colours"));
    if (colours)
        pp_json_set(seen->by_plan, ask.plan, colours);
    pthread_mutex_unlock(&seen->lock);
    return rc;
}

static int draw_plan(struct pp_exchange *exchange, struct pp_str *text, struct pp_error *reterr) {
    struct pp_json *json = NULL;
    int rc = draw_outlines(exchange, (struct pp_outlines_ask){.plan = pp_staff_param(exchange, 0)},
                           &json, reterr);
    return rc ? rc : pp_kept_json(json, text, reterr);
}

/* ?patch=A&patch=B: these alone, as they are after a change. */
static int answer_some(struct pp_exchange *exchange, size_t n, struct pp_error *reterr) {
    struct pp_json *outlines = NULL;
    const char **names = pp_arena_alloc(&exchange->response->arena, n * sizeof *names);
    if (!names)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        names[i] = pp_fields_at(&exchange->request->query, "patch", i);
    const struct pp_outlines_ask ask = {
        .plan = pp_staff_param(exchange, 0), .only = names, .n_only = n};
    int rc = draw_outlines(exchange, ask, &outlines, reterr);
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
    exchange->response->content_type = "application/json";
    return rc ? rc
              : pp_kept_answer(exchange, &exchange->api->plan_outlines, version, draw_plan, reterr);
}

int pp_answer_plan_units(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *units = NULL;
    int rc = pp_service_plan_units(exchange->db, pp_staff_param(exchange, 0),
                                   pp_staff_param(exchange, 1), &units, reterr);
    return rc ? rc : pp_json_answer(exchange, 200, units, reterr);
}

/* ---- what changes between two plans, or from today ---- */

/* NULL: today. */
static const char *other_plan(const struct pp_exchange *exchange) {
    const char *with = pp_fields_get(&exchange->request->query, "with", "");
    return *with ? with : NULL;
}

int pp_answer_plan_moves(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *moves = NULL;
    int rc = pp_service_plan_moves(exchange->db, pp_staff_param(exchange, 0), other_plan(exchange),
                                   exchange->request->today, &moves, reterr);
    return rc ? rc : pp_json_answer(exchange, 200, moves, reterr);
}

static int draw_changes(struct pp_exchange *exchange, struct pp_str *text,
                        struct pp_error *reterr) {
    const struct pp_plan_picture wish = {.plan = pp_staff_param(exchange, 0),
                                         .against = other_plan(exchange),
                                         .against_today = !other_plan(exchange),
                                         .today = exchange->request->today};
    return pp_service_plan_picture(exchange->db, &wish, text, reterr);
}

static int draw_map(struct pp_exchange *exchange, struct pp_str *text, struct pp_error *reterr) {
    const struct pp_plan_picture wish = {.plan = pp_staff_param(exchange, 0),
                                         .today = exchange->request->today};
    return pp_service_plan_picture(exchange->db, &wish, text, reterr);
}

/* Of both plans as they stand, and of what is in force on this day. */
static int answer_picture(struct pp_exchange *exchange, const char *plan, const char *other,
                          pp_kept_make *make, struct pp_error *reterr) {
    struct pp_arena *arena = &exchange->response->arena;
    PP_AUTO_FREE char *published = NULL;
    const char *version = NULL, *other_version = make == draw_map ? "map" : "today";
    int rc = pp_service_plan_version(exchange->db, plan, arena, &version, reterr);
    if (!rc && other)
        rc = pp_service_plan_version(exchange->db, other, arena, &other_version, reterr);
    if (!rc)
        rc = pp_service_outlines_stamp(exchange->db, exchange->request->today, &published, reterr);
    char *stamp = rc ? NULL : pp_arena_printf(arena, "%s %s %s", version, other_version, published);
    if (!stamp)
        return rc ? rc : pp_fail_nomem(reterr);
    exchange->response->content_type = "image/svg+xml";
    /* Opened as a page it would lose its colours to our policy: it is shown inside pages, or taken away. */
    pp_response_attachment(exchange->response,
                           other || make == draw_changes ? "changes.svg" : "patches.svg");
    return pp_kept_answer(exchange, &exchange->api->pictures, stamp, make, reterr);
}

int pp_answer_plan_picture(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_picture(exchange, pp_staff_param(exchange, 0), NULL, draw_map, reterr);
}

int pp_answer_changes_picture(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_picture(exchange, pp_staff_param(exchange, 0), other_plan(exchange), draw_changes,
                          reterr);
}
