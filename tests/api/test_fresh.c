/* What is kept for look-ups never outlives a write: written beside three who ask without end, at points nobody chose, a
 * thousand times; each answer that is asked for after a write was done tells of it, or of a later one. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "planner/api/api.h"
#include "patchplan/store/audit.h"

#include "tests/api/town.h"

enum { N_WRITES = 1000, N_ASKERS = 3 };

/* A plan of one patch in force, which answers for one postcode; its officer's name is what is written anew. */
static const char plan_sql[] =
    "INSERT INTO ward (ward_id, code, name, team_id) VALUES (1, 'W1', 'Quayside', 1);"
    "INSERT INTO postcode (postcode_id, code, easting_m, northing_m, ward_id)"
    " VALUES (1, 'TY1 1AA', 438000, 384000, 1);"
    "INSERT INTO officer (officer_id, name, role, team_id) VALUES ('O1', 'Officer 0', 'officer', "
    "1);"
    "INSERT INTO plan (plan_id, name, created_at, changed_at, origin, state, outcome, min_milli,"
    " max_milli, within, cost_kind, keep_m, ward_m, cost, distance_cost, keep_cost, ward_cost,"
    " n_homes, weight_milli) VALUES (1, 'first', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z',"
    " 'drawn', 'published', 'feasible', 280000, 300000, 'none', 'distance', 0, 0, 0, 0, 0, 0, 0, "
    "0);"
    "INSERT INTO plan_patch (plan_id, patch_ix, name, hub_unit_ix, weight_milli, n_homes,"
    " distance_cost, mean_distance_m) VALUES (1, 0, 'P1', 0, 0, 0, 0, 0);"
    "INSERT INTO plan_unit (plan_id, unit_ix, unit_id, name, easting_m, northing_m, weight_milli,"
    " n_homes, patch_ix) VALUES (1, 0, 'U1', 'U1', 438000, 384000, 0, 0, 0);"
    "INSERT INTO plan_postcode (plan_id, postcode_id, unit_ix) VALUES (1, 1, 0);"
    "INSERT INTO plan_lead (plan_id, patch_ix, officer_id, role) VALUES (1, 0, 'O1', 'lead');"
    "INSERT INTO publication (plan_id, first_day, published_at)"
    " VALUES (1, '2026-01-01', '2026-01-01T00:00:00Z');";

static struct town town;
static atomic_int n_written, n_wrong, n_asked, n_kept;

static int write_name(struct pp_db *db, int number) {
    char sql[100];
    struct pp_error err = {0};
    snprintf(sql, sizeof sql, "UPDATE officer SET name = 'Officer %d'", number);
    int rc = pp_db_begin(db, &err);
    if (!rc) {
        rc = pp_db_run(db, sql, &err);
        if (!rc)
            rc = pp_store_audit_add(db, "test", "import", "officers", NULL, &err);
        rc = pp_db_end(db, rc, &err);
    }
    if (rc)
        printf("# %s\n", err.message);
    return rc;
}

/* The number of the officer's name on the page; -1: there is none. */
static int ask(void) {
    const struct pp_field field = {"q", "TY1 1AA"};
    int number = -1;
    struct pp_response response = town_ask(
        &town, (struct pp_request){.path = "/find", .query = {(struct pp_field *)&field, 1}}, NULL,
        NULL);
    const char *at = strstr(pp_str_text(&response.body), "Officer ");
    if (at)
        sscanf(at, "Officer %d", &number);
    pp_response_done(&response);
    return number;
}

/* As the server keeps whole answers: under the generation that was read before they were made. */
struct answer {
    uint64_t generation;
    int number;
};

static int ask_kept(struct answer *kept) {
    uint64_t generation = pp_api_generation(town.api, pp_day_from(2027, 1, 15), 600);
    if (generation != kept->generation)
        *kept = (struct answer){generation, ask()};
    else
        atomic_fetch_add(&n_kept, 1);
    return kept->number;
}

static void *asker(void *context) {
    struct answer kept = {0};
    (void)context;
    while (atomic_load(&n_written) < N_WRITES) {
        int least = atomic_load(&n_written);
        int told = ask_kept(&kept);
        atomic_fetch_add(&n_wrong, told < least);
        atomic_fetch_add(&n_asked, 1);
    }
    return NULL;
}

static void *writer(void *context) {
    (void)context;
    for (int i = 1; i <= N_WRITES; i++) {
        struct pp_db *db = NULL;
        if (pp_api_write_begin(town.api, &db, NULL) != 0)
            continue;
        int rc = i == 1 ? pp_db_run(db, "PRAGMA synchronous = OFF", NULL) : 0;
        rc = rc ? rc : write_name(db, i);
        pp_api_write_end(town.api);
        atomic_fetch_add(&n_wrong, rc != 0);
        atomic_store(&n_written, i);
        nanosleep(&(struct timespec){.tv_nsec = (i * 7919 % 10) * 20000}, NULL);
    }
    return NULL;
}

static void test_beside(void) {
    pthread_t threads[N_ASKERS + 1];
    pthread_create(&threads[N_ASKERS], NULL, writer, NULL);
    for (int i = 0; i < N_ASKERS; i++)
        pthread_create(&threads[i], NULL, asker, NULL);
    for (int i = 0; i <= N_ASKERS; i++)
        pthread_join(threads[i], NULL);
    ok(atomic_load(&n_wrong) == 0 && atomic_load(&n_asked) > N_WRITES / 10,
       "of %d answers beside %d writes %d were kept and %d older than a write that was done",
       atomic_load(&n_asked), N_WRITES, atomic_load(&n_kept), atomic_load(&n_wrong));
    is_int(ask(), N_WRITES, "the last one is told");
}

/* Another program's write is looked for every 200 ms. */
static void test_another_program(void) {
    struct answer kept = {0};
    bool seen = true;
    for (int i = 1; i <= 3; i++) {
        nanosleep(&(struct timespec){.tv_sec = i == 1, .tv_nsec = 1}, NULL);
        int before = ask_kept(&kept);
        seen = seen && write_name(town.db, N_WRITES + i) == 0 && before == N_WRITES + i - 1;
        nanosleep(&(struct timespec){.tv_nsec = 250 * 1000 * 1000}, NULL);
        seen = seen && ask_kept(&kept) == N_WRITES + i;
    }
    ok(seen, "what another program wrote is told a quarter of a second later");
}

int main(void) {
    town_open(&town);
    ok(pp_db_run(town.db, plan_sql, NULL) == 0 && ask() == 0, "a patch in force, and its officer");
    test_beside();
    test_another_program();
    town_close(&town);
    return tap_done();
}
