/* Shards of a run over landlords, brought into the planning file they were drawn from. */
#include "planner/service/landlords.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/file.h"
#include "patchplan/store/audit.h"

/* One file that was given. */
struct shard {
    const char *path;
    struct pp_db *db;
    struct pp_plan_run run;
    struct pp_plan_landlord *landlords;
    int n_landlords;
};

struct merger {
    struct pp_db *db;
    struct shard *shards;
    int n_shards;
    struct pp_landlord *landlords; /* of the planning file, in the order of an undivided run */
    int n_landlords;
    struct pp_landlords_result *found;
    size_t cap_found;
    struct pp_plan head; /* of the first shard's plan: rules, options, seed */
};

static void merger_done(struct merger *merger) {
    for (int i = 0; i < merger->n_shards; i++)
        pp_db_close(merger->shards[i].db);
    pp_free(merger->shards);
    pp_plan_done(&merger->head);
}

/* ---- looking at what was given ---- */

static int open_one(struct merger *merger, const char *path, struct shard *shard,
                    struct pp_error *reterr) {
    struct pp_arena *arena = &merger->found->arena;
    bool exists = false;
    shard->path = path;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return pp_fail_at(reterr, PP_E_NOTFOUND, path, 0, NULL,
                          "this shard is not there; check its name, or draw that shard again with: "
                          "patchplan allocate --shard I/N");
    int rc = pp_service_open(path, false, &shard->db, NULL, reterr);
    if (!rc)
        rc = pp_store_plan_run_find(shard->db, NULL, arena, &shard->run, &exists, reterr);
    if (!rc && (!shard->run.plan_id || shard->run.n_shards < 2))
        rc = pp_fail(reterr, PP_E_CONFLICT,
                     "'%s' is no shard; merge takes the files that `patchplan allocate --shard "
                     "I/N` writes",
                     path);
    if (!rc)
        rc = pp_store_plan_landlords(shard->db, shard->run.plan_id, arena, &shard->landlords,
                                     &shard->n_landlords, reterr);
    if (!rc && shard->n_landlords < shard->run.n_landlords)
        rc =
            pp_fail(reterr, PP_E_CONFLICT,
                    "shard %d of %d ('%s') is not finished: %d of its %d landlords are drawn; give "
                    "its command again, then merge",
                    shard->run.shard, shard->run.n_shards, path, shard->n_landlords,
                    shard->run.n_landlords);
    return rc;
}

/* Is shard `b` of the run that shard `a` is of? */
static int compare(const struct shard *a, const struct shard *b, struct pp_error *reterr) {
    const char *what = strcmp(a->run.plan_name, b->run.plan_name) != 0 ? "of another plan"
                       : a->run.n_shards != b->run.n_shards      ? "of another number of shards"
                       : strcmp(a->run.rules, b->run.rules) != 0 ? "drawn under other rules"
                       : strcmp(a->run.stock_mark, b->run.stock_mark) != 0
                           ? "drawn from another list"
                           : NULL;
    if (what)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "'%s' and '%s' do not belong together: one is %s than the other", a->path,
                       b->path, what);
    if (a->run.shard == b->run.shard)
        return pp_fail(reterr, PP_E_CONFLICT,
                       "'%s' and '%s' are both shard %d of %d; give each once", a->path, b->path,
                       a->run.shard, a->run.n_shards);
    return 0;
}

static int fail_missing(const struct merger *merger, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str list = {0};
    int n_shards = merger->shards[0].run.n_shards, n_missing = 0;
    for (int s = 1; s <= n_shards; s++) {
        bool there = false;
        for (int i = 0; i < merger->n_shards; i++)
            there |= merger->shards[i].run.shard == s;
        if (!there && n_missing++ < 10)
            pp_str_appendf(&list, "%s%d", n_missing == 1 ? "" : ", ", s);
    }
    if (n_missing > 10)
        pp_str_appendf(&list, " and %d more", n_missing - 10);
    return pp_fail(reterr, PP_E_CONFLICT, "%d of %d shards %s missing: %s; give all of them",
                   n_missing, n_shards, pp_text_plural(n_missing, "is", "are"), pp_str_text(&list));
}

static int check_together(const struct merger *merger, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char *mark = NULL;
    int n = 0, rc = 0;
    for (int i = 1; i < merger->n_shards && !rc; i++)
        for (int j = 0; j < i && !rc; j++)
            rc = compare(&merger->shards[j], &merger->shards[i], reterr);
    if (!rc)
        rc = pp_store_stock_mark(merger->db, &arena, &mark, reterr);
    if (!rc && strcmp(mark, merger->shards[0].run.stock_mark) != 0)
        rc = pp_fail(
            reterr, PP_E_CONFLICT,
            "these shards were not drawn from what is in %s now: something was imported, or "
            "weights changed, since; draw them again",
            pp_db_path(merger->db));
    if (!rc && merger->n_shards < merger->shards[0].run.n_shards)
        rc = fail_missing(merger, reterr);
    for (int i = 0; i < merger->n_shards; i++)
        n += merger->shards[i].n_landlords;
    if (!rc && n != merger->n_landlords)
        rc = pp_fail(reterr, PP_E_CONFLICT,
                     "the shards hold %d landlords, the planning file %d; draw them again", n,
                     merger->n_landlords);
    return rc;
}

