/* Letters and lists: counted first, made as long work, fetched for a day. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "planner/api/command.h"
#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/letters.h"
#include "patchplan/service/jobs.h"
#include "patchplan/service/made_files.h"
#include "patchplan/service/stage.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/homes.h"

enum { MOST_NOTICE = 60 };

#define MADE "/letters/made/"

/* ---- what is asked for ---- */

/* A form that may be sent to look (GET) and to make (POST). */
struct asked {
    const struct pp_fields *fields;
    const char *plan, *from, *dated, *notice;
    struct pp_stage stage;
};

static int read_asked(struct pp_exchange *exchange, const struct pp_fields *fields,
                      struct asked *asked, struct pp_error *reterr) {
    *asked = (struct asked){.fields = fields,
                            .plan = pp_fields_get(fields, "plan", ""),
                            .from = pp_fields_get(fields, "from", ""),
                            .dated = pp_fields_get(fields, "dated", ""),
                            .notice = pp_fields_get(fields, "notice", "10")};
    int rc = pp_staff_values(exchange, fields, "team", &asked->stage.teams, &asked->stage.n_teams,
                             reterr);
    return rc ? rc
              : pp_staff_values(exchange, fields, "ward", &asked->stage.wards,
                                &asked->stage.n_wards, reterr);
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
                                     .teams = asked->stage.teams,
                                     .n_teams = asked->stage.n_teams,
                                     .wards = asked->stage.wards,
                                     .n_wards = asked->stage.n_wards};
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

/* The day that was told; none: that of the plan, once it is known. As people write it. */
static void set_from(struct pp_json *form, const struct asked *asked,
                     const struct pp_json *counted) {
    const char *own = counted ? pp_json_text(pp_json_get(counted, "fromTyped")) : NULL;
    pp_json_set(form, "from", pp_json_new_text(own ? own : asked->from));
}

/* The form with what was asked, and `counted` (taken; NULL: not yet). */
static int answer_page(struct pp_exchange *exchange, const struct asked *asked, int status,
                       struct pp_json *counted, const char *problem, struct pp_error *reterr) {
    struct pp_json *form = NULL;
    int rc = pp_service_draw_form(exchange->db, exchange->request->today, &form, reterr);
    if (!rc)
        rc = pp_stage_set_wards(exchange->db, form, reterr);
    if (!rc && pp_staff_mark_stage(form, asked->fields) != 0)
        rc = pp_fail_nomem(reterr);
    if (rc) {
        pp_json_done(form);
        pp_json_done(counted);
        return rc;
    }
    set_from(form, asked, counted);
    pp_json_set(form, "stageHint",
                pp_json_new_text("Tick no team and no ward for everywhere the plan is published."));
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
    int rc = read_asked(exchange, &exchange->request->query, &asked, reterr);
    if (rc)
        return rc;
    rc = *asked.plan ? count(exchange, &asked, &counted, &err) : 0;
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
    bool are_letters;
} products[] = {
    {"pages", "Write letters to print", "letters.pdf", {"letters", NULL}, true},
    {"table", "Write letters for GOV.UK Notify", "notify.csv", {"letters", NULL}, true},
    {"changes",
     "List of changes for the housing system",
     "changes.csv",
     {"export", "changes"},
     false},
    {"paper", "Paper for a committee", "report.html", {"export", "report"}, false},
    {"sheets", "Councillors' sheets", NULL, {"export", "councillors"}, false},
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
    add_day(command, "from", wish->has_from, wish->from);
    if (strcmp(product->what, "sheets") != 0)
        pp_api_command_add_option(command, "plan", wish->plan_name);
    if (product->are_letters) {
        add_day(command, "dated", wish->has_dated, wish->dated);
        pp_api_command_add_option(command, "notice",
                                  pp_arena_printf(command->arena, "%d", wish->notice_days));
    }
    for (size_t i = 0; i < wish->n_teams; i++)
        pp_api_command_add_option(command, "teams", wish->teams[i]);
    for (size_t i = 0; i < wish->n_wards; i++)
        pp_api_command_add_option(command, "wards", wish->wards[i]);
    pp_api_command_add_option(
        command, "output",
        product->file ? pp_arena_printf(command->arena, "%s/%s", folder, product->file) : folder);
    *ret_result = pp_arena_printf(command->arena, MADE "%s", token);
    return *ret_result ? pp_api_command_check(command, reterr) : pp_fail_nomem(reterr);
}

/* Why these letters are not written now, in words; NULL: they are. */
static const char *refusal(const struct pp_json *counted) {
    const char *problem = pp_json_text(pp_json_get(counted, "problem"));
    if (problem)
        return problem;
    if (pp_json_is_true(pp_json_get(counted, "nobody")))
        return "There is nobody to write to: see below why.";
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
    if (!product)
        return pp_fail(reterr, PP_E_INPUT, "Say what is to be made.");
    int rc = read_asked(exchange, form, &asked, reterr);
    if (rc)
        return rc;
    rc = make_wish(exchange, &asked, &wish, &err);
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

/* Of what, for whom and when it was made, and what was said. */
static int set_job(struct pp_exchange *exchange, struct pp_json *list, struct pp_error *reterr) {
    struct pp_json *job = NULL;
    const char *href = pp_arena_printf(&exchange->response->arena, MADE "%s", exchange->params[0]);
    int rc =
        href ? pp_service_job_of_page(exchange->db, href, &job, reterr) : pp_fail_nomem(reterr);
    return rc || !job ? rc : pp_json_set(list, "job", job) ? pp_fail_nomem(reterr) : 0;
}

int pp_answer_made(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *list = NULL;
    int rc = pp_service_made_list(exchange->api->db_path, exchange->params[0], MADE, &list, reterr);
    if (!rc && (rc = set_job(exchange, list, reterr)) != 0)
        pp_json_done(list);
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
