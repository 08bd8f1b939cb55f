/* How each kind of record is put: one statement, and where in the record its values stand. */
#include <stddef.h>
#include <string.h>

#include "planner/store/import.h"

enum bind_as {
    AS_END,
    AS_TEXT,
    AS_TEXT_OR_NULL,
    AS_INT,
    AS_REAL,
    AS_BOOL,
    AS_DAY,
    AS_SHAPE,
    AS_ID
};

struct bind {
    enum bind_as as;
    size_t offset;
    enum pp_book_set set;
};

/* Parameters ?1, ?2 ... of put[0] from `record`, and run it. `*ret_touched`: a row was added or differs now. */
static int put_plain(struct pp_store_import *import, const struct bind *binds, const void *record,
                     bool *ret_touched, struct pp_error *reterr) {
    struct pp_stmt *stmt = import->put[0];
    int rc = 0, at = 1;
    for (const struct bind *b = binds; b->as != AS_END && !rc; b++, at++) {
        const char *place = (const char *)record + b->offset;
        const char *text = NULL;
        if (b->as == AS_TEXT || b->as == AS_TEXT_OR_NULL)
            memcpy(&text, place, sizeof text);
        switch (b->as) {
        case AS_TEXT:
            pp_bind_text(stmt, at, text);
            break;
        case AS_TEXT_OR_NULL:
            pp_bind_text(stmt, at, *text ? text : NULL);
            break;
        case AS_INT:
            if (*(const int64_t *)(const void *)place == PP_NO_NUMBER)
                pp_bind_null(stmt, at);
            else
                pp_bind_int(stmt, at, *(const int64_t *)(const void *)place);
            break;
        case AS_REAL:
            pp_bind_real(stmt, at, *(const double *)(const void *)place);
            break;
        case AS_BOOL:
            pp_bind_int(stmt, at, *(const bool *)place);
            break;
        case AS_DAY:
            pp_store_bind_day(stmt, at, *(const pp_day *)(const void *)place);
            break;
        case AS_SHAPE:
            pp_bind_blob(stmt, at, ((const struct pp_wkb *)(const void *)place)->data,
                         ((const struct pp_wkb *)(const void *)place)->n);
            break;
        default:
            rc = pp_store_bind_id(import, stmt, at, b->set, *(const int64_t *)(const void *)place,
                                  reterr);
        }
    }
    if (!rc)
        rc = pp_stmt_run(stmt, reterr);
    *ret_touched = !rc && pp_db_changes(import->db) > 0;
    return rc;
}

#define PLAIN(name, ...)                                                                         \
    static int put_##name(struct pp_store_import *import, const void *record, bool *ret_touched, \
                          struct pp_error *reterr) {                                             \
        static const struct bind binds[] = {__VA_ARGS__, {AS_END, 0, 0}};                        \
        return put_plain(import, binds, record, ret_touched, reterr);                            \
    }

#define AT(as, type, member) \
    { as, offsetof(struct type, member), 0 }
#define ID(type, member, set) \
    { AS_ID, offsetof(struct type, member), set }

PLAIN(postcode, ID(pp_postcode_record, postcode_ix, PP_BOOK_POSTCODE),
      AT(AS_REAL, pp_postcode_record, x), AT(AS_REAL, pp_postcode_record, y),
      ID(pp_postcode_record, ward_ix, PP_BOOK_WARD))
PLAIN(neighbourhood, ID(pp_neighbourhood_record, neighbourhood_ix, PP_BOOK_NEIGHBOURHOOD),
      AT(AS_TEXT, pp_neighbourhood_record, name), AT(AS_INT, pp_neighbourhood_record, weight_milli))
PLAIN(ward, ID(pp_ward_record, ward_ix, PP_BOOK_WARD), AT(AS_TEXT, pp_ward_record, name),
      AT(AS_SHAPE, pp_ward_record, shape))
PLAIN(barrier, AT(AS_TEXT, pp_barrier_record, name), AT(AS_SHAPE, pp_barrier_record, shape))
PLAIN(area, AT(AS_TEXT, pp_area_record, kind), AT(AS_TEXT, pp_area_record, name),
      AT(AS_SHAPE, pp_area_record, shape))
