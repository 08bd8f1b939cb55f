#include "planner/service/landlords.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/file.h"
#include "patchplan/store/audit.h"
#include "planner/service/editing.h"

enum { SECONDS = 30 };                       /* unless a file is large: */
static const double seconds_a_home = 135e-6; /* England's 4 million in nine minutes */

void pp_landlords_result_done(struct pp_landlords_result *result) {
    struct pp_arena arena = result->arena;
    pp_free(result->landlords);
    *result = (struct pp_landlords_result){0};
    pp_arena_done(&arena);
}

/* ---- which landlords ---- */

/* Which shard the i-th largest landlord is for: always the one with least so far (Graham 1969), so that every process
 * finds the same without asking the others. `n_groups` per shard. */
static int next_shard(int64_t *n_groups, int n_shards, int64_t add) {
    int least = 0;
    for (int s = 1; s < n_shards; s++)
        if (n_groups[s] < n_groups[least])
            least = s;
    n_groups[least] += add + 1; /* landlords of no group count too */
    return least + 1;
}

static int keep_shard(struct pp_country *country, struct pp_error *reterr) {
    const struct pp_landlords_request *request = country->request;
    int n_shards = request->n_shards, n = 0;
    PP_AUTO_FREE int64_t *n_groups = pp_alloc_array((size_t)n_shards, sizeof *n_groups);
    if (!n_groups)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < country->n_landlords; i++)
        if (next_shard(n_groups, n_shards, country->landlords[i].n_groups) == request->shard)
            country->landlords[n++] = country->landlords[i];
    country->n_landlords = n;
    return n > 0
               ? 0
               : pp_fail(reterr, PP_E_USAGE,
                         "there is nothing to do for shard %d of %d: the file has fewer landlords "
                         "than that; use fewer shards",
                         request->shard, n_shards);
}

static int list_landlords(struct pp_country *country, struct pp_error *reterr) {
    const struct pp_landlords_request *request = country->request;
    struct pp_arena *arena = &country->found->arena;
    pp_progress_report(request->allocate->progress, "counting homes", 0, 0, NULL);
    int rc = pp_store_landlords(country->source, arena, &country->landlords, &country->n_landlords,
                                reterr);
    if (!rc)
        rc = pp_store_shared_patches(country->source, &country->shared, reterr);
    if (!rc && country->n_landlords == 0)
        rc = pp_fail(reterr, PP_E_NOTFOUND,
                     "there are no homes to plan; import them first with: patchplan import homes "
                     "FILE");
    for (int i = 0; i < country->n_landlords && !rc; i++)
        country->all_groups += country->landlords[i].n_groups;
    if (!rc && request->n_shards > 1)
        rc = keep_shard(country, reterr);
    country->run.n_landlords = country->found->n_wanted = country->n_landlords;
    return rc;
}

static void set_time_limit(struct pp_country *country) {
    const struct pp_allocate_request *allocate = country->request->allocate;
    double seconds = allocate->time_limit_s;
    int64_t n_homes = 0;
    for (int i = 0; i < country->n_landlords; i++)
        n_homes += country->landlords[i].n_homes;
    if (!country->request->time_limit_told && allocate->max_steps == 0)
        seconds = fmax(SECONDS, seconds_a_home * (double)n_homes);
    country->until_s = seconds > 0 ? allocate->started_s + seconds : 0;
}

/* ---- taking up again ---- */

/* All that what is drawn depends on, but for time and cores. */
static const char *rules_text(const struct pp_country *country, struct pp_arena *arena) {
    const struct pp_allocate_request *allocate = country->request->allocate;
    const struct pp_rules *rules = &allocate->rules;
    return pp_arena_printf(arena,
                           "size %lld:%lld within %d keep %.17g ward %.17g cost %d seed %llu "
                           "steps %lld",
                           (long long)rules->min_milli, (long long)rules->max_milli,
                           allocate->within_told ? (int)rules->within : -1, rules->keep_m,
                           rules->ward_m, (int)rules->cost_kind, (unsigned long long)allocate->seed,
                           (long long)allocate->max_steps);
}

static int settle_run(struct pp_country *country, struct pp_error *reterr) {
    const struct pp_landlords_request *request = country->request;
    struct pp_arena *arena = &country->found->arena;
    struct pp_plan_run *run = &country->run;
    run->plan_name = country->found->plan_name =
        pp_arena_strdup(arena, request->allocate->plan_name);
    run->rules = rules_text(country, arena);
    run->shard = request->n_shards > 1 ? request->shard : 1;
    run->n_shards = request->n_shards > 1 ? request->n_shards : 1;
    if (!run->plan_name || !run->rules)
        return pp_fail_nomem(reterr);
    return pp_store_stock_mark(country->source, arena, &run->stock_mark, reterr);
}

