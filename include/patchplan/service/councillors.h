/* The sheets of wards for their councillors, to be sent by email. */
#ifndef PATCHPLAN_SERVICE_COUNCILLORS_H
#define PATCHPLAN_SERVICE_COUNCILLORS_H

#include "patchplan/service/public.h"
#include "patchplan/service/stage.h"

struct pp_councillors_wish {
    const char *ward;      /* code or name; NULL: every ward */
    struct pp_stage stage; /* its wards, when none is named */
    const char *
        path; /* a folder, made when it is not there: CODE-Name.eml, .txt and .html of each ward. With `ward` also one
                       * file, whose ending says which of them */
    struct pp_moment moment; /* as of then: a day to come tells what changes on it */
    pp_day today;
};
struct pp_councillors_answer {
    size_t n_wards;
    size_t
        n_without; /* wards none of whose councillors has an email: sheets that say no receiver */
};
/* What the public may know, and no more. PP_E_NOTFOUND: no such ward, no wards at all. PP_E_USAGE: one file for all wards,
 * or an ending that is none of these. */
int pp_service_councillors(struct pp_db *db, const struct pp_councillors_wish *wish,
                           struct pp_councillors_answer *ret_answer,
                           struct pp_error *reterr) PP_CHECKED;

/* One ward's sheet, as text for a page to show or as an .eml to open; caller pp_free(). */
int pp_service_councillors_one(struct pp_db *db, const char *ward, struct pp_moment moment,
                               bool as_mail, char **ret_text, struct pp_error *reterr) PP_CHECKED;

#endif
