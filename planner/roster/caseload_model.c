/* The question written for models/caseload.mod, asked level by level, and read back. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"

#include "planner/roster/caseload_parts.h"
#include "planner/roster/model_data.h"

enum { MOST_ITERATIONS = 100000 }; /* of a level cut by work; cities need some hundreds */

/* --- names ------------------------------------------------------------------------------------------ */

static bool plain_patches(const struct caseload *data) {
    for (int p = 0; p < data->n_patches; p++)
        if (!pp_model_plain(data->ask->problem->patches[data->patches[p].patch_ix].name))
            return false;
    return true;
}

static bool plain_posts(const struct caseload *data) {
    for (int o = 0; o < data->n_posts; o++)
        if (!pp_model_plain(data->ask->problem->posts[data->posts[o].post_ix].officer_id))
            return false;
    return true;
}

struct namer {
    const struct caseload *data;
    bool plain_patches, plain_posts;
    char name[3][MODEL_NAME_SIZE];
};

static struct namer namer_of(const struct caseload *data) {
    return (struct namer){data, plain_patches(data), plain_posts(data), {{0}}};
}

static const char *patch_name(struct namer *names, int p) {
    int ix = names->data->patches[p].patch_ix;
    pp_model_name(names->data->ask->problem->patches[ix].name, names->plain_patches, 'P', ix,
                  names->name[0]);
    return names->name[0];
}

static const char *post_name(struct namer *names, int o, int which) {
    int ix = names->data->posts[o].post_ix;
    pp_model_name(names->data->ask->problem->posts[ix].officer_id, names->plain_posts, 'O', ix,
                  names->name[which]);
    return names->name[which];
}

/* --- data ------------------------------------------------------------------------------------------- */

static void write_sets(struct namer *names, struct pp_str *text) {
    const struct caseload *data = names->data;
    const struct pp_roster_problem *problem = data->ask->problem;
    pp_str_append(text, "set P :=");
    for (int p = 0; p < data->n_patches; p++)
        pp_str_appendf(text, " %s", patch_name(names, p));
    pp_str_append(text, ";\nset O :=");
    for (int o = 0; o < data->n_posts; o++)
        pp_str_appendf(text, " %s", post_name(names, o, 1));
    pp_str_append(text, ";\nset S :=");
    for (int s = 0; s < problem->n_skills; s++)
        pp_str_appendf(text, " S%02d", s);
    pp_str_append(text, ";\nset L :=");
    for (int l = 0; l < problem->n_languages; l++)
        pp_str_appendf(text, " L%02d", l);
    pp_str_append(text, ";\n");
    for (int s = 0; s < problem->n_skills; s++)
        pp_str_appendf(text, "# S%02d = %s\n", s, problem->skill_names[s]);
    for (int l = 0; l < problem->n_languages; l++)
        pp_str_appendf(text, "# L%02d = %s\n", l, problem->language_names[l]);
}

static void write_patches(struct namer *names, struct pp_str *text) {
    const struct caseload *data = names->data;
    const struct pp_roster_problem *problem = data->ask->problem;
    pp_str_append(text, "param: homes weight fixed :=\n");
    for (int p = 0; p < data->n_patches; p++)
        pp_str_appendf(text, "  %s %d %.3f %d # %s\n", patch_name(names, p),
                       problem->patches[data->patches[p].patch_ix].n_homes, data->patches[p].weight,
                       data->patches[p].stays >= 0,
                       problem->patches[data->patches[p].patch_ix].name);
    pp_str_append(text, ";\n");
}

static void write_posts(struct namer *names, struct pp_str *text) {
    const struct caseload *data = names->data;
    pp_str_appendf(text, "param mean := %.6f;\nparam: cap fte vacant :=\n", data->mean);
    for (int o = 0; o < data->n_posts; o++)
        pp_str_appendf(text, "  %s %.3f %.6f %d # %s\n", post_name(names, o, 1), data->posts[o].cap,
                       data->posts[o].fte, data->posts[o].vacant,
                       data->ask->problem->posts[data->posts[o].post_ix].officer_id);
    pp_str_append(text, ";\n");
}

static void write_ways(struct namer *names, struct pp_str *text) {
    const struct caseload *data = names->data;
    pp_str_append(text, "param: WAY: part strange :=\n");
    for (int w = 0; w < data->n_ways; w++) {
        const struct caseload_way *way = &data->ways[w];
        pp_str_appendf(text, "  %s %s %s %.3f %d\n", patch_name(names, way->patch),
                       post_name(names, way->a, 1), post_name(names, way->b, 2),
                       way->way.part_milli / 1000.0, way->way.undeclared);
    }
    pp_str_append(text, ";\n");
}

