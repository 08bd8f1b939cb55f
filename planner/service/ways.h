/* Ways out as commands: the run that could not be met, again, with as little changed as mends it. */
#ifndef PLANNER_SERVICE_WAYS_H
#define PLANNER_SERVICE_WAYS_H

#include "patchplan/service/allocate.h"

/* What is changed; all-zero changes nothing. */
struct pp_way {
    bool sets_within;
    enum pp_within within;
    int64_t min_milli, max_milli; /* size limits; max 0 = as asked */
    int n_patches;                /* 0 = as asked */
    const char *part_name;        /* whose n_patches; NULL = of everything */
    const char *teams[2];         /* draw these anew as one, from the plan just drawn; NULL = all */
    const char *const *unlock;    /* patches and blocks that may change again */
    int n_unlock;
    const char *const *links; /* "FROM,TO": two places that count as neighbours */
    int n_links;
    double time_limit_s;
    pp_day posts_day; /* as of which posts are counted; 0 = as asked */
};

/* The command in `arena`, NULL when the request has none to build on. Options that were told are told
 * again; numbers of patches by name are left out when other borders make their names mean nothing. */
int pp_way_command(const struct pp_allocate_request *request, const struct pp_way *way,
                   struct pp_arena *arena, const char **ret_command,
                   struct pp_error *reterr) PP_CHECKED;

#endif
