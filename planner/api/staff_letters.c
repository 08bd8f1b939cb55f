/* Letters and lists: counted first, made as long work, fetched for a day. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "planner/api/command.h"
#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/letters.h"
#include "patchplan/service/made_files.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/homes.h"

enum { MOST_TEAMS = 64, MOST_NOTICE = 60 };

#define MADE "/letters/made/"

/* ---- what is asked for ---- */

/* A form that may be sent to look (GET) and to make (POST). */
struct asked {
    const char *plan, *from, *dated, *notice;
    const char *teams[MOST_TEAMS];
    size_t n_teams;
};

static void read_asked(const struct pp_fields *fields, struct asked *asked) {
    const char *team;
    *asked = (struct asked){.plan = pp_fields_get(fields, "plan", ""),
                            .from = pp_fields_get(fields, "from", ""),
                            .dated = pp_fields_get(fields, "dated", ""),
                            .notice = pp_fields_get(fields, "notice", "10")};
    while (asked->n_teams < MOST_TEAMS && (team = pp_fields_at(fields, "team", asked->n_teams)))
        asked->teams[asked->n_teams++] = team;
}

static int read_day(const char *typed, const char *what, bool *ret_has, pp_day *ret_day,
                    struct pp_error *reterr) {
    *ret_has = *typed != '\0';
    if (!*typed || pp_day_parse(typed, ret_day))
        return 0;
    return pp_fail(reterr, PP_E_INPUT, "%s: write it like 9/3/2027, the day before the month.",
                   what);
}

/* A draft that is published from no day has to be told one. */
static int check_from(struct pp_db *db, const struct pp_letters_wish *wish,
                      struct pp_error *reterr) {
    int64_t plan_id = 0;
    pp_day day = 0;
    int rc = pp_store_plan_find(db, wish->plan_name, &plan_id, NULL, reterr);
    if (rc || wish->has_from)
        return rc;
    rc = pp_store_plan_first_day(db, plan_id, &day, reterr);
    return rc < 0   ? rc
           : rc > 0 ? 0
                    : pp_fail(reterr, PP_E_INPUT,
                              "This plan is published from no day yet: say from which day it would "
                              "be.");
}

static int make_wish(const struct pp_exchange *exchange, const struct asked *asked,
                     struct pp_letters_wish *wish, struct pp_error *reterr) {
    int64_t notice = 0;
    *wish = (struct pp_letters_wish){.plan_name = asked->plan,
                                     .today = exchange->request->today,
                                     .teams = asked->teams,
                                     .n_teams = asked->n_teams};
    int rc = read_day(asked->from, "From which day", &wish->has_from, &wish->from, reterr);
    if (!rc)
        rc = read_day(asked->dated, "The date on the letters", &wish->has_dated, &wish->dated,
                      reterr);
    if (!rc && (!pp_text_int(asked->notice, &notice) || notice < 0 || notice > MOST_NOTICE))
        rc = pp_fail(reterr, PP_E_INPUT, "Working days ahead must be a number from 0 to %d.",
                     MOST_NOTICE);
    wish->notice_days = (int)notice;
    return rc ? rc : check_from(exchange->db, wish, reterr);
}

/* ---- the page ---- */

static bool is_chosen(const struct asked *asked, const char *team) {
    for (size_t i = 0; i < asked->n_teams; i++)
        if (strcmp(asked->teams[i], team) == 0)
            return true;
    return false;
}

static int mark_choices(struct pp_json *form, const struct asked *asked) {
    struct pp_json *plans = pp_json_get(form, "plans"), *teams = pp_json_get(form, "teams");
    int rc = 0;
    for (size_t i = 0; i < pp_json_length(plans) && !rc; i++) {
        struct pp_json *plan = pp_json_at(plans, i);
        const char *name = pp_json_text(pp_json_get(plan, "name"));
        rc = pp_json_set(plan, "chosen", pp_json_new_bool(strcmp(name, asked->plan) == 0));
    }
    for (size_t i = 0; i < pp_json_length(teams) && !rc; i++) {
        struct pp_json *team = pp_json_at(teams, i);
        const char *name = pp_json_text(pp_json_get(team, "name"));
        rc = pp_json_set(team, "chosen", pp_json_new_bool(is_chosen(asked, name)));
    }
    return rc;
}

