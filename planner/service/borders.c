#include "planner/service/borders.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/json/json.h"

static const char OPENED[] = "opened"; /* in a plan's options */

void pp_borders_done(struct pp_borders *borders) {
    pp_free(borders->group_of_team);
    *borders = (struct pp_borders){0};
}

static int slot_of(const struct pp_plan *plan, int team_ix) {
    return team_ix >= 0 ? team_ix : plan->n_teams;
}

int pp_borders_new(const struct pp_plan *plan, struct pp_borders *ret_borders,
                   struct pp_error *reterr) {
    int *group = pp_alloc_array((size_t)plan->n_teams + 1, sizeof *group);
    if (!group)
        return pp_fail_nomem(reterr);
    for (int t = 0; t <= plan->n_teams; t++)
        group[t] = t;
    *ret_borders = (struct pp_borders){.group_of_team = group, .partly = true};
    return 0;
}

void pp_borders_open(struct pp_borders *borders, const struct pp_plan *plan, int team_a,
                     int team_b) {
    int *group = borders->group_of_team;
    int a = group[slot_of(plan, team_a)], b = group[slot_of(plan, team_b)];
    int least = a < b ? a : b, other = a < b ? b : a;
    for (int t = 0; t <= plan->n_teams; t++)
        if (group[t] == other)
            group[t] = least;
}

static int team_named(const struct pp_plan *plan, const char *name) {
    for (int t = 0; name && t < plan->n_teams; t++)
        if (strcmp(plan->team_names[t], name) == 0)
            return t;
    return -1;
}

void pp_borders_take(struct pp_borders *borders, const struct pp_plan *plan,
                     const struct pp_borders *other, const struct pp_plan *of) {
    for (int t = 0; t < of->n_teams; t++) {
        int first = pp_borders_group(other, of, t), a = team_named(plan, of->team_names[first]),
            b = team_named(plan, of->team_names[t]);
        if (a >= 0 && b >= 0)
            pp_borders_open(borders, plan, a, b);
    }
}

/* ---- what a plan says of them ---- */

/* [["Central", "South West"], ...] */
static void read_groups(const struct pp_json *groups, const struct pp_plan *plan,
                        struct pp_borders *borders) {
    for (size_t g = 0; g < pp_json_length(groups); g++) {
        const struct pp_json *names = pp_json_at(groups, g);
        int first = team_named(plan, pp_json_text(pp_json_at(names, 0)));
        for (size_t i = 1; i < pp_json_length(names); i++) {
            int team = team_named(plan, pp_json_text(pp_json_at(names, i)));
            if (first >= 0 && team >= 0)
                pp_borders_open(borders, plan, first, team);
        }
    }
}

static int group_by_patches(const struct pp_plan *plan, struct pp_borders *borders,
                            struct pp_error *reterr) {
    PP_AUTO_FREE int *seen = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *seen);
    if (!seen)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++) {
        int p = plan->patch_of_unit[u], slot = slot_of(plan, plan->units[u].team_ix);
        if (seen[p] != 0 && seen[p] != slot + 1)
            pp_borders_open(borders, plan, seen[p] - 1 < plan->n_teams ? seen[p] - 1 : -1,
                            plan->units[u].team_ix);
        seen[p] = slot + 1;
    }
    return 0;
}

static bool all_one(const struct pp_borders *borders, const struct pp_plan *plan) {
    bool one = true;
    for (int t = 1; t < plan->n_teams; t++)
        one = one && borders->group_of_team[t] == borders->group_of_team[0];
    return one;
}

int pp_borders_find(const struct pp_plan *plan, struct pp_borders *ret_borders,
                    struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *options = NULL;
    PP_AUTO(pp_borders_done) struct pp_borders borders = {0};
    if (plan->rules.within != PP_WITHIN_NONE || plan->n_teams < 2 || !plan->options)
        return 0;
    int rc = pp_json_read_text(plan->options, "the plan's options", &options, reterr);
    const struct pp_json *groups = rc ? NULL : pp_json_get(options, OPENED);
    if (rc || (!groups && !pp_json_get(options, "teams")))
        return rc;
    rc = pp_borders_new(plan, &borders, reterr);
    if (!rc && groups)
        read_groups(groups, plan, &borders);
    else if (!rc)
        rc = group_by_patches(plan, &borders, reterr);
    if (rc || all_one(&borders, plan))
        return rc;
    *ret_borders = borders;
    borders = (struct pp_borders){0};
    return 0;
}

static int count_in_group(const struct pp_borders *borders, const struct pp_plan *plan, int group) {
    int n = 0;
    for (int t = 0; t < plan->n_teams; t++)
        n += borders->group_of_team[t] == group;
    return n;
}

int pp_borders_note(const struct pp_borders *borders, struct pp_plan *plan,
                    struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *options = NULL;
    int rc = pp_json_read_text(plan->options, "the plan's options", &options, reterr);
    if (rc)
        return rc;
    struct pp_json *groups = pp_json_new_array();
    for (int group = 0; group < plan->n_teams; group++) {
        if (count_in_group(borders, plan, group) < 2)
            continue;
        struct pp_json *names = pp_json_new_array();
        for (int t = 0; t < plan->n_teams; t++)
            if (borders->group_of_team[t] == group &&
                pp_json_push(names, pp_json_new_text(plan->team_names[t])))
                rc = PP_E_NOMEM;
        if (pp_json_push(groups, names))
            rc = PP_E_NOMEM;
    }
    if (pp_json_set(options, OPENED, groups))
        rc = PP_E_NOMEM;
    PP_AUTO_FREE char *text = rc ? NULL : pp_json_dump(options, 0);
    char *kept = text ? pp_arena_strdup(&plan->arena, text) : NULL;
    if (!kept)
        return pp_fail_nomem(reterr);
    plan->options = kept;
    return 0;
}

/* ---- asked of them ---- */

int pp_borders_group(const struct pp_borders *borders, const struct pp_plan *plan, int team_ix) {
    return borders->partly ? borders->group_of_team[slot_of(plan, team_ix)] : 0;
}

int pp_borders_place(const struct pp_borders *borders, const struct pp_plan *plan, int team_ix,
                     int ward_ix) {
    return plan->rules.within == PP_WITHIN_TEAM   ? team_ix
           : plan->rules.within == PP_WITHIN_WARD ? ward_ix
                                                  : pp_borders_group(borders, plan, team_ix);
}

void pp_borders_say(const struct pp_borders *borders, const struct pp_plan *plan,
                    struct pp_str *text) {
    bool any = false;
    for (int group = 0; group < plan->n_teams && borders->partly; group++) {
        int n = count_in_group(borders, plan, group), k = 0;
        for (int t = 0; t < plan->n_teams && n > 1; t++) {
            if (borders->group_of_team[t] != group)
                continue;
            pp_str_appendf(text, "%s%s", k == 0 && any ? "; " : pp_text_between(k, n),
                           plan->team_names[t]);
            k++;
        }
        any |= n > 1;
    }
}
