/* A timetable in memory: half-days held, staff, patches, and the five values, kept up to date by each step.
 *
 * A step changes the values by what it touches alone, O(patches and groups of one venue), and is written into a journal, so
 * that a try is taken back step by step; a plan is one block of numbers, so that copying it is one memcpy. Guarantee: the
 * values are those of dropins_measure.c, which adds them up anew and shares no code; a test compares. */
#include "planner/roster/dropins_parts.h"

#include <assert.h>
#include <string.h>

#include "patchplan/core/alloc.h"

enum step_kind { HOLD, UNHOLD, STAFF, UNSTAFF, MEET, UNMEET };
struct dropins_step {
    int kind, who, venue, slot;
};

/* --- a plan in memory ---------------------------------------------------------------------------- */

static short *take(short **next, size_t n) {
    short *here = *next;
    *next += n;
    return here;
}

static void lay_out(struct dropins_plan *plan) {
    const struct dropins *d = plan->data;
    size_t n_at = (size_t)d->n_venues * PP_N_SLOTS;
    short *next = plan->block;
    plan->slot = take(&next, (size_t)d->n_patches);
    plan->own = take(&next, (size_t)d->n_patches);
    plan->tried = take(&next, (size_t)d->n_patches);
    plan->at = take(&next, (size_t)d->n_staff * PP_N_SLOTS);
    plan->used = take(&next, (size_t)d->n_staff);
    plan->evening = take(&next, (size_t)d->n_staff);
    plan->staff = take(&next, n_at);
    plan->patches = take(&next, n_at);
    plan->held = take(&next, n_at);
    plan->n_held = take(&next, (size_t)d->n_venues);
    plan->on_day = take(&next, (size_t)d->n_venues * PP_N_WEEKDAYS);
    plan->in_reach = take(&next, (size_t)d->n_groups);
    plan->speaking = take(&next, (size_t)d->n_venues * (size_t)d->n_languages);
}

static size_t block_size(const struct dropins *d) {
    return 3 * (size_t)d->n_patches + (size_t)d->n_staff * (PP_N_SLOTS + 2) +
           (size_t)d->n_venues * (3 * PP_N_SLOTS + 1 + PP_N_WEEKDAYS + (size_t)d->n_languages) +
           (size_t)d->n_groups;
}

/* What nothing held is worth. */
static void value_of_nothing(struct dropins_plan *plan) {
    const struct dropins *d = plan->data;
    plan->value[PP_DROPINS_WITHOUT] = d->never;
    plan->value[PP_DROPINS_OWN] = d->gone;
    for (int p = 0; p < d->n_patches; p++) {
        plan->value[PP_DROPINS_WITHOUT] += d->homes[p];
        plan->value[PP_DROPINS_OWN] += d->mine_start[p + 1] > d->mine_start[p] ? d->homes[p] : 0;
        plan->value[PP_DROPINS_OWN] += d->was[p] >= 0 ? d->homes[p] : 0;
    }
    for (int g = 0; g < d->n_groups; g++)
        plan->value[PP_DROPINS_REACH] += d->group_homes[g];
    for (int i = 0; i < d->n_venues * d->n_languages; i++)
        plan->value[PP_DROPINS_REACH] += d->talk_homes[i];
}

/* One patch placed, at most: held, met, a helper out and its own officer in, two helpers in; each helper thanked, and
 * called back. */
static int most_steps(const struct dropins *d) { return 6 + 2 * d->n_staff; }

int pp_dropins_plan_make(const struct dropins *data, struct dropins_plan *ret_plan,
                         struct pp_error *reterr) {
    struct dropins_plan plan = {
        .data = data, .n_block = block_size(data), .cap_journal = most_steps(data)};
    plan.block = pp_alloc_array(plan.n_block + 1, sizeof *plan.block);
    plan.journal = pp_alloc_array((size_t)plan.cap_journal, sizeof *plan.journal);
    if (!plan.block || !plan.journal) {
        pp_dropins_plan_done(&plan);
        return pp_fail_nomem(reterr);
    }
    lay_out(&plan);
    for (int p = 0; p < data->n_patches; p++)
        plan.slot[p] = -1;
    for (int i = 0; i < data->n_staff * PP_N_SLOTS; i++)
        plan.at[i] = -1;
    value_of_nothing(&plan);
    *ret_plan = plan;
    return 0;
}

void pp_dropins_plan_done(struct dropins_plan *plan) {
    pp_free(plan->block);
    pp_free(plan->journal);
    *plan = (struct dropins_plan){0};
}

void pp_dropins_plan_copy(struct dropins_plan *to, const struct dropins_plan *from) {
    memcpy(to->block, from->block, from->n_block * sizeof *from->block);
    memcpy(to->value, from->value, sizeof from->value);
    to->n_journal = 0;
}

