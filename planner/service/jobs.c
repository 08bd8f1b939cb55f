#include "patchplan/service/jobs.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/staff_import.h"
#include "planner/service/rooms.h"
#include "planner/service/hrefs.h"

enum { MOST_WAITING = 30, MOST_OF_ONE = 5 };

static int check_room(struct pp_db *db, int64_t user_id, struct pp_error *reterr) {
    int64_t n = 0, n_own = 0;
    int rc = pp_store_job_waiting(db, user_id, &n, &n_own, reterr);
    if (!rc && n_own >= MOST_OF_ONE)
        return pp_fail(reterr, PP_E_BUSY,
                       "%lld of the things you asked for wait for their turn already, so this was "
                       "not added. Take one of them back under Long work, or wait until one ends.",
                       (long long)n_own);
    if (!rc && n >= MOST_WAITING)
        return pp_fail(reterr, PP_E_BUSY,
                       "%lld things wait for their turn already, so this was not added. Ask again "
                       "when some of them have ended.",
                       (long long)n);
    return rc;
}

int pp_service_job_add(struct pp_db *db, const struct pp_job_wish *wish, int64_t *ret_job_id,
                       struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *words = pp_json_new_array();
    int rc = check_room(db, wish->user_id, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < wish->n_words && !rc; i++)
        rc = pp_json_push(words, pp_json_new_text(wish->words[i]));
    PP_AUTO_FREE char *argv = rc ? NULL : pp_json_dump(words, 0);
    if (!argv)
        return pp_fail_nomem(reterr);
    const struct pp_job job = {.kind = wish->kind,
                               .argv = argv,
                               .result = wish->result,
                               .file = wish->file,
                               .user_id = wish->user_id};
    return pp_store_job_add(db, &job, ret_job_id, reterr);
}

static int find_job(struct pp_db *db, int64_t job_id, struct pp_arena *arena, struct pp_job *job,
                    struct pp_error *reterr) {
    int rc = pp_store_job_get(db, job_id, arena, job, reterr);
    if (rc)
        return rc < 0 ? rc : 0;
    return pp_fail(reterr, PP_E_NOTFOUND, "There is no job %lld.", (long long)job_id);
}

int pp_service_job_cancel(struct pp_db *db, int64_t job_id, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_job job;
    int rc = find_job(db, job_id, &arena, &job, reterr);
    if (!rc && job.state > PP_JOB_STOPPING)
        rc = pp_fail(reterr, PP_E_CONFLICT, "This has ended already.");
    if (!rc)
        rc = pp_store_job_cancel(db, job_id, reterr);
    if (!rc)
        rc = find_job(db, job_id, &arena, &job, reterr);
    if (!rc && job.state == PP_JOB_CANCELLED) /* it never began, so nobody else will */
        pp_service_drop_sent(job.file);
    return rc;
}

/* ---- in words ---- */

/* Of what failed with nothing but words for a command line. */
static const char no_words[] =
    "What was asked for does not go together. Change it and ask again; whoever runs the program "
    "finds more under the history.";

/* What an exit status of a command means. */
static const char *done_words(int status) {
    switch (status) {
    case 3:
        return "Done; some rows were set aside";
    case 4:
        return "Done; not every rule could be kept";
    case 5:
        return "Done; time ran out before every rule was kept";
    default:
        return "Done";
    }
}

/* What a command does when it is stopped: the button that asks for it, and what is said then. */
struct stopping {
    const char *command; /* NULL: any other */
    const char *button, *stopping, *stopped;
    bool keeps; /* there is a result to look at */
};

static const struct stopping *stopping_of(const struct pp_job *job) {
    static const struct stopping all[] = {
        {"import", "Stop, and bring nothing in", "Stopping; nothing is brought in",
         "Stopped as asked; nothing was brought in", false},
        {"letters", "Stop, and make nothing", "Stopping; nothing is made",
         "Stopped as asked; nothing was made", false},
        {"export", "Stop, and make nothing", "Stopping; nothing is made",
         "Stopped as asked; nothing was made", false},
        {NULL, "Stop, and keep the best so far", "Stopping; the best so far is kept",
         "Stopped as asked; the best so far was kept", true},
    };
    const struct stopping *found = all;
    PP_AUTO_JSON struct pp_json *words = NULL;
    int rc = pp_json_read_text(job->argv, "command", &words, NULL);
    const char *command = rc ? NULL : pp_json_text(pp_json_at(words, 0));
    while (found->command && (!command || strcmp(command, found->command) != 0))
        found++;
    return found;
}

