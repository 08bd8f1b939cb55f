/* The list of homes and the report on it, also when memory runs out anywhere. */
#include <stdlib.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/db/migrate.h"
#include "patchplan/store/check.h"
#include "patchplan/store/stock.h"
#include "tests/tap.h"

static struct pp_error err;

/* Texts longer than a page of the arena, so that each asks for memory of its own. */
#define LONG(letter) "printf('%.*c', 70000, '" letter "')"

static const char town_sql[] =
    "INSERT INTO team (name) VALUES ('North');"
    "INSERT INTO ward (code, name, team_id) VALUES ('W1', 'Abbey', 1), ('W2', 'Firth', NULL), "
    "('W3', 'Empty', NULL);"
    "INSERT INTO landlord (code) VALUES ('');"
    "INSERT INTO postcode (code, easting_m, northing_m, ward_id) VALUES ('S1 1AA', 5, 6, 2);"
    "INSERT INTO import_run (kind, file_name, started_at) VALUES ('homes', 'h.csv', 'now');"
    "INSERT INTO finding (import_id, row, rule, severity, message, remedy, n_more) VALUES "
    "(1, 7, 'bad_postcode', 'error', " LONG("m") ", " LONG(
        "r") ", 3);"
             "INSERT INTO home (landlord_id, property_ref, block_ref, address, ward_id, "
             "postcode_id, "
             "current_patch, import_id, row) VALUES (1, " LONG("a") ", " LONG("b") ", " LONG(
                 "c") ", 1, 1, "
                      "'P1', 1, 2), (1, 'B', NULL, NULL, 2, NULL, NULL, 1, 3), (1, 'C', NULL, "
                      "NULL, NULL, 1, 'P1', "
                      "1, 4);";

static bool is_long(const char *text, char letter) {
    return text && strlen(text) == 70000 && text[0] == letter && text[69999] == letter;
}

static void test_load(struct pp_db *db) {
    struct pp_stock stock = {0};
    is_int(pp_stock_load(db, NULL, &stock, &err), 0, "the list is loaded");
    is_int((long long)stock.n_homes, 3, "all homes");
    is_int(stock.homes[2].ward_ix, 1, "a home without a ward is in its postcode's");
    is_int(stock.n_patches, 1, "the patches of today");
    is_int(stock.patches[0].n_homes, 2, "with their homes");
    pp_stock_done(&stock);
    const struct pp_stock_options round_them = {.no_homes = true, .no_postcodes = true};
    is_int(pp_stock_load(db, &round_them, &stock, &err), 0, "without the homes");
    ok(stock.n_wards == 3 && stock.n_homes == 0 && stock.n_patches == 0,
       "there are wards, and nothing that the homes would tell");
    pp_stock_done(&stock);
}

static void test_load_without_memory(struct pp_db *db) {
    int rc = PP_E_NOMEM, n_lost = 0, n_other = 0;
    long n = 1;
    for (; rc && n < 500; n++) {
        struct pp_stock stock = {0};
        pp_alloc_fail_at(n);
        rc = pp_stock_load(db, NULL, &stock, &err);
        pp_alloc_fail_at(0);
        n_other += rc && rc != PP_E_NOMEM;
        n_lost += !rc &&
                  !(is_long(stock.homes[0].property_ref, 'a') &&
                    is_long(stock.homes[0].block_ref, 'b') && is_long(stock.homes[0].address, 'c'));
        pp_stock_done(&stock);
    }
    ok(n > 10 && !rc, "each allocation of a load failed once, then it worked");
    is_int(n_other, 0, "each time it was said");
    is_int(n_lost, 0, "and no text was lost in silence");
}

static const struct pp_check_rule *find_rule(const struct pp_list_check *check, const char *name) {
    for (size_t i = 0; i < check->n_rules; i++)
        if (strcmp(check->rules[i].rule, name) == 0)
            return &check->rules[i];
    return NULL;
}

static void test_check(struct pp_db *db) {
    struct pp_list_check check = {0};
    is_int(pp_store_check(db, NULL, &check, &err), 0, "the report");
    is_int(check.n_errors, 4, "has the finding and the three that are only counted");
    const struct pp_check_rule *rule = find_rule(&check, "ward_without_team");
    ok(rule && rule->n == 1, "a ward without a team is told when homes are in it, else not");
    rule = find_rule(&check, "no_patch");
    ok(rule && rule->n == 1, "and a home without a patch");
    pp_list_check_done(&check);
}

static void test_check_without_memory(struct pp_db *db) {
    int rc = PP_E_NOMEM, n_lost = 0, n_other = 0;
    long n = 1;
    for (; rc && n < 500; n++) {
        struct pp_list_check check = {0};
        pp_alloc_fail_at(n);
        rc = pp_store_check(db, NULL, &check, &err);
        pp_alloc_fail_at(0);
        n_other += rc && rc != PP_E_NOMEM;
        n_lost += !rc && !is_long(find_rule(&check, "bad_postcode")->message, 'm');
        pp_list_check_done(&check);
    }
    ok(n > 10 && !rc, "each allocation of a report failed once, then it worked");
    is_int(n_other, 0, "each time it was said");
    is_int(n_lost, 0, "and no text was lost in silence");
}

int main(void) {
    char folder[] = "stock-test-XXXXXX", path[64], backup[512];
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/a.db", folder);
    struct pp_db *db = NULL;
    int rc = pp_db_open(path, PP_DB_CREATE, &db, &err);
    rc = rc ? rc : pp_db_migrate(db, backup, &err);
    rc = rc ? rc : pp_db_run(db, town_sql, &err);
    if (ok(!rc, "a planning file to try on")) {
        test_load(db);
        test_load_without_memory(db);
        test_check(db);
        test_check_without_memory(db);
    }
    pp_db_close(db);
    unlink(path);
    rmdir(folder);
    return tap_done();
}