static void say(const struct pp_country *country, const char *text) {
    const struct pp_allocate_request *allocate = country->request->allocate;
    if (allocate->say)
        allocate->say(allocate->say_context, text);
}

/* Is the run in the file the one that is asked for? If not, say why it is not gone on with. */
static bool goes_on(const struct pp_country *country, const struct pp_plan_run *there) {
    const struct pp_plan_run *run = &country->run;
    if (country->request->restart)
        return false;
    if (strcmp(there->stock_mark, run->stock_mark) != 0)
        say(country, "What was imported has changed since this draft was begun: it is drawn anew.");
    else if (strcmp(there->rules, run->rules) != 0)
        say(country, "The draft of this name was drawn under other rules: it is drawn anew.");
    else
        return there->shard == run->shard && there->n_shards == run->n_shards;
    return false;
}

/* Drop from the list what is done already. */
static void drop_done(struct pp_country *country) {
    int n = 0;
    for (int i = 0; i < country->n_landlords; i++) {
        bool done = false;
        for (int j = 0; j < country->found->n_landlords && !done; j++)
            done = country->found->landlords[j].landlord_id == country->landlords[i].landlord_id;
        if (!done)
            country->landlords[n++] = country->landlords[i];
    }
    country->n_landlords = n;
}

static int take_up(struct pp_country *country, const struct pp_plan_run *there,
                   struct pp_error *reterr) {
    struct pp_landlords_result *found = country->found;
    struct pp_plan_landlord *done = NULL;
    char text[200];
    int n = 0;
    int rc = pp_store_plan_landlords(country->target ? country->target : country->source,
                                     there->plan_id, &found->arena, &done, &n, reterr);
    if (!rc)
        rc = pp_reserve(&found->landlords, &country->cap_found, (size_t)n + 1,
                        sizeof *found->landlords, reterr);
    if (rc)
        return rc;
    if (n)
        memcpy(found->landlords, done, (size_t)n * sizeof *done);
    found->n_landlords = found->n_before = n;
    country->run.plan_id = there->plan_id;
    drop_done(country);
    if (n == 0)
        return 0;
    if (country->n_landlords > 0)
        snprintf(text, sizeof text,
                 "%d of %d landlords %s drawn by an earlier run: going on with the others. "
                 "--restart draws all anew.",
                 n, found->n_wanted, pp_text_plural(n, "was", "were"));
    else
        snprintf(text, sizeof text,
                 "All landlords were drawn by an earlier run (%d of %d). --restart draws all anew.",
                 n, found->n_wanted);
    say(country, text);
    return 0;
}

static int begin(struct pp_country *country, struct pp_error *reterr) {
    const struct pp_allocate_request *allocate = country->request->allocate;
    struct pp_plan head = {.name = country->run.plan_name,
                           .options = allocate->options,
                           .rules = allocate->rules,
                           .seed = allocate->seed,
                           .outcome = PP_OUTCOME_CANCELLED,
                           .bound = NAN};
    char object[48];
    bool has_teams = false;
    int rc = pp_store_has_teams(country->source, &has_teams, reterr);
    if (!allocate->within_told)
        head.rules.within = has_teams ? PP_WITHIN_TEAM : PP_WITHIN_NONE;
    if (!rc)
        rc = pp_store_plan_run_begin(country->target, &head, &country->run, reterr);
    snprintf(object, sizeof object, "plan %lld", (long long)country->run.plan_id);
    return rc ? rc
              : pp_store_audit_add(country->target, allocate->who, "allocate", object, NULL,
                                   reterr);
}

/* The draft that is to be replaced is as it was when the command was given. */
static int refuse_changed(const struct pp_country *country, struct pp_error *reterr) {
    struct pp_plan_mark now = {0};
    int rc = pp_store_plan_mark(country->target, country->run.plan_name, &now, reterr);
    if (!rc && now.audit_id > country->seen_audit_id)
        rc = pp_fail(reterr, PP_E_BUSY,
                     "somebody changed the draft '%s' just now, which this would replace; give the "
                     "command again to do so, or another name with --plan",
                     country->run.plan_name);
    return rc;
}

static int find_or_begin(struct pp_country *country, struct pp_error *reterr) {
    struct pp_db *db = country->target ? country->target : country->source;
    struct pp_plan_run there = {0};
    bool exists = false;
    int rc = pp_store_plan_run_find(db, country->run.plan_name, &country->found->arena, &there,
                                    &exists, reterr);
    if (rc)
        return rc;
    if (there.plan_id && strcmp(there.state, "draft") != 0)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "plan '%s' has been published and stays as it is; give another name with "
                       "--plan",
                       there.plan_name);
    if (there.plan_id && goes_on(country, &there))
        return take_up(country, &there, reterr);
    if (there.n_held > 0)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "plan '%s' has locked patches or pinned blocks, which drawing all landlords "
                       "anew would lose; give another name with --plan",
                       there.plan_name);
    if (exists && country->target && (rc = refuse_changed(country, reterr)) != 0)
        return rc;
    if (exists && country->target)
        say(country, "The draft that had this name is replaced.");
    return country->target ? begin(country, reterr) : 0;
}

