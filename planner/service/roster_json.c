/* A roster as one JSON document: what other programs and the outside checker read. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/service/roster.h"

struct writer {
    const struct pp_roster_problem *problem;
    const struct pp_roster *roster;
    bool failed;
};

static void put(struct writer *w, struct pp_json *object, const char *key, struct pp_json *value) {
    w->failed = pp_json_set(object, key, value) != 0 || w->failed;
}

static void put_text(struct writer *w, struct pp_json *object, const char *key, const char *text) {
    put(w, object, key, pp_json_new_text(text));
}

static struct pp_json *day_json(pp_day day) {
    char text[11];
    pp_day_iso(day, text);
    return pp_json_new_text(day == PP_PAST_DAY || day == PP_FAR_DAY ? NULL : text);
}

static const char *half_name(int half) {
    return half >= 0 && half < PP_N_HALVES ? pp_half_name((enum pp_half)half) : NULL;
}

static const char *patch_name(const struct writer *w, int ix) {
    return ix >= 0 ? w->problem->patches[ix].name : NULL;
}
static const char *officer_id(const struct writer *w, int ix) {
    return ix >= 0 ? w->problem->posts[ix].officer_id : NULL;
}
static const char *team_name(const struct writer *w, int ix) {
    return ix >= 0 ? w->problem->team_names[ix] : NULL;
}
static const char *venue_id(const struct writer *w, int ix) {
    return ix >= 0 ? w->problem->venues[ix].venue_id : NULL;
}

/* ---- rows ---- */

static void lead_row(struct writer *w, struct pp_json *row, int i) {
    const struct pp_lead *lead = &w->roster->leads[i];
    put_text(w, row, "patch", patch_name(w, lead->patch_ix));
    put_text(w, row, "officer_id", officer_id(w, lead->post_ix));
    put(w, row, "vacant",
        pp_json_new_bool(lead->post_ix < 0 || !*w->problem->posts[lead->post_ix].name));
    put_text(w, row, "role", lead->shares ? "share" : "lead");
    put(w, row, "share", pp_json_new_real(lead->share_milli / 1000.0));
    put(w, row, "from", day_json(lead->first_day));
    put(w, row, "to", day_json(lead->last_day));
    put(w, row, "pinned", pp_json_new_bool(lead->pinned));
    put(w, row, "lent", pp_json_new_bool(lead->lent));
}

static void buddy_row(struct writer *w, struct pp_json *row, int i) {
    put_text(w, row, "patch", patch_name(w, w->roster->buddies[i].patch_ix));
    put_text(w, row, "officer_id", officer_id(w, w->roster->buddies[i].post_ix));
}

static void cover_row(struct writer *w, struct pp_json *row, int i) {
    const struct pp_cover *cover = &w->roster->covers[i];
    put(w, row, "date", day_json(cover->day));
    put_text(w, row, "half_day", half_name(cover->half));
    put_text(w, row, "patch", patch_name(w, cover->patch_ix));
    put_text(w, row, "absent_officer_id", officer_id(w, cover->absent_post_ix));
    put_text(w, row, "cover_officer_id", officer_id(w, cover->cover_post_ix));
    put_text(w, row, "reason", cover->reason);
}

static void clock_text(struct writer *w, struct pp_json *row, const char *key, int minute) {
    char text[16];
    snprintf(text, sizeof text, "%02d:%02d", minute / 60 % 24, minute % 60);
    put_text(w, row, key, text);
}

