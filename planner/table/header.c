#include "planner/table/header.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/core/utf8.h"

enum { HEADER_ROWS = 20 };

/* --- does a name in the file mean a field? --- */

static bool is_alias(const struct pp_table_field *field, const char *name) {
    for (const char *at = field->aliases; at && *at;) {
        char alias[64];
        size_t length = strcspn(at, "|");
        snprintf(alias, sizeof alias, "%.*s", (int)length, at);
        if (pp_text_same_name(alias, name))
            return true;
        at += length + (at[length] == '|');
    }
    return false;
}

static const char *mapped_column(const struct pp_table_options *options, const char *field) {
    const char *column = NULL;
    for (size_t i = 0; i < options->n_maps; i++)
        if (pp_text_same_name(options->maps[i].field, field))
            column = options->maps[i].column;
    return column;
}

static const char *cell(const struct pp_rows *rows, size_t i) {
    return rows->text + rows->starts[i];
}

/* Does the row have a cell for `field`? */
static bool row_has(const struct pp_rows *rows, const struct pp_table_options *options,
                    const struct pp_table_field *field) {
    const char *mapped = mapped_column(options, field->name);
    for (size_t i = 0; i < rows->n_cells; i++) {
        const char *name = cell(rows, i);
        if (!*name)
            continue;
        if (mapped ? pp_text_same_name(mapped, name)
                   : pp_text_same_name(field->name, name) || is_alias(field, name))
            return true;
    }
    return false;
}

/* --- trying a delimiter --- */

/* How a row looks as a header, best first: all required fields there, most fields, most columns. */
struct candidate {
    char delimiter;
    int64_t row;
    bool exists, is_complete;
    size_t n_fields, n_columns;
};

static bool is_better(const struct candidate *a, const struct candidate *b) {
    if (!b->exists || a->is_complete != b->is_complete)
        return !b->exists || a->is_complete;
    return a->n_fields != b->n_fields ? a->n_fields > b->n_fields : a->n_columns > b->n_columns;
}

static struct candidate judge(const struct pp_rows *rows, const struct pp_table_options *options) {
    struct candidate found = {
        .row = rows->row, .exists = true, .is_complete = true, .n_columns = rows->n_cells};
    for (size_t f = 0; f < options->n_fields; f++) {
        bool has = row_has(rows, options, &options->fields[f]);
        found.n_fields += has;
        found.is_complete = found.is_complete && (has || !options->fields[f].required);
    }
    found.is_complete = found.is_complete && (found.n_fields > 0 || options->n_fields == 0);
    return found;
}

static int go_to_start(struct pp_rows *rows, struct pp_header_start start,
                       struct pp_error *reterr) {
    pp_source_go(rows->source, 0, 1);
    for (int i = 0; i < start.n_skip; i++) {
        int status = pp_rows_next(rows, reterr);
        if (status < 0)
            return status;
    }
    pp_source_go(rows->source, rows->source->pos, start.number);
    rows->row = start.number - 1;
    return 0;
}

/* The best header row among the first twenty under one delimiter, or the one that was asked for. */
static int try_delimiter(struct pp_rows *rows, const struct pp_table_options *options,
                         struct pp_header_start start, char delimiter, struct candidate *best,
                         struct pp_error *reterr) {
    bool is_first = options->no_header || (options->n_fields == 0 && !options->header_row);
    int64_t wanted = options->header_row;
    int64_t last = is_first ? start.number : wanted ? wanted : start.number + HEADER_ROWS - 1;
    pp_rows_set_delimiter(rows, delimiter);
    int status = go_to_start(rows, start, reterr);
    while (!status) {
        status = pp_rows_next(rows, reterr);
        if (status <= 0 || (rows->row > last && (best->exists || !wanted)))
            break;
        status = 0;
        if (rows->row < wanted)
            continue;
        struct candidate found = judge(rows, options);
        found.delimiter = delimiter;
        if (is_better(&found, best))
            *best = found;
        if (found.is_complete || wanted)
            break;
    }
    return status < 0 ? status : 0;
}

