/* Files and names of one run of a model. */
#include "planner/roster/model_data.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"

bool pp_model_plain(const char *name) {
    size_t n = strlen(name);
    if (n == 0 || n >= MODEL_NAME_SIZE || !isalpha((unsigned char)name[0]))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)name[i]) && name[i] != '_')
            return false;
    return true;
}

void pp_model_name(const char *name, bool plain, char letter, int ix,
                   char ret_name[MODEL_NAME_SIZE]) {
    if (plain)
        snprintf(ret_name, MODEL_NAME_SIZE, "%s", name);
    else
        snprintf(ret_name, MODEL_NAME_SIZE, "%c%03d", letter, ix);
}

/* A team's name as part of a file name: letters, digits and _ only. */
static void append_file_word(struct pp_str *path, const char *word) {
    for (; *word; word++)
        pp_str_append_char(path, isalnum((unsigned char)*word) || *word == '-' ? *word : '_');
}

struct paths { /* of one run; `kept` and `kept_model` only with keep_dir */
    struct pp_str model, kept, kept_model;
};

static void paths_done(struct paths *paths) {
    pp_str_done(&paths->model);
    pp_str_done(&paths->kept);
    pp_str_done(&paths->kept_model);
}

static int name_paths(const struct model_run *run, struct paths *paths, struct pp_error *reterr) {
    const struct pp_roster_options *options = run->options;
    pp_str_appendf(&paths->model, "%s/%s.mod", options->model_dir, run->model);
    if (options->keep_dir) {
        pp_str_appendf(&paths->kept, "%s/", options->keep_dir);
        append_file_word(&paths->kept, run->team);
        pp_str_appendf(&paths->kept, ".%s.%d.dat", run->model, run->level);
        pp_str_appendf(&paths->kept_model, "%s/%s.mod", options->keep_dir, run->model);
    }
    bool failed = paths->model.failed || paths->kept.failed || paths->kept_model.failed;
    return failed ? pp_fail_nomem(reterr) : 0;
}

/* The model itself beside its data, once. */
static int keep_model(const struct model_run *run, const struct paths *paths,
                      struct pp_error *reterr) {
    if (!run->options->keep_dir || run->level != 1)
        return 0;
    return pp_model_keep_copy(paths->model.data, paths->kept_model.data, reterr);
}

int pp_model_keep(const struct model_run *run, const struct pp_str *data, struct pp_error *reterr) {
    PP_AUTO(paths_done) struct paths paths = {0};
    int rc = name_paths(run, &paths, reterr);
    if (rc == 0)
        rc = pp_model_keep_text(data, paths.kept.data, reterr);
    return rc < 0 ? rc : keep_model(run, &paths, reterr);
}

int pp_model_run(const struct model_run *run, const struct pp_str *data,
                 const struct pp_solve_options *how, struct pp_model_answer *ret_answer,
                 struct pp_error *reterr) {
    PP_AUTO(paths_done) struct paths paths = {0};
    const char *kept_path = NULL;
    int rc = name_paths(run, &paths, reterr);
    if (rc == 0)
        rc = keep_model(run, &paths, reterr);
    if (run->options->keep_dir)
        kept_path = paths.kept.data;
    return rc < 0 ? rc
                  : pp_model_solve_text(paths.model.data, data, kept_path, how, ret_answer, reterr);
}
