/* The two-week timetable as dated sessions: Easter, leave, closed days, what is published, meetings of tenants, and
 * the clock changes. Every rule is asked of the sessions by code of this file. */
#include "tests/tap.h"
#include "tests/unit/roster/small_town.h"

#include "patchplan/core/rng.h"
#include "patchplan/roster/dropins.h"

static struct pp_error err;

enum { N_SERIES = sizeof town_timetable / sizeof *town_timetable };

struct made {
    struct small_town town;
    struct pp_roster roster;
};

static void begin(struct made *made) {
    small_town(&made->town);
    memset(&made->roster, 0, sizeof made->roster);
    town_add_leads(&made->roster);
}

static void end(struct made *made) {
    pp_roster_done(&made->roster);
    pp_roster_problem_done(&made->town.problem);
}

static uint64_t parted; /* what North has of Middle Hall; 0 = all */

static void expand(struct made *made) {
    struct pp_timetable_session sessions[N_SERIES];
    struct pp_timetable timetable = {.sessions = sessions};
    uint64_t open[TOWN_N_VENUES];
    int near[TOWN_N_PATCHES] = {0};
    for (int team_ix = 0; team_ix < 2; team_ix++) {
        timetable.n_sessions = 0;
        for (int v = 0; v < TOWN_N_VENUES; v++)
            open[v] = parted && team_ix == 0 && v == TOWN_V2 ? parted : made->town.venues[v].open;
        for (int s = 0; s < N_SERIES; s++)
            if (town_timetable[s].team_ix == team_ix)
                sessions[timetable.n_sessions++] = (struct pp_timetable_session){
                    town_timetable[s].venue_ix,
                    pp_slot(town_timetable[s].week, town_timetable[s].weekday, PP_HALF_AM),
                    town_timetable[s].posts,
                    2,
                    town_timetable[s].patches,
                    town_timetable[s].n_patches};
        struct pp_dropins_ask ask = {.problem = &made->town.problem,
                                     .with_leads = &made->roster,
                                     .team_ix = team_ix,
                                     .open = open,
                                     .near_of_patch = near};
        town_must(pp_dropins_expand(&ask, &timetable, &made->roster, &err), &err);
    }
}

static const struct pp_session *find(const struct pp_roster *roster, const char *series,
                                     pp_day base) {
    for (int s = 0; s < roster->n_sessions; s++) {
        const struct pp_session *session = &roster->sessions[s];
        pp_day day = session->was_day != PP_PAST_DAY ? session->was_day : session->day;
        if (!strcmp(session->series, series) && day == base)
            return session;
    }
    return NULL;
}

static bool goes(const struct pp_session *session, int post_ix) {
    for (int i = 0; session && i < session->n_posts; i++)
        if (session->posts[i] == post_ix)
            return true;
    return false;
}

/* ---- the rules ---- */

static bool staffed(const struct pp_roster_problem *problem, const struct pp_session *session) {
    if (session->kind == PP_SESSION_DROPIN && session->n_posts < 2)
        return false;
    for (int i = 0; i < session->n_posts; i++)
        if (!pp_post_works(problem, session->posts[i], session->day, session->half))
            return false;
    return session->kind == PP_SESSION_TARA ||
           (session->n_posts <= problem->venues[session->venue_ix].desks &&
            pp_venue_is_open(problem, session->venue_ix, session->day, session->half));
}

static bool clash(const struct pp_session *a, const struct pp_session *b) {
    if (a->day != b->day || a->half != b->half)
        return false;
    if (a->venue_ix == b->venue_ix && a->team_ix == b->team_ix && a->kind == b->kind)
        return true;
    for (int i = 0; i < a->n_posts; i++)
        if (goes(b, a->posts[i]))
            return true;
    return false;
}

static int evenings(const struct pp_roster *roster, int post_ix, pp_day monday) {
    int n = 0;
    for (int s = 0; s < roster->n_sessions; s++) {
        const struct pp_session *session = &roster->sessions[s];
        n += session->status != PP_SESSION_CANCELLED && session->half == PP_HALF_EVENING &&
             session->day >= monday && session->day < monday + 14 && goes(session, post_ix);
    }
    return n;
}

