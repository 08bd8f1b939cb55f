/* What the files of this folder share about a canvas. */
#ifndef PLANNER_PAGE_CANVAS_H
#define PLANNER_PAGE_CANVAS_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "patchplan/core/newfile.h"
#include "patchplan/core/str.h"
#include "patchplan/page/canvas.h"

enum pp_canvas_kind { PP_CANVAS_SVG, PP_CANVAS_PNG, PP_CANVAS_PDF };

struct pp_canvas {
    enum pp_canvas_kind kind;
    struct pp_newfile file;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoFontMap *fonts;
    PangoLayout *layout;
    double scale;         /* device pixels a point; 1 but for PNG */
    struct pp_str svg;    /* SVG is gathered here, so that its head can be completed */
    struct pp_str labels; /* texts drawn as labels, for the SVG's description */
    char *title, *about, *language;
    int write_errno; /* the first failure of a write */
};

/* A finished PDF is given what cairo cannot: the language of the document, and that its title is shown. `file` holds all
 * of it and stays open. */
int pp_pdf_set_language(struct pp_newfile *file, const char *language,
                        struct pp_error *reterr) PP_CHECKED;

/* What cairo wrote of an SVG, appended: the same picture in a third of the bytes or less. svg_small.c says how. */
void pp_svg_append_small(const char *svg, struct pp_str *out);

void pp_canvas_apply(struct pp_canvas *canvas, struct pp_colour colour);

#endif
