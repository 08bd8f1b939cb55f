/* Reading tables: nasty files in every encoding and delimiter, and what is said about them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "tests/tap.h"
#include "tests/unit/table/table_test.h"

static const struct pp_table_field FIELDS[] = {
    {"ref", true, NULL}, {"easting", false, "eastings"}, {"name", false, NULL}};

static struct pp_table_options with_fields(void) {
    struct pp_table_options options = PP_TABLE_OPTIONS_DEFAULT;
    options.fields = FIELDS;
    options.n_fields = 3;
    return options;
}

/* Read `bytes` with the fields above: what comes out, or the error's sentence. */
static void reads(const char *bytes, size_t length, const char *wanted, const char *what) {
    struct pp_table_options options = with_fields();
    struct pp_str text = {0};
    struct pp_error err = {0};
    if (read_all(file_of(bytes, length), &options, &text, &err) != 0)
        pp_str_appendf(&text, "error at %lld: %.40s", (long long)err.row, err.message);
    is_text(pp_str_text(&text), wanted, what);
    pp_str_done(&text);
}

#define READS(bytes, wanted, what) reads(bytes, sizeof(bytes) - 1, wanted, what)

static void test_shapes(void) {
    READS("ref,easting,name\n1,2,a\n", "2:1|2|a\n", "plain");
    READS("ref,easting,name\r\n1,2,a\r\n", "2:1|2|a\n", "CR LF");
    READS("ref,easting,name\r1,2,a\r", "2:1|2|a\n", "CR alone");
    READS("ref,easting,name\n1,2,a", "2:1|2|a\n", "no end of line at the end");
    READS("ref,easting,name\n1,2,", "2:1|2|\n", "empty last cell, no end of line");
    READS("ref,easting,name", "", "a header alone");
    READS("\n\nref,easting,name\n\n\n1,2,a\n\n,,\n", "6:1|2|a\n",
          "empty lines and rows are passed over, and counted");
    READS("Title of the list\n,,\nas of March,,\nRef,EASTING,n a_m-e\n1,2,a\n", "5:1|2|a\n",
          "header under a title");
    READS("ref;easting;name\n1;2,5;a\n", "2:1|2,5|a\n", "semicolons");
    READS("ref\teasting\tname\n1\t2\ta, b\n", "2:1|2|a, b\n", "tabs");
    READS("ref|name\n1|a\n", "2:1|a\n", "bars");
    READS("ref\n1\n2\n", "2:1\n3:2\n", "one column");
    READS("ref,easting,name,\n1,2,a,\n2,3,b,x\n", "2:1|2|a|\n3:2|3|b|x!1\n",
          "empty columns behind the last name");
    READS("ref,Eastings\n1,2\n", "2:1|2\n", "another name for a column");
}

static void test_quotes(void) {
    READS("ref,easting,name\n1,2,\"a\nb\"\n2,3,c\n", "2-3:1|2|a\nb\n4:2|3|c\n",
          "a cell over two lines");
    READS("ref,name\r\n1,\"a\r\n\r\nb\"\r\n2,c\r\n", "2-4:1|a\r\n\r\nb\n5:2|c\n",
          "a cell over three lines, CR LF");
    READS("ref,name\n1,\"say \"\"hello\"\"\"\n", "2:1|say \"hello\"\n", "doubled quotes");
    READS("ref,name\n1,5\" pipe\n2,x\n", "2:1|5\" pipe\n3:2|x\n",
          "a quote inside an unquoted cell");
    READS("ref,name\n 1 , \"a\" \n", "2:1|a\n", "blanks around cells");
    READS("ref,name\n1,\" a \"\n", "2:1| a \n", "blanks inside quotes stay");
    READS("ref,name\n1,\"open\n2,b\n3,\"c\"\n", "2:1|\"open!2\n3:2|b\n4:3|c\n",
          "an open quote spoils its line alone");
    READS("ref,name\n1,a\n2,\"open\n3,b\n", "2:1|a\n3:2|\"open!2\n4:3|b\n",
          "an open quote up to the end");
    READS("ref,name\n1,\"a\"b\n2,c\n", "2:1|\"a\"b!3\n3:2|c\n", "text after a closing quote");
    READS("ref,name\n1,\"a\nb\",\"open\n2,c\n", "2:1|\"a!2\n3:b\"|\"open!2\n4:2|c\n",
          "a good and an open quote in one row");
    READS("ref,name\n1,\"\n", "2:1|\"!2\n", "a quote at the very end");
}

