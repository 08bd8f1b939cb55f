/* Officers lent to other teams and half-days that venues open beside their list: asked for when a roster is made,
 * kept with the plan. */
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/store/setting.h"
#include "planner/service/roster_hand.h"

/* "NAME=VALUE" in two. */
static int part_pair(const char *text, const char *option, const char *wanted, char ret_name[128],
                     const char **ret_value, struct pp_error *reterr) {
    const char *equals = strchr(text, '=');
    size_t n = equals ? (size_t)(equals - text) : 0;
    if (!n || n >= 128 || !equals[1])
        return pp_fail(reterr, PP_E_USAGE, "--%s needs %s, not '%.80s'", option, wanted, text);
    memcpy(ret_name, text, n);
    ret_name[n] = '\0';
    *ret_value = equals + 1;
    return 0;
}

static int lend(struct pp_roster_problem *problem, struct pp_post *posts, const char *wish,
                struct pp_error *reterr) {
    char officer[128];
    const char *team = NULL;
    int post_ix = 0, team_ix = 0;
    int rc =
        part_pair(wish, "lend", "an officer and the team that borrows them, such as O166=Central",
                  officer, &team, reterr);
    if (!rc)
        rc = pp_roster_find_post(problem, officer, &post_ix, reterr);
    if (!rc)
        rc = pp_roster_find_team(problem, team, &team_ix, reterr);
    if (rc)
        return rc;
    if (posts[post_ix].team_ix == team_ix)
        return pp_fail(reterr, PP_E_USAGE, "officer %s works in %s already: leave --lend %.80s out",
                       posts[post_ix].officer_id, problem->team_names[team_ix], wish);
    posts[post_ix].team_ix = team_ix;
    posts[post_ix].lent = true;
    return 0;
}

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

static int open_venue(const struct pp_roster_problem *problem, struct pp_roster_venue *venues,
                      const char *wish, struct pp_error *reterr) {
    static const int usual[PP_N_HALVES][2] = {{600, 720}, {840, 960}, {1080, 1170}};
    char name[128];
    const char *when = NULL;
    int venue_ix = 0;
    uint64_t bits = 0;
    enum pp_half half = PP_HALF_AM;
    int rc = part_pair(wish, "venue-open", "a venue and a half-day, such as V02=wed-pm", name,
                       &when, reterr);
    if (!rc)
        rc = pp_roster_find_venue(problem, name, &venue_ix, reterr);
    if (rc)
        return rc;
    if (read_half_days(when, &bits, &half) != 0)
        return pp_fail(
            reterr, PP_E_USAGE,
            "--venue-open %.60s: '%.40s' is no half-day; say mon to fri, a dash, and am, "
            "pm or evening, such as wed-pm",
            wish, when);
    struct pp_roster_venue *venue = &venues[venue_ix];
    venue->open |= bits;
    if (venue->from_min[half] < 0) {
        venue->from_min[half] = usual[half][0];
        venue->to_min[half] = usual[half][1];
    }
    return 0;
}

int pp_roster_wishes_apply(const struct pp_roster_request *request,
                           struct pp_roster_problem *problem, struct pp_error *reterr) {
    size_t n_posts = (size_t)problem->n_posts, n_venues = (size_t)problem->n_venues;
    int rc = 0;
    if (request->n_lends + request->n_venue_opens == 0)
        return 0;
    struct pp_post *posts = pp_arena_alloc(&problem->arena, (n_posts + 1) * sizeof *posts);
    struct pp_roster_venue *venues =
        pp_arena_alloc(&problem->arena, (n_venues + 1) * sizeof *venues);
    if (!posts || !venues)
        return pp_fail_nomem(reterr);
    if (n_posts)
        memcpy(posts, problem->posts, n_posts * sizeof *posts);
    if (n_venues)
        memcpy(venues, problem->venues, n_venues * sizeof *venues);
    for (int i = 0; !rc && i < request->n_lends; i++)
        rc = lend(problem, posts, request->lends[i], reterr);
    for (int i = 0; !rc && i < request->n_venue_opens; i++)
        rc = open_venue(problem, venues, request->venue_opens[i], reterr);
    problem->posts = posts;
    problem->venues = venues;
    return rc;
}

/* ---- kept as settings of the plan ---- */

static int keep_list(struct pp_db *db, const char *what, int64_t plan_id, const char *const *list,
                     int n, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0}, key = {0};
    pp_str_appendf(&key, "roster.%s.%lld", what, (long long)plan_id);
    for (int i = 0; i < n; i++)
        pp_str_appendf(&text, "%s%s", i ? "\n" : "", list[i]);
    if (text.failed || key.failed)
        return pp_fail_nomem(reterr);
    return pp_store_setting_set(db, pp_str_text(&key), n ? pp_str_text(&text) : NULL, reterr);
}

int pp_roster_wishes_keep(struct pp_db *db, int64_t plan_id,
                          const struct pp_roster_request *request, struct pp_error *reterr) {
    int rc = keep_list(db, "lend", plan_id, request->lends, request->n_lends, reterr);
    return rc ? rc
              : keep_list(db, "venue-open", plan_id, request->venue_opens, request->n_venue_opens,
                          reterr);
}

static int read_list(struct pp_db *db, const char *what, int64_t plan_id, struct pp_arena *arena,
                     const char *const **ret_list, int *ret_n, struct pp_error *reterr) {
    const char *value = NULL;
    char key[64];
    snprintf(key, sizeof key, "roster.%s.%lld", what, (long long)plan_id);
    int rc = pp_store_setting_get(db, key, arena, &value, reterr);
    if (rc || !value)
        return rc;
    const char **list = pp_arena_alloc(arena, (strlen(value) + 2) * sizeof *list);
    char *rest = pp_arena_strdup(arena, value);
    if (!list || !rest)
        return pp_fail_nomem(reterr);
    for (char *item; (item = strsep(&rest, "\n"));)
        if (*item)
            list[(*ret_n)++] = item;
    *ret_list = list;
    return 0;
}

static int apply_one(const struct pp_roster_request *one, struct pp_roster_problem *problem,
                     struct pp_error *reterr) {
    int rc = pp_roster_wishes_apply(one, problem, reterr);
    return rc == PP_E_NOTFOUND || rc == PP_E_USAGE ? 0 : rc;
}

int pp_roster_wishes_again(struct pp_db *db, int64_t plan_id, struct pp_roster_problem *problem,
                           struct pp_error *reterr) {
    struct pp_roster_request kept = {0};
    int rc = read_list(db, "lend", plan_id, &problem->arena, &kept.lends, &kept.n_lends, reterr);
    if (!rc)
        rc = read_list(db, "venue-open", plan_id, &problem->arena, &kept.venue_opens,
                       &kept.n_venue_opens, reterr);
    /* One whose officer or venue is no longer in the file has nothing to say. */
    for (int i = 0; !rc && i < kept.n_lends; i++)
        rc = apply_one(&(struct pp_roster_request){.lends = &kept.lends[i], .n_lends = 1}, problem,
                       reterr);
    for (int i = 0; !rc && i < kept.n_venue_opens; i++)
        rc = apply_one(
            &(struct pp_roster_request){.venue_opens = &kept.venue_opens[i], .n_venue_opens = 1},
            problem, reterr);
    return rc;
}
