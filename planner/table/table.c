#include "patchplan/table/table.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/table/convert.h"
#include "patchplan/table/writer.h"
#include "planner/table/ahead.h"
#include "planner/table/header.h"
#include "planner/table/recognise.h"
#include "planner/table/rows.h"
#include "planner/table/source.h"
#include "patchplan/core/utf8.h"

enum {
    MAX_CELL_BYTES = 1024 * 1024,
    MAX_ROW_BYTES = 4 * 1024 * 1024,
    ROWS_BETWEEN_LOOKS = 1024, /* at the cancel token */
    ROWS_LEARNED_FROM = 200,   /* which columns hold numbers */
    BYTES_WORTH_A_THREAD = 256 * 1024,
};

struct pp_table {
    char *path;
    struct pp_table_options options;
    struct pp_table_format format;
    struct pp_file_type type;
    struct pp_layers layers;
    char *sheet;
    struct pp_converted converted;
    struct pp_source source;
    bool source_open;
    struct pp_rows rows;
    struct pp_header header;
    bool is_started;           /* the first row was asked for */
    struct pp_ahead *ahead;    /* who reads `rows` from then on; NULL: whoever asks */
    struct pp_ahead_row found; /* the row in hand */

    const char **values, **cells;
    size_t cap_cells;
    int *n_numbers,
        *n_texts; /* by column: cells of the first rows that were numbers, or other text */
    int64_t n_rows;
    char problem_text[512];
};

/* --- opening --- */

static void close_source(struct pp_table *table) {
    pp_ahead_free(table->ahead);
    table->ahead = NULL;
    pp_header_done(&table->header);
    pp_rows_done(&table->rows);
    if (table->source_open)
        pp_source_done(&table->source);
    table->source_open = false;
    pp_converted_done(&table->converted);
}

/* Open the text at `path` (the file, or what it was converted to) and find its header. */
static int open_text(struct pp_table *table, const char *path, struct pp_error *reterr) {
    struct pp_table_options options = table->options;
    bool is_converted = table->format.converted_by != NULL,
         is_sheet = table->type.kind == PP_FILE_WORKBOOK;
    struct pp_header_start start = {is_sheet ? 1 : 0, is_converted && !is_sheet ? 0 : 1};
    if (is_converted) {
        options.encoding = "UTF-8";
        options.delimiter = ',';
    }
    table->source_open = true;
    int status =
        pp_source_open(&table->source, path, options.encoding, options.max_row_bytes, reterr);
    if (!status)
        status = pp_rows_init(&table->rows, &table->source, reterr);
    if (status)
        return status;
    table->rows.max_cell_bytes = options.max_cell_bytes;
    table->rows.max_row_bytes = options.max_row_bytes;
    table->rows.by_number = is_converted;
    return pp_header_find(&table->rows, &options, start, &table->header, reterr);
}

/* In messages the file is the user's, not the temporary one. */
static int name_file(const struct pp_table *table, struct pp_error *err) {
    if (err && table->converted.path && strcmp(err->file, table->converted.path) == 0)
        snprintf(err->file, sizeof err->file, "%s", table->path);
    return err ? (int)err->code : 0;
}

static int open_layer(struct pp_table *table, const char *layer, struct pp_error *reterr) {
    close_source(table);
    struct pp_convert_options how = {.layer = layer, .cancel = table->options.cancel};
    int status = pp_convert(table->path, PP_CONVERT_CSV, &how, &table->converted, reterr);
    if (!status)
        status = open_text(table, table->converted.path, reterr);
    if (status)
        (void)name_file(table, reterr);
    return status;
}

static int no_such_sheet(const struct pp_table *table, const char *what, struct pp_error *reterr) {
    char names[400] = "";
    size_t n = 0;
    for (size_t i = 0; i < table->layers.n && n + 1 < sizeof names; i++)
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", i ? ", " : "",
                              table->layers.names[i]);
    return pp_fail_at(reterr, PP_E_INPUT, table->path, 0, NULL, "%s; it has: %s", what, names);
}

