#include "patchplan/district/posts.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/plan.h"
#include "planner/district/match.h"

enum { FULL_MILLI = 1000, LARGEST_MILLI = 2000 };

/* ---- sums of the posts that are not full ---- */

/* best[s]: the cheapest way to shares of s steps together, share vacant before number of posts; took[p][s]:
 * post p is the last of that way. A way is replaced by a cheaper one only, so earlier posts are kept. */
struct sums {
    const struct pp_posts_ask *ask;
    int *part; /* the posts that are not full */
    int n_parts;
    int64_t step_milli;
    size_t n; /* sums 0 .. n - 1 */
    int64_t *best;
    unsigned char *took; /* n_parts x n bits */
};

static void sums_done(struct sums *sums) {
    pp_free(sums->part);
    pp_free(sums->best);
    pp_free(sums->took);
}

static int64_t divisor(int64_t a, int64_t b) {
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static bool is_vacant(const struct pp_posts_ask *ask, int post) {
    return ask->vacant && ask->vacant[post];
}

/* Vacant thousandths first, then posts. */
static int64_t cost_of(const struct pp_posts_ask *ask, int post) {
    return ((is_vacant(ask, post) ? ask->share_milli[post] : 0) << 24) + 1;
}

/* Sums beyond W / min by the largest share are never chosen: they do not hold W, and a post less is nearer. */
static int64_t enough_milli(const struct pp_posts_ask *ask) {
    if (ask->min_milli <= 0)
        return INT64_MAX;
    return ask->total_milli / ask->min_milli * FULL_MILLI + FULL_MILLI + LARGEST_MILLI;
}

static int sums_init(struct sums *sums, const struct pp_posts_ask *ask, struct pp_error *reterr) {
    int64_t whole = 0, most = enough_milli(ask);
    sums->ask = ask;
    sums->part = pp_alloc_array((size_t)ask->n_posts + 1, sizeof *sums->part);
    if (!sums->part)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < ask->n_posts; p++) {
        if (ask->share_milli[p] == FULL_MILLI)
            continue;
        sums->part[sums->n_parts++] = p;
        sums->step_milli = divisor(ask->share_milli[p], sums->step_milli);
        whole += ask->share_milli[p];
    }
    sums->step_milli = sums->step_milli ? sums->step_milli : 1;
    sums->n = (size_t)((whole < most ? whole : most) / sums->step_milli) + 1;
    sums->best = pp_alloc_array(sums->n, sizeof *sums->best);
    sums->took = pp_alloc_array((sums->n * (size_t)sums->n_parts) / 8 + 1, 1);
    return sums->best && sums->took ? 0 : pp_fail_nomem(reterr);
}

static bool took(const struct sums *sums, int i, size_t s) {
    size_t bit = (size_t)i * sums->n + s;
    return (sums->took[bit / 8] >> (bit % 8)) & 1;
}

static void fill_sums(struct sums *sums) {
    for (size_t s = 1; s < sums->n; s++)
        sums->best[s] = -1;
    for (int i = 0; i < sums->n_parts; i++) {
        int post = sums->part[i];
        size_t steps = (size_t)(sums->ask->share_milli[post] / sums->step_milli);
        int64_t cost = cost_of(sums->ask, post);
        for (size_t s = sums->n; s-- > steps;) {
            int64_t before = sums->best[s - steps];
            if (before < 0 || (sums->best[s] >= 0 && sums->best[s] <= before + cost))
                continue;
            size_t bit = (size_t)i * sums->n + s;
            sums->best[s] = before + cost;
            sums->took[bit / 8] |= (unsigned char)(1u << (bit % 8));
        }
    }
}

/* ---- full posts beside them ---- */

/* One choice: s steps of parts and so many full posts. */
struct candidate {
    size_t s;
    int64_t n_full, sum_milli, cost;
    int64_t over; /* of the sum above W / middle, times twice the middle */
    int misfit;   /* 0 = holds W with room, 1 = holds W, 2 = does not */
    int64_t idle_milli;
};

struct full {
    int64_t n, n_vacant;
    int64_t people_milli; /* of all posts with people, full or not */
};

static int64_t full_cost(const struct full *full, int64_t n_full) {
    int64_t n_vacant = n_full - (full->n - full->n_vacant);
    return ((n_vacant > 0 ? n_vacant : 0) * FULL_MILLI << 24) + n_full;
}