/* How many rules are broken; 0 is wanted. */
static int n_broken(const struct made *made) {
    const struct pp_roster_problem *problem = &made->town.problem;
    const struct pp_roster *roster = &made->roster;
    int n = 0;
    for (int s = 0; s < roster->n_sessions; s++) {
        const struct pp_session *session = &roster->sessions[s];
        if (session->status == PP_SESSION_CANCELLED)
            continue;
        n += !staffed(problem, session);
        for (int t = 0; t < s; t++)
            n += roster->sessions[t].status != PP_SESSION_CANCELLED &&
                 clash(session, &roster->sessions[t]);
    }
    for (int p = 0; p < problem->n_posts; p++)
        for (int w = 0; w < 14; w += 2)
            n += evenings(roster, p, problem->calendar.first_day + 7 * w) >
                 problem->posts[p].max_evenings;
    return n;
}

/* Each session of the timetable once in each of its weeks, under a name of its own. */
static bool each_once(const struct made *made) {
    int n = 0;
    for (int week = 0; week < made->town.problem.calendar.n_weeks; week++)
        for (int s = 0; s < N_SERIES; s++) {
            pp_day day = made->town.problem.calendar.first_day + 7 * week;
            if (pp_calendar_week(&made->town.problem.calendar, day) != town_timetable[s].week)
                continue;
            n++;
            if (!find(&made->roster, town_timetable[s].series, day + town_timetable[s].weekday))
                return false;
        }
    for (int s = 0; s < made->roster.n_sessions; s++)
        n -= made->roster.sessions[s].kind == PP_SESSION_DROPIN;
    return n == 0;
}

/* ---- the cases ---- */

static void test_easter(void) {
    struct made made;
    begin(&made);
    expand(&made);
    ok(each_once(&made), "every drop-in of the timetable in every one of its weeks, by its name");
    is_int(n_broken(&made), 0, "no rule is broken");
    const struct pp_session *friday = find(&made.roster, "V02-B5am-South", town_day(3, 26));
    ok(friday && friday->day == town_day(3, 25) && friday->half == PP_HALF_AM,
       "the drop-in of Good Friday 2027 is the day before");
    ok(friday && friday->was_day == town_day(3, 26) && friday->was_half == PP_HALF_AM &&
           friday->was_venue_ix == TOWN_V2 && friday->status == PP_SESSION_DRAFT,
       "and says where the timetable had it");
    const struct pp_session *monday = find(&made.roster, "V02-A1am-North", town_day(3, 29));
    ok(monday && monday->day == town_day(3, 30), "that of Easter Monday is on Tuesday");
    is_int(made.roster.n_changes >= 2, 1, "both moves are told");
    bool told = false;
    for (int i = 0; i < made.roster.n_changes; i++)
        told = told || strstr(made.roster.changes[i].text,
                              "Friday 26 March 2027 at 10am moves to Thursday 25 March 2027 at "
                              "10am, as nobody works that day");
    ok(told, "in a sentence with both days");
    bool sorted = true;
    for (int s = 1; s < made.roster.n_sessions; s++)
        sorted =
            sorted && (made.roster.sessions[s - 1].team_ix != made.roster.sessions[s].team_ix ||
                       made.roster.sessions[s - 1].day <= made.roster.sessions[s].day);
    ok(sorted, "sessions of a team are in the order of time");
    end(&made);
}

static void away(struct made *made, const struct pp_absence *absences, int n) {
    made->town.problem.absences = absences;
    made->town.problem.n_absences = n;
}