/* The sheet that was asked for, or the first in which the wanted columns are found. */
static int open_layers(struct pp_table *table, struct pp_error *reterr) {
    struct pp_convert_options how = {.cancel = table->options.cancel};
    table->format.converted_by = "ogr2ogr";
    int status = pp_convert_layers(table->path, &how, &table->layers, reterr);
    if (status)
        return status;
    const char *wanted = table->options.sheet;
    char **names = table->layers.names;
    struct pp_error last = {0};
    for (size_t i = 0; i < table->layers.n; i++) {
        if (wanted && strcmp(wanted, names[i]) != 0)
            continue;
        status = open_layer(table, names[i], &last);
        table->sheet = names[i];
        if (status != PP_E_INPUT && status != PP_E_FORMAT)
            break; /* fine, or worse than a sheet that does not fit */
        if (wanted || table->layers.n == 1)
            break;
    }
    if (!table->sheet)
        return no_such_sheet(table, "the file has no such sheet or layer", reterr);
    if (status && !wanted && table->layers.n > 1 && (status == PP_E_INPUT || status == PP_E_FORMAT))
        return no_such_sheet(
            table, "none of its sheets has the wanted columns; name one with --sheet", reterr);
    if (status && reterr)
        *reterr = last;
    return status;
}

static int prepare_cells(struct pp_table *table, struct pp_error *reterr) {
    size_t n_columns = table->header.n_columns;
    table->values = pp_alloc_array(table->options.n_fields + 1, sizeof *table->values);
    table->n_numbers = pp_alloc_array(n_columns + 1, sizeof *table->n_numbers);
    table->n_texts = pp_alloc_array(n_columns + 1, sizeof *table->n_texts);
    if (!table->values || !table->n_numbers || !table->n_texts)
        return pp_fail_nomem(reterr);
    return pp_reserve(&table->cells, &table->cap_cells, n_columns + 1, sizeof *table->cells,
                      reterr);
}

static void fill_format(struct pp_table *table) {
    struct pp_table_format *format = &table->format;
    format->encoding = table->source.encoding;
    format->has_bom = table->source.has_bom;
    format->delimiter = table->header.delimiter;
    format->header_row = table->header.row;
    format->code_point_open = table->header.code_point_open;
    format->sheet = table->sheet;
    if (table->layers.n > 1) {
        format->sheets = (const char *const *)table->layers.names;
        format->n_sheets = table->layers.n;
    }
}

static int open_any(struct pp_table *table, struct pp_error *reterr) {
    int status = pp_file_type_of(table->path, &table->type, reterr);
    if (status)
        return status;
    if (table->type.kind == PP_FILE_UNREADABLE)
        return pp_fail_at(reterr, PP_E_FORMAT, table->path, 0, NULL, "this is %s",
                          table->type.name);
    bool is_text = table->type.kind == PP_FILE_TEXT;
    if (is_text && table->options.sheet)
        return pp_fail_at(reterr, PP_E_USAGE, table->path, 0, NULL,
                          "this is a text table and has no sheets; leave out the sheet");
    status = is_text ? open_text(table, table->path, reterr) : open_layers(table, reterr);
    if (!status)
        status = prepare_cells(table, reterr);
    if (!status)
        fill_format(table);
    return status;
}

int pp_table_open(const char *path, const struct pp_table_options *options,
                  struct pp_table **ret_table, struct pp_error *reterr) {
    PP_AUTO(pp_table_drop) struct pp_table *table = pp_alloc(sizeof *table);
    if (!table || !(table->path = pp_strdup(path)))
        return pp_fail_nomem(reterr);
    if (options)
        table->options = *options;
    if (!table->options.max_cell_bytes)
        table->options.max_cell_bytes = MAX_CELL_BYTES;
    if (!table->options.max_row_bytes)
        table->options.max_row_bytes = MAX_ROW_BYTES;
    int status = open_any(table, reterr);
    if (status)
        return status;
    table->options.maps = NULL; /* were borrowed until here */
    table->options.n_maps = 0;
    *ret_table = PP_STEAL(table);
    return 0;
}

void pp_table_free(struct pp_table *table) {
    if (!table)
        return;
    close_source(table);
    pp_layers_done(&table->layers);
    pp_free(table->values);
    pp_free(table->cells);
    pp_free(table->n_numbers);
    pp_free(table->n_texts);
    pp_free(table->path);
    pp_free(table);
}

