/* Every route with every role: what docs/api.md says is what happens. */
#include "tests/api/town.h"

enum { N_COLUMNS = PP_N_USER_ROLES };

static void page_path(const char *pattern, char ret_path[200]) {
    size_t n = 0;
    while (*pattern && n < 190) {
        if (*pattern != ':') {
            ret_path[n++] = *pattern++;
            continue;
        }
        pattern += strcspn(pattern, "/");
        ret_path[n++] = 'X';
    }
    ret_path[n] = '\0';
}

static bool leads_to_sign_in(const struct pp_response *response) {
    for (size_t i = 0; i < response->n_headers; i++)
        if (strcmp(response->headers[i].name, "Location") == 0 &&
            strncmp(response->headers[i].value, "/sign-in?", 9) == 0)
            return true;
    return false;
}

/* What happens when a role asks for a route: "yes", "no" or "sign in". */
static const char *happens(struct town *town, const struct pp_route *route,
                           enum pp_user_role role) {
    char path[200];
    page_path(route->pattern, path);
    struct visitor visitor = {0};
    if (role != PP_USER_PUBLIC)
        visitor = town_sign_in(town, pp_user_role_name(role), role);
    PP_AUTO(pp_response_done)
    struct pp_response response =
        town_ask(town, (struct pp_request){.method = route->method, .path = path}, visitor.token,
                 visitor.csrf);
    bool refused = status_of(&response) == 403 || status_of(&response) == 401;
    if (role == PP_USER_PUBLIC && (leads_to_sign_in(&response) || refused))
        return "sign in";
    return refused ? "no" : status_of(&response) < 500 ? "yes" : "it failed";
}

static const char *method_name(const struct pp_route *route) {
    return route->method == PP_POST ? "POST" : "GET";
}

/* The row of docs/api.md for a route. */
static void documented_row(const struct pp_route *route, const char *const *cells, char *ret_row,
                           size_t size) {
    int n = snprintf(ret_row, size, "| %s | `%s` |", method_name(route), route->pattern);
    for (int role = 0; role < N_COLUMNS; role++)
        n += snprintf(ret_row + n, size - (size_t)n, " %s |", cells[role]);
    snprintf(ret_row + n, size - (size_t)n, " %s |\n", route->summary);
}

static char *read_document(void) {
    const char *srcdir = getenv("SRCDIR");
    char path[4200];
    snprintf(path, sizeof path, "%s/docs/api.md", srcdir ? srcdir : ".");
    FILE *file = fopen(path, "r");
    PP_AUTO_STR struct pp_str text = {0};
    char line[1024];
    while (file && fgets(line, sizeof line, file))
        pp_str_append(&text, line);
    if (file)
        fclose(file);
    return pp_str_take(&text);
}

static void test_matrix(struct town *town, const char *document) {
    size_t n_routes = 0, n_rows = 0;
    const struct pp_route *routes = pp_api_routes(&n_routes);
    for (size_t i = 0; i < n_routes; i++) {
        const char *cells[N_COLUMNS];
        char row[600];
        for (int role = 0; role < N_COLUMNS; role++)
            cells[role] = happens(town, &routes[i], (enum pp_user_role)role);
        documented_row(&routes[i], cells, row, sizeof row);
        if (!ok(document && strstr(document, row), "%s %s, %d roles", method_name(&routes[i]),
                routes[i].pattern, N_COLUMNS))
            printf("# docs/api.md should say:\n# %s", row);
    }
    for (const char *at = document; at && (at = strstr(at, "\n| GET |")); at++)
        n_rows++;
    for (const char *at = document; at && (at = strstr(at, "\n| POST |")); at++)
        n_rows++;
    is_int((long long)n_rows, (long long)n_routes, "and no row for what is not there");
}

