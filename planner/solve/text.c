/* Models whose data are text in memory: GLPK reads files only. */
#include "patchplan/solve/model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/file.h"
#include "patchplan/core/newfile.h"

int pp_model_keep_text(const struct pp_str *data, const char *path, struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    if (data->failed)
        return pp_fail_nomem(reterr);
    int rc = pp_newfile_open(path, &file, reterr);
    if (rc == 0 && fwrite(pp_str_text(data), 1, data->len, file.stream) != data->len)
        rc = pp_fail_system(reterr, errno, "write", path);
    return rc < 0 ? rc : pp_newfile_commit(&file, reterr);
}

int pp_model_keep_copy(const char *model_path, const char *path, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int rc = pp_file_read(model_path, "read the model", &text, reterr);
    return rc < 0 ? rc : pp_model_keep_text(&text, path, reterr);
}

/* ret_path: the file's name once there is one, also after a failure. */
static int write_temporary(const struct pp_str *data, struct pp_str *ret_path,
                           struct pp_error *reterr) {
    const char *folder = getenv("TMPDIR");
    pp_str_appendf(ret_path, "%s/patchplan-XXXXXX", folder && folder[0] ? folder : "/tmp");
    if (ret_path->failed || data->failed)
        return pp_fail_nomem(reterr);
    int handle = mkstemp(ret_path->data);
    FILE *stream = handle >= 0 ? fdopen(handle, "w") : NULL;
    if (!stream) {
        int rc = pp_fail_system(reterr, errno, "write a temporary file", ret_path->data);
        if (handle >= 0)
            close(handle);
        else
            pp_str_clear(ret_path);
        return rc;
    }
    bool whole = fwrite(pp_str_text(data), 1, data->len, stream) == data->len;
    if (fclose(stream) != 0 || !whole)
        return pp_fail_system(reterr, errno, "write a temporary file", ret_path->data);
    return 0;
}

static int solve_once(const char *model_path, const struct pp_str *data,
                      const struct pp_solve_options *options, struct pp_model_answer *ret_answer,
                      struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str path = {0};
    int rc = write_temporary(data, &path, reterr);
    if (rc == 0)
        rc = pp_model_solve(model_path, path.data, options, ret_answer, reterr);
    if (path.len > 0)
        (void)unlink(path.data);
    return rc;
}

int pp_model_solve_text(const char *model_path, const struct pp_str *data, const char *kept_path,
                        const struct pp_solve_options *options, struct pp_model_answer *ret_answer,
                        struct pp_error *reterr) {
    if (!kept_path)
        return solve_once(model_path, data, options, ret_answer, reterr);
    int rc = pp_model_keep_text(data, kept_path, reterr);
    return rc < 0 ? rc : pp_model_solve(model_path, kept_path, options, ret_answer, reterr);
}
