/* A form with a file, as it comes in: fields kept in memory, the file in a private place of the system,
 * without a name there. */
#ifndef PLANNER_HTTP_UPLOAD_H
#define PLANNER_HTTP_UPLOAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <microhttpd.h>

#include "patchplan/api/request.h"
#include "patchplan/core/str.h"

/* So many files come in at once, of one person fewer: what they send lies on the disk until it is answered. */
enum { PP_MOST_UPLOADS = 4, PP_MOST_UPLOADS_OF_ONE = 2 };
struct pp_upload_slots {
    pthread_mutex_t lock;
    int64_t users[PP_MOST_UPLOADS]; /* 0: free */
};
bool pp_upload_slot_take(struct pp_upload_slots *slots, int64_t user_id);
void pp_upload_slot_give(struct pp_upload_slots *slots, int64_t user_id);

struct pp_upload_reader;

/* NULL: no memory, or not multipart/form-data. */
struct pp_upload_reader *pp_upload_new(struct MHD_Connection *mhd, size_t most_file_bytes,
                                       size_t most_form_bytes);
void pp_upload_free(struct pp_upload_reader *reader); /* and the file; NULL is fine */
/* The next bytes of the body. PP_E_INPUT: too large; PP_E_USAGE: what was typed is; PP_E_FORMAT: no form, or several files;
 * PP_E_FULL, PP_E_IO: cannot be kept. After a failure the rest may be given too, and is not looked at. */
int pp_upload_read(struct pp_upload_reader *reader, const char *bytes, size_t n_bytes) PP_CHECKED;
/* After the last: was it a form from beginning to end? */
bool pp_upload_end(struct pp_upload_reader *reader) PP_CHECKED;
/* After that: the fields as a query ("a=b&c=d"), and the file; both lent until pp_upload_free(). */
const char *pp_upload_fields(const struct pp_upload_reader *reader);
struct pp_upload pp_upload_file(const struct pp_upload_reader *reader);

#endif
