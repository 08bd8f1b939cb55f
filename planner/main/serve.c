/* The command `serve`: options as `cli` has them, the server of `http`. */
#include <stdio.h>

#include "patchplan/cli/command.h"
#include "patchplan/http/server.h"
#include "patchplan/service/file.h"
#include "patchplan/service/users.h"

static const struct pp_option options[] = {
    {"listen", 'l', PP_OPTION_TEXT, "HOST:PORT", "where to listen (127.0.0.1:8080)"},
    {"trusted-proxy", 0, PP_OPTION_TEXT, "ADDRESS",
     "believe what this one peer says about people's addresses and https"},
    {"identity-header", 0, PP_OPTION_TEXT, "NAME",
     "the trusted proxy names signed-in staff in this header"},
    {"public-address", 0, PP_OPTION_TEXT, "URL", "how people reach this service, for calendars"},
    {"web", 0, PP_OPTION_TEXT, "FOLDER",
     "pages, style and scripts from here, not the program's own"},
    {"threads", 0, PP_OPTION_INT, "N", "how many requests are answered at once"},
    {"cache", 0, PP_OPTION_INT, "MB", "memory for public answers (128; 0: none)"},
    {"connections", 0, PP_OPTION_INT, "N", "how many may be open at once (8192)"},
    {0},
};

/* A file of an older version is brought up to date. */
static int prepare(struct pp_call *call, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    return pp_call_open(call, true, &db, reterr);
}

/* A file without an admin gets its first. */
static int make_admin(struct pp_call *call, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    char name[PP_FIRST_USER_SIZE], password[PP_SECRET_TOKEN_SIZE] = "";
    int rc = pp_service_open(pp_call_db_path(call), true, &db, NULL, reterr);
    if (!rc)
        rc = pp_service_first_user(db, name, password, reterr);
    if (*password)
        fprintf(stderr,
                "Staff sign in at /sign-in. The first admin's account is '%s' with this one-time "
                "password, told only now: %s\n",
                name, password);
    pp_secret_wipe(password, sizeof password);
    return rc;
}

/* Only what listens tells a password: one told by a start that failed would be lost. */
static int on_ready(void *context, const char *address, bool only_here, struct pp_error *reterr) {
    struct pp_call *call = context;
    int rc = make_admin(call, reterr);
    if (rc)
        return rc;
    pp_call_say(call, "Open %s in a browser; staff sign in at /sign-in. Stop with Ctrl-C.",
                address);
    if (!only_here)
        pp_call_say(call, "Other machines can reach this: put a proxy with https in front of it.");
    return 0;
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    struct pp_http_options wish;
    (void)ret_status;
    pp_http_options_default(&wish);
    wish.db_path = pp_call_db_path(call);
    wish.trusted_proxy = pp_call_text(call, "trusted-proxy");
    wish.identity_header = pp_call_text(call, "identity-header");
    wish.public_address = pp_call_text(call, "public-address");
    wish.web_folder = pp_call_text(call, "web");
    wish.n_threads = (int)pp_call_int(call, "threads", 0);
    wish.most_connections = (int)pp_call_int(call, "connections", 0);
    wish.cache_bytes = (size_t)pp_call_int(call, "cache", 128) << 20;
    if (pp_call_text(call, "listen"))
        wish.listen = pp_call_text(call, "listen");
    if (wish.identity_header && !wish.trusted_proxy)
        return pp_fail(reterr, PP_E_USAGE,
                       "--identity-header needs --trusted-proxy: else anyone could send it");
    int rc = prepare(call, reterr);
    return rc ? rc : pp_http_serve(&wish, pp_call_cancel(call), on_ready, call, reterr);
}

const struct pp_command pp_command_serve = {
    .name = "serve",
    .summary = "look-ups, editing and rosters in a browser",
    .arguments = "",
    .description = "Serves the planning file to browsers: public look-ups without sign-in, "
                   "everything else for staff.\n\n"
                   "It listens on this machine alone unless told otherwise. For others, put a "
                   "proxy that speaks https "
                   "in front and name it with --trusted-proxy.",
    .examples = "patchplan serve\npatchplan -d city.db serve --listen 127.0.0.1:8090\n",
    .options = options,
    .run = run,
};
