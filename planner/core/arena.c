#include "patchplan/core/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"

enum { PAGE_BYTES = 64 * 1024 };

struct pp_arena_page {
    struct pp_arena_page *next;
    size_t used, size;
    max_align_t data[];
};

void pp_arena_done(struct pp_arena *arena) {
    while (arena->pages) {
        struct pp_arena_page *page = arena->pages;
        arena->pages = page->next;
        pp_free(page);
    }
}

static size_t aligned(size_t size) {
    size_t unit = _Alignof(max_align_t);
    return (size + unit - 1) / unit * unit;
}

static struct pp_arena_page *add_page(struct pp_arena *arena, size_t size) {
    struct pp_arena_page *page = pp_alloc(sizeof *page + size);
    if (!page)
        return NULL;
    page->size = size;
    page->next = arena->pages;
    arena->pages = page;
    return page;
}

void *pp_arena_alloc(struct pp_arena *arena, size_t size) {
    if (size > SIZE_MAX / 2)
        return NULL;
    size = aligned(size ? size : 1);
    struct pp_arena_page *page = arena->pages;
    if (!page || page->size - page->used < size) {
        page = add_page(arena, size > PAGE_BYTES ? size : PAGE_BYTES);
        if (!page)
            return NULL;
    }
    void *memory = (char *)page->data + page->used;
    page->used += size;
    return memory;
}

char *pp_arena_strndup(struct pp_arena *arena, const char *text, size_t length) {
    char *copy = pp_arena_alloc(arena, length + 1);
    if (copy)
        memcpy(copy, text, length);
    return copy;
}

char *pp_arena_strdup(struct pp_arena *arena, const char *text) {
    return text ? pp_arena_strndup(arena, text, strlen(text)) : NULL;
}

char *pp_arena_printf(struct pp_arena *arena, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = length < 0 ? NULL : pp_arena_alloc(arena, (size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}
