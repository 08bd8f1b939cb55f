/* How good the data is: what the newest imports found, and what only shows when all of it is together. */
#ifndef PATCHPLAN_STORE_CHECK_H
#define PATCHPLAN_STORE_CHECK_H

#include "patchplan/core/arena.h"
#include "patchplan/core/cancel.h"
#include "patchplan/db/db.h"
#include "patchplan/stock/finding.h"

/* One rule that something breaks: in one file, or across the planning file (file ""). */
struct pp_check_rule {
    const char *rule, *file, *field, *message, *remedy; /* message: of the first place */
    enum pp_severity severity;
    int64_t n; /* places, told or only counted */
};

/* One place. */
struct pp_check_place {
    size_t rule_ix;
    int64_t row;       /* in the file; 0 = no row */
    const char *field; /* column */
    const char *value; /* what stands there; of a home its property_ref */
    const char *message;
};

struct pp_check_team {
    const char *name; /* "" = wards without a team, homes without a ward */
    int64_t n_homes, n_to_plan, weight_milli;
};

struct pp_list_check {
    int64_t n_homes, n_to_plan, weight_milli; /* the list today; left-out homes are not to plan */
    struct pp_check_rule *rules;              /* errors first, then warnings, then notes */
    size_t n_rules;
    struct pp_check_place *places; /* at most 1,000 of a rule and file; by rule */
    size_t n_places;
    struct pp_check_team *teams;
    size_t n_teams;
    int64_t n_errors, n_warnings, n_notes; /* places */
    struct pp_arena arena;
};
void pp_list_check_done(struct pp_list_check *check);

/* All-zero `ret_check` wanted. A scan of the homes for each rule: 36,000 homes in about 0.2 s, memory for
 * the places only. */
int pp_store_check(struct pp_db *db, const struct pp_cancel *cancel,
                   struct pp_list_check *ret_check, struct pp_error *reterr) PP_CHECKED;
/* The same, with every place of one rule in one file ("": of the lists together) and of no other; what an import only
 * counted stays counted. */
int pp_store_check_rule(struct pp_db *db, const char *rule, const char *file,
                        struct pp_list_check *ret_check, struct pp_error *reterr) PP_CHECKED;

/* Where a home is; "" unknown. */
struct pp_found_home {
    const char *address, *postcode;
    const char *patch; /* of a plan */
};
/* 1 found, in the arena; 0: no such home in the list today. */
int pp_store_found_home(struct pp_db *db, const char *property_ref, int64_t plan_id,
                        struct pp_arena *arena, struct pp_found_home *ret_home,
                        struct pp_error *reterr) PP_CHECKED;

#endif