static int open_all(struct merger *merger, const char *const *paths, int n_paths,
                    struct pp_error *reterr) {
    int rc = 0;
    merger->shards = pp_alloc_array((size_t)n_paths + 1, sizeof *merger->shards);
    if (!merger->shards)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < n_paths && !rc; i++) {
        merger->n_shards = i + 1;
        rc = open_one(merger, paths[i], &merger->shards[i], reterr);
    }
    if (!rc)
        rc = pp_store_landlords(merger->db, &merger->found->arena, &merger->landlords,
                                &merger->n_landlords, reterr);
    return rc ? rc : check_together(merger, reterr);
}

/* ---- bringing it in ---- */

static const struct pp_plan_landlord *find(const struct merger *merger, int64_t landlord_id,
                                           struct pp_db **ret_db) {
    for (int i = 0; i < merger->n_shards; i++)
        for (int j = 0; j < merger->shards[i].n_landlords; j++)
            if (merger->shards[i].landlords[j].landlord_id == landlord_id) {
                *ret_db = merger->shards[i].db;
                return &merger->shards[i].landlords[j];
            }
    return NULL;
}

static int copy_landlords(struct merger *merger, int64_t plan_id,
                          const struct pp_progress *progress, struct pp_error *reterr) {
    struct pp_landlords_result *found = merger->found;
    int rc = pp_reserve(&found->landlords, &merger->cap_found, (size_t)merger->n_landlords + 1,
                        sizeof *found->landlords, reterr);
    for (int i = 0; i < merger->n_landlords && !rc; i++) {
        struct pp_db *shard = NULL;
        int64_t landlord_id = merger->landlords[i].landlord_id;
        const struct pp_plan_landlord *share = find(merger, landlord_id, &shard);
        if (!share)
            return pp_fail(reterr, PP_E_CONFLICT,
                           "no shard holds the landlord '%s'; draw them again",
                           pp_landlord_label(merger->landlords[i].code));
        rc = pp_store_shard_copy(merger->db, shard, plan_id, landlord_id, reterr);
        found->landlords[found->n_landlords++] = *share;
        pp_progress_report(progress, "merging", i + 1, merger->n_landlords, NULL);
    }
    return rc;
}

/* A draft may be replaced, but not what people have fixed in it. */
static int refuse_held(struct merger *merger, struct pp_error *reterr) {
    struct pp_plan_run there = {0};
    bool exists = false;
    int rc = pp_store_plan_run_find(merger->db, merger->head.name, &merger->found->arena, &there,
                                    &exists, reterr);
    if (!rc && there.n_held > 0)
        rc = pp_fail(reterr, PP_E_CONFLICT,
                     "plan '%s' has locked patches or pinned blocks, which merging would lose; "
                     "rename it first",
                     there.plan_name);
    return rc;
}

static int bring_in(struct merger *merger, const char *who, const struct pp_progress *progress,
                    struct pp_error *reterr) {
    struct pp_plan_run run = merger->shards[0].run;
    char object[48];
    run.n_landlords = merger->n_landlords;
    run.shard = run.n_shards = 1;
    int rc = refuse_held(merger, reterr);
    if (!rc)
        rc = pp_store_plan_run_begin(merger->db, &merger->head, &run, reterr);
    if (!rc)
        rc = copy_landlords(merger, run.plan_id, progress, reterr);
    if (rc)
        return rc;
    merger->found->totals.plan_id = run.plan_id;
    merger->found->totals.rules = merger->head.rules;
    pp_landlords_sum(merger->found);
    if ((rc = pp_store_plan_run_settle(merger->db, &merger->found->totals, reterr)) != 0)
        return rc;
    snprintf(object, sizeof object, "plan %lld", (long long)run.plan_id);
    return pp_store_audit_add(merger->db, who, "merge", object, NULL, reterr);
}

int pp_service_merge(struct pp_db *db, const char *const *paths, int n_paths, const char *who,
                     const struct pp_progress *progress, struct pp_landlords_result *ret_result,
                     struct pp_error *reterr) {
    PP_AUTO(pp_landlords_result_done) struct pp_landlords_result found = {0};
    PP_AUTO(merger_done) struct merger merger = {.db = db, .found = &found};
    double started_s = pp_clock_s();
    int rc = open_all(&merger, paths, n_paths, reterr);
    if (!rc)
        rc = pp_store_plan_load_brief(merger.shards[0].db, merger.shards[0].run.plan_name,
                                      &merger.head, NULL, reterr);
    if (rc || (rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    rc = bring_in(&merger, who, progress, reterr);
    if ((rc = pp_db_end(db, rc, reterr)) != 0)
        return rc;
    found.plan_name = pp_arena_strdup(&found.arena, merger.shards[0].run.plan_name);
    found.n_wanted = found.n_landlords;
    found.seconds = pp_clock_s() - started_s;
    *ret_result = found;
    found = (struct pp_landlords_result){0};
    return 0;
}
