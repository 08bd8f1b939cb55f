#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/core/error.h"
#include "patchplan/core/names.h"
#include "patchplan/core/plan.h"
#include "patchplan/core/rng.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/core/utf8.h"
#include "patchplan/core/words.h"

#include "tests/tap.h"

static void test_text(void) {
    int64_t value = -7;
    double real;
    char text[32];
    ok(pp_text_int(" 42 ", &value) && value == 42, "whole number with blanks");
    ok(!pp_text_int("42x", &value) && !pp_text_int("", &value), "no number is refused");
    ok(!pp_text_real("nan", &real) && !pp_text_real("0x10", &real), "nan and hex are refused");
    ok(pp_text_milli("1.0005", &value) && value == 1001, "thousandths round half up");
    pp_text_format_milli(-1150, text, sizeof text);
    is_text(text, "-1.150", "thousandths shown");
    static const char *const lists[] = {"", "A", "A and B", "A, B and C"};
    for (int n = 1; n <= 3; n++) {
        PP_AUTO_STR struct pp_str list = {0};
        for (int i = 0; i < n; i++)
            pp_str_appendf(&list, "%s%c", pp_text_between(i, n), 'A' + i);
        is_text(pp_str_text(&list), lists[n], "names in a sentence");
    }
    pp_text_format_count(4005807, text, sizeof text);
    is_text(text, "4,005,807", "thousands separated");
    ok(pp_text_natural_compare("Flat 2", "Flat 10") < 0, "natural order");
    ok(pp_text_same_name("Property Ref", "property_ref"), "header names match loosely");
    char wild[] = "\x1b[31mHi\r\ngh\t\xc2\x85Ro\xe2\x80\xae"
                  "ad \xe2\x82\xac\x7f";
    ok(!pp_text_is_tame(wild) && pp_text_tame(wild) == 4, "what cannot be seen is counted");
    is_text(wild, " [31mHi gh Ro ad \xe2\x82\xac", "and gone, a blank for each run");
    ok(pp_text_is_tame(wild) && pp_text_tame(wild) == 0, "once is enough");
    const char *const names[] = {"postcode", "patch", "ward_code"};
    is_text(pp_text_nearest("post_code", names, 3), "postcode", "nearest name");
    static const char *const patches[] = {"P14", "P04", "P40"};
    is_text(pp_text_nearest("P4", patches, 3), "P04", "noughts before a number matter least");
    ok(pp_text_nearest("zzzzzzzz", names, 3) == NULL, "nothing near");
}

static void test_dates(void) {
    pp_day day = 0;
    char text[40];
    ok(pp_day_parse("2027-03-09", &day) && pp_day_weekday(day) == 1, "9 March 2027 is a Tuesday");
    pp_day_long(day, text, sizeof text);
    is_text(text, "Tuesday 9 March 2027", "long date");
    static const struct {
        int minute;
        const char *iso, *words;
    } times[] = {{0, "00:00", "midnight"}, {30, "00:30", "12:30am"}, {570, "09:30", "9:30am"},
                 {600, "10:00", "10am"},   {720, "12:00", "midday"}, {750, "12:30", "12:30pm"},
                 {1110, "18:30", "6:30pm"}};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        char iso[6], words[16];
        pp_clock_iso(times[i].minute, iso);
        pp_clock_long(times[i].minute, words);
        is_text(iso, times[i].iso, "a time in files");
        is_text(words, times[i].words, "a time for people");
    }
    pp_clock_long_range(600, 720, text);
    is_text(text, "10am to midday", "from when to when");
    char moment[PP_MOMENT_SIZE];
    setenv("TZ", "Europe/London", 1);
    pp_moment_long("2027-07-09T09:05:00Z", moment);
    is_text(moment, "9 July 2027, 10:05am", "a moment for people, by their clock");
    pp_moment_long("some day", moment);
    is_text(moment, "some day", "what is no moment stays");
    ok(pp_day_parse("09/03/2027", &day), "dd/mm/yyyy");
    ok(!pp_day_parse("31/02/2026", &day) && !pp_day_parse("2026-13-01", &day), "no such day");
    bool same = true;
    for (pp_day d = -200000; d < 200000; d += 13) {
        int y, m, dd;
        pp_day_split(d, &y, &m, &dd);
        same = same && pp_day_from(y, m, dd) == d;
    }
    ok(same, "split and join are inverse");
}

