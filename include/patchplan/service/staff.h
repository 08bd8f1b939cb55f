/* What staff's pages tell, as JSON. Values are the caller's (pp_json_done). */
#ifndef PATCHPLAN_SERVICE_STAFF_H
#define PATCHPLAN_SERVICE_STAFF_H

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/core/str.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/service/may.h"

/* The way through the work, for somebody of this role: only what they may do.
 *   [{"title","tasks":[{"title","hint","href","state","done","blocked","needsLook","next": to be done
 *   first (one of them, or none)}]}] */
int pp_service_tasks(struct pp_db *db, enum pp_user_role role, pp_day today,
                     struct pp_json **ret_sections, struct pp_error *reterr) PP_CHECKED;

/* All plans, newest first:
 *   [{"name","href","state","stateWords","isDraft","patches","inLimits","homes","distance","changed"}] */
int pp_service_plans_json(struct pp_db *db, pp_day today, struct pp_json **ret_plans,
                          struct pp_error *reterr) PP_CHECKED;
/* The same with "changing": homes that change patch against today, as the page that compares them counts. O(homes x plans). */
int pp_service_plans_page(struct pp_db *db, pp_day today, struct pp_json **ret_plans,
                          struct pp_error *reterr) PP_CHECKED;

/* Which of a plan's patches are shown, and how; texts as they were asked for, never NULL. */
struct pp_plan_view {
    const char *team; /* "": of all */
    const char *
        order; /* "patch", "team", "ward", "homes", "workload", "limits" (and whatever else: over or under first),
                          "distance", "officer" */
    bool only_outside; /* those over or under their limits */
    int page;          /* from 1 */
    pp_day today;
};

/* One plan:
 *   {"name","href","compareHref","state","stateWords","isDraft","changed","lines":[what it is and how good],
 *    and what pp_service_plan_reasons() tells,"broken": what edits broke, or null,"teams":[names],
 *    "table":{"team","order","n": that are asked for,"of": all,"nOutside","onlyOutside","teams":[{"name","chosen"}],
 *     "columns":[{"title","href","numeric","sorted": "ascending"|"descending"|null}],"pager": of many,
 *     "patches":[{"id","href","team","ward","homes","workload","limit": "over"|"under"|null,"distance","officer","locked"}]}}
 * PP_E_NOTFOUND with the nearest name. */
int pp_service_plan_page(struct pp_db *db, const char *name, const struct pp_plan_view *view,
                         struct pp_json **ret_plan, struct pp_error *reterr) PP_CHECKED;

/* A way out that plan `name` offers in one of its reasons, as `fix` has it: the words of its command after the program,
 * from the arena, its verb first; and the plan that it writes: where patches are drawn, a draft of its own, so that nothing
 * done by hand in `name` is lost. PP_E_CONFLICT when the plan offers it no more (it was drawn again meanwhile), so that
 * nobody has anything run that the program has not written itself. */
struct pp_way_out {
    const char *const *words;
    size_t n_words;
    const char *plan_name;
    const char *title; /* "Draw with limits 233 to 320", in the arena */
};
int pp_service_plan_way_out(struct pp_db *db, const char *name, const char *fix,
                            struct pp_arena *arena, struct pp_way_out *ret_way,
                            struct pp_error *reterr) PP_CHECKED;
/* Why a plan is as it is: {"name","href","againHref": the form to draw, with what was asked for,"anyReasons",
 *   "reasons": what could not be done, and ways out [{"text","fix","press": what to press for it, or null,"broken"}],
 *   "anyNotes","notes":[what else is to be known]}. PP_E_NOTFOUND. */
int pp_service_plan_reasons(struct pp_db *db, const char *name, struct pp_json **ret_reasons,
                            struct pp_error *reterr) PP_CHECKED;
/* The options that a plan was drawn with: {"size":["280:300"],"posts":[true]}; NULL: none are known. PP_E_NOTFOUND. */
int pp_service_plan_asked(struct pp_db *db, const char *name, struct pp_json **ret_options,
                          struct pp_error *reterr) PP_CHECKED;

/* What a form to draw patches begins with: {"least","most","teams":[{"name"}],"plans":[{"name","isDraft"}]}. */
int pp_service_draw_form(struct pp_db *db, pp_day today, struct pp_json **ret_form,
                         struct pp_error *reterr) PP_CHECKED;

/* Which of the streets that move are shown. */
struct pp_compare_view {
    const char *patch; /* that leave or join it; "": all */
    int page;          /* from 1 */
    pp_day today;
};

/* Plan `a` beside plan `b`, or, when `b` is NULL, beside today's patches:
 *   {"a","b","changing","changingOfficer","anyMeasures","measures":[{"title","a","b"}],
 *    "nPatches": that differ,"teams":[{"name": null for patches that end,"words",
 *     "patches":[{"id","a","b","leaving","joining"}]}],
 *    "streets":[{"street","from","to","homes"}] of the page,"nStreets","patch","pager","anyMoves",
 *    "picture","moves","outlines": addresses of its map} */
int pp_service_compare_page(struct pp_db *db, const char *a, const char *b,
                            const struct pp_compare_view *view, struct pp_json **ret_compare,
                            struct pp_error *reterr) PP_CHECKED;

/* Which lines of the history: of one action ("settings"), about one object ("neighbourhood E01"); NULL: all. */
struct pp_history_about {
    const char *action, *object;
};
/* The newest `most` of these lines of what was done, each a sentence: [{"at","who","said","of","href","after","why","object"}]: who,
 * said, of (which href leads to; null: nothing), after. A changed workload factor has "factorBefore", "factor" and "homes",
 * too. Of one plan, its edits with "undone". */
int pp_service_history_json(struct pp_db *db, const struct pp_history_about *about, size_t most,
                            struct pp_json **ret_lines, struct pp_error *reterr) PP_CHECKED;
/* Is the record whole? {"isWhole","text"}, in words. */
int pp_service_record_json(struct pp_db *db, struct pp_json **ret_record,
                           struct pp_error *reterr) PP_CHECKED;
int pp_service_plan_history_json(struct pp_db *db, const char *plan, struct pp_json **ret_lines,
                                 struct pp_error *reterr) PP_CHECKED;

enum { PP_HISTORY_LINES = 50 }; /* of a page */
struct pp_history_wish {
    const char *who, *kind, *from, *to; /* as typed; "" all */
    int64_t page;                       /* from 1 */
};
/* {"lines": as above,"people","kinds":[{"key","title","chosen"}],"from","to","isFiltered","newer","older": addresses or
 * null}. PP_E_INPUT in words: no such day. */
int pp_service_history_page(struct pp_db *db, const struct pp_history_wish *wish,
                            struct pp_json **ret_page, struct pp_error *reterr) PP_CHECKED;

/* Names in our addresses may hold anything, '/' too. "/plan/" and a name, appended; and back, in place. */
void pp_href_name(struct pp_str *href, const char *before, const char *name);
void pp_href_name_back(char *part);

#endif
