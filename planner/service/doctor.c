/* One look at everything that could be wrong, in words with what to do. */
#include "patchplan/service/maintain.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/db/migrate.h"
#include "patchplan/geo/geo.h"
#include "patchplan/service/audit.h"
#include "patchplan/service/file.h"
#include "patchplan/store/setting.h"

struct doctor {
    struct pp_arena *arena;
    struct pp_health_row *rows;
    size_t n;
    bool no_memory;
};
enum { ROWS_MOST = 16 };

static void add(struct doctor *doctor, enum pp_health health, const char *what, const char *found,
                const char *remedy) {
    struct pp_health_row row = {health, what, pp_arena_strdup(doctor->arena, found),
                                remedy ? pp_arena_strdup(doctor->arena, remedy) : NULL};
    doctor->no_memory |= !row.found || (remedy && !row.remedy);
    if (doctor->n < ROWS_MOST)
        doctor->rows[doctor->n++] = row;
}

static void add_failure(struct doctor *doctor, const char *what, const struct pp_error *err) {
    char text[1400];
    pp_error_format(err, text, sizeof text);
    add(doctor, PP_HEALTH_BAD, what, text, NULL);
}

static void look_at_program(struct doctor *doctor) {
    struct pp_error err = {0};
    int newest = 0;
    add(doctor, PP_HEALTH_GOOD, "program", "patchplan " PP_VERSION, NULL);
    if (pp_schema_version(&newest, &err) != 0) {
        add_failure(doctor, "data folder", &err);
        return;
    }
    char *found =
        pp_arena_printf(doctor->arena, "%s, planning files of version %d", pp_datadir(), newest);
    add(doctor, PP_HEALTH_GOOD, "data folder", found ? found : "", NULL);
}

static void look_at_coordinates(struct doctor *doctor) {
    PP_AUTO_GEO struct pp_geo *geo = NULL;
    struct pp_geo_accuracy accuracy;
    struct pp_error err = {0};
    int rc = pp_geo_new(&geo, &err);
    if (!rc)
        rc = pp_geo_accuracy(geo, &accuracy, &err);
    if (rc)
        add_failure(doctor, "coordinates", &err);
    else
        add(doctor, accuracy.has_grid ? PP_HEALTH_GOOD : PP_HEALTH_NOTE, "coordinates",
            pp_geo_accuracy_text(&accuracy), NULL);
}

static bool is_in_path(const char *program) {
    const char *path = getenv("PATH");
    char name[4096];
    for (const char *at = path; at && *at;) {
        size_t length = strcspn(at, ":");
        if (length && length + strlen(program) + 2 < sizeof name) {
            memcpy(name, at, length);
            name[length] = '/';
            memcpy(name + length + 1, program, strlen(program) + 1);
            if (access(name, X_OK) == 0)
                return true;
        }
        at += length + (at[length] == ':');
    }
    return false;
}

static void look_at_formats(struct doctor *doctor) {
    if (is_in_path("ogr2ogr"))
        add(doctor, PP_HEALTH_GOOD, "other formats",
            "ogr2ogr is here: Excel, Shapefile, MapInfo and others can be imported", NULL);
    else
        add(doctor, PP_HEALTH_NOTE, "other formats",
            "ogr2ogr is not here: only CSV, JSON and GeoJSON can be imported",
            "apt-get install gdal-bin");
}

/* Room for a backup and for writing: as much again as the file is, and 50 MB. */
static void look_at_room(struct doctor *doctor, const char *path) {
    const char *slash = strrchr(path, '/');
    PP_AUTO_FREE char *folder =
        slash ? pp_strndup(path, (size_t)(slash - path) + 1) : pp_strdup(".");
    struct statvfs room;
    struct stat file;
    if (!folder || statvfs(folder, &room) != 0 || stat(path, &file) != 0)
        return;
    double free_mb = (double)room.f_bavail * (double)room.f_frsize / 1e6;
    bool tight = free_mb < 50 + (double)file.st_size / 1e6;
    char *found = pp_arena_printf(doctor->arena, "%.0f MB free beside the planning file", free_mb);
    add(doctor, tight ? PP_HEALTH_NOTE : PP_HEALTH_GOOD, "disk", found ? found : "",
        tight ? "make room before the next import or backup" : NULL);
}

