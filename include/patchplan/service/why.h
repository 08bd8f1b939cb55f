/* Why somebody does something, as they type it. */
#ifndef PATCHPLAN_SERVICE_WHY_H
#define PATCHPLAN_SERVICE_WHY_H

#include "patchplan/core/error.h"

/* Letters, not bytes. */
enum { PP_WHY_MOST = 1000 };
/* PP_E_INPUT, in words: it is longer. NULL is short enough. */
int pp_service_check_why(const char *why, struct pp_error *reterr) PP_CHECKED;

#endif
