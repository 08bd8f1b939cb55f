/* What letters say of a patch, and what a planning file says of the landlord. */
#ifndef PLANNER_SERVICE_LETTER_WORDS_H
#define PLANNER_SERVICE_LETTER_WORDS_H

#include "patchplan/publish/letter.h"
#include "patchplan/store/lookup.h"

struct pp_landlord_words {
    const char *council, *office, *town; /* "" where not set */
};
int pp_landlord_words_load(struct pp_db *db, struct pp_arena *arena,
                           struct pp_landlord_words *ret_words, struct pp_error *reterr) PP_CHECKED;

/* The words of a letter about this patch but for the address, in `arena`; NULL where nothing is known. PP_E_NOMEM. */
int pp_letter_words_set(struct pp_letter *letter, const struct pp_patch_contacts *patch,
                        const struct pp_landlord_words *landlord, pp_day from, pp_day dated,
                        struct pp_arena *arena, struct pp_error *reterr) PP_CHECKED;

/* "Ann Lee and Ben Day", "" for nobody; appended. */
void pp_append_officers(const struct pp_patch_contacts *patch, struct pp_str *text);

/* PP_E_INPUT in words when the wording uses something that is not known. */
int pp_letter_words_check(const struct pp_letter *letter, const struct pp_wording *wording,
                          const char *patch, struct pp_error *reterr) PP_CHECKED;

/* ((drop-in)): the next of the patch after the day of the letter; where none is known, how to learn of it. */
int pp_letter_drop_in_set(struct pp_db *db, struct pp_letter *letter,
                          const struct pp_patch_contacts *patch, pp_day dated,
                          struct pp_arena *arena, struct pp_error *reterr) PP_CHECKED;

#endif
