#include "patchplan/service/letters.h"

#include <stdio.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/letter_words.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/db/migrate.h"
#include "patchplan/roster/calendar.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/stage.h"
#include "patchplan/store/homes.h"
#include "patchplan/store/setting.h"

enum { MOST_DAYS_AHEAD = 400, SATURDAY = 5 };

const char *pp_letter_fate_words(enum pp_letter_fate fate) {
    static const char *const words[PP_N_LETTER_FATES] = {
        [PP_LETTER_SAME] = "homes that keep their named officer",
        [PP_LETTER_NO_OFFICER] = "homes whose patch has no named officer yet",
        [PP_LETTER_SUPPRESSED] = "homes that are never written to",
        [PP_LETTER_VOID] = "empty homes",
        [PP_LETTER_NO_ADDRESS] = "homes without an address or postcode",
        [PP_LETTER_WRITTEN] = "homes that get a letter"};
    return words[fate];
}

/* ---- the days ---- */

static int find_from(struct pp_db *db, const struct pp_letters_wish *wish, int64_t plan_id,
                     pp_day *ret_from, struct pp_error *reterr) {
    if (wish->has_from) {
        *ret_from = wish->from;
        return 0;
    }
    int rc = pp_store_plan_first_day(db, plan_id, ret_from, reterr);
    return rc < 0   ? rc
           : rc > 0 ? 0
                    : pp_fail(reterr, PP_E_USAGE,
                              "the plan is published from no day yet, so no letter can say from "
                              "when; say it: --from 2027-06-01");
}

static pp_day working_from(const struct pp_calendar *calendar, pp_day day) {
    while (!pp_calendar_working(calendar, day))
        day++;
    return day;
}

static int read_calendar(struct pp_db *db, struct pp_arena *arena, struct pp_calendar *ret_calendar,
                         struct pp_error *reterr) {
    struct pp_calendar calendar = {.n_weeks = 1};
    pp_day *holidays = NULL;
    int rc = pp_store_holidays(db, NULL, arena, &holidays, &calendar.n_holidays, reterr);
    if (!rc)
        rc = pp_store_last_holiday(db, NULL, &calendar.last_holiday, reterr);
    if (rc)
        return rc;
    calendar.holidays = holidays;
    *ret_calendar = calendar;
    return 0;
}

/* What is proposed is a working day; what is told is taken as it is. */
static int find_days(struct pp_db *db, const struct pp_letters_wish *wish,
                     struct pp_letters_answer *answer, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_calendar calendar;
    int rc = read_calendar(db, &arena, &calendar, reterr);
    if (rc)
        return rc;
    answer->is_working = pp_calendar_working(&calendar, answer->from);
    answer->dated = wish->has_dated ? wish->dated : working_from(&calendar, wish->today);
    answer->latest = pp_calendar_back(&calendar, answer->from, wish->notice_days);
    answer->is_late = answer->dated > answer->latest;
    answer->knows_holidays = pp_calendar_knows_holidays(calendar.last_holiday, answer->from);
    answer->early_enough_from = answer->from;
    for (int i = 0; i < MOST_DAYS_AHEAD && pp_calendar_back(&calendar, answer->early_enough_from,
                                                            wish->notice_days) < answer->dated;
         i++)
        answer->early_enough_from++;
    answer->early_enough_from = working_from(&calendar, answer->early_enough_from);
    return 0;
}

static int check_days(const struct pp_letters_wish *wish, const struct pp_letters_answer *answer,
                      struct pp_error *reterr) {
    char dated[48], from[48], latest[48], enough[48];
    pp_day_long(answer->dated, dated, sizeof dated);
    pp_day_long(answer->from, from, sizeof from);
    pp_day_long(answer->latest, latest, sizeof latest);
    pp_day_long(answer->early_enough_from, enough, sizeof enough);
    if (!wish->path || !answer->is_late)
        return 0;
    return pp_fail(reterr, PP_E_CONFLICT,
                   "letters dated %s would not be %d working days ahead of %s: they would have to "
                   "be dated %s, or the change be from %s; --notice says another number of days",
                   dated, wish->notice_days, from, latest, enough);
}

