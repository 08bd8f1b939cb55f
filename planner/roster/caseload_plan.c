/* Ways priced, plans measured, and one plan made, by arithmetic alone. */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"

#include "planner/roster/balance.h"
#include "planner/roster/caseload_parts.h"

/* --- prices: as in the model, to the last tenth ----------------------------------------------------- */

static double tenths(double value) { return floor(value * 10 + 0.5) / 10; }

static double above_limit(const struct caseload_post *post, double load) {
    return fmax(0, load - PP_CASELOAD_SHOWN * post->cap);
}

static double off_mean(const struct caseload *data, const struct caseload_post *post, double load) {
    return pp_balance_off(load, post->fte, data->mean);
}

/* Homes of a row of counts whose thing neither of the two has. */
static int homes_without(const int *row, int n, uint32_t have) {
    int homes = 0;
    for (int i = 0; i < n; i++)
        if (!(have >> i & 1))
            homes += row[i];
    return homes;
}

static void price_way(struct caseload *data, struct caseload_way *way) {
    const struct pp_roster_problem *problem = data->ask->problem;
    const struct pp_post *one = &problem->posts[way->way.post_ix];
    const struct pp_post *two = &problem->posts[way->way.second_post_ix];
    const struct caseload_post *a = &data->posts[way->a], *b = &data->posts[way->b];
    int n_homes = problem->patches[way->way.patch_ix].n_homes, p = way->patch;
    int kept = data->kept[p * data->n_all_posts + way->way.post_ix];
    if (way->a != way->b)
        kept += data->kept[p * data->n_all_posts + way->way.second_post_ix];
    way->cost[PP_CASELOAD_WITHOUT] = a->vacant || b->vacant ? n_homes : 0;
    way->cost[PP_CASELOAD_SKILLS] = homes_without(data->needs + p * problem->n_skills,
                                                  problem->n_skills, one->skills | two->skills);
    way->cost[PP_CASELOAD_CHANGED] = kept < n_homes ? n_homes - kept : 0;
    way->cost[PP_CASELOAD_LANGUAGES] =
        homes_without(data->speaks + p * problem->n_languages, problem->n_languages,
                      one->languages | two->languages) +
        (way->way.undeclared ? 10 : 0);
    if (!a->many) {
        way->cost[PP_CASELOAD_ABOVE] += above_limit(a, way->load_a);
        way->cost[PP_CASELOAD_UNEQUAL] += off_mean(data, a, way->load_a);
    }
    if (way->a != way->b && !b->many) {
        way->cost[PP_CASELOAD_ABOVE] += above_limit(b, way->load_b);
        way->cost[PP_CASELOAD_UNEQUAL] += off_mean(data, b, way->load_b);
    }
    way->cost[PP_CASELOAD_ABOVE] = tenths(way->cost[PP_CASELOAD_ABOVE]);
    way->cost[PP_CASELOAD_UNEQUAL] = tenths(way->cost[PP_CASELOAD_UNEQUAL]);
}

struct use { /* of a post, over all ways */
    double least, top;
    int n_stay;
};

static void add_use(struct use *use, double load, bool stays) {
    if (use->least < 0 || load < use->least)
        use->least = load;
    if (stays) {
        use->top += load;
        use->n_stay++;
    }
}

static void set_most(struct caseload_post *post, const struct use *use) {
    int most = use->least > 0 ? (int)floor(PP_CASELOAD_MOST * post->cap / use->least) : 1;
    post->most = most > 1 ? most : 1;
    post->many = post->most > 1 || use->n_stay > 1;
    post->over_most = fmax((PP_CASELOAD_MOST_PCT - PP_CASELOAD_SHOWN_PCT) / 100.0 * post->cap,
                           use->top - PP_CASELOAD_SHOWN * post->cap);
    if (use->n_stay > post->most)
        post->most = use->n_stay;
}

static void set_mean(struct caseload *data) {
    double weight = 0, fte = 0;
    for (int p = 0; p < data->n_patches; p++)
        weight += data->patches[p].weight;
    for (int o = 0; o < data->n_posts; o++)
        fte += data->posts[o].fte;
    data->mean = round(pp_balance_mean(weight, fte) * 1e6) / 1e6; /* as the model reads it */
}

