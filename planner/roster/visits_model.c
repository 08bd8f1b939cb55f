/* models/visits.mod for a group of patches: data out, levels solved in order, answer in. Needed only where the room
 * for second people binds: else the patches do not touch each other and visit_flow_solve() is exact. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "planner/roster/model_data.h"
#include "planner/roster/visits_parts.h"

struct group {
    const struct visit_team *team;
    int from, n; /* patches */
};

static const struct visit_patch *patch_of(const struct group *group, int i) {
    return &group->team->patches[group->from + i];
}

static void put_counts(const struct group *group, struct pp_str *text, const char *name, int two) {
    pp_str_appendf(text, "param %s :=\n", name);
    for (int i = 0; i < group->n; i++)
        for (int c = 0; c < group->team->n_classes; c++)
            if (patch_of(group, i)->n_homes[two][c] > 0)
                pp_str_appendf(text, "  P%03d %d %d\n", patch_of(group, i)->patch_ix + 1, c,
                               patch_of(group, i)->n_homes[two][c]);
    pp_str_append(text, ";\n");
}

static void put_classes(const struct group *group, struct pp_str *text) {
    const struct visit_team *team = group->team;
    pp_str_append(text, "set C :=");
    for (int c = 0; c < team->n_classes; c++)
        pp_str_appendf(text, " %d", c);
    pp_str_append(text, " ;\nparam due :=");
    for (int c = 0; c < team->n_classes; c++)
        pp_str_appendf(text, " %d %d", c, team->classes[c].due);
    pp_str_append(text, " ;\nparam overdue :=");
    for (int c = 0; c < team->n_classes; c++)
        pp_str_appendf(text, " %d %d", c, team->classes[c].overdue);
    pp_str_append(text, " ;\nparam first :=");
    for (int c = 0; c < team->n_classes; c++)
        pp_str_appendf(text, " %d %d", c, team->classes[c].first);
    pp_str_append(text, " ;\n");
}

static void put_room(const struct group *group, struct pp_str *text) {
    pp_str_append(text, "param each :=");
    for (int i = 0; i < group->n; i++)
        pp_str_appendf(text, " P%03d %.10g", patch_of(group, i)->patch_ix + 1,
                       patch_of(group, i)->each);
    pp_str_append(text, " ;\nparam late :=");
    for (int i = 0; i < group->n; i++)
        pp_str_appendf(text, " P%03d %d", patch_of(group, i)->patch_ix + 1,
                       patch_of(group, i)->late);
    pp_str_append(text, " ;\nparam room :=\n");
    for (int i = 0; i < group->n; i++)
        for (int w = 0; w < VISIT_WEEKS; w++)
            pp_str_appendf(text, "  P%03d %d %.10g\n", patch_of(group, i)->patch_ix + 1, w + 1,
                           patch_of(group, i)->room[w]);
    pp_str_append(text, ";\nparam pool :=");
    for (int w = 0; w < VISIT_WEEKS; w++)
        pp_str_appendf(text, " %d %.10g", w + 1, group->team->pool[w]);
    pp_str_append(text, " ;\n");
}

static void put_data(const struct group *group, int level,
                     const double value[PP_VISITS_N_LEVELS + 1], struct pp_str *text) {
    pp_str_append(text, "set P :=");
    for (int i = 0; i < group->n; i++)
        pp_str_appendf(text, " P%03d", patch_of(group, i)->patch_ix + 1);
    pp_str_appendf(text, " ;\nparam weeks := %d ;\n", VISIT_WEEKS);
    put_classes(group, text);
    pp_str_appendf(text, "param takeup := %.17g ;\nparam near := %d ;\nparam far := %d ;\n",
                   group->team->ask->options->take_up, PP_VISIT_NEAR_WEEKS, VISIT_WEEKS);
    put_counts(group, text, "single", 0);
    put_counts(group, text, "pair", 1);
    put_room(group, text);
    pp_str_appendf(text, "param level := %d ;\nparam held :=", level);
    for (int k = 1; k < level; k++)
        pp_str_appendf(text, " %d %.6f", k, value[k]);
    pp_str_append(text, " ;\nend;\n");
}

/* ---- a group ---- */

