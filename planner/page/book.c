#include "patchplan/page/book.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/newfile.h"
#include "patchplan/core/str.h"

/* What a cell holds; percentages and numbers by decimals. */
enum holds {
    HOLDS_TEXT,
    HOLDS_DATE,
    HOLDS_PERCENT,
    HOLDS_NUMBER = HOLDS_PERCENT + 2,
    N_HOLDS = HOLDS_NUMBER + 4
};
enum { TITLE_ROW, ABOUT_ROW, HEADING_ROW, FIRST_ROW, N_ALIGNS = 3, DAYS_TO_1970 = 25569 };
/* Points: A4 landscape less its margins; the two rows above the headings. */
enum { PAGE_WIDTH = 784, PAGE_HEIGHT = 516, TOP_HEIGHT = 42 };
#define FONT "Arial"

struct column {
    enum pp_book_align align;
    int width;
};

/* Rows from `row` to the next block; `top` is where they begin, points below the headings. */
struct block {
    int row;
    double top;
    bool new_page;
};

struct pp_book_file {
    struct pp_newfile file;
    int memory_fd; /* the library writes here: it would tell of a full disk in lines of its own */
    char *title;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *formats[PP_N_CELL_LOOKS][N_HOLDS][N_ALIGNS][2];
    struct column *columns; /* of the sheet */
    size_t cap_columns;
    int n_columns, row, column;
    int n_lines;          /* of the fullest cell of this row */
    bool groups;          /* this row has a line above it */
    struct block *blocks; /* of the sheet, rows that stay together */
    size_t n_blocks, cap_blocks;
    double heading_height;   /* of what every page repeats */
    double top;              /* where this row begins, points below the headings */
    struct pp_error failure; /* code 0: none yet */
};

static const struct {
    lxw_color_t paper, ink;
    bool bold;
    uint8_t pattern; /* for those who cannot tell the colours apart */
} looks[PP_N_CELL_LOOKS] = {
    [PP_CELL_PLAIN] = {LXW_COLOR_UNSET, 0x0B0C0C, false, LXW_PATTERN_NONE},
    [PP_CELL_STRONG] = {LXW_COLOR_UNSET, 0x0B0C0C, true, LXW_PATTERN_NONE},
    [PP_CELL_DROPIN] = {0xBFDDF5, 0x0B0C0C, true, LXW_PATTERN_SOLID},
    [PP_CELL_VISITS] = {0xEAF5E9, 0x0B0C0C, false, LXW_PATTERN_SOLID},
    [PP_CELL_TARA] = {0xE1D3F0, 0x0B0C0C, true, LXW_PATTERN_SOLID},
    [PP_CELL_STANDIN] = {0xFFE9A8, 0x0B0C0C, false, LXW_PATTERN_SOLID},
    [PP_CELL_LEAVE] = {0xD3D6D8, 0x0B0C0C, false, LXW_PATTERN_SOLID},
    [PP_CELL_OFF] = {0xF1F2F3, 0x505A5F, false, LXW_PATTERN_SOLID},
    [PP_CELL_WARNING] = {0xFBDDD5, 0x942514, true, LXW_PATTERN_SOLID},
};

static void remember(struct pp_book_file *book, lxw_error error) {
    if (error != LXW_NO_ERROR && !book->failure.code)
        pp_fail_at(
            &book->failure, error == LXW_ERROR_MEMORY_MALLOC_FAILED ? PP_E_NOMEM : PP_E_LIBRARY,
            book->file.path, 0, NULL, "the spreadsheet could not be made: %s", lxw_strerror(error));
}

