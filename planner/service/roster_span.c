/* The weeks of a roster that is made: those asked for, joined with those that stand. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/store/plans_in_force.h"
#include "patchplan/store/roster.h"
#include "planner/service/roster_hand.h"
#include "planner/service/roster_make.h"

enum { QUARTER_WEEKS = 13, MOST_WEEKS = 52 };

static int read_standing(struct pp_db *db, int64_t plan_id, struct pp_roster_span *span,
                         struct pp_error *reterr) {
    struct pp_roster_when when = {0};
    int rc = pp_store_roster_dates(db, plan_id, &when, reterr);
    if (rc)
        return rc == PP_E_NOTFOUND ? 0 : rc;
    span->stands = true;
    span->before_first = when.from;
    span->before_last = when.from + 7 * when.n_weeks - 1;
    return 0;
}

static pp_day last_of(const struct pp_roster_span *span) {
    return span->first_day + 7 * span->n_weeks - 1;
}

static void put_last(struct pp_roster_span *span, pp_day last_day) {
    span->n_weeks = (last_day + 1 - span->first_day) / 7;
    if (span->n_weeks > MOST_WEEKS) { /* the oldest weeks are history */
        span->first_day += 7 * (span->n_weeks - MOST_WEEKS);
        span->n_weeks = MOST_WEEKS;
    }
}

/* What was asked for; without a day what stands, or what is left of it; else a quarter from this week on. */
static void take_asked(const struct pp_roster_request *request, struct pp_roster_span *span) {
    pp_day this_week = pp_calendar_monday(request->today);
    bool again = request->from == PP_PAST_DAY && span->stands && span->before_last >= this_week;
    span->weeks = again                          ? PP_WEEKS_STANDING
                  : request->from == PP_PAST_DAY ? PP_WEEKS_FROM_NOW
                                                 : PP_WEEKS_ASKED;
    span->first_day =
        pp_calendar_monday(request->from == PP_PAST_DAY ? request->today : request->from);
    if (again)
        span->first_day = span->before_first > this_week ? span->before_first : this_week;
    span->n_weeks = request->n_weeks ? request->n_weeks : QUARTER_WEEKS;
    if (again && !request->n_weeks)
        put_last(span, span->before_last);
    if (span->stands && request->n_team_names && last_of(span) > span->before_last &&
        span->first_day <= span->before_last) /* the other teams have no weeks after it */
        put_last(span, span->before_last);
    span->from = span->first_day;
}

/* ---- what is refused ---- */

struct said {
    char asked[40], first[40], last[40], next[11], this_week[11];
};

static struct said words_of(const struct pp_roster_request *request,
                            const struct pp_roster_span *span) {
    struct said said;
    pp_day_long(span->from, said.asked, sizeof said.asked);
    pp_day_long(span->before_first, said.first, sizeof said.first);
    pp_day_long(span->before_last, said.last, sizeof said.last);
    pp_day_iso(span->before_last + 1, said.next);
    pp_day_iso(pp_calendar_monday(request->today), said.this_week);
    return said;
}

static int refuse_past(const struct pp_roster_request *request, const struct pp_roster_span *span,
                       struct pp_error *reterr) {
    const struct said said = words_of(request, span);
    return pp_fail(reterr, PP_E_USAGE,
                   "%s is before this week, and the plan is in force: what has been cannot be "
                   "planned again. Say --from %s, or --replace to make the whole roster anew",
                   said.asked, said.this_week);
}

/* Weeks that do not touch what stands, while some of that is still to come. */
static int refuse_gap(const struct pp_roster_request *request, const struct pp_roster_span *span,
                      struct pp_error *reterr) {
    const struct said said = words_of(request, span);
    return pp_fail(reterr, PP_E_USAGE,
                   "%d weeks from %s do not join on to the roster that stands, from %s to %s, and "
                   "would take it away. Say --from %s for the weeks after it, or --replace to give "
                   "it up",
                   span->n_weeks, said.asked, said.first, said.last, said.next);
}

