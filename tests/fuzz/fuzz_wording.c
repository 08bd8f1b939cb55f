/* The wording of letters on any bytes: no crash, no leak, and what is filled in comes out as it is.
 *
 * For libFuzzer as in fuzz_table.c, with tests/fuzz/wording as corpus. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/publish/wording.h"
#include "tests/fuzz/replay.h"

static void fill(const struct pp_wording *wording) {
    const char *words[PP_N_LETTER_WORDS];
    for (int i = 0; i < PP_N_LETTER_WORDS; i++)
        words[i] = "((x))";
    for (size_t i = 0; i < pp_wording_length(wording); i++) {
        PP_AUTO_STR struct pp_str text = {0};
        pp_wording_fill(wording, i, words, &text);
        if (strchr(pp_str_text(&text), 2))
            abort(); /* a mark of ours */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PP_AUTO_WORDING struct pp_wording *wording = NULL;
    struct pp_error err = {0};
    int rc = pp_wording_read_text("wording", (const char *)data, size, &wording, &err);
    if (rc == 0)
        fill(wording);
    else if (rc != PP_E_FORMAT || !*err.message)
        abort();
    return 0;
}
