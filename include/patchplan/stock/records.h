/* One good row of each kind, ready to be stored.
 *
 * Texts are borrowed during the call that hands the record over; "" = not said. An *_ix is a number of
 * the book of known names (stock/book.h), -1 = none. Coordinates are EPSG:27700 metres, both NAN = none.
 * Days are pp_day, PP_NO_DAY = none.
 */
#ifndef PATCHPLAN_STOCK_RECORDS_H
#define PATCHPLAN_STOCK_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/date.h"
#include "patchplan/geo/shape.h"

#define PP_NO_DAY INT32_MIN
#define PP_NO_NUMBER INT64_MIN

struct pp_postcode_record {
    int64_t postcode_ix, ward_ix;
    double x, y;
};

struct pp_neighbourhood_record {
    int64_t neighbourhood_ix;
    const char *name;
    int64_t weight_milli; /* PP_NO_NUMBER: not given */
};

struct pp_team_record {
    int64_t ward_ix, team_ix, area_ix;
    const char *ward_name, *area_manager;
};

struct pp_ward_record {
    int64_t ward_ix;
    const char *name;
    struct pp_wkb shape;
};

struct pp_barrier_record {
    const char *name;
    struct pp_wkb shape;
};

struct pp_area_record {
    const char *kind, *name;
    struct pp_wkb shape;
};

struct pp_link_record {
    const char *from, *to; /* from < to; a postcode in its normal form */
};

enum pp_home_status { PP_HOME_UNKNOWN, PP_HOME_LET, PP_HOME_VOID };
struct pp_home_record {
    const char *property_ref, *uprn, *other_ref, *address, *block_ref, *property_type, *tenure,
        *managed_by, *current_patch, *reason;
    int64_t landlord_ix, street_ix, postcode_ix, ward_ix, neighbourhood_ix;
    double x, y; /* its own point; NAN: its postcode's */
    enum pp_home_status status;
    bool included, suppressed;
};

struct pp_activity_record {
    int64_t activity_ix;
    const char *name, *done_by, *per; /* words of the schema */
    double minutes;
};

/* A sum: no home is named. Sums of one activity and month come one after the other. */
struct pp_intervention_record {
    int64_t neighbourhood_ix, activity_ix;
    const char *month; /* "2027-03" */
    int64_t n;
    bool first; /* of its activity and month: what was known of these is replaced */
};

struct pp_officer_record {
    const char *officer_id, *name, *public_name, *post, *role, *share_with, *skills, *languages,
        *travel, *email, *phone;
    int64_t team_ix, fte_milli, caseload_pct, max_evenings;
    bool lone_working;
    pp_day caseload_until, starts, ends;
    const char *works[2][5]; /* week A, week B; Monday to Friday: full, am, pm, off */
};

struct pp_current_officer_record {
    const char *patch, *officer_id; /* "": vacant */
};

struct pp_need_record {
    int64_t neighbourhood_ix;
    const char *skill, *language;
};

struct pp_visit_record {
    int64_t home_id;
    pp_day last_visit, not_before;
    bool two_person;
    const char *state;
};

struct pp_venue_record {
    const char *venue_id, *name, *postcode, *am_hours, *pm_hours, *evening_hours, *booking;
    int64_t ward_ix, desks;
    double x, y, hire_cost;
    int64_t step_free, hearing_loop; /* 1, 0, PP_NO_NUMBER: not said */
    const char *opens[5];            /* Monday to Friday: full, am, pm, closed */
};

struct pp_leave_record {
    const char *officer_id, *part, *kind;
    pp_day first_day, last_day;
};

struct pp_holiday_record {
    const char *division, *title;
    pp_day day;
};

struct pp_tara_record {
    const char *name, *rule, *time, *venue_id;
    int64_t neighbourhood_ix;
};

struct pp_councillor_record {
    int64_t ward_ix;
    const char *name, *email;
};

#endif
