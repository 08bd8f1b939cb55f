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

int main(void) {
    test_round_trip();
    test_bad_input();
    test_write();
    return tap_done();
}
