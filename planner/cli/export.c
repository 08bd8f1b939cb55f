#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/cli/command.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/councillors.h"
#include "patchplan/service/export.h"
#include "patchplan/service/file.h"
#include "patchplan/service/paper.h"
#include "patchplan/service/roster.h"
#include "planner/cli/letters.h"
#include "planner/cli/words.h"

static const struct pp_option options[] = {
    {"plan", 'p', PP_OPTION_TEXT, "NAME", "this plan (else the one in force, else the newest)"},
    {"from", 0, PP_OPTION_DATE, "DATE",
     "changes, letters, report: the day of the change (else: when published); councillors: as of "
     "then"},
    {"against", 0, PP_OPTION_TEXT, "PLAN", "map: show which homes change patch from this plan"},
    {"team", 0, PP_OPTION_TEXT, "NAME", "map: only this team's patches, enlarged"},
    {"teams", 0, PP_OPTION_LIST, "TEAM,...",
     "roster, letters, changes, report, councillors: of these teams alone (a stage)"},
    {"wards", 0, PP_OPTION_LIST, "WARD,...",
     "letters, changes, report, councillors: of these wards alone, codes or names"},
    {"with", 0, PP_OPTION_LIST, "PLAN,...", "report: other options, compared with it"},
    {"title", 0, PP_OPTION_TEXT, "TEXT", "map: the title (else made from the plan's name)"},
    {"source", 0, PP_OPTION_TEXT, "TEXT", "map: a line about where the data is from"},
    {"size", 0, PP_OPTION_CHOICE, "A3|A4", "map: the paper (A3)"},
    {"for", 0, PP_OPTION_TEXT, "WHOM",
     "calendar: officer:ID, patch:ID, ward:CODE or venue:ID; councillors: ward:CODE (else all)"},
    {0},
};

enum { MOST_KINDS = 5 };

static bool is_among(const char *kind, const char *const kinds[MOST_KINDS]) {
    for (int i = 0; i < MOST_KINDS && kinds[i]; i++)
        if (strcmp(kind, kinds[i]) == 0)
            return true;
    return false;
}

static int fail_other_kind(const char *option, const char *const kinds[MOST_KINDS],
                           const char *kind, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str names = {0};
    int n = 0;
    while (n < MOST_KINDS && kinds[n])
        n++;
    for (int i = 0; i < n; i++)
        pp_str_appendf(&names, "%s%s", pp_text_between(i, n), kinds[i]);
    return pp_fail(reterr, PP_E_USAGE, "--%s is for export %s only; leave it out of '%s'", option,
                   pp_str_text(&names), kind);
}

/* Options that only some kinds know: given with another they would be left out silently. */
static int refuse_of_other_kind(struct pp_call *call, struct pp_error *reterr) {
    static const struct {
        const char *option, *kinds[MOST_KINDS];
    } only[] = {{"from", {"changes", "letters", "councillors", "report"}},
                {"against", {"map"}},
                {"team", {"map"}},
                {"teams", {"roster", "letters", "report", "councillors", "changes"}},
                {"wards", {"letters", "report", "councillors", "changes"}},
                {"with", {"report"}},
                {"title", {"map"}},
                {"source", {"map"}},
                {"size", {"map"}},
                {"for", {"calendar", "councillors"}}};
    const char *kind = pp_call_argument(call, 0);
    for (size_t i = 0; i < sizeof only / sizeof only[0]; i++)
        if (pp_call_flag(call, only[i].option) && !is_among(kind, only[i].kinds))
            return fail_other_kind(only[i].option, only[i].kinds, kind, reterr);
    return 0;
}

static int read_stage(struct pp_call *call, struct pp_arena *arena, struct pp_stage *stage,
                      struct pp_error *reterr) {
    stage->teams = pp_words_list(call, "teams", arena, &stage->n_teams);
    stage->wards = pp_words_list(call, "wards", arena, &stage->n_wards);
    return stage->teams && stage->wards ? 0 : pp_fail_nomem(reterr);
}

static int read_wish(struct pp_call *call, struct pp_arena *arena, struct pp_export_wish *wish,
                     struct pp_error *reterr) {
    const char *size = pp_call_text(call, "size"), *format = pp_call_text(call, "format");
    if (format && strcmp(format, "table") == 0)
        return pp_fail(reterr, PP_E_USAGE,
                       "export writes files for other programs: -f csv or json");
    *wish = (struct pp_export_wish){.kind = pp_call_argument(call, 0),
                                    .plan_name = pp_call_text(call, "plan"),
                                    .path = pp_call_output_path(call),
                                    .format = format,
                                    .today = pp_day_today(),
                                    .against = pp_call_text(call, "against"),
                                    .team = pp_call_text(call, "team"),
                                    .title = pp_call_text(call, "title"),
                                    .source = pp_call_text(call, "source"),
                                    .paper = size && strcmp(size, "A4") == 0 ? PP_PAPER_A4
                                                                             : PP_PAPER_A3};
    wish->has_from = pp_call_date(call, "from", &wish->from);
    return read_stage(call, arena, &wish->stage, reterr);
}

