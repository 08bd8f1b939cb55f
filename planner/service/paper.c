#include "patchplan/service/paper.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "planner/service/find_patch.h"
#include "planner/service/hrefs.h"
#include "planner/service/paper_parts.h"
#include "planner/service/verdict.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/file.h"
#include "patchplan/core/newfile.h"
#include "patchplan/core/text.h"
#include "patchplan/db/migrate.h"
#include "patchplan/json/template.h"
#include "patchplan/service/export.h"
#include "patchplan/service/today.h"
#include "patchplan/store/paper.h"
#include "patchplan/store/setting.h"

enum { MOST_PATCHES_TOLD = 60, SIZE_STEP = 20, MOST_SIZES = 64 };

static void work_done(struct pp_paper_work *work) {
    for (size_t i = 0; i < work->n_options; i++)
        pp_plan_done(&work->options[i].plan);
    pp_arena_done(&work->arena);
    pp_json_done(work->page);
}

/* ---- numbers as papers tell them ---- */

/* "290", "fewer than 10"; none at all is told. */
static struct pp_json *rounded(int64_t n_homes) {
    char text[32];
    if (n_homes > 0 && n_homes < 10)
        return pp_json_new_text("fewer than 10");
    pp_text_format_count((n_homes + 5) / 10 * 10, text, sizeof text);
    return pp_json_new_text(text);
}

static struct pp_json *count(int64_t n) {
    char text[32];
    pp_text_format_count(n, text, sizeof text);
    return pp_json_new_text(text);
}

/* Of few homes a share would tell the number. */
static struct pp_json *share(int64_t n, int64_t of) {
    char text[32];
    if (of < 50)
        return pp_json_new_text("too few homes to tell");
    snprintf(text, sizeof text, "%.0f %%", 100 * (double)n / (double)of);
    return pp_json_new_text(text);
}

static struct pp_json *metres(double distance_m) {
    char text[32];
    if (!isfinite(distance_m))
        return pp_json_new_text("");
    snprintf(text, sizeof text, "%.0f m", distance_m);
    return pp_json_new_text(text);
}

/* ---- what it is about ---- */

/* As told; else as the plan was published last, if it is. */
static int find_stage(struct pp_paper_work *work, struct pp_error *reterr) {
    const struct pp_paper_wish *wish = work->wish;
    struct pp_publication *rows = NULL;
    int64_t plan_id = work->options[0].plan.plan_id;
    size_t n = 0, i = 0;
    work->stage = wish->stage;
    work->about.has_from = wish->has_from;
    work->about.from = wish->from;
    if (wish->has_from)
        return 0;
    int rc = pp_store_publication_list(work->db, &work->arena, &rows, &n, reterr);
    while (!rc && i < n && (rows[i].plan_id != plan_id || rows[i].rolled_back_at))
        i++;
    if (rc || i == n)
        return rc;
    work->about.has_from = true;
    work->about.from = rows[i].first_day;
    return pp_paper_is_of_a_stage(work)
               ? 0
               : pp_stage_of_publication(work->db, rows[i].publication_id, &work->arena,
                                         &work->stage, reterr);
}

static int find_about(struct pp_paper_work *work, struct pp_error *reterr) {
    int rc = find_stage(work, reterr);
    work->about.plan_id = work->options[0].plan.plan_id;
    work->about.before = work->about.has_from ? work->about.from - 1 : work->wish->today;
    return rc ? rc
              : pp_stage_find(work->db, &work->stage, &work->arena, &work->about.scope, reterr);
}

static int load_option(struct pp_paper_work *work, const char *name,
                       enum pp_plan_choice *ret_choice, struct pp_error *reterr) {
    int rc = pp_store_plan_load(work->db, name, &work->options[work->n_options].plan, ret_choice,
                                reterr);
    work->n_options += rc == 0;
    return rc;
}

static int load_options(struct pp_paper_work *work, struct pp_error *reterr) {
    const struct pp_paper_wish *wish = work->wish;
    if (wish->n_others >= PP_PAPER_MOST_OPTIONS)
        return pp_fail(reterr, PP_E_USAGE, "a paper compares at most %d options",
                       PP_PAPER_MOST_OPTIONS);
    int rc = load_option(work, wish->plan_name, &work->choice, reterr);
    for (size_t i = 0; i < wish->n_others && !rc; i++)
        rc = load_option(work, wish->other_names[i], NULL, reterr);
    return rc ? rc : find_about(work, reterr);
}

