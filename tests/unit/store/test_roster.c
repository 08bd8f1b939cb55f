/* The small town goes into a planning file as an import and a drawing would leave it; what a roster is made from
 * comes out as the town has it; its roster goes in and comes out the same, and is found again when it is replaced. */
#include <stdlib.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/db/migrate.h"
#include "patchplan/store/publication.h"
#include "patchplan/store/roster.h"
#include "tests/tap.h"
#include "tests/unit/store/town_rows.h"

static struct pp_error err;
/* From Tuesday 5 January 2027, which goes back to its Monday; today is 14 December 2026. */
static const struct pp_roster_when when = {20823, 13, PP_PAST_DAY, 20801, 4, NULL};

/* ---- the problem ---- */

static bool same_text(const char *a, const char *b) { return a && b && !strcmp(a, b); }

static void compare_posts(const struct pp_roster_problem *got,
                          const struct pp_roster_problem *town) {
    bool same = got->n_posts == town->n_posts;
    for (int o = 0; same && o < town->n_posts; o++) {
        const struct pp_post *a = &got->posts[o], *b = &town->posts[o];
        same = same_text(a->officer_id, b->officer_id) && same_text(a->name, b->name) &&
               same_text(a->public_name, b->public_name) && same_text(a->travel, b->travel) &&
               a->role == b->role && a->team_ix == b->team_ix && a->fte_milli == b->fte_milli &&
               a->caseload_pct == b->caseload_pct && a->caseload_until == b->caseload_until &&
               a->share_with_ix == b->share_with_ix && a->works == b->works &&
               a->skills == b->skills && a->lone_working == b->lone_working &&
               a->max_evenings == b->max_evenings && a->starts == b->starts && a->ends == b->ends;
        if (!same)
            printf("# post %s differs\n", b->officer_id);
    }
    ok(same, "posts, their patterns, who shares with whom");
    ok(got->posts[TOWN_BEA].languages == 1 && got->posts[TOWN_GUS].languages == 3,
       "a list of languages, whatever its case");
    same = got->n_absences == town->n_absences;
    for (int a = 0; same && a < town->n_absences; a++)
        same = got->absences[a].post_ix == town->absences[a].post_ix &&
               got->absences[a].first_day == town->absences[a].first_day &&
               got->absences[a].last_day == town->absences[a].last_day &&
               got->absences[a].part == town->absences[a].part &&
               got->absences[a].lasting == town->absences[a].lasting && !got->absences[a].unplanned;
    ok(same, "leave, merged where it overlaps or follows on");
}

static void compare_places(const struct pp_roster_problem *got,
                           const struct pp_roster_problem *town) {
    bool same = got->n_venues == town->n_venues;
    for (int v = 0; same && v < town->n_venues; v++) {
        const struct pp_roster_venue *a = &got->venues[v], *b = &town->venues[v];
        same = same_text(a->venue_id, b->venue_id) && same_text(a->ward_code, b->ward_code) &&
               a->x == b->x && a->desks == b->desks && a->step_free == b->step_free &&
               a->hearing_loop == b->hearing_loop && a->by_appointment == b->by_appointment &&
               a->open == b->open && !memcmp(a->from_min, b->from_min, sizeof a->from_min) &&
               !memcmp(a->to_min, b->to_min, sizeof a->to_min) && a->hire_pence == b->hire_pence;
        if (!same)
            printf("# venue %s differs\n", b->venue_id);
    }
    ok(same, "venues and their hours");
    ok(got->venues[TOWN_V2].n_closed == 2 && got->venues[TOWN_V2].closed[0] == town_day(1, 5) &&
           got->venues[TOWN_V1].n_closed == 0,
       "single days on which a venue is closed");
    same = got->n_taras == 2;
    for (int t = 0; same && t < 2; t++) {
        const struct pp_tara_group *a = &got->taras[t], *b = &town->taras[t];
        same = same_text(a->name, b->name) && a->nth == b->nth && a->weekday == b->weekday &&
               a->months == b->months && a->from_min == b->from_min && a->to_min == b->to_min &&
               a->team_ix == b->team_ix && a->venue_ix == b->venue_ix;
    }
    ok(same && got->taras[0].patch_ix == N2 && got->taras[1].patch_ix == -1,
       "groups of tenants: patch by neighbourhood, team by it or by venue");
    ok(got->calendar.n_holidays == 4 && got->calendar.holidays[3] == town_day(5, 3) &&
           got->calendar.first_day == town_day(1, 4) && got->calendar.anchor == town_day(1, 4),
       "holidays of the country and closures, in order");
}

