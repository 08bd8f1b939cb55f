/* The roster again, from what stands: least change, best balance, mixed. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/service/roster_hand.h"
#include "planner/service/roster_make.h"

enum { N_OFFERS = 3 };

/* The weeks of the roster that stands, or those from a day on to its end. */
static int take_dates(struct pp_db *db, int64_t plan_id, struct pp_roster_request *request,
                      struct pp_error *reterr) {
    struct pp_roster_when when = {.today = request->today};
    const char *keep_dir = request->options.keep_dir;
    int rc = pp_store_roster_dates(db, plan_id, &when, reterr);
    if (!rc)
        rc = pp_store_roster_options(db, plan_id, &request->options, reterr);
    if (rc)
        return rc;
    request->options.keep_dir = keep_dir;
    pp_day from = request->from == PP_PAST_DAY ? when.from : pp_calendar_monday(request->from);
    pp_day end = when.from + 7 * when.n_weeks;
    if (from < when.from || from >= end)
        from = when.from;
    request->from = from;
    request->n_weeks = (end - from) / 7;
    request->anchor = when.anchor;
    request->need_told = true;
    return 0;
}

/* One of the offers; the caller owns it also on failure. */
static int make_offer(struct pp_db *db, const struct pp_roster_request *request, int offer,
                      struct pp_roster_in_hand *made, struct pp_error *reterr) {
    int rc = pp_roster_make_problem(db, request, made, reterr);
    return rc ? rc : pp_roster_make(db, request, offer, made, reterr);
}

int pp_service_roster_replan(struct pp_db *db, const struct pp_roster_request *request, int offer,
                             struct pp_roster_in_hand ret_offers[3], int *ret_n,
                             struct pp_error *reterr) {
    struct pp_roster_in_hand offers[N_OFFERS] = {{0}};
    struct pp_roster_request again = *request;
    double started_s = pp_clock_s();
    int n = offer ? 1 : N_OFFERS;
    int rc = pp_roster_hand_open(db, request->plan_name, &offers[0], reterr);
    if (!rc)
        rc = take_dates(db, offers[0].plan_id, &again, reterr);
    again.time_limit_s = request->time_limit_s / n;
    for (int i = 0; !rc && i < n; i++) {
        offers[i].plan_id = offers[0].plan_id;
        offers[i].choice = offers[0].choice;
        rc = make_offer(db, &again, offer ? offer : i + 1, &offers[i], reterr);
    }
    if (!rc && offer)
        rc = pp_roster_make_keep(db, &again, started_s, "replan", &offers[0], reterr);
    for (int i = 0; i < N_OFFERS && rc; i++)
        pp_roster_in_hand_done(&offers[i]);
    if (rc)
        return rc;
    memcpy(ret_offers, offers, sizeof offers);
    *ret_n = n;
    return 0;
}
