/* What a roster asks of people, on staff's pages: visits, caseloads, hours, measures, rules. */
#include <ctype.h>
#include <math.h>

#include "planner/service/roster_telling.h"

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/staff.h"

enum { N_WEEKS = 4, MOST_BROKEN_OF_RULE = 5 };

/* A table of nothing is not shown, but said. */
static int set_rows(struct pp_json *page, const char *key, struct pp_json *rows,
                    struct pp_error *reterr) {
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "any", pp_json_new_bool(pp_json_length(rows) > 0));
    pp_json_set(json, "rows", rows);
    return pp_json_set(page, key, json) ? pp_fail_nomem(reterr) : 0;
}

/* ---- caseloads ---- */

static struct pp_json *caseload_json(const struct pp_roster_telling *telling, int lead_ix) {
    const struct pp_lead *lead = &telling->roster->leads[lead_ix];
    const struct pp_roster_patch *patch = &telling->problem->patches[lead->patch_ix];
    const struct pp_roster *roster = telling->roster;
    double used = pp_roster_used_share(&telling->sheet, lead);
    pp_day first = telling->problem->calendar.first_day;
    pp_day day = lead->first_day == PP_PAST_DAY ? first : lead->first_day;
    struct pp_json *json = pp_json_new_object();
    PP_AUTO_STR struct pp_str href = {0};
    pp_href_name(&href, "/roster/patch/", patch->name);
    pp_href_name(&href, "?plan=", telling->problem->plan_name);
    pp_set_text(json, "patch", patch->name);
    pp_set_text(json, "patchHref", pp_str_text(&href));
    pp_json_set(json, "fixed", pp_json_new_bool(lead->pinned));
    pp_roster_telling_set_post(telling, json, "officer", lead->post_ix);
    pp_json_set(json, "shares", pp_json_new_bool(lead->shares));
    if (lead->first_day > first)
        pp_roster_telling_set_date(json, "begins", lead->first_day);
    if (lead->last_day < PP_FAR_DAY)
        pp_roster_telling_set_date(json, "ends", lead->last_day);
    pp_set_count(json, "homes", pp_roster_part(roster, lead_ix, patch->n_homes));
    pp_set_number(json, "workload",
                  (double)pp_roster_part(roster, lead_ix, patch->weight_milli) / 1000, 1);
    pp_set_number(json, "most",
                  lead->post_ix < 0
                      ? NAN
                      : (double)pp_post_cap_milli(telling->problem, lead->post_ix, day) / 1000,
                  0);
    pp_set_number(json, "percent", 100 * used, 0);
    pp_json_set(json, "over", pp_json_new_bool(used > 1.05));
    return json;
}

int pp_roster_tell_caseloads(const struct pp_roster_telling *telling, struct pp_json *page,
                             struct pp_error *reterr) {
    struct pp_json *list = pp_json_new_array();
    for (int i = 0; i < telling->roster->n_leads; i++)
        if (pp_roster_telling_is_of_team(
                telling, telling->problem->patches[telling->roster->leads[i].patch_ix].team_ix))
            pp_json_push(list, caseload_json(telling, i));
    return set_rows(page, "caseloads", list, reterr);
}

/* ---- hours ---- */

static struct pp_json *hours_row_json(const struct pp_roster_telling *telling,
                                      const struct pp_hours *hours) {
    double needed = pp_hours_needed(hours);
    struct pp_json *json = pp_json_new_object();
    pp_roster_telling_set_post(telling, json, "officer", hours->post_ix);
    pp_set_number(json, "available", hours->available / 60, 0);
    pp_set_number(json, "needed", needed / 60, 0);
    pp_set_number(json, "percent", hours->available > 0 ? 100 * needed / hours->available : NAN, 0);
    pp_json_set(json, "over", pp_json_new_bool(pp_hours_are_over(hours)));
    return json;
}

int pp_roster_tell_hours(const struct pp_roster_telling *telling, struct pp_json *page,
                         struct pp_error *reterr) {
    struct pp_json *list = pp_json_new_array();
    PP_AUTO_STR struct pp_str uncounted = {0};
    for (int i = 0; i < telling->roster->n_hours; i++) {
        const struct pp_hours *hours = &telling->roster->hours[i];
        if (pp_roster_telling_is_of_team(telling, telling->problem->posts[hours->post_ix].team_ix))
            pp_json_push(list, hours_row_json(telling, hours));
    }
    pp_service_roster_uncounted(telling->in_hand, &uncounted);
    if (uncounted.len)
        pp_set_text(page, "uncounted", pp_str_text(&uncounted));
    return set_rows(page, "hours", list, reterr);
}

/* ---- visits ---- */

/* The weeks, and of all of them those that were made, and declined. */
enum { MADE = N_WEEKS, DECLINED, N_COUNTS };

