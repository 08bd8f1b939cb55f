/* CSV out: what is written is read back the same, in every delimiter and encoding; whole files or none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/rng.h"
#include "patchplan/table/writer.h"
#include "tests/tap.h"
#include "tests/unit/table/table_test.h"

static char folder[] = "/tmp/patchplan-test-XXXXXX";

static char *read_file(const char *path) {
    static char bytes[65536];
    FILE *stream = fopen(path, "r");
    size_t n = stream ? fread(bytes, 1, sizeof bytes - 1, stream) : 0;
    bytes[n] = '\0';
    if (stream)
        fclose(stream);
    return bytes;
}

static void test_cells(void) {
    char path[64];
    snprintf(path, sizeof path, "%s/out.csv", folder);
    struct pp_table_writer *writer = NULL;
    static const char *const first[] = {"a",      "b,c", "say \"x\"", "two\nlines",
                                        " blank", "",    "5\" pipe"};
    bool good = pp_table_writer_open(path, &PP_TABLE_WRITER_GUARDED, &writer, NULL) == 0 &&
                pp_table_writer_row(writer, first, 7, NULL) == 0;
    static const char *const formulas[] = {"=1+1", "+44 114", "-5", "@x", "-2.50",
                                           "\tx",  "-x,y",    "+7", "1-2"};
    good = good && pp_table_writer_row(writer, formulas, 9, NULL) == 0;
    pp_table_writer_int(writer, -12);
    pp_table_writer_real(writer, 2.5, 3);
    pp_table_writer_real(writer, NAN, 3);
    pp_table_writer_milli(writer, 1150);
    pp_table_writer_text(writer, NULL);
    good = good && pp_table_writer_end_row(writer, NULL) == 0;
    ok(good && access(path, F_OK) != 0, "nothing is there under its name before the commit");
    is_int(pp_table_writer_commit(writer, NULL), 0, "commit");
    pp_table_writer_free(writer);
    is_text(read_file(path),
            "a,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\",\" blank\",,\"5\"\" pipe\"\n"
            "'=1+1,'+44 114,-5,'@x,-2.50,\"'\tx\",\"'-x,y\",+7,1-2\n"
            "-12,2.500,,1.150,\n",
            "cells are quoted and guarded");
}

/* Random tables of cells made from nasty pieces. */
static const char *const PIECES[] = {
    "a",        "bc",           ",", ";", "\t", "|",    "\"", "\"\"", "\n", "\r\n", " ",
    "\xC3\xA9", "\xE2\x82\xAC", "'", "=", "0",  "-1.5", "x y"};

static void random_cell(struct pp_rng *rng, struct pp_str *cell) {
    pp_str_clear(cell);
    for (uint32_t i = pp_rng_below(rng, 6); i > 0; i--)
        pp_str_append(cell, PIECES[pp_rng_below(rng, sizeof PIECES / sizeof PIECES[0])]);
}

/* Write a random table, remember in `wanted` what read_all() must give. */
static int write_random(struct pp_rng *rng, const struct pp_table_writer_options *options,
                        FILE *stream, struct pp_str *wanted) {
    struct pp_table_writer *writer = NULL;
    int n_columns = 2 + (int)pp_rng_below(rng, 4), n_rows = (int)pp_rng_below(rng, 8);
    int status = pp_table_writer_on(stream, "test", options, &writer, NULL);
    pp_table_writer_text(writer, "ref");
    for (int c = 1; c < n_columns; c++)
        pp_table_writer_int(writer, c);
    status = status ? status : pp_table_writer_end_row(writer, NULL);
    struct pp_str cell = {0};
    for (int r = 0; r < n_rows; r++) {
        pp_str_append(wanted, "row");
        for (int c = 0; c < n_columns; c++) {
            random_cell(rng, &cell);
            if (c == 0)
                pp_str_append_char(&cell, 'z'); /* rows of empty cells are passed over */
            pp_table_writer_text(writer, pp_str_text(&cell));
            pp_str_appendf(wanted, "%c%s", c ? '|' : ':', pp_str_text(&cell));
        }
        pp_str_append(wanted, "\n");
        status = status ? status : pp_table_writer_end_row(writer, NULL);
    }
    pp_str_done(&cell);
    status = status ? status : pp_table_writer_commit(writer, NULL);
    pp_table_writer_free(writer);
    return status;
}

