/* GLPK under a guard. Private to planner/solve. */
#ifndef PLANNER_SOLVE_GUARD_H
#define PLANNER_SOLVE_GUARD_H

#include <glpk.h>
#include <setjmp.h>

#include "patchplan/core/error.h"
#include "patchplan/solve/mip.h"

/* GLPK tells a misuse by printing a sentence and calling abort(). Here its error hook jumps back instead.
 * After that nothing of GLPK's may be touched; pp_guard_leave() frees all it had on this thread.
 *
 *     struct guard guard;
 *     pp_guard_enter(&guard);
 *     if (pp_guard_run(&guard, work, &context) < 0) ... guard.said holds GLPK's last words ...
 *     pp_guard_leave(&guard);
 *
 * `work` may own nothing but GLPK objects: a jump out of it would leak anything else. */
struct guard {
    jmp_buf back;
    char said[512]; /* the end of what GLPK printed */
    bool broken;    /* GLPK has jumped out; only pp_guard_leave() is left */
};

void pp_guard_enter(struct guard *guard);
/* What `work` returns, or -1 when GLPK jumped out of it. */
int pp_guard_run(struct guard *guard, int (*work)(void *context), void *context);
void pp_guard_leave(struct guard *guard);
/* PP_E_LIBRARY with GLPK's last words. */
int pp_guard_fail(const struct guard *guard, const char *doing, struct pp_error *reterr);

/* Solve a problem that is built, as its columns ask (LP or MIP). Call under the guard only. */
void pp_solve_built(glp_prob *problem, const struct pp_solve_options *options,
                    struct pp_solve_result *ret_result);
bool pp_solve_has_solution(const struct pp_solve_result *result);
double pp_solve_column_value(glp_prob *problem, int column); /* from 1 */

#endif
