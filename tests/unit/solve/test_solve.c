/* Small problems against trying everything, models against glpsol, and a GLPK that gives up. */
#include <dirent.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/rng.h"
#include "patchplan/core/text.h"
#include "patchplan/solve/mip.h"
#include "patchplan/solve/model.h"

#include "tests/tap.h"

static const struct pp_solve_options no_limit = {0};

/* --- rows and columns ---------------------------------------------------------------------------- */

enum { n_items = 8 };

/* Two knapsacks over 8 things, one of them with a minimum. */
struct bag {
    double gain[n_items], weight[2][n_items], least, most[2];
};

static void make_bag(struct bag *bag, struct pp_rng *rng) {
    for (int i = 0; i < n_items; i++) {
        bag->gain[i] = 1 + pp_rng_below(rng, 90);
        bag->weight[0][i] = 1 + pp_rng_below(rng, 30);
        bag->weight[1][i] = 1 + pp_rng_below(rng, 30);
    }
    bag->least = pp_rng_below(rng, 110);
    bag->most[0] = 20 + pp_rng_below(rng, 100);
    bag->most[1] = 20 + pp_rng_below(rng, 100);
}

static double best_by_trying(const struct bag *bag) {
    double best = -INFINITY;
    for (int set = 0; set < 1 << n_items; set++) {
        double gain = 0, load[2] = {0};
        for (int i = 0; i < n_items; i++) {
            if (!(set >> i & 1))
                continue;
            gain += bag->gain[i];
            load[0] += bag->weight[0][i];
            load[1] += bag->weight[1][i];
        }
        if (load[0] <= bag->most[0] && load[1] <= bag->most[1] && load[0] >= bag->least)
            best = fmax(best, gain);
    }
    return best;
}

static void build_bag(const struct bag *bag, struct pp_mip *mip, bool whole) {
    mip->maximise = true;
    int first = pp_mip_add_row(mip, bag->least, bag->most[0]);
    int second = pp_mip_add_row(mip, -INFINITY, bag->most[1]);
    for (int i = 0; i < n_items; i++) {
        int column = pp_mip_add_column(mip, 0, 1, bag->gain[i], whole);
        pp_mip_add_entry(mip, first, column, bag->weight[0][i]);
        pp_mip_add_entry(mip, second, column, bag->weight[1][i]);
    }
}

static void test_against_trying(void) {
    struct pp_rng rng;
    int n_wrong = 0, n_impossible = 0;
    pp_rng_seed(&rng, 11);
    for (int round = 0; round < 60; round++) {
        struct bag bag;
        struct pp_mip mip = {0}, relaxed = {0};
        struct pp_solve_result result, above;
        double values[n_items], best, sum = 0;
        make_bag(&bag, &rng);
        build_bag(&bag, &mip, true);
        build_bag(&bag, &relaxed, false);
        best = best_by_trying(&bag);
        bool solved = pp_mip_solve(&mip, &no_limit, values, &result, NULL) == 0 &&
                      pp_mip_solve(&relaxed, &no_limit, values, &above, NULL) == 0 &&
                      pp_mip_solve(&mip, &no_limit, values, &result, NULL) == 0;
        for (int i = 0; i < n_items; i++)
            sum += values[i] > 0.5 ? bag.gain[i] : 0;
        n_impossible += isinf(best) != 0;
        if (isinf(best))
            n_wrong += !solved || result.status != PP_SOLVE_INFEASIBLE;
        else
            n_wrong += !solved || result.status != PP_SOLVE_OPTIMAL ||
                       fabs(result.objective - best) > 1e-6 || fabs(sum - best) > 1e-6 ||
                       above.objective < best - 1e-6;
        pp_mip_done(&mip);
        pp_mip_done(&relaxed);
    }
    is_int(n_wrong, 0, "60 small problems come out as by trying everything");
    ok(n_impossible > 2 && n_impossible < 40, "some of them impossible (%d)", n_impossible);
}

