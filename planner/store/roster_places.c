/* Where a roster happens: venues with their hours, groups of tenants that meet, homes by place, work by patch. */
#include "planner/store/roster_rows.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/stock/clean.h"
#include "patchplan/store/weights.h"
#include "planner/store/said.h"

/* ---- venues ---- */

static const char venues_sql[] =
    "SELECT venue_id, v.name, w.code, easting_m, northing_m, desks, step_free, hearing_loop, "
    "booking = 'appointment', am_hours, pm_hours, evening_hours, hire_cost FROM venue v LEFT JOIN "
    "ward w USING (ward_id) ORDER BY venue_id";

static void read_hours(struct pp_stmt *stmt, int column, struct pp_roster_venue *venue, int half) {
    const char *text = pp_column_text(stmt, column);
    int from = -1, to = -1;
    if (text && *text && pp_clock_range(text, &from, &to)) {
        venue->from_min[half] = from;
        venue->to_min[half] = to > from ? to : from + 120; /* no end said: two hours */
    } else {
        venue->from_min[half] = venue->to_min[half] = -1;
    }
}

static bool take_venue(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_roster_venue *venue = row;
    *venue = (struct pp_roster_venue){
        .venue_id = pp_roster_text(reader, stmt, 0),
        .name = pp_roster_text(reader, stmt, 1),
        .ward_code = pp_roster_text(reader, stmt, 2),
        .x = pp_column_real(stmt, 3),
        .y = pp_column_real(stmt, 4),
        .desks = (int)pp_column_int(stmt, 5),
        .access = {pp_column_said(stmt, 6), pp_column_said(stmt, 7)},
        .step_free = pp_column_int(stmt, 6) != 0,
        .hearing_loop = pp_column_int(stmt, 7) != 0,
        .by_appointment = pp_column_int(stmt, 8) != 0,
        .hire_pence = llround(pp_column_real(stmt, 12) * 100),
    };
    for (int half = 0; half < PP_N_HALVES; half++)
        read_hours(stmt, 9 + half, venue, half);
    return true;
}

struct open_row {
    int venue_ix, weekday;
    bool open[PP_N_HALVES];
};

static bool take_open(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    const char *opens = pp_column_text(stmt, 2);
    bool full = !strcmp(opens, "full"), closed = !strcmp(opens, "closed");
    *(struct open_row *)row =
        (struct open_row){pp_roster_venue_at(reader, stmt, 0),
                          (int)pp_column_int(stmt, 1),
                          {full || !strcmp(opens, "am"), full || !strcmp(opens, "pm"), !closed}};
    return true;
}

/* An evening: hours are given for it, and the venue opens that day at all. Both weeks are alike. */
static void open_half_days(struct pp_roster_venue *venue, const struct open_row *row) {
    for (int half = 0; half < PP_N_HALVES; half++) {
        if (!row->open[half] || (half == PP_HALF_EVENING && venue->from_min[half] < 0))
            continue;
        for (int week = 0; week < 2; week++)
            venue->open |= UINT64_C(1) << pp_slot(week, row->weekday, (enum pp_half)half);
    }
}

struct closed_row {
    int venue_ix;
    pp_day day;
};

static bool take_closed(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct closed_row *closed = row;
    *closed = (struct closed_row){pp_roster_venue_at(reader, stmt, 0),
                                  pp_roster_day(stmt, 1, PP_PAST_DAY)};
    return closed->venue_ix >= 0 && closed->day != PP_PAST_DAY;
}

static int read_closed(struct pp_roster_reader *reader, struct pp_roster_venue *venues) {
    struct closed_row *rows = NULL;
    int n = 0;
    int rc = pp_roster_read(reader, "SELECT venue_id, day FROM venue_closed ORDER BY 1, 2",
                            take_closed, sizeof *rows, &rows, &n);
    if (rc)
        return rc;
    pp_day *days = pp_arena_alloc(reader->arena, (size_t)(n + 1) * sizeof *days);
    if (!days)
        return pp_fail_nomem(reader->reterr);
    for (int i = 0; i < n; i++) {
        struct pp_roster_venue *venue = &venues[rows[i].venue_ix];
        if (venue->n_closed++ == 0)
            venue->closed = &days[i];
        days[i] = rows[i].day;
    }
    return 0;
}

