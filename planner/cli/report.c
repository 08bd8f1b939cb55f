#include "patchplan/cli/report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planner/cli/paste.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/core/text.h"
#include "patchplan/table/writer.h"

struct cell {
    const char *text; /* as files show it; NULL = empty */
    int64_t whole;
    double real;
};

struct pp_report {
    const struct pp_column *columns;
    size_t n_columns;
    struct cell *cells;
    size_t n_cells, cap;
    bool failed;
    struct pp_arena arena;
};

struct pp_report *pp_report_new(const struct pp_column *columns) {
    struct pp_report *report = pp_alloc(sizeof *report);
    if (!report)
        return NULL;
    report->columns = columns;
    while (columns[report->n_columns].key)
        report->n_columns++;
    return report;
}

void pp_report_free(struct pp_report *report) {
    if (!report)
        return;
    pp_arena_done(&report->arena);
    pp_free(report->cells);
    pp_free(report);
}

void pp_report_auto_free(struct pp_report **report) { pp_report_free(*report); }

static void add(struct pp_report *report, const char *text, int64_t whole, double real) {
    if (!report || report->failed)
        return;
    char *copy = pp_arena_strdup(&report->arena, text);
    if ((text && !copy) || pp_reserve(&report->cells, &report->cap, report->n_cells + 1,
                                      sizeof *report->cells, NULL)) {
        report->failed = true;
        return;
    }
    report->cells[report->n_cells++] = (struct cell){copy, whole, real};
}

void pp_report_text(struct pp_report *report, const char *text) { add(report, text, 0, NAN); }

void pp_report_int(struct pp_report *report, int64_t value) {
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)value);
    add(report, text, value, NAN);
}

void pp_report_milli(struct pp_report *report, int64_t value) {
    char text[32];
    pp_text_format_milli(value, text, sizeof text);
    add(report, text, value, NAN);
}

void pp_report_real(struct pp_report *report, double value) {
    char text[40];
    snprintf(text, sizeof text, "%.15g", value);
    add(report, isfinite(value) ? text : NULL, 0, value);
}

void pp_report_bool(struct pp_report *report, bool value) {
    add(report, value ? "yes" : "no", value, NAN);
}

/* ---- as a table: for people ---- */

/* "39,837.5": thousands separated, rounded to `decimals` places; 0 stands for all three. */
static void show_milli(int64_t milli, int decimals, char *ret_text, size_t size) {
    static const int64_t steps[] = {1, 100, 10, 1};
    char whole[32];
    int64_t step = steps[decimals & 3], size_milli = milli < 0 ? -milli : milli;
    int64_t rounded = (size_milli + step / 2) / step;
    pp_text_format_count(rounded * step / 1000, whole, sizeof whole);
    snprintf(ret_text, size, "%s%s.%0*lld", milli < 0 && rounded > 0 ? "-" : "", whole,
             decimals ? decimals : 3, (long long)(rounded * step % 1000 / step));
}

static void show_text(const struct pp_call *call, const char *text, char *ret_text, size_t size) {
    PP_AUTO_STR struct pp_str pasted = {0};
    pp_paste_commands(call, text, &pasted);
    snprintf(ret_text, size, "%s", pasted.failed ? text : pp_str_text(&pasted));
}

static void show_moment(const char *utc, char *ret_text, size_t size) {
    char moment[PP_MOMENT_SIZE];
    pp_moment_long(utc, moment);
    snprintf(ret_text, size, "%s", moment);
}

static void show(const struct pp_call *call, const struct pp_column *column,
                 const struct cell *cell, char *ret_text, size_t size) {
    if (!cell->text)
        ret_text[0] = '\0';
    else if (column->kind == PP_COLUMN_INT)
        pp_text_format_count(cell->whole, ret_text, size);
    else if (column->kind == PP_COLUMN_MILLI)
        show_milli(cell->whole, column->decimals, ret_text, size);
    else if (column->kind == PP_COLUMN_REAL && column->decimals == 0 && fabs(cell->real) < 1e15)
        pp_text_format_count(llround(cell->real), ret_text, size);
    else if (column->kind == PP_COLUMN_REAL)
        snprintf(ret_text, size, "%.*f", column->decimals, cell->real);
    else if (column->kind == PP_COLUMN_MOMENT)
        show_moment(cell->text, ret_text, size);
    else
        show_text(call, cell->text, ret_text, size);
    pp_text_tame(ret_text);
}

