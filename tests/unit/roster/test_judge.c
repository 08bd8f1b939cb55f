/* The small town's roster keeps every rule; each fault sown into it is caught, by the rule it breaks. */
#include "tests/tap.h"
#include "tests/unit/roster/small_town.h"

#include "patchplan/roster/judge.h"

static struct pp_error err;

struct scene {
    struct small_town town;
    struct pp_roster roster;
    struct pp_roster_options options;
};

static void set_scene(struct scene *scene) {
    small_town(&scene->town);
    small_town_roster(&scene->town.problem, &scene->roster);
    pp_roster_options_default(&scene->options);
}

static void clear_scene(struct scene *scene) {
    pp_roster_done(&scene->roster);
    pp_roster_problem_done(&scene->town.problem);
}

/* PP_RULE_OTHER: of all rules. */
static int count_broken(const struct pp_roster *roster, enum pp_rule rule) {
    int n = 0;
    for (int i = 0; i < roster->n_breaches; i++)
        n += roster->breaches[i].broken && (!rule || roster->breaches[i].rule == rule);
    return n;
}

static void tell(const struct pp_roster *roster) {
    for (int i = 0; i < roster->n_breaches; i++)
        printf("# %s%s %s\n", pp_rule_kind(roster->breaches[i].rule)->code,
               roster->breaches[i].broken ? "!" : "", roster->breaches[i].text);
}

static void judge(struct scene *scene) {
    if (pp_roster_judge(&scene->town.problem, &scene->options, &scene->roster, &err) != 0)
        printf("Bail out! %s\n", err.message);
}

static struct pp_lead *lead_of(struct scene *scene, int patch_ix) {
    int i = 0;
    while (scene->roster.leads[i].patch_ix != patch_ix)
        i++;
    return &scene->roster.leads[i];
}

static struct pp_session *first_session(struct scene *scene, const char *series) {
    int i = 0;
    while (strcmp(scene->roster.sessions[i].series, series) != 0)
        i++;
    return &scene->roster.sessions[i];
}

static struct pp_visit_row *visit_of(struct scene *scene, int patch_ix, int i) {
    return &scene->roster.visits[patch_ix * TOWN_HOMES_A_PATCH + i];
}

/* ---------------------------------------------------------------- one fault each */

