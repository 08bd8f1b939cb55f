/* The plan in memory as a timetable in the numbers of the problem. */
#include "planner/roster/dropins_parts.h"

#include "patchplan/core/alloc.h"

void pp_timetable_done(struct pp_timetable *timetable) {
    pp_arena_done(&timetable->arena);
    *timetable = (struct pp_timetable){0};
}

static int fill_session(const struct dropins_plan *plan, int venue, int slot,
                        struct pp_arena *arena, struct pp_timetable_session *session) {
    const struct dropins *d = plan->data;
    int at = venue * PP_N_SLOTS + slot, n_posts = 0, n_patches = 0;
    int *posts = pp_arena_alloc(arena, ((size_t)plan->staff[at] + 1) * sizeof *posts);
    int *patches = pp_arena_alloc(arena, ((size_t)plan->patches[at] + 1) * sizeof *patches);
    if (!posts || !patches)
        return -1;
    for (int o = 0; o < d->n_staff; o++)
        if (plan->at[o * PP_N_SLOTS + slot] == venue)
            posts[n_posts++] = d->post_ix[o];
    for (int p = 0; p < d->n_patches; p++)
        if (d->near[p] == venue && plan->slot[p] == slot)
            patches[n_patches++] = d->patch_ix[p];
    *session = (struct pp_timetable_session){.venue_ix = d->venue_ix[venue],
                                             .slot = slot,
                                             .posts = posts,
                                             .n_posts = n_posts,
                                             .patches = patches,
                                             .n_patches = n_patches};
    return 0;
}

int pp_dropins_timetable(const struct dropins_plan *plan, struct pp_timetable *ret_timetable,
                         struct pp_error *reterr) {
    const struct dropins *d = plan->data;
    PP_AUTO(pp_timetable_done) struct pp_timetable table = {0};
    size_t n = 0;
    for (int i = 0; i < d->n_venues * PP_N_SLOTS; i++)
        n += plan->held[i] > 0;
    table.sessions = pp_arena_alloc(&table.arena, (n + 1) * sizeof *table.sessions);
    if (!table.sessions)
        return pp_fail_nomem(reterr);
    for (int slot = 0; slot < PP_N_SLOTS; slot++)
        for (int v = 0; v < d->n_venues; v++)
            if (plan->held[v * PP_N_SLOTS + slot] &&
                fill_session(plan, v, slot, &table.arena, &table.sessions[table.n_sessions++]) < 0)
                return pp_fail_nomem(reterr);
    for (int k = 1; k <= PP_DROPINS_N_LEVELS; k++)
        table.value[k] = (double)plan->value[k];
    *ret_timetable = table;
    table = (struct pp_timetable){0};
    return 0;
}
