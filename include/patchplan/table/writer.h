/* CSV out: UTF-8, quoted where needed, guarded against formulas, whole or not at all.
 *
 * A file appears under its name only on commit: until then it is a temporary file beside it, which
 * goes away when the writer is freed. Failures of cells are remembered and told at the end of the
 * row.
 */
#ifndef PATCHPLAN_TABLE_WRITER_H
#define PATCHPLAN_TABLE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "patchplan/core/error.h"
#include "patchplan/core/str.h"

struct pp_table_writer_options {
    char delimiter; /* 0 = comma */
    bool
        guard_formulas; /* a cell that begins with = + - @ TAB or CR, behind any ', gets a leading ',
                            unless it is a number */
    bool bom;           /* begin with a byte order mark, for Excel */
    bool crlf;          /* rows end with CR LF instead of LF */
};
/* For people's spreadsheets: guarded. For files that a program reads back leave the guard off. */
#define PP_TABLE_WRITER_GUARDED \
    (struct pp_table_writer_options) { .guard_formulas = true }
#define PP_TABLE_WRITER_EXACT \
    (struct pp_table_writer_options) { 0 }

struct pp_table_writer;

/* Write to `path` (replaced on commit; "-" is standard output). NULL options: exact. */
int pp_table_writer_open(const char *path, const struct pp_table_writer_options *options,
                         struct pp_table_writer **ret_writer, struct pp_error *reterr) PP_CHECKED;
/* Write to an open stream, which stays the caller's; `name` is used in messages. */
int pp_table_writer_on(FILE *stream, const char *name,
                       const struct pp_table_writer_options *options,
                       struct pp_table_writer **ret_writer, struct pp_error *reterr) PP_CHECKED;

/* One cell of the current row, left to right. NULL text is an empty cell. */
void pp_table_writer_text(struct pp_table_writer *writer, const char *text);
void pp_table_writer_int(struct pp_table_writer *writer, int64_t value);
void pp_table_writer_real(struct pp_table_writer *writer, double value,
                          int decimals);                                   /* NAN: empty */
void pp_table_writer_milli(struct pp_table_writer *writer, int64_t milli); /* "1.150" */
int pp_table_writer_end_row(struct pp_table_writer *writer, struct pp_error *reterr) PP_CHECKED;
/* A whole row at once. */
int pp_table_writer_row(struct pp_table_writer *writer, const char *const *cells, size_t n_cells,
                        struct pp_error *reterr) PP_CHECKED;

/* Everything is on the disk under its name, or an error (PP_E_FULL...) and the old file is as it
 * was. */
int pp_table_writer_commit(struct pp_table_writer *writer, struct pp_error *reterr) PP_CHECKED;
void pp_table_writer_free(struct pp_table_writer *writer); /* uncommitted: nothing is left behind */
void pp_table_writer_drop(struct pp_table_writer **writer); /* for PP_AUTO */

/* Append one row as CSV text, without the line end, to `str`: for rows set aside in the planning
 * file. */
void pp_table_join(const char *const *cells, size_t n_cells, char delimiter, struct pp_str *str);
/* The same between commas, guarded against formulas: for tables that people open. */
void pp_table_join_guarded(const char *const *cells, size_t n_cells, struct pp_str *str);
/* A guarded cell as it was before: the same text, from behind its guard. */
const char *pp_table_unguarded(const char *cell);

#endif
