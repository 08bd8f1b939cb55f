#include "patchplan/publish/wording.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/arena.h"
#include "patchplan/core/file.h"
#include "patchplan/core/text.h"
#include "patchplan/core/utf8.h"

enum { MOST_CHARACTERS = 20000, MOST_NAME = 60 };

static const char *const names[PP_N_LETTER_WORDS] = {
    [PP_WORD_OFFICER] = "officer", [PP_WORD_CONTACT] = "contact",
    [PP_WORD_PHONE] = "phone",     [PP_WORD_EMAIL] = "email",
    [PP_WORD_FROM] = "from",       [PP_WORD_DATE] = "date",
    [PP_WORD_PATCH] = "patch",     [PP_WORD_TEAM] = "team",
    [PP_WORD_OFFICE] = "office",   [PP_WORD_TEAM_LEADER] = "team leader",
    [PP_WORD_COUNCIL] = "council", [PP_WORD_ADDRESS] = "address",
    [PP_WORD_DROP_IN] = "drop-in"};

/* A hole is this byte and 1 + its number: the text itself holds no control characters. */
#define HOLE '\x02'

struct piece {
    enum pp_wording_kind kind;
    char *text;
};

struct pp_wording {
    struct pp_arena arena;
    struct piece *pieces;
    size_t n, cap;
    bool uses[PP_N_LETTER_WORDS];
};

const char *pp_letter_word_name(enum pp_letter_word word) { return names[word]; }

void pp_wording_free(struct pp_wording *wording) {
    if (!wording)
        return;
    pp_arena_done(&wording->arena);
    pp_free(wording->pieces);
    pp_free(wording);
}

void pp_wording_auto_free(struct pp_wording **wording) { pp_wording_free(*wording); }

/* ---- reading ---- */

struct reading {
    const char *path;
    struct pp_wording *wording;
    struct pp_str text; /* of the piece that is being read */
    enum pp_wording_kind kind;
    int64_t row;
};

static int fail_unknown(const struct reading *reading, const char *name, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str known = {0};
    const char *nearest = pp_text_nearest(name, names, PP_N_LETTER_WORDS);
    for (int i = 0; i < PP_N_LETTER_WORDS; i++)
        pp_str_appendf(&known, "%s%s", pp_text_between(i, PP_N_LETTER_WORDS), names[i]);
    return pp_fail_at(reterr, PP_E_FORMAT, reading->path, reading->row, NULL,
                      "((%.*s)) is not known%s%s%s; what may stand in double brackets: %s",
                      MOST_NAME, name, nearest ? ", did you mean ((" : "", nearest ? nearest : "",
                      nearest ? "))?" : "", pp_str_text(&known));
}

static int add_hole(struct reading *reading, const char *name, struct pp_error *reterr) {
    for (int i = 0; i < PP_N_LETTER_WORDS; i++)
        if (pp_text_same_name(name, names[i])) {
            pp_str_append_char(&reading->text, HOLE);
            pp_str_append_char(&reading->text, (char)(i + 1));
            reading->wording->uses[i] = true;
            return 0;
        }
    return fail_unknown(reading, name, reterr);
}

/* A line's text into the current piece, its holes marked. */
static int add_text(struct reading *reading, char *line, struct pp_error *reterr) {
    for (char *open; (open = strstr(line, "((")) != NULL;) {
        char *close = strstr(open, "))");
        if (!close)
            return pp_fail_at(reterr, PP_E_FORMAT, reading->path, reading->row, NULL,
                              "'((' is not closed by '))' in the same line");
        pp_str_append_n(&reading->text, line, (size_t)(open - line));
        *close = '\0';
        int rc = add_hole(reading, pp_text_trim(open + 2), reterr);
        if (rc)
            return rc;
        line = close + 2;
    }
    pp_str_append(&reading->text, line);
    return 0;
}

static int end_piece(struct reading *reading, struct pp_error *reterr) {
    struct pp_wording *wording = reading->wording;
    if (reading->text.failed)
        return pp_fail_nomem(reterr);
    if (reading->text.len == 0)
        return 0;
    int rc = pp_reserve(&wording->pieces, &wording->cap, wording->n + 1, sizeof *wording->pieces,
                        reterr);
    char *text = rc ? NULL : pp_arena_strdup(&wording->arena, pp_str_text(&reading->text));
    if (rc || !text)
        return rc ? rc : pp_fail_nomem(reterr);
    wording->pieces[wording->n++] = (struct piece){reading->kind, text};
    pp_str_clear(&reading->text);
    return 0;
}

