/* Posts in words: too few, none that fit, spare ones; each with its ways out as commands that work. */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "planner/service/posts.h"
#include "planner/service/ways.h"

enum { MOST_NAMED = 8, MOST_WAYS = 3 };

/* What is to be said of all places. */
struct say {
    struct pp_ground *ground;
    const struct pp_allocate_request *request;
    const struct pp_parts *parts;
    const struct pp_posts_of *of; /* per part */
    int n_wrong;                  /* places that no choice of posts fits */
};

static const struct pp_rules *rules_of(const struct say *say) { return &say->ground->plan->rules; }

static bool is_wrong(const struct say *say, int p) {
    return !say->parts->parts[p].locked && !say->of[p].choice.fits;
}

static void say_homes(struct pp_str *text, int64_t milli) {
    char homes[32];
    pp_arithmetic_format_homes(milli, homes, sizeof homes);
    pp_str_append(text, homes);
}

static void say_limits(struct pp_str *text, int64_t min_milli, int64_t max_milli) {
    say_homes(text, min_milli);
    pp_str_append(text, " to ");
    say_homes(text, max_milli);
}

static void say_day(struct pp_str *text, pp_day day) {
    char words[40];
    pp_day_long(day, words, sizeof words);
    pp_str_append(text, words);
}

/* ---- ways out ---- */

/* A way out that mends every place. */
struct found {
    struct pp_str words;
    struct pp_way way;
};

struct ways {
    struct found found[MOST_WAYS];
    int n;
};

static void ways_done(struct ways *ways) {
    for (int i = 0; i < MOST_WAYS; i++)
        pp_str_done(&ways->found[i].words);
}

/* With `posts`, does every place (or place `only`, when that is not -1) have some that fit? */
static int all_fit(const struct say *say, const struct pp_posts *posts, int only, bool *ret_fit,
                   struct pp_posts_of *ret_of, struct pp_error *reterr) {
    const struct pp_plan *plan = say->ground->plan;
    bool fit = true;
    int rc = 0;
    for (int p = 0; p < say->parts->n_parts && fit && !rc; p++) {
        const struct pp_part *part = &say->parts->parts[p];
        const int *team_ix = plan->rules.within == PP_WITHIN_NONE ? NULL : &part->place_ix;
        if (part->locked || (only >= 0 && p != only))
            continue;
        rc = pp_posts_choose_for(posts, say->parts, team_ix, part->weight_milli, &plan->rules,
                                 &say->ground->plan->arena, ret_of, reterr);
        fit = !rc && ret_of->choice.fits;
    }
    *ret_fit = fit;
    return rc;
}

/* The first later day on which enough of the caseloads counts for all places, or for one; 0 = none. */
static int find_later(const struct say *say, int only, pp_day *ret_day, struct pp_posts_of *ret_of,
                      struct pp_error *reterr) {
    const struct pp_posts *posts = say->parts->posts;
    int rc = 0;
    *ret_day = 0;
    for (int i = 0; i < posts->n_later_days && !rc && !*ret_day; i++) {
        struct pp_posts later;
        bool fit = false;
        rc = pp_posts_find(&say->ground->stock, posts->later_days[i], &say->ground->plan->arena,
                           &later, reterr);
        if (!rc)
            rc = all_fit(say, &later, only, &fit, ret_of, reterr);
        if (!rc && fit)
            *ret_day = later.day;
    }
    return rc;
}

static int try_later(const struct say *say, struct ways *ways, struct pp_error *reterr) {
    struct pp_posts_of of;
    pp_day day;
    int rc = find_later(say, -1, &day, &of, reterr);
    if (rc || !day)
        return rc;
    struct found *found = &ways->found[ways->n++];
    found->way.posts_day = day;
    pp_str_append(&found->words, "count the posts as of ");
    say_day(&found->words, day);
    return 0;
}

/* All homes and posts together, when there is more than one place and the whole fits. */
static int try_borders(const struct say *say, struct ways *ways, struct pp_error *reterr) {
    struct pp_posts_of of;
    int64_t total_milli = 0;
    for (int p = 0; p < say->parts->n_parts; p++)
        total_milli += say->parts->parts[p].locked ? 0 : say->parts->parts[p].weight_milli;
    if (rules_of(say)->within == PP_WITHIN_NONE)
        return 0;
    int rc = pp_posts_choose_for(say->parts->posts, say->parts, NULL, total_milli, rules_of(say),
                                 &say->ground->plan->arena, &of, reterr);
    if (rc || !of.choice.fits)
        return rc;
    struct found *found = &ways->found[ways->n++];
    found->way.sets_within = true;
    found->way.within = PP_WITHIN_NONE;
    pp_str_append(&found->words, "let patches cross the borders of teams");
    return 0;
}

