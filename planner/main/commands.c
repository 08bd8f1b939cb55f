#include "planner/main/commands.h"

/* Each is defined in planner/cli/<name>.c. In the order a newcomer meets them. */
/* clang-format off */
#define EACH_COMMAND(X) \
    X(init)             \
    X(demo)             \
    X(import)           \
    X(check)            \
    X(weights_show)     \
    X(weights_explain)  \
    X(weights_model)    \
    X(import_plan)      \
    X(allocate)         \
    X(merge)            \
    X(plans)            \
    X(show)             \
    X(move)             \
    X(rebalance)        \
    X(lock)             \
    X(undo)             \
    X(redo)             \
    X(history)          \
    X(audit)            \
    X(compare)          \
    X(explain)          \
    X(roster_build)     \
    X(roster_check)     \
    X(roster_replan)    \
    X(roster_away)      \
    X(roster_back)      \
    X(roster_show)      \
    X(roster_visits)    \
    X(roster_attendance)\
    X(roster_assign)    \
    X(roster_pin)       \
    X(roster_unpin)     \
    X(roster_move)      \
    X(roster_cancel)    \
    X(roster_restore)   \
    X(publish)          \
    X(rollback)         \
    X(lookup)           \
    X(letters)          \
    X(export)           \
    X(partition)        \
    X(settings)         \
    X(backup)           \
    X(restore)          \
    X(purge)            \
    X(doctor)           \
    X(serve)            \
    X(user_add)         \
    X(user_list)        \
    X(user_passwd)      \
    X(user_disable)
/* clang-format on */

#define DECLARE(name) extern const struct pp_command pp_command_##name;
#define ADDRESS(name) &pp_command_##name,

EACH_COMMAND(DECLARE)

const struct pp_command *const *pp_commands(int *ret_n_commands) {
    static const struct pp_command *const commands[] = {EACH_COMMAND(ADDRESS)};
    *ret_n_commands = (int)(sizeof commands / sizeof commands[0]);
    return commands;
}
