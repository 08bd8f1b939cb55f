/* The timetable by models/dropins.mod: data, solve, read back.
 *
 * The level asked for is cut off one below what is known, so that either something better comes out or the proof that
 * there is nothing: every value is a whole number. Names in the data are a letter and a number; what they stand
 * for is said in its comments. */
#include "planner/roster/dropins_parts.h"

#include <math.h>
#include <stdio.h>

#include "patchplan/core/alloc.h"
#include "patchplan/solve/model.h"

#include "planner/roster/model_data.h"

/* --- data ---------------------------------------------------------------------------------------- */

static void open_set(struct pp_str *data, const char *name) {
    pp_str_appendf(data, "set %s :=", name);
}

static void open_param(struct pp_str *data, const char *name) {
    pp_str_appendf(data, "param %s :=", name);
}

static void close_it(struct pp_str *data) { pp_str_append(data, " ;\n"); }

/* Someone's own officer, or able to be anywhere at all. */
static bool matters(const struct dropins *d, int officer) {
    uint64_t open = 0;
    if (d->theirs_start[officer] < d->theirs_start[officer + 1])
        return true;
    for (int v = 0; v < d->n_venues; v++)
        if (d->fare[officer * d->n_venues + v] >= 0)
            open |= d->open[v];
    return (open & d->works[officer]) != 0 && d->most[officer] > 0;
}

static void write_comments(const struct dropins *d, struct pp_str *data) {
    const struct pp_roster_problem *problem = d->problem;
    for (int p = 0; problem && p < d->n_patches; p++)
        pp_str_appendf(data, "# P%d patch %s\n", p, problem->patches[d->patch_ix[p]].name);
    for (int v = 0; problem && v < d->n_venues; v++)
        pp_str_appendf(data, "# V%d venue %s\n", v, problem->venues[d->venue_ix[v]].venue_id);
    for (int o = 0; problem && o < d->n_staff; o++)
        pp_str_appendf(data, "# O%d officer %s\n", o, problem->posts[d->post_ix[o]].officer_id);
    for (int l = 0; problem && l < d->n_languages; l++)
        pp_str_appendf(data, "# L%d %s\n", l, problem->language_names[l]);
}

static void write_range(struct pp_str *data, const char *set, char letter, int n) {
    open_set(data, set);
    for (int i = 0; i < n; i++)
        pp_str_appendf(data, " %c%d", letter, i);
    close_it(data);
}

static void write_times(struct pp_str *data) {
    char name[6], next[6];
    open_set(data, "T");
    for (int slot = 0; slot < PP_N_SLOTS; slot++) {
        pp_slot_short(slot, name);
        pp_str_appendf(data, " %s", name);
    }
    close_it(data);
    open_set(data, "NEXT");
    for (int slot = 0; slot < PP_N_SLOTS; slot++) {
        if (pp_slot_half(slot) != PP_HALF_EVENING || pp_slot_weekday(slot) == PP_N_WEEKDAYS - 1)
            continue;
        pp_slot_short(slot, name);
        pp_slot_short(slot + 1, next);
        pp_str_appendf(data, " (%s,%s)", name, next);
    }
    close_it(data);
    open_param(data, "evening");
    for (int slot = 0; slot < PP_N_SLOTS; slot++) {
        pp_slot_short(slot, name);
        if (pp_slot_half(slot) == PP_HALF_EVENING)
            pp_str_appendf(data, " %s 1", name);
    }
    close_it(data);
    open_param(data, "day");
    for (int slot = 0; slot < PP_N_SLOTS; slot++) {
        pp_slot_short(slot, name);
        pp_str_appendf(data, " %s %d", name, pp_slot_weekday(slot) + 1);
    }
    close_it(data);
}

static void write_venues(const struct dropins *d, struct pp_str *data) {
    char name[6];
    write_range(data, "V", 'V', d->n_venues);
    open_set(data, "OPEN");
    for (int v = 0; v < d->n_venues; v++)
        for (uint64_t open = d->open[v]; open; open &= open - 1) {
            pp_slot_short(__builtin_ctzll(open), name);
            pp_str_appendf(data, " (V%d,%s)", v, name);
        }
    close_it(data);
    open_param(data, "desks");
    for (int v = 0; v < d->n_venues; v++)
        for (uint64_t open = d->open[v]; open; open &= open - 1) {
            pp_slot_short(__builtin_ctzll(open), name);
            pp_str_appendf(data, " V%d %s %d", v, name, d->desks[v]);
        }
    close_it(data);
    open_param(data, "early");
    for (int v = 0; v < d->n_venues; v++)
        for (uint64_t early = d->open[v] & d->early[v]; early; early &= early - 1) {
            pp_slot_short(__builtin_ctzll(early), name);
            pp_str_appendf(data, " V%d %s 1", v, name);
        }
    close_it(data);
    open_param(data, "least");
    for (int v = 0; v < d->n_venues; v++)
        pp_str_appendf(data, " V%d %d", v, d->least[v]);
    close_it(data);
    open_param(data, "hire");
    for (int v = 0; v < d->n_venues; v++)
        pp_str_appendf(data, " V%d %lld", v, (long long)d->hire[v]);
    close_it(data);
}

