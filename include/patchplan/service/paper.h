/* The paper for a committee: what is proposed, beside today and other options, with an annex on equality. */
#ifndef PATCHPLAN_SERVICE_PAPER_H
#define PATCHPLAN_SERVICE_PAPER_H

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/service/stage.h"
#include "patchplan/store/plan.h"

struct pp_paper_wish {
    const char *plan_name;          /* NULL: the plan in force, else the newest */
    const char *const *other_names; /* options beside it */
    size_t n_others;
    struct pp_stage
        stage; /* of which it tells; everywhere and no day: that of the plan's newest publication */
    bool has_from;
    pp_day from;      /* when it begins; not given: when the plan is published, if it is */
    const char *path; /* .html: one file, its maps inside */
    pp_day today;
};
struct pp_paper_answer {
    const char *plan_name; /* in the arena the caller gave */
    enum pp_plan_choice choice;
    const char *stage; /* "the team Central", "everywhere" */
};
/* What changes in the stage, from which day, beside what holds the day before (while no day is known: today), and what stays.
 * Papers are public: homes are rounded to tens and not told below ten, no factor, no single home, nobody's name. PP_E_USAGE:
 * another ending. PP_E_NOTFOUND: no such plan, team or ward, or no home of the plan there. */
int pp_service_paper(struct pp_db *db, const struct pp_paper_wish *wish, struct pp_arena *arena,
                     struct pp_paper_answer *ret_answer, struct pp_error *reterr) PP_CHECKED;

#endif
