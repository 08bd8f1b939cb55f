/* A form with a file, as it comes in: fields kept in memory, the file in a private place of the system,
 * without a name there. */
#ifndef PLANNER_HTTP_UPLOAD_H
#define PLANNER_HTTP_UPLOAD_H

#include <microhttpd.h>

#include "patchplan/api/request.h"
#include "patchplan/core/str.h"

struct pp_upload_reader;

/* NULL: no memory, or not multipart/form-data. */
struct pp_upload_reader *pp_upload_new(struct MHD_Connection *mhd, size_t most_file_bytes,
                                       size_t most_form_bytes);
void pp_upload_free(struct pp_upload_reader *reader); /* and the file; NULL is fine */
/* The next bytes of the body. PP_E_INPUT: too large, or no form; PP_E_FULL, PP_E_IO: cannot be kept. After a failure
 * the rest may be given too, and is not looked at. */
int pp_upload_read(struct pp_upload_reader *reader, const char *bytes, size_t n_bytes,
                   struct pp_error *reterr) PP_CHECKED;
/* After the last: the fields as a query ("a=b&c=d"), and the file; both lent until pp_upload_free(). */
const char *pp_upload_fields(const struct pp_upload_reader *reader);
struct pp_upload pp_upload_file(const struct pp_upload_reader *reader);

#endif
