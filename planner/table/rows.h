/* Lines to rows of cells, through libcsv; a quote that makes no sense spoils its own line and no
 * other. */
#ifndef PATCHPLAN_PLANNER_TABLE_ROWS_H
#define PATCHPLAN_PLANNER_TABLE_ROWS_H

#include <csv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/error.h"
#include "patchplan/table/table.h"
#include "planner/table/source.h"

struct pp_rows {
    struct pp_source *source; /* borrowed */
    size_t max_cell_bytes, max_row_bytes;
    struct csv_parser csv;
    bool csv_ready;
    bool keep_all;  /* hold the text from the beginning on: while the header is looked for */
    bool by_number; /* rows are numbered as they come, whatever lines they take: sheets and map
                       layers */
    bool no_memory, cell_too_long, row_done; /* said by the call-backs */

    char *text; /* the cells of the row one after another, each with its zero */
    size_t n_text, cap_text;
    size_t *starts; /* cell i begins at text + starts[i] */
    size_t cap_starts;
    size_t n_cells;

    int64_t row, last_row; /* physical lines of the row */
    int64_t from, to;      /* its text in the source */
    int64_t quote_row;     /* line on which the last quote that outlived its line was opened */
    enum pp_table_problem problem;
    char problem_text[256];
};

int pp_rows_init(struct pp_rows *rows, struct pp_source *source,
                 struct pp_error *reterr) PP_CHECKED;
void pp_rows_done(struct pp_rows *rows);
void pp_rows_set_delimiter(struct pp_rows *rows, char delimiter);

/* The next row that is not an empty line: 1 and the row in `rows`, or 0 at the end. What can be
 * wrong with its quotes and bytes is in `problem`; the number of cells is the caller's business. */
int pp_rows_next(struct pp_rows *rows, struct pp_error *reterr) PP_CHECKED;

#endif
