/* A patch, as anyone may know it. */
#include <stdio.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "planner/service/public_tell.h"

enum { N_DROP_INS = 3, MIDDAY = 12 * 60, YEAR = 366, MOST_UNFOLDED = 30, GROUP_OF_STREETS = 15 };

struct telling {
    struct pp_db *db;
    struct pp_moment moment;
    const struct pp_public_patch *patch;
    struct pp_patch_contacts contacts;
    struct pp_arena arena;
    struct pp_json *json;
};

/* ---- people ---- */

/* Who is rung for a named officer at the moment: 1 somebody else, 0 the officer. */
static int find_stand_in(struct pp_db *db, const struct pp_contact_wish *wish,
                         const char *officer_id, struct pp_arena *arena,
                         struct pp_contact *ret_other, struct pp_error *reterr) {
    const char *half = wish->moment.minute < MIDDAY ? "am" : "pm";
    if (!wish->patch->plan_id)
        return 0;
    return pp_store_public_stand_in(db, wish->patch, officer_id, wish->moment.day, half, arena,
                                    ret_other, reterr);
}

/* Who answers for the whole team: its leader, else another leader of the area, else the area manager by name. Never why. */
static int find_leader(struct pp_db *db, const struct pp_contact_wish *wish, struct pp_arena *arena,
                       struct pp_contact *ret_contact, struct pp_error *reterr) {
    const struct pp_patch_contacts *contacts = wish->contacts;
    const char *half = wish->moment.minute < MIDDAY ? "am" : "pm";
    struct pp_contact there = {0};
    int rc = pp_store_public_leader_there(db, wish->patch->team_id, wish->moment.day, half, arena,
                                          &there, reterr);
    if (rc < 0)
        return rc;
    if (rc == 0 && contacts->team_leader.name && contacts->area_manager && *contacts->area_manager)
        there = (struct pp_contact){
            .officer_id = "", .name = contacts->area_manager, .phone = "", .email = ""};
    *ret_contact = there.name ? there : contacts->team_leader;
    return 0;
}

int pp_find_contact(struct pp_db *db, const struct pp_contact_wish *wish, struct pp_arena *arena,
                    struct pp_contact *ret_contact, struct pp_error *reterr) {
    const struct pp_patch_contacts *contacts = wish->contacts;
    struct pp_contact other = {0}, first = {0};
    int rc = 0;
    for (size_t i = 0; i < contacts->n_leads; i++) {
        rc = find_stand_in(db, wish, contacts->leads[i].officer_id, arena, &other, reterr);
        if (rc < 0)
            return rc;
        if (rc == 0) {
            *ret_contact = contacts->leads[i];
            return 0;
        }
        if (!first.name)
            first = other;
    }
    if (contacts->n_leads == 0)
        rc = find_stand_in(db, wish, "", arena, &first, reterr);
    if (rc < 0)
        return rc;
    *ret_contact = first;
    return first.name ? 0 : find_leader(db, wish, arena, ret_contact, reterr);
}

static int tell_people(struct telling *telling, struct pp_error *reterr) {
    const struct pp_patch_contacts *contacts = &telling->contacts;
    const struct pp_contact *leader = &contacts->team_leader;
    const struct pp_contact_wish wish = {telling->patch, contacts, telling->moment};
    struct pp_contact contact = {0};
    int rc = pp_find_contact(telling->db, &wish, &telling->arena, &contact, reterr);
    if (rc)
        return rc;
    if (pp_json_set(telling->json, "officers",
                    pp_tell_people(contacts->leads, contacts->n_leads)) != 0 ||
        pp_json_set(telling->json, "contact",
                    contact.name ? pp_tell_person(&contact) : pp_json_new_text(NULL)) != 0 ||
        pp_json_set(telling->json, "teamLeader",
                    leader->name ? pp_tell_person(leader) : pp_json_new_text(NULL)) != 0)
        return pp_fail_nomem(reterr);
    return 0;
}

/* ---- the rest ---- */

static int tell_head(struct telling *telling) {
    const struct pp_public_patch *patch = telling->patch;
    struct pp_json *json = telling->json;
    if (pp_tell_text(json, "id", patch->name) != 0 ||
        pp_tell_href(json, "href", "/patch/", patch->name, "") != 0 ||
        pp_tell_href(json, "calendarHref", "/patch/", patch->name, "/drop-ins.ics") != 0 ||
        pp_json_set(json, "isToday", pp_json_new_bool(patch->plan_id == 0)) != 0 ||
        pp_tell_text(json, "team", telling->contacts.team) != 0)
        return PP_E_NOMEM;
    return pp_tell_text(json, "areaManager", telling->contacts.area_manager);
}

