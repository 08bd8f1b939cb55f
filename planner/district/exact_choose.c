/* The cheapest division from a list of patches, as a 0-1 program:
 *
 *     least sum value_c z_c    each unit in one chosen patch, as many patches of each pair of limits as there are,
 *                              each current patch kept by one new patch at most.
 *
 * A patch is a column for each pair of limits that it fits and each current patch that it shares homes with (and
 * for none). Values are counted from the bound in shares of the gap, so that the tolerances of the solver are
 * shares of the gap too.
 */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/solve/mip.h"
#include "planner/district/evaluate.h"
#include "planner/district/exact_parts.h"

struct choice {
    const struct pp_exact_list *list;
    const struct pp_problem *problem;
    struct pp_mip mip;
    int *limits_of;      /* n_patches: the first patch with the same limits */
    int *limits_row;     /* n_patches, by limits_of */
    int label_row;       /* the first one */
    int64_t *shared;     /* per label, of one patch; zero in between */
    int *column, *limit; /* per column of the program */
    size_t n, cap_column, cap_limit;
    double even, unit; /* value of an even patch at the bound; what counts as 1 */
};

static void choice_done(struct choice *choice) {
    pp_mip_done(&choice->mip);
    pp_free(choice->limits_of);
    pp_free(choice->limits_row);
    pp_free(choice->shared);
    pp_free(choice->column);
    pp_free(choice->limit);
}

static bool has_keep(const struct pp_problem *problem) {
    return problem->keep_m > 0 && problem->current.first;
}

static void add_rows(struct choice *choice) {
    const struct pp_problem *problem = choice->problem;
    for (int u = 0; u < problem->n_units; u++)
        pp_mip_add_row(&choice->mip, 1, 1);
    for (int p = 0; p < problem->n_patches; p++) {
        int same = 0, n_same = 0;
        while (problem->min_milli[same] != problem->min_milli[p] ||
               problem->max_milli[same] != problem->max_milli[p])
            same++;
        choice->limits_of[p] = same;
        for (int q = p; q < problem->n_patches; q++)
            n_same += problem->min_milli[q] == problem->min_milli[p] &&
                      problem->max_milli[q] == problem->max_milli[p];
        if (same == p)
            choice->limits_row[p] = pp_mip_add_row(&choice->mip, n_same, n_same);
    }
    choice->label_row = problem->n_units;
    for (int p = 0; p < problem->n_patches; p++)
        choice->label_row += choice->limits_of[p] == p;
    for (int l = 0; has_keep(problem) && l < problem->current.n_labels; l++)
        pp_mip_add_row(&choice->mip, 0, 1);
}

static int add_column(struct choice *choice, size_t column, int limits, double value, int label,
                      struct pp_error *reterr) {
    const struct pp_exact_column *patch = &choice->list->columns[column];
    int failed = pp_reserve(&choice->column, &choice->cap_column, choice->n + 1,
                            sizeof *choice->column, reterr);
    if (!failed)
        failed = pp_reserve(&choice->limit, &choice->cap_limit, choice->n + 1,
                            sizeof *choice->limit, reterr);
    if (failed)
        return failed;
    int at = pp_mip_add_column(&choice->mip, 0, 1, (value - choice->even) / choice->unit, true);
    for (int i = 0; i < patch->n; i++)
        pp_mip_add_entry(&choice->mip, choice->list->unit[patch->first + i], at, 1);
    pp_mip_add_entry(&choice->mip, choice->limits_row[limits], at, 1);
    if (label >= 0)
        pp_mip_add_entry(&choice->mip, choice->label_row + label, at, 1);
    choice->column[choice->n] = (int)column;
    choice->limit[choice->n++] = limits;
    return 0;
}

static int pin_of(const struct choice *choice, const struct pp_exact_column *patch) {
    for (int i = 0; choice->problem->pin && i < patch->n; i++) {
        int pin = choice->problem->pin[choice->list->unit[patch->first + i]];
        if (pin >= 0)
            return pin;
    }
    return -1;
}

/* The patch with these limits, keeping any current patch that it can keep. */
static int add_labels(struct choice *choice, size_t column, int limits, struct pp_error *reterr) {
    const struct pp_exact_column *patch = &choice->list->columns[column];
    const struct pp_labels *current = &choice->problem->current;
    if (!has_keep(choice->problem))
        return add_column(choice, column, limits, patch->value, -1, reterr);
    int64_t known = 0;
    int failed = 0;
    double metre = 1e-3 * choice->problem->keep_m;
    for (int i = 0; i < patch->n; i++) {
        int u = choice->list->unit[patch->first + i];
        for (int j = current->first[u]; j < current->first[u + 1]; j++) {
            choice->shared[current->label[j]] += current->weight_milli[j];
            known += current->weight_milli[j];
        }
    }
    double most = pp_exact_most(choice->list, patch->hub);
    for (int l = -1; l < current->n_labels && !failed; l++) {
        int64_t held = l >= 0 ? choice->shared[l] : 0;
        double value = patch->value + metre * (double)(known - held);
        if ((l < 0 || held > 0) && value <= most)
            failed = add_column(choice, column, limits, value, l, reterr);
    }
    for (int l = 0; l < current->n_labels; l++)
        choice->shared[l] = 0;
    return failed;
}