/* How many visits each officer has in each of the weeks from `monday`: numbers, no doors. */
static void count_visits(const struct pp_roster_telling *telling, pp_day monday, int *ret_counts) {
    for (int i = 0; i < telling->roster->n_visits; i++) {
        const struct pp_visit_row *visit = &telling->roster->visits[i];
        int week = visit->week_start >= monday ? (visit->week_start - monday) / 7 : -1;
        if (visit->post_ix < 0 || week < 0 || week >= N_WEEKS)
            continue;
        int *counts = &ret_counts[visit->post_ix * N_COUNTS];
        counts[week]++;
        counts[MADE] += visit->state == PP_VISIT_DONE;
        counts[DECLINED] += visit->state == PP_VISIT_DECLINED;
    }
}

/* NULL: none in these weeks. */
static struct pp_json *visits_of_post_json(const struct pp_roster_telling *telling, int post_ix,
                                           const int counts[N_COUNTS]) {
    PP_AUTO_JSON struct pp_json *weeks = pp_json_new_array();
    int n = 0;
    for (int week = 0; week < N_WEEKS; week++) {
        n += counts[week];
        pp_json_push(weeks, pp_json_new_int(counts[week]));
    }
    if (n == 0)
        return NULL;
    struct pp_json *json = pp_json_new_object();
    pp_roster_telling_set_post(telling, json, "officer", post_ix);
    pp_json_set(json, "weeks", PP_STEAL(weeks));
    pp_json_set(json, "all", pp_json_new_int(n));
    pp_json_set(json, "made", pp_json_new_int(counts[MADE]));
    pp_json_set(json, "declined", pp_json_new_int(counts[DECLINED]));
    pp_json_set(json, "toCome", pp_json_new_int(n - counts[MADE] - counts[DECLINED]));
    return json;
}

/* "4 January, 11 January": weeks in which a roster's first visits cannot be yet, as letters go out before. */
static void set_weeks_of_letters(const struct pp_roster_telling *telling, pp_day monday,
                                 const int *counts, struct pp_json *page) {
    enum { WEEKS_OF_LETTERS = 3 }; /* ten working days and what is left of a week */
    PP_AUTO_STR struct pp_str weeks = {0};
    pp_day begun = telling->problem->calendar.first_day;
    pp_day least = pp_calendar_monday(begun > telling->view->today ? begun : telling->view->today);
    int week = 0;
    for (; week < N_WEEKS && monday + 7 * week < least + 7 * WEEKS_OF_LETTERS; week++) {
        char text[32];
        int n = 0;
        for (int p = 0; p < telling->problem->n_posts; p++)
            if (pp_roster_telling_is_of_team(telling, telling->problem->posts[p].team_ix))
                n += counts[p * N_COUNTS + week];
        if (n > 0 || monday + 7 * week < least)
            break;
        pp_roster_telling_short_day(monday + 7 * week, text);
        pp_str_appendf(&weeks, "%s%s", week ? ", " : "", text);
    }
    pp_set_text(page, "weeksOfLetters", week > 0 ? pp_str_text(&weeks) : NULL);
}

int pp_roster_tell_visits(const struct pp_roster_telling *telling, struct pp_json *page,
                          struct pp_error *reterr) {
    int n_posts = telling->problem->n_posts;
    pp_day monday = pp_calendar_monday(telling->from);
    PP_AUTO_FREE int *counts = pp_alloc_array((size_t)n_posts * N_COUNTS + 1, sizeof *counts);
    if (!counts)
        return pp_fail_nomem(reterr);
    struct pp_json *list = pp_json_new_array(), *heads = pp_json_new_array();
    count_visits(telling, monday, counts);
    set_weeks_of_letters(telling, monday, counts, page);
    for (int p = 0; p < n_posts; p++) {
        struct pp_json *json = visits_of_post_json(telling, p, &counts[p * N_COUNTS]);
        if (json && pp_roster_telling_is_of_team(telling, telling->problem->posts[p].team_ix))
            pp_json_push(list, json);
        else
            pp_json_done(json);
    }
    for (int week = 0; week < N_WEEKS; week++) {
        char text[32];
        pp_roster_telling_short_day(monday + 7 * week, text);
        pp_json_push(heads, pp_json_new_text(text));
    }
    pp_json_set(page, "heads", heads);
    return set_rows(page, "visits", list, reterr);
}

/* ---- rules and measures ---- */

