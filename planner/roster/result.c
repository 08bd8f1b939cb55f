/* A roster's rows: lists that grow, with all texts in one arena, and what is read from them. */
#include "patchplan/roster/result.h"

#include <string.h>

#include "patchplan/core/alloc.h"

void pp_roster_done(struct pp_roster *roster) {
    pp_arena_done(&roster->arena);
    memset(roster, 0, sizeof *roster);
}

/* Room for one more of n rows; the outgrown array stays in the arena until the end. */
static void *grown(struct pp_arena *arena, void *rows, int n, int *cap, size_t size) {
    if (n < *cap)
        return rows;
    int more = n < 8 ? 16 : 2 * n;
    void *bigger = pp_arena_alloc(arena, (size_t)more * size);
    if (!bigger)
        return NULL;
    if (n > 0)
        memcpy(bigger, rows, (size_t)n * size);
    *cap = more;
    return bigger;
}

/* Texts and lists of a row are copied before the row counts, so that a failure leaves the roster as it was. */
static bool keep_text(struct pp_arena *arena, const char **text) {
    if (!*text)
        return true;
    *text = pp_arena_strdup(arena, *text);
    return *text != NULL;
}

static bool keep_list(struct pp_arena *arena, const int **list, int n) {
    if (n == 0) {
        *list = NULL;
        return true;
    }
    int *copy = pp_arena_alloc(arena, (size_t)n * sizeof *copy);
    if (!copy)
        return false;
    memcpy(copy, *list, (size_t)n * sizeof *copy);
    *list = copy;
    return true;
}

