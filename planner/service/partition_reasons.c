/* What totals say before anything is solved, with the ways out as commands. */
#include "planner/service/partition_parts.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"

enum {
    MOST_TOLD = 5,         /* parts by themselves; the rest is counted */
    MOST_LINKS = 8,        /* in a way out; where more are needed it is no way out */
    MOST_PAIRS = 100000000 /* pairs of places looked at for one link */
};

static bool any_broken(const struct pp_partition_answer *answer) {
    for (int i = 0; i < answer->n_reasons; i++)
        if (answer->reasons[i].broken)
            return true;
    return false;
}

static int64_t total_of(const struct partition_input *input) {
    int64_t total = 0;
    for (int i = 0; i < input->n_units; i++)
        total += input->weight_milli[i];
    return total;
}

/* More patches than there are places to put into them. */
static int too_many_patches(const struct pp_partition_request *request,
                            const struct partition_input *input, struct pp_partition_answer *answer,
                            struct pp_error *reterr) {
    if (request->n_patches <= input->n_units)
        return 0;
    int fits;
    pp_arithmetic_choose_patches(total_of(input), request->min_milli, request->max_milli, &fits);
    fits = fits < input->n_units ? fits : input->n_units;
    const char *text = pp_arena_printf(
        &answer->arena,
        "There %s %d place%s for %d patches, and every patch needs at least one. Nearest way out: "
        "%d patch%s.",
        pp_text_plural(input->n_units, "is", "are"), input->n_units,
        pp_text_plural(input->n_units, "", "s"), request->n_patches, fits,
        pp_text_plural(fits, "", "es"));
    /* the file of shares may name more patches than that */
    const struct pp_partition_way way = {.n_patches = fits};
    return pp_partition_add_way(request, answer, true, text, request->shares_path ? NULL : &way,
                                reterr);
}

static int heaviest_place(const struct partition_input *input) {
    int heaviest = 0;
    for (int i = 1; i < input->n_units; i++)
        if (input->weight_milli[i] > input->weight_milli[heaviest])
            heaviest = i;
    return heaviest;
}

static int64_t largest_limit(const struct pp_partition_request *request,
                             const struct partition_input *input) {
    int64_t most_milli = 0;
    for (int k = 0; k < request->n_patches; k++)
        most_milli = input->max_milli[k] > most_milli ? input->max_milli[k] : most_milli;
    return most_milli;
}

/* The heaviest place, when no patch can hold it. */
static int too_heavy(const struct pp_partition_request *request,
                     const struct partition_input *input, struct pp_partition_answer *answer,
                     struct pp_error *reterr) {
    int heaviest = heaviest_place(input), n_heavy = 0;
    int64_t most_milli = largest_limit(request, input), opened = 0;
    const char *text;
    for (int i = 0; i < input->n_units; i++)
        n_heavy += input->weight_milli[i] > most_milli;
    if (n_heavy == 0)
        return 0;
    int rc = pp_arithmetic_explain_heavy(pp_names_get(&input->ids, heaviest),
                                         input->weight_milli[heaviest], request->min_milli,
                                         most_milli, &answer->arena, &text, &opened, reterr);
    if (rc == 0 && n_heavy > 1)
        text = pp_arena_printf(&answer->arena, "%s %d more place%s too heavy for a patch.", text,
                               n_heavy - 1, n_heavy == 2 ? " is" : "s are");
    /* a patch with a share holds less than the limit says */
    double share = (double)most_milli / (double)request->max_milli;
    const struct pp_partition_way way = {.min_milli = request->min_milli,
                                         .max_milli =
                                             (int64_t)ceil((double)opened / share / 1000) * 1000};
    return rc < 0 ? rc : pp_partition_add_way(request, answer, true, text, &way, reterr);
}