static bool same_counts(const struct pp_patch_count *a, int n_a, const struct pp_patch_count *b,
                        int n_b) {
    return n_a == n_b && !memcmp(a, b, (size_t)n_a * sizeof *a);
}

static void compare_homes(const struct pp_roster_problem *got,
                          const struct pp_roster_problem *town) {
    bool same = got->n_patches == town->n_patches;
    for (int p = 0; same && p < town->n_patches; p++) {
        const struct pp_roster_patch *a = &got->patches[p], *b = &town->patches[p];
        same = same_text(a->name, b->name) && a->team_ix == b->team_ix &&
               a->ward_ix == b->ward_ix && a->x == b->x && a->y == b->y &&
               a->share_milli == b->share_milli && a->weight_milli == b->weight_milli &&
               a->n_homes == b->n_homes;
    }
    ok(same, "patches");
    ok(got->patches[N1].drawn_lead_ix == TOWN_ANN && got->patches[N1].drawn_sharer_ix == -1 &&
           got->patches[N2].drawn_lead_ix == TOWN_BEA &&
           got->patches[N2].drawn_sharer_ix == TOWN_CAL && got->patches[N3].drawn_lead_ix == -1,
       "and who leads them as they were drawn");
    same = got->n_homes == town->n_homes;
    for (int h = 0; same && h < town->n_homes; h++) {
        const struct pp_roster_home *a = &got->homes[h], *b = &town->homes[h];
        same = a->home_id == b->home_id && a->patch_ix == b->patch_ix &&
               a->street_ix == b->street_ix && a->last_visit == b->last_visit &&
               a->not_before == b->not_before && a->state == b->state &&
               a->n_no_access == b->n_no_access && a->two_person == b->two_person;
        if (!same)
            printf("# home %d differs\n", h);
    }
    ok(same, "homes with their visits; one that has ended is left out");
    ok(got->n_groups == town->n_groups && got->groups[0].n_homes == 10, "homes by place");
    ok(same_counts(got->kept, got->n_kept, town->kept, town->n_kept), "who has whose homes today");
    ok(same_counts(got->needs, got->n_needs, town->needs, town->n_needs) &&
           same_counts(got->speaks, got->n_speaks, town->speaks, town->n_speaks),
       "skills and languages needed");
    ok(got->n_skills == 2 && same_text(got->skill_names[0], "asb") && got->n_languages == 2 &&
           same_text(got->language_names[1], "Somali"),
       "by name");
}

static void test_problem(struct pp_db *db, const struct pp_roster_problem *town) {
    struct pp_roster_problem got = {0};
    struct pp_roster_when wrong = when;
    if (!ok(pp_store_roster_problem(db, 1, &when, &got, &err) == 0, "read"))
        printf("# %s\n", err.message);
    ok(same_text(got.plan_name, "draft") && got.max_milli == 300000 && got.today == when.today &&
           got.n_teams == 2 && same_text(got.team_names[0], "North") && got.n_wards == 2,
       "the plan, its teams and wards");
    compare_posts(&got, town);
    compare_places(&got, town);
    compare_homes(&got, town);
    ok(got.work_minutes_of_patch[N1] == 0 && got.work_of_team[0].patch_officer == 0,
       "no work where none was recorded");
    pp_roster_problem_done(&got);
    wrong.n_weeks = 99;
    is_int(pp_store_roster_problem(db, 1, &wrong, &got, &err), PP_E_INPUT, "99 weeks are too many");
    is_int(pp_store_roster_problem(db, 7, &when, &got, &err), PP_E_NOTFOUND, "no such plan");
}

/* ---- the roster ---- */

