/* What a change to a roster by hand would do, or did, for staff's pages. */
#include <ctype.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/staff_roster.h"

static const struct group {
    const char *what, *title; /* of a pp_change; for people */
} groups[] = {{"lead", "Named officers"},
              {"cover", "Who stands in"},
              {"session", "Drop-ins and meetings"},
              {"visit", "Visits"}};
enum { N_GROUPS = sizeof groups / sizeof *groups };

/* "Session 12 is held again", with a number of the terminal's, is "Held again" where the page shows which one it is. */
static const char *behind_number(const char *text) {
    static const char session[] = "Session ";
    size_t length = sizeof session - 1;
    if (strncmp(text, session, length) != 0 || !isdigit((unsigned char)text[length]))
        return text;
    text += length;
    text += strspn(text, "0123456789 ");
    return strncmp(text, "is ", 3) == 0 ? text + 3 : text;
}

static void push_line(struct pp_json *lines, const char *text) {
    PP_AUTO_FREE char *line = pp_for_pages(text);
    if (line)
        line[0] = (char)toupper((unsigned char)line[0]);
    pp_json_push(lines, pp_json_new_text(line));
}

/* NULL: nothing of the kind changes. */
static struct pp_json *group_json(const struct pp_roster_in_hand *made, const struct group *group) {
    PP_AUTO_JSON struct pp_json *lines = pp_json_new_array();
    for (int i = made->n_changes_before; i < made->roster.n_changes; i++)
        if (strcmp(made->roster.changes[i].what, group->what) == 0)
            push_line(lines, behind_number(made->roster.changes[i].text));
    if (pp_json_length(lines) == 0)
        return NULL;
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "title", group->title);
    pp_json_set(json, "lines", PP_STEAL(lines));
    return json;
}

/* What was kept before, or nearer to it. */
static struct pp_json *broken_json(const struct pp_roster_in_hand *made) {
    struct pp_json *lines = pp_json_new_array();
    for (int i = 0; i < made->roster.n_breaches; i++) {
        const struct pp_breach *breach = &made->roster.breaches[i];
        if (breach->broken && breach->text && pp_roster_breach_is_new(made, breach))
            push_line(lines, breach->text);
    }
    return lines;
}

int pp_service_roster_change_json(const struct pp_roster_in_hand *made, struct pp_json **ret_change,
                                  struct pp_error *reterr) {
    struct pp_json *json = pp_json_new_object(), *list = pp_json_new_array();
    bool officers_stay = true;
    for (int g = 0; g < N_GROUPS; g++) {
        struct pp_json *group = group_json(made, &groups[g]);
        if (group && g == 0)
            officers_stay = false;
        if (group)
            pp_json_push(list, group);
    }
    pp_json_set(json, "notes", pp_lines_for_pages(pp_str_text(&made->note)));
    pp_json_set(json, "anything", pp_json_new_bool(pp_json_length(list) > 0 || made->note_says_it));
    pp_json_set(json, "groups", list);
    pp_json_set(json, "officersStay", pp_json_new_bool(officers_stay));
    pp_json_set(json, "broken", broken_json(made));
    *ret_change = json;
    return json ? 0 : pp_fail_nomem(reterr);
}
