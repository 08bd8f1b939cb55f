/* What happened: visits and their outcomes, and how many came to each drop-in. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/newfile.h"
#include "patchplan/core/text.h"
#include "patchplan/db/migrate.h"
#include "patchplan/roster/visits.h"
#include "patchplan/table/table.h"
#include "patchplan/table/writer.h"
#include "planner/service/roster_hand.h"

enum { MOST_TOLD = 12 };

struct recorder {
    struct pp_db *db;
    const struct pp_record_wish *wish;
    struct pp_table *table;
    struct pp_newfile rejects;
    struct pp_roster_in_hand hand; /* the roster, where there is one */
    struct pp_record_result result;
};

static void recorder_done(struct recorder *r) {
    pp_table_free(r->table);
    pp_newfile_done(&r->rejects);
    pp_roster_in_hand_done(&r->hand);
    pp_str_done(&r->result.told);
}

void pp_record_result_done(struct pp_record_result *result) {
    pp_str_done(&result->told);
    *result = (struct pp_record_result){0};
}

/* One row: 0, or the fault in `fault`, which sets the row aside, or a failure in `reterr`. */
typedef int (*take_row)(struct recorder *r, const struct pp_table_row *row, struct pp_error *fault);

/* ---- rows set aside ---- */

static int write_rejected(struct recorder *r, const char *const *cells, size_t n,
                          const char *reason, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str line = {0};
    pp_table_join(cells, n, ',', &line);
    pp_str_append_char(&line, ',');
    pp_table_join(&reason, 1, ',', &line);
    if (line.failed)
        return pp_fail_nomem(reterr);
    return fprintf(r->rejects.stream, "%s\n", pp_str_text(&line)) < 0
               ? pp_fail_system(reterr, errno, "write", r->wish->rejects_path)
               : 0;
}

static int open_rejects(struct recorder *r, struct pp_error *reterr) {
    size_t n = pp_table_n_columns(r->table);
    PP_AUTO_FREE const char **names = pp_alloc_array(n + 1, sizeof *names);
    if (!names)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        names[i] = pp_table_column_name(r->table, i);
    int rc = pp_newfile_open(r->wish->rejects_path, &r->rejects, reterr);
    return rc ? rc : write_rejected(r, names, n, "reject_reason", reterr);
}

static int set_aside(struct recorder *r, const struct pp_table_row *row,
                     const struct pp_error *fault, struct pp_error *reterr) {
    size_t n = pp_table_n_columns(r->table);
    if (++r->result.n_set_aside <= MOST_TOLD)
        pp_str_appendf(&r->result.told, "row %lld: %s\n", (long long)row->row, fault->message);
    if (!r->wish->rejects_path)
        return 0;
    int rc = r->rejects.temp || r->rejects.stream ? 0 : open_rejects(r, reterr);
    return rc ? rc
              : write_rejected(r, row->cells, row->n_cells > n ? row->n_cells : n, fault->message,
                               reterr);
}

/* Faults of a value set the row aside; anything else (a full disk, no memory) ends the reading. */
static bool is_fault(int rc) { return rc == PP_E_INPUT || rc == PP_E_NOTFOUND; }

static int read_rows(struct recorder *r, take_row take, struct pp_error *reterr) {
    struct pp_table_row row;
    int rc = 0, status = 0;
    while (!rc && (status = pp_table_next(r->table, &row, reterr)) > 0) {
        struct pp_error fault = {0};
        rc = row.problem ? pp_fail(&fault, PP_E_INPUT, "%s", row.problem_text)
                         : take(r, &row, &fault);
        if (is_fault(rc))
            rc = set_aside(r, &row, &fault, reterr);
        else if (rc && reterr)
            *reterr = fault;
        else
            r->result.n_taken++;
    }
    if (r->result.n_set_aside > MOST_TOLD)
        pp_str_appendf(&r->result.told, "and %lld more\n",
                       (long long)(r->result.n_set_aside - MOST_TOLD));
    return rc ? rc : status;
}

static int read_day(const struct pp_record_wish *wish, const char *text, pp_day *ret_day,
                    struct pp_error *fault) {
    if (!pp_day_parse(text, ret_day))
        return pp_fail(fault, PP_E_INPUT, "'%.40s' is no day; write it as 2027-03-09 or 09/03/2027",
                       text);
    if (*ret_day > wish->today + 366)
        return pp_fail(fault, PP_E_INPUT,
                       "'%.40s' is more than a year from now; is the year right?", text);
    return 0;
}

