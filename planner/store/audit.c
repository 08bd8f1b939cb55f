#include "patchplan/store/audit.h"

#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/store/public_rows.h"
#include "patchplan/secret/secret.h"

int pp_store_person(struct pp_db *db, const char *who, int64_t *ret_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int64_t id = 0;
    int rc = who && *who ? pp_db_prepare(db,
                                         "INSERT INTO person (name) VALUES (?1)"
                                         " ON CONFLICT (name) DO UPDATE SET name = excluded.name"
                                         " RETURNING person_id",
                                         &stmt, reterr)
                         : 0;
    if (!rc && stmt) {
        pp_bind_text(stmt, 1, who);
        rc = pp_stmt_step(stmt, reterr);
        id = rc > 0 ? pp_column_int(stmt, 0) : 0;
        rc = rc < 0 ? rc : pp_stmt_run(stmt, reterr);
    }
    if (!rc)
        *ret_id = id;
    return rc;
}

int pp_store_person_blank(struct pp_db *db, const char *name, bool *ret_known,
                          struct pp_error *reterr) {
    /* The account first: it finds its number by the name that both have. */
    static const char *const steps[] = {
        "UPDATE user SET officer_id = NULL, password_hash = '', name = coalesce((SELECT 'person '"
        " || person_id || ' (name removed)' FROM person p WHERE p.name = ?1 COLLATE NOCASE),"
        " 'user ' || user_id || ' (name removed)') WHERE name = ?1",
        "UPDATE person SET name = 'person ' || person_id || ' (name removed)'"
        " WHERE name = ?1 COLLATE NOCASE"};
    bool known = false;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        PP_AUTO_STMT struct pp_stmt *stmt = NULL;
        int rc = pp_db_prepare(db, steps[i], &stmt, reterr);
        if (rc)
            return rc;
        pp_bind_text(stmt, 1, name);
        if ((rc = pp_stmt_run(stmt, reterr)) != 0)
            return rc;
        known |= pp_db_changes(db) > 0;
    }
    *ret_known = known;
    return 0;
}

/* ---- the chain ---- */

/* hash(line) = BLAKE2b(hash of the line before, number, moment, person's number, action, object, detail), each with its
 * length before it. Whoever changes a line must make all after it anew, and the newest hash told by an earlier
 * `audit --verify` is then no more. Linear in the lines; some 2 microseconds each. */
struct link {
    int64_t id;
    char hash[PP_SECRET_DIGEST_SIZE];
};

enum { CHAINED_PARTS = 7 };
#define CHAINED "audit_id, at, coalesce(person_id, ''), action, object, detail"

/* What the line in hand, selected as CHAINED, has to have as its hash. */
static int hash_line(struct pp_stmt *stmt, const char *before, char ret_hash[PP_SECRET_DIGEST_SIZE],
                     struct pp_error *reterr) {
    const char *parts[CHAINED_PARTS] = {before};
    for (int i = 1; i < CHAINED_PARTS; i++) {
        parts[i] = pp_column_text(stmt, i - 1);
        if (!parts[i])
            return pp_fail_nomem(reterr);
    }
    return pp_secret_digest(parts, CHAINED_PARTS, ret_hash, reterr);
}

static void take_hash(struct pp_stmt *stmt, int column, char ret_hash[PP_SECRET_DIGEST_SIZE]) {
    const char *text = pp_column_text(stmt, column);
    snprintf(ret_hash, PP_SECRET_DIGEST_SIZE, "%s", text ? text : "");
}

static int read_ends(struct pp_db *db, struct link *ret_start, struct link *ret_end,
                     struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT start_id, start_hash, end_id, end_hash FROM audit_chain",
                           &stmt, reterr);
    if (rc || (rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    if (rc == 0)
        return pp_fail(reterr, PP_E_FORMAT, "the beginning of the history is missing");
    ret_start->id = pp_column_int(stmt, 0);
    take_hash(stmt, 1, ret_start->hash);
    ret_end->id = pp_column_int(stmt, 2);
    take_hash(stmt, 3, ret_end->hash);
    return 0;
}

static int write_link(struct pp_db *db, const char *sql, const struct link *link,
                      struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, link->id);
    pp_bind_text(stmt, 2, link->hash);
    return pp_stmt_run(stmt, reterr);
}