int pp_service_letters_against(struct pp_db *db, pp_day from, pp_day today, int64_t n_letters,
                               struct pp_str *words, struct pp_error *reterr) {
    const struct pp_letters_wish wish = {.today = today, .notice_days = PP_LETTERS_NOTICE};
    struct pp_letters_answer answer = {.from = from};
    char first[48], latest[48], enough[48];
    int rc = find_days(db, &wish, &answer, reterr);
    if (rc)
        return rc;
    pp_day_long(from, first, sizeof first);
    pp_day_long(answer.latest, latest, sizeof latest);
    pp_day_long(answer.early_enough_from, enough, sizeof enough);
    if (answer.is_late && n_letters > 0)
        pp_str_appendf(words,
                       "Letters would have to be dated %s; that has passed. For letters %d working "
                       "days ahead, the first day is %s or later.",
                       latest, wish.notice_days, enough);
    if (!answer.is_working)
        pp_str_appendf(words, "%s%s is a %s: offices are closed.", words->len ? " " : "", first,
                       pp_day_weekday(from) >= SATURDAY ? "day of the weekend" : "bank holiday");
    return words->failed ? pp_fail_nomem(reterr) : 0;
}

/* ---- the walk ---- */

struct work {
    struct pp_db *db;
    const struct pp_letters_wish *wish;
    struct pp_letters_answer *answer;
    struct pp_arena *arena;
    struct pp_landlord_words landlord;
    struct pp_wording *wording; /* NULL: nothing is written */
    struct pp_letters *letters; /* opened by the first letter */
    struct pp_json *example;    /* filled by the first letter; NULL: none is wanted */
    struct pp_arena of_patch, of_home;
    struct pp_letter letter;
    size_t cap;
    int64_t n_homes, n_seen;
};

static void work_done(struct work *work) {
    pp_wording_free(work->wording);
    pp_letters_free(work->letters);
    pp_arena_done(&work->of_patch);
    pp_arena_done(&work->of_home);
}

/* Rows are in the arena, which does not move them: a larger array is a copy. */
static int add_row(struct work *work, const struct pp_letters_row *row, struct pp_error *reterr) {
    struct pp_letters_answer *answer = work->answer;
    if (answer->n_rows == work->cap) {
        work->cap = work->cap ? 2 * work->cap : 64;
        struct pp_letters_row *more = pp_arena_alloc(work->arena, work->cap * sizeof *more);
        if (!more)
            return pp_fail_nomem(reterr);
        if (answer->n_rows)
            memcpy(more, answer->rows, answer->n_rows * sizeof *more);
        answer->rows = more;
    }
    answer->rows[answer->n_rows++] = *row;
    return 0;
}

static bool is_empty(const struct pp_letters_row *row) {
    int64_t sum = 0;
    for (int i = 0; i < PP_N_LETTER_FATES; i++)
        sum += row->counts[i];
    return sum == 0;
}

/* The row of a patch none of whose homes are in the stage is used again. */
static int begin_row(struct work *work, const struct pp_patch_contacts *patch,
                     struct pp_error *reterr) {
    struct pp_letters_answer *answer = work->answer;
    PP_AUTO_STR struct pp_str officers = {0};
    pp_append_officers(patch, &officers);
    const struct pp_letters_row row = {.patch = pp_arena_strdup(work->arena, patch->patch),
                                       .team = pp_arena_strdup(work->arena, patch->team),
                                       .officers =
                                           pp_arena_strdup(work->arena, pp_str_text(&officers))};
    if (!row.patch || !row.officers || officers.failed)
        return pp_fail_nomem(reterr);
    if (answer->n_rows && is_empty(&answer->rows[answer->n_rows - 1]))
        answer->n_rows--;
    return add_row(work, &row, reterr);
}

static int visit_patch(void *context, const struct pp_patch_contacts *patch,
                       struct pp_error *reterr) {
    struct work *work = context;
    int rc = begin_row(work, patch, reterr);
    if (rc || !work->wording)
        return rc;
    pp_arena_done(&work->of_patch);
    work->letter = (struct pp_letter){0};
    rc = pp_letter_words_set(&work->letter, patch, &work->landlord, work->answer->from,
                             work->answer->dated, &work->of_patch, reterr);
    return rc || !pp_wording_uses(work->wording, PP_WORD_DROP_IN)
               ? rc
               : pp_letter_drop_in_set(work->db, &work->letter, patch, work->answer->dated,
                                       &work->of_patch, reterr);
}

/* ---- an example, for a page ---- */

