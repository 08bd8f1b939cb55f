/* How fast a move is foretold: every unit of a plan, and lassos by chance of up to 300 units, each asked for
 * every patch beside, by an editor that is held in memory.
 *
 *     effect FILE.db [PLAN]
 *
 * Times are of this thread's processor, so that other work does not count. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/rng.h"
#include "patchplan/service/effect.h"
#include "patchplan/service/file.h"

enum { LASSOS = 500, MOST_UNITS = 300 };

static double now_ms(void) {
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return 1e3 * (double)at.tv_sec + 1e-6 * (double)at.tv_nsec;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void report(const char *what, double *ms, int n, long n_moves) {
    qsort(ms, (size_t)n, sizeof *ms, by_size);
    printf("%-24s %6d questions, %6.1f patches each, median %7.3f ms, 99 %% %7.3f ms, worst %7.3f "
           "ms\n",
           what, n, (double)n_moves / n, ms[n / 2], ms[(size_t)n * 99 / 100], ms[n - 1]);
}

static int ask(struct pp_editor *editor, const bool *chosen, double *ret_ms, long *n_moves,
               struct pp_error *err) {
    struct pp_move_effects effects;
    double begun = now_ms();
    int rc = pp_editor_ask(editor, chosen, -1, &effects, err);
    if (rc)
        return rc;
    *ret_ms = now_ms() - begun;
    *n_moves += effects.n_moves;
    pp_move_effects_done(&effects);
    return 0;
}

static int ask_units(struct pp_editor *editor, bool *chosen, double *ms, struct pp_error *err) {
    int n = pp_editor_plan(editor)->n_units;
    long n_moves = 0;
    for (int u = 0; u < n; u++) {
        chosen[u] = true;
        int rc = ask(editor, chosen, &ms[u], &n_moves, err);
        chosen[u] = false;
        if (rc)
            return rc;
    }
    report("one unit", ms, n, n_moves);
    return 0;
}

/* The units nearest to a point, up to a number drawn by chance. */
static void lasso(const struct pp_plan *plan, struct pp_rng *rng, bool *chosen, double *far) {
    int middle = (int)pp_rng_below(rng, (uint32_t)plan->n_units);
    int wanted = 2 + (int)pp_rng_below(rng, MOST_UNITS - 1);
    for (int u = 0; u < plan->n_units; u++)
        far[u] = hypot(plan->units[u].easting_m - plan->units[middle].easting_m,
                       plan->units[u].northing_m - plan->units[middle].northing_m);
    double *sorted = far + plan->n_units;
    memcpy(sorted, far, (size_t)plan->n_units * sizeof *far);
    qsort(sorted, (size_t)plan->n_units, sizeof *sorted, by_size);
    double reach = sorted[wanted < plan->n_units ? wanted : plan->n_units - 1];
    for (int u = 0; u < plan->n_units; u++)
        chosen[u] = far[u] < reach;
}

static int ask_lassos(struct pp_editor *editor, bool *chosen, double *ms, struct pp_error *err) {
    const struct pp_plan *plan = pp_editor_plan(editor);
    PP_AUTO_FREE double *far = pp_alloc_array(2 * (size_t)plan->n_units, sizeof *far);
    struct pp_rng rng;
    long n_moves = 0;
    pp_rng_seed(&rng, 1);
    for (int i = 0; i < LASSOS && far; i++) {
        lasso(plan, &rng, chosen, far);
        int rc = ask(editor, chosen, &ms[i], &n_moves, err);
        if (rc)
            return rc;
    }
    report("lasso of 2 to 300 units", ms, LASSOS, n_moves);
    return 0;
}

static int refresh(struct pp_editor *editor, double *ms, struct pp_error *err) {
    for (int i = 0; i < 50; i++) {
        double begun = now_ms();
        int rc = pp_editor_refresh(editor, err);
        if (rc)
            return rc;
        ms[i] = now_ms() - begun;
    }
    report("following the file", ms, 50, 0);
    return 0;
}

int main(int argc, char **argv) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO_EDITOR struct pp_editor *editor = NULL;
    struct pp_error err = {0};
    if (argc < 2)
        return fputs("usage: effect FILE.db [PLAN]\n", stderr), 2;
    double begun = now_ms();
    int rc = pp_service_open(argv[1], false, &db, NULL, &err);
    if (!rc)
        rc = pp_editor_open(db, argc > 2 ? argv[2] : NULL, &editor, &err);
    if (rc)
        return fprintf(stderr, "%s\n", err.message), 1;
    size_t n = (size_t)pp_editor_plan(editor)->n_units;
    printf("opened in %.1f ms: %zu units in %d patches\n", now_ms() - begun, n,
           pp_editor_plan(editor)->n_patches);
    PP_AUTO_FREE bool *chosen = pp_alloc_array(n, sizeof *chosen);
    PP_AUTO_FREE double *ms = pp_alloc_array(n + LASSOS, sizeof *ms);
    if (!chosen || !ms)
        return 1;
    rc = ask_units(editor, chosen, ms, &err);
    if (!rc)
        rc = ask_lassos(editor, chosen, ms, &err);
    if (!rc)
        rc = refresh(editor, ms, &err);
    if (rc)
        return fprintf(stderr, "%s\n", err.message), 1;
    return 0;
}