static void test_ragged(void) {
    READS("ref,easting,name\n1,2\n1,2,3,4\n1,2,3,,\n", "2:1|2!1\n3:1|2|3|4!1\n4:1|2|3||\n",
          "ragged rows");
    struct pp_table_options options = with_fields();
    struct pp_table *table;
    struct pp_table_row row = {0};
    const char bytes[] = "ref,easting,name\nA1,10,x\nA2,11,y\nA3,12,z\nA4,Main, Street,13,w\n";
    bool opened = pp_table_open(file_of(bytes, sizeof bytes - 1), &options, &table, NULL) == 0;
    for (int i = 0; opened && i < 4; i++)
        opened = pp_table_next(table, &row, NULL) == 1;
    ok(opened && row.problem == PP_TABLE_RAGGED && row.problem_column_ix == 1,
       "the column where the row slipped");
    is_text(
        row.problem_text,
        "expected 3 cells, found 5; the first that does not fit is \"Main\" in column \"easting\"",
        "is said");
    pp_table_free(table);
}

static void test_bytes(void) {
    READS("ref,name\n1,a\0b\n2,c\n",
          "2:1|a\xE2\x90\x80"
          "b!4\n3:2|c\n",
          "a zero byte");
    READS("ref,name\n1,\xC3\xA9\n2,a\xE9z\n3,c\n", "2:1|\xC3\xA9\n3:2|a\xC3\xA9z!5\n4:3|c\n",
          "one broken byte in UTF-8");
    READS("ref,name\n1,Si\xE2n \x80\n", "2:1|Si\xC3\xA2n \xE2\x82\xAC\n", "Windows-1252");
    READS("ref,name\n1,caf\xE9", "2:1|caf\xC3\xA9\n", "Windows-1252 at the very end");
    READS("ref,name\n1,x\x81y \xE9\n2,c\n", "2:1|x\xEF\xBF\xBDy \xC3\xA9!5\n3:2|c\n",
          "a byte Windows-1252 has not");
    READS("\xEF\xBB\xBFref,name\n1,caf\xE9\n2,b\n", "2:1|caf\xC3\xA9!5\n3:2|b\n",
          "a mark says UTF-8, a byte does not");
    READS("ref,name\n1,\xF0\x9F\x8F\xA0\n2,\xED\xA0\x80\n",
          "2:1|\xF0\x9F\x8F\xA0\n3:2|\xC3\xAD\xC2\xA0\xE2\x82\xAC!5\n",
          "half a surrogate pair is no UTF-8");
}

static void test_refusals(void) {
    READS("", "error at 0: the file is empty; export it again", "an empty file");
    READS("\n\n  \n", "error at 0: the file has no rows, only empty lines; ", "empty lines alone");
    READS("a,b\n1,2\n", "error at 0: no header found in rows 1 to 20; wanted ", "no header");
    READS("easting,name\n1,2\n", "error at 1: this column is missing; the header in ro",
          "a required column is missing");
    READS("ref,name,Name\n1,2,3\n", "error at 1: two columns are called so, number 2 and ",
          "a column twice");
    READS("%PDF-1.4 ref,name\n", "error at 0: this is a PDF document; ask for the list", "a PDF");
    READS("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
          "error at 0: this is an old Excel workbook (.xls), or", "an old workbook");
    READS("PK\3\4....nothing known", "error at 0: this is a ZIP archive; unpack it first",
          "a ZIP archive");
    READS("<!DOCTYPE html><table>", "error at 0: this is a web page or XML, whatever its ",
          "a web page");
    READS("\1\2\3\0\4\5\0\0\6\7", "error at 0: this is no text and of no known format", "binary");
    struct pp_error err = {0};
    struct pp_table *table = NULL;
    is_int(pp_table_open("/", NULL, &table, &err), PP_E_FORMAT, "a folder");
    is_int(pp_table_open("/dev/zero", NULL, &table, &err), PP_E_FORMAT, "a device");
    is_int(pp_table_open("/nowhere/at all", NULL, &table, &err), PP_E_NOTFOUND,
           "a file that is not there");
    const char *path = file_of("ref\n1\n", 6);
    chmod(path, 0);
    if (geteuid() == 0)
        tap_skip("an unreadable file", "root reads everything");
    else
        is_int(pp_table_open(path, NULL, &table, &err), PP_E_READONLY, "an unreadable file");
    chmod(path, 0600);
}