/* Nobody comes between looking and beginning. */
static int resume_or_begin(struct pp_country *country, struct pp_error *reterr) {
    int rc = country->target ? pp_db_begin(country->target, reterr) : 0;
    if (rc)
        return rc;
    rc = find_or_begin(country, reterr);
    return country->target ? pp_db_end(country->target, rc, reterr) : rc;
}

/* ---- one landlord is done ---- */

int pp_country_keep(struct pp_country *country, struct pp_db *reader, const struct pp_plan *plan,
                    const struct pp_plan_members *members, struct pp_plan_landlord *share,
                    struct pp_error *reterr) {
    struct pp_landlords_result *found = country->found;
    pthread_mutex_lock(&country->lock);
    int rc = pp_reserve(&found->landlords, &country->cap_found, (size_t)found->n_landlords + 1,
                        sizeof *found->landlords, reterr);
    if (!rc && country->target)
        rc = pp_store_plan_run_add(country->target, reader, country->run.plan_id, plan, members,
                                   share, reterr);
    if (!rc) {
        char note[64];
        found->landlords[found->n_landlords++] = *share;
        snprintf(note, sizeof note, "%d of %d landlords", found->n_landlords, found->n_wanted);
        pp_progress_report(country->request->allocate->progress, "drawing patches",
                           country->all_groups - country->groups_left, country->all_groups, note);
    }
    pthread_mutex_unlock(&country->lock);
    return rc;
}

/* ---- the whole ---- */

static int64_t peak_kib(void) {
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (int64_t)usage.ru_maxrss : 0;
}

/* Somebody edited the plan while it was drawn: its totals are those of its patches as they are now. */
static int follow_edits(struct pp_country *country, struct pp_error *reterr) {
    PP_AUTO(pp_editing_done) struct pp_editing editing = {0};
    struct pp_plan *totals = &country->found->totals;
    const struct pp_edit none = {0};
    struct pp_edit newest;
    int rc = pp_store_edit_next_undo(country->target, country->run.plan_id, &country->found->arena,
                                     &newest, reterr);
    if (rc <= 0)
        return rc;
    rc = pp_editing_open(&editing, country->target, country->run.plan_name, reterr);
    if (!rc)
        rc = pp_editing_apply(&editing, &none, false, reterr);
    if (rc)
        return rc;
    if (country->found->n_landlords < country->found->n_wanted)
        editing.plan.outcome = totals->outcome;
    totals->outcome = editing.plan.outcome;
    totals->cost = editing.plan.cost;
    totals->distance_cost = editing.plan.distance_cost;
    totals->keep_cost = editing.plan.keep_cost;
    totals->ward_cost = editing.plan.ward_cost;
    totals->bound = editing.plan.bound;
    totals->gap = editing.plan.gap;
    totals->n_homes_changing = editing.plan.n_homes_changing;
    return pp_store_plan_update(country->target, &editing.plan, reterr);
}

static int write_totals(struct pp_country *country, struct pp_error *reterr) {
    int rc = pp_db_begin(country->target, reterr);
    if (rc)
        return rc;
    rc = pp_store_plan_run_settle(country->target, &country->found->totals, reterr);
    if (!rc)
        rc = follow_edits(country, reterr);
    return pp_db_end(country->target, rc, reterr);
}

/* Totals into the result and the file. */
static int finish(struct pp_country *country, struct pp_error *reterr) {
    struct pp_landlords_result *found = country->found;
    const struct pp_allocate_request *allocate = country->request->allocate;
    found->totals.plan_id = country->run.plan_id;
    found->totals.rules = allocate->rules;
    pp_landlords_sum(found);
    if (found->n_landlords < found->n_wanted)
        found->totals.outcome =
            country->stop == PP_E_CANCELLED ? PP_OUTCOME_CANCELLED : PP_OUTCOME_TIME_LIMIT;
    found->seconds = pp_clock_s() - allocate->started_s;
    found->peak_kib = peak_kib();
    return country->target ? write_totals(country, reterr) : 0;
}

static void country_done(struct pp_country *country) {
    pp_names_done(&country->shared);
    pthread_mutex_destroy(&country->lock);
}

