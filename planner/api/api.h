/* The inside of struct pp_api and what handlers of all kinds share. */
#ifndef PLANNER_API_API_H
#define PLANNER_API_API_H

#include <pthread.h>
#include <stdatomic.h>

#include "patchplan/api/routes.h"
#include "patchplan/json/json.h"
#include "patchplan/json/template.h"
#include "patchplan/service/effect.h"
#include "patchplan/service/jobs.h"
#include "patchplan/service/public.h"
#include "patchplan/service/users.h"

enum { PP_MOST_READERS = 64 };

/* Where a one-time password is changed, which comes before everything else. */
#define PP_ACCOUNT "/account"

/* Where the map finds the outlines of all patches. */
#define PP_OUTLINES "/api/v1/outlines"

/* What took long to make, made once for a state of things and kept: kept.c. */
enum { PP_MOST_KEPT = 128 };
struct pp_kept {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* something was made, or could not be */
    struct pp_kept_place {
        char *key; /* NULL: nothing */
        struct pp_str text;
        bool is_making; /* by somebody, who alone changes it */
        uint64_t used;  /* number of its last use */
    } places[PP_MOST_KEPT];
    int n_places;
    uint64_t n_uses;
    unsigned n_forgotten;
};
/* Room for so many, PP_MOST_KEPT at most. */
void pp_kept_init(struct pp_kept *kept, int n_places);
void pp_kept_done(struct pp_kept *kept);
struct pp_exchange;
typedef int pp_kept_make(struct pp_exchange *exchange, struct pp_str *text,
                         struct pp_error *reterr);
/* Answer with what was made for `key`, made now if nothing was: by one, while others who ask for the same wait. The key
 * tells the state of what it is made from, so that what is kept is never wrong, only of no use any more: what was used
 * longest ago makes room. A failure is kept by nobody. */
int pp_kept_answer(struct pp_exchange *exchange, struct pp_kept *kept, const char *key,
                   pp_kept_make *make, struct pp_error *reterr) PP_CHECKED;
/* Nothing that was made up to now is kept any longer, nor what is being made. */
void pp_kept_forget(struct pp_kept *kept);
/* A document (taken) as text. */
int pp_kept_json(struct pp_json *json, struct pp_str *text, struct pp_error *reterr) PP_CHECKED;

/* The draft whose effects were asked for last, one question at a time: staff_effect.c. */
struct pp_resident {
    pthread_mutex_t lock;
    struct pp_db *db; /* its own; opened at the first question */
    struct pp_editor *editor;
    char *plan; /* NULL: none is taken up */
};
void pp_resident_done(struct pp_resident *resident);

/* The colours in which patches were last shown, by plan: {plan: {patch: colour}}. */
struct pp_seen {
    pthread_mutex_t lock;
    struct pp_json *by_plan; /* NULL: none yet */
};

struct pp_api {
    struct pp_templates *templates;
    bool has_vendor; /* npm brought its packages: else pages are plain */
    char *db_path;
    char
        form_key[PP_SECRET_TOKEN_SIZE]; /* forms of people without a session carry a digest of it */

    pthread_mutex_t readers_lock;
    struct pp_db *readers[PP_MOST_READERS]; /* open and idle */
    int n_readers;

    pthread_mutex_t writer_lock; /* held while somebody writes */
    struct pp_db *writer;        /* opened at the first write */

    pthread_mutex_t watch_lock;
    struct pp_db *watch; /* a connection whose data version is looked at */
    int64_t data_version, audit_id;
    int64_t quarter; /* of an hour */
    _Atomic double looked_at_s, wrote_at_s;
    _Atomic unsigned n_writes; /* of this server */
    _Atomic unsigned n_seen;   /* of these, by the last look */
    _Atomic uint64_t generation;

    struct pp_jobs *jobs;         /* runs long work; NULL: nobody does here */
    struct pp_cards *cards;       /* of look-ups */
    struct pp_kept outlines;      /* of what is in force */
    struct pp_kept consults;      /* pages and outlines of drafts, for people outside */
    struct pp_kept plan_outlines; /* of plans, for staff */
    struct pp_seen seen_colours;
    struct pp_kept pictures; /* of maps */

    struct pp_resident resident;
    pthread_mutex_t rebalance_lock; /* some seconds of a processor: one at a time */

    _Atomic unsigned n_failures; /* for the number on error pages */
};

/* ---- pages ---- */

/* The document every page starts from: {"title","site" of pp_service_public_site(),"path","vendor",
 * "user":{"name","role","csrf"},...}. Owned by the
 * caller; NULL: no memory. */
struct pp_json *pp_page_new(const struct pp_exchange *exchange, const char *title);
/* Answer with `status` and a template filled from `page` (taken). */
int pp_page_answer(struct pp_exchange *exchange, int status, const char *name, struct pp_json *page,
                   struct pp_error *reterr) PP_CHECKED;
/* Give the page a map, where npm brought what draws it: title and a sentence below it, and the patch it begins with
 * (NULL: all). PP_E_NOMEM. */
int pp_page_set_map(const struct pp_exchange *exchange, struct pp_json *page, const char *title,
                    const char *words, const char *here) PP_CHECKED;
/* Is the value that text? No, too, where memory ran out for it: only whoever hands the page over is told of that. */
bool pp_json_is(const struct pp_json *value, const char *text);
/* Answer with a JSON document (taken). */
int pp_json_answer(struct pp_exchange *exchange, int status, struct pp_json *json,
                   struct pp_error *reterr) PP_CHECKED;
/* The answer for a failure: a page, or RFC 9457 where the route is JSON. Clears what was answered before. */
void pp_answer_failure(struct pp_exchange *exchange, int status, bool is_json, const char *detail);

/* The address that was asked for, without its query, as it is written in a link; appended. */
void pp_exchange_address(const struct pp_exchange *exchange, struct pp_str *address);
struct pp_moment pp_exchange_moment(const struct pp_exchange *exchange);
/* May whoever asks do this to something of a team (PP_NO_TEAM, PP_ANY_TEAM too)? PP_E_REFUSED in words when not. */
int pp_exchange_check(const struct pp_exchange *exchange, enum pp_capability capability,
                      int64_t team_id, struct pp_error *reterr) PP_CHECKED;
/* May whoever asks open the page at that address, which names nothing (no ':' in its pattern)? */
bool pp_exchange_may_open(const struct pp_exchange *exchange, const char *path);

/* ---- the planning file ---- */

/* A connection that reads, and sees one state of the file until it is given back. */
int pp_api_read_begin(struct pp_api *api, struct pp_db **ret_db,
                      struct pp_error *reterr) PP_CHECKED;
void pp_api_read_end(struct pp_api *api, struct pp_db *db);

/* After something was written: what is read from now on is the new state. */
int pp_exchange_reread(struct pp_exchange *exchange, struct pp_error *reterr) PP_CHECKED;

/* The connection that writes, for one at a time: begin and end in the same handler, short in between. */
int pp_api_write_begin(struct pp_api *api, struct pp_db **ret_db,
                       struct pp_error *reterr) PP_CHECKED;
void pp_api_write_end(struct pp_api *api);

/* ---- handlers, by file ---- */

int pp_answer_outlines(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_health(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_sign_in_form(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_sign_in(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_sign_out(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_password(struct pp_exchange *exchange, struct pp_error *reterr);
int pp_answer_account(struct pp_exchange *exchange, struct pp_error *reterr);

#endif
