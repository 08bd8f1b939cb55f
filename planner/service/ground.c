#include "planner/service/ground.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/store/audit.h"
#include "planner/service/labels.h"

enum { MOST_TOLD = 5 }; /* of one kind; the rest is counted */

void pp_ground_done(struct pp_ground *ground) {
    pp_stock_done(&ground->stock);
    pp_geo_free(ground->geo);
    pp_free(ground->reasons);
    *ground = (struct pp_ground){0};
}

/* ---- reasons ---- */

int pp_ground_add_reason(struct pp_ground *ground, struct pp_reason reason,
                         struct pp_error *reterr) {
    if (!reason.text)
        return pp_fail_nomem(reterr);
    int rc = pp_reserve(&ground->reasons, &ground->cap_reasons, (size_t)ground->n_reasons + 1,
                        sizeof *ground->reasons, reterr);
    if (rc)
        return rc;
    ground->reasons[ground->n_reasons++] = reason;
    if (!ground->say)
        return 0;
    PP_AUTO_STR struct pp_str line = {0};
    pp_str_appendf(&line, "%s%s%s", reason.text, reason.fix ? "\n  Try: " : "",
                   reason.fix ? reason.fix : "");
    ground->say(ground->say_context, pp_str_text(&line));
    return 0;
}

int pp_ground_add_reasonf(struct pp_ground *ground, struct pp_error *reterr, bool broken,
                          const char *fix, const char *format, ...) {
    PP_AUTO_FREE char *text = NULL;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = length >= 0 ? pp_alloc((size_t)length + 1) : NULL;
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    struct pp_reason reason = {
        .broken = broken,
        .text = text ? pp_arena_strdup(&ground->plan->arena, text) : NULL,
        .fix = fix ? pp_arena_strdup(&ground->plan->arena, fix) : NULL,
    };
    return pp_ground_add_reason(ground, reason, reterr);
}

/* ---- stock ---- */

static int copy_names(struct pp_ground *ground, struct pp_error *reterr) {
    const struct pp_stock *stock = &ground->stock;
    struct pp_plan *plan = ground->plan;
    struct pp_arena *arena = &plan->arena;
    plan->n_teams = stock->n_teams;
    plan->n_wards = stock->n_wards;
    plan->team_names = pp_arena_alloc(arena, ((size_t)stock->n_teams + 1) * sizeof(char *));
    plan->ward_codes = pp_arena_alloc(arena, ((size_t)stock->n_wards + 1) * sizeof(char *));
    plan->ward_names = pp_arena_alloc(arena, ((size_t)stock->n_wards + 1) * sizeof(char *));
    if (!plan->team_names || !plan->ward_codes || !plan->ward_names)
        return pp_fail_nomem(reterr);
    for (int t = 0; t < stock->n_teams; t++)
        if (!(plan->team_names[t] = pp_arena_strdup(arena, stock->teams[t].name)))
            return pp_fail_nomem(reterr);
    for (int w = 0; w < stock->n_wards; w++) {
        plan->ward_codes[w] = pp_arena_strdup(arena, stock->wards[w].code);
        plan->ward_names[w] = pp_arena_strdup(arena, stock->wards[w].name);
        if (!plan->ward_codes[w] || !plan->ward_names[w])
            return pp_fail_nomem(reterr);
    }
    return 0;
}

int pp_ground_load(struct pp_ground *ground, int64_t landlord_id, struct pp_error *reterr) {
    struct pp_stock_options options = {.landlord_id = landlord_id};
    int rc = pp_stock_load(ground->db, &options, &ground->stock, reterr);
    if (rc)
        return rc;
    if (ground->stock.n_homes == 0)
        return pp_fail(reterr, PP_E_NOTFOUND,
                       "there are no homes to plan; import them first with: patchplan import "
                       "homes FILE");
    ground->plan->landlord_id = landlord_id;
    return copy_names(ground, reterr);
}

/* ---- units ---- */

static int tell_splits(struct pp_ground *ground, const struct pp_units *units,
                       struct pp_error *reterr) {
    int rc = 0;
    for (int i = 0; i < units->n_splits && !rc; i++)
        rc =
            pp_ground_add_reason(ground, (struct pp_reason){.text = units->splits[i].text}, reterr);
    if (!rc && units->n_homes_without_position > 0)
        rc = pp_ground_add_reasonf(
            ground, reterr, false, NULL,
            "%d home%s no position and no known postcode, so no patch; see: patchplan check",
            units->n_homes_without_position,
            pp_text_plural(units->n_homes_without_position, " has", "s have"));
    return rc;
}

int pp_ground_make_units(struct pp_ground *ground, int64_t limit_milli, struct pp_error *reterr) {
    struct pp_units units = {0};
    int rc = pp_units_build(ground->stock.homes, ground->stock.n_homes, limit_milli,
                            &ground->plan->arena, &units, reterr);
    if (rc || (rc = tell_splits(ground, &units, reterr)) != 0)
        return rc;
    if (units.n_units == 0)
        return pp_fail(reterr, PP_E_INPUT,
                       "no home has a position; give eastings and northings, or import their "
                       "postcodes first");
    ground->unit_of_home = units.unit_of_home;
    ground->plan->units = units.units;
    ground->plan->n_units = units.n_units;
    ground->unit_key = units.key;
    return 0;
}

