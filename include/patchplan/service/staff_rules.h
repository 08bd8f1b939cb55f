/* What counts for how much, for staff's pages: settings and workload factors, with who changed them and why. */
#ifndef PATCHPLAN_SERVICE_STAFF_RULES_H
#define PATCHPLAN_SERVICE_STAFF_RULES_H

#include "patchplan/core/str.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"

/* {"groups":[{"title","leads": what a change leads to,"settings":[{"key","title","hint": what it is for and how it is
 *   written,"value": what counts, or null,"typed": what is set, or "","otherwise": what counts when nothing is, or null,
 *   "isRule","wasChanged","lines": as pp_service_history_json() tells}]}]}
 * isRule: it decides how patches are drawn and rosters are made; the others are of the site. Settings that name files of
 * the machine are left out. */
int pp_service_rules_page(struct pp_db *db, struct pp_json **ret_page,
                          struct pp_error *reterr) PP_CHECKED;
/* One of those; `ret_is_rule` as above. PP_E_NOTFOUND: no such setting, or none for pages. */
int pp_service_rule_find(struct pp_db *db, const char *key, bool *ret_is_rule,
                         struct pp_error *reterr) PP_CHECKED;

/* Set it ("": back to what counts otherwise). PP_E_INPUT in words of the page: what is wanted instead of `value`. */
int pp_service_rule_set(struct pp_db *db, const char *key, const char *value, const char *who,
                        struct pp_error *reterr) PP_CHECKED;
/* "Size limits of a patch: saved as ..." of one as it is now. PP_E_NOTFOUND. */
int pp_service_rule_told(struct pp_db *db, const char *key, struct pp_str *words,
                         struct pp_error *reterr) PP_CHECKED;
/* Who changes what is not a rule: "Ann Lee or Bo Ray"; nothing where nobody is an admin. */
int pp_service_rule_admins(struct pp_db *db, struct pp_str *names,
                           struct pp_error *reterr) PP_CHECKED;

/* By their factor, the highest first; "lines" of the history: "of" one neighbourhood, "factorBefore" and "factor" null of
 * all that were worked out at once.
 * {"groups":[{"ix","title","n": neighbourhoods,"homes","any","areas":[{"code","href","name","homes","factor","from"}]}],
 *   "anyLines","lines":[{"at","who","of","factorBefore","factor","homes","why"}]} */
int pp_service_workload_page(struct pp_db *db, struct pp_json **ret_page,
                             struct pp_error *reterr) PP_CHECKED;
/* One neighbourhood: {"code","name","homes","factor","from","source": the same as a sentence,"countAs": usual homes,
 *   "sum": where casework is recorded {"years","minutes": of a home and year,"middle": of the home in the middle of all,
 *     "would": the factor it gives,"rows":[{"activity","recorded","own","all","used": of 100 homes and year,"each",
 *     "minutes": null where "who" else does it}]},"anyLines","lines": as above}. PP_E_NOTFOUND. */
int pp_service_workload_area(struct pp_db *db, const char *code, struct pp_json **ret_page,
                             struct pp_error *reterr) PP_CHECKED;

struct pp_workload_wish {
    const char *code;
    const char *factor; /* as typed: "1.15" */
    const char *why, *who;
};
/* PP_E_INPUT in words, and which of its fields ("factor", "why") they are about. */
int pp_service_workload_check(const struct pp_workload_wish *wish, const char **ret_field,
                              struct pp_error *reterr) PP_CHECKED;
/* Another factor, by hand, in one transaction; drafts keep the one they were drawn with. PP_E_INPUT in words: no number
 * from 0 to 5, or no reason. PP_E_NOTFOUND. */
int pp_service_workload_set(struct pp_db *db, const struct pp_workload_wish *wish,
                            struct pp_error *reterr) PP_CHECKED;

#endif