static void test_kinds_of_end(void) {
    struct pp_mip mip = {0};
    struct pp_solve_result result = {0};
    double value = 0;
    int column = pp_mip_add_column(&mip, 0, INFINITY, -1, false);
    ok(pp_mip_solve(&mip, &no_limit, &value, &result, NULL) == 0 &&
           result.status == PP_SOLVE_UNBOUNDED,
       "without end");
    int row = pp_mip_add_row(&mip, 5, 5);
    pp_mip_add_entry(&mip, row, column, 2);
    ok(pp_mip_solve(&mip, &no_limit, &value, &result, NULL) == 0 &&
           result.status == PP_SOLVE_OPTIMAL && fabs(value - 2.5) < 1e-9,
       "an equation");
    pp_mip_done(&mip);
    pp_alloc_fail_at(1);
    pp_mip_add_column(&mip, 0, 1, 1, true);
    pp_alloc_fail_at(0);
    struct pp_error err = {0};
    ok(pp_mip_solve(&mip, &no_limit, &value, &result, &err) == PP_E_NOMEM,
       "memory that ran out while building is told when solving");
    pp_mip_done(&mip);
}

/* GLPK prints a sentence and calls abort() at such input. */
static void test_guard(void) {
    struct pp_mip mip = {0};
    struct pp_solve_result result;
    struct pp_error err = {0};
    double value = 0;
    int column = pp_mip_add_column(&mip, 0, 1, 1, true);
    pp_mip_add_row(&mip, 0, 1);
    pp_mip_add_entry(&mip, 7, column, 1);
    int rc = pp_mip_solve(&mip, &no_limit, &value, &result, &err);
    is_int(rc, PP_E_LIBRARY, "a GLPK abort becomes an error");
    ok(strstr(err.message, "row index out of range"), "with GLPK's own words");
    printf("# %s\n", err.message);
    mip.entry_row[0] = 0;
    ok(pp_mip_solve(&mip, &no_limit, &value, &result, &err) == 0 &&
           result.status == PP_SOLVE_OPTIMAL,
       "and the next solve is as good as ever");
    pp_mip_done(&mip);
}

/* A knapsack that GLPK cannot close: equal weights that never fit. */
static void build_stubborn(struct pp_mip *mip) {
    struct pp_rng rng;
    pp_rng_seed(&rng, 3);
    for (int r = 0; r < 4; r++)
        pp_mip_add_row(mip, 50000, 50000);
    for (int i = 0; i < 50; i++) {
        int column = pp_mip_add_column(mip, 0, 1, pp_rng_below(&rng, 1000), true);
        for (int r = 0; r < 4; r++)
            pp_mip_add_entry(mip, r, column, pp_rng_below(&rng, 4000));
    }
}

static void test_limits(void) {
    struct pp_mip mip = {0};
    struct pp_solve_result result;
    double values[50], started_s = pp_clock_s();
    build_stubborn(&mip);
    struct pp_solve_options options = {.time_limit_s = 0.3};
    ok(pp_mip_solve(&mip, &options, values, &result, NULL) == 0 &&
           result.status != PP_SOLVE_OPTIMAL && result.status != PP_SOLVE_INFEASIBLE,
       "a limit is no proof");
    ok(pp_clock_s() - started_s < 3, "and it holds");
    struct pp_cancel cancel = {0};
    atomic_store(&cancel.requested, 1);
    options = (struct pp_solve_options){.cancel = &cancel};
    started_s = pp_clock_s();
    ok(pp_mip_solve(&mip, &options, values, &result, NULL) == 0, "a wish to stop is no failure");
    ok(pp_clock_s() - started_s < 3, "and is heard");
    pp_mip_done(&mip);
}

/* Cut by work: as far each time, however long it takes. */
static void test_iterations(void) {
    struct pp_mip mip = {0};
    struct pp_solve_result result[3];
    double values[50];
    build_stubborn(&mip);
    for (int i = 0; i < 3; i++) {
        struct pp_solve_options options = {.most_iterations = i < 2 ? 3000 : 300};
        ok(pp_mip_solve(&mip, &options, values, &result[i], NULL) == 0 &&
               result[i].status != PP_SOLVE_OPTIMAL && result[i].status != PP_SOLVE_INFEASIBLE,
           "a limit of work is no proof");
    }
    ok(result[0].bound == result[1].bound && result[0].bound != result[2].bound,
       "the same work comes as far, less of it not: %.6f, %.6f, %.6f", result[0].bound,
       result[1].bound, result[2].bound);
    pp_mip_done(&mip);
}

