/* Taking out what may be kept no longer. */
#ifndef PATCHPLAN_SERVICE_PURGE_H
#define PATCHPLAN_SERVICE_PURGE_H

#include "patchplan/core/date.h"
#include "patchplan/db/db.h"

enum { PP_MOST_PURGE_KINDS = 32 };
struct pp_purged {
    int n;
    struct {
        const char *what, *kept;
        int64_t n_rows;
    } kinds[PP_MOST_PURGE_KINDS];
};
/* All kinds in one transaction, with a line in the history; a dry run only counts. */
int pp_service_purge(struct pp_db *db, pp_day today, bool dry_run, const char *who,
                     struct pp_purged *ret_purged, struct pp_error *reterr) PP_CHECKED;

#endif
