/* A built problem is solved: the simplex method for a linear one, branch and cut for one with whole
 * columns, with a time limit, a wish to stop, and a greedy rounding so that there is often a plan in hand. */
#include <limits.h>
#include <math.h>

#include "planner/solve/guard.h"

static int milliseconds(const struct pp_solve_options *options) {
    double left_s = pp_time_left_s(options->cancel);
    if (options->time_limit_s > 0)
        left_s = fmin(left_s, options->time_limit_s);
    return left_s * 1000 >= INT_MAX ? INT_MAX : (int)fmax(1, left_s * 1000);
}

struct search {
    const struct pp_solve_options *options;
    double bound;        /* of the tree, the last time it was asked */
    const double *start; /* from 1, GLPK's own memory; NULL = none, or told */
};

static void watch(glp_tree *tree, void *context) {
    struct search *search = context;
    int node = glp_ios_best_node(tree);
    if (search->start && glp_ios_reason(tree) == GLP_IHEUR) {
        glp_ios_heur_sol(tree, search->start);
        search->start = NULL;
    }
    if (node != 0)
        search->bound = glp_ios_node_bound(tree, node);
    if (pp_must_stop(search->options->cancel))
        glp_ios_terminate(tree);
}

static enum pp_solve_status status_of(int status, bool stopped) {
    switch (status) {
    case GLP_OPT:
        return PP_SOLVE_OPTIMAL;
    case GLP_FEAS:
        return PP_SOLVE_FEASIBLE;
    case GLP_NOFEAS:
        return stopped ? PP_SOLVE_NOTHING : PP_SOLVE_INFEASIBLE;
    case GLP_UNBND:
        return PP_SOLVE_UNBOUNDED;
    default:
        return PP_SOLVE_NOTHING;
    }
}

static void solve_linear(glp_prob *problem, const struct pp_solve_options *options,
                         struct pp_solve_result *result) {
    glp_smcp how;
    glp_init_smcp(&how);
    how.tm_lim = milliseconds(options);
    how.presolve = GLP_ON;
    int rc = glp_simplex(problem, &how);
    bool infeasible = rc == GLP_ENOPFS, unbounded = rc == GLP_ENODFS;
    result->status = infeasible  ? PP_SOLVE_INFEASIBLE
                     : unbounded ? PP_SOLVE_UNBOUNDED
                     : rc == 0   ? status_of(glp_get_status(problem), false)
                                 : PP_SOLVE_NOTHING;
    if (result->status == PP_SOLVE_OPTIMAL)
        result->objective = result->bound = glp_get_obj_val(problem);
}

/* The start made whole: its whole columns fixed, the rest by the simplex method. NULL when that cannot be. GLPK
 * takes a start at its word, so that this is also its check. */
static double *complete_start(glp_prob *problem, const struct pp_solve_options *options) {
    int n = glp_get_num_cols(problem);
    glp_prob *fixed = glp_create_prob();
    double *start = glp_alloc(n + 1, sizeof *start);
    glp_smcp how;
    glp_init_smcp(&how);
    how.presolve = GLP_ON;
    how.tm_lim = milliseconds(options);
    glp_copy_prob(fixed, problem, GLP_OFF);
    bool inside = true;
    for (int j = 1; j <= n; j++) {
        double value = round(options->start[j - 1]);
        if (glp_get_col_kind(problem, j) == GLP_CV)
            continue;
        inside =
            inside && value >= glp_get_col_lb(problem, j) && value <= glp_get_col_ub(problem, j);
        glp_set_col_bnds(fixed, j, GLP_FX, value, value);
    }
    bool good = inside && glp_simplex(fixed, &how) == 0 && glp_get_status(fixed) == GLP_OPT;
    for (int j = 1; good && j <= n; j++)
        start[j] = glp_get_col_kind(problem, j) == GLP_CV ? glp_get_col_prim(fixed, j)
                                                          : round(options->start[j - 1]);
    glp_delete_prob(fixed);
    return good ? start : NULL;
}

/* Presolved, the columns are others than those of the start: without, the relaxation must be solved before. */
static bool take_start(glp_prob *problem, const struct pp_solve_options *options,
                       struct search *search) {
    glp_smcp how;
    glp_init_smcp(&how);
    search->start = options->start ? complete_start(problem, options) : NULL;
    how.tm_lim = milliseconds(options);
    if (search->start && (glp_simplex(problem, &how) != 0 || glp_get_status(problem) != GLP_OPT))
        search->start = NULL;
    return search->start != NULL;
}

static void solve_whole(glp_prob *problem, const struct pp_solve_options *options,
                        struct pp_solve_result *result) {
    struct search search = {.options = options, .bound = NAN};
    glp_iocp how;
    glp_init_iocp(&how);
    how.mip_gap = options->gap;
    how.presolve = take_start(problem, options, &search) ? GLP_OFF : GLP_ON;
    how.binarize = GLP_OFF;
    how.gmi_cuts = how.cov_cuts = how.clq_cuts = how.mir_cuts = options->plain ? GLP_OFF : GLP_ON;
    how.fp_heur = GLP_OFF; /* its inner simplex can go round for ever and knows no time limit */
    how.cb_func = watch;
    how.cb_info = &search;
    how.tm_lim = milliseconds(options);
    int rc = glp_intopt(problem, &how);
    bool stopped = rc == GLP_ETMLIM || rc == GLP_ESTOP || rc == GLP_EMIPGAP;
    int status = rc == GLP_ENOPFS   ? GLP_NOFEAS
                 : rc == GLP_ENODFS ? GLP_UNBND
                                    : glp_mip_status(problem);
    result->status = rc == 0 || stopped || rc == GLP_ENOPFS || rc == GLP_ENODFS
                         ? status_of(status, stopped)
                         : PP_SOLVE_NOTHING;
    if (stopped && result->status == PP_SOLVE_OPTIMAL)
        result->status = PP_SOLVE_FEASIBLE;
    if (pp_solve_has_solution(result))
        result->objective = glp_mip_obj_val(problem);
    result->bound = result->status == PP_SOLVE_OPTIMAL ? result->objective : search.bound;
}

void pp_solve_built(glp_prob *problem, const struct pp_solve_options *options,
                    struct pp_solve_result *ret_result) {
    struct pp_solve_result result = {PP_SOLVE_NOTHING, NAN, NAN};
    if (glp_get_num_int(problem) > 0)
        solve_whole(problem, options, &result);
    else
        solve_linear(problem, options, &result);
    *ret_result = result;
}

bool pp_solve_has_solution(const struct pp_solve_result *result) {
    return result->status == PP_SOLVE_OPTIMAL || result->status == PP_SOLVE_FEASIBLE;
}

double pp_solve_column_value(glp_prob *problem, int column) {
    return glp_get_num_int(problem) > 0 ? glp_mip_col_val(problem, column)
                                        : glp_get_col_prim(problem, column);
}
