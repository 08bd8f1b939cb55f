#include "patchplan/service/lookup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/date.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/publication.h"
#include "planner/service/number_ranges.h"

enum { MIDDAY = 12 * 60 };

/* One home or point of the place, with the patch that serves it. */
struct hit {
    int64_t plan_id;
    bool in_force;
    pp_day from; /* as in a row of the answer */
    int patch_ix;
    const struct pp_place_home *home; /* NULL: the postcode's point */
};

struct finder {
    struct pp_db *db;
    struct pp_lookup *lookup;
    pp_day day;
    int minute;
    bool for_public;
    int64_t named_plan_id;              /* --plan; 0 = what is in force */
    int64_t last_team_id, last_ward_id; /* homes of a place mostly share their ward */
    struct hit last;                    /* its plan */
    bool has_last;
    struct pp_place_home *homes; /* of the place */
    size_t n_homes;
    struct hit *hits;
    size_t n_hits, cap_hits;
};

void pp_lookup_done(struct pp_lookup *lookup) {
    struct pp_arena arena = lookup->arena;
    *lookup = (struct pp_lookup){0};
    pp_arena_done(&arena);
}

/* Staff are offered names like it; the public is answered in words of its own, and no stranger sets off the search. */
static int fail_unknown_place(const struct finder *finder, const char *query,
                              struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char *names[3];
    size_t n = 0;
    int rc = finder->for_public
                 ? 0
                 : pp_store_place_suggest(finder->db, query, &arena, names, 3, &n, reterr);
    if (rc)
        return rc;
    return pp_fail(
        reterr, PP_E_NOTFOUND,
        "we could not find '%s'. Check it, or try a postcode, street, ward, councillor or "
        "property reference%s%s%s%s%s%s",
        query, n ? "; did you mean " : "", n ? names[0] : "", n > 1 ? ", " : "",
        n > 1 ? names[1] : "", n > 2 ? ", ..." : "", n ? "?" : "");
}

/* Where nothing is in force: the plan that is published there from the next day on. */
static int find_next(struct finder *finder, int64_t team_id, int64_t ward_id, struct hit *hit,
                     struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_publication *rows = NULL;
    size_t n = 0;
    int rc = pp_store_publication_list(finder->db, &arena, &rows, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++) {
        int64_t plan_id = 0;
        if (rows[i].rolled_back_at || rows[i].first_day <= finder->day ||
            (hit->plan_id && rows[i].first_day >= hit->from))
            continue;
        rc = pp_store_plan_in_force(finder->db, team_id, ward_id, rows[i].first_day, &plan_id,
                                    reterr);
        if (!rc && plan_id) {
            hit->plan_id = plan_id;
            hit->from = rows[i].first_day;
        }
    }
    return rc;
}

/* Where nothing is in force: what is published next, else the newest plan. The public is told of neither. */
static int choose_other(struct finder *finder, int64_t team_id, int64_t ward_id, struct hit *hit,
                        struct pp_error *reterr) {
    hit->in_force = finder->lookup->in_force = false;
    if (finder->for_public)
        return 0;
    int rc = find_next(finder, team_id, ward_id, hit, reterr);
    if (!rc && !hit->plan_id)
        rc = pp_store_plan_newest(finder->db, &hit->plan_id, reterr);
    if (!rc && !hit->plan_id)
        rc = pp_fail(reterr, PP_E_NOTFOUND,
                     "this planning file holds no plan yet; draw patches with: patchplan allocate");
    return rc;
}

/* The plan that answers for a team and ward: the named one, the one in force, the next, else the newest; for the
 * public none (0) where none is in force. */
static int choose_plan(struct finder *finder, int64_t team_id, int64_t ward_id, struct hit *ret_hit,
                       struct pp_error *reterr) {
    struct hit hit = {.plan_id = finder->named_plan_id, .in_force = true};
    int rc = 0;
    if (finder->has_last && finder->last_team_id == team_id && finder->last_ward_id == ward_id) {
        *ret_hit = finder->last;
        return 0;
    }
    if (!hit.plan_id)
        rc =
            pp_store_plan_in_force(finder->db, team_id, ward_id, finder->day, &hit.plan_id, reterr);
    if (!rc && !hit.plan_id)
        rc = choose_other(finder, team_id, ward_id, &hit, reterr);
    if (rc)
        return rc;
    finder->has_last = true;
    finder->last_team_id = team_id;
    finder->last_ward_id = ward_id;
    *ret_hit = finder->last = hit;
    return 0;
}

