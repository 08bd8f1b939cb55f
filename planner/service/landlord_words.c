/* What a run over landlords came to: summed up, in words, as a document. */
#include "planner/service/landlords.h"

#include <math.h>
#include <stdlib.h>

#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "planner/service/verdict.h"

/* ---- sums ---- */

static int by_id(const void *a, const void *b) {
    const struct pp_plan_landlord *x = a, *y = b;
    return (x->landlord_id > y->landlord_id) - (x->landlord_id < y->landlord_id);
}

/* By landlord_id, so that the same landlords give the same sums to the last bit whatever order they were done in. */
void pp_landlords_sum(struct pp_landlords_result *result) {
    struct pp_plan *totals = &result->totals;
    bool all_optimal = true;
    enum pp_outcome outcome = PP_OUTCOME_FEASIBLE;
    totals->cost = totals->distance_cost = totals->keep_cost = totals->ward_cost = 0;
    totals->bound = 0;
    totals->n_homes = totals->weight_milli = totals->n_homes_changing = 0;
    totals->n_units = totals->n_patches = 0;
    if (result->n_landlords)
        qsort(result->landlords, (size_t)result->n_landlords, sizeof *result->landlords, by_id);
    for (int i = 0; i < result->n_landlords; i++) {
        const struct pp_plan_landlord *share = &result->landlords[i];
        totals->cost += share->cost;
        totals->distance_cost += share->distance_cost;
        totals->keep_cost += share->keep_cost;
        totals->ward_cost += share->ward_cost;
        totals->bound += share->bound;
        totals->n_homes += share->n_homes;
        totals->weight_milli += share->weight_milli;
        totals->n_homes_changing += share->n_homes_changing;
        totals->n_units += share->n_units;
        totals->n_patches += share->n_patches;
        all_optimal = all_optimal && share->outcome == PP_OUTCOME_OPTIMAL;
        if (share->outcome == PP_OUTCOME_INFEASIBLE)
            outcome = PP_OUTCOME_INFEASIBLE;
        else if (share->outcome == PP_OUTCOME_TIME_LIMIT && outcome == PP_OUTCOME_FEASIBLE)
            outcome = PP_OUTCOME_TIME_LIMIT;
    }
    totals->gap = totals->bound > 0 ? totals->cost / totals->bound - 1 : NAN;
    totals->outcome = all_optimal ? PP_OUTCOME_OPTIMAL : outcome;
}

/* What the lines below count. */
struct counts {
    int n_in_limits, n_proven, n_outside, n_limits_give, n_outside_else, n_patches_else;
    int n_nowhere; /* landlords without a patch */
    int64_t n_without_position, n_homes_give;
    double proven_cost, proven_bound;
};

static struct counts count(const struct pp_landlords_result *result) {
    struct counts c = {0};
    for (int i = 0; i < result->n_landlords; i++) {
        const struct pp_plan_landlord *share = &result->landlords[i];
        int n_out = share->n_patches - share->n_in_limits;
        c.n_in_limits += share->n_in_limits;
        c.n_without_position += share->n_without_position;
        c.n_nowhere += share->n_patches == 0;
        if (share->bound > 0 || share->cost == 0) {
            c.n_proven++;
            c.proven_cost += share->cost;
            c.proven_bound += share->bound;
        }
        if (share->limits_give) {
            c.n_limits_give++;
            c.n_homes_give += share->n_homes;
            c.n_outside += n_out;
        } else if (n_out > 0) {
            c.n_outside_else++;
            c.n_patches_else += n_out;
        }
    }
    return c;
}

/* ---- words ---- */

static void say_count(struct pp_str *text, const char *before, int64_t value, const char *after) {
    char count[32];
    pp_text_format_count(value, count, sizeof count);
    pp_str_appendf(text, "%s%s%s", before, count, after);
}

static void say_limits(const struct pp_landlords_result *result, struct pp_str *text) {
    char least[32], most[32];
    pp_arithmetic_format_homes(result->totals.rules.min_milli, least, sizeof least);
    pp_arithmetic_format_homes(result->totals.rules.max_milli, most, sizeof most);
    pp_str_appendf(text, "%s to %s", least, most);
}