/* Two groups of 20 columns, all but alike, of which 15.5 are asked for; each group has a whole column that counts it. */
static void build_counted(struct pp_mip *mip) {
    struct pp_rng rng;
    pp_rng_seed(&rng, 5);
    int asked = pp_mip_add_row(mip, 15.5, INFINITY);
    for (int group = 0; group < 2; group++) {
        int sum = pp_mip_add_row(mip, 0, 0);
        int count = pp_mip_add_column(mip, 0, 20, 0, true);
        pp_mip_add_entry(mip, sum, count, -1);
        pp_mip_add_entry(mip, asked, count, 1);
        for (int i = 0; i < 20; i++)
            pp_mip_add_entry(mip, sum,
                             pp_mip_add_column(mip, 0, 1, 1000 + pp_rng_below(&rng, 10), true), 1);
    }
}

/* Which column is branched on changes the way, not the end. */
static void test_counts_first(void) {
    struct pp_mip mip = {0};
    double values[42], whole = 0;
    build_counted(&mip);
    for (int first = 0; first < 2; first++) {
        struct pp_solve_options options = {.plain = true, .counts_first = first == 1};
        struct pp_solve_result result;
        ok(pp_mip_solve(&mip, &options, values, &result, NULL) == 0 &&
               result.status == PP_SOLVE_OPTIMAL && fabs(values[0] + values[21] - 16) < 1e-9,
           "sixteen columns, by the columns that count them");
        ok(first == 0 || fabs(result.objective - whole) < 1e-9,
           "branching on counts first ends at the same value: %.1f", result.objective);
        whole = result.objective;
    }
    pp_mip_done(&mip);
}

static void *solve_in_thread(void *context) {
    struct bag *bag = context;
    struct pp_mip mip = {0};
    struct pp_solve_result result = {0};
    double values[n_items];
    build_bag(bag, &mip, true);
    for (int i = 0; i < 30; i++)
        if (pp_mip_solve(&mip, &no_limit, values, &result, NULL) < 0)
            result.objective = NAN;
    bag->gain[0] = result.objective;
    pp_mip_done(&mip);
    return NULL;
}

static void test_threads(void) {
    struct pp_rng rng;
    struct bag bag[2];
    double best[2];
    pthread_t thread[2];
    pp_rng_seed(&rng, 5);
    for (int t = 0; t < 2; t++) {
        make_bag(&bag[t], &rng);
        bag[t].least = 0;
        best[t] = best_by_trying(&bag[t]);
        pthread_create(&thread[t], NULL, solve_in_thread, &bag[t]);
    }
    for (int t = 0; t < 2; t++)
        pthread_join(thread[t], NULL);
    ok(fabs(bag[0].gain[0] - best[0]) < 1e-6 && fabs(bag[1].gain[0] - best[1]) < 1e-6,
       "two threads solve beside each other");
}

/* --- models -------------------------------------------------------------------------------------- */

static const char model_text[] = "set P; set O; param c{P, O}; param room{O};\n"
                                 "var x{P, O} binary;\n"
                                 "minimize cost: sum{p in P, o in O} c[p, o] * x[p, o];\n"
                                 "s.t. once{p in P}: sum{o in O} x[p, o] = 1;\n"
                                 "s.t. fits{o in O}: sum{p in P} x[p, o] <= room[o];\n"
                                 "solve; display cost; end;\n";
static const char data_text[] = "data; set P := p1 p2 p3 p4; set O := ann bob;\n"
                                "param c: ann bob := p1 3 4.5 p2 2 8 p3 7 1 p4 2 2.25;\n"
                                "param room := ann 2 bob 2; end;\n";

