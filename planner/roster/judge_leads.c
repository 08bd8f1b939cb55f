/* Who leads: H1 to H5 and H11. Leads are looked at on the first day of the weeks and on each day inside them on
 * which one begins or the one before it has ended. */
#include "planner/roster/judge_parts.h"

#include "patchplan/core/alloc.h"

static bool stands_on(const struct pp_lead *lead, pp_day day) {
    return lead->post_ix >= 0 && lead->first_day <= day && day <= lead->last_day;
}

/* The next day after `day`, to the one after `last_day`, on which something changes for a patch or a post (-1: any). */
static pp_day next_change(const struct pp_roster *roster, pp_day day, pp_day last_day, int patch_ix,
                          int post_ix) {
    pp_day next = last_day + 1;
    for (int i = 0; i < roster->n_leads; i++) {
        const struct pp_lead *lead = &roster->leads[i];
        if ((patch_ix >= 0 && lead->patch_ix != patch_ix) ||
            (post_ix >= 0 && lead->post_ix != post_ix))
            continue;
        if (lead->first_day > day && lead->first_day < next)
            next = lead->first_day;
        if (lead->last_day >= day && lead->last_day < next)
            next = lead->last_day + 1;
    }
    return next;
}

/* The leads of a patch on a day: how many, how many share, and what their parts add to. */
struct led {
    int n, n_sharing, sum_milli, vacant_post_ix, wrong_post_ix;
};

static struct led led_on(const struct judge *judge, int patch_ix, pp_day day) {
    struct led led = {.vacant_post_ix = -1, .wrong_post_ix = -1};
    for (int i = 0; i < judge->roster->n_leads; i++) {
        const struct pp_lead *lead = &judge->roster->leads[i];
        if (lead->patch_ix != patch_ix || !stands_on(lead, day))
            continue;
        const struct pp_post *post = &judge->problem->posts[lead->post_ix];
        led.n++;
        led.n_sharing += lead->shares;
        led.sum_milli += lead->share_milli;
        if (!post->name[0])
            led.vacant_post_ix = lead->post_ix;
        if (post->role != PP_ROLE_OFFICER)
            led.wrong_post_ix = lead->post_ix;
    }
    return led;
}

static void append_patch(const struct judge *judge, int patch_ix, struct pp_str *text) {
    const struct pp_roster_patch *patch = &judge->problem->patches[patch_ix];
    pp_str_appendf(text, "Patch %s in %s (%d homes)", patch->name,
                   pp_roster_team_words(judge->problem, patch->team_ix), patch->n_homes);
}

static void append_from(const struct judge *judge, pp_day day, struct pp_str *text) {
    if (day == judge->first_day)
        return;
    pp_str_append(text, " from ");
    roster_append_when(day, -1, text);
}

/* Does it end inside the weeks that nobody leads it? */
static bool ends_inside(const struct judge *judge, int patch_ix, pp_day day) {
    return next_change(judge->roster, day, judge->last_day, patch_ix, -1) <= judge->last_day;
}

/* How long nobody leads it. */
static void append_span(const struct judge *judge, int patch_ix, pp_day day, struct pp_str *text) {
    pp_day next = next_change(judge->roster, day, judge->last_day, patch_ix, -1);
    append_from(judge, day, text);
    if (!ends_inside(judge, patch_ix, day))
        return;
    pp_str_append(text, day == judge->first_day ? " until " : " to ");
    roster_append_when(next - 1, -1, text);
}

