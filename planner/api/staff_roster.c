/* Rosters: looking, somebody away today, making one, making it again. */
#include <string.h>

#include "planner/api/command.h"
#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/staff_roster.h"

const char *pp_staff_own_team(const struct pp_exchange *exchange, const char *asked) {
    bool is_bound = exchange->who->role == PP_USER_TEAM_LEADER;
    return is_bound ? (exchange->who->team ? exchange->who->team : "-") : asked;
}

int pp_answer_roster(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *query = &exchange->request->query;
    struct pp_roster_view view = {.plan = pp_fields_get(query, "plan", ""),
                                  .team =
                                      pp_staff_own_team(exchange, pp_fields_get(query, "team", "")),
                                  .show = pp_fields_get(query, "view", ""),
                                  .from = exchange->request->today,
                                  .today = exchange->request->today};
    pp_day from;
    struct pp_json *roster = NULL;
    if (pp_day_parse(pp_fields_get(query, "from", ""), &from))
        view.from = from;
    int rc = pp_service_roster_page(exchange->db, &view, &roster, reterr);
    return rc ? rc : pp_staff_answer(exchange, "roster", "Roster", "roster", roster, reterr);
}

/* ---- away today ---- */

int64_t pp_staff_bound_team(const struct pp_exchange *exchange) {
    enum { OF_ALL = 0, OF_NONE = -1 };
    if (exchange->who->role != PP_USER_TEAM_LEADER)
        return OF_ALL;
    return exchange->who->team_id ? exchange->who->team_id : OF_NONE;
}

const char *pp_staff_mark_chosen(struct pp_json *list, const char *id) {
    const char *name = NULL;
    for (size_t i = 0; i < pp_json_length(list); i++) {
        struct pp_json *one = pp_json_at(list, i);
        const char *own = pp_json_text(pp_json_get(one, "id"));
        bool is_chosen = own && strcmp(own, id) == 0;
        pp_json_set(one, "chosen", pp_json_new_bool(is_chosen));
        if (is_chosen)
            name = pp_json_text(pp_json_get(one, "name"));
    }
    return name;
}

/* What was typed stays until it is done. */
static void set_typed(struct pp_json *form, const struct pp_fields *typed) {
    static const char *const fields[] = {"from", "to"};
    const char *part = pp_fields_get(typed, "part", "");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (*pp_fields_get(typed, fields[i], ""))
            pp_json_set(form, fields[i], pp_json_new_text(pp_fields_get(typed, fields[i], "")));
    pp_json_set(form, "part", pp_json_new_text(part));
    pp_json_set(form, "isAm", pp_json_new_bool(strcmp(part, "am") == 0));
    pp_json_set(form, "isPm", pp_json_new_bool(strcmp(part, "pm") == 0));
}

static int away_form(struct pp_exchange *exchange, struct pp_json **ret_form,
                     struct pp_error *reterr) {
    const struct pp_fields *typed = &exchange->request->form;
    struct pp_away_days days = {exchange->request->today, PP_PAST_DAY, PP_PAST_DAY};
    struct pp_json *list = NULL;
    if (!pp_day_parse(pp_fields_get(typed, "from", ""), &days.from))
        days.from = PP_PAST_DAY;
    if (!pp_day_parse(pp_fields_get(typed, "to", ""), &days.to))
        days.to = PP_PAST_DAY;
    int rc = pp_service_away_list(exchange->db, pp_staff_bound_team(exchange), days.today, &list,
                                  reterr);
    if (!rc)
        rc = pp_service_away_form(exchange->db, NULL, pp_staff_own_team(exchange, ""), &days,
                                  ret_form, reterr);
    if (rc) {
        pp_json_done(list);
        return rc;
    }
    pp_json_set(*ret_form, "absences", list);
    return 0;
}

static int answer_away(struct pp_exchange *exchange, const struct pp_staff_shown *shown,
                       struct pp_error *reterr) {
    const struct pp_fields *typed = &exchange->request->form;
    struct pp_json *form = NULL;
    int rc = away_form(exchange, &form, reterr);
    if (rc) {
        pp_json_done(shown->change);
        return rc;
    }
    struct pp_json *page = pp_page_new(exchange, "Somebody is away");
    const char *officer = pp_fields_get(typed, "officer", "");
    const char *who = pp_staff_mark_chosen(pp_json_get(form, "officers"), officer);
    pp_json_set(page, "who", pp_json_new_text(who));
    pp_json_set(form, "officer", pp_json_new_text(officer));
    if (shown->is_done)
        (void)pp_staff_mark_chosen(pp_json_get(form, "officers"), "");
    else
        set_typed(form, typed);
    pp_json_set(page, "form", form);
    pp_json_set(page, "problem", pp_json_new_text(shown->problem));
    pp_json_set(page, "isDone", pp_json_new_bool(shown->is_done));
    if (shown->change)
        pp_json_set(page, "change", shown->change);
    return pp_page_answer(exchange, shown->status, "away", page, reterr);
}

