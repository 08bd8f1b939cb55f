/* A plan goes into the planning file and comes out the same. */
#include <stdlib.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/db/migrate.h"
#include "patchplan/store/edit.h"
#include "patchplan/store/plan.h"
#include "tests/tap.h"

static struct pp_error err;

static const char people_sql[] =
    "INSERT INTO team (name) VALUES ('North'), ('East');"
    "INSERT INTO ward (code, name) VALUES ('W2', 'Firth'), ('W1', 'Abbey');"
    "INSERT INTO officer (officer_id, role) VALUES ('O1', 'officer'), ('O2', 'officer'), "
    "('O3', 'officer');"
    "INSERT INTO landlord (code) VALUES ('');"
    "INSERT INTO import_run (kind, file_name, started_at) VALUES ('homes', 'h.csv', 'now');"
    "INSERT INTO home (landlord_id, property_ref, import_id, row) VALUES (1, 'A', 1, 2), "
    "(1, 'B', 1, 3), (1, 'C', 1, 4);"
    "INSERT INTO postcode (code) VALUES ('S1 1AA'), ('S1 1AB');";

static struct pp_unit units[3] = {
    {"S1 1AA", "S1 1AA", 1.5, 2.25, 1150, 1, 1, 0, false, (const unsigned char *)"cell", 4},
    {"T", "Tower", 3, 4, 2000, 1, 0, 1, true, NULL, 0},
    {"S1 1AB", "S1 1AB", 5, 6, 0, 1, -1, -1, false, NULL, 0},
};
static struct pp_neighbour neighbours[2] = {{0, 1, PP_NEIGHBOUR_EDGE, false},
                                            {1, 2, PP_NEIGHBOUR_BRIDGE, true}};
static int patch_of_unit[3] = {0, 1, 1};
static struct pp_patch patches[2] = {
    {"East 1", 0, 1, 1.0, 0, 1150, 1, 10.5, 9.25, "O1", "O2", 0.5, true},
    {"North 1", 1, 0, 0.8, 1, 2000, 2, 20, 10, "gone", NULL, 0, false},
};
static const char *team_names[] = {"East", "North"};
static const char *ward_codes[] = {"W1", "W2"}, *ward_names[] = {"Abbey", "Firth"};
static struct pp_reason reasons[2] = {
    {true, "A rule gave.", "patchplan allocate --size 1:2", false},
    {false, "East 1 is over.", NULL, true}};
static const struct pp_plan_member homes[3] = {{1, 0}, {2, 1}, {3, 2}};
static const struct pp_plan_member postcodes[2] = {{1, 0}, {2, 2}};
static const struct pp_plan_label labels[3] = {
    {0, false, "L001", 1150, 1}, {1, false, "L001", 2000, 1}, {1, true, "W2", 2000, 1}};
static const struct pp_plan_members members = {homes, 3, postcodes, 2, labels, 3};

static struct pp_plan hand_made(void) {
    return (struct pp_plan){
        .name = "draft",
        .rules = {1000, 2000, PP_WITHIN_TEAM, PP_COST_SQUARED, 250, 100},
        .outcome = PP_OUTCOME_INFEASIBLE,
        .cost = 33.5,
        .distance_cost = 30.5,
        .keep_cost = 2,
        .ward_cost = 1,
        .bound = 30,
        .seconds = 1.5,
        .seed = 7,
        .n_homes = 3,
        .weight_milli = 3150,
        .n_homes_changing = 1,
        .units = units,
        .n_units = 3,
        .neighbours = neighbours,
        .n_neighbours = 2,
        .patch_of_unit = patch_of_unit,
        .patches = patches,
        .n_patches = 2,
        .team_names = team_names,
        .ward_codes = ward_codes,
        .ward_names = ward_names,
        .n_teams = 2,
        .n_wards = 2,
        .reasons = reasons,
        .n_reasons = 2,
        .options = "{\"size\":\"1:2\"}",
    };
}

static bool same_text(const char *a, const char *b) { return a && b ? !strcmp(a, b) : a == b; }

