/* Spreadsheets (XLSX) of several sheets. The only place that includes libxlsxwriter.
 *
 * Each sheet is A4 landscape, one page wide: a title, a line about it, then the headings; these rows are frozen
 * on the screen and repeated on every printed page. Cells are written left to right, row by row. Writing never
 * fails: a failure is remembered and told by pp_book_finish().
 */
#ifndef PATCHPLAN_PAGE_BOOK_H
#define PATCHPLAN_PAGE_BOOK_H

#include <stdbool.h>
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
    PP_CELL_STANDIN,
    PP_CELL_LEAVE,
    PP_CELL_OFF,
    PP_CELL_WARNING,
    PP_N_CELL_LOOKS
};
enum pp_book_align { PP_BOOK_LEFT, PP_BOOK_CENTRE, PP_BOOK_RIGHT };

struct pp_book_column {
    const char *heading;
    int width; /* characters; what is longer is broken into lines */
    enum pp_book_align align;
    bool is_date; /* the heading is the date `day`, a real one */
    pp_day day;
};
struct pp_book_sheet {
    const char *name;                     /* of the tab, at most 31 characters */
    const char *title, *about;            /* the two lines above the headings */
    const struct pp_book_column *columns; /* borrowed for the call */
    int n_columns;
    int n_frozen; /* columns that stay in sight */
};

/* The file appears on _finish(), as pp_canvas_open(). */
int pp_book_open(const char *path, const char *title, struct pp_book_file **ret_book,
                 struct pp_error *reterr) PP_CHECKED;
/* A new sheet; what is written goes there from now on. */
void pp_book_sheet(struct pp_book_file *book, const struct pp_book_sheet *sheet);
/* The next row. _group: with a line above it, begins rows that stay on one printed page where they fit.
 * _page_break: on a new page. */
void pp_book_row(struct pp_book_file *book);
void pp_book_group(struct pp_book_file *book);
void pp_book_page_break(struct pp_book_file *book);
/* The next cell of the row. Text is never a formula; NULL is an empty cell. */
void pp_book_text(struct pp_book_file *book, const char *text, enum pp_cell_look look);
void pp_book_number(struct pp_book_file *book, double value, int decimals,
                    enum pp_cell_look look); /* NAN: empty; decimals 0..3 */
void pp_book_percent(struct pp_book_file *book, double share, int decimals,
                     enum pp_cell_look look); /* 0.07: "7%"; NAN: empty; decimals 0, 1 */
void pp_book_date(struct pp_book_file *book, pp_day day); /* a real date, shown as Tue 5 Jan 2027 */
/* Shade numbers of these columns, all rows of the sheet so far: the greater the darker. */
void pp_book_shade(struct pp_book_file *book, int first_column, int n_columns);
int pp_book_finish(struct pp_book_file *book, struct pp_error *reterr) PP_CHECKED;
void pp_book_free(struct pp_book_file *book); /* unfinished: nothing is left behind */
void pp_book_auto_free(struct pp_book_file **book);
#define PP_AUTO_BOOK __attribute__((cleanup(pp_book_auto_free)))

#endif