int pp_answer_away_form(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_away(exchange, &(struct pp_staff_shown){.status = 200}, reterr);
}

static int read_away(const struct pp_exchange *exchange, struct pp_away_wish *wish,
                     struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *part = pp_fields_get(form, "part", ""), *to = pp_fields_get(form, "to", "");
    *wish = (struct pp_away_wish){.officer_id = pp_fields_get(form, "officer", ""),
                                  .who = exchange->who->name,
                                  .today = exchange->request->today,
                                  .part = strcmp(part, "am") == 0   ? PP_HALF_AM
                                          : strcmp(part, "pm") == 0 ? PP_HALF_PM
                                                                    : -1};
    if (!*wish->officer_id)
        return pp_fail(reterr, PP_E_INPUT, "Choose who is away.");
    if (!pp_day_parse(pp_fields_get(form, "from", ""), &wish->from))
        return pp_fail(reterr, PP_E_INPUT, "From which day? Write it like 9/3/2027.");
    wish->to = wish->from;
    if (*to && !pp_day_parse(to, &wish->to))
        return pp_fail(reterr, PP_E_INPUT, "Until which day? Write it like 9/3/2027.");
    return 0;
}

int pp_staff_check_officer(const struct pp_exchange *exchange, const char *officer_id,
                           struct pp_error *reterr) {
    int64_t team_id = 0;
    int rc = pp_service_officer_team(exchange->db, officer_id, &team_id, reterr);
    return rc ? rc : pp_exchange_check(exchange, PP_MAY_ROSTER, team_id, reterr);
}

static int run_away(struct pp_db *db, const void *wish, struct pp_roster_in_hand *ret_made,
                    struct pp_error *reterr) {
    return pp_service_roster_away(db, wish, ret_made, reterr);
}

int pp_answer_away(struct pp_exchange *exchange, struct pp_error *reterr) {
    const char *do_step = pp_fields_get(&exchange->request->form, "do", "look");
    struct pp_staff_shown done = {.status = 200, .is_done = true};
    struct pp_away_wish wish;
    struct pp_error err = {0};
    int rc = read_away(exchange, &wish, &err);
    if (!rc && (rc = pp_staff_check_officer(exchange, wish.officer_id, reterr)) != 0)
        return rc;
    wish.dry_run = strcmp(do_step, "keep") != 0;
    const struct pp_staff_step step = {.run = run_away,
                                       .wish = &wish,
                                       .form = answer_away,
                                       .is_look = wish.dry_run,
                                       .looks_by_writing = true};
    rc = pp_staff_look_or_do(exchange, &step, rc, &err, &done.change, reterr);
    if (rc <= 0)
        return rc;
    rc = pp_exchange_reread(exchange, reterr);
    if (!rc)
        return answer_away(exchange, &done, reterr);
    pp_json_done(done.change);
    return rc;
}

/* ---- making it, and making it again ---- */

/* The plan named in the form, or the one that stands; the teams one may change. */
static void add_usual(struct pp_exchange *exchange, struct pp_api_command *command) {
    const struct pp_fields *form = &exchange->request->form;
    pp_api_command_add_chosen(command, "plan", pp_fields_get(form, "plan", ""));
    pp_api_command_add_chosen(command, "teams",
                              pp_staff_own_team(exchange, pp_fields_get(form, "team", "")));
    pp_day from;
    if (pp_day_parse(pp_fields_get(form, "from", ""), &from)) {
        char iso[11];
        pp_day_iso(from, iso);
        pp_api_command_add_option(command, "from", iso);
    }
}

/* The page of the roster that is made: of the plan and the team in the form. */
static int where_it_is(struct pp_exchange *exchange, const char **ret_href,
                       struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *plan = pp_fields_get(form, "plan", ""),
               *team = pp_staff_own_team(exchange, pp_fields_get(form, "team", ""));
    PP_AUTO_STR struct pp_str href = {0};
    pp_str_append(&href, "/roster");
    if (*plan)
        pp_href_name(&href, "?plan=", plan);
    if (*plan && *team)
        pp_href_name(&href, "&team=", team);
    *ret_href = pp_arena_strdup(&exchange->response->arena, pp_str_text(&href));
    return *ret_href ? 0 : pp_fail_nomem(reterr);
}

