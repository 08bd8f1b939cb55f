/* What the rooms of "why not" share. Private to parts_reasons.c and parts_held.c. */
#ifndef PLANNER_SERVICE_PARTS_REASONS_H
#define PLANNER_SERVICE_PARTS_REASONS_H

#include "planner/service/parts.h"
#include "planner/service/ways.h"

/* Locked patches to release: the cheapest that mends all that locks spoil. */
struct pp_release {
    const char *const *names;
    int n;            /* 0 = none mends it */
    const char *text; /* "release P1 (102 homes)"; NULL = none */
};

struct pp_telling {
    struct pp_ground *ground;
    const struct pp_allocate_request *request;
    const struct pp_base *base;
    struct pp_parts *parts;
    int n_places, n_locks; /* parts that are not locked, and that are */
    bool total_wrong;      /* --patches K for all is one the places cannot come to */
    int least, most;       /* numbers of patches in all, locked ones counted */
    int n_misfits;         /* places that their number of patches does not fit */
    int n_locks_out;       /* locked patches over or under the limits */
    int n_heavy;           /* blocks that no patch can hold */
    int n_wrong;           /* all of these */
    bool alone;            /* one thing is wrong: its ways out are the ways out */
    struct pp_release release;
    struct pp_release
        outside; /* the locked patches over or under the limits, whatever else is wrong */
};

bool pp_telling_number_told(const struct pp_telling *t, const struct pp_part *part);
/* Does its number of patches not fit a place? */
bool pp_telling_misfits(const struct pp_telling *t, const struct pp_part *part);
/* Is it a locked patch over or under the limits? */
bool pp_telling_lock_out(const struct pp_telling *t, const struct pp_part *part);
/* Has a locked part units of this place? */
bool pp_telling_touches(const struct pp_telling *t, const struct pp_part *lock, int place_ix);
/* Homes of a place, with those that come back to it from the locked patches outside the limits. */
int64_t pp_telling_weight_back(const struct pp_telling *t, const struct pp_part *part);
/* Limits under which everything fits, the locked patches outside the limits released. */
int pp_telling_limits_for_all(const struct pp_telling *t, struct pp_way *ret_way,
                              struct pp_error *reterr) PP_CHECKED;
/* A reason; `text` NULL means that memory ran out. `way` NULL = none. */
int pp_telling_add(const struct pp_telling *t, bool broken, const char *text,
                   const struct pp_way *way, struct pp_error *reterr) PP_CHECKED;

/* What is held: locks and pins. */
int pp_telling_find_release(struct pp_telling *t, struct pp_error *reterr) PP_CHECKED;
int pp_telling_locks(const struct pp_telling *t, struct pp_error *reterr) PP_CHECKED;
int pp_telling_pins(const struct pp_telling *t, struct pp_error *reterr) PP_CHECKED;

#endif
