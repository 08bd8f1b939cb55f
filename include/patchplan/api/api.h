/* The pages and the JSON API: request in, response out. Safe to call from any number of threads. */
#ifndef PATCHPLAN_API_API_H
#define PATCHPLAN_API_API_H

#include <stdint.h>

#include "patchplan/api/request.h"
#include "patchplan/api/response.h"

struct pp_api;

struct pp_api_options {
    const char *db_path;
    const char *web_folder; /* with pages/; NULL: where the program has it */
    const char
        *program; /* what runs long work, "/proc/self/exe"; NULL: it waits for another server */
};

/* Open the planning file and read the pages. PP_E_NOTFOUND, PP_E_FORMAT, and what pp_service_open() says. */
int pp_api_open(const struct pp_api_options *options, struct pp_api **ret_api,
                struct pp_error *reterr) PP_CHECKED;
void pp_api_close(struct pp_api *api); /* nobody may be inside; NULL is fine */

/* Always an answer: what goes wrong inside is a page too (500, with a number that the log repeats). `response` is
 * all-zero before; the caller ends with pp_response_done(). `ret_log`, when not empty after, is a line for the log,
 * without personal data. */
enum { PP_API_LOG_SIZE = 512 };
void pp_api_answer(struct pp_api *api, const struct pp_request *request,
                   struct pp_response *response, char ret_log[PP_API_LOG_SIZE]);

/* What the body of a POST may be, by its headers alone. */
enum pp_body {
    PP_BODY_NONE, /* there is no such page */
    PP_BODY_FORM, /* PP_MOST_FORM bytes */
    PP_BODY_FILE, /* a form with a file */
    PP_BODY_UNHEARD, /* a file of somebody who may not send any: thrown away as it comes, then refused */
};
enum { PP_MOST_FORM = 64 * 1024 };
/* `ret_user_id`: whose file it is, of PP_BODY_FILE. */
enum pp_body pp_api_body(struct pp_api *api, const struct pp_request *request,
                         int64_t *ret_user_id);

/* Does the answer at this address (as sent, up to any '?') depend on a query? If not, whatever is asked behind the '?' is
 * the same answer, so that nobody makes a costly page again and again by asking differently. */
bool pp_api_reads_query(const char *target);

/* Who should work an answer out: whoever read the request, or one of those for passwords (a tenth of a second of a
 * processor each) or for what is no look-up (seconds, or waiting for who writes). Each keeps only its own waiting. */
enum pp_api_lane {
    PP_LANE_LOOK_UPS,
    PP_LANE_PASSWORDS,
    PP_LANE_PAGES,
    PP_LANE_DRAFTS, /* that people outside are consulted on */
    PP_N_LANES
};
enum pp_api_lane pp_api_lane(const struct pp_request *request);

/* Another number whenever an answer for all may be another: the planning file was written, or another quarter of an
 * hour has begun. Looks at the file at most every 200 ms and after each write of this server; otherwise a read of memory. */
uint64_t pp_api_generation(struct pp_api *api, pp_day today, int minute);

#endif
