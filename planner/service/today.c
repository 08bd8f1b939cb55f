#include "patchplan/service/today.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/store/today.h"

/* "12 January 2027": a date in a list of such, without its weekday. */
static const char *short_day(pp_day day, char buffer[48]) {
    pp_day_long(day, buffer, 48);
    return strchr(buffer, ' ') ? strchr(buffer, ' ') + 1 : buffer;
}

static void say_list(const struct pp_today_source *source, struct pp_str *words) {
    char buffer[48];
    pp_day day = 0;
    pp_str_append(words, "the list");
    if (pp_day_parse(source->list_day, &day))
        pp_str_appendf(words, " of %s", short_day(day, buffer));
}

static void say(const struct pp_today_source *source, struct pp_str *words) {
    char first[48], last[48];
    const char *first_words = short_day(source->first_day, first);
    const char *last_words = short_day(source->last_day, last);
    if (source->n_served == 0) {
        say_list(source, words);
        return;
    }
    pp_str_appendf(words, "in force %ssince %s", source->n_by_list ? "in part " : "", first_words);
    if (source->last_day != source->first_day)
        pp_str_appendf(words, ", last changed on %s", last_words);
    if (source->n_by_list) {
        pp_str_append(words, "; elsewhere ");
        say_list(source, words);
    }
}

static const char *keep(const struct pp_str *text, struct pp_arena *arena) {
    return text->failed ? NULL : pp_arena_strdup(arena, pp_str_text(text));
}

int pp_service_today_tell(struct pp_db *db, pp_day today, struct pp_arena *arena,
                          struct pp_today_told *ret_told, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str words = {0}, list = {0};
    struct pp_today_source source;
    int rc = pp_store_today_source(db, today, arena, &source, reterr);
    if (rc)
        return rc;
    say(&source, &words);
    say_list(&source, &list);
    const struct pp_today_told told = {keep(&words, arena), keep(&list, arena), source.plan};
    if (!told.words || !told.list)
        return pp_fail_nomem(reterr);
    *ret_told = told;
    return 0;
}
