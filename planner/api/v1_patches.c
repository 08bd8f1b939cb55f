#include "planner/api/v1.h"
#include "patchplan/core/alloc.h"

/* {"patches":[...]} out of the same key of what a page is told (taken). */
static int answer_list(struct pp_exchange *exchange, struct pp_json *told,
                       struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *mine = told, *answer = pp_json_new_object();
    const struct pp_json *patches = pp_json_get(mine, "patches");
    struct pp_json *list = pp_json_new_array();
    int rc = pp_json_set(answer, "patches", list);
    for (size_t i = 0; i < pp_json_length(patches) && !rc; i++)
        rc = pp_json_push(list, pp_v1_patch_json(pp_json_at(patches, i)));
    return rc ? pp_fail_nomem(reterr) : pp_v1_answer(exchange, PP_STEAL(answer), reterr);
}

int pp_v1_patches(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *told = NULL;
    int rc = pp_service_public_patches(exchange->db, pp_exchange_moment(exchange), &told, reterr);
    return rc ? rc : answer_list(exchange, told, reterr);
}

int pp_v1_patch(struct pp_exchange *exchange, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *told = NULL;
    struct pp_error err = {0};
    int rc = pp_service_public_patch(exchange->db, exchange->params[0],
                                     pp_exchange_moment(exchange), &told, &err);
    if (rc == PP_E_NOTFOUND)
        return pp_answer_retired(exchange, PP_V1 "/patches/", reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    return pp_v1_answer(exchange, pp_v1_patch_json(told), reterr);
}

int pp_v1_ward_patches(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *told = NULL;
    int rc = pp_service_public_ward_patches(exchange->db, exchange->params[0],
                                            pp_exchange_moment(exchange), &told, reterr);
    return rc ? rc : answer_list(exchange, told, reterr);
}

/* ---- look-up ---- */

static struct pp_json *split_json(const struct pp_json *patches) {
    PP_AUTO_JSON struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < pp_json_length(patches); i++) {
        const struct pp_json *patch = pp_json_at(patches, i);
        struct pp_json *row = pp_json_new_object();
        if (pp_json_push(list, row) != 0 ||
            pp_json_set(row, "addresses",
                        pp_json_new_text(pp_json_text(pp_json_get(patch, "where")))) != 0 ||
            pp_json_set(row, "patch", pp_v1_patch_json(patch)) != 0)
            return NULL;
    }
    return PP_STEAL(list);
}

int pp_v1_lookup(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *postcode = pp_fields_get(&exchange->request->query, "postcode", "");
    PP_AUTO_JSON struct pp_json *found = NULL;
    PP_AUTO_JSON struct pp_json *answer = pp_json_new_object();
    int rc = pp_service_public_postcode(exchange->db, postcode, pp_exchange_moment(exchange),
                                        &found, reterr);
    if (rc)
        return rc;
    const struct pp_json *patches = pp_json_get(found, "patches");
    bool is_split = pp_json_length(patches) > 1;
    if (pp_json_set(answer, "postcode",
                    pp_json_new_text(pp_json_text(pp_json_get(found, "place")))) != 0 ||
        pp_json_set(answer, is_split ? "addresses" : "patch",
                    is_split ? split_json(patches) : pp_v1_patch_json(pp_json_at(patches, 0))) != 0)
        return pp_fail_nomem(reterr);
    return pp_v1_answer(exchange, PP_STEAL(answer), reterr);
}

/* ---- drop-ins ---- */

static int add_day(const struct pp_json *day, struct pp_json *list) {
    const struct pp_json *sessions = pp_json_get(day, "dropIns");
    int rc = 0;
    for (size_t i = 0; i < pp_json_length(sessions) && !rc; i++)
        rc = pp_json_push(list, pp_v1_session_json(pp_json_at(sessions, i)));
    return rc;
}

static struct pp_json *drop_ins_json(const struct pp_json *found) {
    static const char *const days_of[] = {"from", "until", "next"};
    PP_AUTO_JSON struct pp_json *answer = pp_json_new_object();
    const struct pp_json *days = pp_json_get(found, "days");
    struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < sizeof days_of / sizeof *days_of; i++)
        if (pp_json_set(answer, days_of[i],
                        pp_json_new_text(pp_json_text(pp_json_get(found, days_of[i])))) != 0) {
            pp_json_done(list);
            return NULL;
        }
    int rc = pp_json_set(answer, "dropIns", list);
    for (size_t i = 0; i < pp_json_length(days) && !rc; i++)
        rc = add_day(pp_json_at(days, i), list);
    return rc ? NULL : PP_STEAL(answer);
}

int pp_v1_drop_ins(struct pp_exchange *exchange, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *found = NULL;
    int rc = pp_find_drop_ins(exchange, 0, &found, reterr);
    return rc ? rc : pp_v1_answer(exchange, drop_ins_json(found), reterr);
}
