/* Which middles belong together: regions for the bound by regions.
 *
 * Any partition gives a true bound; a good one a high bound. What a region gains is what it costs not to
 * have its wish: an estate that would like 1.45 middles must have one or two. So a good region
 *
 *     wants a number of patches f + whole with f far from 0 and 1: sqrt(f (1 - f)),
 *     and is far from the others, so that homes that go over the border go far: its gap, and half a mean
 *     gap more, which no border can save.
 *
 * A region of less than one patch gains nothing, since one patch uses each unit once in any case; one of
 * many gains little more than one of two. Measured on one team of Sheffield, 19 patches: regions of 1.9 to
 * 2.5 patches lift the bound by 1.4 %, those of 1.5 by 5.4, chosen as here by 7.8.
 *
 * Steps: join the two clusters whose centres are nearest (centroid linkage: King 1967, "Step-wise
 * clustering procedures", Journal of the American Statistical Association 62), until all are one. Then,
 * from the leaves up, each cluster of at most four patches is a region when its own gain is at least what
 * the regions inside it gain together.
 *
 * Cost: O(n^2), a few comparisons for each pair of units.
 */
#include "planner/district/bound_regions.h"

#include <math.h>

#include "patchplan/core/alloc.h"

static const double most_patches_a_region = 4;

struct cluster {
    int left, right; /* -1 for a unit */
    int nearest;     /* another cluster */
    double nearest_square;
    double weight, x, y; /* weight in patches; centre */
    double gap_m;        /* to the cluster it would join */
    double gain;         /* of the best regions inside, or of itself */
    bool is_region;
};

/* The clusters that may still join, coordinates side by side for the search of the nearest. */
struct front {
    int n;
    double *x, *y;
    int *cluster;
};

struct tree {
    int n, n_clusters; /* units; clusters so far, units first */
    struct cluster *cluster;
    struct front front;
};

static void tree_done(struct tree *tree) {
    pp_free(tree->cluster);
    pp_free(tree->front.x);
    pp_free(tree->front.y);
    pp_free(tree->front.cluster);
}

static void find_nearest(struct tree *tree, int c) {
    const struct front *front = &tree->front;
    struct cluster *cluster = &tree->cluster[c];
    double x = cluster->x, y = cluster->y, least = INFINITY;
    int nearest = -1;
    for (int p = 0; p < front->n; p++) {
        double dx = front->x[p] - x, dy = front->y[p] - y, square = dx * dx + dy * dy;
        if (square < least && front->cluster[p] != c) {
            least = square;
            nearest = front->cluster[p];
        }
    }
    cluster->nearest = nearest;
    cluster->nearest_square = least;
}

static void enter_front(struct tree *tree, int c) {
    struct front *front = &tree->front;
    front->x[front->n] = tree->cluster[c].x;
    front->y[front->n] = tree->cluster[c].y;
    front->cluster[front->n++] = c;
}

static void leave_front(struct tree *tree, int a, int b) {
    struct front *front = &tree->front;
    int n = front->n;
    front->n = 0;
    for (int p = 0; p < n; p++)
        if (front->cluster[p] != a && front->cluster[p] != b)
            enter_front(tree, front->cluster[p]);
}

static int tree_init(const struct pp_bound_data *data, struct tree *ret_tree,
                     struct pp_error *reterr) {
    size_t n = (size_t)data->n;
    struct tree tree = {.n = data->n, .n_clusters = data->n};
    tree.cluster = pp_alloc_array(2 * n, sizeof *tree.cluster);
    tree.front.x = pp_alloc_array(n, sizeof(double));
    tree.front.y = pp_alloc_array(n, sizeof(double));
    tree.front.cluster = pp_alloc_array(n, sizeof(int));
    if (!tree.cluster || !tree.front.x || !tree.front.y || !tree.front.cluster) {
        tree_done(&tree);
        return pp_fail_nomem(reterr);
    }
    for (int i = 0; i < data->n; i++) {
        double weight = data->weight[i] / data->total_weight * data->n_patches;
        tree.cluster[i] = (struct cluster){
            .left = -1, .right = -1, .weight = weight, .x = data->x[i], .y = data->y[i]};
        enter_front(&tree, i);
    }
    *ret_tree = tree;
    return 0;
}

/* The two become one, also when it is too heavy for a region: then those beside it end here too, rather than
 * join what is left far away. */
