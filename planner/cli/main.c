#include "patchplan/cli/command.h"

#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "planner/cli/call.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

/* The one thing a signal handler can reach; set before the handler is. */
static struct pp_cancel *interrupted;

static void on_interrupt(int signal_number) {
    (void)signal_number;
    if (interrupted && atomic_exchange(&interrupted->requested, 1)) {
        static const char text[] = "\nstopped at once\n";
        ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
        (void)ignored;
        _exit(130);
    }
}

static void catch_interrupts(struct pp_cancel *cancel) {
    interrupted = cancel;
    struct sigaction action = {.sa_handler = on_interrupt};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct sigaction before; /* under nohup a closed terminal stops nothing */
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
    sigset_t ours; /* whoever started us may have held them back */
    sigemptyset(&ours);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGTERM);
    sigprocmask(SIG_UNBLOCK, &ours, NULL);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error; not told, see run() */
}

/* How many of argv's words name `command` ("weights show": 2); 0 when they do not. */
static int words_of(const struct pp_command *command, int argc, char **argv) {
    const char *at = command->name;
    for (int i = 0; i < argc; i++) {
        size_t length = strcspn(at, " ");
        if (strlen(argv[i]) != length || strncmp(argv[i], at, length) != 0)
            return 0;
        if (!at[length])
            return i + 1;
        at += length + 1;
    }
    return 0;
}

static const struct pp_command *find_command(const struct pp_command *const *commands,
                                             int n_commands, int argc, char **argv,
                                             int *ret_n_words) {
    const struct pp_command *found = NULL;
    *ret_n_words = 0;
    for (int i = 0; i < n_commands; i++) {
        int n_words = words_of(commands[i], argc, argv);
        if (n_words > *ret_n_words) {
            *ret_n_words = n_words;
            found = commands[i];
        }
    }
    return found;
}

/* `word` begins several commands ("roster") and what stands behind it ends none of them. */
static int fail_no_second(const char *word, const char *second, const char *const *names,
                          size_t n) {
    char wanted[80];
    snprintf(wanted, sizeof wanted, "%s %s", word, second ? second : "");
    const char *nearest = second ? pp_text_nearest(wanted, names, n) : NULL;
    if (second && *second != '-')
        fprintf(stderr, "patchplan: there is no command '%s'%s%s%s; see: patchplan %s --help\n",
                wanted, nearest ? ", did you mean " : "", nearest ? nearest : "",
                nearest ? "?" : "", word);
    else
        fprintf(stderr,
                "patchplan: '%s' needs a second word, such as: patchplan %s; see them all with: "
                "patchplan %s --help\n",
                word, names[0], word);
    return 2;
}

static int fail_no_command(const struct pp_command *const *commands, int n_commands,
                           const char *typed, const char *second) {
    const char *names[128], *of_group[128];
    size_t n = 0, n_of_group = 0;
    for (int i = 0; i < n_commands && n < 128; i++) {
        names[n++] = commands[i]->name;
        if (pp_is_in_group(commands[i], typed))
            of_group[n_of_group++] = commands[i]->name;
    }
    if (n_of_group)
        return fail_no_second(typed, second, of_group, n_of_group);
    const char *nearest = pp_text_nearest(typed, names, n);
    fprintf(stderr, "patchplan: there is no command '%s'%s%s%s; see: patchplan --help\n", typed,
            nearest ? ", did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    return 2;
}

static int status_of(int code) {
    switch (code) {
    case PP_E_USAGE:
        return 2;
    case PP_E_INPUT:
    case PP_E_FORMAT:
    case PP_E_REFUSED:
        return 3;
    case PP_E_CANCELLED:
        return 130;
    default:
        return 1;
    }
}

/* Has whoever read the answer enough of it, as `| head` has? */
static bool is_reader_gone(void) {
    struct pollfd out = {.fd = STDOUT_FILENO};
    return poll(&out, 1, 0) > 0 && (out.revents & POLLERR) != 0;
}

static int run(struct pp_call *call, int argc, char **argv) {
    struct pp_error err = {0};
    int status = 0;
    catch_interrupts(&call->cancel);
    int rc = pp_call_parse(call, argc, argv, &err);
    if (!rc && pp_call_flag(call, "help")) {
        pp_help_command(call->command);
        return 0;
    }
    if (!rc)
        rc = pp_call_check_rules(call, &err);
    if (!rc)
        rc = pp_call_check_outputs(call, &err);
    if (!rc) {
        pp_call_start_progress(call);
        pp_call_keep_private(call);
        rc = atomic_load(&call->cancel.requested)
                 ? pp_fail(&err, PP_E_CANCELLED, "stopped as asked before anything was done")
                 : call->command->run(call, &status, &err);
        pp_call_end_progress_line(call);
    }
    if (!rc && pp_memory_ran_out()) /* what was told in a table lacks something */
        rc = pp_fail_nomem(&err);
    if (!rc && (fflush(stdout) != 0 || ferror(stdout)))
        rc = pp_fail(&err, PP_E_IO, "the answer could not be written in full");
    if (!rc)
        return status;
    if (rc == PP_E_IO && is_reader_gone())
        return 1;
    char text[1400];
    pp_error_format(&err, text, sizeof text);
    fputs("patchplan: ", stderr);
    pp_say_tame(call, text);
    return status_of(rc);
}

static bool is_help(const char *word) {
    return word && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0);
}