int pp_caseload_data_price(struct caseload *data, struct pp_error *reterr) {
    PP_AUTO_FREE struct use *uses = pp_alloc_array((size_t)data->n_posts + 1, sizeof *uses);
    if (!uses)
        return pp_fail_nomem(reterr);
    for (int o = 0; o < data->n_posts; o++)
        uses[o].least = -1;
    for (int w = 0; w < data->n_ways; w++) {
        struct caseload_way *way = &data->ways[w];
        const struct caseload_patch *patch = &data->patches[way->patch];
        double part = way->way.part_milli / 1000.0;
        way->load_a = patch->weight * part;
        way->load_b = way->a == way->b ? 0 : patch->weight * (1 - part);
        add_use(&uses[way->a], way->load_a, patch->stays == w);
        if (way->a != way->b)
            add_use(&uses[way->b], way->load_b, patch->stays == w);
    }
    for (int o = 0; o < data->n_posts; o++)
        set_most(&data->posts[o], &uses[o]);
    set_mean(data);
    for (int w = 0; w < data->n_ways; w++)
        price_way(data, &data->ways[w]);
    return 0;
}

/* --- plans ------------------------------------------------------------------------------------------ */

void pp_caseload_measure(const struct caseload *data, const int *taken, double *load,
                         double ret_value[PP_CASELOAD_N_LEVELS + 1]) {
    double value[PP_CASELOAD_N_LEVELS + 1] = {0};
    memset(load, 0, (size_t)data->n_posts * sizeof *load);
    for (int p = 0; p < data->n_patches; p++) {
        int n_homes = data->ask->problem->patches[data->patches[p].patch_ix].n_homes;
        if (taken[p] < 0) {
            value[PP_CASELOAD_WITHOUT] += 2 * n_homes;
            value[PP_CASELOAD_CHANGED] += n_homes;
            continue;
        }
        const struct caseload_way *way = &data->ways[taken[p]];
        for (int k = 1; k <= PP_CASELOAD_N_LEVELS; k++)
            value[k] += way->cost[k];
        load[way->a] += way->load_a;
        load[way->b] += way->load_b;
    }
    for (int o = 0; o < data->n_posts; o++) {
        if (!data->posts[o].many || load[o] <= 0)
            continue;
        value[PP_CASELOAD_ABOVE] += above_limit(&data->posts[o], load[o]);
        value[PP_CASELOAD_UNEQUAL] += off_mean(data, &data->posts[o], load[o]);
    }
    memcpy(ret_value, value, sizeof value);
}

struct post_use {
    int n;
    double load;
};

static bool has_room(const struct caseload *data, const struct post_use *uses, int o, double load) {
    const struct caseload_post *post = &data->posts[o];
    return uses[o].n < post->most &&
           (!post->many ||
            uses[o].load + load <= PP_CASELOAD_SHOWN * post->cap + post->over_most + 1e-9);
}

static void take(const struct caseload *data, int w, struct post_use *uses, int *taken) {
    const struct caseload_way *way = &data->ways[w];
    taken[way->patch] = w;
    uses[way->a].n++;
    uses[way->a].load += way->load_a;
    if (way->a != way->b) {
        uses[way->b].n++;
        uses[way->b].load += way->load_b;
    }
}

static bool cheaper(const double *one, const double *two) {
    for (int k = 1; k <= PP_CASELOAD_N_LEVELS; k++)
        if (one[k] != two[k])
            return one[k] < two[k];
    return false;
}

static int cheapest_way(const struct caseload *data, const struct post_use *uses,
                        const int *taken) {
    int best = -1;
    for (int w = 0; w < data->n_ways; w++) {
        const struct caseload_way *way = &data->ways[w];
        if (taken[way->patch] < 0 && has_room(data, uses, way->a, way->load_a) &&
            (way->a == way->b || has_room(data, uses, way->b, way->load_b)) &&
            (best < 0 || cheaper(way->cost, data->ways[best].cost)))
            best = w;
    }
    return best;
}

int pp_caseload_greedy(const struct caseload *data, int *ret_taken, struct pp_error *reterr) {
    PP_AUTO_FREE struct post_use *uses = pp_alloc_array((size_t)data->n_posts + 1, sizeof *uses);
    if (!uses)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < data->n_patches; p++)
        ret_taken[p] = -1;
    for (int p = 0; p < data->n_patches; p++)
        if (data->patches[p].stays >= 0)
            take(data, data->patches[p].stays, uses, ret_taken);
    for (int w = 0; w >= 0;) {
        w = cheapest_way(data, uses, ret_taken);
        if (w >= 0)
            take(data, w, uses, ret_taken);
    }
    return 0;
}