static void write_text(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

/* The objective that glpsol finds; NAN when there is no glpsol. `answer` is a file of our own: glpsol
 * deletes what it is told to write, and that must never be a device. */
static double ask_glpsol(const char *model, const char *data, const char *answer) {
    char command[600], line[256];
    double objective = NAN;
    snprintf(command, sizeof command, "glpsol -m %s -d %s -o %s >%s.log 2>&1", model, data, answer,
             answer);
    FILE *file = system(command) == 0 ? fopen(answer, "r") : NULL;
    while (file && fgets(line, sizeof line, file)) {
        const char *equals = strchr(line, '=');
        if (strncmp(line, "Objective:", 10) == 0 && equals)
            objective = strtod(equals + 1, NULL);
    }
    if (file)
        fclose(file);
    return objective;
}

/* How many names a folder has, "." and ".." left out. */
static int n_in(const char *folder) {
    DIR *open = opendir(folder);
    int n = 0;
    for (struct dirent *entry; open && (entry = readdir(open));)
        n += entry->d_name[0] != '.';
    if (open)
        closedir(open);
    return n;
}

static void test_text(void) {
    char folder[] = "solve-XXXXXX", model[64], kept[64], copy[64];
    struct pp_model_answer answer = {0};
    struct pp_error err = {0};
    PP_AUTO_STR struct pp_str data = {0};
    if (!mkdtemp(folder))
        return;
    snprintf(model, sizeof model, "%s/a.mod", folder);
    snprintf(kept, sizeof kept, "%s/kept.dat", folder);
    snprintf(copy, sizeof copy, "%s/copy.mod", folder);
    write_text(model, model_text);
    pp_str_append(&data, data_text);
    setenv("TMPDIR", folder, 1);
    is_int(pp_model_solve_text(model, &data, NULL, &no_limit, &answer, &err), 0, "data as text");
    is_near(answer.result.objective, 8.25, 1e-9, "the same value");
    pp_model_answer_done(&answer);
    is_int(n_in(folder), 1, "leave no file");
    is_int(pp_model_solve_text(model, &data, kept, &no_limit, &answer, &err), 0, "or are kept");
    pp_model_answer_done(&answer);
    is_int(pp_model_keep_copy(model, copy, &err), 0, "with a copy of the model");
    is_int(pp_model_solve(copy, kept, &no_limit, &answer, &err), 0, "which can be solved again");
    is_near(answer.result.objective, 8.25, 1e-9, "with the same value");
    pp_model_answer_done(&answer);
    setenv("TMPDIR", kept, 1);
    is_int(pp_model_solve_text(model, &data, NULL, &no_limit, &answer, &err), PP_E_IO,
           "no folder for temporary files is told");
    unsetenv("TMPDIR");
    unlink(model);
    unlink(kept);
    unlink(copy);
    rmdir(folder);
}

static void test_model(void) {
    char folder[] = "solve-XXXXXX", model[64], data[64], written[64];
    struct pp_model_answer answer = {0};
    struct pp_error err = {0};
    if (!mkdtemp(folder))
        return;
    snprintf(model, sizeof model, "%s/a.mod", folder);
    snprintf(data, sizeof data, "%s/a.dat", folder);
    write_text(model, model_text);
    write_text(data, data_text);
    ok(pp_model_solve(model, data, &no_limit, &answer, &err) == 0 &&
           answer.result.status == PP_SOLVE_OPTIMAL,
       "a model with its data is solved");
    is_near(answer.result.objective, 8.25, 1e-9, "value by hand");
    ok(pp_model_value(&answer, "x[p3,bob]", 9) > 0.5 &&
           pp_model_value(&answer, "x[p3,ann]", 9) < 0.5,
       "columns by name");
    is_near(pp_model_value(&answer, "x[p9,ann]", -1), -1, 0, "a name that is not there");
    snprintf(written, sizeof written, "%s/a.sol", folder);
    double other = ask_glpsol(model, data, written);
    if (isnan(other))
        tap_skip("glpsol agrees", "no glpsol");
    else
        is_near(answer.result.objective, other, 1e-9, "glpsol agrees");
    pp_model_answer_done(&answer);
    write_text(data, "data; set P := p1 p2; set O := ann;\nparam c: ann :=\np1 3;\nend;\n");
    is_int(pp_model_solve(model, data, &no_limit, &answer, &err), PP_E_FORMAT, "data with a hole");
    printf("# %s:%lld: %s\n", err.file, (long long)err.row, err.message);
    write_text(model, "var x >= 0;\nminimize z: x +;\nend;\n");
    ok(pp_model_solve(model, NULL, &no_limit, &answer, &err) == PP_E_FORMAT && err.row == 2,
       "a model with a slip: the line is told");
    printf("# %s:%lld: %s\n", err.file, (long long)err.row, err.message);
    unlink(model);
    unlink(data);
    unlink(written);
    strcat(written, ".log");
    unlink(written);
    is_int(pp_model_solve(model, NULL, &no_limit, &answer, &err), PP_E_NOTFOUND, "no such model");
    rmdir(folder);
}

int main(void) {
    test_against_trying();
    test_kinds_of_end();
    test_guard();
    test_limits();
    test_iterations();
    test_counts_first();
    test_threads();
    test_model();
    test_text();
    return tap_done();
}
