#include "patchplan/store/stock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"
#include "patchplan/core/text.h"

/* From a key of the planning file to a dense index. Keys are small, so an array does. */
struct id_map {
    int *ix; /* index + 1, 0 = none */
    size_t n;
};

struct loader {
    struct pp_db *db;
    struct pp_stock *stock;
    int64_t
        landlord_id; /* 0 = every landlord: the list is limited to what stands round its homes */
    struct id_map wards, teams, postcodes;
    int64_t *weight_of; /* by neighbourhood_id; -1 = none */
    size_t n_weight_of;
    struct pp_names patches;
    bool failed; /* memory ran out for a text */
};

static int map_new(struct pp_db *db, const char *max_sql, struct id_map *ret_map,
                   struct pp_error *reterr) {
    int64_t max = 0;
    int rc = pp_db_query_int(db, max_sql, 0, &max, reterr);
    if (rc)
        return rc;
    ret_map->n = (size_t)max + 1;
    ret_map->ix = pp_alloc_array(ret_map->n, sizeof *ret_map->ix);
    return ret_map->ix ? 0 : pp_fail_nomem(reterr);
}

static int map_get(const struct id_map *map, struct pp_stmt *stmt, int column) {
    if (pp_column_is_null(stmt, column))
        return -1;
    int64_t id = pp_column_int(stmt, column);
    return id >= 0 && (size_t)id < map->n ? map->ix[id] - 1 : -1;
}

static const char *keep(struct loader *l, const char *text) {
    const char *copy = pp_arena_strdup(&l->stock->arena, text);
    l->failed |= text && !copy;
    return copy;
}

static const char *keep_or_empty(struct loader *l, const char *text) {
    return text && *text ? keep(l, text) : "";
}

static int keep_wkb(struct loader *l, struct pp_stmt *stmt, int column, struct pp_wkb *ret_wkb,
                    struct pp_error *reterr) {
    size_t n = 0;
    const void *bytes = pp_column_blob(stmt, column, &n);
    if (!bytes || !n)
        return 0;
    ret_wkb->data = pp_arena_alloc(&l->stock->arena, n);
    if (!ret_wkb->data)
        return pp_fail_nomem(reterr);
    memcpy(ret_wkb->data, bytes, n);
    ret_wkb->n = n;
    return 0;
}

/* Where the landlord's homes are: a table of the connection, so that its homes are gone through once. Empty, and
 * not asked, for all landlords. */
static int find_places(struct loader *l, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_run(l->db,
                       "CREATE TEMP TABLE IF NOT EXISTS landlord_place (ward_id INTEGER, "
                       "postcode_id INTEGER, patch TEXT); DELETE FROM temp.landlord_place",
                       reterr);
    if (rc || !l->landlord_id)
        return rc;
    rc = pp_db_prepare(l->db,
                       "INSERT INTO temp.landlord_place SELECT DISTINCT coalesce(h.ward_id, "
                       "p.ward_id), h.postcode_id, h.current_patch FROM home h LEFT JOIN postcode "
                       "p ON p.postcode_id = h.postcode_id "
                       "WHERE h.included AND NOT h.ended AND h.landlord_id = ?1",
                       &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, l->landlord_id);
    return pp_stmt_run(stmt, reterr);
}

/* Room for what `count_sql` counts, in the stock's arena, and the statement to fill it from; its ?1 is the
 * landlord. */
static int start(struct loader *l, const char *count_sql, const char *sql, size_t size,
                 void **ret_rows, struct pp_stmt **ret_stmt, struct pp_error *reterr) {
    int64_t n = 0;
    int rc = pp_db_query_int(l->db, count_sql, 0, &n, reterr);
    if (rc)
        return rc;
    *ret_rows = pp_arena_alloc(&l->stock->arena, ((size_t)n + 1) * size);
    if (!*ret_rows)
        return pp_fail_nomem(reterr);
    if ((rc = pp_db_prepare(l->db, sql, ret_stmt, reterr)) == 0 && strstr(sql, "?1"))
        pp_bind_int(*ret_stmt, 1, l->landlord_id);
    return rc;
}