static int show_pieces(const struct work *work, struct pp_json *list) {
    static const char *const keys[] = {"heading", "text", "item"};
    for (size_t i = 0; i < pp_wording_length(work->wording); i++) {
        PP_AUTO_STR struct pp_str text = {0};
        struct pp_json *piece = pp_json_new_object();
        pp_wording_fill(work->wording, i, work->letter.words, &text);
        pp_set_text(piece, keys[pp_wording_kind_at(work->wording, i)], pp_str_text(&text));
        if (text.failed || pp_json_push(list, piece) != 0)
            return PP_E_NOMEM;
    }
    return 0;
}

static int show_example(struct work *work, struct pp_error *reterr) {
    struct pp_json *lines = pp_json_new_array(), *pieces = pp_json_new_array();
    for (size_t i = 0; i < work->letter.n_lines; i++)
        pp_json_push(lines, pp_json_new_text(work->letter.lines[i]));
    pp_set_text(work->example, "council", work->letter.words[PP_WORD_COUNCIL]);
    pp_set_text(work->example, "date", work->letter.words[PP_WORD_DATE]);
    int rc = show_pieces(work, pieces);
    if (pp_json_set(work->example, "lines", lines) != 0 ||
        pp_json_set(work->example, "pieces", pieces) != 0 || rc)
        return pp_fail_nomem(reterr);
    return 0;
}

/* ---- a home ---- */

static int write_letter(struct work *work, const struct pp_letter_home *home,
                        struct pp_error *reterr) {
    bool first = work->answer->counts[PP_LETTER_WRITTEN] == 0, shows = work->example && first;
    if (!work->wording || (!work->wish->path && !shows))
        return 0;
    const struct pp_letters_row *row = &work->answer->rows[work->answer->n_rows - 1];
    pp_arena_done(&work->of_home);
    int rc = pp_letter_words_check(&work->letter, work->wording, row->patch, reterr);
    if (!rc)
        rc = pp_letter_set_address(&work->letter, home->address, home->street, work->landlord.town,
                                   home->postcode, &work->of_home, reterr);
    if (rc || shows)
        return rc ? rc : show_example(work, reterr);
    if (!work->letters)
        rc = pp_letters_open(work->wish->path, work->wording, &work->letters, reterr);
    return rc ? rc : pp_letters_add(work->letters, &work->letter, reterr);
}

static int visit_home(void *context, const struct pp_letter_home *home, enum pp_letter_fate fate,
                      struct pp_error *reterr) {
    struct work *work = context;
    if (pp_cancelled(work->wish->cancel))
        return pp_fail(reterr, PP_E_CANCELLED, "stopped; nothing was written");
    int rc = fate == PP_LETTER_WRITTEN ? write_letter(work, home, reterr) : 0;
    work->answer->rows[work->answer->n_rows - 1].counts[fate]++;
    work->answer->counts[fate]++;
    if (++work->n_seen % 500 == 0)
        pp_progress_report(work->wish->progress, "writing letters", work->n_seen, work->n_homes,
                           NULL);
    return rc;
}

static int walk(struct pp_db *db, struct work *work, int64_t plan_id, struct pp_error *reterr) {
    const struct pp_letters_wish *wish = work->wish;
    struct pp_letters_answer *answer = work->answer;
    const struct pp_letter_visit visit = {visit_patch, visit_home, work};
    const struct pp_stage stage = {wish->teams, wish->wards, wish->n_teams, wish->n_wards};
    struct pp_scope scope = {0};
    int rc = pp_stage_find(db, &stage, work->arena, &scope, reterr);
    if (!rc)
        rc = pp_store_letters_each(db, plan_id, answer->from, &scope, &visit, reterr);
    if (!rc && answer->n_rows && is_empty(&answer->rows[answer->n_rows - 1]))
        answer->n_rows--;
    if (!rc && work->letters) {
        answer->n_files = pp_letters_n_files(work->letters);
        rc = pp_letters_finish(work->letters, reterr);
    }
    return rc;
}

/* ---- both ways ---- */

int pp_service_letters_wording(struct pp_db *db, const char *told, struct pp_arena *arena,
                               const char **ret_path, struct pp_error *reterr) {
    const char *path = NULL;
    char folder[512];
    if (told) {
        *ret_path = told;
        return 0;
    }
    int rc = pp_store_setting_get(db, "letters.wording", arena, &path, reterr);
    if (!rc && !path)
        rc = pp_own_folder("letters", folder, reterr);
    if (rc)
        return rc;
    *ret_path = path ? path : pp_arena_printf(arena, "%s/new-officer.txt", folder);
    return *ret_path ? 0 : pp_fail_nomem(reterr);
}

