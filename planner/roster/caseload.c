/* Named officers of a team, day after day: the first day is settled by pairs and the model (caseload.h has
 * formula, steps and guarantee), then every later day on which somebody begins or has ended, with all that is not free left
 * as it is. With least change, what stood for a later day comes back where all can still do it. */
#include "patchplan/roster/caseload.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

#include "planner/roster/caseload_parts.h"

static const double most_level_s = 20;

/* Leads of the team's patches while they are made, day after day. */
struct leads {
    struct pp_lead *rows;
    int n;
    size_t cap;
};

static int add_lead(struct leads *leads, const struct pp_lead *lead, struct pp_error *reterr) {
    if (pp_reserve(&leads->rows, &leads->cap, (size_t)leads->n + 1, sizeof *leads->rows, reterr) <
        0)
        return PP_E_NOMEM;
    leads->rows[leads->n++] = *lead;
    return 0;
}

static bool is_of_team(const struct pp_caseload_ask *ask, const struct pp_lead *lead) {
    return ask->problem->patches[lead->patch_ix].team_ix == ask->team_ix;
}

/* What began by the day; what was to begin later is made again. */
static int copy_now(const struct pp_caseload_ask *ask, struct leads *leads,
                    struct pp_error *reterr) {
    int rc = 0;
    for (int i = 0; rc == 0 && i < ask->n_now; i++)
        if (is_of_team(ask, &ask->now[i]) && ask->now[i].first_day <= ask->day)
            rc = add_lead(leads, &ask->now[i], reterr);
    return rc;
}

static bool is_pinned(const struct pp_roster_problem *problem, int patch_ix, int post_ix) {
    for (int i = 0; i < problem->n_pins; i++)
        if (problem->pins[i].patch_ix == patch_ix && problem->pins[i].post_ix == post_ix)
            return true;
    return false;
}

static struct pp_lead lead_of(const struct pp_caseload_ask *ask, int patch_ix, int post_ix,
                              int share_milli) {
    struct pp_lead lead = {.patch_ix = patch_ix,
                           .post_ix = post_ix,
                           .shares = share_milli < 1000,
                           .share_milli = share_milli,
                           .first_day = ask->day,
                           .last_day = PP_FAR_DAY};
    if (post_ix >= 0) {
        lead.last_day = ask->problem->posts[post_ix].ends;
        lead.pinned = is_pinned(ask->problem, patch_ix, post_ix);
        lead.lent = ask->problem->posts[post_ix].lent;
    }
    return lead;
}

/* The rows of a patch on the day are these already: they go on. */
static bool go_on(struct leads *leads, const struct pp_lead *wanted, int n, pp_day day) {
    int at[2], n_found = 0, n_there = 0;
    for (int i = 0; i < leads->n; i++) {
        struct pp_lead *row = &leads->rows[i];
        if (row->patch_ix != wanted->patch_ix || row->first_day > day || row->last_day < day)
            continue;
        n_there++;
        for (int k = 0; k < n && n_found < 2; k++)
            if (row->post_ix == wanted[k].post_ix && row->share_milli == wanted[k].share_milli)
                at[n_found++] = i;
    }
    if (n_found != n || n_there != n)
        return false;
    for (int k = 0; k < n; k++) {
        struct pp_lead *row = &leads->rows[at[k]];
        row->last_day =
            row->post_ix == wanted[0].post_ix ? wanted[0].last_day : wanted[n - 1].last_day;
        row->pinned = row->post_ix == wanted[0].post_ix ? wanted[0].pinned : wanted[n - 1].pinned;
    }
    return true;
}

/* Whoever led the patch leads it until the day before; what was to begin later is overtaken. */
static void end_before(struct leads *leads, int patch_ix, pp_day day) {
    int n = 0;
    for (int i = 0; i < leads->n; i++) {
        struct pp_lead row = leads->rows[i];
        if (row.patch_ix == patch_ix && row.first_day >= day)
            continue;
        if (row.patch_ix == patch_ix && row.last_day >= day)
            row.last_day = day - 1;
        leads->rows[n++] = row;
    }
    leads->n = n;
}

static int set_leads(const struct caseload *data, const int *taken, struct leads *leads,
                     struct pp_error *reterr) {
    const struct pp_caseload_ask *ask = data->ask;
    int rc = 0;
    for (int p = 0; rc == 0 && p < data->n_patches; p++) {
        int patch_ix = data->patches[p].patch_ix, n = 1;
        int sharer_ix = pp_caseload_left_sharer(data, taken, p);
        struct pp_lead wanted[2] = {
            lead_of(ask, patch_ix, sharer_ix,
                    sharer_ix < 0 ? 1000 : pp_caseload_part_now(ask, patch_ix, sharer_ix))};
        if (taken[p] >= 0) {
            const struct pp_way *way = &data->ways[taken[p]].way;
            n = way->post_ix == way->second_post_ix ? 1 : 2;
            wanted[0] = lead_of(ask, patch_ix, way->post_ix, way->part_milli);
            wanted[1] = lead_of(ask, patch_ix, way->second_post_ix, 1000 - way->part_milli);
        }
        if (go_on(leads, wanted, n, ask->day))
            continue;
        end_before(leads, patch_ix, ask->day);
        for (int k = 0; rc == 0 && k < n; k++)
            rc = add_lead(leads, &wanted[k], reterr);
    }
    return rc;
}

