/* Profiles: what is read, and what is refused with its row. */
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/table/profile.h"
#include "tests/tap.h"
#include "tests/unit/table/table_test.h"

static void test_reading(void) {
    static const char text[] =
        "\xEF\xBB\xBF; our housing system\r\n\r\n[Homes]\r\nproperty_ref = Place Ref\r\n"
        "  postcode=Post = Code  \r\n# officers\r\n[officers]\r\nofficer_id = Employee No";
    struct pp_profile profile = {0};
    is_int(pp_profile_read(file_of(text, sizeof text - 1), &profile, NULL), 0, "a profile");
    struct pp_table_map maps[3];
    is_int((long long)pp_profile_maps(&profile, "homes", maps), 2, "two lines for homes");
    ok(strcmp(maps[0].field, "property_ref") == 0 && strcmp(maps[0].column, "Place Ref") == 0 &&
           strcmp(maps[1].field, "postcode") == 0 && strcmp(maps[1].column, "Post = Code") == 0,
       "blanks cut, the first = divides");
    is_int((long long)pp_profile_maps(&profile, "Officers", maps), 1, "one for officers");
    is_int((long long)pp_profile_maps(&profile, "venues", maps), 0, "none for venues");
    pp_profile_done(&profile);
}

static void refuses(const char *text, int64_t row, const char *what) {
    struct pp_profile profile = {0};
    struct pp_error err = {0};
    int status = pp_profile_read(file_of(text, strlen(text)), &profile, &err);
    ok(status == PP_E_INPUT && err.row == row && err.message[0], "%s, in row %lld", what,
       (long long)row);
}

static void test_refusals(void) {
    refuses("[homes]\nproperty_ref\n", 2, "a line without =");
    refuses("[homes]\n = x\n", 2, "no field");
    refuses("[homes]\na =\n", 2, "no column");
    refuses("a = b\n", 1, "no section");
    refuses("[homes\n", 1, "a section that is not closed");
    refuses("[homes]\na_b = x\n\nA B = y\n", 4, "a field twice");
    struct pp_profile profile = {0};
    is_int(pp_profile_read("/nowhere", &profile, NULL), PP_E_NOTFOUND, "no such file");
}

static void test_memory(void) {
    static const char text[] = "[homes]\na = b\nc = d\n";
    const char *path = file_of(text, sizeof text - 1);
    int n_refused = 0, status = PP_E_NOMEM;
    for (long n = 1; n < 100 && status == PP_E_NOMEM; n++) {
        struct pp_profile profile = {0};
        pp_alloc_fail_at(n);
        status = pp_profile_read(path, &profile, NULL);
        pp_alloc_fail_at(0);
        n_refused += status == PP_E_NOMEM;
        pp_profile_done(&profile);
    }
    ok(status == 0 && n_refused >= 3, "memory may run out anywhere (%d places)", n_refused);
}

int main(void) {
    test_reading();
    test_refusals();
    test_memory();
    return tap_done();
}