static void compare_units(const struct pp_plan *got) {
    bool same = got->n_units == 3;
    for (int u = 0; same && u < 3; u++) {
        const struct pp_unit *a = &got->units[u], *b = &units[u];
        same = same_text(a->id, b->id) && same_text(a->name, b->name) &&
               a->easting_m == b->easting_m && a->northing_m == b->northing_m &&
               a->weight_milli == b->weight_milli && a->n_homes == b->n_homes &&
               a->team_ix == b->team_ix && a->ward_ix == b->ward_ix && a->pinned == b->pinned &&
               a->n_cell_wkb == b->n_cell_wkb &&
               (!b->cell_wkb || memcmp(a->cell_wkb, b->cell_wkb, 4) == 0) &&
               got->patch_of_unit[u] == patch_of_unit[u];
    }
    ok(same, "units come out as they went in");
    same = got->n_neighbours == 2;
    for (int i = 0; same && i < 2; i++)
        same = got->neighbours[i].u == neighbours[i].u && got->neighbours[i].v == neighbours[i].v &&
               got->neighbours[i].kind == neighbours[i].kind &&
               got->neighbours[i].crosses_barrier == neighbours[i].crosses_barrier;
    ok(same, "neighbours come out as they went in");
}

static void compare_patches(const struct pp_plan *got) {
    bool same = got->n_patches == 2;
    for (int p = 0; same && p < 2; p++) {
        const struct pp_patch *a = &got->patches[p], *b = &patches[p];
        same = same_text(a->name, b->name) && a->team_ix == b->team_ix &&
               a->ward_ix == b->ward_ix && fabs(a->share - b->share) < 1e-9 &&
               a->hub_unit_ix == b->hub_unit_ix && a->weight_milli == b->weight_milli &&
               a->n_homes == b->n_homes && a->distance_cost == b->distance_cost &&
               a->mean_distance_m == b->mean_distance_m && a->locked == b->locked;
    }
    ok(same, "patches come out as they went in");
    ok(same_text(got->patches[0].officer_id, "O1") && same_text(got->patches[0].sharer_id, "O2"),
       "a job share has two officers");
    ok(!got->patches[1].officer_id, "a lead who is no officer of the file is left out");
}

static void test_round_trip(struct pp_db *db) {
    struct pp_plan plan = hand_made(), got = {0};
    enum pp_plan_choice choice = PP_PLAN_NAMED;
    int64_t plan_id = 0;
    bool replaced = true;
    is_int(pp_store_plan_save(db, &plan, &members, false, &replaced, &plan_id, &err), 0, "saved");
    ok(!replaced && plan_id > 0, "as a new plan");
    is_int(pp_store_plan_load(db, NULL, &got, &choice, &err), 0, "loaded");
    is_int(choice, PP_PLAN_NEWEST, "none named, none in force: the newest");
    compare_units(&got);
    compare_patches(&got);
    ok(got.cost == 33.5 && got.bound == 30 && fabs(got.gap - (33.5 / 30 - 1)) < 1e-12 &&
           got.keep_cost == 2 && got.ward_cost == 1 && got.distance_cost == 30.5,
       "costs, bound and gap");
    ok(memcmp(&got.rules, &plan.rules, sizeof plan.rules) == 0 &&
           got.outcome == PP_OUTCOME_INFEASIBLE && got.seed == 7 && got.n_homes_changing == 1,
       "rules, outcome, seed");
    ok(got.n_reasons == 2 && got.reasons[0].broken && !got.reasons[1].broken &&
           same_text(got.reasons[0].fix, reasons[0].fix) && !got.reasons[1].fix,
       "reasons");
    ok(same_text(got.state, "draft") && same_text(got.origin, "drawn") &&
           same_text(got.options, plan.options) && got.created_at,
       "state, origin, options, moments");
    pp_plan_done(&got);
}

