#include "patchplan/publish/labels.h"

#include <math.h>

#include "patchplan/core/alloc.h"
#include "patchplan/publish/pole.h"

enum { LATTICE = 21, RINGS_OUT = 40, DIRECTIONS = 24 };

struct placing {
    const struct pp_label_input *input;
    struct pp_box *placed; /* of names placed so far, and middles of lines */
    int n_placed;
};

struct spot {
    double x, y, clearance;
};

static struct pp_box box_at(double x, double y, const struct pp_label_form *form) {
    return (struct pp_box){x - form->width / 2, y - form->height / 2, x + form->width / 2,
                           y + form->height / 2};
}

static bool overlap(const struct pp_box *a, const struct pp_box *b) {
    return a->min_x < b->max_x && b->min_x < a->max_x && a->min_y < b->max_y && b->min_y < a->max_y;
}

static bool is_free(const struct placing *placing, const struct pp_box *box) {
    const struct pp_label_input *input = placing->input;
    if (box->min_x < input->frame.min_x || box->max_x > input->frame.max_x ||
        box->min_y < input->frame.min_y || box->max_y > input->frame.max_y)
        return false;
    for (int i = 0; i < input->n_taken; i++)
        if (overlap(box, &input->taken[i]))
            return false;
    for (int i = 0; i < placing->n_placed; i++)
        if (overlap(box, &placing->placed[i]))
            return false;
    return true;
}

static int count_hidden_dots(const struct pp_label_input *input, const struct pp_box *box) {
    double r = input->dot_radius;
    int n = 0;
    for (int i = 0; i < input->n_dots; i++) {
        const double *dot = input->dots_xy + 2 * i;
        n += dot[0] > box->min_x - r && dot[0] < box->max_x + r && dot[1] > box->min_y - r &&
             dot[1] < box->max_y + r;
    }
    return n;
}

/* Does the box lie wholly inside the shape? Its middle has the clearance given. */
static bool fits_inside(const struct pp_rings *shape, const struct spot *spot,
                        const struct pp_label_form *form) {
    double half_width = form->width / 2, half_height = form->height / 2;
    if (spot->clearance >= hypot(half_width, half_height))
        return true;
    if (spot->clearance < half_height)
        return false;
    /* Discs of the box's height along it, and its corners. */
    for (double x = -half_width; x <= half_width; x += half_height)
        if (pp_rings_clearance(shape, spot->x + x, spot->y) < half_height * 0.8)
            return false;
    for (int corner = 0; corner < 4; corner++)
        if (pp_rings_clearance(shape, spot->x + (corner & 1 ? half_width : -half_width),
                               spot->y + (corner & 2 ? half_height : -half_height)) < 0)
            return false;
    return true;
}

static int lattice_of(const struct pp_rings *shape, const struct pp_box *frame,
                      struct spot *ret_spots) {
    struct pp_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    size_t n_points = shape->n_rings ? shape->ring_first[shape->n_rings] : 0;
    for (size_t i = 0; i < n_points; i++) {
        box.min_x = fmin(box.min_x, shape->xy[2 * i]);
        box.max_x = fmax(box.max_x, shape->xy[2 * i]);
        box.min_y = fmin(box.min_y, shape->xy[2 * i + 1]);
        box.max_y = fmax(box.max_y, shape->xy[2 * i + 1]);
    }
    box.min_x = fmax(box.min_x, frame->min_x);
    box.max_x = fmin(box.max_x, frame->max_x);
    box.min_y = fmax(box.min_y, frame->min_y);
    box.max_y = fmin(box.max_y, frame->max_y);
    int n = 0;
    struct spot pole;
    if (pp_rings_pole(shape, 0.5, &pole.x, &pole.y, &pole.clearance))
        ret_spots[n++] = pole;
    for (int i = 0; i < LATTICE; i++)
        for (int j = 0; j < LATTICE; j++) {
            struct spot spot = {box.min_x + (box.max_x - box.min_x) * (i + 0.5) / LATTICE,
                                box.min_y + (box.max_y - box.min_y) * (j + 0.5) / LATTICE, 0};
            spot.clearance = pp_rings_clearance(shape, spot.x, spot.y);
            if (spot.clearance > 0)
                ret_spots[n++] = spot;
        }
    return n;
}

static int count_corners_outside(const struct pp_rings *shape, const struct pp_box *box) {
    return (pp_rings_clearance(shape, box->min_x, box->min_y) < 0) +
           (pp_rings_clearance(shape, box->min_x, box->max_y) < 0) +
           (pp_rings_clearance(shape, box->max_x, box->min_y) < 0) +
           (pp_rings_clearance(shape, box->max_x, box->max_y) < 0);
}

