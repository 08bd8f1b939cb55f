#include "planner/graph/links.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

struct name {
    const char *text;
    int unit_ix;
};

struct names {
    struct name *at; /* sorted by text, then unit; a unit is listed under its key and its id */
    size_t n;
};

static int compare(const void *a, const void *b) {
    const struct name *p = a, *q = b;
    int by_text = strcmp(p->text, q->text);
    return by_text != 0 ? by_text : (p->unit_ix > q->unit_ix) - (p->unit_ix < q->unit_ix);
}

static void list_names(const struct pp_unit *units, int n_units, const char *const *key,
                       struct names *names) {
    for (int i = 0; i < n_units; i++) {
        names->at[names->n++] = (struct name){units[i].id, i};
        if (key && key[i] && key[i][0] && strcmp(key[i], units[i].id) != 0)
            names->at[names->n++] = (struct name){key[i], i};
    }
    qsort(names->at, names->n, sizeof *names->at, compare);
}

/* The run of units called `text`. */
static size_t find(const struct names *names, const char *text, size_t *ret_n) {
    size_t low = 0, high = names->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(names->at[middle].text, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t n = 0;
    while (low + n < names->n && strcmp(names->at[low + n].text, text) == 0)
        n++;
    *ret_n = n;
    return low;
}

int pp_links_add(const struct pp_unit *units, int n_units, const struct pp_graph_input *input,
                 struct pp_pairs *pairs, const char **ret_unknown, struct pp_error *reterr) {
    if (input->n_links == 0)
        return 0;
    PP_AUTO_FREE struct name *at = pp_alloc_array(2 * (size_t)n_units, sizeof *at);
    if (!at)
        return pp_fail_nomem(reterr);
    struct names names = {at, 0};
    list_names(units, n_units, input->key, &names);
    for (size_t i = 0; i < input->n_links; i++) {
        const struct pp_graph_link *link = &input->links[i];
        size_t n_from, n_to, from = find(&names, link->from, &n_from);
        size_t to = find(&names, link->to, &n_to);
        ret_unknown[i] = n_from == 0 ? link->from : n_to == 0 ? link->to : NULL;
        for (size_t k = 0; k < n_from * n_to; k++) {
            int rc = pp_pairs_add(pairs, at[from + k / n_to].unit_ix, at[to + k % n_to].unit_ix,
                                  PP_NEIGHBOUR_LINK, reterr);
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}
