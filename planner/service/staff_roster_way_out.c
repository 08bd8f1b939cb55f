/* Ways out of a roster's rules in words, and as what is run when one is pressed. */
#include <stdlib.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/roster_hand.h"
#include "planner/service/roster_telling.h"
#include "planner/service/way_out.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

/* ---- a command in words ---- */

/* "O31" of "O31=North": who or what; the rest behind it. */
static const char *split(const char *value, struct pp_str *what) {
    size_t n = strcspn(value, "=");
    pp_str_append_n(what, value, n);
    return value[n] ? value + n + 1 : "";
}

static const char *post_name(const struct pp_roster_problem *problem, const char *id) {
    int post_ix = pp_post_find(problem, id);
    return post_ix >= 0 && *problem->posts[post_ix].name ? problem->posts[post_ix].name : id;
}

static const char *venue_name(const struct pp_roster_problem *problem, const char *id) {
    int venue_ix = pp_venue_find(problem, id);
    return venue_ix >= 0 ? problem->venues[venue_ix].name : id;
}

/* "wed-pm" is "on Wednesday afternoon", "b-wed-pm" that of week B. */
static void say_half_day(const char *when, struct pp_str *text) {
    static const char *const days[][2] = {{"mon", "Monday"},
                                          {"tue", "Tuesday"},
                                          {"wed", "Wednesday"},
                                          {"thu", "Thursday"},
                                          {"fri", "Friday"}};
    bool is_of_week = (when[0] == 'a' || when[0] == 'b') && when[1] == '-';
    const char *day = is_of_week ? when + 2 : when;
    for (size_t d = 0; d < sizeof days / sizeof *days; d++)
        if (strncmp(day, days[d][0], 3) == 0 && day[3] == '-') {
            int half = pp_half_parse(day + 4);
            pp_str_appendf(text, "on %s %s", days[d][1],
                           half >= 0 ? pp_half_words((enum pp_half)half) : day + 4);
            if (is_of_week)
                pp_str_appendf(text, " of week %c", when[0] == 'a' ? 'A' : 'B');
            return;
        }
    pp_str_append(text, when);
}

static void say_lend(const struct pp_roster_problem *problem, const char *value,
                     struct pp_str *text) {
    PP_AUTO_STR struct pp_str who = {0};
    const char *team = split(value, &who);
    int post_ix = pp_post_find(problem, pp_str_text(&who));
    pp_str_append(text, post_name(problem, pp_str_text(&who)));
    if (post_ix >= 0)
        pp_str_appendf(text, " of %s",
                       pp_roster_team_words(problem, problem->posts[post_ix].team_ix));
    pp_str_appendf(text, " is lent to %s", team);
}

static void say_train(const struct pp_roster_problem *problem, const char *value,
                      struct pp_str *text) {
    PP_AUTO_STR struct pp_str who = {0};
    const char *skill = split(value, &who);
    pp_str_appendf(text, "%s is trained, and counts as having the skill %s",
                   post_name(problem, pp_str_text(&who)), skill);
}

static void say_go_along(const struct pp_roster_problem *problem, const char *value,
                         struct pp_str *text) {
    PP_AUTO_STR struct pp_str patch = {0};
    const char *skill = split(value, &patch);
    (void)problem;
    pp_str_appendf(text, "somebody with the skill %s goes along with the officer of patch %s",
                   skill, pp_str_text(&patch));
}

static void say_open(const struct pp_roster_problem *problem, const char *value,
                     struct pp_str *text) {
    PP_AUTO_STR struct pp_str venue = {0};
    const char *when = split(value, &venue);
    pp_str_appendf(text, "%s is open ", venue_name(problem, pp_str_text(&venue)));
    say_half_day(when, text);
    pp_str_append(text, " too");
}

static void say_desks(const struct pp_roster_problem *problem, const char *value,
                      struct pp_str *text) {
    PP_AUTO_STR struct pp_str venue = {0};
    const char *n = split(value, &venue);
    pp_str_appendf(text, "%s has %s desks", venue_name(problem, pp_str_text(&venue)), n);
}

static void say_meet_at(const struct pp_roster_problem *problem, const char *value,
                        struct pp_str *text) {
    PP_AUTO_STR struct pp_str patch = {0};
    const char *venue = split(value, &patch);
    pp_str_appendf(text, "patch %s meets at %s", pp_str_text(&patch), venue_name(problem, venue));
}

static void say_need(const struct pp_roster_problem *problem, const char *value,
                     struct pp_str *text) {
    (void)problem;
    pp_str_appendf(text,
                   "in every team, an officer must have a skill only where %s %% of a patch's "
                   "homes or more need it",
                   value);
}

static const struct decision {
    const char *option; /* of roster build */
    void (*say)(const struct pp_roster_problem *problem, const char *value, struct pp_str *text);
    bool is_for_all; /* it holds for every team */
} decisions[] = {{"--lend", say_lend, false},         {"--train", say_train, false},
                 {"--go-along", say_go_along, false}, {"--venue-open", say_open, true},
                 {"--venue-desks", say_desks, true},  {"--meet-at", say_meet_at, false},
                 {"--need-share", say_need, true}};
enum { N_DECISIONS = sizeof decisions / sizeof *decisions };

