/* What a plan of named officers breaks, in sentences. */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"

#include "planner/roster/caseload_parts.h"
#include "planner/roster/judge_parts.h"
#include "planner/roster/ways_out.h"

static bool is_told(const struct pp_roster *roster, const struct pp_breach *breach) {
    for (int i = 0; i < roster->n_breaches; i++) {
        const struct pp_breach *old = &roster->breaches[i];
        if (old->patch_ix == breach->patch_ix && old->post_ix == breach->post_ix &&
            old->team_ix == breach->team_ix && old->rule == breach->rule &&
            !strcmp(old->text, breach->text))
            return true;
    }
    return false;
}

static int tell(const struct caseload *data, struct pp_breach *breach, const struct pp_str *text,
                const struct pp_str *fix, struct pp_roster *roster, struct pp_error *reterr) {
    if (text->failed || (fix && fix->failed))
        return pp_fail_nomem(reterr);
    breach->text = pp_str_text(text);
    breach->fix = fix && fix->len > 0 ? pp_str_text(fix) : NULL;
    breach->team_ix = data->ask->team_ix;
    return is_told(roster, breach) ? 0 : pp_roster_add_breach(roster, breach, reterr);
}

static const char *shown_name(const struct pp_post *post) {
    return post->name[0] ? post->name : "a vacant post";
}

/* ", from Tuesday 9 March 2027" where it begins inside the weeks of the roster. */
static void append_from(const struct pp_caseload_ask *ask, struct pp_str *text) {
    char day[32];
    if (ask->day <= ask->problem->calendar.first_day)
        return;
    pp_day_long(ask->day, day, sizeof day);
    pp_str_appendf(text, ", from %s", day);
}

static int n_led(const struct caseload *data, const int *taken) {
    int n = 0;
    for (int p = 0; p < data->n_patches; p++)
        n += taken[p] >= 0;
    return n;
}

/* Somebody named who leads nothing in the plan, and to whom the patch is too much only until their caseload is whole; -1: nobody. */
static int starter_for(const struct caseload *data, int p, const int *taken) {
    const struct pp_roster_problem *problem = data->ask->problem;
    int64_t weight_milli = problem->patches[data->patches[p].patch_ix].weight_milli;
    for (int o = 0; o < problem->n_posts; o++) {
        const struct pp_post *post = &problem->posts[o];
        pp_day whole = post->caseload_until;
        if (!post->name[0] || whole >= post->ends ||
            whole >= pp_calendar_last_day(&problem->calendar) || whole < data->ask->day ||
            !pp_caseload_may_lead(data->ask, o) || pp_caseload_is_used(data, taken, o))
            continue;
        if (weight_milli * 100 > pp_post_cap_milli(problem, o, data->ask->day) * 125 &&
            weight_milli * 100 <= pp_post_cap_milli(problem, o, whole + 1) * 125)
            return o;
    }
    return -1;
}

/* Who will be able to lead it, from when on, and how they are named then. */
static void append_starter(const struct caseload *data, int p, const int *taken,
                           struct pp_str *text) {
    const struct pp_roster_problem *problem = data->ask->problem;
    const struct pp_roster_patch *patch = &problem->patches[data->patches[p].patch_ix];
    int post_ix = starter_for(data, p, taken);
    char day[32], iso[11];
    if (post_ix < 0)
        return;
    pp_day whole = problem->posts[post_ix].caseload_until + 1;
    pp_day_long(whole, day, sizeof day);
    pp_day_iso(whole, iso);
    pp_str_append(text, ". ");
    roster_append_post(problem, post_ix, text);
    pp_str_appendf(text,
                   " leads none, and may take %lld workload-equivalent homes now and %lld from "
                   "%s on; this patch has %lld. To name them from that day on: patchplan "
                   "roster assign ",
                   (long long)pp_post_cap_milli(problem, post_ix, data->ask->day) / 1000,
                   (long long)pp_post_cap_milli(problem, post_ix, whole) / 1000, day,
                   (long long)(patch->weight_milli + 500) / 1000);
    pp_str_append_word(text, patch->name);
    pp_str_append(text, " --officer ");
    pp_str_append_word(text, problem->posts[post_ix].officer_id);
    pp_str_appendf(text, " --from %s --plan ", iso);
    pp_str_append_word(text, problem->plan_name ? problem->plan_name : "");
}