/* The form with what was asked, and `counted` (taken; NULL: not yet). */
static int answer_page(struct pp_exchange *exchange, const struct asked *asked, int status,
                       struct pp_json *counted, const char *problem, struct pp_error *reterr) {
    struct pp_json *form = NULL;
    int rc = pp_service_draw_form(exchange->db, exchange->request->today, &form, reterr);
    if (!rc && mark_choices(form, asked) != 0)
        rc = pp_fail_nomem(reterr);
    if (rc) {
        pp_json_done(form);
        pp_json_done(counted);
        return rc;
    }
    pp_json_set(form, "from", pp_json_new_text(asked->from));
    pp_json_set(form, "dated", pp_json_new_text(asked->dated));
    pp_json_set(form, "notice", pp_json_new_text(asked->notice));
    struct pp_json *page = pp_page_new(exchange, "Letters and lists");
    pp_json_set(page, "form", form);
    if (counted)
        pp_json_set(page, "counted", counted);
    pp_json_set(page, "problem", pp_json_new_text(problem));
    return pp_page_answer(exchange, status, "letters", page, reterr);
}

static bool is_theirs(int rc) {
    return rc == PP_E_INPUT || rc == PP_E_USAGE || rc == PP_E_NOTFOUND || rc == PP_E_FORMAT;
}

static int count(struct pp_exchange *exchange, const struct asked *asked,
                 struct pp_json **ret_counted, struct pp_error *reterr) {
    struct pp_letters_wish wish;
    int rc = make_wish(exchange, asked, &wish, reterr);
    return rc ? rc : pp_service_letters_page(exchange->db, &wish, ret_counted, reterr);
}

int pp_answer_letters(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *counted = NULL;
    struct pp_error err = {0};
    struct asked asked;
    read_asked(&exchange->request->query, &asked);
    int rc = *asked.plan ? count(exchange, &asked, &counted, &err) : 0;
    if (rc && !is_theirs(rc)) {
        *reterr = err;
        return rc;
    }
    return answer_page(exchange, &asked, rc ? 400 : 200, counted, rc ? err.message : NULL, reterr);
}

/* ---- making ---- */

/* What may be made, by the button's value. */
static const struct product {
    const char *what, *title, *file;
    const char *words[2]; /* the command; NULL: one word */
    bool are_letters, takes_from;
} products[] = {
    {"pages", "Write letters to print", "letters.pdf", {"letters", NULL}, true, true},
    {"table", "Write letters for GOV.UK Notify", "notify.csv", {"letters", NULL}, true, true},
    {"changes",
     "List of changes for the housing system",
     "changes.csv",
     {"export", "changes"},
     false,
     true},
    {"paper", "Paper for a committee", "report.html", {"export", "report"}, false, false},
    {"sheets", "Councillors' sheets", NULL, {"export", "councillors"}, false, true},
};

static const struct product *find_product(const char *what) {
    for (size_t i = 0; i < sizeof products / sizeof *products; i++)
        if (strcmp(what, products[i].what) == 0)
            return &products[i];
    return NULL;
}

static void add_day(struct pp_api_command *command, const char *option, bool has, pp_day day) {
    char iso[11];
    pp_day_iso(day, iso);
    if (has)
        pp_api_command_add_option(command, option, iso);
}

