#include "planner/service/posts.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

/* ---- who can take a patch ---- */

static bool counts(const struct pp_stock_officer *officer, const char *day) {
    return strcmp(officer->role, "officer") == 0 &&
           (!officer->ends || strcmp(officer->ends, day) >= 0);
}

static int64_t share_on(const struct pp_stock_officer *officer, const char *day) {
    bool reduced = !officer->caseload_until || strcmp(officer->caseload_until, day) >= 0;
    int64_t caseload_milli = reduced ? officer->caseload_milli : 1000;
    return (officer->fte_milli * caseload_milli + 500) / 1000;
}

static int find_officer(const struct pp_stock *stock, const char *id) {
    for (size_t i = 0; id && i < stock->n_officers; i++)
        if (pp_text_same_nocase(stock->officers[i].officer_id, id))
            return (int)i;
    return -1;
}

/* The other half of a job share, named by either of the two; -1 = nobody. */
static int find_sharer(const struct pp_stock *stock, const bool *taken, int i, const char *day) {
    const struct pp_stock_officer *officer = &stock->officers[i];
    int other = find_officer(stock, officer->share_with);
    for (int k = 0; other < 0 && k < (int)stock->n_officers; k++)
        if (stock->officers[k].share_with &&
            pp_text_same_nocase(stock->officers[k].share_with, officer->officer_id))
            other = k;
    return other >= 0 && other != i && !taken[other] && counts(&stock->officers[other], day) ? other
                                                                                             : -1;
}

static bool has_patch_today(const struct pp_stock *stock, const struct pp_stock_officer *officer) {
    for (int p = 0; officer && p < stock->n_patches; p++)
        if (stock->patches[p].officer_id &&
            strcmp(stock->patches[p].officer_id, officer->officer_id) == 0)
            return true;
    return false;
}

static struct pp_staff_post make_post(const struct pp_stock *stock, int i, int other,
                                      const char *day) {
    const struct pp_stock_officer *lead = &stock->officers[i];
    const struct pp_stock_officer *sharer = other >= 0 ? &stock->officers[other] : NULL;
    struct pp_staff_post post = {
        .lead = lead,
        .sharer = sharer,
        .team_ix = lead->team_ix,
        .sharer_milli = sharer ? share_on(sharer, day) : 0,
        .vacant = !*lead->name && (!sharer || !*sharer->name),
        .has_patch = has_patch_today(stock, lead) || has_patch_today(stock, sharer),
    };
    post.share_milli = share_on(lead, day) + post.sharer_milli;
    return post;
}

static int by_has_patch_and_id(const void *a, const void *b) {
    const struct pp_staff_post *pa = a, *pb = b;
    if (pa->has_patch != pb->has_patch)
        return pa->has_patch ? -1 : 1;
    return strcmp(pa->lead->officer_id, pb->lead->officer_id);
}

static int by_day(const void *a, const void *b) {
    const pp_day *da = a, *db = b;
    return (*da > *db) - (*da < *db);
}

static void note_later_days(const struct pp_stock *stock, struct pp_posts *posts) {
    int n = 0;
    for (size_t i = 0; i < stock->n_officers; i++) {
        const struct pp_stock_officer *officer = &stock->officers[i];
        pp_day until;
        if (officer->caseload_milli < 1000 && officer->caseload_until &&
            pp_day_parse(officer->caseload_until, &until) && until >= posts->day)
            posts->later_days[n++] = until + 1;
    }
    qsort(posts->later_days, (size_t)n, sizeof *posts->later_days, by_day);
    for (int i = 0; i < n; i++)
        if (i == 0 || posts->later_days[i] != posts->later_days[posts->n_later_days - 1])
            posts->later_days[posts->n_later_days++] = posts->later_days[i];
}

int pp_posts_find(const struct pp_stock *stock, pp_day day, struct pp_arena *arena,
                  struct pp_posts *ret_posts, struct pp_error *reterr) {
    PP_AUTO_FREE bool *taken = pp_alloc_array(stock->n_officers + 1, sizeof *taken);
    struct pp_posts posts = {
        .day = day,
        .posts = pp_arena_alloc(arena, (stock->n_officers + 1) * sizeof *posts.posts),
        .later_days = pp_arena_alloc(arena, (stock->n_officers + 1) * sizeof *posts.later_days),
    };
    char iso[11];
    if (!taken || !posts.posts || !posts.later_days)
        return pp_fail_nomem(reterr);
    pp_day_iso(day, iso);
    for (int i = 0; i < (int)stock->n_officers; i++) {
        if (taken[i] || !counts(&stock->officers[i], iso))
            continue;
        int other = find_sharer(stock, taken, i, iso);
        struct pp_staff_post post = make_post(stock, i, other, iso);
        taken[i] = true;
        if (other >= 0)
            taken[other] = true;
        if (post.share_milli <= 0)
            continue;
        posts.posts[posts.n_posts++] = post;
        if (post.share_milli > posts.largest_milli)
            posts.largest_milli = post.share_milli;
    }
    posts.largest_milli = posts.n_posts ? posts.largest_milli : 1000;
    qsort(posts.posts, (size_t)posts.n_posts, sizeof *posts.posts, by_has_patch_and_id);
    note_later_days(stock, &posts);
    *ret_posts = posts;
    return 0;
}

