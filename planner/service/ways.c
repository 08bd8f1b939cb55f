#include "planner/service/ways.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"

static void say_option(struct pp_str *text, const char *option, const char *value) {
    pp_str_appendf(text, " --%s ", option);
    pp_str_append_word(text, value);
}

static void say_borders(const struct pp_allocate_request *request, const struct pp_way *way,
                        struct pp_str *text) {
    static const char *const names[] = {
        [PP_WITHIN_NONE] = "none", [PP_WITHIN_WARD] = "ward", [PP_WITHIN_TEAM] = "team"};
    if (way->sets_within)
        say_option(text, "within", names[way->within]);
    else if (request->within_told)
        say_option(text, "within", names[request->rules.within]);
}

static void say_size(const struct pp_allocate_request *request, const struct pp_way *way,
                     struct pp_str *text) {
    char size[80];
    if (way->max_milli > 0)
        pp_arithmetic_format_limits(way->min_milli, way->max_milli, size, sizeof size);
    else if (request->size_told)
        pp_arithmetic_format_limits(request->rules.min_milli, request->rules.max_milli, size,
                                    sizeof size);
    else
        return;
    say_option(text, "size", size);
}

/* Is "Central=12" about the place whose number the way out sets? */
static bool is_about(const char *item, const char *part_name) {
    const char *equals = strrchr(item, '=');
    PP_AUTO_FREE char *name = equals ? pp_strndup(item, (size_t)(equals - item)) : NULL;
    return name && part_name && pp_text_same_name(name, part_name);
}

static void say_patches(const struct pp_allocate_request *request, const struct pp_way *way,
                        struct pp_str *text) {
    for (int i = 0; i < request->n_patches; i++) {
        const char *item = request->patches[i];
        bool named = strrchr(item, '=') != NULL;
        bool set_anew = way->n_patches > 0 && (!named || is_about(item, way->part_name));
        if (!set_anew && !(named && way->sets_within))
            say_option(text, "patches", item);
    }
    if (way->n_patches <= 0)
        return;
    PP_AUTO_STR struct pp_str item = {0};
    if (way->part_name)
        pp_str_appendf(&item, "%s=", way->part_name);
    pp_str_appendf(&item, "%d", way->n_patches);
    say_option(text, "patches", pp_str_text(&item));
    text->failed |= item.failed;
}

static bool is_released(const struct pp_way *way, const char *name) {
    for (int i = 0; i < way->n_unlock; i++)
        if (pp_text_same_nocase(way->unlock[i], name))
            return true;
    return false;
}

/* The locks that stay, then what is released: it may be locked in the draft as well. */
static void say_locks(const struct pp_allocate_request *request, const struct pp_way *way,
                      struct pp_str *text) {
    for (int i = 0; i < request->n_locks; i++)
        if (!is_released(way, request->locks[i]))
            say_option(text, "lock", request->locks[i]);
    for (int i = 0; i < request->n_unlocks; i++)
        if (!is_released(way, request->unlocks[i]))
            say_option(text, "unlock", request->unlocks[i]);
    for (int i = 0; i < way->n_unlock; i++)
        say_option(text, "unlock", way->unlock[i]);
}

static void say_links(const struct pp_allocate_request *request, const struct pp_way *way,
                      struct pp_str *text) {
    for (int i = 0; i < request->n_links; i++)
        say_option(text, "link", request->links[i]);
    for (int i = 0; i < way->n_links; i++)
        say_option(text, "link", way->links[i]);
}

/* The plan just drawn, but for two teams that become one ground. */
static void say_teams(const struct pp_allocate_request *request, const struct pp_way *way,
                      struct pp_str *text) {
    if (!way->teams[0])
        return;
    say_option(text, "from", request->drawn_as ? request->drawn_as : request->plan_name);
    for (int i = 0; i < 2; i++)
        say_option(text, "teams", way->teams[i]);
}

static void say_posts(const struct pp_allocate_request *request, const struct pp_way *way,
                      struct pp_str *text) {
    char day[11];
    if (!request->posts || (!way->posts_day && !request->posts_day_told))
        return;
    pp_day_iso(way->posts_day ? way->posts_day : request->posts_day, day);
    say_option(text, "on", day);
}

int pp_way_command(const struct pp_allocate_request *request, const struct pp_way *way,
                   struct pp_arena *arena, const char **ret_command, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    if (!request->command) {
        *ret_command = NULL;
        return 0;
    }
    pp_str_append(&text, request->command);
    say_teams(request, way, &text);
    say_borders(request, way, &text);
    say_size(request, way, &text);
    say_patches(request, way, &text);
    say_locks(request, way, &text);
    say_links(request, way, &text);
    say_posts(request, way, &text);
    if (way->time_limit_s > 0)
        pp_str_appendf(&text, " --time-limit %g", way->time_limit_s);
    const char *command = text.failed ? NULL : pp_arena_strdup(arena, pp_str_text(&text));
    if (!command)
        return pp_fail_nomem(reterr);
    *ret_command = command;
    return 0;
}
