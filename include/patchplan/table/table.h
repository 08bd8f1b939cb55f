/* Reading tables row by row, whatever the file is.
 *
 * CSV and its relatives are read directly and never as a whole: encoding, delimiter and header row
 * are recognised and told. Every other format (XLSX, ODS, GeoPackage, Shapefile, ...) is first
 * turned into CSV by `ogr2ogr` in a child process (table/convert.h).
 *
 *     struct pp_table_options options = PP_TABLE_OPTIONS_DEFAULT;
 *     options.fields = fields, options.n_fields = 2;     // { {"ward_code", true}, {"team", true} }
 *     PP_AUTO(pp_table_drop) struct pp_table *table = NULL;
 *     int status = pp_table_open("teams.csv", &options, &table, reterr);
 *     struct pp_table_row row;
 *     while (status == 0 && (status = pp_table_next(table, &row, reterr)) > 0)
 *         status = row.problem ? set_aside(&row) : take(row.values[0], row.values[1]);
 */
#ifndef PATCHPLAN_TABLE_TABLE_H
#define PATCHPLAN_TABLE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/cancel.h"
#include "patchplan/core/error.h"

/* A column the caller knows. Names are compared without case, spaces, underscores and hyphens. */
struct pp_table_field {
    const char *name;
    bool required;       /* a file without it is refused when opened */
    const char *aliases; /* other names for it, separated by '|'; NULL = none */
};

/* `--map field=Column`: wins over the name. With no_header, Column is a number, 1 = first. */
struct pp_table_map {
    const char *field;
    const char *column;
};

struct pp_table_options {
    const struct pp_table_field *fields; /* borrowed until pp_table_free(), also the strings */
    size_t n_fields;
    const struct pp_table_map *maps; /* borrowed during pp_table_open() */
    size_t n_maps;
    const char *encoding; /* an iconv name; NULL = recognise */
    char delimiter;       /* 0 = recognise comma, semicolon, tab or bar */
    const char *sheet;    /* sheet or layer of a workbook or map file; NULL = the only one, or the
                             first with    the required columns */
    int header_row;       /* 0 = look for it in rows 1 to 20 */
    bool no_header;       /* every row is data; columns by maps only */
    bool guarded;         /* cells may be guarded against formulas, as ours are that people open */
    size_t max_cell_bytes, max_row_bytes; /* 0 = 1 MiB, 4 MiB; longer is refused */
    const struct pp_cancel *cancel;       /* NULL = cannot be interrupted */
    const char *
        expected; /* where no maps can be given: the columns wanted, in words; NULL: maps are advised */
};
#define PP_TABLE_OPTIONS_DEFAULT \
    (struct pp_table_options) { 0 }

/* What was recognised; strings are borrowed from the table. */
struct pp_table_format {
    const char *encoding; /* "UTF-8", "UTF-16LE", "UTF-16BE", "WINDOWS-1252", ... */
    bool has_bom;
    char delimiter;
    int header_row;            /* 1 = first line; 0 = the file has none */
    bool code_point_open;      /* no header, recognised as OS Code-Point Open */
    const char *converted_by;  /* "ogr2ogr", or NULL: read directly */
    const char *sheet;         /* the sheet or layer read, or NULL */
    const char *const *sheets; /* all of them, when there are several */
    size_t n_sheets;
};

/* What is wrong with the shape of a row. Its cells are then the best reading there is, and
 * complete: quotes that make no sense stand in them as characters, NUL as U+2400, broken bytes as
 * Windows-1252. */
enum pp_table_problem {
    PP_TABLE_FINE = 0,
    PP_TABLE_RAGGED,      /* more or fewer cells than the header has */
    PP_TABLE_OPEN_QUOTE,  /* a quote is opened and never closed; only its first line is this row */
    PP_TABLE_STRAY_QUOTE, /* text after a closing quote */
    PP_TABLE_NUL,         /* a zero byte */
    PP_TABLE_BAD_TEXT     /* bytes that are no text in the file's encoding */
};

/* One row; everything borrowed, valid until the next call on the table. */
struct pp_table_row {
    const char *const
        *values; /* by field_ix, n_fields of them; "" when the file has no such column */
    const char *const
        *cells;            /* by column_ix: max(n_cells, n_columns) of them, missing ones are "" */
    size_t n_cells;        /* as found in the file */
    int64_t row, last_row; /* physical lines, 1 = first of the file (or of the sheet) */
    enum pp_table_problem problem;
    const char *problem_text; /* a sentence; NULL when fine */
    int problem_column_ix;    /* column it is about, or -1 */
};

struct pp_table;

/* Open `path`, recognise it, find the header. Refuses, with a sentence: a missing or unreadable
 * file, a folder, a device or pipe; empty files; binary files and formats nothing here reads (old
 * XLS, PDF, ZIP); a file in which required columns are missing or a known column stands twice;
 * several sheets that fit none. A file with a header and no rows is fine. */
int pp_table_open(const char *path, const struct pp_table_options *options,
                  struct pp_table **ret_table, struct pp_error *reterr) PP_CHECKED;
void pp_table_free(struct pp_table *table);  /* removes temporary files; NULL is fine */
void pp_table_drop(struct pp_table **table); /* for PP_AUTO */

/* 1 and the next row; 0 at the end; negative on failure (a row above the size limits, a broken
 * disk, PP_E_CANCELLED). Rows whose cells are all empty are passed over. O(bytes of the row). */
int pp_table_next(struct pp_table *table, struct pp_table_row *ret_row,
                  struct pp_error *reterr) PP_CHECKED;

const struct pp_table_format *pp_table_format(const struct pp_table *table);
/* One line for people: "UTF-16LE, semicolons, header in row 4, sheet \"Stock\" (read by ogr2ogr)".
 */
void pp_table_describe(const struct pp_table *table, char *ret_text, size_t size);

size_t pp_table_n_columns(const struct pp_table *table);
/* As written in the file, trimmed; without a header the field name, or "column 3". */
const char *pp_table_column_name(const struct pp_table *table, size_t column_ix);
/* The field a column was taken for, or -1: an unknown column. */
int pp_table_field_of_column(const struct pp_table *table, size_t column_ix);
/* The column of a field, or -1: not in this file. */
int pp_table_column_of_field(const struct pp_table *table, size_t field_ix);

/* For a progress bar: bytes of the (converted) file taken in so far, and its size. */
int64_t pp_table_bytes_read(const struct pp_table *table);
int64_t pp_table_bytes_total(const struct pp_table *table);

#endif