static int tell_without(const struct caseload *data, int p, const int *taken,
                        struct pp_roster *roster, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = data->ask->problem;
    const struct pp_roster_patch *patch = &problem->patches[data->patches[p].patch_ix];
    struct pp_breach breach = pp_breach_of(PP_RULE_H1, NULL);
    PP_AUTO_STR struct pp_str text = {0};
    breach.broken = true;
    breach.patch_ix = data->patches[p].patch_ix;
    breach.n_homes = patch->n_homes;
    int sharer_ix = pp_caseload_left_sharer(data, taken, p);
    pp_str_appendf(&text, "Patch %s in %s (%d homes) has ", patch->name,
                   pp_roster_team_words(problem, data->ask->team_ix), patch->n_homes);
    if (sharer_ix < 0) {
        pp_str_append(&text, "no officer");
    } else {
        int part_milli = pp_caseload_part_now(data->ask, breach.patch_ix, sharer_ix);
        roster_append_post(problem, sharer_ix, &text);
        pp_str_appendf(&text, " for %.0f %% of it and nobody for the rest", part_milli / 10.0);
    }
    append_from(data->ask, &text);
    pp_str_appendf(&text, ": the team has %d patches, and its posts can lead %d of them",
                   data->n_patches, n_led(data, taken));
    append_starter(data, p, taken, &text);
    return tell(data, &breach, &text, NULL, roster, reterr);
}

static int tell_vacant(const struct caseload *data, const struct caseload_way *way,
                       struct pp_roster *roster, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = data->ask->problem;
    const struct pp_roster_patch *patch = &problem->patches[way->way.patch_ix];
    const struct caseload_post *post =
        data->posts[way->a].vacant ? &data->posts[way->a] : &data->posts[way->b];
    if (!post->vacant)
        return 0;
    struct pp_breach breach = pp_breach_of(PP_RULE_H1, NULL);
    PP_AUTO_STR struct pp_str text = {0};
    breach.patch_ix = way->way.patch_ix;
    breach.post_ix = post->post_ix;
    breach.n_homes = patch->n_homes;
    pp_str_appendf(&text, "Patch %s in %s (%d homes) waits for its officer: post %s is vacant",
                   patch->name, pp_roster_team_words(problem, data->ask->team_ix), patch->n_homes,
                   problem->posts[post->post_ix].officer_id);
    append_from(data->ask, &text);
    pp_str_append(&text, ", and others stand in until it is filled");
    return tell(data, &breach, &text, NULL, roster, reterr);
}

static bool held_in(const struct pp_roster_problem *problem, int team_ix, uint32_t skill) {
    for (int o = 0; o < problem->n_posts; o++)
        if (problem->posts[o].name[0] && (problem->posts[o].skills & skill) &&
            problem->posts[o].role == PP_ROLE_OFFICER &&
            (team_ix < 0 || problem->posts[o].team_ix == team_ix))
            return true;
    return false;
}

/* "which Ann Cole and Sam Iqbal do not have" */
static void append_who_lacks(const struct pp_roster_problem *problem, const struct pp_way *way,
                             struct pp_str *text) {
    const struct pp_post *one = &problem->posts[way->post_ix];
    const struct pp_post *two = &problem->posts[way->second_post_ix];
    if (!one->name[0] && !two->name[0])
        pp_str_append(text, "and its post is vacant");
    else if (one == two)
        pp_str_appendf(text, "which %s does not have", one->name);
    else if (one->name[0] && two->name[0])
        pp_str_appendf(text, "which %s and %s do not have", one->name, two->name);
    else
        pp_str_appendf(text, "which %s does not have", one->name[0] ? one->name : two->name);
}

