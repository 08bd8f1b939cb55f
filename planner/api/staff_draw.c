/* Drawing patches: a form that becomes a command. */
#include <stdio.h>
#include <string.h>

#include "planner/api/command.h"
#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/today.h"
#include "patchplan/store/plan.h"

enum { MOST_SECONDS = 3600 };

/* A number typed into the form, when one is; PP_E_INPUT in words. */
static int add_number(struct pp_api_command *command, const struct pp_fields *form,
                      const char *field, const char *option, const char *title,
                      struct pp_error *reterr) {
    const char *typed = pp_fields_get(form, field, "");
    double value = 0;
    if (!*typed)
        return 0;
    if (!pp_text_real(typed, &value) || value < 0 || value > 1e9)
        return pp_fail(reterr, PP_E_INPUT, "%s must be a number, such as 250, without a comma.",
                       title);
    pp_api_command_add_option(command, option, typed);
    return 0;
}

static int add_size(struct pp_api_command *command, const struct pp_fields *form,
                    struct pp_error *reterr) {
    const char *least = pp_fields_get(form, "least", ""), *most = pp_fields_get(form, "most", "");
    int64_t least_milli = 0, most_milli = 0;
    if (!*least && !*most)
        return 0;
    const char *size = pp_arena_printf(command->arena, "%s:%s", least, most);
    if (!size || !pp_text_limits(size, &least_milli, &most_milli))
        return pp_fail(reterr, PP_E_INPUT,
                       "The size limits must be two numbers, the smaller one first, such as 280 "
                       "and 300.");
    pp_api_command_add_option(command, "size", size);
    return 0;
}

static int add_time(struct pp_api_command *command, const struct pp_fields *form,
                    struct pp_error *reterr) {
    const char *typed = pp_fields_get(form, "seconds", "60");
    int64_t seconds = 0;
    if (!pp_text_int(typed, &seconds) || seconds < 1 || seconds > MOST_SECONDS)
        return pp_fail(reterr, PP_E_INPUT,
                       "How long it may take must be between 1 and 3,600 seconds.");
    pp_api_command_add_option(command, "time-limit", typed);
    return 0;
}

/* "40%", "12000" or nothing. */
static int check_change(const struct pp_fields *form, struct pp_error *reterr) {
    char number[32];
    double value = 0;
    const char *typed = pp_fields_get(form, "change", "");
    size_t length = strcspn(typed, "%");
    snprintf(number, sizeof number, "%.*s", (int)length, typed);
    if (!*typed || (length < sizeof number && pp_text_real(number, &value) && value >= 0 &&
                    (!typed[length] || !typed[length + 1])))
        return 0;
    return pp_fail(reterr, PP_E_INPUT,
                   "How many homes may change patch must be a number or a share, such as 12000 or "
                   "40%%, without a comma.");
}

static int check_together(const struct pp_fields *form, struct pp_error *reterr) {
    if (!*pp_fields_get(form, "posts", "") || !pp_fields_at(form, "team", 0))
        return 0;
    return pp_fail(reterr, PP_E_INPUT,
                   "One patch for each post is drawn for the whole city: tick no team, or untick "
                   "the posts.");
}

static void add_choices(struct pp_api_command *command, const struct pp_fields *form) {
    static const char *const choices[][2] = {
        {"within", "within"}, {"from", "from"}, {"change", "max-change"}};
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        pp_api_command_add_chosen(command, choices[i][1], pp_fields_get(form, choices[i][0], ""));
    }
    const char *team;
    for (size_t i = 0; (team = pp_fields_at(form, "team", i)) != NULL; i++)
        pp_api_command_add_option(command, "teams", team);
    if (*pp_fields_get(form, "posts", ""))
        pp_api_command_add(command, "--posts");
}

/* A draft of that name is lost: that has to be meant. */
static int check_name(struct pp_exchange *exchange, const struct pp_fields *form, const char *name,
                      struct pp_error *reterr) {
    int64_t plan_id = 0;
    struct pp_error err = {0};
    int rc = pp_store_plan_check_name(name, &err);
    if (rc)
        return pp_fail(reterr, PP_E_INPUT, "Give the draft another name: %s.", err.message);
    rc = pp_store_plan_find(exchange->db, name, &plan_id, NULL, NULL);
    if (rc == 0 && !*pp_fields_get(form, "replace", ""))
        return pp_fail(reterr, PP_E_INPUT,
                       "There is a plan %s already. Give another name, or tick that the draft may "
                       "be replaced.",
                       name);
    return rc == PP_E_NOTFOUND ? 0 : rc;
}

