/* The homes of a first list, many to a statement. */
#ifndef PLANNER_STORE_IMPORT_MANY_H
#define PLANNER_STORE_IMPORT_MANY_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/error.h"
#include "patchplan/db/db.h"

/* Columns of `home` that a list says something about, in the order of the statements. */
#define PP_HOME_COLUMNS                                                                         \
    "landlord_id, property_ref, uprn, address, street_id, postcode_id, easting_m, northing_m, " \
    "block_ref, ward_id, neighbourhood_id, property_type, tenure, managed_by, status, "         \
    "current_patch, included, suppressed, reason, other_ref"
#define PP_HOME_ROW_OF_PARAMETERS "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
enum { PP_HOME_N_COLUMNS = 20, PP_HOME_N_PARAMETERS = PP_HOME_N_COLUMNS + 2 };

/* A home as its columns: what is bound and what is compared. */
struct pp_home_columns {
    int64_t ids[PP_HOME_N_COLUMNS]; /* of whole-number columns; -1 = NULL */
    const char *texts[PP_HOME_N_COLUMNS];
    double reals[PP_HOME_N_COLUMNS];
    int64_t import_id, row; /* where they come from */
};
enum pp_home_how { PP_HOME_ID, PP_HOME_TEXT, PP_HOME_REAL };
extern const enum pp_home_how pp_home_how[PP_HOME_N_COLUMNS];

/* Bind the home to the PP_HOME_N_PARAMETERS parameters from `at` on, all NULL until then. Texts are borrowed
 * until the statement is reset. */
void pp_home_bind(struct pp_stmt *stmt, int at, const struct pp_home_columns *home);

/* Homes waiting to be inserted together. */
struct pp_store_many;

int pp_store_many_new(struct pp_db *db, struct pp_store_many **ret_many,
                      struct pp_error *reterr) PP_CHECKED;
void pp_store_many_free(struct pp_store_many *many); /* what waits is forgotten; NULL is fine */

/* Was (landlord_id, property_ref) certainly never asked about before? From now on it was. One in a hundred is
 * doubted without need. O(length of the reference), one cache line. */
bool pp_store_many_is_new(struct pp_store_many *many, int64_t landlord_id,
                          const char *property_ref);
/* The row of the waiting home that is called so; 0 = none. */
int64_t pp_store_many_waiting(const struct pp_store_many *many, int64_t landlord_id,
                              const char *property_ref);
/* Let a home that stands here for the first time wait; its texts are copied. Inserts those waiting when there are enough. */
int pp_store_many_add(struct pp_store_many *many, const struct pp_home_columns *home,
                      struct pp_error *reterr) PP_CHECKED;
/* Insert those that wait, in their order. */
int pp_store_many_flush(struct pp_store_many *many, struct pp_error *reterr) PP_CHECKED;

#endif
