/* What the totals say, in words for people, each with its nearest ways out. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"

static int clamp_to_int(int64_t value) { return value > INT_MAX ? INT_MAX : (int)value; }

/* Whole homes and a fraction of `rest` in `n_digits` digits, its zeros at the end left out. */
static void format_number(const char *whole, int rest, int n_digits, char *ret_text, size_t size) {
    for (; rest > 0 && rest % 10 == 0; n_digits--)
        rest /= 10;
    if (rest == 0)
        snprintf(ret_text, size, "%s", whole);
    else
        snprintf(ret_text, size, "%s.%0*d", whole, n_digits, rest);
}

void pp_arithmetic_format_homes(int64_t milli, char *ret_text, size_t size) {
    char whole[32];
    int64_t cents = (milli + 5) / 10;
    pp_text_format_count(cents / 100, whole, sizeof whole);
    format_number(whole, (int)(cents % 100), 2, ret_text, size);
}

/* To the thousandth: a command that is pasted asks for the same limits. */
static void format_exactly(int64_t milli, char *ret_text, size_t size) {
    char whole[32];
    snprintf(whole, sizeof whole, "%lld", (long long)(milli / 1000));
    format_number(whole, (int)(milli % 1000), 3, ret_text, size);
}

void pp_arithmetic_format_limits(int64_t min_milli, int64_t max_milli, char *ret_text,
                                 size_t size) {
    char least[32], most[32];
    format_exactly(min_milli, least, sizeof least);
    format_exactly(max_milli, most, sizeof most);
    snprintf(ret_text, size, "%s:%s", least, most);
}

static int64_t floor_homes(int64_t milli) { return milli / 1000 * 1000; }

static int64_t ceil_homes(int64_t milli) { return (milli + 999) / 1000 * 1000; }

/* Limits that would let the place in: as they stand, or opened to what its patches would hold. */
struct wider {
    int64_t min_milli, max_milli;
};

static struct wider widen(const struct pp_arithmetic_ask *ask, int fewer, int more) {
    struct wider limits = {ask->min_milli, ask->max_milli};
    if (fewer >= 1 && ceil_homes(ask->total_milli / fewer) > limits.max_milli)
        limits.max_milli = ceil_homes((ask->total_milli + fewer - 1) / fewer);
    if (floor_homes(ask->total_milli / more) < limits.min_milli)
        limits.min_milli = floor_homes(ask->total_milli / more);
    return limits;
}

void pp_arithmetic_give_room(int64_t asked_min_milli, int64_t asked_max_milli, int64_t room_milli,
                             int64_t *min_milli, int64_t *max_milli) {
    int64_t above = room_milli > *max_milli / 100 ? room_milli : *max_milli / 100;
    int64_t below = room_milli > *min_milli / 100 ? room_milli : *min_milli / 100;
    if (*max_milli != asked_max_milli)
        *max_milli = ceil_homes(*max_milli + above);
    if (*min_milli != asked_min_milli)
        *min_milli = below < *min_milli ? floor_homes(*min_milli - below) : 0;
}

bool pp_arithmetic_is_near(int64_t asked_min_milli, int64_t asked_max_milli, int64_t min_milli,
                           int64_t max_milli) {
    return min_milli >= asked_min_milli - asked_min_milli / 10 &&
           max_milli <= asked_max_milli + asked_max_milli / 10;
}

static struct wider with_room(const struct pp_arithmetic_ask *ask, struct wider limits) {
    pp_arithmetic_give_room(ask->min_milli, ask->max_milli, ask->room_milli, &limits.min_milli,
                            &limits.max_milli);
    return limits;
}

static void say_total(struct pp_str *text, const struct pp_arithmetic_ask *ask) {
    char total[32];
    pp_arithmetic_format_homes(ask->total_milli, total, sizeof total);
    pp_str_appendf(text, "%s has %s workload-equivalent homes: ",
                   ask->place ? ask->place : "The whole area", total);
}

static void say_each(struct pp_str *text, const struct pp_arithmetic_ask *ask, int n_patches) {
    char each[32];
    pp_arithmetic_format_homes(ask->total_milli / n_patches, each, sizeof each);
    if (n_patches == 1)
        pp_str_appendf(text, "1 patch would hold %s", each);
    else
        pp_str_appendf(text, "%d patches would hold %s each", n_patches, each);
}

static void say_more(struct pp_str *text, const struct pp_arithmetic_ask *ask, int n_patches) {
    char each[32];
    pp_arithmetic_format_homes(ask->total_milli / n_patches, each, sizeof each);
    pp_str_appendf(text, ", %d would hold %s", n_patches, each);
}

