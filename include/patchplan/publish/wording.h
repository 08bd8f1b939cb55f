/* The wording of a letter: a text with holes, as GOV.UK Notify writes them, so that one file serves both.
 *
 *   # Your housing officer          a heading
 *   * telephone ((phone))           an item of a list; "- " too
 *   From ((from)) your officer ...  a paragraph, until an empty line; its lines stay lines
 *
 * What stands in double brackets is put in as it is: there is no other markup, so nothing in it can be any.
 */
#ifndef PATCHPLAN_PUBLISH_WORDING_H
#define PATCHPLAN_PUBLISH_WORDING_H

#include <stdbool.h>
#include <stddef.h>

#include "patchplan/core/error.h"
#include "patchplan/core/str.h"

/* What may stand in the brackets. */
enum pp_letter_word {
    PP_WORD_OFFICER,     /* "Ann Lee and Ben Day" */
    PP_WORD_CONTACT,     /* "telephone 0114 496 0001, email ann.lee@council.example" */
    PP_WORD_PHONE,       /* the officer's, else the office's */
    PP_WORD_EMAIL,       /* the officer's, else the office's */
    PP_WORD_FROM,        /* "Tuesday 9 March 2027" */
    PP_WORD_DATE,        /* of the letter */
    PP_WORD_PATCH,       /* "P04" */
    PP_WORD_TEAM,        /* "North" */
    PP_WORD_TEAM_LEADER, /* their name */
    PP_WORD_ADDRESS,     /* in one line */
    PP_WORD_OFFICE,      /* how to reach the housing office */
    PP_WORD_COUNCIL,     /* the landlord */
    PP_WORD_DROP_IN,     /* the patch's next one: when and where; else how to learn of it */
    PP_N_LETTER_WORDS
};
/* "team leader": in brackets, and as a column; told apart without case, blanks, '_' and '-'. */
const char *pp_letter_word_name(enum pp_letter_word word);

enum pp_wording_kind { PP_WORDING_HEADING, PP_WORDING_PARAGRAPH, PP_WORDING_ITEM };

struct pp_wording; /* read once; filling only reads */

/* PP_E_FORMAT with file and line: brackets that name nothing (with the nearest name) or are not closed, no text at all, no
 * UTF-8, longer than 20,000 characters. Caller frees. */
int pp_wording_read(const char *path, struct pp_wording **ret_wording,
                    struct pp_error *reterr) PP_CHECKED;
/* The same of bytes in memory; `name` is used in messages. */
int pp_wording_read_text(const char *name, const char *bytes, size_t n_bytes,
                         struct pp_wording **ret_wording, struct pp_error *reterr) PP_CHECKED;
void pp_wording_free(struct pp_wording *wording); /* NULL is fine */
void pp_wording_auto_free(struct pp_wording **wording);
#define PP_AUTO_WORDING __attribute__((cleanup(pp_wording_auto_free)))

/* Does it stand in the wording at all? */
bool pp_wording_uses(const struct pp_wording *wording, enum pp_letter_word word);

/* Its pieces from the first to the last. */
size_t pp_wording_length(const struct pp_wording *wording);
enum pp_wording_kind pp_wording_kind_at(const struct pp_wording *wording, size_t ix);
/* A piece with its holes filled, appended to `text`; `words` by enum pp_letter_word, none NULL that it uses. */
void pp_wording_fill(const struct pp_wording *wording, size_t ix, const char *const *words,
                     struct pp_str *text);

#endif
