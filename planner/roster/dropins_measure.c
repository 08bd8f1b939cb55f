/* The five values of a timetable, added up from the sessions as they stand: nothing of the search is used, so that
 * each can be held against the other, and a timetable changed by hand can be weighed too. */
#include "patchplan/roster/dropins.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"

#include "planner/roster/dropins_own.h"
#include "planner/roster/places.h"

struct measuring {
    const struct pp_dropins_ask *ask;
    const struct pp_roster_problem *problem;
    const struct pp_timetable *table;
    struct dropins_own own;
};

static bool is_own(const struct measuring *measuring, int patch, int post) {
    for (int i = 0; i < measuring->own.n; i++)
        if (measuring->own.patch[i] == patch && measuring->own.post[i] == post)
            return true;
    return false;
}

static bool has_own(const struct measuring *measuring, int patch) {
    return pp_is_among(patch, measuring->own.patch, measuring->own.n);
}

/* Does the patch meet at all, and is an own officer there? */
static void look_at_patch(const struct measuring *measuring, int patch, bool *ret_meets,
                          bool *ret_own) {
    const struct pp_timetable *table = measuring->table;
    for (int i = 0; i < table->n_sessions; i++) {
        const struct pp_timetable_session *session = &table->sessions[i];
        if (!pp_is_among(patch, session->patches, session->n_patches))
            continue;
        *ret_meets = true;
        for (int k = 0; k < session->n_posts; k++)
            *ret_own |= is_own(measuring, patch, session->posts[k]);
    }
}

static bool meets_at(const struct pp_timetable *table, int patch, int venue, int slot) {
    for (int i = 0; i < table->n_sessions; i++)
        if (table->sessions[i].venue_ix == venue && table->sessions[i].slot == slot &&
            pp_is_among(patch, table->sessions[i].patches, table->sessions[i].n_patches))
            return true;
    return false;
}

/* Where the patch meets today: by `now`, else by the first of its published sessions. */
static bool met_today(const struct measuring *measuring, int patch, int *ret_venue, int *ret_slot) {
    const struct pp_timetable *now = measuring->ask->now;
    const struct pp_roster_problem *problem = measuring->problem;
    for (int i = 0; now && i < now->n_sessions; i++)
        if (pp_is_among(patch, now->sessions[i].patches, now->sessions[i].n_patches)) {
            *ret_venue = now->sessions[i].venue_ix;
            *ret_slot = now->sessions[i].slot;
            return true;
        }
    for (int i = 0; !now && i < problem->n_kept_sessions; i++) {
        const struct pp_session *session = &problem->kept_sessions[i].session;
        *ret_slot = pp_dropins_template_slot(&problem->calendar, session);
        *ret_venue = pp_dropins_template_venue(session);
        if (*ret_slot >= 0 && pp_is_among(patch, session->patches, session->n_patches))
            return true;
    }
    return false;
}

static void measure_patches(const struct measuring *measuring, double *value) {
    const struct pp_roster_problem *problem = measuring->problem;
    for (int p = 0; p < problem->n_patches; p++) {
        bool meets = false, own = false;
        int venue, slot, homes = problem->patches[p].n_homes;
        if (problem->patches[p].team_ix != measuring->ask->team_ix)
            continue;
        look_at_patch(measuring, p, &meets, &own);
        value[PP_DROPINS_WITHOUT] += meets ? 0 : homes;
        if (measuring->ask->near_of_patch[p] < 0)
            continue;
        value[PP_DROPINS_OWN] += has_own(measuring, p) && !own ? homes : 0;
        if (met_today(measuring, p, &venue, &slot) && !meets_at(measuring->table, p, venue, slot))
            value[PP_DROPINS_OWN] += homes;
    }
}

static void measure_reach(const struct measuring *measuring, double *value) {
    const struct pp_roster_problem *problem = measuring->problem;
    const struct pp_timetable *table = measuring->table;
    for (int g = 0; g < problem->n_groups; g++) {
        const struct pp_reach_group *group = &problem->groups[g];
        bool reached = false;
        if (problem->patches[group->patch_ix].team_ix != measuring->ask->team_ix)
            continue;
        for (int i = 0; i < table->n_sessions && !reached; i++)
            reached = roster_away_m(&problem->venues[table->sessions[i].venue_ix], group->x,
                                    group->y) <= measuring->ask->options->walk_m;
        value[PP_DROPINS_REACH] += reached ? 0 : group->n_homes;
    }
}

