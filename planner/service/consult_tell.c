/* What a draft tells whoever holds its address: patches with their officers, before and after. */
#include <string.h>

#include "planner/service/consult.h"
#include "planner/service/find_patch.h"
#include "planner/service/hrefs.h"
#include "planner/service/public_tell.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/comments.h"
#include "patchplan/service/consult.h"
#include "patchplan/service/today.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/staff_map.h"
#include "patchplan/store/plan.h"

/* What every page of it is made of. */
struct desk {
    struct pp_db *db;
    const char *token;
    struct pp_arena arena;
    struct pp_consult consult;
    struct pp_plan plan;
    struct pp_consult_part *parts;
    size_t n_parts;
    struct pp_consult_lead *leads;
    size_t n_leads;
};

static void desk_done(struct desk *desk) {
    pp_plan_done(&desk->plan);
    pp_arena_done(&desk->arena);
}

static int open_desk(struct desk *desk, pp_day today, struct pp_error *reterr) {
    int rc = pp_find_consult(desk->db, desk->token, today, &desk->arena, &desk->consult, reterr);
    if (!rc)
        rc = pp_store_plan_load_brief(desk->db, desk->consult.plan, &desk->plan, NULL, reterr);
    if (!rc)
        rc = pp_store_consult_leads(desk->db, desk->consult.plan_id, today, &desk->arena,
                                    &desk->leads, &desk->n_leads, reterr);
    return rc;
}

/* What a patch, or each (-1), is made of. */
static int load_parts(struct desk *desk, int patch_ix, pp_day today, struct pp_error *reterr) {
    return pp_store_consult_parts(desk->db, desk->consult.plan_id, patch_ix, today, &desk->arena,
                                  &desk->parts, &desk->n_parts, reterr);
}

static void folder(const struct desk *desk, const char *part, struct pp_str *href) {
    pp_href_name(href, "/consult/", desk->token);
    pp_str_append(href, part);
}

/* What was said through this address, about one patch or all (NULL), with the answers. */
static int set_comments(const struct desk *desk, const char *patch, struct pp_json *page,
                        struct pp_error *reterr) {
    const struct pp_comments_view view = {
        .plan = desk->plan.name, .patch = patch, .consult_id = desk->consult.consult_id};
    struct pp_json *comments = NULL;
    int rc = pp_service_comments_json(desk->db, &view, &comments, reterr);
    return rc ? rc : pp_json_set(page, "comments", comments) ? pp_fail_nomem(reterr) : 0;
}

static struct pp_json *new_page(const struct desk *desk) {
    PP_AUTO_STR struct pp_str href = {0}, picture = {0};
    struct pp_json *page = pp_json_new_object();
    folder(desk, "", &href);
    pp_set_text(page, "title", desk->consult.title);
    pp_set_text(page, "plan", desk->plan.name);
    pp_set_text(page, "href", pp_str_text(&href));
    pp_str_append(&href, "/outlines");
    pp_set_text(page, "outlines", pp_str_text(&href));
    folder(desk, "/map.svg", &picture);
    pp_set_text(page, "picture", pp_str_text(&picture));
    pp_set_day(page, "until", desk->consult.until);
    pp_json_set(page, "canComment", pp_json_new_bool(strcmp(desk->plan.state, "draft") == 0));
    return page;
}

/* ---- a patch ---- */

static struct pp_json *officers_json(const struct desk *desk, int patch_ix) {
    struct pp_json *officers = pp_json_new_array();
    for (size_t i = 0; i < desk->n_leads; i++) {
        if (desk->leads[i].patch_ix != patch_ix)
            continue;
        PP_AUTO_STR struct pp_str href = {0};
        struct pp_json *officer = pp_json_new_object();
        folder(desk, "/officer/", &href);
        pp_set_text(officer, "name", desk->leads[i].name);
        pp_set_href(officer, "href", pp_str_text(&href), desk->leads[i].officer_id);
        pp_json_push(officers, officer);
    }
    return officers;
}

static int64_t count_homes(const struct desk *desk, int patch_ix) {
    int64_t n = 0;
    for (size_t i = 0; i < desk->n_parts; i++)
        n += desk->parts[i].patch_ix == patch_ix ? desk->parts[i].n_homes : 0;
    return n;
}

