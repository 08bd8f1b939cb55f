/* Rows read ahead by a thread of its own, while the caller works on those before. */
#ifndef PATCHPLAN_PLANNER_TABLE_AHEAD_H
#define PATCHPLAN_PLANNER_TABLE_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/error.h"
#include "planner/table/rows.h"

/* A row as struct pp_rows leaves it; borrowed until the next one is asked for. */
struct pp_ahead_row {
    char *text;           /* cells, each with its zero; may be written to */
    const size_t *starts; /* cell i begins at text + starts[i] */
    size_t n_cells;
    int64_t row, last_row;
    enum pp_table_problem problem;
    const char *problem_text; /* "" when fine */
};

struct pp_ahead;

/* Begin to read ahead of `rows`, which nobody else touches until pp_ahead_free(). NULL when there is no thread or
 * no memory for it: not a failure, the caller then reads by itself. */
struct pp_ahead *pp_ahead_start(struct pp_rows *rows);
/* Stops the thread, which takes as long as reading some thousand rows at most. NULL is fine. */
void pp_ahead_free(struct pp_ahead *ahead);

/* As pp_rows_next(): the same rows, the same end or failure behind them. Waits for the thread when need be. */
int pp_ahead_next(struct pp_ahead *ahead, struct pp_ahead_row *ret_row,
                  struct pp_error *reterr) PP_CHECKED;
/* Bytes of the file taken in up to the row in hand, to within a batch. */
int64_t pp_ahead_bytes_read(const struct pp_ahead *ahead);

#endif
