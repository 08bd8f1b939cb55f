#include "planner/cli/who.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

const char *pp_cli_who(void) {
    static const char *const names[] = {"PATCHPLAN_USER", "SUDO_USER", "USER", "LOGNAME"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *who = getenv(names[i]);
        if (who && *who)
            return who;
    }
    const struct passwd *account = getpwuid(getuid()); /* cron sets none of them */
    return account ? account->pw_name : "";
}
