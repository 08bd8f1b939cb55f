#include "patchplan/table/writer.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/date.h"
#include "patchplan/core/newfile.h"
#include "patchplan/core/text.h"

struct pp_table_writer {
    struct pp_table_writer_options options;
    FILE *stream;
    struct pp_newfile file; /* an ordinary file: the stream is its */
    char *name;             /* for messages */
    struct pp_str row;
    bool row_begun;
    int failed_errno; /* of the first write that failed, 0 = none */
};

/* --- cells --- */

/* Would a spreadsheet take it for a formula? Numbers with a sign are none. */
static bool is_formula(const char *text) {
    double value;
    return *text && strchr("=+-@\t\r", *text) && !pp_text_real(text, &value);
}

/* Behind any guards: what looks guarded already gets another, so that one taken off gives what was written. */
static bool needs_guard(const char *text) { return is_formula(text + strspn(text, "'")); }

const char *pp_table_unguarded(const char *cell) {
    return *cell == '\'' && needs_guard(cell + 1) ? cell + 1 : cell;
}

/* Blanks at the ends stay only inside quotes; an empty first cell alone would make an empty line.
 */
static bool needs_quotes(const char *text, size_t length, char delimiter) {
    if (length == 0)
        return false;
    const char special[] = {'"', '\n', '\r', delimiter, '\0'};
    char first = text[0], last = text[length - 1];
    return first == ' ' || first == '\t' || last == ' ' || last == '\t' ||
           text[strcspn(text, special)] != '\0';
}

static void append_cell(struct pp_str *row, const char *text, char delimiter, bool guard) {
    size_t length = strlen(text);
    bool guarded = guard && needs_guard(text);
    if (!needs_quotes(text, length, delimiter)) {
        if (guarded)
            pp_str_append_char(row, '\'');
        pp_str_append_n(row, text, length);
        return;
    }
    pp_str_append(row, guarded ? "\"'" : "\"");
    for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        pp_str_append_n(row, text, (size_t)(quote - text));
        pp_str_append(row, "\"\"");
    }
    pp_str_append(row, text);
    pp_str_append_char(row, '"');
}

static void join(const char *const *cells, size_t n_cells, char delimiter, bool guard,
                 struct pp_str *str) {
    size_t start = str->len;
    for (size_t i = 0; i < n_cells; i++) {
        if (i > 0)
            pp_str_append_char(str, delimiter);
        append_cell(str, cells[i] ? cells[i] : "", delimiter, guard);
    }
    if (n_cells > 0 && str->len == start)
        pp_str_append(str, "\"\""); /* one empty cell is a row, an empty line is none */
}

void pp_table_join(const char *const *cells, size_t n_cells, char delimiter, struct pp_str *str) {
    join(cells, n_cells, delimiter, false, str);
}

void pp_table_join_guarded(const char *const *cells, size_t n_cells, struct pp_str *str) {
    join(cells, n_cells, ',', true, str);
}

void pp_table_writer_text(struct pp_table_writer *writer, const char *text) {
    if (writer->row_begun)
        pp_str_append_char(&writer->row, writer->options.delimiter);
    writer->row_begun = true;
    append_cell(&writer->row, text ? text : "", writer->options.delimiter,
                writer->options.guard_formulas);
}

void pp_table_writer_int(struct pp_table_writer *writer, int64_t value) {
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)value);
    pp_table_writer_text(writer, text);
}

void pp_table_writer_real(struct pp_table_writer *writer, double value, int decimals) {
    char text[400] = "";
    if (isfinite(value))
        snprintf(text, sizeof text, "%.*f", decimals, value);
    pp_table_writer_text(writer, text);
}

void pp_table_writer_milli(struct pp_table_writer *writer, int64_t milli) {
    char text[32];
    pp_text_format_milli(milli, text, sizeof text);
    pp_table_writer_text(writer, text);
}

/* --- rows --- */

