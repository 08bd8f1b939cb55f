/* Timetables of drop-ins against the model: every column fixed it counts what is measured; parts of it make nothing
 * worse; CBC finds nothing better. */
#include "patchplan/solve/model.h"

#include "tests/unit/roster/made_team.h"

/* --- the model ----------------------------------------------------------------------------------- */

/* The model with rows that fix every half-day, patch and officer, as data say. */
static void write_fixing_model(const char *path) {
    char line[1024], from[600];
    snprintf(from, sizeof from, "%s/dropins.mod", models);
    FILE *in = fopen(from, "r"), *out = fopen(path, "w");
    if (!in || !out)
        abort();
    while (fgets(line, sizeof line, in)) {
        if (strncmp(line, "minimize", 8) == 0)
            fputs("set F1 dimen 2; set F2 dimen 2; set F3 dimen 3;\n"
                  "s.t. f1{(v,t) in OPEN}: held_at[v,t] = (if (v,t) in F1 then 1 else 0);\n"
                  "s.t. f2{(p,t) in MEET}: meet[p,t] = (if (p,t) in F2 then 1 else 0);\n"
                  "s.t. f3{(o,v,t) in STAFF}: staff[o,v,t] = (if (o,v,t) in F3 then 1 else 0);\n",
                  out);
        fputs(line, out);
    }
    fclose(in);
    fclose(out);
}

static void write_fixed_data(const struct dropins_plan *plan, int level, const char *path) {
    const struct dropins *d = plan->data;
    PP_AUTO_STR struct pp_str data = {0};
    char slot[6];
    must(pp_dropins_model_data(plan, level, INFINITY, &data, &err));
    data.len -= strlen("end;\n");
    data.data[data.len] = 0;
    pp_str_append(&data, "set F1 :=");
    for (int at = 0; at < d->n_venues * PP_N_SLOTS; at++) {
        pp_slot_short(at % PP_N_SLOTS, slot);
        if (plan->held[at])
            pp_str_appendf(&data, " (V%d,%s)", at / PP_N_SLOTS, slot);
    }
    pp_str_append(&data, ";\nset F2 :=");
    for (int p = 0; p < d->n_patches; p++)
        if (plan->slot[p] >= 0) {
            pp_slot_short(plan->slot[p], slot);
            pp_str_appendf(&data, " (P%d,%s)", p, slot);
        }
    pp_str_append(&data, ";\nset F3 :=");
    for (int i = 0; i < d->n_staff * PP_N_SLOTS; i++)
        if (plan->at[i] >= 0) {
            pp_slot_short(i % PP_N_SLOTS, slot);
            pp_str_appendf(&data, " (O%d,V%d,%s)", i / PP_N_SLOTS, plan->at[i], slot);
        }
    pp_str_append(&data, ";\nend;\n");
    FILE *out = fopen(path, "w");
    if (!out || fputs(pp_str_text(&data), out) < 0)
        abort();
    fclose(out);
}

/* Every column fixed: the model must count what the arithmetic counts. */
static void test_model_counts(struct made *made, const char *what) {
    struct dropins data;
    struct dropins_plan plan;
    struct pp_timetable table;
    char folder[] = "/tmp/patchplan-test-XXXXXX", mod[64], dat[64];
    double value[6];
    if (!mkdtemp(folder))
        abort();
    snprintf(mod, sizeof mod, "%s/fixed.mod", folder);
    snprintf(dat, sizeof dat, "%s/fixed.dat", folder);
    search_plan(made, &data, &plan);
    must(pp_dropins_timetable(&plan, &table, &err));
    must(pp_dropins_measure(&made->ask, &table, value, &err));
    write_fixing_model(mod);
    for (int level = 1; level <= 5; level++) {
        struct pp_solve_options how = {.time_limit_s = 20 * TAP_SLOWER};
        struct pp_model_answer answer = {0};
        char title[96];
        write_fixed_data(&plan, level, dat);
        must(pp_model_solve(mod, dat, &how, &answer, &err));
        snprintf(title, sizeof title, "%s, level %d: the model counts what is measured", what,
                 level);
        is_near(answer.result.objective, value[level], 1e-6, title);
        pp_model_answer_done(&answer);
    }
    unlink(mod);
    unlink(dat);
    rmdir(folder);
    pp_timetable_done(&table);
    pp_dropins_plan_done(&plan);
    pp_dropins_data_done(&data);
}

