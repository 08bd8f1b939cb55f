#include "patchplan/service/paper.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "planner/service/hrefs.h"
#include "planner/service/verdict.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/file.h"
#include "patchplan/core/newfile.h"
#include "patchplan/core/text.h"
#include "patchplan/db/migrate.h"
#include "patchplan/json/template.h"
#include "patchplan/service/export.h"
#include "patchplan/store/paper.h"
#include "patchplan/store/setting.h"
#include "patchplan/store/today.h"

enum { MOST_OPTIONS = 6, SIZE_STEP = 20, MOST_SIZES = 64 };

/* One option, with what is counted of it against today. */
struct option {
    struct pp_plan plan;
    int64_t n_new_patch, n_new_officer, least, most;
    int n_vacant;
};

struct work {
    struct pp_db *db;
    const struct pp_paper_wish *wish;
    struct option options[MOST_OPTIONS]; /* the proposal first */
    size_t n_options;
    enum pp_plan_choice choice;
    struct pp_paper_today today;
    struct pp_arena arena;
    struct pp_json *page;
};

static void work_done(struct work *work) {
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

/* ---- the options ---- */

static void measure(struct option *option) {
    for (int p = 0; p < option->plan.n_patches; p++) {
        const struct pp_patch *patch = &option->plan.patches[p];
        option->least = p && option->least < patch->n_homes ? option->least : patch->n_homes;
        option->most = option->most > patch->n_homes ? option->most : patch->n_homes;
        option->n_vacant += !patch->is_named;
    }
}

static int load_option(struct work *work, const char *name, enum pp_plan_choice *ret_choice,
                       struct pp_error *reterr) {
    struct option *option = &work->options[work->n_options];
    struct pp_today_part *parts = NULL;
    size_t n = 0;
    int rc = pp_store_plan_load(work->db, name, &option->plan, ret_choice, reterr);
    if (rc)
        return rc;
    work->n_options++;
    rc = pp_store_plan_today(work->db, option->plan.plan_id, work->wish->today, &work->arena,
                             &parts, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++) {
        option->n_new_patch += strcmp(parts[i].today, parts[i].patch) ? parts[i].n_homes : 0;
        option->n_new_officer += parts[i].other_officer ? parts[i].n_homes : 0;
    }
    measure(option);
    return rc;
}

static int load_options(struct work *work, struct pp_error *reterr) {
    const struct pp_paper_wish *wish = work->wish;
    if (wish->n_others >= MOST_OPTIONS)
        return pp_fail(reterr, PP_E_USAGE, "a paper compares at most %d options", MOST_OPTIONS);
    int rc = load_option(work, wish->plan_name, &work->choice, reterr);
    for (size_t i = 0; i < wish->n_others && !rc; i++)
        rc = load_option(work, wish->other_names[i], NULL, reterr);
    return rc ? rc : pp_store_paper_today(work->db, work->wish->today, &work->today, reterr);
}

/* ---- the comparison ---- */

static struct pp_json *proof_cell(const struct pp_plan *plan) {
    char text[32];
    if (isnan(plan->gap) || pp_plan_is_proven_in_part(plan))
        return pp_json_new_text("not proven");
    snprintf(text, sizeof text, "%.1f %%", pp_shorter_percent(plan->cost, plan->bound));
    return pp_json_new_text(text);
}

static struct pp_json *outside_cell(const struct option *option) {
    return count(option->plan.n_patches - pp_plan_n_in_limits(&option->plan));
}

/* The cell of each row for an option; for today (NULL) what the lists tell. */
struct row {
    const char *title;
    struct pp_json *(*of)(const struct option *option);
    struct pp_json *(*of_today)(const struct pp_paper_today *today); /* NULL: not measured */
};

static struct pp_json *patches_of(const struct option *option) {
    return count(option->plan.n_patches);
}
static struct pp_json *homes_of(const struct option *option) {
    return rounded(option->plan.n_homes);
}
static struct pp_json *least_of(const struct option *option) { return rounded(option->least); }
static struct pp_json *most_of(const struct option *option) { return rounded(option->most); }
static struct pp_json *distance_of(const struct option *option) {
    return metres(pp_plan_mean_distance_m(&option->plan));
}
static struct pp_json *new_patch_of(const struct option *option) {
    return rounded(option->n_new_patch);
}
static struct pp_json *new_officer_of(const struct option *option) {
    return rounded(option->n_new_officer);
}
static struct pp_json *vacant_of(const struct option *option) { return count(option->n_vacant); }
static struct pp_json *proof_of(const struct option *option) { return proof_cell(&option->plan); }

static struct pp_json *patches_today(const struct pp_paper_today *today) {
    return count(today->n_patches);
}
static struct pp_json *homes_today(const struct pp_paper_today *today) {
    return rounded(today->n_homes);
}
static struct pp_json *least_today(const struct pp_paper_today *today) {
    return rounded(today->least);
}
static struct pp_json *most_today(const struct pp_paper_today *today) {
    return rounded(today->most);
}
static struct pp_json *vacant_today(const struct pp_paper_today *today) {
    return count(today->n_vacant);
}

static const struct row rows[] = {
    {"Patches", patches_of, patches_today},
    {"Homes", homes_of, homes_today},
    {"Homes in the smallest patch", least_of, least_today},
    {"Homes in the largest patch", most_of, most_today},
    {"Patches over or under the size limits", outside_cell, NULL},
    {"Average distance to the middle of the patch", distance_of, NULL},
    {"Homes that change patch", new_patch_of, NULL},
    {"Homes that get another named officer", new_officer_of, NULL},
    {"Patches without a named officer", vacant_of, vacant_today},
    {"A plan under the same rules can be shorter by at most", proof_of, NULL},
};

static int set_comparison(struct work *work) {
    struct pp_json *columns = pp_json_new_array(), *measures = pp_json_new_array();
    pp_json_push(columns, pp_json_new_text("Today"));
    for (size_t i = 0; i < work->n_options; i++)
        pp_json_push(columns, pp_json_new_text(work->options[i].plan.name));
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct pp_json *cells = pp_json_new_array(), *row = pp_json_new_object();
        pp_json_push(cells, rows[r].of_today ? rows[r].of_today(&work->today)
                                             : pp_json_new_text("\u2013"));
        for (size_t i = 0; i < work->n_options; i++)
            pp_json_push(cells, rows[r].of(&work->options[i]));
        pp_set_text(row, "title", rows[r].title);
        pp_json_set(row, "cells", cells);
        pp_json_push(measures, row);
    }
    int rc = pp_json_set(work->page, "columns", columns);
    return rc ? rc : pp_json_set(work->page, "measures", measures);
}

