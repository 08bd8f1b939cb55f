#include <string.h>

#include "patchplan/core/text.h"
#include "planner/publish/roster_marks.h"

/* ISO, or an empty cell for a day that was not said or lasts for ever. */
static void cell_day(struct pp_sheet *out, pp_day day) {
    char text[11];
    if (day == PP_PAST_DAY || day == PP_FAR_DAY) {
        pp_sheet_text(out, NULL);
        return;
    }
    pp_day_iso(day, text);
    pp_sheet_text(out, text);
}

static void cell_clock(struct pp_sheet *out, int minute) {
    char text[6];
    pp_clock_iso(minute, text);
    pp_sheet_text(out, minute < 0 ? NULL : text);
}

static void cell_patch(struct pp_sheet *out, const struct pp_roster_problem *problem, int p) {
    pp_sheet_text(out, p >= 0 ? problem->patches[p].name : NULL);
}

static void cell_officer(struct pp_sheet *out, const struct pp_roster_problem *problem, int o) {
    pp_sheet_text(out, o >= 0 ? problem->posts[o].officer_id : NULL);
}

/* ---- who leads ---- */

static int write_lead(struct pp_sheet *out, const struct pp_roster_sheet *sheet, int row,
                      struct pp_error *reterr) {
    const struct pp_lead *lead = &sheet->roster->leads[row];
    const struct pp_roster_patch *patch = &sheet->problem->patches[lead->patch_ix];
    cell_patch(out, sheet->problem, lead->patch_ix);
    cell_officer(out, sheet->problem, lead->post_ix);
    pp_sheet_text(out, lead->shares ? "share" : "lead");
    pp_sheet_milli(out, lead->share_milli);
    pp_sheet_int(out, pp_roster_part(sheet->roster, row, patch->n_homes));
    pp_sheet_milli(out, pp_roster_part(sheet->roster, row, patch->weight_milli));
    cell_day(out, lead->first_day);
    cell_day(out, lead->last_day);
    return pp_sheet_end_row(out, reterr);
}

/* ---- who stands in ---- */

static int write_cover(struct pp_sheet *out, const struct pp_roster_sheet *sheet, int row,
                       struct pp_error *reterr) {
    const struct pp_cover *cover = &sheet->roster->covers[row];
    PP_AUTO_STR struct pp_str reason = {0};
    pp_str_append(&reason, cover->reason);
    if (cover->half >= 0)
        pp_str_appendf(&reason, ", %s", pp_half_name((enum pp_half)cover->half));
    cell_day(out, cover->day);
    cell_patch(out, sheet->problem, cover->patch_ix);
    cell_officer(out, sheet->problem, cover->absent_post_ix);
    cell_officer(out, sheet->problem, cover->cover_post_ix);
    pp_sheet_text(out, pp_str_text(&reason));
    return pp_sheet_end_row(out, reterr);
}

/* ---- dated drop-ins ---- */

static void cell_list(struct pp_sheet *out, const struct pp_roster_problem *problem,
                      const int *list, int n, bool of_posts) {
    PP_AUTO_STR struct pp_str text = {0};
    for (int i = 0; i < n; i++) {
        if (i > 0)
            pp_str_append_char(&text, ';');
        pp_str_append(&text, of_posts ? problem->posts[list[i]].officer_id
                                      : problem->patches[list[i]].name);
    }
    pp_sheet_text(out, text.len ? text.data : NULL);
}

static int write_session(struct pp_sheet *out, const struct pp_roster_sheet *sheet, int row,
                         struct pp_error *reterr) {
    const struct pp_session *session = &sheet->roster->sessions[row];
    const struct pp_roster_problem *problem = sheet->problem;
    if (session->kind != PP_SESSION_DROPIN)
        return 0;
    if (session->session_id > 0)
        pp_sheet_int(out, session->session_id);
    else
        pp_sheet_text(out, NULL);
    cell_day(out, session->day);
    pp_sheet_text(out, pp_half_name(session->half));
    cell_clock(out, session->from_min);
    cell_clock(out, session->to_min);
    pp_sheet_text(out, session->venue_ix >= 0 ? problem->venues[session->venue_ix].venue_id : NULL);
    pp_sheet_text(out, session->team_ix >= 0 ? problem->team_names[session->team_ix] : NULL);
    cell_list(out, problem, session->posts, session->n_posts, true);
    cell_list(out, problem, session->patches, session->n_patches, false);
    pp_sheet_text(out, pp_session_status_names[session->status]);
    return pp_sheet_end_row(out, reterr);
}