static void test_leave(void) {
    struct made made;
    begin(&made);
    pp_day day = town_day(1, 19); /* V01-A2am: Ann and Bea */
    struct pp_absence one[] = {{TOWN_ANN, day, day, -1, false, false}};
    away(&made, one, 1);
    expand(&made);
    const struct pp_session *session = find(&made.roster, "V01-A2am-North", day);
    ok(session && session->day == day && goes(session, TOWN_BEA) && goes(session, TOWN_EVE) &&
           session->n_posts == 2,
       "one on leave: the buddy stands in, the other stays, same half-day");
    is_int(n_broken(&made), 0, "no rule is broken");
    end(&made);

    begin(&made);
    struct pp_absence both[] = {{TOWN_ANN, day, day, -1, false, false},
                                {TOWN_BEA, day, day, -1, false, false}};
    away(&made, both, 2);
    expand(&made);
    session = find(&made.roster, "V01-A2am-North", day);
    ok(session && session->day == day && goes(session, TOWN_EVE) && session->n_posts == 2,
       "both on leave: the buddy and one more");
    is_int(n_broken(&made), 0, "no rule is broken then either");
    end(&made);

    begin(&made); /* all of North but Cal, who works from Wednesday noon */
    struct pp_absence all[TOWN_VACANT + 1];
    int n = 0;
    for (int o = TOWN_LEADER; o < TOWN_VACANT; o++)
        if (o != TOWN_CAL)
            all[n++] = (struct pp_absence){o, day, day + 1, -1, false, false};
    away(&made, all, n);
    expand(&made);
    session = find(&made.roster, "V01-A2am-North", day);
    ok(session && session->status != PP_SESSION_CANCELLED && session->day == day - 1 &&
           goes(session, TOWN_ANN) && goes(session, TOWN_BEA),
       "nobody there for two days: its own officers on another half-day of that week");
    is_int(n_broken(&made), 0, "and no rule is broken");
    end(&made);

    begin(&made); /* that week and the next without anyone */
    for (n = 0; n < TOWN_VACANT; n++)
        all[n] = (struct pp_absence){n, town_day(1, 18), town_day(2, 5), -1, false, false};
    away(&made, all, n);
    expand(&made);
    session = find(&made.roster, "V01-A2am-North", day);
    ok(session && session->status != PP_SESSION_CANCELLED && session->day >= day - 8 &&
           session->day < day - 1,
       "nobody that week nor the next: the week before");
    end(&made);

    begin(&made); /* four weeks without anyone */
    for (n = 0; n < TOWN_VACANT; n++)
        all[n] = (struct pp_absence){n, town_day(1, 11), town_day(2, 5), -1, false, false};
    away(&made, all, n);
    expand(&made);
    session = find(&made.roster, "V01-A2am-North", day);
    ok(session && session->status == PP_SESSION_CANCELLED && session->day == day,
       "nobody in three weeks: cancelled where it was");
    bool told = false;
    for (int i = 0; i < made.roster.n_changes; i++)
        told = told || strstr(made.roster.changes[i].text,
                              "North Library on Tuesday 19 January 2027 at 10am is cancelled");
    ok(told, "and told");
    is_int(n_broken(&made), 0, "no rule is broken by what remains");
    end(&made);
}

static void test_closed_day(void) {
    struct made made;
    begin(&made);
    const pp_day closed[] = {town_day(1, 19)};
    made.town.venues[TOWN_V1].closed = closed;
    made.town.venues[TOWN_V1].n_closed = 1;
    expand(&made);
    const struct pp_session *session = find(&made.roster, "V01-A2am-North", closed[0]);
    ok(session && session->day == closed[0] - 1 && session->venue_ix == TOWN_V1 &&
           goes(session, TOWN_ANN) && goes(session, TOWN_BEA),
       "a closed day: the nearest half-day on which both named officers work");
    is_int(n_broken(&made), 0, "no rule is broken");
    end(&made);

    begin(&made); /* a whole week shut: the week after */
    pp_day week[5];
    for (int d = 0; d < 5; d++)
        week[d] = town_day(1, 18) + d;
    made.town.venues[TOWN_V1].closed = week;
    made.town.venues[TOWN_V1].n_closed = 5;
    expand(&made);
    session = find(&made.roster, "V01-A2am-North", week[1]);
    ok(session && session->day >= week[0] + 7 && session->day < week[0] + 14,
       "a week shut: a half-day of the week after");
    is_int(n_broken(&made), 0, "no rule is broken by that");
    end(&made);
}

