/* Every working day of every patch: somebody is at work for it, and who stands in can. */
#include "planner/roster/judge_parts.h"

#include "patchplan/core/alloc.h"

enum { BOTH = 1 << PP_HALF_AM | 1 << PP_HALF_PM };

static unsigned halves_at_work(const struct pp_roster_problem *problem, int post_ix, pp_day day) {
    unsigned halves = 0;
    for (int half = PP_HALF_AM; half <= PP_HALF_PM; half++)
        if (pp_post_works(problem, post_ix, day, (enum pp_half)half))
            halves |= 1u << half;
    return halves;
}

/* H4, H5 of one row; `there` gains the halves in which it really is somebody. */
static int judge_cover(struct judge *judge, const struct pp_cover *cover, unsigned char *there,
                       struct pp_error *reterr) {
    const struct pp_roster_problem *problem = judge->problem;
    unsigned wanted = cover->half < 0 ? BOTH : 1u << cover->half;
    unsigned comes = halves_at_work(problem, cover->cover_post_ix, cover->day) & wanted;
    bool foreign =
        problem->posts[cover->cover_post_ix].team_ix != problem->patches[cover->patch_ix].team_ix;
    *there |= (unsigned char)comes;
    if (comes == wanted && !foreign)
        return 0;
    struct pp_breach breach = judge_breach(judge, comes != wanted ? PP_RULE_H5 : PP_RULE_H4,
                                           cover->patch_ix, cover->cover_post_ix);
    PP_AUTO_STR struct pp_str text = {0};
    breach.day = cover->day;
    breach.half = cover->half;
    roster_append_post(problem, cover->cover_post_ix, &text);
    pp_str_appendf(&text, " is to stand in for patch %s on ",
                   problem->patches[cover->patch_ix].name);
    roster_append_when(cover->day, cover->half, &text);
    pp_str_append(&text,
                  comes != wanted ? ", and is not at work then" : ", and works in another team");
    return judge_say(judge, &breach, &text, reterr);
}

/* H1: a working day, or half of it, without anybody. */
static int judge_day(struct judge *judge, int patch_ix, pp_day day, unsigned missing,
                     struct pp_error *reterr) {
    const struct pp_roster_patch *patch = &judge->problem->patches[patch_ix];
    struct pp_breach breach = judge_breach(judge, PP_RULE_H1, patch_ix, -1);
    PP_AUTO_STR struct pp_str text = {0};
    breach.day = day;
    breach.half = missing == BOTH ? -1 : missing == 1u << PP_HALF_AM ? PP_HALF_AM : PP_HALF_PM;
    pp_str_appendf(&text, "Nobody is at work for patch %s in %s (%d homes) on ", patch->name,
                   pp_roster_team_words(judge->problem, patch->team_ix), patch->n_homes);
    roster_append_when(day, breach.half, &text);
    return judge_say(judge, &breach, &text, reterr);
}

static unsigned leads_at_work(const struct judge *judge, int patch_ix, pp_day day) {
    int posts[2];
    unsigned halves = 0;
    int n = pp_roster_leads_on(judge->roster, patch_ix, day, posts);
    for (int i = 0; i < n; i++)
        halves |= halves_at_work(judge->problem, posts[i], day);
    return halves;
}

static int judge_rows(struct judge *judge, unsigned char *there, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = judge->problem;
    int rc = 0;
    for (int i = 0; rc == 0 && i < judge->roster->n_covers; i++) {
        const struct pp_cover *cover = &judge->roster->covers[i];
        int d = cover->day - judge->first_day;
        if (cover->cover_post_ix >= 0 && judge->first_day <= cover->day &&
            cover->day <= judge->last_day && pp_calendar_working(&problem->calendar, cover->day))
            rc =
                judge_cover(judge, cover, &there[d * problem->n_patches + cover->patch_ix], reterr);
    }
    return rc;
}

int judge_covers(struct judge *judge, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = judge->problem;
    int n_days = judge->last_day - judge->first_day + 1;
    PP_AUTO_FREE unsigned char *there =
        pp_alloc_array((size_t)n_days * (size_t)(problem->n_patches + 1), 1);
    if (!there)
        return pp_fail_nomem(reterr);
    int rc = judge_rows(judge, there, reterr);
    for (int i = 0; rc == 0 && i < n_days * problem->n_patches; i++) {
        pp_day day = judge->first_day + i / problem->n_patches;
        int patch_ix = i % problem->n_patches;
        unsigned missing = BOTH & ~(unsigned)there[i];
        if (!missing || !pp_calendar_working(&problem->calendar, day))
            continue;
        missing &= ~leads_at_work(judge, patch_ix, day);
        if (missing)
            rc = judge_day(judge, patch_ix, day, missing, reterr);
    }
    return rc;
}