/* A table of patches by skills (S) or languages (L); only what is not 0. */
static void write_counts(struct namer *names, const char *param, char letter, const int *table,
                         int n_columns, struct pp_str *text) {
    pp_str_appendf(text, "param %s :=\n", param);
    for (int p = 0; p < names->data->n_patches; p++)
        for (int i = 0; i < n_columns; i++)
            if (table[p * n_columns + i] > 0)
                pp_str_appendf(text, "  %s %c%02d %d\n", patch_name(names, p), letter, i,
                               table[p * n_columns + i]);
    pp_str_append(text, ";\n");
}

static void write_kept(struct namer *names, struct pp_str *text) {
    const struct caseload *data = names->data;
    pp_str_append(text, "param kept :=\n");
    for (int p = 0; p < data->n_patches; p++)
        for (int o = 0; o < data->n_posts; o++) {
            int kept = data->kept[p * data->n_all_posts + data->posts[o].post_ix];
            if (kept > 0)
                pp_str_appendf(text, "  %s %s %d\n", patch_name(names, p), post_name(names, o, 1),
                               kept);
        }
    pp_str_append(text, ";\n");
}

static void write_bits(struct namer *names, const char *param, char letter, int n_bits,
                       struct pp_str *text) {
    const struct caseload *data = names->data;
    pp_str_appendf(text, "param %s :=\n", param);
    for (int o = 0; o < data->n_posts; o++) {
        const struct pp_post *post = &data->ask->problem->posts[data->posts[o].post_ix];
        uint32_t bits = letter == 'S' ? post->skills : post->languages;
        for (int i = 0; i < n_bits; i++)
            if (bits >> i & 1)
                pp_str_appendf(text, "  %s %c%02d 1\n", post_name(names, o, 1), letter, i);
    }
    pp_str_append(text, ";\n");
}

/* The data section of models/caseload.mod. held: by level, >= 1e8 not held. */
static void write_data_section(const struct caseload *data, int level, const double *held,
                               struct pp_str *text) {
    const struct pp_roster_problem *problem = data->ask->problem;
    struct namer names = namer_of(data);
    char day[11];
    pp_day_iso(data->ask->day, day);
    pp_str_appendf(text, "# Who leads which patch from %s: level %d.\n", day, level);
    pp_str_appendf(text, "data;\nparam level := %d;\nparam held :=", level);
    for (int k = 1; k <= PP_CASELOAD_N_LEVELS; k++)
        if (held[k] < 1e8)
            pp_str_appendf(text, " %d %.6f", k, held[k]);
    pp_str_append(text, ";\n");
    write_sets(&names, text);
    write_patches(&names, text);
    write_posts(&names, text);
    write_ways(&names, text);
    write_kept(&names, text);
    write_counts(&names, "need", 'S', data->needs, problem->n_skills, text);
    write_counts(&names, "talk", 'L', data->speaks, problem->n_languages, text);
    write_bits(&names, "has", 'S', problem->n_skills, text);
    write_bits(&names, "speaks", 'L', problem->n_languages, text);
    pp_str_append(text, "end;\n");
}

/* --- levels ----------------------------------------------------------------------------------------- */

static void read_taken(const struct caseload *data, const struct pp_model_answer *answer,
                       int *ret_taken) {
    struct namer names = namer_of(data);
    for (int p = 0; p < data->n_patches; p++)
        ret_taken[p] = -1;
    for (int w = 0; w < data->n_ways; w++) {
        const struct caseload_way *way = &data->ways[w];
        char column[16 + 3 * MODEL_NAME_SIZE];
        snprintf(column, sizeof column, "take[%s,%s,%s]", patch_name(&names, way->patch),
                 post_name(&names, way->a, 1), post_name(&names, way->b, 2));
        if (pp_model_value(answer, column, 0) > 0.5)
            ret_taken[way->patch] = w;
    }
}

struct climb { /* the best plan so far, and what it must keep */
    int *taken, *tried;
    double *load;
    double value[PP_CASELOAD_N_LEVELS + 1], held[PP_CASELOAD_N_LEVELS + 1];
    struct pp_level_value told[PP_CASELOAD_N_LEVELS + 1];
};

/* Is the plan just tried inside all that is held, and no worse on this level? */
static bool no_worse(const struct climb *climb, const double *value, int level) {
    for (int k = 1; k <= PP_CASELOAD_N_LEVELS; k++)
        if (k != level && value[k] > climb->held[k] + 0.02)
            return false;
    return value[level] <= climb->value[level] + 0.01;
}

static bool has_plan(const struct pp_solve_result *result) {
    return result->status == PP_SOLVE_OPTIMAL || result->status == PP_SOLVE_FEASIBLE;
}

/* The part of a level in what is left; INFINITY: no end. */
static double level_seconds(const struct caseload_time *time) {
    return fmin(time->most_s, (time->until_s - pp_clock_s()) / time->n_levels);
}