/* Open the limits to where they let the homes of place `p` in: by the nearest sum of its posts, and half an
 * ordinary block for each of them, since whole blocks never come out exactly even. */
static void open_limits(const struct say *say, int p, struct pp_way *way) {
    const struct pp_part *part = &say->parts->parts[p];
    const struct pp_posts_choice *choice = &say->of[p].choice;
    const struct pp_rules *rules = rules_of(say);
    double weight = (double)part->weight_milli, room = weight / (2.0 * part->n_units);
    double most = choice->below_milli ? 1000 * weight / (double)choice->below_milli : INFINITY;
    double least = choice->above_milli ? 1000 * weight / (double)choice->above_milli : 0;
    if (most / (double)rules->max_milli <= (double)rules->min_milli / fmax(least, 1)) {
        int64_t max_milli = (int64_t)ceil((most + room) / 1000) * 1000;
        way->max_milli = max_milli > way->max_milli ? max_milli : way->max_milli;
    } else {
        int64_t min_milli = (int64_t)floor(fmax(least - room, 0) / 1000) * 1000;
        way->min_milli = min_milli < way->min_milli ? min_milli : way->min_milli;
    }
}

static void try_limits(const struct say *say, struct ways *ways) {
    struct pp_way way = {.min_milli = rules_of(say)->min_milli,
                         .max_milli = rules_of(say)->max_milli};
    for (int p = 0; p < say->parts->n_parts; p++) {
        if (!is_wrong(say, p))
            continue;
        if (say->of[p].n == 0) /* no limits make up for no posts */
            return;
        open_limits(say, p, &way);
    }
    struct found *found = &ways->found[ways->n++];
    found->way = way;
    pp_str_append(&found->words, "limits ");
    say_limits(&found->words, way.min_milli, way.max_milli);
}

/* ---- what gave ---- */

static void say_have(const struct pp_part *part, struct pp_str *text) {
    pp_str_appendf(text, "%s has ", part->name ? part->name : "The whole area");
    say_homes(text, part->weight_milli);
    pp_str_append(text, " workload-equivalent homes");
}

static void say_each(const struct pp_part *part, int64_t sum_milli, struct pp_str *text) {
    say_homes(text, sum_milli);
    pp_str_append(text, " full-time would have ");
    say_homes(text, part->weight_milli * 1000 / sum_milli);
    pp_str_append(text, " each");
}

/* In hundredths of a post, rounded up. */
static void say_missing(const struct say *say, int p, struct pp_str *text) {
    double weight = (double)say->parts->parts[p].weight_milli;
    double wanted = 1000 * weight / (double)rules_of(say)->max_milli;
    int64_t missing = (int64_t)ceil((wanted - (double)say->of[p].sum_milli) / 10) * 10;
    say_homes(text, missing);
    pp_str_append(text,
                  missing <= 1000 ? " of a full-time post missing" : " full-time posts missing");
}

static void say_shortage(const struct say *say, int p, struct pp_str *text) {
    const struct pp_posts_of *of = &say->of[p];
    say_have(&say->parts->parts[p], text);
    if (of->n == 0) {
        pp_str_append(text, " and no post that could take a patch of them: ");
        say_missing(say, p, text);
        return;
    }
    pp_str_appendf(text, "; its %d post%s", of->n, pp_text_plural(of->n, "", "s"));
    if (of->n_vacant)
        pp_str_appendf(text, " (%d vacant)", of->n_vacant);
    pp_str_appendf(text, " add%s up to ", pp_text_plural(of->n, "s", ""));
    say_homes(text, of->sum_milli);
    pp_str_append(text, " full-time and can have at most ");
    say_homes(text, of->choice.most_milli);
    pp_str_append(text, " within ");
    say_limits(text, rules_of(say)->min_milli, rules_of(say)->max_milli);
    pp_str_append(text, ": ");
    say_missing(say, p, text);
}

