/* JSON in and out. The only folder that includes <jansson.h>.
 *
 * Ownership: _new/_read give a value the caller owns (pp_json_done); _set/_push take their value, also
 * when they fail; _get/_at lend.
 *
 * Memory: a builder that runs out of it yields NULL, and _set/_push pass that on as PP_E_NOMEM. Nobody has to look: what
 * hands a document over (_dump, _write_file, pp_template_fill) fails where memory ran out meanwhile (core/alloc.h).
 */
#ifndef PATCHPLAN_JSON_JSON_H
#define PATCHPLAN_JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "patchplan/core/error.h"

struct pp_json; /* an owned or lent value of any kind */

enum pp_json_kind {
    PP_JSON_NULL,
    PP_JSON_BOOL,
    PP_JSON_INT,
    PP_JSON_REAL,
    PP_JSON_TEXT,
    PP_JSON_ARRAY,
    PP_JSON_OBJECT
};

/* Read a whole file or text. Failure: PP_E_FORMAT with file, row and what was expected. A duplicate key,
 * invalid UTF-8, more than 2,048 levels and files over `max_bytes` (0 = 1 GiB) are refused. */
int pp_json_read_file(const char *path, size_t max_bytes, struct pp_json **ret_json,
                      struct pp_error *reterr) PP_CHECKED;
int pp_json_read_text(const char *text, const char *name, struct pp_json **ret_json,
                      struct pp_error *reterr) PP_CHECKED;
void pp_json_done(struct pp_json *json); /* NULL is fine */
void pp_json_auto_done(struct pp_json **json);
#define PP_AUTO_JSON __attribute__((cleanup(pp_json_auto_done)))

enum pp_json_kind pp_json_kind(const struct pp_json *json); /* NULL counts as null */
struct pp_json *pp_json_get(const struct pp_json *object, const char *key); /* NULL when absent */
struct pp_json *pp_json_at(const struct pp_json *array, size_t ix);
size_t pp_json_length(const struct pp_json *array_or_object);
const char *pp_json_text(const struct pp_json *json);               /* NULL when it is no text */
bool pp_json_number(const struct pp_json *json, double *ret_value); /* false when it is no number */
bool pp_json_is_true(const struct pp_json *json);                   /* false for any other kind */
/* Keys in file order: calls `visit` for each; stops when it returns non-zero and returns that. */
int pp_json_each(const struct pp_json *object,
                 int (*visit)(void *context, const char *key, struct pp_json *value),
                 void *context);

struct pp_json *pp_json_new_object(void);
struct pp_json *pp_json_new_array(void);
struct pp_json *pp_json_new_text(const char *utf8); /* NULL gives null; bytes of no character go */
struct pp_json *pp_json_new_int(int64_t value);
struct pp_json *pp_json_new_real(double value); /* NAN and infinities give null */
struct pp_json *pp_json_new_bool(bool value);
/* A new object with the members of another, shared with it: it may get others, those it has must stay as they are. Several
 * threads may read and let go what is shared. */
struct pp_json *pp_json_copy(const struct pp_json *object);
int pp_json_set(struct pp_json *object, const char *key, struct pp_json *value); /* takes value */
int pp_json_push(struct pp_json *array, struct pp_json *value);                  /* takes value */

/* Text with keys in the order they were set; `indent` 0 = one line. Reals keep 15 significant digits at
 * most. _dump's result is freed with pp_free. */
char *pp_json_dump(const struct pp_json *json, int indent);
/* Written beside `path` and renamed, so that a reader never sees half a file. */
int pp_json_write_file(const struct pp_json *json, int indent, const char *path,
                       struct pp_error *reterr) PP_CHECKED;

#endif
