#include "patchplan/graph/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"
#include "patchplan/core/text.h"
#include "planner/graph/pieces.h"
#include "planner/graph/unit_names.h"

enum key_kind { BY_BLOCK, BY_POSTCODE, BY_POINT };

/* One home on its way into a unit. */
struct entry {
    enum key_kind kind;
    const char *key;
    const struct pp_unit_home *home;
    size_t home_ix;
};

/* A run of entries that becomes one unit. */
struct draft {
    size_t from, to;
    const char *id, *key, *name;
    double x, y;
    int64_t weight_milli;
    int split_ix; /* -1: whole */
};

struct build {
    const struct pp_unit_home *homes;
    size_t n_homes;
    int64_t limit_milli;
    struct pp_arena *arena;
    struct entry *entries;
    size_t n_entries;
    struct draft *drafts;
    size_t n_drafts, cap_drafts;
    struct pp_unit_split *splits;
    size_t n_splits, cap_splits;
    struct pp_names ids;
    int *scratch; /* n_homes */
};

static bool is_given(const char *text) { return text && text[0]; }

static bool has_position(const struct pp_unit_home *home) {
    return isfinite(home->x) && isfinite(home->y);
}

static int compare_real(double a, double b) { return (a > b) - (a < b); }

/* By key; those of a postcode or a bare point also by place, west first. */
static int compare_entries(const void *a, const void *b) {
    const struct entry *p = a, *q = b;
    if (p->kind != q->kind)
        return p->kind < q->kind ? -1 : 1;
    int by_key = strcmp(p->key, q->key);
    if (by_key != 0)
        return by_key;
    if (p->kind != BY_BLOCK && p->home->x != q->home->x)
        return compare_real(p->home->x, q->home->x);
    if (p->kind != BY_BLOCK && p->home->y != q->home->y)
        return compare_real(p->home->y, q->home->y);
    return p->home_ix < q->home_ix ? -1 : p->home_ix > q->home_ix;
}

static int compare_text(const char *a, const char *b) {
    return pp_text_natural_compare(a ? a : "", b ? b : "");
}

/* Natural order of address, then property_ref: how a unit is cut. */
static int compare_addresses(const void *a, const void *b) {
    const struct entry *p = a, *q = b;
    int by_address = compare_text(p->home->address, q->home->address);
    if (by_address != 0)
        return by_address;
    int by_ref = compare_text(p->home->property_ref, q->home->property_ref);
    return by_ref != 0 ? by_ref : p->home_ix < q->home_ix ? -1 : p->home_ix > q->home_ix;
}

static int list_entries(struct build *b, struct pp_error *reterr) {
    for (size_t i = 0; i < b->n_homes; i++) {
        const struct pp_unit_home *home = &b->homes[i];
        if (home->weight_milli < 0)
            return pp_fail(reterr, PP_E_INPUT,
                           "home %s counts for less than nothing; check the weights",
                           is_given(home->property_ref) ? home->property_ref : "without reference");
        struct entry *entry = &b->entries[b->n_entries];
        *entry = (struct entry){.home = home, .home_ix = i};
        entry->kind = is_given(home->block_ref)  ? BY_BLOCK
                      : is_given(home->postcode) ? BY_POSTCODE
                                                 : BY_POINT;
        entry->key = entry->kind == BY_BLOCK      ? home->block_ref
                     : entry->kind == BY_POSTCODE ? home->postcode
                                                  : "";
        if (entry->kind == BY_BLOCK || has_position(home))
            b->n_entries++;
    }
    qsort(b->entries, b->n_entries, sizeof *b->entries, compare_entries);
    return 0;
}

static bool same_key(const struct entry *a, const struct entry *b) {
    return a->kind == b->kind && strcmp(a->key, b->key) == 0;
}

static bool same_group(const struct entry *a, const struct entry *b) {
    return same_key(a, b) &&
           (a->kind == BY_BLOCK || (a->home->x == b->home->x && a->home->y == b->home->y));
}

static int compare_places(const void *a, const void *b) {
    const double *p = a, *q = b;
    return p[0] != q[0] ? compare_real(p[0], q[0]) : compare_real(p[1], q[1]);
}