static void write_patches(const struct dropins *d, struct pp_str *data) {
    char name[6];
    write_range(data, "P", 'P', d->n_patches);
    open_param(data, "homes");
    for (int p = 0; p < d->n_patches; p++)
        pp_str_appendf(data, " P%d %d", p, d->homes[p]);
    close_it(data);
    open_param(data, "near");
    for (int p = 0; p < d->n_patches; p++)
        pp_str_appendf(data, " P%d V%d", p, d->near[p]);
    close_it(data);
    open_set(data, "OWN");
    for (int p = 0; p < d->n_patches; p++)
        for (int i = d->mine_start[p]; i < d->mine_start[p + 1]; i++)
            pp_str_appendf(data, " (P%d,O%d)", p, d->mine[i]);
    close_it(data);
    open_set(data, "WAS");
    for (int p = 0; p < d->n_patches; p++)
        if (d->was[p] >= 0) {
            pp_slot_short(d->was[p], name);
            pp_str_appendf(data, " (P%d,%s)", p, name);
        }
    close_it(data);
    open_param(data, "talk");
    for (int i = 0; i < d->n_talks; i++)
        pp_str_appendf(data, " P%d L%d %d", d->talks[i].patch, d->talks[i].language,
                       d->talks[i].homes);
    close_it(data);
    pp_str_appendf(data, "param never := %lld ;\nparam gone := %lld ;\n", (long long)d->never,
                   (long long)d->gone);
}

static void write_staff(const struct dropins *d, struct pp_str *data) {
    char name[6];
    open_set(data, "O");
    for (int o = 0; o < d->n_staff; o++)
        if (matters(d, o))
            pp_str_appendf(data, " O%d", o);
    close_it(data);
    open_param(data, "works");
    for (int o = 0; o < d->n_staff; o++)
        for (uint64_t works = matters(d, o) ? d->works[o] : 0; works; works &= works - 1) {
            pp_slot_short(__builtin_ctzll(works), name);
            pp_str_appendf(data, " O%d %s 1", o, name);
        }
    close_it(data);
    open_param(data, "most");
    for (int o = 0; o < d->n_staff; o++)
        if (matters(d, o))
            pp_str_appendf(data, " O%d %d", o, d->most[o]);
    close_it(data);
    open_param(data, "nights");
    for (int o = 0; o < d->n_staff; o++)
        if (matters(d, o))
            pp_str_appendf(data, " O%d %d", o, d->nights[o] > 0 ? d->nights[o] : 0);
    close_it(data);
    open_param(data, "speaks");
    for (int o = 0; o < d->n_staff; o++)
        for (int l = 0; matters(d, o) && l < d->n_languages; l++)
            if (d->speaks[o] >> l & 1)
                pp_str_appendf(data, " O%d L%d 1", o, l);
    close_it(data);
}

static void write_reach(const struct dropins *d, struct pp_str *data) {
    open_set(data, "REACH");
    for (int o = 0; o < d->n_staff; o++)
        for (int v = 0; matters(d, o) && v < d->n_venues; v++)
            if (d->fare[o * d->n_venues + v] >= 0)
                pp_str_appendf(data, " (O%d,V%d)", o, v);
    close_it(data);
    open_param(data, "fare");
    for (int o = 0; o < d->n_staff; o++)
        for (int v = 0; matters(d, o) && v < d->n_venues; v++)
            if (d->fare[o * d->n_venues + v] >= 0)
                pp_str_appendf(data, " O%d V%d %d", o, v, d->fare[o * d->n_venues + v]);
    close_it(data);
    write_range(data, "G", 'G', d->n_groups);
    open_param(data, "group");
    for (int g = 0; g < d->n_groups; g++)
        pp_str_appendf(data, " G%d %d", g, d->group_homes[g]);
    close_it(data);
    open_set(data, "SEES");
    for (int g = 0; g < d->n_groups; g++)
        for (int i = d->sees_start[g]; i < d->sees_start[g + 1]; i++)
            pp_str_appendf(data, " (G%d,V%d)", g, d->sees[i]);
    close_it(data);
}

