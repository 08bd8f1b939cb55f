#include "planner/page/canvas.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

static const struct {
    const char *extension;
    enum pp_canvas_kind kind;
} kinds[] = {{"svg", PP_CANVAS_SVG}, {"png", PP_CANVAS_PNG}, {"pdf", PP_CANVAS_PDF}};

/* The kind of canvas for a file name, or -1. */
static int kind_of(const char *path) {
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof kinds / sizeof kinds[0]; i++)
        if (pp_text_same_nocase(dot + 1, kinds[i].extension))
            return (int)kinds[i].kind;
    return -1;
}

bool pp_canvas_can_write(const char *path) { return kind_of(path) >= 0; }

static cairo_status_t write_file(void *context, const unsigned char *data, unsigned length) {
    struct pp_canvas *canvas = context;
    if (fwrite(data, 1, length, canvas->file.stream) == length)
        return CAIRO_STATUS_SUCCESS;
    if (!canvas->write_errno)
        canvas->write_errno = errno;
    return CAIRO_STATUS_WRITE_ERROR;
}

static cairo_status_t gather_svg(void *context, const unsigned char *data, unsigned length) {
    struct pp_canvas *canvas = context;
    pp_str_append_n(&canvas->svg, (const char *)data, length);
    return canvas->svg.failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static void make_surface(struct pp_canvas *canvas, const struct pp_canvas_options *options) {
    double width = options->width_pt, height = options->height_pt;
    canvas->scale = 1;
    if (canvas->kind == PP_CANVAS_SVG) {
        canvas->surface = cairo_svg_surface_create_for_stream(gather_svg, canvas, width, height);
    } else if (canvas->kind == PP_CANVAS_PDF) {
        canvas->surface = cairo_pdf_surface_create_for_stream(write_file, canvas, width, height);
        cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_CREATOR, "patchplan");
        if (options->title)
            cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_TITLE,
                                           options->title);
        if (options->about)
            cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_SUBJECT,
                                           options->about);
    } else {
        canvas->scale = (options->png_width_px > 0 ? options->png_width_px : 2400) / width;
        canvas->surface =
            cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)lround(width * canvas->scale),
                                       (int)lround(height * canvas->scale));
    }
}

static void start_drawing(struct pp_canvas *canvas, bool clear_background) {
    canvas->cairo = cairo_create(canvas->surface);
    cairo_scale(canvas->cairo, canvas->scale, canvas->scale);
    cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_ROUND);
    if (!clear_background) {
        cairo_set_source_rgb(canvas->cairo, 1, 1, 1);
        cairo_paint(canvas->cairo);
    }
    /* A font map of its own: the library's shared one would never be given back. */
    canvas->fonts = pango_cairo_font_map_new();
    PangoContext *context = pango_font_map_create_context(canvas->fonts);
    pango_cairo_update_context(canvas->cairo, context);
    canvas->layout = pango_layout_new(context);
    /* Letters keep their shape at every scale, so that PNG, SVG and PDF break lines alike. */
    cairo_font_options_t *font = cairo_font_options_create();
    cairo_font_options_set_hint_style(font, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(font, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, font);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);
    cairo_font_options_destroy(font);
    g_object_unref(context);
}

int pp_canvas_open(const char *path, const struct pp_canvas_options *options,
                   struct pp_canvas **ret_canvas, struct pp_error *reterr) {
    int kind = kind_of(path);
    if (kind < 0)
        return pp_fail(reterr, PP_E_USAGE, "a page is written as .svg, .png or .pdf, not as '%s'",
                       path);
    PP_AUTO_CANVAS struct pp_canvas *canvas = pp_alloc(sizeof *canvas);
    if (!canvas)
        return pp_fail_nomem(reterr);
    canvas->kind = (enum pp_canvas_kind)kind;
    canvas->title = options->title ? pp_strdup(options->title) : NULL;
    canvas->about = options->about ? pp_strdup(options->about) : NULL;
    canvas->language = options->language ? pp_strdup(options->language) : NULL;
    int rc = pp_newfile_open(path, &canvas->file, reterr);
    if (rc)
        return rc;
    make_surface(canvas, options);
    start_drawing(canvas, options->clear_background);
    *ret_canvas = PP_STEAL(canvas);
    return 0;
}

