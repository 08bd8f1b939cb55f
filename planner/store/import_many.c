/* A prepared insert of one row spends as much time on starting and ending a statement as on the row. Here 32
 * rows share that.
 *
 * The price: a home that stands twice must be told before the next row is read, and a statement of 32 rows
 * cannot say which of them was refused. So whether it stands here already is asked before it waits, of those
 * that wait and of the planning file; but only where it is not certain that it stands here for the first time.
 *
 * Certain by a Bloom filter in one word (Putze, Sanders, Singler 2007): four bits of one 64-bit word for each
 * home, all of them set only when the home was there before, or by chance. With 4 million homes in 8 MiB there
 * are 4 homes to a word, and chance happens to about one home in a hundred. It is never wrong in the other
 * direction, so the answer is exact however many homes there are. References that differ in their last
 * character only share a cache line: lists are mostly in their order. */
#include "planner/store/import_many.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"

enum { ROWS = 32, LINE_WORDS = 8, FILTER_LINES = 1 << 17, FIRST_TEXT_BYTES = 16 * 1024 };

struct pp_store_many {
    struct pp_stmt *all, *one;
    uint64_t *filter;
    struct pp_home_columns rows[ROWS];
    int n;
    char *texts; /* of the waiting rows, which point into it: grows only while none waits */
    size_t n_texts, cap_texts;
};

#define ROW PP_HOME_ROW_OF_PARAMETERS
#define FOUR_ROWS ROW ", " ROW ", " ROW ", " ROW
#define SIXTEEN_ROWS FOUR_ROWS ", " FOUR_ROWS ", " FOUR_ROWS ", " FOUR_ROWS
#define INSERT "INSERT INTO home (" PP_HOME_COLUMNS ", import_id, row) VALUES "

const enum pp_home_how pp_home_how[PP_HOME_N_COLUMNS] = {
    PP_HOME_ID,   PP_HOME_TEXT, PP_HOME_TEXT, PP_HOME_TEXT, PP_HOME_ID,
    PP_HOME_ID,   PP_HOME_REAL, PP_HOME_REAL, PP_HOME_TEXT, PP_HOME_ID,
    PP_HOME_ID,   PP_HOME_TEXT, PP_HOME_TEXT, PP_HOME_TEXT, PP_HOME_TEXT,
    PP_HOME_TEXT, PP_HOME_ID,   PP_HOME_ID,   PP_HOME_TEXT, PP_HOME_TEXT};

void pp_home_bind(struct pp_stmt *stmt, int at, const struct pp_home_columns *home) {
    for (int c = 0; c < PP_HOME_N_COLUMNS; c++, at++) {
        if (pp_home_how[c] == PP_HOME_TEXT && *home->texts[c])
            pp_bind_text_static(stmt, at, home->texts[c]);
        else if (pp_home_how[c] == PP_HOME_REAL && !isnan(home->reals[c]))
            pp_bind_real(stmt, at, home->reals[c]);
        else if (pp_home_how[c] == PP_HOME_ID && home->ids[c] >= 0)
            pp_bind_int(stmt, at, home->ids[c]);
    }
    pp_bind_int(stmt, at, home->import_id);
    pp_bind_int(stmt, at + 1, home->row);
}

int pp_store_many_new(struct pp_db *db, struct pp_store_many **ret_many, struct pp_error *reterr) {
    struct pp_store_many *many = pp_alloc(sizeof *many);
    if (!many)
        return pp_fail_nomem(reterr);
    many->filter = pp_alloc_array(FILTER_LINES * LINE_WORDS, sizeof *many->filter);
    int rc = many->filter ? 0 : pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_db_prepare(db, INSERT SIXTEEN_ROWS ", " SIXTEEN_ROWS, &many->all, reterr);
    if (!rc)
        rc = pp_db_prepare(db, INSERT ROW, &many->one, reterr);
    if (rc)
        pp_store_many_free(many);
    else
        *ret_many = many;
    return rc;
}

