/* Lists brought in by a browser, for its pages. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "planner/service/hrefs.h"
#include "planner/service/list_words.h"
#include "planner/service/rooms.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/import.h"
#include "patchplan/service/staff_import.h"
#include "patchplan/stock/kind.h"
#include "patchplan/store/desk.h"
#include "patchplan/store/import.h"
#include "patchplan/store/job.h"
#include "patchplan/table/writer.h"

enum { MOST_IMPORTS = 30 };

/* ---- the form ---- */

static struct pp_json *kind_json(const struct pp_kind *kind) {
    PP_AUTO_STR struct pp_str columns = {0};
    struct pp_json *json = pp_json_new_object();
    bool required = false;
    const char *column;
    for (size_t i = 0; (column = pp_kind_column(kind, i, &required)) != NULL; i++) {
        pp_str_append(&columns, i ? ", " : "");
        pp_list_column_words(column, &columns);
        pp_str_append(&columns, required ? " - needed" : "");
    }
    pp_set_text(json, "name", pp_kind_name(kind));
    pp_set_text(json, "title", pp_list_title(pp_kind_name(kind)));
    pp_set_text(json, "columns", pp_str_text(&columns));
    return json;
}

static struct pp_json *import_json(const struct pp_import_line *line) {
    struct pp_json *json = pp_json_new_object();
    char href[64];
    snprintf(href, sizeof href, "/imports/%lld/rejected.csv", (long long)line->import_id);
    pp_set_text(json, "kind", pp_list_title(line->kind));
    pp_set_text(json, "file", line->file_name);
    pp_set_moment(json, "at", line->started_at);
    pp_set_count(json, "rows", line->n_rows);
    pp_set_count(json, "added", line->n_added);
    pp_set_count(json, "changed", line->n_changed);
    pp_set_count(json, "setAside", line->n_rejected);
    pp_set_text(json, "rejectedHref", line->n_kept_rows > 0 ? href : NULL);
    return json;
}

