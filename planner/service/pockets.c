#include "planner/service/pockets.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "planner/service/ways.h"
#include "planner/service/where.h"

enum { MOST_POCKETS = 20, MOST_LINKS = 12 };

/* Components before the bridges, as they grew together bridge by bridge. */
struct growing {
    int *component; /* per unit */
    int *parent;    /* per component */
    int *member;    /* scratch: units of one pocket */
};

static void growing_done(struct growing *growing) {
    pp_free(growing->component);
    pp_free(growing->parent);
    pp_free(growing->member);
}

static int root_of(const struct growing *growing, int unit_ix) {
    int c = growing->component[unit_ix];
    while (growing->parent[c] != c)
        c = growing->parent[c] = growing->parent[growing->parent[c]];
    return c;
}

static int find_components(const struct pp_plan *plan, const int *group, struct growing *growing,
                           struct pp_error *reterr) {
    size_t n = (size_t)plan->n_units, n_pairs = 0;
    int n_components = 0;
    PP_AUTO_FREE struct pp_neighbour *pairs =
        pp_alloc_array((size_t)plan->n_neighbours + 1, sizeof *pairs);
    growing->component = pp_alloc_array(n + 1, sizeof(int));
    growing->parent = pp_alloc_array(n + 1, sizeof(int));
    growing->member = pp_alloc_array(n + 1, sizeof(int));
    if (!pairs || !growing->component || !growing->parent || !growing->member)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < plan->n_neighbours; i++)
        if (plan->neighbours[i].kind != PP_NEIGHBOUR_BRIDGE)
            pairs[n_pairs++] = plan->neighbours[i];
    int rc = pp_graph_components(pairs, (int)n_pairs, plan->n_units, group, growing->component,
                                 &n_components, reterr);
    for (int c = 0; c < n_components; c++)
        growing->parent[c] = c;
    return rc;
}

/* What a place is called in links.csv. */
static const char *link_name(const struct pp_ground *ground, int unit_ix) {
    const char *key = ground->unit_key ? ground->unit_key[unit_ix] : NULL;
    return key && *key ? key : ground->plan->units[unit_ix].id;
}

static int other_end(const struct pp_bridge *bridge) {
    const struct pp_neighbour *pair = &bridge->neighbour;
    return pair->u == bridge->pocket_unit_ix ? pair->v : pair->u;
}

/* "S2 4FW and 3 more places (Bank Road in Manor Castle; 12 homes, 13.5 workload-equivalent)" */
static int name_pocket(const struct pp_ground *ground, const struct pp_bridge *bridge,
                       const struct growing *growing, struct pp_str *text,
                       struct pp_error *reterr) {
    const struct pp_plan *plan = ground->plan;
    int pocket = root_of(growing, bridge->pocket_unit_ix), n = 0;
    int64_t n_homes = 0;
    char weight[32];
    for (int u = 0; u < plan->n_units; u++) {
        if (root_of(growing, u) != pocket)
            continue;
        growing->member[n++] = u;
        n_homes += plan->units[u].n_homes;
    }
    pp_arithmetic_format_homes(bridge->weight_milli, weight, sizeof weight);
    pp_str_append(text, plan->units[bridge->pocket_unit_ix].name);
    if (n > 1)
        pp_str_appendf(text, " and %d more place%s", n - 1, n > 2 ? "s" : "");
    pp_str_append(text, " (");
    int rc = pp_where_append(ground, growing->member, n, text, reterr);
    pp_str_appendf(text, "; %lld home%s, %s workload-equivalent)", (long long)n_homes,
                   pp_text_plural(n_homes, "", "s"), weight);
    return rc;
}

static int tell_pocket(struct pp_ground *ground, const struct pp_bridge *bridge,
                       const struct growing *growing, const char *group_name, const char *link,
                       const char *fix, struct pp_error *reterr) {
    const struct pp_plan *plan = ground->plan;
    bool many = bridge->n_units > 1, crosses = bridge->neighbour.crosses_barrier;
    PP_AUTO_STR struct pp_str text = {0};
    int rc = name_pocket(ground, bridge, growing, &text, reterr);
    if (rc)
        return rc;
    pp_str_appendf(&text, " %s and %s cut off from the rest of %s: joined to %s, %.0f m away%s.",
                   many ? "cannot be divided into whole patches" : "cannot be a patch of its own",
                   many ? "are" : "is", group_name && *group_name ? group_name : "the area",
                   plan->units[other_end(bridge)].name, bridge->distance_m,
                   crosses ? ", across a line that no patch should cross" : "");
    if (crosses && link)
        pp_str_appendf(&text,
                       " Nearest way out: let the two count as neighbours, with the row %s in "
                       "links.csv.",
                       link);
    return text.failed
               ? pp_fail_nomem(reterr)
               : pp_ground_add_reasonf(ground, reterr, crosses, fix, "%s", pp_str_text(&text));
}

