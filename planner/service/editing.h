/* A plan taken up for editing: loaded with its homes, put as the engine's question, ready to be measured. */
#ifndef PLANNER_SERVICE_EDITING_H
#define PLANNER_SERVICE_EDITING_H

#include "patchplan/district/effect.h"
#include "patchplan/service/edit.h"
#include "patchplan/service/measure.h"
#include "planner/service/borders.h"

struct pp_editing {
    struct pp_db *db; /* borrowed; inside a transaction */
    struct pp_plan plan;
    struct pp_plan_problem of;
    struct pp_standing *standing;
    struct pp_borders borders;
    /* against the drawing: per unit its patch and pin, per patch its lock; 0 = as it was drawn */
    int *moved, *pinned, *locked;
    double proven; /* the bound of the drawing; NAN = none */
    enum pp_outcome drawn_outcome;
    struct pp_arena arena;
};

/* Load the plan `name` (NULL: the newest draft). PP_E_CONFLICT for a published one. */
int pp_editing_open(struct pp_editing *editing, struct pp_db *db, const char *name,
                    struct pp_error *reterr) PP_CHECKED;
/* Follow what others have edited and locked since. After a failure only good to be closed. */
int pp_editing_reload(struct pp_editing *editing, struct pp_error *reterr) PP_CHECKED;
void pp_editing_done(struct pp_editing *editing);

/* Mark the units that `place` means in `chosen` (n_units long). PP_E_NOTFOUND in words. */
int pp_editing_choose_units(struct pp_editing *editing, const char *place, bool *chosen,
                            struct pp_error *reterr) PP_CHECKED;

/* The one unit with this id, exactly. */
int pp_editing_choose_unit(const struct pp_editing *editing, const char *unit_id, bool *chosen,
                           struct pp_error *reterr) PP_CHECKED;

/* Would the unit lie outside the border of the patch's team (or ward, as the plan's rules say; where only some teams
 * were opened to each other, of those)? */
bool pp_editing_is_abroad(const struct pp_editing *editing, int unit_ix, int patch_ix);

/* Carry out changes (or, with `back`, their opposite) and measure the plan. */
int pp_editing_apply(struct pp_editing *editing, const struct pp_edit *edit, bool back,
                     struct pp_error *reterr) PP_CHECKED;

/* Work out what `edit` does and keep it when the wish wants it (no dry run; no rule broken, or `anyway`): a new
 * edit goes into the journal, an old one (with edit_id) is marked. Inside the caller's transaction. */
int pp_edit_try_and_keep(struct pp_editing *editing, const struct pp_edit_wish *wish,
                         const struct pp_edit *edit, bool back, struct pp_edit_effect *effect,
                         struct pp_error *reterr) PP_CHECKED;

#endif
