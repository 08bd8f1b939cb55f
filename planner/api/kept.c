/* Answers that take long to make, each kept until what it was made from changes. */
#include "planner/api/api.h"

#include <string.h>

#include "patchplan/core/alloc.h"

void pp_kept_init(struct pp_kept *kept, int n_places) {
    pthread_mutex_init(&kept->lock, NULL);
    pthread_cond_init(&kept->changed, NULL);
    kept->n_places = n_places < PP_MOST_KEPT ? n_places : PP_MOST_KEPT;
}

static void empty(struct pp_kept_place *place) {
    pp_free(place->key);
    pp_str_done(&place->text);
    *place = (struct pp_kept_place){0};
}

void pp_kept_forget(struct pp_kept *kept) {
    pthread_mutex_lock(&kept->lock);
    kept->n_forgotten++;
    for (int i = 0; i < kept->n_places; i++)
        if (!kept->places[i].is_making)
            empty(&kept->places[i]);
    pthread_mutex_unlock(&kept->lock);
}

void pp_kept_done(struct pp_kept *kept) {
    for (int i = 0; i < kept->n_places; i++)
        empty(&kept->places[i]);
    pthread_cond_destroy(&kept->changed);
    pthread_mutex_destroy(&kept->lock);
}

static struct pp_kept_place *find(struct pp_kept *kept, const char *key) {
    for (int i = 0; i < kept->n_places; i++)
        if (kept->places[i].key && strcmp(kept->places[i].key, key) == 0)
            return &kept->places[i];
    return NULL;
}

/* The one used longest ago, or not yet; NULL: something is being made in all of them. */
static struct pp_kept_place *oldest(struct pp_kept *kept) {
    struct pp_kept_place *oldest = NULL;
    for (int i = 0; i < kept->n_places; i++) {
        struct pp_kept_place *place = &kept->places[i];
        if (!place->is_making && (!oldest || place->used < oldest->used))
            oldest = place;
    }
    return oldest;
}

/* Under the lock: the place of the key, made; else one for it, empty. */
static struct pp_kept_place *wait_for_place(struct pp_kept *kept, const char *key) {
    for (;;) {
        struct pp_kept_place *place = find(kept, key);
        if (place && !place->is_making)
            return place;
        if (!place && (place = oldest(kept)) != NULL) {
            empty(place);
            return place;
        }
        pthread_cond_wait(&kept->changed, &kept->lock);
    }
}

/* Under the lock, which is given up meanwhile: what is made for other keys waits for none. */
static int fill(struct pp_exchange *exchange, struct pp_kept *kept, struct pp_kept_place *place,
                pp_kept_make *make, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    place->is_making = true;
    pthread_mutex_unlock(&kept->lock);
    int rc = make(exchange, &text, reterr);
    if (!rc && (text.failed || pp_memory_ran_out()))
        rc = pp_fail_nomem(reterr);
    pthread_mutex_lock(&kept->lock);
    place->is_making = false;
    if (!rc) {
        place->text = text;
        text = (struct pp_str){0};
    }
    return rc;
}

int pp_kept_answer(struct pp_exchange *exchange, struct pp_kept *kept, const char *key,
                   pp_kept_make *make, struct pp_error *reterr) {
    pthread_mutex_lock(&kept->lock);
    struct pp_kept_place *place = wait_for_place(kept, key);
    unsigned n_forgotten = kept->n_forgotten;
    bool is_new = !place->key;
    int rc = 0;
    if (is_new)
        rc = (place->key = pp_strdup(key)) ? fill(exchange, kept, place, make, reterr)
                                           : pp_fail_nomem(reterr);
    if (!rc)
        pp_str_append(&exchange->response->body, pp_str_text(&place->text));
    place->used = ++kept->n_uses;
    if (rc || n_forgotten != kept->n_forgotten)
        empty(place);
    if (is_new)
        pthread_cond_broadcast(&kept->changed);
    pthread_mutex_unlock(&kept->lock);
    return rc ? rc : exchange->response->body.failed ? pp_fail_nomem(reterr) : 0;
}

int pp_kept_json(struct pp_json *json, struct pp_str *text, struct pp_error *reterr) {
    PP_AUTO_FREE char *dump = json ? pp_json_dump(json, 0) : NULL;
    pp_json_done(json);
    if (!dump)
        return pp_fail_nomem(reterr);
    pp_str_append(text, dump);
    return 0;
}
