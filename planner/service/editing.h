/* A plan taken up for editing: loaded with its homes, put as the engine's question, ready to be measured. */
#ifndef PLANNER_SERVICE_EDITING_H
#define PLANNER_SERVICE_EDITING_H

#include "patchplan/service/edit.h"
#include "patchplan/service/measure.h"

struct pp_editing {
    struct pp_db *db; /* borrowed; inside a transaction */
    struct pp_plan plan;
    struct pp_plan_problem of;
    double proven;                 /* the bound of the drawing; NAN = none */
    int *lock_change, *pin_change; /* per patch, unit: against the drawing; -1 = taken off */
    bool *touched;                 /* per patch: an edit changes it */
    struct pp_arena arena;
};

/* Load the plan `name` (NULL: the newest draft). PP_E_CONFLICT for a published one. */
int pp_editing_open(struct pp_editing *editing, struct pp_db *db, const char *name,
                    struct pp_error *reterr) PP_CHECKED;
void pp_editing_done(struct pp_editing *editing);

/* Mark the units that `place` means in `chosen` (n_units long). PP_E_NOTFOUND in words. */
int pp_editing_choose_units(struct pp_editing *editing, const char *place, bool *chosen,
                            struct pp_error *reterr) PP_CHECKED;
/* The patch called `name`. PP_E_NOTFOUND with the nearest name. */
int pp_editing_find_patch(const struct pp_editing *editing, const char *name, int *ret_patch_ix,
                          struct pp_error *reterr) PP_CHECKED;

/* Are the units of a patch connected? O(units of the plan). */
int pp_editing_is_connected(const struct pp_editing *editing, int patch_ix, bool *ret_connected,
                            struct pp_error *reterr) PP_CHECKED;

/* Carry out changes (or, with `back`, their opposite), mark the patches they touch, measure the plan. */
int pp_editing_apply(struct pp_editing *editing, const struct pp_edit *edit, bool back,
                     struct pp_error *reterr) PP_CHECKED;

#endif