static int load_teams(struct loader *l, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = map_new(l->db, "SELECT max(team_id) FROM team", &l->teams, reterr);
    if (!rc)
        rc =
            start(l, "SELECT count(*) FROM team",
                  "SELECT t.team_id, t.name, a.name, a.manager FROM team t "
                  "LEFT JOIN area a USING (area_id) WHERE ?1 = 0 OR t.team_id IN (SELECT "
                  "w.team_id FROM ward w JOIN temp.landlord_place USING (ward_id)) ORDER BY t.name",
                  sizeof(struct pp_stock_team), &rows, &stmt, reterr);
    struct pp_stock *s = l->stock;
    s->teams = rows;
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = 0;
        s->teams[s->n_teams] = (struct pp_stock_team){
            pp_column_int(stmt, 0), keep_or_empty(l, pp_column_text(stmt, 1)),
            keep_or_empty(l, pp_column_text(stmt, 2)), keep_or_empty(l, pp_column_text(stmt, 3))};
        l->teams.ix[s->teams[s->n_teams].team_id] = s->n_teams + 1;
        s->n_teams++;
    }
    return rc;
}

static int load_wards(struct loader *l, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = map_new(l->db, "SELECT max(ward_id) FROM ward", &l->wards, reterr);
    if (!rc)
        rc = start(l, "SELECT count(*) FROM ward",
                   "SELECT ward_id, code, CASE name WHEN '' THEN code ELSE name END, team_id, "
                   "shape FROM ward WHERE ?1 = 0 OR ward_id IN (SELECT ward_id FROM "
                   "temp.landlord_place) ORDER BY code",
                   sizeof(struct pp_stock_ward), &rows, &stmt, reterr);
    struct pp_stock *s = l->stock;
    s->wards = rows;
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        struct pp_stock_ward *ward = &s->wards[s->n_wards];
        *ward = (struct pp_stock_ward){
            .ward_id = pp_column_int(stmt, 0),
            .code = keep_or_empty(l, pp_column_text(stmt, 1)),
            .name = keep_or_empty(l, pp_column_text(stmt, 2)),
            .team_ix = map_get(&l->teams, stmt, 3),
        };
        rc = keep_wkb(l, stmt, 4, &ward->shape, reterr);
        l->wards.ix[ward->ward_id] = ++s->n_wards;
    }
    return rc;
}

/* Of all neighbourhoods; a single landlord's homes bring their weight along. */
static int load_weights(struct loader *l, struct pp_error *reterr) {
    int64_t max = 0;
    if (l->landlord_id)
        return 0;
    int rc =
        pp_db_query_int(l->db, "SELECT max(neighbourhood_id) FROM neighbourhood", 0, &max, reterr);
    if (rc)
        return rc;
    l->n_weight_of = (size_t)max + 1;
    l->weight_of = pp_alloc_array(l->n_weight_of, sizeof *l->weight_of);
    if (!l->weight_of)
        return pp_fail_nomem(reterr);
    memset(l->weight_of, 0xff, l->n_weight_of * sizeof *l->weight_of);
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    rc = pp_db_prepare(l->db,
                       "SELECT neighbourhood_id, weight_milli FROM neighbourhood "
                       "WHERE weight_milli IS NOT NULL",
                       &stmt, reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = 0;
        l->weight_of[pp_column_int(stmt, 0)] = pp_column_int(stmt, 1);
    }
    return rc;
}

#define POSTCODES "SELECT postcode_id, code, easting_m, northing_m, ward_id FROM postcode p "
/* Those of the landlord's homes, and those of its wards where nobody has homes. */
#define POSTCODES_OF_LANDLORD                                                                    \
    "WHERE ?1 AND (postcode_id IN (SELECT postcode_id FROM temp.landlord_place) OR (ward_id IN " \
    "(SELECT ward_id FROM temp.landlord_place) AND NOT EXISTS (SELECT 1 FROM home h WHERE "      \
    "h.postcode_id = p.postcode_id AND h.included AND NOT h.ended))) "

