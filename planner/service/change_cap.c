/* The least cost under a cap on homes changing patch, by a price on them (Everett 1963; Lagrangian relaxation).
 *
 *     least cost(plan)  with  changing(plan) <= cap      is sought among the plans of least
 *     cost(plan) + price x changing(plan)                for prices as low as the cap allows
 *
 *   1. The plan of the rules as they are, with its bound, which holds for capped plans too.
 *   2. Else a plan that changes as little as can be: from today's patches at a high price.
 *   3. Does the first keep the cap, the price comes down from there to none. Else between the two the price is halved
 *      in on: the homes that change fall nearly linearly with the logarithm of the price. Each step starts from the
 *      best plan that keeps the cap. Where limits gave at the high price, it comes down until they heal.
 *   Guarantee: a plan that keeps its limits and the cap is never left for one that does not.
 */
#include "planner/service/change_cap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "planner/service/change_least.h"
#include "planner/service/priced.h"

static const double FIRST_UNTIL = 0.35, TOP_UNTIL = 0.5; /* of the time */
static const double TOP = 9;                             /* the high price, in average distances */
static const double MILDEST = 0.05;                      /* the least price that is tried */

int pp_change_cap_settle(struct pp_drawing *d, struct pp_error *reterr) {
    const struct pp_change_cap *cap = &d->request->most_changing;
    struct pp_change_least found = {0};
    struct pp_reason reason;
    int n_reasons = 0;
    if (!cap->told)
        return 0;
    int rc = pp_change_least_find(d, &found, reterr);
    if (rc)
        return rc;
    d->n_known = found.known;
    d->least_changing = found.least;
    d->most_changing = cap->percent < 0
                           ? cap->homes
                           : (int64_t)floor(cap->percent * (double)found.known / 100 + 1e-9);
    struct pp_arithmetic_change change = {
        .known = found.known,
        .least = found.least,
        .asked_percent =
            found.known > 0 ? 100.0 * (double)d->most_changing / (double)found.known : 0,
        .n_current = found.n_current,
        .n_patches = d->parts.n_patches,
    };
    if (cap->percent >= 0)
        change.asked_percent = cap->percent;
    rc = pp_arithmetic_explain_change(&change, &d->plan->arena, &reason, &n_reasons, reterr);
    d->change_forbidden = n_reasons > 0;
    return rc || n_reasons == 0 ? rc : pp_ground_add_reason(&d->ground, reason, reterr);
}

/* ---- the search ---- */

enum { STEPS = 8 };
enum start_kind { AFRESH, FROM_TODAY, FROM_BEST, FROM_LAST };

struct capped {
    struct pp_drawing *drawing;
    struct pp_pricing pricing;
    struct pp_candidate best, last; /* owned */
    double low_m, high_m;           /* total prices: too low for the cap, and high enough */
    int64_t low_changing, high_changing;
};

static void capped_done(struct capped *capped) {
    pp_candidate_done(&capped->best);
    pp_candidate_done(&capped->last);
}

static int64_t above_cap(const struct capped *capped, const struct pp_candidate *candidate) {
    int64_t above = candidate->n_changing - capped->drawing->most_changing;
    return above > 0 ? above : 0;
}

/* Limits first, then the cap, then the cost. */
static bool is_better(const struct capped *capped, const struct pp_candidate *a,
                      const struct pp_candidate *b) {
    if (!b->patch_of_unit || a->outside_milli != b->outside_milli)
        return !b->patch_of_unit || a->outside_milli < b->outside_milli;
    int64_t a_above = above_cap(capped, a), b_above = above_cap(capped, b);
    return a_above != b_above ? a_above < b_above : a->costs.total < b->costs.total;
}

static bool is_kept(const struct capped *capped, const struct pp_candidate *candidate) {
    return candidate->outside_milli <= capped->best.outside_milli &&
           above_cap(capped, candidate) == 0;
}

static int copy_candidate(const struct pp_candidate *candidate, int n_units,
                          struct pp_candidate *ret_copy, struct pp_error *reterr) {
    int *patch_of_unit = pp_alloc_array((size_t)n_units + 1, sizeof *patch_of_unit);
    if (!patch_of_unit)
        return pp_fail_nomem(reterr);
    memcpy(patch_of_unit, candidate->patch_of_unit, (size_t)n_units * sizeof *patch_of_unit);
    pp_candidate_done(ret_copy);
    *ret_copy = *candidate;
    ret_copy->patch_of_unit = patch_of_unit;
    return 0;
}

