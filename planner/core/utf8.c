#include "patchplan/core/utf8.h"

#include <stdint.h>
#include <string.h>

/* The range a second byte may have after `first` (Unicode 15, table 3-7), and how many bytes the
 * character has; 0 when no character begins so. */
static size_t lead(unsigned char first, unsigned char *ret_low, unsigned char *ret_high) {
    *ret_low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    *ret_high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/* Length of the character at the beginning; 0 when it is cut off, broken or zero. */
static size_t character(const unsigned char *bytes, size_t n) {
    if (bytes[0] > 0 && bytes[0] < 0x80)
        return 1;
    unsigned char low, high;
    size_t length = lead(bytes[0], &low, &high);
    if (length == 0 || length > n || bytes[1] < low || bytes[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

size_t pp_utf8_clean(const unsigned char *bytes, size_t n, bool *ret_only_ascii) {
    size_t at = 0;
    *ret_only_ascii = true;
    while (at < n) {
        uint64_t word;
        /* Eight at a time while all are 1..127: then neither a byte nor a byte - 1 has its highest
         * bit set. */
        while (at + sizeof word <= n) {
            memcpy(&word, bytes + at, sizeof word);
            if (((word - UINT64_C(0x0101010101010101)) | word) & UINT64_C(0x8080808080808080))
                break;
            at += sizeof word;
        }
        if (at == n)
            break;
        size_t length = character(bytes + at, n - at);
        if (length == 0)
            break;
        *ret_only_ascii = *ret_only_ascii && length == 1;
        at += length;
    }
    return at;
}

void pp_utf8_keep_whole(char *text) {
    size_t n = strlen(text), n_kept = 0;
    bool only_ascii;
    for (size_t at = 0, length; at < n; at += length + 1) { /* the byte after a clean run is none */
        length = pp_utf8_clean((const unsigned char *)text + at, n - at, &only_ascii);
        memmove(text + n_kept, text + at, length);
        n_kept += length;
    }
    text[n_kept] = '\0';
}

bool pp_utf8_is_cut(const unsigned char *bytes, size_t n) {
    unsigned char low, high;
    size_t length = lead(bytes[0], &low, &high);
    if (length == 0 || n >= length || (n > 1 && (bytes[1] < low || bytes[1] > high)))
        return false;
    return n < 3 || (bytes[2] & 0xC0) == 0x80;
}

void pp_utf8_from_1252(unsigned char byte, char ret_text[4]) {
    static const uint16_t upper[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    unsigned code = byte == 0 ? 0x2400u : byte >= 0x80 && byte < 0xA0 ? upper[byte - 0x80] : byte;
    unsigned char *out = (unsigned char *)ret_text;
    size_t n = 0;
    if (code < 0x80) {
        out[n++] = (unsigned char)code;
    } else if (code < 0x800) {
        out[n++] = (unsigned char)(0xC0 | code >> 6);
        out[n++] = (unsigned char)(0x80 | (code & 0x3F));
    } else {
        out[n++] = (unsigned char)(0xE0 | code >> 12);
        out[n++] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
        out[n++] = (unsigned char)(0x80 | (code & 0x3F));
    }
    out[n] = 0;
}

void pp_utf8_show(const char *text, char *ret_shown, size_t size) {
    size_t n = strnlen(text, size), n_shown = 0;
    if (n == size)
        for (n = size - 1; n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80;)
            n--;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_c1 = c == 0xC2 && (unsigned char)text[i + 1] < 0xA0; /* U+0080 to U+009F */
        ret_shown[n_shown++] = c < 0x20 || c == 0x7F || is_c1 ? '.' : text[i];
        i += is_c1;
    }
    ret_shown[n_shown] = '\0';
}