/* ---- visits ---- */

enum { VISIT_REF, VISIT_DATE, VISIT_STATE, VISIT_MINUTES, N_VISIT_FIELDS, LONGEST_VISIT_MIN = 480 };
static const struct pp_table_field visit_fields[N_VISIT_FIELDS] = {
    {"property_ref", true, "prop_ref|property_reference|property"},
    {"date", true, "visit_date|day"},
    {"state", true, "outcome|result"},
    {"minutes", false, "visit_minutes|duration|minutes_taken"},
};

static int read_minutes(const struct pp_table_row *row, int *ret_minutes, struct pp_error *fault) {
    const char *text = row->values[VISIT_MINUTES];
    int64_t minutes = -1;
    if (!*text) {
        *ret_minutes = -1;
        return 0;
    }
    if (!pp_text_int(text, &minutes) || minutes < 1 || minutes > LONGEST_VISIT_MIN)
        return pp_fail(fault, PP_E_INPUT,
                       "minutes '%.40s' must be a whole number from 1 to %d; leave it empty when "
                       "the visit was not timed",
                       text, LONGEST_VISIT_MIN);
    if (pp_text_same_name(row->values[VISIT_STATE], "booked"))
        return pp_fail(fault, PP_E_INPUT,
                       "minutes '%.40s' are of a visit that was made; this one is only booked",
                       text);
    *ret_minutes = (int)minutes;
    return 0;
}

static int take_visit(struct recorder *r, const struct pp_table_row *row, struct pp_error *fault) {
    struct pp_visit_found found = {.property_ref = row->values[VISIT_REF],
                                   .state = row->values[VISIT_STATE]};
    int rc = read_day(r->wish, row->values[VISIT_DATE], &found.day, fault);
    if (!rc && found.day > r->wish->today && !pp_text_same_name(found.state, "booked"))
        rc = pp_fail(fault, PP_E_INPUT, "'%.40s' is still to come: a visit can only be booked then",
                     row->values[VISIT_DATE]);
    if (!rc)
        rc = read_minutes(row, &found.minutes, fault);
    return rc ? rc : pp_store_visit_record(r->db, &found, fault);
}

static int64_t count_moved(const struct pp_roster *roster, const struct pp_visit_row *old,
                           int n_old) {
    int64_t n = 0;
    for (int i = 0, k = 0; i < roster->n_visits; i++) {
        /* Both lists are by patch and home; where they are not alike, a plain search. */
        if (k >= n_old || old[k].home_id != roster->visits[i].home_id)
            for (k = 0; k < n_old && old[k].home_id != roster->visits[i].home_id;)
                k++;
        n += k < n_old && old[k].week_start != roster->visits[i].week_start;
        k++;
    }
    return n;
}

/* The visits of every team once more; all else stays. */
static int place_again(struct recorder *r, struct pp_error *reterr) {
    struct pp_roster *roster = &r->hand.roster;
    char models[512];
    int n_old = roster->n_visits;
    PP_AUTO_FREE struct pp_visit_row *old = pp_alloc_array((size_t)n_old + 1, sizeof *old);
    int rc = old ? pp_own_folder("models", models, reterr) : pp_fail_nomem(reterr);
    if (rc)
        return rc;
    for (int i = 0; i < n_old; i++)
        old[i] = roster->visits[i];
    const struct pp_roster now = {.visits = old, .n_visits = n_old};
    struct pp_roster_options options = r->hand.options;
    options.model_dir = models;
    roster->n_visits = 0;
    for (int team = 0; !rc && team < r->hand.problem.n_teams; team++) {
        const struct pp_visits_ask ask = {.problem = &r->hand.problem,
                                          .options = &options,
                                          .with_cover = roster,
                                          .team_ix = team,
                                          .seconds = 0,
                                          .now = &now};
        rc = pp_visits_build(&ask, roster, reterr);
    }
    if (!rc)
        r->result.n_moved = count_moved(roster, old, n_old);
    return rc;
}

static int visits_again(struct recorder *r, struct pp_error *reterr) {
    int rc = pp_roster_hand_open(r->db, r->wish->plan_name, &r->hand, reterr);
    if (!rc)
        rc = pp_roster_hand_load(r->db, r->wish->today, &r->hand, reterr);
    if (rc == PP_E_NOTFOUND && !r->wish->plan_name)
        /* recorded all the same: the next roster knows of it */
        return pp_roster_note(r->db, r->wish->who, "visits", "record visits", reterr);
    if (rc)
        return rc;
    r->result.has_roster = true;
    rc = place_again(r, reterr);
    if (!rc)
        rc = pp_roster_hand_judge(&r->hand, reterr);
    return rc ? rc : pp_roster_hand_save(r->db, &r->hand, r->wish->who, 0, "record visits", reterr);
}

