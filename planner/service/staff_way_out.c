/* Ways out that a plan offers in its reasons, for those who press a button instead of pasting a command. */
#include <string.h>

#include "planner/service/aside.h"
#include "planner/service/plan_reasons.h"
#include "planner/service/way_out.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/plan.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/plan.h"

enum { MOST_WORDS = 160 };

static const char program[] = "patchplan ";
static const char *offered(const struct pp_plan *plan, const char *fix) {
    for (int i = 0; i < plan->n_reasons; i++)
        if (plan->reasons[i].fix && strcmp(plan->reasons[i].fix, fix) == 0)
            return plan->reasons[i].fix;
    return NULL;
}

/* The plan that a command writes: what stands behind --plan, else the one it was offered for. */
static const char *written_plan(char *const *words, int n, const char *name) {
    for (int i = 0; i + 1 < n; i++)
        if (strcmp(words[i], "--plan") == 0)
            return words[i + 1];
    return name;
}

int pp_way_out_words(const char *command, struct pp_arena *arena, char ***ret_words, int *ret_n,
                     struct pp_error *reterr) {
    size_t length = strlen(program);
    bool is_ours = strncmp(command, program, length) == 0;
    char **words = pp_arena_alloc(arena, MOST_WORDS * sizeof *words);
    char *text = pp_arena_strdup(arena, is_ours ? command + length : "");
    if (!words || !text)
        return pp_fail_nomem(reterr);
    int n = pp_str_words(text, words, MOST_WORDS);
    if (n < 1)
        return pp_fail(reterr, PP_E_FORMAT, "'%.200s' is no command", command);
    *ret_words = words;
    *ret_n = n;
    return 0;
}

/* A press must not cost what was done by hand in the plan that offers it: what is drawn stands beside it. */
static int draw_beside(struct pp_db *db, char **words, int *n, struct pp_way_out *way,
                       struct pp_arena *arena, struct pp_error *reterr) {
    const char *beside = NULL;
    int at = 1;
    int rc = pp_free_plan_name(db, way->plan_name, arena, &beside, reterr);
    if (rc)
        return rc;
    while (at < *n && strcmp(words[at], "--plan") != 0)
        at++;
    if (at + 2 > MOST_WORDS)
        return pp_fail(reterr, PP_E_FORMAT, "this way out has too many words");
    words[at] = pp_arena_strdup(arena, "--plan");
    words[at + 1] = pp_arena_strdup(arena, beside);
    if (!words[at] || !words[at + 1])
        return pp_fail_nomem(reterr);
    *n = *n > at + 2 ? *n : at + 2;
    way->n_words = (size_t)*n;
    way->plan_name = beside;
    return 0;
}

static int read_way(struct pp_db *db, const struct pp_plan *plan, const char *fix,
                    struct pp_arena *arena, struct pp_way_out *ret_way, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *options = pp_plan_options(plan);
    PP_AUTO_STR struct pp_str title = {0};
    char **words = NULL, *own_name = pp_arena_strdup(arena, plan->name);
    int n = 0;
    if (!own_name)
        return pp_fail_nomem(reterr);
    int rc = pp_way_out_words(fix, arena, &words, &n, reterr);
    if (rc)
        return rc;
    if (!pp_way_out_say(fix, options, &title))
        return pp_fail(reterr, PP_E_CONFLICT, "This is not done from a page.");
    const char *kind = pp_arena_strdup(arena, pp_str_text(&title));
    *ret_way = (struct pp_way_out){(const char *const *)words, (size_t)n,
                                   written_plan(words, n, own_name), kind};
    if (!kind)
        return pp_fail_nomem(reterr);
    return strcmp(words[0], "allocate") == 0 ? draw_beside(db, words, &n, ret_way, arena, reterr)
                                             : 0;
}

int pp_service_plan_way_out(struct pp_db *db, const char *name, const char *fix,
                            struct pp_arena *arena, struct pp_way_out *ret_way,
                            struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    int rc = pp_store_plan_load_brief(db, name, &plan, NULL, reterr);
    if (rc)
        return rc;
    if (!offered(&plan, fix))
        return pp_fail(reterr, PP_E_CONFLICT,
                       "Plan '%.100s' does not offer this any more: it was changed meanwhile. Look "
                       "at it again.",
                       plan.name);
    return read_way(db, &plan, fix, arena, ret_way, reterr);
}