PLAIN(link, AT(AS_TEXT, pp_link_record, from), AT(AS_TEXT, pp_link_record, to))
PLAIN(activity, ID(pp_activity_record, activity_ix, PP_BOOK_ACTIVITY),
      AT(AS_REAL, pp_activity_record, minutes), AT(AS_TEXT, pp_activity_record, done_by),
      AT(AS_TEXT, pp_activity_record, per))
PLAIN(current_officer, AT(AS_TEXT, pp_current_officer_record, patch),
      AT(AS_TEXT_OR_NULL, pp_current_officer_record, officer_id))
PLAIN(need, ID(pp_need_record, neighbourhood_ix, PP_BOOK_NEIGHBOURHOOD),
      AT(AS_TEXT, pp_need_record, skill), AT(AS_TEXT, pp_need_record, language))
PLAIN(visit, AT(AS_INT, pp_visit_record, home_id), AT(AS_DAY, pp_visit_record, last_visit),
      AT(AS_BOOL, pp_visit_record, two_person), AT(AS_TEXT, pp_visit_record, state),
      AT(AS_DAY, pp_visit_record, not_before))
PLAIN(leave, AT(AS_TEXT, pp_leave_record, officer_id), AT(AS_DAY, pp_leave_record, first_day),
      AT(AS_DAY, pp_leave_record, last_day), AT(AS_TEXT, pp_leave_record, part),
      AT(AS_TEXT, pp_leave_record, kind))
PLAIN(holiday, AT(AS_TEXT, pp_holiday_record, division), AT(AS_DAY, pp_holiday_record, day),
      AT(AS_TEXT, pp_holiday_record, title))
PLAIN(tara, AT(AS_TEXT, pp_tara_record, name), AT(AS_TEXT, pp_tara_record, rule),
      AT(AS_TEXT, pp_tara_record, time),
      ID(pp_tara_record, neighbourhood_ix, PP_BOOK_NEIGHBOURHOOD),
      AT(AS_TEXT_OR_NULL, pp_tara_record, venue_id))
PLAIN(councillor, ID(pp_councillor_record, ward_ix, PP_BOOK_WARD),
      AT(AS_TEXT, pp_councillor_record, name), AT(AS_TEXT, pp_councillor_record, email))

/* ---- those that touch more than one table ---- */

static int run_with_id(struct pp_store_import *import, int which, enum pp_book_set set, int64_t ix,
                       enum pp_book_set other_set, int64_t other_ix, const char *text,
                       bool *ret_touched, struct pp_error *reterr) {
    struct pp_stmt *stmt = import->put[which];
    int rc = pp_store_bind_id(import, stmt, 1, set, ix, reterr);
    if (!rc)
        rc = pp_store_bind_id(import, stmt, 2, other_set, other_ix, reterr);
    pp_bind_text(stmt, 3, text);
    if (!rc)
        rc = pp_stmt_run(stmt, reterr);
    *ret_touched = *ret_touched || (!rc && pp_db_changes(import->db) > 0);
    return rc;
}

static int put_team(struct pp_store_import *import, const void *record, bool *ret_touched,
                    struct pp_error *reterr) {
    const struct pp_team_record *team = record;
    bool elsewhere = false; /* a changed manager is not a changed ward */
    int rc = run_with_id(import, 0, PP_BOOK_WARD, team->ward_ix, PP_BOOK_TEAM, team->team_ix,
                         team->ward_name, ret_touched, reterr);
    if (!rc)
        rc = run_with_id(import, 1, PP_BOOK_TEAM, team->team_ix, PP_BOOK_AREA, team->area_ix, NULL,
                         &elsewhere, reterr);
    if (!rc && team->area_ix >= 0)
        rc = run_with_id(import, 2, PP_BOOK_AREA, team->area_ix, PP_BOOK_AREA, -1,
                         team->area_manager, &elsewhere, reterr);
    return rc;
}

static int put_intervention(struct pp_store_import *import, const void *record, bool *ret_touched,
                            struct pp_error *reterr) {
    const struct pp_intervention_record *sum = record;
    struct pp_stmt *clear = import->put[1], *put = import->put[0];
    int rc = pp_store_bind_id(import, clear, 1, PP_BOOK_ACTIVITY, sum->activity_ix, reterr);
    if (!rc && sum->first) {
        pp_bind_text(clear, 2, sum->month);
        rc = pp_stmt_run(clear, reterr);
    }
    if (!rc)
        rc = pp_store_bind_id(import, put, 1, PP_BOOK_NEIGHBOURHOOD, sum->neighbourhood_ix, reterr);
    if (!rc)
        rc = pp_store_bind_id(import, put, 2, PP_BOOK_ACTIVITY, sum->activity_ix, reterr);
    pp_bind_text(put, 3, sum->month);
    pp_bind_int(put, 4, sum->n);
    *ret_touched = true;
    return rc ? rc : pp_stmt_run(put, reterr);
}

