#include "planner/cli/letters.h"

#include <stdio.h>

#include "planner/cli/words.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/file.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/publish/wording.h"
#include "patchplan/service/file.h"

static const struct pp_option options[] = {
    {"plan", 'p', PP_OPTION_TEXT, "NAME", "this plan (else the one in force, else the newest)"},
    {"from", 0, PP_OPTION_DATE, "DATE", "the day of the change (else: when it is published)"},
    {"teams", 0, PP_OPTION_LIST, "TEAM,...", "only homes of these teams (a stage)"},
    {"wards", 0, PP_OPTION_LIST, "WARD,...", "only homes of these wards, codes or names"},
    {"dated", 0, PP_OPTION_DATE, "DATE", "the date the letters bear (today)"},
    {"notice", 0, PP_OPTION_INT, "DAYS", "working days from that date to the change (10)"},
    {"wording", 0, PP_OPTION_FILE, "FILE", "this wording, not that of the settings"},
    {"show-wording", 0, PP_OPTION_FLAG, NULL, "print the wording, and what may stand in it"},
    {0},
};

static const struct pp_column columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"officer", "Named officer", PP_COLUMN_TEXT, 0},
    {"letters", "Letters", PP_COLUMN_INT, 0},
    {"same_officer", "Keep officer", PP_COLUMN_INT, 0},
    {"void", "Empty", PP_COLUMN_INT, 0},
    {"suppressed", "Never written to", PP_COLUMN_INT, 0},
    {"no_address", "No address", PP_COLUMN_INT, 0},
    {"no_officer", "No named officer", PP_COLUMN_INT, 0},
    {0},
};

static int list(struct pp_call *call, const struct pp_letters_answer *answer,
                struct pp_error *reterr) {
    static const enum pp_letter_fate shown[] = {PP_LETTER_WRITTEN,    PP_LETTER_SAME,
                                                PP_LETTER_VOID,       PP_LETTER_SUPPRESSED,
                                                PP_LETTER_NO_ADDRESS, PP_LETTER_NO_OFFICER};
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const struct pp_letters_row *row = &answer->rows[i];
        pp_report_text(report, row->patch);
        pp_report_text(report, row->team);
        pp_report_text(report, row->officers);
        for (size_t j = 0; j < sizeof shown / sizeof *shown; j++)
            pp_report_int(report, row->counts[shown[j]]);
    }
    return pp_report_write(report, call, reterr);
}

static void say_days(struct pp_call *call, const struct pp_letters_wish *wish,
                     const struct pp_letters_answer *answer) {
    char from[48], dated[48], latest[48], enough[48];
    pp_day_long(answer->from, from, sizeof from);
    pp_day_long(answer->dated, dated, sizeof dated);
    pp_day_long(answer->latest, latest, sizeof latest);
    pp_day_long(answer->early_enough_from, enough, sizeof enough);
    pp_call_say(call, "Dated %s, for the change on %s.", dated, from);
    if (answer->is_late)
        pp_call_say(call,
                    "That is less than %d working days ahead: date them %s or before, or publish "
                    "from %s or later. --notice says another number of days.",
                    wish->notice_days, latest, enough);
    if (!answer->knows_holidays)
        pp_call_say(call, "No bank holidays are known up to that day, so none were counted; bring "
                          "them in with: patchplan import holidays bank-holidays.json");
}

static void say_counts(struct pp_call *call, const struct pp_letters_wish *wish,
                       const struct pp_letters_answer *answer) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_append_count(&text, answer->counts[PP_LETTER_WRITTEN], "home gets a letter",
                        "homes get a letter");
    pp_str_append(&text, ". None is written to:");
    for (int fate = 0; fate < PP_LETTER_WRITTEN; fate++) {
        char count[32];
        pp_text_format_count(answer->counts[fate], count, sizeof count);
        pp_str_appendf(&text, "\n  %8s  %s", count,
                       pp_letter_fate_words((enum pp_letter_fate)fate));
    }
    pp_call_say(call, "%s", pp_str_text(&text));
    if (answer->n_files > 1)
        pp_call_say(call, "Wrote %s, and %d more files that go on from it, 4,000 letters each.",
                    wish->path, answer->n_files - 1);
    else if (answer->n_files)
        pp_call_say(call, "Wrote %s.", wish->path);
    else if (wish->path)
        pp_call_say(call, "Nobody gets a letter; nothing was written.");
}