/* Smaller is better: near its point, no dot hidden, air around it. */
static double price(const struct pp_label_input *input, const struct pp_label *label,
                    const struct spot *spot, const struct pp_label_form *form) {
    struct pp_box box = box_at(spot->x, spot->y, form);
    double air = fmin(spot->clearance, form->width);
    return hypot(spot->x - label->near_x, spot->y - label->near_y) - 1.5 * air +
           1.2 * form->width * count_hidden_dots(input, &box);
}

/* What a smaller form costs, so that a name shrinks before it strays: points a step. */
static const double shrink_price = 3;

/* Try one form at every spot; `best` is the price of *ret_place so far, INFINITY for none. */
static void place_among(struct placing *placing, const struct pp_label *label,
                        const struct spot *spots, int n_spots, int form_ix, bool inside,
                        double *best, struct pp_label_place *ret_place) {
    const struct pp_label_form *form = &label->forms[form_ix];
    for (int i = 0; i < n_spots; i++) {
        double worth = price(placing->input, label, &spots[i], form) + form_ix * shrink_price;
        struct pp_box box = box_at(spots[i].x, spots[i].y, form);
        if (!inside && worth < *best)
            worth += 0.7 * form->width * count_corners_outside(label->shape, &box);
        if (worth >= *best || !is_free(placing, &box))
            continue;
        if (inside ? !fits_inside(label->shape, &spots[i], form)
                   : spots[i].clearance < form->height * 0.3)
            continue;
        *best = worth;
        *ret_place = (struct pp_label_place){.form = form_ix, .x = spots[i].x, .y = spots[i].y};
    }
}

/* The nearest free place round the shape's own point; the line starts there. */
static bool place_outside(struct placing *placing, const struct pp_label *label,
                          const struct spot *from, struct pp_label_place *ret_place) {
    int form_ix = label->n_forms - 1;
    const struct pp_label_form *form = &label->forms[form_ix];
    for (int ring = 1; ring <= RINGS_OUT; ring++)
        for (int k = 0; k < DIRECTIONS; k++) {
            double angle = 2 * M_PI * k / DIRECTIONS, reach = form->height * (0.8 + 0.6 * ring);
            double x = from->x + cos(angle) * (reach + form->width / 2);
            double y = from->y + sin(angle) * reach;
            struct pp_box box = box_at(x, y, form);
            if (!is_free(placing, &box) || count_hidden_dots(placing->input, &box) > ring / 4)
                continue;
            *ret_place = (struct pp_label_place){.form = form_ix,
                                                 .x = x,
                                                 .y = y,
                                                 .has_line = true,
                                                 .line_x = from->x,
                                                 .line_y = from->y};
            return true;
        }
    return false;
}

static bool place_one(struct placing *placing, const struct pp_label *label, struct spot *spots,
                      struct pp_label_place *ret_place) {
    int n_spots = lattice_of(label->shape, &placing->input->frame, spots);
    double best = INFINITY;
    for (int f = 0; f < label->n_forms; f++)
        place_among(placing, label, spots, n_spots, f, true, &best, ret_place);
    /* Over the border only in the smallest form that has a place. */
    for (int f = label->n_forms - 1; f >= 0 && !label->may_drop && best == INFINITY; f--)
        place_among(placing, label, spots, n_spots, f, false, &best, ret_place);
    if (best < INFINITY)
        return true;
    return label->may_leave && n_spots > 0 && place_outside(placing, label, &spots[0], ret_place);
}

int pp_place_labels(const struct pp_label_input *input, struct pp_label_place *ret_places,
                    struct pp_error *reterr) {
    struct placing placing = {.input = input};
    PP_AUTO_FREE struct spot *spots = pp_alloc_array(LATTICE * LATTICE + 1, sizeof *spots);
    PP_AUTO_FREE struct pp_box *placed =
        pp_alloc_array((size_t)input->n_labels + 1, sizeof *placed);
    if (!spots || !placed)
        return pp_fail_nomem(reterr);
    placing.placed = placed;
    for (int i = 0; i < input->n_labels; i++) {
        const struct pp_label *label = &input->labels[i];
        ret_places[i] = (struct pp_label_place){.form = -1};
        if (place_one(&placing, label, spots, &ret_places[i]))
            placed[placing.n_placed++] =
                box_at(ret_places[i].x, ret_places[i].y, &label->forms[ret_places[i].form]);
    }
    return 0;
}
