/* Settings of the planning file: what there are, what they mean, what they may be. */
#include "patchplan/service/maintain.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/date.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/json/json.h"
#include "patchplan/store/audit.h"
#include "patchplan/store/setting.h"

static bool is_size(const char *text) {
    int64_t least, most;
    return pp_text_limits(text, &least, &most);
}

static bool is_short_text(const char *text) { return strlen(text) <= 200; }

static bool is_path(const char *text) { return *text == '/' && strlen(text) <= 1000; }

/* "https://www.example.gov.uk https://intranet.example.gov.uk": no path, nothing that a header could not hold. */
static bool are_sites(const char *text) {
    while (*text) {
        size_t length = strcspn(text, " ");
        if (strncmp(text, "https://", 8) != 0 || length <= 8 ||
            strspn(text + 8, "abcdefghijklmnopqrstuvwxyz0123456789.-:") != length - 8)
            return false;
        text += length + strspn(text + length, " ");
    }
    return true;
}

static bool is_day(const char *text) {
    pp_day day;
    return pp_day_parse(text, &day);
}

#define WAYS_WANTED                                                                    \
    "telephones and addresses with ';' between them, of at most 200 letters, such as " \
    "\"0114 496 0000; https://www.example.gov.uk/repairs\""

static const struct known {
    const char *key, *otherwise, *meaning;
    bool (*allows)(const char *text);
    const char *wanted; /* completes "needs ..." */
} known[] = {
    {"size", "280:300", "size limits of a patch, unless --size says others", is_size,
     "the least and the most a patch may hold, such as 280:300"},
    {"council", "", "name of the landlord, in the title of maps", is_short_text,
     "a name of at most 200 letters"},
    {"source", "", "where the data is from: a line on maps", is_short_text,
     "a line of at most 200 letters"},
    {"contact.office", "", "how to reach the housing office, on public pages", is_short_text,
     WAYS_WANTED},
    {"contact.repairs", "", "how to report a repair, on public pages", is_short_text, WAYS_WANTED},
    {"contact.emergency", "", "who is rung in an emergency at any hour, on public pages",
     is_short_text, WAYS_WANTED},
    {"contact.complaints", "", "how to complain, on public pages", is_short_text, WAYS_WANTED},
    {"contact.accessibility", "", "who helps when a page cannot be used", is_short_text,
     WAYS_WANTED},
    {"contact.data", "", "who answers questions about personal data", is_short_text, WAYS_WANTED},
    {"embed.sites", "", "sites that may show the finder inside their pages", are_sites,
     "addresses with blanks between them, such as https://www.example.gov.uk"},
    {"letters.wording", "", "the wording of letters, instead of the program's own", is_path,
     "a file by its whole path, such as /srv/letters/new-officer.txt"},
    {"letters.town", "", "post town on letters, where addresses leave it out", is_short_text,
     "a name of at most 200 letters"},
    {"roster.anchor", "", "a day in a week A of the two-week timetable", is_day,
     "a day, such as 2027-01-04"},
};
enum { N_KNOWN = sizeof known / sizeof known[0] };

static int find_known(const char *key, const struct known **ret_known, struct pp_error *reterr) {
    const char *names[N_KNOWN];
    for (int i = 0; i < N_KNOWN; i++) {
        names[i] = known[i].key;
        if (strcmp(key, known[i].key) == 0) {
            *ret_known = &known[i];
            return 0;
        }
    }
    const char *nearest = pp_text_nearest(key, names, N_KNOWN);
    return pp_fail(reterr, PP_E_USAGE, "there is no setting '%s'%s%s%s; see: patchplan settings",
                   key, nearest ? ", did you mean '" : "", nearest ? nearest : "",
                   nearest ? "'?" : "");
}

static int read_one(struct pp_db *db, const struct known *of, struct pp_arena *arena,
                    struct pp_setting *ret_setting, struct pp_error *reterr) {
    const char *value = NULL;
    int rc = pp_store_setting_get(db, of->key, arena, &value, reterr);
    if (!rc)
        *ret_setting = (struct pp_setting){.key = of->key,
                                           .value = value ? value : of->otherwise,
                                           .otherwise = of->otherwise,
                                           .meaning = of->meaning,
                                           .wanted = of->wanted,
                                           .is_set = value != NULL};
    return rc;
}

int pp_service_settings(struct pp_db *db, struct pp_arena *arena, struct pp_setting **ret_settings,
                        size_t *ret_n, struct pp_error *reterr) {
    struct pp_setting *settings = pp_arena_alloc(arena, N_KNOWN * sizeof *settings);
    if (!settings)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < N_KNOWN; i++) {
        int rc = read_one(db, &known[i], arena, &settings[i], reterr);
        if (rc)
            return rc;
    }
    *ret_settings = settings;
    *ret_n = N_KNOWN;
    return 0;
}

int pp_service_setting_get(struct pp_db *db, const char *key, struct pp_arena *arena,
                           struct pp_setting *ret_setting, struct pp_error *reterr) {
    const struct known *of = NULL;
    int rc = find_known(key, &of, reterr);
    return rc ? rc : read_one(db, of, arena, ret_setting, reterr);
}

/* With what it was before (NULL: nothing). */
static int set_and_note(struct pp_db *db, const char *key, const char *value, const char *who,
                        struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char *before = NULL;
    int rc = pp_store_setting_get(db, key, &arena, &before, reterr);
    if (rc)
        return rc;
    PP_AUTO_JSON struct pp_json *detail = pp_json_new_object();
    PP_AUTO_STR struct pp_str object = {0};
    if (pp_json_set(detail, "before", pp_json_new_text(before)) != 0 ||
        pp_json_set(detail, "value", pp_json_new_text(value)) != 0)
        return pp_fail_nomem(reterr);
    PP_AUTO_FREE char *text = pp_json_dump(detail, 0);
    pp_str_appendf(&object, "setting %s", key);
    if (!text || object.failed)
        return pp_fail_nomem(reterr);
    rc = pp_store_setting_set(db, key, value, reterr);
    return rc ? rc : pp_store_audit_add(db, who, "settings", pp_str_text(&object), text, reterr);
}

int pp_service_setting_set(struct pp_db *db, const char *key, const char *value, const char *who,
                           struct pp_error *reterr) {
    const struct known *of = NULL;
    int rc = find_known(key, &of, reterr);
    if (rc)
        return rc;
    if (value && !of->allows(value))
        return pp_fail(reterr, PP_E_USAGE, "the setting '%s' needs %s, not '%.80s'", key,
                       of->wanted, value);
    if ((rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    rc = set_and_note(db, key, value, who, reterr);
    return pp_db_end(db, rc, reterr);
}

int pp_service_settings_size(struct pp_db *db, struct pp_rules *rules, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_setting size;
    int rc = pp_service_setting_get(db, "size", &arena, &size, reterr);
    if (!rc && size.is_set && !pp_text_limits(size.value, &rules->min_milli, &rules->max_milli))
        rc = pp_fail(reterr, PP_E_INPUT,
                     "the setting 'size' holds '%.80s'; put it right with: patchplan settings size "
                     "280:300",
                     size.value);
    return rc;
}
