/* From the problem to one day's question of models/caseload.mod: patches, posts, pairs, and every way within 125 % of a
 * caseload; one way alone for what is pinned or stays. O(patches x posts). */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"

#include "planner/roster/caseload_parts.h"

/* Homes of a patch below which a skill is not asked for. */
static int need_from(const struct pp_roster_options *options, int n_homes) {
    int from = (n_homes * options->need_pct + 99) / 100;
    return from > 1 ? from : 1;
}

static bool is_there(const struct pp_caseload_ask *ask, int post_ix) {
    const struct pp_post *post = &ask->problem->posts[post_ix];
    return post->starts <= ask->day && ask->day <= post->ends;
}

int pp_caseload_led_now(const struct pp_caseload_ask *ask, int patch_ix, int ret_post_ix[2]) {
    int n = 0, share_milli = 0;
    for (int i = 0; i < ask->n_now; i++) {
        const struct pp_lead *lead = &ask->now[i];
        if (lead->patch_ix != patch_ix || lead->post_ix < 0 || lead->first_day > ask->day ||
            lead->last_day < ask->day || !is_there(ask, lead->post_ix))
            continue;
        if (n == 2 || (n == 1 && ret_post_ix[0] == lead->post_ix))
            return 0;
        share_milli += lead->share_milli;
        ret_post_ix[n++] = lead->post_ix;
    }
    return share_milli == 1000 ? n : 0;
}

bool pp_caseload_leads_now(const struct pp_caseload_ask *ask, int post_ix) {
    for (int i = 0; i < ask->n_now; i++) {
        int posts[2];
        if (ask->now[i].post_ix != post_ix)
            continue;
        int n = pp_caseload_led_now(ask, ask->now[i].patch_ix, posts);
        for (int k = 0; k < n; k++)
            if (posts[k] == post_ix)
                return true;
    }
    return false;
}

int pp_caseload_part_now(const struct pp_caseload_ask *ask, int patch_ix, int post_ix) {
    for (int i = 0; i < ask->n_now; i++) {
        const struct pp_lead *lead = &ask->now[i];
        if (lead->patch_ix == patch_ix && lead->post_ix == post_ix && lead->first_day <= ask->day &&
            lead->last_day >= ask->day - 1)
            return lead->share_milli;
    }
    return 0;
}

bool pp_caseload_is_used(const struct caseload *data, const int *taken, int post_ix) {
    for (int p = 0; p < data->n_patches; p++)
        if (taken[p] >= 0 && (data->ways[taken[p]].way.post_ix == post_ix ||
                              data->ways[taken[p]].way.second_post_ix == post_ix))
            return true;
    return false;
}

int pp_caseload_left_sharer(const struct caseload *data, const int *taken, int patch) {
    const struct pp_caseload_ask *ask = data->ask;
    int patch_ix = data->patches[patch].patch_ix;
    for (int i = 0; taken[patch] < 0 && i < ask->n_now; i++) {
        int post_ix = ask->now[i].patch_ix == patch_ix ? ask->now[i].post_ix : -1;
        if (post_ix < 0 || !ask->problem->posts[post_ix].name[0] || !is_there(ask, post_ix))
            continue;
        int part_milli = pp_caseload_part_now(ask, patch_ix, post_ix);
        if (part_milli > 0 && part_milli < 1000 && !pp_caseload_is_used(data, taken, post_ix))
            return post_ix;
    }
    return -1;
}

/* --- ways ------------------------------------------------------------------------------------------- */

static int add_way(struct caseload *data, int patch, int a, int b, bool declared,
                   struct pp_error *reterr) {
    const struct pp_caseload_ask *ask = data->ask;
    if (b < a) {
        int first = b;
        b = a;
        a = first;
    }
    int64_t cap_a = pp_post_cap_milli(ask->problem, a, ask->day);
    int64_t both = cap_a + pp_post_cap_milli(ask->problem, b, ask->day);
    int part_milli = a == b ? 1000 : both > 0 ? (int)((cap_a * 2000 + both) / (2 * both)) : 500;
    if (pp_reserve(&data->ways, &data->cap_ways, (size_t)data->n_ways + 1, sizeof *data->ways,
                   reterr) < 0)
        return PP_E_NOMEM;
    data->ways[data->n_ways++] = (struct caseload_way){
        .way = {data->patches[patch].patch_ix, a, b, part_milli, !declared}, .patch = patch};
    data->patches[patch].n_ways++;
    return 0;
}

