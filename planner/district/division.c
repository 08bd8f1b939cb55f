#include "patchplan/core/alloc.h"
#include "patchplan/district/problem.h"

void pp_division_done(struct pp_division *division) {
    pp_free(division->patch_of_unit);
    pp_free(division->hub_of_patch);
    pp_free(division->current_of_patch);
    pp_free(division->multiplier);
    *division = (struct pp_division){0};
}
