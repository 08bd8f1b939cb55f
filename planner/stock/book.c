#include "patchplan/stock/book.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

void pp_book_done(struct pp_book *book) {
    for (int i = 0; i < PP_BOOK_N_SETS; i++)
        pp_names_done(&book->sets[i]);
    pp_free(book->postcodes);
    pp_locator_free(book->wards);
    *book = (struct pp_book){0};
}

static bool is_last(const struct pp_book *book, enum pp_book_set set, const char *name) {
    int64_t last = book->last[set];
    return last && strcmp(pp_names_get(&book->sets[set], last - 1), name) == 0;
}

int pp_book_add(struct pp_book *book, enum pp_book_set set, const char *name, int64_t *ret_ix,
                struct pp_error *reterr) {
    if (!*name && set != PP_BOOK_LANDLORD) {
        *ret_ix = -1;
        return 0;
    }
    if (is_last(book, set, name)) {
        *ret_ix = book->last[set] - 1;
        return 0;
    }
    size_t before = book->sets[set].n;
    int rc = pp_names_add(&book->sets[set], name, ret_ix, reterr);
    if (!rc)
        book->last[set] = *ret_ix + 1;
    if (rc || set != PP_BOOK_POSTCODE || book->sets[set].n == before)
        return rc;
    rc = pp_reserve(&book->postcodes, &book->cap_postcodes, before + 1, sizeof *book->postcodes,
                    reterr);
    if (!rc)
        book->postcodes[before] = (struct pp_book_postcode){NAN, NAN, -1};
    return rc;
}

int64_t pp_book_find(struct pp_book *book, enum pp_book_set set, const char *name) {
    if (is_last(book, set, name))
        return book->last[set] - 1;
    int64_t ix = pp_names_find(&book->sets[set], name);
    if (ix >= 0)
        book->last[set] = ix + 1;
    return ix;
}

const char *pp_book_name(const struct pp_book *book, enum pp_book_set set, int64_t ix) {
    return ix < 0 ? "" : pp_names_get(&book->sets[set], ix);
}

const char *pp_book_nearest(const struct pp_book *book, enum pp_book_set set, const char *name) {
    enum { MOST = 5000 };
    const struct pp_names *names = &book->sets[set];
    size_t n = names->n < MOST ? names->n : MOST;
    PP_AUTO_FREE const char **list = pp_alloc_array(n, sizeof *list);
    for (size_t i = 0; list && i < n; i++)
        list[i] = pp_names_get(names, (int64_t)i);
    return list ? pp_text_nearest(name, list, n) : NULL;
}
