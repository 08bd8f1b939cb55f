#include "patchplan/json/json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/newfile.h"
#include "patchplan/core/utf8.h"

/* Jansson's memory is the project's: what it lacks is noticed there, and a test can make its n-th allocation fail. */
__attribute__((constructor)) static void take_own_memory(void) {
    json_set_alloc_funcs(pp_alloc, pp_free);
}

/* struct pp_json is never defined: a handle is Jansson's own value under another name. */
static json_t *inside(const struct pp_json *json) { return (json_t *)(uintptr_t)json; }
static struct pp_json *handle(json_t *value) { return (struct pp_json *)value; }

/* ---- reading ---- */

static int fail_parse(const char *name, const json_error_t *e, struct pp_error *reterr) {
    if (pp_memory_ran_out())
        return pp_fail_nomem(reterr);
    return pp_fail_at(reterr, PP_E_FORMAT, name, e->line > 0 ? e->line : 0, NULL,
                      "not valid JSON at character %d: %s; open it in an editor and mend it there",
                      e->column > 0 ? e->column : 0, e->text);
}

static int check_size(const char *path, size_t max_bytes, struct pp_error *reterr) {
    struct stat info;
    if (stat(path, &info) != 0)
        return pp_fail_system(reterr, errno, "read the file", path);
    if (S_ISDIR(info.st_mode))
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL, "is a folder, not a file");
    if (!S_ISREG(info.st_mode))
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL, "is not an ordinary file");
    if (info.st_size == 0)
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL, "is empty; export it again");
    if ((size_t)info.st_size > max_bytes)
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL, "is larger than %zu MB, the limit",
                          max_bytes >> 20);
    return 0;
}

int pp_json_read_file(const char *path, size_t max_bytes, struct pp_json **ret_json,
                      struct pp_error *reterr) {
    int rc = check_size(path, max_bytes ? max_bytes : (size_t)1 << 30, reterr);
    if (rc)
        return rc;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return pp_fail_system(reterr, errno, "open the file", path);
    static const unsigned char bom[3] = {0xef, 0xbb, 0xbf};
    unsigned char head[3];
    if (fread(head, 1, 3, file) != 3 || memcmp(head, bom, 3) != 0)
        rewind(file); /* Jansson does not skip a byte order mark */
    json_error_t e;
    json_t *value = json_loadf(file, JSON_REJECT_DUPLICATES, &e);
    fclose(file);
    if (!value)
        return fail_parse(path, &e, reterr);
    *ret_json = handle(value);
    return 0;
}

int pp_json_read_text(const char *text, const char *name, struct pp_json **ret_json,
                      struct pp_error *reterr) {
    json_error_t e;
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (!value)
        return fail_parse(name, &e, reterr);
    *ret_json = handle(value);
    return 0;
}

void pp_json_done(struct pp_json *json) { json_decref(inside(json)); }

void pp_json_auto_done(struct pp_json **json) { pp_json_done(*json); }

enum pp_json_kind pp_json_kind(const struct pp_json *json) {
    if (!json)
        return PP_JSON_NULL;
    switch (json_typeof(inside(json))) {
    case JSON_OBJECT:
        return PP_JSON_OBJECT;
    case JSON_ARRAY:
        return PP_JSON_ARRAY;
    case JSON_STRING:
        return PP_JSON_TEXT;
    case JSON_INTEGER:
        return PP_JSON_INT;
    case JSON_REAL:
        return PP_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return PP_JSON_BOOL;
    default:
        return PP_JSON_NULL;
    }
}

struct pp_json *pp_json_get(const struct pp_json *object, const char *key) {
    return handle(json_object_get(inside(object), key));
}

struct pp_json *pp_json_at(const struct pp_json *array, size_t ix) {
    return handle(json_array_get(inside(array), ix));
}

size_t pp_json_length(const struct pp_json *array_or_object) {
    json_t *value = inside(array_or_object);
    return json_is_object(value) ? json_object_size(value) : json_array_size(value);
}

const char *pp_json_text(const struct pp_json *json) { return json_string_value(inside(json)); }

bool pp_json_number(const struct pp_json *json, double *ret_value) {
    if (!json_is_number(inside(json)))
        return false;
    *ret_value = json_number_value(inside(json));
    return true;
}

bool pp_json_is_true(const struct pp_json *json) { return json_is_true(inside(json)); }

int pp_json_each(const struct pp_json *object,
                 int (*visit)(void *context, const char *key, struct pp_json *value),
                 void *context) {
    const char *key;
    json_t *value;
    json_object_foreach(inside(object), key, value) {
        int rc = visit(context, key, handle(value));
        if (rc)
            return rc;
    }
    return 0;
}

/* ---- building ---- */

struct pp_json *pp_json_new_object(void) {
    return handle(json_object());
}
struct pp_json *pp_json_new_array(void) {
    return handle(json_array());
}
struct pp_json *pp_json_new_int(int64_t value) {
    return handle(json_integer(value));
}
struct pp_json *pp_json_new_bool(bool value) {
    return handle(json_boolean(value));
}

/* Jansson takes whole characters only. */
static json_t *whole_text(const char *text) {
    PP_AUTO_FREE char *whole = pp_strdup(text);
    if (whole)
        pp_utf8_keep_whole(whole);
    return whole ? json_string(whole) : NULL;
}

struct pp_json *pp_json_new_text(const char *utf8) {
    json_t *value = utf8 ? json_string(utf8) : json_null();
    return handle(value ? value : whole_text(utf8));
}

struct pp_json *pp_json_new_real(double value) {
    return handle(isfinite(value) ? json_real(value) : json_null());
}

#if !JSON_HAVE_ATOMIC_BUILTINS
#error "Jansson was built without atomic reference counts: threads could not share values"
#endif

struct pp_json *pp_json_copy(const struct pp_json *object) {
    return handle(json_copy(inside(object)));
}

int pp_json_set(struct pp_json *object, const char *key, struct pp_json *value) {
    return json_object_set_new(inside(object), key, inside(value)) == 0 ? 0 : PP_E_NOMEM;
}

int pp_json_push(struct pp_json *array, struct pp_json *value) {
    return json_array_append_new(inside(array), inside(value)) == 0 ? 0 : PP_E_NOMEM;
}

/* ---- handing over ---- */

static size_t dump_flags(int indent) {
    return JSON_ENCODE_ANY | JSON_REAL_PRECISION(15) |
           (indent ? JSON_INDENT((size_t)indent) : (size_t)JSON_COMPACT);
}

char *pp_json_dump(const struct pp_json *json, int indent) {
    PP_AUTO_FREE char *text = json_dumps(inside(json), dump_flags(indent));
    return pp_memory_ran_out() ? NULL : PP_STEAL(text); /* Jansson may leave out a key, and go on */
}

int pp_json_write_file(const struct pp_json *json, int indent, const char *path,
                       struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    PP_AUTO_FREE char *text = pp_json_dump(json, indent);
    int rc = text ? pp_newfile_open(path, &file, reterr) : pp_fail_nomem(reterr);
    if (rc)
        return rc;
    errno = 0; /* a stream that failed once tells its reason only at that moment */
    if (fputs(text, file.stream) < 0 || fputc('\n', file.stream) < 0)
        return pp_fail_system(reterr, errno ? errno : EIO, "write the file", path);
    return pp_newfile_commit(&file, reterr);
}
