/* The state of one import, shared by the files of this folder that put rows. */
#ifndef PLANNER_STORE_IMPORT_H
#define PLANNER_STORE_IMPORT_H

#include "patchplan/stock/records.h"
#include "patchplan/store/import.h"

struct pp_store_kind;

/* Keys of a set of names, by their number; ascending, because names are loaded and added in that order. */
struct pp_store_ids {
    int64_t *id;
    size_t n, cap;
    struct pp_stmt *insert;
};

struct pp_store_homes; /* import_home.c */

enum { PP_STORE_STMTS = 5, PP_STORE_HELD_MOST = 96 };

struct pp_store_import {
    struct pp_db *db;
    struct pp_book book;
    struct pp_store_ids ids[PP_BOOK_N_SETS];

    /* the file in hand */
    const struct pp_store_kind *kind;
    struct pp_names stored;    /* keys known before it */
    struct pp_names set_aside; /* keys of rows with an error */
    struct pp_stmt *put[PP_STORE_STMTS];
    struct pp_stmt *find, *reject;
    struct pp_store_homes *homes;
    struct pp_import_counts counts;
    bool held[PP_STORE_HELD_MOST]; /* what the file says nothing about; import_held.c */
    bool in_file;
    char kind_name[96], file_name[256];
};

/* The planning file's key of name `ix` of `set`; the row is made when new. -1 for -1. */
int pp_store_id(struct pp_store_import *import, enum pp_book_set set, int64_t ix, int64_t *ret_id,
                struct pp_error *reterr) PP_CHECKED;
/* Bind it: NULL for -1. */
int pp_store_bind_id(struct pp_store_import *import, struct pp_stmt *stmt, int at,
                     enum pp_book_set set, int64_t ix, struct pp_error *reterr) PP_CHECKED;
int64_t pp_store_ix_of_id(const struct pp_store_import *import, enum pp_book_set set, int64_t id);
void pp_store_bind_day(struct pp_stmt *stmt, int at, pp_day day);

/* How a kind is kept: everything but homes. */
struct pp_store_kind {
    const char *name;
    const char
        *keys_sql; /* the keys there are; ?1 = the name of the area for areas; NULL: not counted */
    const char *end_sql;   /* take out key ?1 */
    const char *tidy_sql;  /* run after the last key taken out, as keys are not watched; or NULL */
    const char *start_sql; /* run before the first row; NULL: nothing */
    const char *put_sql[PP_STORE_STMTS];
    int (*put)(struct pp_store_import *import, const void *record, bool *ret_touched,
               struct pp_error *reterr);
};
const struct pp_store_kind *pp_store_kind_find(const char *name);

/* The file has no column for `field`: what is held of it stays. Before the first row. `*ret_n` rows have something. */
int pp_store_hold(struct pp_store_import *import, const char *field, int64_t *ret_n,
                  struct pp_error *reterr) PP_CHECKED;
/* `sql`, statement `which` of the kind in hand, so that it leaves what is held as it is. */
int pp_store_held_prepare(struct pp_store_import *import, const char *sql, int which,
                          struct pp_stmt **stmt, struct pp_error *reterr) PP_CHECKED;
/* Does the file say nothing about this day: 0 .. 4 Monday to Friday, 5 .. 9 those of week B? */
bool pp_store_held_day(const struct pp_store_import *import, int day);

/* Homes: millions of them, so they have their own way. */
int pp_store_homes_begin(struct pp_store_import *import, struct pp_error *reterr) PP_CHECKED;
int pp_store_homes_put(struct pp_store_import *import, const struct pp_taken *taken,
                       const struct pp_home_record *home, int64_t *ret_twice,
                       struct pp_error *reterr) PP_CHECKED;
int pp_store_homes_rejected(struct pp_store_import *import, const char *property_ref,
                            int64_t landlord_ix, int64_t row, struct pp_error *reterr) PP_CHECKED;
int pp_store_homes_end(struct pp_store_import *import, bool end_missing,
                       struct pp_error *reterr) PP_CHECKED;
/* Leave column `column` of homes that are there as it is; nothing to do for a first list. `*ret_any`: there were homes. */
int pp_store_homes_hold(struct pp_store_import *import, int column, bool *ret_any,
                        struct pp_error *reterr) PP_CHECKED;
void pp_store_homes_free(struct pp_store_homes *homes);

#endif
