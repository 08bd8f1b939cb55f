/* Two venues at a time: everything elsewhere stays, the half-days and staff of the two are chosen anew by the model.
 *
 * Steps: pairs of venues, dearest first; each is a problem of the same kind (dropins_link.c), small enough to be
 * solved to the end in a fraction of a second; kept when better. Ends when every pair was tried since the last gain,
 * or with its time. Guarantee: never worse; at the end no pair can be bettered alone. Reference: Shaw 1998, "Using
 * constraint programming and local search methods to solve vehicle routing problems" (large neighbourhoods). */
#include "planner/roster/dropins_parts.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"

/* The plan of the wanted venues in the numbers of the part. False: a rule forbids it there, so nothing is tried. */
static bool carry_in(const struct dropins_plan *plan, const bool *wanted,
                     struct dropins_plan *part) {
    const struct dropins *d = plan->data;
    for (int v = 0, at = 0; v < d->n_venues; at += wanted[v], v++) {
        if (!wanted[v])
            continue;
        for (int t = 0; t < PP_N_SLOTS; t++) {
            if (!plan->held[v * PP_N_SLOTS + t])
                continue;
            pp_dropins_hold(part, at, t);
            for (int o = 0; o < d->n_staff; o++) {
                if (plan->at[o * PP_N_SLOTS + t] != v)
                    continue;
                if (!pp_dropins_can(part, o, at, t))
                    return false;
                pp_dropins_staff(part, o, at, t);
            }
        }
    }
    for (int p = 0, at = 0; p < d->n_patches; p++) {
        if (!wanted[d->near[p]])
            continue;
        if (plan->slot[p] >= 0)
            pp_dropins_meet(part, at, plan->slot[p]);
        at++;
    }
    return true;
}

/* And back: the sessions of the wanted venues become those of the part. */
static bool carry_out(const struct dropins_plan *part, const bool *wanted,
                      struct dropins_plan *plan) {
    const struct dropins *d = plan->data;
    for (int v = 0; v < d->n_venues; v++)
        for (int t = 0; t < PP_N_SLOTS; t++)
            if (wanted[v] && plan->held[v * PP_N_SLOTS + t])
                pp_dropins_end(plan, v, t);
    for (int v = 0, at = 0; v < d->n_venues; at += wanted[v], v++)
        for (int t = 0; wanted[v] && t < PP_N_SLOTS; t++) {
            if (!part->held[at * PP_N_SLOTS + t])
                continue;
            pp_dropins_hold(plan, v, t);
            for (int o = 0; o < d->n_staff; o++) {
                if (part->at[o * PP_N_SLOTS + t] != at)
                    continue;
                if (!pp_dropins_can(plan, o, v, t))
                    return false;
                pp_dropins_staff(plan, o, v, t);
            }
        }
    for (int p = 0, at = 0; p < d->n_patches; p++) {
        if (!wanted[d->near[p]])
            continue;
        if (part->slot[at] >= 0)
            pp_dropins_meet(plan, p, part->slot[at]);
        at++;
    }
    return true;
}

struct nearing {
    struct dropins_plan *plan;
    struct dropins_plan spare;
    struct dropins_model model;
    bool *wanted;
};

static void nearing_done(struct nearing *nearing) {
    pp_dropins_plan_done(&nearing->spare);
    pp_free(nearing->wanted);
}

static int solve_part(struct nearing *nearing, struct dropins_plan *part, bool *ret_gained,
                      struct pp_error *reterr) {
    struct dropins_answer answer;
    int64_t before = part->value[nearing->model.level];
    int rc = pp_dropins_model_solve(&nearing->model, part, &answer, reterr);
    if (rc < 0 || part->value[nearing->model.level] >= before)
        return rc;
    pp_dropins_plan_copy(&nearing->spare, nearing->plan);
    if (carry_out(part, nearing->wanted, &nearing->spare) &&
        pp_dropins_compare(nearing->spare.value, nearing->plan->value) < 0) {
        pp_dropins_plan_copy(nearing->plan, &nearing->spare);
        *ret_gained = true;
    }
    return 0;
}

