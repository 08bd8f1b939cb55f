#include "patchplan/service/staffing.h"

#include <math.h>

#include "patchplan/core/alloc.h"
#include "patchplan/district/arithmetic.h"
#include "patchplan/service/weights.h"
#include "planner/service/ground.h"
#include "planner/service/parts.h"
#include "planner/service/posts.h"

enum { STEPS_AROUND = 2 };

void pp_staffing_done(struct pp_staffing *staffing) {
    pp_arena_done(&staffing->arena);
    *staffing = (struct pp_staffing){0};
}

/* What the table is worked out from. */
struct basis {
    struct pp_plan plan;
    struct pp_ground ground;
    struct pp_parts parts;
    struct pp_posts posts;
};

static void basis_done(struct basis *basis) {
    pp_ground_done(&basis->ground);
    pp_plan_done(&basis->plan);
}

static int load(struct pp_db *db, const struct pp_allocate_request *request, struct basis *basis,
                struct pp_error *reterr) {
    struct pp_ground *ground = &basis->ground;
    *ground = (struct pp_ground){.db = db, .plan = &basis->plan};
    int rc = pp_ground_load(ground, request->landlord_id, reterr);
    basis->plan.rules = request->rules;
    if (!request->within_told)
        basis->plan.rules.within = basis->plan.n_teams > 0 ? PP_WITHIN_TEAM : PP_WITHIN_NONE;
    if (!rc)
        rc = pp_ground_make_units(ground, 0, reterr);
    if (!rc)
        rc = pp_parts_form(ground, NULL, NULL, 0, &basis->parts, reterr);
    if (!rc)
        rc = pp_posts_find(&ground->stock, request->posts_day, &basis->plan.arena, &basis->posts,
                           reterr);
    basis->parts.posts = &basis->posts;
    return rc;
}

/* Recorded work by role; nothing recorded is no error. */
static int load_hours(struct pp_db *db, struct pp_staffing *staffing, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_weights_options options = {.cap = 2.0};
    struct pp_weights_data data = {0};
    struct pp_weights weights = {0};
    int rc = pp_service_weights(db, &options, &arena, &data, NULL, NULL, reterr);
    if (rc || !data.input.n_activities || !*data.first_month)
        return rc;
    rc = pp_weights_model(&data.input, &weights, reterr);
    for (int role = 0; role < PP_WEIGHTS_N_ROLES && !rc; role++)
        staffing->role_hours[role] = weights.hours[role];
    staffing->has_hours = !rc;
    pp_weights_done(&weights);
    return rc;
}

/* ---- rows ---- */

static int fill_posts(const struct basis *basis, const struct pp_part *part,
                      struct pp_staffing_row *row, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_rules rules = basis->plan.rules;
    struct pp_posts_of of;
    row->held_milli = -1;
    if (basis->posts.n_posts == 0 || rules.within == PP_WITHIN_WARD)
        return 0;
    rules.min_milli = row->min_milli;
    rules.max_milli = row->max_milli;
    int rc = pp_posts_choose_for(&basis->posts, &basis->parts,
                                 rules.within == PP_WITHIN_NONE ? NULL : &part->place_ix,
                                 part->weight_milli, &rules, &arena, &of, reterr);
    if (rc)
        return rc;
    row->held_milli = of.sum_milli;
    row->posts_fit = of.choice.fits;
    return 0;
}

static double hours_each(const struct pp_staffing *staffing, const struct basis *basis,
                         const struct pp_staffing_row *row) {
    double whole = (double)basis->ground.stock.weight_milli;
    if (!staffing->has_hours || whole <= 0)
        return NAN;
    return staffing->role_hours[PP_WEIGHTS_OFFICER] * (double)row->weight_milli / whole /
           row->n_patches;
}

static int fill_row(const struct pp_staffing *staffing, const struct basis *basis,
                    const struct pp_part *part, struct pp_staffing_row *row,
                    struct pp_error *reterr) {
    row->place = part->name;
    row->n_homes = part->n_homes;
    row->weight_milli = part->weight_milli;
    row->can_be_met = pp_arithmetic_choose_patches(part->weight_milli, row->min_milli,
                                                   row->max_milli, &row->n_patches);
    pp_arithmetic_range(part->weight_milli, row->min_milli, row->max_milli, &row->least,
                        &row->most);
    row->weight_per_patch_milli = (row->weight_milli + row->n_patches / 2) / row->n_patches;
    row->hours_per_patch = hours_each(staffing, basis, row);
    return fill_posts(basis, part, row, reterr);
}

