/* Files sent in by a browser, kept until they are taken. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "planner/service/rooms.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/staff_import.h"

enum { MOST_NAME = 80 };

static void append_safe_name(struct pp_str *path, const char *name) {
    size_t n = 0;
    for (; *name && n < MOST_NAME; name++, n++) {
        bool plain = isalnum((unsigned char)*name) || (n > 0 && strchr("._- ", *name));
        pp_str_append_char(path, plain ? *name : '_');
    }
    pp_str_append(path, n ? "" : "list.csv");
}

static int copy_bytes(int from, int to) {
    char bytes[65536];
    ssize_t n;
    while ((n = read(from, bytes, sizeof bytes)) > 0)
        for (ssize_t done = 0, part; done < n; done += part)
            if ((part = write(to, bytes + done, (size_t)(n - done))) < 0)
                return -1;
    return n < 0 ? -1 : 0;
}

/* The folders may be on different disks: linked where that works, else copied. */
static int link_or_copy(const char *from_path, const char *to_path, struct pp_error *reterr) {
    if (link(from_path, to_path) == 0)
        return 0;
    int from = open(from_path, O_RDONLY | O_CLOEXEC);
    int to = open(to_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int rc = from >= 0 && to >= 0 && copy_bytes(from, to) == 0 ? 0 : -1, why = errno;
    if (from >= 0)
        close(from);
    if (to >= 0 && close(to) != 0 && !rc) {
        rc = -1;
        why = errno;
    }
    return rc ? pp_fail_system(reterr, why, "keep the file that was sent in", "its folder") : 0;
}

void pp_service_drop_sent(const char *kept) {
    PP_AUTO_FREE char *folder = kept && *kept ? pp_strdup(kept) : NULL;
    char *slash = folder ? strrchr(folder, '/') : NULL;
    if (!slash)
        return;
    unlink(kept);
    *slash = '\0';
    rmdir(folder); /* which fails when anything else is in there */
}

int pp_service_keep_sent(const char *db_path, const char *path, const char *name, char **ret_kept,
                         struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str folder = {0};
    PP_AUTO_STR struct pp_str kept = {0};
    char token[PP_SECRET_TOKEN_SIZE];
    int rc = pp_room_make(db_path, "sent", token, &folder, reterr);
    if (rc)
        return rc;
    pp_str_appendf(&kept, "%s/", pp_str_text(&folder));
    append_safe_name(&kept, name);
    if (kept.failed)
        return pp_fail_nomem(reterr);
    if ((rc = link_or_copy(path, pp_str_text(&kept), reterr)) != 0)
        pp_room_remove(pp_str_text(&folder));
    else
        *ret_kept = pp_str_take(&kept);
    return rc;
}
