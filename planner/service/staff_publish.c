/* Publishing by two people. */
#include <stdio.h>
#include <string.h>

#include "planner/service/approval.h"
#include "planner/service/hrefs.h"
#include "planner/service/note.h"
#include "planner/service/staff_proposal.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/outcome.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/letters.h"
#include "patchplan/service/publish.h"
#include "patchplan/service/stage.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/staff_edit.h"
#include "patchplan/service/staff_publish.h"
#include "patchplan/service/why.h"
#include "patchplan/store/desk.h"
#include "patchplan/store/history.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/request.h"

enum { MOST_ROWS = 50 };

static bool is_open(const struct pp_publish_request *request) {
    return strcmp(request->state, "open") == 0;
}

/* ---- the stage, kept as two JSON arrays ---- */

static int read_names(const char *text, struct pp_arena *arena, const char *const **ret_names,
                      size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *list = NULL;
    int rc = pp_json_read_text(text, "stage", &list, reterr);
    if (rc)
        return rc;
    size_t n = pp_json_length(list);
    const char **names = pp_arena_alloc(arena, (n + 1) * sizeof *names);
    if (!names)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        if (!(names[i] = pp_arena_strdup(arena, pp_json_text(pp_json_at(list, i)))))
            return pp_fail_nomem(reterr);
    *ret_names = names;
    *ret_n = n;
    return 0;
}

static int read_stage(const struct pp_publish_request *request, struct pp_arena *arena,
                      struct pp_stage *ret_stage, struct pp_error *reterr) {
    struct pp_stage stage = {0};
    int rc = read_names(request->teams, arena, &stage.teams, &stage.n_teams, reterr);
    if (!rc)
        rc = read_names(request->wards, arena, &stage.wards, &stage.n_wards, reterr);
    if (!rc)
        *ret_stage = stage;
    return rc;
}

static int set_scope(struct pp_db *db, const struct pp_publish_request *request,
                     struct pp_json *json, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str words = {0};
    struct pp_stage stage = {0};
    int rc = read_stage(request, &arena, &stage, reterr);
    if (!rc)
        rc = pp_stage_by_name(db, &stage, &arena, &stage, reterr);
    pp_stage_say(&stage, &words);
    pp_set_text(json, "scope", pp_str_text(&words));
    return rc;
}

/* ---- the list ---- */

static void say_state(const struct pp_publish_request *request, pp_day today,
                      struct pp_str *words) {
    bool is_approved = strcmp(request->state, "approved") == 0;
    pp_day from = today;
    if (is_open(request))
        pp_str_append(words, "Waits for a second person");
    else if (request->taken_back_at)
        pp_str_append(words, "Approved, then taken back");
    else if (is_approved && pp_day_parse(request->first_day, &from) && from > today)
        pp_say_approved(words, from);
    else
        pp_str_append(words, is_approved ? "Approved and published"
                             : strcmp(request->state, "declined") == 0
                                 ? "Declined"
                                 : "Taken back by who proposed it");
}

static int request_json(struct pp_db *db, const struct pp_publish_request *request, pp_day today,
                        struct pp_json *json, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str state = {0};
    char href[64];
    snprintf(href, sizeof href, "/publish/%lld", (long long)request->request_id);
    pp_set_text(json, "href", href);
    pp_set_text(json, "plan", request->plan);
    pp_set_day(json, "from", request->first_day);
    pp_set_text(json, "by", request->proposer);
    pp_set_moment(json, "at", request->proposed_at);
    say_state(request, today, &state);
    pp_set_text(json, "stateWords", pp_str_text(&state));
    pp_json_set(json, "open", pp_json_new_bool(is_open(request)));
    return set_scope(db, request, json, reterr);
}

static int publication_json(struct pp_db *db, const struct pp_publication *publication,
                            struct pp_json *json, struct pp_error *reterr) {
    enum pp_outcome outcome = PP_OUTCOME_FEASIBLE;
    char from[48];
    int rc = pp_store_plan_outcome(db, publication->plan_id, &outcome, reterr);
    pp_day_long(publication->first_day, from, sizeof from);
    pp_json_set(json, "id", pp_json_new_int(publication->publication_id));
    pp_set_text(json, "plan", publication->plan_name);
    pp_set_text(json, "from", from);
    pp_set_text(json, "scope", publication->scope);
    pp_set_text(json, "by", publication->published_by);
    pp_set_moment(json, "at", publication->published_at);
    pp_set_moment(json, "takenBack", publication->rolled_back_at);
    pp_set_href(json, "planHref", "/plan/", publication->plan_name);
    pp_json_set(json, "rulesGave", pp_json_new_bool(pp_outcome_exit_status(outcome) != 0));
    return rc;
}