static int try_delimiters(struct pp_rows *rows, const struct pp_table_options *options,
                          struct pp_header_start start, struct candidate *best,
                          struct pp_error *reterr) {
    const char known[] = ",;\t|", only[] = {options->delimiter, '\0'};
    for (const char *d = options->delimiter ? only : known; *d; d++) {
        int status = try_delimiter(rows, options, start, *d, best, reterr);
        if (status)
            return status;
    }
    if (!best->exists)
        return pp_fail_at(reterr, PP_E_FORMAT, rows->source->path, 0, NULL,
                          options->header_row
                              ? "the file ends before row %d, which should be its header"
                              : "the file has no rows, only empty lines; export it again",
                          options->header_row);
    return 0;
}

/* Stand behind the row `row`, or with before = true in front of it. */
static int go_to_row(struct pp_rows *rows, struct pp_header_start start, const struct candidate *at,
                     struct pp_error *reterr) {
    pp_rows_set_delimiter(rows, at->delimiter);
    int status = go_to_start(rows, start, reterr);
    do
        status = status < 0 ? status : pp_rows_next(rows, reterr);
    while (status > 0 && rows->row < at->row);
    return status < 0 ? status : 0;
}

/* --- OS Code-Point Open: no header, ten columns, postcode first, easting and northing third and
 * fourth --- */

static bool looks_like_postcode(const char *text) {
    size_t length = strlen(text);
    return length >= 5 && length <= 8 && isalpha((unsigned char)text[0]) &&
           isdigit((unsigned char)text[length - 3]) && isalpha((unsigned char)text[length - 2]) &&
           isalpha((unsigned char)text[length - 1]);
}

static bool is_code_point_open(const struct pp_rows *rows) {
    int64_t easting, northing;
    return rows->n_cells == 10 && looks_like_postcode(cell(rows, 0)) &&
           pp_text_int(cell(rows, 2), &easting) && pp_text_int(cell(rows, 3), &northing);
}

static int field_named(const struct pp_table_options *options, const char *name) {
    for (size_t f = 0; f < options->n_fields; f++)
        if (pp_text_same_name(options->fields[f].name, name))
            return (int)f;
    return -1;
}

/* --- columns --- */

static int allocate(struct pp_header *header, size_t n_columns, size_t n_fields,
                    struct pp_error *reterr) {
    header->n_columns = n_columns;
    header->column_names = pp_arena_alloc(&header->arena, (n_columns + 1) * sizeof(char *));
    header->field_of_column = pp_arena_alloc(&header->arena, (n_columns + 1) * sizeof(int));
    header->column_of_field = pp_arena_alloc(&header->arena, (n_fields + 1) * sizeof(int));
    if (!header->column_names || !header->field_of_column || !header->column_of_field)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n_columns; i++)
        header->field_of_column[i] = -1;
    for (size_t f = 0; f < n_fields; f++)
        header->column_of_field[f] = -1;
    return 0;
}

static int name_column(struct pp_header *header, size_t column_ix, const char *name,
                       struct pp_error *reterr) {
    char *copy = name && *name ? pp_arena_strdup(&header->arena, name)
                               : pp_arena_printf(&header->arena, "column %zu", column_ix + 1);
    if (!copy)
        return pp_fail_nomem(reterr);
    header->column_names[column_ix] = pp_text_trim(copy);
    return 0;
}

static void tie(struct pp_header *header, size_t column_ix, size_t field_ix) {
    header->field_of_column[column_ix] = (int)field_ix;
    header->column_of_field[field_ix] = (int)column_ix;
}

/* "a, b, c", cut when long: for messages. */
static void list_columns(const struct pp_header *header, char *ret_text, size_t size) {
    size_t n = 0;
    ret_text[0] = '\0';
    for (size_t i = 0; i < header->n_columns; i++) {
        char shown[41];
        if (n + sizeof shown + 10 > size) {
            snprintf(ret_text + n, size - n, ", ...");
            return;
        }
        pp_utf8_show(header->column_names[i], shown, sizeof shown);
        n += (size_t)snprintf(ret_text + n, size - n, "%s%s", i ? ", " : "", shown);
    }
}

