/* Models written in GNU MathProg, read at run time, solved with GLPK: what the planner solves is what an
 * auditor can read and run with glpsol. */
#ifndef PATCHPLAN_SOLVE_MODEL_H
#define PATCHPLAN_SOLVE_MODEL_H

#include "patchplan/core/names.h"
#include "patchplan/core/str.h"
#include "patchplan/solve/mip.h"

struct pp_model_answer {
    struct pp_solve_result result;
    struct pp_names names; /* of the columns, as in the model: "assign[P1,O7]" */
    double *values;        /* by number in names; empty without a solution */
    int n_values;
};
void pp_model_answer_done(struct pp_model_answer *answer);

/* Value of a column by name; `otherwise` when there is none (a column that the model left out). */
double pp_model_value(const struct pp_model_answer *answer, const char *name, double otherwise);

/* Read model_path, then data_path (NULL: the data stand in the model), solve, hand back all columns.
 * PP_E_FORMAT with the file, the line and GLPK's words for a model or data that cannot be read;
 * PP_E_NOTFOUND for a file that is not there; else as pp_mip_solve(). */
int pp_model_solve(const char *model_path, const char *data_path,
                   const struct pp_solve_options *options, struct pp_model_answer *ret_answer,
                   struct pp_error *reterr) PP_CHECKED;
/* The same with the data as text: kept as `kept_path` (whole or not at all), or, where that is NULL, in a temporary file
 * (under $TMPDIR, else /tmp) that is gone after the run. */
int pp_model_solve_text(const char *model_path, const struct pp_str *data, const char *kept_path,
                        const struct pp_solve_options *options, struct pp_model_answer *ret_answer,
                        struct pp_error *reterr) PP_CHECKED;
/* For an auditor, each whole or not at all; nothing is solved: data as text, and a copy of a model. */
int pp_model_keep_text(const struct pp_str *data, const char *path,
                       struct pp_error *reterr) PP_CHECKED;
int pp_model_keep_copy(const char *model_path, const char *path,
                       struct pp_error *reterr) PP_CHECKED;

#endif
