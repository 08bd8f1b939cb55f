#include "patchplan/service/purge.h"

#include "planner/service/roster_hand.h"
#include "patchplan/store/audit.h"
#include "patchplan/store/purge.h"

static int purge(struct pp_db *db, pp_day today, const char *who, struct pp_purged *purged,
                 struct pp_error *reterr) {
    const struct pp_purge_kind *kind;
    int64_t n_all = 0;
    for (int i = 0; (kind = pp_store_purge_kind(i)) != NULL && i < PP_MOST_PURGE_KINDS; i++) {
        int rc = pp_store_purge(db, kind, today, &purged->kinds[i].n_rows, reterr);
        if (rc)
            return rc;
        purged->kinds[i].what = kind->what;
        purged->kinds[i].kept = kind->kept;
        purged->n = i + 1;
        n_all += purged->kinds[i].n_rows;
    }
    return n_all ? pp_store_audit_add(db, who, "purge", "", NULL, reterr) : 0;
}

int pp_service_purge(struct pp_db *db, pp_day today, bool dry_run, const char *who,
                     struct pp_purged *ret_purged, struct pp_error *reterr) {
    struct pp_purged purged = {0};
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = pp_roster_hand_end(db, dry_run, purge(db, today, who, &purged, reterr), reterr);
    if (!rc)
        *ret_purged = purged;
    return rc;
}
