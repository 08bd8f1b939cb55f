#include "patchplan/table/convert.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "planner/table/child.h"
#include "planner/table/recognise.h"
#include "planner/table/zip.h"

enum { LINE_BYTES = 1024 };
static const double MAX_SECONDS = 600, LEAST_SECONDS = 60;
static const int64_t MAX_BYTES = (int64_t)4 << 30, LEAST_BYTES = (int64_t)64 << 20;

/* --- the private folder --- */

static char *join_path(const char *folder, const char *name) {
    struct pp_str path = {0};
    pp_str_appendf(&path, "%s/%s", folder, name);
    return pp_str_take(&path);
}

static int make_folder(char **ret_folder, struct pp_error *reterr) {
    const char *parent = getenv("TMPDIR");
    char *folder = join_path(parent && *parent ? parent : "/tmp", "patchplan-XXXXXX");
    if (!folder)
        return pp_fail_nomem(reterr);
    if (!mkdtemp(folder)) {
        int status = pp_fail_system(reterr, errno, "make a temporary folder", folder);
        pp_free(folder);
        return status;
    }
    *ret_folder = folder;
    return 0;
}

static void remove_folder(const char *folder) {
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(entries), entry->d_name, 0);
    if (entries)
        closedir(entries);
    rmdir(folder);
}

void pp_converted_done(struct pp_converted *converted) {
    if (converted->folder)
        remove_folder(converted->folder);
    pp_free(converted->folder);
    pp_free(converted->path);
    *converted = (struct pp_converted){0};
}

/* --- one run of a program on one file --- */

struct job {
    const char *path; /* the user's file */
    struct pp_file_type type;
    struct pp_convert_options how;
    struct pp_converted work; /* the folder, and later the result */
    char *input;              /* the file under a name that its driver accepts */
};

static void job_done(struct job *job) {
    pp_converted_done(&job->work);
    pp_free(job->input);
}

/* GDAL goes by names: a workbook called .csv is not seen as one, and some names are commands to it.
 * So it gets a whole path, or a link with the right ending. */
static int name_input(struct job *job, struct pp_error *reterr) {
    char whole[PATH_MAX];
    if (!realpath(job->path, whole))
        return pp_fail_system(reterr, errno, "read the file", job->path);
    if (!job->type.extension) {
        job->input = pp_strdup(whole);
        return job->input ? 0 : pp_fail_nomem(reterr);
    }
    char name[16];
    snprintf(name, sizeof name, "list%s", job->type.extension);
    job->input = join_path(job->work.folder, name);
    if (!job->input)
        return pp_fail_nomem(reterr);
    if (symlink(whole, job->input) != 0)
        return pp_fail_system(reterr, errno, "make a link in the temporary folder", job->input);
    return 0;
}

/* What it says it unpacks to may be a lie: reading it gets no more time and room than that would take, five times over. */
static int limit_workbook(struct job *job, struct pp_error *reterr) {
    uint64_t unpacked = 0;
    int status = pp_zip_check(job->path, &unpacked, reterr);
    double seconds = LEAST_SECONDS + (double)(unpacked >> 20);
    int64_t bytes = LEAST_BYTES + 2 * (int64_t)unpacked;
    if (seconds < job->how.max_seconds)
        job->how.max_seconds = seconds;
    if (bytes < job->how.max_bytes)
        job->how.max_bytes = bytes;
    return status;
}

static int job_start(struct job *job, const char *path, const struct pp_convert_options *how,
                     struct pp_error *reterr) {
    *job = (struct job){.path = path};
    if (how)
        job->how = *how;
    if (job->how.max_seconds <= 0)
        job->how.max_seconds = MAX_SECONDS;
    if (job->how.max_bytes <= 0)
        job->how.max_bytes = MAX_BYTES;
    int status = pp_file_type_of(path, &job->type, reterr);
    if (!status && !job->type.driver)
        status = pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL, "this is %s", job->type.name);
    if (!status && job->how.layer && job->how.layer[0] == '-') /* would be an option */
        status = pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL,
                            "the sheet \"%s\" cannot be read, its name begins with -; rename it",
                            job->how.layer);
    if (!status && job->type.kind == PP_FILE_WORKBOOK)
        status = limit_workbook(job, reterr);
    if (!status)
        status = make_folder(&job->work.folder, reterr);
    return status ? status : name_input(job, reterr);
}

static int job_run(const struct job *job, const char *const *argv, int *ret_exit,
                   struct pp_error *reterr) {
    struct pp_child child = {.folder = job->work.folder,
                             .argv = argv,
                             .max_seconds = job->how.max_seconds,
                             .max_bytes = job->how.max_bytes,
                             .cancel = job->how.cancel};
    return pp_child_run(&child, job->path, ret_exit, reterr);
}

static FILE *open_output(const struct job *job, const char *name) {
    char *path = join_path(job->work.folder, name);
    FILE *stream = path ? fopen(path, "re") : NULL;
    pp_free(path);
    return stream;
}

/* What the program complained about: its first line that says ERROR, without our own path. */
static void read_complaint(const struct job *job, char *ret_text, size_t size) {
    char line[LINE_BYTES];
    FILE *stream = open_output(job, "errors.txt");
    snprintf(ret_text, size, "no reason given");
    while (stream && fgets(line, sizeof line, stream)) {
        line[strcspn(line, "\r\n")] = '\0';
        const char *text = strncmp(line, "ERROR ", 6) == 0 ? strchr(line, ':') : NULL;
        if (!text)
            continue;
        snprintf(ret_text, size, "%.200s", text + 1 + strspn(text + 1, " "));
        break;
    }
    if (stream)
        fclose(stream);
}