static int no_such_map(const struct pp_rows *rows, const struct pp_header *header,
                       const struct pp_table_map *map, struct pp_error *reterr) {
    char columns[400];
    list_columns(header, columns, sizeof columns);
    return pp_fail_at(reterr, PP_E_USAGE, rows->source->path, header->row, map->column,
                      "there is no such column to take %s from; the file has: %s", map->field,
                      columns);
}

/* `--map field=Column`: the column by its name, or by its number when there is no header. */
static int tie_map(const struct pp_rows *rows, const struct pp_table_options *options,
                   const struct pp_table_map *map, struct pp_header *header,
                   struct pp_error *reterr) {
    int field_ix = field_named(options, map->field);
    if (field_ix < 0)
        return pp_fail(reterr, PP_E_USAGE,
                       "\"%s\" is no column this import knows, so nothing can be mapped to it",
                       map->field);
    int64_t number = 0;
    if (options->no_header) {
        if (!pp_text_int(map->column, &number) || number < 1 || number > (int64_t)header->n_columns)
            return no_such_map(rows, header, map, reterr);
        tie(header, (size_t)(number - 1), (size_t)field_ix);
        return 0;
    }
    for (size_t i = 0; i < header->n_columns; i++)
        if (pp_text_same_name(header->column_names[i], map->column)) {
            tie(header, i, (size_t)field_ix);
            return 0;
        }
    return no_such_map(rows, header, map, reterr);
}

/* A field by its own name, else by another name for it. Twice the same name: nobody knows which is
 * meant. */
static int tie_by_name(const struct pp_rows *rows, const struct pp_table_field *field,
                       size_t field_ix, struct pp_header *header, struct pp_error *reterr) {
    int alias_ix = -1;
    for (size_t i = 0; i < header->n_columns; i++) {
        if (header->field_of_column[i] >= 0)
            continue;
        if (alias_ix < 0 && is_alias(field, header->column_names[i]))
            alias_ix = (int)i;
        if (!pp_text_same_name(field->name, header->column_names[i]))
            continue;
        if (header->column_of_field[field_ix] >= 0)
            return pp_fail_at(
                reterr, PP_E_INPUT, rows->source->path, header->row, field->name,
                "two columns are called so, number %d and number %zu; rename or remove "
                "one of them",
                header->column_of_field[field_ix] + 1, i + 1);
        tie(header, i, field_ix);
    }
    if (header->column_of_field[field_ix] < 0 && alias_ix >= 0)
        tie(header, (size_t)alias_ix, field_ix);
    return 0;
}

static int tie_columns(const struct pp_rows *rows, const struct pp_table_options *options,
                       struct pp_header *header, struct pp_error *reterr) {
    int status = 0;
    for (size_t i = 0; !status && i < options->n_maps; i++)
        status = tie_map(rows, options, &options->maps[i], header, reterr);
    for (size_t f = 0; !status && !options->no_header && f < options->n_fields; f++)
        if (header->column_of_field[f] < 0)
            status = tie_by_name(rows, &options->fields[f], f, header, reterr);
    return status;
}

static void tie_code_point_open(const struct pp_table_options *options, struct pp_header *header) {
    static const struct {
        const char *field;
        size_t column_ix;
    } columns[] = {{"postcode", 0}, {"easting", 2}, {"northing", 3}, {"ward_code", 9}};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        int field_ix = field_named(options, columns[i].field);
        if (field_ix >= 0)
            tie(header, columns[i].column_ix, (size_t)field_ix);
    }
}

/* --- putting it together --- */

static int say_no_header(const struct pp_rows *rows, const struct pp_table_options *options,
                         const struct pp_header *header, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str wanted = {0};
    for (size_t f = 0; f < options->n_fields; f++)
        if (options->fields[f].required)
            pp_str_appendf(&wanted, "%s%s", wanted.len ? ", " : "", options->fields[f].name);
    if (wanted.failed)
        return pp_fail_nomem(reterr);
    char columns[300];
    list_columns(header, columns, sizeof columns);
    return pp_fail_at(
        reterr, PP_E_INPUT, rows->source->path, 0, NULL,
        "no header found in rows 1 to %d; wanted are columns called %s; row %d reads: %s",
        HEADER_ROWS,
        options->expected ? options->expected
        : wanted.len      ? pp_str_text(&wanted)
                          : options->fields[0].name,
        header->row, columns);
}

