/* Which units are neighbours, which ground is theirs, and how pockets are joined.
 *
 * Two points are neighbours when their cells (see geo/mosaic.h) share more than 1 m of boundary
 * that is not on a barrier. Units on one point are neighbours of each other and share the cell and
 * its neighbours. Links add pairs. Results live in the arena the caller gave; units, wards,
 * barriers and links are borrowed.
 */
#ifndef PATCHPLAN_GRAPH_NEIGHBOURS_H
#define PATCHPLAN_GRAPH_NEIGHBOURS_H

#include "patchplan/core/arena.h"
#include "patchplan/core/error.h"
#include "patchplan/core/plan.h"
#include "patchplan/geo/shape.h"

/* One row of links.csv: each side a block_ref or postcode. */
struct pp_graph_link {
    const char *from, *to;
};

struct pp_graph_input {
    const char *const
        *key; /* per unit, as pp_units has it, for links; NULL: links go by unit id alone */
    const struct pp_wkb *wards; /* polygons in EPSG:27700; 0 wards: area from the points */
    size_t n_wards;
    const struct pp_wkb *barriers; /* lines in EPSG:27700 */
    size_t n_barriers;
    const struct pp_graph_link *links;
    size_t n_links;
};

/* Something to tell the user, in words for people. */
enum pp_graph_warning_kind {
    PP_GRAPH_OUTSIDE,     /* a point outside the area; unit_ix says which */
    PP_GRAPH_LINK_UNKNOWN /* a link names nothing; link_ix says which */
};
struct pp_graph_warning {
    enum pp_graph_warning_kind kind;
    int unit_ix, link_ix; /* -1 = does not apply */
    const char *text;
};

struct pp_graph {
    struct pp_neighbour *neighbours; /* sorted by u, v; each pair once */
    int n_neighbours;
    struct pp_graph_warning *warnings;
    int n_warnings;
    double area_m2;
};

/* Find the neighbours of `n_units` units and set their cell_wkb and n_cell_wkb (in the arena).
 * The result depends neither on the order of the units nor on that of wards, barriers and links. */
int pp_graph_build(struct pp_geo *geo, struct pp_unit *units, int n_units,
                   const struct pp_graph_input *input, struct pp_arena *arena,
                   struct pp_graph *ret_graph, struct pp_error *reterr) PP_CHECKED;

/* The bare engine without edges: neighbours of n points in any unit of length, clipped to their own
 * area. Only `neighbours` is filled (edge and point). */
int pp_graph_from_points(struct pp_geo *geo, const double *x, const double *y, int n,
                         struct pp_arena *arena, struct pp_graph *ret_graph,
                         struct pp_error *reterr) PP_CHECKED;

/* ---- pockets ---- */

/* One pocket that was joined. */
struct pp_bridge {
    struct pp_neighbour neighbour; /* kind bridge */
    int pocket_unit_ix;            /* the end that lies in the pocket */
    double distance_m;
    int n_units;          /* of the pocket */
    int64_t weight_milli; /* of the pocket */
};

struct pp_bridging {
    struct pp_bridge *bridges; /* in the order they were made */
    int n_bridges;
    struct pp_neighbour *neighbours; /* the graph's and the bridges, sorted */
    int n_neighbours;
};

struct pp_bridge_input {
    const struct pp_unit *units;
    int n_units;
    const struct pp_neighbour *neighbours; /* any order */
    int n_neighbours;
    const int *
        group; /* per unit: the team or ward it must stay in; NULL = one group; -1 is a group too */
    int64_t min_milli, max_milli;
    const struct pp_wkb *barriers;
    size_t n_barriers;
};

/* Join pockets: per group, a component that cannot hold whole patches (no K >= 1 with
 * K x min <= weight <= K x max) is joined to the nearest unit of its group by the shortest link,
 * lightest component first, until each can or the group is in one piece. O(E log n) per round, few
 * rounds. */
int pp_graph_bridge(const struct pp_bridge_input *input, struct pp_arena *arena,
                    struct pp_bridging *ret_bridging, struct pp_error *reterr) PP_CHECKED;

/* ---- compressed rows and components ---- */

/* Both directions: unit i has neighbours neighbour[first[i]] .. neighbour[first[i+1]-1], ascending.
 * In the arena. */
struct pp_graph_rows {
    int *first; /* n_units + 1 */
    int *neighbour;
};
int pp_graph_rows(const struct pp_neighbour *neighbours, int n_neighbours, int n_units,
                  struct pp_arena *arena, struct pp_graph_rows *ret_rows,
                  struct pp_error *reterr) PP_CHECKED;

/* Components inside groups (`group` as above): `ret_component` is n_units long, numbered from 0 in
 * the order of their first unit; returns how many through `ret_n`. A pair of two groups joins
 * nothing. */
int pp_graph_components(const struct pp_neighbour *neighbours, int n_neighbours, int n_units,
                        const int *group, int *ret_component, int *ret_n,
                        struct pp_error *reterr) PP_CHECKED;

/* Could K whole patches, for some K >= 1, hold this weight? */
bool pp_graph_can_hold(int64_t weight_milli, int64_t min_milli, int64_t max_milli);

/* ---- every postcode of the area ---- */

/* For `n` points the unit whose cell holds it, else the nearest by cell without crossing a barrier;
 * -1 only when no unit has a cell. Of several units on one point the first. 11,831 postcodes on
 * 2,495 cells: a few hundredths of a second. */
int pp_graph_locate(const struct pp_unit *units, int n_units, const struct pp_wkb *barriers,
                    size_t n_barriers, const double *xy, size_t n, int *ret_unit_ix,
                    struct pp_error *reterr) PP_CHECKED;

#endif
