#include "patchplan/service/check.h"

int pp_service_check(struct pp_db *db, const struct pp_cancel *cancel, struct pp_check *ret_check,
                     struct pp_error *reterr) {
    return pp_store_check(db, cancel, ret_check, reterr);
}
