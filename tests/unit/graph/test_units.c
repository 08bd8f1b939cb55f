/* Homes to units: what belongs together, what is split, and that nothing is lost. */
#include "tests/tap.h"

#include <stdlib.h>

#include "patchplan/core/rng.h"
#include "patchplan/graph/units.h"
#include "planner/graph/pieces.h"

static struct pp_error err;
static struct pp_rng rng;

static struct pp_unit_home home(const char *block, const char *postcode, const char *address,
                                double x, double y) {
    return (struct pp_unit_home){.block_ref = block,
                                 .postcode = postcode,
                                 .address = address,
                                 .property_ref = address,
                                 .x = x,
                                 .y = y,
                                 .weight_milli = 1000,
                                 .team_ix = 0,
                                 .ward_ix = 0};
}

static int find(const struct pp_units *units, const char *id) {
    for (int i = 0; i < units->n_units; i++)
        if (strcmp(units->units[i].id, id) == 0)
            return i;
    return -1;
}

static void test_grouping(void) {
    struct pp_unit_home homes[] = {
        home("", "S1 1AA", "10 High Street", 100, 100),
        home("", "S1 1AA", "2 High Street", 100, 100),
        home("B1", "S1 1AA", "Flat 11, Oak House", 200, 100),
        home("B1", "S1 1AB", "Flat 1, Oak House", 210, 100),
        home("B1", "S1 1AB", "Flat 2, Oak House", 210, 100),
        home("", "S1 1AA", "Lodge", 900, 900),
        home("", "", "Ferry Cottage", 500, 600),
        home("B1", "S1 1AB", "Flat 3, Oak House", NAN, NAN),
        home("", "S1 1ZZ", "Nowhere", NAN, NAN),
        home("B9", "S1 1ZZ", "Nowhere House", NAN, NAN),
    };
    homes[2].team_ix = 1;
    homes[3].ward_ix = homes[4].ward_ix = 3;
    homes[2].ward_ix = homes[7].ward_ix = 2;
    struct pp_arena arena = {0};
    struct pp_units units;
    ok(pp_units_build(homes, sizeof homes / sizeof *homes, 300000, &arena, &units, &err) == 0,
       "ten homes");
    is_int(units.n_units, 4, "are four units");
    int block = find(&units, "B1"), street = find(&units, "S1 1AA"),
        lodge = find(&units, "S1 1AA#2");
    int ferry = find(&units, "E500 N600");
    ok(block >= 0 && street >= 0 && lodge >= 0 && ferry >= 0,
       "called by block, postcode, further point, bare point");
    is_int(units.units[block].n_homes, 4, "a home without position joins its block");
    is_near(units.units[block].easting_m, 210, 0, "which stands where most of its homes are");
    is_int(units.units[block].team_ix, 0, "in the team of most");
    is_int(units.units[block].ward_ix, 2, "in the ward of most, the lower on a tie");
    is_text(units.units[block].name, "Oak House", "and is called by what its addresses share");
    is_int(units.units[street].n_homes, 2, "the postcode's busiest point has the plain name");
    is_text(units.key[lodge], "S1 1AA", "the further point knows its postcode");
    is_text(units.units[ferry].name, "Ferry Cottage", "a bare point is called by its address");
    is_int(units.n_homes_without_position, 2, "homes nobody can place are counted");
    ok(units.unit_of_home[8] == -1 && units.unit_of_home[9] == -1 && units.unit_of_home[7] == block,
       "and every home knows its unit");
    pp_arena_done(&arena);
    homes[0].weight_milli = -1;
    is_int(pp_units_build(homes, 3, 300000, &arena, &units, &err), PP_E_INPUT,
           "less than nothing is refused");
    pp_arena_done(&arena);
    ok(pp_units_build(NULL, 0, 300000, &arena, &units, &err) == 0 && units.n_units == 0,
       "no homes, no units");
    pp_arena_done(&arena);
}

static void test_names_do_not_clash(void) {
    struct pp_unit_home homes[] = {home("S1 1AA", "S2 2BB", "1", 0, 0),
                                   home("", "S1 1AA", "2", 10, 0),
                                   home("S1 1AA#2", "", "3", 20, 0)};
    struct pp_arena arena = {0};
    struct pp_units units;
    ok(pp_units_build(homes, 3, 0, &arena, &units, &err) == 0 && units.n_units == 3,
       "a block named like a postcode");
    bool different = true;
    for (int i = 0; i < units.n_units; i++)
        different = different && find(&units, units.units[i].id) == i;
    ok(different, "no two units have one id");
    pp_arena_done(&arena);
}