static int keep_hit(struct finder *finder, struct hit hit, struct pp_error *reterr) {
    int rc = pp_reserve(&finder->hits, &finder->cap_hits, finder->n_hits + 1, sizeof *finder->hits,
                        reterr);
    if (!rc)
        finder->hits[finder->n_hits++] = hit;
    return rc;
}

static int find_home(struct finder *finder, const struct pp_place_home *home,
                     struct pp_error *reterr) {
    struct hit hit;
    int rc = choose_plan(finder, home->team_id, home->ward_id, &hit, reterr);
    hit.home = home;
    hit.patch_ix = -1;
    if (!rc && hit.plan_id)
        rc = pp_store_patch_of_home(finder->db, hit.plan_id, home->home_id, &hit.patch_ix, reterr);
    return rc || hit.patch_ix < 0 ? rc : keep_hit(finder, hit, reterr);
}

/* A postcode without homes of ours is answered by the patch whose area holds its point. */
static int find_point(struct finder *finder, struct pp_error *reterr) {
    const struct pp_place *place = &finder->lookup->place;
    struct hit hit;
    int rc = choose_plan(finder, place->team_id, place->ward_id, &hit, reterr);
    hit.patch_ix = -1;
    if (!rc && hit.plan_id)
        rc = pp_store_patch_of_postcode(finder->db, hit.plan_id, place->place_id, &hit.patch_ix,
                                        reterr);
    return rc || hit.patch_ix < 0 ? rc : keep_hit(finder, hit, reterr);
}

static int by_patch(const void *a, const void *b) {
    const struct hit *x = a, *y = b;
    if (x->plan_id != y->plan_id)
        return x->plan_id < y->plan_id ? -1 : 1;
    return (x->patch_ix > y->patch_ix) - (x->patch_ix < y->patch_ix);
}

/* What is in force first; then as numbers follow in a street, else most homes. */
static int by_homes(const void *a, const void *b) {
    const struct pp_lookup_row *x = a, *y = b;
    if (x->in_force != y->in_force)
        return x->in_force ? -1 : 1;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    if (x->n_homes != y->n_homes)
        return x->n_homes > y->n_homes ? -1 : 1;
    return x->patch_ix - y->patch_ix;
}

static int by_order(const void *a, const void *b) {
    const struct pp_lookup_today *x = a, *y = b;
    return (x->order > y->order) - (x->order < y->order);
}

/* By the rota of the day: at the moment, else in both halves of it. The public is told patch by patch. */
static int add_stand_ins(struct finder *finder, struct pp_lookup_row *row,
                         struct pp_error *reterr) {
    static const char *const halves[] = {"am", "pm"};
    const struct pp_public_patch patch = {.plan_id = row->plan_id, .patch_ix = row->patch_ix};
    size_t first = finder->minute >= MIDDAY, last = finder->minute < 0 ? 1 : first;
    if (finder->for_public || row->from)
        return 0;
    for (size_t h = first; h <= last; h++) {
        struct pp_lookup_stand_in *stand_in = &row->stand_ins[row->n_stand_ins];
        int rc = pp_store_public_stand_in(finder->db, &patch, "", finder->day, halves[h],
                                          &finder->lookup->arena, &stand_in->who, reterr);
        if (rc < 0)
            return rc;
        stand_in->half = finder->minute < 0 ? halves[h] : NULL;
        row->n_stand_ins += (size_t)rc;
    }
    if (row->n_stand_ins == 2 &&
        !strcmp(row->stand_ins[0].who.officer_id, row->stand_ins[1].who.officer_id)) {
        row->stand_ins[0].half = NULL;
        row->n_stand_ins = 1;
    }
    return 0;
}

/* The row of a first hit in a patch. */
static int add_row(struct finder *finder, const struct hit *hit, struct pp_error *reterr) {
    struct pp_lookup *lookup = finder->lookup;
    struct pp_lookup_row *row = &lookup->rows[lookup->n_rows];
    *row = (struct pp_lookup_row){.plan_id = hit->plan_id,
                                  .patch_ix = hit->patch_ix,
                                  .in_force = hit->in_force,
                                  .from = hit->from};
    int rc = finder->for_public
                 ? 0
                 : pp_store_patch_contacts(finder->db, hit->plan_id, hit->patch_ix, finder->day,
                                           &lookup->arena, &row->contacts, reterr);
    if (!rc)
        rc = add_stand_ins(finder, row, reterr);
    lookup->n_rows += !rc;
    return rc;
}

