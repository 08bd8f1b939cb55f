#include "patchplan/service/outlines.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/publish/outline.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/public.h"
#include "patchplan/store/publication.h"

enum { MOST_PATCHES = 2000 };

/* Which patches of the plan are in force where they are; how many. */
static int find_wanted(struct pp_db *db, const struct pp_plan *plan, pp_day day, bool *wanted,
                       int *ret_n_wanted, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    *ret_n_wanted = 0;
    for (int p = 0; p < plan->n_patches; p++) {
        struct pp_public_patch patch = {0};
        int rc = pp_store_public_patch_find(db, plan->patches[p].name, day, &arena, &patch, reterr);
        if (rc < 0)
            return rc;
        wanted[p] = rc > 0 && patch.plan_id == plan->plan_id && patch.patch_ix == p;
        *ret_n_wanted += wanted[p];
    }
    return 0;
}

static int add_plan(struct pp_db *db, const char *name, pp_day day, struct pp_json *patches,
                    struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO_GEO struct pp_geo *geo = NULL;
    PP_AUTO_SHAPES struct pp_patch_shapes shapes = {0};
    int n_wanted = 0, rc = pp_store_plan_load_brief(db, name, &plan, NULL, reterr);
    bool too_many = plan.n_patches > MOST_PATCHES;
    pp_plan_done(&plan);
    if (rc || too_many)
        return rc;
    if ((rc = pp_store_plan_load(db, name, &plan, NULL, reterr)) != 0)
        return rc;
    PP_AUTO_FREE bool *wanted = pp_alloc_array((size_t)plan.n_patches + 1, sizeof *wanted);
    rc = wanted ? find_wanted(db, &plan, day, wanted, &n_wanted, reterr) : pp_fail_nomem(reterr);
    if (rc || n_wanted == 0)
        return rc;
    PP_AUTO_FREE int *colours = pp_alloc_array((size_t)plan.n_patches + 1, sizeof *colours);
    rc = colours ? pp_geo_new(&geo, reterr) : pp_fail_nomem(reterr);
    for (int p = 0; p < plan.n_patches && !rc; p++)
        colours[p] = -1;
    if (!rc)
        rc = pp_patch_shapes_build(geo, &plan, &shapes, reterr);
    if (!rc)
        rc = pp_outlines_colour(&plan, &shapes, colours, reterr);
    const struct pp_outline_wish wish = {wanted, colours, PP_OUTLINE_GRID_M};
    return rc ? rc : pp_outlines_add(&plan, &shapes, &wish, patches, reterr);
}

/* Was row i of the same plan as an earlier one that counts? A plan is published once for each stage. */
static bool is_told(const struct pp_publication *rows, size_t i) {
    for (size_t before = 0; before < i; before++)
        if (rows[before].plan_id == rows[i].plan_id && !rows[before].rolled_back_at)
            return true;
    return false;
}

static int add_plans(struct pp_db *db, pp_day day, struct pp_json *patches,
                     struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_publication *rows = NULL;
    size_t n = 0;
    int rc = pp_store_publication_list(db, &arena, &rows, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++)
        if (!rows[i].rolled_back_at && !is_told(rows, i))
            rc = add_plan(db, rows[i].plan_name, day, patches, reterr);
    return rc;
}

/* Where each patch has its page. */
static int set_hrefs(struct pp_json *patches) {
    for (size_t i = 0; i < pp_json_length(patches); i++) {
        PP_AUTO_STR struct pp_str href = {0};
        struct pp_json *patch = pp_json_at(patches, i);
        pp_str_append(&href, "/patch/");
        pp_str_append_url(&href, pp_json_text(pp_json_get(patch, "id")));
        if (href.failed || pp_json_set(patch, "href", pp_json_new_text(pp_str_text(&href))) != 0)
            return PP_E_NOMEM;
    }
    return 0;
}

int pp_service_outlines(struct pp_db *db, pp_day day, struct pp_json **ret_outlines,
                        struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *outlines = pp_json_new_object();
    struct pp_json *patches = pp_json_new_array();
    if (pp_json_set(outlines, "crs", pp_json_new_text("EPSG:27700")) != 0 ||
        pp_json_set(outlines, "patches", patches) != 0)
        return pp_fail_nomem(reterr);
    int rc = add_plans(db, day, patches, reterr);
    if (!rc && set_hrefs(patches) != 0)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        *ret_outlines = PP_STEAL(outlines);
    return rc;
}

int pp_service_outlines_stamp(struct pp_db *db, pp_day day, char **ret_stamp,
                              struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str stamp = {0};
    const char *published = NULL;
    char iso[11];
    int rc = pp_store_published_stamp(db, &arena, &published, reterr);
    if (rc)
        return rc;
    pp_day_iso(day, iso);
    pp_str_appendf(&stamp, "%s %s", iso, published);
    if (stamp.failed)
        return pp_fail_nomem(reterr);
    *ret_stamp = pp_str_take(&stamp);
    return 0;
}
