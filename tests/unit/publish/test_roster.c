/* A roster as it leaves: tables, grid, calendars, spreadsheet. With a folder as its argument it writes all of them there
 * instead, for readers that we did not write (roster_files.py). */
#include <unistd.h>

#include "patchplan/calendar/ics.h"
#include "patchplan/core/alloc.h"
#include "patchplan/publish/roster.h"
#include "tests/tap.h"
#include "tests/unit/roster/small_town.h"

#define STAMP INT64_C(1797811200)
#define SECRET "Mrs Planted Value"

static struct small_town town;
static struct pp_roster roster;
static char refs_text[TOWN_N_HOMES][16];
static const char *refs[TOWN_N_HOMES];
static struct pp_roster_sheet sheet;

static void set_up(void) {
    small_town(&town);
    small_town_roster(&town.problem, &roster);
    for (int h = 0; h < TOWN_N_HOMES; h++) {
        snprintf(refs_text[h], sizeof refs_text[h], "H%04d", h + 1);
        refs[h] = refs_text[h];
    }
    sheet = (struct pp_roster_sheet){
        .problem = &town.problem, .roster = &roster, .property_refs = refs};
}

static void tear_down(void) {
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static char *feed(enum pp_feed_of of, const char *id) {
    struct pp_error err;
    char *text = NULL;
    town_must(pp_publish_roster_ics(&sheet, of, id, STAMP, &text, &err), &err);
    return text;
}

/* Lines joined again where they were folded. */
static char *unfolded(enum pp_feed_of of, const char *id) {
    char *text = feed(of, id), *end = text;
    for (const char *c = text; *c; c++)
        if (!strncmp(c, "\r\n ", 3))
            c += 2;
        else
            *end++ = *c;
    *end = '\0';
    return text;
}

static int count(const char *text, const char *what) {
    int n = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

static int count_events(enum pp_feed_of of, const char *id) {
    PP_AUTO_FREE char *text = feed(of, id);
    struct pp_error err;
    size_t n = 0;
    town_must(pp_ics_count(text, &n, &err), &err);
    return (int)n;
}

/* ---- calendars ---- */

static int sessions_with(int post_ix, int patch_ix, int venue_ix) {
    int n = 0;
    for (int s = 0; s < roster.n_sessions; s++) {
        const struct pp_session *session = &roster.sessions[s];
        bool found = session->venue_ix == venue_ix;
        for (int i = 0; i < session->n_posts; i++)
            found = found || session->posts[i] == post_ix;
        for (int i = 0; i < session->n_patches; i++)
            found = found || session->patches[i] == patch_ix;
        n += found;
    }
    return n;
}

static void test_feeds(void) {
    set_up();
    const struct pp_roster_problem *problem = &town.problem;
    is_int(count_events(PP_FEED_ALL, NULL), roster.n_sessions, "one event for each dated session");
    bool same = true;
    for (int o = 0; o < problem->n_posts; o++)
        same = same && count_events(PP_FEED_OFFICER, problem->posts[o].officer_id) ==
                           sessions_with(o, -2, -2);
    ok(same, "an officer's calendar has the officer's sessions");
    same = true;
    for (int p = 0; p < problem->n_patches; p++)
        same = same &&
               count_events(PP_FEED_PATCH, problem->patches[p].name) == sessions_with(-2, p, -2);
    ok(same, "a patch's calendar has those of the patch");
    same = true;
    for (int v = 0; v < problem->n_venues; v++)
        same = same &&
               count_events(PP_FEED_VENUE, problem->venues[v].venue_id) == sessions_with(-2, -2, v);
    ok(same, "a venue's calendar has those at the venue");
    int ward_1 = count_events(PP_FEED_WARD, "W1"), ward_2 = count_events(PP_FEED_WARD, "W2");
    ok(ward_1 > 0 && ward_2 > 0 && ward_1 + ward_2 >= roster.n_sessions,
       "every session is in the calendar of a ward");
    PP_AUTO_FREE char *patch = unfolded(PP_FEED_PATCH, "N1");
    ok(strstr(patch, "X-WR-CALNAME:Patch N1: housing drop-ins\r\n") != NULL, "it has a name");
    ok(strstr(patch, "SUMMARY:Drop-in at North Library\r\n") != NULL, "events say what they are");
    ok(strstr(patch, "DESCRIPTION:Tuesday 5 January 2027\\, 10am to midday.\\nPatches N1\\, N2.") !=
           NULL,
       "dates and times are written as people read them");
    ok(count(patch, "TZID:Europe/London") > 0 && count(patch, "DTSTART;TZID=Europe/London:") == 7,
       "times are local, with their zone");
    ok(count(patch, "STATUS:TENTATIVE") == 7, "a draft is not yet settled");
    tear_down();
}

static void test_no_such_feed(void) {
    set_up();
    struct pp_error err;
    char *text = NULL;
    static const enum pp_feed_of of[] = {PP_FEED_OFFICER, PP_FEED_PATCH, PP_FEED_WARD,
                                         PP_FEED_VENUE};
    bool told = true;
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
        told = told &&
               pp_publish_roster_ics(&sheet, of[i], "X9", STAMP, &text, &err) == PP_E_NOTFOUND &&
               strstr(err.message, "X9") && !text;
    ok(told, "a calendar of nobody is refused by name");
    tear_down();
}

/* The UID of the nth event of a feed, into `ret_uid`. */
static void uid_of(const char *text, int nth, char ret_uid[80]) {
    const char *at = text;
    for (int i = 0; i <= nth && at; i++)
        at = strstr(at + 1, "\r\nUID:");
    snprintf(ret_uid, 80, "%.*s", at ? (int)strcspn(at + 6, "\r") : 0, at ? at + 6 : "");
}

static void test_changed_sessions(void) {
    char before[80], after[80], left[80];
    set_up();
    struct pp_session *session = &roster.sessions[1]; /* V01, Tuesday 5 January */
    PP_AUTO_FREE char *draft = unfolded(PP_FEED_VENUE, "V01");
    uid_of(draft, 0, before);
    is_text(before, "V01-A2am-North-2027-01-05@patchplan", "a session is named by series and day");
    session->status = PP_SESSION_PUBLISHED;
    PP_AUTO_FREE char *published = unfolded(PP_FEED_VENUE, "V01");
    is_int(count(published, "STATUS:CONFIRMED"), 1, "published: it takes place");
    session->was_day = session->day;
    session->was_half = (int)session->half;
    session->was_venue_ix = session->venue_ix;
    session->day += 1;
    session->venue_ix = TOWN_V2;
    session->status = PP_SESSION_MOVED;
    session->sequence = 1;
    PP_AUTO_FREE char *moved = unfolded(PP_FEED_OFFICER, "O03");
    uid_of(moved, 0, after);
    is_text(after, before, "moved to another day and place it keeps its name");
    ok(strstr(moved, "SEQUENCE:1\r\n") && strstr(moved, "20270106T100000") &&
           strstr(moved, "LOCATION:Middle Hall"),
       "and says the new day and place, and that it changed");
    PP_AUTO_FREE char *old_venue = unfolded(PP_FEED_VENUE, "V01");
    uid_of(old_venue, 0, left);
    is_text(left, before, "the venue it left still knows it");
    ok(count(old_venue, "STATUS:CANCELLED") == 1 && strstr(old_venue, "20270105T100000") &&
           strstr(old_venue, "Moved to Middle Hall"),
       "as cancelled where it was, and says where it is now");
    session->status = PP_SESSION_CANCELLED;
    session->sequence = 2;
    PP_AUTO_FREE char *cancelled = unfolded(PP_FEED_ALL, NULL);
    uid_of(cancelled, 1, after);
    is_text(after, before, "cancelled it keeps its name");
    ok(count(cancelled, "STATUS:CANCELLED") == 1 && strstr(cancelled, "SEQUENCE:2\r\n") &&
           strstr(cancelled, "SUMMARY:Cancelled: Drop-in at Middle Hall"),
       "and stays in the calendar, cancelled");
    session->uid = "given";
    PP_AUTO_FREE char *given = unfolded(PP_FEED_ALL, NULL);
    ok(strstr(given, "UID:given@patchplan\r\n") != NULL,
       "a saved session keeps the name it was given");
    tear_down();
}

/* Wherever a roster could hold something of a tenant, or of an officer's absence. */
static void plant(void) {
    static const char *const streets[] = {SECRET, SECRET, SECRET, SECRET};
    struct pp_error err;
    town.problem.street_names = streets;
    for (int h = 0; h < TOWN_N_HOMES; h++)
        refs[h] = SECRET;
    for (int c = 0; c < roster.n_covers; c++)
        roster.covers[c].reason = SECRET;
    struct pp_breach breach = pp_breach_of(PP_RULE_REACH, SECRET);
    breach.fix = SECRET;
    town_must(pp_roster_add_breach(&roster, &breach, &err), &err);
    struct pp_change change = {.what = "visit",
                               .patch_ix = N1,
                               .old_post_ix = -1,
                               .new_post_ix = -1,
                               .n_homes = 1,
                               .text = SECRET};
    town_must(pp_roster_add_change(&roster, &change, &err), &err);
}

static bool leaks(enum pp_feed_of of, const char *id) {
    PP_AUTO_FREE char *text = unfolded(of, id);
    return strstr(text, SECRET) || strstr(text, "leave") || strstr(text, "vacant");
}

static void test_nothing_private(void) {
    set_up();
    plant();
    const struct pp_roster_problem *problem = &town.problem;
    int n_leaks = leaks(PP_FEED_ALL, NULL), n_feeds = 1;
    for (int o = 0; o < problem->n_posts; o++, n_feeds++)
        n_leaks += o != TOWN_VACANT && leaks(PP_FEED_OFFICER, problem->posts[o].officer_id);
    for (int p = 0; p < problem->n_patches; p++, n_feeds++)
        n_leaks += leaks(PP_FEED_PATCH, problem->patches[p].name);
    for (int v = 0; v < problem->n_venues; v++, n_feeds++)
        n_leaks += leaks(PP_FEED_VENUE, problem->venues[v].venue_id);
    for (int w = 0; w < problem->n_wards; w++, n_feeds++)
        n_leaks += leaks(PP_FEED_WARD, problem->ward_codes[w]);
    is_int(n_leaks, 0, "no home, tenant or absence in any calendar");
    is_int(n_feeds, 27, "all calendars were looked at");
    town.venues[TOWN_V1].name = SECRET;
    ok(leaks(PP_FEED_ALL, NULL), "and a value that is shown would have been found");
    tear_down();
}

/* ---- the grid ---- */

/* The letters of an officer's line, half-days of two weeks, or "" */
static void letters_of(const char *grid, const char *name, char ret_letters[64]) {
    const char *line = strstr(grid, name);
    int n = 0;
    for (const char *c = line ? line + 26 : ""; *c && *c != '\n' && n < 63; c++)
        ret_letters[n++] = *c;
    ret_letters[n] = '\0';
}

static void test_grid(void) {
    char line[64];
    set_up();
    PP_AUTO_STR struct pp_str text = {0}, coloured = {0}, easter = {0}, last = {0};
    struct pp_error err;
    struct pp_grid_view view = {.day = PP_PAST_DAY, .whole = true};
    town_must(pp_publish_roster_grid(&sheet, &view, &text, &err), &err);
    view = (struct pp_grid_view){.day = PP_PAST_DAY, .colours = true};
    town_must(pp_publish_roster_grid(&sheet, &view, &coloured, &err), &err);
    letters_of(text.data, "Leo Lead", line);
    is_text(line, "  ..  ..T ..  ..  ..    ..  ..  ..  ..  ..",
            "a leader with a meeting on Tuesday evening");
    letters_of(text.data, "Ann Ash", line);
    is_text(line, "  VV  DV  VV  VV  VV    ..  ..  ..  ..  ..",
            "an officer with a drop-in, and visits in one of the weeks");
    letters_of(text.data, "Bea Birch", line);
    is_text(line, "  VV  DV  V-  --  --    ..  ..  .-  --  --", "half-days that are not worked");
    letters_of(text.data, "Eve Elm", line);
    is_text(line, "  DV  VV  VV  VV  VV    ..  ..  ..  DL  SS", "leave, and standing in");
    letters_of(text.data, "vacant post O08", line);
    is_text(line, "  --  --  --  --  --    --  --  --  --  --", "nobody comes to a vacant post");
    ok(!strchr(text.data, '\033'), "without colours no control characters");
    ok(strchr(coloured.data, '\033') && strstr(coloured.data, "mD\033[0m"),
       "with colours the letters stay");
    ok(strstr(text.data, "Tuesday 5 January 2027, 10am to midday: Drop-in at North Library\n    "
                         "N1, N2: Ann Ash, Bea Birch\n") != NULL,
       "the sessions in words");
    ok(!strstr(coloured.data, "Drop-in at"), "or without them");
    ok(!strstr(text.data, "Fay Fir"), "another team's officers are left out");
    ok(strstr(text.data, "Standing in\n") && strstr(text.data, "Eve Elm for "),
       "who stands in, and for whom");
    ok(strstr(text.data, "Patches and their named officers\nN1, ") &&
           strstr(text.data, "; first to stand in: "),
       "patches, their officers, and who stands in first");
    view.day = town_day(3, 24);
    town_must(pp_publish_roster_grid(&sheet, &view, &easter, &err), &err);
    ok(strstr(easter.data, "Week A, 15 March      Week B, 22 March") != NULL,
       "a day of week B shows week A before it");
    view = (struct pp_grid_view){.day = town_day(3, 31)};
    town_must(pp_publish_roster_grid(&sheet, &view, &last, &err), &err);
    letters_of(last.data, "Leo Lead", line);
    is_text(line, "  HH  ..  ..  ..  ..", "Easter Monday, in the last week alone");
    view.day = town_day(4, 5);
    is_int(pp_publish_roster_grid(&sheet, &view, &easter, &err), PP_E_USAGE,
           "a day after the roster is refused");
    tear_down();
}

/* Off, leave, holiday exactly where the officer is not at work and no session says otherwise. */
static void test_grid_agrees(void) {
    int n_wrong = 0, n_looked = 0;
    set_up();
    for (int week = 0; week < 13; week += 2)
        for (int o = 0; o < town.problem.n_posts; o++) {
            char line[64];
            struct pp_error err;
            PP_AUTO_STR struct pp_str text = {0};
            const struct pp_post *post = &town.problem.posts[o];
            pp_day monday = town_day(1, 4) + 7 * week;
            const struct pp_grid_view view = {.team_ix = post->team_ix, .day = monday};
            town_must(pp_publish_roster_grid(&sheet, &view, &text, &err), &err);
            letters_of(text.data, *post->name ? post->name : "vacant post", line);
            for (int weekday = 0; weekday < 5; weekday++)
                for (int half = 0; half < 2; half++, n_looked++) {
                    bool works =
                        pp_post_works(&town.problem, o, monday + weekday, (enum pp_half)half);
                    char letter = line[2 + 4 * weekday + half];
                    n_wrong += works != (strchr("DVTS.", letter) != NULL);
                }
        }
    is_int(n_wrong, 0, "the grid agrees with who is at work");
    is_int(n_looked, 7 * TOWN_N_POSTS * 10, "on every half-day looked at");
    tear_down();
}

/* ---- tables ---- */

static char *table(const char *kind, enum pp_sheet_format format) {
    struct pp_error err;
    char name[] = "/tmp/patchplan-roster-XXXXXX", buffer[1 << 16];
    int handle = mkstemp(name);
    town_must(handle < 0 ? PP_E_IO : pp_publish_roster_table(&sheet, kind, format, name, &err),
              &err);
    FILE *file = fopen(name, "rb");
    size_t n = file ? fread(buffer, 1, sizeof buffer - 1, file) : 0;
    buffer[n] = '\0';
    if (file)
        fclose(file);
    close(handle);
    unlink(name);
    return pp_strdup(buffer);
}

static void test_tables(void) {
    set_up();
    PP_AUTO_FREE char *caseload = table("caseload", PP_SHEET_CSV);
    ok(!strncmp(caseload, "patch,officer_id,role,share,homes,weighted_homes,from,to\n", 57),
       "columns of caseload");
    ok(strstr(caseload, "\nN2,O04,share,0.500,20,145.000,2027-01-04,\n") != NULL,
       "a sharer's part");
    ok(strstr(caseload, "\nN5,O08,lead,1.000,40,290.000,2027-01-04,\n") != NULL,
       "a vacant post is named");
    PP_AUTO_FREE char *cover = table("cover", PP_SHEET_CSV);
    ok(!strncmp(cover, "date,patch,absent_officer_id,cover_officer_id,reason\n", 53),
       "columns of cover");
    ok(strstr(cover, "\n2027-01-14,N4,O07,O06,\"leave, pm\"\n") != NULL, "half a day says which");
    is_int(count(cover, "\n"), roster.n_covers + 1, "every day of it");
    PP_AUTO_FREE char *sessions = table("sessions", PP_SHEET_CSV);
    ok(!strncmp(sessions,
                "session_id,date,half_day,start,end,venue_id,team,officers,patches,status\n", 73),
       "columns of sessions");
    ok(strstr(sessions, "\n,2027-01-05,am,10:00,12:00,V01,North,O03;O04,N1;N2,draft\n") != NULL,
       "a session");
    is_int(count(sessions, "\n"), 1 + 33, "drop-ins only");
    PP_AUTO_FREE char *visits = table("visits", PP_SHEET_CSV);
    ok(!strncmp(visits, "property_ref,patch,officer_id,week_start,two_officers,state\n", 60),
       "columns of visits");
    ok(strstr(visits, "\nH0004,N1,O03,2027-01-25,yes,offered\n") != NULL, "a visit by two");
    is_int(count(visits, "\n"), 1 + TOWN_N_HOMES, "every household");
    PP_AUTO_FREE char *json = table("caseload", PP_SHEET_JSON);
    ok(strstr(json, "\"share\": 0.5") && strstr(json, "\"to\": null"), "the same as JSON");
    struct pp_error err;
    is_int(pp_publish_roster_csv(&sheet, "weather", NULL, &err), PP_E_USAGE,
           "another table is refused");
    sheet.property_refs = NULL;
    is_int(pp_publish_roster_csv(&sheet, "visits", NULL, &err), PP_E_USAGE,
           "visits need their homes");
    tear_down();
}

/* Parts of sharers add up to the patch whatever its size and the parts are. */
static void test_sharers(void) {
    bool adds = true;
    for (int n_homes = 1; n_homes < 120; n_homes += 7)
        for (int part = 37; part < 1000; part += 131) {
            set_up();
            town.patches[N2].n_homes = n_homes;
            town.patches[N2].weight_milli = 1000 * n_homes + 1;
            roster.leads[1].share_milli = part;
            roster.leads[2].share_milli = 1000 - part;
            PP_AUTO_FREE char *text = table("caseload", PP_SHEET_CSV);
            int homes = 0;
            double weight = 0;
            for (const char *row = strstr(text, "\nN2,"); row; row = strstr(row + 1, "\nN2,")) {
                int h = 0;
                double share = 0, w = 0;
                if (sscanf(row, "\nN2,%*[^,],share,%lf,%d,%lf", &share, &h, &w) == 3) {
                    homes += h;
                    weight += w;
                }
            }
            adds = adds && homes == n_homes && fabs(weight - (n_homes + 0.001)) < 1e-9;
            tear_down();
        }
    ok(adds, "homes and workload of sharers add up to the patch");
}

/* ---- the spreadsheet ---- */

static void write_all(const char *folder) {
    static const char *const kinds[] = {"caseload", "cover", "sessions", "visits"};
    struct pp_error err;
    char path[4096];
    set_up();
    struct pp_change change = {.what = "lead",
                               .patch_ix = S2,
                               .old_post_ix = TOWN_GUS,
                               .new_post_ix = TOWN_FAY,
                               .n_homes = 40,
                               .text =
                                   "Fay Fir in place of Gus Gorse from Monday 22 February 2027"};
    town_must(pp_roster_add_change(&roster, &change, &err), &err);
    struct pp_breach breach =
        pp_breach_of(PP_RULE_H1, "Patch N5 has a vacant post: Rae Relief stands in");
    breach.team_ix = 0;
    breach.patch_ix = N5;
    breach.day = town_day(1, 4);
    breach.fix = "patchplan roster assign N5 --officer O02";
    town_must(pp_roster_add_breach(&roster, &breach, &err), &err);
    const struct pp_level_value levels[] = {
        {.model = "caseload", .level = 1, .value = 80, .bound = 80, .proven = true},
        {.model = "dropins", .level = 5, .value = 4250, .bound = 4250, .proven = true}};
    for (int i = 0; i < 2; i++)
        town_must(pp_roster_add_level(&roster, &levels[i], &err), &err);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        snprintf(path, sizeof path, "%s/%s.csv", folder, kinds[k]);
        town_must(pp_publish_roster_csv(&sheet, kinds[k], path, &err), &err);
    }
    snprintf(path, sizeof path, "%s/roster.xlsx", folder);
    town_must(pp_publish_roster_book(&sheet, path, &err), &err);
    roster.sessions[3].status = PP_SESSION_CANCELLED;
    roster.sessions[3].sequence = 1;
    PP_AUTO_FREE char *text = feed(PP_FEED_ALL, NULL);
    snprintf(path, sizeof path, "%s/all.ics", folder);
    FILE *file = fopen(path, "wb");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        exit(1);
    tear_down();
}

static void test_book_failures(void) {
    set_up();
    struct pp_error err;
    ok(pp_publish_roster_book(&sheet, "/nowhere/at/all.xlsx", &err) != 0 &&
           strstr(err.message, "write"),
       "a spreadsheet that cannot be written is told");
    if (access("/dev/full", W_OK) == 0)
        ok(pp_publish_roster_book(&sheet, "/dev/full", &err) != 0, "so is a device");
    bool told = true;
    for (long n = 1; n < 40; n++) {
        char path[] = "roster-test-memory.xlsx";
        pp_alloc_fail_at(n);
        int rc = pp_publish_roster_book(&sheet, path, &err);
        pp_alloc_fail_at(0);
        told = told && (rc == 0) == (access(path, F_OK) == 0);
        unlink(path);
    }
    ok(told, "memory that runs out leaves no spreadsheet, or a whole one");
    tear_down();
}

int main(int argc, char **argv) {
    if (argc > 1) {
        write_all(argv[1]);
        return 0;
    }
    test_feeds();
    test_no_such_feed();
    test_changed_sessions();
    test_nothing_private();
    test_grid();
    test_grid_agrees();
    test_tables();
    test_sharers();
    test_book_failures();
    return tap_done();
}
