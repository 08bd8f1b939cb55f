/* The map of a draft as a picture, for pages without scripts: drawn from the outlines that maps get, as coarse as they are, in
 * the fills of web/scripts/ground.js. */
#include "patchplan/service/consult.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/json/template.h"

static const double WIDTH_PX = 1200, LETTER_PX = 8.5, LINE_PX = 16;
static const double AROUND = 0.75; /* of a patch's size on each side of it */

struct box {
    double x0, y0, x1, y1; /* metres */
};
/* From metres to the picture. */
struct frame {
    struct box box;
    double scale; /* pixels for a metre */
};

static const struct fill {
    const char *ground, *line, *path;
} fills[] = {{"#d3e6eb", "#b3d0d8", ""},
             {"#f5e6cb", "#dcc59b", "M0 8 8 0M-2 2 2-2M6 10 10 6"},
             {"#e1dbee", "#c3b8dc", "M4 3v2"},
             {"#dcedd6", "#b5d3aa", "M0 4h8"},
             {"#f5dcdc", "#e0b4b4", "M0 0 8 8M-2 6 2 10M6-2 10 2"},
             {"#eaeae0", "#cdcdbb", "M4 0v8"}};
enum { N_FILLS = sizeof fills / sizeof *fills };

static double number_at(const struct pp_json *list, size_t i) {
    double value = 0;
    return pp_json_number(pp_json_at(list, i), &value) ? value : 0;
}

static struct box box_of(const struct pp_json *patch) {
    const struct pp_json *rings = pp_json_get(patch, "rings");
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t r = 0; r < pp_json_length(rings); r++) {
        const struct pp_json *ring = pp_json_at(rings, r);
        for (size_t i = 0; i + 1 < pp_json_length(ring); i += 2) {
            double x = number_at(ring, i), y = number_at(ring, i + 1);
            box = (struct box){fmin(box.x0, x), fmin(box.y0, y), fmax(box.x1, x), fmax(box.y1, y)};
        }
    }
    return box;
}

static bool is_called(const struct pp_json *patch, const char *name) {
    const char *id = pp_json_text(pp_json_get(patch, "id"));
    return id && strcmp(id, name) == 0;
}

/* Around one patch, or all of them (NULL); 0 wide where there is none. */
static struct frame frame_of(const struct pp_json *patches, const char *here) {
    struct box all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t p = 0; p < pp_json_length(patches); p++) {
        const struct pp_json *patch = pp_json_at(patches, p);
        struct box box = box_of(patch);
        if (!here || is_called(patch, here))
            all = (struct box){fmin(all.x0, box.x0), fmin(all.y0, box.y0), fmax(all.x1, box.x1),
                               fmax(all.y1, box.y1)};
    }
    double around = (here ? AROUND : 0.02) * fmax(all.x1 - all.x0, all.y1 - all.y0);
    if (!(all.x1 > all.x0) || !(all.y1 > all.y0))
        return (struct frame){0};
    all = (struct box){all.x0 - around, all.y0 - around, all.x1 + around, all.y1 + around};
    return (struct frame){all, WIDTH_PX / (all.x1 - all.x0)};
}

static bool is_outside(const struct frame *frame, struct box box) {
    return box.x1 < frame->box.x0 || box.x0 > frame->box.x1 || box.y1 < frame->box.y0 ||
           box.y0 > frame->box.y1;
}

static void append_point(const struct frame *frame, double x, double y, struct pp_str *svg) {
    pp_str_appendf(svg, "%.1f %.1f", (x - frame->box.x0) * frame->scale,
                   (frame->box.y1 - y) * frame->scale);
}

static void append_shape(const struct frame *frame, const struct pp_json *patch, bool is_here,
                         struct pp_str *svg) {
    const struct pp_json *rings = pp_json_get(patch, "rings");
    double colour = 0;
    pp_json_number(pp_json_get(patch, "colour"), &colour);
    pp_str_append(svg, "<path d=\"");
    for (size_t r = 0; r < pp_json_length(rings); r++) {
        const struct pp_json *ring = pp_json_at(rings, r);
        for (size_t i = 0; i + 1 < pp_json_length(ring); i += 2) {
            pp_str_append(svg, i ? " " : "M");
            append_point(frame, number_at(ring, i), number_at(ring, i + 1), svg);
        }
        pp_str_append(svg, "Z");
    }
    pp_str_appendf(svg, "\" fill=\"url(#f%d)\" stroke=\"%s\" stroke-width=\"%s\"/>\n",
                   (int)colour % N_FILLS, is_here ? "#0a3740" : "#3d5257", is_here ? "4" : "1.25");
}

/* Names that are written, in pixels: none may lie on another, nor reach over the edge. */
struct names {
    struct box *boxes;
    size_t n;
};

