#include "patchplan/publish/letter.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "planner/publish/letter_page.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/publish/sheet.h"

struct pp_letters {
    const struct pp_wording *wording;
    struct pp_canvas *canvas; /* pages */
    struct pp_sheet *sheet;   /* the table */
    const char *keys[PP_ADDRESS_LINES + PP_N_LETTER_WORDS + 1];
    char line_keys[PP_ADDRESS_LINES][sizeof "address_line_1"];
    char word_keys[PP_N_LETTER_WORDS][24];
    char *path; /* of the first file */
    int n_files, n_in_file;
    bool finished;
};

/* ---- the address ---- */

/* Is `part` in `text`, in any case of letters, as words of its own? */
static bool holds(const char *text, const char *part) {
    size_t length = strlen(part);
    for (const char *at = text; length && (at = strcasestr(at, part)) != NULL; at++)
        if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[length]))
            return true;
    return false;
}

struct lines {
    const char *rows[64];
    size_t n;
    bool failed;
};

static void add_line(struct lines *lines, const char *text, struct pp_arena *arena) {
    char *copy = pp_arena_strdup(arena, text);
    const char *line = copy ? pp_text_trim(copy) : "";
    lines->failed = lines->failed || !copy;
    if (*line && lines->n < sizeof lines->rows / sizeof *lines->rows)
        lines->rows[lines->n++] = line;
}

static void add_parts(struct lines *lines, const char *address, struct pp_arena *arena) {
    char *copy = pp_arena_strdup(arena, address);
    lines->failed = lines->failed || !copy;
    for (char *at = copy, *next; at; at = next) {
        if ((next = strpbrk(at, ",\n")) != NULL)
            *next++ = '\0';
        add_line(lines, at, arena);
    }
}

/* First line, postcode and town stay; of those between, the last that have room, the others in one. */
static int keep_lines(struct pp_letter *letter, const struct lines *lines, struct pp_arena *arena) {
    size_t too_many = lines->n > PP_ADDRESS_LINES ? lines->n - PP_ADDRESS_LINES : 0;
    PP_AUTO_STR struct pp_str joined = {0};
    for (size_t i = 1; i <= 1 + too_many; i++)
        pp_str_appendf(&joined, "%s%s", i > 1 ? ", " : "", lines->rows[i]);
    letter->n_lines = 0;
    letter->lines[letter->n_lines++] = lines->rows[0];
    letter->lines[letter->n_lines++] = pp_arena_strdup(arena, pp_str_text(&joined));
    for (size_t i = 2 + too_many; i < lines->n; i++)
        letter->lines[letter->n_lines++] = lines->rows[i];
    return joined.failed || !letter->lines[1] ? PP_E_NOMEM : 0;
}

static int join_address(struct pp_letter *letter, struct pp_arena *arena) {
    PP_AUTO_STR struct pp_str text = {0};
    for (size_t i = 1; i < letter->n_lines; i++)
        pp_str_appendf(&text, "%s%s", i > 1 ? ", " : "", letter->lines[i]);
    letter->words[PP_WORD_ADDRESS] = pp_arena_strdup(arena, pp_str_text(&text));
    return text.failed || !letter->words[PP_WORD_ADDRESS] ? PP_E_NOMEM : 0;
}

int pp_letter_set_address(struct pp_letter *letter, const char *address, const char *street,
                          const char *town, const char *postcode, struct pp_arena *arena,
                          struct pp_error *reterr) {
    struct lines lines = {.rows = {"The tenant(s)"}, .n = 1};
    add_parts(&lines, address, arena);
    if (!holds(address, street))
        add_line(&lines, street, arena);
    if (!holds(address, town))
        add_line(&lines, town, arena);
    if (!holds(address, postcode))
        add_line(&lines, postcode, arena);
    if (lines.failed || lines.n < 2 || keep_lines(letter, &lines, arena) != 0 ||
        join_address(letter, arena) != 0)
        return pp_fail_nomem(reterr);
    return 0;
}

/* ---- the file ---- */

/* "team_leader": Notify takes blanks and '_' for the same. */
static void name_column(const char *name, char *ret_key, size_t size) {
    snprintf(ret_key, size, "%s", name);
    for (char *at = ret_key; *at; at++)
        *at = *at == ' ' ? '_' : *at;
}

static int open_sheet(struct pp_letters *letters, const char *path, struct pp_error *reterr) {
    size_t n = 0;
    for (int i = 0; i < PP_ADDRESS_LINES; i++) {
        snprintf(letters->line_keys[i], sizeof letters->line_keys[i], "address_line_%d", i + 1);
        letters->keys[n++] = letters->line_keys[i];
    }
    for (int i = 0; i < PP_N_LETTER_WORDS; i++) {
        if (!pp_wording_uses(letters->wording, (enum pp_letter_word)i))
            continue;
        name_column(pp_letter_word_name((enum pp_letter_word)i), letters->word_keys[i],
                    sizeof letters->word_keys[i]);
        letters->keys[n++] = letters->word_keys[i];
    }
    return pp_sheet_open(path, &(struct pp_sheet_options){PP_SHEET_CSV, true}, letters->keys,
                         &letters->sheet, reterr);
}