static int fail_write(struct pp_table_writer *writer, struct pp_error *reterr) {
    return pp_fail_system(reterr, writer->failed_errno, "write the file", writer->name);
}

int pp_table_writer_end_row(struct pp_table_writer *writer, struct pp_error *reterr) {
    struct pp_str *row = &writer->row;
    if (writer->row_begun && row->len == 0 && !row->failed)
        pp_str_append(row, "\"\"");
    pp_str_append(row, writer->options.crlf ? "\r\n" : "\n");
    bool no_memory = row->failed;
    if (!no_memory && !writer->failed_errno &&
        fwrite(row->data, 1, row->len, writer->stream) != row->len)
        writer->failed_errno = errno ? errno : EIO;
    pp_str_clear(row);
    writer->row_begun = false;
    if (no_memory) {
        writer->failed_errno = ENOMEM; /* a row is missing: the file must not be committed */
        return pp_fail_nomem(reterr);
    }
    return writer->failed_errno ? fail_write(writer, reterr) : 0;
}

int pp_table_writer_row(struct pp_table_writer *writer, const char *const *cells, size_t n_cells,
                        struct pp_error *reterr) {
    for (size_t i = 0; i < n_cells; i++)
        pp_table_writer_text(writer, cells[i]);
    return pp_table_writer_end_row(writer, reterr);
}

/* --- the file --- */

static int new_writer(const char *name, const struct pp_table_writer_options *options,
                      struct pp_table_writer **ret_writer, struct pp_error *reterr) {
    struct pp_table_writer *writer = pp_alloc(sizeof *writer);
    if (!writer || !(writer->name = pp_strdup(name))) {
        pp_free(writer);
        return pp_fail_nomem(reterr);
    }
    if (options)
        writer->options = *options;
    if (!writer->options.delimiter)
        writer->options.delimiter = ',';
    *ret_writer = writer;
    return 0;
}

static void write_bom(struct pp_table_writer *writer) {
    if (writer->options.bom && fputs("\xEF\xBB\xBF", writer->stream) < 0)
        writer->failed_errno = errno;
}

int pp_table_writer_on(FILE *stream, const char *name,
                       const struct pp_table_writer_options *options,
                       struct pp_table_writer **ret_writer, struct pp_error *reterr) {
    struct pp_table_writer *writer;
    int status = new_writer(name, options, &writer, reterr);
    if (status)
        return status;
    writer->stream = stream;
    write_bom(writer);
    *ret_writer = writer;
    return 0;
}

int pp_table_writer_open(const char *path, const struct pp_table_writer_options *options,
                         struct pp_table_writer **ret_writer, struct pp_error *reterr) {
    if (strcmp(path, "-") == 0)
        return pp_table_writer_on(stdout, "standard output", options, ret_writer, reterr);
    PP_AUTO(pp_table_writer_drop) struct pp_table_writer *writer = NULL;
    int status = new_writer(path, options, &writer, reterr);
    if (!status)
        status = pp_newfile_open(path, &writer->file, reterr);
    if (status)
        return status;
    writer->stream = writer->file.stream;
    write_bom(writer);
    *ret_writer = PP_STEAL(writer);
    return 0;
}

int pp_table_writer_commit(struct pp_table_writer *writer, struct pp_error *reterr) {
    if (!writer->failed_errno && fflush(writer->stream) != 0)
        writer->failed_errno = errno;
    if (writer->failed_errno)
        return fail_write(writer, reterr);
    return writer->file.path ? pp_newfile_commit(&writer->file, reterr) : 0;
}

void pp_table_writer_free(struct pp_table_writer *writer) {
    if (!writer)
        return;
    pp_newfile_done(&writer->file);
    pp_free(writer->name);
    pp_str_done(&writer->row);
    pp_free(writer);
}

void pp_table_writer_drop(struct pp_table_writer **writer) { pp_table_writer_free(*writer); }
