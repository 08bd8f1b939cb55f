/* What is wrong in the lists, for pages: some places of each kind, and all of one. */
#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/list_words.h"
#include "planner/service/pager.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/service/staff_import.h"
#include "patchplan/store/check.h"
#include "patchplan/store/plan.h"
#include "patchplan/table/writer.h"

enum { MOST_PLACES = 5 };

/* ---- of each kind ---- */

static void append_place(const struct pp_check_place *place, struct pp_str *places) {
    pp_str_append(places, places->len ? "; " : "");
    if (place->row)
        pp_str_appendf(places, "line %lld%s", (long long)place->row, *place->value ? ", " : "");
    pp_str_append(places, place->value);
}

static void set_href(const struct pp_check_rule *rule, const char *more, struct pp_json *json,
                     const char *key) {
    PP_AUTO_STR struct pp_str href = {0};
    pp_str_append(&href, "/findings?rule=");
    pp_str_append_url(&href, rule->rule);
    pp_str_append(&href, "&file=");
    pp_str_append_url(&href, rule->file);
    pp_str_append(&href, more);
    pp_set_text(json, key, pp_str_text(&href));
}

static void set_rule(const struct pp_check_rule *rule, struct pp_json *json) {
    PP_AUTO_FREE char *message = pp_list_say(rule->message), *remedy = pp_list_say(rule->remedy);
    PP_AUTO_STR struct pp_str count = {0};
    pp_str_append_count(&count, rule->n, "place", "places");
    pp_set_text(json, "severity", pp_severity_name(rule->severity));
    pp_json_set(json, "isError", pp_json_new_bool(rule->severity == PP_SEVERITY_ERROR));
    pp_set_text(json, "message", message);
    pp_set_text(json, "remedy", remedy);
    pp_set_text(json, "file", *rule->file ? rule->file : NULL);
    pp_set_text(json, "n", pp_str_text(&count));
}

static struct pp_json *rule_json(const struct pp_list_check *check, size_t rule_ix) {
    const struct pp_check_rule *rule = &check->rules[rule_ix];
    struct pp_json *json = pp_json_new_object();
    PP_AUTO_STR struct pp_str places = {0};
    int64_t n = 0;
    for (size_t i = 0; i < check->n_places; i++)
        if (check->places[i].rule_ix == rule_ix && n++ < MOST_PLACES)
            append_place(&check->places[i], &places);
    set_rule(rule, json);
    pp_set_text(json, "places", pp_str_text(&places));
    set_href(rule, "", json, "href");
    pp_json_set(json, "isSome", pp_json_new_bool(rule->n > MOST_PLACES));
    return json;
}

int pp_service_findings_page(struct pp_db *db, struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_list_check_done) struct pp_list_check check = {0};
    int rc = pp_store_check(db, NULL, &check, reterr);
    if (rc)
        return rc;
    struct pp_json *page = pp_json_new_object(), *rules = pp_json_new_array();
    for (size_t i = 0; i < check.n_rules; i++)
        pp_json_push(rules, rule_json(&check, i));
    pp_set_count(page, "errors", check.n_errors);
    pp_set_count(page, "warnings", check.n_warnings);
    pp_set_count(page, "notes", check.n_notes);
    pp_json_set(page, "rules", rules);
    *ret_page = page;
    return page ? 0 : pp_fail_nomem(reterr);
}

/* ---- all of one kind ---- */

/* One place, with the home it is about where it is one, and its patch in the plan in force, else the newest. */
struct found {
    const struct pp_check_place *place;
    struct pp_found_home home;
    const char *href_before, *href_name; /* a page about it; NULL: none */
};

struct listing {
    struct pp_list_check check;
    const struct pp_check_rule *rule;
    const struct pp_check_place *places;
    size_t n_places;
    int64_t plan_id; /* 0: there is none */
    const char *plan_name;
    struct pp_arena arena;
};

static void listing_done(struct listing *listing) {
    pp_list_check_done(&listing->check);
    pp_arena_done(&listing->arena);
}

/* Places come by rule: those of one lie together. */
static void find_places(struct listing *listing) {
    const struct pp_list_check *check = &listing->check;
    size_t first = 0;
    while (first < check->n_places && &check->rules[check->places[first].rule_ix] != listing->rule)
        first++;
    listing->places = check->places + first;
    while (first + listing->n_places < check->n_places &&
           &check->rules[check->places[first + listing->n_places].rule_ix] == listing->rule)
        listing->n_places++;
}

static int find_plan(struct pp_db *db, struct listing *listing, struct pp_error *reterr) {
    struct pp_plan_line *lines = NULL;
    int n = 0;
    if (pp_store_plan_find(db, NULL, &listing->plan_id, NULL, NULL) != 0)
        return 0;
    int rc = pp_store_plan_list(db, &listing->arena, &lines, &n, reterr);
    for (int i = 0; i < n && !rc; i++)
        if (lines[i].plan_id == listing->plan_id)
            listing->plan_name = lines[i].name;
    return rc;
}

static int load(struct pp_db *db, const struct pp_findings_wish *wish, struct listing *listing,
                struct pp_error *reterr) {
    struct pp_list_check *check = &listing->check;
    int rc = pp_store_check_rule(db, wish->rule, wish->file, check, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < check->n_rules; i++)
        if (strcmp(check->rules[i].rule, wish->rule) == 0 &&
            strcmp(check->rules[i].file, wish->file) == 0)
            listing->rule = &check->rules[i];
    if (!listing->rule)
        return pp_fail(reterr, PP_E_NOTFOUND, "Nothing of this kind is found any more.");
    find_places(listing);
    return find_plan(db, listing, reterr);
}

