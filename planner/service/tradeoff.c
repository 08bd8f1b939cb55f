/* One curve of plans: from nearly today's patches to patches drawn as if nobody had one.
 *
 *   1. A plan at no charge for homes that change patch, drawn afresh, with the bound of its distance: one end.
 *   2. A plan from today's patches at a high charge: the other end.
 *   3. From there the charge comes down step by step, each plan started from the one before, to none.
 *   4. What another plan betters in both, homes that change and cost without them, is left out: the rest lies on the
 *      lower left edge of what was found.
 *
 * The bound of the distance holds for all of them; what keeping must cost at least is added for each charge.
 */
#include "patchplan/service/tradeoff.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "planner/service/priced.h"
#include "planner/service/solve.h"

static const double FREE_UNTIL = 0.25, TOP_UNTIL = 0.4; /* of the time */
static const double TOP = 9, MILDEST = 0.1;             /* charges, in average distances */
static const double MOST_SAVING = 0.5;                  /* of the time, that saving may take */

void pp_curve_done(struct pp_curve *curve) {
    struct pp_arena arena = curve->arena;
    *curve = (struct pp_curve){0};
    pp_arena_done(&arena);
}

enum { MOST_FOUND = PP_CURVE_MOST + 1 };

struct sweep {
    struct pp_drawing *drawing;
    struct pp_pricing pricing;
    int n_points;
    struct pp_candidate found[MOST_FOUND]; /* owned */
    double keep_m[MOST_FOUND];             /* at which each was found */
    int n_found;
    double *free_bound; /* per part, of the distance */
    double *keep_bound; /* per part, at a charge of 1 */
    int n_reasons;      /* those that all plans share */
};

static void sweep_done(struct sweep *sweep) {
    for (int i = 0; i < sweep->n_found; i++)
        pp_candidate_done(&sweep->found[i]);
    pp_free(sweep->free_bound);
    pp_free(sweep->keep_bound);
}

/* ---- finding ---- */

static int find_next(struct sweep *sweep, double keep_m, const struct pp_pricing_ask *ask,
                     struct pp_error *reterr) {
    struct pp_drawing *d = sweep->drawing;
    char note[64];
    snprintf(note, sizeof note, "plan %d of %d", sweep->n_found + 1, sweep->n_points + 1);
    pp_progress_report(d->request->progress, "drawing the curve", sweep->n_found,
                       sweep->n_points + 1, note);
    d->whole.problem.keep_m = keep_m;
    int rc = pp_pricing_divide(&sweep->pricing, ask, &sweep->found[sweep->n_found], reterr);
    sweep->keep_m[sweep->n_found] = keep_m;
    sweep->n_found += !rc;
    return rc;
}

/* Charges fall evenly in proportion; the last is none. */
static double charge(const struct sweep *sweep, int i) {
    double weight = 0, distance = sweep->found[0].costs.distance;
    for (int u = 0; u < sweep->drawing->whole.problem.n_units; u++)
        weight += 1e-3 * (double)sweep->drawing->whole.problem.weight_milli[u];
    double mean_m = weight > 0 && distance > 0 ? distance / weight : 1;
    double part = (double)i / (sweep->n_points - 2);
    return i == sweep->n_points - 1 ? 0 : round(mean_m * TOP * pow(MILDEST / TOP, part));
}

static int keep_bounds(struct sweep *sweep, struct pp_error *reterr) {
    struct pp_drawing *d = sweep->drawing;
    struct pp_solve solve = {.request = d->request, .whole = &d->whole, .base = &d->base};
    size_t n = (size_t)d->parts.n_parts;
    sweep->free_bound = pp_alloc_array(n + 1, sizeof(double));
    sweep->keep_bound = pp_alloc_array(n + 1, sizeof(double));
    if (!sweep->free_bound || !sweep->keep_bound)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        sweep->free_bound[i] = d->parts.parts[i].bound;
    d->whole.problem.keep_m = 1;
    return pp_solve_bound_keep(&solve, &d->parts, sweep->keep_bound, reterr);
}