/* H1 on one day. */
static int judge_patch_on(struct judge *judge, int patch_ix, pp_day day, struct pp_error *reterr) {
    struct led led = led_on(judge, patch_ix, day);
    struct pp_breach breach = judge_breach(judge, PP_RULE_H1, patch_ix, led.vacant_post_ix);
    PP_AUTO_STR struct pp_str text = {0};
    append_patch(judge, patch_ix, &text);
    bool one = led.n == 1 && led.n_sharing == 0 && led.sum_milli == 1000;
    bool two = led.n == 2 && led.n_sharing == 2 && led.sum_milli == 1000;
    if (led.n == 0) {
        pp_str_append(&text, " has no officer");
        append_span(judge, patch_ix, day, &text);
        return ends_inside(judge, patch_ix, day) ? judge_say_anew(judge, &breach, &text, reterr)
                                                 : judge_say(judge, &breach, &text, reterr);
    } else if (led.n == 1 && led.sum_milli < 1000) {
        pp_str_appendf(&text, " has a named officer for %.0f %% of it and nobody for the rest",
                       led.sum_milli / 10.0);
    } else if (!one && !two) {
        pp_str_appendf(&text, " has %d named officers, whose parts add to %.1f %%", led.n,
                       led.sum_milli / 10.0);
    } else if (led.wrong_post_ix >= 0) {
        breach.post_ix = led.wrong_post_ix;
        pp_str_append(&text, " is led by ");
        roster_append_post(judge->problem, led.wrong_post_ix, &text);
        pp_str_append(&text, judge->problem->posts[led.wrong_post_ix].role == PP_ROLE_TEAM_LEADER
                                 ? ", who leads the team and may lead no patch"
                                 : ", who may only stand in");
    } else if (led.vacant_post_ix >= 0) {
        breach.broken = false;
        pp_str_append(&text, " waits for its officer: ");
        roster_append_post(judge->problem, led.vacant_post_ix, &text);
        pp_str_append(&text, " is to lead it");
    } else {
        return 0;
    }
    append_from(judge, day, &text);
    return judge_say(judge, &breach, &text, reterr);
}

/* One of the leads; true when one of them has the skill. */
static bool holds(const struct judge *judge, int patch_ix, pp_day day, uint32_t skill,
                  int *ret_post_ix) {
    bool held = false;
    for (int i = 0; i < judge->roster->n_leads; i++) {
        const struct pp_lead *lead = &judge->roster->leads[i];
        if (lead->patch_ix != patch_ix || !stands_on(lead, day))
            continue;
        if (*ret_post_ix < 0)
            *ret_post_ix = lead->post_ix;
        held = held || (judge->problem->posts[lead->post_ix].skills & skill);
    }
    return held;
}

/* H3 on one day; without any lead H1 says it all. */
static int judge_skills_on(struct judge *judge, int patch_ix, pp_day day, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = judge->problem;
    int rc = 0;
    for (int i = 0; rc == 0 && i < problem->n_needs; i++) {
        const struct pp_patch_count *need = &problem->needs[i];
        int post_ix = -1;
        if (need->patch_ix != patch_ix || !roster_need_counts(problem, judge->options, need) ||
            holds(judge, patch_ix, day, UINT32_C(1) << need->of_ix, &post_ix) || post_ix < 0)
            continue;
        struct pp_breach breach = judge_breach(judge, PP_RULE_H3, patch_ix, post_ix);
        PP_AUTO_STR struct pp_str text = {0};
        breach.n_homes = need->n_homes;
        append_patch(judge, patch_ix, &text);
        pp_str_appendf(&text, ": %d homes need the skill '%s', which ", need->n_homes,
                       problem->skill_names[need->of_ix]);
        roster_append_post(problem, post_ix, &text);
        pp_str_append(&text, " does not have");
        append_from(judge, day, &text);
        rc = judge_say(judge, &breach, &text, reterr);
    }
    return rc;
}

static int judge_patch(struct judge *judge, int patch_ix, struct pp_error *reterr) {
    int rc = 0;
    for (pp_day day = judge->first_day; rc == 0 && day <= judge->last_day;
         day = next_change(judge->roster, day, judge->last_day, patch_ix, -1)) {
        rc = judge_patch_on(judge, patch_ix, day, reterr);
        if (rc == 0)
            rc = judge_skills_on(judge, patch_ix, day, reterr);
    }
    return rc;
}

static int64_t load_on(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                       int post_ix, pp_day day) {
    int64_t load_milli = 0;
    for (int i = 0; i < roster->n_leads; i++) {
        const struct pp_lead *lead = &roster->leads[i];
        if (lead->post_ix == post_ix && stands_on(lead, day))
            load_milli += problem->patches[lead->patch_ix].weight_milli * lead->share_milli / 1000;
    }
    return load_milli;
}