/* Which is missing, what there is, and what may have been meant. */
static int say_missing(const struct pp_rows *rows, const struct pp_table_options *options,
                       const struct pp_header *header, const char *name, struct pp_error *reterr) {
    char columns[300];
    list_columns(header, columns, sizeof columns);
    const char *near =
        pp_text_nearest(name, (const char *const *)header->column_names, header->n_columns);
    return pp_fail_at(reterr, PP_E_INPUT, rows->source->path, header->row, name,
                      "this column is missing; the header in row %d has: %s; %s%s%sif one of them "
                      "is meant, add --map \"%s=%s\"",
                      header->row, columns, options->expected ? "the columns expected are " : "",
                      options->expected ? options->expected : "", options->expected ? "; " : "",
                      name, near ? near : "ITS NAME");
}

static int check_required(const struct pp_rows *rows, const struct pp_table_options *options,
                          const struct pp_header *header, struct pp_error *reterr) {
    for (size_t f = 0; f < options->n_fields; f++) {
        if (!options->fields[f].required || header->column_of_field[f] >= 0)
            continue;
        const char *name = options->fields[f].name;
        if (options->no_header)
            return pp_fail_at(reterr, PP_E_USAGE, rows->source->path, 0, name,
                              "say which column it is, as in --map %s=1 for the first", name);
        return say_missing(rows, options, header, name, reterr);
    }
    return 0;
}

static int build(struct pp_rows *rows, const struct pp_table_options *options,
                 const struct candidate *best, struct pp_header *header, struct pp_error *reterr) {
    size_t n_columns = rows->n_cells;
    bool is_named = !options->no_header;
    while (is_named && !rows->by_number && n_columns > 1 && !*cell(rows, n_columns - 1))
        n_columns--; /* empty cells behind the last name */
    int status = allocate(header, n_columns, options->n_fields, reterr);
    for (size_t i = 0; !status && i < n_columns; i++)
        status = name_column(header, i, is_named ? cell(rows, i) : NULL, reterr);
    if (status)
        return status;
    header->row = (int)best->row;
    header->delimiter = best->delimiter;
    if (is_named && best->n_fields == 0 && is_code_point_open(rows) && options->n_maps == 0 &&
        field_named(options, "postcode") >= 0) {
        header->code_point_open = true;
        for (size_t i = 0; !status && i < n_columns; i++)
            status = name_column(header, i, NULL, reterr);
        tie_code_point_open(options, header);
        return status;
    }
    if (is_named && best->n_fields == 0 && options->n_fields > 0)
        return say_no_header(rows, options, header, reterr);
    status = tie_columns(rows, options, header, reterr);
    return status ? status : check_required(rows, options, header, reterr);
}

int pp_header_find(struct pp_rows *rows, const struct pp_table_options *options,
                   struct pp_header_start start, struct pp_header *ret_header,
                   struct pp_error *reterr) {
    struct candidate best = {0};
    size_t max_cell_bytes = rows->max_cell_bytes;
    rows->max_cell_bytes =
        rows->max_row_bytes; /* under a wrong delimiter a cell may be a whole row */
    rows->keep_all = true;
    int status = try_delimiters(rows, options, start, &best, reterr);
    if (!status)
        status = go_to_row(rows, start, &best, reterr);
    if (!status)
        status = build(rows, options, &best, ret_header, reterr);
    if (!status && (options->no_header || ret_header->code_point_open)) {
        ret_header->row = 0;
        status = go_to_start(rows, start, reterr);
    }
    rows->max_cell_bytes = max_cell_bytes;
    rows->keep_all = false;
    return status;
}

void pp_header_done(struct pp_header *header) {
    pp_arena_done(&header->arena);
    *header = (struct pp_header){0};
}