static lxw_format *new_format(struct pp_book_file *book) {
    lxw_format *format = workbook_add_format(book->workbook);
    if (!format) {
        remember(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    format_set_font_name(format, FONT);
    format_set_font_size(format, 10);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    return format;
}

static void dress(lxw_format *format, enum pp_cell_look look) {
    format_set_font_color(format, looks[look].ink);
    if (looks[look].bold)
        format_set_bold(format);
    if (looks[look].pattern != LXW_PATTERN_NONE) {
        format_set_pattern(format, looks[look].pattern);
        format_set_bg_color(format, looks[look].paper);
    }
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, 0xD0D4D6);
}

static void align(lxw_format *format, enum pp_book_align side) {
    static const uint8_t aligns[] = {LXW_ALIGN_LEFT, LXW_ALIGN_CENTER, LXW_ALIGN_RIGHT};
    format_set_align(format, aligns[side]);
    if (side != PP_BOOK_CENTRE)
        format_set_indent(format, 1);
}

/* Made when first asked for: a book uses few of all there could be. */
static lxw_format *format_of(struct pp_book_file *book, enum pp_cell_look look, int holds) {
    static const char *const shown[N_HOLDS] = {NULL,    "ddd d mmm yyyy", "0%",       "0.0%",
                                               "#,##0", "#,##0.0",        "#,##0.00", "#,##0.000"};
    enum pp_book_align side =
        book->column < book->n_columns ? book->columns[book->column].align : 0;
    lxw_format **place = &book->formats[look][holds][side][book->groups];
    if (*place)
        return *place;
    lxw_format *format = new_format(book);
    if (!format)
        return NULL;
    dress(format, look);
    align(format, side);
    if (holds == HOLDS_TEXT)
        format_set_text_wrap(format);
    else
        format_set_num_format(format, shown[holds]);
    if (book->groups) {
        format_set_top(format, LXW_BORDER_MEDIUM);
        format_set_top_color(format, 0x505A5F);
    }
    return *place = format;
}

int pp_book_open(const char *path, const char *title, struct pp_book_file **ret_book,
                 struct pp_error *reterr) {
    PP_AUTO_BOOK struct pp_book_file *book = pp_alloc(sizeof *book);
    if (!book)
        return pp_fail_nomem(reterr);
    char memory[40];
    book->memory_fd = memfd_create("spreadsheet", MFD_CLOEXEC);
    if (book->memory_fd < 0)
        return pp_fail_system(reterr, errno, "make room in memory for", path);
    snprintf(memory, sizeof memory, "/proc/self/fd/%d", book->memory_fd);
    int rc = pp_newfile_open(path, &book->file, reterr);
    if (rc)
        return rc;
    book->title = pp_strdup(title);
    book->workbook = workbook_new(memory);
    if (!book->title || !book->workbook)
        return pp_fail_nomem(reterr);
    lxw_doc_properties properties = {.title = book->title, .comments = "Made by patchplan"};
    remember(book, workbook_set_properties(book->workbook, &properties));
    *ret_book = PP_STEAL(book);
    return 0;
}

/* ---- sheets ---- */

/* Lines that `text` takes in a column of so many characters: broken at blanks, as spreadsheets do. Letters are of many widths; bold ones
 * are the widest, so a little room is left. */
static int lines_of(const char *text, int room) {
    int used = 0, n_lines = 1;
    while (*text) {
        int word = 0, blanks = 0;
        for (; *text == ' '; text++)
            blanks++;
        for (; *text && *text != ' ' && *text != '\n'; text++)
            word += ((unsigned char)*text & 0xC0) != 0x80;
        if (used > 0 && used + blanks + word > room) {
            n_lines++;
            used = 0;
        } else {
            used += blanks;
        }
        used += word;
        n_lines += (used - 1) / room; /* a word longer than the column */
        used = used > room ? (used - 1) % room + 1 : used;
        if (*text == '\n') {
            n_lines++;
            used = 0;
            text++;
        }
    }
    return n_lines;
}

/* Not every program fits the heights of rows to their text when it opens a file. */
static void end_row(struct pp_book_file *book) {
    double height = 13 * book->n_lines + 5;
    if (book->sheet && book->row >= HEADING_ROW)
        remember(book, worksheet_set_row(book->sheet, (lxw_row_t)book->row, height, NULL));
    if (book->row >= FIRST_ROW)
        book->top += height;
    else
        book->heading_height = TOP_HEIGHT + height;
    book->n_lines = 1;
}

static void count_lines(struct pp_book_file *book, int column, const char *text) {
    if (column >= book->n_columns)
        return;
    const struct column *of = &book->columns[column];
    int room = of->width - (of->align == PP_BOOK_CENTRE ? 1 : 2);
    int n_lines = lines_of(text, room > 2 ? room : 2);
    if (n_lines > book->n_lines)
        book->n_lines = n_lines;
}

/* What of a page, in points, is for rows: the sheet is made smaller until its columns fit. */
static double page_room(const struct pp_book_file *book) {
    double width = 0;
    for (int c = 0; c < book->n_columns; c++)
        width += 5.25 * book->columns[c].width + 3.75;
    double smaller = width > PAGE_WIDTH ? PAGE_WIDTH / width : 1;
    return 0.94 * (PAGE_HEIGHT / smaller - book->heading_height);
}

/* A new page before each block that would not end on the page on which it begins. */
static void break_pages(struct pp_book_file *book) {
    enum { MOST = 1000 }; /* spreadsheets know no more in one sheet */
    lxw_row_t breaks[MOST + 1];
    double room = page_room(book), page_top = 0;
    int n = 0;
    for (size_t b = 0; b < book->n_blocks && n < MOST; b++) {
        const struct block *block = &book->blocks[b];
        double end = b + 1 < book->n_blocks ? block[1].top : book->top;
        bool fits = end - page_top <= room || end - block->top > room;
        if (block->row == FIRST_ROW || (fits && !block->new_page))
            continue;
        breaks[n++] = (lxw_row_t)block->row;
        page_top = block->top;
    }
    breaks[n] = 0; /* ends the list */
    if (n > 0)
        remember(book, worksheet_set_h_pagebreaks(book->sheet, breaks));
}

/* What is still to be said of a sheet when its last row is known. */
static void end_sheet(struct pp_book_file *book) {
    if (!book->sheet)
        return;
    end_row(book);
    if (book->row >= FIRST_ROW)
        remember(book, worksheet_autofilter(book->sheet, HEADING_ROW, 0, (lxw_row_t)book->row,
                                            (lxw_col_t)(book->n_columns - 1)));
    break_pages(book);
    book->n_blocks = 0;
    book->sheet = NULL;
}

/* In a printed header "&" begins an instruction. */
static void append_header_text(struct pp_str *str, const char *text) {
    for (; *text; text++) {
        if (*text == '&')
            pp_str_append_char(str, '&');
        pp_str_append_char(str, *text);
    }
}

static void set_page(struct pp_book_file *book, const struct pp_book_sheet *sheet) {
    PP_AUTO_STR struct pp_str footer = {0};
    lxw_worksheet *page = book->sheet;
    worksheet_set_landscape(page);
    worksheet_set_paper(page, 9); /* A4 */
    worksheet_fit_to_pages(page, 1, 0);
    worksheet_set_margins(page, 0.4, 0.4, 0.5, 0.6);
    worksheet_repeat_rows(page, TITLE_ROW, HEADING_ROW);
    worksheet_freeze_panes(page, FIRST_ROW, (lxw_col_t)sheet->n_frozen);
    worksheet_gridlines(page, LXW_HIDE_ALL_GRIDLINES);
    pp_str_append(&footer, "&L&\"" FONT "\"&9");
    append_header_text(&footer, book->title);
    pp_str_append(&footer, "&R&\"" FONT "\"&9Page &P of &N");
    if (footer.len < 255)
        remember(book, worksheet_set_footer(page, pp_str_text(&footer)));
}

static void write_top(struct pp_book_file *book, const struct pp_book_sheet *sheet) {
    lxw_format *title = new_format(book), *about = new_format(book);
    if (!title || !about)
        return;
    format_set_font_size(title, 16);
    format_set_bold(title);
    format_set_font_color(about, 0x505A5F);
    remember(book, worksheet_write_string(book->sheet, TITLE_ROW, 0, sheet->title, title));
    remember(book, worksheet_write_string(book->sheet, ABOUT_ROW, 0, sheet->about, about));
    remember(book, worksheet_set_row(book->sheet, TITLE_ROW, TOP_HEIGHT - 18, NULL));
    remember(book, worksheet_set_row(book->sheet, ABOUT_ROW, 18, NULL));
}

static void write_heading(struct pp_book_file *book, int column,
                          const struct pp_book_column *heading) {
    lxw_format *format = new_format(book);
    if (!format)
        return;
    lxw_col_t c = (lxw_col_t)column;
    format_set_bold(format);
    format_set_font_color(format, 0xFFFFFF);
    format_set_pattern(format, LXW_PATTERN_SOLID);
    format_set_bg_color(format, 0x1D3C5A);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, 0xD0D4D6);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_BOTTOM);
    align(format, heading->align);
    remember(book, worksheet_set_column(book->sheet, c, c, heading->width, NULL));
    if (heading->is_date) {
        format_set_num_format(format, "d mmm");
        remember(book, worksheet_write_number(book->sheet, HEADING_ROW, c,
                                              heading->day + DAYS_TO_1970, format));
    } else {
        count_lines(book, column, heading->heading);
        remember(book,
                 worksheet_write_string(book->sheet, HEADING_ROW, c, heading->heading, format));
    }
}

