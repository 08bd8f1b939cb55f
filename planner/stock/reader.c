#include "planner/stock/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/table/writer.h"

enum { SAY_EVERY_ROWS = 4096 };

const char *pp_severity_name(enum pp_severity severity) {
    static const char *const names[] = {"error", "warning", "note"};
    return names[severity];
}

void pp_stock_read_done(struct pp_stock_read *read) {
    pp_free(read->header_csv);
    pp_names_done(&read->seen);
    pp_free(read->rules);
    *read = (struct pp_stock_read){0};
}

bool pp_reader_keep(struct pp_reader *r, int rc) {
    if (rc && !r->rc)
        r->rc = rc;
    return !r->rc;
}

/* ---- findings ---- */

/* Count one more of `rule`; how many there are now. */
static int64_t count_rule(struct pp_reader *r, const char *rule) {
    struct pp_stock_read *read = r->read;
    size_t i = 0;
    while (i < read->n_rules && strcmp(read->rules[i].rule, rule) != 0)
        i++;
    if (i == read->n_rules) {
        if (!pp_reader_keep(r, pp_reserve(&read->rules, &read->cap_rules, i + 1,
                                          sizeof *read->rules, r->reterr)))
            return 0;
        read->rules[read->n_rules++] = (struct pp_rule_count){rule, 0};
    }
    return ++read->rules[i].n;
}

static void count_severity(struct pp_reader *r, enum pp_severity severity) {
    r->read->n_errors += severity == PP_SEVERITY_ERROR;
    r->read->n_warnings += severity == PP_SEVERITY_WARNING;
    r->read->n_notes += severity == PP_SEVERITY_NOTE;
}

static const char *column_of(const struct pp_reader *r, int field_ix) {
    if (field_ix < 0)
        return "";
    int column = r->table ? pp_table_column_of_field(r->table, (size_t)field_ix) : -1;
    return column >= 0 ? pp_table_column_name(r->table, (size_t)column)
                       : r->kind->fields[field_ix].name;
}

void pp_reader_tell_value(struct pp_reader *r, enum pp_severity severity, const char *rule,
                          int field_ix, const char *value, const char *remedy,
                          const char *message) {
    const char *column = column_of(r, field_ix);
    count_severity(r, severity);
    if (severity == PP_SEVERITY_ERROR) {
        r->rejected = true;
        pp_str_appendf(&r->reasons, "%s%s%s%s", r->reasons.len ? "; " : "", column,
                       *column ? ": " : "", message);
    }
    if (count_rule(r, rule) > PP_FINDINGS_MOST)
        return;
    struct pp_finding finding = {r->at_row, column, value, rule, severity, message, remedy};
    pp_reader_keep(r, r->sink->find(r->sink->context, &finding, r->reterr));
}

void pp_reader_tell(struct pp_reader *r, enum pp_severity severity, const char *rule, int field_ix,
                    const char *remedy, const char *format, ...) {
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    const char *value = field_ix >= 0 && r->row ? r->row->values[field_ix] : "";
    pp_reader_tell_value(r, severity, rule, field_ix, value, remedy, message);
}

/* ---- rows ---- */

/* Appends to the key and the reasons remember when memory ran out; looked at before they are used. */
static bool texts_are_whole(struct pp_reader *r) {
    bool whole = !r->key.failed && !r->reasons.failed;
    return pp_reader_keep(r, whole ? 0 : pp_fail_nomem(r->reterr));
}

int64_t pp_reader_seen(struct pp_reader *r, const char *key) {
    if (!texts_are_whole(r))
        return 0;
    size_t before = r->read->seen.n;
    int64_t ix = 0;
    if (!pp_reader_keep(r, pp_names_add(&r->read->seen, key, &ix, r->reterr)) ||
        !pp_reader_keep(r, pp_reserve(&r->rows_of_keys, &r->cap_rows_of_keys, (size_t)ix + 1,
                                      sizeof *r->rows_of_keys, r->reterr)))
        return 0;
    if (r->read->seen.n == before)
        return r->rows_of_keys[ix];
    r->rows_of_keys[ix] = r->at_row;
    return 0;
}

