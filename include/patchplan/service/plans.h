/* Showing plans: one plan in words and as JSON, two plans side by side, one patch explained. */
#ifndef PATCHPLAN_SERVICE_PLANS_H
#define PATCHPLAN_SERVICE_PLANS_H

#include "patchplan/core/plan.h"
#include "patchplan/core/str.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/store/plan.h"

/* The document of `show -f json`: keys as DESIGN says. Owned by the caller; NULL: memory ran out. */
struct pp_json *pp_service_plan_json(const struct pp_plan *plan);

/* Reasons as an array of texts, each with its way out behind. Owned by the caller; NULL: memory ran out. */
struct pp_json *pp_service_reasons_json(const struct pp_reason *reasons, int n);

/* Which reasons a summary tells: those for which a rule gave, or notes too. */
enum pp_summary_reasons { PP_REASONS_NONE, PP_REASONS_BROKEN, PP_REASONS_ALL };
/* A few lines for people, appended: how many patches, how many inside the limits, average distance, what
 * the costs are made of, how good it is proven to be; then reasons, each with what to do about it. */
void pp_service_plan_summary(const struct pp_plan *plan, enum pp_summary_reasons told,
                             struct pp_str *text);
/* The same for a page about one plan: without its name, its reasons and the costs' own figures; and those figures. */
void pp_service_plan_in_short(const struct pp_plan *plan, struct pp_str *text);
void pp_service_plan_figures(const struct pp_plan *plan, struct pp_str *text);

/* Of a draft that was edited and keeps its rules no more: one line with the patches over and under their limits, in
 * several pieces and across borders, appended; else nothing. O(units + neighbours) then. */
int pp_service_plan_broken(struct pp_db *db, const struct pp_plan *plan, struct pp_str *text,
                           struct pp_error *reterr) PP_CHECKED;

/* The names of a patch's officers on the plan's leads_day as people know them ("Ravi Dyson and Imran Vickers"), "vacant" when there is none,
 * and who comes next: "vacant; from 4 January 2027: Ravi Dyson". One text per patch, in the arena. */
int pp_service_plan_officers(struct pp_db *db, const struct pp_plan *plan, struct pp_arena *arena,
                             const char ***ret_names, struct pp_error *reterr) PP_CHECKED;

/* May its name be changed on a page, and may it go? PP_E_CONFLICT in words: it is published, was taken back, or waits for a second
 * person. */
int pp_service_plan_check_draft(struct pp_db *db, const char *name,
                                struct pp_error *reterr) PP_CHECKED;
/* As pp_store_plan_rename() and pp_store_plan_delete() do, with a line in the audit trail. */
int pp_service_plan_rename(struct pp_db *db, const char *name, const char *new_name,
                           const char *who, struct pp_error *reterr) PP_CHECKED;
int pp_service_plan_delete(struct pp_db *db, const char *name, const char *who,
                           struct pp_error *reterr) PP_CHECKED;

#endif
