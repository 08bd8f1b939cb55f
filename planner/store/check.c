#include "patchplan/store/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/geo/locate.h"

enum { PLACES_MOST = 1000 };

struct checker {
    struct pp_db *db;
    struct pp_list_check *check;
    const char *rule,
        *file; /* all places of this rule in this file, and none of others; NULL: some of each */
    size_t cap_rules, cap_places, cap_teams;
    bool failed; /* memory ran out for a text */
};

void pp_list_check_done(struct pp_list_check *check) {
    pp_free(check->rules);
    pp_free(check->places);
    pp_free(check->teams);
    pp_arena_done(&check->arena);
    *check = (struct pp_list_check){0};
}

/* ---- adding ---- */

static const char *keep(struct checker *c, const char *text) {
    const char *copy = text && *text ? pp_arena_strdup(&c->check->arena, text) : "";
    c->failed |= !copy;
    return copy ? copy : "";
}

static int add_rule(struct checker *c, const struct pp_check_rule *rule, struct pp_error *reterr) {
    struct pp_list_check *check = c->check;
    int rc =
        pp_reserve(&check->rules, &c->cap_rules, check->n_rules + 1, sizeof *check->rules, reterr);
    if (!rc)
        check->rules[check->n_rules++] = *rule;
    return rc;
}

static void count(struct checker *c, enum pp_severity severity, int64_t n) {
    c->check->n_errors += severity == PP_SEVERITY_ERROR ? n : 0;
    c->check->n_warnings += severity == PP_SEVERITY_WARNING ? n : 0;
    c->check->n_notes += severity == PP_SEVERITY_NOTE ? n : 0;
}

/* Is one more place of a rule kept? */
static bool has_room(const struct checker *c, const struct pp_check_rule *rule) {
    if (!c->rule)
        return rule->n < PLACES_MOST;
    return strcmp(rule->rule, c->rule) == 0 && strcmp(rule->file, c->file) == 0;
}

/* One more place of the newest rule; kept where there is room, counted always. */
static int add_place(struct checker *c, int64_t row, const char *field, const char *value,
                     const char *message, struct pp_error *reterr) {
    struct pp_list_check *check = c->check;
    struct pp_check_rule *rule = &check->rules[check->n_rules - 1];
    bool is_kept = has_room(c, rule);
    count(c, rule->severity, 1);
    rule->n++;
    if (!is_kept)
        return 0;
    int rc = pp_reserve(&check->places, &c->cap_places, check->n_places + 1, sizeof *check->places,
                        reterr);
    if (!rc)
        check->places[check->n_places++] =
            (struct pp_check_place){check->n_rules - 1, row, field, keep(c, value), message};
    return rc;
}

/* ---- what the newest imports found ---- */

static enum pp_severity severity_of(const char *name) {
    return *name == 'e' ? PP_SEVERITY_ERROR : *name == 'w' ? PP_SEVERITY_WARNING : PP_SEVERITY_NOTE;
}

static bool is_rule_of(const struct pp_list_check *check, const char *rule, const char *file) {
    const struct pp_check_rule *last = check->n_rules ? &check->rules[check->n_rules - 1] : NULL;
    return last && strcmp(last->rule, rule) == 0 && strcmp(last->file, file) == 0;
}

static int add_findings(struct checker *c, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        c->db,
        "SELECT f.rule, r.file_name, f.severity, f.row, f.field, f.value, f.message, f.remedy, "
        "f.n_more FROM finding f JOIN import_run r USING (import_id) WHERE r.import_id IN (SELECT "
        "max(import_id) FROM import_run GROUP BY kind) ORDER BY r.import_id, f.rule, f.finding_id",
        &stmt, reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = 0;
        struct pp_check_rule rule = {
            .rule = keep(c, pp_column_text(stmt, 0)),
            .file = keep(c, pp_column_text(stmt, 1)),
            .field = keep(c, pp_column_text(stmt, 4)),
            .message = keep(c, pp_column_text(stmt, 6)),
            .remedy = keep(c, pp_column_text(stmt, 7)),
            .severity = severity_of(pp_column_text(stmt, 2)),
        };
        if (!is_rule_of(c->check, rule.rule, rule.file))
            rc = add_rule(c, &rule, reterr);
        if (!rc)
            rc = add_place(c, pp_column_int(stmt, 3), rule.field, pp_column_text(stmt, 5),
                           rule.message, reterr);
        if (rc)
            return rc;
        int64_t n_more = pp_column_int(stmt, 8);
        c->check->rules[c->check->n_rules - 1].n += n_more;
        count(c, rule.severity, n_more);
    }
    return rc;
}