/* ---- neighbours ---- */

static int read_link(struct pp_arena *arena, const char *text, struct pp_stock_link *ret_link,
                     struct pp_error *reterr) {
    const char *comma = strchr(text, ',');
    char *from = pp_arena_strndup(arena, text, strcspn(text, ","));
    char *to = pp_arena_strdup(arena, comma ? comma + 1 : "");
    if (!from || !to)
        return pp_fail_nomem(reterr);
    from = pp_text_trim(from);
    to = pp_text_trim(to);
    if (!*from || !*to)
        return pp_fail(reterr, PP_E_USAGE,
                       "--link needs two blocks or postcodes with a comma between, such as 'S5 "
                       "6NB,S5 6NC', not '%s'",
                       text);
    *ret_link = (struct pp_stock_link){from, to};
    return 0;
}

int pp_ground_add_links(struct pp_ground *ground, const char *const *links, int n_links,
                        struct pp_error *reterr) {
    struct pp_stock *stock = &ground->stock;
    size_t n = stock->n_links;
    struct pp_stock_link *all =
        pp_arena_alloc(&stock->arena, (n + (size_t)n_links + 1) * sizeof *all);
    int rc = all ? 0 : pp_fail_nomem(reterr);
    for (size_t i = 0; all && i < n; i++)
        all[i] = stock->links[i];
    for (int i = 0; i < n_links && !rc; i++)
        rc = read_link(&stock->arena, links[i], &all[n + (size_t)i], reterr);
    if (rc)
        return rc;
    stock->links = all;
    stock->n_links = n + (size_t)n_links;
    return 0;
}

static int tell_warnings(struct pp_ground *ground, const struct pp_graph *graph,
                         struct pp_error *reterr) {
    int n_kind[2] = {0}, rc = 0;
    for (int i = 0; i < graph->n_warnings && !rc; i++) {
        const struct pp_graph_warning *warning = &graph->warnings[i];
        if (n_kind[warning->kind]++ < MOST_TOLD)
            rc = pp_ground_add_reason(ground, (struct pp_reason){.text = warning->text}, reterr);
    }
    int n_more = n_kind[PP_GRAPH_OUTSIDE] - MOST_TOLD;
    if (!rc && n_more > 0)
        rc = pp_ground_add_reasonf(ground, reterr, false, NULL, "and %d more outside the area",
                                   n_more);
    n_more = n_kind[PP_GRAPH_LINK_UNKNOWN] - MOST_TOLD;
    if (!rc && n_more > 0)
        rc =
            pp_ground_add_reasonf(ground, reterr, false, NULL, "and %d more links like it", n_more);
    return rc;
}

int pp_ground_find_neighbours(struct pp_ground *ground, struct pp_error *reterr) {
    const struct pp_stock *stock = &ground->stock;
    struct pp_plan *plan = ground->plan;
    PP_AUTO_FREE struct pp_wkb *wards = pp_alloc_array((size_t)stock->n_wards + 1, sizeof *wards);
    PP_AUTO_FREE struct pp_graph_link *links = pp_alloc_array(stock->n_links + 1, sizeof *links);
    if (!wards || !links)
        return pp_fail_nomem(reterr);
    struct pp_graph_input input = {.key = ground->unit_key,
                                   .wards = wards,
                                   .barriers = stock->barriers,
                                   .n_barriers = stock->n_barriers,
                                   .links = links,
                                   .n_links = stock->n_links};
    for (int w = 0; w < stock->n_wards; w++)
        if (stock->wards[w].shape.data)
            wards[input.n_wards++] = stock->wards[w].shape;
    for (size_t i = 0; i < stock->n_links; i++)
        links[i] = (struct pp_graph_link){stock->links[i].from, stock->links[i].to};
    struct pp_graph graph = {0};
    int rc = ground->geo ? 0 : pp_geo_new(&ground->geo, reterr);
    if (!rc)
        rc = pp_graph_build(ground->geo, plan->units, plan->n_units, &input, &plan->arena, &graph,
                            reterr);
    if (rc)
        return rc;
    plan->neighbours = graph.neighbours;
    plan->n_neighbours = graph.n_neighbours;
    return tell_warnings(ground, &graph, reterr);
}

int pp_ground_join_pockets(struct pp_ground *ground, const int *group, struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    struct pp_bridge_input input = {.units = plan->units,
                                    .n_units = plan->n_units,
                                    .neighbours = plan->neighbours,
                                    .n_neighbours = plan->n_neighbours,
                                    .group = group,
                                    .min_milli = plan->rules.min_milli,
                                    .max_milli = plan->rules.max_milli,
                                    .barriers = ground->stock.barriers,
                                    .n_barriers = ground->stock.n_barriers};
    int rc = pp_graph_bridge(&input, &plan->arena, &ground->bridging, reterr);
    if (rc)
        return rc;
    plan->neighbours = ground->bridging.neighbours;
    plan->n_neighbours = ground->bridging.n_neighbours;
    return 0;
}

