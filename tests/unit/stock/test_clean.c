#include <stdio.h>
#include <string.h>

#include "patchplan/core/date.h"
#include "patchplan/core/rng.h"
#include "patchplan/stock/clean.h"
#include "patchplan/stock/kind.h"

#include "tests/tap.h"

/* ---- postcodes ---- */

/* A random postcode in its normal form, by Royal Mail's rules for each place. */
static void random_postcode(struct pp_rng *rng, char ret_code[PP_POSTCODE_SIZE]) {
    static const char first[] = "ABCDEFGHIJKLMNOPRSTUWYZ", second[] = "ABCDEFGHKLMNOPQRSTUVWXY",
                      inward[] = "ABDEFGHJLNPQRSTUWXYZ";
    unsigned form = pp_rng_below(rng, 4);
    size_t n = 0;
    ret_code[n++] = first[pp_rng_below(rng, sizeof first - 1)];
    if (form >= 2)
        ret_code[n++] = second[pp_rng_below(rng, sizeof second - 1)];
    ret_code[n++] = (char)('1' + pp_rng_below(rng, 9));
    if (form & 1)
        ret_code[n++] = (char)('0' + pp_rng_below(rng, 10));
    ret_code[n++] = ' ';
    ret_code[n++] = (char)('0' + pp_rng_below(rng, 10));
    ret_code[n++] = inward[pp_rng_below(rng, sizeof inward - 1)];
    ret_code[n++] = inward[pp_rng_below(rng, sizeof inward - 1)];
    ret_code[n] = '\0';
}

/* The same code as people type it: small letters, blanks lost or doubled. */
static void disturb(struct pp_rng *rng, const char *code, char ret_text[32]) {
    size_t n = 0;
    for (; *code; code++) {
        unsigned dice = pp_rng_below(rng, 4);
        bool small = dice == 0 && *code >= 'A' && *code <= 'Z';
        if (*code == ' ' && dice == 1)
            continue;
        ret_text[n++] = small ? (char)(*code - 'A' + 'a') : *code;
        if (dice == 2 && n < 24)
            ret_text[n++] = ' ';
    }
    ret_text[n] = '\0';
}

static void test_normal_form(void) {
    struct pp_rng rng;
    pp_rng_seed(&rng, 1);
    int n_wrong = 0, n_unstable = 0;
    for (int i = 0; i < 20000; i++) {
        char code[PP_POSTCODE_SIZE], text[32], clean[PP_POSTCODE_SIZE] = "",
                                               again[PP_POSTCODE_SIZE];
        random_postcode(&rng, code);
        disturb(&rng, code, text);
        n_wrong += pp_postcode_clean(text, clean) != PP_POSTCODE_FINE || strcmp(clean, code) != 0;
        n_unstable +=
            pp_postcode_clean(clean, again) != PP_POSTCODE_FINE || strcmp(clean, again) != 0;
    }
    is_int(n_wrong, 0, "20,000 postcodes, however typed, have one normal form");
    is_int(n_unstable, 0, "and it is its own normal form");
}

/* What a mistaken eye makes of a code: one character for its twin. A repair may say "no postcode", or find the
 * code again, or take the text for another postcode that it may truly be; never anything else. */
static void test_repair(void) {
    static const char twins[][2] = {{'O', '0'}, {'I', '1'}, {'S', '5'}, {'B', '8'}, {'Z', '2'}};
    struct pp_rng rng;
    pp_rng_seed(&rng, 2);
    int n_mistaken = 0, n_mended = 0, n_invented = 0;
    for (int i = 0; i < 50000; i++) {
        char code[PP_POSTCODE_SIZE], text[PP_POSTCODE_SIZE], clean[PP_POSTCODE_SIZE] = "";
        random_postcode(&rng, code);
        strcpy(text, code);
        size_t at = pp_rng_below(&rng, (uint32_t)strlen(text));
        for (size_t t = 0; t < 5; t++)
            if (code[at] == twins[t][0] || code[at] == twins[t][1])
                text[at] = code[at] == twins[t][0] ? twins[t][1] : twins[t][0];
        if (strcmp(text, code) == 0)
            continue;
        n_mistaken++;
        enum pp_postcode_state state = pp_postcode_clean(text, clean);
        n_mended += state == PP_POSTCODE_REPAIRED && strcmp(clean, code) == 0;
        /* whatever comes out differs from what went in only by twins */
        for (size_t c = 0; state == PP_POSTCODE_REPAIRED && c < strlen(clean); c++) {
            bool twin = clean[c] == text[c];
            for (size_t t = 0; t < 5; t++)
                twin = twin || (clean[c] == twins[t][0] && text[c] == twins[t][1]) ||
                       (clean[c] == twins[t][1] && text[c] == twins[t][0]);
            n_invented += !twin;
        }
    }
    is_int(n_invented, 0, "a repair exchanges twins and nothing else");
    ok(n_mistaken > 5000 && n_mended * 100 > n_mistaken * 85, "and mends most mistakes (%d of %d)",
       n_mended, n_mistaken);
}

