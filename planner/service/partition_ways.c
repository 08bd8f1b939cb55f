/* Ways out of `partition` as commands, and what is said of a division that is not inside its limits. */
#include <math.h>
#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"

#include "planner/service/outside_order.h"
#include "planner/service/partition_parts.h"

enum { MOST_NAMED = 8 };

/* A copy of the reasons with one more; the arena keeps the old array until the end, there are few. */
static int add_reason(struct pp_partition_answer *answer, struct pp_reason reason,
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

static const char *way_command(const struct pp_partition_request *request,
                               const struct pp_partition_way *way, struct pp_arena *arena) {
    PP_AUTO_STR struct pp_str text = {0};
    bool anywhere = request->anywhere || way->anywhere;
    int64_t max_milli = way->max_milli > 0 ? way->max_milli : request->max_milli;
    int64_t min_milli = way->max_milli > 0 ? way->min_milli : request->min_milli;
    char size[80];
    if (!request->command)
        return NULL;
    pp_arithmetic_format_limits(min_milli, max_milli, size, sizeof size);
    pp_str_append(&text, request->command);
    if (anywhere)
        pp_str_append(&text, " --anywhere");
    if (!anywhere && request->edges_path) {
        pp_str_append(&text, " --edges ");
        pp_str_append_word(&text, request->edges_path);
    }
    for (int i = 0; i < request->n_links + way->n_links && !anywhere; i++) {
        pp_str_append(&text, " --link ");
        pp_str_append_word(&text, i < request->n_links ? request->links[i]
                                                       : way->links[i - request->n_links]);
    }
    pp_str_appendf(&text, " --size %s --patches %d", size,
                   way->n_patches > 0 ? way->n_patches : request->n_patches);
    double time_limit_s = way->time_limit_s > 0 ? way->time_limit_s : request->time_limit_told_s;
    if (time_limit_s > 0)
        pp_str_appendf(&text, " --time-limit %g", time_limit_s);
    return text.failed ? NULL : pp_arena_strdup(arena, pp_str_text(&text));
}

int pp_partition_add_way(const struct pp_partition_request *request,
                         struct pp_partition_answer *answer, bool broken, const char *text,
                         const struct pp_partition_way *way, struct pp_error *reterr) {
    struct pp_reason reason = {.broken = broken, .text = text};
    if (way && request->command && text) {
        reason.fix = way_command(request, way, &answer->arena);
        if (!reason.fix)
            return pp_fail_nomem(reterr);
    }
    return add_reason(answer, reason, reterr);
}

/* ---- what ended outside its limits ---- */

/* Weights of the patches, and how many places in each; in the arena of the answer. */
struct left {
    const struct partition_input *input;
    const struct pp_division *division;
    int64_t *weight_milli;
    int *patch; /* those outside, farthest out first */
    int n;
};

static void left_done(struct left *left) {
    pp_free(left->weight_milli);
    pp_free(left->patch);
}

static int64_t off_by(const void *context, int p) {
    const struct left *left = context;
    return pp_outside_by(left->weight_milli[p], left->input->min_milli[p],
                         left->input->max_milli[p]);
}

static int gather(struct left *left, struct pp_error *reterr) {
    size_t k = (size_t)left->division->n_patches;
    left->weight_milli = pp_alloc_array(k + 1, sizeof *left->weight_milli);
    left->patch = pp_alloc_array(k + 1, sizeof *left->patch);
    if (!left->weight_milli || !left->patch)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < left->input->n_units; i++)
        left->weight_milli[left->division->patch_of_unit[i]] += left->input->weight_milli[i];
    for (int p = 0; p < left->division->n_patches; p++)
        if (off_by(left, p) != 0)
            left->patch[left->n++] = p;
    pp_outside_sort(left->patch, left->n, off_by, left);
    return 0;
}

