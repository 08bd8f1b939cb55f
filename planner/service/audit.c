#include "patchplan/service/audit.h"

#include <stdio.h>

#include "patchplan/core/text.h"

enum { MOST_LINES = 1000000 };

int pp_service_audit_list(struct pp_db *db, int64_t n_most, struct pp_arena *arena,
                          struct pp_audit_row **ret_rows, size_t *ret_n, struct pp_error *reterr) {
    int64_t n_there = 0;
    int rc = pp_store_audit_count(db, &n_there, reterr);
    if (rc)
        return rc;
    n_most = n_most > n_there ? n_there : n_most;
    return pp_store_audit_list(db, (size_t)(n_most > MOST_LINES ? MOST_LINES : n_most), arena,
                               ret_rows, ret_n, reterr);
}

static void say_broken(const struct pp_audit_verdict *verdict, struct pp_audit_found *found) {
    if (verdict->broken_id)
        snprintf(found->words, sizeof found->words,
                 "The record does not hold from line %lld on: that line was changed, or one before "
                 "it was changed, put in or taken out.",
                 (long long)verdict->broken_id);
    else if (verdict->last_id < verdict->end_id)
        snprintf(found->words, sizeof found->words,
                 "The record does not hold: what came after line %lld was taken out, up to line "
                 "%lld.",
                 (long long)verdict->last_id, (long long)verdict->end_id);
    else
        snprintf(found->words, sizeof found->words,
                 "The record does not hold: what comes after line %lld was not written by "
                 "patchplan.",
                 (long long)verdict->end_id);
}

static void say_whole(const struct pp_audit_verdict *verdict, struct pp_audit_found *found) {
    char lines[32];
    pp_text_format_count(verdict->n_lines, lines, sizeof lines);
    if (!verdict->n_lines)
        snprintf(found->words, sizeof found->words, "The record is whole, and empty.");
    else if (verdict->first_id > 1)
        snprintf(found->words, sizeof found->words,
                 "The record is whole: %s lines, each follows from the one before it. Lines before "
                 "%lld were taken out when they were 6 years old.",
                 lines, (long long)verdict->first_id);
    else
        snprintf(found->words, sizeof found->words, "The record is whole: %s %s.", lines,
                 verdict->n_lines == 1 ? "line" : "lines, each follows from the one before it");
}

int pp_service_audit_verify(struct pp_db *db, const char *wanted, struct pp_audit_found *ret_found,
                            struct pp_error *reterr) {
    struct pp_audit_found found = {0};
    int rc = pp_store_audit_verify(db, wanted, &found.verdict, reterr);
    if (rc)
        return rc;
    found.is_whole = !found.verdict.broken_id && !found.verdict.lost_end;
    if (!found.is_whole)
        say_broken(&found.verdict, &found);
    else if (wanted && !found.verdict.has_wanted)
        snprintf(found.words, sizeof found.words,
                 "The record was made anew: it has no line with the hash asked for. (Or that line "
                 "was older than 6 years.)");
    else
        say_whole(&found.verdict, &found);
    found.is_whole = found.is_whole && (!wanted || found.verdict.has_wanted);
    *ret_found = found;
    return 0;
}