/* Characters shown, not bytes: continuation bytes of UTF-8 do not count. */
static size_t width_of(const char *text) {
    size_t width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static bool is_number(const struct pp_column *column) {
    return column->kind == PP_COLUMN_INT || column->kind == PP_COLUMN_MILLI ||
           column->kind == PP_COLUMN_REAL;
}

static void print_cell(const struct pp_report *report, size_t c, const char *text, size_t width) {
    int pad = (int)(width - width_of(text));
    bool last = c + 1 == report->n_columns;
    if (is_number(&report->columns[c]))
        printf("%*s%s%s", pad, "", text, last ? "" : "  ");
    else
        printf("%s%*s", text, last ? 0 : pad + 2, "");
}

static void print_row(const struct pp_report *report, const struct pp_call *call,
                      const size_t *widths, const struct cell *cells) {
    char text[1024];
    for (size_t c = 0; c < report->n_columns; c++) {
        if (cells)
            show(call, &report->columns[c], &cells[c], text, sizeof text);
        else
            snprintf(text, sizeof text, "%s", report->columns[c].title);
        print_cell(report, c, text, widths[c]);
    }
    putchar('\n');
}

int pp_report_print(const struct pp_report *report, const struct pp_call *call,
                    struct pp_error *reterr) {
    PP_AUTO_FREE size_t *widths = report ? pp_alloc_array(report->n_columns, sizeof *widths) : NULL;
    if (!widths || report->failed)
        return pp_fail_nomem(reterr);
    char text[1024];
    for (size_t c = 0; c < report->n_columns; c++) {
        widths[c] = width_of(report->columns[c].title);
        for (size_t i = c; i < report->n_cells; i += report->n_columns) {
            show(call, &report->columns[c], &report->cells[i], text, sizeof text);
            size_t width = width_of(text);
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    print_row(report, call, widths, NULL);
    for (size_t i = 0; i + report->n_columns <= report->n_cells; i += report->n_columns)
        print_row(report, call, widths, &report->cells[i]);
    return 0;
}

/* ---- as JSON: for programs ---- */

static struct pp_json *cell_json(const struct pp_column *column, const struct cell *cell) {
    if (!cell->text)
        return pp_json_new_text(NULL);
    switch (column->kind) {
    case PP_COLUMN_INT:
        return pp_json_new_int(cell->whole);
    case PP_COLUMN_MILLI:
        return pp_json_new_real((double)cell->whole / 1000.0);
    case PP_COLUMN_REAL:
        return pp_json_new_real(cell->real);
    case PP_COLUMN_BOOL:
        return pp_json_new_bool(cell->whole);
    default:
        return pp_json_new_text(cell->text);
    }
}

struct pp_json *pp_report_json(const struct pp_report *report) {
    if (!report || report->failed)
        return NULL;
    struct pp_json *rows = pp_json_new_array();
    for (size_t i = 0; i + report->n_columns <= report->n_cells; i += report->n_columns) {
        struct pp_json *row = pp_json_new_object();
        for (size_t c = 0; c < report->n_columns; c++)
            pp_json_set(row, report->columns[c].key,
                        cell_json(&report->columns[c], &report->cells[i + c]));
        pp_json_push(rows, row);
    }
    return rows;
}

int pp_call_write_json(struct pp_call *call, const struct pp_json *json, struct pp_error *reterr) {
    const char *path = pp_call_output_path(call);
    if (path)
        return pp_json_write_file(json, 2, path, reterr);
    PP_AUTO_FREE char *text = json ? pp_json_dump(json, 2) : NULL;
    if (!text)
        return pp_fail_nomem(reterr);
    puts(text);
    return 0;
}

/* ---- as CSV: for spreadsheets and scripts ---- */

static int write_csv(const struct pp_report *report, const char *path, struct pp_error *reterr) {
    PP_AUTO(pp_table_writer_drop) struct pp_table_writer *writer = NULL;
    int rc = pp_table_writer_open(path ? path : "-", &PP_TABLE_WRITER_GUARDED, &writer, reterr);
    if (rc)
        return rc;
    for (size_t c = 0; c < report->n_columns; c++)
        pp_table_writer_text(writer, report->columns[c].key);
    rc = pp_table_writer_end_row(writer, reterr);
    for (size_t i = 0; !rc && i < report->n_cells; i++) {
        pp_table_writer_text(writer, report->cells[i].text);
        if ((i + 1) % report->n_columns == 0)
            rc = pp_table_writer_end_row(writer, reterr);
    }
    return rc ? rc : pp_table_writer_commit(writer, reterr);
}

static int write_json(const struct pp_report *report, struct pp_call *call,
                      struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_report_json(report);
    return json ? pp_call_write_json(call, json, reterr) : pp_fail_nomem(reterr);
}

int pp_report_write(const struct pp_report *report, struct pp_call *call, struct pp_error *reterr) {
    if (!report || report->failed)
        return pp_fail_nomem(reterr);
    const char *path = pp_call_output_path(call);
    switch (pp_call_format(call)) {
    case PP_FORMAT_CSV:
        return write_csv(report, path, reterr);
    case PP_FORMAT_JSON:
        return write_json(report, call, reterr);
    default:
        if (path)
            return pp_fail(reterr, PP_E_USAGE,
                           "'%s' says no format; end it in .csv or .json, or give -f", path);
        return pp_report_print(report, call, reterr);
    }
}
