/* From what somebody typed to patches. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/lookup.h"
#include "planner/service/cards.h"
#include "planner/service/public_near.h"
#include "planner/service/public_postcode.h"
#include "planner/service/public_tell.h"

enum { MOST_CHARACTERS = 100 };

static const char *const kinds[] = {[PP_PLACE_POSTCODE] = "postcode",
                                    [PP_PLACE_WARD] = "ward",
                                    [PP_PLACE_STREET] = "street",
                                    [PP_PLACE_NEIGHBOURHOOD] = "estate"};

static int fail_unknown(const char *query, struct pp_error *reterr) {
    return pp_fail(reterr, PP_E_NOTFOUND,
                   pp_is_postcode(query)
                       ? "We could not find '%.200s'. Check it, or try a street, estate, ward or "
                         "councillor."
                       : "We could not find '%.200s'. Check it, or try its postcode: buildings are "
                         "found by their postcode alone.",
                   query);
}

/* ---- a place whose patches are known ---- */

/* The card of a patch in force, told now when it was not told at this moment yet. */
static int tell_card(struct pp_db *db, const struct pp_lookup_row *row, struct pp_moment moment,
                     struct pp_json **ret_card, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_public_patch patch;
    *ret_card = pp_cards_find(moment.shelf, row->plan_id, row->patch_ix);
    if (*ret_card)
        return 0;
    int rc = pp_store_public_patch_get(db, row->plan_id, row->patch_ix, moment.day, &arena, &patch,
                                       reterr);
    if (!rc)
        rc = pp_tell_patch(db, &patch, moment, PP_TELL_CARD, ret_card, reterr);
    if (!rc)
        pp_cards_keep(moment.shelf, row->plan_id, row->patch_ix, *ret_card);
    return rc;
}

/* Takes the card. */
static int add_card(struct pp_json *patches, struct pp_json *card, const char *where,
                    struct pp_error *reterr) {
    if (where && pp_tell_text(card, "where", where) != 0) {
        pp_json_done(card);
        return pp_fail_nomem(reterr);
    }
    return pp_json_push(patches, card) ? pp_fail_nomem(reterr) : 0;
}

static int add_patches(struct pp_db *db, struct pp_lookup *lookup, struct pp_moment moment,
                       struct pp_json *patches, struct pp_error *reterr) {
    struct pp_json *card = NULL;
    int rc = 0;
    for (size_t i = 0; i < lookup->n_rows && !rc; i++) {
        rc = tell_card(db, &lookup->rows[i], moment, &card, reterr);
        rc = rc ? rc : add_card(patches, card, lookup->rows[i].where, reterr);
    }
    for (size_t i = 0; i < lookup->n_today && !rc; i++) {
        const struct pp_public_patch patch = {.name = lookup->today[i].patch, .changed_at = ""};
        rc = pp_tell_patch(db, &patch, moment, PP_TELL_CARD, &card, reterr);
        rc = rc ? rc : add_card(patches, card, lookup->today[i].where, reterr);
    }
    return rc;
}

static bool is_part(const char *where) { return !where || strstr(where, "part of it") != NULL; }

/* Does every patch of a split place say which addresses are its own? */
static bool says_where(const struct pp_lookup *lookup) {
    bool says = true;
    for (size_t i = 0; i < lookup->n_rows; i++)
        says = says && !is_part(lookup->rows[i].where);
    for (size_t i = 0; i < lookup->n_today; i++)
        says = says && !is_part(lookup->today[i].where);
    return says || lookup->n_rows + lookup->n_today < 2;
}

static int tell_place(struct pp_db *db, const struct pp_lookup_wish *wish, struct pp_moment moment,
                      struct pp_lookup *lookup, struct pp_json **ret_found,
                      struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *found = pp_json_new_object();
    struct pp_json *patches = pp_json_new_array();
    if (pp_json_set(found, "patches", patches) != 0)
        return pp_fail_nomem(reterr);
    int rc = pp_service_lookup(db, wish, lookup, reterr);
    if (rc == PP_E_NOTFOUND)
        return fail_unknown(wish->query, reterr);
    if (!rc)
        rc = add_patches(db, lookup, moment, patches, reterr);
    if (rc)
        return rc;
    if (pp_tell_text(found, "query", wish->query) != 0 ||
        pp_tell_text(found, "place", lookup->place.name) != 0 ||
        pp_tell_text(found, "kind", kinds[lookup->place.kind]) != 0 ||
        pp_json_set(found, "isStreet", pp_json_new_bool(lookup->place.kind == PP_PLACE_STREET)) !=
            0 ||
        pp_json_set(found, "saysWhere", pp_json_new_bool(says_where(lookup))) != 0 ||
        pp_json_set(found, "split", pp_json_new_bool(pp_json_length(patches) > 1)) != 0)
        return pp_fail_nomem(reterr);
    *ret_found = PP_STEAL(found);
    return 0;
}

