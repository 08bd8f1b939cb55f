/* All memory of the project comes from here, so that a test can make the n-th allocation fail.
 *
 * Every function returns NULL when memory runs out. Memory is given back with pp_free() (NULL is fine).
 */
#ifndef PATCHPLAN_CORE_ALLOC_H
#define PATCHPLAN_CORE_ALLOC_H

#include <stddef.h>

#include "patchplan/core/error.h"

void *pp_alloc(size_t size);                 /* zeroed */
void *pp_alloc_array(size_t n, size_t size); /* zeroed; NULL when n x size overflows */
/* new part not zeroed; old kept on failure */
void *pp_realloc_array(void *old, size_t n, size_t size);
char *pp_strdup(const char *text);
char *pp_strndup(const char *text, size_t length);
void pp_free(void *memory);

/* Make room in a growing array: on success `*array` holds at least `need` elements of `size` bytes and
 * `*cap` says how many. Doubles, so that n pushes cost O(n). `array` is the address of the pointer. */
int pp_reserve(void *array, size_t *cap, size_t need, size_t size,
               struct pp_error *reterr) PP_CHECKED;

/* The sentence for "memory ran out". */
int pp_fail_nomem(struct pp_error *reterr);

/* For tests: let the n-th allocation from now fail (1 = the next); 0 = none. One counter for all threads. */
void pp_alloc_fail_at(long n);

/* Scope-bound release: PP_AUTO_FREE char *text = ...; `PP_STEAL(text)` hands the pointer over. */
void pp_auto_free(void *address_of_pointer);
#define PP_AUTO_FREE __attribute__((cleanup(pp_auto_free)))
#define PP_AUTO(function) __attribute__((cleanup(function)))
#define PP_STEAL(pointer)                \
    __extension__({                      \
        __auto_type stolen_ = (pointer); \
        (pointer) = NULL;                \
        stolen_;                         \
    })

#endif