/* ---- visits ---- */

static int write_visit(struct pp_sheet *out, const struct pp_roster_sheet *sheet, int row,
                       struct pp_error *reterr) {
    const struct pp_visit_row *visit = &sheet->roster->visits[row];
    pp_sheet_text(out, sheet->property_refs[row]);
    cell_patch(out, sheet->problem, visit->patch_ix);
    cell_officer(out, sheet->problem, visit->post_ix);
    cell_day(out, visit->week_start);
    pp_sheet_text(out, visit->two_officers ? "yes" : "no");
    pp_sheet_text(out, pp_visit_state_names[visit->state]);
    return pp_sheet_end_row(out, reterr);
}

/* ---- all of them ---- */

static int n_leads(const struct pp_roster *roster) { return roster->n_leads; }
static int n_covers(const struct pp_roster *roster) { return roster->n_covers; }
static int n_sessions(const struct pp_roster *roster) { return roster->n_sessions; }
static int n_visits(const struct pp_roster *roster) { return roster->n_visits; }

static const struct kind {
    const char *name;
    const char *keys[12];
    int (*n_rows)(const struct pp_roster *);
    int (*write)(struct pp_sheet *, const struct pp_roster_sheet *, int, struct pp_error *);
} kinds[] = {
    {"caseload",
     {"patch", "officer_id", "role", "share", "homes", "weighted_homes", "from", "to"},
     n_leads,
     write_lead},
    {"cover",
     {"date", "patch", "absent_officer_id", "cover_officer_id", "reason"},
     n_covers,
     write_cover},
    {"sessions",
     {"session_id", "date", "half_day", "start", "end", "venue_id", "team", "officers", "patches",
      "status"},
     n_sessions,
     write_session},
    {"visits",
     {"property_ref", "patch", "officer_id", "week_start", "two_officers", "state"},
     n_visits,
     write_visit},
};

enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

const char *pp_publish_roster_table_name(int i) {
    return i >= 0 && i < N_KINDS ? kinds[i].name : NULL;
}

void pp_publish_roster_list_tables(struct pp_str *text) {
    for (int i = 0; i < N_KINDS; i++)
        pp_str_appendf(text, "%s'%s'", pp_text_between(i, N_KINDS), kinds[i].name);
}

static int fail_kind(const char *name, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str tables = {0};
    pp_publish_roster_list_tables(&tables);
    return pp_fail(reterr, PP_E_USAGE, "a roster has the tables %s, not '%s'", pp_str_text(&tables),
                   name);
}

static const struct kind *find_kind(const char *name) {
    for (int k = 0; k < N_KINDS; k++)
        if (!strcmp(kinds[k].name, name))
            return &kinds[k];
    return NULL;
}

int pp_publish_roster_table(const struct pp_roster_sheet *sheet, const char *kind,
                            enum pp_sheet_format format, const char *path,
                            struct pp_error *reterr) {
    const struct kind *table = find_kind(kind);
    if (!table)
        return fail_kind(kind, reterr);
    if (table->write == write_visit && !sheet->property_refs)
        return pp_fail(reterr, PP_E_USAGE, "the table of visits needs the references of the homes");
    PP_AUTO_SHEET struct pp_sheet *out = NULL;
    int rc =
        pp_sheet_open(path, &(struct pp_sheet_options){format, true}, table->keys, &out, reterr);
    int n = table->n_rows(sheet->roster);
    for (int row = 0; row < n && !rc; row++)
        rc = table->write(out, sheet, row, reterr);
    return rc ? rc : pp_sheet_commit(out, reterr);
}

int pp_publish_roster_csv(const struct pp_roster_sheet *sheet, const char *kind, const char *path,
                          struct pp_error *reterr) {
    return pp_publish_roster_table(sheet, kind, PP_SHEET_CSV, path, reterr);
}
