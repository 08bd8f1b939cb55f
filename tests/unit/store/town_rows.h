/* The small town as an import and a drawing would leave it in a planning file: plan 1, "draft". */
#ifndef TESTS_UNIT_STORE_TOWN_ROWS_H
#define TESTS_UNIT_STORE_TOWN_ROWS_H

#include "patchplan/core/str.h"
#include "patchplan/db/db.h"
#include "tests/unit/roster/small_town.h"

static inline void add_people(struct pp_str *sql, const struct pp_roster_problem *problem) {
    static const char *const roles[] = {"officer", "team_leader", "cover", "agency"};
    static const char *const skills[] = {"", "asb", "hoarding"};
    static const char *const languages[] = {"", "Arabic", "Somali; arabic"};
    char day[11], until[11];
    for (int o = 0; o < problem->n_posts; o++) {
        const struct pp_post *post = &problem->posts[o];
        pp_day_iso(post->starts, day);
        pp_day_iso(post->caseload_until, until);
        pp_str_appendf(
            sql,
            "INSERT INTO officer (officer_id, name, role, team_id, fte_milli, "
            "caseload_pct, skills, languages, lone_working, max_evenings, travel) VALUES "
            "('%s', '%s', '%s', (SELECT team_id FROM team WHERE name = '%s'), %d, %d, "
            "'%s', '%s', %d, %d, '%s');",
            post->officer_id, post->name, roles[post->role], problem->team_names[post->team_ix],
            post->fte_milli, post->caseload_pct, skills[post->skills], languages[post->languages],
            post->lone_working, post->max_evenings, post->travel);
        if (post->starts != PP_PAST_DAY)
            pp_str_appendf(sql,
                           "UPDATE officer SET starts = '%s', caseload_until = '%s' WHERE "
                           "officer_id = '%s';",
                           day, until, post->officer_id);
        for (int slot = 0; slot < PP_N_SLOTS; slot += PP_N_HALVES) {
            bool am = post->works >> slot & 1, pm = post->works >> (slot + 1) & 1;
            pp_str_appendf(sql, "INSERT INTO officer_day VALUES ('%s', '%c', %d, '%s');",
                           post->officer_id, 'A' + pp_slot_week(slot), pp_slot_weekday(slot),
                           am && pm ? "full"
                           : am     ? "am"
                           : pm     ? "pm"
                                    : "off");
        }
    }
    pp_str_append(sql, "UPDATE officer SET share_with = 'O05' WHERE officer_id = 'O04';"
                       "INSERT INTO leave (officer_id, first_day, last_day, part, kind) VALUES "
                       "('O10', '2027-02-22', '2027-04-30', '', 'long'), "
                       "('O03', '2027-02-10', '2027-02-12', '', 'planned'), "
                       "('O03', '2027-02-08', '2027-02-10', '', 'planned'), "
                       "('O10', '2027-05-01', '2027-05-31', '', 'long'), "
                       "('O07', '2027-01-14', '2027-01-14', 'pm', 'planned');");
}

static inline void add_places(struct pp_str *sql, const struct pp_roster_problem *problem) {
    for (int v = 0; v < problem->n_venues; v++) {
        const struct pp_roster_venue *venue = &problem->venues[v];
        pp_str_appendf(
            sql,
            "INSERT INTO venue (venue_id, name, easting_m, northing_m, ward_id, desks, "
            "step_free, hearing_loop, am_hours, pm_hours, evening_hours, booking, "
            "hire_cost) VALUES ('%s', '%s', %g, %g, (SELECT ward_id FROM ward WHERE code "
            "= '%s'), %d, %d, %d, '10:00-12:00', '14:00-16:00', '%s', '%s', %g);",
            venue->venue_id, venue->name, venue->x, venue->y, venue->ward_code, venue->desks,
            venue->step_free, venue->hearing_loop,
            venue->from_min[PP_HALF_EVENING] < 0 ? "" : "17:30-19:30",
            venue->by_appointment ? "appointment" : "drop-in", (double)venue->hire_pence / 100);
        for (int d = 0; d < PP_N_WEEKDAYS; d++)
            pp_str_appendf(sql, "INSERT INTO venue_day VALUES ('%s', %d, 'full');", venue->venue_id,
                           d);
    }
    pp_str_append(
        sql,
        "INSERT INTO venue_closed VALUES ('V02', '2027-02-04'), ('V02', '2027-01-05');"
        "INSERT INTO holiday (division, day) VALUES ('england-and-wales', '2027-03-26'), "
        "('england-and-wales', '2027-03-29'), ('england-and-wales', '2027-01-01'), "
        "('scotland', '2027-01-04');"
        "INSERT INTO closure (day) VALUES ('2027-05-03');"
        "INSERT INTO neighbourhood (code) VALUES ('A'), ('B'), ('C'), ('D'), ('Z');"
        "INSERT INTO need (neighbourhood_id, skill, language) VALUES (1, 'asb', ''), (2, "
        "'Hoarding', ''), (3, '', 'Arabic'), (4, '', 'Somali');"
        "INSERT INTO tara (name, rule, time, neighbourhood_id, venue_id) VALUES ('North Tenants', "
        "'first Tuesday, not August', '18:00-19:30', 3, 'V01'), ('South Tenants', 'last Thursday', "
        "'18:00-19:30', NULL, 'V02');");
}

/* In which neighbourhood home i of a patch is. */
static inline const char *neighbourhood(int patch_ix, int i) {
    return patch_ix == N1 && i < 10   ? "1"
           : patch_ix == N3 && i < 8  ? "2"
           : patch_ix == N2 && i < 12 ? "3"
           : patch_ix == S2 && i < 5  ? "4"
                                      : "NULL";
}

