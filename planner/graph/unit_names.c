#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "patchplan/core/text.h"
#include "planner/graph/unit_names.h"

static bool is_separator(char c) { return c == ' ' || c == ','; }

static size_t common_end(const char *a, size_t n_a, const char *b) {
    size_t n_b = strlen(b), n = 0;
    while (n < n_a && n < n_b && a[n_a - 1 - n] == b[n_b - 1 - n])
        n++;
    return n;
}

/* Do the last n bytes of the address begin with a whole word? */
static bool begins_word(const char *address, size_t n) {
    size_t length = strlen(address);
    return n == length || is_separator(address[length - n - 1]);
}

static bool has_letter(const char *text) {
    while (*text && !isalpha((unsigned char)*text))
        text++;
    return *text != 0;
}

const char *pp_block_name(const char *const *addresses, size_t n, const char *fallback,
                          struct pp_arena *arena) {
    const char *first = n > 0 ? addresses[0] : NULL;
    size_t n_common = first ? strlen(first) : 0, n_first = n_common;
    for (size_t i = 1; i < n; i++)
        n_common = addresses[i] && n_common
                       ? common_end(first + n_first - n_common, n_common, addresses[i])
                       : 0;
    bool whole_word = true;
    for (size_t i = 0; i < n && n_common > 0; i++)
        whole_word = whole_word && begins_word(addresses[i], n_common);
    const char *name = first ? first + n_first - n_common : "";
    while (!whole_word && *name && !is_separator(*name))
        name++;
    while (is_separator(*name))
        name++;
    return pp_arena_strdup(arena, has_letter(name) ? name : fallback);
}

const char *pp_first_address(const char *const *addresses, size_t n, const char *fallback,
                             struct pp_arena *arena) {
    const char *first = NULL;
    for (size_t i = 0; i < n; i++)
        if (addresses[i] && addresses[i][0] &&
            (!first || pp_text_natural_compare(addresses[i], first) < 0))
            first = addresses[i];
    return pp_arena_strdup(arena, first ? first : fallback);
}

const char *pp_split_text(const char *name, int64_t weight_milli, int64_t limit_milli, int n_pieces,
                          struct pp_arena *arena) {
    return pp_arena_printf(
        arena,
        "%s counts for %.2f workload-equivalent homes, more than one patch may "
        "hold (%.2f): it is treated as %d parts of nearly equal size, in order of "
        "address",
        name, (double)weight_milli / 1000, (double)limit_milli / 1000, n_pieces);
}
