/* Pages that are the same for every council but for its name and contacts. */
#include "planner/api/public.h"

static int answer(struct pp_exchange *exchange, const char *title, const char *name,
                  struct pp_error *reterr) {
    exchange->response->audience = PP_FOR_ALL;
    return pp_page_answer(exchange, 200, name, pp_page_new(exchange, title), reterr);
}

int pp_answer_accessibility(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer(exchange, "Accessibility statement", "accessibility", reterr);
}

int pp_answer_privacy(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer(exchange, "Privacy", "privacy", reterr);
}
