/* What counts for how much, for staff's pages: settings and workload factors, with who changed them and why. */
#ifndef PATCHPLAN_SERVICE_STAFF_RULES_H
#define PATCHPLAN_SERVICE_STAFF_RULES_H

#include "patchplan/db/db.h"
#include "patchplan/json/json.h"

/* {"groups":[{"title","leads": what a change leads to,"settings":[{"key","title","form": how it is written, or null,
 *   "value","otherwise","meaning","isSet","isRule","wasChanged","lines": as pp_service_history_json() tells}]}]}
 * isRule: it decides how patches are drawn and rosters are made; the others are of the site. Settings that name files of
 * the machine are left out. */
int pp_service_rules_page(struct pp_db *db, struct pp_json **ret_page,
                          struct pp_error *reterr) PP_CHECKED;
/* One of those; `ret_is_rule` as above. PP_E_NOTFOUND: no such setting, or none for pages. */
int pp_service_rule_find(struct pp_db *db, const char *key, bool *ret_is_rule,
                         struct pp_error *reterr) PP_CHECKED;

/* By their factor, the highest first:
 * {"groups":[{"title","words","any","areas":[{"code","href","name","homes","factor","from"}]}],"lines": as above} */
int pp_service_workload_page(struct pp_db *db, struct pp_json **ret_page,
                             struct pp_error *reterr) PP_CHECKED;
/* One neighbourhood: {"code","name","homes","factor","from","why":[lines: whence the factor is],"lines": as above}.
 * PP_E_NOTFOUND. */
int pp_service_workload_area(struct pp_db *db, const char *code, struct pp_json **ret_page,
                             struct pp_error *reterr) PP_CHECKED;

struct pp_workload_wish {
    const char *code;
    const char *factor; /* as typed: "1.15" */
    const char *why, *who;
};
/* Another factor, by hand, in one transaction; drafts keep the one they were drawn with. PP_E_INPUT in words: no number
 * from 0 to 5, or no reason. PP_E_NOTFOUND. */
int pp_service_workload_set(struct pp_db *db, const struct pp_workload_wish *wish,
                            struct pp_error *reterr) PP_CHECKED;

#endif
