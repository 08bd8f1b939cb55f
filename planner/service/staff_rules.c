#include "patchplan/service/staff_rules.h"

#include <stdlib.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/maintain.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/weights.h"
#include "patchplan/service/why.h"
#include "patchplan/store/audit.h"

enum { LINES_READ = 2000, LINES_SHOWN = 50, MOST_FACTOR_MILLI = 5000 };

/* ---- the history of them ---- */

/* Those of `all` that are about `object` (NULL: all of them), the newest first. */
static struct pp_json *lines_about(const struct pp_json *all, const char *object) {
    static const char *const keys[] = {"at", "who", "said", "of", "href", "after", "why"};
    struct pp_json *lines = pp_json_new_array();
    for (size_t i = 0; i < pp_json_length(all) && pp_json_length(lines) < LINES_SHOWN; i++) {
        const struct pp_json *line = pp_json_at(all, i);
        const char *about = pp_json_text(pp_json_get(line, "object"));
        if (object && (!about || strcmp(about, object) != 0))
            continue;
        struct pp_json *copy = pp_json_new_object();
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            pp_set_text(copy, keys[k], pp_json_text(pp_json_get(line, keys[k])));
        pp_json_push(lines, copy);
    }
    return lines;
}

/* Changes of workload factors: of one neighbourhood, or (NULL) of all. */
static int set_factor_lines(struct pp_db *db, const char *object, struct pp_json *page,
                            struct pp_error *reterr) {
    const struct pp_history_about about = {.action = "weights", .object = object};
    PP_AUTO_JSON struct pp_json *all = NULL;
    int rc = pp_service_history_json(db, &about, LINES_SHOWN, &all, reterr);
    if (rc)
        return rc;
    return pp_json_set(page, "lines", lines_about(all, NULL)) ? pp_fail_nomem(reterr) : 0;
}

/* ---- settings ---- */

/* How patches are drawn and rosters made; the site's own stand behind a dot of another name. */
static bool is_rule(const char *key) {
    return strcmp(key, "size") == 0 || strncmp(key, "roster.", 7) == 0;
}

static bool names_file(const char *key) { return strcmp(key, "letters.wording") == 0; }

/* Settings by what they are about: key, or what it begins with. A setting of no group is in the last. */
static const struct {
    const char *title, *leads; /* what changing one leads to */
    const char *keys[3];
} groups[] = {
    {"Patches and rosters",
     "Plans made before were drawn under the old limits and keep them; a draft follows when it is "
     "drawn again, a roster when it is made again.",
     {"size", "roster."}},
    {"How people reach the landlord", "Public pages and letters tell it at once.", {"contact."}},
    {"Letters",
     "Letters made from now on have it; those made before stay as they are.",
     {"letters."}},
    {"Names on maps and pages",
     "Maps, pages and letters made from now on have it.",
     {"council", "source"}},
    {"Other websites", "They may show the finder from now on, and others no more.", {"embed."}},
    {"More", "It holds from now on.", {""}},
};
enum { N_GROUPS = sizeof groups / sizeof *groups };

static const struct {
    const char *key, *title, *form; /* how a value is written */
} words[] = {
    {"size", "Size limits of a patch",
     "Least and most workload-equivalent homes, with a colon between, such as 280:300"},
    {"roster.anchor", "A day in week A of the two-week timetable", "A day, such as 4/1/2027"},
    {"council", "Name of the landlord", NULL},
    {"source", "Where the data is from", NULL},
    {"contact.office", "The housing office", NULL},
    {"contact.repairs", "Repairs", NULL},
    {"contact.emergency", "Emergencies", NULL},
    {"contact.complaints", "Complaints", NULL},
    {"contact.accessibility", "When a page cannot be used", NULL},
    {"contact.data", "Questions about personal data", NULL},
    {"embed.sites", "Sites that may show the finder",
     "Addresses such as https://www.example.gov.uk"},
    {"letters.town", "Post town on letters", NULL},
};

static int group_of(const char *key) {
    for (int g = 0; g < N_GROUPS; g++)
        for (size_t i = 0; i < 3 && groups[g].keys[i]; i++)
            if (strncmp(key, groups[g].keys[i], strlen(groups[g].keys[i])) == 0)
                return g;
    return N_GROUPS - 1;
}

static void set_words(struct pp_json *json, const char *key) {
    const char *title = key, *form = NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].key, key) == 0) {
            title = words[i].title;
            form = words[i].form;
        }
    pp_set_text(json, "title", title);
    pp_set_text(json, "form", form);
}