static int solve_level(const struct caseload *data, int level, double seconds, struct climb *climb,
                       struct pp_error *reterr) {
    const struct pp_caseload_ask *ask = data->ask;
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_solve_options how = {.cancel = ask->cancel, .time_limit_s = seconds};
    how.most_iterations = ask->options->max_steps > 0 ? MOST_ITERATIONS : 0;
    struct pp_model_answer answer = {0};
    struct model_run run = {ask->options, pp_roster_team_words(ask->problem, ask->team_ix),
                            "caseload", level};
    double began_s = pp_clock_s(), value[PP_CASELOAD_N_LEVELS + 1];
    write_data_section(data, level, climb->held, &text);
    int rc = pp_model_run(&run, &text, &how, &answer, reterr);
    if (rc < 0)
        return rc;
    struct pp_level_value *told = &climb->told[level];
    told->seconds = pp_clock_s() - began_s;
    told->bound = answer.result.bound;
    if (has_plan(&answer.result)) {
        read_taken(data, &answer, climb->tried);
        pp_caseload_measure(data, climb->tried, climb->load, value);
        if (no_worse(climb, value, level)) {
            told->proven = answer.result.status == PP_SOLVE_OPTIMAL;
            memcpy(climb->taken, climb->tried, (size_t)data->n_patches * sizeof *climb->taken);
            memcpy(climb->value, value, sizeof value);
        }
    }
    pp_model_answer_done(&answer);
    return 0;
}

/* Levels in their order; a mixed replan may change the officer of a tenth of the team's homes more, for balance. */
static int solve_levels(const struct caseload *data, struct caseload_time *time,
                        struct climb *climb, struct pp_error *reterr) {
    static const int continuity_first[PP_CASELOAD_N_LEVELS] = {
        PP_CASELOAD_WITHOUT, PP_CASELOAD_SKILLS,  PP_CASELOAD_ABOVE,
        PP_CASELOAD_CHANGED, PP_CASELOAD_UNEQUAL, PP_CASELOAD_LANGUAGES};
    static const int balance_first[PP_CASELOAD_N_LEVELS] = {
        PP_CASELOAD_WITHOUT, PP_CASELOAD_SKILLS,  PP_CASELOAD_ABOVE,
        PP_CASELOAD_UNEQUAL, PP_CASELOAD_CHANGED, PP_CASELOAD_LANGUAGES};
    const struct pp_caseload_ask *ask = data->ask;
    const int *order =
        ask->options->replan == PP_REPLAN_BEST_BALANCE ? balance_first : continuity_first;
    double n_homes = 0;
    for (int p = 0; p < data->n_patches; p++)
        n_homes += ask->problem->patches[data->patches[p].patch_ix].n_homes;
    for (int i = 0; i < PP_CASELOAD_N_LEVELS && !pp_must_stop(ask->cancel); i++) {
        double seconds = level_seconds(time);
        if (seconds <= 0)
            break;
        int rc = solve_level(data, order[i], seconds, climb, reterr);
        time->n_levels--;
        if (rc < 0)
            return rc;
        climb->held[order[i]] = climb->value[order[i]];
        if (order[i] == PP_CASELOAD_CHANGED && ask->options->replan == PP_REPLAN_MIXED)
            climb->held[PP_CASELOAD_CHANGED] += floor(n_homes / 10);
    }
    return 0;
}

static int tell_levels(const struct climb *climb, int team_ix, struct pp_roster *roster,
                       struct pp_error *reterr) {
    int rc = 0;
    for (int k = 1; rc == 0 && k <= PP_CASELOAD_N_LEVELS; k++) {
        struct pp_level_value told = climb->told[k];
        told.team_ix = team_ix;
        told.model = "caseload";
        told.level = k;
        told.value = climb->value[k];
        told.proven = told.proven && told.value <= told.bound + 0.02;
        rc = pp_roster_add_level(roster, &told, reterr);
    }
    return rc;
}

int pp_caseload_solve(const struct caseload *data, struct caseload_time *time, int *ret_taken,
                      struct pp_roster *roster, struct pp_error *reterr) {
    PP_AUTO_FREE int *tried = pp_alloc_array((size_t)data->n_patches + 1, sizeof *tried);
    PP_AUTO_FREE double *load = pp_alloc_array((size_t)data->n_posts + 1, sizeof *load);
    struct climb climb = {.taken = ret_taken, .tried = tried, .load = load};
    if (!tried || !load)
        return pp_fail_nomem(reterr);
    for (int k = 0; k <= PP_CASELOAD_N_LEVELS; k++) {
        climb.held[k] = 1e9;
        climb.told[k].bound = NAN;
    }
    int rc = pp_caseload_greedy(data, ret_taken, reterr);
    if (rc < 0)
        return rc;
    pp_caseload_measure(data, ret_taken, load, climb.value);
    if (data->n_ways > 0)
        rc = solve_levels(data, time, &climb, reterr);
    return rc < 0 || !roster ? rc : tell_levels(&climb, data->ask->team_ix, roster, reterr);
}
