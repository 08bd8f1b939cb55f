/* What is kept in places: made once, by one, beside what is made for others; never after it was to be forgotten. */
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "planner/api/api.h"
#include "patchplan/core/alloc.h"

#include "tests/tap.h"

enum { N_ASKERS = 8 };

static struct pp_kept kept;
static atomic_int n_made, n_begun, n_wanted; /* making ends when so many have begun */

static void nap(void) { nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL); }

/* The name of what is made is asked for in the first parameter; "bad" cannot be made, "gone" is forgotten meanwhile. */
static int make(struct pp_exchange *exchange, struct pp_str *text, struct pp_error *reterr) {
    const char *name = exchange->params[0];
    atomic_fetch_add(&n_made, 1);
    atomic_fetch_add(&n_begun, 1);
    for (int i = 0; i < 5000 && atomic_load(&n_begun) < atomic_load(&n_wanted); i++)
        nap();
    if (strcmp(name, "gone") == 0)
        pp_kept_forget(&kept);
    if (strcmp(name, "bad") == 0)
        return pp_fail(reterr, PP_E_INPUT, "cannot be made");
    pp_str_appendf(text, "<%s>", name);
    return 0;
}

/* Is it answered with what was made for it? */
static bool ask(const char *name) {
    struct pp_response response = {0};
    struct pp_exchange exchange = {.response = &response, .params = {name}};
    struct pp_error err = {0};
    char wanted[80];
    snprintf(wanted, sizeof wanted, "<%s>", name);
    int rc = pp_kept_answer(&exchange, &kept, name, make, &err);
    bool is_right = !rc && strcmp(pp_str_text(&response.body), wanted) == 0;
    pp_response_done(&response);
    return is_right;
}

/* How many of these askings, one after the other, made something. */
static int made_by(const char *const *names, int n) {
    int before = atomic_load(&n_made);
    for (int i = 0; i < n; i++)
        ok(ask(names[i]), "%s", names[i]);
    return atomic_load(&n_made) - before;
}

static void *asker(void *name) { return ask(name) ? name : NULL; }

/* All at the same time; how many were answered right. */
static int ask_together(const char *const *names, int n) {
    pthread_t threads[N_ASKERS];
    int n_right = 0;
    for (int i = 0; i < n; i++)
        pthread_create(&threads[i], NULL, asker, (void *)(uintptr_t)names[i]);
    for (int i = 0; i < n; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        n_right += result != NULL;
    }
    return n_right;
}

static void test_places(void) {
    static const char *const both[] = {"a", "b", "a", "b", "a", "b"};
    static const char *const third[] = {"a", "c", "a"}, *const lost[] = {"b"};
    pp_kept_init(&kept, 2);
    ok(made_by(both, 6) == 2, "two that are wanted in turn are made once each");
    ok(made_by(third, 3) == 1, "a third takes the place used longest ago");
    ok(made_by(lost, 1) == 1, "whose own is made again");
    pp_kept_done(&kept);
}

static void test_failure(void) {
    pp_kept_init(&kept, 2);
    int before = atomic_load(&n_made);
    ok(!ask("bad") && !ask("bad") && atomic_load(&n_made) == before + 2,
       "a failure is kept by nobody");
    ok(ask("a") && ask("gone") && ask("a") && ask("gone") && atomic_load(&n_made) == before + 6,
       "nor what is to be forgotten, made before or being made");
    pp_kept_done(&kept);
}

static void test_together(void) {
    static const char *const different[] = {"a", "b", "c"};
    static const char *const same[] = {"d", "d", "d", "d", "d", "d", "d", "d"};
    static const char *const more[] = {"e", "f", "g", "h", "i", "e", "f", "g"};
    pp_kept_init(&kept, 3);
    atomic_store(&n_begun, 0);
    atomic_store(&n_wanted, 3); /* none ends before all have begun */
    ok(ask_together(different, 3) == 3 && atomic_load(&n_begun) == 3,
       "one that is made keeps none of another key waiting");
    atomic_store(&n_wanted, 0);
    int before = atomic_load(&n_made);
    ok(ask_together(same, N_ASKERS) == N_ASKERS && atomic_load(&n_made) == before + 1,
       "who asks for the same waits and shares");
    int n_right = 0;
    for (int i = 0; i < 200; i++)
        n_right += ask_together(more, N_ASKERS);
    ok(n_right == 200 * N_ASKERS,
       "more keys than places, all at once: each is answered with its own");
    pp_kept_done(&kept);
}

int main(void) {
    test_places();
    test_failure();
    test_together();
    return tap_done();
}