static void session_row(struct writer *w, struct pp_json *row, int i) {
    const struct pp_session *session = &w->roster->sessions[i];
    struct pp_json *officers = pp_json_new_array(), *patches = pp_json_new_array();
    for (int k = 0; k < session->n_posts; k++)
        w->failed |=
            pp_json_push(officers, pp_json_new_text(officer_id(w, session->posts[k]))) != 0;
    for (int k = 0; k < session->n_patches; k++)
        w->failed |=
            pp_json_push(patches, pp_json_new_text(patch_name(w, session->patches[k]))) != 0;
    put(w, row, "session_id", pp_json_new_int(session->session_id));
    put_text(w, row, "kind", session->kind == PP_SESSION_TARA ? "tara" : "drop-in");
    put_text(w, row, "series", session->series);
    put(w, row, "date", day_json(session->day));
    put_text(w, row, "half_day", half_name((int)session->half));
    clock_text(w, row, "start", session->from_min);
    clock_text(w, row, "end", session->to_min);
    put_text(w, row, "venue_id", venue_id(w, session->venue_ix));
    put_text(w, row, "team", team_name(w, session->team_ix));
    put(w, row, "officers", officers);
    put(w, row, "patches", patches);
    put_text(w, row, "status", pp_session_status_names[session->status]);
    put(w, row, "was", day_json(session->was_day));
    put(w, row, "pinned", pp_json_new_bool(session->pinned));
}

static void hours_row(struct writer *w, struct pp_json *row, int i) {
    const struct pp_hours *hours = &w->roster->hours[i];
    put_text(w, row, "officer_id", officer_id(w, hours->post_ix));
    put(w, row, "minutes_available", pp_json_new_real(hours->available));
    put(w, row, "minutes_needed", pp_json_new_real(pp_hours_needed(hours)));
    put(w, row, "visits", pp_json_new_real(hours->visits));
    put(w, row, "dropins", pp_json_new_real(hours->dropins));
    put(w, row, "taras", pp_json_new_real(hours->taras));
    put(w, row, "activities", pp_json_new_real(hours->activities));
    put(w, row, "travel", pp_json_new_real(hours->travel));
    put(w, row, "standing_in", pp_json_new_real(hours->standing_in));
}

static void role_row(struct writer *w, struct pp_json *row, int i) {
    put_text(w, row, "role", w->roster->roles[i].role);
    put(w, row, "minutes_a_year", pp_json_new_real(w->roster->roles[i].minutes_a_year));
    put(w, row, "fte", pp_json_new_real(w->roster->roles[i].fte));
}

static void level_row(struct writer *w, struct pp_json *row, int i) {
    const struct pp_level_value *level = &w->roster->levels[i];
    bool known = isfinite(level->bound);
    double off = known ? level->value - level->bound : NAN;
    double scale = fabs(level->bound) > 1e-9 ? fabs(level->bound) : NAN;
    put_text(w, row, "team", team_name(w, level->team_ix));
    put_text(w, row, "model", level->model);
    put(w, row, "level", pp_json_new_int(level->level));
    put(w, row, "value", pp_json_new_real(level->value));
    put(w, row, "bound", pp_json_new_real(level->bound));
    put(w, row, "gap", pp_json_new_real(!known ? NAN : fabs(off) < 1e-9 ? 0 : off / scale));
    put(w, row, "proven", pp_json_new_bool(level->proven));
    put(w, row, "seconds", pp_json_new_real(level->seconds));
}

static void measures_row(struct writer *w, struct pp_json *row, int i) {
    const struct pp_team_measures *m = &w->roster->measures[i];
    double homes = m->n_homes > 0 ? (double)m->n_homes : NAN;
    put_text(w, row, "team", team_name(w, m->team_ix));
    put(w, row, "least_per_fte", pp_json_new_real(m->least_per_fte));
    put(w, row, "most_per_fte", pp_json_new_real(m->most_per_fte));
    put(w, row, "spread_per_fte", pp_json_new_real(m->spread_per_fte));
    put(w, row, "share_inside", pp_json_new_real(m->share_inside));
    put(w, row, "homes", pp_json_new_int(m->n_homes));
    put(w, row, "homes_keeping_officer", pp_json_new_int(m->n_keeping_officer));
    put(w, row, "share_in_reach", pp_json_new_real((double)m->n_in_reach / homes));
    put(w, row, "share_in_reach_own", pp_json_new_real((double)m->n_in_reach_own / homes));
    put_text(w, row, "worst_ward",
             m->worst_ward_ix >= 0 ? w->problem->ward_names[m->worst_ward_ix] : NULL);
    put(w, row, "worst_ward_share", pp_json_new_real(m->worst_ward_share));
    put(w, row, "travel_km_of_officer", pp_json_new_real(m->travel_km_of_officer));
    put(w, row, "evenings", pp_json_new_int(m->n_evenings));
    put(w, row, "evenings_most", pp_json_new_int(m->evenings_most));
    put(w, row, "evenings_least", pp_json_new_int(m->evenings_least));
    put(w, row, "visits_outside", pp_json_new_int(m->n_visits_outside));
    put(w, row, "overdue", pp_json_new_int(m->n_overdue));
    put(w, row, "overdue_weeks", pp_json_new_int(m->overdue_weeks));
    put(w, row, "peak_over_mean", pp_json_new_real(m->peak_over_mean));
    put(w, row, "sessions", pp_json_new_int(m->n_sessions));
    put(w, row, "changed_after_publication", pp_json_new_int(m->n_changed_after_publication));
    put(w, row, "hire_pounds", pp_json_new_real(m->hire_pounds));
}