static void test_names(void) {
    struct pp_names names = {0};
    char text[16];
    int64_t ix = 0;
    bool good = true;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 1000; i++) {
            snprintf(text, sizeof text, "n%d", i);
            good = good && pp_names_add(&names, text, &ix, NULL) == 0 && ix == i;
        }
    ok(good && names.n == 1000, "names are numbered once, in order");
    is_int(pp_names_find(&names, "other"), -1, "unknown name");
    pp_names_done(&names);
}

static void test_memory(void) {
    struct pp_str str = {0};
    pp_str_append(&str, "a");
    pp_alloc_fail_at(1);
    for (int i = 0; i < 10; i++)
        pp_str_append(&str, "0123456789");
    pp_alloc_fail_at(0);
    ok(str.failed && pp_str_take(&str) == NULL, "a failed append is remembered");
    struct pp_arena arena = {0};
    char *text = pp_arena_printf(&arena, "%s %d", "unit", 7);
    is_text(text, "unit 7", "arena text");
    ok(pp_arena_alloc(&arena, 1000000) != NULL, "arena takes large pieces");
    pp_arena_done(&arena);
}

static void test_limits(void) {
    static const char *const wrong[] = {"",      "280",      "300:280", "-1:2",           "0:0",
                                        "a:300", "280:300x", ":300",    "1:9000000000000"};
    int64_t least = 7, most = 7;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ok(!pp_text_limits(wrong[i], &least, &most) && least == 7 && most == 7,
           "'%s' are no size limits", wrong[i]);
    ok(pp_text_limits("280.5:300", &least, &most) && least == 280500 && most == 300000,
       "size limits are thousandths");
}

/* Against whole numbers: weight inside exactly when share x min <= weight <= share x max. */
static void test_share_limits(void) {
    static const int64_t sizes[][2] = {
        {280000, 300000}, {280001, 299999}, {0, 1}, {333333, 333334}, {999999999, 1000000000}};
    bool agree = true;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int64_t share_milli = 1; share_milli <= 2000; share_milli++) {
            struct pp_limits limits =
                pp_share_limits((double)share_milli / 1000, sizes[i][0], sizes[i][1]);
            agree = agree && limits.min_milli == (share_milli * sizes[i][0] + 999) / 1000 &&
                    limits.max_milli == share_milli * sizes[i][1] / 1000;
        }
    ok(agree, "limits of a share are those of whole numbers");
}

