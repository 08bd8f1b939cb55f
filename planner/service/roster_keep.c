/* The folder of --keep-model: models and data are written as they are solved, the values when all is done. */
#include <errno.h>
#include <sys/stat.h>

#include "patchplan/core/alloc.h"
#include "patchplan/table/writer.h"
#include "planner/service/roster_make.h"

int pp_roster_keep_open(const char *folder, struct pp_error *reterr) {
    if (mkdir(folder, 0777) == 0 || errno == EEXIST)
        return 0;
    return pp_fail_system(reterr, errno, "make the folder", folder);
}

int pp_roster_keep_values(const struct pp_roster_in_hand *made, const char *folder,
                          struct pp_error *reterr) {
    static const char *const header[] = {"team",  "model",  "level",  "value",
                                         "bound", "proven", "seconds"};
    PP_AUTO_STR struct pp_str path = {0};
    struct pp_table_writer *writer = NULL;
    const struct pp_table_writer_options options = PP_TABLE_WRITER_GUARDED;
    pp_str_appendf(&path, "%s/values.csv", folder);
    int rc = path.failed ? pp_fail_nomem(reterr)
                         : pp_table_writer_open(pp_str_text(&path), &options, &writer, reterr);
    if (!rc)
        rc = pp_table_writer_row(writer, header, sizeof header / sizeof *header, reterr);
    for (int i = 0; !rc && i < made->roster.n_levels; i++) {
        const struct pp_level_value *level = &made->roster.levels[i];
        pp_table_writer_text(writer,
                             level->team_ix >= 0 ? made->problem.team_names[level->team_ix] : NULL);
        pp_table_writer_text(writer, level->model);
        pp_table_writer_int(writer, level->level);
        pp_table_writer_real(writer, level->value, 6);
        pp_table_writer_real(writer, level->bound, 6);
        pp_table_writer_text(writer, level->proven ? "yes" : "no");
        pp_table_writer_real(writer, level->seconds, 3);
        rc = pp_table_writer_end_row(writer, reterr);
    }
    if (!rc)
        rc = pp_table_writer_commit(writer, reterr);
    pp_table_writer_free(writer);
    return rc;
}
