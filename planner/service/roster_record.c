/* Files that say what happened, read row by row: what is set aside, what is refused whole, what is kept. */
#include "planner/service/roster_record.h"

#include <errno.h>
#include <stdio.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/db/migrate.h"
#include "patchplan/stock/kind.h"
#include "patchplan/table/writer.h"

enum { MOST_TOLD = 12, DAYS_AHEAD = 366 };

void pp_recorder_done(struct pp_recorder *r) {
    pp_table_free(r->table);
    pp_newfile_done(&r->rejects);
    pp_roster_in_hand_done(&r->hand);
    pp_str_done(&r->result.told);
    pp_names_done(&r->keys);
    pp_free(r->told);
    pp_arena_done(&r->arena);
}

void pp_record_result_done(struct pp_record_result *result) {
    pp_str_done(&result->told);
    *result = (struct pp_record_result){0};
}

const char *pp_record_column(const struct pp_recorder *r, size_t field_ix) {
    int column_ix = pp_table_column_of_field(r->table, field_ix);
    return column_ix >= 0 ? pp_table_column_name(r->table, (size_t)column_ix) : "";
}

int pp_record_day(const struct pp_recorder *r, const struct pp_table_row *row, size_t field_ix,
                  pp_day *ret_day, struct pp_error *fault) {
    const char *text = row->values[field_ix], *wrong = NULL;
    pp_day day = 0;
    if (!pp_day_parse(text, &day))
        wrong = "is no day; write it as 2027-03-09 or 09/03/2027";
    else if (day > r->wish->today + DAYS_AHEAD)
        wrong = "is more than a year from now; is the year right?";
    else if (day < r->wish->today - PP_RECORD_DAYS_HELD)
        wrong = "is more than two years ago, and nothing so old is kept; is the year right?";
    if (wrong)
        return pp_fail_at(fault, PP_E_INPUT, NULL, 0, pp_record_column(r, field_ix), "'%.40s' %s",
                          text, wrong);
    *ret_day = day;
    return 0;
}

int pp_record_told(struct pp_recorder *r, const char *key, int64_t row, const char *what,
                   struct pp_record_told *ret_first, struct pp_error *fault) {
    size_t n_before = r->keys.n;
    int64_t ix = 0;
    int rc = pp_names_add(&r->keys, key, &ix, fault);
    if (!rc)
        rc = pp_reserve(&r->told, &r->cap_told, r->keys.n, sizeof *r->told, fault);
    if (!rc && r->keys.n > n_before) {
        r->told[ix] = (struct pp_record_told){row, pp_arena_strdup(&r->arena, what)};
        rc = r->told[ix].what ? 0 : pp_fail_nomem(fault);
    }
    if (!rc)
        *ret_first = r->told[ix];
    return rc;
}

/* ---- rows set aside ---- */

static int write_rejected(struct pp_recorder *r, const char *const *cells, size_t n,
                          const char *reason, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str line = {0};
    pp_table_join_guarded(cells, n, &line);
    pp_str_append_char(&line, ',');
    pp_table_join_guarded(&reason, 1, &line);
    if (line.failed)
        return pp_fail_nomem(reterr);
    return fprintf(r->rejects.stream, "%s\n", pp_str_text(&line)) < 0
               ? pp_fail_system(reterr, errno, "write", r->wish->rejects_path)
               : 0;
}

static int open_rejects(struct pp_recorder *r, struct pp_error *reterr) {
    size_t n = pp_table_n_columns(r->table);
    PP_AUTO_FREE const char **names = pp_alloc_array(n + 1, sizeof *names);
    if (!names)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        names[i] = pp_table_column_name(r->table, i);
    int rc = pp_newfile_open(r->wish->rejects_path, &r->rejects, reterr);
    return rc ? rc : write_rejected(r, names, n, "reject_reason", reterr);
}