/* The rows of links.csv for bridges across barriers, in their order; NULL entries for the others. */
static int write_links(const struct pp_ground *ground, const char **links, int *ret_n,
                       struct pp_error *reterr) {
    const struct pp_bridging *bridging = &ground->bridging;
    int n = 0;
    for (int i = 0; i < bridging->n_bridges; i++) {
        const struct pp_bridge *bridge = &bridging->bridges[i];
        links[i] = NULL;
        if (!bridge->neighbour.crosses_barrier)
            continue;
        links[i] = pp_arena_printf(&ground->plan->arena, "%s,%s",
                                   link_name(ground, bridge->pocket_unit_ix),
                                   link_name(ground, other_end(bridge)));
        if (!links[i])
            return pp_fail_nomem(reterr);
        n++;
    }
    *ret_n = n;
    return 0;
}

/* One command with all the links. */
static int command_with_links(const struct pp_ground *ground,
                              const struct pp_allocate_request *request, const char **links,
                              const char **ret_fix, struct pp_error *reterr) {
    const char *wanted[MOST_LINKS];
    struct pp_way way = {.links = wanted};
    for (int i = 0; i < ground->bridging.n_bridges; i++)
        if (links[i] && way.n_links < MOST_LINKS)
            wanted[way.n_links++] = links[i];
    return pp_way_command(request, &way, &ground->plan->arena, ret_fix, reterr);
}

static int tell_the_rest(struct pp_ground *ground, struct pp_error *reterr) {
    const struct pp_bridging *bridging = &ground->bridging;
    bool crosses = false;
    int n_more = bridging->n_bridges - MOST_POCKETS;
    for (int i = MOST_POCKETS; i < bridging->n_bridges; i++)
        crosses |= bridging->bridges[i].neighbour.crosses_barrier;
    if (n_more <= 0)
        return 0;
    return pp_ground_add_reasonf(
        ground, reterr, crosses, NULL,
        "%d more pocket%s like these %s joined to the nearest place%s.", n_more,
        pp_text_plural(n_more, "", "s"), pp_text_plural(n_more, "was", "were"),
        crosses ? ", some of them across a line that no patch should cross" : "");
}

int pp_tell_pockets(struct pp_ground *ground, const struct pp_allocate_request *request,
                    const struct pp_parts *parts, struct pp_error *reterr) {
    const struct pp_bridging *bridging = &ground->bridging;
    PP_AUTO(growing_done) struct growing growing = {0};
    PP_AUTO_FREE const char **links =
        pp_alloc_array((size_t)bridging->n_bridges + 1, sizeof *links);
    const char *fix = NULL;
    int n_links = 0;
    if (bridging->n_bridges == 0)
        return 0;
    if (!links)
        return pp_fail_nomem(reterr);
    int rc = find_components(ground->plan, parts->part_of_unit, &growing, reterr);
    if (!rc)
        rc = write_links(ground, links, &n_links, reterr);
    if (!rc && request && n_links > 0 && n_links <= MOST_LINKS)
        rc = command_with_links(ground, request, links, &fix, reterr);
    for (int i = 0; i < bridging->n_bridges && !rc; i++) {
        const struct pp_bridge *bridge = &bridging->bridges[i];
        int part = parts->part_of_unit[bridge->pocket_unit_ix];
        bool own_fix = links[i] && n_links == 1;
        if (i < MOST_POCKETS)
            rc = tell_pocket(ground, bridge, &growing, parts->names[part], links[i],
                             own_fix ? fix : NULL, reterr);
        growing.parent[root_of(&growing, bridge->pocket_unit_ix)] =
            root_of(&growing, other_end(bridge));
    }
    if (!rc)
        rc = tell_the_rest(ground, reterr);
    if (!rc && fix && n_links > 1)
        rc = pp_ground_add_reasonf(ground, reterr, false, fix,
                                   "Nearest way out for all of them: let these count as "
                                   "neighbours, by hand or with their rows in links.csv.");
    return rc;
}
