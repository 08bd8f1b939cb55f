#include "patchplan/service/staff_rules.h"

#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/rule_words.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/maintain.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/user.h"

enum { LINES_READ = 2000, LINES_SHOWN = 50 };

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

static int group_of(const char *key) {
    for (int g = 0; g < N_GROUPS; g++)
        for (size_t i = 0; i < 3 && groups[g].keys[i]; i++)
            if (strncmp(key, groups[g].keys[i], strlen(groups[g].keys[i])) == 0)
                return g;
    return N_GROUPS - 1;
}

static struct pp_json *setting_json(const struct pp_setting *setting, const struct pp_json *all) {
    struct pp_json *json = pp_json_new_object();
    PP_AUTO_FREE char *meaning = pp_for_pages(setting->meaning);
    PP_AUTO_STR struct pp_str object = {0};
    pp_str_appendf(&object, "setting %s", setting->key);
    struct pp_json *lines = lines_about(all, pp_str_text(&object));
    pp_set_text(json, "key", setting->key);
    pp_set_text(json, "title", pp_rule_title(setting->key));
    const char *hint = pp_rule_hint(setting->key);
    pp_set_text(json, "hint", hint ? hint : meaning);
    pp_set_text(json, "value", *setting->value ? setting->value : NULL);
    pp_set_text(json, "typed", setting->is_set ? setting->value : "");
    pp_set_text(json, "otherwise", *setting->otherwise ? setting->otherwise : NULL);
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

static int find_setting(struct pp_db *db, const char *key, struct pp_arena *arena,
                        struct pp_setting *ret_setting, struct pp_error *reterr) {
    if (names_file(key) || pp_service_setting_get(db, key, arena, ret_setting, NULL) != 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such setting.");
    return 0;
}

int pp_service_rule_find(struct pp_db *db, const char *key, bool *ret_is_rule,
                         struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_setting setting;
    int rc = find_setting(db, key, &arena, &setting, reterr);
    if (!rc)
        *ret_is_rule = is_rule(key);
    return rc;
}

int pp_service_rule_told(struct pp_db *db, const char *key, struct pp_str *words,
                         struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_setting setting;
    int rc = find_setting(db, key, &arena, &setting, reterr);
    if (rc)
        return rc;
    pp_str_append(words, pp_rule_title(key));
    if (setting.is_set)
        pp_str_appendf(words, ": saved as \342\200\234%s\342\200\235", setting.value);
    else if (*setting.otherwise)
        pp_str_appendf(words, ": back to the usual, %s", setting.otherwise);
    else
        pp_str_append(words, ": taken out");
    return words->failed ? pp_fail_nomem(reterr) : 0;
}

int pp_service_rule_set(struct pp_db *db, const char *key, const char *value, const char *who,
                        struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_setting setting;
    int rc = find_setting(db, key, &arena, &setting, reterr);
    if (rc)
        return rc;
    rc = pp_service_setting_set(db, key, *value ? value : NULL, who, reterr);
    if (rc != PP_E_USAGE)
        return rc;
    bool has_comma = strcmp(key, "size") == 0 && strchr(value, ',');
    return pp_fail(reterr, PP_E_INPUT, "%s: enter %s.%s", pp_rule_title(key), setting.wanted,
                   has_comma ? " Use a point for parts of a home, and no comma." : "");
}

int pp_service_rule_admins(struct pp_db *db, struct pp_str *names, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_user *users = NULL;
    size_t n = 0;
    int rc = pp_store_user_list(db, &arena, &users, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++)
        if (!users[i].disabled && strcmp(users[i].role, "admin") == 0)
            pp_str_appendf(names, "%s%s", names->len ? " or " : "", users[i].name);
    return rc || !names->failed ? rc : pp_fail_nomem(reterr);
}
