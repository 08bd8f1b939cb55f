/* Units that several patches share, cut into pieces. */
#include "planner/service/ground.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"

/* Homes in the order of their unit, then of their patch. */
struct place {
    int unit_ix, patch;
    size_t home;
};

static int by_unit_then_patch(const void *a, const void *b) {
    const struct place *pa = a, *pb = b;
    if (pa->unit_ix != pb->unit_ix)
        return pa->unit_ix < pb->unit_ix ? -1 : 1;
    if (pa->patch != pb->patch)
        return pa->patch < pb->patch ? -1 : 1;
    return (pa->home > pb->home) - (pa->home < pb->home);
}

struct cutter {
    struct pp_ground *ground;
    const struct pp_unit *units;
    const char *const *unit_key;
    const struct place *places;
    size_t n_places;
    struct pp_unit *pieces; /* room for one a home */
    const char **keys;
    int n_pieces;
};

static size_t end_of_run(const struct cutter *cutter, size_t from, bool by_patch) {
    size_t to = from + 1;
    const struct place *places = cutter->places;
    while (to < cutter->n_places && places[to].unit_ix == places[from].unit_ix &&
           (!by_patch || places[to].patch == places[from].patch))
        to++;
    return to;
}

/* One unit's homes, places[from..to): one piece for each patch; a whole unit stays what it is. */
static int cut_unit(struct cutter *cutter, size_t from, size_t to, struct pp_error *reterr) {
    const struct pp_unit *whole = &cutter->units[cutter->places[from].unit_ix];
    struct pp_arena *arena = &cutter->ground->plan->arena;
    bool one = end_of_run(cutter, from, true) == to;
    for (int number = 1; from < to; number++) {
        size_t end = end_of_run(cutter, from, true);
        struct pp_unit *piece = &cutter->pieces[cutter->n_pieces];
        *piece = *whole;
        cutter->keys[cutter->n_pieces] = cutter->unit_key[cutter->places[from].unit_ix];
        piece->weight_milli = 0;
        piece->n_homes = (int)(end - from);
        if (!one) {
            piece->id = pp_arena_printf(arena, "%s/%d", whole->id, number);
            piece->name = pp_arena_printf(arena, "%s (part %d)", whole->name, number);
        }
        if (!piece->id || !piece->name)
            return pp_fail_nomem(reterr);
        for (; from < end; from++) {
            size_t home = cutter->places[from].home;
            cutter->ground->unit_of_home[home] = cutter->n_pieces;
            piece->weight_milli += cutter->ground->stock.homes[home].weight_milli;
        }
        cutter->n_pieces++;
    }
    return 0;
}

int pp_ground_cut_units(struct pp_ground *ground, const int *patch_of_home, bool keep_unpatched,
                        struct pp_error *reterr) {
    size_t n_homes = ground->stock.n_homes, n = 0;
    struct pp_arena *arena = &ground->plan->arena;
    PP_AUTO_FREE struct place *places = pp_alloc_array(n_homes + 1, sizeof *places);
    struct cutter cutter = {
        .ground = ground,
        .units = ground->plan->units,
        .unit_key = ground->unit_key,
        .places = places,
        .pieces = pp_arena_alloc(arena, (n_homes + 1) * sizeof(struct pp_unit)),
        .keys = pp_arena_alloc(arena, (n_homes + 1) * sizeof(char *)),
    };
    if (!places || !cutter.pieces || !cutter.keys)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n_homes; i++) {
        if (ground->unit_of_home[i] >= 0 && (keep_unpatched || patch_of_home[i] >= 0))
            places[n++] = (struct place){ground->unit_of_home[i], patch_of_home[i], i};
        ground->unit_of_home[i] = -1;
    }
    qsort(places, n, sizeof *places, by_unit_then_patch);
    cutter.n_places = n;
    for (size_t from = 0, to; from < n; from = to) {
        to = end_of_run(&cutter, from, false);
        int rc = cut_unit(&cutter, from, to, reterr);
        if (rc)
            return rc;
    }
    ground->plan->units = cutter.pieces;
    ground->plan->n_units = cutter.n_pieces;
    ground->unit_key = cutter.keys;
    return 0;
}