static int needing(const struct caseload *data, const struct caseload_way *way, int skill) {
    return data->needs[way->patch * data->ask->problem->n_skills + skill];
}

/* Is the skill needed there by homes, and held by nobody who leads? */
static bool lacks(const struct caseload *data, const struct caseload_way *way, int skill) {
    const struct pp_post *posts = data->ask->problem->posts;
    uint32_t have = posts[way->way.post_ix].skills | posts[way->way.second_post_ix].skills;
    return needing(data, way, skill) > 0 && !(have >> skill & 1);
}

/* The one to be trained for a patch; -1: its post is vacant, or about to be. */
static int trainee(const struct caseload *data, const struct caseload_way *way) {
    const struct pp_roster_problem *problem = data->ask->problem;
    return pp_roster_may_train(problem, way->way.post_ix)          ? way->way.post_ix
           : pp_roster_may_train(problem, way->way.second_post_ix) ? way->way.second_post_ix
                                                                   : -1;
}

/* Who leads it is trained; and who leads patches of the team where more homes wait for the same, or the next roster
 * would send the trained one there. */
static void append_training(const struct caseload *data, const struct caseload_way *way,
                            const int *taken, int skill, struct pp_str *text, struct pp_str *fix) {
    const struct pp_roster_problem *problem = data->ask->problem;
    int own = trainee(data, way), n_others = 0;
    if (own < 0)
        return;
    pp_str_append(text, "train ");
    roster_append_post(problem, own, text);
    pp_roster_append_build(problem, data->ask->team_ix, fix);
    for (int p = 0; p < data->n_patches; p++) {
        const struct caseload_way *other = taken[p] >= 0 ? &data->ways[taken[p]] : NULL;
        int post_ix = other ? trainee(data, other) : -1;
        if (post_ix < 0 || !lacks(data, other, skill) ||
            needing(data, other, skill) < needing(data, way, skill))
            continue;
        PP_AUTO_STR struct pp_str what = {0};
        pp_str_appendf(&what, "%s=%s", problem->posts[post_ix].officer_id,
                       problem->skill_names[skill]);
        pp_roster_append_option("train", &what, fix);
        n_others += other != way;
    }
    if (n_others > 0)
        pp_str_appendf(text,
                       n_others == 1 ? " and the officer of one more patch"
                                     : " and the officers of %d more patches",
                       n_others);
}

/* Is there somebody to train, or who may go along? */
static bool can_mend(const struct caseload *data, const struct caseload_way *way, int skill) {
    return trainee(data, way) >= 0 || held_in(data->ask->problem, -1, 1u << skill);
}

static void append_ways_out(const struct caseload *data, const struct caseload_way *way,
                            const int *taken, int skill, struct pp_str *text, struct pp_str *fix) {
    const struct pp_roster_problem *problem = data->ask->problem;
    PP_AUTO_STR struct pp_str what = {0}, command = {0};
    if (!can_mend(data, way, skill))
        return;
    pp_str_append(text, ". This would mend it: ");
    append_training(data, way, taken, skill, text, fix);
    if (!held_in(problem, -1, 1u << skill)) /* nobody could go along */
        return;
    pp_str_appendf(text, "%slet somebody who has it go along where those homes need it",
                   fix->len ? "; or " : "");
    pp_str_appendf(&what, "%s=%s", problem->patches[way->way.patch_ix].name,
                   problem->skill_names[skill]);
    pp_roster_append_decision(problem, data->ask->team_ix, "go-along", &what, &command);
    pp_roster_append_command(pp_str_text(&command), fix);
    fix->failed = fix->failed || command.failed;
}

