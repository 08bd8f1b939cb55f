#include "planner/http/upload.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"

struct pp_upload_reader {
    struct MHD_PostProcessor *processor;
    struct pp_str fields; /* as a query */
    char last_field[128]; /* whose value is being added */
    char path[40], name[256], field[128];
    int file; /* -1: none */
    size_t n_file_bytes, most_file_bytes, most_form_bytes;
    int rc; /* the first failure */
};

bool pp_upload_slot_take(struct pp_upload_slots *slots, int64_t user_id) {
    int64_t *free_slot = NULL;
    int n_own = 0;
    pthread_mutex_lock(&slots->lock);
    for (int i = 0; i < PP_MOST_UPLOADS; i++) {
        n_own += slots->users[i] == user_id;
        if (slots->users[i] == 0)
            free_slot = &slots->users[i];
    }
    bool taken = free_slot && n_own < PP_MOST_UPLOADS_OF_ONE;
    if (taken)
        *free_slot = user_id;
    pthread_mutex_unlock(&slots->lock);
    return taken;
}

void pp_upload_slot_give(struct pp_upload_slots *slots, int64_t user_id) {
    pthread_mutex_lock(&slots->lock);
    int64_t *slot = slots->users;
    while (*slot != user_id)
        slot++;
    *slot = 0;
    pthread_mutex_unlock(&slots->lock);
}

/* Any bytes, so that whoever decodes them judges them. */
static void append_encoded(struct pp_str *text, const char *bytes, size_t n_bytes) {
    for (size_t i = 0; i < n_bytes; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte < 0x80 && isalnum(byte))
            pp_str_append_char(text, bytes[i]);
        else
            pp_str_appendf(text, "%%%02X", byte);
    }
}

static void take_field(struct pp_upload_reader *reader, const char *key, const char *bytes,
                       uint64_t offset, size_t n_bytes) {
    if (offset == 0 || strcmp(reader->last_field, key) != 0) {
        snprintf(reader->last_field, sizeof reader->last_field, "%s", key);
        pp_str_append(&reader->fields, reader->fields.len ? "&" : "");
        append_encoded(&reader->fields, key, strlen(key));
        pp_str_append_char(&reader->fields, '=');
    }
    append_encoded(&reader->fields, bytes, n_bytes);
    if (reader->fields.failed)
        reader->rc = PP_E_NOMEM;
    else if (reader->fields.len > 3 * reader->most_form_bytes)
        reader->rc = PP_E_USAGE;
}

static int failure_to_keep(int errno_value) {
    return errno_value == ENOSPC || errno_value == EDQUOT ? PP_E_FULL : PP_E_IO;
}

/* Without a name of its own as soon as it is there: whatever happens to the server, nothing is left behind. */
static int open_file(struct pp_upload_reader *reader, const char *field, const char *name) {
    const char *folder = getenv("TMPDIR");
    char path[128];
    int length = snprintf(path, sizeof path, "%s/patchplan-upload-XXXXXX",
                          folder && *folder ? folder : "/tmp");
    if (length >= (int)sizeof path)
        return PP_E_IO;
    reader->file = mkostemp(path, O_CLOEXEC);
    if (reader->file < 0)
        return failure_to_keep(errno);
    unlink(path);
    snprintf(reader->path, sizeof reader->path, "/proc/self/fd/%d", reader->file);
    for (const char *slash; (slash = strpbrk(name, "/\\")) != NULL;)
        name = slash + 1;
    snprintf(reader->name, sizeof reader->name, "%s", name);
    snprintf(reader->field, sizeof reader->field, "%s", field);
    return 0;
}

static int write_all(int file, const char *bytes, size_t n_bytes) {
    while (n_bytes > 0) {
        ssize_t n = write(file, bytes, n_bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failure_to_keep(errno);
        bytes += n;
        n_bytes -= (size_t)n;
    }
    return 0;
}

static void take_file(struct pp_upload_reader *reader, const char *key, const char *name,
                      const char *bytes, bool is_first, size_t n_bytes) {
    bool is_another = is_first && reader->n_file_bytes > 0 && n_bytes > 0;
    if (reader->file < 0 && *name)
        reader->rc = open_file(reader, key, name);
    if (reader->rc || reader->file < 0)
        return; /* a box for a file that was left empty */
    if (is_another || strcmp(key, reader->field) != 0) {
        reader->rc = PP_E_FORMAT; /* one file at a time */
        return;
    }
    reader->n_file_bytes += n_bytes;
    if (reader->n_file_bytes > reader->most_file_bytes)
        reader->rc = PP_E_INPUT;
    else
        reader->rc = write_all(reader->file, bytes, n_bytes);
}

static enum MHD_Result take(void *context, enum MHD_ValueKind kind, const char *key,
                            const char *file_name, const char *content_type, const char *encoding,
                            const char *bytes, uint64_t offset, size_t n_bytes) {
    struct pp_upload_reader *reader = context;
    (void)kind, (void)content_type, (void)encoding;
    if (reader->rc || !key)
        return MHD_YES;
    if (file_name)
        take_file(reader, key, file_name, bytes, offset == 0, n_bytes);
    else
        take_field(reader, key, bytes, offset, n_bytes);
    return MHD_YES;
}

struct pp_upload_reader *pp_upload_new(struct MHD_Connection *mhd, size_t most_file_bytes,
                                       size_t most_form_bytes) {
    struct pp_upload_reader *reader = pp_alloc(sizeof *reader);
    if (!reader)
        return NULL;
    reader->file = -1;
    reader->most_file_bytes = most_file_bytes;
    reader->most_form_bytes = most_form_bytes;
    reader->processor = MHD_create_post_processor(mhd, 16 * 1024, take, reader);
    if (reader->processor)
        return reader;
    pp_free(reader);
    return NULL;
}

void pp_upload_free(struct pp_upload_reader *reader) {
    if (!reader)
        return;
    if (reader->processor)
        MHD_destroy_post_processor(reader->processor);
    if (reader->file >= 0)
        close(reader->file);
    pp_str_done(&reader->fields);
    pp_free(reader);
}

int pp_upload_read(struct pp_upload_reader *reader, const char *bytes, size_t n_bytes) {
    if (!reader->rc && MHD_post_process(reader->processor, bytes, n_bytes) != MHD_YES &&
        !reader->rc)
        reader->rc = PP_E_FORMAT;
    return reader->rc;
}

bool pp_upload_end(struct pp_upload_reader *reader) {
    bool is_whole = MHD_destroy_post_processor(reader->processor) == MHD_YES;
    reader->processor = NULL;
    return is_whole;
}

const char *pp_upload_fields(const struct pp_upload_reader *reader) {
    return pp_str_text(&reader->fields);
}

struct pp_upload pp_upload_file(const struct pp_upload_reader *reader) {
    if (!reader->path[0])
        return (struct pp_upload){0};
    return (struct pp_upload){reader->path, reader->name, reader->field};
}
