#include "planner/service/public_tell.h"

#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"

int pp_tell_text(struct pp_json *object, const char *key, const char *text) {
    return pp_json_set(object, key, pp_json_new_text(text));
}

int pp_tell_href(struct pp_json *object, const char *key, const char *folder, const char *name,
                 const char *rest) {
    PP_AUTO_STR struct pp_str href = {0};
    pp_str_append(&href, folder);
    pp_str_append_url(&href, name);
    pp_str_append(&href, rest);
    return href.failed ? PP_E_NOMEM : pp_tell_text(object, key, pp_str_text(&href));
}

static int tell_words(struct pp_json *object, const char *key, const char *words) {
    char words_key[40];
    snprintf(words_key, sizeof words_key, "%sWords", key);
    return pp_tell_text(object, words_key, words);
}

int pp_tell_day(struct pp_json *object, const char *key, pp_day day) {
    char iso[11], words[48];
    pp_day_iso(day, iso);
    pp_day_long(day, words, sizeof words);
    int rc = pp_tell_text(object, key, iso);
    return rc ? rc : tell_words(object, key, words);
}

int64_t pp_rounded(int64_t n_homes) { return n_homes < 10 ? -1 : (n_homes + 5) / 10 * 10; }

int pp_tell_rounded(struct pp_json *object, const char *key, int64_t n_homes) {
    int64_t tens = pp_rounded(n_homes);
    char count[32], words[48];
    pp_text_format_count(tens, count, sizeof count);
    snprintf(words, sizeof words, "about %s", count);
    int rc = pp_json_set(object, key, tens < 0 ? pp_json_new_text(NULL) : pp_json_new_int(tens));
    return rc ? rc : tell_words(object, key, tens < 0 ? PP_FEW_HOMES : words);
}

const char *pp_phone_href(const char *phone, char room[40]) {
    size_t n = 4;
    memcpy(room, "tel:", 5);
    for (const char *at = phone; at && *at && n < 39; at++)
        if ((*at >= '0' && *at <= '9') || (*at == '+' && n == 4))
            room[n++] = *at;
    room[n] = '\0';
    return n > 4 ? room : NULL;
}

/* An address in two parts, the second from its @ on: a narrow page breaks the line between them. */
static int tell_email(struct pp_json *object, const char *email) {
    size_t length = email ? strcspn(email, "@") : 0;
    PP_AUTO_FREE char *name = email ? pp_strndup(email, length) : NULL;
    if (email && !name)
        return PP_E_NOMEM;
    return pp_tell_text(object, "email", email) || pp_tell_text(object, "emailName", name) ||
                   pp_tell_text(object, "emailHost", email ? email + length : NULL)
               ? PP_E_NOMEM
               : 0;
}

struct pp_json *pp_tell_person(const struct pp_contact *person) {
    PP_AUTO_JSON struct pp_json *object = pp_json_new_object();
    char room[40];
    if (pp_tell_text(object, "name", person->name) != 0 ||
        pp_tell_text(object, "phone", person->phone) != 0 ||
        pp_tell_text(object, "phoneHref", pp_phone_href(person->phone, room)) != 0 ||
        tell_email(object, person->email) != 0)
        return NULL;
    return PP_STEAL(object);
}

struct pp_json *pp_tell_people(const struct pp_contact *people, size_t n) {
    PP_AUTO_JSON struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        if (pp_json_push(list, pp_tell_person(&people[i])) != 0)
            return NULL;
    return PP_STEAL(list);
}

struct pp_json *pp_tell_ward(const struct pp_public_ward *ward) {
    PP_AUTO_JSON struct pp_json *object = pp_json_new_object();
    if (pp_tell_text(object, "code", ward->code) != 0 ||
        pp_tell_text(object, "name", ward->name) != 0 ||
        pp_tell_href(object, "href", "/ward/", ward->code, "") != 0)
        return NULL;
    return PP_STEAL(object);
}

/* ---- ways to reach somebody, out of a setting ---- */

static int push_way(struct pp_json *list, const char *text) {
    PP_AUTO_JSON struct pp_json *way = pp_json_new_object();
    PP_AUTO_STR struct pp_str mail = {0};
    char room[40];
    bool is_page = strncmp(text, "https://", 8) == 0, is_mail = !is_page && strchr(text, '@');
    bool is_phone = strspn(text, "+0123456789 ()-") == strlen(text);
    pp_str_appendf(&mail, "mailto:%s", text);
    const char *href = is_page    ? text
                       : is_mail  ? pp_str_text(&mail)
                       : is_phone ? pp_phone_href(text, room)
                                  : NULL;
    if (mail.failed || pp_tell_text(way, "text", text) != 0 || pp_tell_text(way, "href", href) != 0)
        return PP_E_NOMEM;
    return pp_json_push(list, PP_STEAL(way));
}

