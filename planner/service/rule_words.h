/* What settings are called on pages. */
#ifndef PLANNER_SERVICE_RULE_WORDS_H
#define PLANNER_SERVICE_RULE_WORDS_H

/* "Size limits of a patch"; the key itself where people call it as the command does. */
const char *pp_rule_title(const char *key);
/* What it is for and how a value is written, or NULL: what the command says of it. */
const char *pp_rule_hint(const char *key);

#endif
