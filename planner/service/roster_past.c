/* What has been cannot be planned again. */
#include <stdio.h>

#include "patchplan/core/text.h"
#include "planner/service/roster_hand.h"

/* How many came to it, as recorded; -1: nobody has said. */
static int count_people(struct pp_db *db, struct pp_roster_in_hand *in_hand, int64_t session_id,
                        int *ret_n_people, struct pp_error *reterr) {
    struct pp_held_session *all = NULL;
    int n = 0,
        rc = pp_store_held_sessions(db, in_hand->plan_id, &in_hand->roster.arena, &all, &n, reterr);
    *ret_n_people = -1;
    for (int i = 0; !rc && i < n; i++)
        if (all[i].session_id == session_id)
            *ret_n_people = all[i].n_people;
    return rc;
}

int pp_roster_refuse_held(struct pp_db *db, struct pp_roster_in_hand *in_hand,
                          const struct pp_session *session, pp_day today, struct pp_error *reterr) {
    char day[32], people[48] = "";
    int n_people = -1;
    int rc = count_people(db, in_hand, session->session_id, &n_people, reterr);
    if (rc || (session->day >= today && n_people < 0))
        return rc;
    pp_day_long(session->day, day, sizeof day);
    if (n_people >= 0)
        snprintf(people, sizeof people, " (%d %s)", n_people,
                 pp_text_plural(n_people, "person came", "people came"));
    return pp_fail(reterr, PP_E_CONFLICT,
                   "session %lld on %s has been held%s: what has been cannot be planned again",
                   (long long)session->session_id, day, people);
}

int pp_roster_refuse_past(const char *option, pp_day day, pp_day today, struct pp_error *reterr) {
    char asked[32];
    if (day >= today)
        return 0;
    pp_day_long(day, asked, sizeof asked);
    return pp_fail(reterr, PP_E_USAGE,
                   "%s has gone by, and what has been cannot be planned again: give %s a day from "
                   "today on",
                   asked, option);
}