static int set_lists(struct pp_db *db, pp_day today, struct pp_json *page,
                     struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_publish_request *requests = NULL;
    struct pp_publication *publications = NULL;
    size_t n_requests = 0, n_publications = 0;
    int rc = pp_store_request_list(db, MOST_ROWS, &arena, &requests, &n_requests, reterr);
    if (!rc)
        rc = pp_store_publication_list(db, &arena, &publications, &n_publications, reterr);
    struct pp_json *asked = pp_json_new_array(), *done = pp_json_new_array();
    for (size_t i = 0; i < n_requests && !rc; i++) {
        struct pp_json *json = pp_json_new_object();
        rc = request_json(db, &requests[i], today, json, reterr);
        pp_json_push(asked, json);
    }
    for (size_t i = 0; i < n_publications && i < MOST_ROWS && !rc; i++) {
        struct pp_json *json = pp_json_new_object();
        rc = publication_json(db, &publications[i], json, reterr);
        pp_json_push(done, json);
    }
    pp_json_set(page, "requests", asked);
    pp_json_set(page, "publications", done);
    return rc;
}

/* Says of each plan to choose from whether it has a roster. */
static int mark_rosters(struct pp_db *db, struct pp_json *page, struct pp_error *reterr) {
    struct pp_json *plans = pp_json_get(page, "plans");
    bool any = false;
    int rc = 0;
    for (size_t i = 0; i < pp_json_length(plans) && !rc; i++) {
        struct pp_json *plan = pp_json_at(plans, i);
        int64_t plan_id = 0;
        bool has = false;
        rc =
            pp_store_plan_find(db, pp_json_text(pp_json_get(plan, "name")), &plan_id, NULL, reterr);
        if (!rc)
            rc = pp_service_has_roster(db, plan_id, &has, reterr);
        pp_json_set(plan, "noRoster", pp_json_new_bool(!has));
        pp_set_href(plan, "rosterHref", "/roster?plan=", pp_json_text(pp_json_get(plan, "name")));
        any |= !has;
    }
    pp_json_set(page, "anyNoRoster", pp_json_new_bool(any));
    return rc;
}

int pp_service_publish_page(struct pp_db *db, pp_day today, struct pp_json **ret_page,
                            struct pp_error *reterr) {
    struct pp_json *page = NULL;
    int rc = pp_service_draw_form(db, today, &page, reterr); /* plans and teams to choose from */
    if (rc)
        return rc;
    if ((rc = mark_rosters(db, page, reterr)) != 0 ||
        (rc = pp_stage_set_wards(db, page, reterr)) != 0 ||
        (rc = set_lists(db, today, page, reterr)) != 0)
        pp_json_done(page);
    else
        *ret_page = page;
    return rc;
}

/* ---- proposing ---- */

static int check_day(const struct pp_propose_wish *wish, pp_day *ret_day, struct pp_error *reterr) {
    if (!pp_day_parse(wish->from, ret_day))
        return pp_fail(reterr, PP_E_INPUT,
                       "From which day? Write it like 9/3/2027, the day before the month.");
    if (*ret_day < wish->today)
        return pp_fail(reterr, PP_E_INPUT, "The day it begins must not have gone by.");
    return 0;
}

/* What it would change; refuses what cannot be published at all. */
static int find_effect(struct pp_db *db, const char *plan, pp_day day, const struct pp_stage *stage,
                       struct pp_publish_answer *answer, struct pp_error *reterr) {
    const struct pp_publish_wish wish = {.plan_name = plan,
                                         .first_day = day,
                                         .team_names = stage->teams,
                                         .n_teams = stage->n_teams,
                                         .ward_names = stage->wards,
                                         .n_wards = stage->n_wards,
                                         .broken_rules_known = true,
                                         .dry_run = true};
    return pp_service_publish(db, &wish, answer, reterr);
}