/* Homes that had none yet do not change patch: they are told apart. */
static void say_changes(struct pp_call *call, const struct pp_export_result *result) {
    PP_AUTO_STR struct pp_str text = {0};
    char day[40];
    pp_day_long(result->from, day, sizeof day);
    pp_str_append_count(&text, result->n_rows - result->n_first, "home changes patch",
                        "homes change patch");
    if (result->n_first)
        pp_str_append(&text, ", and ");
    if (result->n_first)
        pp_str_append_count(&text, result->n_first, "home gets its first one",
                            "homes get their first one");
    if (result->is_dated)
        pp_str_appendf(&text, ", on %s.", day);
    else
        pp_str_append(&text, ", against today. The plan is published from no day yet, so the "
                             "column 'from' is empty; --from DATE fills it.");
    pp_call_say(call, "%s", pp_str_text(&text));
}

static void say(struct pp_call *call, const struct pp_export_wish *wish,
                const struct pp_export_result *result) {
    const char *how = pp_plan_choice_text(result->choice);
    if (*how)
        pp_call_say(call, "Plan '%s', %s.", result->plan_name, how);
    if (strcmp(wish->kind, "changes") == 0)
        say_changes(call, result);
    if (result->is_map && result->map.n_not_placed)
        pp_call_say(call, "%d patch names found no room; try --team NAME for one team a page.",
                    result->map.n_not_placed);
    if (wish->path)
        pp_call_say(call, "Wrote %s.", wish->path);
}

static int run_roster(struct pp_call *call, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO_FREE char *text = NULL;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    size_t n_teams = 0;
    const char *const *teams = pp_words_list(call, "teams", &arena, &n_teams);
    const struct pp_roster_export wish = {.plan_name = pp_call_text(call, "plan"),
                                          .kind = pp_call_argument(call, 0),
                                          .path = pp_call_output_path(call),
                                          .format = pp_call_text(call, "format"),
                                          .team_names = teams,
                                          .n_team_names = (int)n_teams,
                                          .for_whom = pp_call_text(call, "for")};
    if (!teams)
        return pp_fail_nomem(reterr);
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_roster_export(db, &wish, &text, reterr);
    if (!rc && text && fputs(text, stdout) < 0)
        rc = pp_fail_system(reterr, errno, "write", "standard output");
    if (!rc && wish.path)
        pp_call_say(call, "Wrote %s.", wish.path);
    return rc;
}

static int run_letters(struct pp_call *call, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_letters_wish wish = {.plan_name = pp_call_text(call, "plan"),
                                   .notice_days = PP_LETTERS_NOTICE};
    if (!pp_call_output_path(call))
        return pp_fail(reterr, PP_E_USAGE,
                       "'letters' needs a file to write to: -o letters.pdf, or -o notify.csv");
    wish.has_from = pp_call_date(call, "from", &wish.from);
    wish.teams = pp_words_list(call, "teams", &arena, &wish.n_teams);
    wish.wards = pp_words_list(call, "wards", &arena, &wish.n_wards);
    return wish.teams && wish.wards ? pp_letters_answer(call, &wish, reterr)
                                    : pp_fail_nomem(reterr);
}

static void say_sheets(struct pp_call *call, const struct pp_councillors_answer *answer) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_append(&text, "Wrote the sheets of ");
    pp_str_append_count(&text, (int64_t)answer->n_wards, "ward", "wards");
    pp_str_append(&text, ".");
    if (answer->n_without)
        pp_str_appendf(&text, " %zu of them say no receiver: no councillor of theirs has an email.",
                       answer->n_without);
    pp_call_say(call, "%s", pp_str_text(&text));
}

static int run_councillors(struct pp_call *call, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char *whom = pp_call_text(call, "for");
    struct pp_councillors_wish wish = {.path = pp_call_output_path(call),
                                       .moment = {.day = pp_day_today()},
                                       .today = pp_day_today()};
    struct pp_councillors_answer answer;
    if (whom && strncmp(whom, "ward:", 5) != 0)
        return pp_fail(reterr, PP_E_USAGE, "councillors have wards: --for ward:CODE, not '%s'",
                       whom);
    if (!wish.path)
        return pp_fail(
            reterr, PP_E_USAGE,
            "'councillors' needs a folder to write to, or a file for one ward: -o sheets");
    wish.ward = whom ? whom + 5 : NULL;
    (void)pp_call_date(call, "from", &wish.moment.day);
    int rc = read_stage(call, &arena, &wish.stage, reterr);
    if (!rc)
        rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_councillors(db, &wish, &answer, reterr);
    if (!rc)
        say_sheets(call, &answer);
    return rc;
}

