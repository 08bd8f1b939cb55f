/* A start in hand: the same best as without, never worse than the start, and models against glpsol. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/rng.h"
#include "patchplan/solve/model.h"
#include "tests/tap.h"

static struct pp_error err;

enum { n_things = 9 };
struct bag {
    double gain[n_things], weight[n_things], most;
};

/* A knapsack with a continuous column that says how much room is left; spare room gains a little. */
static void build(const struct bag *bag, struct pp_mip *mip) {
    mip->maximise = true;
    int row = pp_mip_add_row(mip, bag->most, bag->most);
    for (int i = 0; i < n_things; i++)
        pp_mip_add_entry(mip, row, pp_mip_add_column(mip, 0, 1, bag->gain[i], true),
                         bag->weight[i]);
    pp_mip_add_entry(mip, row, pp_mip_add_column(mip, 0, INFINITY, 0.001, false), 1);
}

static double worth(const struct bag *bag, int set) {
    double gain = 0, load = 0;
    for (int i = 0; i < n_things; i++)
        if (set >> i & 1) {
            gain += bag->gain[i];
            load += bag->weight[i];
        }
    return load <= bag->most ? gain + 0.001 * (bag->most - load) : -INFINITY;
}

/* Starts good and bad, with and without cuts: the best is the best. */
static void test_starts(void) {
    struct pp_rng rng;
    int n_wrong = 0, n_broken = 0;
    pp_rng_seed(&rng, 5);
    for (int round = 0; round < 80; round++) {
        struct bag bag = {.most = 40 + pp_rng_below(&rng, 60)};
        for (int i = 0; i < n_things; i++) {
            bag.gain[i] = 1 + pp_rng_below(&rng, 50);
            bag.weight[i] = 1 + pp_rng_below(&rng, 40);
        }
        double best = 0;
        for (int set = 0; set < 1 << n_things; set++)
            best = fmax(best, worth(&bag, set));
        int begin = (int)pp_rng_below(&rng, 1 << n_things);
        double start[n_things + 1] = {0}, values[n_things + 1];
        for (int i = 0; i < n_things; i++)
            start[i] = begin >> i & 1;
        n_broken += isinf(worth(&bag, begin)) != 0;
        struct pp_mip mip = {0};
        struct pp_solve_result result;
        struct pp_solve_options options = {.start = start, .plain = round & 1};
        build(&bag, &mip);
        int rc = pp_mip_solve(&mip, &options, values, &result, &err);
        n_wrong += rc != 0 || result.status != PP_SOLVE_OPTIMAL ||
                   fabs(result.objective - best) > 1e-6 || fabs(result.bound - best) > 1e-6;
        pp_mip_done(&mip);
    }
    is_int(n_wrong, 0, "80 small problems from any start come out as by trying everything");
    ok(n_broken > 5 && n_broken < 75, "some starts break a row and are passed over (%d)", n_broken);
}

/* A knapsack too large to close in the time there is, and a good start for it. */
static void test_never_worse(void) {
    enum { n = 60, n_rows = 5 };
    struct pp_rng rng;
    struct pp_mip mip = {0};
    double start[n], values[n], load[n_rows] = {0}, gain = 0;
    pp_rng_seed(&rng, 9);
    for (int r = 0; r < n_rows; r++)
        pp_mip_add_row(&mip, -INFINITY, 15000);
    mip.maximise = true;
    for (int i = 0; i < n; i++) {
        double weight[n_rows], cost = 500 + pp_rng_below(&rng, 500);
        bool fits = true;
        int column = pp_mip_add_column(&mip, 0, 1, cost, true);
        for (int r = 0; r < n_rows; r++) {
            weight[r] = 500 + pp_rng_below(&rng, 500);
            pp_mip_add_entry(&mip, r, column, weight[r]);
            fits = fits && load[r] + weight[r] <= 15000;
        }
        start[i] = fits;
        gain += fits ? cost : 0;
        for (int r = 0; fits && r < n_rows; r++)
            load[r] += weight[r];
    }
    struct pp_solve_options options = {
        .time_limit_s = 0.2 * TAP_SLOWER, .start = start, .plain = true};
    struct pp_solve_result result;
    is_int(pp_mip_solve(&mip, &options, values, &result, &err), 0, "stopped by its time");
    ok(result.status == PP_SOLVE_FEASIBLE || result.status == PP_SOLVE_OPTIMAL,
       "with a plan in hand");
    ok(result.objective >= gain - 1e-6 && result.bound >= result.objective - 1e-6,
       "no worse than the start (%.0f, start %.0f, at most %.0f)", result.objective, gain,
       result.bound);
    pp_mip_done(&mip);
}

