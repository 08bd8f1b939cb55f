/* One patch for each post: which posts are used, and which post takes which patch.
 *
 * A post has a share: 0.8 of a full-time officer takes a patch of 0.8, whose limits are share x min to
 * share x max. A choice of posts with the sum of shares S holds the total W when S x min <= W <= S x max.
 *
 * Rule: of all choices that hold W, those first that hold it with a tenth of the limits to spare at both
 * ends (whole blocks never come out even), the one
 *     that leaves least share of people who are there without a patch,
 *     then whose S is nearest to W / middle of the limits, ties to the smaller S,
 *     then with the fewest posts, so that full posts come first, then the first in the list.
 * When no choice holds W: nearest to W / middle of the limits, then likewise.
 */
#ifndef PATCHPLAN_DISTRICT_POSTS_H
#define PATCHPLAN_DISTRICT_POSTS_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/error.h"

struct pp_posts_ask {
    const int64_t *share_milli; /* per post, > 0, in the order of preference */
    const bool *vacant;         /* per post; NULL: none is */
    int n_posts;
    int64_t total_milli;          /* W, > 0 */
    int64_t min_milli, max_milli; /* of a whole post; max > 0 */
};

struct pp_posts_choice {
    bool fits;                       /* the limits of the chosen posts hold W */
    int n_used;                      /* at least 1 when there are posts */
    int64_t sum_milli;               /* S */
    int64_t below_milli;             /* the largest sum of shares of any choice up to W / middle */
    int64_t above_milli;             /* the smallest from there on; 0 = none, in both */
    int64_t least_milli, most_milli; /* what the chosen posts hold together, rounded inwards each */
};

/* Choose; `ret_used` is n_posts long. By dynamic programming over the sums of the posts that are not full,
 * each with every number of full posts that could do: O((parts + full posts) x sums) time and a bit for
 * each part and sum of memory, sums in steps of the greatest common divisor of the shares. */
int pp_posts_choose(const struct pp_posts_ask *ask, bool *ret_used,
                    struct pp_posts_choice *ret_choice, struct pp_error *reterr) PP_CHECKED;

/* Who may have what: patches, and at least as many posts of each of their shares. */
struct pp_posts_giving {
    int n_patches, n_posts;
    const int64_t *patch_share_milli, *post_share_milli; /* up to twice a whole post */
    const int64_t
        *held_milli; /* [patch * n_posts + post], >= 0: what a patch has of a post's today */
};
/* Give each patch a post of its own share, no post twice: the giving that leaves most weight with its post of
 * today. A patch that has nothing of any post left over takes the first of its share. O(n^3) at worst, less in
 * practice. */
int pp_posts_give(const struct pp_posts_giving *giving, int *ret_post_of_patch,
                  struct pp_error *reterr) PP_CHECKED;

#endif