static int tell_skill(const struct caseload *data, const struct caseload_way *way, const int *taken,
                      int skill, struct pp_roster *roster, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = data->ask->problem;
    const struct pp_roster_patch *patch = &problem->patches[way->way.patch_ix];
    int team_ix = data->ask->team_ix;
    struct pp_breach breach = pp_breach_of(PP_RULE_H3, NULL);
    PP_AUTO_STR struct pp_str text = {0}, fix = {0};
    breach.broken = true;
    breach.patch_ix = way->way.patch_ix;
    breach.post_ix = way->way.post_ix;
    breach.n_homes = needing(data, way, skill);
    pp_str_appendf(&text, "%d of %d homes of patch %s in %s need the skill '%s', ",
                   (int)breach.n_homes, patch->n_homes, patch->name,
                   pp_roster_team_words(problem, team_ix), problem->skill_names[skill]);
    append_who_lacks(problem, &way->way, &text);
    append_from(data->ask, &text);
    pp_str_append(&text, !held_in(problem, -1, 1u << skill) ? "; no officer of any team has it"
                         : !held_in(problem, team_ix, 1u << skill)
                             ? "; no officer of the team has it"
                             : "; those of the team who have it are needed elsewhere");
    append_ways_out(data, way, taken, skill, &text, &fix);
    return tell(data, &breach, &text, &fix, roster, reterr);
}

static int tell_skills(const struct caseload *data, const struct caseload_way *way,
                       const int *taken, struct pp_roster *roster, struct pp_error *reterr) {
    int rc = 0;
    for (int s = 0; rc == 0 && s < data->ask->problem->n_skills; s++)
        if (lacks(data, way, s))
            rc = tell_skill(data, way, taken, s, roster, reterr);
    return rc;
}

static int tell_load(const struct caseload *data, const struct caseload_post *post, double load,
                     struct pp_roster *roster, struct pp_error *reterr) {
    const struct pp_post *officer = &data->ask->problem->posts[post->post_ix];
    struct pp_breach breach = pp_breach_of(PP_RULE_H2, NULL);
    PP_AUTO_STR struct pp_str text = {0};
    if (load <= PP_CASELOAD_SHOWN * post->cap + 0.0005)
        return 0;
    breach.broken = load > PP_CASELOAD_MOST * post->cap + 0.0005;
    breach.post_ix = post->post_ix;
    breach.n_homes = (int64_t)ceil(load - PP_CASELOAD_SHOWN * post->cap);
    pp_str_appendf(&text, "%s (%s) in %s has %.0f workload-equivalent homes", shown_name(officer),
                   officer->officer_id,
                   pp_roster_team_words(data->ask->problem, data->ask->team_ix), load);
    if (post->cap > 0)
        pp_str_appendf(&text, ", %.0f %% of a caseload of %.0f", 100 * load / post->cap, post->cap);
    append_from(data->ask, &text);
    pp_str_append(&text, "; ");
    roster_append_limit(breach.broken, &text);
    return tell(data, &breach, &text, NULL, roster, reterr);
}

int pp_caseload_tell(const struct caseload *data, const int *taken, struct pp_roster *roster,
                     struct pp_error *reterr) {
    PP_AUTO_FREE double *load = pp_alloc_array((size_t)data->n_posts + 1, sizeof *load);
    double value[PP_CASELOAD_N_LEVELS + 1];
    if (!load)
        return pp_fail_nomem(reterr);
    pp_caseload_measure(data, taken, load, value);
    int rc = 0;
    for (int p = 0; rc == 0 && p < data->n_patches; p++) {
        const struct caseload_way *way = taken[p] >= 0 ? &data->ways[taken[p]] : NULL;
        if (!way) {
            rc = tell_without(data, p, taken, roster, reterr);
            continue;
        }
        rc = tell_vacant(data, way, roster, reterr);
        if (rc == 0)
            rc = tell_skills(data, way, taken, roster, reterr);
    }
    for (int o = 0; rc == 0 && o < data->n_posts; o++)
        rc = tell_load(data, &data->posts[o], load[o], roster, reterr);
    return rc;
}
