#include "planner/service/note.h"

#include <stdio.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/store/audit.h"

int pp_note_plan(struct pp_db *db, const char *who, const char *action, int64_t plan_id,
                 const char *why, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *detail = pp_json_new_object();
    pp_set_text(detail, "why", why && *why ? why : NULL);
    return detail ? pp_note_plan_more(db, who, action, plan_id, detail, reterr)
                  : pp_fail_nomem(reterr);
}

int pp_note_plan_more(struct pp_db *db, const char *who, const char *action, int64_t plan_id,
                      struct pp_json *detail, struct pp_error *reterr) {
    char object[48];
    snprintf(object, sizeof object, "plan %lld", (long long)plan_id);
    pp_set_text(detail, "what", action);
    PP_AUTO_FREE char *text = pp_json_dump(detail, 0);
    return text ? pp_store_audit_add(db, who, action, object, text, reterr) : pp_fail_nomem(reterr);
}