static void look_inside(struct doctor *doctor, struct pp_db *db) {
    struct pp_file_counts counts;
    struct pp_error err = {0};
    char homes[32];
    int rc = pp_db_check_integrity(db, &err);
    if (!rc)
        rc = pp_store_file_counts(db, &counts, &err);
    if (rc) {
        add_failure(doctor, "planning file", &err);
        return;
    }
    pp_text_format_count(counts.n_homes, homes, sizeof homes);
    char *found = pp_arena_printf(
        doctor->arena, "%s is sound: %s homes, %lld officers, %lld plans (%lld published)",
        pp_db_path(db), homes, (long long)counts.n_officers, (long long)counts.n_plans,
        (long long)counts.n_published);
    add(doctor, PP_HEALTH_GOOD, "planning file", found ? found : "", NULL);
    if (counts.n_dangling) {
        found = pp_arena_printf(doctor->arena, "%lld rows point at something that is not there",
                                (long long)counts.n_dangling);
        add(doctor, PP_HEALTH_BAD, "references", found ? found : "", "restore a backup");
    }
}

static void look_at_history(struct doctor *doctor, struct pp_db *db) {
    struct pp_audit_found found;
    struct pp_error err = {0};
    if (pp_service_audit_verify(db, NULL, &found, &err) != 0)
        add_failure(doctor, "history", &err);
    else
        add(doctor, found.is_whole ? PP_HEALTH_GOOD : PP_HEALTH_BAD, "history", found.words,
            found.is_whole ? NULL : "compare it with a backup: patchplan -d BACKUP audit");
}

static void look_at_file(struct doctor *doctor, const char *path, bool look_only) {
    PP_AUTO_DB struct pp_db *db = NULL;
    struct pp_error err = {0};
    char backup[512] = "";
    int version = 0, newest = 0;
    int rc = pp_db_open(path, PP_DB_READ, &db, &err);
    if (!rc)
        rc = pp_db_version(db, &version, &err);
    if (!rc)
        rc = pp_schema_version(&newest, &err);
    if (!rc && version < newest && look_only)
        add(doctor, PP_HEALTH_NOTE, "version", "the planning file was made by an older version",
            "patchplan doctor brings it up to date, after a backup beside it");
    if (!rc && version != newest && !(look_only && version < newest)) {
        pp_db_close(PP_STEAL(db));
        rc = pp_service_open(path, true, &db, backup, &err);
    }
    if (rc) {
        add_failure(doctor, "planning file", &err);
        return;
    }
    if (*backup) {
        char *found = pp_arena_printf(doctor->arena,
                                      "brought up to date; the old file is kept as %s", backup);
        add(doctor, PP_HEALTH_NOTE, "version", found ? found : "", NULL);
    }
    look_inside(doctor, db);
    if (version == newest || *backup)
        look_at_history(doctor, db);
    look_at_room(doctor, path);
}

int pp_service_doctor(const char *path, bool look_only, struct pp_arena *arena,
                      struct pp_health_row **ret_rows, size_t *ret_n, struct pp_error *reterr) {
    struct doctor doctor = {.arena = arena};
    doctor.rows = pp_arena_alloc(arena, ROWS_MOST * sizeof *doctor.rows);
    if (!doctor.rows)
        return pp_fail_nomem(reterr);
    look_at_program(&doctor);
    look_at_coordinates(&doctor);
    look_at_formats(&doctor);
    look_at_file(&doctor, path, look_only);
    if (doctor.no_memory)
        return pp_fail_nomem(reterr);
    *ret_rows = doctor.rows;
    *ret_n = doctor.n;
    return 0;
}
