/* Named officers whom somebody assigned by hand, when the roster is made again. */
#include "planner/service/roster_hand.h"
#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"
#include "patchplan/store/audit.h"

/* Is it in the journal that this officer was assigned to this patch? */
static int was_assigned(struct pp_db *db, const struct pp_roster_in_hand *made,
                        const struct pp_lead *lead, bool *ret_was, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str what = {0};
    pp_roster_assigned_words(&made->problem, lead->patch_ix, lead->post_ix, &what);
    if (what.failed)
        return pp_fail_nomem(reterr);
    return pp_store_audit_roster_did(db, made->plan_id, pp_str_text(&what), ret_was, reterr);
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
    for (int i = 0; i < before->n_leads; i++) {
        const struct pp_lead *lead = &before->leads[i];
        int posts[2] = {-1, -1};
        pp_day day = lead->first_day > from ? lead->first_day : from;
        bool was = false;
        if (lead->post_ix < 0 || lead->pinned || lead->last_day < day)
            continue;
        int n = pp_roster_leads_on(&made->roster, lead->patch_ix, day, posts);
        if (pp_is_among(lead->post_ix, posts, n))
            continue;
        int rc = was_assigned(db, made, lead, &was, reterr);
        if (rc)
            return rc;
        if (was)
            say_given_up(made, lead, day, posts, n);
    }
    return made->note.failed ? pp_fail_nomem(reterr) : 0;
}
