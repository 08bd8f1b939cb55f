#include "patchplan/service/export.h"

#include <string.h>

#include "planner/service/units_before.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/page/canvas.h"
#include "patchplan/publish/tables.h"
#include "patchplan/service/maintain.h"
#include "patchplan/service/roster.h"
#include "patchplan/store/gpkg.h"
#include "patchplan/store/homes.h"
#include "patchplan/store/stock.h"

enum format { CSV = 1, JSON = 2, GEOJSON = 4, GPKG = 8, SVG = 16, PNG = 32, PDF = 64 };

static const struct {
    const char *extension;
    enum format format;
} extensions[] = {{"csv", CSV}, {"json", JSON}, {"geojson", GEOJSON}, {"gpkg", GPKG},
                  {"svg", SVG}, {"png", PNG},   {"pdf", PDF}};

struct work {
    struct pp_db *db;
    const struct pp_export_wish *wish;
    enum format format;
    struct pp_plan plan;
    struct pp_export_result result;
};

typedef int export_function(struct work *work, struct pp_error *reterr);

struct kind {
    const char *name;
    int formats;         /* that it can be written as */
    const char *as;      /* the same for people */
    const char *example; /* of a file name; NULL: standard output will do */
    export_function *run;
};

static enum pp_sheet_format sheet_format(const struct work *work) {
    return work->format == CSV ? PP_SHEET_CSV : PP_SHEET_JSON;
}

/* ---- tables ---- */

static int export_units(struct work *work, struct pp_error *reterr) {
    work->result.n_rows = work->plan.n_units;
    return pp_publish_units(&work->plan, work->wish->path, sheet_format(work), reterr);
}

static int export_neighbours(struct work *work, struct pp_error *reterr) {
    work->result.n_rows = work->plan.n_neighbours;
    return pp_publish_neighbours(&work->plan, work->wish->path, sheet_format(work), reterr);
}

static int open_sheet(struct work *work, const char *const *keys, struct pp_sheet **ret_sheet,
                      struct pp_error *reterr) {
    struct pp_sheet_options options = {sheet_format(work), true};
    return pp_sheet_open(work->wish->path, &options, keys, ret_sheet, reterr);
}

static int write_allocation_row(void *context, const struct pp_home_row *row,
                                struct pp_error *reterr) {
    struct pp_sheet *sheet = context;
    pp_sheet_text(sheet, row->property_ref);
    pp_sheet_text(sheet, row->postcode);
    pp_sheet_text(sheet, row->patch);
    return pp_sheet_end_row(sheet, reterr);
}

static int export_allocation(struct work *work, struct pp_error *reterr) {
    PP_AUTO_SHEET struct pp_sheet *sheet = NULL;
    int rc = open_sheet(work, pp_allocation_keys, &sheet, reterr);
    if (!rc)
        rc = pp_store_allocation_each(work->db, work->plan.plan_id, write_allocation_row, sheet,
                                      reterr);
    if (rc)
        return rc;
    work->result.n_rows = pp_sheet_n_rows(sheet);
    return pp_sheet_commit(sheet, reterr);
}

struct changes {
    struct pp_sheet *sheet;
    const char *from; /* NULL: no day is told, and the plan is published from none */
    int64_t n_first;  /* homes that had no patch */
};

static int write_change_row(void *context, const struct pp_home_row *row, struct pp_error *reterr) {
    struct changes *changes = context;
    pp_sheet_text(changes->sheet, row->property_ref);
    pp_sheet_text(changes->sheet, row->old_patch);
    pp_sheet_text(changes->sheet, row->patch);
    pp_sheet_text(changes->sheet, changes->from);
    changes->n_first += !row->old_patch;
    return pp_sheet_end_row(changes->sheet, reterr);
}

static int export_changes(struct work *work, struct pp_error *reterr) {
    const struct pp_export_wish *wish = work->wish;
    PP_AUTO_SHEET struct pp_sheet *sheet = NULL;
    struct pp_scope scope = {0};
    char iso[11];
    pp_day from = wish->today;
    int rc = pp_store_plan_first_day(work->db, work->plan.plan_id, &from, reterr);
    work->result.is_dated = wish->has_from || rc > 0;
    if (rc >= 0)
        rc = pp_stage_find(work->db, &wish->stage, &work->plan.arena, &scope, reterr);
    if (rc < 0 || (rc = open_sheet(work, pp_changes_keys, &sheet, reterr)) != 0)
        return rc;
    if (wish->has_from)
        from = wish->from;
    pp_day_iso(from, iso);
    struct changes changes = {.sheet = sheet, .from = work->result.is_dated ? iso : NULL};
    rc = pp_store_changes_each(work->db, work->plan.plan_id, from, &scope, write_change_row,
                               &changes, reterr);
    if (rc)
        return rc;
    work->result.from = from;
    work->result.n_first = changes.n_first;
    work->result.n_rows = pp_sheet_n_rows(sheet);
    return pp_sheet_commit(sheet, reterr);
}

/* ---- ground ---- */

