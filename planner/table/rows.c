#include "planner/table/rows.h"

#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"

/* --- what libcsv calls --- */

static void *grow_memory(void *old, size_t size) { return pp_realloc_array(old, 1, size); }

static void take_cell(void *cell, size_t length, void *context) {
    struct pp_rows *rows = context;
    if (rows->no_memory)
        return;
    if (rows->n_cells == rows->cap_starts || rows->n_text + length + 1 > rows->cap_text)
        rows->no_memory =
            pp_reserve(&rows->starts, &rows->cap_starts, rows->n_cells + 1, sizeof *rows->starts,
                       NULL) != 0 ||
            pp_reserve(&rows->text, &rows->cap_text, rows->n_text + length + 1, 1, NULL) != 0;
    if (rows->no_memory)
        return;
    rows->cell_too_long |= length > rows->max_cell_bytes;
    rows->starts[rows->n_cells++] = rows->n_text;
    memcpy(rows->text + rows->n_text, cell, length);
    rows->text[rows->n_text + length] = '\0';
    rows->n_text += length + 1;
}

static void take_row(int end, void *context) {
    (void)end;
    ((struct pp_rows *)context)->row_done = true;
}

int pp_rows_init(struct pp_rows *rows, struct pp_source *source, struct pp_error *reterr) {
    *rows = (struct pp_rows){.source = source};
    if (csv_init(&rows->csv, CSV_STRICT) != 0)
        return pp_fail(reterr, PP_E_LIBRARY, "the CSV library could not be started");
    csv_set_realloc_func(&rows->csv, grow_memory);
    csv_set_free_func(&rows->csv, pp_free);
    csv_set_blk_size(&rows->csv, 16 * 1024); /* it grows by so many bytes at a time */
    rows->csv_ready = true;
    return 0;
}

void pp_rows_done(struct pp_rows *rows) {
    if (rows->csv_ready)
        csv_free(&rows->csv);
    pp_free(rows->text);
    pp_free(rows->starts);
    *rows = (struct pp_rows){0};
}

void pp_rows_set_delimiter(struct pp_rows *rows, char delimiter) {
    csv_set_delim(&rows->csv, (unsigned char)delimiter);
}

static void clear(struct pp_rows *rows) {
    csv_fini(&rows->csv, NULL, NULL, NULL); /* back to the beginning of a row */
    rows->n_cells = rows->n_text = 0;
    rows->row_done = rows->no_memory = rows->cell_too_long = false;
}

/* --- one line --- */

enum line_state { LINE_ENDS_ROW, LINE_IS_EMPTY, LINE_LEAVES_QUOTE_OPEN, LINE_HAS_STRAY_QUOTE };

/* Feed one line. A quote in the middle of an unquoted cell (5" pipe) is a character; strict parsing
 * stops there and goes on leniently. Text after a closing quote has no sensible reading. */
static int feed(struct pp_rows *rows, const char *line, size_t length, enum line_state *ret_state,
                struct pp_error *reterr) {
    struct csv_parser *csv = &rows->csv;
    size_t done = csv_parse(csv, line, length, take_cell, take_row, rows);
    bool is_stray = false;
    while (done < length && csv_error(csv) == CSV_EPARSE && !is_stray) {
        is_stray = csv->quoted;
        if (is_stray)
            break;
        csv_set_opts(csv, 0);
        done += csv_parse(csv, line + done, 1, take_cell, take_row, rows);
        csv_set_opts(csv, CSV_STRICT);
        done += csv_parse(csv, line + done, length - done, take_cell, take_row, rows);
    }
    if (rows->no_memory || (done < length && !is_stray))
        return pp_fail_nomem(reterr);
    *ret_state = is_stray         ? LINE_HAS_STRAY_QUOTE
                 : rows->row_done ? LINE_ENDS_ROW
                 : csv->quoted    ? LINE_LEAVES_QUOTE_OPEN
                                  : LINE_IS_EMPTY;
    return 0;
}

/* The best reading of a line whose quotes make no sense: they are characters. */
static int read_literally(struct pp_rows *rows, int64_t from, int64_t to, struct pp_error *reterr) {
    clear(rows);
    csv_set_quote(&rows->csv, '\0'); /* the text has no zeros */
    enum line_state state;
    int status = feed(rows, pp_source_at(rows->source, from), (size_t)(to - from), &state, reterr);
    csv_set_quote(&rows->csv, CSV_QUOTE);
    return status;
}

/* --- rows over several lines, and what to do when one never ends --- */

static int spoil(struct pp_rows *rows, enum pp_table_problem problem, int64_t first_line_end,
                 struct pp_error *reterr) {
    rows->problem = problem;
    pp_source_go(rows->source, first_line_end, rows->row + 1);
    return read_literally(rows, rows->from, first_line_end, reterr);
}

