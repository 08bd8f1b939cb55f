/* Letters to households whose named officer changes: counted, then written to print or for GOV.UK Notify. */
#ifndef PATCHPLAN_SERVICE_LETTERS_H
#define PATCHPLAN_SERVICE_LETTERS_H

#include "patchplan/core/cancel.h"
#include "patchplan/core/progress.h"
#include "patchplan/core/str.h"
#include "patchplan/json/json.h"
#include "patchplan/store/letters.h"
#include "patchplan/store/plan.h"

enum {
    PP_LETTERS_NOTICE = 10
}; /* working days between a letter's date and the change, unless told otherwise */

struct pp_letters_wish {
    const char *plan_name; /* NULL: the plan in force, else the newest */
    bool has_from, has_dated;
    pp_day from;  /* not given: when the plan is published */
    pp_day dated; /* not given: today */
    pp_day today;
    int notice_days;
    const char *const *teams,
        *const *wards; /* a stage; none of either: all that the plan serves from that day */
    size_t n_teams, n_wards;
    const char *wording; /* a file; NULL: the setting letters.wording, else the program's own */
    const char *path; /* what is written, .pdf or .csv; NULL: nothing, letters are only counted */
    struct pp_cancel *cancel;
    const struct pp_progress *progress;
};

struct pp_letters_row {
    const char *patch, *team, *officers; /* team NULL: of none; officers "": nobody named */
    int64_t counts[PP_N_LETTER_FATES];   /* homes */
};
/* Strings and rows live in the arena the caller gave. */
struct pp_letters_answer {
    const char *plan_name;
    enum pp_plan_choice choice;
    pp_day from, dated;
    pp_day latest;            /* the last day a letter may bear and still be early enough */
    bool is_late;             /* it bears a later one */
    pp_day early_enough_from; /* when the change would have to be for the letters' date */
    bool is_working;          /* the day of the change */
    bool knows_holidays;
    struct pp_letters_row *rows; /* every patch with homes in the stage, by name */
    size_t n_rows;
    int64_t counts[PP_N_LETTER_FATES];
    int n_files; /* written: 0 when nobody gets a letter; the second is NAME-2.pdf */
};
/* "void homes", for people: what homes of that fate are. */
const char *pp_letter_fate_words(enum pp_letter_fate fate);

/* PP_E_USAGE: the plan is published from no day and none is told, or `path` ends otherwise. PP_E_CONFLICT: the letters would
 * be late (never when they are only counted). PP_E_INPUT: the wording asks for what is not known, or does not fit on
 * a page. PP_E_NOTFOUND: no such plan, team or ward. Streams; the file is whole or not there. */
int pp_service_letters(struct pp_db *db, const struct pp_letters_wish *wish, struct pp_arena *arena,
                       struct pp_letters_answer *ret_answer, struct pp_error *reterr) PP_CHECKED;

/* What stands against letters that tell of a change from `from` on, in sentences, by the days that pp_service_letters()
 * reckons: that they would have had to be dated before today (where `n_letters` are to be sent), and that it is no
 * working day. Nothing: nothing does. */
int pp_service_letters_against(struct pp_db *db, pp_day from, pp_day today, int64_t n_letters,
                               struct pp_str *words, struct pp_error *reterr) PP_CHECKED;

/* The same for a page, counted only:
 *   {"plan","from","fromWords","dated","datedWords","latestWords","isLate","earlyEnoughWords","knowsHolidays",
 *    "letters","others":[{"words","homes"}],"rows":[{"patch","team","officers","letters"}],
 *    "example":{"lines":[...],"council","date","pieces":[{"heading"|"item"|"text"}]} or null,"problem": with the example}
 */
int pp_service_letters_page(struct pp_db *db, const struct pp_letters_wish *wish,
                            struct pp_json **ret_page, struct pp_error *reterr) PP_CHECKED;

/* The file of the wording that counts, by path, in `arena`. */
int pp_service_letters_wording(struct pp_db *db, const char *told, struct pp_arena *arena,
                               const char **ret_path, struct pp_error *reterr) PP_CHECKED;

#endif
