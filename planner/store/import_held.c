/* A list without a column says nothing about it: what the planning file holds there stays.
 *
 * Each field that a list may lack names the parameter through which it is put. In a statement that changes a row, the
 * parameter then gives way to what the row has: "?5" becomes "coalesce(street_id, ?5)". A new row is put as ever. */
#include "planner/store/import.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"

enum { NO_DAY = -1 };

struct held {
    const char *kind, *field;
    int which, parameter; /* of the kind's statements; days have their own */
    const char *keeps;    /* what stays; NULL stands for nothing */
    const char *count_sql;
    int day;
};

#define COUNT "SELECT count(*) FROM "
#define ROW(kind, field, which, parameter, keeps, known) \
    { kind, field, which, parameter, keeps, COUNT known, NO_DAY }
#define HOME_WITH(field, parameter, column, known) \
    ROW("homes", field, 0, parameter, column, "home WHERE NOT ended AND " known)
#define HOME(field, parameter, column) HOME_WITH(field, parameter, column, column " IS NOT NULL")
#define OFFICER(field, parameter, keeps, known) \
    ROW("officers", field, 0, parameter, keeps, "officer WHERE " known)
#define VENUE(field, parameter, keeps, known) \
    ROW("venues", field, 0, parameter, keeps, "venue WHERE " known)
#define VISIT(field, parameter, column, known) \
    ROW("visits", field, 0, parameter, column, "home_visit WHERE " column known)
#define TARA(field, parameter, column, known) \
    ROW("tara", field, 0, parameter, column, "tara WHERE " column known)
#define WEEK_A(field, weekday)                                                         \
    {                                                                                  \
        "officers", field, 1, 0, NULL,                                                 \
            COUNT "officer_day WHERE (week, weekday) = ('A', " #weekday ") AND works " \
                  "<> 'full'",                                                         \
            weekday                                                                    \
    }
#define WEEK_B(field, weekday)                                                                 \
    {                                                                                          \
        "officers", field, 1, 0, NULL,                                                         \
            COUNT "officer_day a JOIN officer_day b USING (officer_id, weekday) "              \
                  "WHERE (a.week, b.week, weekday) = ('A', 'B', " #weekday ") AND a.works <> " \
                  "b.works",                                                                   \
            5 + weekday                                                                        \
    }
#define OPENS(field, weekday)                                                             \
    {                                                                                     \
        "venues", field, 1, 0, NULL,                                                      \
            COUNT "venue_day WHERE weekday = " #weekday " AND opens <> 'closed'", weekday \
    }
/* A venue's own point stays as long as the venue does; one of its postcode is found again. */
#define VENUE_POINT(field, parameter, column)                                   \
    VENUE(field, parameter, "CASE WHEN postcode = ?3 THEN " column " END",      \
          column " IS NOT (SELECT p." column " FROM postcode p WHERE p.code = " \
                 "venue.postcode)")