static bool is_better(const struct candidate *a, const struct candidate *b) {
    if (a->misfit != b->misfit)
        return a->misfit < b->misfit;
    if (a->misfit < 2 && a->idle_milli != b->idle_milli)
        return a->idle_milli < b->idle_milli;
    if (llabs(a->over) != llabs(b->over))
        return llabs(a->over) < llabs(b->over);
    if (a->sum_milli != b->sum_milli)
        return a->sum_milli < b->sum_milli;
    return a->cost < b->cost;
}

static int misfit_of(const struct pp_posts_ask *ask, int64_t sum_milli) {
    int64_t total = ask->total_milli * FULL_MILLI;
    int64_t room = sum_milli * (ask->max_milli - ask->min_milli) / 10;
    int64_t least = sum_milli * ask->min_milli, most = sum_milli * ask->max_milli;
    if (total < least || total > most)
        return 2;
    return total < least + room || total > most - room;
}

static struct candidate weigh(const struct sums *sums, const struct full *full, size_t s,
                              int64_t n_full) {
    const struct pp_posts_ask *ask = sums->ask;
    struct candidate found = {.s = s, .n_full = n_full};
    found.sum_milli = (int64_t)s * sums->step_milli + n_full * FULL_MILLI;
    found.over =
        found.sum_milli * (ask->min_milli + ask->max_milli) - 2 * ask->total_milli * FULL_MILLI;
    found.cost = sums->best[s] + full_cost(full, n_full);
    found.misfit = misfit_of(ask, found.sum_milli);
    found.idle_milli = full->people_milli - (found.sum_milli - (found.cost >> 24));
    return found;
}

static int64_t clamp(int64_t n, int64_t most) { return n < 0 ? 0 : n > most ? most : n; }

static void note_beside(const struct candidate *found, struct pp_posts_choice *choice) {
    if (found->over <= 0 && found->sum_milli > choice->below_milli)
        choice->below_milli = found->sum_milli;
    if (found->over >= 0 && (!choice->above_milli || found->sum_milli < choice->above_milli))
        choice->above_milli = found->sum_milli;
}

/* For each sum of parts: full posts from just below what holds W to just above. */
static struct candidate find_best(const struct sums *sums, const struct full *full,
                                  struct pp_posts_choice *choice) {
    const struct pp_posts_ask *ask = sums->ask;
    int64_t least = ask->total_milli / ask->max_milli - 1, most = full->n;
    if (ask->min_milli > 0)
        most = ask->total_milli / ask->min_milli + 1;
    struct candidate best = {0};
    for (size_t s = 0; s < sums->n; s++) {
        int64_t parts = (int64_t)s * sums->step_milli / FULL_MILLI;
        int64_t from = clamp(least - parts - 1, full->n), to = clamp(most - parts + 1, full->n);
        for (int64_t n = from; n <= to && sums->best[s] >= 0; n++) {
            struct candidate found = weigh(sums, full, s, n);
            if (found.sum_milli == 0)
                continue;
            note_beside(&found, choice);
            if (best.sum_milli == 0 || is_better(&found, &best))
                best = found;
        }
    }
    return best;
}

/* Filled full posts before vacant ones, both in order; parts by the way that led to their sum. */
static void mark_used(const struct sums *sums, const struct candidate *best, bool *used) {
    const struct pp_posts_ask *ask = sums->ask;
    int64_t left = best->n_full;
    memset(used, 0, (size_t)ask->n_posts * sizeof *used);
    for (int vacant = 0; vacant < 2; vacant++)
        for (int p = 0; p < ask->n_posts && left > 0; p++)
            if (ask->share_milli[p] == FULL_MILLI && is_vacant(ask, p) == (vacant == 1)) {
                used[p] = true;
                left--;
            }
    size_t s = best->s;
    for (int i = sums->n_parts - 1; i >= 0 && s > 0; i--)
        if (took(sums, i, s)) {
            used[sums->part[i]] = true;
            s -= (size_t)(ask->share_milli[sums->part[i]] / sums->step_milli);
        }
}

static void sum_up(const struct pp_posts_ask *ask, const bool *used,
                   struct pp_posts_choice *choice) {
    for (int p = 0; p < ask->n_posts; p++) {
        if (!used[p])
            continue;
        struct pp_limits limits = pp_share_limits((double)ask->share_milli[p] / FULL_MILLI,
                                                  ask->min_milli, ask->max_milli);
        choice->n_used++;
        choice->sum_milli += ask->share_milli[p];
        choice->least_milli += limits.min_milli;
        choice->most_milli += limits.max_milli;
    }
    choice->fits =
        choice->least_milli <= ask->total_milli && ask->total_milli <= choice->most_milli;
}