static void append_escaped(struct pp_str *str, const char *text) {
    for (; *text; text++) {
        const char *plain = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : NULL;
        if (plain)
            pp_str_append(str, plain);
        else
            pp_str_append_char(str, (unsigned char)*text < ' ' && *text != '\n' ? ' ' : *text);
    }
}

/* cairo draws letters as outlines; a title and a description keep the words for screen readers. */
static int write_svg(struct pp_canvas *canvas) {
    PP_AUTO_STR struct pp_str whole = {0};
    const char *svg = pp_str_text(&canvas->svg);
    const char *tag = strstr(svg, "<svg");
    const char *end = tag ? strchr(tag, '>') : NULL;
    if (!end)
        return canvas->svg.failed ? ENOMEM : EIO;
    pp_str_append_n(&whole, svg, (size_t)(tag + 4 - svg));
    pp_str_append(&whole, " role=\"img\"");
    pp_str_append_n(&whole, tag + 4, (size_t)(end + 1 - tag - 4));
    pp_str_append(&whole, "\n<title>");
    append_escaped(&whole, canvas->title ? canvas->title : "");
    pp_str_append(&whole, "</title>\n<desc>");
    append_escaped(&whole, canvas->about ? canvas->about : "");
    append_escaped(&whole, pp_str_text(&canvas->labels));
    pp_str_append(&whole, "</desc>");
    pp_svg_append_small(end + 1, &whole);
    if (whole.failed || canvas->labels.failed)
        return ENOMEM;
    return fwrite(whole.data, 1, whole.len, canvas->file.stream) == whole.len ? 0 : errno;
}

int pp_canvas_finish(struct pp_canvas *canvas, struct pp_error *reterr) {
    cairo_status_t status = cairo_status(canvas->cairo);
    if (status == CAIRO_STATUS_SUCCESS && canvas->kind == PP_CANVAS_PNG)
        status = cairo_surface_write_to_png_stream(canvas->surface, write_file, canvas);
    cairo_surface_finish(canvas->surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(canvas->surface);
    if (status == CAIRO_STATUS_SUCCESS && canvas->kind == PP_CANVAS_SVG)
        canvas->write_errno = write_svg(canvas);
    if (canvas->write_errno)
        return pp_fail_system(reterr, canvas->write_errno, "write the file", canvas->file.path);
    if (status == CAIRO_STATUS_NO_MEMORY)
        return pp_fail_nomem(reterr);
    if (status != CAIRO_STATUS_SUCCESS)
        return pp_fail_at(reterr, PP_E_LIBRARY, canvas->file.path, 0, NULL,
                          "the page could not be drawn: %s", cairo_status_to_string(status));
    int rc = canvas->kind == PP_CANVAS_PDF && canvas->language
                 ? pp_pdf_set_language(&canvas->file, canvas->language, reterr)
                 : 0;
    return rc ? rc : pp_newfile_commit(&canvas->file, reterr);
}

void pp_canvas_next_page(struct pp_canvas *canvas) { cairo_show_page(canvas->cairo); }

static const char *const part_tags[] = {
    [PP_PART_DOCUMENT] = "Document", [PP_PART_SECTION] = "Sect", [PP_PART_HEADING] = "H1",
    [PP_PART_PARAGRAPH] = "P",       [PP_PART_LIST] = "L",       [PP_PART_ITEM] = "LI"};

void pp_canvas_part_begin(struct pp_canvas *canvas, enum pp_canvas_part part) {
    if (canvas->language)
        cairo_tag_begin(canvas->cairo, part_tags[part], NULL);
}

void pp_canvas_part_end(struct pp_canvas *canvas, enum pp_canvas_part part) {
    if (canvas->language)
        cairo_tag_end(canvas->cairo, part_tags[part]);
}

void pp_canvas_free(struct pp_canvas *canvas) {
    if (!canvas)
        return;
    if (canvas->layout)
        g_object_unref(canvas->layout);
    if (canvas->fonts)
        g_object_unref(canvas->fonts);
    cairo_destroy(canvas->cairo);
    cairo_surface_destroy(canvas->surface);
    pp_newfile_done(&canvas->file);
    pp_str_done(&canvas->svg);
    pp_str_done(&canvas->labels);
    pp_free(canvas->title);
    pp_free(canvas->about);
    pp_free(canvas->language);
    pp_free(canvas);
}

void pp_canvas_auto_free(struct pp_canvas **canvas) { pp_canvas_free(*canvas); }