static void test_words(void) {
    static const char *const words[][2] = {{"L012", "L012"},
                                           {"South West=4", "'South West=4'"},
                                           {"St John's 3", "'St John'\\''s 3'"},
                                           {"", "''"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        PP_AUTO_STR struct pp_str str = {0};
        pp_str_append_word(&str, words[i][0]);
        is_text(pp_str_text(&str), words[i][1], "a word of a shell command");
    }
}

/* What was written as words is read as those words, whatever they hold. */
static void test_words_back(void) {
    static const char letters[] = "ab '\\\"$;";
    enum { N_WORDS = 4, LENGTH = 6 };
    struct pp_rng rng;
    bool agree = true;
    pp_rng_seed(&rng, 5);
    for (int round = 0; round < 2000; round++) {
        PP_AUTO_STR struct pp_str command = {0};
        char words[N_WORDS][LENGTH + 1], *back[N_WORDS] = {0};
        for (int w = 0; w < N_WORDS; w++) {
            size_t length = pp_rng_below(&rng, LENGTH + 1);
            for (size_t i = 0; i < length; i++)
                words[w][i] = letters[pp_rng_below(&rng, sizeof letters - 1)];
            words[w][length] = '\0';
            pp_str_append(&command, w ? " " : "");
            pp_str_append_word(&command, words[w]);
        }
        PP_AUTO_FREE char *text = pp_str_take(&command);
        agree = agree && pp_str_words(text, back, N_WORDS) == N_WORDS;
        for (int w = 0; agree && w < N_WORDS; w++)
            agree = strcmp(words[w], back[w]) == 0;
    }
    ok(agree, "words of a command are read back");
    char open[] = "allocate 'open", many[] = "a b c";
    char *back[2];
    ok(pp_str_words(open, back, 2) == -1 && pp_str_words(many, back, 2) == -1,
       "an open quote and too many words are told");
}

static void test_random(void) {
    struct pp_rng rng;
    pp_rng_seed(&rng, 1);
    int counts[7] = {0};
    for (int i = 0; i < 70000; i++)
        counts[pp_rng_below(&rng, 7)]++;
    bool even = true;
    for (int i = 0; i < 7; i++)
        even = even && counts[i] > 9500 && counts[i] < 10500;
    ok(even, "random numbers are even");
}

static const char *counted(int64_t count) {
    static char text[64];
    PP_AUTO_STR struct pp_str str = {0};
    pp_str_append_count(&str, count, "patch", "patches");
    snprintf(text, sizeof text, "%s", pp_str_text(&str));
    return text;
}

static void test_plural(void) {
    is_text(counted(1), "1 patch", "one of them");
    is_text(counted(0), "0 patches", "none");
    is_text(counted(2), "2 patches", "two");
    is_text(counted(36128), "36,128 patches", "thousands of them, separated");
    is_text(pp_text_plural(-1, "is", "are"), "are", "one too few is no singular");
    is_text(pp_text_plural(INT64_C(4294967297), "is", "are"), "are", "counts beyond 32 bits");
}

static int typed(const char *asked, const char *name) {
    struct pp_words words, of_name;
    pp_words_fold(asked, &words);
    pp_words_drop_number(&words);
    pp_words_fold(name, &of_name);
    return pp_words_distance(&words, &of_name);
}

/* What people type, and what they mean. */
static void test_typed(void) {
    static const char *const same[][2] = {{"wordsworth av.", "Wordsworth Avenue"},
                                          {"12 Wordsworth Avenue", "Wordsworth Avenue"},
                                          {"Flat 3, 12a Wordsworth Ave", "Wordsworth Avenue"},
                                          {"Saint Johns Rd", "St John's Road"},
                                          {"st john\u2019s road", "St. Johns Road"},
                                          {"Heol yr Wyl", "Heol yr \u0174yl"},
                                          {"Crookes and Crosspool", "Crookes & Crosspool"},
                                          {"burngreave ward", "Burngreave"},
                                          {"Clover Hill Lane", "Cloverhill Ln"}};
    static const char *const near[][2] = {{"Wordswoth Av", "Wordsworth Avenue"},
                                          {"Wordsworth Raod", "Wordsworth Road"},
                                          {"Burngraeve", "Burngreave"},
                                          {"Cloverhlil", "Cloverhill Lane"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        is_int(typed(same[i][0], same[i][1]), PP_WORDS_SAME, same[i][0]);
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        int distance = typed(near[i][0], near[i][1]);
        ok(distance >= PP_WORDS_NEAR && distance < PP_WORDS_OTHER, near[i][0]);
    }
    int part = typed("Ecclesfield", "East Ecclesfield");
    ok(part > PP_WORDS_SAME && part < PP_WORDS_NEAR, "part of a name");
    is_int(typed("Ash Row", "Elm Street"), PP_WORDS_OTHER, "another name");
    is_int(typed("", "Elm Street"), PP_WORDS_OTHER, "nothing");
    char lots[400];
    memset(lots, 'x', sizeof lots - 1);
    lots[sizeof lots - 1] = '\0';
    is_int(typed(lots, lots), PP_WORDS_SAME, "a word without end");
}

static bool is_whole(const char *text) {
    bool only_ascii;
    return pp_utf8_clean((const unsigned char *)text, strlen(text), &only_ascii) == strlen(text);
}

/* A letter of two bytes at every place: cut by the precision, and by the end of the message. */
static void test_cut_letters(void) {
    char text[1000];
    struct pp_error err = {0};
    bool whole = true, kept = true;
    for (size_t at = 0; at < 900; at++) {
        memset(text, 'a', sizeof text);
        memcpy(text + at, "\xC3\xA9\xC3\xA9", 5);
        pp_fail_at(&err, PP_E_INPUT, NULL, 0, text, "'%.40s' is no date: %s", text, text);
        whole = whole && is_whole(err.message) && is_whole(err.column);
        kept = kept && strstr(err.message, "' is no date: ");
    }
    ok(whole, "no letter is cut in two, wherever it stands");
    ok(kept, "and the sentence stays");
    strcpy(text, "\xA9z\xC3\xC3\xA9\xF0\x9F\x98");
    pp_utf8_keep_whole(text);
    is_text(text, "z\xC3\xA9", "only whole letters are kept");
}

int main(void) {
    test_text();
    test_typed();
    test_cut_letters();
    test_plural();
    test_dates();
    test_names();
    test_memory();
    test_limits();
    test_share_limits();
    test_words();
    test_words_back();
    test_random();
    return tap_done();
}