/* The next line after `end` that has no hash, with the one it has to have: 1, or 0 when there is none. */
static int next_unsealed(struct pp_db *db, const struct link *end, struct link *ret_next,
                         struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT " CHAINED " FROM audit WHERE audit_id > ?1 AND hash = ''"
                           " ORDER BY audit_id LIMIT 1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, end->id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    ret_next->id = pp_column_int(stmt, 0);
    rc = hash_line(stmt, end->hash, ret_next->hash, reterr);
    return rc ? rc : 1;
}

int pp_store_audit_seal(struct pp_db *db, struct pp_error *reterr) {
    struct link start, end, next;
    int64_t begins_at;
    int rc = read_ends(db, &start, &end, reterr);
    begins_at = rc ? 0 : end.id;
    while (!rc && (rc = next_unsealed(db, &end, &next, reterr)) > 0) {
        end = next;
        rc = write_link(db, "UPDATE audit SET hash = ?2 WHERE audit_id = ?1", &end, reterr);
    }
    return rc || end.id == begins_at
               ? rc
               : write_link(db, "UPDATE audit_chain SET end_id = ?1, end_hash = ?2", &end, reterr);
}

/* The lines in order from `last`, the start, to the first that does not follow from the one before it. */
static int follow(struct pp_db *db, struct link *last, struct pp_audit_verdict *verdict,
                  struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(db, "SELECT " CHAINED ", hash FROM audit ORDER BY audit_id", &stmt, reterr);
    if (rc)
        return rc;
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        char hash[PP_SECRET_DIGEST_SIZE], stored[PP_SECRET_DIGEST_SIZE];
        int64_t id = pp_column_int(stmt, 0);
        if ((rc = hash_line(stmt, last->hash, hash, reterr)) != 0)
            return rc;
        take_hash(stmt, CHAINED_PARTS - 1, stored);
        if (id <= last->id || strcmp(hash, stored) != 0) {
            verdict->broken_id = id;
            return 0;
        }
        last->id = id;
        memcpy(last->hash, hash, sizeof hash);
        verdict->first_id = verdict->first_id ? verdict->first_id : id;
        verdict->n_lines++;
        verdict->has_wanted |= pp_secret_same(verdict->wanted, hash);
    }
    return rc;
}

int pp_store_audit_verify(struct pp_db *db, const char *wanted,
                          struct pp_audit_verdict *ret_verdict, struct pp_error *reterr) {
    struct pp_audit_verdict verdict = {.wanted = wanted};
    struct link last, end;
    int rc = pp_db_begin_read(db, reterr);
    if (rc)
        return rc;
    rc = read_ends(db, &last, &end, reterr);
    if (!rc)
        rc = follow(db, &last, &verdict, reterr);
    if ((rc = pp_db_end(db, rc, reterr)) != 0)
        return rc;
    verdict.last_id = last.id;
    memcpy(verdict.newest, last.hash, sizeof last.hash);
    verdict.lost_end =
        !verdict.broken_id && (last.id != end.id || strcmp(last.hash, end.hash) != 0);
    verdict.end_id = end.id;
    *ret_verdict = verdict;
    return 0;
}

/* ---- lines ---- */

int pp_store_audit_add(struct pp_db *db, const char *who, const char *action, const char *object,
                       const char *detail, struct pp_error *reterr) {
    int64_t person = 0;
    int rc = pp_store_person(db, who, &person, reterr);
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    if (rc || (rc = pp_db_prepare(db,
                                  "INSERT INTO audit (audit_id, at, person_id, action, object,"
                                  " detail) VALUES (1 + max((SELECT end_id FROM audit_chain),"
                                  " (SELECT coalesce(max(audit_id), 0) FROM audit)),"
                                  " strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), nullif(?1, 0), ?2, ?3,"
                                  " coalesce(?4, '{}'))",
                                  &stmt, reterr)) != 0)
        return rc;
    pp_bind_int(stmt, 1, person);
    pp_bind_text(stmt, 2, action);
    pp_bind_text(stmt, 3, object);
    pp_bind_text(stmt, 4, detail);
    rc = pp_stmt_run(stmt, reterr);
    return rc ? rc : pp_store_audit_seal(db, reterr);
}

