/* The JSON API: the same answers as the pages, in the words of councils' other systems. */
#ifndef PLANNER_API_V1_H
#define PLANNER_API_V1_H

#include "planner/api/public.h"

#define PP_V1 "/api/v1"

int pp_v1_patches(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_v1_patch(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_v1_lookup(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_v1_ward_patches(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_v1_drop_ins(struct pp_exchange *exchange, struct pp_error *reterr);

/* Out of what pp_service_public_patch() tells; owned by the caller, NULL: no memory. */
struct pp_json *pp_v1_patch_json(const struct pp_json *patch);
struct pp_json *pp_v1_session_json(const struct pp_json *session);
/* The answer (taken), for everyone, also for scripts of other sites: nothing in it depends on who asks. */
int pp_v1_answer(struct pp_exchange *exchange, struct pp_json *answer,
                 struct pp_error *reterr) PP_CHECKED;

#endif
