#include "patchplan/roster/judge.h"

#include "patchplan/core/alloc.h"
#include "planner/roster/judge_parts.h"

enum pp_outcome pp_roster_outcome(const struct pp_roster *roster, bool cancelled) {
    if (cancelled)
        return PP_OUTCOME_CANCELLED;
    for (int i = 0; i < roster->n_breaches; i++)
        if (roster->breaches[i].broken)
            return PP_OUTCOME_INFEASIBLE;
    return PP_OUTCOME_FEASIBLE;
}

static bool is_among(int post_ix, const int *posts, int n) {
    for (int i = 0; i < n; i++)
        if (posts[i] == post_ix)
            return true;
    return false;
}

static void append_people(const struct pp_roster_problem *problem, const int *posts, int n,
                          struct pp_str *text) {
    for (int i = 0; i < n; i++) {
        pp_str_append(text, i > 0 ? " and " : "");
        roster_append_post(problem, posts[i], text);
    }
    if (n == 0)
        pp_str_append(text, "nobody");
}

/* From the last day before the weeks, or their first, to their last: who led, and who will. */
static int list_patch(const struct pp_roster_problem *problem, const struct pp_roster *before,
                      int patch_ix, struct pp_roster *roster, struct pp_error *reterr) {
    const struct pp_roster_patch *patch = &problem->patches[patch_ix];
    pp_day first = problem->calendar.first_day, last = pp_calendar_last_day(&problem->calendar);
    int was[2], is[2];
    int n_was = pp_roster_leads_on(before, patch_ix, first, was);
    int n_is = pp_roster_leads_on(roster, patch_ix, last, is);
    bool same = n_was == n_is;
    for (int i = 0; i < n_is; i++)
        same = same && is_among(is[i], was, n_was);
    if (same)
        return 0;
    struct pp_change change = {.what = "lead",
                               .patch_ix = patch_ix,
                               .old_post_ix = n_was > 0 ? was[0] : -1,
                               .new_post_ix = n_is > 0 ? is[0] : -1,
                               .n_homes = patch->n_homes};
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_appendf(&text, "Patch %s (%d homes): from ", patch->name, patch->n_homes);
    append_people(problem, was, n_was, &text);
    pp_str_append(&text, " to ");
    append_people(problem, is, n_is, &text);
    change.text = pp_str_text(&text);
    return text.failed ? pp_fail_nomem(reterr) : pp_roster_add_change(roster, &change, reterr);
}

int pp_roster_list_leads(const struct pp_roster_problem *problem, const struct pp_roster *before,
                         struct pp_roster *roster, struct pp_error *reterr) {
    int rc = 0;
    for (int p = 0; rc == 0 && p < problem->n_patches; p++)
        rc = list_patch(problem, before, p, roster, reterr);
    return rc;
}
