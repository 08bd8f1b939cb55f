#include "patchplan/service/may.h"

#include <stddef.h>

#include "patchplan/core/text.h"

static const char *const role_names[] = {
    [PP_USER_PUBLIC] = "public",
    [PP_USER_VIEWER] = "viewer",
    [PP_USER_OFFICER] = "officer",
    [PP_USER_TEAM_LEADER] = "team leader",
    [PP_USER_AREA_MANAGER] = "area manager",
    [PP_USER_PUBLISHER] = "publisher",
    [PP_USER_ADMIN] = "admin",
    [PP_USER_AUDITOR] = "auditor",
};
_Static_assert(sizeof role_names / sizeof *role_names == PP_N_USER_ROLES, "a name for each role");

static const char *const capability_words[] = {
    [PP_MAY_LOOK_UP] = "look up patches",
    [PP_MAY_SIGN_OUT] = "look after your own account",
    [PP_MAY_READ_PLANS] = "read drafts",
    [PP_MAY_COMMENT] = "comment on drafts",
    [PP_MAY_READ_OWN] = "read an officer's own pages",
    [PP_MAY_READ_ROSTER] = "read this team's roster",
    [PP_MAY_ROSTER] = "change this team's roster",
    [PP_MAY_RUN] = "run long work",
    [PP_MAY_IMPORT] = "import lists",
    [PP_MAY_DRAW] = "draw and edit patches",
    [PP_MAY_PROPOSE] = "propose a plan for publication",
    [PP_MAY_SEND] = "make letters and lists",
    [PP_MAY_APPROVE] = "approve a publication",
    [PP_MAY_READ_HISTORY] = "read the history",
    [PP_MAY_MANAGE] = "manage users and settings",
};
_Static_assert(sizeof capability_words / sizeof *capability_words == PP_N_CAPABILITIES,
               "words for each capability");

#define MAY(capability) (1u << (capability))

/* What each role may do at all. Auditors see everything that was done and change nothing. */
static const unsigned may[PP_N_USER_ROLES] = {
    [PP_USER_PUBLIC] = MAY(PP_MAY_LOOK_UP),
    [PP_USER_VIEWER] = MAY(PP_MAY_LOOK_UP) | MAY(PP_MAY_SIGN_OUT) | MAY(PP_MAY_READ_PLANS),
    [PP_USER_OFFICER] = MAY(PP_MAY_LOOK_UP) | MAY(PP_MAY_SIGN_OUT) | MAY(PP_MAY_READ_PLANS) |
                        MAY(PP_MAY_COMMENT) | MAY(PP_MAY_READ_OWN),
    [PP_USER_TEAM_LEADER] = MAY(PP_MAY_LOOK_UP) | MAY(PP_MAY_SIGN_OUT) | MAY(PP_MAY_READ_PLANS) |
                            MAY(PP_MAY_COMMENT) | MAY(PP_MAY_READ_OWN) | MAY(PP_MAY_READ_ROSTER) |
                            MAY(PP_MAY_ROSTER) | MAY(PP_MAY_RUN),
    [PP_USER_AREA_MANAGER] = MAY(PP_MAY_LOOK_UP) | MAY(PP_MAY_SIGN_OUT) | MAY(PP_MAY_READ_PLANS) |
                             MAY(PP_MAY_COMMENT) | MAY(PP_MAY_READ_ROSTER) | MAY(PP_MAY_ROSTER) |
                             MAY(PP_MAY_RUN) | MAY(PP_MAY_IMPORT) | MAY(PP_MAY_DRAW) |
                             MAY(PP_MAY_PROPOSE) | MAY(PP_MAY_SEND) | MAY(PP_MAY_READ_HISTORY),
    [PP_USER_PUBLISHER] = MAY(PP_MAY_LOOK_UP) | MAY(PP_MAY_SIGN_OUT) | MAY(PP_MAY_READ_PLANS) |
                          MAY(PP_MAY_COMMENT) | MAY(PP_MAY_RUN) | MAY(PP_MAY_PROPOSE) |
                          MAY(PP_MAY_SEND) | MAY(PP_MAY_APPROVE) | MAY(PP_MAY_READ_HISTORY),
    [PP_USER_ADMIN] = MAY(PP_MAY_LOOK_UP) | MAY(PP_MAY_SIGN_OUT) | MAY(PP_MAY_READ_PLANS) |
                      MAY(PP_MAY_COMMENT) | MAY(PP_MAY_READ_ROSTER) | MAY(PP_MAY_ROSTER) |
                      MAY(PP_MAY_RUN) | MAY(PP_MAY_IMPORT) | MAY(PP_MAY_DRAW) |
                      MAY(PP_MAY_PROPOSE) | MAY(PP_MAY_SEND) | MAY(PP_MAY_APPROVE) |
                      MAY(PP_MAY_READ_HISTORY) | MAY(PP_MAY_MANAGE),
    [PP_USER_AUDITOR] = MAY(PP_MAY_LOOK_UP) | MAY(PP_MAY_SIGN_OUT) | MAY(PP_MAY_READ_PLANS) |
                        MAY(PP_MAY_READ_HISTORY),
};

/* What is of one team, for the roles that belong to one. */
static const unsigned of_a_team =
    MAY(PP_MAY_READ_OWN) | MAY(PP_MAY_READ_ROSTER) | MAY(PP_MAY_ROSTER);

const char *pp_user_role_name(enum pp_user_role role) { return role_names[role]; }

int pp_user_role_find(const char *name) {
    for (int role = PP_USER_VIEWER; role < PP_N_USER_ROLES; role++)
        if (pp_text_same_name(name, role_names[role]))
            return role;
    return -1;
}

const char *pp_capability_words(enum pp_capability capability) {
    return capability_words[capability];
}

bool pp_service_may(enum pp_user_role role, enum pp_capability capability, int64_t own_team,
                    int64_t asked_team) {
    if (!(may[role] & MAY(capability)))
        return false;
    bool bound_to_team = role == PP_USER_OFFICER || role == PP_USER_TEAM_LEADER;
    if (!bound_to_team || !(of_a_team & MAY(capability)) || asked_team == PP_ANY_TEAM)
        return true;
    return own_team != PP_NO_TEAM && own_team == asked_team;
}