static struct pp_json *patch_json(const struct desk *desk, int patch_ix) {
    const struct pp_plan *plan = &desk->plan;
    const struct pp_patch *patch = &plan->patches[patch_ix];
    PP_AUTO_STR struct pp_str href = {0}, picture = {0};
    struct pp_json *json = pp_json_new_object();
    folder(desk, "/patch/", &href);
    folder(desk, "/map.svg?patch=", &picture);
    pp_str_append_url(&picture, patch->name);
    pp_set_text(json, "picture", pp_str_text(&picture));
    pp_set_text(json, "id", patch->name);
    pp_set_href(json, "href", pp_str_text(&href), patch->name);
    pp_set_text(json, "team", pp_plan_name_at(plan->team_names, plan->n_teams, patch->team_ix));
    pp_set_text(json, "ward", pp_plan_name_at(plan->ward_names, plan->n_wards, patch->ward_ix));
    pp_json_set(json, "officers", officers_json(desk, patch_ix));
    return pp_tell_rounded(json, "homes", count_homes(desk, patch_ix)) ? NULL : json;
}

static struct pp_json *before_json(const struct desk *desk, int patch_ix) {
    struct pp_json *before = pp_json_new_array();
    for (size_t i = 0; i < desk->n_parts; i++) {
        const struct pp_consult_part *part = &desk->parts[i];
        if (part->patch_ix != patch_ix)
            continue;
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "today", part->today);
        pp_set_text(json, "officer", part->officer);
        if (pp_tell_rounded(json, "homes", part->n_homes) != 0)
            pp_json_done(json);
        else
            pp_json_push(before, json);
    }
    return before;
}

static struct pp_json *streets_json(const char *const *names, size_t n) {
    struct pp_json *streets = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(streets, pp_json_new_text(names[i]));
    return streets;
}

static int tell_patch(struct desk *desk, const char *name, pp_day today, struct pp_json *page,
                      struct pp_error *reterr) {
    struct pp_public_patch patch;
    const char **streets = NULL;
    size_t n_streets = 0;
    int patch_ix = -1;
    int rc = pp_find_patch(&desk->plan, name, &patch_ix, reterr);
    if (!rc)
        rc = load_parts(desk, patch_ix, today, reterr);
    if (!rc)
        rc = pp_store_public_patch_get(desk->db, desk->consult.plan_id, patch_ix, today,
                                       &desk->arena, &patch, reterr);
    if (!rc)
        rc = pp_store_public_streets(desk->db, &patch, &desk->arena, &streets, &n_streets, reterr);
    if (!rc)
        rc = set_comments(desk, desk->plan.patches[patch_ix].name, page, reterr);
    if (rc)
        return rc;
    struct pp_json *json = patch_json(desk, patch_ix);
    pp_json_set(json, "before", before_json(desk, patch_ix));
    pp_json_set(json, "streets", streets_json(streets, n_streets));
    return pp_json_set(page, "patch", json) ? pp_fail_nomem(reterr) : 0;
}

/* ---- all of it ---- */

/* The patches of a team (-1: of none); NULL where there are none. */
static struct pp_json *team_json(const struct desk *desk, int team_ix) {
    const struct pp_plan *plan = &desk->plan;
    struct pp_json *team = pp_json_new_object(), *patches = pp_json_new_array();
    PP_AUTO_STR struct pp_str words = {0};
    for (int p = 0; p < plan->n_patches; p++)
        if (plan->patches[p].team_ix == team_ix)
            pp_json_push(patches, patch_json(desk, p));
    size_t n = pp_json_length(patches);
    pp_str_append_count(&words, (int64_t)n, "patch", "patches");
    pp_set_text(team, "name", pp_plan_name_at(plan->team_names, plan->n_teams, team_ix));
    pp_set_text(team, "words", pp_str_text(&words));
    pp_json_set(team, "patches", patches);
    if (n > 0)
        return team;
    pp_json_done(team);
    return NULL;
}

static struct pp_json *teams_json(const struct desk *desk) {
    struct pp_json *teams = pp_json_new_array();
    for (int t = -1; t < desk->plan.n_teams; t++) {
        struct pp_json *team = team_json(desk, t);
        if (team)
            pp_json_push(teams, team);
    }
    return teams;
}

static int tell_all(struct desk *desk, pp_day today, struct pp_json *page,
                    struct pp_error *reterr) {
    int rc = load_parts(desk, -1, today, reterr);
    if (!rc)
        rc = set_comments(desk, NULL, page, reterr);
    return rc ? rc : pp_json_set(page, "teams", teams_json(desk)) ? pp_fail_nomem(reterr) : 0;
}

/* ---- an officer of it ---- */

