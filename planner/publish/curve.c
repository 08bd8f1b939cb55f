#include "patchplan/publish/curve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/page/canvas.h"

static const double WIDTH = 640, HEIGHT = 440;
static const double LEFT = 74, TOP = 64, RIGHT = 616, BOTTOM = 378;
enum { INK = 0x1d1d1b, LINE = 0x1f5f8b, GRID = 0xd5dadd, MOST_TICKS = 6 };

/* One axis: values least..most on the page from..to, a line every `step`. */
struct axis {
    double least, most, step, from, to;
};

static double at(const struct axis *axis, double value) {
    return axis->from +
           (value - axis->least) / (axis->most - axis->least) * (axis->to - axis->from);
}

/* Steps of 1, 2 or 5 times a power of ten, at most MOST_TICKS of them. */
static struct axis axis_over(double least, double most, double from, double to) {
    double span = fmax(most - least, 1e-6 * fmax(fabs(most), 1)),
           step = pow(10, floor(log10(span)) - 1);
    static const double factor[] = {2, 2.5, 2};
    for (int i = 0; span / step > MOST_TICKS; i = (i + 1) % 3)
        step *= factor[i];
    least = fmax(floor((least - 0.05 * span) / step) * step, 0);
    most = ceil((most + 0.05 * span) / step) * step;
    return (struct axis){least, most, step, from, to};
}

struct picture {
    struct pp_canvas *canvas;
    struct axis x, y;
    const struct pp_curve_mark **marks; /* fewest homes changing first */
    int n;
};

static struct pp_text_style text_of(double size, enum pp_text_align align) {
    return (struct pp_text_style){.size = size, .colour = pp_colour_of(INK), .align = align};
}

static void draw_axes(const struct picture *picture) {
    struct pp_canvas *canvas = picture->canvas;
    const struct axis *x = &picture->x, *y = &picture->y;
    const struct pp_pen grid = {.colour = pp_colour_of(GRID), .width = 0.8};
    struct pp_text_style below = text_of(10.5, PP_TEXT_CENTRE),
                         beside = text_of(10.5, PP_TEXT_RIGHT);
    char label[32];
    for (double value = x->least; value < x->most + x->step / 2; value += x->step) {
        const double line[] = {at(x, value), TOP, at(x, value), BOTTOM};
        pp_canvas_line(canvas, line, 2);
        pp_canvas_stroke(canvas, &grid);
        snprintf(label, sizeof label, "%.4g %%", value);
        pp_canvas_text(canvas, label, &below, at(x, value), BOTTOM + 6);
    }
    for (double value = y->least; value < y->most + y->step / 2; value += y->step) {
        const double line[] = {LEFT, at(y, value), RIGHT, at(y, value)};
        pp_canvas_line(canvas, line, 2);
        pp_canvas_stroke(canvas, &grid);
        snprintf(label, sizeof label, "%.5g m", value);
        pp_canvas_text(canvas, label, &beside, LEFT - 8, at(y, value) - 7);
    }
    below.size = 11.5;
    pp_canvas_text(canvas, "Homes that change patch, of those that have one today", &below,
                   (LEFT + RIGHT) / 2, BOTTOM + 28);
}

static void draw_line(const struct picture *picture) {
    const struct pp_pen pen = {.colour = pp_colour_of(LINE), .width = 2};
    double xy[2 * 64];
    size_t n = 0;
    for (int i = 0; i < picture->n && n < 64; i++) {
        if (picture->marks[i]->aside)
            continue;
        xy[2 * n] = at(&picture->x, picture->marks[i]->changing_percent);
        xy[2 * n + 1] = at(&picture->y, picture->marks[i]->mean_distance_m);
        n++;
    }
    if (n < 2)
        return;
    pp_canvas_line(picture->canvas, xy, n);
    pp_canvas_stroke(picture->canvas, &pen);
}

static void draw_marks(const struct picture *picture) {
    const struct pp_pen pen = {.colour = pp_colour_of(LINE), .width = 1.6};
    struct pp_text_style style = text_of(10, PP_TEXT_LEFT);
    style.halo = pp_colour_of(0xffffff);
    style.halo_width = 3;
    for (int i = 0; i < picture->n; i++) {
        const struct pp_curve_mark *mark = picture->marks[i];
        double x = at(&picture->x, mark->changing_percent),
               y = at(&picture->y, mark->mean_distance_m);
        double width = 0, height = 0;
        pp_canvas_measure(picture->canvas, mark->name, &style, &width, &height);
        pp_canvas_circle(picture->canvas, x, y, 4.5);
        pp_canvas_paint(picture->canvas, pp_colour_of(mark->aside ? 0xffffff : LINE), &pen);
        pp_canvas_text(picture->canvas, mark->name, &style,
                       x + 8 + width > RIGHT + 16 ? x - 8 - width : x + 8, y - height - 3);
    }
}

static int by_change(const void *a, const void *b) {
    const struct pp_curve_mark *p = *(const struct pp_curve_mark *const *)a;
    const struct pp_curve_mark *q = *(const struct pp_curve_mark *const *)b;
    return (p->changing_percent > q->changing_percent) -
           (p->changing_percent < q->changing_percent);
}

static void lay_out(struct picture *picture, const struct pp_curve_mark *marks) {
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};
    for (int i = 0; i < picture->n; i++) {
        const double value[2] = {marks[i].changing_percent, marks[i].mean_distance_m};
        picture->marks[i] = &marks[i];
        for (int j = 0; j < 2; j++) {
            least[j] = fmin(least[j], value[j]);
            most[j] = fmax(most[j], value[j]);
        }
    }
    qsort(picture->marks, (size_t)picture->n, sizeof *picture->marks, by_change);
    picture->x = axis_over(least[0], most[0], LEFT, RIGHT);
    picture->y = axis_over(least[1], most[1], BOTTOM, TOP);
}

/* The same for those who cannot see it. */
static void say_marks(const struct picture *picture, struct pp_str *about) {
    for (int i = 0; i < picture->n; i++)
        pp_str_appendf(about, "%s%s: %.1f %% of homes change patch, average distance %.0f m",
                       i ? "; " : "", picture->marks[i]->name, picture->marks[i]->changing_percent,
                       picture->marks[i]->mean_distance_m);
}

int pp_publish_curve(const char *path, const char *title, const struct pp_curve_mark *marks, int n,
                     struct pp_error *reterr) {
    PP_AUTO_CANVAS struct pp_canvas *canvas = NULL;
    PP_AUTO_STR struct pp_str about = {0};
    PP_AUTO_FREE const struct pp_curve_mark **sorted =
        pp_alloc_array((size_t)n + 1, sizeof *sorted);
    struct picture picture = {.marks = sorted, .n = n};
    if (!sorted)
        return pp_fail_nomem(reterr);
    lay_out(&picture, marks);
    say_marks(&picture, &about);
    const struct pp_canvas_options options = {.width_pt = WIDTH,
                                              .height_pt = HEIGHT,
                                              .png_width_px = 1600,
                                              .title = title,
                                              .about = pp_str_text(&about)};
    int rc = pp_canvas_open(path, &options, &canvas, reterr);
    if (rc)
        return rc;
    picture.canvas = canvas;
    struct pp_text_style head = text_of(15, PP_TEXT_LEFT), under = text_of(11, PP_TEXT_LEFT);
    head.bold = true;
    pp_canvas_text(canvas, title, &head, 20, 14);
    pp_canvas_text(canvas, "Average distance to the middle of the patch", &under, 20, 36);
    draw_axes(&picture);
    draw_line(&picture);
    draw_marks(&picture);
    return pp_canvas_finish(canvas, reterr);
}
