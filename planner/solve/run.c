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
    double bound; /* of the tree, the last time it was asked */
};

/* A column that counts what many 0-1 columns add up to: each way of it moves the bound, where one of the many does not. */
static void branch_on_count(glp_tree *tree) {
    glp_prob *problem = glp_ios_get_prob(tree);
    int n = glp_get_num_cols(problem);
    for (int j = 1; j <= n; j++)
        if (glp_get_col_kind(problem, j) == GLP_IV && glp_ios_can_branch(tree, j)) {
            glp_ios_branch_upon(tree, j, GLP_NO_BRNCH);
            return;
        }
}

static void watch(glp_tree *tree, void *context) {
    struct search *search = context;
    const struct pp_solve_options *options = search->options;
    if (options->counts_first && glp_ios_reason(tree) == GLP_IBRANCH)
        branch_on_count(tree);
    int node = glp_ios_best_node(tree);
    if (node != 0)
        search->bound = glp_ios_node_bound(tree, node);
    if (pp_must_stop(options->cancel) ||
        (options->most_iterations > 0 &&
         glp_get_it_cnt(glp_ios_get_prob(tree)) >= options->most_iterations))
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
    how.it_lim = options->most_iterations > 0 ? options->most_iterations : INT_MAX;
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

static void solve_whole(glp_prob *problem, const struct pp_solve_options *options,
                        struct pp_solve_result *result) {
    struct search search = {.options = options, .bound = NAN};
    glp_iocp how;
    glp_init_iocp(&how);
    how.mip_gap = options->gap;
    how.presolve = GLP_ON;
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