static void test_members(struct pp_db *db) {
    PP_AUTO_FREE struct pp_plan_member *got_homes = NULL;
    size_t n_homes = 0;
    int64_t plan_id = 0;
    int rc = pp_store_plan_find(db, "draft", &plan_id, NULL, &err);
    rc = rc ? rc : pp_store_plan_homes(db, plan_id, &got_homes, &n_homes, &err);
    bool same = !rc && n_homes == 3;
    for (size_t i = 0; same && i < 3; i++)
        same = got_homes[i].id == homes[i].id && got_homes[i].unit_ix == homes[i].unit_ix;
    ok(same, "homes know their units");
}

static void test_replace(struct pp_db *db) {
    struct pp_plan plan = hand_made();
    bool replaced = false;
    is_int(pp_store_plan_save(db, &plan, &members, false, NULL, NULL, &err), PP_E_EXISTS,
           "a name that is taken is refused");
    is_int(pp_store_plan_save(db, &plan, &members, true, &replaced, NULL, &err), 0,
           "a draft may be replaced");
    ok(replaced, "and it is said");
    plan.name = "other";
    team_names[0] = "Nowhere";
    is_int(pp_store_plan_save(db, &plan, &members, false, NULL, NULL, &err), PP_E_NOTFOUND,
           "a team the file does not have is refused");
    team_names[0] = "East";
    int64_t n = 0;
    int rc = pp_db_query_int(db, "SELECT count(*) FROM plan", 0, &n, &err);
    ok(!rc && n == 1, "and nothing of that plan is left");
}

static void test_labels(struct pp_db *db) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_plan_label *got = NULL;
    int64_t plan_id = 0;
    size_t n = 0;
    int rc = pp_store_plan_find(db, "draft", &plan_id, NULL, &err);
    if (!rc)
        rc = pp_store_plan_labels(db, plan_id, &arena, &got, &n, &err);
    bool same = !rc && n == 3;
    for (size_t i = 0; same && i < n; i++)
        same = got[i].unit_ix == labels[i].unit_ix && got[i].is_ward == labels[i].is_ward &&
               strcmp(got[i].label, labels[i].label) == 0 &&
               got[i].weight_milli == labels[i].weight_milli && got[i].n_homes == 1;
    ok(same, "what the list said of the units comes out as it went in");
}

/* An edit of unit 2 in the journal: reasons of the division go, the drawing is not forgotten. */
static void test_drawn(struct pp_db *db) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_edit_change changes[2] = {{PP_EDIT_UNIT_PATCH, 2, 1, 0},
                                        {PP_EDIT_PATCH_LOCKED, 0, 1, 0}};
    struct pp_edit edit = {.what = "move it", .changes = changes, .n_changes = 2};
    struct pp_edit_change *difference = NULL;
    struct pp_plan plan = {0};
    enum pp_outcome outcome = PP_OUTCOME_OPTIMAL;
    double bound = NAN;
    int *moved = NULL;
    int64_t plan_id = 0;
    size_t n = 0, n_units = 0;
    int rc = pp_store_plan_find(db, "draft", &plan_id, NULL, &err);
    if (!rc)
        rc = pp_store_edit_add(db, plan_id, &edit, &err);
    if (!rc)
        rc = pp_store_edit_difference(db, plan_id, &arena, &difference, &n, &err);
    ok(!rc && n == 2 && difference[0].new_value == -1 && difference[1].new_value == -1,
       "how a plan differs from its drawing");
    rc = pp_store_edit_moved_by(db, plan_id, "move ", &arena, &moved, &n_units, &err);
    ok(!rc && n_units == 1 && moved[0] == 2, "which moved were moved by hand");
    rc = pp_store_plan_drawn(db, plan_id, &bound, &outcome, &err);
    ok(!rc && bound == 30 && outcome == PP_OUTCOME_INFEASIBLE, "what the drawing gave");
    rc = pp_store_plan_load(db, "draft", &plan, NULL, &err);
    ok(!rc && plan.n_reasons == 1 && plan.reasons[0].broken && isnan(plan.bound),
       "edited, it tells no reasons of the division, and no proof that rested on a lock");
    pp_plan_done(&plan);
    rc = pp_store_edit_next_undo(db, plan_id, &arena, &edit, &err);
    rc = rc > 0 ? pp_store_edit_mark(db, edit.edit_id, true, &err) : PP_E_LIBRARY;
    if (!rc)
        rc = pp_store_plan_load(db, "draft", &plan, NULL, &err);
    ok(!rc && plan.n_reasons == 2 && plan.bound == 30, "taken back, both are there again");
    pp_plan_done(&plan);
}