int pp_posts_choose(const struct pp_posts_ask *ask, bool *ret_used,
                    struct pp_posts_choice *ret_choice, struct pp_error *reterr) {
    PP_AUTO(sums_done) struct sums sums = {0};
    struct pp_posts_choice choice = {0};
    struct full full = {0};
    int rc = sums_init(&sums, ask, reterr);
    if (rc)
        return rc;
    for (int p = 0; p < ask->n_posts; p++) {
        full.people_milli += is_vacant(ask, p) ? 0 : ask->share_milli[p];
        full.n += ask->share_milli[p] == FULL_MILLI;
        full.n_vacant += ask->share_milli[p] == FULL_MILLI && is_vacant(ask, p);
    }
    fill_sums(&sums);
    struct candidate best = find_best(&sums, &full, &choice);
    mark_used(&sums, &best, ret_used);
    sum_up(ask, ret_used, &choice);
    *ret_choice = choice;
    return 0;
}

/* ---- which post takes which patch ---- */

/* Patches and posts of one share, matched among themselves. */
struct kind {
    int *patch, *post;
    int n_patches, n_posts;
    int64_t *held;
    int *post_of;
};

static void kind_done(struct kind *kind) {
    pp_free(kind->patch);
    pp_free(kind->post);
    pp_free(kind->held);
    pp_free(kind->post_of);
}

static int match_kind(struct kind *kind, const struct pp_posts_giving *giving, int *post_of_patch,
                      struct pp_error *reterr) {
    for (int i = 0; i < kind->n_patches; i++)
        for (int j = 0; j < kind->n_posts; j++)
            kind->held[(size_t)i * (size_t)kind->n_posts + (size_t)j] =
                giving->held_milli[(size_t)kind->patch[i] * (size_t)giving->n_posts +
                                   (size_t)kind->post[j]];
    int rc = pp_match_labels(kind->held, kind->n_patches, kind->n_posts, kind->post_of, reterr);
    for (int i = 0; i < kind->n_patches && !rc; i++)
        if (kind->post_of[i] >= 0) {
            post_of_patch[kind->patch[i]] = kind->post[kind->post_of[i]];
            kind->post[kind->post_of[i]] = -1;
        }
    for (int i = 0, j = 0; i < kind->n_patches && !rc; i++) {
        if (kind->post_of[i] >= 0)
            continue;
        while (j < kind->n_posts && kind->post[j] < 0)
            j++;
        post_of_patch[kind->patch[i]] = j < kind->n_posts ? kind->post[j++] : -1;
    }
    return rc;
}

/* The numbers of those of one share; returns how many. */
static int pick_share(const int64_t *share_milli, int n, int64_t wanted_milli, int *ret_ix) {
    int found = 0;
    for (int i = 0; i < n; i++)
        if (share_milli[i] == wanted_milli)
            ret_ix[found++] = i;
    return found;
}

int pp_posts_give(const struct pp_posts_giving *giving, int *ret_post_of_patch,
                  struct pp_error *reterr) {
    size_t n_patches = (size_t)giving->n_patches, n_posts = (size_t)giving->n_posts;
    PP_AUTO(kind_done)
    struct kind kind = {
        .patch = pp_alloc_array(n_patches + 1, sizeof(int)),
        .post = pp_alloc_array(n_posts + 1, sizeof(int)),
        .held = pp_alloc_array(n_patches * n_posts + 1, sizeof(int64_t)),
        .post_of = pp_alloc_array(n_patches + 1, sizeof(int)),
    };
    int rc = kind.patch && kind.post && kind.held && kind.post_of ? 0 : pp_fail_nomem(reterr);
    for (int64_t share = 1; share <= LARGEST_MILLI && !rc; share++) {
        kind.n_patches =
            pick_share(giving->patch_share_milli, giving->n_patches, share, kind.patch);
        kind.n_posts = pick_share(giving->post_share_milli, giving->n_posts, share, kind.post);
        if (kind.n_patches > 0)
            rc = match_kind(&kind, giving, ret_post_of_patch, reterr);
    }
    return rc;
}
