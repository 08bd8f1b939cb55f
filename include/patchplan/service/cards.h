/* Cards of patches that were told already: a city has a hundred patches and ten thousand postcodes. */
#ifndef PATCHPLAN_SERVICE_CARDS_H
#define PATCHPLAN_SERVICE_CARDS_H

#include <stdint.h>

#include "patchplan/core/error.h"

/* A bounded number of them; for all threads at once. */
struct pp_cards;
int pp_cards_new(struct pp_cards **ret_cards, struct pp_error *reterr) PP_CHECKED;
void pp_cards_free(struct pp_cards *cards); /* NULL is fine */

/* The cards that hold for whoever reads one state of the planning file at one time of the day. `generation` was asked for
 * before the file was read: a card may be younger than it, never older. */
struct pp_shelf {
    struct pp_cards *cards; /* NULL: none */
    uint64_t generation;
};

#endif
