#include "planner/api/api.h"

#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/db/migrate.h"
#include "patchplan/service/file.h"
#include "patchplan/store/audit.h"

static const double LOOK_EVERY_S = 0.2, OWN_WRITE_S = 1;

/* ---- opening ---- */

static int read_pages(struct pp_api *api, const char *web_folder, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str folder = {0}, vendor = {0};
    char own[512];
    int rc = web_folder ? 0 : pp_own_folder("web", own, reterr);
    if (rc)
        return rc;
    pp_str_appendf(&folder, "%s/pages", web_folder ? web_folder : own);
    pp_str_appendf(&vendor, "%s/vendor/govuk-frontend.css", web_folder ? web_folder : own);
    api->templates = pp_templates_new();
    if (!api->templates || folder.failed || vendor.failed)
        return pp_fail_nomem(reterr);
    api->has_vendor = access(pp_str_text(&vendor), R_OK) == 0;
    return pp_templates_add_folder(api->templates, pp_str_text(&folder), reterr);
}

/* On Sheffield outlines have 0.1 MB, a picture 0.5, a page of a draft 5 to 80 KB. */
static void init_kept(struct pp_api *api) {
    pp_kept_init(&api->outlines, 2);
    pp_kept_init(&api->plan_outlines, 8);
    pp_kept_init(&api->pictures, 8);
    pp_kept_init(&api->consults, PP_MOST_KEPT);
}

static void done_kept(struct pp_api *api) {
    struct pp_kept *const all[] = {&api->outlines, &api->plan_outlines, &api->pictures,
                                   &api->consults};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        pp_kept_done(all[i]);
}

int pp_api_open(const struct pp_api_options *options, struct pp_api **ret_api,
                struct pp_error *reterr) {
    struct pp_api *api = pp_alloc(sizeof *api);
    if (!api)
        return pp_fail_nomem(reterr);
    pthread_mutex_init(&api->readers_lock, NULL);
    pthread_mutex_init(&api->writer_lock, NULL);
    pthread_mutex_init(&api->watch_lock, NULL);
    init_kept(api);
    pthread_mutex_init(&api->seen_colours.lock, NULL);
    pthread_mutex_init(&api->resident.lock, NULL);
    pthread_mutex_init(&api->rebalance_lock, NULL);
    api->db_path = pp_strdup(options->db_path);
    int rc = api->db_path ? pp_secret_token(api->form_key, reterr) : pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_cards_new(&api->cards, reterr);
    if (!rc)
        rc = pp_service_open(api->db_path, false, &api->watch, NULL, reterr);
    if (!rc)
        rc = read_pages(api, options->web_folder, reterr);
    if (!rc && options->program)
        rc = pp_jobs_start(api->db_path, options->program, &api->jobs, reterr);
    if (rc)
        pp_api_close(api);
    else
        *ret_api = api;
    return rc;
}

void pp_api_close(struct pp_api *api) {
    if (!api)
        return;
    pp_jobs_stop(api->jobs);
    for (int i = 0; i < api->n_readers; i++)
        pp_db_close(api->readers[i]);
    pp_db_close(api->writer);
    pp_db_close(api->watch);
    pp_templates_free(api->templates);
    pp_cards_free(api->cards);
    done_kept(api);
    pp_json_done(api->seen_colours.by_plan);
    pthread_mutex_destroy(&api->seen_colours.lock);
    pp_resident_done(&api->resident);
    pthread_mutex_destroy(&api->readers_lock);
    pthread_mutex_destroy(&api->writer_lock);
    pthread_mutex_destroy(&api->watch_lock);
    pthread_mutex_destroy(&api->rebalance_lock);
    pp_free(api->db_path);
    pp_secret_wipe(api->form_key, sizeof api->form_key);
    pp_free(api);
}

/* ---- connections ---- */

static struct pp_db *take_idle(struct pp_api *api) {
    pthread_mutex_lock(&api->readers_lock);
    struct pp_db *db = api->n_readers > 0 ? api->readers[--api->n_readers] : NULL;
    pthread_mutex_unlock(&api->readers_lock);
    return db;
}

