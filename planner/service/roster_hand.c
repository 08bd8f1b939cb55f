/* A roster out of the file and back into it, judged anew on the way. */
#include "planner/service/roster_hand.h"

#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/db/migrate.h"
#include "patchplan/roster/judge.h"
#include "patchplan/service/which_plan.h"
#include "patchplan/store/audit.h"

void pp_roster_in_hand_done(struct pp_roster_in_hand *in_hand) {
    pp_roster_done(&in_hand->roster);
    pp_roster_problem_done(&in_hand->problem);
    pp_str_done(&in_hand->note);
    *in_hand = (struct pp_roster_in_hand){0};
}

int pp_roster_hand_open(struct pp_db *db, const char *plan_name, struct pp_roster_in_hand *in_hand,
                        struct pp_error *reterr) {
    in_hand->opened_s = pp_clock_s();
    int rc = pp_store_audit_newest(db, &in_hand->seen_audit_id, reterr);
    return rc ? rc : pp_store_plan_find(db, plan_name, &in_hand->plan_id, &in_hand->choice, reterr);
}

/* NULL: nothing is in force there. */
static int plan_of_teams(struct pp_db *db, const struct pp_hand_about *about,
                         struct pp_arena *arena, const char **ret_plan, struct pp_error *reterr) {
    const char *first = NULL, *plan = NULL;
    for (int t = 0; t < about->n_teams; t++) {
        int rc =
            pp_service_plan_of_team(db, NULL, about->teams[t], about->today, arena, &plan, reterr);
        if (rc)
            return rc;
        if (first && plan && strcmp(first, plan) != 0)
            return pp_fail(reterr, PP_E_USAGE,
                           "these teams have different plans in force, '%s' and '%s': name one "
                           "with --plan, or give its teams alone",
                           first, plan);
        first = first ? first : plan;
    }
    *ret_plan = first;
    return 0;
}

int pp_roster_hand_open_about(struct pp_db *db, const struct pp_hand_about *about,
                              struct pp_roster_in_hand *in_hand, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char *plan = about->plan_name;
    int rc = 0;
    if (!plan && about->n_teams > 0)
        rc = plan_of_teams(db, about, &arena, &plan, reterr);
    else if (!plan && about->patch)
        rc = pp_store_plan_of_patch(db, about->patch, about->today, &arena, &plan, reterr);
    else if (!plan && about->session_id)
        rc = pp_store_plan_of_session(db, about->session_id, &arena, &plan, reterr);
    if (!rc)
        rc = pp_roster_hand_open(db, plan, in_hand, reterr);
    if (!rc && plan && !about->plan_name)
        in_hand->choice = PP_PLAN_IN_FORCE;
    return rc;
}

/* Who is lent works in the team that borrows, so that the store cannot see it. */
static void mark_lent(struct pp_roster_in_hand *in_hand) {
    for (int i = 0; i < in_hand->roster.n_leads; i++) {
        struct pp_lead *lead = &in_hand->roster.leads[i];
        if (lead->post_ix >= 0)
            lead->lent = in_hand->problem.posts[lead->post_ix].lent;
    }
}

/* What does not hold before an edit, to be told from what it breaks. */
static int remember(struct pp_roster_in_hand *in_hand, struct pp_error *reterr) {
    struct pp_roster *roster = &in_hand->roster;
    size_t n = (size_t)roster->n_breaches;
    in_hand->before = pp_arena_alloc(&roster->arena, (n + 1) * sizeof *in_hand->before);
    if (!in_hand->before)
        return pp_fail_nomem(reterr);
    if (n)
        memcpy(in_hand->before, roster->breaches, n * sizeof *roster->breaches);
    in_hand->n_before = (int)n;
    return 0;
}