static void say_refusal(struct pp_str *text, const struct pp_arithmetic_ask *ask) {
    char least[32], most[32];
    pp_arithmetic_format_homes(ask->min_milli, least, sizeof least);
    pp_arithmetic_format_homes(ask->max_milli, most, sizeof most);
    pp_str_appendf(text, "; %s to %s cannot be met", least, most);
    if (ask->inside)
        pp_str_appendf(text, " inside %s", ask->inside);
    pp_str_append(text, ". Nearest ways out: ");
}

static void say_beside(struct pp_str *text, const struct pp_arithmetic_ask *ask) {
    pp_str_append(text, "let it share a patch with ");
    for (size_t i = 0; i < ask->n_beside; i++)
        pp_str_appendf(text, "%s%s",
                       i == 0                   ? ""
                       : i + 1 == ask->n_beside ? " or "
                                                : ", ",
                       ask->beside[i]);
}

static void say_limits(struct pp_str *text, struct wider limits) {
    char least[32], most[32];
    pp_arithmetic_format_homes(limits.min_milli, least, sizeof least);
    pp_arithmetic_format_homes(limits.max_milli, most, sizeof most);
    pp_str_appendf(text, "limits %s to %s", least, most);
}

/* ", or 233 to 320 with room for whole blocks" */
static void say_room(struct pp_str *text, struct wider limits) {
    char least[32], most[32];
    pp_arithmetic_format_homes(limits.min_milli, least, sizeof least);
    pp_arithmetic_format_homes(limits.max_milli, most, sizeof most);
    pp_str_appendf(text, ", or %s to %s with room for whole blocks", least, most);
}

/* An answer that grows: the sentence, and the ways out as they are named in it. */
struct answering {
    const struct pp_arithmetic_ask *ask;
    struct pp_arena *arena;
    struct pp_arithmetic_answer answer;
    struct pp_str text;
    bool failed;
};

static void answering_done(struct answering *a) { pp_str_done(&a->text); }

/* The next way out; `a->text` goes on with its words. */
static struct pp_arithmetic_way *add_way(struct answering *a, enum pp_arithmetic_way_kind kind) {
    struct pp_arithmetic_way *way = &a->answer.ways[a->answer.n_ways++];
    *way = (struct pp_arithmetic_way){.kind = kind};
    pp_str_append(&a->text, a->answer.n_ways > 1 ? "; or " : "");
    return way;
}

/* What the words from `from` on say, as a sentence of its own. */
static void tell_apart(struct answering *a, struct pp_arithmetic_way *way, size_t from) {
    way->text = pp_arena_printf(a->arena, "The other way out: %s.", pp_str_text(&a->text) + from);
    a->failed |= !way->text;
}

static void offer_first(struct answering *a) {
    if (!a->ask->first_way)
        return;
    struct pp_arithmetic_way *way = add_way(a, PP_WAY_FIRST);
    pp_str_append(&a->text, a->ask->first_way);
    (void)way;
}

static void offer_border(struct answering *a) {
    if (a->ask->n_beside == 0)
        return;
    struct pp_arithmetic_way *way = add_way(a, PP_WAY_BORDER);
    size_t from = a->text.len;
    say_beside(&a->text, a->ask);
    tell_apart(a, way, from);
}

/* Said exactly, offered with room; both are said where the offer follows at once. */
static void offer_limits(struct answering *a, struct wider exact) {
    struct wider roomy = with_room(a->ask, exact);
    PP_AUTO_STR struct pp_str apart = {0};
    struct pp_arithmetic_way *way = add_way(a, PP_WAY_LIMITS);
    say_limits(&a->text, exact);
    if (a->answer.n_ways == 1 &&
        (roomy.min_milli != exact.min_milli || roomy.max_milli != exact.max_milli))
        say_room(&a->text, roomy);
    say_limits(&apart, roomy);
    way->min_milli = roomy.min_milli;
    way->max_milli = roomy.max_milli;
    way->n_patches = a->ask->n_patches;
    way->text =
        pp_arena_printf(a->arena, "The other way out: %s, which leaves room for whole blocks.",
                        pp_str_text(&apart));
    a->failed |= apart.failed || !way->text;
}

/* No number of patches fits, so the limits must open or the border must. */
static void explain_no_number(struct answering *a) {
    const struct pp_arithmetic_ask *ask = a->ask;
    int fewer = clamp_to_int(ask->total_milli / ask->max_milli), more = fewer + 1;
    if (ask->n_patches > 0)
        fewer = more = ask->n_patches;
    say_total(&a->text, ask);
    say_each(&a->text, ask, fewer >= 1 ? fewer : more);
    if (fewer >= 1 && more > fewer)
        say_more(&a->text, ask, more);
    say_refusal(&a->text, ask);
    offer_first(a);
    offer_border(a);
    offer_limits(a, widen(ask, fewer, more));
}

