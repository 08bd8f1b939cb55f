/* What the statements for the public share. */
#ifndef PLANNER_STORE_PUBLIC_ROWS_H
#define PLANNER_STORE_PUBLIC_ROWS_H

#include "patchplan/store/public.h"

/* A home `h` that may be told of. */
#define PP_SQL_TOLD "h.suppressed = 0 AND h.ended = 0 AND h.included = 1"
/* A table for WITH: the homes of a ward that may be told of. Most by its postcodes, which are found at once; whose own ward
 * is another than their postcode's by one look at all, without asking for any postcode but theirs. */
#define PP_SQL_HOMES_OF_WARD(ward)                                                             \
    "homes AS MATERIALIZED (SELECT h.home_id, h.current_patch FROM postcode p CROSS JOIN home" \
    "  h ON h.postcode_id = p.postcode_id WHERE p.ward_id = " ward                             \
    "  AND coalesce(h.ward_id, " ward ") = " ward " AND " PP_SQL_TOLD                          \
    "  UNION ALL SELECT h.home_id, h.current_patch FROM home h WHERE h.ward_id = " ward        \
    "  AND NOT EXISTS (SELECT 1 FROM postcode p WHERE p.postcode_id = h.postcode_id"           \
    "   AND p.ward_id = " ward ") AND " PP_SQL_TOLD ")"
/* From a home of a plan, `ph`, to its unit `pu` and patch `pp`. */
#define PP_SQL_PATCH_OF_HOME                                                    \
    " JOIN plan_unit pu ON pu.plan_id = ph.plan_id AND pu.unit_ix = ph.unit_ix" \
    " JOIN plan_patch pp ON pp.plan_id = pu.plan_id AND pp.patch_ix = pu.patch_ix"

/* The first column of every row, in the arena. */
int pp_public_read_names(struct pp_stmt *stmt, struct pp_arena *arena, const char ***ret_names,
                         size_t *ret_n, struct pp_error *reterr) PP_CHECKED;
/* Every row by `read` (0, or PP_E_NOMEM, or PP_E_FORMAT with its sentence), each `size` bytes, in the arena. `ret_rows`: the
 * address of the pointer to them. */
int pp_public_read_rows(struct pp_stmt *stmt, size_t size,
                        int (*read)(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                                    struct pp_error *reterr),
                        struct pp_arena *arena, void *ret_rows, size_t *ret_n,
                        struct pp_error *reterr) PP_CHECKED;

#endif
