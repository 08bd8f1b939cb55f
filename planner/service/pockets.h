/* Pockets that were joined, in words: where they are, how big, what they were joined to, and the link that
 * would make it right. */
#ifndef PLANNER_SERVICE_POCKETS_H
#define PLANNER_SERVICE_POCKETS_H

#include "planner/service/parts.h"

/* Tell ground->bridging. A pocket joined across a barrier is a rule that gave; its way out is a link between
 * the two places, when there is a `request` to build a command on. */
int pp_tell_pockets(struct pp_ground *ground, const struct pp_allocate_request *request,
                    const struct pp_parts *parts, struct pp_error *reterr) PP_CHECKED;

#endif