static int run(struct pp_country *country, struct pp_error *reterr) {
    int rc = settle_run(country, reterr);
    if (!rc && country->target)
        rc = pp_store_audit_newest(country->target, &country->seen_audit_id, reterr);
    if (!rc)
        rc = list_landlords(country, reterr);
    if (!rc)
        rc = resume_or_begin(country, reterr);
    if (rc)
        return rc;
    set_time_limit(country);
    for (int i = 0; i < country->n_landlords; i++)
        country->groups_left += country->landlords[i].n_groups;
    int failed = country->n_landlords > 0 ? pp_crew_work(country, reterr) : 0;
    /* what another run has drawn meanwhile is not in our sums: the next run adds up all */
    if (failed == PP_E_BUSY || (failed && country->found->n_landlords == country->found->n_before))
        return failed;
    rc = finish(country, failed ? NULL : reterr); /* what is done is summed up also then */
    return failed ? failed : rc;
}

/* ---- the shard's file ---- */

/* "england.db", plan "draft", 3 of 8: "england.draft.3-of-8.db" */
static char *shard_path(const struct pp_country *country, struct pp_arena *arena) {
    const struct pp_landlords_request *request = country->request;
    const char *path = pp_db_path(country->source), *name = request->allocate->plan_name;
    size_t length = strlen(path);
    if (length > 3 && strcmp(path + length - 3, ".db") == 0)
        length -= 3;
    char *safe = pp_arena_strdup(arena, name);
    for (char *c = safe; c && *c; c++)
        if (*c == '/' || *c == ' ')
            *c = '_';
    return safe ? pp_arena_printf(arena, "%.*s.%s.%d-of-%d.db", (int)length, path, safe,
                                  request->shard, request->n_shards)
                : NULL;
}

/* A planning file with homes, or anything else, is never taken for a shard. */
static int refuse_other_file(struct pp_db *shard, struct pp_error *reterr) {
    int n = 0;
    int rc = pp_store_landlords_count(shard, &n, reterr);
    if (!rc && n > 0)
        rc = pp_fail(reterr, PP_E_CONFLICT,
                     "'%s' is a planning file with homes, no shard; name another file with --into",
                     pp_db_path(shard));
    return rc;
}

static int open_shard(struct pp_country *country, struct pp_db **ret_shard,
                      struct pp_error *reterr) {
    struct pp_arena *arena = &country->found->arena;
    const char *path = country->request->into ? country->request->into : shard_path(country, arena);
    PP_AUTO_DB struct pp_db *shard = NULL;
    if (!path)
        return pp_fail_nomem(reterr);
    int rc = access(path, F_OK) == 0 ? 0 : pp_service_init(path, reterr);
    if (!rc)
        rc = pp_service_open(path, true, &shard, NULL, reterr);
    if (!rc)
        rc = refuse_other_file(shard, reterr);
    if (!rc)
        rc = pp_store_shard_prepare(shard, reterr);
    if (rc)
        return rc;
    country->found->path = pp_arena_strdup(arena, path);
    *ret_shard = PP_STEAL(shard);
    return 0;
}

int pp_service_allocate_landlords(struct pp_db *db, const struct pp_landlords_request *request,
                                  struct pp_landlords_result *ret_result, struct pp_error *reterr) {
    PP_AUTO(pp_landlords_result_done) struct pp_landlords_result found = {0};
    PP_AUTO_DB struct pp_db *shard = NULL;
    PP_AUTO(country_done)
    struct pp_country country = {.request = request,
                                 .source = db,
                                 .target = request->allocate->dry_run ? NULL : db,
                                 .found = &found,
                                 .lock = PTHREAD_MUTEX_INITIALIZER};
    int rc = pp_store_plan_check_name(request->allocate->plan_name, reterr);
    if (!rc && request->n_shards > 1 && country.target) {
        rc = open_shard(&country, &shard, reterr);
        country.target = shard;
    }
    if (!rc)
        rc = run(&country, reterr);
    if (rc)
        return rc;
    *ret_result = found;
    found = (struct pp_landlords_result){0};
    return 0;
}

/* ---- before a run ---- */

int pp_service_landlords_several(struct pp_db *db, bool *ret_several, struct pp_error *reterr) {
    int n = 0;
    int rc = pp_store_landlords_count(db, &n, reterr);
    if (!rc)
        *ret_several = n > 1;
    return rc;
}

int pp_service_landlord_choose(struct pp_db *db, const char *code, const char *plan_name,
                               int64_t *ret_landlord_id, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_plan_run there = {0};
    bool exists = false;
    int64_t landlord_id = 0;
    int rc = pp_store_landlord_find(db, code, &landlord_id, reterr);
    if (!rc)
        rc = pp_store_plan_run_find(db, plan_name, &arena, &there, &exists, reterr);
    if (!rc && there.plan_id)
        rc = pp_fail(
            reterr, PP_E_CONFLICT,
            "plan '%s' holds %d landlords, and drawing one alone under this name would lose "
            "the others; give another name with --plan",
            plan_name, there.n_landlords);
    if (!rc)
        *ret_landlord_id = landlord_id;
    return rc;
}
