#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/json/json.h"

#include "tests/tap.h"

static void test_round_trip(void) {
    PP_AUTO_JSON struct pp_json *object = pp_json_new_object();
    ok(pp_json_set(object, "cost", pp_json_new_real(5687322.125)) == 0 &&
           pp_json_set(object, "gap", pp_json_new_real(NAN)) == 0 &&
           pp_json_set(object, "name", pp_json_new_text("Siân \"<x>\"")) == 0,
       "an object is built");
    PP_AUTO_FREE char *text = pp_json_dump(object, 0);
    is_text(text, "{\"cost\":5687322.125,\"gap\":null,\"name\":\"Siân \\\"<x>\\\"\"}",
            "keys in order, NaN as null");
    PP_AUTO_JSON struct pp_json *again = NULL;
    ok(pp_json_read_text(text, "text", &again, NULL) == 0, "read back");
    double cost = 0;
    ok(pp_json_number(pp_json_get(again, "cost"), &cost) && cost == 5687322.125, "same number");
    ok(pp_json_get(again, "none") == NULL && pp_json_text(pp_json_get(again, "cost")) == NULL,
       "absent keys and other kinds give nothing");
}

static void test_bad_input(void) {
    struct pp_json *json = NULL;
    struct pp_error err = {0};
    is_int(pp_json_read_text("{\"a\":1,\"a\":2}", "x.json", &json, &err), PP_E_FORMAT,
           "a key given twice is refused");
    is_int(pp_json_read_text("[1,\n2,,3]", "x.json", &json, &err), PP_E_FORMAT, "a comma too many");
    is_int(err.row, 2, "with its line");
    is_int(pp_json_read_file("/tmp", 0, &json, &err), PP_E_FORMAT, "a folder is refused");
    is_int(pp_json_read_file("/nowhere/x.json", 0, &json, &err), PP_E_NOTFOUND, "no such file");
    char path[] = "/tmp/patchplan-json-XXXXXX";
    int file = mkstemp(path);
    is_int(pp_json_read_file(path, 0, &json, &err), PP_E_FORMAT, "an empty file is refused");
    ok(write(file, "\xef\xbb\xbf[1]", 6) == 6 && pp_json_read_file(path, 0, &json, &err) == 0,
       "a byte order mark is passed over");
    is_int((long long)pp_json_length(json), 1, "and the rest is read");
    pp_json_done(json);
    is_int(pp_json_read_file(path, 3, &json, &err), PP_E_FORMAT, "too large is refused");
    close(file);
    unlink(path);
}

static void test_write(void) {
    PP_AUTO_JSON struct pp_json *array = pp_json_new_array();
    ok(pp_json_push(array, pp_json_new_int(7)) == 0, "push");
    struct pp_error err = {0};
    is_int(pp_json_write_file(array, 2, "/nowhere/x.json", &err), PP_E_NOTFOUND, "no such folder");
    ok(pp_json_push(NULL, NULL) == PP_E_NOMEM, "a builder without memory says so");
}

/* As most of the project builds: nobody looks at what _set says. */
static char *build_carelessly(void) {
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    struct pp_json *rows = pp_json_new_array();
    pp_json_set(page, "title", pp_json_new_text("Patch 1"));
    pp_json_set(page, "rows", rows);
    for (int i = 0; i < 12; i++) {
        struct pp_json *row = pp_json_new_object();
        pp_json_set(row, "homes", pp_json_new_int(i));
        pp_json_set(row, "share", pp_json_new_real(0.5));
        pp_json_push(rows, row);
    }
    return pp_json_dump(page, 0);
}

static void test_memory(void) {
    PP_AUTO_FREE char *whole = build_carelessly();
    int n_refused = 0, n_wrong = 0;
    for (bool is_whole = false; !is_whole;) {
        pp_alloc_fail_at(n_refused + 1);
        PP_AUTO_FREE char *got = build_carelessly();
        is_whole = pp_alloc_left() > 0;
        n_refused += !is_whole;
        n_wrong += is_whole == !got || (got && strcmp(got, whole) != 0);
        pp_alloc_fail_at(0);
    }
    ok(n_refused > 50 && n_wrong == 0, "each of %d allocations may fail: all or nothing",
       n_refused);
}

static void test_text(void) {
    PP_AUTO_JSON struct pp_json *text = pp_json_new_text("Caf\xe9 Si\xc3\xa2n");
    is_text(pp_json_text(text), "Caf Si\xc3\xa2n", "a byte of no character costs no sentence");
}

int main(void) {
    test_round_trip();
    test_bad_input();
    test_write();
    test_memory();
    test_text();
    return tap_done();
}
