#include "planner/cli/who.h"

#include <stdlib.h>

const char *pp_cli_who(void) {
    static const char *const names[] = {"PATCHPLAN_USER", "SUDO_USER", "USER", "LOGNAME"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *who = getenv(names[i]);
        if (who && *who)
            return who;
    }
    return "";
}