static bool same_session(const struct pp_session *a, const struct pp_session *b) {
    bool same = same_text(a->series, b->series) && a->kind == b->kind && a->day == b->day &&
                a->half == b->half && a->from_min == b->from_min && a->to_min == b->to_min &&
                a->venue_ix == b->venue_ix && a->team_ix == b->team_ix &&
                a->tara_ix == b->tara_ix && a->was_day == b->was_day &&
                a->was_half == b->was_half && a->was_venue_ix == b->was_venue_ix &&
                a->pinned == b->pinned && a->n_posts == b->n_posts && a->n_patches == b->n_patches;
    return same && !memcmp(a->posts, b->posts, (size_t)a->n_posts * sizeof(int)) &&
           !memcmp(a->patches, b->patches, (size_t)a->n_patches * sizeof(int));
}

static const struct pp_session *find_session(const struct pp_roster *roster, const char *series,
                                             pp_day day) {
    for (int s = 0; s < roster->n_sessions; s++)
        if (!strcmp(roster->sessions[s].series, series) && roster->sessions[s].day == day)
            return &roster->sessions[s];
    return NULL;
}

static void compare_roster(const struct pp_roster *got, const struct pp_roster *made) {
    bool same = got->n_leads == made->n_leads;
    for (int i = 0; same && i < made->n_leads; i++)
        same = got->leads[i].patch_ix == made->leads[i].patch_ix &&
               got->leads[i].post_ix == made->leads[i].post_ix &&
               got->leads[i].shares == made->leads[i].shares &&
               got->leads[i].share_milli == made->leads[i].share_milli &&
               got->leads[i].first_day == made->leads[i].first_day &&
               got->leads[i].last_day == made->leads[i].last_day;
    ok(same, "leads");
    same = got->n_covers == made->n_covers && got->n_buddies == made->n_buddies;
    for (int i = 0; same && i < made->n_covers; i++)
        same = got->covers[i].day == made->covers[i].day &&
               got->covers[i].half == made->covers[i].half &&
               got->covers[i].patch_ix == made->covers[i].patch_ix &&
               got->covers[i].absent_post_ix == made->covers[i].absent_post_ix &&
               got->covers[i].cover_post_ix == made->covers[i].cover_post_ix &&
               same_text(got->covers[i].reason, made->covers[i].reason);
    ok(same && got->buddies[3].post_ix == TOWN_DEV, "who stands in, and buddies");
    same = got->n_visits == made->n_visits;
    for (int i = 0; same && i < made->n_visits; i++)
        same = got->visits[i].home_id == made->visits[i].home_id &&
               got->visits[i].post_ix == made->visits[i].post_ix &&
               got->visits[i].second_post_ix == made->visits[i].second_post_ix &&
               got->visits[i].week_start == made->visits[i].week_start &&
               got->visits[i].two_officers == made->visits[i].two_officers &&
               got->visits[i].state == made->visits[i].state;
    ok(same, "a visit for every home");
    same = got->n_sessions == made->n_sessions;
    for (int i = 0; same && i < made->n_sessions; i++) {
        const struct pp_session *want = &made->sessions[i];
        const struct pp_session *session = find_session(got, want->series, want->day);
        same = session && same_session(session, want) && session->session_id > 0;
    }
    ok(same, "sessions, wherever they were moved");
}

static bool same_measures(const struct pp_team_measures *a, const struct pp_team_measures *b) {
    return a->team_ix == b->team_ix && a->least_per_fte == b->least_per_fte &&
           a->most_per_fte == b->most_per_fte && a->share_inside == b->share_inside &&
           a->n_homes == b->n_homes && a->n_keeping_officer == b->n_keeping_officer &&
           a->n_in_reach == b->n_in_reach && a->n_in_reach_own == b->n_in_reach_own &&
           a->worst_ward_ix == b->worst_ward_ix && a->worst_ward_share == b->worst_ward_share &&
           a->n_sessions == b->n_sessions && a->hire_pounds == b->hire_pounds;
}

