/* Bring files in: one of a kind, or every known file of a folder, in one transaction. */
#ifndef PATCHPLAN_SERVICE_IMPORT_H
#define PATCHPLAN_SERVICE_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"
#include "patchplan/stock/kind.h"

struct pp_import_options {
    struct pp_stock_read_options
        stock;                /* maps, encoding ..., crs, division, name, cancel, progress */
    const char *profile_path; /* NULL: none; --map wins over it */
    const char *rejects_path; /* write rows set aside here; NULL: only kept in the planning file */
    bool end_missing;         /* end what a list no longer has; else keep it */
    bool sure;                /* also when that is more than a tenth of it */
    bool dry_run;             /* everything but keeping it; writes no file */
    const char *who;          /* for the audit; may be NULL */
};

/* A finding kept for telling; texts belong to the result. */
struct pp_import_finding {
    struct pp_finding finding;
    int64_t n_of_rule; /* how often its rule came up in the file, by the end of it */
};

struct pp_import_file {
    const char *kind, *file_name, *path;
    const char *format;  /* what was recognised */
    const char *refused; /* why nothing of it was taken; NULL: it was */
    int64_t import_id;
    int64_t n_rows, n_added, n_changed, n_same, n_rejected, n_missing;
    int64_t n_errors, n_warnings, n_notes;
    bool ended; /* the missing were ended */
    double seconds;
    const char *rejects_path;           /* where its rows set aside were written; NULL: nowhere */
    struct pp_import_finding *findings; /* the first three of every rule */
    size_t n_findings, cap_findings;
};

struct pp_import_result {
    struct pp_import_file *files;
    size_t n_files, cap_files;
    const char **passed_over; /* files of the folder that no kind claims */
    size_t n_passed_over, cap_passed_over;
    int64_t n_errors, n_warnings;
    struct pp_arena arena;
};
void pp_import_result_done(struct pp_import_result *result);

/* Would ending n_missing things end more than a tenth of what is known, n_told being those that the list tells of, and more
 * than a few? Most often such a list is a part, so it is to be said twice. */
bool pp_import_ends_most(int64_t n_missing, int64_t n_told);

/* `kind` NULL: `path` is a folder, or a file called as in a folder. Good rows of all files are kept together, or
 * nothing is (failure, stop, dry run). A file of a folder that cannot be read at all is an error of that
 * file; a single one fails the call. Data errors are in the result, not failures. */
int pp_service_import(struct pp_db *db, const struct pp_kind *kind, const char *path,
                      const struct pp_import_options *options, struct pp_import_result *ret_result,
                      struct pp_error *reterr) PP_CHECKED;

#endif