/* ---- the posts of a part ---- */

/* By officer, since `posts` may be those of another day. */
static bool is_taken_by_lock(const struct pp_parts *parts, const struct pp_staff_post *post) {
    for (int i = 0; i < parts->n_parts; i++) {
        const struct pp_part *part = &parts->parts[i];
        if (part->locked && part->post_ix && part->post_ix[0] >= 0 &&
            parts->posts->posts[part->post_ix[0]].lead == post->lead)
            return true;
    }
    return false;
}

static int choose(const struct pp_posts *posts, struct pp_posts_of *of, int64_t total_milli,
                  const struct pp_rules *rules, struct pp_error *reterr) {
    PP_AUTO_FREE int64_t *share = pp_alloc_array((size_t)of->n + 1, sizeof *share);
    PP_AUTO_FREE bool *vacant = pp_alloc_array((size_t)of->n + 1, sizeof *vacant);
    if (!share || !vacant)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < of->n; i++) {
        share[i] = posts->posts[of->post_ix[i]].share_milli;
        vacant[i] = posts->posts[of->post_ix[i]].vacant;
    }
    struct pp_posts_ask ask = {share,       vacant,           of->n,
                               total_milli, rules->min_milli, rules->max_milli};
    return pp_posts_choose(&ask, of->used, &of->choice, reterr);
}

int pp_posts_choose_for(const struct pp_posts *posts, const struct pp_parts *parts,
                        const int *team_ix, int64_t total_milli, const struct pp_rules *rules,
                        struct pp_arena *arena, struct pp_posts_of *ret_of,
                        struct pp_error *reterr) {
    size_t n_most = (size_t)posts->n_posts + 1;
    struct pp_posts_of of = {
        .post_ix = pp_arena_alloc(arena, n_most * sizeof *of.post_ix),
        .used = pp_arena_alloc(arena, n_most * sizeof *of.used),
    };
    if (!of.post_ix || !of.used)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < posts->n_posts; i++) {
        const struct pp_staff_post *post = &posts->posts[i];
        if ((team_ix && post->team_ix != *team_ix) || is_taken_by_lock(parts, post))
            continue;
        of.post_ix[of.n++] = i;
        of.sum_milli += post->share_milli;
        of.n_vacant += post->vacant;
    }
    int rc = choose(posts, &of, total_milli, rules, reterr);
    if (!rc)
        *ret_of = of;
    return rc;
}

/* ---- which patch of a part has which post, before dividing ---- */

static int post_of_officer(const struct pp_posts *posts, const char *officer_id) {
    for (int i = 0; officer_id && i < posts->n_posts; i++) {
        const struct pp_staff_post *post = &posts->posts[i];
        if (strcmp(post->lead->officer_id, officer_id) == 0 ||
            (post->sharer && strcmp(post->sharer->officer_id, officer_id) == 0))
            return i;
    }
    return -1;
}

static const char *todays_officer(const struct pp_stock *stock, const char *patch) {
    for (int p = 0; p < stock->n_patches; p++)
        if (strcmp(stock->patches[p].name, patch) == 0)
            return stock->patches[p].officer_id;
    return NULL;
}

static const struct pp_patch *patch_before(const struct pp_base *base, const char *name) {
    for (int p = 0; base->has_plan && p < base->plan.n_patches; p++)
        if (strcmp(base->plan.patches[p].name, name) == 0)
            return &base->plan.patches[p];
    return NULL;
}