/* The point most homes of the run have; ties: the lowest easting, then northing. False: none has any. */
static int most_common_point(const struct build *b, size_t from, size_t to, double ret_xy[2],
                             bool *ret_found, struct pp_error *reterr) {
    PP_AUTO_FREE double(*at)[2] = pp_alloc_array(to - from, sizeof *at);
    if (!at)
        return pp_fail_nomem(reterr);
    size_t n = 0, longest = 0;
    for (size_t i = from; i < to; i++)
        if (has_position(b->entries[i].home)) {
            at[n][0] = b->entries[i].home->x;
            at[n++][1] = b->entries[i].home->y;
        }
    qsort(at, n, sizeof *at, compare_places);
    for (size_t i = 0, run = 0; i < n; i++) {
        run = i > 0 && compare_places(at[i], at[i - 1]) == 0 ? run + 1 : 1;
        if (run > longest) {
            longest = run;
            memcpy(ret_xy, at[i], sizeof at[i]);
        }
    }
    *ret_found = n > 0;
    return 0;
}

static int add_draft(struct build *b, const struct draft *draft, struct pp_error *reterr) {
    int rc = pp_reserve(&b->drafts, &b->cap_drafts, b->n_drafts + 1, sizeof *b->drafts, reterr);
    if (rc == 0)
        b->drafts[b->n_drafts++] = *draft;
    return rc;
}

/* The run of entries from `from` as one unit before splitting; nothing for a block nobody has placed. */
static int draft_group(struct build *b, size_t from, size_t to, struct pp_error *reterr) {
    struct draft draft = {.from = from, .to = to, .split_ix = -1};
    double xy[2] = {0, 0};
    bool found = false;
    int rc = most_common_point(b, from, to, xy, &found, reterr);
    if (rc < 0 || !found)
        return rc;
    draft.x = xy[0];
    draft.y = xy[1];
    for (size_t i = from; i < to; i++)
        draft.weight_milli += b->entries[i].home->weight_milli;
    return add_draft(b, &draft, reterr);
}