static bool is_about(const char *word) {
    static const char *const words[] = {"--help", "-h", "--version", "-V", "--man", "--completion"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

/* -d FILE may stand before the command: move it behind, where the parser looks. */
static int skip_leading_options(int argc, char **argv) {
    int at = 1;
    while (at < argc && argv[at][0] == '-' && !is_about(argv[at]))
        at +=
            (strcmp(argv[at], "-d") == 0 || strcmp(argv[at], "--db") == 0) && at + 1 < argc ? 2 : 1;
    return at;
}

static int run_command(struct pp_call *call, int argc, char **argv, int at, int n_words) {
    char **words = pp_arena_alloc(&call->arena, ((size_t)argc + 1) * sizeof *words);
    if (!words)
        return 1;
    int n = 0;
    for (int i = 1; i < at; i++)
        words[n++] = argv[i];
    for (int i = at + n_words; i < argc; i++)
        words[n++] = argv[i];
    int status = run(call, n, words);
    interrupted = NULL;
    pp_call_done(call);
    return status;
}

/* --version, and what the build asks for; false when `word` is none of them. */
static bool print_about(const char *word, const struct pp_command *const *commands,
                        int n_commands) {
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
        puts("patchplan " PP_VERSION);
    else if (strcmp(word, "--man") == 0)
        pp_manual(commands, n_commands);
    else if (strcmp(word, "--completion") == 0)
        pp_completion(commands, n_commands);
    else
        return false;
    return true;
}

int pp_cli_main(int argc, char **argv, const struct pp_command *const *commands, int n_commands) {
    setlocale(LC_CTYPE, "C.UTF-8"); /* numbers stay in the C locale */
    int at = skip_leading_options(argc, argv);
    if (at >= argc) {
        pp_help_list(commands, n_commands);
        return argc > 1 ? 2 : 0;
    }
    if (print_about(argv[at], commands, n_commands))
        return fflush(stdout) == 0 ? 0 : 1;
    bool wants_help = argv[at][0] == '-' || strcmp(argv[at], "help") == 0;
    if (wants_help && at + 1 >= argc) {
        pp_help_list(commands, n_commands);
        return 0;
    }
    at += wants_help;
    int n_words = 0;
    const struct pp_command *command =
        find_command(commands, n_commands, argc - at, argv + at, &n_words);
    const char *second = at + 1 < argc ? argv[at + 1] : NULL;
    if (!command && (wants_help || is_help(second)) &&
        pp_help_group(commands, n_commands, argv[at]))
        return fflush(stdout) == 0 ? 0 : 1;
    if (!command)
        return fail_no_command(commands, n_commands, argv[at], second);
    if (wants_help) {
        pp_help_command(command);
        return 0;
    }
    struct pp_call call = {.command = command, .commands = commands, .n_commands = n_commands};
    return run_command(&call, argc, argv, at, n_words);
}
