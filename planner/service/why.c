#include "patchplan/service/why.h"

#include "patchplan/core/text.h"

int pp_service_check_why(const char *why, struct pp_error *reterr) {
    size_t n = why ? pp_text_characters(why) : 0;
    if (n <= PP_WHY_MOST)
        return 0;
    return pp_fail(reterr, PP_E_INPUT,
                   "The reason has %zu letters, and %d are the most. Nothing was changed. Shorten "
                   "it and send it again.",
                   n, PP_WHY_MOST);
}
