#include "planner/api/api.h"

/* For whoever watches over the service: the planning file was opened and read just now. */
int pp_answer_health(struct pp_exchange *exchange, struct pp_error *reterr) {
    int64_t version = 0;
    int rc = pp_db_data_version(exchange->db, &version, reterr);
    struct pp_json *health = rc ? NULL : pp_json_new_object();
    if (rc)
        return rc;
    pp_json_set(health, "status", pp_json_new_text("ok"));
    return pp_json_answer(exchange, 200, health, reterr);
}
