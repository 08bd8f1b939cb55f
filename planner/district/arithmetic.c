/* How many patches, and whether totals allow them.
 *
 * A place of weight W takes K patches inside [m, M] only if K m <= W <= K M, so
 *
 *     ceil(W / M) <= K <= floor(W / m).
 *
 * Whole units, connection and shape can only make it harder: a "no" here is a proof, a "yes" is
 * not. Among the numbers allowed K is the one nearest to W / ((m + M) / 2). All in 64-bit integers:
 * the one product that could be large, K (m + M), is avoided by dividing first.
 */
#include "patchplan/district/arithmetic.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"

static int clamp_to_int(int64_t value) { return value > INT_MAX ? INT_MAX : (int)value; }

void pp_arithmetic_range(int64_t total_milli, int64_t min_milli, int64_t max_milli, int *ret_least,
                         int *ret_most) {
    int64_t least = total_milli / max_milli + (total_milli % max_milli != 0);
    *ret_least = clamp_to_int(least > 1 ? least : 1);
    *ret_most = min_milli > 0 ? clamp_to_int(total_milli / min_milli) : INT_MAX;
}

/* The whole number nearest to total / ((min + max) / 2), ties to the smaller, at least 1. */
static int nearest_to_midpoint(int64_t total_milli, int64_t min_milli, int64_t max_milli) {
    int64_t twice_mid = min_milli + max_milli;
    int64_t below = 2 * total_milli / twice_mid;
    int64_t rest = 2 * total_milli % twice_mid;
    int64_t nearest = rest > twice_mid - rest ? below + 1 : below;
    return clamp_to_int(nearest > 1 ? nearest : 1);
}

bool pp_arithmetic_choose_patches(int64_t total_milli, int64_t min_milli, int64_t max_milli,
                                  int *ret_n_patches) {
    int least, most;
    int nearest = nearest_to_midpoint(total_milli, min_milli, max_milli);
    pp_arithmetic_range(total_milli, min_milli, max_milli, &least, &most);
    bool fits = least <= most;
    if (fits && nearest < least)
        nearest = least;
    if (fits && nearest > most)
        nearest = most;
    *ret_n_patches = nearest;
    return fits;
}

bool pp_arithmetic_fits(int64_t total_milli, int64_t min_milli, int64_t max_milli, int n_patches) {
    int least, most;
    pp_arithmetic_range(total_milli, min_milli, max_milli, &least, &most);
    return least <= n_patches && n_patches <= most;
}

/* Move the numbers towards the wanted sum, each inside its own range, most room first come. */
static void settle_sum(const int64_t *total_milli, int n, const int64_t limits_milli[2],
                       int64_t missing, int *n_patches) {
    for (int i = 0; i < n && missing != 0; i++) {
        int least, most;
        pp_arithmetic_range(total_milli[i], limits_milli[0], limits_milli[1], &least, &most);
        int64_t room = missing > 0 ? (int64_t)most - n_patches[i] : (int64_t)least - n_patches[i];
        int64_t step =
            missing > 0 ? (missing < room ? missing : room) : (missing > room ? missing : room);
        n_patches[i] += (int)step;
        missing -= step;
    }
}

bool pp_arithmetic_spread(const int64_t *total_milli, int n, int64_t min_milli, int64_t max_milli,
                          int n_patches, int *ret_n_patches, int *ret_worst) {
    int64_t least_sum = 0, most_sum = 0, chosen_sum = 0;
    *ret_worst = -1;
    for (int i = 0; i < n; i++) {
        int least, most, chosen;
        pp_arithmetic_range(total_milli[i], min_milli, max_milli, &least, &most);
        if (!pp_arithmetic_choose_patches(total_milli[i], min_milli, max_milli, &chosen)) {
            *ret_worst = i;
            return false;
        }
        least_sum += least;
        most_sum += most;
        chosen_sum += chosen;
        if (ret_n_patches)
            ret_n_patches[i] = chosen;
    }
    if (n_patches < least_sum || n_patches > most_sum)
        return false;
    if (ret_n_patches)
        settle_sum(total_milli, n, (const int64_t[2]){min_milli, max_milli}, n_patches - chosen_sum,
                   ret_n_patches);
    return true;
}

static void flood_component(const struct pp_problem *problem, int seed, int *component,
                            int *stack) {
    int n_stack = 0;
    stack[n_stack++] = seed;
    while (n_stack > 0) {
        int u = stack[--n_stack];
        for (int e = problem->first[u]; e < problem->first[u + 1]; e++) {
            int v = problem->neighbour[e];
            if (component[v] >= 0)
                continue;
            component[v] = component[seed];
            stack[n_stack++] = v;
        }
    }
}

int pp_arithmetic_components(const struct pp_problem *problem, int *ret_component,
                             struct pp_error *reterr) {
    int n = problem->n_units, n_components = 0;
    if (!problem->connected) {
        memset(ret_component, 0, (size_t)n * sizeof *ret_component);
        return n > 0;
    }
    PP_AUTO_FREE int *stack = pp_alloc_array((size_t)n + 1, sizeof *stack);
    if (!stack)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < n; u++)
        ret_component[u] = -1;
    for (int u = 0; u < n; u++) {
        if (ret_component[u] >= 0)
            continue;
        ret_component[u] = n_components++;
        flood_component(problem, u, ret_component, stack);
    }
    return n_components;
}

/* --- words -------------------------------------------------------------------------------------
 */

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