/* A locked patch has the post of its officer, of the plan before or of today; else none, and a share of 1. */
static int take_lock(const struct pp_ground *ground, const struct pp_base *base,
                     const struct pp_posts *posts, struct pp_parts *parts, int p,
                     struct pp_error *reterr) {
    struct pp_part *part = &parts->parts[p];
    const struct pp_patch *before = patch_before(base, part->name);
    const char *officer_id =
        before ? before->officer_id : todays_officer(&ground->stock, part->name);
    int post = post_of_officer(posts, officer_id);
    int *post_ix = pp_arena_alloc(&ground->plan->arena, sizeof *post_ix);
    if (!post_ix)
        return pp_fail_nomem(reterr);
    *post_ix = post >= 0 && is_taken_by_lock(parts, &posts->posts[post]) ? -1 : post;
    part->post_ix = post_ix;
    part->n_posts = 1;
    return 0;
}

/* The used posts not yet in a patch: the one wanted, else the first of its share, else the first. */
static int pick(const struct pp_posts *posts, const struct pp_posts_of *of, const bool *placed,
                int wanted, int64_t share_milli) {
    int same = -1, any = -1;
    for (int i = 0; i < of->n; i++) {
        if (!of->used[i] || placed[i])
            continue;
        if (of->post_ix[i] == wanted)
            return i;
        if (same < 0 && posts->posts[of->post_ix[i]].share_milli == share_milli)
            same = i;
        any = any < 0 ? i : any;
    }
    return same >= 0 ? same : any;
}

/* What solve.c numbers its patches by: the plan started from when that has as many here, else the pins. */
static const int *numbered_by(const struct pp_base *base, const struct pp_part *part, bool *seen) {
    int n = 0;
    for (int i = 0; base->is_start && i < part->n_units; i++) {
        int before = base->patch_of_unit[part->unit_ix[i]];
        n += before >= 0 && !seen[before];
        if (before >= 0)
            seen[before] = true;
    }
    memset(seen, 0, (size_t)base->plan.n_patches * sizeof *seen);
    return base->is_start && n == part->n_patches ? base->patch_of_unit : base->pin_of_unit;
}

/* Patches of before are numbered in the order of their first unit; they keep their post, or one of the same
 * share. Returns how many they are. */
static int keep_before(const struct pp_posts *posts, const struct pp_base *base,
                       const struct pp_part *part, const struct pp_posts_of *of, bool *placed,
                       int *post_ix, struct pp_error *reterr) {
    PP_AUTO_FREE bool *seen = pp_alloc_array((size_t)base->plan.n_patches + 1, sizeof *seen);
    int n = 0;
    if (!seen)
        return pp_fail_nomem(reterr);
    const int *patch_of_unit = numbered_by(base, part, seen);
    for (int i = 0; base->has_plan && i < part->n_units && n < part->n_patches; i++) {
        int before = patch_of_unit[part->unit_ix[i]];
        if (before < 0 || seen[before])
            continue;
        const struct pp_patch *patch = &base->plan.patches[before];
        int at = pick(posts, of, placed, post_of_officer(posts, patch->officer_id),
                      (int64_t)(patch->share * 1000 + 0.5));
        seen[before] = placed[at] = true;
        post_ix[n++] = of->post_ix[at];
    }
    return n;
}

/* part->post_ix: those of before first, then the largest shares, then the spare ones. */
static int number_posts(const struct pp_posts *posts, const struct pp_base *base,
                        struct pp_part *part, const struct pp_posts_of *of, struct pp_arena *arena,
                        struct pp_error *reterr) {
    PP_AUTO_FREE bool *placed = pp_alloc_array((size_t)of->n + 1, sizeof *placed);
    int *post_ix = pp_arena_alloc(arena, ((size_t)of->n + 1) * sizeof *post_ix);
    if (!placed || !post_ix)
        return pp_fail_nomem(reterr);
    int n = keep_before(posts, base, part, of, placed, post_ix, reterr);
    if (n < 0)
        return n;
    for (; n < part->n_patches; n++) {
        int best = -1;
        for (int i = 0; i < of->n; i++)
            if (of->used[i] && !placed[i] &&
                (best < 0 || posts->posts[of->post_ix[i]].share_milli >
                                 posts->posts[of->post_ix[best]].share_milli))
                best = i;
        placed[best] = true;
        post_ix[n] = of->post_ix[best];
    }
    for (int i = 0; i < of->n; i++)
        if (!of->used[i])
            post_ix[n++] = of->post_ix[i];
    part->post_ix = post_ix;
    part->n_posts = n;
    return 0;
}

/* More posts than blocks to give them: the last ones stay spare. */
static void use_at_most(struct pp_posts_of *of, int n_units) {
    for (int i = of->n - 1; i >= 0 && of->choice.n_used > n_units; i--)
        if (of->used[i]) {
            of->used[i] = false;
            of->choice.n_used--;
            of->choice.fits = false;
        }
}

