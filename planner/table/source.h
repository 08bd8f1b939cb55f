/* A file as UTF-8 text, line by line, in bounded memory. Broken bytes and zero bytes are replaced
 * and their places kept, so that the rows they stand in can be pointed at. */
#ifndef PATCHPLAN_PLANNER_TABLE_SOURCE_H
#define PATCHPLAN_PLANNER_TABLE_SOURCE_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/error.h"

/* A replaced byte: where it is in the decoded text and where it was in the file. */
struct pp_source_mark {
    int64_t at;
    int64_t file_offset;
    bool is_nul;
};

struct pp_source {
    const char *path; /* borrowed */
    int fd;
    int64_t n_read, n_total; /* bytes of the file */
    size_t max_line_bytes;

    char encoding[32];
    bool has_bom;
    bool may_guess;  /* still plain ASCII: the first byte that is no UTF-8 makes it Windows-1252 */
    iconv_t decoder; /* (iconv_t)-1: the bytes are UTF-8 as they are */

    unsigned char *raw; /* bytes not decoded yet: raw[0..n_raw) */
    size_t n_raw;
    bool raw_ended;

    char *text; /* decoded; text[0] is position `base` */
    size_t n_text, cap_text;
    int64_t base;
    int64_t pos;      /* the next line begins here */
    int64_t hold;     /* text from here on is kept, so that one can go back to it */
    int64_t next_row; /* physical number of the line at `pos`, 1 = first */
    int64_t lf,
        cr;     /* next line end of each kind at or after `pos`, or the end of what was searched */
    bool ended; /* nothing will be added to the text */

    struct pp_source_mark *marks; /* by position */
    size_t n_marks, cap_marks, mark_ix;
};

/* Open a regular file and recognise its encoding; `encoding` NULL = recognise. `path` is borrowed.
 */
int pp_source_open(struct pp_source *source, const char *path, const char *encoding,
                   size_t max_line_bytes, struct pp_error *reterr) PP_CHECKED;
void pp_source_done(struct pp_source *source); /* after pp_source_open(), also a failed one */

/* The next line with its end (one is added to a last line without), valid until the next call. 1,
 * or 0 at the end of the file. */
int pp_source_line(struct pp_source *source, const char **ret_line, size_t *ret_length,
                   struct pp_error *reterr) PP_CHECKED;
/* Keep the text from the current position on, and forget what is before. */
void pp_source_hold(struct pp_source *source);
/* Go back to a position not before the held one, the beginning of line `row`. */
void pp_source_go(struct pp_source *source, int64_t pos, int64_t row);
/* Text that is kept. */
const char *pp_source_at(const struct pp_source *source, int64_t pos);
/* The first replaced byte in from..to, or NULL. `from` must not decrease between calls after a
 * hold. */
const struct pp_source_mark *pp_source_mark_in(const struct pp_source *source, int64_t from,
                                               int64_t to);

#endif
