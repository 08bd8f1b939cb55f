/* Who may do what: the one function that decides. */
#ifndef PATCHPLAN_SERVICE_MAY_H
#define PATCHPLAN_SERVICE_MAY_H

#include <stdbool.h>
#include <stdint.h>

enum pp_user_role {
    PP_USER_PUBLIC, /* not signed in */
    PP_USER_VIEWER,
    PP_USER_OFFICER,
    PP_USER_TEAM_LEADER,
    PP_USER_AREA_MANAGER,
    PP_USER_PUBLISHER,
    PP_USER_ADMIN,
    PP_USER_AUDITOR,
    PP_N_USER_ROLES
};
/* "team leader"; in the file, on the command line and on pages. */
const char *pp_user_role_name(enum pp_user_role role);
/* By its name, blanks or underscores; -1 when there is none such. "public" is nobody's role. */
int pp_user_role_find(const char *name);

enum pp_capability {
    PP_MAY_LOOK_UP,    /* public pages */
    PP_MAY_SIGN_OUT,   /* whatever anyone signed in may do about themselves */
    PP_MAY_READ_PLANS, /* drafts, measures, comparisons: no personal data */
    PP_MAY_COMMENT,
    PP_MAY_READ_OWN,    /* own patch, day and visits */
    PP_MAY_READ_ROSTER, /* a team's roster, absences, visits by door */
    PP_MAY_ROSTER,      /* change it */
    PP_MAY_RUN,         /* see and stop the long work one asked for */
    PP_MAY_IMPORT,
    PP_MAY_DRAW,    /* weights, rules, run, edit */
    PP_MAY_PROPOSE, /* ask for a plan to be published */
    PP_MAY_SEND,    /* make letters and lists: addresses of homes */
    PP_MAY_APPROVE, /* publish what somebody else proposed, roll back */
    PP_MAY_READ_HISTORY,
    PP_MAY_MANAGE, /* users, settings, backups */
    PP_N_CAPABILITIES
};
/* "change rosters", for people: completes "you may not". */
const char *pp_capability_words(enum pp_capability capability);

/* In place of a team: what belongs to none, or to all of them together; and, asked in general, whichever team it is. */
enum { PP_NO_TEAM = 0, PP_ANY_TEAM = -1 };
/* May somebody with `role`, of team `own_team` (PP_NO_TEAM: none), do this to something of `asked_team`? Officers and
 * team leaders act inside their own team: what is of no team is not theirs. PP_ANY_TEAM: is there a team where they may? */
bool pp_service_may(enum pp_user_role role, enum pp_capability capability, int64_t own_team,
                    int64_t asked_team);

#endif