/* What its value names, where it is no home of the list. */
static void find_page(const struct listing *listing, struct found *found) {
    const char *rule = listing->rule->rule;
    if (strcmp(rule, "ward_without_team") == 0) {
        found->href_before = "/ward/";
        found->href_name = found->place->value;
    } else if (found->home.patch && *found->home.patch) {
        found->href_name = found->home.patch;
    }
}

static int look_up(struct pp_db *db, struct listing *listing, const struct pp_check_place *place,
                   struct found *ret_found, struct pp_error *reterr) {
    struct found found = {.place = place};
    int rc = *listing->rule->file ? 0
                                  : pp_store_found_home(db, place->value, listing->plan_id,
                                                        &listing->arena, &found.home, reterr);
    if (rc < 0)
        return rc;
    find_page(listing, &found);
    *ret_found = found;
    return 0;
}

static struct pp_json *found_json(const struct listing *listing, const struct found *found) {
    struct pp_json *json = pp_json_new_object();
    const struct pp_check_place *place = found->place;
    PP_AUTO_FREE char *message = pp_list_say(place->message);
    PP_AUTO_STR struct pp_str column = {0}, line = {0};
    if (place->field && *place->field)
        pp_list_column_words(place->field, &column);
    if (place->row)
        pp_str_appendf(&line, "%lld", (long long)place->row);
    pp_set_text(json, "line", line.len ? pp_str_text(&line) : NULL);
    pp_set_text(json, "column", column.len ? pp_str_text(&column) : NULL);
    pp_set_text(json, "value", place->value && *place->value ? place->value : "nothing");
    pp_set_text(json, "message", message);
    pp_set_text(json, "address", found->home.address);
    pp_set_text(json, "postcode", found->home.postcode);
    pp_set_text(json, "patch", found->home.patch && *found->home.patch ? found->home.patch : NULL);
    if (found->href_before)
        pp_set_href(json, "href", found->href_before, found->href_name);
    else if (found->href_name)
        pp_set_patch_href(json, "href", listing->plan_name, found->href_name);
    return json;
}

static int set_places(struct pp_db *db, struct listing *listing, struct pp_span span,
                      struct pp_json *page, struct pp_error *reterr) {
    struct pp_json *places = pp_json_new_array();
    struct found found;
    bool any_home = false;
    int rc = pp_json_set(page, "places", places) ? pp_fail_nomem(reterr) : 0;
    for (size_t i = span.first; i < span.end && !rc; i++) {
        rc = look_up(db, listing, &listing->places[i], &found, reterr);
        if (rc)
            return rc;
        any_home |= found.home.address != NULL;
        pp_json_push(places, found_json(listing, &found));
    }
    pp_json_set(page, "anyHome", pp_json_new_bool(any_home));
    pp_json_set(page, "ofFile", pp_json_new_bool(*listing->rule->file));
    return rc;
}

int pp_service_findings_list(struct pp_db *db, const struct pp_findings_wish *wish,
                             struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(listing_done) struct listing listing = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    int rc = load(db, wish, &listing, reterr);
    if (rc)
        return rc;
    struct pp_span span = pp_page_span(listing.n_places, wish->page, PP_ROWS_A_PAGE);
    set_rule(listing.rule, page);
    set_href(listing.rule, "", page, "listHref"); /* "href" is a row's, or nobody's */
    set_href(listing.rule, "&as=csv", page, "csvHref");
    pp_set_text(page, "plan", listing.plan_name);
    int64_t n_counted = listing.rule->n - (int64_t)listing.n_places;
    pp_set_count(page, "counted", n_counted);
    pp_json_set(page, "anyCounted", pp_json_new_bool(n_counted > 0));
    if ((rc = set_places(db, &listing, span, page, reterr)) != 0)
        return rc;
    if (pp_set_pager(page, pp_json_text(pp_json_get(page, "listHref")), "", listing.n_places, span))
        return pp_fail_nomem(reterr);
    *ret_page = PP_STEAL(page);
    return 0;
}

int pp_service_findings_csv(struct pp_db *db, const struct pp_findings_wish *wish,
                            struct pp_str *csv, struct pp_error *reterr) {
    static const char *const header[] = {"file",    "line",    "column",   "value",
                                         "message", "address", "postcode", "patch"};
    enum { N_COLUMNS = sizeof header / sizeof *header };
    PP_AUTO(listing_done) struct listing listing = {0};
    struct found found;
    int rc = load(db, wish, &listing, reterr);
    if (rc)
        return rc;
    pp_table_join_guarded(header, N_COLUMNS, csv);
    pp_str_append(csv, "\r\n");
    for (size_t i = 0; i < listing.n_places && !rc; i++) {
        const struct pp_check_place *place = &listing.places[i];
        PP_AUTO_STR struct pp_str line = {0};
        rc = look_up(db, &listing, place, &found, reterr);
        if (rc)
            return rc;
        if (place->row)
            pp_str_appendf(&line, "%lld", (long long)place->row);
        const char *const cells[] = {listing.rule->file,  pp_str_text(&line), place->field,
                                     place->value,        place->message,     found.home.address,
                                     found.home.postcode, found.home.patch};
        pp_table_join_guarded(cells, N_COLUMNS, csv);
        pp_str_append(csv, "\r\n");
    }
    return rc || !csv->failed ? rc : pp_fail_nomem(reterr);
}