/* ---- a model, level by level, each from the answer of the one before ---- */

static const char town[] =
    "data;\nset P := P1 P2 P3 P4;\nset O := A B C D E;\nset S := asb;\nset L := Arabic;\n"
    "param homes := P1 250 P2 260 P3 240 P4 255;\nparam weight := P1 290 P2 285 P3 281 P4 299;\n"
    "param cap := A 300 B 300 C 240 D 150 E 150;\nparam vacant := B 1;\n"
    "param fte := A 1 B 1 C 0.8 D 0.5 E 0.5;\nparam mean := 290;\n"
    "param kept := P1 A 100 P1 C 150 P2 A 200 P3 D 240 P4 E 20;\n"
    "param need := P2 asb 80 P4 asb 60;\nparam talk := P3 Arabic 40;\n"
    "param has := A asb 1;\nparam speaks := E Arabic 1;\n"
    "set WAY := P1 A A P2 A A P3 A A P4 A A P1 B B P2 B B P3 B B P4 B B P1 C C P2 C C P3 C C P4 C "
    "C\n"
    " P1 D E P2 D E P3 D E P4 D E;\n"
    "param part := P1 D E 0.5 P2 D E 0.5 P3 D E 0.5 P4 D E 0.5;\n";

static bool write_data(const char *path, int level, const double *held) {
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    fprintf(file, "%sparam level := %d;\n", town, level);
    for (int k = 1; k < level; k++)
        fprintf(file, "%s %d %.6f%s", k == 1 ? "param held :=" : "", k, held[k],
                k == level - 1 ? ";\n" : "");
    fprintf(file, "end;\n");
    return fclose(file) == 0;
}

static double ask_glpsol(const char *model, const char *data) {
    char command[1200], line[256];
    double value = NAN;
    snprintf(command, sizeof command, "glpsol -m '%s' -d '%s' 2>&1", model, data);
    FILE *pipe = popen(command, "r");
    int level;
    while (pipe && fgets(line, sizeof line, pipe))
        (void)sscanf(line, "VALUE %d %lf", &level, &value);
    if (pipe)
        pclose(pipe);
    return value;
}

/* The columns of an answer as the next start. */
static void as_start(const struct pp_model_answer *answer, const char **names,
                     struct pp_model_start *ret_start) {
    for (int i = 0; i < answer->n_values; i++)
        names[i] = pp_names_get(&answer->names, i);
    *ret_start = (struct pp_model_start){names, answer->values, answer->n_values};
}

static void test_levels(const char *folder) {
    char model[512], data[64];
    const char *names[256];
    double held[7] = {0};
    struct pp_model_answer answers[7] = {{{0}, {0}, NULL, 0}};
    const char *srcdir = getenv("SRCDIR");
    snprintf(model, sizeof model, "%s/models/caseload.mod", srcdir ? srcdir : ".");
    snprintf(data, sizeof data, "%s/town.dat", folder);
    bool glpsol = system("glpsol --version >/dev/null 2>&1") == 0;
    for (int level = 1; level <= 6; level++) {
        struct pp_solve_options options = {.plain = level & 1};
        struct pp_model_start start = {NULL, NULL, 0};
        char what[64];
        if (level > 1)
            as_start(&answers[level - 1], names, &start);
        int rc = write_data(data, level, held)
                     ? pp_model_solve_from(model, data, &options, level > 1 ? &start : NULL,
                                           &answers[level], &err)
                     : -1;
        if (!ok(rc == 0 && answers[level].result.status == PP_SOLVE_OPTIMAL, "level %d", level))
            printf("# %s\n", err.message);
        held[level] = answers[level].result.objective;
        snprintf(what, sizeof what, "level %d as glpsol has it", level);
        if (glpsol)
            is_near(held[level], ask_glpsol(model, data), 1e-5, what);
        else
            tap_skip(what, "glpsol is not installed");
    }
    for (int level = 1; level <= 6; level++)
        pp_model_answer_done(&answers[level]);
    unlink(data);
}

int main(void) {
    char folder[] = "start-test-XXXXXX";
    test_starts();
    test_never_worse();
    if (!mkdtemp(folder))
        return 1;
    test_levels(folder);
    rmdir(folder);
    return tap_done();
}