static int begin_piece(struct reading *reading, enum pp_wording_kind kind,
                       struct pp_error *reterr) {
    int rc = end_piece(reading, reterr);
    reading->kind = kind;
    return rc;
}

static int read_line(struct reading *reading, char *line, struct pp_error *reterr) {
    reading->row++;
    line = pp_text_trim(line);
    if (!pp_text_is_tame(line))
        return pp_fail_at(reterr, PP_E_FORMAT, reading->path, reading->row, NULL,
                          "a character here cannot be shown; the wording is plain text");
    enum pp_wording_kind kind = *line == '#' ? PP_WORDING_HEADING
                                : strncmp(line, "* ", 2) == 0 || strncmp(line, "- ", 2) == 0
                                    ? PP_WORDING_ITEM
                                    : PP_WORDING_PARAGRAPH;
    bool goes_on = kind == PP_WORDING_PARAGRAPH && reading->kind == kind && *line;
    int rc = goes_on ? 0 : begin_piece(reading, kind, reterr);
    if (goes_on && reading->text.len)
        pp_str_append_char(&reading->text, '\n');
    if (kind != PP_WORDING_PARAGRAPH)
        line = pp_text_trim(line + strspn(line, "#*-"));
    return rc ? rc : add_text(reading, line, reterr);
}

static int read_lines(struct reading *reading, char *text, struct pp_error *reterr) {
    int rc = 0;
    reading->kind = PP_WORDING_HEADING;
    for (char *line = text, *next; line && !rc; line = next) {
        if ((next = strchr(line, '\n')) != NULL)
            *next++ = '\0';
        rc = read_line(reading, line, reterr);
    }
    if (!rc)
        rc = end_piece(reading, reterr);
    if (!rc && reading->wording->n == 0)
        rc = pp_fail_at(reterr, PP_E_FORMAT, reading->path, 0, NULL, "there is no wording in it");
    return rc;
}

int pp_wording_read_text(const char *name, const char *bytes, size_t n_bytes,
                         struct pp_wording **ret_wording, struct pp_error *reterr) {
    bool marked = n_bytes >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0, only_ascii;
    size_t n = n_bytes - (marked ? 3 : 0);
    const char *text = bytes + (marked ? 3 : 0);
    if (pp_utf8_clean((const unsigned char *)text, n, &only_ascii) != n)
        return pp_fail_at(reterr, PP_E_FORMAT, name, 0, NULL,
                          "is no plain text in UTF-8; save it as such");
    if (n > MOST_CHARACTERS)
        return pp_fail_at(reterr, PP_E_FORMAT, name, 0, NULL,
                          "is longer than any letter: at most 20,000 characters");
    PP_AUTO_WORDING struct pp_wording *wording = pp_alloc(sizeof *wording);
    PP_AUTO_FREE char *copy = pp_strndup(text, n);
    struct reading reading = {.path = name, .wording = wording};
    if (!wording || !copy)
        return pp_fail_nomem(reterr);
    int rc = read_lines(&reading, copy, reterr);
    pp_str_done(&reading.text);
    if (!rc)
        *ret_wording = PP_STEAL(wording);
    return rc;
}

int pp_wording_read(const char *path, struct pp_wording **ret_wording, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int rc = pp_file_read(path, "read the wording of the letter", &text, reterr);
    return rc ? rc : pp_wording_read_text(path, pp_str_text(&text), text.len, ret_wording, reterr);
}

/* ---- filling ---- */

bool pp_wording_uses(const struct pp_wording *wording, enum pp_letter_word word) {
    return wording->uses[word];
}

size_t pp_wording_length(const struct pp_wording *wording) { return wording->n; }

enum pp_wording_kind pp_wording_kind_at(const struct pp_wording *wording, size_t ix) {
    return wording->pieces[ix].kind;
}

void pp_wording_fill(const struct pp_wording *wording, size_t ix, const char *const *words,
                     struct pp_str *text) {
    for (const char *at = wording->pieces[ix].text; *at; at++) {
        if (*at == HOLE)
            pp_str_append(text, words[*++at - 1]);
        else
            pp_str_append_char(text, *at);
    }
}