/* ---- in sentences ---- */

static int push(struct pp_json *list, struct pp_str *text) {
    int rc = text->failed ? PP_E_NOMEM : pp_json_push(list, pp_json_new_text(pp_str_text(text)));
    pp_str_clear(text);
    return rc;
}

static int set_proposal(struct work *work) {
    const struct option *it = &work->options[0];
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_json *list = pp_json_new_array();
    char homes[32], officer[32];
    pp_text_format_count((it->plan.n_homes + 5) / 10 * 10, homes, sizeof homes);
    pp_text_format_count((it->n_new_officer + 5) / 10 * 10, officer, sizeof officer);
    pp_str_appendf(
        &text,
        "Plan \u201C%s\u201D divides about %s homes into %d patches. Each is looked after "
        "by one named housing officer, whom tenants know by name.",
        it->plan.name, homes, it->plan.n_patches);
    int rc = push(list, &text);
    pp_str_appendf(&text,
                   "About %s homes would get another named officer. They are told by letter, ten "
                   "working days ahead.",
                   officer);
    rc = rc ? rc : push(list, &text);
    return rc ? rc : pp_json_set(work->page, "proposal", list);
}

static int set_proofs(struct work *work) {
    const struct pp_plan *plan = &work->options[0].plan;
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_json *list = pp_json_new_array();
    int n_in = pp_plan_n_in_limits(plan);
    pp_str_appendf(
        &text,
        "%d of %d patches are inside the size limits. Homes lie %.0f m from the middle of "
        "their patch on average.",
        n_in, plan->n_patches, pp_plan_mean_distance_m(plan));
    int rc = push(list, &text);
    if (isnan(plan->gap) || pp_plan_is_proven_in_part(plan))
        pp_str_append(&text, "How much shorter a plan could be is not proven.");
    else
        pp_str_appendf(&text,
                       "It is proven that no plan under these rules can be more than %.1f %% "
                       "shorter%s.",
                       pp_shorter_percent(plan->cost, plan->bound),
                       pp_rules_counted_in(&plan->rules));
    rc = rc ? rc : push(list, &text);
    return rc ? rc : pp_json_set(work->page, "proofs", list);
}