/* ---- a ward or its councillor: the sheet says it all ---- */

static int tell_ward(struct pp_db *db, const char *query, const struct pp_place *place,
                     struct pp_json **ret_found, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *found = pp_json_new_object();
    struct pp_public_ward ward = {0};
    int rc = pp_find_public_ward(db, place->name, &arena, &ward, reterr);
    if (rc)
        return rc;
    if (pp_tell_text(found, "query", query) != 0 || pp_tell_text(found, "place", ward.name) != 0 ||
        pp_tell_text(found, "kind", kinds[PP_PLACE_WARD]) != 0 ||
        pp_tell_href(found, "goHref", "/ward/", ward.code, "") != 0)
        return pp_fail_nomem(reterr);
    *ret_found = PP_STEAL(found);
    return 0;
}

static int tell_found(struct pp_db *db, const char *query, struct pp_moment moment,
                      struct pp_json **ret_found, struct pp_error *reterr) {
    struct pp_lookup lookup = {0};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_place place = {0};
    int rc = pp_store_place_find(db, query, &arena, &place, reterr);
    if (rc < 0)
        return rc;
    if (rc == 0 || place.kind == PP_PLACE_HOME)
        return fail_unknown(query, reterr);
    if (place.kind == PP_PLACE_WARD)
        return tell_ward(db, query, &place, ret_found, reterr);
    const struct pp_lookup_wish wish = {
        .query = query, .place = &place, .day = moment.day, .for_public = true};
    rc = tell_place(db, &wish, moment, &lookup, ret_found, reterr);
    pp_lookup_done(&lookup);
    return rc;
}

/* ---- names that may have been meant ---- */

static bool leads(const struct pp_public_name *name) {
    return name->kind == PP_NAMES_LEADER || name->kind == PP_NAMES_MANAGER;
}

/* Where a name leads, and what it is one of. Whoever leads a team or an area has no page: their wards have. */
static int tell_choice(struct pp_json *choice, const struct pp_public_name *name) {
    static const struct {
        const char *what, *folder;
    } of_kinds[] = {[PP_NAMES_WARD] = {"ward", "/ward/"},
                    [PP_NAMES_COUNCILLOR] = {"councillor", "/ward/"},
                    [PP_NAMES_ESTATE] = {"estate", "/find?q="},
                    [PP_NAMES_STREET] = {"street", "/find?q="},
                    [PP_NAMES_PATCH] = {"patch", "/patch/"},
                    [PP_NAMES_OFFICER] = {"housing officer, patch", "/patch/"},
                    [PP_NAMES_VENUE] = {"place of drop-ins", "/drop-ins?venue="},
                    [PP_NAMES_LEADER] = {"ward, team leader", "/ward/"},
                    [PP_NAMES_MANAGER] = {"ward, area manager", "/ward/"},
                    [PP_NAMES_POSTCODE] = {"postcode", "/find?q="}};
    bool is_place = !*name->of;
    PP_AUTO_STR struct pp_str what = {0};
    pp_str_append(&what, of_kinds[name->kind].what);
    if (name->kind == PP_NAMES_OFFICER)
        pp_str_appendf(&what, " %s", name->of);
    if (leads(name))
        pp_str_appendf(&what, " %s", name->name);
    else if (*name->ward)
        pp_str_appendf(&what, ", %s ward", name->ward);
    if (what.failed || pp_tell_text(choice, "name", leads(name) ? name->ward : name->name) != 0 ||
        pp_tell_text(choice, "what", pp_str_text(&what)) != 0)
        return PP_E_NOMEM;
    return pp_tell_href(choice, "href", of_kinds[name->kind].folder,
                        is_place ? name->name : name->of, "");
}