static int take_part(struct pp_ground *ground, const struct pp_base *base, struct pp_parts *parts,
                     int p, struct pp_posts_of *of, struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    struct pp_part *part = &parts->parts[p];
    const int *team_ix = plan->rules.within == PP_WITHIN_NONE ? NULL : &part->place_ix;
    int rc = pp_posts_choose_for(parts->posts, parts, team_ix, part->weight_milli, &plan->rules,
                                 &plan->arena, of, reterr);
    if (rc)
        return rc;
    use_at_most(of, part->n_units);
    part->limits_give = !of->choice.fits;
    if (of->n == 0) /* the patches are whole ones, and nobody's */
        return 0;
    part->n_patches = of->choice.n_used;
    return number_posts(parts->posts, base, part, of, &plan->arena, reterr);
}

static void number_patches(struct pp_parts *parts) {
    parts->n_patches = 0;
    for (int p = 0; p < parts->n_parts; p++) {
        parts->parts[p].first_patch = parts->n_patches;
        parts->n_patches += parts->parts[p].n_patches;
    }
}

int pp_posts_take(struct pp_ground *ground, const struct pp_allocate_request *request,
                  const struct pp_base *base, const struct pp_posts *posts, struct pp_parts *parts,
                  struct pp_error *reterr) {
    PP_AUTO_FREE struct pp_posts_of *of = pp_alloc_array((size_t)parts->n_parts + 1, sizeof *of);
    int rc = of ? 0 : pp_fail_nomem(reterr);
    parts->posts = posts;
    for (int p = 0; p < parts->n_parts && !rc; p++)
        if (parts->parts[p].locked)
            rc = take_lock(ground, base, posts, parts, p, reterr);
    for (int p = 0; p < parts->n_parts && !rc; p++)
        if (!parts->parts[p].locked)
            rc = take_part(ground, base, parts, p, &of[p], reterr);
    if (rc)
        return rc;
    number_patches(parts);
    return pp_posts_explain(ground, request, parts, of, reterr);
}

void pp_posts_set_shares(const struct pp_parts *parts, struct pp_plan *plan) {
    for (int i = 0; i < parts->n_parts; i++) {
        const struct pp_part *part = &parts->parts[i];
        for (int k = 0; part->post_ix && k < part->n_patches; k++)
            if (part->post_ix[k] >= 0)
                plan->patches[part->first_patch + k].share =
                    (double)parts->posts->posts[part->post_ix[k]].share_milli / 1000;
    }
}

/* ---- which post has which patch, after dividing ---- */

/* Of each patch of the plan started from and of today the post that has it, -1 = none. */
struct holders {
    int *of_before, *of_today;
};

static void holders_done(struct holders *holders) {
    pp_free(holders->of_before);
    pp_free(holders->of_today);
}

static int find_holders(const struct pp_stock *stock, const struct pp_base *base,
                        const struct pp_posts *posts, struct holders *holders,
                        struct pp_error *reterr) {
    holders->of_before = pp_alloc_array((size_t)base->plan.n_patches + 1, sizeof(int));
    holders->of_today = pp_alloc_array((size_t)stock->n_patches + 1, sizeof(int));
    if (!holders->of_before || !holders->of_today)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < base->plan.n_patches; p++)
        holders->of_before[p] = post_of_officer(posts, base->plan.patches[p].officer_id);
    for (int p = 0; p < stock->n_patches; p++)
        holders->of_today[p] = post_of_officer(posts, stock->patches[p].officer_id);
    return 0;
}

/* Nobody who is there goes without a patch for the sake of a vacant post, whatever is held. Where nothing is held,
 * a post of the patch's own team comes first: a thousandth of a home decides ties only. */
static void add_preferences(const struct pp_plan *plan, const struct pp_posts *posts,
                            const struct pp_part *part, int64_t *held) {
    size_t n = (size_t)part->n_patches, n_posts = (size_t)part->n_posts;
    int64_t more_than_all = part->weight_milli + part->n_patches + 1;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < n_posts; i++) {
            const struct pp_staff_post *post = &posts->posts[part->post_ix[i]];
            held[k * n_posts + i] +=
                (post->team_ix == plan->patches[part->first_patch + (int)k].team_ix) +
                (post->vacant ? 0 : more_than_all);
        }
}