/* The first of the commands, and all of them. */
static void put_fixes(struct writer *w, struct pp_json *row, const char *fix) {
    struct pp_json *list = pp_json_new_array();
    PP_AUTO_STR struct pp_str command = {0};
    for (const char *at = fix; at && *at;) {
        size_t length = strcspn(at, "\n");
        pp_str_clear(&command);
        pp_str_appendf(&command, "%.*s", (int)length, at);
        if (at == fix)
            put_text(w, row, "fix", pp_str_text(&command));
        w->failed = pp_json_push(list, pp_json_new_text(pp_str_text(&command))) != 0 || w->failed;
        at += length + (at[length] != '\0');
    }
    if (!fix)
        put_text(w, row, "fix", NULL);
    put(w, row, "fixes", list);
    w->failed = w->failed || command.failed;
}

static void breach_row(struct writer *w, struct pp_json *row, int i) {
    const struct pp_breach *breach = &w->roster->breaches[i];
    put_text(w, row, "rule", pp_rule_kind(breach->rule)->code);
    put(w, row, "broken", pp_json_new_bool(breach->broken));
    put_text(w, row, "team", team_name(w, breach->team_ix));
    put_text(w, row, "patch", patch_name(w, breach->patch_ix));
    put_text(w, row, "officer_id", officer_id(w, breach->post_ix));
    put_text(w, row, "venue_id", venue_id(w, breach->venue_ix));
    put(w, row, "date", day_json(breach->day));
    put_text(w, row, "half_day", half_name(breach->half));
    put(w, row, "homes", pp_json_new_int(breach->n_homes));
    put_text(w, row, "text", breach->text);
    put_fixes(w, row, breach->fix);
}

static void pin_row(struct writer *w, struct pp_json *row, int i) {
    put_text(w, row, "patch", patch_name(w, w->problem->pins[i].patch_ix));
    put_text(w, row, "officer_id", officer_id(w, w->problem->pins[i].post_ix));
}

static void decision_row(struct writer *w, struct pp_json *row, int i) {
    put_text(w, row, "kind", w->problem->decisions[i].kind);
    put_text(w, row, "what", w->problem->decisions[i].text);
}

static void change_row(struct writer *w, struct pp_json *row, int i) {
    const struct pp_change *change = &w->roster->changes[i];
    put_text(w, row, "what", change->what);
    put_text(w, row, "patch", patch_name(w, change->patch_ix));
    put_text(w, row, "old_officer_id", officer_id(w, change->old_post_ix));
    put_text(w, row, "new_officer_id", officer_id(w, change->new_post_ix));
    put(w, row, "session_id",
        change->session_id > 0 ? pp_json_new_int(change->session_id) : pp_json_new_text(NULL));
    put(w, row, "homes", pp_json_new_int(change->n_homes));
    put(w, row, "from", day_json(change->first_day));
    put(w, row, "to", day_json(change->last_day));
    put_text(w, row, "text", change->text);
}

typedef void (*put_row)(struct writer *w, struct pp_json *row, int i);

static void put_rows(struct writer *w, struct pp_json *json, const char *key, put_row row, int from,
                     int n) {
    struct pp_json *list = pp_json_new_array();
    for (int i = from; i < n; i++) {
        struct pp_json *object = pp_json_new_object();
        row(w, object, i);
        w->failed = pp_json_push(list, object) != 0 || w->failed;
    }
    put(w, json, key, list);
}