/* A form that changes something must carry its session's token and come from a page of ours. */
static void test_forms(struct town *town) {
    size_t n_routes = 0;
    const struct pp_route *routes = pp_api_routes(&n_routes);
    struct visitor other = town_sign_in(town, "somebody", PP_USER_ADMIN);
    for (size_t i = 0; i < n_routes; i++) {
        if (routes[i].method != PP_POST)
            continue;
        char path[200];
        page_path(routes[i].pattern, path);
        const struct pp_request request = {.method = PP_POST, .path = path};
        struct pp_request foreign = request;
        foreign.is_foreign = true;
        struct visitor admin = town_sign_in(town, "boss", PP_USER_ADMIN);
        bool is_public = routes[i].needs == PP_MAY_LOOK_UP;
        struct pp_response without = town_ask(town, request, admin.token, NULL);
        struct pp_response others = town_ask(town, request, admin.token, other.csrf);
        struct pp_response away = town_ask(town, foreign, admin.token, admin.csrf);
        ok(is_public || (status_of(&without) == 403 && status_of(&others) == 403),
           "POST %s without a token, with another's", path);
        is_int(status_of(&away), 403, "from another site");
        pp_response_done(&without);
        pp_response_done(&others);
        pp_response_done(&away);
    }
}

/* Costly pages are kept under their path, whatever is asked behind it. */
static void test_queries(void) {
    ok(pp_api_reads_query("/find?q=x") && pp_api_reads_query("/patch/P01?was=P00") &&
           pp_api_reads_query("/drop-ins?from=x") &&
           pp_api_reads_query("/api/v1/lookup?postcode=x"),
       "look-ups read their query");
    ok(!pp_api_reads_query("/ward/TW01?x=1") && !pp_api_reads_query("/api/v1/patches?x=1") &&
           !pp_api_reads_query("/ward/TW01/drop-ins.ics?x"),
       "sheets and calendars do not");
    ok(pp_api_reads_query("/account?x") && pp_api_reads_query("/nothing?x"),
       "what is staff's or unknown is left as it is");
}

/* The generation after somebody has had time to look. */
static uint64_t generation(struct town *town) {
    usleep(250 * 1000);
    return pp_api_generation(town->api, pp_day_from(2027, 1, 15), 600);
}

/* What this server was asked to change is seen by whoever asks next, without waiting. */
static void test_own_write(struct town *town, const struct visitor *visitor) {
    struct pp_field fields[] = {
        {"csrf", visitor->csrf}, {"key", "council"}, {"value", "Another council"}};
    uint64_t before = generation(town);
    PP_AUTO(pp_response_done)
    struct pp_response response = town_ask(
        town, (struct pp_request){.method = PP_POST, .path = "/rules", .form = {fields, 3}},
        visitor->token, NULL);
    is_int(status_of(&response), 303, "a setting of the site is changed");
    ok(pp_api_generation(town->api, pp_day_from(2027, 1, 15), 600) > before,
       "the next answer is of the file as it is now");
}

/* What is kept for everyone stays while only sessions and jobs are written, and goes with any other write. */
static void test_generation(struct town *town) {
    struct visitor visitor = town_sign_in(town, "somebody", PP_USER_ADMIN);
    struct pp_error err = {0};
    uint64_t before = generation(town);
    PP_AUTO(pp_response_done)
    struct pp_response response = town_ask_at(
        town, (struct pp_request){.path = "/account", .now = NOW + 120}, visitor.token, NULL);
    int64_t version = 0;
    is_int(status_of(&response), 200, "a page that notes the session as seen");
    ok(pp_db_query_int(town->db, "SELECT max(seen) FROM sign_in", 0, &version, &err) == 0 &&
           version == NOW + 120,
       "it was noted");
    is_int((long long)generation(town), (long long)before, "which is nothing to the public");
    ok(pp_db_run(town->db,
                 "INSERT INTO audit (at, action) VALUES ('2027-01-15T10:00:00Z', 'import')",
                 &err) == 0 &&
           generation(town) > before,
       "what stands in the audit trail is");
    test_own_write(town, &visitor);
}

/* What was done to a setting is told, however much was done to other things since (the test before changed one). */
static void test_rules_history(struct town *town) {
    struct visitor visitor = town_sign_in(town, "somebody", PP_USER_ADMIN);
    struct pp_error err = {0};
    ok(pp_db_run(town->db,
                 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001) "
                 "INSERT INTO audit (at, action) SELECT '2027-01-15T10:00:00Z', 'roster' FROM n",
                 &err) == 0,
       "2,001 lines of the roster %s", err.message);
    PP_AUTO(pp_response_done)
    struct pp_response rules =
        town_ask(town, (struct pp_request){.path = "/rules"}, visitor.token, NULL);
    ok(strstr(pp_str_text(&rules.body), "to Another council"), "who set a setting stands there");
}