static int find_all(struct sweep *sweep, struct pp_error *reterr) {
    const struct pp_cancel *cancel = sweep->drawing->request->cancel;
    struct pp_pricing_ask ask = {.with_bound = true, .until = FREE_UNTIL};
    int rc = find_next(sweep, 0, &ask, reterr);
    if (!rc)
        rc = keep_bounds(sweep, reterr);
    if (rc)
        return rc;
    for (int i = 0; i < sweep->n_points && !rc && !pp_cancelled(cancel); i++) {
        ask = (struct pp_pricing_ask){
            .start = i > 0 ? sweep->found[sweep->n_found - 1].patch_of_unit : NULL,
            .from_today = i == 0,
            .until = TOP_UNTIL + (1 - TOP_UNTIL) * i / (sweep->n_points - 1),
        };
        rc = find_next(sweep, charge(sweep, i), &ask, reterr);
    }
    return rc;
}

/* ---- choosing ---- */

static double cost_apart(const struct pp_candidate *found) {
    return found->costs.distance + found->costs.ward;
}

/* Limits first; of two alike the first stays. */
static bool betters(const struct sweep *sweep, int a_ix, int b_ix) {
    const struct pp_candidate *a = &sweep->found[a_ix], *b = &sweep->found[b_ix];
    if (a->outside_milli != b->outside_milli)
        return a->outside_milli < b->outside_milli;
    if (a->n_changing > b->n_changing || cost_apart(a) > cost_apart(b))
        return false;
    bool alike = a->n_changing == b->n_changing && cost_apart(a) >= cost_apart(b);
    return !alike || a_ix < b_ix;
}

/* The edge, fewest homes changing first; returns how many. */
static int find_edge(const struct sweep *sweep, int *ret_ix) {
    int n = 0;
    for (int i = 0; i < sweep->n_found; i++) {
        bool stays = true;
        for (int j = 0; j < sweep->n_found; j++)
            stays &= j == i || !betters(sweep, j, i);
        if (!stays)
            continue;
        int at = n++;
        for (; at > 0 && sweep->found[ret_ix[at - 1]].n_changing > sweep->found[i].n_changing; at--)
            ret_ix[at] = ret_ix[at - 1];
        ret_ix[at] = i;
    }
    return n;
}

/* ---- saving ---- */

static int bound_parts(struct sweep *sweep, double keep_m, struct pp_error *reterr) {
    struct pp_drawing *d = sweep->drawing;
    struct pp_solve solve = {.request = d->request, .whole = &d->whole, .base = &d->base};
    int rc = pp_solve_price_parts(&solve, &d->parts, d->plan->patch_of_unit, reterr);
    for (int i = 0; i < d->parts.n_parts && !rc; i++) {
        struct pp_part *part = &d->parts.parts[i];
        part->bound = sweep->free_bound[i];
        if (part->n_patches < 2 && !isnan(part->bound))
            part->bound = part->cost;
        else if (!isnan(part->bound))
            part->bound += keep_m * sweep->keep_bound[i];
    }
    return rc;
}

static int save_one(struct sweep *sweep, int found_ix, int number, struct pp_error *reterr) {
    struct pp_drawing *d = sweep->drawing;
    const struct pp_candidate *found = &sweep->found[found_ix];
    double keep_m = sweep->keep_m[found_ix];
    d->plan->rules.keep_m = keep_m;
    d->plan->plan_id = 0;
    d->plan->bound = d->plan->gap = NAN;
    d->ground.n_reasons = sweep->n_reasons;
    d->plan->name = pp_arena_printf(&d->plan->arena, "%s-%d", d->request->plan_name, number);
    int rc = d->plan->name ? pp_drawing_make_patches(d, reterr) : pp_fail_nomem(reterr);
    if (rc)
        return rc;
    memcpy(d->plan->patch_of_unit, found->patch_of_unit, (size_t)d->plan->n_units * sizeof(int));
    d->outcome = found->outcome;
    if ((rc = bound_parts(sweep, keep_m, reterr)) != 0 || (rc = pp_drawing_judge(d, reterr)) != 0)
        return rc;
    return pp_drawing_save(d, reterr);
}

static int note_point(struct sweep *sweep, double keep_m, struct pp_curve *curve,
                      struct pp_error *reterr) {
    const struct pp_plan *plan = sweep->drawing->plan;
    struct pp_curve_point *point = &curve->points[curve->n_points];
    *point = (struct pp_curve_point){
        .plan = pp_arena_strdup(&curve->arena, plan->name),
        .keep_m = keep_m,
        .n_homes_changing = plan->n_homes_changing,
        .changing_percent =
            curve->n_known ? 100.0 * (double)plan->n_homes_changing / (double)curve->n_known : 0,
        .mean_distance_m = pp_plan_mean_distance_m(plan),
        .n_patches = plan->n_patches,
        .n_in_limits = pp_plan_n_in_limits(plan),
        .distance_cost = plan->distance_cost,
        .cost = plan->cost,
        .bound = plan->bound,
        .outcome = plan->outcome,
    };
    curve->n_points++;
    curve->outcome = pp_outcome_graver(curve->outcome, plan->outcome);
    return point->plan ? 0 : pp_fail_nomem(reterr);
}

