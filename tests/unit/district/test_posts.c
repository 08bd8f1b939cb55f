/* Which posts are used, against every choice there is; which post takes which patch, against every giving. */
#include <stdlib.h>

#include "patchplan/core/plan.h"
#include "patchplan/core/rng.h"
#include "patchplan/district/posts.h"
#include "tests/tap.h"

enum { MOST = 10 };

/* How one choice compares, smaller first, as the head of posts.h has it. */
struct merit {
    int64_t misfit, idle, off, sum, vacant, n;
};

static struct merit merit_of(const struct pp_posts_ask *ask, unsigned choice) {
    struct merit m = {0};
    int64_t least = 0, most = 0;
    for (int p = 0; p < ask->n_posts; p++) {
        if (!(choice >> p & 1)) {
            m.idle += ask->vacant[p] ? 0 : ask->share_milli[p];
            continue;
        }
        struct pp_limits limits =
            pp_share_limits((double)ask->share_milli[p] / 1000, ask->min_milli, ask->max_milli);
        m.sum += ask->share_milli[p];
        m.vacant += ask->vacant[p] ? ask->share_milli[p] : 0;
        m.n++;
        least += limits.min_milli;
        most += limits.max_milli;
    }
    double room = (double)m.sum / 1000 * (double)(ask->max_milli - ask->min_milli) / 10;
    bool roomy = (double)ask->total_milli >= (double)least + room - 1e-6 &&
                 (double)ask->total_milli <= (double)most - room + 1e-6;
    m.misfit = ask->total_milli < least || ask->total_milli > most ? 2 : !roomy;
    m.idle = m.misfit < 2 ? m.idle : 0;
    m.off = llabs(m.sum * (ask->min_milli + ask->max_milli) - 2000 * ask->total_milli);
    return m;
}

static int compare(const struct merit *a, const struct merit *b) {
    const int64_t x[] = {a->misfit, a->idle, a->off, a->sum, a->vacant, a->n};
    const int64_t y[] = {b->misfit, b->idle, b->off, b->sum, b->vacant, b->n};
    for (int i = 0; i < 6; i++)
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return 0;
}

static struct merit best_of_all(const struct pp_posts_ask *ask) {
    struct merit best = merit_of(ask, 1);
    for (unsigned choice = 2; choice < 1u << ask->n_posts; choice++) {
        struct merit m = merit_of(ask, choice);
        best = compare(&m, &best) < 0 ? m : best;
    }
    return best;
}

static void check_neighbours(const struct pp_posts_ask *ask, int64_t *ret_below,
                             int64_t *ret_above) {
    *ret_below = *ret_above = 0;
    for (unsigned choice = 1; choice < 1u << ask->n_posts; choice++) {
        int64_t sum = merit_of(ask, choice).sum;
        int64_t over = sum * (ask->min_milli + ask->max_milli) - 2000 * ask->total_milli;
        if (over <= 0 && sum > *ret_below)
            *ret_below = sum;
        if (over >= 0 && (!*ret_above || sum < *ret_above))
            *ret_above = sum;
    }
}

static void test_choices(void) {
    static const int64_t shares[] = {1000, 1000, 1000, 500, 600, 800, 900, 1200, 811, 250};
    struct pp_rng rng;
    struct pp_error err;
    bool best = true, told = true, beside = true;
    pp_rng_seed(&rng, 3);
    for (int round = 0; round < 400; round++) {
        int64_t share[MOST];
        bool vacant[MOST], used[MOST];
        struct pp_posts_ask ask = {share, vacant, 1 + (int)pp_rng_below(&rng, MOST),
                                   0,     280000, 300000};
        for (int p = 0; p < ask.n_posts; p++) {
            share[p] = shares[pp_rng_below(&rng, 10)];
            vacant[p] = pp_rng_below(&rng, 4) == 0;
        }
        ask.total_milli = 1 + pp_rng_below(&rng, 3200000);
        struct pp_posts_choice choice;
        if (pp_posts_choose(&ask, used, &choice, &err))
            best = false;
        unsigned bits = 0;
        for (int p = 0; p < ask.n_posts; p++)
            bits |= used[p] ? 1u << p : 0;
        struct merit wanted = best_of_all(&ask), got = merit_of(&ask, bits);
        int64_t below, above;
        check_neighbours(&ask, &below, &above);
        best = best && bits && compare(&got, &wanted) == 0;
        told = told && choice.fits == (got.misfit < 2) && choice.sum_milli == got.sum &&
               choice.n_used == (int)got.n;
        beside = beside && choice.below_milli == below && choice.above_milli == above;
    }
    ok(best, "no choice of posts is better, of 400 lists with all their choices");
    ok(told, "what is said of the choice is so");
    ok(beside, "the sums just below and just above are found");
}

