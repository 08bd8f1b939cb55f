#include "patchplan/store/gpkg.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/newfile.h"
#include "patchplan/db/db.h"

enum { GRID = 27700 };

/* The tables every GeoPackage has; application_id is "GPKG". Layers follow. */
static const char tables_sql[] =
    "PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;"
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY "
    "KEY,"
    " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,"
    " definition TEXT NOT NULL, description TEXT);"
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,"
    " identifier TEXT UNIQUE, description TEXT DEFAULT '',"
    " last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),"
    " min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,"
    " CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));"
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
    " geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,"
    " m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),"
    " CONSTRAINT uk_gc_table_name UNIQUE (table_name),"
    " CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents (table_name),"
    " CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));"
    "CREATE TABLE patches (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON,"
    " patch TEXT NOT NULL, team TEXT, ward_code TEXT, ward TEXT, share DOUBLE, homes INTEGER,"
    " weighted_homes DOUBLE, mean_distance_m DOUBLE, officer TEXT);"
    "CREATE TABLE units (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT,"
    " id TEXT NOT NULL, name TEXT, weight DOUBLE, homes INTEGER, team TEXT, ward_code TEXT,"
    " patch TEXT);";

static const char systems_sql[] =
    "INSERT INTO gpkg_spatial_ref_sys VALUES"
    " ('Undefined cartesian', -1, 'NONE', -1, 'undefined', NULL),"
    " ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL),"
    " ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\","
    "SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],"
    "AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],"
    "UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],"
    "AXIS[\"Longitude\",EAST],AUTHORITY[\"EPSG\",\"4326\"]]', NULL),"
    " ('OSGB36 / British National Grid', 27700, 'EPSG', 27700,"
    " 'PROJCS[\"OSGB36 / British National Grid\",GEOGCS[\"OSGB36\","
    "DATUM[\"Ordnance_Survey_of_Great_Britain_1936\","
    "SPHEROID[\"Airy 1830\",6377563.396,299.3249646,AUTHORITY[\"EPSG\",\"7001\"]],"
    "AUTHORITY[\"EPSG\",\"6277\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],"
    "UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],"
    "AUTHORITY[\"EPSG\",\"4277\"]],PROJECTION[\"Transverse_Mercator\"],"
    "PARAMETER[\"latitude_of_origin\",49],PARAMETER[\"central_meridian\",-2],"
    "PARAMETER[\"scale_factor\",0.9996012717],PARAMETER[\"false_easting\",400000],"
    "PARAMETER[\"false_northing\",-100000],UNIT[\"metre\",1,AUTHORITY[\"EPSG\",\"9001\"]],"
    "AXIS[\"Easting\",EAST],AXIS[\"Northing\",NORTH],AUTHORITY[\"EPSG\",\"27700\"]]', NULL)";

/* The WKB of a Polygon made a MultiPolygon of one, so that a layer holds one kind; others as they are. */
static int as_multi_polygon(const struct pp_wkb *from, struct pp_wkb *ret_wkb,
                            struct pp_error *reterr) {
    static const unsigned char head[9] = {1, 6, 0, 0, 0, 1, 0, 0, 0};
    bool single = from->n > 5 && from->data[0] == 1 && from->data[1] == 3;
    size_t n_head = single ? sizeof head : 0;
    unsigned char *data = pp_alloc(from->n + n_head);
    if (!data)
        return pp_fail_nomem(reterr);
    memcpy(data, head, n_head);
    memcpy(data + n_head, from->data, from->n);
    *ret_wkb = (struct pp_wkb){data, from->n + n_head};
    return 0;
}

/* Little-endian WKB of a point; this program's machines are little-endian, geo's WKB is too. */
static void point_wkb(double x, double y, unsigned char ret_bytes[21]) {
    static const unsigned char head[5] = {1, 1, 0, 0, 0};
    memcpy(ret_bytes, head, 5);
    memcpy(ret_bytes + 5, &x, 8);
    memcpy(ret_bytes + 13, &y, 8);
}