static char *names_text(const char *const *names, size_t n) {
    PP_AUTO_JSON struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(list, pp_json_new_text(names[i]));
    return list ? pp_json_dump(list, 0) : NULL;
}

static int propose(struct pp_db *db, const struct pp_propose_wish *wish, pp_day day,
                   int64_t *ret_request_id, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_publish_answer answer;
    struct pp_publish_request request = {.why = wish->why, .proposed_by = wish->user_id};
    PP_AUTO_FREE char *teams = names_text(wish->stage.teams, wish->stage.n_teams);
    PP_AUTO_FREE char *wards = names_text(wish->stage.wards, wish->stage.n_wards);
    char iso[11];
    pp_day_iso(day, iso);
    request.first_day = iso;
    request.teams = teams;
    request.wards = wards;
    int rc = teams && wards ? pp_store_plan_find(db, wish->plan, &request.plan_id, NULL, reterr)
                            : pp_fail_nomem(reterr);
    if (!rc)
        rc = find_effect(db, wish->plan, day, &wish->stage, &answer, reterr);
    if (!rc && answer.already)
        rc = pp_fail(reterr, PP_E_CONFLICT,
                     "This plan is published from that day for these places already.");
    if (!rc)
        rc = pp_service_plan_version(db, wish->plan, &arena, &request.version, reterr);
    if (!rc)
        rc = pp_store_request_add(db, &request, ret_request_id, reterr);
    return rc ? rc
              : pp_note_plan(db, wish->who, "propose to publish", request.plan_id, wish->why,
                             reterr);
}

int pp_service_publish_propose(struct pp_db *db, const struct pp_propose_wish *wish,
                               int64_t *ret_request_id, struct pp_error *reterr) {
    pp_day day = 0;
    int rc = check_day(wish, &day, reterr);
    if (!rc)
        rc = pp_service_check_why(wish->why, reterr);
    if (!rc)
        rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, propose(db, wish, day, ret_request_id, reterr), reterr);
}

/* ---- one proposal ---- */

static int find_request(struct pp_db *db, int64_t request_id, struct pp_arena *arena,
                        struct pp_publish_request *request, struct pp_error *reterr) {
    int rc = pp_store_request_get(db, request_id, arena, request, reterr);
    if (rc)
        return rc < 0 ? rc : 0;
    return pp_fail(reterr, PP_E_NOTFOUND, "There is no such proposal.");
}

static int is_changed(struct pp_db *db, const struct pp_publish_request *request,
                      struct pp_arena *arena, bool *ret_changed, struct pp_error *reterr) {
    const char *version = NULL;
    int rc = pp_service_plan_version(db, request->plan, arena, &version, reterr);
    if (!rc)
        *ret_changed = strcmp(version, request->version) != 0;
    return rc;
}

static int set_effect(struct pp_db *db, const struct pp_publish_request *request, pp_day today,
                      struct pp_arena *arena, struct pp_json *page, struct pp_error *reterr) {
    struct pp_publish_answer answer = {0};
    const struct pp_publication_effect *effect = &answer.effect;
    struct pp_stage stage = {0};
    pp_day day = 0;
    int rc = read_stage(request, arena, &stage, reterr);
    if (!rc && pp_day_parse(request->first_day, &day))
        rc = find_effect(db, request->plan, day, &stage, &answer, reterr);
    if (rc)
        return rc;
    pp_set_count(page, "homes", effect->n_homes);
    pp_set_count(page, "newPatch", effect->n_new_patch);
    pp_set_count(page, "newOfficer", effect->n_new_officer);
    pp_set_count(page, "letters", effect->n_letters);
    pp_set_count(page, "noOfficer", effect->n_no_officer);
    const struct pp_proposal proposal = {.plan = request->plan,
                                         .plan_id = request->plan_id,
                                         .first_day = day,
                                         .today = today,
                                         .stage = stage};
    PP_AUTO_STR struct pp_str against = {0};
    rc = pp_service_letters_against(db, day, today, effect->n_letters, &against, reterr);
    if (rc)
        return rc;
    pp_set_text(page, "against", against.len ? pp_str_text(&against) : NULL);
    return pp_tell_proposal(db, &proposal, page, reterr);
}