/* ---- what shows when all is together ---- */

#define TODAY "FROM home h WHERE NOT h.ended AND "

/* Each gives the value of a place; of homes the property_ref. */
static const struct {
    const char *rule;
    enum pp_severity severity;
    const char *field, *message, *remedy, *sql;
} rules[] = {
    {"left_out_without_reason", PP_SEVERITY_WARNING, "reason", "left out without a reason",
     "say why in the reason column",
     "SELECT property_ref " TODAY "NOT included AND reason IS NULL"},
    {"hidden_without_reason", PP_SEVERITY_WARNING, "reason", "hidden without a reason",
     "say why in the reason column", "SELECT property_ref " TODAY "suppressed AND reason IS NULL"},
    {"no_patch", PP_SEVERITY_WARNING, "current_patch", "in no patch today",
     "fill in the column current_patch, or let the next plan give it one",
     "SELECT property_ref " TODAY "included AND current_patch IS NULL"},
    {"no_officer", PP_SEVERITY_WARNING, "current_patch",
     "its patch has no officer today: nobody is named, or the post is vacant",
     "import current-officers and officers, or fill the post",
     "SELECT property_ref " TODAY "included AND current_patch IS NOT NULL AND current_patch NOT IN "
     "(SELECT c.patch FROM current_officer c JOIN officer o ON o.officer_id = c.officer_id WHERE "
     "o.name <> '')"},
    {"no_letter", PP_SEVERITY_WARNING, "suppress", "gets no letter: it is hidden",
     "tell this household in another way", "SELECT property_ref " TODAY "suppressed"},
    {"no_letter_address", PP_SEVERITY_WARNING, "address", "gets no letter: it has no address",
     "fill in address or street, and postcode",
     "SELECT property_ref " TODAY "NOT suppressed AND included AND ((address IS NULL AND street_id "
     "IS NULL) OR postcode_id IS NULL)"},
    {"left_out", PP_SEVERITY_NOTE, "include", "left out: in no patch, and gets no letter",
     "nothing, if that is meant", "SELECT property_ref " TODAY "NOT included"},
    {"no_position", PP_SEVERITY_WARNING, "postcode",
     "has no position, so it cannot be put in a patch",
     "give easting and northing, or import its postcode",
     "SELECT property_ref " TODAY "included AND h.easting_m IS NULL AND NOT EXISTS (SELECT 1 FROM "
     "postcode p WHERE p.postcode_id = h.postcode_id AND p.easting_m IS NOT NULL)"},
    {"no_factor", PP_SEVERITY_WARNING, "neighbourhood_code",
     "its neighbourhood has no workload factor: it counts 1.00",
     "import neighbourhoods with factors, or run: patchplan weights model",
     "SELECT property_ref " TODAY "included AND NOT EXISTS (SELECT 1 FROM neighbourhood n WHERE "
     "n.neighbourhood_id = h.neighbourhood_id AND n.weight_milli IS NOT NULL)"},
    {"no_ward", PP_SEVERITY_WARNING, "ward_code", "has no ward, so it belongs to no team",
     "fill in ward_code",
     "SELECT property_ref " TODAY "included AND ward_id IS NULL AND NOT EXISTS (SELECT 1 FROM "
     "postcode p WHERE p.postcode_id = h.postcode_id AND p.ward_id IS NOT NULL)"},
    {"repeated_uprn", PP_SEVERITY_WARNING, "uprn", "the same UPRN stands at more than one home",
     "correct it, or delete one of the homes",
     "SELECT property_ref " TODAY "uprn IN (SELECT uprn FROM home WHERE uprn IS NOT NULL AND NOT "
     "ended GROUP BY uprn HAVING count(*) > 1)"},
    {"patch_without_officer", PP_SEVERITY_WARNING, "patch", "this patch has no officer today",
     "name one in current-officers, or fill the post",
     "SELECT DISTINCT current_patch " TODAY "current_patch IS NOT NULL AND current_patch NOT IN "
     "(SELECT c.patch FROM current_officer c JOIN officer o ON o.officer_id = c.officer_id WHERE "
     "o.name <> '') ORDER BY 1"},
    {"ward_without_team", PP_SEVERITY_WARNING, "ward_code", "this ward has homes and no team",
     "import teams",
     "SELECT code FROM ward WHERE team_id IS NULL AND ward_id IN (SELECT ward_id FROM home WHERE "
     "NOT "
     "ended)"},
    {"holidays_end", PP_SEVERITY_WARNING, "day",
     "the last bank holiday that is known; drop-ins are planned for days after it",
     "import the bank holidays up to now: patchplan import holidays bank-holidays.json",
     "SELECT last FROM (SELECT coalesce(max(day), 'none') AS last FROM holiday), (SELECT max(day) "
     "AS latest FROM session WHERE status <> 'cancelled') WHERE latest > CASE WHEN last = 'none' "
     "THEN '' WHEN last LIKE '____-12-__' THEN substr(last, 1, 4) || '-12-31' ELSE last END"},
    {"link_names_nothing", PP_SEVERITY_WARNING, "from",
     "this end of a link is no block and no postcode", "correct it in links",
     "SELECT ref FROM (SELECT from_ref AS ref FROM link UNION SELECT to_ref FROM link) WHERE ref "
     "NOT IN (SELECT code FROM postcode) AND ref NOT IN (SELECT block_ref FROM home WHERE "
     "block_ref IS "
     "NOT NULL AND NOT ended)"},
};

