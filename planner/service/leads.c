#include "planner/service/leads.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "planner/service/ways.h"

enum { MOST_NAMED_ALONE = 8, MOST_NAMED = 3, SEVERAL = -2 };

/* What is listed by team: patches, or officers. */
struct item {
    int team_ix; /* -1 = of no team */
    const char *name;
};

static const struct pp_stock_officer *officer_of(const struct pp_stock *stock, const char *id) {
    for (size_t i = 0; id && i < stock->n_officers; i++)
        if (strcmp(stock->officers[i].officer_id, id) == 0)
            return &stock->officers[i];
    return NULL;
}

/* ---- lists by team ---- */

/* The team all of them are of, or SEVERAL. */
static int only_team(const struct item *items, int n) {
    for (int i = 1; i < n; i++)
        if (items[i].team_ix != items[0].team_ix)
            return SEVERAL;
    return items[0].team_ix;
}

/* "L029, L031 and 3 more" of the items of one team; returns how many they are. */
static int say_names(const struct item *items, int n, int team_ix, int most, struct pp_str *text) {
    int n_of_team = 0;
    for (int i = 0; i < n; i++)
        if (items[i].team_ix == team_ix && n_of_team++ < most)
            pp_str_appendf(text, "%s%s", n_of_team > 1 ? ", " : "", items[i].name);
    if (n_of_team > most)
        pp_str_appendf(text, " and %d more", n_of_team - most);
    return n_of_team;
}

/* "6 of Central (Central 1, Central 2 and 4 more), 1 of East (East 2)" */
static void say_by_team(const struct pp_plan *plan, const struct item *items, int n,
                        struct pp_str *text) {
    int n_teams = 0;
    for (int team_ix = -1; team_ix < plan->n_teams; team_ix++) {
        PP_AUTO_STR struct pp_str names = {0};
        int n_of_team = say_names(items, n, team_ix, MOST_NAMED, &names);
        if (n_of_team == 0)
            continue;
        pp_str_appendf(text, "%s%d of %s (%s)", n_teams++ > 0 ? ", " : "", n_of_team,
                       team_ix >= 0 ? plan->team_names[team_ix] : "no team", pp_str_text(&names));
        text->failed |= names.failed;
    }
}

/* "2 patches of South West were drawn without an officer: L029, L031." */
static int tell_list(struct pp_ground *ground, const struct item *items, int n,
                     const char *const words[2], const char *const lack[2],
                     struct pp_error *reterr) {
    const struct pp_plan *plan = ground->plan;
    PP_AUTO_STR struct pp_str text = {0};
    if (n == 0)
        return 0;
    int team_ix = only_team(items, n);
    pp_str_append_count(&text, n, words[0], words[1]);
    if (team_ix >= 0)
        pp_str_appendf(&text, " of %s", plan->team_names[team_ix]);
    pp_str_appendf(&text, " %s: ", pp_text_plural(n, lack[0], lack[1]));
    if (team_ix == SEVERAL)
        say_by_team(plan, items, n, &text);
    else
        say_names(items, n, team_ix, MOST_NAMED_ALONE, &text);
    pp_str_append_char(&text, '.');
    struct pp_reason reason = {.of_division = true,
                               .text = pp_arena_strdup(&ground->plan->arena, pp_str_text(&text))};
    if (text.failed || !reason.text)
        return pp_fail_nomem(reterr);
    return pp_ground_add_reason(ground, reason, reterr);
}

/* ---- patches without officers, officers without patches ---- */

int pp_tell_vacant(struct pp_ground *ground, struct pp_error *reterr) {
    static const char *const words[] = {"patch", "patches"};
    static const char *const lack[] = {"was " PP_DRAWN_VACANT, "were " PP_DRAWN_VACANT};
    const struct pp_plan *plan = ground->plan;
    PP_AUTO_FREE struct item *items = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *items);
    int n = 0;
    if (!items)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches && ground->stock.n_officers > 0; p++) {
        const struct pp_patch *patch = &plan->patches[p];
        if (!patch->is_named)
            items[n++] = (struct item){patch->team_ix, patch->name};
    }
    return tell_list(ground, items, n, words, lack, reterr);
}

static bool leads_any(const struct pp_plan *plan, const char *id) {
    for (int p = 0; p < plan->n_patches; p++) {
        const struct pp_patch *patch = &plan->patches[p];
        if ((patch->officer_id && strcmp(patch->officer_id, id) == 0) ||
            (patch->sharer_id && strcmp(patch->sharer_id, id) == 0))
            return true;
    }
    return false;
}

