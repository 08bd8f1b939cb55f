#include "planner/service/staff_proposal.h"

#include <stdlib.h>
#include <string.h>

#include "planner/service/find_patch.h"
#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "patchplan/service/measure.h"
#include "patchplan/service/plans.h"
#include "patchplan/service/publish.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/today.h"
#include "patchplan/store/desk.h"
#include "patchplan/store/letters.h"
#include "patchplan/store/plan.h"

/* A patch, with its homes of the stage. */
struct row {
    const char *name, *officers; /* NULL: nobody */
    int64_t n_homes, n_new_officer;
};

struct desk {
    struct pp_db *db;
    const struct pp_proposal *proposal;
    struct pp_plan plan;
    struct row *rows;
    size_t n_rows, cap;
    struct pp_arena arena;
};

static void desk_done(struct desk *desk) {
    pp_plan_done(&desk->plan);
    pp_free(desk->rows);
    pp_arena_done(&desk->arena);
}

/* ---- patch by patch ---- */

static int visit_patch(void *context, const struct pp_patch_contacts *patch,
                       struct pp_error *reterr) {
    struct desk *desk = context;
    PP_AUTO_STR struct pp_str officers = {0};
    int rc = pp_reserve(&desk->rows, &desk->cap, desk->n_rows + 1, sizeof *desk->rows, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < patch->n_leads; i++)
        pp_str_appendf(&officers, "%s%s", pp_text_between((int)i, (int)patch->n_leads),
                       patch->leads[i].name);
    struct row row = {.name = pp_arena_strdup(&desk->arena, patch->patch)};
    row.officers = patch->n_leads ? pp_arena_strdup(&desk->arena, pp_str_text(&officers)) : NULL;
    if (!row.name || officers.failed || (patch->n_leads && !row.officers))
        return pp_fail_nomem(reterr);
    desk->rows[desk->n_rows++] = row;
    return 0;
}

static int visit_home(void *context, const struct pp_letter_home *home, enum pp_letter_fate fate,
                      struct pp_error *reterr) {
    struct desk *desk = context;
    struct row *row = &desk->rows[desk->n_rows - 1];
    (void)home;
    (void)reterr;
    row->n_homes++;
    row->n_new_officer += fate != PP_LETTER_SAME && fate != PP_LETTER_NO_OFFICER;
    return 0;
}

static int by_name(const void *a, const void *b) {
    const struct row *ra = a, *rb = b;
    return pp_text_natural_compare(ra->name, rb->name);
}

/* Patches that have no home in the stage are left out. */
static int read_rows(struct desk *desk, struct pp_error *reterr) {
    const struct pp_proposal *proposal = desk->proposal;
    const struct pp_letter_visit visit = {visit_patch, visit_home, desk};
    struct pp_scope scope = {0};
    size_t n = 0;
    int rc = pp_stage_find(desk->db, &proposal->stage, &desk->arena, &scope, reterr);
    if (!rc)
        rc = pp_store_letters_each(desk->db, proposal->plan_id, proposal->first_day, &scope, &visit,
                                   reterr);
    for (size_t i = 0; i < desk->n_rows; i++)
        if (desk->rows[i].n_homes)
            desk->rows[n++] = desk->rows[i];
    desk->n_rows = n;
    if (n)
        qsort(desk->rows, n, sizeof *desk->rows, by_name);
    return rc;
}

/* Wards may cut a patch: how many homes it has in all, where only some are of the stage. */
static bool set_of_all(const struct desk *desk, const struct row *row, struct pp_json *json) {
    int p = pp_patch_named(&desk->plan, row->name);
    bool is_cut =
        desk->proposal->stage.n_wards && p >= 0 && row->n_homes < desk->plan.patches[p].n_homes;
    if (is_cut)
        pp_set_count(json, "ofAll", desk->plan.patches[p].n_homes);
    else
        pp_set_text(json, "ofAll", NULL);
    return is_cut;
}