static bool any_free(const struct caseload *data) {
    for (int p = 0; p < data->n_patches; p++)
        if (data->patches[p].stays < 0)
            return true;
    return false;
}

/* One day's question. Level values only of the first; later ones only when something is free. */
static int settle(const struct pp_caseload_ask *ask, struct caseload_time *time, bool first,
                  struct leads *leads, struct pp_roster *roster, struct pp_error *reterr) {
    int n_levels_after = time->n_levels - PP_CASELOAD_N_LEVELS;
    struct caseload data = {0};
    PP_AUTO_FREE int *taken = NULL;
    int rc = pp_caseload_data_make(ask, &data, reterr);
    if (rc == 0 && data.n_patches > 0 && (first || any_free(&data))) {
        taken = pp_alloc_array((size_t)data.n_patches, sizeof *taken);
        rc = taken ? pp_caseload_solve(&data, time, taken, first ? roster : NULL, reterr)
                   : pp_fail_nomem(reterr);
        if (rc == 0)
            rc = set_leads(&data, taken, leads, reterr);
        if (rc == 0)
            rc = pp_caseload_tell(&data, taken, roster, reterr);
    }
    pp_caseload_data_done(&data);
    time->n_levels = n_levels_after;
    return rc;
}

/* ---- what stood for a later day: least change comes back to it ---- */

static bool is_on(const struct pp_lead *lead, int patch_ix, pp_day day) {
    return lead->patch_ix == patch_ix && lead->first_day <= day && day <= lead->last_day;
}

static bool led_by(const struct pp_lead *rows, int n, int patch_ix, pp_day day, int post_ix) {
    for (int i = 0; i < n; i++)
        if (is_on(&rows[i], patch_ix, day) && rows[i].post_ix == post_ix)
            return true;
    return false;
}

static bool waits(const struct pp_caseload_ask *ask, const struct pp_lead *rows, int n,
                  int patch_ix) {
    for (int i = 0; i < n; i++)
        if (is_on(&rows[i], patch_ix, ask->day) &&
            (rows[i].post_ix < 0 || !*ask->problem->posts[rows[i].post_ix].name))
            return true;
    return false;
}

/* Does something begin for the patch on the day, that all can do and that takes nobody from it for a vacant post? */
static bool comes_back(const struct pp_caseload_ask *ask, const struct leads *leads, int patch_ix) {
    int posts[2];
    bool begins = false;
    for (int i = 0; i < ask->n_now; i++)
        begins = begins || (ask->now[i].patch_ix == patch_ix && ask->now[i].first_day == ask->day);
    return begins && pp_caseload_led_now(ask, patch_ix, posts) > 0 &&
           (!waits(ask, ask->now, ask->n_now, patch_ix) ||
            waits(ask, leads->rows, leads->n, patch_ix));
}

/* The rows that stood for the day, from it on. */
static int put_back(const struct pp_caseload_ask *ask, int patch_ix, struct leads *leads,
                    struct pp_error *reterr) {
    int rc = 0;
    end_before(leads, patch_ix, ask->day);
    for (int i = 0; rc == 0 && i < ask->n_now; i++) {
        if (!is_on(&ask->now[i], patch_ix, ask->day))
            continue;
        const struct pp_lead lead =
            lead_of(ask, patch_ix, ask->now[i].post_ix, ask->now[i].share_milli);
        rc = add_lead(leads, &lead, reterr);
    }
    return rc;
}

/* Whoever takes on a patch that day cannot go on with one that was theirs only until then. */
static void free_from_others(const struct pp_caseload_ask *ask, int patch_ix, struct leads *leads) {
    int posts[2];
    int n = pp_caseload_led_now(ask, patch_ix, posts);
    for (int i = 0; i < leads->n; i++) {
        const struct pp_lead row = leads->rows[i];
        bool taken = (n > 0 && row.post_ix == posts[0]) || (n > 1 && row.post_ix == posts[1]);
        if (!taken || row.patch_ix == patch_ix || !is_on(&row, row.patch_ix, ask->day) ||
            led_by(ask->now, ask->n_now, row.patch_ix, ask->day, row.post_ix))
            continue;
        end_before(leads, row.patch_ix, ask->day);
        i = -1; /* the rows have moved */
    }
}

static int take_back(const struct pp_caseload_ask *ask, struct leads *leads,
                     struct pp_error *reterr) {
    int rc = 0;
    for (int p = 0; rc == 0 && p < ask->problem->n_patches; p++) {
        if (ask->problem->patches[p].team_ix != ask->team_ix || !comes_back(ask, leads, p))
            continue;
        rc = put_back(ask, p, leads, reterr);
        if (rc == 0)
            free_from_others(ask, p, leads);
    }
    return rc;
}

/* The next day after `day` on which an officer of the team begins or has ended, or, of least change, on which what
 * stands goes over to somebody; PP_FAR_DAY: none. */
