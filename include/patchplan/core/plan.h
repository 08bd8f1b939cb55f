/* The domain types that travel between floors: units, neighbours, patches, a plan.
 *
 * Flat arrays and dense indices: unit_ix, patch_ix, team_ix, ward_ix count from 0; -1 means none.
 * Strings and arrays of a plan belong to its arena and go with pp_plan_done().
 */
#ifndef PATCHPLAN_CORE_PLAN_H
#define PATCHPLAN_CORE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/core/outcome.h"

/* The smallest thing that moves between patches: a block, or the homes of a postcode at one point. */
struct pp_unit {
    /* stable: the block_ref, or the postcode, with "#2" for further points or pieces */
    const char *id;
    const char *name;             /* for people: "Hartley Tower", "S5 6NB" */
    double easting_m, northing_m; /* EPSG:27700 */
    int64_t weight_milli;         /* thousandths of a standard home */
    int n_homes;
    int team_ix, ward_ix; /* of most of its homes */
    bool pinned;          /* stays in its patch in every redraw */
    /* its Voronoi cell clipped to the area; NULL before it is known */
    const unsigned char *cell_wkb;
    size_t n_cell_wkb;
};

enum pp_neighbour_kind {
    PP_NEIGHBOUR_EDGE,  /* the cells share more than 1 m of boundary */
    PP_NEIGHBOUR_POINT, /* on the same point, or pieces of one split unit */
    PP_NEIGHBOUR_LINK,  /* said so in links.csv */
    PP_NEIGHBOUR_BRIDGE /* joins a pocket that cannot hold whole patches */
};
/* "edge", "point", "link", "bridge" */
const char *pp_neighbour_kind_name(enum pp_neighbour_kind kind);
int pp_neighbour_kind_parse(const char *name); /* the enum, or -1 */

struct pp_neighbour {
    int u, v; /* unit_ix, u < v */
    enum pp_neighbour_kind kind;
    bool crosses_barrier; /* bridges only: a rule that gave */
};

struct pp_patch {
    const char *name;     /* "L012", "North East 3": what people call it */
    int team_ix, ward_ix; /* ward_ix: where most of its weight is */
    double share;         /* 1.00 unless said; limits are share x min and share x max */
    int hub_unit_ix;      /* where the sum of weight x distance is least */
    int64_t weight_milli;
    int n_homes;
    double distance_cost; /* its part of the plan's distance_cost, weighted metres */
    /* distance_cost / weighted homes; with --cost squared the plain mean all the same */
    double mean_distance_m;
    const char *officer_id; /* lead; NULL = vacant */
    const char *sharer_id;  /* the other half of a job share; NULL = none */
    double sharer_share;    /* of `share`, what the sharer has; the lead has the rest */
    bool is_named;          /* one of the two has a name: not a vacant post */
    bool locked;
};

/* Why a rule gave or a wish cannot be met, in words for people. */
struct pp_reason {
    bool broken;      /* true: a rule that gave (exit 4); false: a warning */
    const char *text; /* one sentence or two */
    const char *fix;  /* a command that works when pasted, or NULL */
    bool
        of_division; /* of the division as drawn, not of the rules: not told any more once it is edited */
};

enum pp_cost_kind { PP_COST_DISTANCE, PP_COST_SQUARED };
enum pp_within { PP_WITHIN_NONE, PP_WITHIN_WARD, PP_WITHIN_TEAM };

struct pp_rules {
    int64_t min_milli, max_milli; /* size limits of a patch of share 1.00, weighted homes */
    enum pp_within within;
    enum pp_cost_kind cost_kind;
    /* metres charged per weighted home moved / outside its patch's main ward */
    double keep_m, ward_m;
};

/* What one patch may hold, in thousandths of a standard home. */
struct pp_limits {
    int64_t min_milli, max_milli;
};
/* The limits of a patch of `share` under size limits for a whole one: share x min rounded up and share x max
 * rounded down to thousandths, so that whole weights are inside exactly when share x min <= weight <=
 * share x max. Exact for shares of three decimals and limits up to a million homes. Narrow limits of an
 * odd share may hold nothing (min > max). */
struct pp_limits pp_share_limits(double share, int64_t min_milli, int64_t max_milli);

struct pp_plan {
    int64_t plan_id; /* 0 = not saved */
    const char *name;
    int64_t landlord_id;                 /* 0 = all landlords of the file */
    const char *origin;                  /* "drawn", "imported", "copied"; NULL = drawn */
    const char *state;                   /* "draft", "published", "withdrawn"; NULL = draft */
    const char *options;                 /* the command's options as JSON; NULL = none */
    const char *created_at, *changed_at; /* UTC; set by the store */
    struct pp_rules rules;
    enum pp_outcome outcome;
    double cost, distance_cost, keep_cost, ward_cost;
    double bound; /* proven lower bound on `cost`; NAN when there is none */
    double gap;   /* cost / bound - 1; NAN when there is no bound */
    double seconds;
    uint64_t seed;
    int64_t n_homes, weight_milli;
    int64_t n_homes_changing; /* homes whose patch differs from their known current patch */
    pp_day leads_day; /* the one day of which all officers of its patches are; 0 = not saved */

    struct pp_unit *units;
    int n_units;
    struct pp_neighbour *neighbours;
    int n_neighbours;
    int *patch_of_unit; /* n_units long; -1 = in no patch */
    struct pp_patch *patches;
    int n_patches;
    const char **team_names, **ward_codes, **ward_names; /* by team_ix, ward_ix */
    int n_teams, n_wards;
    struct pp_reason *reasons;
    int n_reasons;

    struct pp_arena arena; /* owns everything above */
};

/* The name at `ix` of the plan's teams or wards, NULL for -1 and beyond. */
const char *pp_plan_name_at(const char *const *names, int n, int ix);

/* What follows "no plan under these rules can be more than 3 % shorter": that what is proven counts more than
 * distance, where the rules do. "" where shorter means just that. */
const char *pp_rules_counted_in(const struct pp_rules *rules);

/* What the reasons hold that tell of officers as the plan was drawn: not told any more once it has a roster. */
#define PP_DRAWN_VACANT "drawn without an officer"
#define PP_DRAWN_IDLE "given no patch"

/* How the reason begins that says what is proven of a part of the plan only: leaving parts out of which nothing is
 * proven, or of the patches that were drawn anew while the others stayed. */
#define PP_PROVEN_IN_PART "How much shorter a plan could be is proven in part: "
/* Has the plan such a reason? Its bound, when there is one, then speaks of no other plan than those with that part. */
bool pp_plan_is_proven_in_part(const struct pp_plan *plan);

/* What `patch` of `plan` may hold: the plan's limits times its share. */
struct pp_limits pp_patch_limits(const struct pp_plan *plan, const struct pp_patch *patch);

/* cost / bound - 1. NAN when there is no bound, and when the cost is below it: a plan that breaks a rule may
 * cost less than any that keeps them all, and then the two say nothing of each other. */
double pp_plan_gap(double cost, double bound);

/* Gives back everything the plan owns. */
void pp_plan_done(struct pp_plan *plan);

#endif