int pp_roster_hand_load(struct pp_db *db, pp_day today, struct pp_roster_in_hand *in_hand,
                        struct pp_error *reterr) {
    const struct pp_roster_request nothing_new = {0};
    struct pp_roster_when when = {.today = today};
    int rc = pp_store_roster_options(db, in_hand->plan_id, &in_hand->options, reterr);
    if (!rc)
        rc = pp_store_roster_dates(db, in_hand->plan_id, &when, reterr);
    when.frozen_weeks = in_hand->options.frozen_weeks;
    if (!rc)
        rc = pp_store_roster_problem(db, in_hand->plan_id, &when, &in_hand->problem, reterr);
    if (!rc)
        rc = pp_roster_wishes_apply(db, in_hand->plan_id, &nothing_new, &in_hand->problem, reterr);
    if (!rc)
        rc =
            pp_store_roster_load(db, in_hand->plan_id, &in_hand->problem, &in_hand->roster, reterr);
    if (rc)
        return rc;
    mark_lent(in_hand);
    in_hand->n_changes_before = in_hand->roster.n_changes;
    return remember(in_hand, reterr);
}

int pp_roster_load_about(struct pp_db *db, const struct pp_hand_about *about,
                         struct pp_roster_in_hand *ret_found, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand found = {0};
    int rc = pp_db_begin_read(db, reterr);
    if (rc)
        return rc;
    rc = pp_roster_hand_open_about(db, about, &found, reterr);
    if (!rc)
        rc = pp_roster_hand_load(db, pp_day_today(), &found, reterr);
    rc = pp_db_end(db, rc, reterr);
    if (rc)
        return rc;
    *ret_found = found;
    found = (struct pp_roster_in_hand){0};
    return 0;
}

int pp_service_roster_load(struct pp_db *db, const char *plan_name,
                           struct pp_roster_in_hand *ret_found, struct pp_error *reterr) {
    return pp_roster_load_about(db, &(struct pp_hand_about){.plan_name = plan_name}, ret_found,
                                reterr);
}

static void count_new_broken(struct pp_roster_in_hand *in_hand) {
    const struct pp_roster *roster = &in_hand->roster;
    in_hand->n_new_broken = 0;
    for (int i = 0; i < roster->n_breaches; i++)
        in_hand->n_new_broken +=
            roster->breaches[i].broken && pp_roster_breach_is_new(in_hand, &roster->breaches[i]);
}

int pp_service_roster_outdated(struct pp_roster_in_hand *in_hand, struct pp_str *text,
                               struct pp_error *reterr) {
    enum { MOST_TOLD = 3 };
    const char *plan = in_hand->problem.plan_name;
    int rc = pp_roster_judge(&in_hand->problem, &in_hand->options, &in_hand->roster, reterr);
    if (rc)
        return rc;
    count_new_broken(in_hand);
    if (in_hand->roster.n_visits_gone > 0)
        pp_str_appendf(
            text, "The list of homes has changed since the roster of plan '%s' was made: ", plan);
    pp_service_roster_gone(in_hand->roster.n_visits_gone, text);
    if (in_hand->n_new_broken == 0)
        return text->failed ? pp_fail_nomem(reterr) : 0;
    pp_str_appendf(text,
                   "The lists have changed since the roster of plan '%s' was made: rules it kept "
                   "are broken now (%d).\n",
                   plan, in_hand->n_new_broken);
    pp_service_roster_newly_broken(in_hand, MOST_TOLD, text);
    pp_str_append(text, "      Try: patchplan roster replan --plan ");
    pp_str_append_word(text, plan);
    pp_str_append(text, " --offer least\n");
    return text->failed ? pp_fail_nomem(reterr) : 0;
}

int pp_roster_hand_judge(struct pp_roster_in_hand *in_hand, struct pp_error *reterr) {
    struct pp_roster *roster = &in_hand->roster;
    int rc = pp_roster_weigh(&in_hand->problem, &in_hand->options, roster, reterr);
    if (rc)
        return rc;
    roster->outcome = pp_roster_outcome(roster, false);
    count_new_broken(in_hand);
    return 0;
}