static int bind_geometry(struct pp_stmt *stmt, int at, const struct pp_wkb *wkb,
                         struct pp_error *reterr) {
    PP_AUTO(pp_wkb_done) struct pp_wkb blob = {0};
    int rc = pp_gpkg_blob(wkb, GRID, &blob, reterr);
    if (!rc)
        pp_bind_blob(stmt, at, blob.data, blob.n);
    return rc;
}

static int add_patch(struct pp_stmt *stmt, const struct pp_plan *plan, int p,
                     const struct pp_wkb *ground, struct pp_error *reterr) {
    const struct pp_patch *patch = &plan->patches[p];
    if (ground->n > 9) { /* shorter: an empty MultiPolygon */
        PP_AUTO(pp_wkb_done) struct pp_wkb multi = {0};
        int rc = as_multi_polygon(ground, &multi, reterr);
        if (rc || (rc = bind_geometry(stmt, 1, &multi, reterr)) != 0)
            return rc;
    }
    pp_bind_text(stmt, 2, patch->name);
    pp_bind_text(stmt, 3, pp_plan_name_at(plan->team_names, plan->n_teams, patch->team_ix));
    pp_bind_text(stmt, 4, pp_plan_name_at(plan->ward_codes, plan->n_wards, patch->ward_ix));
    pp_bind_text(stmt, 5, pp_plan_name_at(plan->ward_names, plan->n_wards, patch->ward_ix));
    pp_bind_real(stmt, 6, patch->share);
    pp_bind_int(stmt, 7, patch->n_homes);
    pp_bind_real(stmt, 8, (double)patch->weight_milli / 1000);
    pp_bind_real(stmt, 9, patch->mean_distance_m);
    pp_bind_text(stmt, 10, patch->officer_id);
    return pp_stmt_run(stmt, reterr);
}

static int add_unit(struct pp_stmt *stmt, const struct pp_plan *plan, int u,
                    struct pp_error *reterr) {
    const struct pp_unit *unit = &plan->units[u];
    int p = plan->patch_of_unit[u];
    unsigned char point[21];
    point_wkb(unit->easting_m, unit->northing_m, point);
    int rc = bind_geometry(stmt, 1, &(struct pp_wkb){point, sizeof point}, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 2, unit->id);
    pp_bind_text(stmt, 3, unit->name);
    pp_bind_real(stmt, 4, (double)unit->weight_milli / 1000);
    pp_bind_int(stmt, 5, unit->n_homes);
    pp_bind_text(stmt, 6, pp_plan_name_at(plan->team_names, plan->n_teams, unit->team_ix));
    pp_bind_text(stmt, 7, pp_plan_name_at(plan->ward_codes, plan->n_wards, unit->ward_ix));
    pp_bind_text(stmt, 8, p >= 0 ? plan->patches[p].name : NULL);
    return pp_stmt_run(stmt, reterr);
}