static struct pp_caseload caseload_on(const struct pp_roster_problem *problem,
                                      const struct pp_roster *roster, int post_ix, pp_day day) {
    struct pp_caseload load = {.day = day,
                               .load_milli = load_on(problem, roster, post_ix, day),
                               .cap_milli = pp_post_cap_milli(problem, post_ix, day)};
    load.over = 100 * load.load_milli - PP_CASELOAD_SHOWN_PCT * load.cap_milli;
    load.broken = 100 * load.load_milli > PP_CASELOAD_MOST_PCT * load.cap_milli + 100;
    return load;
}

struct pp_caseload pp_roster_worst_caseload(const struct pp_roster_problem *problem,
                                            const struct pp_roster *roster, int post_ix,
                                            pp_day from) {
    pp_day last_day = pp_calendar_last_day(&problem->calendar);
    struct pp_caseload worst = caseload_on(problem, roster, post_ix, from);
    for (pp_day day = from; day <= last_day;
         day = next_change(roster, day, last_day, -1, post_ix)) {
        struct pp_caseload load = caseload_on(problem, roster, post_ix, day);
        if (load.broken != worst.broken ? load.broken : load.over > worst.over)
            worst = load;
    }
    return worst;
}

/* H2, once for all of the weeks. */
static int judge_load(struct judge *judge, int post_ix, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = judge->problem;
    struct pp_caseload worst =
        pp_roster_worst_caseload(problem, judge->roster, post_ix, judge->first_day);
    if (worst.over <= 100)
        return 0;
    struct pp_breach breach = judge_breach(judge, PP_RULE_H2, -1, post_ix);
    PP_AUTO_STR struct pp_str text = {0};
    breach.broken = worst.broken;
    breach.n_homes = (worst.over + 99999) / 100000;
    roster_append_post(problem, post_ix, &text);
    pp_str_appendf(&text, " in %s has %.0f workload-equivalent homes for a caseload of %.0f; ",
                   pp_roster_team_words(problem, problem->posts[post_ix].team_ix),
                   (double)worst.load_milli / 1000, (double)worst.cap_milli / 1000);
    roster_append_limit(breach.broken, &text);
    return judge_say(judge, &breach, &text, reterr);
}

/* H4 and H5 of one row. */
static int judge_lead(struct judge *judge, const struct pp_lead *lead, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = judge->problem;
    const struct pp_post *post = &problem->posts[lead->post_ix];
    pp_day from = lead->first_day > judge->first_day ? lead->first_day : judge->first_day;
    pp_day to = lead->last_day < judge->last_day ? lead->last_day : judge->last_day;
    bool foreign = post->team_ix != problem->patches[lead->patch_ix].team_ix &&
                   !(lead->lent && lead->first_day > PP_PAST_DAY);
    bool early = from<post->starts, late = to> post->ends;
    int rc = 0;
    for (int i = 0; rc == 0 && i < 2 && from <= to; i++) {
        if (!(i == 0 ? foreign : post->name[0] && (early || late)))
            continue;
        struct pp_breach breach =
            judge_breach(judge, i == 0 ? PP_RULE_H4 : PP_RULE_H5, lead->patch_ix, lead->post_ix);
        PP_AUTO_STR struct pp_str text = {0};
        append_patch(judge, lead->patch_ix, &text);
        pp_str_append(&text, " is led by ");
        roster_append_post(problem, lead->post_ix, &text);
        if (i == 0) {
            pp_str_appendf(&text, " of %s, who is not lent",
                           pp_roster_team_words(problem, post->team_ix));
        } else {
            pp_str_append(&text, early ? ", who begins on " : ", who leaves on ");
            roster_append_when(early ? post->starts : post->ends, -1, &text);
        }
        rc = judge_say(judge, &breach, &text, reterr);
    }
    return rc;
}

