#ifndef PLANNER_SERVICE_CARDS_H
#define PLANNER_SERVICE_CARDS_H

#include "patchplan/json/json.h"
#include "patchplan/service/cards.h"

/* The card of a plan's patch as a new object, whose members are shared and must stay as they are; NULL: none is kept. */
struct pp_json *pp_cards_find(const struct pp_shelf *shelf, int64_t plan_id, int patch_ix);
/* Keeps the members of a card, which nobody may change any more. Without memory it keeps nothing. */
void pp_cards_keep(const struct pp_shelf *shelf, int64_t plan_id, int patch_ix,
                   const struct pp_json *card);

#endif