static int make_command(struct pp_exchange *exchange, const char *name,
                        struct pp_api_command *command, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    pp_api_command_add(command, "allocate");
    pp_api_command_add_option(command, "plan", name);
    int rc = check_name(exchange, form, name, reterr);
    if (!rc)
        rc = add_size(command, form, reterr);
    if (!rc)
        rc = add_number(command, form, "keep", "keep", "What a home that changes patch counts",
                        reterr);
    if (!rc)
        rc = add_number(command, form, "ward", "ward",
                        "What a home outside its patch's main ward counts", reterr);
    if (!rc)
        rc = check_change(form, reterr);
    if (!rc)
        rc = check_together(form, reterr);
    if (!rc)
        rc = add_time(command, form, reterr);
    add_choices(command, form);
    return rc ? rc : pp_api_command_check(command, reterr);
}

/* What it may start from: the list as it is, or a plan; unless something was chosen, the plan in force everywhere. */
static int set_starts(struct pp_exchange *exchange, struct pp_json *form, const char *chosen,
                      struct pp_error *reterr) {
    struct pp_json *plans = pp_json_get(form, "plans");
    struct pp_today_told told;
    int rc = pp_service_today_tell(exchange->db, exchange->request->today,
                                   &exchange->response->arena, &told, reterr);
    for (size_t i = 0; i < pp_json_length(plans) && !rc; i++) {
        struct pp_json *plan = pp_json_at(plans, i);
        const struct pp_json *name = pp_json_get(plan, "name");
        bool in_force = pp_json_is(name, told.plan);
        pp_json_set(plan, "inForce", pp_json_new_bool(in_force));
        pp_json_set(plan, "isStart",
                    pp_json_new_bool(chosen ? pp_json_is(name, chosen) : in_force));
    }
    if (!rc && (pp_json_set(form, "list", pp_json_new_text(told.list)) ||
                pp_json_set(form, "todayWords", pp_json_new_text(told.words))))
        rc = pp_fail_nomem(reterr);
    return rc;
}

static bool has_value(const struct pp_fields *fields, const char *field, const char *value) {
    const char *one;
    for (size_t i = 0; (one = pp_fields_at(fields, field, i)) != NULL; i++)
        if (strcmp(one, value) == 0)
            return true;
    return false;
}

/* What was ticked, and which borders were chosen. */
static int keep_choices(const struct pp_fields *typed, struct pp_json *form) {
    static const char *const ticks[] = {"replace", "posts"};
    static const char *const borders[][2] = {
        {"", "As usual"}, {"team", "Of teams"}, {"ward", "Of wards"}, {"none", "None"}};
    struct pp_json *teams = pp_json_get(form, "teams"), *within = pp_json_new_array();
    int failed = pp_json_set(form, "borders", within);
    for (size_t i = 0; i < sizeof ticks / sizeof *ticks; i++)
        failed |=
            pp_json_set(form, ticks[i], pp_json_new_bool(*pp_fields_get(typed, ticks[i], "")));
    for (size_t i = 0; i < pp_json_length(teams); i++) {
        struct pp_json *team = pp_json_at(teams, i);
        const char *name = pp_json_text(pp_json_get(team, "name"));
        failed |=
            pp_json_set(team, "chosen", pp_json_new_bool(name && has_value(typed, "team", name)));
    }
    for (size_t i = 0; i < sizeof borders / sizeof *borders; i++) {
        struct pp_json *border = pp_json_new_object();
        bool chosen = strcmp(pp_fields_get(typed, "within", ""), borders[i][0]) == 0;
        failed |= pp_json_set(border, "value", pp_json_new_text(borders[i][0]));
        failed |= pp_json_set(border, "title", pp_json_new_text(borders[i][1]));
        failed |= pp_json_set(border, "chosen", pp_json_new_bool(chosen));
        failed |= pp_json_push(within, border);
    }
    return failed;
}

/* ---- what a plan was drawn with, as fields of the form ---- */

static void add_field(struct pp_fields *fields, const char *name, const char *value) {
    if (value && *value)
        fields->rows[fields->n++] = (struct pp_field){name, value};
}

/* "280:300" as its two fields. */
static void add_limits(struct pp_fields *fields, const char *size, struct pp_arena *arena) {
    const char *colon = size ? strchr(size, ':') : NULL;
    if (!colon)
        return;
    add_field(fields, "least", pp_arena_strndup(arena, size, (size_t)(colon - size)));
    add_field(fields, "most", pp_arena_strdup(arena, colon + 1));
}

