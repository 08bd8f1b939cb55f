/* What commands say, for people who have a page before them and no command line. */
#ifndef PATCHPLAN_SERVICE_FOR_PAGES_H
#define PATCHPLAN_SERVICE_FOR_PAGES_H

#include "patchplan/json/json.h"

/* `text` without its command lines and options: each takes along the part of the sentence that leads to it ("; see: ...",
 * "Try: ..."); what else is said stays, as does an option in quotes, which somebody typed. Lines that are nothing else go,
 * as does "patchplan: " at the start of one. Caller pp_free(); NULL: no memory. */
char *pp_for_pages(const char *text);
/* The same as an array of its lines; NULL: no memory. */
struct pp_json *pp_lines_for_pages(const char *text);
/* Where a page does what the commands in `text` would: [{"href","text"}], each once. NULL: no memory. */
struct pp_json *pp_links_for_pages(const char *text);

#endif
