#include "planner/publish/letter_page.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"

/* Everything is in large print, but for the address: it must stay inside the window, and is as large as that allows.
 *
 * The window of BS 4264 is 93 x 39 mm, 20 mm from the left and 53 mm from the top of a DL envelope of 220 x 110 mm. A sheet
 * folded in three (210 x 99 mm) may lie 10 mm further left and 11 mm higher in it: what is within 20 .. 103 mm and
 * 53 .. 81 mm of the page shows in any case. */
#define LARGE_PT 18.0
#define WINDOW_X (24 * PP_MM)
#define WINDOW_Y (53.5 * PP_MM)
#define WINDOW_WIDTH (78 * PP_MM)
#define WINDOW_HEIGHT (27 * PP_MM)
#define LEFT (20 * PP_MM)
#define TEXT_WIDTH (170 * PP_MM)
#define TOP (15 * PP_MM)
#define HEAD_WIDTH (84 * PP_MM)  /* of each half of the head, above the window */
#define HEAD_HEIGHT (25 * PP_MM) /* which nothing may reach */
#define BODY_Y (95 * PP_MM)
#define BOTTOM (PP_LETTER_HEIGHT - 15 * PP_MM)
#define SPACE (LARGE_PT * 0.6) /* between paragraphs */
#define INDENT (LARGE_PT * 1.1)

struct page {
    struct pp_canvas *canvas;
    const struct pp_wording *wording;
    const struct pp_letter *letter;
    double y;
    struct pp_str text; /* of the piece being drawn */
};

static struct pp_text_style style_of(double size, bool bold, double width) {
    return (struct pp_text_style){.size = size,
                                  .bold = bold,
                                  .colour = pp_colour_of(0x000000),
                                  .wrap_width = width,
                                  .wide = true,
                                  .line_gap = 0.1};
}

static double draw(struct page *page, enum pp_canvas_part part, const char *text,
                   const struct pp_text_style *style, double x, double y) {
    pp_canvas_part_begin(page->canvas, part);
    double height = pp_canvas_text(page->canvas, text, style, x, y);
    pp_canvas_part_end(page->canvas, part);
    return height;
}

static int fail_room(const char *what, struct pp_error *reterr) {
    return pp_fail(reterr, PP_E_INPUT,
                   "%s does not fit on one page in large print; make the wording shorter", what);
}

/* ---- the head: who writes, and when ---- */

static int draw_head(struct page *page, struct pp_error *reterr) {
    const char *const *words = page->letter->words;
    const char *texts[] = {words[PP_WORD_COUNCIL], words[PP_WORD_DATE]};
    for (int side = 0; side < 2; side++) {
        struct pp_text_style style = style_of(LARGE_PT, side == 0, HEAD_WIDTH);
        double width, height;
        style.align = side ? PP_TEXT_RIGHT : PP_TEXT_LEFT;
        if (!texts[side])
            continue;
        pp_canvas_measure(page->canvas, texts[side], &style, &width, &height);
        if (height > HEAD_HEIGHT || width > HEAD_WIDTH)
            return fail_room(texts[side], reterr);
        draw(page, PP_PART_PARAGRAPH, texts[side], &style, side ? LEFT + TEXT_WIDTH : LEFT, TOP);
    }
    return 0;
}

/* ---- the address ---- */

static int draw_address(struct page *page, struct pp_error *reterr) {
    static const double sizes[] = {18, 16, 14, 13, 12, 11, 10};
    const struct pp_letter *letter = page->letter;
    PP_AUTO_STR struct pp_str text = {0};
    for (size_t i = 0; i < letter->n_lines; i++)
        pp_str_appendf(&text, "%s%s", i ? "\n" : "", letter->lines[i]);
    if (text.failed)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct pp_text_style style = style_of(sizes[i], false, 0);
        double width, height;
        style.line_gap = 0;
        pp_canvas_measure(page->canvas, pp_str_text(&text), &style, &width, &height);
        if (width > WINDOW_WIDTH || height > WINDOW_HEIGHT)
            continue;
        draw(page, PP_PART_PARAGRAPH, pp_str_text(&text), &style, WINDOW_X, WINDOW_Y);
        return 0;
    }
    return pp_fail(
        reterr, PP_E_INPUT, "the address '%s' does not fit into the window of an envelope",
        letter->words[PP_WORD_ADDRESS] ? letter->words[PP_WORD_ADDRESS] : letter->lines[1]);
}

/* ---- the wording ---- */

static bool is_item(const struct page *page, size_t ix) {
    return ix < pp_wording_length(page->wording) &&
           pp_wording_kind_at(page->wording, ix) == PP_WORDING_ITEM;
}

static void draw_item(struct page *page, size_t ix) {
    const struct pp_text_style style = style_of(LARGE_PT, false, TEXT_WIDTH - INDENT);
    const struct pp_text_style dot = style_of(LARGE_PT, false, 0);
    if (ix == 0 || !is_item(page, ix - 1))
        pp_canvas_part_begin(page->canvas, PP_PART_LIST);
    pp_canvas_part_begin(page->canvas, PP_PART_ITEM);
    pp_canvas_text(page->canvas, "\u2022", &dot, LEFT, page->y);
    page->y +=
        pp_canvas_text(page->canvas, pp_str_text(&page->text), &style, LEFT + INDENT, page->y);
    pp_canvas_part_end(page->canvas, PP_PART_ITEM);
    if (!is_item(page, ix + 1))
        pp_canvas_part_end(page->canvas, PP_PART_LIST);
}

static int draw_piece(struct page *page, size_t ix, struct pp_error *reterr) {
    bool heading = pp_wording_kind_at(page->wording, ix) == PP_WORDING_HEADING;
    const struct pp_text_style style = style_of(heading ? 22 : LARGE_PT, heading, TEXT_WIDTH);
    pp_str_clear(&page->text);
    pp_wording_fill(page->wording, ix, page->letter->words, &page->text);
    if (page->text.failed)
        return pp_fail_nomem(reterr);
    if (is_item(page, ix))
        draw_item(page, ix);
    else
        page->y += draw(page, heading ? PP_PART_HEADING : PP_PART_PARAGRAPH,
                        pp_str_text(&page->text), &style, LEFT, page->y);
    if (page->y > BOTTOM)
        return fail_room("the letter", reterr);
    page->y += SPACE;
    return 0;
}

static int draw_parts(struct page *page, struct pp_error *reterr) {
    int rc = draw_head(page, reterr);
    if (!rc)
        rc = draw_address(page, reterr);
    page->y = BODY_Y;
    for (size_t i = 0; i < pp_wording_length(page->wording) && !rc; i++)
        rc = draw_piece(page, i, reterr);
    return rc;
}

int pp_letter_draw(struct pp_canvas *canvas, const struct pp_wording *wording,
                   const struct pp_letter *letter, struct pp_error *reterr) {
    struct page page = {.canvas = canvas, .wording = wording, .letter = letter};
    pp_canvas_part_begin(canvas, PP_PART_SECTION);
    int rc = draw_parts(&page, reterr);
    pp_canvas_part_end(canvas, PP_PART_SECTION);
    pp_str_done(&page.text);
    return rc;
}
