/* What a kind is made of, and the row in hand: shared by the kinds of this folder. */
#ifndef PLANNER_STOCK_READER_H
#define PLANNER_STOCK_READER_H

#include "patchplan/core/arena.h"
#include "patchplan/core/str.h"
#include "patchplan/stock/kind.h"
#include "patchplan/stock/records.h"

enum pp_value_kind {
    PP_VALUE_TEXT,
    PP_VALUE_POSTCODE, /* text: normal form */
    PP_VALUE_UPRN,     /* text: digits; whole: 1 = a short number */
    PP_VALUE_REAL,
    PP_VALUE_INT,
    PP_VALUE_MILLI,  /* whole: thousandths; "70%" is 0.7 */
    PP_VALUE_DATE,   /* whole: pp_day */
    PP_VALUE_YES,    /* yes */
    PP_VALUE_CHOICE, /* text: the word of `choices` */
    PP_VALUE_CLOCK,  /* text: "18:00-19:30" */
    PP_VALUE_EMAIL
};

/* The most characters of a text: of names, codes and the like; and of lists and sentences. Names of teams and patches
 * are shorter (PP_NAME_MOST). */
enum { PP_TEXT_MOST = 200, PP_LONG_TEXT_MOST = 1000 };

struct pp_field {
    const char *name, *aliases; /* as in pp_table_field */
    enum pp_value_kind value;
    bool column;  /* the file must have it */
    bool filled;  /* every row must have it */
    bool staff;   /* may hold a name of staff or a councillor */
    bool lenient; /* a word that is no choice is a warning, not an error */
    bool listed;  /* stands in lists parted by ";", so it has none itself */
    double min,
        max; /* of numbers; both 0: any; of text, max is its most characters, 0: PP_TEXT_MOST */
    const char *choices; /* "let=tenanted,occupied|void=vacant": the word, then what else says it */
};

/* One cell, read as its field says. `given` false: empty, or not to be used. */
struct pp_value {
    bool given, yes;
    const char *text; /* trimmed; never NULL */
    int64_t whole;
    double real;
    char room[20]; /* what `text` may point to */
    char *copy;    /* or this, kept from row to row */
    size_t cap_copy;
};

enum { PP_FIELDS_MOST = 40, PP_KEY_MOST = 3 };

struct pp_reader;

struct pp_kind {
    const char *name, *file;
    const struct pp_field *fields; /* ends with {0} */
    int n_key;                     /* fields that make a row the one it is */
    int key[PP_KEY_MOST];
    bool repeats_merge; /* the same key again is a warning and passed over, else an error */
    bool needs_name;
    int landlord_field;     /* 0: none */
    const char *refused;    /* further columns that must never come in, '|' between */
    enum pp_book_set lists; /* importing it makes this list known; PP_BOOK_N_SETS: none */
    void (*take)(struct pp_reader *r);
    void (*finish)(struct pp_reader *r); /* after the last row; NULL: nothing to do */
    void (*free_state)(
        struct pp_reader *r); /* what `state` holds outside the arena; NULL: nothing */
    /* Its own reader, for files that are no tables. */
    int (*read)(struct pp_reader *r, const char *path, struct pp_error *reterr);
};

struct pp_reader {
    const struct pp_kind *kind;
    const struct pp_stock_read_options *options;
    struct pp_book *book;
    const struct pp_stock_sink *sink;
    struct pp_stock_read *read;
    const char *file_name;

    struct pp_table *table;         /* NULL for files that are no tables */
    const struct pp_table_row *row; /* the row in hand; NULL outside rows */
    int64_t at_row;
    struct pp_value values[PP_FIELDS_MOST];
    size_t n_fields;
    struct pp_str key;
    bool rejected;         /* the row in hand has an error */
    struct pp_str reasons; /* of the row in hand */

    int64_t *rows_of_keys; /* by number in read->seen */
    size_t cap_rows_of_keys;
    struct pp_names emails;
    struct pp_geo *geo; /* made when first needed */
    bool said_ambiguous_date;
    void *state; /* the kind's own, in `arena` */
    struct pp_arena arena;
    double started_s, said_s;

    int rc; /* the first failure of sink or memory; ends the reading */
    struct pp_error *reterr;
};

/* Tell a finding about field `field_ix` (-1: the whole row) of the row in hand. An error sets the row aside.
 * `remedy` is constant text. */
void pp_reader_tell(struct pp_reader *r, enum pp_severity severity, const char *rule, int field_ix,
                    const char *remedy, const char *format, ...) PP_PRINTF(6, 7);
/* The same with a value that is not the cell's. */
void pp_reader_tell_value(struct pp_reader *r, enum pp_severity severity, const char *rule,
                          int field_ix, const char *value, const char *remedy, const char *message);

/* Hand a record to the sink. `key` NULL: the row's own. False when the reading must end. */
bool pp_reader_emit(struct pp_reader *r, const char *key, const void *record);
/* Keep a failure: the reading ends after this row. Returns whether there is none. */
bool pp_reader_keep(struct pp_reader *r, int rc);
/* Remember `key` at the row in hand: 0 = new, else the row it stood in first. */
int64_t pp_reader_seen(struct pp_reader *r, const char *key);
/* Set a row aside. */
void pp_reader_reject(struct pp_reader *r, const char *row_csv);

static inline const char *pp_reader_text(const struct pp_reader *r, int field_ix) {
    return r->values[field_ix].given ? r->values[field_ix].text : "";
}

/* `text` without blanks at the ends and without what cannot be seen (a warning): as it is, or in
 * `value->copy`. */
const char *pp_value_tamed(struct pp_reader *r, struct pp_value *value, const char *text);
/* Tells a text that is longer than its field may be. */
void pp_value_check_length(struct pp_reader *r, int f, struct pp_value *value);
/* Read every cell of the row in hand as its field says; false when one is in error. */
bool pp_values_read(struct pp_reader *r);

/* The book's number of a ward, neighbourhood, team, officer or venue that a row names. When a list of them
 * was imported and does not have it: a finding of `severity` with the nearest name, and -1. Added otherwise
 * for wards and neighbourhoods. */
int64_t pp_reader_name(struct pp_reader *r, enum pp_book_set set, int field_ix,
                       enum pp_severity severity);
/* Whether point fields hold a usable point; converts degrees when the options say so. Both NAN and true when
 * there is none. False: an error was told. `spare`: a postcode can stand in for a bad 0,0. */
bool pp_reader_point(struct pp_reader *r, int easting_ix, int northing_ix, bool spare,
                     double *ret_x, double *ret_y);
/* An email that stood before in this file, or is none, is a warning. */
void pp_reader_email(struct pp_reader *r, int field_ix);

/* Refuse a file whose column holds names, birth dates or alerts of people. */
int pp_refuse_personal(const struct pp_reader *r, struct pp_error *reterr);

extern const struct pp_kind pp_kind_postcodes, pp_kind_neighbourhoods, pp_kind_teams, pp_kind_wards,
    pp_kind_barriers, pp_kind_areas, pp_kind_links, pp_kind_homes, pp_kind_activities,
    pp_kind_interventions, pp_kind_officers, pp_kind_current_officers, pp_kind_needs,
    pp_kind_visits, pp_kind_venues, pp_kind_leave, pp_kind_holidays, pp_kind_tara,
    pp_kind_councillors;

#endif
