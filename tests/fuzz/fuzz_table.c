/* The table reader on bytes from outside, whatever they are: no crash, no leak, rows in order, no row lost.
 *
 * For libFuzzer: clang -fsanitize=fuzzer,address -DPATCHPLAN_FUZZER, then give it tests/fuzz/table as corpus. Without
 * it main() replays the files it is given, or those of the corpus. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/table/table.h"
#include "planner/table/recognise.h"
#include "tests/fuzz/replay.h"

static char path[] = "/tmp/patchplan-fuzz-XXXXXX";

static void remove_file(void) { unlink(path); }

/* What must hold for every row of every file. */
static void check_row(const struct pp_table *table, const struct pp_table_row *row,
                      int64_t last_row) {
    size_t n = row->n_cells > pp_table_n_columns(table) ? row->n_cells : pp_table_n_columns(table);
    if (row->row <= last_row || row->last_row < row->row ||
        (row->problem != 0) != (row->problem_text != NULL))
        abort();
    for (size_t i = 0; i < n; i++)
        if (strlen(row->cells[i]) > 5000)
            abort();
    for (size_t f = 0; f < 2; f++)
        if (!row->values[f])
            abort();
}

static void read_table(void) {
    static const struct pp_table_field fields[] = {{"ref", true, "postcode"},
                                                   {"easting", false, NULL}};
    struct pp_table_options options = {
        .fields = fields, .n_fields = 2, .max_cell_bytes = 1000, .max_row_bytes = 4000};
    struct pp_table *table = NULL;
    struct pp_error err;
    struct pp_table_row row;
    int64_t last_row = 0;
    if (pp_table_open(path, &options, &table, &err) != 0)
        return;
    while (pp_table_next(table, &row, &err) > 0) {
        check_row(table, &row, last_row);
        last_row = row.last_row;
    }
    pp_table_free(table);
}

static size_t count_letters(const char *text, size_t length) {
    size_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += isalnum((unsigned char)text[i]) != 0;
    return n;
}

/* Nothing is swallowed: every ASCII letter and digit of the file is in a cell. */
static void count_table(size_t n_letters) {
    struct pp_table_options options = {
        .no_header = true, .max_cell_bytes = 1000, .max_row_bytes = 4000};
    struct pp_table *table = NULL;
    struct pp_error err;
    struct pp_table_row row;
    if (pp_table_open(path, &options, &table, &err) != 0)
        return;
    bool is_single_byte = strncmp(pp_table_format(table)->encoding, "UTF-16", 6) != 0;
    int status;
    while ((status = pp_table_next(table, &row, &err)) > 0)
        for (size_t i = 0; i < row.n_cells; i++)
            n_letters -= count_letters(row.cells[i], strlen(row.cells[i]));
    if (status == 0 && is_single_byte && n_letters != 0)
        abort();
    pp_table_free(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static int fd = -1;
    if (fd < 0 && ((fd = mkstemp(path)) < 0 || atexit(remove_file) != 0))
        abort();
    if (ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
    struct pp_file_type type;
    /* What begins like a workbook or a map would only try GDAL. */
    if (pp_file_type_of(path, &type, NULL) == 0 && type.kind == PP_FILE_TEXT) {
        read_table();
        count_table(count_letters((const char *)data, size));
    }
    return 0;
}
