/* Delimiter, header row, and which column is which field. */
#ifndef PATCHPLAN_PLANNER_TABLE_HEADER_H
#define PATCHPLAN_PLANNER_TABLE_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/error.h"
#include "patchplan/table/table.h"
#include "planner/table/rows.h"

struct pp_header {
    int row; /* physical; 0 = the file has none */
    char delimiter;
    bool code_point_open;
    char **column_names;
    size_t n_columns;
    int *field_of_column, *column_of_field; /* -1 = none */
    struct pp_arena arena;                  /* owns the arrays and names */
};

/* Where the file's own rows begin in what is read. */
struct pp_header_start {
    int n_skip;     /* rows at the beginning that are not the file's own */
    int64_t number; /* of the first row after them */
};

/* Find the header at the beginning of `rows` and leave it set to read the first row of data.
 * All-zero `ret_header` wanted, to be cleared with pp_header_done() also on failure. */
int pp_header_find(struct pp_rows *rows, const struct pp_table_options *options,
                   struct pp_header_start start, struct pp_header *ret_header,
                   struct pp_error *reterr) PP_CHECKED;
void pp_header_done(struct pp_header *header);

#endif
