/* The book of known names: which wards, postcodes, officers ... there are, so that a row that names one
 * nobody knows is told at once. `store` fills it from the planning file; imports add to it as they go.
 */
#ifndef PATCHPLAN_STOCK_BOOK_H
#define PATCHPLAN_STOCK_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/names.h"
#include "patchplan/geo/locate.h"

enum pp_book_set {
    PP_BOOK_LANDLORD,
    PP_BOOK_WARD,
    PP_BOOK_TEAM,
    PP_BOOK_AREA,
    PP_BOOK_NEIGHBOURHOOD,
    PP_BOOK_POSTCODE,
    PP_BOOK_STREET,
    PP_BOOK_ACTIVITY,
    PP_BOOK_OFFICER,
    PP_BOOK_VENUE,
    PP_BOOK_N_SETS
};

struct pp_book_postcode {
    double x, y; /* both NAN: no position known */
    int64_t ward_ix;
};

struct pp_book {
    struct pp_names sets[PP_BOOK_N_SETS];
    /* The name asked for last + 1, 0 = none: lists run street by street, so it is often asked for again. */
    int64_t last[PP_BOOK_N_SETS];
    /* A list of these was imported, so a name that is not in it is a doubt; otherwise homes make the list. */
    bool has_list[PP_BOOK_N_SETS];
    struct pp_book_postcode *postcodes; /* by postcode_ix */
    size_t cap_postcodes;
    struct pp_locator *wards; /* by ward_ix; NULL: no shapes known */
    /* The home of a property_ref: 1 and its key and neighbourhood_ix, 0 = none, negative on failure. */
    int (*find_home)(void *context, const char *property_ref, int64_t *ret_home_id,
                     int64_t *ret_neighbourhood_ix, struct pp_error *reterr);
    /* Neighbourhood of most homes of a postcode, -1 = none. */
    int (*find_neighbourhood)(void *context, int64_t postcode_ix, int64_t *ret_neighbourhood_ix,
                              struct pp_error *reterr);
    void *context;
};
void pp_book_done(struct pp_book *book);

/* The number of a name, added when new ("" gives -1). A new postcode has no position. */
int pp_book_add(struct pp_book *book, enum pp_book_set set, const char *name, int64_t *ret_ix,
                struct pp_error *reterr) PP_CHECKED;
int64_t pp_book_find(struct pp_book *book, enum pp_book_set set, const char *name); /* or -1 */
const char *pp_book_name(const struct pp_book *book, enum pp_book_set set, int64_t ix);
/* The known name most like `name`, or NULL. Borrowed. O(names); looks at 5,000 at most. */
const char *pp_book_nearest(const struct pp_book *book, enum pp_book_set set, const char *name);

#endif
