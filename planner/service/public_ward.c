/* A councillor's sheet. */
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/table/writer.h"
#include "planner/service/public_tell.h"

enum { QUARTER = 91, MOST_SESSIONS = 500 };

int pp_find_public_ward(struct pp_db *db, const char *name, struct pp_arena *arena,
                        struct pp_public_ward *ret_ward, struct pp_error *reterr) {
    int rc = pp_store_public_ward_find(db, name, arena, ret_ward, reterr);
    if (rc == 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no ward '%.100s'.", name);
    return rc < 0 ? rc : 0;
}

/* ---- its patches, on a day ---- */

struct patch_row {
    struct pp_public_ward_patch in;
    struct pp_patch_contacts contacts;
    struct pp_contact
        today; /* who is rung, where that is none of the named officers; see find_today() */
};
struct patch_list {
    struct patch_row *rows;
    size_t n;
};

static int load_patches(struct pp_db *db, const struct pp_public_ward_wish *wish,
                        struct pp_arena *arena, struct patch_list *ret_list,
                        struct pp_error *reterr) {
    struct pp_public_ward_patch *found = NULL;
    size_t n = 0;
    int rc = pp_store_public_ward_patches(db, wish, arena, &found, &n, reterr);
    struct patch_row *rows = rc ? NULL : pp_arena_alloc(arena, (n + 1) * sizeof *rows);
    if (!rc && !rows)
        rc = pp_fail_nomem(reterr);
    for (size_t i = 0; i < n && !rc; i++) {
        rows[i] = (struct patch_row){.in = found[i]};
        rc = pp_store_public_contacts(db, &found[i].patch, wish->day, arena, &rows[i].contacts,
                                      reterr);
    }
    if (!rc)
        *ret_list = (struct patch_list){rows, n};
    return rc;
}

/* Whom a sheet names beside the officers. */
static int find_today(struct pp_db *db, struct pp_moment moment, struct pp_arena *arena,
                      struct patch_list *list, struct pp_error *reterr) {
    int rc = 0;
    for (size_t i = 0; i < list->n && !rc; i++) {
        struct patch_row *row = &list->rows[i];
        const struct pp_contact_wish wish = {&row->in.patch, &row->contacts, moment};
        rc = pp_find_contact(db, &wish, arena, &row->today, reterr);
        for (size_t lead = 0; lead < row->contacts.n_leads; lead++)
            if (row->today.officer_id &&
                strcmp(row->today.officer_id, row->contacts.leads[lead].officer_id) == 0)
                row->today = (struct pp_contact){0};
    }
    return rc;
}

static const struct patch_row *find_patch(const struct patch_list *list, const char *name) {
    for (size_t i = 0; i < list->n; i++)
        if (pp_text_same_nocase(list->rows[i].in.patch.name, name))
            return &list->rows[i];
    return NULL;
}

/* ---- what has changed ---- */

static bool has_officer(const struct pp_patch_contacts *contacts, const char *officer_id) {
    for (size_t i = 0; i < contacts->n_leads; i++)
        if (strcmp(contacts->leads[i].officer_id, officer_id) == 0)
            return true;
    return false;
}

static bool same_officers(const struct pp_patch_contacts *a, const struct pp_patch_contacts *b) {
    bool same = a->n_leads == b->n_leads;
    for (size_t i = 0; i < a->n_leads && same; i++)
        same = has_officer(b, a->leads[i].officer_id);
    return same;
}

static void append_officers(const struct pp_patch_contacts *contacts, struct pp_str *text) {
    for (size_t i = 0; i < contacts->n_leads; i++)
        pp_str_appendf(text, "%s%s", pp_text_between((int)i, (int)contacts->n_leads),
                       contacts->leads[i].name);
    if (contacts->n_leads == 0)
        pp_str_append(text, "nobody is named at the moment");
}

static void describe_change(const struct patch_row *now, const struct patch_row *then,
                            struct pp_str *text) {
    if (then && same_officers(&now->contacts, &then->contacts))
        return;
    bool is_vacant = now->contacts.n_leads == 0;
    pp_str_appendf(text,
                   then && is_vacant ? "Patch %s has no named officer at the moment"
                   : then            ? "Patch %s has another officer: "
                   : is_vacant       ? "Patch %s is new. No officer is named yet"
                                     : "Patch %s is new. Officer: ",
                   now->in.patch.name);
    if (!is_vacant)
        append_officers(&now->contacts, text);
    pp_str_append_char(text, '.');
}

/* What a ward was like on two days. */
struct comparison {
    struct pp_db *db;
    struct pp_arena *arena;
    pp_day day, then_day;
    struct patch_list now, then;
    struct pp_json *changes;
};

/* A patch that was not in the ward then: as it was elsewhere, in force or, where nothing was in force here, in the lists.
 * 1 found, 0: it is new. */
static int find_elsewhere(const struct comparison *comparison, const char *name,
                          struct patch_row *ret_row, struct pp_error *reterr) {
    struct patch_row row = {.in.patch = {.name = name, .changed_at = ""}};
    bool in_force = comparison->then.rows[0].in.patch.plan_id != 0;
    int rc = pp_store_public_patch_find(comparison->db, name, comparison->then_day,
                                        comparison->arena, &row.in.patch, reterr);
    if (rc == 0 && !in_force)
        rc = pp_store_public_is_listed(comparison->db, name, reterr);
    if (rc <= 0)
        return rc;
    rc = pp_store_public_contacts(comparison->db, &row.in.patch, comparison->then_day,
                                  comparison->arena, &row.contacts, reterr);
    *ret_row = row;
    return rc ? rc : 1;
}

static int describe_now(const struct comparison *comparison, const struct patch_row *now,
                        struct pp_str *text, struct pp_error *reterr) {
    const struct patch_row *then = find_patch(&comparison->then, now->in.patch.name);
    struct patch_row elsewhere;
    int rc = then ? 0 : find_elsewhere(comparison, now->in.patch.name, &elsewhere, reterr);
    if (rc >= 0)
        describe_change(now, rc > 0 ? &elsewhere : then, text);
    return rc < 0 ? rc : 0;
}

/* A patch that is no longer one. One that only has left this ward is not told of. */
static int describe_end(const struct comparison *comparison, const struct patch_row *then,
                        struct pp_str *text, struct pp_error *reterr) {
    const char *name = then->in.patch.name;
    struct pp_public_patch other = {0};
    if (find_patch(&comparison->now, name))
        return 0;
    int rc = pp_store_public_patch_find(comparison->db, name, comparison->day, comparison->arena,
                                        &other, reterr);
    if (rc != 0)
        return rc < 0 ? rc : 0;
    rc = pp_store_public_successor(comparison->db, name, comparison->day, comparison->arena, &other,
                                   reterr);
    if (rc > 0)
        pp_str_appendf(text, "Patch %s has ended. Most of its homes are in patch %s now.", name,
                       other.name);
    return rc < 0 ? rc : 0;
}

static int push_sentence(struct pp_json *list, struct pp_str *text, struct pp_error *reterr) {
    bool failed =
        text->failed || (text->len && pp_json_push(list, pp_json_new_text(pp_str_text(text))) != 0);
    pp_str_clear(text);
    return failed ? pp_fail_nomem(reterr) : 0;
}

static int list_changes(const struct comparison *comparison, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int rc = 0;
    for (size_t i = 0; i < comparison->now.n && !rc; i++) {
        rc = describe_now(comparison, &comparison->now.rows[i], &text, reterr);
        rc = rc ? rc : push_sentence(comparison->changes, &text, reterr);
    }
    for (size_t i = 0; i < comparison->then.n && !rc; i++) {
        rc = describe_end(comparison, &comparison->then.rows[i], &text, reterr);
        rc = rc ? rc : push_sentence(comparison->changes, &text, reterr);
    }
    return rc;
}

/* Where nothing was in force on the day `then`, against the patches of the lists. */
static int tell_changes(const struct pp_public_ward *ward, struct comparison *comparison,
                        struct pp_json *json, struct pp_error *reterr) {
    const struct pp_public_ward_wish then = {.ward = ward, .day = comparison->then_day};
    comparison->changes = pp_json_new_array();
    if (pp_json_set(json, "changes", comparison->changes) != 0 ||
        pp_tell_day(json, "changesSince", comparison->then_day) != 0)
        return pp_fail_nomem(reterr);
    int rc = load_patches(comparison->db, &then, comparison->arena, &comparison->then, reterr);
    return rc || comparison->then.n == 0 ? rc : list_changes(comparison, reterr);
}

/* ---- the sheet ---- */

static int tell_head(const struct pp_public_ward *ward, const struct pp_patch_contacts *people,
                     struct pp_json *json) {
    const struct pp_contact *leader = &people->team_leader;
    if (pp_tell_text(json, "code", ward->code) != 0 ||
        pp_tell_text(json, "name", ward->name) != 0 ||
        pp_tell_href(json, "href", "/ward/", ward->code, "") != 0 ||
        pp_tell_href(json, "calendarHref", "/ward/", ward->code, "/drop-ins.ics") != 0 ||
        pp_tell_href(json, "csvHref", "/ward/", ward->code, "/patches.csv") != 0 ||
        pp_tell_text(json, "team", people->team) != 0 ||
        pp_json_set(json, "teamLeader",
                    leader->name ? pp_tell_person(leader) : pp_json_new_text(NULL)) != 0)
        return PP_E_NOMEM;
    return pp_tell_text(json, "areaManager", people->area_manager);
}

static struct pp_json *tell_row(const struct patch_row *row) {
    PP_AUTO_JSON struct pp_json *patch = pp_json_new_object();
    const struct pp_patch_contacts *contacts = &row->contacts;
    if (pp_tell_text(patch, "id", row->in.patch.name) != 0 ||
        pp_tell_href(patch, "href", "/patch/", row->in.patch.name, "") != 0 ||
        pp_json_set(patch, "officers", pp_tell_people(contacts->leads, contacts->n_leads)) != 0 ||
        pp_json_set(patch, "contact",
                    row->today.name ? pp_tell_person(&row->today) : pp_json_new_text(NULL)) != 0 ||
        pp_tell_rounded(patch, "homes", row->in.n_homes) != 0 ||
        pp_tell_rounded(patch, "here", row->in.n_here) != 0)
        return NULL;
    return PP_STEAL(patch);
}

/* The day of the last change of any of them. */
static int tell_updated(const struct patch_list *list, struct pp_json *json) {
    char iso[11];
    pp_day day = 0, last = 0;
    for (size_t i = 0; i < list->n; i++) {
        snprintf(iso, sizeof iso, "%.10s", list->rows[i].in.patch.changed_at);
        if (pp_day_parse(iso, &day) && day > last)
            last = day;
    }
    return last ? pp_tell_day(json, "updated", last) : 0;
}

static int tell_rows(const struct patch_list *list, struct pp_json *json) {
    struct pp_json *patches = pp_json_new_array();
    int rc = pp_json_set(json, "patches", patches);
    rc = rc ? rc : tell_updated(list, json);
    for (size_t i = 0; i < list->n && !rc; i++)
        rc = pp_json_push(patches, tell_row(&list->rows[i]));
    return rc;
}

static int tell_sessions(struct pp_db *db, const struct pp_public_ward *ward,
                         struct pp_moment moment, struct pp_arena *arena, struct pp_json *json,
                         struct pp_error *reterr) {
    static const char *const keys[] = {"dropIns", "meetings"};
    for (int kind = 0; kind < 2; kind++) {
        struct pp_public_session *sessions = NULL;
        size_t n = 0;
        const struct pp_public_session_wish wish = {.ward_id = ward->ward_id,
                                                    .meetings = kind == 1,
                                                    .with_cancelled = true,
                                                    .from = moment.day,
                                                    .until = moment.day + QUARTER,
                                                    .minute = moment.minute,
                                                    .most = MOST_SESSIONS};
        int rc = pp_store_public_sessions(db, &wish, arena, &sessions, &n, reterr);
        if (rc)
            return rc;
        if (pp_json_set(json, keys[kind], pp_tell_sessions(sessions, n)) != 0 ||
            (kind == 0 && pp_json_set(json, "places", pp_tell_places(sessions, n)) != 0))
            return pp_fail_nomem(reterr);
    }
    return 0;
}

static int tell_people(struct pp_db *db, const struct pp_public_ward *ward, pp_day day,
                       struct pp_arena *arena, struct pp_json *json, struct pp_error *reterr) {
    struct pp_patch_contacts people = {0};
    struct pp_contact *councillors = NULL;
    size_t n = 0;
    int rc =
        ward->team_id ? pp_store_team_contacts(db, ward->team_id, day, arena, &people, reterr) : 0;
    if (!rc)
        rc = pp_store_public_councillors(db, ward, arena, &councillors, &n, reterr);
    if (rc)
        return rc;
    if (tell_head(ward, &people, json) != 0 ||
        pp_json_set(json, "councillors", pp_tell_people(councillors, n)) != 0)
        return pp_fail_nomem(reterr);
    return 0;
}

/* As of a moment, with what has changed since `since`. */
static int tell_ward(struct pp_db *db, const char *name, struct pp_moment moment, pp_day since,
                     struct pp_json *json, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_public_ward ward = {0};
    struct comparison comparison = {
        .db = db, .arena = &arena, .day = moment.day, .then_day = since};
    int rc = pp_find_public_ward(db, name, &arena, &ward, reterr);
    if (!rc)
        rc = load_patches(db, &(struct pp_public_ward_wish){&ward, moment.day, true}, &arena,
                          &comparison.now, reterr);
    if (!rc)
        rc = tell_people(db, &ward, moment.day, &arena, json, reterr);
    if (!rc)
        rc = find_today(db, moment, &arena, &comparison.now, reterr);
    if (!rc &&
        (tell_rows(&comparison.now, json) != 0 || pp_tell_day(json, "asOf", moment.day) != 0))
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = tell_sessions(db, &ward, moment, &arena, json, reterr);
    return rc ? rc : tell_changes(&ward, &comparison, json, reterr);
}

int pp_service_public_ward(struct pp_db *db, const char *name, struct pp_moment moment,
                           struct pp_json **ret_ward, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    int rc = tell_ward(db, name, moment, moment.day - QUARTER, json, reterr);
    if (!rc)
        *ret_ward = PP_STEAL(json);
    return rc;
}

int pp_service_public_ward_ahead(struct pp_db *db, const char *name, struct pp_moment moment,
                                 struct pp_json **ret_ward, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    int rc = tell_ward(db, name, moment, moment.day - 1, json, reterr);
    if (!rc && pp_tell_day(json, "ahead", moment.day) != 0)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        *ret_ward = PP_STEAL(json);
    return rc;
}

int pp_service_public_ward_patches(struct pp_db *db, const char *name, struct pp_moment moment,
                                   struct pp_json **ret_patches, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    struct pp_public_ward ward = {0};
    struct pp_public_ward_patch *rows = NULL;
    struct pp_json *list = pp_json_new_array();
    size_t n = 0;
    if (pp_json_set(json, "patches", list) != 0)
        return pp_fail_nomem(reterr);
    int rc = pp_find_public_ward(db, name, &arena, &ward, reterr);
    if (!rc)
        rc = pp_store_public_ward_patches(
            db, &(struct pp_public_ward_wish){&ward, moment.day, false}, &arena, &rows, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++) {
        struct pp_json *patch = NULL;
        rc = pp_tell_patch(db, &rows[i].patch, moment, PP_TELL_PEOPLE, &patch, reterr);
        if (!rc && pp_json_push(list, patch) != 0)
            rc = pp_fail_nomem(reterr);
    }
    if (!rc)
        *ret_patches = PP_STEAL(json);
    return rc;
}

/* ---- as CSV ---- */

static const char *joined(const struct pp_patch_contacts *contacts, bool phones,
                          struct pp_str *text) {
    for (size_t i = 0; i < contacts->n_leads; i++) {
        const char *part = phones ? contacts->leads[i].phone : contacts->leads[i].email;
        if (part)
            pp_str_appendf(text, "%s%s", text->len ? "; " : "", part);
    }
    return pp_str_text(text);
}

static void append_homes(int64_t n_homes, struct pp_str *text) {
    int64_t tens = pp_rounded(n_homes);
    if (tens < 0)
        pp_str_append(text, PP_FEW_HOMES);
    else
        pp_str_appendf(text, "%lld", (long long)tens);
}

static void append_row(const struct pp_public_ward *ward, const struct patch_row *row,
                       struct pp_str *csv) {
    PP_AUTO_STR struct pp_str names = {0}, phones = {0}, emails = {0}, homes = {0}, here = {0};
    const struct pp_patch_contacts *contacts = &row->contacts;
    append_officers(contacts, &names);
    append_homes(row->in.n_homes, &homes);
    append_homes(row->in.n_here, &here);
    const char *const cells[] = {ward->code,
                                 ward->name,
                                 row->in.patch.name,
                                 pp_str_text(&names),
                                 joined(contacts, true, &phones),
                                 joined(contacts, false, &emails),
                                 contacts->team,
                                 contacts->team_leader.name,
                                 contacts->area_manager,
                                 pp_str_text(&homes),
                                 pp_str_text(&here),
                                 row->today.name,
                                 row->today.phone,
                                 row->today.email};
    pp_table_join_guarded(cells, sizeof cells / sizeof *cells, csv);
    pp_str_append(csv, "\r\n");
    csv->failed = csv->failed || names.failed || phones.failed || emails.failed || homes.failed ||
                  here.failed;
}

int pp_service_public_ward_csv(struct pp_db *db, const char *name, struct pp_moment moment,
                               char **ret_csv, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str csv = {0};
    struct pp_public_ward ward = {0};
    struct patch_list list = {0};
    int rc = pp_find_public_ward(db, name, &arena, &ward, reterr);
    if (!rc)
        rc = load_patches(db, &(struct pp_public_ward_wish){&ward, moment.day, true}, &arena, &list,
                          reterr);
    if (!rc)
        rc = find_today(db, moment, &arena, &list, reterr);
    if (rc)
        return rc;
    pp_str_append(&csv, "ward_code,ward,patch,officer,phone,email,team,team_leader,area_manager,"
                        "homes_to_nearest_10,homes_in_ward_to_nearest_10,contact_today,"
                        "contact_today_phone,contact_today_email\r\n");
    for (size_t i = 0; i < list.n; i++)
        append_row(&ward, &list.rows[i], &csv);
    *ret_csv = pp_str_take(&csv);
    return *ret_csv ? 0 : pp_fail_nomem(reterr);
}