void pp_book_sheet(struct pp_book_file *book, const struct pp_book_sheet *sheet) {
    end_sheet(book);
    book->n_columns = 0;
    if (pp_reserve(&book->columns, &book->cap_columns, (size_t)sheet->n_columns,
                   sizeof *book->columns, &book->failure) != 0)
        return;
    book->sheet = workbook_add_worksheet(book->workbook, sheet->name);
    if (!book->sheet) {
        remember(book, LXW_ERROR_SHEETNAME_ALREADY_USED);
        return;
    }
    book->n_columns = sheet->n_columns;
    book->row = HEADING_ROW;
    book->top = 0;
    book->n_lines = 1;
    set_page(book, sheet);
    write_top(book, sheet);
    for (int c = 0; c < sheet->n_columns; c++) {
        book->columns[c] = (struct column){sheet->columns[c].align, sheet->columns[c].width};
        write_heading(book, c, &sheet->columns[c]);
    }
}

/* ---- rows and cells ---- */

static void next_row(struct pp_book_file *book, bool groups) {
    end_row(book);
    book->row++;
    book->column = 0;
    book->groups = groups;
}

void pp_book_row(struct pp_book_file *book) { next_row(book, false); }

static void begin_block(struct pp_book_file *book, bool new_page) {
    if (pp_reserve(&book->blocks, &book->cap_blocks, book->n_blocks + 1, sizeof *book->blocks,
                   &book->failure) == 0)
        book->blocks[book->n_blocks++] = (struct block){book->row, book->top, new_page};
}

