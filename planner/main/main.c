#include "planner/main/commands.h"

int main(int argc, char **argv) {
    int n_commands = 0;
    const struct pp_command *const *commands = pp_commands(&n_commands);
    return pp_cli_main(argc, argv, commands, n_commands);
}