int pp_roster_note(struct pp_db *db, const char *who, const char *object, const char *what,
                   struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *detail = pp_json_new_object();
    if (pp_json_set(detail, "what", pp_json_new_text(what)) != 0)
        return pp_fail_nomem(reterr);
    PP_AUTO_FREE char *text = pp_json_dump(detail, 0);
    return text ? pp_store_audit_add(db, who, "roster", object, text, reterr)
                : pp_fail_nomem(reterr);
}

void pp_roster_note_days(struct pp_str *what, const char *verb, const char *officer_id,
                         const struct pp_away_wish *wish) {
    static const char *const parts[] = {[PP_HALF_AM] = " am", [PP_HALF_PM] = " pm"};
    char from[11], to[11];
    pp_day_iso(wish->from, from);
    pp_day_iso(wish->to, to);
    pp_str_appendf(what, "%s %s %s %s%s", verb, officer_id, from, to,
                   wish->part < 0 ? "" : parts[wish->part]);
}

int pp_roster_hand_save(struct pp_db *db, const struct pp_roster_in_hand *in_hand, const char *who,
                        double seconds, const char *what, struct pp_error *reterr) {
    const struct pp_roster_saving saving = {&in_hand->problem, &in_hand->options, &in_hand->roster,
                                            who, seconds};
    char object[48];
    snprintf(object, sizeof object, "plan %lld", (long long)in_hand->plan_id);
    int rc = pp_roster_check_parts(&in_hand->problem, &in_hand->roster, reterr);
    if (rc || in_hand->is_look)
        return rc;
    rc = pp_store_roster_save(db, in_hand->plan_id, &saving, reterr);
    return rc ? rc : pp_roster_note(db, who, object, what, reterr);
}

/* What was done, by whom and when. */
static void tell_touch(const struct pp_audit_row *row, int64_t n, struct pp_str *text) {
    char day_iso[11], day_text[32];
    pp_day day;
    snprintf(day_iso, sizeof day_iso, "%.10s", row->at);
    if (strcmp(row->action, "roster") == 0)
        pp_str_appendf(text, "roster: %s", row->detail);
    else if (strncmp(row->action, "settings", 8) == 0)
        pp_str_append(text, row->object);
    else
        pp_str_append(text, strcmp(row->action, "import") == 0 ? "import of lists" : row->action);
    pp_str_appendf(text, ", by %s", *row->who ? row->who : "somebody who gave no name");
    if (pp_day_parse(day_iso, &day)) {
        pp_day_long(day, day_text, sizeof day_text);
        pp_str_appendf(text, ", on %s at %.8s UTC", day_text, row->at + 11);
    }
    if (n > 1)
        pp_str_appendf(text, ", and %lld more before", (long long)(n - 1));
}

int pp_roster_hand_unchanged(struct pp_db *db, const struct pp_roster_in_hand *in_hand,
                             struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_audit_row row = {0};
    int64_t n = 0;
    int rc = pp_store_audit_roster_since(db, in_hand->plan_id, in_hand->seen_audit_id, &arena, &row,
                                         &n, reterr);
    if (rc || n == 0)
        return rc;
    if (!row.at || !row.who || !row.action || !row.object || !row.detail)
        return pp_fail_nomem(reterr);
    tell_touch(&row, n, &text);
    if (text.failed)
        return pp_fail_nomem(reterr);
    return pp_fail(reterr, PP_E_CONFLICT,
                   "what the roster of plan '%s' is made from was changed while it was made (%s). "
                   "Nothing was saved, so that nothing of it is undone; run the command again: it "
                   "starts from what stands now",
                   in_hand->problem.plan_name, pp_str_text(&text));
}

int pp_roster_hand_end(struct pp_db *db, bool dry_run, int rc, struct pp_error *reterr) {
    struct pp_error ignored;
    if (rc || !dry_run)
        return pp_db_end(db, rc, reterr);
    return pp_db_end(db, PP_E_CANCELLED, &ignored) == PP_E_CANCELLED
               ? 0
               : pp_fail(reterr, PP_E_IO, "a dry run could not be taken back");
}