static int run(struct pp_exchange *exchange, const struct pp_api_command *command, const char *kind,
               const char *result, struct pp_error *reterr) {
    const struct pp_job_wish wish = {
        .kind = kind, .words = command->words, .n_words = command->n, .result = result};
    int rc = pp_api_command_check(command, reterr);
    return rc ? rc : pp_staff_run(exchange, wish, reterr);
}

/* What making it from the beginning means, before it is begun. */
static int answer_again(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    struct pp_json *again = pp_json_new_object();
    pp_json_set(again, "plan", pp_json_new_text(pp_fields_get(form, "plan", "")));
    pp_json_set(again, "team",
                pp_json_new_text(pp_staff_own_team(exchange, pp_fields_get(form, "team", ""))));
    return pp_staff_answer(exchange, "roster-again", "Make the roster from the beginning", "again",
                           again, reterr);
}

int pp_answer_roster_build(struct pp_exchange *exchange, struct pp_error *reterr) {
    if (strcmp(pp_fields_get(&exchange->request->form, "again", ""), "yes") == 0)
        return answer_again(exchange, reterr);
    struct pp_api_command command = {.arena = &exchange->response->arena};
    pp_api_command_add(&command, "roster");
    pp_api_command_add(&command, "build");
    add_usual(exchange, &command);
    const char *result = NULL;
    int rc = where_it_is(exchange, &result, reterr);
    if (rc)
        return rc;
    if (strcmp(pp_fields_get(&exchange->request->form, "do", ""), "try") == 0) {
        pp_api_command_add(&command, "--dry-run");
        return run(exchange, &command, "Try to make the roster", result, reterr);
    }
    return run(exchange, &command, "Make the roster", result, reterr);
}

/* An offer that was shown is taken only by whom it was shown to, and while it would come out the same. */
static int check_shown(const struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *team = pp_staff_own_team(exchange, pp_fields_get(form, "team", ""));
    int64_t job_id = 0;
    if (!pp_text_int(pp_fields_get(form, "job", ""), &job_id))
        return 0;
    int rc = pp_staff_check_job(exchange, exchange->db, job_id, reterr);
    return rc ? rc
              : pp_service_replan_current(exchange->db, job_id, pp_fields_get(form, "plan", ""),
                                          team, reterr);
}

/* Without an offer all three are shown and nothing is kept. Searched by steps, not by time: what is kept is what was shown. */
int pp_answer_replan(struct pp_exchange *exchange, struct pp_error *reterr) {
    static const char *const offers[] = {"least", "balance", "mixed"};
    const char *asked = pp_fields_get(&exchange->request->form, "offer", "");
    struct pp_api_command command = {.arena = &exchange->response->arena};
    bool is_offer = false;
    pp_api_command_add(&command, "roster");
    pp_api_command_add(&command, "replan");
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++)
        if (strcmp(asked, offers[i]) == 0) {
            pp_api_command_add_option(&command, "offer", offers[i]);
            is_offer = true;
        }
    add_usual(exchange, &command);
    pp_api_command_add(&command, "--max-steps=20000");
    int rc = is_offer ? check_shown(exchange, reterr) : 0;
    if (rc)
        return rc;
    if (!is_offer)
        pp_api_command_add(&command, "--format=json");
    const char *result = "/roster/replan/";
    if (is_offer)
        rc = where_it_is(exchange, &result, reterr);
    return rc ? rc
              : run(exchange, &command,
                    is_offer ? "Make the roster again" : "Three offers for the roster", result,
                    reterr);
}

int pp_answer_replan_offers(struct pp_exchange *exchange, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *job = NULL;
    struct pp_json *offers = NULL;
    int64_t job_id = 0;
    if (!pp_text_int(exchange->params[0], &job_id))
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such replan.");
    int rc = pp_staff_find_job(exchange, exchange->db, &job, reterr); /* another team's is theirs */
    if (rc)
        return rc;
    rc = pp_service_replan_page(exchange->db, job_id, &offers, reterr);
    return rc ? rc
              : pp_staff_answer(exchange, "replan", "Offers for the roster", "replan", offers,
                                reterr);
}
