/* An officer leaves: seen first, kept, and taken back when they stay after all. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/staff_roster.h"

struct shown {
    int status;
    const char *problem;
    struct pp_json *change; /* taken; NULL: nothing looked at yet */
    bool is_done, stays;
};

/* Whom one may choose, and who is known to leave. */
static int read_form(struct pp_exchange *exchange, struct pp_json **ret_form,
                     struct pp_error *reterr) {
    const struct pp_away_days days = {exchange->request->today, PP_PAST_DAY, PP_PAST_DAY};
    struct pp_json *form = NULL, *list = NULL;
    int rc = pp_service_away_form(exchange->db, NULL, pp_staff_own_team(exchange, ""), &days, &form,
                                  reterr);
    if (!rc)
        rc = pp_service_leaving_list(exchange->db, pp_staff_bound_team(exchange), &list, reterr);
    if (rc)
        pp_json_done(form);
    else if (pp_json_set(form, "leaving", list) != 0)
        rc = pp_fail_nomem(reterr);
    *ret_form = rc ? NULL : form;
    return rc;
}

/* The team that is made again without them. */
static const char *team_of(const struct pp_json *officers, const char *officer) {
    for (size_t i = 0; i < pp_json_length(officers); i++) {
        const struct pp_json *one = pp_json_at(officers, i);
        const char *id = pp_json_text(pp_json_get(one, "id"));
        if (id && strcmp(id, officer) == 0)
            return pp_json_text(pp_json_get(one, "team"));
    }
    return NULL;
}

static int answer_page(struct pp_exchange *exchange, const struct shown *shown,
                       struct pp_error *reterr) {
    const struct pp_fields *typed = &exchange->request->form;
    const char *officer = pp_fields_get(typed, "officer", "");
    struct pp_json *form = NULL;
    int rc = read_form(exchange, &form, reterr);
    if (rc) {
        pp_json_done(shown->change);
        return rc;
    }
    struct pp_json *page = pp_page_new(exchange, "Somebody leaves");
    pp_json_set(page, "who",
                pp_json_new_text(pp_staff_mark_chosen(pp_json_get(form, "officers"), officer)));
    pp_json_set(form, "team", pp_json_new_text(team_of(pp_json_get(form, "officers"), officer)));
    pp_json_set(form, "officer", pp_json_new_text(officer));
    if (shown->is_done)
        (void)pp_staff_mark_chosen(pp_json_get(form, "officers"), "");
    else
        pp_json_set(form, "day", pp_json_new_text(pp_fields_get(typed, "day", "")));
    pp_json_set(page, "form", form);
    pp_json_set(page, "problem", pp_json_new_text(shown->problem));
    pp_json_set(page, "isDone", pp_json_new_bool(shown->is_done));
    pp_json_set(page, "stays", pp_json_new_bool(shown->stays));
    if (shown->change)
        pp_json_set(page, "change", shown->change);
    return pp_page_answer(exchange, shown->status, "leaves", page, reterr);
}

int pp_answer_leaves_form(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_page(exchange, &(struct shown){.status = 200}, reterr);
}

/* Only named steps save: any other is a look. */
static int read_wish(const struct pp_exchange *exchange, struct pp_leaves_wish *wish,
                     struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *step = pp_fields_get(form, "do", "look");
    *wish =
        (struct pp_leaves_wish){.officer_id = pp_fields_get(form, "officer", ""),
                                .who = exchange->who->name,
                                .today = exchange->request->today,
                                .stays = strcmp(step, "stay") == 0,
                                .dry_run = strcmp(step, "keep") != 0 && strcmp(step, "stay") != 0};
    if (!*wish->officer_id)
        return pp_fail(reterr, PP_E_INPUT, "Choose who leaves.");
    if (!wish->stays && !pp_day_parse(pp_fields_get(form, "day", ""), &wish->day))
        return pp_fail(reterr, PP_E_INPUT, "Which day is the last one? Write it like 9/3/2027.");
    return 0;
}

static int look_or_do(struct pp_exchange *exchange, const struct pp_leaves_wish *wish,
                      struct pp_json **ret_change, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    struct pp_db *db = NULL;
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_roster_leaves(db, wish, &made, reterr);
    pp_api_write_end(exchange->api);
    if (!rc)
        rc = pp_service_roster_change_json(&made, ret_change, reterr);
    if (!rc && !wish->dry_run)
        rc = pp_exchange_reread(exchange, reterr);
    return rc;
}

int pp_answer_leaves(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct shown shown = {.status = 200};
    struct pp_leaves_wish wish;
    struct pp_error err = {0};
    int rc = read_wish(exchange, &wish, &err);
    if (!rc && (rc = pp_staff_check_officer(exchange, wish.officer_id, reterr)) != 0)
        return rc;
    if (!rc)
        rc = look_or_do(exchange, &wish, &shown.change, &err);
    if (pp_staff_is_for_the_form(rc) || rc == PP_E_NOTFOUND)
        return answer_page(exchange, &(struct shown){.status = 400, .problem = err.message},
                           reterr);
    if (rc) {
        pp_json_done(shown.change);
        *reterr = err;
        return rc;
    }
    shown.is_done = !wish.dry_run;
    shown.stays = wish.stays;
    return answer_page(exchange, &shown, reterr);
}