static int set_patches(const struct desk *desk, struct pp_json *page) {
    struct pp_json *patches = pp_json_new_array();
    bool any_cut = false;
    for (size_t i = 0; i < desk->n_rows; i++) {
        const struct row *row = &desk->rows[i];
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "id", row->name);
        pp_set_patch_href(json, "href", desk->plan.name, row->name);
        pp_set_text(json, "officers", row->officers);
        pp_set_count(json, "homes", row->n_homes);
        any_cut |= set_of_all(desk, row, json);
        pp_set_count(json, "newOfficer", row->n_new_officer);
        pp_json_push(patches, json);
    }
    pp_json_set(page, "anyCut", pp_json_new_bool(any_cut));
    return pp_json_set(page, "patches", patches);
}

/* ---- rules that gave ---- */

static int64_t beyond(const struct pp_plan *plan, const struct pp_patch *patch) {
    struct pp_limits limits = pp_patch_limits(plan, patch);
    return patch->weight_milli > limits.max_milli   ? patch->weight_milli - limits.max_milli
           : patch->weight_milli < limits.min_milli ? limits.min_milli - patch->weight_milli
                                                    : 0;
}

static bool is_of_stage(const struct desk *desk, const char *patch) {
    for (size_t i = 0; i < desk->n_rows; i++)
        if (strcmp(desk->rows[i].name, patch) == 0)
            return true;
    return false;
}

/* "L029 is over the size limit by 48.4: 348.4 workload-equivalent homes, at most 300". */
static struct pp_json *size_json(const struct pp_plan *plan, const struct pp_patch *patch) {
    struct pp_limits limits = pp_patch_limits(plan, patch);
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_json *json = pp_json_new_object();
    bool over = patch->weight_milli > limits.max_milli;
    char by[32], has[32], limit[32];
    pp_arithmetic_format_homes(beyond(plan, patch), by, sizeof by);
    pp_arithmetic_format_homes(patch->weight_milli, has, sizeof has);
    pp_arithmetic_format_homes(over ? limits.max_milli : limits.min_milli, limit, sizeof limit);
    pp_str_appendf(&text, "%s is %s the size limit by %s: %s workload-equivalent homes, at %s %s",
                   patch->name, over ? "over" : "under", by, has, over ? "most" : "least", limit);
    pp_set_text(json, "text", pp_str_text(&text));
    pp_set_patch_href(json, "href", plan->name, patch->name);
    return json;
}

struct outside {
    const struct pp_patch *patch;
    int64_t beyond_milli;
};

static int most_first(const void *a, const void *b) {
    const struct outside *oa = a, *ob = b;
    return (oa->beyond_milli < ob->beyond_milli) - (oa->beyond_milli > ob->beyond_milli);
}

static int add_sizes(const struct desk *desk, struct pp_json *sizes, struct pp_error *reterr) {
    const struct pp_plan *plan = &desk->plan;
    PP_AUTO_FREE struct outside *all = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *all);
    size_t n = 0;
    if (!all)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches; p++) {
        const struct pp_patch *patch = &plan->patches[p];
        if (beyond(plan, patch) && is_of_stage(desk, patch->name))
            all[n++] = (struct outside){patch, beyond(plan, patch)};
    }
    if (n)
        qsort(all, n, sizeof *all, most_first);
    for (size_t i = 0; i < n; i++)
        pp_json_push(sizes, size_json(plan, all[i].patch));
    return 0;
}

/* Without its ways out: who decides does not draw. */
static void add_rule(struct pp_json *rules, const char *text) {
    const char *end = strstr(text, " Nearest ways out:");
    PP_AUTO_STR struct pp_str rule = {0};
    pp_str_appendf(&rule, "%.*s", (int)(end ? (size_t)(end - text) : strlen(text)), text);
    pp_json_push(rules, pp_json_new_text(pp_str_text(&rule)));
}

static int set_rules(const struct desk *desk, struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str edited = {0};
    struct pp_json *sizes = pp_json_new_array(), *rules = pp_json_new_array();
    int rc = add_sizes(desk, sizes, reterr);
    for (int i = 0; i < desk->plan.n_reasons; i++)
        if (desk->plan.reasons[i].broken)
            add_rule(rules, desk->plan.reasons[i].text);
    if (!rc)
        rc = pp_service_plan_broken(desk->db, &desk->plan, &edited, reterr);
    if (edited.len)
        add_rule(rules, pp_str_text(&edited));
    int failed = pp_json_set(page, "anySizes", pp_json_new_bool(pp_json_length(sizes) > 0));
    failed |= pp_json_set(page, "sizes", sizes);
    failed |= pp_json_set(page, "rules", rules);
    return failed && !rc ? pp_fail_nomem(reterr) : rc;
}

