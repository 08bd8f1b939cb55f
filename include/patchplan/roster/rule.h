/* The rules of a roster: H1 to H12, which a roster keeps or breaks, and what is said beside them. */
#ifndef PATCHPLAN_ROSTER_RULE_H
#define PATCHPLAN_ROSTER_RULE_H

#include <stdbool.h>

enum pp_rule {
    PP_RULE_OTHER, /* of a file written by a program that knows more */
    PP_RULE_H1,
    PP_RULE_H2,
    PP_RULE_H3,
    PP_RULE_H4,
    PP_RULE_H5,
    PP_RULE_H6,
    PP_RULE_H7,
    PP_RULE_H8,
    PP_RULE_H9,
    PP_RULE_H10,
    PP_RULE_H11,
    PP_RULE_H12,
    /* Before solving (pp_roster_check_first()): officers, skills, desks, meetings that clash. */
    PP_RULE_SUPPLY,
    PP_RULE_SKILLS,
    PP_RULE_DESKS,
    PP_RULE_MEETINGS,
    PP_RULE_REACH,  /* no place to meet within reach */
    PP_RULE_HOURS,  /* more work than time */
    PP_RULE_VISITS, /* homes without a week for their visit */
    PP_RULE_COVER,  /* somebody stands in for too much, for too long */
    PP_N_RULES
};

struct pp_rule_kind {
    const char *code;  /* in files and answers: "H3", "reach" */
    const char *words; /* what it is about, for people: "skills" */
    bool numbered;     /* one of H1 to H12: people see the code, too */
    bool judged;       /* pp_roster_judge() finds it in the rows of a finished roster */
    /* All of it is found in the rows: what was said before and is not found again no longer holds. Of other
     * judged rules a note (not broken) stays. */
    bool found_anew;
};
const struct pp_rule_kind *pp_rule_kind(enum pp_rule rule);
/* By its code; PP_RULE_OTHER when there is none of that code. */
enum pp_rule pp_rule_parse(const char *code);

#endif