int pp_dropins_compare(const int64_t *a, const int64_t *b) {
    for (int k = 1; k <= PP_DROPINS_N_LEVELS; k++)
        if (a[k] != b[k])
            return a[k] < b[k] ? -1 : 1;
    return 0;
}

const struct dropins_scale pp_dropins_strict = {{[PP_DROPINS_WITHOUT] = 1e11,
                                                 [PP_DROPINS_OWN] = 1e9,
                                                 [PP_DROPINS_EVENINGS] = 1e9,
                                                 [PP_DROPINS_REACH] = 1e5,
                                                 [PP_DROPINS_PENCE] = 1}};

double pp_dropins_score(const struct dropins_plan *plan, const struct dropins_scale *scale) {
    double sum = 0;
    for (int k = 1; k <= PP_DROPINS_N_LEVELS; k++)
        sum += scale->level[k] * (double)plan->value[k];
    return sum;
}

/* --- the steps ----------------------------------------------------------------------------------- */

/* Whoever wants to take back empties the journal first, and no change of mind is longer than it (most_steps()); a full
 * one holds nothing that is still wanted. */
static void note(struct dropins_plan *plan, int kind, int who, int venue, int slot) {
    if (plan->n_journal == plan->cap_journal)
        plan->n_journal = 0;
    plan->journal[plan->n_journal++] = (struct dropins_step){kind, who, venue, slot};
}

static int weekday_place(int venue, int slot) {
    return venue * PP_N_WEEKDAYS + pp_slot_weekday(slot);
}

static void do_hold(struct dropins_plan *plan, int venue, int slot) {
    const struct dropins *d = plan->data;
    plan->held[venue * PP_N_SLOTS + slot] = 1;
    plan->value[PP_DROPINS_PENCE] += d->hire[venue];
    if (plan->on_day[weekday_place(venue, slot)]++ > 0)
        plan->value[PP_DROPINS_REACH] += 5;
    if (plan->n_held[venue]++ > 0)
        return;
    for (int i = d->seen_start[venue]; i < d->seen_start[venue + 1]; i++)
        if (plan->in_reach[d->seen[i]]++ == 0)
            plan->value[PP_DROPINS_REACH] -= d->group_homes[d->seen[i]];
}

static void do_unhold(struct dropins_plan *plan, int venue, int slot) {
    const struct dropins *d = plan->data;
    plan->held[venue * PP_N_SLOTS + slot] = 0;
    plan->value[PP_DROPINS_PENCE] -= d->hire[venue];
    if (--plan->on_day[weekday_place(venue, slot)] > 0)
        plan->value[PP_DROPINS_REACH] -= 5;
    if (--plan->n_held[venue] > 0)
        return;
    for (int i = d->seen_start[venue]; i < d->seen_start[venue + 1]; i++)
        if (--plan->in_reach[d->seen[i]] == 0)
            plan->value[PP_DROPINS_REACH] += d->group_homes[d->seen[i]];
}

/* An officer comes (1) or goes (-1): pence, evenings, languages, and whose own officer is there. */
static void do_staff(struct dropins_plan *plan, int officer, int venue, int slot, int by) {
    const struct dropins *d = plan->data;
    bool evening = pp_slot_half(slot) == PP_HALF_EVENING;
    plan->at[officer * PP_N_SLOTS + slot] = (short)(by > 0 ? venue : -1);
    plan->used[officer] = (short)(plan->used[officer] + by);
    plan->evening[officer] = (short)(plan->evening[officer] + (evening ? by : 0));
    plan->staff[venue * PP_N_SLOTS + slot] = (short)(plan->staff[venue * PP_N_SLOTS + slot] + by);
    plan->value[PP_DROPINS_EVENINGS] += evening ? by : 0;
    plan->value[PP_DROPINS_PENCE] += by * d->fare[officer * d->n_venues + venue];
    for (int l = 0; l < d->n_languages; l++) {
        int i = venue * d->n_languages + l;
        if (!(d->speaks[officer] >> l & 1))
            continue;
        plan->speaking[i] = (short)(plan->speaking[i] + by);
        if (plan->speaking[i] == (by > 0 ? 1 : 0))
            plan->value[PP_DROPINS_REACH] -= by * d->talk_homes[i];
    }
    for (int i = d->theirs_start[officer]; i < d->theirs_start[officer + 1]; i++) {
        int p = d->theirs[i];
        if (d->near[p] != venue || plan->slot[p] != slot)
            continue;
        plan->own[p] = (short)(plan->own[p] + by);
        if (plan->own[p] == (by > 0 ? 1 : 0))
            plan->value[PP_DROPINS_OWN] -= by * d->homes[p];
    }
}

