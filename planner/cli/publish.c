#include "patchplan/service/publish.h"

#include <stdio.h>

#include "planner/cli/show_plan.h"
#include "planner/cli/who.h"
#include "planner/cli/words.h"
#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/file.h"
#include "patchplan/store/plan.h"

/* ---- publish ---- */

static const struct pp_option options[] = {
    {"from", 0, PP_OPTION_DATE, "DATE", "the first day it is in force"},
    {"teams", 0, PP_OPTION_LIST, "TEAM,...", "only for these teams (a stage)"},
    {"wards", 0, PP_OPTION_LIST, "WARD,...", "only for these wards, codes or names"},
    {"broken-rules-known", 0, PP_OPTION_FLAG, NULL, "publish although rules gave in the plan"},
    {"sure", 0, PP_OPTION_FLAG, NULL, "the day is meant, although it is over a month ago"},
    {"list", 'l', PP_OPTION_FLAG, NULL, "list what was published and taken back"},
    {0},
};

static const struct pp_column list_columns[] = {
    {"publication", "No.", PP_COLUMN_INT, 0},
    {"plan", "Plan", PP_COLUMN_TEXT, 0},
    {"from", "In force from", PP_COLUMN_TEXT, 0},
    {"scope", "Where", PP_COLUMN_TEXT, 0},
    {"published_at", "Published", PP_COLUMN_MOMENT, 0},
    {"published_by", "By", PP_COLUMN_TEXT, 0},
    {"rolled_back_at", "Taken back", PP_COLUMN_MOMENT, 0},
    {0},
};

static int list(struct pp_call *call, struct pp_db *db, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(list_columns);
    struct pp_publication *rows = NULL;
    size_t n = 0;
    int rc = pp_store_publication_list(db, &arena, &rows, &n, reterr);
    for (size_t i = 0; !rc && i < n; i++) {
        char day[11];
        pp_day_iso(rows[i].first_day, day);
        pp_report_int(report, rows[i].publication_id);
        pp_report_text(report, rows[i].plan_name);
        pp_report_text(report, day);
        pp_report_text(report, rows[i].scope);
        pp_report_text(report, rows[i].published_at);
        pp_report_text(report, rows[i].published_by);
        pp_report_text(report, rows[i].rolled_back_at);
    }
    return rc ? rc : pp_report_write(report, call, reterr);
}

static void say_effect(struct pp_call *call, const char *plan, pp_day day,
                       const struct pp_publish_answer *answer) {
    const struct pp_publication_effect *effect = &answer->effect;
    int64_t publication_id = answer->publication_id;
    char date[40], homes[32], patch[32], officer[32], letters[32], none[32];
    pp_day_long(day, date, sizeof date);
    if (answer->already) {
        pp_call_say(
            call, "Plan '%s' is published from %s already (publication %lld); nothing was changed.",
            plan, date, (long long)publication_id);
        return;
    }
    pp_text_format_count(effect->n_homes, homes, sizeof homes);
    pp_text_format_count(effect->n_new_patch, patch, sizeof patch);
    pp_text_format_count(effect->n_new_officer, officer, sizeof officer);
    pp_text_format_count(effect->n_letters, letters, sizeof letters);
    pp_text_format_count(effect->n_no_officer, none, sizeof none);
    if (publication_id)
        pp_call_say(call, "Published plan '%s' from %s (publication %lld).", plan, date,
                    (long long)publication_id);
    else
        pp_call_say(call, "Would publish plan '%s' from %s; nothing was changed.", plan, date);
    pp_call_say(call,
                "  homes covered            %s\n  change patch             %s\n"
                "  change named officer     %s (letters go to %s)\n"
                "  have no named officer    %s",
                homes, patch, officer, letters, none);
    PP_AUTO_STR struct pp_str word = {0};
    pp_str_append_word(&word, plan);
    if (!answer->has_roster)
        pp_call_say(call,
                    "This plan has no roster: from that day its patches have no drop-ins on the "
                    "public pages, and no officers but those it was drawn with. Make one with: "
                    "patchplan roster build --plan %s",
                    pp_str_text(&word));
    if (day < pp_day_today())
        pp_call_say(call, "That day has passed: look-ups for the days since then change too.");
    if (publication_id)
        pp_call_say(call, "Take it back with: patchplan rollback %lld", (long long)publication_id);
}

/* The plan may be older than the list of homes. */
static int say_drift(struct pp_call *call, struct pp_db *db, const char *plan_name,
                     struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO_STR struct pp_str text = {0};
    int rc = pp_store_plan_load_brief(db, plan_name, &plan, NULL, reterr);
    if (!rc)
        rc = pp_say_plan_drift(db, &plan, &text, reterr);
    if (!rc && text.len)
        pp_call_say(call, "%.*s", (int)text.len - 1, pp_str_text(&text));
    return rc;
}

static int say_late(struct pp_call *call, struct pp_db *db, const char *plan_name, pp_day day,
                    struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int64_t plan_id = 0;
    int rc = pp_store_plan_find(db, plan_name, &plan_id, NULL, reterr);
    if (!rc)
        rc = pp_service_say_late_roster(db, plan_id, day, &text, reterr);
    if (!rc && text.len)
        pp_call_say(call, "%s", pp_str_text(&text));
    return rc;
}

/* A slip in the year would change what look-ups say of every day since. */
static int check_day(const struct pp_call *call, pp_day day, struct pp_error *reterr) {
    enum { MOST_DAYS_BACK = 31 };
    char date[40];
    pp_day_long(day, date, sizeof date);
    if (pp_call_dry_run(call) || pp_call_flag(call, "sure") ||
        day >= pp_day_today() - MOST_DAYS_BACK)
        return 0;
    return pp_fail(reterr, PP_E_USAGE,
                   "%s is %d days ago: look-ups for all days since would change. If that day is "
                   "meant, add --sure; -n says first what changes",
                   date, (int)(pp_day_today() - day));
}

