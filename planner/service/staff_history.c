/* Who did what, when and why, for people. */
#include <stdlib.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/service/audit.h"
#include "patchplan/service/edit.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/desk.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/publication.h"
#include "patchplan/store/user.h"

enum { MOST_IMPORTS = 1000 };

/* What the audit trail calls by number, by name: it holds no names itself. */
struct names {
    struct pp_plan_line *plans;
    int n_plans;
    struct pp_import_line *imports;
    size_t n_imports;
    struct pp_publication *publications;
    size_t n_publications;
    struct pp_user *users;
    size_t n_users;
    struct pp_arena arena;
};

static void names_done(struct names *names) { pp_arena_done(&names->arena); }

static int read_names(struct pp_db *db, struct names *names, struct pp_error *reterr) {
    int rc = pp_store_plan_list(db, &names->arena, &names->plans, &names->n_plans, reterr);
    if (!rc)
        rc = pp_store_import_lines(db, MOST_IMPORTS, &names->arena, &names->imports,
                                   &names->n_imports, reterr);
    if (!rc)
        rc = pp_store_publication_list(db, &names->arena, &names->publications,
                                       &names->n_publications, reterr);
    if (!rc)
        rc = pp_store_user_list(db, &names->arena, &names->users, &names->n_users, reterr);
    return rc;
}

static const char *plan_name(struct names *names, int64_t id) {
    for (int i = 0; i < names->n_plans; i++)
        if (names->plans[i].plan_id == id)
            return pp_arena_printf(&names->arena, "plan %s", names->plans[i].name);
    return NULL;
}

static const char *import_name(struct names *names, int64_t id) {
    for (size_t i = 0; i < names->n_imports; i++)
        if (names->imports[i].import_id == id)
            return pp_arena_printf(&names->arena, "%s, %s", names->imports[i].kind,
                                   names->imports[i].file_name);
    return NULL;
}

static const char *publication_name(struct names *names, int64_t id) {
    for (size_t i = 0; i < names->n_publications; i++)
        if (names->publications[i].publication_id == id)
            return pp_arena_printf(&names->arena, "plan %s, %s", names->publications[i].plan_name,
                                   names->publications[i].scope);
    return NULL;
}

static const char *user_name(struct names *names, int64_t id) {
    for (size_t i = 0; i < names->n_users; i++)
        if (names->users[i].user_id == id)
            return pp_arena_printf(&names->arena, "account %s", names->users[i].name);
    return NULL;
}

/* "plan 12" as "plan draft"; what is gone, or has no name, as it is. */
static const char *name_object(struct names *names, const char *object) {
    static const struct {
        const char *kind;
        const char *(*name)(struct names *names, int64_t id);
    } kinds[] = {{"plan ", plan_name},
                 {"import ", import_name},
                 {"publication ", publication_name},
                 {"user ", user_name}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t length = strlen(kinds[i].kind);
        if (strncmp(object, kinds[i].kind, length) != 0)
            continue;
        const char *name = kinds[i].name(names, strtoll(object + length, NULL, 10));
        return name ? name : object;
    }
    return object;
}

/* What was done, for people; a text of its own stays as it is. */
static const char *action_words(const char *action) {
    static const char *const words[][2] = {
        {"allocate", "Patches drawn"},
        {"import", "List brought in"},
        {"import plan", "Plan brought in"},
        {"build", "Roster made"},
        {"publish", "Published"},
        {"roll back", "Publication taken back"},
        {"settings", "Setting changed"},
        {"weights", "Workload factors worked out"},
        {"merge", "Parts put together"},
        {"user add", "Account made"},
        {"user passwd", "Password changed"},
        {"user disable", "Account closed"},
        {"user enable", "Account opened again"},
        {"purge", "What was too old taken out"},
        {"take a name out", "Name of who left taken out"},
        {"make an address for a calendar", "Address of an own calendar made"},
        {"take back an address of a calendar", "Address of an own calendar ended"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(action, words[i][0]) == 0)
            return words[i][1];
    return action;
}

static struct pp_json *audit_json(const struct pp_audit_row *row, const char *object) {
    PP_AUTO_JSON struct pp_json *detail = NULL;
    PP_AUTO_STR struct pp_str set = {0};
    struct pp_json *json = pp_json_new_object();
    const char *what = NULL, *why = NULL;
    if (pp_json_read_text(row->detail, "detail", &detail, NULL) == 0) {
        what = pp_json_text(pp_json_get(detail, "what"));
        why = pp_json_text(pp_json_get(detail, "why"));
    }
    pp_set_moment(json, "at", row->at);
    pp_set_text(json, "who", row->who);
    if (!what && detail && strcmp(row->action, "settings") == 0) {
        const char *value = pp_json_text(pp_json_get(detail, "value"));
        pp_str_append(&set, value ? "Set to " : "Set to what counts otherwise");
        pp_str_append(&set, value ? value : "");
        what = pp_str_text(&set);
    }
    pp_set_text(json, "what", action_words(what ? what : row->action));
    pp_set_text(json, "why", why);
    pp_set_text(json, "of", object);
    return json;
}

int pp_service_history_json(struct pp_db *db, int64_t most, struct pp_json **ret_lines,
                            struct pp_error *reterr) {
    PP_AUTO(names_done) struct names names = {0};
    struct pp_audit_row *rows = NULL;
    size_t n = 0;
    int rc = pp_service_audit_list(db, most, &names.arena, &rows, &n, reterr);
    if (!rc)
        rc = read_names(db, &names, reterr);
    if (rc)
        return rc;
    struct pp_json *lines = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(lines, audit_json(&rows[i], name_object(&names, rows[i].object)));
    *ret_lines = lines;
    return lines ? 0 : pp_fail_nomem(reterr);
}

int pp_service_record_json(struct pp_db *db, struct pp_json **ret_record, struct pp_error *reterr) {
    struct pp_audit_found found;
    int rc = pp_service_audit_verify(db, NULL, &found, reterr);
    struct pp_json *record = rc ? NULL : pp_json_new_object();
    if (rc)
        return rc;
    pp_json_set(record, "isWhole", pp_json_new_bool(found.is_whole));
    pp_set_text(record, "text", found.words);
    *ret_record = record;
    return record ? 0 : pp_fail_nomem(reterr);
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
