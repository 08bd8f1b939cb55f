/* Taking out what may be kept no longer. */
#ifndef PATCHPLAN_SERVICE_PURGE_H
#define PATCHPLAN_SERVICE_PURGE_H

#include "patchplan/core/date.h"
#include "patchplan/core/str.h"
#include "patchplan/db/db.h"

enum { PP_MOST_PURGE_KINDS = 32 };
struct pp_purged {
    int n;
    struct {
        const char *what, *kept;
        int64_t n_rows;
    } kinds[PP_MOST_PURGE_KINDS];
    bool
        settled; /* nothing of it stands beside the file any more; else it goes when those who read have ended */
};
/* All kinds in one transaction, with a line in the history; a dry run only counts. What is taken out is overwritten in
 * the file. Files sent in and made that are older than a day go too. */
int pp_service_purge(struct pp_db *db, pp_day today, bool dry_run, const char *who,
                     struct pp_purged *ret_purged, struct pp_error *reterr) PP_CHECKED;

/* Take the name of somebody who has left out of the history and their account, which must be closed (PP_E_CONFLICT). The
 * lines stay, as of "person 12 (name removed)". PP_E_NOTFOUND; PP_E_USAGE for one's own. */
int pp_service_purge_name(struct pp_db *db, const char *name, bool dry_run, const char *who,
                          bool *ret_settled, struct pp_error *reterr) PP_CHECKED;

/* Copies that updating and restoring left beside the planning file `path` over 30 days ago, by name: what was taken out of
 * the file still stands in them. Appended to `ret_names`. */
void pp_service_old_copies(const char *path, struct pp_str *ret_names);

#endif