static int spoil_open(struct pp_rows *rows, int64_t first_line_end, const char *why,
                      struct pp_error *reterr) {
    char where[48] = "quote opened here";
    if (rows->quote_row != rows->row)
        snprintf(where, sizeof where, "quote opened in row %lld", (long long)rows->quote_row);
    int64_t last = rows->source->next_row - 1;
    snprintf(rows->problem_text, sizeof rows->problem_text, "%s was never closed (%s %lld)", where,
             why, (long long)last);
    return spoil(rows, PP_TABLE_OPEN_QUOTE, first_line_end, reterr);
}

static int check_size(const struct pp_rows *rows, struct pp_error *reterr) {
    if (rows->cell_too_long)
        return pp_fail_at(reterr, PP_E_FORMAT, rows->source->path, rows->row, NULL,
                          "a cell in this row is longer than %zu bytes; shorten it, or see whether "
                          "this is the right file",
                          rows->max_cell_bytes);
    return 0;
}

/* Zero bytes and bytes that are no text, unless the row is spoiled already. */
static void note_marks(struct pp_rows *rows) {
    const struct pp_source_mark *mark = pp_source_mark_in(rows->source, rows->from, rows->to);
    if (!mark || rows->problem)
        return;
    rows->problem = mark->is_nul ? PP_TABLE_NUL : PP_TABLE_BAD_TEXT;
    if (mark->is_nul)
        snprintf(rows->problem_text, sizeof rows->problem_text,
                 "a zero byte at or near byte %lld of the file", (long long)mark->file_offset);
    else
        snprintf(rows->problem_text, sizeof rows->problem_text,
                 "byte %lld of the file is not valid %s; save the file as UTF-8",
                 (long long)mark->file_offset, rows->source->encoding);
}

/* Take in one more line of the row: 1, or 0 at the end of the file. */
static int add_line(struct pp_rows *rows, enum line_state *ret_state, struct pp_error *reterr) {
    const char *line;
    size_t length, n_cells = rows->n_cells;
    bool is_first = rows->source->pos == rows->from;
    int status = pp_source_line(rows->source, &line, &length, reterr);
    if (status <= 0)
        return status;
    status = feed(rows, line, length, ret_state, reterr);
    if (*ret_state == LINE_LEAVES_QUOTE_OPEN && (is_first || rows->n_cells > n_cells))
        rows->quote_row = rows->source->next_row - 1;
    return status ? status : 1;
}

/* The lines after a first one that leaves a quote open. When no sensible end comes, the first line
 * alone is the spoiled row and reading goes on at the second: nothing is swallowed. */
static int add_open_lines(struct pp_rows *rows, struct pp_error *reterr) {
    struct pp_source *source = rows->source;
    int64_t first_line_end = source->pos;
    enum line_state state = LINE_LEAVES_QUOTE_OPEN;
    while (state == LINE_LEAVES_QUOTE_OPEN) {
        if ((size_t)(source->pos - rows->from) > rows->max_row_bytes)
            return spoil_open(rows, first_line_end, "no end found up to row", reterr);
        int status = add_line(rows, &state, reterr);
        if (status < 0)
            return status;
        if (status == 0)
            return spoil_open(rows, first_line_end, "file ends at row", reterr);
        if (state == LINE_HAS_STRAY_QUOTE)
            return spoil_open(rows, first_line_end, "text follows the next quote, in row", reterr);
    }
    return 0;
}

int pp_rows_next(struct pp_rows *rows, struct pp_error *reterr) {
    struct pp_source *source = rows->source;
    enum line_state state;
    do {
        clear(rows);
        if (!rows->keep_all)
            pp_source_hold(source);
        rows->from = source->pos;
        rows->row = rows->by_number ? rows->row + 1 : source->next_row;
        rows->problem = PP_TABLE_FINE;
        int status = add_line(rows, &state, reterr);
        if (status <= 0)
            return status;
    } while (state == LINE_IS_EMPTY);

    int status = 0;
    if (state == LINE_LEAVES_QUOTE_OPEN) {
        status = add_open_lines(rows, reterr);
    } else if (state == LINE_HAS_STRAY_QUOTE) {
        snprintf(rows->problem_text, sizeof rows->problem_text,
                 "text follows a closing quote; double the quotes inside a quoted cell");
        status = spoil(rows, PP_TABLE_STRAY_QUOTE, source->pos, reterr);
    }
    rows->last_row = rows->by_number ? rows->row : source->next_row - 1;
    rows->to = source->pos;
    if (!status)
        status = check_size(rows, reterr);
    if (!status)
        note_marks(rows);
    return status ? status : 1;
}
