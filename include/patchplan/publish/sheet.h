/* Rows under named columns, as CSV or as a JSON array of objects: one pen for every table that leaves. */
#ifndef PATCHPLAN_PUBLISH_SHEET_H
#define PATCHPLAN_PUBLISH_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/error.h"

enum pp_sheet_format { PP_SHEET_CSV, PP_SHEET_JSON };

struct pp_sheet;

struct pp_sheet_options {
    enum pp_sheet_format format;
    bool for_people; /* CSV: cells that a spreadsheet would take for a formula are guarded */
};

/* Write to `path` (whole or not at all; NULL = standard output). `keys` ends with NULL and is borrowed. */
int pp_sheet_open(const char *path, const struct pp_sheet_options *options, const char *const *keys,
                  struct pp_sheet **ret_sheet, struct pp_error *reterr) PP_CHECKED;

/* One cell of the current row, left to right: as many as there are keys. */
void pp_sheet_text(struct pp_sheet *sheet, const char *text); /* NULL: empty, null in JSON */
void pp_sheet_int(struct pp_sheet *sheet, int64_t value);
void pp_sheet_milli(struct pp_sheet *sheet, int64_t milli);             /* "1.125" */
void pp_sheet_real(struct pp_sheet *sheet, double value, int decimals); /* NAN: empty, null */
int pp_sheet_end_row(struct pp_sheet *sheet, struct pp_error *reterr) PP_CHECKED;

int64_t pp_sheet_n_rows(const struct pp_sheet *sheet); /* so far */
int pp_sheet_commit(struct pp_sheet *sheet, struct pp_error *reterr) PP_CHECKED;
void pp_sheet_free(struct pp_sheet *sheet); /* uncommitted: nothing is left behind; NULL is fine */
void pp_sheet_auto_free(struct pp_sheet **sheet);
#define PP_AUTO_SHEET __attribute__((cleanup(pp_sheet_auto_free)))

#endif