static void test_today(void) {
    struct made made;
    struct pp_timetable first;
    make_up(&made, 3);
    made.options.max_steps = 50;
    must(pp_dropins_build(&made.ask, &made.roster, &first, &err));
    made.ask.now = &first;
    test_model_counts(&made, "with a timetable of today");
    pp_timetable_done(&first);
    made_done(&made);
}

/* A part taken out, solved and put back: better by as much as the part is, and still by the rules. */
static void test_near(uint64_t seed) {
    struct made made;
    struct dropins data;
    struct dropins_plan plan;
    struct pp_timetable table;
    make_up(&made, seed);
    search_plan(&made, &data, &plan);
    int64_t before[6];
    memcpy(before, plan.value, sizeof before);
    must(pp_dropins_near(&plan, models, pp_clock_s() + 20 * TAP_SLOWER, NULL, &err));
    must(pp_dropins_timetable(&plan, &table, &err));
    ok(pp_dropins_compare(plan.value, before) <= 0, "seed %d: pairs of venues make nothing worse",
       (int)seed);
    ok(!broken(&made, &table) && measured_as_said(&made, &table),
       "the rules are kept, the values are true");
    pp_timetable_done(&table);
    pp_dropins_plan_done(&plan);
    pp_dropins_data_done(&data);
    made_done(&made);
}

/* --- against CBC --------------------------------------------------------------------------------- */

static bool has_program(const char *name) {
    char command[128];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", name);
    return system(command) == 0;
}

/* CBC's value for a kept level; NAN when it found none. */
static double cbc_value(const char *folder, int level) {
    char command[1024], line[256];
    double value = NAN;
    snprintf(command, sizeof command,
             "cd %s && glpsol -m dropins.mod -d North.dropins.%d.dat --check --wlp x.lp >/dev/null "
             "2>&1 && cbc x.lp -seconds 4 -solve -quit 2>/dev/null; rm -f x.lp",
             folder, level);
    FILE *out = popen(command, "r");
    while (out && fgets(line, sizeof line, out)) {
        if (sscanf(line, "Objective value: %lf", &value) == 1)
            continue;
        (void)sscanf(line, "Optimal - objective value %lf", &value);
    }
    if (out)
        pclose(out);
    return value;
}

static void remove_kept(const char *folder) {
    char path[128];
    for (int level = 1; level <= 5; level++) {
        snprintf(path, sizeof path, "%s/North.dropins.%d.dat", folder, level);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/dropins.mod", folder);
    unlink(path);
    rmdir(folder);
}

static void test_cbc(uint64_t seed) {
    struct made made;
    struct pp_timetable table;
    char folder[] = "/tmp/patchplan-test-XXXXXX";
    double value[6];
    if (!mkdtemp(folder))
        abort();
    make_up(&made, seed);
    made.options.keep_dir = folder;
    made.ask.seconds = 1.5 * TAP_SLOWER;
    greedy(&made, value);
    must(pp_dropins_build(&made.ask, &made.roster, &table, &err));
    const char *what = broken(&made, &table);
    ok(!what && measured_as_said(&made, &table), "seed %d: rules kept, values true%s%s", (int)seed,
       what ? ": " : "", what ? what : "");
    ok(compare(table.value, value) <= 0, "not worse than greedy");
    for (int level = 1; level <= 5; level++) {
        const struct pp_level_value *said = &made.roster.levels[made.roster.n_levels - 6 + level];
        double other = cbc_value(folder, level);
        ok(said->level == level && said->value == table.value[level], "level %d is told", level);
        ok((said->value <= 1.02 * other + 0.01 && (!said->proven || said->value <= other + 0.02)),
           "level %d: %.0f%s, CBC %.0f", level, said->value, said->proven ? " proven" : "", other);
        ok(isnan(said->bound) || said->bound <= other + 0.02, "no bound above what CBC found");
    }
    remove_kept(folder);
    pp_timetable_done(&table);
    made_done(&made);
}

static void test_models(uint64_t seed) {
    struct made made;
    char what[32];
    make_up(&made, seed);
    snprintf(what, sizeof what, "seed %d", (int)seed);
    test_model_counts(&made, what);
    made_done(&made);
}

int main(void) {
    find_models();
    for (uint64_t seed = 1; seed <= 3; seed++)
        test_models(seed);
    test_today();
    for (uint64_t seed = 11; seed <= 12; seed++)
        test_near(seed);
    if (has_program("cbc") && has_program("glpsol"))
        for (uint64_t seed = 21; seed <= 22; seed++)
            test_cbc(seed);
    else
        tap_skip("values as CBC's", "cbc or glpsol is not here");
    return tap_done();
}