bool pp_roster_is_offered(const struct pp_roster_problem *problem, int patch_ix, int post_ix,
                          pp_day day) {
    const struct pp_post *post = &problem->posts[post_ix];
    return *post->name && post->role == PP_ROLE_OFFICER &&
           post->team_ix == problem->patches[patch_ix].team_ix && post->starts <= day &&
           day <= post->ends;
}

void pp_roster_assigned_words(const struct pp_roster_problem *problem, int patch_ix, int post_ix,
                              struct pp_str *what) {
    pp_str_appendf(what, "assign %s to %s", problem->posts[post_ix].officer_id,
                   problem->patches[patch_ix].name);
}

/* ---- finding by id or name ---- */

const char *pp_roster_nearest_name(const struct pp_roster_problem *problem, const char *wanted) {
    size_t n = 0;
    PP_AUTO_FREE const char **names = pp_alloc_array(
        (size_t)(problem->n_teams + problem->n_patches + 2 * problem->n_posts) + 1, sizeof *names);
    for (int i = 0; names && i < problem->n_teams; i++)
        names[n++] = problem->team_names[i];
    for (int i = 0; names && i < problem->n_patches; i++)
        names[n++] = problem->patches[i].name;
    for (int i = 0; names && i < problem->n_posts; i++) {
        names[n++] = problem->posts[i].officer_id;
        names[n++] = problem->posts[i].name;
    }
    return names ? pp_text_nearest(wanted, names, n) : NULL;
}

static int fail_unknown(const char *what, const char *wanted, const char *const *names, size_t n,
                        const char *where, struct pp_error *reterr) {
    const char *nearest = pp_text_nearest(wanted, names, n);
    if (!*wanted)
        return pp_fail(reterr, PP_E_NOTFOUND, "no %s is named (%s)", what, where);
    return pp_fail(reterr, PP_E_NOTFOUND, "there is no %s '%.60s'%s%s%s (%s)", what, wanted,
                   nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "",
                   where);
}

/* Is one of the words of `name` the one wanted? A surname, a first name. */
static bool has_word(const char *name, const char *wanted) {
    for (const char *word = name; *word; word += strspn(word, " ")) {
        PP_AUTO_STR struct pp_str one = {0};
        size_t n = strcspn(word, " ");
        pp_str_append_n(&one, word, n);
        if (pp_text_same_name(pp_str_text(&one), wanted))
            return true;
        word += n;
    }
    return false;
}

/* By id; else by the whole name; else by a part of it. Returns how many there are, the first in ret_post_ix. */
static int seek_post(const struct pp_roster_problem *problem, const char *wanted, int *ret_post_ix,
                     struct pp_str *text) {
    enum { BY_ID, BY_NAME, BY_WORD, N_WAYS };
    int n = 0;
    for (int way = 0; way < N_WAYS && n == 0; way++)
        for (int i = 0; i < problem->n_posts; i++) {
            const struct pp_post *post = &problem->posts[i];
            bool is = way == BY_ID     ? pp_text_same_name(post->officer_id, wanted)
                      : way == BY_NAME ? *post->name && pp_text_same_name(post->name, wanted)
                                       : has_word(post->name, wanted);
            if (!is)
                continue;
            if (n == 0)
                *ret_post_ix = i;
            pp_str_appendf(text, "%s%s (%s, %s)", n++ ? ", " : "", post->name, post->officer_id,
                           pp_roster_team_words(problem, post->team_ix));
        }
    return n;
}

int pp_roster_find_post(const struct pp_roster_problem *problem, const char *wanted,
                        int *ret_post_ix, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str several = {0};
    int found = pp_post_find(problem, wanted);
    int n = found >= 0 ? 1 : seek_post(problem, wanted, &found, &several);
    if (n == 1) {
        *ret_post_ix = found;
        return 0;
    }
    if (n > 1)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "%d people are called '%.60s': %s; say which by officer_id", n, wanted,
                       pp_str_text(&several));
    PP_AUTO_FREE const char **names =
        pp_alloc_array(2 * (size_t)problem->n_posts + 1, sizeof *names);
    if (!names)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < problem->n_posts; i++) {
        names[2 * i] = problem->posts[i].officer_id;
        names[2 * i + 1] = problem->posts[i].name;
    }
    return fail_unknown("officer", wanted, names, 2 * (size_t)problem->n_posts,
                        "officers are named by officer_id, as in officers.csv", reterr);
}

