/* Who leads the patches of a plan, in words: what a manager would otherwise have to look for in its table. */
#ifndef PLANNER_SERVICE_LEADS_H
#define PLANNER_SERVICE_LEADS_H

#include "planner/service/ground.h"
#include "planner/service/parts.h"
#include "planner/service/posts.h"

/* Tell, by team, which patches were drawn without an officer; nothing where the planning file lists no officers. */
int pp_tell_vacant(struct pp_ground *ground, struct pp_error *reterr) PP_CHECKED;

/* Tell, by team, which officers have no patch, of those with a name that pp_posts_find() counts on `day`. */
int pp_tell_idle(struct pp_ground *ground, pp_day day, struct pp_error *reterr) PP_CHECKED;

/* After a drawing by posts without team borders: tell whose patch lies in another team. The way out is the same
 * drawing inside the teams, as a command when each team's posts fit its homes. */
int pp_tell_strangers(struct pp_ground *ground, const struct pp_allocate_request *request,
                      const struct pp_parts *parts, struct pp_error *reterr) PP_CHECKED;

#endif
