#include <stdlib.h>
#include <string.h>

#include "patchplan/core/rng.h"
#include "patchplan/district/arithmetic.h"

#include "tests/tap.h"

/* Every number of patches, tried one by one in 128 bits. */
static bool slow_fits(int64_t total, int64_t min, int64_t max, int k) {
    return (__int128)k * min <= total && (__int128)k * max >= total;
}

static void test_choice_against_trying_all(void) {
    struct pp_rng rng;
    bool same = true;
    pp_rng_seed(&rng, 5);
    for (int round = 0; round < 3000 && same; round++) {
        int64_t max = 1 + pp_rng_below(&rng, 5000), min = pp_rng_below(&rng, (uint32_t)max + 1);
        int64_t total = pp_rng_below(&rng, 60000);
        int best = 0, k = 0;
        bool any = false;
        for (int i = 1; i <= 70000 && (i <= 3 || (__int128)(i - 2) * min <= total); i++) {
            if (!slow_fits(total, min, max, i))
                continue;
            int64_t far = llabs(i * (min + max) - 2 * total);
            if (!any || far < llabs(best * (min + max) - 2 * total))
                best = i;
            any = true;
            if (min == 0 && i * max > 3 * total)
                break;
        }
        same = pp_arithmetic_choose_patches(total, min, max, &k) == any && (!any || k == best) &&
               pp_arithmetic_fits(total, min, max, k) == any && k >= 1;
        if (!same)
            printf("# total %lld limits %lld:%lld got %d wanted %d\n", (long long)total,
                   (long long)min, (long long)max, k, best);
    }
    ok(same, "the number of patches is the one found by trying them all");
}

static void test_sheffield_numbers(void) {
    static const struct {
        int64_t total;
        int least, most;
    } teams[] = {{11508620, 39, 41}, {7284230, 25, 26}, {7043860, 24, 25}, {5408040, 19, 19},
                 {4249540, 15, 15},  {3395180, 12, 12}, {948000, 4, 3},    {39837470, 133, 142}};
    bool same = true;
    int k;
    for (size_t i = 0; i < sizeof teams / sizeof *teams; i++) {
        int least, most;
        pp_arithmetic_range(teams[i].total, 280000, 300000, &least, &most);
        same = same && least == teams[i].least && most == teams[i].most;
    }
    ok(same, "Sheffield's teams: the numbers of its README");
    ok(pp_arithmetic_choose_patches(39837470, 280000, 300000, &k) && k == 137, "137 for the city");
    ok(!pp_arithmetic_choose_patches(948000, 280000, 300000, &k) && k == 3, "3 where none fits");
    pp_arithmetic_range(1000, 0, 600, &k, &(int){0});
    is_int(k, 2, "no lower limit");
}

static struct pp_arithmetic_answer explain(const struct pp_arithmetic_ask *ask,
                                           struct pp_arena *arena) {
    struct pp_arithmetic_answer answer = {0};
    ok(pp_arithmetic_explain(ask, arena, &answer, NULL) == 0, "explained");
    return answer;
}

