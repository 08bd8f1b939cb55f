/* A roster out of the program, and what was modelled held against what was recorded. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/newfile.h"
#include "patchplan/core/text.h"
#include "patchplan/roster/practice.h"
#include "patchplan/publish/roster.h"
#include "planner/service/roster_hand.h"

/* "xlsx" of "-o rota.xlsx", or the format told; "" where neither says. */
static const char *format_of(const struct pp_roster_export *wish) {
    const char *dot = wish->path ? strrchr(wish->path, '.') : NULL;
    const char *slash = wish->path ? strrchr(wish->path, '/') : NULL;
    return wish->format ? wish->format : dot && dot > slash ? dot + 1 : "";
}

/* Into the file, or back to who asked where none is named; takes `text`. */
static int write_text(const char *path, char *text, char **ret_text, struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    PP_AUTO_FREE char *mine = text;
    if (!path) {
        *ret_text = PP_STEAL(mine);
        return 0;
    }
    int rc = pp_newfile_open(path, &file, reterr);
    if (rc)
        return rc;
    if (fputs(mine, file.stream) < 0)
        return pp_fail_system(reterr, errno, "write", path);
    return pp_newfile_commit(&file, reterr);
}

static int export_book(const struct pp_roster_in_hand *in_hand, const struct pp_roster_export *wish,
                       struct pp_error *reterr) {
    const struct pp_roster_problem *problem = &in_hand->problem;
    PP_AUTO_FREE bool *teams = pp_alloc_array((size_t)problem->n_teams + 1, sizeof *teams);
    if (!teams)
        return pp_fail_nomem(reterr);
    memset(teams, 0, ((size_t)problem->n_teams + 1) * sizeof *teams);
    for (int i = 0; i < wish->n_team_names; i++) {
        int team_ix = 0, rc = pp_roster_find_team(problem, wish->team_names[i], &team_ix, reterr);
        if (rc)
            return rc;
        teams[team_ix] = true;
    }
    const struct pp_roster_sheet sheet = {.problem = problem,
                                          .roster = &in_hand->roster,
                                          .teams = wish->n_team_names > 0 ? teams : NULL};
    return pp_publish_roster_book(&sheet, wish->path, reterr);
}

static int fail_format(struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str tables = {0};
    pp_publish_roster_list_tables(&tables);
    return pp_fail(reterr, PP_E_USAGE,
                   "'roster' is written as .xlsx or .json: -o roster.xlsx, or -f json; as CSV "
                   "there are %s",
                   pp_str_text(&tables));
}

static int export_roster(const struct pp_roster_in_hand *in_hand,
                         const struct pp_roster_export *wish, char **ret_text,
                         struct pp_error *reterr) {
    const char *format = format_of(wish);
    if (pp_text_same_nocase(format, "xlsx"))
        return export_book(in_hand, wish, reterr);
    if (wish->n_team_names > 0)
        return pp_fail(reterr, PP_E_USAGE, "--teams is for the spreadsheet: -o roster.xlsx");
    if (!pp_text_same_nocase(format, "json"))
        return fail_format(reterr);
    PP_AUTO_JSON struct pp_json *json = pp_service_roster_json(in_hand);
    PP_AUTO_FREE char *text = json ? pp_json_dump(json, 1) : NULL;
    PP_AUTO_STR struct pp_str lines = {0};
    pp_str_appendf(&lines, "%s\n", text ? text : "");
    if (!text || lines.failed)
        return pp_fail_nomem(reterr);
    return write_text(wish->path, pp_str_take(&lines), ret_text, reterr);
}

static int export_csv(struct pp_db *db, const struct pp_roster_in_hand *in_hand,
                      const struct pp_roster_export *wish, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_roster_sheet sheet = {.problem = &in_hand->problem, .roster = &in_hand->roster};
    const char *format = format_of(wish);
    if ((*format || wish->path) && !pp_text_same_nocase(format, "csv"))
        return pp_fail(reterr, PP_E_USAGE, "'%s' is written as .csv, not as '%s'", wish->kind,
                       wish->path ? wish->path : format);
    int rc = strcmp(wish->kind, "visits") == 0
                 ? pp_store_roster_refs(db, &in_hand->roster, &arena, &sheet.property_refs, reterr)
                 : 0;
    return rc ? rc
              : pp_publish_roster_csv(&sheet, wish->kind, wish->path ? wish->path : "-", reterr);
}

/* ---- calendars ---- */