static int compare_down(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

/* Places of which no two fit into one patch, and more of them than patches: with the heaviest first, the
 * (K + 1)th and the Kth together exceed every limit. */
static int too_many_heavy(const struct pp_partition_request *request,
                          const struct partition_input *input, struct pp_partition_answer *answer,
                          struct pp_error *reterr) {
    size_t n = (size_t)input->n_units, k = (size_t)request->n_patches;
    int64_t most_milli = largest_limit(request, input);
    if (n <= k || answer->n_reasons > 0)
        return 0;
    PP_AUTO_FREE int64_t *weight = pp_alloc_array(n, sizeof *weight);
    if (!weight)
        return pp_fail_nomem(reterr);
    memcpy(weight, input->weight_milli, n * sizeof *weight);
    qsort(weight, n, sizeof *weight, compare_down);
    int64_t together = weight[k - 1] + weight[k];
    if (together <= most_milli)
        return 0;
    char most[32], pair[32];
    int64_t opened = (together + 999) / 1000 * 1000;
    pp_arithmetic_format_homes(most_milli, most, sizeof most);
    pp_arithmetic_format_homes(opened, pair, sizeof pair);
    const char *text = pp_arena_printf(
        &answer->arena,
        "Of the %d heaviest places no two fit into one patch of at most %s, and there %s %d "
        "patch%s. Nearest way out: patches of up to %s, so that two can share one.",
        request->n_patches + 1, most, pp_text_plural(request->n_patches, "is", "are"),
        request->n_patches, pp_text_plural(request->n_patches, "", "es"), pair);
    double share = (double)most_milli / (double)request->max_milli;
    const struct pp_partition_way way = {.min_milli = request->min_milli,
                                         .max_milli =
                                             (int64_t)ceil((double)opened / share / 1000) * 1000};
    return pp_partition_add_way(request, answer, true, text, &way, reterr);
}

/* The answer of the totals as reasons, the way out of each with it. */
static int add_explained(const struct pp_partition_request *request,
                         const struct pp_arithmetic_ask *ask, struct pp_partition_answer *answer,
                         struct pp_error *reterr) {
    struct pp_arithmetic_answer told = {0};
    int rc = pp_arithmetic_explain(ask, &answer->arena, &told, reterr);
    for (int i = 0; rc == 0 && told.text && i < told.n_ways; i++) {
        const struct pp_partition_way way = {.min_milli = told.ways[i].min_milli,
                                             .max_milli = told.ways[i].max_milli,
                                             .n_patches = told.ways[i].n_patches};
        rc = pp_partition_add_way(request, answer, i == 0, i == 0 ? told.text : told.ways[i].text,
                                  &way, reterr);
    }
    return rc;
}

/* Too much or too little for patches of different shares. The way out: the even split over the shares. */
static int shares_fail(const struct pp_partition_request *request,
                       const struct partition_input *input, struct pp_partition_answer *answer,
                       struct pp_error *reterr) {
    int64_t least = 0, most = 0, total = total_of(input);
    char total_text[32], least_text[32], most_text[32], size[80];
    for (int k = 0; k < request->n_patches; k++) {
        least += input->min_milli[k];
        most += input->max_milli[k];
    }
    if (total >= least && total <= most)
        return 0;
    double shares = (double)most / (double)request->max_milli;
    int64_t each = (int64_t)((double)total / shares);
    struct pp_partition_way way = {.min_milli = request->min_milli,
                                   .max_milli = request->max_milli};
    if (total > most)
        way.max_milli = each + 1;
    else
        way.min_milli = each;
    pp_arithmetic_give_room(request->min_milli, request->max_milli, total / input->n_units + 1,
                            &way.min_milli, &way.max_milli);
    pp_arithmetic_format_homes(total, total_text, sizeof total_text);
    pp_arithmetic_format_homes(least, least_text, sizeof least_text);
    pp_arithmetic_format_homes(most, most_text, sizeof most_text);
    pp_arithmetic_format_limits(way.min_milli, way.max_milli, size, sizeof size);
    const char *text = pp_arena_printf(
        &answer->arena,
        "There are %s workload-equivalent homes, and the %d patch%s hold%s %s to %s "
        "together. Nearest way out: limits %s for a whole share.",
        total_text, request->n_patches,
        pp_text_plural(request->n_patches, " with its share", "es with their shares"),
        pp_text_plural(request->n_patches, "s", ""), least_text, most_text, size);
    return pp_partition_add_way(request, answer, true, text, &way, reterr);
}

static int wrong_total(const struct pp_partition_request *request,
                       const struct partition_input *input, struct pp_partition_answer *answer,
                       struct pp_error *reterr) {
    if (request->shares_path)
        return shares_fail(request, input, answer, reterr);
    /* With a place too heavy, its way out opens the limits: only what is wrong even then is said. */
    int64_t heaviest_milli = input->weight_milli[heaviest_place(input)];
    bool heavy = heaviest_milli > request->max_milli;
    const struct pp_arithmetic_ask ask = {.total_milli = total_of(input),
                                          .min_milli = request->min_milli,
                                          .max_milli = heavy ? (heaviest_milli + 999) / 1000 * 1000
                                                             : request->max_milli,
                                          .n_patches = request->n_patches,
                                          .room_milli = total_of(input) / input->n_units + 1};
    return add_explained(request, &ask, answer, reterr);
}

static int64_t common_divisor(const struct partition_input *input) {
    int64_t a = 0;
    for (int i = 0; i < input->n_units && a != 1; i++)
        for (int64_t b = input->weight_milli[i]; b != 0;) {
            int64_t rest = a % b;
            a = b;
            b = rest;
        }
    return a > 0 ? a : 1;
}

/* Where every place holds a multiple of g a patch does too, so the limits come down to multiples of g. Do the
 * limits of all patches, come down, still hold the total? */
static bool holds_in_steps(const struct pp_partition_request *request,
                           const struct partition_input *input, int64_t g) {
    int64_t least_sum = 0, most_sum = 0, total = total_of(input);
    for (int p = 0; p < request->n_patches; p++) {
        int64_t least = (input->min_milli[p] + g - 1) / g * g, most = input->max_milli[p] / g * g;
        if (least > most)
            return false;
        least_sum += least;
        most_sum += most;
    }
    return least_sum <= total && total <= most_sum;
}

/* With limits by share: there is no one pair of limits to open, so a home's worth of steps is given to all. */
static int too_coarse_shares(const struct pp_partition_request *request,
                             const struct partition_input *input, int64_t g,
                             struct pp_partition_answer *answer, struct pp_error *reterr) {
    double least_share = 1;
    for (int p = 0; p < request->n_patches; p++)
        least_share = fmin(least_share, (double)input->max_milli[p] / (double)request->max_milli);
    int64_t room = (int64_t)ceil((double)g / least_share / 1000) * 1000;
    const struct pp_partition_way way = {
        .min_milli = request->min_milli > room ? request->min_milli - room : 0,
        .max_milli = request->max_milli + room};
    char step[32], limits[80];
    pp_arithmetic_format_homes(g, step, sizeof step);
    pp_arithmetic_format_limits(way.min_milli, way.max_milli, limits, sizeof limits);
    const char *text = pp_arena_printf(
        &answer->arena,
        "Every place holds a multiple of %s, and no such numbers inside the limits of all patches "
        "come to the total. Nearest way out: limits %s for a whole share.",
        step, limits);
    return pp_partition_add_way(request, answer, true, text, &way, reterr);
}

/* Limits between which the places come in too large steps. */
static int too_coarse(const struct pp_partition_request *request,
                      const struct partition_input *input, struct pp_partition_answer *answer,
                      struct pp_error *reterr) {
    int64_t g = common_divisor(input), total = total_of(input), k = request->n_patches;
    int64_t least = (request->min_milli + g - 1) / g * g, most = request->max_milli / g * g;
    if (answer->n_reasons > 0 || holds_in_steps(request, input, g))
        return 0;
    if (request->shares_path)
        return too_coarse_shares(request, input, g, answer, reterr);
    /* as even as multiples of g allow */
    struct pp_partition_way way = {.min_milli = total / g / k * g,
                                   .max_milli = (total / g + k - 1) / k * g};
    way.min_milli = way.min_milli < request->min_milli ? way.min_milli : request->min_milli;
    way.max_milli = way.max_milli > request->max_milli ? way.max_milli : request->max_milli;
    pp_arithmetic_give_room(request->min_milli, request->max_milli, g, &way.min_milli,
                            &way.max_milli);
    char step[32], limits[80], inside[80];
    pp_arithmetic_format_homes(g, step, sizeof step);
    pp_arithmetic_format_limits(way.min_milli, way.max_milli, limits, sizeof limits);
    pp_arithmetic_format_limits(least <= most ? least : request->min_milli,
                                least <= most ? most : request->max_milli, inside, sizeof inside);
    const char *text =
        least > most
            ? pp_arena_printf(&answer->arena,
                              "Every place holds a multiple of %s, and no multiple of %s lies "
                              "within %s. Nearest way out: limits %s.",
                              step, step, inside, limits)
            : pp_arena_printf(&answer->arena,
                              "Every place holds a multiple of %s, so a patch inside the size "
                              "limits holds %s, and %d such patches do not come to the total. "
                              "Nearest way out: limits %s.",
                              step, inside, request->n_patches, limits);
    return pp_partition_add_way(request, answer, true, text, &way, reterr);
}

/* --- parts that no neighbour joins --------------------------------------------------------------- */

struct parts {
    int n;
    int *of_unit, *n_units, *example;
    int64_t *total_milli;
};

static void parts_done(struct parts *parts) {
    pp_free(parts->of_unit);
    pp_free(parts->n_units);
    pp_free(parts->example);
    pp_free(parts->total_milli);
}

static int find_parts(const struct partition_input *input, struct parts *parts,
                      struct pp_error *reterr) {
    parts->of_unit = pp_alloc_array((size_t)input->n_units, sizeof(int));
    if (!parts->of_unit)
        return pp_fail_nomem(reterr);
    parts->n = pp_arithmetic_components(&input->problem, parts->of_unit, reterr);
    if (parts->n < 0)
        return parts->n;
    size_t n = (size_t)parts->n;
    parts->n_units = pp_alloc_array(n, sizeof(int));
    parts->example = pp_alloc_array(n, sizeof(int));
    parts->total_milli = pp_alloc_array(n, sizeof(int64_t));
    if (!parts->n_units || !parts->example || !parts->total_milli)
        return pp_fail_nomem(reterr);
    for (int i = input->n_units - 1; i >= 0; i--) {
        int part = parts->of_unit[i];
        parts->n_units[part]++;
        parts->example[part] = i;
        parts->total_milli[part] += input->weight_milli[i];
    }
    return 0;
}

/* The shortest link from a part to any other, ties to the first; false when the time was over before all pairs
 * were looked at. O(units of the part x units). */
static bool shortest_link(const struct partition_input *input, const struct parts *parts, int part,
                          const struct pp_cancel *cancel, int *ret_u, int *ret_v) {
    double best = INFINITY;
    for (int u = 0; u < input->n_units; u++) {
        if (parts->of_unit[u] == part && pp_must_stop(cancel))
            return false;
        for (int v = 0; parts->of_unit[u] == part && v < input->n_units; v++) {
            if (parts->of_unit[v] == part)
                continue;
            double dx = input->x[u] - input->x[v], dy = input->y[u] - input->y[v];
            if (dx * dx + dy * dy < best) {
                best = dx * dx + dy * dy;
                *ret_u = u;
                *ret_v = v;
            }
        }
    }
    return true;
}

/* Part `from` becomes one with part `to`; the last part takes its number. */
static void merge_parts(const struct partition_input *input, struct parts *parts, int from,
                        int to) {
    int last = parts->n - 1;
    parts->total_milli[to] += parts->total_milli[from];
    parts->n_units[to] += parts->n_units[from];
    parts->total_milli[from] = parts->total_milli[last];
    parts->n_units[from] = parts->n_units[last];
    for (int i = 0; i < input->n_units; i++) {
        int *part = &parts->of_unit[i];
        *part = *part == from ? to : *part;
        *part = *part == last ? from : *part;
    }
    parts->n--;
}

static int lightest_part(const struct parts *parts) {
    int lightest = 0;
    for (int i = 1; i < parts->n; i++)
        if (parts->total_milli[i] < parts->total_milli[lightest])
            lightest = i;
    return lightest;
}

static int find_links(const struct pp_partition_request *request,
                      const struct partition_input *input, struct parts *parts,
                      struct pp_arena *arena, const char **links, int *ret_n) {
    int n = 0, worst, u = 0, v = 0;
    bool together;
    while (
        !(together = pp_arithmetic_spread(parts->total_milli, parts->n, request->min_milli,
                                          request->max_milli, request->n_patches, NULL, &worst)) &&
        n < MOST_LINKS && parts->n > 1) {
        int part = worst >= 0 ? worst : lightest_part(parts);
        if ((int64_t)parts->n_units[part] * input->n_units > MOST_PAIRS)
            part = lightest_part(parts);
        if (!shortest_link(input, parts, part, request->cancel, &u, &v))
            break;
        links[n] = pp_arena_printf(arena, "%s,%s", pp_names_get(&input->ids, u),
                                   pp_names_get(&input->ids, v));
        if (!links[n++])
            return PP_E_NOMEM;
        merge_parts(input, parts, parts->of_unit[u], parts->of_unit[v]);
    }
    *ret_n = together ? n : 0;
    return 0;
}

/* The ways out of parts that are cut off: links where a few do, else patches in pieces. */
static int offer_links(const struct pp_partition_request *request,
                       const struct partition_input *input, struct parts *parts,
                       struct pp_partition_answer *answer, struct pp_error *reterr) {
    const char *links[MOST_LINKS], *text;
    int n_links = 0, rc = 0;
    if (find_links(request, input, parts, &answer->arena, links, &n_links))
        return pp_fail_nomem(reterr);
    if (n_links > 0) {
        const struct pp_partition_way way = {.links = links, .n_links = n_links};
        PP_AUTO_STR struct pp_str pairs = {0};
        for (int i = 0; i < n_links; i++)
            pp_str_appendf(&pairs, "%s%s", i ? " and " : "", links[i]);
        text = pp_arena_printf(&answer->arena,
                               "Nearest way out: let %s count as neighbours (%s in the file of "
                               "neighbours).",
                               pp_str_text(&pairs), n_links > 1 ? "rows" : "a row");
        rc = pp_partition_add_way(request, answer, false, pairs.failed ? NULL : text, &way, reterr);
    }
    const struct pp_partition_way way = {.anywhere = true};
    return rc ? rc
              : pp_partition_add_way(request, answer, false,
                                     n_links > 0
                                         ? "The other way out: patches need not be in one piece."
                                         : "Nearest way out: patches need not be in one piece.",
                                     &way, reterr);
}

/* Each part that cannot hold whole patches, the first few by themselves. */
static int explain_parts(const struct pp_partition_request *request,
                         const struct partition_input *input, const struct parts *parts,
                         struct pp_partition_answer *answer, struct pp_error *reterr) {
    int n_told = 0, rc = 0;
    for (int i = 0; i < parts->n && rc == 0; i++) {
        int least, most;
        pp_arithmetic_range(parts->total_milli[i], request->min_milli, request->max_milli, &least,
                            &most);
        if (least <= most || n_told++ >= MOST_TOLD)
            continue;
        char total[32], min[32], max[32];
        pp_arithmetic_format_homes(parts->total_milli[i], total, sizeof total);
        pp_arithmetic_format_homes(request->min_milli, min, sizeof min);
        pp_arithmetic_format_homes(request->max_milli, max, sizeof max);
        const char *text = pp_arena_printf(
            &answer->arena,
            "The part of %d place%s around %s, cut off from the rest, has %s workload-equivalent "
            "homes: no whole number of patches of %s to %s can be made of it.",
            parts->n_units[i], pp_text_plural(parts->n_units[i], "", "s"),
            pp_names_get(&input->ids, parts->example[i]), total, min, max);
        rc = pp_partition_add_way(request, answer, true, text, NULL, reterr);
    }
    if (rc || n_told <= MOST_TOLD)
        return rc;
    const char *more =
        pp_arena_printf(&answer->arena, "%d more parts are like them.", n_told - MOST_TOLD);
    return pp_partition_add_way(request, answer, true, more, NULL, reterr);
}

/* Each part could hold whole patches, but not this many together. */
static int explain_sum(const struct pp_partition_request *request, const struct parts *parts,
                       struct pp_partition_answer *answer, struct pp_error *reterr) {
    int64_t least_sum = 0, most_sum = 0;
    for (int i = 0; i < parts->n; i++) {
        int least, most;
        pp_arithmetic_range(parts->total_milli[i], request->min_milli, request->max_milli, &least,
                            &most);
        least_sum += least;
        most_sum += most;
    }
    int64_t nearest = request->n_patches < least_sum ? least_sum : most_sum;
    const char *text =
        pp_arena_printf(&answer->arena,
                        "The %d parts that no neighbours join can hold %lld to %lld patches "
                        "inside the size limits, not %d. Nearest way out: %lld patches.",
                        parts->n, (long long)least_sum, (long long)most_sum, request->n_patches,
                        (long long)nearest);
    const struct pp_partition_way way = {.n_patches = nearest <= INT_MAX ? (int)nearest : 0};
    return pp_partition_add_way(request, answer, true, text, way.n_patches ? &way : NULL, reterr);
}

static int parts_fail(const struct pp_partition_request *request,
                      const struct partition_input *input, struct pp_partition_answer *answer,
                      struct pp_error *reterr) {
    PP_AUTO(parts_done) struct parts parts = {0};
    int worst, rc = find_parts(input, &parts, reterr);
    if (rc < 0 || parts.n < 2 || request->shares_path || any_broken(answer))
        return rc < 0 ? rc : 0;
    if (pp_arithmetic_spread(parts.total_milli, parts.n, request->min_milli, request->max_milli,
                             request->n_patches, NULL, &worst))
        return 0;
    rc = worst >= 0 ? explain_parts(request, input, &parts, answer, reterr)
                    : explain_sum(request, &parts, answer, reterr);
    return rc ? rc : offer_links(request, input, &parts, answer, reterr);
}

int pp_partition_reasons(const struct pp_partition_request *request,
                         const struct partition_input *input, struct pp_partition_answer *answer,
                         struct pp_error *reterr) {
    int rc = too_many_patches(request, input, answer, reterr);
    if (rc < 0 || answer->n_reasons > 0) /* every other reason would speak of that number again */
        return rc;
    rc = too_heavy(request, input, answer, reterr);
    if (rc == 0)
        rc = wrong_total(request, input, answer, reterr);
    if (rc == 0)
        rc = too_coarse(request, input, answer, reterr);
    if (rc == 0)
        rc = too_many_heavy(request, input, answer, reterr);
    if (rc == 0)
        rc = parts_fail(request, input, answer, reterr);
    if (rc == 0)
        rc = pp_partition_cut_reason(request, input, answer, reterr);
    return rc;
}
