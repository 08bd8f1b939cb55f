/* roster visits --record: what was found at each door; then the visits still to come are placed again. */
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/db/migrate.h"
#include "patchplan/roster/practice.h"
#include "patchplan/roster/visits.h"
#include "patchplan/store/letters.h"
#include "planner/service/roster_record.h"

enum { VISIT_REF, VISIT_DATE, VISIT_STATE, VISIT_MINUTES, N_VISIT_FIELDS, LONGEST_VISIT_MIN = 480 };
static const struct pp_table_field visit_fields[N_VISIT_FIELDS] = {
    {"property_ref", true, "prop_ref|property_reference|property"},
    {"date", true, "visit_date|day"},
    {"state", true, "outcome|result"},
    {"minutes", false, "visit_minutes|duration|minutes_taken"},
};

/* ---- a row ---- */

static int read_minutes(const struct pp_recorder *r, const struct pp_table_row *row,
                        int *ret_minutes, struct pp_error *fault) {
    const char *text = row->values[VISIT_MINUTES];
    int64_t minutes = -1;
    if (!*text) {
        *ret_minutes = -1;
        return 0;
    }
    if (!pp_text_int(text, &minutes) || minutes < 1 || minutes > LONGEST_VISIT_MIN)
        return pp_fail_at(fault, PP_E_INPUT, NULL, 0, pp_record_column(r, VISIT_MINUTES),
                          "minutes '%.40s' must be a whole number from 1 to %d; leave it empty "
                          "when the visit was not timed",
                          text, LONGEST_VISIT_MIN);
    if (pp_text_same_name(row->values[VISIT_STATE], "booked"))
        return pp_fail_at(fault, PP_E_INPUT, NULL, 0, pp_record_column(r, VISIT_MINUTES),
                          "minutes '%.40s' are of a visit that was made; this one is only booked",
                          text);
    *ret_minutes = (int)minutes;
    return 0;
}

static bool is_booking(const struct pp_visit_found *found) {
    return pp_text_same_name(found->state, "booked");
}

/* What was found of a home on a day stands in one row; when it was booked is no finding. */
static int check_once(struct pp_recorder *r, const struct pp_table_row *row, size_t field_ix,
                      const struct pp_visit_found *found, struct pp_error *fault) {
    const char *what = row->values[field_ix];
    struct pp_record_told first = {0};
    char key[64];
    snprintf(key, sizeof key, "%lld %d %zu", (long long)found->home_id, found->day, field_ix);
    int rc = pp_record_told(r, key, row->row, what, &first, fault);
    if (rc || strcmp(first.what, what) == 0)
        return rc;
    return pp_fail_at(fault, PP_E_CONFLICT, NULL, 0, pp_record_column(r, field_ix),
                      "'%.40s' of '%.60s', but row %lld has '%.40s' of that home on the same day; "
                      "keep one of the two rows, of several tries the last",
                      what, row->values[VISIT_REF], (long long)first.row, first.what);
}

/* Where a visit can be agreed: the days of the council, and those of the roster. */
struct bookable {
    struct pp_calendar calendar; /* holidays only */
    pp_day last_day;             /* PP_FAR_DAY: there is no roster */
};

static int begin_visits(struct pp_recorder *r, struct pp_error *reterr) {
    struct bookable *bookable = pp_arena_alloc(&r->arena, sizeof *bookable);
    struct pp_roster_in_hand asked = {0};
    struct pp_roster_when when = {0};
    pp_day *holidays = NULL;
    struct pp_error none;
    if (!bookable)
        return pp_fail_nomem(reterr);
    *bookable = (struct bookable){.last_day = PP_FAR_DAY};
    r->own = bookable;
    if (pp_roster_hand_open(r->db, r->wish->plan_name, &asked, &none) == 0 &&
        pp_store_roster_dates(r->db, asked.plan_id, &when, &none) == 0)
        bookable->last_day = when.from + PP_VISIT_YEAR_DAYS - 1;
    int rc = pp_store_holidays(r->db, NULL, &r->arena, &holidays, &bookable->calendar.n_holidays,
                               reterr);
    bookable->calendar.holidays = holidays;
    return rc;
}