/* {"query",key:[{"name","what","href"}]} */
static struct pp_json *tell_choices(const char *query, const char *key,
                                    const struct pp_public_name *names, size_t n) {
    PP_AUTO_JSON struct pp_json *found = pp_json_new_object();
    struct pp_json *list = pp_json_new_array();
    int rc = pp_json_set(found, key, list);
    for (size_t i = 0; i < n && !rc; i++) {
        PP_AUTO_JSON struct pp_json *choice = pp_json_new_object();
        rc = tell_choice(choice, &names[i]);
        rc = rc ? rc : pp_json_push(list, PP_STEAL(choice));
    }
    return rc || pp_tell_text(found, "query", query) != 0 ? NULL : PP_STEAL(found);
}

/* The one that was meant: its place, or the page to go to. */
static int tell_one(struct pp_db *db, const char *query, const struct pp_public_name *name,
                    struct pp_moment moment, struct pp_json **ret_found, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *found = pp_json_new_object();
    bool to_ward = name->kind == PP_NAMES_WARD || name->kind == PP_NAMES_COUNCILLOR || leads(name);
    const char *folder = to_ward                        ? "/ward/"
                         : name->kind == PP_NAMES_VENUE ? "/drop-ins?venue="
                                                        : "/patch/";
    if (name->kind == PP_NAMES_ESTATE || name->kind == PP_NAMES_STREET)
        return tell_found(db, name->name, moment, ret_found, reterr);
    if (pp_tell_text(found, "query", query) != 0 ||
        pp_tell_href(found, "goHref", folder, name->of, "") != 0)
        return pp_fail_nomem(reterr);
    *ret_found = PP_STEAL(found);
    return 0;
}

/* "leads": where all that was found are the wards of one who leads them. */
static int tell_leader(struct pp_json *found, const struct pp_near *near) {
    const struct pp_public_name *first = &near->names[0];
    PP_AUTO_STR struct pp_str words = {0};
    bool is_one = leads(first) && near->kind != PP_NEAR_SPELLING;
    for (size_t i = 1; i < near->n; i++)
        is_one = is_one && near->names[i].kind == first->kind &&
                 strcmp(near->names[i].name, first->name) == 0;
    pp_str_appendf(&words, "%s is the %s of these wards. The page of each says how to reach them.",
                   first->name, first->kind == PP_NAMES_LEADER ? "team leader" : "area manager");
    return words.failed ? PP_E_NOMEM
                        : pp_tell_text(found, "leads", is_one ? pp_str_text(&words) : NULL);
}

static int find_by_name(struct pp_db *db, const char *query, struct pp_moment moment,
                        struct pp_json **ret_found, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_near near = {0};
    int rc = pp_find_near(db, query, moment.day, &arena, &near, reterr);
    if (rc)
        return rc;
    if (near.n == 0)
        return fail_unknown(query, reterr);
    if (near.n == 1 && near.kind != PP_NEAR_SPELLING)
        return tell_one(db, query, &near.names[0], moment, ret_found, reterr);
    struct pp_json *found =
        tell_choices(query, near.kind == PP_NEAR_SPELLING ? "near" : "choices", near.names, near.n);
    if (tell_leader(found, &near) != 0) {
        pp_json_done(found);
        return pp_fail_nomem(reterr);
    }
    *ret_found = found;
    return 0;
}

/* "S5": 1 with its wards, 0 where it begins no postcode. */
static int find_by_part(struct pp_db *db, const char *query, struct pp_json **ret_found,
                        struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_public_ward *wards = NULL;
    size_t n = 0;
    int rc = pp_find_part_postcode(db, query, &arena, &wards, &n, reterr);
    struct pp_public_name *names = rc ? NULL : pp_arena_alloc(&arena, (n + 1) * sizeof *names);
    if (rc || n == 0)
        return rc;
    for (size_t i = 0; names && i < n; i++)
        names[i] = (struct pp_public_name){PP_NAMES_WARD, wards[i].name, wards[i].code, ""};
    struct pp_json *found = names ? tell_choices(query, "choices", names, n) : NULL;
    if (pp_json_set(found, "isPart", pp_json_new_bool(true)) != 0) {
        pp_json_done(found);
        return pp_fail_nomem(reterr);
    }
    *ret_found = found;
    return 1;
}