static int make_command(struct pp_exchange *exchange, const struct product *product,
                        const struct pp_letters_wish *wish, struct pp_api_command *command,
                        const char **ret_result, struct pp_error *reterr) {
    char token[PP_SECRET_TOKEN_SIZE];
    PP_AUTO_FREE char *folder = NULL;
    int rc = pp_service_made_folder(exchange->api->db_path, token, &folder, reterr);
    if (rc)
        return rc;
    pp_api_command_add(command, product->words[0]);
    if (product->words[1])
        pp_api_command_add(command, product->words[1]);
    add_day(command, "from", wish->has_from && product->takes_from, wish->from);
    if (strcmp(product->what, "sheets") != 0)
        pp_api_command_add_option(command, "plan", wish->plan_name);
    if (product->are_letters) {
        add_day(command, "dated", wish->has_dated, wish->dated);
        pp_api_command_add_option(command, "notice",
                                  pp_arena_printf(command->arena, "%d", wish->notice_days));
        for (size_t i = 0; i < wish->n_teams; i++)
            pp_api_command_add_option(command, "teams", wish->teams[i]);
    }
    pp_api_command_add_option(
        command, "output",
        product->file ? pp_arena_printf(command->arena, "%s/%s", folder, product->file) : folder);
    *ret_result = pp_arena_printf(command->arena, MADE "%s", token);
    return *ret_result ? pp_api_command_check(command, reterr) : pp_fail_nomem(reterr);
}

/* Why these letters are not written now, in words; NULL: they are. */
static const char *refusal(const struct pp_json *counted) {
    const char *problem = pp_json_text(pp_json_get(counted, "problem"));
    const char *letters = pp_json_text(pp_json_get(counted, "letters"));
    if (problem)
        return problem;
    if (letters && strcmp(letters, "0") == 0)
        return "Nobody gets a letter: every home keeps its named officer, or has none to name.";
    if (pp_json_is_true(pp_json_get(counted, "isLate")))
        return "These letters would be too late: see below which date is early enough.";
    return NULL;
}

int pp_answer_letters_make(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const struct product *product = find_product(pp_fields_get(form, "what", ""));
    struct pp_api_command command = {.arena = &exchange->response->arena};
    struct pp_json *counted = NULL;
    struct pp_letters_wish wish;
    struct pp_error err = {0};
    struct asked asked;
    const char *result = NULL, *no = NULL;
    read_asked(form, &asked);
    if (!product)
        return pp_fail(reterr, PP_E_INPUT, "Say what is to be made.");
    int rc = make_wish(exchange, &asked, &wish, &err);
    if (!rc && product->are_letters)
        rc = pp_service_letters_page(exchange->db, &wish, &counted, &err);
    if (is_theirs(rc) || (!rc && (no = refusal(counted)) != NULL))
        return answer_page(exchange, &asked, 400, counted, rc ? err.message : no, reterr);
    pp_json_done(counted);
    if (!rc)
        rc = make_command(exchange, product, &wish, &command, &result, &err);
    if (rc) {
        *reterr = err;
        return rc;
    }
    return pp_staff_run(
        exchange,
        (struct pp_job_wish){
            .kind = product->title, .words = command.words, .n_words = command.n, .result = result},
        reterr);
}

/* ---- fetching ---- */

int pp_answer_made(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *list = NULL;
    int rc = pp_service_made_list(exchange->api->db_path, exchange->params[0], MADE, &list, reterr);
    return rc ? rc : pp_staff_answer(exchange, "made", "What was made", "made", list, reterr);
}

int pp_answer_made_file(struct pp_exchange *exchange, struct pp_error *reterr) {
    static const char *const types[][2] = {{".pdf", "application/pdf"},
                                           {".csv", "text/csv; charset=utf-8"},
                                           {".eml", "message/rfc822"}};
    struct pp_response *response = exchange->response;
    const char *name = exchange->params[1], *dot = strrchr(name, '.');
    int rc = pp_service_made_open(exchange->api->db_path, exchange->params[0], name,
                                  &response->file, reterr);
    if (rc)
        return rc;
    response->has_file = true;
    response->content_type = "application/octet-stream";
    for (size_t i = 0; i < sizeof types / sizeof *types && dot; i++)
        if (strcmp(dot, types[i][0]) == 0)
            response->content_type = types[i][1];
    pp_response_attachment(response, name);
    return 0;
}