/* One row for each run of hits in the same patch; `ret_row_of` says which row a hit went to. */
static int gather_rows(struct finder *finder, int *ret_row_of, struct pp_error *reterr) {
    struct pp_lookup *lookup = finder->lookup;
    for (size_t i = 0; i < finder->n_hits; i++) {
        const struct hit *hit = &finder->hits[i];
        if (i == 0 || by_patch(hit, hit - 1) != 0) {
            int rc = add_row(finder, hit, reterr);
            if (rc)
                return rc;
        }
        lookup->rows[lookup->n_rows - 1].n_homes += hit->home != NULL;
        ret_row_of[i] = (int)lookup->n_rows - 1;
    }
    return 0;
}

static struct pp_numbered numbered(const struct pp_place_home *home, int group) {
    return (struct pp_numbered){.street = home->street,
                                .address = home->address,
                                .group = group,
                                .postcode = home->postcode};
}

/* Of today's patches, those that are told as rows of an answer: staff see them beside what is planned. */
static size_t n_today_told(const struct finder *finder) {
    return finder->for_public ? finder->lookup->n_today : 0;
}

/* A postcode or street in several patches: say which numbers are whose. `today_of`: by home, which of today's patches
 * answers for it, -1 none; these are told apart for the public, who sees nothing else there. */
static int tell_apart(struct finder *finder, const int *row_of, const int *today_of,
                      struct pp_error *reterr) {
    struct pp_lookup *lookup = finder->lookup;
    size_t n_today = n_today_told(finder), n = 0;
    if (lookup->n_rows + n_today < 2 ||
        (lookup->place.kind != PP_PLACE_POSTCODE && lookup->place.kind != PP_PLACE_STREET))
        return 0;
    PP_AUTO_FREE struct pp_numbered *homes =
        pp_alloc_array(finder->n_hits + finder->n_homes, sizeof *homes);
    if (!homes)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < finder->n_hits; i++)
        if (finder->hits[i].home)
            homes[n++] = numbered(finder->hits[i].home, row_of[i]);
    for (size_t i = 0; n_today && i < finder->n_homes; i++)
        if (today_of[i] >= 0)
            homes[n++] = numbered(&finder->homes[i], (int)lookup->n_rows + today_of[i]);
    for (size_t r = 0; r < lookup->n_rows + n_today; r++) {
        const char *where = pp_number_ranges(homes, n, (int)r, &lookup->arena);
        if (!where)
            return pp_fail_nomem(reterr);
        size_t order = pp_number_order(homes, n, (int)r);
        if (r < lookup->n_rows) {
            lookup->rows[r].where = where;
            lookup->rows[r].order = order;
        } else {
            lookup->today[r - lookup->n_rows].where = where;
            lookup->today[r - lookup->n_rows].order = order;
        }
    }
    return 0;
}

/* Addresses of a split postcode that are in nobody's range, most of them not the council's: the patch that holds its
 * point has them, else the first. */
static int give_others(struct finder *finder, struct pp_error *reterr) {
    struct pp_lookup *lookup = finder->lookup;
    const struct pp_place *place = &lookup->place;
    struct hit hit;
    size_t at = 0;
    int patch_ix = -1;
    if (place->kind != PP_PLACE_POSTCODE || lookup->n_rows + n_today_told(finder) < 2)
        return 0;
    int rc = choose_plan(finder, place->team_id, place->ward_id, &hit, reterr);
    if (!rc && hit.plan_id)
        rc =
            pp_store_patch_of_postcode(finder->db, hit.plan_id, place->place_id, &patch_ix, reterr);
    for (size_t r = 0; r < lookup->n_rows && !rc; r++)
        if (lookup->rows[r].plan_id == hit.plan_id && lookup->rows[r].patch_ix == patch_ix)
            at = r;
    const char **where = lookup->n_rows ? &lookup->rows[at].where : &lookup->today[0].where;
    if (rc)
        return rc;
    *where = pp_arena_printf(&lookup->arena, "%s; any other address", *where);
    return *where ? 0 : pp_fail_nomem(reterr);
}