/* Whose home it is today: the patches of today have the name of who leads them. */
static inline const char *officer_today(const struct pp_roster_problem *problem, int patch_ix,
                                        int i) {
    for (int k = 0; k < problem->n_kept; k++) {
        if (problem->kept[k].patch_ix != patch_ix)
            continue;
        if (i < problem->kept[k].n_homes)
            return problem->posts[problem->kept[k].of_ix].officer_id;
        i -= problem->kept[k].n_homes;
    }
    return "nobody";
}

static inline void add_home(struct pp_str *sql, const struct pp_roster_problem *problem, int h) {
    static const char *const states[] = {"due",  "offered",  "booked",
                                         "done", "declined", "no access"};
    const struct pp_roster_home *home = &problem->homes[h];
    const struct pp_roster_patch *patch = &problem->patches[home->patch_ix];
    int i = h % TOWN_HOMES_A_PATCH;
    char last[13], not_before[13];
    snprintf(last, sizeof last, "NULL");
    snprintf(not_before, sizeof not_before, "NULL");
    if (home->last_visit != PP_PAST_DAY) {
        pp_day_iso(home->last_visit, last + 1);
        last[0] = last[11] = '\'';
        last[12] = 0;
    }
    if (home->not_before != PP_PAST_DAY) {
        pp_day_iso(home->not_before, not_before + 1);
        not_before[0] = not_before[11] = '\'';
        not_before[12] = 0;
    }
    pp_str_appendf(
        sql,
        "INSERT INTO home (landlord_id, property_ref, street_id, easting_m, northing_m, "
        "neighbourhood_id, current_patch, import_id, row) VALUES (1, 'R%03d', (SELECT street_id "
        "FROM street WHERE name = '%s'), %g, %g, %s, '%s', 1, %d);"
        "INSERT INTO plan_home VALUES (1, %d, %d);"
        "INSERT INTO home_visit (home_id, last_visit, two_person, state, not_before) VALUES (%d, "
        "%s, %d, '%s', %s);",
        h, problem->street_names[home->street_ix], patch->x + (i & 1 ? 100 : -100),
        patch->y + (i & 2 ? 100 : -100), neighbourhood(home->patch_ix, i),
        officer_today(problem, home->patch_ix, i), h + 2, h + 1, home->patch_ix, h + 1, last,
        home->two_person, states[home->state], not_before);
}

static inline void add_plan(struct pp_str *sql, const struct pp_roster_problem *problem) {
    pp_str_append(sql,
                  "INSERT INTO plan (name, created_at, changed_at, origin, outcome, min_milli, "
                  "max_milli, within, cost_kind, keep_m, ward_m, cost, distance_cost, "
                  "keep_cost, ward_cost, n_homes, weight_milli) VALUES ('draft', '', '', "
                  "'drawn', 'feasible', 280000, 300000, 'team', 'distance', 0, 0, 0, 0, 0, 0, "
                  "320, 2320000);");
    for (int p = 0; p < problem->n_patches; p++) {
        const struct pp_roster_patch *patch = &problem->patches[p];
        pp_str_appendf(
            sql,
            "INSERT INTO plan_unit (plan_id, unit_ix, unit_id, name, easting_m, "
            "northing_m, weight_milli, n_homes, patch_ix) VALUES (1, %d, 'u%d', '', %g, "
            "%g, %lld, 40, %d);"
            "INSERT INTO plan_patch (plan_id, patch_ix, name, team_id, ward_id, "
            "hub_unit_ix, weight_milli, n_homes, distance_cost, mean_distance_m) VALUES "
            "(1, %d, '%s', (SELECT team_id FROM team WHERE name = '%s'), (SELECT ward_id "
            "FROM ward WHERE code = '%s'), %d, %lld, 40, 0, 0);",
            p, p, patch->x, patch->y, (long long)patch->weight_milli, p, p, patch->name,
            problem->team_names[patch->team_ix], problem->ward_codes[patch->ward_ix], p,
            (long long)patch->weight_milli);
    }
    pp_str_append(sql, "INSERT INTO plan_lead (plan_id, patch_ix, officer_id, role) VALUES "
                       "(1, 0, 'O03', 'lead'), (1, 1, 'O04', 'share'), (1, 1, 'O05', 'share');");
}

/* All of it into an empty file. */
__attribute__((unused)) static int fill(struct pp_db *db, const struct pp_roster_problem *problem,
                                        struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str sql = {0};
    pp_str_append(
        &sql,
        "INSERT INTO team (name) VALUES ('South'), ('North');"
        "INSERT INTO ward (code, name, team_id) VALUES ('W2', 'Down', 1), ('W1', 'Up', 2);"
        "INSERT INTO landlord (code) VALUES ('');"
        "INSERT INTO import_run (kind, file_name, started_at) VALUES ('homes', 'h.csv', 'now');"
        "INSERT INTO street (name) VALUES ('Elm Road'), ('Ash Road'), ('Birch Road'), "
        "('Cedar Road'), ('No Homes');");
    add_people(&sql, problem);
    add_places(&sql, problem);
    add_plan(&sql, problem);
    for (int k = 0; k < problem->n_posts; k++)
        pp_str_appendf(&sql, "INSERT INTO current_officer VALUES ('%s', '%s');",
                       problem->posts[k].officer_id, problem->posts[k].officer_id);
    for (int h = 0; h < problem->n_homes; h++)
        add_home(&sql, problem, h);
    pp_str_append(&sql,
                  "INSERT INTO home (landlord_id, property_ref, import_id, row, ended) VALUES "
                  "(1, 'gone', 1, 999, 1); INSERT INTO plan_home VALUES (1, 321, 0);");
    return sql.failed ? PP_E_NOMEM : pp_db_run(db, pp_str_text(&sql), reterr);
}

#endif
