#include "planner/service/letter_words.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/store/public.h"
#include "patchplan/store/setting.h"

int pp_landlord_words_load(struct pp_db *db, struct pp_arena *arena,
                           struct pp_landlord_words *ret_words, struct pp_error *reterr) {
    static const char *const keys[] = {"council", "contact.office", "letters.town"};
    const char *values[3] = {NULL};
    for (size_t i = 0; i < 3; i++) {
        int rc = pp_store_setting_get(db, keys[i], arena, &values[i], reterr);
        if (rc)
            return rc;
    }
    *ret_words = (struct pp_landlord_words){values[0] ? values[0] : "", values[1] ? values[1] : "",
                                            values[2] ? values[2] : ""};
    return 0;
}

/* ---- text that is kept ---- */

/* What `text` gathered, into the arena; NULL when it is empty. */
static int keep(struct pp_str *text, struct pp_arena *arena, const char **ret_kept) {
    *ret_kept = text->len ? pp_arena_strdup(arena, pp_str_text(text)) : NULL;
    bool failed = text->failed || (text->len && !*ret_kept);
    pp_str_clear(text);
    return failed ? PP_E_NOMEM : 0;
}

static int keep_day(pp_day day, struct pp_arena *arena, const char **ret_kept) {
    char words[48];
    pp_day_long(day, words, sizeof words);
    *ret_kept = pp_arena_strdup(arena, words);
    return *ret_kept ? 0 : PP_E_NOMEM;
}

static int keep_text(const char *text, struct pp_arena *arena, const char **ret_kept) {
    *ret_kept = text && *text ? pp_arena_strdup(arena, text) : NULL;
    return text && *text && !*ret_kept ? PP_E_NOMEM : 0;
}

/* ---- the officers ---- */

void pp_append_officers(const struct pp_patch_contacts *patch, struct pp_str *text) {
    for (size_t i = 0; i < patch->n_leads; i++)
        pp_str_appendf(text, "%s%s", pp_text_between((int)i, (int)patch->n_leads),
                       patch->leads[i].name);
}

static const char *way_of(const struct pp_contact *officer, bool email) {
    const char *way = email ? officer->email : officer->phone;
    return way && *way ? way : NULL;
}

/* "0114 496 0001", of sharers "0114 496 0001 (Ann Lee) or 0114 496 0002 (Ben Day)". */
static void append_ways(const struct pp_patch_contacts *patch, bool email, struct pp_str *text) {
    for (size_t i = 0; i < patch->n_leads; i++) {
        const char *way = way_of(&patch->leads[i], email);
        if (!way)
            continue;
        pp_str_appendf(text, "%s%s", text->len ? " or " : "", way);
        if (patch->n_leads > 1)
            pp_str_appendf(text, " (%s)", patch->leads[i].name);
    }
}

/* The first way of the office that is one of these: ways have ';' between them. */
static void append_office(const char *office, bool email, struct pp_str *text) {
    for (const char *at = office; *at && !text->len;) {
        size_t n = strcspn(at, ";");
        const char *mark = memchr(at, '@', n);
        bool is_page = strncmp(at + strspn(at, " "), "https:", 6) == 0;
        if (!is_page && (mark != NULL) == email) {
            size_t blanks = strspn(at, " ");
            pp_str_append_n(text, at + blanks, n - blanks);
        }
        at += n + (at[n] == ';');
    }
}

static void append_contact(const struct pp_patch_contacts *patch, const char *office,
                           struct pp_str *text) {
    PP_AUTO_STR struct pp_str phone = {0}, email = {0};
    append_ways(patch, false, &phone);
    append_ways(patch, true, &email);
    if (!phone.len && !email.len) {
        append_office(office, false, &phone);
        append_office(office, true, &email);
    }
    if (phone.len)
        pp_str_appendf(text, "telephone %s", pp_str_text(&phone));
    if (email.len)
        pp_str_appendf(text, "%semail %s", phone.len ? ", " : "", pp_str_text(&email));
    text->failed = text->failed || phone.failed || email.failed;
}

/* "0114 496 0000 or https://www.example.gov.uk" */
static void append_ways_of_office(const char *office, struct pp_str *text) {
    for (const char *at = office; *at;) {
        size_t blanks = strspn(at, " "), n = strcspn(at, ";");
        if (n > blanks) {
            pp_str_append(text, text->len ? " or " : "");
            pp_str_append_n(text, at + blanks, n - blanks);
        }
        at += n + (at[n] == ';');
    }
}

