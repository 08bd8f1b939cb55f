/* One patch for each post: who can take a patch on a day, and which posts a team's homes need. */
#ifndef PLANNER_SERVICE_POSTS_H
#define PLANNER_SERVICE_POSTS_H

#include "patchplan/core/date.h"
#include "patchplan/district/posts.h"
#include "patchplan/service/allocate.h"
#include "planner/service/base.h"
#include "planner/service/ground.h"
#include "planner/service/parts.h"

/* One post: one officer, or the two of a job share. Pointers into the stock. */
struct pp_staff_post {
    const struct pp_stock_officer *lead, *sharer; /* sharer NULL: nobody shares it */
    int team_ix;                                  /* -1 = of no team */
    int64_t share_milli, sharer_milli;            /* the whole post's; of that the sharer's */
    bool vacant;                                  /* nobody named in it */
    bool has_patch;                               /* one of its officers has a patch today */
};

struct pp_posts {
    pp_day day; /* as of which they are counted */
    struct pp_staff_post *posts;
    int n_posts;
    int64_t largest_milli; /* the largest share; 1000 when there are no posts */
    /* days after `day` from which more of a caseload counts, ascending, each once */
    pp_day *later_days;
    int n_later_days;
};

/* The posts of `stock` on `day`. Counted: officers (not team leaders, relief and agency staff), named or
 * vacant, whose last day is not before `day`; also those who start later, because their post is there. The
 * share is fte x caseload_pct, the percentage only up to caseload_until; a job share is one post of
 * both. A share of nothing is no post. Posts with a patch of today come first, then by officer_id. In
 * `arena`. */
int pp_posts_find(const struct pp_stock *stock, pp_day day, struct pp_arena *arena,
                  struct pp_posts *ret_posts, struct pp_error *reterr) PP_CHECKED;

/* The posts that one place may use, by their numbers in posts->posts, and which of them it needs. */
struct pp_posts_of {
    int *post_ix;
    bool *used;
    int n;
    int64_t sum_milli; /* of all shares */
    int n_vacant;
    struct pp_posts_choice choice;
};
/* Choose for `total_milli`, as district/posts.h says, among the posts of team `team_ix` (-1: of no team; NULL: of
 * all), but those that a locked patch has. In `arena`. */
int pp_posts_choose_for(const struct pp_posts *posts, const struct pp_parts *parts,
                        const int *team_ix, int64_t total_milli, const struct pp_rules *rules,
                        struct pp_arena *arena, struct pp_posts_of *ret_of,
                        struct pp_error *reterr) PP_CHECKED;

/* For every part how many patches, with which posts (part->post_ix), after pp_parts_count_patches(); what is
 * missing is said as reasons of the plan. A locked patch takes the post of its officer first.
 * parts->posts is set. */
int pp_posts_take(struct pp_ground *ground, const struct pp_allocate_request *request,
                  const struct pp_base *base, const struct pp_posts *posts, struct pp_parts *parts,
                  struct pp_error *reterr) PP_CHECKED;

/* What is to be said: how many posts there are as of which day; places with too few, or with none that fit, and
 * the ways out that mend all of it. `of` is per part (locked ones unused). */
int pp_posts_explain(struct pp_ground *ground, const struct pp_allocate_request *request,
                     const struct pp_parts *parts, const struct pp_posts_of *of,
                     struct pp_error *reterr) PP_CHECKED;

/* The share of each patch as a post's, 1 where it has none. After numbering. */
void pp_posts_set_shares(const struct pp_parts *parts, struct pp_plan *plan);

/* After dividing: each patch its officers, by the posts of its part, so that most homes stay with their officer
 * of today (or of the plan started from). A post chosen before gives way to a spare one of its share that keeps
 * more; part->post_ix becomes what was given. */
int pp_posts_name_officers(struct pp_ground *ground, const struct pp_base *base,
                           struct pp_parts *parts, struct pp_error *reterr) PP_CHECKED;

/* The posts that take no patch, place by place. After naming. */
int pp_posts_tell_spare(struct pp_ground *ground, const struct pp_parts *parts,
                        struct pp_error *reterr) PP_CHECKED;

#endif
