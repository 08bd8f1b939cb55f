/* What part of each unit's weight is of which patch today, of which ward: as the engine takes it. */
#ifndef PLANNER_SERVICE_LABELS_H
#define PLANNER_SERVICE_LABELS_H

#include "patchplan/district/problem.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/stock.h"

struct pp_label_rows {
    struct pp_labels labels;
    const int *homes;         /* by entry, beside labels.weight_milli */
    const char *const *names; /* by label: today's patch by name, the ward by code */
};

/* From the list of homes: labels are the stock's patches (or wards), by their index. Everything lives in
 * `arena`. O(homes log homes). */
int pp_label_rows_of_stock(const struct pp_stock *stock, const int *unit_of_home, bool by_ward,
                           int n_units, struct pp_arena *arena, struct pp_label_rows *ret_rows,
                           struct pp_error *reterr) PP_CHECKED;

/* From what was saved with a plan: labels are numbered by name, in natural order. Texts are borrowed. */
int pp_label_rows_of_plan(const struct pp_plan_label *saved, size_t n_saved, bool by_ward,
                          int n_units, struct pp_arena *arena, struct pp_label_rows *ret_rows,
                          struct pp_error *reterr) PP_CHECKED;

/* Rows of patches and wards as they are saved with a plan. Texts are borrowed. */
int pp_label_rows_to_save(const struct pp_label_rows *current, const struct pp_label_rows *ward,
                          int n_units, struct pp_arena *arena, struct pp_plan_label **ret_labels,
                          size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

#endif