/* "S1O 5BR": 1, or 0. */
static int find_misread(struct pp_db *db, const char *query, struct pp_json **ret_found,
                        struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_public_name *names = NULL;
    size_t n = 0;
    int rc = pp_find_misread(db, query, &arena, &names, &n, reterr);
    if (rc || n == 0)
        return rc;
    *ret_found = tell_choices(query, "near", names, n);
    return *ret_found ? 1 : pp_fail_nomem(reterr);
}

/* An address between commas, by the first part of it that is a name: 1, or 0. Which building it says changes nothing. */
static int find_by_line(struct pp_db *db, const char *address, struct pp_moment moment,
                        struct pp_json **ret_found, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    for (const char *at = address, *end; *at; at = end + (*end == ',')) {
        struct pp_near near = {0};
        end = at + strcspn(at, ",");
        const char *line = pp_arena_strndup(&arena, at, (size_t)(end - at));
        int rc = line ? pp_find_near(db, line, moment.day, &arena, &near, reterr)
                      : pp_fail_nomem(reterr);
        if (rc)
            return rc;
        if (near.n && near.kind == PP_NEAR_SAME)
            return (rc = find_by_name(db, line, moment, ret_found, reterr)) ? rc : 1;
    }
    return 0;
}

/* With a postcode of the area in it: by that; else 0, with what else it says in `ret_rest`. */
static int find_by_postcode_in(struct pp_db *db, const char *asked, struct pp_moment moment,
                               struct pp_arena *arena, const char **ret_rest,
                               struct pp_json **ret_found, struct pp_error *reterr) {
    struct pp_error err = {0};
    const char *postcode = NULL;
    *ret_rest = asked;
    int rc = pp_part_postcode(asked, arena, &postcode, ret_rest, reterr);
    if (rc <= 0)
        return rc;
    rc = tell_found(db, postcode, moment, ret_found, &err);
    if (rc && rc != PP_E_NOTFOUND)
        *reterr = err;
    return rc == PP_E_NOTFOUND ? 0 : rc ? rc : 1;
}

/* What stands nowhere as it was typed. */
static int find_otherwise(struct pp_db *db, const char *asked, struct pp_moment moment,
                          struct pp_json **ret_found, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char *rest = asked;
    int rc = find_misread(db, asked, ret_found, reterr);
    if (rc == 0 && pp_is_postcode(asked))
        return fail_unknown(asked, reterr);
    if (rc == 0)
        rc = find_by_postcode_in(db, asked, moment, &arena, &rest, ret_found, reterr);
    if (rc == 0)
        rc = find_by_part(db, asked, ret_found, reterr);
    if (rc == 0 && strchr(rest, ','))
        rc = find_by_line(db, rest, moment, ret_found, reterr);
    return rc < 0 ? rc : rc > 0 ? 0 : find_by_name(db, rest, moment, ret_found, reterr);
}

int pp_service_public_find(struct pp_db *db, const char *query, struct pp_moment moment,
                           struct pp_json **ret_found, struct pp_error *reterr) {
    PP_AUTO_FREE char *copy = pp_strdup(query);
    struct pp_error err = {0};
    if (!copy)
        return pp_fail_nomem(reterr);
    const char *asked = pp_text_trim(copy);
    if (!*asked)
        return pp_fail(reterr, PP_E_INPUT, "Enter a postcode, street, estate, ward or councillor.");
    if (pp_text_characters(asked) > MOST_CHARACTERS)
        return pp_fail(reterr, PP_E_INPUT,
                       "That is too long. Enter a postcode, or the name of a street alone.");
    int rc = tell_found(db, asked, moment, ret_found, &err);
    if (rc == PP_E_NOTFOUND)
        return find_otherwise(db, asked, moment, ret_found, reterr);
    if (rc)
        *reterr = err;
    return rc;
}

/* ---- a postcode ---- */

int pp_service_public_postcode(struct pp_db *db, const char *postcode, struct pp_moment moment,
                               struct pp_json **ret_found, struct pp_error *reterr) {
    if (!pp_is_postcode(postcode))
        return pp_fail(reterr, PP_E_INPUT,
                       "'%.40s' is no postcode. Give one such as S5 6NB: ?postcode=S5%%206NB",
                       postcode);
    int rc = tell_found(db, postcode, moment, ret_found, reterr);
    return rc == PP_E_NOTFOUND
               ? pp_fail(reterr, PP_E_NOTFOUND, "The postcode %.40s is not in our area.", postcode)
               : rc;
}
