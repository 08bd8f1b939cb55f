#include "patchplan/core/alloc.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static atomic_long fail_countdown; /* 0 = never */
static _Thread_local bool ran_out;

void pp_memory_start(void) { ran_out = false; }

bool pp_memory_ran_out(void) { return ran_out; }

void pp_alloc_fail_at(long n) {
    atomic_store(&fail_countdown, n);
    pp_memory_start();
}

long pp_alloc_left(void) { return atomic_load(&fail_countdown); }

static bool must_fail(void) {
    return atomic_load_explicit(&fail_countdown, memory_order_relaxed) > 0 &&
           atomic_fetch_sub(&fail_countdown, 1) == 1;
}

static void *noticed(void *memory) {
    ran_out = ran_out || !memory;
    return memory;
}

void *pp_alloc(size_t size) { return pp_alloc_array(1, size); }

void *pp_alloc_array(size_t n, size_t size) {
    return noticed(must_fail() ? NULL : calloc(n ? n : 1, size ? size : 1));
}

void *pp_realloc_array(void *old, size_t n, size_t size) {
    if (must_fail() || (size && n > SIZE_MAX / size))
        return noticed(NULL);
    size_t bytes = n * size;
    return noticed(realloc(old, bytes ? bytes : 1));
}

char *pp_strndup(const char *text, size_t length) {
    char *copy = pp_alloc(length + 1);
    if (copy)
        memcpy(copy, text, length);
    return copy;
}

char *pp_strdup(const char *text) { return pp_strndup(text, strlen(text)); }

void pp_free(void *memory) { free(memory); }

void pp_auto_free(void *address_of_pointer) {
    void *memory;
    memcpy(&memory, address_of_pointer, sizeof memory);
    free(memory);
}

int pp_fail_nomem(struct pp_error *reterr) {
    return pp_fail(reterr, PP_E_NOMEM,
                   "memory ran out; close other programs or use a machine with more memory");
}

int pp_reserve(void *array, size_t *cap, size_t need, size_t size, struct pp_error *reterr) {
    if (need <= *cap)
        return 0;
    size_t grown = *cap < 8 ? 8 : *cap * 2;
    if (grown < need)
        grown = need;
    void *old;
    memcpy(&old, array, sizeof old);
    void *fresh = pp_realloc_array(old, grown, size);
    if (!fresh)
        return pp_fail_nomem(reterr);
    memcpy(array, &fresh, sizeof fresh);
    *cap = grown;
    return 0;
}
