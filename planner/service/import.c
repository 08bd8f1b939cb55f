#include "patchplan/service/import.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/json/json.h"
#include "patchplan/store/audit.h"
#include "patchplan/store/import.h"
#include "patchplan/store/leaving.h"
#include "patchplan/table/profile.h"
#include "planner/service/rejects.h"

enum { TOLD_OF_A_RULE = 3, PATH_MOST = 4096 };

/* One command: the files it reads go through `import`, what they had to say into `result`. */
struct job {
    struct pp_db *db;
    const struct pp_import_options *options;
    struct pp_import_result *result;
    struct pp_store_import *import;
    struct pp_profile profile;
    struct pp_stock_sink inner;  /* of the planning file */
    struct pp_import_file *file; /* in hand */
};

struct leavings {
    struct pp_leaving *rows;
    size_t n;
};

void pp_import_result_done(struct pp_import_result *result) {
    for (size_t i = 0; i < result->n_files; i++)
        pp_free(result->files[i].findings);
    pp_free(result->files);
    pp_free(result->passed_over);
    pp_arena_done(&result->arena);
    *result = (struct pp_import_result){0};
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* ---- the sink: the planning file's, with an ear on the findings ---- */

static int take(void *context, const struct pp_taken *taken, const void *record, int64_t *ret_twice,
                struct pp_error *reterr) {
    struct job *job = context;
    return job->inner.take(job->inner.context, taken, record, ret_twice, reterr);
}

static int reject(void *context, const struct pp_taken *taken, int64_t landlord_ix,
                  const char *row_csv, const char *reason, struct pp_error *reterr) {
    struct job *job = context;
    return job->inner.reject(job->inner.context, taken, landlord_ix, row_csv, reason, reterr);
}

static int keep_finding(struct job *job, const struct pp_finding *finding,
                        struct pp_error *reterr) {
    struct pp_import_file *file = job->file;
    struct pp_arena *arena = &job->result->arena;
    int n_told = 0;
    for (size_t i = 0; i < file->n_findings; i++)
        n_told += strcmp(file->findings[i].finding.rule, finding->rule) == 0;
    if (n_told >= TOLD_OF_A_RULE)
        return 0;
    int rc = pp_reserve(&file->findings, &file->cap_findings, file->n_findings + 1,
                        sizeof *file->findings, reterr);
    if (rc)
        return rc;
    struct pp_finding copy = *finding;
    copy.field = pp_arena_strdup(arena, finding->field);
    copy.value = pp_arena_strdup(arena, finding->value);
    copy.rule = pp_arena_strdup(arena, finding->rule);
    copy.message = pp_arena_strdup(arena, finding->message);
    copy.remedy = pp_arena_strdup(arena, finding->remedy);
    if (!copy.field || !copy.value || !copy.rule || !copy.message || !copy.remedy)
        return pp_fail_nomem(reterr);
    file->findings[file->n_findings++] = (struct pp_import_finding){copy, 1};
    return 0;
}

static int find(void *context, const struct pp_finding *finding, struct pp_error *reterr) {
    struct job *job = context;
    int rc = keep_finding(job, finding, reterr);
    return rc ? rc : job->inner.find(job->inner.context, finding, reterr);
}

static int lack(void *context, const char *field, int64_t *ret_n, struct pp_error *reterr) {
    struct job *job = context;
    return job->inner.lack(job->inner.context, field, ret_n, reterr);
}

/* ---- columns by hand ---- */

static bool has_column(const struct pp_kind *kind, const char *field) {
    bool required;
    const char *name;
    for (size_t i = 0; (name = pp_kind_column(kind, i, &required)) != NULL; i++)
        if (pp_text_same_name(name, field))
            return true;
    return false;
}

/* --map first, then the profile's lines for fields it leaves open. In a folder a --map goes to the kinds that have
 * the field. `ret_maps` has room for all. */
static size_t gather_maps(const struct job *job, const struct pp_kind *kind, bool folder,
                          struct pp_table_map *ret_maps) {
    const struct pp_table_options *table = &job->options->stock.table;
    size_t n = 0;
    for (size_t i = 0; i < table->n_maps; i++)
        if (!folder || has_column(kind, table->maps[i].field))
            ret_maps[n++] = table->maps[i];
    size_t n_told = n;
    struct pp_table_map *lines = ret_maps + n;
    size_t n_lines = pp_profile_maps(&job->profile, pp_kind_name(kind), lines);
    for (size_t i = 0; i < n_lines; i++) {
        bool told = false;
        for (size_t t = 0; t < n_told; t++)
            told = told || pp_text_same_name(ret_maps[t].field, lines[i].field);
        if (!told)
            ret_maps[n++] = lines[i];
    }
    return n;
}

static int check_maps(const struct job *job, const struct pp_kind *kind, struct pp_error *reterr) {
    const struct pp_table_options *table = &job->options->stock.table;
    for (size_t i = 0; i < table->n_maps; i++) {
        bool known = kind && has_column(kind, table->maps[i].field);
        for (size_t k = 0; !kind && k < pp_kinds_n(); k++)
            known = known || has_column(pp_kind_at(k), table->maps[i].field);
        if (known)
            continue;
        const char *names[64], *name;
        size_t n = 0;
        bool required;
        while (kind && n < 64 && (name = pp_kind_column(kind, n, &required)) != NULL)
            names[n++] = name;
        const char *nearest = pp_text_nearest(table->maps[i].field, names, n);
        return pp_fail(reterr, PP_E_USAGE, "--map %s=...: there is no such field%s%s%s",
                       table->maps[i].field, nearest ? ", did you mean " : "",
                       nearest ? nearest : "", nearest ? "?" : "");
    }
    return 0;
}

/* ---- one file ---- */

static void note_counts(struct job *job, const struct pp_stock_read *read,
                        const struct pp_import_counts *counts) {
    struct pp_import_file *file = job->file;
    file->format = pp_arena_strdup(&job->result->arena, read->format);
    file->import_id = counts->import_id;
    file->n_rows = read->n_rows;
    file->n_added = counts->n_added;
    file->n_changed = counts->n_changed;
    file->n_same = counts->n_same;
    file->n_rejected = read->n_rejected;
    file->n_missing = counts->n_missing;
    file->ended = counts->ended;
    file->n_errors = read->n_errors;
    file->n_warnings = read->n_warnings;
    file->n_notes = read->n_notes;
    for (size_t i = 0; i < file->n_findings; i++)
        for (size_t r = 0; r < read->n_rules; r++)
            if (strcmp(read->rules[r].rule, file->findings[i].finding.rule) == 0)
                file->findings[i].n_of_rule = read->rules[r].n;
    job->result->n_errors += read->n_errors;
    job->result->n_warnings += read->n_warnings;
}

bool pp_import_ends_most(int64_t n_missing, int64_t n_told) {
    enum { FEW = 100, PART = 10 };
    return n_missing > FEW && n_missing * PART > n_missing + n_told;
}

static int refuse_ending_most(const struct job *job, const char *path,
                              const struct pp_import_counts *counts, struct pp_error *reterr) {
    int64_t n_told = counts->n_same + counts->n_changed, n_known = counts->n_missing + n_told;
    if (!counts->ended || job->options->sure || !pp_import_ends_most(counts->n_missing, n_told))
        return 0;
    char missing[32], known[32];
    pp_text_format_count(counts->n_missing, missing, sizeof missing);
    pp_text_format_count(n_known, known, sizeof known);
    return pp_fail_at(
        reterr, PP_E_CONFLICT, path, 0, NULL,
        "would end %s of the %s that are known, because they are not in this file; "
        "nothing was changed. If it is the whole list, say so with --sure; if it is a "
        "part of it, leave --missing end out",
        missing, known);
}

/* ---- who leaves by what was told on a page ---- */

static const struct pp_leaving *find_leaving(const struct pp_leaving *rows, size_t n,
                                             const char *officer_id) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].officer_id, officer_id) == 0)
            return &rows[i];
    return NULL;
}

