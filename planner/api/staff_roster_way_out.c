/* Ways out of a roster's rules: looked at, tried, taken. Nothing is run that the program has not written itself. */
#include <string.h>

#include "planner/api/command.h"
#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/staff_roster.h"

/* What changes one team alone is for whoever may change that; everything else for who may change all. */
static int check(const struct pp_exchange *exchange, const struct pp_roster_way_out *way,
                 struct pp_error *reterr) {
    return pp_staff_check_team(exchange, way->only_team, reterr);
}

static int answer_look(struct pp_exchange *exchange, const struct pp_roster_way_out *way,
                       const char *fix, struct pp_error *reterr) {
    PP_AUTO_FREE char *why = pp_for_pages(way->why);
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "text", pp_json_new_text(way->text));
    pp_json_set(json, "why", pp_json_new_text(why));
    pp_json_set(json, "plan", pp_json_new_text(way->plan));
    pp_json_set(json, "teams", pp_json_new_text(way->teams));
    pp_json_set(json, "fix", pp_json_new_text(fix));
    return pp_staff_answer(exchange, "roster-way-out", "A way out", "way", json, reterr);
}

static int run_way(struct pp_exchange *exchange, const struct pp_roster_way_out *way, bool is_trial,
                   struct pp_error *reterr) {
    struct pp_api_command command = {.arena = &exchange->response->arena};
    for (size_t i = 0; i < way->n_words; i++)
        pp_api_command_add(&command, way->words[i]);
    if (is_trial)
        pp_api_command_add(&command, "--dry-run");
    const struct pp_job_wish wish = {.kind = is_trial ? "Try a way out of the roster's rules"
                                                      : "Take a way out of the roster's rules",
                                     .words = command.words,
                                     .n_words = command.n,
                                     .result = "/roster?view=measures"};
    int rc = pp_api_command_check(&command, reterr);
    return rc ? rc : pp_staff_run(exchange, wish, reterr);
}

int pp_answer_roster_way_out(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *fix = pp_fields_get(form, "fix", ""), *step = pp_fields_get(form, "do", "look");
    struct pp_roster_way_out way;
    int rc = pp_service_roster_way_out(exchange->db, pp_fields_get(form, "plan", ""), fix,
                                       &exchange->response->arena, &way, reterr);
    if (!rc)
        rc = check(exchange, &way, reterr);
    if (rc)
        return rc;
    bool is_trial = strcmp(step, "try") == 0;
    return is_trial || strcmp(step, "do") == 0 ? run_way(exchange, &way, is_trial, reterr)
                                               : answer_look(exchange, &way, fix, reterr);
}