void pp_store_many_free(struct pp_store_many *many) {
    if (!many)
        return;
    pp_stmt_done(many->all);
    pp_stmt_done(many->one);
    pp_free(many->filter);
    pp_free(many->texts);
    pp_free(many);
}

/* Every bit of the result depends on every bit of `h` (splitmix64). */
static uint64_t mix(uint64_t h) {
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9U;
    h = (h ^ (h >> 27)) * 0x94D049BB133111EBU;
    return h ^ (h >> 31);
}

bool pp_store_many_is_new(struct pp_store_many *many, int64_t landlord_id,
                          const char *property_ref) {
    uint64_t h = 1469598103934665603U ^ (uint64_t)landlord_id * 0x9E3779B97F4A7C15U;
    uint64_t but_last = h;
    for (; *property_ref; property_ref++) { /* FNV-1a */
        but_last = h;
        h = (h ^ (unsigned char)*property_ref) * 1099511628211U;
    }
    uint64_t line = mix(but_last) & (FILTER_LINES - 1), spots = mix(h);
    uint64_t *word = &many->filter[line * LINE_WORDS + (spots & (LINE_WORDS - 1))];
    uint64_t bits = (uint64_t)1 << (spots >> 58 & 63) | (uint64_t)1 << (spots >> 52 & 63) |
                    (uint64_t)1 << (spots >> 46 & 63) | (uint64_t)1 << (spots >> 40 & 63);
    bool is_new = (*word & bits) != bits;
    *word |= bits;
    return is_new;
}

int64_t pp_store_many_waiting(const struct pp_store_many *many, int64_t landlord_id,
                              const char *property_ref) {
    for (int i = 0; i < many->n; i++)
        if (many->rows[i].ids[0] == landlord_id &&
            strcmp(many->rows[i].texts[1], property_ref) == 0)
            return many->rows[i].row;
    return 0;
}

static int make_room(struct pp_store_many *many, size_t n_bytes, struct pp_error *reterr) {
    if (many->n_texts + n_bytes <= many->cap_texts)
        return 0;
    int rc = pp_store_many_flush(many, reterr);
    size_t need = n_bytes > FIRST_TEXT_BYTES ? n_bytes : FIRST_TEXT_BYTES;
    return rc ? rc : pp_reserve(&many->texts, &many->cap_texts, need, 1, reterr);
}

int pp_store_many_add(struct pp_store_many *many, const struct pp_home_columns *home,
                      struct pp_error *reterr) {
    size_t length[PP_HOME_N_COLUMNS] = {0}, n_bytes = 0;
    for (int c = 0; c < PP_HOME_N_COLUMNS; c++)
        if (pp_home_how[c] == PP_HOME_TEXT && *home->texts[c])
            n_bytes += length[c] = strlen(home->texts[c]) + 1;
    int rc = make_room(many, n_bytes, reterr);
    if (rc)
        return rc;
    struct pp_home_columns *row = &many->rows[many->n++];
    *row = *home;
    for (int c = 0; c < PP_HOME_N_COLUMNS; c++) {
        if (pp_home_how[c] != PP_HOME_TEXT)
            continue;
        row->texts[c] =
            length[c] ? memcpy(many->texts + many->n_texts, home->texts[c], length[c]) : "";
        many->n_texts += length[c];
    }
    return many->n == ROWS ? pp_store_many_flush(many, reterr) : 0;
}

int pp_store_many_flush(struct pp_store_many *many, struct pp_error *reterr) {
    bool full = many->n == ROWS;
    int rc = 0;
    for (int i = 0; i < many->n && !rc; i++) {
        pp_home_bind(full ? many->all : many->one, full ? i * PP_HOME_N_PARAMETERS + 1 : 1,
                     &many->rows[i]);
        if (!full)
            rc = pp_stmt_run(many->one, reterr);
    }
    if (full)
        rc = pp_stmt_run(many->all, reterr);
    many->n = 0;
    many->n_texts = 0;
    return rc;
}