/* "Omar Nwosu (O020) on Friday 12 February 2027" */
static void append_leaving(const struct pp_leaving *told, struct pp_str *text) {
    char day[48];
    pp_day_long(told->last_day, day, sizeof day);
    pp_str_appendf(text, "%s%s (%s) on %s", text->len ? "; " : "", told->name, told->officer_id,
                   day);
}

/* A list that says nothing of it undoes nothing; one that says otherwise wins. Either is told. */
static void tell_leavings(const struct leavings *before, const struct leavings *now,
                          struct pp_str *message) {
    PP_AUTO_STR struct pp_str stays = {0}, over = {0};
    for (size_t i = 0; i < before->n; i++) {
        const struct pp_leaving *told = &before->rows[i];
        const struct pp_leaving *is = find_leaving(now->rows, now->n, told->officer_id);
        bool agrees = is && !is->is_told && is->ends == told->last_day;
        if (told->is_told && !agrees)
            append_leaving(told, is && is->is_told ? &stays : &over);
    }
    if (stays.len)
        pp_str_appendf(message,
                       "who leaves was told on the roster's page, and this list has no last day "
                       "for them, so that the day stays: %s",
                       pp_str_text(&stays));
    if (over.len)
        pp_str_appendf(message,
                       "%swhat this list says of officers takes the place of what was told on "
                       "the roster's page, where these leave: %s",
                       message->len ? ". And " : "", pp_str_text(&over));
    message->failed = message->failed || stays.failed || over.failed;
}

