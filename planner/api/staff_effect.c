/* What moving would do, asked at every tick: the plan that somebody works on stays taken up between questions. */
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/file.h"

void pp_resident_done(struct pp_resident *resident) {
    pp_editor_free(resident->editor);
    pp_db_close(resident->db);
    pp_free(resident->plan);
    pthread_mutex_destroy(&resident->lock);
}

static void put_away(struct pp_resident *resident) {
    pp_editor_free(resident->editor);
    pp_free(resident->plan);
    resident->editor = NULL;
    resident->plan = NULL;
}

static int take_up(struct pp_resident *resident, const char *plan, struct pp_error *reterr) {
    PP_AUTO_FREE char *name = pp_strdup(plan);
    put_away(resident);
    int rc = name ? pp_editor_open(resident->db, plan, &resident->editor, reterr)
                  : pp_fail_nomem(reterr);
    if (!rc)
        resident->plan = PP_STEAL(name);
    return rc;
}

/* The plan as it stands now: followed where it is taken up already, else taken up. Under the lock. */
static int follow(struct pp_api *api, const char *plan, struct pp_error *reterr) {
    struct pp_resident *resident = &api->resident;
    int rc = resident->db ? 0 : pp_service_open(api->db_path, false, &resident->db, NULL, reterr);
    if (rc)
        return rc;
    bool is_up = resident->plan && strcmp(resident->plan, plan) == 0;
    if (is_up && pp_editor_refresh(resident->editor, NULL) == 0)
        return 0;
    return take_up(resident, plan, reterr);
}

int pp_staff_effect(struct pp_exchange *exchange, const struct pp_staff_edit *edit,
                    struct pp_json **ret_effect, struct pp_error *reterr) {
    struct pp_resident *resident = &exchange->api->resident;
    pthread_mutex_lock(&resident->lock);
    int rc = follow(exchange->api, edit->plan, reterr);
    if (!rc)
        rc = pp_service_edit_effect(resident->editor, edit, ret_effect, reterr);
    pthread_mutex_unlock(&resident->lock);
    return rc;
}