/* `kept` says whether what the row points to is in the arena already. */
#define ADD_ROW(roster, rows, row, kept)                                                   \
    do {                                                                                   \
        void *room_ = (kept) ? grown(&(roster)->arena, (roster)->rows, (roster)->n_##rows, \
                                     &(roster)->cap_##rows, sizeof *(roster)->rows)        \
                             : NULL;                                                       \
        if (!room_)                                                                        \
            return pp_fail_nomem(reterr);                                                  \
        (roster)->rows = room_;                                                            \
        (roster)->rows[(roster)->n_##rows++] = (row);                                      \
        return 0;                                                                          \
    } while (0)

int pp_roster_add_lead(struct pp_roster *roster, const struct pp_lead *lead,
                       struct pp_error *reterr) {
    ADD_ROW(roster, leads, *lead, true);
}

int pp_roster_add_buddy(struct pp_roster *roster, const struct pp_buddy *buddy,
                        struct pp_error *reterr) {
    ADD_ROW(roster, buddies, *buddy, true);
}

int pp_roster_add_cover(struct pp_roster *roster, const struct pp_cover *cover,
                        struct pp_error *reterr) {
    struct pp_cover row = *cover;
    ADD_ROW(roster, covers, row, keep_text(&roster->arena, &row.reason));
}

int pp_roster_add_session(struct pp_roster *roster, const struct pp_session *session,
                          struct pp_error *reterr) {
    struct pp_session row = *session;
    struct pp_arena *arena = &roster->arena;
    ADD_ROW(roster, sessions, row,
            keep_text(arena, &row.series) && keep_text(arena, &row.uid) &&
                keep_list(arena, &row.posts, row.n_posts) &&
                keep_list(arena, &row.patches, row.n_patches));
}

int pp_roster_add_visit(struct pp_roster *roster, const struct pp_visit_row *visit,
                        struct pp_error *reterr) {
    ADD_ROW(roster, visits, *visit, true);
}

int pp_roster_add_hours(struct pp_roster *roster, const struct pp_hours *hours,
                        struct pp_error *reterr) {
    ADD_ROW(roster, hours, *hours, true);
}

int pp_roster_add_role(struct pp_roster *roster, const struct pp_role_hours *role,
                       struct pp_error *reterr) {
    struct pp_role_hours row = *role;
    ADD_ROW(roster, roles, row, keep_text(&roster->arena, &row.role));
}

int pp_roster_add_breach(struct pp_roster *roster, const struct pp_breach *breach,
                         struct pp_error *reterr) {
    struct pp_breach row = *breach;
    struct pp_arena *arena = &roster->arena;
    ADD_ROW(roster, breaches, row, keep_text(arena, &row.text) && keep_text(arena, &row.fix));
}

int pp_roster_add_level(struct pp_roster *roster, const struct pp_level_value *level,
                        struct pp_error *reterr) {
    struct pp_level_value row = *level;
    ADD_ROW(roster, levels, row, keep_text(&roster->arena, &row.model));
}

int pp_roster_add_measures(struct pp_roster *roster, const struct pp_team_measures *measures,
                           struct pp_error *reterr) {
    ADD_ROW(roster, measures, *measures, true);
}

int pp_roster_add_change(struct pp_roster *roster, const struct pp_change *change,
                         struct pp_error *reterr) {
    struct pp_change row = *change;
    struct pp_arena *arena = &roster->arena;
    ADD_ROW(roster, changes, row,
            keep_text(arena, &row.what) && keep_text(arena, &row.series) &&
                keep_text(arena, &row.who) && keep_text(arena, &row.instead) &&
                keep_text(arena, &row.text));
}

/* Rows of one kind, one after the other. */
#define APPEND_ROWS(rows, add)                             \
    for (int i_ = 0; rc == 0 && i_ < from->n_##rows; i_++) \
    rc = add(roster, &from->rows[i_], reterr)

int pp_roster_append(struct pp_roster *roster, const struct pp_roster *from,
                     struct pp_error *reterr) {
    int rc = 0;
    APPEND_ROWS(leads, pp_roster_add_lead);
    APPEND_ROWS(buddies, pp_roster_add_buddy);
    APPEND_ROWS(covers, pp_roster_add_cover);
    APPEND_ROWS(sessions, pp_roster_add_session);
    APPEND_ROWS(visits, pp_roster_add_visit);
    APPEND_ROWS(hours, pp_roster_add_hours);
    APPEND_ROWS(roles, pp_roster_add_role);
    APPEND_ROWS(breaches, pp_roster_add_breach);
    APPEND_ROWS(levels, pp_roster_add_level);
    APPEND_ROWS(measures, pp_roster_add_measures);
    APPEND_ROWS(changes, pp_roster_add_change);
    return rc;
}

struct pp_breach pp_breach_of(enum pp_rule rule, const char *text) {
    return (struct pp_breach){.rule = rule,
                              .team_ix = -1,
                              .patch_ix = -1,
                              .post_ix = -1,
                              .venue_ix = -1,
                              .day = PP_PAST_DAY,
                              .half = -1,
                              .text = text};
}

int pp_roster_leads_on(const struct pp_roster *roster, int patch_ix, pp_day day,
                       int ret_post_ix[2]) {
    int n = 0;
    for (int i = 0; i < roster->n_leads && n < 2; i++) {
        const struct pp_lead *lead = &roster->leads[i];
        if (lead->patch_ix == patch_ix && lead->post_ix >= 0 && lead->first_day <= day &&
            day <= lead->last_day && !(n == 1 && ret_post_ix[0] == lead->post_ix))
            ret_post_ix[n++] = lead->post_ix;
    }
    return n;
}

bool pp_roster_leads_any(const struct pp_roster *roster, int post_ix) {
    for (int i = 0; i < roster->n_leads; i++)
        if (roster->leads[i].post_ix == post_ix)
            return true;
    return false;
}

double pp_hours_needed(const struct pp_hours *hours) {
    return hours->visits + hours->dropins + hours->taras + hours->activities + hours->travel +
           hours->standing_in;
}

bool pp_hours_are_over(const struct pp_hours *hours) {
    return pp_hours_needed(hours) > hours->available + 0.5;
}