static int read_leavings(struct job *job, const struct pp_kind *kind, struct leavings *ret_found,
                         struct pp_error *reterr) {
    if (strcmp(pp_kind_name(kind), "officers") != 0)
        return 0;
    return pp_store_leavings(job->db, 0, &job->result->arena, &ret_found->rows, &ret_found->n,
                             reterr);
}

/* One warning of the file. */
static int find_leavings(struct job *job, const struct pp_kind *kind, const struct leavings *before,
                         struct pp_stock_read *read, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str message = {0};
    struct leavings now = {0};
    int rc = before->n ? read_leavings(job, kind, &now, reterr) : 0;
    if (rc || !before->n)
        return rc;
    tell_leavings(before, &now, &message);
    if (message.failed || !message.len)
        return message.failed ? pp_fail_nomem(reterr) : 0;
    const struct pp_finding finding = {
        .field = "ends",
        .value = "",
        .rule = "leaves_by_hand",
        .severity = PP_SEVERITY_WARNING,
        .message = pp_str_text(&message),
        .remedy = "give the day in the list's column ends; or take it back on the roster's page "
                  "'Somebody leaves'"};
    read->n_warnings++;
    return find(job, &finding, reterr);
}

static int read_file(struct job *job, const struct pp_kind *kind, const char *path, bool folder,
                     struct pp_error *reterr) {
    struct pp_stock_read_options options = job->options->stock;
    options.today = pp_day_today();
    PP_AUTO_FREE struct pp_table_map *maps =
        pp_alloc_array(options.table.n_maps + job->profile.n, sizeof *maps);
    if (!maps)
        return pp_fail_nomem(reterr);
    options.table.n_maps = gather_maps(job, kind, folder, maps);
    options.table.maps = maps;
    struct pp_stock_read read = {0};
    struct pp_import_counts counts = {0};
    struct pp_stock_sink sink = {job, take, find, reject, lack};
    struct leavings leavings = {0};
    job->inner = pp_store_import_sink(job->import);
    int rc = read_leavings(job, kind, &leavings, reterr);
    if (!rc)
        rc = pp_store_import_file_begin(job->import, kind, base_name(path), options.name, reterr);
    if (!rc)
        rc = pp_stock_read_file(kind, path, &options, pp_store_import_book(job->import), &sink,
                                &read, reterr);
    if (!rc)
        rc = find_leavings(job, kind, &leavings, &read, reterr);
    if (!rc)
        rc = pp_store_import_file_end(job->import, &read, job->options->end_missing, &counts,
                                      reterr);
    if (!rc)
        rc = refuse_ending_most(job, path, &counts, reterr);
    if (!rc)
        note_counts(job, &read, &counts);
    pp_stock_read_done(&read);
    return rc;
}