static int read_venues(struct pp_roster_reader *reader) {
    struct pp_roster_problem *problem = reader->problem;
    struct pp_roster_venue *venues = NULL;
    struct open_row *rows = NULL;
    int n = 0;
    int rc =
        pp_roster_read(reader, venues_sql, take_venue, sizeof *venues, &venues, &problem->n_venues);
    if (rc)
        return rc;
    problem->venues = venues;
    rc = pp_roster_read(reader, "SELECT venue_id, weekday, opens FROM venue_day ORDER BY 1, 2",
                        take_open, sizeof *rows, &rows, &n);
    for (int i = 0; !rc && i < n; i++)
        open_half_days(&venues[rows[i].venue_ix], &rows[i]);
    return rc ? rc : read_closed(reader, venues);
}

/* ---- groups of tenants ---- */

/* With each group the patch that has most homes of its neighbourhood, and the team of its venue's ward. */
static const char taras_sql[] =
    "WITH part AS (SELECT neighbourhood_id, patch_ix, count(*) AS n FROM temp.roster_home WHERE "
    "neighbourhood_id IN (SELECT neighbourhood_id FROM tara) GROUP BY 1, 2) "
    "SELECT t.name, t.rule, t.time, t.venue_id, (SELECT patch_ix FROM part p WHERE "
    "p.neighbourhood_id = t.neighbourhood_id ORDER BY n DESC, patch_ix LIMIT 1), "
    "(SELECT m.name FROM venue v JOIN ward w USING (ward_id) JOIN team m USING (team_id) WHERE "
    "v.venue_id = t.venue_id) FROM tara t ORDER BY t.name";

static bool take_tara(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    const struct pp_roster_problem *problem = reader->problem;
    struct pp_meeting_rule rule;
    struct pp_tara_group *tara = row;
    if (!pp_meeting_parse(pp_column_text(stmt, 1), &rule))
        return false;
    *tara = (struct pp_tara_group){
        .name = pp_roster_text(reader, stmt, 0),
        .nth = rule.nth,
        .weekday = rule.weekday,
        .months = rule.months,
        .from_min = -1,
        .to_min = -1,
        .patch_ix = pp_roster_patch(reader, stmt, 4),
        .team_ix = pp_roster_name(problem->team_names, problem->n_teams, pp_column_text(stmt, 5)),
        .venue_ix = pp_roster_venue_at(reader, stmt, 3),
    };
    if (tara->patch_ix >= 0)
        tara->team_ix = problem->patches[tara->patch_ix].team_ix;
    const char *time = pp_column_text(stmt, 2);
    int from = -1, to = -1;
    if (time && pp_clock_range(time, &from, &to)) {
        tara->from_min = from;
        tara->to_min = to > from ? to : from + 90; /* no end said: an hour and a half */
    }
    return true;
}

int pp_roster_read_places(struct pp_roster_reader *reader) {
    struct pp_roster_problem *problem = reader->problem;
    int rc = read_venues(reader);
    if (!rc)
        rc = pp_roster_read(reader, taras_sql, take_tara, sizeof *problem->taras, &problem->taras,
                            &problem->n_taras);
    return rc;
}

/* ---- homes ---- */

