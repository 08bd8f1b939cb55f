#include "planner/district/tally.h"

#include <string.h>

#include "patchplan/core/alloc.h"

bool pp_tally_init(struct pp_tally *tally, const struct pp_labels *labels, double metres,
                   int n_patches, bool ranked) {
    *tally = (struct pp_tally){.labels = labels};
    if (metres <= 0 || !labels->first || labels->n_labels <= 0)
        return true;
    tally->metres = metres;
    tally->n_labels = labels->n_labels;
    tally->load = pp_alloc_array((size_t)n_patches * (size_t)labels->n_labels, sizeof *tally->load);
    if (!ranked)
        return tally->load != NULL;
    tally->top = pp_alloc_array((size_t)n_patches, sizeof *tally->top);
    tally->next = pp_alloc_array((size_t)n_patches, sizeof *tally->next);
    return tally->load && tally->top && tally->next;
}

void pp_tally_done(struct pp_tally *tally) {
    pp_free(tally->load);
    pp_free(tally->top);
    pp_free(tally->next);
}

/* Find the two largest labels of a patch again. O(labels). */
static void tally_rank(struct pp_tally *tally, int patch) {
    const int64_t *row = tally->load + (size_t)patch * (size_t)tally->n_labels;
    int top = -1, next = -1;
    int64_t most = 0, second = 0;
    for (int l = 0; l < tally->n_labels; l++) {
        if (row[l] > most) {
            next = top;
            second = most;
            top = l;
            most = row[l];
        } else if (row[l] > second) {
            next = l;
            second = row[l];
        }
    }
    tally->top[patch] = top;
    tally->next[patch] = next;
}

static void tally_add(struct pp_tally *tally, int patch, int unit, int sign) {
    const struct pp_labels *labels = tally->labels;
    int64_t *row = tally->load + (size_t)patch * (size_t)tally->n_labels;
    for (int i = labels->first[unit]; i < labels->first[unit + 1]; i++)
        row[labels->label[i]] += sign * labels->weight_milli[i];
}

void pp_tally_move(struct pp_tally *tally, int unit, int from, int to) {
    if (tally->metres <= 0 || tally->labels->first[unit] == tally->labels->first[unit + 1])
        return;
    tally_add(tally, from, unit, -1);
    tally_add(tally, to, unit, 1);
    if (tally->top) {
        tally_rank(tally, from);
        tally_rank(tally, to);
    }
}

void pp_tally_load(struct pp_tally *tally, const int *patch_of, int n_units, int n_patches) {
    if (tally->metres <= 0)
        return;
    memset(tally->load, 0, (size_t)n_patches * (size_t)tally->n_labels * sizeof *tally->load);
    for (int u = 0; u < n_units; u++)
        tally_add(tally, patch_of[u], u, 1);
    for (int p = 0; tally->top && p < n_patches; p++)
        tally_rank(tally, p);
}

/* A unit with several labels can shrink both leaders at once: then a third may lead. */
static int64_t top_by_scan(const struct pp_tally *tally, int patch, int out, int in) {
    const int64_t *row = tally->load + (size_t)patch * (size_t)tally->n_labels;
    int64_t most = 0;
    for (int l = 0; l < tally->n_labels; l++) {
        int64_t load = row[l] - pp_labels_weight(tally->labels, out, l);
        if (in >= 0)
            load += pp_labels_weight(tally->labels, in, l);
        if (load > most)
            most = load;
    }
    return most;
}

static int64_t label_after(const struct pp_tally *tally, int patch, int label, int out, int in) {
    int64_t load = tally->load[(size_t)patch * (size_t)tally->n_labels + (size_t)label];
    if (out >= 0)
        load -= pp_labels_weight(tally->labels, out, label);
    if (in >= 0)
        load += pp_labels_weight(tally->labels, in, label);
    return load;
}

int64_t pp_tally_top_after(const struct pp_tally *tally, int patch, int out, int in) {
    const struct pp_labels *labels = tally->labels;
    if (out >= 0 && labels->first[out + 1] - labels->first[out] > 1)
        return top_by_scan(tally, patch, out, in);
    int64_t most = 0;
    int leader[2] = {tally->top[patch], tally->next[patch]};
    for (int i = 0; i < 2; i++) {
        int64_t load = leader[i] >= 0 ? label_after(tally, patch, leader[i], out, in) : 0;
        if (load > most)
            most = load;
    }
    for (int i = in >= 0 ? labels->first[in] : 0; in >= 0 && i < labels->first[in + 1]; i++) {
        int64_t load = label_after(tally, patch, labels->label[i], out, in);
        if (load > most)
            most = load;
    }
    return most;
}

int64_t pp_tally_top(const struct pp_tally *tally, int patch) {
    int top = tally->top[patch];
    return top < 0 ? 0 : tally->load[(size_t)patch * (size_t)tally->n_labels + (size_t)top];
}
