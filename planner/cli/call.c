#include "planner/cli/call.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "patchplan/core/newfile.h"
#include "patchplan/core/text.h"
#include "patchplan/service/file.h"

static const struct pp_typed_option *find_given(const struct pp_call *call, const char *option) {
    for (int i = 0; i < call->n_given; i++)
        if (strcmp(call->given[i].option->name, option) == 0)
            return &call->given[i];
    return NULL;
}

const char *pp_call_text(const struct pp_call *call, const char *option) {
    const struct pp_typed_option *given = find_given(call, option);
    return given ? given->values[given->n_values - 1] : NULL;
}

bool pp_call_flag(const struct pp_call *call, const char *option) {
    return find_given(call, option) != NULL;
}

int64_t pp_call_int(const struct pp_call *call, const char *option, int64_t otherwise) {
    const char *text = pp_call_text(call, option);
    int64_t value = otherwise;
    return text && pp_text_int(text, &value) ? value : otherwise;
}

double pp_call_real(const struct pp_call *call, const char *option, double otherwise) {
    const char *text = pp_call_text(call, option);
    double value = otherwise;
    return text && pp_text_real(text, &value) ? value : otherwise;
}

bool pp_read_day(const char *text, pp_day *ret_day) {
    if (strcmp(text, "today") != 0)
        return pp_day_parse(text, ret_day);
    *ret_day = pp_day_today();
    return true;
}

bool pp_call_date(const struct pp_call *call, const char *option, pp_day *ret_day) {
    const char *text = pp_call_text(call, option);
    return text && pp_read_day(text, ret_day);
}

int pp_call_list(const struct pp_call *call, const char *option, const char *const **ret_values) {
    const struct pp_typed_option *given = find_given(call, option);
    *ret_values = given ? given->values : NULL;
    return given ? given->n_values : 0;
}

int pp_call_n_arguments(const struct pp_call *call) { return call->n_arguments; }

const char *pp_call_argument(const struct pp_call *call, int ix) {
    return ix < call->n_arguments ? call->arguments[ix] : NULL;
}

const char *pp_call_named_file(const struct pp_call *call) {
    const char *told = pp_call_text(call, "db");
    if (told)
        return told;
    told = getenv("PATCHPLAN_DB");
    return told && *told ? told : NULL;
}

const char *pp_call_db_path(const struct pp_call *call) {
    const char *named = pp_call_named_file(call);
    return named ? named : "patchplan.db";
}

static bool same_file(const char *a, const char *b) {
    struct stat x, y;
    return a && b && stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) &&
           x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static const char *read_as_well(const struct pp_call *call, const char *path) {
    static const char *const inputs[] = {"edges", "shares", "profile"};
    if (same_file(path, pp_call_db_path(call)))
        return "the planning file";
    for (int i = 0; i < call->n_arguments; i++)
        if (same_file(path, call->arguments[i]))
            return "a file that is read";
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        if (same_file(path, pp_call_text(call, inputs[i])))
            return "a file that is read";
    return NULL;
}

static const char *const outputs[] = {"output", "summary", "certificate", "rejects", "into"};
enum { N_OUTPUTS = sizeof outputs / sizeof *outputs };

/* The option before the i-th that names the same file, devices apart. */
static const char *written_as_well(const struct pp_call *call, const char *path, int i) {
    struct stat info;
    bool exists = stat(path, &info) == 0;
    for (int j = 0; j < i; j++) {
        const char *other = pp_call_text(call, outputs[j]);
        if (same_file(path, other) || (!exists && other && strcmp(path, other) == 0))
            return outputs[j];
    }
    return NULL;
}

/* Told before the work, not after it: a folder, a folder that is not there, one nobody may write in. */
static int try_output(const struct pp_call *call, const char *option, const char *path,
                      struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    struct stat info;
    bool exists = stat(path, &info) == 0, folder = exists && S_ISDIR(info.st_mode);
    bool device = exists && !S_ISREG(info.st_mode) && !folder;
    if (folder && call->command->writes_folders && strcmp(option, "output") == 0)
        return 0; /* one of its answers is a folder: the command tells */
    if (device || strcmp(path, "-") == 0 || strcmp(option, "into") == 0 || pp_call_dry_run(call))
        return 0;
    return pp_newfile_open(path, &file, reterr);
}

int pp_call_check_outputs(const struct pp_call *call, struct pp_error *reterr) {
    for (int i = 0; i < N_OUTPUTS; i++) {
        const char *path = pp_call_text(call, outputs[i]);
        const char *what = path ? read_as_well(call, path) : NULL;
        if (what)
            return pp_fail(reterr, PP_E_USAGE,
                           "--%s names '%s', which is %s and would be lost; name another file",
                           outputs[i], path, what);
        const char *other = path ? written_as_well(call, path, i) : NULL;
        if (other)
            return pp_fail(reterr, PP_E_USAGE,
                           "--%s and --%s both name '%s', where one would replace the other; name "
                           "two files",
                           other, outputs[i], path);
        int rc = path ? try_output(call, outputs[i], path, reterr) : 0;
        if (rc)
            return rc;
    }
    return 0;
}

static bool is_word_of(const char *words, const char *word) {
    size_t length = word ? strlen(word) : 0;
    for (const char *at = words; at && length; at = strchr(at, '|')) {
        at += *at == '|';
        if (strncmp(at, word, length) == 0 && (at[length] == '|' || !at[length]))
            return true;
    }
    return false;
}

void pp_call_keep_private(const struct pp_call *call) {
    if (!call->command->without_file &&
        !is_word_of(call->command->public_kinds, pp_call_argument(call, 0)))
        umask(S_IRWXG | S_IRWXO);
}

const char *pp_call_output_path(const struct pp_call *call) {
    const char *path = pp_call_text(call, "output");
    return path && strcmp(path, "-") == 0 ? NULL : path;
}

enum pp_format pp_call_format(const struct pp_call *call) {
    const char *told = pp_call_text(call, "format");
    if (!told) {
        const char *path = pp_call_output_path(call);
        const char *dot = path ? strrchr(path, '.') : NULL;
        told = dot ? dot + 1 : "table";
    }
    if (pp_text_same_nocase(told, "csv"))
        return PP_FORMAT_CSV;
    return pp_text_same_nocase(told, "json") ? PP_FORMAT_JSON : PP_FORMAT_TABLE;
}

bool pp_call_dry_run(const struct pp_call *call) { return pp_call_flag(call, "dry-run"); }

bool pp_call_quiet(const struct pp_call *call) { return pp_call_flag(call, "quiet"); }

struct pp_cancel *pp_call_cancel(struct pp_call *call) {
    return &call->cancel;
}

const struct pp_progress *pp_call_progress(struct pp_call *call) { return &call->progress; }

/* ---- the planning file ---- */

static void say_backup(struct pp_call *call, const char *backup) {
    if (*backup)
        pp_call_say(call, "The planning file was brought up to date; the old one is kept as %s",
                    backup);
}

int pp_call_open(struct pp_call *call, bool writes, struct pp_db **ret_db,
                 struct pp_error *reterr) {
    char backup[512] = "";
    int rc = pp_service_open(pp_call_db_path(call), writes, ret_db, backup, reterr);
    if (!rc)
        say_backup(call, backup);
    return rc;
}

int pp_call_open_to_change(struct pp_call *call, bool dry_run, struct pp_db **ret_db,
                           struct pp_error *reterr) {
    char backup[512] = "";
    int rc = pp_service_open_to_change(pp_call_db_path(call), dry_run, ret_db, backup, reterr);
    if (!rc)
        say_backup(call, backup);
    return rc;
}