static bool fits(const struct caseload *data, int patch, int a, int b) {
    const struct pp_caseload_ask *ask = data->ask;
    int64_t cap_milli = pp_post_cap_milli(ask->problem, a, ask->day);
    if (b != a)
        cap_milli += pp_post_cap_milli(ask->problem, b, ask->day);
    int64_t weight_milli = ask->problem->patches[data->patches[patch].patch_ix].weight_milli;
    return 100 * weight_milli <= PP_CASELOAD_MOST_PCT * cap_milli;
}

static bool declared(const struct pp_roster_problem *problem, int a, int b) {
    return a == b || problem->posts[a].share_with_ix == b || problem->posts[b].share_with_ix == a;
}

static int pins_of(const struct pp_roster_problem *problem, int patch_ix, int ret_post_ix[2]) {
    int n = 0;
    for (int i = 0; i < problem->n_pins && n < 2; i++)
        if (problem->pins[i].patch_ix == patch_ix)
            ret_post_ix[n++] = problem->pins[i].post_ix;
    return n;
}

/* The only way of a pinned patch: who is pinned, alone when that is within 125 % or nobody shares. */
static int add_pinned_way(struct caseload *data, int patch, const int *second, const int pinned[2],
                          int n_pinned, struct pp_error *reterr) {
    int a = pinned[0], b = n_pinned == 2 ? pinned[1] : a;
    if (n_pinned == 1 && second[a] >= 0 && !fits(data, patch, a, a) &&
        fits(data, patch, a, second[a]))
        b = second[a];
    data->patches[patch].stays = data->n_ways;
    return add_way(data, patch, a, b, declared(data->ask->problem, a, b), reterr);
}

/* May this post be offered to patches whose lead is free? */
static bool is_offered(const struct caseload *data, int post_ix, bool idle_only) {
    const struct pp_caseload_ask *ask = data->ask;
    if (!pp_caseload_may_lead(ask, post_ix))
        return false;
    bool vacant = !ask->problem->posts[post_ix].name[0];
    bool asks_now = ask->only_freed && (vacant || idle_only);
    return !(idle_only && vacant) && !(asks_now && pp_caseload_leads_now(ask, post_ix));
}

static int add_free_ways(struct caseload *data, int patch, const int *second, bool idle_only,
                         struct pp_error *reterr) {
    int rc = 0;
    for (int a = 0; rc == 0 && a < data->ask->problem->n_posts; a++)
        if (is_offered(data, a, idle_only) && fits(data, patch, a, a))
            rc = add_way(data, patch, a, a, true, reterr);
    for (int a = 0; rc == 0 && a < data->ask->problem->n_posts; a++)
        if (second[a] > a && is_offered(data, a, idle_only) &&
            is_offered(data, second[a], idle_only) && fits(data, patch, a, second[a]))
            rc = add_way(data, patch, a, second[a], declared(data->ask->problem, a, second[a]),
                         reterr);
    return rc;
}

static bool is_vacant(const struct pp_caseload_ask *ask, const int *posts, int n) {
    for (int i = 0; i < n; i++)
        if (!ask->problem->posts[posts[i]].name[0])
            return true;
    return false;
}

/* A patch led by a vacant post keeps it, or goes to somebody named who leads nothing. */
static int add_ways(struct caseload *data, int patch, const int *second, struct pp_error *reterr) {
    const struct pp_caseload_ask *ask = data->ask;
    int patch_ix = data->patches[patch].patch_ix, posts[2];
    int n = pins_of(ask->problem, patch_ix, posts);
    if (n > 0)
        return add_pinned_way(data, patch, second, posts, n, reterr);
    n = ask->only_freed ? pp_caseload_led_now(ask, patch_ix, posts) : 0;
    if (n == 0)
        return add_free_ways(data, patch, second, false, reterr);
    int first_way = data->n_ways, b = posts[n - 1];
    int rc = add_way(data, patch, posts[0], b, declared(ask->problem, posts[0], b), reterr);
    if (rc == 0 && is_vacant(ask, posts, n))
        rc = add_free_ways(data, patch, second, true, reterr);
    if (data->n_ways == first_way + 1)
        data->patches[patch].stays = first_way;
    return rc;
}

