#include "planner/service/note.h"

#include <stdio.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/store/audit.h"

int pp_note_plan(struct pp_db *db, const char *who, const char *action, int64_t plan_id,
                 const char *why, struct pp_error *reterr) {
    char object[48];
    snprintf(object, sizeof object, "plan %lld", (long long)plan_id);
    PP_AUTO_JSON struct pp_json *detail = pp_json_new_object();
    pp_set_text(detail, "what", action);
    pp_set_text(detail, "why", why && *why ? why : NULL);
    PP_AUTO_FREE char *text = detail ? pp_json_dump(detail, 0) : NULL;
    return text ? pp_store_audit_add(db, who, action, object, text, reterr) : pp_fail_nomem(reterr);
}
