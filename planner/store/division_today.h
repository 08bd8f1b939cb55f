/* Where homes are today, as part of a statement: in the patch of the plan in force that serves them, else in that of the
 * list of homes. Decision 0081. */
#ifndef PLANNER_STORE_DIVISION_TODAY_H
#define PLANNER_STORE_DIVISION_TODAY_H

#include "planner/store/in_force.h"
#include "planner/store/plan_rows.h"

/* A table for WITH: the plan that serves each ward on the day ?2, and ward 0 for homes in none. */
#define PP_SQL_SERVING                                                                \
    "serving(ward_id, plan_id) AS MATERIALIZED (SELECT w_.ward_id, " PP_SQL_IN_FORCE( \
        "?2", "w_.team_id",                                                           \
        "w_.ward_id") " FROM ward w_ UNION ALL SELECT 0, " PP_SQL_IN_FORCE("?2", "0", "0") ")"
/* From a home `h` to its unit `tu` and patch `tp` of the plan in force, all NULL where none serves it. */
#define PP_SQL_TODAY_OF_HOME                                                             \
    " LEFT JOIN postcode tc ON tc.postcode_id = h.postcode_id"                           \
    " LEFT JOIN serving ON serving.ward_id = coalesce(h.ward_id, tc.ward_id, 0)"         \
    " LEFT JOIN plan_home th ON th.plan_id = serving.plan_id AND th.home_id = h.home_id" \
    " LEFT JOIN plan_unit tu ON tu.plan_id = th.plan_id AND tu.unit_ix = th.unit_ix"     \
    " LEFT JOIN plan_patch tp ON tp.plan_id = tu.plan_id AND tp.patch_ix = tu.patch_ix"
/* The name of the patch; '' none. */
#define PP_SQL_PATCH_TODAY "coalesce(tp.name, h.current_patch, '')"
/* The officers today of the plan `plan` (NULL: by the list) and its patch number `ix`, called `name`. */
#define PP_SQL_OFFICERS_TODAY(plan, ix, name)                                                   \
    "SELECT ol.officer_id FROM plan_lead ol WHERE ol.plan_id = " plan " AND ol.patch_ix = " ix  \
    " AND ?2 BETWEEN ol.first_day AND ol.last_day UNION ALL"                                    \
    " SELECT oc.officer_id FROM current_officer oc WHERE " plan " IS NULL AND oc.patch = " name \
    " AND oc.officer_id IS NOT NULL"

/* Tables for WITH: homes of the plan ?1 that are together today and would be together in it, with one `title`. Homes
 * that are in no patch today have the label ''. And the day of which the plan's officers are told. */
#define PP_SQL_TODAY_PARTS(title, joins, those) PP_SQL_PARTS(PP_PLAN_LEADS_DAY, title, joins, those)
/* The same, with the officers that the plan has on the day `told`. */
#define PP_SQL_PARTS(told, title, joins, those)                                                 \
    PP_SQL_SERVING                                                                              \
    ", told(day) AS (SELECT " told "), part AS (SELECT " title " AS title, " PP_SQL_PATCH_TODAY \
    " AS label,"                                                                                \
    " tp.plan_id AS was_plan, tp.patch_ix AS was_ix, np.patch_ix, np.name,"                     \
    " count(*) AS n FROM plan_home ph JOIN home h USING (home_id)"                              \
    " JOIN plan_unit nu ON nu.plan_id = ph.plan_id AND nu.unit_ix = ph.unit_ix"                 \
    " JOIN plan_patch np ON np.plan_id = nu.plan_id AND np.patch_ix = "                         \
    "nu.patch_ix" PP_SQL_TODAY_OF_HOME joins                                                    \
    " WHERE ph.plan_id = ?1 AND NOT h.ended AND h.included" those " GROUP BY 1, 2, 3, 4, 5)"
#define PP_SQL_WILL_LEAD                                                                           \
    "SELECT nl.officer_id FROM plan_lead nl WHERE nl.plan_id = ?1 AND nl.patch_ix = part.patch_ix" \
    " AND (SELECT day FROM told) BETWEEN nl.first_day AND nl.last_day"
/* Another officer: none of those of today leads the patch of the plan, and either has one. */
#define PP_SQL_OTHER_OFFICER                                   \
    "(NOT EXISTS (" PP_SQL_OFFICERS_TODAY(                     \
        "part.was_plan", "part.was_ix",                        \
        "part.label") " INTERSECT " PP_SQL_WILL_LEAD           \
                      ") AND (EXISTS (" PP_SQL_OFFICERS_TODAY( \
                          "part.was_plan", "part.was_ix",      \
                          "part.label") ") OR EXISTS (" PP_SQL_WILL_LEAD ")))"

#endif