static int run_report(struct pp_call *call, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_paper_wish wish = {.plan_name = pp_call_text(call, "plan"),
                                 .path = pp_call_output_path(call),
                                 .today = pp_day_today()};
    struct pp_paper_answer answer;
    wish.other_names = pp_words_list(call, "with", &arena, &wish.n_others);
    wish.has_from = pp_call_date(call, "from", &wish.from);
    if (!wish.other_names)
        return pp_fail_nomem(reterr);
    if (!wish.path)
        return pp_fail(reterr, PP_E_USAGE, "'report' needs a file to write to: -o report.html");
    int rc = read_stage(call, &arena, &wish.stage, reterr);
    if (!rc)
        rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_paper(db, &wish, &arena, &answer, reterr);
    if (rc)
        return rc;
    const char *how = pp_plan_choice_text(answer.choice);
    if (*how)
        pp_call_say(call, "Plan '%s', %s.", answer.plan_name, how);
    if (strcmp(answer.stage, "everywhere") != 0)
        pp_call_say(call, "It is about %s.", answer.stage);
    pp_call_say(call, "Wrote %s.", wish.path);
    return 0;
}

/* Kinds that are no plan in a file. */
static const struct {
    const char *kind;
    int (*run)(struct pp_call *call, struct pp_error *reterr);
} others[] = {{"letters", run_letters}, {"councillors", run_councillors}, {"report", run_report}};

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    int rc = refuse_of_other_kind(call, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(pp_call_argument(call, 0), others[i].kind) == 0)
            return others[i].run(call, reterr);
    if (pp_service_roster_exports(pp_call_argument(call, 0)))
        return run_roster(call, reterr);
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_export_wish wish;
    struct pp_export_result result;
    rc = read_wish(call, &arena, &wish, reterr);
    if (!rc)
        rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_export(db, &wish, &arena, &result, reterr);
    if (!rc)
        say(call, &wish, &result);
    return rc;
}

const struct pp_command pp_command_export = {
    .name = "export",
    .summary = "write a plan for other programs and for paper",
    .arguments = "KIND",
    .min_arguments = 1,
    .max_arguments = 1,
    .public_kinds = "patches|map|sessions|councillors|report",
    .description =
        "KIND is one of:\n"
        "  units        id, weight, x, y, homes, team, ward_code, patch (CSV, JSON)\n"
        "  neighbours   u, v, kind: edge, point, link, bridge (CSV, JSON)\n"
        "  allocation   property_ref, postcode, patch (CSV, JSON)\n"
        "  changes      property_ref, old_patch, new_patch, from (CSV, JSON)\n"
        "  patches      one row or area a patch (CSV, GeoJSON, GeoPackage for QGIS)\n"
        "  map          the map on one page (SVG, PNG, PDF)\n"
        "  roster       caseload, rota, visits by week, hours, measures, changes (XLSX, JSON)\n"
        "  caseload     patch, officer_id, role, share, homes, weighted_homes, from, to (CSV)\n"
        "  cover        date, patch, absent_officer_id, cover_officer_id, reason (CSV)\n"
        "  sessions     the dated drop-ins: when, where, who, for which patches (CSV)\n"
        "  visits       property_ref, patch, officer_id, week_start, two_officers, state (CSV)\n"
        "  letters      one for each household whose named officer changes (PDF, GOV.UK Notify "
        "CSV)\n"
        "  councillors  each ward's sheet to send by email (EML, TXT, HTML), in a folder\n"
        "  report       the paper for a committee, options compared (HTML)\n"
        "  calendar     the dated drop-ins for calendars (ICS); all, or --for one\n"
        "partition reads units and neighbours. changes lists the homes whose patch changes, and "
        "those\nthat get their first. visits is personal data.\n"
        "The extension of -o FILE says the format; without -o, CSV or, with -f json, JSON goes to "
        "standard\noutput. A file is written whole or not at all.",
    .examples = "patchplan export map -o map.pdf\npatchplan export map --team North -o north.png\n"
                "patchplan import plan today homes.csv\n"
                "patchplan export map --plan draft --against today -o changes.pdf\n"
                "patchplan export patches --plan draft -o patches.gpkg\n"
                "patchplan export changes --from 2027-04-01 -o changes.csv\n"
                "patchplan export report --plan draft --with other -o report.html\n"
                "patchplan export report --plan draft --teams North --from 2027-04-01 -o "
                "north.html\n"
                "patchplan export councillors -o sheets\n"
                "patchplan export roster -o roster.xlsx\n"
                "patchplan export roster --teams North -o north.xlsx\n"
                "patchplan export calendar --for patch:P04 -o p04.ics",
    .options = options,
    .outputs = "any",
    .writes_folders = true,
    .run = run,
};