/* What is not as it should be about one rule, by the words of the table of rules; NULL when there is nothing. */
static struct pp_json *rule_json(const struct pp_roster_telling *telling, enum pp_rule rule,
                                 bool broken) {
    PP_AUTO_STR struct pp_str title = {0};
    PP_AUTO_JSON struct pp_json *lines = pp_json_new_array();
    const char *words = pp_rule_kind(rule)->words;
    int n = 0;
    for (int i = 0; i < telling->roster->n_breaches; i++) {
        const struct pp_breach *breach = &telling->roster->breaches[i];
        bool is_of = breach->rule == rule && breach->broken == broken && breach->text;
        if (!is_of ||
            (breach->team_ix >= 0 && !pp_roster_telling_is_of_team(telling, breach->team_ix)) ||
            ++n > MOST_BROKEN_OF_RULE)
            continue;
        PP_AUTO_FREE char *text = pp_for_pages(breach->text);
        struct pp_json *line = pp_json_new_object();
        pp_set_text(line, "text", text);
        pp_json_set(line, "ways", pp_roster_ways_json(telling, breach));
        pp_json_push(lines, line);
    }
    if (n == 0)
        return NULL;
    struct pp_json *json = pp_json_new_object();
    pp_str_append_char(&title, (char)toupper((unsigned char)words[0]));
    pp_str_append(&title, words + 1);
    pp_set_text(json, "title", pp_str_text(&title));
    pp_json_set(json, "broken", pp_json_new_bool(broken));
    pp_json_set(json, "lines", PP_STEAL(lines));
    pp_json_set(json, "more",
                pp_json_new_int(n > MOST_BROKEN_OF_RULE ? n - MOST_BROKEN_OF_RULE : 0));
    return json;
}

int pp_roster_tell_rules(const struct pp_roster_telling *telling, bool all, struct pp_json *page,
                         struct pp_error *reterr) {
    struct pp_json *rules = pp_json_new_array();
    for (int broken = 1; broken >= !all; broken--)
        for (int rule = 0; rule < PP_N_RULES; rule++) {
            struct pp_json *json = rule_json(telling, (enum pp_rule)rule, broken);
            if (json)
                pp_json_push(rules, json);
        }
    pp_json_set(page, "hasRules", pp_json_new_bool(pp_json_length(rules) > 0));
    return pp_json_set(page, "rules", rules) ? pp_fail_nomem(reterr) : 0;
}

/* Of the team, or of all; what is said of the whole city is for whoever sees the whole city. */
static int set_words(const struct pp_roster_telling *telling, struct pp_json *page,
                     struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str lines = {0};
    if (telling->team_ix < 0)
        pp_service_roster_summary(telling->in_hand, &lines);
    else
        pp_service_roster_team_summary(telling->in_hand, telling->team_ix, &lines);
    if (lines.failed)
        return pp_fail_nomem(reterr);
    pp_json_set(page, "lines", pp_lines_for_pages(pp_str_text(&lines)));
    return 0;
}

int pp_roster_tell_measures(const struct pp_roster_telling *telling, struct pp_json *page,
                            struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    int rc = set_words(telling, json, reterr);
    if (!rc)
        rc = pp_roster_tell_rules(telling, true, json, reterr);
    if (rc)
        return rc;
    return pp_json_set(page, "measures", PP_STEAL(json)) ? pp_fail_nomem(reterr) : 0;
}

/* ---- the whole city ---- */

static struct pp_json *team_json(const struct pp_roster_telling *telling, int team_ix) {
    const struct pp_roster *roster = telling->roster;
    PP_AUTO_STR struct pp_str href = {0};
    int n_patches = 0, n_broken = 0, n_over = 0;
    for (int p = 0; p < telling->problem->n_patches; p++)
        n_patches += telling->problem->patches[p].team_ix == team_ix;
    for (int i = 0; i < roster->n_breaches; i++)
        n_broken += roster->breaches[i].broken && roster->breaches[i].team_ix == team_ix;
    for (int i = 0; i < roster->n_hours; i++)
        n_over += telling->problem->posts[roster->hours[i].post_ix].team_ix == team_ix &&
                  pp_hours_are_over(&roster->hours[i]);
    struct pp_json *json = pp_json_new_object();
    pp_href_name(&href, "/roster?plan=", telling->problem->plan_name);
    pp_href_name(&href, "&team=", telling->problem->team_names[team_ix]);
    pp_set_text(json, "name", telling->problem->team_names[team_ix]);
    pp_set_text(json, "href", pp_str_text(&href));
    pp_set_count(json, "patches", n_patches);
    pp_set_count(json, "broken", n_broken);
    pp_json_set(json, "anyBroken", pp_json_new_bool(n_broken > 0));
    pp_set_count(json, "over", n_over);
    return json;
}

int pp_roster_tell_teams(const struct pp_roster_telling *telling, struct pp_json *page,
                         struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    struct pp_json *list = pp_json_new_array();
    for (int t = 0; t < telling->problem->n_teams; t++)
        pp_json_push(list, team_json(telling, t));
    pp_json_set(json, "rows", list);
    int rc = set_words(telling, json, reterr);
    if (!rc)
        rc = pp_roster_tell_rules(telling, true, json, reterr);
    if (rc)
        return rc;
    return pp_json_set(page, "city", PP_STEAL(json)) ? pp_fail_nomem(reterr) : 0;
}
