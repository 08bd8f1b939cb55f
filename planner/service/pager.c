#include "planner/service/pager.h"

#include <stdlib.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/str.h"

enum { NEAR = 2 }; /* pages beside the one that is shown; the first and the last are always told */

struct pp_span pp_page_span(size_t n, int page, size_t rows) {
    int n_pages = n ? (int)((n + rows - 1) / rows) : 1;
    page = page < 1 ? 1 : page > n_pages ? n_pages : page;
    size_t first = (size_t)(page - 1) * rows;
    size_t end = first + rows < n ? first + rows : n;
    return (struct pp_span){first, end, page, n_pages};
}

static void set_page(struct pp_json *json, const char *key, const char *href, const char *what,
                     int page) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_appendf(&text, "%s%spage=%d%s", href, strchr(href, '?') ? "&" : "?", page, what);
    pp_set_text(json, key, pp_str_text(&text));
}

/* Once for each row of pages that is left out. */
static bool is_gap(int page, const struct pp_span *span) {
    return page > 1 && page < span->n_pages && abs(page - span->page) == NEAR + 1;
}

static bool is_told(int page, const struct pp_span *span) {
    return page == 1 || page == span->n_pages || abs(page - span->page) <= NEAR + 1;
}

static struct pp_json *pages_json(const char *href, const char *what, const struct pp_span *span) {
    struct pp_json *pages = pp_json_new_array();
    for (int page = 1; page <= span->n_pages; page++) {
        if (!is_told(page, span))
            continue;
        struct pp_json *json = pp_json_new_object();
        pp_json_set(json, "gap", pp_json_new_bool(is_gap(page, span)));
        pp_json_set(json, "number", pp_json_new_int(page));
        pp_json_set(json, "current", pp_json_new_bool(page == span->page));
        set_page(json, "href", href, what, page);
        pp_json_push(pages, json);
    }
    return pages;
}

int pp_set_pager(struct pp_json *json, const char *href, const char *what, size_t n,
                 struct pp_span span) {
    if (span.n_pages == 1)
        return 0;
    struct pp_json *pager = pp_json_new_object();
    pp_set_count(pager, "from", (int64_t)span.first + 1);
    pp_set_count(pager, "to", (int64_t)span.end);
    pp_set_count(pager, "of", (int64_t)n);
    if (span.page > 1)
        set_page(pager, "previous", href, what, span.page - 1);
    if (span.page < span.n_pages)
        set_page(pager, "next", href, what, span.page + 1);
    int failed = pp_json_set(json, "pager", pager);
    return failed | pp_json_set(pager, "pages", pages_json(href, what, &span));
}