static void add_idle(const struct pp_plan *plan, const struct pp_stock_officer *officer,
                     struct item *items, int *n) {
    if (officer && *officer->name && !leads_any(plan, officer->officer_id))
        items[(*n)++] = (struct item){officer->team_ix, officer->name};
}

int pp_tell_idle(struct pp_ground *ground, pp_day day, struct pp_error *reterr) {
    static const char *const words[] = {"officer", "officers"};
    static const char *const lack[] = {"was " PP_DRAWN_IDLE, "were " PP_DRAWN_IDLE};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_posts posts;
    PP_AUTO_FREE struct item *items = pp_alloc_array(ground->stock.n_officers + 1, sizeof *items);
    int n = 0;
    if (!items)
        return pp_fail_nomem(reterr);
    int rc = pp_posts_find(&ground->stock, day, &arena, &posts, reterr);
    for (int i = 0; !rc && i < posts.n_posts; i++) {
        add_idle(ground->plan, posts.posts[i].lead, items, &n);
        add_idle(ground->plan, posts.posts[i].sharer, items, &n);
    }
    return rc ? rc : tell_list(ground, items, n, words, lack, reterr);
}

/* ---- officers of other teams ---- */

/* The names of the teams whose posts do not fit their homes, locked patches left out. */
static int find_misfits(const struct pp_ground *ground, const struct pp_parts *parts,
                        struct pp_str *names, struct pp_error *reterr) {
    const struct pp_plan *plan = ground->plan;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    int rc = 0;
    for (int team_ix = 0; team_ix < plan->n_teams && !rc; team_ix++) {
        struct pp_posts_of of = {0};
        int64_t weight_milli = 0;
        for (int u = 0; u < plan->n_units; u++)
            if (plan->units[u].team_ix == team_ix && !parts->parts[parts->part_of_unit[u]].locked)
                weight_milli += plan->units[u].weight_milli;
        if (weight_milli == 0)
            continue;
        rc = pp_posts_choose_for(parts->posts, parts, &team_ix, weight_milli, &plan->rules, &arena,
                                 &of, reterr);
        if (!rc && !of.choice.fits)
            pp_str_appendf(names, "%s%s", names->len ? ", " : "", plan->team_names[team_ix]);
    }
    return rc;
}

/* "L012 in East (Ann Lee of North)" */
static int list_strangers(struct pp_ground *ground, struct pp_str *list) {
    const struct pp_plan *plan = ground->plan;
    int n = 0;
    for (int p = 0; p < plan->n_patches; p++) {
        const struct pp_patch *patch = &plan->patches[p];
        const struct pp_stock_officer *lead = officer_of(&ground->stock, patch->officer_id);
        if (!lead || lead->team_ix < 0 || patch->team_ix < 0 || lead->team_ix == patch->team_ix ||
            n++ >= MOST_NAMED_ALONE)
            continue;
        pp_str_appendf(list, "%s%s in %s (%s of %s)", n > 1 ? ", " : "", patch->name,
                       plan->team_names[patch->team_ix], *lead->name ? lead->name : "vacant",
                       plan->team_names[lead->team_ix]);
    }
    if (n > MOST_NAMED_ALONE)
        pp_str_appendf(list, " and %d more", n - MOST_NAMED_ALONE);
    return n;
}

int pp_tell_strangers(struct pp_ground *ground, const struct pp_allocate_request *request,
                      const struct pp_parts *parts, struct pp_error *reterr) {
    const struct pp_way inside = {.sets_within = true, .within = PP_WITHIN_TEAM};
    PP_AUTO_STR struct pp_str text = {0}, list = {0}, misfits = {0};
    const char *fix = NULL;
    int n = list_strangers(ground, &list);
    if (n == 0)
        return 0;
    int rc = find_misfits(ground, parts, &misfits, reterr);
    if (!rc && misfits.len == 0)
        rc = pp_way_command(request, &inside, &ground->plan->arena, &fix, reterr);
    if (rc)
        return rc;
    pp_str_append_count(&text, n, "patch has", "patches have");
    pp_str_appendf(&text, " an officer of another team: %s. ", pp_str_text(&list));
    if (misfits.len == 0)
        pp_str_append(&text, "Nearest way out: --within team.");
    else
        pp_str_appendf(&text,
                       "Nearest way out: --within team, once the list of officers has posts that "
                       "fit the homes of %s.",
                       pp_str_text(&misfits));
    struct pp_reason reason = {.of_division = true,
                               .fix = fix,
                               .text = pp_arena_strdup(&ground->plan->arena, pp_str_text(&text))};
    if (text.failed || list.failed || misfits.failed || !reason.text)
        return pp_fail_nomem(reterr);
    return pp_ground_add_reason(ground, reason, reterr);
}
