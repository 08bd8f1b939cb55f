/* What may be told to anyone about patches that are in force. No weights, no homes one by one, nobody's leave, and
 * nothing that only a suppressed home would show. Lists live in the arena. */
#ifndef PATCHPLAN_STORE_PUBLIC_H
#define PATCHPLAN_STORE_PUBLIC_H

#include "patchplan/core/access.h"
#include "patchplan/store/lookup.h"

/* A patch of a plan in force, or, where none is, one of today's patches as the lists name it. */
struct pp_public_patch {
    const char *name;
    int64_t plan_id; /* 0: today's; it has no patch_ix, team, ward and no sessions */
    int patch_ix;
    int64_t team_id, ward_id; /* 0: of none */
    const char *since;        /* the day it was put in force, ISO; NULL: today's */
    const char *changed_at;   /* what is told of it, or the lists, UTC */
};

/* By its name, in any case of letters, on `day`: 1 found, 0 not. */
int pp_store_public_patch_find(struct pp_db *db, const char *name, pp_day day,
                               struct pp_arena *arena, struct pp_public_patch *ret_patch,
                               struct pp_error *reterr) PP_CHECKED;
/* One that is known by number already. */
int pp_store_public_patch_get(struct pp_db *db, int64_t plan_id, int patch_ix, pp_day day,
                              struct pp_arena *arena, struct pp_public_patch *ret_patch,
                              struct pp_error *reterr) PP_CHECKED;
/* Was it ever the name of a patch, in the lists or a plan? 1 yes, 0 no: soon, where the two below read every home. */
int pp_store_public_was_patch(struct pp_db *db, const char *name,
                              struct pp_error *reterr) PP_CHECKED;
/* Do the lists name officers for a patch of this name? 1 yes, 0 no. */
int pp_store_public_is_listed(struct pp_db *db, const char *name,
                              struct pp_error *reterr) PP_CHECKED;
/* One of today's patches, as long as homes of it are served by no publication on `day`: 1 found, 0 not. */
int pp_store_public_today_find(struct pp_db *db, const char *name, pp_day day,
                               struct pp_arena *arena, struct pp_public_patch *ret_patch,
                               struct pp_error *reterr) PP_CHECKED;
/* A name that was a patch, today's or of a publication, and is none on `day`: the patch in force that most of its homes
 * went to. 1 found, 0 not. */
int pp_store_public_successor(struct pp_db *db, const char *name, pp_day day,
                              struct pp_arena *arena, struct pp_public_patch *ret_patch,
                              struct pp_error *reterr) PP_CHECKED;
/* Every patch in force on `day`, by name. */
int pp_store_public_patches(struct pp_db *db, pp_day day, struct pp_arena *arena,
                            struct pp_public_patch **ret_patches, size_t *ret_n,
                            struct pp_error *reterr) PP_CHECKED;

/* Who looks after it on a day, whichever kind of patch it is; no homes and no weight are in it. */
int pp_store_public_contacts(struct pp_db *db, const struct pp_public_patch *patch, pp_day day,
                             struct pp_arena *arena, struct pp_patch_contacts *ret_contacts,
                             struct pp_error *reterr) PP_CHECKED;
/* Who is rung for `officer_id` of the patch at that moment (`half`: "am" or "pm"), by the rota: 1 somebody else, 0 the
 * officer. "": for the patch, whose named officers are all away then, or which has none. */
int pp_store_public_stand_in(struct pp_db *db, const struct pp_public_patch *patch,
                             const char *officer_id, pp_day day, const char *half,
                             struct pp_arena *arena, struct pp_contact *ret_contact,
                             struct pp_error *reterr) PP_CHECKED;

/* A team leader who works that half-day: of the team, else of another team of its area; 1 found, 0 nobody. */
int pp_store_public_leader_there(struct pp_db *db, int64_t team_id, pp_day day, const char *half,
                                 struct pp_arena *arena, struct pp_contact *ret_contact,
                                 struct pp_error *reterr) PP_CHECKED;

/* The streets with homes of the patch, by name. */
int pp_store_public_streets(struct pp_db *db, const struct pp_public_patch *patch,
                            struct pp_arena *arena, const char ***ret_names, size_t *ret_n,
                            struct pp_error *reterr) PP_CHECKED;

/* ---- wards ---- */

struct pp_public_ward {
    int64_t ward_id, team_id;
    const char *code, *name; /* name: the code where it has none */
};
/* By its code or name: 1 found, 0 not. */
int pp_store_public_ward_find(struct pp_db *db, const char *name, struct pp_arena *arena,
                              struct pp_public_ward *ret_ward, struct pp_error *reterr) PP_CHECKED;
/* The wards that the patch is in, with homes or with postcodes that it answers for, most homes first; NULL `patch`: every
 * ward, by name. */