/* ---- attendance ---- */

enum { CAME_SESSION, CAME_DATE, CAME_HALF, CAME_VENUE, CAME_PEOPLE, N_CAME_FIELDS };
static const struct pp_table_field came_fields[N_CAME_FIELDS] = {
    {"session_id", false, "session"},
    {"date", false, "day"},
    {"half_day", false, "half"},
    {"venue_id", false, "venue"},
    {"people", true, "attendance|attended|count|n_people"},
};

static int find_session(struct recorder *r, const struct pp_table_row *row, int64_t *ret_session_id,
                        struct pp_error *fault) {
    const char *told = row->values[CAME_SESSION];
    struct pp_session where = {0};
    int half = pp_half_parse(row->values[CAME_HALF]);
    if (*told && !pp_text_int(told, ret_session_id))
        return pp_fail(fault, PP_E_INPUT, "session_id '%.40s' is no number", told);
    if (*told)
        return 0;
    if (half < 0)
        return pp_fail(fault, PP_E_INPUT,
                       "needs session_id, or date, half_day (am, pm or evening) and venue_id");
    int rc = read_day(r->wish, row->values[CAME_DATE], &where.day, fault);
    where.half = (enum pp_half)half;
    return rc ? rc
              : pp_store_roster_find_session(r->db, r->hand.plan_id, &where,
                                             row->values[CAME_VENUE], ret_session_id, fault);
}

static int take_attendance(struct recorder *r, const struct pp_table_row *row,
                           struct pp_error *fault) {
    int64_t people = 0, session_id = 0;
    if (!pp_text_int(row->values[CAME_PEOPLE], &people) || people < 0 || people > 100000)
        return pp_fail(fault, PP_E_INPUT, "people '%.40s' is no number of people",
                       row->values[CAME_PEOPLE]);
    int rc = find_session(r, row, &session_id, fault);
    return rc ? rc
              : pp_store_attendance_record(r->db, r->hand.plan_id, session_id, (int)people, fault);
}

/* ---- both ---- */

static int open_table(struct recorder *r, const struct pp_table_field *fields, size_t n,
                      struct pp_error *reterr) {
    struct pp_table_options options = PP_TABLE_OPTIONS_DEFAULT;
    options.fields = fields;
    options.n_fields = n;
    return pp_table_open(r->wish->path, &options, &r->table, reterr);
}

static int finish(struct recorder *r, int rc, struct pp_record_result *ret_result,
                  struct pp_error *reterr) {
    if (!rc && r->rejects.stream)
        rc = pp_newfile_commit(&r->rejects, reterr);
    if (!rc && r->result.told.failed)
        rc = pp_fail_nomem(reterr);
    rc = pp_roster_hand_end(r->db, r->wish->dry_run, rc, reterr);
    if (rc)
        return rc;
    *ret_result = r->result;
    r->result = (struct pp_record_result){0};
    return 0;
}

int pp_service_roster_record_visits(struct pp_db *db, const struct pp_record_wish *wish,
                                    struct pp_record_result *ret_result, struct pp_error *reterr) {
    PP_AUTO(recorder_done) struct recorder r = {.db = db, .wish = wish};
    int rc = open_table(&r, visit_fields, N_VISIT_FIELDS, reterr);
    if (!rc)
        rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = read_rows(&r, take_visit, reterr);
    if (!rc && r.result.n_taken > 0)
        rc = visits_again(&r, reterr);
    return finish(&r, rc, ret_result, reterr);
}

int pp_service_roster_record_attendance(struct pp_db *db, const struct pp_record_wish *wish,
                                        struct pp_record_result *ret_result,
                                        struct pp_error *reterr) {
    PP_AUTO(recorder_done) struct recorder r = {.db = db, .wish = wish};
    int rc = open_table(&r, came_fields, N_CAME_FIELDS, reterr);
    if (!rc)
        rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = pp_roster_hand_open(db, wish->plan_name, &r.hand, reterr);
    if (!rc)
        rc = read_rows(&r, take_attendance, reterr);
    r.result.has_roster = true;
    return finish(&r, rc, ret_result, reterr);
}