static const struct held all[] = {
    HOME("uprn", 3, "uprn"),
    HOME("uprn", 20, "other_ref"),
    HOME("address", 4, "address"),
    HOME("street", 5, "street_id"),
    HOME("postcode", 6, "postcode_id"),
    HOME("easting", 7, "easting_m"),
    HOME("northing", 8, "northing_m"),
    HOME("block_ref", 9, "block_ref"),
    HOME("ward_code", 10, "ward_id"),
    HOME("neighbourhood_code", 11, "neighbourhood_id"),
    HOME("property_type", 12, "property_type"),
    HOME("tenure", 13, "tenure"),
    HOME("managed_by", 14, "managed_by"),
    HOME("status", 15, "status"),
    HOME("current_patch", 16, "current_patch"),
    HOME_WITH("include", 17, "included", "NOT included"),
    HOME_WITH("suppress", 18, "suppressed", "suppressed"),
    HOME("reason", 19, "reason"),
    OFFICER("name", 2, "name", "name <> ''"),
    OFFICER("public_name", 3, "public_name", "public_name <> ''"),
    OFFICER("post", 4, "post", "post <> ''"),
    OFFICER("role", 5, "role", "role <> 'officer'"),
    OFFICER("team", 6, "team_id", "team_id IS NOT NULL"),
    OFFICER("fte", 7, "fte_milli", "fte_milli <> 1000"),
    OFFICER("caseload_pct", 8, "caseload_pct", "caseload_pct <> 100"),
    OFFICER("caseload_until", 9, "caseload_until", "caseload_until IS NOT NULL"),
    OFFICER("share_with", 10, "share_with", "share_with IS NOT NULL"),
    WEEK_A("mon", 0),
    WEEK_A("tue", 1),
    WEEK_A("wed", 2),
    WEEK_A("thu", 3),
    WEEK_A("fri", 4),
    WEEK_B("b_mon", 0),
    WEEK_B("b_tue", 1),
    WEEK_B("b_wed", 2),
    WEEK_B("b_thu", 3),
    WEEK_B("b_fri", 4),
    OFFICER("skills", 11, "skills", "skills <> ''"),
    OFFICER("languages", 12, "languages", "languages <> ''"),
    OFFICER("lone_working", 13, "lone_working", "NOT lone_working"),
    OFFICER("max_evenings", 14, "max_evenings", "max_evenings > 0"),
    OFFICER("travel", 15, "travel", "travel <> ''"),
    OFFICER("email", 16, "email", "email <> ''"),
    OFFICER("phone", 17, "phone", "phone <> ''"),
    OFFICER("starts", 18, "starts", "starts IS NOT NULL"),
    /* Who is in the list again has not ended. */
    OFFICER("ends", 19, "CASE WHEN ends > date('now') THEN ends END", "ends > date('now')"),
    ROW("neighbourhoods", "name", 0, 2, "name", "neighbourhood WHERE name <> ''"),
    ROW("teams", "area", 1, 2, "area_id", "team WHERE area_id IS NOT NULL"),
    ROW("teams", "area_manager", 2, 3, "manager", "area WHERE manager <> ''"),
    ROW("activities", "done_by", 0, 3, "done_by", "activity WHERE done_by <> 'patch officer'"),
    ROW("activities", "per", 0, 4, "per", "activity WHERE per <> 'home'"),
    VISIT("last_visit", 2, "last_visit", " IS NOT NULL"),
    VISIT("two_person", 3, "two_person", " <> 0"),
    VISIT("state", 4, "state", " <> 'due'"),
    VISIT("not_before", 5, "not_before", " IS NOT NULL"),
    VENUE("postcode", 3, "postcode", "postcode <> ''"),
    VENUE_POINT("easting", 4, "easting_m"),
    VENUE_POINT("northing", 5, "northing_m"),
    VENUE("ward_code", 6, "ward_id", "ward_id IS NOT NULL"),
    VENUE("desks", 7, "desks", "desks <> 1"),
    VENUE("step_free", 8, "step_free", "step_free IS NOT NULL"),
    VENUE("hearing_loop", 9, "hearing_loop", "hearing_loop IS NOT NULL"),
    OPENS("mon", 0),
    OPENS("tue", 1),
    OPENS("wed", 2),
    OPENS("thu", 3),
    OPENS("fri", 4),
    VENUE("am_hours", 10, "am_hours", "am_hours <> ''"),
    VENUE("pm_hours", 11, "pm_hours", "pm_hours <> ''"),
    VENUE("evening_hours", 12, "evening_hours", "evening_hours <> ''"),
    VENUE("booking", 13, "booking", "booking <> 'drop-in'"),
    VENUE("hire_cost", 14, "hire_cost", "hire_cost > 0"),
    TARA("time", 3, "time", " <> ''"),
    TARA("neighbourhood_code", 4, "neighbourhood_id", " IS NOT NULL"),
    TARA("venue_id", 5, "venue_id", " IS NOT NULL"),
    ROW("councillors", "email", 0, 3, "email", "councillor WHERE email <> ''"),
};
enum { N_ALL = sizeof all / sizeof *all };
_Static_assert((int)N_ALL <= (int)PP_STORE_HELD_MOST, "room for all");

static const struct held *find_held(const struct pp_store_import *import, int which,
                                    int parameter) {
    for (int i = 0; i < N_ALL; i++)
        if (import->held[i] && all[i].keeps && all[i].which == which &&
            all[i].parameter == parameter)
            return &all[i];
    return NULL;
}

bool pp_store_held_day(const struct pp_store_import *import, int day) {
    for (int i = 0; i < N_ALL; i++)
        if (import->held[i] && all[i].day == day)
            return true;
    return false;
}

int pp_store_held_prepare(struct pp_store_import *import, const char *sql, int which,
                          struct pp_stmt **stmt, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    const char *changes = strstr(sql, "DO UPDATE"), *at = changes ? changes : sql;
    pp_str_append_n(&text, sql, (size_t)(at - sql));
    while (*at) {
        char *end;
        if (*at != '?') {
            pp_str_append_char(&text, *at++);
            continue;
        }
        int parameter = (int)strtol(at + 1, &end, 10);
        const struct held *held = find_held(import, which, parameter);
        if (held)
            pp_str_appendf(&text, "coalesce(%s, ?%d)", held->keeps, parameter);
        else
            pp_str_append_n(&text, at, (size_t)(end - at));
        at = end;
    }
    if (text.failed)
        return pp_fail_nomem(reterr);
    pp_stmt_done(*stmt);
    *stmt = NULL;
    return pp_db_prepare(import->db, pp_str_text(&text), stmt, reterr);
}

static int hold(struct pp_store_import *import, int ix, int64_t *n, struct pp_error *reterr) {
    const struct held *held = &all[ix];
    bool any = true;
    int64_t count = 0;
    import->held[ix] = true;
    int rc = 0;
    if (import->homes)
        rc = pp_store_homes_hold(import, held->parameter - 1, &any, reterr);
    else if (held->keeps)
        rc = pp_store_held_prepare(import, import->kind->put_sql[held->which], held->which,
                                   &import->put[held->which], reterr);
    if (!rc && any)
        rc = pp_db_query_int(import->db, held->count_sql, 0, &count, reterr);
    *n += count;
    return rc;
}

int pp_store_hold(struct pp_store_import *import, const char *field, int64_t *ret_n,
                  struct pp_error *reterr) {
    int64_t n = 0;
    int rc = 0;
    for (int i = 0; i < N_ALL && !rc; i++)
        if (strcmp(all[i].kind, import->kind_name) == 0 && strcmp(all[i].field, field) == 0)
            rc = hold(import, i, &n, reterr);
    if (!rc)
        *ret_n = n;
    return rc;
}
