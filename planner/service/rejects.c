#include "planner/service/rejects.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/newfile.h"
#include "patchplan/core/str.h"
#include "patchplan/store/import.h"
#include "patchplan/table/writer.h"

struct out {
    FILE *file;
    const char *path;
};

static int write_line(struct out *out, const char *row_csv, const char *reason,
                      struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str cell = {0};
    pp_table_join_guarded(&reason, 1, &cell);
    if (fprintf(out->file, "%s,%s\n", row_csv, pp_str_text(&cell)) < 0)
        return pp_fail_system(reterr, errno, "write", out->path);
    return 0;
}

static int write_row(void *context, const char *row_csv, const char *reason,
                     struct pp_error *reterr) {
    return write_line(context, row_csv, reason, reterr);
}

static int write_rows(struct pp_db *db, struct pp_import_result *result,
                      const struct pp_import_file *from, struct out *out, struct pp_error *reterr) {
    const char *header = "";
    int rc = pp_store_import_header(db, from->import_id, &result->arena, &header, reterr);
    if (!rc)
        rc = write_line(out, *header ? header : "feature", "reject_reason", reterr);
    return rc ? rc : pp_store_rejected_rows(db, from->import_id, write_row, out, reterr);
}

static int write_file(struct pp_db *db, struct pp_import_result *result,
                      struct pp_import_file *from, const char *path, struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    int rc = pp_newfile_open(path, &file, reterr);
    if (rc)
        return rc;
    struct out out = {file.stream, path};
    rc = write_rows(db, result, from, &out, reterr);
    if (!rc)
        rc = pp_newfile_commit(&file, reterr);
    if (!rc)
        from->rejects_path = path;
    return rc;
}

/* "bad.csv" for homes among several: "bad-homes.csv". */
static const char *path_for(struct pp_import_result *result, const char *path, const char *kind) {
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    size_t length = dot && (!slash || dot > slash) ? (size_t)(dot - path) : strlen(path);
    return pp_arena_printf(&result->arena, "%.*s-%s%s", (int)length, path, kind, path + length);
}

int pp_rejects_write(struct pp_db *db, struct pp_import_result *result, const char *path,
                     struct pp_error *reterr) {
    size_t n = 0;
    int rc = 0;
    for (size_t i = 0; i < result->n_files; i++)
        n += result->files[i].n_rejected > 0;
    for (size_t i = 0; i < result->n_files && !rc; i++) {
        struct pp_import_file *file = &result->files[i];
        if (!file->n_rejected)
            continue;
        const char *name =
            n > 1 ? path_for(result, path, file->kind) : pp_arena_strdup(&result->arena, path);
        rc = name ? write_file(db, result, file, name, reterr) : pp_fail_nomem(reterr);
    }
    return rc;
}