static int measure(struct pp_paper_work *work, struct pp_error *reterr) {
    int rc = pp_paper_measure_before(work->db, &work->about, &work->options[0].plan, &work->arena,
                                     &work->before, reterr);
    for (size_t i = 0; i < work->n_options && !rc; i++) {
        struct pp_paper_about about = work->about;
        about.plan_id = work->options[i].plan.plan_id;
        rc = pp_paper_measure(work->db, &about, &work->arena, &work->options[i], reterr);
    }
    if (rc || work->options[0].sum.n_homes)
        return rc;
    return pp_fail(reterr, PP_E_NOTFOUND, "plan '%s' has no homes in the teams or wards named",
                   work->options[0].plan.name);
}

/* ---- the comparison ---- */

static struct pp_json *patches_of(const struct pp_paper_sum *sum) { return count(sum->n_patches); }
static struct pp_json *homes_of(const struct pp_paper_sum *sum) { return rounded(sum->n_homes); }
static struct pp_json *least_of(const struct pp_paper_sum *sum) { return rounded(sum->least); }
static struct pp_json *most_of(const struct pp_paper_sum *sum) { return rounded(sum->most); }
static struct pp_json *vacant_of(const struct pp_paper_sum *sum) { return count(sum->n_vacant); }
static struct pp_json *distance_of(const struct pp_paper_sum *sum) {
    return isfinite(sum->distance_m) ? metres(sum->distance_m) : pp_json_new_text("not known");
}

/* Measured of what holds before and of each option. */
static const struct {
    const char *title;
    struct pp_json *(*of)(const struct pp_paper_sum *sum);
} measures[] = {
    {"Patches", patches_of},
    {"Homes", homes_of},
    {"Homes in the smallest patch", least_of},
    {"Homes in the largest patch", most_of},
    {"Average distance to the middle of the patch", distance_of},
    {"Patches without a named officer", vacant_of},
};

static struct pp_json *new_patch_of(const struct pp_paper_option *option) {
    return rounded(option->n_new_patch);
}
static struct pp_json *new_officer_of(const struct pp_paper_option *option) {
    return rounded(option->n_new_officer);
}
static struct pp_json *no_officer_of(const struct pp_paper_option *option) {
    return rounded(option->n_no_officer);
}
static struct pp_json *outside_of(const struct pp_paper_option *option) {
    return count(option->n_outside);
}

/* What each option changes, and its rules: there is nothing to put beside it. */
static const struct {
    const char *title;
    struct pp_json *(*of)(const struct pp_paper_option *option);
} changes[] = {
    {"Homes that change patch", new_patch_of},
    {"Homes that get another named officer", new_officer_of},
    {"Homes whose patch has no named officer yet", no_officer_of},
    {"Patches over or under the size limits", outside_of},
};

static struct pp_json *row_json(const char *title, struct pp_json *cells) {
    struct pp_json *row = pp_json_new_object();
    pp_set_text(row, "title", title);
    pp_json_set(row, "cells", cells);
    return row;
}

static int set_comparison(struct pp_paper_work *work) {
    struct pp_json *columns = pp_json_new_array(), *both = pp_json_new_array(),
                   *each = pp_json_new_array();
    for (size_t i = 0; i < work->n_options; i++)
        pp_json_push(columns, pp_json_new_text(work->options[i].plan.name));
    for (size_t r = 0; r < sizeof measures / sizeof *measures; r++) {
        struct pp_json *cells = pp_json_new_array();
        pp_json_push(cells, measures[r].of(&work->before));
        for (size_t i = 0; i < work->n_options; i++)
            pp_json_push(cells, measures[r].of(&work->options[i].sum));
        pp_json_push(both, row_json(measures[r].title, cells));
    }
    for (size_t r = 0; r < sizeof changes / sizeof *changes; r++) {
        struct pp_json *cells = pp_json_new_array();
        for (size_t i = 0; i < work->n_options; i++)
            pp_json_push(cells, changes[r].of(&work->options[i]));
        pp_json_push(each, row_json(changes[r].title, cells));
    }
    pp_set_text(work->page, "before", work->about.has_from ? "Before" : "Today");
    int rc = pp_json_set(work->page, "columns", columns);
    rc = rc ? rc : pp_json_set(work->page, "measures", both);
    return rc ? rc : pp_json_set(work->page, "changes", each);
}

