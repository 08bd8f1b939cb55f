/* roster attendance --record: how many came to each drop-in. */
#include <stdio.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "planner/service/roster_record.h"

enum { CAME_SESSION, CAME_DATE, CAME_HALF, CAME_VENUE, CAME_PEOPLE, N_CAME_FIELDS };
static const struct pp_table_field came_fields[N_CAME_FIELDS] = {
    {"session_id", false, "session"},
    {"date", false, "day"},
    {"half_day", false, "half"},
    {"venue_id", false, "venue"},
    {"people", true, "attendance|attended|count|n_people"},
};
static const char columns_expected[] =
    "people, and session_id or else date, half_day (am, pm, evening) and venue_id";

/* What this kind keeps while it reads: all sessions of the plan. */
struct sessions {
    struct pp_held_session *all;
    int n;
};

/* Where and when a row says that it was. */
struct place {
    bool has_day;
    pp_day day;
    int half;          /* -1: not said */
    const char *venue; /* id or name, "": not said */
};

static int read_place(const struct pp_recorder *r, const struct pp_table_row *row,
                      struct place *ret_place, struct pp_error *fault) {
    const char *half = row->values[CAME_HALF];
    struct place place = {*row->values[CAME_DATE], 0, pp_half_parse(half), row->values[CAME_VENUE]};
    if (*half && place.half < 0)
        return pp_fail_at(fault, PP_E_INPUT, NULL, 0, pp_record_column(r, CAME_HALF),
                          "'%.40s' is no half-day; write am, pm or evening", half);
    int rc = place.has_day ? pp_record_day(r, row, CAME_DATE, &place.day, fault) : 0;
    if (!rc)
        *ret_place = place;
    return rc;
}

static bool is_venue(const struct pp_held_session *session, const char *told) {
    return pp_text_same_name(told, session->venue_id) || pp_text_same_name(told, session->venue);
}

/* ---- which one is meant ---- */

static int find_by_number(const struct pp_recorder *r, const char *text,
                          const struct pp_held_session **ret_session, struct pp_error *fault) {
    const struct sessions *sessions = r->own;
    const char *column = pp_record_column(r, CAME_SESSION);
    int64_t number = 0;
    if (!pp_text_int(text, &number))
        return pp_fail_at(fault, PP_E_INPUT, NULL, 0, column, "'%.40s' is no number", text);
    for (int i = 0; i < sessions->n; i++)
        if (sessions->all[i].session_id == number) {
            *ret_session = &sessions->all[i];
            return 0;
        }
    return pp_fail_at(fault, PP_E_NOTFOUND, NULL, 0, column,
                      "the roster of this plan has no session %lld; their numbers are in: "
                      "patchplan roster show --week DATE",
                      (long long)number);
}

/* One that is held is meant before one that is cancelled, which stands behind it. */
static int find_by_place(const struct pp_recorder *r, const struct place *place,
                         const struct pp_held_session **ret_session, struct pp_error *fault) {
    const struct sessions *sessions = r->own;
    const struct pp_held_session *found = NULL;
    int n_held = 0;
    char day[32];
    if (!place->has_day || place->half < 0 || !*place->venue)
        return pp_fail(fault, PP_E_INPUT,
                       "needs session_id, or date, half_day (am, pm or evening) and venue_id");
    for (int i = 0; i < sessions->n; i++) {
        const struct pp_held_session *session = &sessions->all[i];
        if (session->day != place->day || (int)session->half != place->half ||
            !is_venue(session, place->venue))
            continue;
        found = found ? found : session;
        n_held += !session->cancelled;
    }
    if (found && n_held < 2) {
        *ret_session = found;
        return 0;
    }
    pp_day_long(place->day, day, sizeof day);
    return pp_fail(fault, found ? PP_E_INPUT : PP_E_NOTFOUND, "there %s at %.80s on %s in the %s%s",
                   found ? "are several sessions" : "is no session", place->venue, day,
                   pp_half_words((enum pp_half)place->half),
                   found ? "; say which by its session_id" : "");
}

/* ---- does it agree with the roster? ---- */

static int fail_elsewhere(const struct pp_recorder *r, const struct pp_table_row *row,
                          size_t field_ix, const struct pp_held_session *session,
                          struct pp_error *fault) {
    char day[32];
    pp_day_long(session->day, day, sizeof day);
    return pp_fail_at(
        fault, PP_E_CONFLICT, NULL, 0, pp_record_column(r, field_ix),
        "'%.40s' is not that of session %lld, which is on %s in the %s at %s; correct "
        "one of the two",
        row->values[field_ix], (long long)session->session_id, day, pp_half_words(session->half),
        session->venue);
}

/* The column that leads to the session in this row. */
static const char *column_of_session(const struct pp_recorder *r, const struct pp_table_row *row) {
    return pp_record_column(r, *row->values[CAME_SESSION] ? CAME_SESSION : CAME_DATE);
}

