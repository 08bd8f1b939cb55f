/* Long work: asked for, watched, stopped. */
#include <stdio.h>
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff.h"

enum { MOST_SHOWN = 50 };

int pp_staff_answer(struct pp_exchange *exchange, const char *name, const char *title,
                    const char *key, struct pp_json *value, struct pp_error *reterr) {
    struct pp_json *page = pp_page_new(exchange, title);
    if (pp_json_set(page, key, value) == 0)
        return pp_page_answer(exchange, 200, name, page, reterr);
    pp_json_done(page);
    return pp_fail_nomem(reterr);
}

int pp_staff_run(struct pp_exchange *exchange, struct pp_job_wish wish, struct pp_error *reterr) {
    struct pp_db *db = NULL;
    int64_t job_id = 0;
    char path[40];
    wish.user_id = exchange->who->user_id;
    int rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_job_add(db, &wish, &job_id, reterr);
    pp_api_write_end(exchange->api);
    if (rc)
        return rc;
    pp_jobs_wake(exchange->api->jobs);
    snprintf(path, sizeof path, "/jobs/%lld", (long long)job_id);
    pp_response_redirect(exchange->response, path);
    return 0;
}

/* Who draws sees everything, a leader what their team asked for, anyone their own. */
static struct pp_job_whose whose(const struct pp_exchange *exchange) {
    const struct pp_signed_in *who = exchange->who;
    bool leads = who->role == PP_USER_TEAM_LEADER;
    return (struct pp_job_whose){pp_exchange_check(exchange, PP_MAY_DRAW, PP_ANY_TEAM, NULL) == 0,
                                 who->user_id, leads ? who->team_id : 0};
}

int pp_staff_check_job(const struct pp_exchange *exchange, struct pp_db *db, int64_t job_id,
                       struct pp_error *reterr) {
    const struct pp_job_whose theirs = whose(exchange);
    return pp_service_job_check(db, job_id, &theirs, reterr);
}

int pp_staff_find_job(const struct pp_exchange *exchange, struct pp_db *db,
                      struct pp_json **ret_job, struct pp_error *reterr) {
    int64_t job_id = 0;
    if (!pp_text_int(exchange->params[0], &job_id))
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no such job.");
    int rc = pp_staff_check_job(exchange, db, job_id, reterr);
    return rc ? rc : pp_service_job_json(db, job_id, ret_job, reterr);
}

int pp_answer_jobs(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_job_whose theirs = whose(exchange);
    struct pp_json *jobs = NULL;
    int rc = pp_service_jobs_json(exchange->db, &theirs, MOST_SHOWN, &jobs, reterr);
    return rc ? rc : pp_staff_answer(exchange, "jobs", "Long work", "jobs", jobs, reterr);
}

/* Of patches that were drawn, what could not be done and the ways out, under "plan"; nothing when the plan is no more. */
static int set_reasons(struct pp_exchange *exchange, const struct pp_json *job,
                       struct pp_json *page, struct pp_error *reterr) {
    const char *plan = pp_json_text(pp_json_get(job, "about"));
    bool draws =
        pp_json_is_true(pp_json_get(job, "draws")) && pp_json_is_true(pp_json_get(job, "good"));
    struct pp_json *reasons = NULL;
    struct pp_error err = {0};
    int rc = plan && draws ? pp_service_plan_reasons(exchange->db, plan, &reasons, &err) : 0;
    if (rc && rc != PP_E_NOTFOUND)
        *reterr = err;
    if (reasons)
        pp_json_set(page, "plan", reasons);
    return rc == PP_E_NOTFOUND ? 0 : rc;
}

/* Of the pages that it leads to, those that whoever reads may open. */
static int keep_open_links(const struct pp_exchange *exchange, struct pp_json *job,
                           struct pp_error *reterr) {
    const struct pp_json *all = pp_json_get(job, "links");
    struct pp_json *links = pp_json_new_array();
    for (size_t i = 0; i < pp_json_length(all); i++) {
        const struct pp_json *link = pp_json_at(all, i);
        if (pp_exchange_may_open(exchange, pp_json_text(pp_json_get(link, "href"))))
            pp_json_push(links, pp_json_copy(link));
    }
    bool has_links = pp_json_length(links) > 0;
    return pp_json_set(job, "links", links) != 0 ||
                   pp_json_set(job, "hasLinks", pp_json_new_bool(has_links)) != 0
               ? pp_fail_nomem(reterr)
               : 0;
}

int pp_answer_job(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *job = NULL;
    int rc = pp_staff_find_job(exchange, exchange->db, &job, reterr);
    if (rc)
        return rc;
    bool is_open = pp_json_is_true(pp_json_get(job, "open"));
    PP_AUTO_STR struct pp_str title = {0};
    pp_str_appendf(&title, "Long work: %s", pp_json_text(pp_json_get(job, "kind")));
    struct pp_json *page = pp_page_new(exchange, pp_str_text(&title));
    if (is_open) {
        pp_json_set(page, "refresh", pp_json_new_int(3));
        pp_json_set(page, "script", pp_json_new_text("job"));
    }
    rc = set_reasons(exchange, job, page, reterr);
    if (!rc)
        rc = keep_open_links(exchange, job, reterr);
    pp_json_set(page, "job", job);
    if (!rc)
        return pp_page_answer(exchange, 200, "job", page, reterr);
    pp_json_done(page);
    return rc;
}

