/* What an officer looks after today, and would in a plan. */
#include <string.h>

#include "planner/service/public_tell.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/consult.h"
#include "patchplan/service/today.h"
#include "patchplan/store/consult.h"
#include "patchplan/store/plan.h"

/* The ways a street can be told. */
struct half {
    const char *key;
    bool was, will;
};
static const struct half halves[] = {
    {"staying", true, true}, {"joining", false, true}, {"leaving", true, false}};

static struct pp_json *find_patch(struct pp_json *patches, const char *name) {
    for (size_t i = 0; i < pp_json_length(patches); i++)
        if (strcmp(pp_json_text(pp_json_get(pp_json_at(patches, i), "id")), name) == 0)
            return pp_json_at(patches, i);
    struct pp_json *patch = pp_json_new_object();
    return pp_json_set(patch, "id", pp_json_new_text(name)) || pp_json_push(patches, patch) ? NULL
                                                                                            : patch;
}

/* The homes of each patch before (`was`) or after, rounded. */
static int set_patches(const struct pp_consult_street *streets, size_t n, bool was,
                       struct pp_json *person, struct pp_error *reterr) {
    struct pp_json *patches = pp_json_new_array();
    for (size_t i = 0; i < n; i++) {
        if (!(was ? streets[i].was : streets[i].will))
            continue;
        struct pp_json *patch = find_patch(patches, was ? streets[i].today : streets[i].patch);
        double so_far = 0;
        bool counted = pp_json_number(pp_json_get(patch, "n"), &so_far);
        pp_json_set(patch, "n",
                    pp_json_new_int((counted ? (int64_t)so_far : 0) + streets[i].n_homes));
    }
    for (size_t i = 0; i < pp_json_length(patches); i++) {
        double n_homes = 0;
        struct pp_json *patch = pp_json_at(patches, i);
        bool counted = pp_json_number(pp_json_get(patch, "n"), &n_homes);
        pp_json_set(patch, "n", pp_json_new_text(NULL)); /* exact numbers are nobody's business */
        if (!counted || pp_tell_rounded(patch, "homes", (int64_t)n_homes) != 0)
            break;
    }
    return pp_json_set(person, was ? "before" : "after", patches) ? pp_fail_nomem(reterr) : 0;
}

static int set_half(const struct half *half, const struct pp_consult_street *streets, size_t n,
                    struct pp_json *person, struct pp_error *reterr) {
    struct pp_json *json = pp_json_new_object(), *names = pp_json_new_array();
    const char *last = "";
    int64_t n_homes = 0;
    for (size_t i = 0; i < n; i++) {
        if (streets[i].was != half->was || streets[i].will != half->will)
            continue;
        n_homes += streets[i].n_homes;
        if (strcmp(last, streets[i].street) != 0)
            pp_json_push(names, pp_json_new_text(last = streets[i].street));
    }
    pp_json_set(json, "streets", names);
    int rc = n_homes ? pp_tell_rounded(json, "homes", n_homes)
                     : pp_json_set(json, "homesWords", pp_json_new_text("no"));
    return rc || pp_json_set(person, half->key, json) ? pp_fail_nomem(reterr) : 0;
}

int pp_service_before_after(struct pp_db *db, const char *plan, const char *officer_id,
                            pp_day today, struct pp_json **ret_person, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *person = pp_json_new_object();
    struct pp_consult_street *streets = NULL;
    struct pp_today_told told = {0};
    const char *name = NULL;
    size_t n = 0;
    int64_t plan_id = 0;
    int rc = pp_store_plan_find(db, plan, &plan_id, NULL, reterr);
    if (!rc)
        rc = pp_store_consult_streets(db, plan_id, officer_id, today, &arena, &name, &streets, &n,
                                      reterr);
    if (!rc)
        rc = pp_service_today_tell(db, today, &arena, &told, reterr);
    if (!rc)
        rc = set_patches(streets, n, true, person, reterr);
    if (!rc)
        rc = set_patches(streets, n, false, person, reterr);
    for (size_t i = 0; i < sizeof halves / sizeof *halves && !rc; i++)
        rc = set_half(&halves[i], streets, n, person, reterr);
    if (!rc && (pp_json_set(person, "name", pp_json_new_text(name)) ||
                pp_json_set(person, "todayWords", pp_json_new_text(told.words))))
        rc = pp_fail_nomem(reterr);
    if (!rc)
        *ret_person = PP_STEAL(person);
    return rc;
}
