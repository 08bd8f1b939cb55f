/* Assignment by shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987).
 *
 *     most  sum over matched (row, label) of shared[row][label],  each row and label at most once
 *
 * Costs are -shared; every row has a column of its own of cost 0 ("keeps no name"). Rows enter one
 * by one; each grows a tree of tight pairs under the potentials row_price, label_price until it
 * reaches a free label or some row's own column, then the path is flipped. In integers, hence
 * exact. O(rows x tree x labels), and trees are small because a patch shares homes with few others.
 */
#include "planner/district/match.h"

#include <stdbool.h>
#include <stddef.h>

#include "patchplan/core/alloc.h"

struct matching {
    const int64_t *shared;
    int n_rows, n_labels;
    int64_t *row_price, *label_price;
    int *row_of; /* per label, -1 = free */
    /* one tree */
    int64_t *slack;
    int *parent_row; /* per label: the tree row from which its slack comes */
    bool *in_tree;
    int *tree_label;
    int n_tree;
};

static void scan_row(struct matching *m, int row) {
    const int64_t *shared = m->shared + (size_t)row * (size_t)m->n_labels;
    for (int l = 0; l < m->n_labels; l++) {
        int64_t slack = -shared[l] - m->row_price[row] - m->label_price[l];
        if (!m->in_tree[l] && slack < m->slack[l]) {
            m->slack[l] = slack;
            m->parent_row[l] = row;
        }
    }
}

static int least_slack(const struct matching *m) {
    int best = -1;
    for (int l = 0; l < m->n_labels; l++)
        if (!m->in_tree[l] && (best < 0 || m->slack[l] < m->slack[best]))
            best = l;
    return best;
}

static void raise_prices(struct matching *m, int root, int64_t step) {
    m->row_price[root] += step;
    for (int i = 0; i < m->n_tree; i++) {
        int l = m->tree_label[i];
        m->row_price[m->row_of[l]] += step;
        m->label_price[l] -= step;
    }
    for (int l = 0; l < m->n_labels; l++)
        if (!m->in_tree[l])
            m->slack[l] -= step;
}

/* Give `label` to its parent row, that row's old label to that one's parent, up to the root. */
static void flip_path(struct matching *m, int *label_of, int label) {
    while (label >= 0) {
        int row = m->parent_row[label], old = label_of[row];
        m->row_of[label] = row;
        label_of[row] = label;
        label = old;
    }
}

/* `row` keeps no name; its label goes up the tree. */
static void release(struct matching *m, int *label_of, int row) {
    int label = label_of[row];
    label_of[row] = -1;
    flip_path(m, label_of, label);
}

static void insert_row(struct matching *m, int *label_of, int root) {
    int spare = root; /* the tree row that gives up its name most cheaply */
    m->n_tree = 0;
    for (int l = 0; l < m->n_labels; l++) {
        m->in_tree[l] = false;
        m->slack[l] = INT64_MAX;
    }
    for (int row = root;;) {
        scan_row(m, row);
        if (m->row_price[row] > m->row_price[spare])
            spare = row;
        int label = least_slack(m);
        int64_t own = -m->row_price[spare];
        if (label < 0 || own <= m->slack[label]) {
            raise_prices(m, root, own);
            release(m, label_of, spare);
            return;
        }
        raise_prices(m, root, m->slack[label]);
        if (m->row_of[label] < 0) {
            flip_path(m, label_of, label);
            return;
        }
        m->in_tree[label] = true;
        m->tree_label[m->n_tree++] = label;
        row = m->row_of[label];
    }
}

int pp_match_labels(const int64_t *shared, int n_rows, int n_labels, int *ret_label,
                    struct pp_error *reterr) {
    size_t rows = (size_t)n_rows, labels = (size_t)n_labels;
    PP_AUTO_FREE int64_t *row_price = pp_alloc_array(rows, sizeof *row_price);
    PP_AUTO_FREE int64_t *label_price = pp_alloc_array(labels, sizeof *label_price);
    PP_AUTO_FREE int64_t *slack = pp_alloc_array(labels, sizeof *slack);
    PP_AUTO_FREE int *row_of = pp_alloc_array(labels, sizeof *row_of);
    PP_AUTO_FREE int *parent_row = pp_alloc_array(labels, sizeof *parent_row);
    PP_AUTO_FREE int *tree_label = pp_alloc_array(labels, sizeof *tree_label);
    PP_AUTO_FREE bool *in_tree = pp_alloc_array(labels, sizeof *in_tree);
    if (!row_price || !label_price || !slack || !row_of || !parent_row || !tree_label || !in_tree)
        return pp_fail_nomem(reterr);
    struct matching m = {shared,     n_rows,  n_labels,   row_price, label_price, row_of, slack,
                         parent_row, in_tree, tree_label, 0};
    for (int l = 0; l < n_labels; l++)
        row_of[l] = -1;
    for (int row = 0; row < n_rows; row++)
        ret_label[row] = -1;
    for (int row = 0; row < n_rows; row++) {
        for (int l = 0; l < n_labels; l++) /* a feasible price: no slack below zero */
            if (-shared[(size_t)row * labels + (size_t)l] - label_price[l] < row_price[row])
                row_price[row] = -shared[(size_t)row * labels + (size_t)l] - label_price[l];
        insert_row(&m, ret_label, row);
    }
    for (int row = 0; row < n_rows; row++)
        if (ret_label[row] >= 0 && shared[(size_t)row * labels + (size_t)ret_label[row]] == 0)
            ret_label[row] = -1;
    return 0;
}