static void say_size(const struct pp_landlords_result *result, const struct counts *c,
                     struct pp_str *text) {
    const struct pp_plan *totals = &result->totals;
    pp_str_appendf(text, "%s: %d of %d landlord%s, ", result->plan_name, result->n_landlords,
                   result->n_wanted, pp_text_plural(result->n_wanted, "", "s"));
    say_count(text, "", totals->n_patches,
              pp_text_plural(totals->n_patches, " patch, ", " patches, "));
    say_count(text, "", totals->n_homes, " homes.\n");
    if (totals->n_patches > 0) {
        say_count(text, "", c->n_in_limits, " of ");
        say_count(text, "", totals->n_patches, " patches ");
        pp_str_appendf(text, "(%.2f %%) inside the size limits of ",
                       100.0 * c->n_in_limits / totals->n_patches);
        say_limits(result, text);
        pp_str_append(text, ".\n");
    }
}

static void say_what_gave(const struct pp_landlords_result *result, const struct counts *c,
                          struct pp_str *text) {
    if (c->n_limits_give > 0) {
        pp_str_appendf(text, "Cannot be done: for %d landlord%s no number of patches of ",
                       c->n_limits_give, pp_text_plural(c->n_limits_give, "", "s"));
        say_limits(result, text);
        say_count(text, " fits the homes there (", c->n_homes_give,
                  " homes together). Patches over or under there: ");
        say_count(text, "", c->n_outside, ".\n");
    }
    if (c->n_outside_else > 0) {
        say_count(text, "", c->n_patches_else,
                  pp_text_plural(c->n_patches_else, " patch", " patches"));
        pp_str_appendf(text,
                       " of %d other landlord%s %s over or under; nothing in their totals forbids "
                       "better, more time may find it.\n",
                       c->n_outside_else, pp_text_plural(c->n_outside_else, "", "s"),
                       pp_text_plural(c->n_patches_else, "is", "are"));
    }
    if (c->n_without_position > 0)
        say_count(text, "", c->n_without_position,
                  pp_text_plural(c->n_without_position,
                                 " home has no position, so no patch; see: patchplan check\n",
                                 " homes have no position, so no patch; see: patchplan check\n"));
}

static void say_costs(const struct pp_landlords_result *result, const struct counts *c,
                      struct pp_str *text) {
    const struct pp_plan *totals = &result->totals;
    say_count(text, "Cost: ", llround(totals->cost), " = ");
    say_count(text, "", llround(totals->distance_cost),
              totals->rules.cost_kind == PP_COST_SQUARED ? " for distance squared + "
                                                         : " for distance + ");
    say_count(text, "", llround(totals->keep_cost), " for homes changing patch + ");
    say_count(text, "", llround(totals->ward_cost),
              " for homes outside their patch's main ward.\n");
    if (c->n_proven == 0) {
        pp_str_append(text, "How much shorter a plan could be is not proven for any landlord.\n");
        return;
    }
    say_count(text, "Proven: no plan under these rules can cost less than ",
              (int64_t)floor(c->proven_bound), "");
    if (c->n_proven < result->n_landlords)
        say_count(text, " for the ", c->n_proven,
                  pp_text_plural(c->n_proven, " landlord of which something is proven",
                                 " landlords of which something is proven"));
    pp_str_appendf(text, ", so no plan under these rules can be more than %.1f %% shorter%s%s.\n",
                   pp_shorter_percent(c->proven_cost, c->proven_bound),
                   c->n_proven < result->n_landlords ? " there" : "",
                   pp_rules_counted_in(&totals->rules));
}

static void say_rest(const struct pp_landlords_result *result, struct pp_str *text) {
    int n_left = result->n_wanted - result->n_landlords;
    if (result->n_failed > 0)
        pp_str_appendf(text, "%d landlord%s could not be drawn. The first: %s.\n", result->n_failed,
                       pp_text_plural(result->n_failed, "", "s"), result->failure.message);
    if (n_left > result->n_failed)
        pp_str_appendf(
            text, "%d landlord%s still to be drawn: the same command goes on from here.\n",
            n_left - result->n_failed, pp_text_plural(n_left - result->n_failed, " is", "s are"));
    if (result->n_before > 0)
        pp_str_appendf(text, "%d of them drawn by earlier runs. ", result->n_before);
    pp_str_appendf(text, "%.1f seconds", result->seconds);
    if (result->peak_kib > 0)
        pp_str_appendf(text, ", at most %.0f MiB of memory", (double)result->peak_kib / 1024.0);
    pp_str_append(text, ".\n");
    if (result->path)
        pp_str_appendf(text, "Written to %s, to be brought in with: patchplan merge\n",
                       result->path);
}

