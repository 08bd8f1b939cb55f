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
    posts[post_ix].lent = posts[post_ix].team_ix != team_ix; /* to their own team: back again */
    posts[post_ix].team_ix = team_ix;
    return 0;
}

static const char as_listed[] =
    "as-listed"; /* V02=as-listed: none of the half-days opened before */

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
    if (rc || strcmp(when, as_listed) == 0)
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

/* ---- kept as settings of the plan, until they are taken back ---- */

static const char *const kept_names[] = {"lend", "venue-open"};

static bool same_name(const char *a, const char *b) {
    size_t n = strcspn(a, "=");
    return n == strcspn(b, "=") && strncmp(a, b, n) == 0;
}

/* Does one of the new wishes speak of the same officer, or give a venue's list back? */
static bool is_over(const char *kept, const struct pp_roster_request *request, bool venues) {
    const char *const *list = venues ? request->venue_opens : request->lends;
    int n = venues ? request->n_venue_opens : request->n_lends;
    for (int i = 0; i < n; i++)
        if (same_name(kept, list[i]) && (!venues || strcmp(kept, list[i]) == 0 ||
                                         strcmp(strchr(list[i], '=') + 1, as_listed) == 0))
            return true;
    return false;
}

/* Those kept that no new wish takes the place of. */
static int read_kept(struct pp_db *db, int64_t plan_id, const struct pp_roster_request *request,
                     bool venues, struct pp_arena *arena, const char ***ret_list, int *ret_n,
                     struct pp_error *reterr) {
    const char *value = NULL;
    char key[64];
    snprintf(key, sizeof key, "roster.%s.%lld", kept_names[venues], (long long)plan_id);
    int rc = pp_store_setting_get(db, key, arena, &value, reterr);
    if (rc)
        return rc;
    const char **list = pp_arena_alloc(arena, (strlen(value ? value : "") + 2) * sizeof *list);
    char *rest = value ? pp_arena_strdup(arena, value) : NULL;
    int n = 0;
    if (!list || (value && !rest))
        return pp_fail_nomem(reterr);
    for (char *item; (item = strsep(&rest, "\n"));)
        if (strchr(item, '=') && !is_over(item, request, venues))
            list[n++] = item;
    *ret_list = list;
    *ret_n = n;
    return 0;
}

static int keep_list(struct pp_db *db, int64_t plan_id, const struct pp_roster_request *request,
                     bool venues, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str text = {0}, key = {0};
    const char **kept = NULL;
    const char *const *list = venues ? request->venue_opens : request->lends;
    int n_kept = 0, n = venues ? request->n_venue_opens : request->n_lends;
    int rc = read_kept(db, plan_id, request, venues, &arena, &kept, &n_kept, reterr);
    if (rc)
        return rc;
    pp_str_appendf(&key, "roster.%s.%lld", kept_names[venues], (long long)plan_id);
    for (int i = 0; i < n_kept; i++)
        pp_str_appendf(&text, "%s%s", text.len ? "\n" : "", kept[i]);
    for (int i = 0; i < n; i++)
        pp_str_appendf(&text, "%s%s", text.len ? "\n" : "", list[i]);
    if (text.failed || key.failed)
        return pp_fail_nomem(reterr);
    return pp_store_setting_set(db, pp_str_text(&key), text.len ? pp_str_text(&text) : NULL,
                                reterr);
}

int pp_roster_wishes_keep(struct pp_db *db, int64_t plan_id,
                          const struct pp_roster_request *request, struct pp_error *reterr) {
    int rc = keep_list(db, plan_id, request, false, reterr);
    return rc ? rc : keep_list(db, plan_id, request, true, reterr);
}

/* One whose officer or venue is no longer in the file has nothing to say. */
static int apply_one(const char *const *wish, bool venue, struct pp_roster_problem *problem,
                     struct pp_error *reterr) {
    const struct pp_roster_request one = {
        .lends = wish, .n_lends = !venue, .venue_opens = wish, .n_venue_opens = venue};
    int rc = pp_roster_wishes_apply(&one, problem, reterr);
    return rc == PP_E_NOTFOUND || rc == PP_E_USAGE ? 0 : rc;
}

int pp_roster_wishes_again(struct pp_db *db, int64_t plan_id,
                           const struct pp_roster_request *request,
                           struct pp_roster_problem *problem, struct pp_error *reterr) {
    int rc = 0;
    for (int venues = 0; !rc && venues <= 1; venues++) {
        const char **kept = NULL;
        int n = 0;
        rc = read_kept(db, plan_id, request, venues, &problem->arena, &kept, &n, reterr);
        for (int i = 0; !rc && i < n; i++)
            rc = apply_one(&kept[i], venues, problem, reterr);
    }
    return rc;
}