/* When, by whom and why its publication was taken back. */
static int set_taken_back(struct pp_db *db, const struct pp_publish_request *request,
                          struct pp_arena *arena, struct pp_json *page, struct pp_error *reterr) {
    struct pp_json *taken = pp_json_new_object();
    struct pp_audit_row *rows = NULL;
    char object[48];
    size_t n = 0;
    int64_t total = 0;
    snprintf(object, sizeof object, "publication %lld", (long long)request->publication_id);
    const struct pp_history_filter filter = {.actions = "|roll back|", .object = object, .most = 1};
    int rc = pp_store_history_find(db, &filter, arena, &rows, &n, &total, reterr);
    PP_AUTO_JSON struct pp_json *detail = NULL;
    if (!rc && n && pp_json_read_text(rows[0].detail, "detail", &detail, NULL) == 0)
        pp_set_text(taken, "why", pp_json_text(pp_json_get(detail, "why")));
    pp_set_moment(taken, "at", request->taken_back_at);
    pp_set_text(taken, "by", n ? rows[0].who : NULL);
    return pp_json_set(page, "taken", taken) && !rc ? pp_fail_nomem(reterr) : rc;
}

static int set_letters_href(struct pp_json *page, const struct pp_publish_request *request,
                            struct pp_arena *arena, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str href = {0};
    struct pp_stage stage = {0};
    int rc = read_stage(request, arena, &stage, reterr);
    pp_str_append(&href, "/letters?plan=");
    pp_str_append_url(&href, request->plan);
    pp_str_appendf(&href, "&from=%s", request->first_day);
    pp_stage_append_query(&stage, &href);
    pp_set_text(page, "lettersHref", pp_str_text(&href));
    return rc;
}

static int set_request(struct pp_db *db, const struct pp_publish_request *request, pp_day today,
                       struct pp_arena *arena, struct pp_json *page, struct pp_error *reterr) {
    enum pp_outcome outcome = PP_OUTCOME_FEASIBLE;
    bool changed = false;
    int64_t n_comments = 0;
    int rc = request_json(db, request, today, page, reterr);
    if (!rc)
        rc = is_changed(db, request, arena, &changed, reterr);
    if (!rc)
        rc = pp_store_plan_outcome(db, request->plan_id, &outcome, reterr);
    if (!rc)
        rc = pp_store_open_comments(db, request->plan_id, &n_comments, reterr);
    if (rc)
        return rc;
    pp_json_set(page, "id", pp_json_new_int(request->request_id));
    pp_set_href(page, "planHref", "/plan/", request->plan);
    pp_set_text(page, "why", request->why);
    pp_set_text(page, "decidedBy", request->decider);
    pp_set_moment(page, "decidedAt", request->decided_at);
    pp_json_set(page, "changed", pp_json_new_bool(changed && is_open(request)));
    pp_json_set(page, "rulesGave", pp_json_new_bool(pp_outcome_exit_status(outcome) != 0));
    pp_json_set(page, "nComments", pp_json_new_int(n_comments));
    pp_json_set(page, "inForce",
                pp_json_new_bool(request->publication_id && !request->taken_back_at));
    pp_json_set(page, "publication", pp_json_new_int(request->publication_id));
    rc = set_letters_href(page, request, arena, reterr);
    if (rc)
        return rc;
    if (request->taken_back_at)
        return set_taken_back(db, request, arena, page, reterr);
    return is_open(request) ? set_effect(db, request, today, arena, page, reterr) : 0;
}

int pp_service_publish_request_page(struct pp_db *db, int64_t request_id, int64_t user_id,
                                    pp_day today, struct pp_json **ret_page,
                                    struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    struct pp_publish_request request;
    int rc = find_request(db, request_id, &arena, &request, reterr);
    if (!rc)
        rc = set_request(db, &request, today, &arena, page, reterr);
    if (rc)
        return rc;
    pp_json_set(page, "isOwn", pp_json_new_bool(request.proposed_by == user_id));
    *ret_page = PP_STEAL(page);
    return 0;
}

/* ---- deciding ---- */

static int check_decision(const struct pp_publish_request *request,
                          const struct pp_decide_wish *wish, bool changed,
                          struct pp_error *reterr) {
    bool is_own = request->proposed_by == wish->user_id;
    if (!is_open(request))
        return pp_fail(reterr, PP_E_CONFLICT, "This was decided already by %s.", request->decider);
    if (wish->decision == PP_DECIDE_WITHDRAW && !is_own)
        return pp_fail(reterr, PP_E_REFUSED, "Only who proposed it can take it back.");
    if (wish->decision == PP_DECIDE_APPROVE && is_own)
        return pp_fail(reterr, PP_E_REFUSED,
                       "You proposed this yourself: a second person approves it.");
    if (wish->decision == PP_DECIDE_APPROVE && changed)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "The plan was changed after it was proposed. It is proposed again, so that "
                       "what is approved is what was looked at.");
    return 0;
}

