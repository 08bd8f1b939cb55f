/* Staff's handlers, and what they share. */
#ifndef PLANNER_API_STAFF_H
#define PLANNER_API_STAFF_H

#include "planner/api/api.h"
#include "patchplan/service/roster.h"
#include "patchplan/service/staff_edit.h"

/* Queue long work and lead to the page that tells how far it has come. `wish->user_id` is filled in. */
int pp_staff_run(struct pp_exchange *exchange, struct pp_job_wish wish,
                 struct pp_error *reterr) PP_CHECKED;
/* Who does not draw sees the jobs they asked for themselves, a team leader what was asked for in the team: PP_E_REFUSED of
 * others', PP_E_NOTFOUND of none. */
int pp_staff_check_job(const struct pp_exchange *exchange, struct pp_db *db, int64_t job_id,
                       struct pp_error *reterr) PP_CHECKED;
/* The job whose number the address begins with (caller: pp_json_done), checked as above. */
int pp_staff_find_job(const struct pp_exchange *exchange, struct pp_db *db,
                      struct pp_json **ret_job, struct pp_error *reterr) PP_CHECKED;
/* `value` (taken) under `key` of a new page, answered with the template `name`; what cannot be made is PP_E_NOMEM. */
int pp_staff_answer(struct pp_exchange *exchange, const char *name, const char *title,
                    const char *key, struct pp_json *value, struct pp_error *reterr) PP_CHECKED;

/* What stands for the ix-th :name of the address: a name of a plan or patch, whatever it holds. */
const char *pp_staff_param(const struct pp_exchange *exchange, int ix);
/* ?page= of the address; 1 when it says none. */
int pp_staff_page(const struct pp_exchange *exchange);
/* 303 to `before`, a name, `behind`. */
int pp_staff_redirect(struct pp_exchange *exchange, const char *before, const char *name,
                      const char *behind, struct pp_error *reterr) PP_CHECKED;

/* On a form with "plans", "teams" and "wards" to choose from, "chosen" at those that `fields` hold, and "anyWardChosen".
 * PP_E_NOMEM. */
int pp_staff_mark_stage(struct pp_json *form, const struct pp_fields *fields) PP_CHECKED;
/* All values of a field, in the answer's arena. */
int pp_staff_values(struct pp_exchange *exchange, const struct pp_fields *fields, const char *field,
                    const char *const **ret_values, size_t *ret_n,
                    struct pp_error *reterr) PP_CHECKED;

/* Put what is said about a plan, or about one of its patches, on a page of it, under "comments". */
int pp_staff_set_comments(const struct pp_exchange *exchange, struct pp_json *page,
                          const char *plan, const char *patch, bool open_only,
                          struct pp_error *reterr) PP_CHECKED;

/* Say on a page what "today" is, under "todayWords". */
int pp_staff_set_today(const struct pp_exchange *exchange, struct pp_json *page,
                       struct pp_error *reterr) PP_CHECKED;

/* ---- tasks, plans, history: staff_plans.c, staff_draw.c ---- */