bool pp_reader_emit(struct pp_reader *r, const char *key, const void *record) {
    struct pp_taken taken = {r->at_row, key ? key : pp_str_text(&r->key)};
    int64_t twice = 0;
    if (!texts_are_whole(r))
        return false;
    if (!pp_reader_keep(r, r->sink->take(r->sink->context, &taken, record, &twice, r->reterr)))
        return false;
    if (twice)
        pp_reader_tell(r, PP_SEVERITY_ERROR, "duplicate_ref", 0, "keep one of the two rows",
                       "%s stands in row %lld and again here; the first was taken",
                       r->values[0].text, (long long)twice);
    return !r->rc;
}

void pp_reader_reject(struct pp_reader *r, const char *row_csv) {
    const char *key = r->read->seen.n || r->kind->n_key ? pp_str_text(&r->key) : r->values[0].text;
    struct pp_taken taken = {r->at_row, key ? key : ""};
    int landlord_field = r->kind->landlord_field;
    int64_t landlord_ix =
        landlord_field ? pp_book_find(r->book, PP_BOOK_LANDLORD, pp_reader_text(r, landlord_field))
                       : -1;
    r->read->n_rejected++;
    if (!texts_are_whole(r))
        return;
    pp_reader_keep(r, r->sink->reject(r->sink->context, &taken, landlord_ix, row_csv,
                                      pp_str_text(&r->reasons), r->reterr));
}

static void check_shape(struct pp_reader *r) {
    static const char *const rules[] = {"",          "ragged_row", "open_quote", "stray_quote",
                                        "zero_byte", "bad_text"};
    static const char *const remedies[] = {
        "",
        "give the row as many cells as the header; quote a cell that holds the delimiter",
        "close the quote, or delete it",
        "double a quote that belongs to the text",
        "save the file again as CSV",
        "save the file as UTF-8, or say --encoding"};
    if (r->row->problem == PP_TABLE_FINE)
        return;
    bool doubt = r->row->problem == PP_TABLE_BAD_TEXT;
    char message[512];
    snprintf(message, sizeof message, "%s",
             r->row->problem_text ? r->row->problem_text : "the row is damaged");
    pp_reader_tell_value(r, doubt ? PP_SEVERITY_WARNING : PP_SEVERITY_ERROR, rules[r->row->problem],
                         -1, "", remedies[r->row->problem], message);
}

static void make_key(struct pp_reader *r) {
    pp_str_clear(&r->key);
    for (int i = 0; i < r->kind->n_key; i++) {
        if (i)
            pp_str_append_char(&r->key, '\x1f');
        pp_str_append(&r->key, pp_reader_text(r, r->kind->key[i]));
    }
}

/* A row whose key stood before: told, and not taken. */
static bool is_repeat(struct pp_reader *r) {
    if (!r->kind->n_key)
        return false;
    int64_t before = pp_reader_seen(r, pp_str_text(&r->key));
    if (!before)
        return false;
    if (r->kind->repeats_merge)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "repeated_row", r->kind->key[0],
                       "delete one of them", "the same stands in row %lld; it counts once",
                       (long long)before);
    else
        pp_reader_tell(r, PP_SEVERITY_ERROR, "duplicate_key", r->kind->key[0],
                       "keep one of the two rows",
                       "'%s' stands in row %lld and again here; the "
                       "first was taken",
                       pp_reader_text(r, r->kind->key[0]), (long long)before);
    return true;
}

/* The row as it stood, without the reason column of an earlier import, guarded: it is mended in a spreadsheet and sent in
 * again. Cells beyond the header stay. */
static void set_aside(struct pp_reader *r) {
    const struct pp_table_row *row = r->row;
    size_t n_columns = pp_table_n_columns(r->table);
    size_t n = row->n_cells > n_columns ? row->n_cells : n_columns;
    int reason = pp_table_column_of_field(r->table, r->n_fields);
    PP_AUTO_FREE const char **cells = pp_alloc_array(n, sizeof *cells);
    if (!cells) {
        pp_reader_keep(r, pp_fail_nomem(r->reterr));
        return;
    }
    size_t n_kept = 0;
    for (size_t i = 0; i < n; i++)
        if ((int)i != reason)
            cells[n_kept++] = row->cells[i];
    PP_AUTO_STR struct pp_str csv = {0};
    pp_table_join_guarded(cells, n_kept, &csv);
    if (csv.failed)
        pp_reader_keep(r, pp_fail_nomem(r->reterr));
    else
        pp_reader_reject(r, pp_str_text(&csv));
}