int pp_dropins_model_data(const struct dropins_plan *plan, int level, double most,
                          struct pp_str *data, struct pp_error *reterr) {
    const struct dropins *d = plan->data;
    pp_str_append(data, "data;\n");
    write_comments(d, data);
    write_times(data);
    write_range(data, "L", 'L', d->n_languages);
    write_venues(d, data);
    write_patches(d, data);
    write_staff(d, data);
    write_reach(d, data);
    pp_str_appendf(data, "param level := %d ;\nparam held :=", level);
    for (int k = 1; k < level; k++)
        pp_str_appendf(data, " %d %lld", k, (long long)plan->value[k]);
    if (isfinite(most))
        pp_str_appendf(data, " %d %.0f", level, most);
    close_it(data);
    pp_str_append(data, "end;\n");
    return data->failed ? pp_fail_nomem(reterr) : 0;
}

/* --- back ---------------------------------------------------------------------------------------- */

static bool is_set(const struct pp_model_answer *answer, const char *name) {
    return pp_model_value(answer, name, 0) > 0.5;
}

/* Sessions first, then who is there. False: the answer breaks a rule, which only a mistake in the model could bring. */
static bool read_back(const struct pp_model_answer *answer, struct dropins_plan *plan) {
    const struct dropins *d = plan->data;
    char column[64], slot[6];
    for (int v = 0; v < d->n_venues; v++)
        for (uint64_t open = d->open[v]; open; open &= open - 1) {
            int t = __builtin_ctzll(open);
            pp_slot_short(t, slot);
            snprintf(column, sizeof column, "held_at[V%d,%s]", v, slot);
            if (!is_set(answer, column))
                continue;
            pp_dropins_hold(plan, v, t);
            for (int i = d->at_start[v]; i < d->at_start[v + 1]; i++) {
                snprintf(column, sizeof column, "meet[P%d,%s]", d->at[i], slot);
                if (plan->slot[d->at[i]] < 0 && is_set(answer, column))
                    pp_dropins_meet(plan, d->at[i], t);
            }
            for (int o = 0; o < d->n_staff; o++) {
                snprintf(column, sizeof column, "staff[O%d,V%d,%s]", o, v, slot);
                if (!is_set(answer, column))
                    continue;
                if (!pp_dropins_can(plan, o, v, t))
                    return false;
                pp_dropins_staff(plan, o, v, t);
            }
            if (plan->staff[v * PP_N_SLOTS + t] < 2)
                return false;
        }
    return true;
}

static bool has_solution(const struct pp_model_answer *answer) {
    return answer->result.status == PP_SOLVE_OPTIMAL || answer->result.status == PP_SOLVE_FEASIBLE;
}

/* The answer when it is better than `plan`. */
static int take_better(const struct pp_model_answer *answer, struct dropins_plan *plan,
                       bool *ret_better, struct pp_error *reterr) {
    PP_AUTO(pp_dropins_plan_done) struct dropins_plan found = {0};
    *ret_better = false;
    if (!has_solution(answer))
        return 0;
    int rc = pp_dropins_plan_make(plan->data, &found, reterr);
    if (rc < 0)
        return rc;
    *ret_better = read_back(answer, &found) && pp_dropins_compare(found.value, plan->value) < 0;
    if (*ret_better)
        pp_dropins_plan_copy(plan, &found);
    return 0;
}

int pp_dropins_model_solve(const struct dropins_model *model, struct dropins_plan *plan,
                           struct dropins_answer *ret_answer, struct pp_error *reterr) {
    PP_AUTO(pp_model_answer_done) struct pp_model_answer answer = {0};
    PP_AUTO_STR struct pp_str data = {0};
    struct pp_roster_options options = {.model_dir = model->model_dir};
    struct model_run run = {&options, "", "dropins", model->level};
    struct pp_solve_options how = {
        .cancel = model->cancel, .time_limit_s = model->seconds, .counts_first = true};
    double known = (double)plan->value[model->level];
    bool better = false;
    int rc = pp_dropins_model_data(plan, model->level, known - 1, &data, reterr);
    if (rc == 0)
        rc = pp_model_run(&run, &data, &how, &answer, reterr);
    if (rc == 0)
        rc = take_better(&answer, plan, &better, reterr);
    if (rc < 0)
        return rc;
    enum pp_solve_status status = answer.result.status;
    ret_answer->proven = status == PP_SOLVE_INFEASIBLE || (status == PP_SOLVE_OPTIMAL && better);
    ret_answer->bound = ret_answer->proven ? (double)plan->value[model->level]
                                           : fmin(known, ceil(answer.result.bound - 0.01));
    if (!ret_answer->proven && isnan(answer.result.bound))
        ret_answer->bound = NAN;
    return 0;
}