int pp_service_import_form(struct pp_db *db, struct pp_json **ret_form, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_import_line *lines = NULL;
    size_t n = 0;
    int rc = pp_store_import_lines(db, MOST_IMPORTS, &arena, &lines, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *form = pp_json_new_object(), *kinds = pp_json_new_array(),
                   *imports = pp_json_new_array();
    const struct pp_kind *kind;
    for (size_t i = 0; (kind = pp_list_kind_at(i)) != NULL; i++)
        pp_json_push(kinds, kind_json(kind));
    for (size_t i = 0; i < n; i++)
        pp_json_push(imports, import_json(&lines[i]));
    pp_json_set(form, "kinds", kinds);
    pp_json_set(form, "imports", imports);
    *ret_form = form;
    return form ? 0 : pp_fail_nomem(reterr);
}

/* ---- as a command and back ---- */

bool pp_service_import_knows(const char *kind) { return pp_kind_find(kind) != NULL; }

int pp_service_import_words(const struct pp_import_ask *ask, struct pp_arena *arena,
                            const char *ret_words[PP_IMPORT_WORDS], size_t *ret_n,
                            struct pp_error *reterr) {
    const struct pp_kind *kind = pp_kind_find(ask->kind);
    size_t n = 0;
    if (!kind)
        return pp_fail(reterr, PP_E_INPUT, "Choose what kind of list it is.");
    if (pp_kind_needs_name(kind) && (!ask->area_name || !*ask->area_name))
        return pp_fail(reterr, PP_E_INPUT, "Say what these areas are called, such as police.");
    ret_words[n++] = "import";
    ret_words[n++] = "--format=json";
    if (ask->look_only)
        ret_words[n++] = "--dry-run";
    if (ask->end_missing) {
        ret_words[n++] = "--missing=end";
        if (ask->sure)
            ret_words[n++] = "--sure";
    }
    for (size_t i = 0; i < ask->n_maps; i++)
        ret_words[n++] =
            pp_arena_printf(arena, "--map=%s=%s", ask->maps[i].field, ask->maps[i].heading);
    ret_words[n++] = pp_kind_name(kind);
    if (pp_kind_needs_name(kind)) /* with a blank before it is no option, whatever it is */
        ret_words[n++] =
            pp_arena_printf(arena, "%s%s", *ask->area_name == '-' ? " " : "", ask->area_name);
    ret_words[n++] = pp_arena_printf(arena, "%s%s", *ask->path == '-' ? "./" : "", ask->path);
    for (size_t i = 0; i < n; i++)
        if (!ret_words[i])
            return pp_fail_nomem(reterr);
    *ret_n = n;
    return 0;
}

/* "postcode=Post Code" */
static void read_map(const char *text, struct pp_arena *arena, struct pp_import_ask *ask) {
    size_t length = strcspn(text, "=");
    struct pp_import_map map = {pp_arena_strndup(arena, text, length),
                                pp_arena_strdup(arena, text + length + (text[length] == '='))};
    if (map.field && map.heading)
        ask->maps[ask->n_maps++] = map;
}

bool pp_import_wants_match(const char *messages) {
    return strstr(messages, "this column is missing") != NULL;
}

/* A column that is missing, or one that is not known: which is which can be chosen. */
static bool can_match(const struct pp_job *job) {
    return job->state == PP_JOB_FAILED
               ? pp_import_wants_match(job->messages)
               : job->state == PP_JOB_DONE &&
                     strstr(job->messages, "is not known and is passed over") != NULL;
}

static int read_asked(const struct pp_job *job, struct pp_arena *arena, struct pp_import_ask *ask,
                      struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *words = NULL;
    const char *plain[PP_IMPORT_WORDS];
    size_t n_plain = 0;
    int rc = pp_json_read_text(job->argv, "job", &words, reterr);
    if (rc)
        return rc;
    *ask = (struct pp_import_ask){0};
    for (size_t i = 0; i < pp_json_length(words); i++) {
        const char *word = pp_json_text(pp_json_at(words, i));
        if (!word)
            continue;
        ask->look_only |= strcmp(word, "--dry-run") == 0;
        ask->end_missing |= strcmp(word, "--missing=end") == 0;
        if (strncmp(word, "--map=", 6) == 0 && ask->n_maps < PP_IMPORT_MAPS)
            read_map(word + 6, arena, ask);
        if (word[0] != '-' && n_plain < PP_IMPORT_WORDS)
            plain[n_plain++] = pp_arena_strdup(arena, word);
    }
    if (n_plain < 3 || strcmp(plain[0], "import") != 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "This was no list brought in.");
    ask->kind = plain[1];
    ask->area_name = n_plain > 3 ? plain[2] : NULL;
    ask->path = plain[n_plain - 1];
    return 0;
}

static int find_job(struct pp_db *db, int64_t job_id, struct pp_arena *arena, struct pp_job *job,
                    struct pp_import_ask *ask, struct pp_error *reterr) {
    int rc = pp_store_job_get(db, job_id, arena, job, reterr);
    if (rc == 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such list.");
    return rc < 0 ? rc : read_asked(job, arena, ask, reterr);
}

int pp_service_import_asked(struct pp_db *db, int64_t job_id, struct pp_arena *arena,
                            struct pp_import_ask *ret_ask, struct pp_error *reterr) {
    struct pp_job job;
    int rc = find_job(db, job_id, arena, &job, ret_ask, reterr);
    if (!rc && (!ret_ask->look_only || access(ret_ask->path, R_OK) != 0))
        rc = pp_fail(
            reterr, PP_E_CONFLICT,
            "The file is not kept any more: it was taken already, or was sent in over a day "
            "ago. Send it in again.");
    return rc;
}

/* ---- what was found ---- */

/* What the rows of the answer add up to. */
struct counted {
    bool has_rows, ends_most;
    int64_t n_missing;
};

static int64_t count_in(const struct pp_json *row, const char *key) {
    double value = 0;
    return pp_json_number(pp_json_get(row, key), &value) ? (int64_t)value : 0;
}

static struct pp_json *row_json(const struct pp_json *row, struct counted *counted) {
    static const char *const keys[][2] = {{"rows", "rows"},          {"added", "added"},
                                          {"changed", "changed"},    {"same", "same"},
                                          {"set_aside", "setAside"}, {"missing", "missing"},
                                          {"errors", "errors"},      {"warnings", "warnings"}};
    struct pp_json *json = pp_json_new_object();
    const char *kind = pp_json_text(pp_json_get(row, "kind"));
    pp_set_text(json, "kind", kind ? pp_list_title(kind) : NULL);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        pp_set_count(json, keys[i][1], count_in(row, keys[i][0]));
    }
    counted->has_rows |= count_in(row, "rows") > 0;
    int64_t n_missing = count_in(row, "missing");
    counted->n_missing += n_missing;
    counted->ends_most |=
        pp_import_ends_most(n_missing, count_in(row, "same") + count_in(row, "changed"));
    return json;
}

/* Whether the list has any. */
static bool set_rows(struct pp_json *page, const char *output) {
    PP_AUTO_JSON struct pp_json *rows = NULL;
    struct pp_json *list = pp_json_new_array();
    struct counted counted = {0};
    int rc = pp_json_read_text(output, "answer", &rows, NULL);
    for (size_t i = 0; rc == 0 && i < pp_json_length(rows); i++)
        pp_json_push(list, row_json(pp_json_at(rows, i), &counted));
    pp_json_set(page, "rows", list);
    pp_json_set(page, "hasMissing", pp_json_new_bool(counted.n_missing > 0));
    pp_set_count(page, "nMissing", counted.n_missing);
    pp_json_set(page, "endsMost", pp_json_new_bool(counted.ends_most));
    return counted.has_rows;
}

int pp_service_import_page(struct pp_db *db, int64_t job_id, struct pp_json **ret_page,
                           struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_import_ask ask;
    struct pp_job job;
    int rc = find_job(db, job_id, &arena, &job, &ask, reterr);
    if (rc)
        return rc;
    const char *slash = strrchr(ask.path, '/');
    bool is_done = job.state == PP_JOB_DONE;
    struct pp_json *page = pp_json_new_object();
    pp_json_set(page, "job", pp_json_new_int(job_id));
    pp_set_text(page, "kind", pp_list_title(ask.kind));
    pp_set_text(page, "file", slash ? slash + 1 : ask.path);
    pp_json_set(page, "lookOnly", pp_json_new_bool(ask.look_only));
    pp_json_set(page, "done", pp_json_new_bool(is_done));
    bool is_kept = ask.look_only && access(ask.path, R_OK) == 0;
    bool has_rows = set_rows(page, job.output);
    pp_json_set(page, "canTake", pp_json_new_bool(is_done && is_kept && has_rows));
    pp_json_set(page, "isEmpty", pp_json_new_bool(is_done && ask.look_only && !has_rows));
    struct pp_json *preview = is_done && ask.look_only ? pp_service_import_preview(&ask) : NULL;
    if (preview)
        pp_json_set(page, "preview", preview);
    PP_AUTO_FREE char *messages = pp_strdup(job.messages);
    if (messages)
        pp_room_hide(messages);
    PP_AUTO_FREE char *said = pp_list_say(messages);
    pp_json_set(page, "messages", pp_lines_json(said ? said : ""));
    struct pp_json *columns = NULL;
    if (is_kept && can_match(&job) &&
        (rc = pp_service_import_columns(db, &ask, &columns, reterr)) != 0) {
        pp_json_done(page);
        return rc;
    }
    pp_json_set(page, "canMatch", pp_json_new_bool(pp_json_length(columns) > 0));
    pp_json_set(page, "columns", columns ? columns : pp_json_new_array());
    *ret_page = page;
    return page ? 0 : pp_fail_nomem(reterr);
}

/* ---- rows set aside ---- */

struct csv_out {
    struct pp_str *csv;
    int64_t n;
};

static int add_row(void *context, const char *row_csv, const char *reason,
                   struct pp_error *reterr) {
    struct csv_out *out = context;
    (void)reterr;
    out->n++;
    pp_str_appendf(out->csv, "%s,", row_csv);
    pp_table_join_guarded(&reason, 1, out->csv);
    pp_str_append(out->csv, "\r\n");
    return 0;
}

int pp_service_rejected_csv(struct pp_db *db, int64_t import_id, struct pp_str *csv,
                            struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct csv_out out = {.csv = csv};
    const char *header = "";
    int rc = pp_store_import_header(db, import_id, &arena, &header, reterr);
    if (rc)
        return rc;
    pp_str_appendf(csv, "%s,reject_reason\r\n", *header ? header : "feature");
    rc = pp_store_rejected_rows(db, import_id, add_row, &out, reterr);
    if (!rc && out.n == 0)
        rc = pp_fail(reterr, PP_E_NOTFOUND, "No row of this list is set aside (any more).");
    return rc || !csv->failed ? rc : pp_fail_nomem(reterr);
}