/* Why a visit came to nothing, or was not wanted, is never held: not in the file of rows set aside either. */
static bool is_reason(const struct pp_recorder *r, size_t column_ix) {
    static const char *const names[] = {"reason", "reasons", "why"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (pp_table_field_of_column(r->table, column_ix) < 0 &&
            pp_text_same_name(pp_table_column_name(r->table, column_ix), names[i]))
            return true;
    return false;
}

static int write_row(struct pp_recorder *r, const struct pp_table_row *row, const char *reason,
                     struct pp_error *reterr) {
    size_t n_columns = pp_table_n_columns(r->table);
    size_t n = row->n_cells > n_columns ? row->n_cells : n_columns;
    PP_AUTO_FREE const char **cells = pp_alloc_array(n + 1, sizeof *cells);
    if (!cells)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        cells[i] = i < n_columns && is_reason(r, i) ? "" : row->cells[i];
    return write_rejected(r, cells, n, reason, reterr);
}

static int set_aside(struct pp_recorder *r, const struct pp_table_row *row,
                     const struct pp_error *fault, struct pp_error *reterr) {
    if (++r->result.n_set_aside <= MOST_TOLD)
        pp_str_appendf(&r->result.told, "row %lld%s%s: %s\n", (long long)row->row,
                       *fault->column ? ", column " : "", fault->column, fault->message);
    if (!r->wish->rejects_path)
        return 0;
    int rc = r->rejects.temp || r->rejects.stream ? 0 : open_rejects(r, reterr);
    return rc ? rc : write_row(r, row, fault->message, reterr);
}

/* ---- rows ---- */

static void remember_contradiction(struct pp_recorder *r, const struct pp_table_row *row,
                                   const struct pp_error *fault) {
    if (r->n_contradictions++ > 0)
        return;
    r->contradiction = *fault;
    r->contradiction.row = row->row;
}

/* A file that contradicts itself, or the roster, is not the one that was meant: none of it is believed. */
static int refuse_contradiction(const struct pp_recorder *r, struct pp_error *reterr) {
    const struct pp_error *first = &r->contradiction;
    long long n_more = (long long)r->n_contradictions - 1;
    char more[80] = "";
    if (!r->n_contradictions)
        return 0;
    if (n_more)
        snprintf(more, sizeof more, " (%lld more %s not agree either)", n_more,
                 pp_text_plural(n_more, "row does", "rows do"));
    return pp_fail_at(reterr, PP_E_INPUT, r->wish->path, first->row, first->column,
                      "%s%s; nothing of the file was kept", first->message, more);
}

static int take_row(struct pp_recorder *r, const struct pp_record_kind *kind,
                    const struct pp_table_row *row, struct pp_error *reterr) {
    struct pp_error fault = {0};
    int rc = row->problem ? pp_fail(&fault, PP_E_INPUT, "%s", row->problem_text)
                          : kind->take(r, row, &fault);
    switch (rc) {
    case 0:
        r->result.n_taken++;
        return 0;
    case PP_E_INPUT:
    case PP_E_NOTFOUND:
        return set_aside(r, row, &fault, reterr);
    case PP_E_CONFLICT:
        remember_contradiction(r, row, &fault);
        return 0;
    default: /* a full disk, no memory */
        if (reterr)
            *reterr = fault;
        return rc;
    }
}

static int read_rows(struct pp_recorder *r, const struct pp_record_kind *kind,
                     struct pp_error *reterr) {
    struct pp_table_row row;
    int rc = 0, status = 0;
    while (!rc && (status = pp_table_next(r->table, &row, reterr)) > 0)
        rc = take_row(r, kind, &row, reterr);
    if (r->result.n_set_aside > MOST_TOLD)
        pp_str_appendf(&r->result.told, "and %lld more\n",
                       (long long)(r->result.n_set_aside - MOST_TOLD));
    rc = rc ? rc : status;
    return rc ? rc : refuse_contradiction(r, reterr);
}

/* ---- a file, from its header to its end ---- */

/* Names, birth dates and alerts of people are refused at the door, as imports refuse them. */
static int refuse_personal(struct pp_recorder *r, struct pp_error *reterr) {
    size_t n = pp_table_n_columns(r->table);
    for (size_t c = 0; c < n; c++) {
        const char *column = pp_table_column_name(r->table, c);
        r->result.has_reasons = r->result.has_reasons || is_reason(r, c);
        if (pp_table_field_of_column(r->table, c) < 0 && pp_is_personal_column(column))
            return pp_fail_at(reterr, PP_E_REFUSED, r->wish->path,
                              pp_table_format(r->table)->header_row, column, "%s",
                              pp_personal_refused);
    }
    return 0;
}

static int open_table(struct pp_recorder *r, const struct pp_record_kind *kind,
                      struct pp_error *reterr) {
    struct pp_table_options options = PP_TABLE_OPTIONS_DEFAULT;
    options.fields = kind->fields;
    options.n_fields = kind->n_fields;
    options.expected = kind->columns;
    options.maps = r->wish->maps;
    options.n_maps = r->wish->n_maps;
    options.guarded = true;
    int rc = pp_table_open(r->wish->path, &options, &r->table, reterr);
    return rc ? rc : refuse_personal(r, reterr);
}

static int read_file(struct pp_recorder *r, const struct pp_record_kind *kind,
                     struct pp_error *reterr) {
    int rc = kind->begin ? kind->begin(r, reterr) : 0;
    if (!rc)
        rc = read_rows(r, kind, reterr);
    if (!rc && kind->finish && r->result.n_taken > 0)
        rc = kind->finish(r, reterr);
    if (!rc && r->rejects.stream)
        rc = pp_newfile_commit(&r->rejects, reterr);
    return !rc && r->result.told.failed ? pp_fail_nomem(reterr) : rc;
}

int pp_record_file(struct pp_db *db, const struct pp_record_wish *wish,
                   const struct pp_record_kind *kind, struct pp_record_result *ret_result,
                   struct pp_error *reterr) {
    PP_AUTO(pp_recorder_done) struct pp_recorder r = {.db = db, .wish = wish};
    int rc = open_table(&r, kind, reterr);
    if (!rc)
        rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = read_file(&r, kind, reterr);
    rc = pp_roster_hand_end(r.db, wish->dry_run, rc, reterr);
    if (rc)
        return rc;
    *ret_result = r.result;
    r.result = (struct pp_record_result){0};
    return 0;
}
