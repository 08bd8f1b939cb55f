/* What is decided beside the lists when a roster is made: officers lent, half-days opened, and the like. Kept with the
 * plan until it is taken back. */
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/roster/practice.h"
#include "patchplan/store/setting.h"
#include "planner/service/roster_hand.h"

static const char as_listed[] = "as-listed"; /* V02=as-listed: as the lists have it */

/* The problem, with room of its own for what decisions change. */
struct deciding {
    struct pp_roster_problem *problem;
    struct pp_post *posts;
    struct pp_roster_venue *venues;
    struct pp_patch_count *needs;
    struct pp_decision *decisions;
    int *agreed;
};

typedef int (*decide)(struct deciding *d, const char *name, const char *what,
                      struct pp_error *reterr);

/* ---- people ---- */

static int lend(struct deciding *d, const char *officer, const char *team,
                struct pp_error *reterr) {
    int post_ix = 0, team_ix = 0;
    int rc = pp_roster_find_post(d->problem, officer, &post_ix, reterr);
    if (!rc)
        rc = pp_roster_find_team(d->problem, team, &team_ix, reterr);
    if (rc)
        return rc;
    struct pp_post *post = &d->posts[post_ix];
    post->lent = post->team_ix != team_ix; /* to their own team: back again */
    post->team_ix = team_ix;
    return 0;
}

static int train(struct deciding *d, const char *officer, const char *skill,
                 struct pp_error *reterr) {
    int post_ix = 0, skill_ix = 0;
    int rc = pp_roster_find_post(d->problem, officer, &post_ix, reterr);
    if (!rc)
        rc = pp_roster_find_skill(d->problem, skill, &skill_ix, reterr);
    if (!rc)
        d->posts[post_ix].skills |= UINT32_C(1) << skill_ix;
    return rc;
}

static bool is_held(const struct deciding *d, int skill_ix) {
    for (int o = 0; o < d->problem->n_posts; o++)
        if (d->posts[o].name[0] && (d->posts[o].skills >> skill_ix & 1))
            return true;
    return false;
}

/* Homes that somebody else sees to do not ask their officer for the skill; while nobody has it they go on asking. */
static int go_along(struct deciding *d, const char *patch, const char *skill,
                    struct pp_error *reterr) {
    int patch_ix = 0, skill_ix = 0;
    int rc = pp_roster_find_patch(d->problem, patch, &patch_ix, reterr);
    if (!rc)
        rc = pp_roster_find_skill(d->problem, skill, &skill_ix, reterr);
    for (int i = 0; !rc && is_held(d, skill_ix) && i < d->problem->n_needs; i++)
        if (d->needs[i].patch_ix == patch_ix && d->needs[i].of_ix == skill_ix)
            d->needs[i].n_homes = 0;
    return rc;
}

/* ---- venues ---- */

/* "wed-pm", "wednesday-pm"; "b-wed-pm" for week B alone. Bits of both weeks else. */
static int read_half_days(const char *text, uint64_t *ret_bits, enum pp_half *ret_half) {
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri"};
    const char *dash = strrchr(text, '-');
    int half = dash ? pp_half_parse(dash + 1) : -1, week = -1;
    if (half < 0)
        return -1;
    if ((*text == 'a' || *text == 'b' || *text == 'A' || *text == 'B') && text[1] == '-') {
        week = (*text | 0x20) == 'b';
        text += 2;
    }
    for (int d = 0; d < PP_N_WEEKDAYS && dash > text; d++) {
        char day[4] = {0};
        snprintf(day, sizeof day, "%.3s", text);
        if (!pp_text_same_nocase(day, days[d]))
            continue;
        for (int w = 0; w < 2; w++)
            if (week < 0 || week == w)
                *ret_bits |= UINT64_C(1) << pp_slot(w, d, (enum pp_half)half);
        *ret_half = (enum pp_half)half;
        return 0;
    }
    return -1;
}

static int open_venue(struct deciding *d, const char *name, const char *when,
                      struct pp_error *reterr) {
    int venue_ix = 0;
    uint64_t bits = 0;
    enum pp_half half = PP_HALF_AM;
    int rc = pp_roster_find_venue(d->problem, name, &venue_ix, reterr);
    if (rc)
        return rc;
    if (read_half_days(when, &bits, &half) != 0)
        return pp_fail(
            reterr, PP_E_USAGE,
            "--venue-open %.60s=%.40s: '%.40s' is no half-day; say mon to fri, a dash, and am, "
            "pm or evening, such as wed-pm",
            name, when, when);
    struct pp_roster_venue *venue = &d->venues[venue_ix];
    venue->open |= bits;
    if (venue->from_min[half] < 0) {
        venue->from_min[half] = pp_usual_hours[half][0];
        venue->to_min[half] = pp_usual_hours[half][1];
    }
    return 0;
}