static void compare_figures(const struct pp_roster *got, const struct pp_roster *made) {
    bool same = got->n_hours == made->n_hours && got->n_roles == 1 && got->n_levels == 2;
    for (int i = 0; same && i < made->n_hours; i++)
        same = got->hours[i].post_ix == made->hours[i].post_ix &&
               /* the numbers behind it stand side by side */
               !memcmp(&got->hours[i].available, &made->hours[i].available, 7 * sizeof(double));
    ok(same && got->roles[0].fte == 0.625, "hours, and posts needed");
    ok(got->levels[0].bound == 40 && got->levels[0].proven && isnan(got->levels[1].bound) &&
           got->levels[1].team_ix == 1 && got->levels[1].value == 1230.5,
       "level by level, a bound where there is one");
    same = got->n_measures == made->n_measures;
    for (int i = 0; same && i < made->n_measures; i++)
        same = same_measures(&got->measures[i], &made->measures[i]);
    ok(same, "measures of all and of each team");
    ok(got->n_breaches == 1 && got->breaches[0].rule == PP_RULE_H5 && got->breaches[0].broken &&
           got->breaches[0].patch_ix == S2 && got->breaches[0].team_ix == 1 &&
           got->breaches[0].venue_ix == TOWN_V2 && got->breaches[0].day == town_day(2, 3) &&
           got->breaches[0].half == PP_HALF_PM && got->breaches[0].n_homes == 40 &&
           same_text(got->breaches[0].fix, "patchplan roster show S2"),
       "a broken rule, with what it is about");
    ok(got->n_changes == 1 && same_text(got->changes[0].what, "lead") &&
           got->changes[0].new_post_ix == TOWN_HAL && got->changes[0].old_post_ix == -1,
       "a change");
}

static void add_words(struct pp_roster *roster) {
    struct pp_breach breach = pp_breach_of(PP_RULE_H5, "Gus Gorse does not work then.");
    breach.broken = true;
    breach.patch_ix = S2;
    breach.team_ix = 1;
    breach.venue_ix = TOWN_V2;
    breach.day = town_day(2, 3);
    breach.half = PP_HALF_PM;
    breach.n_homes = 40;
    breach.fix = "patchplan roster show S2";
    town_must(pp_roster_add_breach(roster, &breach, &err), &err);
    struct pp_change change = {.what = "lead",
                               .patch_ix = S1,
                               .old_post_ix = -1,
                               .new_post_ix = TOWN_HAL,
                               .n_homes = 40,
                               .text = "S1: Hal Hazel"};
    town_must(pp_roster_add_change(roster, &change, &err), &err);
}

static int save(struct pp_db *db, const struct pp_roster_problem *town,
                const struct pp_roster *roster) {
    struct pp_roster_options options;
    pp_roster_options_default(&options);
    options.take_up = 0.5;
    options.need_pct = 25;
    const struct pp_roster_saving saving = {town, &options, roster, "tester", 1.5};
    int rc = pp_store_roster_save(db, 1, &saving, &err);
    if (rc)
        printf("# %s\n", err.message);
    return rc;
}

static int64_t count(struct pp_db *db, const char *sql) {
    int64_t n = -1;
    if (pp_db_query_int(db, sql, -1, &n, &err) != 0)
        printf("# %s\n", err.message);
    return n;
}

