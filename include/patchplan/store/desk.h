/* Counts and comparisons that staff's pages begin with. */
#ifndef PATCHPLAN_STORE_DESK_H
#define PATCHPLAN_STORE_DESK_H

#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"

/* How far the planning file has come. */
struct pp_desk {
    int64_t n_homes, n_to_plan; /* of today's list */
    int64_t n_officers, n_venues;
    int64_t n_errors;             /* findings of the newest import of each list */
    int64_t n_factors;            /* neighbourhoods with a workload factor */
    int64_t n_drafts, n_in_force; /* plans; n_in_force: publications whose first day has come */
    int64_t n_to_come;            /* publications whose first day has not */
    int64_t n_begun;              /* of those in force, begun in the last four weeks */
    int64_t n_rosters,
        n_without; /* plans that have one; drafts and published plans that have none */
    int64_t n_requests, n_jobs, n_comments; /* open ones */
};
int pp_store_desk(struct pp_db *db, pp_day today, struct pp_desk *ret_desk,
                  struct pp_error *reterr) PP_CHECKED;

/* Another text whenever the plan is edited, an edit is taken back, or it is published; in `arena`. And the newest edit's
 * number, 0 for none. */
int pp_store_plan_version(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                          const char **ret_version, int64_t *ret_edit_id,
                          struct pp_error *reterr) PP_CHECKED;

/* One import of one list. */
struct pp_import_line {
    int64_t import_id, n_rows, n_added, n_changed, n_rejected;
    int64_t n_kept_rows; /* set aside and not purged yet */
    const char *kind, *file_name, *started_at;
};
/* The newest `most`, newest first, in `arena`. */
int pp_store_import_lines(struct pp_db *db, size_t most, struct pp_arena *arena,
                          struct pp_import_line **ret_lines, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;

/* An absence that has not ended: told by hand, or planned leave of the next two weeks. */
struct pp_away_line {
    const char *officer_id, *name, *first_day, *last_day, *part; /* ISO; part "": whole days */
    bool is_planned, is_later; /* is_later: it begins in more than two weeks */
};
/* Of officers of a team (0: of all) on `today` or later, by day, in `arena`. */
int pp_store_away_lines(struct pp_db *db, int64_t team_id, pp_day today, struct pp_arena *arena,
                        struct pp_away_line **ret_lines, size_t *ret_n,
                        struct pp_error *reterr) PP_CHECKED;
/* The team (0: none) of a drop-in or meeting: 1 found, 0 not. */
int pp_store_session_team(struct pp_db *db, int64_t session_id, int64_t *ret_team_id,
                          struct pp_error *reterr) PP_CHECKED;

/* The names of all teams, by name, in `arena`. */
int pp_store_team_names(struct pp_db *db, struct pp_arena *arena, const char ***ret_names,
                        size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

#endif
