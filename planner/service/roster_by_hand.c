/* Named officers whom somebody assigned by hand, when the roster is made again. */
#include "planner/service/roster_hand.h"

#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/roster_telling.h"
#include "patchplan/service/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"
#include "patchplan/store/audit.h"

/* What the journal has of a plan's assignments. */
struct assigned {
    struct pp_arena arena;
    const char **what;
    size_t n;
};

static void assigned_done(struct assigned *assigned) { pp_arena_done(&assigned->arena); }

static int read_assigned(struct pp_db *db, int64_t plan_id, struct assigned *assigned,
                         struct pp_error *reterr) {
    return pp_store_audit_assigned(db, plan_id, &assigned->arena, &assigned->what, &assigned->n,
                                   reterr);
}

/* Is this officer there because somebody said so, and not fixed? */
static bool is_by_hand(const struct assigned *assigned, const struct pp_roster_problem *problem,
                       const struct pp_lead *lead) {
    PP_AUTO_STR struct pp_str what = {0};
    if (lead->post_ix < 0 || lead->pinned)
        return false;
    pp_roster_assigned_words(problem, lead->patch_ix, lead->post_ix, &what);
    for (size_t i = 0; i < assigned->n; i++)
        if (strcmp(assigned->what[i], pp_str_text(&what)) == 0)
            return true;
    return false;
}

static void say_given_up(struct pp_roster_in_hand *made, const struct pp_lead *lead, pp_day day,
                         const int *posts, int n_posts) {
    PP_AUTO_STR struct pp_str before = {0}, after = {0}, patch = {0};
    const struct pp_roster_problem *problem = &made->problem;
    const char *name = problem->patches[lead->patch_ix].name;
    char words[32];
    pp_day_long(day, words, sizeof words);
    pp_str_append_word(&patch, name);
    if (made->note.len)
        pp_str_append_char(&made->note, '\n');
    pp_str_appendf(&made->note,
                   "Patch %s: %s, who was assigned by hand, is its named officer no longer from %s "
                   "on; %s is. To give it back and keep it so: patchplan roster assign %s "
                   "--officer %s, then patchplan roster pin %s",
                   name, pp_roster_post_words(problem, lead->post_ix, &before), words,
                   pp_roster_post_words(problem, n_posts ? posts[0] : -1, &after),
                   pp_str_text(&patch), problem->posts[lead->post_ix].officer_id,
                   pp_str_text(&patch));
}

int pp_roster_note_given_up(struct pp_db *db, const struct pp_roster *before, pp_day from,
                            struct pp_roster_in_hand *made, struct pp_error *reterr) {
    PP_AUTO(assigned_done) struct assigned assigned = {0};
    int rc = read_assigned(db, made->plan_id, &assigned, reterr);
    for (int i = 0; !rc && i < before->n_leads; i++) {
        const struct pp_lead *lead = &before->leads[i];
        int posts[2] = {-1, -1};
        pp_day day = lead->first_day > from ? lead->first_day : from;
        if (lead->last_day < day || !is_by_hand(&assigned, &made->problem, lead))
            continue;
        int n = pp_roster_leads_on(&made->roster, lead->patch_ix, day, posts);
        if (!pp_is_among(lead->post_ix, posts, n))
            say_given_up(made, lead, day, posts, n);
    }
    return rc ? rc : made->note.failed ? pp_fail_nomem(reterr) : 0;
}

int pp_roster_by_hand_json(struct pp_db *db, const struct pp_roster_in_hand *found, int team_ix,
                           pp_day from, struct pp_json **ret_list, struct pp_error *reterr) {
    PP_AUTO(assigned_done) struct assigned assigned = {0};
    const struct pp_roster_problem *problem = &found->problem;
    int rc = read_assigned(db, found->plan_id, &assigned, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    for (int i = 0; i < found->roster.n_leads; i++) {
        const struct pp_lead *lead = &found->roster.leads[i];
        const struct pp_roster_patch *patch = &problem->patches[lead->patch_ix];
        PP_AUTO_STR struct pp_str href = {0}, room = {0};
        if (lead->last_day < from || (team_ix >= 0 && patch->team_ix != team_ix) ||
            !is_by_hand(&assigned, problem, lead))
            continue;
        struct pp_json *json = pp_json_new_object();
        pp_href_name(&href, "/roster/patch/", patch->name);
        pp_href_name(&href, "?plan=", problem->plan_name);
        pp_set_text(json, "patch", patch->name);
        pp_set_text(json, "href", pp_str_text(&href));
        pp_set_text(json, "officer", pp_roster_post_words(problem, lead->post_ix, &room));
        pp_json_push(list, json);
    }
    *ret_list = list;
    return list ? 0 : pp_fail_nomem(reterr);
}
