/* The homes of a stage, as part of a statement. */
#ifndef PLANNER_STORE_IN_STAGE_H
#define PLANNER_STORE_IN_STAGE_H

#include "patchplan/core/str.h"
#include "patchplan/store/publication.h"

/* The places of a scope as JSON, [["team",3],["ward",12]], appended; "[]" everywhere. */
void pp_scope_places(const struct pp_scope *scope, struct pp_str *places);

/* Is the ward `ward` (an expression; 0 none) in the stage whose places are `places`? */
#define PP_SQL_IN_STAGE(places, ward)                                                      \
    "(" places " = '[]' OR " ward " IN (SELECT s_.ward_id FROM ward s_, json_each(" places \
    ") j_ WHERE iif(json_extract(j_.value, '$[0]') = 'team', s_.team_id, s_.ward_id)"      \
    " = json_extract(j_.value, '$[1]')))"

#endif
