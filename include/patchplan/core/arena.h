/* An arena: many small allocations that live and die together (strings of a plan, rows of a report). */
#ifndef PATCHPLAN_CORE_ARENA_H
#define PATCHPLAN_CORE_ARENA_H

#include <stddef.h>

struct pp_arena {
    struct pp_arena_page *pages; /* newest first */
};

/* All-zero is a ready, empty arena. */
void pp_arena_done(struct pp_arena *arena);

/* Zeroed memory, aligned for any type, valid until pp_arena_done(); NULL when memory runs out. O(1). */
void *pp_arena_alloc(struct pp_arena *arena, size_t size);
char *pp_arena_strdup(struct pp_arena *arena, const char *text); /* NULL text gives NULL */
char *pp_arena_strndup(struct pp_arena *arena, const char *text, size_t length);
char *pp_arena_printf(struct pp_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