static int set_desks(struct deciding *d, const char *name, const char *desks,
                     struct pp_error *reterr) {
    int venue_ix = 0;
    int64_t n = 0;
    int rc = pp_roster_find_venue(d->problem, name, &venue_ix, reterr);
    if (rc)
        return rc;
    if (!pp_text_int(desks, &n) || n < 0 || n > 1000)
        return pp_fail(reterr, PP_E_USAGE,
                       "--venue-desks %.60s=%.40s: '%.40s' is no number of desks", name, desks,
                       desks);
    d->venues[venue_ix].desks = (int)n;
    return 0;
}

static int meet_at(struct deciding *d, const char *patch, const char *venue,
                   struct pp_error *reterr) {
    int patch_ix = 0, venue_ix = 0;
    int rc = pp_roster_find_patch(d->problem, patch, &patch_ix, reterr);
    if (!rc)
        rc = pp_roster_find_venue(d->problem, venue, &venue_ix, reterr);
    if (rc)
        return rc;
    const struct pp_roster_venue *at = &d->venues[venue_ix];
    if (!pp_venue_serves(at))
        return pp_fail(reterr, PP_E_USAGE, "patch %.60s cannot meet at %.60s: %s", patch, at->name,
                       !at->step_free       ? "it is not step-free"
                       : !pp_venue_fits(at) ? "it has no desks for two"
                                            : "it is open on no half-day");
    d->agreed[patch_ix] = venue_ix;
    return 0;
}

/* ---- all of them ---- */

static const struct {
    const char *name, *wanted;
    bool many; /* of one name, beside each other */
    decide decide;
} kinds[PP_N_ROSTER_WISHES] = {
    [PP_WISH_LEND] = {"lend", "an officer and the team that borrows them, such as O166=Central",
                      false, lend},
    [PP_WISH_TRAIN] = {"train", "an officer and a skill, such as O17=asb", true, train},
    [PP_WISH_GO_ALONG] = {"go-along", "a patch and a skill, such as P04=asb", true, go_along},
    [PP_WISH_VENUE_OPEN] = {"venue-open", "a venue and a half-day, such as V02=wed-pm", true,
                            open_venue},
    [PP_WISH_VENUE_DESKS] = {"venue-desks", "a venue and a number of desks, such as V02=3", false,
                             set_desks},
    [PP_WISH_MEET_AT] = {"meet-at", "a patch and a venue, such as P04=V07", false, meet_at},
};

const char *pp_roster_wish_name(enum pp_roster_wish kind) { return kinds[kind].name; }

static bool is_as_listed(const char *text) {
    const char *equals = strchr(text, '=');
    return equals && strcmp(equals + 1, as_listed) == 0;
}

static int decide_one(struct deciding *d, enum pp_roster_wish kind, const char *text,
                      struct pp_error *reterr) {
    char name[128];
    const char *equals = strchr(text, '=');
    size_t n = equals ? (size_t)(equals - text) : 0;
    if (!n || n >= sizeof name || !equals[1])
        return pp_fail(reterr, PP_E_USAGE, "--%s needs %s, not '%.80s'", kinds[kind].name,
                       kinds[kind].wanted, text);
    memcpy(name, text, n);
    name[n] = '\0';
    if (is_as_listed(text))
        return 0;
    int rc = kinds[kind].decide(d, name, equals + 1, reterr);
    const char *kept = rc ? NULL : pp_arena_strdup(&d->problem->arena, text);
    if (kept)
        d->decisions[d->problem->n_decisions++] = (struct pp_decision){kinds[kind].name, kept};
    return rc || kept ? rc : pp_fail_nomem(reterr);
}

static void *copy_of(struct pp_arena *arena, const void *rows, int n, size_t size) {
    void *copy = pp_arena_alloc(arena, ((size_t)n + 1) * size);
    if (copy && n > 0)
        memcpy(copy, rows, (size_t)n * size);
    return copy;
}

static int begin(struct deciding *d, int n_texts, struct pp_error *reterr) {
    struct pp_roster_problem *problem = d->problem;
    struct pp_arena *arena = &problem->arena;
    d->posts = copy_of(arena, problem->posts, problem->n_posts, sizeof *d->posts);
    d->venues = copy_of(arena, problem->venues, problem->n_venues, sizeof *d->venues);
    d->needs = copy_of(arena, problem->needs, problem->n_needs, sizeof *d->needs);
    d->decisions = pp_arena_alloc(arena, ((size_t)n_texts + 1) * sizeof *d->decisions);
    d->agreed = pp_arena_alloc(arena, ((size_t)problem->n_patches + 1) * sizeof *d->agreed);
    if (!d->posts || !d->venues || !d->needs || !d->decisions || !d->agreed)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < problem->n_patches; p++)
        d->agreed[p] = -1;
    problem->posts = d->posts;
    problem->venues = d->venues;
    problem->needs = d->needs;
    problem->decisions = d->decisions;
    problem->n_decisions = 0;
    problem->agreed_venue = d->agreed;
    return 0;
}

