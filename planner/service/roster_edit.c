/* A roster changed by hand: who leads, what is fixed, where a drop-in is. A broken rule is listed, never hidden. One edit,
 * whole or not at all. */
#include "planner/service/roster_edit.h"

#include "patchplan/core/alloc.h"

int edit_add_change(struct editing *e, struct pp_change change, const struct pp_str *text,
                    struct pp_error *reterr) {
    if (text->failed)
        return pp_fail_nomem(reterr);
    change.text = pp_str_text(text);
    return pp_roster_add_change(&e->made->roster, &change, reterr);
}

int edit_need_day(const struct editing *e, const char *option, pp_day day,
                  struct pp_error *reterr) {
    const struct pp_calendar *calendar = &e->made->problem.calendar;
    int rc = pp_roster_need_day(option, day, calendar->first_day, pp_calendar_last_day(calendar),
                                reterr);
    return rc ? rc : pp_roster_refuse_past(option, day, e->edit->today, reterr);
}

static int (*const steps[])(struct editing *e, struct pp_error *reterr) = {
    [PP_ROSTER_ASSIGN] = edit_assign,
    [PP_ROSTER_PIN] = edit_pin,
    [PP_ROSTER_UNPIN] = edit_pin,
    [PP_ROSTER_MOVE_SESSION] = edit_move_session,
    [PP_ROSTER_CANCEL_SESSION] = edit_cancel_session,
    [PP_ROSTER_RESTORE_SESSION] = edit_restore_session,
};

static int do_edit(struct editing *e, struct pp_error *reterr) {
    struct pp_roster_in_hand *made = e->made;
    int rc = pp_roster_hand_open_about(e->db,
                                       &(struct pp_hand_about){.plan_name = e->edit->plan_name,
                                                               .patch = e->edit->patch,
                                                               .session_id = e->edit->session_id,
                                                               .today = e->edit->today},
                                       made, reterr);
    if (!rc)
        rc = pp_roster_hand_load(e->db, e->edit->today, made, reterr);
    if (rc)
        return rc;
    pp_day first = made->problem.calendar.first_day;
    e->day = e->edit->today > first ? e->edit->today : first;
    if (e->edit->kind == PP_ROSTER_ASSIGN && e->edit->day != PP_PAST_DAY)
        e->day = e->edit->day;
    rc = steps[e->edit->kind](e, reterr);
    if (!rc)
        rc = pp_roster_hand_judge(made, reterr);
    if (!rc)
        rc = pp_roster_hand_save(e->db, made, e->edit->who, 0, pp_str_text(&e->what), reterr);
    return rc;
}

int pp_service_roster_edit(struct pp_db *db, const struct pp_roster_edit *edit,
                           struct pp_roster_in_hand *ret_made, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    struct editing editing = {.db = db, .edit = edit, .made = &made, .patch_ix = -1, .post_ix = -1};
    int rc = edit->dry_run ? pp_db_begin_read(db, reterr) : pp_db_begin(db, reterr);
    if (rc)
        return rc;
    made.is_look = edit->dry_run;
    rc = do_edit(&editing, reterr);
    pp_str_done(&editing.what);
    rc = pp_roster_hand_end(db, edit->dry_run, rc, reterr);
    if (rc)
        return rc;
    *ret_made = made;
    made = (struct pp_roster_in_hand){0};
    return 0;
}