/* ---- a stage, and what is missing ---- */

static bool is_named(const struct pp_proposal *proposal, const char *team) {
    for (size_t i = 0; i < proposal->stage.n_teams; i++)
        if (pp_text_same_nocase(proposal->stage.teams[i], team))
            return true;
    return false;
}

/* "Central and North keep today's patches: in force since 1 March 2027". */
static int set_elsewhere(struct desk *desk, struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_today_told told;
    const char **teams = NULL;
    size_t n = 0, n_others = 0, at = 0;
    if (pp_stage_is_everywhere(&desk->proposal->stage))
        return 0;
    int rc = pp_store_team_names(desk->db, &desk->arena, &teams, &n, reterr);
    if (!rc)
        rc = pp_service_today_tell(desk->db, desk->proposal->today, &desk->arena, &told, reterr);
    for (size_t i = 0; i < n; i++)
        n_others += !is_named(desk->proposal, teams[i]);
    for (size_t i = 0; i < n && !rc; i++)
        if (!is_named(desk->proposal, teams[i]))
            pp_str_appendf(&text, "%s%s", pp_text_between((int)at++, (int)n_others), teams[i]);
    if (rc || n_others == 0)
        return rc;
    if (desk->proposal->stage.n_wards) {
        pp_str_clear(&text);
        pp_str_append(&text, "Everywhere else");
    }
    pp_str_appendf(&text, " %s today's patches: %s",
                   desk->proposal->stage.n_wards || n_others == 1 ? "keeps" : "keep", told.words);
    pp_set_text(page, "elsewhere", pp_str_text(&text));
    return text.failed ? pp_fail_nomem(reterr) : 0;
}

static int set_late_roster(struct desk *desk, struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int rc = pp_service_say_late_roster(desk->db, desk->proposal->plan_id,
                                        desk->proposal->first_day, &text, reterr);
    if (!rc && text.len)
        pp_set_text(page, "lateRoster", pp_str_text(&text));
    return rc;
}

/* Without a roster there are no drop-ins; and no officers but those that the drawing named. */
static int set_no_roster(struct desk *desk, struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    char day[48];
    size_t n_vacant = 0;
    bool has = false;
    int rc = pp_service_has_roster(desk->db, desk->proposal->plan_id, &has, reterr);
    if (rc || has)
        return rc ? rc : set_late_roster(desk, page, reterr);
    for (size_t i = 0; i < desk->n_rows; i++)
        n_vacant += !desk->rows[i].officers;
    pp_day_long(desk->proposal->first_day, day, sizeof day);
    pp_str_appendf(&text, "This plan has no roster: from %s no patch%s will have ", day,
                   pp_stage_is_everywhere(&desk->proposal->stage) ? "" : " of this stage");
    if (n_vacant == desk->n_rows)
        pp_str_append(&text, "an officer or a drop-in on the public pages.");
    else
        pp_str_append(&text, "a drop-in on the public pages");
    if (n_vacant && n_vacant < desk->n_rows)
        pp_str_appendf(&text, ", and %zu of %zu patches no officer", n_vacant, desk->n_rows);
    pp_str_append(&text, n_vacant == desk->n_rows ? "" : ".");
    pp_set_text(page, "noRoster", pp_str_text(&text));
    PP_AUTO_STR struct pp_str href = {0};
    pp_href_name(&href, "/roster?plan=", desk->proposal->plan);
    pp_set_text(page, "rosterHref", pp_str_text(&href));
    return text.failed ? pp_fail_nomem(reterr) : 0;
}

int pp_tell_proposal(struct pp_db *db, const struct pp_proposal *proposal, struct pp_json *page,
                     struct pp_error *reterr) {
    PP_AUTO(desk_done) struct desk desk = {.db = db, .proposal = proposal};
    int rc = pp_store_plan_load(db, proposal->plan, &desk.plan, NULL, reterr);
    if (!rc)
        rc = read_rows(&desk, reterr);
    if (!rc && set_patches(&desk, page) != 0)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = set_rules(&desk, page, reterr);
    if (!rc)
        rc = set_elsewhere(&desk, page, reterr);
    return rc ? rc : set_no_roster(&desk, page, reterr);
}