static const char *option(const struct pp_json *options, const char *name, size_t i,
                          struct pp_arena *arena) {
    const char *text = pp_json_text(pp_json_at(pp_json_get(options, name), i));
    return text ? pp_arena_strdup(arena, text) : NULL;
}

/* The same name and choices again; a plan that is no more: nothing. */
static int read_like(struct pp_exchange *exchange, const char *plan, struct pp_fields *fields,
                     struct pp_error *reterr) {
    static const char *const names[][2] = {{"keep", "keep"},          {"ward", "ward"},
                                           {"time-limit", "seconds"}, {"max-change", "change"},
                                           {"from", "from"},          {"within", "within"}};
    enum { N_NAMES = sizeof names / sizeof *names, N_OTHERS = 5 };
    PP_AUTO_JSON struct pp_json *options = NULL;
    struct pp_arena *arena = &exchange->response->arena;
    struct pp_error err = {0};
    int rc = pp_service_plan_asked(exchange->db, plan, &options, &err);
    if (rc == PP_E_NOTFOUND)
        return 0;
    const struct pp_json *teams = pp_json_get(options, "teams");
    size_t room = N_NAMES + N_OTHERS + pp_json_length(teams);
    fields->rows = pp_arena_alloc(arena, room * sizeof *fields->rows);
    if (rc || !fields->rows) {
        *reterr = err;
        return rc ? rc : pp_fail_nomem(reterr);
    }
    add_field(fields, "name", plan);
    add_field(fields, "replace", "yes");
    add_field(fields, "posts", pp_json_length(pp_json_get(options, "posts")) ? "yes" : NULL);
    add_limits(fields, option(options, "size", 0, arena), arena);
    for (size_t i = 0; i < N_NAMES; i++)
        add_field(fields, names[i][1], option(options, names[i][0], 0, arena));
    for (size_t i = 0; i < pp_json_length(teams); i++)
        add_field(fields, "team", option(options, "teams", i, arena));
    return 0;
}

/* What was typed, or what the plan was drawn with that the address names. */
static int read_typed(struct pp_exchange *exchange, struct pp_fields *typed,
                      struct pp_error *reterr) {
    const struct pp_request *request = exchange->request;
    const char *like = pp_fields_get(&request->query, "like", "");
    *typed = request->form;
    return request->method == PP_GET && *like ? read_like(exchange, like, typed, reterr) : 0;
}

/* The form, with what was typed. */
static int answer_form(struct pp_exchange *exchange, int status, const char *problem,
                       struct pp_error *reterr) {
    static const char *const fields[] = {"name", "least",   "most",   "keep",
                                         "ward", "seconds", "change", "from"};
    struct pp_fields asked, *typed = &asked;
    struct pp_json *form = NULL;
    int rc = read_typed(exchange, typed, reterr);
    if (!rc)
        rc = pp_service_draw_form(exchange->db, exchange->request->today, &form, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *value = pp_fields_get(typed, fields[i], NULL);
        if (value)
            pp_json_set(form, fields[i], pp_json_new_text(value));
    }
    rc = keep_choices(typed, form)
             ? pp_fail_nomem(reterr)
             : set_starts(exchange, form, pp_fields_get(typed, "from", NULL), reterr);
    if (rc) {
        pp_json_done(form);
        return rc;
    }
    struct pp_json *page = pp_page_new(exchange, "Draw patches");
    pp_json_set(page, "form", form);
    pp_json_set(page, "problem", pp_json_new_text(problem));
    return pp_page_answer(exchange, status, "draw", page, reterr);
}

int pp_answer_draw_form(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_form(exchange, 200, NULL, reterr);
}

int pp_answer_draw(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *name = pp_fields_get(&exchange->request->form, "name", "");
    struct pp_api_command command = {.arena = &exchange->response->arena};
    PP_AUTO_STR struct pp_str result = {0};
    struct pp_error err = {0};
    int rc = make_command(exchange, name, &command, &err);
    if (rc == PP_E_INPUT)
        return answer_form(exchange, 400, err.message, reterr);
    if (rc) {
        *reterr = err;
        return rc;
    }
    pp_href_name(&result, "/plan/", name);
    return pp_staff_run(exchange,
                        (struct pp_job_wish){.kind = "Draw patches",
                                             .words = command.words,
                                             .n_words = command.n,
                                             .result = pp_str_text(&result)},
                        reterr);
}
