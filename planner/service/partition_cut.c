/* `partition` where one place holds others together that are too small, or too few, for patches of their own. */
#include <math.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"

#include "planner/service/partition_parts.h"

/* The way out by number or by limits, before the one of patches in pieces. */
static int say_cut(const struct pp_partition_request *request, const struct partition_input *input,
                   const struct pp_arithmetic_cut *cut, struct pp_partition_answer *answer,
                   struct pp_error *reterr) {
    const char *name = pp_names_get(&input->ids, cut->unit_ix), *text;
    struct pp_partition_way way = {.min_milli = request->min_milli};
    char holds[32], limits[80];
    if (cut->most_patches > 0) {
        text =
            pp_arena_printf(&answer->arena,
                            "Without %s the places around it fall into %d parts, which have room "
                            "for %d patch%s with its own, not %d.",
                            name, cut->n_parts, cut->most_patches,
                            pp_text_plural(cut->most_patches, "", "es"), request->n_patches);
        return pp_partition_add_way(request, answer, true, text, NULL, reterr);
    }
    int64_t most_milli = 0;
    for (int p = 0; p < request->n_patches; p++)
        most_milli = input->max_milli[p] > most_milli ? input->max_milli[p] : most_milli;
    /* a patch with a share holds less than the limit says */
    double share = (double)most_milli / (double)request->max_milli;
    way.max_milli = (int64_t)ceil((double)cut->least_milli / share / 1000) * 1000;
    pp_arithmetic_format_homes(cut->least_milli, holds, sizeof holds);
    pp_arithmetic_format_limits(way.min_milli, way.max_milli, limits, sizeof limits);
    text = pp_arena_printf(
        &answer->arena,
        "Without %s the places around it fall into %d parts, too many of which are too small for a "
        "patch of their own: whatever the plan, the patch of %s holds at least %s "
        "workload-equivalent homes. Nearest way out: limits %s.",
        name, cut->n_parts, name, holds, limits);
    return pp_partition_add_way(request, answer, true, text, &way, reterr);
}

int pp_partition_cut_reason(const struct pp_partition_request *request,
                            const struct partition_input *input, struct pp_partition_answer *answer,
                            struct pp_error *reterr) {
    struct pp_arithmetic_cut cut = {.unit_ix = -1};
    const struct pp_partition_way anywhere = {.anywhere = true};
    if (answer->n_reasons > 0)
        return 0;
    int rc = pp_arithmetic_worst_cut(&input->problem, &cut, reterr);
    if (rc < 0 || cut.unit_ix < 0)
        return rc;
    rc = say_cut(request, input, &cut, answer, reterr);
    return rc ? rc
              : pp_partition_add_way(request, answer, false,
                                     cut.most_patches > 0
                                         ? "Nearest way out: patches need not be in one piece."
                                         : "The other way out: patches need not be in one piece.",
                                     &anywhere, reterr);
}
