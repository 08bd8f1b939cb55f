#include "patchplan/core/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/utf8.h"

static void fill(struct pp_error *err, enum pp_error_code code, const char *file, int64_t row,
                 const char *column, const char *format, va_list args)
    __attribute__((format(printf, 6, 0)));

static void fill(struct pp_error *err, enum pp_error_code code, const char *file, int64_t row,
                 const char *column, const char *format, va_list args) {
    /* The message may quote the old content of `err`, so it is built aside. */
    char message[sizeof err->message];
    vsnprintf(message, sizeof message, format, args);
    pp_utf8_keep_whole(message);
    err->code = code;
    err->row = row;
    snprintf(err->file, sizeof err->file, "%s", file ? file : "");
    snprintf(err->column, sizeof err->column, "%s", column ? column : "");
    pp_utf8_keep_whole(err->column);
    memcpy(err->message, message, sizeof message);
}

int pp_fail(struct pp_error *reterr, enum pp_error_code code, const char *format, ...) {
    if (reterr) {
        va_list args;
        va_start(args, format);
        fill(reterr, code, NULL, 0, NULL, format, args);
        va_end(args);
    }
    return code;
}

int pp_fail_at(struct pp_error *reterr, enum pp_error_code code, const char *file, int64_t row,
               const char *column, const char *format, ...) {
    if (reterr) {
        va_list args;
        va_start(args, format);
        fill(reterr, code, file, row, column, format, args);
        va_end(args);
    }
    return code;
}

int pp_fail_system(struct pp_error *reterr, int errno_value, const char *doing, const char *file) {
    switch (errno_value) {
    case ENOSPC:
    case EDQUOT:
        return pp_fail_at(reterr, PP_E_FULL, file, 0, NULL,
                          "cannot %s: the disk is full; make room and try again", doing);
    case ENOENT:
        return pp_fail_at(reterr, PP_E_NOTFOUND, file, 0, NULL, "cannot %s: no such file or folder",
                          doing);
    case EROFS:
    case EACCES:
    case EPERM:
        return pp_fail_at(reterr, PP_E_READONLY, file, 0, NULL,
                          "cannot %s: %s; check who owns it and its permissions", doing,
                          strerror(errno_value));
    default:
        return pp_fail_at(reterr, PP_E_IO, file, 0, NULL, "cannot %s: %s", doing,
                          strerror(errno_value));
    }
}

void pp_error_format(const struct pp_error *err, char *ret_text, int size) {
    char place[400] = "";
    int n = 0;
    if (err->file[0])
        n += snprintf(place + n, sizeof place - (size_t)n, "%s:", err->file);
    if (err->row > 0)
        n += snprintf(place + n, sizeof place - (size_t)n, "%lld:", (long long)err->row);
    if (err->column[0])
        n += snprintf(place + n, sizeof place - (size_t)n, " column \"%s\":", err->column);
    snprintf(ret_text, (size_t)size, "%s%s%s", place, n ? " " : "", err->message);
}
