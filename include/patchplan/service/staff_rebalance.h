/* Mending a draft around a patch from a page: first what it would do, then doing it. */
#ifndef PATCHPLAN_SERVICE_STAFF_REBALANCE_H
#define PATCHPLAN_SERVICE_STAFF_REBALANCE_H

#include "patchplan/service/staff_edit.h"

struct pp_staff_rebalance {
    const char *plan, *around; /* around: a patch; "" or NULL: everywhere */
    bool also_moved;           /* what was moved by hand may move again */
    bool keep;                 /* else it is only worked out */
    const char *version;       /* that was looked at; NULL: whatever stands */
    const char *who, *why;
};

/* Some seconds at most; the engine works outside the transaction that keeps it, so `db` must not be in one when it is kept.
 *   {"plan","planHref","around","aroundHref","alsoMoved","version","faultsBefore","sound","faultsAfter","outsideBefore",
 *    "outsideAfter","stopped": time ran out,"homes","distanceBefore","distance","changingBefore","changing",
 *    "anyMoves","moves":[{"name","homes","from","to"}],
 *    "patches":[{"id","homesBefore","homes","workloadBefore","workload","outside": the limits,"inPieces"}],
 *    "reasons":[{"text"}]}
 * `ret_end`: as of an edit. PP_E_CONFLICT: published, or edited meanwhile. PP_E_NOTFOUND. */
int pp_service_staff_rebalance(struct pp_db *db, const struct pp_staff_rebalance *wish,
                               struct pp_json **ret_page, enum pp_edit_end *ret_end,
                               struct pp_error *reterr) PP_CHECKED;

#endif
