#include "patchplan/core/access.h"

static void append(struct pp_access access, bool begins, struct pp_str *text) {
    static const char *const step_free[][2] = {
        [PP_SAID_NOTHING] = {"", ""},
        [PP_SAID_NO] = {"no step-free access", "No step-free access"},
        [PP_SAID_YES] = {"step-free access", "Step-free access"}};
    static const char *const loops[][2] = {[PP_SAID_NOTHING] = {"", ""},
                                           [PP_SAID_NO] = {"no hearing loop", "No hearing loop"},
                                           [PP_SAID_YES] = {"hearing loop", "Hearing loop"}};
    bool none = !access.step_free && !access.hearing_loop;
    bool both = access.step_free && access.hearing_loop;
    pp_str_append(text, step_free[access.step_free][begins]);
    pp_str_append(text, access.step_free ? ", " : "");
    pp_str_append(text, loops[access.hearing_loop][begins && !access.step_free]);
    if (none)
        pp_str_append(text, begins ? "Ask us about access" : "ask us about access");
    else if (!both)
        pp_str_append(text, access.step_free ? "ask us about a hearing loop"
                                             : ", ask us about step-free access");
}

void pp_access_append(struct pp_access access, struct pp_str *text) { append(access, false, text); }

void pp_access_append_sentence(struct pp_access access, struct pp_str *text) {
    append(access, true, text);
}