static int add_rule_of_homes(struct checker *c, size_t ix, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(c->db, rules[ix].sql, &stmt, reterr);
    bool told = false;
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = 0;
        if (!told) {
            struct pp_check_rule rule = {.rule = rules[ix].rule,
                                         .file = "",
                                         .field = rules[ix].field,
                                         .message = rules[ix].message,
                                         .remedy = rules[ix].remedy,
                                         .severity = rules[ix].severity};
            rc = add_rule(c, &rule, reterr);
        }
        told = true;
        if (!rc)
            rc = add_place(c, 0, rules[ix].field, pp_column_text(stmt, 0), rules[ix].message,
                           reterr);
    }
    return rc;
}

/* ---- homes whose ward is not the one their point lies in ---- */

struct wards {
    int64_t *id;
    struct pp_wkb *shape;
    size_t n, cap_id, cap_shape;
    struct pp_locator *locator;
};

static int load_wards(struct checker *c, struct wards *wards, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(c->db, "SELECT ward_id, shape FROM ward WHERE shape IS NOT NULL", &stmt,
                           reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        size_t n_bytes = 0;
        const void *bytes = pp_column_blob(stmt, 1, &n_bytes);
        rc = pp_reserve(&wards->id, &wards->cap_id, wards->n + 1, sizeof *wards->id, reterr);
        if (!rc)
            rc = pp_reserve(&wards->shape, &wards->cap_shape, wards->n + 1, sizeof *wards->shape,
                            reterr);
        unsigned char *copy = rc ? NULL : pp_arena_alloc(&c->check->arena, n_bytes);
        if (!rc && !copy)
            rc = pp_fail_nomem(reterr);
        if (rc)
            return rc;
        memcpy(copy, bytes, n_bytes);
        wards->id[wards->n] = pp_column_int(stmt, 0);
        wards->shape[wards->n++] = (struct pp_wkb){copy, n_bytes};
    }
    if (!rc && wards->n)
        rc = pp_locator_new(wards->shape, wards->n, NULL, 0, &wards->locator, reterr);
    return rc;
}

