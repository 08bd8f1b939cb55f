/* Taking back what was done to a roster by hand: an absence, a drop-in cancelled or moved. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff_roster.h"

int pp_staff_check_team(const struct pp_exchange *exchange, const char *team,
                        struct pp_error *reterr) {
    const char *own = exchange->who->team;
    bool is_own = own && team && strcmp(own, team) == 0;
    return pp_exchange_check(exchange, PP_MAY_ROSTER, is_own ? exchange->who->team_id : PP_NO_TEAM,
                             reterr);
}

bool pp_staff_is_for_the_form(int rc) {
    return rc == PP_E_INPUT || rc == PP_E_USAGE || rc == PP_E_CONFLICT;
}

static struct pp_json *undo_json(const struct pp_roster_undo *undo) {
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "plan", pp_json_new_text(undo->plan));
    if (undo->session_id)
        pp_json_set(json, "session", pp_json_new_int(undo->session_id));
    if (undo->href)
        pp_json_set(json, "href", pp_json_new_text(undo->href));
    return json;
}

int pp_staff_answer_roster_done(struct pp_exchange *exchange, struct pp_json *change,
                                const char *title, const struct pp_roster_undo *undo,
                                struct pp_error *reterr) {
    struct pp_json *page = pp_page_new(exchange, title);
    pp_json_set(page, "change", change);
    if (undo)
        pp_json_set(page, "undo", undo_json(undo));
    return pp_page_answer(exchange, 200, "roster-done", page, reterr);
}

static int answer_done(struct pp_exchange *exchange, const struct pp_roster_in_hand *made,
                       const char *title, struct pp_error *reterr) {
    struct pp_json *change = NULL;
    int rc = pp_service_roster_change_json(made, &change, reterr);
    return rc ? rc : pp_staff_answer_roster_done(exchange, change, title, NULL, reterr);
}

/* From today on, when the absence has begun. */
static int read_back(const struct pp_exchange *exchange, struct pp_away_wish *wish,
                     struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    *wish = (struct pp_away_wish){.officer_id = pp_fields_get(form, "officer", ""),
                                  .who = exchange->who->name,
                                  .today = exchange->request->today,
                                  .to = PP_PAST_DAY,
                                  .part = -1};
    if (!pp_day_parse(pp_fields_get(form, "from", ""), &wish->from))
        return pp_fail(reterr, PP_E_INPUT, "From which day? Write it like 9/3/2027.");
    if (wish->from < wish->today)
        wish->from = wish->today;
    return 0;
}

int pp_staff_begin_for_team(struct pp_exchange *exchange, int64_t team_id, struct pp_db **ret_db,
                            struct pp_error *reterr) {
    int rc = pp_exchange_check(exchange, PP_MAY_ROSTER, team_id, reterr);
    return rc ? rc : pp_api_write_begin(exchange->api, ret_db, reterr);
}

int pp_answer_roster_back(struct pp_exchange *exchange, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    struct pp_away_wish wish;
    struct pp_db *db = NULL;
    int64_t team_id = 0;
    int rc = read_back(exchange, &wish, reterr);
    if (!rc)
        rc = pp_service_officer_team(exchange->db, wish.officer_id, &team_id, reterr);
    if (!rc)
        rc = pp_staff_begin_for_team(exchange, team_id, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_roster_back(db, &wish, &made, reterr);
    pp_api_write_end(exchange->api);
    return rc ? rc : answer_done(exchange, &made, "There after all", reterr);
}

int pp_answer_roster_restore(struct pp_exchange *exchange, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    const struct pp_fields *form = &exchange->request->form;
    const char *plan = pp_fields_get(form, "plan", "");
    struct pp_roster_edit edit = {.kind = PP_ROSTER_RESTORE_SESSION,
                                  .plan_name = *plan ? plan : NULL,
                                  .who = exchange->who->name,
                                  .today = exchange->request->today,
                                  .day = PP_PAST_DAY,
                                  .half = -1};
    struct pp_db *db = NULL;
    int64_t team_id = 0;
    if (!pp_text_int(pp_fields_get(form, "session", ""), &edit.session_id))
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such drop-in.");
    int rc = pp_service_session_team(exchange->db, edit.session_id, &team_id, reterr);
    if (!rc)
        rc = pp_staff_begin_for_team(exchange, team_id, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_roster_edit(db, &edit, &made, reterr);
    pp_api_write_end(exchange->api);
    return rc ? rc : answer_done(exchange, &made, "Taken back", reterr);
}
