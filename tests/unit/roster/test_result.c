/* A roster grows row by row, is copied and joined; the small town's roster is what it says it is. */
#include "tests/tap.h"
#include "tests/unit/roster/small_town.h"

static struct pp_error err;

static void test_town(const struct pp_roster_problem *problem, const struct pp_roster *roster) {
    is_int(roster->n_visits, TOWN_N_HOMES, "a visit for every home");
    is_int(roster->n_sessions, 7 * 3 + 6 * 2 + 6,
           "drop-ins of seven weeks A and six weeks B, six meetings");
    bool at_work = true, open = true, once = true;
    for (int s = 0; s < roster->n_sessions; s++) {
        const struct pp_session *session = &roster->sessions[s];
        for (int i = 0; i < session->n_posts; i++)
            at_work =
                at_work && pp_post_works(problem, session->posts[i], session->day, session->half);
        open = open && (session->kind == PP_SESSION_TARA ||
                        pp_venue_is_open(problem, session->venue_ix, session->day, session->half));
        for (int t = 0; t < s; t++)
            for (int i = 0; i < session->n_posts; i++)
                for (int j = 0; j < roster->sessions[t].n_posts; j++)
                    once = once && (session->posts[i] != roster->sessions[t].posts[j] ||
                                    session->day != roster->sessions[t].day ||
                                    session->half != roster->sessions[t].half);
    }
    ok(at_work, "everyone at a session is at work then");
    ok(open, "every drop-in is in an open venue");
    ok(once, "nobody is in two places");
    bool there = true;
    for (int c = 0; c < roster->n_covers; c++) {
        const struct pp_cover *cover = &roster->covers[c];
        there = there && pp_post_works(problem, cover->cover_post_ix, cover->day,
                                       cover->half < 0 ? PP_HALF_AM : (enum pp_half)cover->half);
    }
    ok(there, "who stands in is at work");
    bool named = true;
    for (pp_day day = problem->calendar.first_day; day <= pp_calendar_last_day(&problem->calendar);
         day++)
        for (int p = 0; p < problem->n_patches && pp_calendar_working(&problem->calendar, day);
             p++) {
            int leads[2], n = pp_roster_leads_on(roster, p, day, leads), n_at_work = 0;
            for (int i = 0; i < n; i++)
                n_at_work += pp_post_works(problem, leads[i], day, PP_HALF_AM);
            for (int c = 0; c < roster->n_covers; c++)
                n_at_work += roster->covers[c].day == day && roster->covers[c].patch_ix == p;
            named = named && n_at_work > 0;
        }
    ok(named, "every patch has someone on every working day");
}

static void test_copy(const struct pp_roster *roster) {
    struct pp_roster copy = {0};
    is_int(pp_roster_append(&copy, roster, &err), 0, "copied");
    is_int(pp_roster_append(&copy, roster, &err), 0, "and once more behind it");
    ok(copy.n_leads == 2 * roster->n_leads && copy.n_sessions == 2 * roster->n_sessions &&
           copy.n_visits == 2 * roster->n_visits && copy.n_hours == 2 * roster->n_hours,
       "twice the rows");
    const struct pp_session *a = &roster->sessions[1], *b = &copy.sessions[roster->n_sessions + 1];
    ok(a->series != b->series && !strcmp(a->series, b->series) && a->posts != b->posts &&
           a->posts[1] == b->posts[1] && a->patches[0] == b->patches[0] && a->day == b->day,
       "texts and lists are the copy's own");
    pp_roster_done(&copy);
    ok(copy.n_leads == 0 && !copy.leads, "released");
}

static void test_breach(void) {
    struct pp_roster roster = {0};
    char text[] = "Nobody is at work";
    struct pp_breach breach = pp_breach_of(PP_RULE_H1, text);
    breach.patch_ix = N3;
    is_int(pp_roster_add_breach(&roster, &breach, &err), 0, "added");
    text[0] = 'X';
    is_text(roster.breaches[0].text, "Nobody is at work", "kept apart from what it was made of");
    ok(roster.breaches[0].patch_ix == N3 && roster.breaches[0].post_ix == -1 &&
           roster.breaches[0].day == PP_PAST_DAY && !roster.breaches[0].fix,
       "about a patch and nothing else");
    pp_roster_done(&roster);
}

static void test_rules(void) {
    int n_numbered = 0, n_back = 0;
    for (int i = 0; i < PP_N_RULES; i++) {
        const struct pp_rule_kind *kind = pp_rule_kind((enum pp_rule)i);
        if (!kind->code || !kind->words) {
            ok(false, "rule %d has a row of its own", i);
            return;
        }
        n_numbered += kind->numbered && kind->code[0] == 'H' && kind->words[0];
        n_back += pp_rule_parse(kind->code) == (enum pp_rule)i && kind->words[0];
    }
    is_int(n_numbered, 12, "twelve rules have numbers");
    is_int(n_back, PP_N_RULES, "every rule has words, and is found by its code");
    is_int(pp_rule_parse("H13"), PP_RULE_OTHER, "what is unknown is another rule");
}

int main(void) {
    struct small_town town;
    struct pp_roster roster;
    small_town(&town);
    small_town_roster(&town.problem, &roster);
    test_town(&town.problem, &roster);
    test_copy(&roster);
    test_breach();
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
    test_rules();
    return tap_done();
}