static void say_no_fit(const struct say *say, int p, struct pp_str *text) {
    const struct pp_posts_choice *choice = &say->of[p].choice;
    const struct pp_part *part = &say->parts->parts[p];
    say_have(part, text);
    pp_str_append(text, "; of its posts ");
    if (choice->below_milli)
        say_each(part, choice->below_milli, text);
    if (choice->below_milli && choice->above_milli)
        pp_str_append(text, ", ");
    if (choice->above_milli)
        say_each(part, choice->above_milli, text);
    pp_str_append(text, "; ");
    say_limits(text, rules_of(say)->min_milli, rules_of(say)->max_milli);
    pp_str_append(text, " cannot be met");
}

/* "; as of Thursday 1 April 2027 they add up to 11.7, which is enough" */
static int say_later(const struct say *say, int p, struct pp_str *text, struct pp_error *reterr) {
    struct pp_posts_of of;
    pp_day day;
    int rc = find_later(say, p, &day, &of, reterr);
    if (rc || !day)
        return rc;
    pp_str_append(text, "; as of ");
    say_day(text, day);
    pp_str_append(text, " they add up to ");
    say_homes(text, of.sum_milli);
    pp_str_append(text, ", which is enough");
    return 0;
}

static void list_ways(const struct ways *ways, struct pp_str *text) {
    pp_str_append(text, ". Nearest ways out: ");
    for (int i = 0; i < ways->n; i++)
        pp_str_appendf(text, "%s; or ", pp_str_text(&ways->found[i].words));
    pp_str_append(text, "more posts in the list of officers");
}

static int add_reason(const struct say *say, bool broken, struct pp_str *text,
                      const struct found *found, struct pp_error *reterr) {
    const char *fix = NULL;
    int rc = text->failed ? pp_fail_nomem(reterr) : 0;
    if (!rc && found)
        rc = pp_way_command(say->request, &found->way, &say->ground->plan->arena, &fix, reterr);
    return rc ? rc
              : pp_ground_add_reasonf(say->ground, reterr, broken, fix, "%s", pp_str_text(text));
}

static int tell_place(const struct say *say, int p, const struct ways *ways,
                      struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    bool alone = say->n_wrong == 1;
    if (say->of[p].choice.above_milli)
        say_no_fit(say, p, &text);
    else
        say_shortage(say, p, &text);
    int rc = say_later(say, p, &text, reterr);
    if (rc)
        return rc;
    if (alone)
        list_ways(ways, &text);
    pp_str_append_char(&text, '.');
    return add_reason(say, true, &text, alone && ways->n ? &ways->found[0] : NULL, reterr);
}

/* What is not told with the one place that is wrong. */
static int tell_ways(const struct say *say, const struct ways *ways, struct pp_error *reterr) {
    bool alone = say->n_wrong == 1;
    int rc = 0;
    for (int i = alone ? 1 : 0; i < ways->n && !rc; i++) {
        PP_AUTO_STR struct pp_str text = {0};
        pp_str_appendf(&text, "%s: %s.",
                       i > 0 ? "Another way out" : "Nearest way out for all of them",
                       pp_str_text(&ways->found[i].words));
        rc = add_reason(say, false, &text, &ways->found[i], reterr);
    }
    return rc;
}

static int tell_wrong(const struct say *say, struct pp_error *reterr) {
    PP_AUTO(ways_done) struct ways ways = {0};
    int rc = try_later(say, &ways, reterr);
    if (!rc)
        rc = try_borders(say, &ways, reterr);
    if (!rc)
        try_limits(say, &ways);
    for (int p = 0; p < say->parts->n_parts && !rc; p++)
        if (is_wrong(say, p))
            rc = tell_place(say, p, &ways, reterr);
    return rc ? rc : tell_ways(say, &ways, reterr);
}

