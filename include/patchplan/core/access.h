/* What a list says about the access to a place, and how people are told it. */
#ifndef PATCHPLAN_CORE_ACCESS_H
#define PATCHPLAN_CORE_ACCESS_H

#include "patchplan/core/str.h"

/* A yes or no of a list that may say nothing. */
enum pp_said { PP_SAID_NOTHING, PP_SAID_NO, PP_SAID_YES };

struct pp_access {
    enum pp_said step_free, hearing_loop;
};

/* "step-free access, no hearing loop"; "ask us about access" where nothing is said. */
void pp_access_append(struct pp_access access, struct pp_str *text);
/* The same as the beginning of a sentence. */
void pp_access_append_sentence(struct pp_access access, struct pp_str *text);

#endif