void pp_table_drop(struct pp_table **table) { pp_table_free(*table); }

/* --- rows --- */

/* GDAL writes dates as 2026/03/09; ISO is 2026-03-09. */
static void mend_date(char *cell) {
    static const char shape[] = "dddd/dd/dd";
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == 'd' ? !isdigit((unsigned char)cell[i]) : cell[i] != shape[i])
            return;
    if (cell[10] == '\0' || strcmp(cell + 10, " 00:00:00") == 0)
        cell[10] = '\0';
    else if (cell[10] != ' ')
        return;
    cell[4] = cell[7] = '-';
}

/* Point at the cells; true when there is something in at least one. */
static int spread(struct pp_table *table, bool *ret_is_blank, struct pp_error *reterr) {
    struct pp_ahead_row *rows = &table->found;
    size_t n_columns = table->header.n_columns;
    size_t n = rows->n_cells > n_columns ? rows->n_cells : n_columns;
    int status = pp_reserve(&table->cells, &table->cap_cells, n + 1, sizeof *table->cells, reterr);
    if (status)
        return status;
    bool is_blank = rows->problem == PP_TABLE_FINE;
    for (size_t i = 0; i < rows->n_cells; i++) {
        char *cell = rows->text + rows->starts[i];
        if (table->format.converted_by)
            mend_date(cell);
        table->cells[i] = table->options.guarded ? pp_table_unguarded(cell) : cell;
        is_blank = is_blank && !*cell;
    }
    for (size_t i = rows->n_cells; i < n; i++)
        table->cells[i] = "";
    *ret_is_blank = is_blank;
    return 0;
}

static bool is_number(const char *cell) {
    return cell[strspn(cell, "0123456789.-")] == '\0' && strpbrk(cell, "0123456789");
}

static void learn(struct pp_table *table) {
    for (size_t i = 0; i < table->header.n_columns; i++)
        if (*table->cells[i])
            (*(is_number(table->cells[i]) ? &table->n_numbers[i] : &table->n_texts[i]))++;
}

/* The first column whose value is not of the kind the column has had so far, or -1: where a row
 * slipped. */
static int first_odd_column(const struct pp_table *table) {
    size_t n = table->found.n_cells < table->header.n_columns ? table->found.n_cells
                                                              : table->header.n_columns;
    for (size_t i = 0; i < n; i++) {
        if (!*table->cells[i] || table->n_numbers[i] + table->n_texts[i] < 3)
            continue;
        bool odd = is_number(table->cells[i]) ? table->n_numbers[i] == 0 : table->n_texts[i] == 0;
        if (odd)
            return (int)i;
    }
    return -1;
}

static bool is_ragged(const struct pp_table *table) {
    size_t n_cells = table->found.n_cells, n_columns = table->header.n_columns;
    for (size_t i = n_columns; i < n_cells; i++)
        if (*table->cells[i])
            return true;
    return n_cells < n_columns; /* more cells, but empty ones, do no harm */
}

static void say_ragged(struct pp_table *table, struct pp_table_row *row) {
    int n =
        snprintf(table->problem_text, sizeof table->problem_text, "expected %zu cells, found %zu",
                 table->header.n_columns, table->found.n_cells);
    row->problem = PP_TABLE_RAGGED;
    row->problem_column_ix = first_odd_column(table);
    if (row->problem_column_ix >= 0) {
        char value[41], column[61];
        pp_utf8_show(table->cells[row->problem_column_ix], value, sizeof value);
        pp_utf8_show(table->header.column_names[row->problem_column_ix], column, sizeof column);
        snprintf(table->problem_text + n, sizeof table->problem_text - (size_t)n,
                 "; the first that does not fit is \"%s\" in column \"%s\"", value, column);
    }
    row->problem_text = table->problem_text;
}

