/* The rules by code and words. */
#include "patchplan/roster/rule.h"

#include <string.h>

static const struct pp_rule_kind kinds[PP_N_RULES] = {
    [PP_RULE_OTHER] = {"other", "another rule", false, false, false},
    [PP_RULE_H1] = {"H1", "a named officer for every patch", true, true, true},
    [PP_RULE_H2] = {"H2", "caseloads", true, true, true},
    [PP_RULE_H3] = {"H3", "skills", true, true, false},
    [PP_RULE_H4] = {"H4", "officers stay in their team", true, true, false},
    [PP_RULE_H5] = {"H5", "working days and leave", true, true, false},
    [PP_RULE_H6] = {"H6", "one place at a time, evenings", true, true, false},
    [PP_RULE_H7] = {"H7", "hours and desks of venues", true, true, false},
    [PP_RULE_H8] = {"H8", "two people where two are needed", true, true, false},
    [PP_RULE_H9] = {"H9", "closed days and bank holidays", true, true, false},
    [PP_RULE_H10] = {"H10", "what is published stays", true, true, true},
    [PP_RULE_H11] = {"H11", "what is fixed by hand", true, true, true},
    [PP_RULE_H12] = {"H12", "a drop-in for every patch", true, true, true},
    [PP_RULE_SUPPLY] = {"supply", "officers for the patches", false, false, false},
    [PP_RULE_SKILLS] = {"skills", "officers with the skills", false, false, false},
    [PP_RULE_DESKS] = {"desks", "desks for the patches", false, false, false},
    [PP_RULE_MEETINGS] = {"meetings", "meetings of tenants", false, false, false},
    [PP_RULE_REACH] = {"reach", "no place to meet", false, true, true},
    [PP_RULE_HOURS] = {"hours", "more work than time", false, false, false},
    [PP_RULE_VISITS] = {"visits", "yearly visits", false, true, true},
    [PP_RULE_COVER] = {"cover", "standing in for long", false, true, true},
};

const struct pp_rule_kind *pp_rule_kind(enum pp_rule rule) { return &kinds[rule]; }

enum pp_rule pp_rule_parse(const char *code) {
    for (int i = 0; i < PP_N_RULES; i++)
        if (strcmp(code, kinds[i].code) == 0)
            return (enum pp_rule)i;
    return PP_RULE_OTHER;
}
