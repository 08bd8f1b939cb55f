/* A ward's sheet as plain text. */
#include "patchplan/publish/mail.h"

static const char *text_at(const struct pp_json *json, const char *key) {
    const char *text = pp_json_text(pp_json_get(json, key));
    return text ? text : "";
}

static void append_after(struct pp_str *text, const char *before, const char *what) {
    if (*what)
        pp_str_appendf(text, "%s%s", before, what);
}

static void append_heading(struct pp_str *text, const char *heading) {
    pp_str_appendf(text, "\n%s\n", heading);
}

static void append_person(struct pp_str *text, const struct pp_json *person) {
    pp_str_append(text, text_at(person, "name"));
    append_after(text, ", ", text_at(person, "phone"));
    append_after(text, ", ", text_at(person, "email"));
}

static void append_people(struct pp_str *text, const struct pp_json *ward) {
    const struct pp_json *leader = pp_json_get(ward, "teamLeader");
    append_heading(text, "WHO TO CONTACT FIRST");
    pp_str_append(text, "  Team leader");
    append_after(text, " of ", text_at(ward, "team"));
    pp_str_append(text, ": ");
    if (pp_json_kind(leader) == PP_JSON_OBJECT)
        append_person(text, leader);
    else
        pp_str_append(text, "nobody is named at the moment");
    append_after(text, "\n  Area manager: ", text_at(ward, "areaManager"));
    pp_str_append(text, "\n");
}

static void append_patch(struct pp_str *text, const struct pp_json *patch) {
    const struct pp_json *officers = pp_json_get(patch, "officers");
    size_t n = pp_json_length(officers);
    pp_str_appendf(text, "  %s: ", text_at(patch, "id"));
    for (size_t i = 0; i < n; i++) {
        pp_str_append(text, i ? " and " : "");
        append_person(text, pp_json_at(officers, i));
    }
    const struct pp_json *contact = pp_json_get(patch, "contact");
    if (n == 0)
        pp_str_append(text, "nobody is named at the moment");
    if (n == 0 && pp_json_kind(contact) == PP_JSON_OBJECT) {
        pp_str_append(text, ", contact ");
        append_person(text, contact);
    }
    pp_str_appendf(text, ". Homes: %s, in this ward %s\n", text_at(patch, "homesWords"),
                   text_at(patch, "hereWords"));
}

static void append_meeting(struct pp_str *text, const struct pp_json *session) {
    bool cancelled = pp_json_is_true(pp_json_get(session, "cancelled"));
    pp_str_appendf(text, "  %s, %s%s: ", text_at(session, "dateWords"),
                   text_at(session, "timeWords"), cancelled ? " (cancelled)" : "");
    append_after(text, "", text_at(session, "meeting"));
    append_after(text, ", ", text_at(session, "venue"));
    append_after(text, ", ", text_at(session, "postcode"));
    append_after(text, ". ", text_at(session, "accessWords"));
    append_after(text, ". ", text_at(session, "movedWords"));
    pp_str_append(text, "\n");
}

static void append_times(struct pp_str *text, const struct pp_json *times) {
    pp_str_appendf(text, "    %s", text_at(times, "words"));
    append_after(text, ", for ", text_at(times, "forWhom"));
    pp_str_append(text, "\n");
}

static void append_other(struct pp_str *text, const struct pp_json *session) {
    bool cancelled = pp_json_is_true(pp_json_get(session, "cancelled"));
    pp_str_appendf(text, "    %s, %s%s", text_at(session, "dateWords"),
                   text_at(session, "timeWords"), cancelled ? ": cancelled" : "");
    append_after(text, ". ", text_at(session, "movedWords"));
    append_after(text, ", for ", text_at(session, "forWhom"));
    pp_str_append(text, "\n");
}

static void append_place(struct pp_str *text, const struct pp_json *place) {
    const struct pp_json *times = pp_json_get(place, "times");
    const struct pp_json *others = pp_json_get(place, "others");
    pp_str_appendf(text, "  %s", text_at(place, "venue"));
    append_after(text, ", ", text_at(place, "postcode"));
    append_after(text, ". ", text_at(place, "accessWords"));
    pp_str_append(text, pp_json_is_true(pp_json_get(place, "byAppointment"))
                            ? ". Please book an appointment first.\n"
                            : ". No appointment needed.\n");
    for (size_t i = 0; i < pp_json_length(times); i++)
        append_times(text, pp_json_at(times, i));
    for (size_t i = 0; i < pp_json_length(others); i++)
        append_other(text, pp_json_at(others, i));
}

static void append_each(struct pp_str *text, const struct pp_json *list, const char *nothing,
                        void (*append)(struct pp_str *text, const struct pp_json *item)) {
    size_t n = pp_json_length(list);
    for (size_t i = 0; i < n; i++)
        append(text, pp_json_at(list, i));
    if (n == 0)
        pp_str_appendf(text, "  %s\n", nothing);
}

static void append_sentence(struct pp_str *text, const struct pp_json *sentence) {
    pp_str_appendf(text, "  %s\n", pp_json_text(sentence));
}

void pp_ward_text(const struct pp_json *ward, const char *council, const char *date_words,
                  struct pp_str *text) {
    const char *ahead = text_at(ward, "aheadWords");
    pp_str_appendf(text, "Housing officers in %s\n%s%s%s\n", text_at(ward, "name"), council,
                   *council ? ", " : "", date_words);
    if (*ahead)
        pp_str_appendf(text,
                       "\nThis is how it will be from %s. Until then the patches and officers that "
                       "you know stay.\n",
                       ahead);
    append_people(text, ward);
    append_heading(text, "PATCHES AND THEIR OFFICERS");
    append_each(text, pp_json_get(ward, "patches"), "No patch is here.", append_patch);
    pp_str_append(text, "  Some patches have fewer homes because homes there need more visits and "
                        "casework. Numbers of homes are rounded to the nearest 10.\n");
    pp_str_appendf(text, *ahead ? "\nWHAT CHANGES ON %s\n" : "\nWHAT HAS CHANGED SINCE %s\n",
                   *ahead ? ahead : text_at(ward, "changesSinceWords"));
    append_each(text, pp_json_get(ward, "changes"), "Nothing: the same patches and officers.",
                append_sentence);
    append_heading(text, "DROP-INS OF THE NEXT THREE MONTHS");
    append_each(text, pp_json_get(ward, "places"), "None are planned at the moment.", append_place);
    append_heading(text, "MEETINGS OF TENANTS AND RESIDENTS");
    append_each(text, pp_json_get(ward, "meetings"), "None are known at the moment.",
                append_meeting);
}
