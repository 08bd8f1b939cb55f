/* The list of homes and what stands round it, out of the planning file, as flat arrays for the engine.
 *
 * Everything belongs to the stock and goes with pp_stock_done(). Dense indices count from 0, -1 = none;
 * wards, teams and postcodes come in the order of their code or name.
 */
#ifndef PATCHPLAN_STORE_STOCK_H
#define PATCHPLAN_STORE_STOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/error.h"
#include "patchplan/geo/shape.h"
#include "patchplan/graph/units.h"
#include "patchplan/db/db.h"

struct pp_stock_team {
    int64_t team_id;
    const char *name, *area, *manager; /* "" when not said */
};

struct pp_stock_ward {
    int64_t ward_id;
    const char *code, *name; /* name: the code when none is known */
    int team_ix;
    struct pp_wkb shape; /* EPSG:27700; data NULL: no shape known */
};

struct pp_stock_postcode {
    int64_t postcode_id;
    const char *code;
    double x, y; /* both NAN: no position known */
    int ward_ix;
};

/* Two block_refs or postcodes that count as neighbours. */
struct pp_stock_link {
    const char *from, *to;
};

struct pp_stock_officer {
    const char *officer_id, *name, *public_name, *post, *role; /* name "": a vacant post */
    const char *share_with;                                    /* NULL: shares with nobody */
    const char *email, *phone;
    int team_ix;
    int64_t fte_milli, caseload_milli; /* caseload_pct 100 = 1000 */
    const char *caseload_until, *ends; /* ISO days, the last on which it holds; NULL: no end */
};

/* A patch of today. */
struct pp_stock_patch {
    const char *name;
    const char *officer_id; /* NULL: vacant, or nobody is named */
    bool has_row;           /* stands in current_officers */
    int64_t n_homes;        /* of the homes loaded */
};

struct pp_stock {
    /* Homes to plan: in the list today and not left out. In the order of home_id. */
    size_t n_homes;
    struct pp_unit_home *homes; /* as pp_units_build() takes them; postcode texts are shared */
    int64_t *home_id;
    int *patch_ix;        /* per home: its patch today, or -1 */
    int *postcode_ix;     /* per home, or -1; only with postcodes loaded */
    int64_t n_listed;     /* homes in the list today, left out or not */
    int64_t n_no_weight;  /* homes to plan whose neighbourhood has no weight: they count 1.00 */
    int64_t weight_milli; /* of all homes to plan */

    struct pp_stock_team *teams;
    int n_teams;
    struct pp_stock_ward *wards;
    int n_wards;
    struct pp_stock_patch *patches; /* by name, natural order */
    int n_patches;
    struct pp_stock_postcode *postcodes; /* by code; only with postcodes loaded */
    size_t n_postcodes;
    struct pp_wkb *barriers; /* lines */
    size_t n_barriers;
    struct pp_stock_link *links;
    size_t n_links;
    struct pp_stock_officer *officers; /* by officer_id */
    size_t n_officers;

    struct pp_arena arena; /* owns everything above */
};
void pp_stock_done(struct pp_stock *stock); /* all-zero is fine */

struct pp_stock_options {
    /* 0 = every landlord's homes. One landlord's come with what stands round them only: the wards they are in,
     * the teams of those, the patches they are in today and who leads them, and the postcodes they have or that
     * lie in their wards and have no homes at all. */
    int64_t landlord_id;
    bool no_homes;     /* only what stands round them; no patches of today either */
    bool no_postcodes; /* for millions of homes: the postcode texts of homes are still there */
};

/* Load; NULL options: all of it. `ret_stock` all-zero wanted. Weight of a home: its neighbourhood's,
 * 1.00 when that has none. Point: its own, else its postcode's, else NAN. Ward: its own, else its
 * postcode's; team: its ward's. 36,000 homes in about 0.1 s; O(homes + postcodes). */
int pp_stock_load(struct pp_db *db, const struct pp_stock_options *options,
                  struct pp_stock *ret_stock, struct pp_error *reterr) PP_CHECKED;

#endif
