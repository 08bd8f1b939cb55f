/* What a roster that was made again changes against the one before it, in words. */
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "planner/service/roster_hand.h"

enum { MOST_OFFICERS = 20, MOST_OTHERS = 5 };

/* ---- before it is made ---- */

int pp_roster_remember(const struct pp_roster *before, struct pp_roster_in_hand *made,
                       struct pp_error *reterr) {
    struct pp_arena *arena = &made->roster.arena;
    size_t n = (size_t)before->n_breaches;
    struct pp_breach *kept = pp_arena_alloc(arena, (n + 1) * sizeof *kept);
    if (!kept)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++) {
        kept[i] = before->breaches[i];
        kept[i].fix = NULL;
        kept[i].text = pp_arena_strdup(arena, kept[i].text ? kept[i].text : "");
        if (!kept[i].text)
            return pp_fail_nomem(reterr);
    }
    made->before = kept;
    made->n_before = (int)n;
    return 0;
}

/* ---- named officers ---- */

static bool is_lead(const struct pp_change *change) { return strcmp(change->what, "lead") == 0; }

/* Is it the first of its patch? Who comes for some weeks and goes again is told twice. */
static bool is_first_of_patch(const struct pp_roster_in_hand *made, int at) {
    for (int i = made->n_changes_before; i < at; i++)
        if (is_lead(&made->roster.changes[i]) &&
            made->roster.changes[i].patch_ix == made->roster.changes[at].patch_ix)
            return false;
    return true;
}

int64_t pp_roster_count_led_anew(const struct pp_roster_in_hand *made, int *ret_n_patches,
                                 pp_day *ret_first) {
    int64_t n_homes = 0;
    *ret_n_patches = 0;
    *ret_first = PP_FAR_DAY;
    for (int i = made->n_changes_before; i < made->roster.n_changes; i++) {
        const struct pp_change *change = &made->roster.changes[i];
        if (!is_lead(change) || !is_first_of_patch(made, i))
            continue;
        ++*ret_n_patches;
        n_homes += change->n_homes;
        if (change->first_day < *ret_first)
            *ret_first = change->first_day;
    }
    return n_homes;
}

/* ---- in words ---- */

/* The changes of one kind, the first `most`, a line each. */
static void say_changes(const struct pp_roster_in_hand *made, const char *what, int most,
                        struct pp_str *text) {
    int n = 0;
    for (int i = made->n_changes_before; i < made->roster.n_changes; i++)
        if (strcmp(made->roster.changes[i].what, what) == 0 && n++ < most)
            pp_str_appendf(text, "%s.\n", made->roster.changes[i].text);
    if (n > most)
        pp_str_appendf(text, "And %d more.\n", n - most);
}

static int count_changes(const struct pp_roster_in_hand *made, const char *what) {
    int n = 0;
    for (int i = made->n_changes_before; i < made->roster.n_changes; i++)
        n += strcmp(made->roster.changes[i].what, what) == 0;
    return n;
}

static void say_officers(const struct pp_roster_in_hand *made, struct pp_str *text) {
    char homes[32];
    int n_patches = 0;
    pp_day first;
    int64_t n_homes = pp_roster_count_led_anew(made, &n_patches, &first);
    pp_text_format_count(n_homes, homes, sizeof homes);
    if (n_patches == 0) {
        pp_str_append(text, "Nobody's officer changes.\n");
        return;
    }
    pp_str_appendf(text, "Named officers: %d %s with %s homes %s another one.\n", n_patches,
                   pp_text_plural(n_patches, "patch", "patches"), homes,
                   pp_text_plural(n_patches, "gets", "get"));
    say_changes(made, "lead", MOST_OFFICERS, text);
}

static bool is_same(const struct pp_breach *a, const struct pp_breach *b) {
    return a->broken == b->broken && a->rule == b->rule && a->patch_ix == b->patch_ix &&
           a->post_ix == b->post_ix && a->venue_ix == b->venue_ix && a->day == b->day &&
           a->half == b->half;
}

static bool is_among(const struct pp_breach *breach, const struct pp_breach *rows, int n) {
    for (int i = 0; i < n; i++)
        if (is_same(breach, &rows[i]))
            return true;
    return false;
}

/* Without what would mend it. */
static void say_what(const char *title, const struct pp_breach *breach, struct pp_str *text) {
    const char *sentence = breach->text ? breach->text : "";
    const char *mend = strstr(sentence, ". This would mend it");
    size_t n = mend ? (size_t)(mend - sentence) : strlen(sentence);
    pp_str_appendf(text, "%s: %.*s.\n", title, (int)n, sentence);
}

/* Those broken of `rows` that are not among `others`, under `title`. */
static void say_only(const char *title, const struct pp_breach *rows, int n,
                     const struct pp_breach *others, int n_others, struct pp_str *text) {
    int told = 0;
    for (int i = 0; i < n; i++)
        if (rows[i].broken && !is_among(&rows[i], others, n_others) && told++ < MOST_OTHERS)
            say_what(title, &rows[i], text);
    if (told > MOST_OTHERS)
        pp_str_appendf(text, "%s: %d more.\n", title, told - MOST_OTHERS);
}

static int count_broken(const struct pp_breach *rows, int n) {
    int n_broken = 0;
    for (int i = 0; i < n; i++)
        n_broken += rows[i].broken;
    return n_broken;
}

static void say_rules(const struct pp_roster_in_hand *made, struct pp_str *text) {
    const struct pp_roster *roster = &made->roster;
    pp_str_appendf(text, "Rules not kept: %d before, %d after.\n",
                   count_broken(made->before, made->n_before),
                   count_broken(roster->breaches, roster->n_breaches));
    say_only("Mended by it", made->before, made->n_before, roster->breaches, roster->n_breaches,
             text);
    say_only("Broken by it", roster->breaches, roster->n_breaches, made->before, made->n_before,
             text);
}

void pp_service_roster_effect(const struct pp_roster_in_hand *made, struct pp_str *text) {
    if (!made->before || made->stays)
        return;
    say_officers(made, text);
    say_rules(made, text);
    int n_sessions = count_changes(made, "session"), n_covers = count_changes(made, "cover");
    if (n_sessions)
        pp_str_appendf(text, "Drop-ins and meetings: %d %s.\n", n_sessions,
                       pp_text_plural(n_sessions, "changes", "change"));
    else
        pp_str_append(text, "No drop-in or meeting changes.\n");
    say_changes(made, "session", MOST_OTHERS, text);
    if (n_covers)
        pp_str_appendf(text, "Who stands in changes %d %s.\n", n_covers,
                       pp_text_plural(n_covers, "time", "times"));
    else
        pp_str_append(text, "Whoever stands in goes on.\n");
}