/* By postcode, or by reference where that is the same or there are several; what needs nothing gets nothing. */
static void test_blocks_of_one_name(void) {
    struct pp_unit_home homes[] = {
        home("B1", "S1 1AA", "Flat 1, Oak House", 100, 100),
        home("B1", "S1 1AA", "Flat 2, Oak House", 100, 100),
        home("B2", "S1 1AB", "Flat 1, Oak House", 200, 100),
        home("B2", "S1 1AB", "Flat 2, Oak House", 200, 100),
        home("B3", "S1 1AB", "Flat 3, Oak House", 300, 100),
        home("B3", "S1 1AB", "Flat 4, Oak House", 300, 100),
        home("B4", "S1 1AB", "Elm House", 400, 100),
    };
    struct pp_arena arena = {0};
    struct pp_units units;
    ok(pp_units_build(homes, sizeof homes / sizeof *homes, 300000, &arena, &units, &err) == 0 &&
           units.n_units == 4,
       "three blocks of one name, and another");
    is_text(units.units[0].name, "Oak House (S1 1AA)", "told apart by postcode");
    is_text(units.units[1].name, "Oak House (S1 1AB) (B2)", "by reference where they share it");
    is_text(units.units[2].name, "Oak House (S1 1AB) (B3)", "both of them");
    is_text(units.units[3].name, "Elm House", "a name of its own needs nothing beside it");
    pp_arena_done(&arena);
}

static void test_splitting(void) {
    enum { N = 700 };
    static struct pp_unit_home homes[N];
    static char addresses[N][32];
    for (int i = 0; i < N; i++) {
        snprintf(addresses[i], sizeof *addresses, "Flat %d, Big Tower", (i * 37) % N + 1);
        homes[i] = home("B1", "S1 1AA", addresses[i], 100, 100);
    }
    struct pp_arena arena = {0};
    struct pp_units units;
    ok(pp_units_build(homes, N, 300000, &arena, &units, &err) == 0, "a tower of 700");
    is_int(units.n_units, 3, "is split in three");
    is_int(units.n_splits, 1, "and reported");
    printf("# %s\n", units.splits[0].text);
    ok(strstr(units.splits[0].text, "Big Tower") && strstr(units.splits[0].text, "700"),
       "in words");
    int sizes[3] = {0}, last[3] = {0}, first[3] = {N, N, N};
    for (int i = 0; i < 3; i++)
        sizes[i] = units.units[i].n_homes;
    ok(sizes[0] >= 233 && sizes[0] <= 234 && sizes[1] >= 233 && sizes[1] <= 234 && sizes[2] >= 233,
       "as equal as can be");
    for (int i = 0; i < N; i++) {
        int flat = (i * 37) % N + 1, u = units.unit_of_home[i];
        last[u] = flat > last[u] ? flat : last[u];
        first[u] = flat < first[u] ? flat : first[u];
    }
    is_text(units.units[0].id, "B1/1", "pieces are numbered");
    is_text(units.units[2].name, "Big Tower, part 3 of 3", "and named");
    ok(last[0] < first[1] && last[1] < first[2], "in natural order of address");
    ok(units.piece_of[0] == 0 && units.splits[0].first_unit_ix == 0 &&
           units.splits[0].n_pieces == 3,
       "and know where they come from");
    pp_arena_done(&arena);
}

/* The least sum of squared pieces, trying every cut. */
static double best_squares(const int64_t *weight, int n, int n_pieces) {
    if (n_pieces == 1) {
        double sum = 0;
        for (int i = 0; i < n; i++)
            sum += (double)weight[i];
        return sum * sum;
    }
    double best = INFINITY, tail = 0;
    for (int from = n - 1; from >= n_pieces - 1; from--) {
        tail += (double)weight[from];
        best = fmin(best, tail * tail + best_squares(weight, from, n_pieces - 1));
    }
    return best;
}

