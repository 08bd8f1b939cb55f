/* An officer leaves on a day: somebody stands in at once, and the patches wait for who is to lead them. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/roster/cover.h"
#include "patchplan/store/leaving.h"
#include "planner/service/roster_hand.h"

struct leaver {
    struct pp_db *db;
    const struct pp_leaves_wish *wish;
    struct pp_roster_in_hand *made;
    int post_ix;
    pp_day from; /* the first day without them that can still be planned */
};

static const struct pp_post *post_of(const struct leaver *leaver) {
    return &leaver->made->problem.posts[leaver->post_ix];
}

/* Who it is, and that they can leave then. */
static int find_leaver(struct leaver *leaver, struct pp_error *reterr) {
    const struct pp_leaves_wish *wish = leaver->wish;
    char day[48];
    int rc =
        pp_roster_find_post(&leaver->made->problem, wish->officer_id, &leaver->post_ix, reterr);
    if (rc)
        return rc;
    const struct pp_post *post = post_of(leaver);
    if (!*post->name)
        return pp_fail(reterr, PP_E_INPUT, "%s is a vacant post: nobody is there to leave",
                       post->officer_id);
    pp_day_long(post->starts, day, sizeof day);
    if (post->starts != PP_PAST_DAY && wish->day < post->starts)
        return pp_fail(reterr, PP_E_INPUT, "%s begins on %s: give a last day from then on",
                       post->name, day);
    if (post->ends == wish->day)
        return pp_fail(reterr, PP_E_CONFLICT, "That %s leaves on that day is known already.",
                       post->name);
    return 0;
}

/* ---- their patches wait ---- */

static int tell_waiting(struct leaver *leaver, int patch_ix, bool is_shared,
                        struct pp_error *reterr) {
    const struct pp_roster_patch *patch = &leaver->made->problem.patches[patch_ix];
    PP_AUTO_STR struct pp_str text = {0};
    char day[48];
    pp_day_long(leaver->from - 1, day, sizeof day);
    pp_str_appendf(&text, "Patch %s (%d homes): %s leads it until %s, and then %s", patch->name,
                   patch->n_homes, post_of(leaver)->name, day,
                   is_shared ? "who shares it goes on with their part alone"
                             : "nobody does until somebody is chosen");
    const struct pp_change change = {.what = "lead",
                                     .patch_ix = patch_ix,
                                     .old_post_ix = leaver->post_ix,
                                     .new_post_ix = -1,
                                     .n_homes = patch->n_homes,
                                     .first_day = leaver->from,
                                     .last_day = PP_FAR_DAY,
                                     .text = pp_str_text(&text)};
    return text.failed ? pp_fail_nomem(reterr)
                       : pp_roster_add_change(&leaver->made->roster, &change, reterr);
}

/* Whoever stands in does so for a patch without an officer, as if the roster had been made so. */
static void mark_vacant(struct pp_roster *roster, int patch_ix, int post_ix, pp_day from) {
    for (int i = 0; i < roster->n_covers; i++) {
        struct pp_cover *row = &roster->covers[i];
        if (row->patch_ix != patch_ix || row->day < from || row->absent_post_ix != post_ix)
            continue;
        row->absent_post_ix = -1;
        row->reason = "vacant post";
    }
}

/* Rows that have ended before they began are none. */
static void drop_empty(struct pp_roster *roster) {
    int n = 0;
    for (int i = 0; i < roster->n_leads; i++)
        if (roster->leads[i].first_day <= roster->leads[i].last_day)
            roster->leads[n++] = roster->leads[i];
    roster->n_leads = n;
}

static int end_leads(struct leaver *leaver, struct pp_error *reterr) {
    struct pp_roster *roster = &leaver->made->roster;
    int rc = 0;
    for (int i = 0; !rc && i < roster->n_leads; i++) {
        struct pp_lead *lead = &roster->leads[i];
        int posts[2];
        if (lead->post_ix != leaver->post_ix || lead->last_day < leaver->from)
            continue;
        int patch_ix = lead->patch_ix;
        lead->last_day = leaver->from - 1;
        int n_left = pp_roster_leads_on(roster, patch_ix, leaver->from, posts);
        if (n_left == 0)
            mark_vacant(roster, patch_ix, leaver->post_ix, leaver->from);
        rc = tell_waiting(leaver, patch_ix, n_left > 0, reterr);
    }
    drop_empty(roster);
    return rc;
}