static int check_roster(struct pp_db *db, const struct pp_publish_request *request,
                        const struct pp_decide_wish *wish, struct pp_error *reterr) {
    bool has = false;
    int rc = pp_service_has_roster(db, request->plan_id, &has, reterr);
    if (rc || has || wish->no_roster_known)
        return rc;
    return pp_fail(reterr, PP_E_CONFLICT,
                   "This plan has no roster. Tick that you have seen what that takes off the "
                   "public pages, and approve it again.");
}

static int publish(struct pp_db *db, const struct pp_publish_request *request,
                   const struct pp_decide_wish *wish, struct pp_arena *arena,
                   int64_t *ret_publication_id, struct pp_error *reterr) {
    struct pp_publish_answer answer;
    struct pp_stage stage = {0};
    enum pp_outcome outcome;
    struct pp_publish_wish publish_wish = {
        .plan_name = request->plan, .who = wish->who, .broken_rules_known = true};
    int rc = read_stage(request, arena, &stage, reterr);
    if (!rc)
        rc = pp_store_plan_outcome(db, request->plan_id, &outcome, reterr);
    if (rc)
        return rc;
    if (pp_outcome_exit_status(outcome) != 0 && !wish->rules_known)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "Not every rule is kept in this plan. Tick that this is known, and approve "
                       "it again.");
    if ((rc = check_roster(db, request, wish, reterr)) != 0)
        return rc;
    if (!pp_day_parse(request->first_day, &publish_wish.first_day))
        return pp_fail(reterr, PP_E_FORMAT, "The day it begins cannot be read.");
    publish_wish.team_names = stage.teams;
    publish_wish.n_teams = stage.n_teams;
    publish_wish.ward_names = stage.wards;
    publish_wish.n_wards = stage.n_wards;
    rc = pp_service_publish(db, &publish_wish, &answer, reterr);
    if (!rc)
        *ret_publication_id = answer.publication_id;
    return rc;
}

/* What whoever decides has before them, for the history. */
static int see(struct pp_db *db, const struct pp_publish_request *request,
               const struct pp_decide_wish *wish, struct pp_arena *arena,
               struct pp_json **ret_detail, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    int rc = set_request(db, request, wish->today, arena, page, reterr);
    if (!rc && !(*ret_detail = pp_approval_detail(page, wish)))
        rc = pp_fail_nomem(reterr);
    return rc;
}

static int decide(struct pp_db *db, const struct pp_decide_wish *wish, struct pp_error *reterr) {
    static const char *const states[] = {"approved", "declined", "withdrawn"};
    static const char *const actions[] = {"approve a publication", "decline a publication",
                                          "take back a proposal"};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *detail = NULL;
    struct pp_publish_request request;
    int64_t publication_id = 0;
    bool changed = false;
    int rc = find_request(db, wish->request_id, &arena, &request, reterr);
    if (!rc)
        rc = is_changed(db, &request, &arena, &changed, reterr);
    if (!rc)
        rc = check_decision(&request, wish, changed, reterr);
    if (!rc && wish->decision == PP_DECIDE_APPROVE)
        rc = see(db, &request, wish, &arena, &detail, reterr);
    if (!rc && wish->decision == PP_DECIDE_APPROVE)
        rc = publish(db, &request, wish, &arena, &publication_id, reterr);
    if (!rc)
        rc = pp_store_request_decide(db, wish->request_id, states[wish->decision], wish->user_id,
                                     publication_id, reterr);
    if (rc)
        return rc;
    const char *action = actions[wish->decision];
    return detail ? pp_note_plan_more(db, wish->who, action, request.plan_id, detail, reterr)
                  : pp_note_plan(db, wish->who, action, request.plan_id, NULL, reterr);
}

int pp_service_publish_decide(struct pp_db *db, const struct pp_decide_wish *wish,
                              struct pp_error *reterr) {
    int rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, decide(db, wish, reterr), reterr);
}