int pp_answer_staff(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_plans(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_plan(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_plan_way_out(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_plan_history(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_history(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_compare(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_draw_form(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_draw(struct pp_exchange *exchange, struct pp_error *reterr);

/* ---- changing a draft by hand: staff_edit.c ---- */

/* Which version of a plan they looked at, by If-Match or the form; NULL: none, or any ("*"). PP_E_NOMEM. */
int pp_staff_version(const struct pp_exchange *exchange, const char **ret_version,
                     struct pp_error *reterr) PP_CHECKED;
/* PP_E_INPUT, in words, when they do not say: nothing is changed blindly. */
int pp_staff_check_version(const struct pp_exchange *exchange, struct pp_error *reterr) PP_CHECKED;
/* Of the answer to one that is no longer the newest: 412 of an If-Match, 409 of a form. */
int pp_staff_stale_status(const struct pp_exchange *exchange);
/* Where there is nothing to show beside it. */
void pp_staff_answer_stale(struct pp_exchange *exchange);

int pp_answer_patch_editor(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_patch_move(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_plan_name(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_plan_name_change(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_plan_change(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_edit_effect(struct pp_exchange *exchange, struct pp_error *reterr);

/* ---- what is said about drafts: staff_comments.c ---- */

int pp_answer_comments(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_comment_add(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_comment_step(struct pp_exchange *exchange, struct pp_error *reterr);
/* As pp_service_edit_effect(), of the draft taken up for it: staff_effect.c. */
int pp_staff_effect(struct pp_exchange *exchange, const struct pp_staff_edit *edit,
                    struct pp_json **ret_effect, struct pp_error *reterr) PP_CHECKED;
int pp_answer_rebalance(struct pp_exchange *exchange,
                        struct pp_error *reterr); /* staff_rebalance.c */

/* ---- a plan on a map: staff_map.c ---- */

int pp_answer_plan_outlines(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_plan_units(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_plan_moves(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_plan_picture(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_changes_picture(struct pp_exchange *exchange, struct pp_error *reterr);

/* ---- consulting on a draft: staff_consult.c ---- */

int pp_answer_consults(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_consult_begin(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_consult_end(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_plan_mine(struct pp_exchange *exchange, struct pp_error *reterr);

/* ---- an officer's own page: staff_my.c ---- */

int pp_answer_my(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_my_visit(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_my_session(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_my_feed(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_feed(struct pp_exchange *exchange, struct pp_error *reterr);

/* ---- lists: staff_import.c ---- */

int pp_answer_import_form(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_import(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_import_found(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_import_take(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_import_match(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_findings(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_rejected(struct pp_exchange *exchange, struct pp_error *reterr);

/* ---- publishing: staff_publish.c ---- */

int pp_answer_publish(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_propose(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_proposal(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_approve(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_withdraw(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_take_back(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_roll_back(struct pp_exchange *exchange, struct pp_error *reterr);

/* ---- letters and lists: staff_letters.c ---- */

int pp_answer_letters(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_letters_make(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_made(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_made_file(struct pp_exchange *exchange, struct pp_error *reterr);

/* ---- rosters: staff_roster.c ---- */

int pp_answer_roster(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_away_form(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_away(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_roster_build(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_replan(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_replan_offers(struct pp_exchange *exchange, struct pp_error *reterr);

/* The team that is shown: whoever belongs to one sees that team ("-" for one of none); others see the one asked for. */
const char *pp_staff_own_team(const struct pp_exchange *exchange, const char *asked);
/* The number of the team one is bound to; 0: to none. A team leader without a team is bound to nothing there is. */
int64_t pp_staff_bound_team(const struct pp_exchange *exchange);
/* Somebody of another team is that team's to look after. */
int pp_staff_check_officer(const struct pp_exchange *exchange, const char *officer_id,
                           struct pp_error *reterr) PP_CHECKED;
/* The door to writing, for who may change this team's roster; on success pp_api_write_end(). */
int pp_staff_begin_for_team(struct pp_exchange *exchange, int64_t team_id, struct pp_db **ret_db,
                            struct pp_error *reterr) PP_CHECKED;
/* The one of the list whose "id" was chosen is marked: what was chosen stays chosen. Its "name"; NULL: it is none. */
const char *pp_staff_mark_chosen(struct pp_json *list, const char *id);
/* A team by its name (NULL: all of them, or none): its own leader may change its roster, and whoever may change all. */
int pp_staff_check_team(const struct pp_exchange *exchange, const char *team,
                        struct pp_error *reterr) PP_CHECKED;
/* Can whoever typed it put that right, so that it is said on the form, which keeps what they chose? */
bool pp_staff_is_for_the_form(int rc);
/* How something is taken back: a drop-in (0: it is none), or on a page (NULL: nowhere). */
struct pp_roster_undo {
    const char *plan;
    int64_t session_id;
    const char *href;
};
/* What was done (taken), with what takes it back; `undo` NULL: nothing does. */
int pp_staff_answer_roster_done(struct pp_exchange *exchange, struct pp_json *change,
                                const char *title, const struct pp_roster_undo *undo,
                                struct pp_error *reterr) PP_CHECKED;

/* ---- look or do: staff_roster_look.c ---- */

/* What a form shows beside its fields. */
struct pp_staff_shown {
    int status;
    const char *problem;    /* NULL: none */
    struct pp_json *change; /* taken; NULL: nothing looked at yet */
    bool is_done;
};
typedef int pp_staff_form(struct pp_exchange *exchange, const struct pp_staff_shown *shown,
                          struct pp_error *reterr);

struct pp_staff_step {
    int (*run)(struct pp_db *db, const void *wish, struct pp_roster_in_hand *ret_made,
               struct pp_error *reterr);
    const void *wish;
    pp_staff_form *form;   /* what it is chosen on */
    int64_t session_id;    /* the drop-in that is told of first; 0: none */
    bool is_look;          /* shown, not kept */
    bool looks_by_writing; /* ... and what it keeps taken back: others wait meanwhile */
};
/* `rc`, `err`: whether the wish could be read. 1: it was done, and `ret_change` (caller: pp_json_done) is to be told; 0: the
 * form was answered, with the problem or with what it would do. */
int pp_staff_look_or_do(struct pp_exchange *exchange, const struct pp_staff_step *step, int rc,
                        struct pp_error *err, struct pp_json **ret_change,
                        struct pp_error *reterr) PP_CHECKED;
/* As `run`: pp_service_roster_edit(). */
int pp_staff_run_edit(struct pp_db *db, const void *wish, struct pp_roster_in_hand *ret_made,
                      struct pp_error *reterr);

/* ---- taking back what was done by hand: staff_roster_back.c ---- */

int pp_answer_roster_back(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_roster_restore(struct pp_exchange *exchange, struct pp_error *reterr);

/* ---- cancelling and moving drop-ins: staff_roster_session.c ---- */

int pp_answer_drop_in_form(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_drop_in_change(struct pp_exchange *exchange, struct pp_error *reterr);

/* ---- the named officer of a patch: staff_roster_patch.c ---- */

int pp_answer_roster_patch(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_roster_patch_change(struct pp_exchange *exchange, struct pp_error *reterr);

int pp_answer_leaves_form(struct pp_exchange *exchange,
                          struct pp_error *reterr); /* staff_roster_leaves.c */
int pp_answer_leaves(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_roster_way_out(struct pp_exchange *exchange,
                             struct pp_error *reterr); /* staff_roster_way_out.c */

/* ---- what counts for how much: staff_rules.c ---- */

int pp_answer_rules(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_rules_set(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_workload(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_workload_area(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_workload_set(struct pp_exchange *exchange, struct pp_error *reterr);

/* ---- long work: staff_jobs.c ---- */

int pp_answer_jobs(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_job(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_job_events(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_job_stop(struct pp_exchange *exchange, struct pp_error *reterr);

#endif