static int add_patches(struct pp_db *db, const struct pp_plan *plan, const struct pp_wkb *grounds,
                       struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO patches (geom, patch, team, ward_code, ward, share, homes,"
                           " weighted_homes, mean_distance_m, officer)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                           &stmt, reterr);
    for (int p = 0; p < plan->n_patches && !rc; p++)
        rc = add_patch(stmt, plan, p, &grounds[p], reterr);
    return rc;
}

static int add_units(struct pp_db *db, const struct pp_plan *plan, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(db,
                      "INSERT INTO units (geom, id, name, weight, homes, team, ward_code, patch)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                      &stmt, reterr);
    for (int u = 0; u < plan->n_units && !rc; u++)
        rc = add_unit(stmt, plan, u, reterr);
    return rc;
}

/* Name a layer, its kind of geometry and the box it fills. */
static int add_layer(struct pp_db *db, const char *table, const char *kind, const char *about,
                     const struct pp_box *box, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *contents = NULL, *column = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO gpkg_contents (table_name, data_type, identifier,"
                           " description, min_x, min_y, max_x, max_y, srs_id)"
                           " VALUES (?1, 'features', ?1, ?2, ?3, ?4, ?5, ?6, 27700)",
                           &contents, reterr);
    if (!rc)
        rc = pp_db_prepare(db,
                           "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, 27700, 0, 0)",
                           &column, reterr);
    if (rc)
        return rc;
    bool known = box->min_x <= box->max_x;
    pp_bind_text(contents, 1, table);
    pp_bind_text(contents, 2, about);
    pp_bind_real(contents, 3, known ? box->min_x : NAN);
    pp_bind_real(contents, 4, known ? box->min_y : NAN);
    pp_bind_real(contents, 5, known ? box->max_x : NAN);
    pp_bind_real(contents, 6, known ? box->max_y : NAN);
    pp_bind_text(column, 1, table);
    pp_bind_text(column, 2, kind);
    rc = pp_stmt_run(contents, reterr);
    return rc ? rc : pp_stmt_run(column, reterr);
}

static void widen(struct pp_box *box, double x, double y) {
    box->min_x = fmin(box->min_x, x);
    box->min_y = fmin(box->min_y, y);
    box->max_x = fmax(box->max_x, x);
    box->max_y = fmax(box->max_y, y);
}

static int box_of_grounds(const struct pp_wkb *grounds, int n, struct pp_box *box,
                          struct pp_error *reterr) {
    for (int p = 0; p < n; p++) {
        PP_AUTO(pp_rings_done) struct pp_rings rings = {0};
        int rc = pp_rings_read(grounds[p].data, grounds[p].n, &rings, reterr);
        if (rc)
            return rc;
        for (size_t i = 0; rings.n_rings && i < rings.ring_first[rings.n_rings]; i++)
            widen(box, rings.xy[2 * i], rings.xy[2 * i + 1]);
    }
    return 0;
}

static int fill(struct pp_db *db, const struct pp_plan *plan, const struct pp_wkb *grounds,
                struct pp_error *reterr) {
    struct pp_box ground = {INFINITY, INFINITY, -INFINITY, -INFINITY}, points = ground;
    for (int u = 0; u < plan->n_units; u++)
        widen(&points, plan->units[u].easting_m, plan->units[u].northing_m);
    int rc = box_of_grounds(grounds, plan->n_patches, &ground, reterr);
    if (!rc)
        rc = pp_db_run(db, tables_sql, reterr);
    if (!rc)
        rc = pp_db_run(db, systems_sql, reterr);
    if (!rc)
        rc = add_layer(db, "patches", "MULTIPOLYGON", "ground of each patch", &ground, reterr);
    if (!rc)
        rc = add_layer(db, "units", "POINT", "blocks and postcodes with homes", &points, reterr);
    if (!rc)
        rc = add_patches(db, plan, grounds, reterr);
    return rc ? rc : add_units(db, plan, reterr);
}

static int create(const char *path, const struct pp_plan *plan, const struct pp_wkb *grounds,
                  struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    int rc = pp_db_create_plain(path, &db, reterr);
    if (rc || (rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    rc = fill(db, plan, grounds, reterr);
    return pp_db_end(db, rc, reterr);
}

/* The temporary name means nothing to the reader: name the file that was asked for. */
static int told_of(const char *path, int rc, struct pp_error *reterr) {
    if (reterr && rc == PP_E_READONLY)
        return pp_fail_at(reterr, rc, path, 0, NULL,
                          "cannot be written; check the folder and its permissions");
    return reterr ? pp_fail_at(reterr, rc, path, 0, NULL, "%s", reterr->message) : rc;
}

int pp_store_gpkg_write(const char *path, const struct pp_plan *plan, const struct pp_wkb *grounds,
                        struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    int rc = pp_newfile_open_closed(path, &file, reterr);
    if (rc)
        return rc;
    if ((rc = create(file.temp, plan, grounds, reterr)) != 0)
        return told_of(path, rc, reterr);
    return pp_newfile_commit(&file, reterr);
}
