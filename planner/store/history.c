#include "patchplan/store/history.h"

#include "planner/store/public_rows.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/date.h"

static const char find_sql[] =
    "SELECT audit_id, at, coalesce(name, ''), action, object, detail, count(*) OVER () FROM audit"
    " LEFT JOIN person USING (person_id) WHERE (?1 = '' OR name = ?1)"
    " AND (?2 = '' OR instr(?2, '|' || action || '|') > 0)"
    " AND (?3 = '' OR object = ?3) AND (?4 = '' OR date(at, 'localtime') >= ?4)"
    " AND (?5 = '' OR date(at, 'localtime') <= ?5) ORDER BY audit_id DESC LIMIT ?7 OFFSET ?6";

struct line {
    struct pp_audit_row row;
    int64_t total;
};

static int read_line(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                     struct pp_error *reterr) {
    struct pp_audit_row *audit = &((struct line *)row)->row;
    const char **const texts[] = {&audit->at, &audit->who, &audit->action, &audit->object,
                                  &audit->detail};
    (void)reterr;
    audit->audit_id = pp_column_int(stmt, 0);
    ((struct line *)row)->total = pp_column_int(stmt, 6);
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++)
        if (!(*texts[i] = pp_arena_strdup(arena, pp_column_text(stmt, i + 1))))
            return PP_E_NOMEM;
    return 0;
}

int pp_store_history_find(struct pp_db *db, const struct pp_history_filter *filter,
                          struct pp_arena *arena, struct pp_audit_row **ret_rows, size_t *ret_n,
                          int64_t *ret_total, struct pp_error *reterr) {
    const char *const texts[] = {filter->who, filter->actions, filter->object, filter->first_day,
                                 filter->last_day};
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *lines = NULL;
    size_t n = 0;
    int rc = pp_db_prepare(db, find_sql, &stmt, reterr);
    if (rc)
        return rc;
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++)
        pp_bind_text(stmt, i + 1, texts[i] ? texts[i] : "");
    pp_bind_int(stmt, 6, (int64_t)filter->skip);
    pp_bind_int(stmt, 7, (int64_t)filter->most);
    rc = pp_public_read_rows(stmt, sizeof(struct line), read_line, arena, &lines, &n, reterr);
    struct pp_audit_row *rows = rc ? NULL : pp_arena_alloc(arena, (n + 1) * sizeof *rows);
    if (rc || !rows)
        return rc ? rc : pp_fail_nomem(reterr);
    const struct line *found = lines;
    for (size_t i = 0; i < n; i++)
        rows[i] = found[i].row;
    *ret_rows = rows;
    *ret_n = n;
    *ret_total = n ? found[0].total : 0;
    return 0;
}

int pp_store_history_people(struct pp_db *db, struct pp_arena *arena, const char ***ret_names,
                            size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT name FROM person WHERE name <> '' AND person_id IN"
                           " (SELECT person_id FROM audit) ORDER BY name",
                           &stmt, reterr);
    return rc ? rc : pp_public_read_names(stmt, arena, ret_names, ret_n, reterr);
}

/* The name that a statement has for `key`. */
static int read_name(struct pp_db *db, const char *sql, const char *key, struct pp_arena *arena,
                     const char **ret_name, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, key);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_name = rc ? pp_arena_strdup(arena, pp_column_text(stmt, 0)) : NULL;
    return 0;
}

int pp_store_history_officer(struct pp_db *db, const char *officer_id, struct pp_arena *arena,
                             const char **ret_name, struct pp_error *reterr) {
    return read_name(db, "SELECT name FROM officer WHERE officer_id = ?1", officer_id, arena,
                     ret_name, reterr);
}

int pp_store_history_neighbourhood(struct pp_db *db, const char *code, struct pp_arena *arena,
                                   const char **ret_name, struct pp_error *reterr) {
    return read_name(db, "SELECT name FROM neighbourhood WHERE code = ?1", code, arena, ret_name,
                     reterr);
}

int pp_store_history_session(struct pp_db *db, int64_t session_id, struct pp_arena *arena,
                             const char **ret_words, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    char words[48];
    pp_day day = 0;
    int rc = pp_db_prepare(db,
                           "SELECT day, coalesce(v.name, '') FROM session LEFT JOIN venue v"
                           " USING (venue_id) WHERE session_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, session_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_words = NULL;
    if (rc == 0 || !pp_day_parse(pp_column_text(stmt, 0), &day))
        return 0;
    pp_day_long(day, words, sizeof words);
    const char *venue = pp_column_text(stmt, 1);
    *ret_words = pp_arena_printf(arena, "of %s%s%s", words, *venue ? " at " : "", venue);
    return *ret_words ? 0 : pp_fail_nomem(reterr);
}
