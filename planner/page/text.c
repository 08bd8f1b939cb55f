#include "planner/page/canvas.h"

/* Narrow letters where the machine has them: more labels fit. */
#define FAMILY "DejaVu Sans, Liberation Sans, Noto Sans, sans-serif"
#define READING_FAMILY "Arial, Liberation Sans, Noto Sans, DejaVu Sans, sans-serif"

/* Some readers of tagged PDF stop in a paragraph where a letter is written with a text of its own. Two things are: "ffi" as
 * one letter, and the blank that was dropped where a line was broken. So letters stay parted, and lines are broken for
 * good, behind their blanks. */
static void part_letters(PangoLayout *layout) {
    PangoAttrList *list = pango_attr_list_new();
    pango_attr_list_insert(list, pango_attr_font_features_new("liga=0, clig=0"));
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
}

static void break_for_good(PangoLayout *layout) {
    PP_AUTO_STR struct pp_str broken = {0};
    const char *text = pango_layout_get_text(layout);
    int end = 0;
    for (GSList *at = pango_layout_get_lines_readonly(layout); at; at = at->next) {
        const PangoLayoutLine *line = at->data;
        if (end && line->start_index == end)
            pp_str_append_char(&broken, '\n');
        pp_str_append_n(&broken, text + end, (size_t)(line->start_index + line->length - end));
        end = line->start_index + line->length;
    }
    if (broken.failed)
        return;
    pango_layout_set_width(layout, -1);
    pango_layout_set_text(layout, pp_str_text(&broken), -1);
}

static void lay_out(struct pp_canvas *canvas, const char *text, const struct pp_text_style *style) {
    static const PangoAlignment aligns[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
                                            PANGO_ALIGN_RIGHT};
    PangoFontDescription *font =
        pango_font_description_from_string(style->wide ? READING_FAMILY : FAMILY);
    pango_font_description_set_stretch(font, style->wide ? PANGO_STRETCH_NORMAL
                                                         : PANGO_STRETCH_CONDENSED);
    pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(font,
                                     style->italic ? PANGO_STYLE_OBLIQUE : PANGO_STYLE_NORMAL);
    pango_layout_set_font_description(canvas->layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(canvas->layout,
                           style->wrap_width > 0 ? (int)(style->wrap_width * PANGO_SCALE) : -1);
    pango_layout_set_alignment(canvas->layout, aligns[style->align]);
    pango_layout_set_spacing(canvas->layout, (int)(style->line_gap * style->size * PANGO_SCALE));
    if (canvas->language)
        part_letters(canvas->layout);
    pango_layout_set_text(canvas->layout, text, -1);
    if (canvas->language && style->wrap_width > 0)
        break_for_good(canvas->layout);
}

static void measure_laid_out(struct pp_canvas *canvas, double *ret_left, double *ret_width,
                             double *ret_height) {
    PangoRectangle box;
    pango_layout_get_extents(canvas->layout, NULL, &box);
    *ret_left = (double)box.x / PANGO_SCALE;
    *ret_width = (double)box.width / PANGO_SCALE;
    *ret_height = (double)box.height / PANGO_SCALE;
}

void pp_canvas_measure(struct pp_canvas *canvas, const char *text,
                       const struct pp_text_style *style, double *ret_width, double *ret_height) {
    double left;
    lay_out(canvas, text, style);
    measure_laid_out(canvas, &left, ret_width, ret_height);
}

double pp_canvas_text(struct pp_canvas *canvas, const char *text, const struct pp_text_style *style,
                      double x, double y) {
    double left, width, height;
    lay_out(canvas, text, style);
    measure_laid_out(canvas, &left, &width, &height);
    if (style->align != PP_TEXT_LEFT)
        x -= style->align == PP_TEXT_CENTRE ? width / 2 : width;
    if (style->halo_width > 0) {
        cairo_move_to(canvas->cairo, x - left, y);
        pango_cairo_layout_path(canvas->cairo, canvas->layout);
        pp_canvas_stroke(canvas, &(struct pp_pen){style->halo, 2 * style->halo_width, 0, 0});
    }
    cairo_move_to(canvas->cairo, x - left, y);
    pp_canvas_apply(canvas, style->colour);
    pango_cairo_show_layout(canvas->cairo, canvas->layout);
    cairo_new_path(canvas->cairo);
    return height;
}

void pp_canvas_label(struct pp_canvas *canvas, const char *text, const struct pp_text_style *style,
                     double x, double y) {
    struct pp_text_style centred = *style;
    double width, height;
    centred.align = PP_TEXT_CENTRE;
    pp_canvas_measure(canvas, text, &centred, &width, &height);
    pp_canvas_text(canvas, text, &centred, x, y - height / 2);
    pp_str_append(&canvas->labels, "\n");
    for (const char *c = text; *c; c++)
        pp_str_append_char(&canvas->labels, *c == '\n' ? ' ' : *c);
}