/* Half-days parted to another team are free on days when it does not use them. */
static void test_revived(void) {
    struct made made;
    begin(&made);
    parted = UINT64_C(1) << pp_slot(0, 0, PP_HALF_AM);
    expand(&made);
    parted = 0;
    const struct pp_session *session = find(&made.roster, "V02-A1am-North", town_day(3, 29));
    ok(session && session->status == PP_SESSION_CANCELLED, "no other half-day: cancelled");
    struct pp_change other = {.what = "session", /* the same words of another session */
                              .kind = PP_CHANGE_CANCELLED,
                              .series = "V02-A1am-South",
                              .base_day = town_day(3, 29)};
    for (int i = 0; i < made.roster.n_changes; i++)
        if (made.roster.changes[i].kind == PP_CHANGE_CANCELLED &&
            !strcmp(made.roster.changes[i].series, "V02-A1am-North"))
            other.text = made.roster.changes[i].text;
    town_must(pp_roster_add_change(&made.roster, &other, &err), &err);
    int n_changes = made.roster.n_changes;
    for (int team_ix = 0; team_ix < 2; team_ix++)
        town_must(pp_dropins_revive(&made.town.problem, team_ix, &made.roster, &err), &err);
    ok(session->status == PP_SESSION_DRAFT && session->day == town_day(3, 30) &&
           session->was_day == town_day(3, 29),
       "after all teams: a half-day that nobody uses");
    int cancelled = 0;
    for (int i = 0; i < made.roster.n_changes; i++)
        cancelled += strstr(made.roster.changes[i].text, "29 March 2027 at 10am is cancelled") != 0;
    ok(cancelled == 1 && made.roster.n_changes == n_changes,
       "told as moved, no longer as cancelled, and only this session");
    is_int(n_broken(&made), 0, "and no rule is broken");
    ok(each_once(&made), "nothing is made twice");
    end(&made);
}

/* A published session of the series on that day, moved by hand to the afternoon. */
static struct pp_kept_session published(bool frozen) {
    static const int posts[] = {TOWN_BEA, TOWN_RELIEF}, patches[] = {N1, N2};
    return (struct pp_kept_session){.session = {.session_id = 77,
                                                .series = "V01-A2am-North",
                                                .uid = "V01-A2am-North-2027-01-05",
                                                .kind = PP_SESSION_DROPIN,
                                                .day = town_day(1, 6),
                                                .half = PP_HALF_AM,
                                                .from_min = 600,
                                                .to_min = 720,
                                                .venue_ix = TOWN_V1,
                                                .team_ix = 0,
                                                .tara_ix = -1,
                                                .posts = posts,
                                                .n_posts = 2,
                                                .patches = patches,
                                                .n_patches = 2,
                                                .status = PP_SESSION_MOVED,
                                                .was_day = town_day(1, 5),
                                                .was_half = PP_HALF_AM,
                                                .was_venue_ix = TOWN_V1,
                                                .sequence = 3},
                                    .frozen = frozen};
}

