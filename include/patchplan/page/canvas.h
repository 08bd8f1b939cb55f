/* A page to draw on, once, for SVG, PNG and PDF alike. The only folder that includes cairo and pango.
 *
 * Lengths are points (1/72 inch) from the top left corner, x to the right, y down. Drawing never fails: a
 * failure is remembered and told by pp_canvas_finish(). Nothing of maps, patches or letters is known here.
 */
#ifndef PATCHPLAN_PAGE_CANVAS_H
#define PATCHPLAN_PAGE_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

#include "patchplan/core/error.h"

struct pp_canvas;

struct pp_canvas_options {
    double width_pt, height_pt;
    double png_width_px;   /* 0 = 2400 */
    const char *title;     /* of the document, may be NULL */
    const char *about;     /* a sentence for those who cannot see it, may be NULL */
    bool clear_background; /* leave the paper transparent instead of white */
    const char
        *language; /* PDF: "en-GB" makes it a document that is read aloud (tagged); else NULL */
};

/* Can a canvas be written to a file of this name? (.svg, .png, .pdf, any case) */
bool pp_canvas_can_write(const char *path);

/* Begin a page for the file `path`, which appears on pp_canvas_finish(). PP_E_USAGE: an extension other
 * than svg, png, pdf. Caller frees. */
int pp_canvas_open(const char *path, const struct pp_canvas_options *options,
                   struct pp_canvas **ret_canvas, struct pp_error *reterr) PP_CHECKED;
/* The file is on the disk, whole, or an error and the old one is as it was. */
int pp_canvas_finish(struct pp_canvas *canvas, struct pp_error *reterr) PP_CHECKED;
void pp_canvas_free(
    struct pp_canvas *canvas); /* unfinished: nothing is left behind; NULL is fine */
void pp_canvas_auto_free(struct pp_canvas **canvas);
/* Go on with a new page, of a PDF. */
void pp_canvas_next_page(struct pp_canvas *canvas);
#define PP_AUTO_CANVAS __attribute__((cleanup(pp_canvas_auto_free)))

struct pp_colour {
    double red, green, blue, alpha; /* 0 .. 1 */
};
/* 0xRRGGBB, opaque. */
struct pp_colour pp_colour_of(unsigned rgb);
struct pp_colour pp_colour_faded(struct pp_colour colour, double alpha);

/* ---- shapes: add to the path, then fill, stroke or clip, which end it ---- */

void pp_canvas_ring(struct pp_canvas *canvas, const double *xy, size_t n_points); /* closed */
void pp_canvas_line(struct pp_canvas *canvas, const double *xy, size_t n_points); /* open */
void pp_canvas_circle(struct pp_canvas *canvas, double x, double y, double radius);
void pp_canvas_box(struct pp_canvas *canvas, double x, double y, double width, double height);

/* Fill the path. Holes are holes (even-odd). */
void pp_canvas_fill(struct pp_canvas *canvas, struct pp_colour colour);

struct pp_pen {
    struct pp_colour colour;
    double width;
    double dash, space; /* 0 = a whole line */
};
void pp_canvas_stroke(struct pp_canvas *canvas, const struct pp_pen *pen);
/* Fill, then stroke. */
void pp_canvas_paint(struct pp_canvas *canvas, struct pp_colour fill, const struct pp_pen *pen);

/* From here to the matching _restore draw only inside the path (_clip: even-odd). */
void pp_canvas_save(struct pp_canvas *canvas);
void pp_canvas_clip(struct pp_canvas *canvas);
void pp_canvas_clip_union(struct pp_canvas *canvas);
void pp_canvas_restore(struct pp_canvas *canvas);

/* ---- what is what, for who listens: a document with a language; others take no notice ---- */

enum pp_canvas_part {
    PP_PART_DOCUMENT, /* round everything */
    PP_PART_SECTION,
    PP_PART_HEADING,
    PP_PART_PARAGRAPH,
    PP_PART_LIST, /* of items */
    PP_PART_ITEM
};
/* Everything drawn until the matching _end is of this part; parts are nested as such. */
void pp_canvas_part_begin(struct pp_canvas *canvas, enum pp_canvas_part part);
void pp_canvas_part_end(struct pp_canvas *canvas, enum pp_canvas_part part);

/* ---- text ---- */

enum pp_text_align { PP_TEXT_LEFT, PP_TEXT_CENTRE, PP_TEXT_RIGHT };

struct pp_text_style {
    double size; /* of the letters, points */
    bool bold, italic;
    struct pp_colour colour;
    struct pp_colour halo; /* round the letters; used when halo_width > 0 */
    double halo_width;
    enum pp_text_align align;
    double wrap_width; /* lines longer than this are broken at blanks; 0 = never */
    bool wide;         /* letters of full width, for reading; else narrow ones, for labels */
    double line_gap;   /* more room between lines, in parts of `size` */
};

/* Width and height of `text` (UTF-8, "\n" begins a line) as it will be drawn, without halo. */
void pp_canvas_measure(struct pp_canvas *canvas, const char *text,
                       const struct pp_text_style *style, double *ret_width, double *ret_height);
/* Draw with the top at `y`; `x` is the left side, the middle or the right side as `align` says. Returns the
 * height. */
double pp_canvas_text(struct pp_canvas *canvas, const char *text, const struct pp_text_style *style,
                      double x, double y);
/* Draw with the middle of the text at x, y. */
void pp_canvas_label(struct pp_canvas *canvas, const char *text, const struct pp_text_style *style,
                     double x, double y);

#endif
