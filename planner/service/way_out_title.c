/* What to press for a way out: what it asks for otherwise than the plan that offers it. */
#include <string.h>

#include "planner/service/way_out.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

enum { MOST_NAMED_TEAMS = 3 };

/* A command in words, and the options of the plan it is offered for. */
struct way {
    char **words;
    int n;
    const struct pp_json *options; /* {"size":["280:300"]} */
};

/* What stands behind an option of the command, the i-th time; NULL: nothing. */
static const char *value_of(const struct way *way, const char *option, int i) {
    for (int w = 0; w + 1 < way->n; w++)
        if (strncmp(way->words[w], "--", 2) == 0 && strcmp(way->words[w] + 2, option) == 0 &&
            i-- == 0)
            return way->words[w + 1];
    return NULL;
}

static bool was_asked(const struct way *way, const char *option, const char *value) {
    const struct pp_json *values = pp_json_get(way->options, option);
    for (size_t i = 0; i < pp_json_length(values); i++) {
        const char *one = pp_json_text(pp_json_at(values, i));
        if (one && strcmp(one, value) == 0)
            return true;
    }
    return false;
}

static void say_size(const char *value, struct pp_str *text) {
    int length = (int)strcspn(value, ":");
    pp_str_appendf(text, "limits %.*s to %s", length, value, value + length + (value[length] != 0));
}

static void say_change(const char *value, struct pp_str *text) {
    pp_str_appendf(text, "at most %s%s changing patch", value,
                   strchr(value, '%') ? " of homes" : " homes");
}

/* "12", or "Central=12" */
static void say_patches(const char *value, struct pp_str *text) {
    const char *equals = strrchr(value, '=');
    pp_str_appendf(text, "%s patches", equals ? equals + 1 : value);
    if (equals)
        pp_str_appendf(text, " in %.*s", (int)(equals - value), value);
}

static void say_borders(const char *value, struct pp_str *text) {
    pp_str_append(text, strcmp(value, "none") == 0   ? "patches across all borders"
                        : strcmp(value, "team") == 0 ? "the borders of teams"
                                                     : "the borders of wards");
}

static void say_unlock(const char *value, struct pp_str *text) {
    pp_str_appendf(text, "%s unlocked", value);
}

static void say_time(const char *value, struct pp_str *text) {
    pp_str_appendf(text, "%s seconds", value);
}

static void say_link(const char *value, struct pp_str *text) {
    (void)value;
    pp_str_append(text, "places joined that lie apart");
}

static const struct {
    const char *option;
    void (*say)(const char *value, struct pp_str *text);
} told[] = {{"size", say_size},      {"max-change", say_change}, {"patches", say_patches},
            {"unlock", say_unlock},  {"within", say_borders},    {"link", say_link},
            {"time-limit", say_time}};

static void say_teams(const struct way *way, bool as_one, struct pp_str *title) {
    const char *team;
    int n = 0;
    while (value_of(way, "teams", n))
        n++;
    int n_named = n <= MOST_NAMED_TEAMS ? n : MOST_NAMED_TEAMS - 1;
    pp_str_append(title, as_one ? "Draw " : "Draw the patches of ");
    for (int i = 0; i < n_named && (team = value_of(way, "teams", i)) != NULL; i++)
        pp_str_appendf(title, "%s%s", i == 0 ? "" : i + 1 == n ? " and " : ", ", team);
    if (n > n_named)
        pp_str_appendf(title, " and %d more teams", n - n_named);
    if (as_one)
        pp_str_append(title, " as one");
}

/* ", with limits 233 to 320 and 12 patches": what differs from what was asked. */
static void say_differing(const struct way *way, struct pp_str *list) {
    bool has_teams = value_of(way, "teams", 0) != NULL;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const char *value = value_of(way, told[i].option, 0);
        if (!value || was_asked(way, told[i].option, value) ||
            (has_teams && strcmp(told[i].option, "within") == 0))
            continue;
        pp_str_append(list, list->len ? ", " : "");
        told[i].say(value, list);
    }
}

static void say_drawing(const struct way *way, struct pp_str *title) {
    PP_AUTO_STR struct pp_str list = {0};
    const char *team = value_of(way, "teams", 0), *within = value_of(way, "within", 0);
    bool as_one = within && strcmp(within, "none") == 0;
    say_differing(way, &list);
    if (team && (as_one || !was_asked(way, "teams", team)))
        say_teams(way, as_one, title);
    else
        pp_str_append(title, list.len ? "Draw" : "Draw it so");
    if (list.len)
        pp_str_appendf(title, " with %s", pp_str_text(&list));
}

bool pp_way_out_say(const char *fix, const struct pp_json *options, struct pp_str *title) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct way way = {.options = options};
    if (!fix || pp_way_out_words(fix, &arena, &way.words, &way.n, NULL) != 0)
        return false;
    if (strcmp(way.words[0], "allocate") == 0)
        say_drawing(&way, title);
    else if (strcmp(way.words[0], "rebalance") == 0)
        pp_str_append(title, "Even it out so");
    else if (strcmp(way.words[0], "lock") == 0)
        pp_str_append(title, "Unlock it");
    return title->len > 0;
}