static int try_part(struct nearing *nearing, bool *ret_gained, struct pp_error *reterr) {
    PP_AUTO(pp_dropins_data_done) struct dropins data = {0};
    PP_AUTO(pp_dropins_plan_done) struct dropins_plan part = {0};
    int rc =
        pp_dropins_data_part(nearing->plan->data, nearing->plan, nearing->wanted, &data, reterr);
    if (rc == 0)
        rc = pp_dropins_plan_make(&data, &part, reterr);
    if (rc == 0 && carry_in(nearing->plan, nearing->wanted, &part))
        rc = solve_part(nearing, &part, ret_gained, reterr);
    return rc;
}

/* Pence spent at each venue now. */
static void spending(const struct dropins_plan *plan, int64_t *ret_pence) {
    const struct dropins *d = plan->data;
    for (int v = 0; v < d->n_venues; v++)
        ret_pence[v] = plan->n_held[v] * d->hire[v];
    for (int o = 0; o < d->n_staff; o++)
        for (int t = 0; t < PP_N_SLOTS; t++)
            if (plan->at[o * PP_N_SLOTS + t] >= 0) {
                int v = plan->at[o * PP_N_SLOTS + t];
                ret_pence[v] += d->fare[o * d->n_venues + v];
            }
}

struct pair {
    int64_t pence;
    int a, b;
};

static int dearest_first(const void *left, const void *right) {
    const struct pair *x = left, *y = right;
    if (x->pence != y->pence)
        return x->pence > y->pence ? -1 : 1;
    return x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
}

/* All pairs of venues; a single venue is a pair with itself. */
static int make_pairs(const struct dropins_plan *plan, struct pair **ret_pairs,
                      struct pp_error *reterr) {
    int n = plan->data->n_venues, n_pairs = 0;
    PP_AUTO_FREE int64_t *pence = pp_alloc_array((size_t)n + 1, sizeof *pence);
    PP_AUTO_FREE struct pair *pairs =
        pp_alloc_array((size_t)n * (size_t)n / 2 + (size_t)n + 1, sizeof *pairs);
    if (!pence || !pairs)
        return pp_fail_nomem(reterr);
    spending(plan, pence);
    for (int a = 0; a < n; a++)
        for (int b = n > 1 ? a + 1 : a; b < n; b++)
            pairs[n_pairs++] = (struct pair){pence[a] + (a == b ? 0 : pence[b]), a, b};
    qsort(pairs, (size_t)n_pairs, sizeof *pairs, dearest_first);
    *ret_pairs = PP_STEAL(pairs);
    return n_pairs;
}

int pp_dropins_near(struct dropins_plan *plan, const char *model_dir, double until_s,
                    const struct pp_cancel *cancel, struct pp_error *reterr) {
    PP_AUTO(nearing_done)
    struct nearing nearing = {.plan = plan, .model = {model_dir, PP_DROPINS_PENCE, 0, cancel}};
    PP_AUTO_FREE struct pair *pairs = NULL;
    int n = make_pairs(plan, &pairs, reterr), rc = 0;
    if (n < 0)
        return n;
    nearing.wanted = pp_alloc_array((size_t)plan->data->n_venues + 1, sizeof *nearing.wanted);
    if (!nearing.wanted)
        return pp_fail_nomem(reterr);
    rc = pp_dropins_plan_make(plan->data, &nearing.spare, reterr);
    for (int i = 0, since = 0; rc == 0 && since < n; i = (i + 1) % n, since++) {
        bool gained = false;
        double left_s = until_s - pp_clock_s();
        if (left_s <= 0 || pp_must_stop(cancel))
            break;
        nearing.model.seconds = left_s < 0.5 ? left_s : 0.5;
        nearing.wanted[pairs[i].a] = nearing.wanted[pairs[i].b] = true;
        rc = try_part(&nearing, &gained, reterr);
        nearing.wanted[pairs[i].a] = nearing.wanted[pairs[i].b] = false;
        since = gained ? 0 : since;
    }
    return rc;
}