/* The row of today's patch `patch`, made when it is the first; its officer with it. */
static int today_row(struct finder *finder, const char *patch, size_t *ret_at,
                     struct pp_error *reterr) {
    struct pp_lookup *lookup = finder->lookup;
    size_t at = 0;
    while (at < lookup->n_today && strcmp(lookup->today[at].patch, patch) != 0)
        at++;
    *ret_at = at;
    if (at < lookup->n_today)
        return 0;
    lookup->today[lookup->n_today++] = (struct pp_lookup_today){.patch = patch};
    return pp_store_officer_today(finder->db, patch, &lookup->arena, &lookup->today[at].officer,
                                  reterr);
}

/* Where nothing is in force, what holds is today's patches: name them and their officers. */
static int add_today(struct finder *finder, int *ret_today_of, struct pp_error *reterr) {
    struct pp_lookup *lookup = finder->lookup;
    for (size_t i = 0; i < finder->n_homes; i++) {
        const struct pp_place_home *home = &finder->homes[i];
        size_t at = 0;
        struct hit standing;
        int rc = choose_plan(finder, home->team_id, home->ward_id, &standing, reterr);
        ret_today_of[i] = -1;
        if (rc)
            return rc;
        if (!*home->today || standing.in_force)
            continue;
        if ((rc = today_row(finder, home->today, &at, reterr)) != 0)
            return rc;
        lookup->today[at].n_homes++;
        ret_today_of[i] = (int)at;
    }
    return 0;
}

/* A postcode without homes of ours where nothing is in force: the public is told as at the nearest home. */
static int add_nearest(struct finder *finder, struct pp_error *reterr) {
    const struct pp_place *place = &finder->lookup->place;
    const char *patch = NULL;
    size_t at;
    if (!finder->for_public || place->kind != PP_PLACE_POSTCODE || finder->lookup->in_force)
        return 0;
    int rc = pp_store_patch_near_postcode(finder->db, place->place_id, &finder->lookup->arena,
                                          &patch, reterr);
    return rc || !patch ? rc : today_row(finder, patch, &at, reterr);
}

static int fail_uncovered(const struct finder *finder, struct pp_error *reterr) {
    return pp_fail(reterr, PP_E_NOTFOUND,
                   finder->n_homes > 0
                       ? "'%s' is new since the plan was drawn: no patch has its homes yet; let "
                         "them join one with: patchplan allocate --new-only"
                       : "'%s' is known, but no patch covers it: it has no homes to look after "
                         "there",
                   finder->lookup->place.name);
}

/* ---- drop-ins ---- */

static int find_drop_ins(struct finder *finder, struct pp_public_session_wish wish,
                         struct pp_lookup_drop_ins *ret_drop_ins, struct pp_error *reterr) {
    enum { MOST = 3, DAYS_AHEAD = 366 };
    wish.until = wish.from + DAYS_AHEAD;
    wish.minute = wish.from > finder->day ? -1 : finder->minute;
    wish.most = MOST;
    return pp_store_public_sessions(finder->db, &wish, &finder->lookup->arena, &ret_drop_ins->rows,
                                    &ret_drop_ins->n, reterr);
}

static int add_drop_ins(struct finder *finder, struct pp_error *reterr) {
    struct pp_lookup *lookup = finder->lookup;
    if (finder->for_public)
        return 0;
    if (lookup->place.kind == PP_PLACE_WARD)
        return find_drop_ins(
            finder,
            (struct pp_public_session_wish){.ward_id = lookup->place.place_id, .from = finder->day},
            &lookup->drop_ins, reterr);
    int rc = 0;
    for (size_t i = 0; i < lookup->n_rows && !rc; i++) {
        struct pp_lookup_row *row = &lookup->rows[i];
        const struct pp_public_patch patch = {.plan_id = row->plan_id, .patch_ix = row->patch_ix};
        rc = find_drop_ins(finder,
                           (struct pp_public_session_wish){
                               .patch = &patch, .from = row->from ? row->from : finder->day},
                           &row->drop_ins, reterr);
    }
    return rc;
}

