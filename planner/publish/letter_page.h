/* One letter on one page. */
#ifndef PLANNER_PUBLISH_LETTER_PAGE_H
#define PLANNER_PUBLISH_LETTER_PAGE_H

#include "patchplan/page/canvas.h"
#include "patchplan/publish/letter.h"

#define PP_MM (72 / 25.4) /* points */
#define PP_LETTER_WIDTH (210 * PP_MM)
#define PP_LETTER_HEIGHT (297 * PP_MM)

/* PP_E_INPUT: it does not fit. */
int pp_letter_draw(struct pp_canvas *canvas, const struct pp_wording *wording,
                   const struct pp_letter *letter, struct pp_error *reterr) PP_CHECKED;

#endif