/* "letters.pdf", then "letters-2.pdf". */
static void name_file(const struct pp_letters *letters, int number, struct pp_str *path) {
    size_t stem = (size_t)(strrchr(letters->path, '.') - letters->path);
    pp_str_append_n(path, letters->path, number > 1 ? stem : strlen(letters->path));
    if (number > 1)
        pp_str_appendf(path, "-%d%s", number, letters->path + stem);
}

/* What describes the pages of a PDF is held until it is finished, 3 KB a letter: so the next letters go into the next file. */
static int open_pages(struct pp_letters *letters, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str path = {0};
    const struct pp_canvas_options options = {
        .width_pt = PP_LETTER_WIDTH,
        .height_pt = PP_LETTER_HEIGHT,
        .title = "Your housing officer: letters to households",
        .about = "One letter on each page, to be sent in envelopes with a window",
        .clear_background = true,
        .language = "en-GB"};
    name_file(letters, letters->n_files + 1, &path);
    int rc = path.failed ? pp_fail_nomem(reterr)
                         : pp_canvas_open(pp_str_text(&path), &options, &letters->canvas, reterr);
    if (rc)
        return rc;
    letters->n_files++;
    letters->n_in_file = 0;
    pp_canvas_part_begin(letters->canvas, PP_PART_DOCUMENT);
    return 0;
}

static int close_pages(struct pp_letters *letters, struct pp_error *reterr) {
    pp_canvas_part_end(letters->canvas, PP_PART_DOCUMENT);
    int rc = pp_canvas_finish(letters->canvas, reterr);
    pp_canvas_free(PP_STEAL(letters->canvas));
    return rc;
}

int pp_letters_open(const char *path, const struct pp_wording *wording,
                    struct pp_letters **ret_letters, struct pp_error *reterr) {
    PP_AUTO_LETTERS struct pp_letters *letters = pp_alloc(sizeof *letters);
    const char *dot = strrchr(path, '.');
    bool pages = dot && pp_text_same_nocase(dot, ".pdf");
    if (!letters)
        return pp_fail_nomem(reterr);
    if (!pages && !(dot && pp_text_same_nocase(dot, ".csv")))
        return pp_fail(reterr, PP_E_USAGE,
                       "letters are written as .pdf, to print, or as .csv, for GOV.UK Notify; not "
                       "as '%s'",
                       path);
    letters->wording = wording;
    letters->path = pp_strdup(path);
    int rc = !letters->path ? pp_fail_nomem(reterr)
             : pages        ? open_pages(letters, reterr)
                            : open_sheet(letters, path, reterr);
    if (!rc)
        *ret_letters = PP_STEAL(letters);
    return rc;
}

static int add_row(struct pp_letters *letters, const struct pp_letter *letter,
                   struct pp_error *reterr) {
    for (size_t i = 0; i < PP_ADDRESS_LINES; i++)
        pp_sheet_text(letters->sheet, i < letter->n_lines ? letter->lines[i] : NULL);
    for (int i = 0; i < PP_N_LETTER_WORDS; i++)
        if (pp_wording_uses(letters->wording, (enum pp_letter_word)i))
            pp_sheet_text(letters->sheet, letter->words[i]);
    return pp_sheet_end_row(letters->sheet, reterr);
}

int pp_letters_add(struct pp_letters *letters, const struct pp_letter *letter,
                   struct pp_error *reterr) {
    if (letters->sheet)
        return add_row(letters, letter, reterr);
    int rc = 0;
    if (letters->n_in_file == PP_MOST_LETTERS_A_FILE) {
        rc = close_pages(letters, reterr);
        rc = rc ? rc : open_pages(letters, reterr);
    }
    if (!rc && letters->n_in_file++)
        pp_canvas_next_page(letters->canvas);
    return rc ? rc : pp_letter_draw(letters->canvas, letters->wording, letter, reterr);
}

int pp_letters_finish(struct pp_letters *letters, struct pp_error *reterr) {
    int rc =
        letters->sheet ? pp_sheet_commit(letters->sheet, reterr) : close_pages(letters, reterr);
    letters->finished = rc == 0;
    return rc;
}

int pp_letters_n_files(const struct pp_letters *letters) {
    return letters->sheet ? 1 : letters->n_files;
}

/* Files that were full already are of no use without the rest. */
static void remove_full_files(struct pp_letters *letters) {
    for (int number = 1; number < letters->n_files; number++) {
        PP_AUTO_STR struct pp_str path = {0};
        name_file(letters, number, &path);
        if (!path.failed)
            remove(pp_str_text(&path));
    }
}

void pp_letters_free(struct pp_letters *letters) {
    if (!letters)
        return;
    pp_canvas_free(letters->canvas);
    pp_sheet_free(letters->sheet);
    if (!letters->finished)
        remove_full_files(letters);
    pp_free(letters->path);
    pp_free(letters);
}

void pp_letters_auto_free(struct pp_letters **letters) { pp_letters_free(*letters); }
