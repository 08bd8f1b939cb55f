/* Whom a letter is written to when a plan comes into force: every home of it, patch by patch, with what becomes of it. */
#ifndef PATCHPLAN_STORE_LETTERS_H
#define PATCHPLAN_STORE_LETTERS_H

#include "patchplan/store/lookup.h"
#include "patchplan/store/publication.h"

/* What becomes of a home; the first that holds. */
enum pp_letter_fate {
    PP_LETTER_SAME,       /* one of its named officers stays: no letter */
    PP_LETTER_NO_OFFICER, /* its patch has no named officer on that day: nobody to name */
    PP_LETTER_SUPPRESSED, /* never written to */
    PP_LETTER_VOID,       /* nobody lives there */
    PP_LETTER_NO_ADDRESS, /* no address or no postcode */
    PP_LETTER_WRITTEN,
    PP_N_LETTER_FATES
};

/* Texts are borrowed until the visit returns; "" where unknown. No names of tenants: there are none. */
struct pp_letter_home {
    const char *address, *street, *postcode;
};
/* 0 to go on; anything else ends the walk and is returned. A patch comes before its homes; they come by postcode, then
 * by address. Patches without homes in the scope come too. */
struct pp_letter_visit {
    int (*patch)(void *context, const struct pp_patch_contacts *patch, struct pp_error *reterr);
    int (*home)(void *context, const struct pp_letter_home *home, enum pp_letter_fate fate,
                struct pp_error *reterr);
    void *context;
};

/* The homes of a plan that it serves from `from` on (all that `scope` holds, while it is published from no such day),
 * patch by patch in the order of their names. Its named officers on that day are held against those of the day before:
 * of the plan in force then, else of today's patches. Who stands in does not count, nor what a patch is called; of
 * sharers one who stays is enough. Streams: no memory a home. */
int pp_store_letters_each(struct pp_db *db, int64_t plan_id, pp_day from,
                          const struct pp_scope *scope, const struct pp_letter_visit *visit,
                          struct pp_error *reterr) PP_CHECKED;

/* The fates of the homes of `scope` were the plan published from `from` on there, counted by the same walk. */
int pp_store_letters_count(struct pp_db *db, int64_t plan_id, pp_day from,
                           const struct pp_scope *scope, int64_t ret_counts[PP_N_LETTER_FATES],
                           struct pp_error *reterr) PP_CHECKED;

/* Bank holidays of England and Wales, or of `division` when that is not NULL, and closures of the council, ascending. */
int pp_store_holidays(struct pp_db *db, const char *division, struct pp_arena *arena,
                      pp_day **ret_days, int *ret_n, struct pp_error *reterr) PP_CHECKED;
/* The last of those bank holidays, without closures; PP_PAST_DAY: none is known. */
int pp_store_last_holiday(struct pp_db *db, const char *division, pp_day *ret_day,
                          struct pp_error *reterr) PP_CHECKED;

#endif
