#include "planner/page/canvas.h"

#include <math.h>

struct pp_colour pp_colour_of(unsigned rgb) {
    return (struct pp_colour){((rgb >> 16) & 255) / 255.0, ((rgb >> 8) & 255) / 255.0,
                              (rgb & 255) / 255.0, 1};
}

struct pp_colour pp_colour_faded(struct pp_colour colour, double alpha) {
    colour.alpha *= alpha;
    return colour;
}

void pp_canvas_apply(struct pp_canvas *canvas, struct pp_colour colour) {
    cairo_set_source_rgba(canvas->cairo, colour.red, colour.green, colour.blue, colour.alpha);
}

void pp_canvas_line(struct pp_canvas *canvas, const double *xy, size_t n_points) {
    for (size_t i = 0; i < n_points; i++) {
        if (i == 0)
            cairo_move_to(canvas->cairo, xy[0], xy[1]);
        else
            cairo_line_to(canvas->cairo, xy[2 * i], xy[2 * i + 1]);
    }
}

void pp_canvas_ring(struct pp_canvas *canvas, const double *xy, size_t n_points) {
    pp_canvas_line(canvas, xy, n_points);
    if (n_points)
        cairo_close_path(canvas->cairo);
}

void pp_canvas_circle(struct pp_canvas *canvas, double x, double y, double radius) {
    cairo_new_sub_path(canvas->cairo);
    cairo_arc(canvas->cairo, x, y, radius, 0, 2 * M_PI);
    cairo_close_path(canvas->cairo);
}

void pp_canvas_box(struct pp_canvas *canvas, double x, double y, double width, double height) {
    cairo_rectangle(canvas->cairo, x, y, width, height);
}

void pp_canvas_fill(struct pp_canvas *canvas, struct pp_colour colour) {
    pp_canvas_apply(canvas, colour);
    cairo_set_fill_rule(canvas->cairo, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_fill(canvas->cairo);
}

void pp_canvas_stroke(struct pp_canvas *canvas, const struct pp_pen *pen) {
    double dashes[2] = {pen->dash, pen->space};
    pp_canvas_apply(canvas, pen->colour);
    cairo_set_line_width(canvas->cairo, pen->width);
    cairo_set_dash(canvas->cairo, dashes, pen->dash > 0 ? 2 : 0, 0);
    cairo_stroke(canvas->cairo);
}

void pp_canvas_paint(struct pp_canvas *canvas, struct pp_colour fill, const struct pp_pen *pen) {
    cairo_path_t *path = cairo_copy_path(canvas->cairo);
    pp_canvas_fill(canvas, fill);
    cairo_append_path(canvas->cairo, path);
    cairo_path_destroy(path);
    pp_canvas_stroke(canvas, pen);
}

void pp_canvas_save(struct pp_canvas *canvas) { cairo_save(canvas->cairo); }

void pp_canvas_clip(struct pp_canvas *canvas) {
    cairo_set_fill_rule(canvas->cairo, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_clip(canvas->cairo);
}

void pp_canvas_clip_union(struct pp_canvas *canvas) {
    cairo_set_fill_rule(canvas->cairo, CAIRO_FILL_RULE_WINDING);
    cairo_clip(canvas->cairo);
}

void pp_canvas_restore(struct pp_canvas *canvas) { cairo_restore(canvas->cairo); }