static void test_round_trip(struct pp_db *db, const struct pp_roster_problem *town) {
    struct pp_roster made, got = {0};
    struct pp_roster_options options;
    struct pp_roster_when dates = {0, 0, 0, 5, 6, "x"};
    struct pp_arena arena = {0};
    const char *const *refs = NULL;
    is_int(pp_store_roster_load(db, 1, town, &got, &err), PP_E_NOTFOUND, "no roster yet");
    ok(strstr(err.message, "patchplan roster build --plan draft"), "and how to make one");
    small_town_roster(town, &made);
    add_words(&made);
    is_int(save(db, town, &made), 0, "saved");
    is_int(pp_store_roster_load(db, 1, town, &got, &err), 0, "loaded");
    ok(got.outcome == PP_OUTCOME_FEASIBLE, "its outcome");
    compare_roster(&got, &made);
    compare_figures(&got, &made);
    is_int(pp_store_roster_options(db, 1, &options, &err), 0, "its options");
    ok(options.take_up == 0.5 && options.need_pct == 25 && options.reach_m == 1500, "as they were");
    ok(pp_store_roster_dates(db, 1, &dates, &err) == 0 && dates.from == town_day(1, 4) &&
           dates.n_weeks == 13 && dates.anchor == town_day(1, 4) && dates.frozen_weeks == 6,
       "its dates");
    ok(pp_store_roster_refs(db, &got, &arena, &refs, &err) == 0 && same_text(refs[0], "R000") &&
           same_text(refs[319], "R319"),
       "the homes of its visits by property_ref");
    is_int(count(db, "SELECT count(*) FROM plan_lead WHERE last_day = '2027-01-03' AND first_day = "
                     "'0001-01-01'"),
           3, "who led as it was drawn ends the day before");
    pp_arena_done(&arena);
    pp_roster_done(&got);
    pp_roster_done(&made);
}

static struct pp_session *session_at(struct pp_roster *roster, const char *series, pp_day day) {
    for (int s = 0; s < roster->n_sessions; s++)
        if (!strcmp(roster->sessions[s].series, series) && roster->sessions[s].day == day)
            return &roster->sessions[s];
    return NULL;
}

/* Published; then made anew: one elsewhere, one with others, one given up. */
static void test_replace(struct pp_db *db, const struct pp_roster_problem *town) {
    struct pp_roster before = {0}, made, after = {0};
    static const int others[] = {TOWN_ANN, TOWN_EVE};
    int64_t south = 1, publication = 0;
    struct pp_scope scope = {.team_ids = &south, .n_teams = 1};
    is_int(pp_store_publication_add(db, 1, town_day(1, 4), "x", &scope, &publication, &err), 0,
           "one team is published");
    is_int(count(db, "SELECT count(*) FROM session WHERE (status = 'published') <> (team_id = 1)"),
           0, "and its sessions with it");
    is_int(pp_store_roster_publish(db, 1, 0, &err), 0, "then all of them");
    is_int(pp_store_roster_load(db, 1, town, &before, &err), 0, "loaded");
    ok(before.sessions[0].status == PP_SESSION_PUBLISHED, "drafts are published");
    small_town_roster(town, &made);
    struct pp_session *elsewhere = session_at(&made, "V01-A2am-North", town_day(1, 19));
    struct pp_session *staffed = session_at(&made, "V01-A2am-North", town_day(2, 2));
    elsewhere->day += 1;
    elsewhere->was_day = town_day(1, 19);
    elsewhere->was_half = PP_HALF_AM;
    elsewhere->was_venue_ix = TOWN_V1;
    staffed->posts = others;
    made.sessions[--made.n_sessions].day = 0; /* the meeting of 25 March */
    is_int(save(db, town, &made), 0, "saved in its place");
    is_int(pp_store_roster_load(db, 1, town, &after, &err), 0, "loaded again");
    is_int(after.n_sessions, before.n_sessions, "as many sessions, the one given up is kept");
    int n_same = 0;
    for (int s = 0; s < before.n_sessions; s++)
        for (int t = 0; t < after.n_sessions; t++)
            n_same += before.sessions[s].session_id == after.sessions[t].session_id &&
                      same_text(before.sessions[s].uid, after.sessions[t].uid);
    is_int(n_same, before.n_sessions, "all with the numbers and names they had");
    const struct pp_session *moved = find_session(&after, "V01-A2am-North", town_day(1, 20));
    ok(moved && moved->status == PP_SESSION_MOVED && moved->sequence == 1 &&
           moved->was_day == town_day(1, 19) && same_text(moved->uid, "V01-A2am-North-2027-01-19"),
       "moved, told once, still the one of the 19th");
    const struct pp_session *other = find_session(&after, "V01-A2am-North", town_day(2, 2));
    ok(other && other->status == PP_SESSION_PUBLISHED && other->sequence == 1 &&
           other->posts[1] == TOWN_EVE,
       "others staff it: told too");
    const struct pp_session *gone = find_session(&after, "South Tenants", town_day(3, 25));
    ok(gone && gone->status == PP_SESSION_CANCELLED && gone->sequence == 1 && gone->n_posts == 1,
       "given up: cancelled");
    const struct pp_session *as_it_was = find_session(&after, "V01-A2am-North", town_day(1, 5));
    ok(as_it_was && as_it_was->sequence == 0 && as_it_was->status == PP_SESSION_PUBLISHED,
       "what has not changed is not told");
    is_int(save(db, town, &made), 0, "saved once more");
    is_int(count(db, "SELECT max(sequence) FROM session"), 1, "and nothing is told twice");
    pp_roster_done(&before);
    pp_roster_done(&after);
    pp_roster_done(&made);
}

