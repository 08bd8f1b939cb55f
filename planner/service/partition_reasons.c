/* What totals say before anything is solved, with the ways out as commands. */
#include "planner/service/partition_parts.h"

#include <limits.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/district/arithmetic.h"

/* A copy of the reasons with one more; the arena keeps the old array until the end, there are few. */
int pp_partition_add_reason(struct pp_partition_answer *answer, struct pp_reason reason,
                            struct pp_error *reterr) {
    size_t n = (size_t)answer->n_reasons;
    struct pp_reason *reasons = pp_arena_alloc(&answer->arena, (n + 1) * sizeof *reasons);
    if (!reasons || !reason.text)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        reasons[i] = answer->reasons[i];
    reasons[n] = reason;
    answer->reasons = reasons;
    answer->n_reasons++;
    return 0;
}

/* This run without its size limits and number of patches; the rest of the command as it was. */
static const char *base_command(const struct pp_partition_request *request, bool anywhere,
                                struct pp_arena *arena) {
    if (!request->command)
        return NULL;
    if (anywhere)
        return pp_arena_printf(arena, "%s --anywhere", request->command);
    if (!request->edges_path)
        return request->command;
    PP_AUTO_STR struct pp_str edges = {0};
    pp_str_append_word(&edges, request->edges_path);
    return edges.failed
               ? NULL
               : pp_arena_printf(arena, "%s --edges %s", request->command, pp_str_text(&edges));
}

static const char *whole_command(const struct pp_partition_request *request, bool anywhere,
                                 int n_patches, struct pp_arena *arena) {
    char size[80];
    const char *base = base_command(request, anywhere, arena);
    pp_arithmetic_format_limits(request->min_milli, request->max_milli, size, sizeof size);
    return base ? pp_arena_printf(arena, "%s --size %s --patches %d", base, size, n_patches) : NULL;
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
    struct pp_reason reason = {.broken = true};
    reason.text =
        pp_arena_printf(&answer->arena,
                        "There are %d places for %d patches, and every patch needs at least "
                        "one. Nearest way out: %d patches.",
                        input->n_units, request->n_patches, input->n_units);
    if (!request->shares_path) /* which may name more patches than that */
        reason.fix = whole_command(request, request->anywhere, input->n_units, &answer->arena);
    return pp_partition_add_reason(answer, reason, reterr);
}

static int heaviest_place(const struct partition_input *input) {
    int heaviest = 0;
    for (int i = 1; i < input->n_units; i++)
        if (input->weight_milli[i] > input->weight_milli[heaviest])
            heaviest = i;
    return heaviest;
}

/* The heaviest place, when no patch can hold it. */
static int too_heavy(const struct pp_partition_request *request,
                     const struct partition_input *input, struct pp_partition_answer *answer,
                     struct pp_error *reterr) {
    int heaviest = heaviest_place(input);
    int64_t most_milli = 0;
    for (int k = 0; k < request->n_patches; k++)
        most_milli = input->max_milli[k] > most_milli ? input->max_milli[k] : most_milli;
    if (input->weight_milli[heaviest] <= most_milli)
        return 0;
    struct pp_arena *arena = &answer->arena;
    const char *base = base_command(request, request->anywhere, arena);
    const char *command =
        base ? pp_arena_printf(arena, "%s --patches %d", base, request->n_patches) : NULL;
    struct pp_reason reason;
    int rc = pp_arithmetic_explain_heavy(pp_names_get(&input->ids, heaviest),
                                         input->weight_milli[heaviest], request->min_milli,
                                         most_milli, command, arena, &reason, reterr);
    return rc < 0 ? rc : pp_partition_add_reason(answer, reason, reterr);
}

static int add_explained(const struct pp_arithmetic_ask *ask, struct pp_partition_answer *answer,
                         struct pp_error *reterr) {
    struct pp_reason reasons[2];
    int n = 0, rc = pp_arithmetic_explain(ask, &answer->arena, reasons, &n, reterr);
    for (int i = 0; rc == 0 && i < n; i++)
        rc = pp_partition_add_reason(answer, reasons[i], reterr);
    return rc;
}