static int find_plan(struct pp_db *db, struct work *work, int64_t *ret_plan_id,
                     struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    struct pp_letters_answer *answer = work->answer;
    int rc = pp_store_plan_load_brief(db, work->wish->plan_name, &plan, &answer->choice, reterr);
    if (rc)
        return rc;
    *ret_plan_id = plan.plan_id;
    work->n_homes = plan.n_homes;
    answer->plan_name = pp_arena_strdup(work->arena, plan.name);
    return answer->plan_name ? 0 : pp_fail_nomem(reterr);
}

static int read_wording(struct pp_db *db, struct work *work, struct pp_error *reterr) {
    const char *path = NULL;
    int rc = pp_service_letters_wording(db, work->wish->wording, work->arena, &path, reterr);
    if (!rc)
        rc = pp_wording_read(path, &work->wording, reterr);
    return rc ? rc : pp_landlord_words_load(db, work->arena, &work->landlord, reterr);
}

static int run(struct pp_db *db, struct work *work, struct pp_error *reterr) {
    const struct pp_letters_wish *wish = work->wish;
    struct pp_letters_answer *answer = work->answer;
    int64_t plan_id = 0;
    int rc = find_plan(db, work, &plan_id, reterr);
    if (!rc)
        rc = find_from(db, wish, plan_id, &answer->from, reterr);
    if (!rc)
        rc = find_days(db, wish, answer, reterr);
    if (!rc)
        rc = check_days(wish, answer, reterr);
    if (!rc && (wish->path || work->example))
        rc = read_wording(db, work, reterr);
    return rc ? rc : walk(db, work, plan_id, reterr);
}

int pp_service_letters(struct pp_db *db, const struct pp_letters_wish *wish, struct pp_arena *arena,
                       struct pp_letters_answer *ret_answer, struct pp_error *reterr) {
    struct pp_letters_answer answer = {0};
    PP_AUTO(work_done)
    struct work work = {.db = db, .wish = wish, .answer = &answer, .arena = arena};
    int rc = run(db, &work, reterr);
    if (!rc)
        *ret_answer = answer;
    return rc;
}

/* ---- the page ---- */

static void set_day(struct pp_json *json, const char *key, pp_day day) {
    char words[48];
    pp_day_long(day, words, sizeof words);
    pp_set_text(json, key, words);
}

/* As a form takes it: "1/3/2027". */
static void set_typed_day(struct pp_json *page, pp_day day) {
    char iso[11], typed[32];
    int year = 0, month = 0, number = 0;
    pp_day_iso(day, iso);
    if (sscanf(iso, "%d-%d-%d", &year, &month, &number) != 3)
        return;
    snprintf(typed, sizeof typed, "%d/%d/%d", number, month, year);
    pp_set_text(page, "fromTyped", typed);
}

/* Where letters say another day than that from which the plan is published, or it is not. */
static int set_own_day(struct pp_db *db, struct pp_json *page, const struct pp_letters_wish *wish,
                       const struct pp_letters_answer *answer, struct pp_error *reterr) {
    int64_t plan_id = 0;
    pp_day own = answer->from;
    int rc = wish->has_from ? pp_store_plan_find(db, answer->plan_name, &plan_id, NULL, reterr) : 0;
    if (!rc && plan_id && (rc = pp_store_plan_first_day(db, plan_id, &own, reterr)) == 0)
        pp_json_set(page, "isUnpublished", pp_json_new_bool(true));
    if (rc >= 0 && own != answer->from)
        set_day(page, "ownDayWords", own);
    return rc < 0 ? rc : 0;
}

static int set_counts(struct pp_json *page, const struct pp_letters_answer *answer) {
    struct pp_json *others = pp_json_new_array(), *rows = pp_json_new_array();
    PP_AUTO_STR struct pp_str without = {0};
    int64_t n_without = 0;
    for (int fate = 0; fate < PP_LETTER_WRITTEN; fate++) {
        if (answer->counts[fate] == 0)
            continue;
        struct pp_json *row = pp_json_new_object();
        pp_set_text(row, "words", pp_letter_fate_words((enum pp_letter_fate)fate));
        pp_set_count(row, "homes", answer->counts[fate]);
        pp_json_push(others, row);
    }
    for (size_t i = 0; i < answer->n_rows; i++) {
        if (answer->rows[i].counts[PP_LETTER_WRITTEN] == 0) {
            n_without++;
            continue;
        }
        struct pp_json *row = pp_json_new_object();
        pp_set_text(row, "patch", answer->rows[i].patch);
        pp_set_text(row, "team", answer->rows[i].team);
        pp_set_text(row, "officers", answer->rows[i].officers);
        pp_set_count(row, "letters", answer->rows[i].counts[PP_LETTER_WRITTEN]);
        pp_json_push(rows, row);
    }
    bool only = pp_json_length(rows) == 0;
    pp_str_append_count(&without, n_without, only ? "patch" : "other patch",
                        only ? "patches" : "other patches");
    pp_set_text(page, "without", n_without ? pp_str_text(&without) : NULL);
    pp_json_set(page, "hasRows", pp_json_new_bool(!only));
    pp_set_count(page, "letters", answer->counts[PP_LETTER_WRITTEN]);
    int rc = pp_json_set(page, "others", others);
    return rc ? rc : pp_json_set(page, "rows", rows);
}