static int load_postcodes(struct loader *l, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_stock *s = l->stock;
    PP_AUTO_FREE struct pp_stock_postcode *found = NULL;
    size_t cap = 0;
    const char *sql = l->landlord_id ? POSTCODES POSTCODES_OF_LANDLORD "ORDER BY code"
                                     : POSTCODES "ORDER BY code";
    int rc = map_new(l->db, "SELECT max(postcode_id) FROM postcode", &l->postcodes, reterr);
    if (rc || (rc = pp_db_prepare(l->db, sql, &stmt, reterr)) != 0)
        return rc;
    if (l->landlord_id)
        pp_bind_int(stmt, 1, l->landlord_id);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        if ((rc = pp_reserve(&found, &cap, s->n_postcodes + 1, sizeof *found, reterr)) != 0)
            break;
        found[s->n_postcodes] = (struct pp_stock_postcode){
            pp_column_int(stmt, 0), keep_or_empty(l, pp_column_text(stmt, 1)),
            pp_column_real(stmt, 2), pp_column_real(stmt, 3), map_get(&l->wards, stmt, 4)};
        l->postcodes.ix[found[s->n_postcodes].postcode_id] = (int)s->n_postcodes + 1;
        s->n_postcodes++;
    }
    s->postcodes = rc ? NULL : pp_arena_alloc(&s->arena, (s->n_postcodes + 1) * sizeof *found);
    if (rc || !s->postcodes)
        return rc ? rc : pp_fail_nomem(reterr);
    if (s->n_postcodes)
        memcpy(s->postcodes, found, s->n_postcodes * sizeof *found);
    return 0;
}

static int load_barriers(struct loader *l, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = start(l, "SELECT count(*) FROM barrier", "SELECT shape FROM barrier ORDER BY 1",
                   sizeof(struct pp_wkb), &rows, &stmt, reterr);
    l->stock->barriers = rows;
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0)
        rc = keep_wkb(l, stmt, 0, &l->stock->barriers[l->stock->n_barriers++], reterr);
    return rc;
}

static int load_links(struct loader *l, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = start(l, "SELECT count(*) FROM link", "SELECT from_ref, to_ref FROM link",
                   sizeof(struct pp_stock_link), &rows, &stmt, reterr);
    struct pp_stock *s = l->stock;
    s->links = rows;
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = 0;
        s->links[s->n_links++] = (struct pp_stock_link){keep_or_empty(l, pp_column_text(stmt, 0)),
                                                        keep_or_empty(l, pp_column_text(stmt, 1))};
    }
    return rc;
}

static bool leads_here(const struct loader *l, const char *officer_id) {
    for (int p = 0; p < l->stock->n_patches; p++)
        if (l->stock->patches[p].officer_id &&
            strcmp(l->stock->patches[p].officer_id, officer_id) == 0)
            return true;
    return false;
}

/* After the patches. */
static int load_officers(struct loader *l, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = start(
        l, "SELECT count(*) FROM officer",
        "SELECT officer_id, name, public_name, post, role, share_with, email, phone, "
        "team_id, fte_milli, caseload_pct, caseload_until, ends FROM officer ORDER BY officer_id",
        sizeof(struct pp_stock_officer), &rows, &stmt, reterr);
    struct pp_stock *s = l->stock;
    s->officers = rows;
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = 0;
        if (l->landlord_id && map_get(&l->teams, stmt, 8) < 0 &&
            !leads_here(l, pp_column_text(stmt, 0)))
            continue;
        s->officers[s->n_officers++] = (struct pp_stock_officer){
            .officer_id = keep_or_empty(l, pp_column_text(stmt, 0)),
            .name = keep_or_empty(l, pp_column_text(stmt, 1)),
            .public_name = keep_or_empty(l, pp_column_text(stmt, 2)),
            .post = keep_or_empty(l, pp_column_text(stmt, 3)),
            .role = keep_or_empty(l, pp_column_text(stmt, 4)),
            .share_with = keep(l, pp_column_text(stmt, 5)),
            .email = keep_or_empty(l, pp_column_text(stmt, 6)),
            .phone = keep_or_empty(l, pp_column_text(stmt, 7)),
            .team_ix = map_get(&l->teams, stmt, 8),
            .fte_milli = pp_column_int(stmt, 9),
            .caseload_milli = pp_column_int(stmt, 10) * 10,
            .caseload_until = keep(l, pp_column_text(stmt, 11)),
            .ends = keep(l, pp_column_text(stmt, 12)),
        };
    }
    return rc;
}

static const char patch_sql[] =
    "SELECT p.patch, c.patch IS NOT NULL, c.officer_id FROM "
    "(SELECT DISTINCT current_patch AS patch FROM home WHERE current_patch IS NOT NULL AND NOT "
    "ended "
    " UNION SELECT patch FROM current_officer) p LEFT JOIN current_officer c ON c.patch = p.patch";
static const char patch_of_landlord_sql[] =
    "SELECT p.patch, c.patch IS NOT NULL, c.officer_id FROM (SELECT DISTINCT patch FROM "
    "temp.landlord_place WHERE patch IS NOT NULL) p LEFT JOIN current_officer c ON c.patch = "
    "p.patch";

