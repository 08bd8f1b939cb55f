#include <stdio.h>
#include <string.h>

#include "planner/cli/who.h"
#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/file.h"
#include "patchplan/service/users.h"

#define ROLES "viewer|officer|team-leader|area-manager|publisher|admin|auditor"

static const struct pp_option add_options[] = {
    {"role", 'r', PP_OPTION_CHOICE, ROLES, "what the account may do"},
    {"team", 't', PP_OPTION_TEXT, "TEAM", "the team it belongs to; a team leader needs one"},
    {"officer", 0, PP_OPTION_TEXT, "OFFICER",
     "whose patch, day and visits are its own; an officer needs one"},
    {"password-stdin", 0, PP_OPTION_FLAG, NULL,
     "read the password from the first line of stdin; else one is made and told once"},
    {0},
};

static const struct pp_option passwd_options[] = {
    {"password-stdin", 0, PP_OPTION_FLAG, NULL,
     "read the password from the first line of stdin; else one is made and told once"},
    {0},
};

static const struct pp_option disable_options[] = {
    {"enable", 0, PP_OPTION_FLAG, NULL, "let it sign in again"},
    {0},
};

static const struct pp_column columns[] = {
    {"user", "Account", PP_COLUMN_TEXT, 0},
    {"role", "Role", PP_COLUMN_TEXT, 0},
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"officer", "Officer", PP_COLUMN_TEXT, 0},
    {"created_at", "Made", PP_COLUMN_MOMENT, 0},
    {"disabled", "Disabled", PP_COLUMN_BOOL, 0},
    {0},
};

/* A password is never an argument: other people on the machine could read it. */
static int read_password(const struct pp_call *call, char ret_password[PP_SECRET_MOST_PASSWORD + 2],
                         struct pp_user_wish *wish, struct pp_error *reterr) {
    if (!pp_call_flag(call, "password-stdin"))
        return 0;
    if (!fgets(ret_password, PP_SECRET_MOST_PASSWORD + 2, stdin))
        return pp_fail(reterr, PP_E_INPUT, "no password came on stdin");
    ret_password[strcspn(ret_password, "\r\n")] = '\0';
    wish->password = ret_password;
    return 0;
}

static void say_password(struct pp_call *call, const char *name, const char *made) {
    if (!*made)
        return;
    printf("%s\n", made);
    pp_call_say(call,
                "That is the one-time password of '%s'. It is told only now, and is changed at "
                "the first sign-in.",
                name);
}

static int set(struct pp_call *call, bool is_new, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    char typed[PP_SECRET_MOST_PASSWORD + 2], made[PP_SECRET_TOKEN_SIZE] = "";
    const char *role = is_new ? pp_call_text(call, "role") : NULL;
    struct pp_user_wish wish = {.name = pp_call_argument(call, 0),
                                .role = role ? pp_user_role_find(role) : -1,
                                .team = is_new ? pp_call_text(call, "team") : NULL,
                                .officer_id = is_new ? pp_call_text(call, "officer") : NULL,
                                .who = pp_cli_who()};
    int rc = read_password(call, typed, &wish, reterr);
    if (!rc)
        rc = pp_call_open(call, true, &db, reterr);
    if (!rc)
        rc = is_new ? pp_service_user_add(db, &wish, made, reterr)
                    : pp_service_user_passwd(db, &wish, made, reterr);
    if (!rc)
        say_password(call, wish.name, made);
    pp_secret_wipe(typed, sizeof typed);
    pp_secret_wipe(made, sizeof made);
    return rc;
}

static int run_add(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    return set(call, true, reterr);
}

static int run_passwd(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    return set(call, false, reterr);
}

static int run_disable(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    (void)ret_status;
    int rc = pp_call_open(call, true, &db, reterr);
    return rc ? rc
              : pp_service_user_enable(db, pp_call_argument(call, 0), pp_call_flag(call, "enable"),
                                       pp_cli_who(), reterr);
}

static int run_list(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_user *users = NULL;
    size_t n = 0;
    (void)ret_status;
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_user_list(db, &arena, &users, &n, reterr);
    if (rc)
        return rc;
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    for (size_t i = 0; i < n; i++) {
        pp_report_text(report, users[i].name);
        pp_report_text(report, users[i].role);
        pp_report_text(report, users[i].team);
        pp_report_text(report, users[i].officer_id);
        pp_report_text(report, users[i].created_at);
        pp_report_bool(report, users[i].disabled);
    }
    return pp_report_write(report, call, reterr);
}

const struct pp_command pp_command_user_add = {
    .name = "user add",
    .summary = "let somebody sign in to the web pages",
    .arguments = "NAME",
    .min_arguments = 1,
    .max_arguments = 1,
    .description = "Makes an account. The one-time password is told once, on stdout.",
    .examples = "patchplan user add frances.adair --role team-leader --team Northbank\n",
    .options = add_options,
    .run = run_add,
};

const struct pp_command pp_command_user_list = {
    .name = "user list",
    .summary = "who may sign in, as what",
    .arguments = "",
    .description = "Lists the accounts.",
    .examples = "patchplan user list\n",
    .run = run_list,
};

const struct pp_command pp_command_user_passwd = {
    .name = "user passwd",
    .summary = "give an account another password",
    .arguments = "NAME",
    .min_arguments = 1,
    .max_arguments = 1,
    .description = "Whoever is signed in with the account is signed out.",
    .examples = "patchplan user passwd frances.adair\n",
    .options = passwd_options,
    .run = run_passwd,
};

const struct pp_command pp_command_user_disable = {
    .name = "user disable",
    .summary = "let an account sign in no more",
    .arguments = "NAME",
    .min_arguments = 1,
    .max_arguments = 1,
    .description =
        "Whoever is signed in with it is signed out. What was done with it stays in the history.",
    .examples =
        "patchplan user disable frances.adair\npatchplan user disable --enable frances.adair\n",
    .options = disable_options,
    .run = run_disable,
};