/* Fixed to nobody who is gone. */
static int free_pins(struct leaver *leaver, struct pp_error *reterr) {
    struct pp_roster_in_hand *made = leaver->made;
    int rc = 0;
    for (int i = 0; !rc && i < made->problem.n_pins; i++) {
        const struct pp_pin *pin = &made->problem.pins[i];
        const char *patch = made->problem.patches[pin->patch_ix].name;
        if (pin->post_ix != leaver->post_ix)
            continue;
        pp_str_appendf(&made->note, "Patch %s is no longer fixed to %s.\n", patch,
                       post_of(leaver)->name);
        rc = pp_store_roster_pin(leaver->db, made->plan_id, patch, NULL, reterr);
    }
    return rc;
}

/* ---- leaving ---- */

static void note_leaves(const struct leaver *leaver, struct pp_str *note) {
    char day[48];
    pp_day_long(leaver->wish->day, day, sizeof day);
    pp_str_appendf(note, "%s (%s) leaves: the last day is %s.\n", post_of(leaver)->name,
                   post_of(leaver)->officer_id, day);
    if (leaver->from > pp_calendar_last_day(&leaver->made->problem.calendar))
        pp_str_append(note, "That is after the last day of this roster, in which nothing "
                            "changes.\n");
}

/* From then on they are missing in each of the roster's days: others stand in, then nobody leads. */
static int cover_rest(struct leaver *leaver, struct pp_error *reterr) {
    struct pp_roster_in_hand *made = leaver->made;
    pp_day last = pp_calendar_last_day(&made->problem.calendar);
    if (leaver->from > last)
        return 0;
    int rc =
        pp_cover_away(&made->problem, leaver->post_ix, leaver->from, last, &made->roster, reterr);
    return rc ? rc : end_leads(leaver, reterr);
}

static pp_day first_without(const struct pp_leaves_wish *wish, const struct pp_calendar *calendar) {
    pp_day from = wish->day + 1 > wish->today ? wish->day + 1 : wish->today;
    return from > calendar->first_day ? from : calendar->first_day;
}

/* Looked at first, as it stands; then again with the last day in the file. */
static int leave(struct leaver *leaver, struct pp_error *reterr) {
    struct pp_roster_in_hand *made = leaver->made;
    const struct pp_leaves_wish *wish = leaver->wish;
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand before = {.plan_id = made->plan_id};
    struct leaver looked = {.db = leaver->db, .wish = wish, .made = &before};
    int rc = pp_roster_hand_load(leaver->db, wish->today, &before, reterr);
    if (!rc)
        rc = find_leaver(&looked, reterr);
    if (!rc)
        rc = pp_store_leaving_set(leaver->db, post_of(&looked)->officer_id, wish->day, reterr);
    if (!rc)
        rc = pp_roster_hand_load(leaver->db, wish->today, made, reterr);
    if (rc)
        return rc;
    leaver->post_ix = looked.post_ix;
    leaver->from = first_without(wish, &made->problem.calendar);
    note_leaves(leaver, &made->note);
    rc = free_pins(leaver, reterr);
    return rc ? rc : cover_rest(leaver, reterr);
}

/* ---- staying after all ---- */

/* The day before somebody else begins to lead the patch; PP_FAR_DAY nobody does. */
static pp_day free_until(const struct pp_roster *roster, int patch_ix, pp_day from) {
    pp_day until = PP_FAR_DAY;
    for (int i = 0; i < roster->n_leads; i++)
        if (roster->leads[i].patch_ix == patch_ix && roster->leads[i].post_ix >= 0 &&
            roster->leads[i].first_day > from && roster->leads[i].first_day <= until)
            until = roster->leads[i].first_day - 1;
    return until;
}

