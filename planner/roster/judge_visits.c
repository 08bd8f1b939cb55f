/* Visits of the weeks with dates: who goes is at work (H5), two go where two must (H8); and every household has a
 * week and somebody who goes ("visits"). Homes with the same fault are told together, by patch or by officer and week. */
#include "planner/roster/judge_parts.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

enum fault {
    FAULT_AWAY,
    FAULT_SECOND_AWAY,
    FAULT_ALONE,
    FAULT_NO_SECOND,
    FAULT_NO_WEEK,
    FAULT_NOBODY
};

struct faulty { /* one visit: sorted, those alike are one breach */
    enum fault fault;
    int patch_ix, post_ix;
    pp_day week;
};

static int by_fault(const void *a, const void *b) {
    const struct faulty *x = a, *y = b;
    if (x->fault != y->fault)
        return x->fault < y->fault ? -1 : 1;
    if (x->patch_ix != y->patch_ix)
        return x->patch_ix < y->patch_ix ? -1 : 1;
    if (x->post_ix != y->post_ix)
        return x->post_ix < y->post_ix ? -1 : 1;
    return x->week < y->week ? -1 : x->week > y->week;
}

static bool works_in(const struct judge *judge, int post_ix, pp_day week) {
    for (int d = 0; d < PP_N_WEEKDAYS; d++)
        for (int half = PP_HALF_AM; half <= PP_HALF_PM; half++)
            if (pp_post_works(judge->problem, post_ix, week + d, (enum pp_half)half))
                return true;
    return false;
}