static void test_update(struct pp_db *db) {
    struct pp_plan plan = {0}, got = {0};
    int rc = pp_store_plan_load(db, "draft", &plan, NULL, &err);
    if (!ok(!rc, "loaded to be edited"))
        return;
    plan.patch_of_unit[2] = 0;
    plan.patches[0].weight_milli = 1151;
    plan.patches[0].officer_id = "O3"; /* who leads is not an edit's to change */
    plan.cost = 40;
    plan.n_reasons = 1; /* nor what the drawing said of the rules */
    is_int(pp_store_plan_update(db, &plan, &err), 0, "the edit is written");
    rc = pp_store_plan_load(db, "draft", &got, NULL, &err);
    ok(!rc && got.patch_of_unit[2] == 0 && got.patches[0].weight_milli == 1151 &&
           same_text(got.patches[0].officer_id, "O1") && got.cost == 40 && got.n_reasons == 2 &&
           got.n_units == 3 && got.n_neighbours == 2,
       "and read back");
    pp_plan_done(&got);
    pp_plan_done(&plan);
}

static void test_names(struct pp_db *db) {
    struct pp_arena arena = {0};
    struct pp_plan_line *lines = NULL;
    struct pp_plan plan = hand_made();
    int n = 0;
    plan.name = "second";
    int rc = pp_store_plan_save(db, &plan, &members, false, NULL, NULL, &err);
    rc = rc ? rc : pp_store_plan_list(db, &arena, &lines, &n, &err);
    ok(!rc && n == 2 && lines[0].n_patches == 2, "two plans are listed");
    is_int(lines[0].n_in_limits, 1, "patches inside their limits are counted, shares included");
    is_int(pp_store_plan_rename(db, "second", "draft", &err), PP_E_EXISTS, "no two of one name");
    is_int(pp_store_plan_rename(db, "second", "third", &err), 0, "renamed");
    is_int(pp_store_plan_delete(db, "drat", &err), PP_E_NOTFOUND, "unknown name");
    ok(strstr(err.message, "'draft'") != NULL, "the nearest name is suggested");
    rc = pp_db_run(db,
                   "INSERT INTO publication (plan_id, first_day, published_at) "
                   "SELECT plan_id, '2020-01-01', 'now' FROM plan WHERE name = 'draft'",
                   &err);
    enum pp_plan_choice choice = PP_PLAN_NAMED;
    int64_t plan_id = 0;
    rc = rc ? rc : pp_store_plan_find(db, NULL, &plan_id, &choice, &err);
    ok(!rc && choice == PP_PLAN_IN_FORCE, "the plan in force comes before the newest");
    is_int(pp_store_plan_delete(db, "draft", &err), PP_E_CONFLICT, "a published plan stays");
    is_int(pp_store_plan_delete(db, "third", &err), 0, "a draft goes");
    pp_arena_done(&arena);
}

int main(void) {
    char folder[] = "plan-test-XXXXXX", path[64], backup[512];
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/a.db", folder);
    struct pp_db *db = NULL;
    int rc = pp_db_open(path, PP_DB_CREATE, &db, &err);
    rc = rc ? rc : pp_db_migrate(db, backup, &err);
    rc = rc ? rc : pp_db_run(db, people_sql, &err);
    if (ok(!rc, "a planning file to try on")) {
        test_round_trip(db);
        test_members(db);
        test_replace(db);
        test_labels(db);
        test_drawn(db);
        test_update(db);
        test_names(db);
    }
    pp_db_close(db);
    unlink(path);
    rmdir(folder);
    return tap_done();
}