static int64_t share_on(const struct pp_roster *roster, int patch_ix, pp_day day) {
    int64_t sum_milli = 0;
    for (int i = 0; i < roster->n_leads; i++)
        if (roster->leads[i].patch_ix == patch_ix && roster->leads[i].post_ix >= 0 &&
            roster->leads[i].first_day <= day && day <= roster->leads[i].last_day)
            sum_milli += roster->leads[i].share_milli;
    return sum_milli;
}

/* The patch has somebody again: days that were nobody's are gone. */
static void drop_nobody(struct pp_roster *roster, int patch_ix, pp_day from) {
    for (int i = 0; i < roster->n_leads; i++) {
        struct pp_lead *lead = &roster->leads[i];
        if (lead->patch_ix == patch_ix && lead->post_ix < 0 && lead->last_day >= from)
            lead->last_day = from - 1;
    }
}

/* Whose stand-ins were for a patch without an officer: these are for the officer again, so that they can be taken back. */
static void mark_absent(struct pp_roster *roster, int patch_ix, int post_ix, pp_day from) {
    for (int i = 0; i < roster->n_covers; i++) {
        struct pp_cover *row = &roster->covers[i];
        if (row->patch_ix == patch_ix && row->day >= from && row->absent_post_ix < 0) {
            row->absent_post_ix = post_ix;
            row->reason = "leave";
        }
    }
}

static int tell_again(struct leaver *leaver, int patch_ix, bool is_theirs,
                      struct pp_error *reterr) {
    struct pp_roster_in_hand *made = leaver->made;
    const struct pp_roster_patch *patch = &made->problem.patches[patch_ix];
    PP_AUTO_STR struct pp_str text = {0};
    if (!is_theirs) {
        pp_str_appendf(&made->note,
                       "Patch %s was given to somebody else meanwhile and stays theirs.\n",
                       patch->name);
        return 0;
    }
    pp_str_appendf(&text, "Patch %s (%d homes): %s leads it on", patch->name, patch->n_homes,
                   post_of(leaver)->name);
    const struct pp_change change = {.what = "lead",
                                     .patch_ix = patch_ix,
                                     .old_post_ix = -1,
                                     .new_post_ix = leaver->post_ix,
                                     .n_homes = patch->n_homes,
                                     .first_day = leaver->from,
                                     .last_day = PP_FAR_DAY,
                                     .text = pp_str_text(&text)};
    return text.failed ? pp_fail_nomem(reterr)
                       : pp_roster_add_change(&made->roster, &change, reterr);
}

/* What they led on their last day they lead on, where nobody else does. */
static int lead_on(struct leaver *leaver, pp_day last_day, struct pp_error *reterr) {
    struct pp_roster *roster = &leaver->made->roster;
    int rc = 0;
    for (int i = 0; !rc && i < roster->n_leads; i++) {
        struct pp_lead *lead = &roster->leads[i];
        if (lead->post_ix != leaver->post_ix || lead->last_day < last_day ||
            lead->last_day >= leaver->from)
            continue;
        bool is_free = share_on(roster, lead->patch_ix, leaver->from) + lead->share_milli <= 1000;
        if (is_free) {
            lead->last_day = free_until(roster, lead->patch_ix, leaver->from);
            drop_nobody(roster, lead->patch_ix, last_day + 1);
            mark_absent(roster, lead->patch_ix, leaver->post_ix, leaver->from);
        }
        rc = tell_again(leaver, lead->patch_ix, is_free, reterr);
    }
    drop_empty(roster);
    return rc;
}

static int find_told(const struct leaver *leaver, pp_day *ret_last_day, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_leaving *rows = NULL;
    size_t n = 0;
    int rc = pp_store_leavings(leaver->db, 0, &arena, &rows, &n, reterr);
    for (size_t i = 0; !rc && i < n; i++)
        if (rows[i].is_told && strcmp(rows[i].officer_id, post_of(leaver)->officer_id) == 0) {
            *ret_last_day = rows[i].last_day;
            return 0;
        }
    return rc ? rc
              : pp_fail(reterr, PP_E_NOTFOUND,
                        "That %s leaves was not told here, or the list of officers says so as "
                        "well: it has to be changed in the list.",
                        post_of(leaver)->name);
}