static int set_page(struct pp_json *page, const struct pp_letters_answer *answer) {
    char from[11], dated[11];
    pp_day_iso(answer->from, from);
    pp_day_iso(answer->dated, dated);
    bool can_write =
        !answer->is_late && answer->counts[PP_LETTER_WRITTEN] > 0 && !pp_json_get(page, "problem");
    pp_json_set(page, "canWrite", pp_json_new_bool(can_write));
    pp_set_text(page, "plan", answer->plan_name);
    pp_set_text(page, "from", from);
    pp_set_text(page, "dated", dated);
    set_typed_day(page, answer->from);
    pp_json_set(page, "nobody", pp_json_new_bool(answer->counts[PP_LETTER_WRITTEN] == 0));
    set_day(page, "fromWords", answer->from);
    set_day(page, "datedWords", answer->dated);
    set_day(page, "latestWords", answer->latest);
    set_day(page, "earlyEnoughWords", answer->early_enough_from);
    pp_json_set(page, "isLate", pp_json_new_bool(answer->is_late));
    pp_json_set(page, "knowsHolidays", pp_json_new_bool(answer->knows_holidays));
    return set_counts(page, answer);
}

/* The settings that the wording needs and that are not set. */
static int set_missing(struct pp_json *page, const struct work *work) {
    const struct pp_landlord_words *landlord = &work->landlord;
    static const enum pp_letter_word of_office[] = {PP_WORD_OFFICE, PP_WORD_CONTACT, PP_WORD_PHONE,
                                                    PP_WORD_EMAIL};
    struct pp_json *missing = pp_json_new_array();
    bool uses_office = false;
    for (size_t i = 0; i < sizeof of_office / sizeof *of_office && work->wording; i++)
        uses_office = uses_office || pp_wording_uses(work->wording, of_office[i]);
    if (work->wording && !*landlord->council && pp_wording_uses(work->wording, PP_WORD_COUNCIL))
        pp_json_push(missing, pp_json_new_text("council"));
    if (uses_office && !*landlord->office)
        pp_json_push(missing, pp_json_new_text("contact.office"));
    return pp_json_set(page, "missing", missing);
}

/* Letters that cannot be shown can be counted. */
static int count_without_example(struct pp_db *db, struct work *work, struct pp_error *reterr) {
    *work->answer = (struct pp_letters_answer){0};
    work_done(work);
    *work =
        (struct work){.db = db, .wish = work->wish, .answer = work->answer, .arena = work->arena};
    return run(db, work, reterr);
}

int pp_service_letters_page(struct pp_db *db, const struct pp_letters_wish *wish,
                            struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    PP_AUTO_JSON struct pp_json *example = pp_json_new_object();
    struct pp_letters_answer answer = {0};
    PP_AUTO(work_done)
    struct work work = {
        .db = db, .wish = wish, .answer = &answer, .arena = &arena, .example = example};
    int rc = run(db, &work, reterr);
    if ((rc == PP_E_INPUT || rc == PP_E_FORMAT) && reterr) {
        PP_AUTO_FREE char *problem = pp_for_pages(reterr->message);
        pp_set_text(page, "problem", problem);
        if (work.landlord.council && set_missing(page, &work) != 0)
            return pp_fail_nomem(reterr);
        rc = count_without_example(db, &work, reterr);
    } else if (!rc && pp_json_length(example)) {
        pp_json_set(page, "example", PP_STEAL(example));
    }
    if (!rc && set_page(page, &answer) != 0)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = set_own_day(db, page, wish, &answer, reterr);
    if (!rc)
        *ret_page = PP_STEAL(page);
    return rc;
}