static const struct bind officer_binds[] = {
    AT(AS_TEXT, pp_officer_record, officer_id),
    AT(AS_TEXT, pp_officer_record, name),
    AT(AS_TEXT, pp_officer_record, public_name),
    AT(AS_TEXT, pp_officer_record, post),
    AT(AS_TEXT, pp_officer_record, role),
    ID(pp_officer_record, team_ix, PP_BOOK_TEAM),
    AT(AS_INT, pp_officer_record, fte_milli),
    AT(AS_INT, pp_officer_record, caseload_pct),
    AT(AS_DAY, pp_officer_record, caseload_until),
    AT(AS_TEXT_OR_NULL, pp_officer_record, share_with),
    AT(AS_TEXT, pp_officer_record, skills),
    AT(AS_TEXT, pp_officer_record, languages),
    AT(AS_BOOL, pp_officer_record, lone_working),
    AT(AS_INT, pp_officer_record, max_evenings),
    AT(AS_TEXT, pp_officer_record, travel),
    AT(AS_TEXT, pp_officer_record, email),
    AT(AS_TEXT, pp_officer_record, phone),
    AT(AS_DAY, pp_officer_record, starts),
    AT(AS_DAY, pp_officer_record, ends),
    {AS_END, 0, 0},
};

/* How a day is put: as told; kept, when the file has no such column; or, of week B, kept where it was not as week A. */
static struct pp_stmt *officer_day(const struct pp_store_import *import, int day) {
    if (!pp_store_held_day(import, day))
        return import->put[1];
    return import->put[day < 5 || pp_store_held_day(import, day - 5) ? 2 : 3];
}

/* Who leaves by what was told on a page does so until the list has a day of its own, or somebody else in the post. */
#define LAST_DAY                                                                         \
    "coalesce(?19, (SELECT last_day FROM officer_leaving l WHERE l.officer_id = ?1 AND " \
    "last_day = officer.ends AND officer.name IS ?2))"

/* What the list says of it is kept beside it. */
static int note_leaving(struct pp_store_import *import, const struct pp_officer_record *officer,
                        struct pp_error *reterr) {
    pp_bind_text(import->put[4], 1, officer->officer_id);
    pp_store_bind_day(import->put[4], 2, officer->ends);
    return pp_stmt_run(import->put[4], reterr);
}

static int put_officer(struct pp_store_import *import, const void *record, bool *ret_touched,
                       struct pp_error *reterr) {
    const struct pp_officer_record *officer = record;
    int rc = put_plain(import, officer_binds, record, ret_touched, reterr);
    for (int i = 9; i >= 0 && !rc; i--) { /* week B first: it may look at what week A was */
        struct pp_stmt *day = officer_day(import, i);
        pp_bind_text(day, 1, officer->officer_id);
        pp_bind_text(day, 2, i < 5 ? "A" : "B");
        pp_bind_int(day, 3, i % 5);
        pp_bind_text(day, 4, officer->works[i / 5][i % 5]);
        rc = pp_stmt_run(day, reterr);
        *ret_touched = *ret_touched || (!rc && pp_db_changes(import->db) > 0);
    }
    return rc ? rc : note_leaving(import, officer, reterr);
}

static const struct bind venue_binds[] = {
    AT(AS_TEXT, pp_venue_record, venue_id),
    AT(AS_TEXT, pp_venue_record, name),
    AT(AS_TEXT, pp_venue_record, postcode),
    AT(AS_REAL, pp_venue_record, x),
    AT(AS_REAL, pp_venue_record, y),
    ID(pp_venue_record, ward_ix, PP_BOOK_WARD),
    AT(AS_INT, pp_venue_record, desks),
    AT(AS_INT, pp_venue_record, step_free),
    AT(AS_INT, pp_venue_record, hearing_loop),
    AT(AS_TEXT, pp_venue_record, am_hours),
    AT(AS_TEXT, pp_venue_record, pm_hours),
    AT(AS_TEXT, pp_venue_record, evening_hours),
    AT(AS_TEXT, pp_venue_record, booking),
    AT(AS_REAL, pp_venue_record, hire_cost),
    {AS_END, 0, 0},
};

