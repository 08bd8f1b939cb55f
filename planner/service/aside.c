#include "planner/service/aside.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"

int pp_free_plan_name(struct pp_db *db, const char *name, struct pp_arena *arena,
                      const char **ret_name, struct pp_error *reterr) {
    const char *free_name = NULL;
    struct pp_plan_mark taken = {.plan_id = 1};
    size_t length = strlen(name), most = PP_NAME_MOST - 10;
    while (length > most || (length < strlen(name) && (name[length] & 0xc0) == 0x80))
        length--;
    int rc = 0;
    for (int n = 2; taken.plan_id && !rc; n++) {
        free_name = pp_arena_printf(arena, "%.*s-%d", (int)length, name, n);
        rc = free_name ? pp_store_plan_mark(db, free_name, &taken, reterr) : pp_fail_nomem(reterr);
    }
    if (!rc)
        *ret_name = free_name;
    return rc;
}

/* Does the plan called `word` stand at `at`, as what a command works on? */
static bool names_plan(const char *text, const char *at, const char *word) {
    static const char *const before[] = {" --plan ", " --from ", " rebalance "};
    size_t length = strlen(word), gone = (size_t)(at - text);
    bool found = strncmp(at, word, length) == 0 && (!at[length] || at[length] == ' ');
    for (size_t i = 0; found && i < sizeof before / sizeof *before; i++) {
        size_t n = strlen(before[i]);
        if (n <= gone && memcmp(at - n, before[i], n) == 0)
            return true;
    }
    return false;
}

/* A command with another plan in place of `word`. */
static int rename_in(const char **command, const char *word, const char *new_word,
                     struct pp_arena *arena, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    for (const char *at = *command; *at;) {
        bool named = names_plan(*command, at, word);
        if (named)
            pp_str_append(&text, new_word);
        else
            pp_str_append_char(&text, *at);
        at += named ? strlen(word) : 1;
    }
    const char *renamed = text.failed ? NULL : pp_arena_strdup(arena, pp_str_text(&text));
    if (!renamed)
        return pp_fail_nomem(reterr);
    *command = renamed;
    return 0;
}

/* What was told to be done with this plan is to be done with it under its new name. */
static int rename_ways(struct pp_drawing *d, const char *old_name, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str word = {0}, new_word = {0};
    int rc = 0;
    pp_str_append_word(&word, old_name);
    pp_str_append_word(&new_word, d->plan->name);
    if (word.failed || new_word.failed)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < d->ground.n_reasons && !rc; i++)
        if (d->ground.reasons[i].fix)
            rc = rename_in(&d->ground.reasons[i].fix, pp_str_text(&word), pp_str_text(&new_word),
                           &d->plan->arena, reterr);
    return rc;
}

int pp_step_aside(struct pp_drawing *d, struct pp_error *reterr) {
    struct pp_plan_mark now = {0};
    const char *name = d->plan->name;
    int rc = pp_store_plan_mark(d->ground.db, name, &now, reterr);
    if (rc || !now.plan_id || (now.draft && now.audit_id <= d->seen_audit_id))
        return rc;
    rc = pp_free_plan_name(d->ground.db, d->plan->name, &d->plan->arena, &d->plan->name, reterr);
    if (!rc)
        rc = rename_ways(d, name, reterr);
    return rc ? rc
              : pp_ground_add_reasonf(
                    &d->ground, reterr, false, NULL,
                    "Plan '%s' was changed or published by somebody else while this one was drawn. "
                    "It stays as it is; the new patches are in draft '%s'%s.",
                    name, d->plan->name,
                    d->ground.say ? ": put that name into commands told before" : "");
}