static pp_day next_change(const struct pp_caseload_ask *ask, pp_day day) {
    pp_day next = PP_FAR_DAY, last = pp_calendar_last_day(&ask->problem->calendar);
    for (int o = 0; o < ask->problem->n_posts; o++) {
        const struct pp_post *post = &ask->problem->posts[o];
        if (post->team_ix != ask->team_ix || post->role != PP_ROLE_OFFICER)
            continue;
        if (post->starts > day && post->starts < next)
            next = post->starts;
        if (post->ends >= day && post->ends < next - 1)
            next = post->ends + 1;
    }
    for (int i = 0; ask->only_freed && i < ask->n_now; i++)
        if (is_of_team(ask, &ask->now[i]) && ask->now[i].first_day > day &&
            ask->now[i].first_day < next)
            next = ask->now[i].first_day;
    return next <= last ? next : PP_FAR_DAY;
}

static struct caseload_time time_for(const struct pp_caseload_ask *ask) {
    bool by_work = ask->options->max_steps > 0;
    struct caseload_time time = {.until_s = pp_clock_s() + ask->seconds,
                                 .most_s = by_work ? INFINITY : most_level_s,
                                 .n_levels = PP_CASELOAD_N_LEVELS};
    for (pp_day day = next_change(ask, ask->day); day < PP_FAR_DAY; day = next_change(ask, day))
        time.n_levels += PP_CASELOAD_N_LEVELS;
    return time;
}

static int by_patch_and_day(const void *one, const void *two) {
    const struct pp_lead *a = one, *b = two;
    if (a->patch_ix != b->patch_ix)
        return a->patch_ix < b->patch_ix ? -1 : 1;
    if (a->first_day != b->first_day)
        return a->first_day < b->first_day ? -1 : 1;
    return (a->post_ix > b->post_ix) - (a->post_ix < b->post_ix);
}

/* A later day: what is free by then goes to somebody, all others stay. */
static int settle_later(struct pp_caseload_ask *later, const struct pp_caseload_ask *ask,
                        struct caseload_time *time, struct leads *leads, struct pp_roster *roster,
                        struct pp_error *reterr) {
    struct pp_caseload_ask stood = *later;
    stood.now = ask->now;
    stood.n_now = ask->n_now;
    int rc = ask->only_freed ? take_back(&stood, leads, reterr) : 0;
    PP_AUTO_FREE struct pp_lead *now =
        pp_alloc_array((size_t)leads->n + 1, sizeof *now); /* set_leads() moves the rows */
    if (rc < 0 || !now)
        return rc < 0 ? rc : pp_fail_nomem(reterr);
    if (leads->n > 0)
        memcpy(now, leads->rows, (size_t)leads->n * sizeof *now);
    later->now = now;
    later->n_now = leads->n;
    return settle(later, time, false, leads, roster, reterr);
}

static int settle_later_days(const struct pp_caseload_ask *ask, struct caseload_time *time,
                             struct leads *leads, struct pp_roster *roster,
                             struct pp_error *reterr) {
    struct pp_roster_options options = *ask->options;
    options.keep_dir = NULL; /* the files of the first day stay */
    options.replan = PP_REPLAN_LEAST_CHANGE;
    int rc = 0;
    for (pp_day day = next_change(ask, ask->day); rc == 0 && day < PP_FAR_DAY;
         day = next_change(ask, day)) {
        struct pp_caseload_ask later = *ask;
        later.options = &options;
        later.day = day;
        later.only_freed = true;
        rc = settle_later(&later, ask, time, leads, roster, reterr);
    }
    return rc;
}

/* One row of two that follow on each other and say the same. */
static void join_rows(struct leads *leads) {
    int n = 0;
    for (int i = 0; i < leads->n; i++) {
        const struct pp_lead row = leads->rows[i];
        int k = n - 1;
        while (k >= 0 && leads->rows[k].patch_ix == row.patch_ix &&
               (leads->rows[k].post_ix != row.post_ix ||
                leads->rows[k].last_day != row.first_day - 1 ||
                leads->rows[k].share_milli != row.share_milli))
            k--;
        if (k >= 0 && leads->rows[k].patch_ix == row.patch_ix)
            leads->rows[k].last_day = row.last_day;
        else
            leads->rows[n++] = row;
    }
    leads->n = n;
}

int pp_caseload_build(const struct pp_caseload_ask *ask, struct pp_roster *roster,
                      struct pp_error *reterr) {
    struct leads leads = {0};
    struct caseload_time time = time_for(ask);
    int rc = copy_now(ask, &leads, reterr);
    if (rc == 0)
        rc = settle(ask, &time, true, &leads, roster, reterr);
    if (rc == 0)
        rc = settle_later_days(ask, &time, &leads, roster, reterr);
    if (leads.n > 0)
        qsort(leads.rows, (size_t)leads.n, sizeof *leads.rows, by_patch_and_day);
    join_rows(&leads);
    for (int i = 0; rc == 0 && i < leads.n; i++)
        rc = pp_roster_add_lead(roster, &leads.rows[i], reterr);
    pp_free(leads.rows);
    return rc;
}