static bool leads_in_the_weeks(const struct judge *judge, const struct pp_pin *pin) {
    for (int i = 0; i < judge->roster->n_leads; i++) {
        const struct pp_lead *lead = &judge->roster->leads[i];
        if (lead->patch_ix == pin->patch_ix && lead->post_ix == pin->post_ix &&
            lead->first_day <= judge->last_day && lead->last_day >= judge->first_day)
            return true;
    }
    return false;
}

/* H11 of named officers; who has left, or comes later, cannot be held to it. */
static int judge_pin(struct judge *judge, const struct pp_pin *pin, struct pp_error *reterr) {
    const struct pp_post *post = &judge->problem->posts[pin->post_ix];
    if (leads_in_the_weeks(judge, pin) || post->ends < judge->first_day ||
        post->starts > judge->last_day)
        return 0;
    struct pp_breach breach = judge_breach(judge, PP_RULE_H11, pin->patch_ix, pin->post_ix);
    PP_AUTO_STR struct pp_str text = {0}, fix = {0};
    append_patch(judge, pin->patch_ix, &text);
    pp_str_append(&text, " is fixed to ");
    roster_append_post(judge->problem, pin->post_ix, &text);
    pp_str_append(&text, ", who does not lead it");
    pp_str_append(&fix, "patchplan roster assign ");
    pp_str_append_word(&fix, judge->problem->patches[pin->patch_ix].name);
    pp_str_append(&fix, " --officer ");
    pp_str_append_word(&fix, post->officer_id);
    pp_str_append(&fix, " --plan ");
    pp_str_append_word(&fix, judge->problem->plan_name);
    breach.fix = pp_str_text(&fix);
    return fix.failed ? pp_fail_nomem(reterr) : judge_say(judge, &breach, &text, reterr);
}

/* What of the patch is led by somebody, or by a vacant post, on a day. */
static int led_milli(const struct pp_roster *roster, int patch_ix, pp_day day) {
    int sum_milli = 0;
    for (int i = 0; i < roster->n_leads; i++)
        if (roster->leads[i].patch_ix == patch_ix && stands_on(&roster->leads[i], day))
            sum_milli += roster->leads[i].share_milli;
    return sum_milli;
}

int pp_roster_check_parts(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                          struct pp_error *reterr) {
    for (int i = 0; i < roster->n_leads; i++) {
        const struct pp_lead *lead = &roster->leads[i];
        pp_day first = problem->calendar.first_day;
        pp_day day = lead->first_day > first ? lead->first_day : first;
        if (!stands_on(lead, day) || led_milli(roster, lead->patch_ix, day) <= 1000)
            continue;
        char words[32], monday[11];
        PP_AUTO_STR struct pp_str plan = {0};
        pp_day_long(day, words, sizeof words);
        pp_day_iso(pp_calendar_monday(day), monday);
        pp_str_append_word(&plan, problem->plan_name);
        return pp_fail(reterr, PP_E_CONFLICT,
                       "the parts of patch %s would add to %.1f %% from %s on. This is a fault of "
                       "the program; nothing was saved. Make its named officers again from then "
                       "on: patchplan roster replan --plan %s --offer least --from %s",
                       problem->patches[lead->patch_ix].name,
                       led_milli(roster, lead->patch_ix, day) / 10.0, words, pp_str_text(&plan),
                       monday);
    }
    return 0;
}

int judge_leads(struct judge *judge, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = judge->problem;
    int rc = 0;
    for (int p = 0; rc == 0 && p < problem->n_patches; p++)
        rc = judge_patch(judge, p, reterr);
    for (int o = 0; rc == 0 && o < problem->n_posts; o++)
        rc = judge_load(judge, o, reterr);
    for (int i = 0; rc == 0 && i < judge->roster->n_leads; i++)
        if (judge->roster->leads[i].post_ix >= 0)
            rc = judge_lead(judge, &judge->roster->leads[i], reterr);
    for (int i = 0; rc == 0 && i < problem->n_pins; i++)
        rc = judge_pin(judge, &problem->pins[i], reterr);
    return rc;
}