static bool comes_back(struct pp_rng *rng, char delimiter, const char *encoding, bool crlf) {
    static const struct pp_table_field field = {"ref", true, NULL};
    bool guarded = pp_rng_below(rng, 2);
    struct pp_table_writer_options how = {
        .delimiter = delimiter, .crlf = crlf, .guard_formulas = guarded};
    struct pp_str wanted = {0}, got = {0};
    char *utf8 = NULL;
    size_t n_utf8 = 0, n_bytes;
    FILE *stream = open_memstream(&utf8, &n_utf8);
    bool good = stream && write_random(rng, &how, stream, &wanted) == 0;
    fclose(stream);
    char *bytes = encode(utf8, n_utf8, encoding, &n_bytes);
    struct pp_table_options options = {
        .fields = &field, .n_fields = 1, .encoding = encoding, .guarded = guarded};
    struct pp_table *table = NULL;
    struct pp_table_row row;
    good = good && pp_table_open(file_of(bytes, n_bytes), &options, &table, NULL) == 0;
    while (good && pp_table_next(table, &row, NULL) > 0) {
        good = !row.problem && row.n_cells == pp_table_n_columns(table);
        pp_str_append(&got, "row");
        for (size_t i = 0; i < row.n_cells; i++)
            pp_str_appendf(&got, "%c%s", i ? '|' : ':', row.cells[i]);
        pp_str_append(&got, "\n");
    }
    good = good && strcmp(pp_str_text(&got), pp_str_text(&wanted)) == 0;
    pp_table_free(table);
    pp_str_done(&wanted);
    pp_str_done(&got);
    pp_free(bytes);
    free(utf8);
    return good;
}

static void test_round_trip(void) {
    static const char *const encodings[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "WINDOWS-1252"};
    struct pp_rng rng;
    pp_rng_seed(&rng, 20260309);
    for (const char *delimiter = ",;\t|"; *delimiter; delimiter++)
        for (size_t e = 0; e < sizeof encodings / sizeof encodings[0]; e++) {
            int n_good = 0;
            for (int i = 0; i < 200; i++)
                n_good += comes_back(&rng, *delimiter, encodings[e], i % 2);
            ok(n_good == 200, "%d of 200 random tables come back, %s, delimiter %d", n_good,
               encodings[e], *delimiter);
        }
}

static void test_join(void) {
    static const char *const cells[] = {"a", NULL, "b\"c", "=x"};
    static const char *const empty[] = {""};
    struct pp_str text = {0};
    pp_table_join(cells, 4, ',', &text);
    is_text(pp_str_text(&text), "a,,\"b\"\"c\",=x", "a row as text, exactly");
    pp_str_clear(&text);
    pp_table_join(empty, 1, ',', &text);
    is_text(pp_str_text(&text), "\"\"", "one empty cell is not an empty line");
    pp_str_done(&text);
}

static void test_guard(void) {
    static const char *const cells[] = {"=x", "'=x", "''=x", "'x", "'", "'-5", "+44 1"};
    struct pp_str text = {0};
    pp_table_join_guarded(cells, 7, &text);
    is_text(pp_str_text(&text), "'=x,''=x,'''=x,'x,','-5,'+44 1",
            "what looks guarded gets another");
    ok(strcmp(pp_table_unguarded("''=x"), "'=x") == 0 &&
           strcmp(pp_table_unguarded("'x"), "'x") == 0 &&
           strcmp(pp_table_unguarded("'-5"), "'-5") == 0 && strcmp(pp_table_unguarded(""), "") == 0,
       "one guard is taken off, and nothing else");
    pp_str_done(&text);
}

static void test_failures(void) {
    struct pp_table_writer *writer = NULL;
    struct pp_error err = {0};
    is_int(pp_table_writer_open("/dev/full", NULL, &writer, &err), 0, "a full device opens");
    pp_table_writer_text(writer, "x");
    int status = pp_table_writer_end_row(writer, &err);
    status = status ? status : pp_table_writer_commit(writer, &err);
    is_int(status, PP_E_FULL, "a full disk is said");
    pp_table_writer_free(writer);
    writer = NULL;
    ok(pp_table_writer_open(folder, NULL, &writer, &err) < 0, "a folder cannot be written to");
    is_int(pp_table_writer_open("/nowhere/x.csv", NULL, &writer, &err), PP_E_NOTFOUND,
           "a folder that is not there");
    char path[64], command[96];
    snprintf(path, sizeof path, "%s/old.csv", folder);
    FILE *old = fopen(path, "w");
    fputs("old\n", old);
    fclose(old);
    ok(pp_table_writer_open(path, NULL, &writer, NULL) == 0, "an existing file");
    pp_table_writer_text(writer, "new");
    ok(pp_table_writer_end_row(writer, NULL) == 0, "gets a row");
    pp_table_writer_free(writer);
    is_text(read_file(path), "old\n", "and is as it was when the writer is given up");
    snprintf(command, sizeof command, "test $(ls %s | wc -l) = 2", folder);
    is_int(system(command), 0, "with nothing left beside it");
    ok(pp_table_writer_open(path, NULL, &writer, NULL) == 0, "once more");
    pp_alloc_fail_at(1);
    pp_table_writer_text(writer, "new");
    pp_alloc_fail_at(0);
    is_int(pp_table_writer_end_row(writer, NULL), PP_E_NOMEM, "a row that found no memory");
    ok(pp_table_writer_commit(writer, NULL) != 0, "is never committed");
    pp_table_writer_free(writer);
    is_text(read_file(path), "old\n", "the old file stays");
}

int main(void) {
    if (!mkdtemp(folder))
        return 99;
    test_cells();
    test_round_trip();
    test_join();
    test_guard();
    test_failures();
    char command[96];
    snprintf(command, sizeof command, "rm -r %s", folder);
    if (system(command) != 0)
        return 99;
    return tap_done();
}
