#include "tests/unit/table/table_test.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"

static char path[] = "/tmp/patchplan-test-XXXXXX";

static void remove_file(void) { unlink(path); }

const char *file_of(const char *bytes, size_t length) {
    static FILE *stream;
    if (!stream) {
        int fd = mkstemp(path);
        stream = fd >= 0 ? fdopen(fd, "w") : NULL;
        if (!stream)
            abort();
        atexit(remove_file);
    }
    rewind(stream);
    if (ftruncate(fileno(stream), 0) != 0 || fwrite(bytes, 1, length, stream) != length ||
        fflush(stream) != 0)
        abort();
    return path;
}

char *encode(const char *text, size_t length, const char *encoding, size_t *ret_length) {
    size_t room = 4 * length + 16, left = room;
    char *bytes = pp_alloc(room), *out = bytes, *in;
    memcpy(&in, &text, sizeof in);
    iconv_t encoder = iconv_open(encoding, "UTF-8");
    if (!bytes || encoder == (iconv_t)-1 || iconv(encoder, &in, &length, &out, &left) == (size_t)-1)
        abort();
    iconv_close(encoder);
    *ret_length = room - left;
    return bytes;
}

int read_all(const char *file, const struct pp_table_options *options, struct pp_str *ret_text,
             struct pp_error *reterr) {
    struct pp_table *table = NULL;
    int status = pp_table_open(file, options, &table, reterr);
    struct pp_table_row row;
    while (status == 0 && (status = pp_table_next(table, &row, reterr)) > 0) {
        pp_str_appendf(ret_text, "%lld", (long long)row.row);
        if (row.last_row != row.row)
            pp_str_appendf(ret_text, "-%lld", (long long)row.last_row);
        for (size_t i = 0; i < row.n_cells; i++)
            pp_str_appendf(ret_text, "%c%s", i ? '|' : ':', row.cells[i]);
        if (row.problem)
            pp_str_appendf(ret_text, "!%d", (int)row.problem);
        pp_str_append(ret_text, "\n");
        status = 0;
    }
    pp_table_free(table);
    return status;
}
