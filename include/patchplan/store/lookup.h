/* Who looks after a place: from a postcode, ward, street, councillor or property reference to patches. */
#ifndef PATCHPLAN_STORE_LOOKUP_H
#define PATCHPLAN_STORE_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/core/error.h"
#include "patchplan/db/db.h"

enum pp_place_kind {
    PP_PLACE_POSTCODE,
    PP_PLACE_HOME,
    PP_PLACE_WARD,
    PP_PLACE_STREET,
    PP_PLACE_NEIGHBOURHOOD
};

/* What a query names. */
struct pp_place {
    enum pp_place_kind kind;
    int64_t place_id;         /* postcode_id, home_id, ward_id, street_id or neighbourhood_id */
    const char *name;         /* "S5 6NB", "SHF015571", "Burngreave", "Mossford View", "Manor" */
    int64_t team_id, ward_id; /* of a postcode: where its point lies; 0 = unknown */
};

/* Find what `query` names, in this order: a postcode (with or without its blank), a property reference, a
 * ward's code or name, a street, a councillor (whose ward it is), a neighbourhood's name. 1 found, 0 not, negative
 * on failure. */
int pp_store_place_find(struct pp_db *db, const char *query, struct pp_arena *arena,
                        struct pp_place *ret_place, struct pp_error *reterr) PP_CHECKED;

/* Names like `query`, for "did you mean": at most `max` streets and wards that hold it, shortest first; where
 * none does, the one spelt most like it. */
int pp_store_place_suggest(struct pp_db *db, const char *query, struct pp_arena *arena,
                           const char **ret_names, size_t max, size_t *ret_n,
                           struct pp_error *reterr) PP_CHECKED;

/* The homes to be looked after at a place (left-out and ended ones are not among them). Ward: the home's
 * own, else its postcode's; team: its ward's. */
struct pp_place_home {
    int64_t home_id, team_id, ward_id;
    const char *street, *postcode; /* "" unknown */
    const char *address;           /* "" unknown or suppressed: never shown */
    const char *today;             /* its patch before any plan of this file, "" unknown */
    bool suppressed;               /* not there, as far as the public is concerned */
};
int pp_store_place_homes(struct pp_db *db, const struct pp_place *place, struct pp_arena *arena,
                         struct pp_place_home **ret_homes, size_t *ret_n,
                         struct pp_error *reterr) PP_CHECKED;

/* Their units in a plan; -1 where it does not know the home. `ret_unit_ix` is n_homes long. */
int pp_store_plan_units(struct pp_db *db, int64_t plan_id, const struct pp_place_home *homes,
                        size_t n_homes, int *ret_unit_ix, struct pp_error *reterr) PP_CHECKED;

/* The patch of a home (or of a postcode's point) in a plan: patch_ix, or -1 when it is in none. */
int pp_store_patch_of_home(struct pp_db *db, int64_t plan_id, int64_t home_id, int *ret_patch_ix,
                           struct pp_error *reterr) PP_CHECKED;
int pp_store_patch_of_postcode(struct pp_db *db, int64_t plan_id, int64_t postcode_id,
                               int *ret_patch_ix, struct pp_error *reterr) PP_CHECKED;

/* A person as staff see them; NULL where unknown. */
struct pp_contact {
    const char *officer_id, *name, *phone, *email;
};
/* A patch and who looks after it on a day. Strings live in the arena. */
struct pp_patch_contacts {
    int64_t plan_id; /* 0: today's */
    int patch_ix;
    const char *patch, *plan, *team, *ward_code, *ward_name, *area, *area_manager;
    int64_t n_homes, weight_milli;
    struct pp_contact leads[4]; /* a job share has two; more are not shown */
    size_t n_leads;
    struct pp_contact team_leader;
};
int pp_store_patch_contacts(struct pp_db *db, int64_t plan_id, int patch_ix, pp_day day,
                            struct pp_arena *arena, struct pp_patch_contacts *ret_contacts,
                            struct pp_error *reterr) PP_CHECKED;

/* Today's patch at a postcode without homes of its own: that of the home nearest to it that may be told of, in
 * `arena`; NULL when no home says. Reads every home. */
int pp_store_patch_near_postcode(struct pp_db *db, int64_t postcode_id, struct pp_arena *arena,
                                 const char **ret_patch, struct pp_error *reterr) PP_CHECKED;

/* Who leads one of today's patches; all NULL when nobody is named. */
int pp_store_officer_today(struct pp_db *db, const char *patch, struct pp_arena *arena,
                           struct pp_contact *ret_officer, struct pp_error *reterr) PP_CHECKED;

/* The same for one of today's patches, by the team of its officer; and for a team alone: its people, no patch. */
int pp_store_today_contacts(struct pp_db *db, const char *patch, pp_day day, struct pp_arena *arena,
                            struct pp_patch_contacts *ret_contacts,
                            struct pp_error *reterr) PP_CHECKED;
int pp_store_team_contacts(struct pp_db *db, int64_t team_id, pp_day day, struct pp_arena *arena,
                           struct pp_patch_contacts *ret_contacts,
                           struct pp_error *reterr) PP_CHECKED;

/* The draft changed last, for edits that name none: NULL when there is none. The
 * name lives in `arena`. */
int pp_store_draft_newest(struct pp_db *db, struct pp_arena *arena, const char **ret_name,
                          struct pp_error *reterr) PP_CHECKED;

/* The plan changed last, for when none is in force: 0 when there is none. */
int pp_store_plan_newest(struct pp_db *db, int64_t *ret_plan_id,
                         struct pp_error *reterr) PP_CHECKED;

#endif
