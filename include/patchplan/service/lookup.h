/* Look up: who is the officer for this postcode, ward, street, councillor or property? */
#ifndef PATCHPLAN_SERVICE_LOOKUP_H
#define PATCHPLAN_SERVICE_LOOKUP_H

#include "patchplan/store/public.h"

/* The next drop-ins that are published, in order of time. */
struct pp_lookup_drop_ins {
    struct pp_public_session *rows;
    size_t n;
};

/* Who is rung instead of the named officers, who are not at work on the day, or of whom there are none. */
struct pp_lookup_stand_in {
    struct pp_contact who;
    const char *half; /* "am", "pm": in that part of the day; NULL: at the moment, or all day */
};

struct pp_lookup_row {
    int64_t plan_id;
    int patch_ix;
    struct pp_patch_contacts contacts; /* empty for the public, who is told patch by patch */
    struct pp_lookup_stand_in stand_ins[2];
    size_t n_stand_ins;
    bool in_force;   /* on the day asked for, or asked for by name */
    pp_day from;     /* not in force, but published: from this day; else 0 */
    int64_t n_homes; /* homes of the place in this patch; 0: only the postcode's point lies in it */
    const char *
        where; /* which part of the place, when it is split: "Mossford View: up to 23"; else NULL */
    size_t order; /* of that part among all; 0 where the place is not split */
    struct pp_lookup_drop_ins
        drop_ins; /* of the patch, from the day it serves the place; not looked up for a ward */
};

/* One of today's patches, for homes that no publication serves on the day: who is rung there. */
struct pp_lookup_today {
    const char *patch;
    struct pp_contact officer;
    int64_t n_homes;
    const char *where; /* as in a row, with its order; told to the public only */
    size_t order;
};

struct pp_lookup {
    struct pp_place place;
    struct pp_lookup_row *rows; /* a split place: as its parts follow; else most homes first */
    size_t n_rows;
    bool in_force; /* of all rows; where not, today's patches hold on the day: */
    struct pp_lookup_today *today;
    size_t n_today;
    struct pp_lookup_drop_ins drop_ins; /* of a ward: held there or for a patch of it */
    struct pp_arena arena;
};
void pp_lookup_done(struct pp_lookup *lookup);

struct pp_lookup_wish {
    const char *query;
    const struct pp_place
        *place;            /* NULL: what `query` names; else that, which outlives the answer */
    const char *plan_name; /* NULL: what is in force on `day` */
    pp_day day;
    int minute; /* of the day: drop-ins that have ended by then are left out; -1: none */
    bool
        for_public; /* without contacts and drop-ins, which are told patch by patch; rows of what is in force alone, else today's patches; as if suppressed homes were not there */
};
/* Answer from the plan `plan_name`, or, when NULL, from what is in force on `day`, else from what is published there
 * from the next day on, else from the newest plan. PP_E_NOTFOUND in words for a place that is not known (with what it
 * may have meant), one that no patch covers, and a file without plans. `ret_lookup` is all-zero before. */
int pp_service_lookup(struct pp_db *db, const struct pp_lookup_wish *wish,
                      struct pp_lookup *ret_lookup, struct pp_error *reterr) PP_CHECKED;

#endif
