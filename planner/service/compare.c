#include "patchplan/service/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"
#include "patchplan/core/text.h"
#include "patchplan/service/measure.h"
#include "patchplan/store/plan.h"

void pp_compare_done(struct pp_compare *compare) {
    struct pp_arena arena = compare->arena;
    *compare = (struct pp_compare){0};
    pp_arena_done(&arena);
}

/* ---- measures ---- */

static double lightest(const struct pp_plan *plan) {
    double least = NAN;
    for (int p = 0; p < plan->n_patches; p++)
        least = fmin(least, (double)plan->patches[p].weight_milli / 1000);
    return least;
}

static double heaviest(const struct pp_plan *plan) {
    double most = NAN;
    for (int p = 0; p < plan->n_patches; p++)
        most = fmax(most, (double)plan->patches[p].weight_milli / 1000);
    return most;
}

static double worst_mean_distance_m(const struct pp_plan *plan) {
    double most = NAN;
    for (int p = 0; p < plan->n_patches; p++)
        most = fmax(most, plan->patches[p].mean_distance_m);
    return most;
}

static double n_vacant(const struct pp_plan *plan) { return pp_plan_n_vacant(plan); }
static double n_patches(const struct pp_plan *plan) { return plan->n_patches; }
static double n_in_limits(const struct pp_plan *plan) { return pp_plan_n_in_limits(plan); }
static double n_homes(const struct pp_plan *plan) { return (double)plan->n_homes; }
static double weighted(const struct pp_plan *plan) { return (double)plan->weight_milli / 1000; }
static double cost(const struct pp_plan *plan) { return plan->cost; }
static double distance_cost(const struct pp_plan *plan) { return plan->distance_cost; }
static double keep_cost(const struct pp_plan *plan) { return plan->keep_cost; }
static double ward_cost(const struct pp_plan *plan) { return plan->ward_cost; }
static double bound(const struct pp_plan *plan) { return plan->bound; }
static double gap(const struct pp_plan *plan) { return plan->gap; }
static double changing(const struct pp_plan *plan) { return (double)plan->n_homes_changing; }

static const struct {
    const char *key, *title;
    double (*of)(const struct pp_plan *plan);
} all_measures[] = {
    {"patches", "Patches", n_patches},
    {"in_band", "Patches inside the size limits", n_in_limits},
    {"homes", "Homes", n_homes},
    {"weighted_homes", "Workload-equivalent homes", weighted},
    {"lightest", "Smallest patch, workload-equivalent homes", lightest},
    {"heaviest", "Largest patch, workload-equivalent homes", heaviest},
    {"mean_distance_m", "Average distance to the middle of the patch, m", pp_plan_mean_distance_m},
    {"worst_mean_distance_m", "Average distance of the widest patch, m", worst_mean_distance_m},
    {"cost", "Cost", cost},
    {"distance_cost", "  for distance", distance_cost},
    {"keep_cost", "  for homes changing patch", keep_cost},
    {"ward_cost", "  for homes outside their main ward", ward_cost},
    {"bound", "Proven: no plan can cost less than", bound},
    {"gap", "No plan can cost less than it by more than, %", gap},
    {"homes_changing_patch", "Homes in another patch than on the list of homes", changing},
    {"vacant", "Patches without a named officer", n_vacant},
};

static int take_measures(struct pp_compare *compare, const struct pp_plan *a,
                         const struct pp_plan *b, struct pp_error *reterr) {
    size_t n = sizeof all_measures / sizeof all_measures[0];
    compare->measures = pp_arena_alloc(&compare->arena, n * sizeof *compare->measures);
    if (!compare->measures)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        compare->measures[i] =
            (struct pp_compare_measure){all_measures[i].key, all_measures[i].title,
                                        all_measures[i].of(a), all_measures[i].of(b)};
    compare->n_measures = n;
    return 0;
}

/* ---- patches ---- */

/* Both plans' patches by name. */
struct tally {
    struct pp_names names;
    struct pp_compare_patch *rows; /* by number of the name */
    size_t cap;
    int *row_of_a, *row_of_b; /* per patch */
    struct pp_names team_names;
    struct pp_compare_team
        *teams; /* by number of the name; the means are sums of weight x distance */
    size_t cap_teams;
    int *team_of_b; /* per patch, -1 = none */
};