static void take_row(struct pp_stmt *stmt, struct pp_arena *arena, struct pp_audit_row *ret_row) {
    *ret_row = (struct pp_audit_row){.audit_id = pp_column_int(stmt, 0),
                                     .at = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                     .who = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                                     .action = pp_arena_strdup(arena, pp_column_text(stmt, 3)),
                                     .object = pp_arena_strdup(arena, pp_column_text(stmt, 4)),
                                     .detail = pp_arena_strdup(arena, pp_column_text(stmt, 5))};
}

int pp_store_audit_list(struct pp_db *db, size_t max, struct pp_arena *arena,
                        struct pp_audit_row **ret_rows, size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_audit_row *rows = pp_arena_alloc(arena, max * sizeof *rows);
    int rc = rows ? pp_db_prepare(db,
                                  "SELECT audit_id, at, coalesce(name, ''), action, object, detail"
                                  " FROM audit LEFT JOIN person USING (person_id)"
                                  " ORDER BY audit_id DESC LIMIT ?1",
                                  &stmt, reterr)
                  : pp_fail_nomem(reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, (int64_t)max);
    size_t n = 0;
    while ((rc = pp_stmt_step(stmt, reterr)) > 0)
        take_row(stmt, arena, &rows[n++]);
    if (rc)
        return rc;
    *ret_rows = rows;
    *ret_n = n;
    return 0;
}

int pp_store_audit_count(struct pp_db *db, int64_t *ret_n, struct pp_error *reterr) {
    return pp_db_query_int(db, "SELECT count(*) FROM audit", 0, ret_n, reterr);
}

int pp_store_audit_newest(struct pp_db *db, int64_t *ret_audit_id, struct pp_error *reterr) {
    return pp_db_query_int(db, "SELECT coalesce(max(audit_id), 0) FROM audit", 0, ret_audit_id,
                           reterr);
}

int pp_store_audit_newest_at(struct pp_db *db, const char *at, int64_t *ret_audit_id,
                             struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT coalesce(max(audit_id), 0) FROM audit WHERE at <= ?1", &stmt,
                           reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, at);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_audit_id = pp_column_int(stmt, 0);
    return 0;
}

/* Absences and visits are of officers and homes, whichever plan's roster they were told to. */
#define TOUCHES_ROSTER                                                                          \
    "(object = 'plan ' || ?1 AND action NOT IN ('propose to publish', 'decline a publication'," \
    " 'take back a proposal', 'comment', 'answer a comment', 'close a comment',"                \
    " 'open a comment again', 'share for consultation', 'end a consultation') OR object IN "    \
    "(SELECT 'publication ' || publication_id"                                                  \
    " FROM publication WHERE plan_id = ?1) OR action = 'import'"                                \
    " OR object LIKE 'setting roster.%' OR (action = 'roster'"                                  \
    " AND (what LIKE 'away %' OR what LIKE 'back %' OR what = 'record visits')))"

int pp_store_audit_roster_since(struct pp_db *db, int64_t plan_id, int64_t audit_id,
                                struct pp_arena *arena, struct pp_audit_row *ret_row,
                                int64_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT audit_id, at, coalesce(name, ''), action, object, what,"
                           " count(*) OVER () FROM (SELECT *,"
                           "  coalesce(json_extract(detail, '$.what'), '') AS what FROM audit"
                           "  WHERE audit_id > ?2) LEFT JOIN person USING (person_id)"
                           " WHERE " TOUCHES_ROSTER " ORDER BY audit_id DESC LIMIT 1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_int(stmt, 2, audit_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_n = rc > 0 ? pp_column_int(stmt, 6) : 0;
    if (rc > 0)
        take_row(stmt, arena, ret_row);
    return 0;
}

int pp_store_audit_assigned(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                            const char ***ret_what, size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(db,
                      "SELECT DISTINCT json_extract(CASE WHEN json_valid(detail) THEN detail END,"
                      " '$.what') AS what FROM audit WHERE"
                      " action = 'roster' AND object = 'plan ' || ?1 AND what LIKE 'assign %'",
                      &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    return pp_public_read_names(stmt, arena, ret_what, ret_n, reterr);
}
