/* Labels (wards, current patches) as the search needs them: load by patch and label, and the two
 * largest labels of each patch, so that what a move does to the largest is known in O(labels of the
 * unit). */
#ifndef PLANNER_DISTRICT_TALLY_H
#define PLANNER_DISTRICT_TALLY_H

#include "patchplan/core/error.h"
#include "patchplan/district/problem.h"

struct pp_tally {
    const struct pp_labels *labels;
    double metres; /* charged per weighted home; 0 = this tally is not kept */
    int n_labels;
    int64_t *load; /* n_patches x n_labels */
    int *top,
        *next; /* per patch: labels with the largest and second largest load, -1 = none; or NULL */
};

static inline int64_t pp_labels_weight(const struct pp_labels *labels, int unit, int label) {
    for (int i = labels->first[unit]; i < labels->first[unit + 1]; i++)
        if (labels->label[i] == label)
            return labels->weight_milli[i];
    return 0;
}

/* `ranked`: keep the two largest too. False when memory runs out; pp_tally_done() all the same. */
bool pp_tally_init(struct pp_tally *tally, const struct pp_labels *labels, double metres,
                   int n_patches, bool ranked);
void pp_tally_done(struct pp_tally *tally);

void pp_tally_load(struct pp_tally *tally, const int *patch_of, int n_units, int n_patches);
void pp_tally_move(struct pp_tally *tally, int unit, int from, int to);

/* Load of the heaviest label of `patch`, now, and when `out` leaves and `in` joins (-1 = nobody).
 * O(labels of both). */
int64_t pp_tally_top(const struct pp_tally *tally, int patch);
int64_t pp_tally_top_after(const struct pp_tally *tally, int patch, int out, int in);

#endif
