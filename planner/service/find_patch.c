#include "planner/service/find_patch.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"

int pp_patch_named(const struct pp_plan *plan, const char *name) {
    for (int p = 0; p < plan->n_patches; p++)
        if (strcmp(plan->patches[p].name, name) == 0)
            return p;
    for (int p = 0; p < plan->n_patches; p++)
        if (pp_text_same_name(plan->patches[p].name, name))
            return p;
    return -1;
}

int pp_find_patch(const struct pp_plan *plan, const char *name, int *ret_patch_ix,
                  struct pp_error *reterr) {
    int patch_ix = pp_patch_named(plan, name);
    if (patch_ix >= 0) {
        *ret_patch_ix = patch_ix;
        return 0;
    }
    PP_AUTO_FREE const char **names = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *names);
    PP_AUTO_STR struct pp_str word = {0};
    if (!names)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches; p++)
        names[p] = plan->patches[p].name;
    const char *nearest = pp_text_nearest(name, names, (size_t)plan->n_patches);
    pp_str_append_word(&word, plan->name);
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "plan '%s' has no patch called '%s'%s%s%s; see: patchplan show %s", plan->name,
                   name, nearest ? ", did you mean '" : "", nearest ? nearest : "",
                   nearest ? "'?" : "", pp_str_text(&word));
}

void pp_patches_beside(const struct pp_plan *plan, int patch_ix, bool *beside) {
    for (int i = 0; i < plan->n_neighbours; i++) {
        int a = plan->patch_of_unit[plan->neighbours[i].u];
        int b = plan->patch_of_unit[plan->neighbours[i].v];
        if (a == patch_ix && b >= 0)
            beside[b] = true;
        if (b == patch_ix && a >= 0)
            beside[a] = true;
    }
    beside[patch_ix] = false;
}
