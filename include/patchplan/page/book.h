/* Spreadsheets (XLSX) of several sheets. The only place that includes libxlsxwriter. */
#ifndef PATCHPLAN_PAGE_BOOK_H
#define PATCHPLAN_PAGE_BOOK_H

#include <stdint.h>

#include "patchplan/core/date.h"
#include "patchplan/core/error.h"

struct pp_book_file;
enum pp_cell_look {
    PP_CELL_PLAIN,
    PP_CELL_STRONG,
    PP_CELL_DROPIN,
    PP_CELL_VISITS,
    PP_CELL_TARA,
    PP_CELL_LEAVE,
    PP_CELL_OFF,
    PP_CELL_WARNING,
    PP_N_CELL_LOOKS
};
/* The file appears on _finish(), as pp_canvas_open(). Failures are remembered and told there. */
int pp_book_open(const char *path, const char *title, struct pp_book_file **ret_book,
                 struct pp_error *reterr) PP_CHECKED;
/* A new sheet: landscape A4, one page wide, header row frozen and repeated. `widths` in characters. */
void pp_book_sheet(struct pp_book_file *book, const char *name, const char *const *headings,
                   const int *widths, int n_columns);
void pp_book_row(struct pp_book_file *book); /* the next row */
void pp_book_text(struct pp_book_file *book, const char *text, enum pp_cell_look look);
void pp_book_number(struct pp_book_file *book, double value, int decimals); /* NAN = empty */
void pp_book_date(struct pp_book_file *book, pp_day day); /* a real date, ddd d mmm yyyy */
int pp_book_finish(struct pp_book_file *book, struct pp_error *reterr) PP_CHECKED;
void pp_book_free(struct pp_book_file *book);

#endif
