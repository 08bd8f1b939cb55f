#include "planner/service/labels.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"
#include "patchplan/core/text.h"

struct label_entry {
    int unit_ix, label;
    int64_t weight_milli;
    int n_homes;
};

static int by_unit_and_label(const void *a, const void *b) {
    const struct label_entry *ea = a, *eb = b;
    return ea->unit_ix != eb->unit_ix ? (ea->unit_ix > eb->unit_ix) - (ea->unit_ix < eb->unit_ix)
                                      : (ea->label > eb->label) - (ea->label < eb->label);
}

/* Sort and add up entries of one unit and label; returns how many are left. */
static size_t merge_entries(struct label_entry *entries, size_t n) {
    size_t n_kept = 0;
    qsort(entries, n, sizeof *entries, by_unit_and_label);
    for (size_t i = 0; i < n; i++) {
        struct label_entry *last = n_kept ? &entries[n_kept - 1] : NULL;
        if (last && by_unit_and_label(last, &entries[i]) == 0) {
            last->weight_milli += entries[i].weight_milli;
            last->n_homes += entries[i].n_homes;
        } else {
            entries[n_kept++] = entries[i];
        }
    }
    return n_kept;
}

static int lay_out_rows(struct label_entry *entries, size_t n_entries, int n_units, int n_labels,
                        struct pp_arena *arena, struct pp_label_rows *rows,
                        struct pp_error *reterr) {
    size_t n = merge_entries(entries, n_entries);
    int *first = pp_arena_alloc(arena, ((size_t)n_units + 1) * sizeof *first);
    int *label = pp_arena_alloc(arena, (n + 1) * sizeof *label);
    int *homes = pp_arena_alloc(arena, (n + 1) * sizeof *homes);
    int64_t *weight = pp_arena_alloc(arena, (n + 1) * sizeof *weight);
    if (!first || !label || !homes || !weight)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++) {
        first[entries[i].unit_ix + 1]++;
        label[i] = entries[i].label;
        homes[i] = entries[i].n_homes;
        weight[i] = entries[i].weight_milli;
    }
    for (int u = 0; u < n_units; u++)
        first[u + 1] += first[u];
    rows->labels = (struct pp_labels){n_labels, first, label, weight};
    rows->homes = homes;
    return 0;
}

int pp_label_rows_of_stock(const struct pp_stock *stock, const int *unit_of_home, bool by_ward,
                           int n_units, struct pp_arena *arena, struct pp_label_rows *ret_rows,
                           struct pp_error *reterr) {
    int n_labels = by_ward ? stock->n_wards : stock->n_patches;
    PP_AUTO_FREE struct label_entry *entries = pp_alloc_array(stock->n_homes + 1, sizeof *entries);
    const char **names = pp_arena_alloc(arena, ((size_t)n_labels + 1) * sizeof *names);
    struct pp_label_rows rows = {.names = names};
    if (!entries || !names)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < n_labels; i++)
        names[i] = by_ward ? stock->wards[i].code : stock->patches[i].name;
    size_t n = 0;
    for (size_t i = 0; i < stock->n_homes; i++) {
        int label = by_ward ? stock->homes[i].ward_ix : stock->patch_ix[i];
        if (label >= 0 && unit_of_home[i] >= 0)
            entries[n++] =
                (struct label_entry){unit_of_home[i], label, stock->homes[i].weight_milli, 1};
    }
    int rc = lay_out_rows(entries, n, n_units, n_labels, arena, &rows, reterr);
    if (!rc)
        *ret_rows = rows;
    return rc;
}

/* ---- saved with a plan ---- */

static int by_name(const void *a, const void *b) {
    const char *const *na = a, *const *nb = b;
    int order = pp_text_natural_compare(*na, *nb);
    return order ? order : strcmp(*na, *nb);
}

/* The different names of a kind, in natural order, and `numbers` to find them by. */
static int number_names(const struct pp_plan_label *saved, size_t n_saved, bool by_ward,
                        struct pp_arena *arena, const char ***ret_names, struct pp_names *numbers,
                        struct pp_error *reterr) {
    const char **names = pp_arena_alloc(arena, (n_saved + 1) * sizeof *names);
    size_t n = 0, n_kept = 0;
    int64_t ix;
    if (!names)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n_saved; i++)
        if (saved[i].is_ward == by_ward)
            names[n++] = saved[i].label;
    qsort(names, n, sizeof *names, by_name);
    for (size_t i = 0; i < n; i++) {
        if (n_kept && strcmp(names[n_kept - 1], names[i]) == 0)
            continue;
        names[n_kept++] = names[i];
        int rc = pp_names_add(numbers, names[i], &ix, reterr);
        if (rc)
            return rc;
    }
    *ret_names = names;
    return (int)n_kept;
}

int pp_label_rows_of_plan(const struct pp_plan_label *saved, size_t n_saved, bool by_ward,
                          int n_units, struct pp_arena *arena, struct pp_label_rows *ret_rows,
                          struct pp_error *reterr) {
    PP_AUTO(pp_names_done) struct pp_names numbers = {0};
    PP_AUTO_FREE struct label_entry *entries = pp_alloc_array(n_saved + 1, sizeof *entries);
    struct pp_label_rows rows = {0};
    const char **names = NULL;
    size_t n = 0;
    if (!entries)
        return pp_fail_nomem(reterr);
    int n_labels = number_names(saved, n_saved, by_ward, arena, &names, &numbers, reterr);
    if (n_labels < 0)
        return n_labels;
    rows.names = names;
    for (size_t i = 0; i < n_saved; i++) {
        if (saved[i].is_ward != by_ward || saved[i].unit_ix < 0 || saved[i].unit_ix >= n_units)
            continue;
        int label = (int)pp_names_find(&numbers, saved[i].label);
        entries[n++] =
            (struct label_entry){saved[i].unit_ix, label, saved[i].weight_milli, saved[i].n_homes};
    }
    int rc = lay_out_rows(entries, n, n_units, n_labels, arena, &rows, reterr);
    if (!rc)
        *ret_rows = rows;
    return rc;
}

static size_t put_rows(const struct pp_label_rows *rows, int n_units, bool is_ward,
                       struct pp_plan_label *labels) {
    const struct pp_labels *of = &rows->labels;
    size_t n = 0;
    for (int u = 0; u < n_units; u++)
        for (int i = of->first[u]; i < of->first[u + 1]; i++)
            labels[n++] = (struct pp_plan_label){.unit_ix = u,
                                                 .is_ward = is_ward,
                                                 .label = rows->names[of->label[i]],
                                                 .weight_milli = of->weight_milli[i],
                                                 .n_homes = rows->homes[i]};
    return n;
}

int pp_label_rows_to_save(const struct pp_label_rows *current, const struct pp_label_rows *ward,
                          int n_units, struct pp_arena *arena, struct pp_plan_label **ret_labels,
                          size_t *ret_n, struct pp_error *reterr) {
    size_t n = (size_t)current->labels.first[n_units] + (size_t)ward->labels.first[n_units];
    struct pp_plan_label *labels = pp_arena_alloc(arena, (n + 1) * sizeof *labels);
    if (!labels)
        return pp_fail_nomem(reterr);
    n = put_rows(current, n_units, false, labels);
    n += put_rows(ward, n_units, true, labels + n);
    *ret_labels = labels;
    *ret_n = n;
    return 0;
}