static struct pp_json *setting_json(const struct pp_setting *setting, const struct pp_json *all) {
    struct pp_json *json = pp_json_new_object();
    PP_AUTO_FREE char *meaning = pp_for_pages(setting->meaning);
    PP_AUTO_STR struct pp_str object = {0};
    pp_str_appendf(&object, "setting %s", setting->key);
    struct pp_json *lines = lines_about(all, pp_str_text(&object));
    pp_set_text(json, "key", setting->key);
    set_words(json, setting->key);
    pp_set_text(json, "value", setting->value);
    pp_set_text(json, "otherwise", setting->otherwise);
    pp_set_text(json, "meaning", meaning);
    pp_json_set(json, "isSet", pp_json_new_bool(setting->is_set));
    pp_json_set(json, "isRule", pp_json_new_bool(is_rule(setting->key)));
    pp_json_set(json, "wasChanged", pp_json_new_bool(pp_json_length(lines) > 0));
    pp_json_set(json, "lines", lines);
    return json;
}

static struct pp_json *group_json(int group, const struct pp_setting *settings, size_t n,
                                  const struct pp_json *all) {
    struct pp_json *json = pp_json_new_object(), *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        if (!names_file(settings[i].key) && group_of(settings[i].key) == group)
            pp_json_push(list, setting_json(&settings[i], all));
    pp_set_text(json, "title", groups[group].title);
    pp_set_text(json, "leads", groups[group].leads);
    pp_json_set(json, "settings", list);
    return json;
}

