#include "patchplan/store/edit.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/store/audit.h"

static const char *const thing_names[] = {"unit_patch", "unit_pinned", "patch_locked"};

static enum pp_edit_thing thing_of(const char *name) {
    for (int i = 0; i < PP_EDIT_PATCH_LOCKED; i++)
        if (strcmp(thing_names[i], name) == 0)
            return (enum pp_edit_thing)i;
    return PP_EDIT_PATCH_LOCKED;
}

static int forget_undone(struct pp_db *db, int64_t plan_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "DELETE FROM edit WHERE plan_id = ?1 AND undone = 1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    return pp_stmt_run(stmt, reterr);
}

static int add_changes(struct pp_db *db, int64_t edit_id, const struct pp_edit *edit,
                       struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(db, "INSERT INTO edit_change VALUES (?1, ?2, ?3, ?4, ?5)", &stmt, reterr);
    for (size_t i = 0; !rc && i < edit->n_changes; i++) {
        const struct pp_edit_change *change = &edit->changes[i];
        pp_bind_int(stmt, 1, edit_id);
        pp_bind_text_static(stmt, 2, thing_names[change->thing]);
        pp_bind_int(stmt, 3, change->thing_ix);
        pp_bind_int(stmt, 4, change->old_value);
        pp_bind_int(stmt, 5, change->new_value);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

int pp_store_edit_add(struct pp_db *db, int64_t plan_id, const struct pp_edit *edit,
                      struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int64_t person = 0;
    int rc = forget_undone(db, plan_id, reterr);
    if (!rc)
        rc = pp_store_person(db, edit->who, &person, reterr);
    if (!rc)
        rc = pp_db_prepare(db,
                           "INSERT INTO edit (plan_id, at, person_id, what, why) VALUES"
                           " (?1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), nullif(?2, 0), ?3, ?4)",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_int(stmt, 2, person);
    pp_bind_text(stmt, 3, edit->what);
    pp_bind_text(stmt, 4, edit->why ? edit->why : "");
    rc = pp_stmt_run(stmt, reterr);
    return rc ? rc : add_changes(db, pp_db_last_id(db), edit, reterr);
}

static struct pp_edit edit_at(struct pp_stmt *stmt, struct pp_arena *arena) {
    return (struct pp_edit){.edit_id = pp_column_int(stmt, 0),
                            .at = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                            .who = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                            .what = pp_arena_strdup(arena, pp_column_text(stmt, 3)),
                            .why = pp_arena_strdup(arena, pp_column_text(stmt, 4)),
                            .undone = pp_column_int(stmt, 5) != 0};
}

static int read_changes(struct pp_db *db, struct pp_arena *arena, struct pp_edit *edit,
                        struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT thing, thing_ix, old_value, new_value, count(*) OVER ()"
                           " FROM edit_change WHERE edit_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, edit->edit_id);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if (!edit->changes)
            edit->changes =
                pp_arena_alloc(arena, (size_t)pp_column_int(stmt, 4) * sizeof *edit->changes);
        if (!edit->changes)
            return pp_fail_nomem(reterr);
        edit->changes[edit->n_changes++] =
            (struct pp_edit_change){.thing = thing_of(pp_column_text(stmt, 0)),
                                    .thing_ix = (int)pp_column_int(stmt, 1),
                                    .old_value = (int)pp_column_int(stmt, 2),
                                    .new_value = (int)pp_column_int(stmt, 3)};
    }
    return rc;
}

static int next_edit(struct pp_db *db, const char *sql, int64_t plan_id, struct pp_arena *arena,
                     struct pp_edit *ret_edit, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    struct pp_edit edit = edit_at(stmt, arena);
    if ((rc = read_changes(db, arena, &edit, reterr)) != 0)
        return rc;
    *ret_edit = edit;
    return 1;
}

#define EDITS                                                                              \
    "SELECT edit_id, at, coalesce(name, ''), what, why, undone FROM edit LEFT JOIN person" \
    " USING (person_id) WHERE plan_id = ?1 "

int pp_store_edit_next_undo(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                            struct pp_edit *ret_edit, struct pp_error *reterr) {
    return next_edit(db, EDITS "AND undone = 0 ORDER BY edit_id DESC LIMIT 1", plan_id, arena,
                     ret_edit, reterr);
}

int pp_store_edit_next_redo(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                            struct pp_edit *ret_edit, struct pp_error *reterr) {
    return next_edit(db, EDITS "AND undone = 1 ORDER BY edit_id LIMIT 1", plan_id, arena, ret_edit,
                     reterr);
}

int pp_store_edit_mark(struct pp_db *db, int64_t edit_id, bool undone, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "UPDATE edit SET undone = ?2 WHERE edit_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, edit_id);
    pp_bind_int(stmt, 2, undone);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_edit_difference(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                             struct pp_edit_change **ret_changes, size_t *ret_n,
                             struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_edit_change *changes = NULL;
    size_t n = 0;
    int rc = pp_db_prepare(db,
                           "SELECT thing, thing_ix, sum(new_value - old_value) AS by, count(*) OVER"
                           " () FROM edit JOIN edit_change USING (edit_id) WHERE plan_id = ?1"
                           " AND NOT undone"
                           " GROUP BY thing, thing_ix HAVING by <> 0",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if (!changes)
            changes = pp_arena_alloc(arena, (size_t)pp_column_int(stmt, 3) * sizeof *changes);
        if (!changes)
            return pp_fail_nomem(reterr);
        changes[n++] =
            (struct pp_edit_change){thing_of(pp_column_text(stmt, 0)), (int)pp_column_int(stmt, 1),
                                    0, (int)pp_column_int(stmt, 2)};
    }
    if (rc < 0)
        return rc;
    *ret_changes = changes;
    *ret_n = n;
    return 0;
}

int pp_store_edit_moved_by(struct pp_db *db, int64_t plan_id, const char *verb,
                           struct pp_arena *arena, int **ret_units, size_t *ret_n,
                           struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int *units = NULL;
    size_t n = 0;
    int rc = pp_db_prepare(db,
                           "SELECT thing_ix, count(*) OVER () FROM edit_change JOIN ("
                           " SELECT thing_ix AS unit_ix, max(edit_id) AS newest FROM edit_change"
                           " JOIN edit USING (edit_id) WHERE plan_id = ?1 AND NOT undone"
                           " AND thing = 'unit_patch' GROUP BY thing_ix)"
                           " ON edit_id = newest AND thing_ix = unit_ix JOIN edit USING (edit_id)"
                           " WHERE thing = 'unit_patch' AND substr(what, 1, length(?2)) = ?2",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_text(stmt, 2, verb);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if (!units)
            units = pp_arena_alloc(arena, (size_t)pp_column_int(stmt, 1) * sizeof *units);
        if (!units)
            return pp_fail_nomem(reterr);
        units[n++] = (int)pp_column_int(stmt, 0);
    }
    if (rc < 0)
        return rc;
    *ret_units = units;
    *ret_n = n;
    return 0;
}

int pp_store_edit_list(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                       struct pp_edit **ret_edits, size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_FREE struct pp_edit *edits = NULL;
    size_t n = 0, cap = 0;
    int rc = pp_db_prepare(db, EDITS "ORDER BY edit_id DESC", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if ((rc = pp_reserve(&edits, &cap, n + 1, sizeof *edits, reterr)) != 0)
            return rc;
        edits[n++] = edit_at(stmt, arena);
    }
    if (rc)
        return rc;
    *ret_edits = pp_arena_alloc(arena, (n + 1) * sizeof *edits);
    if (!*ret_edits)
        return pp_fail_nomem(reterr);
    if (n)
        memcpy(*ret_edits, edits, n * sizeof *edits);
    *ret_n = n;
    return 0;
}