/* The same table in each encoding, with and without a mark. */
static void test_encodings(void) {
    static const char text[] =
        "ref;name\n1;Si\xC3\xA2n \xE2\x82\xAC 5\n2;\"caf\xC3\xA9\n\xC2\xA3\"\n";
    static const char wanted[] = "2:1|Si\xC3\xA2n \xE2\x82\xAC 5\n3-4:2|caf\xC3\xA9\n\xC2\xA3\n";
    static const struct {
        const char *encoding, *mark;
        size_t mark_length;
    } cases[] = {{"UTF-8", "", 0},       {"UTF-8", "\xEF\xBB\xBF", 3}, {"UTF-16LE", "\xFF\xFE", 2},
                 {"UTF-16LE", "", 0},    {"UTF-16BE", "\xFE\xFF", 2},  {"UTF-16BE", "", 0},
                 {"WINDOWS-1252", "", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t length;
        char *body = encode(text, sizeof text - 1, cases[i].encoding, &length), what[64];
        struct pp_str file = {0};
        pp_str_append_n(&file, cases[i].mark, cases[i].mark_length);
        pp_str_append_n(&file, body, length);
        snprintf(what, sizeof what, "%s%s", cases[i].encoding,
                 cases[i].mark_length ? " with a mark" : "");
        reads(file.data, file.len, wanted, what);
        struct pp_table_options options = with_fields();
        struct pp_table *table = NULL;
        if (ok(pp_table_open(file_of(file.data, file.len), &options, &table, NULL) == 0, "opens")) {
            is_text(pp_table_format(table)->encoding, cases[i].encoding,
                    "and its encoding is said");
            ok(pp_table_format(table)->has_bom == (cases[i].mark_length > 0) &&
                   pp_table_format(table)->delimiter == ';' &&
                   pp_table_format(table)->header_row == 1,
               "with mark, delimiter and header row");
        }
        pp_table_free(table);
        pp_str_done(&file);
        pp_free(body);
    }
    size_t length;
    char *latin = encode("ref,name\n1,\xC3\xA9\n", 13, "ISO-8859-1", &length);
    struct pp_table_options options = with_fields();
    options.encoding = "ISO-8859-1";
    struct pp_str rows = {0};
    is_int(read_all(file_of(latin, length), &options, &rows, NULL), 0,
           "an encoding that was asked for");
    is_text(pp_str_text(&rows), "2:1|\xC3\xA9\n", "is used");
    pp_str_done(&rows);
    pp_free(latin);
    options.encoding = "MORSE";
    is_int(read_all(file_of("ref\n", 4), &options, &rows, NULL), PP_E_USAGE,
           "an encoding that does not exist");
}

/* A wide first run of ASCII: the encoding shows only far into the file. */
static void test_late_encoding(void) {
    struct pp_str file = {0}, rows = {0};
    pp_str_append(&file, "ref,name\n");
    for (int i = 0; i < 60000; i++)
        pp_str_appendf(&file, "%d,plain\n", i);
    pp_str_append(&file, "x,caf\xE9\n");
    struct pp_table_options options = with_fields();
    is_int(read_all(file_of(file.data, file.len), &options, &rows, NULL), 0,
           "a late Latin-1 letter");
    const char *end = strstr(pp_str_text(&rows), "60002:");
    is_text(end, "60002:x|caf\xC3\xA9\n", "is read as such");
    pp_str_done(&file);
    pp_str_done(&rows);
}

static void test_maps(void) {
    struct pp_table_options options = with_fields();
    struct pp_table_map maps[] = {{"ref", "Place Ref"}, {"name", "ref"}};
    options.maps = maps;
    options.n_maps = 2;
    struct pp_table *table = NULL;
    struct pp_table_row row;
    const char bytes[] = "title\nplace_ref,ref,other\n1,2,3\n";
    ok(pp_table_open(file_of(bytes, sizeof bytes - 1), &options, &table, NULL) == 0 &&
           pp_table_next(table, &row, NULL) == 1 && strcmp(row.values[0], "1") == 0 &&
           strcmp(row.values[2], "2") == 0 && !*row.values[1],
       "mapped columns win over names");
    ok(pp_table_n_columns(table) == 3 && pp_table_field_of_column(table, 2) == -1 &&
           pp_table_column_of_field(table, 1) == -1 &&
           strcmp(pp_table_column_name(table, 2), "other") == 0,
       "unknown columns can be listed");
    pp_table_free(table);
    struct pp_error err;
    maps[0].column = "nowhere";
    is_int(pp_table_open(file_of(bytes, sizeof bytes - 1), &options, &table, &err), PP_E_USAGE,
           "a map to no column");
    maps[0] = (struct pp_table_map){"unheard", "ref"};
    is_int(pp_table_open(file_of(bytes, sizeof bytes - 1), &options, &table, &err), PP_E_USAGE,
           "a map of no field");
    maps[0] = (struct pp_table_map){"ref", "3"};
    options.n_maps = 1;
    options.no_header = true;
    struct pp_str rows = {0};
    is_int(read_all(file_of("a,b,c\nd,e,f\n", 12), &options, &rows, NULL), 0, "columns by number");
    is_text(pp_str_text(&rows), "1:a|b|c\n2:d|e|f\n", "every row is data");
    pp_str_done(&rows);
}

static void test_code_point(void) {
    static const struct pp_table_field fields[] = {{"postcode", true, NULL},
                                                   {"easting", true, NULL},
                                                   {"northing", true, NULL},
                                                   {"ward_code", false, NULL}};
    struct pp_table_options options = PP_TABLE_OPTIONS_DEFAULT;
    options.fields = fields;
    options.n_fields = 4;
    const char bytes[] =
        "\"S1 "
        "1AA\",10,435262,387417,\"E92000001\",\"\",\"E18000003\",\"\",\"E08000019\",\"E05010862\"\n"
        "\"S1 1AB\",90,0,0,\"E92000001\",\"\",\"E18000003\",\"\",\"E08000019\",\"E05010862\"\n";
    struct pp_table *table = NULL;
    struct pp_table_row row = {0};
    ok(pp_table_open(file_of(bytes, sizeof bytes - 1), &options, &table, NULL) == 0 &&
           pp_table_next(table, &row, NULL) == 1 && pp_table_format(table)->code_point_open,
       "OS Code-Point Open is recognised without a header");
    ok(row.values && row.row == 1 && strcmp(row.values[0], "S1 1AA") == 0 &&
           strcmp(row.values[1], "435262") == 0 && strcmp(row.values[2], "387417") == 0 &&
           strcmp(row.values[3], "E05010862") == 0,
       "and its first row is data");
    pp_table_free(table);
}

static void test_limits(void) {
    struct pp_table_options options = with_fields();
    options.max_cell_bytes = 1000;
    options.max_row_bytes = 4000;
    struct pp_str file = {0}, rows = {0};
    struct pp_error err = {0};
    pp_str_append(&file, "ref,name\n1,");
    for (int i = 0; i < 500000; i++)
        pp_str_append(&file, "x");
    is_int(read_all(file_of(file.data, file.len), &options, &rows, &err), PP_E_FORMAT,
           "a line without an end");
    is_int(err.row, 2, "its row is said");
    pp_str_clear(&file);
    pp_str_append(&file, "ref,name\n1,a\n2,");
    for (int i = 0; i < 1001; i++)
        pp_str_append(&file, "x");
    pp_str_append(&file, "\n");
    is_int(read_all(file_of(file.data, file.len), &options, &rows, &err), PP_E_FORMAT,
           "a cell that is too long");
    is_int(err.row, 3, "its row is said");
    pp_str_clear(&file);
    pp_str_clear(&rows);
    pp_str_append(&file, "ref,name\n1,\"open\n");
    for (int i = 0; i < 3000; i++)
        pp_str_appendf(&file, "%d,b\n", i);
    is_int(read_all(file_of(file.data, file.len), &options, &rows, &err), 0,
           "an open quote with no end in sight");
    ok(strncmp(pp_str_text(&rows), "2:1|\"open!2\n3:0|b\n", 18) == 0 &&
           strstr(pp_str_text(&rows), "\n3002:2999|b\n"),
       "spoils one row of 3001");
    pp_str_done(&file);
    pp_str_done(&rows);
}

static void test_cancel(void) {
    struct pp_cancel cancel = {0};
    atomic_store(&cancel.requested, 1);
    struct pp_table_options options = with_fields();
    options.cancel = &cancel;
    struct pp_str rows = {0};
    is_int(read_all(file_of("ref\n1\n", 6), &options, &rows, NULL), PP_E_CANCELLED,
           "a stop is seen");
    pp_str_done(&rows);
}

/* What a file without a header reads stands in the message: printable, in whole characters. */
static void test_shown_text(void) {
    char bytes[400] = "x\x1B[2J\x07\xC2\x85y,";
    for (int i = 0; i < 60; i++)
        strcat(bytes, i % 2 ? "\xC3\xA9" : "\xE2\x82\xAC"); /* 2 and 3 bytes: 40 falls into one */
    strcat(bytes, "\n1,2\n");
    static const struct pp_table_field both[] = {{"ref", true, NULL}, {"name", true, NULL}};
    struct pp_table_options options = {.fields = both, .n_fields = 2};
    struct pp_table *table = NULL;
    struct pp_error err = {0};
    const char *path = file_of(bytes, strlen(bytes));
    int status = pp_table_open(path, &options, &table, &err);
    is_int(status, PP_E_INPUT, "no header among odd characters");
    ok(strstr(err.message, "reads: x.[2J..y, \xE2\x82\xAC\xC3\xA9") != NULL, "controls are dots");
    size_t n = strlen(err.message), n_bad = 0;
    for (size_t i = 0; i < n; i++)
        n_bad += (unsigned char)err.message[i] < 0x20;
    ok(n_bad == 0 && n > 2 && memcmp(err.message + n - 2, "\xC3\xA9", 2) == 0,
       "the last character is whole");
    for (long at = 1; at <= 60; at++) {
        err = (struct pp_error){0};
        pp_alloc_fail_at(at);
        status = pp_table_open(path, &options, &table, &err);
        pp_alloc_fail_at(0);
        n_bad += status != PP_E_INPUT && status != PP_E_NOMEM;
        n_bad += status == PP_E_NOMEM ? !strstr(err.message, "memory")
                                      : !strstr(err.message, "called ref, name;");
    }
    ok(n_bad == 0, "memory may run out while the header is looked for");
}

/* A file large enough for a thread of its own: the same rows, in their order, and a failure behind them. */
static void test_ahead(void) {
    enum { ROWS = 60000 };
    struct pp_str text = {0};
    pp_str_append(&text, "ref,name\n");
    for (int i = 0; i < ROWS; i++)
        pp_str_appendf(&text,
                       i % 1000 == 7   ? "%d,a\"b\n"
                       : i % 1000 == 8 ? "%d\n"
                                       : "%d,name\n",
                       i);
    size_t n_good = text.len;
    pp_str_append(&text, "x,");
    for (int i = 0; i < 3000; i++)
        pp_str_append(&text, "long");
    pp_str_append(&text, "\n1,2\n");
    struct pp_table_options options = with_fields();
    options.max_cell_bytes = 10000;
    const char *path = file_of(pp_str_text(&text), text.len);
    for (int n_read = 0; n_read < 3; n_read++) { /* to the end, a part, nothing */
        struct pp_table *table = NULL;
        struct pp_table_row row;
        struct pp_error err = {0};
        int status = pp_table_open(path, &options, &table, &err), n = 0, n_wrong = 0;
        while (status == 0 &&
               n < (n_read == 2   ? 1
                    : n_read == 1 ? 9000
                                  : ROWS + 1) &&
               (status = pp_table_next(table, &row, &err)) > 0) {
            n_wrong += row.row != n + 2 || atoi(row.values[0]) != n ||
                       (row.problem == PP_TABLE_RAGGED) != (n % 1000 == 8);
            n++;
            status = 0;
        }
        ok(n_wrong == 0 && (n_read || (n == ROWS && status == PP_E_FORMAT && err.row == ROWS + 2)),
           "%d rows read ahead, in their order", n);
        ok(n_read || pp_table_bytes_read(table) >= (int64_t)n_good, "and told how far");
        pp_table_free(table);
    }
    pp_str_done(&text);
}

/* Let each allocation fail in turn: a clean error, or a result that does without it (libcsv asks again for
 * less). Leaks show under sanitizers. */
static void test_memory(void) {
    const char bytes[] = "title\nref;name\n1;\"a\nb\"\n2;\xE9\n3;\"open\n4;x\n";
    struct pp_table_options options = with_fields();
    const char *path = file_of(bytes, sizeof bytes - 1);
    int n_refused = 0, n_wrong = 0;
    for (long n = 1; n <= 100; n++) {
        struct pp_table *table = NULL;
        struct pp_table_row row;
        struct pp_error err = {0};
        pp_alloc_fail_at(n);
        int status = pp_table_open(path, &options, &table, &err), n_rows = 0;
        while (status == 0 && (status = pp_table_next(table, &row, &err)) > 0)
            status = (n_rows++, 0);
        pp_alloc_fail_at(0);
        n_refused += status == PP_E_NOMEM && err.message[0];
        n_wrong += status != PP_E_NOMEM && (status != 0 || n_rows != 4);
        pp_table_free(table);
    }
    ok(n_refused > 10 && n_wrong == 0, "memory may run out anywhere (%d places)", n_refused);
}

int main(void) {
    test_shapes();
    test_quotes();
    test_ragged();
    test_bytes();
    test_refusals();
    test_encodings();
    test_late_encoding();
    test_maps();
    test_code_point();
    test_limits();
    test_cancel();
    test_shown_text();
    test_ahead();
    test_memory();
    return tap_done();
}