/* The homes of the place; for the public without those that must not be known. */
static int load_homes(struct finder *finder, struct pp_error *reterr) {
    struct pp_lookup *lookup = finder->lookup;
    size_t n = 0, n_kept = 0;
    int rc = pp_store_place_homes(finder->db, &lookup->place, &lookup->arena, &finder->homes, &n,
                                  reterr);
    for (size_t i = 0; i < n && !rc; i++)
        if (!finder->for_public || !finder->homes[i].suppressed)
            finder->homes[n_kept++] = finder->homes[i];
    finder->n_homes = n_kept;
    return rc;
}

/* Which patches there are, in force and of today. */
static int find_all(struct finder *finder, int *ret_today_of, struct pp_error *reterr) {
    struct pp_lookup *lookup = finder->lookup;
    int rc = 0;
    for (size_t i = 0; !rc && i < finder->n_homes; i++)
        rc = find_home(finder, &finder->homes[i], reterr);
    if (!rc && finder->n_hits == 0 && lookup->place.kind == PP_PLACE_POSTCODE)
        rc = find_point(finder, reterr);
    if (!rc && !lookup->in_force)
        rc = add_today(finder, ret_today_of, reterr);
    if (!rc && finder->n_hits + lookup->n_today == 0)
        rc = add_nearest(finder, reterr);
    return rc;
}

static int answer(struct finder *finder, struct pp_error *reterr) {
    struct pp_lookup *lookup = finder->lookup;
    int rc = load_homes(finder, reterr);
    if (rc)
        return rc;
    PP_AUTO_FREE int *today_of = pp_alloc_array(finder->n_homes + 1, sizeof *today_of);
    lookup->today = pp_arena_alloc(&lookup->arena, (finder->n_homes + 1) * sizeof *lookup->today);
    if (!today_of || !lookup->today)
        return pp_fail_nomem(reterr);
    rc = find_all(finder, today_of, reterr);
    if (!rc && finder->n_hits == 0 && !(finder->for_public && lookup->n_today))
        rc = fail_uncovered(finder, reterr);
    if (rc)
        return rc;
    lookup->rows = pp_arena_alloc(&lookup->arena, (finder->n_hits + 1) * sizeof *lookup->rows);
    PP_AUTO_FREE int *row_of = pp_alloc_array(finder->n_hits + 1, sizeof *row_of);
    if (!lookup->rows || !row_of)
        return pp_fail_nomem(reterr);
    if (finder->n_hits)
        qsort(finder->hits, finder->n_hits, sizeof *finder->hits, by_patch);
    rc = gather_rows(finder, row_of, reterr);
    if (!rc)
        rc = tell_apart(finder, row_of, today_of, reterr);
    if (!rc)
        rc = give_others(finder, reterr);
    if (!rc && lookup->n_rows)
        qsort(lookup->rows, lookup->n_rows, sizeof *lookup->rows, by_homes);
    if (!rc && n_today_told(finder))
        qsort(lookup->today, lookup->n_today, sizeof *lookup->today, by_order);
    return rc ? rc : add_drop_ins(finder, reterr);
}

static int find_place(struct finder *finder, const struct pp_lookup_wish *wish,
                      struct pp_error *reterr) {
    struct pp_lookup *lookup = finder->lookup;
    if (wish->place) {
        lookup->place = *wish->place;
        return 0;
    }
    int rc = pp_store_place_find(finder->db, wish->query, &lookup->arena, &lookup->place, reterr);
    return rc < 0 ? rc : rc > 0 ? 0 : fail_unknown_place(finder, wish->query, reterr);
}

int pp_service_lookup(struct pp_db *db, const struct pp_lookup_wish *wish,
                      struct pp_lookup *ret_lookup, struct pp_error *reterr) {
    struct finder finder = {.db = db,
                            .lookup = ret_lookup,
                            .day = wish->day,
                            .minute = wish->minute,
                            .for_public = wish->for_public};
    ret_lookup->in_force = true;
    int rc = wish->plan_name
                 ? pp_store_plan_find(db, wish->plan_name, &finder.named_plan_id, NULL, reterr)
                 : 0;
    if (!rc)
        rc = find_place(&finder, wish, reterr);
    if (!rc)
        rc = answer(&finder, reterr);
    pp_free(finder.hits);
    if (rc)
        pp_lookup_done(ret_lookup);
    return rc;
}