/* A locked patch over or under what its post may have. */
static int tell_lock(const struct say *say, const struct pp_part *part, struct pp_error *reterr) {
    const struct pp_rules *rules = rules_of(say);
    int post = part->post_ix[0];
    double share = post >= 0 ? (double)say->parts->posts->posts[post].share_milli / 1000 : 1;
    struct pp_limits limits = pp_share_limits(share, rules->min_milli, rules->max_milli);
    PP_AUTO_STR struct pp_str text = {0};
    if (part->weight_milli >= limits.min_milli && part->weight_milli <= limits.max_milli)
        return 0;
    pp_str_appendf(&text, "%s stays as it is, as asked, with ", part->name);
    say_homes(&text, part->weight_milli);
    pp_str_append(&text, " workload-equivalent homes; the limits of its post are ");
    say_limits(&text, limits.min_milli, limits.max_milli);
    pp_str_append(&text, ". Nearest way out: release it.");
    const struct found release = {.way = {.unlock = &part->name, .n_unlock = 1}};
    return add_reason(say, true, &text, &release, reterr);
}

/* ---- spare ones ---- */

static void name_post(const struct pp_staff_post *post, struct pp_str *text) {
    pp_str_append(text, post->lead->officer_id);
    if (*post->lead->name)
        pp_str_appendf(text, " %s", post->lead->name);
    if (post->sharer)
        pp_str_appendf(text, " and %s%s%s", post->sharer->officer_id,
                       *post->sharer->name ? " " : "", post->sharer->name);
    pp_str_append(text, post->vacant ? " (vacant, " : " (");
    say_homes(text, post->share_milli);
    pp_str_append_char(text, ')');
}

static int tell_spare(struct pp_ground *ground, const struct pp_posts *posts,
                      const struct pp_part *part, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int n_spare = part->n_posts - part->n_patches;
    pp_str_append_count(&text, n_spare, "post", "posts");
    pp_str_appendf(&text,
                   "%s%s %s no patch, since the homes fill the others: ", part->name ? " of " : "",
                   part->name ? part->name : "", pp_text_plural(n_spare, "takes", "take"));
    for (int i = 0; i < n_spare && i < MOST_NAMED; i++) {
        pp_str_append(&text, i > 0 ? ", " : "");
        name_post(&posts->posts[part->post_ix[part->n_patches + i]], &text);
    }
    if (n_spare > MOST_NAMED)
        pp_str_appendf(&text, ", and %d more", n_spare - MOST_NAMED);
    pp_str_append_char(&text, '.');
    struct pp_reason reason = {.of_division = true,
                               .text = pp_arena_strdup(&ground->plan->arena, pp_str_text(&text))};
    if (text.failed || !reason.text)
        return pp_fail_nomem(reterr);
    return pp_ground_add_reason(ground, reason, reterr);
}

int pp_posts_tell_spare(struct pp_ground *ground, const struct pp_parts *parts,
                        struct pp_error *reterr) {
    int rc = 0;
    for (int p = 0; p < parts->n_parts && !rc; p++)
        if (parts->parts[p].n_posts > parts->parts[p].n_patches)
            rc = tell_spare(ground, parts->posts, &parts->parts[p], reterr);
    return rc;
}

/* ---- all of it ---- */

static int tell_count(const struct say *say, struct pp_error *reterr) {
    const struct pp_posts *posts = say->parts->posts;
    PP_AUTO_STR struct pp_str text = {0};
    int64_t sum_milli = 0;
    int n_vacant = 0, n_shared = 0;
    for (int i = 0; i < posts->n_posts; i++) {
        sum_milli += posts->posts[i].share_milli;
        n_vacant += posts->posts[i].vacant;
        n_shared += posts->posts[i].sharer != NULL;
    }
    pp_str_append(&text, "Posts as of ");
    say_day(&text, posts->day);
    pp_str_appendf(&text, ": %d, %d of them vacant and %d shared by two people; they add up to ",
                   posts->n_posts, n_vacant, n_shared);
    say_homes(&text, sum_milli);
    pp_str_append(&text, " full-time.");
    return add_reason(say, false, &text, NULL, reterr);
}

int pp_posts_explain(struct pp_ground *ground, const struct pp_allocate_request *request,
                     const struct pp_parts *parts, const struct pp_posts_of *of,
                     struct pp_error *reterr) {
    struct say say = {ground, request, parts, of, 0};
    for (int p = 0; p < parts->n_parts; p++)
        say.n_wrong += is_wrong(&say, p);
    int rc = tell_count(&say, reterr);
    if (!rc && say.n_wrong > 0)
        rc = tell_wrong(&say, reterr);
    for (int p = 0; p < parts->n_parts && !rc; p++)
        if (parts->parts[p].locked)
            rc = tell_lock(&say, &parts->parts[p], reterr);
    return rc;
}
