/* Consulting people on a draft: read-only pages by a secret address, with an end, taken back at once. What they tell is
 * what becomes public when it is published, beside what is today; workload factors never. */
#ifndef PATCHPLAN_SERVICE_CONSULT_H
#define PATCHPLAN_SERVICE_CONSULT_H

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/core/str.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/secret/secret.h"

/* ---- for staff ---- */

struct pp_consult_wish {
    const char *plan, *title;
    const char *until; /* the last day, as people write it; "" or NULL: four weeks from today */
    pp_day today;
    int64_t user_id;
    const char *who;
};
/* `ret_token`: what the address ends with; told once, only its digest is kept. PP_E_INPUT in words: no such day, a day gone
 * by, no title. PP_E_CONFLICT: the plan has been published. */
int pp_service_consult_begin(struct pp_db *db, const struct pp_consult_wish *wish,
                             char ret_token[PP_SECRET_TOKEN_SIZE],
                             struct pp_error *reterr) PP_CHECKED;
/* Nobody reads it any more from now on. */
int pp_service_consult_end(struct pp_db *db, int64_t consult_id, const char *who,
                           struct pp_error *reterr) PP_CHECKED;
/* {"plan","planHref","isDraft","list":[{"id","title","until","by","at","open","state","comments"}]}, the newest first. */
int pp_service_consults_json(struct pp_db *db, const char *plan, pp_day today,
                             struct pp_json **ret_consults, struct pp_error *reterr) PP_CHECKED;
/* The name of the plan a link is for, in `arena`. PP_E_NOTFOUND. */
int pp_service_consult_plan(struct pp_db *db, int64_t consult_id, struct pp_arena *arena,
                            const char **ret_plan, struct pp_error *reterr) PP_CHECKED;

/* ---- for whoever holds the address ---- */

/* All of these: PP_E_NOTFOUND in the same words for an address that never was, has ended or was taken back. */

/* The plan that a link leads to, in the arena. */
int pp_service_consult_reads(struct pp_db *db, const char *token, pp_day today,
                             struct pp_arena *arena, const char **ret_plan,
                             struct pp_error *reterr) PP_CHECKED;
/* Where its patches are, rounded as for anyone, each leading to its page; as pp_service_plan_outlines() for all. */
int pp_service_consult_outlines(struct pp_db *db, const char *token, const char *plan,
                                struct pp_json **ret_outlines, struct pp_error *reterr) PP_CHECKED;

/* The same as a picture (SVG), appended: of all, or around one patch (`here`). PP_E_NOTFOUND: no such patch, or none at all. */
int pp_service_consult_picture(struct pp_db *db, const char *token, const char *plan,
                               const char *here, struct pp_str *svg,
                               struct pp_error *reterr) PP_CHECKED;

/* {"title","plan","href","outlines","picture","until","canComment",
 *  "teams":[{"name","words","patches":[{"id","href","team","ward","homesWords","officers":[{"name","href"}]}]}],
 *  "comments": what was said through it, as pp_service_comments_json() tells} */
int pp_service_consult_page(struct pp_db *db, const char *token, pp_day today,
                            struct pp_json **ret_page, struct pp_error *reterr) PP_CHECKED;
/* The same with "patch":{"id","team","ward","homesWords","officers","streets","before":[{"today","officer",
 * "homesWords"}]} instead of "patches". PP_E_NOTFOUND: no such patch. */
int pp_service_consult_patch(struct pp_db *db, const char *token, const char *patch, pp_day today,
                             struct pp_json **ret_page, struct pp_error *reterr) PP_CHECKED;
/* The same with "person", see below, instead of both. */
int pp_service_consult_person(struct pp_db *db, const char *token, const char *officer_id,
                              pp_day today, struct pp_json **ret_page,
                              struct pp_error *reterr) PP_CHECKED;

struct pp_consult_comment {
    const char *token, *patch; /* "": about the plan */
    const char *text, *name;   /* name: "" when none was given */
    pp_day today;
};
/* PP_E_INPUT: nothing, or too much; PP_E_CONFLICT: as many as are kept of one address. */
int pp_service_consult_comment(struct pp_db *db, const struct pp_consult_comment *wish,
                               struct pp_error *reterr) PP_CHECKED;

/* ---- for an officer ---- */

/* What an officer looks after today and would in a plan:
 *   {"name","before":[{"id","homes","homesWords"}],"after":[...] by patch,
 *    "staying":{"homesWords","streets":[names]},"joining","leaving"}
 * PP_E_NOTFOUND: no such plan or officer. */
int pp_service_before_after(struct pp_db *db, const char *plan, const char *officer_id,
                            pp_day today, struct pp_json **ret_person,
                            struct pp_error *reterr) PP_CHECKED;

#endif