static void tally_done(struct tally *tally) {
    pp_names_done(&tally->names);
    pp_free(tally->rows);
    pp_free(tally->row_of_a);
    pp_free(tally->row_of_b);
    pp_names_done(&tally->team_names);
    pp_free(tally->teams);
    pp_free(tally->team_of_b);
}

static int add_names(struct tally *tally, struct pp_compare *compare, const struct pp_plan *plan,
                     bool is_a, struct pp_error *reterr) {
    int *row_of = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *row_of);
    *(is_a ? &tally->row_of_a : &tally->row_of_b) = row_of;
    if (!row_of)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches; p++) {
        const struct pp_patch *patch = &plan->patches[p];
        size_t n_before = tally->names.n;
        int64_t ix = 0;
        int rc = pp_names_add(&tally->names, patch->name, &ix, reterr);
        if (!rc)
            rc = pp_reserve(&tally->rows, &tally->cap, tally->names.n, sizeof *tally->rows, reterr);
        if (rc)
            return rc;
        if (tally->names.n > n_before)
            tally->rows[ix] = (struct pp_compare_patch){0};
        struct pp_compare_patch *row = &tally->rows[ix];
        row->name = pp_arena_strdup(&compare->arena, patch->name);
        *(is_a ? &row->officer_a : &row->officer_b) =
            pp_arena_strdup(&compare->arena, patch->officer_id);
        if (!row->name)
            return pp_fail_nomem(reterr);
        row_of[p] = (int)ix;
    }
    return 0;
}

/* The number of the team called `name`, made when it is new. */
static int find_team(struct tally *tally, struct pp_compare *compare, const char *name,
                     int64_t *ret_ix, struct pp_error *reterr) {
    size_t n_before = tally->team_names.n;
    int rc = pp_names_add(&tally->team_names, name, ret_ix, reterr);
    if (!rc)
        rc = pp_reserve(&tally->teams, &tally->cap_teams, tally->team_names.n, sizeof *tally->teams,
                        reterr);
    if (rc || tally->team_names.n == n_before)
        return rc;
    tally->teams[*ret_ix] =
        (struct pp_compare_team){.name = pp_arena_strdup(&compare->arena, name)};
    return tally->teams[*ret_ix].name ? 0 : pp_fail_nomem(reterr);
}

static int add_teams(struct tally *tally, struct pp_compare *compare, const struct pp_plan *plan,
                     bool is_a, struct pp_error *reterr) {
    for (int p = 0; p < plan->n_patches; p++) {
        const struct pp_patch *patch = &plan->patches[p];
        const char *name = pp_plan_name_at(plan->team_names, plan->n_teams, patch->team_ix);
        int64_t ix = -1;
        int rc = name ? find_team(tally, compare, name, &ix, reterr) : 0;
        if (rc)
            return rc;
        if (!is_a)
            tally->team_of_b[p] = (int)ix;
        if (!name)
            continue;
        struct pp_compare_side *side = is_a ? &tally->teams[ix].a : &tally->teams[ix].b;
        side->n_patches++;
        side->n_homes += patch->n_homes;
        side->weight_milli += patch->weight_milli;
        side->mean_distance_m += patch->mean_distance_m * (double)patch->weight_milli;
    }
    return 0;
}

static int tally_teams(struct tally *tally, struct pp_compare *compare, const struct pp_plan *a,
                       const struct pp_plan *b, struct pp_error *reterr) {
    tally->team_of_b = pp_alloc_array((size_t)b->n_patches + 1, sizeof *tally->team_of_b);
    if (!tally->team_of_b)
        return pp_fail_nomem(reterr);
    int rc = add_teams(tally, compare, a, true, reterr);
    return rc ? rc : add_teams(tally, compare, b, false, reterr);
}

static bool other_officer(const struct pp_compare_patch *a, const struct pp_compare_patch *b) {
    if (!a->officer_a || !b->officer_b)
        return a->officer_a || b->officer_b;
    return strcmp(a->officer_a, b->officer_b) != 0;
}

