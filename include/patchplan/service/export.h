/* A plan out of the program: tables, GeoJSON, GeoPackage, map. */
#ifndef PATCHPLAN_SERVICE_EXPORT_H
#define PATCHPLAN_SERVICE_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/publish/map.h"
#include "patchplan/service/stage.h"
#include "patchplan/store/plan.h"

struct pp_export_wish {
    const char *kind;      /* "units", "neighbours", "allocation", "changes", "patches", "map" */
    const char *plan_name; /* NULL: the plan in force, else the newest */
    const char *path;      /* NULL: standard output; its extension says the format */
    const char *format;    /* "csv" or "json" when it is told apart from the path; else NULL */
    bool has_from;
    pp_day
        from; /* changes: counted against the day before; not given: when the plan is published */
    struct pp_stage stage; /* changes: of its homes alone */
    pp_day today;
    /* of the map */
    const char *against; /* show what changes from this plan; NULL = an ordinary map */
    bool against_today;  /* show what changes from today instead */
    const char *team;    /* only this team's patches; NULL = all */
    const char *title;   /* NULL: from the plan's name */
    const char *source;
    enum pp_paper paper;
};

struct pp_export_result {
    const char *plan_name; /* in the arena the caller gave */
    enum pp_plan_choice choice;
    int64_t n_rows; /* of a table; 0 for others */
    pp_day from;    /* of changes: the day that was used */
    bool
        is_dated; /* of changes: that day was told, or the plan is published from it; else it is today */
    int64_t n_first; /* of changes: rows of homes that had no patch until then */
    bool is_map;
    struct pp_map_result map;
};

/* Write what is wished, whole or not at all. PP_E_USAGE: an unknown kind (with the nearest), an extension the
 * kind cannot be written as, no file for a kind that needs one. PP_E_NOTFOUND: no such plan, team or ward. */
int pp_service_export(struct pp_db *db, const struct pp_export_wish *wish, struct pp_arena *arena,
                      struct pp_export_result *ret_result, struct pp_error *reterr) PP_CHECKED;

#endif