static int set_sizes(struct pp_paper_work *work) {
    const struct pp_paper_option *it = &work->options[0];
    struct pp_json *list = pp_json_new_array();
    int counts[MOST_SIZES] = {0};
    for (size_t i = 0; i < it->n_patches; i++) {
        int64_t step = it->patches[i].n_homes / SIZE_STEP;
        if (pp_paper_group_counts(it, &it->patches[i]))
            counts[step < MOST_SIZES ? step : MOST_SIZES - 1]++;
    }
    for (int i = 0; i < MOST_SIZES; i++) {
        struct pp_json *row = counts[i] ? pp_json_new_object() : NULL;
        char words[64];
        snprintf(words, sizeof words, i + 1 < MOST_SIZES ? "%d to %d" : "%d or more", i * SIZE_STEP,
                 (i + 1) * SIZE_STEP - 1);
        if (!counts[i])
            continue;
        pp_set_text(row, "homes", words);
        pp_set_count(row, "patches", counts[i]);
        pp_json_push(list, row);
    }
    return pp_json_set(work->page, "sizes", list);
}

/* ---- groups of homes ---- */

/* Average distance of a ward's homes to the middle of their patch; NAN: no homes of the plan. */
static double ward_distance_m(const struct pp_plan *plan, const char *ward) {
    double sum = 0, homes = 0;
    for (int u = 0; u < plan->n_units; u++) {
        const struct pp_unit *unit = &plan->units[u];
        const char *name = pp_plan_name_at(plan->ward_names, plan->n_wards, unit->ward_ix);
        int p = plan->patch_of_unit[u];
        if (p < 0 || !name || strcmp(name, ward) != 0 || plan->patches[p].hub_unit_ix < 0)
            continue;
        const struct pp_unit *middle = &plan->units[plan->patches[p].hub_unit_ix];
        sum += unit->n_homes *
               hypot(unit->easting_m - middle->easting_m, unit->northing_m - middle->northing_m);
        homes += unit->n_homes;
    }
    return homes > 0 ? sum / homes : NAN;
}

static struct pp_json *group_json(const struct pp_paper_work *work,
                                  const struct pp_paper_group *group, enum pp_paper_by by) {
    struct pp_json *row = pp_json_new_object();
    pp_set_text(row, "name", *group->name ? group->name : "not known");
    pp_json_set(row, "homes", rounded(group->n_homes));
    pp_json_set(row, "patch", rounded(group->n_new_patch));
    pp_json_set(row, "officer", rounded(group->n_new_officer));
    pp_json_set(row, "share", share(group->n_new_officer, group->n_homes));
    if (by == PP_PAPER_BY_WARD)
        pp_json_set(row, "distance", metres(ward_distance_m(&work->options[0].plan, group->name)));
    return row;
}

static int push_groups(const struct pp_paper_work *work, const struct pp_paper_group *groups,
                       size_t n, enum pp_paper_by by, const char *key) {
    struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(list, group_json(work, &groups[i], by));
    return pp_json_set(work->page, key, list);
}

static int set_groups(struct pp_paper_work *work, enum pp_paper_by by, const char *key,
                      struct pp_error *reterr) {
    struct pp_paper_group *groups = NULL;
    size_t n = 0;
    int rc = pp_store_paper_groups(work->db, &work->about, by, &work->arena, &groups, &n, reterr);
    return rc ? rc : push_groups(work, groups, n, by, key) ? pp_fail_nomem(reterr) : 0;
}

static int by_name(const void *a, const void *b) {
    const struct pp_paper_group *ga = a, *gb = b;
    return pp_text_natural_compare(ga->name, gb->name);
}

