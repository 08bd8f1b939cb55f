/* Rows and columns for a reader (aligned table), a spreadsheet (CSV) or a program (JSON array of objects). */
#ifndef PATCHPLAN_CLI_REPORT_H
#define PATCHPLAN_CLI_REPORT_H

#include <stdint.h>

#include "patchplan/cli/command.h"
#include "patchplan/json/json.h"

enum pp_column_kind {
    PP_COLUMN_TEXT,
    PP_COLUMN_INT,   /* 36,128 in tables, 36128 in files */
    PP_COLUMN_MILLI, /* thousandths: 1,290.125, with `decimals` places in tables (0 = all three) */
    PP_COLUMN_REAL,  /* `decimals` places in tables, 15 digits in files */
    PP_COLUMN_BOOL,  /* yes/no; true/false in JSON */
    PP_COLUMN_MOMENT /* text as "2027-03-09T10:15:00Z"; "9 March 2027, 10:15am", local time, in tables */
};

struct pp_column {
    const char *key;   /* in CSV and JSON: "weighted_homes"; NULL ends a table of columns */
    const char *title; /* in tables, for people: "Workload-equivalent homes" */
    enum pp_column_kind kind;
    int decimals;
};

struct pp_report;

/* `columns` is borrowed and must outlive the report. Every row has all columns, added in order. A failed
 * allocation is remembered and told by _write. */
struct pp_report *pp_report_new(const struct pp_column *columns);
void pp_report_free(struct pp_report *report);
void pp_report_auto_free(struct pp_report **report);
#define PP_AUTO_REPORT __attribute__((cleanup(pp_report_auto_free)))
void pp_report_text(struct pp_report *report, const char *text); /* NULL = empty */
void pp_report_int(struct pp_report *report, int64_t value);
void pp_report_milli(struct pp_report *report, int64_t value);
void pp_report_real(struct pp_report *report, double value); /* NAN = empty */
void pp_report_bool(struct pp_report *report, bool value);

/* As -f and -o of the call say. JSON: an array with one object a row. */
int pp_report_write(const struct pp_report *report, struct pp_call *call,
                    struct pp_error *reterr) PP_CHECKED;
/* The table form alone, to stdout (for commands that print several things). */
int pp_report_print(const struct pp_report *report, const struct pp_call *call,
                    struct pp_error *reterr) PP_CHECKED;
struct pp_json *
pp_report_json(const struct pp_report *report); /* owned by the caller; NULL: no memory */

/* A JSON document as the whole answer, to stdout or -o. */
int pp_call_write_json(struct pp_call *call, const struct pp_json *json,
                       struct pp_error *reterr) PP_CHECKED;

#endif