static int publish(struct pp_call *call, struct pp_db *db, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_publish_wish wish = {.plan_name = pp_call_argument(call, 0),
                                   .who = pp_cli_who(),
                                   .broken_rules_known = pp_call_flag(call, "broken-rules-known"),
                                   .dry_run = pp_call_dry_run(call)};
    if (!wish.plan_name || !pp_call_date(call, "from", &wish.first_day))
        return pp_fail(
            reterr, PP_E_USAGE,
            "say which plan and from which day: patchplan publish PLAN --from 2027-06-01");
    wish.team_names = pp_words_list(call, "teams", &arena, &wish.n_teams);
    wish.ward_names = pp_words_list(call, "wards", &arena, &wish.n_wards);
    if (!wish.team_names || !wish.ward_names)
        return pp_fail_nomem(reterr);
    struct pp_publish_answer answer;
    int rc = check_day(call, wish.first_day, reterr);
    if (!rc)
        rc = pp_service_publish(db, &wish, &answer, reterr);
    if (!rc)
        say_effect(call, wish.plan_name, wish.first_day, &answer);
    if (!rc)
        rc = say_late(call, db, wish.plan_name, wish.first_day, reterr);
    return rc ? rc : say_drift(call, db, wish.plan_name, reterr);
}

static int run_publish(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    bool only_list = pp_call_flag(call, "list");
    if (only_list && pp_call_argument(call, 0))
        return pp_fail(reterr, PP_E_USAGE,
                       "--list lists what was published of all plans; leave '%s' or --list out",
                       pp_call_argument(call, 0));
    bool writes = !only_list && !pp_call_dry_run(call);
    int rc = pp_call_open(call, writes, &db, reterr);
    if (rc)
        return rc;
    return only_list ? list(call, db, reterr) : publish(call, db, reterr);
}

static const struct pp_option_rule publish_rules[] = {
    {"list", "from", false, "it only lists what was published"},
    {"list", "teams", false, "it only lists what was published"},
    {"list", "wards", false, "it only lists what was published"},
    {"list", "sure", false, "it only lists what was published"},
    {"list", "broken-rules-known", false, "it only lists what was published"},
    {"output", "list", true, NULL},
    {"format", "list", true, NULL},
    {0},
};

const struct pp_command pp_command_publish = {
    .name = "publish",
    .summary = "put a plan in force from a day, for everyone or for a stage",
    .arguments = "[PLAN]",
    .max_arguments = 1,
    .description =
        "From that day look-ups are answered from this plan, in the teams or wards named, else "
        "everywhere.\nOne plan is in force for each home on any day: the one whose first day came "
        "last, of several\nwith one first day the one published last. First says how many homes "
        "change patch and named officer; -n "
        "says only that.",
    .examples = "patchplan publish draft --from 2027-06-01 --teams \"North,Central\" -n\n"
                "patchplan publish draft --from 2027-06-01\npatchplan publish --list",
    .options = options,
    .rules = publish_rules,
    .run = run_publish,
};

/* ---- rollback ---- */

/* What holds after a publication was taken back. */
static int say_left(struct pp_call *call, struct pp_db *db, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_publication *rows = NULL;
    size_t n = 0, n_left = 0, n_in_force = 0;
    int rc = pp_store_publication_list(db, &arena, &rows, &n, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < n; i++) {
        n_left += !rows[i].rolled_back_at;
        n_in_force += !rows[i].rolled_back_at && rows[i].first_day <= pp_day_today();
    }
    if (n_in_force)
        pp_call_say(call, "What was in force before is in force again.");
    else
        pp_call_say(call, "Nothing is in force now%s.",
                    n_left ? "; what will be is listed by: patchplan publish --list"
                           : "; a plan is put in force by: patchplan publish PLAN --from DATE");
    return 0;
}

static int run_rollback(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_publication taken = {0};
    int64_t publication_id = 0;
    const char *told = pp_call_argument(call, 0);
    if (told && (!pp_text_int(told, &publication_id) || publication_id <= 0))
        return pp_fail(reterr, PP_E_USAGE,
                       "'%s' is no publication number; see: patchplan publish --list", told);
    bool dry_run = pp_call_dry_run(call);
    int rc = pp_call_open(call, !dry_run, &db, reterr);
    if (!rc)
        rc = dry_run ? pp_service_find_publication(db, publication_id, &arena, &taken, reterr)
                     : pp_service_roll_back(db, publication_id, pp_cli_who(), NULL, &arena, &taken,
                                            reterr);
    if (rc)
        return rc;
    char date[40];
    pp_day_long(taken.first_day, date, sizeof date);
    pp_call_say(call, "%s publication %lld (plan '%s' from %s, %s)%s.",
                dry_run ? "Would take back" : "Took back", (long long)taken.publication_id,
                taken.plan_name, date, taken.scope, dry_run ? "; nothing was changed" : "");
    return dry_run ? 0 : say_left(call, db, reterr);
}

const struct pp_command pp_command_rollback = {
    .name = "rollback",
    .summary = "take back a publication: what was in force before is again",
    .arguments = "[PUBLICATION]",
    .max_arguments = 1,
    .description =
        "Without a number the newest one. Nothing is deleted: the list shows it as taken back.",
    .examples = "patchplan rollback\npatchplan rollback 3",
    .outputs = "none",
    .run = run_rollback,
};
