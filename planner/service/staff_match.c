/* A list whose columns have other names: which is which, chosen on a page and remembered. */
#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/list_words.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff_import.h"
#include "patchplan/stock/kind.h"
#include "patchplan/store/job.h"
#include "patchplan/store/matched.h"
#include "patchplan/table/table.h"

enum { MOST_FIELDS = 64 };

/* The fields of a kind, none of them needed: to read a header, whatever it is. */
static size_t fields_of(const struct pp_kind *kind, struct pp_table_field fields[MOST_FIELDS]) {
    bool required;
    const char *name;
    size_t n = 0;
    for (; n < MOST_FIELDS && (name = pp_kind_column(kind, n, &required)) != NULL; n++)
        fields[n] =
            (struct pp_table_field){.name = name, .aliases = pp_kind_column_aliases(kind, n)};
    return n;
}

static const char *remembered(const struct pp_matched *matched, size_t n, const char *heading) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(matched[i].heading, heading) == 0)
            return matched[i].field;
    return NULL;
}

/* One column of the list, with what it may stand for. */
static struct pp_json *column_json(const struct pp_kind *kind, const char *heading, size_t ix,
                                   const char *chosen) {
    struct pp_json *json = pp_json_new_object(), *fields = pp_json_new_array();
    bool required;
    const char *name;
    for (size_t i = 0; (name = pp_kind_column(kind, i, &required)) != NULL; i++) {
        struct pp_json *field = pp_json_new_object();
        PP_AUTO_STR struct pp_str words = {0};
        pp_list_column_words(name, &words);
        pp_set_text(field, "name", name);
        pp_set_text(field, "words", pp_str_text(&words));
        pp_json_set(field, "needed", pp_json_new_bool(required));
        pp_json_set(field, "chosen", pp_json_new_bool(chosen && strcmp(chosen, name) == 0));
        pp_json_push(fields, field);
    }
    pp_json_set(json, "ix", pp_json_new_int((int64_t)ix));
    pp_set_text(json, "heading", heading);
    pp_json_set(json, "fields", fields);
    return json;
}

int pp_service_import_columns(struct pp_db *db, const struct pp_import_ask *ask,
                              struct pp_json **ret_columns, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO(pp_table_drop) struct pp_table *table = NULL;
    struct pp_table_options options = PP_TABLE_OPTIONS_DEFAULT;
    struct pp_table_field fields[MOST_FIELDS];
    struct pp_matched *matched = NULL;
    size_t n_matched = 0;
    const struct pp_kind *kind = pp_kind_find(ask->kind);
    struct pp_json *columns = pp_json_new_array();
    *ret_columns = columns;
    if (!kind)
        return 0;
    options.fields = fields;
    options.n_fields = fields_of(kind, fields);
    if (pp_table_open(ask->path, &options, &table, NULL) != 0)
        return 0; /* what is wrong with it is told by who looked at it */
    int rc = pp_store_matched_list(db, ask->kind, &arena, &matched, &n_matched, reterr);
    for (size_t c = 0; !rc && c < pp_table_n_columns(table); c++) {
        const char *heading = pp_table_column_name(table, c);
        int field_ix = pp_table_field_of_column(table, c);
        const char *chosen = remembered(matched, n_matched, heading);
        if (!chosen && field_ix >= 0)
            chosen = fields[field_ix].name;
        pp_json_push(columns, column_json(kind, heading, c, chosen));
    }
    if (rc) {
        pp_json_done(columns);
        *ret_columns = NULL;
    }
    return rc;
}

/* ---- what was chosen ---- */

static bool is_column(const struct pp_kind *kind, const char *field) {
    bool required;
    const char *name;
    for (size_t i = 0; (name = pp_kind_column(kind, i, &required)) != NULL; i++)
        if (strcmp(name, field) == 0)
            return true;
    return false;
}

static int check_maps(const struct pp_import_ask *ask, struct pp_error *reterr) {
    const struct pp_kind *kind = pp_kind_find(ask->kind);
    for (size_t i = 0; i < ask->n_maps; i++) {
        if (!kind || !is_column(kind, ask->maps[i].field))
            return pp_fail(reterr, PP_E_INPUT, "There is no column of ours called %s.",
                           ask->maps[i].field);
        for (size_t j = 0; j < i; j++)
            if (strcmp(ask->maps[i].field, ask->maps[j].field) == 0)
                return pp_fail(reterr, PP_E_INPUT, "Two columns cannot both be %s.",
                               ask->maps[i].field);
    }
    return 0;
}

static int remember_all(struct pp_db *db, const struct pp_import_ask *ask,
                        struct pp_error *reterr) {
    int rc = 0;
    for (size_t i = 0; i < ask->n_maps && !rc; i++)
        rc = pp_store_matched_put(
            db, ask->kind, &(struct pp_matched){ask->maps[i].heading, ask->maps[i].field}, reterr);
    return rc;
}

int pp_service_import_match(struct pp_db *db, const struct pp_import_ask *ask,
                            struct pp_error *reterr) {
    int rc = check_maps(ask, reterr);
    if (!rc)
        rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, remember_all(db, ask, reterr), reterr);
}