static void test_postcodes(void) {
    static const char *const bad[] = {"",       "S5",       "S5 6N",   "HELLO",       "S5 6NBX",
                                      "12 345", "S5 CNB",   "QX1 1AA", "S5\xc2\xa0!", "S10 2AC",
                                      "1A 1AA", "S5 6NB 7", "AAA1 1AA"};
    char clean[PP_POSTCODE_SIZE] = "kept";
    is_int(pp_postcode_clean("S1O 2AB", clean), PP_POSTCODE_REPAIRED, "a letter O for a nought");
    is_text(clean, "S10 2AB", "is repaired");
    ok(pp_postcode_clean("W1A 1AA", clean) == PP_POSTCODE_FINE && strcmp(clean, "W1A 1AA") == 0,
       "a letter that belongs there stays");
    ok(pp_postcode_clean("ec1a1bb", clean) == PP_POSTCODE_FINE && strcmp(clean, "EC1A 1BB") == 0,
       "also in the longest form");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        strcpy(clean, "kept");
        bool refused = pp_postcode_clean(bad[i], clean) == PP_POSTCODE_BAD;
        ok(refused && strcmp(clean, "kept") == 0, "'%s' is no postcode, and nothing is written",
           bad[i]);
    }
}

/* ---- numbers, yes and no, clock ---- */