/* Too much or too little for patches of different shares. */
static int shares_fail(const struct pp_partition_request *request,
                       const struct partition_input *input, struct pp_partition_answer *answer,
                       struct pp_error *reterr) {
    int64_t least = 0, most = 0, total = total_of(input);
    char total_text[32], least_text[32], most_text[32];
    for (int k = 0; k < request->n_patches; k++) {
        least += input->min_milli[k];
        most += input->max_milli[k];
    }
    if (total >= least && total <= most)
        return 0;
    pp_arithmetic_format_homes(total, total_text, sizeof total_text);
    pp_arithmetic_format_homes(least, least_text, sizeof least_text);
    pp_arithmetic_format_homes(most, most_text, sizeof most_text);
    struct pp_reason reason = {.broken = true};
    reason.text = pp_arena_printf(&answer->arena,
                                  "There are %s workload-equivalent homes, and the %d patches with "
                                  "their shares hold %s to %s together.",
                                  total_text, request->n_patches, least_text, most_text);
    return pp_partition_add_reason(answer, reason, reterr);
}

static int wrong_total(const struct pp_partition_request *request,
                       const struct partition_input *input, struct pp_partition_answer *answer,
                       struct pp_error *reterr) {
    if (request->shares_path)
        return shares_fail(request, input, answer, reterr);
    /* With a place too heavy, its way out opens the limits: only what is wrong even then is said. */
    int64_t heaviest_milli = input->weight_milli[heaviest_place(input)];
    bool heavy = heaviest_milli > request->max_milli;
    const struct pp_arithmetic_ask ask = {
        .total_milli = total_of(input),
        .min_milli = request->min_milli,
        .max_milli = heavy ? (heaviest_milli + 999) / 1000 * 1000 : request->max_milli,
        .n_patches = request->n_patches,
        .room_milli = total_of(input) / input->n_units + 1,
        .command = base_command(request, request->anywhere, &answer->arena)};
    return add_explained(&ask, answer, reterr);
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

/* One part cannot hold whole patches. Its way out here is to drop the rule that cuts it off. */
static int explain_part(const struct pp_partition_request *request,
                        const struct partition_input *input, const struct parts *parts, int part,
                        struct pp_partition_answer *answer, struct pp_error *reterr) {
    struct pp_arithmetic_ask ask = {.inside = "this part",
                                    .total_milli = parts->total_milli[part],
                                    .min_milli = request->min_milli,
                                    .max_milli = request->max_milli};
    ask.place =
        pp_arena_printf(&answer->arena, "The part of %d place%s around %s, cut off from the rest,",
                        parts->n_units[part], parts->n_units[part] == 1 ? "" : "s",
                        pp_names_get(&input->ids, parts->example[part]));
    if (!ask.place)
        return pp_fail_nomem(reterr);
    int rc = add_explained(&ask, answer, reterr);
    if (rc == 0 && answer->n_reasons > 0)
        answer->reasons[answer->n_reasons - 1].fix =
            whole_command(request, true, request->n_patches, &answer->arena);
    return rc;
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
    struct pp_reason reason = {.broken = true};
    reason.text =
        pp_arena_printf(&answer->arena,
                        "The %d parts that no neighbours join can hold %lld to %lld patches "
                        "inside the size limits, not %d. Nearest way out: %lld patches.",
                        parts->n, (long long)least_sum, (long long)most_sum, request->n_patches,
                        (long long)nearest);
    if (nearest <= INT_MAX)
        reason.fix = whole_command(request, request->anywhere, (int)nearest, &answer->arena);
    return pp_partition_add_reason(answer, reason, reterr);
}

static int parts_fail(const struct pp_partition_request *request,
                      const struct partition_input *input, struct pp_partition_answer *answer,
                      struct pp_error *reterr) {
    PP_AUTO(parts_done) struct parts parts = {0};
    int worst, rc = find_parts(input, &parts, reterr);
    if (rc < 0 || parts.n < 2 || request->shares_path)
        return rc;
    if (pp_arithmetic_spread(parts.total_milli, parts.n, request->min_milli, request->max_milli,
                             request->n_patches, NULL, &worst))
        return 0;
    return worst >= 0 ? explain_part(request, input, &parts, worst, answer, reterr)
                      : explain_sum(request, &parts, answer, reterr);
}

int pp_partition_reasons(const struct pp_partition_request *request,
                         const struct partition_input *input, struct pp_partition_answer *answer,
                         struct pp_error *reterr) {
    int rc = too_many_patches(request, input, answer, reterr);
    if (rc == 0)
        rc = too_heavy(request, input, answer, reterr);
    if (rc == 0)
        rc = wrong_total(request, input, answer, reterr);
    if (rc == 0)
        rc = parts_fail(request, input, answer, reterr);
    return rc;
}