static void test_kept(void) {
    struct made made;
    struct pp_kept_session kept = published(true);
    begin(&made);
    made.town.problem.kept_sessions = &kept;
    made.town.problem.n_kept_sessions = 1;
    expand(&made);
    const struct pp_session *session = find(&made.roster, "V01-A2am-North", town_day(1, 5));
    ok(session && session->session_id == 77 && session->day == town_day(1, 6) &&
           session->sequence == 3 && goes(session, TOWN_RELIEF),
       "a frozen session stays as it was published, staff too");
    ok(each_once(&made), "and is not made twice");
    is_int(n_broken(&made), 0, "no rule is broken");
    end(&made);

    struct pp_absence gone[] = {{TOWN_BEA, town_day(1, 6), town_day(1, 6), -1, true, false}};
    begin(&made);
    made.town.problem.kept_sessions = &kept;
    made.town.problem.n_kept_sessions = 1;
    away(&made, gone, 1);
    expand(&made);
    session = find(&made.roster, "V01-A2am-North", town_day(1, 5));
    ok(session && session->day == town_day(1, 6) && !goes(session, TOWN_BEA) &&
           session->n_posts == 2,
       "when one of its staff is away another comes, the half-day stays");
    is_int(made.roster.n_changes > 0 && made.roster.changes[0].session_id == 77 &&
               made.roster.changes[0].old_post_ix == TOWN_BEA,
           1, "which is told");
    end(&made);

    const pp_day closed[] = {town_day(1, 6)};
    begin(&made);
    made.town.problem.kept_sessions = &kept;
    made.town.problem.n_kept_sessions = 1;
    made.town.venues[TOWN_V1].closed = closed;
    made.town.venues[TOWN_V1].n_closed = 1;
    expand(&made);
    session = find(&made.roster, "V01-A2am-North", town_day(1, 5));
    ok(session && session->day == town_day(1, 6) && session->status == PP_SESSION_CANCELLED,
       "its venue shut: cancelled, not moved");
    kept.session.pinned = true;
    pp_roster_done(&made.roster);
    town_add_leads(&made.roster);
    expand(&made);
    session = find(&made.roster, "V01-A2am-North", town_day(1, 5));
    ok(session && session->day == town_day(1, 6) && session->status == PP_SESSION_MOVED,
       "pinned by hand: it stays whatever happens");
    end(&made);

    kept = published(false);
    begin(&made);
    made.town.problem.kept_sessions = &kept;
    made.town.problem.n_kept_sessions = 1;
    expand(&made);
    session = find(&made.roster, "V01-A2am-North", town_day(1, 5));
    ok(session && session->session_id == 77 && session->sequence == 3 &&
           session->day == town_day(1, 5),
       "what is not frozen goes by the timetable and keeps its number");
    end(&made);
}

static void test_taras(void) {
    struct made made;
    begin(&made);
    expand(&made);
    static const int first_tuesday[][2] = {{1, 5}, {2, 2}, {3, 2}},
                     last_thursday[][2] = {{1, 28}, {2, 25}, {3, 25}};
    int n = 0;
    bool led = true;
    for (int i = 0; i < 3; i++) {
        const struct pp_session *north =
            find(&made.roster, "North Tenants", town_day(first_tuesday[i][0], first_tuesday[i][1]));
        const struct pp_session *south =
            find(&made.roster, "South Tenants", town_day(last_thursday[i][0], last_thursday[i][1]));
        n += north && north->half == PP_HALF_EVENING && north->from_min == 1080;
        n += south && south->tara_ix == 1 && south->venue_ix == TOWN_V2;
        led = led && goes(north, TOWN_LEADER) && goes(south, TOWN_FAY);
    }
    is_int(n, 6, "first Tuesdays and last Thursdays of the quarter");
    ok(led, "the team leader goes; where there is none the named officer");
    for (int s = 0; s < made.roster.n_sessions; s++)
        n -= made.roster.sessions[s].kind == PP_SESSION_TARA;
    is_int(n, 0, "and no other day");
    end(&made);

    begin(&made);
    made.town.posts[TOWN_LEADER].max_evenings = 0;
    made.town.posts[TOWN_LEADER].works &= ~town_week(0, 0, 31);
    expand(&made);
    const struct pp_session *nobody = find(&made.roster, "North Tenants", town_day(2, 2));
    ok(nobody && nobody->n_posts == 0 && nobody->status != PP_SESSION_CANCELLED,
       "nobody has an evening: the meeting stands without anyone");
    int told = 0;
    for (int i = 0; i < made.roster.n_breaches; i++) {
        const struct pp_breach *breach = &made.roster.breaches[i];
        told += breach->broken && breach->rule == PP_RULE_H6 && breach->team_ix == 0 &&
                strstr(breach->text, "North Tenants") && breach->patch_ix == N2;
    }
    is_int(told, 3, "each is told as a broken rule, by name");
    ok(made.roster.n_breaches > 0 &&
           strstr(made.roster.breaches[1].text, "Tuesday 2 February 2027 at 6pm") &&
           strstr(made.roster.breaches[1].text, "max_evenings"),
       "with day, time and what to do");
    end(&made);

    struct pp_tara_group fridays = {"Friday Tenants", 4, 4, 0xfff, 1080, 1170, N1, 0, TOWN_V1};
    begin(&made);
    made.town.problem.taras = &fridays;
    made.town.problem.n_taras = 1;
    expand(&made);
    const struct pp_session *good_friday = find(&made.roster, "Friday Tenants", town_day(3, 26));
    ok(good_friday && good_friday->status == PP_SESSION_CANCELLED && good_friday->n_posts == 0,
       "a meeting on Good Friday is cancelled");
    ok(made.roster.n_breaches == 1 && !made.roster.breaches[0].broken &&
           strstr(made.roster.breaches[0].text, "Ask the group for another day"),
       "and told, with no rule broken");
    end(&made);
}