static void say_range(struct pp_str *text, int least, int most) {
    if (most == INT_MAX)
        pp_str_appendf(text, "%d patch%s or more", least, least == 1 ? "" : "es");
    else if (least < most)
        pp_str_appendf(text, "%d to %d patches", least, most);
    else
        pp_str_appendf(text, "%d patch%s", least, least == 1 ? "" : "es");
}

/* The allowed number nearest to the one asked for, a twentieth further in for room, but not past the
 * number whose patches would be in the middle of the limits. */
static int number_with_room(const struct pp_arithmetic_ask *ask, int least, int most) {
    int best, room;
    pp_arithmetic_choose_patches(ask->total_milli, ask->min_milli, ask->max_milli, &best);
    if (ask->n_patches < least) {
        room = least + 1 + least / 20;
        return room < best ? room : best;
    }
    room = most - 1 - most / 20;
    return room > best ? room : best;
}

/* Some number fits, but not the one asked for. */
static void explain_wrong_number(struct answering *a, int least, int most) {
    const struct pp_arithmetic_ask *ask = a->ask;
    say_total(&a->text, ask);
    say_each(&a->text, ask, ask->n_patches);
    say_refusal(&a->text, ask);
    offer_first(a);
    struct pp_arithmetic_way *way = add_way(a, PP_WAY_NUMBER);
    size_t from = a->text.len;
    say_range(&a->text, least, most);
    way->n_patches = number_with_room(ask, least, most);
    tell_apart(a, way, from);
    offer_limits(a, widen(ask, ask->n_patches, ask->n_patches));
}

int pp_arithmetic_explain(const struct pp_arithmetic_ask *ask, struct pp_arena *arena,
                          struct pp_arithmetic_answer *ret_answer, struct pp_error *reterr) {
    PP_AUTO(answering_done) struct answering a = {.ask = ask, .arena = arena};
    int least, most;
    pp_arithmetic_range(ask->total_milli, ask->min_milli, ask->max_milli, &least, &most);
    bool wrong_number = ask->n_patches > 0 && (ask->n_patches < least || ask->n_patches > most);
    if (least > most)
        explain_no_number(&a);
    else if (wrong_number)
        explain_wrong_number(&a, least, most);
    if (a.text.len > 0) {
        pp_str_append_char(&a.text, '.');
        a.answer.text = pp_arena_strdup(arena, pp_str_text(&a.text));
        if (a.failed || a.text.failed || !a.answer.text)
            return pp_fail_nomem(reterr);
    }
    *ret_answer = a.answer;
    return 0;
}

int pp_arithmetic_explain_heavy(const char *name, int64_t weight_milli, int64_t min_milli,
                                int64_t max_milli, struct pp_arena *arena, const char **ret_text,
                                int64_t *ret_max_milli, struct pp_error *reterr) {
    char weight[32], most[32], least[32], opened[32];
    int64_t new_max = ceil_homes(weight_milli);
    pp_arithmetic_format_homes(weight_milli, weight, sizeof weight);
    pp_arithmetic_format_homes(min_milli, least, sizeof least);
    pp_arithmetic_format_homes(max_milli, most, sizeof most);
    pp_arithmetic_format_homes(new_max, opened, sizeof opened);
    const char *text =
        pp_arena_printf(arena,
                        "%s alone has %s workload-equivalent homes, and a patch may hold at "
                        "most %s. Nearest ways out: limits %s to %s; or list it in two parts.",
                        name, weight, most, least, opened);
    if (!text)
        return pp_fail_nomem(reterr);
    *ret_text = text;
    *ret_max_milli = new_max;
    return 0;
}

/* A share of the whole in tenths of a percent, rounded down or up. */
static double tenths_down(int64_t part, int64_t whole) {
    return floor(1000.0 * (double)part / (double)whole) / 10;
}

int pp_arithmetic_explain_change(const struct pp_arithmetic_change *change, struct pp_arena *arena,
                                 struct pp_reason *ret_reason, int *ret_n_reasons,
                                 struct pp_error *reterr) {
    struct pp_reason reason = {.broken = true};
    if (change->known <= 0 ||
        100.0 * (double)change->least <= change->asked_percent * (double)change->known) {
        *ret_n_reasons = 0;
        return 0;
    }
    double percent = tenths_down(change->least, change->known);
    reason.text = pp_arena_printf(arena,
                                  "At least %.4g %% of homes must change patch when %d patch%s "
                                  "become%s %d; %.4g %% cannot be met.",
                                  percent, change->n_current, change->n_current == 1 ? "" : "es",
                                  change->n_current == 1 ? "s" : "", change->n_patches,
                                  change->asked_percent);
    if (!reason.text)
        return pp_fail_nomem(reterr);
    *ret_reason = reason;
    *ret_n_reasons = 1;
    return 0;
}
