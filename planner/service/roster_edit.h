/* One change of a roster by hand, and its steps by kind. Private to planner/service. */
#ifndef PLANNER_SERVICE_ROSTER_EDIT_H
#define PLANNER_SERVICE_ROSTER_EDIT_H

#include "planner/service/roster_hand.h"

struct editing {
    struct pp_db *db;
    const struct pp_roster_edit *edit;
    struct pp_roster_in_hand *made;
    pp_day day; /* from when on */
    int patch_ix, post_ix;
    struct pp_str what; /* for the journal */
};

/* A change with its sentence, for those who are told. */
int edit_add_change(struct editing *e, struct pp_change change, const struct pp_str *text,
                    struct pp_error *reterr) PP_CHECKED;
/* Is `day`, told by `option`, one of this roster, and still to come? PP_E_USAGE. */
int edit_need_day(const struct editing *e, const char *option, pp_day day,
                  struct pp_error *reterr) PP_CHECKED;

/* Another named officer; what is fixed and no longer (roster_edit_lead.c). */
int edit_assign(struct editing *e, struct pp_error *reterr) PP_CHECKED;
int edit_pin(struct editing *e, struct pp_error *reterr) PP_CHECKED;
/* A drop-in or meeting moved, cancelled, or put back as it was (roster_edit_session.c). */
int edit_move_session(struct editing *e, struct pp_error *reterr) PP_CHECKED;
int edit_cancel_session(struct editing *e, struct pp_error *reterr) PP_CHECKED;
int edit_restore_session(struct editing *e, struct pp_error *reterr) PP_CHECKED;
/* Staff for a drop-in that was moved, each change told; and those who gave way then, when it goes back
 * (roster_edit_staff.c). */
int edit_find_staff(struct editing *e, struct pp_session *session,
                    struct pp_error *reterr) PP_CHECKED;
int edit_staff_back(struct editing *e, struct pp_session *session,
                    struct pp_error *reterr) PP_CHECKED;

#endif
