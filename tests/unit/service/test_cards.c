/* Cards are told again to who reads the same state, never to who reads another. */
#include "planner/service/cards.h"

#include "tests/tap.h"

static struct pp_json *card_of(const char *name) {
    struct pp_json *card = pp_json_new_object();
    ok(pp_json_set(card, "id", pp_json_new_text(name)) == 0, "a card of %s", name);
    return card;
}

/* The name on what is found, and none other; "" when nothing is. */
static void holds(const struct pp_shelf *shelf, int64_t plan_id, int patch_ix, const char *name,
                  const char *what) {
    struct pp_json *found = pp_cards_find(shelf, plan_id, patch_ix);
    const char *id = found ? pp_json_text(pp_json_get(found, "id")) : "";
    is_text(id, name, what);
    pp_json_done(found);
}

static void test_states(struct pp_cards *cards) {
    const struct pp_shelf now = {cards, 7}, later = {cards, 8}, none = {NULL, 7};
    struct pp_json *card = card_of("L001");
    pp_cards_keep(&now, 1, 0, card);
    pp_cards_keep(&none, 1, 1, card);
    pp_json_done(card);
    holds(&now, 1, 0, "L001", "what was kept is found");
    holds(&now, 1, 1, "", "another patch is not");
    holds(&now, 2, 0, "", "nor one of another plan");
    holds(&later, 1, 0, "", "nor after the file was written");
    holds(&none, 1, 0, "", "nor without a shelf");
}

static void test_copies(struct pp_cards *cards) {
    const struct pp_shelf now = {cards, 9};
    struct pp_json *card = card_of("L002");
    pp_cards_keep(&now, 1, 2, card);
    ok(pp_json_set(card, "where", pp_json_new_text("odd numbers")) == 0, "the first gets more");
    pp_json_done(card);
    struct pp_json *found = pp_cards_find(&now, 1, 2);
    ok(found && !pp_json_get(found, "where"), "the next does not see it");
    pp_json_done(found);
}

/* However many there are, what is found is what was kept under that name. */
static void test_many(struct pp_cards *cards) {
    const struct pp_shelf now = {cards, 10};
    int n_found = 0, n_wrong = 0;
    for (int i = 0; i < 5000; i++) {
        struct pp_json *card = pp_json_new_object();
        n_wrong += pp_json_set(card, "ix", pp_json_new_int(i)) != 0;
        pp_cards_keep(&now, 1 + i % 3, i, card);
        pp_json_done(card);
    }
    for (int i = 0; i < 5000; i++) {
        struct pp_json *found = pp_cards_find(&now, 1 + i % 3, i);
        double ix = -1;
        n_found += found != NULL;
        n_wrong += found && (!pp_json_number(pp_json_get(found, "ix"), &ix) || (int)ix != i);
        pp_json_done(found);
    }
    ok(n_wrong == 0, "none is found under another's name");
    ok(n_found > 0 && n_found <= 1024, "room for a thousand (%d)", n_found);
}

int main(void) {
    struct pp_cards *cards = NULL;
    ok(pp_cards_new(&cards, NULL) == 0, "a shelf");
    test_states(cards);
    test_copies(cards);
    test_many(cards);
    pp_cards_free(cards);
    return tap_done();
}
