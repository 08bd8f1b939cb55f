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

/* `milli` in homes with at most two decimals, none when whole; thousands separated for people. */
static void format_number(int64_t milli, bool for_people, char *ret_text, size_t size) {
    char whole[32];
    int64_t cents = (milli + 5) / 10;
    if (for_people)
        pp_text_format_count(cents / 100, whole, sizeof whole);
    else
        snprintf(whole, sizeof whole, "%lld", (long long)(cents / 100));
    int rest = (int)(cents % 100);
    if (rest == 0)
        snprintf(ret_text, size, "%s", whole);
    else if (rest % 10 == 0)
        snprintf(ret_text, size, "%s.%d", whole, rest / 10);
    else
        snprintf(ret_text, size, "%s.%02d", whole, rest);
}

void pp_arithmetic_format_homes(int64_t milli, char *ret_text, size_t size) {
    format_number(milli, true, ret_text, size);
}

void pp_arithmetic_format_limits(int64_t min_milli, int64_t max_milli, char *ret_text,
                                 size_t size) {
    char least[32], most[32];
    format_number(min_milli, false, least, sizeof least);
    format_number(max_milli, false, most, sizeof most);
    snprintf(ret_text, size, "%s:%s", least, most);
}

static int64_t floor_homes(int64_t milli) { return milli / 1000 * 1000; }

static int64_t ceil_homes(int64_t milli) { return (milli + 999) / 1000 * 1000; }

/* Limits that would let the place in: `min`, `max` as they stand, or opened to what its patches
 * would hold. with_room() opens them a hundredth further, since whole blocks never come out exactly
 * even. */
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

static struct wider with_room(const struct pp_arithmetic_ask *ask, struct wider limits) {
    int64_t above = ask->room_milli > 0 ? ask->room_milli : limits.max_milli / 100;
    int64_t below = ask->room_milli > 0 ? ask->room_milli : limits.min_milli / 100;
    if (limits.max_milli != ask->max_milli)
        limits.max_milli = ceil_homes(limits.max_milli + above);
    if (limits.min_milli != ask->min_milli)
        limits.min_milli = below < limits.min_milli ? floor_homes(limits.min_milli - below) : 0;
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
    if (ask->n_beside == 0)
        return;
    pp_str_append(text, "let it share a patch with ");
    for (size_t i = 0; i < ask->n_beside; i++)
        pp_str_appendf(text, "%s%s",
                       i == 0                   ? ""
                       : i + 1 == ask->n_beside ? " or "
                                                : ", ",
                       ask->beside[i]);
    pp_str_append(text, "; or ");
}

static void say_limits(struct pp_str *text, struct wider limits) {
    char least[32], most[32];
    pp_arithmetic_format_homes(limits.min_milli, least, sizeof least);
    pp_arithmetic_format_homes(limits.max_milli, most, sizeof most);
    pp_str_appendf(text, "limits %s to %s", least, most);
}

/* The text so far as a string of the arena; NULL when memory ran out. */
static const char *keep_text(struct pp_arena *arena, const struct pp_str *text) {
    return text->failed ? NULL : pp_arena_strdup(arena, pp_str_text(text));
}

static const char *fix_size(const struct pp_arithmetic_ask *ask, struct wider limits, int n_patches,
                            struct pp_arena *arena) {
    char size[80];
    pp_arithmetic_format_limits(limits.min_milli, limits.max_milli, size, sizeof size);
    if (n_patches > 0)
        return pp_arena_printf(arena, "%s --size %s --patches %d", ask->command, size, n_patches);
    return pp_arena_printf(arena, "%s --size %s", ask->command, size);
}

/* No number of patches fits, so the limits must open or the border must. */
static int explain_no_number(const struct pp_arithmetic_ask *ask, struct pp_arena *arena,
                             struct pp_reason *reasons, int *ret_n) {
    PP_AUTO_STR struct pp_str text = {0};
    int fewer = clamp_to_int(ask->total_milli / ask->max_milli), more = fewer + 1;
    struct wider exact = widen(ask, fewer, more), roomy = with_room(ask, exact);
    say_total(&text, ask);
    say_each(&text, ask, fewer >= 1 ? fewer : more);
    if (fewer >= 1)
        say_more(&text, ask, more);
    say_refusal(&text, ask);
    say_beside(&text, ask);
    say_limits(&text, exact);
    pp_str_append_char(&text, '.');
    bool can_share = ask->n_beside > 0 && ask->command;
    reasons[0] = (struct pp_reason){.broken = true, .text = keep_text(arena, &text)};
    *ret_n = 1;
    if (!ask->command)
        return reasons[0].text ? 0 : -1;
    const char *by_size = fix_size(ask, roomy, ask->n_patches > 0 ? more : 0, arena);
    reasons[0].fix = can_share ? pp_arena_printf(arena, "%s --within none", ask->command) : by_size;
    if (can_share) {
        pp_str_clear(&text);
        pp_str_append(&text, "The other way out: ");
        say_limits(&text, roomy);
        pp_str_append(&text, ", which leaves room for whole blocks.");
        reasons[1] = (struct pp_reason){.text = keep_text(arena, &text), .fix = by_size};
        *ret_n = 2;
        return reasons[0].text && reasons[0].fix && reasons[1].text && by_size ? 0 : -1;
    }
    return reasons[0].text && by_size ? 0 : -1;
}