void pp_service_landlords_summary(const struct pp_landlords_result *result, struct pp_str *text) {
    struct counts c = count(result);
    say_size(result, &c, text);
    say_what_gave(result, &c, text);
    if (result->n_landlords > 0)
        say_costs(result, &c, text);
    say_rest(result, text);
}

/* ---- document ---- */

static double gap_of(double cost, double bound) { return bound > 0 ? cost / bound - 1 : NAN; }

static struct pp_json *landlord_json(const struct pp_plan_landlord *share) {
    struct pp_json *row = pp_json_new_object();
    pp_json_set(row, "landlord", pp_json_new_text(share->code));
    pp_json_set(row, "outcome", pp_json_new_text(pp_outcome_name(share->outcome)));
    pp_json_set(row, "homes", pp_json_new_int(share->n_homes));
    pp_json_set(row, "homes_without_position", pp_json_new_int(share->n_without_position));
    pp_json_set(row, "weighted_homes", pp_json_new_real((double)share->weight_milli / 1000));
    pp_json_set(row, "units", pp_json_new_int(share->n_units));
    pp_json_set(row, "patches", pp_json_new_int(share->n_patches));
    pp_json_set(row, "in_band", pp_json_new_int(share->n_in_limits));
    pp_json_set(row, "limits_possible", pp_json_new_bool(!share->limits_give));
    pp_json_set(row, "cost", pp_json_new_real(share->cost));
    pp_json_set(row, "bound", pp_json_new_real(share->bound));
    pp_json_set(row, "gap", pp_json_new_real(gap_of(share->cost, share->bound)));
    pp_json_set(row, "homes_changing_patch", pp_json_new_int(share->n_homes_changing));
    pp_json_set(row, "seconds", pp_json_new_real(share->seconds));
    return row;
}

static struct pp_json *proven_json(const struct counts *c) {
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "landlords", pp_json_new_int(c->n_proven));
    pp_json_set(json, "cost", pp_json_new_real(c->proven_cost));
    pp_json_set(json, "bound", pp_json_new_real(c->proven_bound));
    pp_json_set(json, "gap", pp_json_new_real(gap_of(c->proven_cost, c->proven_bound)));
    return json;
}

struct pp_json *pp_service_landlords_json(const struct pp_landlords_result *result) {
    const struct pp_plan *totals = &result->totals;
    struct counts c = count(result);
    struct pp_json *rows = pp_json_new_array(), *json = pp_json_new_object();
    for (int i = 0; i < result->n_landlords; i++)
        pp_json_push(rows, landlord_json(&result->landlords[i]));
    pp_json_set(json, "plan", pp_json_new_text(result->plan_name));
    pp_json_set(json, "outcome", pp_json_new_text(pp_outcome_name(totals->outcome)));
    pp_json_set(json, "landlords_done", pp_json_new_int(result->n_landlords));
    pp_json_set(json, "landlords_wanted", pp_json_new_int(result->n_wanted));
    pp_json_set(json, "landlords_failed", pp_json_new_int(result->n_failed));
    pp_json_set(json, "patches", pp_json_new_int(totals->n_patches));
    pp_json_set(json, "in_band", pp_json_new_int(c.n_in_limits));
    pp_json_set(json, "homes", pp_json_new_int(totals->n_homes));
    pp_json_set(json, "homes_without_position", pp_json_new_int(c.n_without_position));
    pp_json_set(json, "weighted_homes", pp_json_new_real((double)totals->weight_milli / 1000));
    pp_json_set(json, "cost", pp_json_new_real(totals->cost));
    pp_json_set(json, "distance_cost", pp_json_new_real(totals->distance_cost));
    pp_json_set(json, "keep_cost", pp_json_new_real(totals->keep_cost));
    pp_json_set(json, "ward_cost", pp_json_new_real(totals->ward_cost));
    pp_json_set(json, "bound", pp_json_new_real(totals->bound));
    pp_json_set(json, "gap", pp_json_new_real(gap_of(totals->cost, totals->bound)));
    pp_json_set(json, "proven", proven_json(&c));
    pp_json_set(json, "homes_changing_patch", pp_json_new_int(totals->n_homes_changing));
    pp_json_set(json, "seconds", pp_json_new_real(result->seconds));
    pp_json_set(json, "peak_memory_mib", pp_json_new_real((double)result->peak_kib / 1024));
    pp_json_set(json, "file", pp_json_new_text(result->path));
    pp_json_set(json, "landlords", rows);
    return json;
}
