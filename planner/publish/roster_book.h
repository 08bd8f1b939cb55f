/* The sheets of a roster's spreadsheet, each by itself. */
#ifndef PLANNER_PUBLISH_ROSTER_BOOK_H
#define PLANNER_PUBLISH_ROSTER_BOOK_H

#include "planner/publish/roster_marks.h"

#include "patchplan/page/book.h"

/* An empty cell for a day that is not known, or never comes. */
void pp_roster_write_day(struct pp_book_file *book, pp_day day);
void pp_roster_write_hours(struct pp_book_file *book, const struct pp_marks *marks);
int pp_roster_write_measures(struct pp_book_file *book, const struct pp_roster_sheet *sheet,
                             struct pp_error *reterr) PP_CHECKED;
void pp_roster_write_changes(struct pp_book_file *book, const struct pp_roster_sheet *sheet);
/* Nothing when there is nothing to be said. */
void pp_roster_write_attention(struct pp_book_file *book, const struct pp_roster_sheet *sheet);

#endif
