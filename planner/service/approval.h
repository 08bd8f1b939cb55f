/* What whoever approved a publication saw and confirmed, as the history keeps it. */
#ifndef PLANNER_SERVICE_APPROVAL_H
#define PLANNER_SERVICE_APPROVAL_H

#include "patchplan/json/json.h"
#include "patchplan/service/staff_publish.h"

/* From the page of a proposal, as pp_service_publish_request_page() tells it while it is open. NULL: no memory. */
struct pp_json *pp_approval_detail(const struct pp_json *page, const struct pp_decide_wish *wish);
/* The sentences of a line of the history whose detail holds it, under "seen". */
void pp_approval_say(const struct pp_json *detail, struct pp_json *line);

#endif