/* Neighbouring shapes may overlap a little: any that holds the point will do. */
static bool lies_elsewhere(const struct wards *wards, int64_t ward_id, double x, double y) {
    int holders[16];
    int n = pp_locator_all_holding(wards->locator, x, y, holders, 16);
    for (int i = 0; i < n && i < 16; i++)
        if (wards->id[holders[i]] == ward_id)
            return false;
    for (size_t i = 0; n > 0 && i < wards->n; i++)
        if (wards->id[i] == ward_id)
            return true;
    return false; /* in no shape, or its own ward has none */
}

static const char homes_with_point_sql[] =
    "SELECT h.property_ref, h.ward_id, coalesce(h.easting_m, p.easting_m), coalesce(h.northing_m, "
    "p.northing_m) FROM home h LEFT JOIN postcode p USING (postcode_id) WHERE NOT h.ended AND "
    "h.ward_id IS NOT NULL AND coalesce(h.easting_m, p.easting_m) IS NOT NULL";

static int add_elsewhere(struct checker *c, const struct wards *wards, struct pp_error *reterr) {
    static const struct pp_check_rule rule = {
        .rule = "ward_differs",
        .file = "",
        .field = "ward_code",
        .message = "its ward is not the one its position lies in",
        .remedy = "correct the ward or the position",
        .severity = PP_SEVERITY_WARNING,
    };
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(c->db, homes_with_point_sql, &stmt, reterr);
    bool told = false, elsewhere = false;
    double last_x = 0, last_y = 0;
    int64_t last_ward = 0;
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = 0;
        int64_t ward = pp_column_int(stmt, 1);
        double x = pp_column_real(stmt, 2), y = pp_column_real(stmt, 3);
        if (ward != last_ward || x != last_x || y != last_y)
            elsewhere = lies_elsewhere(wards, ward, x, y);
        last_ward = ward;
        last_x = x;
        last_y = y;
        if (elsewhere && !told)
            rc = add_rule(c, &rule, reterr);
        told = told || elsewhere;
        if (elsewhere && !rc)
            rc = add_place(c, 0, rule.field, pp_column_text(stmt, 0), rule.message, reterr);
    }
    return rc;
}

static int check_wards(struct checker *c, struct pp_error *reterr) {
    struct wards wards = {0};
    int rc = load_wards(c, &wards, reterr);
    if (!rc && wards.locator)
        rc = add_elsewhere(c, &wards, reterr);
    pp_locator_free(wards.locator);
    pp_free(wards.id);
    pp_free(wards.shape);
    return rc;
}

/* ---- sums ---- */

static int add_teams(struct checker *c, struct pp_error *reterr) {
    struct pp_list_check *check = c->check;
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        c->db,
        "SELECT coalesce(t.name, ''), count(*), sum(h.included), sum(CASE WHEN h.included THEN "
        "coalesce(n.weight_milli, 1000) ELSE 0 END) FROM home h LEFT JOIN postcode p USING "
        "(postcode_id) LEFT JOIN ward w ON w.ward_id = coalesce(h.ward_id, p.ward_id) LEFT JOIN "
        "team "
        "t USING (team_id) LEFT JOIN neighbourhood n USING (neighbourhood_id) WHERE NOT h.ended "
        "GROUP BY 1 ORDER BY 1",
        &stmt, reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = pp_reserve(&check->teams, &c->cap_teams, check->n_teams + 1, sizeof *check->teams,
                        reterr);
        if (rc)
            break;
        struct pp_check_team team = {keep(c, pp_column_text(stmt, 0)), pp_column_int(stmt, 1),
                                     pp_column_int(stmt, 2), pp_column_int(stmt, 3)};
        check->teams[check->n_teams++] = team;
        check->n_homes += team.n_homes;
        check->n_to_plan += team.n_to_plan;
        check->weight_milli += team.weight_milli;
    }
    return rc;
}

/* ---- in order ---- */

struct placed_rule {
    struct pp_check_rule rule;
    size_t was;
};

