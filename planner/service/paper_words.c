/* What a paper says in sentences. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/paper_parts.h"
#include "planner/service/verdict.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/today.h"

static int push(struct pp_json *list, struct pp_str *text) {
    int rc = text->failed ? PP_E_NOMEM : pp_json_push(list, pp_json_new_text(pp_str_text(text)));
    pp_str_clear(text);
    return rc;
}

static void append_about(struct pp_str *text, int64_t n_homes) {
    char number[32];
    pp_text_format_count((n_homes + 5) / 10 * 10, number, sizeof number);
    if (n_homes > 0 && n_homes < 10)
        pp_str_append(text, "fewer than 10");
    else
        pp_str_appendf(text, "about %s", number);
}

/* "From Monday 1 March 2027, about 2,010 homes in the team Central are in 8 patches, as in plan ..." */
static void say_plan(const struct pp_paper_work *work, struct pp_str *text) {
    const struct pp_paper_option *it = &work->options[0];
    char from[48];
    pp_day_long(work->about.from, from, sizeof from);
    if (work->about.has_from)
        pp_str_appendf(text, "From %s, plan", from);
    else
        pp_str_append(text, "Plan");
    pp_str_appendf(text, " \u201C%s\u201D divides ", it->plan.name);
    append_about(text, it->sum.n_homes);
    pp_str_append(text, " homes");
    if (pp_paper_is_of_a_stage(work))
        pp_str_append(text, " in ");
    if (pp_paper_is_of_a_stage(work))
        pp_stage_say(&work->stage, text);
    pp_str_append(text, " into ");
    pp_str_append_count(text, it->sum.n_patches, "patch", "patches");
    pp_str_append(text, ". Each is looked after by one named housing officer, whom tenants know by "
                        "name");
    if (it->sum.n_vacant)
        pp_str_appendf(text, "; %lld of them have nobody named yet", (long long)it->sum.n_vacant);
    pp_str_append_char(text, '.');
}

static void say_officers(const struct pp_paper_work *work, struct pp_str *text) {
    PP_AUTO_STR struct pp_str homes = {0};
    append_about(&homes, work->options[0].n_new_officer);
    if (work->options[0].n_new_officer == 0)
        pp_str_append(text, "No home gets another named officer.");
    else
        pp_str_appendf(text,
                       "%c%s homes get another named officer. They are told by letter, ten working "
                       "days ahead.",
                       pp_str_text(&homes)[0] - 'a' + 'A', pp_str_text(&homes) + 1);
}

/* What does not change on that day. */
static int say_rest(const struct pp_paper_work *work, struct pp_str *text,
                    struct pp_error *reterr) {
    int64_t n = 0;
    int rc = pp_store_paper_elsewhere(work->db, &work->about, &n, reterr);
    if (rc || !pp_paper_is_of_a_stage(work))
        return rc;
    pp_str_append(text, "Everywhere else nothing changes: ");
    append_about(text, n);
    pp_str_append(text, " homes keep the patch and the officer that they have");
    pp_str_append(text, work->about.has_from ? "." : " today.");
    return 0;
}

/* What "before" means. */
static int say_before(struct pp_paper_work *work, struct pp_str *text, struct pp_error *reterr) {
    struct pp_today_told told;
    char day[48];
    int rc = pp_service_today_tell(work->db, work->about.before, &work->arena, &told, reterr);
    if (rc)
        return rc;
    pp_day_long(work->about.before, day, sizeof day);
    if (work->about.has_from)
        pp_str_appendf(text, "\u201CBefore\u201D is what holds on the day before, %s: %s.", day,
                       told.words);
    else
        pp_str_appendf(text, "\u201CToday\u201D is %s.", told.words);
    return 0;
}

/* A patch at the border of the stage is told of with its homes here. */
static void say_in_part(const struct pp_paper_work *work, struct pp_str *text) {
    int64_t n = work->options[0].sum.n_in_part;
    if (!pp_paper_is_of_a_stage(work) || n == 0)
        return;
    pp_str_append_count(text, n, "patch of the plan lies", "patches of the plan lie");
    pp_str_append(text, " only in part here; the other homes of such a patch keep what they have. "
                        "A patch is counted where most of its homes are.");
}

int pp_paper_set_sentences(struct pp_paper_work *work, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_json *list = pp_json_new_array(), *notes = pp_json_new_array();
    int rc = 0, failed = 0;
    say_plan(work, &text);
    failed |= push(list, &text);
    say_officers(work, &text);
    failed |= push(list, &text);
    rc = say_rest(work, &text, reterr);
    failed |= text.len ? push(list, &text) : 0;
    if (!rc)
        rc = say_before(work, &text, reterr);
    failed |= push(notes, &text);
    say_in_part(work, &text);
    failed |= text.len ? push(notes, &text) : 0;
    failed |= pp_json_set(work->page, "proposal", list);
    failed |= pp_json_set(work->page, "notes", notes);
    return failed && !rc ? pp_fail_nomem(reterr) : rc;
}

/* A paper says neither what commands would do, nor what only staff know: what homes count for. */
static void say_reason(const char *reason, struct pp_str *text) {
    static const char counted[] = "workload-equivalent homes";
    const char *end = strstr(reason, " Nearest ways out:"), *at;
    end = end ? end : reason + strlen(reason);
    for (; (at = strstr(reason, counted)) != NULL && at < end; reason = at + strlen(counted))
        pp_str_appendf(text, "%.*shomes, counted by the work they need", (int)(at - reason),
                       reason);
    pp_str_appendf(text, "%.*s", (int)(end - reason), reason);
}

static int set_reasons(struct pp_paper_work *work) {
    const struct pp_plan *plan = &work->options[0].plan;
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_json *gave = pp_json_new_object(), *list = pp_json_new_array();
    for (int i = 0; i < plan->n_reasons; i++)
        if (plan->reasons[i].broken) {
            say_reason(plan->reasons[i].text, &text);
            push(list, &text);
        }
    pp_json_set(gave, "ofAll", pp_json_new_bool(pp_paper_is_of_a_stage(work)));
    bool any = pp_json_length(list) > 0;
    int rc = pp_json_set(gave, "reasons", list);
    if (rc || any)
        return rc ? rc : pp_json_set(work->page, "gave", gave);
    pp_json_done(gave);
    return 0;
}

int pp_paper_set_proofs(struct pp_paper_work *work) {
    const struct pp_paper_option *it = &work->options[0];
    const struct pp_plan *plan = &it->plan;
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_json *list = pp_json_new_array();
    pp_str_appendf(
        &text,
        "%lld of %lld patches are inside the size limits. Homes lie %.0f m from the middle of "
        "their patch on average.",
        (long long)(it->sum.n_patches - it->n_outside), (long long)it->sum.n_patches,
        it->sum.distance_m);
    int rc = push(list, &text);
    if (pp_paper_is_of_a_stage(work))
        pp_str_append(&text, "Of the whole plan, not only of this stage: ");
    if (isnan(plan->gap) || pp_plan_is_proven_in_part(plan))
        pp_str_append(&text, "it is not proven how much shorter a plan could be.");
    else
        pp_str_appendf(&text,
                       "it is proven that no plan under these rules can be more than %.1f %% "
                       "shorter%s.",
                       pp_shorter_percent(plan->cost, plan->bound),
                       pp_rules_counted_in(&plan->rules));
    if (!text.failed)
        text.data[0] = (char)toupper((unsigned char)text.data[0]);
    rc = rc ? rc : push(list, &text);
    rc = rc ? rc : pp_json_set(work->page, "proofs", list);
    return rc ? rc : set_reasons(work);
}