/* The homes of the problem are sorted by patch and id: found by bisection inside the patch. */
static const struct pp_roster_home *find_home(const struct pp_roster_problem *problem, int patch_ix,
                                              int64_t home_id) {
    int low = 0, high = problem->n_homes;
    while (low < high) {
        int middle = low + (high - low) / 2;
        const struct pp_roster_home *home = &problem->homes[middle];
        if (home->patch_ix < patch_ix || (home->patch_ix == patch_ix && home->home_id < home_id))
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < problem->n_homes && problem->homes[low].home_id == home_id &&
                 problem->homes[low].patch_ix == patch_ix;
    return found ? &problem->homes[low] : NULL;
}

static bool is_open(const struct pp_visit_row *visit) {
    return visit->state != PP_VISIT_DONE && visit->state != PP_VISIT_DECLINED;
}

/* What is wrong with a visit: at most two things. */
static int faults_of(const struct judge *judge, const struct pp_visit_row *visit,
                     struct faulty ret_faults[2]) {
    const struct pp_roster_problem *problem = judge->problem;
    const struct pp_roster_home *home = find_home(problem, visit->patch_ix, visit->home_id);
    struct faulty faulty = {FAULT_NO_WEEK, visit->patch_ix, visit->post_ix, visit->week_start};
    int n = 0;
    if (!is_open(visit))
        return 0;
    if (visit->week_start == PP_PAST_DAY) {
        faulty.post_ix = -1;
        ret_faults[n++] = faulty;
        return n;
    }
    if (visit->week_start < judge->first_day || visit->week_start > judge->last_day)
        return 0;
    if (visit->post_ix < 0) {
        faulty.fault = FAULT_NOBODY;
        ret_faults[n++] = faulty;
        return n;
    }
    bool two = (home && home->two_person) || !problem->posts[visit->post_ix].lone_working;
    bool second = visit->second_post_ix >= 0 && visit->second_post_ix != visit->post_ix;
    faulty.fault = FAULT_AWAY;
    if (!works_in(judge, visit->post_ix, visit->week_start))
        ret_faults[n++] = faulty;
    faulty.fault = two && !visit->two_officers ? FAULT_ALONE : FAULT_NO_SECOND;
    if (two && (!visit->two_officers || !second)) {
        ret_faults[n++] = faulty;
    } else if (second && !works_in(judge, visit->second_post_ix, visit->week_start)) {
        faulty.fault = FAULT_SECOND_AWAY;
        faulty.post_ix = visit->second_post_ix;
        ret_faults[n++] = faulty;
    }
    return n;
}

/* "7 visits of patch N1 have nobody to make them, week of Monday 1 February 2027" */
static void append_nobody(const struct judge *judge, const struct faulty *faulty, int n_homes,
                          struct pp_str *text) {
    pp_str_appendf(text, "%d %s of patch %s %s nobody to make %s, week of ", n_homes,
                   pp_text_plural(n_homes, "visit", "visits"),
                   judge->problem->patches[faulty->patch_ix].name,
                   pp_text_plural(n_homes, "has", "have"), pp_text_plural(n_homes, "it", "them"));
    roster_append_when(faulty->week, -1, text);
}

/* "Ann Ash is to make 3 visits, but is not at work then, patch N1, week of Monday 1 February 2027" */
static void append_fault(const struct judge *judge, const struct faulty *faulty, int n_homes,
                         struct pp_str *text) {
    static const struct {
        const char *before, *after;
    } words[] = {[FAULT_AWAY] = {" is to make", ", but is not at work then"},
                 [FAULT_SECOND_AWAY] = {" is to go along to", ", but is not at work then"},
                 [FAULT_ALONE] = {" would make", " on their own, though two must go"},
                 [FAULT_NO_SECOND] = {" would make",
                                      " on their own, though two must go: nobody goes along"}};
    roster_append_post(judge->problem, faulty->post_ix, text);
    pp_str_appendf(text, "%s %d %s%s, patch %s, week of ", words[faulty->fault].before, n_homes,
                   pp_text_plural(n_homes, "visit", "visits"), words[faulty->fault].after,
                   judge->problem->patches[faulty->patch_ix].name);
    roster_append_when(faulty->week, -1, text);
}

static int say(struct judge *judge, const struct faulty *faulty, int n_homes,
               struct pp_error *reterr) {
    static const enum pp_rule rules[] = {PP_RULE_H5, PP_RULE_H5,     PP_RULE_H8,
                                         PP_RULE_H8, PP_RULE_VISITS, PP_RULE_VISITS};
    struct pp_breach breach =
        judge_breach(judge, rules[faulty->fault], faulty->patch_ix, faulty->post_ix);
    PP_AUTO_STR struct pp_str text = {0};
    breach.n_homes = n_homes;
    breach.broken = faulty->fault != FAULT_NO_WEEK;
    if (breach.broken)
        breach.day = faulty->week;
    if (faulty->fault == FAULT_NO_WEEK)
        pp_str_appendf(&text, "%d %s of patch %s have no week for their visit", n_homes,
                       pp_text_plural(n_homes, "home", "homes"),
                       judge->problem->patches[faulty->patch_ix].name);
    else if (faulty->fault == FAULT_NOBODY)
        append_nobody(judge, faulty, n_homes, &text);
    else
        append_fault(judge, faulty, n_homes, &text);
    return judge_say(judge, &breach, &text, reterr);
}

/* Homes of the problem without a row; visits are counted by patch, as each row is one home's. */
static int judge_missing(struct judge *judge, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = judge->problem;
    PP_AUTO_FREE int *missing = pp_alloc_array((size_t)problem->n_patches + 1, sizeof *missing);
    int rc = missing ? 0 : pp_fail_nomem(reterr);
    for (int h = 0; rc == 0 && h < problem->n_homes; h++)
        missing[problem->homes[h].patch_ix]++;
    for (int i = 0; rc == 0 && i < judge->roster->n_visits; i++)
        missing[judge->roster->visits[i].patch_ix]--;
    for (int p = 0; rc == 0 && p < problem->n_patches; p++) {
        struct faulty faulty = {FAULT_NO_WEEK, p, -1, PP_PAST_DAY};
        if (missing[p] > 0)
            rc = say(judge, &faulty, missing[p], reterr);
    }
    return rc;
}

int judge_visits(struct judge *judge, struct pp_error *reterr) {
    int n = 0, rc = 0;
    PP_AUTO_FREE struct faulty *faults =
        pp_alloc_array(2 * (size_t)judge->roster->n_visits + 2, sizeof *faults);
    if (!faults)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < judge->roster->n_visits; i++)
        n += faults_of(judge, &judge->roster->visits[i], &faults[n]);
    qsort(faults, (size_t)n, sizeof *faults, by_fault);
    for (int i = 0, j; rc == 0 && i < n; i = j) {
        for (j = i + 1; j < n && by_fault(&faults[i], &faults[j]) == 0;)
            j++;
        rc = say(judge, &faults[i], j - i, reterr);
    }
    return rc < 0 ? rc : judge_missing(judge, reterr);
}