/* Clock times are those of the wall on both sides of a change. */
static void test_clock_changes(void) {
    static const int mondays[][3] = {{2027, 1, 4}, {2027, 10, 4}};
    for (int q = 0; q < 2; q++) {
        struct made made;
        begin(&made);
        made.town.problem.calendar.first_day = made.town.problem.calendar.anchor =
            pp_day_from(mondays[q][0], mondays[q][1], mondays[q][2]);
        away(&made, NULL, 0);
        made.town.posts[TOWN_HAL].starts = PP_PAST_DAY;
        expand(&made);
        bool same = true;
        for (int s = 0; s < made.roster.n_sessions; s++) {
            const struct pp_session *session = &made.roster.sessions[s];
            same = same && session->from_min == (session->kind == PP_SESSION_TARA ? 1080
                                                 : session->half == PP_HALF_AM    ? 600
                                                                                  : 840);
        }
        ok(same && each_once(&made), "clock times stay across the change of %s",
           q == 0 ? "March" : "October");
        is_int(n_broken(&made), 0, "and no rule is broken");
        end(&made);
    }
}

/* Anyone away, anything shut: what is not cancelled keeps every rule, and the same comes out twice. */
static void test_random(void) {
    struct pp_rng rng;
    pp_rng_seed(&rng, 4);
    int broken = 0, different = 0, n_cancelled = 0, n_moved = 0, lost = 0;
    for (int round = 0; round < 40; round++) {
        struct made made[2];
        struct pp_absence absences[TOWN_N_POSTS];
        pp_day closed[TOWN_N_VENUES][6];
        int n = 0;
        for (int o = 0; o < TOWN_N_POSTS; o++) {
            pp_day from = town_day(1, 4) + (pp_day)pp_rng_below(&rng, 80);
            if (pp_rng_below(&rng, 3) > 0)
                absences[n++] = (struct pp_absence){
                    o, from, from + (pp_day)pp_rng_below(&rng, 30), -1, false, false};
        }
        for (int v = 0; v < TOWN_N_VENUES; v++)
            for (int i = 0; i < 6; i++)
                closed[v][i] = town_day(1, 4) + 15 * i + (pp_day)pp_rng_below(&rng, 15);
        for (int k = 0; k < 2; k++) {
            begin(&made[k]);
            away(&made[k], absences, n);
            for (int v = 0; v < TOWN_N_VENUES; v++) {
                made[k].town.venues[v].closed = closed[v];
                made[k].town.venues[v].n_closed = 6;
            }
            expand(&made[k]);
        }
        broken += n_broken(&made[0]);
        lost += !each_once(&made[0]);
        for (int s = 0; s < made[0].roster.n_sessions; s++) {
            const struct pp_session *a = &made[0].roster.sessions[s],
                                    *b = &made[1].roster.sessions[s];
            different += a->day != b->day || a->half != b->half || a->n_posts != b->n_posts ||
                         a->status != b->status;
            n_cancelled += a->status == PP_SESSION_CANCELLED;
            n_moved += a->was_day != PP_PAST_DAY;
        }
        end(&made[0]);
        end(&made[1]);
    }
    is_int(broken, 0, "40 quarters with leave and closed days: no rule is broken");
    is_int(lost, 0, "no session is lost");
    is_int(different, 0, "and the same comes out each time");
    printf("# %d moved, %d cancelled\n", n_moved, n_cancelled);
}

int main(void) {
    test_easter();
    test_leave();
    test_closed_day();
    test_revived();
    test_kept();
    test_taras();
    test_clock_changes();
    test_random();
    return tap_done();
}