static int by_severity(const void *a, const void *b) {
    const struct placed_rule *ra = a, *rb = b;
    if (ra->rule.severity != rb->rule.severity)
        return ra->rule.severity < rb->rule.severity ? -1 : 1;
    return ra->was < rb->was ? -1 : 1;
}

static int by_rule(const void *a, const void *b) {
    const struct pp_check_place *pa = a, *pb = b;
    if (pa->rule_ix != pb->rule_ix)
        return pa->rule_ix < pb->rule_ix ? -1 : 1;
    return (pa->row > pb->row) - (pa->row < pb->row);
}

static int sort_rules(struct pp_list_check *check, struct pp_error *reterr) {
    size_t n = check->n_rules;
    PP_AUTO_FREE struct placed_rule *order = pp_alloc_array(n, sizeof *order);
    PP_AUTO_FREE size_t *now_at = pp_alloc_array(n, sizeof *now_at);
    if (!order || !now_at)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        order[i] = (struct placed_rule){check->rules[i], i};
    qsort(order, n, sizeof *order, by_severity);
    for (size_t i = 0; i < n; i++) {
        check->rules[i] = order[i].rule;
        now_at[order[i].was] = i;
    }
    for (size_t i = 0; i < check->n_places; i++)
        check->places[i].rule_ix = now_at[check->places[i].rule_ix];
    if (check->n_places)
        qsort(check->places, check->n_places, sizeof *check->places, by_rule);
    return 0;
}

/* `c` says of which places; its check is made here. */
static int check_all(struct checker *c, const struct pp_cancel *cancel,
                     struct pp_list_check *ret_check, struct pp_error *reterr) {
    struct pp_list_check check = {0};
    c->check = &check;
    pp_db_set_cancel(c->db, cancel);
    int rc = add_teams(c, reterr);
    if (!rc)
        rc = add_findings(c, reterr);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0] && !rc; i++)
        rc = add_rule_of_homes(c, i, reterr);
    if (!rc)
        rc = check_wards(c, reterr);
    if (!rc && c->failed)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = sort_rules(&check, reterr);
    pp_db_set_cancel(c->db, NULL);
    if (rc)
        pp_list_check_done(&check);
    else
        *ret_check = check;
    return rc;
}

int pp_store_check(struct pp_db *db, const struct pp_cancel *cancel,
                   struct pp_list_check *ret_check, struct pp_error *reterr) {
    struct checker c = {.db = db};
    return check_all(&c, cancel, ret_check, reterr);
}

int pp_store_check_rule(struct pp_db *db, const char *rule, const char *file,
                        struct pp_list_check *ret_check, struct pp_error *reterr) {
    struct checker c = {.db = db, .rule = rule, .file = file};
    return check_all(&c, NULL, ret_check, reterr);
}

int pp_store_found_home(struct pp_db *db, const char *property_ref, int64_t plan_id,
                        struct pp_arena *arena, struct pp_found_home *ret_home,
                        struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "SELECT coalesce(h.address, s.name, ''), coalesce(p.code, ''), coalesce(pp.name, '')"
        " FROM home h LEFT JOIN street s USING (street_id)"
        " LEFT JOIN postcode p ON p.postcode_id = h.postcode_id"
        " LEFT JOIN plan_home ph ON ph.plan_id = ?2 AND ph.home_id = h.home_id"
        " LEFT JOIN plan_unit pu ON pu.plan_id = ph.plan_id AND pu.unit_ix = ph.unit_ix"
        " LEFT JOIN plan_patch pp ON pp.plan_id = pu.plan_id AND pp.patch_ix = pu.patch_ix"
        " WHERE h.property_ref = ?1 AND NOT h.ended",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, property_ref);
    pp_bind_int(stmt, 2, plan_id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    struct pp_found_home home = {.address = pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                                 .postcode = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                 .patch = pp_arena_strdup(arena, pp_column_text(stmt, 2))};
    if (!home.address || !home.postcode || !home.patch)
        return pp_fail_nomem(reterr);
    *ret_home = home;
    return 1;
}