/* The patches of a stage, when they are few enough for a paper. */
static int set_patches(struct pp_paper_work *work, struct pp_error *reterr) {
    struct pp_paper_option *it = &work->options[0];
    if (!pp_paper_is_of_a_stage(work) || it->n_patches > MOST_PATCHES_TOLD)
        return 0;
    qsort(it->patches, it->n_patches, sizeof *it->patches, by_name);
    pp_json_set(work->page, "hasPatches", pp_json_new_bool(true));
    return push_groups(work, it->patches, it->n_patches, PP_PAPER_BY_PATCH, "patches")
               ? pp_fail_nomem(reterr)
               : 0;
}

/* ---- the paper ---- */

static int set_head(struct pp_paper_work *work, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str title = {0};
    const char *council = NULL;
    char date[48];
    pp_day_long(work->wish->today, date, sizeof date);
    pp_str_append(&title, "Housing patches");
    if (pp_paper_is_of_a_stage(work))
        pp_str_append(&title, " in ");
    if (pp_paper_is_of_a_stage(work))
        pp_stage_say(&work->stage, &title);
    pp_str_appendf(&title, ": plan \u201C%s\u201D", work->options[0].plan.name);
    int rc = pp_store_setting_get(work->db, "council", &work->arena, &council, reterr);
    pp_set_text(work->page, "title", pp_str_text(&title));
    pp_set_text(work->page, "council", council);
    pp_set_text(work->page, "dateWords", date);
    return rc;
}

static int fill(struct pp_paper_work *work, struct pp_str *html, struct pp_error *reterr) {
    PP_AUTO_TEMPLATES struct pp_templates *templates = pp_templates_new();
    char folder[512];
    int rc = templates ? pp_own_folder("letters", folder, reterr) : pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_templates_add_folder(templates, folder, reterr);
    return rc ? rc : pp_template_fill(templates, "paper", work->page, html, reterr);
}

static int write_paper(struct pp_paper_work *work, struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    PP_AUTO_STR struct pp_str html = {0};
    int rc = fill(work, &html, reterr);
    if (!rc)
        rc = pp_newfile_open(work->wish->path, &file, reterr);
    if (!rc && fwrite(html.data, 1, html.len, file.stream) != html.len)
        rc = pp_fail_system(reterr, errno, "write the file", work->wish->path);
    return rc ? rc : pp_newfile_commit(&file, reterr);
}

static int run(struct pp_paper_work *work, struct pp_error *reterr) {
    const char *dot = strrchr(work->wish->path, '.');
    if (!dot || !pp_text_same_nocase(dot, ".html"))
        return pp_fail(reterr, PP_E_USAGE, "the paper is written as .html, not as '%s'",
                       work->wish->path);
    int rc = load_options(work, reterr);
    if (!rc)
        rc = measure(work, reterr);
    if (!rc)
        rc = set_head(work, reterr);
    if (!rc)
        rc = pp_paper_set_sentences(work, reterr);
    if (!rc && (set_comparison(work) || pp_paper_set_proofs(work) || set_sizes(work)))
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = set_groups(work, PP_PAPER_BY_WARD, "wards", reterr);
    if (!rc)
        rc = set_groups(work, PP_PAPER_BY_KIND, "kinds", reterr);
    if (!rc)
        rc = set_patches(work, reterr);
    if (!rc)
        rc = pp_paper_set_maps(work, reterr);
    return rc ? rc : write_paper(work, reterr);
}

int pp_service_paper(struct pp_db *db, const struct pp_paper_wish *wish, struct pp_arena *arena,
                     struct pp_paper_answer *ret_answer, struct pp_error *reterr) {
    PP_AUTO(work_done)
    struct pp_paper_work work = {.db = db, .wish = wish, .page = pp_json_new_object()};
    PP_AUTO_STR struct pp_str stage = {0};
    int rc = run(&work, reterr);
    if (rc)
        return rc;
    pp_stage_say(&work.stage, &stage);
    *ret_answer =
        (struct pp_paper_answer){pp_arena_strdup(arena, work.options[0].plan.name), work.choice,
                                 pp_arena_strdup(arena, pp_str_text(&stage))};
    return ret_answer->plan_name && ret_answer->stage ? 0 : pp_fail_nomem(reterr);
}
