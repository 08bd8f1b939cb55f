/* What may be told to anyone about a patch that is in force. No weights, no homes one by one, nobody's leave, and
 * nothing that only a suppressed home would show. */
#ifndef PATCHPLAN_STORE_PUBLIC_H
#define PATCHPLAN_STORE_PUBLIC_H

#include "patchplan/store/lookup.h"

/* A patch of a plan in force. */
struct pp_public_patch {
    int64_t plan_id;
    int patch_ix;
    int64_t team_id, ward_id; /* 0: of none */
    const char *since;        /* the day it was put in force, ISO */
    const char *changed_at;   /* when its plan was last changed, UTC */
};
/* By its name, in any case of letters, on `day`: 1 found, 0 not. */
int pp_store_public_patch_find(struct pp_db *db, const char *name, pp_day day,
                               struct pp_arena *arena, struct pp_public_patch *ret_patch,
                               struct pp_error *reterr) PP_CHECKED;

/* Who is rung for `officer_id` of the patch at that moment (`half`: "am" or "pm"), by the rota: 1 somebody else, 0 the
 * officer. */
int pp_store_public_stand_in(struct pp_db *db, const struct pp_public_patch *patch,
                             const char *officer_id, pp_day day, const char *half,
                             struct pp_arena *arena, struct pp_contact *ret_contact,
                             struct pp_error *reterr) PP_CHECKED;

/* The streets with homes of the patch, by name; `ret_n` of them in the arena. */
int pp_store_public_streets(struct pp_db *db, const struct pp_public_patch *patch,
                            struct pp_arena *arena, const char ***ret_names, size_t *ret_n,
                            struct pp_error *reterr) PP_CHECKED;

struct pp_public_session {
    int64_t session_id;
    pp_day day;
    int from_minute, to_minute;
    const char *venue, *postcode; /* "" unknown */
    bool step_free, hearing_loop, by_appointment, was_moved;
};
/* Its next drop-ins, from a moment on: at most `most`, in order. */
int pp_store_public_sessions(struct pp_db *db, const struct pp_public_patch *patch, pp_day day,
                             int minute, size_t most, struct pp_arena *arena,
                             struct pp_public_session **ret_sessions, size_t *ret_n,
                             struct pp_error *reterr) PP_CHECKED;

#endif
