/* The named officer of a patch, chosen by hand: shown first, then done. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/staff_roster.h"

static const char *plan_of(const struct pp_exchange *exchange) {
    const struct pp_request *request = exchange->request;
    return pp_fields_get(&request->form, "plan", pp_fields_get(&request->query, "plan", ""));
}

/* The page of the patch in the address, for who may change its team. */
static int find_patch(struct pp_exchange *exchange, struct pp_json **ret_patch,
                      struct pp_error *reterr) {
    struct pp_json *patch = NULL;
    int rc =
        pp_service_roster_patch_page(exchange->db, plan_of(exchange), pp_staff_param(exchange, 0),
                                     exchange->request->today, &patch, reterr);
    if (!rc)
        rc = pp_staff_check_team(exchange, pp_json_text(pp_json_get(patch, "team")), reterr);
    if (rc)
        pp_json_done(patch);
    else
        *ret_patch = patch;
    return rc;
}

/* What was chosen stays chosen; at first an officer is fixed. */
static void set_typed(const struct pp_exchange *exchange, struct pp_json *patch) {
    const struct pp_fields *form = &exchange->request->form;
    const char *officer = pp_fields_get(form, "officer", "");
    const char *who = pp_staff_mark_chosen(pp_json_get(patch, "officers"), officer);
    bool is_first = !*pp_fields_get(form, "do", "");
    pp_json_set(patch, "chosen", pp_json_new_text(officer));
    pp_json_set(patch, "chosenName", pp_json_new_text(who));
    pp_json_set(patch, "from", pp_json_new_text(pp_fields_get(form, "from", "")));
    pp_json_set(patch, "isFixed",
                pp_json_new_bool(is_first || *pp_fields_get(form, "fix", "") != '\0'));
}

static int answer_page(struct pp_exchange *exchange, const struct pp_staff_shown *shown,
                       struct pp_error *reterr) {
    struct pp_json *patch = NULL;
    int rc = find_patch(exchange, &patch, reterr);
    if (rc) {
        pp_json_done(shown->change);
        return rc;
    }
    set_typed(exchange, patch);
    char *title = pp_arena_printf(&exchange->response->arena, "Named officer of patch %s",
                                  pp_json_text(pp_json_get(patch, "patch")));
    struct pp_json *page = pp_page_new(exchange, title);
    pp_json_set(page, "patch", patch);
    pp_json_set(page, "problem", pp_json_new_text(shown->problem));
    if (shown->change)
        pp_json_set(page, "change", shown->change);
    return pp_page_answer(exchange, shown->status, "roster-patch", page, reterr);
}

int pp_answer_roster_patch(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_page(exchange, &(struct pp_staff_shown){.status = 200}, reterr);
}

/* Who, and from when on; nothing typed is today, or the roster's first day. */
static int read_assign(const struct pp_fields *form, struct pp_roster_edit *edit,
                       struct pp_error *reterr) {
    const char *officer = pp_fields_get(form, "officer", ""),
               *from = pp_fields_get(form, "from", "");
    edit->officer_id = officer;
    edit->and_pin = *pp_fields_get(form, "fix", "") != '\0';
    if (!*officer)
        return pp_fail(reterr, PP_E_INPUT, "Choose an officer.");
    if (*from && !pp_day_parse(from, &edit->day))
        return pp_fail(reterr, PP_E_INPUT, "From which day? Write it like 9/3/2027.");
    return 0;
}

/* Only named steps save: any other is a look. */
static int read_edit(const struct pp_exchange *exchange, struct pp_roster_edit *ret_edit,
                     struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *step = pp_fields_get(form, "do", "look"), *plan = plan_of(exchange);
    bool is_pin = strcmp(step, "pin") == 0, is_unpin = strcmp(step, "unpin") == 0;
    *ret_edit =
        (struct pp_roster_edit){.kind = is_pin     ? PP_ROSTER_PIN
                                        : is_unpin ? PP_ROSTER_UNPIN
                                                   : PP_ROSTER_ASSIGN,
                                .plan_name = *plan ? plan : NULL,
                                .patch = pp_staff_param(exchange, 0),
                                .who = exchange->who->name,
                                .today = exchange->request->today,
                                .day = PP_PAST_DAY,
                                .half = -1,
                                .own_team = true,
                                .dry_run = !is_pin && !is_unpin && strcmp(step, "assign") != 0};
    return ret_edit->kind == PP_ROSTER_ASSIGN ? read_assign(form, ret_edit, reterr) : 0;
}

int pp_answer_roster_patch_change(struct pp_exchange *exchange, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *patch = NULL;
    struct pp_json *change = NULL;
    struct pp_roster_edit edit;
    struct pp_error err = {0};
    int rc = find_patch(exchange, &patch, reterr);
    if (rc)
        return rc;
    rc = read_edit(exchange, &edit, &err);
    const struct pp_staff_step step = {
        .run = pp_staff_run_edit, .wish = &edit, .form = answer_page, .is_look = edit.dry_run};
    rc = pp_staff_look_or_do(exchange, &step, rc, &err, &change, reterr);
    const struct pp_roster_undo undo = {.href = pp_json_text(pp_json_get(patch, "ownHref"))};
    return rc <= 0 ? rc : pp_staff_answer_roster_done(exchange, change, "Done", &undo, reterr);
}
