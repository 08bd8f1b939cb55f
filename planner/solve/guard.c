#include "planner/solve/guard.h"

#include <string.h>

/* Keep the end of what is printed; GLPK's sentences are short. 1: do not print it. */
static int listen(void *context, const char *text) {
    struct guard *guard = context;
    size_t length = strlen(text), have = strlen(guard->said), room = sizeof guard->said - 1;
    if (length > room) {
        text += length - room;
        length = room;
    }
    if (have + length > room) {
        size_t gone = have + length - room;
        memmove(guard->said, guard->said + gone, have - gone + 1);
        have -= gone;
    }
    memcpy(guard->said + have, text, length + 1);
    return 1;
}

static void jump_back(void *context) {
    struct guard *guard = context;
    longjmp(guard->back, 1);
}

void pp_guard_enter(struct guard *guard) {
    memset(guard, 0, sizeof *guard);
    glp_term_hook(listen, guard);
    glp_error_hook(jump_back, guard);
}

int pp_guard_run(struct guard *guard, int (*work)(void *context), void *context) {
    if (guard->broken)
        return -1;
    if (setjmp(guard->back)) {
        guard->broken = true;
        return -1;
    }
    return work(context);
}

void pp_guard_leave(struct guard *guard) {
    if (!guard->broken) {
        glp_error_hook(NULL, NULL);
        glp_term_hook(NULL, NULL);
    }
    glp_free_env();
}

/* GLPK's last words on one line. */
static void in_one_line(const char *said, char *text, size_t size) {
    size_t n = 0;
    for (; *said && n + 2 < size; said++) {
        if (*said != '\n')
            text[n++] = *said;
        else if (n > 0 && said[1])
            text[n++] = ';', text[n++] = ' ';
    }
    text[n] = 0;
}

int pp_guard_fail(const struct guard *guard, const char *doing, struct pp_error *reterr) {
    char said[sizeof guard->said + 64];
    in_one_line(guard->said, said, sizeof said);
    return pp_fail(reterr, PP_E_LIBRARY, "GLPK failed while %s: %s", doing,
                   said[0] ? said : "it did not say why");
}