/* A name as long as people make them, and what nobody would type: pages, and sentences on them. */
static void test_long_words(struct town *town) {
    PP_AUTO_STR struct pp_str name = {0};
    struct pp_error err = {0};
    for (int i = 0; i < 90; i++)
        pp_str_append(&name, "\xC3\xA9");
    struct pp_field fields[] = {{"from", pp_str_text(&name)}};
    PP_AUTO_STR struct pp_str sql = {0};
    pp_str_appendf(&sql, "INSERT INTO ward (code, name) VALUES ('LW01', '%s')", pp_str_text(&name));
    ok(pp_db_run(town->db, pp_str_text(&sql), &err) == 0, "a ward of a long name %s", err.message);
    (void)generation(town);
    PP_AUTO(pp_response_done)
    struct pp_response sheet =
        town_ask(town, (struct pp_request){.path = "/ward/LW01"}, NULL, NULL);
    ok(status_of(&sheet) == 200 && strstr(pp_str_text(&sheet.body), pp_str_text(&name)),
       "its sheet: %d", status_of(&sheet));
    PP_AUTO(pp_response_done)
    struct pp_response refused =
        town_ask(town, (struct pp_request){.path = "/drop-ins", .query = {fields, 1}}, NULL, NULL);
    ok(status_of(&refused) == 400 && strstr(pp_str_text(&refused.body), "is no date"),
       "a letter cut in two does not swallow the sentence: %d", status_of(&refused));
}

static void test_teams(void) {
    ok(pp_service_may(PP_USER_TEAM_LEADER, PP_MAY_ROSTER, 1, 1) &&
           !pp_service_may(PP_USER_TEAM_LEADER, PP_MAY_ROSTER, 1, 2),
       "a team leader changes the roster of one team");
    ok(pp_service_may(PP_USER_AREA_MANAGER, PP_MAY_ROSTER, 0, 2), "an area manager that of any");
    ok(!pp_service_may(PP_USER_TEAM_LEADER, PP_MAY_ROSTER, 1, PP_NO_TEAM) &&
           pp_service_may(PP_USER_AREA_MANAGER, PP_MAY_ROSTER, 0, PP_NO_TEAM),
       "what is of no team is no leader's, but an area manager's");
    ok(!pp_service_may(PP_USER_TEAM_LEADER, PP_MAY_ROSTER, PP_NO_TEAM, PP_NO_TEAM) &&
           pp_service_may(PP_USER_TEAM_LEADER, PP_MAY_ROSTER, 1, PP_ANY_TEAM),
       "nor of a leader without one; there is a team where a leader may");
    ok(!pp_service_may(PP_USER_PUBLISHER, PP_MAY_DRAW, 0, PP_ANY_TEAM) &&
           pp_service_may(PP_USER_PUBLISHER, PP_MAY_APPROVE, 0, PP_ANY_TEAM) &&
           !pp_service_may(PP_USER_AREA_MANAGER, PP_MAY_APPROVE, 0, PP_ANY_TEAM),
       "who draws does not approve");
    int n_public = 0;
    for (int capability = 0; capability < PP_N_CAPABILITIES; capability++)
        n_public += pp_service_may(PP_USER_PUBLIC, (enum pp_capability)capability, 0, PP_ANY_TEAM);
    is_int(n_public, 1, "the public may look up, nothing else");
    is_int(pp_user_role_find("team-leader"), PP_USER_TEAM_LEADER, "roles by name");
    is_int(pp_user_role_find("public"), -1, "public is nobody's role");
}

int main(void) {
    struct town town = {0};
    PP_AUTO_FREE char *document = read_document();
    town_open(&town);
    test_matrix(&town, document);
    test_forms(&town);
    test_generation(&town);
    test_rules_history(&town);
    test_long_words(&town);
    test_teams();
    test_queries();
    town_close(&town);
    return tap_done();
}