int pp_letters_answer(struct pp_call *call, struct pp_letters_wish *wish, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_letters_answer answer;
    wish->today = pp_day_today();
    wish->path = pp_call_dry_run(call) ? NULL : pp_call_output_path(call);
    wish->cancel = pp_call_cancel(call);
    wish->progress = pp_call_progress(call);
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_letters(db, wish, &arena, &answer, reterr);
    if (rc)
        return rc;
    const char *how = pp_plan_choice_text(answer.choice);
    if (*how)
        pp_call_say(call, "Plan '%s', %s.", answer.plan_name, how);
    say_days(call, wish, &answer);
    say_counts(call, wish, &answer);
    return wish->path || pp_call_output_path(call) ? 0 : list(call, &answer, reterr);
}

/* As it stands in its file, so that it can be kept, changed and put into Notify. */
static int show_wording(struct pp_call *call, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str text = {0};
    PP_AUTO_STR struct pp_str known = {0};
    const char *path = NULL;
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_letters_wording(db, pp_call_text(call, "wording"), &arena, &path, reterr);
    if (!rc)
        rc = pp_file_read(path, "read the wording of the letter", &text, reterr);
    if (rc)
        return rc;
    for (int i = 0; i < PP_N_LETTER_WORDS; i++)
        pp_str_appendf(&known, "%s((%s))", pp_text_between(i, PP_N_LETTER_WORDS),
                       pp_letter_word_name((enum pp_letter_word)i));
    pp_call_print(call, pp_str_text(&text));
    pp_call_say(call,
                "This is %s. What may stand in it: %s.\nTo change it, keep a copy, edit that, and "
                "name it: patchplan settings letters.wording /path/to/it",
                path, pp_str_text(&known));
    return 0;
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_letters_wish wish = {.plan_name = pp_call_text(call, "plan"),
                                   .wording = pp_call_text(call, "wording"),
                                   .notice_days =
                                       (int)pp_call_int(call, "notice", PP_LETTERS_NOTICE)};
    if (pp_call_flag(call, "show-wording"))
        return show_wording(call, reterr);
    wish.has_from = pp_call_date(call, "from", &wish.from);
    wish.has_dated = pp_call_date(call, "dated", &wish.dated);
    wish.teams = pp_words_list(call, "teams", &arena, &wish.n_teams);
    wish.wards = pp_words_list(call, "wards", &arena, &wish.n_wards);
    return wish.teams && wish.wards ? pp_letters_answer(call, &wish, reterr)
                                    : pp_fail_nomem(reterr);
}

static const struct pp_option_rule rules[] = {
    {"output", "format", false, "the ending of the file says it"},
    {"show-wording", "output", false, "it only prints"},
    {"show-wording", "from", false, "it only prints"},
    {0},
};

const struct pp_command pp_command_letters = {
    .name = "letters",
    .summary = "write to each household whose named officer changes",
    .arguments = "",
    .description =
        "Without -o: counts them by patch. -o FILE.pdf writes one letter a page, in large print, "
        "tagged for\nscreen readers, with the address where the window of the envelope is; -o "
        "FILE.csv the table that\nGOV.UK Notify sends letters from.\n"
        "A letter goes where none of the named officers of the day before stays, whatever the "
        "patch is called;\nnot to empty homes, nor to homes that are never written to. It is "
        "addressed to the tenant(s) and bears\nno names. It must be dated 10 working days ahead, "
        "bank holidays left out, unless --notice says otherwise.\n"
        "The wording is a text that GOV.UK Notify reads too; --show-wording prints it.",
    .examples =
        "patchplan letters\npatchplan letters --teams North --from 2027-06-01 -o north.pdf\n"
        "patchplan letters --from 2027-06-01 --dated 2027-05-10 -o notify.csv\n"
        "patchplan letters --show-wording",
    .options = options,
    .rules = rules,
    .outputs = "any",
    .run = run,
};