static void test_order(void) {
    static const int64_t share[] = {600, 1000, 600, 1000, 1000, 600};
    static const bool vacant[] = {false, true, false, false, false, false};
    bool used[6];
    struct pp_error err;
    struct pp_posts_choice choice;
    struct pp_posts_ask ask = {share, vacant, 6, 2 * 290000, 280000, 300000};
    ok(!pp_posts_choose(&ask, used, &choice, &err) && choice.fits && !used[0] && !used[1] &&
           !used[2] && used[3] && used[4] && !used[5],
       "two full posts with people come before the vacant one");
    ask.n_posts = 5;
    ask.total_milli = 3200 * 284;
    ok(!pp_posts_choose(&ask, used, &choice, &err) && choice.fits && used[0] && !used[1] &&
           used[2] && used[3] && used[4],
       "people who are there come before the middle of the limits");
    ask.n_posts = 6;
    ask.total_milli = 1740 * 290;
    ok(!pp_posts_choose(&ask, used, &choice, &err) && choice.sum_milli == 1800 && used[0] &&
           used[2] && used[5],
       "parts add up where they are nearer");
    ask.total_milli = 1000;
    ok(!pp_posts_choose(&ask, used, &choice, &err) && !choice.fits && choice.n_used == 1 && used[0],
       "one post at least, the first of the smallest");
    ask.n_posts = 0;
    ok(!pp_posts_choose(&ask, used, &choice, &err) && !choice.fits && choice.n_used == 0,
       "no posts, no choice");
}

/* ---- giving ---- */

enum { N = 6, SPARE = 2, POSTS = N + SPARE };

static int64_t best_giving(const int64_t *held, const int64_t *patch_share,
                           const int64_t *post_share, int patch, unsigned taken) {
    if (patch == N)
        return 0;
    int64_t best = -1;
    for (int post = 0; post < POSTS; post++) {
        if (taken >> post & 1 || post_share[post] != patch_share[patch])
            continue;
        int64_t rest = best_giving(held, patch_share, post_share, patch + 1, taken | 1u << post);
        if (rest >= 0 && held[patch * POSTS + post] + rest > best)
            best = held[patch * POSTS + post] + rest;
    }
    return best;
}

static void test_giving(void) {
    struct pp_rng rng;
    struct pp_error err;
    bool most = true, own_share = true, once = true;
    pp_rng_seed(&rng, 5);
    for (int round = 0; round < 200; round++) {
        int64_t held[N * POSTS], patch_share[N], post_share[POSTS], sum = 0;
        int post_of[N];
        unsigned taken = 0;
        for (int i = 0; i < N; i++)
            patch_share[i] = pp_rng_below(&rng, 2) ? 1000 : 600;
        for (int i = 0; i < POSTS; i++)
            post_share[i] = patch_share[(i + 2) % N];
        for (int i = 0; i < N * POSTS; i++)
            held[i] = pp_rng_below(&rng, 3) ? 0 : pp_rng_below(&rng, 1000);
        const struct pp_posts_giving giving = {N, POSTS, patch_share, post_share, held};
        if (pp_posts_give(&giving, post_of, &err))
            most = false;
        for (int i = 0; i < N; i++) {
            once = once && post_of[i] >= 0 && !(taken >> post_of[i] & 1);
            taken |= 1u << post_of[i];
            own_share = own_share && post_share[post_of[i]] == patch_share[i];
            sum += held[i * POSTS + post_of[i]];
        }
        most = most && sum == best_giving(held, patch_share, post_share, 0, 0);
    }
    ok(once, "every patch has a post, no post twice, some spare");
    ok(own_share, "a post takes a patch of its own share");
    ok(most, "no giving leaves more with its post of today");
}

int main(void) {
    test_choices();
    test_order();
    test_giving();
    return tap_done();
}