/* Is this the file's fault, so that the other files of a folder can go on? */
static bool is_fault_of_file(int rc) {
    return rc == PP_E_INPUT || rc == PP_E_FORMAT || rc == PP_E_REFUSED;
}

static int refuse(struct job *job, const struct pp_error *why, struct pp_error *reterr) {
    char text[1400];
    pp_error_format(why, text, sizeof text);
    job->file->refused = pp_arena_strdup(&job->result->arena, text);
    job->file->n_findings = 0;
    job->file->n_errors = 1;
    job->result->n_errors++;
    if (!job->file->refused)
        return pp_fail_nomem(reterr);
    return pp_store_import_file_fail(job->import, why, reterr);
}

static int import_file(struct job *job, const struct pp_kind *kind, const char *path, bool folder,
                       struct pp_error *reterr) {
    struct pp_import_result *result = job->result;
    int rc = pp_reserve(&result->files, &result->cap_files, result->n_files + 1,
                        sizeof *result->files, reterr);
    if (rc)
        return rc;
    job->file = &result->files[result->n_files++];
    *job->file = (struct pp_import_file){
        .kind = pp_kind_name(kind),
        .path = pp_arena_strdup(&result->arena, path),
        .format = "",
    };
    if (!job->file->path)
        return pp_fail_nomem(reterr);
    job->file->file_name = base_name(job->file->path);
    double started_s = pp_clock_s();
    struct pp_error why = {0};
    rc = read_file(job, kind, path, folder, &why);
    job->file->seconds = pp_clock_s() - started_s;
    if (rc && folder && is_fault_of_file(rc))
        return refuse(job, &why, reterr);
    if (rc && reterr)
        *reterr = why;
    return rc;
}

/* ---- a folder ---- */

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_claimed(const char *name) {
    for (size_t i = 0; i < pp_kinds_n(); i++)
        if (pp_kind_file(pp_kind_at(i)) && strcmp(pp_kind_file(pp_kind_at(i)), name) == 0)
            return true;
    return false;
}

/* Files that no kind claims are named, so that a misspelt one is noticed. */
static int note_others(struct job *job, const char *path, struct pp_error *reterr) {
    struct pp_import_result *result = job->result;
    DIR *folder = opendir(path);
    if (!folder)
        return pp_fail_system(reterr, errno, "open the folder", path);
    int rc = 0;
    for (struct dirent *entry; !rc && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.' || is_claimed(entry->d_name))
            continue;
        rc = pp_reserve(&result->passed_over, &result->cap_passed_over, result->n_passed_over + 1,
                        sizeof *result->passed_over, reterr);
        const char *name = pp_arena_strdup(&result->arena, entry->d_name);
        if (!rc && !name)
            rc = pp_fail_nomem(reterr);
        if (!rc)
            result->passed_over[result->n_passed_over++] = name;
    }
    closedir(folder);
    if (result->n_passed_over)
        qsort(result->passed_over, result->n_passed_over, sizeof *result->passed_over, by_text);
    return rc;
}

static int import_folder(struct job *job, const char *path, struct pp_error *reterr) {
    int rc = note_others(job, path, reterr);
    for (size_t i = 0; i < pp_kinds_n() && !rc; i++) {
        const struct pp_kind *kind = pp_kind_at(i);
        char file[PATH_MOST];
        struct stat info;
        if (!pp_kind_file(kind) ||
            snprintf(file, sizeof file, "%s/%s", path, pp_kind_file(kind)) >= (int)sizeof file)
            continue;
        if (stat(file, &info) == 0)
            rc = import_file(job, kind, file, true, reterr);
    }
    if (!rc && !job->result->n_files)
        rc = pp_fail_at(reterr, PP_E_INPUT, path, 0, NULL,
                        "has none of the files that are known by name (homes.csv, postcodes.csv, "
                        "...); name a kind: patchplan import homes FILE");
    return rc;
}