static int tell_days(struct telling *telling) {
    const struct pp_public_patch *patch = telling->patch;
    pp_day day = 0;
    char changed[11];
    int rc = patch->since && pp_day_parse(patch->since, &day)
                 ? pp_tell_day(telling->json, "since", day)
                 : 0;
    snprintf(changed, sizeof changed, "%.10s", patch->changed_at);
    if (!rc && pp_day_parse(changed, &day))
        rc = pp_tell_day(telling->json, "updated", day);
    return rc;
}

static int tell_drop_ins(struct telling *telling, struct pp_error *reterr) {
    struct pp_public_session *sessions = NULL;
    size_t n = 0;
    const struct pp_public_session_wish wish = {.patch = telling->patch,
                                                .with_cancelled = true,
                                                .from = telling->moment.day,
                                                .until = telling->moment.day + YEAR,
                                                .minute = telling->moment.minute,
                                                .most = N_DROP_INS};
    int rc = telling->patch->plan_id ? pp_store_public_sessions(telling->db, &wish, &telling->arena,
                                                                &sessions, &n, reterr)
                                     : 0;
    if (rc)
        return rc;
    rc = pp_json_set(telling->json, "dropIns", pp_tell_sessions(sessions, n));
    return rc ? pp_fail_nomem(reterr) : 0;
}

static struct pp_json *tell_names(const char *const *names, size_t n) {
    PP_AUTO_JSON struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        if (pp_json_push(list, pp_json_new_text(names[i])) != 0)
            return NULL;
    return PP_STEAL(list);
}

/* How many of `names`, from the first on, stand in one group: whole letters, of about as many streets as fit a screen. */
static size_t group_length(const char *const *names, size_t n) {
    size_t end = 0, next;
    do {
        for (next = end + 1; next < n && *names[next] == *names[end];)
            next++;
        if (end && next > GROUP_OF_STREETS)
            break;
        end = next;
    } while (end < n);
    return end;
}

static int push_group(struct pp_json *groups, const char *const *names, size_t n) {
    PP_AUTO_JSON struct pp_json *group = pp_json_new_object();
    char letters[16];
    snprintf(letters, sizeof letters, *names[0] == *names[n - 1] ? "%c" : "%c to %c", *names[0],
             *names[n - 1]);
    if (pp_tell_text(group, "letters", letters) != 0 ||
        pp_json_set(group, "streets", tell_names(names, n)) != 0)
        return PP_E_NOMEM;
    return pp_json_push(groups, PP_STEAL(group));
}

/* A long list is folded by its letters; one whose names begin with anything else is not. */
static int tell_groups(struct telling *telling, const char *const *names, size_t n) {
    bool folds = n > MOST_UNFOLDED;
    for (size_t i = 0; i < n && folds; i++)
        folds = (unsigned char)*names[i] < 0x80;
    if (!folds)
        return 0;
    struct pp_json *groups = pp_json_new_array();
    int rc = pp_json_set(telling->json, "isFolded", pp_json_new_bool(true));
    rc = pp_json_set(telling->json, "streetGroups", groups) ? PP_E_NOMEM : rc;
    for (size_t i = 0, length; i < n && !rc; i += length) {
        length = group_length(names + i, n - i);
        rc = push_group(groups, names + i, length);
    }
    return rc;
}

static int tell_streets(struct telling *telling, struct pp_error *reterr) {
    const char **names = NULL;
    size_t n = 0;
    int rc =
        pp_store_public_streets(telling->db, telling->patch, &telling->arena, &names, &n, reterr);
    if (!rc && (pp_json_set(telling->json, "streets", tell_names(names, n)) != 0 ||
                tell_groups(telling, names, n) != 0))
        rc = pp_fail_nomem(reterr);
    return rc;
}

