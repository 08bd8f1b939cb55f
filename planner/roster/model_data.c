#include "planner/roster/model_data.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/file.h"
#include "patchplan/core/newfile.h"

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

static int write_file(const char *path, const char *bytes, size_t n, struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    int rc = pp_newfile_open(path, &file, reterr);
    if (rc == 0 && fwrite(bytes, 1, n, file.stream) != n)
        rc = pp_fail_system(reterr, errno, "write", path);
    return rc < 0 ? rc : pp_newfile_commit(&file, reterr);
}

static int write_kept(const struct model_run *run, const struct pp_str *data, struct pp_str *path,
                      struct pp_error *reterr) {
    pp_str_appendf(path, "%s/", run->options->keep_dir);
    append_file_word(path, run->team);
    pp_str_appendf(path, ".%s.%d.dat", run->model, run->level);
    if (path->failed)
        return pp_fail_nomem(reterr);
    return write_file(path->data, data->data, data->len, reterr);
}

static int write_temporary(const struct pp_str *data, struct pp_str *path,
                           struct pp_error *reterr) {
    const char *folder = getenv("TMPDIR");
    pp_str_appendf(path, "%s/patchplan-XXXXXX", folder && folder[0] ? folder : "/tmp");
    if (path->failed)
        return pp_fail_nomem(reterr);
    int handle = mkstemp(path->data);
    FILE *stream = handle >= 0 ? fdopen(handle, "w") : NULL;
    if (!stream) {
        int rc = pp_fail_system(reterr, errno, "write a temporary file", path->data);
        if (handle >= 0)
            close(handle);
        pp_str_clear(path);
        return rc;
    }
    bool whole = fwrite(data->data, 1, data->len, stream) == data->len;
    if (fclose(stream) != 0 || !whole)
        return pp_fail_system(reterr, errno, "write a temporary file", path->data);
    return 0;
}

/* The model itself beside its data, once. */
static int keep_model(const struct model_run *run, const char *model_path,
                      struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str copy = {0}, text = {0};
    pp_str_appendf(&copy, "%s/%s.mod", run->options->keep_dir, run->model);
    int rc = copy.failed ? pp_fail_nomem(reterr)
                         : pp_file_read(model_path, "read the model", &text, reterr);
    if (rc)
        return rc;
    return write_file(copy.data, pp_str_text(&text), text.len, reterr);
}

int pp_model_keep(const struct model_run *run, const struct pp_str *data, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str model_path = {0}, data_path = {0};
    pp_str_appendf(&model_path, "%s/%s.mod", run->options->model_dir, run->model);
    if (data->failed || model_path.failed)
        return pp_fail_nomem(reterr);
    int rc = write_kept(run, data, &data_path, reterr);
    return rc == 0 && run->level == 1 ? keep_model(run, model_path.data, reterr) : rc;
}

int pp_model_run(const struct model_run *run, const struct pp_str *data,
                 const struct pp_solve_options *how, struct pp_model_answer *ret_answer,
                 struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str model_path = {0}, data_path = {0};
    pp_str_appendf(&model_path, "%s/%s.mod", run->options->model_dir, run->model);
    if (data->failed || model_path.failed)
        return pp_fail_nomem(reterr);
    bool keep = run->options->keep_dir != NULL;
    int rc = keep ? write_kept(run, data, &data_path, reterr)
                  : write_temporary(data, &data_path, reterr);
    if (rc == 0 && keep && run->level == 1)
        rc = keep_model(run, model_path.data, reterr);
    if (rc == 0)
        rc = pp_model_solve(model_path.data, data_path.data, how, ret_answer, reterr);
    if (!keep && data_path.len > 0)
        (void)unlink(data_path.data);
    return rc;
}
