#include "planner/service/rooms.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { KEPT_S = 24 * 60 * 60 };

void pp_room_remove(const char *folder) {
    DIR *open_folder = opendir(folder);
    const struct dirent *entry;
    while (open_folder && (entry = readdir(open_folder)) != NULL) {
        PP_AUTO_STR struct pp_str path = {0};
        pp_str_appendf(&path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(pp_str_text(&path));
    }
    if (open_folder)
        closedir(open_folder);
    rmdir(folder);
}

/* What nobody took in a day. */
static void remove_old(const char *folder) {
    DIR *open_folder = opendir(folder);
    const struct dirent *entry;
    time_t now = time(NULL);
    while (open_folder && (entry = readdir(open_folder)) != NULL) {
        PP_AUTO_STR struct pp_str path = {0};
        struct stat found;
        pp_str_appendf(&path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.' && stat(pp_str_text(&path), &found) == 0 &&
            now - found.st_mtime > KEPT_S)
            pp_room_remove(pp_str_text(&path));
    }
    if (open_folder)
        closedir(open_folder);
}

void pp_rooms_sweep(const char *db_path) {
    static const char *const kinds[] = {"sent", "made"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        PP_AUTO_STR struct pp_str folder = {0};
        pp_str_appendf(&folder, "%s.%s", db_path, kinds[i]);
        if (!folder.failed)
            remove_old(pp_str_text(&folder));
    }
}

int pp_room_make(const char *db_path, const char *kind, char ret_token[PP_SECRET_TOKEN_SIZE],
                 struct pp_str *folder, struct pp_error *reterr) {
    char token[PP_SECRET_TOKEN_SIZE];
    int rc = pp_secret_token(token, reterr);
    if (rc)
        return rc;
    pp_str_appendf(folder, "%s.%s", db_path, kind);
    remove_old(pp_str_text(folder));
    if (mkdir(pp_str_text(folder), 0700) != 0 && errno != EEXIST)
        return pp_fail_system(reterr, errno, "make the folder", pp_str_text(folder));
    pp_str_appendf(folder, "/x%s", token);
    if (folder->failed || mkdir(pp_str_text(folder), 0700) != 0)
        return pp_fail_system(reterr, errno, "make the folder", pp_str_text(folder));
    memcpy(ret_token, token, sizeof token);
    return 0;
}

bool pp_room_path(const char *db_path, const char *kind, const char *token, struct pp_str *folder) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t length = strlen(token);
    pp_str_appendf(folder, "%s.%s/x%s", db_path, kind, token);
    return length == PP_SECRET_TOKEN_SIZE - 1 && strspn(token, letters) == length &&
           !folder->failed;
}

/* The end of "/xTOKEN/" when `at` begins with it, else NULL. */
static char *behind_token(char *at) {
    char *end = at + 2 + (PP_SECRET_TOKEN_SIZE - 1);
    return strncmp(at, "/x", 2) == 0 && strlen(at) > (size_t)(end - at) && *end == '/' ? end + 1
                                                                                       : NULL;
}

static char *begin_of_path(char *text, char *at) {
    while (at > text && !strchr(" \n'\"", at[-1]))
        at--;
    return at;
}

void pp_room_hide(char *text) {
    for (char *at = strchr(text, '/'); at; at = strchr(at, '/')) {
        char *end = behind_token(at);
        if (!end) {
            at++;
            continue;
        }
        at = begin_of_path(text, at);
        memmove(at, end, strlen(end) + 1);
    }
}
