/* Addresses of pages, and pieces of JSON that many pages have. */
#ifndef PLANNER_SERVICE_HREFS_H
#define PLANNER_SERVICE_HREFS_H

#include "patchplan/core/date.h"
#include "patchplan/core/str.h"
#include "patchplan/json/json.h"

/* "/plan/" and a name under `key`. */
void pp_set_href(struct pp_json *object, const char *key, const char *before, const char *name);
void pp_set_text(struct pp_json *object, const char *key, const char *text);
/* The page of a patch of a plan. */
void pp_set_patch_href(struct pp_json *object, const char *key, const char *plan,
                       const char *patch);
/* "36,128" */
void pp_set_count(struct pp_json *object, const char *key, int64_t count);
/* "236" or "236.4", without a group sign; null where there is none. */
void pp_set_number(struct pp_json *object, const char *key, double value, int decimals);
/* A moment of the file, for people. */
void pp_set_moment(struct pp_json *object, const char *key, const char *utc);
/* A day of the file, for people; null where there is none. */
void pp_set_day(struct pp_json *object, const char *key, const char *iso);
/* "Approved, public from Saturday 28 November 2026": of a plan or a proposal until its first day. */
void pp_say_approved(struct pp_str *words, pp_day from);
/* The lines of a text, those that are empty left out. */
struct pp_json *pp_lines_json(const char *text);

#endif
