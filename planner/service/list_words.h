/* What lists and their columns are called on pages. */
#ifndef PLANNER_SERVICE_LIST_WORDS_H
#define PLANNER_SERVICE_LIST_WORDS_H

#include "patchplan/core/str.h"
#include "patchplan/stock/kind.h"

/* "Tenants' associations (TARA)" for "tara"; a kind of no other name is as it is. Borrowed. */
const char *pp_list_title(const char *kind);
/* The n-th kind as a form offers them: homes first, then as the work goes. NULL behind the last. */
const struct pp_kind *pp_list_kind_at(size_t n);
/* "home reference (property_ref)" for "property_ref", "postcode" for "postcode"; appended. */
void pp_list_column_words(const char *column, struct pp_str *words);
/* A sentence about a list for pages: without commands, and with columns in words. NULL: nothing is left of it, or no
 * memory. The caller's (pp_free). */
char *pp_list_say(const char *text);

#endif
