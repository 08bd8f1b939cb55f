#include "patchplan/service/public.h"

#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/lookup.h"
#include "patchplan/store/public.h"

enum { N_DROP_INS = 3, MIDDAY = 12 * 60 };

/* ---- pieces ---- */

/* "/patch/" and a name as part of an address. */
static int set_href(struct pp_json *object, const char *key, const char *folder, const char *name) {
    PP_AUTO_STR struct pp_str href = {0};
    pp_str_append(&href, folder);
    pp_str_append_url(&href, name);
    return href.failed ? PP_E_NOMEM
                       : pp_json_set(object, key, pp_json_new_text(pp_str_text(&href)));
}

static int set_text(struct pp_json *object, const char *key, const char *text) {
    return pp_json_set(object, key, pp_json_new_text(text));
}

/* A date as "2027-03-09" under `key` and as "Tuesday 9 March 2027" under `words_key`. */
static int set_day(struct pp_json *object, const char *key, const char *words_key, pp_day day) {
    char iso[11], words[48];
    pp_day_iso(day, iso);
    pp_day_long(day, words, sizeof words);
    int rc = set_text(object, key, iso);
    return rc ? rc : set_text(object, words_key, words);
}

/* "tel:" and the digits, so that a telephone can dial it. */
static int set_phone(struct pp_json *person, const char *phone) {
    char dial[40] = "tel:";
    size_t n = strlen(dial);
    for (const char *at = phone; at && *at && n < sizeof dial - 1; at++)
        if ((*at >= '0' && *at <= '9') || (*at == '+' && n == 4))
            dial[n++] = *at;
    dial[n] = '\0';
    int rc = set_text(person, "phone", phone);
    return rc ? rc : set_text(person, "phoneHref", n > 4 ? dial : NULL);
}

/* Owned by the caller; NULL: no memory. */
static struct pp_json *person_json(const struct pp_contact *contact) {
    PP_AUTO_JSON struct pp_json *person = pp_json_new_object();
    if (set_text(person, "name", contact->name) != 0 || set_phone(person, contact->phone) != 0 ||
        set_text(person, "email", contact->email) != 0)
        return NULL;
    return PP_STEAL(person);
}

static struct pp_json *session_json(const struct pp_public_session *session) {
    PP_AUTO_JSON struct pp_json *object = pp_json_new_object();
    char from[6], to[6], words[40];
    pp_clock_iso(session->from_minute, from);
    pp_clock_iso(session->to_minute, to);
    pp_clock_long_range(session->from_minute, session->to_minute, words);
    if (set_day(object, "date", "dateWords", session->day) != 0 ||
        set_text(object, "from", from) != 0 || set_text(object, "to", to) != 0 ||
        set_text(object, "timeWords", words) != 0 ||
        set_text(object, "venue", session->venue) != 0 ||
        set_text(object, "postcode", session->postcode) != 0 ||
        pp_json_set(object, "stepFree", pp_json_new_bool(session->step_free)) != 0 ||
        pp_json_set(object, "hearingLoop", pp_json_new_bool(session->hearing_loop)) != 0 ||
        pp_json_set(object, "byAppointment", pp_json_new_bool(session->by_appointment)) != 0 ||
        pp_json_set(object, "moved", pp_json_new_bool(session->was_moved)) != 0)
        return NULL;
    return PP_STEAL(object);
}

/* ---- a patch ---- */

struct telling {
    struct pp_db *db;
    struct pp_moment moment;
    struct pp_public_patch patch;
    struct pp_patch_contacts contacts;
    struct pp_arena arena;
    struct pp_json *json;
};