/* ---- kept as settings of the plan, until they are taken back ---- */

static bool same_name(const char *a, const char *b) {
    size_t n = strcspn(a, "=");
    return n == strcspn(b, "=") && strncmp(a, b, n) == 0;
}

/* Does one of the new ones stand in its place, or take it back? */
static bool is_over(const char *kept, const struct pp_roster_wishes *wishes, bool many) {
    for (int i = 0; i < wishes->n; i++)
        if (same_name(kept, wishes->texts[i]) &&
            (!many || strcmp(kept, wishes->texts[i]) == 0 || is_as_listed(wishes->texts[i])))
            return true;
    return false;
}

static void key_of(int64_t plan_id, enum pp_roster_wish kind, char key[64]) {
    snprintf(key, 64, "roster.%s.%lld", kinds[kind].name, (long long)plan_id);
}

/* Those kept that no new one takes the place of. */
static int read_kept(struct pp_db *db, int64_t plan_id, const struct pp_roster_request *request,
                     enum pp_roster_wish kind, struct pp_arena *arena,
                     struct pp_roster_wishes *ret_kept, struct pp_error *reterr) {
    const char *value = NULL;
    char key[64];
    key_of(plan_id, kind, key);
    int rc = pp_store_setting_get(db, key, arena, &value, reterr);
    if (rc)
        return rc;
    const char **list = pp_arena_alloc(arena, (strlen(value ? value : "") + 2) * sizeof *list);
    char *rest = value ? pp_arena_strdup(arena, value) : NULL;
    int n = 0;
    if (!list || (value && !rest))
        return pp_fail_nomem(reterr);
    for (char *item; (item = strsep(&rest, "\n"));)
        if (strchr(item, '=') && !is_over(item, &request->wishes[kind], kinds[kind].many))
            list[n++] = item;
    *ret_kept = (struct pp_roster_wishes){list, n};
    return 0;
}

static int keep_list(struct pp_db *db, int64_t plan_id, const struct pp_roster_request *request,
                     enum pp_roster_wish kind, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_roster_wishes lists[2] = {{NULL, 0}, request->wishes[kind]};
    char key[64];
    int rc = read_kept(db, plan_id, request, kind, &arena, &lists[0], reterr);
    if (rc)
        return rc;
    for (int l = 0; l < 2; l++)
        for (int i = 0; i < lists[l].n; i++)
            if (!is_as_listed(lists[l].texts[i]))
                pp_str_appendf(&text, "%s%s", text.len ? "\n" : "", lists[l].texts[i]);
    if (text.failed)
        return pp_fail_nomem(reterr);
    key_of(plan_id, kind, key);
    return pp_store_setting_set(db, key, text.len ? pp_str_text(&text) : NULL, reterr);
}

int pp_roster_wishes_keep(struct pp_db *db, int64_t plan_id,
                          const struct pp_roster_request *request, struct pp_error *reterr) {
    int rc = 0;
    for (int kind = 0; !rc && kind < PP_N_ROSTER_WISHES; kind++)
        rc = keep_list(db, plan_id, request, (enum pp_roster_wish)kind, reterr);
    return rc;
}

/* One kept whose officer, patch or venue is no longer in the file has nothing to say. */
static int decide_again(struct deciding *d, enum pp_roster_wish kind,
                        const struct pp_roster_wishes *kept, struct pp_error *reterr) {
    int rc = 0;
    for (int i = 0; !rc && i < kept->n; i++) {
        struct pp_error gone = {0};
        rc = decide_one(d, kind, kept->texts[i], &gone);
        if (rc == PP_E_NOTFOUND || rc == PP_E_USAGE)
            rc = 0;
        else if (rc && reterr)
            *reterr = gone;
    }
    return rc;
}

int pp_roster_wishes_apply(struct pp_db *db, int64_t plan_id,
                           const struct pp_roster_request *request,
                           struct pp_roster_problem *problem, struct pp_error *reterr) {
    struct pp_roster_wishes kept[PP_N_ROSTER_WISHES];
    struct deciding deciding = {.problem = problem};
    int rc = 0, n_texts = 0;
    for (int kind = 0; !rc && kind < PP_N_ROSTER_WISHES; kind++) {
        rc = read_kept(db, plan_id, request, (enum pp_roster_wish)kind, &problem->arena,
                       &kept[kind], reterr);
        n_texts += rc ? 0 : kept[kind].n + request->wishes[kind].n;
    }
    if (rc || n_texts == 0)
        return rc;
    rc = begin(&deciding, n_texts, reterr);
    for (int kind = 0; !rc && kind < PP_N_ROSTER_WISHES; kind++) {
        rc = decide_again(&deciding, (enum pp_roster_wish)kind, &kept[kind], reterr);
        for (int i = 0; !rc && i < request->wishes[kind].n; i++)
            rc = decide_one(&deciding, (enum pp_roster_wish)kind, request->wishes[kind].texts[i],
                            reterr);
    }
    return rc;
}