static void count_home(struct pp_compare *compare, struct tally *tally, int row_a, int row_b) {
    struct pp_compare_patch *a = row_a >= 0 ? &tally->rows[row_a] : NULL;
    struct pp_compare_patch *b = row_b >= 0 ? &tally->rows[row_b] : NULL;
    if (a)
        a->n_homes_a++;
    if (b)
        b->n_homes_b++;
    compare->n_only_a += !b;
    compare->n_only_b += !a;
    if (a)
        a->n_ended += !b;
    if (b)
        b->n_new += !a;
    if (!a || !b)
        return;
    compare->n_homes_changing_officer += other_officer(a, b);
    if (a != b) {
        compare->n_homes_changing++;
        a->n_leaving++;
        b->n_joining++;
    }
}

/* Both lists of homes are in the order of home_id: one walk. */
static int walk_homes(struct pp_db *db, struct pp_compare *compare, struct tally *tally,
                      const struct pp_plan *a, const struct pp_plan *b, struct pp_error *reterr) {
    PP_AUTO_FREE struct pp_plan_member *homes_a = NULL;
    PP_AUTO_FREE struct pp_plan_member *homes_b = NULL;
    size_t n_a = 0, n_b = 0, i = 0, j = 0;
    int rc = pp_store_plan_homes(db, a->plan_id, &homes_a, &n_a, reterr);
    if (!rc)
        rc = pp_store_plan_homes(db, b->plan_id, &homes_b, &n_b, reterr);
    while (!rc && (i < n_a || j < n_b)) {
        bool take_a = i < n_a && (j >= n_b || homes_a[i].id <= homes_b[j].id);
        bool take_b = j < n_b && (i >= n_a || homes_b[j].id <= homes_a[i].id);
        int row_a = take_a ? tally->row_of_a[a->patch_of_unit[homes_a[i].unit_ix]] : -1;
        int patch_b = take_b ? b->patch_of_unit[homes_b[j].unit_ix] : -1;
        int row_b = take_b ? tally->row_of_b[patch_b] : -1;
        count_home(compare, tally, row_a, row_b);
        if (row_a >= 0 && row_b >= 0 && row_a != row_b && tally->team_of_b[patch_b] >= 0)
            tally->teams[tally->team_of_b[patch_b]].n_changing++;
        i += take_a;
        j += take_b;
    }
    return rc;
}

static int by_name(const void *a, const void *b) {
    const struct pp_compare_patch *pa = a, *pb = b;
    return pp_text_natural_compare(pa->name, pb->name);
}

static int keep_differing(struct pp_compare *compare, const struct tally *tally,
                          struct pp_error *reterr) {
    compare->patches =
        pp_arena_alloc(&compare->arena, (tally->names.n + 1) * sizeof *compare->patches);
    if (!compare->patches)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < tally->names.n; i++)
        if (tally->rows[i].n_leaving || tally->rows[i].n_joining || tally->rows[i].n_ended ||
            tally->rows[i].n_new)
            compare->patches[compare->n_patches++] = tally->rows[i];
    if (compare->n_patches)
        qsort(compare->patches, compare->n_patches, sizeof *compare->patches, by_name);
    return 0;
}

static int team_by_name(const void *a, const void *b) {
    const struct pp_compare_team *ta = a, *tb = b;
    return pp_text_natural_compare(ta->name, tb->name);
}

static double mean(const struct pp_compare_side *side) {
    return side->weight_milli > 0 ? side->mean_distance_m / (double)side->weight_milli : NAN;
}

static int keep_teams(struct pp_compare *compare, const struct tally *tally,
                      struct pp_error *reterr) {
    size_t n = tally->team_names.n;
    compare->teams = pp_arena_alloc(&compare->arena, (n + 1) * sizeof *compare->teams);
    if (!compare->teams)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++) {
        struct pp_compare_team *team = &compare->teams[i];
        *team = tally->teams[i];
        team->a.mean_distance_m = mean(&team->a);
        team->b.mean_distance_m = mean(&team->b);
    }
    if (n)
        qsort(compare->teams, n, sizeof *compare->teams, team_by_name);
    compare->n_teams = n;
    return 0;
}

