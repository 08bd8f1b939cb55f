/* Import under memory that runs out, and what the engine is then given, against the planning file itself. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/service/file.h"
#include "patchplan/service/import.h"
#include "patchplan/store/stock.h"

#include "tests/tap.h"

static char folder[] = "/tmp/patchplan-import-XXXXXX";

static const char *path_of(const char *name) {
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *text) {
    FILE *file = fopen(path_of(name), "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        exit(99);
}

static const struct {
    const char *name, *text;
} files[] = {
    {"postcodes.csv", "postcode,easting,northing,ward_code\nTY1 1AA,437000,384000,W1\n"
                      "TY1 1AB,438500,384500,W2\n"},
    {"neighbourhoods.csv", "neighbourhood_code,weight\nN1,1.10\nN2,\n"},
    {"teams.csv", "ward_code,team\nW1,Red\nW2,Blue\n"},
    {"wards.geojson",
     "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"ward_"
     "code\":"
     "\"W1\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[436000,383000],[438000,383000],"
     "[438000,386000],[436000,386000],[436000,383000]]]}}]}"},
    {"homes.csv",
     "property_ref,postcode,easting,northing,ward_code,neighbourhood_code,current_patch,"
     "include,reason,address\n"
     "H1,TY1 1AA,,,W1,N1,P1,,,1 High Street\n"
     "H2,TY1 1AA,437010,384000,W1,N2,P1,,,2 High Street\n"
     "H3,TY1 1AB,,,,N1,P2,,,3 Low Street\n"
     "H4,TY1 1AB,,,W2,N1,P2,no,managed by tenants,4 Low Street\n"
     "H5,no code,,,W2,N1,P2,,,5 Low Street\n"
     "H6,TY1 1AB,,,W2,,,,,6 Low Street\n"},
    {"officers.csv", "officer_id,name,team\nO1,Ann Lee,Red\n"},
    {"current_officers.csv", "patch,officer_id\nP1,O1\nP3,\n"},
    {"leave.csv", "officer_id,from,to\nO1,2027-05-01,2027-05-04\nO1,2027-05-03,2027-05-09\n"},
};

static void make_town(void) {
    char data[128];
    if (!mkdtemp(folder) || mkdir(path_of("town"), 0700) != 0)
        exit(99);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(data, sizeof data, "town/%.100s", files[i].name);
        write_file(data, files[i].text);
    }
}

static void remove_town(void) {
    char command[600];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    int ignored = system(command);
    (void)ignored;
}

static int import_town(struct pp_db *db, bool dry_run, struct pp_import_result *result,
                       struct pp_error *err) {
    struct pp_import_options options = {.dry_run = dry_run};
    char path[512];
    snprintf(path, sizeof path, "%s/town", folder);
    return pp_service_import(db, NULL, path, &options, result, err);
}

/* The n-th allocation fails, for many n: told as such, nothing kept, and the next try is not harmed. Only
 * suggestions ("did you mean") may be left out for want of memory. */
static void test_memory(struct pp_db *db) {
    int n_tried = 0, n_other = 0, n_kept = 0, n_passed = 0, n_counted = 0, n_swallowed = 0;
    for (long n = 1; n_passed < 40 && n < 200000; n += 1 + n / 60) {
        struct pp_import_result result = {0};
        struct pp_error err = {0};
        pp_alloc_fail_at(n);
        int rc = import_town(db, true, &result, &err);
        pp_alloc_fail_at(0);
        pp_import_result_done(&result);
        int64_t n_homes = -1;
        n_passed += rc == 0;
        n_swallowed += rc != 0 ? n_passed - n_counted : 0;
        n_counted = rc != 0 ? n_passed : n_counted;
        n_tried += rc != 0;
        n_other += rc != 0 && rc != PP_E_NOMEM;
        if (pp_db_query_int(db, "SELECT count(*) FROM home", 0, &n_homes, NULL) != 0 ||
            n_homes != 0)
            n_kept++;
    }
    ok(n_tried > 50, "memory ran out at %d places of an import", n_tried);
    is_int(n_other, 0, "and that is what was said each time");
    is_int(n_kept, 0, "and nothing was kept");
    ok(n_swallowed * 20 <= n_tried, "a failure is passed over only where a guess does instead (%d)",
       n_swallowed);
}