static void test_words(void) {
    const char *const beside[] = {"Central", "South"};
    struct pp_arithmetic_ask ask = {.place = "South West",
                                    .inside = "the team",
                                    .total_milli = 948000,
                                    .min_milli = 280000,
                                    .max_milli = 300000,
                                    .beside = beside,
                                    .n_beside = 2};
    struct pp_arena arena = {0};
    struct pp_arithmetic_answer answer = explain(&ask, &arena);
    int k;
    is_text(answer.text,
            "South West has 948 workload-equivalent homes: 3 patches would hold 316 each, 4 would "
            "hold 237; 280 to 300 cannot be met inside the team. Nearest ways out: let it share a "
            "patch with Central or South; or limits 237 to 316.",
            "South West's trouble in words");
    ok(answer.n_ways == 2 && answer.ways[0].kind == PP_WAY_BORDER &&
           answer.ways[1].kind == PP_WAY_LIMITS,
       "two ways out");
    is_int(answer.ways[1].min_milli, 234000, "room below");
    is_int(answer.ways[1].max_milli, 320000, "room above");
    is_text(answer.ways[1].text,
            "The other way out: limits 234 to 320, which leaves room for whole blocks.",
            "told apart");
    ok(pp_arithmetic_choose_patches(948000, 234000, 320000, &k), "the second way out holds");
    ask.first_way = "release P1 (102 homes)";
    answer = explain(&ask, &arena);
    ok(answer.n_ways == 3 && answer.ways[0].kind == PP_WAY_FIRST &&
           strstr(answer.text, "ways out: release P1 (102 homes); or let it share"),
       "the caller's own way comes first");
    ask.total_milli = 870000;
    ok(!explain(&ask, &arena).text, "nothing to explain");
    ask.n_patches = 4;
    ask.first_way = NULL;
    answer = explain(&ask, &arena);
    ok(answer.n_ways == 2 && answer.ways[0].kind == PP_WAY_NUMBER && answer.ways[0].n_patches == 3,
       "right number");
    is_int(answer.ways[1].min_milli, 214000, "or limits");
    ask = (struct pp_arithmetic_ask){
        .total_milli = 948000, .min_milli = 280000, .max_milli = 300000, .n_patches = 4};
    answer = explain(&ask, &arena);
    ok(answer.n_ways == 1 && answer.ways[0].min_milli == 234000 &&
           answer.ways[0].max_milli == 300000,
       "limits for the number asked for, where none fits");
    ask =
        (struct pp_arithmetic_ask){.total_milli = 100500, .min_milli = 280000, .max_milli = 300000};
    is_text(
        explain(&ask, &arena).text,
        "The whole area has 100.5 workload-equivalent homes: 1 patch would hold 100.5; 280 to 300 "
        "cannot be met. Nearest ways out: limits 100 to 300, or 99 to 300 with room for whole "
        "blocks.",
        "too little for one, in words");
    const char *text;
    int64_t opened;
    ok(pp_arithmetic_explain_heavy("Hartley Tower", 312500, 280000, 300000, &arena, &text, &opened,
                                   NULL) == 0,
       "heavy unit");
    is_int(opened, 313000, "heavy unit: the way out");
    pp_arena_done(&arena);
}

/* The narrowest limits, by trying all in whole homes. */
static int64_t narrowest(const int64_t *total, int n, int64_t min, int64_t max) {
    int64_t best = INT64_MAX;
    for (int64_t m = 0; m <= min; m++)
        for (int64_t M = max; M <= 400 && M - m < best; M++) {
            bool fits = true;
            int least, most;
            for (int i = 0; i < n && fits; i++) {
                pp_arithmetic_range(total[i], m, M, &least, &most);
                fits = least <= most;
            }
            best = fits ? M - m : best;
        }
    return best;
}

static void test_limits_for_all(void) {
    struct pp_rng rng;
    bool same = true;
    pp_rng_seed(&rng, 3);
    for (int round = 0; round < 60 && same; round++) {
        int64_t total[4], max = 20 + pp_rng_below(&rng, 60),
                          min = pp_rng_below(&rng, (uint32_t)max);
        int n = 1 + (int)pp_rng_below(&rng, 4);
        for (int i = 0; i < n; i++)
            total[i] = 1 + pp_rng_below(&rng, 300);
        int64_t least, most;
        pp_arithmetic_limits_for_all(total, n, min, max, &least, &most);
        same = least <= min && most >= max && most - least == narrowest(total, n, min, max);
    }
    ok(same, "limits that fit all places are the narrowest there are");
}

static void test_spread(void) {
    int64_t totals[] = {600, 900, 290};
    int k[3], worst = 0;
    ok(pp_arithmetic_spread(totals, 3, 280, 300, 6, k, &worst) && k[0] == 2 && k[1] == 3 &&
           k[2] == 1,
       "components that fit");
    ok(!pp_arithmetic_spread(totals, 3, 280, 300, 7, k, &worst) && worst == -1,
       "only the sum fails");
    totals[2] = 100;
    ok(!pp_arithmetic_spread(totals, 3, 280, 300, 6, k, &worst) && worst == 2,
       "the pocket is named");
    int64_t wide[] = {1000, 1000};
    ok(pp_arithmetic_spread(wide, 2, 100, 500, 13, k, &worst) && k[0] + k[1] == 13, "sum is met");
    ok(pp_arithmetic_fits(wide[0], 100, 500, k[0]) && pp_arithmetic_fits(wide[1], 100, 500, k[1]),
       "and each fits");
}