static void join(struct tree *tree, int a, int b) {
    struct cluster *left = &tree->cluster[a], *right = &tree->cluster[b];
    double weight = left->weight + right->weight, part = weight > 0 ? left->weight / weight : 0.5;
    left->gap_m = right->gap_m = sqrt(left->nearest_square);
    leave_front(tree, a, b);
    int c = tree->n_clusters++;
    tree->cluster[c] = (struct cluster){.left = a,
                                        .right = b,
                                        .weight = weight,
                                        .x = part * left->x + (1 - part) * right->x,
                                        .y = part * left->y + (1 - part) * right->y};
    enter_front(tree, c);
    find_nearest(tree, c);
}

/* Clusters that pointed to a or b look again; the new one may be nearer than what others had. */
static void mend_nearest(struct tree *tree, int a, int b) {
    int last = tree->n_clusters - 1;
    for (int p = 0; p < tree->front.n; p++) {
        int c = tree->front.cluster[p];
        struct cluster *cluster = &tree->cluster[c];
        double dx = tree->cluster[last].x - cluster->x, dy = tree->cluster[last].y - cluster->y;
        if (cluster->nearest == a || cluster->nearest == b) {
            find_nearest(tree, c);
        } else if (c != last && dx * dx + dy * dy < cluster->nearest_square) {
            cluster->nearest = last;
            cluster->nearest_square = dx * dx + dy * dy;
        }
    }
}

/* False when stopped. */
static bool grow(struct tree *tree, const struct pp_cancel *cancel) {
    struct front *front = &tree->front;
    for (int i = 0; i < tree->n; i++) {
        if (i % 64 == 0 && pp_must_stop(cancel))
            return false;
        find_nearest(tree, i);
    }
    while (front->n > 1) {
        int a = front->cluster[0];
        if (pp_must_stop(cancel))
            return false;
        for (int p = 1; p < front->n; p++)
            if (tree->cluster[front->cluster[p]].nearest_square < tree->cluster[a].nearest_square)
                a = front->cluster[p];
        int b = tree->cluster[a].nearest;
        join(tree, a, b);
        mend_nearest(tree, a, b);
    }
    return true;
}

/* What the cluster gains as a region. */
static double gain_of(const struct cluster *cluster, double least_way_m) {
    double part = cluster->weight - floor(cluster->weight);
    return cluster->weight < 1 || cluster->weight > most_patches_a_region
               ? 0
               : sqrt(part * (1 - part)) * (cluster->gap_m + least_way_m);
}

static void choose_regions(struct tree *tree) {
    double least_way_m = 0;
    for (int c = 0; c < tree->n_clusters; c++)
        least_way_m += 0.5 * tree->cluster[c].gap_m / tree->n_clusters;
    for (int c = 0; c < tree->n_clusters; c++) {
        struct cluster *cluster = &tree->cluster[c];
        double inside = cluster->left < 0 ? 0
                                          : tree->cluster[cluster->left].gain +
                                                tree->cluster[cluster->right].gain;
        double own = gain_of(cluster, least_way_m);
        cluster->is_region = own >= inside;
        cluster->gain = fmax(own, inside);
    }
}

/* Number the regions from the roots down: a cluster inside a region has its number. */
static int number_regions(struct tree *tree, int *number, int *ret_region_of) {
    int n_regions = 0;
    number[tree->n_clusters - 1] = -1;
    for (int c = tree->n_clusters - 1; c >= 0; c--) {
        const struct cluster *cluster = &tree->cluster[c];
        if (number[c] < 0 && cluster->is_region)
            number[c] = n_regions++;
        if (cluster->left < 0) {
            ret_region_of[c] = number[c];
            continue;
        }
        number[cluster->left] = number[cluster->right] = number[c];
    }
    return n_regions;
}

int pp_bound_tree_regions(const struct pp_bound_data *data, const struct pp_cancel *cancel,
                          int *ret_region_of, int *ret_n_regions, struct pp_error *reterr) {
    PP_AUTO(tree_done) struct tree tree = {0};
    PP_AUTO_FREE int *number = pp_alloc_array(2 * (size_t)data->n, sizeof *number);
    if (!number)
        return pp_fail_nomem(reterr);
    if (tree_init(data, &tree, reterr) < 0)
        return PP_E_NOMEM;
    if (!grow(&tree, cancel))
        return 1;
    choose_regions(&tree);
    *ret_n_regions = number_regions(&tree, number, ret_region_of);
    return 0;
}