static void describe_row(struct pp_table *table, struct pp_table_row *ret_row) {
    const struct pp_ahead_row *rows = &table->found;
    for (size_t f = 0; f < table->options.n_fields; f++) {
        int column_ix = table->header.column_of_field[f];
        table->values[f] = column_ix < 0 ? "" : table->cells[column_ix];
    }
    *ret_row = (struct pp_table_row){.values = table->values,
                                     .cells = table->cells,
                                     .n_cells = rows->n_cells,
                                     .row = rows->row,
                                     .last_row = rows->last_row,
                                     .problem = rows->problem,
                                     .problem_text = rows->problem ? rows->problem_text : NULL,
                                     .problem_column_ix = -1};
    if (!rows->problem && is_ragged(table))
        say_ragged(table, ret_row);
    else if (!rows->problem && table->n_rows < ROWS_LEARNED_FROM)
        learn(table);
}

/* The next row into `found`, from the thread or from the file itself. */
static int find_row(struct pp_table *table, struct pp_error *reterr) {
    struct pp_rows *rows = &table->rows;
    if (!table->is_started && table->source.n_total > BYTES_WORTH_A_THREAD)
        table->ahead = pp_ahead_start(rows);
    table->is_started = true;
    if (table->ahead)
        return pp_ahead_next(table->ahead, &table->found, reterr);
    int status = pp_rows_next(rows, reterr);
    if (status > 0)
        table->found =
            (struct pp_ahead_row){rows->text,     rows->starts,  rows->n_cells,     rows->row,
                                  rows->last_row, rows->problem, rows->problem_text};
    return status;
}

int pp_table_next(struct pp_table *table, struct pp_table_row *ret_row, struct pp_error *reterr) {
    bool is_blank = true;
    while (is_blank) {
        if (table->n_rows % ROWS_BETWEEN_LOOKS == 0 && pp_must_stop(table->options.cancel))
            return pp_fail_at(reterr, PP_E_CANCELLED, table->path, 0, NULL,
                              "stopped as asked while it was read");
        int status = find_row(table, reterr);
        if (status > 0)
            status = spread(table, &is_blank, reterr) ?: 1;
        if (status < 0)
            (void)name_file(table, reterr);
        if (status <= 0)
            return status;
        table->n_rows++;
    }
    describe_row(table, ret_row);
    return 1;
}

/* --- questions --- */

const struct pp_table_format *pp_table_format(const struct pp_table *table) {
    return &table->format;
}

static const char *delimiter_words(char delimiter) {
    switch (delimiter) {
    case ',':
        return "commas";
    case ';':
        return "semicolons";
    case '\t':
        return "tabs";
    case '|':
        return "bars";
    default:
        return "its own delimiter";
    }
}

void pp_table_describe(const struct pp_table *table, char *ret_text, size_t size) {
    const struct pp_table_format *format = &table->format;
    char header[64] = "no header";
    if (format->header_row > 0)
        snprintf(header, sizeof header, "header in row %d", format->header_row);
    if (table->type.kind == PP_FILE_TEXT)
        snprintf(ret_text, size, "%s%s, %s, %s%s", format->encoding,
                 format->has_bom ? " with a mark" : "", delimiter_words(format->delimiter), header,
                 format->code_point_open ? ", recognised as OS Code-Point Open" : "");
    else if (table->type.kind == PP_FILE_WORKBOOK)
        snprintf(ret_text, size, "%s, sheet \"%s\"%s, %s (read by %s)", table->type.name,
                 format->sheet, format->n_sheets > 1 ? " of several" : "", header,
                 format->converted_by);
    else
        snprintf(ret_text, size, "%s, layer \"%s\"%s (read by %s)", table->type.name, format->sheet,
                 format->n_sheets > 1 ? " of several" : "", format->converted_by);
}

size_t pp_table_n_columns(const struct pp_table *table) { return table->header.n_columns; }

const char *pp_table_column_name(const struct pp_table *table, size_t column_ix) {
    return table->header.column_names[column_ix];
}

int pp_table_field_of_column(const struct pp_table *table, size_t column_ix) {
    return table->header.field_of_column[column_ix];
}

int pp_table_column_of_field(const struct pp_table *table, size_t field_ix) {
    return table->header.column_of_field[field_ix];
}

int64_t pp_table_bytes_read(const struct pp_table *table) {
    return table->ahead ? pp_ahead_bytes_read(table->ahead)
                        : table->source.n_read - (int64_t)table->source.n_raw;
}

int64_t pp_table_bytes_total(const struct pp_table *table) { return table->source.n_total; }