/* ---- the command ---- */

static int find_kind(const char *path, const struct pp_kind **ret_kind, struct pp_error *reterr) {
    for (size_t i = 0; i < pp_kinds_n(); i++) {
        const char *file = pp_kind_file(pp_kind_at(i));
        if (file && strcmp(file, base_name(path)) == 0) {
            *ret_kind = pp_kind_at(i);
            return 0;
        }
    }
    return pp_fail_at(reterr, PP_E_USAGE, path, 0, NULL,
                      "its name does not say what it holds; name the kind: patchplan import homes "
                      "FILE");
}

static int run(struct job *job, const struct pp_kind *kind, const char *path,
               struct pp_error *reterr) {
    struct stat info;
    if (stat(path, &info) != 0)
        return pp_fail_system(reterr, errno, "read", path);
    if (!kind && S_ISDIR(info.st_mode))
        return import_folder(job, path, reterr);
    int rc = kind ? 0 : find_kind(path, &kind, reterr);
    return rc ? rc : import_file(job, kind, path, false, reterr);
}

/* With how many it ended, if any. */
static int audit_file(struct job *job, const struct pp_import_file *file, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *detail = pp_json_new_object();
    char object[48];
    snprintf(object, sizeof object, "import %lld", (long long)file->import_id);
    if (file->ended && file->n_missing > 0)
        pp_json_set(detail, "ended", pp_json_new_int(file->n_missing));
    PP_AUTO_FREE char *text = pp_json_dump(detail, 0);
    return text ? pp_store_audit_add(job->db, job->options->who, "import", object, text, reterr)
                : pp_fail_nomem(reterr);
}

static int audit(struct job *job, struct pp_error *reterr) {
    int rc = 0;
    for (size_t i = 0; i < job->result->n_files && !rc; i++)
        if (!job->result->files[i].refused)
            rc = audit_file(job, &job->result->files[i], reterr);
    return rc;
}

static int run_in_transaction(struct job *job, const struct pp_kind *kind, const char *path,
                              struct pp_error *reterr) {
    int rc = pp_store_import_begin(job->db, &job->import, reterr);
    if (rc)
        return rc;
    rc = run(job, kind, path, reterr);
    if (!rc)
        rc = audit(job, reterr);
    if (!rc && job->options->rejects_path && !job->options->dry_run)
        rc = pp_rejects_write(job->db, job->result, job->options->rejects_path, reterr);
    if (!rc && pp_cancelled(job->options->stock.cancel))
        rc = pp_fail(reterr, PP_E_CANCELLED, "stopped as asked; nothing of this import was kept");
    int ended = pp_store_import_end(job->import, !rc && !job->options->dry_run, reterr);
    return rc ? rc : ended;
}

int pp_service_import(struct pp_db *db, const struct pp_kind *kind, const char *path,
                      const struct pp_import_options *options, struct pp_import_result *ret_result,
                      struct pp_error *reterr) {
    struct pp_import_result result = {0};
    struct job job = {.db = db, .options = options, .result = &result};
    int rc = check_maps(&job, kind, reterr);
    if (!rc && options->profile_path)
        rc = pp_profile_read(options->profile_path, &job.profile, reterr);
    pp_db_set_cancel(db, options->stock.cancel);
    if (!rc)
        rc = run_in_transaction(&job, kind, path, reterr);
    pp_db_set_cancel(db, NULL);
    pp_profile_done(&job.profile);
    if (rc)
        pp_import_result_done(&result);
    else
        *ret_result = result;
    return rc;
}
