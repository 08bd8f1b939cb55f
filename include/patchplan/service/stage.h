/* A stage: the teams and wards that a publication is for. */
#ifndef PATCHPLAN_SERVICE_STAGE_H
#define PATCHPLAN_SERVICE_STAGE_H

#include "patchplan/core/str.h"
#include "patchplan/json/json.h"
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
/* The same with wards by their names, for people; in `arena`. */
int pp_stage_by_name(struct pp_db *db, const struct pp_stage *stage, struct pp_arena *arena,
                     struct pp_stage *ret_stage, struct pp_error *reterr) PP_CHECKED;
/* On a form that has "teams" to choose from: "wards":[{"ix","code","name"}], by name. */
int pp_stage_set_wards(struct pp_db *db, struct pp_json *form, struct pp_error *reterr) PP_CHECKED;
/* "&team=Central&ward=W01", as forms send it; appended. */
void pp_stage_append_query(const struct pp_stage *stage, struct pp_str *href);
/* "the teams Central and North and the ward Abbey"; "everywhere". */
void pp_stage_say(const struct pp_stage *stage, struct pp_str *words);

#endif