/* The plan's homes that count, once for all questions about them. */
static int gather_homes(struct pp_roster_reader *reader) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_run(reader->db,
                       "CREATE TEMP TABLE IF NOT EXISTS roster_home (patch_ix INTEGER, home_id "
                       "INTEGER, neighbourhood_id INTEGER, street_id INTEGER, current_patch TEXT, "
                       "easting_m REAL, northing_m REAL); DELETE FROM temp.roster_home",
                       reader->reterr);
    if (!rc)
        rc = pp_db_prepare(
            reader->db,
            "INSERT INTO temp.roster_home SELECT u.patch_ix, h.home_id, h.neighbourhood_id, "
            "h.street_id, h.current_patch, coalesce(h.easting_m, p.easting_m), "
            "coalesce(h.northing_m, p.northing_m) FROM plan_home ph JOIN plan_unit u ON u.plan_id "
            "= ph.plan_id AND u.unit_ix = ph.unit_ix JOIN home h ON h.home_id = ph.home_id LEFT "
            "JOIN postcode p USING (postcode_id) WHERE ph.plan_id = ?1 AND u.patch_ix >= 0 AND "
            "h.included AND NOT h.ended ORDER BY u.patch_ix, h.home_id",
            &stmt, reader->reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, reader->plan_id);
    return pp_stmt_run(stmt, reader->reterr);
}

static const char homes_sql[] =
    "SELECT h.home_id, h.patch_ix, s.name, v.last_visit, v.not_before, v.state, v.n_no_access, "
    "v.two_person, CASE v.state WHEN 'booked' THEN (SELECT max(o.day) FROM visit_outcome o WHERE "
    "o.home_id = h.home_id AND o.state = 'booked') END FROM temp.roster_home h LEFT JOIN street s "
    "USING (street_id) LEFT JOIN home_visit v ON v.home_id = h.home_id ORDER BY h.patch_ix, "
    "h.home_id";

static const char streets_sql[] =
    "SELECT name FROM street WHERE street_id IN (SELECT street_id FROM temp.roster_home) ORDER BY "
    "name";

static const char groups_sql[] =
    "SELECT h.patch_ix, h.easting_m, h.northing_m, count(*), min(s.name) FROM temp.roster_home h "
    "LEFT JOIN street s USING (street_id) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";

static bool take_text(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    *(const char **)row = pp_roster_text(reader, stmt, 0);
    return true;
}

