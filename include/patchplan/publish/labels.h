/* Where names stand on a map, so that each is read and none covers another. */
#ifndef PATCHPLAN_PUBLISH_LABELS_H
#define PATCHPLAN_PUBLISH_LABELS_H

#include "patchplan/geo/shape.h"

/* One way to write a name: on one line or two, larger or smaller. */
struct pp_label_form {
    double width, height; /* halo included */
};

/* A name to be placed. Coordinates are the page's. */
struct pp_label {
    const struct pp_rings *shape;      /* it belongs inside this */
    double near_x, near_y;             /* ... preferably near here (the middle of the patch) */
    const struct pp_label_form *forms; /* best first */
    int n_forms;
    bool may_leave; /* with no room inside it may stand outside, with a line to its shape */
    bool may_drop;  /* it is not drawn when there is no room */
};

struct pp_label_place {
    int form;    /* index into forms; -1 = not placed */
    double x, y; /* middle of the name */
    bool has_line;
    double line_x, line_y; /* where the line ends, inside the shape */
};

struct pp_label_input {
    struct pp_box frame; /* names stay inside */
    const struct pp_label *labels;
    int n_labels;
    const struct pp_box *taken; /* boxes that are never covered */
    int n_taken;
    const double *dots_xy; /* small things better not covered */
    int n_dots;
    double dot_radius;
};

/* Find a place for each label, in `ret_places` (n_labels long), in the order given: put what must be
 * placed first, tight shapes before roomy ones.
 *
 * Of a lattice of points in the shape and all forms, the pair is taken where the name fits inside the shape,
 * covers no other name, hides no dot if it can be helped, has air round it, stands near its preferred point
 * and is not made smaller than that is worth. Without such: the smallest form that finds a place, reaching
 * over the border; then, if it may leave, the nearest free place outside, with a line. Deterministic.
 * O(labels x forms x lattice x corners), most of it cut short by the price. */
int pp_place_labels(const struct pp_label_input *input, struct pp_label_place *ret_places,
                    struct pp_error *reterr) PP_CHECKED;

#endif