static void say_range(struct pp_str *text, int least, int most) {
    if (most == INT_MAX)
        pp_str_appendf(text, "%d patches or more; or ", least);
    else if (least < most)
        pp_str_appendf(text, "%d to %d patches; or ", least, most);
    else
        pp_str_appendf(text, "%d patch%s; or ", least, least == 1 ? "" : "es");
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
static int explain_wrong_number(const struct pp_arithmetic_ask *ask, struct pp_arena *arena,
                                struct pp_reason *reasons, int *ret_n) {
    PP_AUTO_STR struct pp_str text = {0};
    int least, most;
    pp_arithmetic_range(ask->total_milli, ask->min_milli, ask->max_milli, &least, &most);
    int better = number_with_room(ask, least, most);
    struct wider exact = widen(ask, ask->n_patches, ask->n_patches), roomy = with_room(ask, exact);
    say_total(&text, ask);
    say_each(&text, ask, ask->n_patches);
    say_refusal(&text, ask);
    say_range(&text, least, most);
    say_limits(&text, exact);
    pp_str_append_char(&text, '.');
    reasons[0] = (struct pp_reason){.broken = true, .text = keep_text(arena, &text)};
    *ret_n = 1;
    if (!ask->command)
        return reasons[0].text ? 0 : -1;
    reasons[0].fix = fix_size(ask, (struct wider){ask->min_milli, ask->max_milli}, better, arena);
    pp_str_clear(&text);
    pp_str_append(&text, "The other way out: ");
    say_limits(&text, roomy);
    pp_str_append(&text, ", which leaves room for whole blocks.");
    reasons[1] = (struct pp_reason){.text = keep_text(arena, &text),
                                    .fix = fix_size(ask, roomy, ask->n_patches, arena)};
    *ret_n = 2;
    return reasons[0].text && reasons[0].fix && reasons[1].text && reasons[1].fix ? 0 : -1;
}

int pp_arithmetic_explain(const struct pp_arithmetic_ask *ask, struct pp_arena *arena,
                          struct pp_reason ret_reasons[2], int *ret_n_reasons,
                          struct pp_error *reterr) {
    int least, most, n = 0, failed = 0;
    struct pp_reason reasons[2] = {{0}};
    pp_arithmetic_range(ask->total_milli, ask->min_milli, ask->max_milli, &least, &most);
    if (least > most)
        failed = explain_no_number(ask, arena, reasons, &n);
    else if (ask->n_patches > 0 && (ask->n_patches < least || ask->n_patches > most))
        failed = explain_wrong_number(ask, arena, reasons, &n);
    if (failed)
        return pp_fail_nomem(reterr);
    memcpy(ret_reasons, reasons, sizeof reasons);
    *ret_n_reasons = n;
    return 0;
}

int pp_arithmetic_explain_heavy(const char *name, int64_t weight_milli, int64_t min_milli,
                                int64_t max_milli, const char *command, struct pp_arena *arena,
                                struct pp_reason *ret_reason, struct pp_error *reterr) {
    char weight[32], most[32], least[32], opened[32], size[80];
    int64_t new_max = ceil_homes(weight_milli);
    pp_arithmetic_format_homes(weight_milli, weight, sizeof weight);
    pp_arithmetic_format_homes(min_milli, least, sizeof least);
    pp_arithmetic_format_homes(max_milli, most, sizeof most);
    pp_arithmetic_format_homes(new_max, opened, sizeof opened);
    pp_arithmetic_format_limits(min_milli, new_max, size, sizeof size);
    struct pp_reason reason = {.broken = true};
    reason.text =
        pp_arena_printf(arena,
                        "%s alone has %s workload-equivalent homes, and a patch may hold at "
                        "most %s. Nearest ways out: list it in two parts; or limits %s to %s.",
                        name, weight, most, least, opened);
    if (reason.text && command)
        reason.fix = pp_arena_printf(arena, "%s --size %s", command, size);
    if (!reason.text || (command && !reason.fix))
        return pp_fail_nomem(reterr);
    *ret_reason = reason;
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
    double allowed = fmin(100, ceil(percent * 1.1 + 0.1));
    reason.text = pp_arena_printf(arena,
                                  "At least %.4g %% of homes must change patch when %d patch%s "
                                  "become%s %d; %.4g %% cannot be "
                                  "met. Nearest way out: let %.0f %% of homes change patch.",
                                  percent, change->n_current, change->n_current == 1 ? "" : "es",
                                  change->n_current == 1 ? "s" : "", change->n_patches,
                                  change->asked_percent, allowed);
    if (reason.text && change->command)
        reason.fix = pp_arena_printf(arena, "%s --max-change %.0f%%", change->command, allowed);
    if (!reason.text || (change->command && !reason.fix))
        return pp_fail_nomem(reterr);
    *ret_reason = reason;
    *ret_n_reasons = 1;
    return 0;
}