static const struct decision *find_decision(const char *word) {
    for (int d = 0; d < N_DECISIONS; d++)
        if (strcmp(word, decisions[d].option) == 0)
            return &decisions[d];
    return NULL;
}

/* Is it a command that makes a roster, which is all that is run here? */
static bool makes_roster(char *const *words, int n) {
    return n >= 2 && strcmp(words[0], "roster") == 0 && strcmp(words[1], "build") == 0;
}

/* What follows `option`; NULL: it is not said. */
static const char *value_of(char *const *words, int n, const char *option) {
    for (int i = 2; i + 1 < n; i++)
        if (strcmp(words[i], option) == 0)
            return words[i + 1];
    return NULL;
}

/* The one team that the command is about and that alone is changed by it; NULL: there are more. */
static const char *only_team(char *const *words, int n) {
    const char *teams = value_of(words, n, "--teams");
    for (int i = 2; i < n; i++) {
        const struct decision *decision = find_decision(words[i]);
        if (decision && decision->is_for_all)
            return NULL;
    }
    return teams && !strchr(teams, ',') ? teams : NULL;
}

/* "Ann Ash of East is lent to North; patch P1 meets at the library" */
static void say_way(const struct pp_roster_problem *problem, char *const *words, int n,
                    struct pp_str *text) {
    int told = 0;
    for (int i = 2; i + 1 < n; i++) {
        const struct decision *decision = find_decision(words[i]);
        if (!decision)
            continue;
        pp_str_append(text, told++ ? "; " : "");
        decision->say(problem, words[i + 1], text);
    }
    if (!told)
        pp_str_append(text, "the roster is made again");
}

/* ---- those of a breach ---- */

static void push_way(const struct pp_roster_telling *telling, const char *command,
                     struct pp_json *list) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str text = {0};
    char **words = NULL;
    int n = 0;
    if (pp_way_out_words(command, &arena, &words, &n, NULL) != 0 || !makes_roster(words, n))
        return;
    const char *team = only_team(words, n);
    bool is_of_team = team && telling->team_ix >= 0 &&
                      pp_text_same_nocase(team, telling->problem->team_names[telling->team_ix]);
    struct pp_json *json = pp_json_new_object();
    say_way(telling->problem, words, n, &text);
    pp_set_text(json, "fix", command);
    pp_set_text(json, "words", pp_str_text(&text));
    pp_json_set(json, "isForAll", pp_json_new_bool(!is_of_team));
    pp_json_push(list, json);
}

struct pp_json *pp_roster_ways_json(const struct pp_roster_telling *telling,
                                    const struct pp_breach *breach) {
    struct pp_json *list = pp_json_new_array();
    for (const char *fix = breach->fix; fix && *fix;) {
        size_t length = strcspn(fix, "\n");
        PP_AUTO_FREE char *command = pp_strndup(fix, length);
        if (command)
            push_way(telling, command, list);
        fix += length + (fix[length] != '\0');
    }
    return list;
}

/* ---- one of them ---- */

static bool offers(const struct pp_breach *breach, const char *command) {
    size_t length = strlen(command);
    for (const char *fix = breach->fix; fix && *fix;) {
        size_t n = strcspn(fix, "\n");
        if (n == length && strncmp(fix, command, n) == 0)
            return true;
        fix += n + (fix[n] != '\0');
    }
    return false;
}

static const struct pp_breach *find_offering(const struct pp_roster *roster, const char *command) {
    for (int i = 0; i < roster->n_breaches; i++)
        if (offers(&roster->breaches[i], command))
            return &roster->breaches[i];
    return NULL;
}

static int read_way(const struct pp_roster_problem *problem, const struct pp_breach *breach,
                    const char *fix, struct pp_arena *arena, struct pp_roster_way_out *ret_way,
                    struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    char **words = NULL;
    int n = 0, rc = pp_way_out_words(fix, arena, &words, &n, reterr);
    if (rc)
        return rc;
    if (!makes_roster(words, n))
        return pp_fail(reterr, PP_E_CONFLICT, "This way out is not for these pages.");
    say_way(problem, words, n, &text);
    *ret_way =
        (struct pp_roster_way_out){.words = (const char *const *)words,
                                   .n_words = (size_t)n,
                                   .only_team = only_team(words, n),
                                   .teams = value_of(words, n, "--teams"),
                                   .text = pp_arena_strdup(arena, pp_str_text(&text)),
                                   .why = pp_arena_strdup(arena, breach->text ? breach->text : ""),
                                   .plan = pp_arena_strdup(arena, problem->plan_name)};
    return ret_way->text && ret_way->why && ret_way->plan ? 0 : pp_fail_nomem(reterr);
}

int pp_service_roster_way_out(struct pp_db *db, const char *plan, const char *fix,
                              struct pp_arena *arena, struct pp_roster_way_out *ret_way,
                              struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand in_hand = {0};
    int rc = pp_service_roster_load(db, plan && *plan ? plan : NULL, &in_hand, reterr);
    if (rc)
        return rc;
    const struct pp_breach *breach = find_offering(&in_hand.roster, fix);
    if (!breach)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "The roster does not offer this any more: it was changed meanwhile. Look at "
                       "it again.");
    return read_way(&in_hand.problem, breach, fix, arena, ret_way, reterr);
}
