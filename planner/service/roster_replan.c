/* The roster again, from what stands: least change, best balance, mixed. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/service/roster_offers.h"
#include "planner/service/roster_hand.h"
#include "planner/service/roster_make.h"

enum { N_OFFERS = PP_REPLAN_MIXED };

/* The weeks of the roster that stands, made as it was made before. */
static int take_standing(struct pp_db *db, int64_t plan_id, struct pp_roster_request *request,
                         struct pp_roster_span *span, struct pp_error *reterr) {
    const char *keep_dir = request->options.keep_dir;
    int64_t max_steps = request->options.max_steps;
    int rc = pp_roster_span_standing(db, plan_id, request, span, reterr);
    if (!rc)
        rc = pp_store_roster_options(db, plan_id, &request->options, reterr);
    request->options.keep_dir = keep_dir;
    request->options.max_steps = max_steps; /* of this run, not of the one that made what stands */
    request->need_told = true;
    return rc;
}

/* ---- least change: only teams that no longer stand ---- */

/* Whose officers end, or whose rows break a rule now that they did not break when they were saved. */
static void mark_touched(const struct pp_roster_in_hand *stands, bool *touched) {
    const struct pp_roster_problem *problem = &stands->problem;
    for (int i = 0; i < stands->roster.n_leads; i++) {
        const struct pp_lead *lead = &stands->roster.leads[i];
        int team_ix = problem->patches[lead->patch_ix].team_ix;
        bool gone = lead->post_ix >= 0 && lead->last_day > problem->posts[lead->post_ix].ends;
        if (gone && problem->posts[lead->post_ix].ends < pp_calendar_last_day(&problem->calendar))
            touched[team_ix] = true;
    }
    for (int i = 0; i < stands->roster.n_breaches; i++) {
        const struct pp_breach *breach = &stands->roster.breaches[i];
        int team_ix = breach->team_ix;
        if (team_ix < 0 && breach->patch_ix >= 0)
            team_ix = problem->patches[breach->patch_ix].team_ix;
        if (team_ix >= 0 && breach->broken && pp_roster_breach_is_new(stands, breach))
            touched[team_ix] = true;
    }
}

/* Their names into the request; none: all teams are looked at. */
static int find_touched(struct pp_db *db, const struct pp_roster_in_hand *of,
                        struct pp_arena *arena, struct pp_roster_request *request,
                        struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand stands = {.plan_id = of->plan_id};
    int rc = pp_roster_hand_load(db, request->today, &stands, reterr);
    if (!rc)
        rc = pp_roster_hand_judge(&stands, reterr);
    if (rc)
        return rc;
    size_t n = (size_t)stands.problem.n_teams;
    bool *touched = pp_arena_alloc(arena, n + 1);
    const char **names = pp_arena_alloc(arena, (n + 1) * sizeof *names);
    if (!touched || !names)
        return pp_fail_nomem(reterr);
    mark_touched(&stands, touched);
    for (size_t t = 0; t < n; t++) {
        if (!touched[t])
            continue;
        names[request->n_team_names] = pp_arena_strdup(arena, stands.problem.team_names[t]);
        if (!names[request->n_team_names++])
            return pp_fail_nomem(reterr);
    }
    request->team_names = names;
    return 0;
}

/* One of the offers; the caller owns it also on failure. */
static int make_offer(struct pp_db *db, const struct pp_roster_request *request,
                      const struct pp_roster_span *span, enum pp_replan offer,
                      struct pp_roster_in_hand *made, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_roster_request wanted = *request;
    int rc = 0;
    if (offer == PP_REPLAN_LEAST_CHANGE && wanted.n_team_names == 0)
        rc = find_touched(db, made, &arena, &wanted, reterr);
    if (!rc)
        rc = pp_roster_make_problem(db, &wanted, span, made, reterr);
    return rc ? rc : pp_roster_make(db, &wanted, span, offer, made, reterr);
}

/* ---- three offers in order ---- */

/* Does the one pay for better balance with changes, and not the other way round? */
static bool is_between(const struct pp_offer_figures *fewer, const struct pp_offer_figures *more) {
    return fewer->n_homes <= more->n_homes && fewer->n_sessions <= more->n_sessions &&
           more->spread <= fewer->spread + 1e-9;
}

static void drop_offer(struct pp_roster_in_hand offers[N_OFFERS], int at, int *n) {
    pp_roster_in_hand_done(&offers[at]);
    for (int i = at; i + 1 < *n; i++)
        offers[i] = offers[i + 1];
    offers[--*n] = (struct pp_roster_in_hand){0};
}

/* Least change, best balance, mixed: one that another betters in everything is none. By the figures of the one team that
 * was asked for, else of all. */
static int keep_ordered(const struct pp_roster_request *request,
                        struct pp_roster_in_hand offers[N_OFFERS], int *n,
                        struct pp_error *reterr) {
    enum { LEAST, BEST, MIXED };
    const char *team = request->n_team_names == 1 ? request->team_names[0] : NULL;
    struct pp_offer_figures of[N_OFFERS];
    for (int i = 0; i < N_OFFERS; i++) {
        int rc = pp_service_offer_figures(&offers[i], team, &of[i], reterr);
        if (rc)
            return rc;
    }
    bool best_stands = is_between(&of[LEAST], &of[BEST]);
    if (!is_between(&of[LEAST], &of[MIXED]) || (best_stands && !is_between(&of[MIXED], &of[BEST])))
        drop_offer(offers, MIXED, n);
    if (!best_stands)
        drop_offer(offers, BEST, n);
    return 0;
}

int pp_service_roster_replan(struct pp_db *db, const struct pp_roster_request *request,
                             enum pp_replan offer, struct pp_roster_in_hand ret_offers[3],
                             int *ret_n, struct pp_error *reterr) {
    struct pp_roster_in_hand offers[N_OFFERS] = {{0}};
    struct pp_roster_request again = *request;
    struct pp_roster_span span = {0};
    int n = offer ? 1 : N_OFFERS;
    int rc = pp_roster_hand_open_about(db,
                                       &(struct pp_hand_about){.plan_name = request->plan_name,
                                                               .teams = request->team_names,
                                                               .n_teams = request->n_team_names,
                                                               .today = request->today},
                                       &offers[0], reterr);
    if (!rc)
        rc = take_standing(db, offers[0].plan_id, &again, &span, reterr);
    for (int i = 0; !rc && i < n; i++) {
        offers[i].plan_id = offers[0].plan_id;
        offers[i].choice = offers[0].choice;
        offers[i].seen_audit_id = offers[0].seen_audit_id;
        offers[i].opened_s = i == 0 ? offers[0].opened_s : pp_clock_s();
        rc = make_offer(db, &again, &span, offer ? offer : (enum pp_replan)(i + 1), &offers[i],
                        reterr);
    }
    if (!rc && offer)
        rc = pp_roster_make_keep(db, &again, "replan", &offers[0], reterr);
    if (!rc && !offer)
        rc = keep_ordered(request, offers, &n, reterr);
    for (int i = 0; i < N_OFFERS && rc; i++)
        pp_roster_in_hand_done(&offers[i]);
    if (rc)
        return rc;
    memcpy(ret_offers, offers, sizeof offers);
    *ret_n = n;
    return 0;
}
