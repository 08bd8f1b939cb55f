/* An officer leaves: seen first, kept, and taken back when they stay after all. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/staff_roster.h"

static bool has_step(const struct pp_exchange *exchange, const char *step) {
    return strcmp(pp_fields_get(&exchange->request->form, "do", "look"), step) == 0;
}

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

static int answer_page(struct pp_exchange *exchange, const struct pp_staff_shown *shown,
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
    pp_json_set(page, "stays", pp_json_new_bool(shown->is_done && has_step(exchange, "stay")));
    if (shown->change)
        pp_json_set(page, "change", shown->change);
    return pp_page_answer(exchange, shown->status, "leaves", page, reterr);
}

int pp_answer_leaves_form(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_page(exchange, &(struct pp_staff_shown){.status = 200}, reterr);
}

/* Only named steps save: any other is a look. */
static int read_wish(const struct pp_exchange *exchange, struct pp_leaves_wish *wish,
                     struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    *wish = (struct pp_leaves_wish){.officer_id = pp_fields_get(form, "officer", ""),
                                    .who = exchange->who->name,
                                    .today = exchange->request->today,
                                    .stays = has_step(exchange, "stay"),
                                    .dry_run =
                                        !has_step(exchange, "keep") && !has_step(exchange, "stay")};
    if (!*wish->officer_id)
        return pp_fail(reterr, PP_E_INPUT, "Choose who leaves.");
    if (!wish->stays && !pp_day_parse(pp_fields_get(form, "day", ""), &wish->day))
        return pp_fail(reterr, PP_E_INPUT, "Which day is the last one? Write it like 9/3/2027.");
    return 0;
}

static int run_leaves(struct pp_db *db, const void *wish, struct pp_roster_in_hand *ret_made,
                      struct pp_error *reterr) {
    return pp_service_roster_leaves(db, wish, ret_made, reterr);
}

int pp_answer_leaves(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_staff_shown done = {.status = 200, .is_done = true};
    struct pp_leaves_wish wish;
    struct pp_error err = {0};
    int rc = read_wish(exchange, &wish, &err);
    if (!rc && (rc = pp_staff_check_officer(exchange, wish.officer_id, reterr)) != 0)
        return rc;
    const struct pp_staff_step step = {.run = run_leaves,
                                       .wish = &wish,
                                       .form = answer_page,
                                       .is_look = wish.dry_run,
                                       .looks_by_writing = true};
    rc = pp_staff_look_or_do(exchange, &step, rc, &err, &done.change, reterr);
    if (rc <= 0)
        return rc;
    rc = pp_exchange_reread(exchange, reterr);
    if (!rc)
        return answer_page(exchange, &done, reterr);
    pp_json_done(done.change);
    return rc;
}
