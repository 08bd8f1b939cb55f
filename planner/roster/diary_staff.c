/* Staff for a session on a half-day. */
#include <stdlib.h>

#include "patchplan/roster/practice.h"
#include "planner/roster/diary_parts.h"

static bool take(const struct pp_diary *diary, const struct diary_seat *seat,
                 struct diary_staff *staff, int post_ix) {
    if (staff->n >= staff->most || pp_is_among(post_ix, staff->posts, staff->n) ||
        !diary_free_for(diary, post_ix, seat->day, seat->half, seat->early, seat->session_ix))
        return false;
    staff->posts[staff->n++] = post_ix;
    return true;
}

/* Someone for a patch whose named officer is not among the staff: another named officer, else the buddy. */
static void take_for_patch(const struct pp_diary *diary, const struct diary_seat *seat,
                           struct diary_staff *staff, int patch_ix, bool room) {
    const struct pp_roster *leads = diary->with_leads;
    int named[2];
    int n = pp_roster_leads_on(leads, patch_ix, seat->day, named);
    for (int i = 0; i < n; i++)
        if (pp_is_among(named[i], staff->posts, staff->n))
            return;
    for (int i = 0; i < n && room; i++)
        if (take(diary, seat, staff, named[i]))
            return;
    staff->n_lost++;
    for (int i = 0; i < leads->n_buddies && room; i++)
        if (leads->buddies[i].patch_ix == patch_ix &&
            take(diary, seat, staff, leads->buddies[i].post_ix))
            return;
}

static int helper_rank(const struct pp_diary *diary, int post_ix) {
    const struct pp_post *post = &diary->problem->posts[post_ix];
    if (post->team_ix != diary->team_ix || !post->name[0])
        return -1;
    if (post->role == PP_ROLE_COVER || post->role == PP_ROLE_AGENCY)
        return 0;
    return post->role == PP_ROLE_OFFICER ? 1 : 2;
}

/* Relief and agency, then officers, then leaders; fewest sessions in those two weeks; by number. */
static bool take_helper(const struct pp_diary *diary, const struct diary_seat *seat,
                        struct diary_staff *staff) {
    int best = -1, best_rank = 0, best_n = 0;
    for (int p = 0; p < diary->problem->n_posts; p++) {
        int rank = helper_rank(diary, p);
        if (rank < 0 || pp_is_among(p, staff->posts, staff->n) || (best >= 0 && rank > best_rank) ||
            !diary_free_for(diary, p, seat->day, seat->half, seat->early, seat->session_ix))
            continue;
        int n = diary_sessions_near(diary, p, seat->day);
        if (best < 0 || rank < best_rank || n < best_n) {
            best = p;
            best_rank = rank;
            best_n = n;
        }
    }
    return best >= 0 && take(diary, seat, staff, best);
}

bool diary_find_staff(const struct pp_diary *diary, const struct diary_seat *seat,
                      struct diary_staff *staff) {
    const struct pp_session *session = &diary->roster->sessions[seat->session_ix];
    int desks = session->venue_ix >= 0 ? diary->problem->venues[session->venue_ix].desks : 0;
    int wanted = session->n_posts > PP_LEAST_STAFF ? session->n_posts : PP_LEAST_STAFF;
    *staff = (struct diary_staff){.most = desks < DIARY_MOST_STAFF ? desks : DIARY_MOST_STAFF};
    for (int i = 0; i < session->n_posts; i++)
        (void)take(diary, seat, staff, session->posts[i]);
    for (int i = 0; i < session->n_patches; i++)
        take_for_patch(diary, seat, staff, session->patches[i], staff->n < wanted);
    while (staff->n < PP_LEAST_STAFF && take_helper(diary, seat, staff))
        ;
    return staff->n >= PP_LEAST_STAFF;
}

static int by_number(const void *a, const void *b) {
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

int diary_put_staff(struct pp_diary *diary, struct pp_session *session,
                    const struct diary_staff *staff, struct pp_error *reterr) {
    int *posts = pp_arena_alloc(&diary->roster->arena, (size_t)(staff->n + 1) * sizeof *posts);
    if (!posts)
        return pp_fail(reterr, PP_E_NOMEM, "Memory ran out while drop-ins were given staff");
    for (int i = 0; i < staff->n; i++)
        posts[i] = staff->posts[i];
    qsort(posts, (size_t)staff->n, sizeof *posts, by_number);
    session->posts = posts;
    session->n_posts = staff->n;
    return 0;
}

static struct pp_diary diary_of(const struct pp_roster_problem *problem, struct pp_roster *roster,
                                int session_ix) {
    return (struct pp_diary){.problem = problem,
                             .with_leads = roster,
                             .roster = roster,
                             .team_ix = roster->sessions[session_ix].team_ix,
                             .away_post_ix = -1};
}

bool pp_session_free_for(const struct pp_roster_problem *problem, struct pp_roster *roster,
                         int post_ix, int session_ix, pp_day day, enum pp_half half) {
    const struct pp_diary diary = diary_of(problem, roster, session_ix);
    return pp_diary_free(&diary, post_ix, day, half, session_ix);
}

int pp_session_staff(const struct pp_roster_problem *problem, struct pp_roster *roster,
                     int session_ix, bool *ret_enough, struct pp_error *reterr) {
    struct pp_diary diary = diary_of(problem, roster, session_ix);
    struct pp_session *session = &roster->sessions[session_ix];
    struct diary_staff staff;
    const struct diary_seat seat = {.session_ix = session_ix,
                                    .day = session->day,
                                    .half = session->half,
                                    .early = diary_starts_early(session)};
    *ret_enough = diary_find_staff(&diary, &seat, &staff);
    return *ret_enough ? diary_put_staff(&diary, session, &staff, reterr) : 0;
}