static void h1_no_post(struct scene *scene) { lead_of(scene, N1)->post_ix = -1; }
static void h1_one_sharer(struct scene *scene) { lead_of(scene, N2)->share_milli = 400; }
static void h1_relief_leads(struct scene *scene) {
    scene->town.posts[TOWN_ANN].role = PP_ROLE_COVER;
}
static void h1_from_a_day(struct scene *scene) { lead_of(scene, S1)->last_day = town_day(3, 1); }
static void h1_uncovered(struct scene *scene) {
    struct pp_cover *covers = scene->roster.covers;
    while (covers->patch_ix != N1)
        covers++;
    covers->cover_post_ix = -1;
}
static void h1_half_uncovered(struct scene *scene) {
    struct pp_cover *covers = scene->roster.covers;
    while (covers->half != PP_HALF_PM)
        covers++;
    covers->day++; /* where nobody needs it */
}
static void h2_twice(struct scene *scene) { scene->town.patches[N1].weight_milli = 400000; }
static void h2_two_patches(struct scene *scene) {
    lead_of(scene, N3)->post_ix = TOWN_ANN;
    scene->town.posts[TOWN_ANN].skills = 3;
}
/* Broken in January, when one patch is too many; from February two are only shown, though more is over. */
static void h2_in_january(struct scene *scene) {
    scene->town.posts[TOWN_FAY].caseload_pct = 50;
    scene->town.posts[TOWN_FAY].caseload_until = town_day(1, 31);
    scene->town.patches[S1].weight_milli = 190000;
    scene->town.patches[S2].weight_milli = 180000;
    lead_of(scene, S2)->post_ix = TOWN_FAY;
    lead_of(scene, S2)->first_day = town_day(2, 1);
}
static void h3_no_skill(struct scene *scene) { scene->town.posts[TOWN_ANN].skills = 0; }
static void h4_other_team(struct scene *scene) {
    lead_of(scene, S1)->post_ix = TOWN_DEV;
    lead_of(scene, N3)->post_ix = TOWN_FAY;
    scene->town.posts[TOWN_FAY].skills = 2;
}
static void h4_cover(struct scene *scene) { scene->roster.covers[0].cover_post_ix = TOWN_HAL; }
static void h5_starts_later(struct scene *scene) {
    scene->town.posts[TOWN_FAY].starts = town_day(1, 11);
}
static void h5_session(struct scene *scene) {
    static const int posts[] = {TOWN_DEV, TOWN_CAL};
    first_session(scene, "V02-A1am-North")->posts = posts; /* Cal works from Thursday on */
}
static void h5_visit(struct scene *scene) {
    visit_of(scene, N1, 8)->week_start = town_day(2, 8); /* Ann is on leave */
}
static void h5_evenings(struct scene *scene) { scene->town.posts[TOWN_LEADER].max_evenings = 0; }
static void h6_two_places(struct scene *scene) {
    static const int posts[] = {TOWN_RELIEF, TOWN_DEV};
    struct pp_session *session = first_session(scene, "V01-A2am-North");
    session->posts = posts;
    struct pp_session *other = first_session(scene, "V02-A1am-North");
    other->day = session->day;
}
static void h6_after_an_evening(struct scene *scene) {
    static const int posts[] = {TOWN_LEADER, TOWN_DEV};
    struct pp_session *session = first_session(scene, "V01-A2am-North");
    scene->town.venues[TOWN_V1].from_min[PP_HALF_AM] = 540;
    session->day = town_day(1, 6);
    session->from_min = 540;
    session->posts = posts;
}
static void h6_nobody(struct scene *scene) { first_session(scene, "North Tenants")->n_posts = 0; }
static void h7_shut(struct scene *scene) {
    scene->town.venues[TOWN_V1].open = town_week(31 & ~2u, 31, 31);
}
static void h7_desks(struct scene *scene) { scene->town.venues[TOWN_V1].desks = 1; }
static void h7_hours(struct scene *scene) { first_session(scene, "V01-A2am-North")->to_min = 780; }
static void h8_one(struct scene *scene) { first_session(scene, "V01-A2am-North")->n_posts = 1; }
static void h8_twice_the_same(struct scene *scene) {
    static const int posts[] = {TOWN_ANN, TOWN_ANN};
    first_session(scene, "V01-A2am-North")->posts = posts;
}
static void h8_visit_alone(struct scene *scene) {
    visit_of(scene, N1, 3)->two_officers = false;
    visit_of(scene, N1, 3)->second_post_ix = -1;
}
static void h8_no_second(struct scene *scene) { visit_of(scene, N4, 4)->second_post_ix = -1; }
static void h9_holiday(struct scene *scene) {
    for (int s = 0; s < scene->roster.n_sessions; s++)
        if (scene->roster.sessions[s].day == town_day(3, 25) &&
            scene->roster.sessions[s].kind == PP_SESSION_DROPIN &&
            scene->roster.sessions[s].was_day != PP_PAST_DAY)
            scene->roster.sessions[s].day = town_day(3, 26);
}
static void h9_closed(struct scene *scene) {
    static pp_day closed;
    closed = town_day(1, 5);
    scene->town.venues[TOWN_V1].closed = &closed;
    scene->town.venues[TOWN_V1].n_closed = 1;
}
static void h10_moved(struct scene *scene) {
    static struct pp_kept_session kept;
    kept = (struct pp_kept_session){*first_session(scene, "V01-A2am-North"), true};
    kept.session.status = PP_SESSION_PUBLISHED;
    kept.session.session_id = first_session(scene, "V01-A2am-North")->session_id = 7;
    kept.session.half = PP_HALF_PM;
    scene->town.problem.kept_sessions = &kept;
    scene->town.problem.n_kept_sessions = 1;
}
static void h11_pin(struct scene *scene) {
    static const struct pp_pin pin = {N1, TOWN_DEV};
    scene->town.problem.pins = &pin;
    scene->town.problem.n_pins = 1;
}
static void h11_session(struct scene *scene) {
    h10_moved(scene);
    ((struct pp_kept_session *)scene->town.problem.kept_sessions)->session.pinned = true;
}
static void h12_never(struct scene *scene) {
    for (int s = 0; s < scene->roster.n_sessions; s++)
        if (!strcmp(scene->roster.sessions[s].series, "V02-B5am-South"))
            scene->roster.sessions[s].status = PP_SESSION_CANCELLED;
}
static void h12_two_in_a_row(struct scene *scene) {
    int n = 0;
    for (int s = 0; s < scene->roster.n_sessions; s++)
        if (!strcmp(scene->roster.sessions[s].series, "V02-B5am-South") && n++ < 2)
            scene->roster.sessions[s].status = PP_SESSION_CANCELLED;
}
static void h12_steps(struct scene *scene) {
    scene->town.venues[TOWN_V4_ONE_DESK].desks = 2; /* nearer to S3 */
}