/* Counts from the columns "one[P001,3,17]" and "two[...]". */
static void read_counts(const struct group *group, const struct pp_model_answer *answer) {
    static const char *const names[] = {"one", "two"};
    for (int i = 0; i < group->n; i++)
        for (int two = 0; two < 2; two++)
            for (int c = 0; c < group->team->n_classes; c++) {
                const struct visit_patch *patch = patch_of(group, i);
                int *count = &patch->count[two][c * VISIT_PLACES];
                int left = patch->n_homes[two][c];
                if (left == 0)
                    continue;
                for (int w = 0; w < VISIT_WEEKS; w++) {
                    char name[48];
                    snprintf(name, sizeof name, "%s[P%03d,%d,%d]", names[two], patch->patch_ix + 1,
                             c, w + 1);
                    count[w] = (int)(pp_model_value(answer, name, 0) + 0.5);
                    left -= count[w];
                }
                count[VISIT_NOT_PLACED] = left;
            }
}

static int solve_level(const struct group *group, int level,
                       const double value[PP_VISITS_N_LEVELS + 1], double seconds,
                       struct pp_model_answer *ret_answer, struct pp_error *reterr) {
    const struct pp_visits_ask *ask = group->team->ask;
    PP_AUTO_STR struct pp_str data = {0};
    struct pp_roster_options options = *ask->options;
    struct pp_solve_options how = {.cancel = ask->cancel, .time_limit_s = seconds};
    struct model_run run = {&options, pp_roster_team_words(ask->problem, ask->team_ix), "visits",
                            level};
    options.keep_dir = NULL; /* what is kept is of the whole team */
    put_data(group, level, value, &data);
    return pp_model_run(&run, &data, &how, ret_answer, reterr);
}

static bool has_solution(const struct pp_model_answer *answer) {
    return answer->result.status == PP_SOLVE_OPTIMAL || answer->result.status == PP_SOLVE_FEASIBLE;
}

/* The answer becomes the plan of the group when it is better on this level; those before are held. */
static void take_answer(const struct group *group, const struct pp_model_answer *answer, int level,
                        double value[PP_VISITS_N_LEVELS + 1],
                        double ret_bound[PP_VISITS_N_LEVELS + 1]) {
    const struct pp_solve_result *result = &answer->result;
    double bound = result->status == PP_SOLVE_OPTIMAL ? result->objective : result->bound;
    ret_bound[level] = ceil(bound - 1e-3); /* values are whole */
    if (!has_solution(answer) || result->objective > value[level] - 0.5)
        return;
    read_counts(group, answer);
    visit_values(group->team, group->from, group->n, value);
}

int visit_model_group(struct visit_team *team, int from, int n, double seconds,
                      double ret_bound[PP_VISITS_N_LEVELS + 1], struct pp_error *reterr) {
    struct group group = {.team = team, .from = from, .n = n};
    double value[PP_VISITS_N_LEVELS + 1], until = pp_clock_s() + seconds;
    int rc = 0;
    for (int level = 0; level <= PP_VISITS_N_LEVELS; level++)
        ret_bound[level] = NAN;
    visit_values(team, from, n, value);
    for (int level = 1; level <= PP_VISITS_N_LEVELS && rc == 0; level++) {
        double began_s = pp_clock_s(), left = until - began_s;
        struct pp_model_answer answer = {0};
        if (left < 0.05 || pp_must_stop(team->ask->cancel))
            break;
        rc = solve_level(&group, level, value, left / (PP_VISITS_N_LEVELS + 1 - level), &answer,
                         reterr);
        if (rc == 0)
            take_answer(&group, &answer, level, value, ret_bound);
        bool solved = rc == 0 && has_solution(&answer);
        pp_model_answer_done(&answer);
        team->seconds[level] += pp_clock_s() - began_s;
        if (!solved)
            break;
    }
    return rc;
}

int visit_model_keep(const struct visit_team *team, const double value[PP_VISITS_N_LEVELS + 1],
                     struct pp_error *reterr) {
    const struct pp_visits_ask *ask = team->ask;
    struct group group = {.team = team, .n = team->n_patches};
    int rc = 0;
    for (int level = 1; level <= PP_VISITS_N_LEVELS && rc == 0 && ask->options->keep_dir; level++) {
        PP_AUTO_STR struct pp_str data = {0};
        struct model_run run = {ask->options, pp_roster_team_words(ask->problem, ask->team_ix),
                                "visits", level};
        put_data(&group, level, value, &data);
        rc = pp_model_keep(&run, &data, reterr);
    }
    return rc;
}