static int tell_wards(struct telling *telling, struct pp_error *reterr) {
    struct pp_public_ward *wards = NULL;
    size_t n = 0;
    int rc =
        pp_store_public_wards(telling->db, telling->patch, &telling->arena, &wards, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    rc = pp_json_set(telling->json, "wards", list);
    for (size_t i = 0; i < n && !rc; i++) {
        struct pp_json *ward = pp_tell_ward(&wards[i]);
        rc = pp_tell_text(ward, "before", i ? pp_text_between((int)i, (int)n) : "");
        if (rc)
            pp_json_done(ward);
        else
            rc = pp_json_push(list, ward);
    }
    return rc ? pp_fail_nomem(reterr) : 0;
}

static int tell(struct telling *telling, enum pp_tell_detail detail, struct pp_error *reterr) {
    int rc = pp_store_public_contacts(telling->db, telling->patch, telling->moment.day,
                                      &telling->arena, &telling->contacts, reterr);
    if (rc)
        return rc;
    telling->json = pp_json_new_object();
    if (tell_head(telling) != 0 || tell_days(telling) != 0)
        return pp_fail_nomem(reterr);
    rc = tell_people(telling, reterr);
    if (!rc && detail >= PP_TELL_CARD)
        rc = tell_drop_ins(telling, reterr);
    if (!rc && detail >= PP_TELL_PAGE)
        rc = tell_streets(telling, reterr);
    if (!rc && detail >= PP_TELL_PAGE)
        rc = tell_wards(telling, reterr);
    return rc;
}

int pp_tell_patch(struct pp_db *db, const struct pp_public_patch *patch, struct pp_moment moment,
                  enum pp_tell_detail detail, struct pp_json **ret_patch, struct pp_error *reterr) {
    struct telling telling = {.db = db, .moment = moment, .patch = patch};
    int rc = tell(&telling, detail, reterr);
    pp_arena_done(&telling.arena);
    if (rc)
        pp_json_done(telling.json);
    else
        *ret_patch = telling.json;
    return rc;
}

/* ---- by name ---- */

int pp_find_public_patch(struct pp_db *db, const char *name, pp_day day, struct pp_arena *arena,
                         struct pp_public_patch *ret_patch, struct pp_error *reterr) {
    int rc = pp_store_public_patch_find(db, name, day, arena, ret_patch, reterr);
    if (rc == 0 && (rc = pp_store_public_was_patch(db, name, reterr)) > 0)
        rc = pp_store_public_today_find(db, name, day, arena, ret_patch, reterr);
    if (rc == 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no patch '%.100s'.", name);
    return rc < 0 ? rc : 0;
}

int pp_service_public_patch(struct pp_db *db, const char *name, struct pp_moment moment,
                            struct pp_json **ret_patch, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_public_patch patch = {0};
    int rc = pp_find_public_patch(db, name, moment.day, &arena, &patch, reterr);
    return rc ? rc : pp_tell_patch(db, &patch, moment, PP_TELL_PAGE, ret_patch, reterr);
}

int pp_service_public_retired(struct pp_db *db, const char *name, struct pp_moment moment,
                              struct pp_json **ret_retired, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *retired = pp_json_new_object();
    struct pp_public_patch patch = {0};
    pp_day since = 0;
    int rc = pp_store_public_was_patch(db, name, reterr);
    if (rc > 0)
        rc = pp_store_public_successor(db, name, moment.day, &arena, &patch, reterr);
    if (rc < 0)
        return rc;
    if (rc == 0 || pp_text_same_nocase(patch.name, name))
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no patch '%.100s'.", name);
    if (pp_tell_text(retired, "was", name) != 0 || pp_tell_text(retired, "id", patch.name) != 0 ||
        pp_tell_href(retired, "href", "/patch/", patch.name, "") != 0)
        return pp_fail_nomem(reterr);
    if (patch.since && pp_day_parse(patch.since, &since) &&
        pp_tell_day(retired, "changed", since) != 0)
        return pp_fail_nomem(reterr);
    *ret_retired = PP_STEAL(retired);
    return 0;
}

int pp_service_public_patches(struct pp_db *db, struct pp_moment moment,
                              struct pp_json **ret_patches, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *found = pp_json_new_object();
    struct pp_json *list = pp_json_new_array();
    struct pp_public_patch *patches = NULL;
    size_t n = 0;
    if (pp_json_set(found, "patches", list) != 0)
        return pp_fail_nomem(reterr);
    int rc = pp_store_public_patches(db, moment.day, &arena, &patches, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++) {
        struct pp_json *patch = NULL;
        rc = pp_tell_patch(db, &patches[i], moment, PP_TELL_PEOPLE, &patch, reterr);
        if (!rc && pp_json_push(list, patch) != 0)
            rc = pp_fail_nomem(reterr);
    }
    if (!rc)
        *ret_patches = PP_STEAL(found);
    return rc;
}