static int find_ward(const struct pp_roster_problem *problem, const char *wanted,
                     const char **ret_code, struct pp_error *reterr) {
    for (int i = 0; i < problem->n_wards; i++)
        if (pp_text_same_name(problem->ward_codes[i], wanted) ||
            pp_text_same_name(problem->ward_names[i], wanted)) {
            *ret_code = problem->ward_codes[i];
            return 0;
        }
    const char *nearest = pp_text_nearest(wanted, problem->ward_codes, (size_t)problem->n_wards);
    return pp_fail(reterr, PP_E_NOTFOUND, "there is no ward '%.60s'%s%s%s", wanted,
                   nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

/* "officer:T03": whose calendar, by the name that the roster knows. */
static int read_for(const struct pp_roster_problem *problem, const char *text,
                    enum pp_feed_of *ret_of, const char **ret_id, struct pp_error *reterr) {
    static const struct {
        const char *word;
        enum pp_feed_of of;
    } words[] = {{"officer:", PP_FEED_OFFICER},
                 {"patch:", PP_FEED_PATCH},
                 {"ward:", PP_FEED_WARD},
                 {"venue:", PP_FEED_VENUE}};
    int ix = 0, rc = 0;
    *ret_of = PP_FEED_ALL;
    for (size_t i = 0; text && i < sizeof words / sizeof *words; i++)
        if (strncmp(text, words[i].word, strlen(words[i].word)) == 0) {
            *ret_of = words[i].of;
            *ret_id = text + strlen(words[i].word);
        }
    if (!text)
        return 0;
    if (*ret_of == PP_FEED_ALL)
        return pp_fail(reterr, PP_E_USAGE,
                       "--for needs officer:ID, patch:ID, ward:CODE or venue:ID, not '%.60s'",
                       text);
    if (*ret_of == PP_FEED_OFFICER &&
        (rc = pp_roster_find_post(problem, *ret_id, &ix, reterr)) == 0)
        *ret_id = problem->posts[ix].officer_id;
    if (*ret_of == PP_FEED_PATCH && (rc = pp_roster_find_patch(problem, *ret_id, &ix, reterr)) == 0)
        *ret_id = problem->patches[ix].name;
    if (*ret_of == PP_FEED_VENUE && (rc = pp_roster_find_venue(problem, *ret_id, &ix, reterr)) == 0)
        *ret_id = problem->venues[ix].venue_id;
    return *ret_of == PP_FEED_WARD ? find_ward(problem, *ret_id, ret_id, reterr) : rc;
}

static int export_calendar(const struct pp_roster_in_hand *in_hand,
                           const struct pp_roster_export *wish, char **ret_text,
                           struct pp_error *reterr) {
    const struct pp_roster_sheet sheet = {.problem = &in_hand->problem, .roster = &in_hand->roster};
    PP_AUTO_FREE char *text = NULL;
    enum pp_feed_of of = PP_FEED_ALL;
    const char *id = NULL, *format = format_of(wish);
    if ((*format || wish->path) && !pp_text_same_nocase(format, "ics"))
        return pp_fail(reterr, PP_E_USAGE, "'calendar' is written as .ics, not as '%s'",
                       wish->path ? wish->path : format);
    int rc = read_for(&in_hand->problem, wish->for_whom, &of, &id, reterr);
    if (!rc)
        rc = pp_publish_roster_ics(&sheet, of, id, (int64_t)time(NULL), &text, reterr);
    return rc ? rc : write_text(wish->path, PP_STEAL(text), ret_text, reterr);
}

/* ---- all of them ---- */

/* What is written otherwise than as one of the tables of publish, which come after these. */
static const struct kind {
    const char *name;
    int (*write)(const struct pp_roster_in_hand *, const struct pp_roster_export *, char **,
                 struct pp_error *);
} kinds[] = {{"roster", export_roster}, {"calendar", export_calendar}};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

const char *pp_service_roster_export_name(int i) {
    return i >= 0 && i < N_KINDS ? kinds[i].name : pp_publish_roster_table_name(i - N_KINDS);
}

bool pp_service_roster_exports(const char *kind) {
    const char *name = NULL;
    for (int i = 0; (name = pp_service_roster_export_name(i)) != NULL; i++)
        if (strcmp(kind, name) == 0)
            return true;
    return false;
}

int pp_service_roster_export(struct pp_db *db, const struct pp_roster_export *wish, char **ret_text,
                             struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand in_hand = {0};
    if (wish->for_whom && strcmp(wish->kind, "calendar") != 0)
        return pp_fail(reterr, PP_E_USAGE, "--for is for 'calendar'; leave it out of '%s'",
                       wish->kind);
    int rc = pp_service_roster_load(db, wish->plan_name, &in_hand, reterr);
    if (rc)
        return rc;
    for (int i = 0; i < N_KINDS; i++)
        if (strcmp(wish->kind, kinds[i].name) == 0)
            return kinds[i].write(&in_hand, wish, ret_text, reterr);
    return export_csv(db, &in_hand, wish, reterr);
}

/* ---- modelled against recorded ---- */

int pp_service_roster_against(struct pp_db *db, const struct pp_roster_in_hand *in_hand,
                              pp_day since, struct pp_arena *arena,
                              struct pp_against_row **ret_rows, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = &in_hand->problem;
    struct pp_recorded_row *recorded = NULL;
    struct pp_against_row *rows =
        pp_arena_alloc(arena, ((size_t)problem->n_patches + 1) * sizeof *rows);
    if (!rows)
        return pp_fail_nomem(reterr);
    int rc = pp_store_roster_recorded(db, in_hand->plan_id, since, problem->today,
                                      problem->n_patches, arena, &recorded, reterr);
    if (rc)
        return rc;
    double years = (problem->today - since) / 365.25;
    for (int p = 0; p < problem->n_patches; p++) {
        PP_AUTO_STR struct pp_str name = {0};
        int posts[2] = {-1, -1};
        (void)pp_roster_leads_on(&in_hand->roster, p,
                                 problem->today > problem->calendar.first_day
                                     ? problem->today
                                     : problem->calendar.first_day,
                                 posts);
        rows[p] = (struct pp_against_row){
            .patch = problem->patches[p].name,
            .officer = pp_arena_strdup(arena, pp_roster_post_words(problem, posts[0], &name)),
            .homes = problem->patches[p].n_homes,
            .visits_modelled = problem->patches[p].n_homes * in_hand->options.take_up *
                               (problem->today - since) / PP_VISIT_YEAR_DAYS,
            .visits_recorded = recorded[p].n_visits,
            .visit_minutes_modelled = in_hand->options.visit_minutes,
            .visit_minutes_recorded =
                recorded[p].n_timed ? recorded[p].visit_minutes / recorded[p].n_timed : NAN,
            .work_minutes_modelled = problem->work_minutes_of_patch[p] * years,
            .work_minutes_recorded = recorded[p].work_minutes};
        if (!rows[p].officer)
            return pp_fail_nomem(reterr);
    }
    *ret_rows = rows;
    return 0;
}