int pp_roster_find_patch(const struct pp_roster_problem *problem, const char *wanted,
                         int *ret_patch_ix, struct pp_error *reterr) {
    int found = pp_roster_patch_find(problem, wanted);
    for (int i = 0; found < 0 && i < problem->n_patches; i++)
        if (pp_text_same_name(problem->patches[i].name, wanted))
            found = i;
    if (found >= 0) {
        *ret_patch_ix = found;
        return 0;
    }
    PP_AUTO_FREE const char **names = pp_alloc_array((size_t)problem->n_patches + 1, sizeof *names);
    if (!names)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < problem->n_patches; i++)
        names[i] = problem->patches[i].name;
    return fail_unknown("patch", wanted, names, (size_t)problem->n_patches,
                        "the plan's patches: patchplan show", reterr);
}

int pp_roster_find_venue(const struct pp_roster_problem *problem, const char *wanted,
                         int *ret_venue_ix, struct pp_error *reterr) {
    int found = pp_venue_find(problem, wanted);
    for (int i = 0; found < 0 && i < problem->n_venues; i++)
        if (pp_text_same_name(problem->venues[i].venue_id, wanted) ||
            pp_text_same_name(problem->venues[i].name, wanted))
            found = i;
    if (found >= 0) {
        *ret_venue_ix = found;
        return 0;
    }
    PP_AUTO_FREE const char **names =
        pp_alloc_array(2 * (size_t)problem->n_venues + 1, sizeof *names);
    if (!names)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < problem->n_venues; i++) {
        names[2 * i] = problem->venues[i].venue_id;
        names[2 * i + 1] = problem->venues[i].name;
    }
    return fail_unknown("venue", wanted, names, 2 * (size_t)problem->n_venues,
                        "venues are named by venue_id, as in venues.csv", reterr);
}

/* A skill, or a team: among a list of names. */
static int find_name(const char *what, const char *wanted, const char *const *names, int n,
                     const char *where, int *ret_ix, struct pp_error *reterr) {
    for (int i = 0; i < n; i++)
        if (pp_text_same_name(names[i], wanted)) {
            *ret_ix = i;
            return 0;
        }
    return fail_unknown(what, wanted, names, (size_t)n, where, reterr);
}

int pp_roster_find_skill(const struct pp_roster_problem *problem, const char *wanted,
                         int *ret_skill_ix, struct pp_error *reterr) {
    return find_name("skill", wanted, problem->skill_names, problem->n_skills,
                     "skills are named as in officers.csv and needs.csv", ret_skill_ix, reterr);
}

int pp_roster_find_team(const struct pp_roster_problem *problem, const char *wanted,
                        int *ret_team_ix, struct pp_error *reterr) {
    return find_name("team", wanted, problem->team_names, problem->n_teams,
                     "teams are named as in teams.csv", ret_team_ix, reterr);
}

int pp_roster_need_day(const char *option, pp_day day, pp_day first, pp_day last,
                       struct pp_error *reterr) {
    char asked[32], from[32], to[32], next[11], instead[96] = "";
    if (day >= first && day <= last)
        return 0;
    pp_day_long(day, asked, sizeof asked);
    pp_day_long(first, from, sizeof from);
    pp_day_long(last, to, sizeof to);
    pp_day_iso(last + 1, next);
    if (day > last)
        snprintf(instead, sizeof instead,
                 ", or first make the weeks after it: patchplan roster build --from %s", next);
    return pp_fail(reterr, PP_E_USAGE,
                   "%s is %s this roster, which runs from %s to %s: give %s a day in it%s", asked,
                   day > last ? "after" : "before", from, to, option, instead);
}