/* Does anyone at any drop-in of the venue speak it? */
static bool is_spoken_at(const struct measuring *measuring, int venue, int language) {
    const struct pp_timetable *table = measuring->table;
    for (int i = 0; i < table->n_sessions; i++)
        for (int k = 0; table->sessions[i].venue_ix == venue && k < table->sessions[i].n_posts; k++)
            if (measuring->problem->posts[table->sessions[i].posts[k]].languages >> language & 1)
                return true;
    return false;
}

static bool own_speaks(const struct measuring *measuring, int patch, int language) {
    for (int i = 0; i < measuring->own.n; i++)
        if (measuring->own.patch[i] == patch &&
            (measuring->problem->posts[measuring->own.post[i]].languages >> language & 1))
            return true;
    return false;
}

static void measure_languages(const struct measuring *measuring, double *value) {
    const struct pp_roster_problem *problem = measuring->problem;
    for (int i = 0; i < problem->n_speaks; i++) {
        const struct pp_patch_count *count = &problem->speaks[i];
        int venue = measuring->ask->near_of_patch[count->patch_ix];
        if (problem->patches[count->patch_ix].team_ix != measuring->ask->team_ix || venue < 0 ||
            own_speaks(measuring, count->patch_ix, count->of_ix))
            continue;
        value[PP_DROPINS_REACH] +=
            is_spoken_at(measuring, venue, count->of_ix) ? 0 : count->n_homes;
    }
}

/* Where the officer sets out: the middle of the first of their own patches, else of the team. */
static void base_of(const struct measuring *measuring, int post, double *ret_x, double *ret_y) {
    const struct pp_roster_problem *problem = measuring->problem;
    for (int p = 0; p < problem->n_patches; p++)
        if (is_own(measuring, p, post)) {
            *ret_x = problem->patches[p].x;
            *ret_y = problem->patches[p].y;
            return;
        }
    roster_team_middle(problem, measuring->ask->team_ix, ret_x, ret_y);
}

static void measure_sessions(const struct measuring *measuring, double *value) {
    const struct pp_roster_problem *problem = measuring->problem;
    const struct pp_timetable *table = measuring->table;
    for (int i = 0; i < table->n_sessions; i++) {
        const struct pp_timetable_session *session = &table->sessions[i];
        const struct pp_roster_venue *venue = &problem->venues[session->venue_ix];
        int weekday = pp_slot_weekday(session->slot), n_before = 0;
        for (int k = 0; k < i; k++)
            n_before += table->sessions[k].venue_ix == session->venue_ix &&
                        pp_slot_weekday(table->sessions[k].slot) == weekday;
        value[PP_DROPINS_REACH] += n_before > 0 ? 5 : 0;
        value[PP_DROPINS_PENCE] += (double)venue->hire_pence;
        if (pp_slot_half(session->slot) == PP_HALF_EVENING)
            value[PP_DROPINS_EVENINGS] += session->n_posts;
        for (int k = 0; k < session->n_posts; k++) {
            double x, y;
            base_of(measuring, session->posts[k], &x, &y);
            value[PP_DROPINS_PENCE] += roster_fare_pence(roster_away_m(venue, x, y));
        }
    }
}

int pp_dropins_measure(const struct pp_dropins_ask *ask, const struct pp_timetable *timetable,
                       double ret_value[PP_DROPINS_N_LEVELS + 1], struct pp_error *reterr) {
    struct measuring measuring = {.ask = ask, .problem = ask->problem, .table = timetable};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    double value[PP_DROPINS_N_LEVELS + 1] = {0};
    if (pp_dropins_own_make(ask, &arena, &measuring.own) < 0)
        return pp_fail_nomem(reterr);
    measure_patches(&measuring, value);
    measure_reach(&measuring, value);
    measure_languages(&measuring, value);
    measure_sessions(&measuring, value);
    memcpy(ret_value, value, sizeof value);
    return 0;
}
