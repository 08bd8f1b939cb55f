/* Who is a patch's own officer at drop-ins, and who else may staff them. */
#include "planner/roster/dropins_own.h"

#include "patchplan/roster/practice.h"

/* For more than half of the quarter? */
static bool leads_mostly(const struct pp_calendar *calendar, const struct pp_lead *lead) {
    pp_day first = calendar->first_day, last = pp_calendar_last_day(calendar);
    pp_day from = lead->first_day > first ? lead->first_day : first;
    pp_day to = lead->last_day < last ? lead->last_day : last;
    return 2 * (to - from + 1) > last - first + 1;
}

struct asking {
    const struct pp_dropins_ask *ask;
    const bool *away; /* n_posts */
    struct dropins_own *own;
};

static bool is_named(const struct pp_roster_problem *problem, int post_ix) {
    return post_ix >= 0 && problem->posts[post_ix].name && problem->posts[post_ix].name[0];
}

/* The officers of one patch; ret_named: was there anyone at all? */
static void add_leads(const struct asking *asking, int patch, bool *ret_named) {
    const struct pp_roster_problem *problem = asking->ask->problem;
    const struct pp_roster *roster = asking->ask->with_leads;
    struct dropins_own *own = asking->own;
    for (int i = 0; i < roster->n_leads; i++) {
        const struct pp_lead *lead = &roster->leads[i];
        if (lead->patch_ix != patch || !is_named(problem, lead->post_ix) ||
            !leads_mostly(&problem->calendar, lead))
            continue;
        *ret_named = true;
        if (asking->away[lead->post_ix])
            continue;
        own->patch[own->n] = patch;
        own->post[own->n++] = lead->post_ix;
    }
}

static void add_buddy(const struct asking *asking, int patch) {
    const struct pp_roster *roster = asking->ask->with_leads;
    struct dropins_own *own = asking->own;
    for (int i = 0; i < roster->n_buddies; i++) {
        int post = roster->buddies[i].post_ix;
        if (roster->buddies[i].patch_ix != patch || post < 0 || asking->away[post])
            continue;
        own->patch[own->n] = patch;
        own->post[own->n++] = post;
        return;
    }
}

static bool leads_elsewhere(const struct pp_dropins_ask *ask, int post) {
    for (int i = 0; i < ask->with_leads->n_leads; i++) {
        const struct pp_lead *lead = &ask->with_leads->leads[i];
        if (lead->post_ix == post && ask->problem->patches[lead->patch_ix].team_ix != ask->team_ix)
            return true;
    }
    return false;
}

static void choose_staff(const struct asking *asking) {
    const struct pp_roster_problem *problem = asking->ask->problem;
    struct dropins_own *own = asking->own;
    for (int o = 0; o < problem->n_posts; o++)
        own->staff[o] = problem->posts[o].team_ix == asking->ask->team_ix && !asking->away[o] &&
                        !leads_elsewhere(asking->ask, o);
    for (int i = 0; i < own->n; i++)
        own->staff[own->post[i]] = true;
}

int pp_dropins_own_make(const struct pp_dropins_ask *ask, struct pp_arena *arena,
                        struct dropins_own *ret_own) {
    const struct pp_roster_problem *problem = ask->problem;
    size_t n = (size_t)(ask->with_leads->n_leads + ask->with_leads->n_buddies) + 1;
    size_t n_posts = (size_t)problem->n_posts + 1;
    struct dropins_own own = {.patch = pp_arena_alloc(arena, n * sizeof *own.patch),
                              .post = pp_arena_alloc(arena, n * sizeof *own.post),
                              .staff = pp_arena_alloc(arena, n_posts * sizeof *own.staff)};
    bool *away = pp_arena_alloc(arena, n_posts * sizeof *away);
    if (!own.patch || !own.post || !own.staff || !away)
        return -1;
    struct asking asking = {ask, away, &own};
    for (int o = 0; o < problem->n_posts; o++)
        away[o] = !pp_post_mostly_there(problem, o);
    for (int p = 0; p < problem->n_patches; p++) {
        int before = own.n;
        bool named = false;
        if (problem->patches[p].team_ix != ask->team_ix)
            continue;
        add_leads(&asking, p, &named);
        if (named && own.n == before)
            add_buddy(&asking, p);
    }
    choose_staff(&asking);
    *ret_own = own;
    return 0;
}

int pp_dropins_template_slot(const struct pp_calendar *calendar, const struct pp_session *session) {
    bool moved = session->was_day != PP_PAST_DAY;
    if (session->kind != PP_SESSION_DROPIN || session->status == PP_SESSION_CANCELLED)
        return -1;
    return pp_calendar_slot(calendar, moved ? session->was_day : session->day,
                            moved && session->was_half >= 0 ? (enum pp_half)session->was_half
                                                            : session->half);
}

int pp_dropins_template_venue(const struct pp_session *session) {
    return session->was_day != PP_PAST_DAY && session->was_venue_ix >= 0 ? session->was_venue_ix
                                                                         : session->venue_ix;
}
