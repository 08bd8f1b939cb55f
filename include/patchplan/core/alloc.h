/* All memory of the project comes from here, so that a test can make the n-th allocation fail.
 *
 * Every function returns NULL when memory runs out. Memory is given back with pp_free() (NULL is fine).
 */
#ifndef PATCHPLAN_CORE_ALLOC_H
#define PATCHPLAN_CORE_ALLOC_H

#include <stdbool.h>
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

/* Did an allocation of this thread fail since it began anew? A page, a document, a table is put together from thousands of
 * small pieces whose makers need not look at each: whoever hands it over asks here, and gives nothing rather than
 * something with a piece left out. A thread that outlives one such task begins anew with each. */
void pp_memory_start(void);
bool pp_memory_ran_out(void);

/* For tests: let the n-th allocation from now fail (1 = the next); 0 = none. One counter for all threads. How many are left
 * before it. */
void pp_alloc_fail_at(long n);
long pp_alloc_left(void);

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
