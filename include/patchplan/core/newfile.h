/* A file that appears under its name whole or not at all.
 *
 * Until the commit everything goes to a temporary file beside it, which goes away when the new file is
 * given up. A reader never sees half a file, and a full disk leaves the old one as it was. A link is
 * followed to the file it names.
 */
#ifndef PATCHPLAN_CORE_NEWFILE_H
#define PATCHPLAN_CORE_NEWFILE_H

#include <stdio.h>

#include "patchplan/core/error.h"

struct pp_newfile {
    char *path, *temp; /* the name it will have, the name it has until then;
                          * `temp` is NULL for a device */
    FILE
        *stream; /* may be read back too, but for a device; NULL after _open_closed: another library
                          writes to `temp` itself */
};

/* Begin the file `path`; everything written to `stream` waits under `temp`. All-zero before. A device or
 * a pipe is no file to replace: what is written goes straight into it. A folder is PP_E_IO. */
int pp_newfile_open(const char *path, struct pp_newfile *ret_file,
                    struct pp_error *reterr) PP_CHECKED;
/* The same without a stream: `temp` names a file that does not exist yet. Devices are
 * refused as folders are. */
int pp_newfile_open_closed(const char *path, struct pp_newfile *ret_file,
                           struct pp_error *reterr) PP_CHECKED;
/* Everything is on the disk under its name, or an error (PP_E_FULL ...) and the old file is as it was. */
int pp_newfile_commit(struct pp_newfile *file, struct pp_error *reterr) PP_CHECKED;
/* Releases; uncommitted: nothing is left behind. All-zero is fine. */
void pp_newfile_done(struct pp_newfile *file);
#define PP_AUTO_NEWFILE __attribute__((cleanup(pp_newfile_done)))

#endif