/* A visit is agreed for a day that is still to come, that people work on, and that the roster reaches. */
static int check_booking(const struct pp_recorder *r, const struct pp_table_row *row, pp_day day,
                         struct pp_error *fault) {
    const struct bookable *bookable = r->own;
    const char *wrong = NULL;
    if (day < r->wish->today)
        wrong = "has passed: say what came of it (done, declined, no access)";
    else if (day > bookable->last_day)
        wrong = "is beyond the roster, whose visits are of 52 weeks; book it by the next one";
    else if (pp_day_weekday(day) >= PP_N_WEEKDAYS)
        wrong = "is a Saturday or Sunday; nobody visits then";
    else if (!pp_calendar_working(&bookable->calendar, day))
        wrong = "is a bank holiday, or a day on which the council is closed; nobody visits then";
    return wrong ? pp_fail_at(fault, PP_E_INPUT, NULL, 0, pp_record_column(r, VISIT_DATE),
                              "'%.40s' %s", row->values[VISIT_DATE], wrong)
                 : 0;
}

/* Read in the order in which people look: which home, when, what. */
static int read_visit(const struct pp_recorder *r, const struct pp_table_row *row,
                      struct pp_visit_found *found, struct pp_error *fault) {
    int rc = pp_store_visit_home(r->db, row->values[VISIT_REF], &found->home_id, fault);
    if (rc)
        return pp_fail_at(fault, (enum pp_error_code)rc, NULL, 0, pp_record_column(r, VISIT_REF),
                          "%s", fault->message);
    rc = pp_record_day(r, row, VISIT_DATE, &found->day, fault);
    if (!rc && is_booking(found))
        rc = check_booking(r, row, found->day, fault);
    if (rc)
        return rc;
    if (found->day > r->wish->today && !is_booking(found))
        return pp_fail_at(fault, PP_E_INPUT, NULL, 0, pp_record_column(r, VISIT_DATE),
                          "'%.40s' is still to come: a visit can only be booked then",
                          row->values[VISIT_DATE]);
    return read_minutes(r, row, &found->minutes, fault);
}

static int take_visit(struct pp_recorder *r, const struct pp_table_row *row,
                      struct pp_error *fault) {
    struct pp_visit_found found = {.state = row->values[VISIT_STATE]};
    bool replaced = false;
    int rc = read_visit(r, row, &found, fault);
    if (!rc)
        rc = pp_store_visit_record(r->db, &found, &replaced, fault);
    if (!rc && !is_booking(&found))
        rc = check_once(r, row, VISIT_STATE, &found, fault);
    if (!rc && found.minutes >= 0)
        rc = check_once(r, row, VISIT_MINUTES, &found, fault);
    r->result.n_replaced += replaced;
    return rc;
}

/* ---- visits still to come ---- */

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

static void drop_levels(struct pp_roster *roster, const char *model) {
    int n = 0;
    for (int i = 0; i < roster->n_levels; i++)
        if (strcmp(roster->levels[i].model, model) != 0)
            roster->levels[n++] = roster->levels[i];
    roster->n_levels = n;
}

/* The visits of every team once more; all else stays. */
static int place_again(struct pp_recorder *r, struct pp_error *reterr) {
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
    drop_levels(roster, "visits");
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

static int visits_again(struct pp_recorder *r, struct pp_error *reterr) {
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

int pp_service_roster_record_visits(struct pp_db *db, const struct pp_record_wish *wish,
                                    struct pp_record_result *ret_result, struct pp_error *reterr) {
    static const struct pp_record_kind visits = {
        .fields = visit_fields,
        .n_fields = N_VISIT_FIELDS,
        .columns = "property_ref, date, state (booked, done, declined, no access), and minutes "
                   "where the visit was timed",
        .begin = begin_visits,
        .take = take_visit,
        .finish = visits_again,
    };
    return pp_record_file(db, wish, &visits, ret_result, reterr);
}