int pp_answer_job_stop(struct pp_exchange *exchange, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *job = NULL;
    struct pp_db *db = NULL;
    int64_t job_id = 0;
    int rc = pp_staff_find_job(exchange, exchange->db, &job, reterr);
    if (!rc)
        rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    bool read = pp_text_int(exchange->params[0], &job_id);
    rc = read ? pp_service_job_cancel(db, job_id, reterr) : PP_E_NOTFOUND;
    pp_api_write_end(exchange->api);
    if (rc && rc != PP_E_CONFLICT) /* ended meanwhile: its page says how */
        return rc;
    pp_jobs_wake(exchange->api->jobs);
    PP_AUTO_STR struct pp_str path = {0};
    pp_str_appendf(&path, "/jobs/%lld", (long long)job_id);
    pp_response_redirect(exchange->response, pp_str_text(&path));
    return 0;
}

/* ---- as it happens ---- */

/* Server-sent events: a line of JSON whenever it differs from the one before. */
struct watch {
    struct pp_api *api;
    int64_t job_id;
    char *session, *identity; /* whose watch it is, as they said; one of them is NULL */
    int64_t began;            /* seconds since 1970 */
    double began_s;           /* the same on pp_clock_s() */
    struct pp_str waiting;    /* not yet sent */
    size_t sent;
    char *before; /* the last document */
    bool over;
};

static void end_watch(void *context) {
    struct watch *watch = context;
    pp_str_done(&watch->waiting);
    pp_free(watch->before);
    pp_free(watch->session);
    pp_free(watch->identity);
    pp_free(watch);
}

/* Are they still signed in, and may look at jobs? */
static bool may_watch(const struct watch *watch, struct pp_db *db) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_signed_in who;
    bool stale;
    int64_t now = watch->began + (int64_t)(pp_clock_s() - watch->began_s);
    int rc = watch->identity
                 ? pp_service_identity(db, watch->identity, &arena, &who, NULL)
                 : pp_service_session(db, watch->session, now, &arena, &who, &stale, NULL);
    /* A file that is busy now is looked at again in a moment. */
    return rc < 0 || (rc == 1 && pp_service_may(who.role, PP_MAY_RUN, who.team_id, PP_ANY_TEAM));
}

/* The job as it is now, as an event, when that is news. */
static void look(struct watch *watch) {
    PP_AUTO_JSON struct pp_json *job = NULL;
    struct pp_db *db = NULL;
    pp_memory_start();
    if (pp_api_read_begin(watch->api, &db, NULL) != 0)
        return;
    watch->over = !may_watch(watch, db);
    int rc = watch->over ? PP_E_REFUSED : pp_service_job_json(db, watch->job_id, &job, NULL);
    pp_api_read_end(watch->api, db);
    if (rc == PP_E_NOTFOUND)
        watch->over = true;
    PP_AUTO_FREE char *text = rc ? NULL : pp_json_dump(job, 0);
    if (!text || (watch->before && strcmp(text, watch->before) == 0))
        return;
    watch->over = !pp_json_is_true(pp_json_get(job, "open"));
    pp_str_clear(&watch->waiting);
    watch->sent = 0;
    pp_str_appendf(&watch->waiting, "event: job\ndata: %s\n\n", text);
    pp_free(watch->before);
    watch->before = PP_STEAL(text);
}

static ssize_t next_event(void *context, char *room, size_t size) {
    struct watch *watch = context;
    if (watch->sent == watch->waiting.len && !watch->over)
        look(watch);
    size_t left = watch->waiting.len - watch->sent, n = left < size ? left : size;
    if (n == 0)
        return watch->over ? -1 : 0;
    memcpy(room, pp_str_text(&watch->waiting) + watch->sent, n);
    watch->sent += n;
    return (ssize_t)n;
}

static struct watch *new_watch(const struct pp_exchange *exchange) {
    const struct pp_request *request = exchange->request;
    struct watch *watch = pp_alloc(sizeof *watch);
    if (!watch)
        return NULL;
    watch->api = exchange->api;
    watch->began = request->now;
    watch->began_s = pp_clock_s();
    if (request->identity)
        watch->identity = pp_strdup(request->identity);
    else
        watch->session = pp_strdup(request->session);
    if (watch->identity || watch->session)
        return watch;
    end_watch(watch);
    return NULL;
}

int pp_answer_job_events(struct pp_exchange *exchange, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *job = NULL;
    int rc = pp_staff_find_job(exchange, exchange->db, &job, reterr);
    struct watch *watch = rc ? NULL : new_watch(exchange);
    if (rc || !watch)
        return rc ? rc : pp_fail_nomem(reterr);
    if (!pp_text_int(exchange->params[0], &watch->job_id))
        watch->over = true;
    exchange->response->content_type = "text/event-stream";
    exchange->response->stream = (struct pp_stream){next_event, end_watch, watch};
    pp_response_header(exchange->response, "X-Accel-Buffering", "no");
    return 0;
}