/* ---- visits: counts by week, never by home ---- */

static int by_week(const void *a, const void *b) {
    const struct pp_visit_row *x = *(const struct pp_visit_row *const *)a;
    const struct pp_visit_row *y = *(const struct pp_visit_row *const *)b;
    if (x->week_start != y->week_start)
        return x->week_start < y->week_start ? -1 : 1;
    return (x->patch_ix > y->patch_ix) - (x->patch_ix < y->patch_ix);
}

static void put_week(struct writer *w, struct pp_json *list, const struct pp_visit_row *const *rows,
                     int n) {
    struct pp_json *row = pp_json_new_object();
    int n_two = 0, n_offered = 0;
    for (int i = 0; i < n; i++) {
        n_two += rows[i]->two_officers;
        n_offered += rows[i]->state == PP_VISIT_OFFERED || rows[i]->state == PP_VISIT_BOOKED;
    }
    put(w, row, "week_start", day_json(rows[0]->week_start));
    put_text(w, row, "patch", patch_name(w, rows[0]->patch_ix));
    put(w, row, "visits", pp_json_new_int(n));
    put(w, row, "two_officers", pp_json_new_int(n_two));
    put(w, row, "offered", pp_json_new_int(n_offered));
    w->failed = pp_json_push(list, row) != 0 || w->failed;
}

static void put_weeks(struct writer *w, struct pp_json *json) {
    int n = w->roster->n_visits;
    struct pp_json *list = pp_json_new_array();
    PP_AUTO_FREE const struct pp_visit_row **rows = pp_alloc_array((size_t)n + 1, sizeof *rows);
    w->failed = w->failed || !rows;
    for (int i = 0; rows && i < n; i++)
        rows[i] = &w->roster->visits[i];
    if (rows)
        qsort(rows, (size_t)n, sizeof *rows, by_week);
    for (int i = 0, end; rows && i < n; i = end) {
        for (end = i; end < n && by_week(&rows[i], &rows[end]) == 0;)
            end++;
        put_week(w, list, &rows[i], end - i);
    }
    put(w, json, "visits_by_week", list);
}

struct pp_json *pp_service_roster_json(const struct pp_roster_in_hand *in_hand) {
    struct writer w = {.problem = &in_hand->problem, .roster = &in_hand->roster};
    const struct pp_roster *roster = &in_hand->roster;
    const struct pp_calendar *calendar = &in_hand->problem.calendar;
    struct pp_json *json = pp_json_new_object();
    put_text(&w, json, "plan", in_hand->problem.plan_name);
    put(&w, json, "from", day_json(calendar->first_day));
    put(&w, json, "weeks", pp_json_new_int(calendar->n_weeks));
    put(&w, json, "anchor", day_json(calendar->anchor));
    put_text(&w, json, "outcome", pp_outcome_name(roster->outcome));
    put_rows(&w, json, "caseload", lead_row, 0, roster->n_leads);
    put_rows(&w, json, "buddies", buddy_row, 0, roster->n_buddies);
    put_rows(&w, json, "cover", cover_row, 0, roster->n_covers);
    put_rows(&w, json, "sessions", session_row, 0, roster->n_sessions);
    put_weeks(&w, json);
    put_rows(&w, json, "hours", hours_row, 0, roster->n_hours);
    put_rows(&w, json, "roles", role_row, 0, roster->n_roles);
    put_rows(&w, json, "levels", level_row, 0, roster->n_levels);
    put_rows(&w, json, "measures", measures_row, 0, roster->n_measures);
    put_rows(&w, json, "breaches", breach_row, 0, roster->n_breaches);
    put_rows(&w, json, "changes", change_row, roster->n_old_changes, roster->n_changes);
    put_rows(&w, json, "pins", pin_row, 0, in_hand->problem.n_pins);
    put_rows(&w, json, "decisions", decision_row, 0, in_hand->problem.n_decisions);
    if (!w.failed)
        return json;
    pp_json_done(json);
    return NULL;
}