/* held[patch x n_posts + i]: weight in the patch that the i-th post of the part has today, or in the plan before. */
static int sum_held(const struct pp_ground *ground, const struct pp_base *base,
                    const struct holders *holders, const struct pp_part *part, int n_all,
                    int64_t *held, struct pp_error *reterr) {
    const struct pp_stock *stock = &ground->stock;
    PP_AUTO_FREE int *slot = pp_alloc_array((size_t)n_all + 1, sizeof *slot);
    size_t n_posts = (size_t)part->n_posts;
    if (!slot)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < part->n_posts; i++)
        slot[part->post_ix[i]] = i + 1;
    for (size_t h = 0; h < stock->n_homes; h++) {
        int u = ground->unit_of_home[h], today = stock->patch_ix[h];
        int k = u >= 0 ? ground->plan->patch_of_unit[u] - part->first_patch : -1;
        if (k < 0 || k >= part->n_patches)
            continue;
        int before = base->is_start ? base->patch_of_unit[u] : -1;
        int post = before >= 0  ? holders->of_before[before]
                   : today >= 0 ? holders->of_today[today]
                                : -1;
        if (post >= 0 && slot[post])
            held[(size_t)k * n_posts + (size_t)slot[post] - 1] += stock->homes[h].weight_milli;
    }
    return 0;
}

static int name_officers(struct pp_plan *plan, const struct pp_staff_post *post,
                         struct pp_patch *patch) {
    patch->officer_id = pp_arena_strdup(&plan->arena, post->lead->officer_id);
    patch->sharer_id =
        post->sharer ? pp_arena_strdup(&plan->arena, post->sharer->officer_id) : NULL;
    patch->sharer_share = (double)post->sharer_milli / 1000;
    patch->is_named = *post->lead->name || (post->sharer && *post->sharer->name);
    return patch->officer_id && (patch->sharer_id || !post->sharer) ? 0 : PP_E_NOMEM;
}

/* The posts given first, by patch; behind them the spare ones in their order. `given` is per patch its place in
 * part->post_ix. */
static int reorder_posts(struct pp_part *part, const int *given, struct pp_error *reterr) {
    size_t n_posts = (size_t)part->n_posts;
    PP_AUTO_FREE int *before = pp_alloc_array(n_posts + 1, sizeof *before);
    if (!before)
        return pp_fail_nomem(reterr);
    memcpy(before, part->post_ix, n_posts * sizeof *before);
    for (int k = 0; k < part->n_patches; k++) {
        part->post_ix[k] = before[given[k]];
        before[given[k]] = -1;
    }
    for (int i = 0, n = part->n_patches; i < part->n_posts; i++)
        if (before[i] >= 0)
            part->post_ix[n++] = before[i];
    return 0;
}

static int give_part(struct pp_ground *ground, const struct pp_base *base,
                     const struct holders *holders, const struct pp_posts *posts,
                     struct pp_part *part, struct pp_error *reterr) {
    size_t n = (size_t)part->n_patches, n_posts = (size_t)part->n_posts;
    PP_AUTO_FREE int64_t *held = pp_alloc_array(n * n_posts + 1, sizeof *held);
    PP_AUTO_FREE int64_t *share = pp_alloc_array(n_posts + 1, sizeof *share);
    PP_AUTO_FREE int *given = pp_alloc_array(n + 1, sizeof *given);
    if (!held || !share || !given)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n_posts; i++)
        share[i] = posts->posts[part->post_ix[i]].share_milli;
    /* the shares of the patches are those of the first n posts: they were divided for these */
    const struct pp_posts_giving giving = {part->n_patches, part->n_posts, share, share, held};
    int rc = sum_held(ground, base, holders, part, posts->n_posts, held, reterr);
    if (rc)
        return rc;
    add_preferences(ground->plan, posts, part, held);
    rc = pp_posts_give(&giving, given, reterr);
    if (!rc)
        rc = reorder_posts(part, given, reterr);
    for (int k = 0; k < part->n_patches && !rc; k++)
        if (name_officers(ground->plan, &posts->posts[part->post_ix[k]],
                          &ground->plan->patches[part->first_patch + k]))
            rc = pp_fail_nomem(reterr);
    return rc;
}

int pp_posts_name_officers(struct pp_ground *ground, const struct pp_base *base,
                           struct pp_parts *parts, struct pp_error *reterr) {
    PP_AUTO(holders_done) struct holders holders = {0};
    int rc = find_holders(&ground->stock, base, parts->posts, &holders, reterr);
    for (int i = 0; i < parts->n_parts && !rc; i++) {
        struct pp_part *part = &parts->parts[i];
        if (part->post_ix && part->n_patches > 0 && part->post_ix[0] >= 0)
            rc = give_part(ground, base, &holders, parts->posts, part, reterr);
    }
    return rc;
}
