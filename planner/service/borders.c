#include "planner/service/borders.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/json/json.h"

void pp_borders_done(struct pp_borders *borders) {
    pp_free(borders->group_of_team);
    *borders = (struct pp_borders){0};
}

/* Was it drawn for some teams, and all others left as they were? */
static int is_of_some_teams(const struct pp_plan *plan, bool *ret_some, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *options = NULL;
    *ret_some = false;
    if (plan->rules.within != PP_WITHIN_NONE || plan->n_teams < 2 || !plan->options)
        return 0;
    int rc = pp_json_read_text(plan->options, "the plan's options", &options, reterr);
    if (!rc)
        *ret_some = pp_json_get(options, "teams") != NULL;
    return rc;
}

static int slot_of(const struct pp_plan *plan, int team_ix) {
    return team_ix >= 0 ? team_ix : plan->n_teams;
}

static int root_of(const int *group, int team) {
    while (group[team] != team)
        team = group[team];
    return team;
}

static void join(int *group, int a, int b) {
    a = root_of(group, a);
    b = root_of(group, b);
    group[a > b ? a : b] = a < b ? a : b;
}

int pp_borders_find(const struct pp_plan *plan, struct pp_borders *ret_borders,
                    struct pp_error *reterr) {
    struct pp_borders borders = {0};
    PP_AUTO_FREE int *seen = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *seen);
    if (!seen)
        return pp_fail_nomem(reterr);
    int rc = is_of_some_teams(plan, &borders.partly, reterr), n = plan->n_teams + 1;
    if (!rc && borders.partly &&
        !(borders.group_of_team = pp_alloc_array((size_t)n, sizeof *borders.group_of_team)))
        rc = pp_fail_nomem(reterr);
    if (rc)
        return rc;
    for (int t = 0; t < n && borders.partly; t++)
        borders.group_of_team[t] = t;
    for (int p = 0; p < plan->n_patches; p++)
        seen[p] = -1;
    for (int u = 0; u < plan->n_units && borders.partly; u++) {
        int p = plan->patch_of_unit[u], team = slot_of(plan, plan->units[u].team_ix);
        if (seen[p] >= 0)
            join(borders.group_of_team, seen[p], team);
        seen[p] = team;
    }
    for (int t = 0; t < n && borders.partly; t++)
        borders.group_of_team[t] = root_of(borders.group_of_team, t);
    *ret_borders = borders;
    return 0;
}

int pp_borders_group(const struct pp_borders *borders, const struct pp_plan *plan, int team_ix) {
    return borders->partly ? borders->group_of_team[slot_of(plan, team_ix)] : 0;
}

static int count_in_group(const struct pp_borders *borders, const struct pp_plan *plan, int group) {
    int n = 0;
    for (int t = 0; t < plan->n_teams; t++)
        n += borders->group_of_team[t] == group;
    return n;
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