static int by_patch_name(const void *a, const void *b) {
    const struct pp_stock_patch *pa = a, *pb = b;
    int order = pp_text_natural_compare(pa->name, pb->name);
    return order ? order : strcmp(pa->name, pb->name);
}

static int load_patches(struct loader *l, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_FREE struct pp_stock_patch *found = NULL;
    size_t n = 0, cap = 0;
    int rc =
        pp_db_prepare(l->db, l->landlord_id ? patch_of_landlord_sql : patch_sql, &stmt, reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = pp_reserve(&found, &cap, n + 1, sizeof *found, reterr);
        if (!rc)
            found[n++] = (struct pp_stock_patch){keep_or_empty(l, pp_column_text(stmt, 0)),
                                                 keep(l, pp_column_text(stmt, 2)),
                                                 pp_column_int(stmt, 1), 0};
    }
    struct pp_stock *s = l->stock;
    s->patches = rc ? NULL : pp_arena_alloc(&s->arena, (n + 1) * sizeof *found);
    if (rc || l->failed || !s->patches)
        return rc ? rc : pp_fail_nomem(reterr);
    if (n) {
        qsort(found, n, sizeof *found, by_patch_name);
        memcpy(s->patches, found, n * sizeof *found);
    }
    s->n_patches = (int)n;
    int64_t ix;
    for (size_t i = 0; i < n && !rc; i++)
        rc = pp_names_add(&l->patches, s->patches[i].name, &ix, reterr);
    return rc;
}

/* ---- the homes ---- */

/* home_id, property_ref, address, block_ref, postcode_id, easting, northing, ward, neighbourhood, patch,
 * postcode's code, easting, northing, ward; of one landlord also the neighbourhood's weight. */
static const char home_sql[] =
    "SELECT h.home_id, h.property_ref, h.address, h.block_ref, h.postcode_id, h.easting_m, "
    "h.northing_m, h.ward_id, h.neighbourhood_id, h.current_patch, p.code, p.easting_m, "
    "p.northing_m, p.ward_id FROM home h LEFT JOIN postcode p ON p.postcode_id = h.postcode_id "
    "WHERE h.included AND NOT h.ended ORDER BY h.home_id";
static const char home_of_landlord_sql[] =
    "SELECT h.home_id, h.property_ref, h.address, h.block_ref, h.postcode_id, h.easting_m, "
    "h.northing_m, h.ward_id, h.neighbourhood_id, h.current_patch, p.code, p.easting_m, "
    "p.northing_m, p.ward_id, n.weight_milli FROM home h "
    "LEFT JOIN postcode p ON p.postcode_id = h.postcode_id "
    "LEFT JOIN neighbourhood n ON n.neighbourhood_id = h.neighbourhood_id "
    "WHERE h.included AND NOT h.ended AND h.landlord_id = ?1 ORDER BY h.home_id";

static int64_t weight_of(struct loader *l, struct pp_stmt *stmt) {
    int64_t id = pp_column_is_null(stmt, 8) ? -1 : pp_column_int(stmt, 8);
    int64_t weight = id >= 0 && (size_t)id < l->n_weight_of ? l->weight_of[id] : -1;
    if (l->landlord_id && !pp_column_is_null(stmt, 14))
        weight = pp_column_int(stmt, 14);
    if (weight >= 0)
        return weight;
    l->stock->n_no_weight++;
    return 1000;
}

static int take_home(struct loader *l, struct pp_stmt *stmt, struct pp_error *reterr) {
    struct pp_stock *s = l->stock;
    size_t i = s->n_homes;
    bool own_point = !pp_column_is_null(stmt, 5);
    int ward_ix = map_get(&l->wards, stmt, 7);
    int postcode_ix = l->postcodes.ix ? map_get(&l->postcodes, stmt, 4) : -1;
    const char *patch = pp_column_text(stmt, 9);
    struct pp_unit_home *home = &s->homes[i];
    *home = (struct pp_unit_home){
        .block_ref = keep(l, pp_column_text(stmt, 3)),
        .postcode =
            postcode_ix >= 0 ? s->postcodes[postcode_ix].code : keep(l, pp_column_text(stmt, 10)),
        .address = keep(l, pp_column_text(stmt, 2)),
        .property_ref = keep(l, pp_column_text(stmt, 1)),
        .x = pp_column_real(stmt, own_point ? 5 : 11),
        .y = pp_column_real(stmt, own_point ? 6 : 12),
        .weight_milli = weight_of(l, stmt),
        .ward_ix = ward_ix >= 0 ? ward_ix : map_get(&l->wards, stmt, 13),
    };
    home->team_ix = home->ward_ix >= 0 ? s->wards[home->ward_ix].team_ix : -1;
    s->home_id[i] = pp_column_int(stmt, 0);
    s->postcode_ix[i] = postcode_ix;
    s->patch_ix[i] = patch ? (int)pp_names_find(&l->patches, patch) : -1;
    if (s->patch_ix[i] >= 0)
        s->patches[s->patch_ix[i]].n_homes++;
    s->weight_milli += home->weight_milli;
    s->n_homes++;
    return l->failed ? pp_fail_nomem(reterr) : 0;
}

