/* What comes in as an address or a form: decoded, or refused. */
#include "planner/api/command.h"
#include "patchplan/api/request.h"
#include "patchplan/api/response.h"
#include "patchplan/core/alloc.h"

#include "tests/tap.h"

static void path_is(const char *encoded, const char *wanted) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_error err = {0};
    const char *path = NULL;
    int rc = pp_path_decode(encoded, &arena, &path, &err);
    if (wanted)
        is_text(path, wanted, encoded);
    else
        ok(rc == PP_E_NOTFOUND && !path, "refused: %s", encoded);
}

static void test_paths(void) {
    path_is("/", "/");
    path_is("/patch/P04", "/patch/P04");
    path_is("/patch/North%20Bank%201", "/patch/North Bank 1");
    path_is("/ward/", "/ward/");
    path_is("/patch/a+b", "/patch/a+b");
    path_is("/patch/Si%C3%A2n", "/patch/Siân");
    static const char *const bad[] = {
        "",          "patch",     "/..",        "/../etc/passwd", "/a/../b",    "/%2e%2e/x",
        "/%2E%2e",   "/a/%2e%2e", "/a/.",       "/a//b",          "//host/x",   "/a%00b",
        "/%",        "/%4",       "/%zz",       "/a\\b",          "/a%5cb",     "/a%5C..%5Cb",
        "/%c0%ae",   "/%ff",      "/%ed%a0%80", "/a%0d%0aSet-x",  "/a%09b",     "/a%2f..%2fb",
        "/%252e%00", "/.",        "/%2e",       "/a/%2e%2e%2fb",  "/%e2%28%a1", "/\x01"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        path_is(bad[i], NULL);
    path_is("/%252e%252e/x", "/%2e%2e/x"); /* decoded once, not twice */
}

static void test_fields(void) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_fields fields = {0};
    struct pp_error err = {0};
    ok(pp_fields_decode("q=S5+6NB&unit=1&unit=2&&empty=&flag&x=%26%3D%3Ci%3E", &arena, &fields,
                        &err) == 0,
       "a query");
    is_text(pp_fields_get(&fields, "q", NULL), "S5 6NB", "plus is a blank");
    is_text(pp_fields_at(&fields, "unit", 1), "2", "a name may be there again");
    ok(!pp_fields_at(&fields, "unit", 2), "not a third time");
    is_text(pp_fields_get(&fields, "empty", NULL), "", "an empty value");
    is_text(pp_fields_get(&fields, "flag", NULL), "", "a name alone");
    is_text(pp_fields_get(&fields, "x", NULL), "&=<i>", "escapes");
    is_text(pp_fields_get(&fields, "none", "otherwise"), "otherwise", "what is not there");
    static const char *const bad[] = {"a=%00", "a=%",      "a=%4", "a=%gg",
                                      "%ff=1", "a=%c3%28", "a=%1b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(pp_fields_decode(bad[i], &arena, &fields, &err) == PP_E_INPUT, "refused: %s", bad[i]);
    char many[2 * 2001 + 1];
    for (int i = 0; i < 2001; i++)
        memcpy(many + 2 * i, "a&", 3);
    is_int(pp_fields_decode(many, &arena, &fields, &err), PP_E_INPUT, "over 2,000 fields");
}

static void test_response(void) {
    PP_AUTO(pp_response_done) struct pp_response response = {0};
    pp_response_redirect(&response, "//elsewhere.example/");
    is_text(response.headers[0].value, "/", "no way to another host");
    pp_response_redirect(&response, "/\\elsewhere.example/");
    is_text(response.headers[1].value, "/", "by a backslash neither");
    static const char *const away[] = {"/\t/elsewhere.example/", "/\t\\elsewhere.example/", "/a\\b",
                                       "/\r\nX: y", "elsewhere"};
    for (size_t i = 0; i < sizeof away / sizeof *away; i++) {
        response.n_headers = 0;
        pp_response_redirect(&response, away[i]);
        is_text(response.headers[0].value, "/", "nor by what browsers read otherwise");
    }
    response.n_headers = 2;
    pp_response_header(&response, "X-Name", "a\r\nSet-Cookie: x");
    is_int((long long)response.n_headers, 2, "no header inside a header");
    pp_response_attachment(&response, "ward \"x\";\n.csv");
    is_text(response.headers[2].value, "attachment; filename=\"ward _x___.csv\"", "a safe name");
}

/* A word that is lost makes another command: none is run. */
static void test_command(void) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_api_command command = {.arena = &arena}, unnamed = {.arena = &arena};
    struct pp_error err = {0};
    pp_api_command_add(&command, "roster");
    pp_api_command_add_option(&command, "teams", "North");
    pp_api_command_add_chosen(&command, "from", "");
    ok(command.n == 2 && pp_api_command_check(&command, &err) == 0,
       "what was not chosen is left out");
    is_text(command.words[1], "--teams=North", "an option and its value");
    while (command.n < PP_API_COMMAND_WORDS)
        pp_api_command_add(&command, "x");
    ok(pp_api_command_check(&command, &err) == 0, "as many words as there is room for");
    pp_api_command_add(&command, "x");
    is_int(pp_api_command_check(&command, &err), PP_E_NOMEM, "one too many is told");
    pp_api_command_add_option(&unnamed, "teams", NULL);
    pp_api_command_add(&unnamed, "x");
    is_int(pp_api_command_check(&unnamed, &err), PP_E_NOMEM, "and one that could not be made");
}

int main(void) {
    test_paths();
    test_fields();
    test_response();
    test_command();
    return tap_done();
}
