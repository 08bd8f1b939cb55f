/* An officer's own calendar, at an address that is a secret and can be taken back. */
#ifndef PATCHPLAN_SERVICE_FEED_H
#define PATCHPLAN_SERVICE_FEED_H

#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/secret/secret.h"

/* A new secret, told only now; one there was opens nothing any more. */
int pp_service_feed_make(struct pp_db *db, const char *officer_id, const char *who,
                         char ret_token[PP_SECRET_TOKEN_SIZE], struct pp_error *reterr) PP_CHECKED;
/* From now on it opens nothing. */
int pp_service_feed_end(struct pp_db *db, const char *officer_id, const char *who,
                        struct pp_error *reterr) PP_CHECKED;
/* {"madeAt"} under `key`, when the officer has one. */
int pp_service_feed_set(struct pp_db *db, const char *officer_id, struct pp_json *page,
                        const char *key, struct pp_error *reterr) PP_CHECKED;

/* iCalendar: drop-ins and meetings of two weeks back and the quarter to come, days of standing in. No home, nobody's
 * leave, no name but of places; of an officer whose last day has gone by nothing at all, so that telephones forget what was
 * in it. PP_E_NOTFOUND: no such secret, or its officer's account is closed. Caller pp_free(). */
int pp_service_feed_text(struct pp_db *db, const char *token, pp_day today, int64_t now_s,
                         char **ret_text, struct pp_error *reterr) PP_CHECKED;

#endif