/* Weeks that the other teams would not have. */
static int refuse_alone(const struct pp_roster_request *request, const struct pp_roster_span *span,
                        struct pp_error *reterr) {
    const struct said said = words_of(request, span);
    return pp_fail(reterr, PP_E_USAGE,
                   "weeks from %s are not of the roster that stands, from %s to %s: they are made "
                   "for all teams at once. Leave out --teams",
                   said.asked, said.first, said.last);
}

static int refuse_shorter(struct pp_db *db, int64_t plan_id, const struct pp_roster_span *span,
                          struct pp_error *reterr) {
    int64_t n = 0;
    char last[40];
    pp_day_long(last_of(span), last, sizeof last);
    int rc = pp_store_roster_count_published(db, plan_id, last_of(span) + 1, span->before_last, &n,
                                             reterr);
    if (rc || n == 0)
        return rc;
    return pp_fail(reterr, PP_E_USAGE,
                   "a roster that ends on %s would lose %lld drop-ins and meetings after it that "
                   "are published. Say --weeks %d, or --replace to give them up",
                   last, (long long)n, (int)(span->before_last + 1 - span->from) / 7);
}

bool pp_roster_plan_in_force(struct pp_db *db, int64_t plan_id) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_error ignored;
    struct pp_plan_serving *rows = NULL;
    size_t n = 0;
    bool serves = false;
    if (pp_store_plans_in_force(db, pp_day_today(), &arena, &rows, &n, &ignored) != 0)
        return false;
    for (size_t i = 0; i < n; i++)
        serves = serves || rows[i].plan_id == plan_id;
    return serves;
}

/* ---- joined ---- */

static int join(struct pp_db *db, int64_t plan_id, const struct pp_roster_request *request,
                struct pp_roster_span *span, struct pp_error *reterr) {
    pp_day last = last_of(span);
    bool touches = span->from <= span->before_last + 1 && last >= span->before_first - 1;
    if (span->from < pp_calendar_monday(request->today) && pp_roster_plan_in_force(db, plan_id))
        return refuse_past(request, span, reterr);
    if (!touches && span->before_last < request->today)
        return 0; /* over long ago */
    if (!touches)
        return refuse_gap(request, span, reterr);
    if (request->n_team_names &&
        (span->from < span->before_first || span->from > span->before_last))
        return refuse_alone(request, span, reterr);
    if (span->from == span->before_first && last < span->before_last && !request->n_team_names)
        return refuse_shorter(db, plan_id, span, reterr);
    if (span->before_first < span->first_day)
        span->first_day = span->before_first;
    put_last(span, last > span->before_last ? last : span->before_last);
    return 0;
}

int pp_roster_span_asked(struct pp_db *db, int64_t plan_id, const struct pp_roster_request *request,
                         struct pp_roster_span *ret_span, struct pp_error *reterr) {
    struct pp_roster_span span = {0};
    int rc = read_standing(db, plan_id, &span, reterr);
    if (rc)
        return rc;
    if (request->replace && request->n_team_names)
        return pp_fail(reterr, PP_E_USAGE,
                       "--replace makes the roster of all teams anew: leave out --teams");
    take_asked(request, &span);
    if (span.stands && !request->replace)
        rc = join(db, plan_id, request, &span, reterr);
    if (!rc)
        *ret_span = span;
    return rc;
}

int pp_roster_span_standing(struct pp_db *db, int64_t plan_id,
                            const struct pp_roster_request *request,
                            struct pp_roster_span *ret_span, struct pp_error *reterr) {
    struct pp_roster_span span = {0};
    struct pp_roster_when when = {0};
    int rc = pp_store_roster_dates(db, plan_id, &when, reterr);
    if (!rc)
        rc = read_standing(db, plan_id, &span, reterr);
    if (rc)
        return rc;
    span.from = pp_calendar_monday(request->from == PP_PAST_DAY ? request->today : request->from);
    span.first_day = span.before_first;
    put_last(&span, span.before_last);
    if (request->from != PP_PAST_DAY)
        rc = pp_roster_need_day("--from", span.from, span.before_first, span.before_last, reterr);
    if (rc)
        return rc;
    if (span.from < span.first_day || span.from > span.before_last)
        span.from = span.first_day;
    *ret_span = span;
    return 0;
}
