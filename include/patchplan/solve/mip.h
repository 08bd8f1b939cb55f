/* Small linear and mixed-integer problems as rows and columns, solved by GLPK under a guard: whatever GLPK
 * thinks of the input, the process lives and the caller gets an error with GLPK's own words.
 *
 *     struct pp_mip mip = {0};
 *     int take = pp_mip_add_column(&mip, 0, 1, 7.5, true);        // 0 or 1, gains 7.5
 *     int room = pp_mip_add_row(&mip, -INFINITY, 10);
 *     pp_mip_add_entry(&mip, room, take, 4);
 *     int status = pp_mip_solve(&mip, &options, values, &result, reterr);
 *     pp_mip_done(&mip);
 */
#ifndef PATCHPLAN_SOLVE_MIP_H
#define PATCHPLAN_SOLVE_MIP_H

#include <stdbool.h>
#include <stddef.h>

#include "patchplan/core/cancel.h"
#include "patchplan/core/error.h"

/* Rows and columns count from 0. All-zero is an empty problem to be minimised. */
struct pp_mip {
    bool maximise;
    double *lower, *upper, *cost; /* of columns */
    bool *integer;
    size_t n_columns, cap_lower, cap_upper, cap_cost, cap_integer;
    double *row_lower, *row_upper;
    size_t n_rows, cap_row_lower, cap_row_upper;
    int *entry_row, *entry_column;
    double *entry_value;
    size_t n_entries, cap_entry_row, cap_entry_column, cap_entry_value;
    bool failed; /* memory ran out while building; told by pp_mip_solve() */
};
void pp_mip_done(struct pp_mip *mip);

/* The new column's or row's number; -1 when memory ran out, which pp_mip_solve() will tell too. Limits may
 * be -INFINITY and INFINITY. */
int pp_mip_add_column(struct pp_mip *mip, double lower, double upper, double cost, bool integer);
int pp_mip_add_row(struct pp_mip *mip, double lower, double upper);
/* Each pair of row and column at most once. */
void pp_mip_add_entry(struct pp_mip *mip, int row, int column, double value);

enum pp_solve_status {
    PP_SOLVE_OPTIMAL,
    PP_SOLVE_FEASIBLE,   /* stopped by a limit with a solution in hand */
    PP_SOLVE_INFEASIBLE, /* proven to have no solution */
    PP_SOLVE_UNBOUNDED,
    PP_SOLVE_NOTHING /* stopped by a limit before a solution was found */
};

struct pp_solve_options {
    const struct pp_cancel *cancel; /* NULL = cannot be interrupted */
    double time_limit_s;            /* 0 = none */
    int most_iterations; /* of the simplex method: work, alike on every machine; 0 = no end */
    double gap;          /* good enough: share of the value; 0 = to the end */
    bool plain;          /* no cuts: for many small problems with little time each */
    bool counts_first;   /* branch on whole columns that are not 0-1 before those that are */
};

struct pp_solve_result {
    enum pp_solve_status status;
    double objective; /* NAN without a solution */
    double bound;     /* no solution is better than this; NAN when unknown */
};

/* Solve. values: n_columns numbers, set only when there is a solution; whole columns are whole to 1e-5,
 * so read a 0-1 column with > 0.5. Errors: PP_E_NOMEM, PP_E_LIBRARY with GLPK's words (also for an entry
 * whose row or column does not exist). Not for use inside another solve on the same thread. */
int pp_mip_solve(const struct pp_mip *mip, const struct pp_solve_options *options, double *values,
                 struct pp_solve_result *ret_result, struct pp_error *reterr) PP_CHECKED;

#endif
