/* every_allocation DB TRIES ADDRESS...: memory runs out once while a page is made, at one allocation after the other: the
 * page is whole, or it is a refusal; never a page with something left out, and never one that is kept for the next.
 * TRIES: so many a page, spread over its allocations; 0: every one. What is asked first of a fresh server, and again. */
#include <string.h>

#include "tests/api/town.h"

struct page {
    struct town *town;
    const char *address, *session;
};

/* `fail_at`: as for pp_alloc_fail_at(); how many allocations were left before it. */
static struct pp_response ask(const struct page *page, long fail_at, long *ret_left) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_error err = {0};
    char log_line[PP_API_LOG_SIZE] = "", path[300];
    struct pp_response response = {0};
    const char *query = strchr(page->address, '?');
    size_t length = query ? (size_t)(query - page->address) : strlen(page->address);
    snprintf(path, sizeof path, "%.*s", (int)length, page->address);
    struct pp_request request = {.path = path, .session = page->session, .client = ""};
    request.origin = request.site = "";
    request.now = NOW;
    request.today = pp_day_from(2027, 1, 15);
    request.minute = 600;
    if (pp_fields_decode(query ? query + 1 : "", &arena, &request.query, &err) != 0)
        return response;
    pp_alloc_fail_at(fail_at);
    pp_api_answer(page->town->api, &request, &response, log_line);
    *ret_left = pp_alloc_left();
    pp_alloc_fail_at(0);
    return response;
}

static bool same(const struct pp_response *a, const struct pp_response *b) {
    return status_of(a) == status_of(b) && a->body.len == b->body.len &&
           memcmp(pp_str_text(&a->body), pp_str_text(&b->body), a->body.len) == 0;
}

static bool reopen(struct town *town) {
    struct pp_error err = {0};
    const struct pp_api_options options = {.db_path = town->path};
    pp_api_close(town->api);
    town->api = NULL;
    return pp_api_open(&options, &town->api, &err) == 0;
}

/* How many allocations the page takes. */
static long count(const struct page *page) {
    const long most = 1L << 40;
    long left = most;
    struct pp_response response = ask(page, most, &left);
    pp_response_done(&response);
    return most - left;
}

/* Is the page whole or refused when the n-th allocation fails, and whole the next time? */
static bool stands(const struct page *page, const struct pp_response *whole, long n) {
    long left;
    PP_AUTO(pp_response_done) struct pp_response hurt = ask(page, n, &left);
    bool is_refused = status_of(&hurt) >= 500;
    PP_AUTO(pp_response_done) struct pp_response again = ask(page, 0, &left);
    if ((is_refused || same(&hurt, whole)) && same(&again, whole))
        return true;
    printf("# %s at %ld: %d, then %d\n", page->address, n, status_of(&hurt), status_of(&again));
    return false;
}

static void test_page(const struct page *page, long n_tries, bool is_fresh) {
    long left;
    bool fine = reopen(page->town);
    PP_AUTO(pp_response_done) struct pp_response whole = ask(page, 0, &left);
    fine = fine && (!is_fresh || reopen(page->town));
    long n = count(page), step = n_tries ? n / n_tries + 1 : 1;
    for (long i = 1; i <= n && fine; i += step)
        fine = (!is_fresh || reopen(page->town)) && stands(page, &whole, i);
    ok(fine && status_of(&whole) < 400, "%s (%d) of %ld allocations%s", page->address,
       status_of(&whole), n, is_fresh ? ", nothing kept" : "");
}

int main(int argc, char **argv) {
    struct pp_error err = {0};
    struct town town = {0};
    if (argc < 4)
        return 2;
    snprintf(town.path, sizeof town.path, "%s", argv[1]);
    ok(pp_service_open(town.path, true, &town.db, NULL, &err) == 0, "the planning file");
    struct visitor admin = town_sign_in(&town, "every-allocation", PP_USER_ADMIN);
    for (int i = 3; i < argc; i++)
        for (int is_fresh = 0; is_fresh < 2; is_fresh++)
            test_page(&(struct page){&town, argv[i], admin.token}, atol(argv[2]), is_fresh);
    pp_api_close(town.api);
    pp_db_close(town.db);
    return tap_done();
}