static void test_uprn(void) {
    static const struct {
        const char *text;
        enum pp_uprn_state state;
        const char *clean;
    } cases[] = {{"100050012345", PP_UPRN_FINE, "100050012345"},
                 {"000100050012", PP_UPRN_FINE, "100050012"},
                 {"10005001.0", PP_UPRN_FINE, "10005001"},
                 {"48213", PP_UPRN_SHORT, "48213"},
                 {"1.0009E+11", PP_UPRN_LOST, NULL},
                 {"1E+11", PP_UPRN_LOST, NULL},
                 {"1.5", PP_UPRN_BAD, NULL},
                 {"1234567890123", PP_UPRN_BAD, NULL},
                 {"AB12", PP_UPRN_BAD, NULL},
                 {"", PP_UPRN_BAD, NULL},
                 {"-5", PP_UPRN_BAD, NULL},
                 {" 10005001 ", PP_UPRN_FINE, "10005001"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char clean[PP_UPRN_SIZE] = "kept";
        enum pp_uprn_state state = pp_uprn_clean(cases[i].text, clean);
        ok(state == cases[i].state && strcmp(clean, cases[i].clean ? cases[i].clean : "kept") == 0,
           "UPRN '%s'", cases[i].text);
    }
}

static void test_yes_no_and_clock(void) {
    bool yes = false;
    int from = 0, to = 0;
    ok(pp_yes_no("Y", &yes) && yes && pp_yes_no("FALSE", &yes) && !yes, "yes and no in any case");
    ok(!pp_yes_no("perhaps", &yes) && !pp_yes_no("", &yes), "neither is neither");
    static const struct {
        const char *text;
        int from, to;
    } times[] = {{"18:00-19:30", 1080, 1170},
                 {"6pm to 7.30pm", 1080, 1170},
                 {"1800-1930", 1080, 1170},
                 {"10am", 600, -1},
                 {"12am - 12pm", 0, 720},
                 {"9:05", 545, -1},
                 {"18:00\xe2\x80\x93"
                  "19:30",
                  1080, 1170}};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        ok(pp_clock_range(times[i].text, &from, &to) && from == times[i].from && to == times[i].to,
           "the time %s", times[i].text);
    static const char *const no_times[] = {"25:00",  "19:00-18:00", "noon", "13pm",
                                           "18:00-", "18:60",       ""};
    for (size_t i = 0; i < sizeof no_times / sizeof no_times[0]; i++)
        ok(!pp_clock_range(no_times[i], &from, &to), "'%s' is no time", no_times[i]);
    bool same = true;
    for (int a = 0; a < 1440; a += 7)
        for (int b = a + 1; b < 1440; b += 61) {
            char text[12];
            pp_clock_format(a, b, text);
            same = same && pp_clock_range(text, &from, &to) && from == a && to == b;
        }
    ok(same, "every time of the day, written, is read again");
}

/* ---- meetings ---- */

/* The day by walking through the month. */
static int day_by_walking(const struct pp_meeting_rule *rule, int year, int month) {
    int n = 0, last = 0;
    for (int day = 1; day <= 31; day++) {
        pp_day at = pp_day_from(year, month, day);
        int y, m, d;
        pp_day_split(at, &y, &m, &d);
        if (m != month || pp_day_weekday(at) != rule->weekday)
            continue;
        last = day;
        if (++n == rule->nth)
            return day;
    }
    return rule->nth == -1 ? last : 0;
}

static void test_meetings(void) {
    static const char *const ordinals[] = {"first", "second", "third", "4th", "fifth", "last"};
    static const char *const days[] = {"Monday", "Tue",      "wednesdays", "Thursday",
                                       "fri",    "Saturday", "Sunday"};
    static const char *const endings[] = {
        "", ", not August", " of every month except July and August", " of March, June and Sept"};
    static const unsigned months[] = {0xfff, 0xf7f, 0xf3f, 0x124};
    int n_wrong = 0, n_unread = 0;
    for (int o = 0; o < 6; o++)
        for (int d = 0; d < 7; d++)
            for (int e = 0; e < 4; e++) {
                char text[96];
                struct pp_meeting_rule rule;
                snprintf(text, sizeof text, "%s %s%s", ordinals[o], days[d], endings[e]);
                if (!pp_meeting_parse(text, &rule) || rule.nth != (o == 5 ? -1 : o + 1) ||
                    rule.weekday != d || rule.months != months[e]) {
                    n_unread++;
                    continue;
                }
                for (int month = 1; month <= 48; month++) {
                    int year = 2026 + (month - 1) / 12, m = (month - 1) % 12 + 1;
                    int wanted = months[e] & (1U << (m - 1)) ? day_by_walking(&rule, year, m) : 0;
                    n_wrong += pp_meeting_day(&rule, year, m) != wanted;
                }
            }
    is_int(n_unread, 0, "every ordinal, weekday and set of months is read");
    is_int(n_wrong, 0, "and falls on the day that a walk through the month finds");
    static const char *const bad[] = {"",
                                      "whenever",
                                      "Tuesday",
                                      "second",
                                      "second Tuesday but not in the rain",
                                      "second Tuesday, not",
                                      "sixth Monday",
                                      "every second Tuesday",
                                      "each third Monday, not August"};
    struct pp_meeting_rule rule;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ok(!pp_meeting_parse(bad[i], &rule), "'%s' says no day", bad[i]);
    ok(pp_meeting_parse("every second Tuesday of the month", &rule) &&
           pp_meeting_parse("every month, second Tuesday", &rule) &&
           pp_meeting_parse("every last Friday", &rule),
       "where the month is said, or none other can be meant, every says nothing");
}

/* ---- columns that must never come in ---- */

static void test_personal(void) {
    static const char *const personal[] = {
        "Sickness reason", "Absence type",   "diagnosis",       "Tenant phone",       "Fit note",
        "Tenant Name",     "tenant_name_1",  "SURNAME",         "Fore-name",          "DOB",
        "Date Of Birth",   "Warning Marker", "Personal Alerts", "Vulnerability Flag", "MainTenant",
        "Tenant",          "NI Number"};
    static const char *const fine[] = {"property_ref", "tenancy_start", "tenure",     "street_name",
                                       "ward_name",    "current_patch", "block_name", "managed_by",
                                       "status",       "heating"};
    for (size_t i = 0; i < sizeof personal / sizeof personal[0]; i++)
        ok(pp_is_personal_column(personal[i]), "'%s' is refused", personal[i]);
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
        ok(!pp_is_personal_column(fine[i]), "'%s' is fine", fine[i]);
    /* no column we ask for may be refused by ourselves */
    int n_own = 0;
    for (size_t k = 0; k < pp_kinds_n(); k++) {
        bool required;
        const char *name;
        for (size_t c = 0; (name = pp_kind_column(pp_kind_at(k), c, &required)) != NULL; c++)
            n_own += pp_is_personal_column(name);
    }
    is_int(n_own, 0, "none of our own columns is");
}

int main(void) {
    test_normal_form();
    test_repair();
    test_postcodes();
    test_uprn();
    test_yes_no_and_clock();
    test_meetings();
    test_personal();
    return tap_done();
}