static int put_venue(struct pp_store_import *import, const void *record, bool *ret_touched,
                     struct pp_error *reterr) {
    const struct pp_venue_record *venue = record;
    int rc = put_plain(import, venue_binds, record, ret_touched, reterr);
    for (int i = 0; i < 5 && !rc; i++) {
        struct pp_stmt *day = import->put[pp_store_held_day(import, i) ? 2 : 1];
        pp_bind_text(day, 1, venue->venue_id);
        pp_bind_int(day, 2, i);
        pp_bind_text(day, 3, venue->opens[i]);
        rc = pp_stmt_run(day, reterr);
        *ret_touched = *ret_touched || (!rc && pp_db_changes(import->db) > 0);
    }
    return rc;
}

/* ---- the kinds ---- */

/* A row is written only when it differs: "IS NOT" compares whole rows and knows NULL. */
static const struct pp_store_kind kinds[] = {
    {"postcodes",
     "SELECT code FROM postcode WHERE easting_m IS NOT NULL OR ward_id IS NOT NULL",
     "UPDATE postcode SET easting_m = NULL, northing_m = NULL, ward_id = NULL WHERE code = ?1",
     NULL,
     NULL,
     {"UPDATE postcode SET easting_m = ?2, northing_m = ?3, ward_id = coalesce(?4, ward_id) WHERE "
      "postcode_id = ?1 AND (easting_m, northing_m, ward_id) IS NOT (?2, ?3, coalesce(?4, "
      "ward_id))"},
     put_postcode},
    {"neighbourhoods",
     "SELECT code FROM neighbourhood WHERE name <> '' OR weight_milli IS NOT NULL",
     "UPDATE neighbourhood SET name = '', weight_milli = NULL WHERE code = ?1",
     NULL,
     NULL,
     {"UPDATE neighbourhood SET name = ?2, weight_milli = coalesce(?3, weight_milli), "
      "weight_source "
      "= CASE WHEN ?3 IS NULL THEN weight_source ELSE 'given' END WHERE neighbourhood_id = ?1 AND "
      "(name, weight_milli) IS NOT (?2, coalesce(?3, weight_milli))"},
     put_neighbourhood},
    {"teams",
     "SELECT code FROM ward WHERE team_id IS NOT NULL",
     "UPDATE ward SET team_id = NULL WHERE code = ?1",
     NULL,
     NULL,
     {"UPDATE ward SET team_id = ?2, name = CASE ?3 WHEN '' THEN name ELSE ?3 END WHERE ward_id = "
      "?1 "
      "AND (team_id, name) IS NOT (?2, CASE ?3 WHEN '' THEN name ELSE ?3 END)",
      "UPDATE team SET area_id = ?2 WHERE team_id = ?1 AND area_id IS NOT ?2 AND ?3 IS NULL",
      "UPDATE area SET manager = ?3 WHERE area_id = ?1 AND manager IS NOT ?3 AND ?2 IS NULL"},
     put_team},
    {"wards",
     "SELECT code FROM ward WHERE shape IS NOT NULL",
     "UPDATE ward SET shape = NULL WHERE code = ?1",
     NULL,
     NULL,
     {"UPDATE ward SET shape = ?3, name = CASE ?2 WHEN '' THEN name ELSE ?2 END WHERE ward_id = ?1 "
      "AND (shape, name) IS NOT (?3, CASE ?2 WHEN '' THEN name ELSE ?2 END)"},
     put_ward},
    {"barriers",
     NULL,
     NULL,
     NULL,
     "DELETE FROM barrier",
     {"INSERT INTO barrier (name, shape) VALUES (?1, ?2)"},
     put_barrier},
    {"areas",
     "SELECT name FROM other_area WHERE kind = ?1",
     "DELETE FROM other_area WHERE name = ?1",
     NULL,
     NULL,
     {"INSERT INTO other_area (kind, name, shape) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET "
      "shape = ?3 WHERE shape IS NOT ?3"},
     put_area},
    {"links",
     "SELECT from_ref || char(31) || to_ref FROM link",
     "DELETE FROM link WHERE from_ref || char(31) || to_ref = ?1",
     NULL,
     NULL,
     {"INSERT INTO link (from_ref, to_ref) VALUES (?1, ?2) ON CONFLICT DO NOTHING"},
     put_link},
    {"activities",
     "SELECT name FROM activity",
     "DELETE FROM activity WHERE name = ?1 AND activity_id NOT IN (SELECT activity_id FROM "
     "intervention)",
     NULL,
     NULL,
     {"UPDATE activity SET minutes = ?2, done_by = ?3, per = ?4 WHERE activity_id = ?1 AND "
      "(minutes, "
      "done_by, per) IS NOT (?2, ?3, ?4)"},
     put_activity},
    {"interventions",
     NULL,
     NULL,
     NULL,
     NULL,
     {"INSERT INTO intervention (neighbourhood_id, activity_id, month, n) VALUES (?1, ?2, ?3, ?4)",
      "DELETE FROM intervention WHERE activity_id = ?1 AND month = ?2"},
     put_intervention},
    {"officers",
     "SELECT officer_id FROM officer WHERE ends IS NULL OR ends > date('now')",
     "UPDATE officer SET ends = date('now') WHERE officer_id = ?1",
     NULL,
     NULL,
     {"INSERT INTO officer (officer_id, name, public_name, post, role, team_id, fte_milli, "
      "caseload_pct, caseload_until, share_with, skills, languages, lone_working, max_evenings, "
      "travel, email, phone, starts, ends) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
      "?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19) ON CONFLICT DO UPDATE SET name = ?2, public_name = "
      "?3, post = ?4, role = ?5, team_id = ?6, fte_milli = ?7, caseload_pct = ?8, caseload_until = "
      "?9, share_with = ?10, skills = ?11, languages = ?12, lone_working = ?13, max_evenings = "
      "?14, "
      "travel = ?15, email = ?16, phone = ?17, starts = ?18, ends = " LAST_DAY
      " WHERE (name, public_name, "
      "post, role, team_id, fte_milli, caseload_pct, caseload_until, share_with, skills, "
      "languages, "
      "lone_working, max_evenings, travel, email, phone, starts, ends) IS NOT (?2, ?3, ?4, ?5, ?6, "
      "?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, " LAST_DAY ")",
      "INSERT INTO officer_day (officer_id, week, weekday, works) VALUES (?1, ?2, ?3, ?4) ON "
      "CONFLICT DO UPDATE SET works = ?4 WHERE works IS NOT ?4",
      "INSERT INTO officer_day (officer_id, week, weekday, works) VALUES (?1, ?2, ?3, ?4) ON "
      "CONFLICT DO NOTHING",
      "INSERT INTO officer_day (officer_id, week, weekday, works) VALUES (?1, ?2, ?3, ?4) ON "
      "CONFLICT DO UPDATE SET works = ?4 WHERE works IS NOT ?4 AND works = (SELECT a.works FROM "
      "officer_day a WHERE (a.officer_id, a.week, a.weekday) = (?1, 'A', ?3))",
      "UPDATE officer_leaving SET list_ends = ?2 WHERE officer_id = ?1"},
     put_officer},
    {"current-officers",
     "SELECT patch FROM current_officer",
     "DELETE FROM current_officer WHERE patch = ?1",
     NULL,
     NULL,
     {"INSERT INTO current_officer (patch, officer_id) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET "
      "officer_id = ?2 WHERE officer_id IS NOT ?2"},
     put_current_officer},
    {"needs",
     "SELECT n.code || char(31) || d.skill || char(31) || d.language FROM need d JOIN "
     "neighbourhood "
     "n USING (neighbourhood_id)",
     "DELETE FROM need WHERE (SELECT code FROM neighbourhood n WHERE n.neighbourhood_id = "
     "need.neighbourhood_id) || char(31) || skill || char(31) || language = ?1",
     NULL,
     NULL,
     {"INSERT INTO need (neighbourhood_id, skill, language) VALUES (?1, ?2, ?3) ON CONFLICT DO "
      "NOTHING"},
     put_need},
    {"visits",
     "SELECT h.property_ref FROM home_visit v JOIN home h USING (home_id)",
     "DELETE FROM home_visit WHERE home_id IN (SELECT home_id FROM home WHERE landlord_id IN "
     "(SELECT "
     "landlord_id FROM landlord) AND property_ref = ?1)",
     NULL,
     NULL,
     {"INSERT INTO home_visit (home_id, last_visit, two_person, state, not_before) VALUES (?1, ?2, "
      "?3, ?4, ?5) ON CONFLICT DO UPDATE SET last_visit = ?2, two_person = ?3, state = ?4, "
      "not_before = ?5 WHERE (last_visit, two_person, state, not_before) IS NOT (?2, ?3, ?4, ?5)"},
     put_visit},
    {"venues",
     "SELECT DISTINCT venue_id FROM venue_day",
     "DELETE FROM venue_day WHERE venue_id = ?1",
     /* A venue without days is shut for good: it stays as long as a drop-in names it. */
     "DELETE FROM venue WHERE venue_id NOT IN (SELECT venue_id FROM venue_day) AND NOT EXISTS "
     "(SELECT 1 FROM session s WHERE venue.venue_id IN (s.venue_id, s.was_venue_id)); "
     "DELETE FROM venue_closed WHERE venue_id NOT IN (SELECT venue_id FROM venue)",
     NULL,
     {"INSERT INTO venue (venue_id, name, postcode, easting_m, northing_m, ward_id, desks, "
      "step_free, hearing_loop, am_hours, pm_hours, evening_hours, booking, hire_cost) VALUES (?1, "
      "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT DO UPDATE SET name = "
      "?2, postcode = ?3, easting_m = ?4, northing_m = ?5, ward_id = ?6, desks = ?7, step_free = "
      "?8, hearing_loop = ?9, am_hours = ?10, pm_hours = ?11, evening_hours = ?12, booking = ?13, "
      "hire_cost = ?14 WHERE (name, postcode, easting_m, northing_m, ward_id, desks, step_free, "
      "hearing_loop, am_hours, pm_hours, evening_hours, booking, hire_cost) IS NOT (?2, ?3, ?4, "
      "?5, "
      "?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
      "INSERT INTO venue_day (venue_id, weekday, opens) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE "
      "SET opens = ?3 WHERE opens IS NOT ?3",
      "INSERT INTO venue_day (venue_id, weekday, opens) VALUES (?1, ?2, ?3) ON CONFLICT DO "
      "NOTHING"},
     put_venue},
    {"leave",
     "SELECT officer_id || char(31) || first_day || char(31) || last_day || char(31) || part || "
     "char(31) || kind FROM leave",
     "DELETE FROM leave WHERE officer_id || char(31) || first_day || char(31) || last_day || "
     "char(31) || part || char(31) || kind = ?1",
     NULL,
     NULL,
     {"INSERT INTO leave (officer_id, first_day, last_day, part, kind) SELECT ?1, ?2, ?3, ?4, ?5 "
      "WHERE NOT EXISTS (SELECT 1 FROM leave WHERE (officer_id, first_day, last_day, part, kind) = "
      "(?1, ?2, ?3, ?4, ?5))"},
     put_leave},
    {"holidays",
     "SELECT division || char(31) || day FROM holiday",
     "DELETE FROM holiday WHERE division || char(31) || day = ?1",
     NULL,
     NULL,
     {"INSERT INTO holiday (division, day, title) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET "
      "title = ?3 WHERE title IS NOT ?3"},
     put_holiday},
    {"tara",
     "SELECT name FROM tara",
     "DELETE FROM tara WHERE name = ?1",
     "UPDATE session SET tara_id = NULL WHERE tara_id NOT IN (SELECT tara_id FROM tara)",
     NULL,
     {"INSERT INTO tara (name, rule, time, neighbourhood_id, venue_id) VALUES (?1, ?2, ?3, ?4, ?5) "
      "ON CONFLICT DO UPDATE SET rule = ?2, time = ?3, neighbourhood_id = ?4, venue_id = ?5 WHERE "
      "(rule, time, neighbourhood_id, venue_id) IS NOT (?2, ?3, ?4, ?5)"},
     put_tara},
    {"councillors",
     "SELECT w.code || char(31) || c.name FROM councillor c JOIN ward w USING (ward_id)",
     "DELETE FROM councillor WHERE (SELECT code FROM ward w WHERE w.ward_id = councillor.ward_id) "
     "|| "
     "char(31) || name = ?1",
     NULL,
     NULL,
     {"INSERT INTO councillor (ward_id, name, email) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET "
      "email = ?3 WHERE email IS NOT ?3"},
     put_councillor},
};

const struct pp_store_kind *pp_store_kind_find(const char *name) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}