static bool dominates(const struct pp_curve_point *a, const struct pp_curve_point *b) {
    return a->n_in_limits >= b->n_in_limits && a->n_homes_changing <= b->n_homes_changing &&
           a->mean_distance_m <= b->mean_distance_m &&
           (a->n_homes_changing < b->n_homes_changing || a->mean_distance_m < b->mean_distance_m);
}

static void mark_dominated(struct pp_curve *curve) {
    for (int i = 0; i < curve->n_points; i++)
        for (int j = 0; j < curve->n_points && !curve->points[i].dominated_by; j++)
            if (dominates(&curve->points[j], &curve->points[i]))
                curve->points[i].dominated_by = curve->points[j].plan;
}

static int64_t count_known(const struct pp_drawing *d) {
    int64_t n = 0;
    for (size_t i = 0; i < d->ground.stock.n_homes; i++)
        n += d->ground.unit_of_home[i] >= 0 && d->ground.stock.patch_ix[i] >= 0;
    return n;
}

static int save_all(struct sweep *sweep, struct pp_curve *curve, struct pp_error *reterr) {
    int edge[MOST_FOUND], n = find_edge(sweep, edge), rc = 0;
    sweep->n_reasons = sweep->drawing->ground.n_reasons;
    curve->n_known = count_known(sweep->drawing);
    curve->points = pp_arena_alloc(&curve->arena, (size_t)n * sizeof *curve->points);
    if (!curve->points)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < n && !rc; i++) {
        rc = save_one(sweep, edge[i], i + 1, reterr);
        if (!rc)
            rc = note_point(sweep, sweep->keep_m[edge[i]], curve, reterr);
    }
    mark_dominated(curve);
    return rc;
}

static int draw(struct pp_drawing *d, int n_points, struct pp_curve *curve,
                struct pp_error *reterr) {
    struct sweep PP_AUTO(sweep_done) sweep = {.drawing = d, .n_points = n_points};
    int rc = pp_drawing_load(d, reterr);
    d->reserve_s = fmin(d->reserve_s * (n_points + 1),
                        fmax(d->reserve_s, MOST_SAVING * d->request->time_limit_s));
    if (!rc)
        rc = pp_drawing_lay_ground(d, reterr);
    if (!rc)
        rc = pp_drawing_pose(d, reterr);
    if (rc)
        return rc;
    sweep.pricing = pp_pricing_begin(d);
    rc = find_all(&sweep, reterr);
    if (pp_cancelled(d->request->cancel))
        curve->outcome = PP_OUTCOME_CANCELLED;
    return rc ? rc : save_all(&sweep, curve, reterr);
}

int pp_service_tradeoff(struct pp_db *db, const struct pp_allocate_request *request, int n_points,
                        struct pp_curve *ret_curve, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    struct pp_allocate_request asked = *request;
    PP_AUTO(pp_drawing_done) struct pp_drawing d = pp_drawing_of(db, &asked, &plan);
    PP_AUTO_STR struct pp_str first = {0};
    PP_AUTO(pp_curve_done) struct pp_curve curve = {0};
    int rc = 0;
    if (n_points < PP_CURVE_LEAST || n_points > PP_CURVE_MOST)
        return pp_fail(reterr, PP_E_USAGE, "a curve has %d to %d plans, not %d", PP_CURVE_LEAST,
                       PP_CURVE_MOST, n_points);
    for (int i = 1; i <= n_points + 1 && !rc; i++) {
        PP_AUTO_STR struct pp_str name = {0};
        pp_str_appendf(&name, "%s-%d", request->plan_name, i);
        rc = name.failed ? pp_fail_nomem(reterr)
                         : pp_drawing_refuse_published(db, pp_str_text(&name), reterr);
    }
    pp_str_appendf(&first, "%s-1", request->plan_name);
    asked.drawn_as = pp_str_text(&first);
    if (!rc && first.failed)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = draw(&d, n_points, &curve, reterr);
    if (rc)
        return rc;
    *ret_curve = curve;
    curve = (struct pp_curve){0};
    return 0;
}