/* The first named officer who is in, else who stands in for one; never why. */
static int tell_contact(struct telling *telling, struct pp_error *reterr) {
    const struct pp_patch_contacts *contacts = &telling->contacts;
    const char *half = telling->moment.minute < MIDDAY ? "am" : "pm";
    struct pp_contact contact = {0};
    for (size_t i = 0; i < contacts->n_leads || (i == 0 && contacts->n_leads == 0); i++) {
        const char *officer_id = contacts->n_leads ? contacts->leads[i].officer_id : "";
        struct pp_contact other = {0};
        int rc =
            pp_store_public_stand_in(telling->db, &telling->patch, officer_id, telling->moment.day,
                                     half, &telling->arena, &other, reterr);
        if (rc < 0)
            return rc;
        if (rc == 0 && contacts->n_leads) {
            contact = contacts->leads[i];
            break;
        }
        if (rc == 1 && !contact.name)
            contact = other;
    }
    if (!contact.name)
        contact = contacts->team_leader;
    struct pp_json *person = contact.name ? person_json(&contact) : pp_json_new_text(NULL);
    return pp_json_set(telling->json, "contact", person) ? pp_fail_nomem(reterr) : 0;
}

static int tell_people(struct telling *telling, struct pp_error *reterr) {
    const struct pp_patch_contacts *contacts = &telling->contacts;
    struct pp_json *officers = pp_json_new_array(), *object = telling->json;
    int rc = pp_json_set(object, "officers", officers);
    for (size_t i = 0; i < contacts->n_leads && !rc; i++)
        rc = pp_json_push(officers, person_json(&contacts->leads[i]));
    const struct pp_contact *leader = &contacts->team_leader;
    if (!rc)
        rc = pp_json_set(object, "teamLeader",
                         leader->name ? person_json(leader) : pp_json_new_text(NULL));
    return rc ? pp_fail_nomem(reterr) : tell_contact(telling, reterr);
}

static int tell_place(struct telling *telling) {
    const struct pp_patch_contacts *contacts = &telling->contacts;
    struct pp_json *object = telling->json;
    int rc = set_text(object, "id", contacts->patch);
    if (!rc)
        rc = set_href(object, "href", "/patch/", contacts->patch);
    if (!rc)
        rc = set_text(object, "team", contacts->team);
    if (!rc)
        rc = set_text(object, "wardCode", contacts->ward_code);
    if (!rc)
        rc = set_text(object, "ward", contacts->ward_name);
    if (!rc && contacts->ward_code)
        rc = set_href(object, "wardHref", "/ward/", contacts->ward_code);
    if (!rc)
        rc = set_text(object, "areaManager", contacts->area_manager);
    return rc;
}

static int tell_days(struct telling *telling) {
    pp_day day = 0;
    char changed[11];
    int rc = pp_day_parse(telling->patch.since, &day)
                 ? set_day(telling->json, "since", "sinceWords", day)
                 : 0;
    snprintf(changed, sizeof changed, "%.10s", telling->patch.changed_at);
    if (!rc && pp_day_parse(changed, &day))
        rc = set_day(telling->json, "updated", "updatedWords", day);
    return rc;
}

