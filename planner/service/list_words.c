#include "planner/service/list_words.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/service/for_pages.h"

static const struct {
    const char *kind, *title;
} lists[] = {
    {"homes", "Homes"},
    {"postcodes", "Postcodes of the area"},
    {"teams", "Wards and their teams"},
    {"wards", "Ward borders (map)"},
    {"barriers", "Lines that no patch may cross (map)"},
    {"areas", "Other people's areas, such as police (map)"},
    {"neighbourhoods", "Neighbourhoods"},
    {"links", "Places that count as neighbours"},
    {"activities", "Activities and the minutes they take"},
    {"interventions", "Visits and casework of past months"},
    {"officers", "Officers"},
    {"current-officers", "Officers of today's patches"},
    {"leave", "Leave"},
    {"holidays", "Bank holidays"},
    {"needs", "Skills and languages that neighbourhoods need"},
    {"visits", "Yearly visits to homes"},
    {"venues", "Venues for drop-ins"},
    {"tara", "Tenants' associations (TARA) and their meetings"},
    {"councillors", "Councillors"},
};
enum { N_LISTS = sizeof lists / sizeof *lists };

static const char *const columns[][2] = {
    {"property_ref", "home reference"},
    {"uprn", "UPRN"},
    {"block_ref", "block reference"},
    {"fte", "full-time share"},
    {"caseload_pct", "caseload per cent"},
    {"tara", "association"},
    {"mon", "Monday"},
    {"tue", "Tuesday"},
    {"wed", "Wednesday"},
    {"thu", "Thursday"},
    {"fri", "Friday"},
    {"b_mon", "Monday of week B"},
    {"b_tue", "Tuesday of week B"},
    {"b_wed", "Wednesday of week B"},
    {"b_thu", "Thursday of week B"},
    {"b_fri", "Friday of week B"},
};

const char *pp_list_title(const char *kind) {
    for (size_t i = 0; i < N_LISTS; i++)
        if (strcmp(lists[i].kind, kind) == 0)
            return lists[i].title;
    return kind;
}

static bool is_named(const struct pp_kind *kind) {
    return pp_list_title(pp_kind_name(kind)) != pp_kind_name(kind);
}

const struct pp_kind *pp_list_kind_at(size_t n) {
    for (size_t i = 0; i < N_LISTS; i++) {
        const struct pp_kind *kind = pp_kind_find(lists[i].kind);
        if (kind && n-- == 0)
            return kind;
    }
    for (size_t i = 0; i < pp_kinds_n(); i++)
        if (!is_named(pp_kind_at(i)) && n-- == 0)
            return pp_kind_at(i);
    return NULL;
}

void pp_list_column_words(const char *column, struct pp_str *words) {
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (strcmp(columns[i][0], column) == 0) {
            pp_str_appendf(words, "%s (%s)", columns[i][1], column);
            return;
        }
    for (const char *at = column; *at; at++)
        pp_str_append_char(words, *at == '_' ? ' ' : *at);
    if (strchr(column, '_'))
        pp_str_appendf(words, " (%s)", column);
}

/* The first of our columns that are told in other words, where it stands as a word; NULL: none. */
static const char *find_column(const char *text, const char **ret_column) {
    static const char *const told[] = {"property_ref", "block_ref"};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const char *at = strstr(text, told[i]);
        if (at && (!first || at < first) && at[strlen(told[i])] != ')') {
            first = at;
            *ret_column = told[i];
        }
    }
    return first;
}

char *pp_list_say(const char *text) {
    PP_AUTO_STR struct pp_str words = {0};
    PP_AUTO_FREE char *left = text ? pp_for_pages(text) : NULL;
    const char *rest = left ? left : "", *at, *column = NULL;
    while ((at = find_column(rest, &column)) != NULL) {
        pp_str_append_n(&words, rest, (size_t)(at - rest));
        pp_list_column_words(column, &words);
        rest = at + strlen(column);
    }
    pp_str_append(&words, rest);
    return words.len ? pp_str_take(&words) : NULL;
}