static void visits_nobody(struct scene *scene) {
    visit_of(scene, N1, 8)->week_start = town_day(2, 8);
    visit_of(scene, N1, 8)->post_ix = -1;
}

static const struct {
    enum pp_rule rule;
    const char *what;
    void (*sow)(struct scene *);
} faults[] = {
    {PP_RULE_H1, "a patch without any post", h1_no_post},
    {PP_RULE_H1, "parts that do not add up", h1_one_sharer},
    {PP_RULE_H1, "relief staff that lead", h1_relief_leads},
    {PP_RULE_H1, "no lead from a day on", h1_from_a_day},
    {PP_RULE_H1, "a day without anybody", h1_uncovered},
    {PP_RULE_H1, "an afternoon without anybody", h1_half_uncovered},
    {PP_RULE_H2, "a patch too heavy", h2_twice},
    {PP_RULE_H2, "two patches for one officer", h2_two_patches},
    {PP_RULE_H2, "too much for some weeks, more allowed later", h2_in_january},
    {PP_RULE_H3, "a skill not held", h3_no_skill},
    {PP_RULE_H4, "officers of the other team", h4_other_team},
    {PP_RULE_H4, "somebody of the other team stands in", h4_cover},
    {PP_RULE_H5, "a lead before the first day", h5_starts_later},
    {PP_RULE_H5, "a drop-in on a day off", h5_session},
    {PP_RULE_H5, "a visit in a week of leave", h5_visit},
    {PP_RULE_H5, "an evening too many", h5_evenings},
    {PP_RULE_H6, "two places at once", h6_two_places},
    {PP_RULE_H6, "before ten after an evening", h6_after_an_evening},
    {PP_RULE_H6, "a meeting that nobody goes to", h6_nobody},
    {PP_RULE_H7, "a venue not open then", h7_shut},
    {PP_RULE_H7, "more staff than desks", h7_desks},
    {PP_RULE_H7, "longer than the venue is open", h7_hours},
    {PP_RULE_H8, "a drop-in with one", h8_one},
    {PP_RULE_H8, "the same person twice", h8_twice_the_same},
    {PP_RULE_H8, "a visit alone that two must make", h8_visit_alone},
    {PP_RULE_H8, "nobody to go along", h8_no_second},
    {PP_RULE_H9, "a drop-in on Good Friday", h9_holiday},
    {PP_RULE_H9, "a venue shut that day", h9_closed},
    {PP_RULE_H10, "a published drop-in moved", h10_moved},
    {PP_RULE_H11, "a pin not kept", h11_pin},
    {PP_RULE_H11, "a pinned drop-in moved", h11_session},
    {PP_RULE_H12, "a patch without drop-ins", h12_never},
    {PP_RULE_H12, "two drop-ins missed in a row", h12_two_in_a_row},
    {PP_RULE_H12, "not the nearest venue", h12_steps},
    {PP_RULE_VISITS, "a visit that nobody makes", visits_nobody},
};

static void test_clean(void) {
    struct scene scene;
    set_scene(&scene);
    judge(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_OTHER), 0, "the town's roster breaks no rule");
    is_int(scene.roster.n_breaches, 1, "and has one thing to say");
    ok(scene.roster.breaches[0].rule == PP_RULE_H1 && scene.roster.breaches[0].patch_ix == N5 &&
           scene.roster.breaches[0].post_ix == TOWN_VACANT,
       "its vacant post");
    if (count_broken(&scene.roster, PP_RULE_OTHER))
        tell(&scene.roster);
    judge(&scene);
    is_int(scene.roster.n_breaches, 1, "judged again it is the same");
    clear_scene(&scene);
}

/* Some faults break a second rule too; the one sown is always among those found. */
static void test_faults(void) {
    for (size_t f = 0; f < sizeof faults / sizeof *faults; f++) {
        struct scene scene;
        set_scene(&scene);
        faults[f].sow(&scene);
        judge(&scene);
        if (!ok(count_broken(&scene.roster, faults[f].rule) > 0, "%s: %s",
                pp_rule_kind(faults[f].rule)->code, faults[f].what))
            tell(&scene.roster);
        clear_scene(&scene);
    }
}

