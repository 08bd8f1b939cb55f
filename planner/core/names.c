#include "patchplan/core/names.h"

#include <stdbool.h>
#include <string.h>

#include "patchplan/core/alloc.h"

void pp_names_done(struct pp_names *names) {
    pp_free(names->bytes);
    pp_free(names->start);
    pp_free(names->slots);
    *names = (struct pp_names){0};
}

/* FNV-1a, 64 bit, folded: short keys, no adversary (lookups are bounded by the list itself). */
static size_t hash(const char *text) {
    uint64_t h = 1469598103934665603U;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 1099511628211U;
    return (size_t)(h ^ (h >> 29));
}

static size_t find_slot(const struct pp_names *names, const char *text) {
    size_t mask = names->n_slots - 1;
    size_t slot = hash(text) & mask;
    while (names->slots[slot] && strcmp(pp_names_get(names, names->slots[slot] - 1), text) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

static int grow_slots(struct pp_names *names, struct pp_error *reterr) {
    size_t n_slots = names->n_slots ? names->n_slots * 2 : 64;
    uint32_t *slots = pp_alloc_array(n_slots, sizeof *slots);
    if (!slots)
        return pp_fail_nomem(reterr);
    pp_free(names->slots);
    names->slots = slots;
    names->n_slots = n_slots;
    for (size_t i = 0; i < names->n; i++)
        slots[find_slot(names, pp_names_get(names, (int64_t)i))] = (uint32_t)i + 1;
    return 0;
}

/* Lists run street by street: the name asked for is often the one added last. */
static bool is_last(const struct pp_names *names, const char *text) {
    return names->n > 0 && strcmp(pp_names_get(names, (int64_t)names->last), text) == 0;
}

int64_t pp_names_find(const struct pp_names *names, const char *text) {
    if (is_last(names, text))
        return (int64_t)names->last;
    return names->n_slots ? (int64_t)names->slots[find_slot(names, text)] - 1 : -1;
}

const char *pp_names_get(const struct pp_names *names, int64_t ix) {
    return names->bytes + names->start[ix];
}

int pp_names_add(struct pp_names *names, const char *text, int64_t *ret_ix,
                 struct pp_error *reterr) {
    int rc;
    if (is_last(names, text)) {
        *ret_ix = (int64_t)names->last;
        return 0;
    }
    if (names->n * 4 >= names->n_slots * 3 && (rc = grow_slots(names, reterr)) != 0)
        return rc;
    size_t slot = find_slot(names, text);
    if (!names->slots[slot]) {
        size_t length = strlen(text) + 1;
        if ((rc = pp_reserve(&names->bytes, &names->cap_bytes, names->n_bytes + length, 1,
                             reterr)) != 0 ||
            (rc = pp_reserve(&names->start, &names->cap, names->n + 1, sizeof *names->start,
                             reterr)) != 0)
            return rc;
        memcpy(names->bytes + names->n_bytes, text, length);
        names->start[names->n] = names->n_bytes;
        names->n_bytes += length;
        names->slots[slot] = (uint32_t)++names->n;
    }
    names->last = names->slots[slot] - 1;
    *ret_ix = (int64_t)names->last;
    return 0;
}
