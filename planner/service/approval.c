#include "planner/service/approval.h"

#include "planner/service/hrefs.h"
#include "patchplan/core/str.h"

enum { MOST_TOLD = 5 };

static const char *const figures[] = {"from",    "scope",      "homes",    "newPatch",
                                      "letters", "newOfficer", "noOfficer"};
enum { N_FIGURES = sizeof figures / sizeof *figures };

static const char *text_of(const struct pp_json *json, const char *key) {
    const char *text = pp_json_text(pp_json_get(json, key));
    return text ? text : "";
}

static int64_t number_of(const struct pp_json *json, const char *key) {
    double value = 0;
    return pp_json_number(pp_json_get(json, key), &value) ? (int64_t)value : 0;
}

/* The sentences of a list of sentences, or of things with a "text". */
static struct pp_json *texts_of(const struct pp_json *list) {
    struct pp_json *texts = pp_json_new_array();
    for (size_t i = 0; i < pp_json_length(list); i++) {
        const struct pp_json *item = pp_json_at(list, i);
        const char *text = pp_json_text(item);
        pp_json_push(texts, pp_json_new_text(text ? text : text_of(item, "text")));
    }
    return texts;
}

struct pp_json *pp_approval_detail(const struct pp_json *page, const struct pp_decide_wish *wish) {
    struct pp_json *detail = pp_json_new_object();
    bool has_roster = *text_of(page, "noRoster") == '\0';
    for (int i = 0; i < N_FIGURES; i++)
        pp_set_text(detail, figures[i], text_of(page, figures[i]));
    pp_json_set(detail, "sizes", texts_of(pp_json_get(page, "sizes")));
    pp_json_set(detail, "rules", texts_of(pp_json_get(page, "rules")));
    pp_json_set(detail, "rulesKnown", pp_json_new_bool(wish->rules_known));
    pp_json_set(detail, "comments", pp_json_new_int(number_of(page, "nComments")));
    pp_set_text(detail, "noRoster", has_roster ? NULL : text_of(page, "noRoster"));
    pp_json_set(detail, "noRosterKnown", pp_json_new_bool(!has_roster && wish->no_roster_known));
    return detail;
}

/* ---- in sentences ---- */

static void push(struct pp_json *list, struct pp_str *text) {
    pp_json_push(list, pp_json_new_text(pp_str_text(text)));
    pp_str_clear(text);
}

static void say_figures(const struct pp_json *detail, struct pp_json *seen) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_appendf(&text,
                   "Seen: from %s, %s: %s homes, of which %s get another patch and %s another "
                   "named officer; letters to %s; %s without a named officer.",
                   text_of(detail, "from"), text_of(detail, "scope"), text_of(detail, "homes"),
                   text_of(detail, "newPatch"), text_of(detail, "newOfficer"),
                   text_of(detail, "letters"), text_of(detail, "noOfficer"));
    push(seen, &text);
}

static void append_texts(const struct pp_json *texts, struct pp_str *text) {
    size_t n = pp_json_length(texts);
    for (size_t i = 0; i < n && i < MOST_TOLD; i++)
        pp_str_appendf(text, "%s %s", i ? ";" : "", pp_json_text(pp_json_at(texts, i)));
    if (n > MOST_TOLD)
        pp_str_appendf(text, "; and %zu more", n - MOST_TOLD);
}

static void say_rules(const struct pp_json *detail, struct pp_json *seen) {
    const struct pp_json *sizes = pp_json_get(detail, "sizes"),
                         *rules = pp_json_get(detail, "rules");
    PP_AUTO_STR struct pp_str text = {0};
    bool known = pp_json_is_true(pp_json_get(detail, "rulesKnown"));
    if (pp_json_length(sizes) + pp_json_length(rules) == 0) {
        pp_str_append(&text, "Every rule was kept.");
        push(seen, &text);
        return;
    }
    pp_str_appendf(&text, "Rules not kept%s:", known ? ", ticked as known" : "");
    append_texts(sizes, &text);
    if (pp_json_length(sizes) && pp_json_length(rules))
        pp_str_append(&text, ".");
    append_texts(rules, &text);
    push(seen, &text);
}

static void say_rest(const struct pp_json *detail, struct pp_json *seen) {
    PP_AUTO_STR struct pp_str text = {0};
    int64_t n_comments = number_of(detail, "comments");
    const char *no_roster = text_of(detail, "noRoster");
    if (*no_roster) {
        pp_str_appendf(&text, "%s Ticked as seen.", no_roster);
        push(seen, &text);
    }
    if (n_comments) {
        pp_str_append_count(&text, n_comments, "comment was open.", "comments were open.");
        push(seen, &text);
    }
}

void pp_approval_say(const struct pp_json *detail, struct pp_json *line) {
    struct pp_json *seen = pp_json_new_array();
    if (pp_json_get(detail, "rulesKnown")) {
        say_figures(detail, seen);
        say_rules(detail, seen);
        say_rest(detail, seen);
    }
    pp_json_set(line, "seen", seen);
}