/* What stands is part of the next question. */
static void test_kept(struct pp_db *db) {
    struct pp_roster_problem problem = {0};
    struct pp_roster_when soon = when;
    soon.today = town_day(1, 12);
    is_int(pp_store_roster_pin(db, 1, "N3", "O06", &err), 0, "an officer is fixed to a patch");
    is_int(pp_store_roster_problem(db, 1, &soon, &problem, &err), 0, "read with what stands");
    bool after = problem.n_kept_sessions > 10, frozen = true;
    for (int i = 0; i < problem.n_kept_sessions; i++) {
        const struct pp_kept_session *kept = &problem.kept_sessions[i];
        after = after && kept->session.day >= soon.today &&
                kept->session.status != PP_SESSION_CANCELLED && kept->session.n_posts > 0;
        frozen = frozen && kept->frozen == (kept->session.day < town_day(2, 9));
    }
    ok(after && frozen, "published sessions from today on; those of four weeks stay");
    ok(problem.n_pins == 1 && problem.pins[0].patch_ix == N3 && problem.pins[0].post_ix == TOWN_DEV,
       "and pins");
    pp_roster_problem_done(&problem);
    is_int(pp_store_roster_pin(db, 1, "N3", NULL, &err), 0, "the pin is taken off");
    is_int(count(db, "SELECT count(*) FROM roster_pin"), 0, "and gone");
    is_int(pp_store_roster_pin(db, 1, "N33", "O06", &err), PP_E_NOTFOUND, "no such patch");
    is_int(pp_store_roster_pin(db, 1, "N3", "O66", &err), PP_E_NOTFOUND, "no such officer");
    printf("# %s\n", err.message);
}

static int found(struct pp_db *db, const char *property_ref, pp_day day, const char *state,
                 int minutes) {
    struct pp_visit_found visit = {0, day, state, minutes};
    int rc = pp_store_visit_home(db, property_ref, &visit.home_id, &err);
    return rc ? rc : pp_store_visit_record(db, &visit, NULL, &err);
}

static void test_records(struct pp_db *db) {
    struct pp_absence leave = {-1, town_day(1, 11), town_day(1, 12), -1, true, false};
    is_int(pp_store_roster_add_absence(db, "O03", &leave, "unplanned", &err), 0, "away");
    is_int(pp_store_roster_add_absence(db, "O03", &leave, "unplanned", &err), 0, "told again");
    is_int(count(db, "SELECT count(*) FROM leave WHERE kind = 'unplanned'"), 1, "counted once");
    leave.last_day = town_day(1, 10);
    is_int(pp_store_roster_add_absence(db, "O03", &leave, "unplanned", &err), PP_E_INPUT,
           "leave that ends before it starts");
    leave.last_day = leave.first_day;
    is_int(pp_store_roster_add_absence(db, "O3", &leave, "planned", &err), PP_E_NOTFOUND,
           "leave of nobody");
    is_int(found(db, "R007", town_day(1, 11), "no access", -1), 0, "no access");
    is_int(found(db, "R007", town_day(1, 11), "no access", -1), 0, "told again");
    is_int(found(db, "R007", town_day(1, 18), "no access", -1), 0, "once more");
    is_int(count(db, "SELECT n_no_access FROM home_visit WHERE home_id = 8"), 2, "two tries");
    ok(count(db, "SELECT state = 'no access' FROM roster_visit WHERE home_id = 8") == 1,
       "and the roster knows");
    is_int(found(db, "R007", town_day(1, 25), "done", -1), 0, "done");
    ok(count(db, "SELECT n_no_access = 0 AND last_visit = '2027-01-25' AND state = 'done' FROM "
                 "home_visit WHERE home_id = 8") == 1,
       "tries begin anew");
    is_int(found(db, "R007", town_day(1, 25), "done", 35), 0, "told again with its minutes");
    is_int(found(db, "R007", town_day(1, 25), "done", -1), 0, "and again without");
    is_int(count(db, "SELECT sum(minutes) FROM visit_outcome"), 35, "the minutes are kept");
    is_int(found(db, "R999", town_day(1, 25), "done", -1), PP_E_NOTFOUND, "no such home");
    is_int(found(db, "R007", town_day(1, 25), "maybe", -1), PP_E_INPUT, "no such outcome");
}