int pp_service_compare(struct pp_db *db, const char *name_a, const char *name_b,
                       struct pp_compare *ret_compare, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan a = {0};
    PP_AUTO(pp_plan_done) struct pp_plan b = {0};
    PP_AUTO(pp_compare_done) struct pp_compare compare = {0};
    PP_AUTO(tally_done) struct tally tally = {0};
    int rc = pp_store_plan_load(db, name_a, &a, NULL, reterr);
    if (!rc)
        rc = pp_store_plan_load(db, name_b, &b, NULL, reterr);
    if (rc)
        return rc;
    compare.name_a = pp_arena_strdup(&compare.arena, a.name);
    compare.name_b = pp_arena_strdup(&compare.arena, b.name);
    rc = compare.name_a && compare.name_b ? take_measures(&compare, &a, &b, reterr)
                                          : pp_fail_nomem(reterr);
    if (!rc)
        rc = add_names(&tally, &compare, &a, true, reterr);
    if (!rc)
        rc = add_names(&tally, &compare, &b, false, reterr);
    if (!rc)
        rc = tally_teams(&tally, &compare, &a, &b, reterr);
    if (!rc)
        rc = walk_homes(db, &compare, &tally, &a, &b, reterr);
    if (!rc)
        rc = keep_differing(&compare, &tally, reterr);
    if (!rc)
        rc = keep_teams(&compare, &tally, reterr);
    if (rc)
        return rc;
    *ret_compare = compare;
    compare = (struct pp_compare){0};
    return 0;
}

/* ---- as JSON ---- */

static struct pp_json *patch_json(const struct pp_compare_patch *patch) {
    struct pp_json *row = pp_json_new_object();
    pp_json_set(row, "patch", pp_json_new_text(patch->name));
    pp_json_set(row, "homes_a", pp_json_new_int(patch->n_homes_a));
    pp_json_set(row, "homes_b", pp_json_new_int(patch->n_homes_b));
    pp_json_set(row, "leaving", pp_json_new_int(patch->n_leaving));
    pp_json_set(row, "joining", pp_json_new_int(patch->n_joining));
    pp_json_set(row, "ended", pp_json_new_int(patch->n_ended));
    pp_json_set(row, "new", pp_json_new_int(patch->n_new));
    pp_json_set(row, "officer_a", pp_json_new_text(patch->officer_a));
    pp_json_set(row, "officer_b", pp_json_new_text(patch->officer_b));
    return row;
}

static struct pp_json *team_json(const struct pp_compare_team *team) {
    struct pp_json *row = pp_json_new_object();
    pp_json_set(row, "team", pp_json_new_text(team->name));
    pp_json_set(row, "patches_a", pp_json_new_int(team->a.n_patches));
    pp_json_set(row, "patches_b", pp_json_new_int(team->b.n_patches));
    pp_json_set(row, "homes_a", pp_json_new_int(team->a.n_homes));
    pp_json_set(row, "homes_b", pp_json_new_int(team->b.n_homes));
    pp_json_set(row, "mean_distance_m_a", pp_json_new_real(team->a.mean_distance_m));
    pp_json_set(row, "mean_distance_m_b", pp_json_new_real(team->b.mean_distance_m));
    pp_json_set(row, "homes_changing_patch", pp_json_new_int(team->n_changing));
    return row;
}

static struct pp_json *side_json(const struct pp_compare *compare, bool is_a) {
    struct pp_json *side = pp_json_new_object();
    pp_json_set(side, "plan", pp_json_new_text(is_a ? compare->name_a : compare->name_b));
    for (size_t i = 0; i < compare->n_measures; i++)
        pp_json_set(side, compare->measures[i].key,
                    pp_json_new_real(is_a ? compare->measures[i].a : compare->measures[i].b));
    return side;
}

struct pp_json *pp_service_compare_json(const struct pp_compare *compare) {
    struct pp_json *patches = pp_json_new_array(), *teams = pp_json_new_array();
    for (size_t i = 0; i < compare->n_patches; i++)
        pp_json_push(patches, patch_json(&compare->patches[i]));
    for (size_t i = 0; i < compare->n_teams; i++)
        pp_json_push(teams, team_json(&compare->teams[i]));
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "a", side_json(compare, true));
    pp_json_set(json, "b", side_json(compare, false));
    pp_json_set(json, "homes_changing_patch", pp_json_new_int(compare->n_homes_changing));
    pp_json_set(json, "homes_changing_officer", pp_json_new_int(compare->n_homes_changing_officer));
    pp_json_set(json, "homes_only_in_a", pp_json_new_int(compare->n_only_a));
    pp_json_set(json, "homes_only_in_b", pp_json_new_int(compare->n_only_b));
    pp_json_set(json, "teams", teams);
    pp_json_set(json, "patches", patches);
    return json;
}