/* Divide at a total price; what comes of it is in `last`, and in `best` when it is better. */
static int try_price(struct capped *capped, double price_m, enum start_kind start, double until,
                     struct pp_error *reterr) {
    double keep_m = capped->drawing->whole.problem.keep_m;
    struct pp_candidate next = {0};
    struct pp_pricing_ask ask = {
        .price_m = price_m > keep_m ? price_m - keep_m : 0,
        .start = start == FROM_BEST   ? capped->best.patch_of_unit
                 : start == FROM_LAST ? capped->last.patch_of_unit
                                      : NULL,
        .from_today = start == FROM_TODAY,
        .with_bound = start == AFRESH,
        .until = until,
    };
    int rc = pp_pricing_divide(&capped->pricing, &ask, &next, reterr);
    if (rc)
        return rc;
    pp_candidate_done(&capped->last);
    capped->last = next;
    return is_better(capped, &next, &capped->best)
               ? copy_candidate(&next, capped->drawing->plan->n_units, &capped->best, reterr)
               : 0;
}

/* Where between the two prices the cap should fall, from the homes that change at each. */
static double next_price(const struct capped *capped) {
    double span = (double)(capped->low_changing - capped->high_changing);
    double part =
        span > 0 ? (double)(capped->low_changing - capped->drawing->most_changing) / span : 0.5;
    part = fmin(fmax(part, 0.2), 0.8);
    return capped->low_m * pow(capped->high_m / capped->low_m, part);
}

/* Nothing keeps the cap yet: where the last price was so high that size limits gave, it comes down until they heal
 * around as few changes; else it presses harder on the best so far. */
static int press(struct capped *capped, double until, struct pp_error *reterr) {
    bool too_high = capped->last.outside_milli > capped->best.outside_milli;
    capped->high_m = too_high ? fmax(capped->low_m, 0.6 * capped->high_m) : 1.5 * capped->high_m;
    int rc = try_price(capped, capped->high_m, too_high ? FROM_LAST : FROM_BEST, until, reterr);
    capped->high_changing = capped->last.n_changing;
    return rc;
}

static int narrow(struct capped *capped, double price_m, double until, struct pp_error *reterr) {
    int rc = try_price(capped, price_m, FROM_BEST, until, reterr);
    bool high = is_kept(capped, &capped->last);
    *(high ? &capped->high_m : &capped->low_m) = price_m;
    *(high ? &capped->high_changing : &capped->low_changing) = capped->last.n_changing;
    return rc;
}

static int close_in(struct capped *capped, struct pp_error *reterr) {
    const struct pp_cancel *cancel = capped->drawing->request->cancel;
    int rc = 0;
    for (int step = 1; step <= STEPS && !rc && !pp_cancelled(cancel); step++) {
        double until = TOP_UNTIL + (1 - TOP_UNTIL) * step / STEPS;
        if (above_cap(capped, &capped->best) > 0)
            rc = press(capped, until, reterr);
        else
            rc = narrow(capped, step == STEPS ? capped->high_m : next_price(capped), until, reterr);
    }
    return rc;
}

/* The cap does not press: the same way down to the price of the rules. What has been near today's patches often ends
 * shorter than what was drawn afresh. */
static int come_down(struct capped *capped, double keep_m, struct pp_error *reterr) {
    const struct pp_cancel *cancel = capped->drawing->request->cancel;
    int rc = 0;
    for (int step = 1; step <= STEPS && !rc && !pp_cancelled(cancel); step++) {
        double until = TOP_UNTIL + (1 - TOP_UNTIL) * step / STEPS;
        double price_m =
            capped->high_m * pow(capped->low_m / capped->high_m, (double)step / (STEPS - 2));
        bool is_down = step >= STEPS - 2;
        rc = try_price(capped, is_down ? keep_m : price_m, step == STEPS ? FROM_BEST : FROM_LAST,
                       until, reterr);
    }
    return rc;
}

static double mean_cost(const struct pp_drawing *d, const struct pp_candidate *candidate) {
    double weight = 0;
    for (int u = 0; u < d->whole.problem.n_units; u++)
        weight += 1e-3 * (double)d->whole.problem.weight_milli[u];
    return weight > 0 && candidate->costs.distance > 0 ? candidate->costs.distance / weight : 1;
}

