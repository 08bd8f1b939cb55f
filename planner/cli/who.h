/* Who runs the program, for the history: $PATCHPLAN_USER, else the name of the system account. */
#ifndef PLANNER_CLI_WHO_H
#define PLANNER_CLI_WHO_H

const char *pp_cli_who(void); /* never NULL; "" when unknown */

#endif