/* All places of the limits that `rows` are of, added up. */
static struct pp_staffing_row add_up(const struct pp_staffing *staffing, const struct basis *basis,
                                     const struct pp_staffing_row *rows, int n) {
    struct pp_staffing_row all = {.min_milli = rows[0].min_milli,
                                  .max_milli = rows[0].max_milli,
                                  .can_be_met = true,
                                  .posts_fit = true,
                                  .held_milli = rows[0].held_milli < 0 ? -1 : 0};
    for (int i = 0; i < n; i++) {
        all.n_homes += rows[i].n_homes;
        all.weight_milli += rows[i].weight_milli;
        all.n_patches += rows[i].n_patches;
        all.least += rows[i].least;
        all.most = rows[i].most > INT32_MAX - all.most ? INT32_MAX : all.most + rows[i].most;
        all.can_be_met &= rows[i].can_be_met;
        all.posts_fit &= rows[i].posts_fit;
    }
    for (int i = 0; i < basis->posts.n_posts && all.held_milli >= 0; i++)
        all.held_milli += basis->posts.posts[i].share_milli;
    all.weight_per_patch_milli = (all.weight_milli + all.n_patches / 2) / all.n_patches;
    all.hours_per_patch = hours_each(staffing, basis, &all);
    return all;
}

static int fill_limits(const struct basis *basis, int64_t min_milli, int64_t max_milli,
                       struct pp_staffing *staffing, struct pp_error *reterr) {
    struct pp_staffing_row *rows = staffing->rows + staffing->n_rows;
    const struct pp_parts *parts = &basis->parts;
    int rc = 0;
    for (int i = 0; i < parts->n_parts && !rc; i++) {
        rows[i] = (struct pp_staffing_row){.min_milli = min_milli, .max_milli = max_milli};
        rc = fill_row(staffing, basis, &parts->parts[i], &rows[i], reterr);
    }
    if (rc)
        return rc;
    staffing->n_rows += parts->n_parts;
    if (parts->n_parts > 1)
        staffing->rows[staffing->n_rows++] = add_up(staffing, basis, rows, parts->n_parts);
    return 0;
}

static int64_t step_of(const struct pp_rules *rules) {
    int64_t width = rules->max_milli - rules->min_milli;
    int64_t part = (rules->max_milli + rules->min_milli) / 2 / 14 / 1000 * 1000;
    return width > 0 ? width : part > 0 ? part : 1000;
}

static int fill(struct pp_db *db, const struct pp_allocate_request *request,
                const struct basis *basis, struct pp_staffing *staffing, struct pp_error *reterr) {
    const struct pp_rules *rules = &request->rules;
    size_t n_most = (size_t)(2 * STEPS_AROUND + 1) * ((size_t)basis->parts.n_parts + 1);
    staffing->rows = pp_arena_alloc(&staffing->arena, n_most * sizeof *staffing->rows);
    staffing->day = request->posts_day;
    if (!staffing->rows)
        return pp_fail_nomem(reterr);
    if (basis->parts.n_parts == 0)
        return pp_fail(reterr, PP_E_INPUT,
                       "there are no homes to plan; list them with: patchplan import homes FILE");
    int rc = load_hours(db, staffing, reterr);
    for (int step = -STEPS_AROUND; step <= STEPS_AROUND && !rc; step++) {
        int64_t shift = step * step_of(rules);
        if (step == 0 || rules->min_milli + shift > 0)
            rc = fill_limits(basis, rules->min_milli + shift, rules->max_milli + shift, staffing,
                             reterr);
    }
    return rc;
}

int pp_service_staffing(struct pp_db *db, const struct pp_allocate_request *request,
                        struct pp_staffing *ret_staffing, struct pp_error *reterr) {
    PP_AUTO(basis_done) struct basis basis = {0};
    struct pp_staffing staffing = {0};
    int rc = load(db, request, &basis, reterr);
    if (!rc)
        rc = fill(db, request, &basis, &staffing, reterr);
    for (int i = 0; i < staffing.n_rows && !rc; i++)
        if (staffing.rows[i].place &&
            !(staffing.rows[i].place = pp_arena_strdup(&staffing.arena, staffing.rows[i].place)))
            rc = pp_fail_nomem(reterr);
    if (rc) {
        pp_staffing_done(&staffing);
        return rc;
    }
    *ret_staffing = staffing;
    return 0;
}