static int check_held(const struct pp_recorder *r, const struct pp_table_row *row,
                      const struct pp_held_session *session, struct pp_error *fault) {
    const char *column = column_of_session(r, row);
    long long number = session->session_id;
    char day[32];
    pp_day_long(session->day, day, sizeof day);
    if (session->cancelled)
        return pp_fail_at(fault, PP_E_CONFLICT, NULL, 0, column,
                          "session %lld on %s is cancelled: take the row out; or, if it was held "
                          "all the same: patchplan roster restore %lld",
                          number, day, number);
    if (session->day > r->wish->today)
        return pp_fail_at(fault, PP_E_CONFLICT, NULL, 0, column,
                          "session %lld on %s is still to come: take the row out, or correct it",
                          number, day);
    return 0;
}

static int check_once(struct pp_recorder *r, const struct pp_table_row *row,
                      const struct pp_held_session *session, struct pp_error *fault) {
    struct pp_record_told first = {0};
    char key[24];
    snprintf(key, sizeof key, "%lld", (long long)session->session_id);
    int rc = pp_record_told(r, key, row->row, row->values[CAME_PEOPLE], &first, fault);
    if (rc || first.row == row->row)
        return rc;
    return pp_fail_at(fault, PP_E_CONFLICT, NULL, 0, column_of_session(r, row),
                      "session %lld stands in row %lld already, with %.20s people; keep one of the "
                      "two rows",
                      (long long)session->session_id, (long long)first.row, first.what);
}

static int check_session(struct pp_recorder *r, const struct pp_table_row *row,
                         const struct place *place, const struct pp_held_session *session,
                         struct pp_error *fault) {
    if (place->has_day && place->day != session->day)
        return fail_elsewhere(r, row, CAME_DATE, session, fault);
    if (place->half >= 0 && place->half != (int)session->half)
        return fail_elsewhere(r, row, CAME_HALF, session, fault);
    if (*place->venue && !is_venue(session, place->venue))
        return fail_elsewhere(r, row, CAME_VENUE, session, fault);
    int rc = check_held(r, row, session, fault);
    return rc ? rc : check_once(r, row, session, fault);
}

/* ---- a row, and the file ---- */

static int take_attendance(struct pp_recorder *r, const struct pp_table_row *row,
                           struct pp_error *fault) {
    const char *number = row->values[CAME_SESSION], *people = row->values[CAME_PEOPLE];
    const struct pp_held_session *session = NULL;
    struct place place = {0};
    int64_t n_people = 0;
    if (!pp_text_int(people, &n_people) || n_people < 0 || n_people > 100000)
        return pp_fail_at(fault, PP_E_INPUT, NULL, 0, pp_record_column(r, CAME_PEOPLE),
                          "'%.40s' is no number of people", people);
    int rc = *number ? find_by_number(r, number, &session, fault) : 0;
    if (!rc)
        rc = read_place(r, row, &place, fault);
    if (!rc && !session)
        rc = find_by_place(r, &place, &session, fault);
    if (!rc)
        rc = check_session(r, row, &place, session, fault);
    return rc ? rc
              : pp_store_attendance_record(r->db, r->hand.plan_id, session->session_id,
                                           (int)n_people, fault);
}

static bool has_column(const struct pp_recorder *r, size_t field_ix) {
    return pp_table_column_of_field(r->table, field_ix) >= 0;
}

static int begin_attendance(struct pp_recorder *r, struct pp_error *reterr) {
    if (!has_column(r, CAME_SESSION) &&
        !(has_column(r, CAME_DATE) && has_column(r, CAME_HALF) && has_column(r, CAME_VENUE)))
        return pp_fail_at(reterr, PP_E_INPUT, r->wish->path, pp_table_format(r->table)->header_row,
                          NULL,
                          "nothing says which drop-in a row is about; the columns expected are %s",
                          columns_expected);
    struct sessions *sessions = pp_arena_alloc(&r->arena, sizeof *sessions);
    if (!sessions)
        return pp_fail_nomem(reterr);
    r->own = sessions;
    r->result.has_roster = true;
    int rc = pp_roster_hand_open(r->db, r->wish->plan_name, &r->hand, reterr);
    return rc ? rc
              : pp_store_held_sessions(r->db, r->hand.plan_id, &r->arena, &sessions->all,
                                       &sessions->n, reterr);
}

int pp_service_roster_record_attendance(struct pp_db *db, const struct pp_record_wish *wish,
                                        struct pp_record_result *ret_result,
                                        struct pp_error *reterr) {
    static const struct pp_record_kind attendance = {
        .fields = came_fields,
        .n_fields = N_CAME_FIELDS,
        .columns = columns_expected,
        .begin = begin_attendance,
        .take = take_attendance,
    };
    return pp_record_file(db, wish, &attendance, ret_result, reterr);
}