static void test_result(struct pp_db *db) {
    struct pp_import_result result = {0};
    struct pp_error err = {0};
    is_int(import_town(db, false, &result, &err), 0, "the town comes in");
    pp_import_result_done(&result);
    is_int(import_town(db, false, &result, &err), 0, "and again");
    is_int((int64_t)result.n_files, 8, "all of its files");
    is_int(result.n_errors, 1, "with one error");
    for (size_t i = 0; i < result.n_files; i++)
        if (strcmp(result.files[i].kind, "homes") == 0) {
            is_int(result.files[i].n_same, 5, "and the same homes");
            is_int(result.files[i].n_rejected, 1, "one row set aside");
            is_text(result.files[i].findings[0].finding.rule, "bad_postcode", "for its postcode");
            is_int(result.files[i].findings[0].finding.row, 6, "in its row");
        }
    pp_import_result_done(&result);
}

static const struct pp_unit_home *home_of(const struct pp_stock *stock, const char *ref) {
    for (size_t i = 0; i < stock->n_homes; i++)
        if (strcmp(stock->homes[i].property_ref, ref) == 0)
            return &stock->homes[i];
    return NULL;
}

static void test_stock(struct pp_db *db) {
    struct pp_stock stock = {0};
    struct pp_error err = {0};
    is_int(pp_stock_load(db, NULL, &stock, &err), 0, "the stock loads");
    is_int((int64_t)stock.n_homes, 4, "homes to plan");
    is_int(stock.n_listed, 5, "of those listed");
    is_int(stock.weight_milli, 1100 + 1000 + 1100 + 1000, "weights: given, or 1.00");
    is_int(stock.n_no_weight, 2, "and how many of those");
    const struct pp_unit_home *h1 = home_of(&stock, "H1"), *h2 = home_of(&stock, "H2"),
                              *h3 = home_of(&stock, "H3");
    if (!ok(h1 && h2 && h3, "the homes are there"))
        return;
    ok(h1->x == 437000 && h2->x == 437010, "a point of its own goes before its postcode's");
    is_text(stock.wards[h3->ward_ix].code, "W2", "a home without a ward has its postcode's");
    is_text(stock.teams[h3->team_ix].name, "Blue", "and that ward's team");
    ok(h1->postcode == h2->postcode, "postcodes are shared");
    is_int(stock.n_patches, 3, "patches of today: of homes and of the list");
    is_text(stock.patches[0].officer_id, "O1", "with their officers");
    ok(!stock.patches[1].officer_id && !stock.patches[1].has_row && stock.patches[2].has_row,
       "or without");
    is_int(stock.patches[0].n_homes, 2, "and how many homes they have");
    pp_stock_done(&stock);
    struct pp_stock_options none = {.no_homes = true, .no_postcodes = true};
    is_int(pp_stock_load(db, &none, &stock, &err), 0, "also without homes");
    is_int((int64_t)(stock.n_homes + stock.n_postcodes), 0, "then there are none");
    pp_stock_done(&stock);
}

int main(void) {
    make_town();
    struct pp_db *db = NULL;
    struct pp_error err = {0};
    char path[600];
    snprintf(path, sizeof path, "%s", path_of("town.db"));
    if (pp_service_init(path, &err) != 0 || pp_service_open(path, true, &db, NULL, &err) != 0) {
        printf("Bail out! %s\n", err.message);
        return 99;
    }
    test_memory(db);
    test_result(db);
    test_stock(db);
    pp_db_close(db);
    remove_town();
    return tap_done();
}
