/* A split street: the ranges of all patches together answer for every number. */
#include <stdio.h>

#include "planner/service/number_ranges.h"

#include "tests/tap.h"

static struct pp_arena arena;

static void test_sides(void) {
    const struct pp_numbered homes[] = {
        {"Ash Row", "1 Ash Row", 0, ""},  {"Ash Row", "2 Ash Row", 1, ""},
        {"Ash Row", "3 Ash Row", 0, ""},  {"Ash Row", "8 Ash Row", 1, ""},
        {"Elm Row", "11 Elm Row", 1, ""},
    };
    is_text(pp_number_ranges(homes, 5, 0, &arena), "Ash Row: odd numbers", "the odd side");
    is_text(pp_number_ranges(homes, 5, 1, &arena), "Ash Row: even numbers; Elm Row",
            "the even side, and a street that is not split");
}

static void test_runs(void) {
    const struct pp_numbered homes[] = {
        {"Ash Row", "20 Ash Row", 1, ""}, {"Ash Row", "2 Ash Row", 0, ""},
        {"Ash Row", "10 Ash Row", 0, ""}, {"Ash Row", "31 Ash Row", 0, ""},
        {"Ash Row", "23 Ash Row", 1, ""},
    };
    is_text(pp_number_ranges(homes, 5, 0, &arena), "Ash Row: up to 14, 27 and above", "both ends");
    is_text(pp_number_ranges(homes, 5, 1, &arena), "Ash Row: 15 to 26", "the middle");
}

/* Number 12 is in both; no other is. */
static void test_shared_number(void) {
    const struct pp_numbered homes[] = {{"Ash Row", "3 Ash Row", 0, ""},
                                        {"Ash Row", "12a Ash Row", 0, ""},
                                        {"Ash Row", "12b Ash Row", 1, ""},
                                        {"Ash Row", "20 Ash Row", 1, ""}};
    is_text(pp_number_ranges(homes, 4, 0, &arena), "Ash Row: up to 12", "a number of two patches");
    is_text(pp_number_ranges(homes, 4, 1, &arena), "Ash Row: 12 and above", "is told with both");
}

static void test_others(void) {
    const struct pp_numbered homes[] = {
        {"", "Flat 3, Hartley Tower", 0, ""},
        {"", "Flat 4, Hartley Tower", 1, ""},
        {"Oak Court", "", 0, ""},
        {"Oak Court", "", 1, ""},
    };
    is_text(pp_number_ranges(homes, 2, 0, &arena), "Hartley Tower: flats with odd numbers",
            "flats");
    is_text(pp_number_ranges(homes + 2, 2, 1, &arena), "Oak Court: part of it", "no numbers known");
}

/* Two buildings of one name, and flats that stand in a street of houses. */
static void test_buildings(void) {
    const struct pp_numbered homes[] = {
        {"Ash Row", "Flat 1, Ash House", 0, "S6 3DT"},
        {"Ash Row", "Flat 2, Ash House", 0, "S6 3DT"},
        {"Ash Row", "Flat 1, Ash House", 1, "S6 3FD"},
        {"Ash Row", "Flat 2, Ash House", 1, "S6 3FD"},
        {"Ash Row", "4 Ash Row", 1, "S6 3FD"},
        {"Ash Row", "6 Ash Row", 1, "S6 3FD"},
        {"Ash Row", "Flat 2, 9 Ash Row", 0, "S6 3FD"},
    };
    is_text(pp_number_ranges(homes, 7, 0, &arena), "Ash House, S6 3DT; Ash Row: odd numbers",
            "by postcode");
    is_text(pp_number_ranges(homes, 4, 1, &arena), "Ash House, S6 3FD", "the other one");
    const struct pp_numbered same[] = {{"Elm Row", "1 Elm Row", 0, "S6 3DT"},
                                       {"Elm Row", "1 Elm Row", 1, "S6 3DT"}};
    is_text(pp_number_ranges(same, 2, 1, &arena), "Elm Row: part of it",
            "nothing tells them apart");
}

static void test_order(void) {
    const struct pp_numbered homes[] = {{"Cedardale Lane", "16 Cedardale Lane", 0, ""},
                                        {"Cedardale Lane", "20 Cedardale Lane", 0, ""},
                                        {"Cedardale Lane", "9 Cedardale Lane", 1, ""},
                                        {"Ash Row", "30 Ash Row", 2, ""}};
    ok(pp_number_order(homes, 4, 2) < pp_number_order(homes, 4, 1) &&
           pp_number_order(homes, 4, 1) < pp_number_order(homes, 4, 0),
       "by street, then from the lowest number");
}

/* Property: every number from 1 to 60 stands in exactly one of the ranges of two patches. */
static int claims(const char *text, int number) {
    const char *at = strstr(text, ": ");
    int n = 0, from, until;
    while (at && *at) {
        at += 2;
        if (sscanf(at, "up to %d", &until) == 1)
            n += number <= until;
        else if (sscanf(at, "%d to %d", &from, &until) == 2)
            n += number >= from && number <= until;
        else if (strstr(at, "and above") && sscanf(at, "%d and above", &from) == 1 &&
                 !memchr(at, ',', (size_t)(strstr(at, "and above") - at)))
            n += number >= from;
        else if (sscanf(at, "%d", &from) == 1)
            n += number == from;
        at = strstr(at, ", ");
    }
    return n;
}

static void test_every_number(void) {
    struct pp_numbered homes[12];
    char addresses[12][32];
    bool whole = true;
    for (unsigned pattern = 0; pattern < 4096; pattern++) {
        for (int i = 0; i < 12; i++) {
            /* 3, 6, 9, ...: neighbours differ in parity, so no pattern is told by sides alone twice */
            snprintf(addresses[i], sizeof addresses[i], "%d Ash Row", 3 * i + 3);
            homes[i] = (struct pp_numbered){"Ash Row", addresses[i], (pattern >> i) & 1, ""};
        }
        const char *first = pp_number_ranges(homes, 12, 0, &arena);
        const char *second = pp_number_ranges(homes, 12, 1, &arena);
        if (strstr(first, "numbers") || !strchr(first, ':') || !strchr(second, ':'))
            continue;
        for (int number = 1; number <= 60; number++)
            whole = whole && claims(first, number) + claims(second, number) == 1;
    }
    ok(whole, "every number is claimed by one patch, whatever the pattern");
}

int main(void) {
    test_sides();
    test_runs();
    test_shared_number();
    test_others();
    test_buildings();
    test_order();
    test_every_number();
    pp_arena_done(&arena);
    return tap_done();
}
