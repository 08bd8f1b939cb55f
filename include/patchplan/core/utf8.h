/* What is valid UTF-8 and what is not. */
#ifndef PATCHPLAN_CORE_UTF8_H
#define PATCHPLAN_CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#define PP_UTF8_NUL_SIGN "\xE2\x90\x80"    /* U+2400, stands for a zero byte */
#define PP_UTF8_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* How many of the `n` bytes from the first on are valid UTF-8 without zero bytes, in whole
 * characters; `ret_only_ascii`: and all of these are ASCII. About one byte a clock tick and better
 * in ASCII. */
size_t pp_utf8_clean(const unsigned char *bytes, size_t n, bool *ret_only_ascii);
/* Could the `n` bytes, which do not begin with a whole character, be the beginning of one? */
bool pp_utf8_is_cut(const unsigned char *bytes, size_t n);
/* The Windows-1252 character `byte` in UTF-8, with a zero at the end; U+2400 for 0, U+FFFD for the
 * five it has not. */
void pp_utf8_from_1252(unsigned char byte, char ret_text[4]);
/* Takes out of `text`, which ends with a zero, every byte that is of no whole character: what was cut by a precision or a
 * buffer's end is UTF-8 again. */
void pp_utf8_keep_whole(char *text);
/* `text` for a message: as many whole characters as go into `size` bytes with the zero, and a dot for each that
 * cannot be printed (controls, and what would break a line). `text` is valid UTF-8. */
void pp_utf8_show(const char *text, char *ret_shown, size_t size);

#endif
