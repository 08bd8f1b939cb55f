#include "patchplan/publish/sheet.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "patchplan/core/alloc.h"
#include "patchplan/json/json.h"
#include "patchplan/table/writer.h"

struct pp_sheet {
    const char *const *keys;
    char *path;                     /* NULL = standard output; JSON only */
    struct pp_table_writer *writer; /* CSV */
    struct pp_json *rows, *row;     /* JSON */
    int column;
    int64_t n_rows;
    bool no_memory;
};

static int open_csv(const char *path, bool for_people, struct pp_sheet *sheet,
                    struct pp_error *reterr) {
    struct pp_table_writer_options options = PP_TABLE_WRITER_EXACT;
    if (for_people)
        options = PP_TABLE_WRITER_GUARDED;
    int rc = pp_table_writer_open(path ? path : "-", &options, &sheet->writer, reterr);
    if (rc)
        return rc;
    for (const char *const *key = sheet->keys; *key; key++)
        pp_table_writer_text(sheet->writer, *key);
    return pp_table_writer_end_row(sheet->writer, reterr);
}

static int open_json(const char *path, struct pp_sheet *sheet, struct pp_error *reterr) {
    sheet->rows = pp_json_new_array();
    sheet->path = path ? pp_strdup(path) : NULL;
    return sheet->rows && (sheet->path || !path) ? 0 : pp_fail_nomem(reterr);
}

int pp_sheet_open(const char *path, const struct pp_sheet_options *options, const char *const *keys,
                  struct pp_sheet **ret_sheet, struct pp_error *reterr) {
    PP_AUTO_SHEET struct pp_sheet *sheet = pp_alloc(sizeof *sheet);
    if (!sheet)
        return pp_fail_nomem(reterr);
    sheet->keys = keys;
    int rc = options->format == PP_SHEET_JSON ? open_json(path, sheet, reterr)
                                              : open_csv(path, options->for_people, sheet, reterr);
    if (!rc)
        *ret_sheet = PP_STEAL(sheet);
    return rc;
}

static void set(struct pp_sheet *sheet, struct pp_json *value) {
    if (!sheet->row)
        sheet->row = pp_json_new_object();
    if (pp_json_set(sheet->row, sheet->keys[sheet->column++], value) != 0)
        sheet->no_memory = true;
}

void pp_sheet_text(struct pp_sheet *sheet, const char *text) {
    if (sheet->writer)
        pp_table_writer_text(sheet->writer, text);
    else
        set(sheet, pp_json_new_text(text));
}

void pp_sheet_int(struct pp_sheet *sheet, int64_t value) {
    if (sheet->writer)
        pp_table_writer_int(sheet->writer, value);
    else
        set(sheet, pp_json_new_int(value));
}

void pp_sheet_milli(struct pp_sheet *sheet, int64_t milli) {
    if (sheet->writer)
        pp_table_writer_milli(sheet->writer, milli);
    else
        set(sheet, pp_json_new_real((double)milli / 1000));
}

void pp_sheet_real(struct pp_sheet *sheet, double value, int decimals) {
    double scale = pow(10, decimals);
    if (sheet->writer)
        pp_table_writer_real(sheet->writer, value, decimals);
    else
        set(sheet, pp_json_new_real(round(value * scale) / scale));
}

int pp_sheet_end_row(struct pp_sheet *sheet, struct pp_error *reterr) {
    sheet->n_rows++;
    sheet->column = 0;
    if (sheet->writer)
        return pp_table_writer_end_row(sheet->writer, reterr);
    if (pp_json_push(sheet->rows, PP_STEAL(sheet->row)) != 0 || sheet->no_memory)
        return pp_fail_nomem(reterr);
    return 0;
}

int64_t pp_sheet_n_rows(const struct pp_sheet *sheet) { return sheet->n_rows; }

int pp_sheet_commit(struct pp_sheet *sheet, struct pp_error *reterr) {
    if (sheet->writer)
        return pp_table_writer_commit(sheet->writer, reterr);
    if (sheet->path)
        return pp_json_write_file(sheet->rows, 1, sheet->path, reterr);
    PP_AUTO_FREE char *text = pp_json_dump(sheet->rows, 1);
    if (!text)
        return pp_fail_nomem(reterr);
    if (puts(text) < 0)
        return pp_fail_system(reterr, errno, "write the answer", NULL);
    return 0;
}

void pp_sheet_free(struct pp_sheet *sheet) {
    if (!sheet)
        return;
    pp_table_writer_free(sheet->writer);
    pp_json_done(sheet->row);
    pp_json_done(sheet->rows);
    pp_free(sheet->path);
    pp_free(sheet);
}

void pp_sheet_auto_free(struct pp_sheet **sheet) { pp_sheet_free(*sheet); }