static int make_ways(struct caseload *data, struct pp_error *reterr) {
    PP_AUTO_FREE int *second = pp_alloc_array((size_t)data->n_all_posts + 1, sizeof *second);
    if (!second)
        return pp_fail_nomem(reterr);
    int rc = pp_caseload_pair(data->ask, second, reterr);
    for (int p = 0; rc == 0 && p < data->n_patches; p++) {
        data->patches[p].first_way = data->n_ways;
        rc = add_ways(data, p, second, reterr);
    }
    return rc;
}

/* --- patches, posts, counts ------------------------------------------------------------------------- */

static int make_patches(struct caseload *data, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = data->ask->problem;
    data->patches = pp_alloc_array((size_t)problem->n_patches + 1, sizeof *data->patches);
    if (!data->patches)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < problem->n_patches; p++)
        if (problem->patches[p].team_ix == data->ask->team_ix)
            data->patches[data->n_patches++] =
                (struct caseload_patch){.patch_ix = p,
                                        .stays = -1,
                                        .weight = (double)problem->patches[p].weight_milli / 1000};
    return 0;
}

/* Posts with a way, and the ways' places in them. */
static int make_posts(struct caseload *data, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = data->ask->problem;
    PP_AUTO_FREE int *place = pp_alloc_array((size_t)data->n_all_posts + 1, sizeof *place);
    data->posts = pp_alloc_array((size_t)data->n_all_posts + 1, sizeof *data->posts);
    if (!place || !data->posts)
        return pp_fail_nomem(reterr);
    for (int w = 0; w < data->n_ways; w++)
        place[data->ways[w].way.post_ix] = place[data->ways[w].way.second_post_ix] = 1;
    for (int p = 0; p < data->n_all_posts; p++) {
        if (!place[p])
            continue;
        int64_t cap_milli = pp_post_cap_milli(problem, p, data->ask->day);
        place[p] = data->n_posts;
        data->posts[data->n_posts++] = (struct caseload_post){
            .post_ix = p,
            .cap = (double)cap_milli / 1000,
            .fte = round((double)cap_milli * 1e6 / (double)problem->max_milli) / 1e6,
            .vacant = !problem->posts[p].name[0]};
    }
    for (int w = 0; w < data->n_ways; w++) {
        data->ways[w].a = place[data->ways[w].way.post_ix];
        data->ways[w].b = place[data->ways[w].way.second_post_ix];
    }
    return 0;
}

static int place_of_patch(const struct caseload *data, int patch_ix) {
    for (int p = 0; p < data->n_patches; p++)
        if (data->patches[p].patch_ix == patch_ix)
            return p;
    return -1;
}

static void copy_counts(const struct caseload *data, const struct pp_patch_count *counts, int n,
                        int n_columns, int *ret_table) {
    for (int i = 0; i < n; i++) {
        int p = place_of_patch(data, counts[i].patch_ix);
        if (p >= 0 && counts[i].of_ix >= 0 && counts[i].of_ix < n_columns)
            ret_table[p * n_columns + counts[i].of_ix] = counts[i].n_homes;
    }
}

/* `a` leads so many thousandths of the patch, `b` (-1 = nobody) the rest: whole homes that add up. */
static void set_kept(struct caseload *data, int patch, int a, int b, int part_milli) {
    int n_homes = data->ask->problem->patches[data->patches[patch].patch_ix].n_homes;
    int first = (n_homes * part_milli + 500) / 1000;
    data->kept[patch * data->n_all_posts + a] = first;
    if (b >= 0)
        data->kept[patch * data->n_all_posts + b] = n_homes - first;
}

/* The rows of `now` for a patch on a day: who, at most two, and the first one's part. */
static int now_on(const struct pp_caseload_ask *ask, int patch_ix, pp_day day, int ret_posts[2],
                  int *ret_part_milli) {
    int n = 0;
    for (int i = 0; i < ask->n_now && n < 2; i++) {
        const struct pp_lead *lead = &ask->now[i];
        if (lead->patch_ix != patch_ix || lead->post_ix < 0 || lead->first_day > day ||
            lead->last_day < day)
            continue;
        if (n == 0)
            *ret_part_milli = lead->share_milli;
        ret_posts[n++] = lead->post_ix;
    }
    return n;
}