int pp_service_rules_page(struct pp_db *db, struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object(), *all = NULL;
    struct pp_setting *settings = NULL;
    size_t n = 0;
    int rc = pp_service_settings(db, &arena, &settings, &n, reterr);
    if (!rc)
        rc = pp_service_history_json(db, &(struct pp_history_about){.action = "settings"},
                                     LINES_READ, &all, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    for (int g = 0; g < N_GROUPS; g++) {
        struct pp_json *group = group_json(g, settings, n, all);
        if (pp_json_length(pp_json_get(group, "settings")) > 0)
            pp_json_push(list, group);
        else
            pp_json_done(group);
    }
    if (pp_json_set(page, "groups", list) != 0)
        return pp_fail_nomem(reterr);
    *ret_page = PP_STEAL(page);
    return 0;
}

int pp_service_rule_find(struct pp_db *db, const char *key, bool *ret_is_rule,
                         struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_setting setting;
    if (names_file(key) || pp_service_setting_get(db, key, &arena, &setting, NULL) != 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such setting.");
    *ret_is_rule = is_rule(key);
    return 0;
}

/* ---- workload factors ---- */

static void set_area(const struct pp_weights_area *area, struct pp_json *json) {
    char factor[24] = "1";
    if (area->weight_milli >= 0)
        pp_text_format_milli(area->weight_milli, factor, sizeof factor);
    pp_set_text(json, "code", area->code);
    pp_set_href(json, "href", "/workload/", area->code);
    pp_set_text(json, "name", area->name);
    pp_set_count(json, "homes", area->n_homes);
    pp_set_text(json, "factor", factor);
    pp_set_text(json, "from",
                area->weight_milli < 0 ? "not given, so 1"
                : area->modelled       ? "worked out from casework"
                                       : "given");
}

static int load_areas(struct pp_db *db, struct pp_arena *arena, struct pp_weights_data *data,
                      struct pp_error *reterr) {
    return pp_store_weights_load(db, NULL, NULL, arena, data, reterr);
}

/* Neighbourhoods in groups by their factor, the highest first. */
static const struct {
    int64_t least_milli;
    const char *title;
} parts[] = {{1500, "Factor 1.5 and more"},
             {1250, "From 1.25 to below 1.5"},
             {1001, "Above 1, below 1.25"},
             {0, "Factor 1 or less: usual homes"}};
enum { N_PARTS = sizeof parts / sizeof *parts };

static int64_t factor_milli(const struct pp_weights_area *area) {
    return area->weight_milli < 0 ? 1000 : area->weight_milli;
}

static int part_of(const struct pp_weights_area *area) {
    int part = 0;
    while (part < N_PARTS - 1 && factor_milli(area) < parts[part].least_milli)
        part++;
    return part;
}

static int by_factor(const void *a, const void *b) {
    const struct pp_weights_area *aa = *(const struct pp_weights_area *const *)a;
    const struct pp_weights_area *ab = *(const struct pp_weights_area *const *)b;
    if (factor_milli(aa) != factor_milli(ab))
        return factor_milli(aa) < factor_milli(ab) ? 1 : -1;
    return strcmp(aa->code, ab->code);
}

static struct pp_json *part_json(int part, const struct pp_weights_area *const *areas, int n) {
    struct pp_json *json = pp_json_new_object(), *list = pp_json_new_array();
    PP_AUTO_STR struct pp_str count = {0};
    int64_t n_homes = 0;
    for (int i = 0; i < n; i++) {
        if (part_of(areas[i]) != part)
            continue;
        struct pp_json *area = pp_json_new_object();
        set_area(areas[i], area);
        pp_json_push(list, area);
        n_homes += areas[i]->n_homes;
    }
    pp_str_append_count(&count, (int64_t)pp_json_length(list), "neighbourhood, ",
                        "neighbourhoods, ");
    pp_str_append_count(&count, n_homes, "home", "homes");
    pp_set_text(json, "title", parts[part].title);
    pp_set_text(json, "words", pp_str_text(&count));
    pp_json_set(json, "any", pp_json_new_bool(pp_json_length(list) > 0));
    pp_json_set(json, "areas", list);
    return json;
}

int pp_service_workload_page(struct pp_db *db, struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    struct pp_weights_data data = {0};
    int rc = load_areas(db, &arena, &data, reterr);
    if (!rc)
        rc = set_factor_lines(db, NULL, page, reterr);
    int n = data.input.n_areas;
    PP_AUTO_FREE const struct pp_weights_area **areas =
        pp_alloc_array((size_t)n + 1, sizeof *areas);
    if (rc || !areas)
        return rc ? rc : pp_fail_nomem(reterr);
    for (int i = 0; i < n; i++)
        areas[i] = &data.areas[i];
    qsort(areas, (size_t)n, sizeof *areas, by_factor);
    struct pp_json *list = pp_json_new_array();
    for (int part = 0; part < N_PARTS && n > 0; part++)
        pp_json_push(list, part_json(part, areas, n));
    if (pp_json_set(page, "groups", list) != 0)
        return pp_fail_nomem(reterr);
    *ret_page = PP_STEAL(page);
    return 0;
}

static int find_area(struct pp_db *db, const char *code, struct pp_arena *arena,
                     const struct pp_weights_area **ret_area, struct pp_error *reterr) {
    struct pp_weights_data data = {0};
    int rc = load_areas(db, arena, &data, reterr);
    if (rc)
        return rc;
    for (int i = 0; i < data.input.n_areas; i++)
        if (pp_text_same_nocase(data.areas[i].code, code)) {
            *ret_area = &data.areas[i];
            return 0;
        }
    return pp_fail(reterr, PP_E_NOTFOUND, "There is no neighbourhood %s.", code);
}

int pp_service_workload_area(struct pp_db *db, const char *code, struct pp_json **ret_page,
                             struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    PP_AUTO_STR struct pp_str object = {0}, why = {0};
    const struct pp_weights_options usual = {.cap = 2.0};
    const struct pp_weights_area *area = NULL;
    int rc = find_area(db, code, &arena, &area, reterr);
    if (rc)
        return rc;
    pp_str_appendf(&object, "neighbourhood %s", area->code);
    if ((rc = set_factor_lines(db, pp_str_text(&object), page, reterr)) != 0 ||
        (rc = pp_service_weights_explain(db, &usual, area->code, &why, reterr)) != 0)
        return rc;
    set_area(area, page);
    if (pp_json_set(page, "why", pp_lines_for_pages(pp_str_text(&why))) != 0)
        return pp_fail_nomem(reterr);
    *ret_page = PP_STEAL(page);
    return 0;
}

/* ---- another factor ---- */

static int check_wish(const struct pp_workload_wish *wish, int64_t *ret_milli,
                      struct pp_error *reterr) {
    if (!pp_text_milli(wish->factor, ret_milli) || *ret_milli < 0 || *ret_milli > MOST_FACTOR_MILLI)
        return pp_fail(reterr, PP_E_INPUT,
                       "Write the factor as a number from 0 to 5, for example 1.15.");
    if (wish->why[strspn(wish->why, " \t\r\n")] == '\0')
        return pp_fail(reterr, PP_E_INPUT, "Say why: it is kept in the history.");
    return 0;
}

static int note_factor(struct pp_db *db, const struct pp_workload_wish *wish,
                       const struct pp_weights_area *area, int64_t milli, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *detail = pp_json_new_object();
    PP_AUTO_STR struct pp_str what = {0}, object = {0};
    char before[24] = "1", after[24];
    if (area->weight_milli >= 0)
        pp_text_format_milli(area->weight_milli, before, sizeof before);
    pp_text_format_milli(milli, after, sizeof after);
    pp_str_appendf(&what, "workload factor %s to %s", before, after);
    pp_str_appendf(&object, "neighbourhood %s", area->code);
    pp_set_text(detail, "what", pp_str_text(&what));
    pp_set_text(detail, "why", wish->why);
    PP_AUTO_FREE char *text = detail ? pp_json_dump(detail, 0) : NULL;
    return text ? pp_store_audit_add(db, wish->who, "weights", pp_str_text(&object), text, reterr)
                : pp_fail_nomem(reterr);
}

static int set_factor(struct pp_db *db, const struct pp_workload_wish *wish, int64_t milli,
                      struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const struct pp_weights_area *area = NULL;
    int rc = find_area(db, wish->code, &arena, &area, reterr);
    if (!rc)
        rc = pp_store_weight_set(db, area->neighbourhood_id, milli, reterr);
    return rc ? rc : note_factor(db, wish, area, milli, reterr);
}

int pp_service_workload_set(struct pp_db *db, const struct pp_workload_wish *wish,
                            struct pp_error *reterr) {
    int64_t milli = 0;
    int rc = check_wish(wish, &milli, reterr);
    if (!rc)
        rc = pp_service_check_why(wish->why, reterr);
    if (!rc)
        rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, set_factor(db, wish, milli, reterr), reterr);
}
