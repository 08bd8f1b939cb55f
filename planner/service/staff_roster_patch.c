/* Who may be the named officer of one patch, on staff's pages: everybody of the team, and what each would have then. */
#include "planner/service/hrefs.h"
#include "planner/service/roster_hand.h"
#include "planner/service/roster_telling.h"
#include "patchplan/core/alloc.h"
#include "patchplan/roster/judge.h"
#include "patchplan/roster/practice.h"
#include "patchplan/service/staff.h"

/* A roster, one of its patches, and the day that is asked about. */
struct about {
    const struct pp_roster_problem *problem;
    const struct pp_roster *roster;
    int patch_ix;
    pp_day day;
};

static bool stands(const struct pp_lead *lead, pp_day day) {
    return lead->first_day <= day && day <= lead->last_day;
}

/* What the post leads on a day beside the patch. */
static void append_others(const struct about *about, int post_ix, pp_day day,
                          struct pp_str *names) {
    for (int i = 0; i < about->roster->n_leads; i++) {
        const struct pp_lead *lead = &about->roster->leads[i];
        if (lead->post_ix == post_ix && lead->patch_ix != about->patch_ix && stands(lead, day))
            pp_str_appendf(names, "%s%s", names->len ? ", " : "",
                           about->problem->patches[lead->patch_ix].name);
    }
}

/* What the post would have with the patch on its worst day from that day on, as the rules count it. */
static int find_load(const struct about *about, int post_ix, struct pp_caseload *ret_load,
                     struct pp_error *reterr) {
    PP_AUTO(pp_roster_done) struct pp_roster with = {0};
    int rc = 0;
    for (int i = 0; rc == 0 && i < about->roster->n_leads; i++)
        rc = pp_roster_add_lead(&with, &about->roster->leads[i], reterr);
    if (!rc)
        rc =
            pp_roster_put_lead(about->problem, about->patch_ix, post_ix, about->day, &with, reterr);
    if (!rc)
        *ret_load = pp_roster_worst_caseload(about->problem, &with, post_ix, about->day);
    return rc;
}

/* What a post would have with the patch, beside what it has. */
static struct pp_json *candidate_json(const struct about *about, int post_ix,
                                      const struct pp_caseload *load) {
    PP_AUTO_STR struct pp_str names = {0};
    const struct pp_post *post = &about->problem->posts[post_ix];
    double with = (double)load->load_milli, most = (double)load->cap_milli;
    struct pp_json *json = pp_json_new_object();
    append_others(about, post_ix, load->day, &names);
    pp_set_text(json, "id", post->officer_id);
    pp_set_text(json, "name", post->name);
    pp_set_text(json, "leads", pp_str_text(&names));
    pp_set_text(json, "begins", NULL);
    if (load->day > about->day)
        pp_roster_telling_set_date(json, "begins", load->day);
    pp_set_number(json, "with", with / 1000, 1);
    pp_set_number(json, "most", most / 1000, 0);
    if (most > 0)
        pp_set_number(json, "percent", 100.0 * with / most, 0);
    pp_json_set(json, "over", pp_json_new_bool(with > PP_CASELOAD_SHOWN * most));
    return json;
}

static int set_candidates(const struct about *about, struct pp_json *json,
                          struct pp_error *reterr) {
    struct pp_json *list = pp_json_new_array();
    int posts[2] = {-1, -1};
    int n = pp_roster_leads_on(about->roster, about->patch_ix, about->day, posts);
    pp_json_set(json, "officers", list);
    for (int p = 0; p < about->problem->n_posts; p++) {
        struct pp_caseload load;
        if (!pp_roster_is_offered(about->problem, about->patch_ix, p, about->day))
            continue;
        int rc = find_load(about, p, &load, reterr);
        if (rc)
            return rc;
        struct pp_json *one = candidate_json(about, p, &load);
        pp_json_set(one, "leadsIt", pp_json_new_bool(pp_is_among(p, posts, n)));
        pp_json_push(list, one);
    }
    return 0;
}

static void set_officers(const struct about *about, struct pp_json *json) {
    PP_AUTO_STR struct pp_str officers = {0};
    int posts[2] = {-1, -1};
    int n = pp_roster_leads_on(about->roster, about->patch_ix, about->day, posts);
    bool is_vacant = n == 1 && !*about->problem->posts[posts[0]].name;
    pp_str_append(&officers, is_vacant ? "it has no named officer: it waits for "
                             : n > 1   ? "its named officers are "
                                       : "its named officer is ");
    for (int i = 0; i < n; i++) {
        PP_AUTO_STR struct pp_str room = {0};
        pp_str_appendf(&officers, "%s%s", i ? " and " : "",
                       pp_roster_post_words(about->problem, posts[i], &room));
    }
    pp_set_text(json, "officerWords", n ? pp_str_text(&officers) : "it has no named officer");
    pp_json_set(json, "canFix",
                pp_json_new_bool(n > 0 && *about->problem->posts[posts[0]].name != '\0'));
    for (int i = 0; i < about->problem->n_pins; i++)
        if (about->problem->pins[i].patch_ix == about->patch_ix) {
            PP_AUTO_STR struct pp_str room = {0};
            pp_set_text(
                json, "fixed",
                pp_roster_post_words(about->problem, about->problem->pins[i].post_ix, &room));
        }
}

static struct pp_json *page_json(const struct about *about) {
    const struct pp_roster_patch *patch = &about->problem->patches[about->patch_ix];
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "plan", about->problem->plan_name);
    pp_set_text(json, "patch", patch->name);
    pp_set_href(json, "href", "/roster/patch/", patch->name);
    PP_AUTO_STR struct pp_str own = {0};
    pp_href_name(&own, "/roster/patch/", patch->name);
    pp_href_name(&own, "?plan=", about->problem->plan_name);
    pp_set_text(json, "ownHref", pp_str_text(&own));
    pp_set_text(json, "team", pp_roster_team_words(about->problem, patch->team_ix));
    pp_set_count(json, "homes", patch->n_homes);
    pp_set_number(json, "workload", (double)patch->weight_milli / 1000, 1);
    pp_roster_telling_set_date(json, "day", about->day);
    set_officers(about, json);
    return json;
}

int pp_service_roster_patch_page(struct pp_db *db, const char *plan, const char *patch,
                                 pp_day today, struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand in_hand = {0};
    int rc = pp_roster_load_about(db,
                                  &(struct pp_hand_about){.plan_name = plan && *plan ? plan : NULL,
                                                          .patch = patch,
                                                          .today = today},
                                  &in_hand, reterr);
    if (rc)
        return rc;
    pp_day first = in_hand.problem.calendar.first_day;
    const struct about about = {.problem = &in_hand.problem,
                                .roster = &in_hand.roster,
                                .patch_ix = pp_roster_patch_find(&in_hand.problem, patch),
                                .day = today > first ? today : first};
    if (about.patch_ix < 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "The roster has no patch %s.", patch);
    PP_AUTO_JSON struct pp_json *page = page_json(&about);
    rc = set_candidates(&about, page, reterr);
    if (rc || !page)
        return rc ? rc : pp_fail_nomem(reterr);
    *ret_page = PP_STEAL(page);
    return 0;
}