static void do_meet(struct dropins_plan *plan, int patch, int slot) {
    const struct dropins *d = plan->data;
    int venue = d->near[patch], own = 0;
    for (int i = d->mine_start[patch]; i < d->mine_start[patch + 1]; i++)
        own += plan->at[d->mine[i] * PP_N_SLOTS + slot] == venue;
    plan->slot[patch] = (short)slot;
    plan->own[patch] = (short)own;
    plan->patches[venue * PP_N_SLOTS + slot]++;
    plan->value[PP_DROPINS_WITHOUT] -= d->homes[patch];
    plan->value[PP_DROPINS_OWN] -= own > 0 ? d->homes[patch] : 0;
    plan->value[PP_DROPINS_OWN] -= d->was[patch] == slot ? d->homes[patch] : 0;
}

static void do_unmeet(struct dropins_plan *plan, int patch) {
    const struct dropins *d = plan->data;
    int venue = d->near[patch], slot = plan->slot[patch];
    plan->value[PP_DROPINS_WITHOUT] += d->homes[patch];
    plan->value[PP_DROPINS_OWN] += plan->own[patch] > 0 ? d->homes[patch] : 0;
    plan->value[PP_DROPINS_OWN] += d->was[patch] == slot ? d->homes[patch] : 0;
    plan->patches[venue * PP_N_SLOTS + slot]--;
    plan->slot[patch] = -1;
    plan->own[patch] = 0;
}

void pp_dropins_hold(struct dropins_plan *plan, int venue, int slot) {
    do_hold(plan, venue, slot);
    note(plan, HOLD, 0, venue, slot);
}

void pp_dropins_unhold(struct dropins_plan *plan, int venue, int slot) {
    do_unhold(plan, venue, slot);
    note(plan, UNHOLD, 0, venue, slot);
}

void pp_dropins_staff(struct dropins_plan *plan, int officer, int venue, int slot) {
    do_staff(plan, officer, venue, slot, 1);
    note(plan, STAFF, officer, venue, slot);
}

void pp_dropins_unstaff(struct dropins_plan *plan, int officer, int slot) {
    int venue = plan->at[officer * PP_N_SLOTS + slot];
    do_staff(plan, officer, venue, slot, -1);
    note(plan, UNSTAFF, officer, venue, slot);
}

void pp_dropins_meet(struct dropins_plan *plan, int patch, int slot) {
    do_meet(plan, patch, slot);
    note(plan, MEET, patch, 0, slot);
}

void pp_dropins_unmeet(struct dropins_plan *plan, int patch) {
    int slot = plan->slot[patch];
    do_unmeet(plan, patch);
    note(plan, UNMEET, patch, 0, slot);
}

static void undo(struct dropins_plan *plan, const struct dropins_step *step) {
    switch (step->kind) {
    case HOLD:
        do_unhold(plan, step->venue, step->slot);
        break;
    case UNHOLD:
        do_hold(plan, step->venue, step->slot);
        break;
    case STAFF:
        do_staff(plan, step->who, step->venue, step->slot, -1);
        break;
    case UNSTAFF:
        do_staff(plan, step->who, step->venue, step->slot, 1);
        break;
    case MEET:
        do_unmeet(plan, step->who);
        break;
    default:
        do_meet(plan, step->who, step->slot);
    }
}

void pp_dropins_back(struct dropins_plan *plan, int n) {
    assert(n <= plan->n_journal);
    while (plan->n_journal > n)
        undo(plan, &plan->journal[--plan->n_journal]);
}

/* --- what is allowed ----------------------------------------------------------------------------- */

/* H6: after an evening nothing before 10 the next morning; Friday evening has its weekend. */
static bool rests(const struct dropins_plan *plan, int officer, int venue, int slot) {
    const struct dropins *d = plan->data;
    const short *at = plan->at + officer * PP_N_SLOTS;
    if (pp_slot_half(slot) == PP_HALF_EVENING && pp_slot_weekday(slot) < PP_N_WEEKDAYS - 1)
        return at[slot + 1] < 0 || !(d->early[at[slot + 1]] >> (slot + 1) & 1);
    if (pp_slot_half(slot) == PP_HALF_AM && pp_slot_weekday(slot) > 0)
        return at[slot - 1] < 0 || !(d->early[venue] >> slot & 1);
    return true;
}

bool pp_dropins_can(const struct dropins_plan *plan, int officer, int venue, int slot) {
    const struct dropins *d = plan->data;
    return (d->works[officer] >> slot & 1) && plan->at[officer * PP_N_SLOTS + slot] < 0 &&
           plan->used[officer] < d->most[officer] && d->fare[officer * d->n_venues + venue] >= 0 &&
           plan->staff[venue * PP_N_SLOTS + slot] < d->desks[venue] &&
           (pp_slot_half(slot) != PP_HALF_EVENING || plan->evening[officer] < d->nights[officer]) &&
           rests(plan, officer, venue, slot);
}

bool pp_dropins_owns(const struct dropins_plan *plan, int officer, int venue, int slot) {
    const struct dropins *d = plan->data;
    for (int i = d->theirs_start[officer]; i < d->theirs_start[officer + 1]; i++)
        if (d->near[d->theirs[i]] == venue && plan->slot[d->theirs[i]] == slot)
            return true;
    return false;
}
