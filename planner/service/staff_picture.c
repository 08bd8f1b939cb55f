/* The map of a plan as a picture, for pages without scripts. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/file.h"
#include "patchplan/service/export.h"
#include "patchplan/service/staff_map.h"

/* Only for its owner: what is drawn may be nobody else's business. */
static int make_folder(struct pp_str *folder, struct pp_error *reterr) {
    const char *where = getenv("TMPDIR");
    pp_str_appendf(folder, "%s/patchplan-map-XXXXXX", where && *where ? where : "/tmp");
    if (folder->failed)
        return pp_fail_nomem(reterr);
    return mkdtemp(folder->data)
               ? 0
               : pp_fail_system(reterr, errno, "make a temporary folder", folder->data);
}

int pp_service_plan_picture(struct pp_db *db, const struct pp_plan_picture *wish,
                            struct pp_str *svg, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str folder = {0}, path = {0};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_export_result result;
    int rc = make_folder(&folder, reterr);
    if (rc)
        return rc;
    pp_str_appendf(&path, "%s/map.svg", pp_str_text(&folder));
    const struct pp_export_wish export = {.kind = "map",
                                          .plan_name = wish->plan,
                                          .path = pp_str_text(&path),
                                          .against = wish->against,
                                          .against_today = wish->against_today,
                                          .today = wish->today};
    rc = path.failed ? pp_fail_nomem(reterr)
                     : pp_service_export(db, &export, &arena, &result, reterr);
    if (!rc)
        rc = pp_file_read(pp_str_text(&path), "read the map", svg, reterr);
    unlink(pp_str_text(&path));
    rmdir(pp_str_text(&folder));
    return rc;
}
