/* What an import found good into the planning file, and what it did not.
 *
 *     pp_store_import_begin(db, &import, err)         one transaction for the whole command
 *       per file: _file_begin, pp_stock_read_file(... _book, _sink ...), _file_end or _file_fail
 *     pp_store_import_end(import, keep, err)          commit, or roll everything back
 */
#ifndef PATCHPLAN_STORE_IMPORT_H
#define PATCHPLAN_STORE_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"
#include "patchplan/stock/book.h"
#include "patchplan/stock/kind.h"

struct pp_store_import;

/* What one file did to the planning file. */
struct pp_import_counts {
    int64_t import_id;
    int64_t n_added, n_changed, n_same;
    int64_t n_missing; /* known before, not in this file */
    bool ended;        /* those were ended, as asked; else kept */
};

int pp_store_import_begin(struct pp_db *db, struct pp_store_import **ret_import,
                          struct pp_error *reterr) PP_CHECKED;
/* Frees `import`. `keep` false: nothing of it stays. */
int pp_store_import_end(struct pp_store_import *import, bool keep,
                        struct pp_error *reterr) PP_CHECKED;

/* The names the planning file knows; borrowed until _end. */
struct pp_book *pp_store_import_book(struct pp_store_import *import);
struct pp_stock_sink pp_store_import_sink(struct pp_store_import *import);

/* `file_name` without folder; `area_name` for areas, else NULL. */
int pp_store_import_file_begin(struct pp_store_import *import, const struct pp_kind *kind,
                               const char *file_name, const char *area_name,
                               struct pp_error *reterr) PP_CHECKED;
/* Everything of the file stays. `end_missing`: what it no longer has is ended (homes, officers) or taken
 * out. */
int pp_store_import_file_end(struct pp_store_import *import, const struct pp_stock_read *read,
                             bool end_missing, struct pp_import_counts *ret_counts,
                             struct pp_error *reterr) PP_CHECKED;
/* Nothing of the file stays but a finding that says why. */
int pp_store_import_file_fail(struct pp_store_import *import, const struct pp_error *why,
                              struct pp_error *reterr) PP_CHECKED;

/* Every row an import set aside, in order: `visit` gets the row as CSV and the reason. */
int pp_store_rejected_rows(struct pp_db *db, int64_t import_id,
                           int (*visit)(void *context, const char *row_csv, const char *reason,
                                        struct pp_error *reterr),
                           void *context, struct pp_error *reterr) PP_CHECKED;
/* The header row of an import as CSV, into the arena. */
int pp_store_import_header(struct pp_db *db, int64_t import_id, struct pp_arena *arena,
                           const char **ret_header, struct pp_error *reterr) PP_CHECKED;

#endif
