/* A drop-in cancelled or moved: shown first what that does, then done. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff_roster.h"

/* The drop-in of the address, for who may change its team's roster. */
static int find_drop_in(const struct pp_exchange *exchange, int64_t *ret_session_id,
                        int64_t *ret_team_id, struct pp_error *reterr) {
    if (!pp_text_int(exchange->params[0], ret_session_id))
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such drop-in.");
    int rc = pp_service_session_team(exchange->db, *ret_session_id, ret_team_id, reterr);
    return rc ? rc : pp_exchange_check(exchange, PP_MAY_ROSTER, *ret_team_id, reterr);
}

/* Is that the step which the form's button names? */
static bool has_step(const struct pp_exchange *exchange, const char *step) {
    return strcmp(pp_fields_get(&exchange->request->form, "do", ""), step) == 0;
}

static bool is_move(const struct pp_exchange *exchange) {
    return has_step(exchange, "move") || has_step(exchange, "look move");
}

/* What was typed stays there, and goes along when it is done. */
static void set_typed(const struct pp_exchange *exchange, struct pp_json *drop_in) {
    const struct pp_fields *form = &exchange->request->form;
    static const char *const fields[] = {"day", "half", "venue"};
    struct pp_json *typed = pp_json_new_object();
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        pp_json_set(typed, fields[i], pp_json_new_text(pp_fields_get(form, fields[i], "")));
    pp_json_set(drop_in, "typed", typed);
    (void)pp_staff_mark_chosen(pp_json_get(drop_in, "venues"), pp_fields_get(form, "venue", ""));
    (void)pp_staff_mark_chosen(pp_json_get(drop_in, "halves"), pp_fields_get(form, "half", ""));
}

static int answer_form(struct pp_exchange *exchange, const struct pp_staff_shown *shown,
                       struct pp_error *reterr) {
    const struct pp_request *request = exchange->request;
    const char *plan =
        pp_fields_get(&request->form, "plan", pp_fields_get(&request->query, "plan", ""));
    struct pp_json *drop_in = NULL;
    int64_t session_id = 0, team_id = 0;
    int rc = find_drop_in(exchange, &session_id, &team_id, reterr);
    if (!rc)
        rc = pp_service_session_page(exchange->db, plan, session_id, request->today, &drop_in,
                                     reterr);
    if (rc) {
        pp_json_done(shown->change);
        return rc;
    }
    set_typed(exchange, drop_in);
    struct pp_json *page = pp_page_new(exchange, "Cancel or move a drop-in");
    pp_json_set(page, "dropIn", drop_in);
    pp_json_set(page, "problem", pp_json_new_text(shown->problem));
    pp_json_set(page, "isMove", pp_json_new_bool(is_move(exchange)));
    if (shown->change)
        pp_json_set(page, "change", shown->change);
    return pp_page_answer(exchange, shown->status, "roster-drop-in", page, reterr);
}

int pp_answer_drop_in_form(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_form(exchange, &(struct pp_staff_shown){.status = 200}, reterr);
}

/* Where to: what is left empty stays as it is. */
static int read_move(const struct pp_fields *form, struct pp_roster_edit *edit,
                     struct pp_error *reterr) {
    const char *day = pp_fields_get(form, "day", ""), *half = pp_fields_get(form, "half", ""),
               *venue = pp_fields_get(form, "venue", "");
    edit->kind = PP_ROSTER_MOVE_SESSION;
    edit->half = *half ? pp_half_parse(half) : -1;
    edit->venue_id = *venue ? venue : NULL;
    if (!*day && edit->half < 0 && !*venue)
        return pp_fail(reterr, PP_E_INPUT, "Say where to: another day, half-day or place.");
    if (*day && !pp_day_parse(day, &edit->day))
        return pp_fail(reterr, PP_E_INPUT, "To which day? Write it like 9/3/2027.");
    return 0;
}

/* Only named steps save: any other is a look. */
static int read_edit(const struct pp_exchange *exchange, struct pp_roster_edit *ret_edit,
                     struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *plan = pp_fields_get(form, "plan", "");
    *ret_edit = (struct pp_roster_edit){.kind = PP_ROSTER_CANCEL_SESSION,
                                        .plan_name = *plan ? plan : NULL,
                                        .who = exchange->who->name,
                                        .today = exchange->request->today,
                                        .day = PP_PAST_DAY,
                                        .half = -1,
                                        .dry_run = !has_step(exchange, "cancel") &&
                                                   !has_step(exchange, "move")};
    return is_move(exchange) ? read_move(form, ret_edit, reterr) : 0;
}

int pp_answer_drop_in_change(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *change = NULL;
    struct pp_roster_edit edit;
    struct pp_error err = {0};
    int64_t session_id = 0, team_id = 0;
    int rc = find_drop_in(exchange, &session_id, &team_id, reterr);
    if (rc)
        return rc;
    rc = read_edit(exchange, &edit, &err);
    edit.session_id = session_id;
    const struct pp_staff_step step = {.run = pp_staff_run_edit,
                                       .wish = &edit,
                                       .form = answer_form,
                                       .session_id = session_id,
                                       .is_look = edit.dry_run};
    rc = pp_staff_look_or_do(exchange, &step, rc, &err, &change, reterr);
    if (rc <= 0)
        return rc;
    return pp_staff_answer_roster_done(
        exchange, change, is_move(exchange) ? "The drop-in is moved" : "The drop-in is cancelled",
        &(struct pp_roster_undo){.plan = edit.plan_name, .session_id = session_id}, reterr);
}