static void read_row(struct pp_reader *r) {
    r->read->n_rows++;
    r->at_row = r->row->row;
    r->rejected = false;
    pp_str_clear(&r->reasons);
    if (r->row->problem)
        check_shape(r);
    bool fine = pp_values_read(r);
    make_key(r);
    if (fine && !r->rejected && !is_repeat(r))
        r->kind->take(r);
    if (r->rejected)
        set_aside(r);
    else
        r->read->n_good++;
}

static void say_progress(struct pp_reader *r) {
    double now = pp_clock_s();
    if (now - r->said_s < 0.1)
        return;
    r->said_s = now;
    char phase[300], rows[32], rate[32], note[96];
    snprintf(phase, sizeof phase, "reading %s", r->file_name);
    pp_text_format_count(r->read->n_rows, rows, sizeof rows);
    pp_text_format_count((int64_t)((double)r->read->n_rows / (now - r->started_s + 1e-9)), rate,
                         sizeof rate);
    snprintf(note, sizeof note, "%s rows, %s a second", rows, rate);
    pp_progress_report(r->options->progress, phase, pp_table_bytes_read(r->table),
                       pp_table_bytes_total(r->table), note);
}

/* ---- a table, from its header to its end ---- */

static int keep_header(struct pp_reader *r, struct pp_error *reterr) {
    size_t n = pp_table_n_columns(r->table);
    int reason = pp_table_column_of_field(r->table, r->n_fields);
    PP_AUTO_FREE const char **names = pp_alloc_array(n, sizeof *names);
    PP_AUTO_STR struct pp_str csv = {0};
    if (!names)
        return pp_fail_nomem(reterr);
    size_t n_kept = 0;
    for (size_t c = 0; c < n; c++)
        if ((int)c != reason)
            names[n_kept++] = pp_table_column_name(r->table, c);
    pp_table_join_guarded(names, n_kept, &csv);
    r->read->header_csv = pp_str_take(&csv);
    return r->read->header_csv ? 0 : pp_fail_nomem(reterr);
}

static void tell_unknown_columns(struct pp_reader *r) {
    size_t n = pp_table_n_columns(r->table);
    const char *names[PP_FIELDS_MOST];
    for (size_t f = 0; f < r->n_fields; f++)
        names[f] = r->kind->fields[f].name;
    if (pp_table_format(r->table)->code_point_open)
        return;
    for (size_t c = 0; c < n; c++) {
        const char *column = pp_table_column_name(r->table, c);
        if (pp_table_field_of_column(r->table, c) >= 0 || !*column)
            continue;
        const char *nearest = pp_text_nearest(column, names, r->n_fields);
        char remedy[160] = "nothing, if it is not needed";
        if (nearest)
            snprintf(remedy, sizeof remedy, "if it is meant: --map '%s=%.80s'", nearest, column);
        char message[256];
        snprintf(message, sizeof message, "the column \"%.120s\" is not known and is passed over",
                 column);
        pp_reader_tell_value(r, PP_SEVERITY_WARNING, "unknown_column", -1, column, remedy, message);
    }
}

/* Columns that are not in the file: what is held of them stays, and that is said, all in one. */
static void tell_lacking_columns(struct pp_reader *r) {
    PP_AUTO_STR struct pp_str message = {0};
    for (size_t f = 0; r->sink->lack && f < r->n_fields && !r->rc; f++) {
        int64_t n = 0;
        char count[32];
        if (r->kind->fields[f].column || pp_table_column_of_field(r->table, f) >= 0 ||
            !pp_reader_keep(
                r, r->sink->lack(r->sink->context, r->kind->fields[f].name, &n, r->reterr)) ||
            n == 0)
            continue;
        pp_text_format_count(n, count, sizeof count);
        pp_str_appendf(&message, "%s%s (known of %s %s)",
                       message.len ? ", " : "this list has no column ", r->kind->fields[f].name,
                       count, n == 1 ? "row" : r->kind->name);
    }
    if (!message.len)
        return;
    pp_str_append(&message, ": what was known stays");
    if (pp_reader_keep(r, message.failed ? pp_fail_nomem(r->reterr) : 0))
        pp_reader_tell_value(r, PP_SEVERITY_WARNING, "lacking_column", -1, "",
                             "to clear it, send the column empty", pp_str_text(&message));
}