static int set_reasons(struct work *work) {
    const struct pp_plan *plan = &work->options[0].plan;
    struct pp_json *gave = pp_json_new_object(), *list = pp_json_new_array();
    for (int i = 0; i < plan->n_reasons; i++)
        if (plan->reasons[i].broken)
            pp_json_push(list, pp_json_new_text(plan->reasons[i].text));
    bool any = pp_json_length(list) > 0;
    int rc = pp_json_set(gave, "reasons", list);
    if (rc || any)
        return rc ? rc : pp_json_set(work->page, "gave", gave);
    pp_json_done(gave);
    return 0;
}

static int set_sizes(struct work *work) {
    const struct pp_plan *plan = &work->options[0].plan;
    struct pp_json *list = pp_json_new_array();
    int counts[MOST_SIZES] = {0};
    for (int p = 0; p < plan->n_patches; p++) {
        int step = plan->patches[p].n_homes / SIZE_STEP;
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

static struct pp_json *group_json(const struct work *work, const struct pp_paper_group *group,
                                  enum pp_paper_by by) {
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

static int set_groups(struct work *work, enum pp_paper_by by, const char *key,
                      struct pp_error *reterr) {
    struct pp_paper_group *groups = NULL;
    struct pp_json *list = pp_json_new_array();
    size_t n = 0;
    int rc = pp_store_paper_groups(work->db, work->options[0].plan.plan_id, by, work->wish->today,
                                   &work->arena, &groups, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++)
        pp_json_push(list, group_json(work, &groups[i], by));
    if (pp_json_set(work->page, key, list) != 0 && !rc)
        rc = pp_fail_nomem(reterr);
    return rc;
}

/* ---- maps ---- */

/* A map is drawn into a file beside the paper, which is read and removed. */
static int draw_map(struct work *work, const char *plan, const char *against, const char *path,
                    struct pp_str *src, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str bytes = {0};
    struct pp_export_result result;
    const struct pp_export_wish wish = {.kind = "map",
                                        .plan_name = plan,
                                        .path = path,
                                        .today = work->wish->today,
                                        .against = against,
                                        .paper = PP_PAPER_A4};
    int rc = pp_service_export(work->db, &wish, &arena, &result, reterr);
    if (!rc)
        rc = pp_file_read(path, "read the map", &bytes, reterr);
    unlink(path);
    if (rc)
        return rc;
    pp_str_append(src, "data:image/png;base64,");
    pp_str_append_base64(src, bytes.data, bytes.len);
    return src->failed ? pp_fail_nomem(reterr) : 0;
}

static int add_map(struct work *work, struct pp_json *maps, size_t ix, struct pp_error *reterr) {
    const char *plan = work->options[0].plan.name;
    const char *against = ix ? work->options[ix].plan.name : NULL;
    PP_AUTO_STR struct pp_str path = {0};
    PP_AUTO_STR struct pp_str src = {0};
    PP_AUTO_STR struct pp_str alt = {0};
    struct pp_json *map = pp_json_new_object();
    pp_str_appendf(&path, "%s.map-%ld.png", work->wish->path, (long)getpid());
    pp_str_appendf(&alt, "The patches of plan \u201C%s\u201D", plan);
    if (against)
        pp_str_appendf(&alt, ": where homes are in another patch than in \u201C%s\u201D", against);
    int rc = draw_map(work, plan, against, pp_str_text(&path), &src, reterr);
    pp_set_text(map, "src", pp_str_text(&src));
    pp_set_text(map, "alt", pp_str_text(&alt));
    if (pp_json_push(maps, map) != 0 && !rc)
        rc = pp_fail_nomem(reterr);
    return rc;
}

static int set_maps(struct work *work, struct pp_error *reterr) {
    struct pp_json *maps = pp_json_new_array();
    int rc = 0;
    for (size_t i = 0; i < work->n_options && !rc; i++)
        rc = add_map(work, maps, i, reterr);
    if (pp_json_set(work->page, "maps", maps) != 0 && !rc)
        rc = pp_fail_nomem(reterr);
    return rc;
}

/* ---- the paper ---- */

static int set_head(struct work *work, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str title = {0};
    const char *council = NULL;
    char date[48];
    pp_day_long(work->wish->today, date, sizeof date);
    pp_str_appendf(&title, "Housing patches: plan \u201C%s\u201D", work->options[0].plan.name);
    int rc = pp_store_setting_get(work->db, "council", &work->arena, &council, reterr);
    pp_set_text(work->page, "title", pp_str_text(&title));
    pp_set_text(work->page, "council", council);
    pp_set_text(work->page, "dateWords", date);
    return rc;
}

static int fill(struct work *work, struct pp_str *html, struct pp_error *reterr) {
    PP_AUTO_TEMPLATES struct pp_templates *templates = pp_templates_new();
    char folder[512];
    int rc = templates ? pp_own_folder("letters", folder, reterr) : pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_templates_add_folder(templates, folder, reterr);
    return rc ? rc : pp_template_fill(templates, "paper", work->page, html, reterr);
}

static int write_paper(struct work *work, struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    PP_AUTO_STR struct pp_str html = {0};
    int rc = fill(work, &html, reterr);
    if (!rc)
        rc = pp_newfile_open(work->wish->path, &file, reterr);
    if (!rc && fwrite(html.data, 1, html.len, file.stream) != html.len)
        rc = pp_fail_system(reterr, errno, "write the file", work->wish->path);
    return rc ? rc : pp_newfile_commit(&file, reterr);
}

static int run(struct work *work, struct pp_error *reterr) {
    const char *dot = strrchr(work->wish->path, '.');
    if (!dot || !pp_text_same_nocase(dot, ".html"))
        return pp_fail(reterr, PP_E_USAGE, "the paper is written as .html, not as '%s'",
                       work->wish->path);
    int rc = load_options(work, reterr);
    if (!rc)
        rc = set_head(work, reterr);
    if (!rc && (set_comparison(work) || set_proposal(work) || set_proofs(work) ||
                set_reasons(work) || set_sizes(work)))
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = set_groups(work, PP_PAPER_BY_WARD, "wards", reterr);
    if (!rc)
        rc = set_groups(work, PP_PAPER_BY_KIND, "kinds", reterr);
    if (!rc)
        rc = set_maps(work, reterr);
    return rc ? rc : write_paper(work, reterr);
}

int pp_service_paper(struct pp_db *db, const struct pp_paper_wish *wish, struct pp_arena *arena,
                     struct pp_paper_answer *ret_answer, struct pp_error *reterr) {
    PP_AUTO(work_done)
    struct work work = {.db = db, .wish = wish, .page = pp_json_new_object()};
    int rc = run(&work, reterr);
    if (rc)
        return rc;
    *ret_answer =
        (struct pp_paper_answer){pp_arena_strdup(arena, work.options[0].plan.name), work.choice};
    return ret_answer->plan_name ? 0 : pp_fail_nomem(reterr);
}
