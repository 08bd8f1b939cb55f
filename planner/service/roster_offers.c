/* Ways to make a roster again: what each changes and costs, for one team or for all. */
#include "patchplan/service/roster_offers.h"

#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/roster_hand.h"
#include "patchplan/core/alloc.h"

const char *pp_service_offer_name(const struct pp_roster_in_hand *offer) {
    static const char *const names[] = {[PP_REPLAN_NONE] = NULL,
                                        [PP_REPLAN_LEAST_CHANGE] = "least",
                                        [PP_REPLAN_BEST_BALANCE] = "balance",
                                        [PP_REPLAN_MIXED] = "mixed"};
    return names[offer->options.replan];
}

/* ---- figures ---- */

/* What is of no patch may be of any team. */
static bool is_of(const struct pp_roster_in_hand *offer, int patch_ix, int team_ix) {
    return team_ix < 0 || patch_ix < 0 || offer->problem.patches[patch_ix].team_ix == team_ix;
}

/* Was an earlier change about the same patch? Its homes count once. */
static bool is_told_before(const struct pp_roster *roster, int change_ix) {
    for (int i = 0; i < change_ix; i++)
        if (strcmp(roster->changes[i].what, "lead") == 0 &&
            roster->changes[i].patch_ix == roster->changes[change_ix].patch_ix)
            return true;
    return false;
}

static void count_changes(const struct pp_roster_in_hand *offer, int team_ix,
                          struct pp_offer_figures *figures) {
    for (int i = offer->n_changes_before; i < offer->roster.n_changes; i++) {
        const struct pp_change *change = &offer->roster.changes[i];
        if (!is_of(offer, change->patch_ix, team_ix))
            continue;
        figures->n_sessions += strcmp(change->what, "session") == 0;
        if (strcmp(change->what, "lead") != 0 || is_told_before(&offer->roster, i))
            continue;
        figures->n_patches++;
        figures->n_homes += change->n_homes;
    }
}

/* Does nobody lead it, on the first or a later day of its weeks? */
static bool is_vacant(const struct pp_roster_in_hand *offer, int patch_ix) {
    const struct pp_calendar *calendar = &offer->problem.calendar;
    pp_day day = calendar->first_day, last = pp_calendar_last_day(calendar);
    while (day <= last) {
        pp_day next = PP_PAST_DAY;
        for (int i = 0; i < offer->roster.n_leads; i++) {
            const struct pp_lead *lead = &offer->roster.leads[i];
            if (lead->patch_ix == patch_ix && lead->post_ix >= 0 &&
                *offer->problem.posts[lead->post_ix].name && lead->first_day <= day &&
                lead->last_day >= day && lead->last_day > next)
                next = lead->last_day;
        }
        if (next == PP_PAST_DAY)
            return true;
        day = next + 1;
    }
    return false;
}

static void count_troubles(const struct pp_roster_in_hand *offer, int team_ix,
                           struct pp_offer_figures *figures) {
    const struct pp_roster *roster = &offer->roster;
    for (int i = 0; i < roster->n_breaches; i++)
        figures->n_broken +=
            roster->breaches[i].broken && (team_ix < 0 || roster->breaches[i].team_ix == team_ix);
    for (int p = 0; p < offer->problem.n_patches; p++)
        figures->n_vacant += is_of(offer, p, team_ix) && is_vacant(offer, p);
    for (int i = 0; i < roster->n_hours; i++) {
        int of = offer->problem.posts[roster->hours[i].post_ix].team_ix;
        figures->n_over += (team_ix < 0 || of == team_ix) && pp_hours_are_over(&roster->hours[i]);
    }
}

static void read_measures(const struct pp_roster *roster, int team_ix,
                          struct pp_offer_figures *figures) {
    for (int i = 0; i < roster->n_measures; i++) {
        const struct pp_team_measures *measures = &roster->measures[i];
        if (measures->team_ix != team_ix)
            continue;
        figures->least = measures->least_per_fte;
        figures->most = measures->most_per_fte;
        figures->spread = measures->spread_per_fte;
        figures->hire_pounds = measures->hire_pounds;
        figures->travel_km = measures->travel_km_of_officer;
    }
}

