#include "patchplan/service/purge.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "planner/service/hrefs.h"
#include "planner/service/roster_hand.h"
#include "planner/service/rooms.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/audit.h"
#include "patchplan/store/purge.h"
#include "patchplan/store/user.h"

/* ---- what is too old ---- */

/* How many of what; and, when the history does not hold, where: the lines that show it may be among those that go. */
static int note(struct pp_db *db, const char *who, const struct pp_purged *purged,
                const struct pp_audit_found *found, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *detail = pp_json_new_object();
    int64_t n_all = 0;
    for (int i = 0; i < purged->n; i++) {
        n_all += purged->kinds[i].n_rows;
        if (purged->kinds[i].n_rows)
            pp_json_set(detail, purged->kinds[i].what, pp_json_new_int(purged->kinds[i].n_rows));
    }
    if (!found->is_whole)
        pp_set_text(detail, "why", found->words);
    PP_AUTO_FREE char *text = detail ? pp_json_dump(detail, 0) : NULL;
    if (!text)
        return pp_fail_nomem(reterr);
    return n_all ? pp_store_audit_add(db, who, "purge", "", text, reterr) : 0;
}

static int purge(struct pp_db *db, pp_day today, const char *who, struct pp_purged *purged,
                 struct pp_error *reterr) {
    const struct pp_purge_kind *kind;
    struct pp_audit_found found;
    int rc = pp_service_audit_verify(db, NULL, &found, reterr);
    for (int i = 0; !rc && (kind = pp_store_purge_kind(i)) != NULL && i < PP_MOST_PURGE_KINDS;
         i++) {
        rc = pp_store_purge(db, kind, today, &purged->kinds[i].n_rows, reterr);
        purged->kinds[i].what = kind->what;
        purged->kinds[i].kept = kind->kept;
        purged->n = i + 1;
    }
    return rc ? rc : note(db, who, purged, &found, reterr);
}

int pp_service_purge(struct pp_db *db, pp_day today, bool dry_run, const char *who,
                     struct pp_purged *ret_purged, struct pp_error *reterr) {
    struct pp_purged purged = {.settled = true};
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = pp_roster_hand_end(db, dry_run, purge(db, today, who, &purged, reterr), reterr);
    if (!rc && !dry_run) {
        pp_rooms_sweep(pp_db_path(db));
        rc = pp_db_settle(db, &purged.settled, reterr);
    }
    if (!rc)
        *ret_purged = purged;
    return rc;
}

/* ---- a name ---- */

static int check_closed(struct pp_db *db, const char *name, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_user user;
    int rc = pp_store_user_find(db, name, &arena, &user, reterr);
    if (rc <= 0 || user.disabled)
        return rc < 0 ? rc : 0;
    return pp_fail(reterr, PP_E_CONFLICT,
                   "'%s' can still sign in; close the account first: patchplan user disable %s",
                   name, name);
}

static int blank(struct pp_db *db, const char *name, const char *who, struct pp_error *reterr) {
    bool known = false;
    int rc = check_closed(db, name, reterr);
    if (!rc)
        rc = pp_store_person_blank(db, name, &known, reterr);
    if (!rc && !known)
        rc = pp_fail(reterr, PP_E_NOTFOUND,
                     "nobody of the name '%s' stands in the history; it has names as `patchplan "
                     "audit` shows them",
                     name);
    return rc ? rc : pp_store_audit_add(db, who, "take a name out", "", NULL, reterr);
}

int pp_service_purge_name(struct pp_db *db, const char *name, bool dry_run, const char *who,
                          bool *ret_settled, struct pp_error *reterr) {
    if (pp_text_same_nocase(name, who))
        return pp_fail(reterr, PP_E_USAGE,
                       "nobody takes out their own name: that it was done would bring it back");
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = pp_roster_hand_end(db, dry_run, blank(db, name, who, reterr), reterr);
    *ret_settled = true;
    return rc || dry_run ? rc : pp_db_settle(db, ret_settled, reterr);
}

/* ---- copies beside the file ---- */

enum { COPY_KEPT_DAYS = 30 };

static bool is_old(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && time(NULL) - info.st_mtime > COPY_KEPT_DAYS * 86400L;
}

void pp_service_old_copies(const char *path, struct pp_str *ret_names) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    PP_AUTO_STR struct pp_str folder = {0}, begin = {0};
    pp_str_appendf(&folder, "%.*s", slash ? (int)(slash - path) + 1 : 2, slash ? path : "./");
    pp_str_appendf(&begin, "%s.before-", name);
    DIR *open_folder = folder.failed || begin.failed ? NULL : opendir(pp_str_text(&folder));
    const struct dirent *entry;
    while (open_folder && (entry = readdir(open_folder)) != NULL) {
        PP_AUTO_STR struct pp_str copy = {0};
        pp_str_appendf(&copy, "%s%s", pp_str_text(&folder), entry->d_name);
        if (strncmp(entry->d_name, pp_str_text(&begin), begin.len) == 0 &&
            is_old(pp_str_text(&copy)))
            pp_str_appendf(ret_names, "%s%s", ret_names->len ? ", " : "", entry->d_name);
    }
    if (open_folder)
        closedir(open_folder);
}