static int draft_all(struct build *b, struct pp_error *reterr) {
    for (size_t from = 0, to; from < b->n_entries; from = to) {
        to = from + 1;
        while (to < b->n_entries && same_group(&b->entries[from], &b->entries[to]))
            to++;
        int rc = draft_group(b, from, to, reterr);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* Of one postcode: the point with most homes first, then west, then south. */
static int compare_points_of_key(const void *a, const void *b) {
    const struct draft *p = a, *q = b;
    size_t n_p = p->to - p->from, n_q = q->to - q->from;
    if (n_p != n_q)
        return n_p > n_q ? -1 : 1;
    return p->x != q->x ? compare_real(p->x, q->x) : compare_real(p->y, q->y);
}

/* The key, or the key with the first free "#2", "#3", ... */
static int take_free_id(struct build *b, const char *key, const char **ret_id,
                        struct pp_error *reterr) {
    const char *id = key;
    for (int k = 2; id && pp_names_find(&b->ids, id) >= 0; k++)
        id = pp_arena_printf(b->arena, "%s#%d", key, k);
    int64_t ix;
    if (!id)
        return pp_fail_nomem(reterr);
    int rc = pp_names_add(&b->ids, id, &ix, reterr);
    if (rc == 0)
        *ret_id = id;
    return rc;
}

static int name_draft(struct build *b, struct draft *draft, struct pp_error *reterr) {
    const struct entry *first = &b->entries[draft->from];
    size_t n = draft->to - draft->from;
    PP_AUTO_FREE const char **addresses = pp_alloc_array(n, sizeof *addresses);
    if (!addresses)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        addresses[i] = first[i].home->address;
    const char *base = first->key;
    draft->key = pp_arena_strdup(b->arena, first->key);
    if (first->kind == BY_POINT)
        base = pp_arena_printf(b->arena, "E%.0f N%.0f", draft->x, draft->y);
    else
        base = draft->key;
    draft->name = first->kind == BY_POSTCODE ? draft->key
                  : first->kind == BY_BLOCK  ? pp_block_name(addresses, n, base, b->arena)
                                             : pp_first_address(addresses, n, base, b->arena);
    if (!draft->key || !base || !draft->name)
        return pp_fail_nomem(reterr);
    return take_free_id(b, base, &draft->id, reterr);
}

static int name_all(struct build *b, struct pp_error *reterr) {
    for (size_t from = 0, to; from < b->n_drafts; from = to) {
        to = from + 1;
        while (to < b->n_drafts &&
               same_key(&b->entries[b->drafts[from].from], &b->entries[b->drafts[to].from]))
            to++;
        qsort(b->drafts + from, to - from, sizeof *b->drafts, compare_points_of_key);
        for (size_t i = from; i < to; i++) {
            int rc = name_draft(b, &b->drafts[i], reterr);
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

/* The postcode all homes of the draft share; NULL when none or several. */
static const char *shared_postcode(const struct build *b, const struct draft *draft) {
    const char *postcode = b->entries[draft->from].home->postcode;
    for (size_t i = draft->from; i < draft->to; i++) {
        const char *other = b->entries[i].home->postcode;
        if (!is_given(other) || !is_given(postcode) || strcmp(other, postcode) != 0)
            return NULL;
    }
    return postcode;
}

/* Do two blocks have this name, or name and postcode? Counted in `n_named`, by number of the name. */
static int count_name(struct pp_names *names, const char *name, int *n_named, int64_t *ret_ix,
                      struct pp_error *reterr) {
    int rc = pp_names_add(names, name, ret_ix, reterr);
    if (!rc)
        n_named[*ret_ix]++;
    return rc;
}

/* Blocks of one name get their postcode beside it, "Oak House (S3 7UD)", or their reference where they share that
 * too: so that a list of them tells them apart. */
static int tell_blocks_apart(struct build *b, bool by_postcode, struct pp_error *reterr) {
    PP_AUTO(pp_names_done) struct pp_names names = {0};
    PP_AUTO_FREE int *n_named = pp_alloc_array(b->n_drafts + 1, sizeof *n_named);
    PP_AUTO_FREE int64_t *name_of = pp_alloc_array(b->n_drafts + 1, sizeof *name_of);
    int rc = n_named && name_of ? 0 : pp_fail_nomem(reterr);
    for (size_t i = 0; i < b->n_drafts && !rc; i++)
        rc = count_name(&names, b->drafts[i].name, n_named, &name_of[i], reterr);
    for (size_t i = 0; i < b->n_drafts && !rc; i++) {
        struct draft *draft = &b->drafts[i];
        const char *beside = by_postcode ? shared_postcode(b, draft) : draft->id;
        bool is_block = b->entries[draft->from].kind == BY_BLOCK;
        if (!is_block || n_named[name_of[i]] < 2 || !beside || strcmp(beside, draft->name) == 0)
            continue;
        draft->name = pp_arena_printf(b->arena, "%s (%s)", draft->name, beside);
        rc = draft->name ? 0 : pp_fail_nomem(reterr);
    }
    return rc;
}

static int64_t heaviest(const int64_t *weight_milli, const size_t *end, int n_pieces) {
    int64_t most = 0;
    for (int p = 0, i = 0; p < n_pieces; p++) {
        int64_t sum = 0;
        for (; (size_t)i < end[p]; i++)
            sum += weight_milli[i];
        most = sum > most ? sum : most;
    }
    return most;
}

/* The cut with the fewest pieces, from the least that can do, whose heaviest piece is inside the limit; a few more
 * pieces are tried, since homes are not cut; if none does, the least number. */
static int choose_cut(const int64_t *weight_milli, size_t n, int64_t total_milli,
                      int64_t limit_milli, size_t *ret_end, int *ret_n, struct pp_error *reterr) {
    enum { MORE = 3 };
    int least = pp_pieces_needed(total_milli, limit_milli);
    if ((size_t)least > n)
        least = (int)n;
    for (int more = 0; more <= MORE && (size_t)(least + more) <= n; more++) {
        int rc = pp_pieces_cut(weight_milli, n, least + more, ret_end, reterr);
        if (rc < 0)
            return rc;
        if (heaviest(weight_milli, ret_end, least + more) <= limit_milli) {
            *ret_n = least + more;
            return 0;
        }
    }
    *ret_n = least;
    return pp_pieces_cut(weight_milli, n, least, ret_end, reterr);
}

/* Replace draft `at` by its pieces; the first takes its place, the others go to the end. */
static int add_pieces(struct build *b, size_t at, const size_t *end, int n_pieces,
                      struct pp_error *reterr) {
    struct draft whole = b->drafts[at];
    for (int p = 0; p < n_pieces; p++) {
        struct draft piece = whole;
        piece.split_ix = (int)b->n_splits - 1;
        piece.from = p > 0 ? whole.from + end[p - 1] : whole.from;
        piece.to = whole.from + end[p];
        piece.weight_milli = 0;
        for (size_t i = piece.from; i < piece.to; i++)
            piece.weight_milli += b->entries[i].home->weight_milli;
        const char *id = pp_arena_printf(b->arena, "%s/%d", whole.id, p + 1);
        piece.name = pp_arena_printf(b->arena, "%s, part %d of %d", whole.name, p + 1, n_pieces);
        if (!id || !piece.name)
            return pp_fail_nomem(reterr);
        int rc = take_free_id(b, id, &piece.id, reterr);
        if (rc == 0 && p > 0)
            rc = add_draft(b, &piece, reterr);
        else if (rc == 0)
            b->drafts[at] = piece;
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int split_draft(struct build *b, size_t at, struct pp_error *reterr) {
    const struct draft *draft = &b->drafts[at];
    size_t n = draft->to - draft->from;
    int n_pieces = 0;
    PP_AUTO_FREE int64_t *weight_milli = pp_alloc_array(n, sizeof *weight_milli);
    PP_AUTO_FREE size_t *end = pp_alloc_array(n, sizeof *end);
    if (!weight_milli || !end)
        return pp_fail_nomem(reterr);
    qsort(b->entries + draft->from, n, sizeof *b->entries, compare_addresses);
    for (size_t i = 0; i < n; i++)
        weight_milli[i] = b->entries[draft->from + i].home->weight_milli;
    int rc =
        choose_cut(weight_milli, n, draft->weight_milli, b->limit_milli, end, &n_pieces, reterr);
    if (rc < 0)
        return rc;
    rc = pp_reserve(&b->splits, &b->cap_splits, b->n_splits + 1, sizeof *b->splits, reterr);
    if (rc < 0)
        return rc;
    struct pp_unit_split split = {.key = draft->key,
                                  .n_pieces = n_pieces,
                                  .first_unit_ix = -1,
                                  .weight_milli = draft->weight_milli};
    split.text =
        pp_split_text(draft->name, draft->weight_milli, b->limit_milli, n_pieces, b->arena);
    if (!split.text)
        return pp_fail_nomem(reterr);
    b->splits[b->n_splits++] = split;
    return add_pieces(b, at, end, n_pieces, reterr);
}

static int split_heavy(struct build *b, struct pp_error *reterr) {
    size_t n = b->n_drafts;
    for (size_t i = 0; i < n; i++) {
        bool heavy = b->limit_milli > 0 && b->drafts[i].weight_milli > b->limit_milli;
        int rc = heavy ? split_draft(b, i, reterr) : 0;
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int compare_drafts(const void *a, const void *b) {
    const struct draft *p = a, *q = b;
    int natural = pp_text_natural_compare(p->id, q->id);
    return natural != 0 ? natural : strcmp(p->id, q->id);
}

static int compare_int(const void *a, const void *b) {
    const int *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

/* The value most entries of the run have; ties: the lowest. */
static int most_common(struct build *b, const struct draft *draft, bool ward) {
    size_t n = draft->to - draft->from, longest = 0;
    int found = -1;
    for (size_t i = 0; i < n; i++) {
        const struct pp_unit_home *home = b->entries[draft->from + i].home;
        b->scratch[i] = ward ? home->ward_ix : home->team_ix;
    }
    qsort(b->scratch, n, sizeof *b->scratch, compare_int);
    for (size_t i = 0, run = 0; i < n; i++) {
        run = i > 0 && b->scratch[i] == b->scratch[i - 1] ? run + 1 : 1;
        if (run > longest) {
            longest = run;
            found = b->scratch[i];
        }
    }
    return found;
}

static void put_unit(struct build *b, int unit_ix, struct pp_units *units) {
    const struct draft *draft = &b->drafts[unit_ix];
    units->units[unit_ix] = (struct pp_unit){.id = draft->id,
                                             .name = draft->name,
                                             .easting_m = draft->x,
                                             .northing_m = draft->y,
                                             .weight_milli = draft->weight_milli,
                                             .n_homes = (int)(draft->to - draft->from),
                                             .team_ix = most_common(b, draft, false),
                                             .ward_ix = most_common(b, draft, true)};
    units->key[unit_ix] = draft->key;
    units->piece_of[unit_ix] = draft->split_ix;
    for (size_t i = draft->from; i < draft->to; i++)
        units->unit_of_home[b->entries[i].home_ix] = unit_ix;
    if (draft->split_ix >= 0 && units->splits[draft->split_ix].first_unit_ix < 0)
        units->splits[draft->split_ix].first_unit_ix = unit_ix;
}

static int put_all(struct build *b, struct pp_units *ret_units, struct pp_error *reterr) {
    struct pp_units units = {.n_units = (int)b->n_drafts, .n_splits = (int)b->n_splits};
    units.units = pp_arena_alloc(b->arena, b->n_drafts * sizeof *units.units);
    units.key = pp_arena_alloc(b->arena, b->n_drafts * sizeof *units.key);
    units.piece_of = pp_arena_alloc(b->arena, b->n_drafts * sizeof *units.piece_of);
    units.unit_of_home = pp_arena_alloc(b->arena, b->n_homes * sizeof *units.unit_of_home);
    units.splits = pp_arena_alloc(b->arena, b->n_splits * sizeof *units.splits);
    if (!units.units || !units.key || !units.piece_of || !units.unit_of_home || !units.splits)
        return pp_fail_nomem(reterr);
    if (b->n_drafts > 0)
        qsort(b->drafts, b->n_drafts, sizeof *b->drafts, compare_drafts);
    if (b->n_splits > 0)
        memcpy(units.splits, b->splits, b->n_splits * sizeof *units.splits);
    for (size_t i = 0; i < b->n_homes; i++)
        units.unit_of_home[i] = -1;
    for (int i = 0; i < units.n_units; i++)
        put_unit(b, i, &units);
    for (size_t i = 0; i < b->n_homes; i++)
        units.n_homes_without_position += units.unit_of_home[i] < 0;
    *ret_units = units;
    return 0;
}

int pp_units_build(const struct pp_unit_home *homes, size_t n_homes, int64_t limit_milli,
                   struct pp_arena *arena, struct pp_units *ret_units, struct pp_error *reterr) {
    PP_AUTO_FREE struct entry *entries = pp_alloc_array(n_homes, sizeof *entries);
    PP_AUTO_FREE int *scratch = pp_alloc_array(n_homes, sizeof *scratch);
    if (!entries || !scratch)
        return pp_fail_nomem(reterr);
    struct build build = {.homes = homes,
                          .n_homes = n_homes,
                          .limit_milli = limit_milli,
                          .arena = arena,
                          .entries = entries,
                          .scratch = scratch};
    int rc = list_entries(&build, reterr);
    if (rc == 0)
        rc = draft_all(&build, reterr);
    if (rc == 0)
        rc = name_all(&build, reterr);
    if (rc == 0)
        rc = tell_blocks_apart(&build, true, reterr);
    if (rc == 0)
        rc = tell_blocks_apart(&build, false, reterr);
    if (rc == 0)
        rc = split_heavy(&build, reterr);
    if (rc == 0)
        rc = put_all(&build, ret_units, reterr);
    pp_free(build.drafts);
    pp_free(build.splits);
    pp_names_done(&build.ids);
    return rc;
}