/* Who leads a patch of the draft, or looks after homes of it today. */
static bool is_of_draft(const struct desk *desk, const char *officer_id,
                        const struct pp_json *person) {
    bool leads = pp_json_length(pp_json_get(person, "before")) > 0 ||
                 pp_json_length(pp_json_get(person, "after")) > 0;
    for (size_t i = 0; i < desk->n_leads && !leads; i++)
        leads = strcmp(desk->leads[i].officer_id, officer_id) == 0;
    return leads;
}

/* The officer's patches in the draft lead to their pages, where people comment. */
static void link_patches(const struct desk *desk, const struct pp_json *patches) {
    PP_AUTO_STR struct pp_str href = {0};
    folder(desk, "/patch/", &href);
    for (size_t i = 0; i < pp_json_length(patches); i++) {
        struct pp_json *patch = pp_json_at(patches, i);
        pp_set_href(patch, "pageHref", pp_str_text(&href), pp_json_text(pp_json_get(patch, "id")));
    }
}

static int tell_person(struct desk *desk, const char *officer_id, pp_day today,
                       struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *person = NULL;
    int rc = pp_service_before_after(desk->db, desk->plan.name, officer_id, today, &person, reterr);
    if (rc)
        return rc;
    if (!is_of_draft(desk, officer_id, person))
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such officer.");
    link_patches(desk, pp_json_get(person, "after"));
    return pp_json_set(page, "person", PP_STEAL(person)) ? pp_fail_nomem(reterr) : 0;
}

/* ---- pages ---- */

/* One page: all of the draft, a patch of it, or an officer's before and after. */
enum page_of { OF_ALL, OF_PATCH, OF_PERSON };

static int tell(struct pp_db *db, const char *token, enum page_of of, const char *id, pp_day today,
                struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(desk_done) struct desk desk = {.db = db, .token = token};
    struct pp_today_told told;
    int rc = open_desk(&desk, today, reterr);
    if (rc)
        return rc;
    PP_AUTO_JSON struct pp_json *page = new_page(&desk);
    rc = of == OF_PERSON  ? tell_person(&desk, id, today, page, reterr)
         : of == OF_PATCH ? tell_patch(&desk, id, today, page, reterr)
                          : tell_all(&desk, today, page, reterr);
    if (!rc)
        rc = pp_service_today_tell(db, today, &desk.arena, &told, reterr);
    if (!rc)
        pp_set_text(page, "todayWords", told.words);
    if (!rc)
        *ret_page = PP_STEAL(page);
    return rc;
}

int pp_service_consult_page(struct pp_db *db, const char *token, pp_day today,
                            struct pp_json **ret_page, struct pp_error *reterr) {
    return tell(db, token, OF_ALL, NULL, today, ret_page, reterr);
}

int pp_service_consult_patch(struct pp_db *db, const char *token, const char *patch, pp_day today,
                             struct pp_json **ret_page, struct pp_error *reterr) {
    return tell(db, token, OF_PATCH, patch, today, ret_page, reterr);
}

int pp_service_consult_person(struct pp_db *db, const char *token, const char *officer_id,
                              pp_day today, struct pp_json **ret_page, struct pp_error *reterr) {
    return tell(db, token, OF_PERSON, officer_id, today, ret_page, reterr);
}

/* ---- on a map ---- */

int pp_service_consult_reads(struct pp_db *db, const char *token, pp_day today,
                             struct pp_arena *arena, const char **ret_plan,
                             struct pp_error *reterr) {
    struct pp_consult consult = {0};
    int rc = pp_find_consult(db, token, today, arena, &consult, reterr);
    if (!rc)
        *ret_plan = consult.plan;
    return rc;
}

int pp_service_consult_outlines(struct pp_db *db, const char *token, const char *plan,
                                struct pp_json **ret_outlines, struct pp_error *reterr) {
    const struct pp_outlines_ask ask = {.plan = plan, .for_all = true};
    PP_AUTO_STR struct pp_str folder = {0};
    PP_AUTO_JSON struct pp_json *outlines = NULL;
    int rc = pp_service_plan_outlines(db, &ask, &outlines, reterr);
    if (rc)
        return rc;
    struct pp_json *patches = pp_json_get(outlines, "patches");
    pp_href_name(&folder, "/consult/", token);
    pp_str_append(&folder, "/patch/");
    for (size_t i = 0; i < pp_json_length(patches); i++) {
        struct pp_json *patch = pp_json_at(patches, i);
        pp_set_href(patch, "href", pp_str_text(&folder), pp_json_text(pp_json_get(patch, "id")));
    }
    *ret_outlines = PP_STEAL(outlines);
    return 0;
}