/* ---- saving ---- */

/* Postcodes with a position, and the unit of each; `*ret_members` is the caller's. */
static int locate_postcodes(struct pp_ground *ground, struct pp_plan_member **ret_members,
                            size_t *ret_n, struct pp_error *reterr) {
    const struct pp_stock *stock = &ground->stock;
    PP_AUTO_FREE double *xy = pp_alloc_array(stock->n_postcodes + 1, 2 * sizeof *xy);
    PP_AUTO_FREE int *unit_ix = pp_alloc_array(stock->n_postcodes + 1, sizeof *unit_ix);
    PP_AUTO_FREE struct pp_plan_member *members =
        pp_alloc_array(stock->n_postcodes + 1, sizeof *members);
    if (!xy || !unit_ix || !members)
        return pp_fail_nomem(reterr);
    size_t n = 0;
    for (size_t i = 0; i < stock->n_postcodes; i++) {
        if (isnan(stock->postcodes[i].x))
            continue;
        xy[2 * n] = stock->postcodes[i].x;
        xy[2 * n + 1] = stock->postcodes[i].y;
        members[n++].id = stock->postcodes[i].postcode_id;
    }
    int rc = pp_graph_locate(ground->plan->units, ground->plan->n_units, stock->barriers,
                             stock->n_barriers, xy, n, unit_ix, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < n; i++)
        members[i].unit_ix = unit_ix[i];
    *ret_members = PP_STEAL(members);
    *ret_n = n;
    return 0;
}

int pp_ground_finish(struct pp_ground *ground, struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    size_t n = (size_t)ground->n_reasons;
    plan->reasons = pp_arena_alloc(&plan->arena, (n + 1) * sizeof *plan->reasons);
    if (!plan->reasons)
        return pp_fail_nomem(reterr);
    if (n)
        memcpy(plan->reasons, ground->reasons, n * sizeof *plan->reasons);
    plan->n_reasons = ground->n_reasons;
    return 0;
}

/* What the list says of each unit, to stay with the plan; in the plan's arena. */
static int find_labels(struct pp_ground *ground, struct pp_plan_members *members,
                       struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    struct pp_label_rows current, ward;
    struct pp_plan_label *labels = NULL;
    int rc = pp_label_rows_of_stock(&ground->stock, ground->unit_of_home, false, plan->n_units,
                                    &plan->arena, &current, reterr);
    if (!rc)
        rc = pp_label_rows_of_stock(&ground->stock, ground->unit_of_home, true, plan->n_units,
                                    &plan->arena, &ward, reterr);
    if (!rc)
        rc = pp_label_rows_to_save(&current, &ward, plan->n_units, &plan->arena, &labels,
                                   &members->n_labels, reterr);
    if (!rc)
        members->labels = labels;
    return rc;
}

static int save_and_note(struct pp_ground *ground, const struct pp_plan_members *members,
                         bool *ret_replaced, struct pp_error *reterr) {
    char object[48];
    int rc = pp_store_plan_save(ground->db, ground->plan, members, true, ret_replaced,
                                &ground->plan->plan_id, reterr);
    snprintf(object, sizeof object, "plan %lld", (long long)ground->plan->plan_id);
    return rc ? rc
              : pp_store_audit_add(ground->db, ground->who, ground->action, object, NULL, reterr);
}

int pp_ground_find_members(struct pp_ground *ground, struct pp_plan_members *ret_members,
                           struct pp_error *reterr) {
    const struct pp_stock *stock = &ground->stock;
    PP_AUTO_FREE struct pp_plan_member *postcodes = NULL;
    PP_AUTO_FREE struct pp_plan_member *homes = pp_alloc_array(stock->n_homes + 1, sizeof *homes);
    struct pp_plan_members members = {0};
    if (!homes)
        return pp_fail_nomem(reterr);
    int rc = locate_postcodes(ground, &postcodes, &members.n_postcodes, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < stock->n_homes; i++)
        if (ground->unit_of_home[i] >= 0)
            homes[members.n_homes++] =
                (struct pp_plan_member){stock->home_id[i], ground->unit_of_home[i]};
    if ((rc = find_labels(ground, &members, reterr)) != 0)
        return rc;
    members.homes = PP_STEAL(homes);
    members.postcodes = PP_STEAL(postcodes);
    *ret_members = members;
    return 0;
}

int pp_ground_save(struct pp_ground *ground, bool *ret_replaced, struct pp_error *reterr) {
    struct pp_plan_members members = {0};
    int rc = pp_ground_finish(ground, reterr);
    if (!rc)
        rc = pp_ground_find_members(ground, &members, reterr);
    if (rc)
        return rc;
    if ((rc = pp_db_begin(ground->db, reterr)) == 0) {
        rc = save_and_note(ground, &members, ret_replaced, reterr);
        rc = pp_db_end(ground->db, rc, reterr);
    }
    pp_free((void *)members.homes);
    pp_free((void *)members.postcodes);
    return rc;
}
