#include "planner/service/number_ranges.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"

struct number {
    const char *street;
    int number; /* -1: none in the address */
    bool flat;
    int group;
};

static struct number parse(const struct pp_numbered *home) {
    struct number parsed = {.street = home->street, .number = -1, .group = home->group};
    const char *at = home->address;
    if (strncasecmp(at, "flat ", 5) == 0 || strncasecmp(at, "apartment ", 10) == 0) {
        parsed.flat = true;
        at = strchr(at, ' ') + 1;
    }
    if (isdigit((unsigned char)*at))
        parsed.number = atoi(at);
    const char *rest = strpbrk(at, ", ");
    if (!*home->street && parsed.number >= 0 && rest) /* "Flat 3, Hartley Tower" names its own */
        parsed.street = rest + strspn(rest, ", ");
    return parsed;
}

static int by_street(const void *a, const void *b) {
    const struct number *x = a, *y = b;
    int order = strcmp(x->street, y->street);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

struct range_writer {
    const struct number *homes; /* one street, by number */
    size_t n;
    int group;
    struct pp_str *text;
};

static bool all_in_group(const struct range_writer *w) {
    for (size_t i = 0; i < w->n; i++)
        if (w->homes[i].group != w->group)
            return false;
    return true;
}

/* 1: the group has the odd numbers and nobody else has one; 0: the even ones; -1: neither. */
static int side_of_group(const struct range_writer *w) {
    int side = -1;
    for (size_t i = 0; i < w->n; i++) {
        if (w->homes[i].number < 0)
            return -1;
        if (w->homes[i].group == w->group)
            side = w->homes[i].number % 2;
    }
    for (size_t i = 0; i < w->n && side >= 0; i++)
        if ((w->homes[i].number % 2 == side) != (w->homes[i].group == w->group))
            side = -1;
    return side;
}

static void write_runs(const struct range_writer *w) {
    const char *between = "";
    for (size_t i = 0; i < w->n;) {
        size_t end = i;
        while (end + 1 < w->n && w->homes[end + 1].group == w->homes[i].group)
            end++;
        if (w->homes[i].group == w->group) {
            /* Numbers between two known homes go with the lower one. */
            int until = end + 1 < w->n ? w->homes[end + 1].number - 1 : -1;
            int from = w->homes[i].number;
            pp_str_append(w->text, between);
            if (i == 0)
                pp_str_appendf(w->text, "up to %d", until);
            else if (end + 1 == w->n)
                pp_str_appendf(w->text, "%d and above", from);
            else if (from >= until)
                pp_str_appendf(w->text, "%d", from);
            else
                pp_str_appendf(w->text, "%d to %d", from, until);
            between = ", ";
        }
        i = end + 1;
    }
}

static bool group_has_any(const struct range_writer *w) {
    for (size_t i = 0; i < w->n; i++)
        if (w->homes[i].group == w->group)
            return true;
    return false;
}

static void write_street(const struct range_writer *w) {
    if (!group_has_any(w))
        return;
    if (w->text->len)
        pp_str_append(w->text, "; ");
    pp_str_append(w->text, *w->homes[0].street ? w->homes[0].street : "other addresses");
    if (all_in_group(w))
        return;
    int side = side_of_group(w);
    pp_str_append(w->text, !w->homes[0].flat ? ": " : side >= 0 ? ": flats with " : ": flats ");
    if (side >= 0)
        pp_str_append(w->text, side ? "odd numbers" : "even numbers");
    else if (w->homes[0].number >= 0)
        write_runs(w);
    else
        pp_str_append(w->text, "part of it");
}

const char *pp_number_ranges(const struct pp_numbered *homes, size_t n_homes, int group,
                             struct pp_arena *arena) {
    PP_AUTO_FREE struct number *numbers = pp_alloc_array(n_homes, sizeof *numbers);
    PP_AUTO_STR struct pp_str text = {0};
    if (!numbers)
        return NULL;
    for (size_t i = 0; i < n_homes; i++)
        numbers[i] = parse(&homes[i]);
    qsort(numbers, n_homes, sizeof *numbers, by_street);
    for (size_t i = 0; i < n_homes;) {
        size_t end = i + 1;
        while (end < n_homes && strcmp(numbers[end].street, numbers[i].street) == 0)
            end++;
        write_street(&(struct range_writer){&numbers[i], end - i, group, &text});
        i = end;
    }
    return text.failed ? NULL : pp_arena_strdup(arena, pp_str_text(&text));
}