/* Drawn for posts, with shares of a patch? Else its officers were only carried over by the patches' names. */
static bool is_drawn_for_posts(const struct pp_roster_problem *problem) {
    for (int p = 0; p < problem->n_patches; p++)
        if (problem->patches[p].share_milli != 1000)
            return true;
    return false;
}

/* Homes that keep their officer: those of a patch of today; all, where the patch was drawn for somebody; in a
 * replan, those whom the roster in hand gives an officer on the day, or gave one on the day before. */
static void count_kept(struct caseload *data) {
    const struct pp_caseload_ask *ask = data->ask;
    const struct pp_roster_problem *problem = ask->problem;
    bool for_posts = is_drawn_for_posts(problem);
    copy_counts(data, problem->kept, problem->n_kept, data->n_all_posts, data->kept);
    for (int p = 0; p < data->n_patches; p++) {
        int patch_ix = data->patches[p].patch_ix, posts[2] = {-1, -1}, part_milli = 1000;
        const struct pp_roster_patch *patch = &problem->patches[patch_ix];
        if (for_posts && patch->drawn_lead_ix >= 0)
            set_kept(data, p, patch->drawn_lead_ix, patch->drawn_sharer_ix,
                     patch->drawn_sharer_ix >= 0 ? 500 : 1000);
        int n = now_on(ask, patch_ix, ask->day, posts, &part_milli);
        if (n == 0)
            n = now_on(ask, patch_ix, ask->day - 1, posts, &part_milli);
        if (n == 0)
            continue;
        int *row = data->kept + p * data->n_all_posts;
        memset(row, 0, (size_t)data->n_all_posts * sizeof *row);
        set_kept(data, p, posts[0], n == 2 ? posts[1] : -1, part_milli);
    }
}

static void drop_small_needs(struct caseload *data) {
    const struct pp_roster_problem *problem = data->ask->problem;
    for (int p = 0; p < data->n_patches; p++) {
        int from =
            need_from(data->ask->options, problem->patches[data->patches[p].patch_ix].n_homes);
        for (int s = 0; s < problem->n_skills; s++)
            if (data->needs[p * problem->n_skills + s] < from)
                data->needs[p * problem->n_skills + s] = 0;
    }
}

static int make_counts(struct caseload *data, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = data->ask->problem;
    size_t n = (size_t)data->n_patches + 1;
    data->kept = pp_alloc_array(n * (size_t)(data->n_all_posts + 1), sizeof *data->kept);
    data->needs = pp_alloc_array(n * (size_t)(problem->n_skills + 1), sizeof *data->needs);
    data->speaks = pp_alloc_array(n * (size_t)(problem->n_languages + 1), sizeof *data->speaks);
    if (!data->kept || !data->needs || !data->speaks)
        return pp_fail_nomem(reterr);
    copy_counts(data, problem->needs, problem->n_needs, problem->n_skills, data->needs);
    copy_counts(data, problem->speaks, problem->n_speaks, problem->n_languages, data->speaks);
    count_kept(data);
    drop_small_needs(data);
    return 0;
}

int pp_caseload_data_make(const struct pp_caseload_ask *ask, struct caseload *ret_data,
                          struct pp_error *reterr) {
    *ret_data = (struct caseload){.ask = ask, .n_all_posts = ask->problem->n_posts};
    int rc = make_patches(ret_data, reterr);
    if (rc == 0)
        rc = make_ways(ret_data, reterr);
    if (rc == 0)
        rc = make_posts(ret_data, reterr);
    if (rc == 0)
        rc = make_counts(ret_data, reterr);
    return rc < 0 ? rc : pp_caseload_data_price(ret_data, reterr);
}

void pp_caseload_data_done(struct caseload *data) {
    pp_free(data->patches);
    pp_free(data->posts);
    pp_free(data->ways);
    pp_free(data->kept);
    pp_free(data->needs);
    pp_free(data->speaks);
    *data = (struct caseload){0};
}
