#include "planner/store/on_day.h"

int pp_prepare_on_day(struct pp_db *db, const char *sql, int64_t id, pp_day day,
                      struct pp_stmt **ret_stmt, struct pp_error *reterr) {
    char iso[11];
    int rc = pp_db_prepare(db, sql, ret_stmt, reterr);
    if (rc)
        return rc;
    pp_day_iso(day, iso);
    pp_bind_int(*ret_stmt, 1, id);
    pp_bind_text(*ret_stmt, 2, iso);
    return 0;
}
