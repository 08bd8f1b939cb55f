/* Postcodes in what people type: alone, at the end of an address, or with a letter where a digit belongs. */
#ifndef PLANNER_SERVICE_PUBLIC_POSTCODE_H
#define PLANNER_SERVICE_PUBLIC_POSTCODE_H

#include "patchplan/store/public.h"

/* Two to four letters and digits that begin with a letter, then a digit and two letters; blanks anywhere. */
bool pp_is_postcode(const char *text);

/* Parts an address from the postcode that stands in it ("12 Ash Row, S12 2TX"): 1, with what else it says in `ret_rest`
 * and the last postcode, of the area or not, in `ret_postcode`; 0: it holds none, or nothing else. Strings live in `arena`. */
int pp_part_postcode(const char *text, struct pp_arena *arena, const char **ret_postcode,
                     const char **ret_rest, struct pp_error *reterr) PP_CHECKED;

/* The postcodes of the area that `text` is when O stands for 0, I or L for 1, or the other way round, in `arena`; there are
 * at most 16. */
int pp_find_misread(struct pp_db *db, const char *text, struct pp_arena *arena,
                    struct pp_public_name **ret_names, size_t *ret_n,
                    struct pp_error *reterr) PP_CHECKED;

#endif
