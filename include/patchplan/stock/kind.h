/* The kinds of files that come in, as data, and the one reader of them all.
 *
 * A row goes: cells -> values (each read as its field says) -> a record (stock/records.h) -> the sink.
 * Whatever is wrong on the way is a finding; a row with an error goes to the sink's `reject` in full.
 */
#ifndef PATCHPLAN_STOCK_KIND_H
#define PATCHPLAN_STOCK_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/cancel.h"
#include "patchplan/core/date.h"
#include "patchplan/core/error.h"
#include "patchplan/core/progress.h"
#include "patchplan/stock/book.h"
#include "patchplan/stock/finding.h"
#include "patchplan/table/table.h"

struct pp_kind; /* one kind of file; constant */

/* All kinds, in the order of a folder's import. Names are those of `patchplan import`. */
size_t pp_kinds_n(void);
const struct pp_kind *pp_kind_at(size_t ix);
const struct pp_kind *pp_kind_find(const char *name); /* NULL: none; case and - _ do not count */
const char *pp_kind_name(const struct pp_kind *kind);
const char *
pp_kind_file(const struct pp_kind *kind); /* its name in a folder; NULL: not from folders */
bool pp_kind_needs_name(const struct pp_kind *kind); /* `import areas KIND FILE` */
/* Its columns, for help: name by name, NULL past the end. */
const char *pp_kind_column(const struct pp_kind *kind, size_t ix, bool *ret_required);
/* What else column `ix` may be called, '|' between; NULL: nothing. */
const char *pp_kind_column_aliases(const struct pp_kind *kind, size_t ix);

struct pp_taken {
    int64_t row;     /* line in the file */
    const char *key; /* what makes it the one it is, "\x1f" between parts; "" for homes */
};

/* Where rows go. Each call returns 0 or a failure, which ends the import. */
struct pp_stock_sink {
    void *context;
    /* `record` is of the kind's type. `*ret_twice` > 0: the row where the same property stood before; the
     * record was not taken. */
    int (*take)(void *context, const struct pp_taken *taken, const void *record, int64_t *ret_twice,
                struct pp_error *reterr);
    int (*find)(void *context, const struct pp_finding *finding, struct pp_error *reterr);
    /* A row set aside, in full as CSV text, and why. `key` as in `taken`, "" when it has none. For homes
     * `key` is the property_ref and `landlord_ix` its landlord. */
    int (*reject)(void *context, const struct pp_taken *taken, int64_t landlord_ix,
                  const char *row_csv, const char *reason, struct pp_error *reterr);
    /* Before the first row: the file has no column for `field`, so what is held of it stays. `*ret_n`: of how many
     * rows something is held. NULL: nothing is. */
    int (*lack)(void *context, const char *field, int64_t *ret_n, struct pp_error *reterr);
};

struct pp_stock_read_options {
    struct pp_table_options
        table;            /* maps, encoding, delimiter, sheet, header row; fields are ours */
    const char *crs;      /* NULL, "27700" or "4326", with or without "EPSG:" */
    const char *division; /* of bank holidays; NULL: England and Wales */
    const char *name;     /* `areas NAME` */
    pp_day today;         /* what has happened is of no later day; 0: not looked at */
    const struct pp_cancel *cancel;
    const struct pp_progress *progress;
};

/* How it went. Texts belong to it: pp_stock_read_done(). */
struct pp_stock_read {
    int64_t n_rows, n_good, n_rejected, n_errors, n_warnings, n_notes;
    char format[256];            /* what was recognised, for people */
    char *header_csv;            /* the header row, for rejected rows; may be NULL */
    struct pp_names seen;        /* keys of all rows, rejected ones too; not for homes */
    struct pp_rule_count *rules; /* findings told beyond PP_FINDINGS_MOST were only counted */
    size_t n_rules, cap_rules;
};
struct pp_rule_count {
    const char *rule; /* constant text */
    int64_t n;
};
enum { PP_FINDINGS_MOST = 1000 };
void pp_stock_read_done(struct pp_stock_read *read);

/* Read one file of `kind` to its end. Fails (nothing of it is to be kept) when the file cannot be read
 * as one at all, when it holds personal data (PP_E_REFUSED), when the sink fails or when stopped. Memory does not
 * grow with the file but for names and sums. */
int pp_stock_read_file(const struct pp_kind *kind, const char *path,
                       const struct pp_stock_read_options *options, struct pp_book *book,
                       const struct pp_stock_sink *sink, struct pp_stock_read *ret_read,
                       struct pp_error *reterr) PP_CHECKED;

/* Does this column name look as if it held names, birth dates or alerts of people who live there? */
bool pp_is_personal_column(const char *column);
/* Why such a column is refused, and what to do. */
extern const char pp_personal_refused[];

#endif