int pp_api_read_begin(struct pp_api *api, struct pp_db **ret_db, struct pp_error *reterr) {
    struct pp_db *db = take_idle(api);
    int rc = db ? 0 : pp_service_open(api->db_path, false, &db, NULL, reterr);
    if (!rc && (rc = pp_db_begin_read(db, reterr)) != 0)
        pp_db_close(db);
    if (!rc)
        *ret_db = db;
    return rc;
}

void pp_api_read_end(struct pp_api *api, struct pp_db *db) {
    bool keep = pp_db_end(db, 0, NULL) == 0;
    pthread_mutex_lock(&api->readers_lock);
    keep = keep && api->n_readers < PP_MOST_READERS;
    if (keep)
        api->readers[api->n_readers++] = db;
    pthread_mutex_unlock(&api->readers_lock);
    if (!keep)
        pp_db_close(db);
}

int pp_exchange_reread(struct pp_exchange *exchange, struct pp_error *reterr) {
    int rc = pp_db_end(exchange->db, 0, reterr);
    return rc ? rc : pp_db_begin_read(exchange->db, reterr);
}

int pp_api_write_begin(struct pp_api *api, struct pp_db **ret_db, struct pp_error *reterr) {
    pthread_mutex_lock(&api->writer_lock);
    int rc = api->writer ? 0 : pp_service_open(api->db_path, true, &api->writer, NULL, reterr);
    if (rc)
        pthread_mutex_unlock(&api->writer_lock);
    else
        *ret_db = api->writer;
    return rc;
}

void pp_api_write_end(struct pp_api *api) {
    atomic_store(&api->wrote_at_s, pp_clock_s());
    atomic_fetch_add(&api->n_writes, 1);
    pthread_mutex_unlock(&api->writer_lock);
}

/* Who is in, and which drop-ins are still to come, change with the hour. */
static int64_t quarter_of(pp_day today, int minute) { return (int64_t)today * 96 + minute / 15; }

/* That a session was seen or how far a job has come is written every second and is nothing to the public. Everything else
 * stands in the audit trail, so a write of this server that adds nothing there is one of these. */
static bool is_aside(struct pp_api *api, double now_s, int64_t audit_id) {
    double job_s = pp_jobs_wrote_at_s(api->jobs), own_s = atomic_load(&api->wrote_at_s);
    return audit_id == api->audit_id && now_s - (own_s > job_s ? own_s : job_s) < OWN_WRITE_S;
}

/* Is it time to look, and ours to do? What this server wrote itself is looked for at once, by everyone: nobody is answered
 * as before it. With the lock when so. */
static bool begin_look(struct pp_api *api, double now_s) {
    if (atomic_load(&api->n_writes) != atomic_load(&api->n_seen))
        return pthread_mutex_lock(&api->watch_lock) == 0;
    return now_s - atomic_load(&api->looked_at_s) >= LOOK_EVERY_S &&
           pthread_mutex_trylock(&api->watch_lock) == 0;
}

uint64_t pp_api_generation(struct pp_api *api, pp_day today, int minute) {
    double now_s = pp_clock_s();
    if (!begin_look(api, now_s))
        return atomic_load(&api->generation);
    unsigned n_writes = atomic_load(&api->n_writes);
    int64_t version = 0, quarter = quarter_of(today, minute), audit_id = api->audit_id;
    bool failed = pp_db_data_version(api->watch, &version, NULL) != 0;
    if (!failed && version != api->data_version)
        failed = pp_store_audit_newest(api->watch, &audit_id, NULL) != 0;
    bool is_written = version != api->data_version && !is_aside(api, now_s, audit_id);
    /* A file that cannot be looked at is answered from afresh each time. */
    if (failed || is_written || quarter != api->quarter)
        atomic_fetch_add(&api->generation, 1);
    api->data_version = version;
    api->audit_id = audit_id;
    api->quarter = quarter;
    atomic_store(&api->looked_at_s, now_s);
    atomic_store(&api->n_seen, n_writes);
    pthread_mutex_unlock(&api->watch_lock);
    return atomic_load(&api->generation);
}