static const char *state_words(const struct pp_job *job) {
    switch (job->state) {
    case PP_JOB_WAITING:
        return "Waiting";
    case PP_JOB_RUNNING:
        return "Running";
    case PP_JOB_STOPPING:
        return stopping_of(job)->stopping;
    case PP_JOB_DONE:
        return done_words(job->status);
    case PP_JOB_FAILED:
        return "Could not be done";
    case PP_JOB_CANCELLED:
        return job->began ? stopping_of(job)->stopped : "Taken back";
    default:
        return "Ended from outside before it was done";
    }
}

static void set_progress(struct pp_json *json, const struct pp_job *job) {
    PP_AUTO_JSON struct pp_json *progress = NULL;
    double done = 0, total = 0;
    if (pp_json_read_text(job->progress, "progress", &progress, NULL) != 0)
        return;
    const char *phase = pp_json_text(pp_json_get(progress, "phase"));
    pp_json_set(json, "phase", pp_json_new_text(phase));
    pp_json_set(json, "note", pp_json_new_text(pp_json_text(pp_json_get(progress, "note"))));
    if (pp_json_number(pp_json_get(progress, "done"), &done) &&
        pp_json_number(pp_json_get(progress, "total"), &total) && total > 0)
        pp_json_set(json, "percent",
                    pp_json_new_int(done >= total ? 100 : (int64_t)(100 * done / total)));
}

/* A page whose address ends in '/' is about the job: its number follows. */
static void set_result(struct pp_json *json, const struct pp_job *job) {
    PP_AUTO_STR struct pp_str href = {0};
    size_t length = strlen(job->result);
    pp_str_append(&href, job->result);
    if (length > 1 && job->result[length - 1] == '/')
        pp_str_appendf(&href, "%lld", (long long)job->job_id);
    pp_set_text(json, "result", pp_str_text(&href));
}

/* Of a roster that was made to look at it alone. */
static bool is_trial(const struct pp_json *words) {
    const char *verb = pp_json_text(pp_json_at(words, 0));
    for (size_t i = 0; verb && strcmp(verb, "roster") == 0 && i < pp_json_length(words); i++) {
        const char *word = pp_json_text(pp_json_at(words, i));
        if (word && strcmp(word, "--dry-run") == 0)
            return true;
    }
    return false;
}

/* Which plan it is about, when the command names one ("--plan=NAME", "--plan NAME"), and whether it draws its patches. */
static void set_about(struct pp_json *json, const struct pp_job *job) {
    static const char option[] = "--plan";
    const size_t length = sizeof option - 1;
    PP_AUTO_JSON struct pp_json *words = NULL;
    if (pp_json_read_text(job->argv, "command", &words, NULL) != 0)
        return;
    const char *verb = pp_json_text(pp_json_at(words, 0));
    bool draws = verb && (strcmp(verb, "allocate") == 0 || strcmp(verb, "rebalance") == 0);
    pp_json_set(json, "draws", pp_json_new_bool(draws));
    pp_json_set(json, "trial", pp_json_new_bool(is_trial(words)));
    for (size_t i = 0; i < pp_json_length(words); i++) {
        const char *word = pp_json_text(pp_json_at(words, i));
        if (!word || strncmp(word, option, length) != 0)
            continue;
        if (word[length] == '=')
            pp_set_text(json, "about", word + length + 1);
        else if (!word[length])
            pp_set_text(json, "about", pp_json_text(pp_json_at(words, i + 1)));
    }
}

