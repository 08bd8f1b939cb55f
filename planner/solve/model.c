#include "patchplan/solve/model.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

#include "planner/solve/guard.h"

void pp_model_answer_done(struct pp_model_answer *answer) {
    pp_names_done(&answer->names);
    pp_free(answer->values);
    *answer = (struct pp_model_answer){0};
}

double pp_model_value(const struct pp_model_answer *answer, const char *name, double otherwise) {
    int64_t ix = pp_names_find(&answer->names, name);
    return ix >= 0 && ix < answer->n_values ? answer->values[ix] : otherwise;
}

enum stage { STAGE_MODEL, STAGE_DATA, STAGE_GENERATE, STAGE_SOLVE, STAGE_DONE };

struct job {
    const char *model_path, *data_path;
    struct pp_solve_options options;
    enum stage stage; /* where it is, to say where it failed */
    glp_prob *problem;
    struct pp_solve_result result;
};

/* 0, or 1 when GLPK refused the model, the data or the numbers; guard.said then tells the line. */
static int read_and_build(void *context) {
    struct job *job = context;
    glp_tran *translator = glp_mpl_alloc_wksp();
    job->stage = STAGE_MODEL;
    if (glp_mpl_read_model(translator, job->model_path, job->data_path != NULL) != 0)
        return 1;
    job->stage = STAGE_DATA;
    if (job->data_path && glp_mpl_read_data(translator, job->data_path) != 0)
        return 1;
    job->stage = STAGE_GENERATE;
    if (glp_mpl_generate(translator, NULL) != 0)
        return 1;
    job->problem = glp_create_prob();
    glp_mpl_build_prob(translator, job->problem);
    glp_mpl_free_wksp(translator);
    job->stage = STAGE_SOLVE;
    return 0;
}

static int solve(void *context) {
    struct job *job = context;
    pp_solve_built(job->problem, &job->options, &job->result);
    job->stage = STAGE_DONE;
    return 0;
}

/* What GLPK said last about a line of `path`, "PATH:LINE: words": the words, and the line in ret_row. All
 * it said when it named no line. */
static const char *last_words(const char *said, const char *path, int64_t *ret_row) {
    const char *words = said;
    size_t length = strlen(path);
    for (const char *at = strstr(said, path); at; at = strstr(at + 1, path)) {
        char digits[24] = "";
        size_t n = at[length] == ':' ? strspn(at + length + 1, "0123456789") : 0;
        if (n == 0 || n >= sizeof digits)
            continue;
        memcpy(digits, at + length + 1, n);
        (void)pp_text_int(digits, ret_row);
        words = at + length + 1 + n;
        words += strspn(words, ": ");
    }
    return words;
}

/* `said` with every run of blanks and line ends as one blank. */
static void in_one_line(const char *said, char *text, size_t size) {
    size_t n = 0;
    for (; *said && n + 1 < size; said++) {
        bool blank = *said == ' ' || *said == '\n';
        if (!blank || (n > 0 && text[n - 1] != ' '))
            text[n++] = blank ? ' ' : *said;
    }
    text[n] = 0;
}

static int fail_reading(const struct job *job, const struct guard *guard, struct pp_error *reterr) {
    static const char *const doing[] = {"the model cannot be read", "its data cannot be read",
                                        "model and data do not fit together"};
    const char *path = job->stage == STAGE_DATA ? job->data_path : job->model_path;
    char words[sizeof guard->said];
    int64_t row = 0;
    in_one_line(last_words(guard->said, path, &row), words, sizeof words);
    return pp_fail_at(reterr, PP_E_FORMAT, path, row, NULL, "%s: %s", doing[job->stage], words);
}

static int copy_answer(const struct job *job, struct pp_model_answer *answer,
                       struct pp_error *reterr) {
    int n = pp_solve_has_solution(&job->result) ? glp_get_num_cols(job->problem) : 0;
    answer->result = job->result;
    answer->values = pp_alloc_array((size_t)n + 1, sizeof *answer->values);
    if (!answer->values)
        return pp_fail_nomem(reterr);
    for (int j = 1; j <= n; j++) {
        const char *name = glp_get_col_name(job->problem, j);
        int64_t ix;
        if (pp_names_add(&answer->names, name ? name : "", &ix, reterr) < 0)
            return PP_E_NOMEM;
        answer->values[ix] = pp_solve_column_value(job->problem, j);
        answer->n_values = (int)ix + 1 > answer->n_values ? (int)ix + 1 : answer->n_values;
    }
    return 0;
}

static int check_readable(const char *path, struct pp_error *reterr) {
    if (path && access(path, R_OK) != 0)
        return pp_fail_system(reterr, errno, "read the model", path);
    return 0;
}

/* Under the guard: read, solve, copy what came. */
static int run_job(struct job *job, struct guard *guard, struct pp_model_answer *answer,
                   struct pp_error *reterr) {
    int ran = pp_guard_run(guard, read_and_build, job);
    if (ran != 0 && job->stage < STAGE_SOLVE)
        return fail_reading(job, guard, reterr);
    if (ran != 0 || pp_guard_run(guard, solve, job) != 0)
        return pp_guard_fail(guard, "solving a model", reterr);
    return copy_answer(job, answer, reterr);
}

int pp_model_solve(const char *model_path, const char *data_path,
                   const struct pp_solve_options *options, struct pp_model_answer *ret_answer,
                   struct pp_error *reterr) {
    struct job job = {.model_path = model_path, .data_path = data_path, .options = *options};
    struct pp_model_answer answer = {0};
    struct guard guard;
    int rc = check_readable(model_path, reterr);
    if (rc == 0)
        rc = check_readable(data_path, reterr);
    if (rc < 0)
        return rc;
    pp_guard_enter(&guard);
    rc = run_job(&job, &guard, &answer, reterr);
    pp_guard_leave(&guard);
    if (rc < 0) {
        pp_model_answer_done(&answer);
        return rc;
    }
    *ret_answer = answer;
    return 0;
}
