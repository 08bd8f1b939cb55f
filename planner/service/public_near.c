/* From words that are no name as it is written to the names that are meant. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/words.h"
#include "planner/service/public_near.h"

enum { LEAST_LETTERS = 3, MOST_NEAR = 5, MOST_CHOICES = 20 };

struct candidate {
    const struct pp_public_name *name;
    int distance;
};

static int by_distance(const void *a, const void *b) {
    const struct candidate *x = a, *y = b;
    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    size_t nx = strlen(x->name->name), ny = strlen(y->name->name);
    if (nx != ny)
        return nx < ny ? -1 : 1;
    int order = strcmp(x->name->name, y->name->name);
    return order ? order : strcmp(x->name->of, y->name->of);
}

/* ---- asking ---- */

static size_t n_letters(const struct pp_words *words) {
    size_t n = 0;
    for (size_t i = 0; i < words->n; i++)
        n += strlen(words->rows[i]);
    return n;
}

/* Those that are near at all, nearest first. Few letters are part of too many names. */
static size_t compare(const struct pp_words *asked, const struct pp_public_name *names, size_t n,
                      struct candidate *ret_candidates) {
    int most = n_letters(asked) < LEAST_LETTERS ? PP_WORDS_SAME + 1 : PP_WORDS_OTHER;
    size_t n_found = 0;
    for (size_t i = 0; i < n; i++) {
        struct pp_words words;
        pp_words_fold(names[i].name, &words);
        int distance = pp_words_distance(asked, &words);
        if (distance < most)
            ret_candidates[n_found++] = (struct candidate){&names[i], distance};
    }
    if (n_found)
        qsort(ret_candidates, n_found, sizeof *ret_candidates, by_distance);
    return n_found;
}

/* A number in front is a house's, unless a name begins with it. */
static size_t find_candidates(const char *query, const struct pp_public_name *names, size_t n,
                              struct candidate *ret_candidates) {
    struct pp_words asked;
    pp_words_fold(query, &asked);
    size_t n_found = compare(&asked, names, n, ret_candidates), n_words = asked.n;
    if (n_found && ret_candidates[0].distance < PP_WORDS_NEAR)
        return n_found;
    pp_words_drop_number(&asked);
    return asked.n == n_words ? n_found : compare(&asked, names, n, ret_candidates);
}

/* ---- choosing ---- */

static enum pp_near_kind kind_of(int distance) {
    return distance == PP_WORDS_SAME  ? PP_NEAR_SAME
           : distance < PP_WORDS_NEAR ? PP_NEAR_PART
                                      : PP_NEAR_SPELLING;
}

static bool has(const struct pp_near *near, const struct pp_public_name *name) {
    for (size_t i = 0; i < near->n; i++)
        if (near->names[i].kind == name->kind && strcmp(near->names[i].name, name->name) == 0 &&
            strcmp(near->names[i].of, name->of) == 0)
            return true;
    return false;
}

/* How many are told: all that are the same, such as the wards of one leader. */
static size_t most_of(enum pp_near_kind kind, size_t n) {
    return kind == PP_NEAR_SAME ? n : kind == PP_NEAR_PART ? MOST_CHOICES : MOST_NEAR;
}

/* The nearest of one kind of nearness; no street whose homes must not be known. */
static int choose(struct pp_db *db, const struct candidate *candidates, size_t n,
                  struct pp_near *near, struct pp_error *reterr) {
    for (size_t i = 0; i < n; i++) {
        const struct pp_public_name *name = candidates[i].name;
        enum pp_near_kind kind = kind_of(candidates[i].distance);
        if ((near->n && kind != near->kind) || has(near, name))
            continue;
        int rc = name->kind == PP_NAMES_STREET
                     ? pp_store_public_street_is_told(db, name->name, reterr)
                     : 1;
        if (rc < 0)
            return rc;
        if (rc == 0)
            continue;
        near->kind = kind;
        near->names[near->n++] = *name;
        if (near->n == most_of(kind, n))
            break;
    }
    return 0;
}

int pp_find_near(struct pp_db *db, const char *query, pp_day day, struct pp_arena *arena,
                 struct pp_near *ret_near, struct pp_error *reterr) {
    struct pp_public_name *names = NULL;
    struct pp_near near = {0};
    size_t n = 0;
    int rc = pp_store_public_names(db, day, arena, &names, &n, reterr);
    struct candidate *candidates = rc ? NULL : pp_arena_alloc(arena, (n + 1) * sizeof *candidates);
    near.names = rc ? NULL : pp_arena_alloc(arena, (n + 1) * sizeof *near.names);
    if (!rc && (!candidates || !near.names))
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = choose(db, candidates, find_candidates(query, names, n, candidates), &near, reterr);
    if (!rc)
        *ret_near = near;
    return rc;
}

/* ---- part of a postcode ---- */

/* "S5" as "S5 ", "s56" and "S5 6" as "S5 6"; "" for what begins no postcode. One of two letters, a number of one or two
 * signs, then a digit and at most one letter. `n_after`: how many signs stand behind the blank. */
static void begin_postcode(const char *query, size_t n_after, char ret_beginning[10]) {
    char packed[8];
    size_t n = 0;
    ret_beginning[0] = '\0';
    for (; *query; query++) {
        if (*query == ' ')
            continue;
        if (n == sizeof packed - 1 || !isalnum((unsigned char)*query))
            return;
        packed[n++] = (char)toupper((unsigned char)*query);
    }
    size_t letters = n && isalpha((unsigned char)packed[0]) ? 1 : 0;
    letters += letters && n > 1 && isalpha((unsigned char)packed[1]);
    size_t before = n > n_after ? n - n_after : 0;
    if (!letters || before <= letters || before > letters + 2 ||
        !isdigit((unsigned char)packed[letters]) ||
        (n_after && !isdigit((unsigned char)packed[before])))
        return;
    memcpy(ret_beginning, packed, before);
    ret_beginning[before] = ' ';
    memcpy(ret_beginning + before + 1, packed + before, n_after);
    ret_beginning[n + 1] = '\0';
}

int pp_find_part_postcode(struct pp_db *db, const char *query, struct pp_arena *arena,
                          struct pp_public_ward **ret_wards, size_t *ret_n,
                          struct pp_error *reterr) {
    int rc = 0;
    *ret_n = 0;
    for (size_t n_after = 0; n_after <= 2 && !rc && *ret_n == 0; n_after++) {
        char beginning[10];
        begin_postcode(query, n_after, beginning);
        if (*beginning)
            rc = pp_store_public_postcode_wards(db, beginning, arena, ret_wards, ret_n, reterr);
    }
    return rc;
}