static struct pp_json *job_json(const struct pp_job *job) {
    bool is_open = job->state <= PP_JOB_STOPPING;
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "id", pp_json_new_int(job->job_id));
    pp_json_set(json, "kind", pp_json_new_text(job->kind));
    pp_json_set(json, "by", pp_json_new_text(job->user));
    pp_json_set(json, "state", pp_json_new_text(pp_job_state_name(job->state)));
    pp_json_set(json, "stateWords", pp_json_new_text(state_words(job)));
    pp_json_set(json, "open", pp_json_new_bool(is_open));
    pp_json_set(json, "canStop", pp_json_new_bool(job->state < PP_JOB_STOPPING));
    pp_set_text(json, "stopWords",
                job->state == PP_JOB_WAITING ? "Take it back" : stopping_of(job)->button);
    set_result(json, job);
    set_about(json, job);
    pp_json_set(json, "good",
                pp_json_new_bool(
                    job->state == PP_JOB_DONE ||
                    (job->state == PP_JOB_CANCELLED && job->began && stopping_of(job)->keeps)));
    pp_set_moment(json, "made", job->made);
    pp_set_moment(json, "began", job->began);
    pp_set_moment(json, "ended", job->ended);
    if (is_open)
        set_progress(json, job);
    return json;
}

/* What it said, for people: no folder of the machine. */
static int set_messages(struct pp_json *json, const struct pp_job *job) {
    PP_AUTO_FREE char *messages = pp_strdup(job->messages);
    if (messages)
        pp_room_hide(messages);
    if (!messages || pp_json_set(json, "messages", pp_lines_for_pages(messages)) != 0)
        return PP_E_NOMEM;
    return pp_json_set(json, "links", pp_links_for_pages(messages));
}

int pp_service_job_of_page(struct pp_db *db, const char *href, struct pp_json **ret_job,
                           struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_job job;
    int rc = pp_store_job_of_result(db, href, &arena, &job, reterr);
    if (rc <= 0) {
        *ret_job = NULL;
        return rc;
    }
    struct pp_json *json = job_json(&job);
    if (set_messages(json, &job) != 0) {
        pp_json_done(json);
        return pp_fail_nomem(reterr);
    }
    *ret_job = json;
    return 0;
}

int pp_service_job_json(struct pp_db *db, int64_t job_id, struct pp_json **ret_job,
                        struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_job job;
    int64_t n_before = 0;
    int rc = find_job(db, job_id, &arena, &job, reterr);
    if (!rc && job.state == PP_JOB_WAITING)
        rc = pp_store_job_before(db, job_id, &n_before, reterr);
    if (rc)
        return rc;
    struct pp_json *json = job_json(&job);
    pp_json_set(json, "before", pp_json_new_int(n_before));
    if (set_messages(json, &job) != 0) {
        pp_json_done(json);
        return pp_fail_nomem(reterr);
    }
    if (job.state == PP_JOB_FAILED && pp_json_length(pp_json_get(json, "messages")) == 0)
        pp_json_push(pp_json_get(json, "messages"), pp_json_new_text(no_words));
    bool has_said = pp_json_length(pp_json_get(json, "messages")) > 0;
    pp_json_set(json, "said", pp_json_new_bool(has_said));
    bool can_match = job.state == PP_JOB_FAILED && pp_import_wants_match(job.messages);
    pp_json_set(json, "canMatch", pp_json_new_bool(can_match));
    bool is_list = job.result && strncmp(job.result, "/import/", 8) == 0;
    pp_json_set(json, "canChoose", pp_json_new_bool(is_list && job.state == PP_JOB_FAILED));
    bool has_links = pp_json_length(pp_json_get(json, "links")) > 0;
    pp_json_set(json, "hasLinks", pp_json_new_bool(has_links));
    *ret_job = json;
    return 0;
}

int pp_service_job_check(struct pp_db *db, int64_t job_id, const struct pp_job_whose *whose,
                         struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_job job;
    int rc = find_job(db, job_id, &arena, &job, reterr);
    bool is_theirs = !rc && (whose->all || job.user_id == whose->user_id ||
                             (whose->team_id && job.team_id == whose->team_id));
    return rc || is_theirs ? rc : pp_fail(reterr, PP_E_REFUSED, "Somebody else asked for this.");
}

int pp_service_jobs_json(struct pp_db *db, const struct pp_job_whose *whose, size_t most,
                         struct pp_json **ret_jobs, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *json = pp_json_new_array();
    struct pp_job *jobs = NULL;
    size_t n = 0;
    int rc = pp_store_job_list(db, whose, most, &arena, &jobs, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++)
        if (pp_json_push(json, job_json(&jobs[i])) != 0)
            rc = pp_fail_nomem(reterr);
    if (rc || !json)
        return rc ? rc : pp_fail_nomem(reterr);
    *ret_jobs = PP_STEAL(json);
    return 0;
}
