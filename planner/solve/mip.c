#include "patchplan/solve/mip.h"

#include <math.h>

#include "patchplan/core/alloc.h"

#include "planner/solve/guard.h"

void pp_mip_done(struct pp_mip *mip) {
    pp_free(mip->lower);
    pp_free(mip->upper);
    pp_free(mip->cost);
    pp_free(mip->integer);
    pp_free(mip->row_lower);
    pp_free(mip->row_upper);
    pp_free(mip->entry_row);
    pp_free(mip->entry_column);
    pp_free(mip->entry_value);
    *mip = (struct pp_mip){0};
}

/* Room for one more in an array of `mip`; a failure is remembered. */
#define ROOM(mip, array, cap, n) \
    (pp_reserve(&(mip)->array, &(mip)->cap, (n) + 1, sizeof *(mip)->array, NULL) == 0)

int pp_mip_add_column(struct pp_mip *mip, double lower, double upper, double cost, bool integer) {
    size_t n = mip->n_columns;
    if (mip->failed || !ROOM(mip, lower, cap_lower, n) || !ROOM(mip, upper, cap_upper, n) ||
        !ROOM(mip, cost, cap_cost, n) || !ROOM(mip, integer, cap_integer, n)) {
        mip->failed = true;
        return -1;
    }
    mip->lower[n] = lower;
    mip->upper[n] = upper;
    mip->cost[n] = cost;
    mip->integer[n] = integer;
    return (int)mip->n_columns++;
}

int pp_mip_add_row(struct pp_mip *mip, double lower, double upper) {
    size_t n = mip->n_rows;
    if (mip->failed || !ROOM(mip, row_lower, cap_row_lower, n) ||
        !ROOM(mip, row_upper, cap_row_upper, n)) {
        mip->failed = true;
        return -1;
    }
    mip->row_lower[n] = lower;
    mip->row_upper[n] = upper;
    return (int)mip->n_rows++;
}

void pp_mip_add_entry(struct pp_mip *mip, int row, int column, double value) {
    size_t n = mip->n_entries;
    if (mip->failed || !ROOM(mip, entry_row, cap_entry_row, n) ||
        !ROOM(mip, entry_column, cap_entry_column, n) ||
        !ROOM(mip, entry_value, cap_entry_value, n)) {
        mip->failed = true;
        return;
    }
    mip->entry_row[n] = row;
    mip->entry_column[n] = column;
    mip->entry_value[n] = value;
    mip->n_entries++;
}

/* --- into GLPK ----------------------------------------------------------------------------------- */

struct job {
    const struct pp_mip *mip;
    const struct pp_solve_options *options;
    int *row, *column; /* entries counted from 1, with a place 0 that GLPK does not read */
    double *value;
    glp_prob *problem;
    struct pp_solve_result result;
};

static int limits_kind(double lower, double upper) {
    if (isinf(lower) && isinf(upper))
        return GLP_FR;
    if (isinf(lower))
        return GLP_UP;
    if (isinf(upper))
        return GLP_LO;
    return lower < upper ? GLP_DB : GLP_FX;
}

static void load_columns(const struct job *job) {
    const struct pp_mip *mip = job->mip;
    if (mip->n_columns > 0)
        glp_add_cols(job->problem, (int)mip->n_columns);
    for (size_t j = 0; j < mip->n_columns; j++) {
        int column = (int)j + 1;
        glp_set_col_kind(job->problem, column, mip->integer[j] ? GLP_IV : GLP_CV);
        glp_set_col_bnds(job->problem, column, limits_kind(mip->lower[j], mip->upper[j]),
                         mip->lower[j], mip->upper[j]);
        glp_set_obj_coef(job->problem, column, mip->cost[j]);
    }
}

static void load_rows(const struct job *job) {
    const struct pp_mip *mip = job->mip;
    if (mip->n_rows > 0)
        glp_add_rows(job->problem, (int)mip->n_rows);
    for (size_t i = 0; i < mip->n_rows; i++)
        glp_set_row_bnds(job->problem, (int)i + 1,
                         limits_kind(mip->row_lower[i], mip->row_upper[i]), mip->row_lower[i],
                         mip->row_upper[i]);
    glp_load_matrix(job->problem, (int)mip->n_entries, job->row, job->column, job->value);
}

static int build_and_solve(void *context) {
    struct job *job = context;
    job->problem = glp_create_prob();
    glp_set_obj_dir(job->problem, job->mip->maximise ? GLP_MAX : GLP_MIN);
    load_columns(job);
    load_rows(job);
    pp_solve_built(job->problem, job->options, &job->result);
    return 0;
}

static int copy_entries(struct job *job, struct pp_error *reterr) {
    size_t n = job->mip->n_entries;
    job->row = pp_alloc_array(n + 1, sizeof *job->row);
    job->column = pp_alloc_array(n + 1, sizeof *job->column);
    job->value = pp_alloc_array(n + 1, sizeof *job->value);
    if (!job->row || !job->column || !job->value)
        return pp_fail_nomem(reterr);
    for (size_t e = 0; e < n; e++) {
        job->row[e + 1] = job->mip->entry_row[e] + 1;
        job->column[e + 1] = job->mip->entry_column[e] + 1;
        job->value[e + 1] = job->mip->entry_value[e];
    }
    return 0;
}

static void job_done(struct job *job) {
    pp_free(job->row);
    pp_free(job->column);
    pp_free(job->value);
}

/* Limits that cross leave nothing; GLPK would take them for a mistake. */
static bool limits_cross(const struct pp_mip *mip) {
    for (size_t j = 0; j < mip->n_columns; j++)
        if (mip->lower[j] > mip->upper[j])
            return true;
    for (size_t i = 0; i < mip->n_rows; i++)
        if (mip->row_lower[i] > mip->row_upper[i])
            return true;
    return false;
}

int pp_mip_solve(const struct pp_mip *mip, const struct pp_solve_options *options, double *values,
                 struct pp_solve_result *ret_result, struct pp_error *reterr) {
    PP_AUTO(job_done) struct job job = {.mip = mip, .options = options};
    struct guard guard;
    int rc = 0;
    if (mip->failed || copy_entries(&job, reterr) < 0)
        return pp_fail_nomem(reterr);
    if (limits_cross(mip)) {
        *ret_result = (struct pp_solve_result){PP_SOLVE_INFEASIBLE, NAN, NAN};
        return 0;
    }
    pp_guard_enter(&guard);
    if (pp_guard_run(&guard, build_and_solve, &job) < 0)
        rc = pp_guard_fail(&guard, "solving", reterr);
    else if (pp_solve_has_solution(&job.result))
        for (size_t j = 0; j < mip->n_columns; j++)
            values[j] = pp_solve_column_value(job.problem, (int)j + 1);
    pp_guard_leave(&guard);
    if (rc == 0)
        *ret_result = job.result;
    return rc;
}