int pp_store_public_wards(struct pp_db *db, const struct pp_public_patch *patch,
                          struct pp_arena *arena, struct pp_public_ward **ret_wards, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;

/* A patch in a ward. Homes that may be told of, not rounded yet. */
struct pp_public_ward_patch {
    struct pp_public_patch patch;
    int64_t n_homes, n_here; /* in all (0: not counted), in the ward */
};
struct pp_public_ward_wish {
    const struct pp_public_ward *ward;
    pp_day day;
    bool counts_all; /* n_homes too: looks at all homes of these patches */
};
/* Those of what is in force there on the day, with homes in it or without: any that answers for one of its postcodes.
 * Else today's that have homes there. By name. */
int pp_store_public_ward_patches(struct pp_db *db, const struct pp_public_ward_wish *wish,
                                 struct pp_arena *arena, struct pp_public_ward_patch **ret_rows,
                                 size_t *ret_n, struct pp_error *reterr) PP_CHECKED;
/* Its councillors: names and addresses. */
int pp_store_public_councillors(struct pp_db *db, const struct pp_public_ward *ward,
                                struct pp_arena *arena, struct pp_contact **ret_councillors,
                                size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

/* ---- drop-ins and meetings ---- */

struct pp_public_session {
    int64_t session_id;
    const char *uid, *changed_at;
    pp_day day, was_day; /* was_day: equal to day where it was not moved to another */
    int from_minute, to_minute, sequence;
    const char *venue_id, *venue, *postcode; /* "" unknown */
    const char *was_venue;                   /* "" where it was not moved to another */
    const char *meeting; /* of this association of tenants and residents; "": a drop-in */
    const char *patches; /* "L012, L013" */
    const char
        *for_whom; /* these, else "all patches of the South team"; "" unknown, and of a meeting */
    struct pp_access access;
    bool by_appointment, was_moved, is_cancelled;
};
/* Which: all of these hold; with a patch, ward and venue are not asked. */
struct pp_public_session_wish {
    const struct pp_public_patch *patch; /* NULL: of any */
    int64_t ward_id;                     /* held there or for a patch of it; 0: in any */
    const char *venue_id;                /* NULL: at any */
    bool meetings;                       /* instead of drop-ins */
    bool with_cancelled;
    pp_day from, until;
    int minute; /* of `from`: what has ended by then is left out */
    size_t most;
};
/* In order of time; of publications that are in force on the day of each. */
int pp_store_public_sessions(struct pp_db *db, const struct pp_public_session_wish *wish,
                             struct pp_arena *arena, struct pp_public_session **ret_sessions,
                             size_t *ret_n, struct pp_error *reterr) PP_CHECKED;
/* A postcode of the area to show how one is typed: a venue's, which everybody may know; NULL: none. */
int pp_store_public_example(struct pp_db *db, struct pp_arena *arena, const char **ret_postcode,
                            struct pp_error *reterr) PP_CHECKED;
struct pp_public_venue {
    const char *venue_id, *name;
};
/* Venues of sessions from a day on, by name. */
int pp_store_public_venues(struct pp_db *db, pp_day from, struct pp_arena *arena,
                           struct pp_public_venue **ret_venues, size_t *ret_n,
                           struct pp_error *reterr) PP_CHECKED;
/* The name of a venue: 1 found, 0 not. */
int pp_store_public_venue_find(struct pp_db *db, const char *venue_id, struct pp_arena *arena,
                               const char **ret_name, struct pp_error *reterr) PP_CHECKED;

/* ---- names that may have been meant ---- */

enum pp_public_name_kind {
    PP_NAMES_WARD,
    PP_NAMES_COUNCILLOR,
    PP_NAMES_ESTATE,
    PP_NAMES_STREET,
    PP_NAMES_PATCH,
    PP_NAMES_OFFICER,
    PP_NAMES_VENUE,
    PP_NAMES_LEADER,  /* of a team: one for each of its wards */
    PP_NAMES_MANAGER, /* of an area, the same */
    PP_NAMES_POSTCODE /* found by itself, never among all names */
};
struct pp_public_name {
    enum pp_public_name_kind kind;
    const char *name;
    const char *
        of; /* the code of the ward, the name of the patch, the venue's id; "" of a place by its name */
    const char *ward; /* of a councillor or who leads it: its name; "" of all others */
};
/* All names that somebody may look for on `day`: wards, councillors, estates, streets, patches in force and who leads
 * them (today's, where nothing is in force anywhere), places of drop-ins to come, team leaders and area managers. Streets not yet by whether they may be told of: see below. */
int pp_store_public_names(struct pp_db *db, pp_day day, struct pp_arena *arena,
                          struct pp_public_name **ret_names, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;
/* Has a street homes that may be told of? 1 yes, 0 no. */
int pp_store_public_street_is_told(struct pp_db *db, const char *name,
                                   struct pp_error *reterr) PP_CHECKED;
/* The wards with postcodes that begin so ("S5 ", "S5 6"), by name. */
int pp_store_public_postcode_wards(struct pp_db *db, const char *beginning, struct pp_arena *arena,
                                   struct pp_public_ward **ret_wards, size_t *ret_n,
                                   struct pp_error *reterr) PP_CHECKED;

#endif