static int64_t session_on(struct pp_db *db, const char *day) {
    char sql[160];
    snprintf(sql, sizeof sql,
             "SELECT session_id FROM session WHERE plan_id = 1 AND day = '%s' AND half_day = 'am' "
             "AND venue_id = 'V01'",
             day);
    return count(db, sql);
}

static void test_attendance(struct pp_db *db) {
    struct pp_arena arena = {0};
    struct pp_attendance_row *rows = NULL;
    struct pp_recorded_row *recorded = NULL;
    int64_t id = session_on(db, "2027-01-05");
    int n = 0;
    is_int(pp_store_attendance_record(db, 1, id, 7, &err), 0, "seven came");
    id = session_on(db, "2027-02-02");
    is_int(pp_store_attendance_record(db, 1, id, 5, &err), 0, "five came");
    ok(pp_store_attendance(db, 1, &arena, &rows, &n, &err) == 0 && n == 1 &&
           same_text(rows[0].venue_id, "V01") && rows[0].half == PP_HALF_AM &&
           rows[0].n_sessions == 2 && rows[0].n_people == 12,
       "by venue and half-day");
    is_int(pp_store_attendance_record(db, 1, 4711, 5, &err), PP_E_NOTFOUND, "no such session");
    is_int(pp_store_attendance_record(db, 1, id, -1, &err), PP_E_INPUT, "fewer than none");
    ok(pp_store_roster_recorded(db, 1, town_day(1, 1), town_day(12, 31), 8, &arena, &recorded,
                                &err) == 0 &&
           recorded[N1].n_visits == 1 && recorded[N2].n_visits == 0 &&
           recorded[N1].work_minutes == 0,
       "what was recorded of each patch");
    pp_arena_done(&arena);
}

/* Work recorded in a neighbourhood goes to the patches that have its homes. */
static void test_work(struct pp_db *db) {
    struct pp_roster_problem problem = {0};
    is_int(pp_db_run(db,
                     "INSERT INTO activity (name, minutes, done_by) VALUES ('repairs', 60, 'patch "
                     "officer'), ('letters', 10, 'back office');"
                     "INSERT INTO intervention VALUES (1, 1, '2026-01', 20), (1, 1, '2026-12', 4), "
                     "(3, 2, '2026-05', 6), (2, 1, '2026-03', 1);",
                     &err),
           0, "a year of work");
    is_int(pp_store_roster_problem(db, 1, &when, &problem, &err), 0, "read");
    ok(problem.work_minutes_of_patch[N1] > problem.work_minutes_of_patch[N3] &&
           problem.work_minutes_of_patch[N3] > 0,
       "more where more was done (%.0f and %.0f minutes)", problem.work_minutes_of_patch[N1],
       problem.work_minutes_of_patch[N3]);
    is_near(problem.work_of_team[0].patch_officer + problem.work_of_team[1].patch_officer, 25 * 60,
            1500 * 0.2, "about as much in all as was recorded");
    ok(problem.work_of_team[0].back_office > 0 && problem.work_of_team[0].specialist == 0,
       "by who does it");
    pp_roster_problem_done(&problem);
}

