/* Errors: what went wrong, where, and what to do about it.
 *
 * A function that can fail returns int: 0, or one of the negative codes below. The struct carries the
 * sentence for the user. Outputs are untouched on failure. Failure is not outcome: "infeasible",
 * "time limit" and "cancelled" are results (see core/outcome.h); data problems are findings.
 */
#ifndef PATCHPLAN_CORE_ERROR_H
#define PATCHPLAN_CORE_ERROR_H

#include <stdint.h>

enum pp_error_code {
    PP_OK = 0,
    PP_E_NOMEM = -1,     /* memory ran out; nothing was changed */
    PP_E_IO = -2,        /* the system refused a read or write (permission, broken disk) */
    PP_E_FULL = -3,      /* the disk is full; what was confirmed before is still there */
    PP_E_FORMAT = -4,    /* a file is not what it should be (no CSV, no JSON, no planning file) */
    PP_E_INPUT = -5,     /* the file is readable, a value in it is not acceptable */
    PP_E_USAGE = -6,     /* the request itself is wrong: unknown option, missing argument */
    PP_E_NOTFOUND = -7,  /* a named thing does not exist */
    PP_E_EXISTS = -8,    /* a thing that must be new exists already */
    PP_E_CONFLICT = -9,  /* the thing was changed by someone else, or its state forbids the step */
    PP_E_BUSY = -10,     /* another program is writing the planning file */
    PP_E_READONLY = -11, /* the planning file or its folder cannot be written */
    PP_E_NEWER = -12,    /* the planning file was made by a newer version */
    PP_E_REFUSED = -13,  /* personal data, or something else that must never be taken in */
    PP_E_LIBRARY = -14,  /* a library failed in a way that has no better name */
    PP_E_CANCELLED = -15 /* interrupted before there was anything worth keeping */
};

/* One failure. `file` is empty, `row` 0 and `column` empty where they do not apply. */
struct pp_error {
    enum pp_error_code code;
    int64_t row; /* 1 = first line of the file */
    char file[256];
    char column[64];
    char message[768]; /* UTF-8, whole letters: what, which, what to do; no full stop at the end */
};

#define PP_CHECKED __attribute__((warn_unused_result))
#define PP_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

/* Fill `reterr` (may be NULL) and return `code`, so that a caller can write `return pp_fail(...)`. */
int pp_fail(struct pp_error *reterr, enum pp_error_code code, const char *format, ...)
    PP_PRINTF(3, 4);

/* The same with a place. `file` and `column` may be NULL, `row` 0. */
int pp_fail_at(struct pp_error *reterr, enum pp_error_code code, const char *file, int64_t row,
               const char *column, const char *format, ...) PP_PRINTF(6, 7);

/* The failure of a system call on `file` told from `errno_value`: PP_E_FULL for ENOSPC and EDQUOT,
 * PP_E_NOTFOUND for ENOENT, PP_E_READONLY for EROFS, else PP_E_IO. `doing` completes "cannot ...". */
int pp_fail_system(struct pp_error *reterr, int errno_value, const char *doing, const char *file);

/* "file:row: column "X": message" into `ret_text` of `size` bytes; parts that are unset are left out. */
void pp_error_format(const struct pp_error *err, char *ret_text, int size);

#endif