int pp_tell_ways(struct pp_json *object, const char *key, const char *ways) {
    PP_AUTO_FREE char *copy = pp_strdup(ways);
    PP_AUTO_JSON struct pp_json *inner = pp_json_new_object();
    struct pp_json *list = pp_json_new_array();
    int rc = pp_json_set(inner, "ways", list);
    if (!copy)
        return PP_E_NOMEM;
    for (char *at = copy, *end; !rc && at; at = end) {
        if ((end = strchr(at, ';')) != NULL)
            *end++ = '\0';
        const char *text = pp_text_trim(at);
        if (*text)
            rc = push_way(list, text);
    }
    if (rc || pp_json_length(list) == 0)
        return rc ? rc : pp_tell_text(object, key, NULL);
    return pp_json_set(object, key, PP_STEAL(inner));
}

/* ---- drop-ins ---- */

/* "Moved from Monday 5 April 2027 at Park Library"; NULL where it was not. */
static int tell_move(struct pp_json *object, const struct pp_public_session *session) {
    PP_AUTO_STR struct pp_str words = {0};
    char date[48];
    bool other_day = session->was_day != session->day;
    pp_day_long(session->was_day, date, sizeof date);
    if (session->was_moved && (other_day || *session->was_venue))
        pp_str_appendf(&words, "Moved from %s%s%s", other_day ? date : "",
                       other_day && *session->was_venue ? " at " : "", session->was_venue);
    else if (session->was_moved)
        pp_str_append(&words, "The time has changed");
    return words.failed ? PP_E_NOMEM
                        : pp_tell_text(object, "movedWords", words.len ? words.data : NULL);
}

int pp_tell_access(struct pp_json *object, struct pp_access access) {
    PP_AUTO_STR struct pp_str words = {0};
    pp_access_append_sentence(access, &words);
    return words.failed ? PP_E_NOMEM : pp_tell_text(object, "accessWords", pp_str_text(&words));
}

static struct pp_json *tell_said(enum pp_said said) {
    return said == PP_SAID_NOTHING ? pp_json_new_text(NULL) : pp_json_new_bool(said == PP_SAID_YES);
}

struct pp_json *pp_tell_session(const struct pp_public_session *session) {
    PP_AUTO_JSON struct pp_json *object = pp_json_new_object();
    char from[6], to[6], words[40];
    pp_clock_iso(session->from_minute, from);
    pp_clock_iso(session->to_minute, to);
    pp_clock_long_range(session->from_minute, session->to_minute, words);
    if (pp_tell_day(object, "date", session->day) != 0 || pp_tell_text(object, "from", from) != 0 ||
        pp_tell_text(object, "to", to) != 0 || pp_tell_text(object, "timeWords", words) != 0 ||
        pp_tell_text(object, "venue", session->venue) != 0 ||
        pp_tell_text(object, "venueId", session->venue_id) != 0 ||
        pp_tell_text(object, "postcode", session->postcode) != 0 ||
        pp_json_set(object, "stepFree", tell_said(session->access.step_free)) != 0 ||
        pp_json_set(object, "hearingLoop", tell_said(session->access.hearing_loop)) != 0 ||
        pp_tell_access(object, session->access) != 0 ||
        pp_json_set(object, "byAppointment",
                    pp_json_new_bool(session->by_appointment && !*session->meeting)) != 0 ||
        pp_json_set(object, "cancelled", pp_json_new_bool(session->is_cancelled)) != 0 ||
        pp_tell_text(object, "meeting", session->meeting) != 0 ||
        pp_tell_text(object, "patches", session->patches) != 0 ||
        pp_tell_text(object, "forWhom", *session->for_whom ? session->for_whom : NULL) != 0 ||
        tell_move(object, session) != 0)
        return NULL;
    return PP_STEAL(object);
}

struct pp_json *pp_tell_sessions(const struct pp_public_session *sessions, size_t n) {
    PP_AUTO_JSON struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        if (pp_json_push(list, pp_tell_session(&sessions[i])) != 0)
            return NULL;
    return PP_STEAL(list);
}