static void test_components(void) {
    const int first[] = {0, 1, 2, 2, 4, 6, 8}, neighbour[] = {1, 0, 4, 5, 3, 5, 3, 4};
    int component[6];
    struct pp_problem problem = {
        .n_units = 6, .connected = true, .first = first, .neighbour = neighbour};
    is_int(pp_arithmetic_components(&problem, component, NULL), 3, "three components");
    ok(component[0] == 0 && component[1] == 0 && component[2] == 1 && component[5] == 2,
       "numbered");
    problem.connected = false;
    is_int(pp_arithmetic_components(&problem, component, NULL), 1,
           "one when connection is not asked");
}

/* The most that can be kept, by trying every way to give old patches to new ones. */
static int64_t keep_most(const int64_t *old, int n_old, const int64_t *max, int n_new, int used) {
    int64_t best = 0;
    if (n_old == 0)
        return 0;
    best = keep_most(old + 1, n_old - 1, max, n_new, used);
    for (int p = 0; p < n_new; p++) {
        if (used & 1 << p)
            continue;
        int64_t kept = (old[0] < max[p] ? old[0] : max[p]) +
                       keep_most(old + 1, n_old - 1, max, n_new, used | 1 << p);
        best = kept > best ? kept : best;
    }
    return best;
}

static void test_least_change(void) {
    struct pp_rng rng;
    bool same = true;
    pp_rng_seed(&rng, 11);
    for (int round = 0; round < 300 && same; round++) {
        int64_t old[5], max[5], known = 0, least = -1;
        int n_old = (int)pp_rng_below(&rng, 6), n_new = (int)pp_rng_below(&rng, 6);
        for (int i = 0; i < n_old; i++)
            known += old[i] = pp_rng_below(&rng, 400);
        for (int i = 0; i < n_new; i++)
            max[i] = pp_rng_below(&rng, 400);
        same = pp_arithmetic_least_change(old, n_old, max, n_new, &least, NULL) == 0 &&
               least == known - keep_most(old, n_old, max, n_new, 0);
    }
    ok(same, "the least that must change is the one found by trying every matching");
}

static void test_change_in_words(void) {
    struct pp_arena arena = {0};
    struct pp_reason reason;
    struct pp_arithmetic_change change = {
        .known = 40000, .least = 11060, .asked_percent = 20, .n_current = 97, .n_patches = 137};
    int n = -1;
    ok(pp_arithmetic_explain_change(&change, &arena, &reason, &n, NULL) == 0 && n == 1,
       "too little");
    is_text(reason.text,
            "At least 27.6 % of homes must change patch when 97 patches become 137; 20 % cannot be "
            "met.",
            "a wish for too little change in words");
    ok(!reason.fix, "and no way out that nobody has tried");
    change.asked_percent = 28;
    ok(pp_arithmetic_explain_change(&change, &arena, &reason, &n, NULL) == 0 && n == 0,
       "nothing to say when totals allow it");
    pp_arena_done(&arena);
}

static void test_near(void) {
    ok(pp_arithmetic_is_near(280000, 300000, 252000, 330000), "a tenth wider is near");
    ok(!pp_arithmetic_is_near(280000, 300000, 251000, 300000), "more below is not");
    ok(!pp_arithmetic_is_near(280000, 300000, 280000, 331000), "more above is not");
}

int main(void) {
    test_near();
    test_least_change();
    test_change_in_words();
    test_limits_for_all();
    test_choice_against_trying_all();
    test_sheffield_numbers();
    test_words();
    test_spread();
    test_components();
    return tap_done();
}