static int stay(struct leaver *leaver, struct pp_error *reterr) {
    struct pp_roster_in_hand *made = leaver->made;
    const struct pp_leaves_wish *wish = leaver->wish;
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand before = {.plan_id = made->plan_id};
    struct leaver looked = {.db = leaver->db, .wish = wish, .made = &before};
    struct pp_leaves_wish told = *wish;
    int rc = pp_roster_hand_load(leaver->db, wish->today, &before, reterr);
    if (!rc)
        rc = pp_roster_find_post(&before.problem, wish->officer_id, &looked.post_ix, reterr);
    if (!rc)
        rc = find_told(&looked, &told.day, reterr);
    if (!rc)
        rc = pp_store_leaving_end(leaver->db, post_of(&looked)->officer_id, reterr);
    if (rc >= 0)
        rc = pp_roster_hand_load(leaver->db, wish->today, made, reterr);
    if (rc)
        return rc;
    pp_day last = pp_calendar_last_day(&made->problem.calendar);
    leaver->post_ix = looked.post_ix;
    leaver->from = first_without(&told, &made->problem.calendar);
    made->note_says_it = true;
    pp_str_appendf(&made->note, "%s (%s) stays.\n", post_of(leaver)->name,
                   post_of(leaver)->officer_id);
    if (leaver->from > last)
        return 0;
    rc = lead_on(leaver, told.day, reterr);
    return rc ? rc
              : pp_cover_back(&made->problem, leaver->post_ix, leaver->from, last, &made->roster,
                              reterr);
}

/* ---- either ---- */

/* The journal has who and when, and never why. */
static int save(struct leaver *leaver, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str what = {0};
    struct pp_roster_in_hand *made = leaver->made;
    char iso[11];
    int rc = made->note.failed ? pp_fail_nomem(reterr) : pp_roster_hand_judge(made, reterr);
    if (rc)
        return rc;
    pp_day_iso(leaver->wish->day, iso);
    if (leaver->wish->stays)
        pp_str_appendf(&what, "stays %s", post_of(leaver)->officer_id);
    else
        pp_str_appendf(&what, "leaves %s %s", post_of(leaver)->officer_id, iso);
    return pp_roster_hand_save(leaver->db, made, leaver->wish->who, 0, pp_str_text(&what), reterr);
}

/* The roster of the plan in force that they work by; of others, that these are to be made again. */
static int open_theirs(struct pp_db *db, const struct pp_leaves_wish *wish,
                       struct pp_roster_in_hand *made, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    pp_day last = wish->day > wish->today ? wish->day : wish->today;
    const struct pp_away_wish days = {.plan_name = wish->plan_name,
                                      .officer_id = wish->officer_id,
                                      .from = wish->today,
                                      .to = wish->stays ? wish->today : last,
                                      .today = wish->today};
    const char **plans = NULL;
    size_t n = 0;
    int rc = pp_roster_plans_worked(db, &days, &arena, &plans, &n, reterr);
    for (size_t i = 1; !rc && i < n; i++)
        pp_str_appendf(&made->note,
                       "They work by plan %s, too, which is in force elsewhere: make its roster "
                       "again.\n",
                       plans[i]);
    return rc ? rc : pp_roster_hand_open(db, plans[0], made, reterr);
}

int pp_service_roster_leaves(struct pp_db *db, const struct pp_leaves_wish *wish,
                             struct pp_roster_in_hand *ret_made, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    struct leaver leaver = {.db = db, .wish = wish, .made = &made};
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    made.is_look = wish->dry_run;
    rc = open_theirs(db, wish, &made, reterr);
    if (!rc)
        rc = wish->stays ? stay(&leaver, reterr) : leave(&leaver, reterr);
    if (!rc)
        rc = save(&leaver, reterr);
    rc = pp_roster_hand_end(db, wish->dry_run, rc, reterr);
    if (rc)
        return rc;
    *ret_made = made;
    made = (struct pp_roster_in_hand){0};
    return 0;
}
