/* Who stands in for more than one patch beside their own, for over two weeks in a row. */
#include "planner/roster/judge_parts.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

enum { MOST_BESIDE_OWN = 1, LONG_DAYS = 14 };

/* Days in a row, but for those on which the post is not at work. */
struct run {
    pp_day first, last;
    int n_days;
};

static bool leads_on(const struct judge *judge, int post_ix, pp_day day) {
    for (int i = 0; i < judge->roster->n_leads; i++) {
        const struct pp_lead *lead = &judge->roster->leads[i];
        if (lead->post_ix == post_ix && lead->first_day <= day && day <= lead->last_day)
            return true;
    }
    return false;
}

/* Patches that a post stands in for on each day: in the half of the day with more of them. */
static void count_stood_in(const struct judge *judge, int post_ix, int (*n_stood_in)[2]) {
    for (int i = 0; i < judge->roster->n_covers; i++) {
        const struct pp_cover *cover = &judge->roster->covers[i];
        if (cover->cover_post_ix != post_ix || cover->day < judge->first_day ||
            cover->day > judge->last_day)
            continue;
        for (int half = PP_HALF_AM; half <= PP_HALF_PM; half++)
            n_stood_in[cover->day - judge->first_day][half] +=
                cover->half < 0 || cover->half == half;
    }
}

static bool is_at_work(const struct judge *judge, int post_ix, pp_day day) {
    return pp_post_works(judge->problem, post_ix, day, PP_HALF_AM) ||
           pp_post_works(judge->problem, post_ix, day, PP_HALF_PM);
}

/* Who leads nothing has the first of them as their own. */
static struct run longest_run(const struct judge *judge, int post_ix, const int (*n_stood_in)[2]) {
    struct run run = {0}, longest = {0};
    for (pp_day day = judge->first_day; day <= judge->last_day; day++) {
        const int *n = n_stood_in[day - judge->first_day];
        int most = (n[0] > n[1] ? n[0] : n[1]) - !leads_on(judge, post_ix, day);
        if (most > MOST_BESIDE_OWN)
            run = (struct run){run.n_days ? run.first : day, day, run.n_days + 1};
        else if (is_at_work(judge, post_ix, day))
            run = (struct run){0};
        if (run.n_days > longest.n_days)
            longest = run;
    }
    return longest;
}

static int days_for(const struct judge *judge, int post_ix, int patch_ix, struct run run) {
    int n = 0;
    pp_day counted = PP_PAST_DAY;
    for (int i = 0; i < judge->roster->n_covers; i++) {
        const struct pp_cover *cover = &judge->roster->covers[i];
        if (cover->cover_post_ix != post_ix || cover->patch_ix != patch_ix ||
            cover->day < run.first || cover->day > run.last || cover->day == counted)
            continue;
        counted = cover->day;
        n++;
    }
    return n;
}

static void append_led(const struct judge *judge, int post_ix, struct run run,
                       struct pp_str *text) {
    int n = 0;
    for (int i = 0; i < judge->roster->n_leads; i++) {
        const struct pp_lead *lead = &judge->roster->leads[i];
        if (lead->post_ix == post_ix && lead->first_day <= run.last && lead->last_day >= run.first)
            pp_str_appendf(text, "%s%s", n++ ? ", " : " leads ",
                           judge->problem->patches[lead->patch_ix].name);
    }
    pp_str_append(text, n ? " and stands in for " : " has no patch and stands in for ");
}

/* "N2 (40 homes, 58 days) and N3 (40 homes, 58 days)"; their homes. */
static int64_t append_stood_in(const struct judge *judge, int post_ix, struct run run,
                               struct pp_str *text) {
    int n_left = 0, n_told = 0;
    int64_t n_homes = 0;
    for (int p = 0; p < judge->problem->n_patches; p++)
        n_left += days_for(judge, post_ix, p, run) > 0;
    for (int p = 0; p < judge->problem->n_patches; p++) {
        const struct pp_roster_patch *patch = &judge->problem->patches[p];
        int n_days = days_for(judge, post_ix, p, run);
        if (n_days == 0)
            continue;
        n_left--;
        pp_str_appendf(text, "%s%s (%d homes, %d day%s)",
                       n_told++ == 0 ? ""
                       : n_left == 0 ? " and "
                                     : ", ",
                       patch->name, patch->n_homes, n_days, pp_text_plural(n_days, "", "s"));
        n_homes += patch->n_homes;
    }
    return n_homes;
}

static int tell(struct judge *judge, int post_ix, struct run run, struct pp_error *reterr) {
    struct pp_breach breach = judge_breach(judge, PP_RULE_COVER, -1, post_ix);
    PP_AUTO_STR struct pp_str text = {0};
    breach.broken = false;
    roster_append_post(judge->problem, post_ix, &text);
    append_led(judge, post_ix, run, &text);
    breach.n_homes = append_stood_in(judge, post_ix, run, &text);
    pp_str_append(&text, " from ");
    roster_append_when(run.first, -1, &text);
    pp_str_append(&text, " to ");
    roster_append_when(run.last, -1, &text);
    breach.text = pp_str_text(&text);
    return text.failed ? pp_fail_nomem(reterr)
                       : pp_roster_add_breach(judge->roster, &breach, reterr);
}

int judge_burdens(struct judge *judge, struct pp_error *reterr) {
    size_t n_days = (size_t)(judge->last_day - judge->first_day) + 1;
    int rc = 0;
    for (int o = 0; rc == 0 && o < judge->problem->n_posts; o++) {
        PP_AUTO_FREE int(*n_stood_in)[2] = pp_alloc_array(n_days, sizeof *n_stood_in);
        if (!n_stood_in)
            return pp_fail_nomem(reterr);
        count_stood_in(judge, o, n_stood_in);
        struct run run = longest_run(judge, o, (const int(*)[2])n_stood_in);
        if (run.last - run.first + 1 > LONG_DAYS)
            rc = tell(judge, o, run, reterr);
    }
    return rc;
}
