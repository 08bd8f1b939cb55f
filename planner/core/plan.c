#include "patchplan/core/plan.h"

#include <string.h>

static const char *const kind_names[] = {"edge", "point", "link", "bridge"};

const char *pp_neighbour_kind_name(enum pp_neighbour_kind kind) { return kind_names[kind]; }

int pp_neighbour_kind_parse(const char *name) {
    for (int i = 0; i <= PP_NEIGHBOUR_BRIDGE; i++)
        if (strcmp(kind_names[i], name) == 0)
            return i;
    return -1;
}

void pp_plan_done(struct pp_plan *plan) {
    struct pp_arena arena = plan->arena;
    *plan = (struct pp_plan){0};
    pp_arena_done(&arena);
}
