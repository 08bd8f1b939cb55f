#include "patchplan/service/made_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "planner/service/hrefs.h"
#include "planner/service/rooms.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

#define KIND "made"

int pp_service_made_folder(const char *db_path, char ret_token[PP_SECRET_TOKEN_SIZE],
                           char **ret_folder, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str folder = {0};
    int rc = pp_room_make(db_path, KIND, ret_token, &folder, reterr);
    if (rc)
        return rc;
    *ret_folder = pp_str_take(&folder);
    return *ret_folder ? 0 : pp_fail_nomem(reterr);
}

static int fail_gone(struct pp_error *reterr) {
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "What was made is kept for a day, and is not there any more. Make it again.");
}

/* Files that are still being written have another name. */
static int is_whole(const struct dirent *entry) {
    return entry->d_name[0] != '.' && !strstr(entry->d_name, ".part-");
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return pp_text_natural_compare((*a)->d_name, (*b)->d_name);
}

static struct pp_json *file_json(const char *folder, const char *name, const char *href) {
    PP_AUTO_STR struct pp_str path = {0};
    PP_AUTO_STR struct pp_str address = {0};
    PP_AUTO_STR struct pp_str size = {0};
    struct stat found = {0};
    struct pp_json *json = pp_json_new_object();
    pp_str_appendf(&path, "%s/%s", folder, name);
    pp_str_append(&address, href);
    pp_str_append_url(&address, name);
    if (stat(pp_str_text(&path), &found) == 0)
        pp_str_append_count(&size, (found.st_size + 1023) / 1024, "KB", "KB");
    pp_set_text(json, "name", name);
    pp_set_text(json, "href", pp_str_text(&address));
    pp_set_text(json, "size", pp_str_text(&size));
    return json;
}

int pp_service_made_list(const char *db_path, const char *token, const char *before,
                         struct pp_json **ret_list, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str folder = {0};
    PP_AUTO_STR struct pp_str href = {0};
    struct dirent **entries = NULL;
    bool is_token = pp_room_path(db_path, KIND, token, &folder);
    int n = is_token ? scandir(pp_str_text(&folder), &entries, is_whole, by_name) : -1;
    if (n < 0)
        return fail_gone(reterr);
    struct pp_json *list = pp_json_new_object(), *files = pp_json_new_array();
    pp_str_appendf(&href, "%s%s/", before, token);
    for (int i = 0; i < n; i++) {
        pp_json_push(files,
                     file_json(pp_str_text(&folder), entries[i]->d_name, pp_str_text(&href)));
        free(entries[i]);
    }
    free(entries);
    if (pp_json_set(list, "files", files) != 0) {
        pp_json_done(list);
        return pp_fail_nomem(reterr);
    }
    *ret_list = list;
    return 0;
}

int pp_service_made_open(const char *db_path, const char *token, const char *name, int *ret_file,
                         struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str path = {0};
    bool is_token = pp_room_path(db_path, KIND, token, &path);
    if (!is_token || *name == '.' || strchr(name, '/'))
        return fail_gone(reterr);
    pp_str_appendf(&path, "/%s", name);
    int file = path.failed ? -1 : open(pp_str_text(&path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return fail_gone(reterr);
    *ret_file = file;
    return 0;
}
