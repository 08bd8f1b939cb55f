#include "patchplan/core/file.h"

#include <errno.h>
#include <stdio.h>

#include "patchplan/core/alloc.h"

int pp_file_read(const char *path, const char *doing, struct pp_str *text,
                 struct pp_error *reterr) {
    FILE *file = fopen(path, "re");
    if (!file)
        return pp_fail_system(reterr, errno, doing, path);
    char buffer[4096];
    size_t n;
    while ((n = fread(buffer, 1, sizeof buffer, file)) > 0)
        pp_str_append_n(text, buffer, n);
    int failed = ferror(file) ? errno : 0;
    fclose(file);
    if (failed)
        return pp_fail_system(reterr, failed, doing, path);
    return text->failed ? pp_fail_nomem(reterr) : 0;
}
