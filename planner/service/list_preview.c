/* The first rows of a list as they were read: of the columns that are known, no others. */
#include "patchplan/service/staff_import.h"

#include "planner/service/hrefs.h"
#include "planner/service/list_words.h"
#include "patchplan/core/alloc.h"
#include "patchplan/stock/kind.h"
#include "patchplan/table/table.h"

enum { PREVIEW_ROWS = 5, MOST_FIELDS = 64 };

struct preview {
    struct pp_table_field fields[MOST_FIELDS];
    struct pp_table_map maps[PP_IMPORT_MAPS];
    struct pp_table_options options;
    struct pp_table *table;
};

static int open_list(const struct pp_import_ask *ask, const struct pp_kind *kind,
                     struct preview *preview) {
    bool required;
    const char *name;
    size_t n = 0;
    for (; n < MOST_FIELDS && (name = pp_kind_column(kind, n, &required)) != NULL; n++)
        preview->fields[n] =
            (struct pp_table_field){.name = name, .aliases = pp_kind_column_aliases(kind, n)};
    for (size_t i = 0; i < ask->n_maps; i++)
        preview->maps[i] = (struct pp_table_map){ask->maps[i].field, ask->maps[i].heading};
    preview->options = PP_TABLE_OPTIONS_DEFAULT;
    preview->options.fields = preview->fields;
    preview->options.n_fields = n;
    preview->options.maps = preview->maps;
    preview->options.n_maps = ask->n_maps;
    preview->options.guarded = true;
    return pp_table_open(ask->path, &preview->options, &preview->table, NULL);
}

static bool is_there(const struct preview *preview, size_t field_ix) {
    return pp_table_column_of_field(preview->table, field_ix) >= 0;
}

static struct pp_json *headings_json(const struct preview *preview) {
    struct pp_json *headings = pp_json_new_array();
    for (size_t f = 0; f < preview->options.n_fields; f++) {
        PP_AUTO_STR struct pp_str words = {0};
        if (!is_there(preview, f))
            continue;
        pp_list_column_words(preview->fields[f].name, &words);
        pp_json_push(headings, pp_json_new_text(pp_str_text(&words)));
    }
    return headings;
}

static struct pp_json *row_json(const struct preview *preview, const struct pp_table_row *row) {
    struct pp_json *json = pp_json_new_object(), *cells = pp_json_new_array();
    for (size_t f = 0; f < preview->options.n_fields; f++)
        if (is_there(preview, f))
            pp_json_push(cells, pp_json_new_text(row->values[f]));
    pp_json_set(json, "line", pp_json_new_int(row->row));
    pp_json_set(json, "cells", cells);
    return json;
}

struct pp_json *pp_service_import_preview(const struct pp_import_ask *ask) {
    struct preview preview = {.table = NULL};
    struct pp_table_row row;
    const struct pp_kind *kind = pp_kind_find(ask->kind);
    if (!kind || !pp_kind_column(kind, 0, &(bool){false}) || open_list(ask, kind, &preview) != 0)
        return NULL;
    struct pp_json *json = pp_json_new_object(), *rows = pp_json_new_array();
    pp_json_set(json, "headings", headings_json(&preview));
    for (int i = 0; i < PREVIEW_ROWS && pp_table_next(preview.table, &row, NULL) > 0; i++)
        pp_json_push(rows, row_json(&preview, &row));
    pp_table_drop(&preview.table);
    pp_json_set(json, "rows", rows);
    return json;
}
