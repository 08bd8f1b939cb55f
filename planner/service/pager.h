/* Long lists, a page at a time, and tables that links sort. */
#ifndef PLANNER_SERVICE_PAGER_H
#define PLANNER_SERVICE_PAGER_H

#include <stddef.h>

#include "patchplan/core/error.h"
#include "patchplan/json/json.h"

enum { PP_ROWS_A_PAGE = 50 }; /* unless they are long */

/* Which rows of `n` are on a page of so many (from 1; one there is not is the nearest). */
struct pp_span {
    size_t first, end; /* row `end` is the next page's */
    int page, n_pages;
};
struct pp_span pp_page_span(size_t n, int page, size_t rows);

/* Set "pager": {"from","to","of","pages":[{"number","href","current","gap"}],"previous","next"}, nothing where one page
 * holds all. `href` is the address without a page, query and all; `what` is the place on it to begin at, or "". */
int pp_set_pager(struct pp_json *json, const char *href, const char *what, size_t n,
                 struct pp_span span) PP_CHECKED;

#endif