static int count_homes(struct loader *l, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(l->db,
                           l->landlord_id
                               ? "SELECT count(*) FROM home WHERE NOT ended AND landlord_id = ?1"
                               : "SELECT count(*) FROM home WHERE NOT ended",
                           &stmt, reterr);
    if (rc)
        return rc;
    if (l->landlord_id)
        pp_bind_int(stmt, 1, l->landlord_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    l->stock->n_listed = pp_column_int(stmt, 0);
    return 0;
}

static int load_homes(struct loader *l, struct pp_error *reterr) {
    struct pp_stock *s = l->stock;
    int rc = count_homes(l, reterr);
    if (rc)
        return rc;
    size_t room = (size_t)s->n_listed + 1;
    s->homes = pp_arena_alloc(&s->arena, room * sizeof *s->homes);
    s->home_id = pp_arena_alloc(&s->arena, room * sizeof *s->home_id);
    s->patch_ix = pp_arena_alloc(&s->arena, room * sizeof *s->patch_ix);
    s->postcode_ix = pp_arena_alloc(&s->arena, room * sizeof *s->postcode_ix);
    if (!s->homes || !s->home_id || !s->patch_ix || !s->postcode_ix)
        return pp_fail_nomem(reterr);
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    rc = pp_db_prepare(l->db, l->landlord_id ? home_of_landlord_sql : home_sql, &stmt, reterr);
    if (rc)
        return rc;
    if (l->landlord_id)
        pp_bind_int(stmt, 1, l->landlord_id);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0)
        rc = take_home(l, stmt, reterr);
    return rc;
}

static void loader_done(struct loader *l) {
    pp_free(l->wards.ix);
    pp_free(l->teams.ix);
    pp_free(l->postcodes.ix);
    pp_free(l->weight_of);
    pp_names_done(&l->patches);
}

static int load(struct loader *l, const struct pp_stock_options *options, struct pp_error *reterr) {
    int rc = find_places(l, reterr);
    if (!rc)
        rc = load_teams(l, reterr);
    if (!rc)
        rc = load_wards(l, reterr);
    if (!rc)
        rc = load_weights(l, reterr);
    if (!rc && !options->no_postcodes)
        rc = load_postcodes(l, reterr);
    if (!rc)
        rc = load_barriers(l, reterr);
    if (!rc)
        rc = load_links(l, reterr);
    if (!rc && !options->no_homes)
        rc = load_patches(l, reterr);
    if (!rc)
        rc = load_officers(l, reterr);
    if (!rc && !options->no_homes)
        rc = load_homes(l, reterr);
    return !rc && l->failed ? pp_fail_nomem(reterr) : rc;
}

int pp_stock_load(struct pp_db *db, const struct pp_stock_options *options,
                  struct pp_stock *ret_stock, struct pp_error *reterr) {
    static const struct pp_stock_options all = {0};
    struct pp_stock stock = {0};
    struct loader l = {.db = db, .stock = &stock};
    int rc = pp_db_begin_read(db, reterr); /* rows are counted first: none may come in between */
    if (rc)
        return rc;
    if (options)
        l.landlord_id = options->landlord_id;
    rc = load(&l, options ? options : &all, reterr);
    rc = pp_db_end(db, rc, reterr);
    loader_done(&l);
    if (rc)
        pp_stock_done(&stock);
    else
        *ret_stock = stock;
    return rc;
}

void pp_stock_done(struct pp_stock *stock) {
    pp_arena_done(&stock->arena);
    *stock = (struct pp_stock){0};
}