static int say_unreadable(const struct job *job, const char *complaint, struct pp_error *reterr) {
    return pp_fail_at(reterr, PP_E_FORMAT, job->path, 0, NULL,
                      "it looks like %s but cannot be read (%s); save it again, or as CSV",
                      job->type.name, complaint);
}

/* --- converting --- */

static size_t build_command(const struct job *job, enum pp_convert_to to, bool reproject,
                            const char *output, const char **ret_argv) {
    size_t n = 0;
    bool is_map = job->type.kind == PP_FILE_MAP;
    ret_argv[n++] = "ogr2ogr";
    ret_argv[n++] = "-f";
    ret_argv[n++] = to == PP_CONVERT_CSV ? "CSV" : "GeoJSON";
    if (is_map && reproject) {
        ret_argv[n++] = "-t_srs";
        ret_argv[n++] = to == PP_CONVERT_CSV ? "EPSG:27700" : "EPSG:4326";
    }
    if (is_map || to == PP_CONVERT_GEOJSON) {
        ret_argv[n++] = "-lco";
        ret_argv[n++] = to == PP_CONVERT_CSV ? "GEOMETRY=AS_XY" : "RFC7946=YES";
    }
    ret_argv[n++] = output;
    ret_argv[n++] = job->input;
    if (job->how.layer)
        ret_argv[n++] = job->how.layer;
    ret_argv[n] = NULL;
    return n;
}

/* A map layer that does not say its coordinate system is taken as it is. */
static int convert(struct job *job, enum pp_convert_to to, struct pp_error *reterr) {
    const char *argv[16];
    char complaint[256];
    int exit_status = 0;
    for (int reproject = 1; reproject >= 0; reproject--) {
        build_command(job, to, reproject, job->work.path, argv);
        int status = job_run(job, argv, &exit_status, reterr);
        if (status || exit_status == 0)
            return status;
        read_complaint(job, complaint, sizeof complaint);
        unlink(job->work.path);
        if (!strstr(complaint, "transform coordinates"))
            break;
    }
    return say_unreadable(job, complaint, reterr);
}

int pp_convert(const char *path, enum pp_convert_to to, const struct pp_convert_options *options,
               struct pp_converted *ret_converted, struct pp_error *reterr) {
    PP_AUTO(job_done) struct job job;
    int status = job_start(&job, path, options, reterr);
    if (status)
        return status;
    job.work.path = join_path(job.work.folder, to == PP_CONVERT_CSV ? "rows.csv" : "rows.geojson");
    if (!job.work.path)
        return pp_fail_nomem(reterr);
    status = convert(&job, to, reterr);
    if (status)
        return status;
    if (access(job.work.path, R_OK) != 0)
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL, "the sheet \"%s\" is empty",
                          job.how.layer ? job.how.layer : "1");
    *ret_converted = job.work;
    job.work = (struct pp_converted){0};
    return 0;
}

/* --- sheets and layers --- */

/* "2: Stock list (None)": the name between the number and the last bracket. */
static int add_layer(struct pp_layers *layers, char *line, struct pp_error *reterr) {
    size_t digits = strspn(line, "0123456789");
    if (digits == 0 || strncmp(line + digits, ": ", 2) != 0)
        return 0;
    line[strcspn(line, "\r\n")] = '\0';
    char *bracket = strrchr(line, '(');
    if (bracket && bracket[-1] == ' ' && line[strlen(line) - 1] == ')')
        bracket[-1] = '\0';
    int status =
        pp_reserve(&layers->names, &layers->cap, layers->n + 1, sizeof *layers->names, reterr);
    if (status)
        return status;
    layers->names[layers->n] = pp_strdup(line + digits + 2);
    if (!layers->names[layers->n])
        return pp_fail_nomem(reterr);
    layers->n++;
    return 0;
}

static int read_layers(const struct job *job, struct pp_layers *layers, struct pp_error *reterr) {
    FILE *stream = open_output(job, "out.txt");
    if (!stream)
        return pp_fail_system(reterr, errno, "read the list of sheets", job->path);
    char line[LINE_BYTES];
    int status = 0;
    while (!status && fgets(line, sizeof line, stream))
        status = add_layer(layers, line, reterr);
    fclose(stream);
    if (!status && layers->n == 0)
        status = pp_fail_at(reterr, PP_E_FORMAT, job->path, 0, NULL,
                            "%s without any sheet or layer", job->type.name);
    return status;
}

int pp_convert_layers(const char *path, const struct pp_convert_options *options,
                      struct pp_layers *ret_layers, struct pp_error *reterr) {
    PP_AUTO(job_done) struct job job;
    PP_AUTO(pp_layers_done) struct pp_layers layers = {0};
    int status = job_start(&job, path, options, reterr), exit_status = 0;
    if (status)
        return status;
    const char *argv[] = {"ogrinfo", "-ro", "-q", job.input, NULL};
    status = job_run(&job, argv, &exit_status, reterr);
    if (status)
        return status;
    char complaint[256];
    read_complaint(&job, complaint, sizeof complaint);
    if (exit_status != 0)
        return say_unreadable(&job, complaint, reterr);
    status = read_layers(&job, &layers, reterr);
    if (status)
        return status;
    *ret_layers = layers;
    layers = (struct pp_layers){0};
    return 0;
}

void pp_layers_done(struct pp_layers *layers) {
    for (size_t i = 0; i < layers->n; i++)
        pp_free(layers->names[i]);
    pp_free(layers->names);
    *layers = (struct pp_layers){0};
}