int pp_letter_words_set(struct pp_letter *letter, const struct pp_patch_contacts *patch,
                        const struct pp_landlord_words *landlord, pp_day from, pp_day dated,
                        struct pp_arena *arena, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    const char **words = letter->words;
    pp_append_officers(patch, &text);
    int rc = keep(&text, arena, &words[PP_WORD_OFFICER]);
    append_contact(patch, landlord->office, &text);
    rc = rc ? rc : keep(&text, arena, &words[PP_WORD_CONTACT]);
    for (int email = 0; email < 2 && !rc; email++) {
        append_ways(patch, email, &text);
        if (!text.len)
            append_office(landlord->office, email, &text);
        rc = keep(&text, arena, &words[email ? PP_WORD_EMAIL : PP_WORD_PHONE]);
    }
    append_ways_of_office(landlord->office, &text);
    rc = rc ? rc : keep(&text, arena, &words[PP_WORD_OFFICE]);
    rc = rc ? rc : keep_day(from, arena, &words[PP_WORD_FROM]);
    rc = rc ? rc : keep_day(dated, arena, &words[PP_WORD_DATE]);
    rc = rc ? rc : keep_text(patch->patch, arena, &words[PP_WORD_PATCH]);
    rc = rc ? rc : keep_text(patch->team, arena, &words[PP_WORD_TEAM]);
    rc = rc ? rc : keep_text(patch->team_leader.name, arena, &words[PP_WORD_TEAM_LEADER]);
    rc = rc ? rc : keep_text(landlord->council, arena, &words[PP_WORD_COUNCIL]);
    return rc ? pp_fail_nomem(reterr) : 0;
}

/* "at a drop-in on Tuesday 9 March 2027, 10am to midday: Park Library, S2 5QA, step-free access, hearing loop" */
static void append_drop_in(const struct pp_public_session *session, struct pp_str *text) {
    char date[48], clock[40];
    pp_day_long(session->day, date, sizeof date);
    pp_clock_long_range(session->from_minute, session->to_minute, clock);
    pp_str_appendf(text, "at a drop-in on %s, %s: %s%s%s, ", date, clock, session->venue,
                   *session->postcode ? ", " : "", session->postcode);
    pp_access_append(session->access, text);
    pp_str_append(text, session->by_appointment ? ", by appointment" : "");
}

int pp_letter_drop_in_set(struct pp_db *db, struct pp_letter *letter,
                          const struct pp_patch_contacts *patch, pp_day dated,
                          struct pp_arena *arena, struct pp_error *reterr) {
    enum { YEAR = 366 };
    PP_AUTO_STR struct pp_str text = {0};
    const struct pp_public_patch of = {.plan_id = patch->plan_id, .patch_ix = patch->patch_ix};
    const struct pp_public_session_wish wish = {
        .patch = &of, .from = dated + 1, .until = dated + YEAR, .minute = -1, .most = 1};
    struct pp_public_session *next = NULL;
    size_t n = 0;
    int rc = pp_store_public_sessions(db, &wish, arena, &next, &n, reterr);
    if (rc)
        return rc;
    if (n)
        append_drop_in(next, &text);
    else
        pp_str_append(&text, "at a drop-in: ask for the next one");
    return keep(&text, arena, &letter->words[PP_WORD_DROP_IN]) ? pp_fail_nomem(reterr) : 0;
}

int pp_letter_words_check(const struct pp_letter *letter, const struct pp_wording *wording,
                          const char *patch, struct pp_error *reterr) {
    static const char *const remedies[PP_N_LETTER_WORDS] = {
        [PP_WORD_COUNCIL] = "set it with: patchplan settings council NAME",
        [PP_WORD_OFFICE] = "set it with: patchplan settings contact.office \"0114 496 0000\"",
        [PP_WORD_CONTACT] = "put a telephone or email into the list of officers, or set the "
                            "office's: patchplan settings contact.office \"0114 496 0000\"",
        [PP_WORD_PHONE] = "put it into the list of officers, or set the office's: patchplan "
                          "settings contact.office \"0114 496 0000\"",
        [PP_WORD_EMAIL] = "put it into the list of officers, or set the office's: patchplan "
                          "settings contact.office \"office@example.gov.uk\"",
        [PP_WORD_TEAM] = "its homes have no team; leave it out of the wording",
        [PP_WORD_TEAM_LEADER] = "its team has no leader in the list of officers"};
    for (int i = 0; i < PP_N_LETTER_WORDS; i++)
        if (i != PP_WORD_ADDRESS && pp_wording_uses(wording, (enum pp_letter_word)i) &&
            !letter->words[i])
            return pp_fail(
                reterr, PP_E_INPUT,
                "the wording of the letter says ((%s)), which is not known for patch %s; %s",
                pp_letter_word_name((enum pp_letter_word)i), patch,
                remedies[i] ? remedies[i] : "leave it out");
    return 0;
}
