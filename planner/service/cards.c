/* A table with one place for each card: a newer one drives out whatever lies there, of another patch or an earlier
 * generation, so nothing has to be cleared. Patches of one plan lie side by side. */
#include "planner/service/cards.h"

#include <pthread.h>

#include "patchplan/core/alloc.h"

enum { N_PLACES = 1024, BETWEEN_PLANS = 331 };

struct card {
    int64_t plan_id;
    uint64_t generation;
    struct pp_json *json; /* NULL: an empty place */
    int patch_ix;
};

struct pp_cards {
    pthread_mutex_t lock;
    struct card places[N_PLACES];
};

int pp_cards_new(struct pp_cards **ret_cards, struct pp_error *reterr) {
    struct pp_cards *cards = pp_alloc(sizeof *cards);
    if (!cards)
        return pp_fail_nomem(reterr);
    pthread_mutex_init(&cards->lock, NULL);
    *ret_cards = cards;
    return 0;
}

void pp_cards_free(struct pp_cards *cards) {
    if (!cards)
        return;
    for (size_t i = 0; i < N_PLACES; i++)
        pp_json_done(cards->places[i].json);
    pthread_mutex_destroy(&cards->lock);
    pp_free(cards);
}

static struct card *place_of(struct pp_cards *cards, int64_t plan_id, int patch_ix) {
    return &cards->places[((uint64_t)plan_id * BETWEEN_PLANS + (uint64_t)patch_ix) % N_PLACES];
}

struct pp_json *pp_cards_find(const struct pp_shelf *shelf, int64_t plan_id, int patch_ix) {
    struct pp_json *found = NULL;
    if (!shelf || !shelf->cards)
        return NULL;
    pthread_mutex_lock(&shelf->cards->lock);
    const struct card *card = place_of(shelf->cards, plan_id, patch_ix);
    if (card->json && card->generation == shelf->generation && card->plan_id == plan_id &&
        card->patch_ix == patch_ix)
        found = pp_json_copy(card->json);
    pthread_mutex_unlock(&shelf->cards->lock);
    return found;
}

void pp_cards_keep(const struct pp_shelf *shelf, int64_t plan_id, int patch_ix,
                   const struct pp_json *json) {
    struct pp_json *copy = shelf && shelf->cards ? pp_json_copy(json) : NULL;
    if (!copy || pp_memory_ran_out()) {
        pp_json_done(copy);
        return;
    }
    pthread_mutex_lock(&shelf->cards->lock);
    struct card *card = place_of(shelf->cards, plan_id, patch_ix);
    struct pp_json *gone = card->json;
    *card = (struct card){plan_id, shelf->generation, copy, patch_ix};
    pthread_mutex_unlock(&shelf->cards->lock);
    pp_json_done(gone);
}