void pp_book_group(struct pp_book_file *book) {
    next_row(book, book->row >= FIRST_ROW);
    begin_block(book, false);
}

void pp_book_page_break(struct pp_book_file *book) {
    next_row(book, false);
    begin_block(book, true);
}

/* The place of the next cell, or false when there is no sheet to write to. */
static bool next_cell(struct pp_book_file *book, lxw_col_t *ret_column) {
    *ret_column = (lxw_col_t)book->column++;
    return book->sheet != NULL;
}

void pp_book_text(struct pp_book_file *book, const char *text, enum pp_cell_look look) {
    lxw_format *format = format_of(book, look, HOLDS_TEXT);
    lxw_col_t column;
    if (!next_cell(book, &column) || !format)
        return;
    lxw_row_t row = (lxw_row_t)book->row;
    if (text)
        count_lines(book, column, text);
    remember(book, text && *text ? worksheet_write_string(book->sheet, row, column, text, format)
                                 : worksheet_write_blank(book->sheet, row, column, format));
}

static void write_value(struct pp_book_file *book, double value, int holds,
                        enum pp_cell_look look) {
    lxw_format *format = format_of(book, look, holds);
    lxw_col_t column;
    if (!next_cell(book, &column) || !format)
        return;
    lxw_row_t row = (lxw_row_t)book->row;
    remember(book, isfinite(value) ? worksheet_write_number(book->sheet, row, column, value, format)
                                   : worksheet_write_blank(book->sheet, row, column, format));
}

void pp_book_number(struct pp_book_file *book, double value, int decimals, enum pp_cell_look look) {
    write_value(book, value, HOLDS_NUMBER + (decimals < 0 ? 0 : decimals > 3 ? 3 : decimals), look);
}

void pp_book_percent(struct pp_book_file *book, double share, int decimals,
                     enum pp_cell_look look) {
    write_value(book, share, HOLDS_PERCENT + (decimals > 0), look);
}

void pp_book_date(struct pp_book_file *book, pp_day day) {
    write_value(book, day + DAYS_TO_1970, HOLDS_DATE, PP_CELL_PLAIN);
}

void pp_book_shade(struct pp_book_file *book, int first_column, int n_columns) {
    lxw_conditional_format scale = {.type = LXW_CONDITIONAL_2_COLOR_SCALE,
                                    .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                    .min_value = 0,
                                    .min_color = 0xFFFFFF,
                                    .max_color = 0xF4B860};
    if (book->sheet && book->row >= FIRST_ROW && n_columns > 0)
        remember(book, worksheet_conditional_format_range(
                           book->sheet, FIRST_ROW, (lxw_col_t)first_column, (lxw_row_t)book->row,
                           (lxw_col_t)(first_column + n_columns - 1), &scale));
}

/* ---- the end ---- */

/* What the library wrote into memory goes into the file. */
static int copy_out(struct pp_book_file *book, struct pp_error *reterr) {
    char part[65536];
    ssize_t n = 0;
    lseek(book->memory_fd, 0, SEEK_SET);
    while ((n = read(book->memory_fd, part, sizeof part)) > 0)
        if (fwrite(part, 1, (size_t)n, book->file.stream) != (size_t)n)
            return pp_fail_system(reterr, errno, "write the file", book->file.path);
    if (n < 0)
        return pp_fail_system(reterr, errno, "read again what was made for", book->file.path);
    return pp_newfile_commit(&book->file, reterr);
}

int pp_book_finish(struct pp_book_file *book, struct pp_error *reterr) {
    end_sheet(book);
    if (!book->failure.code)
        remember(book, workbook_close(PP_STEAL(book->workbook)));
    if (book->failure.code) {
        if (reterr)
            *reterr = book->failure;
        return book->failure.code;
    }
    return copy_out(book, reterr);
}

void pp_book_free(struct pp_book_file *book) {
    if (!book)
        return;
    lxw_workbook_free(book->workbook);
    pp_newfile_done(&book->file);
    if (book->memory_fd >= 0)
        close(book->memory_fd);
    pp_free(book->columns);
    pp_free(book->blocks);
    pp_free(book->title);
    pp_free(book);
}

void pp_book_auto_free(struct pp_book_file **book) { pp_book_free(*book); }