static int street_of(const struct pp_roster_problem *problem, const char *name) {
    int low = 0, high = problem->n_streets;
    while (name && low < high) {
        int middle = low + (high - low) / 2;
        if (strcmp(problem->street_names[middle], name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return name && low < problem->n_streets && !strcmp(problem->street_names[low], name) ? low : -1;
}

static bool take_home(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_roster_home *home = row;
    *home = (struct pp_roster_home){
        .home_id = pp_column_int(stmt, 0),
        .patch_ix = pp_roster_patch(reader, stmt, 1),
        .street_ix = street_of(reader->problem, pp_column_text(stmt, 2)),
        .last_visit = pp_roster_day(stmt, 3, PP_PAST_DAY),
        .not_before = pp_roster_day(stmt, 4, PP_PAST_DAY),
        .state = pp_roster_visit_state(pp_column_text(stmt, 5)),
        .booked = pp_roster_day(stmt, 8, PP_PAST_DAY),
        .n_no_access = (int)pp_column_int(stmt, 6),
        .two_person = pp_column_int(stmt, 7) != 0,
    };
    if (home->state == PP_VISIT_NO_ACCESS && home->n_no_access == 0)
        home->n_no_access = 1; /* of a list that does not say how often */
    home->new_tenant = home->last_visit == PP_PAST_DAY && home->not_before != PP_PAST_DAY &&
                       home->state == PP_VISIT_DUE;
    return home->patch_ix >= 0;
}

static bool take_group(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_reach_group *group = row;
    *group = (struct pp_reach_group){pp_roster_patch(reader, stmt, 0), pp_column_real(stmt, 1),
                                     pp_column_real(stmt, 2), (int)pp_column_int(stmt, 3),
                                     street_of(reader->problem, pp_column_text(stmt, 4))};
    return group->patch_ix >= 0 && !isnan(group->x);
}

int pp_roster_read_homes(struct pp_roster_reader *reader) {
    struct pp_roster_problem *problem = reader->problem;
    int rc = gather_homes(reader);
    if (!rc)
        rc = pp_roster_read(reader, streets_sql, take_text, sizeof *problem->street_names,
                            &problem->street_names, &problem->n_streets);
    if (!rc)
        rc = pp_roster_read(reader, homes_sql, take_home, sizeof *problem->homes, &problem->homes,
                            &problem->n_homes);
    if (!rc)
        rc = pp_roster_read(reader, groups_sql, take_group, sizeof *problem->groups,
                            &problem->groups, &problem->n_groups);
    return rc;
}

/* ---- work: what was recorded, smoothed, shared out by homes ---- */

struct part_row {
    int patch_ix, n_homes;
    int64_t neighbourhood_id;
};

static bool take_part(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct part_row *part = row;
    *part = (struct part_row){pp_roster_patch(reader, stmt, 0), (int)pp_column_int(stmt, 2),
                              pp_column_int(stmt, 1)};
    return part->patch_ix >= 0;
}

/* Minutes in a year for one home of an area, by who does them. */
static void minutes_of_home(const struct pp_weights_data *data, const struct pp_weights *weights,
                            int area, double ret_minutes[PP_WEIGHTS_N_ROLES]) {
    memset(ret_minutes, 0, PP_WEIGHTS_N_ROLES * sizeof *ret_minutes);
    for (int a = 0; a < data->input.n_activities; a++) {
        const struct pp_weights_activity *activity = &data->input.activities[a];
        ret_minutes[activity->role] +=
            weights->rate[area * data->input.n_activities + a] * activity->minutes;
    }
}

static int area_of(const struct pp_weights_data *data, int64_t neighbourhood_id) {
    for (int i = 0; i < data->input.n_areas; i++)
        if (data->areas[i].neighbourhood_id == neighbourhood_id)
            return i;
    return -1;
}

static void share_out(const struct pp_roster_problem *problem, const struct pp_weights_data *data,
                      const struct pp_weights *weights, const struct part_row *part,
                      struct pp_team_work *teams, double *patches) {
    double minutes[PP_WEIGHTS_N_ROLES];
    int area = area_of(data, part->neighbourhood_id);
    if (area < 0)
        return;
    minutes_of_home(data, weights, area, minutes);
    patches[part->patch_ix] += part->n_homes * minutes[PP_WEIGHTS_OFFICER];
    int team_ix = problem->patches[part->patch_ix].team_ix;
    if (team_ix < 0)
        return;
    teams[team_ix].patch_officer += part->n_homes * minutes[PP_WEIGHTS_OFFICER];
    teams[team_ix].team_leader += part->n_homes * minutes[PP_WEIGHTS_LEADER];
    teams[team_ix].back_office += part->n_homes * minutes[PP_WEIGHTS_BACK_OFFICE];
    teams[team_ix].specialist += part->n_homes * minutes[PP_WEIGHTS_SPECIALIST];
}

int pp_roster_read_work(struct pp_roster_reader *reader) {
    struct pp_roster_problem *problem = reader->problem;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_weights_data data = {0};
    struct pp_weights weights = {0};
    struct part_row *parts = NULL;
    int n_parts = 0;
    struct pp_team_work *teams =
        pp_arena_alloc(reader->arena, (size_t)(problem->n_teams + 1) * sizeof *teams);
    double *patches =
        pp_arena_alloc(reader->arena, (size_t)(problem->n_patches + 1) * sizeof *patches);
    if (!teams || !patches)
        return pp_fail_nomem(reader->reterr);
    problem->work_of_team = teams;
    problem->work_minutes_of_patch = patches;
    int rc = pp_store_weights_load(reader->db, NULL, NULL, &arena, &data, reader->reterr);
    problem->activities_listed = data.input.n_activities > 0;
    if (rc || !data.input.n_activities || !*data.first_month)
        return rc; /* nothing recorded is no error */
    data.input.cap = 2;
    rc = pp_weights_model(&data.input, &weights, reader->reterr);
    if (!rc)
        rc = pp_roster_read(reader,
                            "SELECT patch_ix, neighbourhood_id, count(*) FROM temp.roster_home "
                            "WHERE neighbourhood_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2",
                            take_part, sizeof *parts, &parts, &n_parts);
    for (int i = 0; !rc && i < n_parts; i++)
        share_out(problem, &data, &weights, &parts[i], teams, patches);
    pp_weights_done(&weights);
    return rc;
}