static void test_pieces(void) {
    int n_worse = 0, n_broken = 0;
    for (int round = 0; round < 400; round++) {
        int64_t weight[14];
        size_t end[6];
        int n = 4 + (int)pp_rng_below(&rng, 11), n_pieces = 2 + (int)pp_rng_below(&rng, 3);
        for (int i = 0; i < n; i++)
            weight[i] = round % 3 == 0
                            ? 1000
                            : (int64_t)pp_rng_below(&rng, round % 3 == 1 ? 2000 : 3) * 500;
        if (pp_pieces_cut(weight, (size_t)n, n_pieces, end, &err) < 0)
            n_broken++;
        double squares = 0;
        size_t from = 0;
        for (int p = 0; p < n_pieces; p++) {
            double sum = 0;
            n_broken += end[p] <= from;
            for (; from < end[p]; from++)
                sum += (double)weight[from];
            squares += sum * sum;
        }
        n_broken += from != (size_t)n;
        n_worse += squares > best_squares(weight, n, n_pieces) * (1 + 1e-12);
    }
    is_int(n_broken, 0, "every home in one piece, no piece empty");
    is_int(n_worse, 0, "no cut is more equal");
    int64_t giant[200];
    size_t end[90];
    for (int i = 0; i < 200; i++)
        giant[i] = i == 100 ? 90 * 300000 : 1000;
    ok(pp_pieces_cut(giant, 200, 90, end, &err) == 0 && end[89] == 200,
       "one giant home among many");
    bool rising = true;
    for (int p = 1; p < 90; p++)
        rising = rising && end[p] > end[p - 1];
    ok(rising, "still gives pieces that are not empty");
    is_int(pp_pieces_needed(600000, 300000), 2, "twice the limit needs two");
    is_int(pp_pieces_needed(600001, 300000), 3, "a little more needs three");
    is_int(pp_pieces_needed(5, 0), 1, "no limit, no split");
}

/* Random towns: sums are kept, the order of the homes does not matter. */
static void test_random_towns(void) {
    enum { N = 500 };
    static struct pp_unit_home homes[N], moved[N];
    static char text[N][3][24];
    int n_bad = 0;
    for (int round = 0; round < 20; round++) {
        int64_t total = 0;
        for (int i = 0; i < N; i++) {
            snprintf(text[i][0], 24, "B%u", pp_rng_below(&rng, 5));
            snprintf(text[i][1], 24, "S1 %uAA", pp_rng_below(&rng, 6));
            snprintf(text[i][2], 24, "%d Street", i);
            homes[i] = home(pp_rng_below(&rng, 3) ? "" : text[i][0],
                            pp_rng_below(&rng, 9) ? text[i][1] : "", text[i][2],
                            pp_rng_below(&rng, 4), pp_rng_below(&rng, 3));
            homes[i].weight_milli = pp_rng_below(&rng, 2000);
            homes[i].ward_ix = (int)pp_rng_below(&rng, 3);
            total += homes[i].weight_milli;
        }
        for (int i = 0; i < N; i++)
            moved[i] = homes[(i * 7 + 11) % N];
        struct pp_arena arena = {0};
        struct pp_units a, b;
        if (pp_units_build(homes, N, 9000, &arena, &a, &err) < 0 ||
            pp_units_build(moved, N, 9000, &arena, &b, &err) < 0 || a.n_units != b.n_units) {
            ok(false, "%s", err.message);
            break;
        }
        for (int i = 0; i < N; i++)
            n_bad += a.unit_of_home[(i * 7 + 11) % N] != b.unit_of_home[i];
        for (int i = 0; i < a.n_units; i++) {
            total -= a.units[i].weight_milli;
            n_bad += strcmp(a.units[i].id, b.units[i].id) != 0 ||
                     a.units[i].ward_ix != b.units[i].ward_ix;
            n_bad += a.units[i].weight_milli > 9000 && a.units[i].n_homes > 1 && a.piece_of[i] < 0;
            n_bad += find(&a, a.units[i].id) != i;
        }
        n_bad += total != 0;
        pp_arena_done(&arena);
    }
    is_int(n_bad, 0, "sums are kept, ids are single, the order of the homes does not matter");
}

int main(void) {
    pp_rng_seed(&rng, 1);
    test_grouping();
    test_names_do_not_clash();
    test_blocks_of_one_name();
    test_splitting();
    test_pieces();
    test_random_towns();
    return tap_done();
}