int pp_service_offer_figures(const struct pp_roster_in_hand *offer, const char *team,
                             struct pp_offer_figures *ret_figures, struct pp_error *reterr) {
    struct pp_offer_figures figures = {0};
    int team_ix = -1;
    int rc = team ? pp_roster_find_team(&offer->problem, team, &team_ix, reterr) : 0;
    if (rc)
        return rc;
    if (team)
        figures.team = offer->problem.team_names[team_ix];
    count_changes(offer, team_ix, &figures);
    count_troubles(offer, team_ix, &figures);
    read_measures(&offer->roster, team_ix, &figures);
    *ret_figures = figures;
    return 0;
}

/* ---- as JSON ---- */

static void set_iso(struct pp_json *json, const char *key, pp_day day) {
    char iso[11];
    pp_day_iso(day, iso);
    pp_set_text(json, key, day == PP_FAR_DAY || day == PP_PAST_DAY ? NULL : iso);
}

/* Patch by patch, as the plan has them. */
static struct pp_json *changes_json(const struct pp_roster_in_hand *offer, const char *team) {
    const struct pp_roster_problem *problem = &offer->problem;
    struct pp_json *list = pp_json_new_array();
    for (int i = offer->n_changes_before; i < offer->roster.n_changes; i++) {
        const struct pp_change *change = &offer->roster.changes[i];
        if (strcmp(change->what, "lead") != 0)
            continue;
        const struct pp_roster_patch *patch = &problem->patches[change->patch_ix];
        const char *own = pp_roster_team_words(problem, patch->team_ix);
        if (team && strcmp(team, own) != 0)
            continue;
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "patch", patch->name);
        pp_set_text(json, "team", own);
        pp_json_set(json, "homes", pp_json_new_int(patch->n_homes));
        set_iso(json, "from", change->first_day);
        set_iso(json, "to", change->last_day);
        pp_set_text(json, "who", change->who);
        pp_set_text(json, "instead", change->instead);
        pp_json_push(list, json);
    }
    return list;
}

static struct pp_json *vacant_json(const struct pp_roster_in_hand *offer, const char *team) {
    struct pp_json *list = pp_json_new_array();
    for (int p = 0; p < offer->problem.n_patches; p++) {
        const struct pp_roster_patch *patch = &offer->problem.patches[p];
        bool is_ours =
            !team || strcmp(team, pp_roster_team_words(&offer->problem, patch->team_ix)) == 0;
        if (is_ours && is_vacant(offer, p))
            pp_json_push(list, pp_json_new_text(patch->name));
    }
    return list;
}

static struct pp_json *row_json(const struct pp_roster_in_hand *offer,
                                const struct pp_offer_figures *figures) {
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "offer", pp_service_offer_name(offer));
    pp_set_text(json, "team", figures->team);
    pp_json_set(json, "patches_changing_officer", pp_json_new_int(figures->n_patches));
    pp_json_set(json, "homes_changing_officer", pp_json_new_int(figures->n_homes));
    pp_json_set(json, "sessions_changed", pp_json_new_int(figures->n_sessions));
    pp_json_set(json, "least_per_fte", pp_json_new_real(figures->least));
    pp_json_set(json, "most_per_fte", pp_json_new_real(figures->most));
    pp_json_set(json, "broken_rules", pp_json_new_int(figures->n_broken));
    pp_json_set(json, "patches_vacant", pp_json_new_int(figures->n_vacant));
    pp_json_set(json, "officers_over", pp_json_new_int(figures->n_over));
    pp_json_set(json, "hire_pounds", pp_json_new_real(figures->hire_pounds));
    pp_json_set(json, "travel_km", pp_json_new_real(figures->travel_km));
    pp_json_set(json, "changes", changes_json(offer, figures->team));
    pp_json_set(json, "vacant", vacant_json(offer, figures->team));
    pp_json_set(json, "given_up", pp_lines_json(pp_str_text(&offer->note)));
    return json;
}

int pp_service_offers_json(const struct pp_roster_in_hand *offers, int n_offers,
                           const char *const *teams, int n_teams, struct pp_json **ret_rows,
                           struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *rows = pp_json_new_array();
    for (int i = 0; i < n_offers; i++)
        for (int t = 0; t < (n_teams ? n_teams : 1); t++) {
            struct pp_offer_figures figures;
            int rc =
                pp_service_offer_figures(&offers[i], n_teams ? teams[t] : NULL, &figures, reterr);
            if (rc)
                return rc;
            pp_json_push(rows, row_json(&offers[i], &figures));
        }
    *ret_rows = PP_STEAL(rows);
    return *ret_rows ? 0 : pp_fail_nomem(reterr);
}