static void test_words(void) {
    struct scene scene;
    set_scene(&scene);
    struct pp_breach said = pp_breach_of(PP_RULE_H3, "In the words of the caseload");
    said.broken = true;
    said.patch_ix = N1;
    said.post_ix = TOWN_ANN;
    said.n_homes = 10;
    said.fix = "patchplan roster build --need-share 26";
    is_int(pp_roster_add_breach(&scene.roster, &said, &err), 0, "said before");
    said.rule = PP_RULE_H12;
    is_int(pp_roster_add_breach(&scene.roster, &said, &err), 0, "something that is mended by now");
    h3_no_skill(&scene);
    judge(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_OTHER), 1, "what holds no more is gone");
    for (int i = 0; i < scene.roster.n_breaches; i++)
        if (scene.roster.breaches[i].rule == PP_RULE_H3)
            ok(!strcmp(scene.roster.breaches[i].text, "In the words of the caseload") &&
                   scene.roster.breaches[i].fix,
               "what was said keeps its words and its command");
    clear_scene(&scene);
}

static const struct pp_breach *first_of(const struct pp_roster *roster, enum pp_rule rule) {
    for (int i = 0; i < roster->n_breaches; i++)
        if (roster->breaches[i].rule == rule)
            return &roster->breaches[i];
    return NULL;
}

/* The patch's own venue shuts: that is said, and not that another is nearer. */
static void test_closed_venue(void) {
    struct scene scene;
    set_scene(&scene);
    scene.town.venues[TOWN_V1].open = 0;
    judge(&scene);
    const struct pp_breach *told = first_of(&scene.roster, PP_RULE_H12);
    ok(told &&
           strstr(told->text, "meets at North Library, which is closed in the weeks from Monday 4 "
                              "January 2027: the nearest that is open then is Middle Hall"),
       "a closed venue is named as closed");
    printf("# %s\n", told ? told->text : "");
    clear_scene(&scene);
}

static void test_notes(void) {
    struct scene scene;
    set_scene(&scene);
    scene.town.patches[N1].weight_milli = 320000;
    judge(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_OTHER), 0, "107 % breaks no rule");
    is_int(scene.roster.n_breaches, 2, "and is shown");
    clear_scene(&scene);
    set_scene(&scene);
    h10_moved(&scene);
    struct pp_change change = {.what = "session", .patch_ix = N1, .session_id = 7, .text = "moved"};
    is_int(pp_roster_add_change(&scene.roster, &change, &err), 0, "a change is listed");
    judge(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_H10), 0,
           "a listed change of what was published is allowed");
    clear_scene(&scene);
    set_scene(&scene);
    for (int v = 0; v < TOWN_N_VENUES; v++)
        scene.town.venues[v].y = 4000;
    judge(&scene);
    int n = 0;
    for (int i = 0; i < scene.roster.n_breaches; i++)
        n += scene.roster.breaches[i].rule == PP_RULE_REACH;
    is_int(n, 3, "places with nowhere to meet are named once, by ward and team");
    clear_scene(&scene);
    set_scene(&scene);
    scene.roster.n_visits--;
    visit_of(&scene, N1, 7)->week_start = PP_PAST_DAY;
    judge(&scene);
    n = 0;
    for (int i = 0; i < scene.roster.n_breaches; i++)
        n += scene.roster.breaches[i].rule == PP_RULE_VISITS;
    is_int(n, 2, "a home without a week, and one without a row");
    clear_scene(&scene);
}

/* Streets by their homes, the ward with most homes first; a street at several places is one. */
static void test_reach(void) {
    const struct pp_reach_group groups[] = {{N1, 0, 9000, 2, 1},
                                            {N1, 0, 9500, 30, 0},
                                            {S1, 4300, 9000, 50, -1},
                                            {N1, 0, 12000, 4, 0},
                                            {N1, 0, 0, 70, 2}};
    static const char *const wanted[] = {
        "Down has no place to meet within 1.5 km for 50 homes: homes without a street (50 homes); ",
        "Up has no place to meet within 1.5 km for 36 homes: Ash Road (34 homes) and Birch Road "
        "(2); the farthest, Ash Road, is 1"};
    struct scene scene;
    int n = 0;
    set_scene(&scene);
    scene.town.problem.groups = groups;
    scene.town.problem.n_groups = 5;
    judge(&scene);
    for (int i = 0; i < scene.roster.n_breaches; i++) {
        const struct pp_breach *breach = &scene.roster.breaches[i];
        if (breach->rule != PP_RULE_REACH)
            continue;
        ok(n < 2 && !strncmp(breach->text, wanted[n], strlen(wanted[n])), "%s", breach->text);
        n++;
    }
    is_int(n, 2, "two wards, most homes first; what is near is not named");
    clear_scene(&scene);
}

int main(void) {
    test_clean();
    test_faults();
    test_words();
    test_closed_venue();
    test_notes();
    test_reach();
    return tap_done();
}