static int export_patches(struct work *work, struct pp_error *reterr) {
    PP_AUTO_GEO struct pp_geo *geo = NULL;
    PP_AUTO_SHAPES struct pp_patch_shapes shapes = {0};
    work->result.n_rows = work->plan.n_patches;
    if (work->format == CSV)
        return pp_publish_patches(&work->plan, work->wish->path, PP_SHEET_CSV, reterr);
    int rc = pp_geo_new(&geo, reterr);
    if (!rc)
        rc = pp_patch_shapes_build(geo, &work->plan, &shapes, reterr);
    if (rc)
        return rc;
    if (work->format == GPKG)
        return pp_store_gpkg_write(work->wish->path, &work->plan, shapes.wkb, reterr);
    return pp_publish_geojson(geo, &work->plan, &shapes, work->wish->path, reterr);
}

static int find_team(const struct work *work, int *ret_team_ix, struct pp_error *reterr) {
    const struct pp_plan *plan = &work->plan;
    const char *team = work->wish->team;
    *ret_team_ix = -1;
    for (int t = 0; team && t < plan->n_teams; t++)
        if (pp_text_same_name(plan->team_names[t], team))
            *ret_team_ix = t;
    if (!team || *ret_team_ix >= 0)
        return 0;
    const char *nearest = pp_text_nearest(team, plan->team_names, (size_t)plan->n_teams);
    return pp_fail(reterr, PP_E_NOTFOUND, "the plan has no team '%s'%s%s%s", team,
                   nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

/* Ward borders as they are in the list today; a plan keeps none of its own. */
static int add_wards(struct pp_map *map, const struct pp_stock *stock, struct pp_arena *arena,
                     struct pp_error *reterr) {
    struct pp_wkb *shapes = pp_arena_alloc(arena, ((size_t)stock->n_wards + 1) * sizeof *shapes);
    const char **names = pp_arena_alloc(arena, ((size_t)stock->n_wards + 1) * sizeof *names);
    if (!shapes || !names)
        return pp_fail_nomem(reterr);
    for (int w = 0; w < stock->n_wards; w++) {
        if (!stock->wards[w].shape.data)
            continue;
        names[map->n_wards] = stock->wards[w].name;
        shapes[map->n_wards++] = stock->wards[w].shape;
    }
    map->wards = shapes;
    map->ward_names = names;
    map->barriers = stock->barriers;
    map->n_barriers = stock->n_barriers;
    return 0;
}

/* Which units are in another patch than in the plan `wish->against`, or than today; those it does not have are. */
static int compare_units(const struct work *work, struct pp_map *map, struct pp_arena *arena,
                         struct pp_error *reterr) {
    const struct pp_export_wish *wish = work->wish;
    struct pp_unit_before *before = NULL;
    bool *changes = pp_arena_alloc(arena, (size_t)work->plan.n_units + 1);
    map->against = pp_arena_strdup(arena, wish->against_today ? "today" : wish->against);
    if (!changes || !map->against)
        return pp_fail_nomem(reterr);
    int rc = pp_units_before(work->db, &work->plan, wish->against_today ? NULL : wish->against,
                             wish->today, arena, &before, reterr);
    if (rc)
        return rc;
    for (int u = 0; u < work->plan.n_units; u++)
        changes[u] = before[u].changes;
    map->unit_changes = changes;
    if (wish->against_today && !map->title)
        map->title = pp_arena_printf(arena, "What changes from today to plan \u201C%s\u201D",
                                     work->plan.name);
    return 0;
}

/* The title and the source line, where they are not told, from the file's settings. */
static int name_map(const struct work *work, struct pp_map *map, struct pp_arena *arena,
                    struct pp_error *reterr) {
    struct pp_setting council, source;
    int rc = pp_service_setting_get(work->db, "council", arena, &council, reterr);
    if (!rc)
        rc = pp_service_setting_get(work->db, "source", arena, &source, reterr);
    if (rc)
        return rc;
    if (!map->source && *source.value)
        map->source = source.value;
    if (map->title || map->unit_changes || !*council.value)
        return 0;
    const char *team = map->team_ix >= 0 ? work->plan.team_names[map->team_ix] : NULL;
    map->title =
        pp_arena_printf(arena, "%s: housing patches%s%s, plan \u201C%s\u201D", council.value,
                        team ? ", " : "", team ? team : "", work->plan.name);
    return map->title ? 0 : pp_fail_nomem(reterr);
}

static int export_map(struct work *work, struct pp_error *reterr) {
    const struct pp_export_wish *wish = work->wish;
    PP_AUTO(pp_stock_done) struct pp_stock stock = {0};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_GEO struct pp_geo *geo = NULL;
    PP_AUTO_SHAPES struct pp_patch_shapes shapes = {0};
    struct pp_map map = {.plan = &work->plan,
                         .shapes = &shapes,
                         .title = wish->title,
                         .source = wish->source,
                         .paper = wish->paper,
                         .today = wish->today};
    const struct pp_stock_options no_homes = {.no_homes = true, .no_postcodes = true};
    int rc = find_team(work, &map.team_ix, reterr);
    if (!rc && (wish->against || wish->against_today))
        rc = compare_units(work, &map, &arena, reterr);
    if (!rc)
        rc = name_map(work, &map, &arena, reterr);
    if (!rc)
        rc = pp_stock_load(work->db, &no_homes, &stock, reterr);
    if (!rc)
        rc = add_wards(&map, &stock, &arena, reterr);
    if (!rc)
        rc = pp_geo_new(&geo, reterr);
    if (!rc)
        rc = pp_patch_shapes_build(geo, &work->plan, &shapes, reterr);
    if (!rc)
        rc = pp_publish_map(geo, &map, wish->path, &work->result.map, reterr);
    work->result.is_map = true;
    return rc;
}

/* ---- what is wished ---- */

static const struct kind kinds[] = {
    {"units", CSV | JSON, ".csv or .json", NULL, export_units},
    {"neighbours", CSV | JSON, ".csv or .json", NULL, export_neighbours},
    {"allocation", CSV | JSON, ".csv or .json", NULL, export_allocation},
    {"changes", CSV | JSON, ".csv or .json", NULL, export_changes},
    {"patches", CSV | JSON | GEOJSON | GPKG, ".csv, .geojson, .json or .gpkg", "patches.gpkg",
     export_patches},
    {"map", SVG | PNG | PDF, ".svg, .png or .pdf", "map.pdf", export_map},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };
enum { MOST_NAMES = 32 }; /* to choose the nearest from; a sentence has room for no more */

static void list_names(const char *const *names, int n, struct pp_str *text) {
    for (int i = 0; i < n; i++)
        pp_str_appendf(text, "%s'%s'", pp_text_between(i, n), names[i]);
}

static int fail_kind(const char *name, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str of_plan = {0}, of_roster = {0};
    const char *names[MOST_NAMES];
    int n = 0;
    for (; n < N_KINDS; n++)
        names[n] = kinds[n].name;
    for (const char *more;
         n < MOST_NAMES - 3 && (more = pp_service_roster_export_name(n - N_KINDS));)
        names[n++] = more;
    list_names(names, N_KINDS, &of_plan);
    list_names(names + N_KINDS, n - N_KINDS, &of_roster);
    names[n++] = "letters";
    names[n++] = "councillors";
    names[n++] = "report";
    const char *nearest = pp_text_nearest(name, names, (size_t)n);
    return pp_fail(reterr, PP_E_USAGE,
                   "there is no export called '%s'%s%s%s; there are %s, of its roster %s, and "
                   "'letters', 'councillors', 'report'",
                   name, nearest ? ", did you mean " : "", nearest ? nearest : "",
                   nearest ? "?" : "", pp_str_text(&of_plan), pp_str_text(&of_roster));
}

static int find_kind(const char *name, const struct kind **ret_kind, struct pp_error *reterr) {
    for (int i = 0; i < N_KINDS; i++)
        if (strcmp(name, kinds[i].name) == 0) {
            *ret_kind = &kinds[i];
            return 0;
        }
    return fail_kind(name, reterr);
}

static int find_format(const struct kind *kind, const struct pp_export_wish *wish,
                       enum format *ret_format, struct pp_error *reterr) {
    const char *dot = wish->path ? strrchr(wish->path, '.') : NULL;
    const char *slash = wish->path ? strrchr(wish->path, '/') : NULL;
    const char *wanted = wish->format         ? wish->format
                         : dot && dot > slash ? dot + 1
                         : wish->path         ? ""
                                              : "csv";
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++)
        if (pp_text_same_nocase(wanted, extensions[i].extension) &&
            (kind->formats & (int)extensions[i].format)) {
            *ret_format = extensions[i].format;
            return 0;
        }
    if (!wish->path)
        return pp_fail(reterr, PP_E_USAGE, "'%s' needs a file to write to: -o %s", kind->name,
                       kind->example ? kind->example : "FILE.csv");
    return pp_fail(reterr, PP_E_USAGE, "'%s' is written as %s, not as '%s'", kind->name, kind->as,
                   wish->path);
}

static int run(struct work *work, const struct kind *kind, struct pp_arena *arena,
               struct pp_error *reterr) {
    int rc = pp_store_plan_load(work->db, work->wish->plan_name, &work->plan, &work->result.choice,
                                reterr);
    if (rc)
        return rc;
    rc = kind->run(work, reterr);
    work->result.plan_name = pp_arena_strdup(arena, work->plan.name);
    if (!rc && !work->result.plan_name)
        rc = pp_fail_nomem(reterr);
    pp_plan_done(&work->plan);
    return rc;
}

int pp_service_export(struct pp_db *db, const struct pp_export_wish *wish, struct pp_arena *arena,
                      struct pp_export_result *ret_result, struct pp_error *reterr) {
    struct work work = {.db = db, .wish = wish};
    const struct kind *kind = NULL;
    int rc = find_kind(wish->kind, &kind, reterr);
    if (!rc)
        rc = find_format(kind, wish, &work.format, reterr);
    if (!rc)
        rc = run(&work, kind, arena, reterr);
    if (!rc)
        *ret_result = work.result;
    return rc;
}
