/* A stage: the teams and wards that a publication is for. */
#ifndef PATCHPLAN_SERVICE_STAGE_H
#define PATCHPLAN_SERVICE_STAGE_H

#include "patchplan/core/str.h"
#include "patchplan/store/publication.h"

/* By name, wards also by code; none of either: everywhere. */
struct pp_stage {
    const char *const *teams, *const *wards;
    size_t n_teams, n_wards;
};

bool pp_stage_is_everywhere(const struct pp_stage *stage);
/* Its ids, in `arena`. PP_E_NOTFOUND names the team or ward that is unknown. */
int pp_stage_find(struct pp_db *db, const struct pp_stage *stage, struct pp_arena *arena,
                  struct pp_scope *ret_scope, struct pp_error *reterr) PP_CHECKED;
/* The stage of a publication, in `arena`. */
int pp_stage_of_publication(struct pp_db *db, int64_t publication_id, struct pp_arena *arena,
                            struct pp_stage *ret_stage, struct pp_error *reterr) PP_CHECKED;
/* "the teams Central and North and the ward Abbey"; "everywhere". */
void pp_stage_say(const struct pp_stage *stage, struct pp_str *words);

#endif