static int search(struct capped *capped, struct pp_error *reterr) {
    struct pp_drawing *d = capped->drawing;
    double keep_m = d->whole.problem.keep_m;
    int rc = try_price(capped, keep_m, AFRESH, FIRST_UNTIL, reterr);
    if (rc || pp_cancelled(d->request->cancel))
        return rc;
    bool pressed = above_cap(capped, &capped->best) > 0;
    double mean_m = mean_cost(d, &capped->best);
    capped->low_m = fmax(keep_m, MILDEST * mean_m);
    capped->low_changing = capped->best.n_changing;
    capped->high_m = keep_m + TOP * mean_m;
    rc = try_price(capped, capped->high_m, FROM_TODAY, TOP_UNTIL, reterr);
    capped->high_changing = capped->last.n_changing;
    if (rc)
        return rc;
    return pressed ? close_in(capped, reterr) : come_down(capped, keep_m, reterr);
}

int pp_change_cap_divide(struct pp_drawing *d, struct pp_error *reterr) {
    struct capped PP_AUTO(capped_done) capped = {.drawing = d, .pricing = pp_pricing_begin(d)};
    int rc = search(&capped, reterr);
    return rc ? rc : pp_pricing_choose(&capped.pricing, &capped.best, reterr);
}

/* ---- the verdict ---- */

bool pp_change_cap_is_kept(const struct pp_drawing *d) {
    return d->most_changing < 0 || d->plan->n_homes_changing <= d->most_changing;
}

/* More time where nothing forbids the cap; else the cap that this plan keeps, in whole percent. */
static int find_way(const struct pp_drawing *d, int64_t reached_percent, struct pp_str *fix,
                    struct pp_error *reterr) {
    const struct pp_allocate_request *request = d->request;
    if (!d->change_forbidden && request->again)
        pp_str_appendf(fix, "%s --time-limit %g", request->again,
                       fmax(120, ceil(2 * request->time_limit_s)));
    if (d->change_forbidden && request->uncapped)
        pp_str_appendf(fix, "%s --max-change %lld%%", request->uncapped,
                       (long long)reached_percent);
    return fix->failed ? pp_fail_nomem(reterr) : 0;
}

/* "10,729 (29.8 %)": homes and their share of those with a patch today, in tenths rounded up or down. */
static void append_share(const struct pp_drawing *d, int64_t n_homes, const char *noun, bool up,
                         struct pp_str *text) {
    double tenths = d->n_known > 0 ? 1000.0 * (double)n_homes / (double)d->n_known : 0;
    char count[32];
    pp_text_format_count(n_homes, count, sizeof count);
    pp_str_appendf(text, "%s%s (%.4g %%)", count, noun, (up ? ceil(tenths) : floor(tenths)) / 10);
}

/* How far it is from the cap, what no plan can do better than, and the way out. */
static int append_verdict(const struct pp_drawing *d, int64_t reached_percent, struct pp_str *text,
                          struct pp_error *reterr) {
    const struct pp_plan *plan = d->plan;
    int n_out = plan->n_patches - pp_plan_n_in_limits(plan);
    char most[32];
    pp_text_format_count(d->most_changing, most, sizeof most);
    append_share(d, plan->n_homes_changing, " homes", true, text);
    pp_str_appendf(text,
                   " change patch in this plan, and %s were to be the most. Of the plans found%s "
                   "it is the nearest",
                   most, n_out > 0 ? "" : " that keep the size limits as well");
    if (n_out > 0)
        pp_str_appendf(text, ", with %d of %d patches outside the size limits", n_out,
                       plan->n_patches);
    pp_str_append(text, "; no plan inside the size limits can do with fewer than ");
    append_share(d, d->least_changing, "", false, text);
    if (d->change_forbidden)
        pp_str_appendf(text, ". Nearest way out: let %lld %% of homes change patch, as it does.",
                       (long long)reached_percent);
    else
        pp_str_append(text, ". More time may find a nearer one.");
    return text->failed ? pp_fail_nomem(reterr) : 0;
}

int pp_change_cap_tell(struct pp_drawing *d, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str fix = {0}, text = {0};
    if (pp_change_cap_is_kept(d))
        return 0;
    int64_t changed = d->plan->n_homes_changing;
    int64_t percent = d->n_known > 0 ? (100 * changed + d->n_known - 1) / d->n_known : 100;
    int rc = find_way(d, percent, &fix, reterr);
    if (!rc)
        rc = append_verdict(d, percent, &text, reterr);
    return rc ? rc
              : pp_ground_add_reasonf(&d->ground, reterr, d->change_forbidden,
                                      fix.len ? pp_str_text(&fix) : NULL, "%s", pp_str_text(&text));
}
