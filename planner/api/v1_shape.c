/* From what the pages are told to what other systems read: no sentences, and nothing that is not on a page. */
#include "planner/api/v1.h"
#include "patchplan/core/alloc.h"

static int copy(struct pp_json *to, const char *key, const struct pp_json *from, const char *name) {
    return pp_json_set(to, key, pp_json_new_text(pp_json_text(pp_json_get(from, name))));
}

static int copy_bool(struct pp_json *to, const char *key, const struct pp_json *from) {
    return pp_json_set(to, key, pp_json_new_bool(pp_json_is_true(pp_json_get(from, key))));
}

/* true, false, or null where nothing is said. */
static int copy_said(struct pp_json *to, const char *key, const struct pp_json *from) {
    const struct pp_json *said = pp_json_get(from, key);
    return pp_json_set(to, key,
                       pp_json_kind(said) == PP_JSON_BOOL ? pp_json_new_bool(pp_json_is_true(said))
                                                          : pp_json_new_text(NULL));
}

/* {"name","responsibleType","contactDetails":{"emailAddress","telephoneNumber"}} */
static struct pp_json *entity(const char *name, const char *type, const struct pp_json *person) {
    PP_AUTO_JSON struct pp_json *entity = pp_json_new_object();
    struct pp_json *details = pp_json_new_object();
    if (pp_json_set(entity, "contactDetails", details) != 0 ||
        pp_json_set(entity, "name", pp_json_new_text(name)) != 0 ||
        (type && pp_json_set(entity, "responsibleType", pp_json_new_text(type)) != 0) ||
        copy(details, "emailAddress", person, "email") != 0 ||
        copy(details, "telephoneNumber", person, "phone") != 0)
        return NULL;
    return PP_STEAL(entity);
}

static struct pp_json *person_entity(const struct pp_json *person, const char *type) {
    const char *name = pp_json_text(pp_json_get(person, "name"));
    return name ? entity(name, type, person) : pp_json_new_text(NULL);
}

static int set_entities(struct pp_json *to, const struct pp_json *patch) {
    const struct pp_json *officers = pp_json_get(patch, "officers");
    const char *manager = pp_json_text(pp_json_get(patch, "areaManager"));
    struct pp_json *list = pp_json_new_array();
    int rc = pp_json_set(to, "responsibleEntities", list);
    for (size_t i = 0; i < pp_json_length(officers) && !rc; i++)
        rc = pp_json_push(list, person_entity(pp_json_at(officers, i), "HousingOfficer"));
    if (!rc && manager)
        rc = pp_json_push(list, entity(manager, "HousingAreaManager", NULL));
    return rc;
}

struct pp_json *pp_v1_session_json(const struct pp_json *session) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    struct pp_json *venue = pp_json_new_object();
    if (copy(json, "date", session, "date") != 0 || copy(json, "from", session, "from") != 0 ||
        copy(json, "to", session, "to") != 0 || pp_json_set(json, "venue", venue) != 0 ||
        copy(venue, "id", session, "venueId") != 0 || copy(venue, "name", session, "venue") != 0 ||
        copy(venue, "postcode", session, "postcode") != 0 ||
        copy_said(venue, "stepFree", session) != 0 ||
        copy_said(venue, "hearingLoop", session) != 0 ||
        copy_bool(json, "byAppointment", session) != 0 ||
        copy_bool(json, "cancelled", session) != 0 ||
        copy(json, "patches", session, "patches") != 0)
        return NULL;
    return PP_STEAL(json);
}

/* An array of ours under the same key, each element by `shape`; left out where there is none. */
static int set_list(struct pp_json *to, const char *key, const struct pp_json *from,
                    struct pp_json *(*shape)(const struct pp_json *)) {
    const struct pp_json *rows = pp_json_get(from, key);
    struct pp_json *list = rows ? pp_json_new_array() : NULL;
    int rc = rows ? pp_json_set(to, key, list) : 0;
    for (size_t i = 0; i < pp_json_length(rows) && !rc; i++)
        rc = pp_json_push(list, shape(pp_json_at(rows, i)));
    return rc;
}

static struct pp_json *street_json(const struct pp_json *street) {
    return pp_json_new_text(pp_json_text(street));
}

static struct pp_json *ward_json(const struct pp_json *ward) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    if (copy(json, "code", ward, "code") != 0 || copy(json, "name", ward, "name") != 0)
        return NULL;
    return PP_STEAL(json);
}

struct pp_json *pp_v1_patch_json(const struct pp_json *patch) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    if (copy(json, "id", patch, "id") != 0 || copy(json, "name", patch, "id") != 0 ||
        pp_json_set(json, "patchType", pp_json_new_text("patch")) != 0 ||
        copy(json, "team", patch, "team") != 0 || set_entities(json, patch) != 0 ||
        pp_json_set(json, "teamLeader", person_entity(pp_json_get(patch, "teamLeader"), NULL)) ||
        pp_json_set(json, "contactToday", person_entity(pp_json_get(patch, "contact"), NULL)) ||
        set_list(json, "dropIns", patch, pp_v1_session_json) != 0 ||
        set_list(json, "streets", patch, street_json) != 0 ||
        set_list(json, "wards", patch, ward_json) != 0 ||
        copy(json, "effectiveFrom", patch, "since") != 0 ||
        copy(json, "lastUpdated", patch, "updated") != 0 || copy(json, "page", patch, "href") != 0)
        return NULL;
    return PP_STEAL(json);
}

int pp_v1_answer(struct pp_exchange *exchange, struct pp_json *answer, struct pp_error *reterr) {
    exchange->response->audience = PP_FOR_ALL;
    pp_response_header(exchange->response, "Access-Control-Allow-Origin", "*");
    return pp_json_answer(exchange, 200, answer, reterr);
}
