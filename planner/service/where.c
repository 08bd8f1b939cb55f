#include "planner/service/where.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/store/plan_places.h"

enum { MOST_STREETS = 2, MOST_WARDS = 2 };

/* Ids of the homes in units marked in `inside`. */
static size_t homes_inside(const struct pp_ground *ground, const bool *inside, int64_t *home_id) {
    size_t n = 0;
    for (size_t i = 0; i < ground->stock.n_homes; i++)
        if (ground->unit_of_home[i] >= 0 && inside[ground->unit_of_home[i]])
            home_id[n++] = ground->stock.home_id[i];
    return n;
}

static void append_names(struct pp_str *text, const char *const *names, int n, int n_more,
                         const char *noun) {
    for (int i = 0; i < n; i++)
        pp_str_appendf(text, "%s%s", pp_text_between(i, n_more ? n + 1 : n), names[i]);
    if (n_more > 0)
        pp_str_appendf(text, " and %d more %s%s", n_more, noun, pp_text_plural(n_more, "", "s"));
}

/* Streets by their homes; false when none is known. */
static bool append_streets(const struct pp_place_counts *streets, struct pp_str *text) {
    const char *names[MOST_STREETS] = {0};
    int n = 0, n_named = 0;
    for (size_t i = 0; i < streets->n; i++) {
        if (!*streets->counts[i].name)
            continue;
        if (n_named++ < MOST_STREETS)
            names[n++] = streets->counts[i].name;
    }
    append_names(text, names, n, n_named - n, "street");
    return n > 0;
}

static void append_units(const struct pp_plan *plan, const int *unit_ix, int n,
                         struct pp_str *text) {
    const char *names[MOST_STREETS] = {0};
    int n_said = n < MOST_STREETS ? n : MOST_STREETS;
    for (int i = 0; i < n_said; i++)
        names[i] = plan->units[unit_ix[i]].name;
    append_names(text, names, n_said, n - n_said, "place");
}

/* Wards by their homes, at most two. */
static int append_wards(const struct pp_plan *plan, const int *unit_ix, int n, struct pp_str *text,
                        struct pp_error *reterr) {
    PP_AUTO_FREE int64_t *n_homes = pp_alloc_array((size_t)plan->n_wards + 1, sizeof *n_homes);
    const char *names[MOST_WARDS] = {0};
    int n_said = 0;
    if (!n_homes)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < n; i++)
        if (plan->units[unit_ix[i]].ward_ix >= 0)
            n_homes[plan->units[unit_ix[i]].ward_ix] += plan->units[unit_ix[i]].n_homes;
    for (; n_said < MOST_WARDS; n_said++) {
        int best = -1;
        for (int w = 0; w < plan->n_wards; w++)
            if (n_homes[w] > 0 && (best < 0 || n_homes[w] > n_homes[best]))
                best = w;
        if (best < 0)
            break;
        names[n_said] = plan->ward_names[best];
        n_homes[best] = 0;
    }
    if (n_said > 0)
        pp_str_append(text, " in ");
    append_names(text, names, n_said, 0, "ward");
    return 0;
}

int pp_where_append(const struct pp_ground *ground, const int *unit_ix, int n, struct pp_str *text,
                    struct pp_error *reterr) {
    const struct pp_plan *plan = ground->plan;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_place_counts streets = {0};
    PP_AUTO_FREE bool *inside = pp_alloc_array((size_t)plan->n_units + 1, sizeof *inside);
    PP_AUTO_FREE int64_t *home_id = pp_alloc_array(ground->stock.n_homes + 1, sizeof *home_id);
    if (!inside || !home_id)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < n; i++)
        inside[unit_ix[i]] = true;
    int rc = pp_store_street_counts(ground->db, home_id, homes_inside(ground, inside, home_id),
                                    &arena, &streets, reterr);
    if (rc)
        return rc;
    if (!append_streets(&streets, text))
        append_units(plan, unit_ix, n, text);
    return append_wards(plan, unit_ix, n, text, reterr);
}
