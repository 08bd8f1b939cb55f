#include "patchplan/service/staff_rebalance.h"

#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/rebalance.h"
#include "patchplan/service/staff.h"

static const double TIME_LIMIT_S = 4;

static struct pp_json *moves_json(const struct pp_rebalance_answer *answer) {
    struct pp_json *moves = pp_json_new_array();
    for (int i = 0; i < answer->n_units; i++) {
        const struct pp_rebalance_unit *unit = &answer->units[i];
        struct pp_json *move = pp_json_new_object();
        pp_set_text(move, "name", unit->name);
        pp_set_count(move, "homes", unit->n_homes);
        pp_set_text(move, "from", unit->from);
        pp_set_text(move, "to", unit->to);
        pp_json_push(moves, move);
    }
    return moves;
}

static struct pp_json *patch_json(const struct pp_patch_effect *row) {
    struct pp_json *patch = pp_json_new_object();
    pp_set_text(patch, "id", row->name);
    pp_set_count(patch, "homesBefore", row->n_homes[0]);
    pp_set_count(patch, "homes", row->n_homes[1]);
    pp_set_number(patch, "workloadBefore", (double)row->weight_milli[0] / 1000, 1);
    pp_set_number(patch, "workload", (double)row->weight_milli[1] / 1000, 1);
    pp_json_set(patch, "outside", pp_json_new_bool(!row->inside_limits[1]));
    pp_json_set(patch, "inPieces", pp_json_new_bool(!row->connected[1]));
    return patch;
}

static void set_lists(const struct pp_rebalance_answer *answer, struct pp_json *page) {
    struct pp_json *patches = pp_json_new_array(), *reasons = pp_json_new_array();
    for (size_t i = 0; i < answer->effect.n_patches; i++)
        pp_json_push(patches, patch_json(&answer->effect.patches[i]));
    for (int i = 0; i < answer->n_reasons; i++) {
        struct pp_json *reason = pp_json_new_object();
        pp_set_text(reason, "text", answer->reasons[i].text);
        pp_json_push(reasons, reason);
    }
    pp_json_set(page, "moves", moves_json(answer));
    pp_json_set(page, "anyMoves", pp_json_new_bool(answer->n_units > 0));
    pp_json_set(page, "patches", patches);
    pp_json_set(page, "reasons", reasons);
}

static void set_wish(const struct pp_staff_rebalance *wish, const char *version,
                     struct pp_json *page) {
    pp_set_text(page, "plan", wish->plan);
    pp_set_href(page, "planHref", "/plan/", wish->plan);
    pp_set_text(page, "around", wish->around);
    if (wish->around && *wish->around)
        pp_set_patch_href(page, "aroundHref", wish->plan, wish->around);
    pp_json_set(page, "alsoMoved", pp_json_new_bool(wish->also_moved));
    pp_set_text(page, "version", version);
}

/* Is nothing to be mended, also where a lock stands in the way? */
static bool is_sound(const struct pp_rebalance_answer *answer) {
    bool any_broken = answer->n_faults[0] > 0;
    for (int i = 0; i < answer->n_reasons; i++)
        any_broken |= answer->reasons[i].broken;
    return !any_broken;
}

static struct pp_json *answer_json(const struct pp_staff_rebalance *wish, const char *version,
                                   const struct pp_rebalance_answer *answer) {
    const struct pp_edit_effect *effect = &answer->effect;
    struct pp_json *page = pp_json_new_object();
    set_wish(wish, version, page);
    pp_set_count(page, "faultsBefore", answer->n_faults[0]);
    pp_json_set(page, "sound", pp_json_new_bool(is_sound(answer)));
    pp_set_count(page, "faultsAfter", answer->n_faults[1]);
    pp_set_number(page, "outsideBefore", (double)answer->outside_milli[0] / 1000, 1);
    pp_set_number(page, "outsideAfter", (double)answer->outside_milli[1] / 1000, 1);
    pp_json_set(page, "stopped", pp_json_new_bool(answer->stopped));
    pp_set_count(page, "homes", effect->n_homes);
    pp_set_number(page, "distanceBefore", effect->mean_distance_m[0], 1);
    pp_set_number(page, "distance", effect->mean_distance_m[1], 1);
    pp_set_count(page, "changingBefore", effect->n_homes_changing[0]);
    pp_set_count(page, "changing", effect->n_homes_changing[1]);
    set_lists(answer, page);
    return page;
}

int pp_service_staff_rebalance(struct pp_db *db, const struct pp_staff_rebalance *wish,
                               struct pp_json **ret_page, enum pp_edit_end *ret_end,
                               struct pp_error *reterr) {
    PP_AUTO(pp_rebalance_answer_done) struct pp_rebalance_answer answer = {0};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_cancel cancel = {.deadline_s = pp_clock_s() + TIME_LIMIT_S};
    const char *version = NULL;
    const struct pp_rebalance_ask ask = {.plan_name = wish->plan,
                                         .around = &wish->around,
                                         .n_around = wish->around && *wish->around,
                                         .also_moved = wish->also_moved,
                                         .dry_run = !wish->keep,
                                         .seed = 1,
                                         .cancel = &cancel,
                                         .time_limit_s = TIME_LIMIT_S,
                                         .who = wish->who,
                                         .why = wish->why};
    int rc = pp_service_plan_version(db, wish->plan, &arena, &version, reterr);
    if (rc)
        return rc;
    *ret_end = PP_EDIT_STALE;
    if (wish->version && strcmp(wish->version, version) != 0)
        return 0;
    rc = pp_service_rebalance(db, &ask, &answer, reterr);
    struct pp_json *page = rc ? NULL : answer_json(wish, version, &answer);
    if (!page)
        return rc ? rc : pp_fail_nomem(reterr);
    *ret_page = page;
    *ret_end = PP_EDIT_DONE;
    return 0;
}