/* A list in which a column is missing is kept until somebody says which it is: not when another column is of people. */
static int refuse_before(struct pp_reader *r, const char *path, struct pp_table_options *options,
                         struct pp_table_field *fields, int rc, struct pp_error *reterr) {
    struct pp_error personal = {0};
    if (rc != PP_E_INPUT)
        return rc;
    for (size_t f = 0; f < r->n_fields; f++)
        fields[f].required = false;
    if (pp_table_open(path, options, &r->table, NULL) != 0 || pp_refuse_personal(r, &personal) == 0)
        return rc;
    if (reterr)
        *reterr = personal;
    return personal.code;
}

static int open_table(struct pp_reader *r, const char *path, struct pp_table_field *fields,
                      struct pp_error *reterr) {
    for (size_t f = 0; f < r->n_fields; f++)
        fields[f] = (struct pp_table_field){r->kind->fields[f].name, r->kind->fields[f].column,
                                            r->kind->fields[f].aliases};
    fields[r->n_fields] = (struct pp_table_field){"reject_reason", false, NULL};
    struct pp_table_options options = r->options->table;
    options.fields = fields;
    options.n_fields = r->n_fields + 1;
    options.cancel = r->options->cancel;
    options.guarded = true;
    int rc = pp_table_open(path, &options, &r->table, reterr);
    if (rc)
        return refuse_before(r, path, &options, fields, rc, reterr);
    pp_table_describe(r->table, r->read->format, sizeof r->read->format);
    rc = pp_refuse_personal(r, reterr);
    return rc ? rc : keep_header(r, reterr);
}

static int read_table(struct pp_reader *r, const char *path, struct pp_error *reterr) {
    struct pp_table_field fields[PP_FIELDS_MOST + 1];
    struct pp_table_row row;
    int rc = open_table(r, path, fields, reterr);
    if (rc)
        return rc;
    tell_unknown_columns(r);
    tell_lacking_columns(r);
    while (!r->rc && (rc = pp_table_next(r->table, &row, reterr)) > 0) {
        r->row = &row;
        read_row(r);
        if (r->read->n_rows % SAY_EVERY_ROWS == 0)
            say_progress(r);
    }
    r->row = NULL;
    r->at_row = 0;
    if (!rc && !r->rc && !r->read->n_rows)
        pp_reader_tell_value(r, PP_SEVERITY_WARNING, "no_rows", -1, "", "is it the right file?",
                             "the file has a header and no rows");
    if (!rc && !r->rc && r->kind->finish)
        r->kind->finish(r);
    return rc < 0 ? rc : r->rc;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void reader_done(struct pp_reader *r) {
    if (r->kind->free_state)
        r->kind->free_state(r);
    pp_table_free(r->table);
    pp_str_done(&r->key);
    pp_str_done(&r->reasons);
    pp_free(r->rows_of_keys);
    pp_names_done(&r->emails);
    pp_arena_done(&r->arena);
    pp_geo_free(r->geo);
    for (size_t f = 0; f < PP_FIELDS_MOST; f++)
        pp_free(r->values[f].copy);
}

int pp_stock_read_file(const struct pp_kind *kind, const char *path,
                       const struct pp_stock_read_options *options, struct pp_book *book,
                       const struct pp_stock_sink *sink, struct pp_stock_read *ret_read,
                       struct pp_error *reterr) {
    struct pp_error own = {0};
    struct pp_reader *r = pp_alloc(sizeof *r);
    if (!r)
        return pp_fail_nomem(reterr);
    *r = (struct pp_reader){.kind = kind,
                            .options = options,
                            .book = book,
                            .sink = sink,
                            .read = ret_read,
                            .file_name = base_name(path),
                            .started_s = pp_clock_s(),
                            .reterr = reterr ? reterr : &own};
    while (kind->fields && kind->fields[r->n_fields].name)
        r->n_fields++;
    int rc = kind->read ? kind->read(r, path, r->reterr) : read_table(r, path, r->reterr);
    if (!rc && kind->lists != PP_BOOK_N_SETS)
        book->has_list[kind->lists] = true;
    reader_done(r);
    pp_free(r);
    return rc;
}
