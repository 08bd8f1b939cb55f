/* What the statements for the public share. */
#ifndef PLANNER_STORE_PUBLIC_ROWS_H
#define PLANNER_STORE_PUBLIC_ROWS_H

#include "patchplan/store/public.h"

/* A home `h` that may be told of. */
#define PP_SQL_TOLD "h.suppressed = 0 AND h.ended = 0 AND h.included = 1"
/* From a home of a plan, `ph`, to its unit `pu` and patch `pp`. */
#define PP_SQL_PATCH_OF_HOME                                                    \
    " JOIN plan_unit pu ON pu.plan_id = ph.plan_id AND pu.unit_ix = ph.unit_ix" \
    " JOIN plan_patch pp ON pp.plan_id = pu.plan_id AND pp.patch_ix = pu.patch_ix"

/* The first column of every row, in the arena. */
int pp_public_read_names(struct pp_stmt *stmt, struct pp_arena *arena, const char ***ret_names,
                         size_t *ret_n, struct pp_error *reterr) PP_CHECKED;
/* Every row by `read` (0, or PP_E_NOMEM, or PP_E_FORMAT with its sentence), each `size` bytes, in the arena. */
int pp_public_read_rows(struct pp_stmt *stmt, size_t size,
                        int (*read)(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                                    struct pp_error *reterr),
                        struct pp_arena *arena, void **ret_rows, size_t *ret_n,
                        struct pp_error *reterr) PP_CHECKED;

#endif
