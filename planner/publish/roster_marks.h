/* One letter for each officer and half-day of a roster: what the grid and the rota show. */
#ifndef PLANNER_PUBLISH_ROSTER_MARKS_H
#define PLANNER_PUBLISH_ROSTER_MARKS_H

#include "patchplan/publish/roster.h"

enum pp_mark {
    PP_MARK_DROPIN = 'D',
    PP_MARK_VISITS = 'V',
    PP_MARK_TARA = 'T',
    PP_MARK_STANDIN = 'S',
    PP_MARK_LEAVE = 'L',
    PP_MARK_HOLIDAY = 'H',
    PP_MARK_WORK = '.',
    PP_MARK_OFF = '-',
    PP_MARK_NONE = ' ' /* an evening without a session; a weekend */
};

/* Days count from the first day of the calendar, weekends too. */
struct pp_marks {
    const struct pp_roster_sheet *sheet;
    int n_days;
    char *letters;    /* post x day x half */
    int *session_ix;  /* the same places; -1 none */
    int *n_visits;    /* post x week: visits given to it, as first or second officer */
    int *first_cover; /* by post: the first row in which it stands in, -1 none */
    int *next_cover;  /* by row: the post's next one, -1 the last */
};
int pp_marks_make(const struct pp_roster_sheet *sheet, struct pp_marks *ret_marks,
                  struct pp_error *reterr) PP_CHECKED;
void pp_marks_done(struct pp_marks *marks);
#define PP_AUTO_MARKS __attribute__((cleanup(pp_marks_done)))

enum pp_mark pp_marks_at(const struct pp_marks *marks, int post_ix, int day_ix, enum pp_half half);
/* NULL: none. */
const struct pp_session *pp_marks_session(const struct pp_marks *marks, int post_ix, int day_ix,
                                          enum pp_half half);
/* Working days on which a post stands in for others, a half-day as a half. */
double pp_marks_days_standing_in(const struct pp_marks *marks, int post_ix);
/* "D drop-in  V visits ...": what the letters mean. */
extern const char pp_marks_legend[];

/* Is the sheet about this team, or (-1) about what has none? */
bool pp_sheet_has_team(const struct pp_roster_sheet *sheet, int team_ix);

/* Words that several outputs use. */
const char *pp_roster_post_name(const struct pp_roster_problem *problem, int post_ix);
const char *pp_roster_team_name(const struct pp_roster_problem *problem, int team_ix);
/* Who stands in first on a patch; -1 nobody. */
int pp_roster_buddy(const struct pp_roster *roster, int patch_ix);
/* "Drop-in at North Library", "Meeting of North Tenants". */
void pp_roster_session_title(const struct pp_roster_problem *problem,
                             const struct pp_session *session, struct pp_str *text);
/* "Ann Ash, Bea Birch"; public names only with `in_public`. */
void pp_roster_staff(const struct pp_roster_problem *problem, const struct pp_session *session,
                     bool in_public, struct pp_str *text);
/* "N1, N2" */
void pp_roster_patch_list(const struct pp_roster_problem *problem, const int *patches, int n,
                          struct pp_str *text);

#endif
