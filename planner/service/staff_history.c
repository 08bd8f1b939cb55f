/* Who did what, when and why, for people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/service/audit.h"
#include "patchplan/service/edit.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/plan.h"

/* Plans by their number: the audit trail holds no names. */
struct plans {
    struct pp_plan_line *lines;
    int n;
};

/* "plan 12" as "plan draft"; what is gone, or no plan, as it is. */
static const char *name_object(const struct plans *plans, const char *object,
                               struct pp_arena *arena) {
    int64_t plan_id = strncmp(object, "plan ", 5) == 0 ? strtoll(object + 5, NULL, 10) : 0;
    for (int i = 0; i < plans->n; i++)
        if (plans->lines[i].plan_id == plan_id)
            return pp_arena_printf(arena, "plan %s", plans->lines[i].name);
    return object;
}

/* What a command did, for people; what needs no other word is told by its own. */
static const char *words_of(const char *action) {
    static const struct {
        const char *action, *words;
    } deeds[] = {{"allocate", "patches drawn"},      {"edit", "patches changed by hand"},
                 {"import", "lists imported"},       {"import plan", "plan imported"},
                 {"publish", "plan published"},      {"roster", "roster made or changed"},
                 {"weights", "workload factors set"}};
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (strcmp(action, deeds[i].action) == 0)
            return deeds[i].words;
    return action;
}

static struct pp_json *audit_json(const struct pp_audit_row *row, const char *object) {
    PP_AUTO_JSON struct pp_json *detail = NULL;
    struct pp_json *json = pp_json_new_object();
    const char *what = NULL, *why = NULL;
    if (pp_json_read_text(row->detail, "detail", &detail, NULL) == 0) {
        what = pp_json_text(pp_json_get(detail, "what"));
        why = pp_json_text(pp_json_get(detail, "why"));
    }
    pp_set_moment(json, "at", row->at);
    pp_set_text(json, "who", row->who);
    pp_set_text(json, "what", what ? what : words_of(row->action));
    pp_set_text(json, "why", why);
    pp_set_text(json, "of", object);
    return json;
}

int pp_service_history_json(struct pp_db *db, int64_t most, struct pp_json **ret_lines,
                            struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_audit_row *rows = NULL;
    struct plans plans = {0};
    size_t n = 0;
    int rc = pp_service_audit_list(db, most, &arena, &rows, &n, reterr);
    if (!rc)
        rc = pp_store_plan_list(db, &arena, &plans.lines, &plans.n, reterr);
    if (rc)
        return rc;
    struct pp_json *lines = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(lines, audit_json(&rows[i], name_object(&plans, rows[i].object, &arena)));
    *ret_lines = lines;
    return lines ? 0 : pp_fail_nomem(reterr);
}

int pp_service_plan_history_json(struct pp_db *db, const char *plan, struct pp_json **ret_lines,
                                 struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_edit *edits = NULL;
    size_t n = 0;
    int rc = pp_service_history(db, plan, &arena, &edits, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *lines = pp_json_new_array();
    for (size_t i = 0; i < n; i++) {
        struct pp_json *json = pp_json_new_object();
        pp_set_moment(json, "at", edits[i].at);
        pp_set_text(json, "who", edits[i].who);
        pp_set_text(json, "what", edits[i].what);
        pp_set_text(json, "why", edits[i].why);
        pp_json_set(json, "undone", pp_json_new_bool(edits[i].undone));
        pp_json_push(lines, json);
    }
    *ret_lines = lines;
    return lines ? 0 : pp_fail_nomem(reterr);
}