/* "3 of 79 patches are over or under the size limits: 12, around a1024, is 4.5 over; ..." */
static void name_left(const struct left *left, struct pp_str *text) {
    for (int i = 0; i < left->n && i < MOST_NAMED; i++) {
        int p = left->patch[i];
        char off[32];
        int hub = left->division->hub_of_patch[p];
        pp_arithmetic_format_homes(llabs(off_by(left, p)), off, sizeof off);
        pp_str_appendf(text, "%s %s, around %s, is %s %s", i == 0 ? ":" : ";",
                       left->input->patch_names[p],
                       hub >= 0 ? pp_names_get(&left->input->ids, hub) : "no place", off,
                       off_by(left, p) > 0 ? "over" : "under");
    }
    if (left->n > MOST_NAMED)
        pp_str_appendf(text, "; and %d more", left->n - MOST_NAMED);
}

/* Limits that the division as it stands keeps; not with shares, which scale them. After a search that was
 * cut short, only limits near those asked for. */
static int offer_limits(const struct pp_partition_request *request, const struct left *left,
                        bool first, struct pp_partition_answer *answer, struct pp_error *reterr) {
    struct pp_partition_way way = {.min_milli = request->min_milli,
                                   .max_milli = request->max_milli};
    char limits[80];
    if (request->shares_path || left->n == 0)
        return 0;
    for (int p = 0; p < left->division->n_patches; p++) {
        int64_t weight = left->weight_milli[p];
        way.min_milli = weight < way.min_milli ? weight / 1000 * 1000 : way.min_milli;
        way.max_milli = weight > way.max_milli ? (weight + 999) / 1000 * 1000 : way.max_milli;
    }
    if (answer->outcome == PP_OUTCOME_TIME_LIMIT &&
        !pp_arithmetic_is_near(request->min_milli, request->max_milli, way.min_milli,
                               way.max_milli))
        return 0;
    pp_arithmetic_format_limits(way.min_milli, way.max_milli, limits, sizeof limits);
    return pp_partition_add_way(request, answer, false,
                                pp_arena_printf(&answer->arena,
                                                "%s way out: limits %s, which this plan keeps.",
                                                first ? "Nearest" : "The other", limits),
                                &way, reterr);
}

int pp_partition_say_what_is_left(const struct pp_partition_request *request,
                                  const struct partition_input *input,
                                  const struct pp_division *division, bool forbidden,
                                  struct pp_partition_answer *answer, struct pp_error *reterr) {
    PP_AUTO(left_done) struct left left = {.input = input, .division = division};
    PP_AUTO_STR struct pp_str text = {0};
    bool proven = answer->outcome == PP_OUTCOME_INFEASIBLE && !forbidden;
    bool by_time = answer->outcome == PP_OUTCOME_TIME_LIMIT && request->max_steps == 0;
    if (answer->outcome != PP_OUTCOME_TIME_LIMIT && answer->outcome != PP_OUTCOME_INFEASIBLE)
        return 0;
    if (answer->n_out_of_limits == 0 && answer->n_disconnected == 0)
        return 0;
    int rc = gather(&left, reterr);
    if (rc)
        return rc;
    pp_str_appendf(&text,
                   "In the nearest plan found, %d of %d patches %s over or under the size limits",
                   answer->n_out_of_limits, answer->n_patches,
                   pp_text_plural(answer->n_out_of_limits, "is", "are"));
    if (answer->n_disconnected > 0)
        pp_str_appendf(&text, ", and %d in pieces", answer->n_disconnected);
    name_left(&left, &text);
    pp_str_append(&text, proven ? ". It is proven that no plan keeps these rules."
                         : forbidden
                             ? ". That follows from what cannot be done."
                             : ". Nothing that is known forbids better; more time may find it.");
    const struct pp_partition_way more = {.time_limit_s =
                                              fmax(120, ceil(4 * request->time_limit_s))};
    const char *kept = text.failed ? NULL : pp_arena_strdup(&answer->arena, pp_str_text(&text));
    rc = pp_partition_add_way(request, answer, forbidden || proven, kept, by_time ? &more : NULL,
                              reterr);
    return rc || forbidden ? rc : offer_limits(request, &left, !by_time, answer, reterr);
}
