/* Style, scripts, pictures: read once at start into a table by address, so that no path of a request ever reaches the
 * file system. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "planner/http/server.h"
#include "patchplan/core/alloc.h"

enum { MOST_FILES = 500, MOST_FILE_BYTES = 4 << 20, MOST_DEEP = 4 };

struct static_file {
    char *path; /* "/style/plain.css" */
    struct MHD_Response *answer;
    char etag[PP_ETAG_SIZE];
};

struct pp_statics {
    struct static_file *files; /* by path */
    size_t n, cap;
};

static const struct kind {
    const char *ending, *type;
} kinds[] = {{".css", "text/css; charset=utf-8"},
             {".js", "text/javascript; charset=utf-8"},
             {".mjs", "text/javascript; charset=utf-8"},
             {".svg", "image/svg+xml"},
             {".png", "image/png"},
             {".ico", "image/x-icon"},
             {".woff2", "font/woff2"},
             {".json", "application/json"}};

static const char *type_of(const char *name) {
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(dot, kinds[i].ending) == 0)
            return kinds[i].type;
    return NULL;
}

void pp_statics_free(struct pp_statics *statics) {
    if (!statics)
        return;
    for (size_t i = 0; i < statics->n; i++) {
        MHD_destroy_response(statics->files[i].answer);
        pp_free(statics->files[i].path);
    }
    pp_free(statics->files);
    pp_free(statics);
}

static int read_bytes(const char *path, size_t size, struct pp_str *bytes,
                      struct pp_error *reterr) {
    FILE *file = fopen(path, "rbe");
    if (!file)
        return pp_fail_system(reterr, errno, "read the file", path);
    PP_AUTO_FREE char *room = pp_alloc_array(size + 1, 1);
    size_t n = room ? fread(room, 1, size, file) : 0;
    fclose(file);
    pp_str_append_n(bytes, room ? room : "", n);
    return room && !bytes->failed ? 0 : pp_fail_nomem(reterr);
}

static struct MHD_Response *make_answer(struct pp_str *bytes, const char *type,
                                        char ret_etag[PP_ETAG_SIZE]) {
    struct pp_turn turn = {0};
    PP_AUTO(pp_response_done)
    struct pp_response response = {.audience = PP_OF_PROGRAM, .content_type = type, .body = *bytes};
    *bytes = (struct pp_str){0};
    pp_make_etag(pp_str_text(&response.body), response.body.len, ret_etag);
    return pp_answer_make(&response, &turn, NULL, NULL, ret_etag);
}

static int add_file(struct pp_statics *statics, const char *path, const char *address, size_t size,
                    struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str bytes = {0};
    const char *type = type_of(path);
    if (!type)
        return 0;
    if (size > MOST_FILE_BYTES || statics->n == MOST_FILES)
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL,
                          "is too large for a page's file, or there are over %d of them",
                          MOST_FILES);
    int rc =
        pp_reserve(&statics->files, &statics->cap, statics->n + 1, sizeof *statics->files, reterr);
    if (rc || (rc = read_bytes(path, size, &bytes, reterr)) != 0)
        return rc;
    struct static_file file = {.path = pp_strdup(address)};
    file.answer = file.path ? make_answer(&bytes, type, file.etag) : NULL;
    if (!file.answer) {
        pp_free(file.path);
        return pp_fail_nomem(reterr);
    }
    statics->files[statics->n++] = file;
    return 0;
}

static int add_folder(struct pp_statics *statics, const char *folder, const char *address, int deep,
                      struct pp_error *reterr);

static int add_entry(struct pp_statics *statics, const char *folder, const char *address,
                     const char *name, int deep, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str path = {0}, below = {0};
    struct stat info;
    pp_str_appendf(&path, "%s/%s", folder, name);
    pp_str_appendf(&below, "%s/%s", address, name);
    if (path.failed || below.failed)
        return pp_fail_nomem(reterr);
    if (name[0] == '.' || stat(pp_str_text(&path), &info) != 0)
        return 0;
    if (S_ISDIR(info.st_mode))
        return add_folder(statics, pp_str_text(&path), pp_str_text(&below), deep + 1, reterr);
    if (!S_ISREG(info.st_mode))
        return 0;
    return add_file(statics, pp_str_text(&path), pp_str_text(&below), (size_t)info.st_size, reterr);
}

/* A folder that is not there is one that npm did not make. */
static int add_folder(struct pp_statics *statics, const char *folder, const char *address, int deep,
                      struct pp_error *reterr) {
    DIR *dir = deep <= MOST_DEEP ? opendir(folder) : NULL;
    int rc = 0;
    for (struct dirent *entry; dir && !rc && (entry = readdir(dir)) != NULL;)
        rc = add_entry(statics, folder, address, entry->d_name, deep, reterr);
    if (dir)
        closedir(dir);
    return rc;
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const struct static_file *)a)->path, ((const struct static_file *)b)->path);
}

int pp_statics_load(const char *web_folder, struct pp_statics **ret_statics,
                    struct pp_error *reterr) {
    static const char *const folders[] = {"/api", "/style", "/scripts", "/assets", "/vendor"};
    struct pp_statics *statics = pp_alloc(sizeof *statics);
    int rc = statics ? 0 : pp_fail_nomem(reterr);
    for (size_t i = 0; !rc && i < sizeof folders / sizeof *folders; i++) {
        PP_AUTO_STR struct pp_str path = {0};
        pp_str_appendf(&path, "%s%s", web_folder, folders[i]);
        rc = path.failed ? pp_fail_nomem(reterr)
                         : add_folder(statics, pp_str_text(&path), folders[i], 0, reterr);
    }
    if (rc) {
        pp_statics_free(statics);
        return rc;
    }
    if (statics->n)
        qsort(statics->files, statics->n, sizeof *statics->files, by_path);
    *ret_statics = statics;
    return 0;
}

bool pp_statics_answer(const struct pp_statics *statics, const char *path,
                       struct MHD_Connection *mhd, enum MHD_Result *ret_result) {
    struct static_file asked = {.path = (char *)(uintptr_t)path};
    const struct static_file *file =
        statics->n ? bsearch(&asked, statics->files, statics->n, sizeof asked, by_path) : NULL;
    if (!file)
        return false;
    unsigned status = pp_answer_condition(mhd, file->etag);
    *ret_result = status == MHD_HTTP_OK
                      ? MHD_queue_response(mhd, status, file->answer)
                      : pp_answer_without_body(mhd, status, PP_OF_PROGRAM, file->etag);
    return true;
}
