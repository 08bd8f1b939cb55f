/* Names as people type them: words without accents, apostrophes and endings written short, and how far apart two are. */
#ifndef PATCHPLAN_CORE_WORDS_H
#define PATCHPLAN_CORE_WORDS_H

#include <stddef.h>

enum { PP_WORDS_MOST = 10, PP_WORD_BYTES = 24 };

struct pp_words {
    size_t n;
    char rows[PP_WORDS_MOST][PP_WORD_BYTES];
};

/* The words of `text`: in small letters, "Ŵ" as "w", "King's" as "kings", "Road" and "Rd" alike, "Saint" and "Street" as
 * "St"; what stands between other words and tells nothing ("and", "&", "ward") is left out, and what is too long cut. */
void pp_words_fold(const char *text, struct pp_words *ret_words);
/* Without a number of a house or flat in front: "Flat 3, 12 Ash Row" is "ash row". */
void pp_words_drop_number(struct pp_words *words);

/* How far what was asked is from a name: PP_WORDS_SAME; below PP_WORDS_NEAR, part of it; above, spelt nearly so; the less
 * the nearer. PP_WORDS_OTHER: another name. O(words x words x letters squared). */
enum { PP_WORDS_SAME = 0, PP_WORDS_NEAR = 10, PP_WORDS_OTHER = 1000 };
int pp_words_distance(const struct pp_words *asked, const struct pp_words *name);

#endif
