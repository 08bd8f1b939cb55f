/* What the recorders of visits and of attendance share: a file read row by row inside one transaction. A row with a
 * wrong value is set aside and told; one that contradicts another row, or what the roster knows, has the file refused. */
#ifndef PLANNER_SERVICE_ROSTER_RECORD_H
#define PLANNER_SERVICE_ROSTER_RECORD_H

#include "patchplan/core/arena.h"
#include "patchplan/core/names.h"
#include "patchplan/core/newfile.h"
#include "patchplan/table/table.h"
#include "planner/service/roster_hand.h"

struct pp_recorder {
    struct pp_db *db;
    const struct pp_record_wish *wish;
    struct pp_table *table;
    struct pp_newfile rejects;
    struct pp_roster_in_hand hand; /* the roster, where there is one */
    struct pp_record_result result;
    void *own;            /* what the kind keeps for itself, in `arena` */
    struct pp_names keys; /* what rows told of, and which told what first: pp_record_told() */
    struct pp_record_told {
        int64_t row;
        const char *what;
    } * told;
    size_t cap_told;
    struct pp_arena arena;
    struct pp_error contradiction; /* the first row that contradicts something */
    int64_t n_contradictions;
};
void pp_recorder_done(struct pp_recorder *r);

/* What a file of one kind is, and what is done with it. */
struct pp_record_kind {
    const struct pp_table_field *fields;
    size_t n_fields;
    const char *columns; /* those expected, in words */
    /* Before the first row, once the file is open; `begin` may be NULL. */
    int (*begin)(struct pp_recorder *r, struct pp_error *reterr);
    /* One row: 0, or the fault, with its column. PP_E_INPUT and PP_E_NOTFOUND set the row aside; PP_E_CONFLICT has the
     * file refused; anything else ends the reading. */
    int (*take)(struct pp_recorder *r, const struct pp_table_row *row, struct pp_error *fault);
    /* When a row was taken; may be NULL. */
    int (*finish)(struct pp_recorder *r, struct pp_error *reterr);
};

/* The whole file, kept or not kept at all. PP_E_INPUT with file, row and column: it contradicts itself or the roster. */
int pp_record_file(struct pp_db *db, const struct pp_record_wish *wish,
                   const struct pp_record_kind *kind, struct pp_record_result *ret_result,
                   struct pp_error *reterr) PP_CHECKED;

/* The column of a field as this file calls it: valid as long as the file is open. */
const char *pp_record_column(const struct pp_recorder *r, size_t field_ix);
/* A day that something can have happened on, from two years ago (nothing older is held) to a year from now. */
int pp_record_day(const struct pp_recorder *r, const struct pp_table_row *row, size_t field_ix,
                  pp_day *ret_day, struct pp_error *fault) PP_CHECKED;
/* This row tells `what` of `key`. What was told of it first: by this very row, unless one before told something. */
int pp_record_told(struct pp_recorder *r, const char *key, int64_t row, const char *what,
                   struct pp_record_told *ret_first, struct pp_error *fault) PP_CHECKED;

#endif