static bool is_free(const struct names *names, struct box box, double high) {
    bool is_free = box.x0 > 0 && box.x1 < WIDTH_PX && box.y0 > 0 && box.y1 < high;
    for (size_t i = 0; i < names->n && is_free; i++)
        is_free = box.x1 < names->boxes[i].x0 || box.x0 > names->boxes[i].x1 ||
                  box.y1 < names->boxes[i].y0 || box.y0 > names->boxes[i].y1;
    return is_free;
}

/* Where the name of a patch would be, in pixels; 0 wide where the patch has no room for it. */
static struct box name_box(const struct frame *frame, const struct pp_json *patch, const char *id) {
    const struct pp_json *label = pp_json_get(patch, "label");
    struct box box = box_of(patch);
    double half = LETTER_PX * (double)strlen(id) / 2;
    double x = (number_at(label, 0) - frame->box.x0) * frame->scale;
    double y = (frame->box.y1 - number_at(label, 1)) * frame->scale;
    bool has_room =
        (box.x1 - box.x0) * frame->scale >= 2 * half && (box.y1 - box.y0) * frame->scale >= LINE_PX;
    return has_room ? (struct box){x - half, y - LINE_PX / 2, x + half, y + LINE_PX / 2}
                    : (struct box){0};
}

static void append_name(const struct frame *frame, const struct pp_json *patch, struct names *names,
                        struct pp_str *svg) {
    const char *id = pp_json_text(pp_json_get(patch, "id"));
    struct box box = name_box(frame, patch, id ? id : "");
    double high = (frame->box.y1 - frame->box.y0) * frame->scale;
    if (box.x1 <= box.x0 || !is_free(names, box, high))
        return;
    names->boxes[names->n++] = box;
    pp_str_appendf(svg, "<text x=\"%.1f\" y=\"%.1f\">", (box.x0 + box.x1) / 2,
                   (box.y0 + box.y1) / 2 + LINE_PX / 3);
    pp_html_escape(svg, id);
    pp_str_append(svg, "</text>\n");
}

/* That of `here` first, then as they come. */
static void append_names(const struct frame *frame, const struct pp_json *patches, const char *here,
                         struct pp_str *svg) {
    size_t n = pp_json_length(patches);
    struct names names = {.boxes = pp_alloc_array(n, sizeof *names.boxes)};
    for (int is_here = 1; is_here >= 0 && names.boxes; is_here--)
        for (size_t p = 0; p < n; p++)
            if ((here && is_called(pp_json_at(patches, p), here)) == is_here)
                append_name(frame, pp_json_at(patches, p), &names, svg);
    svg->failed = svg->failed || !names.boxes;
    pp_free(names.boxes);
}

static void append_head(const struct frame *frame, struct pp_str *svg) {
    double high = (frame->box.y1 - frame->box.y0) * frame->scale;
    pp_str_appendf(svg,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
                   "viewBox=\"0 0 %.0f %.0f\">\n<defs>\n",
                   WIDTH_PX, high, WIDTH_PX, high);
    for (int f = 0; f < N_FILLS; f++)
        pp_str_appendf(svg,
                       "<pattern id=\"f%d\" width=\"8\" height=\"8\" "
                       "patternUnits=\"userSpaceOnUse\"><path d=\"M0 0h8v8H0z\" fill=\"%s\"/>"
                       "<path d=\"%s\" stroke=\"%s\" fill=\"none\"/></pattern>\n",
                       f, fills[f].ground, fills[f].path, fills[f].line);
    pp_str_append(svg, "</defs>\n<path d=\"M0 0h9999v9999H0z\" fill=\"#f4f6f5\"/>\n"
                       "<g stroke-linejoin=\"round\">\n");
}

static void draw(const struct frame *frame, const struct pp_json *patches, const char *here,
                 struct pp_str *svg) {
    append_head(frame, svg);
    for (int is_here = 0; is_here < 2; is_here++) /* its border over the others' */
        for (size_t p = 0; p < pp_json_length(patches); p++) {
            const struct pp_json *patch = pp_json_at(patches, p);
            bool wanted = (here && is_called(patch, here)) == is_here;
            if (wanted && !is_outside(frame, box_of(patch)))
                append_shape(frame, patch, is_here, svg);
        }
    pp_str_append(svg, "</g>\n<g font-family=\"Arial, sans-serif\" font-size=\"14\" "
                       "font-weight=\"bold\" text-anchor=\"middle\" fill=\"#0b0c0c\">\n");
    append_names(frame, patches, here, svg);
    pp_str_append(svg, "</g>\n</svg>\n");
}

int pp_service_consult_picture(struct pp_db *db, const char *token, const char *plan,
                               const char *here, struct pp_str *svg, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *outlines = NULL;
    int rc = pp_service_consult_outlines(db, token, plan, &outlines, reterr);
    if (rc)
        return rc;
    const struct pp_json *patches = pp_json_get(outlines, "patches");
    struct frame frame = frame_of(patches, here);
    if (frame.scale == 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "There is no map of this.");
    draw(&frame, patches, here, svg);
    return svg->failed ? pp_fail_nomem(reterr) : 0;
}