static int add_patch(struct choice *choice, size_t column, struct pp_error *reterr) {
    const struct pp_problem *problem = choice->problem;
    const struct pp_exact_column *patch = &choice->list->columns[column];
    int pin = pin_of(choice, patch), failed = 0;
    if (patch->value > pp_exact_most(choice->list, patch->hub) - choice->list->keep)
        return 0; /* what is known by now leaves it out */
    for (int p = 0; p < problem->n_patches && !failed; p++)
        if (choice->limits_of[p] == p && patch->weight_milli >= problem->min_milli[p] &&
            patch->weight_milli <= problem->max_milli[p] &&
            (pin < 0 || choice->limits_of[pin] == p))
            failed = add_labels(choice, column, p, reterr);
    return failed;
}

/* Patches with a pin get its number, the others those that are left of their limits. */
static bool read_choice(const struct choice *choice, const double *values, int *patch_of,
                        bool *used) {
    const struct pp_problem *problem = choice->problem;
    for (int pass = 0; pass < 2; pass++)
        for (size_t c = 0; c < choice->n; c++) {
            const struct pp_exact_column *patch = &choice->list->columns[choice->column[c]];
            int number = pin_of(choice, patch);
            if (values[c] < 0.5 || (number >= 0) != (pass == 0))
                continue;
            for (int p = 0; p < problem->n_patches && number < 0; p++)
                if (!used[p] && choice->limits_of[p] == choice->limit[c])
                    number = p;
            if (number < 0 || used[number])
                return false;
            used[number] = true;
            for (int i = 0; i < patch->n; i++)
                patch_of[choice->list->unit[patch->first + i]] = number;
        }
    return true;
}

static int take_choice(const struct choice *choice, const double *values, int *patch_of,
                       bool *ret_solved, struct pp_error *reterr) {
    const struct pp_problem *problem = choice->problem;
    size_t n = (size_t)problem->n_units;
    PP_AUTO_FREE int *mine = pp_alloc_array(n, sizeof *mine);
    PP_AUTO_FREE bool *used = pp_alloc_array((size_t)problem->n_patches, sizeof *used);
    struct pp_costs costs;
    if (!mine || !used)
        return pp_fail_nomem(reterr);
    for (size_t u = 0; u < n; u++)
        mine[u] = -1;
    bool whole = read_choice(choice, values, mine, used);
    for (size_t u = 0; u < n; u++)
        whole = whole && mine[u] >= 0;
    if (!whole)
        return 0;
    int failed = pp_evaluate(problem, mine, &costs, NULL, NULL, reterr);
    if (failed || costs.total > choice->list->ask->upper + choice->list->slack)
        return failed;
    if (costs.total < choice->list->ask->upper)
        memcpy(patch_of, mine, n * sizeof *mine);
    *ret_solved = true;
    return 0;
}

static int solve_choice(struct choice *choice, int *patch_of, bool *ret_solved,
                        struct pp_error *reterr) {
    const struct pp_exact_ask *ask = choice->list->ask;
    struct pp_solve_options options = {.cancel = ask->cancel};
    struct pp_solve_result result;
    PP_AUTO_FREE double *values = pp_alloc_array(choice->n + 1, sizeof *values);
    if (!values)
        return pp_fail_nomem(reterr);
    if (ask->until_s > 0)
        options.time_limit_s = fmax(ask->until_s - pp_clock_s(), 0.01);
    int failed = pp_mip_solve(&choice->mip, &options, values, &result, reterr);
    if (failed)
        return failed;
    if (result.status != PP_SOLVE_OPTIMAL)
        return 0; /* "infeasible" too: what is known should be on the list, so that is no proof but a fault */
    return take_choice(choice, values, patch_of, ret_solved, reterr);
}

int pp_exact_choose(const struct pp_exact_list *list, int *patch_of, bool *ret_solved,
                    struct pp_error *reterr) {
    const struct pp_problem *problem = list->ask->problem;
    struct choice PP_AUTO(choice_done) choice = {.list = list, .problem = problem};
    size_t k = (size_t)problem->n_patches;
    choice.limits_of = pp_alloc_array(k, sizeof *choice.limits_of);
    choice.limits_row = pp_alloc_array(k, sizeof *choice.limits_row);
    choice.shared = pp_alloc_array((size_t)problem->current.n_labels + 1, sizeof *choice.shared);
    if (!choice.limits_of || !choice.limits_row || !choice.shared)
        return pp_fail_nomem(reterr);
    *ret_solved = false;
    choice.even = (list->ask->upper - list->sum) / problem->n_patches;
    for (size_t c = 0; c < list->n_columns; c++)
        choice.unit = fmax(choice.unit, fabs(list->columns[c].value - choice.even));
    choice.unit = fmax(choice.unit, list->slack);
    if (!(choice.unit > 0))
        choice.unit = 1; /* no patch costs anything: all are alike */
    add_rows(&choice);
    int failed = 0;
    for (size_t c = 0; c < list->n_columns && !failed; c++)
        failed = add_patch(&choice, c, reterr);
    return failed ? failed : solve_choice(&choice, patch_of, ret_solved, reterr);
}
