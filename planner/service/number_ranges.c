#include "planner/service/number_ranges.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"

struct number {
    const char *street; /* or the building, for flats that name theirs */
    const char *postcode, *address;
    int number; /* -1: none in the address */
    bool flat;
    int group;
};

/* "Flat 3, Hartley Tower": the building's flats are counted by themselves, whatever its street is called.
 * "Flat 3, 24 Mossford View": a house, by its own number. */
static void parse_flat(const char *at, struct number *parsed) {
    const char *rest = strpbrk(at, ", ");
    rest = rest ? rest + strspn(rest, ", ") : "";
    parsed->flat = !isdigit((unsigned char)*rest);
    parsed->number = parsed->flat ? atoi(at) : atoi(rest);
    if (parsed->flat && *rest)
        parsed->street = rest;
}

static struct number parse(const struct pp_numbered *home) {
    struct number parsed = {.street = home->street,
                            .postcode = home->postcode ? home->postcode : "",
                            .address = home->address,
                            .number = -1,
                            .group = home->group};
    const char *at = home->address;
    bool flat = strncasecmp(at, "flat ", 5) == 0 || strncasecmp(at, "apartment ", 10) == 0;
    if (flat)
        at = strchr(at, ' ') + 1;
    if (!isdigit((unsigned char)*at))
        return parsed;
    if (flat) {
        parse_flat(at, &parsed);
        return parsed;
    }
    parsed.number = atoi(at);
    const char *rest = strpbrk(at, ", ");
    if (!*home->street && rest)
        parsed.street = rest + strspn(rest, ", ");
    return parsed;
}

static int by_number(const void *a, const void *b) {
    const struct number *x = a, *y = b;
    int order = (x->number > y->number) - (x->number < y->number);
    return order ? order : strcmp(x->address, y->address);
}

static int by_street(const void *a, const void *b) {
    int order = strcmp(((const struct number *)a)->street, ((const struct number *)b)->street);
    return order ? order : by_number(a, b);
}

static int by_postcode(const void *a, const void *b) {
    int order = strcmp(((const struct number *)a)->postcode, ((const struct number *)b)->postcode);
    return order ? order : by_number(a, b);
}

/* Two groups have an address of the same words: two buildings of one name, say. */
static bool is_ambiguous(const struct number *homes, size_t n) {
    for (size_t i = 1; i < n; i++)
        if (homes[i].group != homes[i - 1].group && homes[i].number >= 0 &&
            strcmp(homes[i].address, homes[i - 1].address) == 0)
            return true;
    return false;
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

/* The last number of a run that ends before homes[next]: half way to it, since a range that began or ended at a home of
 * ours would tell where one is. A number that both have (12a, 12b) is in both. */
static int last_of_run(const struct range_writer *w, size_t next) {
    int before = w->homes[next - 1].number, after = w->homes[next].number;
    return before == after ? before : (before + after - 1) / 2;
}

static int first_of_run(const struct range_writer *w, size_t first) {
    int last = last_of_run(w, first);
    return last == w->homes[first].number ? last : last + 1;
}

static void write_run(const struct range_writer *w, size_t first, size_t next) {
    if (first == 0)
        pp_str_appendf(w->text, "up to %d", last_of_run(w, next));
    else if (next == w->n)
        pp_str_appendf(w->text, "%d and above", first_of_run(w, first));
    else if (first_of_run(w, first) >= last_of_run(w, next))
        pp_str_appendf(w->text, "%d", first_of_run(w, first));
    else
        pp_str_appendf(w->text, "%d to %d", first_of_run(w, first), last_of_run(w, next));
}

static void write_runs(const struct range_writer *w) {
    const char *between = "";
    for (size_t i = 0, next; i < w->n; i = next) {
        for (next = i + 1; next < w->n && w->homes[next].group == w->homes[i].group;)
            next++;
        if (w->homes[i].group != w->group)
            continue;
        pp_str_append(w->text, between);
        write_run(w, i, next);
        between = ", ";
    }
}

static bool group_has_any(const struct range_writer *w) {
    for (size_t i = 0; i < w->n; i++)
        if (w->homes[i].group == w->group)
            return true;
    return false;
}

static void write_street(const struct range_writer *w, const char *postcode) {
    if (!group_has_any(w))
        return;
    if (w->text->len)
        pp_str_append(w->text, "; ");
    pp_str_append(w->text, *w->homes[0].street ? w->homes[0].street : "other addresses");
    if (*postcode)
        pp_str_appendf(w->text, ", %s", postcode);
    if (all_in_group(w))
        return;
    int side = side_of_group(w);
    pp_str_append(w->text, !w->homes[0].flat ? ": " : side >= 0 ? ": flats with " : ": flats ");
    if (side >= 0)
        pp_str_append(w->text, side ? "odd numbers" : "even numbers");
    else if (w->homes[0].number >= 0 && !is_ambiguous(w->homes, w->n))
        write_runs(w);
    else
        pp_str_append(w->text, "part of it");
}

/* A street whose addresses do not tell its groups apart is told postcode by postcode. */
static void write_by_postcode(struct number *homes, size_t n, int group, struct pp_str *text) {
    qsort(homes, n, sizeof *homes, by_postcode);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && strcmp(homes[end].postcode, homes[i].postcode) == 0;)
            end++;
        bool whole = i == 0 && end == n;
        write_street(&(struct range_writer){&homes[i], end - i, group, text},
                     whole ? "" : homes[i].postcode);
    }
}

const char *pp_number_ranges(const struct pp_numbered *homes, size_t n_homes, int group,
                             struct pp_arena *arena) {
    PP_AUTO_FREE struct number *numbers = pp_alloc_array(n_homes + 1, sizeof *numbers);
    PP_AUTO_STR struct pp_str text = {0};
    if (!numbers)
        return NULL;
    for (size_t i = 0; i < n_homes; i++)
        numbers[i] = parse(&homes[i]);
    if (n_homes)
        qsort(numbers, n_homes, sizeof *numbers, by_street);
    for (size_t i = 0, end; i < n_homes; i = end) {
        for (end = i + 1; end < n_homes && strcmp(numbers[end].street, numbers[i].street) == 0;)
            end++;
        if (is_ambiguous(&numbers[i], end - i))
            write_by_postcode(&numbers[i], end - i, group, &text);
        else
            write_street(&(struct range_writer){&numbers[i], end - i, group, &text}, "");
    }
    return text.failed ? NULL : pp_arena_strdup(arena, pp_str_text(&text));
}

size_t pp_number_order(const struct pp_numbered *homes, size_t n_homes, int group) {
    struct number first = {.street = NULL};
    size_t n_before = 0;
    for (size_t i = 0; i < n_homes; i++) {
        struct number home = parse(&homes[i]);
        if (home.group == group && (!first.street || by_street(&home, &first) < 0))
            first = home;
    }
    for (size_t i = 0; i < n_homes && first.street; i++) {
        struct number home = parse(&homes[i]);
        n_before += by_street(&home, &first) < 0;
    }
    return n_before;
}
