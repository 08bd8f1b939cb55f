/* Letters to households: as pages to print, or as the table that GOV.UK Notify sends from. Written one after the other. */
#ifndef PATCHPLAN_PUBLISH_LETTER_H
#define PATCHPLAN_PUBLISH_LETTER_H

#include "patchplan/core/arena.h"
#include "patchplan/publish/wording.h"

enum { PP_ADDRESS_LINES = 7, PP_MOST_LETTERS_A_FILE = 4000 };

struct pp_letter {
    const char *lines[PP_ADDRESS_LINES]; /* of the address, the postcode last */
    size_t n_lines;
    const char *words[PP_N_LETTER_WORDS]; /* what the wording uses; NULL: not asked for */
};

/* "The tenant(s)", the address at its commas, the street unless it is in it, the post town unless it is in it, the
 * postcode; what would be more than seven lines is joined. Texts live in `arena`. `town` may be "". */
int pp_letter_set_address(struct pp_letter *letter, const char *address, const char *street,
                          const char *town, const char *postcode, struct pp_arena *arena,
                          struct pp_error *reterr) PP_CHECKED;

struct pp_letters;

/* Begin the file `path`. ".pdf": tagged, in English, letters of 18 points, one letter a page of A4, its address where the
 * window of a DL envelope is; what is more than 4,000 letters goes on in "NAME-2.pdf" and so on, so that memory stays
 * small. ".csv": address_line_1 .. address_line_7 and a column for each word that the wording
 * uses. PP_E_USAGE: another ending. `wording` is borrowed. Caller frees. */
int pp_letters_open(const char *path, const struct pp_wording *wording,
                    struct pp_letters **ret_letters, struct pp_error *reterr) PP_CHECKED;
/* PP_E_INPUT: the letter does not fit on its page. */
int pp_letters_add(struct pp_letters *letters, const struct pp_letter *letter,
                   struct pp_error *reterr) PP_CHECKED;
/* The files are on the disk, whole, or an error and none of them is left. */
int pp_letters_finish(struct pp_letters *letters, struct pp_error *reterr) PP_CHECKED;
int pp_letters_n_files(const struct pp_letters *letters);
void pp_letters_free(struct pp_letters *letters); /* unfinished: nothing is left behind */
void pp_letters_auto_free(struct pp_letters **letters);
#define PP_AUTO_LETTERS __attribute__((cleanup(pp_letters_auto_free)))

#endif
