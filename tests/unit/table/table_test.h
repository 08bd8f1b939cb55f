/* What the tests of planner/table share: files of given bytes, and a table read to the end as one text. */
#ifndef PATCHPLAN_TESTS_UNIT_TABLE_TABLE_TEST_H
#define PATCHPLAN_TESTS_UNIT_TABLE_TABLE_TEST_H

#include <stddef.h>

#include "patchplan/core/error.h"
#include "patchplan/core/str.h"
#include "patchplan/table/table.h"

/* A file of these bytes; its path, valid until the next call. Removed at exit. */
const char *file_of(const char *bytes, size_t length);
/* Bytes of `text`, which is UTF-8, in another encoding; pp_free() them. */
char *encode(const char *text, size_t length, const char *encoding, size_t *ret_length);
/* Read `path`: "2:a|b|c\n4-5:d|e\n|f\n", with "!n" behind the row for problem n, and the error at the end, if
 * any. Returns what pp_table_open() or the last pp_table_next() did. */
int read_all(const char *path, const struct pp_table_options *options, struct pp_str *ret_text,
             struct pp_error *reterr);

#endif