static int tell_sessions(struct telling *telling, struct pp_error *reterr) {
    struct pp_public_session *sessions = NULL;
    size_t n = 0;
    int rc = pp_store_public_sessions(telling->db, &telling->patch, telling->moment.day,
                                      telling->moment.minute, N_DROP_INS, &telling->arena,
                                      &sessions, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    rc = pp_json_set(telling->json, "dropIns", list);
    for (size_t i = 0; i < n && !rc; i++)
        rc = pp_json_push(list, session_json(&sessions[i]));
    return rc ? pp_fail_nomem(reterr) : 0;
}

static int tell_streets(struct telling *telling, struct pp_error *reterr) {
    const char **names = NULL;
    size_t n = 0;
    int rc =
        pp_store_public_streets(telling->db, &telling->patch, &telling->arena, &names, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    rc = pp_json_set(telling->json, "streets", list);
    for (size_t i = 0; i < n && !rc; i++)
        rc = pp_json_push(list, pp_json_new_text(names[i]));
    return rc ? pp_fail_nomem(reterr) : 0;
}

static int tell(struct telling *telling, bool with_streets, struct pp_error *reterr) {
    int rc =
        pp_store_patch_contacts(telling->db, telling->patch.plan_id, telling->patch.patch_ix,
                                telling->moment.day, &telling->arena, &telling->contacts, reterr);
    if (rc)
        return rc;
    telling->json = pp_json_new_object();
    if (tell_place(telling) != 0 || tell_days(telling) != 0)
        return pp_fail_nomem(reterr);
    rc = tell_people(telling, reterr);
    if (!rc)
        rc = tell_sessions(telling, reterr);
    return rc || !with_streets ? rc : tell_streets(telling, reterr);
}

static int tell_patch(struct pp_db *db, const char *name, struct pp_moment moment,
                      bool with_streets, struct pp_json **ret_patch, struct pp_error *reterr) {
    struct telling telling = {.db = db, .moment = moment};
    int rc =
        pp_store_public_patch_find(db, name, moment.day, &telling.arena, &telling.patch, reterr);
    if (rc == 0)
        rc = pp_fail(reterr, PP_E_NOTFOUND, "There is no patch '%s'.", name);
    else if (rc > 0)
        rc = tell(&telling, with_streets, reterr);
    pp_arena_done(&telling.arena);
    if (rc)
        pp_json_done(telling.json);
    else
        *ret_patch = telling.json;
    return rc;
}

int pp_service_public_patch(struct pp_db *db, const char *name, struct pp_moment moment,
                            struct pp_json **ret_patch, struct pp_error *reterr) {
    return tell_patch(db, name, moment, true, ret_patch, reterr);
}

/* ---- a place ---- */

static const char *const kinds[] = {
    [PP_PLACE_POSTCODE] = "postcode", [PP_PLACE_WARD] = "ward", [PP_PLACE_STREET] = "street"};

static int add_row(struct pp_db *db, const struct pp_lookup_row *row, struct pp_moment moment,
                   struct pp_json *patches, struct pp_error *reterr) {
    struct pp_json *patch = NULL;
    int rc = tell_patch(db, row->contacts.patch, moment, false, &patch, reterr);
    if (rc)
        return rc;
    rc = row->where ? set_text(patch, "where", row->where) : 0;
    if (rc) {
        pp_json_done(patch);
        return pp_fail_nomem(reterr);
    }
    return pp_json_push(patches, patch) ? pp_fail_nomem(reterr) : 0;
}

static int found_json(struct pp_db *db, const char *query, const struct pp_lookup *lookup,
                      struct pp_moment moment, struct pp_json **ret_found,
                      struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *found = pp_json_new_object();
    struct pp_json *patches = pp_json_new_array();
    int rc = pp_json_set(found, "patches", patches);
    for (size_t i = 0; i < lookup->n_rows && !rc; i++)
        if (lookup->rows[i].in_force)
            rc = add_row(db, &lookup->rows[i], moment, patches, reterr);
    if (rc)
        return rc == PP_E_NOMEM ? pp_fail_nomem(reterr) : rc;
    if (pp_json_length(patches) == 0)
        return pp_fail(reterr, PP_E_NOTFOUND,
                       "We know %s, but patches have not been published there yet.",
                       lookup->place.name);
    if (set_text(found, "query", query) != 0 || set_text(found, "place", lookup->place.name) != 0 ||
        set_text(found, "kind", kinds[lookup->place.kind]) != 0 ||
        pp_json_set(found, "split", pp_json_new_bool(pp_json_length(patches) > 1)) != 0)
        return pp_fail_nomem(reterr);
    *ret_found = PP_STEAL(found);
    return 0;
}

static int fail_unknown(const char *query, struct pp_error *reterr) {
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "We could not find '%s'. Check it, or try a postcode, street, ward or "
                   "councillor.",
                   query);
}

int pp_service_public_find(struct pp_db *db, const char *query, struct pp_moment moment,
                           struct pp_json **ret_found, struct pp_error *reterr) {
    PP_AUTO_FREE char *copy = pp_strdup(query);
    struct pp_lookup lookup = {0};
    if (!copy)
        return pp_fail_nomem(reterr);
    const char *asked = pp_text_trim(copy);
    if (!*asked)
        return pp_fail(reterr, PP_E_INPUT, "Enter a postcode, street, ward or councillor.");
    int rc = pp_service_lookup(db, asked, NULL, moment.day, &lookup, reterr);
    if (rc == PP_E_NOTFOUND || (!rc && lookup.place.kind == PP_PLACE_HOME))
        rc = fail_unknown(asked, reterr);
    else if (!rc)
        rc = found_json(db, asked, &lookup, moment, ret_found, reterr);
    pp_lookup_done(&lookup);
    return rc;
}