/* Who only looks can read all of it. */
static void test_reader(const char *path) {
    struct pp_db *db = NULL;
    struct pp_roster_problem problem = {0};
    struct pp_roster roster = {0};
    ok(pp_db_open(path, PP_DB_READ, &db, &err) == 0 &&
           pp_store_roster_problem(db, 1, &when, &problem, &err) == 0 &&
           pp_store_roster_load(db, 1, &problem, &roster, &err) == 0 && roster.n_visits == 320,
       "read from a file that is only read");
    pp_roster_done(&roster);
    pp_roster_problem_done(&problem);
    pp_db_close(db);
}

/* A file of schema 004 with a plan in it is brought up; the plan is as it was and can have a roster. */
static void test_upgrade(const char *folder, const struct pp_roster_problem *town) {
    char path[128], old[160], command[1024], backup[512];
    const char *srcdir = getenv("SRCDIR"), *datadir = getenv("PATCHPLAN_DATADIR");
    struct pp_db *db = NULL;
    struct pp_roster made, got = {0};
    snprintf(path, sizeof path, "%s/old.db", folder);
    snprintf(old, sizeof old, "%s/old", folder);
    snprintf(command, sizeof command,
             "mkdir -p '%s/schema' && cp '%s'/data/schema/00[1-4]*.sql '%s/schema'", old,
             srcdir ? srcdir : ".", old);
    PP_AUTO_FREE char *kept = pp_strdup(datadir ? datadir : "");
    ok(system(command) == 0 && kept, "the schema as it was");
    setenv("PATCHPLAN_DATADIR", old, 1);
    int rc = pp_db_open(path, PP_DB_CREATE, &db, &err);
    rc = rc ? rc : pp_db_migrate(db, backup, &err);
    rc = rc ? rc
            : pp_db_run(db,
                        "CREATE TABLE venue_closed (venue_id, day); CREATE TABLE closure (day, "
                        "title); ",
                        &err);
    rc = rc ? rc : fill(db, town, &err);
    rc = rc ? rc : pp_db_run(db, "DROP TABLE venue_closed; DROP TABLE closure", &err);
    if (!ok(rc == 0, "a file of then"))
        printf("# %s\n", err.message);
    setenv("PATCHPLAN_DATADIR", kept, 1);
    ok(pp_db_migrate(db, backup, &err) == 0 && strstr(backup, "before-005"),
       "brought up, backed up");
    is_int(count(db, "SELECT count(*) FROM plan_home"), 321, "the plan is there");
    small_town_roster(town, &made);
    ok(save(db, town, &made) == 0 && pp_store_roster_load(db, 1, town, &got, &err) == 0 &&
           got.n_visits == 320,
       "and has a roster");
    ok(pp_db_run(db, "DELETE FROM plan", &err) == 0 &&
           count(db, "SELECT count(*) FROM session") == 0 &&
           count(db, "SELECT count(*) FROM roster_visit") == 0,
       "which goes with it");
    pp_roster_done(&made);
    pp_roster_done(&got);
    pp_db_close(db);
    snprintf(command, sizeof command, "rm -rf '%s' '%s' '%s'", path, backup, old);
    ok(system(command) == 0, "cleared away");
}

int main(void) {
    char folder[] = "roster-test-XXXXXX", path[64], backup[512];
    struct small_town town;
    small_town(&town);
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/a.db", folder);
    struct pp_db *db = NULL;
    int rc = pp_db_open(path, PP_DB_CREATE, &db, &err);
    rc = rc ? rc : pp_db_migrate(db, backup, &err);
    rc = rc ? rc : fill(db, &town.problem, &err);
    if (ok(!rc, "a planning file to try on")) {
        test_problem(db, &town.problem);
        test_round_trip(db, &town.problem);
        test_replace(db, &town.problem);
        test_kept(db);
        test_records(db);
        test_attendance(db);
        test_work(db);
    } else {
        printf("# %s\n", err.message);
    }
    pp_db_close(db);
    test_reader(path);
    unlink(path);
    test_upgrade(folder, &town.problem);
    rmdir(folder);
    pp_roster_problem_done(&town.problem);
    return tap_done();
}
